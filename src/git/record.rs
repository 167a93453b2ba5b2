//! Records an edit: builds its commit on HEAD, runs hooks, signs, moves the ref and the index.

use git2::{Commit, Oid};

use super::edits::{EditRecord, FileRecord};
use super::head::{Entry, Head, entry_at};
use super::hooks::Hooks;
use super::make::Maker;
use super::message;
use super::plan::{Base, Plan};
use super::publish::Publication;
use super::staged::{self, Staged, Way};
use super::{RecordError, Repository, clean};
use crate::protocol::{DirtyPolicy, EditId, RelPath};

/// How often a commit is built anew because HEAD moved meanwhile.
const ATTEMPTS: usize = 4;

/// An edit that is in the worktree's files and not yet in git.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The files: one at least, each once.
    pub files: &'a [FileChange<'a>],
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

/// What an edit did to one file.
#[derive(Debug, Clone, Copy)]
pub struct FileChange<'a> {
    /// The file.
    pub path: &'a RelPath,
    /// The worktree's text before the edit; none where the edit made the file.
    pub before: Option<&'a str>,
    /// The worktree's text after it.
    pub after: &'a str,
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
    /// HEAD has what the edit made of one of several files.
    #[error("HEAD already has this version of {path}: the commit holds nothing of it")]
    HeadHadIt {
        /// The file.
        path: RelPath,
    },
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
    /// Commits `change`, and nothing else, on HEAD. On error the files stay edited and the
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
        if let Some(operation) = self.operation_in_progress() {
            return Err(RecordError::OperationInProgress { operation });
        }
        let repo = self.open()?;
        staged::check(&repo)?;
        for file in change.files {
            clean::check(&repo, file.path)?;
        }
        let scratch_name = format!("index-{}-{}", std::process::id(), change.id);
        let staged = Staged::of(&repo, &self.state_dir());
        let hooks = Hooks::of(self, &repo)?;
        let head = Head::read(&repo)?;
        let parent = head.find_commit(&repo)?;
        let Planned { plans, mut ways, mut warnings } =
            Planned::make(&repo, &staged, change, parent.as_ref(), &scratch_name)?;

        let maker = Maker::new(self, &repo, &hooks, &staged, &scratch_name)?;
        let mut tip = parent;
        let mut snapshot = None;
        let (files, entries): (Vec<usize>, Vec<_>) = plans
            .iter()
            .enumerate()
            .filter_map(|(file, plan)| {
                let entry = Entry { id: plan.snapshot?, mode: plan.mode };
                Some((file, (ways[file].path, entry)))
            })
            .unzip();
        if !entries.is_empty() {
            let (subject, body) = snapshot_message(entries.iter().map(|(path, _)| *path));
            let trailer = (message::SNAPSHOT.to_owned(), change.id.to_string());
            let text = message::compose(&subject, &body, std::slice::from_ref(&trailer));
            let made = maker.commit(tip.as_ref(), &entries, &text, None)?;
            for (file, entry) in files.into_iter().zip(&made.entries) {
                ways[file].step(*entry);
            }
            snapshot = Some(made.commit.id().to_string());
            tip = Some(made.commit);
        }
        let own = (change.role.trailer().to_owned(), change.id.to_string());
        let text = message::compose(change.subject, change.body, &trailers(change, &plans, &own));
        let own = message::line(&own.0, &own.1);
        let entries: Vec<_> = plans
            .iter()
            .zip(&ways)
            .map(|(plan, way)| (way.path, Entry { id: plan.result, mode: plan.mode }))
            .collect();
        let made = maker.commit(tip.as_ref(), &entries, &text, Some(&own))?;
        for (way, entry) in ways.iter_mut().zip(&made.entries) {
            way.step(*entry);
        }

        let commit = made.commit.id();
        if change.role == Role::Edit {
            let files = plans
                .iter()
                .zip(&ways)
                .zip(&made.entries)
                .map(|((plan, way), made)| file_record(&repo, way.path, plan, made.id));
            let record = edit_record(change, files.collect::<Result<_, _>>()?, commit)?;
            if let Err(error) = record.store(&self.state_dir()) {
                warnings.push(Warning::NotStored { why: error.to_string() });
            }
        }
        let publication = Publication {
            repo: &repo,
            staged: &staged,
            head: &head,
            made: &made,
            ways: &ways,
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

/// What is to be done with each file.
struct Planned<'a> {
    plans: Vec<Plan>,
    /// Where each stands now, in the order of the plans.
    ways: Vec<Way<'a>>,
    warnings: Vec<Warning>,
}

impl<'a> Planned<'a> {
    /// Plans each file. One among several that HEAD has as it is now is left out.
    fn make(
        repo: &git2::Repository,
        staged: &Staged,
        change: &Change<'a>,
        parent: Option<&Commit<'_>>,
        scratch_name: &str,
    ) -> Result<Self, RecordError> {
        let tree = parent.map(Commit::tree).transpose()?;
        let mut planned = Self { plans: Vec::new(), ways: Vec::new(), warnings: Vec::new() };
        let mut idle = None;
        for file in change.files {
            let now = match &tree {
                Some(tree) => entry_at(repo, tree, file.path)?,
                None => None,
            };
            match Plan::make(repo, staged, file, change.dirty, now, scratch_name) {
                Ok(plan) => {
                    planned.plans.push(plan);
                    planned.ways.push(Way { path: file.path, steps: Vec::new(), now });
                }
                Err(error @ RecordError::NothingToCommit { .. }) => {
                    planned.warnings.push(Warning::HeadHadIt { path: file.path.clone() });
                    idle = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        match idle {
            Some(error) if planned.plans.is_empty() => Err(error),
            _ => Ok(planned),
        }
    }
}

fn snapshot_message<'a>(paths: impl Iterator<Item = &'a RelPath>) -> (String, String) {
    let paths: Vec<&RelPath> = paths.collect();
    let these = if paths.len() == 1 { "this file" } else { "these files" };
    let subject = format!("Snapshot {}", RelPath::list(paths));
    let body = format!(
        "Uncommitted changes of {these}, recorded so that the edit that follows and\n\
         touches the same lines is a commit of its own."
    );
    (subject, body)
}

fn trailers(change: &Change<'_>, plans: &[Plan], own: &(String, String)) -> Vec<(String, String)> {
    let includes = plans
        .iter()
        .any(|plan| matches!(plan.base, Base::Uncommitted(_)))
        .then(|| (message::INCLUDES.to_owned(), "uncommitted changes".to_owned()));
    let files = (change.role == Role::Edit && plans.len() > 1)
        .then(|| (message::FILES.to_owned(), plans.len().to_string()));
    change.trailers.iter().cloned().chain(includes).chain(files).chain([own.clone()]).collect()
}

fn edit_record(
    change: &Change<'_>,
    files: Vec<FileRecord>,
    commit: Oid,
) -> Result<EditRecord, RecordError> {
    let mut files = files.into_iter();
    let Some(first) = files.next() else {
        return Err(git2::Error::from_str("an edit without files").into());
    };
    Ok(EditRecord {
        id: change.id.clone(),
        commit: commit.to_string(),
        first,
        more: files.collect(),
        sketch: change.sketch.map(str::to_owned),
    })
}

fn file_record(
    repo: &git2::Repository,
    path: &RelPath,
    plan: &Plan,
    result: Oid,
) -> Result<FileRecord, RecordError> {
    let (base, base_text) = match plan.base {
        Base::Nothing => (None, None),
        Base::Parent(id) => (Some(id), None),
        Base::Uncommitted(id) => {
            let text = String::from_utf8_lossy(repo.find_blob(id)?.content()).into_owned();
            (Some(id), Some(text))
        }
    };
    Ok(FileRecord {
        path: path.clone(),
        base: base.map(|id| id.to_string()),
        result: result.to_string(),
        base_text,
    })
}
