//! Shows more of a change where its sketch is not merged as it was meant.
//!
//! In: a sketch that was refused, or whose merge gives other bytes. Out: the places of the change
//! that are to blame, nearest first to the line in doubt or to the bytes that differ.

use std::collections::BTreeSet;

use similar::{DiffOp, TextDiff};

use super::compare::{Comparison, Mate};
use super::show::Site;
use super::write::Lines;
use crate::index::{NodeId, Outline};
use crate::merge::Refusal;

/// What a merge of a sketch came to.
pub(super) enum Came<'a> {
    Refused(&'a Refusal),
    /// Other bytes.
    Other(&'a str),
}

/// The two versions, and what differs between them.
pub(super) struct Versions<'a> {
    pub before: &'a Outline,
    pub after: &'a Outline,
    pub comparison: &'a Comparison,
}

impl Versions<'_> {
    /// The places to show more of.
    pub fn blamed(&self, came: &Came<'_>, sketch: &Lines, sites: &[Site]) -> Vec<Site> {
        let rows = match came {
            Came::Other(result) => self.differing_rows(result),
            Came::Refused(refusal) => self.rows_in_doubt(refusal, sketch),
        };
        if rows.is_empty() {
            return sites.to_vec();
        }
        let mut found: Vec<Site> = Vec::new();
        for row in rows {
            let nearest = sites.iter().min_by_key(|site| self.row_of(site).abs_diff(row));
            found.extend(nearest.filter(|site| !found.contains(site)));
        }
        found
    }

    /// The nodes that hold a place, innermost first: each may be shown in full.
    pub fn around(&self, site: &Site) -> Vec<NodeId> {
        let own = self.after.heads.get(site.unit).copied().flatten();
        let mut at = own.filter(|id| self.comparison.opened[*id]).or(site.parent);
        let parents = std::iter::from_fn(|| {
            let id = at?;
            at = self.after.nodes[id].parent;
            Some(id)
        });
        parents.collect()
    }

    /// Where the sketch has the deletion that a refusal speaks of: the unit after that it stands
    /// before.
    pub fn named_at<'s>(
        &self,
        refusal: &Refusal,
        sketch: &Lines,
        slots: impl Iterator<Item = &'s usize>,
    ) -> Option<usize> {
        let row = *sketch.rows.get(refusal.line? - 1)?;
        let row_of = |slot: &usize| self.after.units.get(*slot).map_or(usize::MAX / 2, |u| u.row);
        slots.copied().min_by_key(|slot| (row_of(slot).abs_diff(row), *slot))
    }

    /// What is gone of the blocks that a refusal lists, or changed.
    pub fn gone(&self, refusal: &Refusal) -> Vec<NodeId> {
        let listed = |id: &NodeId| {
            let row = self.before.units[self.before.nodes[*id].head].row + 1;
            refusal
                .candidates
                .iter()
                .any(|block| (block.start_line..=block.end_line).contains(&row))
        };
        let gone = self.comparison.gone.values().flatten().copied();
        let changed = self.comparison.mates.iter().filter_map(|mate| match mate {
            Mate::Changed(old) if self.before.nodes[*old].is_leaf() => Some(*old),
            _ => None,
        });
        gone.chain(changed).filter(listed).collect()
    }

    fn row_of(&self, site: &Site) -> usize {
        self.after.units.get(site.unit).map_or(usize::MAX / 2, |unit| unit.row)
    }

    /// The first row of each run of lines that came out otherwise.
    fn differing_rows(&self, result: &str) -> BTreeSet<usize> {
        TextDiff::from_lines(&*self.after.text, result)
            .ops()
            .iter()
            .filter(|op| !matches!(op, DiffOp::Equal { .. }))
            .map(|op| op.old_range().start)
            .collect()
    }

    fn rows_in_doubt(&self, refusal: &Refusal, sketch: &Lines) -> BTreeSet<usize> {
        if let Some(row) = refusal.line.and_then(|line| sketch.rows.get(line - 1)) {
            return BTreeSet::from([*row]);
        }
        let candidates = refusal.candidates.iter().map(|block| block.start_line - 1);
        candidates.filter_map(|row| self.row_after(row)).collect()
    }

    /// Where what a row before holds stands after, or stood.
    fn row_after(&self, row: usize) -> Option<usize> {
        let unit = self.before.units.iter().position(|u| u.last_row >= row)?;
        let within = |id: &NodeId| {
            let node = &self.before.nodes[*id];
            (node.head..=node.last).contains(&unit)
        };
        let gone = self.comparison.gone.iter().find(|(_, gone)| gone.iter().any(within));
        if let Some(((_, slot), _)) = gone {
            return self.after.units.get(*slot).map(|u| u.row);
        }
        // The innermost node that holds it.
        let mates = self.comparison.mates.iter().enumerate();
        let holds = mates.filter(|(_, mate)| mate.before().is_some_and(|id| within(&id)));
        holds
            .min_by_key(|(id, _)| self.after.nodes[*id].last - self.after.nodes[*id].head)
            .map(|(id, _)| self.after.units[self.after.nodes[id].head].row)
    }
}
