//! Runs the user's commit hooks as `git commit -m` does.
//!
//! See githooks(5). Hooks run in the worktree's root; `GIT_INDEX_FILE` names an index that holds
//! the commit's tree, `GIT_EDITOR=:` says that there is no editor.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::process::{run, without_git_env};
use super::{RecordError, Repository};

/// How long one hook may take. Git sets no limit; a daemon must not wait forever for a prompt that
/// nobody sees.
const LIMIT: Duration = Duration::from_secs(600);
/// Characters of a hook's output that are shown.
const SHOWN: usize = 2000;

/// The hooks that take part in a commit.
#[derive(Debug)]
pub(super) struct Hooks {
    dir: PathBuf,
    root: PathBuf,
}

impl Hooks {
    /// The hooks that the configuration names: `core.hooksPath`, else `hooks` of the common
    /// directory.
    pub(super) fn of(
        repository: &Repository,
        repo: &git2::Repository,
    ) -> Result<Self, git2::Error> {
        let root = repository.root().to_path_buf();
        let dir = match repo.config()?.get_path("core.hooksPath") {
            Ok(dir) => root.join(dir),
            Err(error) if error.code() == git2::ErrorCode::NotFound => {
                repo.commondir().join("hooks")
            }
            Err(error) => return Err(error),
        };
        Ok(Self { dir, root })
    }

    /// Is there a hook of that name which git would run?
    pub(super) fn has(&self, hook: &str) -> bool {
        is_executable(&self.dir.join(hook))
    }

    /// Runs the hook, if there is one. `index` is the commit's index while there is no commit yet.
    pub(super) fn run(
        &self,
        hook: &'static str,
        arguments: &[&Path],
        index: Option<&Path>,
    ) -> Result<(), RecordError> {
        if !self.has(hook) {
            return Ok(());
        }
        let mut command = self.command(hook);
        without_git_env(&mut command)
            .args(arguments)
            .current_dir(&self.root)
            .env("GIT_PREFIX", "")
            .env("GIT_EDITOR", ":");
        if let Some(index) = index {
            command.env("GIT_INDEX_FILE", index);
        }
        let done = run(&mut command, b"", LIMIT)
            .map_err(|error| RecordError::HookNotRun { hook, why: error.to_string() })?;
        if done.status.success() {
            return Ok(());
        }
        let output = match done.output() {
            output if output.is_empty() => done.status.to_string(),
            output => last(&output, SHOWN).to_owned(),
        };
        Err(RecordError::HookFailed { hook, output })
    }

    #[cfg(unix)]
    fn command(&self, hook: &str) -> Command {
        Command::new(self.dir.join(hook))
    }

    /// Hooks are scripts; Git for Windows brings the shell for them.
    #[cfg(not(unix))]
    fn command(&self, hook: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg(self.dir.join(hook));
        command
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// The last `count` characters of `text`.
fn last(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or(text)
}
