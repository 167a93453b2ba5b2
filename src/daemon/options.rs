//! How a daemon is to run.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// How a daemon is to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// A directory of the worktree.
    pub root: PathBuf,
    /// Time without a request after which it leaves; zero: never.
    pub idle_timeout: Duration,
    /// How it learns of changes.
    pub watch: WatchMode,
    /// Where it runs.
    pub place: Place,
}

/// Where the daemon runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a new background process.
    Background,
    /// In this process, which a background start made.
    Detached,
    /// In this process, in a terminal or under a supervisor.
    Foreground,
}

/// How the daemon learns of changes in the worktree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// By the system's events; by polling where it grants none.
    Auto,
    /// By polling: for file systems that send no events, such as network mounts.
    Poll,
}

impl WatchMode {
    /// As it is given on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Poll => "poll",
        }
    }
}

impl FromStr for WatchMode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "poll" => Ok(Self::Poll),
            _ => Err("auto or poll"),
        }
    }
}
