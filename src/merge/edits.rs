//! What a merge does to the units of a file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

/// Changes by unit of the file; from these follow the splices.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Edits {
    /// Units of the file that go.
    pub removed: BTreeSet<usize>,
    /// Those of `removed` that the sketch left out without saying so.
    pub dropped: BTreeSet<usize>,
    /// Units of the file, each with the sketch's unit that takes its place.
    pub replaced: BTreeMap<usize, usize>,
    /// Units of the sketch that are new, by the unit of the file that they stand before.
    pub inserted: BTreeMap<usize, Vec<usize>>,
    /// Units of the sketch, each with the unit of the file that it stands for.
    pub partners: BTreeMap<usize, usize>,
    /// Units of the sketch that show a line of the file in short.
    pub short: BTreeSet<usize>,
    /// Units of the sketch in nodes that the file has as they are shown.
    pub same: BTreeSet<usize>,
    /// Units of the sketch, and the units of the file that say the same, maybe on other lines.
    pub reflowed: Vec<(Range<usize>, Range<usize>)>,
    /// Gaps within new code: the gap's unit, and the units of the file that it covers.
    pub wrapped: Vec<(usize, Range<usize>)>,
    /// Units of the sketch before which the file goes on though no gap says so.
    pub unsaid: BTreeSet<usize>,
    /// Nodes of the sketch taken for nodes of the file.
    pub nodes: BTreeMap<usize, usize>,
    /// Comments of the file that the sketch leaves out.
    pub spared: BTreeSet<usize>,
    /// New nodes that a rule gave their place.
    pub by_rule: BTreeSet<usize>,
    /// Nodes of the file that stand elsewhere now.
    pub moved: BTreeSet<usize>,
    /// Nodes of the file that a deletion names.
    pub deleted: BTreeSet<usize>,
    /// Units of the sketch whose places the caller picked.
    pub pinned: BTreeSet<usize>,
    /// Is the sketch all of the new file?
    pub whole: bool,
    /// The least lead over an alignment that yields another text.
    pub margin: Option<f32>,
}

impl Edits {
    /// Takes over what was found out about other units.
    pub fn absorb(&mut self, other: Self) {
        self.removed.extend(other.removed);
        self.dropped.extend(other.dropped);
        self.replaced.extend(other.replaced);
        for (slot, units) in other.inserted {
            self.inserted.entry(slot).or_default().extend(units);
        }
        self.partners.extend(other.partners);
        self.short.extend(other.short);
        self.same.extend(other.same);
        self.reflowed.extend(other.reflowed);
        self.wrapped.extend(other.wrapped);
        self.unsaid.extend(other.unsaid);
        self.nodes.extend(other.nodes);
        self.spared.extend(other.spared);
        self.by_rule.extend(other.by_rule);
        self.moved.extend(other.moved);
        self.deleted.extend(other.deleted);
        self.lead(other.margin);
    }

    /// Does a unit of the file go, or something take its place?
    pub fn touches(&self, unit: usize) -> bool {
        self.removed.contains(&unit) || self.replaced.contains_key(&unit)
    }

    /// Does something change in a run of units, beside what stands before it?
    pub fn change_in(&self, mut units: RangeInclusive<usize>) -> bool {
        let first = *units.start();
        units.any(|unit| self.touches(unit) || unit > first && self.inserted.contains_key(&unit))
    }

    /// Lowers the margin.
    pub fn lead(&mut self, margin: Option<f32>) {
        self.margin = match (self.margin, margin) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}
