//! `codegenctl apply`: an edit by a sketch of the caller's.

use std::path::PathBuf;

use crate::cli::answer;
use crate::cli::config_options::ConfigOptions;
use crate::cli::edit_options::EditOptions;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::input::Source;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::protocol::ApplyParams;

/// Apply a sketch of your own to a file, and commit what it changed
///
/// No model is asked. The sketch shows the changed blocks, and `... unchanged code ...` in a comment
/// stands for the rest.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl apply site.css sketch.css -m \"Enlarge the body text\"
  printf 'body { font-size: 50px; }\\n' | codegenctl apply --dry-run site.css")]
pub struct Args {
    /// The file to edit
    file: PathBuf,

    /// The sketch; `-` for standard input
    #[arg(default_value = "-")]
    sketch: Source,

    /// Subject of the commit; made from the changed blocks if not given
    #[arg(short, long)]
    message: Option<String>,

    /// Choose one block where the sketch fits several: its key or a line number; something new goes above it
    #[arg(long, value_name = "KEY|LINE")]
    at: Option<String>,

    #[command(flatten)]
    options: EditOptions,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        self.options.format()
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let worktree = Worktree::discover()?;
        let settings = ConfigOptions::default().load(Some(worktree.root()))?.settings;
        let params = ApplyParams {
            path: worktree.path(&self.file)?,
            sketch: self.sketch.read_text(out)?,
            message: self.message,
            at: self.at,
            wording: settings.wording(),
            effect: self.options.effect(),
            dirty: self.options.dirty().unwrap_or(settings.dirty),
        };
        let mut session = Session::open(worktree.root(), Start::IfNeeded)?;
        let result = session.ask(async |client| client.apply(&params, &mut |_| {}).await);
        let result = result.map_err(|mut error| {
            // The caller has it.
            error.data.sketch = None;
            error
        });
        Ok(answer::edit(&result?, self.options.format(), out)?)
    }
}
