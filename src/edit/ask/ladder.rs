//! What to ask for when a reply cannot be merged: each question costs more than the one before, and
//! leaves less to decide.

use crate::index::Index;
use crate::merge::{Refusal, RefusalKind};
use crate::model::{self, Endpoint, Prompt, count_tokens};
use crate::protocol::Question;

/// Tokens that a file may have to be asked for as a whole.
const WHOLE: u64 = 8_000;

/// Words of a model that does not want to, or cannot.
const DECLINES: &[&str] = &[
    "sorry",
    "apolog",
    "i can't",
    "i cannot",
    "i can not",
    "i'm unable",
    "i am unable",
    "unable to",
    "i won't",
    "as an ai",
    "not able to",
    "i don't have",
    "i do not have",
    "tut mir leid",
    "je suis désolé",
    "lo siento",
    "抱歉",
    "对不起",
    "申し訳",
];

/// The next question after `question` was answered with what `refusal` says; none where there is no
/// use in asking on. `file` is the one file that the model has seen as a whole, and can write as one.
pub(super) fn next(
    question: Question,
    refusal: &Refusal,
    file: Option<&Index>,
) -> Option<Question> {
    let whole = || {
        file.is_some_and(|index| count_tokens(index.text()) <= WHOLE).then_some(Question::Rewrite)
    };
    match (question, refusal.kind) {
        (Question::Sketch | Question::Block, RefusalKind::Unsafe | RefusalKind::Invalid) => {
            Some(Question::Blocks)
        }
        (Question::Sketch | Question::Block, RefusalKind::TooLarge) => whole(),
        (Question::Sketch | Question::Block, _) => Some(Question::Again),
        (Question::Again, RefusalKind::TooLarge) => whole(),
        (Question::Again, _) => Some(Question::Blocks),
        (Question::Blocks, _) => whole(),
        (Question::Rewrite | Question::Predict, _) => None,
    }
}

/// The prompt of that question.
pub(super) fn prompt(
    before: Prompt,
    question: Question,
    refusal: &Refusal,
    reply: String,
    index: &Index,
    endpoint: &Endpoint,
) -> Prompt {
    let language = index.language();
    let said = match question {
        Question::Again => model::ask_again(refusal),
        Question::Rewrite | Question::Predict => model::ask_for_all(refusal),
        Question::Sketch | Question::Block | Question::Blocks => {
            model::ask_for_blocks(language, refusal)
        }
    };
    let mut prompt = before.then(reply, said);
    if question == Question::Rewrite && endpoint.takes_prediction() {
        prompt.prediction = Some(index.text().to_owned());
    }
    prompt
}

/// The refusal of a reply that says that there will be no code; none where it does not say so. There
/// is no use in asking on.
pub(super) fn declined(reply: &str) -> Option<Refusal> {
    let start: String = reply.trim().chars().take(300).collect();
    let said = start.to_lowercase().replace('\u{2019}', "'");
    let declines = !reply.contains("```") && DECLINES.iter().any(|words| said.contains(words));
    declines.then(|| Refusal {
        line: None,
        kind: RefusalKind::NoCode,
        why: format!("the model declines: {}", start.lines().next().unwrap_or_default()),
        candidates: Vec::new(),
        hint: "put the instruction in other words, or use another model".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    fn after(question: Question, kind: RefusalKind) -> Option<Question> {
        let index = Index::new(by_name("css").unwrap(), "a {}\n");
        let refusal = Refusal {
            line: None,
            kind,
            why: "x".into(),
            candidates: Vec::new(),
            hint: String::new(),
        };
        next(question, &refusal, Some(&index))
    }

    #[test]
    fn each_question_leaves_less_open() {
        use Question::{Again, Blocks, Rewrite, Sketch};
        let ambiguous = RefusalKind::Ambiguous;
        assert_eq!(after(Sketch, ambiguous), Some(Again));
        assert_eq!(after(Again, ambiguous), Some(Blocks));
        assert_eq!(after(Blocks, ambiguous), Some(Rewrite));
        assert_eq!(after(Rewrite, ambiguous), None);
        assert_eq!(after(Sketch, RefusalKind::Invalid), Some(Blocks));
    }

    #[test]
    fn who_declines_is_understood_and_who_forgets_the_code_is_not_meant() {
        let apology = declined("I\u{2019}m sorry, but I can\u{2019}t.\nBye.").unwrap();
        assert_eq!(apology.why, "the model declines: I\u{2019}m sorry, but I can\u{2019}t.");
        assert!(declined("Es tut mir leid.").is_some());
        assert!(declined("Change the color of `a` to red.").is_none());
        assert!(declined("Sorry for the delay:\n```css\na {}\n```\n").is_none());
        assert_eq!(after(Question::Sketch, RefusalKind::NoCode), Some(Question::Again));
    }
}
