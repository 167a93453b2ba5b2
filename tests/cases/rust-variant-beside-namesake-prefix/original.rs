#[derive(Subcommand)]
enum Command {
    /// Make a copy
    Copy(CopyArgs),
    /// List copies
    List,
    /// Restore files
    Restore(RestoreArgs),
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Copy(args) => copy(&args),
        Command::List => list(),
        Command::Restore(args) => restore(&args),
    }
}
