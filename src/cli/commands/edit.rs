//! `codegenctl edit`: an edit by the model.

use std::path::PathBuf;

use crate::cli::answer;
use crate::cli::edit_options::EditOptions;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::model;
use crate::protocol::EditParams;

/// Ask the model to edit a file, and commit what it changed
///
/// The model is the one that CODEGEN_BASE_URL, CODEGEN_API_KEY and CODEGEN_MODEL name, or
/// OPENAI_BASE_URL and OPENAI_API_KEY, or one that a server on this machine offers.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl edit site.css \"set the body font size to 50px\"
  codegenctl edit --dry-run app.js \"log every failed request\"")]
pub struct Args {
    /// The file to edit
    file: PathBuf,

    /// What to do, in words
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    instruction: String,

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
        let params = EditParams {
            path: worktree.path(&self.file)?,
            model: model::settings_from_env(|name| std::env::var(name).ok()),
            effect: self.options.effect(),
            dirty: self.options.dirty(),
            instruction: self.instruction,
        };
        let mut session = Session::open(worktree.root(), Start::IfNeeded)?;
        let progress = Progress::start();
        let result = session
            .ask(async |client| client.edit(&params, &mut |step| progress.step(&step)).await);
        drop(progress);
        Ok(answer::edit(&result?, self.options.format(), out)?)
    }
}
