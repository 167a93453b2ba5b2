//! The file as it is when an edit begins.

use std::sync::Arc;

use super::{EditError, Place};
use crate::fs::is_secret_like;
use crate::index::Index;
use crate::lang;
use crate::protocol::RelPath;

/// Who gets to see the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever asked for the edit, and has the file anyway.
    Caller,
    /// A model, perhaps on somebody else's machine.
    Model,
}

/// A file that can be edited, and its index.
#[derive(Debug, Clone)]
pub struct Snapshot {
    path: RelPath,
    index: Arc<Index>,
}

impl Snapshot {
    /// Reads the file at `path`: UTF-8 text beneath the root, within the size limit, not ignored by
    /// git, and for a model not one that usually holds secrets.
    pub fn take(place: &Place, path: &RelPath, audience: Audience) -> Result<Self, EditError> {
        if audience == Audience::Model && is_secret_like(path) {
            return Err(EditError::Secret { path: path.clone() });
        }
        let text = place.root.read_text(path, place.max_file)?;
        if place.repository.is_ignored(path)? {
            return Err(EditError::Ignored { path: path.clone() });
        }
        let index = place.store.index_file(path, lang::by_path(path.as_str()), &text);
        Ok(Self { path: path.clone(), index })
    }

    #[cfg(test)]
    pub(super) fn of(path: RelPath, index: Arc<Index>) -> Self {
        Self { path, index }
    }

    /// The file.
    pub fn path(&self) -> &RelPath {
        &self.path
    }

    /// Its text and blocks.
    pub fn index(&self) -> &Index {
        &self.index
    }
}
