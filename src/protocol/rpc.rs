//! JSON-RPC 2.0 as it is spoken here: one message a line, no batches.
//!
//! In: a line. Out: a [`Message`], or the [`Fault`] to answer it with.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{ErrorCode, ErrorData};

/// Names one request of one client.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RequestId {
    /// A number, from 0.
    Number(u64),
    /// Any text.
    Text(String),
}

/// A message from a peer. An answer to an unreadable request has no id.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Wants an answer.
    Request {
        /// What the answer repeats.
        id: RequestId,
        /// The method's name.
        method: String,
        /// Its parameters; null where there are none.
        params: Value,
    },
    /// Wants no answer.
    Notification {
        /// The method's name.
        method: String,
        /// Its parameters; null where there are none.
        params: Value,
    },
    /// Answers a request.
    Response {
        /// The request's id; none where the peer could not read it.
        id: Option<RequestId>,
        /// The result, or the error.
        outcome: Result<Value, Fault>,
    },
}

/// A JSON-RPC error object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// See [`ErrorCode`].
    pub code: i32,
    /// One line.
    pub message: String,
    /// The way out, and what was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<ErrorData>>,
}

impl Fault {
    /// A fault without more data.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code: code as i32, message: message.into(), data: None }
    }

    /// Adds the way out, in one line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.data.get_or_insert_default().hint = Some(hint.into());
        self
    }
}

impl Message {
    /// Reads one line. The fault is what a server answers, with the id where one could be read.
    pub fn parse(line: &[u8]) -> Result<Self, (Option<RequestId>, Fault)> {
        let value: Value = serde_json::from_slice(line)
            .map_err(|error| (None, Fault::new(ErrorCode::Parse, format!("not JSON: {error}"))))?;
        let invalid = |id, why: &str| (id, Fault::new(ErrorCode::InvalidRequest, why));
        let Value::Object(mut object) = value else {
            return Err(invalid(None, "a message is one JSON object; batches are not spoken"));
        };
        let id = match object.remove("id") {
            None => None,
            Some(Value::Null) => Some(None),
            Some(id) => match serde_json::from_value(id) {
                Ok(id) => Some(Some(id)),
                Err(_) => return Err(invalid(None, "an id is a whole number from 0, or a text")),
            },
        };
        let known = id.clone().flatten();
        if object.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return Err(invalid(known, "\"jsonrpc\" must be \"2.0\""));
        }
        let params = object.remove("params").unwrap_or(Value::Null);
        match (object.remove("method"), id) {
            (Some(Value::String(method)), None) => Ok(Self::Notification { method, params }),
            (Some(Value::String(method)), Some(Some(id))) => {
                Ok(Self::Request { id, method, params })
            }
            (Some(Value::String(_)), Some(None)) => {
                Err(invalid(None, "a request's id is not null"))
            }
            (Some(_), _) => Err(invalid(known, "\"method\" is a text")),
            (None, None) => Err(invalid(None, "neither a request nor an answer")),
            (None, Some(id)) => {
                let outcome = match (object.remove("result"), object.remove("error")) {
                    (Some(result), None) => Ok(result),
                    (None, Some(error)) => Err(serde_json::from_value(error)
                        .map_err(|_| invalid(known, "\"error\" is no error object"))?),
                    _ => return Err(invalid(known, "an answer has a result or an error")),
                };
                Ok(Self::Response { id, outcome })
            }
        }
    }

    /// The message as one line, with its line end.
    pub fn to_line(&self) -> Vec<u8> {
        let value = match self {
            Self::Request { id, method, params } => {
                json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
            }
            Self::Notification { method, params } => {
                json!({"jsonrpc": "2.0", "method": method, "params": params})
            }
            Self::Response { id, outcome: Ok(result) } => {
                json!({"jsonrpc": "2.0", "id": id, "result": result})
            }
            Self::Response { id, outcome: Err(fault) } => {
                json!({"jsonrpc": "2.0", "id": id, "error": fault})
            }
        };
        let mut line = value.to_string().into_bytes();
        line.push(b'\n');
        line
    }
}

/// Reads parameters of a method. Absent ones read as an empty object.
pub fn read_params<T: DeserializeOwned>(params: Value) -> Result<T, Fault> {
    let params = if params.is_null() { json!({}) } else { params };
    serde_json::from_value(params)
        .map_err(|error| Fault::new(ErrorCode::InvalidParams, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(line: &str) -> (Option<RequestId>, i32) {
        let (id, fault) = Message::parse(line.as_bytes()).unwrap_err();
        (id, fault.code)
    }

    #[test]
    fn a_message_survives_the_wire() {
        let messages = [
            Message::Request {
                id: RequestId::Number(1),
                method: "log".into(),
                params: json!({"limit": 3}),
            },
            Message::Notification { method: "progress".into(), params: json!({}) },
            Message::Response { id: Some(RequestId::Text("a".into())), outcome: Ok(json!([1])) },
            Message::Response {
                id: None,
                outcome: Err(Fault::new(ErrorCode::Refused, "why").hint("how")),
            },
        ];
        for message in messages {
            let line = message.to_line();
            assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
            assert_eq!(Message::parse(&line).unwrap(), message);
        }
    }

    #[test]
    fn what_is_no_message_gets_the_standard_codes() {
        let one = Some(RequestId::Number(1));
        assert_eq!(fault_of("{"), (None, -32700));
        assert_eq!(fault_of("[]"), (None, -32600));
        assert_eq!(fault_of(r#"{"id":1,"method":"x"}"#), (one.clone(), -32600));
        assert_eq!(fault_of(r#"{"jsonrpc":"2.0","id":1,"method":2}"#), (one.clone(), -32600));
        assert_eq!(fault_of(r#"{"jsonrpc":"2.0","id":1.5,"method":"x"}"#), (None, -32600));
        assert_eq!(fault_of(r#"{"jsonrpc":"2.0","id":null,"method":"x"}"#), (None, -32600));
        assert_eq!(fault_of(r#"{"jsonrpc":"2.0","id":1}"#), (one, -32600));
        assert_eq!(fault_of(r#"{"jsonrpc":"2.0"}"#), (None, -32600));
    }
}
