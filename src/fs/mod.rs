//! Files of the worktree: paths resolved beneath its root, whole-file reads, durable writes.
//!
//! In: the worktree's root and [`RelPath`](crate::protocol::RelPath)s. Out: text, or an [`FsError`]
//! that names what stands in the way. No path is followed through a symbolic link, neither when it
//! is read nor when it is written, and a write leaves the old file or the new one, never a part.

mod error;
mod locate;
mod replace;
mod root;
mod secret;
mod sweep;

pub use error::FsError;
pub use locate::relative_to_root;
pub use root::Root;
pub use secret::is_secret_like;
