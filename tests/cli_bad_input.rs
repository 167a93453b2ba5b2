//! Bad input gets one clear line, an exit code by kind, and nothing changed.

#![allow(clippy::unwrap_used)]

mod cli;

use std::fs;

use cli::Bench;
use codegend::model::replay::{Answer, Ending, Script, Server};
use tokio::runtime::Runtime;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";
const GREEN: &str = "body {\n  color: green;\n}\n\n/* ... unchanged code ... */\n";

/// `apply FILE -` of a good sketch fails so, and changes nothing.
#[track_caller]
fn apply_fails(bench: &Bench, file: &str, code: i32, part: &str) {
    let before = bench.state();
    bench.ctl_with(&["apply", file, "-"], GREEN.as_bytes()).refuses(code, part);
    assert_eq!(bench.state(), before);
}

fn site() -> Bench {
    Bench::repository(&[("site.css", SITE), (".gitignore", "*.log\n")])
}

#[test]
fn a_place_that_is_no_worktree() {
    let bench = Bench::new();
    for args in [&["apply", "a.css", "-"][..], &["log"], &["status"], &["stop"], &["logs"]] {
        let run = bench.ctl(args);
        run.refuses(1, "is not in a git repository\nhint: ");
    }
    bench.git(&["init", "-q", "--bare"]);
    bench.ctl(&["status"]).refuses(1, "is a bare repository");
}

#[test]
fn files_that_cannot_be_edited() {
    let bench = site();
    bench
        .write("debug.log", "x\n")
        .write("nul.css", b"a\0b")
        .write("latin1.css", b"a {}\n/* \xe9 */\n")
        .write("large.css", vec![b' '; (2 << 20) + 1])
        .write("../outside.css", SITE);
    fs::create_dir(bench.dir().join("folder")).unwrap();
    apply_fails(&bench, "none.css", 1, "none.css does not exist");
    apply_fails(&bench, "none/none.css", 1, "none/none.css does not exist");
    apply_fails(&bench, "debug.log", 1, "debug.log");
    apply_fails(&bench, "nul.css", 1, "nul.css is a binary file");
    apply_fails(&bench, "latin1.css", 1, "latin1.css is not UTF-8");
    apply_fails(&bench, "large.css", 1, "large.css has 2097153 bytes");
    apply_fails(&bench, "folder", 1, "folder is not a regular file");
    apply_fails(&bench, "../outside.css", 1, "../outside.css is outside the repository\nhint: ");
    apply_fails(&bench, ".git/config", 1, ".git/config belongs to git itself");
    assert_eq!(bench.read("../outside.css"), SITE.as_bytes());
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let bench = site();
    bench.write("../outside.css", SITE);
    std::os::unix::fs::symlink("../outside.css", bench.dir().join("link.css")).unwrap();
    std::os::unix::fs::symlink("..", bench.dir().join("up")).unwrap();
    apply_fails(&bench, "link.css", 1, "symbolic link");
    apply_fails(&bench, "up/outside.css", 1, "outside the repository");
    assert_eq!(bench.read("../outside.css"), SITE.as_bytes());
}

#[test]
fn sketches_that_say_nothing_or_too_little() {
    let bench = site();
    let before = bench.state();
    for sketch in ["", " \n", "I made the body green, as you asked.\n"] {
        let run = bench.ctl_with(&["apply", "site.css", "-"], sketch.as_bytes());
        run.refuses(3, "error: ");
    }
    bench.ctl_with(&["apply", "site.css", "-"], b"/* deleted block .gone */\n").refuses(3, ".gone");
    bench.ctl_with(&["apply", "site.css", "-"], b"a\0b").refuses(1, "standard input is binary");
    bench.ctl(&["apply", "site.css", "no-sketch"]).refuses(1, "cannot read no-sketch");
    assert_eq!(bench.state(), before);
}

#[test]
fn an_ambiguous_sketch_lists_the_places() {
    let bench = Bench::repository(&[("a.css", ".a {\n  top: 1px;\n}\n.a {\n  top: 2px;\n}\n")]);
    let before = bench.state();
    let sketch = b"/* ... */\n.a {\n  top: 3px;\n}\n/* ... */\n";
    let run = bench.ctl_with(&["apply", "a.css", "-"], sketch);
    run.refuses(3, "lines 1-3: .a\n  lines 4-6: .a");
    assert!(run.err.contains("\nhint: ") && !run.err.contains("sketch was"), "{run:?}");
    assert_eq!(bench.state(), before);
    let run = bench.ctl_with(&["apply", "a.css", "-", "--json"], sketch);
    assert_eq!(run.code, 3);
    assert_eq!(run.json()["outcome"]["kind"], "refused");
    bench.ctl_with(&["apply", "a.css", "-", "--at", "4"], sketch).succeeds();
}

#[test]
fn a_provider_that_refuses_is_exit_5() {
    let runtime = Runtime::new().unwrap();
    let refusals = [
        (Answer::error(401, "bad key"), "401"),
        (Answer::error(404, "no such model"), "404"),
        (Answer::error(429, "slow down").header("Retry-After", "86400"), "429"),
        (Answer::error(400, "too \u{1b}[2Jlong"), "400"),
    ];
    for (answer, status) in refusals {
        let server = runtime.block_on(Server::start(Script::new("m").then(answer))).unwrap();
        let mut bench = site();
        bench.env("CODEGEN_BASE_URL", &server.base_url());
        bench.env("CODEGEN_API_KEY", "sk-very-secret");
        let before = bench.state();
        let run = bench.ctl(&["edit", "site.css", "make it green"]);
        run.refuses(5, status);
        assert!(!run.err.contains("sk-very-secret") && !run.err.contains('\u{1b}'), "{run:?}");
        assert_eq!(bench.state(), before);
    }
}

#[test]
fn a_reply_that_breaks_off_or_never_ends_is_exit_5() {
    let runtime = Runtime::new().unwrap();
    let half = Answer::stream(GREEN, None).stopped(8, Ending::Abort);
    let flood = Answer::stream(&"/* more */\n".repeat(150_000), None).reframed(1 << 16);
    let failing = Answer::error(500, "out of order").header("Retry-After", "0");
    for (answer, part) in
        [(half, "cut off after"), (flood, "larger than 1048576 bytes"), (failing, "HTTP 500")]
    {
        let server = runtime.block_on(Server::start(Script::new("m").then(answer))).unwrap();
        let mut bench = site();
        bench.env("CODEGEN_BASE_URL", &server.base_url());
        let before = bench.state();
        bench.ctl(&["edit", "site.css", "make it green"]).refuses(5, part);
        assert_eq!(bench.state(), before);
    }
}

#[test]
fn a_sketch_that_the_token_limit_cut_is_not_applied() {
    let runtime = Runtime::new().unwrap();
    let mut answer = Answer::stream(GREEN, None);
    for frame in &mut answer.frames {
        let text = String::from_utf8(frame.to_vec()).unwrap();
        *frame = text.replace("\"stop\"", "\"length\"").into_bytes().into();
    }
    let server = runtime.block_on(Server::start(Script::new("m").then(answer))).unwrap();
    let mut bench = site();
    bench.env("CODEGEN_BASE_URL", &server.base_url());
    let before = bench.state();
    bench.ctl(&["edit", "site.css", "make it green"]).refuses(5, "in the middle of its sketch");
    assert_eq!(bench.state(), before);
}

#[test]
fn secrets_stay_here() {
    let bench = Bench::repository(&[(".env", "KEY=1\n")]);
    let run = bench.ctl(&["edit", ".env", "rotate the key"]);
    run.refuses(1, ".env looks like it holds secrets, and is not sent to a model\nhint: ");
}

#[test]
fn a_model_that_only_talks_is_refused_with_its_words() {
    let runtime = Runtime::new().unwrap();
    let talk = Answer::stream("Sorry, I cannot do that.", None);
    let server = runtime.block_on(Server::start(Script::new("m").then(talk))).unwrap();
    let mut bench = site();
    bench.env("CODEGEN_BASE_URL", &server.base_url());
    let before = bench.state();
    let run = bench.ctl(&["edit", "site.css", "make it green"]);
    run.refuses(3, "Sorry, I cannot do that.");
    assert_eq!(bench.state(), before);
}

#[test]
fn nobody_listens_where_the_model_should_be() {
    let mut bench = site();
    // Port 9 is `discard`; nothing serves it here.
    bench.env("CODEGEN_BASE_URL", "http://127.0.0.1:9/v1");
    bench.env("CODEGEN_MODEL", "m");
    let before = bench.state();
    bench.ctl(&["edit", "site.css", "make it green"]).refuses(5, "127.0.0.1:9");
    assert_eq!(bench.state(), before);
}

#[test]
fn a_daemon_that_cannot_be_run_is_exit_6() {
    let mut bench = site();
    bench.env("CODEGEN_BIN", "/nonexistent/codegend");
    apply_fails(&bench, "site.css", 6, "/nonexistent/codegend");
}

#[test]
fn an_edit_needs_words_and_an_id_needs_letters() {
    let bench = site();
    assert_eq!(bench.ctl(&["edit", "site.css", ""]).code, 2);
    assert_eq!(bench.ctl(&["undo", "deadbeef"]).code, 2);
    assert_eq!(bench.ctl(&["apply", "site.css", "--dry-run", "--no-commit"]).code, 2);
    let run = bench.ctl(&["show", "kkkkkkkk"]);
    run.refuses(1, "kkkkkkkk");
}
