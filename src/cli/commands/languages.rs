//! `codegenctl languages`: the table of languages.

use serde::Serialize;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::{BOLD, DIM, Output};
use crate::lang;

/// List the languages, their file extensions and how a gap is written in each
///
/// A file of any other language is merged line by line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  codegenctl languages --json")]
pub struct Args {
    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    languages: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    extensions: &'static [&'static str],
    gap: String,
    deletion: String,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let languages: Vec<Entry> = lang::all()
            .iter()
            .map(|language| Entry {
                name: language.name,
                extensions: language.extensions,
                gap: language.gap_marker(),
                deletion: language.deletion_marker("NAME"),
            })
            .collect();
        if self.json {
            out.json(&Answer { languages })?;
            return Ok(Exit::Done);
        }
        let width = languages.iter().map(|entry| entry.name.len()).max().unwrap_or_default();
        let look = out.look();
        for entry in &languages {
            let name = look.paint(BOLD, &format!("{:width$}", entry.name));
            let extensions: Vec<String> =
                entry.extensions.iter().map(|extension| format!(".{extension}")).collect();
            let gap = look.paint(DIM, &entry.gap);
            out.data(&format!("{name}  {:24}  {gap}\n", extensions.join(" ")))?;
        }
        Ok(Exit::Done)
    }
}
