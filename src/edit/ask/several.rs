//! An edit of several files: one question, and a reply with a fence for each file that changes.

use super::Request;
use super::strategy::Choice;
use crate::edit::{Author, Draft, EditError, Merged, Snapshot};
use crate::merge::{Refusal, RefusalKind};
use crate::model::{self, Endpoint, Excerpt, FileShown, Focus, Prompt, excerpt};
use crate::protocol::{Question, Strategy, Tokens};
use crate::sketch::several::{File, Unsplit, split};

/// Decides how several files are asked for: as sketches, whatever else is wished.
pub(super) fn choose(asked: Strategy, endpoint: &Endpoint) -> Choice {
    let choice = |strategy, why: &str| Choice { strategy, why: why.to_owned() };
    match asked {
        Strategy::Local => choice(Strategy::Local, "it was asked for"),
        Strategy::Sketch => choice(Strategy::Sketch, "it was asked for"),
        Strategy::Auto if endpoint.is_local() => {
            choice(Strategy::Local, "a sketch of each file, by a server on this machine")
        }
        Strategy::Auto | Strategy::Rewrite | Strategy::Predict => {
            choice(Strategy::Sketch, "several files are asked for as sketches")
        }
    }
}

/// The first question, its prompt, and what each file was shortened to.
pub(super) fn first(
    snapshots: &[Snapshot],
    request: &Request,
) -> (Question, Prompt, Vec<Option<Excerpt>>) {
    let (options, said) = (&request.options, &request.instruction);
    let shorten = |(number, snapshot): (usize, &Snapshot)| {
        // Lines are the first file's.
        let lines = options.lines.filter(|_| number == 0);
        let focus = Focus {
            instruction: said.clone(),
            lines: lines.map(|(first, last)| first.saturating_sub(1)..last),
            names: Vec::new(),
        };
        excerpt(snapshot.index(), &focus, options.outline_tokens)
    };
    let excerpts: Vec<Option<Excerpt>> = snapshots.iter().enumerate().map(shorten).collect();
    let files: Vec<FileShown<'_>> = snapshots
        .iter()
        .zip(&excerpts)
        .map(|(snapshot, excerpt)| {
            let index = snapshot.index();
            let text = excerpt.as_ref().map_or(index.text(), |excerpt| &excerpt.text);
            FileShown { path: snapshot.path(), language: index.language(), text }
        })
        .collect();
    let mut prompt = model::prompt_for_files(&files, said);
    if excerpts.iter().any(Option::is_some) {
        prompt = prompt.outlined_in_part();
    }
    if let (Some(lines), Some(first)) = (options.lines, snapshots.first()) {
        let index = first.index();
        prompt = prompt.about_lines_of(first.path(), index.language(), index.text(), lines);
    }
    (Question::Sketch, prompt, excerpts)
}

/// The next prompt, after a reply that could not be merged.
pub(super) fn again(
    before: Prompt,
    question: Question,
    refusal: &Refusal,
    reply: String,
) -> Prompt {
    let said = match question {
        Question::Again => model::ask_again_for_files(refusal),
        _ => model::ask_for_blocks_of_files(refusal),
    };
    before.then(reply, said)
}

/// Merges each file's part of the reply into its file: all or none.
pub(super) fn merge(
    snapshots: &[Snapshot],
    reply: String,
    author: &Author,
) -> Result<Merged, EditError> {
    let mut files = Vec::with_capacity(snapshots.len());
    for snapshot in snapshots {
        let index = snapshot.index();
        let path = snapshot.path().as_str();
        files.push(File { path, language: index.language(), text: index.text() });
    }
    let parts = match split(&reply, &files) {
        Ok(parts) => parts,
        Err(why) => {
            let refusal = Box::new(refused(&why, snapshots));
            return Err(EditError::Refused { refusal, sketch: reply });
        }
    };
    let mut drafts = parts.into_iter().map(|(file, sketch)| Draft {
        snapshot: snapshots[file].clone(),
        sketch,
        author: author.clone(),
        tokens: Tokens::default(),
    });
    match drafts.next() {
        Some(first) => Merged::all(first, drafts.collect(), reply),
        None => {
            let refusal = Box::new(refused(&Unsplit::NoFence, snapshots));
            Err(EditError::Refused { refusal, sketch: reply })
        }
    }
}

fn refused(why: &Unsplit, snapshots: &[Snapshot]) -> Refusal {
    let kind = match why {
        Unsplit::NoFence => RefusalKind::NoCode,
        Unsplit::Nameless { .. } | Unsplit::Contradiction { .. } | Unsplit::Unclosed { .. } => {
            RefusalKind::Ambiguous
        }
        Unsplit::Foreign { .. } => RefusalKind::Unknown,
    };
    let paths: Vec<&str> = snapshots.iter().map(|snapshot| snapshot.path().as_str()).collect();
    Refusal {
        line: None,
        kind,
        why: why.to_string(),
        candidates: Vec::new(),
        hint: format!("name each block's file before it: {}", paths.join(", ")),
    }
}
