//! One request to a model and the stream of its answer.
//!
//! In: a prompt. Out: the reply as it grows, or a [`Failure`] that says whether another attempt is
//! worth it. Every wait is bounded, and so is every buffer.

use std::time::{Duration, Instant, SystemTime};

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Response, StatusCode};
use tokio::time::timeout;

use super::complete::Events;
use super::retry::{self, Failure, Retry};
use super::sse::SseParser;
use super::tokens::{Meter, count_tokens};
use super::wire::{self, Decoder, Delta, Form, WireError};
use super::{
    Endpoint, Event, Finish, Flow, Limits, ModelError, Prompt, Reply, Usage, http, thoughts,
};

/// One request and its answer.
pub(super) struct Attempt<'a> {
    pub endpoint: &'a Endpoint,
    pub limits: &'a Limits,
    pub start: Instant,
}

/// A reply as it grows.
pub(super) struct Received<'a> {
    decoder: Decoder,
    text: String,
    /// The server calls it a stream, or an event has come: not a web page that parses as nothing.
    is_stream: bool,
    meter: Meter,
    first_text: Option<Instant>,
    start: Instant,
    limit: usize,
    events: &'a mut Events<'a>,
    enough: bool,
}

/// How a body is written; its first byte tells, whatever its content type says.
enum Body {
    Unknown,
    Stream(SseParser),
    Whole(Vec<u8>),
}

/// Most of an error answer that is read.
const ERROR_BODY_LIMIT: usize = 64 << 10;

/// Silence after which a reply that says it is finished is taken as finished, `[DONE]` or not.
const GRACE: Duration = Duration::from_secs(3);

impl Attempt<'_> {
    /// Reads an answer to its end.
    pub async fn run<'e>(
        &self,
        response: Response,
        events: &'e mut Events<'e>,
    ) -> Result<Received<'e>, Failure> {
        let mut received = Received {
            decoder: Decoder::new(self.endpoint.wire()),
            text: String::new(),
            is_stream: says_stream(&response),
            meter: Meter::default(),
            first_text: None,
            start: self.start,
            limit: self.limits.reply_bytes,
            events,
            enough: false,
        };
        match self.read(response, &mut received).await {
            Ok(()) => Ok(received),
            // What a caller has seen is not taken back.
            Err(failure) if !received.text.is_empty() => Err(Failure::last(failure.error)),
            Err(failure) => Err(failure),
        }
    }

    /// Sends the request until the server takes its form. The answer has a status of success.
    pub async fn send(&self, prompt: &Prompt, form: &mut Form) -> Result<Response, Failure> {
        loop {
            let body = form.body(self.endpoint, prompt);
            let request = self
                .endpoint
                .request(Method::POST, form.path())
                .map_err(Failure::last)?
                .json(&body);
            let response = match timeout(self.limits.first_text, request.send()).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(self.unreachable(&error)),
                Err(_) => return Err(Failure::passing(self.timed_out(self.limits.first_text))),
            };
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            let wait = retry::retry_after(response.headers(), SystemTime::now());
            let body = http::read_up_to(response, ERROR_BODY_LIMIT);
            let body = timeout(self.limits.idle, body).await.unwrap_or_default();
            if !form.relax(status, &body) {
                return Err(self.refused(status, &body, wait));
            }
        }
    }

    fn refused(&self, status: StatusCode, body: &[u8], wait: Option<Duration>) -> Failure {
        let mut error = wire::status_error(self.endpoint, status, body);
        if let ModelError::RateLimited { retry_after, .. } = &mut error {
            *retry_after = wait;
        }
        match (&error, wait) {
            (ModelError::OutOfCredit { .. }, _) => Failure::last(error),
            _ if !retry::may_pass(status.as_u16()) => Failure::last(error),
            (_, Some(wait)) => Failure { error, retry: Retry::After(wait) },
            (_, None) => Failure::passing(error),
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let failed = ModelError::Unreachable {
            endpoint: self.endpoint.shown(),
            why: http::innermost(error),
        };
        if error.is_builder() { Failure::last(failed) } else { Failure::passing(failed) }
    }

    fn timed_out(&self, waited: Duration) -> ModelError {
        ModelError::Timeout { endpoint: self.endpoint.shown(), waited }
    }

    /// Reads the answer to its end.
    async fn read(
        &self,
        mut response: Response,
        received: &mut Received<'_>,
    ) -> Result<(), Failure> {
        let mut body = Body::Unknown;
        loop {
            let finished = received.decoder.known.finish.is_some();
            let patience = match received.text.is_empty() {
                _ if finished => GRACE.min(self.limits.idle),
                true => self.limits.first_text,
                false => self.limits.idle,
            };
            let chunk = match timeout(patience, response.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Err(_)) | Err(_) if finished => break,
                Ok(Err(error)) if received.text.is_empty() => return Err(self.unreachable(&error)),
                Ok(Err(_)) => return Err(Failure::last(received.cut())),
                Err(_) => return Err(Failure::passing(self.timed_out(patience))),
            };
            if self.take(&chunk, &mut body, received)? {
                if !received.enough {
                    drain(response);
                }
                return Ok(());
            }
        }
        self.end(body, received)
    }

    /// Takes a chunk of the body. True when the reply says that it is complete.
    fn take(&self, chunk: &[u8], body: &mut Body, to: &mut Received<'_>) -> Result<bool, Failure> {
        if let Body::Unknown = body {
            *body = match chunk.iter().find(|byte| !byte.is_ascii_whitespace()) {
                None => return Ok(false),
                Some(b'{' | b'[') => Body::Whole(Vec::new()),
                Some(_) => Body::Stream(SseParser::new(self.wire_limit())),
            };
        }
        let parser = match body {
            Body::Stream(parser) => parser,
            Body::Unknown => return Ok(false),
            Body::Whole(json) if json.len() + chunk.len() > self.wire_limit() => {
                return Err(Failure::last(self.too_long()));
            }
            Body::Whole(json) => {
                json.extend_from_slice(chunk);
                return Ok(false);
            }
        };
        let mut events = Vec::new();
        let outcome = parser.push(chunk, &mut events);
        to.is_stream |= !events.is_empty();
        for event in events {
            match to.decoder.event(&event.data).map_err(|error| self.wire_failure(error))? {
                Delta::Text(text) => self.add(text, to)?,
                Delta::Done => {
                    let rest = to.decoder.rest();
                    return self.add(rest, to).map(|()| true);
                }
            }
            if to.enough {
                return Ok(true);
            }
        }
        outcome.map(|()| false).map_err(|_| Failure::last(self.too_long()))
    }

    /// What the body's end means: a whole answer, a complete reply, or a cut.
    fn end(&self, body: Body, to: &mut Received<'_>) -> Result<(), Failure> {
        match body {
            Body::Unknown => return Err(Failure::passing(to.cut())),
            Body::Whole(json) => {
                let text = to.decoder.whole(&json).map_err(|error| self.wire_failure(error))?;
                to.decoder.known.finish.get_or_insert(Finish::Unknown);
                let rest = to.decoder.rest();
                return self.add(text + &rest, to);
            }
            Body::Stream(parser) => {
                match parser.finish().map(|event| to.decoder.event(&event.data)) {
                    Some(Ok(Delta::Done)) => {
                        let rest = to.decoder.rest();
                        return self.add(rest, to);
                    }
                    Some(Ok(Delta::Text(text))) => self.add(text, to)?,
                    Some(Err(WireError::NotJson)) | None => {}
                    Some(Err(error)) => return Err(self.wire_failure(error)),
                }
            }
        }
        let rest = to.decoder.rest();
        self.add(rest, to)?;
        match to.decoder.known.finish {
            Some(_) => Ok(()),
            None if !to.is_stream => Err(self.wire_failure(WireError::NoReply)),
            None => Err(Failure::passing(to.cut())),
        }
    }

    fn add(&self, text: String, to: &mut Received<'_>) -> Result<(), Failure> {
        if to.text.len() + text.len() > to.limit {
            return Err(Failure::last(self.too_long()));
        }
        to.add(text);
        Ok(())
    }

    /// Bytes on the wire that a reply of the allowed size may take, JSON's escapes included.
    fn wire_limit(&self) -> usize {
        self.limits.reply_bytes.saturating_mul(6).saturating_add(64 << 10)
    }

    fn too_long(&self) -> ModelError {
        ModelError::TooLong { limit: self.limits.reply_bytes }
    }

    fn wire_failure(&self, error: WireError) -> Failure {
        let endpoint = self.endpoint.shown();
        let malformed =
            |why: &str| ModelError::Malformed { endpoint: endpoint.clone(), why: why.into() };
        match error {
            WireError::NotJson => Failure::last(malformed("it sent what is no JSON object")),
            WireError::NoReply => Failure::last(malformed("its answer holds no reply")),
            WireError::Filtered(message) => Failure::last(ModelError::Declined { message }),
            WireError::Reported { message, status: Some(status) } if status >= 400 => {
                let failed = wire::reported_error(self.endpoint, status, &message, b"");
                if retry::may_pass(status) {
                    Failure::passing(failed)
                } else {
                    Failure::last(failed)
                }
            }
            WireError::Reported { message, .. } => {
                let message = wire::shown_message(self.endpoint, &message);
                Failure::last(ModelError::Reported { endpoint, message })
            }
        }
    }
}

impl Received<'_> {
    fn add(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        let first = *self.first_text.get_or_insert_with(Instant::now);
        self.text.push_str(&text);
        let received = self.meter.push(&text);
        let event = Event::Text { text, received, elapsed: first.elapsed() };
        self.enough |= (self.events)(event) == Flow::Enough;
    }

    fn cut(&self) -> ModelError {
        ModelError::Cut { received: self.text.len() }
    }

    /// The whole reply, for an edit that began at `start` and took `attempts`.
    pub fn into_reply(
        self,
        endpoint: &Endpoint,
        sent: u64,
        attempts: u32,
        start: Instant,
    ) -> Result<Reply, ModelError> {
        let known = self.decoder.known;
        let model = known.model.unwrap_or_else(|| endpoint.model().to_owned());
        let Some(first_text) = self.first_text else {
            let refusal = wire::shown_message(endpoint, &known.refusal);
            return Err(match refusal.is_empty() {
                true => ModelError::Empty { model },
                false => ModelError::Declined { message: refusal },
            });
        };
        let text = thoughts::after_unopened(&self.text).to_owned();
        Ok(Reply {
            // Of a stream that was cut, the provider's last word is not known.
            usage: known.usage.filter(|_| !self.enough),
            details: known.details,
            counted: Usage { sent, received: count_tokens(&self.text) },
            finish: match self.enough {
                true => Finish::Enough,
                false => known.finish.unwrap_or(Finish::Unknown),
            },
            model,
            attempts,
            first_text: first_text - self.start,
            total: start.elapsed(),
            text,
        })
    }
}

fn says_stream(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().starts_with("text/event-stream"))
}

/// Reads what follows `[DONE]`, usually nothing, so that the connection can be used again.
fn drain(mut response: Response) {
    tokio::spawn(timeout(Duration::from_secs(1), async move {
        while let Ok(Some(_)) = response.chunk().await {}
    }));
}
