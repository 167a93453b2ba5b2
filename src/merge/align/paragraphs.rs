//! Takes what a sketch shows of a paragraph of running text, up to its end, for all of it.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{Aligner, Doubt, Place};
use crate::index::Outline;
use crate::lang::Layout;
use crate::merge::edits::Edits;

impl<'a> Aligner<'a> {
    /// New lines right below one that the file has in a paragraph, with the end of the paragraph below
    /// them, stand for the rest of that paragraph where that is no longer than they are: below a question
    /// or what stands out as a whole, where both begin alike, or where they end a sentence that the file
    /// ends otherwise. Else they may be more of it. So do a few words that are all that is shown of a
    /// section, with nothing below, where a few are all of it in the file.
    pub(super) fn rewrite_paragraphs(&self, edits: &mut Edits) {
        if self.lexis.layout != Layout::Prose {
            return;
        }
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let rest = |slot: usize, units: &[usize]| {
            self.rest_of_paragraph(slot, units, edits)
                .or_else(|| self.only_words(slot, units, edits))
                .filter(|rest| !rest.clone().any(|unit| shown.contains(&unit)))
        };
        let taken: Vec<(usize, Range<usize>)> = edits
            .inserted
            .iter()
            .filter_map(|(slot, units)| Some((*slot, rest(*slot, units)?)))
            .collect();
        for (slot, rest) in taken {
            let Some(units) = edits.inserted.get_mut(&slot) else { continue };
            let more = units.split_off(rest.len());
            for (f, s) in rest.clone().zip(std::mem::replace(units, more)) {
                edits.replaced.insert(f, s);
                edits.partners.insert(s, f);
            }
            let units = edits.inserted.remove(&slot).unwrap_or_default();
            edits.inserted.entry(rest.end).or_default().splice(0..0, units);
        }
        edits.inserted.retain(|_, units| !units.is_empty());
    }

    /// Refuses a new paragraph beside a gap that says much what the one says which the gap hides right there, in
    /// other words: both would stand there.
    pub(super) fn doubt_paragraphs(&self, edits: &Edits) -> Result<(), Doubt> {
        let (s, f) = (self.s, self.f);
        if self.lexis.layout != Layout::Prose {
            return Ok(());
        }
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let hidden = |unit: &usize| !shown.contains(unit) && !edits.touches(*unit);
        let is_gap = |unit: usize| unit < s.units.len() && self.sketch.is_gap(unit);
        for (slot, units) in &edits.inserted {
            let (Some(first), Some(last)) = (units.first(), units.last()) else { continue };
            // The lines around one that no blank line parts from it.
            let all = |o: &'a Outline, unit: usize| {
                let from = (0..=unit).rev().find(|unit| o.units[*unit].blanks > 0).unwrap_or(0);
                let end = (unit + 1..o.units.len()).find(|unit| o.units[*unit].blanks > 0);
                from..end.unwrap_or(o.units.len())
            };
            let above = first.checked_sub(1).filter(|unit| is_gap(*unit));
            let above = above.and_then(|_| Some((all(s, *first), all(f, slot.checked_sub(1)?))));
            let below = is_gap(last + 1) && *slot < f.units.len();
            let below = below.then(|| (all(s, *last), all(f, *slot)));
            for (new, old) in above.into_iter().chain(below) {
                // Part of it may be taken for lines of the old one, changed.
                let there = |unit: &usize| {
                    let other = edits.partners.get(unit).filter(|f| old.contains(f));
                    other.is_some_and(|f| edits.replaced.contains_key(f))
                };
                let fresh = new.clone().all(|unit| units.contains(&unit) || there(&unit));
                let mut stays = old.clone().filter(hidden);
                if fresh
                    && stays.next().is_some()
                    && !self.is_pinned(*first)
                    && self.reword(&new, &old)
                {
                    let fits = vec![Place::Before(*slot), Place::At(old.start)];
                    return Err(Doubt::Places { item: *first, fits });
                }
            }
        }
        Ok(())
    }

    /// Do two runs of lines say much the same?
    fn reword(&self, new: &Range<usize>, old: &Range<usize>) -> bool {
        const WORDS: usize = 8;
        let said = |o: &'a Outline, run: &Range<usize>| -> FxHashSet<String> {
            let words =
                run.clone().flat_map(|unit| o.said(unit).split(|c: char| !c.is_alphanumeric()));
            words.filter(|word| word.len() > 1).map(str::to_lowercase).collect()
        };
        let text = |o: &Outline, run: &Range<usize>| {
            let plain = |unit: usize| {
                let carried = o.unit_tokens(unit).first().is_some_and(|t| t.region != 0);
                let said = o.said(unit);
                let sign = said.starts_with(['#', '|', '`', '[']);
                let item = ["- ", "* ", "+ "].iter().any(|sign| said.starts_with(sign));
                !carried
                    && !sign
                    && !item
                    && !o.units[unit].is_comment()
                    && !o.units[unit].is_marker()
            };
            run.clone().all(plain)
        };
        let (ours, theirs) = (said(self.s, new), said(self.f, old));
        let common = ours.intersection(&theirs).count();
        text(self.s, new)
            && text(self.f, old)
            && ours.len() >= WORDS
            && 5 * common >= 3 * ours.len()
            && 2 * common >= theirs.len()
    }

    /// The lines of the file that new ones at a slot stand for.
    fn rest_of_paragraph(
        &self,
        slot: usize,
        units: &[usize],
        edits: &Edits,
    ) -> Option<Range<usize>> {
        let (s, f) = (self.s, self.f);
        let (first, last) = (*units.first()?, *units.last()?);
        let above = first.checked_sub(1).zip(slot.checked_sub(1))?;
        let known = edits.partners.get(&above.0) == Some(&above.1)
            && !edits.replaced.contains_key(&above.1)
            && is_running(f, above.1);
        let whole = units.windows(2).all(|pair| pair[0] + 1 == pair[1])
            && units.iter().all(|unit| is_running(s, *unit) && s.units[*unit].blanks == 0)
            && s.units.get(last + 1).is_none_or(|below| below.blanks > 0);
        if !known || !whole {
            return None;
        }
        let goes_on = |unit: &usize| f.units[*unit].blanks == 0 && is_running(f, *unit);
        let rest =
            slot..slot + (slot..f.units.len()).take(units.len() + 1).take_while(goes_on).count();
        let ends = f.units.get(rest.end).is_none_or(|below| below.blanks > 0);
        let word = |said: &'a str| said.split(|c: char| !c.is_alphanumeric()).next();
        let alike = || word(s.said(first)) == word(f.said(slot)) && word(f.said(slot)) != Some("");
        (ends
            && !rest.is_empty()
            && rest.len() <= units.len()
            && !rest.clone().any(|unit| edits.touches(unit))
            && (asks(f.said(above.1)) || alike() || breaks_sentence(f.said(above.1), s.said(last))))
        .then_some(rest)
    }

    /// The one line of a section that is but a few words (`MIT`), where new ones at a slot, right below the
    /// heading, are such a line too, or begin with those words (`MIT or Zlib, at your option.`).
    fn only_words(&self, slot: usize, units: &[usize], edits: &Edits) -> Option<Range<usize>> {
        let (s, f) = (self.s, self.f);
        let first = self.below_few_words(slot, units, edits)?;
        let goes_on = s.said(first).strip_prefix(f.said(slot)).is_some_and(|rest| {
            rest.starts_with(|c: char| !c.is_alphanumeric() && c != '-')
                && units.iter().all(|u| is_running(s, *u))
        });
        (goes_on || units.len() == 1 && is_few_words(s, first)).then_some(slot..slot + 1)
    }

    /// The first of new lines right below a heading, the last thing that the sketch shows, where the section
    /// is but a few words in the file.
    fn below_few_words(&self, slot: usize, units: &[usize], edits: &Edits) -> Option<usize> {
        let (s, f) = (self.s, self.f);
        let (first, last) = (*units.first()?, *units.last()?);
        let above = first.checked_sub(1).zip(slot.checked_sub(1))?;
        let heading = |unit: usize| f.said(unit).starts_with('#');
        (slot < f.units.len()
            && last + 1 == s.units.len()
            && edits.partners.get(&above.0) == Some(&above.1)
            && heading(above.1)
            && (slot + 1 == f.units.len() || heading(slot + 1))
            && s.units[first].blanks > 0
            && is_few_words(f, slot)
            && !edits.touches(slot))
        .then_some(first)
    }

    /// May new running text that is all that is shown of a section, with nothing below, stand for the few
    /// words that are all of it in the file? What ends with a colon leads to them.
    pub(super) fn may_say_anew(&self, slot: usize, units: &[usize], edits: &Edits) -> bool {
        self.lexis.layout == Layout::Prose
            && self.below_few_words(slot, units, edits).is_some()
            && units.iter().all(|unit| is_running(self.s, *unit))
            && units.last().is_some_and(|unit| !self.s.said(*unit).trim_end().ends_with(':'))
    }
}

/// Is a line of running text, apart from what is above, but a few words and no sentence?
fn is_few_words(o: &Outline, unit: usize) -> bool {
    const FEW: usize = 3;
    let said = o.said(unit);
    o.units[unit].blanks > 0
        && is_running(o, unit)
        && said.split_whitespace().count() <= FEW
        && !said.ends_with(['.', '!', '?'])
}

/// Does a line ask something, or stand out as a whole (`**So it does**`)?
fn asks(line: &str) -> bool {
    let line = line.trim();
    let strong = |mark: &str| line.len() > 4 && line.starts_with(mark) && line.ends_with(mark);
    line.trim_end_matches(['*', '_']).ends_with('?') || strong("**") || strong("__")
}

/// Does a sentence go on below one line, and end with another?
fn breaks_sentence(line: &str, end: &str) -> bool {
    const AROUND: [char; 5] = ['*', '_', '`', '"', ')'];
    let goes_on = |c: char| c.is_alphanumeric() || c == ',';
    line.trim_end().trim_end_matches(AROUND).ends_with(goes_on)
        && end.trim_end().trim_end_matches(AROUND).ends_with(['.', '!', '?'])
}

/// Is a line one of running text: no heading, item, row, link, name and value, quotation or code, and does it
/// not end where the line is to?
fn is_running(o: &Outline, unit: usize) -> bool {
    let said = &o.units[unit];
    let text = o.said(unit).trim_start();
    let named = text.split_once(':').is_some_and(|(name, _)| name.split_whitespace().count() < 3);
    let line = &o.text[said.start..];
    let line = line.split(['\r', '\n']).next().unwrap_or_default();
    let counted = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let item = counted.len() < text.len() && counted.starts_with(['.', ')'])
        || ["- ", "* ", "+ "].iter().any(|sign| text.starts_with(sign));
    let carried = o.tokens.get(said.tokens.start).is_none_or(|t| t.region != 0);
    !said.is_marker()
        && !said.is_comment()
        && !carried
        && !item
        && !named
        && !line.ends_with("  ")
        && !line.ends_with('\\')
        && !line.contains('|')
        && o.column(unit) < 4
        && !text.starts_with(['#', '>', '<', '=', '~', '-', '[', '!'])
        && !text.starts_with("```")
}
