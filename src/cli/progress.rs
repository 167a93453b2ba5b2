//! What goes on while an edit runs: a line on the terminal, nothing anywhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::account::grouped;
use super::escape::one_line;
use crate::protocol::Step;

/// Variables that a coding agent sets for the commands that it runs.
const AGENTS: [&str; 5] = ["CLAUDECODE", "CURSOR_AGENT", "GEMINI_CLI", "CODEX_SANDBOX", "AGENT"];

/// The line. It is wiped when this is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// On stderr, if a person is there to see it.
    pub fn start() -> Self {
        // The bar itself stays hidden where stderr is no terminal. An agent may run us on one.
        let target =
            if is_agent() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// Shows a step.
    pub fn step(&self, step: &Step) {
        self.bar.set_message(message(step));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn message(step: &Step) -> String {
    match step {
        Step::Asking { model, sent } => {
            format!("asking {} ({})", one_line(model), tokens(*sent))
        }
        Step::Retrying { attempt, wait, why } => {
            format!("attempt {attempt} in {wait:.0} s: {}", one_line(why))
        }
        Step::Streaming { received, seconds, .. } if *seconds > 0.0 => {
            format!("{}, {:.0}/s", tokens(*received), *received as f64 / seconds)
        }
        Step::Streaming { received, .. } => tokens(*received),
        Step::Merging => "merging".into(),
        Step::Writing => "writing".into(),
        Step::Recording => "committing".into(),
    }
}

fn tokens(count: u64) -> String {
    format!("{} token{}", grouped(count), if count == 1 { "" } else { "s" })
}

fn is_agent() -> bool {
    AGENTS.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streaming_shows_tokens_and_rate() {
        let step = |received, seconds| Step::Streaming { received, seconds, text: "x".into() };
        assert_eq!(message(&step(1_200, 10.0)), "1,200 tokens, 120/s");
        assert_eq!(message(&step(1, 0.0)), "1 token");
    }

    #[test]
    fn names_from_elsewhere_are_escaped() {
        let step = Step::Asking { model: "a\x1b[2J\nb".into(), sent: 7 };
        assert_eq!(message(&step), "asking a^[[2J b (7 tokens)");
    }
}
