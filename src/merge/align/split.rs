//! Splits a large problem at what surely corresponds.

use std::ops::Range;

use super::anchors::anchors;
use super::items::{Frame, Item, Items};
use super::{Aligner, Doubt};
use crate::index::Unit;
use crate::lang::Layout;
use crate::merge::edits::Edits;

/// Weight from which what stands once is no chance.
const TELLING: f32 = 3.0;

impl Aligner<'_> {
    /// Nodes that are the same and stand only once on either side, by item and unit: code, or lines
    /// of comments where there is no such code, as in long documentation.
    pub(super) fn anchors(&self, items: &Items, region: &Range<usize>) -> Vec<(usize, usize)> {
        let code = self.code_anchors(items, region);
        if code.is_empty() { self.comment_anchors(items, region) } else { code }
    }

    fn comment_anchors(&self, items: &Items, region: &Range<usize>) -> Vec<(usize, usize)> {
        let telling = |unit: &Unit| unit.is_comment() && unit.weight >= TELLING;
        let ours: Vec<(usize, u64)> = items
            .items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| {
                let Item::Node(id) = item else { return None };
                let unit = &self.s.units[self.s.nodes[*id].head];
                (self.s.nodes[*id].is_leaf() && telling(unit)).then_some((i, unit.hash))
            })
            .collect();
        let theirs: Vec<(usize, u64)> = region
            .clone()
            .filter(|f| {
                self.f.heads[*f].is_some_and(|id| self.f.nodes[id].is_leaf())
                    && telling(&self.f.units[*f])
            })
            .map(|f| (f, self.f.units[f].hash))
            .collect();
        anchors(&ours, &theirs)
    }

    fn code_anchors(&self, items: &Items, region: &Range<usize>) -> Vec<(usize, usize)> {
        let ours: Vec<(usize, u64)> = items
            .items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| match item {
                Item::Node(id) if !self.has_marker(*item) && self.s.weights[*id] >= TELLING => {
                    Some((i, self.s.hashes[*id]))
                }
                _ => None,
            })
            .collect();
        let theirs: Vec<(usize, u64)> = region
            .clone()
            .filter_map(|f| {
                let id = self.f.heads[f]?;
                let fits = self.f.nodes[id].last < region.end && !self.f.units[f].is_comment();
                (fits && self.f.weights[id] >= TELLING).then_some((f, self.f.hashes[id]))
            })
            .collect();
        let mut found = anchors(&ours, &theirs);
        found.retain(|(i, f)| {
            let (Item::Node(id), Some(other)) = (items.items[*i], self.f.heads[*f]) else {
                return false;
            };
            self.s.comments[id].is_none() || self.s.comments[id] == self.f.comments[other]
        });
        if self.lexis.layout == Layout::Prose {
            // One entry of many may stand anywhere: a neighbour tells that it is the same one.
            found.retain(|(i, f)| self.has_its_neighbour(items, *i, *f));
        }
        found
    }

    /// Does an item stand beside what the file has beside this unit, too?
    fn has_its_neighbour(&self, items: &Items, i: usize, f: usize) -> bool {
        let ours = |at: usize| match items.items.get(at) {
            Some(Item::Node(id)) => Some(self.s.hashes[*id]),
            _ => None,
        };
        let theirs =
            |unit: usize| self.f.heads.get(unit).copied().flatten().map(|id| self.f.hashes[id]);
        let same = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
        let last = self.f.heads[f].map_or(f, |id| self.f.nodes[id].last);
        let above = || {
            i.checked_sub(1)
                .zip(f.checked_sub(1))
                .is_some_and(|(i, f)| same(ours(i), theirs(self.f.nodes[self.f.owner[f]].head)))
        };
        // What is shown beside a gap is shown to say where the rest stands.
        let (above_gap, below_gap) = (!items.gaps[i + 1].is_empty(), !items.gaps[i].is_empty());
        above_gap || below_gap || same(ours(i + 1), theirs(last + 1)) || above()
    }

    /// Aligns what is between anchors, each run on its own.
    pub(super) fn split(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        frame: Frame,
        anchors: &[(usize, usize)],
    ) -> Result<Edits, Doubt> {
        let mut edits = Edits::default();
        let (mut item, mut unit) = (0, region.start);
        for stop in anchors.iter().copied().map(Some).chain([None]) {
            let (end_item, end_unit) = stop.unwrap_or((items.items.len(), region.end));
            if end_unit < unit {
                // Nested in the anchor before.
                continue;
            }
            let run = Items {
                items: items.items[item..end_item].to_vec(),
                gaps: items.gaps[item..=end_item].to_vec(),
                floating: (item..end_item)
                    .filter_map(|i| Some((i - item, *items.floating.get(&i)?)))
                    .collect(),
            };
            let open = (frame.open.0 && item == 0, frame.open.1 && stop.is_none());
            let inner = self.solve(run, unit..end_unit, Frame { open, ..frame })?;
            edits.absorb(inner);
            let (Some((i, f)), Some(Item::Node(id))) = (stop, items.items.get(end_item)) else {
                continue;
            };
            let other = self.f.heads[f].map_or(f, |id| self.f.nodes[id].last);
            let (head, last) = (self.s.nodes[*id].head, self.s.nodes[*id].last);
            edits.partners.insert(head, f);
            edits.partners.insert(last, other);
            edits.same.extend(head..=last);
            edits.reflowed.push((head..last + 1, f..other + 1));
            (item, unit) = (i + 1, other + 1);
        }
        Ok(edits)
    }
}
