//! Merges sketches of real changes: pinned pairs of versions of well-known packages.
//!
//! `cargo bench --bench corpus` downloads what it has not got yet by the registries' own clients
//! (npm, pip, cargo) into `target/corpus`, writes a sketch of every changed file in every style,
//! merges it and compares bytes. It measures the sketch that the style asks for first, before the
//! generator's own check: so the figures are the merge's, not the generator's.
//!
//! Arguments behind `--`: words that a package's or file's path must hold, `--without WORD` for one
//! that it must not hold, and `--show N` for the first N failures in full.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

mod fetch;
mod packages;
mod table;
mod texts;

use std::path::Path;
use std::time::Instant;

use codegend::index::Index;
use codegend::lang;
use codegend::merge::inverse::{Style, first_choice, same_layout};
use codegend::merge::{Options, merge, splice};
use codegend::model::count_tokens;

use table::{Row, Table};
use texts::{Changed, Skipped, search_replace, unified};

/// How a merge came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Byte for byte.
    Exact,
    /// But for blank lines and white space at line ends.
    Loose,
    /// No result.
    Refused,
    /// Another result.
    Wrong,
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let (mut words, mut without, mut show) = (Vec::new(), Vec::new(), 0);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--show" => show = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(10),
            "--without" => without.extend(arguments.next()),
            _ => words.push(argument),
        }
    }
    let cache = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"),
        |target| Path::new(&target).join("corpus"),
    );
    let mut skipped = Skipped::default();
    let mut table = Table::default();
    let (mut packages, mut unreachable) = (0, 0);
    for pair in packages::PAIRS {
        let (before, after) = match fetch::fetch(&cache, pair) {
            Ok(folders) => folders,
            Err(error) => {
                eprintln!("left out: {error}");
                unreachable += 1;
                continue;
            }
        };
        packages += 1;
        for file in texts::changed(&before, &after, &mut skipped) {
            let label = format!("{}@{} {}", pair.name, pair.after, file.path);
            if words.iter().all(|word| label.contains(word))
                && !without.iter().any(|word| label.contains(word))
            {
                measure(&label, file, &mut table, &mut show);
            }
        }
    }
    println!("{packages} pairs of versions, {unreachable} left out; skipped {skipped:?}\n");
    println!("{table}");
}

fn measure(label: &str, file: Changed, table: &mut Table, show: &mut usize) {
    let language = lang::by_path(&file.path);
    let before = Index::new(language, file.before.as_str());
    let raw = Index::new(language, file.after.as_str());
    // A sketch does not speak of white space between lines that stay.
    let target = same_layout(&before, &raw);
    let layout = target != file.after;
    if target == file.before {
        table.layout_only += 1;
        return;
    }
    let after = Index::new(language, target.as_str());
    let file = Changed { after: target, ..file };
    let (full, diff, blocks) = (
        count_tokens(&file.after),
        count_tokens(&unified(&file)),
        count_tokens(&search_replace(&file)),
    );
    for style in Style::ALL {
        let text = first_choice(&before, &after, style);
        let start = Instant::now();
        let merged = merge(&before, &text, &Options::default());
        let micros = start.elapsed().as_secs_f64() * 1e6;
        let result = merged.as_ref().ok().map(|m| splice(before.text(), &m.splices));
        let verdict = judge(result.as_deref(), &file.after);
        if verdict != Verdict::Exact && *show > 0 {
            *show -= 1;
            println!("=== {verdict:?} {style:?} {label}");
            if let Err(refusal) = &merged {
                println!("{refusal:?}");
            }
            if let Some(result) = &result {
                println!("--- from expected to got");
                let diff = similar::TextDiff::from_lines(&file.after, result);
                println!("{}", diff.unified_diff());
            }
            let lines: Vec<&str> = text.lines().take(100).collect();
            println!("--- the change\n{}--- the sketch\n{}", unified(&file), lines.join("\n"));
        }
        if verdict != Verdict::Exact {
            eprintln!("{verdict:?}\t{style:?}\t{}\t{label}", language.name);
        }
        table.add(
            language.name,
            style,
            Row {
                files: 1,
                exact: usize::from(verdict == Verdict::Exact),
                loose: usize::from(verdict == Verdict::Loose),
                refused: usize::from(verdict == Verdict::Refused),
                wrong: usize::from(verdict == Verdict::Wrong),
                layout: usize::from(layout),
                sketch: count_tokens(&text),
                full,
                diff,
                blocks,
                micros,
            },
        );
    }
}

fn judge(result: Option<&str>, expected: &str) -> Verdict {
    let bare = |text: &str| -> Vec<String> {
        text.lines().map(|l| l.trim_end().to_owned()).filter(|l| !l.is_empty()).collect()
    };
    match result {
        None => Verdict::Refused,
        Some(text) if text == expected => Verdict::Exact,
        Some(text) if bare(text) == bare(expected) => Verdict::Loose,
        Some(_) => Verdict::Wrong,
    }
}
