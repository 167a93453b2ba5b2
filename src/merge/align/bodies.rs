//! Tells apart statements that begin alike and hold nothing in common: `for (const x of xs) {` is no
//! name, and a block may have several that begin so.
//!
//! Beside a gap one with another body is the one of the file, changed, where it stands right beside the
//! same neighbour there. Where something stands between, or where it is shown with another new one
//! between it and the gap, it is new: so nothing is lost.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Aligner;
use super::costs::SIMILAR;
use super::entries::is_entry;
use super::hooks::is_hook;
use super::items::{Item, Items};
use super::level::{Candidate, Fit};
use super::siblings::{code, in_common, words};
use crate::index::{Kind, NodeId, Outline, Token};
use crate::lang::Layout;
use crate::merge::attached::is_attribute;

/// Share of words from which two bodies have something in common.
const COMMON: f32 = 0.5;

/// Where something of the sketch stands, to whom a gap is one neighbour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub items: &'a Items,
    pub index: usize,
    pub gap_before: bool,
}

impl Aligner<'_> {
    /// Are these two statements without names that hold nothing in common?
    pub(super) fn hold_others(&self, s: NodeId, f: NodeId) -> bool {
        self.lexis.layout == Layout::Lines
            && !self.has_marker(Item::Node(s))
            && hold_others(self.s, s, self.f, f)
    }

    /// Are these two elements that hold others by the names that their tags give: other fields of a form,
    /// each with its label?
    pub(super) fn mark_others(&self, s: NodeId, f: NodeId) -> bool {
        if self.s.nodes[s].is_leaf() || self.f.nodes[f].is_leaf() {
            return false;
        }
        let (ours, theirs) = (marked(self.s, s), marked(self.f, f));
        !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs)
    }

    /// Are these two elements that have no more than a tag and names of attributes in common, of which
    /// each has several: no value, and no word?
    pub(super) fn hold_other_values(&self, s: NodeId, f: NodeId) -> bool {
        const SEVERAL: usize = 2;
        if self.s.nodes[s].is_leaf() || self.f.nodes[f].is_leaf() {
            return false;
        }
        let ((ours, some), (theirs, others)) = (valued(self.s, s), valued(self.f, f));
        some >= SEVERAL && others >= SEVERAL && ours.is_disjoint(&theirs)
    }

    /// Are these two elements that hold others, such as two fields of a form? What stands beside them does not
    /// make them one: a page has many of a tag.
    pub(super) fn are_other_elements(&self, s: NodeId, f: NodeId) -> bool {
        let is_element = |o: &Outline, id: NodeId| {
            o.unit_tokens(o.nodes[id].head).first().is_some_and(|t| t.is(b'<'))
        };
        is_element(self.s, s) && is_element(self.f, f) && self.hold_others(s, f)
    }

    /// Stands a node of the file beside what stands in the sketch on the side without a gap?
    pub(super) fn stands_beside_the_same(&self, spot: Spot, f: NodeId) -> bool {
        let is_code =
            |o: &Outline, head: usize| !o.units[head].is_comment() && !is_attribute(o, head);
        let mut at = spot.index;
        let ours = loop {
            let next = if spot.gap_before { at.checked_add(1) } else { at.checked_sub(1) };
            match next.and_then(|next| spot.items.items.get(next)) {
                None => break None,
                Some(Item::Node(id)) if is_code(self.s, self.s.nodes[*id].head) => {
                    break Some(*id);
                }
                Some(Item::Node(_)) => at = next.unwrap_or(at),
                Some(_) => return true,
            }
        };
        let siblings = self.f.siblings(f);
        let place = siblings.iter().position(|id| *id == f).unwrap_or(0);
        let is_code = |id: &&NodeId| is_code(self.f, self.f.nodes[**id].head);
        let theirs = if spot.gap_before {
            siblings[place + 1..].iter().find(is_code)
        } else {
            siblings[..place].iter().rev().find(is_code)
        };
        match (ours, theirs.copied()) {
            (None, None) => true,
            (Some(s), Some(f)) => {
                let same = |a: usize, b: usize| self.s.units[a].same(&self.f.units[b]);
                self.named_alike(Item::Node(s), self.f.nodes[f].head)
                    || same(self.s.nodes[s].head, self.f.nodes[f].head)
            }
            _ => false,
        }
    }

    /// What stands in the file beside what is known beside an item, wherever the file has that, and begins
    /// like the item: it is that one, however little they have in common.
    pub(super) fn begun_alike(
        &mut self,
        spot: Spot,
        known: Option<NodeId>,
        region: &Range<usize>,
        found: &[Candidate],
    ) -> Vec<Candidate> {
        let Item::Node(s) = spot.items.items[spot.index] else { return Vec::new() };
        let known = known.or_else(|| self.told_above(spot, s, region));
        let Some(known) = known else { return Vec::new() };
        let there = |c: &Candidate| c.fit.says_the_same();
        if self.s.nodes[s].is_leaf() || is_hook(self.s, s) || found.iter().any(there) {
            return Vec::new();
        }
        let twins: Vec<NodeId> = self.f.nodes_with(self.f.hashes[known], region).collect();
        let beside = |twin| self.begun_beside(spot, (s, twin), region, found);
        twins.into_iter().filter_map(beside).collect()
    }

    /// The line of the file that is what a document says right above a code block, in other words.
    fn told_above(&mut self, spot: Spot, s: NodeId, region: &Range<usize>) -> Option<NodeId> {
        if self.lexis.layout != Layout::Prose || spot.gap_before {
            return None;
        }
        let Some(Item::Node(above)) = spot.items.items.get(spot.index.checked_sub(1)?) else {
            return None;
        };
        let (line, head) = (self.s.nodes[*above].head, self.s.units[self.s.nodes[s].head].hash);
        let blocks = self.f.units_with(head, region).filter(|unit| *unit > 0);
        let lines: Vec<NodeId> = blocks.filter_map(|unit| self.f.heads[unit - 1]).collect();
        let alike = |id: &NodeId| {
            let unit = self.f.nodes[*id].head;
            self.similarity((line, line), (unit, unit)) >= SIMILAR
        };
        let mut alike = lines.into_iter().filter(alike);
        alike.next().filter(|_| alike.next().is_none())
    }

    /// The same beside one node of the file.
    fn begun_beside(
        &mut self,
        spot: Spot,
        (s, known): (NodeId, NodeId),
        region: &Range<usize>,
        found: &[Candidate],
    ) -> Option<Candidate> {
        let siblings = self.f.siblings(known);
        let place = siblings.iter().position(|id| *id == known)?;
        let next = if spot.gap_before { place.checked_sub(1)? } else { place + 1 };
        let f = *siblings.get(next)?;
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let within = region.contains(&b.head) && b.last < region.end;
        let same = self.s.units[a.head].same(&self.f.units[b.head]);
        let others = within && (same && self.hold_others(s, f) || self.are_code_blocks(s, f));
        if !others || self.are_other_elements(s, f) || self.are_entries(s, f) {
            return None;
        }
        let (at, next) = (b.head - region.start, b.last + 1 - region.start);
        if found.iter().any(|c| c.at == at) {
            return None;
        }
        self.nested_cost(s, f).is_finite().then_some(())?;
        let cost = 0.5 * self.own_cost(Item::Node(s));
        Some(Candidate { at, next, cost, fit: Fit::Nested })
    }

    /// What begins like a statement of the file and is shown beside something new, on the side of a gap,
    /// is new with it.
    pub(super) fn keep_company(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        let count = items.items.len();
        let comment = |i: usize| match items.items[i] {
            Item::Node(id) => self.s.units[self.s.nodes[id].head].is_comment(),
            _ => false,
        };
        for i in 0..count {
            let Item::Node(id) = items.items[i] else { continue };
            if self.s.nodes[id].is_leaf() || gaps[i] || gaps[i + 1] || candidates[i].is_empty() {
                continue;
            }
            let before = (0..i).rev().take_while(|j| candidates[*j].is_empty() && !gaps[j + 1]);
            let after = (i + 1..count).take_while(|j| candidates[*j].is_empty() && !gaps[*j]);
            let new = |mut run: Box<dyn Iterator<Item = usize> + '_>,
                       gap: &dyn Fn(usize) -> bool| {
                let mut code = false;
                run.any(|j| {
                    code |= !comment(j);
                    code && gap(j)
                })
            };
            if !new(Box::new(before), &|j| gaps[j]) && !new(Box::new(after), &|j| gaps[j + 1]) {
                continue;
            }
            let others: Vec<bool> = candidates[i]
                .iter()
                .map(|c| {
                    let at = region.start + c.at;
                    c.fit == Fit::Nested
                        && self.f.heads[at].is_some_and(|f| self.hold_others(id, f))
                })
                .collect();
            let mut others = others.into_iter();
            candidates[i].retain(|_| !others.next().unwrap_or(false));
        }
    }

    /// A block of another name is not one renamed where between that and what is shown right beside it
    /// the file has blocks that would go with it.
    pub(super) fn keep_between(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        let count = items.items.len();
        for i in 0..count {
            let Item::Node(id) = items.items[i] else { continue };
            if self.s.keys[id].is_none() || self.s.nodes[id].is_leaf() || candidates[i].is_empty() {
                continue;
            }
            let said = |j: &usize| !self.heads_another(items.items[*j]);
            let above = (0..i).rev().take_while(|j| !gaps[j + 1]).find(said);
            let below = (i + 1..count).take_while(|j| !gaps[*j]).find(said);
            let known = |j: usize| match (items.items[j], &candidates[j][..]) {
                (Item::Node(s), [c]) => {
                    self.f.heads[region.start + c.at].filter(|f| self.named_the_same(s, *f))
                }
                _ => None,
            };
            let beside: Vec<NodeId> =
                [above, below].into_iter().flatten().filter_map(known).collect();
            candidates[i].retain(|c| {
                let other = self.f.heads[region.start + c.at];
                let renamed =
                    other.filter(|f| self.f.keys[*f].is_some() && !self.named_the_same(id, *f));
                renamed.is_none_or(|f| !beside.iter().any(|known| self.is_block_between(f, *known)))
            });
        }
    }
}

/// Do two statements without names hold nothing in common? What the first line says of what is in them
/// is common to all that begin so.
pub(in crate::merge) fn hold_others(a: &Outline, s: NodeId, b: &Outline, f: NodeId) -> bool {
    let nested = !a.nodes[s].is_leaf() && !b.nodes[f].is_leaf();
    if !nested || a.keys[s].is_some() || b.keys[f].is_some() {
        return false;
    }
    let (ours, theirs) = (body(a, s), body(b, f));
    let same = |u: &usize| theirs.iter().any(|v| a.units[*u].hash == b.units[*v].hash);
    if ours.is_empty() || ours.iter().any(same) {
        return false;
    }
    let said = |o: &Outline, id: NodeId| words(o, &code(o, o.nodes[id].head));
    let heads = [said(a, s), said(b, f)];
    let entries = is_entry(a, s) && is_entry(b, f);
    let own = |o: &Outline, units: &[usize]| -> Vec<String> {
        let all = units.iter().flat_map(|unit| {
            let said = code(o, *unit);
            let field = entries && matches!(said[..], [_, colon, ..] if colon.is(b':'));
            words(o, &said[usize::from(field)..])
        });
        all.filter(|word| !heads.iter().any(|head| head.contains(word))).collect()
    };
    let (ours, theirs) = (own(a, &ours), own(b, &theirs));
    let all = ours.len() + theirs.len();
    let common = 2 * in_common(&ours, theirs);
    all > 0 && common as f32 / (all as f32) < COMMON
}

/// What the tags of an element say of which field they are, or are about, as hashes; nothing where it is
/// no element.
fn marked(o: &Outline, id: NodeId) -> FxHashSet<u64> {
    const NAMES: [&str; 4] = ["id", "name", "for", "htmlFor"];
    let node = &o.nodes[id];
    let tokens = o.run_tokens(node.head, node.last);
    if !tokens.first().is_some_and(|t| t.is(b'<')) {
        return FxHashSet::default();
    }
    let named = |three: &&[Token]| {
        let [name, equals, value] = three else { return false };
        NAMES.contains(&o.token_text(name)) && equals.is(b'=') && value.kind == Kind::Text
    };
    tokens.windows(3).filter(named).map(|three| three[2].hash).collect()
}

/// The values and words of an element, as hashes, and how many attributes its first line has; nothing
/// where it is no element.
fn valued(o: &Outline, id: NodeId) -> (FxHashSet<u64>, usize) {
    let node = &o.nodes[id];
    let tokens = o.node_tokens(id);
    let [open, tag, ..] = tokens else { return (FxHashSet::default(), 0) };
    if !open.is(b'<') {
        return (FxHashSet::default(), 0);
    }
    let named = |at: usize| tokens.get(at + 1).is_some_and(|next| next.is(b'='));
    let says = |t: &Token| matches!(t.kind, Kind::Word | Kind::Text) && t.hash != tag.hash;
    let said = tokens.iter().enumerate().filter(|(at, t)| says(t) && !named(*at));
    let first = o.units[node.head].tokens.len();
    let attributes = (0..first).filter(|at| says(&tokens[*at]) && named(*at)).count();
    (said.map(|(_, t)| t.hash).collect(), attributes)
}

/// The units nested in a node that say something.
fn body(o: &Outline, id: NodeId) -> Vec<usize> {
    let node = &o.nodes[id];
    (node.head + 1..=node.last)
        .filter(|unit| !node.spine.contains(unit))
        .filter(|unit| !o.units[*unit].is_comment() && o.units[*unit].weight >= 1.0)
        .collect()
}
