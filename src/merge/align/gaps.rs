//! Tells what an item beside a gap can be of the file: the gap covers what is not shown, so that what differs
//! from that is new rather than something changed.

use std::ops::Range;

use super::Aligner;
use super::bodies::Spot;
use super::branches::goes_on;
use super::costs::ANCHOR;
use super::identity::{Beside, Bond};
use super::items::{Item, Items};
use super::level::{Candidate, Fit};
use crate::index::{NodeId, Outline, Unit};
use crate::lang::{Layout, Lexis};
use crate::merge::attached::is_attribute;

impl Aligner<'_> {
    /// What is beside a gap, and sketch and file have once, is what the gap ends at rather than new,
    /// however much goes between it and the next. Not if what it is shown with stands on its other
    /// side in the file, nor among branches, but for a telling first line: what stands in one may be new in
    /// another.
    pub(super) fn weigh_anchors(
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
                    let known = c.fit.says_the_same();
                    known && (if gaps[i] { c.at == anchor.next } else { c.next == anchor.at })
                })
            });
            let telling = self.tells_block(*item, gaps[i]);
            if branches && !joined && !telling {
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
                let known = |c: &Candidate| !c.fit.is_changed();
                // A name that several have, or may have, does not tell which one it is.
                let overload = |id: NodeId| {
                    let head = self.s.nodes[id].head;
                    self.lexis.overloads
                        && self.s.nodes[id].is_leaf()
                        && self.s.unit_code(head).any(|t| t.is(b'('))
                };
                let keyed = matches!(items.items[j], Item::Node(id) if !overload(id)
                && self.s.keys[id].is_some_and(|key| {
                    let mut named = self.f.nodes_named(key, region);
                    (named.next().is_some() || !telling) && named.next().is_none()
                }));
                candidates[j].is_empty()
                    || !keyed && !candidates[j].iter().any(known)
                    || candidates[j].iter().any(fits)
            };
            let in_order = before.into_iter().all(|j| fits(j, &|c| c.next <= anchor.at))
                && after.into_iter().all(|j| fits(j, &|c| c.at >= anchor.next));
            if in_order {
                let anchor = if joined || telling { 8.0 * ANCHOR } else { ANCHOR };
                inserts[i] = inserts[i].max(self.own_cost(*item) + anchor);
            }
        }
    }

    /// What a sketch shows of the file's imports in the file's order is what the file has, whatever it leaves
    /// out between: none of them is new there, and none was moved.
    pub(super) fn keep_imports_in_order(
        &self,
        items: &Items,
        region: &Range<usize>,
        candidates: &[Vec<Candidate>],
        inserts: &mut [f32],
    ) {
        let known = |(i, item): (usize, &Item)| {
            let import = matches!(item, Item::Node(id) if self.s.is_import(*id));
            let mut same = candidates[i].iter().filter(|c| import && c.fit.says_the_same());
            same.next().filter(|_| same.next().is_none()).map(|c| (i, c.at))
        };
        let places: Vec<(usize, usize)> =
            items.items.iter().enumerate().filter_map(known).collect();
        // The first place of those below each.
        let mut below: Vec<usize> = vec![usize::MAX; places.len() + 1];
        for (n, (_, at)) in places.iter().enumerate().rev() {
            below[n] = below[n + 1].min(*at);
        }
        // What is not shown, and no import, between two that are shown in a row, is not left out with others.
        let code = |from: usize, to: usize| {
            (region.start + from..region.start + to).any(|unit| {
                let root = self.f.heads[unit].filter(|id| self.f.nodes[*id].parent.is_none());
                !self.f.units[unit].is_comment() && root.is_some_and(|id| !self.f.is_import(id))
            })
        };
        if places.windows(2).any(|pair| pair[0].0 + 1 == pair[1].0 && code(pair[0].1, pair[1].1)) {
            return;
        }
        let mut above = None;
        for (n, (i, at)) in places.iter().enumerate() {
            if above.is_none_or(|above| above < *at) && *at < below[n + 1] && places.len() > 1 {
                inserts[*i] = inserts[*i].max(self.own_cost(items.items[*i]) + ANCHOR);
            }
            above = above.max(Some(*at));
        }
    }

    /// Where nothing but indentation ends a block that ends in a gap, that covers the branches (`else`) as well
    /// that follow in the file, unless the sketch shows one, or something of one. In a mapping these words are
    /// names.
    pub(super) fn cover_branches(
        &self,
        items: &Items,
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        let mappings = self.lexis.mappings;
        let carried = |o: &Outline, unit: usize| {
            o.unit_tokens(unit).first().is_some_and(|t| t.region == Lexis::CARRIED_REGION)
        };
        let branch = |o: &Outline, unit: usize| goes_on(o, unit) && (!mappings || carried(o, unit));
        for (i, found) in candidates.iter_mut().enumerate() {
            let Item::Node(id) = items.items[i] else { continue };
            let node = &self.s.nodes[id];
            let next = items.items.get(i + 1).map(|item| self.units(*item).start);
            if node.closed
                || !self.sketch.is_gap(node.last)
                || next.is_none_or(|unit| branch(self.s, unit))
            {
                continue;
            }
            for c in found.iter_mut().filter(|c| c.fit == Fit::Nested) {
                while let Some(unit) = Some(region.start + c.next).filter(|u| region.contains(u))
                    && let Some(other) = self.f.heads[unit].filter(|_| branch(self.f, unit))
                    && self.f.nodes[other].last < region.end
                    && self.f.column(unit) == self.f.column(region.start + c.at)
                    && !self.says_part_of(node.last + 1, other)
                {
                    c.next = self.f.nodes[other].last + 1 - region.start;
                }
            }
        }
    }

    /// Does the sketch say, from a unit on, a line of a branch, or its condition under another word?
    fn says_part_of(&self, from: usize, branch: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let (lines, conditions) = self.last_said.get_or_init(|| {
            let units = 0..s.units.len();
            let lines = units.clone().map(|unit| (s.units[unit].hash, unit)).collect();
            let conditions = units.filter_map(|unit| Some((condition(s, unit)?, unit)));
            (lines, conditions.collect())
        });
        let node = &f.nodes[branch];
        let asked = condition(f, node.head).and_then(|asked| conditions.get(&asked));
        let telling = |unit: &&Unit| unit.weight >= 1.0 && !unit.is_comment();
        let body = f.units[node.head + 1..=node.last].iter().filter(telling);
        let mut last = body.filter_map(|unit| lines.get(&unit.hash)).chain(asked);
        last.any(|unit| *unit >= from)
    }

    /// Beside a gap, what is another thing than what the file has is new: the gap covers that. Where it
    /// may as well be that, changed, a replacement is no better.
    pub(super) fn keep_apart(
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
        let bonds: Vec<Bond> =
            found.iter().map(|c| self.bond_of_set(id, region.start + c.at)).collect();
        found.retain_mut(|c| {
            let changed = c.fit.is_changed();
            let other = self.f.heads[region.start + c.at].filter(|_| changed);
            if changed && self.sets_by_another(id, region.start + c.at, &bonds) {
                return false;
            }
            if other.is_some_and(|other| {
                self.are_code_blocks(id, other)
                    || self.titled_alike(id, region) == Some(other)
                    || self.begins_chain(id, other)
                    || self.are_one_row(head, self.f.nodes[other].head)
                    || c.fit == Fit::OtherNode && self.extends_link(id, other)
            }) {
                return true;
            }
            let beside = Beside { follows: follows(c.at), known };
            // What stands below one line that sets an error tells it from no other.
            let told =
                |other: NodeId| self.bond_of_set(id, self.f.nodes[other].head) == Bond::Unsaid;
            if other.filter(|other| told(*other)).is_some_and(|other| {
                (self.share_arguments(id, other) || known.is_some() && self.stands_for(id, other))
                    && self.stands_beside_the_same(spot, other)
                    || self.differ_in_numbers(id, other)
                    || self.are_only_items(id, other)
                    || !spot.gap_before && self.catch_the_same(id, other, known)
            }) {
                // The same thing, done in another way, under another name or with another number.
                c.cost = c.cost.min(0.5 * self.own_cost(item));
                return true;
            }
            if other.is_some_and(|other| {
                self.are_other_rows(head, self.f.nodes[other].head)
                    || self.mark_others(id, other)
                    || self.hold_other_values(id, other)
                    || self.are_other_elements(id, other)
                    || self.is_one_more_constructor(id, other)
            }) {
                return false;
            }
            if let Some(other) = other.filter(|other| self.hold_others(id, *other))
                && !self.share_their_comment(id, other)
            {
                if !self.s.units[head].same(&self.f.units[self.f.nodes[other].head]) {
                    c.cost = c.cost.max(self.own_cost(item) - LEAD);
                } else if !self.are_entries(id, other) && self.stands_beside_the_same(spot, other) {
                    c.cost = c.cost.min(0.5 * self.own_cost(item));
                    return true;
                } else {
                    return false;
                }
            }
            // Where it may be either, a gap stands for something.
            let first = spot.gap_before && spot.index == 0 && c.at == 0;
            let last = !spot.gap_before && spot.index + 1 == spot.items.items.len();
            let bare = first || last && c.next == region.len();
            match other.map(|other| self.bond(id, other, beside)) {
                Some(Bond::Two) => return false,
                Some(Bond::Either) if bare => return false,
                Some(Bond::Either) => c.cost = c.cost.max(self.own_cost(item) - LEAD),
                Some(Bond::Unsaid) | None => {}
            }
            true
        });
    }

    /// Is each the only item of its list (`- "80:80"`), with other numbers, where the gap behind the sketch's
    /// list stands no deeper than what the list is in? Then that list is shown as it is to be.
    fn are_only_items(&self, s: NodeId, f: NodeId) -> bool {
        let only = |o: &Outline, id: NodeId| {
            let parent = o.nodes[id].parent?;
            let item = o.unit_tokens(o.nodes[id].head).first().is_some_and(|t| t.is(b'-'));
            let lone = o.nodes[parent].children.len() == 1;
            (item && lone && o.column(o.nodes[id].head) > o.column(o.nodes[parent].head))
                .then_some(parent)
        };
        let (Some(list), Some(_)) = (only(self.s, s), only(self.f, f)) else { return false };
        let letters = |o: &Outline, id: NodeId| -> String {
            o.said(o.nodes[id].head).chars().filter(|c| !c.is_ascii_digit()).collect()
        };
        let gap = self.s.nodes[list].last + 1;
        self.lexis.mappings
            && letters(self.s, s) == letters(self.f, f)
            && gap < self.s.units.len()
            && self.sketch.is_gap(gap)
            && self.s.column(gap) <= self.s.column(self.s.nodes[list].head)
    }

    /// Are both code blocks of a document?
    pub(super) fn are_code_blocks(&self, s: NodeId, f: NodeId) -> bool {
        self.lexis.layout == Layout::Prose
            && !self.s.nodes[s].is_leaf()
            && !self.f.nodes[f].is_leaf()
    }

    /// What stands beside an item, on the side without a gap, and is in the file as it is: the node
    /// of the file. Comments and attributes are passed over.
    pub(super) fn known_beside(
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
    pub(super) fn tell_imports(
        &self,
        item: Item,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
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
}

/// What a unit says behind its first word, if that is more than a sign.
fn condition(o: &Outline, unit: usize) -> Option<Vec<u64>> {
    let said: Vec<u64> = o.unit_code(unit).skip(1).map(|t| t.hash).collect();
    (said.len() > 1).then_some(said)
}
