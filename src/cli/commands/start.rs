//! `codegenctl start`: starts the daemon.

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;

/// Start this worktree's daemon, if none runs
///
/// Every command that needs the daemon starts it by itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  codegenctl start")]
pub struct Args {
    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let worktree = Worktree::discover()?;
        let session = Session::open(worktree.root(), Start::IfNeeded)?;
        let daemon = session.client().daemon();
        if self.json {
            out.json(daemon)?;
        } else {
            let root = out.talk_look().text(&daemon.root).into_owned();
            out.talk(&format!("codegend runs for {root}, process {}", daemon.pid));
        }
        Ok(Exit::Done)
    }
}
