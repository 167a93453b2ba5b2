//! Aligns the nodes of a sketch with the nodes of a file.
//!
//! In: two outlines. Out: [`Edits`], or the [`Doubt`] that kept the alignment from being unique.
//! Each container is one alignment problem ([`super::level`]); what is nested in a matched node is
//! a problem of its own, so that nothing shown inside a block is ever matched outside of it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::anchors::anchors;
use super::edits::Edits;
use super::level::{Candidate, Fit, Level, Move, Skip, Step, Table};
use super::names;
use crate::index::{Class, NodeId, Outline, Role};
use crate::lang::{Layout, Lexis, Nesting};
use crate::sketch::Sketch;

/// Alignments that are this close in cost are equally good.
const MARGIN: f32 = 1.0;
/// Similarity below which two units have nothing in common.
const SIMILAR: f32 = 0.5;
/// Similarity from which things with different names may be one thing renamed.
const RENAMED: f32 = 0.8;
/// What a wrong depth costs.
const DEPTH: f32 = 1.2;
/// What it costs to take for new what the file has once.
const REPEAT: f32 = 6.0;
/// What it costs to take for new what cannot stand alone.
const TORN: f32 = 25.0;
/// Table cells that one merge may work through.
const BUDGET: u64 = 40_000_000;
/// Table cells of one problem.
const CELLS: usize = 16_000_000;
/// Table cells from which a problem is split at what surely corresponds.
const SPLIT: usize = 250_000;

/// A gap that the sketch leaves unsaid.
const UNSAID: usize = usize::MAX;

/// Why there is no alignment.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Doubt {
    /// A unit of the sketch fits several places, given as units of the file.
    Places { item: usize, fits: Vec<usize> },
    /// A new unit of the sketch could stand in several places.
    Slot { item: usize, slots: Vec<usize> },
    /// A deletion names nothing that is there.
    Unknown { deletion: usize },
    /// Too large to decide.
    TooLarge,
}

/// One thing of the sketch to align.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Node(NodeId),
    /// A unit that continues or closes a node.
    Part(usize),
    /// A unit that is known to be new.
    New(usize),
    Deletion {
        unit: usize,
        index: usize,
    },
}

/// Items with the gaps between them: `gaps[i]` are the markers before item `i`.
#[derive(Debug, Clone, Default)]
struct Items {
    items: Vec<Item>,
    gaps: Vec<Vec<usize>>,
    /// Items whose depth says nothing: they stand in code that is new.
    floating: HashSet<usize>,
}

/// What a sketch's items stand in.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Heads of the matched nodes around.
    heads: Option<(usize, usize)>,
    /// May the file go on before the first item, and behind the last?
    open: (bool, bool),
}

/// What the caller picked: a line or a key.
pub(super) type Pick<'a> = Option<&'a str>;

pub(super) struct Aligner<'a> {
    sketch: &'a Sketch,
    s: &'a Outline,
    f: &'a Outline,
    lexis: &'a Lexis,
    pick: Pick<'a>,
    costs: HashMap<(NodeId, NodeId), f32>,
    bags: HashMap<(bool, usize, usize), Vec<(u64, f32)>>,
    work: u64,
}

impl<'a> Aligner<'a> {
    pub fn new(sketch: &'a Sketch, file: &'a Outline, lexis: &'a Lexis, pick: Pick<'a>) -> Self {
        Self {
            sketch,
            s: &sketch.outline,
            f: file,
            lexis,
            pick,
            costs: HashMap::new(),
            bags: HashMap::new(),
            work: 0,
        }
    }

    /// Aligns the whole sketch with the whole file.
    pub fn run(mut self) -> Result<Edits, Doubt> {
        let mut items = self.items(&self.s.roots.clone(), &[]);
        let marked = self.s.units.iter().any(|u| u.is_marker());
        let whole = self.s.units.len() * 10 >= self.f.units.len() * 6;
        let frame = Frame { heads: None, open: (true, true) };
        let region = 0..self.f.units.len();
        if !marked && !whole {
            self.part(&mut items, &region, frame);
        }
        let edits = self.solve(items.clone(), region.clone(), frame)?;
        self.reorder(items, region, frame, edits)
    }

    /// Blocks alone, without a word about the rest: the rest stays. What is new belongs to the
    /// known block before it.
    fn part(&mut self, items: &mut Items, region: &Range<usize>, frame: Frame) {
        let mut known = false;
        for i in 0..items.items.len() {
            let found = !self.candidates(items.items[i], region, frame, false).is_empty();
            if found && known {
                items.gaps[i].push(UNSAID);
            }
            known |= found;
        }
    }

    // ---- items ----

    /// The items of some nodes and loose units, in order.
    fn items(&self, nodes: &[NodeId], parts: &[usize]) -> Items {
        let mut heads: Vec<(usize, Item)> =
            nodes.iter().map(|id| (self.s.nodes[*id].head, Item::Node(*id))).collect();
        heads.extend(parts.iter().map(|unit| (*unit, Item::Part(*unit))));
        heads.sort_unstable_by_key(|(unit, _)| *unit);
        let mut out = Items { gaps: vec![Vec::new()], ..Items::default() };
        for (unit, item) in heads {
            match self.s.units[unit].role {
                Role::Gap => out.push_gap(unit),
                Role::Deletion(index) => out.push(Item::Deletion { unit, index }),
                _ => out.push(item),
            }
        }
        out
    }

    /// The items nested in a node of the sketch.
    fn nested(&self, id: NodeId) -> Items {
        let node = &self.s.nodes[id];
        let end = if node.closed { node.spine.len() - 1 } else { node.spine.len() };
        self.items(&node.children, &node.spine[1..end.max(1)])
    }

    /// The units nested in a node of the file.
    fn interior(&self, id: NodeId) -> Range<usize> {
        let node = &self.f.nodes[id];
        let end = if node.closed { node.last } else { node.last + 1 };
        node.head + 1..end.max(node.head + 1)
    }

    /// The units of an item of the sketch.
    fn units(&self, item: Item) -> Range<usize> {
        match item {
            Item::Node(id) => self.s.nodes[id].head..self.s.nodes[id].last + 1,
            Item::Part(unit) | Item::New(unit) | Item::Deletion { unit, .. } => unit..unit + 1,
        }
    }

    fn has_marker(&self, item: Item) -> bool {
        self.s.units[self.units(item)].iter().any(|u| u.is_marker())
    }

    // ---- similarity ----

    fn bag(&mut self, of_sketch: bool, first: usize, last: usize) -> &[(u64, f32)] {
        let outline = if of_sketch { self.s } else { self.f };
        self.bags.entry((of_sketch, first, last)).or_insert_with(|| outline.bag(first, last))
    }

    /// Weighted Dice coefficient of two runs of units' tokens: from 0 to 1.
    fn similarity(&mut self, s: (usize, usize), f: (usize, usize)) -> f32 {
        let (sw, fw) = (self.weight(true, s), self.weight(false, f));
        if sw.min(fw) * 4.0 < sw.max(fw) {
            return 0.0;
        }
        self.bag(true, s.0, s.1);
        self.bag(false, f.0, f.1);
        let a = &self.bags[&(true, s.0, s.1)];
        let b = &self.bags[&(false, f.0, f.1)];
        self.work += (a.len() + b.len()) as u64 / 4;
        let total: f32 = a.iter().chain(b.iter()).map(|t| t.1).sum();
        let (mut i, mut j, mut common) = (0, 0, 0.0);
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    common += a[i].1;
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        if total == 0.0 { 0.0 } else { 2.0 * common / total }
    }

    fn weight(&self, of_sketch: bool, units: (usize, usize)) -> f32 {
        let outline = if of_sketch { self.s } else { self.f };
        outline.units[units.0..=units.1].iter().map(|u| u.weight).sum()
    }

    /// How far the depths of two units differ, relative to what is around them, as a cost.
    fn depth_cost(&self, s: usize, f: usize, frame: Frame, most: f32) -> f32 {
        if self.lexis.layout == Layout::Prose {
            let around = |o: &Outline, unit: usize| {
                o.nodes[o.owner[unit]].parent.and_then(|p| o.keys[p]).map(|key| key.name)
            };
            let (a, b) = (around(self.s, s), around(self.f, f));
            return if a.is_none() || a == b { 0.0 } else { DEPTH.min(0.4 * most) };
        }
        let units = matches!(self.lexis.layout, Layout::Declarations | Layout::Elements);
        let (s_base, f_base) = match frame.heads {
            Some((s, f)) => (self.s.level(s), if units { 0.0 } else { self.f.level(f) }),
            None => (0.0, 0.0),
        };
        let s_unit = &self.s.units[s];
        if !s_unit.fresh {
            return 0.0;
        }
        let s_level = self.s.level(s) - s_base;
        let f_level = if units {
            let around = frame.heads.map_or(0, |(_, f)| self.nesting(f) + 1);
            let deep = self.nesting(f).saturating_sub(around) as f32;
            deep + if frame.heads.is_some() { 1.0 } else { 0.0 }
        } else {
            self.f.level(f) - f_base
        };
        if (s_level - f_level).abs() < 0.3 { 0.0 } else { DEPTH.min(0.4 * most) }
    }

    /// Nodes around a unit of the file.
    fn nesting(&self, unit: usize) -> usize {
        let mut depth = 0;
        let mut at = self.f.nodes[self.f.owner[unit]].parent;
        while let Some(id) = at {
            depth += 1;
            at = self.f.nodes[id].parent;
        }
        depth
    }

    // ---- candidates ----

    fn insert_cost(&self, item: Item) -> f32 {
        let torn = match item {
            Item::Deletion { .. } => return 1000.0,
            // Half of something, or something whose inside is not shown, must be there already.
            Item::Node(id) => {
                let node = &self.s.nodes[id];
                let half =
                    node.is_leaf() && (self.s.loose[node.head].any() || self.ends_tag(node.head));
                half || self.has_marker(item)
            }
            Item::Part(_) | Item::New(_) => false,
        };
        let own: f32 = self.own_cost(item);
        if torn { own + TORN } else { own }
    }

    /// Is it a closing tag?
    fn ends_tag(&self, unit: usize) -> bool {
        let tokens = &self.s.tokens[self.s.units[unit].tokens.clone()];
        matches!(tokens, [a, b, ..] if a.is(b'<') && b.is(b'/'))
    }

    /// What the units of an item tell.
    fn own_cost(&self, item: Item) -> f32 {
        self.units(item)
            .map(|u| &self.s.units[u])
            .map(|u| {
                if u.is_marker() {
                    0.0
                } else if u.is_comment() {
                    u.weight.min(8.0) * 0.4 + 0.2
                } else {
                    u.weight.min(12.0) + 0.5
                }
            })
            .sum()
    }

    /// What the file has already is seldom new: what it costs to take it for new all the same.
    fn repeat_cost(&self, item: Item, found: &[Candidate]) -> f32 {
        let exact = found.iter().filter(|c| matches!(c.fit, Fit::Equal | Fit::SameNode)).count();
        let weight: f32 = self.units(item).map(|u| self.s.units[u].weight).sum();
        match exact {
            1 if weight >= 1.5 => REPEAT,
            2.. if weight >= 1.5 => REPEAT / 4.0,
            _ => 0.0,
        }
    }

    fn candidates(
        &mut self,
        item: Item,
        region: &Range<usize>,
        frame: Frame,
        floating: bool,
    ) -> Vec<Candidate> {
        let insert = self.insert_cost(item);
        let mut found = match item {
            Item::New(_) => return Vec::new(),
            Item::Deletion { index, .. } => self.named(index, region),
            Item::Part(unit) => self.part_candidates(unit, region),
            Item::Node(id) => self.node_candidates(id, region, frame),
        };
        if floating {
            // What stands in new code is old code only if it says the same or has the name.
            found.retain(|c| match c.fit {
                Fit::Similar | Fit::OtherNode => false,
                Fit::Nested => self.named_alike(item, region.start + c.at),
                _ => true,
            });
        } else {
            let head = self.units(item).start;
            for c in &mut found {
                c.cost += self.depth_cost(head, region.start + c.at, frame, insert.min(6.0));
            }
        }
        // What is there as it is shown is not something else changed.
        let known = found.iter().any(|c| matches!(c.fit, Fit::Equal | Fit::SameNode));
        if known && insert >= 2.0 {
            for c in found.iter_mut().filter(|c| matches!(c.fit, Fit::Similar | Fit::OtherNode)) {
                c.cost += REPEAT / 2.0 + 0.8 * insert;
            }
        }
        // One reading a place: the cheapest.
        found.sort_by(|a, b| a.at.cmp(&b.at).then(a.cost.total_cmp(&b.cost)));
        found.dedup_by_key(|c| c.at);
        found.retain(|c| matches!(item, Item::Deletion { .. }) || c.cost < insert * 1.05);
        found
    }

    /// Does an item have the key of what stands at a unit of the file?
    fn named_alike(&self, item: Item, f: usize) -> bool {
        let Item::Node(id) = item else { return false };
        let other = self.f.heads[f].and_then(|n| self.f.keys[n]);
        matches!((self.s.keys[id], other), (Some(a), Some(b)) if a.same(b))
    }

    /// Nodes that a deletion may mean.
    fn named(&self, index: usize, region: &Range<usize>) -> Vec<Candidate> {
        let wanted = &self.sketch.deletions[index];
        let mut found = Vec::new();
        for unit in region.clone() {
            let Some(id) = self.f.heads[unit] else { continue };
            let node = &self.f.nodes[id];
            if node.extent < region.end && wanted.iter().any(|n| names::means(self.f, id, n)) {
                let at = unit - region.start;
                found.push(Candidate {
                    at,
                    next: node.extent + 1 - region.start,
                    cost: 0.0,
                    fit: Fit::Deleted,
                });
            }
        }
        found
    }

    fn part_candidates(&mut self, unit: usize, region: &Range<usize>) -> Vec<Candidate> {
        let mut found = Vec::new();
        for f in region.clone() {
            let (a, b) = (&self.s.units[unit], &self.f.units[f]);
            let at = f - region.start;
            if a.same(b) {
                found.push(Candidate { at, next: at + 1, cost: 0.0, fit: Fit::Equal });
            } else if a.weight >= 1.5 && self.f.heads[f].is_none() && !b.is_comment() {
                let weight = a.weight;
                let alike = self.similarity((unit, unit), (f, f));
                if alike >= SIMILAR {
                    let cost = 2.0 * (1.0 - alike) * weight + 0.2;
                    found.push(Candidate { at, next: at + 1, cost, fit: Fit::Similar });
                }
            }
        }
        found
    }

    fn node_candidates(
        &mut self,
        id: NodeId,
        region: &Range<usize>,
        frame: Frame,
    ) -> Vec<Candidate> {
        let node = self.s.nodes[id].clone();
        let whole = !self.has_marker(Item::Node(id));
        let mut found = Vec::new();
        for f in region.clone() {
            let at = f - region.start;
            let one = |fit, cost| Candidate { at, next: at + 1, cost, fit };
            if node.is_leaf() && self.s.units[node.head].same(&self.f.units[f]) {
                found.push(one(Fit::Equal, 0.0));
                continue;
            }
            let Some(other) = self.f.heads[f] else { continue };
            let last = self.f.nodes[other].last;
            if whole
                && last < region.end
                && self.s.hashes[id] == self.f.hashes[other]
                && self.s.units[node.head].is_comment() == self.f.units[f].is_comment()
                && (self.s.comments[id].is_none() || self.s.comments[id] == self.f.comments[other])
            {
                found.push(Candidate {
                    at,
                    next: last + 1 - region.start,
                    cost: 0.0,
                    fit: Fit::SameNode,
                });
            }
        }
        if !found.is_empty() && (!node.is_leaf() || region.len() > 20_000) {
            return found;
        }
        for f in region.clone() {
            let Some(other) = self.f.heads[f] else {
                // A loose end may stand for a unit that continues or closes a node.
                if node.is_leaf() && self.s.loose[node.head].closes > 0 {
                    found.extend(self.loose_candidate(node.head, f, region));
                }
                continue;
            };
            if self.f.nodes[other].last >= region.end && self.f.nodes[other].head != f {
                continue;
            }
            if self.s.units[node.head].is_comment() != self.f.units[f].is_comment() {
                continue;
            }
            found.extend(self.changed(id, other, region, frame));
            if self.work > BUDGET {
                break;
            }
        }
        self.prefer_names(id, region, &mut found);
        found
    }

    /// Where the name is found, nothing with another name is meant; where the whole head is found
    /// (an overload's parameters, an `impl`'s trait), nothing with another head is.
    fn prefer_names(&self, id: NodeId, region: &Range<usize>, found: &mut Vec<Candidate>) {
        let Some(key) = self.s.keys[id] else { return };
        let head = &self.s.units[self.s.nodes[id].head];
        let named = |c: &Candidate| {
            let other = self.f.heads[region.start + c.at].and_then(|n| self.f.keys[n]);
            other.is_some_and(|k| k.same(key))
        };
        let whole = |c: &Candidate| named(c) && head.same(&self.f.units[region.start + c.at]);
        if found.iter().any(named) {
            found.retain(|c| named(c) || matches!(c.fit, Fit::Equal | Fit::SameNode));
        }
        if found.iter().any(whole) {
            for c in found.iter_mut().filter(|c| !whole(c)) {
                c.cost += REPEAT / 2.0;
            }
        }
    }

    fn loose_candidate(
        &mut self,
        unit: usize,
        f: usize,
        region: &Range<usize>,
    ) -> Option<Candidate> {
        if self.s.units[unit].same(&self.f.units[f]) || self.s.units[unit].weight < 1.5 {
            return None;
        }
        let alike = self.similarity((unit, unit), (f, f));
        let at = f - region.start;
        let cost = 2.0 * (1.0 - alike) * self.s.units[unit].weight + 0.2;
        (alike >= 0.6).then_some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
    }

    /// Does a unit start something whose rest it does not show?
    fn opens(&self, unit: usize) -> bool {
        let tokens = &self.s.tokens[self.s.units[unit].tokens.clone()];
        let code = || tokens.iter().filter(|t| t.kind != crate::index::Kind::Comment);
        let Some(last) = code().next_back() else { return false };
        if self.s.loose[unit].opens > 0 || last.is(b':') && self.lexis.nesting == Nesting::Offside {
            return true;
        }
        // Its brace may stand on the next line.
        let below = self
            .s
            .units
            .get(unit + 1)
            .filter(|_| self.s.loose.get(unit + 1).is_some_and(|l| l.opens > 0));
        if below.is_some_and(|u| u.tokens.len() == 1 && self.s.tokens[u.tokens.start].is(b'{')) {
            return true;
        }
        // A tag that is opened and not closed.
        let opened = code().next().is_some_and(|t| t.is(b'<')) && last.is(b'>');
        let pairs: Vec<_> = code().collect();
        let closes = pairs
            .windows(2)
            .any(|w| w[0].is(b'<') && w[1].is(b'/') || w[0].is(b'/') && w[1].is(b'>'));
        opened && !closes
    }

    /// The candidate that takes node `s` of the sketch for node `f` of the file with a change.
    fn changed(
        &mut self,
        s: NodeId,
        f: NodeId,
        region: &Range<usize>,
        frame: Frame,
    ) -> Option<Candidate> {
        let (a, b) = (self.s.nodes[s].clone(), self.f.nodes[f].clone());
        let at = b.head - region.start;
        let fits_in = b.last < region.end;
        let (s_key, f_key) = (self.s.keys[s], self.f.keys[f]);
        let same_key = matches!((s_key, f_key), (Some(x), Some(y)) if x.same(y));
        let other_key = matches!((s_key, f_key), (Some(x), Some(y)) if !x.same(y));
        let has_marker = self.has_marker(Item::Node(s));
        let comment = self.s.units[a.head].is_comment();
        match (a.is_leaf(), b.is_leaf()) {
            (true, true) => {
                if self.s.units[a.head].same(&self.f.units[b.head]) {
                    return None;
                }
                let alike = self.similarity((a.head, a.head), (b.head, b.head));
                let same_key = same_key || self.both_leave(a.head, b.head);
                let cost = self.change_cost(a.head, alike, same_key, other_key, comment)?;
                Some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
            }
            (true, false) if self.opens(a.head) => {
                if self.s.units[a.head].same(&self.f.units[b.head]) {
                    return None;
                }
                let alike = self.similarity((a.head, a.head), (b.head, b.head));
                let cost = self.change_cost(a.head, alike, same_key, other_key, comment)?;
                Some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
            }
            (false, false) => {
                if !fits_in {
                    return None;
                }
                let same_head = self.s.units[a.head].same(&self.f.units[b.head]);
                let alike = if same_head {
                    1.0
                } else {
                    self.similarity((a.head, a.head), (b.head, b.head))
                };
                // Another name is another thing, unless the sketch does not show what is in it.
                if other_key && !(has_marker && alike >= SIMILAR) {
                    return None;
                }
                if !same_key && !same_head && alike < SIMILAR {
                    return None;
                }
                let weight = self.s.units[a.head].weight.min(12.0);
                let mut head = if same_head { 0.0 } else { 2.0 * (1.0 - alike) * weight + 0.2 };
                if other_key {
                    head += 1.0;
                }
                let inner = self.nested_cost(s, f, frame);
                let insert = self.own_cost(Item::Node(s));
                let cost = if same_key {
                    // What has the name is the thing, however much of it is new.
                    0.5 * head + (0.5 * inner).min(insert * 0.7)
                } else {
                    head + inner
                };
                Some(Candidate { at, next: b.last + 1 - region.start, cost, fit: Fit::Nested })
            }
            _ => {
                if has_marker || !fits_in {
                    return None;
                }
                let alike = self.similarity((a.head, a.last), (b.head, b.last));
                let insert = self.own_cost(Item::Node(s));
                let cost = if same_key {
                    0.3 + 0.6 * (1.0 - alike) * insert
                } else if s_key.is_none() && f_key.is_none() && alike >= 0.6 {
                    0.2 + 2.0 * (1.0 - alike) * insert
                } else {
                    return None;
                };
                Some(Candidate { at, next: b.last + 1 - region.start, cost, fit: Fit::OtherNode })
            }
        }
    }

    /// Do both units leave the block in the same way? Nobody writes two such in a row.
    fn both_leave(&self, s: usize, f: usize) -> bool {
        let word = |o: &'a Outline, unit: usize| {
            let first = o.tokens[o.units[unit].tokens.clone()].first()?;
            Some(&o.text[first.start..first.end])
        };
        let (a, b) = (word(self.s, s), word(self.f, f));
        a == b && matches!(a, Some("return" | "throw" | "raise" | "break" | "continue" | "goto"))
    }

    /// What it costs to replace a unit of the file by one of the sketch.
    fn change_cost(
        &self,
        unit: usize,
        alike: f32,
        same_key: bool,
        other_key: bool,
        comment: bool,
    ) -> Option<f32> {
        let weight = self.s.units[unit].weight.min(12.0);
        if same_key {
            return Some(0.2 + 0.6 * (1.0 - alike) * weight);
        }
        if other_key {
            // Perhaps renamed, perhaps new beside it: only its neighbours can tell.
            return (alike >= RENAMED).then_some(weight + 0.4);
        }
        if comment {
            return (alike >= SIMILAR).then_some((1.0 - alike) * weight.min(8.0) * 0.4 + 0.1);
        }
        (alike >= SIMILAR).then_some(2.0 * (1.0 - alike) * weight + 0.2)
    }

    /// The cost of aligning what is nested in two nodes.
    fn nested_cost(&mut self, s: NodeId, f: NodeId, frame: Frame) -> f32 {
        if let Some(cost) = self.costs.get(&(s, f)) {
            return *cost;
        }
        let (items, region, inner) = self.inside(s, f);
        let _ = frame;
        let cost = match self.settle(items, &region, inner) {
            Ok((_, level)) => level.cost(),
            Err(_) => f32::INFINITY,
        };
        self.costs.insert((s, f), cost);
        cost
    }

    /// The problem nested in two matched nodes.
    fn inside(&self, s: NodeId, f: NodeId) -> (Items, Range<usize>, Frame) {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let mut items = self.nested(s);
        let mut region = self.interior(f);
        let mut open = (false, false);
        if a.closed && !b.closed {
            // The sketch's end is one more thing to find.
            items.push(Item::Part(a.last));
        } else if !a.closed && b.closed && self.lexis.nesting == Nesting::Closed {
            open.1 = true;
        }
        // A gap at the end of what indentation alone closes reaches to the end of what is around.
        let end = if a.closed { a.last - 1 } else { a.last };
        if self.sketch.is_gap(end) || self.tail_is_open(s) {
            open.1 = true;
        }
        if region.end > b.last + 1 {
            region.end = b.last + 1;
        }
        (items, region, Frame { heads: Some((a.head, b.head)), open })
    }

    /// Where indentation alone ends a block, a gap behind it that is not indented may as well
    /// cover the block's own rest. It does in a sketch whose gaps never are indented while its
    /// code is.
    fn tail_is_open(&self, s: NodeId) -> bool {
        if self.lexis.nesting != Nesting::Offside {
            return false;
        }
        let node = &self.s.nodes[s];
        let next = node.last + 1;
        if next >= self.s.units.len() || !self.sketch.is_gap(next) {
            return false;
        }
        if self.opens(node.last) {
            return true;
        }
        let gaps = || (0..self.s.units.len()).filter(|u| self.sketch.is_gap(*u));
        let flat = gaps().all(|u| self.s.column(u) == 0);
        let strays = gaps().any(|u| {
            self.s
                .units
                .get(u + 1)
                .is_some_and(|n| !n.is_marker() && n.fresh && n.tabs + n.spaces > 0)
        });
        flat && strays
    }

    // ---- problems ----

    fn level(&mut self, items: &Items, region: &Range<usize>, frame: Frame) -> Level {
        let count = items.items.len();
        let mut gaps: Vec<bool> = items.gaps.iter().map(|g| !g.is_empty()).collect();
        let explicit: Vec<bool> =
            items.gaps.iter().map(|g| g.iter().any(|gap| *gap != UNSAID)).collect();
        gaps[0] |= frame.open.0;
        gaps[count] |= frame.open.1;
        let mut inserts = Vec::with_capacity(count);
        let mut candidates = Vec::with_capacity(count);
        let mut homes = vec![None; count];
        for (i, item) in items.items.iter().enumerate() {
            let found = self.candidates(*item, region, frame, items.floating.contains(&i));
            let insert =
                if found.is_empty() && matches!(item, Item::Node(_)) && self.has_marker(*item) {
                    // Code around a gap that is nowhere yet is put around what the gap stands for.
                    self.own_cost(*item)
                } else {
                    self.insert_cost(*item)
                };
            inserts.push(insert + self.repeat_cost(*item, &found));
            candidates.push(found);
            if gaps[i] && gaps[i + 1] {
                homes[i] = self.home(*item, region);
            }
        }
        if frame.heads.is_none() && explicit.iter().any(|g| *g) && count > 0 {
            if frame.open.0 && !explicit[0] && gaps[1] && homes[0].is_none() {
                homes[0] = Some(self.top(region));
            }
            if frame.open.1 && !explicit[count] && gaps[count - 1] && homes[count - 1].is_none() {
                homes[count - 1] = Some(region.len());
            }
        }
        let skips = region.clone().map(|f| self.skip(f, region)).collect();
        Level { gaps, inserts, homes, candidates, skips }
    }

    /// Where a new item belongs by its kind: an import behind the last one.
    fn home(&self, item: Item, region: &Range<usize>) -> Option<usize> {
        let Item::Node(id) = item else { return None };
        let key = self.s.keys[id].filter(|k| k.class == Class::Import)?;
        let mut imports = region.clone().filter(|f| {
            self.f.heads[*f].is_some_and(|n| self.f.keys[n].is_some_and(|k| k.class == key.class))
        });
        let last = imports.next_back()?;
        Some(self.f.nodes[self.f.heads[last]?].last + 1 - region.start)
    }

    /// The offset behind a file's header comment.
    fn top(&self, region: &Range<usize>) -> usize {
        let first_code =
            region.clone().find(|f| !self.f.units[*f].is_comment()).unwrap_or(region.end);
        let apart = (region.start + 1..=first_code)
            .find(|f| self.f.units.get(*f).is_none_or(|u| u.blanks > 0));
        if first_code == region.start { 0 } else { apart.unwrap_or(first_code) - region.start }
    }

    fn skip(&self, f: usize, region: &Range<usize>) -> Skip {
        let unit = &self.f.units[f];
        let node = self.f.heads[f].map(|id| &self.f.nodes[id]).filter(|n| n.last < region.end);
        if unit.is_comment() {
            let whole = node.filter(|n| !n.is_leaf()).map(|n| (0.15, n.last + 1 - region.start));
            return Skip { unit: if whole.is_some() { 0.5 } else { 0.15 }, node: whole };
        }
        let weight = unit.weight.min(12.0);
        match node {
            Some(n) if !n.is_leaf() => {
                let total: f32 =
                    self.f.units[n.head..=n.last].iter().map(|u| u.weight.min(12.0)).sum();
                // A head or an end alone goes only where something is unwrapped.
                Skip {
                    unit: 0.8 * weight + 1.5,
                    node: Some((2.0 + 0.25 * total, n.last + 1 - region.start)),
                }
            }
            Some(_) => Skip { unit: 0.8 * weight + 0.3, node: None },
            None => Skip { unit: 0.8 * weight + 0.8, node: None },
        }
    }

    /// The problem, with code around a gap that is nowhere yet taken apart: it goes around what
    /// the gap stands for.
    fn settle(
        &mut self,
        items: Items,
        region: &Range<usize>,
        frame: Frame,
    ) -> Result<(Items, Level), Doubt> {
        let mut items = items;
        for _ in 0..16 {
            let cells = (items.items.len() + 1).saturating_mul(region.len() + 1);
            self.work += cells as u64;
            if cells > CELLS || self.work > BUDGET {
                return Err(Doubt::TooLarge);
            }
            let level = self.level(&items, region, frame);
            let around = items.items.iter().enumerate().position(|(i, item)| {
                let Item::Node(id) = item else { return false };
                level.candidates[i].is_empty()
                    && !self.s.nodes[*id].is_leaf()
                    && self.has_marker(*item)
            });
            match around {
                Some(index) => items = self.apart(&items, index),
                None => return Ok((items, level)),
            }
        }
        let level = self.level(&items, region, frame);
        Ok((items, level))
    }

    /// Aligns items with a run of the file's units.
    fn solve(&mut self, items: Items, region: Range<usize>, frame: Frame) -> Result<Edits, Doubt> {
        if items.items.len().saturating_mul(region.len()) > SPLIT {
            let anchors = self.anchors(&items, &region);
            if !anchors.is_empty() {
                return self.split(&items, &region, frame, &anchors);
            }
        }
        let (mut items, mut level) = self.settle(items, &region, frame)?;
        // New code around old code: look whether it is cheaper to take it apart.
        let mut tried = HashSet::new();
        loop {
            let table = level.table();
            let cost = table.cost();
            let path = table.path();
            drop(table);
            let Some(apart) = self.take_apart(&items, &path, &mut tried) else { break };
            let other = self.level(&apart, &region, frame);
            self.charge(&other)?;
            if other.cost() + 0.5 < cost {
                (items, level) = (apart, other);
                tried.clear();
            }
        }
        let mut table = level.table();
        let best = table.cost();
        let mut path = table.path();
        table.complete();
        let mut margin = None;
        if let Some(other) =
            self.doubts(&items, &region, frame, &table, best, &path, &mut margin)?
        {
            path = other;
        }
        let mut edits = self.edits(&items, &region, &level, &path, frame)?;
        edits.lead(margin);
        Ok(edits)
    }

    /// Nodes that are the same and stand only once on either side, by item and unit.
    fn anchors(&self, items: &Items, region: &Range<usize>) -> Vec<(usize, usize)> {
        const TELLING: f32 = 3.0;
        let ours: Vec<(usize, u64)> = items
            .items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| match item {
                Item::Node(id) if !self.has_marker(*item) && self.s.weights[*id] >= TELLING => {
                    Some((i, self.s.hashes[*id]))
                }
                _ => None,
            })
            .collect();
        let theirs: Vec<(usize, u64)> = region
            .clone()
            .filter_map(|f| {
                let id = self.f.heads[f]?;
                let fits = self.f.nodes[id].last < region.end && !self.f.units[f].is_comment();
                (fits && self.f.weights[id] >= TELLING).then_some((f, self.f.hashes[id]))
            })
            .collect();
        let mut found = anchors(&ours, &theirs);
        found.retain(|(i, f)| {
            let (Item::Node(id), Some(other)) = (items.items[*i], self.f.heads[*f]) else {
                return false;
            };
            self.s.comments[id].is_none() || self.s.comments[id] == self.f.comments[other]
        });
        found
    }

    /// Aligns what is between anchors, each run on its own.
    fn split(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        frame: Frame,
        anchors: &[(usize, usize)],
    ) -> Result<Edits, Doubt> {
        let mut edits = Edits::default();
        let (mut item, mut unit) = (0, region.start);
        for stop in anchors.iter().copied().map(Some).chain([None]) {
            let (end_item, end_unit) = stop.unwrap_or((items.items.len(), region.end));
            if end_unit < unit {
                // Nested in the anchor before.
                continue;
            }
            let run = Items {
                items: items.items[item..end_item].to_vec(),
                gaps: items.gaps[item..=end_item].to_vec(),
                floating: (item..end_item)
                    .filter(|i| items.floating.contains(i))
                    .map(|i| i - item)
                    .collect(),
            };
            let open = (frame.open.0 && item == 0, frame.open.1 && stop.is_none());
            let inner = self.solve(run, unit..end_unit, Frame { open, ..frame })?;
            edits.absorb(inner);
            let (Some((i, f)), Some(Item::Node(id))) = (stop, items.items.get(end_item)) else {
                continue;
            };
            let other = self.f.heads[f].map_or(f, |id| self.f.nodes[id].last);
            edits.partners.insert(self.s.nodes[*id].head, f);
            edits.partners.insert(self.s.nodes[*id].last, other);
            (item, unit) = (i + 1, other + 1);
        }
        Ok(edits)
    }

    fn charge(&mut self, level: &Level) -> Result<(), Doubt> {
        self.work += level.cells() as u64;
        if level.cells() > CELLS || self.work > BUDGET { Err(Doubt::TooLarge) } else { Ok(()) }
    }

    /// Dissolves the first new node that holds gaps or code of the file into its parts.
    fn take_apart(
        &self,
        items: &Items,
        path: &[Step],
        tried: &mut HashSet<NodeId>,
    ) -> Option<Items> {
        let known: HashSet<u64> =
            self.f.units.iter().filter(|u| u.weight >= 1.5).map(|u| u.hash).collect();
        let index = path.iter().find_map(|step| {
            let Step::Item { item, how: Move::Insert, .. } = step else { return None };
            let Item::Node(id) = items.items[*item] else { return None };
            let node = &self.s.nodes[id];
            let named = self.s.keys[id].is_some();
            let holds = (node.head + 1..=node.last).any(|u| {
                self.s.units[u].role == Role::Gap || !named && known.contains(&self.s.units[u].hash)
            });
            (!node.is_leaf() && holds && tried.len() < 16 && tried.insert(id)).then_some(*item)
        })?;
        Some(self.apart(items, index))
    }

    /// The items with one node dissolved into its parts.
    fn apart(&self, items: &Items, index: usize) -> Items {
        let Item::Node(id) = items.items[index] else { return items.clone() };
        let node = &self.s.nodes[id];
        let inner = self.nested(id);
        let mut out = Items { gaps: vec![Vec::new()], ..Items::default() };
        for (i, item) in items.items.iter().enumerate() {
            for gap in &items.gaps[i] {
                out.push_gap(*gap);
            }
            if i != index {
                if items.floating.contains(&i) {
                    out.floating.insert(out.items.len());
                }
                out.push(*item);
                continue;
            }
            out.push(Item::New(node.head));
            for (k, part) in inner.items.iter().enumerate() {
                for gap in &inner.gaps[k] {
                    out.push_gap(*gap);
                }
                out.floating.insert(out.items.len());
                out.push(match part {
                    Item::Part(unit) => Item::New(*unit),
                    other => *other,
                });
            }
            for gap in &inner.gaps[inner.items.len()] {
                out.push_gap(*gap);
            }
            if node.closed {
                out.push(Item::New(node.last));
            }
        }
        for gap in &items.gaps[items.items.len()] {
            out.push_gap(*gap);
        }
        out
    }

    /// Looks for alignments that are as good and yield another text. An answer is the path that
    /// the caller's pick decides for.
    #[allow(clippy::too_many_arguments)]
    fn doubts(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        frame: Frame,
        table: &Table<'_>,
        best: f32,
        path: &[Step],
        margin: &mut Option<f32>,
    ) -> Result<Option<Vec<Step>>, Doubt> {
        let mut text = None;
        for step in path {
            let Step::Item { item, at, how } = step else { continue };
            let of = items.items[*item];
            if let (Item::Deletion { index, .. }, Move::Insert) = (of, how) {
                return Err(Doubt::Unknown { deletion: index });
            }
            let others = table.others(*item, *at, *how, best + 3.0 * MARGIN);
            // What tells little cannot be far ahead.
            let near = match of {
                Item::Deletion { .. } => MARGIN,
                _ => MARGIN.min(0.45 * self.own_cost(of)),
            };
            let mut fits: Vec<(usize, Move)> = Vec::new();
            let mut places = 0;
            for (cost, other_at, other_how) in others.into_iter().take(64) {
                if fits.len() >= 8 {
                    break;
                }
                places += 1;
                let other = table.path_through(*item, other_at, other_how);
                self.work += region.len() as u64;
                let chosen =
                    text.get_or_insert_with(|| self.result(items, region, table, path, frame));
                if *chosen == self.result(items, region, table, &other, frame) {
                    continue;
                }
                *margin = Some(margin.map_or(cost - best, |m| m.min(cost - best)));
                if cost < best + near {
                    fits.push((other_at, other_how));
                }
            }
            let _ = places;
            if fits.is_empty() {
                continue;
            }
            let mut all = vec![(*at, *how)];
            all.extend(fits);
            if let Some(pick) = self.pick {
                let chosen: Vec<_> = all
                    .iter()
                    .filter(|(at, _)| names::picks(self.f, region.start + at, pick))
                    .collect();
                if let [(at, how)] = chosen[..] {
                    return Ok(Some(table.path_through(*item, *at, *how)));
                }
            }
            let unit = self.units(of).start;
            let slots: Vec<usize> = all.iter().map(|(at, _)| region.start + at).collect();
            let inserts = all.iter().filter(|(_, how)| *how == Move::Insert).count();
            return Err(if inserts * 2 > all.len() {
                Doubt::Slot { item: unit, slots }
            } else {
                Doubt::Places { item: unit, fits: slots }
            });
        }
        Ok(None)
    }

    /// What the units of the file read like after a path: enough to tell whether two paths differ.
    fn result(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        table: &Table<'_>,
        path: &[Step],
        frame: Frame,
    ) -> Vec<u64> {
        let pick = self.pick.take();
        let edits = self.edits(items, region, table.level(), path, frame).unwrap_or_default();
        self.pick = pick;
        let said = |outline: &Outline, unit: usize| {
            xxhash_rust::xxh3::xxh3_64(outline.said(unit).as_bytes())
        };
        let mut out = Vec::with_capacity(region.len());
        for f in region.start..=region.end {
            for s in edits.inserted.get(&f).into_iter().flatten() {
                out.push(said(self.s, *s));
            }
            if f == region.end || edits.removed.contains(&f) {
                continue;
            }
            match edits.replaced.get(&f) {
                Some(s) => out.push(said(self.s, *s)),
                None => out.push(said(self.f, f)),
            }
        }
        out
    }

    /// The edits of a path.
    fn edits(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        level: &Level,
        path: &[Step],
        frame: Frame,
    ) -> Result<Edits, Doubt> {
        let mut out = Edits::default();
        for step in path {
            match step {
                Step::Absorb { item, units } => {
                    let units = region.start + units.start..region.start + units.end;
                    for gap in items.gaps[*item].iter().filter(|gap| **gap != UNSAID) {
                        out.wrapped.push((*gap, units.clone()));
                    }
                }
                Step::Drop { units, .. } => {
                    for f in region.start + units.start..region.start + units.end {
                        if self.f.units[f].is_comment() && self.spares(f, units, region) {
                            out.spared.insert(f);
                        } else {
                            out.removed.insert(f);
                            out.dropped.insert(f);
                        }
                    }
                }
                Step::Item { item, at, how } => {
                    let f = region.start + at;
                    let of = items.items[*item];
                    match how {
                        Move::Insert => {
                            out.inserted.entry(f).or_default().extend(self.units(of));
                            if let (Item::Node(id), true) = (of, level.homes[*item] == Some(*at)) {
                                out.by_rule.insert(id);
                            }
                        }
                        Move::Match(index) => {
                            let c = level.candidates[*item][*index];
                            self.matched(of, f, c, region, frame, &mut out)?;
                        }
                    }
                }
            }
        }
        Ok(out)
    }

    /// Comments are left out more often than meant to go: a whole one stays, part of one goes.
    fn spares(&self, f: usize, dropped: &Range<usize>, region: &Range<usize>) -> bool {
        let mut owner = &self.f.nodes[self.f.owner[f]];
        while let Some(parent) = owner.parent.map(|id| &self.f.nodes[id]) {
            if !self.f.units[parent.head].is_comment() {
                break;
            }
            owner = parent;
        }
        let whole =
            region.start + dropped.start <= owner.head && owner.last < region.start + dropped.end;
        // What goes together with the code around it was left out with it.
        whole && dropped.len() == owner.last + 1 - owner.head
    }

    fn matched(
        &mut self,
        item: Item,
        f: usize,
        c: Candidate,
        region: &Range<usize>,
        frame: Frame,
        out: &mut Edits,
    ) -> Result<(), Doubt> {
        let s = self.units(item);
        let behind = region.start + c.next;
        match c.fit {
            Fit::Equal => {
                out.partners.insert(s.start, f);
            }
            Fit::Similar => {
                out.partners.insert(s.start, f);
                out.replaced.insert(f, s.start);
            }
            Fit::SameNode => {
                out.partners.insert(s.start, f);
                out.partners.insert(s.end - 1, behind - 1);
            }
            Fit::OtherNode => {
                out.partners.insert(s.start, f);
                out.replaced.insert(f, s.start);
                out.removed.extend(f + 1..behind);
                out.inserted.entry(f + 1).or_default().extend(s.start + 1..s.end);
            }
            Fit::Deleted => {
                out.removed.extend(f..behind);
                if let Some(id) = self.f.heads[f] {
                    out.deleted.insert(id);
                }
            }
            Fit::Nested => {
                let (Item::Node(id), Some(other)) = (item, self.f.heads[f]) else { return Ok(()) };
                out.nodes.insert(id, other);
                self.pair(s.start, f, out);
                let (a, b) = (&self.s.nodes[id], &self.f.nodes[other]);
                if a.closed && b.closed {
                    self.pair(a.last, b.last, out);
                }
                let (items, inner, nested) = self.inside(id, other);
                let _ = frame;
                let edits = self.solve(items, inner, nested)?;
                out.absorb(edits);
            }
        }
        Ok(())
    }

    fn pair(&self, s: usize, f: usize, out: &mut Edits) {
        out.partners.insert(s, f);
        if !self.s.units[s].same(&self.f.units[f]) {
            out.replaced.insert(f, s);
        }
    }

    // ---- out of order ----

    /// New definitions that the file has elsewhere: moved if the sketch shows their new place among
    /// what stood around the old one, else changed where they are.
    fn reorder(
        &mut self,
        items: Items,
        region: Range<usize>,
        frame: Frame,
        edits: Edits,
    ) -> Result<Edits, Doubt> {
        let fresh: HashSet<usize> = edits.inserted.values().flatten().copied().collect();
        let mut strays: Vec<(NodeId, NodeId)> = Vec::new();
        for (id, node) in self.s.nodes.iter().enumerate() {
            if node.spine.is_empty() || !fresh.contains(&node.head) {
                continue;
            }
            let Some(key) = self.s.keys[id].filter(|k| k.class == Class::Definition) else {
                continue;
            };
            if node.is_leaf() && !self.opens(node.head) && self.lexis.layout == Layout::Lines {
                continue;
            }
            let home = node.parent.and_then(|p| edits.nodes.get(&p)).copied();
            if node.parent.is_some() && home.is_none() {
                continue;
            }
            let scope = self.scope(id, &edits);
            let mut twins = (0..self.f.nodes.len()).filter(|t| {
                let twin = &self.f.nodes[*t];
                !twin.spine.is_empty()
                    && self.f.keys[*t].is_some_and(|k| k.same(key))
                    && (node.parent.is_none() || twin.parent == home)
                    && scope.is_none_or(|scope| twin.parent == scope)
                    && !edits.partners.values().any(|f| *f == twin.head)
            });
            if let (Some(twin), None) = (twins.next(), twins.next()) {
                strays.push((id, twin));
            }
        }
        if strays.is_empty() {
            return Ok(edits);
        }
        let mut edits = edits;
        for (id, twin) in strays {
            let old = &self.f.nodes[twin];
            if edits.removed.contains(&old.head) {
                edits.moved.insert(twin);
                continue;
            }
            if self.swapped(id, twin, &edits) {
                edits.moved.insert(twin);
                edits.removed.extend(old.head..=old.last);
                continue;
            }
            // Changed where it is.
            let units = self.s.nodes[id].head..self.s.nodes[id].last + 1;
            for slot in edits.inserted.values_mut() {
                slot.retain(|u| !units.contains(u));
            }
            edits.inserted.retain(|_, units| !units.is_empty());
            let alone = Items {
                items: vec![Item::Node(id)],
                gaps: vec![vec![], vec![]],
                floating: HashSet::from([0]),
            };
            let place = self.f.nodes[twin].head..self.f.nodes[twin].last + 1;
            let inner = self.solve(alone, place, frame)?;
            edits.absorb(inner);
        }
        let _ = (items, region);
        Ok(edits)
    }

    /// What the neighbours of a new node, without a gap between, are nested in.
    fn scope(&self, id: NodeId, edits: &Edits) -> Option<Option<NodeId>> {
        let node = &self.s.nodes[id];
        let siblings: &[NodeId] = match node.parent {
            Some(parent) => &self.s.nodes[parent].children,
            None => &self.s.roots,
        };
        let at = siblings.iter().position(|n| *n == id)?;
        let place = |n: &NodeId| {
            let head = self.s.nodes[*n].head;
            if self.s.units[head].is_marker() {
                return None;
            }
            let f = edits.partners.get(&head)?;
            let owner = self.f.heads[*f]?;
            Some(self.f.nodes[owner].parent)
        };
        let before = at.checked_sub(1).and_then(|i| place(&siblings[i]));
        before.or_else(|| siblings.get(at + 1).and_then(place))
    }

    /// Do the neighbours of a new node, without a gap between, stand beside its twin in the file?
    fn swapped(&self, id: NodeId, twin: NodeId, edits: &Edits) -> bool {
        let node = &self.s.nodes[id];
        let siblings: &[NodeId] = match node.parent {
            Some(parent) => &self.s.nodes[parent].children,
            None => &self.s.roots,
        };
        let Some(at) = siblings.iter().position(|n| *n == id) else { return false };
        let old = &self.f.nodes[twin];
        let file_siblings: &[NodeId] = match old.parent {
            Some(parent) => &self.f.nodes[parent].children,
            None => &self.f.roots,
        };
        let code = |n: &&NodeId| !self.f.units[self.f.nodes[**n].head].is_comment();
        let order: Vec<NodeId> = file_siblings.iter().filter(code).copied().collect();
        let Some(place) = order.iter().position(|n| *n == twin) else { return false };
        // The run of shown siblings around it, up to the next gaps.
        let shown = |n: NodeId| {
            let head = self.s.nodes[n].head;
            (!self.s.units[head].is_marker()).then(|| edits.partners.get(&head)).flatten()
        };
        let mut run: Vec<usize> = Vec::new();
        for n in siblings[at + 1..].iter().map_while(|n| shown(*n)) {
            run.push(*n);
        }
        for n in siblings[..at].iter().rev().map_while(|n| shown(*n)) {
            run.push(*n);
        }
        let mut places: Vec<usize> = run
            .iter()
            .filter_map(|f| order.iter().position(|n| self.f.nodes[*n].head == *f))
            .collect();
        places.push(place);
        places.sort_unstable();
        places.dedup();
        places.len() > 1 && places[places.len() - 1] - places[0] + 1 == places.len()
    }
}

impl Items {
    fn push(&mut self, item: Item) {
        self.items.push(item);
        self.gaps.push(Vec::new());
    }

    fn push_gap(&mut self, unit: usize) {
        if let Some(last) = self.gaps.last_mut() {
            last.push(unit);
        }
    }
}
