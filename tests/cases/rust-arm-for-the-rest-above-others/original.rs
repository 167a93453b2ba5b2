fn label(level: Level) -> Option<u8> {
    match level {
        Level::High => Some(1),
        Level::Low => Some(2),
        Level::Off => Some(3),
        Level::Unset => None,
    }
}
