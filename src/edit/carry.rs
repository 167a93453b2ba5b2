//! Carries a merge onto a file that was changed after the merge's index was made.
//!
//! Block-level optimistic concurrency (H. T. Kung and J. T. Robinson, 1981): the file is not locked
//! while a model thinks; afterwards a changed block that the merge does not touch is no matter, and
//! one that both touch is a conflict.

use std::ops::Range;

use similar::{DiffOp, TextDiff};

use crate::index::{BlockRef, Index};
use crate::merge::{Splice, splice};

/// The text `now` with the change that `splices` make to the text of `index`, or the blocks of
/// that text which both changed.
pub(super) fn carry(index: &Index, splices: &[Splice], now: &str) -> Result<String, Vec<BlockRef>> {
    if index.text() == now {
        return Ok(splice(now, splices));
    }
    let lines = Lines::of(index.text());
    let moves = Moves::between(index.text(), now);
    let blocks = index.blocks();
    let mut carried = Vec::with_capacity(splices.len());
    let mut conflicts: Vec<BlockRef> = Vec::new();
    for one in splices {
        let touched = lines.touched(&one.range);
        let block = innermost(&blocks, &touched);
        let guarded = match &block {
            Some(block) => block.start_line - 1..block.end_line,
            // No block to speak of: the lines themselves, and those beside them.
            None => touched.start.saturating_sub(1)..touched.end + 1,
        };
        let shifted = moves.offset(&guarded).and_then(|by| {
            let start = one.range.start.checked_add_signed(lines.bytes(&touched, by, now)?)?;
            Some(start..start + one.range.len())
        });
        match shifted.filter(|range| now.get(range.clone()) == index.text().get(one.range.clone()))
        {
            Some(range) => carried.push(Splice { range, text: one.text.clone() }),
            None => conflicts.push(block.unwrap_or_else(|| nameless(index, &touched))),
        }
    }
    if conflicts.is_empty() {
        Ok(splice(now, &carried))
    } else {
        conflicts.dedup();
        Err(conflicts)
    }
}

fn innermost(blocks: &[BlockRef], lines: &Range<usize>) -> Option<BlockRef> {
    let holds = |b: &&BlockRef| b.start_line - 1 <= lines.start && lines.end <= b.end_line;
    blocks.iter().filter(holds).min_by_key(|b| b.end_line - b.start_line).cloned()
}

fn nameless(index: &Index, lines: &Range<usize>) -> BlockRef {
    let text = index.text().lines().nth(lines.start).unwrap_or_default();
    BlockRef {
        key: text.trim().to_owned(),
        kind: "line".into(),
        start_line: lines.start + 1,
        end_line: lines.end,
        depth: 0,
    }
}

/// Where the lines of a text start.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { starts: starts.collect() }
    }

    fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    /// The lines that a byte range reaches into; an insertion touches the line that it stands before.
    fn touched(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self.line(bytes.start);
        let last = self.line(bytes.end.saturating_sub(1).max(bytes.start));
        first..last + 1
    }

    /// By how many bytes a line has moved when it has moved by `by` lines.
    fn bytes(&self, lines: &Range<usize>, by: isize, now: &str) -> Option<isize> {
        let target = lines.start.checked_add_signed(by)?;
        let old = *self.starts.get(lines.start)?;
        let new = match target {
            0 => 0,
            _ => now.match_indices('\n').nth(target - 1)?.0 + 1,
        };
        Some(isize::try_from(new).ok()? - isize::try_from(old).ok()?)
    }
}

/// Which lines stand where after a change.
struct Moves {
    ops: Vec<DiffOp>,
}

impl Moves {
    fn between(before: &str, after: &str) -> Self {
        Self { ops: TextDiff::from_lines(before, after).ops().to_vec() }
    }

    /// By how many lines all of `lines` have moved; none where one of them changed, or something
    /// was put between them.
    fn offset(&self, lines: &Range<usize>) -> Option<isize> {
        let end = self.ops.last().map_or(0, |op| op.old_range().end);
        let lines = lines.start..lines.end.min(end);
        self.ops.iter().find_map(|op| match op {
            DiffOp::Equal { old_index, new_index, len } => {
                let holds = *old_index <= lines.start && lines.end <= old_index + len;
                let by = isize::try_from(*new_index).ok()? - isize::try_from(*old_index).ok()?;
                holds.then_some(by)
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;
    use crate::merge::{Options, merge};

    const OLD: &str = "function f() {\n  return 1;\n}\n\nfunction g() {\n  return 2;\n}\n\n\
                       function h() {\n  return 3;\n}\n";

    fn carried(sketch: &str, now: &str) -> Result<String, Vec<String>> {
        let index = Index::new(lang::by_name("javascript").unwrap(), OLD);
        let merged = merge(&index, sketch, &Options::default()).unwrap();
        carry(&index, &merged.splices, now)
            .map_err(|blocks| blocks.into_iter().map(|b| b.key).collect())
    }

    const F: &str = "function f() {\n  return 10;\n}\n\n// ...\n";
    const F_AND_H: &str =
        "function f() {\n  return 10;\n}\n\n// ...\n\nfunction h() {\n  return 30;\n}\n";

    #[test]
    fn another_block_may_change_grow_or_go() {
        for now in [
            OLD.replace("return 2", "log();\n  return 2"),
            OLD.replace("function g() {\n  return 2;\n}\n\n", ""),
            format!("// new\n\n{OLD}"),
            OLD.replace("return 2", "return 4").replace("return 3", "return 5"),
        ] {
            let expected = now.replace("return 1;", "return 10;");
            assert_eq!(carried(F, &now).unwrap(), expected);
        }
    }

    #[test]
    fn a_block_that_both_changed_is_named_and_nothing_is_carried() {
        let now = OLD.replace("return 2", "log();\n  return 2").replace("h()", "hh()");
        assert_eq!(carried(F_AND_H, &now).unwrap_err(), ["h"]);
        assert_eq!(
            carried(F, &OLD.replace("{\n  return 1", "{\n  x();\n  return 1")),
            Err(vec!["f".into()])
        );
        assert_eq!(carried(F, ""), Err(vec!["f".into()]));
    }
}
