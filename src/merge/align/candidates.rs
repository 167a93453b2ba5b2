//! Finds what of the file an item of the sketch may stand for.

use std::ops::Range;

use super::changed::is_bare;
use super::costs::{DEPTH, REPEAT, SIMILAR};
use super::items::{Frame, Item};
use super::level::{Candidate, Fit};
use super::{Aligner, BUDGET};
use crate::index::{Class, Kind, NodeId, Outline, Token};
use crate::lang::Layout;

/// What a look at one unit costs, in table cells.
pub(super) const SCAN: u64 = 4;
/// The most that a change may cost, as a share of what the item costs as a new one.
const MOST: f32 = 1.05;

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
            Item::Node(id) => self.node_candidates(id, insert, region),
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
            let most = insert.min(6.0);
            let mut depths: Vec<f32> = found
                .iter()
                .map(|c| self.depth_cost(head, region.start + c.at, frame, most))
                .collect();
            // Lines of one column tell no levels: where something like them stands just there, that is
            // no less likely than what stands elsewhere.
            let column = self.s.column(head);
            let there = |c: &Candidate| self.f.column(region.start + c.at) == column;
            let changed = |c: &&Candidate| c.fit.is_changed();
            if self.flat && column > 0 && found.iter().filter(changed).any(there) {
                let depth = DEPTH.min(0.4 * most);
                let elsewhere = |c: &Candidate| changed(&c) && !there(c);
                for (_, known) in found.iter().zip(&mut depths).filter(|(c, _)| elsewhere(c)) {
                    *known = known.max(depth);
                }
            }
            let named = |c: &Candidate| self.named_alike(item, region.start + c.at);
            // One of the name where it is expected is meant rather than one elsewhere.
            let expected = found.iter().zip(&depths).any(|(c, depth)| *depth == 0.0 && named(c));
            let known = |c: &Candidate| c.fit.says_the_same();
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
        if known && self.tells(self.units(item).start, insert) {
            for c in found.iter_mut().filter(|c| matches!(c.fit, Fit::Similar | Fit::OtherNode)) {
                c.cost += known_elsewhere(insert);
            }
            let other = |c: &Candidate| {
                c.fit == Fit::Nested && !head.same(&self.f.units[region.start + c.at])
            };
            for c in found.iter_mut().filter(|c| other(c)) {
                c.cost += REPEAT / 2.0;
            }
            // Of what is shown for its place alone nothing changes.
            let place = matches!(item, Item::Node(id) if self.is_veiled(id));
            if place && found.iter().filter(same_head).count() == 1 && self.is_once(head.hash) {
                found.retain(|c| !other(c));
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
        found.retain(|c| matches!(item, Item::Deletion { .. }) || c.cost < insert * MOST);
        found
    }

    /// Does a line say enough to be the one of the file that says the same?
    fn tells(&self, unit: usize, insert: f32) -> bool {
        insert >= 2.0 || self.is_note(unit)
    }

    /// Would every other line of the file cost more than a new one as what a line became that the file
    /// has as it is?
    fn stays_as_shown(&self, unit: usize, insert: f32) -> bool {
        self.tells(unit, insert) && known_elsewhere(insert) > insert * MOST
    }

    /// Has the sketch a line once?
    fn is_once(&self, hash: u64) -> bool {
        self.s.units_with(hash, &(0..self.s.units.len())).nth(1).is_none()
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
        // A label below another one is put around nothing: both are for what stands below.
        let label = self.s.heads[around].is_some_and(|id| {
            let case = self.s.keys[id].is_some_and(|key| key.class == Class::Case);
            case && self.follows_label(id)
        });
        let wrapped = self.s.column(own) > self.s.column(around) && !label;
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
            let tokens = o.unit_tokens(unit).iter();
            let bracket =
                |t: &&Token| matches!(t.kind, Kind::Punct(b'(' | b')' | b'[' | b']' | b'{' | b'}'));
            tokens.filter(bracket).map(|t| t.kind).collect()
        };
        let (a, b) = (brackets(self.s, unit), brackets(self.f, *part));
        (known && ours.len() == theirs.len() && !a.is_empty() && a == b).then_some(*part)
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
        insert: f32,
        region: &Range<usize>,
    ) -> Vec<Candidate> {
        let node = &self.s.nodes[id];
        let mut found = self.unchanged(id, region);
        found.retain(|c| !self.is_of_another(id, region.start + c.at, c.fit));
        if !found.is_empty() && (!node.is_leaf() || region.len() > 20_000) {
            return found;
        }
        // Where every change of another line would cost more than a new one, none counts.
        if found.is_empty() || !self.stays_as_shown(node.head, insert) {
            self.changed_among(id, region, &mut found);
        }
        found.retain(|c| {
            let f = region.start + c.at;
            let other = self.f.heads[f];
            !self.is_of_another(id, f, c.fit)
                && !self.lacks_body(id, f)
                && !other.is_some_and(|other| self.are_other_tables(id, other))
        });
        // What shows all of something on one line is none of its lines changed.
        let whole: Vec<(usize, usize)> = found
            .iter()
            .filter(|c| c.fit == Fit::OtherNode)
            .filter(|c| {
                let other = self.f.heads[region.start + c.at];
                other.is_some_and(|f| self.is_on_one_line(id, f))
            })
            .map(|c| (c.at, c.next))
            .collect();
        let within = |at: usize| whole.iter().any(|(from, to)| *from < at && at < *to);
        found.retain(|c| c.fit != Fit::Similar || !within(c.at));
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
        let row = |c: &Candidate| {
            self.f.heads[region.start + c.at].is_some_and(|f| self.share_row_heading(id, f))
        };
        let rows: Vec<usize> = found.iter().filter(|c| row(c)).map(|c| c.at).collect();
        if !rows.is_empty() {
            found.retain(|c| rows.contains(&c.at) || c.fit.says_the_same());
        }
        if self.s.units[node.head].is_comment() {
            found.extend(self.leading_comments(id, region));
        }
        found.extend(self.same_attributes(id, region));
        self.keep_titled(id, region, &mut found);
        self.keep_signature(id, region, &mut found);
        found
    }

    /// The places that a node of the sketch may stand for with a change: where the name is found, no other
    /// counts.
    fn changed_among(&mut self, id: NodeId, region: &Range<usize>, found: &mut Vec<Candidate>) {
        if let Some(key) = self.s.keys[id] {
            // What declares the name in another way is meant rather than what lists it.
            let other = self.kinds.get(&id).map(|other| self.f.nodes[*other].head);
            let named: Vec<usize> = match other.filter(|head| region.contains(head)) {
                Some(other) => vec![other],
                None => {
                    let named = self.f.nodes_named(key, region);
                    named.map(|other| self.f.nodes[other].head).collect()
                }
            };
            for f in &named {
                found.extend(self.changed_at(id, *f, region));
            }
            let named = found.iter().any(|c| named.contains(&(region.start + c.at)));
            if !named {
                self.changed_anywhere(id, region, found);
            }
        } else {
            self.changed_anywhere(id, region, found);
            if let Some(&[other]) = self.hooked_alike(id, region).as_deref() {
                found.retain(|c| region.start + c.at == self.f.nodes[other].head);
            }
        }
    }

    /// One declaration of several names (`const { a, b } = x`), or one import of them, stands for all that
    /// bring in one of them, where these follow each other.
    fn take_declarations(&self, id: NodeId, region: &Range<usize>, found: &mut [Candidate]) {
        let ours = &self.s.brought[id];
        if ours.len() < 2 {
            return;
        }
        let among = |f: usize| {
            let other = self.f.heads.get(f).copied().flatten()?;
            let (node, theirs) = (&self.f.nodes[other], &self.f.brought[other]);
            (node.last < region.end
                && self.f.is_import(other) == self.s.is_import(id)
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
        let ends =
            |o: &Outline, unit: usize| o.unit_tokens(unit).last().map(|t| (t.is(b','), t.is(b';')));
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
    fn changed_anywhere(&mut self, id: NodeId, region: &Range<usize>, found: &mut Vec<Candidate>) {
        self.work += SCAN * region.len() as u64;
        // A bracket alone is none of the many things that have a name.
        let opens_only = self.s.keys[id].is_none() && self.opens_only(id);
        let has_name = |o: &Outline, f: usize| {
            o.heads[f].is_some_and(|other| o.keys[other].is_some()) && !is_bare(o, f)
        };
        for f in region.clone() {
            if self.work > BUDGET {
                break;
            }
            if !(opens_only && has_name(self.f, f)) {
                found.extend(self.changed_at(id, f, region));
            }
        }
    }

    /// Has a node of the sketch a gap in its body, and what starts at a unit of the file nothing of the kind: a
    /// signature alone, for which nothing can stand?
    fn lacks_body(&self, id: NodeId, f: usize) -> bool {
        let opens =
            |o: &Outline, unit: usize| o.unit_code(unit).next_back().is_some_and(|t| t.is(b'{'));
        let (node, Some(other)) = (&self.s.nodes[id], self.f.heads[f]) else { return false };
        let theirs = &self.f.nodes[other];
        let in_body = |child: &NodeId| {
            let head = self.s.nodes[*child].head;
            let above = node.spine.partition_point(|unit| *unit < head).checked_sub(1);
            self.sketch.is_gap(head) && above.is_some_and(|at| opens(self.s, node.spine[at]))
        };
        let signature = self.lexis.layout == Layout::Lines
            && self.f.keys[other].is_some_and(|key| key.class == Class::Definition)
            && !theirs.is_leaf()
            && !theirs.spine.iter().any(|unit| opens(self.f, *unit));
        signature && node.children.iter().any(in_body)
    }

    /// Are both items of a list that set one name (`- debug=1`)?
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

/// What it costs to take another line for the one that an item became, where the file has it as it is.
fn known_elsewhere(insert: f32) -> f32 {
    REPEAT / 2.0 + 0.8 * insert
}

/// Lines that a node takes.
fn rows(o: &Outline, id: NodeId) -> usize {
    let node = &o.nodes[id];
    o.units[node.last].last_row - o.units[node.head].row
}
