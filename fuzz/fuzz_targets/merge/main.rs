//! Merges any sketch into any file of any language and checks what must hold for every input.
//!
//! An input is one byte for the language, then the file, then `\0\0` and the sketch. Needs
//! cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler:
//!
//! ```sh
//! cargo +nightly fuzz run merge fuzz/seeds -- -max_len=4096 -timeout=10
//! cargo fuzz run --sanitizer none merge fuzz/seeds -- -max_len=4096 -timeout=10   # stable
//! ```
//!
//! `fuzz/seed` fills `fuzz/seeds` from `tests/cases`. Three mutations of four are by the line.

#![no_main]

mod lines;

use codegend::index::Index;
use codegend::lang::{self, Language};
use codegend::merge::{Merged, Options, merge, splice};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|input: &[u8]| {
    if let Some((language, file, sketch)) = split(input) {
        check(language, file, sketch);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = fastrand::Rng::with_seed(u64::from(seed));
    let known = split(&data[..size]).filter(|_| random.usize(..4) > 0);
    let Some((language, file, sketch)) = known else {
        return fuzzer_mutate(data, size, max_size);
    };
    let [file, sketch] = lines::mutate(language, file, sketch, &mut random);
    let changed = [&data[..1], file.as_bytes(), b"\0\0", sketch.as_bytes()].concat();
    if changed.len() > max_size {
        return fuzzer_mutate(data, size, max_size);
    }
    data[..changed.len()].copy_from_slice(&changed);
    changed.len()
});

/// Language, file and sketch of an input.
fn split(input: &[u8]) -> Option<(&'static Language, &str, &str)> {
    let (first, rest) = input.split_first()?;
    let at = rest.windows(2).position(|pair| pair == [0, 0])?;
    let file = std::str::from_utf8(&rest[..at]).ok()?;
    let sketch = std::str::from_utf8(&rest[at + 2..]).ok()?;
    let all = lang::all();
    Some((all[usize::from(*first) % all.len()], file, sketch))
}

/// Places of a refusal that are picked.
const PICKS: usize = 3;

fn check(language: &'static Language, file: &str, sketch: &str) {
    let index = Index::new(language, file);
    index.blocks();
    match merge(&index, sketch, &Options::default()) {
        Ok(merged) => lawful(&index, &merged, sketch),
        // What is picked of it is merged as lawfully.
        Err(refusal) => {
            for block in refusal.candidates.iter().take(PICKS) {
                let at = Some(block.start_line.to_string());
                if let Ok(merged) = merge(&index, sketch, &Options { at, ..Options::default() }) {
                    lawful(&index, &merged, sketch);
                }
            }
        }
    }
}

fn lawful(index: &Index, merged: &Merged, sketch: &str) {
    let (language, file) = (index.language(), index.text());
    in_order(merged, file);
    let result = splice(file, &merged.splices);
    outside(merged, file, &result);
    let marker = language.gap_marker();
    let marked = |text: &str| text.lines().any(|line| line.trim() == marker);
    if !marked(file) {
        assert!(!marked(&result), "a marker is in the result:\n{result}");
    }
    // A file in order stays in order; where the grammar found none, it is no witness.
    let after = Index::new(language, result.as_str());
    if index.syntax_errors() == 0 {
        assert_eq!(after.syntax_errors(), 0, "the result is broken:\n{result}");
    }
    // The same sketch again: without a panic. It may say more the second time.
    let _ = merge(&after, sketch, &Options::default());
}

/// Splices are disjoint, ascending, within the file and between characters.
fn in_order(merged: &Merged, file: &str) {
    let mut at = 0;
    for splice in &merged.splices {
        let range = &splice.range;
        assert!(at <= range.start && range.start <= range.end && range.end <= file.len());
        assert!(file.is_char_boundary(range.start) && file.is_char_boundary(range.end));
        at = range.end;
    }
}

/// What is outside the splices is in the result, byte for byte and in its place.
fn outside(merged: &Merged, file: &str, result: &str) {
    let (mut at, mut out) = (0, 0);
    for splice in &merged.splices {
        let kept = &file[at..splice.range.start];
        assert_eq!(kept, &result[out..out + kept.len()]);
        out += kept.len() + splice.text.len();
        at = splice.range.end;
    }
    assert_eq!(&file[at..], &result[out..]);
}
