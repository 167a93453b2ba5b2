//! What can go wrong between a client and its daemon.

use std::io;
use std::path::PathBuf;

use crate::protocol::{EndpointError, ErrorCode, ErrorData, Fault};

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No daemon runs, and none was to be started.
    #[error("no codegend runs for {}", .root.display())]
    NotRunning {
        /// The worktree.
        root: PathBuf,
    },
    /// A daemon could not be started.
    #[error("codegend did not start: {why}")]
    NotStarted {
        /// One line.
        why: String,
        /// The way out.
        hint: Option<String>,
    },
    /// The `codegend` program could not be run.
    #[error("{} cannot be run: {source}", .program.display())]
    NoProgram {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no safe address.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// Something is there, but no connection could be made.
    #[error("{} does not answer: {source}", .socket.display())]
    Unreachable {
        /// The socket.
        socket: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The daemon speaks another version, and did not make room.
    #[error("codegend speaks another version: {message}")]
    Version {
        /// What it said.
        message: String,
    },
    /// Nothing was heard for so long.
    #[error("codegend has been silent for {seconds} s")]
    TimedOut {
        /// The bound.
        seconds: u64,
    },
    /// The daemon went away during the request. What it had written stays written.
    #[error("codegend went away during the request")]
    Gone,
    /// The connection failed.
    #[error("the connection to codegend failed: {0}")]
    Io(io::Error),
    /// An answer of the wrong shape.
    #[error("codegend's answer could not be read: {0}")]
    Malformed(serde_json::Error),
    /// A line that is no message.
    #[error("codegend's answer is no JSON-RPC: {0}")]
    NoProtocol(Fault),
    /// An answer over the limit.
    #[error("codegend's answer is over {limit} bytes")]
    TooLong {
        /// Bytes.
        limit: usize,
    },
    /// The daemon answered with an error.
    #[error("{message}")]
    Remote {
        /// What kind of error.
        code: ErrorCode,
        /// One line.
        message: String,
        /// The way out, and what was refused.
        data: Box<ErrorData>,
    },
}

impl ClientError {
    /// The way out, in one line, where there is one to tell.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotRunning { .. } => Some("run `codegenctl start`".into()),
            Self::NotStarted { hint, .. } => hint.clone(),
            Self::NoProgram { .. } => {
                Some("install codegend beside codegenctl, or set CODEGEN_BIN".into())
            }
            Self::Remote { data, .. } => data.hint.clone(),
            Self::Version { .. } => Some("update codegenctl and codegend together".into()),
            Self::Gone | Self::TimedOut { .. } => {
                Some("run `codegenctl logs`, then try again: a new daemon is started".into())
            }
            _ => None,
        }
    }
}

impl From<Fault> for ClientError {
    fn from(fault: Fault) -> Self {
        let data = fault.data.unwrap_or_default();
        match ErrorCode::from_i32(fault.code) {
            Some(ErrorCode::Version) => Self::Version { message: fault.message },
            code => Self::Remote {
                code: code.unwrap_or(ErrorCode::Internal),
                message: fault.message,
                data,
            },
        }
    }
}
