//! Looks at what was decided and at the result, before anything is written.
//!
//! Whatever alignment and planning do, a merge is refused that loses a line of the sketch, lets a
//! marker through, or breaks the file's syntax.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::edits::Edits;
use super::refuse;
use super::report::{Merged, Refusal, Splice, splice};
use crate::index::{Index, Kind, Outline, Replacement, Role, Token, lex, lex_from};
use crate::sketch::{Sketch, gap_of_template, is_bare, is_dots, may_be_data};

/// Refuses edits in which a line of the sketch has no place.
pub(super) fn accounts(edits: &Edits, sketch: &Sketch) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let replacing: FxHashSet<usize> = edits.replaced.values().copied().collect();
    let inserted: FxHashSet<usize> = edits.inserted.values().flatten().copied().collect();
    let lost = (0..s.units.len()).find(|u| {
        matches!(s.units[*u].role, Role::Code | Role::InString)
            && !edits.partners.contains_key(u)
            && !edits.same.contains(u)
            && !replacing.contains(u)
            && !inserted.contains(u)
    });
    lost.map_or(Ok(()), |unit| Err(refuse::lost(s, unit)))
}

/// Refuses a new comment where the language has none and the file neither.
pub(super) fn comments(merged: &Merged, index: &Index) -> Result<(), Refusal> {
    let language = index.language();
    let is_comment = |token: &Token| token.kind == Kind::Comment;
    if !language.strict {
        return Ok(());
    }
    let found = merged.splices.iter().find_map(|splice| {
        let tokens = lex_from(&splice.text, &language.lexis, &[]);
        let comment = tokens.into_iter().find(is_comment)?;
        Some(&splice.text[comment.start..comment.end])
    });
    let found = found.filter(|_| !index.outline().tokens.iter().any(is_comment));
    found.map_or(Ok(()), |comment| Err(refuse::comment(comment, language)))
}

/// Refuses a result that holds a marker of the sketch which the file had not, or a new comment that
/// begins like one.
pub(super) fn markers(
    merged: &Merged,
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let had = |line: &str| index.text().lines().any(|l| l.trim() == line);
    // Where it stands for nothing, an entry that data may have is one.
    let hides = |gap: &usize| {
        edits.wrapped.iter().any(|(unit, covered)| unit == gap && !covered.is_empty())
    };
    if index.language().lexis.is_one_value()
        && let Some(line) = sketch.markers.iter().find(|line| may_be_data(line))
        && !(0..s.units.len()).filter(|unit| sketch.is_gap(*unit)).all(|gap| hides(&gap))
    {
        return Err(refuse::gap_or_comment(line, index.language()));
    }
    for unit in edits.inserted.values().flatten().chain(edits.replaced.values()) {
        if sketch.hints_at_gap(*unit, index.language()) && !had(s.said(*unit)) {
            return Err(refuse::marker(s.said(*unit), index.language()));
        }
        let texts = index.language().lexis.mappings.then(|| texts_for_others(s, *unit));
        if let Some(text) = texts.into_iter().flatten().find(|text| !index.text().contains(*text)) {
            return Err(refuse::marker(text, index.language()));
        }
    }
    for splice in &merged.splices {
        let found = splice.text.lines().map(str::trim).find(|l| sketch.markers.contains(*l));
        if let Some(line) = found.filter(|line| !had(line)) {
            return Err(refuse::marker(line, index.language()));
        }
        let mut beside = splice.text.lines().filter_map(gap_of_template);
        if let Some(gap) = beside.find(|gap| !index.text().contains(*gap)) {
            return Err(refuse::marker(gap, index.language()));
        }
    }
    Ok(())
}

/// The texts of a unit of data that stand for others on its line (`["... other tags ...", "new"]`, `{ "...": "...", .. }`).
fn texts_for_others(s: &Outline, unit: usize) -> Vec<&str> {
    let tokens = s.unit_tokens(unit);
    let stands = |(i, token): (usize, &Token)| {
        let text = s.token_text(token);
        let inner = text.trim_matches(['"', '\'']);
        let value = i.checked_sub(1).is_some_and(|above| tokens[above].is(b':'));
        let gap = token.kind == Kind::Text && text.len() > inner.len();
        (gap && (is_bare(inner) || is_dots(inner) && !value)).then_some(text)
    };
    tokens.iter().enumerate().filter_map(stands).collect()
}

/// Refuses a merge whose result has a syntax error that the original had not, or a key twice in one mapping.
pub(super) fn syntax(merged: &Merged, index: &Index) -> Result<(), Refusal> {
    if merged.splices.is_empty() {
        return Ok(());
    }
    let result = splice(index.text(), &merged.splices);
    let edits: Vec<Replacement> =
        merged.splices.iter().map(|s| (s.range.clone(), s.text.len())).collect();
    let known = index.syntax_errors() == 0;
    let edited = index.edited(&edits, &result);
    if index.breaks(edited.as_ref(), &edits, &result) && (known || !balanced(index, &result)) {
        return Err(refuse::broken());
    }
    let second = edited.and_then(|tree| index.doubles(&tree, &edits, &result));
    second.map_or(Ok(()), |key| Err(refuse::second_key(&key)))
}

/// Refuses white space of a sketch that nests otherwise than the file's own would.
pub(super) fn nesting(usual: &[Splice], shown: &[Splice], index: &Index) -> Result<(), Refusal> {
    let blocks = |splices: &[Splice]| -> Vec<u64> {
        let outline = outlined(index, &splice(index.text(), splices));
        outline.roots.iter().map(|id| outline.hashes[*id]).collect()
    };
    if blocks(usual) == blocks(shown) { Ok(()) } else { Err(refuse::nested_otherwise()) }
}

/// Does the result have no more unmatched brackets? Where the grammar does not know what the file
/// has already (an extension of the language, a template), its count of errors tells nothing about
/// a change.
fn balanced(index: &Index, result: &str) -> bool {
    let outline = outlined(index, result);
    let unmatched = |o: &Outline| o.loose.iter().map(|l| l.opens + l.closes).sum::<u32>();
    unmatched(&outline) <= unmatched(index.outline())
}

/// The outline of what an index's text becomes.
fn outlined(index: &Index, result: &str) -> Outline {
    let language = index.language();
    let tokens = lex(result, &language.lexis);
    Outline::new(language, Arc::from(result), tokens, &[], &[])
}
