//! Why git could not be read, and why an edit was not committed.

use std::path::PathBuf;

use crate::protocol::{EditId, RelPath};

/// Why something could not be read of the repository, or not be reversed.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No repository holds the directory.
    #[error("{} is not in a git repository", .start.display())]
    NotARepository {
        /// Where the search began.
        start: PathBuf,
    },
    /// The repository has no worktree.
    #[error("{} is a bare repository: it has no files to edit", .git_dir.display())]
    Bare {
        /// The repository's own directory.
        git_dir: PathBuf,
    },
    /// Another user owns the repository, and `safe.directory` does not list it.
    #[error("{} belongs to another user, and git's safe.directory does not list it", .start.display())]
    ForeignOwner {
        /// Where the search began.
        start: PathBuf,
    },
    /// No edit in HEAD's history has that id.
    #[error("no edit {prefix} in the history of HEAD")]
    UnknownEdit {
        /// What was looked for.
        prefix: EditId,
    },
    /// Several edits have ids that start so.
    #[error("{prefix} names several edits: {}", show_ids(.candidates))]
    AmbiguousEdit {
        /// What was looked for.
        prefix: EditId,
        /// The full ids, newest first.
        candidates: Vec<EditId>,
    },
    /// Later changes touch the lines that the edit wrote.
    #[error("{path} has changed where edit {id} did: {}", show_lines(.lines))]
    ReverseConflict {
        /// The edit.
        id: EditId,
        /// Its file.
        path: RelPath,
        /// First and last line of each place in the current file, from 1; empty where the edit is
        /// taken back in part already, or could be taken back in several places.
        lines: Vec<(usize, usize)>,
    },
    /// The edit's commit holds more than the edit, and what the edit was alone is not stored.
    #[error("commit {commit} holds more than edit {id}: it was squashed or amended")]
    MixedCommit {
        /// The edit.
        id: EditId,
        /// The commit's full id.
        commit: String,
    },
    /// The edit made the file: before it there is nothing to go back to.
    #[error("edit {id} created {path}: there is no earlier text to go back to")]
    CreatedFile {
        /// The edit.
        id: EditId,
        /// Its file.
        path: RelPath,
    },
    /// A filter changes the file between git and the worktree in a way that cannot be followed.
    #[error("{path} goes through a git filter that cannot be reversed here")]
    Filtered {
        /// The file.
        path: RelPath,
    },
    /// What is stored of an edit cannot be read.
    #[error("{}: {why}", .path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// libgit2 failed.
    #[error("git: {0}")]
    Libgit2(git2::Error),
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        Self::Libgit2(error)
    }
}

impl GitError {
    /// The way out, where there is a general one.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotARepository { .. } => "run `git init` there first".into(),
            Self::Bare { .. } => "run it in a worktree of that repository".into(),
            Self::ForeignOwner { start } => {
                format!("git config --global --add safe.directory {}", start.display())
            }
            Self::AmbiguousEdit { .. } => "give more letters of the id".into(),
            Self::MixedCommit { commit, .. } => format!("git revert {commit} reverses all of it"),
            Self::ReverseConflict { path, .. } => {
                format!("undo the later edits of {path} first, or change it by hand")
            }
            _ => return None,
        })
    }
}

/// Why an edit was not committed. The file stays edited; HEAD, the index and the user's other
/// changes are as they were.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A rebase, merge or the like is under way.
    #[error("a {operation} is in progress")]
    OperationInProgress {
        /// Such as `rebase`.
        operation: &'static str,
    },
    /// Git does not track the file.
    #[error("{path} is not tracked by git")]
    Untracked {
        /// The file.
        path: RelPath,
    },
    /// The file has unresolved conflicts in the index.
    #[error("{path} has unresolved conflicts")]
    Unmerged {
        /// The file.
        path: RelPath,
    },
    /// The path leads into a submodule.
    #[error("{path} is inside the submodule {submodule}")]
    InSubmodule {
        /// The file.
        path: RelPath,
        /// The submodule's path.
        submodule: String,
    },
    /// In HEAD the path is a directory or a symbolic link.
    #[error("{path} is not a regular file in HEAD")]
    NotAFile {
        /// The file.
        path: RelPath,
    },
    /// A clean/smudge filter stands between the file and git.
    #[error("{path} goes through the git filter {filter:?}")]
    Filtered {
        /// The file.
        path: RelPath,
        /// The filter's name, such as `lfs`.
        filter: String,
    },
    /// Git stores the file in another encoding than the worktree has.
    #[error("{path} has the attribute working-tree-encoding={encoding}")]
    Encoded {
        /// The file.
        path: RelPath,
        /// The encoding.
        encoding: String,
    },
    /// The edit touches lines that the user changed, and the policy is to leave those uncommitted.
    #[error("the edit touches lines of {path} that have uncommitted changes")]
    Dirty {
        /// The file.
        path: RelPath,
    },
    /// HEAD has that text already.
    #[error("HEAD already has this version of {path}")]
    NothingToCommit {
        /// The file.
        path: RelPath,
    },
    /// Git's configuration does not say who commits.
    #[error("git does not know who you are: {missing} is not set")]
    NoIdentity {
        /// The configuration key.
        missing: &'static str,
    },
    /// Another git process holds a lock.
    #[error("{} is locked by another git process", .path.display())]
    Locked {
        /// What is locked: the index, or a ref's file.
        path: PathBuf,
    },
    /// HEAD moved each time before the commit could be put on it.
    #[error("HEAD kept moving while the edit was being recorded")]
    HeadMoved,
    /// A hook said no.
    #[error("the {hook} hook failed: {output}")]
    HookFailed {
        /// The hook's name.
        hook: &'static str,
        /// The end of what it printed.
        output: String,
    },
    /// A hook could not be run, or did not end.
    #[error("the {hook} hook could not be run: {why}")]
    HookNotRun {
        /// The hook's name.
        hook: &'static str,
        /// The system's words.
        why: String,
    },
    /// A hook put other files into the commit.
    #[error("the {hook} hook changed other files: {}", .paths.join(", "))]
    HookChangedOthers {
        /// The hook's name.
        hook: &'static str,
        /// Their paths.
        paths: Vec<String>,
    },
    /// A hook took the line away by which the edit is found again.
    #[error("the {hook} hook removed the trailer {trailer} from the message")]
    HookDroppedTrailer {
        /// The hook's name.
        hook: &'static str,
        /// The trailer's line.
        trailer: String,
    },
    /// The commit is to be signed and could not be.
    #[error("the commit could not be signed: {why}")]
    Signing {
        /// What went wrong.
        why: String,
    },
    /// The index could not be read or written.
    #[error("{}: {why}", .path.display())]
    Index {
        /// The index file.
        path: PathBuf,
        /// What went wrong.
        why: String,
    },
    /// The repository could not be read.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl From<git2::Error> for RecordError {
    fn from(error: git2::Error) -> Self {
        Self::Git(error.into())
    }
}

impl RecordError {
    /// The way out, where there is a general one.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::OperationInProgress { operation } => {
                format!("finish or abort the {operation}, then commit the file")
            }
            Self::Untracked { path } => format!("git add {path}, if it belongs to the project"),
            Self::Unmerged { path } => format!("resolve the conflicts and git add {path}"),
            Self::InSubmodule { submodule, .. } => format!("run it inside {submodule}"),
            Self::Filtered { path, .. } | Self::Encoded { path, .. } => {
                format!("git commit {path} runs the filter")
            }
            Self::Dirty { path } => format!("commit your own changes of {path} first"),
            Self::NoIdentity { missing } => format!("git config --global {missing} ..."),
            Self::Locked { path } => {
                format!("wait for it; if none is running, remove {}.lock", path.display())
            }
            Self::HeadMoved => "commit the file when the repository is quiet".into(),
            Self::HookFailed { .. } | Self::HookChangedOthers { .. } => {
                "the edit is in the file; fix what the hook names, then commit".into()
            }
            Self::Signing { .. } => "git commit -S asks for what is missing".into(),
            Self::Git(error) => return error.hint(),
            Self::NotAFile { .. }
            | Self::NothingToCommit { .. }
            | Self::HookNotRun { .. }
            | Self::HookDroppedTrailer { .. } => return None,
            Self::Index { why, .. } if why.contains("'link'") => {
                "git update-index --no-split-index".into()
            }
            Self::Index { why, .. } if why.contains("'sdir'") => {
                "git sparse-checkout reapply --no-sparse-index".into()
            }
            Self::Index { .. } => return None,
        })
    }
}

fn show_ids(ids: &[EditId]) -> String {
    ids.iter().map(EditId::as_str).collect::<Vec<_>>().join(", ")
}

fn show_lines(ranges: &[(usize, usize)]) -> String {
    if ranges.is_empty() {
        return "what it wrote is there in part, or more than once".into();
    }
    let shown: Vec<_> = ranges
        .iter()
        .map(|(first, last)| match first == last {
            true => format!("line {first}"),
            false => format!("lines {first}-{last}"),
        })
        .collect();
    shown.join(", ")
}
