//! Reads a reply that is a unified diff: a fence of `diff`, as chat models answer, or a tool's output.
//!
//! The format is GNU diffutils' unified one, read as models write it: line numbers that are wrong or
//! missing, headers or none, gaps between hunks in the words of a sketch. What a hunk's own lines say
//! decides; where it names a line, that only picks one of several places.

use super::fences::{closes, fence};
use super::marks;
use crate::lang::Language;

/// Lines that stand in a row, with what becomes of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk<'a> {
    /// The first line in the old file, from 1, if a header says it.
    pub start: Option<usize>,
    /// At least one.
    pub lines: Vec<Line<'a>>,
}

/// A line of a hunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub sign: Sign,
    /// Without its sign, if it has one.
    pub text: &'a str,
    /// As it is written: models forget the blank before context.
    pub whole: &'a str,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Stays,
    Goes,
    Comes,
}

/// A reply's diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Diff<'a> {
    Hunks(Vec<Hunk<'a>>),
    /// Its fence never closed, up to this last line.
    Torn(usize),
}

/// The diff that a reply for a file of `language` is; none where it is none, or has other code too.
pub(crate) fn read<'a>(language: &Language, reply: &'a str) -> Option<Diff<'a>> {
    let lines: Vec<&str> = reply.lines().map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
    let changes = |hunk: &Hunk| hunk.lines.iter().any(|line| line.sign != Sign::Stays);
    let mut hunks = Vec::new();
    let mut at = 0;
    if begins_with_header(&lines) {
        hunks = hunks_of(language, &lines);
        at = lines.len();
    }
    while at < lines.len() {
        let Some(open) = fence(lines[at]) else {
            at += 1;
            continue;
        };
        let info = open.info.split_whitespace().next().unwrap_or_default();
        if !matches!(info, "diff" | "patch" | "udiff") {
            return None;
        }
        let Some(end) = (at + 1..lines.len()).find(|i| closes(lines[*i], &open)) else {
            return Some(Diff::Torn(lines.len()));
        };
        hunks.extend(hunks_of(language, &lines[at + 1..end]));
        at = end + 1;
    }
    hunks.retain(changes);
    (!hunks.is_empty()).then_some(Diff::Hunks(hunks))
}

/// Do lines begin as the output of `diff -u` and `git diff` does? Then they need no fence.
fn begins_with_header(lines: &[&str]) -> bool {
    let mut said = lines.iter().skip_while(|line| line.trim().is_empty());
    let mut head = said.by_ref().skip_while(|line| {
        ["diff --git ", "index ", "old mode ", "new mode "].iter().any(|s| line.starts_with(s))
    });
    head.next().is_some_and(|line| line.starts_with("--- "))
        && head.next().is_some_and(|line| line.starts_with("+++ "))
        && head.next().is_some_and(|line| line.starts_with("@@"))
}

/// The hunks of a fence: what stands between headers and gaps.
fn hunks_of<'a>(language: &Language, lines: &[&'a str]) -> Vec<Hunk<'a>> {
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut fresh = None;
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        let names = line.starts_with("--- ")
            && lines.get(at + 1).is_some_and(|l| l.starts_with("+++ "))
            || line.starts_with("+++ ") && at > 0 && lines[at - 1].starts_with("--- ");
        if names
            || ["diff --git ", "index ", "old mode ", "new mode ", "\\ No newline"]
                .iter()
                .any(|s| line.starts_with(s))
        {
            continue;
        }
        if line.starts_with("@@") {
            (fresh, open) = (first_line(line), false);
            continue;
        }
        let read = read_line(line);
        let gap = read.sign == Sign::Stays && is_gap(language, read.text);
        if gap {
            (fresh, open) = (None, false);
            continue;
        }
        match hunks.last_mut().filter(|_| open) {
            Some(hunk) => hunk.lines.push(read),
            None => hunks.push(Hunk { start: fresh.take(), lines: vec![read] }),
        }
        open = true;
    }
    hunks
}

fn read_line(line: &str) -> Line<'_> {
    let (sign, text) = match line.as_bytes().first() {
        Some(b'+') => (Sign::Comes, &line[1..]),
        Some(b'-') => (Sign::Goes, &line[1..]),
        Some(b' ') => (Sign::Stays, &line[1..]),
        _ => (Sign::Stays, line),
    };
    Line { sign, text, whole: line }
}

fn is_gap(language: &Language, text: &str) -> bool {
    marks::is_gap_line(text, language.lexis.line_comments)
}

/// The old file's line of a header such as `@@ -12,5 +12,6 @@`.
fn first_line(header: &str) -> Option<usize> {
    let said = header.trim_start_matches('@').trim_start().strip_prefix('-')?;
    said.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    fn hunks(reply: &str) -> Vec<Hunk<'_>> {
        match read(by_name("css").unwrap(), reply) {
            Some(Diff::Hunks(hunks)) => hunks,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_what_models_write() {
        let reply = "Like so:\n```diff\n--- a/x.css\n+++ b/x.css\n@@ -3,2 +3,2 @@ .a\n .a {\n-  b: c;\n+  b: d;\n\n /* ... existing code ... */\n-x\n```\n";
        let hunks = hunks(reply);
        assert_eq!(hunks.len(), 2);
        assert_eq!(hunks[0].start, Some(3));
        let signs: Vec<Sign> = hunks[0].lines.iter().map(|l| l.sign).collect();
        assert_eq!(signs, [Sign::Stays, Sign::Goes, Sign::Comes, Sign::Stays]);
        assert_eq!(hunks[1].lines, [Line { sign: Sign::Goes, text: "x", whole: "-x" }]);
    }

    #[test]
    fn what_a_tool_wrote_needs_no_fence() {
        let diff = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
        assert_eq!(hunks(diff)[0].lines.len(), 2);
        assert_eq!(read(by_name("css").unwrap(), "--- a\n+++ b\n"), None);
    }

    #[test]
    fn a_removed_comment_is_no_header() {
        let hunks = hunks("```diff\n--- old note\n+-- new note\n```\n");
        let lines: Vec<(Sign, &str)> = hunks[0].lines.iter().map(|l| (l.sign, l.text)).collect();
        assert_eq!(lines, [(Sign::Goes, "-- old note"), (Sign::Comes, "-- new note")]);
    }

    #[test]
    fn other_code_is_no_diff() {
        let css = by_name("css").unwrap();
        for reply in [
            "```css\n-a\n+b\n```\n",
            "-a\n+b\n",
            "```diff\n a\n```\n",
            "```diff\n-a\n```\n```css\na\n```\n",
        ] {
            assert_eq!(read(css, reply), None, "{reply}");
        }
        assert_eq!(read(css, "```diff\n-a\n"), Some(Diff::Torn(2)));
    }
}
