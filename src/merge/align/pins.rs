//! Holds units of a sketch at the places that the caller picked for them.

use std::ops::Range;

use super::items::{Item, Items};
use super::level::{Candidate, Fit, NEVER};
use super::{Aligner, Place};

impl Aligner<'_> {
    /// Did the caller pick the place of a unit of the sketch?
    pub(super) fn is_pinned(&self, unit: usize) -> bool {
        self.picked_place(unit).is_some()
    }

    /// The place that the caller picked for a unit of the sketch.
    pub(super) fn picked_place(&self, unit: usize) -> Option<Place> {
        self.pins.iter().find(|pin| pin.item == unit).map(|pin| pin.place)
    }

    /// Leaves to items, and to what they are in, only the places that were picked. The items that are new
    /// there, each with the offset that it goes before.
    pub(super) fn hold_pins(
        &self,
        items: &Items,
        region: &Range<usize>,
        inserts: &mut [f32],
        candidates: &mut [Vec<Candidate>],
    ) -> Vec<(usize, usize)> {
        let mut new = Vec::new();
        for pin in self.pins {
            let holds = |i: &usize| self.units(items.items[*i]).contains(&pin.item);
            let Some(i) = (0..items.items.len()).find(holds) else { continue };
            let Some(at) = pin.place.unit().checked_sub(region.start) else { continue };
            let inner = self.units(items.items[i]).start != pin.item;
            let fits = |c: &Candidate| match pin.place {
                Place::At(_) if !inner => c.at == at,
                Place::At(_) => c.at < at && at < c.next,
                Place::Before(_) => inner && c.at < at && at <= c.next,
            };
            let mut found: Vec<Candidate> = candidates[i].iter().copied().filter(fits).collect();
            match pin.place {
                Place::Before(_) if !inner && at <= region.len() => new.push((i, at)),
                Place::At(_) if !inner && found.is_empty() => {
                    found.extend(self.picked(items.items[i], at, region));
                }
                _ => {}
            }
            if !found.is_empty() {
                inserts[i] = NEVER;
            } else if new.last().is_none_or(|(item, _)| *item != i) {
                continue;
            }
            candidates[i] = found;
        }
        new
    }

    /// An item taken for what starts at an offset, though nothing but the caller says so.
    fn picked(&self, item: Item, at: usize, region: &Range<usize>) -> Option<Candidate> {
        let unit = region.start + at;
        let other = self.f.heads.get(unit).copied().flatten().map(|id| &self.f.nodes[id]);
        let (fit, last) = match (item, other) {
            (Item::Node(id), Some(other)) => match (self.s.nodes[id].is_leaf(), other.is_leaf()) {
                (true, true) => (Fit::Similar, unit),
                (false, false) => (Fit::Nested, other.extent),
                _ => (Fit::OtherNode, other.extent),
            },
            (Item::Part(_), _) => (Fit::Similar, unit),
            _ => return None,
        };
        let next = last + 1 - region.start;
        (next <= region.len()).then_some(Candidate { at, next, cost: 0.0, fit })
    }
}
