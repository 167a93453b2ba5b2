//! Knows a row of a table by its first cell: in running text (`| tls | off |`), and in markup where that is
//! the row's heading (`<tr><th>Sun</th>`).

use super::Aligner;
use crate::index::{NodeId, Outline};
use crate::lang::Layout;

/// Rows of a table that are looked through, above and below one.
const ROWS: usize = 100;
/// Words of a cell that is a text rather than a value.
const TEXT: usize = 2;
/// What a first cell says of what kind a row is, by Keep a Changelog and Conventional Commits: many rows
/// may have the same one.
const KINDS: [&str; 22] = [
    "add",
    "added",
    "break",
    "breaking",
    "bug",
    "change",
    "changed",
    "chore",
    "deprecated",
    "docs",
    "feat",
    "feature",
    "fix",
    "fixed",
    "improved",
    "new",
    "perf",
    "refactor",
    "removed",
    "security",
    "test",
    "updated",
];

/// What the first column of a table is called whose cells are names, each of one row.
const NAMED: [&str; 19] = [
    "argument",
    "attribute",
    "column",
    "command",
    "env",
    "field",
    "flag",
    "function",
    "key",
    "name",
    "option",
    "param",
    "parameter",
    "prop",
    "property",
    "script",
    "setting",
    "target",
    "variable",
];

impl<'a> Aligner<'a> {
    /// Are a row of the sketch and one of the file the only ones of their tables with their first cell, and
    /// is that the same and a name, or is another cell the same where there are more than two? A text in
    /// the second cell tells what the row is about as well.
    pub(super) fn are_one_row(&self, s: usize, f: usize) -> bool {
        if self.lexis.layout != Layout::Prose {
            return false;
        }
        let (Some(ours), Some(theirs)) = (first_cell(self.s, s), first_cell(self.f, f)) else {
            return false;
        };
        let (mine, its) = (cells(self.s, s), cells(self.f, f));
        let agree = mine.iter().zip(&its).skip(1).any(|(a, b)| a == b);
        let akin = !speak_of_others(&mine, &its);
        let fits =
            || (!is_kind(ours) || share_a_value(&mine, &its)) && (mine.len() <= 2 && akin || agree);
        ours == theirs
            && (fits() || mine.len() == its.len() && self.is_name(f, &its))
            && is_only(self.s, s, ours)
            && is_only(self.f, f, theirs)
    }

    /// Are a row of the sketch and one of the file of one kind (`| fix | a |`), or have one first cell, and
    /// say nothing alike in the second one? Each is a row of its own.
    pub(super) fn are_other_rows(&self, s: usize, f: usize) -> bool {
        if self.lexis.layout != Layout::Prose {
            return false;
        }
        let (Some(ours), Some(theirs)) = (first_cell(self.s, s), first_cell(self.f, f)) else {
            return false;
        };
        let (mine, its) = (cells(self.s, s), cells(self.f, f));
        let (said, says) = (words(&mine), words(&its));
        let kind = is_kind(ours) && !said.iter().any(|word| says.contains(word));
        ours == theirs
            && mine.len() == its.len()
            && !share_a_value(&mine, &its)
            && (kind || speak_of_others(&mine, &its))
    }

    /// Have two rows of markup, each on one line, the same heading, which no other row beside the one or the
    /// other has? Not where they go on with texts that have nothing in common.
    pub(super) fn share_row_heading(&self, s: NodeId, f: NodeId) -> bool {
        let row = |o: &'a Outline, id: NodeId| row_heading(o.said(o.nodes[id].head));
        let (Some((ours, mine)), Some((theirs, its))) = (row(self.s, s), row(self.f, f)) else {
            return false;
        };
        let only = |o: &'a Outline, id: NodeId| {
            let mut rows = o.siblings(id).iter().filter(|other| **other != id);
            !rows.any(|other| row(o, *other).is_some_and(|(heading, _)| heading == ours))
        };
        let others = || speak_of_others(&["", &text_of(mine)], &["", &text_of(its)]);
        ours == theirs && only(self.s, s) && only(self.f, f) && !others()
    }

    /// Does the first cell of a row of the file name what the row is about: is it code that one other cell
    /// explains, or is the column one of names?
    fn is_name(&self, f: usize, cells: &[&str]) -> bool {
        let code = matches!(cells, [name, _]
            if name.len() > 2 && name.starts_with('`') && name.ends_with('`'));
        let heading = || {
            let row = |at: &usize| self.f.said(*at).contains('|');
            let rule = |said: &str| said.contains("--") && !said.contains(char::is_alphanumeric);
            let mut above = (0..f).rev().take(ROWS).take_while(row);
            let line = above.find(|at| rule(self.f.said(*at)))?;
            first_cell(self.f, line.checked_sub(1)?)
        };
        let named = |heading: &str| {
            let word = heading.split_whitespace().next_back().unwrap_or_default().to_lowercase();
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            NAMED.contains(&word) || word.strip_suffix('s').is_some_and(|one| NAMED.contains(&one))
        };
        code || heading().is_some_and(named)
    }
}

/// The heading that a row of markup begins with, and what follows.
fn row_heading(said: &str) -> Option<(&str, &str)> {
    let tag = |said: &'_ str, name: &str| -> Option<usize> {
        let rest = said.strip_prefix('<')?.strip_prefix(name)?;
        let end = rest.find('>')?;
        rest.starts_with(['>', ' ']).then_some(said.len() - rest.len() + end + 1)
    };
    let said = said[tag(said, "tr")?..].trim_start();
    let (heading, rest) = said[tag(said, "th")?..].split_once("</th>")?;
    let whole = rest.trim_end().ends_with("</tr>");
    (whole && heading.contains(char::is_alphanumeric)).then(|| (heading.trim(), rest))
}

/// What markup says, without its tags.
fn text_of(markup: &str) -> String {
    let parts = markup.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<Vec<_>>().join(" ")
}

/// Have two rows a cell behind the second one in common? A number, or who did it, tells the row as well.
fn share_a_value(ours: &[&str], theirs: &[&str]) -> bool {
    ours.iter().zip(theirs).skip(2).any(|(a, b)| !a.is_empty() && a == b)
}

/// Does a first cell only say of what kind its row is?
fn is_kind(cell: &str) -> bool {
    let word = cell.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    KINDS.contains(&word.as_str())
}

/// The words of a row's second cell.
fn words(cells: &[&str]) -> Vec<String> {
    let words = cells.get(1).unwrap_or(&"").split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

/// Are the second cells of two rows texts without a word in common?
fn speak_of_others(ours: &[&str], theirs: &[&str]) -> bool {
    let (said, says) = (words(ours), words(theirs));
    said.len().min(says.len()) >= TEXT && !said.iter().any(|word| says.contains(word))
}

/// The cells of a row.
fn cells(o: &Outline, unit: usize) -> Vec<&str> {
    let said = o.said(unit).trim();
    let said = said.strip_prefix('|').unwrap_or(said);
    said.strip_suffix('|').unwrap_or(said).split('|').map(str::trim).collect()
}

/// What a row of a table begins with.
fn first_cell(o: &Outline, unit: usize) -> Option<&str> {
    let cell = cells(o, unit).first().copied().filter(|_| o.said(unit).contains('|'))?;
    cell.contains(char::is_alphanumeric).then_some(cell)
}

/// Has no other row right above or below, and so on, this first cell?
fn is_only(o: &Outline, unit: usize, cell: &str) -> bool {
    let joined = |at: &usize| o.units[*at].fresh && o.units[*at].blanks == 0;
    let row = |at: &usize| o.said(*at).contains('|');
    let above = (0..=unit).rev().take_while(joined).filter_map(|at| at.checked_sub(1));
    let below = (unit + 1..o.units.len()).take_while(joined);
    !above
        .take_while(row)
        .take(ROWS)
        .chain(below.take_while(row).take(ROWS))
        .any(|at| first_cell(o, at) == Some(cell))
}
