//! The end of an edit: the file is written, and the commit made.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::error::not_recorded;
use super::journal::{Note, Pending};
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

/// Writes the file and makes the commit, as far as `effect` says. Fails before the file is written
/// or not at all: an edit that is in the file and not in a commit is an outcome.
///
/// To be called by one thread at a time for a worktree.
pub(super) fn land(
    place: &Place,
    pending: &Pending,
    effect: Effect,
    progress: Progress<'_>,
    cancel: &CancellationToken,
) -> Result<Landed, EditError> {
    let mut landed =
        Landed { outcome: EditOutcome::DryRun, warnings: Vec::new(), write: 0.0, record: 0.0 };
    if pending.before == pending.after {
        landed.outcome = EditOutcome::Unchanged;
        return Ok(landed);
    }
    if effect == Effect::DryRun {
        return Ok(landed);
    }
    if cancel.is_cancelled() {
        return Err(EditError::Cancelled);
    }
    progress(Step::Writing);
    let started = Instant::now();
    let note = match effect {
        Effect::Commit => Some(Note::write(place, pending)?),
        Effect::WriteOnly | Effect::DryRun => None,
    };
    let (before, after) = (pending.before.as_bytes(), pending.after.as_bytes());
    match place.root.replace(&pending.path, Some(before), after) {
        Ok(()) => {}
        Err(error @ FsError::NotDurable { .. }) => landed.warnings.push(error.to_string()),
        Err(error) => {
            if let Some(note) = note {
                note.remove();
            }
            return Err(error.into());
        }
    }
    landed.write = started.elapsed().as_secs_f64();
    let Some(note) = note else {
        landed.outcome = EditOutcome::Written;
        return Ok(landed);
    };
    progress(Step::Recording);
    let started = Instant::now();
    landed.outcome = match place.repository.record(&pending.change()) {
        Ok(recorded) => {
            landed.warnings.extend(recorded.warnings.iter().map(ToString::to_string));
            EditOutcome::Committed { commit: recorded.commit, snapshot: recorded.snapshot }
        }
        Err(error) => EditOutcome::Uncommitted { why: not_recorded(&error) },
    };
    landed.record = started.elapsed().as_secs_f64();
    note.remove();
    Ok(landed)
}
