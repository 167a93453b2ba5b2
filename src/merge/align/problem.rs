//! Puts one alignment problem together: items against a run of the file's units.

use std::ops::Range;
use std::rc::Rc;

use super::bodies::Spot;
use super::costs::{ANCHOR, TORN};
use super::identity::{Beside, Bond};
use super::items::{Frame, Item, Items, UNSAID, interior};
use super::level::{Candidate, Fit, Level, Skip};
use super::similarity::way_out;
use super::unsaid::Around;
use super::{Aligner, BUDGET, CELLS, Doubt, KEPT, SETTLED};
use crate::index::{Class, Kind, NodeId, Outline, Role};
use crate::lang::{Layout, Nesting};
use crate::merge::attached::is_attribute;

/// An end of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

/// Is what comes next in a branch that the file has?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Branch {
    Known,
    New,
}

impl Aligner<'_> {
    pub(super) fn level(&mut self, items: &Items, region: &Range<usize>, frame: Frame) -> Level {
        let count = items.items.len();
        let mut gaps: Vec<bool> = items.gaps.iter().map(|g| !g.is_empty()).collect();
        let explicit: Vec<bool> =
            items.gaps.iter().map(|g| g.iter().any(|gap| *gap != UNSAID)).collect();
        gaps[0] |= frame.open.0;
        gaps[count] |= frame.open.1;
        let mut inserts = Vec::with_capacity(count);
        let mut candidates = Vec::with_capacity(count);
        let mut homes = vec![None; count];
        let mut branch = Branch::Known;
        for (i, item) in items.items.iter().enumerate() {
            let mut found = self.candidates(*item, region, frame, items.floating.get(&i).copied());
            match item {
                Item::Part(_) if found.is_empty() => branch = Branch::New,
                Item::Part(_) => branch = Branch::Known,
                // What stands in a new branch can have been moved there, not changed there.
                _ if branch == Branch::New => {
                    found.retain(|c| matches!(c.fit, Fit::Equal | Fit::SameNode));
                }
                _ => {}
            }
            if gaps[i + 1] != gaps[i] {
                let known = self.known_beside(items, i, gaps[i], region);
                // A gap before it that would stand for nothing stands for what is there.
                let follows = |at: usize| gaps[i + 1] || i == 0 && at == 0 || i + 1 == count;
                let spot = Spot { items, index: i, gap_before: gaps[i] };
                found.extend(self.begun_alike(spot, known, region, frame, &found));
                self.keep_apart(spot, known, follows, region, &mut found);
                self.tell_imports(*item, region, &mut found);
            }
            let insert =
                if found.is_empty() && matches!(item, Item::Node(_)) && self.has_marker(*item) {
                    // Code around a gap that is nowhere yet is put around what the gap stands for.
                    self.own_cost(*item)
                } else {
                    self.insert_cost(*item)
                };
            let part = match item {
                // Each part of a block is there once.
                Item::Part(unit) if self.same_part(*unit, frame).is_some() => TORN,
                _ => 0.0,
            };
            inserts.push(insert + part + self.repeat_cost(*item, &found, region));
            candidates.push(found);
            if gaps[i] && gaps[i + 1] {
                homes[i] = self.home(*item, region);
            }
        }
        self.keep_checks(items, &gaps, region, frame, &mut candidates);
        self.keep_company(items, &gaps, region, &mut candidates);
        self.keep_between(items, &gaps, region, &mut candidates);
        self.keep_in_block(items, &gaps, region, &mut candidates);
        self.take_dead_values(items, &gaps, region, &mut candidates);
        self.weigh_anchors(items, &gaps, region, &candidates, &mut inserts);
        self.rename_between(items, &gaps, region, frame, &mut candidates);
        if frame.heads.is_none() && frame.open.0 && count > 1 && !explicit[0] && !gaps[1] {
            self.tell_title(items.items[0], region, &mut candidates);
        }
        if frame.heads.is_none() && explicit.iter().any(|g| *g) && count > 0 {
            if frame.open.0 && !explicit[0] {
                // What a sketch begins with, if it is new, is the file's new beginning.
                let run = (1..=count).find(|i| gaps[*i]).unwrap_or(count);
                if self.lexis.layout == Layout::Prose {
                    keep_neighbours(&mut candidates[..run]);
                }
                let imports = self.first_import(region);
                let brings = |item: &Item| matches!(item, Item::Node(id) if self.s.is_import(*id));
                let new = &items.items[..run];
                let all_new = candidates[..run].iter().all(Vec::is_empty);
                // Code that an import stands above is behind the imports.
                let mixed = new
                    .iter()
                    .skip_while(|item| !brings(item))
                    .any(|item| !brings(item) && !self.heads_another(*item));
                if let (1, Some(first), true, true) = (run, imports, brings(&new[0]), all_new) {
                    // Above the others, as it is shown.
                    homes[0] = Some(first);
                } else if imports.is_some() && mixed {
                    homes[..run].fill(None);
                } else if run == 1 || all_new {
                    let top = self.top(region);
                    homes[..run].iter_mut().for_each(|home| {
                        home.get_or_insert(top);
                    });
                }
            }
            if frame.open.1
                && !explicit[count]
                && gaps[count - 1]
                && homes[count - 1].is_none()
                && self.is_flush(items.items[count - 1])
            {
                homes[count - 1] = Some(region.len());
            }
            // So is a block with what heads it: a comment, an attribute.
            let run = (0..count).rev().find(|i| gaps[*i]).unwrap_or(0);
            if frame.open.1
                && !explicit[count]
                && explicit[run]
                && run + 1 < count
                && candidates[run..].iter().all(Vec::is_empty)
                && items.items[run..count - 1].iter().all(|item| self.heads_another(*item))
                && self.is_flush(items.items[run])
            {
                homes[run..].iter_mut().for_each(|home| {
                    home.get_or_insert(region.len());
                });
            }
        }
        let free = gaps.iter().all(|gap| *gap);
        let skips = if free { Rc::default() } else { self.skips(region) };
        let skips = if frame.heads.is_some() {
            self.set_by_shorthands(items, region, skips)
        } else {
            skips
        };
        Level { gaps, inserts, homes, candidates, count: region.len(), skips }
    }

    /// What is beside a gap, and sketch and file have once, is what the gap ends at rather than new,
    /// however much goes between it and the next. Not if what it is shown with stands on its other
    /// side in the file, nor among branches: what stands in one may be new in another.
    fn weigh_anchors(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &[Vec<Candidate>],
        inserts: &mut [f32],
    ) {
        let branches = items.items.iter().any(|item| matches!(item, Item::Part(_)));
        for (i, item) in items.items.iter().enumerate() {
            if gaps[i] == gaps[i + 1] || items.floating.contains_key(&i) {
                continue;
            }
            let Some(anchor) = self.anchor(*item, &candidates[i], region) else { continue };
            // What is beside it, on the side without the gap, is so in the file as well.
            let beside = if gaps[i] { Some(i + 1) } else { i.checked_sub(1) };
            let joined = beside.and_then(|at| candidates.get(at)).is_some_and(|found| {
                found.iter().any(|c| {
                    let known = matches!(c.fit, Fit::Equal | Fit::SameNode);
                    known && (if gaps[i] { c.at == anchor.next } else { c.next == anchor.at })
                })
            });
            if branches && !joined {
                continue;
            }
            let import = |item: &Item| matches!(item, Item::Node(id) if self.s.is_import(*id));
            // Among others an import may have been moved.
            let among = beside.and_then(|at| items.items.get(at)).is_none_or(|other| {
                let below = self.units(items.items[i.max(beside.unwrap_or(i))]).start;
                import(other) || self.heads_another(*other) && self.s.units[below].blanks == 0
            });
            if !joined && among && import(item) {
                continue;
            }
            let before = (0..i).rev().take_while(|j| !gaps[j + 1]);
            let after = (i + 1..items.items.len()).take_while(|j| !gaps[*j]);
            let fits = |j: usize, fits: &dyn Fn(&Candidate) -> bool| {
                // What is not there as it is shown may be new.
                let known =
                    |c: &Candidate| !matches!(c.fit, Fit::Similar | Fit::OtherNode | Fit::Nested);
                let keyed = matches!(items.items[j], Item::Node(id) if self.s.keys[id].is_some());
                candidates[j].is_empty()
                    || !keyed && !candidates[j].iter().any(known)
                    || candidates[j].iter().any(fits)
            };
            let in_order = before.into_iter().all(|j| fits(j, &|c| c.next <= anchor.at))
                && after.into_iter().all(|j| fits(j, &|c| c.at >= anchor.next));
            if in_order {
                let anchor = if joined { 8.0 * ANCHOR } else { ANCHOR };
                inserts[i] = inserts[i].max(self.own_cost(*item) + anchor);
            }
        }
    }

    /// Between two things that the file has, with no gap beside it: a block of which nothing is shown is
    /// the one block of its kind that stands there, under another name, and not new around it.
    fn rename_between(
        &mut self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        frame: Frame,
        candidates: &mut [Vec<Candidate>],
    ) {
        /// Little: its place tells.
        const RENAMED: f32 = 0.5;
        let count = items.items.len();
        // A rule may as well stand in a new one.
        let nests = self.lexis.layout == Layout::Declarations;
        for i in (0..count).filter(|_| !nests) {
            let Item::Node(id) = items.items[i] else { continue };
            let unknown = candidates[i].is_empty() && !gaps[i] && !gaps[i + 1];
            if !unknown || !self.is_veiled(id) {
                continue;
            }
            let only = |i: usize| match candidates[i][..] {
                [c] if c.fit != Fit::Similar => Some(c),
                _ => None,
            };
            let from = if i == 0 { Some(0) } else { only(i - 1).map(|c| c.next) };
            let to = if i + 1 == count { Some(region.len()) } else { only(i + 1).map(|c| c.at) };
            let (Some(from), Some(to)) = (from, to) else { continue };
            let mut between = region.start + from..region.start + to;
            let Some(first) = between.find(|f| !self.f.units[*f].is_comment()) else { continue };
            let Some(other) = self.f.heads[first] else { continue };
            let alone = self.f.nodes[other].last + 1 == region.start + to;
            if alone && self.are_of_a_kind(id, other) {
                let cost = RENAMED + self.nested_cost(id, other, frame);
                let (at, next) = (first - region.start, to);
                candidates[i].push(Candidate { at, next, cost, fit: Fit::Nested });
            }
        }
    }

    /// Is all that is nested in a node a gap?
    fn is_veiled(&self, id: NodeId) -> bool {
        let node = &self.s.nodes[id];
        !node.children.is_empty()
            && node.children.iter().all(|c| self.sketch.is_gap(self.s.nodes[*c].head))
    }

    /// Have two blocks keys of one class, or do they begin with one word?
    fn are_of_a_kind(&self, s: NodeId, f: NodeId) -> bool {
        let first = |o: &Outline, id: NodeId| {
            let tokens = o.units[o.nodes[id].head].tokens.clone();
            o.tokens[tokens].first().filter(|t| t.kind == Kind::Word).map(|t| t.hash)
        };
        let nested = !self.f.nodes[f].is_leaf();
        nested
            && match (self.s.keys[s], self.f.keys[f]) {
                (Some(a), Some(b)) => a.class == b.class,
                (None, None) => first(self.s, s).is_some_and(|a| first(self.f, f) == Some(a)),
                _ => false,
            }
    }

    /// What leaving out each unit of a region costs.
    fn skips(&mut self, region: &Range<usize>) -> Rc<[Skip]> {
        if let Some(known) = self.skips.get(region) {
            return known.clone();
        }
        let skips: Rc<[Skip]> = region.clone().map(|f| self.skip(f, region)).collect();
        self.kept += skips.len();
        if self.kept > KEPT {
            self.skips.clear();
            self.kept = skips.len();
        }
        self.skips.insert(region.clone(), skips.clone());
        skips
    }

    /// A heading that a sketch begins with, right above what the file has right below its own first
    /// heading, is that one renamed.
    fn tell_title(&self, item: Item, region: &Range<usize>, candidates: &mut [Vec<Candidate>]) {
        /// Little: its place tells.
        const RENAMED: f32 = 0.5;
        let [found, below, ..] = candidates else { return };
        let Item::Node(id) = item else { return };
        let key = self.f.heads.get(region.start).copied().flatten().and_then(|f| self.f.keys[f]);
        let headings = self.lexis.layout == Layout::Prose
            && matches!((self.s.keys[id], key), (Some(a), Some(b)) if !a.same(b));
        if headings && below.iter().any(|c| c.at == 1 && c.fit == Fit::Equal) {
            found.retain(|c| c.at != 0);
            found.push(Candidate { at: 0, next: 1, cost: RENAMED, fit: Fit::Similar });
        }
    }

    /// Is an item a comment or an attribute?
    pub(super) fn heads_another(&self, item: Item) -> bool {
        let unit = self.units(item).start;
        self.s.units[unit].is_comment() || is_attribute(self.s, unit)
    }

    /// Does an item stand where a file's own blocks do?
    fn is_flush(&self, item: Item) -> bool {
        let unit = &self.s.units[self.units(item).start];
        self.lexis.layout != Layout::Lines || unit.tabs == 0 && unit.spaces == 0
    }

    /// Beside a gap, what is another thing than what the file has is new: the gap covers that. Where it
    /// may as well be that, changed, a replacement is no better.
    fn keep_apart(
        &mut self,
        spot: Spot,
        known: Option<NodeId>,
        follows: impl Fn(usize) -> bool,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
        /// How much better a replacement is than something new, where it may be either.
        const LEAD: f32 = 0.9;
        let item = spot.items.items[spot.index];
        let Item::Node(id) = item else { return };
        let head = self.s.nodes[id].head;
        if self.s.units[head].is_comment() || self.has_marker(item) {
            return;
        }
        found.retain_mut(|c| {
            let changed = matches!(c.fit, Fit::Similar | Fit::OtherNode | Fit::Nested);
            let other = self.f.heads[region.start + c.at].filter(|_| changed);
            if other.is_some_and(|other| {
                self.begins_chain(id, other)
                    || c.fit == Fit::OtherNode && self.extends_link(id, other)
            }) {
                return true;
            }
            let beside = Beside { follows: follows(c.at), known };
            if other.is_some_and(|other| {
                self.share_arguments(id, other) && self.stands_beside_the_same(spot, other)
            }) {
                // The same call, made in another way.
                c.cost = c.cost.min(0.5 * self.own_cost(item));
                return true;
            }
            if other.is_some_and(|other| self.mark_others(id, other)) {
                return false;
            }
            if let Some(other) = other.filter(|other| self.hold_others(id, *other))
                && !self.share_their_comment(id, other)
            {
                if !self.s.units[head].same(&self.f.units[self.f.nodes[other].head]) {
                    c.cost = c.cost.max(self.own_cost(item) - LEAD);
                } else if self.stands_beside_the_same(spot, other) {
                    c.cost = c.cost.min(0.5 * self.own_cost(item));
                    return true;
                } else {
                    return false;
                }
            }
            match other.map(|other| self.bond(id, other, beside)) {
                Some(Bond::Two) => return false,
                Some(Bond::Either) => c.cost = c.cost.max(self.own_cost(item) - LEAD),
                Some(Bond::Unsaid) | None => {}
            }
            true
        });
    }

    /// What stands beside an item, on the side without a gap, and is in the file as it is: the node
    /// of the file. Comments and attributes are passed over.
    fn known_beside(
        &self,
        items: &Items,
        index: usize,
        gap_before: bool,
        region: &Range<usize>,
    ) -> Option<NodeId> {
        let mut at = index;
        loop {
            at = if gap_before { at + 1 } else { at.checked_sub(1)? };
            let Item::Node(id) = *items.items.get(at)? else { return None };
            let head = self.s.nodes[id].head;
            if !self.s.units[head].is_comment() && !is_attribute(self.s, head) {
                return self.known(id, region);
            }
            if !items.gaps[if gap_before { at + 1 } else { at }].is_empty() {
                return None;
            }
        }
    }

    /// Beside a gap, an import of another thing is new: between two known neighbours alone it may be
    /// one that changed. One that brings in a name which is there already takes that one's place.
    fn tell_imports(&self, item: Item, region: &Range<usize>, found: &mut Vec<Candidate>) {
        if matches!(item, Item::Node(id) if self.s.is_import(id)) {
            let known = |c: &Candidate| self.named_alike(item, region.start + c.at);
            found.retain(|c| c.fit != Fit::Similar || known(c));
        }
    }

    /// The node of the file that a node of the sketch shows as it is, or, with a gap inside, by its
    /// head, which the file has once.
    fn known(&self, id: NodeId, region: &Range<usize>) -> Option<NodeId> {
        if !self.has_marker(Item::Node(id)) {
            return self.f.nodes_with(self.s.hashes[id], region).next();
        }
        if let Some(hooked) = self.hooked_alike(id, region) {
            return hooked.first().copied().filter(|_| hooked.len() == 1);
        }
        let head = &self.s.units[self.s.nodes[id].head];
        let mut same =
            self.f.units_with(head.hash, region).filter(|f| head.same(&self.f.units[*f]));
        let (one, None) = (same.next()?, same.next()) else { return None };
        self.f.heads[one]
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

    /// The offset of the first import that may have another above it.
    fn first_import(&self, region: &Range<usize>) -> Option<usize> {
        let imports = |f: &usize| self.f.heads[*f].is_some_and(|id| self.f.is_import(id));
        let first =
            region.clone().filter(imports).find(|f| !self.f.said(*f).contains("__future__"))?;
        Some(first - region.start)
    }

    /// The offset behind a file's header comment.
    fn top(&self, region: &Range<usize>) -> usize {
        let first_code =
            region.clone().find(|f| !self.f.units[*f].is_comment()).unwrap_or(region.end);
        let apart = (region.start + 1..=first_code)
            .find(|f| self.f.units.get(*f).is_none_or(|u| u.blanks > 0));
        if first_code == region.start { 0 } else { apart.unwrap_or(first_code) - region.start }
    }

    /// The cost of aligning what is nested in two nodes.
    pub(super) fn nested_cost(&mut self, s: NodeId, f: NodeId, frame: Frame) -> f32 {
        if let Some(cost) = self.costs.get(&(s, f)) {
            return *cost;
        }
        let (items, region, inner) = self.inside(s, f);
        let _ = frame;
        let cost = match self.settle(items, &region, inner) {
            Ok((items, level)) => {
                let cost = level.cost();
                if self.settled.len() >= SETTLED {
                    self.settled.clear();
                }
                self.settled.insert((s, f), (items, level));
                cost
            }
            Err(_) => f32::INFINITY,
        };
        self.costs.insert((s, f), cost);
        cost
    }

    /// The problem nested in two matched nodes.
    pub(super) fn inside(&self, s: NodeId, f: NodeId) -> (Items, Range<usize>, Frame) {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let (head, other) = self.head_ends(s, f);
        let mut items = self.nested(s, head);
        let mut region = interior(b, other);
        let mut open = (false, false);
        if a.closed && !b.closed {
            // The sketch's end is one more thing to find.
            items.push(Item::Part(a.last));
        } else if !a.closed && b.closed && self.lexis.nesting == Nesting::Closed {
            open.1 = true;
        }
        // A gap at the end of what indentation alone closes reaches to the end of what is around.
        let end = if a.closed { a.last - 1 } else { a.last };
        if self.sketch.is_gap(end) || self.tail_is_open(s, f) || self.ends_partial(s, f) {
            open.1 = true;
        }
        if region.end > b.last + 1 {
            region.end = b.last + 1;
        }
        self.leave_unsaid(&mut items, &region, Around::Gaps);
        let count = items.items.len();
        if let Some(first) = items.gaps.iter().position(|gaps| !gaps.is_empty()) {
            let last = items.gaps.iter().rposition(|gaps| !gaps.is_empty()).unwrap_or(first);
            let all = items.gaps.iter().flatten().any(|gap| self.sketch.speaks_of_the_rest(*gap));
            let (head, tail) = (&items.items[..first], &items.items[last..count]);
            open.0 |= self.leaves_out_beside(head.iter(), &region, Edge::Start, all);
            open.1 |= self.leaves_out_beside(tail.iter().rev(), &region, Edge::End, all);
        }
        (items, region, Frame { heads: Some((a.head, b.head)), open })
    }

    /// Is what stands nearest to a block's edge, on this side of the nearest gap, a known member, and
    /// does something change there (at the start, in what is shown first), or does more than one member
    /// stand beyond it? Then the edge is no neighbour between which and that member something would be left out. Nor is it where a gap
    /// speaks of all the rest.
    fn leaves_out_beside<'i>(
        &self,
        mut run: impl Iterator<Item = &'i Item> + Clone,
        region: &Range<usize>,
        edge: Edge,
        all: bool,
    ) -> bool {
        let is_there = |item: &Item| match item {
            Item::Node(id) => self.f.nodes_with(self.s.hashes[*id], region).next().is_some(),
            _ => true,
        };
        let keyed = |item: &Item| match item {
            Item::Node(id) => self.s.keys[*id].map(|key| (*id, key)),
            _ => None,
        };
        let twin = |(id, key)| {
            self.f.nodes_named(key, region).next().or_else(|| self.kinds.get(&id).copied())
        };
        // What opens a block stands above the first line as a neighbour does, where that line is as it was.
        // In a map it is the names that tell.
        let reach = if edge == Edge::Start && !self.lexis.mappings { 1 } else { usize::MAX };
        let changes = run.clone().take(reach).any(|item| !is_there(item));
        // New members at the edge stand beside the known one: in the place of one, never of several.
        let new = run.clone().take_while(|i| keyed(i).is_some_and(|k| twin(k).is_none())).count();
        let Some(known) = run.nth(new).and_then(keyed).and_then(twin) else { return false };
        let siblings = self.f.siblings(known);
        let at = siblings.iter().position(|id| *id == known).unwrap_or(0);
        let beyond = match edge {
            Edge::Start => &siblings[..at],
            Edge::End => &siblings[at + 1..],
        };
        let code = |id: &&NodeId| !self.f.units[self.f.nodes[**id].head].is_comment();
        let several = beyond.iter().filter(code).count() > 1;
        several || (all || changes) && new == 0
    }

    /// Where indentation alone ends a block: does the sketch end with a known definition in a block
    /// that it shows in part? Then the rest of that block stays, like the rest of the file.
    fn ends_partial(&self, s: NodeId, f: NodeId) -> bool {
        let node = &self.s.nodes[s];
        self.lexis.nesting == Nesting::Offside
            && node.last + 1 == self.s.units.len()
            && node.children.iter().any(|c| self.sketch.is_gap(self.s.nodes[*c].head))
            && node.children.last().is_some_and(|c| {
                let Some(key) = self.s.keys[*c].filter(|k| k.class == Class::Definition) else {
                    return false;
                };
                let known = |n: &NodeId| self.f.keys[*n].is_some_and(|k| k.same(key));
                !self.s.nodes[*c].is_leaf() && self.f.nodes[f].children.iter().any(known)
            })
    }

    /// Where indentation alone ends a block, a gap behind it that is not indented may as well
    /// cover the block's own rest. It does in a sketch whose gaps never are indented while its
    /// code is.
    fn tail_is_open(&self, s: NodeId, f: NodeId) -> bool {
        let node = &self.s.nodes[s];
        let bare = !node.closed && !self.f.nodes[f].closed && self.lexis.layout == Layout::Lines;
        if self.lexis.nesting != Nesting::Offside && !bare {
            return false;
        }
        let next = node.last + 1;
        let at_end = next >= self.s.units.len() || self.sketch.is_gap(next);
        let text = self.f.units.get(self.f.nodes[f].head + 1).is_some_and(|u| {
            u.role == Role::InString
                || self.f.tokens.get(u.tokens.start).is_some_and(|t| t.region != 0)
        });
        if self.lexis.mappings && bare && at_end && !text {
            // Members have names: which one is left out and which one is gone cannot be mixed up.
            return true;
        }
        if next >= self.s.units.len() || !self.sketch.is_gap(next) {
            return false;
        }
        if self.opens(node.last) {
            return true;
        }
        let same_head = self.s.units[node.head].same(&self.f.units[self.f.nodes[f].head]);
        let text = self.s.keys[s].is_none();
        if self.lexis.prose && bare && text && same_head && self.s.units[next].blanks == 0 {
            // Running text: no blank line says that the block is over.
            return true;
        }
        if self.s.units[next].blanks == 0 && self.ends_in_the_middle(s, f) {
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

    /// Does what the sketch shows of a block end with a line that does not leave it, and that the file's
    /// block has too, or while that one ends by leaving? Then it tells where the change ends rather
    /// than the block.
    fn ends_in_the_middle(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let Some(last) = a.children.last().map(|child| &self.s.nodes[*child]) else { return false };
        let line = &self.s.units[last.head];
        let there = || {
            last.is_leaf()
                && self.f.units_with(line.hash, &(b.head + 1..b.last + 1)).next().is_some()
        };
        let leaves = || {
            b.children
                .last()
                .is_some_and(|child| way_out(self.f, self.f.nodes[*child].head).is_some())
        };
        way_out(self.s, last.head).is_none() && (there() || leaves()) || self.is_left_open(s, f)
    }

    /// Does what the sketch shows of a block end within the last thing in it, with a line that the file
    /// has there and goes on behind? A gap that stands for the rest of that stands for all that follows.
    fn is_left_open(&self, s: NodeId, f: NodeId) -> bool {
        let (mut ours, mut theirs) = (s, f);
        loop {
            let Some(last) = self.s.nodes[ours].children.last().copied() else { return false };
            let node = &self.s.nodes[last];
            let line = &self.s.units[node.head];
            let children = self.f.nodes[theirs].children.iter().copied();
            let mut same = children.filter(|id| line.same(&self.f.units[self.f.nodes[*id].head]));
            let (Some(twin), None) = (same.next(), same.next()) else { return false };
            if node.is_leaf() {
                let ends = self.f.nodes[twin].last == self.f.nodes[theirs].last;
                return ours != s && !ends && way_out(self.s, node.head).is_none();
            }
            (ours, theirs) = (last, twin);
        }
    }

    /// The problem, with code around a gap that is nowhere yet taken apart: it goes around what
    /// the gap stands for.
    pub(super) fn settle(
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
                    && !self.is_hollow(*id)
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

    /// Is a node the definition of a type or a function of which nothing is shown? That is no code
    /// around other code.
    pub(super) fn is_hollow(&self, id: NodeId) -> bool {
        let node = &self.s.nodes[id];
        let head = &self.s.units[node.head];
        let defines = self.s.tokens[head.tokens.clone()].iter().take(4).any(|t| {
            matches!(
                &self.s.text[t.start..t.end],
                "class"
                    | "def"
                    | "fn"
                    | "func"
                    | "function"
                    | "struct"
                    | "enum"
                    | "trait"
                    | "interface"
            )
        });
        defines
            && self.s.keys[id].is_some_and(|key| key.class == Class::Definition)
            && node.children.iter().all(|c| self.s.units[self.s.nodes[*c].head].is_marker())
    }

    pub(super) fn charge(&mut self, level: &Level) -> Result<(), Doubt> {
        self.work += level.cells() as u64;
        if level.cells() > CELLS || self.work > BUDGET { Err(Doubt::TooLarge) } else { Ok(()) }
    }
}

/// One entry of many may stand anywhere: within a run it is a known one only beside another.
fn keep_neighbours(run: &mut [Vec<Candidate>]) {
    let ends = |found: Option<&Vec<Candidate>>, at: usize| {
        found.is_some_and(|found| found.iter().any(|c| c.next == at))
    };
    let starts = |found: Option<&Vec<Candidate>>, at: usize| {
        found.is_some_and(|found| found.iter().any(|c| c.at == at))
    };
    let all = run.to_vec();
    for (i, found) in run.iter_mut().enumerate().take(all.len().saturating_sub(1)) {
        let above = i.checked_sub(1).and_then(|above| all.get(above));
        let first = |c: &Candidate| i == 0 && c.at == 0;
        found.retain(|c| first(c) || ends(above, c.at) || starts(all.get(i + 1), c.next));
    }
}
