//! Tells what the edits do, block by block.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::Edits;
use super::report::{Change, ChangeKind, Report, Splice};
use crate::index::{NodeId, Outline};

/// What the edits do, in file order.
pub(super) fn report(edits: &Edits, s: &Outline, f: &Outline, splices: &[Splice]) -> Report {
    let confidence = edits.margin.map_or(1.0, |m| f64::from((0.5 + m / 6.0).clamp(0.5, 1.0)));
    let mut changes: BTreeMap<(usize, usize), Change> = BTreeMap::new();
    let lines = |o: &Outline, id: NodeId| {
        let node = &o.nodes[id];
        (o.units[node.head].row + 1, o.units[node.last].last_row + 1)
    };
    let mut note = |at: (usize, usize), kind, block: String, lines| {
        changes.entry(at).or_insert(Change { kind, block, lines, confidence });
    };
    // Renamed first: it says more than changed.
    for (a, b) in &edits.nodes {
        if let (Some(x), Some(y)) = (s.keys[*a], f.keys[*b])
            && !x.same(y)
        {
            let block = format!("{} -> {}", f.path(*b), s.title(*a));
            note((f.nodes[*b].head, 1), ChangeKind::Renamed, block, lines(f, *b));
        }
    }
    for id in &edits.deleted {
        note((f.nodes[*id].head, 0), ChangeKind::Deleted, f.path(*id), lines(f, *id));
    }
    for id in &edits.moved {
        note((f.nodes[*id].head, 0), ChangeKind::Moved, f.path(*id), lines(f, *id));
    }
    let gone = |unit: usize| edits.removed.contains(&unit);
    for unit in &edits.dropped {
        let id = f.owner[*unit];
        let node = &f.nodes[id];
        let whole = node.head == *unit && (node.head..=node.last).all(gone);
        let parent_gone = node.parent.is_some_and(|p| gone(f.nodes[p].head));
        let named = f.keys[id].is_some() && !node.is_leaf();
        if whole && !parent_gone && named && !edits.moved.contains(&id) {
            note((*unit, 0), ChangeKind::DeletedByAdjacency, f.path(id), lines(f, id));
        } else if !parent_gone || !whole {
            let owner = keyed(f, *unit);
            note((f.nodes[owner].head, 1), ChangeKind::Changed, f.path(owner), lines(f, owner));
        }
    }
    for unit in edits.replaced.keys() {
        let owner = keyed(f, *unit);
        note((f.nodes[owner].head, 1), ChangeKind::Changed, f.path(owner), lines(f, owner));
    }
    for (slot, units) in &edits.inserted {
        for unit in units {
            let id = s.owner[*unit];
            let node = &s.nodes[id];
            if node.head != *unit || node.parent.is_some_and(|p| units.contains(&s.nodes[p].head)) {
                continue;
            }
            if s.keys[id].is_some() && !node.is_leaf() {
                let kind = if edits.by_rule.contains(&id) {
                    ChangeKind::PlacedByRule
                } else {
                    ChangeKind::Added
                };
                note((*slot, 2 + *unit), kind, s.title(id), added(splices, s, id, f, *slot));
            } else if let Some(parent) = around(f, *slot) {
                note(
                    (f.nodes[parent].head, 1),
                    ChangeKind::Changed,
                    f.path(parent),
                    lines(f, parent),
                );
            } else {
                let kind = if edits.by_rule.contains(&id) {
                    ChangeKind::PlacedByRule
                } else {
                    ChangeKind::Added
                };
                note((*slot, 2 + *unit), kind, s.title(id), added(splices, s, id, f, *slot));
            }
        }
    }
    Report { changes: changes.into_values().collect(), confidence }
}

/// Lines of the result, from 1, of something new that stands before a unit of the file.
fn added(splices: &[Splice], s: &Outline, id: NodeId, f: &Outline, slot: usize) -> (usize, usize) {
    let node = &s.nodes[id];
    let (first, last) = (s.units[node.head].row, s.units[node.last].last_row);
    let above = slot.checked_sub(1).map_or(0, |unit| f.units[unit].end);
    let below = f.units.get(slot).map_or(f.text.len(), |unit| unit.start);
    let rows = |text: &str| text.matches('\n').count();
    let said = s.said(node.head).lines().next().unwrap_or_default();
    // Lines that the splices above put in, less those that they take away.
    let (mut new, mut old) = (0, 0);
    for splice in splices {
        let Range { start, end } = splice.range;
        if start <= below && above <= end {
            let at = splice.text.lines().position(|line| line.trim().starts_with(said.trim()));
            if let Some(at) = at {
                let row = rows(&f.text[..start]) + new + at - old;
                return (row + 1, row + 1 + last - first);
            }
        }
        new += rows(&splice.text);
        old += rows(&f.text[start..end]);
    }
    (first + 1, last + 1)
}

/// The innermost keyed node of the file that holds a unit, or the unit's own.
fn keyed(f: &Outline, unit: usize) -> NodeId {
    let own = f.owner[unit];
    let mut at = Some(own);
    while let Some(id) = at {
        if f.keys[id].is_some() {
            return id;
        }
        at = f.nodes[id].parent;
    }
    own
}

/// The innermost node around the place before a unit.
fn around(f: &Outline, slot: usize) -> Option<NodeId> {
    let owner = *f.owner.get(slot)?;
    let node = &f.nodes[owner];
    let inner = if node.head == slot { node.parent? } else { owner };
    Some(keyed(f, f.nodes[inner].head))
}
