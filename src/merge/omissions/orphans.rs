//! Code that cannot stay without what goes: branches of a statement, and calls of what a deletion names.

use rustc_hash::FxHashSet;

use super::Omissions;
use crate::index::{Class, Kind, NodeId, Outline};
use crate::merge::align::way_out;

impl Omissions<'_> {
    /// Of nodes that are gone, those of which each line calls what a deletion names, or leaves where such a call
    /// says so. Nobody forgets what calls nothing any more.
    pub(super) fn callers(&self, gone: &[NodeId]) -> FxHashSet<NodeId> {
        let (s, f) = (self.s, self.f);
        let defines = |o: &Outline, id: NodeId| {
            let named =
                o.keys[id].is_some_and(|k| matches!(k.class, Class::Definition | Class::Member));
            o.name_word(id).filter(|_| named && !o.nodes[id].is_leaf())
        };
        let deleted = self.edits.deleted.iter().filter_map(|id| defines(f, *id));
        let mut names: FxHashSet<u64> = deleted.collect();
        if names.is_empty() {
            return FxHashSet::default();
        }
        let others = (0..f.nodes.len()).filter(|id| !self.edits.deleted.contains(id));
        let others = others.filter_map(|id| defines(f, id));
        for name in others.chain((0..s.nodes.len()).filter_map(|id| defines(s, id))) {
            names.remove(&name);
        }
        let calls = |unit: usize| {
            let code: Vec<_> = f.unit_code(unit).collect();
            code.windows(2).any(|two| {
                two[0].kind == Kind::Word && names.contains(&two[0].hash) && two[1].is(b'(')
            })
        };
        let is_over = |id: &NodeId| {
            let node = &f.nodes[*id];
            let code = |unit: &usize| !f.units[*unit].is_comment();
            let leaf = |unit: &usize| f.heads[*unit].is_some_and(|id| f.nodes[id].is_leaf());
            let mut lines = (node.head..=node.last).filter(code).filter(leaf);
            (node.head..=node.last).any(calls)
                && lines.all(|unit| calls(unit) || calls(node.head) && way_out(f, unit).is_some())
        };
        gone.iter().filter(|_| !names.is_empty()).copied().filter(is_over).collect()
    }

    /// Of nodes that are gone, the branches (`except E:`) whose `try:` is gone, or is another statement now.
    /// Nobody forgets what cannot stay.
    pub(super) fn orphans(&self, gone: &[NodeId]) -> FxHashSet<NodeId> {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let word = |o: &Outline, unit: usize| o.unit_code(unit).next().map(|t| t.hash);
        let lost = |id: &NodeId| {
            let siblings = f.siblings(*id);
            let at = siblings.iter().position(|other| other == id).unwrap_or_default();
            let code = |id: &&NodeId| !f.units[f.nodes[**id].head].is_comment();
            let mut above = siblings[..at].iter().rev().filter(code).map(|id| f.nodes[*id].head);
            let Some(head) = above.find(|unit| !is_branch(f, *unit)) else { return false };
            match edits.replaced.get(&head) {
                Some(new) => word(s, *new) != word(f, head),
                None => edits.removed.contains(&head),
            }
        };
        let branch = |id: &&NodeId| is_branch(f, f.nodes[**id].head);
        gone.iter().filter(branch).copied().filter(lost).collect()
    }
}

/// Does a unit go on with a `try:` above it, where indentation ends that?
fn is_branch(o: &Outline, unit: usize) -> bool {
    const BRANCHES: [&str; 2] = ["except", "finally"];
    o.unit_code(unit).next().is_some_and(|t| BRANCHES.contains(&o.token_text(t)))
}
