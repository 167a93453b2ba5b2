//! Keeps comments and attributes with the code that they stand above, where new code comes beside.
//!
//! In: the edits of an alignment, which places a new block right before a known one. Out: the same
//! with the new block before what belongs to the known one and is not shown.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::attached::{attribute_above, is_attribute};
use super::edits::Edits;
use super::tidy::{attached_apart, parted};
use crate::index::{Kind, NodeId, Outline, Unit};

/// Stands new code above the comments and attributes of what follows it.
pub(super) fn place(edits: &mut Edits, s: &Outline, f: &Outline) {
    give_back(edits, s, f);
    give_back_banners(edits, s, f);
    below_prologue(edits, s, f);
    let leads = |o: &Outline, unit: usize| o.units[unit].is_comment() || is_attribute(o, unit);
    let slots: Vec<usize> = edits.inserted.keys().copied().collect();
    for slot in slots {
        let stays = !edits.removed.contains(&slot);
        if slot >= f.units.len() || !stays || leads(f, slot) || f.heads[slot].is_none() {
            continue;
        }
        // What is new has the name, and with it the comment, where the old code goes by another now.
        let name = f.heads[slot].and_then(|id| f.keys[id]);
        let takes_over = |unit: &usize| {
            let own = s.heads[*unit].and_then(|id| s.keys[id]);
            matches!((own, name), (Some(a), Some(b)) if a.same(b))
        };
        if edits.inserted.get(&slot).is_some_and(|units| units.iter().any(takes_over)) {
            continue;
        }
        let last = edits.inserted.get(&slot).and_then(|units| units.last());
        let heads_next =
            |unit: usize| s.units[unit].is_comment() || attribute_above(s, unit + 1).is_some();
        if last.is_none_or(|unit| heads_next(*unit)) || parted(edits, s, f, slot) {
            continue;
        }
        let shown = |unit: &usize| {
            edits.removed.contains(unit) || edits.partners.values().any(|other| other == unit)
        };
        let above = attached_apart(f, slot);
        let hidden = !above.is_empty() && !above.iter().any(shown);
        let filled = above.iter().any(|unit| edits.inserted.contains_key(unit));
        let Some(first) = above.iter().copied().min().filter(|_| hidden && !filled) else {
            continue;
        };
        // The header of a file stays above.
        if first + above.len() != slot {
            continue;
        }
        if let Some(units) = edits.inserted.remove(&slot) {
            edits.inserted.insert(first, units);
        }
        // A comment that stays is not left out.
        for unit in above {
            edits.spared.remove(&unit);
        }
    }
}

/// Code that a sketch begins with, a gap behind it, stands below what a file of its language begins with
/// and not above it.
fn below_prologue(edits: &mut Edits, s: &Outline, f: &Outline) {
    let end = prologue(f);
    let Some((slot, units)) = edits.inserted.first_key_value().filter(|(slot, _)| **slot < end)
    else {
        return;
    };
    let (slot, last) = (*slot, units.last().copied().unwrap_or_default());
    let begins = units.first() == Some(&0) && s.units.get(last + 1).is_some_and(Unit::is_marker);
    let heads = || units.iter().filter_map(|unit| s.heads[*unit]);
    let leads = heads().any(|id| is_prologue(s, id) || s.said(s.nodes[id].head).starts_with("#!"));
    let code = units.iter().any(|unit| !s.units[*unit].is_comment());
    if begins && code && !leads && !(slot..end).any(|unit| edits.removed.contains(&unit)) {
        let units = edits.inserted.remove(&slot).unwrap_or_default();
        edits.inserted.entry(end).or_default().splice(0..0, units);
    }
}

/// The unit behind a file's imports, directives and documentation, 0 where it has none.
fn prologue(f: &Outline) -> usize {
    let mut end = 0;
    for id in &f.roots {
        let node = &f.nodes[*id];
        if is_prologue(f, *id) {
            end = node.extent + 1;
        } else if !f.units[node.head].is_comment() {
            break;
        }
    }
    end
}

/// Is a node an import, or a text and nothing else: a directive, a docstring?
fn is_prologue(o: &Outline, id: NodeId) -> bool {
    let node = &o.nodes[id];
    let mut rest = o.unit_code(node.head).filter(|t| !t.is(b';'));
    let (first, second) = (rest.next(), rest.next());
    let text = first.is_some_and(|t| t.kind == Kind::Text) && second.is_none();
    // `from .a import b`
    let relative = first.is_some_and(|t| o.token_text(t) == "from");
    o.is_import(id) || relative || text && node.is_leaf()
}

/// Is a node a text alone, as a directive at a file's top is (`'use strict'`)?
pub(super) fn is_directive(o: &Outline, id: NodeId) -> bool {
    let first = o.unit_code(o.nodes[id].head).next();
    first.is_some_and(|t| t.kind == Kind::Text) && is_prologue(o, id)
}

/// The directive at the file's top that a unit of the sketch, outside of everything, says again.
pub(super) fn directive_again(s: &Outline, f: &Outline, unit: usize) -> Option<NodeId> {
    let id = s.heads[unit].filter(|id| s.nodes[*id].parent.is_none() && is_directive(s, *id))?;
    let mut heads = (0..prologue(f)).filter_map(|at| f.heads[at]);
    heads.find(|there| is_directive(f, *there) && s.hashes[id] == f.hashes[*there])
}

/// A banner above new code is no change of one that stands above something else, of which it does not say most:
/// it is new itself, and stands above that one.
fn give_back_banners(edits: &mut Edits, s: &Outline, f: &Outline) {
    let changed: Vec<(usize, usize)> =
        edits.replaced.iter().map(|(old, new)| (*old, *new)).collect();
    for (old, new) in changed {
        let Some((banner, known, slot)) = banner_of_new(edits, s, f, (old, new)) else { continue };
        for unit in banner.clone() {
            if let Some(twin) = edits.partners.remove(&unit) {
                edits.replaced.remove(&twin);
            }
        }
        let units = edits.inserted.remove(&slot).unwrap_or_default();
        let above = edits.inserted.entry(known).or_default();
        above.extend(banner);
        above.extend(units);
    }
}

/// A comment of the sketch that changes one of the file, as a run of units, with the first unit of that one and
/// the slot behind it: where new code goes that the sketch shows below its own, a blank line between.
fn banner_of_new(
    edits: &Edits,
    s: &Outline,
    f: &Outline,
    (old, new): (usize, usize),
) -> Option<(Range<usize>, usize, usize)> {
    if !f.units[old].is_comment() || !s.units[new].is_comment() {
        return None;
    }
    let (ours, theirs) = (comments_around(s, new), comments_around(f, old));
    let apart = |o: &Outline, run: &Range<usize>| {
        let below = o.units.get(run.end)?;
        (below.fresh && below.blanks > 0 && !below.is_comment() && !below.is_marker())
            .then_some(run.end)
    };
    let (first, known) = (apart(s, &ours)?, apart(f, &theirs)?);
    let within = ours
        .clone()
        .all(|unit| edits.partners.get(&unit).is_some_and(|twin| theirs.contains(twin)));
    let fresh = edits.inserted.get(&known).is_some_and(|units| units.first() == Some(&first));
    let shown = (first..s.units.len())
        .take_while(|unit| !s.units[*unit].is_marker())
        .any(|unit| edits.partners.get(&unit) == Some(&known));
    let words = |o: &Outline, unit: usize| -> FxHashSet<String> {
        let said = o.said(unit).to_lowercase();
        let words = said.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_owned).collect()
    };
    let (said, known_words) = (words(s, new), words(f, old));
    let shared = said.intersection(&known_words).count();
    let is_change = 2 * shared > said.len().min(known_words.len());
    // What a file begins with is no banner of a part of it; nor is a comment new of which a line stays as it is.
    let top = (0..theirs.start).all(|unit| f.units[unit].is_comment());
    let stays = ours.clone().any(|unit| {
        let same =
            edits.partners.get(&unit).is_some_and(|twin| s.units[unit].same(&f.units[*twin]));
        same && !words(s, unit).is_empty()
    });
    let is_new = fresh && !shown && !is_change && !top && !stays;
    (within && is_new && !edits.touches(known)).then_some((ours, theirs.start, known))
}

/// The comment that a unit is a line of: units that follow each other with no blank line between.
fn comments_around(o: &Outline, unit: usize) -> Range<usize> {
    let goes_on = |at: usize| {
        let said = o.units.get(at);
        said.is_some_and(|u| u.is_comment() && !u.is_marker() && u.blanks == 0)
    };
    let mut start = unit;
    while start > 0
        && goes_on(start)
        && o.units[start - 1].is_comment()
        && !o.units[start - 1].is_marker()
    {
        start -= 1;
    }
    let end = (unit + 1..).find(|at| !goes_on(*at)).unwrap_or(unit + 1);
    start..end
}

/// A comment above new code is no change of a comment above what stays.
fn give_back(edits: &mut Edits, s: &Outline, f: &Outline) {
    let changed: Vec<(usize, usize)> = edits
        .replaced
        .iter()
        .map(|(old, new)| (*old, *new))
        .filter(|(old, new)| f.units[*old].is_comment() && s.units[*new].is_comment())
        .collect();
    for (old, new) in changed {
        let (Some(ours), Some(theirs)) = (below(s, new), below(f, old)) else { continue };
        let slot = edits.inserted.iter().find(|(_, units)| units.contains(&ours));
        let Some(slot) = slot.map(|(slot, _)| *slot).filter(|slot| *slot == theirs) else {
            continue;
        };
        if edits.removed.contains(&theirs) || edits.replaced.contains_key(&theirs) {
            continue;
        }
        // An attribute of what stays is below the comment of that.
        let led = (ours..s.units.len()).find(|unit| !is_attribute(s, *unit));
        if led.is_some_and(|unit| edits.partners.get(&unit) == Some(&theirs)) {
            continue;
        }
        edits.replaced.remove(&old);
        edits.partners.remove(&new);
        if let Some(units) = edits.inserted.get_mut(&slot) {
            let at = units.iter().position(|unit| *unit > new).unwrap_or(units.len());
            units.insert(at, new);
        }
    }
}

/// The code right below a run of comments.
fn below(o: &Outline, comment: usize) -> Option<usize> {
    let mut at = comment + 1;
    loop {
        let unit = o.units.get(at).filter(|unit| unit.blanks == 0 && unit.fresh)?;
        if unit.is_marker() {
            return None;
        }
        if !unit.is_comment() {
            return Some(at);
        }
        at += 1;
    }
}
