//! `codegenctl edit`: an edit by the model.

use std::path::PathBuf;

use crate::cli::answer;
use crate::cli::config_options::ConfigOptions;
use crate::cli::edit_options::EditOptions;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::protocol::EditParams;

/// Ask the model to edit a file, and commit what it changed
///
/// The model is the one that --model or your configuration names, or CODEGEN_BASE_URL,
/// CODEGEN_API_KEY and CODEGEN_MODEL, or OPENAI_* or ANTHROPIC_* variables, or one that a server on
/// this machine offers. `codegenctl models` lists them.
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
    config: ConfigOptions,

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
        let config = self.config.load(Some(worktree.root()))?;
        let path = worktree.path(&self.file)?;
        if config.settings.is_ignored(&path)? {
            let what = format!("{path} is on an ignore list, and is not sent to a model");
            return Err(CommandError::failed(what).hint("codegenctl config shows who ignores it"));
        }
        let params = EditParams {
            path,
            model: self.config.model(&config)?.settings,
            effect: self.options.effect(),
            dirty: self.options.dirty().unwrap_or(config.settings.dirty),
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
