//! What is asked of a language model, and how its answer comes back.
//!
//! In: a file, an instruction and where the model is. Out: the text of the reply, while it streams
//! and as a whole, or a [`ModelError`] that names the way out. OpenAI-compatible chat completions
//! and Anthropic's messages over HTTP; [`replay`] is the other end of both, for the demo and for
//! tests. What is known of providers is one table (`provider`).
//!
//! A reply is untrusted text: this layer bounds its size and time and looks no further into it.

mod anthropic;
mod attempt;
mod complete;
mod endpoint;
mod error;
mod examples;
mod excerpt;
mod http;
mod locate;
mod openai;
mod prompt;
mod provider;
pub mod replay;
mod retry;
mod secret;
mod several;
mod sse;
mod thoughts;
mod tokens;
mod wire;

pub use complete::{
    Details, Event, Events, Finish, Flow, Limits, Reply, Usage, complete, complete_until,
};
pub use endpoint::{Endpoint, Source};
pub use error::ModelError;
pub use excerpt::{Excerpt, Focus, excerpt};
pub use locate::{Probe, locate, probe, probe_local};
pub use prompt::{
    Prompt, Round, ask_again, ask_for_all, ask_for_blocks, prompt, rewrite_prompt, shown_blocks,
    wants_to_see,
};
pub use provider::Provider;
pub use secret::Secret;
pub use several::{FileShown, ask_again_for_files, ask_for_blocks_of_files, prompt_for_files};
pub use tokens::{Meter, count_tokens, token_pieces};
