//! A snapshot with a sketch of what it is to become.

use super::Snapshot;
use crate::model;
use crate::protocol::Tokens;

/// Who wrote a sketch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Whoever asked for the edit.
    Caller,
    /// A model, by its name.
    Model(String),
}

/// A snapshot with a sketch of what it is to become.
#[derive(Debug)]
pub struct Draft {
    pub(super) snapshot: Snapshot,
    pub(super) sketch: String,
    pub(super) author: Author,
    /// Without those of a full rewrite, which only the merged text tells.
    pub(super) tokens: Tokens,
}

impl Draft {
    /// With a sketch of the caller's.
    pub fn of_caller(snapshot: Snapshot, sketch: String) -> Self {
        let tokens = Tokens { received: model::count_tokens(&sketch), ..Tokens::default() };
        Self { snapshot, sketch, author: Author::Caller, tokens }
    }

    /// The file that it is for.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}
