//! What every command has in common: help, usage errors, colour, pipes.

#![allow(clippy::unwrap_used)]

mod cli;

use std::process::Stdio;

use cli::Bench;

const COMMANDS: [&str; 15] = [
    "edit",
    "apply",
    "undo",
    "log",
    "show",
    "blocks",
    "merge",
    "languages",
    "models",
    "config",
    "status",
    "start",
    "stop",
    "logs",
    "demo",
];

#[test]
fn no_arguments_print_help() {
    let run = Bench::new().ctl(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("Usage: codegenctl"), "{}", run.err);
    for command in COMMANDS {
        assert!(run.err.contains(&format!("\n  {command} ")), "{command}: {}", run.err);
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let bench = Bench::new();
    for command in COMMANDS {
        let run = bench.ctl(&[command, "--help"]);
        let help = String::from_utf8(run.out).unwrap();
        assert_eq!(run.code, 0);
        assert!(help.contains(&format!("  codegenctl {command}")), "{help}");
        assert!(help.contains("Example"), "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    let bench = Bench::new();
    for args in [&["frobnicate"][..], &["merge"], &["merge", "--lang", "klingon", "a", "b"]] {
        let run = bench.ctl(args);
        assert_eq!((run.code, run.out.as_slice()), (2, &b""[..]), "{args:?}");
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
}

#[test]
fn a_pipe_gets_no_colour_unless_asked() {
    let bench = Bench::new();
    let out = |args: &[&str]| bench.ctl(args).out;
    assert!(!out(&["languages"]).contains(&0x1b));
    assert!(!out(&["languages", "--color", "never"]).contains(&0x1b));
    assert!(out(&["languages", "--color", "always"]).contains(&0x1b));
}

#[test]
fn languages_lists_css() {
    let bench = Bench::new();
    let text = String::from_utf8(bench.ctl(&["languages"]).out).unwrap();
    let css = text.lines().find(|line| line.starts_with("css ")).unwrap();
    assert!(css.contains(" .css ") && css.contains("/* "), "{css}");
    let answer = bench.ctl(&["languages", "--json"]).json();
    let names: Vec<_> = answer["languages"].as_array().unwrap().iter().collect();
    assert!(names.iter().any(|language| language["name"] == "javascript"), "{answer}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_silent() {
    let bench = Bench::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = bench
        .command(env!("CARGO_BIN_EXE_codegenctl"))
        .args(["languages", "--json"])
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
