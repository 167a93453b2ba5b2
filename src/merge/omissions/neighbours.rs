//! What stands beside code that a sketch leaves out: whether its neighbours were shown to say that it goes.

use super::{Found, Omissions};
use crate::index::{NodeId, Outline, Role};
use crate::merge::edits::Edits;

impl Omissions<'_> {
    /// Does something change in both blocks beside it? Then these were shown for that, not to say that
    /// nothing stands between.
    pub(super) fn stands_between_changed(&self, id: NodeId) -> bool {
        let (edits, f) = (self.edits, self.f);
        let siblings = f.siblings(id);
        let Some(at) = siblings.iter().position(|sibling| *sibling == id) else { return false };
        let stays = |id: &&NodeId| {
            let head = f.nodes[**id].head;
            !f.units[head].is_comment() && !edits.removed.contains(&head)
        };
        let changes = |id: &NodeId| {
            let node = &f.nodes[*id];
            (node.head..=node.last).any(|unit| {
                edits.removed.contains(&unit)
                    || edits.replaced.contains_key(&unit)
                    || unit > node.head && edits.inserted.contains_key(&unit)
            })
        };
        let above = siblings[..at].iter().rev().find(stays);
        let below = siblings[at + 1..].iter().find(stays);
        above.is_some_and(changes) && below.is_some_and(changes)
    }

    pub(super) fn stands_between_known(&self, id: NodeId) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let node = &f.nodes[id];
        let steady = |unit: Option<usize>| {
            unit.is_some_and(|u| !edits.removed.contains(&u) && !edits.replaced.contains_key(&u))
        };
        let stays = |u: &usize| !f.units[*u].is_comment() && !edits.removed.contains(u);
        let before = (0..node.head).rev().find(stays);
        let after = (node.last + 1..f.units.len()).find(stays);
        let calm = |unit: Option<usize>| {
            steady(unit) && unit.is_none_or(|u| untouched(edits, f, u) || context(edits, s, f, u))
        };
        let ends = after.is_some_and(|u| {
            node.parent.is_some_and(|p| f.nodes[p].closed && f.nodes[p].last == u)
                && only_context(edits, s, u)
        });
        // Right below the line that opens what it stands in, shown for nothing else.
        let starts = before.is_some_and(|u| {
            node.parent.is_some_and(|p| f.nodes[p].head == u) && only_context(edits, s, u)
        });
        // One of the two may change, where it is still the same block and the other is as it was.
        let sibling = |unit: Option<usize>| {
            unit.filter(|u| steady(Some(*u)) && f.nodes[f.owner[*u]].parent == node.parent)
        };
        let (above, below) = (sibling(before), sibling(after));
        let as_it_was = |unit: Option<usize>| unit.is_some_and(|u| untouched(edits, f, u));
        let keeps_head =
            |unit: Option<usize>| unit.is_some_and(|u| steady(Some(f.nodes[f.owner[u]].head)));
        let one = as_it_was(above) && keeps_head(below) || as_it_was(below) && keeps_head(above);
        one || (calm(before) || steady(before) && starts) && (calm(after) || ends)
    }

    /// What stands above the first line that is shown of a block with a gap further down, where that line
    /// changed: it is shown for its change, and not to say that nothing stands between it and the head.
    pub(super) fn above_the_first(&self) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        edits.nodes.iter().find_map(|(a, b)| {
            let heads: Vec<usize> =
                s.nodes[*a].children.iter().map(|id| s.nodes[*id].head).collect();
            let first = *heads.iter().find(|unit| !s.units[**unit].is_comment())?;
            let known = *edits.partners.get(&first)?;
            let same = f.units[known].hash == s.units[first].hash;
            if same || !heads.iter().any(|unit| *unit > first && self.sketch.is_gap(*unit)) {
                return None;
            }
            let above = f.nodes[*b].head + 1..known;
            let filled = above.clone().any(|unit| edits.inserted.contains_key(&unit));
            let theirs = f.nodes[*b].children.iter().map(|id| f.nodes[*id].head);
            let gone: Vec<usize> = theirs
                .filter(|unit| above.contains(unit) && edits.dropped.contains(unit))
                .filter(|unit| !f.units[*unit].is_comment())
                .collect();
            (!filled && !gone.is_empty()).then_some(gone)
        })
    }
}

/// Did nothing change in the sibling that a unit belongs to?
fn untouched(edits: &Edits, f: &Outline, unit: usize) -> bool {
    let node = &f.nodes[f.owner[unit]];
    if node.head == unit || node.last == unit && !node.is_leaf() {
        let range = node.head..=node.last;
        return !range
            .clone()
            .any(|u| edits.removed.contains(&u) || edits.replaced.contains_key(&u))
            && !(node.head + 1..=node.last).any(|u| edits.inserted.contains_key(&u))
            || node.head < unit && node.last > unit;
    }
    true
}

/// Does the sketch show a unit of the file, and around it, as far as the next gaps, nothing but what
/// is there already? Then it can have been shown only for what is left out.
pub(super) fn only_context(edits: &Edits, s: &Outline, unit: usize) -> bool {
    let Some(shown) = edits.partners.iter().find(|(_, f)| **f == unit).map(|(s, _)| *s) else {
        return false;
    };
    let gap = |u: &usize| s.units[*u].is_marker();
    let from = (0..shown).rev().find(gap).map_or(0, |u| u + 1);
    let to = (shown..s.units.len()).find(gap).unwrap_or(s.units.len());
    let fresh = |u: usize| edits.inserted.values().any(|units| units.contains(&u));
    let changed = |u: usize| edits.replaced.values().any(|s| *s == u);
    (from..to).all(|u| !fresh(u) && !changed(u))
}

/// Is a unit part of a node that the sketch shows by its head, with a gap for what is in it?
fn context(edits: &Edits, s: &Outline, f: &Outline, unit: usize) -> bool {
    let id = f.owner[unit];
    edits.nodes.iter().any(|(a, b)| {
        let node = &s.nodes[*a];
        *b == id && s.units[node.head..=node.last].iter().any(|u| u.role == Role::Gap)
    })
}
