//! One daemon per worktree, by a lock on a file of its state directory.
//!
//! The lock goes with the process, however it dies. Who holds it owns the socket's path, and tells
//! in `daemon.json` where it listens.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

use super::StartFailure;
use crate::protocol::{Endpoint, Ready};

/// Between two looks at a lock that another daemon holds.
const PAUSE: Duration = Duration::from_millis(30);
/// For the holder of the lock to accept a connection.
const ANSWER: Duration = Duration::from_secs(2);

/// The right to be the worktree's daemon. Gone with the process at the latest.
#[derive(Debug)]
pub struct Instance {
    lock: File,
    lock_path: PathBuf,
    info_path: PathBuf,
}

/// What came of the wish to be the worktree's daemon.
#[derive(Debug)]
pub enum Acquired {
    /// This process is.
    Ours(Instance),
    /// Another one is, and it accepts connections.
    Running(Ready),
}

impl Instance {
    /// Takes the lock. While another process holds it without accepting connections (it starts, or
    /// it drains), waits for `bound`.
    pub async fn acquire(state_dir: &Path, bound: Duration) -> Result<Acquired, StartFailure> {
        let lock_path = state_dir.join("daemon.lock");
        let info_path = state_dir.join("daemon.json");
        let failed = |source| StartFailure::State { path: lock_path.clone(), source };
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(failed)?;
        let started = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Acquired::Ours(Self { lock, lock_path, info_path })),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) => {}
            }
            if let Some(ready) = read_info(&info_path) {
                let endpoint = Endpoint::at(ready.socket.clone().into());
                if let Ok(Ok(_)) = timeout(ANSWER, endpoint.connect()).await {
                    return Ok(Acquired::Running(ready));
                }
            }
            if started.elapsed() > bound {
                let pid = read_info(&info_path).map(|ready| ready.pid);
                return Err(StartFailure::Stuck { pid, lock: lock_path });
            }
            sleep(PAUSE).await;
        }
    }

    /// Tells where this daemon listens.
    pub fn publish(&self, ready: &Ready) -> io::Result<()> {
        let beside = self.info_path.with_extension("json.new");
        let mut file = File::create(&beside)?;
        serde_json::to_writer(&file, ready)?;
        file.write_all(b"\n")?;
        std::fs::rename(beside, &self.info_path)
    }

    /// Tells that this daemon no longer listens.
    pub fn withdraw(&self) {
        // A leftover is harmless: it names a socket that nobody answers at.
        let _ = std::fs::remove_file(&self.info_path);
    }

    /// Is the lock's file still the one that this process locked? Not after the repository was
    /// removed, or made anew in the same place.
    pub fn holds(&self) -> bool {
        same_file(&self.lock, &self.lock_path)
    }
}

fn read_info(path: &Path) -> Option<Ready> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

#[cfg(unix)]
fn same_file(open: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (open.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_open: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn take(dir: &Path) -> Instance {
        match Instance::acquire(dir, Duration::from_secs(60)).await.unwrap() {
            Acquired::Ours(instance) => instance,
            Acquired::Running(ready) => panic!("{ready:?} runs"),
        }
    }

    #[tokio::test]
    async fn a_held_lock_without_a_socket_is_waited_for_and_named() {
        let dir = tempfile::tempdir().unwrap();
        let held = take(dir.path()).await;
        held.publish(&Ready { pid: 7, socket: dir.path().join("none").display().to_string() })
            .unwrap();
        let error = Instance::acquire(dir.path(), Duration::ZERO).await.unwrap_err();
        assert!(matches!(error, StartFailure::Stuck { pid: Some(7), .. }), "{error}");
    }

    #[tokio::test]
    async fn who_waits_gets_the_lock_when_it_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let held = take(dir.path()).await;
        let (next, ()) = tokio::join!(take(dir.path()), async { drop(held) });
        assert!(next.holds());
    }

    #[tokio::test]
    async fn a_removed_state_directory_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let held = take(dir.path()).await;
        std::fs::remove_file(dir.path().join("daemon.lock")).unwrap();
        assert!(!held.holds());
        std::fs::write(dir.path().join("daemon.lock"), "").unwrap();
        assert!(!held.holds(), "another file is not the lock");
    }
}
