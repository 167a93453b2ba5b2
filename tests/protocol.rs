//! `proto/` is true: the schema is the one that the types make, and the daemon answers as the
//! transcripts say.
//!
//! A transcript is a text: lines after `> ` are sent, lines after `< ` are what must come back, in
//! order, notifications left out. In an expected message `"*"` stands for anything, and keys that
//! are not named may have any value. `UPDATE_PROTO=1 cargo test --test protocol` writes the schema.

#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod cli;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use cli::Bench;
use serde_json::Value;

const SITE: &str = "body {\n  color: red;\n}\n\n.a {\n  color: blue;\n}\n";

fn proto() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("proto")
}

#[test]
fn the_schema_is_what_the_types_make() {
    let path = proto().join("schema.json");
    let made = format!("{:#}\n", codegend::protocol::schema());
    if std::env::var_os("UPDATE_PROTO").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(written == made, "proto/schema.json is out of date: UPDATE_PROTO=1 writes it");
}

#[test]
fn every_method_and_error_is_explained() {
    let prose = fs::read_to_string(proto().join("PROTOCOL.md")).unwrap();
    for (name, _, _) in codegend::protocol::METHODS {
        assert!(prose.contains(&format!("`{name}`")), "{name}");
    }
    for (code, name) in codegend::protocol::ErrorCode::ALL {
        assert!(prose.contains(&format!("| {} | {name} |", code as i32)), "{name}");
    }
}

/// Does a message say what was expected?
fn fits(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::String(any), _) if any == "*" => true,
        (Value::Object(expected), Value::Object(found)) => expected
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| fits(value, found))),
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(e, f)| fits(e, f))
        }
        _ => expected == found,
    }
}

/// Plays a transcript on a daemon of its own; says where it goes otherwise.
fn play(text: &str) -> Result<(), String> {
    let bench = Bench::repository(&[("site.css", SITE)]);
    bench.ctl(&["start"]).succeeds();
    let info = fs::read(bench.dir().join(".git/codegen/daemon.json")).unwrap();
    let info: Value = serde_json::from_slice(&info).unwrap();
    let stream = UnixStream::connect(info["socket"].as_str().unwrap()).unwrap();
    let mut stream = BufReader::new(stream);
    for (number, line) in text.lines().enumerate() {
        if let Some(sent) = line.strip_prefix("> ") {
            writeln!(stream.get_mut(), "{sent}").unwrap();
        } else if let Some(expected) = line.strip_prefix("< ") {
            let expected: Value =
                serde_json::from_str(expected).map_err(|e| format!("line {}: {e}", number + 1))?;
            let found: Value = loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                let message: Value = serde_json::from_str(&line).unwrap_or_default();
                if message.get("method").is_none() {
                    break message;
                }
            };
            if !fits(&expected, &found) {
                return Err(format!("line {}: expected {expected}\nfound {found}", number + 1));
            }
        }
    }
    Ok(())
}

#[test]
fn the_daemon_answers_as_the_transcripts_say() {
    let mut played = 0;
    for entry in fs::read_dir(proto().join("transcripts")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        play(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        played += 1;
    }
    assert!(played >= 4, "only {played} transcripts");
}
