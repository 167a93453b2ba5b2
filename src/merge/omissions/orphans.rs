//! Branches that cannot stay without what they belong to.

use rustc_hash::FxHashSet;

use super::Omissions;
use crate::index::{NodeId, Outline};

impl Omissions<'_> {
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
