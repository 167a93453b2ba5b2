//! One prompt to one reply: attempts, the waits between them, and what is told on the way.
//!
//! An attempt is repeated only while no text has arrived, so that what a caller has shown stays
//! true. Dropping the future, or cancelling, drops the connection, which stops the model.

use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::attempt::Attempt;
use super::tokens::count_tokens;
use super::wire::Form;
use super::{Endpoint, ModelError, Prompt};
use crate::protocol::Step;

/// Bounds of one completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Tokens that the model may write.
    pub max_tokens: u32,
    /// Bytes that the reply may have.
    pub reply_bytes: usize,
    /// Requests at most, the first included.
    pub attempts: u32,
    /// The wait before the second attempt; doubles from there.
    pub first_wait: Duration,
    /// No wait is longer; a server that asks for more is not waited for.
    pub longest_wait: Duration,
    /// Longest silence before the first text: a local model reads the prompt first.
    pub first_text: Duration,
    /// Longest silence in the middle of the reply.
    pub idle: Duration,
    /// Longest time for everything, retries included.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_tokens: 16_384,
            reply_bytes: 1 << 20,
            attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            first_text: Duration::from_secs(120),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(600),
        }
    }
}

/// What happens while a reply is on its way.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The request is being sent.
    Asking {
        /// The model's name.
        model: String,
        /// o200k tokens of the prompt.
        sent: u64,
    },
    /// An attempt failed; another follows.
    Retrying {
        /// Which attempt follows, from 2.
        attempt: u32,
        /// Time until it starts.
        wait: Duration,
        /// What went wrong, in one line.
        why: String,
    },
    /// More of the reply.
    Text {
        /// The new piece, never empty.
        text: String,
        /// o200k tokens of the reply so far, nearly.
        received: u64,
        /// Time since the first piece.
        elapsed: Duration,
    },
}

impl From<Event> for Step {
    fn from(event: Event) -> Self {
        match event {
            Event::Asking { model, sent } => Self::Asking { model, sent },
            Event::Retrying { attempt, wait, why } => {
                Self::Retrying { attempt, wait: wait.as_secs_f64(), why }
            }
            Event::Text { text, received, elapsed } => {
                Self::Streaming { received, seconds: elapsed.as_secs_f64(), text }
            }
        }
    }
}

/// Tokens of a prompt and of its reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the prompt.
    pub sent: u64,
    /// Tokens of the reply.
    pub received: u64,
}

/// What a provider says of its tokens beyond the two totals; none where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Details {
    /// Tokens of the prompt that came from the provider's cache.
    pub cached: Option<u64>,
    /// Tokens of the prompt that went into it.
    pub cache_written: Option<u64>,
    /// Tokens of the reply that were thoughts.
    pub reasoning: Option<u64>,
    /// Tokens of the predicted output that were right.
    pub accepted: Option<u64>,
    /// Tokens of it that were wrong; most providers charge them too.
    pub rejected: Option<u64>,
}

impl Details {
    /// What is said here, and where nothing is, there.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            cached: self.cached.or(other.cached),
            cache_written: self.cache_written.or(other.cache_written),
            reasoning: self.reasoning.or(other.reasoning),
            accepted: self.accepted.or(other.accepted),
            rejected: self.rejected.or(other.rejected),
        }
    }
}

/// What the receiver of a reply wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// More of it.
    More,
    /// No more: the rest would add nothing. The connection is dropped, which stops the model.
    Enough,
}

/// Why a reply ends where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The model had said all.
    Stop,
    /// The token limit was reached: the reply is likely incomplete.
    Length,
    /// Its receiver had enough.
    Enough,
    /// The server does not say, or says what we do not know.
    Unknown,
}

/// A whole reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The text, as the model wrote it.
    pub text: String,
    /// What the provider reports.
    pub usage: Option<Usage>,
    /// What it reports beyond that.
    pub details: Details,
    /// The same as `usage`, counted here with o200k.
    pub counted: Usage,
    /// Why it ends.
    pub finish: Finish,
    /// The model, by the name in the answer, else by the one that was asked for.
    pub model: String,
    /// Requests made.
    pub attempts: u32,
    /// From the last attempt's start to the first text.
    pub first_text: Duration,
    /// From the first attempt's start to the end.
    pub total: Duration,
}

/// Asks `endpoint` for a completion of `prompt`; tells `events` how it goes.
///
/// Ends within [`Limits::total`]. Cancelling ends it at once, in whatever it is doing.
pub async fn complete(
    endpoint: &Endpoint,
    prompt: &Prompt,
    limits: &Limits,
    events: &mut (dyn FnMut(Event) + Send),
    cancel: &CancellationToken,
) -> Result<Reply, ModelError> {
    let mut all = |event| {
        events(event);
        Flow::More
    };
    complete_until(endpoint, prompt, limits, &mut all, cancel).await
}

/// [`complete`], for who may have enough before the end.
pub async fn complete_until(
    endpoint: &Endpoint,
    prompt: &Prompt,
    limits: &Limits,
    events: &mut Events<'_>,
    cancel: &CancellationToken,
) -> Result<Reply, ModelError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(ModelError::Cancelled),
        reply = timeout(limits.total, attempts(endpoint, prompt, limits, events)) => {
            reply.unwrap_or_else(|_| Err(ModelError::Timeout {
                endpoint: endpoint.shown(),
                waited: limits.total,
            }))
        }
    }
}

/// Takes events, and says whether more of the reply is wanted.
pub type Events<'a> = dyn FnMut(Event) -> Flow + Send + 'a;

async fn attempts(
    endpoint: &Endpoint,
    prompt: &Prompt,
    limits: &Limits,
    events: &mut Events<'_>,
) -> Result<Reply, ModelError> {
    let start = Instant::now();
    let mut counting = Some(count_prompt(prompt));
    let mut sent = 0;
    let mut form = Form::new(endpoint, prompt, limits);
    let mut attempt = 1;
    loop {
        let asking = Attempt { endpoint, limits, start: Instant::now() };
        let response = {
            let mut sending = pin!(asking.send(prompt, &mut form));
            // The count does not hold up the request, and its event does not wait for the answer.
            let mut answer = None;
            if let Some(mut count) = counting.take() {
                let counted = tokio::select! {
                    counted = &mut count => counted,
                    response = &mut sending => {
                        answer = Some(response);
                        count.await
                    }
                };
                sent = counted.unwrap_or_default();
                events(Event::Asking { model: endpoint.model().to_owned(), sent });
            }
            match answer {
                Some(answer) => answer,
                None => sending.await,
            }
        };
        let outcome = match response {
            Ok(response) => asking.run(response, events).await,
            Err(failure) => Err(failure),
        };
        let failure = match outcome {
            Ok(received) => return received.into_reply(endpoint, sent, attempt, start),
            Err(failure) => failure,
        };
        let Some(wait) = failure.wait(attempt, limits) else { return Err(failure.error) };
        attempt += 1;
        events(Event::Retrying { attempt, wait, why: failure.error.to_string() });
        tokio::time::sleep(wait).await;
    }
}

/// Counts off the async threads: a process's first count builds the tokenizer.
fn count_prompt(prompt: &Prompt) -> JoinHandle<u64> {
    let texts: Vec<String> = prompt.texts().map(str::to_owned).collect();
    tokio::task::spawn_blocking(move || texts.iter().map(|text| count_tokens(text)).sum())
}
