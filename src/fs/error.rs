//! Why a file was not read or written.

use std::io;

use crate::protocol::{RelPath, RelPathError};

/// Why a file was not read or written. But for [`FsError::NotDurable`], nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum FsError {
    /// There is no such file.
    #[error("{path} does not exist")]
    Missing {
        /// The path, as it was asked for.
        path: String,
    },
    /// A directory, a device, a pipe or a socket.
    #[error("{path} is not a regular file")]
    NotAFile {
        /// The path, as it was asked for.
        path: String,
    },
    /// A component of the path is no directory.
    #[error("{path}: {parent} is not a directory")]
    NotADirectory {
        /// The path.
        path: RelPath,
        /// The component, from the root.
        parent: String,
    },
    /// The file, or a directory on the way to it, is a symbolic link.
    #[error("{path} is reached through the symbolic link {link}")]
    Symlink {
        /// The path.
        path: RelPath,
        /// The link, from the root.
        link: String,
    },
    /// The path is not beneath the root.
    #[error("{path} is outside the repository")]
    Outside {
        /// The path, as it was typed.
        path: String,
    },
    /// The path leads into a repository's own directory.
    #[error("{path} belongs to git itself")]
    GitDir {
        /// The path.
        path: String,
    },
    /// The path is not UTF-8.
    #[error("{path} is not a UTF-8 path")]
    PathNotUtf8 {
        /// The path, with what is not UTF-8 replaced.
        path: String,
    },
    /// The file holds a NUL byte.
    #[error("{path} is a binary file")]
    Binary {
        /// The path.
        path: RelPath,
    },
    /// The file is text in another encoding, or none.
    #[error("{path} is not UTF-8: byte {offset} does not fit")]
    NotUtf8 {
        /// The path.
        path: RelPath,
        /// Offset of the first byte that does not fit.
        offset: usize,
    },
    /// The file is over the limit.
    #[error("{path} has {size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// The path.
        path: RelPath,
        /// Size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file's mode forbids writing.
    #[error("{path} is read-only")]
    ReadOnly {
        /// The path.
        path: RelPath,
    },
    /// The file on disk is not the one that the new content was made for.
    #[error("{path} changed on disk meanwhile")]
    Changed {
        /// The path.
        path: RelPath,
    },
    /// The new content is in place, but the directory could not be synced.
    #[error("{path} was written, but a power failure now could undo that: {source}")]
    NotDurable {
        /// The path.
        path: RelPath,
        /// The system's error.
        source: io::Error,
    },
    /// The operating system refused.
    #[error("{path}: {action}: {source}")]
    Io {
        /// The path.
        path: String,
        /// What was tried, such as `cannot open`.
        action: &'static str,
        /// The system's error.
        source: io::Error,
    },
}

impl FsError {
    pub(super) fn io(
        path: impl std::fmt::Display,
        action: &'static str,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_string();
        move |source| match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Io { path, action, source },
        }
    }
}

impl From<RelPathError> for FsError {
    fn from(error: RelPathError) -> Self {
        match error {
            RelPathError::Empty => Self::NotAFile { path: ".".into() },
            RelPathError::Outside(path) => Self::Outside { path },
            RelPathError::GitDir(path) => Self::GitDir { path },
            RelPathError::NotUtf8(path) => Self::PathNotUtf8 { path },
        }
    }
}
