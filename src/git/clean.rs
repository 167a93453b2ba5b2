//! The way from the worktree's bytes to git's: line ends and `ident`, as attributes and
//! configuration say. What libgit2 does not do as git does is refused by name.

use std::io::Write as _;

use git2::{AttrCheckFlags, AttrValue, Oid, Repository};

use super::RecordError;
use crate::protocol::RelPath;

/// Refuses files whose content in git is made by a filter program or a change of encoding.
pub(super) fn check(repo: &Repository, path: &RelPath) -> Result<(), RecordError> {
    if let Some(filter) = attribute(repo, path, "filter")? {
        return Err(RecordError::Filtered { path: path.clone(), filter });
    }
    match attribute(repo, path, "working-tree-encoding")? {
        Some(encoding) if !encoding.eq_ignore_ascii_case("utf-8") => {
            Err(RecordError::Encoded { path: path.clone(), encoding })
        }
        _ => Ok(()),
    }
}

fn attribute(repo: &Repository, path: &RelPath, name: &str) -> Result<Option<String>, git2::Error> {
    let value = repo.get_attr_bytes(&path.to_path(), name, AttrCheckFlags::FILE_THEN_INDEX)?;
    Ok(match AttrValue::always_bytes(value) {
        AttrValue::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        AttrValue::String(text) => Some(text.to_owned()),
        AttrValue::True | AttrValue::False | AttrValue::Unspecified => None,
    })
}

/// Writes the blob that git would make of a file at `path` with the content `text`.
pub(super) fn blob(repo: &Repository, path: &RelPath, text: &str) -> Result<Oid, git2::Error> {
    let mut writer = repo.blob_writer(Some(&path.to_path()))?;
    writer.write_all(text.as_bytes()).map_err(|error| git2::Error::from_str(&error.to_string()))?;
    writer.commit()
}
