//! What clients ask a daemon for.

use std::sync::atomic::Ordering;
use std::time::Instant;

use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;

use super::Daemon;
use crate::edit::{self, Audience, Draft, EditError, Landing, Merged, Message, Snapshot};
use crate::merge::Options;
use crate::protocol::{
    ApplyParams, BlocksParams, BlocksResult, EditParams, EditResult, LogParams, LogResult,
    ShowParams, ShowResult, StatusResult, Step, UndoParams, UndoResult,
};
use crate::watch::Mode;

/// Edits that `log` lists where the client names no limit.
const LOGGED: usize = 50;

/// Told of each step of a request, from whatever thread is at work.
pub type Told = std::sync::Arc<dyn Fn(Step) + Send + Sync>;

impl Daemon {
    /// `edit`.
    pub async fn edit(
        &self,
        params: EditParams,
        told: Told,
        cancel: CancellationToken,
    ) -> Result<EditResult, EditError> {
        let _active = self.active();
        let started = Instant::now();
        let mut paths = vec![params.path];
        for path in params.more {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let beside = params.ask.context.clone();
        let (snapshots, context) = self
            .place
            .blocking(move |place| {
                let take = |path| Snapshot::take(place, path, Audience::Model);
                let context: Result<Vec<_>, _> = beside.iter().map(take).collect();
                let snapshots: Result<Vec<_>, _> = paths.iter().map(take).collect();
                Ok((snapshots?, context?))
            })
            .await?;
        let took = started.elapsed().as_secs_f64();
        let request = edit::Request {
            instruction: params.instruction.clone(),
            settings: params.model,
            options: params.ask,
            context,
        };
        let merged = edit::ask(&self.place, snapshots, request, &*told, &cancel).await?;
        let landing = Landing {
            effect: params.effect,
            dirty: params.dirty,
            message: Message::Instruction(params.instruction),
            wording: params.wording,
        };
        self.land(merged.after("snapshot", took), landing, told, cancel).await
    }

    /// `apply`.
    pub async fn apply(
        &self,
        params: ApplyParams,
        told: Told,
        cancel: CancellationToken,
    ) -> Result<EditResult, EditError> {
        let _active = self.active();
        let ApplyParams { path, sketch, message, at, wording, effect, dirty } = params;
        let message = message.map_or(Message::Report, Message::Given);
        let options = Options { at, ..Options::default() };
        let landing = Landing { effect, dirty, message, wording };
        told(Step::Merging);
        let merge = move |place: &edit::Place| {
            let started = Instant::now();
            let snapshot = Snapshot::take(place, &path, Audience::Caller)?;
            let took = started.elapsed().as_secs_f64();
            let draft = Draft::of_caller(snapshot, sketch);
            Ok(Merged::of(draft, &options)?.after("snapshot", took))
        };
        let merged = self.place.blocking(merge).await?;
        self.land(merged, landing, told, cancel).await
    }

    /// Writes and commits, one edit at a time.
    async fn land(
        &self,
        merged: Merged,
        landing: Landing,
        told: Told,
        cancel: CancellationToken,
    ) -> Result<EditResult, EditError> {
        let turn = self.turn(&cancel).await?;
        self.place
            .blocking(move |place| {
                let landed = merged.land(place, landing, &*told, &cancel);
                drop(turn);
                landed
            })
            .await
    }

    /// Waits until no other edit writes or commits.
    async fn turn(&self, cancel: &CancellationToken) -> Result<OwnedMutexGuard<()>, EditError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(EditError::Cancelled),
            turn = self.writing.clone().lock_owned() => Ok(turn),
        }
    }

    /// `undo`.
    pub async fn undo(
        &self,
        params: UndoParams,
        told: Told,
        cancel: CancellationToken,
    ) -> Result<UndoResult, EditError> {
        let _active = self.active();
        let turn = self.turn(&cancel).await?;
        self.place
            .blocking(move |place| {
                let undone = edit::undo(place, params.id.as_ref(), &*told, &cancel);
                drop(turn);
                undone
            })
            .await
    }

    /// `log`.
    pub async fn log(&self, params: LogParams) -> Result<LogResult, EditError> {
        let limit = params.limit.unwrap_or(LOGGED);
        self.place
            .blocking(move |place| Ok(LogResult { edits: place.repository().log(limit)? }))
            .await
    }

    /// `show`.
    pub async fn show(&self, params: ShowParams) -> Result<ShowResult, EditError> {
        self.place.blocking(move |place| Ok(place.repository().show(&params.id)?)).await
    }

    /// `blocks`.
    pub async fn blocks(&self, params: BlocksParams) -> Result<BlocksResult, EditError> {
        self.place
            .blocking(move |place| {
                let snapshot = Snapshot::take(place, &params.path, Audience::Caller)?;
                let index = snapshot.index();
                Ok(BlocksResult {
                    language: index.language().name.to_owned(),
                    blob: index.blob().to_string(),
                    blocks: index.blocks(),
                    path: params.path,
                })
            })
            .await
    }

    /// `status`.
    pub fn status(&self) -> StatusResult {
        let holdings = self.place.store().holdings();
        StatusResult {
            root: self.root().display().to_string(),
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").into(),
            uptime: self.life.age().as_secs_f64(),
            indexed_files: holdings.files,
            indexed_bytes: holdings.text_bytes,
            warming: self.warmth.is_scanning(),
            watch: match self.warmth.mode() {
                Mode::Watching => "watching".into(),
                Mode::Polling { why } => format!("polling: {why}"),
            },
            active_edits: self.active_edits.load(Ordering::Relaxed),
            idle_timeout: self.options.idle_timeout.as_secs(),
            log: self.log.display().to_string(),
        }
    }

    /// Counts an edit as under way for as long as the guard lives.
    fn active(&self) -> Active<'_> {
        self.active_edits.fetch_add(1, Ordering::Relaxed);
        Active(self)
    }
}

struct Active<'a>(&'a Daemon);

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.active_edits.fetch_sub(1, Ordering::Relaxed);
    }
}
