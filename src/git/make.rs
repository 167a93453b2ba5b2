//! Makes one commit object: tree, hooks, message, identity, signature. No ref moves here.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use git2::{Commit, Config, ErrorCode, Index, Signature, Tree, message_prettify};

use super::head::{Entry, changed_paths, entry_at, with_entries};
use super::hooks::Hooks;
use super::process::{run, without_git_env};
use super::sign::Signer;
use super::staged::{Staged, TempFile};
use super::{RecordError, Repository};
use crate::protocol::RelPath;

const PRE_COMMIT: &str = "pre-commit";
const PREPARE: &str = "prepare-commit-msg";
const COMMIT_MSG: &str = "commit-msg";

/// How long `git update-index --refresh` may take before a hook runs without it.
const REFRESH: Duration = Duration::from_secs(60);

/// Makes commits that change the paths that they are given.
pub(super) struct Maker<'a> {
    repository: &'a Repository,
    repo: &'a git2::Repository,
    hooks: &'a Hooks,
    staged: &'a Staged,
    scratch_name: &'a str,
    author: Signature<'static>,
    committer: Signature<'static>,
    signer: Option<Signer>,
}

/// A commit that no ref points at yet.
pub(super) struct Made<'a> {
    pub(super) commit: Commit<'a>,
    /// The entries in its tree, in the order of the paths: what was asked for, or what a hook made
    /// of it.
    pub(super) entries: Vec<Entry>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        repository: &'a Repository,
        repo: &'a git2::Repository,
        hooks: &'a Hooks,
        staged: &'a Staged,
        scratch_name: &'a str,
    ) -> Result<Self, RecordError> {
        let config = repo.config()?.snapshot()?;
        Ok(Self {
            repository,
            repo,
            hooks,
            staged,
            scratch_name,
            author: identity(&config, "author.name", "author.email")?,
            committer: identity(&config, "committer.name", "committer.email")?,
            signer: Signer::of(&config)?,
        })
    }

    /// The commit on `parent` that gives the paths these entries, with the message that the hooks
    /// make of `text`. `trailer`, if given, must survive them.
    pub(super) fn commit(
        &self,
        parent: Option<&Commit<'_>>,
        entries: &[(&RelPath, Entry)],
        text: &str,
        trailer: Option<&str>,
    ) -> Result<Made<'a>, RecordError> {
        let base = parent.map(Commit::tree).transpose()?;
        let mut tree = with_entries(self.repo, base.as_ref(), entries)?;
        let mut message = text.to_owned();
        if [PRE_COMMIT, PREPARE, COMMIT_MSG].into_iter().any(|hook| self.hooks.has(hook)) {
            let index = self.staged.write_tree_index(&tree, self.scratch_name)?;
            self.refresh(&index.0);
            self.hooks.run(PRE_COMMIT, &[], Some(&index.0))?;
            tree = self.tree_of(&index.0, tree, entries)?;
            message = self.run_message_hooks(&message, &index.0)?;
        }
        let message = message_prettify(message, None)?;
        if message.is_empty() {
            let output = "it left an empty message".into();
            return Err(RecordError::HookFailed { hook: COMMIT_MSG, output });
        }
        if let Some(trailer) = trailer
            && !message.lines().any(|line| line.trim_end() == trailer)
        {
            let trailer = trailer.to_owned();
            return Err(RecordError::HookDroppedTrailer { hook: COMMIT_MSG, trailer });
        }
        self.assert_paths(base.as_ref(), &tree, entries)?;
        let made = |(path, entry): &(&RelPath, Entry)| {
            Ok(entry_at(self.repo, &tree, path)?.unwrap_or(*entry))
        };
        let entries = entries.iter().map(made).collect::<Result<_, RecordError>>()?;
        Ok(Made { commit: self.write(parent, &tree, &message)?, entries })
    }

    fn write(
        &self,
        parent: Option<&Commit<'_>>,
        tree: &Tree<'_>,
        message: &str,
    ) -> Result<Commit<'a>, RecordError> {
        let parents: Vec<_> = parent.into_iter().collect();
        let (author, committer) = (&self.author, &self.committer);
        let id = match &self.signer {
            None => self.repo.commit(None, author, committer, message, tree, &parents)?,
            Some(signer) => {
                let content =
                    self.repo.commit_create_buffer(author, committer, message, tree, &parents)?;
                let content = std::str::from_utf8(&content)
                    .map_err(|error| RecordError::Signing { why: error.to_string() })?;
                let name = format!("{} <{}>", committer.name()?, committer.email()?);
                let signature = signer.sign(content.as_bytes(), &name, self.repository.root())?;
                self.repo.commit_signed(content, &signature, None)?
            }
        };
        Ok(self.repo.find_commit(id)?)
    }

    /// Lets git fill in what its index knows of files, so that hooks see unchanged files as such.
    /// Without a `git` program a hook has none to ask either.
    fn refresh(&self, index: &Path) {
        let mut command = Command::new("git");
        without_git_env(&mut command)
            .args(["update-index", "-q", "--refresh"])
            .current_dir(self.repository.root())
            .env("GIT_INDEX_FILE", index);
        let _ = run(&mut command, b"", REFRESH);
    }

    /// The tree of the index that the pre-commit hook left, which may have formatted the files.
    fn tree_of(
        &self,
        index: &Path,
        expected: Tree<'a>,
        entries: &[(&RelPath, Entry)],
    ) -> Result<Tree<'a>, RecordError> {
        let left = || -> Result<Tree<'a>, git2::Error> {
            self.repo.find_tree(Index::open(index)?.write_tree_to(self.repo)?)
        };
        let tree = left().map_err(|error| RecordError::HookNotRun {
            hook: PRE_COMMIT,
            why: format!("the index that it left is broken: {}", error.message()),
        })?;
        if tree.id() == expected.id() {
            return Ok(expected);
        }
        let mut paths = changed_paths(self.repo, Some(&expected), Some(&tree))?;
        paths.retain(|path| entries.iter().all(|(ours, _)| ours.as_str() != path));
        if !paths.is_empty() {
            return Err(RecordError::HookChangedOthers { hook: PRE_COMMIT, paths });
        }
        for (path, _) in entries {
            if entry_at(self.repo, &tree, path)?.is_none() {
                let output = format!("it removed {path} from the index");
                return Err(RecordError::HookFailed { hook: PRE_COMMIT, output });
            }
        }
        Ok(tree)
    }

    fn run_message_hooks(&self, text: &str, index: &Path) -> Result<String, RecordError> {
        // Not `COMMIT_EDITMSG`: the user's editor may have that open.
        let file = self.repository.state_dir().join(format!("message-{}", self.scratch_name));
        let broken = |why: String| RecordError::HookNotRun { hook: PREPARE, why };
        let file = TempFile(file);
        fs::write(&file.0, text).map_err(|error| broken(error.to_string()))?;
        self.hooks.run(PREPARE, &[&file.0, Path::new("message")], Some(index))?;
        self.hooks.run(COMMIT_MSG, &[&file.0], Some(index))?;
        fs::read_to_string(&file.0).map_err(|error| broken(error.to_string()))
    }

    /// The promise that every commit of ours keeps, checked on the objects themselves.
    fn assert_paths(
        &self,
        base: Option<&Tree<'_>>,
        tree: &Tree<'_>,
        entries: &[(&RelPath, Entry)],
    ) -> Result<(), RecordError> {
        let mut paths = changed_paths(self.repo, base, Some(tree))?;
        if let Some((path, _)) =
            entries.iter().find(|(ours, _)| paths.iter().all(|path| path != ours.as_str()))
        {
            return Err(RecordError::NothingToCommit { path: (*path).clone() });
        }
        paths.retain(|path| entries.iter().all(|(ours, _)| ours.as_str() != path));
        match paths.is_empty() {
            true => Ok(()),
            false => Err(RecordError::HookChangedOthers { hook: PRE_COMMIT, paths }),
        }
    }
}

/// Who commits, now: `author.*` or `committer.*` of the configuration, else `user.*`.
fn identity(
    config: &Config,
    name_key: &str,
    email_key: &str,
) -> Result<Signature<'static>, RecordError> {
    let value = |key: &str, fallback: &'static str| {
        for key in [key, fallback] {
            match config.get_string(key) {
                Ok(value) if !value.trim().is_empty() => return Ok(value),
                Ok(_) => {}
                Err(error) if error.code() == ErrorCode::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(RecordError::NoIdentity { missing: fallback })
    };
    let (name, email) = (value(name_key, "user.name")?, value(email_key, "user.email")?);
    Ok(Signature::now(&name, &email)?)
}
