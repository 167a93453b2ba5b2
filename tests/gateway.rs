//! Providers against a gateway that others wrote: a LiteLLM proxy in both wire formats.
//!
//! `tests/gateway/serve.py` installs it once below `target/` and starts it. Some of its models are
//! mocks of its own; others pass requests on to a replay server here, so that the gateway translates
//! between the formats in both directions, streams included.

#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

mod cli;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use cli::Bench;
use codegend::model::replay::{Answer, Script, Server};
use codegend::model::{
    Event, Finish, Limits, ModelError, Prompt, Reply, Usage, complete, locate, probe,
};
use codegend::protocol::{ModelSettings, Wire};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// As in `gateway/config.yaml`.
const KEY: &str = "sk-gateway-test";
const MOCKED: &str = "```css\nbody {\n  color: green;\n}\n\n/* ... unchanged code ... */\n```\n";
const UPSTREAM: &str =
    "```css\n/* ... unchanged code ... */\n\nbody { content: 'é 中文 😀'; }\n```\n";
const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";

struct Gateway {
    base_url: String,
    upstream: Server,
    runtime: Runtime,
    /// The gateway ends when its standard input closes, at the latest with this process.
    _script: Mutex<Child>,
}

/// One gateway for all tests; none where there is no Python.
fn gateway() -> Option<&'static Gateway> {
    static GATEWAY: OnceLock<Option<Gateway>> = OnceLock::new();
    GATEWAY.get_or_init(start).as_ref()
}

fn start() -> Option<Gateway> {
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        // Past the test runner, which keeps what passing tests print.
        let told = "skipped: the gateway needs python3, and there is none on PATH";
        let mut stderr = std::io::stderr();
        writeln!(stderr, "{told}").unwrap();
        return None;
    }
    let runtime = Runtime::new().unwrap();
    let answer = Answer::stream(UPSTREAM, Usage { sent: 321, received: 42 });
    let upstream = runtime.block_on(Server::start(Script::new("scripted").then(answer))).unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gateway");
    let mut script = Command::new("python3")
        .arg(here.join("serve.py"))
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("gateway"))
        .arg(upstream.base_url().trim_end_matches("/v1"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(script.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with('{'), "{line:?}; see target/tmp/gateway/gateway.log");
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let base_url = ready["base_url"].as_str().unwrap().to_owned();
    Some(Gateway { base_url, upstream, runtime, _script: Mutex::new(script) })
}

impl Gateway {
    fn settings(&self, wire: Wire, model: &str) -> ModelSettings {
        let version = match wire {
            Wire::Openai => "/v1",
            Wire::Anthropic => "",
        };
        ModelSettings {
            base_url: Some(format!("{}{version}", self.base_url)),
            api_key: Some(KEY.into()),
            model: Some(model.into()),
            wire: Some(wire),
            ..ModelSettings::default()
        }
    }

    /// Asks a model, and counts the pieces in which its reply came.
    fn ask(&self, settings: &ModelSettings) -> (Result<Reply, ModelError>, usize) {
        let mut pieces = 0;
        let mut events = |event| pieces += usize::from(matches!(event, Event::Text { .. }));
        let prompt = Prompt { context: "the file ".into(), ..Prompt::new("the rules", "the wish") };
        let limits =
            Limits { attempts: 2, first_wait: Duration::from_millis(1), ..Limits::default() };
        let cancel = CancellationToken::new();
        let reply = self.runtime.block_on(async {
            let endpoint = locate(settings).await?;
            complete(&endpoint, &prompt, &limits, &mut events, &cancel).await
        });
        (reply, pieces)
    }
}

#[test]
fn its_own_mocks_are_read() {
    let Some(gateway) = gateway() else { return };
    let (reply, pieces) = gateway.ask(&gateway.settings(Wire::Openai, "mock"));
    let reply = reply.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish), (MOCKED, Finish::Stop));
    assert!(pieces > 5 && reply.usage.is_some(), "{pieces}: {reply:?}");
    // It answers this one whole, although a stream was asked for.
    let (reply, pieces) = gateway.ask(&gateway.settings(Wire::Anthropic, "mock"));
    let reply = reply.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish, pieces), (MOCKED, Finish::Stop, 1));
}

#[test]
fn streams_are_read_in_both_wires_from_both_kinds_of_provider() {
    let Some(gateway) = gateway() else { return };
    for model in ["from-openai", "from-anthropic"] {
        for wire in [Wire::Openai, Wire::Anthropic] {
            let (reply, pieces) = gateway.ask(&gateway.settings(wire, model));
            let reply = reply.unwrap_or_else(|error| panic!("{model}, {wire:?}: {error}"));
            assert_eq!(reply.text, UPSTREAM, "{model}, {wire:?}");
            assert_eq!(reply.finish, Finish::Stop, "{model}, {wire:?}");
            assert!(pieces > 5, "{model}, {wire:?}: {pieces}");
            let usage = reply.usage.unwrap_or_else(|| panic!("{model}, {wire:?}"));
            assert!(usage.sent > 0 && usage.received > 0, "{model}, {wire:?}: {usage:?}");
        }
    }
    // What the provider behind it sees is what was asked.
    let seen = gateway.upstream.requests();
    assert!(seen.iter().any(|request| request.line == "POST /v1/messages"));
    for request in seen.iter().filter(|request| request.line.starts_with("POST")) {
        assert!(request.body.to_string().contains("the rules"), "{request:?}");
    }
}

#[test]
fn its_failures_have_their_names() {
    let Some(gateway) = gateway() else { return };
    for wire in [Wire::Openai, Wire::Anthropic] {
        let failed = |settings: ModelSettings| gateway.ask(&settings).0.unwrap_err();
        let good = gateway.settings(wire, "mock");
        // Without a database the gateway has no better words for it than HTTP 400.
        let wrong_key = failed(ModelSettings { api_key: Some("sk-wrong".into()), ..good.clone() });
        assert!(
            matches!(wrong_key, ModelError::Unauthorized { .. } | ModelError::Rejected { .. }),
            "{wrong_key:?}"
        );
        assert!(!wrong_key.to_string().contains("sk-wrong"), "{wrong_key}");
        let unknown = failed(ModelSettings { model: Some("nobody".into()), ..good });
        assert!(
            matches!(unknown, ModelError::Rejected { .. } | ModelError::NotFound { .. }),
            "{unknown:?}"
        );
    }
    let busy = gateway.ask(&gateway.settings(Wire::Openai, "busy")).0.unwrap_err();
    assert!(matches!(busy, ModelError::RateLimited { .. }), "{busy:?}");
}

#[test]
fn its_list_is_read_in_both_wires() {
    let Some(gateway) = gateway() else { return };
    for wire in [Wire::Openai, Wire::Anthropic] {
        let probed = gateway.runtime.block_on(probe(&gateway.settings(wire, "mock")));
        let models = probed.unwrap().unwrap().models.unwrap();
        assert!(models.iter().any(|model| model == "mock"), "{wire:?}: {models:?}");
    }
}

#[test]
fn an_edit_goes_through_it() {
    let Some(gateway) = gateway() else { return };
    for (wire, url) in
        [("openai", format!("{}/v1", gateway.base_url)), ("anthropic", gateway.base_url.clone())]
    {
        let mut bench = Bench::repository(&[("site.css", SITE)]);
        bench.env("CODEGEN_BASE_URL", &url);
        bench.env("CODEGEN_WIRE", wire);
        bench.env("CODEGEN_API_KEY", KEY);
        let args = ["edit", "site.css", "make the body green", "--model", "mock"];
        let run = bench.ctl(&args).succeeds();
        assert!(run.text().contains("-  color: red;\n+  color: green;\n"), "{run:?}");
        assert_eq!(bench.git(&["status", "--porcelain"]), "");
        assert!(!run.err.contains(KEY));
    }
}
