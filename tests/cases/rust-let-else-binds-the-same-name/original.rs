fn port_of(address: &str) -> Option<u16> {
    if address.is_empty() {
        return None;
    }
    let colon = match address.rfind(':') {
        None => return None,
        Some(at) => at,
    };
    let digits = &address[colon + 1..];
    digits.parse().ok()
}

fn host_of(address: &str) -> &str {
    address.split(':').next().unwrap_or(address)
}
