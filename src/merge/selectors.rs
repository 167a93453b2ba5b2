//! Tells a style rule for some of the selectors of a list from that list, changed.
//!
//! `.b { ... }` where the file has `.a, .b { ... }` may be that rule, shown carelessly or cut down, or one
//! more that says something else of `.b`.

use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Index, NodeId, Outline};
use crate::lang::Layout;
use crate::sketch::Sketch;

/// Refuses edits that take selectors from a list and change what the rule sets as well, where nothing but
/// that likeness tells that it is this rule; and new rules that all they set is set anew below them.
pub(super) fn check(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    if index.language().lexis.layout != Layout::Declarations || edits.whole {
        return Ok(());
    }
    let cut = edits.nodes.iter().find(|(ours, theirs)| {
        is_cut(s, **ours, f, **theirs)
            && changes_inside(edits, f, **theirs)
            && !stands_between(edits, s, **ours, f, **theirs)
            && !is_parted(edits, s, **ours, f, **theirs)
    });
    if let Some((ours, theirs)) = cut {
        return Err(refuse::cut_list(s, s.nodes[*ours].head, f, *theirs));
    }
    for (slot, units) in &edits.inserted {
        for ours in units.iter().filter_map(|unit| s.heads[*unit]) {
            if let Some(theirs) = below(edits, s, ours, f, *slot) {
                return Err(refuse::cut_list(s, s.nodes[ours].head, f, theirs));
            }
        }
    }
    Ok(())
}

/// The selectors of a rule.
pub(super) fn selectors(name: &str) -> Vec<String> {
    let words = |selector: &str| selector.split_whitespace().collect::<Vec<_>>().join(" ");
    name.split(',').map(words).collect()
}

/// The selectors of a rule; nothing where it is none.
fn names(o: &Outline, id: NodeId) -> Vec<String> {
    let name = o.keys[id].filter(|_| !o.nodes[id].is_leaf()).map(|key| o.key_text(key));
    name.filter(|name| !name.starts_with('@')).map(selectors).unwrap_or_default()
}

/// Does the sketch show, right beside a rule that has lost selectors, new rules for just these? Then they
/// were taken out of the list.
fn is_parted(edits: &Edits, s: &Outline, ours: NodeId, f: &Outline, theirs: NodeId) -> bool {
    let kept = names(s, ours);
    let mut lost = names(f, theirs);
    lost.retain(|name| !kept.contains(name));
    let siblings = s.siblings(ours);
    let Some(place) = siblings.iter().position(|id| *id == ours) else { return false };
    let rule = |id: &&NodeId| !s.units[s.nodes[**id].head].is_comment();
    let fresh = |id: &NodeId| {
        let own = names(s, *id);
        let new = edits.inserted.values().any(|units| units.contains(&s.nodes[*id].head));
        (new && !own.is_empty() && own.iter().all(|name| lost.contains(name))).then_some(own)
    };
    let below = siblings[place + 1..].iter().filter(rule).map_while(fresh);
    let above = siblings[..place].iter().rev().filter(rule).map_while(fresh);
    let taken: Vec<String> = below.chain(above).flatten().collect();
    lost.iter().all(|name| taken.contains(name))
}

/// Is a rule of the sketch for some of the selectors of one of the file, and no other ones?
fn is_cut(s: &Outline, ours: NodeId, f: &Outline, theirs: NodeId) -> bool {
    if !f.keys[theirs].is_some_and(|key| f.key_text(key).contains(',')) {
        return false;
    }
    let (ours, theirs) = (names(s, ours), names(f, theirs));
    !ours.is_empty() && ours.len() < theirs.len() && ours.iter().all(|name| theirs.contains(name))
}

/// Does something change in what a rule of the file holds?
fn changes_inside(edits: &Edits, f: &Outline, id: NodeId) -> bool {
    let node = &f.nodes[id];
    (node.head + 1..=node.last).any(|unit| {
        edits.removed.contains(&unit)
            || edits.replaced.contains_key(&unit)
            || edits.inserted.contains_key(&unit)
    })
}

/// Does the sketch show a rule between the two that the file has it between?
fn stands_between(edits: &Edits, s: &Outline, ours: NodeId, f: &Outline, theirs: NodeId) -> bool {
    let beside = |o: &Outline, id: NodeId, step: isize| {
        let siblings = o.siblings(id);
        let place = siblings.iter().position(|other| *other == id)?;
        siblings.get(place.checked_add_signed(step)?).map(|id| o.nodes[*id].head)
    };
    [-1, 1].iter().all(|step| match (beside(s, ours, *step), beside(f, theirs, *step)) {
        (Some(unit), Some(twin)) => edits.partners.get(&unit) == Some(&twin),
        _ => false,
    })
}

/// The rule below a place that has all selectors of a new one there, and more, sets all that this sets, and
/// is not shown: it takes all of that back.
fn below(edits: &Edits, s: &Outline, ours: NodeId, f: &Outline, slot: usize) -> Option<NodeId> {
    let first = f.heads.get(slot).copied().flatten()?;
    let node = &s.nodes[ours];
    let set = node.children.iter().filter(|id| !s.units[s.nodes[**id].head].is_comment());
    let shown = |id: NodeId| edits.partners.values().any(|unit| *unit == f.nodes[id].head);
    f.siblings(first)
        .iter()
        .copied()
        .filter(|id| f.nodes[*id].head >= slot && is_cut(s, ours, f, *id) && !shown(*id))
        .find(|id| {
            let inside = f.nodes[*id].head + 1..f.nodes[*id].last;
            let sets = |id: &NodeId| {
                s.keys[*id].is_some_and(|key| f.nodes_named(key, &inside).next().is_some())
            };
            set.clone().next().is_some() && set.clone().all(sets)
        })
}
