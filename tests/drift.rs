//! The file changes while the model writes: the real programs, a server that waits, real writes.

#![allow(clippy::unwrap_used, missing_docs)]

mod cli;

use cli::{Bench, Run};
use codegend::model::replay::{Answer, Gate, Script, Server};
use tokio::runtime::Runtime;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n\n.b {\n  top: 0;\n}\n";
const GREEN: &str = "body {\n  color: green;\n}\n\n/* ... unchanged code ... */\n";

/// Runs an edit of `site.css`, does `meanwhile` while the model writes, and gives the end of it.
fn edit_while(bench: &mut Bench, meanwhile: impl FnOnce(&Bench)) -> Run {
    let runtime = Runtime::new().unwrap();
    let gate = Gate::default();
    let answer = Answer::stream(&format!("```css\n{GREEN}```\n"), None).held(&gate);
    let server = runtime.block_on(Server::start(Script::new("m").then(answer))).unwrap();
    bench.env("CODEGEN_BASE_URL", &server.base_url());
    let child = bench.ctl_command(&["edit", "site.css", "make the body green"]).spawn().unwrap();
    while !server.requests().iter().any(|request| request.line.starts_with("POST")) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    meanwhile(bench);
    gate.open();
    Run::of(child.wait_with_output().unwrap())
}

fn site() -> Bench {
    Bench::repository(&[("site.css", SITE)])
}

#[test]
fn another_block_keeps_its_change_which_stays_the_users() {
    let mut bench = site();
    let theirs = SITE.replace("top: 0", "top: 9px").replace(".a {", "/* new */\n.a {");
    edit_while(&mut bench, |bench| {
        bench.write("site.css", &theirs);
    })
    .succeeds();
    let expected = theirs.replace("red", "green");
    assert_eq!(bench.read("site.css"), expected.as_bytes());
    assert_eq!(bench.git(&["show", "HEAD:site.css"]), SITE.replace("red", "green"));
    assert_eq!(bench.git(&["status", "--porcelain"]), " M site.css\n");
    assert!(!bench.git(&["diff"]).contains("green;\n+"), "only the user's lines are left");
}

#[test]
fn the_same_block_is_a_conflict_that_names_it() {
    let mut bench = site();
    let theirs = SITE.replace("color: red", "color: teal");
    let run = edit_while(&mut bench, |bench| {
        bench.write("site.css", &theirs);
    });
    run.refuses(4, "body (lines 1-3)");
    assert!(run.err.contains("color: green"), "what was paid for is shown: {run:?}");
    assert_eq!(bench.read("site.css"), theirs.as_bytes());
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "1\n");
}

#[test]
fn a_removed_and_a_renamed_file_stay_so() {
    let mut bench = site();
    let run = edit_while(&mut bench, |bench| {
        std::fs::remove_file(bench.dir().join("site.css")).unwrap();
    });
    run.refuses(4, "site.css was removed or renamed meanwhile");
    assert!(!bench.dir().join("site.css").exists());

    let mut bench = site();
    let run = edit_while(&mut bench, |bench| {
        let at = |name| bench.dir().join(name);
        std::fs::rename(at("site.css"), at("new.css")).unwrap();
    });
    run.refuses(4, "site.css was removed or renamed meanwhile");
    assert_eq!(bench.names(), [".git", "new.css"]);
    assert_eq!(bench.read("new.css"), SITE.as_bytes());
}

#[test]
fn after_a_switch_the_edit_lands_on_the_new_branch_where_the_block_is_the_same() {
    let mut bench = site();
    bench.git(&["switch", "-q", "-c", "other"]);
    let other = SITE.replace("top: 0", "top: 5px");
    bench.write("site.css", &other);
    bench.git(&["commit", "-q", "-a", "-m", "other"]);
    bench.git(&["switch", "-q", "main"]);
    edit_while(&mut bench, |bench| {
        bench.git(&["switch", "-q", "other"]);
    })
    .succeeds();
    assert_eq!(bench.git(&["show", "other:site.css"]), other.replace("red", "green"));
    assert_eq!(bench.git(&["show", "main:site.css"]), SITE);
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
}

#[test]
fn an_edit_made_meanwhile_by_another_client_is_kept() {
    let mut bench = site();
    edit_while(&mut bench, |bench| {
        let sketch = b"/* ... */\n.b {\n  top: 7px;\n}\n";
        bench.ctl_with(&["apply", "site.css", "-"], sketch).succeeds();
    })
    .succeeds();
    let both = SITE.replace("red", "green").replace("top: 0", "top: 7px");
    assert_eq!(bench.git(&["show", "HEAD:site.css"]), both);
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]), "3\n");
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
}
