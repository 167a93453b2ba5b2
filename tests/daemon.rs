//! The life of the real daemon: one at a time, through kills and stale files, and never in the way.

#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod cli;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use cli::{Bench, Run};
use codegend::model::replay::{Answer, Ending, Script, Server};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";
const GREEN: &str = "body {\n  color: green;\n}\n\n/* ... unchanged code ... */\n";

fn site() -> Bench {
    Bench::repository(&[("site.css", SITE)])
}

/// What a daemon says where it listens.
fn info(bench: &Bench) -> Value {
    let path = bench.dir().join(".git/codegen/daemon.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn socket(bench: &Bench) -> PathBuf {
    info(bench)["socket"].as_str().unwrap().into()
}

fn pid(bench: &Bench) -> String {
    info(bench)["pid"].to_string()
}

fn signal(bench: &Bench, signal: &str, pid: &str) {
    assert!(bench.command("kill").args([signal, pid]).status().unwrap().success());
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let came = (0..3_000).any(|_| {
        thread::sleep(Duration::from_millis(10));
        holds()
    });
    assert!(came, "never: {what}");
}

fn apply(bench: &Bench) -> Run {
    bench.ctl_with(&["apply", "site.css", "-"], GREEN.as_bytes())
}

fn hook(bench: &Bench, script: &str) {
    let path = bench.dir().join(".git/hooks/pre-commit");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn many_started_at_once_are_one() {
    let bench = site();
    let start = || {
        let mut command = bench.command(env!("CARGO_BIN_EXE_codegend"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..5).map(|_| start()).collect();
    let lines: Vec<Value> = children
        .into_iter()
        .map(|child| Run::of(child.wait_with_output().unwrap()).succeeds())
        .map(|run| serde_json::from_slice(&run.out).unwrap())
        .collect();
    assert!(lines.iter().all(|line| line == &lines[0]), "{lines:?}");
    assert_eq!(lines[0], info(&bench));
    // One that was to stay in the foreground says that it is not needed.
    let mut command = bench.command(env!("CARGO_BIN_EXE_codegend"));
    let run = Run::of(command.arg("--foreground").output().unwrap());
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("already runs"), "{run:?}");
}

#[test]
fn the_socket_is_private() {
    let bench = site();
    bench.ctl(&["start"]).succeeds();
    let socket = socket(&bench);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert!(fs::metadata(&socket).unwrap().file_type().is_socket());
    assert_eq!(mode(&socket), 0o600);
    assert_eq!(mode(socket.parent().unwrap()), 0o700);
    assert!(socket.as_os_str().len() < 100);
}

#[test]
fn a_killed_daemon_leaves_a_socket_that_is_in_nobodys_way() {
    let bench = site();
    bench.ctl(&["start"]).succeeds();
    let socket = socket(&bench);
    signal(&bench, "-KILL", &pid(&bench));
    until("the daemon is gone", || UnixStream::connect(&socket).is_err());
    assert!(socket.exists(), "this test needs a stale socket");
    bench.ctl(&["status"]).refuses(6, "no codegend runs for ");
    apply(&bench).succeeds();
}

#[test]
fn a_terminated_daemon_cleans_up() {
    let bench = site();
    bench.ctl(&["start"]).succeeds();
    let (socket, pid) = (socket(&bench), pid(&bench));
    signal(&bench, "-TERM", &pid);
    until("the socket is gone", || !socket.exists());
    until("its file is gone", || !bench.dir().join(".git/codegen/daemon.json").exists());
    bench.ctl(&["status"]).refuses(6, "no codegend runs for ");
}

#[test]
fn an_idle_daemon_leaves() {
    let bench = site();
    let mut command = bench.command(env!("CARGO_BIN_EXE_codegend"));
    let run = Run::of(command.args(["--idle-timeout", "1"]).output().unwrap()).succeeds();
    let ready: Value = serde_json::from_slice(&run.out).unwrap();
    let socket = PathBuf::from(ready["socket"].as_str().unwrap());
    until("it left", || !socket.exists());
    assert!(bench.ctl(&["logs"]).succeeds().text().contains("Idle"));
}

#[test]
fn a_daemon_killed_during_a_request_changes_nothing_and_the_client_says_so() {
    let runtime = Runtime::new().unwrap();
    let hangs = Answer::stream(GREEN, None).stopped(3, Ending::Hang);
    let server = runtime.block_on(Server::start(Script::new("m").then(hangs))).unwrap();
    let mut bench = site();
    bench.env("CODEGEN_BASE_URL", &server.base_url());
    let before = bench.state();
    let child = bench.ctl_command(&["edit", "site.css", "x"]).spawn().unwrap();
    until("the model is asked", || {
        server.requests().iter().any(|request| request.line.starts_with("POST"))
    });
    signal(&bench, "-KILL", &pid(&bench));
    let run = Run::of(child.wait_with_output().unwrap());
    run.refuses(6, "codegend went away during the request");
    assert_eq!(bench.state(), before);
    runtime.block_on(server.abandoned(1));
    apply(&bench).succeeds();
}

/// The hook runs between the writing of the file and the commit.
#[test]
fn an_edit_that_a_kill_interrupted_is_completed_by_the_next_start() {
    let bench = site();
    hook(&bench, "#!/bin/sh\nrm -f .git/hooks/pre-commit\nkill -KILL $PPID\nsleep 1\nexit 1\n");
    apply(&bench).refuses(6, "codegend went away during the request");
    assert_eq!(bench.read("site.css"), SITE.replace("red", "green").as_bytes());
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "1\n");
    bench.ctl(&["start"]).succeeds();
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "2\n");
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
    assert_eq!(bench.ctl(&["log", "--json"]).json()["edits"].as_array().unwrap().len(), 1);
    bench.ctl(&["undo"]).succeeds();
    assert_eq!(bench.read("site.css"), SITE.as_bytes());
    bench.git(&["fsck", "--strict"]);
}

#[test]
fn after_an_interrupted_edit_the_users_further_change_is_left_alone() {
    let bench = site();
    hook(&bench, "#!/bin/sh\nrm -f .git/hooks/pre-commit\nkill -KILL $PPID\nsleep 1\nexit 1\n");
    apply(&bench).refuses(6, "codegend went away during the request");
    bench.write("site.css", "mine\n");
    bench.ctl(&["start"]).succeeds();
    assert_eq!(bench.read("site.css"), b"mine\n");
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "1\n");
}

#[test]
fn edits_at_once_are_all_made_one_commit_each() {
    let names: Vec<String> = (0..8).map(|n| format!("f{n}.css")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), SITE)).collect();
    let bench = Bench::repository(&files);
    // Two of each file: their blocks differ.
    let blue = "/* ... */\n.a {\n  color: navy;\n}\n";
    let run = |name: &str, sketch: &str| {
        let mut child = bench.ctl_command(&["apply", name, "-"]).spawn().unwrap();
        child.stdin.take().unwrap().write_all(sketch.as_bytes()).unwrap();
        child
    };
    let children: Vec<_> =
        names.iter().flat_map(|name| [run(name, GREEN), run(name, blue)]).collect();
    for child in children {
        Run::of(child.wait_with_output().unwrap()).succeeds();
    }
    let expected = SITE.replace("red", "green").replace("blue", "navy");
    for name in &names {
        assert_eq!(bench.git(&["show", &format!("HEAD:{name}")]), expected);
    }
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "17\n");
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
    for commit in bench.git(&["rev-list", "HEAD~16..HEAD"]).lines() {
        let stat = bench.git(&["show", "--format=", "--numstat", commit]);
        assert!(stat.starts_with("1\t1\t") && stat.lines().count() == 1, "{stat}");
    }
}

#[test]
fn the_store_is_warmed_and_kept_current() {
    let bench = Bench::repository(&[("a.css", SITE), ("b.js", "let a = 1;\n"), ("c.txt", "x\n")]);
    bench.write(".gitignore", "built.css\n").write("built.css", SITE);
    bench.ctl(&["start"]).succeeds();
    let status = || bench.ctl(&["status", "--json"]).succeeds().json();
    until("two files are indexed", || {
        let status = status();
        status["warming"] == false && status["indexed_files"] == 2
    });
    assert_eq!(status()["watch"], "watching");
    let bytes = status()["indexed_bytes"].as_u64().unwrap();
    fs::create_dir(bench.dir().join("new")).unwrap();
    bench.write("new/d.css", "d {}\n");
    until("the new file is", || status()["indexed_bytes"] == bytes + 5);
    bench.write("new/d.css", "d { top: 0 }\n");
    until("its new text is", || status()["indexed_bytes"] == bytes + 13);
    fs::remove_dir_all(bench.dir().join("new")).unwrap();
    until("it is forgotten", || status()["indexed_bytes"] == bytes);
}

#[test]
fn a_daemon_whose_repository_is_gone_leaves() {
    let bench = site();
    bench.ctl(&["start"]).succeeds();
    let socket = socket(&bench);
    fs::remove_dir_all(bench.dir().join(".git")).unwrap();
    until("it left", || !socket.exists());
}

/// A connection that speaks what it likes.
struct Wire {
    stream: BufReader<UnixStream>,
}

impl Wire {
    fn open(bench: &Bench) -> Self {
        bench.ctl(&["start"]).succeeds();
        let stream = UnixStream::connect(socket(bench)).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    fn say(&mut self, line: impl std::fmt::Display) -> &mut Self {
        writeln!(self.stream.get_mut(), "{line}").unwrap();
        self
    }

    /// The next message that is no notification; null at the end.
    fn hear(&mut self) -> Value {
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).unwrap() == 0 {
                return Value::Null;
            }
            let message: Value = serde_json::from_str(&line).unwrap();
            if message.get("method").is_none() {
                return message;
            }
        }
    }

    fn code(&mut self) -> i64 {
        self.hear()["error"]["code"].as_i64().unwrap()
    }
}

fn request(id: u64, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn hello(protocol: u32) -> Value {
    request(0, "initialize", json!({"protocol": protocol, "client": "test"}))
}

#[test]
fn nonsense_on_the_wire_gets_an_error_and_the_next_request_an_answer() {
    let bench = site();
    let mut wire = Wire::open(&bench);
    assert_eq!(wire.say("{").code(), -32700);
    assert_eq!(wire.say("[]").code(), -32600);
    assert_eq!(wire.say("\u{0}\u{7f}").code(), -32700);
    assert_eq!(wire.say(request(1, "status", json!({}))).code(), -32600, "before initialize");
    assert!(wire.say(hello(1)).hear()["result"]["pid"].is_u64());
    assert_eq!(wire.say(request(2, "nonsense", json!({}))).code(), -32601);
    assert_eq!(wire.say(request(3, "apply", json!({"path": 1}))).code(), -32602);
    let outside = json!({"path": "../x", "sketch": "", "message": null});
    assert_eq!(wire.say(request(4, "apply", outside)).code(), -32602);
    assert_eq!(wire.say(format!("\"{}\"", "x".repeat(17 << 20))).code(), -32001);
    assert!(wire.say(request(5, "status", json!({}))).hear()["result"]["pid"].is_u64());
}

#[test]
fn a_newer_client_makes_an_older_daemon_leave() {
    let bench = site();
    let mut wire = Wire::open(&bench);
    let socket = socket(&bench);
    assert_eq!(wire.say(hello(0)).code(), -32002);
    assert!(socket.exists(), "an older client does not");
    assert_eq!(wire.say(hello(u32::MAX)).code(), -32002);
    until("it left", || !socket.exists());
}

#[test]
fn a_client_that_never_reads_holds_up_nobody() {
    let bench = site();
    let mut deaf = Wire::open(&bench);
    deaf.say(hello(1)).hear();
    for id in 1..200 {
        deaf.say(request(id, "blocks", json!({"path": "site.css"})));
    }
    apply(&bench).succeeds();
    bench.ctl(&["stop"]).succeeds();
}
