//! Puts the daemon into the background.
//!
//! The program runs itself again with `--detached`, without a terminal and in a session of its own,
//! and returns when that process says on stdout that a daemon is ready, or why there is none.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Options, StartFailure, subcommand};
use crate::protocol::{Ready, StartError};

/// For the background process to be ready: longer than it waits for another daemon's lock.
const READY: Duration = Duration::from_secs(25);
/// More than any line of readiness has.
const MAX_LINE: u64 = 64 << 10;

/// Starts the background process and waits until it is ready.
pub fn spawn(options: &Options) -> Result<Ready, StartFailure> {
    let program = std::env::current_exe().map_err(StartFailure::Process)?;
    let mut command = Command::new(&program);
    command.args(subcommand(&program)).arg("--detached").arg("--root").arg(&options.root);
    command.arg("--idle-timeout").arg(options.idle_timeout.as_secs().to_string());
    command.arg("--watch").arg(options.watch.as_str());
    command.current_dir(root_of(&options.root));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(StartFailure::Process)?;
    let stdout = child.stdout.take();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        if let Some(stdout) = stdout {
            // An error reads as an empty line: the process ended.
            let _ = BufReader::new(stdout.take(MAX_LINE)).read_line(&mut line);
        }
        let _ = sender.send(line);
    });
    let Ok(line) = receiver.recv_timeout(READY) else {
        let _ = child.kill();
        return Err(StartFailure::NotReady { seconds: READY.as_secs() });
    };
    if let Ok(ready) = serde_json::from_str(&line) {
        return Ok(ready);
    }
    let error = serde_json::from_str(&line).unwrap_or_else(|_| StartError {
        error: match child.wait() {
            Ok(status) => format!("the daemon ended with {status}"),
            Err(error) => format!("the daemon cannot be watched: {error}"),
        },
        hint: None,
    });
    Err(StartFailure::Child(error))
}

/// Leaves the session of the terminal that started the program, so that closing it, or Ctrl-C in
/// it, does not end the daemon.
pub fn leave_session() -> io::Result<()> {
    #[cfg(unix)]
    rustix::process::setsid()?;
    Ok(())
}

/// The directory of which no disk in use is kept busy: the system's root.
fn root_of(path: &Path) -> &Path {
    path.ancestors().last().unwrap_or(path)
}
