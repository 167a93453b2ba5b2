//! `codegenctl show`: one edit in full.

use crate::cli::age::ago;
use crate::cli::diff;
use crate::cli::error::{CommandError, Format};
use crate::cli::escape::one_line;
use crate::cli::exit::Exit;
use crate::cli::output::{Look, Output, YELLOW};
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::protocol::{EditId, ShowParams, ShowResult};

/// Show one edit: its commit, its message and its diff
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl show kmpq
  codegenctl show kmpq --sketch")]
pub struct Args {
    /// The edit's id or the start of one, see `codegenctl log`
    id: EditId,

    /// Print the sketch that was merged, and nothing else
    #[arg(long, conflicts_with = "json")]
    sketch: bool,

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
        let params = ShowParams { id: self.id };
        let result = session.ask(async |client| client.show(&params).await)?;
        if self.json {
            out.json(&result)?;
        } else if self.sketch {
            let sketch = result.sketch.as_deref().ok_or_else(|| {
                CommandError::failed(format!("the sketch of {} is not stored", result.edit.id))
            })?;
            out.file(sketch)?;
        } else {
            out.data(&(heading(&result, out.look()) + &diff::render(&result.diff, out.look())))?;
        }
        Ok(Exit::Done)
    }
}

fn heading(result: &ShowResult, look: Look) -> String {
    let edit = &result.edit;
    let mut text = format!("{}\n", look.paint(YELLOW, &format!("edit {}", edit.id)));
    let mut field = |name: &str, value: &str| {
        text.push_str(&format!("{:8}{}\n", format!("{name}:"), one_line(value)));
    };
    field("Commit", &edit.commit);
    for path in &edit.paths {
        field("File", path.as_str());
    }
    field("When", &ago(edit.time));
    if let Some(model) = &edit.model {
        field("Model", model);
    }
    if let Some(commit) = &edit.undone_by {
        field("Undone", commit);
    }
    text.push('\n');
    for line in result.message.trim_end().lines() {
        text.push_str(format!("    {}", look.text(line)).trim_end());
        text.push('\n');
    }
    text.push('\n');
    text
}
