//! Takes code that was commented out, and that the sketch shows as code, for those comments.

use std::collections::HashSet;
use std::ops::Range;

use super::Aligner;
use crate::index::Role;
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
            let Some(comments) = self.commented(units, slot, &shown, edits) else { continue };
            let units = edits.inserted.remove(&slot).unwrap_or_default();
            // Each for one, and what is more on either side for the last of them.
            let pairs = units.len().min(comments.len());
            for (old, new) in comments.clone().zip(units.iter().copied()) {
                edits.replaced.insert(old, new);
                edits.partners.insert(new, old);
                edits.removed.remove(&old);
            }
            comments.clone().for_each(|old| {
                edits.spared.remove(&old);
            });
            edits.removed.extend(comments.clone().skip(pairs));
            if units.len() > pairs {
                let behind = edits.inserted.entry(comments.end).or_default();
                behind.splice(0..0, units[pairs..].iter().copied());
            }
        }
    }

    /// The run of comments beside a slot, none of them shown, that hold just these units.
    fn commented(
        &self,
        units: &[usize],
        slot: usize,
        shown: &HashSet<usize>,
        edits: &Edits,
    ) -> Option<Range<usize>> {
        let (s, f) = (self.s, self.f);
        let free = |unit: &usize| {
            f.units.get(*unit).is_some_and(|u| u.is_comment() && u.fresh)
                && !shown.contains(unit)
                && !edits.replaced.contains_key(unit)
        };
        let above = (0..slot).rev().take(NEAR).take_while(free).last().unwrap_or(slot);
        let below = (slot..f.units.len()).take(NEAR).take_while(free).last();
        let end = below.map_or(slot, |last| last + 1);
        // What a rule placed stands in the file's order, not in the sketch's.
        let (Some(first), Some(last)) = (units.iter().min(), units.iter().max()) else {
            return None;
        };
        let code = &s.text[s.units[*first].start..s.units[*last].end];
        let starts = |unit: &usize| f.units[*unit].role == Role::Comment;
        (above..end).filter(starts).find_map(|first| {
            let mut rest: Vec<&str> = code.split_whitespace().rev().collect();
            let mut at = first;
            // One comment after the other, each of which may go over lines.
            while at < end && !rest.is_empty() {
                let next = (at + 1..end).find(starts).unwrap_or(end);
                let said = &f.text[f.units[at].start..f.units[next - 1].end];
                let mut words = self.text_of(said).split_whitespace();
                if !words.all(|word| rest.pop() == Some(word)) {
                    return None;
                }
                at = next;
            }
            rest.is_empty().then_some(first..at)
        })
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
