//! One edit, from the file as it is to a commit.
//!
//! In: a request. Out: what became of it, or an [`EditError`] after which nothing has changed. An
//! edit's life is a chain of types, each made from the one before: [`Snapshot`] (the file and its
//! index), [`Draft`] (with a sketch), [`Merged`] (with the new text), and then the file is written
//! and the commit made in one go. Asking the model is slow and may be cancelled; all after it is
//! quick, runs for one edit at a time, and is completed by the next start after a crash.

mod ask;
mod carry;
mod diff;
mod draft;
mod error;
mod journal;
mod land;
mod merged;
mod place;
mod snapshot;
mod undo;
mod words;

pub use ask::{Request, ask};
pub use draft::{Author, Draft};
pub use error::EditError;
pub use journal::Resolved;
pub use merged::{Landing, Merged, Message};
pub use place::Place;
pub use snapshot::{Audience, Snapshot};
pub use undo::undo;

use crate::protocol::Step;

/// Told of each step of an edit. Never waits.
pub type Progress<'a> = &'a (dyn Fn(Step) + Send + Sync);
