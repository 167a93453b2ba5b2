//! Finds recorded edits in HEAD's history, by the trailers of their commits.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use git2::{Commit, DiffFormat, Oid};

use super::edits::EditRecord;
use super::head::{Head, changed_paths};
use super::message::Marks;
use super::{GitError, Repository};
use crate::protocol::{EditId, LoggedEdit, RelPath, ShowResult};

impl Repository {
    /// The recorded edits that HEAD's history holds, newest first, at most `limit`. Those that an
    /// undo, or a `git revert`, took back carry its commit.
    pub fn log(&self, limit: usize) -> Result<Vec<LoggedEdit>, GitError> {
        let mut edits = Vec::new();
        if limit > 0 {
            self.walk(|edit| {
                edits.push(edit);
                if edits.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        Ok(edits)
    }

    /// The one edit whose id starts with `prefix`.
    pub fn find(&self, prefix: &EditId) -> Result<LoggedEdit, GitError> {
        let full = prefix.as_str().len() == EditId::LEN;
        let mut found = Vec::new();
        self.walk(|edit| {
            if edit.id.as_str().starts_with(prefix.as_str()) {
                found.push(edit);
                if full {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        match found.pop() {
            None => Err(GitError::UnknownEdit { prefix: prefix.clone() }),
            Some(edit) if found.is_empty() => Ok(edit),
            Some(last) => Err(GitError::AmbiguousEdit {
                prefix: prefix.clone(),
                candidates: found.into_iter().chain([last]).map(|edit| edit.id).collect(),
            }),
        }
    }

    /// One edit in full. `id` may be a prefix.
    pub fn show(&self, id: &EditId) -> Result<ShowResult, GitError> {
        let edit = self.find(id)?;
        let repo = self.open()?;
        let commit = repo.find_commit(Oid::from_str(&edit.commit)?)?;
        let parent = commit.parents().next().map(|parent| parent.tree()).transpose()?;
        let diff = repo.diff_tree_to_tree(parent.as_ref(), Some(&commit.tree()?), None)?;
        let mut text = Vec::new();
        diff.print(DiffFormat::Patch, |_, _, line| {
            if matches!(line.origin(), '+' | '-' | ' ') {
                text.push(u8::try_from(line.origin()).unwrap_or(b' '));
            }
            text.extend_from_slice(line.content());
            true
        })?;
        let sketch =
            EditRecord::load(&self.state_dir(), &edit.id)?.and_then(|record| record.sketch);
        Ok(ShowResult {
            message: String::from_utf8_lossy(commit.message_bytes()).into_owned(),
            diff: String::from_utf8_lossy(&text).into_owned(),
            edit,
            sketch,
        })
    }

    /// Visits the edits, newest first.
    fn walk(&self, mut visit: impl FnMut(LoggedEdit) -> ControlFlow<()>) -> Result<(), GitError> {
        let repo = self.open()?;
        let Some(head) = Head::read(&repo)?.commit else { return Ok(()) };
        // Unsorted, libgit2 streams as `git log` does: by date, a parent after its child. Any
        // sorting would read the whole history before the first commit comes out.
        let mut walk = repo.revwalk()?;
        walk.push(head)?;
        let mut undone: HashMap<EditId, String> = HashMap::new();
        let mut reverted: HashMap<Oid, String> = HashMap::new();
        let mut seen = HashSet::new();
        for id in walk {
            let commit = repo.find_commit(id?)?;
            let message = String::from_utf8_lossy(commit.message_bytes());
            let marks = Marks::read(&message);
            // What was itself reverted took nothing back in the end.
            if !reverted.contains_key(&commit.id()) {
                let by = commit.id().to_string();
                for id in &marks.undone {
                    undone.entry(id.clone()).or_insert_with(|| by.clone());
                }
                for id in &marks.reverted {
                    reverted.entry(*id).or_insert_with(|| by.clone());
                }
            }
            for id in &marks.edits {
                if !seen.insert(id.clone()) {
                    continue;
                }
                let paths = self.paths_of(&repo, &commit, &marks, id)?;
                let Some(path) = paths.first().cloned() else { continue };
                let undone_by = undone.get(id).or(reverted.get(&commit.id())).cloned();
                let edit = LoggedEdit {
                    id: id.clone(),
                    commit: commit.id().to_string(),
                    path,
                    paths,
                    subject: message.lines().next().unwrap_or_default().to_owned(),
                    time: commit.time().seconds(),
                    model: marks.model.clone(),
                    undone_by,
                };
                if visit(edit).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The edited files in git's order: those that the commit changes; after a squash, those that
    /// are stored. None where neither tells.
    fn paths_of(
        &self,
        repo: &git2::Repository,
        commit: &Commit<'_>,
        marks: &Marks,
        id: &EditId,
    ) -> Result<Vec<RelPath>, GitError> {
        if commit.parent_count() > 1 {
            return Ok(Vec::new());
        }
        let parent = commit.parents().next().map(|parent| parent.tree()).transpose()?;
        let changed = changed_paths(repo, parent.as_ref(), Some(&commit.tree()?))?;
        if changed.len() != 1
            && let Some(record) = EditRecord::load(&self.state_dir(), id)?
        {
            let mut paths: Vec<RelPath> = record.files().map(|file| file.path.clone()).collect();
            paths.sort();
            return Ok(paths);
        }
        let whole = marks.edits.len() == 1 && marks.files == Some(changed.len());
        if changed.len() != 1 && !whole {
            return Ok(Vec::new());
        }
        Ok(changed.into_iter().filter_map(|path| RelPath::new(path).ok()).collect())
    }
}
