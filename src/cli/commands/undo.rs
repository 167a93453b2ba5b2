//! `codegenctl undo`: reverses an edit.

use crate::cli::answer;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::protocol::{EditId, UndoParams};

/// Reverse one edit by a new commit, whatever came after it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl undo
  codegenctl undo kmpq")]
pub struct Args {
    /// The edit's id or the start of one, see `codegenctl log`; the newest edit if not given
    id: Option<EditId>,

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
        let format = self.format();
        let worktree = Worktree::discover()?;
        let mut session = Session::open(worktree.root(), Start::IfNeeded)?;
        let params = UndoParams { id: self.id };
        let result = session.ask(async |client| client.undo(&params).await)?;
        Ok(answer::undo(&result, format, out)?)
    }
}
