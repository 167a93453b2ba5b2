//! Takes notes of removal for what they are.
//!
//! In: the edits of an alignment. Out: the same without new comments that say of what is gone that it is
//! (`// removed unused import` where the sketch leaves an import out), or a refusal where one says so and
//! nothing goes there.

use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Class, Index, Role};
use crate::sketch::{Sketch, comment_text, removed};

/// Drops the notes of what goes, and refuses the others.
pub(super) fn settle(edits: &mut Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let signs = index.language().lexis.line_comments;
    let note = |unit: usize| {
        let text = comment_text(s.said(unit), signs)?;
        let new = s.units[unit].role != Role::InString && !f.text.contains(s.said(unit));
        removed::note(text).filter(|note| note.gone && new)
    };
    let is_note = |unit: usize| note(unit).is_some();
    // Where code stands beside it, it may be about that.
    let alone = |unit: usize| {
        let apart = |at: usize| s.units.get(at).is_none_or(|u| u.is_marker() || u.blanks > 0);
        let above = unit.checked_sub(1).is_none_or(|above| s.units[above].is_marker());
        (above || s.units[unit].blanks > 0) && apart(unit + 1)
    };
    let named = |unit: usize| {
        if s.units.get(unit + 1).is_some_and(|below| !below.is_marker() && below.blanks == 0) {
            return false;
        }
        let name = note(unit).and_then(|note| note.name);
        let keys = || f.keys.iter().flatten().filter(|key| key.class == Class::Definition);
        name.is_some_and(|name| keys().any(|key| f.key_text(*key) == name))
    };
    let replaced: Vec<(usize, usize)> =
        edits.replaced.iter().map(|(f, s)| (*f, *s)).filter(|(_, s)| is_note(*s)).collect();
    for (old, new) in replaced {
        edits.replaced.remove(&old);
        edits.partners.remove(&new);
        edits.removed.insert(old);
    }
    let goes = |slot: usize, edits: &Edits| {
        let gone = |unit: usize| edits.removed.contains(&unit) && !f.units[unit].is_comment();
        let above = (0..slot).rev().find(|unit| !f.units[*unit].is_comment());
        let below = (slot..f.units.len()).find(|unit| !f.units[*unit].is_comment());
        above.is_some_and(gone) || below.is_some_and(gone)
    };
    let notes: Vec<(usize, usize)> = edits
        .inserted
        .iter()
        .flat_map(|(slot, units)| units.iter().map(|unit| (*slot, *unit)))
        .filter(|(_, unit)| is_note(*unit))
        .collect();
    let written = edits.inserted.values().map(Vec::len).sum::<usize>();
    let only = written == notes.len() && edits.replaced.is_empty() && edits.removed.is_empty();
    for (slot, unit) in notes {
        if !goes(slot, edits) {
            if only || alone(unit) || named(unit) {
                return Err(refuse::nothing_removed(s, unit, f, slot));
            }
            continue;
        }
        if let Some(units) = edits.inserted.get_mut(&slot) {
            units.retain(|other| *other != unit);
        }
    }
    edits.inserted.retain(|_, units| !units.is_empty());
    Ok(())
}
