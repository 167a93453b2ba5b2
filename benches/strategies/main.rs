//! What an edit costs by strategy: the whole file, the whole file with the old one as predicted
//! output, and a sketch.
//!
//! `cargo bench --bench strategies` runs the real client over real sockets against a server on this
//! machine that writes at a fixed rate, and merges what it reads. All times are measured, so the
//! slow rates take minutes. The edits are the demo's and real changes of well-known packages, which
//! are downloaded once below `target/corpus`; without a network the demo's is measured alone.
//!
//! Arguments behind `--`: `--ttft MS` (time to the first token, 200), `--edits N` (real edits, 20),
//! `--rates A,B,...` (tokens a second; 20, 100, 500 and 2000).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod edits;
#[path = "../corpus/fetch.rs"]
mod fetch;
#[path = "../corpus/packages.rs"]
mod packages;
mod simulate;
#[allow(dead_code, reason = "the other bench says a change in more ways")]
#[path = "../corpus/texts.rs"]
mod texts;

use std::process::ExitCode;
use std::time::Duration;

use edits::Edit;
use futures_util::StreamExt as _;
use futures_util::stream;
use simulate::{Measured, Pace, Strategy};

/// What is promised of the demo's edit: so many times fewer tokens than a rewrite has ...
const FEWER_TOKENS: f64 = 25.0;
/// ... and so many times less time, at this rate and below.
const LESS_TIME: f64 = 15.0;
const UP_TO: u32 = 500;

/// Tokens a second that this machine is asked to write and read at most, all streams together.
const THROUGHPUT: u32 = 4000;

struct Arguments {
    ttft: Duration,
    edits: usize,
    rates: Vec<u32>,
}

fn main() -> ExitCode {
    let arguments = arguments();
    let demo = edits::demo();
    let real = edits::real(arguments.edits);
    let longest = real.iter().chain([&demo]).map(Edit::rewrite_tokens).max().unwrap_or_default();
    println!(
        "Time to the first token {} ms. A predicted output that holds is taken {} tokens at a time.\n\
         The demo's file has {} lines; {} real edits. The slowest rewrite takes {:.0} s.\n",
        arguments.ttft.as_millis(),
        simulate::ACCEPTED_AT_ONCE,
        demo.before.lines().count(),
        real.len(),
        longest as f64 / f64::from(arguments.rates.iter().copied().min().unwrap_or(1)),
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut kept = true;
    for rate in &arguments.rates {
        let pace = Pace { first: arguments.ttft, rate: *rate };
        kept &= show_demo(&runtime.block_on(measure(&demo, pace)), *rate);
        if !real.is_empty() {
            show_real(&runtime.block_on(measure_all(&real, pace)), *rate);
        }
        println!();
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn arguments() -> Arguments {
    let mut read =
        Arguments { ttft: Duration::from_millis(200), edits: 20, rates: vec![20, 100, 500, 2000] };
    let mut given = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = given.next() {
        let value = given.next().expect("a value after the option");
        match argument.as_str() {
            "--ttft" => read.ttft = Duration::from_millis(value.parse().expect("milliseconds")),
            "--edits" => read.edits = value.parse().expect("a number of edits"),
            "--rates" => {
                read.rates = value.split(',').map(|rate| rate.parse().expect("a rate")).collect();
            }
            other => panic!("there is no option {other}"),
        }
    }
    read
}

/// One edit by every strategy, at the same time: a stream hardly keeps this machine busy.
async fn measure(edit: &Edit, pace: Pace) -> Vec<Measured> {
    let by = Strategy::ALL.map(|strategy| simulate::run(edit, strategy, pace));
    futures_util::future::join_all(by).await
}

async fn measure_all(edits: &[Edit], pace: Pace) -> Vec<Vec<Measured>> {
    let streams = Strategy::ALL.len() as u32;
    let at_once = (THROUGHPUT / pace.rate / streams).max(1) as usize;
    stream::iter(edits).map(|edit| measure(edit, pace)).buffer_unordered(at_once).collect().await
}

/// True where what is promised holds.
fn show_demo(measured: &[Measured], rate: u32) -> bool {
    let rewrite = &measured[0];
    println!("{rate} tokens/s, the demo's edit:");
    for one in measured {
        let tokens = rewrite.tokens as f64 / one.tokens as f64;
        let time = rewrite.seconds / one.seconds;
        println!(
            "  {:8} {:>6} tokens {:>9.3} s   {tokens:>5.1}x fewer tokens, {time:>5.1}x less time",
            one.strategy.name(),
            one.tokens,
            one.seconds,
        );
    }
    let sketch = &measured[Strategy::ALL.len() - 1];
    let tokens = rewrite.tokens as f64 / sketch.tokens as f64;
    let time = rewrite.seconds / sketch.seconds;
    let kept = tokens >= FEWER_TOKENS && (rate > UP_TO || time >= LESS_TIME);
    if !kept {
        println!("  MISSED: {FEWER_TOKENS}x fewer tokens, {LESS_TIME}x less time to {UP_TO}/s");
    }
    kept
}

fn show_real(measured: &[Vec<Measured>], rate: u32) {
    println!("{rate} tokens/s, {} real edits:", measured.len());
    for (at, strategy) in Strategy::ALL.iter().enumerate() {
        let of = |ratio: fn(&Measured, &Measured) -> f64| {
            let mut ratios: Vec<f64> =
                measured.iter().map(|edit| ratio(&edit[0], &edit[at])).collect();
            ratios.sort_by(f64::total_cmp);
            ratios[ratios.len() / 2]
        };
        let tokens: u64 = measured.iter().map(|edit| edit[at].tokens).sum();
        let seconds: f64 = measured.iter().map(|edit| edit[at].seconds).sum();
        println!(
            "  {:8} {tokens:>6} tokens {seconds:>9.3} s   median {:>5.1}x fewer tokens, {:>5.1}x less time",
            strategy.name(),
            of(|whole, one| whole.tokens as f64 / one.tokens as f64),
            of(|whole, one| whole.seconds / one.seconds),
        );
    }
}
