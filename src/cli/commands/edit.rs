//! `codegenctl edit`: an edit by the model.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

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

/// Ask the model to edit a file, or several, and commit what it changed
///
/// The model is the one that --model or your configuration names, or CODEGEN_BASE_URL,
/// CODEGEN_API_KEY and CODEGEN_MODEL, or OPENAI_* or ANTHROPIC_* variables, or one that a server on
/// this machine offers. `codegenctl models` lists them.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "codegenctl edit [OPTIONS] <FILE>... <INSTRUCTION>",
    after_help = "\
Examples:
  codegenctl edit site.css \"set the body font size to 50px\"
  codegenctl edit --dry-run app.js \"log every failed request\"
  codegenctl edit page.html site.css \"call the class card everywhere\"
  codegenctl edit --lines 40:60 --context src/types.ts src/api.ts \"return the new type\""
)]
pub struct Args {
    /// The files to edit, all or none, and last what to do, in words
    // One list, since options may stand between them.
    #[arg(required = true, value_name = "FILE|INSTRUCTION")]
    words: Vec<OsString>,

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
        let (file, more, instruction) = told(self.words)?;
        let worktree = Worktree::discover()?;
        let config = self.config.load(Some(worktree.root()))?;
        let path = |file: &Path| {
            let path = worktree.path(file)?;
            refuse_ignored(&config.settings, &path)?;
            Ok::<_, CommandError>(path)
        };
        let params = EditParams {
            path: path(&file)?,
            more: more.iter().map(|file| path(file)).collect::<Result<_, _>>()?,
            model: self.config.model(&config)?.settings,
            ask: self.ask.options(&worktree, &config.settings)?,
            wording: config.settings.wording(),
            effect: self.options.effect(),
            dirty: self.options.dirty().unwrap_or(config.settings.dirty),
            instruction,
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

/// The first file, the others, and the instruction.
fn told(words: Vec<OsString>) -> Result<(PathBuf, Vec<PathBuf>, String), CommandError> {
    const FORM: &str = "codegenctl edit FILE... \"what to do\"";
    let usage = |what: &str| CommandError::new(Exit::Usage, what).hint(FORM);
    let mut words = words.into_iter();
    let first = words.next().ok_or_else(|| usage("no file is named"))?;
    let mut files: Vec<PathBuf> = words.map(PathBuf::from).collect();
    let Some(last) = files.pop() else {
        let what =
            if Path::new(&first).exists() { "what to do is not said" } else { "no file is named" };
        return Err(usage(what));
    };
    if last.is_file() {
        let what = format!("{} is a file, and what to do is not said", last.display());
        return Err(usage(&what));
    }
    let instruction = last.into_os_string().into_string();
    let instruction = instruction.map_err(|_| usage("the instruction is not UTF-8"))?;
    if instruction.trim().is_empty() {
        return Err(usage("the instruction is empty"));
    }
    if let Some(missing) = files.iter().find(|file| !file.exists()) {
        // Most likely an instruction without quotes around it.
        let what = format!("{} does not exist", missing.display());
        let way = format!("the instruction is one argument: {FORM}");
        return Err(CommandError::failed(what).hint(way));
    }
    Ok((first.into(), files, instruction))
}
