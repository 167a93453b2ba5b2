//! Requests, results, notifications and error codes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AskOptions, Asking, EditId, ModelSettings, Question, RelPath, RequestId, Wording};
use crate::merge::{BlockRef, Refusal, Report};

/// The version that `initialize` agrees on. A daemon that speaks another one drains and leaves.
pub const PROTOCOL_VERSION: u32 = 1;

/// What a client says first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InitializeParams {
    /// [`PROTOCOL_VERSION`] of the client.
    pub protocol: u32,
    /// Name and version of the client, for the log.
    pub client: String,
}

/// What the daemon answers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InitializeResult {
    /// [`PROTOCOL_VERSION`] of the daemon.
    pub protocol: u32,
    /// The daemon's package version.
    pub version: String,
    /// The daemon's process id.
    pub pid: u32,
    /// The worktree's root.
    pub root: String,
}

/// The line that `codegend` prints on stdout when its daemon, or another one, is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ready {
    /// The daemon's process id.
    pub pid: u32,
    /// Path of its socket.
    pub socket: String,
}

/// The line that `codegend` prints on stdout when no daemon could be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StartError {
    /// One line.
    pub error: String,
    /// The way out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What becomes of a merged edit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Write the file and record a commit.
    #[default]
    Commit,
    /// Write the file only.
    WriteOnly,
    /// Write nothing; answer with the diff.
    DryRun,
}

/// What is done about the user's own uncommitted lines where the edit touches them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DirtyPolicy {
    /// First a commit of the user's version of that file, then the edit's.
    #[default]
    Snapshot,
    /// One commit that holds both.
    Include,
    /// Apply, but do not commit.
    Refuse,
}

/// `edit`: ask the model for a sketch and apply it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditParams {
    /// The file to edit.
    pub path: RelPath,
    /// More files to edit in one go: all are changed, or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<RelPath>,
    /// What to do, in words.
    pub instruction: String,
    /// Where the model is.
    pub model: ModelSettings,
    /// How it is asked.
    #[serde(default)]
    pub ask: AskOptions,
    /// How the commit is worded.
    #[serde(default)]
    pub wording: Wording,
    /// What becomes of the merged edit.
    #[serde(default)]
    pub effect: Effect,
    /// What is done about the user's own lines.
    #[serde(default)]
    pub dirty: DirtyPolicy,
}

/// `apply`: apply a sketch from the caller; no model.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplyParams {
    /// The file to edit.
    pub path: RelPath,
    /// The sketch, as a model writes it.
    pub sketch: String,
    /// The commit's subject; none: made from the report.
    pub message: Option<String>,
    /// Picks one block where the sketch is ambiguous: a key or a line number.
    #[serde(default)]
    pub at: Option<String>,
    /// How the commit is worded.
    #[serde(default)]
    pub wording: Wording,
    /// What becomes of the merged edit.
    #[serde(default)]
    pub effect: Effect,
    /// What is done about the user's own lines.
    #[serde(default)]
    pub dirty: DirtyPolicy,
}

/// The answer to `edit` and `apply`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditResult {
    /// The edit's id.
    pub id: EditId,
    /// The edited file, or the first of them.
    pub path: RelPath,
    /// What happened to the files and the repository.
    pub outcome: EditOutcome,
    /// Unified diff of the files, before against after; empty when nothing changed.
    pub diff: String,
    /// What the merge did to that file, block by block.
    pub report: Report,
    /// Each edited file, and what the merge did to it.
    #[serde(default)]
    pub files: Vec<EditedFile>,
    /// The sketch that was merged.
    pub sketch: String,
    /// Tokens sent, received, and saved.
    pub tokens: Tokens,
    /// How the model was asked; none where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asking: Option<Asking>,
    /// Seconds a phase: `snapshot`, `model`, `merge`, `write`, `record`; and `first-hunk`, from the
    /// question to the first change that could be shown.
    pub seconds: BTreeMap<String, f64>,
    /// What did not go as it should although the edit is done; a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// One edited file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EditedFile {
    /// The file.
    pub path: RelPath,
    /// What the merge did, block by block.
    pub report: Report,
}

/// How an edit ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum EditOutcome {
    /// Written and committed.
    Committed {
        /// The commit's full hexadecimal id.
        commit: String,
        /// The commit of the user's own version that went before it, where one had to.
        snapshot: Option<String>,
    },
    /// Written, by request not committed.
    Written,
    /// Written, but not committed: why not.
    Uncommitted {
        /// One line.
        why: String,
    },
    /// Nothing was written, by request.
    DryRun,
    /// The sketch says what the file already is.
    Unchanged,
}

/// Token counts of one edit. Counted with o200k where the provider reports none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tokens {
    /// Tokens of the prompt.
    pub sent: u64,
    /// Tokens of the reply.
    pub received: u64,
    /// Tokens that a reply with the whole new file would have had.
    pub full_rewrite: u64,
    /// True where the provider reported `sent` and `received`.
    pub reported: bool,
    /// Of `sent`: those from the provider's cache, where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<u64>,
    /// Of `received`: thoughts, where the provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<u64>,
    /// Predicted tokens that were right, where the provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<u64>,
    /// Predicted tokens that were wrong, where the provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<u64>,
}

/// `undo`: reverse one edit by a revert commit.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct UndoParams {
    /// Id or unique prefix; none: the newest edit that is not undone.
    pub id: Option<EditId>,
}

/// The answer to `undo`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UndoResult {
    /// The edit that was undone.
    pub id: EditId,
    /// The edited file, or the first of them.
    pub path: RelPath,
    /// All edited files.
    #[serde(default)]
    pub paths: Vec<RelPath>,
    /// How it ended; never a dry run.
    pub outcome: EditOutcome,
    /// Unified diff of the files, before against after the undo.
    pub diff: String,
    /// What did not go as it should although the edit is undone; a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// `log`: the recorded edits, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct LogParams {
    /// At most so many; none: 50.
    pub limit: Option<usize>,
}

/// One recorded edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoggedEdit {
    /// The edit's id.
    pub id: EditId,
    /// The commit's full hexadecimal id.
    pub commit: String,
    /// The edited file, or the first of them.
    pub path: RelPath,
    /// All edited files.
    #[serde(default)]
    pub paths: Vec<RelPath>,
    /// The commit's subject.
    pub subject: String,
    /// Seconds since the epoch, from the commit.
    pub time: i64,
    /// The model, where one wrote the sketch.
    pub model: Option<String>,
    /// The commit that undid it, where one did.
    pub undone_by: Option<String>,
}

/// The answer to `log`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LogResult {
    /// Newest first.
    pub edits: Vec<LoggedEdit>,
}

/// `show`: one edit in full.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowParams {
    /// Id or unique prefix.
    pub id: EditId,
}

/// The answer to `show`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowResult {
    /// As in the log.
    #[serde(flatten)]
    pub edit: LoggedEdit,
    /// The commit's message in full.
    pub message: String,
    /// Unified diff of the commit.
    pub diff: String,
    /// The sketch, where it is still stored.
    pub sketch: Option<String>,
}

/// `blocks`: the block tree of a file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BlocksParams {
    /// The file.
    pub path: RelPath,
}

/// The answer to `blocks`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BlocksResult {
    /// The file.
    pub path: RelPath,
    /// Name of the language, `text` for line blocks.
    pub language: String,
    /// The blob id of the bytes that were indexed.
    pub blob: String,
    /// Blocks in file order, nested ones after their parent.
    pub blocks: Vec<BlockRef>,
}

/// The answer to `status`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StatusResult {
    /// The worktree's root.
    pub root: String,
    /// The daemon's process id.
    pub pid: u32,
    /// The daemon's package version.
    pub version: String,
    /// Seconds since the start.
    pub uptime: f64,
    /// Files with an index in memory.
    pub indexed_files: usize,
    /// Bytes of text that these indexes cover.
    pub indexed_bytes: u64,
    /// Is the first scan still running?
    pub warming: bool,
    /// `watching`, or why it polls.
    pub watch: String,
    /// Edits under way.
    pub active_edits: usize,
    /// Seconds without a request after which the daemon leaves.
    pub idle_timeout: u64,
    /// The log file.
    pub log: String,
}

/// The empty answer.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct Empty {}

/// `progress`: one step of a request under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// The JSON-RPC id of the request.
    pub request: RequestId,
    /// What is going on.
    #[serde(flatten)]
    pub step: Step,
}

/// `heartbeat`: a request is still worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Heartbeat {
    /// The JSON-RPC id of the request.
    pub request: RequestId,
}

/// `$/cancelRequest`: the client no longer wants an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancel {
    /// The JSON-RPC id of the request.
    pub id: RequestId,
}

/// A step of an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "step")]
pub enum Step {
    /// The request was sent to the model.
    Asking {
        /// The model's name.
        model: String,
        /// Tokens of the prompt, counted here.
        sent: u64,
    },
    /// A retry after an error that may pass.
    Retrying {
        /// Which attempt follows, from 2.
        attempt: u32,
        /// Seconds until it starts.
        wait: f64,
        /// What went wrong, in one line.
        why: String,
    },
    /// More of the reply arrived.
    Streaming {
        /// Tokens of the reply so far, counted here.
        received: u64,
        /// Seconds since the first token.
        seconds: f64,
        /// The new piece of text.
        text: String,
    },
    /// What the reply changes so far.
    Preview {
        /// Unified diff.
        diff: String,
    },
    /// The reply could not be merged, and the model is asked again.
    Again {
        /// Which question follows, from 2.
        round: u32,
        /// What is asked for.
        question: Question,
        /// What was wrong, in one line.
        why: String,
    },
    /// The sketch is being merged.
    Merging,
    /// The file is being written.
    Writing,
    /// The commit is being made.
    Recording,
}

/// An error answer's `code`. The client's exit codes follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum ErrorCode {
    /// Not JSON.
    Parse = -32700,
    /// Not a request.
    InvalidRequest = -32600,
    /// No such method.
    MethodNotFound = -32601,
    /// Parameters of the wrong shape.
    InvalidParams = -32602,
    /// A fault of the daemon's.
    Internal = -32603,
    /// The request failed: a file that is not there, say. Exit 1.
    Failed = 1,
    /// The merge was refused: ambiguous or unsafe. Exit 3.
    Refused = 3,
    /// The file changed under the edit. Exit 4.
    Conflict = 4,
    /// The model's provider failed. Exit 5.
    Provider = 5,
    /// The request was cancelled. Exit 130.
    Cancelled = -32800,
    /// Too many requests, or too large a one.
    Limit = -32001,
    /// Versions do not fit; the daemon is leaving.
    Version = -32002,
}

impl ErrorCode {
    /// Every code, with its name.
    pub const ALL: [(Self, &str); 12] = [
        (Self::Parse, "parse"),
        (Self::InvalidRequest, "invalid-request"),
        (Self::MethodNotFound, "method-not-found"),
        (Self::InvalidParams, "invalid-params"),
        (Self::Internal, "internal"),
        (Self::Failed, "failed"),
        (Self::Refused, "refused"),
        (Self::Conflict, "conflict"),
        (Self::Provider, "provider"),
        (Self::Cancelled, "cancelled"),
        (Self::Limit, "limit"),
        (Self::Version, "version"),
    ];

    /// The code of that number.
    pub fn from_i32(code: i32) -> Option<Self> {
        Self::ALL.into_iter().map(|(known, _)| known).find(|known| *known as i32 == code)
    }
}

/// An error answer's `data`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorData {
    /// The way out, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Why the merge was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// The sketch that was refused, so that nothing paid for is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sketch: Option<String>,
}
