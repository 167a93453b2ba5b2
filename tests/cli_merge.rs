//! `codegenctl merge` as a program: streams, files, errors and exit codes.

#![allow(clippy::unwrap_used)]

mod cli;

use cli::Bench;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";
const BODY: &str = "body {\n  color: green;\n}\n\n/* ... unchanged code ... */\n";
const MERGED: &str = "body {\n  color: green;\n}\n\n.a {\n  color: blue;\n}\n";

fn site() -> Bench {
    let bench = Bench::new();
    bench.write("site.css", SITE).write("sketch.css", BODY);
    bench
}

#[test]
fn the_merged_file_goes_to_stdout_and_the_report_to_stderr() {
    let run = site().ctl(&["merge", "site.css", "sketch.css"]);
    assert_eq!(String::from_utf8_lossy(&run.out), MERGED, "{}", run.err);
    assert_eq!(run.code, 0);
    assert!(run.err.starts_with("changed: body"), "{}", run.err);
    assert!(run.err.contains("1-3") || run.err.contains("line 2"), "{}", run.err);
}

#[test]
fn the_sketch_or_the_original_may_come_by_stdin() {
    let bench = site();
    let run = bench.ctl_with(&["merge", "site.css", "-"], BODY.as_bytes());
    assert_eq!((run.code, run.out.as_slice()), (0, MERGED.as_bytes()), "{}", run.err);
    let run = bench.ctl_with(&["merge", "--path", "x.css", "-", "sketch.css"], SITE.as_bytes());
    assert_eq!((run.code, run.out.as_slice()), (0, MERGED.as_bytes()), "{}", run.err);
    let run = bench.ctl_with(&["merge", "--lang", "css", "-", "sketch.css"], SITE.as_bytes());
    assert_eq!((run.code, run.out.as_slice()), (0, MERGED.as_bytes()), "{}", run.err);
}

#[test]
fn bytes_outside_the_change_survive() {
    let bench = Bench::new();
    let original = format!("\u{feff}{}", SITE.replace('\n', "\r\n"));
    bench.write("site.css", original.trim_end()).write("sketch.css", BODY);
    let run = bench.ctl(&["merge", "site.css", "sketch.css"]);
    let expected = original.trim_end().replace("red", "green");
    assert_eq!(String::from_utf8_lossy(&run.out), expected, "{}", run.err);
    let run = bench.ctl(&["merge", "--color", "always", "site.css", "sketch.css"]);
    assert_eq!(String::from_utf8_lossy(&run.out), expected, "{}", run.err);
}

#[test]
fn a_sketch_that_says_nothing_new_gives_the_very_file() {
    let bench = Bench::new();
    let original = "body{color :red;}\r\n.a { color: blue;\t}";
    bench.write("a.css", original).write("sketch.css", "body {\n  color: red;\n}\n/* ... */\n");
    let run = bench.ctl(&["merge", "a.css", "sketch.css"]);
    assert_eq!((run.code, run.out.as_slice()), (0, original.as_bytes()), "{}", run.err);
    let run = bench.ctl(&["merge", "a.css", "sketch.css", "--json"]);
    assert_eq!(run.json()["outcome"]["kind"], "unchanged");
}

#[test]
fn output_replaces_the_file_in_place_and_nothing_else() {
    let bench = site();
    let run = bench.ctl(&["merge", "site.css", "sketch.css", "-o", "site.css"]);
    assert_eq!((run.code, run.out.as_slice()), (0, &b""[..]), "{}", run.err);
    assert_eq!(bench.read("site.css"), MERGED.as_bytes());
    assert_eq!(bench.names(), ["site.css", "sketch.css"]);
}

#[cfg(unix)]
#[test]
fn output_keeps_the_mode_and_follows_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let bench = site();
    let site = bench.dir().join("site.css");
    std::fs::set_permissions(&site, std::fs::Permissions::from_mode(0o755)).unwrap();
    symlink("site.css", bench.dir().join("link.css")).unwrap();
    let run = bench.ctl(&["merge", "link.css", "sketch.css", "-o", "link.css"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(bench.read("site.css"), MERGED.as_bytes());
    assert_eq!(site.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    assert!(bench.dir().join("link.css").is_symlink());
}

#[test]
fn json_is_one_object_with_the_text_unless_it_is_written() {
    let bench = site();
    let answer = bench.ctl(&["merge", "site.css", "sketch.css", "--json"]).json();
    assert_eq!(answer["outcome"]["kind"], "merged");
    assert_eq!(answer["language"], "css");
    assert_eq!(answer["text"], MERGED);
    assert_eq!(answer["report"]["changes"][0]["kind"], "changed");
    let run = bench.ctl(&["merge", "site.css", "sketch.css", "--json", "-o", "out.css"]);
    assert!(run.json().get("text").is_none());
    assert_eq!(run.err, "");
    assert_eq!(bench.read("out.css"), MERGED.as_bytes());
}

#[test]
fn a_refusal_says_why_and_writes_nothing() {
    let bench = Bench::new();
    bench
        .write("a.css", ".a {\n  top: 1px;\n}\n.a {\n  top: 2px;\n}\n")
        .write("sketch.css", "/* ... */\n.a {\n  top: 3px;\n}\n/* ... */\n");
    let args = ["merge", "a.css", "sketch.css", "-o", "out.css"];
    let run = bench.ctl(&args);
    assert_eq!((run.code, run.out.as_slice()), (3, &b""[..]), "{}", run.err);
    assert!(run.err.starts_with("error: "), "{}", run.err);
    assert!(run.err.contains("lines 1-3: .a\n  lines 4-6: .a"), "{}", run.err);
    assert!(run.err.contains("\nhint: "), "{}", run.err);
    assert_eq!(bench.names(), ["a.css", "sketch.css"]);

    let run = bench.ctl(&["merge", "a.css", "sketch.css", "--json"]);
    assert_eq!(run.code, 3);
    let answer = run.json();
    assert_eq!(answer["outcome"]["kind"], "refused");
    assert_eq!(answer["error"]["exit"], 3);
    assert_eq!(answer["error"]["refusal"]["candidates"][1]["start_line"], 4);
    assert!(answer.get("text").is_none());
}

#[test]
fn at_decides_what_the_sketch_does_not() {
    let bench = Bench::new();
    bench
        .write("a.css", ".a {\n  top: 1px;\n}\n.a {\n  top: 2px;\n}\n")
        .write("sketch.css", "/* ... */\n.a {\n  top: 3px;\n}\n/* ... */\n");
    let run = bench.ctl(&["merge", "a.css", "sketch.css", "--at", "4"]);
    assert_eq!(
        String::from_utf8_lossy(&run.out),
        ".a {\n  top: 1px;\n}\n.a {\n  top: 3px;\n}\n",
        "{}",
        run.err
    );
}

#[test]
fn an_implicit_deletion_is_told_and_can_be_refused() {
    let bench = Bench::new();
    bench
        .write("a.css", ".a {\n  top: 1px;\n}\n.b {\n  top: 2px;\n}\n.c {\n  top: 3px;\n}\n.d {\n  top: 4px;\n}\n")
        .write("sketch.css", ".a {\n  top: 1px;\n}\n.c {\n  top: 3px;\n}\n/* ... */\n");
    let run = bench.ctl(&["merge", "a.css", "sketch.css"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("deleted by adjacency: .b"), "{}", run.err);
    let run = bench.ctl(&["merge", "a.css", "sketch.css", "--no-implicit-delete"]);
    assert_eq!((run.code, run.out.as_slice()), (3, &b""[..]), "{}", run.err);
}

#[test]
fn bad_input_is_named() {
    let bench = site();
    bench
        .write("nul.css", b"a\0b")
        .write("latin1.css", b"a {}\n/* \xe9 */\n")
        .write("large.css", vec![b' '; (2 << 20) + 1]);
    std::fs::create_dir(bench.dir().join("folder")).unwrap();
    let merge = |original: &str, sketch: &str| bench.ctl(&["merge", original, sketch]);
    merge("none.css", "sketch.css")
        .fails(1, "error: cannot read none.css: No such file or directory (os error 2)");
    merge("folder", "sketch.css").fails(1, "error: folder is not a file");
    merge("site.css", "large.css").fails(1, "error: large.css is larger than 2 MiB");
    merge("nul.css", "sketch.css").fails(1, "error: nul.css is binary\nhint: only text is edited");
    merge("latin1.css", "sketch.css").fails(
        1,
        "error: latin1.css is not UTF-8: line 2\nhint: convert it first: only UTF-8 text is edited",
    );
    merge("-", "-").fails(2, "error: standard input cannot be both the original and the sketch");
    merge("\u{1b}[31m.css", "sketch.css")
        .fails(1, "error: cannot read ^[[31m.css: No such file or directory (os error 2)");
    bench
        .ctl(&["-C", "none", "languages"])
        .fails(1, "error: cannot enter none: No such file or directory (os error 2)");
}

#[test]
fn a_sketch_without_code_is_refused() {
    let bench = site();
    for sketch in ["", "\n\n", "Sure! I changed the colour of the body for you.\n"] {
        let run = bench.ctl_with(&["merge", "site.css", "-"], sketch.as_bytes());
        assert_eq!((run.code, run.out.as_slice()), (3, &b""[..]), "{sketch:?}: {}", run.err);
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let run = site().ctl(&["merge", "site.css", "sketch.css", "-o", "none/out.css"]);
    assert_eq!((run.code, run.out.as_slice()), (1, &b""[..]), "{}", run.err);
    assert!(run.err.starts_with("error: cannot write none/out.css: "), "{}", run.err);
}
