//! What edits of one worktree share.

use std::path::PathBuf;
use std::sync::Arc;

use super::{EditError, Resolved, journal};
use crate::fs::{FsError, Root};
use crate::git::Repository;
use crate::model::Limits;
use crate::store::Store;

/// Bytes that a file may have to be edited.
const MAX_FILE: u64 = 2 << 20;

/// A worktree to edit in.
#[derive(Debug, Clone)]
pub struct Place {
    pub(super) root: Arc<Root>,
    pub(super) repository: Repository,
    pub(super) store: Arc<Store>,
    /// Bytes that a file may have.
    pub(super) max_file: u64,
    /// Bounds of one answer of a model.
    pub(super) model_limits: Limits,
}

impl Place {
    /// The worktree of `repository`, whose indexes `store` keeps.
    pub fn open(repository: Repository, store: Arc<Store>) -> Result<Self, FsError> {
        let root = Arc::new(Root::open(repository.root())?);
        let model_limits = Limits::default();
        Ok(Self { root, repository, store, max_file: MAX_FILE, model_limits })
    }

    /// The worktree's files.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Its repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Its indexes.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Bytes that a file may have to be edited, or indexed.
    pub fn max_file(&self) -> u64 {
        self.max_file
    }

    /// Where edits that are being written are noted.
    pub(super) fn journal_dir(&self) -> PathBuf {
        self.repository.state_dir().join("journal")
    }

    /// Completes the edits that a crash interrupted, and says what became of each note. To be
    /// called by the worktree's only daemon, before its first edit.
    pub fn resolve(&self) -> Vec<(String, Resolved)> {
        journal::resolve(self)
    }

    /// Runs what may block, and takes a panic in it for an error.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, EditError> + Send + 'static,
    ) -> Result<T, EditError> {
        let place = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&place)).await;
        done.unwrap_or_else(|error| Err(EditError::Panicked { why: error.to_string() }))
    }
}
