//! Finds comments and attributes by the block that they stand above: each belongs to its own.

use std::ops::Range;

use super::Aligner;
use super::candidates::SCAN;
use super::items::Item;
use super::level::{Candidate, Fit};
use crate::index::{NodeId, Outline, Unit};
use crate::lang::Layout;
use crate::merge::attached::{self, is_attribute};
use crate::merge::edits::Edits;

/// What it costs to say of a block otherwise what stands above it: little, but more than saying the
/// same.
const RENEWED: f32 = 0.3;

impl Aligner<'_> {
    /// Does an attribute, or a comment that would be changed, stand above a block of one name in the
    /// sketch, and above one of another name in the file? Then it is not the same one: each belongs
    /// to its block. What has a gap inside is a block of the file all the same, under a new name.
    pub(super) fn is_of_another(&mut self, id: NodeId, f: usize, fit: Fit) -> bool {
        let (s, head) = (self.s, self.s.nodes[id].head);
        let comment = s.units[head].is_comment();
        let attribute = self.lexis.layout == Layout::Lines && is_attribute(s, head);
        let changed = !fit.says_the_same();
        // What several blocks have above them is each one's own.
        let common = || {
            let (hash, all) = (s.units[head].hash, 0..self.f.units.len());
            let same = |unit: &usize| {
                let other = self.f.heads[*unit];
                !comment || other.is_some_and(|id_of| self.f.comments[id_of] == s.comments[id])
            };
            self.f.units_with(hash, &all).filter(same).nth(1).is_some()
        };
        // What a file begins with, apart from what follows, speaks of the file.
        let header = || {
            let last = self.f.heads[f].map_or(f, |id| self.f.nodes[id].last);
            f == 0 && self.f.units.get(last + 1).is_some_and(|unit| unit.blanks > 0)
        };
        let stands_above = attribute || comment && !header() && (changed || common());
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
    pub(super) fn leading_comments(&mut self, id: NodeId, region: &Range<usize>) -> Vec<Candidate> {
        let head = self.s.nodes[id].head;
        let Some(owner) = owner_below(self.s, head) else { return Vec::new() };
        let mut found = Vec::new();
        let header = |f: usize| f == 0 && attached::is_licence(self.f.said(0));
        for f in region.clone().filter(|f| self.f.units[*f].is_comment() && !header(*f)) {
            let (Some(other), Some(below)) = (self.f.heads[f], owner_below(self.f, f)) else {
                continue;
            };
            let same = self.are_one(owner, below)
                && !matches!((self.s.heads[owner], self.f.heads[below]), (Some(ours), Some(theirs))
                    if self.is_new_overload(ours, theirs));
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
    pub(super) fn same_attributes(&mut self, id: NodeId, region: &Range<usize>) -> Vec<Candidate> {
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
                    self.nested_cost(id, other);
                    Fit::Nested
                }
                _ => Fit::OtherNode,
            };
            let (at, next) = (f - region.start, last + 1 - region.start);
            found.push(Candidate { at, next, cost: RENEWED, fit });
        }
        found
    }

    /// Keeps the attributes of what the sketch shows with none of them, its first line as it was: nobody writes
    /// down again what does not change. They go where they are all that the sketch can be about, where it is all
    /// of the file, and where it shows the comment above them.
    pub(super) fn keep_attributes(&self, edits: &mut Edits) {
        let f = self.f;
        if !self.s.units.iter().any(Unit::is_marker) {
            return;
        }
        let left_out: Vec<NodeId> =
            edits.dropped.iter().filter_map(|unit| f.heads[*unit]).collect();
        for id in left_out {
            let attribute = is_attribute(f, f.nodes[id].head);
            let below = attached::owner(f, id).filter(|_| attribute);
            if !below.is_some_and(|below| self.shows_bare(below, edits)) {
                continue;
            }
            for unit in f.nodes[id].head..=f.nodes[id].last {
                edits.removed.remove(&unit);
                edits.dropped.remove(&unit);
            }
        }
    }

    /// Does the sketch show a named thing of the file by its first line, as it was, with none of what stands above
    /// it, beside something that changes? Where no marker parts it from what it shows above, that is refused later.
    fn shows_bare(&self, f: usize, edits: &Edits) -> bool {
        let s = self.s;
        let named = self.f.heads[f].is_some_and(|id| self.f.keys[id].is_some());
        let mut twins =
            edits.partners.iter().filter(|(_, unit)| **unit == f).map(|(unit, _)| *unit);
        let Some(shown) = twins.next().filter(|_| named && !edits.touches(f)) else { return false };
        let comment = shown.checked_sub(1).filter(|unit| {
            s.units[*unit].is_comment() && !s.units[*unit].is_marker() && s.units[shown].blanks == 0
        });
        let known = comment.is_some_and(|unit| edits.partners.contains_key(&unit));
        if known || attached::attribute_above(s, shown).is_some() {
            return false;
        }
        let gap = |unit: &usize| self.sketch.is_gap(*unit);
        let from = (0..shown).rev().find(gap).map_or(0, |unit| unit + 1);
        let to = (shown..s.units.len()).find(gap).unwrap_or(s.units.len());
        let is_new = |unit: usize| edits.inserted.values().any(|units| units.contains(&unit));
        let changes = |unit: usize| edits.replaced.values().any(|new| *new == unit);
        let mut around = from..to;
        around.any(|unit| s.units[unit].is_marker() || changes(unit) || is_new(unit))
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
