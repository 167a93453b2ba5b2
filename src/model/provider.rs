//! What is known of providers: the one table of their quirks.
//!
//! Adding a provider is adding an entry. What an entry gets wrong is mended at run time where the
//! server's complaint names the field (`Shape::relax`), at the price of one more request.

use reqwest::Url;

use crate::protocol::Wire;

/// A kind of server, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provider {
    /// Its name in settings: `openai`.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Where its API is, if that is the same for everybody.
    pub base_url: Option<&'static str>,
    /// What it speaks.
    pub wire: Wire,
    /// The variable that its own documentation keeps the key in.
    pub key_variable: Option<&'static str>,
    /// Hosts, each whole or, with a dot in front, an ending.
    hosts: &'static [&'static str],
    /// How the key is sent.
    pub(super) auth: Auth,
    /// How the reply's length is bounded.
    pub(super) limit: LimitField,
    /// Does it take `stream_options`? Servers that refuse it report the usage without.
    pub(super) stream_options: bool,
    /// Beginnings of names of models that take no temperature.
    pub(super) no_temperature: &'static [&'static str],
    /// Beginnings of names of models that take a predicted output.
    pub(super) prediction: &'static [&'static str],
    /// What to take where no model is named and the list is in no useful order, the best first.
    pub(super) preferred: &'static [&'static str],
}

/// The header that a key goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Auth {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// `api-key: KEY`.
    ApiKey,
    /// `x-api-key: KEY`.
    XApiKey,
}

/// The field that bounds a reply's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitField {
    /// The one that all servers know.
    MaxTokens,
    /// Its successor, which OpenAI's newer models insist on.
    MaxCompletionTokens,
}

/// What a server that nothing is known of most likely takes.
const PLAIN: Provider = Provider {
    name: "openai-compatible",
    title: "OpenAI-compatible",
    base_url: None,
    wire: Wire::Openai,
    key_variable: None,
    hosts: &[],
    auth: Auth::Bearer,
    limit: LimitField::MaxTokens,
    stream_options: true,
    no_temperature: &[],
    prediction: &[],
    preferred: &[],
};

/// OpenAI's models that reason, by any provider.
const REASONING: &[&str] = &["o1", "o3", "o4", "gpt-5"];

/// OpenAI's models that take a predicted output.
const PREDICTING: &[&str] = &["gpt-4o", "gpt-4.1"];

/// All providers that something is known of.
static PROVIDERS: [Provider; 13] = [
    Provider {
        name: "openai",
        title: "OpenAI",
        base_url: Some("https://api.openai.com/v1"),
        key_variable: Some("OPENAI_API_KEY"),
        hosts: &["api.openai.com", ".api.openai.com"],
        limit: LimitField::MaxCompletionTokens,
        no_temperature: REASONING,
        prediction: PREDICTING,
        // Models that answer at once, the quick ones first.
        preferred: &["gpt-4.1-mini", "gpt-4.1", "gpt-4o-mini", "gpt-4o"],
        ..PLAIN
    },
    Provider {
        name: "anthropic",
        title: "Anthropic",
        base_url: Some("https://api.anthropic.com"),
        wire: Wire::Anthropic,
        key_variable: Some("ANTHROPIC_API_KEY"),
        hosts: &["api.anthropic.com"],
        auth: Auth::XApiKey,
        ..PLAIN
    },
    Provider {
        name: "azure",
        title: "Azure OpenAI",
        key_variable: Some("AZURE_OPENAI_API_KEY"),
        hosts: &[".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"],
        auth: Auth::ApiKey,
        limit: LimitField::MaxCompletionTokens,
        no_temperature: REASONING,
        prediction: PREDICTING,
        ..PLAIN
    },
    Provider {
        name: "openrouter",
        title: "OpenRouter",
        base_url: Some("https://openrouter.ai/api/v1"),
        key_variable: Some("OPENROUTER_API_KEY"),
        hosts: &["openrouter.ai"],
        prediction: &["openai/gpt-4o", "openai/gpt-4.1"],
        ..PLAIN
    },
    Provider {
        name: "groq",
        title: "Groq",
        base_url: Some("https://api.groq.com/openai/v1"),
        key_variable: Some("GROQ_API_KEY"),
        hosts: &["api.groq.com"],
        limit: LimitField::MaxCompletionTokens,
        ..PLAIN
    },
    Provider {
        name: "mistral",
        title: "Mistral",
        base_url: Some("https://api.mistral.ai/v1"),
        key_variable: Some("MISTRAL_API_KEY"),
        hosts: &["api.mistral.ai", "codestral.mistral.ai"],
        // Unknown fields are HTTP 422 there; the last event has the usage anyway.
        stream_options: false,
        prediction: &["codestral", "mistral-large"],
        preferred: &["codestral-latest", "mistral-small-latest"],
        ..PLAIN
    },
    Provider {
        name: "deepseek",
        title: "DeepSeek",
        base_url: Some("https://api.deepseek.com"),
        key_variable: Some("DEEPSEEK_API_KEY"),
        hosts: &["api.deepseek.com"],
        preferred: &["deepseek-chat"],
        ..PLAIN
    },
    Provider {
        name: "gemini",
        title: "Gemini",
        base_url: Some("https://generativelanguage.googleapis.com/v1beta/openai"),
        key_variable: Some("GEMINI_API_KEY"),
        hosts: &["generativelanguage.googleapis.com"],
        ..PLAIN
    },
    local("ollama", "Ollama", "http://127.0.0.1:11434/v1"),
    local("llama.cpp", "llama.cpp", "http://127.0.0.1:8080/v1"),
    local("lm-studio", "LM Studio", "http://127.0.0.1:1234/v1"),
    local("vllm", "vLLM", "http://127.0.0.1:8000/v1"),
    local("sglang", "SGLang", "http://127.0.0.1:30000/v1"),
];

/// A server that people run on their own machine, at the port that it takes by default.
const fn local(name: &'static str, title: &'static str, base_url: &'static str) -> Provider {
    Provider { name, title, base_url: Some(base_url), ..PLAIN }
}

/// Where servers on this machine may be, each with the name of its kind.
pub(super) fn local_servers() -> Vec<(&'static str, &'static str)> {
    let local = PROVIDERS.iter().filter(|provider| provider.hosts.is_empty());
    local.filter_map(|provider| Some((provider.title, provider.base_url?))).collect()
}

impl Provider {
    /// Every provider of the table.
    pub fn all() -> &'static [Self] {
        &PROVIDERS
    }

    /// The provider of that name in settings.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        PROVIDERS.iter().find(|provider| provider.name == name)
    }

    /// The provider that a base URL belongs to, by its host.
    pub fn by_url(url: &str) -> Option<&'static Self> {
        let url = Url::parse(url).ok()?;
        let host = url.host_str()?;
        PROVIDERS.iter().find(|provider| provider.hosts.iter().any(|known| is_host(host, known)))
    }

    /// [`Provider::by_url`], or what is likely of a server that nothing is known of.
    pub(super) fn of(url: &Url, wire: Option<Wire>) -> Self {
        let known = Self::by_url(url.as_str()).copied().unwrap_or(PLAIN);
        match wire {
            Some(wire) if wire != known.wire => {
                let auth = match wire {
                    Wire::Openai => Auth::Bearer,
                    Wire::Anthropic => Auth::XApiKey,
                };
                Self { wire, auth, ..PLAIN }
            }
            _ => known,
        }
    }

    /// Does the model of that name take a temperature here?
    pub(super) fn takes_temperature(&self, model: &str) -> bool {
        !self.no_temperature.iter().any(|start| model.starts_with(start))
    }

    /// Does the model of that name take a predicted output here?
    pub(super) fn takes_prediction(&self, model: &str) -> bool {
        self.prediction.iter().any(|start| model.starts_with(start))
    }
}

fn is_host(host: &str, known: &str) -> bool {
    match known.strip_prefix('.') {
        Some(_) => host.ends_with(known),
        None => host.eq_ignore_ascii_case(known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_told_by_their_host() {
        let name = |url| Provider::by_url(url).map(|provider| provider.name);
        assert_eq!(name("https://api.openai.com/v1"), Some("openai"));
        assert_eq!(name("https://eu.api.openai.com/v1"), Some("openai"));
        assert_eq!(name("https://me.openai.azure.com/openai/deployments/x"), Some("azure"));
        assert_eq!(name("https://api.anthropic.com"), Some("anthropic"));
        assert_eq!(name("https://api.openai.com.evil.test/v1"), None);
        assert_eq!(name("https://evilopenrouter.ai/v1"), None);
        assert_eq!(name("http://localhost:8000/v1"), None);
        assert_eq!(name("no url"), None);
    }

    #[test]
    fn every_entry_finds_itself() {
        for provider in Provider::all() {
            assert_eq!(Provider::by_name(provider.name), Some(provider));
            let url = provider.base_url.filter(|_| !provider.hosts.is_empty());
            if let Some(url) = url {
                assert_eq!(Provider::by_url(url), Some(provider));
            }
        }
    }

    #[test]
    fn what_a_person_says_of_the_wire_counts() {
        let url = Url::parse("http://localhost:4000").unwrap();
        assert_eq!(Provider::of(&url, None).wire, Wire::Openai);
        let spoken = Provider::of(&url, Some(Wire::Anthropic));
        assert_eq!((spoken.wire, spoken.auth), (Wire::Anthropic, Auth::XApiKey));
    }
}
