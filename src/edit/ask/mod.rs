//! Asks a model until a sketch of its can be merged.
//!
//! In: snapshots, an instruction, and how to ask. Out: a merged draft, or the last refusal. A reply
//! that cannot be merged leads to another question, which shows the model what was wrong; each
//! question and its end is told, and their number is bounded. What differs for several files is in
//! `several`.

mod ladder;
mod listen;
mod past;
mod several;
mod strategy;

use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use listen::{Form, Heard, Listener};
use past::Past;

use super::{Author, Draft, EditError, Merged, Place, Progress, Snapshot};
use crate::index::Index;
use crate::lang::Language;
use crate::merge::{self, Options};
use crate::model::{
    self, Details, Endpoint, Event, Excerpt, Finish, Flow, Focus, Limits, Prompt, Reply, Usage,
    excerpt,
};
use crate::protocol::{AskOptions, Asked, Asking, ModelSettings, Question, Step, Strategy, Tokens};

/// For a model that has said all to end its reply, which is when it tells what that cost.
const GRACE: Duration = Duration::from_millis(300);

/// What a model is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// In words.
    pub instruction: String,
    /// Where the model is.
    pub settings: ModelSettings,
    /// How it is asked.
    pub options: AskOptions,
    /// Files that it may read and not change.
    pub context: Vec<Snapshot>,
}

/// Asks for `request` done to the files of `snapshots`: one at least, each once.
///
/// Dropping the future, or cancelling, drops the connection, which stops the model.
pub async fn ask(
    place: &Place,
    snapshots: Vec<Snapshot>,
    request: Request,
    progress: Progress<'_>,
    cancel: &CancellationToken,
) -> Result<Merged, EditError> {
    let endpoint = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(EditError::Cancelled),
        endpoint = locate(&request) => endpoint?,
    };
    let state_dir = place.repository.state_dir();
    let mut past = Past::load(&state_dir);
    let asked = request.options.strategy;
    let (choice, question, mut prompt, outlined) = match snapshots.as_slice() {
        [snapshot] => {
            let choice = strategy::choose(asked, snapshot.index(), &endpoint, &past);
            let (question, prompt, excerpt) = first(snapshot, &request, choice.strategy, &endpoint);
            (choice, question, prompt, excerpt.is_some())
        }
        snapshots => {
            let (question, prompt, excerpts) = several::first(snapshots, &request);
            let outlined = excerpts.iter().any(Option::is_some);
            (several::choose(asked, &endpoint), question, prompt, outlined)
        }
    };
    if let Some(style) = &request.options.style {
        prompt = prompt.styled(style);
    }
    for other in request.context.iter().rev() {
        let index = other.index();
        prompt = prompt.beside(index.language(), other.path(), index.text());
    }
    let mut conversation = Conversation {
        limits: limits(place, &request.options),
        place,
        snapshots,
        endpoint,
        progress,
        cancel,
        tokens: Tokens { reported: true, ..Tokens::default() },
        begun: Instant::now(),
        seconds: 0.0,
        first_hunk: None,
        asking: Asking {
            strategy: choice.strategy,
            why: choice.why,
            rounds: Vec::new(),
            stopped_early: false,
            outlined,
        },
    };
    let merged = conversation.run(question, prompt, request.options.rounds).await;
    let mut rounds = conversation.asking.rounds.iter();
    // What it makes of several files says little of how it does with one.
    if conversation.snapshots.len() == 1
        && let Some(first) = rounds.find(|round| round.question == Question::Sketch)
    {
        past.note(conversation.endpoint.model(), first.refused.is_none());
        past.store(&state_dir);
    }
    merged
}

async fn locate(request: &Request) -> Result<Endpoint, EditError> {
    let mut settings = request.settings.clone();
    if request.options.strategy == Strategy::Local {
        // Whatever is configured, nothing leaves this machine.
        settings.base_url = None;
        settings.api_key = None;
    }
    Ok(model::locate(&settings).await?)
}

fn limits(place: &Place, options: &AskOptions) -> Limits {
    let (usual, asked) = (&place.model_limits, &options.limits);
    let seconds = |asked: Option<u64>, usual| asked.map_or(usual, Duration::from_secs);
    Limits {
        max_tokens: asked.max_tokens.unwrap_or(usual.max_tokens),
        reply_bytes: asked.reply_bytes.unwrap_or(usual.reply_bytes),
        attempts: asked.attempts.unwrap_or(usual.attempts),
        first_text: seconds(asked.first_text, usual.first_text),
        idle: seconds(asked.idle, usual.idle),
        total: seconds(asked.total, usual.total),
        ..usual.clone()
    }
}

/// The first question, its prompt, and what the file was shortened to.
fn first(
    snapshot: &Snapshot,
    request: &Request,
    strategy: Strategy,
    endpoint: &Endpoint,
) -> (Question, Prompt, Option<Excerpt>) {
    let index = snapshot.index();
    let (language, path, text) = (index.language(), snapshot.path(), index.text());
    let (options, said) = (&request.options, &request.instruction);
    let whole = matches!(strategy, Strategy::Rewrite | Strategy::Predict);
    let focus = Focus {
        instruction: said.clone(),
        lines: options.lines.map(|(first, last)| first.saturating_sub(1)..last),
        names: Vec::new(),
    };
    let excerpt = if whole { None } else { excerpt(index, &focus, options.outline_tokens) };
    let (question, mut prompt) = match (&excerpt, whole) {
        (_, true) => {
            let mut prompt = model::rewrite_prompt(language, path, text, said);
            let predicts = strategy == Strategy::Predict && endpoint.takes_prediction();
            prompt.prediction = predicts.then(|| text.to_owned());
            let question = if predicts { Question::Predict } else { Question::Rewrite };
            (question, prompt)
        }
        (Some(excerpt), _) => {
            let prompt = model::prompt(language, path, &excerpt.text, said).outlined(language);
            (Question::Sketch, prompt)
        }
        (None, _) => (Question::Sketch, model::prompt(language, path, text, said)),
    };
    if let Some(lines) = options.lines {
        prompt = prompt.about(language, text, lines);
    }
    (question, prompt, excerpt)
}

/// The reply of a model that had said all and did not end.
fn unended(listener: &Listener, endpoint: &Endpoint, sent: u64, total: Duration) -> Reply {
    let text = listener.text().to_owned();
    Reply {
        usage: None,
        details: Details::default(),
        counted: Usage { sent, received: model::count_tokens(&text) },
        finish: Finish::Enough,
        model: endpoint.model().to_owned(),
        attempts: 1,
        first_text: Duration::ZERO,
        total,
        text,
    }
}

/// Questions and replies about one edit.
struct Conversation<'a> {
    place: &'a Place,
    snapshots: Vec<Snapshot>,
    endpoint: Endpoint,
    limits: Limits,
    progress: Progress<'a>,
    cancel: &'a CancellationToken,
    tokens: Tokens,
    begun: Instant,
    seconds: f64,
    first_hunk: Option<Duration>,
    asking: Asking,
}

impl Conversation<'_> {
    async fn run(
        &mut self,
        mut question: Question,
        mut prompt: Prompt,
        rounds: u32,
    ) -> Result<Merged, EditError> {
        let mut left = rounds.max(1);
        let mut may_look = self.asking.outlined;
        loop {
            let reply = self.reply(question, &prompt).await?;
            if let Some(names) = model::wants_to_see(&reply.text).filter(|_| may_look) {
                // One look is no attempt: it does not count.
                may_look = false;
                self.note(question, &reply, Some("a block was to be seen first".to_owned()));
                let shown = model::shown_blocks(&self.find(&names));
                question = Question::Block;
                self.tell(question, &format!("it wants to see {}", names.join(", ")));
                prompt = prompt.then(reply.text, shown);
                continue;
            }
            left -= 1;
            let (refusal, text) = match self.merge(question, &reply).await {
                Ok(merged) => {
                    self.note(question, &reply, None);
                    return Ok(self.finish(merged));
                }
                Err(EditError::Refused { refusal, sketch }) => (refusal, sketch),
                Err(error) => return Err(error),
            };
            self.note(question, &reply, Some(refusal.why.clone()));
            if let Some(refusal) = ladder::declined(&text) {
                return Err(EditError::Refused { refusal: Box::new(refusal), sketch: text });
            }
            let next = ladder::next(question, &refusal, self.seen_whole());
            let Some(next) = next.filter(|_| left > 0) else {
                return Err(EditError::Refused { refusal, sketch: text });
            };
            self.tell(next, &refusal.why);
            prompt = match self.snapshots.as_slice() {
                [one] => ladder::prompt(prompt, next, &refusal, text, one.index(), &self.endpoint),
                _ => several::again(prompt, next, &refusal, text),
            };
            question = next;
        }
    }

    /// The one file, where the model has seen all of it.
    fn seen_whole(&self) -> Option<&Index> {
        match self.snapshots.as_slice() {
            [one] if !self.asking.outlined => Some(one.index()),
            _ => None,
        }
    }

    /// Asks once, and follows the reply.
    async fn reply(&mut self, question: Question, prompt: &Prompt) -> Result<Reply, EditError> {
        let form = match question {
            _ if self.snapshots.len() > 1 => Form::Several,
            Question::Rewrite | Question::Predict => Form::Whole,
            _ => Form::Sketch,
        };
        let mut listener = Listener::new(&self.snapshots[0], form, self.begun);
        let progress = self.progress;
        let complete = Notify::new();
        let mut sent = 0;
        let mut told = |event: Event| {
            let heard = match &event {
                Event::Text { text, .. } => listener.hear(text),
                Event::Asking { sent: tokens, .. } => {
                    sent = *tokens;
                    Heard::Nothing
                }
                Event::Retrying { .. } => Heard::Nothing,
            };
            progress(event.into());
            match heard {
                Heard::Nothing => {}
                Heard::Preview(diff) => progress(Step::Preview { diff }),
                Heard::Complete => complete.notify_one(),
                Heard::More => return Flow::Enough,
            }
            Flow::More
        };
        let started = Instant::now();
        let (endpoint, limits) = (&self.endpoint, &self.limits);
        let reply = tokio::select! {
            reply =
                model::complete_until(endpoint, prompt, limits, &mut told, self.cancel) => {
                Some(reply)
            }
            () = async { complete.notified().await; sleep(GRACE).await } => None,
        };
        self.seconds += started.elapsed().as_secs_f64();
        let mut reply = match reply {
            Some(reply) => reply?,
            None => unended(&listener, &self.endpoint, sent, started.elapsed()),
        };
        if reply.finish == Finish::Enough {
            listener.text().clone_into(&mut reply.text);
        }
        self.first_hunk = self.first_hunk.or(listener.first_hunk());
        if reply.finish == Finish::Length {
            return Err(EditError::Incomplete {
                model: reply.model,
                tokens: reply.counted.received,
                sketch: reply.text,
            });
        }
        Ok(reply)
    }

    async fn merge(&self, question: Question, reply: &Reply) -> Result<Merged, EditError> {
        let author = Author::Model(reply.model.clone());
        let sketch = reply.text.clone();
        (self.progress)(Step::Merging);
        let [snapshot] = self.snapshots.as_slice() else {
            let snapshots = self.snapshots.clone();
            return self.place.blocking(move |_| several::merge(&snapshots, sketch, &author)).await;
        };
        let draft = Draft { snapshot: snapshot.clone(), sketch, author, tokens: Tokens::default() };
        let whole = matches!(question, Question::Rewrite | Question::Predict);
        self.place
            .blocking(move |_| {
                Merged::by(draft, |index, reply| match whole {
                    true => merge::rewrite(index, reply),
                    false => merge::merge(index, reply, &Options::default()),
                })
            })
            .await
    }

    /// The languages and texts of blocks by their names.
    fn find(&self, names: &[String]) -> Vec<(String, &'static Language, String)> {
        let mut found = Vec::new();
        for snapshot in &self.snapshots {
            let index = snapshot.index();
            let lines: Vec<&str> = index.text().lines().collect();
            for block in index.blocks() {
                let last = block.key.rsplit(" > ").next().unwrap_or_default();
                if names.iter().any(|name| *name == block.key || name == last) {
                    let text = lines.get(block.start_line - 1..block.end_line).unwrap_or_default();
                    let name = match self.snapshots.len() {
                        1 => block.key,
                        _ => format!("{} in {}", block.key, snapshot.path()),
                    };
                    found.push((name, index.language(), text.join("\n")));
                }
            }
        }
        found.truncate(8);
        found
    }

    fn tell(&self, question: Question, why: &str) {
        let round = u32::try_from(self.asking.rounds.len()).unwrap_or(u32::MAX) + 1;
        tracing::info!(round, ?question, why, "asking again");
        (self.progress)(Step::Again { round, question, why: why.to_owned() });
    }

    /// Adds up what a question cost.
    fn note(&mut self, question: Question, reply: &Reply, refused: Option<String>) {
        let usage = reply.usage.unwrap_or(reply.counted);
        let add = |sum: &mut Option<u64>, more: Option<u64>| {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or_default() + more);
            }
        };
        self.tokens.sent += usage.sent;
        self.tokens.received += usage.received;
        self.tokens.reported &= reply.usage.is_some();
        add(&mut self.tokens.cached, reply.details.cached);
        add(&mut self.tokens.reasoning, reply.details.reasoning);
        add(&mut self.tokens.accepted, reply.details.accepted);
        add(&mut self.tokens.rejected, reply.details.rejected);
        self.asking.stopped_early = reply.finish == Finish::Enough;
        self.asking.rounds.push(Asked {
            question,
            sent: usage.sent,
            received: usage.received,
            refused,
        });
    }

    fn finish(&self, merged: Merged) -> Merged {
        // Where nothing could be shown before the end, the first hunk came with it.
        let first = self.first_hunk.unwrap_or_else(|| self.begun.elapsed());
        merged
            .asked(self.tokens, self.asking.clone())
            .after("model", self.seconds)
            .after("first-hunk", first.as_secs_f64())
    }
}
