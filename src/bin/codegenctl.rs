//! The command line. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    codegend::cli::main().into()
}
