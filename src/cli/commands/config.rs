//! `codegenctl config`: the settings that hold, and where each comes from.

use serde::Serialize;
use serde_json::Value;

use crate::cli::config_options::ConfigOptions;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::{BOLD, CYAN, DIM, Output};
use crate::cli::worktree::Worktree;
use crate::config::{Config, Effective, KEYS, Key, Scope, Source};

/// Show each setting that holds, and where it comes from
///
/// Your own file, then the repository's .codegen.toml, then CODEGEN_* variables, then flags: the
/// later wins. No API key is ever shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl config
  codegenctl config --keys")]
pub struct Args {
    /// List every setting there is, and what it may hold
    #[arg(long)]
    keys: bool,

    #[command(flatten)]
    config: ConfigOptions,

    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    files: Vec<File>,
    settings: Vec<Setting>,
    model: Model,
}

#[derive(Serialize)]
struct File {
    source: Source,
    path: String,
    found: bool,
}

#[derive(Serialize)]
struct Setting {
    key: String,
    value: Value,
    source: Source,
    /// File and line, variable or flag.
    place: Option<String>,
}

/// The model that an edit would ask.
#[derive(Serialize)]
struct Model {
    profile: Option<String>,
    base_url: Option<String>,
    model: Option<String>,
    why: String,
    /// Why there is none.
    error: Option<String>,
}

#[derive(Serialize)]
struct Keys {
    keys: Vec<Known>,
}

#[derive(Serialize)]
struct Known {
    key: &'static str,
    holds: String,
    default: Option<&'static str>,
    repository: bool,
    about: &'static str,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        if self.keys {
            return self.list_keys(out);
        }
        let worktree = Worktree::discover().ok();
        let config = self.config.load(worktree.as_ref().map(Worktree::root))?;
        let answer = Answer {
            files: files(&config),
            settings: config.effective.iter().map(setting).collect(),
            model: self.model(&config),
        };
        if self.json {
            out.json(&answer)?;
            return Ok(Exit::Done);
        }
        show(&answer, out)?;
        Ok(Exit::Done)
    }

    fn model(&self, config: &Config) -> Model {
        match self.config.model(config) {
            Ok(chosen) => Model {
                profile: chosen.profile,
                base_url: chosen.settings.base_url.map(without_query),
                model: chosen.settings.model,
                why: chosen.why,
                error: None,
            },
            Err(error) => Model {
                profile: None,
                base_url: None,
                model: None,
                why: String::new(),
                error: Some(error.message),
            },
        }
    }

    fn list_keys(&self, out: &Output) -> Result<Exit, CommandError> {
        let keys: Vec<_> = KEYS.iter().map(known).collect();
        if self.json {
            out.json(&Keys { keys })?;
            return Ok(Exit::Done);
        }
        let look = out.look();
        for key in keys {
            let default = key.default.map_or_else(String::new, |text| format!(", {text}"));
            let scope = if key.repository { ", also in .codegen.toml" } else { "" };
            let holds = look.paint(DIM, &format!("{}{default}{scope}", key.holds));
            out.data(&format!("{}: {}\n    {holds}\n", look.paint(BOLD, key.key), key.about))?;
        }
        Ok(Exit::Done)
    }
}

fn known(key: &Key) -> Known {
    Known {
        key: key.name,
        holds: key.kind.wanted(),
        default: key.default,
        repository: key.scope == Scope::Repository,
        about: key.about,
    }
}

fn files(config: &Config) -> Vec<File> {
    let file = |(source, path, found): &(Source, std::path::PathBuf, bool)| File {
        source: *source,
        path: path.display().to_string(),
        found: *found,
    };
    config.files.iter().map(file).collect()
}

fn setting(one: &Effective) -> Setting {
    // A query may hold a key.
    let value = match &one.value {
        Value::String(text) if one.key.ends_with(".base_url") => {
            Value::String(without_query(text.clone()))
        }
        value => value.clone(),
    };
    let place = Some(one.origin.place.clone()).filter(|place| !place.is_empty());
    Setting { key: one.key.clone(), value, source: one.origin.source, place }
}

fn without_query(url: String) -> String {
    url.split('?').next().unwrap_or_default().to_owned()
}

/// A path as people write it: `~` for their home directory.
fn below_home(place: &str) -> String {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let below = home.as_ref().and_then(|home| place.strip_prefix(home.to_str()?));
    match below.filter(|below| below.starts_with('/')) {
        Some(below) => format!("~{below}"),
        None => place.to_owned(),
    }
}

fn show(answer: &Answer, out: &Output) -> std::io::Result<()> {
    let look = out.look();
    let width = answer.settings.iter().map(|one| one.key.len()).max().unwrap_or_default();
    for one in &answer.settings {
        let value = match &one.value {
            Value::String(text) => look.text(text).into_owned(),
            other => look.text(&other.to_string()).into_owned(),
        };
        let key = look.paint(BOLD, &format!("{:width$}", one.key));
        let place = one.place.as_deref().unwrap_or(one.source.name());
        out.data(&format!("{key}  {value}  {}\n", look.paint(DIM, &below_home(place))))?;
    }
    for file in answer.files.iter().filter(|file| !file.found) {
        let path = look.paint(CYAN, &below_home(&file.path));
        out.data(&format!("{}\n", look.paint(DIM, "not there:") + " " + &path))?;
    }
    let model = &answer.model;
    let told = match &model.error {
        Some(error) => error.clone(),
        None => {
            let name = model.model.as_deref().unwrap_or("the first that is listed");
            let server =
                model.base_url.as_deref().map_or(String::new(), |url| format!(" at {url}"));
            format!("{name}{server} ({})", below_home(&model.why))
        }
    };
    out.data(&format!("{} {}\n", look.paint(BOLD, "an edit asks"), look.text(&told)))
}
