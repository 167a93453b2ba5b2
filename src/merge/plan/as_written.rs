//! White space of a sketch that is meant as it is written.

use super::{Piece, Planner, Splice, line_end, trim};
use crate::index::{Outline, Role};
use crate::merge::blanks;
use crate::merge::edits::Edits;

/// Whose white space is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::merge) enum White {
    /// The file's, where the sketch repeats code.
    OfFile,
    /// The sketch's, in all that it shows.
    Shown,
}

/// Replaces the units that the sketch repeats in another layout.
pub(in crate::merge) fn replace_what_is_laid_out_otherwise(
    edits: &mut Edits,
    s: &Outline,
    f: &Outline,
) {
    for (units, was) in std::mem::take(&mut edits.reflowed) {
        if edits.removed.contains(&was.start) || edits.replaced.contains_key(&was.start) {
            continue;
        }
        let lines = || units.clone().zip(was.clone());
        if units.len() == was.len() && lines().all(|(unit, at)| s.units[unit].same(&f.units[at])) {
            edits.partners.extend(lines());
            continue;
        }
        for unit in units.clone() {
            edits.partners.remove(&unit);
        }
        edits.partners.insert(units.start, was.start);
        edits.replaced.insert(was.start, units.start);
        edits.removed.extend(was.start + 1..was.end);
        let behind = edits.inserted.entry(was.start + 1).or_default();
        behind.splice(..0, units.start + 1..units.end);
    }
    let kept = |at: &usize| !edits.replaced.contains_key(at) && !edits.removed.contains(at);
    let differs = |unit: usize, at: usize| {
        let adjoining = unit > 0 && at > 0 && edits.partners.get(&(unit - 1)) == Some(&(at - 1));
        !alike(s.said(unit), f.said(at))
            || !alike(trailing(s, unit), trailing(f, at))
            || adjoining && !alike(s.white_above(unit), f.white_above(at))
            || s.units[unit].fresh && s.lead(unit) != f.lead(at)
            || (unit, at) == (0, 0) && blank_rows_on_top(s) != blank_rows_on_top(f)
            || unit + 1 == s.units.len() && at + 1 == f.units.len() && tail_differs(s, f)
    };
    let pairs = edits.partners.iter().map(|(unit, at)| (*unit, *at));
    let found: Vec<(usize, usize)> =
        pairs.filter(|(unit, at)| kept(at) && differs(*unit, *at)).collect();
    edits.replaced.extend(found.into_iter().map(|(unit, at)| (at, unit)));
}

/// Lines above the first unit.
fn blank_rows_on_top(o: &Outline) -> usize {
    o.units.first().map_or(0, |unit| unit.row)
}

/// Do texts end with other blank lines?
fn tail_differs(s: &Outline, f: &Outline) -> bool {
    let breaks = |o: &Outline| {
        let end = o.units.last().map_or(0, |unit| unit.end);
        o.text[end..].matches('\n').count().max(1)
    };
    breaks(s) != breaks(f)
}

/// The same, but for line ends.
fn alike(a: &str, b: &str) -> bool {
    a.lines().eq(b.lines())
}

fn trailing(o: &Outline, unit: usize) -> &str {
    blanks::trailing(o, unit).unwrap_or("")
}

impl Planner<'_> {
    /// A unit of the sketch, to the byte but for its line ends.
    pub(super) fn as_shown(&self, s: usize, file: Option<usize>) -> Piece {
        let mut text = self.in_lines_of_file(self.s.said(s));
        text.push_str(file.map_or("", |f| self.comment_behind(s, f)));
        Piece { text, sketch: Some(s), file, indent: self.verbatim_indent(s) }
    }

    /// The splice between two kept units. What the sketch shows next to each other stands as far apart
    /// as it shows; beside a gap white space is the file's.
    pub(super) fn splice_as_shown(
        &self,
        before: Option<usize>,
        pieces: &[&Piece],
        after: Option<usize>,
    ) -> Option<Splice> {
        let start = before.map_or(self.bom(), |b| self.f.units[b].end);
        let end = after.map_or(self.f.text.len(), |a| self.f.units[a].start);
        let mut text = String::new();
        let mut above = before.and_then(|b| self.blanks.shows(b));
        let mut behind = before.map_or("", |b| trailing(self.f, b));
        for (i, piece) in pieces.iter().enumerate() {
            let previous = i.checked_sub(1).map(|i| pieces[i]);
            let first = previous.is_none() && before.is_none() && piece.sketch == Some(0);
            if let Some(white) = self.white_shown(above, piece.sketch) {
                text.push_str(&white);
            } else if first {
                text.push_str(&self.white_on_top());
            } else {
                let next = pieces[i..].iter().find_map(|piece| piece.file).or(after);
                text.push_str(behind);
                text.push_str(&self.white_before(previous, before, piece, next, after));
            }
            text.push_str(&piece.text);
            above = piece.sketch;
            behind = piece.sketch.map_or("", |s| trailing(self.s, s));
        }
        let below = after.and_then(|a| self.blanks.shows(a));
        let last = after.is_none() && above.is_some_and(|s| s + 1 == self.s.units.len());
        if let Some(white) = self.white_shown(above, below) {
            text.push_str(&white);
        } else {
            text.push_str(behind);
            match self.white_at_the_end().filter(|_| last) {
                Some(white) => text.push_str(&white),
                None => text.push_str(&self.white_after(pieces.last().copied(), before, after)),
            }
        }
        trim(&self.f.text, start, end, &text)
    }

    /// The white space between two units that the sketch shows next to each other.
    fn white_shown(&self, above: Option<usize>, below: Option<usize>) -> Option<String> {
        let (above, below) = (above?, below?);
        let code = |unit: usize| !matches!(self.s.units[unit].role, Role::Gap | Role::Deletion(_));
        let adjoin = above + 1 == below && code(above) && code(below);
        adjoin.then(|| self.in_lines_of_file(self.s.white_above(below)))
    }

    /// The white space that the sketch begins with.
    fn white_on_top(&self) -> String {
        self.in_lines_of_file(self.s.white_above(0))
    }

    /// The blank lines that the sketch ends with. Whether the last line ends is the file's own: a reply
    /// ends as it pleases.
    fn white_at_the_end(&self) -> Option<String> {
        let end = |o: &Outline| o.units.last().map_or(0, |unit| unit.end);
        let (file, sketch) = (&self.f.text[end(self.f)..], &self.s.text[end(self.s)..]);
        let breaks = sketch.matches('\n').count();
        (breaks > 1 || file.matches('\n').count() > 1).then(|| self.eol.repeat(breaks))
    }

    fn in_lines_of_file(&self, text: &str) -> String {
        if line_end(text) == self.eol || !text.contains('\n') {
            return text.to_owned();
        }
        text.replace("\r\n", "\n").replace('\n', self.eol)
    }
}
