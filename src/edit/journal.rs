//! What the next start needs to complete an edit that a crash interrupted.
//!
//! A note is made before the file is written and removed when the edit has ended. It holds both
//! texts of the file, so that it is plain afterwards how far the edit had come.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::not_recorded;
use super::{EditError, Place};
use crate::fs::{FsError, Root};
use crate::git::{Change, Role};
use crate::protocol::{DirtyPolicy, EditId, RelPath};

/// An edit that is about to be written and committed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub id: EditId,
    pub path: RelPath,
    pub before: String,
    pub after: String,
    pub subject: String,
    pub body: String,
    pub trailers: Vec<(String, String)>,
    pub dirty: DirtyPolicy,
    /// Does it reverse the edit of this id?
    pub undoes: bool,
    pub sketch: Option<String>,
}

impl Pending {
    pub fn role(&self) -> Role {
        if self.undoes { Role::Undo } else { Role::Edit }
    }

    pub fn change(&self) -> Change<'_> {
        Change {
            path: &self.path,
            before: Some(&self.before),
            after: &self.after,
            subject: &self.subject,
            body: &self.body,
            trailers: &self.trailers,
            dirty: self.dirty,
            id: &self.id,
            role: self.role(),
            sketch: self.sketch.as_deref(),
        }
    }
}

/// A note of a pending edit on disk.
#[derive(Debug)]
pub(super) struct Note {
    file: PathBuf,
}

impl Note {
    /// Writes the note durably.
    pub fn write(place: &Place, pending: &Pending) -> Result<Self, EditError> {
        let dir = place.journal_dir();
        let failed = |source| EditError::Journal { dir: dir.display().to_string(), source };
        fs::create_dir_all(&dir).map_err(failed)?;
        let content = serde_json::to_vec(pending).map_err(|error| failed(error.into()))?;
        let undo = if pending.undoes { "-undo" } else { "" };
        let name = RelPath::new(format!("{}{undo}.json", pending.id)).map_err(FsError::from)?;
        let root = Root::open(&dir)?;
        let file = dir.join(name.to_path());
        // What is there is of an attempt that was given up.
        let _ = fs::remove_file(&file);
        root.replace(&name, None, &content)?;
        Ok(Self { file })
    }

    /// The edit has ended.
    pub fn remove(self) {
        // A leftover is harmless: the next start sees that the edit has ended.
        let _ = fs::remove_file(self.file);
    }
}

/// What had become of an edit that a crash interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// The file had not been written.
    NotWritten,
    /// It was committed already.
    WasCommitted,
    /// The file had been written; the commit is made now, and has this full id.
    Committed(String),
    /// The file had been written, and no commit could be made.
    Uncommitted(String),
    /// The file has been changed since.
    Superseded,
    /// The note cannot be read.
    Unreadable(String),
}

/// Completes what a crash interrupted. To be called by the worktree's only daemon, before its first
/// edit.
pub(super) fn resolve(place: &Place) -> Vec<(String, Resolved)> {
    let Ok(entries) = fs::read_dir(place.journal_dir()) else { return Vec::new() };
    let mut resolved = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".json") {
            continue;
        }
        let read = fs::read(entry.path()).map_err(|error| error.to_string());
        let pending = read.and_then(|bytes| {
            serde_json::from_slice::<Pending>(&bytes).map_err(|error| error.to_string())
        });
        let became = match pending {
            Ok(pending) => complete(place, &pending),
            Err(why) => Resolved::Unreadable(why),
        };
        // Whatever it was, the file and the repository are in order now.
        let _ = fs::remove_file(entry.path());
        resolved.push((name, became));
    }
    resolved
}

fn complete(place: &Place, pending: &Pending) -> Resolved {
    let known = place.repository.find(&pending.id);
    if known.is_ok_and(|edit| !pending.undoes || edit.undone_by.is_some()) {
        return Resolved::WasCommitted;
    }
    let limit = u64::MAX;
    match place.root.read_text(&pending.path, limit) {
        Ok(text) if text == pending.before => Resolved::NotWritten,
        Ok(text) if text == pending.after => match place.repository.record(&pending.change()) {
            Ok(recorded) => Resolved::Committed(recorded.commit),
            Err(error) => Resolved::Uncommitted(not_recorded(&error)),
        },
        _ => Resolved::Superseded,
    }
}
