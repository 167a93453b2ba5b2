//! Which form of answer is asked for.

use super::past::Past;
use crate::index::Index;
use crate::model::{Endpoint, count_tokens};
use crate::protocol::Strategy;

/// Tokens up to which a sketch of a file is hardly shorter than the file.
const TINY: u64 = 120;
/// The same where there is no grammar, and a sketch is aligned line by line.
const TINY_TEXT: u64 = 300;
/// Tokens up to which a file is rewritten by a model that fails at sketches.
const REWRITABLE: u64 = 4_000;

/// A strategy, and why it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub strategy: Strategy,
    pub why: String,
}

/// Decides. `asked` is what a person or a profile says; what `auto` means follows from the file, the
/// model and how the model did before.
pub(super) fn choose(asked: Strategy, index: &Index, endpoint: &Endpoint, past: &Past) -> Choice {
    let choice = |strategy, why: &str| Choice { strategy, why: why.to_owned() };
    let profile = endpoint.traits().strategy.unwrap_or_default();
    match (asked, profile) {
        (Strategy::Predict, _) if !endpoint.takes_prediction() => {
            return choice(
                Strategy::Rewrite,
                "predict was asked for, and the model takes no predicted output",
            );
        }
        (Strategy::Auto, Strategy::Auto) => {}
        (Strategy::Auto, wanted) => return choice(wanted, "the model's profile says so"),
        (wanted, _) => return choice(wanted, "it was asked for"),
    }
    let tokens = count_tokens(index.text());
    let tiny = if index.language().grammar.is_some() { TINY } else { TINY_TEXT };
    if tokens <= tiny {
        return choice(Strategy::Rewrite, "the file is so short that a sketch saves little");
    }
    if tokens <= REWRITABLE && past.fails_at_sketches(endpoint.model()) {
        let strategy =
            if endpoint.takes_prediction() { Strategy::Predict } else { Strategy::Rewrite };
        return choice(strategy, "most of the model's last sketches could not be merged");
    }
    if endpoint.is_local() {
        return choice(Strategy::Local, "a sketch, by a server on this machine");
    }
    choice(Strategy::Sketch, "a sketch is the shortest answer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;
    use crate::model::locate;
    use crate::protocol::{ModelSettings, ModelTraits};

    async fn endpoint(url: &str, model: &str, traits: ModelTraits) -> Endpoint {
        let settings = ModelSettings {
            base_url: Some(url.into()),
            model: Some(model.into()),
            traits,
            ..ModelSettings::default()
        };
        locate(&settings).await.unwrap()
    }

    fn css(rules: usize) -> Index {
        let rule = |n| format!(".rule-{n} {{\n  color: red;\n  margin: {n}px;\n}}\n\n");
        Index::new(by_name("css").unwrap(), (0..rules).map(rule).collect::<String>())
    }

    #[tokio::test]
    async fn what_is_said_goes_before_what_is_guessed() {
        let traits = ModelTraits { strategy: Some(Strategy::Rewrite), ..ModelTraits::default() };
        let endpoint = endpoint("https://x.test/v1", "m", traits).await;
        let of = |asked| choose(asked, &css(50), &endpoint, &Past::default()).strategy;
        assert_eq!(of(Strategy::Auto), Strategy::Rewrite);
        assert_eq!(of(Strategy::Sketch), Strategy::Sketch);
        assert_eq!(of(Strategy::Predict), Strategy::Rewrite, "it takes no prediction");
    }

    #[tokio::test]
    async fn auto_looks_at_the_file_the_model_and_its_past() {
        let remote = endpoint("https://x.test/v1", "m", ModelTraits::default()).await;
        let local = endpoint("http://127.0.0.1:9/v1", "m", ModelTraits::default()).await;
        let predicts = ModelTraits { prediction: Some(true), ..ModelTraits::default() };
        let predicts = endpoint("https://x.test/v1", "m", predicts).await;
        let mut past = Past::default();
        let auto = |rules, endpoint: &Endpoint, past: &Past| {
            choose(Strategy::Auto, &css(rules), endpoint, past).strategy
        };
        assert_eq!(auto(1, &remote, &past), Strategy::Rewrite);
        assert_eq!(auto(50, &remote, &past), Strategy::Sketch);
        assert_eq!(auto(50, &local, &past), Strategy::Local);
        (0..6).for_each(|n| past.note("m", n == 0));
        assert_eq!(auto(50, &remote, &past), Strategy::Rewrite);
        assert_eq!(auto(50, &predicts, &past), Strategy::Predict);
        assert_eq!(auto(2_000, &remote, &past), Strategy::Sketch, "too long to be rewritten");
    }
}
