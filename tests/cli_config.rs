//! `codegenctl config` and `codegenctl models` by the real program, and what a key is never seen in.

#![allow(clippy::unwrap_used)]

mod cli;

use std::fs;
use std::path::PathBuf;

use cli::{Bench, Run};
use codegend::model::Usage;
use codegend::model::replay::{Answer, Script, Server};
use tokio::runtime::Runtime;

const KEY: &str = "sk-never-to-be-seen";
const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";
const GREEN: &str = "```css\nbody {\n  color: green;\n}\n\n/* ... unchanged code ... */\n```\n";

/// A repository whose user has this configuration.
fn bench(config: &str) -> Bench {
    let bench = Bench::repository(&[("site.css", SITE)]);
    write_config(&bench, config);
    bench
}

fn folder(bench: &Bench) -> PathBuf {
    bench.dir().join("../home/.config/codegen")
}

fn write_config(bench: &Bench, config: &str) {
    fs::create_dir_all(folder(bench)).unwrap();
    fs::write(folder(bench).join("config.toml"), config).unwrap();
}

fn key_file(bench: &Bench, mode: u32) {
    let path = folder(bench).join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = mode;
}

fn server(answer: Answer) -> (Runtime, Server) {
    let runtime = Runtime::new().unwrap();
    let script = Script::new("scripted").then(answer);
    let server = runtime.block_on(Server::start(script)).unwrap();
    (runtime, server)
}

fn green() -> (Runtime, Server) {
    server(Answer::stream(GREEN, Usage { sent: 123, received: 45 }))
}

#[track_caller]
fn is_silent(bench: &Bench, run: &Run) {
    assert!(!run.text().contains(KEY) && !run.err.contains(KEY), "{run:?}");
    let log = fs::read_to_string(bench.dir().join(".git/codegen/codegend.log"));
    assert!(!log.unwrap_or_default().contains(KEY));
    assert!(!bench.git(&["log", "--format=%B", "--all"]).contains(KEY));
}

#[test]
fn each_value_comes_with_its_place() {
    let mut bench = bench("[limits]\nidle = 5\ntotal = 50\n");
    bench.write(".codegen.toml", "limits.total = 60\nignore = ['*.min.js']\n");
    bench.env("CODEGEN_LIMITS_ATTEMPTS", "2");
    let run = bench.ctl(&["config", "--json", "--config", "limits.rounds=1"]).succeeds();
    let answer = run.json();
    let row = |key: &str| {
        let settings = answer["settings"].as_array().unwrap();
        let one = settings.iter().find(|one| one["key"] == key).unwrap();
        (one["value"].clone(), one["source"].clone(), one["place"].clone())
    };
    let (value, source, place) = row("limits.idle");
    assert_eq!((value, source), (5.into(), "user".into()));
    assert!(place.as_str().unwrap().ends_with(".config/codegen/config.toml:2"), "{place}");
    assert_eq!(row("limits.total"), (60.into(), "repository".into(), ".codegen.toml:1".into()));
    let attempts = (2.into(), "environment".into(), "CODEGEN_LIMITS_ATTEMPTS".into());
    assert_eq!(row("limits.attempts"), attempts);
    assert_eq!(row("limits.rounds"), (1.into(), "flag".into(), "--config".into()));
    assert_eq!(row("ignore").0, "*.min.js");
    let text = bench.ctl(&["config"]).succeeds();
    assert!(text.text().contains(".codegen.toml:2"), "{text:?}");
    assert!(text.text().contains(" ~/.config/codegen/config.toml:2\n"), "{text:?}");
    assert!(text.text().contains("an edit asks the first that is listed"), "{text:?}");
}

#[test]
fn every_setting_is_listed() {
    let run = Bench::new().ctl(&["config", "--keys"]).succeeds();
    assert!(run.text().contains("models.*.api_key_command: "), "{run:?}");
    assert!(run.text().contains("also in .codegen.toml"), "{run:?}");
}

#[test]
fn a_wrong_key_is_an_error_everywhere() {
    let bench = bench("\nlimts.idle = 5\n");
    for args in [&["config"][..], &["models"], &["edit", "site.css", "x"]] {
        let run = bench.ctl(args);
        run.refuses(1, "config.toml:2: there is no setting limts");
        assert!(run.err.contains("hint: did you mean limits?"), "{run:?}");
    }
    write_config(&bench, "");
    bench.write(".codegen.toml", "[models.x]\nbase_url = 'http://127.0.0.1:9/v1'\n");
    bench.ctl(&["edit", "site.css", "x"]).refuses(1, ".codegen.toml:1: a repository cannot set");
    fs::remove_file(bench.dir().join(".codegen.toml")).unwrap();
    bench.ctl(&["config", "--config", "x=1"]).refuses(2, "--config: there is no setting x");
    bench.ctl(&["config", "--config", "x"]).refuses(2, "is not KEY=VALUE");
}

#[test]
fn an_ignored_file_is_not_sent() {
    let (_runtime, server) = green();
    let bench = bench(&format!("[models.m]\nbase_url = '{}'\n", server.base_url()));
    bench.write(".codegen.toml", "ignore = ['*.css']\n");
    let run = bench.ctl(&["edit", "site.css", "make the body green"]);
    run.refuses(1, "site.css is on an ignore list");
    assert!(server.requests().is_empty());
}

#[test]
fn a_profile_is_asked_in_its_own_wire_with_its_own_key() {
    let (_runtime, server) = green();
    let url = server.base_url();
    let bench = bench(&format!(
        "model = 'plain'\n\
         [models.plain]\nbase_url = '{url}'\nmodel = 'p'\napi_key_command = 'echo sk-plain'\n\
         [models.claude]\nbase_url = '{url}'\nwire = 'anthropic'\nmodel = 'c'\n\
         api_key_file = 'key'\n"
    ));
    key_file(&bench, 0o600);
    let run = bench.ctl(&["edit", "site.css", "x", "--model", "claude", "--dry-run"]).succeeds();
    assert!(run.text().contains("+  color: green;"), "{run:?}");
    assert!(run.err.contains("tokens: 123 sent, 45 received"), "{run:?}");
    is_silent(&bench, &run);
    let asked = server.requests().pop().unwrap();
    assert_eq!(asked.line, "POST /v1/messages");
    assert_eq!(asked.headers["x-api-key"], KEY);
    assert_eq!(asked.headers["anthropic-version"], "2023-06-01");
    assert_eq!(asked.body["model"], "c");
    assert_eq!(asked.body["system"][0]["cache_control"]["type"], "ephemeral");

    let run = bench.ctl(&["edit", "site.css", "x", "--dry-run"]).succeeds();
    is_silent(&bench, &run);
    let asked = server.requests().pop().unwrap();
    assert_eq!(asked.line, "POST /v1/chat/completions");
    assert_eq!(
        (asked.authorization.as_deref(), &asked.body["model"]),
        (Some("Bearer sk-plain"), &"p".into())
    );
    let run = bench.ctl(&["edit", "site.css", "x", "--model", "cluade"]);
    run.refuses(2, "--model: there is no model cluade");
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let bench = bench("[models.m]\nbase_url = 'http://127.0.0.1:9/v1'\napi_key_file = 'key'\n");
    key_file(&bench, 0o644);
    let run = bench.ctl(&["edit", "site.css", "x"]);
    run.refuses(1, "can be read or written by others");
    assert!(run.err.contains("hint: chmod 600 "), "{run:?}");
    is_silent(&bench, &run);
}

#[test]
fn a_key_that_the_provider_quotes_is_not_passed_on() {
    let (_runtime, server) = server(Answer::error(401, &format!("bad key {KEY}")));
    let mut bench = bench("");
    bench.env("ANTHROPIC_BASE_URL", &server.base_url());
    bench.env("ANTHROPIC_API_KEY", KEY);
    let run = bench.ctl(&["edit", "site.css", "x", "--model", "claude-x"]);
    run.refuses(5, "bad key <key>");
    is_silent(&bench, &run);
    let run = bench.ctl(&["edit", "site.css", "x", "--model", "claude-x", "--json"]);
    assert!(!run.text().contains(KEY), "{run:?}");
    assert_eq!(server.requests()[0].line, "POST /v1/messages");
}

#[test]
fn models_are_listed_and_probed() {
    let (_runtime, server) = green();
    let mut bench = bench(&format!(
        "[models.here]\nbase_url = '{}'\nmodel = 'scripted'\napi_key_env = 'HERE'\n\
         [models.gone]\nbase_url = 'http://127.0.0.1:9/v1?code={KEY}'\nmodel = 'x'\n\
         [models.keyless]\nbase_url = 'http://127.0.0.1:9/v1'\napi_key_env = 'UNSET'\n",
        server.base_url()
    ));
    bench.env("HERE", KEY);
    let run = bench.ctl(&["models", "--json", "--model", "here"]).succeeds();
    is_silent(&bench, &run);
    let answer = run.json();
    let entry = |name: &str| {
        let models = answer["models"].as_array().unwrap();
        models.iter().find(|one| one["name"] == name).unwrap().clone()
    };
    let here = entry("here");
    assert_eq!(
        (&here["reachable"], &here["listed"], &here["chosen"]),
        (&true.into(), &true.into(), &true.into())
    );
    assert!(here["latency_ms"].as_f64().unwrap() > 0.0, "{here}");
    let gone = entry("gone");
    assert_eq!((&gone["reachable"], &gone["chosen"]), (&false.into(), &false.into()));
    assert!(gone["error"].as_str().unwrap().contains("cannot be reached"), "{gone}");
    assert_eq!(entry("keyless")["hint"], "set UNSET");
    let text = bench.ctl(&["models"]).succeeds();
    assert!(text.text().contains("model scripted, listed"), "{text:?}");
    is_silent(&bench, &text);
    let shown = bench.ctl(&["config"]).succeeds();
    is_silent(&bench, &shown);
}
