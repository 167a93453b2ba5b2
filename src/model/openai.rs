//! The wire format of OpenAI's chat completions, streamed and whole, as the many servers that copy
//! it speak it. Source: the API reference, "Chat Completions", and what those servers do.

use serde_json::{Map, Value, json};

use super::provider::LimitField;
use super::wire::{Delta, Known, WireError, message_of};
use super::{Details, Endpoint, Finish, Limits, Prompt, Usage};

/// Which optional fields a request carries. Servers differ in what they refuse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    limit: Option<LimitField>,
    max_tokens: u32,
    temperature: Option<f64>,
    stream_options: bool,
    prediction: bool,
    system: SystemRole,
}

/// Where the rules go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SystemRole {
    /// In a message of the role `system`.
    Apart,
    /// Before the user's words: some chat templates have no system role.
    Within,
}

impl Shape {
    /// What `endpoint` most likely takes of `prompt`.
    pub fn new(endpoint: &Endpoint, prompt: &Prompt, limits: &Limits) -> Self {
        let prediction = prompt.prediction.is_some();
        let provider = endpoint.provider();
        let limit = match provider.limit {
            // A predicted output goes with no bound there, says "Predicted outputs".
            LimitField::MaxCompletionTokens if prediction => None,
            limit => Some(limit),
        };
        Self {
            limit,
            max_tokens: endpoint.max_tokens(limits),
            temperature: endpoint.temperature(),
            stream_options: provider.stream_options,
            prediction,
            system: SystemRole::Apart,
        }
    }

    /// Gives up the field that `complaint` names.
    pub fn relax(&mut self, complaint: &str) -> bool {
        let before = *self;
        let names_role = || {
            let lower = complaint.to_ascii_lowercase();
            lower.contains("system role")
                || lower.contains("system message")
                || (lower.contains("role") && lower.contains("'system'"))
        };
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
            _ if self.prediction && complaint.contains("prediction") => self.prediction = false,
            _ if self.temperature.is_some() && complaint.contains("temperature") => {
                self.temperature = None;
            }
            _ if self.stream_options && complaint.contains("stream_options") => {
                self.stream_options = false;
            }
            _ if self.system == SystemRole::Apart && names_role() => {
                self.system = SystemRole::Within;
            }
            _ => {}
        }
        *self != before
    }

    /// The body of the request.
    pub fn body(self, endpoint: &Endpoint, prompt: &Prompt) -> Value {
        let message = |role: &str, content: &str| json!({ "role": role, "content": content });
        let first = prompt.first();
        let mut messages = match self.system {
            SystemRole::Apart => vec![message("system", &prompt.system), message("user", &first)],
            SystemRole::Within => vec![message("user", &format!("{}\n\n{first}", prompt.system))],
        };
        for round in &prompt.later {
            messages.push(message("assistant", &round.reply));
            messages.push(message("user", &round.question));
        }
        let mut body = json!({ "model": endpoint.model(), "messages": messages, "stream": true });
        if self.stream_options {
            body["stream_options"] = json!({ "include_usage": true });
        }
        if let Some(temperature) = self.temperature {
            body["temperature"] = json!(temperature);
        }
        match self.limit {
            Some(LimitField::MaxTokens) => body["max_tokens"] = json!(self.max_tokens),
            Some(LimitField::MaxCompletionTokens) => {
                body["max_completion_tokens"] = json!(self.max_tokens);
            }
            None => {}
        }
        if let Some(text) = prompt.prediction.as_ref().filter(|_| self.prediction) {
            body["prediction"] = json!({ "type": "content", "content": text });
        }
        body
    }
}

/// Decodes one event.
pub(super) fn event(object: &Map<String, Value>, known: &mut Known) -> Result<Delta, WireError> {
    Ok(Delta::Text(choice(object, known)?.unwrap_or_default()))
}

/// Decodes an answer that came whole.
pub(super) fn whole(object: &Map<String, Value>, known: &mut Known) -> Result<String, WireError> {
    choice(object, known)?.ok_or(WireError::NoReply)
}

fn choice(object: &Map<String, Value>, known: &mut Known) -> Result<Option<String>, WireError> {
    if let Some(error) = object.get("error").filter(|error| !error.is_null()) {
        return Err(reported(error));
    }
    // Groq's streams have it in a place of their own.
    let own = object.get("x_groq").and_then(|own| own.get("usage"));
    if let Some(usage) = object.get("usage").filter(|usage| !usage.is_null()).or(own) {
        known.usage = counts(usage).or(known.usage);
        known.details = details(usage).or(known.details);
    }
    if let Some(timings) = object.get("timings") {
        known.details = drafted(timings).or(known.details);
    }
    known.name_model(object.get("model"));
    // The event with the usage has no choices.
    let Some(choice) = object.get("choices").and_then(|choices| choices.get(0)) else {
        return Ok(None);
    };
    match choice.get("finish_reason").and_then(Value::as_str) {
        None | Some("") => {}
        Some("stop") => known.finish = Some(Finish::Stop),
        // Mistral calls it by the second name.
        Some("length" | "model_length") => known.finish = Some(Finish::Length),
        Some("content_filter") => return Err(WireError::Filtered("content filter".into())),
        Some("error") => {
            let message = "the provider stopped the reply".to_owned();
            return Err(WireError::Reported { message, status: None });
        }
        Some(_) => known.finish = Some(Finish::Unknown),
    }
    let message = choice.get("delta").or_else(|| choice.get("message"));
    if let Some(refusal) = message.and_then(|m| m.get("refusal")).and_then(Value::as_str) {
        known.refuse(refusal);
    }
    // `reasoning_content` and `reasoning` are thinking aloud, no part of the reply.
    Ok(message.map(|message| message.get("content").map_or_else(String::new, content)))
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

fn counts(usage: &Value) -> Option<Usage> {
    Some(Usage {
        sent: usage.get("prompt_tokens")?.as_u64()?,
        received: usage.get("completion_tokens")?.as_u64()?,
    })
}

fn details(usage: &Value) -> Details {
    let at = |group: &str, name: &str| usage.get(group)?.get(name)?.as_u64();
    // DeepSeek counts cached tokens in a field of its own.
    let cached = at("prompt_tokens_details", "cached_tokens")
        .or_else(|| usage.get("prompt_cache_hit_tokens")?.as_u64());
    Details {
        cached,
        cache_written: None,
        reasoning: at("completion_tokens_details", "reasoning_tokens"),
        accepted: at("completion_tokens_details", "accepted_prediction_tokens"),
        rejected: at("completion_tokens_details", "rejected_prediction_tokens"),
    }
}

/// What llama.cpp says of its speculation: tokens drafted, and those of them that were right.
fn drafted(timings: &Value) -> Details {
    let count = |name: &str| timings.get(name).and_then(Value::as_u64);
    let accepted = count("draft_n_accepted");
    let rejected = count("draft_n").zip(accepted).map(|(all, right)| all.saturating_sub(right));
    Details { accepted, rejected, ..Details::default() }
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

#[cfg(test)]
mod tests {
    use super::super::wire::Decoder;
    use super::*;
    use crate::protocol::Wire;

    fn decoder() -> Decoder {
        Decoder::new(Wire::Openai)
    }

    /// The text of some events, and what is known after them.
    fn decode(events: &[&str]) -> (String, Known) {
        let mut decoder = decoder();
        let mut text = String::new();
        for data in events {
            match decoder.event(data).unwrap() {
                Delta::Text(piece) => text.push_str(&piece),
                Delta::Done => panic!("{data}"),
            }
        }
        text.push_str(&decoder.rest());
        (text, decoder.known)
    }

    #[test]
    fn a_stream_decodes() {
        let (text, known) = decode(&[
            r#"{"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
            r#"{"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}"#,
            r#"{"choices":[{"delta":{"reasoning":"hm","content":""}}]}"#,
            r#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}],"usage":null}"#,
            r#"{"choices":[{"delta":{"content":[{"type":"thinking"},{"type":"text","text":"b"}]}}]}"#,
            r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
            r#"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}"#,
        ]);
        assert_eq!(decoder().event(" [DONE]").unwrap(), Delta::Done);
        assert_eq!(text, "ab");
        assert_eq!(known.finish, Some(Finish::Stop));
        assert_eq!(known.usage, Some(Usage { sent: 7, received: 2 }));
        assert_eq!(known.model.as_deref(), Some("m-1"));
    }

    #[test]
    fn usage_is_found_where_each_provider_has_it() {
        let of = |data| decode(&[data]).1;
        let openai = of(
            r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":1,"accepted_prediction_tokens":5,"rejected_prediction_tokens":2}}}"#,
        );
        let expected = Details {
            cached: Some(4),
            cache_written: None,
            reasoning: Some(1),
            accepted: Some(5),
            rejected: Some(2),
        };
        assert_eq!(openai.details, expected);
        let groq = of(
            r#"{"choices":[{"delta":{}}],"x_groq":{"id":"r","usage":{"prompt_tokens":3,"completion_tokens":2}}}"#,
        );
        assert_eq!(groq.usage, Some(Usage { sent: 3, received: 2 }));
        let deepseek = of(
            r#"{"choices":[{"delta":{}}],"usage":{"prompt_tokens":3,"completion_tokens":2,"prompt_cache_hit_tokens":2,"prompt_cache_miss_tokens":1}}"#,
        );
        assert_eq!(deepseek.details.cached, Some(2));
        let llama = of(
            r#"{"choices":[{"delta":{},"finish_reason":"stop"}],"timings":{"predicted_n":9,"draft_n":8,"draft_n_accepted":6}}"#,
        );
        assert_eq!((llama.details.accepted, llama.details.rejected), (Some(6), Some(2)));
        let mistral = of(r#"{"choices":[{"delta":{},"finish_reason":"model_length"}]}"#);
        assert_eq!(mistral.finish, Some(Finish::Length));
    }

    #[test]
    fn errors_inside_a_stream_are_errors() {
        let error = |data| decoder().event(data).unwrap_err();
        assert_eq!(
            error(r#"{"error":{"message":"overloaded","code":503}}"#),
            WireError::Reported { message: "overloaded".into(), status: Some(503) }
        );
        assert_eq!(
            error(r#"{"error":"out of memory"}"#),
            WireError::Reported { message: "out of memory".into(), status: None }
        );
        let openrouter = r#"{"error":{"code":429,"message":"busy"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}"#;
        assert_eq!(
            error(openrouter),
            WireError::Reported { message: "busy".into(), status: Some(429) }
        );
        assert_eq!(error("not json"), WireError::NotJson);
        let filtered = r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#;
        assert!(matches!(error(filtered), WireError::Filtered(_)));
    }

    #[test]
    fn a_whole_answer_needs_a_choice() {
        let mut decoder = decoder();
        let body = br#"{"choices":[{"message":{"content":"all"},"finish_reason":"length"}]}"#;
        assert_eq!(decoder.whole(body).unwrap(), "all");
        assert_eq!(decoder.known.finish, Some(Finish::Length));
        assert_eq!(decoder.whole(b"{}"), Err(WireError::NoReply));
    }

    #[test]
    fn fields_that_a_server_refuses_are_given_up_one_by_one() {
        let mut shape = Shape {
            limit: Some(LimitField::MaxTokens),
            max_tokens: 9,
            temperature: Some(0.0),
            stream_options: true,
            prediction: true,
            system: SystemRole::Apart,
        };
        let newer = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
        assert!(shape.relax(newer));
        assert_eq!(shape.limit, Some(LimitField::MaxCompletionTokens));
        assert!(shape.relax("max_completion_tokens is too large"));
        assert!(shape.relax("Unrecognized request argument supplied: prediction"));
        assert!(shape.relax("'temperature' does not support 0"));
        assert!(shape.relax("extra field stream_options"));
        assert!(shape.relax("Unsupported value: 'messages[0].role' does not support 'system'"));
        assert!(!shape.relax("temperature, max_tokens, stream_options, prediction, System role"));
        assert!(!Shape { stream_options: true, ..shape }.relax("no such model"));
    }
}
