//! What a sketch leaves out at the ends of blocks that it shows in part.

use rustc_hash::FxHashSet;

use super::{Found, Omissions};
use crate::index::{NodeId, Outline};
use crate::lang::Nesting;
use crate::merge::align::{Edge, is_said, says, way_out};

impl Omissions<'_> {
    /// What goes between an end of a block with a gap in it and what is shown nearest to that end, where
    /// that is no proof: it is shown for its own change; or nothing changes at all, and what goes would
    /// have stayed beside a change, so that the sketch may have been merged before.
    pub(super) fn at_the_ends(&self) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if edits.dropped.is_empty() {
            return None;
        }
        let lexis = &self.index.language().lexis;
        let mut beside = Vec::new();
        for (a, b) in &edits.nodes {
            let (mut ours, mut theirs) = (children(s, *a), children(f, *b));
            // Nothing is left out behind a way out.
            let over = ours.last().is_some_and(|id| self.never_ends(*id));
            for edge in [Edge::Start, Edge::End] {
                if over && edge == Edge::End {
                    break;
                }
                let (lost, changes) = self.up_to_the_first(&ours, &theirs).unwrap_or_default();
                if changes && !lost.is_empty() {
                    return self.heads(lost.iter());
                }
                beside.extend(lost.into_iter().filter(|id| edge.may_hide(f, *id, lexis)));
                ours.reverse();
                theirs.reverse();
            }
        }
        let units = beside.iter().flat_map(|id| f.nodes[*id].head..=f.nodes[*id].last);
        let units: FxHashSet<usize> = units.collect();
        let nothing_else = edits.inserted.is_empty()
            && edits.replaced.is_empty()
            && edits.removed.iter().all(|u| units.contains(u) || f.units[*u].is_comment());
        self.heads(beside.iter().filter(|_| nothing_else))
    }

    /// The way out that ends a block of the file, which indentation alone ends, where the sketch shows that block
    /// with a gap in it and no way out behind: it ends in the middle as well.
    pub(super) fn last_way_out(&self) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if self.index.language().lexis.nesting != Nesting::Offside {
            return None;
        }
        let lost = edits.nodes.iter().find_map(|(a, b)| {
            let (node, last) = (&s.nodes[*a], *children(f, *b).last()?);
            let head = f.nodes[last].head;
            let gap = (node.head..=node.last).any(|unit| self.sketch.is_gap(unit));
            let over = children(s, *a).last().is_some_and(|id| self.never_ends(*id));
            let goes = edits.dropped.contains(&head) && !self.is_stood_in_for(head);
            (gap && !over && goes && way_out(f, head).is_some()).then_some(last)
        });
        self.heads(lost.iter())
    }

    /// Of the nodes of a block of the file, from one of its ends on, those that go before the first one that
    /// the sketch shows, with a gap behind; and does something change in that one? Then what is said by
    /// what is new there, or has as much that is new in its place, is not left out.
    fn up_to_the_first(&self, ours: &[NodeId], theirs: &[NodeId]) -> Option<(Vec<NodeId>, bool)> {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let gap = ours.iter().position(|id| self.sketch.is_gap(s.nodes[*id].head))?;
        let shown = &ours[..gap];
        // Another part of the block (`else`) has the gap.
        let node = &s.nodes[s.nodes[ours[gap]].parent?];
        let part = |unit: usize| node.spine.partition_point(|other| *other < unit);
        if part(s.nodes[ours[gap]].head) != part(s.nodes[*shown.first()?].head) {
            return None;
        }
        let partner = |id: &NodeId| edits.partners.get(&s.nodes[*id].head).copied();
        let known = shown.iter().find_map(partner)?;
        let at = theirs.iter().position(|id| f.nodes[*id].head == known)?;
        let left_out = |unit: usize| edits.dropped.contains(&unit) && !self.is_stood_in_for(unit);
        let gone = theirs[..at].iter().filter(|id| left_out(f.nodes[**id].head));
        let mut gone: Vec<NodeId> = gone.copied().collect();
        let changes = |unit: usize| {
            let node = &f.nodes[f.owner[unit]];
            edits.change_in(node.head..=node.last)
        };
        if !changes(known) {
            return Some((gone, false));
        }
        let fresh: Vec<NodeId> =
            shown.iter().filter(|id| partner(id).is_none_or(changes)).copied().collect();
        let said = says(s, &fresh);
        gone.retain(|id| !is_said(f, *id, &said));
        let new = shown.iter().take_while(|id| partner(id).is_none()).count();
        if gone.len() <= new {
            gone.clear();
        }
        Some((gone, true))
    }
}

/// What is nested in a node, comments apart.
fn children(o: &Outline, id: NodeId) -> Vec<NodeId> {
    let code = |id: &&NodeId| !o.units[o.nodes[**id].head].is_comment();
    o.nodes[id].children.iter().filter(code).copied().collect()
}
