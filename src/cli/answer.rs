//! Shows how an edit ended: the diff on stdout; the commit and what it cost on stderr.

use std::io;

use super::account::{self, grouped};
use super::diff;
use super::error::Format;
use super::exit::Exit;
use super::output::{DIM, GREEN, Look, Output, YELLOW};
use super::report;
use crate::protocol::{EditId, EditOutcome, EditResult, RelPath, UndoResult};

/// Letters of a commit id that are shown.
const SHORT: usize = 10;

/// Shows the answer to `edit` or `apply`.
pub fn edit(result: &EditResult, format: Format, out: &Output) -> io::Result<Exit> {
    if format == Format::Json {
        out.json(result)?;
        return Ok(exit_of(&result.outcome));
    }
    let end = Ending {
        verb: "edit",
        id: &result.id,
        paths: result.files.iter().map(|file| &file.path).collect(),
        outcome: &result.outcome,
        warnings: &result.warnings,
    };
    let shown = end.show(&result.diff, out);
    for file in &result.files {
        let notable = report::notable(&file.report, out.talk_look());
        for line in notable.lines() {
            match result.files.len() {
                1 => out.talk(line),
                _ => out.talk(&format!("{}: {line}", out.talk_look().text(file.path.as_str()))),
            }
        }
    }
    if let Some(asking) = result.asking.as_ref().filter(|asking| asking.rounds.len() > 1) {
        let refused = asking.rounds.iter().find_map(|round| round.refused.as_deref());
        let why = out.talk_look().text(refused.unwrap_or_default()).into_owned();
        out.talk(&format!("asked {} times, since at first: {why}", asking.rounds.len()));
    }
    let cost = account::line(&result.tokens, &result.seconds);
    out.talk(&out.talk_look().paint(DIM, &cost));
    shown
}

/// Shows the answer to `undo`.
pub fn undo(result: &UndoResult, format: Format, out: &Output) -> io::Result<Exit> {
    if format == Format::Json {
        out.json(result)?;
        return Ok(exit_of(&result.outcome));
    }
    let end = Ending {
        verb: "undo of",
        id: &result.id,
        paths: result.paths.iter().collect(),
        outcome: &result.outcome,
        warnings: &result.warnings,
    };
    end.show(&result.diff, out)
}

/// Tells how the model was asked.
pub fn asking(result: &EditResult, out: &Output) {
    let Some(asking) = &result.asking else { return };
    let look = out.talk_look();
    out.talk(&format!("strategy: {}, because {}", asking.strategy.name(), look.text(&asking.why)));
    for (number, round) in asking.rounds.iter().enumerate() {
        let end = match &round.refused {
            Some(why) => format!("not merged: {}", look.text(why)),
            None => "merged".to_owned(),
        };
        let (sent, received) = (grouped(round.sent), grouped(round.received));
        let asked = round.question.name();
        out.talk(&format!(
            "question {}: {asked}, {sent} sent, {received} received, {end}",
            number + 1
        ));
    }
    if asking.outlined {
        let what = if result.files.len() > 1 { "a long file" } else { "the file" };
        out.talk(&format!("{what} was sent as an outline, with the blocks that matter in full"));
    }
    if asking.stopped_early {
        out.talk("the reply was stopped when the sketch was complete");
    }
}

/// The exit code that an outcome means.
pub fn exit_of(outcome: &EditOutcome) -> Exit {
    match outcome {
        EditOutcome::Committed { .. } | EditOutcome::Written | EditOutcome::DryRun => Exit::Done,
        EditOutcome::Uncommitted { .. } => Exit::Uncommitted,
        // Something was asked, and there was nothing to do.
        EditOutcome::Unchanged => Exit::Failed,
    }
}

/// The first letters of a commit id.
pub fn short(commit: &str) -> &str {
    commit.get(..SHORT).unwrap_or(commit)
}

struct Ending<'a> {
    verb: &'a str,
    id: &'a EditId,
    paths: Vec<&'a RelPath>,
    outcome: &'a EditOutcome,
    warnings: &'a [String],
}

impl Ending<'_> {
    /// The edit is made, so how it ended is told even where nobody reads the diff.
    fn show(&self, diff: &str, out: &Output) -> io::Result<Exit> {
        let shown = out.data(&diff::render(diff, out.look()));
        self.tell(out);
        match shown {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(exit_of(self.outcome)),
        }
    }

    fn tell(&self, out: &Output) {
        let look = out.talk_look();
        let listed = RelPath::list(self.paths.iter().copied());
        let path = look.text(&listed);
        match self.outcome {
            EditOutcome::Committed { commit, snapshot } => {
                if let Some(snapshot) = snapshot {
                    let commit = look.paint(YELLOW, short(snapshot));
                    // Of several files, those that the edit overlaps.
                    let to =
                        if self.paths.len() == 1 { format!(" to {path}") } else { String::new() };
                    out.talk(&format!("committed {commit}: your own changes{to}, first"));
                }
                out.talk(&self.committed(commit, look));
            }
            EditOutcome::Written => out.talk(&format!("wrote {path}, no commit was asked for")),
            EditOutcome::Uncommitted { why } => {
                let why = format!("wrote {listed}, but made no commit: {why}");
                out.label(YELLOW, "warning", &why);
            }
            EditOutcome::DryRun => out.talk("dry run: nothing was written"),
            EditOutcome::Unchanged => {
                let are = if self.paths.len() == 1 { "is" } else { "are" };
                out.talk(&format!("nothing to do: {path} already {are} as asked"));
            }
        }
        for warning in self.warnings {
            out.label(YELLOW, "warning", warning);
        }
    }

    fn committed(&self, commit: &str, look: Look) -> String {
        let (commit, id) =
            (look.paint(YELLOW, short(commit)), look.paint(YELLOW, self.id.as_str()));
        format!("{} {commit}: {} {id}", look.paint(GREEN, "committed"), self.verb)
    }
}
