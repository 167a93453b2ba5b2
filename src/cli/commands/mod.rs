//! One file a command: its arguments on top, what it does below.

pub mod apply;
pub mod blocks;
pub mod config;
pub mod daemon;
pub mod demo;
pub mod edit;
pub mod languages;
pub mod log;
pub mod logs;
pub mod merge;
pub mod models;
pub mod show;
pub mod sketch;
pub mod start;
pub mod status;
pub mod stop;
pub mod undo;

use super::error::{CommandError, Format};
use super::exit::Exit;
use super::output::Output;

macro_rules! commands {
    ($($name:ident => $module:ident),* $(,)?) => {
        /// Every command with its arguments, in the order that help lists them.
        #[derive(Debug, clap::Subcommand)]
        pub enum Command {
            $(
                #[allow(missing_docs)]
                $name($module::Args),
            )*
        }

        impl Command {
            /// How the command answers.
            pub fn format(&self) -> Format {
                match self {
                    $(Self::$name(args) => args.format(),)*
                }
            }

            /// Runs the command.
            pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
                match self {
                    $(Self::$name(args) => args.run(out),)*
                }
            }
        }
    };
}

commands! {
    Edit => edit,
    Apply => apply,
    Undo => undo,
    Log => log,
    Show => show,
    Blocks => blocks,
    Merge => merge,
    Sketch => sketch,
    Languages => languages,
    Models => models,
    Config => config,
    Status => status,
    Start => start,
    Stop => stop,
    Logs => logs,
    Demo => demo,
    Daemon => daemon,
}
