fn a() -> u8 {
    // Use a small capacity
    // see the docs
    let mut buf = with_capacity(128);
    buf.len()
}
