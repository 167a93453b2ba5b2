//! Laws of the merge, over random edits of real files and random sketches.

#![allow(clippy::unwrap_used, missing_docs)]

mod properties {
    pub mod edits;
}

use std::sync::LazyLock;

use codegend::index::Index;
use codegend::lang;
use codegend::merge::inverse::{Style, first_choice, sketch};
use codegend::merge::{Options, Refusal, RefusalKind, merge, splice};
use proptest::prelude::*;

use properties::edits::{Edit, edits};

/// Name and text of every file that the cases edit.
static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/originals");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter_map(|entry| {
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some((entry.file_name().to_string_lossy().into_owned(), text))
        })
        .collect();
    files.sort();
    files
});

fn file() -> impl Strategy<Value = &'static (String, String)> {
    (0..FILES.len()).prop_map(|i| &FILES[i])
}

fn index(name: &str, text: &str) -> Index {
    Index::new(lang::by_path(name), text)
}

fn style() -> impl Strategy<Value = Style> {
    proptest::sample::select(&Style::ALL[..])
}

/// A sketch made of lines of the file, markers and noise.
fn noise(text: &'static str) -> impl Strategy<Value = String> {
    let lines: Vec<&str> = text.lines().collect();
    let line = prop_oneof![
        6 => (0..lines.len()).prop_map(move |i| lines[i].to_owned()),
        2 => proptest::sample::select(&[
            "// ... existing code ...", "/* ... */", "# ... rest ...", "...", "<!-- ... -->",
            "// deleted block a", "```", "```css", "}", "{", ")", "\"\"\"", "/*", "",
        ][..]).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
    ];
    proptest::collection::vec(line, 0..24).prop_map(|lines| lines.join("\n"))
}

/// What holds of every merge: splices that are disjoint, in order, inside the file and on whole
/// characters, and bytes outside them that are as they were; or a refusal that says what to do.
fn lawful(before: &str, name: &str, sketch: &str) -> Result<Option<String>, TestCaseError> {
    let merged = match merge(&index(name, before), sketch, &Options::default()) {
        Ok(merged) => merged,
        Err(refusal) => {
            prop_assert!(!refusal.hint.trim().is_empty() && !refusal.why.trim().is_empty());
            return Ok(None);
        }
    };
    let result = splice(before, &merged.splices);
    let (mut at, mut out) = (0, 0);
    for splice in &merged.splices {
        prop_assert!(at <= splice.range.start && splice.range.start <= splice.range.end);
        let kept = before.get(at..splice.range.start).unwrap();
        prop_assert_eq!(result.get(out..out + kept.len()), Some(kept));
        out += kept.len() + splice.text.len();
        at = splice.range.end;
    }
    prop_assert_eq!(result.get(out..), before.get(at..));
    prop_assert!((0.0..=1.0).contains(&merged.report.confidence));
    Ok(Some(result))
}

/// The same cases in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.
fn config() -> ProptestConfig {
    let set = |name| std::env::var(name).is_ok();
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if !set("PROPTEST_RNG_SEED") {
        config.rng_seed = proptest::test_runner::RngSeed::Fixed(42);
    }
    if !set("PROPTEST_CASES") {
        config.cases = 64;
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_sketch_of_a_change_merges_to_it(file in file(), edits in edits(), style in style()) {
        let (name, before) = file;
        let after = Edit::apply_all(&edits, name, before);
        prop_assume!(&after != before);
        let text = sketch(&index(name, before), &index(name, &after), style).text;
        let result = lawful(before, name, &text)?;
        prop_assert_eq!(result.as_deref(), Some(after.as_str()));
    }

    #[test]
    fn merging_again_changes_nothing(file in file(), edits in edits(), style in style()) {
        let (name, before) = file;
        let after = Edit::apply_all(&edits, name, before);
        prop_assume!(&after != before);
        let text = sketch(&index(name, before), &index(name, &after), style).text;
        if let Some(again) = lawful(&after, name, &text)? {
            prop_assert_eq!(again, after, "the sketch:\n{}", text);
        }
    }

    #[test]
    fn an_unchecked_sketch_is_merged_lawfully(file in file(), edits in edits(), style in style()) {
        let (name, before) = file;
        let after = Edit::apply_all(&edits, name, before);
        let text = first_choice(&index(name, before), &index(name, &after), style);
        lawful(before, name, &text)?;
    }

    #[test]
    fn any_text_is_merged_lawfully_or_refused(
        (file, text) in file().prop_flat_map(|file| (Just(file), noise(&file.1)))
    ) {
        lawful(&file.1, &file.0, &text)?;
    }
}

/// Most random edits need not more than the style asks for or a little context.
#[test]
fn few_changes_need_the_whole_file() {
    use codegend::merge::inverse::Extent;
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut at, mut all, mut whole) = (0, 0, 0);
    while all < 80 {
        let edits = edits().new_tree(&mut runner).unwrap().current();
        let (name, before) = &FILES[at % FILES.len()];
        let after = Edit::apply_all(&edits, name, before);
        // What breaks the file's syntax is merged as a whole text only, and refused otherwise.
        let broken = |refusal: &Refusal| {
            refusal.kind == RefusalKind::Invalid && refusal.why.contains("syntax error")
        };
        let options = Options::default();
        if &after == before
            || merge(&index(name, before), &after, &options).as_ref().is_err_and(broken)
        {
            at += 1;
            continue;
        }
        let written = sketch(&index(name, before), &index(name, &after), Style::Nested);
        (at, all) = (at + 1, all + 1);
        whole += usize::from(written.extent >= Extent::Text);
    }
    assert!(whole * 2 <= all, "{whole} of {all} changes needed the whole file");
}
