//! How a model is asked for an edit, and what became of each question.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RelPath, Strategy};

/// How a model is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AskOptions {
    /// In what form the edit is asked for.
    pub strategy: Strategy,
    /// Questions at most, the first one included: a refused sketch leads to another question.
    pub rounds: u32,
    /// A file of more tokens is sent as an outline with the blocks that matter.
    pub outline_tokens: u64,
    /// What the model is told about the style of the code.
    pub style: Option<String>,
    /// First and last line that the edit is about, from 1.
    pub lines: Option<(usize, usize)>,
    /// Files that the model may read and not change.
    pub context: Vec<RelPath>,
    /// Bounds of each reply.
    pub limits: ReplyLimits,
}

impl Default for AskOptions {
    fn default() -> Self {
        Self {
            strategy: Strategy::Auto,
            rounds: 3,
            outline_tokens: 12_000,
            style: None,
            lines: None,
            context: Vec::new(),
            limits: ReplyLimits::default(),
        }
    }
}

/// Bounds of one reply. What is none is the daemon's to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReplyLimits {
    /// Tokens.
    pub max_tokens: Option<u32>,
    /// Bytes.
    pub reply_bytes: Option<usize>,
    /// Requests, retries included.
    pub attempts: Option<u32>,
    /// Seconds of silence before it.
    pub first_text: Option<u64>,
    /// Seconds of silence within it.
    pub idle: Option<u64>,
    /// Seconds for all of it, retries included.
    pub total: Option<u64>,
}

/// How a commit is worded beside its subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Wording {
    /// What the subject begins with.
    pub prefix: Option<String>,
    /// The trailer that names the model.
    pub attribution: Attribution,
}

/// The trailer that names the model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attribution {
    /// `Assisted-by`.
    #[default]
    AssistedBy,
    /// `Co-authored-by`.
    CoAuthoredBy,
    /// None.
    None,
}

/// What a model is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// A lazy sketch.
    Sketch,
    /// A sketch again, after it asked to see a block.
    Block,
    /// The sketch again, with what kept it from being merged.
    Again,
    /// Each changed block in full.
    Blocks,
    /// The whole file.
    Rewrite,
    /// The whole file, with the old one as predicted output.
    Predict,
}

impl Question {
    /// Its name in `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sketch => "sketch",
            Self::Block => "block",
            Self::Again => "again",
            Self::Blocks => "blocks",
            Self::Rewrite => "rewrite",
            Self::Predict => "predict",
        }
    }
}

/// One question, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// What was asked for.
    pub question: Question,
    /// Tokens of the prompt.
    pub sent: u64,
    /// Tokens of the reply.
    pub received: u64,
    /// Why the reply could not be merged; none where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// How an edit was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asking {
    /// The strategy that was taken.
    pub strategy: Strategy,
    /// Why it was taken, in a few words.
    pub why: String,
    /// The questions in order.
    pub rounds: Vec<Asked>,
    /// Was the last reply stopped before its end, because the sketch was complete?
    pub stopped_early: bool,
    /// Was the file sent as an outline with some blocks in full?
    pub outlined: bool,
}
