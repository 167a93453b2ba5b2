//! `codegenctl blocks`: what of a file can be addressed.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::input::Source;
use crate::cli::output::{CYAN, DIM, Look, Output};
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::index::Index;
use crate::lang;
use crate::merge::BlockRef;
use crate::protocol::BlocksParams;

/// List the blocks of a file: the keys that `--at` takes, and their lines
///
/// In a repository the daemon answers; elsewhere the file is read here.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  codegenctl blocks site.css")]
pub struct Args {
    /// The file
    file: PathBuf,

    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

/// As the daemon answers, but with any path.
#[derive(Serialize)]
struct Answer {
    path: String,
    language: String,
    blob: String,
    blocks: Vec<BlockRef>,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let answer = match Worktree::discover() {
            Ok(worktree) => online(&worktree, &self.file)?,
            Err(_) => offline(&self.file, out)?,
        };
        if self.json {
            out.json(&answer)?;
            return Ok(Exit::Done);
        }
        if answer.blocks.is_empty() {
            out.talk(&format!("no block with a key; the language is {}", answer.language));
        }
        let width = answer.blocks.last().map_or(0, |block| block.end_line.to_string().len());
        let look = out.look();
        out.data(&answer.blocks.iter().map(|block| line(block, width, look)).collect::<String>())?;
        Ok(Exit::Done)
    }
}

fn online(worktree: &Worktree, file: &Path) -> Result<Answer, CommandError> {
    let params = BlocksParams { path: worktree.path(file)? };
    let mut session = Session::open(worktree.root(), Start::IfNeeded)?;
    let result = session.ask(async |client| client.blocks(&params).await)?;
    Ok(Answer {
        path: result.path.to_string(),
        language: result.language,
        blob: result.blob,
        blocks: result.blocks,
    })
}

fn offline(file: &Path, out: &Output) -> Result<Answer, CommandError> {
    let text = Source::Path(file.to_owned()).read_text(out)?;
    let path = file.to_string_lossy().into_owned();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let index = Index::new(lang::by_path(&name), text);
    Ok(Answer {
        path,
        language: index.language().name.to_owned(),
        blob: index.blob().to_string(),
        blocks: index.blocks(),
    })
}

fn line(block: &BlockRef, width: usize, look: Look) -> String {
    let lines = format!("{:>width$}-{:<width$}", block.start_line, block.end_line);
    // A key path names the blocks around it; the indentation shows them already.
    let key = block.key.lines().next().unwrap_or_default();
    format!(
        "{}  {}{}  {}\n",
        look.paint(CYAN, &lines),
        "  ".repeat(block.depth),
        look.text(key),
        look.paint(DIM, &block.kind),
    )
}
