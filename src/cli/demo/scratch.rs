//! A repository to try things in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A fresh repository with one commit. It stays when the demo is over.
#[derive(Debug)]
pub struct Scratch {
    root: PathBuf,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The directory has something in it already.
    #[error("{} is not empty", .dir.display())]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
    },
    /// The directory or a file in it cannot be made.
    #[error("cannot make {}: {source}", .path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no git.
    #[error("git cannot be run: {0}")]
    NoGit(io::Error),
    /// Git did not do it.
    #[error("git {command} failed: {message}")]
    Git {
        /// The arguments.
        command: String,
        /// What git said.
        message: String,
    },
}

impl Scratch {
    /// Makes a repository in `dir`, or else in a new temporary directory, with a commit of one file.
    pub fn create(dir: Option<&Path>, file: &str, text: &str) -> Result<Self, ScratchError> {
        let scratch = Self { root: directory(dir)? };
        scratch.git(&["init", "--quiet", "--initial-branch=main"])?;
        // Of the user's settings, signing could ask for a passphrase, hooks could do anything, and
        // line end conversion would change what is shown. The identity may be missing.
        for (key, value) in [
            ("user.name", "codegen demo"),
            ("user.email", "demo@codegen.invalid"),
            ("commit.gpgSign", "false"),
            ("core.hooksPath", ".git/no-hooks"),
            ("core.autocrlf", "false"),
        ] {
            scratch.git(&["config", key, value])?;
        }
        let path = scratch.root.join(file);
        fs::write(&path, text).map_err(|source| ScratchError::Io { path, source })?;
        scratch.git(&["add", file])?;
        scratch.git(&["commit", "--quiet", "--message", "Add the site's stylesheet"])?;
        Ok(scratch)
    }

    /// The worktree's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What a git command says on stdout.
    pub fn git(&self, arguments: &[&str]) -> Result<String, ScratchError> {
        let mut command = Command::new("git");
        command.arg("--no-pager").args(arguments).current_dir(&self.root).stdin(Stdio::null());
        // Set inside a hook or an alias, these would lead git to another repository.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"] {
            command.env_remove(name);
        }
        let output = command.output().map_err(ScratchError::NoGit)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(ScratchError::Git { command: arguments.join(" "), message })
    }
}

fn directory(dir: Option<&Path>) -> Result<PathBuf, ScratchError> {
    let Some(dir) = dir else {
        let made = tempfile::Builder::new().prefix("codegen-demo-").tempdir();
        return made
            .map(tempfile::TempDir::keep)
            .map_err(|source| ScratchError::Io { path: std::env::temp_dir(), source });
    };
    let failed = |source| ScratchError::Io { path: dir.to_owned(), source };
    fs::create_dir_all(dir).map_err(failed)?;
    if fs::read_dir(dir).map_err(failed)?.next().is_some() {
        return Err(ScratchError::NotEmpty { dir: dir.to_owned() });
    }
    Ok(dir.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_clean_and_has_one_commit() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("new");
        let scratch = Scratch::create(Some(&dir), "a.css", "a {}\r\n").unwrap();
        assert_eq!(scratch.git(&["status", "--porcelain"]).unwrap(), "");
        assert_eq!(scratch.git(&["rev-list", "--count", "HEAD"]).unwrap(), "1\n");
        assert_eq!(scratch.git(&["show", "HEAD:a.css"]).unwrap(), "a {}\r\n");
        let error = Scratch::create(Some(&dir), "a.css", "").unwrap_err();
        assert!(matches!(error, ScratchError::NotEmpty { .. }), "{error}");
    }
}
