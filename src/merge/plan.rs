//! Turns edits into splices.
//!
//! In: two outlines and the edits. Out: byte ranges of the file with their new text, disjoint and
//! in order, trimmed to what differs. Indentation, line ends, separators and blank lines are the
//! file's own; nothing between two kept units is touched.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::blanks::{self, Blanks};
use super::edits::Edits;
use super::indent::{Indenter, shift};
use super::report::Splice;
use crate::index::{NodeId, Outline, Role};
use crate::lang::{Layout, Lexis};

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
    let (all, long) = (text.matches('\n').count(), text.matches("\r\n").count());
    if long * 2 > all { "\r\n" } else { "\n" }
}

/// Items of a node between two units of its spine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct List {
    node: NodeId,
    /// The unit of the spine that opens it.
    opener: usize,
}

/// Plans the splices.
pub(super) fn plan(s: &Outline, f: &Outline, lexis: &Lexis, edits: &Edits) -> Vec<Splice> {
    let planner = Planner {
        s,
        f,
        layout: lexis.layout,
        edits,
        indenter: Indenter::new(s, f, lexis.layout, edits),
        blanks: Blanks::new(s, f, edits),
        eol: line_end(&f.text),
    };
    let mut out = planner.units();
    planner.separate(&mut out);
    planner.terminate(&mut out);
    planner.splices(&out)
}

struct Planner<'a> {
    s: &'a Outline,
    f: &'a Outline,
    layout: Layout,
    edits: &'a Edits,
    indenter: Indenter<'a>,
    blanks: Blanks<'a>,
    eol: &'static str,
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
        let mut shown: Option<HashSet<usize>> = None;
        for (s, f) in &self.edits.partners {
            let elsewhere = self.indenter.in_new_code(*s) || self.indenter.is_bared(*f);
            if !elsewhere || !self.f.units[*f].fresh {
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
        shifts.retain(|f, by| {
            let unit = &self.f.units[*f];
            *by != 0 && unit.role != Role::InString && unit.fresh
        });
        shifts
    }

    /// Lines of strings that begin otherwise now, which the sketch shows in other columns: in a string
    /// white space is content. By unit of the file.
    fn moved_text(&self) -> BTreeMap<usize, usize> {
        let mut found = BTreeMap::new();
        if !self.indenter.is_exact() {
            return found;
        }
        for (s, f) in &self.edits.partners {
            let in_string = |o: &Outline, unit: usize| o.units[unit].role == Role::InString;
            if !in_string(self.s, *s)
                || !in_string(self.f, *f)
                || self.verbatim_indent(*s) == self.file_indent(*f, 0)
            {
                continue;
            }
            let Some(opener) = (0..*s).rev().find(|u| !in_string(self.s, *u)) else { continue };
            let kept = self.edits.partners.get(&opener).is_some_and(|f| {
                !self.edits.replaced.contains_key(f) && !self.edits.removed.contains(f)
            });
            if !kept && !self.s.units[opener].is_marker() {
                found.insert(*f, *s);
            }
        }
        found
    }

    fn inserted(&self, s: usize, slot: usize) -> Piece {
        let unit = &self.s.units[s];
        let indent = match unit.role {
            Role::InString => self.verbatim_indent(s),
            Role::InComment => self.comment_indent(s, slot),
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

    fn verbatim_indent(&self, s: usize) -> String {
        let start = self.s.units[s].start;
        let line = self.s.text[..start].rfind('\n').map_or(0, |i| i + 1);
        self.s.text[line..start].to_owned()
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
        // A sketch that keeps the file's columns means the ones that it shows. What stood in the
        // column of what it is part of and no longer does, or the other way round, moved.
        let indent = if by == 0
            && (self.indenter.is_exact()
                || self.is_flush(self.s, s) != self.is_flush(self.f, f) && self.f.column(f) == 0)
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
            let text = self.sketch_text(s, &indent);
            return Piece { text, sketch: Some(s), file: Some(f), indent };
        }
        let text = self.blend(s, f);
        Piece { text, sketch: Some(s), file: Some(f), indent }
    }

    /// Does a unit that continues a node stand in the column of its head?
    fn is_flush(&self, o: &Outline, unit: usize) -> bool {
        let head = o.nodes[o.owner[unit]].head;
        head != unit && o.column(unit) == o.column(head)
    }

    /// What both lines say keeps the file's white space, unless the sketch shows that it repeats
    /// white space as it is.
    fn blend(&self, s: usize, f: usize) -> String {
        let (a, b) = (&self.s.units[s], &self.f.units[f]);
        let (at, bt) = (&self.s.tokens[a.tokens.clone()], &self.f.tokens[b.tokens.clone()]);
        let before =
            at.iter().zip(bt).take_while(|(x, y)| x.hash == y.hash && x.kind == y.kind).count();
        let mut from_end = 0;
        // A comment behind the code stays where the sketch has none.
        let lost = usize::from(
            b.comment.is_some()
                && a.comment.is_none()
                && bt.last().is_some_and(|t| t.kind == crate::index::Kind::Comment),
        );
        let tail = bt.len() - lost;
        if self.indenter.is_faithful() {
            let behind = if lost == 0 { "" } else { &self.f.text[bt[tail - 1].end..b.end] };
            return format!("{}{behind}", self.s.said(s));
        }
        while before + from_end < at.len().min(tail) {
            let (x, y) = (at[at.len() - 1 - from_end], bt[tail - 1 - from_end]);
            if x.hash != y.hash || x.kind != y.kind {
                break;
            }
            from_end += 1;
        }
        let (s_new, f_old) = (before..at.len() - from_end, before..tail - from_end);
        let mut text = String::new();
        if f_old.is_empty() || s_new.is_empty() {
            // Something is added or goes: the white space around it is the sketch's.
            let s_from = before.checked_sub(1).map_or(a.start, |i| at[i].end);
            let s_to = at.get(s_new.end).map_or(a.end, |t| t.start);
            let f_from = before.checked_sub(1).map_or(b.start, |i| bt[i].end);
            let f_to = bt.get(f_old.end).map_or(b.end, |t| t.start);
            let kept_tail = f_old.end < bt.len();
            text.push_str(&self.f.text[b.start..f_from]);
            text.push_str(&self.s.text[s_from..s_to]);
            if kept_tail {
                if s_new.end == at.len() {
                    let white = bt[f_old.end - usize::from(f_old.end > 0)].end;
                    text.push_str(&self.f.text[white.min(f_to)..f_to]);
                }
                text.push_str(&self.f.text[f_to..b.end]);
            }
        } else if matches!(self.layout, Layout::Declarations | Layout::Elements) {
            text.push_str(&self.f.text[b.start..bt[f_old.start].start]);
            text.push_str(&self.s.text[at[s_new.start].start..at[s_new.end - 1].end]);
            text.push_str(&self.f.text[bt[f_old.end - 1].end..b.end]);
        } else {
            let from = before.checked_sub(1).map_or(a.start, |i| at[i].end);
            let old_from = before.checked_sub(1).map_or(b.start, |i| bt[i].end);
            let to = at.get(s_new.end).map_or(a.end, |t| t.start);
            let old_to = if s_new.end == at.len() {
                bt[f_old.end - 1].end
            } else {
                bt.get(f_old.end).map_or(b.end, |t| t.start)
            };
            text.push_str(&self.f.text[b.start..old_from]);
            text.push_str(&self.s.text[from..to]);
            text.push_str(&self.f.text[old_to..b.end]);
        }
        text
    }

    fn moved(&self, f: usize, by: i64) -> Piece {
        let indent = self.file_indent(f, by);
        Piece { text: self.f.said(f).to_owned(), sketch: None, file: Some(f), indent }
    }

    fn file_indent(&self, f: usize, by: i64) -> String {
        let start = self.f.units[f].start;
        let line = self.f.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let lead = self.f.text[line..start].trim_start_matches('\u{feff}');
        let lead = &lead[..lead.len() - lead.trim_start_matches([' ', '\t']).len()];
        if by == 0 { lead.to_owned() } else { shift(lead, by, self.f.tabs, self.f.step()) }
    }

    // ---- separators ----

    /// Gives new items of a list the separators that their places ask for.
    fn separate(&self, out: &mut [Out]) {
        let mut styles: HashMap<List, Option<bool>> = HashMap::new();
        for at in 0..out.len() {
            if self.is_comment(&out[at]) || self.is_attribute(&out[at]) {
                continue;
            }
            let Some(next) = (at + 1..out.len()).find(|i| !self.is_comment(&out[*i])) else {
                continue;
            };
            let file_next =
                |f: usize| (f + 1..self.f.units.len()).find(|u| !self.f.units[*u].is_comment());
            let (list, has, text) = match (&out[at], &out[next]) {
                (Out::Kept(f), Out::Kept(g)) if file_next(*f) == Some(*g) => {
                    let list = self.list_ending_at(*f).filter(|list| self.ends_list(*g, *list));
                    let Some(list) = list else { continue };
                    let known = self.blanks.shows(*f).zip(self.blanks.shows(*g));
                    if !known.is_some_and(|(s, end)| self.shows_end(s, end)) {
                        continue;
                    }
                    (list, self.f.units[*f].separator, None)
                }
                (Out::Rest(_), _) | (_, Out::Rest(_)) => continue,
                (Out::Kept(f), _) => {
                    let Some(list) = self.list_ending_at(*f) else { continue };
                    (list, self.f.units[*f].separator, None)
                }
                (Out::New(piece), _) => {
                    if let Out::New(below) = &out[next]
                        && self.concatenates(piece, below)
                    {
                        continue;
                    }
                    let Some(list) = self.list_of_piece(piece, &out[next]) else { continue };
                    let has = piece.text.trim_end().ends_with(self.separator(list));
                    // Behind a block stands no semicolon.
                    if self.separator(list) == ';' && piece.text.trim_end().ends_with(['{', '}']) {
                        continue;
                    }
                    // Nor does a comma behind a statement.
                    if self.separator(list) == ',' && piece.text.trim_end().ends_with(';') {
                        continue;
                    }
                    (list, has, Some(piece.text.clone()))
                }
            };
            // What ends as a statement is no item, and where the list itself goes there is none.
            let statement = self.layout == Layout::Lines
                && match &out[at] {
                    Out::Kept(f) => self.f.text[self.f.units[*f].code_end..].starts_with(';'),
                    Out::Rest(_) => false,
                    Out::New(piece) => piece.text.trim_end().ends_with(';'),
                };
            if statement || self.edits.removed.contains(&list.opener) {
                continue;
            }
            let style = styles.entry(list).or_insert_with(|| self.style(list));
            let last = match &out[next] {
                Out::Kept(g) => self.ends_list(*g, list),
                // A list that ends otherwise now is the sketch's.
                Out::New(p) if p.file.is_none() && self.continues_in_sketch(p) => continue,
                Out::New(p) => p.file.is_some_and(|g| self.ends_list(g, list)),
                Out::Rest(_) => false,
            };
            let end = match &out[next] {
                Out::Kept(g) => self.blanks.shows(*g),
                Out::Rest(_) => None,
                Out::New(below) => below.sketch,
            };
            let item = match &out[at] {
                Out::Kept(f) => self.blanks.shows(*f),
                Out::Rest(_) => None,
                Out::New(piece) => piece.sketch,
            };
            // Where the sketch shows how the list ends, it tells.
            let told = item.zip(end).filter(|(s, end)| last && self.shows_end(*s, *end));
            let told = told.map(|(s, _)| self.s.units[s].separator);
            let trailing = match (*style, &out[at]) {
                _ if told.is_some() => told == Some(true),
                (Some(trailing), _) => trailing,
                // A lone item tells nothing, unless the sketch shows it with a separator.
                (None, Out::Kept(f)) if self.shows_separator(*f) => false,
                (None, _) => continue,
            };
            let wanted = if last { trailing } else { true };
            if wanted == has {
                continue;
            }
            // New lines one below the other stand as the sketch has them: in a macro's pattern not
            // all that is in a list ends with a separator.
            if let (Out::New(above), Out::New(below)) = (&out[at], &out[next])
                && !last
                && self.layout == Layout::Lines
                && self.indenter.is_exact()
                && above.sketch.is_some_and(|s| below.sketch == Some(s + 1))
            {
                continue;
            }
            // A block ends by its brace.
            if self.layout == Layout::Declarations
                && text.as_ref().is_some_and(|t| t.trim_end().ends_with(['{', '}']))
            {
                continue;
            }
            let piece = match (&out[at], text) {
                (Out::Kept(f), _) => {
                    let unit = &self.f.units[*f];
                    let text = self.f.said(*f);
                    let code = unit.code_end - unit.start;
                    Piece {
                        text: punctuate(text, code, wanted, self.separator(list)),
                        sketch: None,
                        file: Some(*f),
                        indent: self.file_indent(*f, 0),
                    }
                }
                (Out::New(piece), Some(text)) => {
                    let commented = piece.sketch.is_some_and(|s| self.s.units[s].comment.is_some())
                        || piece.file.is_some_and(|f| self.f.units[f].comment.is_some());
                    if commented {
                        continue;
                    }
                    let code = text.trim_end().trim_end_matches(self.separator(list)).len();
                    let text = punctuate(&text, code, wanted, self.separator(list));
                    Piece { text, ..piece.clone() }
                }
                _ => continue,
            };
            out[at] = Out::New(piece);
        }
    }

    /// Gives a statement whose last lines go the end that they had, where the sketch shows it.
    fn terminate(&self, out: &mut [Out]) {
        let ends = |o: &Outline, unit: usize| {
            o.text[..o.units[unit].end].trim_end().ends_with(';')
                || o.text[o.units[unit].start..o.units[unit].end].contains("; //")
        };
        let continues = |unit: usize| {
            let first = self.f.tokens.get(self.f.units[unit].tokens.start);
            first
                .is_some_and(|t| t.is(b'.') || t.is(b'?') || t.is(b'|') || t.is(b'&') || t.is(b'+'))
        };
        let gone = |unit: usize| {
            self.edits.removed.contains(&unit) && !self.edits.replaced.contains_key(&unit)
        };
        let ended = |f: usize| {
            let unit = &self.f.units[f];
            Out::New(Piece {
                text: punctuate(self.f.said(f), unit.code_end - unit.start, true, ';'),
                sketch: None,
                file: Some(f),
                indent: self.file_indent(f, 0),
            })
        };
        for place in out.iter_mut() {
            let Out::Kept(f) = *place else { continue };
            if self.layout != Layout::Lines {
                continue;
            }
            let own = self.blanks.shows(f);
            if !(f + 1 < self.f.units.len() && gone(f + 1)) {
                continue;
            }
            let last = (f + 1..self.f.units.len()).take_while(|u| gone(*u)).last();
            let shown = own.is_some_and(|s| ends(self.s, s));
            if shown
                && continues(f + 1)
                && last.is_some_and(|u| ends(self.f, u))
                && !ends(self.f, f)
            {
                *place = ended(f);
            }
        }
    }

    /// Is a new piece a unit of the sketch that continues or closes a node?
    fn continues_in_sketch(&self, piece: &Piece) -> bool {
        piece.sketch.is_some_and(|s| self.s.nodes[self.s.owner[s]].head != s)
    }

    /// Does the sketch show the end of a list right behind an item, in the file's own columns?
    fn shows_end(&self, s: usize, end: usize) -> bool {
        let code = |unit: usize| {
            let tokens = self.s.tokens[self.s.units[unit].tokens.clone()].iter();
            tokens.filter(|t| t.kind != crate::index::Kind::Comment)
        };
        self.layout == Layout::Lines
            && s + 1 == end
            && self.s.units[s].fresh
            && self.s.units[end].fresh
            && !code(s).next_back().is_some_and(|t| t.is(b';') || t.is(b'{') || t.is(b'}'))
            && code(end).next().is_some_and(|t| t.is(b')') || t.is(b']') || t.is(b'}'))
            && self.indenter.is_exact()
    }

    /// Are two new lines parts of one string?
    fn concatenates(&self, above: &Piece, below: &Piece) -> bool {
        let (Some(a), Some(b)) = (above.sketch, below.sketch) else { return false };
        let first = |unit: usize| self.s.tokens.get(self.s.units[unit].tokens.start);
        let text = |unit: usize| first(unit).is_some_and(|t| t.kind == crate::index::Kind::Text);
        a + 1 == b && self.s.units[a].tokens.len() == 1 && text(a) && text(b)
    }

    /// What stands between the items of a list.
    fn separator(&self, list: List) -> char {
        let head = &self.f.units[list.opener];
        let map = self.f.tokens[head.tokens.clone()].last().is_some_and(|t| t.is(b'('));
        if self.layout == Layout::Declarations && !map { ';' } else { ',' }
    }

    fn is_comment(&self, out: &Out) -> bool {
        match out {
            Out::Kept(f) => self.f.units[*f].is_comment(),
            Out::Rest(_) => false,
            Out::New(p) => match (p.sketch, p.file) {
                (Some(s), _) => self.s.units[s].is_comment(),
                (_, Some(f)) => self.f.units[f].is_comment(),
                _ => false,
            },
        }
    }

    /// Decorators and attributes belong to the item that follows.
    fn is_attribute(&self, out: &Out) -> bool {
        let text = match out {
            Out::Kept(f) => self.f.said(*f),
            Out::Rest(_) => return false,
            Out::New(piece) => &piece.text,
        };
        text.starts_with('@') && self.layout == Layout::Lines || text.starts_with("#[")
    }

    /// The list of the file that has an item at this unit or before it, but behind its opener.
    fn list_at(&self, node: NodeId, f: usize) -> List {
        let spine = &self.f.nodes[node].spine;
        let opener = spine.iter().rev().find(|u| **u < f).copied().unwrap_or(spine[0]);
        List { node, opener }
    }

    /// The list of the file that has an item which ends with this unit.
    fn list_ending_at(&self, f: usize) -> Option<List> {
        let mut id = self.f.owner[f];
        if self.f.nodes[id].last != f {
            return None;
        }
        while let Some(parent) = self.f.nodes[id].parent {
            if self.f.nodes[parent].last != f {
                return Some(self.list_at(parent, f));
            }
            id = parent;
        }
        None
    }

    /// The list that a new piece is an item of, if it ends one.
    fn list_of_piece(&self, piece: &Piece, next: &Out) -> Option<List> {
        if let (Some(f), true) = (piece.file, piece.sketch.is_none_or(|s| self.ends_item(s))) {
            return self.list_ending_at(f);
        }
        let s = piece.sketch?;
        if piece.file.is_some() || !self.ends_item(s) {
            return None;
        }
        // What follows tells: a sibling, or the end of the list.
        let follower = match next {
            Out::Kept(g) => Some(*g),
            Out::Rest(units) => Some(units.start),
            Out::New(p) => p.file,
        };
        let slot = follower.or_else(|| {
            self.edits.inserted.iter().find(|(_, units)| units.contains(&s)).map(|(slot, _)| *slot)
        })?;
        if slot >= self.f.units.len() {
            return None;
        }
        let owner = self.f.owner[slot];
        let node =
            if self.f.nodes[owner].head == slot { self.f.nodes[owner].parent } else { Some(owner) };
        node.map(|node| self.list_at(node, slot))
    }

    /// Is the unit the last one of an item that is new as a whole?
    fn ends_item(&self, s: usize) -> bool {
        let mut id = self.s.owner[s];
        if self.s.nodes[id].last != s {
            return false;
        }
        // A line of the file that opens a list only now is as new as the list.
        let opens_now = |head: usize| {
            let was = self.edits.partners.get(&head).and_then(|f| self.f.heads[*f]);
            was.is_some_and(|id| self.f.nodes[id].is_leaf())
        };
        let fresh = |head: usize| self.indenter.is_new(head) || opens_now(head);
        while let Some(parent) = self.s.nodes[id].parent {
            if !fresh(self.s.nodes[parent].head) {
                return true;
            }
            if self.s.nodes[parent].last != s {
                return false;
            }
            id = parent;
        }
        true
    }

    fn ends_list(&self, f: usize, list: List) -> bool {
        let node = &self.f.nodes[list.node];
        // What stood between and goes ends nothing.
        let gone =
            |u: &usize| self.edits.removed.contains(u) && !self.edits.replaced.contains_key(u);
        let first = self.f.tokens.get(self.f.units[f].tokens.start);
        // The last item may stand on the line that closes the list.
        let closes = first.is_some_and(|t| t.is(b')') || t.is(b']') || t.is(b'}'));
        node.spine.iter().find(|u| **u > list.opener && !gone(u)) == Some(&f)
            && (closes || self.layout != Layout::Lines)
    }

    /// Does the sketch show a kept unit with a separator?
    fn shows_separator(&self, f: usize) -> bool {
        let shown = self.edits.partners.iter().find(|(_, p)| **p == f);
        self.layout == Layout::Lines && shown.is_some_and(|(s, _)| self.s.units[*s].separator)
    }

    /// Does a separator follow the last item? None where items have no separators.
    fn style(&self, list: List) -> Option<bool> {
        let node = &self.f.nodes[list.node];
        let end = node.spine.iter().find(|u| **u > list.opener).copied().unwrap_or(node.last + 1);
        let ends: Vec<&crate::index::Unit> = node
            .children
            .iter()
            .filter(|c| (list.opener..end).contains(&self.f.nodes[**c].head))
            .map(|c| &self.f.units[self.f.nodes[*c].last])
            .filter(|u| !u.is_comment())
            .collect();
        let opener = self.f.tokens[self.f.units[list.opener].tokens.clone()]
            .iter()
            .rev()
            .find(|t| t.kind != crate::index::Kind::Comment)?;
        let (last, others) = ends.split_last()?;
        match self.layout {
            Layout::Elements => Some(last.separator),
            Layout::Declarations => {
                let block = |u: &crate::index::Unit| self.f.text[u.start..u.end].ends_with('}');
                let braced = opener.is(b'{');
                (braced && !ends.iter().any(|u| block(u))).then_some(last.separator)
            }
            Layout::Lines => {
                let opens = opener.is(b'{') || opener.is(b'[') || opener.is(b'(');
                let all = others.iter().all(|u| u.separator);
                (opens && all && (!others.is_empty() || last.separator)).then_some(last.separator)
            }
            Layout::Prose => None,
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

    /// The splice between two kept units.
    fn splice(
        &self,
        before: Option<usize>,
        pieces: &[&Piece],
        after: Option<usize>,
    ) -> Option<Splice> {
        let bom = if self.f.text.starts_with('\u{feff}') { 3 } else { 0 };
        let start = before.map_or(bom, |b| self.f.units[b].end + self.trailing(self.f, b).len());
        let end = after.map_or(self.f.text.len(), |a| self.f.units[a].start);
        let mut text = String::new();
        for (i, piece) in pieces.iter().enumerate() {
            let previous = i.checked_sub(1).map(|i| pieces[i]);
            text.push_str(&self.white_before(previous, before, piece, after));
            text.push_str(&piece.text);
            if let Some(s) = piece.sketch.filter(|_| self.blanks.has_trailing()) {
                text.push_str(self.trailing(self.s, s));
            }
        }
        text.push_str(&self.white_after(pieces.last().copied(), before, after));
        trim(&self.f.text, start, end, &text)
    }

    /// The white space behind a unit that ends its line.
    fn trailing<'o>(&self, o: &'o Outline, unit: usize) -> &'o str {
        blanks::trailing(o, unit).filter(|_| self.layout != Layout::Prose).unwrap_or("")
    }

    /// White space between what comes before and a piece.
    fn white_before(
        &self,
        previous: Option<&Piece>,
        before: Option<usize>,
        piece: &Piece,
        after: Option<usize>,
    ) -> String {
        let first = previous.is_none() && before.is_none();
        if let Some(f) = piece.file {
            // In its old place: the file's own white space, but for the indentation.
            let unit = &self.f.units[f];
            if !unit.fresh {
                let from = f.checked_sub(1).map_or(unit.start, |p| self.f.units[p].end);
                return self.f.text[from..unit.start].to_owned();
            }
            if first && f > 0 {
                // All that stood above it is gone.
                return piece.indent.clone();
            }
            let blanks = self
                .blanks
                .told(self.above(previous, before), piece.sketch)
                .or_else(|| self.blanks_in_new(previous, piece, f))
                .or_else(|| self.blanks_in_place(piece, f))
                .unwrap_or(unit.blanks);
            let above = previous.map_or(before, |p| p.file);
            if let Some(white) = self.own_lines(above, f, blanks) {
                return format!("{white}{}", piece.indent);
            }
            let breaks = if first { blanks } else { blanks + 1 };
            return format!("{}{}", self.eol.repeat(breaks as usize), piece.indent);
        }
        let Some(s) = piece.sketch else { return String::new() };
        let unit = &self.s.units[s];
        if let Some(p) = previous.and_then(|p| p.sketch)
            && p + 1 == s
            && !unit.fresh
        {
            return self.s.text[self.s.units[p].end..unit.start].to_owned();
        }
        let before_unit = previous.map_or(before, |p| p.file);
        if self.inline(before_unit, after) {
            // The first one stands as far from what opens as the one that was first.
            return match before_unit {
                Some(b) if self.first_inside(b + 1) => {
                    self.f.text[self.f.units[b].end..self.f.units[b + 1].start].to_owned()
                }
                _ => self.inline_white(before_unit, after),
            };
        }
        let blanks = self.blanks_before(previous, before, s, after, &piece.indent);
        if first {
            return piece.indent.clone();
        }
        format!("{}{}", self.eol.repeat(blanks as usize + 1), piece.indent)
    }

    /// The file's own line ends and blank lines between neighbours that stay as far apart.
    fn own_lines(&self, above: Option<usize>, f: usize, blanks: u32) -> Option<&str> {
        let above = above.filter(|a| a + 1 == f)?;
        let unit = &self.f.units[f];
        if !unit.fresh || unit.blanks != blanks {
            return None;
        }
        let white = &self.f.text[self.f.units[above].end..unit.start];
        let white = white.trim_start_matches([' ', '\t']);
        Some(&white[..=white.rfind('\n')?])
    }

    /// The unit of the sketch that shows what comes before.
    fn above(&self, previous: Option<&Piece>, before: Option<usize>) -> Option<usize> {
        match previous {
            Some(piece) => piece.sketch.or_else(|| self.blanks.shows(piece.file?)),
            None => self.blanks.shows(before?),
        }
    }

    /// Blank lines above a unit of the file that comes right behind new code around it: the sketch's.
    fn blanks_in_new(&self, previous: Option<&Piece>, piece: &Piece, f: usize) -> Option<u32> {
        let above = previous.filter(|_| piece.sketch.is_none())?.sketch?;
        let below = self.s.units.get(above + 1)?;
        let shown = self.edits.partners.get(&(above + 1)) == Some(&f);
        let hidden = || {
            let covers =
                |(gap, units): &(usize, Range<usize>)| *gap == above + 1 && units.start == f;
            below.is_marker() && self.edits.wrapped.iter().any(covers)
        };
        (shown || hidden()).then_some(below.blanks)
    }

    /// Blank lines above a replaced unit that has another neighbour above it now, as the sketch
    /// shows them.
    fn blanks_in_place(&self, piece: &Piece, f: usize) -> Option<u32> {
        let s = piece.sketch.filter(|s| self.s.units[*s].fresh)?;
        let above = s.checked_sub(1).filter(|u| !self.s.units[*u].is_marker())?;
        let steady = f > 0 && self.edits.partners.get(&above) == Some(&(f - 1));
        (!steady && self.indenter.is_exact()).then(|| self.s.units[s].blanks)
    }

    /// Blank lines above a new unit.
    fn blanks_before(
        &self,
        previous: Option<&Piece>,
        before: Option<usize>,
        s: usize,
        after: Option<usize>,
        indent: &str,
    ) -> u32 {
        if let Some(blanks) = self.blanks.shown(self.above(previous, before), s) {
            return blanks;
        }
        let shown = self.s.units[s].blanks;
        let follows_gap = s == 0 || self.s.units[s - 1].is_marker();
        if !follows_gap || previous.is_some() {
            return shown;
        }
        let id = self.s.owner[s];
        if self.edits.by_rule.contains(&id) && self.s.nodes[id].head == s && before.is_some() {
            // By rule it stands with its kind.
            return shown;
        }
        let home = self.s.nodes[id].parent.and_then(|p| self.edits.nodes.get(&p)).copied();
        let sibling = |a: usize| {
            let around = self.f.nodes[self.f.owner[a]].parent;
            self.file_indent(a, 0) == indent
                && !self.continues(a)
                && (home.is_none() || home == around)
        };
        let first_inside =
            before.is_some_and(|b| self.f.heads[b].is_some_and(|id| !self.f.nodes[id].is_leaf()));
        match after {
            // As far from what the gap hides as the next unit was, where that one is a sibling.
            Some(a) if sibling(a) => self.f.units[a].blanks,
            _ if first_inside => 0,
            _ => shown,
        }
    }

    /// Does the unit continue or close a node?
    fn continues(&self, f: usize) -> bool {
        self.f.nodes[self.f.owner[f]].head != f
    }

    /// White space between the last piece, or what was before the removed units, and what follows.
    fn white_after(
        &self,
        last: Option<&Piece>,
        before: Option<usize>,
        after: Option<usize>,
    ) -> String {
        let Some(a) = after else {
            // The end of the file keeps its final line break, or its lack of one.
            let end = self.f.units.last().map_or(0, |u| u.end);
            let mut tail = &self.f.text[end..];
            if let Some(f) = self.f.units.len().checked_sub(1) {
                // White space behind the last line is that line's.
                tail = &tail[self.trailing(self.f, f).len()..];
            }
            return if self.f.units.is_empty() { self.eol.to_owned() } else { tail.to_owned() };
        };
        let unit = &self.f.units[a];
        let own = |from: usize| self.f.text[from..unit.start].to_owned();
        let nothing_before = last.is_none() && before.is_none();
        if !unit.fresh {
            let from = a.checked_sub(1).map_or(unit.start, |p| self.f.units[p].end);
            if last.is_some_and(|p| {
                p.sketch.is_some_and(|s| {
                    self.s.units[s].comment.is_some()
                        || self.s.units[s].is_comment() && self.layout == Layout::Lines
                })
            }) {
                return format!("{}{}", self.eol, self.file_indent(a, 0));
            }
            if last.is_some_and(|p| p.file.is_none()) && self.first_inside(a) {
                return self.inline_white(before, after);
            }
            return own(from);
        }
        let blanks = match last {
            None => self.blanks_after_removal(before, a),
            Some(piece) if piece.file.is_some_and(|f| f + 1 == a) => self
                .blanks
                .told(self.above(last, before), self.blanks.shows(a))
                .unwrap_or(unit.blanks),
            Some(piece) => self.blanks_after(piece, a),
        };
        let breaks = if nothing_before { blanks } else { blanks + 1 };
        let above = last.map_or(before, |p| p.file);
        if let Some(white) = self.own_lines(above, a, blanks) {
            return format!("{white}{}", self.file_indent(a, 0));
        }
        let lead = self.f.text[..unit.start].rfind('\n').map_or(0, |i| i + 1);
        let lead = self.f.text[lead..unit.start].trim_start_matches('\u{feff}');
        format!("{}{lead}", self.eol.repeat(breaks as usize))
    }

    fn blanks_after_removal(&self, before: Option<usize>, after: usize) -> u32 {
        if let Some(blanks) = before.and_then(|b| self.shown_between(b, after)) {
            return blanks;
        }
        let first_gone = before.map_or(0, |b| b + 1);
        let (gone, kept) = (self.f.units[first_gone].blanks, self.f.units[after].blanks);
        let first_inside = before.is_none_or(|b| {
            self.f.heads[b]
                .is_some_and(|id| !self.f.nodes[id].is_leaf() && self.f.nodes[id].last > b)
        });
        if self.continues(after) {
            kept
        } else if first_inside {
            gone
        } else {
            gone.max(kept)
        }
    }

    /// The blank lines between two units that the sketch shows next to each other, if it shows
    /// white space as the file has it.
    fn shown_between(&self, before: usize, after: usize) -> Option<u32> {
        let (above, below) = (self.blanks.shows(before)?, self.blanks.shows(after)?);
        self.blanks.shown(Some(above), below).filter(|_| self.indenter.is_exact())
    }

    fn blanks_after(&self, piece: &Piece, after: usize) -> u32 {
        let own = self.f.units[after].blanks;
        let Some(s) = piece.sketch else { return own };
        let partner = self.blanks.shows(after);
        if let Some(blanks) =
            self.blanks.told(Some(s), partner).or_else(|| self.blanks.told_above_gap(s))
        {
            return blanks;
        }
        match partner.and_then(|p| self.blanks.shown(Some(s), p)) {
            Some(shown) => {
                if shown == 0 || own == 0 {
                    shown
                } else {
                    own
                }
            }
            // Where the file's own first line has no distance to tell, the sketch does.
            _ if self.first_inside(after)
                && self.s.units.get(s + 1).is_some_and(|u| u.is_marker()) =>
            {
                self.s.units[s + 1].blanks
            }
            _ => {
                // The blank lines went above it, where the sketch shows them, and none follow. Of a
                // block a gap right behind it says nothing.
                let node = &self.s.nodes[self.s.owner[s]];
                let closes_up = node.is_leaf()
                    && self
                        .s
                        .units
                        .get(s + 1)
                        .is_some_and(|u| u.role == Role::Gap && u.fresh && u.blanks == 0);
                let start = self.edits.inserted.get(&after).and_then(|units| units.first());
                let above = start.map_or(0, |first| self.s.units[*first].blanks);
                if own > 0 && closes_up && above >= own && self.indenter.is_exact() {
                    return 0;
                }
                // Behind a gap: a new block keeps its distance where the file keeps any.
                let block = !node.is_leaf() && self.s.units[node.head].blanks > 0;
                if own == 0 && block && !self.continues(after) { 1 } else { own }
            }
        }
    }

    /// Is the unit the first one of what it is nested in?
    fn first_inside(&self, f: usize) -> bool {
        f.checked_sub(1).is_some_and(|above| {
            self.f.heads[above].is_some_and(|id| {
                let node = &self.f.nodes[id];
                node.last > above
                    && node.children.first().is_some_and(|c| self.f.nodes[*c].head == f)
            })
        })
    }

    /// Does what stands here stand on one line in the file?
    fn inline(&self, before: Option<usize>, after: Option<usize>) -> bool {
        if matches!(self.layout, Layout::Lines | Layout::Prose) {
            return false;
        }
        let next = after.or(before.map(|b| b + 1));
        next.is_some_and(|a| self.f.units.get(a).is_some_and(|u| !u.fresh))
    }

    fn inline_white(&self, before: Option<usize>, after: Option<usize>) -> String {
        let Some(next) = after.or(before.map(|b| b + 1)) else { return String::new() };
        // As between two siblings, if there are two on the line.
        let node = &self.f.nodes[self.f.owner[next]];
        let siblings = if node.head == next { node.parent } else { Some(self.f.owner[next]) };
        let pair = siblings.and_then(|id| {
            let c = &self.f.nodes[id].children;
            c.windows(2)
                .map(|w| (self.f.nodes[w[0]].last, self.f.nodes[w[1]].head))
                .find(|(_, b)| !self.f.units[*b].fresh)
        });
        let (a, b) = pair.unwrap_or((next.saturating_sub(1), next));
        self.f.text[self.f.units[a].end..self.f.units[b].start].to_owned()
    }
}

/// The text with a separator behind its code, or without one.
fn punctuate(text: &str, code: usize, wanted: bool, separator: char) -> String {
    let (head, tail) = text.split_at(code.min(text.len()));
    if wanted {
        format!("{head}{separator}{tail}")
    } else {
        format!("{head}{}", tail.trim_start().trim_start_matches(separator))
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
