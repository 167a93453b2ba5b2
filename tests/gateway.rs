//! Providers against a gateway that others wrote: a LiteLLM proxy in both wire formats.
//!
//! `tests/gateway/serve.py` installs it once below `target/` and starts it. Some of its models are
//! mocks of its own; others pass requests on to a replay server here, so that the gateway translates
//! between the formats in both directions, streams included.

#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

mod cli;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use cli::Bench;
use codegend::model::replay::{Answer, Recorded, Script, Server};
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

/// Ten edits in five languages, of `tests/cases`.
const EDITS: [&str; 10] = [
    "css-notes-seed-body",
    "css-notes-rename-class",
    "javascript-mailer-setter-only",
    "javascript-mailer-port",
    "python-billing-tier",
    "python-billing-setter",
    "rust-near-names",
    "rust-method-alone",
    "go-switch-case",
    "go-near-names",
];

/// A file, an instruction, the sketch that a model gives, and what may come of it.
struct Case {
    name: &'static str,
    path: String,
    original: String,
    instruction: String,
    sketch: String,
    expected: Vec<String>,
}

impl Case {
    fn read(name: &'static str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
        let read = |name: &str| fs::read_to_string(folder.join(name));
        let case: serde_json::Value = serde_json::from_str(&read("case.json").unwrap()).unwrap();
        let text = |field: &str| case[field].as_str().unwrap().to_owned();
        let file = Path::new(&text("path")).file_name().unwrap().to_str().unwrap().to_owned();
        Self {
            name,
            path: format!("{name}/{file}"),
            original: read(&text("original")).unwrap(),
            instruction: text("instruction"),
            sketch: read("sketch.txt").unwrap(),
            expected: ["expected", "accept-2", "accept-3"]
                .map(read)
                .into_iter()
                .flatten()
                .collect(),
        }
    }
}

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
    let script = EDITS.iter().fold(Script::new("scripted").then(answer), |script, name| {
        let case = Case::read(name);
        // The instruction ends a request of ours; the gateway passes it on.
        let usage = Usage { sent: 1000, received: 50 };
        script
            .on(&format!("Instruction: {}", case.instruction), Answer::stream(&case.sketch, usage))
    });
    let upstream = runtime.block_on(Server::start(script)).unwrap();
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
    let ours = |request: &&Recorded| request.body.to_string().contains("the wish");
    let ours: Vec<_> = seen.iter().filter(ours).collect();
    assert_eq!(ours.len(), 4);
    assert!(ours.iter().all(|request| request.body.to_string().contains("the rules")));
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

#[test]
fn ten_edits_in_five_languages_become_ten_commits() {
    let Some(gateway) = gateway() else { return };
    let cases = EDITS.map(Case::read);
    let mut bench = Bench::repository(&[("README", "ten files\n")]);
    for case in &cases {
        fs::create_dir(bench.dir().join(case.name)).unwrap();
        bench.write(&case.path, &case.original);
    }
    bench.git(&["add", "."]);
    bench.git(&["commit", "-q", "-m", "files"]);
    let base = &gateway.base_url;
    fs::create_dir_all(bench.dir().join("../home/.config/codegen")).unwrap();
    fs::write(
        bench.dir().join("../home/.config/codegen/config.toml"),
        format!(
            "[models.a]\nbase_url = '{base}/v1'\nmodel = 'from-openai'\napi_key_env = 'KEY'\n\
             [models.b]\nbase_url = '{base}'\nmodel = 'from-anthropic'\nwire = 'anthropic'\n\
             api_key_env = 'KEY'\n\
             [models.c]\nbase_url = '{base}/v1'\nmodel = 'from-anthropic'\napi_key_env = 'KEY'\n\
             [models.d]\nbase_url = '{base}'\nmodel = 'from-openai'\nwire = 'anthropic'\n\
             api_key_env = 'KEY'\n"
        ),
    )
    .unwrap();
    bench.env("KEY", KEY);
    for (case, model) in cases.iter().zip(["a", "b", "c", "d"].iter().cycle()) {
        let run = bench.ctl(&["edit", &case.path, &case.instruction, "--model", model, "--json"]);
        assert_eq!(run.code, 0, "{}: {run:?}", case.name);
        let answer = run.json();
        assert_eq!(answer["outcome"]["kind"], "committed", "{}: {answer}", case.name);
        assert_eq!(answer["tokens"]["reported"], true, "{}: {answer}", case.name);
        let text = String::from_utf8(bench.read(&case.path)).unwrap();
        assert!(case.expected.contains(&text), "{}: {}", case.name, answer["diff"]);
        let touched = bench.git(&["show", "--format=", "--name-only"]);
        assert_eq!(touched.trim_end(), case.path, "{}", case.name);
    }
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "12\n");
    assert!(!bench.git(&["log", "--format=%B"]).contains(KEY));
}
