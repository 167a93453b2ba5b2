//! Puts one alignment problem together: items against a run of the file's units.

use std::ops::Range;
use std::rc::Rc;

use super::bodies::Spot;
use super::costs::TORN;
use super::ends::Edge;
use super::items::{Frame, Item, Items, UNSAID, interior};
use super::level::{Candidate, Level, Skip};
use super::unsaid::Around;
use super::{Aligner, BUDGET, CELLS, Doubt, KEPT, SETTLED};
use crate::index::{Class, NodeId, Token};
use crate::lang::{Layout, Nesting, heads_function, heads_type};
use crate::merge::attached::is_attribute;

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
        // Is all of the run below a gap, up to here, nothing that the file has as it is?
        let mut run = false;
        // Is what comes next below a heading that is new?
        let mut section = Branch::Known;
        for (i, item) in items.items.iter().enumerate() {
            let mut found = self.candidates(*item, region, frame, items.floating.get(&i).copied());
            if self.is_heading(*item) {
                let more = items.items[i + 1..].iter().position(|item| self.is_heading(*item));
                let end = more.map_or(count, |more| i + 1 + more);
                // Beside a gap, which covers the sections that the file has.
                let new = found.is_empty() && (gaps[i] || gaps[end]);
                section = if new { Branch::New } else { Branch::Known };
            } else if gaps[i] {
                section = Branch::Known;
            }
            match item {
                Item::Part(_) if found.is_empty() => branch = Branch::New,
                Item::Part(_) => branch = Branch::Known,
                // What stands in a new branch can have been moved there, not changed there.
                _ if branch == Branch::New => {
                    found.retain(|c| c.fit.says_the_same());
                }
                _ => {}
            }
            let in_run = run && !gaps[i] && !gaps[i + 1];
            if gaps[i + 1] != gaps[i] || in_run {
                let before = gaps[i] || in_run;
                let known = self.known_beside(items, i, before, region);
                // A gap before it that would stand for nothing stands for what is there.
                let follows = |at: usize| gaps[i + 1] || i == 0 && at == 0 || i + 1 == count;
                let spot = Spot { items, index: i, gap_before: before };
                found.extend(self.begun_alike(spot, known, region, &found));
                self.keep_apart(spot, known, follows, region, &mut found);
                self.tell_imports(*item, region, &mut found);
            }
            if section == Branch::New && !self.is_heading(*item) {
                found.retain(|c| c.fit.says_the_same());
            }
            if gaps[i] && gaps[i + 1] {
                self.tell_by_one_word(*item, region, &mut found);
            }
            run = (gaps[i] || run) && !gaps[i + 1] && !found.iter().any(|c| c.fit.says_the_same());
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
                homes[i] = self.home(*item, region).or_else(|| self.behind_table(items, i, region));
                // No gap that is shown stands behind the last thing of a mapping.
                let ends = i + 1 == count && explicit[i] && !explicit[count];
                if ends && frame.heads.is_some() && self.lexis.mappings {
                    homes[i] = homes[i].or(Some(region.len()));
                }
            }
        }
        // Several new tables in a row go where the first of them does.
        for i in (0..count).filter(|i| gaps[*i] && !gaps[i + 1]) {
            let end = (i..count).find(|j| gaps[j + 1]).unwrap_or(i);
            if candidates[i..=end].iter().all(Vec::is_empty) {
                homes[i] = homes[i].or_else(|| self.behind_table(items, i, region));
            }
        }
        self.keep_checks(items, &gaps, region, &inserts, &mut candidates);
        self.keep_company(items, &gaps, region, &mut candidates);
        self.keep_between(items, &gaps, region, &mut candidates);
        self.keep_in_block(items, &gaps, region, &mut candidates);
        self.keep_new_between(items, region, frame, &mut candidates);
        self.keep_pairs(items, &gaps, region, &mut candidates);
        self.take_dead_values(items, &gaps, region, &mut candidates);
        self.keep_to_block(items, &gaps, region, &mut inserts, &mut candidates);
        self.weigh_anchors(items, &gaps, region, &candidates, &mut inserts);
        self.keep_imports_in_order(items, region, &candidates, &mut inserts);
        self.rename_between(items, &gaps, region, &mut candidates);
        self.follow_uses(items, &gaps, region, &mut candidates, &mut inserts);
        if frame.heads.is_none() && frame.open.0 && count > 1 && !explicit[0] && !gaps[1] {
            self.tell_title(items.items[0], region, &mut candidates);
        }
        // The file's own top, of which the sketch leaves out some.
        if frame.heads.is_none() && count > 0 && explicit.iter().any(|g| *g) {
            if frame.open.0 && !explicit[0] {
                let run = (1..=count).find(|i| gaps[*i]).unwrap_or(count);
                if self.lexis.layout == Layout::Prose {
                    keep_neighbours(&mut candidates[..run]);
                }
                let (new, homes) = (&items.items[..run], &mut homes[..run]);
                self.home_at_top(new, region, &candidates[..run], homes);
            }
            if frame.open.1 && !explicit[count] {
                self.home_at_end(items, &gaps, region, &candidates, &mut homes);
            }
            self.home_in_element(items, &gaps, region, &candidates, &mut homes);
        }
        self.cover_branches(items, region, &mut candidates);
        let mut held = Vec::new();
        if !self.pins.is_empty() {
            for (i, at) in self.hold_pins(items, region, &mut inserts, &mut candidates) {
                homes[i] = Some(at);
                held.push(i);
            }
        }
        let free = gaps.iter().all(|gap| *gap);
        let skips = if free { Rc::default() } else { self.skips(region) };
        let skips = if frame.heads.is_some() {
            self.set_by_shorthands(items, region, skips)
        } else {
            skips
        };
        Level { gaps, inserts, homes, held, candidates, count: region.len(), skips }
    }

    /// Is an item a heading of running text?
    fn is_heading(&self, item: Item) -> bool {
        let named = matches!(item, Item::Node(id)
            if self.s.keys[id].is_some_and(|key| key.class == Class::Definition));
        named && self.lexis.layout == Layout::Prose
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

    /// Is an item a comment or an attribute?
    pub(super) fn heads_another(&self, item: Item) -> bool {
        let unit = self.units(item).start;
        self.s.units[unit].is_comment() || is_attribute(self.s, unit)
    }

    /// The cost of aligning what is nested in two nodes.
    pub(super) fn nested_cost(&mut self, s: NodeId, f: NodeId) -> f32 {
        if let Some(cost) = self.costs.get(&(s, f)) {
            return *cost;
        }
        let (items, region, inner) = self.inside(s, f);
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
        let place = self.ends_for_its_place(s, f);
        let goes_on = self.sketch.is_gap(end) || self.tail_is_open(s, f);
        open.1 |= goes_on && !place || self.ends_partial(s, f);
        // The beginning of a map too, where nothing is shown of it but what changes.
        open.0 |= open.1 && self.shows_only_changes(s, f);
        if region.end > b.last + 1 {
            region.end = b.last + 1;
        }
        self.leave_unsaid(&mut items, &region, Around::Gaps);
        let count = items.items.len();
        if let Some(first) = items.gaps.iter().position(|gaps| !gaps.is_empty()) {
            let last = items.gaps.iter().rposition(|gaps| !gaps.is_empty()).unwrap_or(first);
            let all = items.gaps.iter().flatten().any(|gap| self.sketch.speaks_of_the_rest(*gap));
            let (head, tail) = (&items.items[..first], &items.items[last..count]);
            open.0 |= self.leaves_out_beside(head.iter(), (f, &region), Edge::Start, all);
            open.1 |=
                !place && self.leaves_out_beside(tail.iter().rev(), (f, &region), Edge::End, all);
        }
        (items, region, Frame { heads: Some((a.head, b.head)), open })
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
                    && !self.ends_alike(*id, region)
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
        let word = |t: &Token| self.s.token_text(t);
        let mut lead = self.s.tokens[head.tokens.clone()].iter().take(4).map(word);
        let defines = lead.any(|word| heads_type(word) || heads_function(word));
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
