//! Merges sketches of real changes: pinned pairs of versions of well-known packages.
//!
//! `cargo bench --bench corpus` downloads what it has not got yet by the registries' own clients
//! (npm, pip, cargo) into `target/corpus`, writes a sketch of every changed file in every style,
//! merges it and compares bytes with the file after. The first tables measure the sketch that
//! `codegenctl sketch` writes: it is checked, and shows more where less is not read as it is meant.
//! The other ones measure the sketch that the style asks for first, before any check: what an author
//! writes who does not know the merge.
//!
//! Arguments behind `--`: words that a package's or file's path must hold (`a|b`: one of them),
//! `--without WORD` for one that it must not hold, `--show N` for the first N failures in full, and
//! `--quick` to leave out the last table.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

mod fetch;
mod packages;
mod table;
mod texts;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use codegend::index::Index;
use codegend::lang;
use codegend::merge::inverse::{Extent, Style, first_choice, sketch};
use codegend::merge::{Options, merge, splice};
use codegend::model::count_tokens;

use table::{Others, Row, Table, Tally};
use texts::{Changed, Skipped, search_replace, unified};

/// How a merge came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Byte for byte.
    Exact,
    /// But for white space and final separators: the same code in another layout.
    Loose,
    /// No result.
    Refused,
    /// Another result.
    Wrong,
}

/// Is the sketch that the generator checks measured too? That takes many merges for some files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Checked {
    Measured,
    LeftOut,
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let (mut words, mut without, mut show) = (Vec::new(), Vec::new(), 0);
    let mut checked = Checked::Measured;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--show" => show = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(10),
            "--without" => without.extend(arguments.next()),
            "--quick" => checked = Checked::LeftOut,
            _ => words.push(argument),
        }
    }
    let cache = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus"),
        |target| Path::new(&target).join("corpus"),
    );
    let mut skipped = Skipped::default();
    let mut jobs: Vec<(String, Changed)> = Vec::new();
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
            if words.iter().all(|word| word.split('|').any(|word| label.contains(word)))
                && !without.iter().any(|word| label.contains(word))
            {
                jobs.push((label, file));
            }
        }
    }
    let mut table = Table::default();
    for (label, measured) in jobs.iter().map(|(label, _)| label).zip(measure_all(&jobs, checked)) {
        for Measured { language, style, row, failures } in measured {
            for (verdict, name, text) in failures {
                eprintln!("{verdict:?}\t{name}\t{style:?}\t{language}\t{label}");
                if show > 0 {
                    show -= 1;
                    println!("=== {verdict:?} {name} {style:?} {label}\n{text}");
                }
            }
            if row.extents[Extent::Hunks as usize..].iter().sum::<usize>() > 0 {
                eprintln!("Widened\twritten\t{style:?}\t{language}\t{label}");
            }
            table.add(language, style, row);
        }
    }
    println!("{packages} pairs of versions, {unreachable} left out; skipped {skipped:?}\n");
    println!("{table}");
}

/// What one style of sketch of one file came to.
struct Measured {
    language: &'static str,
    style: Style,
    row: Row,
    /// The change, the sketch and what came of it, if not what should.
    failures: Vec<(Verdict, &'static str, String)>,
}

/// Measures on all cores; the order of the answers is that of the files.
fn measure_all(jobs: &[(String, Changed)], checked: Checked) -> Vec<Vec<Measured>> {
    let next = AtomicUsize::new(0);
    let measured: Vec<Mutex<Vec<Measured>>> = jobs.iter().map(|_| Mutex::default()).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((_, file)) = jobs.get(at) else { break };
                    *measured[at].lock().unwrap() = measure(file, checked);
                }
            });
        }
    });
    measured.into_iter().map(|slot| slot.into_inner().unwrap()).collect()
}

fn measure(file: &Changed, checked: Checked) -> Vec<Measured> {
    let language = lang::by_path(&file.path);
    let before = Index::new(language, file.before.as_str());
    let after = Index::new(language, file.after.as_str());
    let other = Others {
        full: count_tokens(&file.after),
        diff: count_tokens(&unified(file)),
        blocks: count_tokens(&search_replace(file)),
    };
    let of_style = |style| {
        let mut failures = Vec::new();
        let mut tally = |name: &'static str, text: &str| {
            let (tally, failure) = merged(file, &before, &after, text);
            failures.extend(failure.map(|(verdict, text)| (verdict, name, text)));
            tally
        };
        let text = first_choice(&before, &after, style);
        let first = tally("first", &text);
        let mut extents = [0; Extent::Verbatim as usize + 1];
        let written = match checked {
            Checked::Measured => {
                let written = sketch(&before, &after, style);
                extents[written.extent as usize] = 1;
                tally("written", &written.text)
            }
            Checked::LeftOut => Tally::default(),
        };
        let row = Row { first, written, extents, other };
        Measured { language: language.name, style, row, failures }
    };
    Style::ALL.into_iter().map(of_style).collect()
}

/// Merges a sketch; what differs from the file after, in full.
fn merged(
    file: &Changed,
    before: &Index,
    after: &Index,
    text: &str,
) -> (Tally, Option<(Verdict, String)>) {
    let start = Instant::now();
    let merged = merge(before, text, &Options::default());
    let micros = start.elapsed().as_secs_f64() * 1e6;
    let result = merged.as_ref().ok().map(|m| splice(before.text(), &m.splices));
    let verdict = judge(result.as_deref(), after);
    let failure = (verdict != Verdict::Exact).then(|| {
        let mut out = String::new();
        if let Err(refusal) = &merged {
            out += &format!("{refusal:?}\n");
        }
        if let Some(result) = &result {
            let diff = similar::TextDiff::from_lines(&file.after, result);
            out += &format!("--- from expected to got\n{}\n", diff.unified_diff());
        }
        let lines: Vec<&str> = text.lines().take(100).collect();
        let change = unified(file);
        (verdict, format!("{out}--- the change\n{change}--- the sketch\n{}", lines.join("\n")))
    });
    (Tally::of(verdict, count_tokens(text), micros), failure)
}

/// Does a text say the same code and comments? Merged into it, the other one changes nothing then.
fn says(expected: &Index, text: &str) -> bool {
    let result = Index::new(expected.language(), text);
    merge(&result, expected.text(), &Options::default()).is_ok_and(|m| m.splices.is_empty())
}

fn judge(result: Option<&str>, expected: &Index) -> Verdict {
    let bare = |text: &str| -> Vec<String> {
        text.lines().map(|l| l.trim_end().to_owned()).filter(|l| !l.is_empty()).collect()
    };
    match result {
        None => Verdict::Refused,
        Some(text) if text == expected.text() => Verdict::Exact,
        Some(text) if bare(text) == bare(expected.text()) || says(expected, text) => Verdict::Loose,
        Some(_) => Verdict::Wrong,
    }
}
