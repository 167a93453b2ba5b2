//! Which model an edit asks: a profile, what variables name, or whatever runs on this machine.
//!
//! A key goes only to the server that it was given for: one of a variable to that variable's
//! server, one of a profile to the profile's.

use std::collections::BTreeMap;

use super::layers::{Config, Source};
use super::nearest::nearest;
use super::settings::Profile;
use super::{ConfigError, secret};
use crate::model::Provider;
use crate::protocol::{ModelSettings, ModelTraits, Wire};

/// Who says which model.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// What `--model` names, where it was given.
    pub flag: Option<&'a str>,
}

/// A model that can be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// What the daemon is told.
    pub settings: ModelSettings,
    /// The profile, where it is one.
    pub profile: Option<String>,
    /// What led to it: `--model`, `CODEGEN_BASE_URL`, a file and line.
    pub why: String,
}

/// The model that is meant.
///
/// A name is a profile's, or else a model's at the default server: the one of `CODEGEN_BASE_URL`,
/// the profile that `model` names, the only profile, `OPENAI_*`, `ANTHROPIC_*`, or one on this
/// machine, in this order.
pub fn choose(config: &Config, choice: Choice<'_>) -> Result<Chosen, ConfigError> {
    let profiles = &config.settings.models;
    let set = config.settings.model.as_deref();
    let origin = config.origin("model");
    let from_file = origin.is_some_and(|origin| origin.source <= Source::Repository);
    let place = origin.map_or_else(String::new, |origin| origin.place.clone());
    let own = own_server(&config.variables);
    let named = match choice.flag {
        Some(flag) => Some((flag, "--model".to_owned())),
        // A variable that names a server goes before a file that names a profile.
        None if own.is_some() && from_file => None,
        None => set.map(|set| (set, place.clone())),
    };
    if let Some((name, place)) = &named {
        if let Some(profile) = profiles.get(*name) {
            return of_profile(config, name, profile, place.clone());
        }
        if let Some(near) = nearest(name, profiles.keys().map(String::as_str)) {
            let (place, name) = (place.clone(), (*name).to_owned());
            return Err(ConfigError::NoProfile { place, name, nearest: near.to_owned() });
        }
    }
    let mut chosen = if let Some(own) = own {
        own
    } else if let Some((name, profile)) = set.and_then(|set| profiles.get_key_value(set)) {
        of_profile(config, name, profile, place)?
    } else if let (1, Some((name, profile))) = (profiles.len(), profiles.first_key_value()) {
        of_profile(config, name, profile, "the only profile".into())?
    } else {
        ambient(&config.variables).unwrap_or_else(|| Chosen {
            settings: ModelSettings::default(),
            profile: None,
            why: "what runs on this machine".into(),
        })
    };
    if let Some((name, place)) = named {
        chosen.settings.model = Some(name.to_owned());
        chosen.why = format!("{place}, {}", chosen.why);
    }
    Ok(chosen)
}

/// The server of `CODEGEN_BASE_URL`.
fn own_server(variables: &BTreeMap<String, String>) -> Option<Chosen> {
    let base_url = filled(variables, "CODEGEN_BASE_URL")?;
    let wire = match filled(variables, "CODEGEN_WIRE").as_deref() {
        Some("anthropic") => Some(Wire::Anthropic),
        Some(_) => Some(Wire::Openai),
        None => None,
    };
    let settings = ModelSettings {
        base_url: Some(base_url),
        api_key: filled(variables, "CODEGEN_API_KEY"),
        wire,
        ..ModelSettings::default()
    };
    Some(Chosen { settings, profile: None, why: "CODEGEN_BASE_URL".into() })
}

/// The servers that other tools' variables name.
fn ambient(variables: &BTreeMap<String, String>) -> Option<Chosen> {
    let get = |name: &str| filled(variables, name);
    let of = |wire, url: &str, key: &str, own: Option<String>| {
        let base_url = get(url);
        let why = if base_url.is_some() { url } else { key };
        let api_key = own.or_else(|| get(key));
        if base_url.is_none() && api_key.is_none() {
            return None;
        }
        let settings =
            ModelSettings { base_url, api_key, wire: Some(wire), ..ModelSettings::default() };
        Some(Chosen { settings, profile: None, why: why.to_owned() })
    };
    let own = get("CODEGEN_API_KEY");
    of(Wire::Openai, "OPENAI_BASE_URL", "OPENAI_API_KEY", own)
        .or_else(|| of(Wire::Anthropic, "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", None))
}

fn of_profile(
    config: &Config,
    name: &str,
    profile: &Profile,
    why: String,
) -> Result<Chosen, ConfigError> {
    let base_url = profile.base(name)?;
    let user_file = config.files.iter().find(|(source, ..)| *source == Source::User);
    let user_file = user_file.map(|(_, path, _)| path.as_path());
    let key = secret::key(name, profile, user_file, &config.variables)?;
    // The provider's own variable is meant for the provider's own host, and for no other.
    let own = || filled(&config.variables, Provider::by_url(&base_url)?.key_variable?);
    let api_key = key.or_else(own);
    let settings = ModelSettings {
        base_url: Some(base_url),
        api_key,
        model: profile.model.clone(),
        wire: profile.wire,
        traits: ModelTraits {
            max_tokens: profile.max_tokens,
            context_tokens: profile.context_tokens,
            temperature: profile.temperature,
            prediction: profile.prediction,
            strategy: profile.strategy,
        },
    };
    Ok(Chosen { settings, profile: Some(name.to_owned()), why })
}

impl Profile {
    /// Its base URL, that of its provider where it names none.
    pub(super) fn base(&self, name: &str) -> Result<String, ConfigError> {
        let failed = |why: String| ConfigError::Profile { profile: name.to_owned(), why };
        let provider = match &self.provider {
            None => None,
            Some(wanted) => Some(Provider::by_name(wanted).ok_or_else(|| {
                let names: Vec<_> = Provider::all().iter().map(|provider| provider.name).collect();
                failed(format!("names the provider {wanted}; known are {}", names.join(", ")))
            })?),
        };
        let anthropic = (self.wire == Some(Wire::Anthropic)).then_some("anthropic");
        let fallback = provider.or_else(|| Provider::by_name(anthropic?));
        let base = self.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
        let mut base = match (base, fallback) {
            (Some(base), _) => base.to_owned(),
            (None, Some(Provider { base_url: Some(base), .. })) => (*base).to_owned(),
            (None, Some(_)) => {
                return Err(failed(
                    "needs a base_url: that provider has one for each customer".into(),
                ));
            }
            (None, None) => return Err(failed("needs a base_url or a provider".into())),
        };
        if let Some(version) = &self.api_version {
            if version.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.') {
                return Err(failed(format!("has the api_version {version}, which is none")));
            }
            base.push(if base.contains('?') { '&' } else { '?' });
            base.push_str("api-version=");
            base.push_str(version);
        }
        Ok(base)
    }
}

fn filled(variables: &BTreeMap<String, String>, name: &str) -> Option<String> {
    variables.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::Inputs;
    use super::*;

    const PROFILES: [&str; 4] = [
        "models.fast.base_url=http://fast.test/v1",
        "models.fast.model=small",
        "models.big.provider=openrouter",
        "models.big.model=vendor/large",
    ];

    fn config(flags: &[&str], variables: &[(&str, &str)]) -> Config {
        let flags = flags.iter().map(|text| ("--config".into(), (*text).into())).collect();
        let variables =
            variables.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        Config::load(&Inputs { flags, variables, ..Inputs::default() }).unwrap()
    }

    /// Base URL, key and model, and what led to them.
    #[track_caller]
    fn chosen(config: &Config, flag: Option<&str>) -> (String, String, String, String) {
        let Chosen { settings, why, .. } = choose(config, Choice { flag }).unwrap();
        let text = |field: Option<String>| field.unwrap_or_default();
        (text(settings.base_url), text(settings.api_key), text(settings.model), why)
    }

    fn row(base: &str, key: &str, model: &str, why: &str) -> (String, String, String, String) {
        (base.into(), key.into(), model.into(), why.into())
    }

    #[test]
    fn a_profile_by_name() {
        let both = config(&PROFILES, &[("OPENROUTER_API_KEY", "k"), ("OPENAI_API_KEY", "o")]);
        let fast = row("http://fast.test/v1", "", "small", "--model");
        assert_eq!(chosen(&both, Some("fast")), fast);
        let big = row("https://openrouter.ai/api/v1", "k", "vendor/large", "--model");
        assert_eq!(chosen(&both, Some("big")), big);
        let error = choose(&both, Choice { flag: Some("fsat") }).unwrap_err();
        assert_eq!(error.hint().unwrap(), "did you mean fast?");
    }

    #[test]
    fn a_models_name_at_the_default_server() {
        let flags: Vec<_> = PROFILES.iter().copied().chain(["model=fast"]).collect();
        let found = chosen(&config(&flags, &[]), Some("qwen3:32b"));
        assert_eq!(found, row("http://fast.test/v1", "", "qwen3:32b", "--model, --config"));
        let only = config(&PROFILES[..2], &[("OPENAI_API_KEY", "o")]);
        assert_eq!(
            chosen(&only, None),
            row("http://fast.test/v1", "", "small", "the only profile")
        );
        let two = config(&PROFILES, &[("OPENAI_API_KEY", "o")]);
        assert_eq!(chosen(&two, None), row("", "o", "", "OPENAI_API_KEY"));
    }

    #[test]
    fn variables_are_layered() {
        let all = [
            ("CODEGEN_BASE_URL", "http://a/v1"),
            ("CODEGEN_API_KEY", "ka"),
            ("OPENAI_BASE_URL", "http://b/v1"),
            ("OPENAI_API_KEY", "kb"),
            ("CODEGEN_MODEL", "m"),
        ];
        let own = row("http://a/v1", "ka", "m", "CODEGEN_MODEL, CODEGEN_BASE_URL");
        assert_eq!(chosen(&config(&[], &all), None), own);
        let openai = row("http://b/v1", "kb", "", "OPENAI_BASE_URL");
        assert_eq!(chosen(&config(&[], &all[2..4]), None), openai);
        let blank = config(&[], &[("CODEGEN_BASE_URL", " "), ("CODEGEN_MODEL", "")]);
        assert_eq!(chosen(&blank, None), row("", "", "", "what runs on this machine"));
        let own_key = config(&[], &[("CODEGEN_API_KEY", "k"), ("OPENAI_API_KEY", "o")]);
        assert_eq!(chosen(&own_key, None).1, "k");
    }

    #[test]
    fn anthropics_variables_speak_its_wire() {
        let config = config(&[], &[("ANTHROPIC_API_KEY", "k")]);
        let settings = choose(&config, Choice::default()).unwrap().settings;
        assert_eq!((settings.base_url, settings.wire), (None, Some(Wire::Anthropic)));
        assert_eq!(settings.api_key.as_deref(), Some("k"));
    }

    #[test]
    fn a_key_stays_with_its_server() {
        let elsewhere = [("CODEGEN_BASE_URL", "http://a/v1"), ("OPENAI_API_KEY", "kb")];
        assert_eq!(chosen(&config(&[], &elsewhere), None).1, "");
        let keys = [("CODEGEN_API_KEY", "k"), ("OPENAI_API_KEY", "k"), ("ANTHROPIC_API_KEY", "k")];
        assert_eq!(chosen(&config(&PROFILES, &keys), Some("fast")).1, "");
    }

    #[test]
    fn what_a_profile_lacks_is_said() {
        let wrong = |flags: &[&str]| {
            let flags = flags.iter().map(|text| ("--config".into(), (*text).into())).collect();
            Config::load(&Inputs { flags, ..Inputs::default() }).unwrap_err().to_string()
        };
        assert_eq!(wrong(&["models.a.model=m"]), "the model a needs a base_url or a provider");
        assert!(wrong(&["models.a.provider=azure"]).contains("needs a base_url"));
        assert!(wrong(&["models.a.provider=opnai"]).contains("known are openai, anthropic"));
        let azure = [
            "models.a.base_url=https://x.openai.azure.com/openai/deployments/d",
            "models.a.api_version=2024-10-21",
        ];
        let found = chosen(&config(&azure, &[]), None).0;
        assert!(found.ends_with("/deployments/d?api-version=2024-10-21"), "{found}");
    }
}
