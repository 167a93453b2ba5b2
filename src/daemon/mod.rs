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
mod requests;
mod warm;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::sync::Mutex;

pub use detach::{leave_session, spawn};
pub use failure::StartFailure;
pub use instance::{Acquired, Instance};
pub use life::{Life, RequestGuard, StopReason, terminated};
pub use logging::{Console, start as start_logging};
pub use options::{Options, Place, WatchMode};
pub use program::subcommand;
pub use requests::Told;
use warm::Warmth;

use crate::edit;
use crate::git::Repository;
use crate::model;
use crate::protocol::{InitializeResult, PROTOCOL_VERSION};
use crate::store::Store;

/// Bytes of memory that indexes may take, about.
const STORE: usize = 256 << 20;

/// What a daemon has and can do.
#[derive(Debug)]
pub struct Daemon {
    place: edit::Place,
    log: PathBuf,
    options: Options,
    life: Life,
    warmth: Warmth,
    /// Held by the one edit that writes and commits. Fair: edits go in the order that they ask.
    writing: Arc<Mutex<()>>,
    active_edits: AtomicUsize,
}

/// The repository whose worktree holds `start`, and its state directory, made where it is missing.
pub fn locate(start: &Path) -> Result<(Repository, PathBuf), StartFailure> {
    let repository = Repository::discover(start)?;
    let state = repository.state_dir();
    std::fs::create_dir_all(&state)
        .map_err(|source| StartFailure::State { path: state.clone(), source })?;
    Ok((repository, state))
}

impl Daemon {
    /// Sets up what requests need, completes what a crash interrupted, and begins to index.
    pub fn new(
        repository: Repository,
        log: PathBuf,
        options: Options,
    ) -> Result<Self, StartFailure> {
        let store = Arc::new(Store::new(STORE));
        let place = edit::Place::open(repository, store).map_err(StartFailure::Root)?;
        for path in place.root().sweep().unwrap_or_default() {
            tracing::info!(%path, "removed what a crash left");
        }
        for (note, became) in place.resolve() {
            tracing::warn!(note, ?became, "an edit had been interrupted");
        }
        let life = Life::default();
        let warmth = Warmth::start(&place, options.watch, life.stopping().clone());
        // The first count builds the tokenizer: better now than in an edit.
        std::thread::spawn(|| model::count_tokens("warm"));
        Ok(Self {
            place,
            log,
            options,
            life,
            warmth,
            writing: Arc::default(),
            active_edits: AtomicUsize::new(0),
        })
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
        self.place.root().path()
    }

    /// What it says about itself first.
    pub fn describe(&self) -> InitializeResult {
        InitializeResult {
            protocol: PROTOCOL_VERSION,
            version: env!("CARGO_PKG_VERSION").into(),
            pid: std::process::id(),
            root: self.root().display().to_string(),
        }
    }
}
