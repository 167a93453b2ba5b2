fn label(level: Level) -> Option<&'static str> {
    match level {
        Level::High => Some("high"),
        Level::Low => Some("low"),
        // Not shown.
        Level::Off => None,
        Level::Unset => None,
    }
}
