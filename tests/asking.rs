//! How a model is asked, by the real programs: strategies, further questions, a stream that is cut
//! when all is said, and long files.

#![allow(clippy::unwrap_used, missing_docs)]

mod cli;

use cli::{Bench, Run};
use codegend::model::replay::{Answer, Ending, Script, Server};
use serde_json::Value;
use tokio::runtime::Runtime;

/// Two rules of one name, and enough around them that a sketch is worth it.
fn site() -> String {
    let mut text = String::from(".card {\n  top: 1px;\n}\n\n.card {\n  top: 2px;\n}\n");
    for n in 0..20 {
        text.push_str(&format!("\n.rule-{n} {{\n  color: red;\n  margin: {n}px;\n}}\n"));
    }
    text
}

const AMBIGUOUS: &str = "```css\n/* ... unchanged code ... */\n.card {\n  top: 9px;\n}\n/* ... unchanged code ... */\n```\n";
const CLEAR: &str = "```css\n/* ... unchanged code ... */\n.card {\n  top: 9px;\n}\n\n.rule-0 {\n  \
                     /* ... unchanged code ... */\n}\n/* ... unchanged code ... */\n```\n";

struct Asked {
    bench: Bench,
    server: Server,
    _runtime: Runtime,
}

impl Asked {
    fn new(text: &str, answers: &[&str]) -> Self {
        Self::with(text, answers.iter().map(|answer| Answer::stream(answer, None)))
    }

    fn with(text: &str, answers: impl Iterator<Item = Answer>) -> Self {
        let runtime = Runtime::new().unwrap();
        let script = answers.fold(Script::new("m"), Script::then);
        let server = runtime.block_on(Server::start(script)).unwrap();
        let mut bench = Bench::repository(&[("site.css", text)]);
        bench.env("CODEGEN_BASE_URL", &server.base_url());
        Self { bench, server, _runtime: runtime }
    }

    fn edit(&self, more: &[&str]) -> Run {
        let args = ["edit", "site.css", "move the second card down"];
        self.bench.ctl(&args.iter().chain(more).copied().collect::<Vec<_>>())
    }

    /// The bodies of the questions.
    fn questions(&self) -> Vec<Value> {
        let requests = self.server.requests();
        requests.into_iter().filter(|r| r.line.starts_with("POST")).map(|r| r.body).collect()
    }
}

fn second_card_moved() -> String {
    site().replace("top: 2px", "top: 9px")
}

#[test]
fn a_refused_sketch_is_asked_for_again_with_what_was_wrong() {
    let asked = Asked::new(&site(), &[AMBIGUOUS, CLEAR]);
    let run = asked.edit(&["--json"]).succeeds();
    assert_eq!(asked.bench.read("site.css"), second_card_moved().as_bytes());
    let answer = run.json();
    let rounds = answer["asking"]["rounds"].as_array().unwrap();
    assert_eq!(rounds.len(), 2);
    assert_eq!(
        (&rounds[0]["question"], &rounds[1]["question"]),
        (&"sketch".into(), &"again".into())
    );
    assert!(rounds[0]["refused"].as_str().unwrap().contains(".card"), "{rounds:?}");
    let received = |n: usize| rounds[n]["received"].as_u64().unwrap();
    assert_eq!(answer["tokens"]["received"], received(0) + received(1));
    let questions = asked.questions();
    let last = questions[1]["messages"].as_array().unwrap();
    assert_eq!(
        last[..2],
        questions[0]["messages"].as_array().unwrap()[..],
        "the prefix is the same"
    );
    assert_eq!(last[2]["content"].as_str().unwrap().trim_end(), AMBIGUOUS.trim_end());
    let said = last[3]["content"].as_str().unwrap();
    assert!(said.contains("lines 1 to 3: .card") && said.contains("lines 5 to 7: .card"), "{said}");
}

#[test]
fn further_questions_ask_for_blocks_and_then_for_the_file() {
    let whole = format!("```css\n{}```\n", second_card_moved());
    let asked = Asked::new(&site(), &[AMBIGUOUS, AMBIGUOUS, AMBIGUOUS, &whole]);
    let run = asked.edit(&["--rounds", "4", "--verbose"]).succeeds();
    assert_eq!(asked.bench.read("site.css"), second_card_moved().as_bytes());
    for part in ["question 2: again", "question 3: blocks", "question 4: rewrite", "asked 4 times"]
    {
        assert!(run.err.contains(part), "{part}: {run:?}");
    }
    let diff = asked.bench.git(&["show", "--format=", "--numstat"]);
    assert_eq!(diff, "1\t1\tsite.css\n", "spliced, not rewritten");
}

#[test]
fn the_number_of_questions_is_bounded_and_the_last_refusal_is_told() {
    let asked = Asked::new(&site(), &[AMBIGUOUS]);
    let before = asked.bench.state();
    asked.edit(&[]).refuses(3, "lines 1-3: .card");
    assert_eq!(asked.questions().len(), 3);
    asked.edit(&["--rounds", "1"]).refuses(3, "lines 1-3: .card");
    assert_eq!(asked.questions().len(), 4);
    assert_eq!(asked.bench.state(), before);
}

#[test]
fn who_declines_is_asked_once_and_who_forgets_the_code_again() {
    let asked = Asked::new(&site(), &["I'm sorry, I can't help with that."]);
    asked.edit(&[]).refuses(3, "the model declines: I'm sorry, I can't help with that.");
    assert_eq!(asked.questions().len(), 1);
    let asked = Asked::new(&site(), &["Set `top` of the second card to 9px.", CLEAR]);
    asked.edit(&[]).succeeds();
    assert_eq!(asked.questions().len(), 2);
}

#[test]
fn a_model_that_fails_at_sketches_is_asked_for_the_file_and_a_short_file_at_once() {
    let whole = format!("```css\n{}```\n", second_card_moved());
    let answers: Vec<&str> = std::iter::repeat_n(AMBIGUOUS, 5).chain([whole.as_str()]).collect();
    let asked = Asked::new(&site(), &answers);
    for _ in 0..5 {
        asked.edit(&["--rounds", "1"]).refuses(3, "");
    }
    let answer = asked.edit(&["--json"]).succeeds().json();
    assert_eq!(answer["asking"]["strategy"], "rewrite");
    assert!(answer["asking"]["why"].as_str().unwrap().contains("last sketches"), "{answer}");

    let asked = Asked::new("a {\n  top: 0;\n}\n", &["```css\na {\n  top: 1px;\n}\n```\n"]);
    let answer = asked.edit(&["--json"]).succeeds().json();
    assert_eq!(answer["asking"]["strategy"], "rewrite");
    assert_eq!(asked.bench.read("site.css"), b"a {\n  top: 1px;\n}\n");
}

#[test]
fn predict_sends_the_file_as_predicted_output() {
    let whole = format!("```css\n{}```\n", second_card_moved());
    let mut asked = Asked::new(&site(), &[&whole]);
    let home = asked.bench.dir().join("../home/.config/codegen");
    std::fs::create_dir_all(&home).unwrap();
    let url = asked.server.base_url();
    let config = format!("[models.fast]\nbase_url = \"{url}\"\nmodel = \"m\"\nprediction = true\n");
    std::fs::write(home.join("config.toml"), config).unwrap();
    asked.bench.env("CODEGEN_BASE_URL", "");
    let answer = asked.edit(&["--model", "fast", "--strategy", "predict", "--json"]).succeeds();
    assert_eq!(answer.json()["asking"]["rounds"][0]["question"], "predict");
    assert_eq!(asked.questions()[0]["prediction"]["content"], site());
    assert_eq!(asked.bench.read("site.css"), second_card_moved().as_bytes());
}

#[test]
fn a_rewrite_that_leaves_most_of_the_file_out_is_refused() {
    let asked = Asked::new(&site(), &["```css\n.card {\n  top: 9px;\n}\n```\n"]);
    let before = asked.bench.state();
    asked.edit(&["--strategy", "rewrite"]).refuses(3, "most of the file is not in it");
    assert_eq!(asked.bench.state(), before);
}

#[test]
fn a_model_that_goes_on_after_the_fence_is_cut_off() {
    let talk = "I moved the second card, as you asked. ".repeat(200);
    let asked = Asked::new(&site(), &[&format!("{CLEAR}{talk}")]);
    let answer = asked.edit(&["--json"]).succeeds().json();
    assert_eq!(answer["asking"]["stopped_early"], true);
    assert!(answer["tokens"]["received"].as_u64().unwrap() < 200, "{answer}");
    assert_eq!(answer["sketch"].as_str().unwrap().trim_end(), CLEAR.trim_end());
    assert!(answer["seconds"]["first-hunk"].as_f64().unwrap() > 0.0, "{answer}");
    assert_eq!(asked.bench.read("site.css"), second_card_moved().as_bytes());
}

#[test]
fn a_server_that_does_not_end_is_not_waited_for() {
    let full = Answer::stream(CLEAR, None);
    let frames = full.frames.len() - 2;
    let asked = Asked::with(&site(), std::iter::once(full.stopped(frames, Ending::Hang)));
    let answer = asked.edit(&["--json"]).succeeds().json();
    assert_eq!(answer["asking"]["stopped_early"], true);
    assert_eq!(asked.bench.read("site.css"), second_card_moved().as_bytes());
}

/// A stylesheet of about 10,000 lines.
fn long() -> String {
    let mut text = String::new();
    for n in 0..1_999 {
        text.push_str(&format!(".rule-{n} {{\n  color: red;\n  margin: {n}px;\n}}\n\n"));
    }
    text + ".hero-banner {\n  color: red;\n  margin: 1px;\n}\n"
}

#[test]
fn a_long_file_is_sent_as_an_outline_and_a_block_may_be_asked_for() {
    let sketch = "```css\n/* ... unchanged code ... */\n\n.rule-1200 {\n  color: blue;\n  margin: 1200px;\n}\n\n/* ... unchanged code ... */\n```\n";
    let asked = Asked::new(&long(), &["SHOW: .rule-1200", sketch]);
    let args = ["edit", "site.css", "make .hero-banner and that other one blue", "--json"];
    let answer = asked.bench.ctl(&args).succeeds().json();
    assert_eq!(answer["asking"]["outlined"], true);
    assert!(answer["asking"]["rounds"][0]["sent"].as_u64().unwrap() < 8_000, "{answer}");
    let questions = asked.questions();
    let first = questions[0]["messages"][1]["content"].as_str().unwrap();
    assert!(first.contains(".hero-banner {\n  color: red;"), "what is named is shown in full");
    assert!(!first.contains("margin: 1200px"));
    let said = questions[1]["messages"][3]["content"].as_str().unwrap();
    assert!(said.contains("margin: 1200px"), "{said}");
    let expected = long().replace(".rule-1200 {\n  color: red", ".rule-1200 {\n  color: blue");
    assert_eq!(asked.bench.read("site.css"), expected.as_bytes());
}

#[test]
fn lines_and_context_are_told_and_secrets_are_not() {
    let asked = Asked::new(&site(), &[CLEAR]);
    asked.bench.write("tokens.css", ":root {\n  --gap: 9px;\n}\n").write(".env", "KEY=1\n");
    asked.edit(&["--context", ".env"]).refuses(1, ".env looks like it holds secrets");
    asked.edit(&["--lines", "5:7", "--context", "tokens.css"]).succeeds();
    let questions = asked.questions();
    let said = questions[0]["messages"][1]["content"].as_str().unwrap();
    assert!(
        said.contains("not to be changed: tokens.css") && said.contains("--gap: 9px"),
        "{said}"
    );
    assert!(
        said.contains("(5 to 7)") && said.ends_with(".card {\n  top: 2px;\n}\n```\n"),
        "{said}"
    );
}

#[test]
fn style_and_wording_are_the_repositorys() {
    let asked = Asked::new(&site(), &[CLEAR]);
    let config = "style = \"two spaces\"\n[commit]\nprefix = \"css:\"\nattribution = \"none\"\n";
    asked.bench.write(".codegen.toml", config);
    asked.edit(&[]).succeeds();
    let questions = asked.questions();
    let system = questions[0]["messages"][0]["content"].as_str().unwrap();
    assert!(system.contains("Style of this code: two spaces"), "{system}");
    let message = asked.bench.git(&["log", "-1", "--format=%B"]);
    assert!(message.starts_with("css: Move the second card down\n"), "{message}");
    assert!(!message.contains("Assisted-by"), "{message}");
}
