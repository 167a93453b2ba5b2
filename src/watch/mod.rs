//! Tells which files of a worktree may have changed.
//!
//! In: the system's file events, or a clock where it grants none. Out: [`Change`]s, coalesced. They
//! are hints: an event may be lost or be about nothing, so nobody relies on one for correctness.
//! Directories that git ignores are not watched where each would take one of the system's watches.

mod batch;
mod directories;
mod watcher;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use batch::Batch;
use watcher::{Signal, Tree};

/// Between two looks at the files where the system sends no events.
const POLL: Duration = Duration::from_secs(5);

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// These files or directories: made, written, renamed or removed.
    Paths(BTreeSet<PathBuf>),
    /// Anything: events were lost, or too many came, or there are none.
    Everything,
}

/// How changes are learnt of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// By the system's events.
    Watching,
    /// By looking every few seconds.
    Polling {
        /// Why, in one line.
        why: String,
    },
}

/// Watches a worktree until it is dropped.
#[derive(Debug)]
pub struct Watch {
    mode: Arc<Mutex<Mode>>,
    changes: Receiver<Change>,
    stop: Sender<Signal>,
}

impl Watch {
    /// Watches what is below `root`, a canonical path; polls where the system grants no watches.
    pub fn events(root: &Path) -> Self {
        let root = root.to_owned();
        Self::run(move |signals| Tree::watch(&root, signals))
    }

    /// Does not ask the system.
    pub fn polling(why: &str) -> Self {
        let why = why.to_owned();
        Self::run(move |_| Err(why))
    }

    fn run(start: impl FnOnce(Sender<Signal>) -> Result<Tree, String> + Send + 'static) -> Self {
        let (stop, signals) = channel();
        let (sender, changes) = channel();
        let mode = Arc::new(Mutex::new(Mode::Watching));
        let told = mode.clone();
        let events = stop.clone();
        thread::spawn(move || {
            let polls = |why: String| {
                tracing::info!(why, "polling");
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Mode::Polling { why };
            };
            match start(events) {
                Ok(tree) => match follow(tree, &signals, &sender) {
                    Some(why) => polls(why),
                    None => return,
                },
                Err(why) => polls(why),
            }
            poll(&signals, &sender);
        });
        Self { mode, changes, stop }
    }

    /// How changes are learnt of now.
    pub fn mode(&self) -> Arc<Mutex<Mode>> {
        self.mode.clone()
    }

    /// Waits for the next change; none when none will come within `limit`.
    pub fn next(&self, limit: Duration) -> Option<Change> {
        self.changes.recv_timeout(limit).ok()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The thread may have ended.
        let _ = self.stop.send(Signal::Stop);
    }
}

/// Passes events on until the watch is dropped (none), or the system grants no more (why not).
fn follow(mut tree: Tree, signals: &Receiver<Signal>, changes: &Sender<Change>) -> Option<String> {
    let mut batch = Batch::default();
    loop {
        let signal = match batch.patience() {
            None => signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(patience) => signals.recv_timeout(patience),
        };
        match signal {
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {
                if changes.send(batch.take()).is_err() {
                    return None;
                }
            }
            Ok(Signal::Event(event)) => match tree.take(event, &mut batch) {
                Ok(()) => {}
                Err(why) => return Some(why),
            },
        }
    }
}

fn poll(signals: &Receiver<Signal>, changes: &Sender<Change>) {
    loop {
        if changes.send(Change::Everything).is_err() {
            return;
        }
        loop {
            match signals.recv_timeout(POLL) {
                // What a dropped watcher still had to say.
                Ok(Signal::Event(_)) => {}
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    /// Waits until `wanted` was reported.
    fn sees(watch: &Watch, wanted: &Path) {
        loop {
            match watch.next(LONG) {
                Some(Change::Paths(paths)) if paths.contains(wanted) => return,
                Some(Change::Everything) => return,
                Some(_) => {}
                None => panic!("{} was not reported", wanted.display()),
            }
        }
    }

    fn is_watching(watch: &Watch) -> bool {
        *watch.mode().lock().unwrap() == Mode::Watching
    }

    #[test]
    fn files_old_and_new_and_in_new_folders_are_seen_and_ignored_folders_are_not() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        fs::write(root.join(".gitignore"), "built/\n").unwrap();
        for dir in [".git", "src/deep", "built"] {
            fs::create_dir_all(root.join(dir)).unwrap();
        }
        let watch = Watch::events(&root);
        // The watches are set in the background: the first change may come before them.
        let first = root.join("src/deep/a.css");
        let mut n = 0;
        while watch.changes.try_recv().is_err() {
            fs::write(&first, n.to_string()).unwrap();
            n += 1;
            thread::sleep(Duration::from_millis(10));
        }
        assert!(is_watching(&watch));
        fs::create_dir_all(root.join("new/er")).unwrap();
        let mut n = 0;
        let inside = root.join("new/er/b.css");
        loop {
            fs::write(&inside, n.to_string()).unwrap();
            n += 1;
            match watch.next(Duration::from_millis(100)) {
                Some(Change::Paths(paths)) if paths.contains(&inside) => break,
                _ => assert!(n < 300, "a file in a new folder is not seen"),
            }
        }
        fs::write(root.join("built/c.css"), "").unwrap();
        fs::write(root.join("last.css"), "").unwrap();
        loop {
            let Some(Change::Paths(paths)) = watch.next(LONG) else { panic!("not seen") };
            if !RECURSIVE_ELSEWHERE {
                assert!(
                    !paths.iter().any(|path| path.starts_with(root.join("built"))),
                    "{paths:?}"
                );
            }
            if paths.contains(&root.join("last.css")) {
                break;
            }
        }
    }

    const RECURSIVE_ELSEWHERE: bool = watcher::RECURSIVE;

    #[test]
    fn a_removed_file_is_seen() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        let file = root.join("a.css");
        fs::write(&file, "").unwrap();
        let watch = Watch::events(&root);
        let mut n = 0;
        while watch.changes.try_recv().is_err() {
            fs::write(&file, n.to_string()).unwrap();
            n += 1;
            thread::sleep(Duration::from_millis(10));
        }
        fs::remove_file(&file).unwrap();
        sees(&watch, &file);
    }

    #[test]
    fn without_events_everything_may_have_changed() {
        let watch = Watch::polling("asked to");
        assert_eq!(watch.next(LONG), Some(Change::Everything));
        let mode = watch.mode().lock().unwrap().clone();
        assert_eq!(mode, Mode::Polling { why: "asked to".into() });
    }
}
