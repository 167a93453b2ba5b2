//! What a command fails with, and the one place where that is shown.

use std::io;

use serde::Serialize;

use super::escape::{escape, one_line};
use super::exit::Exit;
use super::output::{CYAN, ERROR, HINT, Output};
use crate::merge::Refusal;
use crate::protocol::ErrorData;

/// A failure as people and scripts see it. Library errors become one at the edge, where the hint is
/// known.
#[derive(Debug)]
pub struct CommandError {
    /// What kind: the exit code.
    pub exit: Exit,
    /// One line that names the thing.
    pub message: String,
    /// The hint, and what was refused.
    pub data: Box<ErrorData>,
    broken_pipe: bool,
}

impl CommandError {
    /// A failure without a hint.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), data: Box::default(), broken_pipe: false }
    }

    /// [`Exit::Failed`].
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// Adds the way out.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.data.hint = Some(hint.into());
        self
    }

    /// Replaces what goes with it.
    pub fn with(mut self, data: Box<ErrorData>) -> Self {
        self.data = data;
        self
    }

    /// The end after Ctrl-C.
    pub fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted")
    }

    /// Shows the failure and gives the exit code.
    pub fn report(self, format: Format, out: &Output) -> Exit {
        // Who closed the pipe has seen enough: that is no failure, and there is nobody to tell.
        if self.broken_pipe {
            return Exit::Done;
        }
        match format {
            // Where stdout is gone too, the exit code has to do.
            Format::Json => drop(out.json(&self.json())),
            Format::Text => self.talk(out),
        }
        self.exit
    }

    fn talk(&self, out: &Output) {
        out.label(ERROR, "error", &self.message);
        let refusal = self.data.refusal.as_ref();
        for block in refusal.map_or(&[][..], |refusal| &refusal.candidates) {
            let lines = out.talk_look().paint(CYAN, &lines(block.start_line, block.end_line));
            out.talk(&format!("  {lines}: {}", one_line(&block.key)));
        }
        let hint = self.data.hint.as_deref().or(refusal.map(|refusal| refusal.hint.as_str()));
        if let Some(hint) = hint.filter(|hint| !hint.is_empty()) {
            out.label(HINT, "hint", hint);
        }
        if let Some(sketch) = &self.data.sketch {
            // Paid for, and perhaps right: it can be mended and given to `apply`.
            out.talk("the model's sketch was:");
            sketch.lines().for_each(|line| out.talk(&format!("  {}", escape(line))));
        }
    }

    fn json(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Failed<'a> {
            outcome: Outcome,
            error: Details<'a>,
        }
        #[derive(Serialize)]
        struct Outcome {
            kind: &'static str,
        }
        #[derive(Serialize)]
        struct Details<'a> {
            exit: u8,
            message: &'a str,
            #[serde(flatten)]
            data: &'a ErrorData,
        }
        Failed {
            outcome: Outcome { kind: self.exit.name() },
            error: Details { exit: self.exit.code(), message: &self.message, data: &self.data },
        }
    }
}

/// How a command answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One object on stdout.
    Json,
}

impl Format {
    /// What `--json`, given or not, means.
    pub fn from_flag(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// `line 3` or `lines 3-7`.
pub fn lines(first: usize, last: usize) -> String {
    if first == last { format!("line {first}") } else { format!("lines {first}-{last}") }
}

/// For what was read or written without a path to name: the standard streams.
impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Self { broken_pipe, ..Self::failed(error.to_string()) }
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.why.clone();
        let data = ErrorData { refusal: Some(refusal), ..ErrorData::default() };
        Self::new(Exit::Refused, message).with(Box::new(data))
    }
}
