//! A repository made by the real git in a temporary directory, with its own HOME and configuration.
//!
//! What the machine's own configuration could change about libgit2 is set in the repository's.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "these are tests, which clippy does not see")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegend::git::{Change, FileChange, RecordError, Recorded, Repository, Role};
use codegend::protocol::{DirtyPolicy, EditId, RelPath};
use tempfile::TempDir;

/// Where the edits of most tests go.
pub const SITE: &str = "site.css";

/// A style sheet with room between the lines that tests change.
pub fn sheet() -> String {
    let rule = |n: usize| format!(".r{n} {{\n  color: blue;\n  margin: {n}px;\n}}\n\n");
    (1..=8).map(rule).collect()
}

pub struct World {
    temp: TempDir,
    root: PathBuf,
}

impl World {
    /// A repository with [`SITE`] and `other.css` committed.
    pub fn new() -> Self {
        let world = Self::empty();
        world.write(SITE, &sheet());
        world.write("other.css", &sheet());
        world.git(["add", "-A"]);
        world.git(["commit", "-qm", "base"]);
        world
    }

    /// A repository on an unborn branch.
    pub fn empty() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap().join("repo");
        fs::create_dir(temp.path().join("home")).unwrap();
        fs::write(temp.path().join("empty"), "").unwrap();
        fs::create_dir(&root).unwrap();
        let world = Self { temp, root };
        world.git(["init", "-q", "-b", "main"]);
        let hooks = world.root.join(".git/hooks");
        let empty = world.temp.path().join("empty");
        let empty = empty.to_str().unwrap();
        for (key, value) in [
            ("user.name", "Ada"),
            ("user.email", "ada@example.org"),
            ("commit.gpgSign", "false"),
            ("core.autocrlf", "false"),
            ("core.excludesFile", empty),
            ("core.attributesFile", empty),
            ("core.hooksPath", hooks.to_str().unwrap()),
        ] {
            world.git(["config", key, value]);
        }
        world
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn temp(&self) -> &Path {
        self.temp.path()
    }

    pub fn repository(&self) -> Repository {
        Repository::discover(&self.root).unwrap()
    }

    pub fn try_git<const N: usize>(&self, arguments: [&str; N]) -> Output {
        self.git_at(&self.root, &arguments)
    }

    pub fn git<const N: usize>(&self, arguments: [&str; N]) -> String {
        self.git_in(&self.root, &arguments)
    }

    pub fn git_in(&self, dir: &Path, arguments: &[&str]) -> String {
        let output = self.git_at(dir, arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn git_at(&self, dir: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .current_dir(dir)
            .env("HOME", self.temp.path().join("home"))
            .env("XDG_CONFIG_HOME", self.temp.path().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.temp.path().join("empty"))
            .output()
            .unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.root.join(path), text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// Replaces the one place where `path` has `old`, as a user with an editor does.
    pub fn change(&self, path: &str, old: &str, new: &str) {
        self.write(path, &replaced(&self.read(path), old, new));
    }

    pub fn hook(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.root.join(".git/hooks").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// An edit of [`SITE`] that is written and to be recorded.
    pub fn edit(&self, old: &str, new: &str) -> Edit<'_> {
        self.edit_of(SITE, old, new)
    }

    pub fn edit_of(&self, path: &str, old: &str, new: &str) -> Edit<'_> {
        let before = self.read(path);
        let after = replaced(&before, old, new);
        self.write(path, &after);
        Edit {
            repository: self.repository(),
            world: self,
            id: EditId::random(),
            path: RelPath::new(path).unwrap(),
            before: Some(before),
            after,
            dirty: DirtyPolicy::Snapshot,
        }
    }

    /// What the user has not committed, told apart from where it is: status without object ids,
    /// and the changed lines without their places.
    pub fn user_changes(&self) -> UserChanges {
        UserChanges {
            status: self.status(),
            unstaged: changed_lines(&self.git(["diff", "-U0"])),
            staged: changed_lines(&self.git(["diff", "--cached", "-U0"])),
        }
    }

    /// `git status --porcelain=v2` with the object ids of changed files left out.
    pub fn status(&self) -> Vec<String> {
        let status = self.git(["status", "--porcelain=v2"]);
        let line = |line: &str| match line.split_whitespace().collect::<Vec<_>>().as_mut_slice() {
            fields @ ["1", ..] => {
                fields[6] = "-";
                fields[7] = "-";
                fields.join(" ")
            }
            _ => line.to_owned(),
        };
        status.lines().map(line).collect()
    }

    /// The changed lines of one commit.
    pub fn commit_lines(&self, commit: &str) -> Vec<String> {
        changed_lines(&self.git(["show", "--format=", "-U0", commit]))
    }

    pub fn rev(&self, name: &str) -> String {
        self.git(["rev-parse", name]).trim().to_owned()
    }

    /// Everything that an edit that is not committed must leave alone.
    pub fn repository_state(&self) -> (String, String, Vec<u8>) {
        let head = self.git(["for-each-ref"]) + &self.git(["symbolic-ref", "HEAD"]);
        let staged = self.git(["ls-files", "--stage"]);
        (head, staged, fs::read(self.root.join(".git/index")).unwrap_or_default())
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct UserChanges {
    pub status: Vec<String>,
    pub unstaged: Vec<String>,
    pub staged: Vec<String>,
}

fn changed_lines(diff: &str) -> Vec<String> {
    diff.lines()
        .filter(|line| !line.starts_with("index ") && !line.starts_with("@@"))
        .map(str::to_owned)
        .collect()
}

/// The lines of a diff that say what changed, without file headers.
pub fn bare(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .map(String::as_str)
        .filter(|line| line.starts_with(['+', '-']))
        .filter(|line| !line.starts_with("+++") && !line.starts_with("---"))
        .collect()
}

fn replaced(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old:?} in {text:?}");
    text.replacen(old, new, 1)
}

pub struct Edit<'w> {
    pub world: &'w World,
    pub repository: Repository,
    pub id: EditId,
    pub path: RelPath,
    pub before: Option<String>,
    pub after: String,
    pub dirty: DirtyPolicy,
}

impl Edit<'_> {
    pub fn dirty(mut self, dirty: DirtyPolicy) -> Self {
        self.dirty = dirty;
        self
    }

    pub fn try_record(&self) -> Result<Recorded, RecordError> {
        self.try_record_with(&[])
    }

    /// As one edit with others, whose ids do not count.
    pub fn try_record_with(&self, others: &[&Edit<'_>]) -> Result<Recorded, RecordError> {
        let change =
            |edit: &'_ Edit<'_>| (edit.path.clone(), edit.before.clone(), edit.after.clone());
        let texts: Vec<_> =
            std::iter::once(self).chain(others.iter().copied()).map(change).collect();
        let files: Vec<FileChange<'_>> = texts
            .iter()
            .map(|(path, before, after)| FileChange { path, before: before.as_deref(), after })
            .collect();
        self.repository.record(&Change {
            files: &files,
            subject: "Make it red",
            body: "make the first rule red",
            trailers: &[("Assisted-by".into(), "codegend:test-model".into())],
            dirty: self.dirty,
            id: &self.id,
            role: Role::Edit,
            sketch: Some("/* ... */"),
        })
    }

    /// Records; there is nothing to warn of.
    pub fn record(&self) -> Recorded {
        let recorded = self.try_record().unwrap();
        assert_eq!(recorded.warnings, []);
        recorded
    }
}
