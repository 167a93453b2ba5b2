//! Tells what is new, and which of several lines one is, by what it is shown between or below.

use std::ops::Range;

use super::Aligner;
use super::items::{Frame, Item, Items};
use super::known::only_known;
use super::level::{Candidate, Fit};
use super::siblings::code;
use super::similarity::tag;
use crate::index::{Class, Kind, Token};
use crate::lang::Layout;

/// What a line must say to be known by.
const TELLING: f32 = 1.5;

impl Aligner<'_> {
    /// What is shown between two things that stand right beside each other in the file is new there: it is
    /// nothing that the file has elsewhere, changed. The head of the block around is such a thing too.
    pub(super) fn keep_new_between(
        &self,
        items: &Items,
        region: &Range<usize>,
        frame: Frame,
        candidates: &mut [Vec<Candidate>],
    ) {
        if self.lexis.layout != Layout::Lines || self.lexis.mappings {
            return;
        }
        // Up to which item, and which offset, all is known.
        let mut known = frame.heads.map(|_| (0, 0));
        for i in 0..items.items.len() {
            if !items.gaps[i].is_empty() {
                known = None;
            }
            let Some(c) = self.known_node(items, i, candidates) else { continue };
            if let Some((from, _)) = known.filter(|(_, next)| *next == c.at) {
                for (item, found) in items.items[from..i].iter().zip(&mut candidates[from..i]) {
                    let Item::Node(id) = *item else { continue };
                    // What has a name that is there, or a gap inside, may have been moved there.
                    let defines = self.s.keys[id].is_some_and(|key| {
                        key.class == Class::Definition
                            || self.f.nodes_named(key, region).next().is_some()
                    });
                    if defines || self.s.is_import(id) || self.has_marker(*item) {
                        continue;
                    }
                    found.retain(|c| !c.fit.is_changed());
                }
            }
            known = Some((i + 1, c.next));
        }
    }

    /// What of the file an item is that says enough to be known by, and is there once as it is.
    fn known_node(
        &self,
        items: &Items,
        i: usize,
        candidates: &[Vec<Candidate>],
    ) -> Option<Candidate> {
        let Item::Node(id) = items.items[i] else { return None };
        let telling =
            self.s.weights[id] >= TELLING && !self.s.units[self.s.nodes[id].head].is_comment();
        only_known(&candidates[i]).filter(|_| telling && !items.floating.contains_key(&i))
    }

    /// A line shown alone between gaps is the one line that reads the same but for one word, where the others
    /// that it is like read otherwise in more.
    pub(super) fn tell_by_one_word(
        &self,
        item: Item,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
        /// Tokens from which all but one are no chance.
        const TOKENS: usize = 8;
        let Item::Node(id) = item else { return };
        let node = &self.s.nodes[id];
        let ours = code(self.s, node.head);
        let known = found.iter().any(|c| c.fit.says_the_same());
        if self.lexis.layout != Layout::Lines
            || !node.is_leaf()
            || self.s.units[node.head].is_comment()
            || self.s.keys[id].is_some()
            || ours.len() < TOKENS
            || known
        {
            return;
        }
        let by_one = |c: &Candidate| {
            let theirs = code(self.f, region.start + c.at);
            let mut differ = ours.iter().zip(&theirs).filter(|(a, b)| a.hash != b.hash);
            let word = |(a, b): (&Token, &Token)| (a.kind, b.kind) == (Kind::Word, Kind::Word);
            c.fit == Fit::Similar
                && ours.len() == theirs.len()
                && differ.next().is_some_and(word)
                && differ.next().is_none()
        };
        if found.iter().filter(|c| by_one(c)).count() == 1 {
            found.retain(by_one);
        }
    }

    /// An element on one line shown right below a new one of another tag, both below a gap, is none that
    /// stands in the file below one like that: the two come in pairs (`<dt>` and `<dd>`), and the gap covers
    /// the old one.
    pub(super) fn keep_pairs(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        // Does all of the run up to here stand below a gap, and is nothing of it in the file as it is?
        let mut run = false;
        for i in 0..items.items.len() {
            let below = run && !gaps[i];
            run = (gaps[i] || run) && !candidates[i].iter().any(|c| c.fit.says_the_same());
            let (true, Some(Item::Node(above))) = (below, i.checked_sub(1).map(|i| items.items[i]))
            else {
                continue;
            };
            let Item::Node(id) = items.items[i] else { continue };
            if !self.s.nodes[id].is_leaf() || !self.s.nodes[above].is_leaf() {
                continue;
            }
            let (Some(first), Some(own)) =
                (tag(self.s, self.s.nodes[above].head), tag(self.s, self.s.nodes[id].head))
            else {
                continue;
            };
            let taken: Vec<usize> = candidates[i - 1].iter().map(|c| region.start + c.at).collect();
            candidates[i].retain(|c| {
                let Some(old) = self.f.heads[region.start + c.at] else { return true };
                let siblings = self.f.siblings(old);
                let place =
                    siblings.iter().position(|id| *id == old).and_then(|at| at.checked_sub(1));
                let partner = place.map(|at| self.f.nodes[siblings[at]].head);
                let pair = first != own
                    && tag(self.f, self.f.nodes[old].head) == Some(own)
                    && partner.is_some_and(|head| {
                        tag(self.f, head) == Some(first) && !taken.contains(&head)
                    });
                !c.fit.is_changed() || !pair
            });
        }
    }
}
