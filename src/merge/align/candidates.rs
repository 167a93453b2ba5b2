//! Finds what of the file an item of the sketch may stand for.

use std::ops::Range;

use super::costs::{REPEAT, SIMILAR};
use super::items::{Frame, Item};
use super::level::{Candidate, Fit};
use super::{Aligner, BUDGET};
use crate::index::{Kind, NodeId, Outline, Token};
use crate::lang::Layout;
use crate::merge::attached::{self, is_attribute};
use crate::merge::names;

/// What it costs to say of a block otherwise what stands above it: little, but more than saying the
/// same.
const RENEWED: f32 = 0.3;
/// What a look at one unit costs, in table cells.
pub(super) const SCAN: u64 = 4;

impl Aligner<'_> {
    pub(super) fn candidates(
        &mut self,
        item: Item,
        region: &Range<usize>,
        frame: Frame,
        floating: Option<Option<usize>>,
    ) -> Vec<Candidate> {
        let insert = self.insert_cost(item);
        let mut found = match item {
            Item::New(_) => return Vec::new(),
            Item::Deletion { index, .. } => self.named(index, region, frame),
            Item::Part(unit) => self.part_candidates(unit, region, frame),
            Item::Node(id) => self.node_candidates(id, region, frame),
        };
        if let (Some(Some(around)), Item::Node(id)) = (floating, item) {
            found.retain(|c| !self.is_of_another_block(id, around, region.start + c.at, frame));
        }
        if floating.is_some() {
            // What stands in new code is old code only if it says the same or has the name.
            found.retain(|c| match c.fit {
                Fit::Similar | Fit::OtherNode => false,
                Fit::Nested => {
                    let f = region.start + c.at;
                    let head = &self.s.units[self.units(item).start];
                    self.named_alike(item, f) || head.weight >= 1.5 && head.same(&self.f.units[f])
                }
                _ => true,
            });
        }
        if let Some(head) = floating.unwrap_or(Some(self.units(item).start)) {
            let depths: Vec<f32> = found
                .iter()
                .map(|c| self.depth_cost(head, region.start + c.at, frame, insert.min(6.0)))
                .collect();
            let named = |c: &Candidate| self.named_alike(item, region.start + c.at);
            // One of the name where it is expected is meant rather than one elsewhere.
            let expected = found.iter().zip(&depths).any(|(c, depth)| *depth == 0.0 && named(c));
            let known = |c: &Candidate| matches!(c.fit, Fit::Equal | Fit::SameNode);
            let strays: Vec<bool> =
                found.iter().map(|c| expected && named(c) && !known(c)).collect();
            for ((c, depth), named) in found.iter_mut().zip(depths).zip(strays) {
                c.cost += depth + if named && depth > 0.0 { REPEAT / 2.0 } else { 0.0 };
            }
        }
        // What is there as it is shown, or begins as it is shown, is not something else changed.
        let head = &self.s.units[self.units(item).start];
        let same_head =
            |c: &&Candidate| c.fit == Fit::Nested && head.same(&self.f.units[region.start + c.at]);
        let words = head.weight >= 1.5
            || self.s.tokens[head.tokens.clone()].iter().any(|t| t.kind == Kind::Word)
                && found.iter().filter(same_head).count() == 1;
        let known = found.iter().any(|c| match c.fit {
            Fit::Equal | Fit::SameNode => true,
            _ => words && same_head(&c),
        });
        if known && (insert >= 2.0 || self.is_note(self.units(item).start)) {
            for c in found.iter_mut().filter(|c| matches!(c.fit, Fit::Similar | Fit::OtherNode)) {
                c.cost += REPEAT / 2.0 + 0.8 * insert;
            }
            let other = |c: &Candidate| {
                c.fit == Fit::Nested && !head.same(&self.f.units[region.start + c.at])
            };
            for c in found.iter_mut().filter(|c| other(c)) {
                c.cost += REPEAT / 2.0;
            }
        }
        // What stands in the one part of a node is nothing of another part.
        if let Some((ours, theirs)) = self.common_spine(frame) {
            let part = |spine: &[usize], unit: usize| spine.partition_point(|u| *u <= unit);
            let own = part(ours, self.units(item).start);
            found.retain(|c| part(theirs, region.start + c.at) == own);
        }
        // One reading a place: the cheapest.
        found.sort_by(|a, b| a.at.cmp(&b.at).then(a.cost.total_cmp(&b.cost)));
        found.dedup_by_key(|c| c.at);
        found.retain(|c| matches!(item, Item::Deletion { .. }) || c.cost < insert * 1.05);
        found
    }

    /// Is a line of the sketch, in new code around it, as deep as one of the file that no code is put around?
    /// That one stands in another block already.
    fn is_of_another_block(&self, s: NodeId, around: usize, f: usize, frame: Frame) -> bool {
        let Some((head, other)) = frame.heads else { return false };
        let own = self.s.nodes[s].head;
        let depth = |o: &Outline, unit: usize, head: usize| {
            o.column(unit).checked_sub(o.column(head)).filter(|_| o.units[unit].fresh)
        };
        let (ours, theirs) = (depth(self.s, own, head), depth(self.f, f, other));
        let wrapped = self.s.column(own) > self.s.column(around);
        let parent = self.f.heads[f].and_then(|id| self.f.nodes[id].parent);
        self.lexis.layout == Layout::Lines
            && wrapped
            && self.s.nodes[s].is_leaf()
            && ours.is_some()
            && ours == theirs
            && parent.is_some_and(|id| self.f.nodes[id].head != other)
    }

    /// The spines of the nodes that all this is nested in, where both have several parts and what
    /// stands between these (`}) {`, `} else {`) is the same.
    fn common_spine(&self, frame: Frame) -> Option<(&[usize], &[usize])> {
        let (s, f) = frame.heads?;
        let (ours, theirs) =
            (&self.s.nodes[self.s.heads[s]?].spine, &self.f.nodes[self.f.heads[f]?].spine);
        let inner = 1..ours.len().saturating_sub(1);
        let same = |at: usize| self.s.units[ours[at]].same(&self.f.units[theirs[at]]);
        (ours.len() == theirs.len() && !inner.is_empty() && inner.into_iter().all(same))
            .then_some((ours, theirs))
    }

    /// The unit that continues the matched node around where `unit` continues the sketch's, if both
    /// have as many parts and the two close and open the same brackets.
    pub(super) fn same_part(&self, unit: usize, frame: Frame) -> Option<usize> {
        let (s, f) = frame.heads?;
        let known = self.s.units[s].same(&self.f.units[f])
            || self.named_alike(Item::Node(self.s.heads[s]?), f);
        let (ours, theirs) =
            (&self.s.nodes[self.s.heads[s]?].spine, &self.f.nodes[self.f.heads[f]?].spine);
        let part = theirs.get(ours.iter().position(|u| *u == unit)?)?;
        let brackets = |o: &Outline, unit: usize| -> Vec<Kind> {
            let tokens = o.tokens[o.units[unit].tokens.clone()].iter();
            let bracket =
                |t: &&Token| matches!(t.kind, Kind::Punct(b'(' | b')' | b'[' | b']' | b'{' | b'}'));
            tokens.filter(bracket).map(|t| t.kind).collect()
        };
        let (a, b) = (brackets(self.s, unit), brackets(self.f, *part));
        (known && ours.len() == theirs.len() && !a.is_empty() && a == b).then_some(*part)
    }

    /// Nodes that a deletion may mean.
    fn named(&mut self, index: usize, region: &Range<usize>, frame: Frame) -> Vec<Candidate> {
        /// What comparing with the names of one node costs, in table cells.
        const NAMES: u64 = 200;
        let (f, wanted) = (self.f, &self.sketch.deletions[index]);
        // What is named has the longest word of its name in its first line or its last. Names in
        // which quotes part a word have not: they are looked for where nothing else is found.
        let words: Vec<&str> = wanted.iter().map(|name| names::longest_word(name)).collect();
        self.work += SCAN * region.len() as u64;
        // A line of an embedded language is named within its element only.
        let in_reach = |id: &NodeId| {
            let unit = &f.units[f.nodes[*id].head];
            let embedded = f.tokens.get(unit.tokens.start).is_some_and(|t| t.region != 0);
            !embedded || frame.heads.is_some() || f.nodes[*id].extent > f.nodes[*id].head
        };
        let nodes = region.clone().filter_map(|unit| f.heads[unit]).filter(in_reach);
        let mut near: Vec<NodeId> = nodes
            .clone()
            .filter(|id| {
                let node = &f.nodes[*id];
                let (head, last) = (f.said(node.head), f.said(node.last));
                words.iter().any(|word| head.contains(word) || last.contains(word))
            })
            .collect();
        let means = |id: &NodeId| wanted.iter().any(|name| names::means(f, *id, name));
        if !near.iter().any(means) {
            near = nodes.collect();
        }
        self.work += NAMES * near.len() as u64;
        if self.work > BUDGET {
            return Vec::new();
        }
        // A whole name means nothing that is only like it.
        let exact = |id: &NodeId| wanted.iter().any(|name| names::is(f, *id, name));
        let whole = near.iter().any(exact);
        let meant = near.into_iter().filter(|id| if whole { exact(id) } else { means(id) });
        let mut found: Vec<Candidate> = meant
            .map(|id| &f.nodes[id])
            .filter(|node| node.extent < region.end)
            .map(|node| Candidate {
                at: node.head - region.start,
                next: node.extent + 1 - region.start,
                cost: 0.0,
                fit: Fit::Deleted,
            })
            .collect();
        // A block of that name rather than a line of that name.
        let holds = |c: &Candidate| c.next > c.at + 1;
        if found.iter().any(holds) {
            found.retain(holds);
        }
        if found.is_empty() {
            found.extend(wanted.iter().find_map(|name| self.rules_about(name, region)));
        }
        found
    }

    /// The rules that follow each other and are about what words mean that end so (`.a img rules`):
    /// those of this selector, of its states and of what it holds. None where they stand apart.
    fn rules_about(&self, name: &str, region: &Range<usize>) -> Option<Candidate> {
        let f = self.f;
        let (about, noun) = name.trim().rsplit_once(' ')?;
        if self.lexis.layout != Layout::Declarations || !matches!(noun, "rules" | "styles") {
            return None;
        }
        let is_about = |id: NodeId| {
            let selectors = f.keys[id].map(|key| &f.text[key.start..key.end]);
            !f.nodes[id].is_leaf()
                && selectors.is_some_and(|selectors| {
                    selectors.split(',').all(|selector| {
                        let words = selector.split_whitespace().collect::<Vec<_>>().join(" ");
                        words.strip_prefix(about).is_some_and(|rest| {
                            !rest.starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c))
                        })
                    })
                })
        };
        let mut all = region
            .clone()
            .filter_map(|unit| f.heads[unit])
            .filter(|id| is_about(*id) && f.nodes[*id].parent.is_none_or(|p| !is_about(p)));
        let first = all.next()?;
        let mut last = first;
        for id in all {
            let between = f.nodes[last].extent + 1..f.nodes[id].head;
            if f.nodes[id].parent != f.nodes[first].parent
                || !between.into_iter().all(|unit| f.units[unit].is_comment())
            {
                return None;
            }
            last = id;
        }
        let (from, to) = (f.nodes[first].head, f.nodes[last].extent + 1);
        (to <= region.end).then_some(Candidate {
            at: from - region.start,
            next: to - region.start,
            cost: 0.0,
            fit: Fit::Deleted,
        })
    }

    fn part_candidates(
        &mut self,
        unit: usize,
        region: &Range<usize>,
        frame: Frame,
    ) -> Vec<Candidate> {
        let (s, f) = (self.s, self.f);
        let a = &s.units[unit];
        let one = |at: usize, cost, fit| Candidate { at, next: at + 1, cost, fit };
        let equal = f.units_with(a.hash, region).filter(|other| a.same(&f.units[*other]));
        let mut found: Vec<Candidate> =
            equal.map(|other| one(other - region.start, 0.0, Fit::Equal)).collect();
        let changed = if a.weight >= 1.5 { region.clone() } else { 0..0 };
        self.work += SCAN * changed.len() as u64;
        for other in changed {
            let b = &f.units[other];
            if f.heads[other].is_none() && !b.is_comment() && !a.same(b) {
                let alike = self.similarity((unit, unit), (other, other));
                if alike >= SIMILAR {
                    let cost = 2.0 * (1.0 - alike) * a.weight + 0.2;
                    found.push(one(other - region.start, cost, Fit::Similar));
                }
            }
        }
        // Where both nodes have as many parts, each is the one that it is.
        if let Some(part) = self.same_part(unit, frame).filter(|f| region.contains(f)) {
            let at = part - region.start;
            if !found.iter().any(|c| c.at == at) {
                let alike = self.similarity((unit, unit), (part, part));
                let cost = 0.2 + 0.6 * (1.0 - alike) * a.weight.min(12.0);
                found.push(one(at, cost, Fit::Similar));
            }
        }
        // What continues a node continues the one that it is matched with, if it can.
        let own = frame.heads.map(|(_, head)| self.f.owner[head]);
        let at_home = |c: &Candidate| Some(self.f.owner[region.start + c.at]) == own;
        if found.iter().any(at_home) {
            found.retain(at_home);
        }
        found
    }

    fn node_candidates(
        &mut self,
        id: NodeId,
        region: &Range<usize>,
        frame: Frame,
    ) -> Vec<Candidate> {
        let node = &self.s.nodes[id];
        let mut found = self.unchanged(id, region);
        found.retain(|c| !self.is_of_another(id, region.start + c.at, c.fit));
        if !found.is_empty() && (!node.is_leaf() || region.len() > 20_000) {
            return found;
        }
        // Where the name is found, no other node counts.
        if let Some(key) = self.s.keys[id] {
            let mut named: Vec<usize> =
                self.f.nodes_named(key, region).map(|other| self.f.nodes[other].head).collect();
            let other = self.kinds.get(&id).map(|other| self.f.nodes[*other].head);
            named.extend(other.filter(|head| region.contains(head)));
            for f in &named {
                found.extend(self.changed_at(id, *f, region, frame));
            }
            let named = found.iter().any(|c| named.contains(&(region.start + c.at)));
            if !named {
                self.changed_anywhere(id, region, frame, &mut found);
            }
        } else {
            self.changed_anywhere(id, region, frame, &mut found);
            if let Some(&[other]) = self.hooked_alike(id, region).as_deref() {
                found.retain(|c| region.start + c.at == self.f.nodes[other].head);
            }
        }
        found.retain(|c| !self.is_of_another(id, region.start + c.at, c.fit));
        // What is like a part of something is not that whole thing changed.
        let parts: Vec<usize> =
            found.iter().filter(|c| c.fit == Fit::Similar).map(|c| c.at).collect();
        found.retain(|c| {
            let holds = |at: &usize| c.at < *at && *at < c.next;
            c.fit != Fit::OtherNode
                || self.named_alike(Item::Node(id), region.start + c.at)
                || !parts.iter().any(holds)
        });
        self.take_declarations(id, region, &mut found);
        let gathered = self.gathered(id, region);
        found.retain(|c| !gathered.iter().any(|other| other.at <= c.at && c.at < other.next));
        found.extend(gathered);
        self.prefer_names(id, region, &mut found);
        self.prefer_calls(id, region, &mut found);
        if self.s.units[node.head].is_comment() {
            found.extend(self.leading_comments(id, region));
        }
        found.extend(self.same_attributes(id, region, frame));
        found
    }

    /// One declaration of several names (`const { a, b } = x`) stands for all that declare one of
    /// them, where these follow each other.
    fn take_declarations(&self, id: NodeId, region: &Range<usize>, found: &mut [Candidate]) {
        let ours = &self.s.brought[id];
        if ours.len() < 2 || self.s.is_import(id) {
            return;
        }
        let among = |f: usize| {
            let other = self.f.heads.get(f).copied().flatten()?;
            let (node, theirs) = (&self.f.nodes[other], &self.f.brought[other]);
            (node.last < region.end
                && !self.f.is_import(other)
                && !theirs.is_empty()
                && theirs.iter().all(|name| ours.binary_search(name).is_ok()))
            .then_some(node.last + 1)
        };
        for c in found.iter_mut().filter(|c| matches!(c.fit, Fit::Similar | Fit::OtherNode)) {
            if among(region.start + c.at).is_none() {
                continue;
            }
            while let Some(next) = among(region.start + c.next) {
                c.next = next - region.start;
                c.fit = Fit::OtherNode;
            }
        }
    }

    /// The places that say what a node of the sketch says.
    fn unchanged(&self, id: NodeId, region: &Range<usize>) -> Vec<Candidate> {
        let (s, f) = (self.s, self.f);
        let node = &s.nodes[id];
        let head = &s.units[node.head];
        let mut found = Vec::new();
        if node.is_leaf() {
            let equal = f.units_with(head.hash, region).filter(|unit| head.same(&f.units[*unit]));
            found.extend(equal.map(|unit| {
                let at = unit - region.start;
                Candidate { at, next: at + 1, cost: 0.0, fit: Fit::Equal }
            }));
        }
        if self.has_marker(Item::Node(id)) {
            return found;
        }
        let ends = |o: &Outline, unit: usize| {
            o.tokens[o.units[unit].tokens.clone()].last().map(|t| (t.is(b','), t.is(b';')))
        };
        for other in f.nodes_with(s.hashes[id], region) {
            let twin = &f.nodes[other];
            let unit = &f.units[twin.head];
            let equal = node.is_leaf() && head.same(unit);
            // A list may go on or end here.
            let parted = matches!(
                (ends(s, node.last), ends(f, twin.last)),
                (Some((true, _)), Some((_, true))) | (Some((_, true)), Some((true, _)))
            );
            if !equal
                && !parted
                && twin.last < region.end
                && head.is_comment() == unit.is_comment()
                && (s.comments[id] == f.comments[other]
                    // Left out where it stood, unless the lines are other ones.
                    || s.comments[id].is_none() && rows(s, id) == rows(f, other))
            {
                let (at, next) = (twin.head - region.start, twin.last + 1 - region.start);
                found.push(Candidate { at, next, cost: 0.0, fit: Fit::SameNode });
            }
        }
        found
    }

    /// Every place that a node of the sketch may stand for with a change.
    fn changed_anywhere(
        &mut self,
        id: NodeId,
        region: &Range<usize>,
        frame: Frame,
        found: &mut Vec<Candidate>,
    ) {
        self.work += SCAN * region.len() as u64;
        for f in region.clone() {
            if self.work > BUDGET {
                break;
            }
            found.extend(self.changed_at(id, f, region, frame));
        }
    }

    /// Does an attribute, or a comment that would be changed, stand above a block of one name in the
    /// sketch, and above one of another name in the file? Then it is not the same one: each belongs
    /// to its block. What has a gap inside is a block of the file all the same, under a new name.
    fn is_of_another(&mut self, id: NodeId, f: usize, fit: Fit) -> bool {
        let (s, head) = (self.s, self.s.nodes[id].head);
        let comment = s.units[head].is_comment();
        let attribute = self.lexis.layout == Layout::Lines && is_attribute(s, head);
        let changed = !matches!(fit, Fit::Equal | Fit::SameNode);
        // What several blocks have above them is each one's own.
        let common = || {
            let hash = s.units[head].hash;
            self.f.units_with(hash, &(0..self.f.units.len())).nth(1).is_some()
        };
        let stands_above = attribute || comment && (changed || common());
        if !stands_above {
            return false;
        }
        let Some(other) = self.f.heads[f] else { return false };
        let owners = (attached::owner(s, id), attached::owner(self.f, other));
        let (Some(ours), Some(theirs)) = owners else { return false };
        let (Some(ours), Some(theirs)) = (s.heads[ours], self.f.heads[theirs]) else {
            return false;
        };
        // What it stands above in the file may follow, with something new between.
        let next = s.units.get(s.nodes[ours].last + 1).filter(|u| u.blanks == 0 && !u.is_marker());
        let below = next.and_then(|_| s.heads[s.nodes[ours].last + 1]).and_then(|id| s.keys[id]);
        if comment && matches!((below, self.f.keys[theirs]), (Some(a), Some(b)) if a.same(b)) {
            return false;
        }
        let another = match (s.keys[ours], self.f.keys[theirs]) {
            (Some(_), Some(_)) => {
                !self.named_alike(Item::Node(ours), self.f.nodes[theirs].head)
                    || self.is_new_overload(ours, theirs)
            }
            // Of a list of like statements each has its own.
            (None, None) => self.are_siblings(s.nodes[ours].head, self.f.nodes[theirs].head),
            _ => false,
        };
        // A block whose name the file has is that one, and none renamed.
        let all = 0..self.f.units.len();
        let named = |key| self.f.nodes_named(key, &all).next().is_some();
        another && (!self.has_marker(Item::Node(ours)) || s.keys[ours].is_some_and(named))
    }

    /// The comments of the file that stand above what the sketch's comment stands above: whatever
    /// they say, they are what it takes the place of.
    fn leading_comments(&self, id: NodeId, region: &Range<usize>) -> Vec<Candidate> {
        let head = self.s.nodes[id].head;
        let Some(owner) = owner_below(self.s, head) else { return Vec::new() };
        let mut found = Vec::new();
        let header = |f: usize| f == 0 && attached::is_licence(self.f.said(0));
        for f in region.clone().filter(|f| self.f.units[*f].is_comment() && !header(*f)) {
            let (Some(other), Some(below)) = (self.f.heads[f], owner_below(self.f, f)) else {
                continue;
            };
            let same = self.are_one(owner, below);
            let (a, b) = (&self.s.nodes[id], &self.f.nodes[other]);
            if !same || b.last >= region.end {
                continue;
            }
            let fit = if a.is_leaf() && b.is_leaf() {
                Fit::Similar
            } else if !a.is_leaf() && !b.is_leaf() {
                Fit::Nested
            } else {
                Fit::OtherNode
            };
            let (at, next) = (f - region.start, b.last + 1 - region.start);
            found.push(Candidate { at, next, cost: RENEWED, fit });
        }
        found
    }

    /// The attributes of the file that are what the sketch's is: of its name, on the block that it
    /// stands above, which has no other of that name. What they say of it may change as it likes.
    fn same_attributes(
        &mut self,
        id: NodeId,
        region: &Range<usize>,
        frame: Frame,
    ) -> Vec<Candidate> {
        let head = self.s.nodes[id].head;
        let Some(name) = attached::attribute_name(self.s, head) else { return Vec::new() };
        let Some(owner) = attached::owner(self.s, id) else { return Vec::new() };
        if attached::attributes(self.s, owner, name).len() > 1 {
            return Vec::new();
        }
        let mut found = Vec::new();
        self.work += SCAN * region.len() as u64;
        for f in region.clone() {
            let Some(theirs) = attached::attribute_name(self.f, f) else { continue };
            let same = theirs == name || attached::binds_alike(self.s, head, self.f, f);
            if !same || self.s.said(head) == self.f.said(f) {
                continue;
            }
            let Some(other) = self.f.heads[f] else { continue };
            let Some(below) = attached::owner(self.f, other) else { continue };
            let last = self.f.nodes[other].last;
            if last >= region.end
                || !self.are_one(owner, below)
                || attached::attributes(self.f, below, theirs).len() > 1
            {
                continue;
            }
            let fit = match (self.s.nodes[id].is_leaf(), self.f.nodes[other].is_leaf()) {
                (true, true) => Fit::Similar,
                (false, false) => {
                    self.nested_cost(id, other, frame);
                    Fit::Nested
                }
                _ => Fit::OtherNode,
            };
            let (at, next) = (f - region.start, last + 1 - region.start);
            found.push(Candidate { at, next, cost: RENEWED, fit });
        }
        found
    }

    /// Have two blocks the same name, or the same head where they have none?
    fn are_one(&self, s: usize, f: usize) -> bool {
        let named = |o: &Outline, unit: usize| o.heads[unit].and_then(|n| o.keys[n]);
        match (named(self.s, s), named(self.f, f)) {
            (Some(a), Some(b)) => a.same(b),
            _ => {
                self.s.units[s].hash == self.f.units[f].hash
                    || matches!((self.s.heads[s], self.f.heads[f]), (Some(a), Some(b))
                        if self.calls_the_same(a, b))
            }
        }
    }

    /// Does a comment of the sketch stand above the block that one of the file stands above?
    pub(super) fn leads_the_same(&self, id: NodeId, f: usize) -> bool {
        let owners = (owner_below(self.s, self.s.nodes[id].head), owner_below(self.f, f));
        matches!(owners, (Some(ours), Some(theirs)) if self.are_one(ours, theirs))
    }

    /// Are both items of a list that set one name (`- DEBUG=1`)?
    pub(super) fn set_the_same(&self, s: usize, f: usize) -> bool {
        let name = |said: &'_ str| -> Option<String> {
            let (name, _) = said.strip_prefix("- ")?.split_once('=')?;
            let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
            (plain && !name.is_empty()).then(|| name.to_owned())
        };
        let named = name(self.s.said(s));
        named.is_some() && named == name(self.f.said(f))
    }
}

/// Lines that a node takes.
fn rows(o: &Outline, id: NodeId) -> usize {
    let node = &o.nodes[id];
    o.units[node.last].last_row - o.units[node.head].row
}

/// The code below the run of comments that starts at a unit, its attributes passed over; none where
/// no run starts.
fn owner_below(outline: &Outline, unit: usize) -> Option<usize> {
    let units = &outline.units;
    let starts =
        unit == 0 || !units[unit - 1].is_comment() || units[unit].blanks > 0 && units[unit].fresh;
    if !starts {
        return None;
    }
    attached::owner(outline, outline.heads[unit]?)
}
