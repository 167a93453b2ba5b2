//! Turns the path through a problem into edits.

use std::ops::Range;

use super::items::{Frame, Item, Items, UNSAID};
use super::level::{Candidate, Fit, Level, Move, Step};
use super::{Aligner, Doubt};
use crate::index::{Kind, NodeId, Outline};
use crate::merge::edits::Edits;

impl Aligner<'_> {
    /// The edits of a path.
    pub(super) fn edits(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        level: &Level,
        path: &[Step],
        frame: Frame,
    ) -> Result<Edits, Doubt> {
        let mut out = Edits::default();
        for step in path {
            match step {
                Step::Absorb { item, units } => {
                    let units = region.start + units.start..region.start + units.end;
                    for gap in items.gaps[*item].iter().filter(|gap| **gap != UNSAID) {
                        out.wrapped.push((*gap, units.clone()));
                    }
                    let gaps = &items.gaps[*item];
                    let unsaid = gaps.iter().all(|gap| *gap == UNSAID);
                    let nested = frame.heads.is_some() && gaps.is_empty();
                    if nested || unsaid && self.parts_blocks(items, *item) {
                        let next = items.items.get(*item).map(|next| self.units(*next).start);
                        let end = || items.items.last().map(|last| self.units(*last).end);
                        out.unsaid.extend(next.or_else(end));
                        // What heads the next block is shown with it.
                        let heads =
                            items.items[*item..].iter().zip(items.items.iter().skip(*item + 1));
                        let heads = heads.take_while(|(head, _)| self.heads_another(**head));
                        out.unsaid.extend(heads.map(|(_, below)| self.units(*below).start));
                    }
                }
                Step::Drop { units, .. } => {
                    for f in region.start + units.start..region.start + units.end {
                        // A comment behind what goes on its line goes along, and so does its next line.
                        let trails = f > 0
                            && (!self.f.units[f].fresh || self.goes_on_behind(f))
                            && out.removed.contains(&(f - 1));
                        if self.f.units[f].is_comment() && !trails && self.spares(f, units, region)
                        {
                            out.spared.insert(f);
                        } else {
                            out.removed.insert(f);
                            out.dropped.insert(f);
                        }
                    }
                }
                Step::Item { item, at, how } => {
                    let f = region.start + at;
                    let of = items.items[*item];
                    match how {
                        Move::Insert => {
                            out.inserted.entry(f).or_default().extend(self.units(of));
                            let ruled =
                                level.homes[*item] == Some(*at) && !level.held.contains(item);
                            if let (Item::Node(id), true) = (of, ruled) {
                                out.by_rule.insert(id);
                            }
                        }
                        Move::Match(index) => {
                            let mut c = level.candidates[*item][*index];
                            // In new code it is laid out as it is shown there.
                            let new = items.floating.contains_key(item);
                            if c.fit == Fit::SameNode && new && self.is_laid_out_anew(of, f, c) {
                                c.fit = Fit::OtherNode;
                            }
                            self.matched(of, f, c, region, frame, &mut out)?;
                        }
                    }
                }
            }
        }
        self.move_imports(items, region, level, path, &mut out);
        Ok(out)
    }

    /// Does an item take more lines or fewer than the same code of the file?
    fn is_laid_out_anew(&self, item: Item, f: usize, c: Candidate) -> bool {
        let units = self.units(item);
        let rows =
            |o: &Outline, first: usize, last: usize| o.units[last].last_row - o.units[first].row;
        rows(self.s, units.start, units.end - 1) != rows(self.f, f, f + c.next - c.at - 1)
    }

    /// An import that is new where it is shown, and in another place too, was moved.
    fn move_imports(
        &self,
        items: &Items,
        region: &Range<usize>,
        level: &Level,
        path: &[Step],
        out: &mut Edits,
    ) {
        for step in path {
            let Step::Item { item, how: Move::Insert, .. } = step else { continue };
            let Item::Node(id) = items.items[*item] else { continue };
            let known = |c: &&Candidate| c.fit.says_the_same();
            let mut twins = level.candidates[*item].iter().filter(known);
            let (Some(twin), None) = (twins.next(), twins.next()) else { continue };
            let units = region.start + twin.at..region.start + twin.next;
            let settled = |f: &usize| {
                out.removed.contains(f) || out.partners.values().any(|shown| shown == f)
            };
            let Some(other) = self.f.heads[units.start].filter(|_| self.s.is_import(id)) else {
                continue;
            };
            if !units.clone().any(|f| settled(&f)) {
                out.removed.extend(units);
                out.moved.insert(other);
            }
        }
    }

    /// Is a unit of the file a comment on a line of its own that goes on with the one behind the code above,
    /// below which it stands?
    fn goes_on_behind(&self, f: usize) -> bool {
        let column = |unit: usize, at: usize| {
            let line = self.f.text[..self.f.units[unit].start].rfind('\n').map_or(0, |n| n + 1);
            self.f.text.get(line..at).map(|before| before.chars().count())
        };
        let begins = |unit: usize| {
            self.f.unit_tokens(unit).last().filter(|t| t.kind == Kind::Comment).map(|t| t.start)
        };
        let below = |unit: &usize| {
            let said = &self.f.units[*unit];
            said.is_comment() && said.fresh && said.blanks == 0
        };
        // Of several such lines the first stands below the code.
        let above = (0..f).rev().find(|unit| !below(unit));
        above.zip(begins(f)).is_some_and(|(code, start)| {
            let behind = begins(code).filter(|at| *at > self.f.units[code].start);
            below(&f) && behind.is_some_and(|at| column(code, at) == column(f, start))
        })
    }

    /// Comments are left out more often than meant to go: a whole one stays, part of one goes.
    fn spares(&self, f: usize, dropped: &Range<usize>, region: &Range<usize>) -> bool {
        let mut owner = &self.f.nodes[self.f.owner[f]];
        while let Some(parent) = owner.parent.map(|id| &self.f.nodes[id]) {
            if !self.f.units[parent.head].is_comment() {
                break;
            }
            owner = parent;
        }
        let whole =
            region.start + dropped.start <= owner.head && owner.last < region.start + dropped.end;
        // What goes together with the code around it was left out with it.
        whole && dropped.len() == owner.last + 1 - owner.head
    }

    fn matched(
        &mut self,
        item: Item,
        f: usize,
        c: Candidate,
        region: &Range<usize>,
        frame: Frame,
        out: &mut Edits,
    ) -> Result<(), Doubt> {
        let s = self.units(item);
        let behind = region.start + c.next;
        match c.fit {
            Fit::Equal => {
                out.partners.insert(s.start, f);
            }
            Fit::Similar => {
                out.partners.insert(s.start, f);
                out.replaced.insert(f, s.start);
            }
            Fit::SameNode => {
                let lines = || s.clone().zip(f..behind);
                if s.len() == behind - f && lines().all(|(a, b)| self.says(a, b)) {
                    out.partners.extend(lines());
                } else {
                    out.reflowed.push((s.clone(), f..behind));
                }
                out.partners.insert(s.start, f);
                out.partners.insert(s.end - 1, behind - 1);
                out.same.extend(s);
            }
            Fit::OtherNode => {
                out.partners.insert(s.start, f);
                out.replaced.insert(f, s.start);
                out.removed.extend(f + 1..behind);
                out.inserted.entry(f + 1).or_default().extend(s.start + 1..s.end);
            }
            Fit::Deleted => {
                out.removed.extend(f..behind);
                let mut unit = f;
                while let Some(id) = (unit < behind).then(|| self.f.heads[unit]).flatten() {
                    if !self.f.units[unit].is_comment() || unit == f {
                        out.deleted.insert(id);
                    }
                    unit = self.f.nodes[id].extent + 1;
                }
            }
            Fit::Nested => {
                let (Item::Node(id), Some(other)) = (item, self.f.heads[f]) else { return Ok(()) };
                out.nodes.insert(id, other);
                self.pair_heads(id, other, out);
                let (a, b) = (&self.s.nodes[id], &self.f.nodes[other]);
                if a.closed && b.closed && self.ends_below_a_gap(a.last, b.last) {
                    out.partners.insert(a.last, b.last);
                } else if a.closed && b.closed {
                    self.pair(a.last, b.last, out);
                }
                let _ = frame;
                out.absorb(self.nested_edits(id, other)?);
            }
        }
        Ok(())
    }

    /// Is an end, right below a gap, all that the file's end has but for what stands on its line before
    /// that? The gap stands for that too.
    fn ends_below_a_gap(&self, s: usize, f: usize) -> bool {
        let (ours, theirs) = (self.s.unit_tokens(s), self.f.unit_tokens(f));
        let mut ends = ours.iter().rev().zip(theirs.iter().rev());
        s > 0
            && self.sketch.is_gap(s - 1)
            && ours.len() < theirs.len()
            && ends.all(|(a, b)| a.hash == b.hash)
    }

    /// The edits of what is nested in two nodes. Every path that matches them has the same.
    pub(super) fn nested_edits(&mut self, s: NodeId, f: NodeId) -> Result<Edits, Doubt> {
        let key = (s, f);
        if let Some(known) = self.solved.get(&key) {
            let known = known.clone();
            self.work += known.as_ref().map_or(1, |edits| 1 + edits.partners.len() as u64);
            return known;
        }
        let (items, region, frame) = self.inside(s, f);
        let edits = match self.settled.remove(&(s, f)) {
            Some(settled) if !self.is_large(&settled.0, &region) => {
                self.solve_settled(settled, &region, frame)
            }
            _ => self.solve(items, region, frame),
        };
        let edits = self.or_rewritten(edits, (s, f));
        self.solved.insert(key, edits.clone());
        edits
    }

    /// Does a unit of the sketch say what one of the file says?
    fn says(&self, s: usize, f: usize) -> bool {
        self.s.units[s].same(&self.f.units[f])
    }

    pub(super) fn pair(&self, s: usize, f: usize, out: &mut Edits) {
        out.partners.insert(s, f);
        if !self.s.units[s].same(&self.f.units[f]) {
            out.replaced.insert(f, s);
        }
    }
}
