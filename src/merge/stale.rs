//! Comments that speak of what an edit takes away.

use std::ops::Range;

use super::edits::Edits;
use crate::index::{Outline, Unit};

/// Does a short comment, right above a line that changes, speak of something in the words of the code
/// (`keyCode`) that the block around it said, and as the sketch shows that block, in full and without the
/// comment, says no longer? Then it speaks of the old line.
pub(super) fn speaks_of_gone(edits: &Edits, s: &Outline, f: &Outline, run: &Range<usize>) -> bool {
    /// Lines of a comment that is about one thing.
    const SHORT: usize = 2;
    let below = run.end;
    let right_above = f.units.get(below).is_some_and(|unit| unit.blanks == 0);
    if run.len() > SHORT || !right_above || !edits.replaced.contains_key(&below) {
        return false;
    }
    let Some(around) = f.nodes[f.owner[below]].parent else { return false };
    let Some((new, _)) = edits.nodes.iter().find(|(_, old)| **old == around) else { return false };
    let (new, old) = (&s.nodes[*new], &f.nodes[around]);
    let units = &s.units[new.head..=new.last];
    if units.iter().any(Unit::is_marker) || old.closed && !new.closed {
        return false;
    }
    let shown = &s.text[s.units[new.head].start..s.units[new.last].end];
    let gone = |name: &str| {
        !shown.contains(name) && f.run_code(old.head, old.last).any(|t| f.token_text(t) == name)
    };
    run.clone().any(|unit| names(f.said(unit)).any(gone))
}

/// The names of code in a comment: what is no word of prose (`keyCode`, `key_code`).
fn names(said: &str) -> impl Iterator<Item = &str> {
    let words = said.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.map(|word| word.trim_matches('_')).filter(|word| is_name(word))
}

/// Is a word written as names of code are and words are not?
fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    let humps = bytes.windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    humps || word.contains('_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_code_in_prose() {
        let found = |said| names(said).collect::<Vec<_>>();
        assert_eq!(found("// todo keyCode is deprecated"), ["keyCode"]);
        assert_eq!(found("# see max_rows (and _MAX)."), ["max_rows"]);
        assert!(found("// The URL of the Parser, to be read").is_empty());
    }
}
