//! What is wrong with a setting, where, and the way out.

use std::path::PathBuf;

/// Why the settings cannot be used. No variant holds a key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A configuration file is there and cannot be read.
    #[error("cannot read {}: {why}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// One line.
        why: String,
    },
    /// A file is no TOML.
    #[error("{place}: {why}")]
    Syntax {
        /// File and line.
        place: String,
        /// One line.
        why: String,
    },
    /// There is no such key.
    #[error("{place}: there is no setting {key}")]
    Unknown {
        /// File and line, variable or flag.
        place: String,
        /// The key as it was written.
        key: String,
        /// The nearest right name.
        nearest: Option<String>,
    },
    /// A key stands in the file, which is no place for it.
    #[error("{place}: a key does not belong in a configuration file")]
    LiteralKey {
        /// File and line.
        place: String,
    },
    /// A repository sets what only the user may.
    #[error("{place}: a repository cannot set {key}")]
    NotForRepositories {
        /// File and line.
        place: String,
        /// The key.
        key: String,
    },
    /// A value is not what the key holds.
    #[error("{place}: {key} is {wanted}, not {found}")]
    Value {
        /// File and line, variable or flag.
        place: String,
        /// The key.
        key: String,
        /// What it holds.
        wanted: String,
        /// What was written.
        found: String,
    },
    /// A setting on the command line has no `=`.
    #[error("--config {text} is not KEY=VALUE")]
    NotAssigned {
        /// As it was written.
        text: String,
    },
    /// `--model` and the like name a profile that is not there, but nearly.
    #[error("{place}: there is no model {name}")]
    NoProfile {
        /// Where it was named.
        place: String,
        /// The name.
        name: String,
        /// The nearest profile.
        nearest: String,
    },
    /// A profile lacks what it needs.
    #[error("the model {profile} {why}")]
    Profile {
        /// Its name.
        profile: String,
        /// One line.
        why: String,
    },
    /// The variable with a profile's key is not set.
    #[error("the model {profile} takes its key from {variable}, which is not set")]
    KeyVariable {
        /// The profile.
        profile: String,
        /// The variable.
        variable: String,
    },
    /// The file with a profile's key cannot be used.
    #[error("the key file {} of the model {profile} {why}", .path.display())]
    KeyFile {
        /// The profile.
        profile: String,
        /// The file.
        path: PathBuf,
        /// One line.
        why: String,
        /// The way out.
        hint: String,
    },
    /// The command that prints a profile's key failed.
    #[error("the key command of the model {profile} {why}")]
    KeyCommand {
        /// The profile.
        profile: String,
        /// One line; nothing of what it printed.
        why: String,
    },
    /// A pattern of an ignore list is none.
    #[error("{pattern} is no pattern of files: {why}")]
    Pattern {
        /// As it was written.
        pattern: String,
        /// One line.
        why: String,
    },
}

impl ConfigError {
    /// The way out, in one line.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unknown { nearest: Some(nearest), .. } => format!("did you mean {nearest}?"),
            Self::Unknown { .. } => "codegenctl config --keys lists the settings".into(),
            Self::NoProfile { nearest, .. } => format!("did you mean {nearest}?"),
            Self::LiteralKey { .. } => "put it in a file that only you can read, and name that by \
                 api_key_file; or use api_key_env or api_key_command"
                .into(),
            Self::NotForRepositories { key, .. } => {
                format!("set {key} in your own configuration, a variable or a flag")
            }
            Self::NotAssigned { .. } => "write it as --config limits.idle=60".into(),
            Self::KeyVariable { variable, .. } => format!("set {variable}"),
            Self::KeyFile { hint, .. } => hint.clone(),
            Self::KeyCommand { .. } => "run it by hand and see what it prints".into(),
            Self::Unreadable { .. }
            | Self::Syntax { .. }
            | Self::Value { .. }
            | Self::Profile { .. }
            | Self::Pattern { .. } => return None,
        })
    }
}
