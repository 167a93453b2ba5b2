//! `codegenctl stop`: stops the daemon.

use serde::Serialize;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;

/// Stop this worktree's daemon and wait until it is gone
///
/// Edits under way are finished or cancelled first. Where no daemon runs, the exit code is 6.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  codegenctl stop")]
pub struct Args {
    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    stopped: u32,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let worktree = Worktree::discover()?;
        let session = Session::open(worktree.root(), Start::Never).map_err(|mut error| {
            // The hint would be to start one.
            error.data.hint = None;
            error
        })?;
        let stopped = session.client().daemon().pid;
        session.stop()?;
        if self.json {
            out.json(&Answer { stopped })?;
        } else {
            out.talk(&format!("codegend stopped, process {stopped}"));
        }
        Ok(Exit::Done)
    }
}
