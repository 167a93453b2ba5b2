//! The command line: commands, rendering for people and for `--json`, exit codes.
//!
//! In: the arguments. Out: data on stdout, talk on stderr, an [`exit`] code by kind. Nothing here
//! decides what an edit does; that is the daemon's.

pub mod account;
pub mod age;
pub mod answer;
mod ask_options;
pub mod commands;
pub mod config_options;
pub mod demo;
pub mod diff;
pub mod edit_options;
pub mod error;
pub mod escape;
pub mod exit;
pub mod input;
pub mod output;
pub mod progress;
pub mod replace;
pub mod report;
pub mod session;
pub mod worktree;

use std::path::PathBuf;

use clap::Parser;

use commands::Command;
use error::{CommandError, Format};
use exit::Exit;
use output::{Color, Output};

/// Applies AI edits to files in a git repository.
///
/// A model answers with a sketch: only the changed blocks, and markers for the rest. codegend
/// merges it into the file and records one commit with a minimal diff.
#[derive(Debug, clap::Parser)]
#[command(name = "codegenctl", version, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,

    /// When to colour the output
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    color: Color,

    #[command(subcommand)]
    command: Command,
}

/// [`daemon`](commands::daemon) as a program of its own.
#[derive(Debug, clap::Parser)]
#[command(name = "codegend", version, max_term_width = 100)]
struct Daemon {
    #[command(flatten)]
    args: commands::daemon::Args,
}

/// Runs this process as `codegenctl` and gives its exit code.
pub fn main() -> Exit {
    let cli = match parse::<Cli>() {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let out = Output::new(cli.color);
    let format = cli.command.format();
    cli.run(&out).unwrap_or_else(|error| error.report(format, &out))
}

/// Runs this process as `codegend` and gives its exit code.
pub fn daemon_main() -> Exit {
    let daemon = match parse::<Daemon>() {
        Ok(daemon) => daemon,
        Err(exit) => return exit,
    };
    let out = Output::new(Color::Auto);
    daemon.args.run(&out).unwrap_or_else(|error| error.report(Format::Text, &out))
}

fn parse<T: Parser>() -> Result<T, Exit> {
    T::try_parse().map_err(|error| {
        // Help and version come this way too. Where nobody reads them, there is nothing to do.
        let _ = error.print();
        if error.use_stderr() { Exit::Usage } else { Exit::Done }
    })
}

impl Cli {
    fn run(self, out: &Output) -> Result<Exit, CommandError> {
        if let Some(directory) = &self.directory {
            std::env::set_current_dir(directory).map_err(|error| {
                CommandError::failed(format!("cannot enter {}: {error}", directory.display()))
            })?;
        }
        self.command.run(out)
    }
}
