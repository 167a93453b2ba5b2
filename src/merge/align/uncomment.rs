//! Takes code that was commented out, and that the sketch shows as code, for those comments.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Aligner;
use crate::index::Role;
use crate::merge::edits::Edits;

/// Comments on either side of new code that may be what it was.
const NEAR: usize = 32;

impl Aligner<'_> {
    /// Puts new lines in the place of comments right there that hold the same code, each of them.
    pub(super) fn uncomment(&self, edits: &mut Edits) {
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let slots: Vec<usize> = edits.inserted.keys().copied().collect();
        for slot in slots {
            let Some(units) = edits.inserted.get(&slot) else { continue };
            let code = |unit: &usize| !self.s.units[*unit].is_marker();
            if !units.iter().all(code) || units.len() > NEAR {
                continue;
            }
            let Some(comments) = self.commented(units, slot, &shown, edits) else { continue };
            let units = edits.inserted.remove(&slot).unwrap_or_default();
            // Each for one, and what is more on either side for the last of them. Where they nest, it is the
            // first that tells how deep the others are.
            let column = |unit: &usize| self.s.column(*unit);
            let even = units.iter().all(|unit| column(unit) == column(&units[0]));
            let pairs = if even { units.len().min(comments.len()) } else { 1 };
            for (old, new) in comments.clone().zip(units.iter().copied()).take(pairs) {
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
        shown: &FxHashSet<usize>,
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
        let code = plain(&s.text[s.units[*first].start..s.units[*last].end]);
        let starts = |unit: &usize| f.units[*unit].role == Role::Comment;
        let same = (above..end).filter(starts).find_map(|first| {
            let mut rest = &code[..];
            let mut at = first;
            // One comment after the other, each of which may go over lines.
            while at < end && !rest.is_empty() {
                let next = (at + 1..end).find(starts).unwrap_or(end);
                let said = &f.text[f.units[at].start..f.units[next - 1].end];
                rest = rest.strip_prefix(&*plain(self.text_of(said)))?;
                at = next;
            }
            rest.is_empty().then_some(first..at)
        });
        let most = end.saturating_sub(units.len() - 1);
        same.or_else(|| {
            let mut runs = (above..most).map(|first| first..first + units.len());
            runs.find(|run| run.clone().all(|at| starts(&at)) && self.change_little(units, run))
        })
    }

    /// Are some lines those of a run of comments, of which the first and the last are the same, and the others
    /// for the most part?
    fn change_little(&self, units: &[usize], run: &Range<usize>) -> bool {
        const LINES: usize = 3;
        let pairs = || units.iter().zip(run.clone());
        let said = |(new, old): (&usize, usize)| {
            let unit = &self.f.units[old];
            (self.s.said(*new), self.text_of(&self.f.text[unit.start..unit.end]))
        };
        let same = |(now, was): (&str, &str)| plain(now) == plain(was);
        let mostly = |(now, was): (&str, &str)| {
            let was: Vec<&str> = was.split_whitespace().collect();
            let now: Vec<&str> = now.split_whitespace().collect();
            let common = now.iter().filter(|word| was.contains(word)).count();
            2 * common > now.len().max(was.len())
        };
        units.len() >= LINES
            && pairs().next().map(said).is_some_and(same)
            && pairs().next_back().map(said).is_some_and(same)
            && pairs().map(said).all(|pair| same(pair) || mostly(pair))
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

/// What a text says, without white space, and with one kind of quotes.
fn plain(text: &str) -> String {
    let signs = text.chars().filter(|c| !c.is_whitespace());
    signs.map(|c| if c == '\'' { '"' } else { c }).collect()
}
