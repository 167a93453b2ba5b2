//! Why a daemon does not start.

use std::io;
use std::path::PathBuf;

use crate::fs::FsError;
use crate::git::GitError;
use crate::protocol::{EndpointError, Ready, StartError};

/// Why a daemon does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    /// There is no worktree to own.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The worktree cannot be opened.
    #[error(transparent)]
    Root(FsError),
    /// A file of the state directory cannot be used.
    #[error("{} cannot be used: {source}", .path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no safe address.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The socket could not be made.
    #[error("cannot listen at {}: {source}", .socket.display())]
    Listen {
        /// The socket.
        socket: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process holds the lock and does not answer.
    #[error("another codegend{} holds the worktree and does not answer", .pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default())]
    Stuck {
        /// Its process id, where it told.
        pid: Option<u32>,
        /// The lock.
        lock: PathBuf,
    },
    /// Another daemon runs, and this one was to stay in the foreground.
    #[error("codegend already runs for this worktree (pid {})", .running.pid)]
    AlreadyRuns {
        /// The other one.
        running: Ready,
    },
    /// The runtime could not be set up, or the background process not be started.
    #[error("cannot start: {0}")]
    Process(io::Error),
    /// The background process ended without a word, or with one.
    #[error("{}", .0.error)]
    Child(StartError),
    /// The background process did not get ready in time.
    #[error("the daemon was not ready after {seconds} s")]
    NotReady {
        /// The bound.
        seconds: u64,
    },
}

impl StartFailure {
    /// The way out, in one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Git(error) => error.hint(),
            Self::Stuck { pid: Some(pid), .. } => {
                Some(format!("if it hangs, end it (kill {pid}) and try again"))
            }
            Self::AlreadyRuns { .. } => Some("`codegenctl stop` ends it".into()),
            Self::Child(error) => error.hint.clone(),
            _ => None,
        }
    }

    /// As it is told to who started the program.
    pub fn told(&self) -> StartError {
        StartError { error: self.to_string(), hint: self.hint() }
    }
}
