//! `codegenctl edit`: an edit by the model.

use std::path::PathBuf;

use crate::cli::answer;
use crate::cli::ask_options::{AskArgs, refuse_ignored};
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
  codegenctl edit --dry-run app.js \"log every failed request\"
  codegenctl edit --lines 40:60 --context src/types.ts src/api.ts \"return the new type\"")]
pub struct Args {
    /// The file to edit
    file: PathBuf,

    /// What to do, in words
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    instruction: String,

    #[command(flatten)]
    config: ConfigOptions,

    #[command(flatten)]
    ask: AskArgs,

    #[command(flatten)]
    options: EditOptions,

    /// Tell how the model was asked, and why so
    #[arg(short, long, conflicts_with = "json")]
    verbose: bool,
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
        refuse_ignored(&config.settings, &path)?;
        let params = EditParams {
            path,
            model: self.config.model(&config)?.settings,
            ask: self.ask.options(&worktree, &config.settings)?,
            wording: config.settings.wording(),
            effect: self.options.effect(),
            dirty: self.options.dirty().unwrap_or(config.settings.dirty),
            instruction: self.instruction,
        };
        let mut session = Session::open(worktree.root(), Start::IfNeeded)?;
        let progress = Progress::start(out.talk_look());
        let result = session
            .ask(async |client| client.edit(&params, &mut |step| progress.step(&step)).await);
        drop(progress);
        let result = result?;
        if self.verbose {
            answer::asking(&result, out);
        }
        Ok(answer::edit(&result, self.options.format(), out)?)
    }
}
