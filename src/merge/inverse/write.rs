//! Writes a planned sketch as text.

use super::show::{Plan, Run, is_tag};
use crate::index::{NodeId, Outline};
use crate::lang::Language;
use crate::merge::plan::White;
use crate::sketch::{is_path, verbatim};

/// Words for a gap: the first that the file does not hold itself.
const WORDS: [&str; 4] =
    ["... unchanged code ...", "... existing code ...", "... rest of the code ...", "... same ..."];

/// A sketch, and for each of its lines the row after that it shows or stands before.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub text: String,
    pub rows: Vec<usize>,
}

/// Writes `after` with its hidden runs replaced by gaps.
pub(super) fn write(
    language: &Language,
    before: &Outline,
    after: &Outline,
    plan: &Plan,
    white: White,
) -> Lines {
    let writer = Writer { language, before, after };
    let rows: Vec<&str> = after.text.trim_start_matches('\u{feff}').lines().collect();
    let mut out: Vec<String> = Vec::new();
    let mut shown: Vec<usize> = Vec::new();
    let mut runs = plan.runs.iter().filter(|run| writer.is_worth_it(run, &rows)).peekable();
    let mut deletions: Vec<(usize, &Vec<String>)> =
        plan.deletions.iter().map(|(unit, names)| (*unit, names)).collect();
    deletions.sort_unstable();
    let mut deletions = deletions.into_iter().peekable();
    let mut row = 0;
    while row <= rows.len() {
        let at = |unit: usize| after.units.get(unit).map_or(rows.len(), |u| u.row);
        while let Some((unit, names)) = deletions.next_if(|(unit, _)| at(*unit) <= row) {
            let lead = writer.lead_near(unit);
            for name in names {
                let (parent, marker) = (writer.around(unit), language.deletion_marker(name));
                out.push(format!("{lead}{}", writer.embed(parent, marker)));
                shown.push(row);
            }
        }
        if row == rows.len() {
            break;
        }
        if let Some(run) = runs.next_if(|run| after.units[run.first].row == row) {
            let lead = after.lead(run.first);
            out.push(format!("{lead}{}", writer.gap(run.parent)));
            shown.push(row);
            row = after.units[run.last].last_row + 1;
            continue;
        }
        out.push(rows[row].to_owned());
        shown.push(row);
        row += 1;
    }
    // A short sketch without any marker would be read as a part of the file, shown alone.
    let marked =
        plan.deletions.len() + plan.runs.iter().filter(|r| writer.is_worth_it(r, &rows)).count();
    if marked == 0 && after.units.len() * 10 < before.units.len() * 7 {
        out.push(writer.gap(None));
        shown.push(rows.len());
    }
    // A first line that names a file would be read as saying which file the sketch is for.
    let first = out.iter().position(|line| !line.trim().is_empty());
    if let Some(first) = first.filter(|at| is_path(&out[*at], language)) {
        let known = before.text.lines().any(|line| line.trim() == out[first].trim());
        if !known {
            out.insert(first, writer.gap(None));
            shown.insert(first, shown[first]);
        }
    }
    if white == White::Shown {
        out.insert(0, verbatim::marker(language));
    }
    let mut text = out.join("\n");
    text.push('\n');
    Lines { text: fence(language, text), rows: shown }
}

struct Writer<'a> {
    language: &'a Language,
    before: &'a Outline,
    after: &'a Outline,
}

impl Writer<'_> {
    /// Is a gap shorter than what it stands for?
    fn is_worth_it(&self, run: &Run, rows: &[&str]) -> bool {
        let (first, last) = (&self.after.units[run.first], &self.after.units[run.last]);
        let said: usize = rows[first.row..=last.last_row].iter().map(|r| r.trim().len() + 1).sum();
        last.last_row > first.row && said > self.gap(run.parent).len()
    }

    fn gap(&self, parent: Option<NodeId>) -> String {
        let line = |words: &str| self.embed(parent, self.language.comment_of(words));
        let mut lines = WORDS.iter().map(|words| line(words));
        let first = || self.embed(parent, self.language.gap_marker());
        lines.find(|line| !self.before.text.contains(line.as_str())).unwrap_or_else(first)
    }

    /// A marker in the comment syntax of its place: inside a tag of a script it is an expression,
    /// inside a page's script or style it is a comment of that.
    fn embed(&self, parent: Option<NodeId>, marker: String) -> String {
        let (open, close) = self.language.comment;
        let words = marker.strip_prefix(open).unwrap_or(&marker);
        let words = words.strip_suffix(close).unwrap_or(words).trim();
        let mut at = parent;
        let mut innermost = true;
        while let Some(id) = at {
            let head = self.after.nodes[id].head;
            if is_tag(self.after, head) {
                let tag = self.after.said(head);
                match open {
                    "<!--" if tag.starts_with("<script") => return format!("// {words}"),
                    "<!--" if tag.starts_with("<style") => return format!("/* {words} */"),
                    "//" if innermost => return format!("{{/* {words} */}}"),
                    _ => {}
                }
            }
            innermost = false;
            at = self.after.nodes[id].parent;
        }
        marker
    }

    /// The node that what stands before a unit is nested in.
    fn around(&self, unit: usize) -> Option<NodeId> {
        let id = *self.after.owner.get(unit)?;
        if self.after.nodes[id].head == unit { self.after.nodes[id].parent } else { Some(id) }
    }

    /// The indentation of what stands before a unit.
    fn lead_near(&self, unit: usize) -> String {
        let after = self.after;
        let Some(id) = after.owner.get(unit) else { return String::new() };
        let node = &after.nodes[*id];
        if node.head == unit {
            return after.lead(unit).to_owned();
        }
        let child = node.children.iter().find(|c| after.units[after.nodes[**c].head].fresh);
        child.map_or_else(
            || format!("{}{}", after.lead(unit), step(after)),
            |c| after.lead(after.nodes[*c].head).to_owned(),
        )
    }
}

fn step(outline: &Outline) -> String {
    if outline.tabs { "\t".into() } else { " ".repeat(outline.step() as usize) }
}

/// Puts a sketch that has fences of its own into a longer one.
pub(super) fn fence(language: &Language, text: String) -> String {
    let run = |line: &str| {
        let body = line.trim_start();
        body.bytes()
            .take_while(|b| *b == b'`')
            .count()
            .max(body.bytes().take_while(|b| *b == b'~').count())
    };
    let longest = text.lines().map(run).max().unwrap_or(0);
    if longest < 3 {
        return text;
    }
    let marks = "`".repeat(longest + 1);
    format!("{marks}{}\n{text}{marks}\n", language.name)
}

/// A change as the hunks of a unified diff, with so many lines of context.
pub(super) fn hunks(before: &str, after: &str, context: usize) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    format!("```diff\n{}```\n", diff.unified_diff().context_radius(context))
}
