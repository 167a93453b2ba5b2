//! The text that would be written, as lines: counted by what changes in the file, not read as a whole.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::index::lines::{Line, Lines, pair, read};
use crate::index::{self, Index, Outline, Token, lex};
use crate::merge::report::Splice;

/// Whole lines of the file that others take the place of.
pub(super) struct Cut {
    /// In bytes.
    pub bytes: Range<usize>,
    /// In lines that are not blank.
    pub lines: Range<usize>,
    /// What stands there in the result.
    pub new: Vec<Line>,
}

impl Cut {
    /// The cuts that splices make, in order and apart.
    pub fn all(splices: &[Splice], file: &str, lines: &Lines, result: &str) -> Vec<Self> {
        // Bytes of the file, and of the result.
        let mut bytes: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let (mut old, mut new) = (0, 0);
        for splice in splices {
            let start = file[..splice.range.start].rfind('\n').map_or(0, |end| end + 1);
            let end = splice.range.end;
            let end = file[end..].find('\n').map_or(file.len(), |at| end + at + 1);
            let (shift_old, shift_new) = (old + splice.range.len(), new + splice.text.len());
            let in_result = start + new - old..end + shift_new - shift_old;
            (old, new) = (shift_old, shift_new);
            match bytes.last_mut() {
                Some((file, result)) if start < file.end => {
                    file.end = end.max(file.end);
                    result.end = in_result.end;
                }
                _ => bytes.push((start..end, in_result)),
            }
        }
        let cut = |(bytes, in_result): (Range<usize>, Range<usize>)| Self {
            lines: lines.within(bytes.clone()),
            bytes,
            new: read(result, in_result),
        };
        bytes.into_iter().map(cut).collect()
    }
}

/// How often lines and pairs of lines are there, beyond how often the file has them.
type Changes = FxHashMap<u64, isize>;

/// The lines of the result, and how often each is there.
pub(super) struct Written<'a> {
    /// The lines of the file.
    pub before: &'a Lines,
    /// The lines of the result, each with the text that it is in: the file, or the result.
    pub lines: Vec<(&'a Line, &'a str)>,
    /// Those of them that may be none of the file's.
    pub changed: Range<usize>,
    single: Changes,
    pairs: Changes,
    /// The code of the result: made where lines do not suffice.
    code: OnceCell<String>,
    outline: Box<dyn Fn() -> Outline + 'a>,
}

impl<'a> Written<'a> {
    pub fn new(result: &'a str, cuts: &'a [Cut], index: &'a Index) -> Self {
        let before = index.lines();
        let (mut single, mut pairs) = (Changes::default(), Changes::default());
        let of_file =
            |lines: Range<usize>| before.all[lines].iter().map(|line| (line, index.text()));
        let mut lines: Vec<(&Line, &str)> = Vec::with_capacity(before.all.len());
        let mut changed: Option<Range<usize>> = None;
        let mut at = 0;
        for cut in cuts {
            lines.extend(of_file(at..cut.lines.start));
            let first = lines.len();
            lines.extend(cut.new.iter().map(|line| (line, result)));
            changed = Some(changed.map_or(first, |range| range.start)..lines.len());
            at = cut.lines.end;
            for line in &before.all[cut.lines.clone()] {
                *single.entry(line.hash).or_default() -= 1;
            }
            for line in &cut.new {
                *single.entry(line.hash).or_default() += 1;
            }
        }
        lines.extend(of_file(at..before.all.len()));
        let mut shift = 0;
        for cut in cuts {
            let (was, len) = (&cut.lines, cut.new.len());
            let start = was.start.checked_add_signed(shift).unwrap_or_default();
            shift += len as isize - was.len() as isize;
            // With the line before and the one behind.
            let around = |all: usize, lines: Range<usize>| {
                lines.start.saturating_sub(1)..(lines.end + 1).min(all)
            };
            let old = &before.all[around(before.all.len(), was.clone())];
            for two in old.windows(2) {
                *pairs.entry(pair(two[0].hash, two[1].hash)).or_default() -= 1;
            }
            for two in lines[around(lines.len(), start..start + len)].windows(2) {
                *pairs.entry(pair(two[0].0.hash, two[1].0.hash)).or_default() += 1;
            }
        }
        let language = index.language();
        let outline = move || {
            let tokens = lex(result, &language.lexis);
            Outline::new(language, Arc::from(result), tokens, &[], &[])
        };
        Self {
            before,
            lines,
            changed: changed.unwrap_or_default(),
            single,
            pairs,
            code: OnceCell::new(),
            outline: Box::new(outline),
        }
    }

    /// How many lines of the result say this.
    pub fn count(&self, hash: u64) -> usize {
        let change = self.single.get(&hash).copied().unwrap_or_default();
        self.before.count(hash).saturating_add_signed(change)
    }

    /// Has the result two lines in a row that say this?
    pub fn has_in_a_row(&self, first: u64, second: u64) -> bool {
        let both = pair(first, second);
        let change = self.pairs.get(&both).copied().unwrap_or_default();
        self.before.pairs(both).saturating_add_signed(change) > 0
    }

    /// How often some code stands in the result.
    pub fn times(&self, said: &str) -> usize {
        if said.is_empty() {
            return usize::MAX;
        }
        let whole = self.code.get_or_init(|| {
            let outline = (self.outline)();
            code(&outline, index::code(&outline.tokens))
        });
        whole.matches(said).count()
    }
}

/// What code says, without separators and what is between tokens.
pub(super) fn code<'a>(o: &Outline, tokens: impl Iterator<Item = &'a Token>) -> String {
    let telling = |t: &&Token| !t.is(b',') && !t.is(b';');
    tokens.filter(telling).map(|t| o.token_text(t)).collect()
}
