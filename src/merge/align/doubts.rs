//! Looks for alignments that are as good as the best one and yield another text.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::items::{Frame, Item, Items};
use super::kinds::declares_once;
use super::level::{Candidate, Fit, Level, Move, Step, Table};
use super::{Aligner, BUDGET, Doubt, Place};
use crate::index::{Class, Rolling};
use crate::merge::edits::Edits;

/// Alignments that are this close in cost are equally good.
const MARGIN: f32 = 1.0;

impl Aligner<'_> {
    /// Looks for alignments that are as good and yield another text. An answer is a better path.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn doubts(
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
        // What a path costs: each step looks at the candidates of its item.
        let candidates: usize = table.level().candidates.iter().map(Vec::len).sum();
        let cells = (items.items.len() + region.len() + candidates) as u64;
        let anchored = anchored(items, table.level(), path);
        let (mut path, mut best) = (path.to_vec(), best);
        let mut next = 0;
        let mut switched = false;
        let mut renewed = FxHashSet::default();
        'steps: while let Some(step) = path.get(next).cloned() {
            next += 1;
            let Step::Item { item, at, how } = &step else { continue };
            let of = items.items[*item];
            let unit = self.units(of).start;
            if self.is_pinned(unit) || *how == Move::Insert && anchored.contains(item) {
                continue;
            }
            if let (Item::Deletion { index, .. }, Move::Insert) = (of, how) {
                return Err(Doubt::Unknown { deletion: index });
            }
            if self.has_place(of, table.level(), *item, *how, region.start) {
                continue;
            }
            let reach = (3.0 * MARGIN).max(0.3 * self.own_cost(of));
            // What strings say does not tell twins from each other by its length.
            let matches = 0..table.level().candidates[*item].len();
            let mut worded = |other: Move| {
                self.wording_margin(of, table.level(), region.start, *item, *how, other)
            };
            let spread = matches.map(|c| worded(Move::Match(c))).fold(0.0, f32::max);
            let others = table.others(*item, *at, *how, best + reach + spread);
            // What tells little cannot be far ahead.
            let usual = match of {
                Item::Deletion { .. } => MARGIN,
                _ => MARGIN.min(0.45 * self.own_cost(of)),
            };
            let mut fits: Vec<(f32, usize, Move)> = Vec::new();
            for (cost, other_at, other_how) in others.iter().copied().take(64) {
                if fits.len() >= 8 {
                    break;
                }
                // A comment between two places belongs to what follows it, and one that stands apart to
                // all of its section: what is shown right before something of that goes below it.
                let between = region.start + *at.min(&other_at)..region.start + *at.max(&other_at);
                if (*how, other_how) == (Move::Insert, Move::Insert)
                    && between.clone().all(|f| self.f.units[f].is_comment())
                {
                    continue;
                }
                // What is new where it is as deep as what is around it is not in a deeper block.
                if *how == Move::Insert
                    && self.fits_depth(of, region, *at, frame) == Some(true)
                    && self.fits_depth(of, region, other_at, frame) == Some(false)
                {
                    continue;
                }
                // A comment above what has one takes that one's place.
                let renews = |how: Move| self.renews(of, table.level(), *item, how, region.start);
                if other_how == Move::Insert && renews(*how) {
                    continue;
                }
                if *how == Move::Insert
                    && cost < best + MARGIN
                    && renews(other_how)
                    && renewed.insert(*item)
                {
                    path = table.path_through(*item, other_at, other_how);
                    (best, next, text) = (cost, 0, None);
                    switched = true;
                    continue 'steps;
                }
                if other_how == Move::Insert
                    && self.redeclares(of, table.level(), *item, *how, region.start, frame)
                {
                    continue;
                }
                let other = table.path_through(*item, other_at, other_how);
                self.work += cells;
                if self.work > BUDGET {
                    return Err(Doubt::TooLarge);
                }
                let chosen =
                    text.get_or_insert_with(|| self.result(items, region, table, &path, frame));
                if *chosen == self.result(items, region, table, &other, frame) {
                    continue;
                }
                *margin = Some(margin.map_or(cost - best, |m| m.min(cost - best)));
                let near = usual.max(self.homonym_margin(
                    of,
                    table.level(),
                    region.start,
                    *item,
                    *how,
                    other_how,
                ));
                let worded =
                    self.wording_margin(of, table.level(), region.start, *item, *how, other_how);
                if cost < best + near + worded
                    && !self.keeps_more(of, table.level(), *item, *how, other_how, region.start)
                {
                    fits.push((cost, other_at, other_how));
                }
            }
            if fits.is_empty() {
                continue;
            }
            let mut all = vec![(best, *at, *how)];
            all.extend(fits);
            let inserts = all.iter().filter(|(_, _, how)| *how == Move::Insert).count();
            if inserts * 2 > all.len() {
                let slots = all.iter().map(|(_, at, _)| region.start + at).collect();
                return Err(Doubt::Slot { item: unit, slots });
            }
            let fits = all.iter().map(|(_, at, how)| match how {
                Move::Match(_) => Place::At(region.start + at),
                Move::Insert => Place::Before(region.start + at),
            });
            return Err(Doubt::Places { item: unit, fits: fits.collect() });
        }
        Ok(switched.then_some(path))
    }

    /// Was a comment taken for the one that stands above the same block in the file?
    fn renews(&self, item: Item, level: &Level, index: usize, how: Move, start: usize) -> bool {
        let (Move::Match(c), Item::Node(id)) = (how, item) else { return false };
        let c = level.candidates[index][c];
        let fresh = !c.fit.says_the_same();
        fresh
            && self.s.units[self.s.nodes[id].head].is_comment()
            && self.leads_the_same(id, start + c.at)
    }

    /// Was an item taken for the declaration of its name in the same block? New, it would be a second one.
    fn redeclares(
        &self,
        item: Item,
        level: &Level,
        index: usize,
        how: Move,
        start: usize,
        frame: Frame,
    ) -> bool {
        let (Move::Match(c), Item::Node(id)) = (how, item) else { return false };
        let Some(twin) = self.f.heads[start + level.candidates[index][c].at] else { return false };
        let around = frame.heads.and_then(|(_, head)| self.f.heads[head]);
        self.f.nodes[twin].parent == around
            && self.named_the_same(id, twin)
            && declares_once(self.s, id, self.lexis)
            && declares_once(self.f, twin, self.lexis)
    }

    /// Does one block of the file stay as it is in all that another one does, and in a line that tells which of them
    /// is shown? Taken for the other one, the sketch would change that line too. What changes in both must be no
    /// more like what the other one has there.
    fn keeps_more(
        &mut self,
        item: Item,
        level: &Level,
        index: usize,
        how: Move,
        other: Move,
        start: usize,
    ) -> bool {
        let Item::Node(id) = item else { return false };
        let mut nested = |how: Move| -> Option<Edits> {
            let Move::Match(c) = how else { return None };
            let c = level.candidates[index][c];
            let head = self.f.heads[start + c.at].filter(|_| c.fit == Fit::Nested)?;
            self.nested_edits(id, head).ok()
        };
        let (Some(ours), Some(theirs)) = (nested(how), nested(other)) else { return false };
        let kept = |edits: &Edits| -> FxHashSet<usize> {
            let same = |(_, f): &(&usize, &usize)| !edits.replaced.contains_key(*f);
            edits.partners.iter().filter(same).map(|(s, _)| *s).collect()
        };
        let (mine, others) = (kept(&ours), kept(&theirs));
        let more: f32 = mine.difference(&others).map(|unit| self.s.units[*unit].weight).sum();
        let alike = |unit: usize, f: usize| {
            similar::TextDiff::from_chars(self.s.said(unit), self.f.said(f)).ratio()
        };
        let node = &self.s.nodes[id];
        let closer =
            (node.head..=node.last).filter(|unit| !mine.contains(unit)).all(|unit| {
                match (ours.partners.get(&unit), theirs.partners.get(&unit)) {
                    (_, None) => true,
                    (None, Some(_)) => false,
                    (Some(a), Some(b)) => alike(unit, *a) >= alike(unit, *b),
                }
            });
        others.is_subset(&mine) && more >= 1.0 && closer
    }

    /// Is an item that was taken for new a definition that the file has once? Then it is changed where
    /// it is, out of order, whatever slot it was given.
    fn has_place(&self, item: Item, level: &Level, index: usize, how: Move, start: usize) -> bool {
        let (Move::Insert, Item::Node(id)) = (how, item) else { return false };
        // So is an import that the file has elsewhere as it is: it was moved.
        let known = |c: &&Candidate| c.fit.says_the_same();
        if self.s.is_import(id) && level.candidates[index].iter().filter(known).count() == 1 {
            return true;
        }
        let named = |c: &&Candidate| self.named_alike(item, start + c.at);
        !self.s.nodes[id].is_leaf()
            && self.s.keys[id].is_some_and(|key| key.class == Class::Definition)
            && level.candidates[index].iter().filter(named).count() == 1
    }

    /// Is what is shown as deep as what stands below or above an offset? Unknown at the end.
    fn fits_depth(
        &self,
        item: Item,
        region: &Range<usize>,
        at: usize,
        frame: Frame,
    ) -> Option<bool> {
        let unit = self.units(item).start;
        let slot = region.start + at;
        let as_deep = |f: usize| self.depth_cost(unit, f, frame, 1.0) == 0.0;
        let below = || at > 0 && self.f.level(slot) <= self.f.level(slot - 1) && as_deep(slot - 1);
        (slot < region.end).then(|| as_deep(slot) || below())
    }

    /// What the units of the file read like after a path: enough to tell whether two paths differ.
    fn result(
        &mut self,
        items: &Items,
        region: &Range<usize>,
        table: &Table<'_>,
        path: &[Step],
        frame: Frame,
    ) -> Rolling {
        let edits = self.edits(items, region, table.level(), path, frame).unwrap_or_default();
        let slots = edits.inserted.keys().filter(|slot| **slot <= region.end);
        let units = edits.removed.iter().chain(edits.replaced.keys());
        let mut touched: Vec<usize> =
            slots.chain(units.filter(|unit| **unit < region.end)).copied().collect();
        touched.sort_unstable();
        touched.dedup();
        touched.retain(|unit| *unit >= region.start);
        let mut text = Rolling::default();
        let mut at = region.start;
        for unit in touched {
            self.f.read_into(&mut text, at..unit);
            at = unit;
            for new in edits.inserted.get(&unit).into_iter().flatten() {
                text.push(self.s.said_hash(*new));
            }
            if unit == region.end {
                break;
            }
            if edits.removed.contains(&unit) {
                at += 1;
            } else if let Some(new) = edits.replaced.get(&unit) {
                text.push(self.s.said_hash(*new));
                at += 1;
            }
        }
        self.f.read_into(&mut text, at..region.end);
        text
    }
}

/// New items that follow, with no gap between, something of the file: they go there. Whether that is
/// what it was taken for is asked where it is matched.
fn anchored(items: &Items, level: &Level, path: &[Step]) -> FxHashSet<usize> {
    let mut found = FxHashSet::default();
    // The item that the next one would be, and the offset where it would follow what is shown: at
    // the start, the head of what all this is nested in.
    let mut last: Option<(usize, usize)> = (!level.gaps[0]).then_some((0, 0));
    for step in path {
        let (item, at, how) = match step {
            Step::Item { item, at, how } => (item, at, how),
            Step::Drop { units, .. } => {
                // What goes stands between no longer.
                last = last.map(|(i, at)| (i, if at == units.start { units.end } else { at }));
                continue;
            }
            Step::Absorb { .. } => {
                last = None;
                continue;
            }
        };
        match how {
            Move::Match(index) => {
                let c = level.candidates[*item][*index];
                let sure = c.fit != Fit::Deleted;
                last = sure.then_some((*item + 1, c.next));
            }
            Move::Insert => {
                let follows = last == Some((*item, *at));
                // What the file has elsewhere as it is may be that.
                let known = level.candidates[*item].iter().any(|c| c.fit.says_the_same());
                if follows && !known && items.gaps[*item].is_empty() && !level.gaps[*item] {
                    found.insert(*item);
                    last = Some((*item + 1, *at));
                } else {
                    last = None;
                }
            }
        }
    }
    found
}
