//! Takes what is new for what the file has right beside it and nothing uses any longer: a function that is
//! not called, a line that undoes the new one.

use super::Aligner;
use super::known::set;
use super::namesakes::parameter_types;
use super::siblings::code;
use crate::index::{Class, NodeId, Outline, Token};
use crate::lang::Layout;
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
        let first = *units.iter().find(|unit| !self.s.units[**unit].is_comment())?;
        let new = self.s.heads[first].filter(whole)?;
        if self.s.nodes[new].last != *units.last()? {
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

    /// Takes away lines right below what is shown above a gap that give a name another value than a new line up
    /// there does, with nothing between that reads it: it was moved, and the new line would be for nothing.
    pub(super) fn drop_undoing(&self, edits: &mut Edits) {
        if self.lexis.layout != Layout::Lines || self.lexis.mappings {
            return;
        }
        let gaps = (1..self.s.units.len()).filter(|unit| self.sketch.is_gap(*unit));
        for gap in gaps.collect::<Vec<usize>>() {
            let last = gap - 1;
            let below = match edits.partners.get(&last) {
                Some(old) => Some(old + 1),
                None => {
                    edits.inserted.iter().find(|(_, new)| new.last() == Some(&last)).map(|at| *at.0)
                }
            };
            let Some(mut old) = below else { continue };
            while self.undoes(old, last, edits) {
                edits.removed.insert(old);
                old += 1;
            }
        }
    }

    /// Does a line of the file, which is not shown, undo a new one of the run of lines that ends with `last`?
    fn undoes(&self, old: usize, last: usize, edits: &Edits) -> bool {
        let (s, f) = (self.s, self.f);
        let leaf = |o: &Outline, unit: usize| {
            o.heads.get(unit).copied().flatten().is_some_and(|id| o.nodes[id].is_leaf())
        };
        if !leaf(f, old) || edits.touches(old) || edits.partners.values().any(|unit| *unit == old) {
            return false;
        }
        let theirs = code(f, old);
        let Some((name, value)) = set(&theirs) else { return false };
        let path = |tokens: &[Token]| -> Vec<u64> { tokens.iter().map(|t| t.hash).collect() };
        let says = |tokens: &[Token]| tokens.iter().any(|t| t.hash == name[name.len() - 1].hash);
        let line = |unit: &usize| leaf(s, *unit) && s.column(*unit) == f.column(old);
        for unit in (0..=last).rev().take_while(line) {
            let ours = code(s, unit);
            match set(&ours).filter(|(now, _)| path(now) == path(name)) {
                // The old value may be read where the new one is given.
                Some(_) => return !edits.partners.contains_key(&unit) && !says(value),
                None if says(&ours) => return false,
                None => {}
            }
        }
        false
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
        // Another name altogether is another function, and the old one may be for others.
        let texts = s.keys[new].zip(f.keys[old]).map(|(a, b)| (s.key_text(a), f.key_text(b)));
        let related = texts.is_some_and(|(a, b)| {
            let (a, b) = (a.to_lowercase(), b.to_lowercase());
            a.contains(&b) || b.contains(&a)
        });
        let stays = (b.head..=b.last)
            .all(|unit| !edits.touches(unit) && !edits.partners.values().any(|f| *f == unit));
        let says = |o: &Outline, unit: usize, name: u64| o.unit_code(unit).any(|t| t.hash == name);
        let within = b.head..=b.last;
        let called = (0..f.units.len()).any(|u| !within.contains(&u) && says(f, u, was));
        let own = a.head..=a.last;
        let calls = (0..s.units.len()).any(|u| !own.contains(&u) && says(s, u, name));
        name != was
            && related
            && stays
            && called
            && calls
            && s.column(a.head) == f.column(b.head)
            && !(0..f.units.len()).any(|u| says(f, u, name))
            && parameter_types(s, new) == parameter_types(f, old)
            && self.is_gone(was, old, edits)
    }
}
