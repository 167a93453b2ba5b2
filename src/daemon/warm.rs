//! Keeps the store's indexes current: all files once in the background, then each that changes.
//!
//! It only saves time. Every request looks up its file by content, so what this is late with, or
//! leaves out because the store is full, costs one parse.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use ignore::WalkBuilder;
use tokio_util::sync::CancellationToken;

use super::WatchMode;
use crate::edit::Place;
use crate::lang;
use crate::protocol::RelPath;
use crate::watch::{Change, Mode, Watch};

/// Between two looks at whether the daemon stops.
const LOOK: Duration = Duration::from_millis(500);

/// What tells how far the indexes are current.
#[derive(Debug)]
pub struct Warmth {
    scanning: Arc<AtomicBool>,
    mode: Arc<std::sync::Mutex<Mode>>,
}

impl Warmth {
    /// Begins to index the worktree's files, until the daemon stops.
    pub fn start(place: &Place, watch: WatchMode, stopping: CancellationToken) -> Self {
        let watch = match watch {
            WatchMode::Auto => Watch::events(place.root().path()),
            WatchMode::Poll => Watch::polling("asked to by --watch poll"),
        };
        let scanning = Arc::new(AtomicBool::new(true));
        let warmth = Self { scanning: scanning.clone(), mode: watch.mode() };
        let place = place.clone();
        thread::spawn(move || {
            let mut scan = Scan { place, stopping, seen: HashMap::new() };
            scan.everything();
            scanning.store(false, Ordering::Relaxed);
            while !scan.stopping.is_cancelled() {
                match watch.next(LOOK) {
                    Some(Change::Paths(paths)) => paths.iter().for_each(|path| scan.path(path)),
                    Some(Change::Everything) => scan.everything(),
                    None => {}
                }
            }
        });
        warmth
    }

    /// Is the first scan still running?
    pub fn is_scanning(&self) -> bool {
        self.scanning.load(Ordering::Relaxed)
    }

    /// How changes are learnt of.
    pub fn mode(&self) -> Mode {
        self.mode.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// Length and time of a file: a hint that it has not changed since.
type Stamp = (u64, Option<SystemTime>);

struct Scan {
    place: Place,
    stopping: CancellationToken,
    seen: HashMap<PathBuf, Stamp>,
}

impl Scan {
    fn everything(&mut self) {
        let root = self.place.root().path().to_owned();
        self.below(&root);
    }

    fn path(&mut self, path: &Path) {
        match stamp(path) {
            Some(stamp) => {
                self.index(path);
                self.seen.insert(path.to_owned(), stamp);
            }
            // A directory, whose files may have come before it was watched, or gone.
            None => self.below(path),
        }
    }

    /// Looks at all files below a directory, and at what was known there.
    fn below(&mut self, top: &Path) {
        let mut found = HashMap::new();
        let walk = WalkBuilder::new(top)
            .hidden(false)
            .follow_links(false)
            .require_git(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        for entry in walk.filter_map(Result::ok) {
            if self.stopping.is_cancelled() {
                return;
            }
            let Some(stamp) = stamp(entry.path()) else { continue };
            if self.seen.get(entry.path()) != Some(&stamp) {
                self.index(entry.path());
            }
            found.insert(entry.into_path(), stamp);
        }
        let known = self.seen.keys().filter(|path| path.starts_with(top));
        let gone: Vec<PathBuf> = known.filter(|path| !found.contains_key(*path)).cloned().collect();
        for path in gone {
            self.seen.remove(&path);
            self.forget(&path);
        }
        self.seen.extend(found);
    }

    fn index(&self, path: &Path) {
        let Some(path) = self.rel(path) else { return };
        let language = lang::by_path(path.as_str());
        // Line blocks are quickly made when they are wanted.
        if language.grammar.is_none() || self.place.store().is_full() {
            return;
        }
        if !matches!(self.place.repository().is_ignored(&path), Ok(false)) {
            return;
        }
        match self.place.root().read_text(&path, self.place.max_file()) {
            Ok(text) => drop(self.place.store().index_file(&path, language, &text)),
            Err(_) => self.place.store().forget(&path),
        }
    }

    fn forget(&self, path: &Path) {
        if let Some(path) = self.rel(path) {
            self.place.store().forget(&path);
        }
    }

    fn rel(&self, path: &Path) -> Option<RelPath> {
        RelPath::new(path.strip_prefix(self.place.root().path()).ok()?).ok()
    }
}

/// None for what is no regular file.
fn stamp(path: &Path) -> Option<Stamp> {
    let data = path.symlink_metadata().ok().filter(|data| data.is_file())?;
    Some((data.len(), data.modified().ok()))
}
