//! What is asked of a language model, and how its answer comes back.
//!
//! In: a file, an instruction and where the model is. Out: the text of the reply, while it streams
//! and as a whole, or a [`ModelError`] that names the way out. OpenAI-compatible chat completions
//! over HTTP; [`replay`] is the other end of that wire, for the demo and for tests.
//!
//! A reply is untrusted text: this layer bounds its size and time and looks no further into it.

mod attempt;
mod complete;
mod endpoint;
mod error;
mod examples;
mod http;
mod openai;
mod prompt;
pub mod replay;
mod retry;
mod secret;
mod sse;
mod tokens;

pub use complete::{Event, Finish, Limits, Reply, Usage, complete};
pub use endpoint::{Endpoint, Source, locate, settings_from_env};
pub use error::ModelError;
pub use prompt::{Prompt, prompt};
pub use secret::Secret;
pub use tokens::{Meter, count_tokens};
