//! Makes a commit HEAD's: the ref moves from the value that it was built on, the index follows.

use std::thread::sleep;

use git2::{ErrorCode, Oid, Repository};

use super::RecordError;
use super::head::Head;
use super::lock::PATIENCE;
use super::make::Made;
use super::record::Warning;
use super::staged::{Carried, Staged, Way};

/// A commit about to be published.
pub(super) struct Publication<'a> {
    pub(super) repo: &'a Repository,
    pub(super) staged: &'a Staged,
    /// HEAD as it was when the commit was built.
    pub(super) head: &'a Head,
    pub(super) made: &'a Made<'a>,
    /// The paths' ways from HEAD's versions to the commit's.
    pub(super) ways: &'a [Way<'a>],
    pub(super) scratch_name: &'a str,
}

impl Publication<'_> {
    /// Moves ref and index; the warnings are about what cannot be taken back any more.
    pub(super) fn publish(&self) -> Result<Vec<Warning>, RecordError> {
        let (lock, carried) = self.staged.prepare(self.repo, self.ways, self.scratch_name)?;
        // Under the index lock nobody switches branches.
        if Head::read(self.repo)? != *self.head {
            return Err(RecordError::HeadMoved);
        }
        self.move_ref()?;
        let why = lock.commit().err().map(|error| error.to_string());
        let warning = |(way, carried): (&Way<'_>, Carried)| {
            let path = way.path.clone();
            match (&why, carried) {
                (Some(why), _) => Some(Warning::IndexNotWritten { path, why: why.clone() }),
                (None, Carried::LeftAlone) => Some(Warning::StagedLeftAlone { path }),
                (None, Carried::Moved) => None,
            }
        };
        Ok(self.ways.iter().zip(carried).filter_map(warning).collect())
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
