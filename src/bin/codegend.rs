//! The daemon. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    codegend::cli::daemon_main().into()
}
