//! Finds the gaps that a sketch leaves unsaid.
//!
//! Blocks alone, without a word about the rest, leave the rest of the file as it is. So do two blocks in
//! which something changes, where nothing but a gap in one of them says that not all is shown.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Aligner;
use super::branches::goes_on;
use super::items::{Frame, Item, Items, UNSAID};
use super::level::{Candidate, Fit};
use crate::index::{Class, Key, NodeId, Outline, Token, Unit};
use crate::lang::{Lexis, Nesting};
use crate::merge::attached::is_licence;
use crate::sketch::talk::words;

/// What a sketch has around the blocks that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// No word about what is left out.
    Nothing,
    /// Gaps, where something is left out.
    Gaps,
}

impl<'a> Aligner<'a> {
    /// Would an item be something under another name?
    fn is_another_name(&self, item: Item, region: &Range<usize>, c: &Candidate) -> bool {
        let Item::Node(id) = item else { return false };
        let key = self.f.heads[region.start + c.at].and_then(|other| self.f.keys[other]);
        matches!((self.s.keys[id], key), (Some(a), Some(b)) if !a.same(b))
            && matches!(c.fit, Fit::Similar | Fit::OtherNode | Fit::Nested)
            && !self.named_alike(item, region.start + c.at)
    }

    /// Blocks alone, without a word about the rest: the rest stays. What is new belongs to the
    /// known block before it. Known lines between which the file has no more than the sketch are
    /// one run of lines, of which nothing stays unsaid.
    pub(super) fn part(&mut self, items: &mut Items, region: &Range<usize>, frame: Frame) {
        // The known item before, and where the file goes on behind what it stands for.
        let mut known: Option<(usize, Vec<usize>)> = None;
        let mut exact: Option<usize> = None;
        let mut indents: Vec<u32> = Vec::new();
        let all = items.items.iter().map(|item| self.candidates(*item, region, frame, None));
        let mut all: Vec<Vec<Candidate>> = all.collect();
        self.keep_pair_in_block(items, region, &mut all);
        for i in 0..items.items.len() {
            // What has little in common with anything is new, right behind what is known.
            let item = items.items[i];
            let most = 0.5 * self.insert_cost(item);
            let ours = known
                .as_ref()
                .map(|(before, _)| [*before, i].map(|at| self.units(items.items[at]).start));
            let fits = |c: &Candidate| {
                let elsewhere = |ours| self.stands_elsewhere(ours, &indents, region.start + c.at);
                c.cost < most
                    && !self.is_another_name(item, region, c)
                    && !ours.is_some_and(elsewhere)
            };
            // What is new keeps what it may be a part of.
            if !all[i].iter().any(fits) {
                continue;
            }
            all[i].retain(fits);
            let found = &all[i];
            let same = |c: &&Candidate| matches!(c.fit, Fit::Equal | Fit::SameNode);
            let mut here = found.iter().filter(same);
            let here = here.next().filter(|_| here.next().is_none()).copied();
            if let Some((before, ends)) = &known {
                let between = i - before - 1;
                let lines: usize =
                    items.items[before + 1..i].iter().map(|item| self.units(*item).len()).sum();
                let first = self.units(items.items[i]).start;
                let comment = comment_above(self.s, first).min(lines);
                let in_a_row = found.iter().any(|c| {
                    let spare = self.longer_comment(comment, first, region.start + c.at);
                    ends.iter().any(|end| c.at >= *end && c.at - end <= lines + spare)
                });
                let goes = |from: usize, to: usize| {
                    let shown = [*before, i].map(|at| self.units(items.items[at]));
                    self.is_said_to_go(region.start + from..region.start + to, shown)
                };
                let only = here.or_else(|| found.first().copied().filter(|_| found.len() == 1));
                let gone = between == 0
                    && exact.zip(only).is_some_and(|(end, c)| end < c.at && goes(end, c.at));
                let unwrapped = || {
                    let between = &all[before + 1..i];
                    found.iter().any(|c| {
                        ends.iter().any(|end| self.is_unwrapped(between, *end..c.at, region))
                    })
                };
                if !in_a_row && !gone && !unwrapped() {
                    items.gaps[i].push(UNSAID);
                }
            }
            exact = here.map(|c| c.next);
            indents = found.iter().map(|c| self.f.column(region.start + c.at)).collect();
            known = Some((i, found.iter().map(|c| c.next).collect()));
        }
    }

    /// By how many lines the comment right above a unit of the file is longer than the one of which the sketch
    /// shows so many lines, up to its end, above the same.
    fn longer_comment(&self, lines: usize, first: usize, unit: usize) -> usize {
        if lines == 0 || self.s.units[first].is_comment() {
            return 0;
        }
        let theirs = comment_above(self.f, unit);
        let licence = (unit - theirs..unit).any(|at| is_licence(self.f.said(at)));
        if licence { 0 } else { theirs.saturating_sub(lines) }
    }

    /// Does the reply, around its code, say that something goes, and is that each block of the file in a run
    /// of units: named by a word that what is shown beside them does not have, or the namesake of that?
    fn is_said_to_go(&self, run: Range<usize>, shown: [Range<usize>; 2]) -> bool {
        let Some(said) = &self.sketch.said_to_go else { return false };
        let text =
            |o: &'a Outline, units: Range<usize>| units.flat_map(move |unit| words(o.said(unit)));
        let beside: FxHashSet<&str> =
            shown.iter().flat_map(|units| text(self.s, units.clone())).collect();
        let keys: Vec<Key> = shown
            .iter()
            .filter_map(|units| self.s.heads[units.start].and_then(|id| self.s.keys[id]))
            .collect();
        let mut unit = run.start;
        let mut any = false;
        while unit < run.end {
            let last = self.f.heads[unit].map_or(unit, |id| self.f.nodes[id].last);
            let named = text(self.f, unit..last + 1)
                .any(|word| said.contains(word) && !beside.contains(word));
            let key = self.f.heads[unit].and_then(|id| self.f.keys[id]);
            let named = named || key.is_some_and(|key| keys.iter().any(|other| other.same(key)));
            if !named && !self.f.units[unit].is_comment() || last >= run.end {
                return false;
            }
            any |= named;
            unit = last + 1;
        }
        any
    }

    /// Is all that the file has at some offsets one block, with its branches, and all that the sketch shows
    /// in its place, as it is, something of what is in it? Then that takes the block's place: a body whose
    /// head is gone is there once.
    fn is_unwrapped(
        &self,
        shown: &[Vec<Candidate>],
        at: Range<usize>,
        region: &Range<usize>,
    ) -> bool {
        // Where indentation ends it, its branches follow it.
        let mut next = at.start;
        while let Some(id) = self.f.heads.get(region.start + next).copied().flatten() {
            let branch = goes_on(self.f, region.start + next);
            if next >= at.end || next > at.start && !branch {
                break;
            }
            next = self.f.nodes[id].last + 1 - region.start;
        }
        let inside = |c: &Candidate| {
            matches!(c.fit, Fit::Equal | Fit::SameNode) && at.start < c.at && c.next <= at.end
        };
        !shown.is_empty() && next == at.end && shown.iter().all(|found| found.iter().any(inside))
    }

    /// Is a unit of the file in another column than two of the sketch that stand in one, where the first
    /// of these is indented as it is in the file, in one of `indents`? Then it is in another block.
    fn stands_elsewhere(&self, [known, s]: [usize; 2], indents: &[u32], f: usize) -> bool {
        let column = self.s.column(s);
        column > 0
            && self.s.column(known) == column
            && indents.iter().all(|indent| *indent == column)
            && self.f.column(f) != column
    }

    /// Puts a gap between two blocks in both of which something changes: each is shown for its change,
    /// and not to say that nothing stands between. Among gaps it takes one at the end of the first, where
    /// indentation alone ends that: it covers what follows as well.
    pub(super) fn leave_unsaid(&self, items: &mut Items, region: &Range<usize>, around: Around) {
        self.leave_branches_unsaid(items, region);
        let all = around == Around::Nothing;
        if !all && self.lexis.nesting != Nesting::Offside {
            return;
        }
        // A sketch that says nothing new was merged before: each block is shown for what changed then.
        let units = 0..self.f.units.len();
        let is_known = |unit: &Unit| self.f.units_with(unit.hash, &units).next().is_some();
        let known = self.s.units.iter().all(|unit| unit.is_marker() || is_known(unit));
        // What leaves out more at its ends, without a word too, does so between them. A block of which
        // nothing is shown, nor what heads it, is shown for what stands beside it.
        let veiled = |item: &Item| matches!(item, Item::Node(id) if self.is_veiled(*id));
        let known_part = known && all && self.leaves_more_out(items, region);
        // The block before, and where what heads it starts.
        let mut before: Option<(usize, usize)> = None;
        let mut from = 0;
        for i in 0..items.items.len() {
            if !items.gaps[i].is_empty() {
                (before, from) = (None, i);
            }
            if self.heads_another(items.items[i]) {
                continue;
            }
            // Beside one that is shown as it is, for no more than one block.
            let far = before.is_some_and(|(above, _)| {
                let pair = [items.items[above], items.items[i]];
                !pair.iter().all(veiled) && self.are_far_apart(pair, region)
            });
            if let (Some((above, start)), Item::Node(_)) = (before, items.items[i])
                && (all || self.ends_in_gap(items.items[above]))
                && self.are_apart(items.items[above], items.items[i], region)
                && [&items.items[start..=above], &items.items[from..=i]].iter().all(|run| {
                    self.says_more(run, region)
                        || known_part && (!run.iter().all(veiled) || far)
                        || known && self.says_some(run)
                })
            {
                // What is new between stands below what it follows, or below the gap that this ends in.
                items.gaps[if all { from } else { above + 1 }].push(UNSAID);
            }
            if before.is_some() && self.is_new_block(items.items[i], region) {
                from = i + 1;
                continue;
            }
            before = Some((i, from));
            from = i + 1;
        }
    }

    /// Puts a gap below a branch (`case a:`) that ends in one, where something changes in that branch and in
    /// the next one shown: nothing closes a branch, so the gap may as well stand for those below it.
    fn leave_branches_unsaid(&self, items: &mut Items, region: &Range<usize>) {
        for below in 1..items.items.len() {
            let above = below - 1;
            let Item::Node(id) = items.items[above] else { continue };
            let branch = self.s.keys[id].is_some_and(|key| key.class == Class::Case);
            if items.gaps[below].is_empty()
                && branch
                && !self.s.nodes[id].closed
                && self.ends_in_gap(items.items[above])
                && self.says_more(&items.items[above..below], region)
                && self.says_more(&items.items[below..=below], region)
                || items.gaps[below].is_empty() && self.ends_text_in_gap(id, below, items, region)
            {
                items.gaps[below].push(UNSAID);
            }
        }
    }

    /// Does a block of text that another language carries (a script in YAML) end in a gap, where the file has
    /// the next line shown (`done`) several times, and what is shown behind that only behind a later one? The
    /// gap stands for all up to there.
    fn ends_text_in_gap(
        &self,
        id: NodeId,
        below: usize,
        items: &Items,
        region: &Range<usize>,
    ) -> bool {
        let node = &self.s.nodes[id];
        let carried = |t: &Token| t.region == Lexis::CARRIED_REGION;
        let end = self.units(items.items[below]);
        let line = &self.s.units[end.start];
        let next = self.s.units.get(end.end).filter(|unit| !unit.is_marker());
        let follows = |twin: usize| {
            next.zip(self.f.units.get(twin + 1)).is_some_and(|(ours, theirs)| ours.same(theirs))
        };
        !node.closed
            && self.sketch.is_gap(node.last)
            && self.s.unit_tokens(node.head).first().is_some_and(carried)
            && self.f.units_with(line.hash, region).skip(1).any(follows)
    }

    /// Is what stands above an item a block, and the item another one, or what heads it? Or are imports above,
    /// and the item none?
    pub(super) fn parts_blocks(&self, items: &Items, item: usize) -> bool {
        let block = |item: &Item| matches!(item, Item::Node(id) if !self.s.nodes[*id].is_leaf());
        let below = items.items[item..].iter().find(|item| !self.heads_another(**item));
        let import = |item: &Item| matches!(item, Item::Node(id) if self.s.is_import(*id));
        let Some(above) = item.checked_sub(1).map(|above| items.items[above]) else { return false };
        below.is_some_and(|below| {
            block(&above) && block(below)
                || import(&above) && !import(below) && self.keep_their_names(items, item)
        })
    }

    /// Is a node of the sketch a marker?
    pub(super) fn is_marked(&self, id: NodeId) -> bool {
        let unit = &self.s.units[self.s.nodes[id].head];
        // What parts two code blocks of a reply is no word about what is left out.
        unit.is_marker() && !unit.is_joint()
    }

    /// Is an item a block of a name that the file has not?
    fn is_new_block(&self, item: Item, region: &Range<usize>) -> bool {
        let Item::Node(id) = item else { return false };
        let named = |key| self.f.nodes_named(key, region).next().is_some();
        !self.s.nodes[id].is_leaf() && self.s.keys[id].is_some_and(|key| !named(key))
    }

    fn ends_in_gap(&self, item: Item) -> bool {
        self.units(item).last().is_some_and(|unit| self.sketch.is_gap(unit))
    }

    /// Has the file more blocks above the first one shown, or below the last, in the block around them?
    fn leaves_more_out(&self, items: &Items, region: &Range<usize>) -> bool {
        let twin = |item: &Item| self.only_twin(*item, region);
        let beyond = |twin: NodeId, edge: fn(&[NodeId], usize) -> &[NodeId]| {
            let siblings = self.f.siblings(twin);
            let at = siblings.iter().position(|other| *other == twin);
            at.is_some_and(|at| edge(siblings, at).iter().any(|id| self.is_block(*id)))
        };
        let (first, last) =
            (items.items.iter().find_map(twin), items.items.iter().rev().find_map(twin));
        first.is_some_and(|id| beyond(id, |all, at| &all[..at]))
            || last.is_some_and(|id| beyond(id, |all, at| &all[at + 1..]))
    }

    /// The one block of the file that has the name of a block of the sketch.
    fn only_twin(&self, item: Item, region: &Range<usize>) -> Option<NodeId> {
        let Item::Node(id) = item else { return None };
        let key = self.s.keys[id].filter(|_| !self.s.nodes[id].is_leaf())?;
        let mut twins = self.f.nodes_named(key, region).filter(|f| !self.f.nodes[*f].is_leaf());
        twins.next().filter(|_| twins.next().is_none())
    }

    /// Has the file both of two blocks, each once, in this order and with another one between?
    fn are_apart(&self, above: Item, below: Item, region: &Range<usize>) -> bool {
        let twins = (self.only_twin(above, region), self.only_twin(below, region));
        let (Some(a), Some(b)) = twins else { return false };
        self.f.nodes[a].head < self.f.nodes[b].head && self.is_block_between(a, b)
    }

    /// Has the file two blocks, each once, with several others between?
    fn are_far_apart(&self, pair: [Item; 2], region: &Range<usize>) -> bool {
        let [a, b] = pair.map(|item| self.only_twin(item, region));
        a.zip(b).is_some_and(|(a, b)| self.blocks_between(a, b).nth(1).is_some())
    }

    /// Is there a block with a name between two siblings of the file?
    pub(super) fn is_block_between(&self, a: NodeId, b: NodeId) -> bool {
        self.blocks_between(a, b).next().is_some()
    }

    fn blocks_between(&self, a: NodeId, b: NodeId) -> impl Iterator<Item = NodeId> {
        let siblings = self.f.siblings(a);
        let place = |id: NodeId| siblings.iter().position(|other| *other == id);
        let between = place(a).zip(place(b)).map(|(a, b)| a.min(b) + 1..a.max(b));
        let all = between.and_then(|between| siblings.get(between)).unwrap_or_default();
        all.iter().copied().filter(|id| self.is_block(*id))
    }

    /// Is a node of the file a block with a name?
    pub(super) fn is_block(&self, id: NodeId) -> bool {
        !self.f.nodes[id].is_leaf() && self.f.keys[id].is_some()
    }

    /// Do a block and what heads it say more than the block's first line and what is declared of it?
    fn says_some(&self, items: &[Item]) -> bool {
        items.iter().any(|item| {
            let units = self.units(*item);
            let inside = match item {
                Item::Node(id) if self.s.nodes[*id].is_leaf() => units.clone(),
                _ => units.start + 1..units.end,
            };
            let code = |unit: &Unit| !unit.is_marker() && unit.weight >= 1.0;
            !self.heads_another(*item) && self.s.units[inside].iter().any(code)
        })
    }

    /// Do some items say something that the file does not?
    fn says_more(&self, items: &[Item], region: &Range<usize>) -> bool {
        items.iter().flat_map(|item| self.units(*item)).any(|unit| {
            let said = &self.s.units[unit];
            !said.is_marker() && self.f.units_with(said.hash, region).next().is_none()
        })
    }
}

/// How many lines the comment right above a unit has.
fn comment_above(o: &Outline, unit: usize) -> usize {
    let joined = |at: &usize| {
        let below = &o.units[at + 1];
        o.units[*at].is_comment() && below.fresh && below.blanks == 0
    };
    (0..unit).rev().take_while(joined).count()
}
