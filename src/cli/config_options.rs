//! The options of commands that ask a model: which one, and settings on the command line.

use std::path::Path;

use super::error::CommandError;
use super::exit::Exit;
use crate::config::{Choice, Chosen, Config, ConfigError, Inputs, choose};

/// Settings on the command line.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ConfigOptions {
    /// Use this model: a profile of your configuration, or a model's name at the default server
    #[arg(long, value_name = "NAME")]
    model: Option<String>,

    /// Set a value of the configuration, as in limits.idle=60
    #[arg(long = "config", value_name = "KEY=VALUE")]
    assignments: Vec<String>,
}

impl ConfigOptions {
    /// The settings that hold in a worktree, or outside of any.
    pub fn load(&self, worktree: Option<&Path>) -> Result<Config, CommandError> {
        let flag = |text: &String| ("--config".to_owned(), text.clone());
        let flags = self.assignments.iter().map(flag).collect();
        Ok(Config::load(&Inputs::of_process(worktree, flags))?)
    }

    /// The model that is meant.
    pub fn model(&self, config: &Config) -> Result<Chosen, CommandError> {
        Ok(choose(config, Choice { flag: self.model.as_deref() })?)
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let exit = match &error {
            ConfigError::NotAssigned { .. } => Exit::Usage,
            ConfigError::Unknown { place, .. }
            | ConfigError::Value { place, .. }
            | ConfigError::NoProfile { place, .. }
                if place.starts_with("--") =>
            {
                Exit::Usage
            }
            _ => Exit::Failed,
        };
        let failed = Self::new(exit, error.to_string());
        match error.hint() {
            Some(hint) => failed.hint(hint),
            None => failed,
        }
    }
}
