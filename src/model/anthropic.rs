//! The wire format of Anthropic's messages, streamed and whole.
//!
//! Source: the API reference, "Messages", "Streaming messages", "Prompt caching" and "Errors".

use serde_json::{Map, Value, json};

use super::wire::{Delta, Known, WireError, message_of};
use super::{Endpoint, Finish, Limits, Prompt, Usage};

/// The version that the `anthropic-version` header names.
pub(super) const VERSION: &str = "2023-06-01";

/// Which optional fields a request carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    max_tokens: u32,
    temperature: Option<f64>,
    cache_marks: bool,
}

impl Shape {
    /// What `endpoint` most likely takes.
    pub fn new(endpoint: &Endpoint, limits: &Limits) -> Self {
        Self {
            max_tokens: endpoint.max_tokens(limits),
            temperature: endpoint.temperature(),
            cache_marks: true,
        }
    }

    /// Gives up what `complaint` names.
    pub fn relax(&mut self, complaint: &str) -> bool {
        let before = *self;
        if let Some(most) = most_tokens(complaint).filter(|most| *most < self.max_tokens) {
            self.max_tokens = most;
        } else if self.temperature.is_some() && complaint.contains("temperature") {
            self.temperature = None;
        } else if complaint.contains("cache_control") {
            self.cache_marks = false;
        }
        *self != before
    }

    /// The body of the request. What stays the same from edit to edit ends in a cache mark.
    pub fn body(self, endpoint: &Endpoint, prompt: &Prompt) -> Value {
        let block = |text: &str, marked: bool| {
            let mut block = json!({ "type": "text", "text": text });
            if marked && self.cache_marks {
                block["cache_control"] = json!({ "type": "ephemeral" });
            }
            block
        };
        let mut first = Vec::new();
        if !prompt.context.is_empty() {
            first.push(block(&prompt.context, true));
        }
        if !prompt.request.is_empty() {
            first.push(block(&prompt.request, false));
        }
        let mut messages = vec![json!({ "role": "user", "content": first })];
        for round in &prompt.later {
            messages.push(json!({ "role": "assistant", "content": round.reply }));
            messages.push(json!({ "role": "user", "content": round.question }));
        }
        let mut body = json!({
            "model": endpoint.model(),
            "max_tokens": self.max_tokens,
            "stream": true,
            "system": [block(&prompt.system, true)],
            "messages": messages,
        });
        if let Some(temperature) = self.temperature {
            body["temperature"] = json!(temperature);
        }
        body
    }
}

/// `max_tokens: 16384 > 8192, which is the maximum ...`: the second number.
fn most_tokens(complaint: &str) -> Option<u32> {
    let (_, rest) = complaint.split_once("max_tokens")?;
    let (_, rest) = rest.split_once('>')?;
    let digits: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit()).collect();
    digits.parse().ok().filter(|most| *most > 0)
}

/// Decodes one event.
pub(super) fn event(object: &Map<String, Value>, known: &mut Known) -> Result<Delta, WireError> {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let mut text = String::new();
    match kind {
        "error" => return Err(reported(object.get("error").unwrap_or(&Value::Null))),
        "message_start" => {
            if let Some(message) = object.get("message") {
                known.name_model(message.get("model"));
                usage(message.get("usage"), known);
            }
        }
        "content_block_start" => {
            let block = object.get("content_block");
            text = block.map(text_of).unwrap_or_default();
        }
        "content_block_delta" => {
            let delta = object.get("delta");
            // `thinking_delta` and `signature_delta` are no part of the reply.
            let is_text = delta.and_then(|delta| delta.get("type")) == Some(&json!("text_delta"));
            if let Some(piece) = delta.filter(|_| is_text).and_then(|delta| delta.get("text")) {
                text = piece.as_str().unwrap_or_default().to_owned();
            }
        }
        "message_delta" => {
            usage(object.get("usage"), known);
            stop(object.get("delta").and_then(|delta| delta.get("stop_reason")), known);
        }
        "message_stop" => return Ok(Delta::Done),
        // `ping`, and what is added one day: the documentation asks to pass over it.
        _ => {}
    }
    Ok(Delta::Text(text))
}

/// Decodes an answer that came whole.
pub(super) fn whole(object: &Map<String, Value>, known: &mut Known) -> Result<String, WireError> {
    if let Some(error) = object.get("error").filter(|error| !error.is_null()) {
        return Err(reported(error));
    }
    let content = object.get("content").and_then(Value::as_array).ok_or(WireError::NoReply)?;
    known.name_model(object.get("model"));
    usage(object.get("usage"), known);
    stop(object.get("stop_reason"), known);
    Ok(content.iter().map(text_of).collect())
}

/// The text of a content block; thinking has none.
fn text_of(block: &Value) -> String {
    match block.get("type").and_then(Value::as_str) {
        Some("text") => block.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn stop(reason: Option<&Value>, known: &mut Known) {
    known.finish = Some(match reason.and_then(Value::as_str) {
        None => return,
        Some("end_turn" | "stop_sequence") => Finish::Stop,
        Some("max_tokens" | "model_context_window_exceeded") => Finish::Length,
        Some("refusal") => {
            known.refuse("its safety filter stopped the reply");
            Finish::Unknown
        }
        Some(_) => Finish::Unknown,
    });
}

/// The counts are cumulative: a later block replaces what it names.
fn usage(usage: Option<&Value>, known: &mut Known) {
    let Some(usage) = usage else { return };
    let count = |name: &str| usage.get(name).and_then(Value::as_u64);
    let read = count("cache_read_input_tokens");
    let written = count("cache_creation_input_tokens");
    let mut total = known.usage.unwrap_or_default();
    if let Some(fresh) = count("input_tokens") {
        // Cached tokens are counted apart there, and are part of the prompt here.
        total.sent = fresh + read.unwrap_or(0) + written.unwrap_or(0);
    }
    if let Some(received) = count("output_tokens") {
        total.received = received;
    }
    known.usage = Some(Usage { ..total });
    known.details.cached = read.or(known.details.cached);
    known.details.cache_written = written.or(known.details.cache_written);
}

fn reported(error: &Value) -> WireError {
    let status = match error.get("type").and_then(Value::as_str) {
        Some("invalid_request_error") => Some(400),
        Some("authentication_error") => Some(401),
        Some("billing_error") => Some(402),
        Some("permission_error") => Some(403),
        Some("not_found_error") => Some(404),
        Some("request_too_large") => Some(413),
        Some("rate_limit_error") => Some(429),
        Some("api_error") => Some(500),
        Some("timeout_error") => Some(504),
        Some("overloaded_error") => Some(529),
        _ => None,
    };
    let message = message_of(error).unwrap_or_else(|| error.to_string());
    WireError::Reported { message, status }
}

#[cfg(test)]
mod tests {
    use super::super::wire::Decoder;
    use super::*;
    use crate::protocol::Wire;

    #[test]
    fn a_stream_decodes() {
        let mut decoder = Decoder::new(Wire::Anthropic);
        let mut text = String::new();
        for data in [
            r#"{"type":"message_start","message":{"id":"m","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":5,"cache_creation_input_tokens":10,"cache_read_input_tokens":100,"output_tokens":1}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}"#,
            r#"{"type":"content_block_stop","index":0}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"a"}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"b"}}"#,
            r#"{"type":"some_future_event"}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}"#,
        ] {
            match decoder.event(data).unwrap() {
                Delta::Text(piece) => text.push_str(&piece),
                Delta::Done => panic!("{data}"),
            }
        }
        assert_eq!(decoder.event(r#"{"type":"message_stop"}"#).unwrap(), Delta::Done);
        assert_eq!(text, "ab");
        let known = decoder.known;
        assert_eq!(known.finish, Some(Finish::Stop));
        assert_eq!(known.usage, Some(Usage { sent: 115, received: 7 }));
        assert_eq!((known.details.cached, known.details.cache_written), (Some(100), Some(10)));
        assert_eq!(known.model.as_deref(), Some("claude-x"));
    }

    #[test]
    fn errors_have_the_status_of_their_type() {
        let overloaded =
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
        assert_eq!(
            Decoder::new(Wire::Anthropic).event(overloaded).unwrap_err(),
            WireError::Reported { message: "Overloaded".into(), status: Some(529) }
        );
    }

    #[test]
    fn a_whole_answer_decodes() {
        let mut decoder = Decoder::new(Wire::Anthropic);
        let body = br#"{"type":"message","model":"m","stop_reason":"max_tokens","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"},{"type":"text","text":"b"}],"usage":{"input_tokens":3,"output_tokens":2}}"#;
        assert_eq!(decoder.whole(body).unwrap(), "ab");
        assert_eq!(decoder.known.finish, Some(Finish::Length));
        assert_eq!(decoder.whole(b"{}"), Err(WireError::NoReply));
    }

    #[test]
    fn what_a_model_refuses_is_given_up() {
        let mut shape = Shape { max_tokens: 16_384, temperature: Some(0.0), cache_marks: true };
        let most = "max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens";
        assert!(shape.relax(most) && shape.max_tokens == 8192);
        assert!(!shape.relax(most));
        assert!(shape.relax("`temperature` may not be set for this model"));
        assert!(shape.relax("system.0.cache_control: Extra inputs are not permitted"));
        assert!(!shape.relax("temperature, cache_control"));
    }
}
