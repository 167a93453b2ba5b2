//! Finds where something new goes by what it is, where nothing beside it tells: behind the imports, at a
//! file's top, at its end.

use std::ops::Range;

use super::Aligner;
use super::items::{Item, Items, UNSAID};
use super::level::Candidate;
use crate::index::{Class, NodeId, Outline};
use crate::lang::{Layout, Nesting};

impl Aligner<'_> {
    /// Homes for the items of the file's own top down to the first gap, with nothing said to be left out
    /// above them: what a sketch begins with, if it is new, is the file's new beginning.
    pub(super) fn home_at_top(
        &self,
        new: &[Item],
        region: &Range<usize>,
        candidates: &[Vec<Candidate>],
        homes: &mut [Option<usize>],
    ) {
        let imports = self.first_import(region);
        let brings = |item: &Item| matches!(item, Item::Node(id) if self.s.is_import(*id));
        let all_new = candidates.iter().all(Vec::is_empty);
        // Code that an import stands above is behind the imports.
        let mixed = new
            .iter()
            .skip_while(|item| !brings(item))
            .any(|item| !brings(item) && !self.heads_another(*item));
        if let ([only], Some(first), true) = (new, imports, all_new)
            && brings(only)
        {
            // Above the others, as it is shown.
            homes[0] = Some(first);
        } else if imports.is_some() && mixed {
            homes.fill(None);
        } else if new.len() == 1 || all_new {
            let top = match new.first().and_then(|item| self.holder(*item, region)) {
                Some(held) => held.map(|held| held.start),
                // A part of a block stands in that block.
                None if new.first().is_some_and(|item| !self.is_flush(*item)) => None,
                None => Some(self.top(region)),
            };
            homes.iter_mut().for_each(|home| *home = home.or(top));
        }
    }

    /// Homes for what the file's own top ends with, behind a gap and with nothing said to be left out
    /// below: the file's new end.
    pub(super) fn home_at_end(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &[Vec<Candidate>],
        homes: &mut [Option<usize>],
    ) {
        let last = items.items.len() - 1;
        let end = match self.holder(items.items[last], region) {
            Some(held) => held.map(|held| held.end),
            None => Some(region.len()),
        };
        if gaps[last] && homes[last].is_none() && self.is_flush(items.items[last]) {
            homes[last] = end;
        }
        // So is a block with what heads it: a comment, an attribute.
        let run = (0..=last).rev().find(|i| gaps[*i]).unwrap_or(0);
        if items.gaps[run].iter().any(|gap| *gap != UNSAID)
            && run < last
            && candidates[run..].iter().all(Vec::is_empty)
            && items.items[run..last].iter().all(|item| self.heads_another(*item))
            && self.is_flush(items.items[run])
        {
            homes[run..].iter_mut().for_each(|home| *home = home.or(end));
        }
    }

    /// Homes for what a code block of the reply begins or ends with, a gap on its other side, in a language
    /// that the file holds in one element.
    pub(super) fn home_in_element(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &[Vec<Candidate>],
        homes: &mut [Option<usize>],
    ) {
        // Of the same code block: a joint parts it from the next one.
        let joint = |gap: &usize| *gap != UNSAID && self.s.units[*gap].is_joint();
        let said = |gap: Option<&usize>| gap.is_some_and(|gap| *gap != UNSAID && !joint(gap));
        for run in 0..items.items.len() {
            let end = (run..items.items.len()).find(|i| gaps[i + 1]).unwrap_or(run);
            let new = candidates[run..=end].iter().all(Vec::is_empty);
            let above = said(items.gaps[run].last());
            let below = said(items.gaps[end + 1].first());
            if !gaps[run] || !new || above == below {
                continue;
            }
            let Some(Some(held)) = self.holder(items.items[run], region) else { continue };
            let place = Some(if above { held.end } else { held.start });
            homes[run..=end].iter_mut().for_each(|home| *home = home.or(place));
        }
    }

    /// Where in the file code of an item's language stands, if that is another one than the file's own
    /// (`<style>`, `<script>`): the offsets of what the only element with such code holds. None within,
    /// where there are several such elements, or none.
    fn holder(&self, item: Item, region: &Range<usize>) -> Option<Option<Range<usize>>> {
        let said = |o: &Outline, unit: usize| {
            o.tokens.get(o.units[unit].tokens.start).map_or(0, |token| token.region)
        };
        // What of several languages stands in such an element may be called by either name.
        let element = |region: u8| {
            let element = self.lexis.regions.get(usize::from(region).checked_sub(1)?)?;
            Some((element.tag, element.language.lexis.layout))
        };
        let own = element(said(self.s, self.units(item).start))?;
        let holds = |f: &usize| element(said(self.f, *f)) == Some(own);
        let mut found: Vec<Range<usize>> = Vec::new();
        for f in region.clone().filter(holds) {
            match found.last_mut() {
                Some(run) if run.end == f => run.end += 1,
                _ => found.push(f..f + 1),
            }
        }
        let [only] = &found[..] else { return Some(None) };
        Some(Some(only.start - region.start..only.end - region.start))
    }

    /// Where a new item belongs by its kind: an import behind the last one.
    pub(super) fn home(&self, item: Item, region: &Range<usize>) -> Option<usize> {
        let Item::Node(id) = item else { return None };
        let key = self.s.keys[id].filter(|k| k.class == Class::Import)?;
        let mut imports = region.clone().filter(|f| {
            self.f.heads[*f].is_some_and(|n| self.f.keys[n].is_some_and(|k| k.class == key.class))
        });
        let last = imports.next_back()?;
        Some(self.f.nodes[self.f.heads[last]?].last + 1 - region.start)
    }

    /// The offset behind the table below which a new one is shown, where a gap stands for what is in that
    /// (TOML): it begins on the line below the table's name, and a blank line ends it.
    pub(super) fn behind_table(
        &self,
        items: &Items,
        index: usize,
        region: &Range<usize>,
    ) -> Option<usize> {
        let (Item::Node(id), Item::Node(above)) =
            (items.items[index], items.items[index.checked_sub(1)?])
        else {
            return None;
        };
        let head = self.s.nodes[id].head;
        let gap = self.s.nodes[above].last + 1;
        let tables = self.lexis.nesting == Nesting::Headings && self.lexis.layout != Layout::Prose;
        let in_table = self.s.nodes[above].is_leaf()
            && gap + 1 == head
            && self.sketch.is_gap(gap)
            && self.s.units[gap].blanks == 0
            && self.s.units[head].blanks > 0;
        let named = |id: NodeId| {
            self.s.keys[id].is_some() && self.s.said(self.s.nodes[id].head).starts_with('[')
        };
        if !tables || !in_table || !named(id) || !named(above) {
            return None;
        }
        let mut same = self.f.nodes_named(self.s.keys[above]?, region);
        let (table, None) = (same.next()?, same.next()) else { return None };
        Some(self.f.nodes[table].extent + 1 - region.start)
    }

    /// The offset of the first import that may have another above it.
    fn first_import(&self, region: &Range<usize>) -> Option<usize> {
        let imports = |f: &usize| self.f.heads[*f].is_some_and(|id| self.f.is_import(id));
        let first =
            region.clone().filter(imports).find(|f| !self.f.said(*f).contains("__future__"))?;
        Some(first - region.start)
    }

    /// The offset behind a file's header comment.
    fn top(&self, region: &Range<usize>) -> usize {
        let first_code =
            region.clone().find(|f| !self.f.units[*f].is_comment()).unwrap_or(region.end);
        let apart = (region.start + 1..=first_code)
            .find(|f| self.f.units.get(*f).is_none_or(|u| u.blanks > 0));
        if first_code == region.start { 0 } else { apart.unwrap_or(first_code) - region.start }
    }

    /// Does an item stand where a file's own blocks do?
    fn is_flush(&self, item: Item) -> bool {
        let unit = &self.s.units[self.units(item).start];
        self.lexis.layout != Layout::Lines || unit.tabs == 0 && unit.spaces == 0
    }
}
