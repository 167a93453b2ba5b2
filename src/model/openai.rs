//! The wire format: OpenAI's chat completions, streamed and whole, as the many servers that copy
//! it speak it. Source: the API reference, "Chat Completions", and what those servers do.

use reqwest::StatusCode;
use serde_json::{Map, Value, json};

use super::error::one_line;
use super::{Endpoint, Finish, ModelError, Prompt, Usage};

/// Which optional fields a request carries. Servers differ in what they refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    limit: Option<LimitField>,
    temperature: bool,
    stream_options: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LimitField {
    /// The field that all servers know.
    MaxTokens,
    /// Its successor, which OpenAI's newer models insist on.
    MaxCompletionTokens,
}

impl Shape {
    /// What `endpoint` most likely takes.
    pub fn for_endpoint(endpoint: &Endpoint) -> Self {
        let limit = match endpoint.is_openai() {
            true => LimitField::MaxCompletionTokens,
            false => LimitField::MaxTokens,
        };
        Self { limit: Some(limit), temperature: true, stream_options: true }
    }

    /// Gives up the field that an answer with HTTP 400 or 422 complains about. False where it names
    /// none, or none that is left: each can go once, so this ends.
    pub fn relax(&mut self, status: StatusCode, body: &[u8]) -> bool {
        if !matches!(status.as_u16(), 400 | 422) {
            return false;
        }
        let complaint = String::from_utf8_lossy(body);
        let before = *self;
        match self.limit {
            Some(LimitField::MaxTokens) if complaint.contains("max_completion_tokens") => {
                self.limit = Some(LimitField::MaxCompletionTokens);
            }
            Some(LimitField::MaxTokens) if complaint.contains("max_tokens") => self.limit = None,
            Some(LimitField::MaxCompletionTokens)
                if complaint.contains("max_completion_tokens") =>
            {
                self.limit = None;
            }
            _ if self.temperature && complaint.contains("temperature") => self.temperature = false,
            _ if self.stream_options && complaint.contains("stream_options") => {
                self.stream_options = false;
            }
            _ => {}
        }
        *self != before
    }

    /// The body of the request.
    pub fn body(self, endpoint: &Endpoint, prompt: &Prompt, max_tokens: u32) -> Value {
        let mut body = Map::new();
        body.insert("model".into(), json!(endpoint.model()));
        body.insert(
            "messages".into(),
            json!([
                { "role": "system", "content": prompt.system },
                { "role": "user", "content": prompt.user },
            ]),
        );
        body.insert("stream".into(), json!(true));
        if self.stream_options {
            body.insert("stream_options".into(), json!({ "include_usage": true }));
        }
        if self.temperature {
            body.insert("temperature".into(), json!(0));
        }
        if let Some(limit) = self.limit {
            let name = match limit {
                LimitField::MaxTokens => "max_tokens",
                LimitField::MaxCompletionTokens => "max_completion_tokens",
            };
            body.insert(name.into(), json!(max_tokens));
        }
        Value::Object(body)
    }
}

/// What one event of the stream, or a whole answer, adds.
#[derive(Debug, PartialEq)]
pub(super) enum Delta {
    /// Text of the reply; may be empty.
    Text(String),
    /// `[DONE]`: nothing follows.
    Done,
}

/// Why an event or an answer is no part of a reply.
#[derive(Debug, PartialEq)]
pub(super) enum WireError {
    /// It is no JSON object.
    NotJson,
    /// It is an object without a choice.
    NoChoice,
    /// It is an error object; `status` where it names one like HTTP's.
    Reported { message: String, status: Option<u16> },
    /// A filter stopped the reply.
    Filtered(String),
}

/// Bytes of a refusal after which no more of it is kept: one line of it is shown.
const REFUSAL_LIMIT: usize = 4096;

/// What is known of a reply besides its text.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Why the model stopped, once it says so.
    pub finish: Option<Finish>,
    /// The last usage block.
    pub usage: Option<Usage>,
    /// The model that answers, by its own name.
    pub model: Option<String>,
    /// What it says where it declines to answer.
    pub refusal: String,
}

impl Decoder {
    /// Decodes the data of one event.
    pub fn event(&mut self, data: &str) -> Result<Delta, WireError> {
        if data.trim() == "[DONE]" {
            return Ok(Delta::Done);
        }
        let object = object(data.as_bytes())?;
        Ok(Delta::Text(self.choice(&object)?.unwrap_or_default()))
    }

    /// Decodes an answer that came whole although a stream was asked for.
    pub fn whole(&mut self, body: &[u8]) -> Result<String, WireError> {
        let object = object(body)?;
        self.choice(&object)?.ok_or(WireError::NoChoice)
    }

    fn choice(&mut self, object: &Map<String, Value>) -> Result<Option<String>, WireError> {
        if let Some(error) = object.get("error").filter(|error| !error.is_null()) {
            return Err(reported(error));
        }
        if let Some(usage) = object.get("usage").and_then(usage) {
            self.usage = Some(usage);
        }
        if let Some(model) = object.get("model").and_then(Value::as_str).filter(|m| !m.is_empty()) {
            self.model = Some(one_line(model));
        }
        // The event with the usage has no choices.
        let Some(choice) = object.get("choices").and_then(|choices| choices.get(0)) else {
            return Ok(None);
        };
        match choice.get("finish_reason").and_then(Value::as_str) {
            None | Some("") => {}
            Some("stop") => self.finish = Some(Finish::Stop),
            Some("length") => self.finish = Some(Finish::Length),
            Some("content_filter") => return Err(WireError::Filtered("content filter".into())),
            Some("error") => {
                let message = "the provider stopped the reply".to_owned();
                return Err(WireError::Reported { message, status: None });
            }
            Some(_) => self.finish = Some(Finish::Unknown),
        }
        let message = choice.get("delta").or_else(|| choice.get("message"));
        if let Some(refusal) = message.and_then(|m| m.get("refusal")).and_then(Value::as_str)
            && self.refusal.len() < REFUSAL_LIMIT
        {
            self.refusal.push_str(refusal);
        }
        // `reasoning_content` and `reasoning` are thinking aloud, no part of the reply.
        Ok(message.map(|message| message.get("content").map_or_else(String::new, content)))
    }
}

/// The text of a `content`: a string, or a list of parts of which some are text.
fn content(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter(|part| part.get("type").and_then(Value::as_str) == Some("text"))
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect(),
        _ => String::new(),
    }
}

fn usage(usage: &Value) -> Option<Usage> {
    Some(Usage {
        sent: usage.get("prompt_tokens")?.as_u64()?,
        received: usage.get("completion_tokens")?.as_u64()?,
    })
}

fn object(json: &[u8]) -> Result<Map<String, Value>, WireError> {
    serde_json::from_slice(json).map_err(|_| WireError::NotJson)
}

fn reported(error: &Value) -> WireError {
    let code = error.get("code").or_else(|| error.get("status"));
    let status = match code {
        Some(Value::Number(code)) => code.as_u64().and_then(|code| u16::try_from(code).ok()),
        Some(Value::String(code)) => code.parse().ok(),
        _ => None,
    };
    let message = message_of(error).unwrap_or_else(|| error.to_string());
    WireError::Reported { message, status }
}

fn message_of(error: &Value) -> Option<String> {
    let text = error.as_str().or_else(|| error.get("message").and_then(Value::as_str))?;
    Some(text.to_owned()).filter(|text| !text.trim().is_empty())
}

/// The provider's own words in the body of an error answer: `error.message`, or where other
/// servers put it, or the text itself.
pub(super) fn error_message(status: StatusCode, body: &[u8]) -> String {
    let named = serde_json::from_slice::<Value>(body).ok().and_then(|body| {
        // Some wrap the object in a list.
        let body = body.get(0).unwrap_or(&body).clone();
        ["error", "message", "detail"]
            .iter()
            .find_map(|name| message_of(body.get(name)?))
            .or_else(|| message_of(&body))
    });
    let text = named.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    let line = one_line(&text);
    // A page for browsers says nothing on one line.
    if line.is_empty() || line.starts_with('<') {
        status.canonical_reason().unwrap_or("no message").to_owned()
    } else {
        line
    }
}

/// A provider's text, fit to be shown: one bounded line without the key.
pub(super) fn shown_message(endpoint: &Endpoint, message: &str) -> String {
    match endpoint.api_key() {
        Some(key) => one_line(&key.redact(message)),
        None => one_line(message),
    }
}

/// The error that an answer with a status other than success stands for.
pub(super) fn status_error(endpoint: &Endpoint, status: StatusCode, body: &[u8]) -> ModelError {
    // The key goes first: a message that is shortened in the middle of it would still show some.
    let body = String::from_utf8_lossy(body);
    let body = endpoint.api_key().map_or_else(|| body.to_string(), |key| key.redact(&body));
    let message = error_message(status, body.as_bytes());
    reported_error(endpoint, status.as_u16(), &message, body.as_bytes())
}

/// The same for a status and a message that were found inside an answer.
pub(super) fn reported_error(
    endpoint: &Endpoint,
    status: u16,
    message: &str,
    body: &[u8],
) -> ModelError {
    let message = shown_message(endpoint, message);
    let used_up = status == 429 && String::from_utf8_lossy(body).contains("insufficient_quota");
    let endpoint_shown = endpoint.shown();
    match status {
        401 | 403 => ModelError::Unauthorized { endpoint: endpoint_shown, status, message },
        404 => {
            let model = endpoint.model().to_owned();
            ModelError::NotFound { endpoint: endpoint_shown, model, message }
        }
        402 => ModelError::OutOfCredit { endpoint: endpoint_shown, status, message },
        429 if used_up => ModelError::OutOfCredit { endpoint: endpoint_shown, status, message },
        429 => ModelError::RateLimited { endpoint: endpoint_shown, message, retry_after: None },
        500.. => ModelError::Failing { endpoint: endpoint_shown, status, message },
        _ => ModelError::Rejected { endpoint: endpoint_shown, status, message },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_decodes() {
        let mut decoder = Decoder::default();
        let mut text = String::new();
        for data in [
            r#"{"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
            r#"{"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}"#,
            r#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}],"usage":null}"#,
            r#"{"choices":[{"delta":{"content":[{"type":"thinking"},{"type":"text","text":"b"}]}}]}"#,
            r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
            r#"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}"#,
        ] {
            match decoder.event(data).unwrap() {
                Delta::Text(piece) => text.push_str(&piece),
                Delta::Done => panic!("{data}"),
            }
        }
        assert_eq!(decoder.event(" [DONE]").unwrap(), Delta::Done);
        assert_eq!(text, "ab");
        assert_eq!(decoder.finish, Some(Finish::Stop));
        assert_eq!(decoder.usage, Some(Usage { sent: 7, received: 2 }));
        assert_eq!(decoder.model.as_deref(), Some("m-1"));
    }

    #[test]
    fn errors_inside_a_stream_are_errors() {
        let error = |data| Decoder::default().event(data).unwrap_err();
        assert_eq!(
            error(r#"{"error":{"message":"overloaded","code":503}}"#),
            WireError::Reported { message: "overloaded".into(), status: Some(503) }
        );
        assert_eq!(
            error(r#"{"error":"out of memory"}"#),
            WireError::Reported { message: "out of memory".into(), status: None }
        );
        assert_eq!(error("not json"), WireError::NotJson);
        let filtered = r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#;
        assert!(matches!(error(filtered), WireError::Filtered(_)));
    }

    #[test]
    fn a_whole_answer_needs_a_choice() {
        let mut decoder = Decoder::default();
        let body = br#"{"choices":[{"message":{"content":"all"},"finish_reason":"length"}]}"#;
        assert_eq!(decoder.whole(body).unwrap(), "all");
        assert_eq!(decoder.finish, Some(Finish::Length));
        assert_eq!(decoder.whole(b"{}"), Err(WireError::NoChoice));
    }

    #[test]
    fn messages_are_found_where_servers_put_them() {
        let message = |body: &str| error_message(StatusCode::BAD_REQUEST, body.as_bytes());
        assert_eq!(message(r#"{"error":{"message":"a\nb","type":"x"}}"#), "a b");
        assert_eq!(message(r#"{"error":"a"}"#), "a");
        assert_eq!(message(r#"{"message":"a"}"#), "a");
        assert_eq!(message(r#"{"detail":"a"}"#), "a");
        assert_eq!(message(r#"[{"error":{"message":"a"}}]"#), "a");
        assert_eq!(message("plain words"), "plain words");
        assert_eq!(message("<html><body>502</body></html>"), "Bad Request");
        assert_eq!(message(""), "Bad Request");
    }

    #[test]
    fn fields_that_a_server_refuses_are_given_up_one_by_one() {
        let mut shape =
            Shape { limit: Some(LimitField::MaxTokens), temperature: true, stream_options: true };
        let bad = StatusCode::BAD_REQUEST;
        let newer = b"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
        assert!(shape.relax(bad, newer));
        assert_eq!(shape.limit, Some(LimitField::MaxCompletionTokens));
        assert!(shape.relax(bad, b"max_completion_tokens is too large"));
        assert!(shape.relax(bad, b"'temperature' does not support 0"));
        assert!(shape.relax(StatusCode::UNPROCESSABLE_ENTITY, b"extra field stream_options"));
        assert!(!shape.relax(bad, b"temperature, max_tokens, stream_options"));
        let mut fresh = Shape { stream_options: true, ..shape };
        assert!(!fresh.relax(StatusCode::UNAUTHORIZED, b"stream_options"));
        assert!(!fresh.relax(bad, b"no such model"));
    }
}
