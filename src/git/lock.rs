//! Git's own way of locking a file: `FILE.lock`, created exclusively, renamed over it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::RecordError;

/// Waits between attempts to get a lock: half a second in all.
pub(super) const PATIENCE: [Duration; 6] = [
    Duration::from_millis(10),
    Duration::from_millis(20),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(150),
    Duration::from_millis(170),
];

/// The lock of one file. Dropped without [`FileLock::commit`], it leaves the file as it was.
#[derive(Debug)]
pub(super) struct FileLock {
    target: PathBuf,
    lock: PathBuf,
    file: Option<File>,
}

impl FileLock {
    /// Locks `target`, waiting briefly where another process holds the lock. A lock that is not
    /// ours is never removed.
    pub(super) fn acquire(target: &Path) -> Result<Self, RecordError> {
        let mut lock = target.as_os_str().to_owned();
        lock.push(".lock");
        let lock = PathBuf::from(lock);
        let mut waits = PATIENCE.iter();
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&lock) {
                Ok(file) => {
                    return Ok(Self { target: target.to_path_buf(), lock, file: Some(file) });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match waits.next() {
                    Some(wait) => sleep(*wait),
                    None => return Err(RecordError::Locked { path: target.to_path_buf() }),
                },
                Err(error) => return Err(wrong(&lock, &error)),
            }
        }
    }

    /// Writes what the file shall hold, durably, with the file's own mode.
    pub(super) fn write(&mut self, content: &[u8]) -> Result<(), RecordError> {
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let mut fill = || -> io::Result<()> {
            file.write_all(content)?;
            if let Ok(metadata) = fs::metadata(&self.target) {
                file.set_permissions(metadata.permissions())?;
            }
            file.sync_all()
        };
        fill().map_err(|error| wrong(&self.lock, &error))
    }

    /// Puts what was written in the file's place, and unlocks.
    pub(super) fn commit(mut self) -> Result<(), RecordError> {
        drop(self.file.take());
        fs::rename(&self.lock, &self.target).map_err(|error| {
            let _ = fs::remove_file(&self.lock);
            wrong(&self.target, &error)
        })
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Still open: not committed. After a commit the name may already be another's.
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.lock);
        }
    }
}

fn wrong(path: &Path, error: &io::Error) -> RecordError {
    RecordError::Index { path: path.to_path_buf(), why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_taken_once_and_released() {
        let temp = tempfile::tempdir().unwrap();
        let target = temp.path().join("index");
        fs::write(&target, "old").unwrap();
        let mut lock = FileLock::acquire(&target).unwrap();
        assert!(matches!(FileLock::acquire(&target), Err(RecordError::Locked { .. })));
        lock.write(b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"old");
        lock.commit().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        drop(FileLock::acquire(&target).unwrap());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert!(!temp.path().join("index.lock").exists());
    }

    #[test]
    fn a_lock_of_others_stays() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("index.lock"), "theirs").unwrap();
        assert!(FileLock::acquire(&temp.path().join("index")).is_err());
        assert_eq!(fs::read(temp.path().join("index.lock")).unwrap(), b"theirs");
    }
}
