//! Makes a commit HEAD's: the ref moves from the value that it was built on, the index follows.

use std::thread::sleep;

use git2::{ErrorCode, Oid, Repository};

use super::RecordError;
use super::head::Head;
use super::lock::PATIENCE;
use super::make::Made;
use super::record::Warning;
use super::staged::{Carried, Staged, Step};
use crate::protocol::RelPath;

/// A commit about to be published.
pub(super) struct Publication<'a> {
    pub(super) repo: &'a Repository,
    pub(super) staged: &'a Staged,
    pub(super) path: &'a RelPath,
    /// HEAD as it was when the commit was built.
    pub(super) head: &'a Head,
    pub(super) made: &'a Made<'a>,
    /// The path's way from HEAD's version to the commit's.
    pub(super) steps: &'a [Step],
    pub(super) scratch_name: &'a str,
}

impl Publication<'_> {
    /// Moves ref and index; the warning is about what cannot be taken back any more.
    pub(super) fn publish(&self) -> Result<Option<Warning>, RecordError> {
        let (lock, carried) = self.staged.prepare(
            self.repo,
            self.path,
            self.steps,
            self.made.entry,
            self.scratch_name,
        )?;
        // Under the index lock nobody switches branches.
        if Head::read(self.repo)? != *self.head {
            return Err(RecordError::HeadMoved);
        }
        self.move_ref()?;
        let path = self.path.clone();
        Ok(match (lock.commit(), carried) {
            (Err(error), _) => Some(Warning::IndexNotWritten { path, why: error.to_string() }),
            (Ok(()), Carried::LeftAlone) => Some(Warning::StagedLeftAlone { path }),
            (Ok(()), Carried::Moved) => None,
        })
    }

    fn move_ref(&self) -> Result<(), RecordError> {
        let Head { refname, commit: old } = self.head;
        let kind = if old.is_some() { "commit" } else { "commit (initial)" };
        let summary = self.made.commit.summary().ok().flatten().unwrap_or_default();
        let log = format!("{kind}: {summary}");
        // The zero id stands for a ref that must not exist.
        let old = old.unwrap_or(Oid::ZERO_SHA1);
        let mut waits = PATIENCE.iter();
        loop {
            let new = self.made.commit.id();
            match self.repo.reference_matching(refname, new, true, old, &log) {
                Ok(_) => return Ok(()),
                Err(error) => match (error.code(), waits.next()) {
                    (ErrorCode::Modified | ErrorCode::Exists | ErrorCode::NotFound, _) => {
                        return Err(RecordError::HeadMoved);
                    }
                    (ErrorCode::Locked, Some(wait)) => sleep(*wait),
                    (ErrorCode::Locked, None) => {
                        let path = self.repo.commondir().join(refname);
                        return Err(RecordError::Locked { path });
                    }
                    _ => return Err(error.into()),
                },
            }
        }
    }
}
