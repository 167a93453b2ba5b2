//! Which versions of a file are to be committed: HEAD's with the edit carried onto it, or, where
//! the edit touches the user's own uncommitted lines, what the policy says.

use git2::{FileMode, Oid, Repository};

use super::head::Entry;
use super::record::FileChange;
use super::staged::{Look, Staged};
use super::three_way::{ThreeWay, carry};
use super::{RecordError, clean};
use crate::protocol::{DirtyPolicy, RelPath};

/// The commits to make of one file, decided before anything is made but blobs.
#[derive(Debug)]
pub(super) struct Plan {
    /// The mode that the commits give the file: HEAD's, else the worktree's.
    pub(super) mode: FileMode,
    /// The user's version, where it is committed first.
    pub(super) snapshot: Option<Oid>,
    /// The edit's version.
    pub(super) result: Oid,
    /// What the edit alone changed, from where to `result`.
    pub(super) base: Base,
}

/// What an undo goes back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Base {
    /// Nothing: the edit made the file.
    Nothing,
    /// What the commit's parent has.
    Parent(Oid),
    /// The user's version, which no commit holds.
    Uncommitted(Oid),
}

impl Plan {
    pub(super) fn make(
        repo: &Repository,
        staged: &Staged,
        change: &FileChange<'_>,
        dirty: DirtyPolicy,
        head: Option<Entry>,
        scratch_name: &str,
    ) -> Result<Self, RecordError> {
        let path = change.path;
        let blob = |text| clean::blob(repo, path, text);
        let before = change.before.map(blob).transpose()?;
        let after = blob(change.after)?;
        let mode = match head {
            Some(entry) => entry.mode,
            None => worktree_mode(repo, path),
        };
        let plan = |snapshot, result, base| Ok(Self { mode, snapshot, result, base });
        // Decided first: an unmerged path must stop here.
        let look = staged.look(path, scratch_name)?;
        match (head, before) {
            (_, Some(before)) if before == after => {
                Err(RecordError::NothingToCommit { path: path.clone() })
            }
            (Some(entry), _) if entry.id == after => {
                Err(RecordError::NothingToCommit { path: path.clone() })
            }
            (None, None) => plan(None, after, Base::Nothing),
            // The user's deletion and the edit's new file: one replaces the other.
            (Some(_), None) => plan(None, after, Base::Nothing),
            (Some(entry), Some(before)) if entry.id == before => {
                plan(None, after, Base::Parent(before))
            }
            (Some(entry), Some(before)) => {
                let text = |id| repo.find_blob(id).map(|blob| blob.content().to_vec());
                match carry(&text(before)?, &text(entry.id)?, &text(after)?)? {
                    ThreeWay::Clean(text) => plan(None, repo.blob(&text)?, Base::Parent(entry.id)),
                    ThreeWay::Conflict(_) => Self::overlapping(path, dirty, mode, before, after),
                }
            }
            // A file that the user never added is the user's to add.
            (None, Some(_)) if look == Look::Absent => {
                Err(RecordError::Untracked { path: path.clone() })
            }
            (None, Some(before)) => Self::overlapping(path, dirty, mode, before, after),
        }
    }

    fn overlapping(
        path: &RelPath,
        dirty: DirtyPolicy,
        mode: FileMode,
        before: Oid,
        result: Oid,
    ) -> Result<Self, RecordError> {
        match dirty {
            DirtyPolicy::Snapshot => {
                let base = Base::Parent(before);
                Ok(Self { mode, snapshot: Some(before), result, base })
            }
            DirtyPolicy::Include => {
                let base = Base::Uncommitted(before);
                Ok(Self { mode, snapshot: None, result, base })
            }
            DirtyPolicy::Refuse => Err(RecordError::Dirty { path: path.clone() }),
        }
    }
}

/// The mode that `git add` would give a new file.
#[cfg(unix)]
fn worktree_mode(repo: &Repository, path: &RelPath) -> FileMode {
    use std::os::unix::fs::PermissionsExt as _;
    let trusted = repo.config().and_then(|config| config.get_bool("core.fileMode")).unwrap_or(true);
    let executable = repo
        .workdir()
        .and_then(|root| root.join(path.to_path()).symlink_metadata().ok())
        .is_some_and(|metadata| metadata.permissions().mode() & 0o100 != 0);
    if trusted && executable { FileMode::BlobExecutable } else { FileMode::Blob }
}

#[cfg(not(unix))]
fn worktree_mode(_: &Repository, _: &RelPath) -> FileMode {
    FileMode::Blob
}
