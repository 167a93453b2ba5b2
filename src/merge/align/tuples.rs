//! Reads lines that set several names at once: `a, b = f()`, `a, err := f()`.
//!
//! With one more name, or one less, such a line is the same one. One that sets what a run of lines set
//! before, out of what these said, takes their place. A name that is set again and again tells nothing.

use std::ops::Range;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::Aligner;
use super::branches::bound;
use super::identity::{Bond, name_others};
use super::items::{Item, Items};
use super::level::{Candidate, Fit};
use super::siblings::{code, differ_twice, words};
use crate::index::{Class, Key, Kind, NodeId, Outline, Token};

/// Names that are set again and again.
const COMMON: [&str; 3] = ["err", "ok", "_"];
/// What it costs to take a line for several others that it says all of.
const GATHERED: f32 = 0.3;

/// Lines that are read of what is set at once.
const LINES: usize = 32;

/// What a line sets.
#[derive(Debug, Clone)]
pub(super) struct Set {
    /// Hashes of the names that tell the line from others, in order.
    names: Vec<u64>,
    /// How many names it sets in all.
    count: usize,
    /// Does it declare them (`:=`)?
    declares: bool,
    /// Does it set one that is set again and again?
    common: bool,
}

/// What a node sets; none where it is no such line.
fn set_of(o: &Outline, id: NodeId) -> Option<Set> {
    o.keys[id].filter(|key| key.class == Class::Member)?;
    let head = o.nodes[id].head;
    let tokens = o.unit_tokens(head);
    // `err = f()` tells as little as `err := f()`.
    let again = tokens.first().is_some_and(|t| COMMON.contains(&o.token_text(t)));
    if !tokens.get(1).is_some_and(|t| t.is(b',') || t.is(b':') || again && t.is(b'=')) {
        return None;
    }
    let tokens = code(o, head);
    let equals = tokens.iter().position(|t| t.is(b'='))?;
    let declares = equals > 0 && tokens[equals - 1].is(b':');
    let set = &tokens[..equals - usize::from(declares)];
    let listed = set.iter().enumerate().all(|(at, t)| match at % 2 {
        0 => t.kind == Kind::Word,
        _ => t.is(b','),
    });
    if !listed || set.is_empty() || tokens.get(equals + 1).is_none_or(|t| t.is(b'=')) {
        return None;
    }
    let all = set.iter().step_by(2);
    let telling = all.clone().filter(|t| !COMMON.contains(&o.token_text(t)));
    let names: Vec<u64> = telling.map(|t| t.hash).collect();
    let count = all.count();
    let common = names.len() < count;
    Some(Set { names, count, declares, common })
}

/// What lines of a sketch set that set several names or declare some.
pub(super) fn sets(o: &Outline) -> FxHashMap<NodeId, Set> {
    let nodes = (0..o.nodes.len()).filter(|id| !o.nodes[*id].spine.is_empty());
    nodes.filter_map(|id| Some((id, set_of(o, id)?))).collect()
}

/// Do two nodes stand right below lines that set an error each, other ones? Then each checks its own.
pub(in crate::merge) fn check_others(a: &Outline, s: NodeId, b: &Outline, f: NodeId) -> bool {
    let above = |o: &Outline, id: NodeId| {
        let head = o.nodes[id].head;
        let unit = head.checked_sub(1).filter(|_| !o.nodes[id].is_leaf())?;
        let owner = o.owner[unit];
        set_of(o, owner).filter(|set| set.common).map(|_| o.hashes[owner])
    };
    matches!((above(a, s), above(b, f)), (Some(x), Some(y)) if x != y)
}

impl Aligner<'_> {
    /// Do a line of the sketch and one of the file set the same names, but for one or two?
    pub(super) fn set_alike(&self, s: NodeId, f: NodeId) -> bool {
        let Some(ours) = self.sets.get(&s) else { return false };
        let Some(theirs) = set_of(self.f, f) else { return self.takes_more_of(s, ours, f) };
        let common = ours.names.iter().filter(|name| theirs.names.contains(name)).count();
        let several = ours.count > 1 && theirs.count > 1 || ours.declares && theirs.declares;
        several && 4 * common > ours.names.len() + theirs.names.len()
    }

    /// Does a line set one name by the call out of which one of the sketch now takes that and another one
    /// (`a, b = f(x)` for `a = f(x)`)?
    fn takes_more_of(&self, s: NodeId, ours: &Set, f: NodeId) -> bool {
        let key = self.f.keys[f].filter(|key| key.class == Class::Member);
        let value = |o: &Outline, id: NodeId| -> Vec<u64> {
            let code = code(o, o.nodes[id].head);
            let equals = code.iter().position(|t| t.is(b'=')).unwrap_or(code.len());
            code[equals..].iter().map(|t| t.hash).collect()
        };
        let head = self.f.nodes[f].head;
        let calls = || code(self.f, head).iter().any(|t| t.is(b'('));
        // What is shown above it stands above it.
        let above = self.s.nodes[s].head.checked_sub(1).filter(|at| !self.s.units[*at].is_marker());
        let below = head + 1..self.f.units.len();
        let in_order = || {
            above.is_none_or(|at| self.f.units_with(self.s.units[at].hash, &below).next().is_none())
        };
        ours.count == 2
            && key.is_some_and(|key| ours.names.iter().any(|name| single(*name) == key.name))
            && calls()
            && in_order()
            && value(self.s, s) == value(self.f, f)
    }

    /// Is a node of the file the first of the lines that set, one by one, what a line of the sketch sets
    /// at once? Then how many they are.
    pub(super) fn gathers(&self, s: NodeId, f: NodeId) -> Option<usize> {
        let ours = self.sets.get(&s).filter(|set| set.count > 1 && set.names.len() == set.count)?;
        let siblings = self.f.siblings(f);
        let place = siblings.iter().position(|id| *id == f)?;
        let run = siblings.get(place..place + ours.count)?;
        let node = &self.s.nodes[s];
        let units = node.head..(node.last + 1).min(node.head + LINES);
        let mut said: Vec<String> =
            units.flat_map(|unit| words(self.s, &code(self.s, unit))).collect();
        let (mut common, mut all) = (0, 0);
        for id in run {
            let key = self.f.keys[*id].filter(|key| key.class == Class::Member)?;
            ours.names.iter().position(|name| single(*name) == key.name)?;
            for word in words(self.f, &code(self.f, self.f.nodes[*id].head)) {
                all += 1;
                if let Some(at) = said.iter().position(|other| *other == word) {
                    said.swap_remove(at);
                    common += 1;
                }
            }
        }
        let names = |id: &NodeId| self.f.keys[*id].map(|key| key.name);
        let once =
            run.iter().enumerate().all(|(at, id)| !run[..at].iter().any(|o| names(o) == names(id)));
        (once && 4 * common > 3 * all).then_some(run.len())
    }

    /// What tells a line of the sketch from the one at a unit of the file, where both set a name by one call
    /// that tells nothing, as it is set again and again (`err = f("a")`): what that call is given. Something
    /// else and another value with it is another call.
    pub(super) fn bond_of_set(&self, s: NodeId, unit: usize) -> Bond {
        let Some((ours, theirs)) = self.set_again(s, unit) else { return Bond::Unsaid };
        let (ours, theirs) = (&ours[..], &theirs[..]);
        if !call_one(ours, theirs) || !self.are_like_calls(ours, theirs) {
            return Bond::Unsaid;
        }
        let two =
            name_others(self.s, ours, self.f, theirs) && differ_twice(self.s, ours, self.f, theirs);
        if two { Bond::Two } else { Bond::Either }
    }

    /// Do both set such a name by calls of two things, where the file sets it elsewhere by the call that the
    /// sketch does, of something else? That is nearer, and not it.
    pub(super) fn sets_by_another(&self, s: NodeId, unit: usize, bonds: &[Bond]) -> bool {
        bonds.iter().any(|bond| *bond != Bond::Unsaid)
            && self.set_again(s, unit).is_some_and(|(ours, theirs)| !call_one(&ours, &theirs))
    }

    /// What a line of the sketch, which declares nothing, and the one at a unit of the file set to the same
    /// name, which is set again and again.
    fn set_again(&self, s: NodeId, unit: usize) -> Option<(Vec<Token>, Vec<Token>)> {
        let set = self.sets.get(&s)?;
        if set.count != 1 || !set.common || set.declares {
            return None;
        }
        let f = self.f.heads[unit]?;
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let same = self.s.keys[s]?.same(self.f.keys[f]?);
        // A check on one line is no block that could be told from another.
        let below = Some(a.last + 1).filter(|unit| *unit < self.s.units.len());
        let checked = below.is_some_and(|unit| {
            let first = self.s.unit_code(unit).next();
            first.is_some_and(|t| self.s.token_text(t) == "if")
                && self.s.heads[unit].is_some_and(|id| self.s.nodes[id].is_leaf())
        });
        if !same || !a.is_leaf() || !b.is_leaf() || checked {
            return None;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        Some((bound(&ours)?.to_vec(), bound(&theirs)?.to_vec()))
    }

    /// What stands right below a line that sets an error is what stands below that line in the file
    /// (`if err != nil {`). Below a new line it is new, though the file has the same below another one.
    pub(super) fn keep_checks(
        &mut self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        inserts: &[f32],
        candidates: &mut [Vec<Candidate>],
    ) {
        for i in 1..items.items.len() {
            let (Item::Node(above), Item::Node(id)) = (items.items[i - 1], items.items[i]) else {
                continue;
            };
            let sets = self.sets.get(&above).is_some_and(|set| set.common);
            let checks = self.s.keys[id].is_none() && !self.s.nodes[id].is_leaf();
            if !sets || !checks || gaps[i] {
                continue;
            }
            let most = 0.5 * self.own_cost(items.items[i - 1]);
            // What is set to the same, whatever it is set to beside, is that line.
            let set_to = |o: &Outline, unit: usize| -> Option<Vec<u64>> {
                Some(bound(&code(o, unit))?.iter().map(|t| t.hash).collect())
            };
            let ours = set_to(self.s, self.s.nodes[above].head);
            let same = |c: &&Candidate| {
                c.cost < most || ours.is_some() && set_to(self.f, region.start + c.at) == ours
            };
            let known = candidates[i - 1].iter().filter(same);
            let lines: Vec<usize> = known.map(|c| c.next).collect();
            // Where that line may be one more, so may this be.
            let unsure: Vec<usize> = candidates[i - 1]
                .iter()
                .filter(|c| self.bond_of_set(above, region.start + c.at) == Bond::Either)
                .map(|c| c.next)
                .collect();
            let count = candidates[i].len();
            candidates[i].retain_mut(|c| {
                if unsure.contains(&c.at) {
                    c.cost = c.cost.max(inserts[i]);
                    return true;
                }
                let head = region.start + c.at;
                let above = head.checked_sub(1).map(|unit| self.f.owner[unit]);
                let sets = above.and_then(|id| set_of(self.f, id)).is_some_and(|set| set.common);
                !sets || lines.contains(&c.at)
            });
            if candidates[i].len() == count {
                continue;
            }
            if lines.is_empty() {
                self.new.insert(id);
            }
            for at in lines {
                let twin = self.f.heads.get(region.start + at).copied().flatten();
                let known = candidates[i].iter().any(|c| c.at == at);
                let Some(f) = twin.filter(|f| !known && self.begin_alike(id, *f)) else { continue };
                let next = self.f.nodes[f].last + 1;
                if !self.f.nodes[f].is_leaf() && next <= region.end {
                    let cost = self.nested_cost(id, f);
                    candidates[i].push(Candidate {
                        at,
                        next: next - region.start,
                        cost,
                        fit: Fit::Nested,
                    });
                }
            }
        }
    }

    /// The lines of the file that one of the sketch takes the place of.
    pub(super) fn gathered(&self, s: NodeId, region: &Range<usize>) -> Vec<Candidate> {
        let Some(ours) = self.sets.get(&s).filter(|set| set.count > 1) else { return Vec::new() };
        let mut found = Vec::new();
        for name in &ours.names {
            let key = Key { class: Class::Member, name: single(*name), start: 0, end: 0 };
            for f in self.f.nodes_named(key, region) {
                let Some(count) = self.gathers(s, f) else { continue };
                let siblings = self.f.siblings(f);
                let place = siblings.iter().position(|id| *id == f).unwrap_or(0);
                let last = self.f.nodes[siblings[place + count - 1]].last;
                if last < region.end {
                    let at = self.f.nodes[f].head - region.start;
                    let next = last + 1 - region.start;
                    found.push(Candidate { at, next, cost: GATHERED, fit: Fit::OtherNode });
                }
            }
        }
        found
    }
}

/// Do two values begin with a call of the same?
fn call_one(ours: &[Token], theirs: &[Token]) -> bool {
    let path = |t: &Token| t.kind == Kind::Word || t.is(b'.');
    let Some(open) = ours.iter().position(|t| t.is(b'(')) else { return false };
    ours[..open].iter().all(path)
        && theirs.len() > open
        && ours[..=open].iter().zip(theirs).all(|(x, y)| x.hash == y.hash)
}

/// The name of the key of one name.
fn single(name: u64) -> u64 {
    xxh3_64(&name.to_le_bytes())
}
