//! What waits to be written to one client.
//!
//! Bounded: progress that a slow reader has not taken is joined or dropped, and a reader that leaves
//! too many answers waiting is given up. Putting something in never waits, so that one client never
//! holds up the work for another.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;

use crate::protocol::{Message, PROGRESS, Progress, Step};

/// Progress and heartbeats that may wait.
const MAX_EVENTS: usize = 256;
/// Bytes of answers that may wait.
const MAX_BYTES: usize = 256 << 20;
/// Bytes of streamed text that may wait in one event.
const MAX_TEXT: usize = 1 << 20;

/// What waits to be written to one client.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Item>,
    bytes: usize,
    events: usize,
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    /// What waits is still written, and then the connection is closed.
    Ending,
    /// The client does not read: nothing more is written.
    GivenUp,
}

#[derive(Debug)]
enum Item {
    Answer(Vec<u8>),
    Event(Vec<u8>),
    Progress(Progress),
}

impl Outbox {
    /// Puts in an answer.
    pub fn answer(&self, message: &Message) {
        let line = message.to_line();
        let mut queue = self.lock();
        queue.bytes += line.len();
        queue.items.push_back(Item::Answer(line));
        if queue.bytes > MAX_BYTES {
            queue.state = State::GivenUp;
        }
        self.changed.notify_one();
    }

    /// Puts in a notification that may be dropped.
    pub fn event(&self, method: &str, params: &impl Serialize) {
        let line = notification(method, params);
        let mut queue = self.lock();
        if queue.events < MAX_EVENTS {
            queue.events += 1;
            queue.items.push_back(Item::Event(line));
            self.changed.notify_one();
        }
    }

    /// Puts in a step; joins it to a piece of the same reply that still waits.
    pub fn progress(&self, progress: Progress) {
        let mut queue = self.lock();
        if let Some(Item::Progress(waiting)) = queue.items.back_mut()
            && join(waiting, &progress)
        {
            return;
        }
        if queue.events < MAX_EVENTS {
            queue.events += 1;
            queue.items.push_back(Item::Progress(progress));
            self.changed.notify_one();
        }
    }

    /// Nothing more is put in: the connection is closed once all is written.
    pub fn end(&self) {
        let mut queue = self.lock();
        if queue.state == State::Open {
            queue.state = State::Ending;
        }
        self.changed.notify_one();
    }

    /// The next line to write; none when the connection is to be closed.
    pub async fn next(&self) -> Option<Vec<u8>> {
        loop {
            let changed = self.changed.notified();
            {
                let mut queue = self.lock();
                if queue.state == State::GivenUp {
                    return None;
                }
                match queue.items.pop_front() {
                    Some(Item::Answer(line)) => {
                        queue.bytes -= line.len();
                        return Some(line);
                    }
                    Some(Item::Event(line)) => {
                        queue.events -= 1;
                        return Some(line);
                    }
                    Some(Item::Progress(progress)) => {
                        queue.events -= 1;
                        return Some(notification(PROGRESS, &progress));
                    }
                    None if queue.state == State::Ending => return None,
                    None => {}
                }
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn notification(method: &str, params: &impl Serialize) -> Vec<u8> {
    let params = serde_json::to_value(params).unwrap_or(Value::Null);
    Message::Notification { method: method.to_owned(), params }.to_line()
}

/// Adds `next` to `waiting` where both are pieces of one reply.
fn join(waiting: &mut Progress, next: &Progress) -> bool {
    if waiting.request != next.request {
        return false;
    }
    match (&mut waiting.step, &next.step) {
        (
            Step::Streaming { received, seconds, text },
            Step::Streaming { received: now, seconds: at, text: more },
        ) if text.len() + more.len() <= MAX_TEXT => {
            (*received, *seconds) = (*now, *at);
            text.push_str(more);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::protocol::RequestId;

    fn piece(request: u64, text: &str) -> Progress {
        let step = Step::Streaming { received: 1, seconds: 0.5, text: text.into() };
        Progress { request: RequestId::Number(request), step }
    }

    async fn drained(outbox: &Outbox) -> Vec<Message> {
        outbox.end();
        let mut messages = Vec::new();
        while let Some(line) = outbox.next().await {
            messages.push(Message::parse(&line).unwrap());
        }
        messages
    }

    #[tokio::test]
    async fn waiting_pieces_of_one_reply_are_joined_and_of_two_are_not() {
        let outbox = Outbox::default();
        for (request, text) in [(1, "a"), (1, "b"), (2, "c"), (1, "d")] {
            outbox.progress(piece(request, text));
        }
        let texts: Vec<Value> = drained(&outbox)
            .await
            .into_iter()
            .map(|message| match message {
                Message::Notification { params, .. } => params["text"].clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(texts, [json!("ab"), json!("c"), json!("d")]);
    }

    #[tokio::test]
    async fn events_beyond_the_limit_are_dropped_and_answers_are_not() {
        let outbox = Outbox::default();
        for _ in 0..MAX_EVENTS + 10 {
            outbox.event("heartbeat", &json!({}));
        }
        outbox.answer(&Message::Response { id: None, outcome: Ok(json!(1)) });
        let messages = drained(&outbox).await;
        assert_eq!(messages.len(), MAX_EVENTS + 1);
        assert!(matches!(messages.last(), Some(Message::Response { .. })));
    }
}
