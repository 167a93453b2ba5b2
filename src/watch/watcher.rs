//! The system's watches on a tree of directories.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::batch::Batch;
use super::directories::directories;

/// Directories that are watched at most, one by one.
const MAX_DIRECTORIES: usize = 16_384;
/// Does one watch cover all that is below a directory?
pub(super) const RECURSIVE: bool = cfg!(any(target_os = "macos", windows));

/// What the watching thread waits for.
#[derive(Debug)]
pub(super) enum Signal {
    /// From the system.
    Event(notify::Result<Event>),
    /// The watch was dropped.
    Stop,
}

/// Watches on a tree of directories.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    watcher: RecommendedWatcher,
    count: usize,
}

impl Tree {
    /// Watches `root` and what is below it. Says why not, and the way out, where that fails.
    pub fn watch(root: &Path, signals: Sender<Signal>) -> Result<Self, String> {
        let handler = move |event| {
            // The thread may have ended.
            let _ = signals.send(Signal::Event(event));
        };
        let watcher = notify::recommended_watcher(handler).map_err(|error| why(&error))?;
        let mut tree = Self { root: root.to_owned(), watcher, count: 0 };
        tree.add(root)?;
        Ok(tree)
    }

    fn add(&mut self, top: &Path) -> Result<(), String> {
        if RECURSIVE {
            let watch =
                |watcher: &mut RecommendedWatcher| watcher.watch(top, RecursiveMode::Recursive);
            return if self.count == 0 {
                self.count = 1;
                watch(&mut self.watcher).map_err(|error| why(&error))
            } else {
                Ok(())
            };
        }
        for directory in directories(&self.root, top) {
            self.count += 1;
            if self.count > MAX_DIRECTORIES {
                return Err(format!("there are more than {MAX_DIRECTORIES} directories to watch"));
            }
            match self.watcher.watch(&directory, RecursiveMode::NonRecursive) {
                Ok(()) => {}
                // It went away again.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) if !directory.is_dir() => drop(error),
                Err(error) => return Err(why(&error)),
            }
        }
        Ok(())
    }

    /// Takes an event; a directory that is new is watched too. Says why where that fails.
    pub fn take(&mut self, event: notify::Result<Event>, batch: &mut Batch) -> Result<(), String> {
        let event = match event {
            Ok(event) => event,
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                return Err(why(&error));
            }
            Err(error) => {
                tracing::debug!(%error, "a file event was lost");
                batch.add_everything();
                return Ok(());
            }
        };
        if event.need_rescan() {
            batch.add_everything();
        }
        let reads = matches!(event.kind, EventKind::Access(kind)
            if kind != AccessKind::Close(AccessMode::Write));
        if reads {
            return Ok(());
        }
        for path in event.paths {
            let within = path.strip_prefix(&self.root).unwrap_or(&path);
            if within.components().any(|part| part.as_os_str() == ".git") {
                continue;
            }
            let arrives = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_));
            if !RECURSIVE && arrives && path.symlink_metadata().is_ok_and(|data| data.is_dir()) {
                self.add(&path)?;
            }
            batch.add(path);
        }
        Ok(())
    }
}

fn why(error: &notify::Error) -> String {
    let limit = |name: &str| {
        format!(
            "the system grants no more file watches; raise the limit with \
             `sudo sysctl fs.inotify.{name}=524288`"
        )
    };
    match &error.kind {
        ErrorKind::MaxFilesWatch => limit("max_user_watches"),
        // EMFILE: no more inotify instances for this user.
        ErrorKind::Io(io) if cfg!(target_os = "linux") && io.raw_os_error() == Some(24) => {
            limit("max_user_instances")
        }
        _ => format!("files cannot be watched: {error}"),
    }
}
