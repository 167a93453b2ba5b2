//! A configuration file as checked entries, each with its line.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use config::{Value, ValueKind};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::keys::{Key, Kind, Scope};
use super::layers::{Entry, Origin, Source};
use super::nearest::nearest;
use crate::fs::{FsError, Root};
use crate::protocol::RelPath;

/// The repository's file, in the root of the worktree.
pub(super) const REPOSITORY_FILE: &str = ".codegen.toml";

/// Most bytes of a file that are read.
const LIMIT: u64 = 1 << 20;

/// The user's file; none where there is none.
pub(super) fn read_user(path: &Path) -> Result<Option<String>, ConfigError> {
    let unreadable = |why: String| ConfigError::Unreadable { path: path.to_owned(), why };
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|error| unreadable(error.to_string()))?,
    };
    let mut text = String::new();
    let read = file.take(LIMIT + 1).read_to_string(&mut text);
    let size = read.map_err(|error| unreadable(error.to_string()))?;
    if size as u64 > LIMIT {
        return Err(unreadable(format!("it has more than {LIMIT} bytes")));
    }
    Ok(Some(text))
}

/// The repository's file; none where there is none. No link is followed: what stands behind one
/// would be quoted in an error.
pub(super) fn read_repository(root: &Path) -> Result<Option<String>, ConfigError> {
    let failed = |error: FsError| ConfigError::Unreadable {
        path: root.join(REPOSITORY_FILE),
        why: error.to_string(),
    };
    let path = RelPath::new(REPOSITORY_FILE).map_err(|error| ConfigError::Unreadable {
        path: root.join(REPOSITORY_FILE),
        why: error.to_string(),
    })?;
    match Root::open(root).and_then(|root| root.read_text(&path, LIMIT)) {
        Ok(text) => Ok(Some(text)),
        Err(FsError::Missing { .. }) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// The entries of a file that people know as `name`.
pub(super) fn entries(text: &str, name: &str, source: Source) -> Result<Vec<Entry>, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = File { text, name, source };
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        place: file.place(error.span().map_or(0, |span| span.start)),
        why: error.message().trim().replace('\n', ", "),
    })?;
    let mut entries = Vec::new();
    file.walk(table.get_ref(), &mut Vec::new(), &mut entries)?;
    Ok(entries)
}

struct File<'a> {
    text: &'a str,
    name: &'a str,
    source: Source,
}

impl File<'_> {
    fn place(&self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(self.text);
        format!("{}:{}", self.name, before.matches('\n').count() + 1)
    }

    fn walk<'t>(
        &self,
        table: &'t DeTable<'t>,
        path: &mut Vec<&'t str>,
        entries: &mut Vec<Entry>,
    ) -> Result<(), ConfigError> {
        for (name, value) in table {
            let place = self.place(name.span().start);
            path.push(name.get_ref());
            match (Key::find(path), value.get_ref()) {
                (Some(key), _) => {
                    self.check_scope(key.scope, path, &place)?;
                    let origin = Origin { source: self.source, place };
                    let value = checked(key, &path.join("."), value, &origin)?;
                    let path = path.iter().map(|part| (*part).to_owned()).collect();
                    entries.push(Entry { path, value });
                }
                (None, DeValue::Table(inner)) if Key::is_table(path) => {
                    if path[0] == "models" {
                        self.check_scope(Scope::User, path, &place)?;
                    }
                    self.walk(inner, path, entries)?;
                }
                (None, found) if Key::is_table(path) => {
                    return Err(ConfigError::Value {
                        place,
                        key: path.join("."),
                        wanted: "a table".into(),
                        found: kind_name(found).into(),
                    });
                }
                // Said before the key is looked for: a key in a file is worth its own words.
                (None, _) if is_literal_key(path) => return Err(ConfigError::LiteralKey { place }),
                (None, _) => return Err(unknown(path, place)),
            }
            path.pop();
        }
        Ok(())
    }

    fn check_scope(&self, scope: Scope, path: &[&str], place: &str) -> Result<(), ConfigError> {
        if self.source == Source::Repository && scope == Scope::User {
            let (place, key) = (place.to_owned(), path.join("."));
            return Err(ConfigError::NotForRepositories { place, key });
        }
        Ok(())
    }
}

fn is_literal_key(path: &[&str]) -> bool {
    let name = path.last().copied().unwrap_or_default();
    matches!(name, "api_key" | "apikey" | "api-key" | "key" | "token" | "secret")
}

/// The error for a path that no key has.
pub(super) fn unknown(path: &[&str], place: String) -> ConfigError {
    let (name, parents) = path.split_last().map_or(("", path), |(name, rest)| (*name, rest));
    let found = nearest(name, Key::siblings(path)).map(|name| {
        let whole: Vec<_> = parents.iter().copied().chain([name]).collect();
        whole.join(".")
    });
    ConfigError::Unknown { place, key: path.join("."), nearest: found }
}

fn checked(
    key: &Key,
    name: &str,
    value: &Spanned<DeValue<'_>>,
    origin: &Origin,
) -> Result<Value, ConfigError> {
    let value = value.get_ref();
    let wrong = |found: String| key.wrong(name, origin, found);
    let text = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Ok(key_value(text.to_string(), origin)),
        other => Err(wrong(kind_name(other).into())),
    };
    let kind = match (key.kind, value) {
        (Kind::Text | Kind::Word(_) | Kind::Command, DeValue::String(text)) => {
            return key.read(name, text, origin);
        }
        (Kind::Whole(..), DeValue::Integer(number)) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            let number = number.map_err(|error| wrong(error.to_string()))?;
            return key.read(name, &number.to_string(), origin);
        }
        (Kind::Number(..), DeValue::Integer(number)) => {
            return key.read(name, number.as_str(), origin);
        }
        (Kind::Number(..), DeValue::Float(number)) => {
            return key.read(name, number.as_str(), origin);
        }
        (Kind::Flag, DeValue::Boolean(flag)) => ValueKind::Boolean(*flag),
        (Kind::Texts | Kind::Command, DeValue::Array(items)) => {
            let items = items.iter().map(|item| text(item.get_ref()));
            ValueKind::Array(items.collect::<Result<_, _>>()?)
        }
        (_, other) => return Err(wrong(kind_name(other).into())),
    };
    Ok(Value::new(Some(&origin.to_string()), kind))
}

fn key_value(text: String, origin: &Origin) -> Value {
    Value::new(Some(&origin.to_string()), text)
}

fn kind_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn error(text: &str, source: Source) -> ConfigError {
        entries(text, "c.toml", source).unwrap_err()
    }

    #[test]
    fn entries_know_their_lines() {
        let text = "model = 'a'\n\n[limits]\nidle = 5\n[models.a]\nbase_url = 'http://x'\n";
        let read = entries(text, "c.toml", Source::User).unwrap();
        let shown: Vec<_> = read
            .iter()
            .map(|entry| (entry.path.join("."), entry.value.origin().unwrap()))
            .collect();
        assert!(shown.contains(&("model".into(), "user c.toml:1")), "{shown:?}");
        assert!(shown.contains(&("limits.idle".into(), "user c.toml:4")), "{shown:?}");
        assert!(shown.contains(&("models.a.base_url".into(), "user c.toml:6")), "{shown:?}");
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest() {
        let wrong = error("\nstratgey = 'auto'", Source::User);
        assert_eq!(wrong.to_string(), "c.toml:2: there is no setting stratgey");
        assert_eq!(wrong.hint().unwrap(), "did you mean strategy?");
        let nested = error("[models.x]\nbase_ulr = 'http://x'", Source::User);
        assert_eq!(nested.hint().unwrap(), "did you mean models.x.base_url?");
        let table = error("[limit]\nidle = 1", Source::User);
        assert_eq!(table.hint().unwrap(), "did you mean limits?");
    }

    #[test]
    fn values_are_checked() {
        let shown = |text| error(text, Source::User).to_string();
        assert_eq!(
            shown("limits.idle = 0"),
            "c.toml:1: limits.idle is a whole number from 1 to 3600, not 0"
        );
        assert_eq!(
            shown("strategy = 'fast'"),
            "c.toml:1: strategy is auto, sketch, rewrite, predict or local, not fast"
        );
        assert_eq!(shown("model = 3"), "c.toml:1: model is a text, not a whole number");
        assert_eq!(shown("limits = 3"), "c.toml:1: limits is a table, not a whole number");
        assert!(shown("model = ").starts_with("c.toml:1: "));
    }

    #[test]
    fn a_repository_sets_harmless_keys_only() {
        assert!(entries("style = 'short'\nignore = ['*.min.js']", "r", Source::Repository).is_ok());
        for text in [
            "model = 'x'",
            "[models.a]\nbase_url = 'http://evil.test'",
            "[models.a]",
            "[models.a]\napi_key_command = 'rm -rf ~'",
            "strategy = 'rewrite'",
        ] {
            let wrong = error(text, Source::Repository);
            assert!(matches!(wrong, ConfigError::NotForRepositories { .. }), "{wrong}");
        }
    }

    #[test]
    fn a_key_in_the_file_is_refused_and_not_shown() {
        let wrong = error("[models.a]\napi_key = 'sk-secret'", Source::User);
        assert!(matches!(&wrong, ConfigError::LiteralKey { place } if place == "c.toml:2"));
        assert!(!format!("{wrong} {wrong:?}").contains("sk-secret"));
    }

    #[cfg(unix)]
    #[test]
    fn the_repositorys_file_is_no_link() {
        let temp = tempfile::tempdir().unwrap();
        assert!(read_repository(temp.path()).unwrap().is_none());
        fs::write(temp.path().join("elsewhere"), "root:x:0").unwrap();
        let link = temp.path().join(REPOSITORY_FILE);
        std::os::unix::fs::symlink("elsewhere", link).unwrap();
        assert!(matches!(read_repository(temp.path()), Err(ConfigError::Unreadable { .. })));
    }
}
