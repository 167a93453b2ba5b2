//! Words for refusals.

mod doubts;

use super::pick::Pin;
use super::report::{Refusal, RefusalKind, Splice};
use crate::index::{BlockRef, Index, NodeId, Outline};
use crate::lang::Language;
use crate::sketch::NoSketch;
pub(super) use doubts::doubt;

pub(super) fn no_sketch(why: &NoSketch, language: &Language) -> Refusal {
    let why = match why {
        NoSketch::Empty => "the sketch is empty".to_owned(),
        NoSketch::OtherLanguage => format!("the reply has no code for a {} file", language.name),
    };
    Refusal {
        line: None,
        kind: RefusalKind::NoCode,
        why,
        candidates: Vec::new(),
        hint: format!("send the changed block, with {} for the rest", language.gap_marker()),
    }
}

pub(super) fn prose(language: &Language) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::NoCode,
        why: "the reply is prose, there is no code to merge".into(),
        candidates: Vec::new(),
        hint: format!("send the changed block, with {} for the rest", language.gap_marker()),
    }
}

/// A line of the sketch that alignment gave no place.
pub(super) fn lost(outline: &Outline, unit: usize) -> Refusal {
    Refusal {
        line: Some(outline.units[unit].row + 1),
        kind: RefusalKind::Invalid,
        why: format!("`{}` of the sketch has no place in the file", quote(outline, unit)),
        candidates: Vec::new(),
        hint: "show the block that it is in, with its first and last line".into(),
    }
}

/// Lines of the sketch that follow each other there would not do so in the result.
pub(super) fn apart(outline: &Outline, unit: usize, next: usize) -> Refusal {
    Refusal {
        line: Some(outline.units[next].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!(
            "`{}` and `{}` follow each other in the sketch, and in the file other code would stand \
             between them",
            quote(outline, unit),
            quote(outline, next)
        ),
        candidates: Vec::new(),
        hint: "write a marker between them if code stays there, or a deletion marker if it goes"
            .into(),
    }
}

/// A line that the sketch and the file have once would be there twice.
pub(super) fn twice(outline: &Outline, unit: usize) -> Refusal {
    Refusal {
        line: Some(outline.units[unit].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` would stand twice in one block", quote(outline, unit)),
        candidates: Vec::new(),
        hint: "show the unchanged lines around it".into(),
    }
}

/// A run of lines would stand twice in a row.
pub(super) fn repeated(line: &str) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` and what follows it would stand twice in a row", shorten(line.trim())),
        candidates: Vec::new(),
        hint: "show the unchanged lines around it".into(),
    }
}

/// A line of the file would go though no block that changes holds it.
pub(super) fn gone(outline: &Outline, unit: usize) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Unsafe,
        why: format!("`{}` would go though nothing replaces it", quote(outline, unit)),
        candidates: vec![block(outline, outline.owner[unit])],
        hint: "show the changed block in full, with its first and last line".into(),
    }
}

/// A gap cuts off lines of a value.
pub(super) fn cut_value(outline: &Outline, unit: usize) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!("nothing tells which lines of `{}` are shown", quote(outline, unit)),
        candidates: vec![block(outline, outline.owner[unit])],
        hint: "show it in full".into(),
    }
}

/// A comment that a file cannot hold, and that may be about what is left out.
pub(super) fn comment(comment: &str, language: &Language) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` would be a comment, and {} has none", shorten(comment), language.name),
        candidates: Vec::new(),
        hint: format!(
            "write {} where code stays, `// removed: NAME` where it goes",
            language.gap_marker()
        ),
    }
}

/// A comment is a gap or one of the new code below it, and each leaves other code.
pub(super) fn gap_or_comment(line: &str, language: &Language) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!(
            "`{}` may stand for code that stays, or be a comment of the new code below",
            shorten(line)
        ),
        candidates: Vec::new(),
        hint: format!("write {} where code stays, or another comment", language.gap_marker()),
    }
}

/// A comment of the sketch says that something went, and at its place nothing goes.
pub(super) fn nothing_removed(s: &Outline, note: usize, f: &Outline, slot: usize) -> Refusal {
    let beside = [slot.checked_sub(1), Some(slot)].into_iter().flatten();
    Refusal {
        line: None,
        kind: RefusalKind::Unknown,
        why: format!("`{}` says that something goes, and nothing there does", quote(s, note)),
        candidates: beside
            .filter(|unit| *unit < f.units.len())
            .map(|unit| block(f, f.owner[unit]))
            .collect(),
        hint: "name the block as it is named in the file: `removed: NAME`".into(),
    }
}

/// A hunk of a diff whose lines the file has not; `first` is the first of them.
pub(super) fn no_hunk(first: &str) -> Refusal {
    let why = match first {
        "" => "a hunk of the diff has no line of the file".to_owned(),
        _ => format!(
            "the lines of the diff from `{}` on are not in the file like that",
            shorten(first)
        ),
    };
    Refusal {
        line: None,
        kind: RefusalKind::Unknown,
        why,
        candidates: Vec::new(),
        hint: "show the lines around the change as the file has them now".into(),
    }
}

/// A hunk of a diff that stands at each of these lines, from 0.
pub(super) fn hunk_fits(index: &Index, first: &str, places: &[usize]) -> Refusal {
    /// Places that are named.
    const MOST: usize = 8;
    let outline = index.outline();
    let at = |line: &usize| {
        let unit = outline.units.partition_point(|unit| unit.last_row < *line);
        outline.owner.get(unit).map(|id| block(outline, *id))
    };
    let named = &places[..places.len().min(MOST)];
    let lines: Vec<String> = named.iter().map(|line| (line + 1).to_string()).collect();
    let more = if places.len() > MOST { ", ..." } else { "" };
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!(
            "the lines of the diff from `{}` on fit {} places (lines {}{more})",
            shorten(first),
            places.len(),
            lines.join(", ")
        ),
        candidates: named.iter().filter_map(at).collect(),
        hint: format!(
            "show more lines around the change, or pick one with --at {}",
            places.first().map_or(0, |line| line + 1)
        ),
    }
}

/// A pick means nothing in the file.
pub(super) fn unknown_pick(at: &str, outline: &Outline) -> Refusal {
    let lines = outline.text.lines().count();
    Refusal {
        line: None,
        kind: RefusalKind::Unknown,
        why: format!("--at {} means nothing in the file", shorten(at.trim())),
        candidates: Vec::new(),
        hint: format!(
            "give a line from 1 to {lines}, or a key as `codegenctl blocks` lists it; or leave --at out"
        ),
    }
}

/// A unit of the sketch cannot go where the caller put it.
pub(super) fn not_held(s: &Outline, pin: Pin, f: &Outline) -> Refusal {
    Refusal {
        line: Some(s.units[pin.item].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` does not go where --at puts it", quote(s, pin.item)),
        candidates: blocks(f, &[pin.place.unit()]),
        hint: "show the unchanged lines around it there".into(),
    }
}

/// A refusal of what comes of a pick.
pub(super) fn at_pick(refusal: Refusal, at: Option<&str>) -> Refusal {
    match at {
        Some(at) => {
            Refusal { why: format!("with --at {}, {}", shorten(at.trim()), refusal.why), ..refusal }
        }
        None => refusal,
    }
}

/// A sketch has these splices, and nothing at the place that was picked.
pub(super) fn pick_elsewhere(at: &str, splices: &[Splice], outline: &Outline) -> Refusal {
    // What is put in stands above what follows it.
    let first = |splice: &Splice| {
        let text = &outline.text[splice.range.start..];
        let blank = text.len() - text.trim_start().len();
        let start = splice.range.start + if splice.text.contains('\n') { blank } else { 0 };
        outline.units.partition_point(|unit| unit.end <= start).min(outline.units.len() - 1)
    };
    let units: Vec<usize> = splices.iter().map(first).collect();
    let candidates = blocks(outline, &units);
    let lines: Vec<String> = candidates.iter().map(|block| block.start_line.to_string()).collect();
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!(
            "the sketch changes nothing at --at {}, but what is at line {}",
            shorten(at.trim()),
            lines.join(", ")
        ),
        candidates,
        hint: "leave --at out if it is meant so; else show a line that stays around the change"
            .into(),
    }
}

/// A marker would end up in the file.
pub(super) fn marker(line: &str, language: &Language) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Invalid,
        why: format!("the marker `{line}` would end up in the file"),
        candidates: Vec::new(),
        hint: format!("write {} where code stays", language.gap_marker()),
    }
}

/// The result would have a syntax error.
pub(super) fn broken() -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Invalid,
        why: "the merged file would have a syntax error that it has not now".into(),
        candidates: Vec::new(),
        hint: "show the changed block in full, with its first and last line".into(),
    }
}

/// A mapping would have a key that it has already.
pub(super) fn second_key(key: &str) -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!("a mapping would have the key `{}` twice", shorten(key)),
        candidates: Vec::new(),
        hint: "show the keys around it, from the outermost, and the unchanged ones beside it"
            .into(),
    }
}

/// The white space of a sketch, meant as it is written, would nest what stays in something else.
pub(super) fn nested_otherwise() -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::Unsafe,
        why: "the white space of the sketch, as written, would nest code otherwise than the sketch does"
            .into(),
        candidates: Vec::new(),
        hint: "show the blocks around it too and all that moves with it, or leave the first line out"
            .into(),
    }
}

/// A block of which the sketch shows the first line alone is not found in the file.
pub(super) fn headless(s: &Outline, unit: usize) -> Refusal {
    let line = s.units[unit].row + 1;
    Refusal {
        line: Some(line),
        kind: RefusalKind::Invalid,
        why: format!("`{}` (line {line} of the sketch) would have nothing below it", s.said(unit)),
        candidates: Vec::new(),
        hint: "show what stands in the block".into(),
    }
}

/// Code that is there already would be there twice.
pub(super) fn doubled(outline: &Outline, id: NodeId) -> Refusal {
    let candidate = block(outline, id);
    Refusal {
        line: None,
        kind: RefusalKind::Ambiguous,
        why: format!("{} is there already and would be there twice", candidate.key),
        hint: "show it where it stands, or delete it there by name".into(),
        candidates: vec![candidate],
    }
}

/// A block of the file as candidates are listed.
pub(super) fn block(outline: &Outline, id: NodeId) -> BlockRef {
    let node = &outline.nodes[id];
    let mut depth = 0;
    let mut at = node.parent;
    while let Some(parent) = at {
        depth += 1;
        at = outline.nodes[parent].parent;
    }
    BlockRef {
        key: outline.path(id),
        kind: "block".into(),
        start_line: outline.units[node.head].row + 1,
        end_line: outline.units[node.extent].last_row + 1,
        depth,
    }
}

fn blocks(outline: &Outline, units: &[usize]) -> Vec<BlockRef> {
    let mut found: Vec<BlockRef> = units
        .iter()
        .filter(|u| **u < outline.units.len())
        .map(|u| block(outline, outline.owner[*u]))
        .collect();
    found.sort_by_key(|b| b.start_line);
    found.dedup_by_key(|b| b.start_line);
    found
}

/// A line of the sketch, cut short.
fn quote(outline: &Outline, unit: usize) -> String {
    shorten(outline.said(unit).lines().next().unwrap_or(""))
}

fn shorten(line: &str) -> String {
    let mut short: String = line.chars().take(60).collect();
    if short.len() < line.len() {
        short.push_str("...");
    }
    short
}

/// Blocks that would go, or lines, though nothing says that they do.
pub(super) fn unsafe_deletion(outline: &Outline, gone: &[usize], marker: &str) -> Refusal {
    /// Blocks that are named in the sentence: all are listed.
    const NAMED: usize = 3;
    let candidates = blocks(outline, gone);
    let mut names: Vec<&str> = candidates.iter().map(|b| b.key.as_str()).collect();
    names.dedup();
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.truncate(NAMED);
    let names = names.join(", ");
    Refusal {
        line: None,
        kind: RefusalKind::Unsafe,
        why: format!("the sketch leaves out {names}{more} without a word about it"),
        candidates,
        hint: format!("add {marker} where code stays, or a deletion marker where it goes"),
    }
}

/// A definition that is left out though a line of the new file uses it.
pub(super) fn still_used(outline: &Outline, unit: usize, line: &str, marker: &str) -> Refusal {
    let refusal = unsafe_deletion(outline, &[unit], marker);
    Refusal { why: format!("{}, and `{}` still uses it", refusal.why, shorten(line)), ..refusal }
}

/// Clauses of a block between two that the sketch shows.
pub(super) fn clause(outline: &Outline, clauses: &[usize], marker: &str) -> Refusal {
    let named: Vec<String> = clauses.iter().take(3).map(|unit| quote(outline, *unit)).collect();
    Refusal {
        line: None,
        kind: RefusalKind::Unsafe,
        why: format!("the sketch shows a block without its `{}`", named.join("`, `")),
        candidates: clauses
            .iter()
            .take(3)
            .map(|unit| block(outline, outline.owner[*unit]))
            .collect(),
        hint: format!("show each part of the block, with {marker} for what is in it"),
    }
}

/// A line of the sketch is the end of one of the file, whose beginning it may or may not mean to take off.
pub(super) fn midline(s: &Outline, unit: usize, f: &Outline, line: usize) -> Refusal {
    Refusal {
        line: Some(s.units[unit].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!(
            "`{}` takes the place of `{}`, and nothing tells whether what is before it there goes",
            quote(s, unit),
            quote(f, line)
        ),
        candidates: vec![block(f, f.owner[line])],
        hint: "show the line from its beginning, or the unchanged line above it".into(),
    }
}

/// Is it the refusal of a marker in code that is new?
pub(super) fn is_stray(refusal: &Refusal) -> bool {
    refusal.line.is_some_and(|line| *refusal == stray(line))
}

/// The head of a type says less than the file's, around something else that changes.
pub(super) fn short_head(s: &Outline, unit: usize, f: &Outline, line: usize) -> Refusal {
    Refusal {
        line: Some(s.units[unit].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!(
            "`{}` says less than `{}`, and nothing tells whether the rest of that goes",
            quote(s, unit),
            quote(f, line)
        ),
        candidates: vec![block(f, f.owner[line])],
        hint: "show the first line as it is in the file; if it changes, show that change alone"
            .into(),
    }
}

pub(super) fn torn() -> Refusal {
    Refusal {
        line: None,
        kind: RefusalKind::CutOff,
        why: "the sketch says that it is the whole file, but it is longer or shorter than it says"
            .into(),
        candidates: Vec::new(),
        hint: "send the file again, or without the first line if white space does not matter"
            .into(),
    }
}

pub(super) fn stray(line: usize) -> Refusal {
    Refusal {
        line: Some(line),
        kind: RefusalKind::Ambiguous,
        why: format!("the marker on line {line} of the sketch stands in code that is new"),
        candidates: Vec::new(),
        hint: "write the new code in full".into(),
    }
}

/// A new block around one like it may be that one under another name.
pub(super) fn around_its_like(s: &Outline, unit: usize, f: &Outline, id: NodeId) -> Refusal {
    let candidate = block(f, id);
    Refusal {
        line: Some(s.units[unit].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` may be {} renamed, or new around it", quote(s, unit), candidate.key),
        hint: "show a line of what is inside, as deep as it is to stand".into(),
        candidates: vec![candidate],
    }
}

/// A rule for some of the selectors of a list may be that list's, changed, or one of its own.
pub(super) fn cut_list(s: &Outline, unit: usize, f: &Outline, id: NodeId) -> Refusal {
    let candidate = block(f, id);
    Refusal {
        line: Some(s.units[unit].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` may be {} changed, or a rule of its own", quote(s, unit), candidate.key),
        hint: format!("show {} with all of its selectors, changed or as it is", candidate.key),
        candidates: vec![candidate],
    }
}

/// What moved would not stand where the sketch shows it.
pub(super) fn out_of_order(outline: &Outline, unit: usize, above: usize) -> Refusal {
    Refusal {
        line: Some(outline.units[unit].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!(
            "`{}` is shown behind `{}`, and several ways lead there",
            quote(outline, unit),
            quote(outline, above)
        ),
        candidates: Vec::new(),
        hint: "show the blocks that move in full, and the ones beside them".into(),
    }
}

pub(super) fn cut_off(line: usize) -> Refusal {
    Refusal {
        line: Some(line),
        kind: RefusalKind::CutOff,
        why: format!("the reply ends in the middle of a block (line {line} of the sketch)"),
        candidates: Vec::new(),
        hint: "ask for the block again, in full".into(),
    }
}
