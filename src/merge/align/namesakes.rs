//! Decides between things of one name: overloads, repeated selectors, methods of several classes.

use std::ops::Range;

use super::candidates::SCAN;
use super::costs::REPEAT;
use super::items::Item;
use super::level::{Candidate, Level, Move};
use super::siblings::words;
use super::{Aligner, BUDGET};
use crate::index::{Class, Key, Kind, NodeId, Outline, Token};
use crate::merge::attached::is_attribute;

impl Aligner<'_> {
    /// Where the name is found, nothing with another name is meant; where the whole head is found
    /// (an overload's parameters, an `impl`'s trait), nothing with another head is.
    pub(super) fn prefer_names(
        &mut self,
        id: NodeId,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
        let Some(key) = self.s.keys[id] else { return };
        let head = &self.s.units[self.s.nodes[id].head];
        let other = self.kinds.get(&id).copied();
        let named = |c: &Candidate| {
            let theirs = self.f.heads[region.start + c.at];
            theirs.and_then(|n| self.f.keys[n]).is_some_and(|k| k.same(key))
                || theirs.is_some() && theirs == other
        };
        let whole = |c: &Candidate| named(c) && head.same(&self.f.units[region.start + c.at]);
        if found.iter().any(named) {
            found.retain(|c| named(c) || c.fit.says_the_same());
            self.tell_imports_apart(id, region, found);
            self.weigh_evidence(id, region, found);
        }
        let shown = self.signature(self.s, id);
        let typed = |c: &Candidate| {
            named(c)
                && shown != 0
                && self.f.heads[region.start + c.at]
                    .is_some_and(|n| self.signature(self.f, n) == shown)
        };
        let tells = if found.iter().any(whole) {
            found.iter().map(whole).collect::<Vec<_>>()
        } else if found.iter().any(typed) {
            found.iter().map(typed).collect()
        } else {
            return;
        };
        for (c, _) in found.iter_mut().zip(tells).filter(|(_, tells)| !tells) {
            c.cost += REPEAT / 2.0;
        }
    }

    /// Of several imports of one module the one that is shown is that of which it brings in all names, where
    /// just one is so.
    fn tell_imports_apart(&self, id: NodeId, region: &Range<usize>, found: &mut Vec<Candidate>) {
        let ours = &self.s.brought[id];
        let holds = |c: &Candidate| {
            self.f.heads[region.start + c.at].is_some_and(|other| {
                let theirs = &self.f.brought[other];
                self.f.is_import(other)
                    && !theirs.is_empty()
                    && theirs.iter().all(|name| ours.binary_search(name).is_ok())
            })
        };
        if found.iter().filter(|c| holds(c)).count() == 1 {
            found.retain(|c| holds(c) || c.fit.says_the_same());
        }
    }

    /// Of several with the name, those lack something that hold less of what the sketch shows as it
    /// is than others do.
    fn weigh_evidence(&mut self, id: NodeId, region: &Range<usize>, found: &mut [Candidate]) {
        let node = &self.s.nodes[id];
        if found.len() < 2 || node.is_leaf() {
            return;
        }
        self.work += SCAN * (found.len() * (node.last - node.head)) as u64;
        if self.work > BUDGET {
            return;
        }
        let f = self.f;
        let shown = self.s.units[node.head + 1..=node.last].iter();
        for unit in shown.filter(|u| u.weight >= 1.5 && !u.is_marker() && !u.is_comment()) {
            let holds = |c: &Candidate| {
                let units = region.start + c.at + 1..region.start + c.next;
                f.units_with(unit.hash, &units).next().is_some()
            };
            if found.iter().any(holds) {
                for c in found.iter_mut().filter(|c| !holds(c)) {
                    c.cost += (0.5 * unit.weight).min(2.0);
                }
            }
        }
    }

    /// Hash of what stands behind the name in a definition's head, the brace apart: parameters and
    /// what qualifies them. 0 where there is nothing.
    fn signature(&self, outline: &Outline, id: NodeId) -> u64 {
        let Some(key) = outline.keys[id].filter(|k| k.class == Class::Definition) else { return 0 };
        outline
            .unit_code(outline.nodes[id].head)
            .filter(|t| t.start >= key.end)
            .filter(|t| !t.is(b'{') && !t.is(b';') && !t.is(b':'))
            .fold(0, |hash: u64, t| {
                (hash.rotate_left(7) ^ t.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            })
    }

    /// Has a node of the sketch other parameters than its namesake in the file, where that has more of
    /// the name beside it?
    pub(super) fn is_overload(&self, id: NodeId, f: NodeId) -> bool {
        let Some(key) = self.f.keys[f] else { return false };
        let named = |n: &&NodeId| self.f.keys[**n].is_some_and(|k| k.same(key));
        self.f.siblings(f).iter().filter(named).count() > 1
            && self.signature(self.s, id) != self.signature(self.f, f)
    }

    /// Is a constructor of the sketch one more beside a gap that speaks of such, and so covers its namesake: has
    /// it other parameters? Any other function beside a gap may be the same with another signature.
    pub(super) fn is_one_more_constructor(&self, id: NodeId, f: NodeId) -> bool {
        let (s, o) = (self.s, self.f);
        if !self.lexis.overloads || !self.sketch.markers.iter().any(|said| keeps_constructors(said))
        {
            return false;
        }
        let defines = |key: Key| key.class == Class::Definition;
        let named =
            s.keys[id].zip(o.keys[f]).is_some_and(|(a, b)| defines(a) && defines(b) && a.same(b));
        let around = s.nodes[id].parent;
        let class = around.and_then(|class| s.name_word(class));
        if !named || class.is_none() || class != s.name_word(id) {
            return false;
        }
        let types = parameter_types(s, id).zip(parameter_types(o, f));
        let leads = |unit: usize| s.units[unit].is_comment() || is_attribute(s, unit);
        let covers =
            |unit: usize| self.sketch.is_gap(unit) && s.nodes[s.owner[unit]].parent == around;
        let above =
            (0..s.nodes[id].head).rev().find(|unit| self.sketch.is_gap(*unit) || !leads(*unit));
        let below = s.nodes[id].last + 1;
        types.is_some_and(|(ours, theirs)| ours != theirs)
            && (above.is_some_and(covers) || below < s.units.len() && covers(below))
    }

    /// Does a function of the sketch call its namesake of the file, with as many arguments as that takes and it
    /// does not take itself? Then it stands beside that.
    pub(super) fn calls_namesake(&self, id: NodeId, f: NodeId) -> bool {
        let (s, o) = (self.s, self.f);
        let named = s.keys[id].zip(o.keys[f]).is_some_and(|(a, b)| a.same(b));
        let (true, true, Some(name)) = (self.lexis.overloads, named, s.name_word(id)) else {
            return false;
        };
        // A type has the name of its constructors.
        let function = |o: &Outline, id: NodeId| {
            let end = o.keys[id].map_or(0, |key| key.end);
            let behind = o.unit_code(o.nodes[id].head).find(|t| t.start >= end);
            behind.is_some_and(|t| t.is(b'(') || t.is(b'<'))
        };
        let counts = parameter_types(s, id).zip(parameter_types(o, f));
        let Some((own, wanted)) = counts.map(|(ours, theirs)| (ours.len(), theirs.len())) else {
            return false;
        };
        if !function(s, id) || !function(o, f) {
            return false;
        }
        let calls = |o: &Outline, id: NodeId| {
            let code: Vec<&Token> = o.node_code(id).collect();
            let word = |at: usize| code.get(at).map(|t| o.token_text(t));
            // `this(..)` is a constructor, and what is called of another object is not this one.
            let calls = |at: usize| {
                let called = code[at].hash == name || word(at) == Some("this");
                let opens = code.get(at + 1).is_some_and(|t| t.is(b'('));
                let path = at.checked_sub(1).is_some_and(|dot| code[dot].is(b'.'));
                let of = at.checked_sub(2).and_then(word).filter(|_| path);
                let made = at.checked_sub(1).and_then(word) == Some("new");
                called && opens && !made && (!path || matches!(of, Some("this" | "self")))
            };
            let head = o.keys[id].map_or(0, |key| key.end);
            (0..code.len())
                .filter(|at| code[*at].start >= head && calls(*at))
                .any(|at| arguments(&code[at + 2..]) == Some(wanted))
        };
        // One that calls itself may go on doing so.
        own != wanted && calls(s, id) && !calls(o, f)
    }

    /// A function that calls a namesake is none with other parameters: it stands beside those.
    pub(super) fn keep_signature(
        &self,
        id: NodeId,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
        let other = |c: &Candidate| self.f.heads[region.start + c.at];
        let calls = |c: &Candidate| other(c).is_some_and(|f| self.calls_namesake(id, f));
        if found.iter().any(calls) {
            let own = parameter_types(self.s, id);
            found.retain(|c| other(c).is_none_or(|f| parameter_types(self.f, f) == own));
        }
    }

    /// The lead that similarity alone must have where two things have the name of an item, and
    /// both or neither have its whole head and
    /// they stand equally deep.
    pub(super) fn homonym_margin(
        &mut self,
        item: Item,
        level: &Level,
        start: usize,
        index: usize,
        how: Move,
        other: Move,
    ) -> f32 {
        /// Part of what an item tells that must speak for one of them.
        const PART: f32 = 0.2;
        /// Similarity by which one is clearly meant.
        const CLEAR: f32 = 0.35;
        const MOST: f32 = 3.0;
        let (Move::Match(a), Move::Match(b), Item::Node(id)) = (how, other, item) else {
            return 0.0;
        };
        let Some(key) = self.s.keys[id] else { return 0.0 };
        let named = |c: usize| {
            let c = level.candidates[index][c];
            let at = self.f.heads.get(start + c.at).copied().flatten();
            c.cost > 0.0 && at.and_then(|n| self.f.keys[n]).is_some_and(|k| k.same(key))
        };
        let head = &self.s.units[self.s.nodes[id].head];
        let unit = |c: usize| start + level.candidates[index][c].at;
        let shown = |c: usize| head.same(&self.f.units[unit(c)]);
        let alike = shown(a) == shown(b) && self.f.nesting(unit(a)) == self.f.nesting(unit(b));
        if !(named(a) && named(b) && alike) {
            return 0.0;
        }
        // What is much more like one of them speaks for it.
        let node = &self.s.nodes[id];
        let (head, last) = (node.head, node.last);
        let mut like = |c: usize| {
            let c = level.candidates[index][c];
            let (from, to) = (start + c.at, start + c.next - 1);
            if from == to || head == last {
                return self.similarity((head, last), (from, to));
            }
            self.similarity((head + 1, last), (from + 1, to))
        };
        if like(a) >= like(b) + CLEAR {
            return 0.0;
        }
        (PART * self.own_cost(item)).min(MOST)
    }

    /// How much of what speaks for one of two places is the length of their texts, or of what their tags
    /// have of their own, alone: where they
    /// are twins but for the wording of their strings, and the sketch says no more words of the one
    /// than of the other, all of it.
    pub(super) fn wording_margin(
        &mut self,
        item: Item,
        level: &Level,
        start: usize,
        index: usize,
        how: Move,
        other: Move,
    ) -> f32 {
        let (Move::Match(a), Move::Match(b)) = (how, other) else { return 0.0 };
        let (a, b) = (level.candidates[index][a], level.candidates[index][b]);
        let changed = |c: Candidate| c.fit.is_changed();
        if b.cost <= a.cost || !changed(a) || !changed(b) {
            return 0.0;
        }
        let (s, f) = (self.s, self.f);
        if self.units(item).len() == 1
            && let Some(ours) = attributes(s, self.units(item).start)
            && let Some(x) = attributes(f, start + a.at)
            && let Some(y) = attributes(f, start + b.at)
            && ours.tag == x.tag
            && ours.tag == y.tag
        {
            // Of elements of one kind only what is said of one tells which it is.
            let speaks = ours.common(&x) > ours.common(&y);
            return if speaks { 0.0 } else { b.cost - a.cost };
        }
        let code = |c: Candidate| f.run_code(start + c.at, start + c.next - 1);
        let said = |t: &Token| if t.kind == Kind::Text { 0 } else { t.hash };
        self.work += 2 * code(a).count() as u64;
        if code(a).next().is_none() || !code(a).map(said).eq(code(b).map(said)) {
            return 0.0;
        }
        let units = self.units(item);
        let ours = s.run_tokens(units.start, units.end - 1).iter();
        let texts = |o: &Outline, t: &Token| (t.kind == Kind::Text).then(|| words(o, &[*t]));
        let shown: Vec<String> = ours.filter_map(|t| texts(s, t)).flatten().collect();
        let common = |c: Candidate| {
            let mut shown = shown.clone();
            let theirs = code(c).filter_map(|t| texts(f, t)).flatten();
            theirs
                .filter(|word| {
                    shown.iter().position(|w| w == word).map(|at| shown.swap_remove(at)).is_some()
                })
                .count()
        };
        if common(a) > common(b) { 0.0 } else { b.cost - a.cost }
    }
}

/// Does a marker say that the constructors stay, and nothing else (`// ... existing constructor ...`)?
fn keeps_constructors(marker: &str) -> bool {
    const WORDS: [&str; 9] = [
        "the",
        "existing",
        "other",
        "old",
        "current",
        "previous",
        "unchanged",
        "constructor",
        "constructors",
    ];
    let marker = marker.to_lowercase();
    let mut words = marker.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    marker.contains("constructor") && words.all(|word| WORDS.contains(&word))
}

/// The types of a function's parameters, each as hashes of its tokens; none where it has no parentheses.
pub(super) fn parameter_types(o: &Outline, id: NodeId) -> Option<Vec<Vec<u64>>> {
    let key = o.keys[id]?;
    let mut code =
        o.node_code(id).skip_while(|t| t.start < key.end).skip_while(|t| !t.is(b'(')).peekable();
    code.next()?;
    let (mut depth, mut all, mut own, mut value) = (0_usize, Vec::new(), Vec::new(), false);
    while let Some(t) = code.next() {
        let end = |t: &Token| t.is(b',') || t.is(b')') || t.is(b'=');
        match t.kind {
            Kind::Punct(b')') if depth == 0 => {
                all.extend(Some(own).filter(|own: &Vec<u64>| !own.is_empty()));
                return Some(all);
            }
            Kind::Punct(b',') if depth == 0 => {
                all.push(std::mem::take(&mut own));
                value = false;
                continue;
            }
            Kind::Punct(b'=') if depth == 0 => value = true,
            Kind::Punct(b'(' | b'[' | b'{' | b'<') => depth += 1,
            Kind::Punct(b')' | b']' | b'}' | b'>') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let name = depth == 0 && !own.is_empty() && code.peek().is_some_and(|next| end(next));
        if !value && !name {
            own.push(t.hash);
        }
    }
    None
}

/// How many arguments stand before the parenthesis that closes a call, where that is plain.
fn arguments(code: &[&Token]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut commas = 0;
    for (at, token) in code.iter().enumerate() {
        match token.kind {
            Kind::Punct(b')') if depth == 0 => return Some(if at == 0 { 0 } else { commas + 1 }),
            Kind::Punct(b',') if depth == 0 => commas += 1,
            // Of a type, or less: commas may be of either.
            Kind::Punct(b'<') => return None,
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// What an opening tag says, alone on its line.
struct Attributes {
    tag: u64,
    /// The attributes' names, each with what it is set to, 0 where that is nothing.
    said: Vec<(u64, u64)>,
}

impl Attributes {
    /// How many attributes both set to the same, and how many both have.
    fn common(&self, other: &Self) -> (usize, usize) {
        let same = self.said.iter().filter(|pair| other.said.contains(pair)).count();
        let named = |name: u64| other.said.iter().any(|(theirs, _)| *theirs == name);
        (same, self.said.iter().filter(|(name, _)| named(*name)).count())
    }
}

/// What the opening tag says that is all of a unit.
fn attributes(o: &Outline, unit: usize) -> Option<Attributes> {
    let tokens = o.unit_tokens(unit);
    let [open, tag, rest @ .., close] = tokens else { return None };
    if !open.is(b'<') || tag.kind != Kind::Word || !close.is(b'>') {
        return None;
    }
    let mut said: Vec<(u64, u64)> = Vec::new();
    let mut depth = 0_u32;
    for (at, token) in rest.iter().enumerate() {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            Kind::Punct(b'<' | b'/') if depth == 0 => return None,
            Kind::Word
                if depth == 0 && !at.checked_sub(1).is_some_and(|above| rest[above].is(b'=')) =>
            {
                said.push((token.hash, 0));
                continue;
            }
            _ => {}
        }
        if let Some((_, value)) = said.last_mut() {
            *value = (value.rotate_left(7) ^ token.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
    Some(Attributes { tag: tag.hash, said })
}
