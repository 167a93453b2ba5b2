//! What the index remembers of a file on disk, so that git need not read it to know it unchanged.

use git2::{IndexEntry, IndexTime, Oid, Repository};

use super::clean;
use crate::protocol::RelPath;

/// Gives `entry` the sizes and times of the worktree's file, if that file's content is the blob
/// `entry.id`; else zeroes, which make git compare content when it next looks.
pub(super) fn fill(repo: &Repository, path: &RelPath, entry: IndexEntry) -> IndexEntry {
    let zero = IndexTime::new(0, 0);
    let unknown = IndexEntry {
        ctime: zero,
        mtime: zero,
        dev: 0,
        ino: 0,
        uid: 0,
        gid: 0,
        file_size: 0,
        ..entry
    };
    match of_file(repo, path, unknown.id) {
        Some(known) => IndexEntry {
            mode: unknown.mode,
            id: unknown.id,
            flags: unknown.flags,
            flags_extended: unknown.flags_extended,
            path: unknown.path,
            ..known
        },
        None => unknown,
    }
}

/// The fields that git's `fill_stat_data` (statinfo.c) takes from the file, cut to 32 bits as
/// there; none where the file is not the blob, or was written while it was being looked at.
#[cfg(unix)]
fn of_file(repo: &Repository, path: &RelPath, id: Oid) -> Option<IndexEntry> {
    use std::os::unix::fs::MetadataExt as _;
    let file = repo.workdir()?.join(path.to_path());
    let before = file.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    let text = std::fs::read_to_string(&file).ok()?;
    if clean::blob(repo, path, &text).ok()? != id {
        return None;
    }
    let after = file.symlink_metadata().ok()?;
    let times = |m: &std::fs::Metadata| (m.ctime(), m.ctime_nsec(), m.mtime(), m.mtime_nsec());
    if times(&before) != times(&after)
        || (before.ino(), before.size()) != (after.ino(), after.size())
    {
        return None;
    }
    let time = |seconds: i64, nanoseconds: i64| -> Option<IndexTime> {
        Some(IndexTime::new(i32::try_from(seconds).ok()?, u32::try_from(nanoseconds).ok()?))
    };
    let low = |wide: u64| (wide & u64::from(u32::MAX)) as u32;
    Some(IndexEntry {
        ctime: time(after.ctime(), after.ctime_nsec())?,
        mtime: time(after.mtime(), after.mtime_nsec())?,
        dev: low(after.dev()),
        ino: low(after.ino()),
        mode: 0,
        uid: after.uid(),
        gid: after.gid(),
        file_size: low(after.size()),
        id,
        flags: 0,
        flags_extended: 0,
        path: Vec::new(),
    })
}

#[cfg(not(unix))]
fn of_file(_: &Repository, _: &RelPath, _: Oid) -> Option<IndexEntry> {
    None
}
