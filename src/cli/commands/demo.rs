//! `codegenctl demo`: one edit from request to commit, in a scratch repository.

use std::io;
use std::path::PathBuf;

use tokio::runtime::{Builder, Runtime};

use crate::cli::account;
use crate::cli::config_options::ConfigOptions;
use crate::cli::demo::{FILE, INSTRUCTION, REPLY, SITE, Scratch, ScratchError, table};
use crate::cli::diff;
use crate::cli::error::{CommandError, Format};
use crate::cli::exit::Exit;
use crate::cli::output::{BOLD, DIM, Output};
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::client::Start;
use crate::model::replay::{Answer, Script, Server};
use crate::protocol::{
    AskOptions, DirtyPolicy, EditParams, EditResult, Effect, ModelSettings, RelPath, Wording,
};

/// Name of the model that the recording is listed as.
const RECORDING: &str = "recorded-reply";

/// Watch one edit happen, from request to commit, in a scratch repository
///
/// Starts a real daemon. Uses the model that the environment configures; where it configures none,
/// a server on this machine replays a recorded reply over the same protocol.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  codegenctl demo
  codegenctl demo --replay --dir /tmp/demo")]
pub struct Args {
    /// Make the repository here instead of in a new temporary directory
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Replay the recorded reply even where a model is configured
    #[arg(long)]
    replay: bool,

    #[command(flatten)]
    config: ConfigOptions,
}

impl Args {
    /// How to answer.
    pub fn format(&self) -> Format {
        Format::Text
    }

    /// Runs the command.
    pub fn run(self, out: &Output) -> Result<Exit, CommandError> {
        let scratch = Scratch::create(self.dir.as_deref(), FILE, SITE)?;
        let config = self.config.load(None)?;
        let configured = self.config.model(&config)?.settings;
        let path = RelPath::new(FILE).map_err(|error| CommandError::failed(error.to_string()))?;
        let recording =
            if self.replay || !is_set(&configured) { Some(Recording::start()?) } else { None };
        let story = Story { out };
        let place =
            format!("{FILE}, {} lines, in {}", SITE.lines().count(), scratch.root().display());
        story.fact("Scratch repository", &place)?;
        let teller = match &recording {
            Some(recording) => format!(
                "none is configured, so {} replays a recorded reply",
                recording.settings().base_url.unwrap_or_default()
            ),
            None => configured.model.clone().unwrap_or_else(|| "the first that is offered".into()),
        };
        story.fact("Model", &teller)?;
        story.fact("Instruction", INSTRUCTION)?;

        let params = EditParams {
            path,
            more: Vec::new(),
            instruction: INSTRUCTION.into(),
            model: recording.as_ref().map_or(configured, Recording::settings),
            ask: AskOptions::default(),
            wording: Wording::default(),
            effect: Effect::Commit,
            dirty: DirtyPolicy::Snapshot,
        };
        let mut session = Session::open(scratch.root(), Start::IfNeeded)?;
        let progress = Progress::start(out.talk_look());
        let result = session
            .ask(async |client| client.edit(&params, &mut |step| progress.step(&step)).await);
        drop(progress);
        // The daemon goes whatever came of the edit.
        let stopped = session.stop();
        let result = result?;
        story.tell(&result, &scratch, recording.is_none())?;
        stopped?;
        Ok(Exit::Done)
    }
}

fn is_set(settings: &ModelSettings) -> bool {
    settings.base_url.is_some() || settings.api_key.is_some() || settings.model.is_some()
}

/// A loopback server that speaks a provider's protocol, and the runtime that keeps it going.
struct Recording {
    server: Server,
    _runtime: Runtime,
}

impl Recording {
    fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        // No usage is reported: the tokens are counted by who asks.
        let script = Script::new(RECORDING).then(Answer::stream(REPLY, None));
        let server = runtime.block_on(Server::start(script))?;
        Ok(Self { server, _runtime: runtime })
    }

    fn settings(&self) -> ModelSettings {
        ModelSettings {
            base_url: Some(self.server.base_url()),
            model: Some(RECORDING.into()),
            ..ModelSettings::default()
        }
    }
}

/// What the demo prints, all of it on stdout.
struct Story<'a> {
    out: &'a Output,
}

impl Story<'_> {
    fn fact(&self, name: &str, value: &str) -> io::Result<()> {
        let look = self.out.look();
        self.out.data(&format!("{} {}\n", look.paint(BOLD, &format!("{name}:")), look.text(value)))
    }

    fn section(&self, title: &str, body: &str) -> io::Result<()> {
        let title = self.out.look().paint(BOLD, title);
        self.out.data(&format!("\n{title}\n{}\n", body.trim_end()))
    }

    fn tell(
        &self,
        result: &EditResult,
        scratch: &Scratch,
        is_real: bool,
    ) -> Result<(), CommandError> {
        let look = self.out.look();
        self.section("The model's sketch", &look.text(&result.sketch))?;
        self.section("What changed", &diff::render(&result.diff, look))?;
        let log = scratch.git(&["log", "--stat", "--no-color"])?;
        self.section("git log --stat", &look.text(&log))?;
        let seconds = result.seconds.get("model").copied().filter(|_| is_real);
        self.section("What the model had to write", &table(&result.tokens, seconds))?;
        let cost = account::line(&result.tokens, &result.seconds);
        self.out.data(&format!("{}\n", look.paint(DIM, &cost)))?;
        let again = format!("codegenctl -C {} undo", scratch.root().display());
        self.out.data("\nThe repository stays. ")?;
        self.fact("To take the edit back", &again)?;
        Ok(())
    }
}

impl From<ScratchError> for CommandError {
    fn from(error: ScratchError) -> Self {
        let failed = Self::failed(error.to_string());
        match error {
            ScratchError::NotEmpty { .. } => failed.hint("name a new directory with --dir"),
            ScratchError::NoGit(_) => failed.hint("install git, and see that it is on PATH"),
            _ => failed,
        }
    }
}
