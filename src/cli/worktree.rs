//! The worktree that a command is about, and the files in it that a person names.

use std::env;
use std::path::{Path, PathBuf};

use super::error::CommandError;
use crate::fs::{FsError, relative_to_root};
use crate::git::{GitError, Repository};
use crate::protocol::RelPath;

/// A worktree, seen from the directory that the command runs in.
#[derive(Debug)]
pub struct Worktree {
    repository: Repository,
    cwd: PathBuf,
}

impl Worktree {
    /// The worktree around the current directory.
    pub fn discover() -> Result<Self, CommandError> {
        let cwd = env::current_dir().map_err(|error| {
            CommandError::failed(format!("the current directory cannot be read: {error}"))
        })?;
        Ok(Self { repository: Repository::discover(&cwd)?, cwd })
    }

    /// Its root.
    pub fn root(&self) -> &Path {
        self.repository.root()
    }

    /// Where its daemon keeps its state.
    pub fn state_dir(&self) -> PathBuf {
        self.repository.state_dir()
    }

    /// A typed path from the root.
    pub fn path(&self, typed: &Path) -> Result<RelPath, CommandError> {
        Ok(relative_to_root(self.root(), &self.cwd, typed)?)
    }
}

impl From<GitError> for CommandError {
    fn from(error: GitError) -> Self {
        let failed = Self::failed(error.to_string());
        match error {
            GitError::NotARepository { .. } => {
                failed.hint("run it in a repository, name one with -C DIR, or make one: git init")
            }
            GitError::Bare { .. } => failed.hint("run it in a worktree of it: git worktree add"),
            GitError::ForeignOwner { start } => failed.hint(format!(
                "if you trust it: git config --global --add safe.directory {}",
                start.display()
            )),
            _ => failed,
        }
    }
}

impl From<FsError> for CommandError {
    fn from(error: FsError) -> Self {
        let failed = Self::failed(error.to_string());
        match error {
            FsError::Outside { .. } => {
                failed.hint("run it in that file's own repository, or name it with -C DIR")
            }
            _ => failed,
        }
    }
}
