//! Finds the model that settings mean: where they name a server, or what runs on this machine.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::Value;

use super::endpoint::{Endpoint, Source};
use super::provider::{Provider, local_servers};
use super::{ModelError, Secret, http, wire};
use crate::protocol::{ModelSettings, ModelTraits, Wire};

/// Parts of names of models that do not chat, in the lists of many servers.
const NOT_FOR_CHAT: [&str; 6] = ["embed", "rerank", "whisper", "tts", "moderation", "bge-"];

/// What to take of Anthropic's list, which begins with the newest and not with the quickest.
const ANTHROPIC_FAMILIES: [&str; 2] = ["sonnet", "haiku"];

const PROBE_TIMEOUT: Duration = Duration::from_secs(1);
const LIST_TIMEOUT: Duration = Duration::from_secs(10);
const LIST_LIMIT: usize = 4 << 20;

/// What a server said when it was asked for its models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The server, without a query.
    pub base_url: String,
    /// Its kind, for people.
    pub provider: &'static str,
    /// What it speaks.
    pub wire: Wire,
    /// The models that it lists; none where it has no list.
    pub models: Option<Vec<String>>,
    /// From the request to the end of the list.
    pub latency: Duration,
}

/// The endpoint that `settings` mean: the base URL they name; the provider's own where they hold a
/// key alone; else the first server that answers on this machine. Where they name no model, the
/// server's list is asked for one.
pub async fn locate(settings: &ModelSettings) -> Result<Endpoint, ModelError> {
    locate_among(settings, &local_servers()).await
}

async fn locate_among(
    settings: &ModelSettings,
    local: &[(&'static str, &str)],
) -> Result<Endpoint, ModelError> {
    let model = filled(settings.model.as_deref());
    let Some(endpoint) = named(settings)? else {
        return find_local(model, settings.traits, local).await;
    };
    let model = match model {
        Some(model) => model.to_owned(),
        None => {
            let models = list_models(&endpoint, LIST_TIMEOUT).await?;
            choose(&models, &endpoint.provider)
                .ok_or_else(|| ModelError::NoModel { endpoint: endpoint.shown() })?
        }
    };
    Ok(Endpoint { model, ..endpoint })
}

/// The server that `settings` name, with no model chosen yet.
fn named(settings: &ModelSettings) -> Result<Option<Endpoint>, ModelError> {
    let api_key = filled(settings.api_key.as_deref()).map(Secret::new);
    let own = match settings.wire {
        Some(Wire::Anthropic) => "anthropic",
        _ => "openai",
    };
    let own = Provider::by_name(own).and_then(|provider| provider.base_url);
    let (base, source) = match (filled(settings.base_url.as_deref()), own) {
        (Some(base), _) => (base, Source::Settings),
        (None, Some(own)) if api_key.is_some() => (own, Source::KeyAlone),
        _ => return Ok(None),
    };
    Endpoint::new(base, settings.wire, api_key, source, settings.traits).map(Some)
}

/// Asks the server that `settings` name for its models. None where they name no server.
pub async fn probe(settings: &ModelSettings) -> Result<Option<Probe>, ModelError> {
    match named(settings)? {
        Some(endpoint) => probe_endpoint(&endpoint, LIST_TIMEOUT).await.map(Some),
        None => Ok(None),
    }
}

/// The servers that answer on this machine, each by the name of its kind.
pub async fn probe_local() -> Vec<(&'static str, Probe)> {
    probe_among(&local_servers()).await.into_iter().map(|(name, _, probe)| (name, probe)).collect()
}

async fn probe_endpoint(endpoint: &Endpoint, limit: Duration) -> Result<Probe, ModelError> {
    let start = Instant::now();
    let models = match list_models(endpoint, limit).await {
        Ok(models) => Some(models),
        // It answers, and has no list.
        Err(ModelError::NoModel { .. }) => None,
        Err(error) => return Err(error),
    };
    Ok(Probe {
        base_url: endpoint.shown(),
        provider: endpoint.provider.title,
        wire: endpoint.wire(),
        models,
        latency: start.elapsed(),
    })
}

/// Those of the candidates that list models, in their order.
async fn probe_among(candidates: &[(&'static str, &str)]) -> Vec<(&'static str, Endpoint, Probe)> {
    let probes = candidates.iter().map(|(name, url)| async move {
        let traits = ModelTraits::default();
        let endpoint = Endpoint::new(url, None, None, Source::Found(name), traits).ok()?;
        let probe = probe_endpoint(&endpoint, PROBE_TIMEOUT).await.ok()?;
        probe.models.is_some().then_some((*name, endpoint, probe))
    });
    join_all(probes).await.into_iter().flatten().collect()
}

/// Takes the first candidate, in their order, that lists `model` where a model is named, else any
/// that has a model.
async fn find_local(
    model: Option<&str>,
    traits: ModelTraits,
    candidates: &[(&'static str, &str)],
) -> Result<Endpoint, ModelError> {
    let found = probe_among(candidates).await;
    let lists =
        |probe: &Probe, wanted: &str| probe.models.iter().flatten().any(|listed| listed == wanted);
    let first = |endpoint: &Endpoint, probe: &Probe| {
        choose(probe.models.as_deref().unwrap_or_default(), &endpoint.provider)
    };
    let listing = found.iter().find(|(_, _, probe)| model.is_some_and(|model| lists(probe, model)));
    let any = || found.iter().find(|(_, endpoint, probe)| first(endpoint, probe).is_some());
    match (listing.or_else(any), found.first()) {
        (Some((_, endpoint, probe)), _) => {
            let model = model.map(str::to_owned).or_else(|| first(endpoint, probe));
            Ok(Endpoint { model: model.unwrap_or_default(), traits, ..endpoint.clone() })
        }
        (None, Some((_, endpoint, _))) => Err(ModelError::NoModel { endpoint: endpoint.shown() }),
        (None, None) => Err(ModelError::NotConfigured),
    }
}

/// The names that the server lists, in its order. Some servers have no list.
async fn list_models(endpoint: &Endpoint, limit: Duration) -> Result<Vec<String>, ModelError> {
    let path: &[&str] = match endpoint.wire() {
        Wire::Openai => &["models"],
        Wire::Anthropic => &["v1", "models"],
    };
    let request = endpoint.request(reqwest::Method::GET, path)?.timeout(limit);
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
        return Err(wire::status_error(endpoint, status, &body));
    }
    model_names(&body).ok_or_else(|| ModelError::Malformed {
        endpoint: endpoint.shown(),
        why: format!("its list of models reads {}", wire::shown_message(endpoint, &excerpt(&body))),
    })
}

/// The ids in a model list of either wire format; none where the JSON is something else. Ollama
/// without models answers `"data": null`.
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

fn choose(models: &[String], provider: &Provider) -> Option<String> {
    if provider.wire == Wire::Anthropic {
        let of = |family: &&str| models.iter().find(|model| model.contains(*family));
        return ANTHROPIC_FAMILIES.iter().find_map(of).or_else(|| models.first()).cloned();
    }
    if !provider.preferred.is_empty() {
        let known = provider.preferred.iter().find(|name| models.iter().any(|m| m == *name));
        return known.map(|name| (*name).to_owned());
    }
    models.iter().find(|name| chats(name)).cloned()
}

fn chats(model: &str) -> bool {
    let name = model.to_ascii_lowercase();
    !NOT_FOR_CHAT.iter().any(|part| name.contains(part))
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::replay::{Script, Server};

    fn none() -> ModelSettings {
        ModelSettings::default()
    }

    #[tokio::test]
    async fn a_key_alone_means_the_wires_own_provider() {
        let settings =
            ModelSettings { api_key: Some("k".into()), model: Some("m".into()), ..none() };
        let endpoint = locate(&settings).await.unwrap();
        assert_eq!(endpoint.shown(), "https://api.openai.com/v1");
        assert_eq!((endpoint.source(), endpoint.model()), (Source::KeyAlone, "m"));
        let other = ModelSettings { wire: Some(Wire::Anthropic), ..settings };
        let endpoint = locate(&other).await.unwrap();
        assert_eq!(endpoint.shown(), "https://api.anthropic.com");
        assert_eq!(endpoint.wire(), Wire::Anthropic);
    }

    #[tokio::test]
    async fn debug_shows_neither_key_nor_query() {
        let url = Some("http://x.test/v1?code=sesame".into());
        let model = Some("m".into());
        let settings =
            ModelSettings { base_url: url, api_key: Some("sk-1".into()), model, ..none() };
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
    fn the_first_that_suits() {
        let chosen = |provider: &str, names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            choose(&names, Provider::by_name(provider).unwrap())
        };
        let local = ["nomic-embed-text:latest", "qwen3:8b"];
        assert_eq!(chosen("ollama", &local).as_deref(), Some("qwen3:8b"));
        assert_eq!(chosen("openai", &local), None);
        assert_eq!(chosen("openai", &["gpt-4o"]).as_deref(), Some("gpt-4o"));
        let claude = ["claude-opus-9", "claude-haiku-8", "claude-sonnet-8"];
        assert_eq!(chosen("anthropic", &claude).as_deref(), Some("claude-sonnet-8"));
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
        assert_eq!(probe(&settings).await.unwrap().unwrap().models, None);

        let named = ModelSettings { model: Some("m".into()), ..settings };
        assert_eq!(locate(&named).await.unwrap().model(), "m");
    }

    #[tokio::test]
    async fn a_probe_tells_what_is_there() {
        let server = Server::start(Script::new("m")).await.unwrap();
        for wire in [Wire::Openai, Wire::Anthropic] {
            let settings =
                ModelSettings { base_url: Some(server.base_url()), wire: Some(wire), ..none() };
            let probe = probe(&settings).await.unwrap().unwrap();
            assert_eq!((probe.wire, probe.models), (wire, Some(vec!["m".to_owned()])));
        }
        assert_eq!(probe(&none()).await.unwrap(), None);
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
