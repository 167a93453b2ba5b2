//! Code that a block says anew in fewer lines.
//!
//! A block that is shown from its first line to its last, without a gap, may leave out more than it says: it
//! does the same in a shorter way. What it says then is made of the words of what goes, and of that nothing
//! is left that anything else needs; or what goes declares variables that nothing needs any more. Who forgets
//! a gap shows something else than what it stands for.

use std::ops::RangeInclusive;

use rustc_hash::FxHashSet;

use super::Omissions;
use crate::index::{Class, Kind, NodeId, Outline, Unit};
use crate::merge::align::way_out;

impl Omissions<'_> {
    /// Of nodes that are gone, those that new code in their block says in a shorter way.
    pub(super) fn said_shorter(&self, gone: &[NodeId]) -> FxHashSet<NodeId> {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let gone: FxHashSet<NodeId> = gone.iter().copied().collect();
        let mut found = FxHashSet::default();
        for (a, b) in &edits.nodes {
            let (ours, theirs) = (&s.nodes[*a], &f.nodes[*b]);
            let shown = ours.head..=ours.last;
            let lost: Vec<NodeId> = theirs
                .children
                .iter()
                .copied()
                .filter(|id| gone.contains(id) && !f.units[f.nodes[*id].head].is_comment())
                .collect();
            if lost.is_empty() || !ours.closed || self.has_gap(&shown) {
                continue;
            }
            if self.says_the_same(*a, *b, &lost) || self.has_no_use(*a, *b, &lost) {
                found.extend(lost);
            }
        }
        found
    }

    /// Do the new and the changed lines of a node of the sketch say what goes from its block?
    fn says_the_same(&self, node: NodeId, block: NodeId, lost: &[NodeId]) -> bool {
        /// Fewer words may be chance.
        const FEW: usize = 3;
        let (edits, s, f) = (self.edits, self.s, self.f);
        let within = s.nodes[node].head + 1..=s.nodes[node].last;
        let fresh = within.filter(|unit| !s.units[*unit].is_comment() && !self.stays(*unit));
        let fresh: Vec<usize> = fresh.collect();
        let units = |id: &NodeId| f.nodes[*id].head..=f.nodes[*id].last;
        let changes = |unit: &usize| edits.touches(*unit);
        let was = (f.nodes[block].head + 1..=f.nodes[block].last).filter(changes);
        // In a loop the words of a text may be names, or the other way round.
        let heads_block = |unit: &usize| s.heads[*unit].is_some_and(|id| !s.nodes[id].is_leaf());
        let apart = fresh.iter().any(heads_block);
        let said = told(s, fresh.iter().copied(), apart);
        let gone = told(f, lost.iter().flat_map(units), apart);
        let common = said.intersection(&told(f, was, apart)).count();
        let leaves = lost.iter().any(|id| way_out(f, f.nodes[*id].head).is_some());
        let left = fresh.iter().any(|unit| way_out(s, *unit).is_some());
        said.len() >= FEW
            && 4 * common >= 3 * said.len()
            && (!leaves || left)
            && (self.needs_only_itself(node, lost) || self.is_said_around(node, &gone, apart))
    }

    /// Does each of some lines of a block declare a variable, from which a line worked out something that it
    /// sets otherwise now, and which nothing of the function needs any more? Kept, they would be dead.
    fn has_no_use(&self, node: NodeId, block: NodeId, lost: &[NodeId]) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let names: Option<FxHashSet<u64>> = lost.iter().map(|id| self.variable(*id)).collect();
        let Some(names) = names else { return false };
        let uses = |unit: usize| f.unit_code(unit).any(|t| names.contains(&t.hash));
        let function = std::iter::successors(Some(block), |id| f.nodes[*id].parent)
            .find(|id| f.keys[*id].is_some_and(|key| key.class == Class::Definition));
        let Some(function) = function.map(|id| &f.nodes[id]) else { return false };
        let within = &f.nodes[block];
        let key = |o: &Outline, unit: usize| o.heads[unit].and_then(|id| o.keys[id]);
        let sets = |(old, new): (&usize, &usize)| {
            let mut keys = key(f, *old).zip(key(s, *new)).into_iter();
            uses(*old) && keys.any(|(old, new)| old.class == Class::Member && old.same(new))
        };
        edits.replaced.range(within.head..=within.last).any(sets)
            && (function.head..=function.last).all(|unit| edits.touches(unit) || !uses(unit))
            && self.needs_only_itself(node, lost)
    }

    /// The name of a variable that a node of the file declares.
    pub(super) fn variable(&self, id: NodeId) -> Option<u64> {
        self.f.keys[id].filter(|key| key.class == Class::Member)?;
        self.f.name_word(id)
    }

    /// Does the new code of what is shown without a gap around a node say most of some words?
    fn is_said_around(&self, node: NodeId, gone: &FxHashSet<&str>, apart: bool) -> bool {
        let s = self.s;
        let around = std::iter::successors(Some(node), |id| s.nodes[*id].parent);
        let range = |id: NodeId| s.nodes[id].head..=s.nodes[id].last;
        let Some(whole) = around.take_while(|id| !self.has_gap(&range(*id))).last() else {
            return false;
        };
        let said = told(s, range(whole).filter(|unit| !self.stays(*unit)), apart);
        3 * said.intersection(gone).count() >= 2 * gone.len()
    }

    /// Is each of some lines that go about a variable which one of them declares, and which no line that is
    /// shown needs, unless it is a parameter now?
    fn needs_only_itself(&self, node: NodeId, lost: &[NodeId]) -> bool {
        let (s, f) = (self.s, self.f);
        let (head, last) = (s.nodes[node].head, s.nodes[node].last);
        let taken = match self.stays(head) {
            true => FxHashSet::default(),
            false => words(s, std::iter::once(head)),
        };
        let kept = words(s, (head..=last).filter(|unit| self.stays(*unit)));
        let said = words(s, head + 1..=last);
        let free =
            |name: &u64| !kept.contains(name) && (!said.contains(name) || taken.contains(name));
        let names: FxHashSet<u64> =
            lost.iter().filter_map(|id| self.variable(*id)).filter(free).collect();
        lost.iter().all(|id| f.node_code(*id).any(|t| names.contains(&t.hash)))
    }

    /// Is a unit of the sketch one of the file as it was?
    pub(super) fn stays(&self, unit: usize) -> bool {
        let known = self.edits.partners.get(&unit);
        known.is_some_and(|old| !self.edits.replaced.contains_key(old))
    }

    pub(super) fn has_gap(&self, units: &RangeInclusive<usize>) -> bool {
        self.s.units[units.clone()].iter().any(Unit::is_marker)
    }
}

/// The words of some units.
fn words(o: &Outline, units: impl Iterator<Item = usize>) -> FxHashSet<u64> {
    let code = units.flat_map(|unit| o.unit_code(unit));
    code.filter(|t| t.kind == Kind::Word).map(|t| t.hash).collect()
}

/// The words and texts of some units, or the words of those texts each `apart`.
fn told(o: &Outline, units: impl Iterator<Item = usize>, apart: bool) -> FxHashSet<&str> {
    let code = units.flat_map(|unit| o.unit_code(unit));
    let said = code.filter(|t| matches!(t.kind, Kind::Word | Kind::Text)).map(|t| o.token_text(t));
    let parts = |c: char| apart && !c.is_alphanumeric() && c != '_';
    said.flat_map(|text| text.split(parts)).filter(|word| !word.is_empty()).collect()
}
