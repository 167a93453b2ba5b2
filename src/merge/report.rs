//! What a merge answers: splices and a report, or a refusal.

use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::index::BlockRef;

/// Replaces the bytes `range` of the original by `text`. A merge is a list of these, disjoint and in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Byte range of the original; empty for an insertion.
    pub range: Range<usize>,
    /// What takes its place.
    pub text: String,
}

/// A merge that was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// Disjoint and in order; empty when the sketch says what the file already is.
    pub splices: Vec<Splice>,
    /// What was done, block by block.
    pub report: Report,
    /// Did the caller's pick settle a doubt?
    pub(super) picked: bool,
}

/// What a merge did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// In file order.
    pub changes: Vec<Change>,
    /// From 0 to 1: how far the best alignment is ahead of the best one that yields other bytes.
    pub confidence: f64,
}

/// What was done to one block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What was done.
    pub kind: ChangeKind,
    /// Key path of the block, or its first line where it has no key.
    pub block: String,
    /// First and last line, from 1: of the original, or of the result for what was added.
    pub lines: (usize, usize),
    /// As for the whole report.
    pub confidence: f64,
}

/// What was done to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Its text is new in part or in whole.
    Changed,
    /// It was not there.
    Added,
    /// It was not there, and a rule, not a neighbour, gave its place.
    PlacedByRule,
    /// A deletion marker named it.
    Deleted,
    /// The sketch shows its neighbours without it.
    DeletedByAdjacency,
    /// It has another key now.
    Renamed,
    /// It stands elsewhere now.
    Moved,
}

/// A merge that was not decided. The file stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// What kind of doubt.
    pub kind: RefusalKind,
    /// One line.
    pub why: String,
    /// The line of the sketch that is in doubt, from 1, fences and what is around them not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The blocks among which the sketch does not decide.
    pub candidates: Vec<BlockRef>,
    /// The smallest extra line of sketch, or option, that would decide.
    pub hint: String,
}

/// Why a merge was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    /// The reply has no code.
    NoCode,
    /// The reply ends in the middle of a block.
    CutOff,
    /// Several places fit.
    Ambiguous,
    /// A deletion names what the file has not.
    Unknown,
    /// More would go than the sketch shows.
    Unsafe,
    /// The result would be broken.
    Invalid,
    /// Too large to decide.
    TooLarge,
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::PlacedByRule => "placed by rule",
            Self::Deleted => "deleted",
            Self::DeletedByAdjacency => "deleted by adjacency",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
        })
    }
}

/// Applies `splices`, disjoint and in order, to the text that they were made for.
pub fn splice(original: &str, splices: &[Splice]) -> String {
    let mut out = String::with_capacity(original.len());
    let mut at = 0;
    for splice in splices {
        out.push_str(&original[at..splice.range.start]);
        out.push_str(&splice.text);
        at = splice.range.end;
    }
    out.push_str(&original[at..]);
    out
}
