//! The daemon's log: one file of bounded size and a few old ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{EnvFilter, fmt};

/// Bytes after which a new file is begun.
const MAX_BYTES: u64 = 4 << 20;
/// Old files that are kept: `codegend.log.1` is the newest of them.
const KEPT: u32 = 3;

/// Where the log goes besides its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Console {
    /// Nowhere.
    Silent,
    /// To stderr.
    Stderr,
}

/// Starts logging to `codegend.log` in `dir`; `CODEGEN_LOG` is the filter, `info` by default.
/// What is still buffered is written when the guard is dropped.
pub fn start(dir: &Path, console: Console) -> io::Result<(PathBuf, WorkerGuard)> {
    fs::create_dir_all(dir)?;
    let path = dir.join("codegend.log");
    let file = RotatingFile::open(path.clone(), MAX_BYTES)?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let filter =
        EnvFilter::try_from_env("CODEGEN_LOG").unwrap_or_else(|_| EnvFilter::new("codegend=info"));
    let to_file = fmt::layer().with_ansi(false).with_target(false).with_writer(writer);
    let to_stderr = (console == Console::Stderr)
        .then(|| fmt::layer().with_ansi(false).with_target(false).with_writer(io::stderr));
    // Only the first daemon of a process sets it; tests may start several.
    let _ = tracing_subscriber::registry().with(filter).with(to_file).with(to_stderr).try_init();
    Ok((path, guard))
}

/// A file that moves aside when it is full.
struct RotatingFile {
    path: PathBuf,
    file: File,
    bytes: u64,
    max_bytes: u64,
}

impl RotatingFile {
    fn open(path: PathBuf, max_bytes: u64) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { path, file, bytes, max_bytes })
    }

    fn old(&self, age: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{age}"));
        name.into()
    }

    fn rotate(&mut self) -> io::Result<()> {
        for age in (1..KEPT).rev() {
            // The older ones may not exist yet.
            let _ = fs::rename(self.old(age), self.old(age + 1));
        }
        fs::rename(&self.path, self.old(1))?;
        *self = Self::open(self.path.clone(), self.max_bytes)?;
        Ok(())
    }
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.bytes > 0 && self.bytes + line.len() as u64 > self.max_bytes {
            // A log that cannot be rotated is still better than none.
            let _ = self.rotate();
        }
        let written = self.file.write(line)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_moves_aside_and_the_oldest_goes() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = RotatingFile::open(dir.path().join("x.log"), 10).unwrap();
        for line in ["1111111\n", "2222222\n", "3333333\n", "4444444\n", "5555555\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        let text = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap_or_default();
        assert_eq!(text("x.log"), "5555555\n");
        assert_eq!(text("x.log.1"), "4444444\n");
        assert_eq!(text("x.log.3"), "2222222\n");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4);
    }

    #[test]
    fn an_old_log_is_continued() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.log");
        fs::write(&path, "before\n").unwrap();
        RotatingFile::open(path.clone(), 100).unwrap().write_all(b"after\n").unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "before\nafter\n");
    }
}
