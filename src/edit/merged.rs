//! Drafts merged into their files, and what becomes of them.

use std::collections::BTreeMap;
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::carry::carry;
use super::journal::{FileTexts, Pending};
use super::land::land;
use super::words::{self, Words};
use super::{Author, Draft, EditError, Place, Progress, Snapshot, diff};
use crate::fs::FsError;
use crate::index::Index;
use crate::merge::{self, Options, Refusal, Report, Splice};
use crate::model;
use crate::protocol::{
    Asking, DirtyPolicy, EditId, EditResult, EditedFile, Effect, Tokens, Wording,
};

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

/// A draft, or several of one reply, whose merge is decided.
#[derive(Debug)]
pub struct Merged {
    /// One at least.
    parts: Vec<Part>,
    sketch: String,
    author: Author,
    tokens: Tokens,
    seconds: BTreeMap<String, f64>,
    asking: Option<Asking>,
}

/// What becomes of one file.
#[derive(Debug)]
struct Part {
    snapshot: Snapshot,
    splices: Vec<Splice>,
    report: Report,
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
        let Draft { snapshot, sketch, author, tokens } = draft;
        match merge(snapshot.index(), &sketch) {
            Ok(merge::Merged { splices, report, .. }) => Ok(Self {
                parts: vec![Part { snapshot, splices, report }],
                sketch,
                author,
                tokens,
                asking: None,
                seconds: BTreeMap::from([("merge".into(), started.elapsed().as_secs_f64())]),
            }),
            Err(refusal) => Err(EditError::Refused { refusal: Box::new(refusal), sketch }),
        }
    }

    /// Merges the drafts of several files, all or none. `reply` is what they are parts of.
    pub(super) fn all(first: Draft, more: Vec<Draft>, reply: String) -> Result<Self, EditError> {
        let started = Instant::now();
        let each = |draft: Draft| {
            let path = draft.snapshot.path().clone();
            Self::of(draft, &Options::default()).map_err(|error| match error {
                EditError::Refused { mut refusal, .. } => {
                    refusal.why = format!("in {path}: {}", refusal.why);
                    EditError::Refused { refusal, sketch: reply.clone() }
                }
                error => error,
            })
        };
        let mut merged = each(first)?;
        for draft in more {
            merged.parts.extend(each(draft)?.parts);
        }
        // A file that was shown and not changed is no part of the edit, unless that is all there is.
        if merged.parts.iter().any(|part| !part.splices.is_empty()) {
            merged.parts.retain(|part| !part.splices.is_empty());
        }
        merged.sketch = reply;
        Ok(merged.after("merge", started.elapsed().as_secs_f64()))
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
        self.tokens = tokens;
        self.asking = Some(asking);
        self
    }

    /// Writes and commits, onto the files as they are now: a block that was changed since the
    /// snapshot and is not this edit's keeps its change. All files are written, or none.
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
            let files = self.texts(place)?;
            let full_rewrite = files.iter().map(|file| model::count_tokens(&file.after)).sum();
            let tokens = Tokens { full_rewrite, ..self.tokens };
            let pending = self.pending(&id, files, &tokens, &landing);
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
                        path: self.parts[0].snapshot.path().clone(),
                        id,
                        outcome: landed.outcome,
                        report: self.parts[0].report.clone(),
                        files: self.parts.into_iter().map(Part::edited).collect(),
                        asking: self.asking,
                        sketch: self.sketch,
                        tokens,
                        seconds,
                        warnings: landed.warnings,
                    });
                }
            }
        }
    }

    /// The files as they are now, and as they are to be.
    fn texts(&self, place: &Place) -> Result<Vec<FileTexts>, EditError> {
        self.parts.iter().map(|part| self.text(part, place)).collect()
    }

    fn text(&self, part: &Part, place: &Place) -> Result<FileTexts, EditError> {
        let snapshot = &part.snapshot;
        let path = snapshot.path();
        let sketch = || self.sketch.clone();
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
        let after = carry(index, &part.splices, &now).map_err(conflict)?;
        if now != index.text() {
            // Each is in order alone; both together must be as well.
            let errors = |text: &str| place.store.index(index.language(), text).syntax_errors();
            if errors(&after) > errors(&now) {
                return Err(conflict(Vec::new()));
            }
        }
        Ok(FileTexts { path: path.clone(), before: now, after })
    }

    fn pending(
        &self,
        id: &EditId,
        mut files: Vec<FileTexts>,
        tokens: &Tokens,
        landing: &Landing,
    ) -> Pending {
        files.retain(|file| file.before != file.after);
        let first = &self.parts[0];
        let words = match &landing.message {
            Message::Instruction(said) => Words::of_instruction(said),
            Message::Given(said) => Words::of_message(said),
            Message::Report => Words::of_report(&first.report, first.snapshot.path()),
        };
        Pending {
            id: id.clone(),
            files,
            effect: landing.effect,
            subject: words.prefixed(landing.wording.prefix.as_deref()),
            body: words.body,
            trailers: words::trailers(&self.author, tokens, landing.wording.attribution),
            dirty: landing.dirty,
            undoes: false,
            sketch: Some(self.sketch.clone()),
        }
    }
}

impl Part {
    fn edited(self) -> EditedFile {
        EditedFile { path: self.snapshot.path().clone(), report: self.report }
    }
}
