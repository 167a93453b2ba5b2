//! The white space between the units of a result: blank lines, line ends, indentation.

use std::ops::Range;

use super::{Piece, Planner};
use crate::index::{NodeId, Outline, Role};
use crate::lang::Layout;
use crate::merge::blanks;

impl Planner<'_> {
    /// The white space behind a unit that ends its line.
    pub(super) fn trailing<'o>(&self, o: &'o Outline, unit: usize) -> &'o str {
        blanks::trailing(o, unit).filter(|_| self.layout != Layout::Prose).unwrap_or("")
    }

    /// White space between what comes before and a piece. `next` is the next unit of the file that is
    /// there, as it was or changed, and `after` the next one that is as it was.
    pub(super) fn white_before(
        &self,
        previous: Option<&Piece>,
        before: Option<usize>,
        piece: &Piece,
        next: Option<usize>,
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
                .blanks_in_string(previous, piece.sketch)
                .or_else(|| self.blanks.told(self.above(previous, before), piece.sketch))
                .or_else(|| self.blanks_in_new(previous, piece, f))
                .or_else(|| self.blanks_below_kept_comment(previous, piece, f))
                .or_else(|| self.blanks_in_place(piece, f))
                .or_else(|| self.blanks_below_new(previous, piece))
                .unwrap_or_else(|| match before {
                    Some(b) if previous.is_none() && b + 1 < f => {
                        self.blanks_after_removal(before, f)
                    }
                    _ => unit.blanks,
                });
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
        if self.inline(before_unit, next) && !self.is_inside_branch(previous, s) {
            // The first one stands as far from what opens as the one that was first.
            return match before_unit {
                Some(b) if self.first_inside(b + 1) => {
                    self.f.text[self.f.units[b].end..self.f.units[b + 1].start].to_owned()
                }
                _ => self.inline_white(before_unit, after, Some(s)),
            };
        }
        if !unit.fresh
            && s > 0
            && !before_unit.is_some_and(|f| self.is_item_on_its_line(s, f))
            && before_unit.is_some_and(|f| self.edits.partners.get(&(s - 1)) == Some(&f))
        {
            // Behind what is known on its line.
            return self.s.text[self.s.units[s - 1].end..unit.start].to_owned();
        }
        let blanks = self.blanks_before(previous, before, s, next, &piece.indent);
        if first {
            return piece.indent.clone();
        }
        format!("{}{}", self.eol.repeat(blanks as usize + 1), piece.indent)
    }

    /// Is a unit of the sketch on its own line in a new branch that goes on with the line of another one
    /// (`} @else if .. {`)?
    fn is_inside_branch(&self, previous: Option<&Piece>, s: usize) -> bool {
        let new = |unit: &usize| !self.edits.partners.contains_key(unit);
        let first = (0..s).rev().take_while(new).last();
        let goes_on = first.filter(|first| *first > 0 && !self.s.units[*first].fresh);
        previous.and_then(|p| p.sketch) == s.checked_sub(1)
            && self.s.units[s].fresh
            && goes_on.is_some_and(|first| self.s.said(first).ends_with('{'))
    }

    /// Is a unit of the sketch one more entry behind an entry of the file, of which each has its own line there?
    /// A list on one line tells nothing of that.
    pub(super) fn is_item_on_its_line(&self, s: usize, f: usize) -> bool {
        let Some(id) = self.f.heads[f] else { return false };
        let entries = self.f.siblings(id);
        let own_line = |unit: usize| self.f.units.get(unit).is_none_or(|u| u.fresh);
        self.layout == Layout::Elements
            && self.s.heads[s].is_some()
            && entries.len() > 1
            && entries.iter().all(|id| own_line(self.f.nodes[*id].head))
            && own_line(self.f.nodes[id].last + 1)
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

    /// Blank lines within a text of several lines, below a line that changes: they are part of what it says.
    fn blanks_in_string(&self, previous: Option<&Piece>, below: Option<usize>) -> Option<u32> {
        let below = below.filter(|unit| self.s.units[*unit].role == Role::InString)?;
        let above = previous.and_then(|piece| piece.sketch)?;
        (above + 1 == below).then(|| self.s.units[below].blanks)
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
        let s =
            piece.sketch.filter(|s| self.s.units[*s].fresh && !self.edits.unsaid.contains(s))?;
        let above = s.checked_sub(1).filter(|u| !self.s.units[*u].is_marker())?;
        let steady = f > 0 && self.edits.partners.get(&above) == Some(&(f - 1));
        // The first line of a block has no distance in the file that could stay.
        let told = self.indenter.is_exact() || self.first_inside(f) && self.indenter.is_new(above);
        (!steady && told).then(|| self.s.units[s].blanks)
    }

    /// None, where the comment that stands right above in the file stays, which the sketch does not show: its
    /// blank lines are above that.
    fn blanks_below_kept_comment(
        &self,
        previous: Option<&Piece>,
        piece: &Piece,
        f: usize,
    ) -> Option<u32> {
        let above = f.checked_sub(1).filter(|above| self.f.units[*above].is_comment())?;
        let hidden = self.blanks.shows(above).is_none() && piece.sketch.is_some();
        let blanks = self.f.units[f].blanks;
        (hidden && previous.is_none() && blanks == 0).then_some(blanks)
    }

    /// None, where a new comment stands right above, or new code above a statement of a block.
    fn blanks_below_new(&self, previous: Option<&Piece>, piece: &Piece) -> Option<u32> {
        let above = previous.filter(|p| p.file.is_none())?.sketch?;
        let below = piece.sketch.filter(|s| above + 1 == *s && self.s.units[*s].fresh)?;
        let blanks = self.s.units[below].blanks;
        let node = &self.s.nodes[self.s.owner[below]];
        let nested = node.is_leaf() && node.parent.is_some();
        (blanks == 0 && (nested || self.s.units[above].is_comment())).then_some(blanks)
    }

    /// Blank lines above a new unit.
    fn blanks_before(
        &self,
        previous: Option<&Piece>,
        before: Option<usize>,
        s: usize,
        next: Option<usize>,
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
        // By rule an import stands with its kind, and what a sketch begins with below them.
        let with_its_kind = s > 0 || self.s.is_import(id);
        let by_rule = self.edits.by_rule.contains(&id) && self.s.nodes[id].head == s;
        if by_rule && with_its_kind && before.is_some() {
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
        match next {
            // As far from what the gap hides as the next unit was, where that one is a sibling.
            Some(a) if sibling(a) => {
                // It takes the place of what goes there.
                let gone = before.map(|b| b + 1).filter(|gone| *gone < a);
                self.f.units[a].blanks.max(gone.map_or(0, |gone| self.f.units[gone].blanks))
            }
            _ if first_inside => 0,
            _ => shown,
        }
    }

    /// Does the unit continue or close a node? An end tag does, wherever its element stands.
    pub(super) fn continues(&self, f: usize) -> bool {
        let ends = matches!(self.f.unit_tokens(f), [open, slash, ..]
            if open.is(b'<') && slash.is(b'/'));
        ends || self.f.nodes[self.f.owner[f]].head != f
    }

    /// White space between the last piece, or what was before the removed units, and what follows.
    pub(super) fn white_after(
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
                return self.inline_white(before, after, self.blanks.shows(a));
            }
            return own(from);
        }
        let told = self.blanks_in_string(last, self.blanks.shows(a));
        let blanks = told.unwrap_or_else(|| match last {
            None => self.blanks_after_removal(before, a),
            Some(piece) if piece.file.is_some_and(|f| f + 1 == a) => self
                .blanks
                .told(self.above(last, before), self.blanks.shows(a))
                .unwrap_or(unit.blanks),
            Some(piece) => self.blanks_after(piece, a),
        });
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
        let first_gone = before.map_or(0, |b| b + 1);
        let (gone, kept) = (self.f.units[first_gone].blanks, self.f.units[after].blanks);
        let first_inside = before.is_none_or(|b| {
            self.f.heads[b]
                .is_some_and(|id| !self.f.nodes[id].is_leaf() && self.f.nodes[id].last > b)
        });
        // The blank line below a note of what is gone is the note's.
        let noted = first_inside
            && self.blanks.shows(after).is_some_and(|below| {
                let above = below.checked_sub(1).map(|above| self.s.units[above].role);
                matches!(above, Some(Role::Deletion(_)))
            });
        if let Some(blanks) = before.filter(|_| !noted).and_then(|b| self.shown_between(b, after)) {
            return blanks;
        }
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
        // How many there are is the file's, where both have some.
        if let Some(blanks) = self.blanks.told_above_gap(s) {
            return if blanks > 0 && own > 0 { own } else { blanks };
        }
        match partner.and_then(|p| self.blanks.shown(Some(s), p)) {
            Some(shown) => {
                // A comment that stands apart tells nothing of the distance to what was before.
                let below_comment = after > 0 && self.f.units[after - 1].is_comment();
                if shown == 0 || own == 0 || below_comment { shown } else { own }
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
                let node = &self.s.nodes[self.ended(s)];
                let closes_up = node.is_leaf()
                    && self.s.units.get(s + 1).is_some_and(|u| {
                        u.role == Role::Gap && u.fresh && u.blanks == 0 && !u.is_joint()
                    });
                let start = self.edits.inserted.get(&after).and_then(|units| units.first());
                let above = start.map_or(0, |first| self.s.units[*first].blanks);
                if own > 0 && closes_up && above >= own && self.indenter.is_exact() {
                    return 0;
                }
                // Behind a gap: a new block keeps its distance where the file keeps any.
                let whole = !node.is_leaf()
                    && node.last == s
                    && !self.edits.partners.contains_key(&node.head);
                let block = whole && self.s.units[node.head].blanks > 0;
                if own == 0 && block && !self.continues(after) { 1 } else { own }
            }
        }
    }

    /// The outermost new node that ends with a unit of the sketch, or the unit's own.
    fn ended(&self, s: usize) -> usize {
        let mut id = self.s.owner[s];
        while let Some(parent) = self.s.nodes[id].parent {
            let node = &self.s.nodes[parent];
            if node.last != s || !self.indenter.is_new(node.head) {
                break;
            }
            id = parent;
        }
        id
    }

    /// Is the unit the first one of what it is nested in?
    pub(super) fn first_inside(&self, f: usize) -> bool {
        f.checked_sub(1).is_some_and(|above| {
            // The brace that opens it may stand on a line of its own.
            let around = self.f.heads[above].or_else(|| {
                let id = self.f.owner[above];
                let at = self.f.opens_below(id)?;
                (self.f.nodes[id].spine[at] == above).then_some(id)
            });
            around.is_some_and(|id| {
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

    /// The white space between two things on one line of the file, before what the sketch shows at
    /// `shown`.
    fn inline_white(
        &self,
        before: Option<usize>,
        after: Option<usize>,
        shown: Option<usize>,
    ) -> String {
        let Some(next) = after.or(before.map(|b| b + 1)) else { return String::new() };
        // As between two siblings, if there are two on the line, else as the sketch shows it.
        let node = &self.f.nodes[self.f.owner[next]];
        let siblings = if node.head == next { node.parent } else { Some(self.f.owner[next]) };
        let on_line = |id: NodeId| {
            let pairs = self.f.nodes[id].children.windows(2);
            let mut pairs = pairs.map(|w| (self.f.nodes[w[0]].last, self.f.nodes[w[1]].head));
            pairs.find(|(_, b)| !self.f.units[*b].fresh)
        };
        if let Some((a, b)) = siblings.and_then(on_line) {
            return self.f.text[self.f.units[a].end..self.f.units[b].start].to_owned();
        }
        let behind = |s: &usize| {
            let first = |p: NodeId| self.s.nodes[p].children.first() == Some(&self.s.owner[*s]);
            let inside = !self.s.nodes[self.s.owner[*s]].parent.is_some_and(first);
            *s > 0 && inside && !self.s.units[*s].fresh && !self.s.units[*s - 1].is_marker()
        };
        match shown.filter(behind) {
            Some(s) => self.s.text[self.s.units[s - 1].end..self.s.units[s].start].to_owned(),
            None => {
                let above = next.saturating_sub(1);
                self.f.text[self.f.units[above].end..self.f.units[next].start].to_owned()
            }
        }
    }
}
