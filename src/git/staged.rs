//! The user's index: the edited paths' entries move along with HEAD, and nothing else changes.
//!
//! The new index is prepared in full under git's own lock before the ref moves, and renamed into
//! place right after, so that no other process sees one without the other for long.

use std::fs;
use std::path::{Path, PathBuf};

use git2::{Index, IndexEntry, IndexTime, Oid, Repository};

use super::head::Entry;
use super::lock::FileLock;
use super::three_way::{self, ThreeWay};
use super::{RecordError, stat};
use crate::protocol::RelPath;

/// `CE_INTENT_TO_ADD` of git's read-cache.h: `git add -N`.
const INTENT_TO_ADD: u16 = 1 << 13;

/// One step of HEAD's version of the path: from the blob (none: no file) to the blob.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) from: Option<Oid>,
    pub(super) to: Oid,
}

/// A path's way from HEAD's version to the commit's.
#[derive(Debug)]
pub(super) struct Way<'a> {
    pub(super) path: &'a RelPath,
    pub(super) steps: Vec<Step>,
    /// Where it has come to; none where HEAD has no such file and no step was taken.
    pub(super) now: Option<Entry>,
}

impl Way<'_> {
    /// Goes on to `entry`.
    pub(super) fn step(&mut self, entry: Entry) {
        self.steps.push(Step { from: self.now.map(|entry| entry.id), to: entry.id });
        self.now = Some(entry);
    }
}

/// What became of a path's entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// It holds what was staged, and the edit.
    Moved,
    /// What is staged conflicts with the edit: the entry stays.
    LeftAlone,
}

/// Refuses an index that libgit2 cannot read: a sparse or a split one.
pub(super) fn check(repo: &Repository) -> Result<(), RecordError> {
    match repo.index() {
        Ok(_) => Ok(()),
        Err(error) => {
            let path = repo.path().join("index");
            Err(RecordError::Index { path, why: error.message().to_owned() })
        }
    }
}

/// The index of a worktree.
#[derive(Debug)]
pub(super) struct Staged {
    path: PathBuf,
    scratch: PathBuf,
}

impl Staged {
    /// The index of `repo`; copies are made under `scratch`.
    pub(super) fn of(repo: &Repository, scratch: &Path) -> Self {
        Self { path: repo.path().join("index"), scratch: scratch.to_path_buf() }
    }

    /// A private copy of the index, opened. Read under no lock unless the caller holds it.
    fn copy(&self, name: &str) -> Result<Copy, RecordError> {
        // Taken first: an older time than the copy's own only marks more entries as racy.
        let written = modified(&self.path);
        let io = |error: std::io::Error| self.wrong(error.to_string());
        fs::create_dir_all(&self.scratch).map_err(io)?;
        let file = TempFile(self.scratch.join(name));
        match fs::copy(&self.path, &file.0) {
            Ok(_) => {}
            // A repository where nothing was ever added has none.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let _ = fs::remove_file(&file.0);
            }
            Err(error) => return Err(io(error)),
        }
        let index = Index::open(&file.0).map_err(|error| self.wrong(error.message().to_owned()))?;
        Ok(Copy { index, file, written })
    }

    /// What the index says of `path`, for a decision that is taken before any lock.
    pub(super) fn look(&self, path: &RelPath, name: &str) -> Result<Look, RecordError> {
        let Copy { index, file: _file, .. } = self.copy(name)?;
        if (1..=3).any(|stage| index.get_path(&path.to_path(), stage).is_some()) {
            return Err(RecordError::Unmerged { path: path.clone() });
        }
        Ok(match index.get_path(&path.to_path(), 0) {
            Some(_) => Look::Present,
            None => Look::Absent,
        })
    }

    /// Locks the index and prepares the one in which each path's entry has gone its way.
    pub(super) fn prepare(
        &self,
        repo: &Repository,
        ways: &[Way<'_>],
        name: &str,
    ) -> Result<(FileLock, Vec<Carried>), RecordError> {
        let mut lock = FileLock::acquire(&self.path)?;
        let Copy { mut index, file, written } = self.copy(name)?;
        smudge_racy(&mut index, written)?;
        let mut carried = Vec::with_capacity(ways.len());
        for way in ways {
            carried.push(go(repo, &mut index, way)?);
        }
        index.write()?;
        let content = fs::read(&file.0).map_err(|error| self.wrong(error.to_string()))?;
        lock.write(&content)?;
        Ok((lock, carried))
    }

    /// Writes at `at` an index that holds exactly `tree`. What the user's index knows of unchanged
    /// files (size, times) is taken over, so that hooks need not read every file again.
    pub(super) fn write_tree_index(
        &self,
        tree: &git2::Tree<'_>,
        name: &str,
    ) -> Result<TempFile, RecordError> {
        let Copy { index: mine, file, written } = self.copy(name)?;
        let known: Vec<IndexEntry> = mine.iter().filter(|entry| stage(entry) == 0).collect();
        drop(mine);
        let _ = fs::remove_file(&file.0);
        let mut index = Index::open(&file.0)?;
        index.read_tree(tree)?;
        for entry in known {
            let path = Path::new(std::str::from_utf8(&entry.path).unwrap_or_default());
            let same = index
                .get_path(path, 0)
                .is_some_and(|other| other.id == entry.id && other.mode == entry.mode);
            if same && !path.as_os_str().is_empty() {
                index.add(&entry)?;
            }
        }
        smudge_racy(&mut index, written)?;
        index.write()?;
        Ok(file)
    }

    fn wrong(&self, why: String) -> RecordError {
        RecordError::Index { path: self.path.clone(), why }
    }
}

/// A private copy of the index.
struct Copy {
    index: Index,
    /// Where it is; gone when this is dropped.
    file: TempFile,
    /// When the original was last written: seconds since the epoch.
    written: Option<i64>,
}

/// Whether the index has an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// It has, staged or merely intended (`git add -N`).
    Present,
    /// It has not.
    Absent,
}

/// A file that goes when its owner does.
#[derive(Debug)]
pub(super) struct TempFile(pub(super) PathBuf);

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Lets one path's entry go its way.
fn go(repo: &Repository, index: &mut Index, way: &Way<'_>) -> Result<Carried, git2::Error> {
    let Way { path, steps, now: Some(last) } = way else { return Ok(Carried::Moved) };
    match index.get_path(&path.to_path(), 0) {
        Some(entry) => {
            let target = match entry.flags_extended & INTENT_TO_ADD {
                0 => carry(repo, entry.id, steps)?,
                _ => Some(last.id),
            };
            let Some(id) = target else { return Ok(Carried::LeftAlone) };
            index.add(&stat::fill(repo, path, moved(entry, id)))?;
        }
        None if steps.first().is_some_and(|step| step.from.is_none()) => {
            index.add(&stat::fill(repo, path, fresh(path, *last)))?;
        }
        // Staged for deletion by the user: so it stays.
        None => {}
    }
    Ok(Carried::Moved)
}

/// The staged blob after the steps; none where it conflicts with one.
fn carry(repo: &Repository, staged: Oid, steps: &[Step]) -> Result<Option<Oid>, git2::Error> {
    let mut now = staged;
    for step in steps {
        if Some(now) == step.from || now == step.to {
            now = step.to;
            continue;
        }
        // Staged and new in HEAD, each with its own text: nothing that both came from.
        let Some(from) = step.from else { return Ok(None) };
        let text = |id| repo.find_blob(id).map(|blob| blob.content().to_vec());
        match three_way::carry(&text(from)?, &text(now)?, &text(step.to)?)? {
            ThreeWay::Clean(text) => now = repo.blob(&text)?,
            ThreeWay::Conflict(_) => return Ok(None),
        }
    }
    Ok(Some(now))
}

/// The entry with another blob. Its flags stay but for the intent to add.
fn moved(entry: IndexEntry, id: Oid) -> IndexEntry {
    let flags_extended = entry.flags_extended & !INTENT_TO_ADD;
    IndexEntry { id, flags_extended, ..entry }
}

fn fresh(path: &RelPath, entry: Entry) -> IndexEntry {
    let zero = IndexTime::new(0, 0);
    IndexEntry {
        ctime: zero,
        mtime: zero,
        dev: 0,
        ino: 0,
        mode: u32::from(entry.mode),
        uid: 0,
        gid: 0,
        file_size: 0,
        id: entry.id,
        flags: 0,
        flags_extended: 0,
        path: path.as_str().as_bytes().to_vec(),
    }
}

fn stage(entry: &IndexEntry) -> u16 {
    (entry.flags >> 12) & 3
}

/// Zeroes the size of entries whose file is as new as the index itself.
///
/// Git cannot tell by time whether such a file changed after it was added, and compares content as
/// long as the index is no newer than the file. A rewritten index is newer, so whoever rewrites it
/// has to leave a mark (git's Documentation/technical/racy-git.txt).
///
/// Whole seconds are compared, as a git does that was built without `USE_NSEC`.
fn smudge_racy(index: &mut Index, written: Option<i64>) -> Result<(), git2::Error> {
    let Some(written) = written else { return Ok(()) };
    let racy: Vec<IndexEntry> = index
        .iter()
        .filter(|entry| {
            let modified = i64::from(entry.mtime.seconds());
            stage(entry) == 0 && modified != 0 && modified >= written
        })
        .collect();
    for entry in racy {
        index.add(&IndexEntry { file_size: 0, ..entry })?;
    }
    Ok(())
}

fn modified(path: &Path) -> Option<i64> {
    let time = fs::metadata(path).ok()?.modified().ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
