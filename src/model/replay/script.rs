//! What the replay server says: answers in a provider's wire format, whole or broken.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::anthropic;
use crate::model::Usage;
use crate::model::tokens::token_pieces;
use crate::protocol::Wire;

/// What the server answers.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// The names that `GET /v1/models` lists.
    pub models: Vec<String>,
    /// The answers to `POST /v1/chat/completions` and `POST /v1/messages`, in order; the last one
    /// repeats.
    pub answers: Vec<Answer>,
    /// Answers to requests whose body holds a text, whatever their order; these go first.
    pub matched: Vec<(String, Answer)>,
}

impl Script {
    /// A server with one model and no answers yet.
    pub fn new(model: &str) -> Self {
        Self { models: vec![model.to_owned()], ..Self::default() }
    }

    /// The answer to `GET /v1/models`.
    pub(super) fn model_list(&self) -> Answer {
        let model = |id| json!({ "id": id, "object": "model", "created": 0, "owned_by": "replay" });
        let data: Vec<Value> = self.models.iter().map(model).collect();
        let body = json!({ "object": "list", "data": data });
        Answer::raw(200, vec![Bytes::from(body.to_string())])
    }

    /// Adds an answer to requests that hold `part`, which stands in JSON as it stands here.
    pub fn on(mut self, part: &str, answer: Answer) -> Self {
        self.matched.push((part.to_owned(), answer));
        self
    }

    /// Adds an answer.
    pub fn then(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// More headers, such as `Retry-After`.
    pub headers: Vec<(String, String)>,
    /// The content type.
    pub content_type: &'static str,
    /// The pieces of the body, one network frame each.
    pub frames: Vec<Bytes>,
    /// The wait before each frame.
    pub pace: Duration,
    /// When each frame is due, from the request on; later frames follow at once.
    pub schedule: Vec<Duration>,
    /// What the last frame waits for.
    pub gate: Option<Gate>,
    /// What follows the last frame.
    pub ending: Ending,
    /// The same as another wire format writes it, where it was not given byte by byte.
    pub(super) plan: Option<Plan>,
}

/// A reply before it is written in a wire format.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub text: String,
    pub usage: Option<Usage>,
    pub whole: bool,
    /// Sends so many frames and no more.
    pub frames: Option<usize>,
    /// Cuts the bytes into frames of this size.
    pub frame_size: Option<usize>,
}

/// Holds an answer back until it is opened. Clones are the same gate.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    /// Lets the answer go on.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    pub(super) async fn passed(&self) {
        // The sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|open| *open).await;
    }
}

/// How an answer's body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As HTTP wants it.
    Complete,
    /// The connection breaks.
    Abort,
    /// Nothing more comes, and the connection stays open.
    Hang,
}

impl Answer {
    /// A reply that streams token by token, as a provider's does, with `[DONE]` at its end. Without
    /// `usage` the server reports none, and the client has to count.
    pub fn stream(text: &str, usage: impl Into<Option<Usage>>) -> Self {
        let mut frames = vec![event(&delta(json!({ "role": "assistant", "content": "" }), None))];
        for piece in token_pieces(text) {
            frames.push(event(&delta(json!({ "content": piece }), None)));
        }
        let usage = usage.into();
        frames.push(event(&delta(json!({}), Some("stop"))));
        frames.extend(usage.map(|usage| event(&chunk(json!([]), usage_json(usage)))));
        frames.push(Bytes::from_static(b"data: [DONE]\n\n"));
        let plan = Some(Plan::new(text, usage, false));
        Self { content_type: "text/event-stream", plan, ..Self::raw(200, frames) }
    }

    /// A reply that comes whole, as a server without streaming sends it.
    pub fn whole(text: &str, usage: Usage) -> Self {
        let message = json!({ "role": "assistant", "content": text });
        let body = json!({
            "id": "replay", "object": "chat.completion", "created": 0, "model": "replay",
            "choices": [{ "index": 0, "message": message, "finish_reason": "stop" }],
            "usage": usage_json(usage),
        });
        let plan = Some(Plan::new(text, Some(usage), true));
        Self { plan, ..Self::raw(200, vec![Bytes::from(body.to_string())]) }
    }

    /// An error, in the provider's form.
    pub fn error(status: u16, message: &str) -> Self {
        let body = json!({ "error": { "message": message, "type": "replay", "code": null } });
        Self::raw(status, vec![Bytes::from(body.to_string())])
    }

    /// A body as it is, as `application/json`.
    pub fn raw(status: u16, frames: Vec<Bytes>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "application/json",
            frames,
            pace: Duration::ZERO,
            schedule: Vec::new(),
            gate: None,
            ending: Ending::Complete,
            plan: None,
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Says that it is of another content type.
    pub fn typed(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    /// Waits so long before each frame.
    pub fn paced(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// Sends each frame when it is due: `due` of its number, from the request on.
    pub fn scheduled(mut self, due: impl Fn(usize) -> Duration) -> Self {
        self.schedule = (0..self.frames.len()).map(due).collect();
        self
    }

    /// Sends the last frame only when `gate` is open.
    pub fn held(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// Sends only the first `frames`, and then ends as `ending` says.
    pub fn stopped(mut self, frames: usize, ending: Ending) -> Self {
        self.frames.truncate(frames);
        if let Some(plan) = &mut self.plan {
            plan.frames = Some(frames);
        }
        self.ending = ending;
        self
    }

    /// Cuts the same bytes into frames of `size` bytes, through characters and lines alike.
    pub fn reframed(mut self, size: usize) -> Self {
        let all = self.frames.concat();
        self.frames = all.chunks(size.max(1)).map(Bytes::copy_from_slice).collect();
        if let Some(plan) = &mut self.plan {
            plan.frame_size = Some(size.max(1));
        }
        self
    }

    /// The answer as `wire` writes it.
    pub(super) fn in_wire(mut self, wire: Wire) -> Self {
        let (Wire::Anthropic, Some(plan)) = (wire, self.plan.take()) else { return self };
        self.frames = match plan.whole {
            true => vec![anthropic::whole(&plan.text, plan.usage.unwrap_or_default())],
            false => anthropic::stream(&plan.text, plan.usage.unwrap_or_default()),
        };
        self.frames.truncate(plan.frames.unwrap_or(usize::MAX));
        match plan.frame_size {
            Some(size) => self.reframed(size),
            None => self,
        }
    }
}

impl Plan {
    fn new(text: &str, usage: Option<Usage>, whole: bool) -> Self {
        Self { text: text.to_owned(), usage, whole, frames: None, frame_size: None }
    }
}

fn event(chunk: &Value) -> Bytes {
    Bytes::from(format!("data: {chunk}\n\n"))
}

fn delta(delta: Value, finish: Option<&str>) -> Value {
    chunk(json!([{ "index": 0, "delta": delta, "finish_reason": finish }]), Value::Null)
}

fn chunk(choices: Value, usage: Value) -> Value {
    json!({
        "id": "replay", "object": "chat.completion.chunk", "created": 0, "model": "replay",
        "choices": choices, "usage": usage,
    })
}

fn usage_json(usage: Usage) -> Value {
    json!({
        "prompt_tokens": usage.sent, "completion_tokens": usage.received,
        "total_tokens": usage.sent + usage.received,
    })
}
