//! Runs the real `codegenctl` in a folder of its own, away from the user's settings.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use codegend::index::BlobId;

/// A temporary folder that commands run in, with an empty HOME beside it.
pub struct Bench {
    root: tempfile::TempDir,
    env: Vec<(String, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Bench {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["work", "home", "run"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root, env: Vec::new() }
    }

    /// With a repository that has the files in one commit.
    pub fn repository(files: &[(&str, &str)]) -> Self {
        let bench = Self::new();
        bench.git(&["init", "-q", "-b", "main"]);
        bench.git(&["config", "user.name", "Tester"]);
        bench.git(&["config", "user.email", "tester@example.invalid"]);
        for (name, text) in files {
            bench.write(name, text);
        }
        bench.git(&["add", "."]);
        bench.git(&["commit", "-q", "-m", "base"]);
        bench
    }

    /// Sets a variable for the commands to come.
    pub fn env(&mut self, name: &str, value: &str) {
        self.env.push((name.into(), value.into()));
    }

    /// What git prints.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        let output = self.command("git").args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// All that a command that fails must leave alone: HEAD, the index and every file.
    pub fn state(&self) -> String {
        let stash = self.git(&["status", "--porcelain=v2", "--branch", "--ignored"]);
        let files: Vec<_> = self.names().into_iter().filter(|name| name != ".git").collect();
        let is_file = |name: &&String| self.dir().join(name).is_file();
        let blobs: Vec<_> = files
            .iter()
            .filter(is_file)
            .map(|name| BlobId::of(&self.read(name)).to_string())
            .collect();
        format!("{stash}{files:?}{blobs:?}{}", self.git(&["diff", "HEAD"]))
    }

    /// Where commands run.
    pub fn dir(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.dir().join(name), bytes).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.dir().join(name)).unwrap()
    }

    /// Names of what is in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.dir())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// A program with nothing of the user's environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let root: &Path = self.root.path();
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", root.join("home"))
            .env("XDG_RUNTIME_DIR", root.join("run"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(self.dir());
        command
    }

    /// `codegenctl`, to be run.
    pub fn ctl_command(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_codegenctl"));
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn ctl(&self, args: &[&str]) -> Run {
        self.ctl_with(args, b"")
    }

    pub fn ctl_with(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut child = self.ctl_command(args).spawn().unwrap();
        // A command that refuses early does not read its input: a broken pipe here is fine.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        Run::of(child.wait_with_output().unwrap())
    }
}

/// No daemon outlives its test.
impl Drop for Bench {
    fn drop(&mut self) {
        if self.dir().join(".git").exists() {
            self.ctl(&["stop"]);
        }
    }
}

impl Run {
    pub fn of(output: std::process::Output) -> Self {
        Self {
            code: output.status.code().expect("killed by a signal"),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What is on stdout.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    /// Asserts the exit code and an error that holds `part`, with nothing on stdout.
    #[track_caller]
    pub fn refuses(&self, code: i32, part: &str) {
        assert!(self.err.starts_with("error: ") && self.err.contains(part), "{part}: {self:?}");
        assert_eq!((self.code, self.text()), (code, ""), "{}", self.err);
    }

    /// Asserts success.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
    /// Asserts the exit code and the error's lines; nothing on stdout.
    #[track_caller]
    pub fn fails(&self, code: i32, err: &str) {
        assert_eq!(self.err.trim_end(), err);
        assert_eq!((self.code, self.out.as_slice()), (code, &b""[..]));
    }

    /// The one JSON object on stdout, its schema checked.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let value: serde_json::Value = serde_json::from_slice(&self.out).unwrap();
        assert_eq!(value["schema"], 1, "{value}");
        value
    }
}
