//! The end of an edit: the files are written, all or none, and the commit is made.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::error::not_recorded;
use super::journal::{FileTexts, Note, Pending};
use super::{EditError, Place, Progress};
use crate::fs::FsError;
use crate::protocol::{EditOutcome, Effect, Step};

/// How an edit ended.
#[derive(Debug)]
pub(super) struct Landed {
    pub outcome: EditOutcome,
    pub warnings: Vec<String>,
    /// Seconds that writing took, and committing.
    pub write: f64,
    pub record: f64,
}

/// Writes the files and makes the commit, as far as the edit is to go. Fails before anything is
/// written or not at all: an edit that is in the files and not in a commit is an outcome.
///
/// To be called by one thread at a time for a worktree.
pub(super) fn land(
    place: &Place,
    pending: &Pending,
    progress: Progress<'_>,
    cancel: &CancellationToken,
) -> Result<Landed, EditError> {
    let mut landed =
        Landed { outcome: EditOutcome::DryRun, warnings: Vec::new(), write: 0.0, record: 0.0 };
    if pending.files.is_empty() {
        landed.outcome = EditOutcome::Unchanged;
        return Ok(landed);
    }
    if pending.effect == Effect::DryRun {
        return Ok(landed);
    }
    if cancel.is_cancelled() {
        return Err(EditError::Cancelled);
    }
    progress(Step::Writing);
    let started = Instant::now();
    // Writing one file is all or nothing by itself.
    let noted = pending.effect == Effect::Commit || pending.files.len() > 1;
    let mut note = if noted { Some(Note::write(place, pending)?) } else { None };
    let written = write(place, &pending.files);
    landed.write = started.elapsed().as_secs_f64();
    let ended = written.is_err() || pending.effect == Effect::WriteOnly;
    if let Some(note) = note.take_if(|_| ended) {
        note.remove();
    }
    landed.warnings = written?;
    if pending.effect == Effect::WriteOnly {
        landed.outcome = EditOutcome::Written;
        return Ok(landed);
    }
    progress(Step::Recording);
    let started = Instant::now();
    landed.outcome = match pending.record(place) {
        Ok(recorded) => {
            landed.warnings.extend(recorded.warnings.iter().map(ToString::to_string));
            EditOutcome::Committed { commit: recorded.commit, snapshot: recorded.snapshot }
        }
        Err(error) => EditOutcome::Uncommitted { why: not_recorded(&error) },
    };
    landed.record = started.elapsed().as_secs_f64();
    if let Some(note) = note {
        note.remove();
    }
    Ok(landed)
}

/// Writes all files, or gives those that were written their old texts back. What is warned of is
/// what a power failure could undo.
fn write(place: &Place, files: &[FileTexts]) -> Result<Vec<String>, EditError> {
    let mut warnings = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let (before, after) = (file.before.as_bytes(), file.after.as_bytes());
        match place.root.replace(&file.path, Some(before), after) {
            Ok(()) => {}
            Err(error @ FsError::NotDurable { .. }) => warnings.push(error.to_string()),
            Err(error) => {
                restore(place, &files[..number])?;
                return Err(error.into());
            }
        }
    }
    Ok(warnings)
}

/// Takes back what was written. A file that was changed since is its writer's now; it is named.
pub(super) fn restore(place: &Place, written: &[FileTexts]) -> Result<(), EditError> {
    let mut left = Vec::new();
    for file in written {
        let (before, after) = (file.before.as_bytes(), file.after.as_bytes());
        match place.root.replace(&file.path, Some(after), before) {
            Ok(()) | Err(FsError::NotDurable { .. }) => {}
            Err(_) => left.push(file.path.clone()),
        }
    }
    if left.is_empty() { Ok(()) } else { Err(EditError::NotRestored { paths: left }) }
}
