//! HEAD: where it points, what its tree has at a path, and trees that differ from it by given paths.

use git2::build::TreeUpdateBuilder;
use git2::{Commit, ErrorCode, FileMode, ObjectType, Oid, Repository, Tree};

use super::RecordError;
use crate::protocol::RelPath;

/// Where HEAD points at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The ref that a commit moves: a branch, or `HEAD` itself when it is detached.
    pub(super) refname: String,
    /// Its commit; none on an unborn branch.
    pub(super) commit: Option<Oid>,
}

impl Head {
    pub(super) fn read(repo: &Repository) -> Result<Self, git2::Error> {
        match repo.head() {
            Ok(head) => Ok(Self {
                refname: head.name()?.to_owned(),
                commit: Some(head.peel_to_commit()?.id()),
            }),
            Err(error) if error.code() == ErrorCode::UnbornBranch => {
                let head = repo.find_reference("HEAD")?;
                let target = head.symbolic_target()?.ok_or(error)?;
                Ok(Self { refname: target.to_owned(), commit: None })
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn find_commit<'r>(
        &self,
        repo: &'r Repository,
    ) -> Result<Option<Commit<'r>>, git2::Error> {
        self.commit.map(|id| repo.find_commit(id)).transpose()
    }
}

/// A regular file in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: Oid,
    pub(super) mode: FileMode,
}

/// The regular file at `path` in `tree`; none where nothing is there.
pub(super) fn entry_at(
    repo: &Repository,
    tree: &Tree<'_>,
    path: &RelPath,
) -> Result<Option<Entry>, RecordError> {
    let mut tree = tree.clone();
    let mut end = 0;
    let text = path.as_str();
    for part in text.split('/') {
        end = if end == 0 { part.len() } else { end + 1 + part.len() };
        let Some(entry) = tree.get_name(part) else { return Ok(None) };
        let last = end == text.len();
        let (id, kind, mode) = (entry.id(), entry.kind(), entry.filemode());
        let next = match kind {
            Some(ObjectType::Commit) => {
                let submodule = text.get(..end).unwrap_or(text).to_owned();
                return Err(RecordError::InSubmodule { path: path.clone(), submodule });
            }
            Some(ObjectType::Tree) if !last => repo.find_tree(id)?,
            Some(ObjectType::Blob) if last => {
                let mode = match mode {
                    0o100_755 => FileMode::BlobExecutable,
                    0o100_664 => FileMode::BlobGroupWritable,
                    0o100_644 => FileMode::Blob,
                    _ => return Err(RecordError::NotAFile { path: path.clone() }),
                };
                return Ok(Some(Entry { id, mode }));
            }
            _ => return Err(RecordError::NotAFile { path: path.clone() }),
        };
        drop(entry);
        tree = next;
    }
    Ok(None)
}

/// The tree that differs from `base` (none: the empty tree) by `entries` at their paths only.
pub(super) fn with_entries<'r>(
    repo: &'r Repository,
    base: Option<&Tree<'_>>,
    entries: &[(&RelPath, Entry)],
) -> Result<Tree<'r>, git2::Error> {
    let empty;
    let base = match base {
        Some(base) => base,
        None => {
            empty = repo.find_tree(repo.treebuilder(None)?.write()?)?;
            &empty
        }
    };
    let mut update = TreeUpdateBuilder::new();
    for (path, entry) in entries {
        update.upsert(path.as_str(), entry.id, entry.mode);
    }
    repo.find_tree(update.create_updated(repo, base)?)
}

/// The paths at which two trees differ, in order.
pub(super) fn changed_paths(
    repo: &Repository,
    old: Option<&Tree<'_>>,
    new: Option<&Tree<'_>>,
) -> Result<Vec<String>, git2::Error> {
    let diff = repo.diff_tree_to_tree(old, new, None)?;
    Ok(diff
        .deltas()
        .filter_map(|delta| delta.new_file().path_bytes().or(delta.old_file().path_bytes()))
        .map(|path| String::from_utf8_lossy(path).into_owned())
        .collect())
}
