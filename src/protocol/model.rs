//! Where a model is, and how it is spoken to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the model is. Sent by the client with each edit, from its own configuration, so that a
/// daemon started from another shell does not use stale settings. Never logged, never stored.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelSettings {
    /// Base URL of the API, such as `http://localhost:11434/v1`; none: look on localhost.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The key.
    #[serde(default)]
    pub api_key: Option<String>,
    /// Model name; none: the first one the server lists.
    #[serde(default)]
    pub model: Option<String>,
    /// The wire format; none: what the base URL's host speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wire: Option<Wire>,
    /// What is known of the model.
    #[serde(default)]
    pub traits: ModelTraits,
}

impl std::fmt::Debug for ModelSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A query may hold a key.
        let base_url = self.base_url.as_deref().map(|url| url.split('?').next().unwrap_or(url));
        f.debug_struct("ModelSettings")
            .field("base_url", &base_url)
            .field("api_key", &self.api_key.as_ref().map(|_| "<hidden>"))
            .field("model", &self.model)
            .field("wire", &self.wire)
            .field("traits", &self.traits)
            .finish()
    }
}

/// A wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// OpenAI's chat completions, and the many servers that copy them.
    Openai,
    /// Anthropic's messages.
    Anthropic,
}

/// What a person says of a model; what is not said follows from the server and the model's name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ModelTraits {
    /// Tokens that the model may write at most.
    pub max_tokens: Option<u32>,
    /// Tokens of prompt and reply together that fit the model.
    pub context_tokens: Option<u32>,
    /// The temperature to ask for, 0 to 2.
    pub temperature: Option<f64>,
    /// Does the server take the file as predicted output?
    pub prediction: Option<bool>,
    /// How this model is best asked.
    pub strategy: Option<Strategy>,
}

/// How the model is asked for an edit.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Whatever suits the file and the model.
    #[default]
    Auto,
    /// A lazy sketch: changed blocks, and markers for the rest.
    Sketch,
    /// The whole file.
    Rewrite,
    /// The whole file, with the old one as predicted output.
    Predict,
    /// A sketch by a server on this machine.
    Local,
}

impl Strategy {
    /// Its name in settings and in `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Sketch => "sketch",
            Self::Rewrite => "rewrite",
            Self::Predict => "predict",
            Self::Local => "local",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_key_nor_query() {
        let settings = ModelSettings {
            base_url: Some("http://x.test/v1?code=sesame".into()),
            api_key: Some("sk-1".into()),
            ..ModelSettings::default()
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("http://x.test/v1") && !shown.contains("sesame"), "{shown}");
        assert!(!shown.contains("sk-1"), "{shown}");
    }

    #[test]
    fn an_older_clients_settings_are_understood() {
        let old = r#"{"base_url":null,"api_key":null,"model":"m"}"#;
        let settings: ModelSettings = serde_json::from_str(old).unwrap();
        assert_eq!(settings, ModelSettings { model: Some("m".into()), ..Default::default() });
    }
}
