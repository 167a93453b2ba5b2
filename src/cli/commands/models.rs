//! `codegenctl models`: the models that are configured or run here, and whether they answer.

use futures_util::future::{join, join_all};
use serde::Serialize;
use tokio::runtime::Builder;

use crate::cli::config_options::ConfigOptions;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::{BOLD, DIM, GREEN, Output, RED};
use crate::cli::worktree::Worktree;
use crate::config::{Choice, Chosen, Config, choose};
use crate::model::{self, Probe};
use crate::protocol::Wire;

/// Most models of one server that are listed for people.
const SHOWN: usize = 8;

/// List the models that are configured or run on this machine, and ask whether they answer
///
/// Each server is asked for its list of models, and for nothing else. No API key is shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl models
  codegenctl models --json")]
pub struct Args {
    #[command(flatten)]
    config: ConfigOptions,

    /// Print one JSON object instead
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    models: Vec<Entry>,
}

/// One profile, or one server that was found.
#[derive(Debug, Serialize)]
struct Entry {
    /// The profile's name, or the kind of server.
    name: String,
    /// True for the one that an edit asks.
    chosen: bool,
    /// What led to it.
    source: String,
    base_url: Option<String>,
    provider: Option<&'static str>,
    wire: Option<Wire>,
    /// The model that is asked there; none: the first that suits.
    model: Option<String>,
    /// Does it answer?
    reachable: bool,
    /// Does its list name the model? None where there is no list, or no model to look for.
    listed: Option<bool>,
    /// Milliseconds until the list was there.
    latency_ms: Option<f64>,
    models: Option<Vec<String>>,
    error: Option<String>,
    hint: Option<String>,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::from_flag(self.json)
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let worktree = Worktree::discover().ok();
        let config = self.config.load(worktree.as_ref().map(Worktree::root))?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let models = runtime.block_on(entries(&config, &self.config));
        if self.json {
            out.json(&Answer { models })?;
            return Ok(Exit::Done);
        }
        for entry in &models {
            show(entry, out)?;
        }
        if models.is_empty() {
            out.talk("no model is configured, and no model server answers on this machine");
        }
        Ok(Exit::Done)
    }
}

async fn entries(config: &Config, options: &ConfigOptions) -> Vec<Entry> {
    let meant = options.model(config).ok();
    let profile = meant.as_ref().and_then(|chosen| chosen.profile.as_deref());
    let mut asked = Vec::new();
    for name in config.settings.models.keys() {
        let chosen = profile == Some(name.as_str());
        let found = choose(config, Choice { flag: Some(name) });
        asked.push((name.clone(), chosen, "configuration", found.map_err(Box::new)));
    }
    if let Some(meant) = meant.as_ref().filter(|meant| meant.profile.is_none())
        && (meant.settings.base_url.is_some() || meant.settings.api_key.is_some())
    {
        asked.push((meant.why.clone(), true, "environment", Ok(meant.clone())));
    }
    // All at once: one that is gone does not hold up the others.
    let (mut entries, local) = join(
        join_all(asked.iter().map(|(name, chosen, source, found)| async move {
            match found {
                Ok(found) => ask(name, *chosen, source, found).await,
                Err(error) => Entry {
                    error: Some(error.to_string()),
                    hint: error.hint(),
                    ..Entry::new(name, *chosen, source)
                },
            }
        })),
        model::probe_local(),
    )
    .await;
    // Without a server that somebody named, the first on this machine is asked.
    let mut chosen = entries.is_empty();
    for (name, probe) in local {
        let known = |entry: &Entry| entry.base_url.as_deref() == Some(&probe.base_url);
        if !entries.iter().any(known) {
            let entry = Entry::new(name, std::mem::take(&mut chosen), "this machine");
            entries.push(entry.answered(probe));
        }
    }
    entries
}

async fn ask(name: &str, chosen: bool, source: &str, found: &Chosen) -> Entry {
    let settings = &found.settings;
    let base_url = settings.base_url.as_deref().and_then(|url| url.split('?').next());
    let entry = Entry {
        base_url: base_url.map(str::to_owned),
        wire: settings.wire,
        model: settings.model.clone(),
        ..Entry::new(name, chosen, source)
    };
    match model::probe(settings).await {
        Ok(Some(probe)) => entry.answered(probe),
        Ok(None) => entry,
        Err(error) => Entry { error: Some(error.to_string()), hint: error.hint(), ..entry },
    }
}

impl Entry {
    fn new(name: &str, chosen: bool, source: &str) -> Self {
        Self {
            name: name.to_owned(),
            chosen,
            source: source.to_owned(),
            base_url: None,
            provider: None,
            wire: None,
            model: None,
            reachable: false,
            listed: None,
            latency_ms: None,
            models: None,
            error: None,
            hint: None,
        }
    }

    fn answered(self, probe: Probe) -> Self {
        let lists = |model: &String| {
            // Gemini's names carry a folder.
            let of =
                |listed: &String| listed == model || listed.strip_prefix("models/") == Some(model);
            probe.models.as_ref().map(|models| models.iter().any(of))
        };
        Self {
            listed: self.model.as_ref().and_then(lists),
            base_url: Some(probe.base_url),
            provider: Some(probe.provider),
            wire: Some(probe.wire),
            reachable: true,
            latency_ms: Some((probe.latency.as_secs_f64() * 1e4).round() / 10.0),
            models: probe.models,
            ..self
        }
    }
}

fn show(entry: &Entry, out: &Output) -> std::io::Result<()> {
    let look = out.look();
    let mark = if entry.chosen { "*" } else { " " };
    let state = match (&entry.error, entry.latency_ms) {
        (Some(error), _) => look.paint(RED, error),
        (None, Some(latency)) => look.paint(GREEN, &format!("answers in {latency} ms")),
        (None, None) => look.paint(DIM, "not asked"),
    };
    let base = look.text(entry.base_url.as_deref().unwrap_or("no server")).into_owned();
    out.data(&format!("{mark} {}  {base}  {state}\n", look.paint(BOLD, &entry.name)))?;
    if let Some(hint) = &entry.hint {
        out.data(&format!("    {} {}\n", look.paint(DIM, "hint:"), look.text(hint)))?;
    }
    if let Some(model) = &entry.model {
        let listed = match entry.listed {
            Some(true) => ", listed",
            Some(false) => ", not in the list",
            None => "",
        };
        out.data(&format!("    model {}{listed}\n", look.text(model)))?;
    }
    if let Some(models) = &entry.models {
        let mut names: Vec<_> = models.iter().take(SHOWN).map(|name| look.text(name)).collect();
        if models.len() > SHOWN {
            names.push(format!("and {} more", models.len() - SHOWN).into());
        }
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        out.data(&format!("    {} {names}\n", look.paint(DIM, "lists")))?;
    }
    Ok(())
}
