//! Knows a style rule whose head and body both changed.
//!
//! A rule's name is all of its selectors, so one more is another name. What has some selectors in
//! common with just one rule of the file, or an at-rule with another number, is that one, changed,
//! where neither name is anywhere on the other side and much of what it holds is the same.

use std::ops::Range;
use std::rc::Rc;

use super::Aligner;
use super::costs::SHOWN;
use super::items::{Item, Items};
use super::level::Skip;
use crate::index::{Key, NodeId, Outline};
use crate::lang::Layout;
use crate::merge::selectors::selectors;
use crate::merge::shorthands::{property, sets};

impl Aligner<'_> {
    /// Is a rule of the sketch one of the file with another head, and no other one's?
    pub(super) fn is_rule_of(&self, s: NodeId, f: NodeId) -> bool {
        let (Some(ours), Some(theirs)) = (self.s.keys[s], self.f.keys[f]) else { return false };
        let all = |o: &Outline| 0..o.units.len();
        let akin = || {
            are_akin(self.s.key_text(ours), self.f.key_text(theirs))
                && one(self.f, f, |key| are_akin(self.s.key_text(ours), self.f.key_text(key)))
                && one(self.s, s, |key| are_akin(self.s.key_text(key), self.f.key_text(theirs)))
        };
        // A page's styles too are rules.
        let region = self.f.unit_tokens(self.f.nodes[f].head).first().map_or(0, |t| t.region);
        self.lexis.region(region).layout == Layout::Declarations
            && !self.f.nodes[f].is_leaf()
            && (akin() || self.is_cut_from(s, f) || self.is_reworded_query(s, f))
            && self.f.nodes_named(ours, &all(self.f)).next().is_none()
            && self.s.nodes_named(theirs, &all(self.s)).next().is_none()
            && self.holds_as_much(s, f)
    }

    /// Is an at-rule shown in full the only one of the file that holds rules for the same selectors, one of
    /// them as it was, under a condition that says more, or less, of the same?
    fn is_reworded_query(&self, s: NodeId, f: NodeId) -> bool {
        let rules = |o: &Outline, id: NodeId| -> Vec<Option<u64>> {
            let children = o.nodes[id].children.iter();
            let code = children.filter(|child| !o.units[o.nodes[**child].head].is_comment());
            code.map(|child| o.keys[*child].filter(|_| !o.nodes[*child].is_leaf()))
                .map(|key| key.map(|key| key.name))
                .collect()
        };
        let (Some(key), Some(other)) = (self.s.keys[s], self.f.keys[f]) else { return false };
        let ours = rules(self.s, s);
        let named = !ours.is_empty() && ours.iter().all(Option::is_some);
        let only = || {
            let all = self.f.siblings(f).iter();
            let mut same = all.filter(|id| {
                self.f.keys[**id].is_some_and(|key| self.f.key_text(key).starts_with('@'))
                    && rules(self.f, **id) == ours
            });
            same.next() == Some(&f) && same.next().is_none()
        };
        let inside = self.f.nodes[f].head + 1..self.f.nodes[f].last;
        let held =
            |child: &NodeId| self.f.nodes_with(self.s.hashes[*child], &inside).next().is_some();
        are_akin_queries(self.s.key_text(key), self.f.key_text(other))
            && named
            && only()
            && self.s.nodes[s].children.iter().any(held)
    }

    /// What leaving out each unit of a rule costs, where what a shorthand that is new in the sketch sets is
    /// said by that.
    pub(super) fn set_by_shorthands(
        &self,
        items: &Items,
        region: &Range<usize>,
        skips: Rc<[Skip]>,
    ) -> Rc<[Skip]> {
        if self.lexis.layout != Layout::Declarations || skips.is_empty() {
            return skips;
        }
        let declared = |item: &Item| match item {
            Item::Node(id) if self.s.nodes[*id].is_leaf() => {
                let key = self.s.keys[*id]?;
                let new = self.f.nodes_named(key, region).next().is_none();
                property(self.s, self.s.nodes[*id].head).filter(|_| new)
            }
            _ => None,
        };
        let new: Vec<&str> = items.items.iter().filter_map(declared).collect();
        let around = self.f.heads.get(region.start).copied().flatten();
        let around = around.and_then(|id| self.f.nodes[id].parent);
        let is_set = |f: usize| {
            let own = self.f.heads[f]
                .is_some_and(|id| self.f.nodes[id].is_leaf() && self.f.nodes[id].parent == around);
            own && property(self.f, f).is_some_and(|name| new.iter().any(|new| sets(new, name)))
        };
        if !region.clone().any(is_set) {
            return skips;
        }
        let all = region.clone().zip(skips.iter());
        all.map(|(f, skip)| if is_set(f) { Skip { unit: SHOWN, ..*skip } } else { *skip }).collect()
    }

    /// Is an at-rule that goes on behind a gap one of the file that says something else of what it holds: the
    /// only one of the kind that begins with the rule that the sketch's begins with?
    fn is_cut_from(&self, s: NodeId, f: NodeId) -> bool {
        let (node, twin) = (&self.s.nodes[s], &self.f.nodes[f]);
        let kind = |o: &'_ Outline, id: NodeId| -> Option<String> {
            let name = o.key_text(o.keys[id]?).split_whitespace().next()?;
            name.starts_with('@').then(|| name.to_owned())
        };
        // What is open to the end holds what follows.
        let first = |o: &Outline, id: NodeId| {
            let below = o.nodes[id].head + 1..o.units.len();
            let code = below.into_iter().find(|unit| !o.units[*unit].is_comment())?;
            o.heads[code].filter(|id| !o.nodes[*id].is_leaf())
        };
        let hash = |o: &Outline, id: NodeId| first(o, id).map(|first| o.hashes[first]);
        let Some(begins) = hash(self.s, s) else { return false };
        let Some(word) = kind(self.s, s) else { return false };
        let units = 0..self.f.units.len();
        let begin_so = self.f.nodes_with(begins, &units).filter_map(|rule| {
            let around = self.f.nodes[rule].parent?;
            (kind(self.f, around).as_ref() == Some(&word) && hash(self.f, around) == Some(begins))
                .then_some(around)
        });
        let all: Vec<NodeId> = begin_so.collect();
        let cut = self.has_marker(Item::Node(s)) || node.is_leaf() && self.opens(node.head);
        cut && all == [f] && twin.children.len() > 1
    }

    /// Does the file's rule hold as it is at least half of what the sketch's does, or, where that goes
    /// on behind a gap, what it begins with?
    fn holds_as_much(&self, s: NodeId, f: NodeId) -> bool {
        let (node, twin) = (&self.s.nodes[s], &self.f.nodes[f]);
        if node.is_leaf() {
            return self.opens(node.head)
                && self.s.units.get(node.head + 1).is_some_and(|unit| {
                    unit.is_marker() || unit.same(&self.f.units[twin.head + 1])
                });
        }
        let inside = twin.head + 1..twin.last;
        let shown: Vec<usize> =
            node.children.iter().map(|child| self.s.nodes[*child].head).collect();
        let code = |unit: &&usize| {
            let unit = &self.s.units[**unit];
            !unit.is_marker() && !unit.is_comment()
        };
        // A list of selectors has a rival less often than a single one.
        let listed = self.s.keys[s].is_some_and(|key| self.s.key_text(key).contains(','));
        let set = |unit: usize| {
            let key = self.s.heads[unit].and_then(|id| self.s.keys[id]);
            key.is_some_and(|key| self.f.nodes_named(key, &inside).next().is_some())
        };
        let known = |unit: &&usize| {
            self.f.units_with(self.s.units[**unit].hash, &inside).next().is_some()
                || listed && set(**unit)
        };
        let count = shown.iter().filter(code).count();
        let same = shown.iter().filter(code).filter(known).count();
        2 * same >= count && (same > 0 || self.has_marker(Item::Node(s)))
    }
}

/// Is a rule the only one in what it is nested in with a name like this?
fn one(o: &Outline, id: NodeId, is_like: impl Fn(Key) -> bool) -> bool {
    let like = |id: &&NodeId| o.keys[**id].is_some_and(&is_like);
    o.siblings(id).iter().filter(like).nth(1).is_none()
}

/// Are two at-rules the same but for numbers, or do two lists of selectors have half of the longer one
/// in common, or all of both but for what is added to a state (`:focus`, `:focus-visible`)?
fn are_akin(a: &str, b: &str) -> bool {
    if a.starts_with('@') || b.starts_with('@') {
        let form = |name: &str| -> String {
            let plain = name.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace());
            plain.collect()
        };
        return form(a) == form(b) && a.chars().any(|c| c.is_ascii_digit());
    }
    let (a, b) = (selectors(a), selectors(b));
    let common = a.iter().filter(|selector| b.contains(selector)).count();
    let lengthened = || {
        let states = |x: &str, y: &str| x == y || is_lengthened(x, y) || is_lengthened(y, x);
        a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| states(x, y))
    };
    common > 0 && 2 * common >= a.len().max(b.len()) || lengthened()
}

/// Are two at-rules of one kind, with as many conditions, each of which says what the other's says, and
/// perhaps more, numbers apart (`max-width`, `max-device-width`)?
fn are_akin_queries(a: &str, b: &str) -> bool {
    let parts = |name: &str| -> Vec<Vec<String>> {
        name.split('(')
            .map(|part| {
                let words = part.split(|c: char| !c.is_alphabetic() && c != '@');
                words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
            })
            .collect()
    };
    let holds = |all: &[String], part: &[String]| part.iter().all(|word| all.contains(word));
    let (a, b) = (parts(a), parts(b));
    let conditions = a.len() == b.len() && a.len() > 1 && a[0] == b[0];
    conditions && a[0].first().is_some_and(|word| word.starts_with('@')) && {
        let mut pairs = a.iter().zip(&b);
        pairs.all(|(x, y)| !x.is_empty() && !y.is_empty() && (holds(x, y) || holds(y, x)))
    }
}

/// Does a selector with a state say more of that state than another one?
fn is_lengthened(short: &str, long: &str) -> bool {
    short.contains(':') && long.strip_prefix(short).is_some_and(|rest| rest.starts_with([':', '-']))
}
