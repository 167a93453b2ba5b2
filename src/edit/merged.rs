//! A draft merged into the file, and what becomes of it.

use std::collections::BTreeMap;
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::carry::carry;
use super::journal::{FileTexts, Pending};
use super::land::land;
use super::words::{self, Words};
use super::{Draft, EditError, Place, Progress, diff};
use crate::fs::FsError;
use crate::index::Index;
use crate::merge::{self, Options, Refusal, Report, Splice};
use crate::model;
use crate::protocol::{Asking, DirtyPolicy, EditId, EditResult, Effect, Tokens, Wording};

/// How often a file that keeps changing is merged into anew.
const ATTEMPTS: usize = 4;

/// What is to become of a merged draft.
#[derive(Debug, Clone)]
pub struct Landing {
    /// Is it written, and committed?
    pub effect: Effect,
    /// What is done about the user's own lines.
    pub dirty: DirtyPolicy,
    /// What was asked for, in words: the commit's message.
    pub message: Message,
    /// How the commit is worded beside that.
    pub wording: Wording,
}

/// What a commit's message is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// An instruction.
    Instruction(String),
    /// A message as it is to be.
    Given(String),
    /// What the merge did.
    Report,
}

/// A draft whose merge is decided.
#[derive(Debug)]
pub struct Merged {
    draft: Draft,
    splices: Vec<Splice>,
    report: Report,
    seconds: BTreeMap<String, f64>,
    asking: Option<Asking>,
}

impl Merged {
    /// Merges the draft's sketch into its snapshot.
    pub fn of(draft: Draft, options: &Options) -> Result<Self, EditError> {
        Self::by(draft, |index, sketch| merge::merge(index, sketch, options))
    }

    /// Merges the draft by a function of its own: index and sketch to what becomes of the file.
    pub(super) fn by(
        draft: Draft,
        merge: impl FnOnce(&Index, &str) -> Result<merge::Merged, Refusal>,
    ) -> Result<Self, EditError> {
        let started = Instant::now();
        match merge(draft.snapshot.index(), &draft.sketch) {
            Ok(merged) => Ok(Self {
                draft,
                asking: None,
                splices: merged.splices,
                report: merged.report,
                seconds: BTreeMap::from([("merge".into(), started.elapsed().as_secs_f64())]),
            }),
            Err(refusal) => {
                Err(EditError::Refused { refusal: Box::new(refusal), sketch: draft.sketch })
            }
        }
    }

    /// Notes how long a phase took that ended before the merge.
    #[must_use]
    pub fn after(mut self, phase: &str, seconds: f64) -> Self {
        self.seconds.insert(phase.into(), seconds);
        self
    }

    /// Notes how the model was asked, and what that cost in all.
    #[must_use]
    pub(super) fn asked(mut self, tokens: Tokens, asking: Asking) -> Self {
        self.draft.tokens = tokens;
        self.asking = Some(asking);
        self
    }

    /// Writes and commits, onto the file as it is now: a block that was changed since the snapshot
    /// and is not this edit's keeps its change.
    ///
    /// To be called by one thread at a time for a worktree.
    pub fn land(
        self,
        place: &Place,
        landing: Landing,
        progress: Progress<'_>,
        cancel: &CancellationToken,
    ) -> Result<EditResult, EditError> {
        let id = EditId::random();
        let mut attempt = 1;
        loop {
            let (before, after) = self.texts(place)?;
            let tokens = Tokens { full_rewrite: model::count_tokens(&after), ..self.draft.tokens };
            let pending = self.pending(&id, before, after, &tokens, &landing);
            match land(place, &pending, progress, cancel) {
                Err(EditError::Fs(FsError::Changed { .. })) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
                Ok(landed) => {
                    let mut seconds = self.seconds;
                    if landed.write > 0.0 {
                        seconds.insert("write".into(), landed.write);
                    }
                    if landed.record > 0.0 {
                        seconds.insert("record".into(), landed.record);
                    }
                    return Ok(EditResult {
                        diff: diff::unified_all(&pending.files),
                        path: self.draft.snapshot.path().clone(),
                        id,
                        outcome: landed.outcome,
                        report: self.report,
                        asking: self.asking,
                        sketch: self.draft.sketch,
                        tokens,
                        seconds,
                        warnings: landed.warnings,
                    });
                }
            }
        }
    }

    /// The file as it is now, and as it is to be.
    fn texts(&self, place: &Place) -> Result<(String, String), EditError> {
        let snapshot = &self.draft.snapshot;
        let path = snapshot.path();
        let sketch = || self.draft.sketch.clone();
        let now = match place.root.read_text(path, place.max_file) {
            Ok(now) => now,
            Err(FsError::Missing { .. }) => {
                return Err(EditError::Gone { path: path.clone(), sketch: sketch() });
            }
            Err(error) => return Err(error.into()),
        };
        let index = snapshot.index();
        let conflict =
            |blocks| EditError::Conflict { path: path.clone(), blocks, sketch: sketch() };
        let after = carry(index, &self.splices, &now).map_err(conflict)?;
        if now != index.text() {
            // Each is in order alone; both together must be as well.
            let errors = |text: &str| Index::new(index.language(), text).syntax_errors();
            if errors(&after) > errors(&now) {
                return Err(conflict(Vec::new()));
            }
        }
        Ok((now, after))
    }

    fn pending(
        &self,
        id: &EditId,
        before: String,
        after: String,
        tokens: &Tokens,
        landing: &Landing,
    ) -> Pending {
        let Draft { snapshot, sketch, author, .. } = &self.draft;
        let path = snapshot.path();
        let mut files = Vec::new();
        if before != after {
            files.push(FileTexts { path: path.clone(), before, after });
        }
        let words = match &landing.message {
            Message::Instruction(said) => Words::of_instruction(said),
            Message::Given(said) => Words::of_message(said),
            Message::Report => Words::of_report(&self.report, path),
        };
        Pending {
            id: id.clone(),
            files,
            effect: landing.effect,
            subject: words.prefixed(landing.wording.prefix.as_deref()),
            body: words.body,
            trailers: words::trailers(author, tokens, landing.wording.attribution),
            dirty: landing.dirty,
            undoes: false,
            sketch: Some(sketch.clone()),
        }
    }
}
