//! `codegenctl log`: the recorded edits.

use crate::cli::age::ago;
use crate::cli::answer::short;
use crate::cli::error::{CommandError, Format};
use crate::cli::escape::one_line;
use crate::cli::exit::Exit;
use crate::cli::output::{CYAN, DIM, Look, Output, YELLOW};
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::protocol::{LogParams, LoggedEdit, RelPath};

/// List the recorded edits, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl log
  codegenctl log -n 1 --json")]
pub struct Args {
    /// At most so many
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 50)]
    limit: usize,

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
        let mut session = Session::open(worktree.root(), Start::IfNeeded)?;
        let params = LogParams { limit: Some(self.limit) };
        let result = session.ask(async |client| client.log(&params).await)?;
        if self.json {
            out.json(&result)?;
            return Ok(Exit::Done);
        }
        if result.edits.is_empty() {
            out.talk("no edit is recorded here");
        }
        let lines: String = result.edits.iter().map(|edit| line(edit, out.look()) + "\n").collect();
        out.data(&lines)?;
        Ok(Exit::Done)
    }
}

fn line(edit: &LoggedEdit, look: Look) -> String {
    let undone = edit.undone_by.as_ref().map_or_else(String::new, |commit| {
        look.paint(DIM, &format!(" (undone by {})", short(commit)))
    });
    format!(
        "{}  {}  {:14}  {}  {}{undone}",
        look.paint(YELLOW, edit.id.as_str()),
        look.paint(DIM, short(&edit.commit)),
        ago(edit.time),
        look.paint(CYAN, &RelPath::list(&edit.paths)),
        one_line(&edit.subject),
    )
}
