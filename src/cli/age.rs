//! Points in time, as people say them.

use std::time::{SystemTime, UNIX_EPOCH};

/// How long ago `time` was, in seconds since the epoch: `3 minutes ago`.
pub fn ago(time: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    format!("{} ago", span(now.saturating_sub(time.max(0).unsigned_abs())))
}

/// A span of seconds in its largest unit: `3 minutes`.
pub fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (7 * 86_400, "week"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
    ];
    let (size, unit) =
        UNITS.into_iter().find(|(size, _)| seconds >= *size).unwrap_or((1, "second"));
    let count = seconds / size;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_name_their_largest_unit() {
        assert_eq!(span(0), "0 seconds");
        assert_eq!(span(59), "59 seconds");
        assert_eq!(span(60), "1 minute");
        assert_eq!(span(2 * 3_600 + 59), "2 hours");
        assert_eq!(span(800 * 86_400), "2 years");
    }

    #[test]
    fn the_future_is_now() {
        assert_eq!(ago(i64::MAX), "0 seconds ago");
    }
}
