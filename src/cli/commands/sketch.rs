//! `codegenctl sketch`: the merge engine backwards, without a daemon or a repository.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::input::{Source, language};
use crate::cli::output::Output;
use crate::cli::replace::write;
use crate::index::Index;
use crate::lang::{self, Language};
use crate::merge::inverse::{Extent, Style, sketch};

/// Write the smallest sketch of a change, offline: no daemon, no repository, no model
///
/// The sketch goes to standard output. Merged into BEFORE it gives AFTER, byte for byte; that is
/// checked before it is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl sketch old.css new.css
  codegenctl sketch old.py new.py --style statements -o sketch.txt
  git show HEAD:app.js | codegenctl sketch - app.js")]
pub struct Args {
    /// The language's name, see `codegenctl languages`
    #[arg(long, value_name = "LANG", value_parser = language)]
    lang: Option<&'static Language>,

    /// Take the language from this path instead of the files' own names
    #[arg(long, value_name = "PATH", conflicts_with = "lang")]
    path: Option<PathBuf>,

    /// The file as it was; `-` for standard input
    before: Source,

    /// The file as it is to be; `-` for standard input
    after: Source,

    /// How much of a changed block is shown
    #[arg(long, value_enum, default_value_t)]
    style: StyleArg,

    /// Write the sketch here instead of to standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

/// [`Style`] as the command line has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum StyleArg {
    /// Changed blocks of the file's top in full
    Whole,
    /// The innermost changed blocks in full, inside the heads of what is around them
    #[default]
    Nested,
    /// Changed statements with a line or so of context
    Statements,
}

#[derive(Serialize)]
struct Answer<'a> {
    language: &'a str,
    shows: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sketch: Option<&'a str>,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        if self.before == Source::Stdin && self.after == Source::Stdin {
            let message = "standard input cannot be the file before and the file after";
            return Err(CommandError::new(Exit::Usage, message));
        }
        let before = self.before.read_text(out)?;
        let after = self.after.read_text(out)?;
        if before == after {
            return Err(CommandError::failed("the two files are the same: there is no change"));
        }
        let language = self.language();
        let style = match self.style {
            StyleArg::Whole => Style::Whole,
            StyleArg::Nested => Style::Nested,
            StyleArg::Statements => Style::Statements,
        };
        let before = Index::new(language, before);
        let after = Index::new(language, after);
        let written = sketch(&before, &after, style);

        if let Some(path) = &self.output {
            write(path, &written.text)?;
        }
        if self.json {
            out.json(&Answer {
                language: language.name,
                shows: shows(written.extent),
                sketch: self.output.is_none().then_some(&written.text),
            })?;
        } else if self.output.is_none() {
            out.file(&written.text)?;
        }
        Ok(Exit::Done)
    }

    fn language(&self) -> &'static Language {
        let named = |source: &Source| match source {
            Source::Path(path) => Some(path.clone()),
            Source::Stdin => None,
        };
        let path = self.path.clone().or_else(|| named(&self.after)).or_else(|| named(&self.before));
        let name = path.as_deref().and_then(|p| p.file_name()).unwrap_or_default();
        self.lang.unwrap_or_else(|| lang::by_path(&name.to_string_lossy()))
    }
}

/// What the sketch had to show, for scripts.
fn shows(extent: Extent) -> &'static str {
    match extent {
        Extent::Style => "style",
        Extent::Context => "context",
        Extent::Blocks => "blocks",
        Extent::Hunks => "hunks",
        Extent::Text => "text",
        Extent::Verbatim => "verbatim",
    }
}
