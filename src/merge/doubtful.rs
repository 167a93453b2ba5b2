//! Decides between a gap and a comment of the code where a comment of a sketch may be either.
//!
//! `// other methods`, `# keep existing entries`: a model writes both. In: the merge that takes such comments for
//! gaps. Out: that one, or the one that takes them for text where they hide nothing or cannot be gaps; a
//! refusal where each would leave other code.

use super::refuse;
use super::report::{Merged, Refusal, RefusalKind, splice};
use super::{Options, aligned, verify};
use crate::index::Index;
use crate::sketch::{Doubtful, Sketch};

/// Lines under such a comment that code shown right below it may be there in place of.
const FEW: usize = 6;

/// The merge of a reply in which `gaps` is what comes of taking all that may be a gap for one.
pub(super) fn decide(
    index: &Index,
    reply: &str,
    options: &Options,
    gaps: Result<Merged, Refusal>,
) -> Result<Merged, Refusal> {
    let plain = Sketch::read_plain(index.language(), reply, index.outline());
    let Some((sketch, comments)) = plain else { return gaps };
    let text = aligned(&sketch, index, options)
        .and_then(|merged| verify::syntax(&merged, index).map(|()| merged));
    let heads_new = || {
        let comment = comments.iter().find(|comment| comment.heads_new)?;
        Some(refuse::gap_or_comment(&comment.line, index.language()))
    };
    let (gaps, text) = match (gaps, text) {
        (Ok(gaps), Ok(text)) => (gaps, text),
        (Err(why), Ok(text)) if refuse::is_stray(&why) && keeps(index, &text) => return Ok(text),
        (Ok(gaps), Err(lost)) if lost.kind == RefusalKind::Unsafe && count(&lost) <= FEW => {
            return heads_new().map_or(Ok(gaps), Err);
        }
        (gaps, _) => return gaps,
    };
    let (with, without) =
        (splice(index.text(), &text.splices), splice(index.text(), &gaps.splices));
    let (with, without) = (lines(&with, &comments), lines(&without, &comments));
    if comments.iter().all(|comment| comment.behind_code) && with == without {
        return Ok(text);
    }
    let hidden = without.len().abs_diff(with.len());
    match heads_new() {
        Some(refusal) if hidden <= FEW => Err(refusal),
        _ => Ok(gaps),
    }
}

/// How many lines a refusal is about.
fn count(refusal: &Refusal) -> usize {
    refusal.candidates.iter().map(|block| block.end_line + 1 - block.start_line).sum()
}

/// Does a merge take no line away without another one in its place?
fn keeps(index: &Index, merged: &Merged) -> bool {
    let said = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    merged.splices.iter().all(|s| said(&index.text()[s.range.clone()]) <= said(&s.text))
}

/// The lines of a text, but for comments that may be gaps.
fn lines<'a>(text: &'a str, comments: &[Doubtful]) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.filter(|line| !comments.iter().any(|comment| comment.line == *line)).collect()
}
