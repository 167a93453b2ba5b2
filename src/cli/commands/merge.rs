//! `codegenctl merge`: the merge engine alone, without a daemon or a repository.

use std::ffi::OsStr;
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::input::{Source, language};
use crate::cli::output::Output;
use crate::cli::replace::write;
use crate::cli::report;
use crate::index::Index;
use crate::lang::{self, Language};
use crate::merge::{Options, Report, merge, splice};

/// Merge a sketch into a file, offline: no daemon, no repository, no model
///
/// The merged file goes to standard output and the report to standard error. A sketch that is
/// ambiguous or unsafe is refused with exit code 3, and nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl merge site.css sketch.css
  codegenctl merge site.css sketch.css -o site.css
  git show HEAD:app.js | codegenctl merge --path app.js - sketch.js")]
pub struct Args {
    /// The language's name, see `codegenctl languages`
    #[arg(long, value_name = "LANG", value_parser = language)]
    lang: Option<&'static Language>,

    /// Take the language from this path instead of ORIGINAL's own name
    #[arg(long, value_name = "PATH", conflicts_with = "lang")]
    path: Option<PathBuf>,

    /// The file as it is; `-` for standard input
    original: Source,

    /// The sketch; `-` for standard input
    sketch: Source,

    /// Write the merged file here instead of to standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Choose one block where the sketch fits several: its key or a line number; something new goes above it
    #[arg(long, value_name = "KEY|LINE")]
    at: Option<String>,

    /// Refuse to delete a block only because the sketch shows its neighbours without it
    #[arg(long)]
    no_implicit_delete: bool,

    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    outcome: Outcome,
    language: &'a str,
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum Outcome {
    Merged,
    Unchanged,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        if self.original == Source::Stdin && self.sketch == Source::Stdin {
            let message = "standard input cannot be both the original and the sketch";
            return Err(CommandError::new(Exit::Usage, message));
        }
        let original = self.original.read_text(out)?;
        let sketch = self.sketch.read_text(out)?;
        let options = Options { at: self.at.clone(), no_implicit_delete: self.no_implicit_delete };

        let index = Index::new(self.language(), original.as_str());
        let merged = merge(&index, &sketch, &options)?;
        let text = splice(&original, &merged.splices);

        if let Some(path) = &self.output {
            write(path, &text)?;
        }
        if self.json {
            let unchanged = merged.splices.is_empty();
            out.json(&Answer {
                outcome: if unchanged { Outcome::Unchanged } else { Outcome::Merged },
                language: index.language().name,
                report: &merged.report,
                text: self.output.is_none().then_some(&text),
            })?;
            return Ok(Exit::Done);
        }
        let report = report::render(&merged.report, out.talk_look());
        out.talk(if report.is_empty() { "nothing changed" } else { report.trim_end() });
        if self.output.is_none() {
            out.file(&text)?;
        }
        Ok(Exit::Done)
    }

    fn language(&self) -> &'static Language {
        let name = match (&self.path, &self.original) {
            (Some(path), _) | (None, Source::Path(path)) => path.file_name(),
            (None, Source::Stdin) => None,
        };
        let by_name = || lang::by_path(&name.map(OsStr::to_string_lossy).unwrap_or_default());
        self.lang.unwrap_or_else(by_name)
    }
}
