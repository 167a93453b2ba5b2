//! The layers, merged: the later over the earlier, each value with its origin.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use config::{Map, Value, ValueKind};

use super::file::{self, REPOSITORY_FILE};
use super::keys::{KEYS, Kind};
use super::settings::Settings;
use super::{ConfigError, Key, variables};

/// Where settings come from, in the order in which the later wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// What holds where nobody says anything.
    Default,
    /// The user's own file.
    User,
    /// The repository's file.
    Repository,
    /// A variable.
    Environment,
    /// The command line.
    Flag,
}

impl Source {
    const ALL: [(Self, &str); 5] = [
        (Self::Default, "default"),
        (Self::User, "user"),
        (Self::Repository, "repository"),
        (Self::Environment, "environment"),
        (Self::Flag, "flag"),
    ];

    /// Its name in `--json`.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(source, _)| *source == self).map_or("", |(_, name)| name)
    }
}

/// Where one value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Which layer.
    pub source: Source,
    /// File and line, variable or flag; empty for a default.
    pub place: String,
}

/// As the layering crate keeps it, beside each value.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source.name(), self.place)
    }
}

impl Origin {
    fn read(text: &str) -> Self {
        let (name, place) = text.split_once(' ').unwrap_or((text, ""));
        let source = Source::ALL.iter().find(|(_, known)| *known == name);
        Self { source: source.map_or(Source::Default, |(source, _)| *source), place: place.into() }
    }
}

/// One setting of one layer.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub path: Vec<String>,
    pub value: Value,
}

/// What the layers are read from: the process's own, or a test's.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The user's file, where it would be.
    pub user_file: Option<PathBuf>,
    /// The root of the worktree, where there is one.
    pub worktree: Option<PathBuf>,
    /// The environment.
    pub variables: BTreeMap<String, String>,
    /// Flags with what each says: `("--config", "limits.idle=60")`.
    pub flags: Vec<(String, String)>,
}

impl Inputs {
    /// Those of this process.
    pub fn of_process(worktree: Option<&Path>, flags: Vec<(String, String)>) -> Self {
        let variables = env::vars_os()
            .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)))
            .collect();
        let user_file = user_file(&variables);
        Self { user_file, worktree: worktree.map(Path::to_owned), variables, flags }
    }
}

/// `$XDG_CONFIG_HOME/codegen/config.toml`, or below `~/.config`. A relative XDG_CONFIG_HOME counts
/// as none (XDG base directory specification, section "Environment variables").
fn user_file(variables: &BTreeMap<String, String>) -> Option<PathBuf> {
    let set = |name: &str| variables.get(name).filter(|text| !text.is_empty()).map(PathBuf::from);
    let home = || Some(set("HOME").or_else(env::home_dir)?.join(".config"));
    let folder = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute()).or_else(home)?;
    Some(folder.join("codegen").join("config.toml"))
}

/// The settings that hold.
#[derive(Debug)]
pub struct Config {
    /// What was set, as types.
    pub settings: Settings,
    /// Every value that holds, sorted by key.
    pub effective: Vec<Effective>,
    /// The files that are looked for, and whether each is there.
    pub files: Vec<(Source, PathBuf, bool)>,
    pub(super) variables: BTreeMap<String, String>,
}

/// One value that holds.
#[derive(Debug, Clone)]
pub struct Effective {
    /// Its dotted key.
    pub key: String,
    /// The value.
    pub value: serde_json::Value,
    /// Where it comes from.
    pub origin: Origin,
}

impl Config {
    /// Reads and merges all layers.
    pub fn load(inputs: &Inputs) -> Result<Self, ConfigError> {
        let mut files = Vec::new();
        let mut layers = vec![defaults()?];
        if let Some(path) = &inputs.user_file {
            let text = file::read_user(path)?;
            files.push((Source::User, path.clone(), text.is_some()));
            let name = path.display().to_string();
            layers.push(file::entries(&text.unwrap_or_default(), &name, Source::User)?);
        }
        if let Some(root) = &inputs.worktree {
            let text = file::read_repository(root)?;
            files.push((Source::Repository, root.join(REPOSITORY_FILE), text.is_some()));
            let text = text.unwrap_or_default();
            layers.push(file::entries(&text, REPOSITORY_FILE, Source::Repository)?);
        }
        layers.push(variables::entries(&inputs.variables)?);
        let flags = inputs.flags.iter().map(|(flag, text)| variables::assignment(flag, text));
        layers.push(flags.collect::<Result<_, _>>()?);
        let merged = merge(layers).map_err(unexpected)?;
        let mut effective = Vec::new();
        leaves(&merged, &mut Vec::new(), &mut effective);
        effective.sort_by(|a, b| a.key.cmp(&b.key));
        let settings: Settings = merged.try_deserialize().map_err(unexpected)?;
        settings.check(inputs.user_file.as_deref())?;
        Ok(Self { settings, effective, files, variables: inputs.variables.clone() })
    }

    /// Where the value of a key comes from.
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.effective.iter().find(|one| one.key == key).map(|one| &one.origin)
    }
}

fn defaults() -> Result<Vec<Entry>, ConfigError> {
    let origin = Origin { source: Source::Default, place: String::new() };
    let defaults = KEYS.iter().filter_map(|key| Some((key, key.default?)));
    defaults
        .map(|(key, text)| {
            let path = key.name.split('.').map(str::to_owned).collect();
            Ok(Entry { path, value: key.read(key.name, text, &origin)? })
        })
        .collect()
}

/// Every entry was checked against the table, so this says that table and types disagree.
fn unexpected(error: config::ConfigError) -> ConfigError {
    ConfigError::Syntax { place: "settings".into(), why: error.to_string() }
}

/// A layer for the layering crate.
#[derive(Debug, Clone)]
struct Layer(Map<String, Value>);

impl config::Source for Layer {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self.0.clone())
    }
}

fn merge(layers: Vec<Vec<Entry>>) -> Result<Value, config::ConfigError> {
    let mut lists: BTreeMap<Vec<String>, Vec<Value>> = BTreeMap::new();
    let mut builder = config::Config::builder();
    for layer in layers {
        let mut tables = Map::new();
        for Entry { path, mut value } in layer {
            if let ValueKind::Array(items) = &mut value.kind
                && is_list(&path)
            {
                // A repository's list does not take back what the user's holds.
                let so_far = lists.entry(path.clone()).or_default();
                so_far.append(items);
                items.clone_from(so_far);
            }
            insert(&mut tables, &path, value);
        }
        builder = builder.add_source(Layer(tables));
    }
    let merged = config::Source::collect(&builder.build()?)?;
    Ok(Value::new(None, merged))
}

fn is_list(path: &[String]) -> bool {
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    Key::find(&path).is_some_and(|key| key.kind == Kind::Texts)
}

fn insert(tables: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((name, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        tables.insert(name.clone(), value);
        return;
    }
    let inner =
        tables.entry(name.clone()).or_insert_with(|| Value::new(None, Map::<_, Value>::new()));
    if let ValueKind::Table(inner) = &mut inner.kind {
        insert(inner, rest, value);
    }
}

fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<Effective>) {
    let mut leaf = |value: &Value, shown: serde_json::Value| {
        let origin = Origin::read(value.origin().unwrap_or_default());
        found.push(Effective { key: path.join("."), value: shown, origin });
    };
    match &value.kind {
        ValueKind::Table(table) => {
            for (name, value) in table {
                path.push(name.clone());
                leaves(value, path, found);
                path.pop();
            }
        }
        ValueKind::Array(items) if is_list(path) => {
            items.iter().for_each(|item| leaf(item, json(item)));
        }
        _ => leaf(value, json(value)),
    }
}

fn json(value: &Value) -> serde_json::Value {
    match &value.kind {
        ValueKind::Boolean(flag) => (*flag).into(),
        ValueKind::I64(number) => (*number).into(),
        ValueKind::Float(number) => (*number).into(),
        ValueKind::String(text) => text.as_str().into(),
        ValueKind::Array(items) => items.iter().map(json).collect(),
        // No key holds anything else.
        _ => serde_json::Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct World {
        temp: tempfile::TempDir,
        inputs: Inputs,
    }

    impl World {
        fn new(user: &str, repository: &str) -> Self {
            let temp = tempfile::tempdir().unwrap();
            let user_file = temp.path().join("config.toml");
            fs::write(&user_file, user).unwrap();
            fs::write(temp.path().join(REPOSITORY_FILE), repository).unwrap();
            let worktree = Some(temp.path().to_owned());
            let inputs = Inputs { user_file: Some(user_file), worktree, ..Inputs::default() };
            Self { temp, inputs }
        }

        fn load(&self) -> Config {
            Config::load(&self.inputs).unwrap()
        }
    }

    #[test]
    fn the_later_wins() {
        let mut world = World::new(
            "limits = { idle = 1, total = 1, attempts = 1, rounds = 1 }",
            "limits = { total = 2, attempts = 2, rounds = 2 }",
        );
        world.inputs.variables.insert("CODEGEN_LIMITS_ATTEMPTS".into(), "3".into());
        world.inputs.variables.insert("CODEGEN_LIMITS_ROUNDS".into(), "3".into());
        world.inputs.flags.push(("--config".into(), "limits.rounds=4".into()));
        let config = world.load();
        let limits = &config.settings.limits;
        assert_eq!(
            (limits.idle, limits.total, limits.attempts, limits.rounds, limits.first_text),
            (1, 2, 3, 4, 120)
        );
        let shown = |key: &str| {
            let origin = config.origin(key).unwrap();
            let place = origin.place.replace(&world.temp.path().display().to_string(), "");
            format!("{} {place}", origin.source.name())
        };
        assert_eq!(shown("limits.idle"), "user /config.toml:1");
        assert_eq!(shown("limits.total"), "repository .codegen.toml:1");
        assert_eq!(shown("limits.attempts"), "environment CODEGEN_LIMITS_ATTEMPTS");
        assert_eq!(shown("limits.rounds"), "flag --config");
        assert_eq!(shown("limits.first_text"), "default ");
    }

    #[test]
    fn ignore_lists_add_up() {
        let world = World::new("ignore = ['a', 'b']", "\nignore = ['c']");
        let config = world.load();
        assert_eq!(config.settings.ignore, ["a", "b", "c"]);
        let rows: Vec<_> = config
            .effective
            .iter()
            .filter(|one| one.key == "ignore")
            .map(|one| (one.value.as_str().unwrap(), one.origin.source))
            .collect();
        assert_eq!(rows, [("a", Source::User), ("b", Source::User), ("c", Source::Repository)]);
    }

    #[test]
    fn profiles_of_any_name() {
        let world = World::new("[models.'my.fast model']\nbase_url = 'http://x/v1'", "");
        let config = world.load();
        assert!(config.settings.models.contains_key("my.fast model"));
    }

    #[test]
    fn no_file_is_no_error() {
        let config = Config::load(&Inputs::default()).unwrap();
        assert_eq!(config.settings.limits.rounds, 3);
        assert!(config.files.is_empty());
    }

    #[test]
    fn the_users_file_is_where_xdg_says() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, text)| ((*name).into(), (*text).into()));
            user_file(&pairs.collect()).unwrap()
        };
        let home = Path::new("/h/.config/codegen/config.toml");
        assert_eq!(of(&[("HOME", "/h")]), home);
        assert_eq!(of(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "relative")]), home);
        let xdg = of(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]);
        assert_eq!(xdg, Path::new("/x/codegen/config.toml"));
    }
}
