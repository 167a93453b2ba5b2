//! The daemon's own command line: `codegend`, and `codegenctl daemon` for where that was built alone.

use std::path::PathBuf;
use std::time::Duration;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::daemon::{Options, Place, StartFailure, WatchMode};
use crate::server;

/// Applies AI edits to the files of one git worktree, for `codegenctl`.
///
/// Runs in the background until it has been idle for a while. Prints one line of JSON when it is
/// ready: its process id and its socket.
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct Args {
    /// A directory of the worktree
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,

    /// Stay in the foreground, and log to stderr as well
    #[arg(long)]
    foreground: bool,

    /// Leave after so many seconds without a request; 0: never
    #[arg(long, value_name = "SECS", default_value_t = 1800)]
    idle_timeout: u64,

    /// How to learn of changed files: auto, or poll for file systems that send no events
    #[arg(long, value_name = "HOW", default_value = "auto")]
    watch: WatchMode,

    /// Be the background process of another codegend
    #[arg(long, hide = true, conflicts_with = "foreground")]
    detached: bool,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::Text
    }

    /// Runs the daemon, or starts it in the background.
    pub fn run(self, _out: &Output) -> Result<Exit, CommandError> {
        let place = match (self.foreground, self.detached) {
            (true, _) => Place::Foreground,
            (_, true) => Place::Detached,
            _ => Place::Background,
        };
        server::run(Options {
            // What does not exist is reported where the repository is looked for.
            root: self.root.canonicalize().unwrap_or(self.root),
            idle_timeout: Duration::from_secs(self.idle_timeout),
            watch: self.watch,
            place,
        })?;
        Ok(Exit::Done)
    }
}

impl From<StartFailure> for CommandError {
    fn from(failure: StartFailure) -> Self {
        let error = Self::failed(failure.to_string());
        match failure.hint() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
