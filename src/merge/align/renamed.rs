//! Takes what stands in the one place of its kind for what the file has there under another name.

use std::ops::Range;

use super::Aligner;
use super::items::{Item, Items};
use super::level::{Candidate, Fit};
use crate::index::{Kind, NodeId, Outline};
use crate::lang::Layout;

/// What another name costs where its place tells: little.
const RENAMED: f32 = 0.5;

impl Aligner<'_> {
    /// Between two things that the file has, with no gap beside it: a block of which nothing is shown is
    /// the one block of its kind that stands there, under another name, and not new around it. So is an
    /// element under another name that holds what the one there holds.
    pub(super) fn rename_between(
        &mut self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        let count = items.items.len();
        // A rule may as well stand in a new one.
        let nests = self.lexis.layout == Layout::Declarations;
        for i in (0..count).filter(|_| !nests) {
            let Item::Node(id) = items.items[i] else { continue };
            self.relabel_next(items, i, gaps, region, candidates);
            let unknown = candidates[i].is_empty() && !gaps[i] && !gaps[i + 1];
            let veiled = self.is_veiled(id);
            if !unknown || !veiled && !self.has_marker(items.items[i]) {
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
            if alone && (veiled && self.are_of_a_kind(id, other) || self.wraps_the_same(id, other))
            {
                let cost = RENAMED + self.nested_cost(id, other);
                let (at, next) = (first - region.start, to);
                candidates[i].push(Candidate { at, next, cost, fit: Fit::Nested });
            }
        }
    }

    /// A branch of which nothing but its condition is shown, right below another one that the file has, is the
    /// next one there, where that is under much the same condition: what is in it must be there.
    fn relabel_next(
        &mut self,
        items: &Items,
        i: usize,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        let (Some(above), Item::Node(id)) = (i.checked_sub(1), items.items[i]) else { return };
        let bare = self.s.nodes[id].is_leaf() && gaps[i + 1];
        if gaps[i] || !candidates[i].is_empty() || !bare && !self.is_veiled(id) {
            return;
        }
        let item = items.items[above];
        let known =
            |c: &&Candidate| c.fit.says_the_same() || self.named_alike(item, region.start + c.at);
        let mut known = candidates[above].iter().filter(known);
        let (Some(c), None) = (known.next(), known.next()) else { return };
        let (at, first) = (c.next, region.start + c.next);
        let next = self.f.heads.get(first).copied().flatten().filter(|_| region.contains(&first));
        let Some(next) = next.filter(|next| self.share_condition(id, *next)) else { return };
        if bare {
            candidates[i].push(Candidate { at, next: at + 1, cost: RENAMED, fit: Fit::Similar });
            return;
        }
        let cost = RENAMED + self.nested_cost(id, next);
        let next = self.f.nodes[next].last + 1 - region.start;
        candidates[i].push(Candidate { at, next, cost, fit: Fit::Nested });
    }

    /// Is all that is nested in a node a gap?
    pub(super) fn is_veiled(&self, id: NodeId) -> bool {
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

    /// Are both elements, each with an end, and begins all that the sketch shows in the one like something that
    /// stands in the other?
    fn wraps_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let element = |o: &Outline, id: NodeId| {
            let tagged = o.unit_tokens(o.nodes[id].head).first().is_some_and(|t| t.is(b'<'));
            tagged && o.nodes[id].closed && !o.nodes[id].is_leaf()
        };
        let (ours, theirs) = (&self.s.nodes[s].children, &self.f.nodes[f].children);
        let mut shown = ours.iter().filter(|id| !self.is_marked(**id)).peekable();
        element(self.s, s)
            && element(self.f, f)
            && shown.peek().is_some()
            && shown.all(|a| theirs.iter().any(|b| self.begin_alike(*a, *b)))
    }

    /// A heading that a sketch begins with, right above what the file has right below its own first
    /// heading, is that one renamed.
    pub(super) fn tell_title(
        &self,
        item: Item,
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
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
}
