//! What goes on while an edit runs: a line on the terminal, nothing anywhere else.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::account::grouped;
use super::escape::one_line;
use super::output::{CYAN, GREEN, Look, RED};
use crate::protocol::Step;

/// Variables that a coding agent sets for the commands that it runs.
const AGENTS: [&str; 5] = ["CLAUDECODE", "CURSOR_AGENT", "GEMINI_CLI", "CODEX_SANDBOX", "AGENT"];

/// Lines of the diff that are shown while it grows.
const PREVIEW: usize = 12;

/// The line, and below it the diff as it grows. Both are wiped when this is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    look: Look,
    shown: RefCell<Shown>,
}

#[derive(Debug, Default)]
struct Shown {
    line: String,
    preview: String,
}

impl Progress {
    /// On stderr, if a person is there to see it, in this look.
    pub fn start(look: Look) -> Self {
        // The bar itself stays hidden where stderr is no terminal. An agent may run us on one.
        let target =
            if is_agent() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, look, shown: RefCell::default() }
    }

    /// Shows a step.
    pub fn step(&self, step: &Step) {
        let mut shown = self.shown.borrow_mut();
        match step {
            Step::Preview { diff } => shown.preview = preview(diff, self.look),
            step => shown.line = message(step),
        }
        if matches!(step, Step::Asking { .. } | Step::Again { .. }) {
            shown.preview.clear();
        }
        self.bar.set_message(format!("{}{}", shown.line, shown.preview));
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
        Step::Again { round, why, .. } => format!("question {round}, since {}", one_line(why)),
        Step::Preview { .. } => String::new(),
        Step::Merging => "merging".into(),
        Step::Writing => "writing".into(),
        Step::Recording => "committing".into(),
    }
}

/// The end of a diff, a line below the other, cut to what a narrow terminal shows.
fn preview(diff: &str, look: Look) -> String {
    let changes: Vec<&str> = diff
        .lines()
        .skip_while(|line| !line.starts_with("@@"))
        .filter(|line| line.starts_with(['+', '-', '@']))
        .collect();
    let from = changes.len().saturating_sub(PREVIEW);
    let mut out = String::new();
    for line in &changes[from..] {
        let cut: String = line.chars().take(76).collect();
        let style = match line.as_bytes().first() {
            Some(b'+') => GREEN,
            Some(b'-') => RED,
            _ => CYAN,
        };
        out.push_str(&format!("\n  {}", look.paint(style, &cut)));
    }
    out
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
    fn the_end_of_a_growing_diff_is_shown() {
        let diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n a\n-b\x1b\n+c\n";
        assert_eq!(preview(diff, Look::Escaped), "\n  @@ -1 +1 @@\n  -b^[\n  +c");
    }

    #[test]
    fn names_from_elsewhere_are_escaped() {
        let step = Step::Asking { model: "a\x1b[2J\nb".into(), sent: 7 };
        assert_eq!(message(&step), "asking a^[[2J b (7 tokens)");
    }
}
