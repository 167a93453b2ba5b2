//! Runs a program of the user's (a hook, gpg) to its end, within a time limit.
//!
//! Output goes to unnamed files instead of pipes, so that a program that leaves a child behind
//! cannot keep the daemon waiting for the pipe's end.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Bytes that are kept of the end of what a program prints.
const KEPT: u64 = 64 * 1024;

/// The variables by which git tells its children which repository they are in. The daemon may
/// have inherited them from whoever started it; they would send hooks elsewhere.
/// `git rev-parse --local-env-vars` lists them.
const LOCAL_ENV: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// What a program that ended left.
pub(super) struct Finished {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

impl Finished {
    /// Both outputs as one text, ends trimmed.
    pub(super) fn output(&self) -> String {
        let text = [&self.stdout, &self.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        text.map(|text| text.trim().to_owned()).join("\n").trim().to_owned()
    }
}

/// Takes git's own variables out of what `command` will inherit.
pub(super) fn without_git_env(command: &mut Command) -> &mut Command {
    LOCAL_ENV.iter().fold(command, |command, name| command.env_remove(name))
}

/// Runs `command` with `input` as its standard input.
pub(super) fn run(command: &mut Command, input: &[u8], limit: Duration) -> io::Result<Finished> {
    let mut stdin = tempfile::tempfile()?;
    stdin.write_all(input)?;
    stdin.seek(SeekFrom::Start(0))?;
    let (stdout, stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command
        .stdin(Stdio::from(stdin))
        .stdout(Stdio::from(stdout.try_clone()?))
        .stderr(Stdio::from(stderr.try_clone()?));
    own_group(command);
    let mut child = spawn(command)?;
    let status = wait(&mut child, limit)?;
    Ok(Finished { status, stdout: tail(stdout)?, stderr: tail(stderr)? })
}

/// Starts the program. A script that was just written may still be open for writing in a process
/// forked meanwhile; that passes.
fn spawn(command: &mut Command) -> io::Result<Child> {
    let mut tries = 0;
    loop {
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy && tries < 20 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

fn wait(child: &mut Child, limit: Duration) -> io::Result<ExitStatus> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if start.elapsed() >= limit {
            kill(child);
            child.wait()?;
            let why = format!("it did not end within {} seconds", limit.as_secs());
            return Err(io::Error::new(io::ErrorKind::TimedOut, why));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// Ends the program and what it started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
}

fn tail(mut file: File) -> io::Result<Vec<u8>> {
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size.saturating_sub(KEPT)))?;
    let mut bytes = Vec::new();
    file.take(KEPT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn input_output_and_status_come_through() {
        let script = "cat; echo err >&2; exit 3";
        let done = run(&mut shell(script), b"in\n", Duration::from_secs(60)).unwrap();
        assert_eq!(done.status.code(), Some(3));
        assert_eq!(done.output(), "in\nerr");
    }

    #[test]
    fn what_does_not_end_is_killed_with_its_children() {
        let error = match run(&mut shell("sleep 1000 & sleep 1000"), b"", Duration::ZERO) {
            Err(error) => error,
            Ok(_) => panic!("it ended"),
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_child_left_behind_is_not_waited_for() {
        // The test would hang here with pipes.
        let done = run(&mut shell("sleep 5 & echo out"), b"", Duration::from_secs(60)).unwrap();
        assert_eq!(done.output(), "out");
    }
}
