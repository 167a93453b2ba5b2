//! The settings as types. Every value was checked against the table of keys before.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::ConfigError;
use crate::model;
use crate::protocol::{Attribution, DirtyPolicy, RelPath, Strategy, Wire, Wording};

/// All settings that hold.
#[derive(Debug, Deserialize)]
pub struct Settings {
    /// The profile to use, or a model's name.
    pub model: Option<String>,
    /// How the model is asked.
    pub strategy: Strategy,
    /// What is done about the user's own lines.
    pub dirty: DirtyPolicy,
    /// What the model is told about style.
    pub style: Option<String>,
    /// Patterns of files that are never sent to a model.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Wording of commits.
    pub commit: Commit,
    /// Bounds.
    pub limits: Limits,
    /// Profiles by name.
    #[serde(default)]
    pub models: BTreeMap<String, Profile>,
}

/// Wording of commits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Commit {
    /// What the subject begins with.
    pub prefix: Option<String>,
    /// The trailer that names the model.
    pub attribution: Attribution,
}

/// Bounds of one edit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Limits {
    /// Tokens that a reply may have.
    pub max_tokens: u32,
    /// Bytes that a reply may have.
    pub reply_bytes: usize,
    /// Requests for one reply.
    pub attempts: u32,
    /// Questions for one edit.
    pub rounds: u32,
    /// Seconds of silence before a reply.
    pub first_text: u64,
    /// Seconds of silence within a reply.
    pub idle: u64,
    /// Seconds for one reply.
    pub total: u64,
    /// Tokens from which on a file is sent as an outline.
    pub outline_tokens: u64,
}

impl From<&Limits> for model::Limits {
    fn from(limits: &Limits) -> Self {
        Self {
            max_tokens: limits.max_tokens,
            reply_bytes: limits.reply_bytes,
            attempts: limits.attempts,
            first_text: Duration::from_secs(limits.first_text),
            idle: Duration::from_secs(limits.idle),
            total: Duration::from_secs(limits.total),
            ..Self::default()
        }
    }
}

/// A model under a name of the user's.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Profile {
    /// A provider's name, for its base URL.
    pub provider: Option<String>,
    /// Where the API is.
    pub base_url: Option<String>,
    /// The model's name there.
    pub model: Option<String>,
    /// The wire format.
    pub wire: Option<Wire>,
    /// Azure's `api-version`.
    pub api_version: Option<String>,
    /// The variable that holds the key.
    pub api_key_env: Option<String>,
    /// The file that holds the key.
    pub api_key_file: Option<String>,
    /// The command that prints the key.
    pub api_key_command: Option<Words>,
    /// How this model is best asked.
    pub strategy: Option<Strategy>,
    /// Tokens that it may write.
    pub max_tokens: Option<u32>,
    /// Tokens that fit it.
    pub context_tokens: Option<u32>,
    /// The temperature to ask for.
    pub temperature: Option<f64>,
    /// Does it take the file as predicted output?
    pub prediction: Option<bool>,
}

/// A command: for the shell, or a program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// A program with its arguments.
    Program(Vec<String>),
    /// A line for the shell.
    Shell(String),
}

impl Settings {
    /// Checks what no single value shows.
    pub(super) fn check(&self, user_file: Option<&Path>) -> Result<(), ConfigError> {
        self.ignored()?;
        for (name, profile) in &self.models {
            let failed = |why: String| ConfigError::Profile { profile: name.clone(), why };
            let sources = [
                profile.api_key_env.is_some(),
                profile.api_key_file.is_some(),
                profile.api_key_command.is_some(),
            ];
            if sources.iter().filter(|set| **set).count() > 1 {
                let file =
                    user_file.map_or("the configuration".into(), |p| p.display().to_string());
                return Err(failed(format!("takes its key from several places in {file}")));
            }
            profile.base(name)?;
        }
        Ok(())
    }

    /// How commits are worded.
    pub fn wording(&self) -> Wording {
        Wording { prefix: self.commit.prefix.clone(), attribution: self.commit.attribution }
    }

    /// What the ignore lists match.
    pub fn ignored(&self) -> Result<GlobSet, ConfigError> {
        let mut patterns = GlobSetBuilder::new();
        for pattern in &self.ignore {
            let failed = |error: globset::Error| ConfigError::Pattern {
                pattern: pattern.clone(),
                why: error.kind().to_string(),
            };
            let pattern = pattern.trim_start_matches("./");
            // As in .gitignore: a name alone is meant anywhere, a folder with all that is in it.
            let anywhere = match pattern.trim_end_matches('/').contains('/') {
                true => pattern.trim_start_matches('/').to_owned(),
                false => format!("**/{pattern}"),
            };
            let folder = format!("{}/**", anywhere.trim_end_matches('/'));
            for pattern in [anywhere, folder] {
                patterns.add(Glob::new(&pattern).map_err(failed)?);
            }
        }
        patterns.build().map_err(|error| ConfigError::Pattern {
            pattern: error.glob().unwrap_or_default().to_owned(),
            why: error.kind().to_string(),
        })
    }

    /// May the file at `path` never be sent to a model?
    pub fn is_ignored(&self, path: &RelPath) -> Result<bool, ConfigError> {
        Ok(self.ignored()?.is_match(path.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Inputs};
    use super::*;

    fn with(flags: &[&str]) -> Result<Config, ConfigError> {
        let flags = flags.iter().map(|text| ("--config".into(), (*text).into())).collect();
        Config::load(&Inputs { flags, ..Inputs::default() })
    }

    #[test]
    fn the_defaults_are_those_of_the_model_layer() {
        let limits = with(&[]).unwrap().settings.limits;
        assert_eq!(model::Limits::from(&limits), model::Limits::default());
    }

    #[test]
    fn patterns_match_as_in_gitignore() {
        let settings = with(&["ignore=*.min.js,vendor/,docs/api/*.md,/top.txt"]).unwrap().settings;
        let ignored = |path: &str| settings.is_ignored(&RelPath::new(path).unwrap()).unwrap();
        for path in ["a.min.js", "x/y/a.min.js", "vendor/a.c", "x/vendor/y/a.c", "docs/api/a.md"] {
            assert!(ignored(path), "{path}");
        }
        assert!(ignored("top.txt"));
        for path in ["a.js", "docs/a.md", "vendors/a.c", "x/top.txt"] {
            assert!(!ignored(path), "{path}");
        }
        assert!(matches!(with(&["ignore=a[b"]), Err(ConfigError::Pattern { .. })));
    }

    #[test]
    fn one_key_from_one_place() {
        let two =
            ["models.a.base_url=http://x", "models.a.api_key_env=K", "models.a.api_key_file=f"];
        let error = with(&two).unwrap_err().to_string();
        assert!(error.contains("the model a takes its key from several places"), "{error}");
    }
}
