//! Turns edits into splices.
//!
//! In: two outlines and the edits. Out: byte ranges of the file with their new text, disjoint and
//! in order, trimmed to what differs. Indentation, line ends, separators and blank lines are the
//! file's own; nothing between two kept units is touched.

mod as_written;
mod blend;
mod preformatted;
mod separators;
mod texts;
mod white;

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::index::{Outline, Role};
use crate::lang::{Layout, Lexis};
use crate::merge::blanks::Blanks;
use crate::merge::edits::Edits;
use crate::merge::indent::{Indenter, is_flush, shift};
use crate::merge::report::Splice;
pub(super) use as_written::{White, replace_what_is_laid_out_otherwise};
use preformatted::preformatted;

/// A unit of the result that is not simply kept.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    /// The unit of the sketch that it is made of.
    sketch: Option<usize>,
    /// The unit of the file that it takes the place of, or that it is.
    file: Option<usize>,
    indent: String,
}

/// Unit of the result.
#[derive(Debug, Clone)]
enum Out {
    Kept(usize),
    /// Kept units between kept units.
    Rest(Range<usize>),
    New(Piece),
}

/// The line end that most lines of a text have.
pub(super) fn line_end(text: &str) -> &'static str {
    if !text.contains('\r') {
        return "\n";
    }
    let (all, long) = (text.matches('\n').count(), text.matches("\r\n").count());
    if long * 2 > all { "\r\n" } else { "\n" }
}

/// Plans the splices.
pub(super) fn plan(
    s: &Outline,
    f: &Outline,
    lexis: &Lexis,
    edits: &Edits,
    white: White,
) -> Vec<Splice> {
    let planner = Planner {
        s,
        f,
        layout: lexis.layout,
        edits,
        white,
        indenter: Indenter::new(s, f, lexis, edits),
        blanks: Blanks::new(s, f, edits),
        eol: line_end(&f.text),
        verbatim: (preformatted(s, lexis), preformatted(f, lexis)),
    };
    let mut out = planner.units();
    planner.separate(&mut out);
    if white == White::OfFile {
        planner.terminate(&mut out);
    }
    planner.splices(&out)
}

struct Planner<'a> {
    s: &'a Outline,
    f: &'a Outline,
    layout: Layout,
    edits: &'a Edits,
    white: White,
    indenter: Indenter<'a>,
    blanks: Blanks<'a>,
    eol: &'static str,
    /// For each unit of the sketch, and of the file: is the white space before it content, though it is in no
    /// string?
    verbatim: (Vec<bool>, Vec<bool>),
}

impl Planner<'_> {
    /// The units of the result in order.
    fn units(&self) -> Vec<Out> {
        let shifts = self.shifts();
        let edits = self.edits;
        let mut touched: Vec<usize> = edits.inserted.keys().chain(shifts.keys()).copied().collect();
        touched.extend(edits.removed.iter().chain(edits.replaced.keys()));
        let texts = self.moved_text();
        touched.extend(texts.keys());
        touched.extend(self.punctuated());
        touched.sort_unstable();
        touched.dedup();
        let mut out = Vec::new();
        let mut at = 0;
        for f in touched {
            self.keep(at..f, &mut out);
            at = f;
            for s in edits.inserted.get(&f).into_iter().flatten() {
                out.push(Out::New(self.inserted(*s, f)));
            }
            if f >= self.f.units.len() {
                break;
            }
            let by = shifts.get(&f).copied().unwrap_or(0);
            if let Some(s) = edits.replaced.get(&f) {
                out.push(Out::New(self.replaced(*s, f, by)));
            } else if edits.removed.contains(&f) {
            } else if let Some(s) = texts.get(&f) {
                let text = self.s.said(*s).to_owned();
                let indent = self.verbatim_indent(*s);
                out.push(Out::New(Piece { text, sketch: Some(*s), file: Some(f), indent }));
            } else if by != 0 {
                out.push(Out::New(self.moved(f, by)));
            } else {
                continue;
            }
            at = f + 1;
        }
        self.keep(at..self.f.units.len(), &mut out);
        out
    }

    /// Units that end a list, and the ends of these lists, where the sketch shows the list's end with
    /// a separator and the file has none, or the other way round.
    fn punctuated(&self) -> Vec<usize> {
        let (partners, s) = (&self.edits.partners, &self.s.units);
        let ends = partners.iter().filter(|(unit, f)| {
            s[**unit].separator != self.f.units[**f].separator
                && partners.get(&(*unit + 1)) == Some(&(*f + 1))
                && self.shows_end(**unit, **unit + 1)
        });
        ends.flat_map(|(_, f)| [*f, f + 1]).collect()
    }

    /// Keeps a run of units. Those at its ends may yet get or lose a separator; what is between
    /// them is one.
    fn keep(&self, run: Range<usize>, out: &mut Vec<Out>) {
        let code = |f: &usize| !self.f.units[*f].is_comment();
        let first = run.clone().find(code).map_or(run.end, |f| f + 1);
        let last = run.clone().rev().find(code).map_or(run.end, |f| f.max(first));
        out.extend((run.start..first).map(Out::Kept));
        if first < last {
            out.push(Out::Rest(first..last));
        }
        out.extend((last..run.end).map(Out::Kept));
    }

    /// The columns by which units of the file move because what is around them is new.
    fn shifts(&self) -> BTreeMap<usize, i64> {
        let mut shifts = BTreeMap::new();
        let width = |text: &str| -> i64 {
            let step = i64::from(self.f.step());
            text.bytes().map(|b| if b == b'\t' { step } else { 1 }).sum()
        };
        let column = |f: usize| i64::from(self.f.column(f));
        for (gap, units) in &self.edits.wrapped {
            if !self.indenter.in_new_code(*gap) {
                continue;
            }
            let Some(first) = units.clone().find(|f| self.f.units[*f].fresh) else { continue };
            let by = width(&self.indenter.of(*gap, first)) - column(first);
            shifts.extend(units.clone().map(|f| (f, by)));
        }
        let mut shown: Option<FxHashSet<usize>> = None;
        for (s, f) in &self.edits.partners {
            let elsewhere = self.indenter.in_new_code(*s) || self.indenter.is_bared(*f);
            // What a node that moves holds moves along.
            let around = self.s.nodes[self.s.owner[*s]].parent.map(|id| self.s.nodes[id].head);
            let carried = shifts.contains_key(f)
                && around.is_some_and(|head| self.edits.partners.contains_key(&head));
            if !elsewhere || !self.f.units[*f].fresh || carried {
                continue;
            }
            // What closes a block goes where its head goes.
            let head = self.f.nodes[self.f.owner[*f]].head;
            let partners = || self.edits.partners.values().copied().collect();
            if head != *f && shown.get_or_insert_with(partners).contains(&head) {
                continue;
            }
            let by = width(&self.indenter.of(*s, *f)) - column(*f);
            let last = self.f.heads[*f].map_or(*f, |id| self.f.nodes[id].last);
            shifts.extend((*f..=last).map(|f| (f, by)));
        }
        // What is in a string stays where it is, and so does what another unit stands before.
        let is_content = |f: usize| self.verbatim.1.get(f) == Some(&true);
        shifts.retain(|f, by| {
            let unit = &self.f.units[*f];
            *by != 0 && unit.role != Role::InString && unit.fresh && !is_content(*f)
        });
        shifts
    }

    fn inserted(&self, s: usize, slot: usize) -> Piece {
        if self.white == White::Shown {
            return self.as_shown(s, None);
        }
        let unit = &self.s.units[s];
        let indent = match unit.role {
            Role::InString => self.text_indent(s),
            _ if self.verbatim.0.get(s) == Some(&true) => self.verbatim_indent(s),
            Role::InComment => self.comment_indent(s, slot),
            _ if !unit.fresh && slot > 0 => {
                let above = self.f.nodes[self.f.owner[slot - 1]].head;
                match self.is_item_on_its_line(s, above) {
                    true => self.f.lead(above).to_owned(),
                    false => self.indenter.of(s, slot),
                }
            }
            _ => self.indenter.of(s, slot),
        };
        let text = self.sketch_text(s, &indent);
        Piece { text, sketch: Some(s), file: None, indent }
    }

    /// The lines of a multi-line comment move with its first line.
    fn comment_indent(&self, s: usize, slot: usize) -> String {
        let mut first = s;
        while first > 0 && self.s.units[first].role == Role::InComment {
            first -= 1;
        }
        let lead = match self.edits.partners.get(&first) {
            Some(f) => {
                let unit = &self.f.units[*f];
                let line = self.f.text[..unit.start].rfind('\n').map_or(0, |i| i + 1);
                self.f.text[line..unit.start].to_owned()
            }
            None => self.indenter.of(first, slot),
        };
        let extra = i64::from(self.s.column(s)) - i64::from(self.s.column(first));
        // ` * ` stands one space in, whatever a level is.
        let spaces = usize::try_from(extra).unwrap_or(0);
        if spaces <= 3 {
            format!("{lead}{}", " ".repeat(spaces))
        } else {
            shift(&lead, extra, self.f.tabs, self.f.step())
        }
    }

    /// A unit's text with its inner lines moved along.
    fn sketch_text(&self, s: usize, indent: &str) -> String {
        let said = self.s.said(s);
        if !said.contains('\n') {
            return said.to_owned();
        }
        let own = i64::from(self.s.column(s));
        let mut lines = Vec::new();
        for (i, line) in said.lines().enumerate() {
            let body = line.trim();
            if i == 0 || body.is_empty() {
                lines.push(body.to_owned());
                continue;
            }
            let lead = &line[..line.len() - line.trim_start().len()];
            let step = i64::from(self.s.step());
            let column: i64 = lead.bytes().map(|b| if b == b'\t' { step } else { 1 }).sum();
            let lead = shift(indent, column - own, self.f.tabs, self.f.step());
            lines.push(format!("{lead}{body}"));
        }
        lines.join(self.eol)
    }

    /// A unit of the sketch in the place of one of the file: what both say keeps the file's bytes.
    fn replaced(&self, s: usize, f: usize, by: i64) -> Piece {
        if self.white == White::Shown {
            return self.as_shown(s, Some(f));
        }
        // A sketch that keeps the file's columns means the ones that it shows. What stood in the
        // column of what it is part of and no longer does, or the other way round, moved.
        let indent = if by == 0
            && (self.indenter.is_exact_around(s)
                || is_flush(self.s, s) != is_flush(self.f, f) && self.f.column(f) == 0)
            && self.s.units[s].fresh
            && self.f.units[f].fresh
        {
            self.indenter.of(s, f)
        } else {
            self.file_indent(f, by)
        };
        // White space within a line of prose is the line's.
        if self.layout == Layout::Prose
            || self.s.said(s).contains('\n')
            || self.f.said(f).contains('\n')
        {
            let mut text = self.sketch_text(s, &indent);
            if self.layout == Layout::Declarations {
                text = self.hung_as(f, &text);
            }
            return Piece { text, sketch: Some(s), file: Some(f), indent };
        }
        let text = self.blend(s, f);
        Piece { text, sketch: Some(s), file: Some(f), indent }
    }

    /// The lines of a value that hang below its first one, in the column that they all have in the file.
    fn hung_as(&self, f: usize, text: &str) -> String {
        let said = self.f.said(f).lines().skip(1);
        let mut theirs = said.map(|line| &line[..line.len() - line.trim_start().len()]);
        let mut ours = text.lines().skip(1).map(|line| line.len() - line.trim_start().len());
        let (Some(column), Some(own)) = (theirs.next(), ours.next()) else {
            return text.to_owned();
        };
        if !theirs.all(|lead| lead == column) || !ours.all(|lead| lead == own) {
            return text.to_owned();
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let rest = rest.lines().map(|line| format!("{column}{}", line.trim_start()));
        let lines: Vec<String> =
            std::iter::once(first.trim_end_matches('\r').to_owned()).chain(rest).collect();
        lines.join(self.eol)
    }

    fn moved(&self, f: usize, by: i64) -> Piece {
        let indent = self.file_indent(f, by);
        let said = self.f.said(f);
        // A list of selectors moves as a whole.
        let text = if self.layout == Layout::Declarations && said.contains('\n') {
            let moved = |line: &str| {
                let body = line.trim_start();
                let lead = shift(&line[..line.len() - body.len()], by, self.f.tabs, self.f.step());
                format!("{lead}{body}")
            };
            let mut lines = said.lines();
            let first = lines.next().unwrap_or_default().to_owned();
            lines.fold(first, |text, line| format!("{text}{}{}", self.eol, moved(line)))
        } else {
            said.to_owned()
        };
        Piece { text, sketch: None, file: Some(f), indent }
    }

    fn file_indent(&self, f: usize, by: i64) -> String {
        let lead = self.f.lead(f);
        let step = self.f.step();
        if by == 0 {
            return lead.to_owned();
        }
        // What is indented otherwise than the file is comes out as the file is, not as both.
        let other = if self.f.tabs { lead.starts_with(' ') } else { lead.contains('\t') };
        let columns = i64::from(self.f.column(f)) + by;
        match other {
            true => shift("", columns, self.f.tabs, step),
            false => shift(lead, by, self.f.tabs, step),
        }
    }

    // ---- splices ----

    fn splices(&self, out: &[Out]) -> Vec<Splice> {
        let mut splices = Vec::new();
        let mut before: Option<usize> = None;
        let mut pieces: Vec<&Piece> = Vec::new();
        for unit in out {
            match unit {
                Out::New(piece) => pieces.push(piece),
                Out::Rest(units) => before = Some(units.end - 1),
                Out::Kept(f) => {
                    let adjoining = before.map_or(*f == 0, |b| b + 1 == *f);
                    if !pieces.is_empty() || !adjoining {
                        splices.extend(self.splice(before, &pieces, Some(*f)));
                    }
                    pieces.clear();
                    before = Some(*f);
                }
            }
        }
        if !pieces.is_empty()
            || before.map_or(!self.f.units.is_empty(), |b| b + 1 < self.f.units.len())
        {
            splices.extend(self.splice(before, &pieces, None));
        }
        splices
    }

    /// Bytes of the mark that a text may begin with.
    fn bom(&self) -> usize {
        if self.f.text.starts_with('\u{feff}') { 3 } else { 0 }
    }

    /// The splice between two kept units.
    fn splice(
        &self,
        before: Option<usize>,
        pieces: &[&Piece],
        after: Option<usize>,
    ) -> Option<Splice> {
        if self.white == White::Shown {
            return self.splice_as_shown(before, pieces, after);
        }
        let bom = self.bom();
        let start = before.map_or(bom, |b| self.f.units[b].end + self.trailing(self.f, b).len());
        let end = after.map_or(self.f.text.len(), |a| self.f.units[a].start);
        let mut text = String::new();
        for (i, piece) in pieces.iter().enumerate() {
            let previous = i.checked_sub(1).map(|i| pieces[i]);
            let next = pieces[i..].iter().find_map(|piece| piece.file).or(after);
            text.push_str(&self.white_before(previous, before, piece, next, after));
            text.push_str(&piece.text);
            if let Some(s) = piece.sketch.filter(|_| self.blanks.has_trailing()) {
                text.push_str(self.trailing(self.s, s));
            }
        }
        text.push_str(&self.white_after(pieces.last().copied(), before, after));
        trim(&self.f.text, start, end, &text)
    }
}

/// The splice without what it has in common with what it replaces, in whole lines where possible.
fn trim(text: &str, start: usize, end: usize, new: &str) -> Option<Splice> {
    let old = &text[start..end];
    if old == new {
        return None;
    }
    let mut head = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(head) || !new.is_char_boundary(head) {
        head -= 1;
    }
    let most = old.len().min(new.len()) - head;
    let mut tail =
        old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
        tail -= 1;
    }
    Some(Splice { range: start + head..end - tail, text: new[head..new.len() - tail].to_owned() })
}
