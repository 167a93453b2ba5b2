//! A model on a server, ready to be asked.

use std::fmt;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use super::error::one_line;
use super::provider::{Auth, Provider};
use super::{Limits, ModelError, Secret, anthropic, http};
use crate::protocol::{ModelTraits, Wire};

/// How an endpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Settings name its base URL.
    Settings,
    /// Settings hold a key and no base URL: the API of the provider whose wire they name.
    KeyAlone,
    /// It answered on this machine, as a server of this name would.
    Found(&'static str),
}

/// A model on a server, ready to be asked.
#[derive(Clone)]
pub struct Endpoint {
    pub(super) base_url: Url,
    pub(super) api_key: Option<Secret>,
    pub(super) model: String,
    pub(super) source: Source,
    pub(super) provider: Provider,
    pub(super) traits: ModelTraits,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("base_url", &self.shown())
            .field("api_key", &self.api_key)
            .field("model", &self.model)
            .field("source", &self.source)
            .field("provider", &self.provider.name)
            .field("traits", &self.traits)
            .finish()
    }
}

impl Endpoint {
    /// The server at `base`, with no model chosen yet.
    pub(super) fn new(
        base: &str,
        wire: Option<Wire>,
        api_key: Option<Secret>,
        source: Source,
        traits: ModelTraits,
    ) -> Result<Self, ModelError> {
        let (base_url, provider) = base_url(base, wire)?;
        Ok(Self { base_url, api_key, model: String::new(), source, provider, traits })
    }

    /// The model's name as the server knows it.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// How it was found.
    pub fn source(&self) -> Source {
        self.source
    }

    /// What it speaks.
    pub fn wire(&self) -> Wire {
        self.provider.wire
    }

    /// What is known of its provider.
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// What is known of the model.
    pub fn traits(&self) -> &ModelTraits {
        &self.traits
    }

    /// Is the server on this machine?
    pub fn is_local(&self) -> bool {
        http::is_loopback(&self.base_url)
    }

    /// Does it take the file as predicted output?
    pub fn takes_prediction(&self) -> bool {
        self.traits.prediction.unwrap_or_else(|| self.provider.takes_prediction(&self.model))
    }

    /// The base URL for people: without a query, which may hold a key.
    pub fn shown(&self) -> String {
        shown(&self.base_url)
    }

    /// Tokens that a reply may have.
    pub(super) fn max_tokens(&self, limits: &Limits) -> u32 {
        self.traits.max_tokens.map_or(limits.max_tokens, |most| most.min(limits.max_tokens))
    }

    /// The temperature to ask for.
    pub(super) fn temperature(&self) -> Option<f64> {
        let usual = self.provider.takes_temperature(&self.model).then_some(0.0);
        self.traits.temperature.or(usual)
    }

    pub(super) fn api_key(&self) -> Option<&Secret> {
        self.api_key.as_ref()
    }

    /// A request to the path that `segments` make below the base URL.
    pub(super) fn request(
        &self,
        method: reqwest::Method,
        segments: &[&str],
    ) -> Result<reqwest::RequestBuilder, ModelError> {
        let mut url = self.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        let mut request = http::client(&url)?.request(method, url);
        if self.wire() == Wire::Anthropic {
            request = request.header("anthropic-version", anthropic::VERSION);
        }
        let Some(key) = &self.api_key else { return Ok(request) };
        let (header, value) = match self.provider.auth {
            Auth::Bearer => (AUTHORIZATION.as_str(), format!("Bearer {}", key.reveal())),
            Auth::ApiKey => ("api-key", key.reveal().to_owned()),
            Auth::XApiKey => ("x-api-key", key.reveal().to_owned()),
        };
        let mut value = HeaderValue::try_from(value).map_err(|_| ModelError::BadKey)?;
        value.set_sensitive(true);
        Ok(request.header(header, value))
    }
}

/// A base URL as people write it: a slash at the end, or the whole address of the chat, is fine.
fn base_url(text: &str, wire: Option<Wire>) -> Result<(Url, Provider), ModelError> {
    // What cannot be taken apart may hold a password or a key anywhere.
    let hidden = text.contains(['@', '?']);
    let shown_text = if hidden { "<hidden>".to_owned() } else { one_line(text) };
    let bad = |why: &str| ModelError::BadUrl { url: shown_text.clone(), why: why.to_owned() };
    let mut url = Url::parse(text).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("it does not start with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a user name or a password"));
    }
    url.set_fragment(None);
    let provider = Provider::of(&url, wire);
    let endings: &[&str] = match provider.wire {
        Wire::Openai => &["/chat/completions"],
        // The path below it has a version of its own.
        Wire::Anthropic => &["/messages", "/v1"],
    };
    let mut path = url.path().trim_end_matches('/');
    for ending in endings {
        path = path.strip_suffix(ending).unwrap_or(path);
    }
    let path = path.to_owned();
    url.set_path(&path);
    Ok((url, provider))
}

fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, wire: Option<Wire>) -> String {
        base_url(text, wire).map(|(url, _)| shown(&url)).unwrap()
    }

    #[test]
    fn base_urls_as_people_write_them() {
        assert_eq!(plain("http://localhost:1/v1/", None), "http://localhost:1/v1");
        assert_eq!(plain("https://x.test/v1/chat/completions", None), "https://x.test/v1");
        assert_eq!(plain("http://localhost:1", None), "http://localhost:1");
        assert_eq!(plain("http://x.test/v1?key=secret", None), "http://x.test/v1");
        for text in ["", "/", "/v1", "/v1/", "/v1/messages"] {
            let url = format!("https://api.anthropic.com{text}");
            assert_eq!(plain(&url, None), "https://api.anthropic.com");
        }
        let gateway = plain("http://localhost:4000/v1", Some(Wire::Anthropic));
        assert_eq!(gateway, "http://localhost:4000");
        let bad = ["localhost:11434/v1", "x", "ftp://x/?pw", "http://u:pw@x.test/v1", "x?key=pw"];
        for bad in bad {
            let error = base_url(bad, None).unwrap_err().to_string();
            assert!(!error.contains("pw"), "{error}");
        }
    }

    /// Path, query and headers of a request, as they go out.
    fn sent(base: &str, segments: &[&str]) -> (String, Vec<(String, String)>) {
        let key = Some(Secret::new("sk-1"));
        let traits = ModelTraits::default();
        let endpoint = Endpoint::new(base, None, key, Source::Settings, traits).unwrap();
        let request = endpoint.request(reqwest::Method::POST, segments).unwrap().build().unwrap();
        let headers = request.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        (request.url().to_string(), headers)
    }

    #[test]
    fn each_provider_gets_the_key_in_its_header() {
        let chat = &["chat", "completions"];
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let azure = "https://me.openai.azure.com/openai/deployments/d?api-version=2024-10-21";
        let (url, headers) = sent(azure, chat);
        assert_eq!(
            url,
            "https://me.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21"
        );
        assert_eq!(headers, [pair("api-key", "sk-1")]);
        let (url, headers) = sent("https://api.anthropic.com", &["v1", "messages"]);
        assert_eq!(url, "https://api.anthropic.com/v1/messages");
        assert_eq!(headers, [pair("anthropic-version", "2023-06-01"), pair("x-api-key", "sk-1")]);
        let (_, headers) = sent("https://openrouter.ai/api/v1", chat);
        assert_eq!(headers, [pair("authorization", "Bearer sk-1")]);
    }

    #[test]
    fn what_a_person_says_of_the_model_counts() {
        let of = |base: &str, model: &str, traits| {
            let endpoint = Endpoint::new(base, None, None, Source::Settings, traits).unwrap();
            Endpoint { model: model.into(), ..endpoint }
        };
        let openai = "https://api.openai.com/v1";
        let none = ModelTraits::default();
        assert_eq!(of(openai, "gpt-4.1", none).temperature(), Some(0.0));
        assert_eq!(of(openai, "o3-mini", none).temperature(), None);
        assert!(of(openai, "gpt-4o-mini", none).takes_prediction());
        assert!(!of(openai, "gpt-5", none).takes_prediction());
        let said = ModelTraits {
            max_tokens: Some(9),
            temperature: Some(1.0),
            prediction: Some(true),
            ..none
        };
        let local = of("http://localhost:1/v1", "m", said);
        assert_eq!((local.temperature(), local.takes_prediction()), (Some(1.0), true));
        assert_eq!(local.max_tokens(&Limits::default()), 9);
        assert!(local.is_local());
    }
}
