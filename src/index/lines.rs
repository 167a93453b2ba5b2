//! The lines of a text that are not blank, by what they say.
//!
//! What a look at a merge's result needs of the file: made once, so that the look costs as much as
//! the change and not as the file.

use std::ops::Range;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Of what it says, blind to white space and a separator at its end.
    pub hash: u64,
    /// Of what it says, blind to white space around it and a separator at its end.
    pub exact: u64,
    /// Bytes of white space before it.
    pub indent: usize,
    /// Its bytes in the text, without the line end.
    pub range: Range<usize>,
}

/// The lines of a text, and how often each line and each two in a row are there.
#[derive(Debug)]
pub(crate) struct Lines {
    pub all: Vec<Line>,
    /// Hashes of the lines, sorted.
    single: Vec<u64>,
    /// Hashes of each two lines in a row, sorted.
    pairs: Vec<u64>,
}

impl Lines {
    pub fn new(text: &str) -> Self {
        let all = read(text, 0..text.len());
        let mut single: Vec<u64> = all.iter().map(|line| line.hash).collect();
        let mut pairs: Vec<u64> = single.windows(2).map(|two| pair(two[0], two[1])).collect();
        single.sort_unstable();
        pairs.sort_unstable();
        Self { all, single, pairs }
    }

    /// How many lines say this.
    pub fn count(&self, hash: u64) -> usize {
        count(&self.single, hash)
    }

    /// How many lines that say one thing stand right above lines that say another; by [`pair`].
    pub fn pairs(&self, pair: u64) -> usize {
        count(&self.pairs, pair)
    }

    /// The lines that begin within some bytes.
    pub fn within(&self, bytes: Range<usize>) -> Range<usize> {
        let from = |byte| self.all.partition_point(|line| line.range.start < byte);
        from(bytes.start)..from(bytes.end)
    }
}

fn count(sorted: &[u64], hash: u64) -> usize {
    let from = sorted.partition_point(|h| *h < hash);
    sorted[from..].iter().take_while(|h| **h == hash).count()
}

/// The lines of a part of a text that begins and ends where lines do.
pub(crate) fn read(text: &str, bytes: Range<usize>) -> Vec<Line> {
    let mut scratch = String::new();
    let mut lines = Vec::new();
    let mut start = bytes.start;
    for whole in text[bytes].split_inclusive('\n') {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if !line.trim().is_empty() {
            lines.push(Line {
                hash: said(line, &mut scratch),
                exact: exact(line),
                indent: line.len() - line.trim_start_matches([' ', '\t']).len(),
                range: start..start + line.len(),
            });
        }
        start += whole.len();
    }
    lines
}

/// Hash of two lines in a row.
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    xxh3_64_with_seed(&first.to_le_bytes(), second)
}

/// Hash of what a line says, blind to white space around it and a separator at its end.
pub(crate) fn exact(line: &str) -> u64 {
    xxh3_64(trimmed(line).as_bytes())
}

/// Hash of what a line says, blind to white space and a separator at its end.
pub(crate) fn bare(line: &str) -> u64 {
    said(line, &mut String::new())
}

fn said(line: &str, scratch: &mut String) -> u64 {
    let line = trimmed(line);
    if !line.contains([' ', '\t', '\u{1}']) {
        return xxh3_64(line.as_bytes());
    }
    scratch.clear();
    scratch.extend(line.split_whitespace());
    xxh3_64(scratch.as_bytes())
}

/// A line without a byte order mark, white space around it and a separator at its end.
fn trimmed(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim().trim_end_matches([',', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_what_they_say() {
        let lines = Lines::new("a(1,  2);\n\n  b\n\ta(1, 2)\r\n  b,\n");
        assert_eq!(lines.all.len(), 4);
        assert_eq!(lines.count(bare("a(1, 2)")), 2);
        assert_eq!(lines.pairs(pair(bare("a(1,2)"), bare("b"))), 2);
        assert_eq!(lines.pairs(pair(bare("b"), bare("b"))), 0);
        assert_eq!(lines.all[1].indent, 2);
    }

    #[test]
    fn lines_are_found_by_their_bytes() {
        let lines = Lines::new("one\ntwo\n\nthree\n");
        assert_eq!(lines.within(4..8), 1..2);
        assert_eq!(lines.within(0..9), 0..2);
        assert_eq!(lines.within(8..15), 2..3);
        assert_eq!(lines.within(8..8), 2..2);
    }
}
