//! Input made to break the merge ends with a result or a refusal: on a small stack, without a
//! panic. How long it takes is the matter of `benches/merge.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "hostile/mod.rs"]
mod cases;

use cases::Hostile;
use codegend::index::Index;
use codegend::merge::{Options, Splice, merge, splice};

/// What a thread of the daemon's pool has.
const STACK: usize = 2 << 20;

fn in_order(splices: &[Splice], file: &str) -> bool {
    let mut at = 0;
    splices.iter().all(|s| {
        let fits = at <= s.range.start
            && s.range.start <= s.range.end
            && file.is_char_boundary(s.range.start)
            && file.is_char_boundary(s.range.end);
        at = s.range.end;
        fits
    })
}

fn run(case: &Hostile) {
    let index = Index::new(case.language, case.file.as_str());
    index.blocks();
    if let Ok(merged) = merge(&index, &case.sketch, &Options::default()) {
        assert!(in_order(&merged.splices, &case.file));
        splice(&case.file, &merged.splices);
    }
}

fn all_end(cases: Vec<Hostile>) {
    for case in cases {
        let name = case.name;
        let thread = std::thread::Builder::new().name(name.into()).stack_size(STACK);
        let ended = thread.spawn(move || run(&case)).unwrap().join();
        assert!(ended.is_ok(), "{name} panicked");
    }
}

#[test]
fn many_of_a_kind() {
    all_end(cases::many(1_000));
}

#[test]
fn deep_nesting() {
    all_end(cases::deep());
}

#[test]
fn long_lines_and_many_lines() {
    all_end(cases::long(1 << 18));
}

#[test]
fn torn_and_odd_text() {
    all_end(cases::torn(2_000));
}
