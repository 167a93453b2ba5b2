//! The process that owns one worktree: it wires the store, the watch and the edits together, and
//! decides how long it lives. What clients ask for is a method here; how they ask is
//! [`server`](crate::server)'s.

mod detach;
mod failure;
mod instance;
mod life;
mod logging;
mod options;
mod program;

use std::path::{Path, PathBuf};

pub use detach::{leave_session, spawn};
pub use failure::StartFailure;
pub use instance::{Acquired, Instance};
pub use life::{Life, RequestGuard, StopReason, terminated};
pub use logging::{Console, start as start_logging};
pub use options::{Options, Place, WatchMode};
pub use program::subcommand;

use crate::protocol::{Fault, InitializeResult, PROTOCOL_VERSION, StatusResult};

/// What a daemon has and can do.
#[derive(Debug)]
pub struct Daemon {
    root: PathBuf,
    log: PathBuf,
    options: Options,
    life: Life,
}

/// The worktree's root and its state directory, which is made where it is missing.
pub fn locate(start: &Path) -> Result<(PathBuf, PathBuf), StartFailure> {
    let repo = git2::Repository::discover(start)?;
    let root = repo.workdir().ok_or_else(|| git2::Error::from_str("bare repository"))?;
    let root =
        root.canonicalize().map_err(|source| StartFailure::State { path: root.into(), source })?;
    let state = repo.path().join("codegen");
    std::fs::create_dir_all(&state)
        .map_err(|source| StartFailure::State { path: state.clone(), source })?;
    Ok((root, state))
}

impl Daemon {
    /// Sets up what requests need.
    pub fn new(root: PathBuf, log: PathBuf, options: Options) -> Self {
        Self { root, log, options, life: Life::default() }
    }

    /// How long it lives.
    pub fn life(&self) -> &Life {
        &self.life
    }

    /// How it runs.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The worktree's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What it says about itself first.
    pub fn describe(&self) -> InitializeResult {
        InitializeResult {
            protocol: PROTOCOL_VERSION,
            version: env!("CARGO_PKG_VERSION").into(),
            pid: std::process::id(),
            root: self.root.display().to_string(),
        }
    }

    /// `status`.
    pub fn status(&self) -> Result<StatusResult, Fault> {
        Ok(StatusResult {
            root: self.root.display().to_string(),
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").into(),
            uptime: self.life.age().as_secs_f64(),
            indexed_files: 0,
            indexed_bytes: 0,
            warming: false,
            watch: String::new(),
            active_edits: 0,
            idle_timeout: self.options.idle_timeout.as_secs(),
            log: self.log.display().to_string(),
        })
    }
}
