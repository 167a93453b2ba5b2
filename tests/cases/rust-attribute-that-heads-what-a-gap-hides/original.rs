fn open(path: &Path) -> io::Result<Port> {
    let mut port = Port::new(path);
    port.speed(9600);

    #[cfg(unix)]
    port.lock(0o600);

    #[cfg(windows)]
    share(
        &mut port,
        SHARE_READ,
    );

    port.open()
}
