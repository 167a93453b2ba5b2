//! The exit codes: one a kind of end, the same for every command.

use std::process::ExitCode;

/// How a command ended. The number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// What was asked is done.
    Done = 0,
    /// It failed, or there was nothing to do where something was asked.
    Failed = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// The merge is ambiguous or unsafe; nothing was written.
    Refused = 3,
    /// The user changed the same place meanwhile; nothing was written.
    Conflict = 4,
    /// The model's provider failed.
    Provider = 5,
    /// No daemon answers.
    Unreachable = 6,
    /// The file is written, but no commit was made.
    Uncommitted = 7,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// The kind's name in `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
            Self::Provider => "provider",
            Self::Unreachable => "unreachable",
            Self::Uncommitted => "uncommitted",
            Self::Interrupted => "interrupted",
        }
    }

    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
