//! When a failed request is worth another attempt, and how long to wait for it.

use std::time::{Duration, SystemTime};

use rand::RngExt as _;
use reqwest::header::HeaderMap;

use super::{Limits, ModelError};

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// The same request would fail again, or text has been shown already.
    Never,
    /// It may pass; the server does not say when.
    Backoff,
    /// The server says when.
    After(Duration),
}

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    pub error: ModelError,
    pub retry: Retry,
}

impl Failure {
    pub fn last(error: ModelError) -> Self {
        Self { error, retry: Retry::Never }
    }

    pub fn passing(error: ModelError) -> Self {
        Self { error, retry: Retry::Backoff }
    }

    /// How long to wait before the attempt after number `attempt`; none where there is none.
    pub fn wait(&self, attempt: u32, limits: &Limits) -> Option<Duration> {
        if attempt >= limits.attempts {
            return None;
        }
        match self.retry {
            Retry::Never => None,
            Retry::After(wait) => (wait <= limits.longest_wait).then_some(wait),
            Retry::Backoff => {
                let share = rand::rng().random_range(0.5..=1.0);
                Some(backoff(attempt, limits).mul_f64(share))
            }
        }
    }
}

/// Doubles with each attempt, up to the longest wait. The caller takes a random half to whole of
/// it, so that clients that failed together do not come back together.
fn backoff(attempt: u32, limits: &Limits) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    limits.first_wait.saturating_mul(1 << doublings).min(limits.longest_wait)
}

/// True for statuses that may pass: too many requests, a time-out, trouble on the server.
pub(super) fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 409 | 425 | 429) || (status >= 500 && !matches!(status, 501 | 505))
}

/// What the server asks for: `retry-after-ms` (OpenAI), or `Retry-After` in seconds or as a date
/// (RFC 9110, section 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let seconds = |text: &str, unit: f64| {
        let number: f64 = text.parse().ok()?;
        Duration::try_from_secs_f64(number * unit).ok()
    };
    if let Some(wait) = text("retry-after-ms").and_then(|text| seconds(text, 0.001)) {
        return Some(wait);
    }
    let value = text("retry-after")?;
    seconds(value, 1.0).or_else(|| {
        let date = httpdate::parse_http_date(value).ok()?;
        Some(date.duration_since(now).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn reads_what_servers_ask_for() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let after = |name, value| retry_after(&headers(name, value), now);
        assert_eq!(after("retry-after", "3"), Some(Duration::from_secs(3)));
        assert_eq!(after("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        let date = "Sun, 06 Nov 1994 08:49:47 GMT";
        assert_eq!(after("retry-after", date), Some(Duration::from_secs(10)));
        assert_eq!(after("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), Some(Duration::ZERO));
        for nonsense in ["soon", "-1", "NaN", "inf", ""] {
            assert_eq!(after("retry-after", nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn waits_grow_and_are_bounded() {
        let limits = Limits { attempts: 40, ..Limits::default() };
        for attempt in 1..40 {
            let wait = Failure::passing(ModelError::Cancelled).wait(attempt, &limits).unwrap();
            let whole = backoff(attempt, &limits);
            assert!(whole.mul_f64(0.49) <= wait && wait <= whole && whole <= limits.longest_wait);
        }
        assert_eq!(backoff(2, &limits), limits.first_wait * 2);
        assert_eq!(backoff(39, &limits), limits.longest_wait);
    }

    #[test]
    fn gives_up_where_waiting_is_no_use() {
        let limits = Limits { attempts: 3, ..Limits::default() };
        let failure = |retry| Failure { error: ModelError::Cancelled, retry };
        assert_eq!(failure(Retry::Never).wait(1, &limits), None);
        assert_eq!(failure(Retry::Backoff).wait(3, &limits), None);
        let long = limits.longest_wait + Duration::from_secs(1);
        assert_eq!(failure(Retry::After(long)).wait(1, &limits), None);
        let short = Duration::from_millis(1);
        assert_eq!(failure(Retry::After(short)).wait(1, &limits), Some(short));
    }
}
