//! What an edit cost: tokens against a full rewrite, seconds a phase.

use std::collections::BTreeMap;

use crate::protocol::Tokens;

/// The order in which the phases run.
const PHASES: [&str; 6] = ["snapshot", "first-hunk", "model", "merge", "write", "record"];

/// One line of accounting.
pub fn line(tokens: &Tokens, seconds: &BTreeMap<String, f64>) -> String {
    let about = if tokens.reported || tokens.sent == 0 { "" } else { "about " };
    let moved = if tokens.sent == 0 {
        format!("tokens: {} in the sketch", grouped(tokens.received))
    } else {
        let (sent, received) = (grouped(tokens.sent), grouped(tokens.received));
        format!("tokens: {about}{sent} sent{}, {received} received{}", cached(tokens), told(tokens))
    };
    let rewrite = format!("{} for a full rewrite{}", grouped(tokens.full_rewrite), ratio(tokens));
    format!("{moved}, {rewrite}; seconds: {}", phases(seconds))
}

/// Of the tokens sent.
fn cached(tokens: &Tokens) -> String {
    let cached = tokens.cached.filter(|cached| *cached > 0);
    cached.map(|cached| format!(" ({} cached)", grouped(cached))).unwrap_or_default()
}

/// Of the tokens received, as far as the provider tells.
fn told(tokens: &Tokens) -> String {
    let parts = [
        (tokens.reasoning, "thought"),
        (tokens.accepted, "predicted"),
        (tokens.rejected, "predicted wrong"),
    ];
    let told: Vec<String> = parts
        .iter()
        .filter_map(|(count, what)| Some(format!("{} {what}", grouped(count.filter(|n| *n > 0)?))))
        .collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
}

/// `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn ratio(tokens: &Tokens) -> String {
    if tokens.received == 0 {
        return String::new();
    }
    format!(" ({:.1}x)", tokens.full_rewrite as f64 / tokens.received as f64)
}

/// Phases in the order that they run, then whatever else was measured.
fn phases(seconds: &BTreeMap<String, f64>) -> String {
    let rank = |name: &str| PHASES.iter().position(|phase| *phase == name).unwrap_or(PHASES.len());
    let mut phases: Vec<_> = seconds.iter().collect();
    phases.sort_by_key(|(name, _)| rank(name));
    let shown: Vec<String> =
        phases.into_iter().map(|(name, time)| format!("{name} {}", short(*time))).collect();
    shown.join(", ")
}

/// Seconds with the digits that matter.
pub fn short(seconds: f64) -> String {
    if seconds >= 0.01 { format!("{seconds:.2}") } else { format!("{seconds:.4}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(sent: u64) -> Tokens {
        Tokens { sent, received: 40, full_rewrite: 2_108, ..Tokens::default() }
    }

    #[test]
    fn an_edit_tells_what_went_over_the_wire() {
        let seconds = BTreeMap::from([("write".into(), 0.0042), ("model".into(), 1.5)]);
        assert_eq!(
            line(&tokens(2_345), &seconds),
            "tokens: about 2,345 sent, 40 received, 2,108 for a full rewrite (52.7x); \
             seconds: model 1.50, write 0.0042"
        );
    }

    #[test]
    fn a_sketch_of_the_callers_was_not_sent() {
        let line = line(&tokens(0), &BTreeMap::new());
        assert!(line.starts_with("tokens: 40 in the sketch, 2,108 for a full rewrite"), "{line}");
    }

    #[test]
    fn what_the_provider_tells_is_told() {
        let tokens = Tokens {
            cached: Some(2_000),
            accepted: Some(30),
            rejected: Some(0),
            reported: true,
            ..tokens(2_345)
        };
        let line = line(&tokens, &BTreeMap::new());
        let wanted = "tokens: 2,345 sent (2,000 cached), 40 received (30 predicted), 2,108 for";
        assert!(line.starts_with(wanted), "{line}");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
