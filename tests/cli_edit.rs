//! Edits by the real programs: what is printed, what is committed, what is taken back.

#![allow(clippy::unwrap_used)]

mod cli;

use cli::{Bench, Run};
use codegend::model::Usage;
use codegend::model::replay::{Answer, Ending, Script, Server};
use tokio::runtime::Runtime;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";
const GREEN: &str = "body {\n  color: green;\n}\n\n/* ... unchanged code ... */\n";
const DIFF: &str = "-  color: red;\n+  color: green;\n";

fn site() -> Bench {
    Bench::repository(&[("site.css", SITE)])
}

/// A bench whose model gives these answers.
struct WithModel {
    bench: Bench,
    server: Server,
    runtime: Runtime,
}

fn with_model(answers: impl IntoIterator<Item = Answer>) -> WithModel {
    let runtime = Runtime::new().unwrap();
    let script = answers.into_iter().fold(Script::new("scripted"), Script::then);
    let server = runtime.block_on(Server::start(script)).unwrap();
    let mut bench = site();
    bench.env("CODEGEN_BASE_URL", &server.base_url());
    WithModel { bench, server, runtime }
}

fn green() -> Answer {
    Answer::stream(&format!("```css\n{GREEN}```\n"), Usage { sent: 123, received: 45 })
}

fn apply(bench: &Bench, more: &[&str]) -> Run {
    let args: Vec<&str> = ["apply", "site.css", "-"].iter().chain(more).copied().collect();
    bench.ctl_with(&args, GREEN.as_bytes())
}

#[test]
fn apply_prints_the_diff_and_commits() {
    let bench = site();
    let run = apply(&bench, &["-m", "Make it green"]).succeeds();
    assert!(run.text().contains(DIFF), "{run:?}");
    assert!(run.err.starts_with("committed "), "{run:?}");
    assert!(run.err.contains("tokens: ") && run.err.contains("; seconds: "), "{run:?}");
    assert_eq!(bench.git(&["log", "-1", "--format=%s"]), "Make it green\n");
    assert_eq!(bench.git(&["show", "--format=", "--name-only"]), "site.css\n");
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
    let commit = bench.git(&["rev-parse", "HEAD"]);
    assert!(run.err.contains(&commit[..10]), "{run:?}");
}

#[test]
fn the_diff_of_a_dry_run_can_be_applied_by_git() {
    let bench = site();
    let before = bench.state();
    let run = apply(&bench, &["--dry-run"]).succeeds();
    assert!(run.err.contains("dry run: nothing was written"), "{run:?}");
    assert_eq!(bench.state(), before);
    bench.write("change.diff", &run.out);
    bench.git(&["apply", "change.diff"]);
    assert_eq!(bench.read("site.css"), SITE.replace("red", "green").as_bytes());
}

#[test]
fn no_commit_writes_the_file_alone() {
    let bench = site();
    let head = bench.git(&["rev-parse", "HEAD"]);
    apply(&bench, &["--no-commit"]).succeeds();
    assert_eq!(bench.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(bench.git(&["status", "--porcelain"]), " M site.css\n");
}

#[test]
fn json_is_one_object_and_stderr_is_silent() {
    let bench = site();
    let run = apply(&bench, &["--json"]).succeeds();
    let answer = run.json();
    assert_eq!(answer["outcome"]["kind"], "committed");
    assert_eq!(answer["outcome"]["commit"], bench.git(&["rev-parse", "HEAD"]).trim_end());
    assert!(answer["diff"].as_str().unwrap().contains(DIFF));
    assert_eq!(run.err, "");
}

#[test]
fn colour_is_for_who_asks() {
    let bench = site();
    let run = apply(&bench, &["--dry-run", "--color", "always"]).succeeds();
    assert!(run.text().contains("\u{1b}[32m+  color: green;\u{1b}[0m\n"), "{run:?}");
}

#[test]
fn the_same_sketch_again_has_nothing_to_do() {
    let bench = site();
    apply(&bench, &[]).succeeds();
    let before = bench.state();
    let run = apply(&bench, &[]);
    assert_eq!((run.code, run.text()), (1, ""), "{run:?}");
    assert!(run.err.contains("nothing to do: site.css already is as asked"), "{run:?}");
    assert_eq!(bench.state(), before);
}

#[test]
fn edit_asks_the_model() {
    let model = with_model([green()]);
    let run = model.bench.ctl(&["edit", "site.css", "make the body green"]).succeeds();
    assert!(run.text().contains(DIFF), "{run:?}");
    assert!(run.err.contains("tokens: 123 sent, 45 received, "), "{run:?}");
    assert!(run.err.contains("model "), "{run:?}");
    let subject = model.bench.git(&["log", "-1", "--format=%s"]);
    assert!(subject.to_lowercase().contains("make the body green"), "{subject}");
    let request = &model.server.requests().pop().unwrap().body;
    assert!(request.to_string().contains("make the body green"), "{request}");
}

#[test]
fn log_show_and_undo_speak_of_the_same_edit() {
    let bench = site();
    apply(&bench, &["-m", "Make it green"]).succeeds();
    let edits = bench.ctl(&["log", "--json"]).succeeds().json();
    let id = edits["edits"][0]["id"].as_str().unwrap();
    let log = bench.ctl(&["log"]).succeeds();
    assert!(log.text().starts_with(id) && log.text().contains("Make it green"), "{log:?}");

    let show = bench.ctl(&["show", &id[..8]]).succeeds();
    assert!(show.text().starts_with(&format!("edit {id}\n")), "{show:?}");
    assert!(show.text().contains(DIFF), "{show:?}");

    let undo = bench.ctl(&["undo"]).succeeds();
    assert!(undo.text().contains("-  color: green;\n+  color: red;\n"), "{undo:?}");
    assert!(undo.err.contains(&format!("undo of {id}")), "{undo:?}");
    assert_eq!(bench.read("site.css"), SITE.as_bytes());
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "3\n");
    let log = bench.ctl(&["log"]).succeeds();
    assert!(log.text().contains("(undone by "), "{log:?}");
    assert_ne!(bench.ctl(&["undo"]).code, 0);
}

#[test]
fn an_edit_without_a_commit_is_exit_7() {
    let bench = site();
    std::fs::write(bench.dir().join(".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(bench.dir().join(".git/hooks/pre-commit"), mode).unwrap();
    }
    let run = apply(&bench, &[]);
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.err.contains("warning: wrote site.css, but made no commit: "), "{run:?}");
    assert_eq!(bench.git(&["status", "--porcelain"]), " M site.css\n");
}

#[test]
fn blocks_are_listed_inside_and_outside_a_repository() {
    let bench = site();
    let inside = bench.ctl(&["blocks", "site.css"]).succeeds();
    assert!(inside.text().contains("1-3  body  rule_set\n"), "{inside:?}");
    let outside = Bench::new();
    outside.write("site.css", SITE);
    assert_eq!(outside.ctl(&["blocks", "site.css"]).succeeds().text(), inside.text());
}

#[test]
fn the_daemon_starts_tells_and_stops() {
    let bench = site();
    bench.ctl(&["status"]).refuses(6, "no codegend runs for ");
    bench.ctl(&["stop"]).refuses(6, "no codegend runs for ");
    bench.ctl(&["start"]).succeeds();
    let status = bench.ctl(&["status", "--json"]).succeeds().json();
    assert!(bench.ctl(&["status"]).succeeds().text().contains(&format!("{}", status["pid"])));
    assert!(bench.ctl(&["logs"]).succeeds().text().contains("ready"));
    bench.ctl(&["stop"]).succeeds();
    bench.ctl(&["status"]).refuses(6, "no codegend runs for ");
}

#[test]
fn codegenctl_is_enough_where_codegend_was_not_built() {
    let bench = site();
    let name = format!("codegenctl{}", std::env::consts::EXE_SUFFIX);
    let alone = bench.dir().join("../run").join(name);
    // By another process: a file that this one had open for writing may not be run for a moment,
    // since children of other tests hold it too.
    let copied = bench.command("cp").arg(env!("CARGO_BIN_EXE_codegenctl")).arg(&alone).status();
    assert!(copied.unwrap().success());
    let run = |args: &[&str]| Run::of(bench.command(&alone).args(args).output().unwrap());
    run(&["start"]).succeeds();
    let status = run(&["status", "--json"]).succeeds().json();
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    run(&["stop"]).succeeds();
}

#[cfg(unix)]
#[test]
fn ctrl_c_cancels_the_request() {
    let model = with_model([green().stopped(2, Ending::Hang)]);
    let before = model.bench.state();
    let child = model.bench.ctl_command(&["edit", "site.css", "x"]).spawn().unwrap();
    while model.server.requests().iter().all(|request| request.line.starts_with("GET")) {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let id = child.id().to_string();
    model.bench.command("kill").args(["-INT", &id]).status().unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    run.refuses(130, "error: ");
    model.runtime.block_on(model.server.abandoned(1));
    assert_eq!(model.bench.state(), before);
}

#[test]
fn the_demo_runs_without_a_model() {
    let bench = Bench::new();
    let run = bench.ctl(&["demo", "--dir", "demo"]).succeeds();
    let text = run.text();
    assert!(text.contains("Model: none is configured, so http://127.0.0.1:"), "{text}");
    assert!(text.contains("-  font-size: 16px;\n+  font-size: 50px;\n"), "{text}");
    assert!(text.contains("1 file changed, 1 insertion(+), 1 deletion(-)"), "{text}");
    assert!(text.contains("full rewrite"), "{text}");
    assert!(!text.contains("seconds\n"), "no time is claimed: {text}");
    // It stopped its daemon.
    bench.ctl(&["-C", "demo", "status"]).refuses(6, "no codegend runs for ");
    bench.ctl(&["demo", "--dir", "demo"]).refuses(1, "demo is not empty");
}
