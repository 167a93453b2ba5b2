//! What can go wrong between a prompt and its reply, and the way out of it.

use std::time::Duration;

/// Why there is no reply. `Display` is one line; [`ModelError::hint`] is what to do about it.
///
/// Texts from a provider are bounded, on one line, and without the key.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// No setting names a model server, and none was found on this machine.
    #[error("no model is configured, and no model server answers on this machine")]
    NotConfigured,
    /// The base URL cannot be used.
    #[error("the model's base URL {url} cannot be used: {why}")]
    BadUrl {
        /// As it was given; `<hidden>` where it may hold a password.
        url: String,
        /// One line.
        why: String,
    },
    /// The key holds characters that no HTTP header may hold.
    #[error("the API key holds characters that cannot be sent")]
    BadKey,
    /// No client could be made: no root certificates, say.
    #[error("no HTTPS client could be set up: {why}")]
    Client {
        /// One line.
        why: String,
    },
    /// No model was named and the server does not say which one to take.
    #[error("{endpoint} does not say which model to use")]
    NoModel {
        /// The server's base URL.
        endpoint: String,
    },
    /// No connection, or it broke before any text of the reply arrived.
    #[error("{endpoint} cannot be reached: {why}")]
    Unreachable {
        /// The server's base URL.
        endpoint: String,
        /// One line.
        why: String,
    },
    /// HTTP 401 or 403.
    #[error("{endpoint} refused the key (HTTP {status}): {message}")]
    Unauthorized {
        /// The server's base URL.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// The provider's words.
        message: String,
    },
    /// HTTP 404.
    #[error("{endpoint} does not know the model {model} or the address (HTTP 404): {message}")]
    NotFound {
        /// The server's base URL.
        endpoint: String,
        /// The model that was asked for.
        model: String,
        /// The provider's words.
        message: String,
    },
    /// HTTP 429, still or for longer than a wait is worth.
    #[error("{endpoint} takes no more requests now (HTTP 429): {message}")]
    RateLimited {
        /// The server's base URL.
        endpoint: String,
        /// The provider's words.
        message: String,
        /// How long the provider asks to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// HTTP 402, or a 429 that says that the quota is used up: waiting does not help.
    #[error("{endpoint} wants to be paid first (HTTP {status}): {message}")]
    OutOfCredit {
        /// The server's base URL.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// The provider's words.
        message: String,
    },
    /// Another 3xx or 4xx: asking again would bring the same answer.
    #[error("{endpoint} rejected the request (HTTP {status}): {message}")]
    Rejected {
        /// The server's base URL.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// The provider's words.
        message: String,
    },
    /// HTTP 5xx, again and again.
    #[error("{endpoint} failed again and again (HTTP {status}): {message}")]
    Failing {
        /// The server's base URL.
        endpoint: String,
        /// The last HTTP status.
        status: u16,
        /// The provider's words.
        message: String,
    },
    /// Nothing arrived for too long, or the reply as a whole took too long.
    #[error("{endpoint} kept silent or busy for {} s", .waited.as_secs_f64())]
    Timeout {
        /// The server's base URL.
        endpoint: String,
        /// The limit that was reached.
        waited: Duration,
    },
    /// The stream ended in the middle of the reply.
    #[error("the reply was cut off after {received} bytes")]
    Cut {
        /// Bytes of text that had arrived.
        received: usize,
    },
    /// The reply is larger than allowed.
    #[error("the reply is larger than {limit} bytes")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// An error object in the middle of a stream, or in an answer with HTTP 200.
    #[error("{endpoint} broke off with an error: {message}")]
    Reported {
        /// The server's base URL.
        endpoint: String,
        /// The provider's words.
        message: String,
    },
    /// The model or a filter declined to answer.
    #[error("the model declined: {message}")]
    Declined {
        /// Its words, or the filter's name.
        message: String,
    },
    /// The answer is not in the wire format that was asked for.
    #[error("{endpoint} did not answer in the format that it was asked in: {why}")]
    Malformed {
        /// The server's base URL.
        endpoint: String,
        /// One line.
        why: String,
    },
    /// The reply has no text at all.
    #[error("the model {model} answered with no text")]
    Empty {
        /// The model that was asked.
        model: String,
    },
    /// The caller cancelled.
    #[error("the request to the model was cancelled")]
    Cancelled,
}

impl ModelError {
    /// The way out, in one line.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotConfigured => "set CODEGEN_BASE_URL (and CODEGEN_API_KEY, CODEGEN_MODEL), \
                 OPENAI_API_KEY or ANTHROPIC_API_KEY, name a model in config.toml, or start \
                 Ollama, llama.cpp, LM Studio, vLLM or SGLang here"
                .into(),
            Self::BadUrl { .. } => {
                "give CODEGEN_BASE_URL as http(s)://HOST[:PORT]/v1, and the key in CODEGEN_API_KEY"
                    .into()
            }
            Self::BadKey => "set CODEGEN_API_KEY to the key alone, in plain ASCII".into(),
            Self::Client { .. } => {
                "install the system's CA certificates (package ca-certificates)".into()
            }
            Self::NoModel { endpoint } if !endpoint.ends_with("/v1") => {
                "name a model (--model, or CODEGEN_MODEL); the base URL usually ends in /v1".into()
            }
            Self::NoModel { .. } => {
                "name a model (--model, or CODEGEN_MODEL), or load one there".into()
            }
            Self::Unreachable { why, .. } if why.contains("certificate") => {
                "if its certificate is signed by an authority of your own, name that one's file in \
                 SSL_CERT_FILE and restart the daemon: codegenctl stop"
                    .into()
            }
            Self::Unreachable { .. } => {
                "check that the server runs and that CODEGEN_BASE_URL, or the profile, names it"
                    .into()
            }
            Self::Unauthorized { .. } => {
                "set CODEGEN_API_KEY, or the profile's key, to a key that this server takes".into()
            }
            Self::NotFound { endpoint, .. } if !endpoint.ends_with("/v1") => {
                "check the model's name; the base URL usually ends in /v1".into()
            }
            Self::NotFound { .. } => {
                "check the model's name; codegenctl models lists the names that the server knows"
                    .into()
            }
            Self::RateLimited { retry_after: Some(wait), .. } => {
                format!("try again in {} s", wait.as_secs_f64().ceil())
            }
            Self::RateLimited { .. } => "wait a little and try again".into(),
            Self::OutOfCredit { .. } => "add credit to the account, or use another server".into(),
            Self::Rejected { status: 300..=399, .. } => {
                "the server sends clients elsewhere: set CODEGEN_BASE_URL to that address".into()
            }
            Self::Rejected { status: 413, .. } => {
                "the file is too large for this model; take one with a larger context".into()
            }
            Self::Rejected { .. } => {
                "check the model's name (codegenctl models lists them) and that the file fits its context".into()
            }
            Self::Failing { .. } => "the server is in trouble: try again later".into(),
            Self::Timeout { .. } => "try again, or use a faster model".into(),
            Self::Cut { .. } => "nothing was changed: try again".into(),
            Self::TooLong { .. } => "ask for a smaller change".into(),
            Self::Reported { .. } => "nothing was changed: try again".into(),
            Self::Declined { .. } => "put the instruction in other words".into(),
            Self::Malformed { .. } => {
                "check that CODEGEN_BASE_URL, or the profile's base_url, names \
                 the API, usually http(s)://HOST[:PORT]/v1, and that its wire is the right one"
                    .into()
            }
            Self::Empty { .. } => {
                "try again; a model that only reasons aloud has to be given more tokens".into()
            }
            Self::Cancelled => return None,
        })
    }
}

/// Most characters of a provider's message that are shown.
const MESSAGE_LIMIT: usize = 300;

/// `text` on one line, without control characters, bounded: fit for a terminal and a log.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > 4 * MESSAGE_LIMIT {
            break;
        }
    }
    if line.chars().count() > MESSAGE_LIMIT {
        line = line.chars().take(MESSAGE_LIMIT).chain("...".chars()).collect();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_becomes_one_bounded_line() {
        assert_eq!(one_line(" a\n\tb\u{1b}[31m c\r\n"), "a b [31m c");
        let long = one_line(&"é".repeat(5000));
        assert_eq!(long.chars().count(), MESSAGE_LIMIT + 3);
    }

    #[test]
    fn what_went_wrong_comes_with_a_way_out() {
        let lost = ModelError::NotFound {
            endpoint: "http://localhost:1234".into(),
            model: "m".into(),
            message: "no".into(),
        };
        assert!(lost.hint().unwrap().contains("/v1"));
        assert!(ModelError::NotConfigured.hint().unwrap().contains("CODEGEN_BASE_URL"));
        assert_eq!(ModelError::Cancelled.hint(), None);
    }
}
