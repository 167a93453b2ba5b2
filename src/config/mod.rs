//! What a person, a repository, the environment and the command line set.
//!
//! In: `config.toml` of the user, `.codegen.toml` of the repository, `CODEGEN_*` variables and
//! flags, the later over the earlier. Out: [`Settings`], each value with its [`Origin`], and the
//! [`Chosen`] model. An unknown key or a value out of range is an error that names the place and
//! the nearest right name; nothing is ignored silently.
//!
//! A repository is not trusted: its file may set what its [`Key`](keys::Key)s allow, and no key of
//! that table that a repository may set leads to a server, a key or a command.

mod choose;
mod error;
mod file;
mod keys;
mod layers;
mod nearest;
mod secret;
mod settings;
mod variables;

pub use choose::{Choice, Chosen, choose};
pub use error::ConfigError;
pub use keys::{KEYS, Key, Kind, Scope};
pub use layers::{Config, Effective, Inputs, Origin, Source};
pub use settings::{Commit, Limits, Profile, Settings};
