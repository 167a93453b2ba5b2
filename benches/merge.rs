//! What a merge costs, against tree-sitter's bare parse of the same file in the same run.
//!
//! `cargo bench --bench merge` prints a table of ratios at the end. The bars: a merge with a warm
//! index at most 0.25 of a parse, index and merge together at most 2, the index alone at most 1.67
//! (60 % of the parse's throughput), and growth in step with the file.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/hostile/mod.rs"]
mod hostile;
mod samples;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use codegend::index::Index;
use codegend::merge::{Options, merge, splice};
use criterion::{BenchmarkId, Criterion, Throughput};
use samples::{Sample, sample};

/// What is measured of each sample.
const STEPS: [&str; 4] = ["parse", "index", "warm", "cold"];

/// Lines of the files.
const SIZES: [usize; 3] = [450, 10_000, 50_000];

fn main() {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    // Figures of another run are no yardstick.
    let _ = std::fs::remove_dir_all(&home);
    let mut criterion = Criterion::default()
        .output_directory(&home)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1500))
        .without_plots()
        .configure_from_args();
    for language in samples::languages() {
        for lines in SIZES {
            steps(&mut criterion, &sample(language, lines));
        }
    }
    let options = Options::default();
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10);
    let cases =
        [hostile::many(10_000), hostile::deep(), hostile::long(1 << 20), hostile::torn(10_000)];
    for case in cases.into_iter().flatten() {
        group.bench_function(case.name, |b| {
            b.iter(|| {
                let index = Index::new(case.language, black_box(case.file.as_str()));
                merge(&index, black_box(&case.sketch), &options).is_ok()
            });
        });
    }
    group.finish();
    criterion.final_summary();
    table(&home);
}

fn steps(criterion: &mut Criterion, sample: &Sample) {
    let options = Options::default();
    let index = Index::new(sample.language, sample.file.as_str());
    // What is measured is a merge that is right.
    let merged = merge(&index, &sample.sketch, &options).unwrap();
    let result = splice(&sample.file, &merged.splices);
    assert_eq!(result.replacen("_changed", "", 1), sample.file, "{}", sample.language.name);

    let mut group = criterion.benchmark_group(sample.language.name);
    group.throughput(Throughput::Bytes(sample.file.len() as u64));
    let mut parser = tree_sitter::Parser::new();
    let grammar = sample.language.grammar.unwrap();
    parser.set_language(&grammar()).unwrap();
    group.bench_function(BenchmarkId::new("parse", sample.lines), |b| {
        b.iter(|| parser.parse(black_box(sample.file.as_str()), None));
    });
    group.bench_function(BenchmarkId::new("index", sample.lines), |b| {
        b.iter(|| Index::new(sample.language, black_box(sample.file.as_str())));
    });
    group.bench_function(BenchmarkId::new("warm", sample.lines), |b| {
        b.iter(|| merge(black_box(&index), black_box(&sample.sketch), &options));
    });
    group.bench_function(BenchmarkId::new("cold", sample.lines), |b| {
        b.iter(|| {
            let index = Index::new(sample.language, black_box(sample.file.as_str()));
            merge(&index, black_box(&sample.sketch), &options)
        });
    });
    group.finish();
}

/// Seconds that a step takes: the median of criterion's samples, none where it was not run.
fn seconds(home: &Path, language: &str, step: &str, lines: usize) -> Option<f64> {
    let path: PathBuf = [home, Path::new(language), Path::new(step), Path::new(&lines.to_string())]
        .iter()
        .collect::<PathBuf>()
        .join("new/estimates.json");
    let estimates: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    Some(estimates["median"]["point_estimate"].as_f64()? / 1e9)
}

fn table(home: &Path) {
    println!("\n| language | lines | parse, us | index / parse | warm / parse | cold / parse |");
    println!("|---|---|---|---|---|---|");
    for language in samples::languages() {
        for lines in SIZES {
            let times: Option<Vec<f64>> =
                STEPS.iter().map(|step| seconds(home, language, step, lines)).collect();
            let Some([parse, index, warm, cold]) = times.as_deref().and_then(|t| t.first_chunk())
            else {
                continue;
            };
            println!(
                "| {language} | {lines} | {:.0} | {:.2} | {:.3} | {:.2} |",
                parse * 1e6,
                index / parse,
                warm / parse,
                cold / parse
            );
        }
    }
}
