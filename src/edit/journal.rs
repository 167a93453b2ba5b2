//! What the next start needs to complete an edit that a crash interrupted.
//!
//! A note is made before the first file is written and removed when the edit has ended. It holds
//! both texts of each file, so that it is plain afterwards how far the edit had come.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::not_recorded;
use super::{EditError, Place};
use crate::fs::{FsError, Root};
use crate::git::{Change, FileChange, RecordError, Recorded, Role};
use crate::protocol::{DirtyPolicy, EditId, Effect, RelPath};

/// An edit that is about to be written and committed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub id: EditId,
    /// The files that change.
    pub files: Vec<FileTexts>,
    pub effect: Effect,
    pub subject: String,
    pub body: String,
    pub trailers: Vec<(String, String)>,
    pub dirty: DirtyPolicy,
    /// Does it reverse the edit of this id?
    pub undoes: bool,
    pub sketch: Option<String>,
}

/// A file before and after an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileTexts {
    pub path: RelPath,
    pub before: String,
    pub after: String,
}

impl Pending {
    pub fn role(&self) -> Role {
        if self.undoes { Role::Undo } else { Role::Edit }
    }

    /// Makes the commit of what is in the files.
    pub fn record(&self, place: &Place) -> Result<Recorded, RecordError> {
        let mut files = Vec::with_capacity(self.files.len());
        for FileTexts { path, before, after } in &self.files {
            files.push(FileChange { path, before: Some(before), after });
        }
        place.repository.record(&Change {
            files: &files,
            subject: &self.subject,
            body: &self.body,
            trailers: &self.trailers,
            dirty: self.dirty,
            id: &self.id,
            role: self.role(),
            sketch: self.sketch.as_deref(),
        })
    }
}

/// A note of a pending edit on disk.
#[derive(Debug)]
pub(super) struct Note {
    file: PathBuf,
}

impl Note {
    /// Writes the note durably.
    pub fn write(place: &Place, pending: &Pending) -> Result<Self, EditError> {
        let dir = place.journal_dir();
        let failed = |source| EditError::Journal { dir: dir.display().to_string(), source };
        fs::create_dir_all(&dir).map_err(failed)?;
        let content = serde_json::to_vec(pending).map_err(|error| failed(error.into()))?;
        let undo = if pending.undoes { "-undo" } else { "" };
        let name = RelPath::new(format!("{}{undo}.json", pending.id)).map_err(FsError::from)?;
        let root = Root::open(&dir)?;
        let file = dir.join(name.to_path());
        // What is there is of an attempt that was given up.
        let _ = fs::remove_file(&file);
        root.replace(&name, None, &content)?;
        Ok(Self { file })
    }

    /// The edit has ended.
    pub fn remove(self) {
        // A leftover is harmless: the next start sees that the edit has ended.
        let _ = fs::remove_file(self.file);
    }
}

/// What had become of an edit that a crash interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// No file had been written.
    NotWritten,
    /// It was committed already.
    WasCommitted,
    /// A file at least had been written; all are now. No commit was asked for.
    Written,
    /// A file at least had been written; all are now, and the commit has this full id.
    Committed(String),
    /// A file at least had been written, and the rest could not be done.
    Uncommitted(String),
    /// These files have been changed since; nothing is done.
    Superseded(Vec<RelPath>),
    /// The note cannot be read.
    Unreadable(String),
}

/// Completes what a crash interrupted. To be called by the worktree's only daemon, before its first
/// edit.
pub(super) fn resolve(place: &Place) -> Vec<(String, Resolved)> {
    let Ok(entries) = fs::read_dir(place.journal_dir()) else { return Vec::new() };
    let mut resolved = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".json") {
            continue;
        }
        let read = fs::read(entry.path()).map_err(|error| error.to_string());
        let pending = read.and_then(|bytes| {
            serde_json::from_slice::<Pending>(&bytes).map_err(|error| error.to_string())
        });
        let became = match pending {
            Ok(pending) => complete(place, &pending),
            Err(why) => Resolved::Unreadable(why),
        };
        // Whatever it was, the files and the repository are in order now.
        let _ = fs::remove_file(entry.path());
        resolved.push((name, became));
    }
    resolved
}

fn complete(place: &Place, pending: &Pending) -> Resolved {
    let known = place.repository.find(&pending.id);
    if known.is_ok_and(|edit| !pending.undoes || edit.undone_by.is_some()) {
        return Resolved::WasCommitted;
    }
    let mut unwritten = Vec::new();
    let mut changed = Vec::new();
    for file in &pending.files {
        match place.root.read_text(&file.path, u64::MAX) {
            Ok(text) if text == file.after => {}
            Ok(text) if text == file.before => unwritten.push(file),
            _ => changed.push(file.path.clone()),
        }
    }
    if unwritten.len() == pending.files.len() {
        return Resolved::NotWritten;
    }
    if !changed.is_empty() {
        return Resolved::Superseded(changed);
    }
    // Part of an edit is no edit: what had begun is brought to its end.
    for file in unwritten {
        let (before, after) = (file.before.as_bytes(), file.after.as_bytes());
        match place.root.replace(&file.path, Some(before), after) {
            Ok(()) | Err(FsError::NotDurable { .. }) => {}
            Err(error) => return Resolved::Uncommitted(error.to_string()),
        }
    }
    if pending.effect != Effect::Commit {
        return Resolved::Written;
    }
    match pending.record(place) {
        Ok(recorded) => Resolved::Committed(recorded.commit),
        Err(error) => Resolved::Uncommitted(not_recorded(&error)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tempfile::TempDir;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::edit::land::{land, restore};
    use crate::git::Repository;
    use crate::store::Store;

    /// A repository with `a` and `b`, one line each.
    fn place() -> (TempDir, Place) {
        let dir = tempfile::tempdir().unwrap();
        let repo = git2::Repository::init(dir.path()).unwrap();
        let mut config = repo.config().unwrap();
        for (key, value) in [
            ("user.name", "Ada"),
            ("user.email", "ada@example.org"),
            ("commit.gpgSign", "false"),
            ("core.autocrlf", "false"),
            ("core.hooksPath", ".git/hooks"),
        ] {
            config.set_str(key, value).unwrap();
        }
        for name in ["a", "b"] {
            fs::write(dir.path().join(name), format!("old {name}\n")).unwrap();
        }
        let mut index = repo.index().unwrap();
        index.add_all(["a", "b"], git2::IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
        let who = repo.signature().unwrap();
        repo.commit(Some("HEAD"), &who, &who, "base", &tree, &[]).unwrap();
        let repository = Repository::discover(dir.path()).unwrap();
        let place = Place::open(repository, Arc::new(Store::new(1 << 20))).unwrap();
        (dir, place)
    }

    fn pending(effect: Effect) -> Pending {
        let texts = |name: &str| FileTexts {
            path: RelPath::new(name).unwrap(),
            before: format!("old {name}\n"),
            after: format!("new {name}\n"),
        };
        Pending {
            id: EditId::random(),
            files: vec![texts("a"), texts("b")],
            effect,
            subject: "Renew".into(),
            body: String::new(),
            trailers: Vec::new(),
            dirty: DirtyPolicy::Snapshot,
            undoes: false,
            sketch: None,
        }
    }

    fn texts(dir: &TempDir) -> [String; 2] {
        ["a", "b"].map(|name| fs::read_to_string(dir.path().join(name)).unwrap())
    }

    #[test]
    fn a_crash_between_two_files_is_completed() {
        let (dir, place) = place();
        let edit = pending(Effect::Commit);
        Note::write(&place, &edit).unwrap();
        fs::write(dir.path().join("a"), "new a\n").unwrap();
        let became = resolve(&place);
        assert!(matches!(&became[..], [(_, Resolved::Committed(_))]), "{became:?}");
        assert_eq!(texts(&dir), ["new a\n", "new b\n"]);
        let logged = place.repository.find(&edit.id).unwrap();
        assert_eq!(RelPath::list(&logged.paths), "a and b");
        assert_eq!(resolve(&place), []);
    }

    #[test]
    fn without_a_commit_the_files_are_completed_too() {
        let (dir, place) = place();
        Note::write(&place, &pending(Effect::WriteOnly)).unwrap();
        fs::write(dir.path().join("b"), "new b\n").unwrap();
        assert!(matches!(&resolve(&place)[..], [(_, Resolved::Written)]));
        assert_eq!(texts(&dir), ["new a\n", "new b\n"]);
        assert_eq!(place.repository.log(9).unwrap(), []);
    }

    #[test]
    fn what_was_changed_after_a_crash_is_left_and_what_had_not_begun_is_forgotten() {
        let (dir, place) = place();
        Note::write(&place, &pending(Effect::Commit)).unwrap();
        assert!(matches!(&resolve(&place)[..], [(_, Resolved::NotWritten)]));
        assert_eq!(texts(&dir), ["old a\n", "old b\n"]);
        Note::write(&place, &pending(Effect::Commit)).unwrap();
        fs::write(dir.path().join("a"), "new a\n").unwrap();
        fs::write(dir.path().join("b"), "mine\n").unwrap();
        let changed = vec![RelPath::new("b").unwrap()];
        assert_eq!(resolve(&place)[0].1, Resolved::Superseded(changed));
        assert_eq!(texts(&dir), ["new a\n", "mine\n"]);
        assert_eq!(place.repository.log(9).unwrap(), []);
    }

    #[test]
    fn a_file_that_cannot_be_written_takes_back_those_before_it() {
        for effect in [Effect::Commit, Effect::WriteOnly] {
            let (dir, place) = place();
            fs::write(dir.path().join("b"), "mine\n").unwrap();
            let error =
                land(&place, &pending(effect), &|_| {}, &CancellationToken::new()).unwrap_err();
            assert!(matches!(error, EditError::Fs(FsError::Changed { .. })), "{error}");
            assert_eq!(texts(&dir), ["old a\n", "mine\n"]);
            assert_eq!(resolve(&place), [], "no note is left");
            assert_eq!(place.repository.log(9).unwrap(), []);
        }
    }

    #[test]
    fn what_somebody_changed_right_after_it_was_written_is_not_taken_back_and_is_named() {
        let (dir, place) = place();
        fs::write(dir.path().join("a"), "new a\nmine\n").unwrap();
        fs::write(dir.path().join("b"), "new b\n").unwrap();
        let error = restore(&place, &pending(Effect::Commit).files).unwrap_err();
        assert!(matches!(&error, EditError::NotRestored { paths } if paths.len() == 1), "{error}");
        assert!(error.to_string().ends_with("stays in part in a"), "{error}");
        assert_eq!(texts(&dir), ["new a\nmine\n", "old b\n"]);
    }
}
