//! Where the model is: from settings, or found on this machine.

use std::fmt;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::Value;

use super::error::one_line;
use super::{ModelError, Secret, http, openai};
use crate::protocol::ModelSettings;

/// OpenAI's own API: where a key without a base URL belongs.
const OPENAI: &str = "https://api.openai.com/v1";

/// What to take at OpenAI where no model is named: its list is in no useful order. Models that
/// answer at once, the quick ones first.
const OPENAI_MODELS: [&str; 4] = ["gpt-4.1-mini", "gpt-4.1", "gpt-4o-mini", "gpt-4o"];

/// Servers that people run on their own machine, by the port each takes by default.
const LOCAL_SERVERS: [(&str, &str); 4] = [
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("vLLM", "http://127.0.0.1:8000/v1"),
];

/// Parts of names of models that do not chat, in the lists of the servers above.
const NOT_FOR_CHAT: [&str; 6] = ["embed", "rerank", "whisper", "tts", "moderation", "bge-"];

const PROBE_TIMEOUT: Duration = Duration::from_secs(1);
const LIST_TIMEOUT: Duration = Duration::from_secs(10);
const LIST_LIMIT: usize = 4 << 20;

/// How an endpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Settings name its base URL.
    Settings,
    /// Settings hold a key and no base URL: OpenAI's own API.
    KeyAlone,
    /// It answered on this machine, as a server of this name would.
    Found(&'static str),
}

/// A model on a server, ready to be asked.
#[derive(Clone)]
pub struct Endpoint {
    base_url: Url,
    api_key: Option<Secret>,
    model: String,
    source: Source,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("base_url", &self.shown())
            .field("api_key", &self.api_key)
            .field("model", &self.model)
            .field("source", &self.source)
            .finish()
    }
}

impl Endpoint {
    /// The model's name as the server knows it.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// How it was found.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The base URL for people: without a query, which may hold a key.
    pub fn shown(&self) -> String {
        shown(&self.base_url)
    }

    pub(super) fn is_openai(&self) -> bool {
        self.base_url.host_str() == Some("api.openai.com")
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
        let request = http::client(&url)?.request(method, url);
        let Some(key) = &self.api_key else { return Ok(request) };
        let mut value = HeaderValue::try_from(format!("Bearer {}", key.reveal()))
            .map_err(|_| ModelError::BadKey)?;
        value.set_sensitive(true);
        Ok(request.header(AUTHORIZATION, value))
    }
}

/// The settings that an environment holds; `lookup` is [`std::env::var`] or a test's own.
///
/// `CODEGEN_*` goes before `OPENAI_*`. `OPENAI_API_KEY` is never paired with `CODEGEN_BASE_URL`:
/// a key is not sent to a server that it was not given for.
pub fn settings_from_env(lookup: impl Fn(&str) -> Option<String>) -> ModelSettings {
    let get = |name: &str| filled(lookup(name));
    let (own_url, own_key) = (get("CODEGEN_BASE_URL"), get("CODEGEN_API_KEY"));
    let api_key = match own_url {
        Some(_) => own_key,
        None => own_key.or_else(|| get("OPENAI_API_KEY")),
    };
    ModelSettings {
        base_url: own_url.or_else(|| get("OPENAI_BASE_URL")),
        api_key,
        model: get("CODEGEN_MODEL"),
    }
}

/// The endpoint that `settings` mean: the base URL they name; OpenAI's where they hold a key alone;
/// else the first server that answers on this machine. Where they name no model, the server's list
/// is asked for one.
pub async fn locate(settings: &ModelSettings) -> Result<Endpoint, ModelError> {
    locate_among(settings, &LOCAL_SERVERS).await
}

async fn locate_among(
    settings: &ModelSettings,
    local: &[(&'static str, &str)],
) -> Result<Endpoint, ModelError> {
    let api_key = filled(settings.api_key.clone()).map(|key| Secret::new(&key));
    let model = filled(settings.model.clone());
    let (base_url, source) = match filled(settings.base_url.clone()) {
        Some(url) => (base_url(&url)?, Source::Settings),
        None if api_key.is_some() => (base_url(OPENAI)?, Source::KeyAlone),
        None => return find_local(model.as_deref(), local).await,
    };
    let mut endpoint = Endpoint { base_url, api_key, model: String::new(), source };
    endpoint.model = match model {
        Some(model) => model,
        None => {
            let models = list_models(&endpoint, LIST_TIMEOUT).await?;
            choose(&models, endpoint.is_openai())
                .ok_or_else(|| ModelError::NoModel { endpoint: endpoint.shown() })?
        }
    };
    Ok(endpoint)
}

/// Asks all candidates at once and takes the first in their order: one that lists `model` where a
/// model is named, else any that has a model.
async fn find_local(
    model: Option<&str>,
    candidates: &[(&'static str, &str)],
) -> Result<Endpoint, ModelError> {
    let probes = candidates.iter().map(|(name, url)| async move {
        let base_url = base_url(url).ok()?;
        let source = Source::Found(name);
        let endpoint = Endpoint { base_url, api_key: None, model: String::new(), source };
        let models = list_models(&endpoint, PROBE_TIMEOUT).await.ok()?;
        Some((endpoint, models))
    });
    let found: Vec<_> = join_all(probes).await.into_iter().flatten().collect();
    let listing = found.iter().find(|(_, models)| models.iter().any(|m| Some(m.as_str()) == model));
    let chosen =
        listing.or_else(|| found.iter().find(|(_, models)| choose(models, false).is_some()));
    match (chosen, found.first()) {
        (Some((endpoint, models)), _) => {
            let model = model.map(str::to_owned).or_else(|| choose(models, false));
            Ok(Endpoint { model: model.unwrap_or_default(), ..endpoint.clone() })
        }
        (None, Some((endpoint, _))) => Err(ModelError::NoModel { endpoint: endpoint.shown() }),
        (None, None) => Err(ModelError::NotConfigured),
    }
}

/// The names that the server lists, in its order. Some servers have no list.
async fn list_models(endpoint: &Endpoint, limit: Duration) -> Result<Vec<String>, ModelError> {
    let request = endpoint.request(reqwest::Method::GET, &["models"])?.timeout(limit);
    let response = request.send().await.map_err(|error| ModelError::Unreachable {
        endpoint: endpoint.shown(),
        why: http::innermost(&error),
    })?;
    let status = response.status();
    let body = http::read_up_to(response, LIST_LIMIT).await;
    if matches!(status.as_u16(), 404 | 405 | 501) {
        return Err(ModelError::NoModel { endpoint: endpoint.shown() });
    }
    if !status.is_success() {
        return Err(openai::status_error(endpoint, status, &body));
    }
    model_names(&body).ok_or_else(|| ModelError::Malformed {
        endpoint: endpoint.shown(),
        why: format!(
            "its list of models reads {}",
            openai::shown_message(endpoint, &excerpt(&body))
        ),
    })
}

/// The ids in an OpenAI model list; none where the JSON is something else. Ollama without models
/// answers `"data": null`.
fn model_names(body: &[u8]) -> Option<Vec<String>> {
    let list: Value = serde_json::from_slice(body).ok()?;
    match list.as_object()?.get("data")? {
        Value::Null => Some(Vec::new()),
        Value::Array(models) => {
            models.iter().map(|model| Some(model.get("id")?.as_str()?.to_owned())).collect()
        }
        _ => None,
    }
}

fn choose(models: &[String], openai: bool) -> Option<String> {
    if openai {
        let known = OPENAI_MODELS.iter().find(|name| models.iter().any(|m| m == *name));
        return known.map(|name| (*name).to_owned());
    }
    models.iter().find(|name| chats(name)).cloned()
}

fn chats(model: &str) -> bool {
    let name = model.to_ascii_lowercase();
    !NOT_FOR_CHAT.iter().any(|part| name.contains(part))
}

/// A base URL as people write it: a slash at the end, or the whole address of the chat, is fine.
fn base_url(text: &str) -> Result<Url, ModelError> {
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
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/chat/completions").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}

fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.as_str().trim_end_matches('/').to_owned()
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::replay::{Script, Server};

    fn env(pairs: &[(&str, &str)]) -> ModelSettings {
        settings_from_env(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn none() -> ModelSettings {
        env(&[])
    }

    #[test]
    fn the_environment_is_layered() {
        let both = env(&[
            ("CODEGEN_BASE_URL", "http://a/v1"),
            ("CODEGEN_API_KEY", "ka"),
            ("OPENAI_BASE_URL", "http://b/v1"),
            ("OPENAI_API_KEY", "kb"),
            ("CODEGEN_MODEL", "m"),
        ]);
        assert_eq!(both.base_url.as_deref(), Some("http://a/v1"));
        assert_eq!(both.api_key.as_deref(), Some("ka"));
        assert_eq!(both.model.as_deref(), Some("m"));

        let openai = env(&[("OPENAI_BASE_URL", "http://b/v1"), ("OPENAI_API_KEY", "kb")]);
        assert_eq!(openai.base_url.as_deref(), Some("http://b/v1"));
        assert_eq!(openai.api_key.as_deref(), Some("kb"));

        let blank = env(&[("CODEGEN_BASE_URL", " "), ("CODEGEN_MODEL", "")]);
        assert_eq!((blank.base_url, blank.model), (None, None));
    }

    #[test]
    fn a_key_stays_with_its_server() {
        let mixed = env(&[("CODEGEN_BASE_URL", "http://a/v1"), ("OPENAI_API_KEY", "kb")]);
        assert_eq!(mixed.api_key, None);
    }

    #[tokio::test]
    async fn a_key_alone_means_openai() {
        let settings = env(&[("OPENAI_API_KEY", "k"), ("CODEGEN_MODEL", "m")]);
        let endpoint = locate(&settings).await.unwrap();
        assert_eq!(endpoint.shown(), OPENAI);
        assert_eq!(endpoint.source(), Source::KeyAlone);
        assert_eq!(endpoint.model(), "m");
    }

    #[test]
    fn base_urls_as_people_write_them() {
        let plain = |text| base_url(text).map(|url| shown(&url)).unwrap();
        assert_eq!(plain("http://localhost:1/v1/"), "http://localhost:1/v1");
        assert_eq!(plain("https://x.test/v1/chat/completions"), "https://x.test/v1");
        assert_eq!(plain("http://localhost:1"), "http://localhost:1");
        assert_eq!(plain("http://x.test/v1?key=secret"), "http://x.test/v1");
        let bad = ["localhost:11434/v1", "x", "ftp://x/?pw", "http://u:pw@x.test/v1", "x?key=pw"];
        for bad in bad {
            let error = base_url(bad).unwrap_err().to_string();
            assert!(!error.contains("pw"), "{error}");
        }
    }

    #[tokio::test]
    async fn debug_shows_neither_key_nor_query() {
        let url = Some("http://x.test/v1?code=sesame".into());
        let model = Some("m".into());
        let settings = ModelSettings { base_url: url, api_key: Some("sk-1".into()), model };
        let shown = format!("{:?}", locate(&settings).await.unwrap());
        assert!(shown.contains("http://x.test/v1"), "{shown}");
        assert!(!shown.contains("sesame") && !shown.contains("sk-1"), "{shown}");
    }

    #[test]
    fn only_a_list_of_models_is_one() {
        assert_eq!(model_names(br#"{"data":[{"id":"a"},{"id":"b"}]}"#).unwrap(), ["a", "b"]);
        assert_eq!(model_names(br#"{"object":"list","data":null}"#).unwrap(), [""; 0]);
        for other in ["<html>", "[]", "{}", r#"{"data":[1]}"#, r#"{"data":"x"}"#] {
            assert_eq!(model_names(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn the_first_that_chats() {
        let names = ["nomic-embed-text:latest", "qwen3:8b"].map(str::to_owned);
        assert_eq!(choose(&names, false).as_deref(), Some("qwen3:8b"));
        assert_eq!(choose(&names, true), None);
        assert_eq!(choose(&["gpt-4o".to_owned()], true).as_deref(), Some("gpt-4o"));
    }

    #[tokio::test]
    async fn finds_servers_in_order_and_by_model() {
        let first = Server::start(Script::new("small")).await.unwrap();
        let second = Server::start(Script::new("large")).await.unwrap();
        let (one, two) = (first.base_url(), second.base_url());
        let candidates = [("None", "http://127.0.0.1:9/v1"), ("One", &one), ("Two", &two)];

        let endpoint = locate_among(&none(), &candidates).await.unwrap();
        assert_eq!((endpoint.source(), endpoint.model()), (Source::Found("One"), "small"));

        let named = ModelSettings { model: Some("large".into()), ..none() };
        let endpoint = locate_among(&named, &candidates).await.unwrap();
        assert_eq!((endpoint.source(), endpoint.model()), (Source::Found("Two"), "large"));
    }

    #[tokio::test]
    async fn a_server_without_a_list_needs_a_name() {
        let server = Server::start(Script::new("m")).await.unwrap();
        let elsewhere = server.base_url().replace("/v1", "/v2");
        let settings = ModelSettings { base_url: Some(elsewhere.clone()), ..none() };
        let error = locate(&settings).await.unwrap_err();
        assert_eq!(error, ModelError::NoModel { endpoint: elsewhere });
        assert!(error.hint().unwrap().contains("/v1"));

        let named = ModelSettings { model: Some("m".into()), ..settings };
        assert_eq!(locate(&named).await.unwrap().model(), "m");
    }

    #[tokio::test]
    async fn nothing_anywhere_says_what_to_set() {
        let error = locate_among(&none(), &[("None", "http://127.0.0.1:9/v1")]).await.unwrap_err();
        assert_eq!(error, ModelError::NotConfigured);

        let empty = Server::start(Script { models: vec![], ..Script::new("") }).await.unwrap();
        let url = empty.base_url();
        let error = locate_among(&none(), &[("Empty", &url)]).await.unwrap_err();
        assert_eq!(error, ModelError::NoModel { endpoint: url });
    }
}
