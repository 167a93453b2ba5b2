//! Takes an edit back, whatever came after it.

use tokio_util::sync::CancellationToken;

use super::journal::{FileTexts, Pending};
use super::land::land;
use super::words::Words;
use super::{EditError, Place, Progress, diff};
use crate::protocol::{DirtyPolicy, EditId, Effect, LoggedEdit, UndoResult};

/// Edits that are looked through for one that is not undone.
const LOOKED_THROUGH: usize = 10_000;

/// Reverses the edit whose id starts with `id` (none: the newest that is not undone) by a commit.
///
/// To be called by one thread at a time for a worktree.
pub fn undo(
    place: &Place,
    id: Option<&EditId>,
    progress: Progress<'_>,
    cancel: &CancellationToken,
) -> Result<UndoResult, EditError> {
    let edit = match id {
        Some(prefix) => place.repository.find(prefix)?,
        None => newest(place)?,
    };
    if let Some(by) = &edit.undone_by {
        return Err(EditError::AlreadyUndone { id: edit.id.clone(), by: by.clone() });
    }
    let mut files = Vec::new();
    for path in &edit.paths {
        let before = place.root.read_text(path, place.max_file)?;
        let after = place.repository.reverse(&edit, path, &before)?;
        // Taken back by hand already.
        if before != after {
            files.push(FileTexts { path: path.clone(), before, after });
        }
    }
    let words = Words::of_undo(&edit);
    let pending = Pending {
        id: edit.id,
        files,
        effect: Effect::Commit,
        subject: words.subject,
        body: words.body,
        trailers: Vec::new(),
        dirty: DirtyPolicy::Snapshot,
        undoes: true,
        sketch: None,
    };
    let landed = land(place, &pending, progress, cancel)?;
    Ok(UndoResult {
        diff: diff::unified_all(&pending.files),
        id: pending.id,
        path: edit.path,
        paths: edit.paths,
        outcome: landed.outcome,
        warnings: landed.warnings,
    })
}

fn newest(place: &Place) -> Result<LoggedEdit, EditError> {
    let edits = place.repository.log(LOOKED_THROUGH)?;
    edits.into_iter().find(|edit| edit.undone_by.is_none()).ok_or(EditError::NothingToUndo)
}
