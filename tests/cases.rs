//! Merges every case under `tests/cases` and compares bytes. Adding a case is adding a folder:
//! `case.json`, `sketch.txt`, and `expected` where the outcome is `merged`; other results that are
//! as right are `accept-2`, `accept-3`. A case whose outcome is `refused` may accept a result too, and
//! say what `why` it is refused.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use codegend::index::Index;
use codegend::lang;
use codegend::merge::{Options, merge, splice};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    path: String,
    original: String,
    outcome: String,
    instruction: String,
    /// What the caller picks, as with `--at`.
    #[serde(default)]
    at: Option<String>,
    /// What the refusal says, where its wording is looked at.
    #[serde(default)]
    why: Option<String>,
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("case.json").exists())
        .collect();
    folders.sort();
    folders
}

fn read(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

/// What is wrong with the merge of one case, if anything.
fn judge(folder: &Path) -> Result<(), String> {
    let case: Case = serde_json::from_str(&read(&folder.join("case.json"))).unwrap();
    let original = read(&folder.join(&case.original));
    let sketch = read(&folder.join("sketch.txt"));
    let mut good: Vec<String> = Vec::new();
    for name in ["expected", "accept-2", "accept-3", "accept-4"] {
        let path = folder.join(name);
        if path.exists() {
            good.push(read(&path));
        }
    }
    let index = Index::new(lang::by_path(&case.path), original.as_str());
    let options = Options { at: case.at.clone(), ..Options::default() };
    let merged = match merge(&index, &sketch, &options) {
        Ok(merged) => merged,
        Err(refusal) if case.outcome == "refused" => {
            return match case.why.filter(|why| *why != refusal.why) {
                Some(why) => Err(format!("refused with other words: {refusal}\nwanted: {why}")),
                None => Ok(()),
            };
        }
        Err(refusal) => return Err(format!("refused: {refusal}\n{}", case.instruction)),
    };
    let ordered = merged.splices.windows(2).all(|w| w[0].range.end <= w[1].range.start);
    assert!(ordered, "splices overlap in {}", folder.display());
    let result = splice(&original, &merged.splices);
    if good.contains(&result) {
        // What was picked in the original is elsewhere now.
        if case.at.is_some() {
            return Ok(());
        }
        return again(&case, &result, &sketch);
    }
    let mut message = format!("{}\n", case.instruction);
    if let Some(expected) = good.first() {
        let diff = similar::TextDiff::from_lines(expected, &result);
        write!(message, "{}", diff.unified_diff().header("expected", "got")).unwrap();
    } else {
        message.push_str("merged, though it must be refused");
    }
    Err(message)
}

/// The same sketch merged into its own result changes nothing, or is refused: never anything else.
fn again(case: &Case, result: &str, sketch: &str) -> Result<(), String> {
    let index = Index::new(lang::by_path(&case.path), result);
    match merge(&index, sketch, &Options::default()) {
        Ok(merged) if splice(result, &merged.splices) != result => {
            let twice = splice(result, &merged.splices);
            let diff = similar::TextDiff::from_lines(result, &twice);
            Err(format!("merged again, it changes:\n{}", diff.unified_diff()))
        }
        _ => Ok(()),
    }
}

#[test]
fn every_case_merges_to_its_result() {
    let folders = folders();
    assert!(folders.len() >= 80, "only {} cases found", folders.len());
    let mut report = String::new();
    let mut failed = 0;
    for folder in &folders {
        if let Err(message) = judge(folder) {
            failed += 1;
            let name = folder.file_name().unwrap().to_string_lossy();
            write!(report, "\n--- {name}\n{message}\n").unwrap();
        }
    }
    assert!(failed == 0, "{failed} of {} cases failed:\n{report}", folders.len());
}

/// Each of the places that a refusal lists is one that `--at` can pick: by its line, or by its key where that
/// tells. What is merged then differs from place to place.
#[test]
fn each_place_of_a_refusal_is_another_pick() {
    let (mut picks, mut keys, mut refused) = (0, 0, 0);
    let mut report = String::new();
    for folder in folders() {
        let case: Case = serde_json::from_str(&read(&folder.join("case.json"))).unwrap();
        let original = read(&folder.join(&case.original));
        let sketch = read(&folder.join("sketch.txt"));
        let index = Index::new(lang::by_path(&case.path), original.as_str());
        let pick = |at: Option<String>| {
            let options = Options { at, ..Options::default() };
            merge(&index, &sketch, &options).map(|merged| splice(&original, &merged.splices))
        };
        let Err(refusal) = pick(None) else { continue };
        if !refusal.hint.contains("--at") {
            continue;
        }
        let mut results: Vec<String> = Vec::new();
        for block in &refusal.candidates {
            let name = folder.file_name().unwrap().to_string_lossy();
            let by_line = pick(Some(block.start_line.to_string()));
            let by_key = pick(Some(block.key.clone()));
            if by_key.is_ok() && by_key.as_ref().ok() != by_line.as_ref().ok() {
                writeln!(report, "{name}: line {} is not {}", block.start_line, block.key).unwrap();
            }
            keys += usize::from(by_key.is_ok());
            picks += 1;
            match by_line {
                Ok(result) if results.contains(&result) => {
                    writeln!(report, "{name}: line {} is another one", block.start_line).unwrap();
                }
                Ok(result) => results.push(result),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(picks > 300 && refused * 4 < picks, "{refused} of {picks} picks are refused");
    assert!(keys * 3 > picks, "{keys} of {picks} keys pick");
}
