//! `codegenctl logs`: the daemon's log file.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::worktree::Worktree;

/// Where the daemon logs to, in its state directory.
const NAME: &str = "log/codegend.log";
/// How often `--follow` looks.
const POLL: Duration = Duration::from_millis(250);
/// Bytes of the log's end that are read at most; it is rotated at about as many.
const MAX_TAIL: u64 = 8 << 20;

/// Print the end of this worktree's daemon's log, whether it runs or not
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl logs -n 20
  codegenctl logs --follow")]
pub struct Args {
    /// Go on as the log grows, until Ctrl-C
    #[arg(short, long)]
    follow: bool,

    /// How many lines of what is there already
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 100)]
    lines: usize,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::Text
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let mut log = Log::open(Worktree::discover()?.state_dir().join(NAME))?;
        let text = log.rest()?;
        out.file(last_lines(&text, self.lines))?;
        if !self.follow {
            return Ok(Exit::Done);
        }
        loop {
            thread::sleep(POLL);
            out.file(&log.rest()?)?;
        }
    }
}

/// The log file, read up to `at`.
struct Log {
    path: PathBuf,
    file: File,
    at: u64,
}

impl Log {
    fn open(path: PathBuf) -> Result<Self, CommandError> {
        let opened = File::open(&path).and_then(|file| {
            let at = file.metadata()?.len().saturating_sub(MAX_TAIL);
            Ok((file, at))
        });
        match opened {
            Ok((file, at)) => Ok(Self { path, file, at }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(CommandError::failed("there is no log: no codegend has run here yet"))
            }
            Err(error) => Err(failed(&path, &error)),
        }
    }

    /// What was written since; after a rotation, from the new file's start on.
    fn rest(&mut self) -> Result<String, CommandError> {
        let mut text = self.read().map_err(|error| failed(&self.path, &error))?;
        // The old file was read to its end first. Between two renames there may be no file.
        if let Some(file) = self.replaced() {
            self.file = file;
            self.at = 0;
            text += &self.read().map_err(|error| failed(&self.path, &error))?;
        }
        Ok(text)
    }

    fn read(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(self.at))?;
        self.file.read_to_end(&mut bytes)?;
        // A line that is still being written is left for the next time.
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.at += whole as u64;
        Ok(String::from_utf8_lossy(&bytes[..whole]).into_owned())
    }

    /// The file that stands at the path now, if it is shorter than what was read: another one.
    fn replaced(&self) -> Option<File> {
        let file = File::open(&self.path).ok()?;
        let is_new = file.metadata().ok()?.len() < self.at;
        is_new.then_some(file)
    }
}

fn failed(path: &std::path::Path, error: &io::Error) -> CommandError {
    CommandError::failed(format!("cannot read {}: {error}", path.display()))
}

fn last_lines(text: &str, count: usize) -> &str {
    if count == 0 {
        return "";
    }
    let start = text.trim_end_matches('\n').rmatch_indices('\n').nth(count - 1);
    start.map_or(text, |(at, _)| &text[at + 1..])
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn last_lines_counts_from_the_end() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc\n");
        assert_eq!(last_lines("a\nb\n", 2), "a\nb\n");
        assert_eq!(last_lines("a\nb\n", 0), "");
        assert_eq!(last_lines("", 3), "");
    }

    #[test]
    fn a_growing_and_a_rotated_log_are_followed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.log");
        let mut file = File::create(&path).unwrap();
        file.write_all(b"one\ntw").unwrap();
        let mut log = Log::open(path.clone()).unwrap();
        assert_eq!(log.rest().unwrap(), "one\n");
        file.write_all(b"o\n").unwrap();
        assert_eq!(log.rest().unwrap(), "two\n");
        file.write_all(b"three\n").unwrap();
        fs::rename(&path, dir.path().join("old")).unwrap();
        fs::write(&path, "four\n").unwrap();
        assert_eq!(log.rest().unwrap(), "three\nfour\n");
    }
}
