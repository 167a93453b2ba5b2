//! Settings as text: `CODEGEN_*` variables and what flags say.

use std::collections::BTreeMap;

use config::{Value, ValueKind};

use super::ConfigError;
use super::file::unknown;
use super::keys::{KEYS, Key, Kind};
use super::layers::{Entry, Origin, Source};
use super::nearest::nearest;

/// What a variable of ours begins with.
const PREFIX: &str = "CODEGEN_";

/// Variables with that beginning that are no settings of this table.
const OTHERS: [&str; 5] =
    ["CODEGEN_BASE_URL", "CODEGEN_API_KEY", "CODEGEN_WIRE", "CODEGEN_LOG", "CODEGEN_BIN"];

/// The variable of a key; none for those of profiles, which have names of their own.
pub(super) fn variable(key: &Key) -> Option<String> {
    let name = key.name.replace('.', "_").to_ascii_uppercase();
    (!key.name.contains('*')).then(|| format!("{PREFIX}{name}"))
}

/// The entries that variables make. An empty variable is none. One that is nearly ours is an error;
/// any other is somebody else's.
pub(super) fn entries(variables: &BTreeMap<String, String>) -> Result<Vec<Entry>, ConfigError> {
    let ours: BTreeMap<String, &Key> =
        KEYS.iter().filter_map(|key| Some((variable(key)?, key))).collect();
    let mut entries = Vec::new();
    for (name, text) in variables {
        let set = !text.trim().is_empty();
        if !set || !name.starts_with(PREFIX) || OTHERS.contains(&name.as_str()) {
            continue;
        }
        let origin = Origin { source: Source::Environment, place: name.clone() };
        if let Some(key) = ours.get(name) {
            entries.push(entry(key, key.name, text.trim(), &origin)?);
        } else if let Some(near) = nearest(name, ours.keys().map(String::as_str).chain(OTHERS))
            .filter(|near| {
                // The common beginning makes all of them alike.
                nearest(&name[PREFIX.len()..], [&near[PREFIX.len()..]]).is_some()
            })
        {
            let (place, key) = ("the environment".to_owned(), name.clone());
            return Err(ConfigError::Unknown { place, key, nearest: Some(near.to_owned()) });
        }
    }
    Ok(entries)
}

/// The entry that `KEY=VALUE` after `flag` makes.
pub(super) fn assignment(flag: &str, text: &str) -> Result<Entry, ConfigError> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| ConfigError::NotAssigned { text: text.to_owned() })?;
    let path: Vec<_> = name.trim().split('.').collect();
    let key = Key::find(&path).ok_or_else(|| unknown(&path, flag.to_owned()))?;
    let origin = Origin { source: Source::Flag, place: flag.to_owned() };
    entry(key, name.trim(), value.trim(), &origin)
}

fn entry(key: &Key, name: &str, text: &str, origin: &Origin) -> Result<Entry, ConfigError> {
    let value = key.read(name, text, origin)?;
    Ok(Entry { path: name.split('.').map(str::to_owned).collect(), value })
}

impl Key {
    /// The value that `text` is, of the setting called `name`.
    pub(super) fn read(
        &self,
        name: &str,
        text: &str,
        origin: &Origin,
    ) -> Result<Value, ConfigError> {
        let wrong = || self.wrong(name, origin, text.to_owned());
        let value = |kind: ValueKind| Value::new(Some(&origin.to_string()), kind);
        Ok(value(match self.kind {
            Kind::Text | Kind::Command => text.into(),
            Kind::Word(words) if words.contains(&text) => text.into(),
            Kind::Word(_) => return Err(wrong()),
            Kind::Whole(low, high) => {
                let number: i64 = text.parse().map_err(|_| wrong())?;
                (low..=high).contains(&number).then_some(number).ok_or_else(wrong)?.into()
            }
            Kind::Number(low, high) => {
                let number: f64 = text.parse().map_err(|_| wrong())?;
                (low..=high).contains(&number).then_some(number).ok_or_else(wrong)?.into()
            }
            Kind::Flag => match text {
                "true" | "1" | "yes" => true.into(),
                "false" | "0" | "no" => false.into(),
                _ => return Err(wrong()),
            },
            Kind::Texts => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                ValueKind::Array(items.map(|item| value(item.into())).collect())
            }
        }))
    }

    pub(super) fn wrong(&self, name: &str, origin: &Origin, found: String) -> ConfigError {
        ConfigError::Value {
            place: origin.place.clone(),
            key: name.to_owned(),
            wanted: self.kind.wanted(),
            found,
        }
    }
}

impl Kind {
    /// What such a setting holds, in words.
    pub fn wanted(self) -> String {
        match self {
            Self::Text => "a text".into(),
            Self::Word(words) => match words.split_last() {
                Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
                None => "nothing".into(),
            },
            Self::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Self::Number(low, high) => format!("a number from {low} to {high}"),
            Self::Flag => "true or false".into(),
            Self::Texts => "a list of texts".into(),
            Self::Command => "a command, as a text or a list of texts".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Result<Vec<Entry>, ConfigError> {
        entries(&pairs.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect())
    }

    #[test]
    fn variables_are_read() {
        let read = of(&[("CODEGEN_LIMITS_IDLE", "7"), ("CODEGEN_IGNORE", "*.min.js, a/**")]);
        let read = read.unwrap();
        assert_eq!(read[1].path, ["limits", "idle"]);
        assert_eq!(read[1].value.origin(), Some("environment CODEGEN_LIMITS_IDLE"));
        assert_eq!(read[0].value.clone().into_array().unwrap().len(), 2);
        assert!(of(&[("CODEGEN_MODEL", " ")]).unwrap().is_empty());
    }

    #[test]
    fn a_slip_is_an_error_and_a_stranger_is_not() {
        let wrong = of(&[("CODEGEN_STRATGEY", "auto")]).unwrap_err();
        assert_eq!(wrong.hint().unwrap(), "did you mean CODEGEN_STRATEGY?");
        let wrong = of(&[("CODEGEN_API_KYE", "sk-1")]).unwrap_err();
        assert!(!format!("{wrong:?}").contains("sk-1"));
        assert!(of(&[("CODEGEN_OUTPUT_FOLDER", "x"), ("CODEGEN_LOG", "debug")]).is_ok());
    }

    #[test]
    fn flags_are_read() {
        let entry = assignment("--config", "limits.attempts=2").unwrap();
        assert_eq!(entry.value.origin(), Some("flag --config"));
        for (text, part) in [
            ("limits.attempts=many", "is a whole number from 1 to 20, not many"),
            ("limit.attempts=2", "there is no setting limit.attempts"),
            ("attempts", "is not KEY=VALUE"),
        ] {
            let wrong = assignment("--config", text).unwrap_err().to_string();
            assert!(wrong.contains(part), "{wrong}");
        }
    }
}
