//! Which block a hunk ends that begins inside of it.
//!
//! A hunk may begin behind a gap with a line of a block and go on with what ends that (`} catch (e) {`, `}`),
//! without the block's head. Where the file has that line once, it is the block around it, and no other
//! one that ends alike.

use std::ops::Range;

use super::beside::TELLING;
use super::items::{Item, Items};
use super::level::{Candidate, Fit, NEVER};
use super::{Aligner, Place};
use crate::index::{Kind, NodeId, Token};

impl Aligner<'_> {
    /// Is the first item below a gap a line that says so much that the file has it only there?
    pub(super) fn tells_block(&self, item: Item, below_gap: bool) -> bool {
        matches!(item, Item::Node(id) if below_gap && self.s.weights[id] >= TELLING)
    }

    /// Keeps what ends a block to the one that the first line of the hunk stands in.
    pub(super) fn keep_to_block(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        inserts: &mut [f32],
        candidates: &mut [Vec<Candidate>],
    ) {
        /// What it costs to change a part that is known by its place.
        const CHANGED: f32 = 0.5;
        for (i, item) in items.items.iter().enumerate() {
            let picked = self.picked_place(self.units(*item).start);
            if !self.tells_block(*item, gaps[i]) && picked.is_none() || gaps[i + 1] {
                continue;
            }
            let found = || self.anchor(*item, &candidates[i], region).map(|c| c.at..c.next);
            let line = match picked {
                Some(Place::At(f)) => f.checked_sub(region.start).map(|at| at..at + 1),
                Some(Place::Before(f)) => f.checked_sub(region.start).map(|at| at..at),
                None => found(),
            };
            let Some(line) = line.filter(|line| line.end <= region.len()) else { continue };
            let end = (i + 1..items.items.len()).find(|at| gaps[*at]).unwrap_or(items.items.len());
            let ours = self.parts_behind(items, i + 1..end);
            // A part of a block has none of its own.
            let first = region.start + line.start;
            let Some(owner) = self.f.owner.get(first).copied() else { continue };
            let around = match self.f.nodes[owner].head == first {
                true => self.f.nodes[owner].parent,
                false => picked.map(|_| owner),
            };
            // Words that end blocks (`end`, `fi`) are not counted.
            let ends = |t: &Token| matches!(t.kind, Kind::Punct(b'}' | b')' | b']'));
            let bracket =
                |id: &NodeId| self.f.unit_tokens(self.f.nodes[*id].last).first().is_some_and(ends);
            let Some(block) = around.filter(bracket).map(|id| &self.f.nodes[id]) else { continue };
            let parts = block.spine.iter().copied();
            let mut theirs = parts.filter(|f| *f >= region.start + line.end);
            let within = |c: &Candidate| (block.head..=block.last).contains(&(region.start + c.at));
            let elsewhere = |at: usize| {
                let said = self.s.units[self.units(items.items[at]).start].weight >= 1.5;
                let mut same = candidates[at].iter().filter(|c| c.fit.says_the_same()).peekable();
                said && same.peek().is_some() && !same.any(within)
            };
            let inside = |at: &usize| !ours.iter().any(|(part, _)| part == at);
            let last = ours.last().map_or(i, |(at, _)| *at);
            let least = if picked.is_some() { 1 } else { 2 };
            if ours.len() < least
                || theirs.clone().count() > ours.len()
                || block.last >= region.end
                || (i + 1..last).filter(inside).any(elsewhere)
            {
                continue;
            }
            for (at, unit) in &ours {
                candidates[*at] = match theirs.next() {
                    Some(f) => {
                        let same = self.s.units[*unit].same(&self.f.units[f]);
                        let (cost, fit) =
                            if same { (0.0, Fit::Equal) } else { (CHANGED, Fit::Similar) };
                        if picked.is_some() {
                            inserts[*at] = NEVER;
                        }
                        let at = f - region.start;
                        vec![Candidate { at, next: at + 1, cost, fit }]
                    }
                    None => Vec::new(),
                };
            }
        }
    }

    /// The items of a run, with their units, that go on with and end the block in which the run begins: none
    /// where that goes on behind the run.
    fn parts_behind(&self, items: &Items, run: Range<usize>) -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        let mut depth = 0;
        for at in run {
            let units = self.units(items.items[at]);
            let (mut sum, mut least) = (0, 0);
            for token in units.clone().flat_map(|unit| self.s.unit_tokens(unit)) {
                match token.kind {
                    Kind::Punct(b'{' | b'(' | b'[') => sum += 1,
                    Kind::Punct(b'}' | b')' | b']') => sum -= 1,
                    _ => {}
                }
                least = least.min(sum);
            }
            let closes = least < 0 && depth + least <= 0;
            // What the run begins in is open though nothing here opens it.
            depth += sum + i32::from(closes && depth == 0);
            let part = matches!(items.items[at], Item::Part(_));
            if closes || part {
                parts.push((at, units.start));
            }
            let node = &self.s.nodes[self.s.owner[units.start]];
            if closes && depth <= 0 || part && !closes && node.closed && node.last == units.start {
                return parts;
            }
        }
        Vec::new()
    }
}
