//! Why an edit ended before anything was changed.

use crate::fs::FsError;
use crate::git::{GitError, RecordError};
use crate::index::BlockRef;
use crate::merge::Refusal;
use crate::model::ModelError;
use crate::protocol::{EditId, ErrorCode, Fault, RelPath};

/// Why an edit ended before anything was changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Fs(#[from] FsError),
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Git ignores the file.
    #[error("{path} is ignored by git")]
    Ignored {
        /// The file.
        path: RelPath,
    },
    /// The file usually holds secrets.
    #[error("{path} looks like it holds secrets, and is not sent to a model")]
    Secret {
        /// The file.
        path: RelPath,
    },
    /// The model gave no reply.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The model stopped in the middle: what it would still have written is not known.
    #[error("the model {model} was cut off at {tokens} tokens, in the middle of its sketch")]
    Incomplete {
        /// The model.
        model: String,
        /// Tokens that it wrote.
        tokens: u64,
        /// What it wrote.
        sketch: String,
    },
    /// The merge was refused.
    #[error("{refusal}")]
    Refused {
        /// Why, and the way out.
        refusal: Box<Refusal>,
        /// The sketch.
        sketch: String,
    },
    /// The file was changed meanwhile, where the edit changes it too.
    #[error("{path} was changed meanwhile where the edit changes it too: {}", names(.blocks))]
    Conflict {
        /// The file.
        path: RelPath,
        /// The blocks that both changed, as they were before.
        blocks: Vec<BlockRef>,
        /// The sketch.
        sketch: String,
    },
    /// The file went away meanwhile.
    #[error("{path} was removed or renamed meanwhile")]
    Gone {
        /// The file.
        path: RelPath,
        /// The sketch.
        sketch: String,
    },
    /// One of several files could not be written, and these others were changed by somebody else
    /// right after they had been.
    #[error("the edit could not be written as a whole, and stays in part in {}", RelPath::list(.paths))]
    NotRestored {
        /// The files that hold the edit, and what came after it.
        paths: Vec<RelPath>,
    },
    /// The client no longer wants it.
    #[error("the request was cancelled; nothing was changed")]
    Cancelled,
    /// No edit is there to undo.
    #[error("no edit is left to undo")]
    NothingToUndo,
    /// The edit was undone before.
    #[error("edit {id} was undone already, by commit {by}")]
    AlreadyUndone {
        /// The edit.
        id: EditId,
        /// The commit's full id.
        by: String,
    },
    /// The note that the next start needs after a crash cannot be written.
    #[error("the edit cannot be noted in {dir}: {source}")]
    Journal {
        /// The directory.
        dir: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A bug.
    #[error("codegend failed: {why}")]
    Panicked {
        /// What the runtime says.
        why: String,
    },
}

impl EditError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Model(ModelError::Cancelled) | Self::Cancelled => ErrorCode::Cancelled,
            Self::Model(_) | Self::Incomplete { .. } => ErrorCode::Provider,
            Self::Refused { .. } => ErrorCode::Refused,
            Self::Conflict { .. }
            | Self::Gone { .. }
            | Self::NotRestored { .. }
            | Self::Fs(FsError::Changed { .. })
            | Self::Git(GitError::ReverseConflict { .. }) => ErrorCode::Conflict,
            Self::Panicked { .. } => ErrorCode::Internal,
            _ => ErrorCode::Failed,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Git(error) => return error.hint(),
            Self::Model(error) => return error.hint(),
            Self::Fs(FsError::Outside { .. }) => "name a file of this repository".into(),
            Self::Fs(FsError::Symlink { link, .. }) => {
                format!("name the file itself; {link} is not followed")
            }
            Self::Fs(FsError::Changed { .. }) => "nothing was changed: try again".into(),
            Self::Ignored { path } => format!("git add --force {path}, if it is to be edited"),
            Self::Secret { path } => {
                format!("change it by a sketch of your own: codegenctl apply {path}")
            }
            Self::Incomplete { .. } => "ask for a smaller change, or use another model".into(),
            Self::Conflict { .. } | Self::Gone { .. } => "nothing was written: ask again".into(),
            Self::NotRestored { .. } => "git diff shows what is there".into(),
            Self::NothingToUndo => "codegenctl log lists the edits".into(),
            Self::AlreadyUndone { by, .. } => {
                format!("git revert {} brings it back", by.get(..10).unwrap_or(by))
            }
            Self::Panicked { .. } => "codegenctl logs says where".into(),
            _ => return None,
        })
    }
}

impl From<EditError> for Fault {
    fn from(error: EditError) -> Self {
        let mut fault = Self::new(error.code(), error.to_string());
        if let Some(hint) = error.hint() {
            fault = fault.hint(hint);
        }
        match error {
            EditError::Refused { refusal, sketch } => {
                let data = fault.data.get_or_insert_default();
                data.refusal = Some(*refusal);
                data.sketch = Some(sketch);
            }
            EditError::Conflict { sketch, .. }
            | EditError::Gone { sketch, .. }
            | EditError::Incomplete { sketch, .. } => {
                fault.data.get_or_insert_default().sketch = Some(sketch);
            }
            _ => {}
        }
        fault
    }
}

/// Why a written edit was not committed, with the way out, in one line.
pub(super) fn not_recorded(error: &RecordError) -> String {
    match error.hint() {
        Some(hint) => format!("{error} ({hint})"),
        None => error.to_string(),
    }
}

fn names(blocks: &[BlockRef]) -> String {
    let name = |b: &BlockRef| match (b.start_line, b.end_line) {
        (first, last) if first == last => format!("{} (line {first})", b.key),
        (first, last) => format!("{} (lines {first}-{last})", b.key),
    };
    blocks.iter().map(name).collect::<Vec<_>>().join(", ")
}
