//! The edits that are measured.

use std::path::Path;

use codegend::cli::demo;
use codegend::index::Index;
use codegend::lang;
use codegend::merge::inverse::{Extent, Style, sketch};
use codegend::merge::{Options, merge, splice};
use codegend::model::count_tokens;
use codegend::protocol::RelPath;

use crate::fetch;
use crate::packages::{PAIRS, Pair};
use crate::texts::{Skipped, changed};

/// Packages whose changes are taken, a few of each.
const PACKAGES: [&str; 10] = [
    "express",
    "axios",
    "commander",
    "mocha",
    "requests",
    "flask",
    "click",
    "jinja2",
    "anyhow",
    "axum",
];

/// Tokens of a rewrite: more than a screenful, and not so many that the slow rates take forever.
const TOKENS: std::ops::RangeInclusive<u64> = 600..=4000;

/// Lines that a change touches at most. A larger one is no edit that is asked for in one sentence.
const LINES: usize = 20;

/// A file, what becomes of it, and the sketch that says so.
#[derive(Debug)]
pub struct Edit {
    pub path: RelPath,
    pub before: String,
    pub after: String,
    /// With its fence, as a model writes it.
    pub sketch: String,
}

impl Edit {
    pub fn rewrite_tokens(&self) -> u64 {
        count_tokens(&self.after)
    }

    /// What the sketch makes of the file.
    pub fn merged(&self) -> Option<String> {
        let index = Index::new(lang::by_path(self.path.as_str()), self.before.as_str());
        let merged = merge(&index, &self.sketch, &Options::default()).ok()?;
        Some(splice(index.text(), &merged.splices))
    }
}

/// The demo's.
pub fn demo() -> Edit {
    let mut edit = Edit {
        path: RelPath::new(demo::FILE).unwrap(),
        before: demo::SITE.to_owned(),
        after: String::new(),
        sketch: demo::REPLY.to_owned(),
    };
    edit.after = edit.merged().unwrap();
    assert_ne!(edit.after, edit.before);
    edit
}

/// Up to `count` real ones, taken in turns from the packages that can be had.
pub fn real(count: usize) -> Vec<Edit> {
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus");
    let mut found: Vec<Vec<Edit>> = Vec::new();
    for name in PACKAGES.iter().filter(|_| count > 0) {
        let Some(pair) = PAIRS.iter().find(|pair| pair.name == *name) else { continue };
        match fetch::fetch(&cache, pair) {
            Ok(folders) => found.push(edits_of(pair, &folders)),
            Err(error) => eprintln!("left out: {error}"),
        }
    }
    let most = found.iter().map(Vec::len).max().unwrap_or_default();
    let mut turns: Vec<_> = found.into_iter().map(Vec::into_iter).collect();
    let in_turns = (0..most).flat_map(|_| turns.iter_mut().map(Iterator::next).collect::<Vec<_>>());
    in_turns.flatten().take(count).collect()
}

fn edits_of(pair: &Pair, (before, after): &(std::path::PathBuf, std::path::PathBuf)) -> Vec<Edit> {
    let files = changed(before, after, &mut Skipped::default());
    let edits = files.into_iter().filter_map(|file| {
        let path = RelPath::new(&file.path).ok()?;
        let diff = similar::TextDiff::from_lines(&file.before, &file.after);
        let touched = diff.iter_all_changes();
        let touched = touched.filter(|change| change.tag() != similar::ChangeTag::Equal).count();
        if touched > LINES || !TOKENS.contains(&count_tokens(&file.after)) {
            return None;
        }
        let language = lang::by_path(&file.path);
        let index = |text: &str| Index::new(language, text);
        let written = sketch(&index(&file.before), &index(&file.after), Style::Statements);
        if written.extent == Extent::Verbatim {
            return None;
        }
        let sketch = fenced(language.name, &written.text);
        let edit = Edit { path, before: file.before, after: file.after, sketch };
        (edit.merged().as_ref() == Some(&edit.after)).then_some(edit)
    });
    let edits: Vec<_> = edits.collect();
    eprintln!("{} {}: {} edits", pair.name, pair.after, edits.len());
    edits
}

/// A fence that nothing in the text can close.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}
