//! Three-way merge of texts, line by line.
//!
//! The merge itself is libgit2's (xdiff, the one that `git merge-file` has). On top of it stands
//! [`carry`], which takes only merges that can be taken back.

use std::collections::HashMap;

use git2::{MergeFileInput, MergeFileOptions, merge_file};

/// Width of the conflict markers that are looked for; no source has lines of these.
const MARKER: u16 = 97;

/// How a merge ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ThreeWay {
    /// Both sides' changes, neither touching the other.
    Clean(Vec<u8>),
    /// Both sides changed these lines of ours (first and last, from 1).
    Conflict(Vec<(usize, usize)>),
}

/// Applies the change from `base` to `theirs` to `ours`.
pub(super) fn merge(base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<ThreeWay, git2::Error> {
    if ours == base || ours == theirs {
        return Ok(ThreeWay::Clean(theirs.to_vec()));
    }
    if theirs == base {
        return Ok(ThreeWay::Clean(ours.to_vec()));
    }
    let input = |content| {
        let mut input = MergeFileInput::new();
        input.content(content);
        input
    };
    let mut options = MergeFileOptions::new();
    options.marker_size(MARKER).our_label("ours").their_label("theirs");
    let merged = merge_file(&input(base), &input(ours), &input(theirs), Some(&mut options))?;
    Ok(match merged.is_automergeable() {
        true => ThreeWay::Clean(merged.content().to_vec()),
        false => ThreeWay::Conflict(conflicts(merged.content())),
    })
}

/// As [`merge`], and a conflict too where the result could be another: the merge must have moved
/// exactly the lines that the change moved, and must lead back. Where lines repeat, or both sides
/// made the same change in part, three-way merges succeed with a text that nobody meant.
pub(super) fn carry(base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<ThreeWay, git2::Error> {
    let merged = merge(base, ours, theirs)?;
    let ThreeWay::Clean(text) = &merged else { return Ok(merged) };
    let is = |merged, expected: &[u8]| matches!(merged, ThreeWay::Clean(text) if text == expected);
    // The four texts are the corners of a square: from each, its two neighbours must lead to the
    // one opposite.
    let square = moved(ours, text) == moved(base, theirs)
        && is(merge(ours, base, text)?, theirs)
        && is(merge(theirs, base, text)?, ours)
        && is(merge(text, ours, theirs)?, base);
    Ok(if square { merged } else { ThreeWay::Conflict(Vec::new()) })
}

/// How many more of each line `to` has than `from`.
fn moved<'a>(from: &'a [u8], to: &'a [u8]) -> HashMap<&'a [u8], i64> {
    let mut count: HashMap<&[u8], i64> = HashMap::new();
    for (text, by) in [(from, -1), (to, 1)] {
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            // The last line's missing end is no difference: the other side may add lines after it.
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            *count.entry(line).or_default() += by;
        }
    }
    count.retain(|_, count| *count != 0);
    count
}

fn conflicts(marked: &[u8]) -> Vec<(usize, usize)> {
    let marker = |line: &[u8], byte: u8| {
        line.len() >= usize::from(MARKER) && line[..usize::from(MARKER)].iter().all(|b| *b == byte)
    };
    let mut places = Vec::new();
    let mut ours = 1;
    let mut start = None;
    let mut theirs = false;
    for line in marked.split_inclusive(|byte| *byte == b'\n') {
        if marker(line, b'<') {
            start = Some(ours);
        } else if marker(line, b'=') && start.is_some() {
            theirs = true;
        } else if marker(line, b'>') && theirs {
            let first: usize = start.take().unwrap_or(ours);
            places.push((first, first.max(ours - 1)));
            theirs = false;
        } else if !theirs {
            ours += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &[u8] = b"a\nb\nc\nd\ne\nf\ng\n";

    #[test]
    fn changes_apart_are_both_kept() {
        let ours = b"A\nb\nc\nd\ne\nf\ng\n";
        let theirs = b"a\nb\nc\nd\ne\nf\nG\nh\n";
        let both = b"A\nb\nc\nd\ne\nf\nG\nh\n".to_vec();
        assert_eq!(carry(BASE, ours, theirs).unwrap(), ThreeWay::Clean(both));
    }

    #[test]
    fn one_side_alone_is_taken_as_it_is() {
        let theirs = b"a\nb\nX\nd";
        assert_eq!(merge(BASE, BASE, theirs).unwrap(), ThreeWay::Clean(theirs.to_vec()));
        assert_eq!(merge(BASE, theirs, BASE).unwrap(), ThreeWay::Clean(theirs.to_vec()));
    }

    #[test]
    fn a_conflict_names_our_lines() {
        let ours = b"new\na\nb\nc\nX\ne\nf\ng\n";
        let theirs = b"a\nb\nc\nY\ne\nf\ng\n";
        assert_eq!(merge(BASE, ours, theirs).unwrap(), ThreeWay::Conflict(vec![(5, 5)]));
        let deleted = b"a\nb\nc\ne\nf\ng\n";
        assert_eq!(merge(BASE, deleted, theirs).unwrap(), ThreeWay::Conflict(vec![(4, 4)]));
    }

    #[test]
    fn a_change_that_ours_has_in_part_is_not_carried() {
        let ours = b"A\nb\nc\nd\ne\nf\ng\n";
        let theirs = b"A\nb\nc\nd\ne\nf\nG\n";
        assert!(matches!(merge(BASE, ours, theirs).unwrap(), ThreeWay::Clean(_)));
        assert_eq!(carry(BASE, ours, theirs).unwrap(), ThreeWay::Conflict(Vec::new()));
    }

    #[test]
    fn among_lines_that_repeat_a_merge_that_does_not_lead_back_is_none() {
        // Texts in which xdiff finds another `x` than the one that was meant.
        let base = b"h\nx\nx\n1\nx\nx\ny\nz\nt\n";
        let ours = b"h\nx\nx\nx\nx\ny\nz\nt\n";
        let theirs = b"h\nx\nx\n1\nx\ny\nz\nt\n";
        if let ThreeWay::Clean(text) = carry(base, ours, theirs).unwrap() {
            assert_eq!(merge(&text, theirs, ours).unwrap(), ThreeWay::Clean(base.to_vec()));
        }
    }

    #[test]
    fn line_ends_and_a_missing_last_one_survive() {
        let base = b"a\r\nb\r\nc\r\nd\r\ne";
        let ours = b"A\r\nb\r\nc\r\nd\r\ne";
        let theirs = b"a\r\nb\r\nc\r\nd\r\nE";
        let both = b"A\r\nb\r\nc\r\nd\r\nE".to_vec();
        assert_eq!(carry(base, ours, theirs).unwrap(), ThreeWay::Clean(both));
    }
}
