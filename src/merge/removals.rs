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

/// Refuses a comment that stands where code went and nothing else does, and that names what went: `// (validation)`,
/// `/* display and padding */`. It stands for that code as well as it says that it is gone.
pub(super) fn check(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    /// Letters that two words of one thing begin with.
    const ALIKE: usize = 5;
    let (s, f) = (&sketch.outline, index.outline());
    let signs = index.language().lexis.line_comments;
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
        words.filter(|word| *word != "and").map(str::to_lowercase).collect()
    };
    let names = |unit: usize, gone: &[usize]| {
        let said = s.said(unit);
        let Some(text) = comment_text(said, signs).filter(|_| s.units[unit].is_comment()) else {
            return false;
        };
        let aside = text.starts_with('(') && text.ends_with(')');
        let begin_alike = |a: &str, b: &str| {
            a == b || a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count() >= ALIKE
        };
        let (said_words, lost) = (words(text), gone.iter().flat_map(|unit| words(f.said(*unit))));
        let lost: Vec<String> = lost.collect();
        // Code that is commented out says all of it.
        let all = said_words.len() >= lost.len();
        let named = !said_words.is_empty() && said_words.iter().all(|word| lost.contains(word));
        let aside = aside
            && said_words.iter().any(|word| lost.iter().any(|other| begin_alike(word, other)));
        (aside || named && !all) && !f.text.contains(said)
    };
    let code = |unit: &usize| !f.units[*unit].is_comment();
    let gone = |slot: usize| -> Vec<usize> {
        let above = (0..slot).rev().take_while(|unit| edits.removed.contains(unit)).filter(code);
        let below =
            (slot..f.units.len()).take_while(|unit| edits.removed.contains(unit)).filter(code);
        above.chain(below).collect()
    };
    let alone = |units: &[usize]| units.iter().all(|unit| s.units[*unit].is_comment());
    let inserted = edits.inserted.iter().filter(|(_, units)| alone(units));
    let inserted = inserted.flat_map(|(slot, units)| units.iter().map(|unit| (gone(*slot), *unit)));
    let replaced = edits.replaced.iter().filter(|(old, _)| code(old));
    let replaced = replaced.map(|(old, new)| {
        let mut lost = gone(*old);
        lost.extend(gone(*old + 1));
        lost.push(*old);
        (lost, *new)
    });
    let found =
        inserted.chain(replaced).find(|(gone, unit)| !gone.is_empty() && names(*unit, gone));
    found.map_or(Ok(()), |(gone, _)| {
        Err(refuse::unsafe_deletion(f, &gone, &index.language().gap_marker()))
    })
}

/// Drops the notes of what goes, and refuses the others.
pub(super) fn settle(edits: &mut Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let signs = index.language().lexis.line_comments;
    let note = |unit: usize| {
        let text = comment_text(s.said(unit), signs)?;
        let code = s.units[unit].role != Role::InString;
        removed::note(text).filter(|note| note.gone && code && !f.text.contains(s.said(unit)))
    };
    let is_note = |unit: usize| note(unit).is_some();
    // Where code stands beside it, it may be about that.
    let alone = |unit: usize| {
        let apart = |at: usize| s.units.get(at).is_none_or(|u| u.is_marker() || u.blanks > 0);
        let above = unit.checked_sub(1).is_none_or(|above| s.units[above].is_marker());
        (above || s.units[unit].blanks > 0) && apart(unit + 1)
    };
    let named = |unit: usize| {
        let name = note(unit).and_then(|note| note.name);
        let keys = || f.keys.iter().flatten().filter(|key| key.class == Class::Definition);
        name.is_some_and(|name| keys().any(|key| f.key_text(*key) == name))
    };
    // Right above new code it heads that.
    let heads = |unit: usize, edits: &Edits| {
        let below = s.units.get(unit + 1).filter(|below| !below.is_marker() && below.blanks == 0);
        let known =
            edits.partners.get(&(unit + 1)).is_some_and(|f| !edits.replaced.contains_key(f));
        below.is_some() && !known && !edits.same.contains(&(unit + 1))
    };
    let code = |unit: usize| !f.units[unit].is_comment();
    let replaced: Vec<(usize, usize)> = edits
        .replaced
        .iter()
        .map(|(f, s)| (*f, *s))
        .filter(|(f, s)| is_note(*s) && code(*f) && !heads(*s, edits))
        .collect();
    for (old, new) in replaced {
        edits.replaced.remove(&old);
        edits.partners.remove(&new);
        edits.removed.insert(old);
    }
    let goes = |slot: usize, edits: &Edits| {
        let gone = |unit: usize| edits.removed.contains(&unit);
        let above = (0..slot).rev().find(|unit| code(*unit));
        let below = (slot..f.units.len()).find(|unit| code(*unit));
        above.is_some_and(gone) || below.is_some_and(gone)
    };
    let notes: Vec<(usize, usize)> = edits
        .inserted
        .iter()
        .flat_map(|(slot, units)| units.iter().map(|unit| (*slot, *unit)))
        .filter(|(_, unit)| is_note(*unit) && !heads(*unit, edits))
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
