//! Records an edit: builds its commit on HEAD, runs hooks, signs, moves the ref and the index.

use git2::Oid;

use super::edits::EditRecord;
use super::head::{Entry, Head, entry_at};
use super::hooks::Hooks;
use super::make::Maker;
use super::message;
use super::plan::{Base, Plan};
use super::publish::Publication;
use super::staged::{self, Staged, Step};
use super::{RecordError, Repository, clean};
use crate::protocol::{DirtyPolicy, EditId, RelPath};

/// How often a commit is built anew because HEAD moved meanwhile.
const ATTEMPTS: usize = 4;

/// An edit that is in the worktree's file and not yet in git.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The file.
    pub path: &'a RelPath,
    /// The worktree's text before the edit; none where the edit made the file.
    pub before: Option<&'a str>,
    /// The worktree's text after it.
    pub after: &'a str,
    /// First line of the message; cut at 72 characters.
    pub subject: &'a str,
    /// The rest of the message; may be empty.
    pub body: &'a str,
    /// Trailers to add: key and value. The one that names the edit is added here.
    pub trailers: &'a [(String, String)],
    /// What is done where the edit touches the user's own uncommitted lines.
    pub dirty: DirtyPolicy,
    /// The edit's id, or that of the edit which is undone.
    pub id: &'a EditId,
    /// Is it an edit, or the undoing of one?
    pub role: Role,
    /// The sketch, to be stored with the edit.
    pub sketch: Option<&'a str>,
}

/// What a change is to the edit that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The edit: trailer `Codegen-Edit`.
    Edit,
    /// Its reversal: trailer `Codegen-Undo`.
    Undo,
}

impl Role {
    fn trailer(self) -> &'static str {
        match self {
            Self::Edit => message::EDIT,
            Self::Undo => message::UNDO,
        }
    }
}

/// A recorded edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The commit's full hexadecimal id.
    pub commit: String,
    /// The commit of the user's own version that went before it, where one had to.
    pub snapshot: Option<String>,
    /// What did not go as it should although the edit is committed.
    pub warnings: Vec<Warning>,
}

/// What did not go as it should after or beside the commit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// What is staged of the file conflicts with the edit.
    #[error(
        "what you staged of {path} conflicts with the edit and was left as it is: \
         committing it would take the edit back"
    )]
    StagedLeftAlone {
        /// The file.
        path: RelPath,
    },
    /// The commit is made, but the index could not be put in place.
    #[error(
        "the index was not updated, so that {path} seems to be staged for taking the edit back: {why}"
    )]
    IndexNotWritten {
        /// The file.
        path: RelPath,
        /// What went wrong.
        why: String,
    },
    /// The edit's record could not be stored.
    #[error("the sketch was not stored: {why}")]
    NotStored {
        /// What went wrong.
        why: String,
    },
    /// The post-commit hook failed, as it may.
    #[error("{why}")]
    PostCommit {
        /// Its output.
        why: String,
    },
}

impl Repository {
    /// Commits `change`, and nothing else, on HEAD. On error the file stays edited and the
    /// repository is as it was.
    ///
    /// To be called by one thread at a time for a worktree; other processes may do what they like.
    pub fn record(&self, change: &Change<'_>) -> Result<Recorded, RecordError> {
        for _ in 0..ATTEMPTS {
            match self.try_record(change) {
                Err(RecordError::HeadMoved) => {}
                other => return other,
            }
        }
        Err(RecordError::HeadMoved)
    }

    fn try_record(&self, change: &Change<'_>) -> Result<Recorded, RecordError> {
        let path = change.path;
        if let Some(operation) = self.operation_in_progress() {
            return Err(RecordError::OperationInProgress { operation });
        }
        let repo = self.open()?;
        staged::check(&repo)?;
        clean::check(&repo, path)?;
        let scratch_name = format!("index-{}-{}", std::process::id(), change.id);
        let staged = Staged::of(&repo, &self.state_dir());
        let hooks = Hooks::of(self, &repo)?;
        let head = Head::read(&repo)?;
        let parent = head.find_commit(&repo)?;
        let entry = match &parent {
            Some(commit) => entry_at(&repo, &commit.tree()?, path)?,
            None => None,
        };
        let plan = Plan::make(&repo, &staged, change, entry, &scratch_name)?;

        let maker = Maker::new(self, &repo, &hooks, &staged, path, &scratch_name)?;
        let mut steps = Vec::new();
        let mut tip = parent;
        let mut last = entry;
        let mut snapshot = None;
        if let Some(blob) = plan.snapshot {
            let (subject, body) = snapshot_message(path);
            let trailer = (message::SNAPSHOT.to_owned(), change.id.to_string());
            let text = message::compose(&subject, &body, std::slice::from_ref(&trailer));
            let made =
                maker.commit(tip.as_ref(), Entry { id: blob, mode: plan.mode }, &text, None)?;
            steps.push(Step { from: last.map(|entry| entry.id), to: made.entry.id });
            last = Some(made.entry);
            snapshot = Some(made.commit.id().to_string());
            tip = Some(made.commit);
        }
        let own = (change.role.trailer().to_owned(), change.id.to_string());
        let includes = matches!(plan.base, Base::Uncommitted(_))
            .then(|| (message::INCLUDES.to_owned(), "uncommitted changes".to_owned()));
        let trailers: Vec<_> =
            change.trailers.iter().cloned().chain(includes).chain([own.clone()]).collect();
        let text = message::compose(change.subject, change.body, &trailers);
        let own = message::line(&own.0, &own.1);
        let made = maker.commit(
            tip.as_ref(),
            Entry { id: plan.result, mode: plan.mode },
            &text,
            Some(&own),
        )?;
        steps.push(Step { from: last.map(|entry| entry.id), to: made.entry.id });

        let mut warnings = Vec::new();
        let commit = made.commit.id();
        if change.role == Role::Edit {
            let record = edit_record(&repo, change, &plan, commit, made.entry.id)?;
            if let Err(error) = record.store(&self.state_dir()) {
                warnings.push(Warning::NotStored { why: error.to_string() });
            }
        }
        let publication = Publication {
            repo: &repo,
            staged: &staged,
            path,
            head: &head,
            made: &made,
            steps: &steps,
            scratch_name: &scratch_name,
        };
        match publication.publish() {
            Ok(warning) => warnings.extend(warning),
            Err(error) => {
                if change.role == Role::Edit {
                    EditRecord::discard(&self.state_dir(), change.id);
                }
                return Err(error);
            }
        }
        if let Err(error) = hooks.run("post-commit", &[], None) {
            warnings.push(Warning::PostCommit { why: error.to_string() });
        }
        Ok(Recorded { commit: commit.to_string(), snapshot, warnings })
    }
}

fn snapshot_message(path: &RelPath) -> (String, String) {
    let subject = format!("Snapshot {path}");
    let body = "Uncommitted changes of this file, recorded so that the edit that follows and\n\
                touches the same lines is a commit of its own.";
    (subject, body.to_owned())
}

fn edit_record(
    repo: &git2::Repository,
    change: &Change<'_>,
    plan: &Plan,
    commit: Oid,
    result: Oid,
) -> Result<EditRecord, RecordError> {
    let (base, base_text) = match plan.base {
        Base::Nothing => (None, None),
        Base::Parent(id) => (Some(id), None),
        Base::Uncommitted(id) => {
            let text = String::from_utf8_lossy(repo.find_blob(id)?.content()).into_owned();
            (Some(id), Some(text))
        }
    };
    Ok(EditRecord {
        id: change.id.clone(),
        path: change.path.clone(),
        commit: commit.to_string(),
        base: base.map(|id| id.to_string()),
        result: result.to_string(),
        base_text,
        sketch: change.sketch.map(str::to_owned),
    })
}
