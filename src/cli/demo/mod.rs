//! What `codegenctl demo` shows: a stylesheet, an instruction, and a reply that a model once gave.

mod scratch;
mod table;

pub use scratch::{Scratch, ScratchError};
pub use table::table;

/// The file that is edited.
pub const FILE: &str = "site.css";

/// Its text.
pub const SITE: &str = include_str!("site.css");

/// What is asked.
pub const INSTRUCTION: &str = "set the body font size to 50px";

/// A recorded reply to that.
pub const REPLY: &str = include_str!("reply.txt");
