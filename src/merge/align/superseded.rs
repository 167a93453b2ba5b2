//! Takes a new function for the one that the file has right beside it and nothing calls any longer.

use super::Aligner;
use super::hidden::is_gone;
use super::namesakes::parameter_types;
use crate::index::{Class, NodeId, Outline, Unit};
use crate::lang::Layout;
use crate::merge::attached::attribute_above;
use crate::merge::edits::Edits;

/// Similarity from which a function is another one, rewritten under a new name.
const REWRITTEN: f32 = 0.5;

impl Aligner<'_> {
    /// Puts a new function in the place of a hidden one right beside it that takes the same and does much the
    /// same, where the lines that called that one all go, and what is shown calls the new one: it was renamed.
    pub(super) fn supersede(&mut self, edits: &mut Edits) {
        if self.lexis.layout != Layout::Lines || self.lexis.mappings {
            return;
        }
        let slots: Vec<usize> = edits.inserted.keys().copied().collect();
        for slot in slots {
            let Some((new, old)) = self.superseded_at(slot, edits) else { continue };
            let (place, head) = (self.f.nodes[old].head, self.s.nodes[new].head);
            let own = head..self.s.nodes[new].last + 1;
            let units = edits.inserted.entry(slot).or_default();
            units.retain(|unit| !own.contains(unit));
            self.pair(head, place, edits);
            edits.inserted.entry(place + 1).or_default().extend(own.skip(1));
            edits.removed.extend(place + 1..=self.f.nodes[old].last);
        }
        edits.inserted.retain(|_, units| !units.is_empty());
    }

    /// The new function at a slot, and the one of the file beside it that it is.
    fn superseded_at(&mut self, slot: usize, edits: &Edits) -> Option<(NodeId, NodeId)> {
        let units = edits.inserted.get(&slot)?;
        let whole = |id: &NodeId| {
            let node = &self.s.nodes[*id];
            !node.is_leaf() && (node.head..=node.last).all(|unit| units.contains(&unit))
        };
        let (first, last) = (*units.first()?, *units.last()?);
        let new = self.s.heads[first].filter(whole)?;
        // A gap beside it may be where the old one stays.
        let gap = |unit: Option<usize>| {
            unit.and_then(|unit| self.s.units.get(unit)).is_some_and(Unit::is_marker)
        };
        if self.s.nodes[new].last != last || gap(first.checked_sub(1)) || gap(Some(last + 1)) {
            return None;
        }
        let around = |unit: usize| {
            let from = self.f.owner[unit];
            std::iter::successors(Some(from), |id| self.f.nodes[*id].parent)
        };
        let mut above = slot.checked_sub(1).into_iter().flat_map(around);
        let above = above.find(|id| self.is_function(self.f, *id));
        let above = above.filter(|id| self.f.nodes[*id].last + 1 == slot);
        let below = (slot..self.f.units.len()).find(|unit| !self.f.units[*unit].is_comment());
        let below = below.and_then(|unit| self.f.heads[unit]);
        let old =
            above.into_iter().chain(below).find(|old| self.is_superseded(new, *old, edits))?;
        let (a, b) = (&self.s.nodes[new], &self.f.nodes[old]);
        let (a, b) = ((a.head, a.last), (b.head, b.last));
        (self.similarity(a, b) >= REWRITTEN).then_some((new, old))
    }

    fn is_function(&self, o: &Outline, id: NodeId) -> bool {
        let node = &o.nodes[id];
        !node.is_leaf()
            && o.keys[id].is_some_and(|key| key.class == Class::Definition)
            && o.unit_code(node.head).any(|t| t.is(b'('))
    }

    /// Takes a new function what one of the file takes, which is not shown, and go all calls of that one, where
    /// the sketch calls the new one?
    fn is_superseded(&self, new: NodeId, old: NodeId, edits: &Edits) -> bool {
        let (s, f) = (self.s, self.f);
        if !self.is_function(s, new) || !self.is_function(f, old) {
            return false;
        }
        let (Some(name), Some(was)) = (s.name_word(new), f.name_word(old)) else { return false };
        let (a, b) = (&s.nodes[new], &f.nodes[old]);
        let (own, within) = (a.head..=a.last, b.head..=b.last);
        // Another name altogether is another function, one that says more is a variant, and the old one may be
        // for others.
        let texts = s.keys[new].zip(f.keys[old]).map(|(a, b)| (s.key_text(a), f.key_text(b)));
        let related = texts.is_some_and(|(a, b)| {
            let (a, b) = (a.to_lowercase(), b.to_lowercase());
            let timeless =
                |name: &str| name.replace("async", "").replace("sync", "").replace('_', "");
            b.contains(&a) || timeless(&a) == timeless(&b)
        });
        let overrides = f.unit_code(b.head).any(|t| f.token_text(t) == "override");
        let attributes = attribute_above(f, b.head).is_some();
        let shown = || edits.partners.values().any(|unit| within.contains(unit));
        let stays = || within.clone().all(|unit| !edits.touches(unit)) && !shown();
        let says = |o: &Outline, unit: usize, name: u64| o.unit_code(unit).any(|t| t.hash == name);
        let called = || (0..f.units.len()).any(|u| !within.contains(&u) && says(f, u, was));
        let calls = || (0..s.units.len()).any(|u| !own.contains(&u) && says(s, u, name));
        name != was
            && related
            && !overrides
            && !attributes
            && s.column(a.head) == f.column(b.head)
            && parameter_types(s, new) == parameter_types(f, old)
            && !self.said().1.contains(&name)
            && stays()
            && called()
            && calls()
            && is_gone(s, f, edits, was, old)
    }
}
