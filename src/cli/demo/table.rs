//! The table at the end of the demo: a full rewrite against a sketch.

use crate::cli::account::{grouped, short};
use crate::protocol::Tokens;

/// Tokens that a model has to write, either way; with the model's seconds where a real one was
/// asked. The seconds of a full rewrite are what it would take at the same rate.
pub fn table(tokens: &Tokens, model_seconds: Option<f64>) -> String {
    let sketch = tokens.received.max(1);
    let ratio = tokens.full_rewrite as f64 / sketch as f64;
    let rows = [("full rewrite", tokens.full_rewrite, ratio), ("sketch", tokens.received, 1.0)];
    let mut text = format!("{:14}{:>10}{:>10}", "", "tokens", "ratio");
    if model_seconds.is_some() {
        text.push_str(&format!("{:>12}", "seconds"));
    }
    text.push('\n');
    for (name, count, ratio) in rows {
        text.push_str(&format!("{name:14}{:>10}{:>10}", grouped(count), format!("{ratio:.1}x")));
        if let Some(seconds) = model_seconds {
            let about = if ratio == 1.0 { "" } else { "~" };
            text.push_str(&format!("{:>12}", format!("{about}{}", short(seconds * ratio))));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        Tokens { sent: 2_400, received: 25, full_rewrite: 2_110, ..Tokens::default() }
    }

    #[test]
    fn without_a_model_no_time_is_claimed() {
        assert_eq!(
            table(&tokens(), None),
            "                  tokens     ratio\n\
             full rewrite       2,110     84.4x\n\
             sketch                25      1.0x\n"
        );
    }

    #[test]
    fn with_a_model_the_rewrite_is_marked_as_an_estimate() {
        let shown = table(&tokens(), Some(0.5));
        assert!(shown.contains("84.4x      ~42.20\n"), "{shown}");
        assert!(shown.contains("1.0x        0.50\n"), "{shown}");
    }
}
