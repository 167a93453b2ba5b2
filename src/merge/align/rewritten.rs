//! Blocks that are written anew from end to end.
//!
//! A block that is shown without a marker, and most of which is what the file has, is all of the new
//! one: what is shown there is what it holds. Where an alignment by
//! structure leaves a doubt about such a block, that doubt is only about which old line is which new
//! one, and any common subsequence answers it: the text is the same. It is found by Bram Cohen's
//! patience diff.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::items::interior;
use super::{Aligner, Doubt};
use crate::index::{NodeId, Outline};
use crate::merge::edits::Edits;

/// Share of a block that has to be shown as it is.
const SAME: f32 = 0.5;
/// Share of a block that may be left out with nothing in its place.
const GONE: f32 = 0.2;
/// Units on both sides, multiplied, up to which they are compared.
const PAIRS: usize = 200_000_000;

impl Aligner<'_> {
    /// What the file becomes where the sketch is all of it: without a marker, from the first to the
    /// last line.
    pub fn rewritten_file(&self) -> Option<Edits> {
        let (s, f) = (0..self.s.units.len(), 0..self.f.units.len());
        if s.is_empty() || f.is_empty() {
            return None;
        }
        let edits = self.rewritten(s, f)?;
        // Something missing at an end may be there all the same.
        let ends = [0, self.f.units.len() - 1];
        (!ends.iter().any(|end| edits.dropped.contains(end)))
            .then_some(Edits { whole: true, ..edits })
    }

    /// What is nested in a node of the file where one of the sketch is all of it, instead of a doubt.
    pub(super) fn or_rewritten(
        &self,
        edits: Result<Edits, Doubt>,
        (s, f): (NodeId, NodeId),
    ) -> Result<Edits, Doubt> {
        let Err(Doubt::Places { .. } | Doubt::Slot { .. }) = edits else { return edits };
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let named = matches!((self.s.keys[s], self.f.keys[f]), (Some(a), Some(b)) if a.same(b));
        if !named || a.closed != b.closed {
            return edits;
        }
        // What is nested begins behind a head that goes over several lines.
        let (head, other) = self.head_ends(s, f);
        let ours = interior(a, head);
        self.rewritten(ours, interior(b, other)).map_or(edits, Ok)
    }

    /// Takes a run of the file's units for a run of the sketch's; nothing where that is not most of
    /// it, or may be part of it.
    fn rewritten(&self, s: Range<usize>, f: Range<usize>) -> Option<Edits> {
        if self.markers[s.start] < self.markers[s.end] {
            return None;
        }
        let (old, new) = (says(self.f, &f), says(self.s, &s));
        let weight = |units: Range<usize>| -> f32 {
            self.f.units[units].iter().filter(|unit| !unit.is_comment()).map(|u| u.weight).sum()
        };
        let (mut same, mut gone) = (0.0, 0.0);
        let mut out = Edits::default();
        for op in compare(&old, &new)? {
            let of_file = f.start + op.old_range().start..f.start + op.old_range().end;
            let of_sketch = s.start + op.new_range().start..s.start + op.new_range().end;
            match op {
                DiffOp::Equal { .. } => {
                    same += weight(of_file.clone());
                    for (a, b) in of_sketch.zip(of_file) {
                        out.partners.insert(a, b);
                        if !self.s.units[a].same(&self.f.units[b]) {
                            out.replaced.insert(b, a);
                        }
                    }
                }
                DiffOp::Delete { .. } => {
                    gone += weight(of_file.clone());
                    out.removed.extend(of_file.clone());
                    out.dropped.extend(of_file);
                }
                DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                    out.inserted.entry(of_file.end).or_default().extend(of_sketch);
                    out.removed.extend(of_file);
                }
            }
        }
        let all = weight(f);
        if same < SAME * all || gone > GONE * all {
            return None;
        }
        for unit in s {
            let (Some(a), Some(b)) = (self.s.heads[unit], out.partners.get(&unit)) else {
                continue;
            };
            if let Some(b) = self.f.heads[*b] {
                out.nodes.insert(a, b);
            }
        }
        Some(out)
    }
}

/// What differs; nothing where that is too much to find out.
fn compare<T: Eq + Hash + Ord>(old: &[T], new: &[T]) -> Option<Vec<DiffOp>> {
    let ends = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[ends..], &new[ends..]);
    let tails = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b);
    let tails = tails.count();
    let pairs = (old_rest.len() - tails).saturating_mul(new_rest.len() - tails);
    (pairs <= PAIRS).then(|| capture_diff_slices(Algorithm::Patience, old, new))
}

/// What units say, and how deep they say it: code that moves into a block is laid out anew.
fn says(outline: &Outline, units: &Range<usize>) -> Vec<(u64, bool, usize)> {
    let depth = |unit: usize| {
        let parents =
            std::iter::successors(Some(outline.owner[unit]), |id| outline.nodes[*id].parent);
        // A head stands where what it is nested in does.
        parents.count() - usize::from(outline.heads[unit].is_some())
    };
    let at = |unit: usize| {
        let said = &outline.units[unit];
        (said.hash, said.is_comment(), depth(unit))
    };
    let first = units.clone().map(depth).min().unwrap_or_default();
    units.clone().map(at).map(|(hash, comment, deep)| (hash, comment, deep - first)).collect()
}
