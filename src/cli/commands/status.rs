//! `codegenctl status`: how the daemon is.

use crate::cli::account::grouped;
use crate::cli::age::span;
use crate::cli::error::{CommandError, Format};
use crate::cli::escape::one_line;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::worktree::Worktree;
use crate::client::Start;
use crate::protocol::StatusResult;

/// Show how this worktree's daemon is; never starts one
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  codegenctl status --json")]
pub struct Args {
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
        let mut session = Session::open(worktree.root(), Start::Never)?;
        let status = session.ask(async |client| client.status().await)?;
        if self.json {
            out.json(&status)?;
        } else {
            out.data(&render(&status))?;
        }
        Ok(Exit::Done)
    }
}

fn render(status: &StatusResult) -> String {
    let warming = if status.warming { ", still reading" } else { "" };
    let seconds = |seconds: f64| span(seconds.max(0.0) as u64);
    let files = format!(
        "{} files, {} bytes{warming}",
        grouped(status.indexed_files as u64),
        grouped(status.indexed_bytes)
    );
    let fields = [
        ("Root", status.root.clone()),
        ("Daemon", format!("codegend {}, process {}", status.version, status.pid)),
        ("Up", seconds(status.uptime)),
        ("Index", files),
        ("Watch", status.watch.clone()),
        ("Edits", format!("{} under way", status.active_edits)),
        ("Leaves", format!("after {} without a request", span(status.idle_timeout))),
        ("Log", status.log.clone()),
    ];
    fields.map(|(name, value)| format!("{:8}{}\n", format!("{name}:"), one_line(&value))).concat()
}
