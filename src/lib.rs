//! codegend applies AI edits to files in a git repository.
//!
//! A model answers with a *lazy sketch*: only the changed blocks, and marker comments for the rest.
//! The sketch is merged into the file by hash and key look-ups, nothing but the changed blocks is
//! spliced, and each edit becomes one git commit with a minimal diff.
//!
//! The modules, in the order that data flows through them; imports only point down this list's
//! reverse (see ARCHITECTURE.md, and `tests/layering.rs`, which keeps it true):
//!
//! - [`lang`], [`index`], [`sketch`], [`merge`]: the pure core. Text in, splices out.
//! - [`protocol`]: the messages of the socket, and the small types that they share.
//! - [`fs`]: paths beneath the root, durable writes.
//! - [`store`], [`watch`]: cached indexes, and what keeps them current.
//! - [`git`]: what is read of the repository, and how an edit is recorded.
//! - [`model`]: prompts, providers, streams, token counts.
//! - [`config`]: files, variables and flags as settings, each with its origin.
//! - [`edit`]: one edit from snapshot to commit.
//! - [`daemon`], [`server`]: the process that owns a worktree and answers requests.
//! - [`client`], [`cli`]: the other end of the socket, and the commands.

pub mod cli;
pub mod client;
pub mod config;
pub mod daemon;
pub mod edit;
pub mod fs;
pub mod git;
pub mod index;
pub mod lang;
pub mod merge;
pub mod model;
pub mod protocol;
pub mod server;
pub mod sketch;
pub mod store;
pub mod watch;
