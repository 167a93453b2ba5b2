//! Shows a unified diff.

use std::fmt::Write as _;

use super::account::grouped;
use super::output::{BOLD, CYAN, GREEN, Look, RED};

/// Characters of a line that a person is shown.
const LONGEST: usize = 400;

/// `diff` as it may be written: unchanged for a program, escaped and coloured for a person.
pub fn render(diff: &str, look: Look) -> String {
    if look == Look::Raw {
        return diff.to_owned();
    }
    let crlf = uses_crlf(diff);
    let mut out = String::with_capacity(diff.len() * 2);
    let mut in_header = true;
    for line in diff.lines_with_ends() {
        // A file that ends its lines with CR LF throughout needs no `^M` on each; a change of line
        // ends has to be seen.
        let text = if crlf { line.strip_suffix('\r').unwrap_or(line) } else { line };
        let cut = cut(text);
        let text = cut.as_deref().unwrap_or(text);
        let shown = if text.starts_with("diff ") {
            in_header = true;
            look.paint(BOLD, text)
        } else if text.starts_with("@@") {
            in_header = false;
            hunk_header(text, look)
        } else if in_header {
            look.paint(BOLD, text)
        } else if text.starts_with('+') {
            look.paint(GREEN, text)
        } else if text.starts_with('-') {
            look.paint(RED, text)
        } else {
            look.text(text).into_owned()
        };
        let _ = writeln!(out, "{shown}");
    }
    out
}

/// Lines added and removed.
pub fn count(diff: &str) -> (usize, usize) {
    let (mut added, mut removed, mut in_header) = (0, 0, true);
    for line in diff.lines_with_ends() {
        if line.starts_with("diff ") {
            in_header = true;
        } else if line.starts_with("@@") {
            in_header = false;
        } else if !in_header {
            added += usize::from(line.starts_with('+'));
            removed += usize::from(line.starts_with('-'));
        }
    }
    (added, removed)
}

/// A line that no person reads to its end, shortened to what tells which one it is: the line of a
/// minified file. None for others.
fn cut(line: &str) -> Option<String> {
    let (at, _) = line.char_indices().nth(LONGEST)?;
    let more = line[at..].chars().count();
    Some(format!("{} [{} more characters]", &line[..at], grouped(more as u64)))
}

fn hunk_header(line: &str, look: Look) -> String {
    let end = line[2..].find("@@").map_or(line.len(), |at| at + 4);
    format!("{}{}", look.paint(CYAN, &line[..end]), look.text(&line[end..]))
}

fn uses_crlf(diff: &str) -> bool {
    let mut body = diff
        .lines_with_ends()
        .skip_while(|line| !line.starts_with("@@"))
        .filter(|line| line.starts_with([' ', '+', '-']))
        .peekable();
    body.peek().is_some() && body.all(|line| line.ends_with('\r'))
}

/// `str::lines` drops the `\r` that we have to see.
trait LinesWithEnds {
    fn lines_with_ends(&self) -> impl Iterator<Item = &str>;
}

impl LinesWithEnds for str {
    fn lines_with_ends(&self) -> impl Iterator<Item = &str> {
        self.split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap_or(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ body\n a\n--- old\n+++ new\n";

    #[test]
    fn endless_lines_are_cut_for_people_and_not_for_programs() {
        let diff = format!("@@ -1 +1 @@\n-{}\n+b\n", "a".repeat(2_000));
        assert_eq!(render(&diff, Look::Raw), diff);
        let shown = render(&diff, Look::Escaped);
        assert!(shown.contains("a [1,601 more characters]\n+b\n"), "{shown}");
    }

    #[test]
    fn raw_is_the_diff_itself() {
        assert_eq!(render("@@\n-a\x1b\r\n+b\r\n", Look::Raw), "@@\n-a\x1b\r\n+b\r\n");
    }

    #[test]
    fn body_lines_that_look_like_headers_are_body() {
        let shown = render(DIFF, Look::Styled);
        assert!(shown.contains("\x1b[31m--- old\x1b[0m\n\x1b[32m+++ new\x1b[0m\n"), "{shown:?}");
        assert!(shown.starts_with("\x1b[1m--- a/x\x1b[0m\n"), "{shown:?}");
        assert_eq!(count(DIFF), (1, 1));
    }

    #[test]
    fn carriage_returns_show_only_where_they_differ() {
        assert_eq!(render("@@ @@\n a\r\n-b\r\n+c\r\n", Look::Escaped), "@@ @@\n a\n-b\n+c\n");
        assert_eq!(render("@@ @@\n-b\r\n+b\n", Look::Escaped), "@@ @@\n-b^M\n+b\n");
    }
}
