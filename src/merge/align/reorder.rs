//! What stands out of order: changed where it is, or moved.

use rustc_hash::{FxHashMap, FxHashSet};

use super::items::{Frame, Item, Items};
use super::{Aligner, Doubt};
use crate::index::{Class, NodeId};
use crate::lang::Layout;
use crate::merge::edits::Edits;

impl Aligner<'_> {
    /// New definitions that the file has elsewhere: moved if the sketch shows their new place among
    /// what stood around the old one, else changed where they are.
    pub(super) fn reorder(&mut self, frame: Frame, mut edits: Edits) -> Result<Edits, Doubt> {
        let fresh: FxHashSet<usize> = edits.inserted.values().flatten().copied().collect();
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let all = 0..self.f.units.len();
        let mut strays: Vec<(NodeId, NodeId)> = Vec::new();
        for (id, node) in self.s.nodes.iter().enumerate() {
            if node.spine.is_empty() || !fresh.contains(&node.head) {
                continue;
            }
            let Some(key) = self.s.keys[id].filter(|k| k.class == Class::Definition) else {
                continue;
            };
            if node.is_leaf() && !self.opens(node.head) && self.lexis.layout == Layout::Lines {
                continue;
            }
            let home = node.parent.and_then(|p| edits.nodes.get(&p)).copied();
            if node.parent.is_some() && home.is_none() {
                continue;
            }
            let scope = self.scope(id, &edits);
            let mut twins = self.f.nodes_named(key, &all).filter(|t| {
                let twin = &self.f.nodes[*t];
                (node.parent.is_none() || twin.parent == home)
                    && scope.is_none_or(|scope| twin.parent == scope)
                    && !shown.contains(&twin.head)
            });
            if let (Some(twin), None) = (twins.next(), twins.next())
                && !self.is_overload(id, twin)
                && !self.is_one_more_constructor(id, twin)
                && !self.calls_namesake(id, twin)
                && !self.are_other_tables(id, twin)
            {
                strays.push((id, twin));
            }
        }
        for (id, twin) in strays {
            let old = &self.f.nodes[twin];
            if edits.removed.contains(&old.head) {
                edits.moved.insert(twin);
                continue;
            }
            if self.swapped(id, twin, &edits) || self.put_between(id, twin, &edits, &fresh) {
                edits.moved.insert(twin);
                edits.removed.extend(old.head..=old.last);
                continue;
            }
            // Changed where it is.
            let units = self.s.nodes[id].head..self.s.nodes[id].last + 1;
            for slot in edits.inserted.values_mut() {
                slot.retain(|u| !units.contains(u));
            }
            edits.inserted.retain(|_, units| !units.is_empty());
            let alone = Items {
                items: vec![Item::Node(id)],
                gaps: vec![vec![], vec![]],
                floating: FxHashMap::from_iter([(0, None)]),
            };
            let place = self.f.nodes[twin].head..self.f.nodes[twin].last + 1;
            let inner = self.solve(alone, place, frame)?;
            edits.absorb(inner);
        }
        Ok(edits)
    }

    /// What the neighbours of a new node, without a gap between, are nested in. A head above it whose
    /// block the sketch does not end is what it stands in itself.
    fn scope(&self, id: NodeId, edits: &Edits) -> Option<Option<NodeId>> {
        let siblings = self.s.siblings(id);
        let at = siblings.iter().position(|n| *n == id)?;
        let twin = |n: &NodeId| {
            let head = self.s.nodes[*n].head;
            let f = edits.partners.get(&head).filter(|_| !self.s.units[head].is_marker())?;
            self.f.heads[*f]
        };
        let opens = |n: &NodeId| self.s.loose[self.s.nodes[*n].head].opens > 0;
        let before = at.checked_sub(1).map(|i| &siblings[i]);
        let before = before.and_then(|n| {
            let twin = twin(n)?;
            Some(if opens(n) { Some(twin) } else { self.f.nodes[twin].parent })
        });
        let below = || siblings.get(at + 1).and_then(twin).map(|twin| self.f.nodes[twin].parent);
        before.or_else(below)
    }

    /// Do the neighbours of a new node, without a gap between, stand beside its twin in the file?
    fn swapped(&self, id: NodeId, twin: NodeId, edits: &Edits) -> bool {
        let siblings = self.s.siblings(id);
        let Some(at) = siblings.iter().position(|n| *n == id) else { return false };
        let file_siblings = self.f.siblings(twin);
        let code = |n: &&NodeId| !self.f.units[self.f.nodes[**n].head].is_comment();
        let order: Vec<NodeId> = file_siblings.iter().filter(code).copied().collect();
        let Some(place) = order.iter().position(|n| *n == twin) else { return false };
        // The run of shown siblings around it, up to the next gaps.
        let shown = |n: NodeId| {
            let head = self.s.nodes[n].head;
            (!self.s.units[head].is_marker()).then(|| edits.partners.get(&head)).flatten()
        };
        let mut run: Vec<usize> = Vec::new();
        for n in siblings[at + 1..].iter().map_while(|n| shown(*n)) {
            run.push(*n);
        }
        for n in siblings[..at].iter().rev().map_while(|n| shown(*n)) {
            run.push(*n);
        }
        let mut places: Vec<usize> = run
            .iter()
            .filter_map(|f| order.iter().position(|n| self.f.nodes[*n].head == *f))
            .collect();
        places.push(place);
        places.sort_unstable();
        places.dedup();
        places.len() > 1 && places[places.len() - 1] - places[0] + 1 == places.len()
    }

    /// Does a new node stand between two blocks that stay as they are and are neighbours in the file, or
    /// between one and the end of the block that holds them? What else is new there is passed over.
    fn put_between(
        &self,
        id: NodeId,
        twin: NodeId,
        edits: &Edits,
        fresh: &FxHashSet<usize>,
    ) -> bool {
        let siblings = self.s.siblings(id);
        let whole = !self.has_marker(Item::Node(id));
        let Some(at) = siblings.iter().position(|n| *n == id && whole) else { return false };
        let code = |n: &&NodeId| !self.f.units[self.f.nodes[**n].head].is_comment();
        let rest = self.f.siblings(twin).iter().filter(code).filter(|n| **n != twin);
        let order: Vec<usize> = rest.map(|n| self.f.nodes[*n].head).collect();
        let passed = |head: usize| self.s.units[head].is_comment() || fresh.contains(&head);
        // The place of a neighbour among those of the file; none where a gap or a change is.
        let place = |n: &NodeId| {
            let head = self.s.nodes[*n].head;
            let f = edits.partners.get(&head).filter(|_| !self.s.units[head].is_marker())?;
            let node = &self.f.nodes[self.f.heads[*f]?];
            let at = order.iter().position(|head| head == f)?;
            (!edits.change_in(node.head..=node.last)).then_some(at)
        };
        let head = |n: &&NodeId| !passed(self.s.nodes[**n].head);
        let held = self.s.nodes[id].parent.is_some();
        let before = match siblings[..at].iter().rev().find(head) {
            Some(n) => place(n).map(|at| at + 1),
            None => held.then_some(0),
        };
        let behind = match siblings[at + 1..].iter().find(head) {
            Some(n) => place(n),
            None => held.then_some(order.len()),
        };
        before.is_some() && before == behind
    }
}
