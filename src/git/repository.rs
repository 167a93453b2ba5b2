//! Finds the repository and answers small questions about it.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, RepositoryState};

use super::GitError;
use crate::protocol::RelPath;

/// A repository with a worktree. Holds paths only and opens libgit2's handle for each operation,
/// so that it is cheap to clone, free to cross threads, and never sees a stale configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    root: PathBuf,
    git_dir: PathBuf,
}

impl Repository {
    /// The repository whose worktree holds the directory `start`: a main or linked worktree, or a
    /// submodule. The environment (`GIT_DIR` and the like) is not looked at: a daemon's is not
    /// its client's.
    pub fn discover(start: &Path) -> Result<Self, GitError> {
        let repo = git2::Repository::discover(start).map_err(|error| match error.code() {
            ErrorCode::NotFound => GitError::NotARepository { start: start.to_path_buf() },
            ErrorCode::Owner => GitError::ForeignOwner { start: start.to_path_buf() },
            _ => error.into(),
        })?;
        let git_dir = resolved(repo.path())?;
        let Some(root) = repo.workdir() else { return Err(GitError::Bare { git_dir }) };
        Ok(Self { root: resolved(root)?, git_dir })
    }

    /// The worktree's root, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The worktree's own git directory: `.git`, or `.git/worktrees/NAME` of a linked worktree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// Where this worktree's state is kept: what `git rev-parse --git-path codegen` says. It may
    /// not exist yet.
    pub fn state_dir(&self) -> PathBuf {
        self.git_dir.join("codegen")
    }

    /// Is the file one that git ignores? A tracked file is not, whatever the ignore rules say.
    pub fn is_ignored(&self, path: &RelPath) -> Result<bool, GitError> {
        let repo = self.open()?;
        let tracked = repo.index().is_ok_and(|index| index.get_path(&path.to_path(), 0).is_some());
        Ok(!tracked && repo.is_path_ignored(path.to_path())?)
    }

    /// What is under way in the worktree, such as `rebase`, that a commit would disturb.
    pub fn operation_in_progress(&self) -> Option<&'static str> {
        match self.open().ok()?.state() {
            RepositoryState::Clean => None,
            RepositoryState::Merge => Some("merge"),
            RepositoryState::Revert | RepositoryState::RevertSequence => Some("revert"),
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => {
                Some("cherry-pick")
            }
            RepositoryState::Bisect => Some("bisect"),
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge => Some("rebase"),
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => Some("git am"),
        }
    }

    pub(super) fn open(&self) -> Result<git2::Repository, GitError> {
        Ok(git2::Repository::open(&self.root)?)
    }
}

fn resolved(path: &Path) -> Result<PathBuf, GitError> {
    path.canonicalize()
        .map_err(|error| GitError::State { path: path.to_path_buf(), why: error.to_string() })
}
