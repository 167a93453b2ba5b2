//! The layers of the library: what may import what.
//!
//! Reads the source text, so that a layer that reaches up fails a test and not only a review. Tests
//! inside the sources may import what they like.

#![allow(clippy::unwrap_used)]

mod layering {
    pub mod paths;
}

use std::fs;
use std::path::{Path, PathBuf};

use layering::paths::paths;

/// From the bottom up. A layer imports layers before it in this list, never one after it.
const LAYERS: [&str; 18] = [
    "lang", "index", "sketch", "merge", "protocol", "fs", "store", "watch", "git", "model",
    "config", "edit", "daemon", "server", "client", "mcp", "cli", "bin",
];

/// These layers are functions from values to values.
const PURE: [&str; 4] = ["lang", "index", "sketch", "merge"];

/// What a function from values to values has no use for.
const IMPURE: [&str; 18] = [
    "tokio",
    "tokio_util",
    "git2",
    "reqwest",
    "notify",
    "interprocess",
    "hyper",
    "hyper_util",
    "cap_std",
    "tempfile",
    "ignore",
    "rustix",
    "rand",
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::time",
];

/// What is wrong with the imports of one file, given its path below `src/` and its text.
fn violations(file: &Path, source: &str) -> Vec<String> {
    let module = module_path(file);
    let Some(layer) = module.first() else { return Vec::new() };
    let Some(rank) = rank(layer) else { return vec![format!("{layer} is no layer")] };
    let mut found = Vec::new();
    for path in paths(source) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if let Some(target) = layer_of(&path, module.len()) {
            match self::rank(target) {
                None => found.push(format!("{target} is no layer")),
                Some(other) if other > rank => found.push(format!("{layer} imports {target}")),
                Some(_) => {}
            }
        }
        let impure = |banned: &&str| {
            let banned: Vec<&str> = banned.split("::").collect();
            path.starts_with(&banned)
        };
        if PURE.contains(&layer.as_str())
            && let Some(banned) = IMPURE.iter().find(|banned| impure(banned))
        {
            found.push(format!("{layer} is pure and uses {banned}"));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|known| *known == layer)
}

/// The layer that a path goes to from a module `depth` levels below the root, if to any.
fn layer_of<'a>(path: &[&'a str], depth: usize) -> Option<&'a str> {
    match path.first()? {
        &"crate" | &"codegend" => path.get(1).copied(),
        &"super" => {
            let up = path.iter().take_while(|part| **part == "super").count();
            (up >= depth).then(|| path.get(up).copied()).flatten()
        }
        _ => None,
    }
}

/// `git/read.rs` is `[git, read]`, `git/mod.rs` is `[git]`, `lib.rs` is `[]`.
fn module_path(file: &Path) -> Vec<String> {
    let mut path: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if path.last().is_some_and(|last| last == "mod" || last == "lib") {
        path.pop();
    }
    path
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// A module of tests in a file or folder of its own.
fn is_test(file: &Path) -> bool {
    file.with_extension("").iter().any(|part| part == "tests")
}

#[test]
fn imports_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut seen = 0;
    for path in sources(&src) {
        let file = path.strip_prefix(&src).unwrap();
        if is_test(file) {
            continue;
        }
        seen += 1;
        for what in violations(file, &fs::read_to_string(&path).unwrap()) {
            found.push(format!("src/{}: {what}", file.display()));
        }
    }
    assert!(seen > LAYERS.len(), "only {seen} files found");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[track_caller]
fn check(file: &str, source: &str, expected: &[&str]) {
    assert_eq!(violations(Path::new(file), source), expected);
}

#[test]
fn the_checker_finds_upward_imports() {
    check("merge/align.rs", "use crate::protocol::RelPath;", &["merge imports protocol"]);
    check("fs/mod.rs", "use crate::{git::Repository, merge};", &["fs imports git"]);
    check("git/read.rs", "fn f() { crate::edit::run(); }", &["git imports edit"]);
    check("git/mod.rs", "use super::daemon::Daemon;", &["git imports daemon"]);
    check("git/read.rs", "use super::super::cli;", &["git imports cli"]);
    check("client.rs", "pub use codegend::cli::main;", &["client imports cli"]);
    check("index/mod.rs", "use crate::merge;", &["index imports merge"]);
    check("edit/mod.rs", "use crate::helpers::x;", &["helpers is no layer"]);
    check("helpers.rs", "", &["helpers is no layer"]);
}

#[test]
fn the_checker_finds_impure_code() {
    check("lang/mod.rs", "use std::{fmt, fs::File};", &["lang is pure and uses std::fs"]);
    check("index/mod.rs", "let x = ::tokio::spawn(f);", &["index is pure and uses tokio"]);
    check("merge/plan.rs", "use git2 as git;", &["merge is pure and uses git2"]);
    check("sketch/mod.rs", "fn f(x: std::net::IpAddr) {}", &["sketch is pure and uses std::net"]);
}

#[test]
fn the_checker_leaves_the_rest_alone() {
    check("merge/mod.rs", "use crate::{index::Index, lang}; use super::sketch;", &[]);
    check("merge/plan.rs", "use super::report::Report; use self::cli::x;", &[]);
    check(
        "merge/plan.rs",
        "// crate::git\n/* tokio::x /* crate::cli */ */ let s = \"crate::git\";",
        &[],
    );
    check("merge/plan.rs", "let s = r#\"crate::git \" \"#; let c = '\"'; fn f<'a>() {}", &[]);
    check("merge/plan.rs", "fn notify() {} let x = y.tokio; pub(crate) fn ignore() {}", &[]);
    check("merge/plan.rs", "#[cfg(test)]\nmod tests { use crate::git; mod x {} }\nfn f() {}", &[]);
    check("edit/mod.rs", "use tokio::fs; use std::process::Command; use crate::model;", &[]);
    check("lib.rs", "pub mod cli;", &[]);
}

#[test]
fn the_checker_sees_code_after_a_test_module() {
    let source = "#[cfg(test)] mod tests { fn a() {} } use crate::git::x;";
    check("merge/plan.rs", source, &["merge imports git"]);
    check("merge/plan.rs", "#[cfg(test)] mod tests; use crate::git;", &["merge imports git"]);
}
