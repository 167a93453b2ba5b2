//! What else goes or stays with the code that an alignment removes: comments and attributes.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::attached::{attribute_above, documentation_apart, is_attribute, owner};
use super::edits::Edits;
use crate::index::{Kind, Outline, Role, Unit};

/// Completes the edits: what belongs to a removed node goes with it, and a comment that the sketch
/// replaces does not stay beside the new one.
pub(super) fn tidy(edits: &mut Edits, s: &Outline, f: &Outline) {
    close_tags(edits, f);
    end_statements(edits, s, f);
    continue_statements(edits, s, f);
    let shown: FxHashSet<usize> = match edits.deleted.is_empty() && edits.moved.is_empty() {
        true => FxHashSet::default(),
        false => edits.partners.values().copied().collect(),
    };
    let deleted: Vec<usize> = edits.deleted.iter().chain(&edits.moved).copied().collect();
    for id in deleted {
        // Of several comments the one that is named goes.
        if f.units[f.nodes[id].head].is_comment() {
            continue;
        }
        let own = attached(f, f.nodes[id].head);
        // A comment that the sketch shows in part, above what takes its place, stays whole.
        let kept = edits.deleted.contains(&id)
            && own.iter().any(|unit| f.units[*unit].is_comment() && shown.contains(unit));
        // Of an attribute over several lines all goes or nothing does.
        let heads = own.iter().filter(|unit| is_attribute(f, **unit));
        let nodes = heads.filter_map(|unit| f.heads[*unit]).map(|id| &f.nodes[id]);
        let mut held = nodes.map(|node| node.head..=node.last).collect::<Vec<_>>();
        held.retain(|units| units.clone().any(|unit| shown.contains(&unit)));
        for unit in own {
            let stays = kept && f.units[unit].is_comment();
            let in_part = held.iter().any(|units| units.contains(&unit));
            if !stays && !in_part && !shown.contains(&unit) {
                edits.removed.insert(unit);
                edits.spared.remove(&unit);
            }
        }
    }
    for (unit, first, comments) in renewed(edits, s, f) {
        edits.inserted.values_mut().for_each(|units| units.retain(|u| *u != unit));
        edits.partners.insert(unit, first);
        edits.replaced.insert(first, unit);
        edits.spared.remove(&first);
        for unit in comments.into_iter().filter(|u| *u != first) {
            edits.spared.remove(&unit);
            edits.removed.insert(unit);
        }
    }
    edits.inserted.retain(|_, units| !units.is_empty());
    let shows: FxHashMap<usize, usize> = match edits.spared.is_empty() {
        true => FxHashMap::default(),
        false => edits.partners.iter().map(|(s, f)| (*f, *s)).collect(),
    };
    let shown_as = |unit: usize| shows.get(&unit).copied();
    // From below, as one that goes may be what another one belongs to.
    for run in comment_runs(edits, f).into_iter().rev() {
        let below = run.end;
        let owner_gone = edits.removed.contains(&below)
            && !edits.replaced.contains_key(&below)
            && f.units.get(below).is_some_and(|u| u.blanks == 0 || is_documented(f, below));
        let replaced = (run.start..=run.end).any(|slot| {
            edits.inserted.get(&slot).is_some_and(|units| {
                let comment = |u: &usize| s.units[*u].is_comment();
                if slot == run.end {
                    units.last().is_some_and(comment)
                } else {
                    units.iter().any(comment)
                }
            })
        });
        let part = run.clone().any(|u| !edits.spared.contains(&u));
        // The sketch shows what it stands above, with another comment above that.
        let above = shown_as(below).and_then(|u| u.checked_sub(1));
        let other = above.is_some_and(|u| {
            s.units[u].is_comment() && s.units[u].fresh && s.units[u + 1].blanks == 0
        });
        // New code in place of the old takes the old one's comment over; what is nested in what
        // stands above is not in its place.
        let parent = |o: &Outline, unit: usize| o.nodes[o.owner[unit]].parent;
        let around = f.owner.get(below).and_then(|id| f.nodes[*id].parent);
        let beside = |u: &usize| {
            parent(s, *u).is_none_or(|p| edits.nodes.get(&p).is_none_or(|p| Some(*p) == around))
        };
        let renewed = (run.start..=run.end)
            .any(|slot| edits.inserted.get(&slot).is_some_and(|new| new.iter().any(beside)));
        let emptied = || heads_nothing(edits, f, &run, &shown_as);
        let documents = || !documents_something(edits, f, &run, &shown_as);
        // What stands first in a block speaks of why there is one.
        let opened = around.map(|id| f.nodes[id].head).filter(|head| head + 1 == run.start);
        let unwrapped = opened.is_some_and(|head| {
            edits.removed.contains(&head)
                && !edits.replaced.contains_key(&head)
                && shown_as(below).is_some()
        });
        if replaced
            || part
            || other
            || parted(edits, s, f, below)
            || owner_gone && !renewed
            || unwrapped
            || emptied()
            || documents()
            || was_all(s, f, &run, &shown_as)
        {
            for unit in run {
                if edits.spared.remove(&unit) {
                    edits.removed.insert(unit);
                    edits.dropped.insert(unit);
                }
            }
        }
    }
}

/// Ends a statement over several lines, of which the sketch writes the first line anew, as the sketch ends
/// it. How a statement ends is part of it, though a line without its `;` is the same line everywhere else:
/// a block comes to what its last statement is, if nothing ends that.
fn end_statements(edits: &mut Edits, s: &Outline, f: &Outline) {
    let ends = |o: &Outline, unit: usize| {
        let last = o.unit_tokens(unit).last();
        last.is_some_and(|token| token.is(b';'))
    };
    let hangs = |o: &Outline, unit: usize| {
        let mut node = &o.nodes[o.owner[unit]];
        while let Some(parent) = node.parent.filter(|_| node.head == unit || node.last == unit) {
            node = &o.nodes[parent];
            if node.head < unit && node.last == unit {
                return (!node.closed).then_some(node.head);
            }
        }
        None
    };
    let ended_otherwise = |(new, old): &(&usize, &usize)| {
        let kept = !edits.replaced.contains_key(old) && !edits.removed.contains(old);
        let behind = s.units.get(*new + 1).is_some_and(|unit| !unit.is_marker());
        ends(f, **old) != ends(s, **new)
            && kept
            && behind
            && hangs(f, **old).is_some_and(|head| edits.replaced.contains_key(&head))
            && hangs(s, **new).is_some()
    };
    let changed: Vec<(usize, usize)> =
        edits.partners.iter().filter(ended_otherwise).map(|(new, old)| (*old, *new)).collect();
    edits.replaced.extend(changed);
}

/// Takes the end off a statement that goes on in a new line (`.finally(..)`, `| { .. }`), which ends it
/// now: what it ended with says the same with a `;` and without.
fn continue_statements(edits: &mut Edits, s: &Outline, f: &Outline) {
    let ends = |o: &Outline, unit: usize| o.unit_code(unit).next_back().is_some_and(|t| t.is(b';'));
    let goes_on = |unit: usize| {
        let mut code = s.unit_code(unit).map(|token| token.kind);
        let (first, second) = (code.next(), code.next());
        let sign = |byte: u8| first == Some(Kind::Punct(byte));
        // `?>` ends the code.
        let asks = sign(b'?') && second != Some(Kind::Punct(b'>'));
        asks || b"|&+".iter().any(|byte| sign(*byte)) || sign(b'.') && second == Some(Kind::Word)
    };
    let is_continued = |(new, old): &(&usize, &usize)| {
        let Some(behind) = edits.inserted.get(&(*old + 1)) else { return false };
        let below = || (*new + 1..s.units.len()).find(|unit| !s.units[*unit].is_comment());
        let continues =
            |unit: usize| s.units[unit].fresh && goes_on(unit) && behind.contains(&unit);
        ends(f, **old) && !ends(s, **new) && !edits.touches(**old) && below().is_some_and(continues)
    };
    let continued: Vec<(usize, usize)> =
        edits.partners.iter().filter(is_continued).map(|(new, old)| (*old, *new)).collect();
    edits.replaced.extend(continued);
}

/// Is a run of comments the name of a section of which nothing is left? A name goes with what it names. A
/// section reaches down to the name of the next one: it is gone where that is shown below, and what stands
/// above is shown too.
fn heads_nothing(
    edits: &Edits,
    f: &Outline,
    run: &Range<usize>,
    shown_as: &dyn Fn(usize) -> Option<usize>,
) -> bool {
    let gone = |unit: &usize| {
        edits.removed.contains(unit)
            && !edits.replaced.contains_key(unit)
            && !edits.inserted.contains_key(unit)
    };
    let next = (run.end..f.units.len()).find(|unit| !gone(unit));
    let Some(next) = next.filter(|next| *next > run.end) else { return false };
    let apart = |end: usize| f.units.get(end).is_some_and(|below| below.blanks > 0);
    let behind = (next..f.units.len()).find(|unit| !f.units[*unit].is_comment());
    apart(run.end)
        && f.units[next].is_comment()
        && behind.is_some_and(apart)
        && shown_as(next).is_some()
        && !edits.inserted.contains_key(&next)
        && run.start.checked_sub(1).is_some_and(|above| shown_as(above).is_some())
}

/// Is a comment that stands in for code (`// Nothing to do.`) all that a block holds, which the sketch shows
/// with code in it and without a gap? It goes where there is some.
fn was_all(
    s: &Outline,
    f: &Outline,
    run: &Range<usize>,
    shown_as: &dyn Fn(usize) -> Option<usize>,
) -> bool {
    const STANDS_IN: [&str; 9] = [
        "todo",
        "nothing",
        "empty",
        "noop",
        "placeholder",
        "implement",
        "implemented",
        "stub",
        "ignore",
    ];
    /// Words of a longer one that says why.
    const SHORT: usize = 8;
    let said = f.said(run.start).to_lowercase();
    let words = || said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    if run.len() > 1 || words().count() > SHORT || !words().any(|word| STANDS_IN.contains(&word)) {
        return false;
    }
    let Some(above) = run.start.checked_sub(1) else { return false };
    let ends = f.owner.get(run.end).filter(|id| f.nodes[**id].head < run.end);
    let spine = ends.map(|id| &f.nodes[*id].spine);
    let all = spine.is_some_and(|spine| spine.windows(2).any(|two| two == [above, run.end]));
    let shown = shown_as(above).zip(shown_as(run.end)).filter(|_| all);
    shown.is_some_and(|(from, to)| {
        let inside = s.units.get(from + 1..to).unwrap_or_default();
        !inside.is_empty() && !inside.iter().any(|unit| unit.is_marker() || unit.is_comment())
    })
}

/// Does a run of comments that stands apart document something, as far as the sketch shows? Not where
/// another documentation follows, which it shows right below what stands above both.
fn documents_something(
    edits: &Edits,
    f: &Outline,
    run: &Range<usize>,
    shown_as: &dyn Fn(usize) -> Option<usize>,
) -> bool {
    let documents = |unit: usize| ["/**", "///"].iter().any(|sign| f.said(unit).starts_with(sign));
    let apart = |unit: usize| f.units.get(unit).is_some_and(|below| below.blanks > 0);
    let above = run.start.checked_sub(1).and_then(shown_as);
    let next = f.units.get(run.end).and_then(|_| shown_as(run.end));
    let in_a_row = above.zip(next).is_some_and(|(above, next)| above + 1 == next);
    let filled = || (run.start..=run.end).any(|slot| edits.inserted.contains_key(&slot));
    let orphan = in_a_row
        && apart(run.start)
        && apart(run.end)
        && documents(run.start)
        && f.units[run.end].is_comment()
        && documents(run.end)
        && !filled();
    !orphan
}

/// Does the sketch show, of a block that is there down to it, something new and a blank line where the
/// file has a comment right above a unit, and that unit with a change? Then there is no comment any more.
pub(super) fn parted(edits: &Edits, s: &Outline, f: &Outline, below: usize) -> bool {
    let Some(own) = edits.replaced.get(&below).copied() else { return false };
    let comment = |unit: usize| f.units[unit].is_comment() && f.units[unit].blanks == 0;
    let mut first = below;
    while first > 0 && f.units[first].blanks == 0 && f.units[first - 1].is_comment() {
        first -= 1;
    }
    let in_a_row = (first..below).all(comment);
    let fresh = |units: &Vec<usize>| {
        units.last().is_some_and(|last| last + 1 == own && !s.units[*last].is_comment())
    };
    let around = s.nodes[s.owner[own]].parent.map(|id| &s.nodes[id]);
    let in_full = around
        .is_some_and(|node| node.closed && !s.units[node.head..own].iter().any(Unit::is_marker));
    in_full
        && in_a_row
        && f.units[below].blanks == 0
        && s.units[own].blanks > 0
        && edits.inserted.range(first..=below).any(|(_, units)| fresh(units))
}

/// Removes the closing tags whose opening ones are gone: a gap behind them says nothing of them.
fn close_tags(edits: &mut Edits, f: &Outline) {
    let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
    let gone = |edits: &Edits, unit: usize| {
        edits.removed.contains(&unit) && !edits.replaced.contains_key(&unit)
    };
    let orphans: Vec<usize> = edits
        .removed
        .iter()
        .filter_map(|unit| Some(&f.nodes[f.heads[*unit]?]))
        .filter(|node| node.closed && !node.is_leaf() && gone(edits, node.head))
        .map(|node| node.last)
        .filter(|last| f.said(*last).starts_with("</") && !shown.contains(last))
        .collect();
    edits.removed.extend(orphans);
}

/// New comments above what the sketch shows with an attribute, where the file has comments of the same
/// kind: each with the first of those and all of them, which it takes the place of.
fn renewed(edits: &Edits, s: &Outline, f: &Outline) -> Vec<(usize, usize, Vec<usize>)> {
    let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
    // `///`, `/**`, `//`, `#`
    let kind = |o: &Outline, unit: usize| -> String {
        o.said(unit).chars().take_while(|c| !c.is_alphanumeric() && !c.is_whitespace()).collect()
    };
    let mut found: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for unit in edits.inserted.values().flatten().copied() {
        let Some(id) = s.heads[unit].filter(|_| s.units[unit].role == Role::Comment) else {
            continue;
        };
        let starts = unit == 0 || !s.units[unit - 1].is_comment() || s.units[unit].blanks > 0;
        let below = owner(s, id).filter(|o| starts && attribute_above(s, *o).is_some());
        let Some(owner) = below else { continue };
        let Some(known) = edits.partners.get(&owner) else { continue };
        let own = attached(f, *known);
        let comments = own.iter().copied().filter(|u| f.units[*u].is_comment());
        let comments: Vec<usize> = comments.collect();
        let Some(first) = comments.last().copied() else { continue };
        let taken = found.iter().any(|(_, other, _)| *other == first);
        if !taken && kind(f, first) == kind(s, unit) && comments.iter().all(|u| !shown.contains(u))
        {
            found.push((unit, first, comments));
        }
    }
    found
}

/// Runs of comment units without a blank line between, of which some were spared.
fn comment_runs(edits: &Edits, f: &Outline) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for &unit in &edits.spared {
        if runs.last().is_some_and(|run| run.contains(&unit)) {
            continue;
        }
        let joins = |a: usize, b: usize| {
            f.units[a].is_comment() && f.units[b].is_comment() && f.units[b].blanks == 0
        };
        let mut start = unit;
        while start > 0 && joins(start - 1, start) {
            start -= 1;
        }
        let mut end = unit + 1;
        while end < f.units.len() && joins(end - 1, end) {
            end += 1;
        }
        runs.push(start..end);
    }
    runs
}

/// The comments and attributes right above a unit, without the file's header.
pub(super) fn attached(f: &Outline, head: usize) -> Vec<usize> {
    attached_to(f, head, |at| is_documented(f, at))
}

/// Is there a documentation with a tag above a unit, a blank line between? What has none may be about all
/// that follows.
fn is_documented(f: &Outline, unit: usize) -> bool {
    documentation_apart(f, unit).is_some_and(|mut units| units.any(|u| f.said(u).contains('@')))
}

/// The same, with a documentation that a blank line parts from the unit.
pub(super) fn attached_apart(f: &Outline, head: usize) -> Vec<usize> {
    attached_to(f, head, |at| documentation_apart(f, at).is_some())
}

fn attached_to(f: &Outline, head: usize, parted: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut units = Vec::new();
    let mut at = head;
    let same_depth = |u: usize| f.column(u) == f.column(head) || f.units[u].role == Role::InComment;
    while at > 0 && (f.units[at].blanks == 0 || parted(at)) && f.units[at].fresh {
        let attribute = attribute_above(f, at);
        let above = attribute.unwrap_or(at - 1);
        if !(f.units[above].is_comment() || attribute.is_some()) || !same_depth(above) {
            break;
        }
        units.extend((above..at).rev());
        at = above;
    }
    // The first comment of a file is its header, whatever follows.
    if at == 0 && head > 0 && f.units[0].is_comment() {
        units.retain(|u| !f.units[*u].is_comment());
    }
    units
}
