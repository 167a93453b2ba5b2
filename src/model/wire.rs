//! What the wire formats have in common: a request in a form that can be relaxed, and events that
//! add to a reply.

use reqwest::StatusCode;
use serde_json::{Map, Value};

use super::{Details, Endpoint, Finish, Limits, ModelError, Prompt, Usage, anthropic, openai};
use crate::model::error::one_line;
use crate::model::thoughts::Thoughts;
use crate::protocol::Wire;

/// The form of a request: which optional fields it carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    Openai(openai::Shape),
    Anthropic(anthropic::Shape),
}

impl Form {
    /// What `endpoint` most likely takes of `prompt`.
    pub fn new(endpoint: &Endpoint, prompt: &Prompt, limits: &Limits) -> Self {
        match endpoint.wire() {
            Wire::Openai => Self::Openai(openai::Shape::new(endpoint, prompt, limits)),
            Wire::Anthropic => Self::Anthropic(anthropic::Shape::new(endpoint, limits)),
        }
    }

    /// Where the request goes, below the base URL.
    pub fn path(&self) -> &'static [&'static str] {
        match self {
            Self::Openai(_) => &["chat", "completions"],
            Self::Anthropic(_) => &["v1", "messages"],
        }
    }

    /// Gives up the field that an answer with HTTP 400 or 422 complains about. False where it names
    /// none, or none that is left: each can go once, so this ends.
    pub fn relax(&mut self, status: StatusCode, body: &[u8]) -> bool {
        if !matches!(status.as_u16(), 400 | 422) {
            return false;
        }
        let complaint = String::from_utf8_lossy(body);
        match self {
            Self::Openai(shape) => shape.relax(&complaint),
            Self::Anthropic(shape) => shape.relax(&complaint),
        }
    }

    /// The body of the request.
    pub fn body(&self, endpoint: &Endpoint, prompt: &Prompt) -> Value {
        match self {
            Self::Openai(shape) => shape.body(endpoint, prompt),
            Self::Anthropic(shape) => shape.body(endpoint, prompt),
        }
    }
}

/// What one event of the stream, or a whole answer, adds.
#[derive(Debug, PartialEq)]
pub(super) enum Delta {
    /// Text of the reply; may be empty.
    Text(String),
    /// Nothing follows.
    Done,
}

/// Why an event or an answer is no part of a reply.
#[derive(Debug, PartialEq)]
pub(super) enum WireError {
    /// It is no JSON object.
    NotJson,
    /// It is an object without a reply.
    NoReply,
    /// It is an error object; `status` where it names one like HTTP's.
    Reported { message: String, status: Option<u16> },
    /// A filter stopped the reply.
    Filtered(String),
}

/// Bytes of a refusal after which no more of it is kept: one line of it is shown.
const REFUSAL_LIMIT: usize = 4096;

/// What is known of a reply besides its text.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Why the model stopped, once it says so.
    pub finish: Option<Finish>,
    /// The last usage block.
    pub usage: Option<Usage>,
    /// What the usage says beyond the two totals.
    pub details: Details,
    /// The model that answers, by its own name.
    pub model: Option<String>,
    /// What it says where it declines to answer.
    pub refusal: String,
}

impl Known {
    pub fn name_model(&mut self, model: Option<&Value>) {
        if let Some(model) = model.and_then(Value::as_str).filter(|model| !model.is_empty()) {
            self.model = Some(one_line(model));
        }
    }

    pub fn refuse(&mut self, words: &str) {
        if self.refusal.len() < REFUSAL_LIMIT {
            self.refusal.push_str(words);
        }
    }
}

/// Decodes an answer: events of a stream, or a whole body.
#[derive(Debug)]
pub(super) struct Decoder {
    wire: Wire,
    thoughts: Thoughts,
    pub known: Known,
}

impl Decoder {
    pub fn new(wire: Wire) -> Self {
        Self { wire, thoughts: Thoughts::default(), known: Known::default() }
    }

    /// Decodes the data of one event.
    pub fn event(&mut self, data: &str) -> Result<Delta, WireError> {
        // OpenAI's last word. Gateways append it to other formats too.
        if data.trim() == "[DONE]" {
            return Ok(Delta::Done);
        }
        let object = object(data.as_bytes())?;
        let delta = match self.wire {
            Wire::Openai => openai::event(&object, &mut self.known)?,
            Wire::Anthropic => anthropic::event(&object, &mut self.known)?,
        };
        Ok(match delta {
            Delta::Text(text) => Delta::Text(self.thoughts.push(&text)),
            Delta::Done => Delta::Done,
        })
    }

    /// Decodes an answer that came whole although a stream was asked for.
    pub fn whole(&mut self, body: &[u8]) -> Result<String, WireError> {
        let object = object(body)?;
        let text = match self.wire {
            Wire::Openai => openai::whole(&object, &mut self.known)?,
            Wire::Anthropic => anthropic::whole(&object, &mut self.known)?,
        };
        Ok(self.thoughts.push(&text))
    }

    /// The text that was held back while it could still have been a thought.
    pub fn rest(&mut self) -> String {
        self.thoughts.finish()
    }
}

fn object(json: &[u8]) -> Result<Map<String, Value>, WireError> {
    serde_json::from_slice(json).map_err(|_| WireError::NotJson)
}

/// The message of an error object: a text, or in the field where most servers have it.
pub(super) fn message_of(error: &Value) -> Option<String> {
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
    let body = String::from_utf8_lossy(body);
    let used_up = match status {
        402 => true,
        429 => body.contains("insufficient_quota"),
        // Anthropic's word for an account without money.
        400 => message.contains("credit balance is too low"),
        _ => false,
    };
    let endpoint_shown = endpoint.shown();
    match status {
        _ if used_up => ModelError::OutOfCredit { endpoint: endpoint_shown, status, message },
        401 | 403 => ModelError::Unauthorized { endpoint: endpoint_shown, status, message },
        404 => {
            let model = endpoint.model().to_owned();
            ModelError::NotFound { endpoint: endpoint_shown, model, message }
        }
        429 => ModelError::RateLimited { endpoint: endpoint_shown, message, retry_after: None },
        500.. => ModelError::Failing { endpoint: endpoint_shown, status, message },
        _ => ModelError::Rejected { endpoint: endpoint_shown, status, message },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn thinking_aloud_is_no_text() {
        let mut decoder = Decoder::new(Wire::Openai);
        let piece = |text: &str| {
            serde_json::json!({ "choices": [{ "delta": { "content": text } }] }).to_string()
        };
        let mut out = String::new();
        for text in ["<thi", "nk>hm\n", "</th", "ink>\n\n```css", "\na"] {
            match decoder.event(&piece(text)).unwrap() {
                Delta::Text(text) => out.push_str(&text),
                Delta::Done => panic!(),
            }
        }
        assert_eq!(out + &decoder.rest(), "```css\na");
    }
}
