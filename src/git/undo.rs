//! Reverses one edit in a text, whatever came after it.

use git2::Oid;

use super::edits::EditRecord;
use super::head::{changed_paths, entry_at};
use super::message::Marks;
use super::three_way::{ThreeWay, carry, merge};
use super::{GitError, RecordError, Repository, clean};
use crate::protocol::{LoggedEdit, RelPath};

impl Repository {
    /// The text `current` of the edit's file `path` without the edit: three-way, from the edit's
    /// result back to its base. Equal to `current` where the edit is gone already; an error where
    /// later changes touch the same lines.
    pub fn reverse(
        &self,
        edit: &LoggedEdit,
        path: &RelPath,
        current: &str,
    ) -> Result<String, GitError> {
        let repo = self.open()?;
        let (base, result) = self.versions(&repo, edit, path)?;
        let ends = Ends::of(&repo, path, current)?;
        let (base, result) = (ends.apply(base), ends.apply(result));
        let current = current.as_bytes();
        let merged = match merge(&result, current, &base)? {
            ThreeWay::Clean(text) if text == current => ThreeWay::Clean(text),
            ThreeWay::Clean(_) => carry(&result, current, &base)?,
            conflict @ ThreeWay::Conflict(_) => conflict,
        };
        match merged {
            ThreeWay::Clean(text) => String::from_utf8(text)
                .map_err(|error| git2::Error::from_str(&format!("{path}: {error}")).into()),
            ThreeWay::Conflict(lines) => {
                Err(GitError::ReverseConflict { id: edit.id.clone(), path: path.clone(), lines })
            }
        }
    }

    /// One file before and after the edit, as git has it: from the edit's record, else from its
    /// commit, if that holds nothing else.
    fn versions(
        &self,
        repo: &git2::Repository,
        edit: &LoggedEdit,
        path: &RelPath,
    ) -> Result<(Vec<u8>, Vec<u8>), GitError> {
        let created = || GitError::CreatedFile { id: edit.id.clone(), path: path.clone() };
        let blob = |id: Oid| repo.find_blob(id).map(|blob| blob.content().to_vec());
        let record = EditRecord::load(&self.state_dir(), &edit.id)?;
        if let Some(file) =
            record.as_ref().and_then(|record| record.files().find(|file| file.path == *path))
        {
            let named = |id: &str| Oid::from_str(id).and_then(blob);
            let base = match (&file.base_text, &file.base) {
                (Some(text), _) => Ok(text.clone().into_bytes()),
                (None, Some(id)) => named(id),
                (None, None) => return Err(created()),
            };
            // After a clone or a rebase and a gc the blobs may be gone; the commit is still there.
            if let (Ok(base), Ok(result)) = (base, named(&file.result)) {
                return Ok((base, result));
            }
        }
        let commit = repo.find_commit(Oid::from_str(&edit.commit)?)?;
        let mixed = || GitError::MixedCommit { id: edit.id.clone(), commit: edit.commit.clone() };
        let marks = Marks::read(&String::from_utf8_lossy(commit.message_bytes()));
        let tree = commit.tree()?;
        let Some(parent) = commit.parents().next() else { return Err(created()) };
        let parent = parent.tree()?;
        let paths = changed_paths(repo, Some(&parent), Some(&tree))?;
        let is_edits = |changed: &String| edit.paths.iter().any(|path| path.as_str() == changed);
        let whole = paths.len() == edit.paths.len()
            && paths.len() == marks.files.unwrap_or(1)
            && paths.iter().all(is_edits);
        if marks.edits.len() != 1 || marks.includes || !whole {
            return Err(mixed());
        }
        let entry = |tree| match entry_at(repo, tree, path) {
            Ok(entry) => Ok(entry),
            Err(RecordError::Git(error)) => Err(error),
            Err(_) => Err(mixed()),
        };
        let Some(base) = entry(&parent)? else { return Err(created()) };
        let Some(result) = entry(&tree)? else { return Err(mixed()) };
        Ok((blob(base.id)?, blob(result.id)?))
    }
}

/// How the worktree's line ends differ from git's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Same,
    /// The worktree has CRLF where git has LF.
    CrLf,
}

impl Ends {
    /// Told by what cleaning does to `current`.
    fn of(repo: &git2::Repository, path: &RelPath, current: &str) -> Result<Self, GitError> {
        let cleaned = repo.find_blob(clean::blob(repo, path, current)?)?;
        if cleaned.content() == current.as_bytes() {
            Ok(Self::Same)
        } else if cleaned.content() == current.replace("\r\n", "\n").as_bytes() {
            Ok(Self::CrLf)
        } else {
            Err(GitError::Filtered { path: path.clone() })
        }
    }

    fn apply(self, text: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Same => text,
            Self::CrLf => {
                let mut out = Vec::with_capacity(text.len() + text.len() / 16);
                let mut previous = 0;
                for byte in text {
                    if byte == b'\n' && previous != b'\r' {
                        out.push(b'\r');
                    }
                    out.push(byte);
                    previous = byte;
                }
                out
            }
        }
    }
}
