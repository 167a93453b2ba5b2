//! What is read of the repository, and how an edit is recorded in it.
//!
//! In: a [`Change`] that is already in the worktree's files. Out: a commit on HEAD that holds this
//! edit and nothing else, or a [`RecordError`] that says why there is none; then the repository is
//! as it was and the files stay edited. Blobs, trees and commits are built from HEAD's tree, never
//! from the user's index, and the ref moves only from the value that the commit was built on.

mod clean;
mod edits;
mod error;
mod head;
mod history;
mod hooks;
mod lock;
mod make;
mod message;
mod plan;
mod process;
mod publish;
mod record;
mod repository;
mod sign;
mod staged;
mod stat;
mod three_way;
mod undo;

pub use error::{GitError, RecordError};
pub use record::{Change, FileChange, Recorded, Role, Warning};
pub use repository::Repository;
