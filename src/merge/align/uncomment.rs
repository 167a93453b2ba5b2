//! Takes code that was commented out, and that the sketch shows as code, for those comments.

use std::collections::HashSet;

use super::Aligner;
use crate::merge::edits::Edits;

/// Comments on either side of new code that may be what it was.
const NEAR: usize = 32;

impl Aligner<'_> {
    /// Puts new lines in the place of comments right there that hold the same code, each of them.
    pub(super) fn uncomment(&self, edits: &mut Edits) {
        let shown: HashSet<usize> = edits.partners.values().copied().collect();
        let slots: Vec<usize> = edits.inserted.keys().copied().collect();
        for slot in slots {
            let Some(units) = edits.inserted.get(&slot) else { continue };
            let code = |unit: &usize| !self.s.units[*unit].is_marker();
            if !units.iter().all(code) || units.len() > NEAR {
                continue;
            }
            let Some(first) = self.commented(units, slot, &shown, edits) else { continue };
            let taken: Vec<(usize, usize)> = (first..).zip(units.iter().copied()).collect();
            edits.inserted.remove(&slot);
            for (old, new) in taken {
                edits.replaced.insert(old, new);
                edits.partners.insert(new, old);
                edits.removed.remove(&old);
                edits.spared.remove(&old);
            }
        }
    }

    /// The first of a run of comments beside a slot, none of them shown, that hold just these units.
    fn commented(
        &self,
        units: &[usize],
        slot: usize,
        shown: &HashSet<usize>,
        edits: &Edits,
    ) -> Option<usize> {
        let f = self.f;
        let free = |unit: &usize| {
            f.units.get(*unit).is_some_and(|u| u.is_comment() && u.fresh)
                && !shown.contains(unit)
                && !edits.replaced.contains_key(unit)
        };
        let above = (0..slot).rev().take(NEAR).take_while(free).last().unwrap_or(slot);
        let below = (slot..f.units.len()).take(NEAR).take_while(free).last();
        let end = below.map_or(slot, |last| last + 1);
        let says = |old: usize, new: usize| self.text_of(f.said(old)) == self.s.said(new).trim();
        let run = |first: &usize| {
            units.iter().enumerate().all(|(i, new)| first + i < end && says(first + i, *new))
        };
        (above..end).find(run)
    }

    /// The text of a comment, to the last sign: what a marker says is read with less care.
    fn text_of<'t>(&self, comment: &'t str) -> &'t str {
        let said = comment.trim();
        let block = self.lexis.block_comments.iter().find_map(|(open, close)| {
            said.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
        });
        let line = || self.lexis.line_comments.iter().find_map(|sign| said.strip_prefix(sign));
        block.or_else(line).unwrap_or_default().trim()
    }
}
