//! A server that writes at a fixed rate, and a client that reads and merges what it writes.

use std::time::{Duration, Instant};

use codegend::lang;
use codegend::model::replay::{Answer, Script, Server};
use codegend::model::{Limits, Prompt, complete, locate, prompt, token_pieces};
use codegend::protocol::ModelSettings;
use similar::DiffOp;
use tokio_util::sync::CancellationToken;

use crate::edits::Edit;

/// Tokens of a predicted output that the server takes in one step where they are right. Draft
/// lengths of 4 to 16 are usual.
pub const ACCEPTED_AT_ONCE: usize = 8;

/// How an edit is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// The whole file.
    Rewrite,
    /// The whole file, with the old one as predicted output.
    Predict,
    /// The changed blocks.
    Sketch,
}

impl Strategy {
    /// The first is what the others are compared with.
    pub const ALL: [Self; 3] = [Self::Rewrite, Self::Predict, Self::Sketch];

    pub fn name(self) -> &'static str {
        match self {
            Self::Rewrite => "rewrite",
            Self::Predict => "predict",
            Self::Sketch => "sketch",
        }
    }
}

/// How fast the server is.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Time to the first token.
    pub first: Duration,
    /// Tokens a second from there; steps a second with a predicted output.
    pub rate: u32,
}

/// What one edit took.
#[derive(Debug, Clone)]
pub struct Measured {
    pub strategy: Strategy,
    /// Tokens of the reply.
    pub tokens: u64,
    /// From the request to the new text of the file.
    pub seconds: f64,
}

/// Runs an edit by a strategy.
pub async fn run(edit: &Edit, strategy: Strategy, pace: Pace) -> Measured {
    let whole = || format!("```\n{}```\n", edit.after);
    let reply = if strategy == Strategy::Sketch { edit.sketch.clone() } else { whole() };
    let pieces = token_pieces(&reply);
    let steps = match strategy {
        Strategy::Predict => predicted_steps(&edit.before, &pieces),
        Strategy::Rewrite | Strategy::Sketch => (1..=pieces.len()).collect(),
    };
    let step = Duration::from_secs(1) / pace.rate;
    // The first frame holds no text.
    let due = |frame: usize| {
        let step_of = steps.get(frame.saturating_sub(1)).or(steps.last()).copied();
        pace.first + step * u32::try_from(step_of.unwrap_or(1) - 1).unwrap_or(u32::MAX)
    };
    let script = Script::new("simulated").then(Answer::stream(&reply, None).scheduled(due));
    let server = Server::start(script).await.unwrap();
    let settings = ModelSettings {
        base_url: Some(server.base_url()),
        model: Some("simulated".into()),
        ..ModelSettings::default()
    };
    let endpoint = locate(&settings).await.unwrap();
    let limits = Limits {
        total: Duration::from_secs(3600),
        reply_bytes: 16 << 20,
        max_tokens: 1 << 20,
        ..Limits::default()
    };
    let language = lang::by_path(edit.path.as_str());
    let prompt: Prompt = prompt(language, &edit.path, &edit.before, "make the change");

    let start = Instant::now();
    let cancel = CancellationToken::new();
    let answer = complete(&endpoint, &prompt, &limits, &mut |_| {}, &cancel).await.unwrap();
    if strategy == Strategy::Sketch {
        assert_eq!(edit.merged().as_ref(), Some(&edit.after));
    }
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(answer.text, reply);
    Measured { strategy, tokens: answer.counted.received, seconds }
}

/// For each token, the step of the server in which it is written: one a step, and several where
/// they stand in the predicted output at that place.
fn predicted_steps(predicted: &str, pieces: &[String]) -> Vec<usize> {
    let predicted = token_pieces(predicted);
    let ops = similar::capture_diff_slices(similar::Algorithm::Myers, &predicted, pieces);
    let mut steps = Vec::with_capacity(pieces.len());
    let mut step = 0;
    for op in ops {
        let right = matches!(op, DiffOp::Equal { .. });
        for at in 0..op.new_range().len() {
            if !right || at % ACCEPTED_AT_ONCE == 0 {
                step += 1;
            }
            steps.push(step);
        }
    }
    steps
}
