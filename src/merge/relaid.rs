//! Takes over how a sketch lays out code on other lines than the file.
//!
//! Code that says the same keeps the file's bytes: most sketches are careless of white space. One
//! that repeats the lines that it shows byte for byte is not: where it breaks lines elsewhere, it
//! means to.

use super::edits::Edits;
use crate::index::{NodeId, Outline, Role};

/// Telling lines that a sketch must repeat, all of them as they are, for its layout to be meant.
const LINES: usize = 4;

/// Puts the sketch's lines in place of the file's where they say the same in other lines.
pub(super) fn take_over(edits: &mut Edits, s: &Outline, f: &Outline) {
    let pairs: Vec<(NodeId, NodeId)> = same_nodes(edits, s, f)
        .filter(|(a, b)| s.comments[*a] == f.comments[*b] && rows(s, *a) != rows(f, *b))
        .collect();
    if pairs.is_empty() || !is_faithful(edits, s, f) {
        return;
    }
    for (a, b) in pairs {
        let (new, old) = (&s.nodes[a], &f.nodes[b]);
        for unit in new.head..=new.last {
            edits.same.remove(&unit);
            edits.partners.remove(&unit);
        }
        edits.partners.insert(new.head, old.head);
        edits.replaced.insert(old.head, new.head);
        edits.removed.extend(old.head + 1..=old.last);
        let below: Vec<usize> = (new.head + 1..=new.last).collect();
        edits.inserted.entry(old.head + 1).or_default().splice(0..0, below);
    }
}

/// The outermost nodes that the file has as they are shown.
fn same_nodes<'a>(
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
) -> impl Iterator<Item = (NodeId, NodeId)> + 'a {
    let known = |id: &NodeId| {
        let node = &s.nodes[*id];
        edits.same.contains(&node.head) && edits.same.contains(&node.last)
    };
    edits.partners.iter().filter_map(move |(a, b)| {
        let id = s.heads[*a].filter(known)?;
        let other = f.heads[*b]?;
        let inside = s.nodes[id].parent.is_some_and(|parent| known(&parent));
        (!inside && s.hashes[id] == f.hashes[other]).then_some((id, other))
    })
}

/// Lines that a node takes.
fn rows(o: &Outline, id: NodeId) -> usize {
    let node = &o.nodes[id];
    o.text[o.units[node.head].start..o.units[node.last].end].lines().count()
}

/// Does the sketch repeat the file's lines byte for byte?
fn is_faithful(edits: &Edits, s: &Outline, f: &Outline) -> bool {
    let mut repeated = 0;
    for (a, b) in edits.partners.iter().filter(|(a, _)| !edits.same.contains(a)) {
        let (shown, there) = (&s.units[*a], &f.units[*b]);
        if shown.role != Role::Code || !shown.same(there) || !shown.fresh || !there.fresh {
            continue;
        }
        if s.said(*a).trim_end() != f.said(*b).trim_end() {
            return false;
        }
        repeated += usize::from(shown.weight >= 1.5);
    }
    repeated >= LINES
}
