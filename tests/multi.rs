//! Edits of several files by the real programs: one question, one commit, all files or none.

#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod cli;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use cli::{Bench, Run};
use codegend::model::replay::{Answer, Gate, Script, Server};
use serde_json::Value;
use tokio::runtime::Runtime;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  top: 1px;\n}\n\n.a {\n  top: 2px;\n}\n";
const APP: &str = "function f() {\n  return 'a';\n}\n\nfunction g() {\n  return 2;\n}\n";

const BODY: &str = "```css\nbody {\n  color: green;\n}\n\n/* ... unchanged code ... */\n```\n";
const F: &str = "```js\nfunction f() {\n  return 'b';\n}\n\n// ... unchanged code ...\n```\n";
/// Which `.a`, it does not say.
const AMBIGUOUS: &str = "```css\n/* ... unchanged code ... */\n.a {\n  top: 9px;\n}\n/* ... unchanged code ... */\n```\n";

struct World {
    bench: Bench,
    server: Server,
    _runtime: Runtime,
}

impl World {
    fn new(answers: &[&str]) -> Self {
        Self::with(answers.iter().map(|answer| Answer::stream(answer, None)))
    }

    fn with(answers: impl Iterator<Item = Answer>) -> Self {
        let runtime = Runtime::new().unwrap();
        let script = answers.fold(Script::new("m"), Script::then);
        let server = runtime.block_on(Server::start(script)).unwrap();
        let mut bench = Bench::repository(&[("site.css", SITE), ("app.js", APP)]);
        bench.env("CODEGEN_BASE_URL", &server.base_url());
        Self { bench, server, _runtime: runtime }
    }

    fn edit(&self, more: &[&str]) -> Run {
        let args = ["edit", "site.css", "app.js", "turn a into b"];
        self.bench.ctl(&args.iter().chain(more).copied().collect::<Vec<_>>())
    }

    /// The messages of each question.
    fn questions(&self) -> Vec<Vec<String>> {
        let said = |message: &Value| message["content"].as_str().unwrap().to_owned();
        let requests = self.server.requests();
        let asked = requests.iter().filter(|request| request.line.starts_with("POST"));
        asked.map(|r| r.body["messages"].as_array().unwrap().iter().map(said).collect()).collect()
    }

    #[track_caller]
    fn holds(&self, site: &str, app: &str) {
        assert_eq!(String::from_utf8(self.bench.read("site.css")).unwrap(), site);
        assert_eq!(String::from_utf8(self.bench.read("app.js")).unwrap(), app);
    }

    fn commits(&self) -> usize {
        self.bench.git(&["rev-list", "--count", "HEAD"]).trim().parse().unwrap()
    }
}

fn named() -> String {
    format!("site.css\n{BODY}\napp.js\n{F}")
}

fn green() -> String {
    SITE.replace("red", "green")
}

fn b() -> String {
    APP.replace("'a'", "'b'")
}

#[test]
fn one_question_one_commit_both_files() {
    let world = World::new(&[&named()]);
    let run = world.edit(&[]).succeeds();
    world.holds(&green(), &b());
    assert_eq!(world.bench.git(&["show", "--format=", "--name-only"]), "app.js\nsite.css\n");
    let stat = world.bench.git(&["show", "--format=%s", "--stat"]);
    assert!(stat.contains("site.css | 2 +-") && stat.contains("app.js   | 2 +-"), "{stat}");
    assert!(stat.starts_with("Turn a into b\n"), "{stat}");
    assert_eq!(world.commits(), 2);
    assert_eq!(world.bench.git(&["status", "--porcelain"]), "");
    assert!(run.text().contains("+++ b/site.css") && run.text().contains("+++ b/app.js"));
    let questions = world.questions();
    assert_eq!(questions.len(), 1);
    let [system, user] = &questions[0][..] else { panic!("{questions:?}") };
    assert!(
        system.contains("// ... unchanged code ...") && system.contains("/* ... unchanged code")
    );
    let shown = format!("site.css:\n\n```css\n{SITE}```\n\napp.js:\n\n```javascript\n{APP}```\n");
    assert!(user.contains(&shown) && user.ends_with("Instruction: turn a into b\n"), "{user}");
}

#[test]
fn json_has_a_report_for_each_file() {
    let world = World::new(&[&named()]);
    let answer = world.edit(&["--json"]).succeeds().json();
    let files: Vec<&str> =
        answer["files"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    assert_eq!(files, ["site.css", "app.js"]);
    assert_eq!(answer["path"], "site.css");
    assert_eq!(answer["files"][1]["report"]["changes"][0]["kind"], "changed");
    assert_eq!(answer["report"], answer["files"][0]["report"]);
    assert_eq!(answer["asking"]["strategy"], "local", "the server is on this machine");
    assert_eq!(answer["sketch"].as_str().unwrap().trim_end(), named().trim_end());
}

#[test]
fn a_file_that_does_not_change_is_no_part_of_it() {
    for reply in [format!("app.js\n{F}"), format!("site.css\n```css\n{SITE}```\napp.js\n{F}")] {
        let world = World::new(&[&reply]);
        let answer = world.edit(&["--json"]).succeeds().json();
        assert_eq!(answer["path"], "app.js");
        assert_eq!(answer["files"].as_array().unwrap().len(), 1);
        world.holds(SITE, &b());
        assert_eq!(world.bench.git(&["show", "--format=", "--name-only"]), "app.js\n");
    }
}

#[test]
fn one_refused_refuses_all_and_is_named() {
    let world = World::new(&[&format!("app.js\n{F}site.css\n{AMBIGUOUS}")]);
    let before = world.bench.state();
    let run = world.edit(&["--rounds", "1"]);
    run.refuses(3, "in site.css: ");
    assert!(run.err.contains("return 'b'"), "all of the reply is shown: {run:?}");
    assert_eq!(world.bench.state(), before);
}

#[test]
fn a_refused_file_is_named_in_the_next_question() {
    let bad = format!("app.js\n{F}site.css\n{AMBIGUOUS}");
    let world = World::new(&[&bad, &named()]);
    let answer = world.edit(&["--json"]).succeeds().json();
    assert_eq!(answer["asking"]["rounds"][1]["question"], "again");
    world.holds(&green(), &b());
    let questions = world.questions();
    assert_eq!(questions[1][..2], questions[0][..], "the prefix is the same");
    let said = &questions[1][3];
    assert!(said.contains("in site.css: ") && said.contains("lines 5 to 7: .a"), "{said}");
    assert!(said.contains("all files that change"), "{said}");
}

#[test]
fn further_questions_never_ask_for_a_whole_file() {
    let world = World::new(&[&format!("site.css\n{AMBIGUOUS}")]);
    world.edit(&["--rounds", "5"]).refuses(3, "in site.css: ");
    assert_eq!(world.questions().len(), 3, "again, and then each block in full");
    assert!(world.questions()[2][5].contains("each changed block in full"));
}

#[test]
fn a_reply_about_another_file_is_refused_and_nothing_is_made() {
    for (name, told) in [
        ("other.css", "the reply changes other.css, which is none of the files to edit"),
        ("../outside.css", "the reply changes ../outside.css, "),
        (".git/hooks/pre-commit", "the reply changes .git/hooks/pre-commit, "),
    ] {
        let world = World::new(&[&format!("{}\n**{name}**\n{BODY}", named())]);
        let before = world.bench.state();
        world.edit(&[]).refuses(3, told);
        assert_eq!(world.bench.state(), before);
        assert!(!world.bench.dir().join(name).exists());
        assert_eq!(world.questions().len(), 3);
        assert!(world.questions()[1][3].contains(told));
    }
}

#[test]
fn a_fence_that_several_files_could_be_meant_by_is_refused() {
    let world = World::new(&[BODY]);
    world.bench.write("more.css", SITE);
    let run = world.bench.ctl(&["edit", "site.css", "more.css", "x", "--rounds", "1"]);
    run.refuses(3, "does not say which file it is for");
    assert!(
        run.err.contains("hint: name each block's file before it: site.css, more.css"),
        "{run:?}"
    );
}

#[test]
fn undo_log_and_show_speak_of_both() {
    let world = World::new(&[&named()]);
    world.edit(&[]).succeeds();
    let log = world.bench.ctl(&["log"]).succeeds();
    assert!(log.text().contains("  app.js and site.css  "), "{log:?}");
    let id = log.text().split_whitespace().next().unwrap().to_owned();
    let show = world.bench.ctl(&["show", &id]).succeeds();
    for part in ["File:   app.js\n", "File:   site.css\n", "+  color: green;", "+  return 'b';"] {
        assert!(show.text().contains(part), "{part}: {show:?}");
    }
    let undo = world.bench.ctl(&["undo"]).succeeds();
    assert!(undo.text().contains("+  color: red;") && undo.text().contains("+  return 'a';"));
    world.holds(SITE, APP);
    assert_eq!(world.commits(), 3);
    assert_eq!(world.bench.git(&["show", "--format=", "--name-only"]), "app.js\nsite.css\n");
    assert_eq!(world.bench.git(&["status", "--porcelain"]), "");
}

#[test]
fn an_undo_that_fails_for_one_file_changes_none() {
    let world = World::new(&[&named()]);
    world.edit(&[]).succeeds();
    let id =
        world.bench.ctl(&["log", "--json"]).json()["edits"][0]["id"].as_str().unwrap().to_owned();
    world.bench.write("app.js", APP.replace("'a'", "'c'"));
    world.bench.git(&["commit", "-qam", "mine"]);
    let before = world.bench.state();
    world.bench.ctl(&["undo", &id]).refuses(4, "app.js has changed where edit ");
    assert_eq!(world.bench.state(), before);
}

fn hook(bench: &Bench, script: &str) {
    let path = bench.dir().join(".git/hooks/pre-commit");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The hook runs between the writing of the files and the commit.
#[test]
fn an_edit_that_a_kill_interrupted_is_completed_by_the_next_start() {
    let world = World::new(&[&named()]);
    hook(
        &world.bench,
        "#!/bin/sh\nrm -f .git/hooks/pre-commit\nkill -KILL $PPID\nsleep 1\nexit 1\n",
    );
    world.edit(&[]).refuses(6, "codegend went away during the request");
    world.holds(&green(), &b());
    assert_eq!(world.commits(), 1);
    world.bench.ctl(&["start"]).succeeds();
    assert_eq!(world.commits(), 2);
    assert_eq!(world.bench.git(&["show", "--format=", "--name-only"]), "app.js\nsite.css\n");
    assert_eq!(world.bench.git(&["status", "--porcelain"]), "");
    world.bench.ctl(&["undo"]).succeeds();
    world.holds(SITE, APP);
}

#[test]
fn a_hook_that_fails_leaves_both_written_and_none_committed() {
    let world = World::new(&[&named()]);
    hook(&world.bench, "#!/bin/sh\nexit 1\n");
    let run = world.edit(&[]);
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.err.contains("wrote site.css and app.js, but made no commit: "), "{run:?}");
    world.holds(&green(), &b());
    assert_eq!(world.commits(), 1);
}

#[test]
fn an_untracked_file_among_them_leaves_both_written_and_none_committed() {
    let world = World::new(&[&named()]);
    world.bench.git(&["rm", "-q", "--cached", "app.js"]);
    world.bench.git(&["commit", "-qm", "untrack"]);
    let run = world.edit(&[]);
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.err.contains("app.js is not tracked by git"), "{run:?}");
    world.holds(&green(), &b());
    assert_eq!(world.commits(), 2);
}

#[test]
fn a_dry_run_writes_nothing_and_no_commit_writes_both() {
    let world = World::new(&[&named()]);
    let before = world.bench.state();
    let run = world.edit(&["--dry-run"]).succeeds();
    assert_eq!(world.bench.state(), before);
    world.bench.write("change.diff", &run.out);
    world.bench.git(&["apply", "--check", "change.diff"]);
    world.edit(&["--no-commit"]).succeeds();
    world.holds(&green(), &b());
    assert_eq!(world.commits(), 1);
}

/// Runs an edit, does `meanwhile` while the model writes, and gives the end of it.
fn edit_while(meanwhile: impl FnOnce(&Bench)) -> (World, Run) {
    let gate = Gate::default();
    let world = World::with(std::iter::once(Answer::stream(&named(), None).held(&gate)));
    let args = ["edit", "site.css", "app.js", "turn a into b"];
    let child = world.bench.ctl_command(&args).spawn().unwrap();
    while !world.server.requests().iter().any(|request| request.line.starts_with("POST")) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    meanwhile(&world.bench);
    gate.open();
    let run = Run::of(child.wait_with_output().unwrap());
    (world, run)
}

#[test]
fn drift_in_one_of_them_is_a_conflict_and_nothing_is_written() {
    let theirs = APP.replace("'a'", "'z'");
    let (world, run) = edit_while(|bench| {
        bench.write("app.js", &theirs);
    });
    run.refuses(4, "app.js was changed meanwhile where the edit changes it too: f ");
    world.holds(SITE, &theirs);
    assert_eq!(world.commits(), 1);
}

#[test]
fn drift_elsewhere_is_kept_and_stays_the_users() {
    let theirs = APP.replace("return 2", "return 3");
    let (world, run) = edit_while(|bench| {
        bench.write("app.js", &theirs);
    });
    run.succeeds();
    world.holds(&green(), &theirs.replace("'a'", "'b'"));
    assert_eq!(world.bench.git(&["show", "HEAD:app.js"]), b());
    assert_eq!(world.bench.git(&["status", "--porcelain"]), " M app.js\n");
}

#[test]
fn one_that_is_removed_meanwhile_keeps_the_other_from_being_written() {
    let (world, run) = edit_while(|bench| fs::remove_file(bench.dir().join("app.js")).unwrap());
    run.refuses(4, "app.js was removed or renamed meanwhile");
    assert_eq!(world.bench.read("site.css"), SITE.as_bytes());
    assert!(!world.bench.dir().join("app.js").exists());
}

#[test]
fn each_file_is_looked_at_before_anything_is_sent() {
    let world = World::new(&[&named()]);
    world
        .bench
        .write(".env", "KEY=1\n")
        .write(".gitignore", "built.css\n")
        .write("built.css", SITE);
    for (file, told) in [
        (".env", ".env looks like it holds secrets"),
        ("built.css", "built.css is ignored by git"),
        ("../x.css", "../x.css"),
    ] {
        world.bench.ctl(&["edit", "site.css", file, "x"]).refuses(1, told);
    }
    assert_eq!(world.questions().len(), 0);
}

#[test]
fn a_forgotten_instruction_is_told_from_a_file() {
    let world = World::new(&[&named()]);
    world.bench.ctl(&["edit", "site.css"]).refuses(2, "what to do is not said");
    let both = ["edit", "site.css", "app.js"];
    world.bench.ctl(&both).refuses(2, "app.js is a file, and what to do is not said");
    world.bench.ctl(&["edit", "site.css", " "]).refuses(2, "the instruction is empty");
    let words = world.bench.ctl(&["edit", "site.css", "make", "it", "blue"]);
    words.refuses(1, "make does not exist");
    assert!(words.err.contains("hint: the instruction is one argument"), "{words:?}");
    assert_eq!(world.questions().len(), 0);
}

#[test]
fn options_may_stand_anywhere_and_a_file_twice_is_once() {
    let world = World::new(&[&named()]);
    let args = ["edit", "site.css", "--json", "app.js", "--lines", "1:3", "./site.css", "x"];
    world.bench.ctl(&args).succeeds();
    let user = &world.questions()[0][1];
    assert_eq!(user.matches("site.css:\n").count(), 1, "{user}");
    assert!(user.contains("these lines of site.css (1 to 3)"), "{user}");
}

#[test]
fn of_a_long_file_an_outline_is_sent_and_a_block_may_be_asked_for() {
    let mut long = String::new();
    for n in 0..1_999 {
        long.push_str(&format!(".rule-{n} {{\n  color: red;\n  margin: {n}px;\n}}\n\n"));
    }
    let sketch = "site.css\n```css\n/* ... unchanged code ... */\n\n.rule-1200 {\n  color: blue;\n  \
                  margin: 1200px;\n}\n\n/* ... unchanged code ... */\n```\n";
    let world = World::new(&["SHOW: .rule-1200", &format!("{sketch}app.js\n{F}")]);
    world.bench.write("site.css", &long);
    world.bench.git(&["commit", "-qam", "long"]);
    let answer = world.edit(&["--json"]).succeeds().json();
    assert_eq!(answer["asking"]["outlined"], true);
    let questions = world.questions();
    assert!(questions[0][1].contains(APP) && !questions[0][1].contains("margin: 1200px"));
    assert!(questions[1][3].contains(".rule-1200 in site.css:"), "{}", questions[1][3]);
    assert!(questions[1][3].contains("margin: 1200px"));
    world.holds(&long.replace(".rule-1200 {\n  color: red", ".rule-1200 {\n  color: blue"), &b());
}
