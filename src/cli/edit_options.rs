//! The options that `edit` and `apply` share.

use super::error::Format;
use crate::protocol::{DirtyPolicy, Effect};

/// What becomes of an edit, and how it is shown.
#[derive(Debug, clap::Args)]
pub struct EditOptions {
    /// Show the diff and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Write the file, but make no commit
    #[arg(long, conflicts_with = "dry_run")]
    no_commit: bool,

    /// Where the edit touches lines that you changed and did not commit
    #[arg(long, value_name = "POLICY", value_enum)]
    dirty: Option<Dirty>,

    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

/// [`DirtyPolicy`] on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Dirty {
    /// Commit your version of the file first, then the edit (the default)
    Snapshot,
    /// Make one commit of both
    Include,
    /// Write the file, but make no commit
    Refuse,
}

impl EditOptions {
    /// What becomes of the edit.
    pub fn effect(&self) -> Effect {
        match (self.dry_run, self.no_commit) {
            (true, _) => Effect::DryRun,
            (false, true) => Effect::WriteOnly,
            (false, false) => Effect::Commit,
        }
    }

    /// What is done about the user's own lines; none: what the configuration says.
    pub fn dirty(&self) -> Option<DirtyPolicy> {
        self.dirty.map(|dirty| match dirty {
            Dirty::Snapshot => DirtyPolicy::Snapshot,
            Dirty::Include => DirtyPolicy::Include,
            Dirty::Refuse => DirtyPolicy::Refuse,
        })
    }

    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }
}
