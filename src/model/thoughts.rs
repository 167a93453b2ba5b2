//! Leaves out what a model thinks aloud at the start of its reply, in tags.
//!
//! Servers that know the model put its thoughts in a field of their own; others pass them on as
//! text, `<think> ... </think>` before the answer.

/// The tags that are known, without their brackets.
const TAGS: [&str; 3] = ["think", "thinking", "thought"];

/// A filter for the pieces of one reply.
#[derive(Debug, Default)]
pub(super) struct Thoughts {
    state: State,
    held: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but white space, or a part of a tag, so far.
    #[default]
    Start,
    /// Within the tag of that name.
    Inside(&'static str),
    /// After the thoughts: white space goes too.
    After,
    /// In the answer.
    Answer,
}

impl Thoughts {
    /// Takes the next piece; gives what of it, and of what was held back, belongs to the answer.
    pub fn push(&mut self, piece: &str) -> String {
        if self.state == State::Answer {
            return piece.to_owned();
        }
        self.held.push_str(piece);
        if self.state == State::Start {
            let start = self.held.trim_start();
            if let Some(tag) = TAGS.iter().find(|tag| has_tag(start, tag)) {
                self.held = start[tag.len() + 2..].to_owned();
                self.state = State::Inside(tag);
            } else if !start.is_empty() && !TAGS.iter().any(|tag| may_become(start, tag)) {
                self.state = State::Answer;
                return std::mem::take(&mut self.held);
            }
        }
        if let State::Inside(tag) = self.state {
            let end = format!("</{tag}>");
            match self.held.split_once(&end) {
                Some((_, after)) => {
                    self.held = after.to_owned();
                    self.state = State::After;
                }
                None => {
                    // The end of what is held may be the beginning of the tag.
                    let mut keep = self.held.len().saturating_sub(end.len());
                    while !self.held.is_char_boundary(keep) {
                        keep -= 1;
                    }
                    self.held.drain(..keep);
                }
            }
        }
        if self.state == State::After && !self.held.trim_start().is_empty() {
            self.state = State::Answer;
            return std::mem::take(&mut self.held).trim_start().to_owned();
        }
        String::new()
    }

    /// What is still held back at the end of the reply and no thought.
    pub fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        match self.state {
            State::Start => held,
            State::Inside(_) | State::After | State::Answer => String::new(),
        }
    }
}

fn has_tag(text: &str, tag: &str) -> bool {
    let rest = text.strip_prefix('<').and_then(|rest| rest.strip_prefix(tag));
    rest.is_some_and(|rest| rest.starts_with('>'))
}

fn may_become(text: &str, tag: &str) -> bool {
    format!("<{tag}>").starts_with(text)
}

/// The answer in a reply that thinks first but whose opening tag stood in the prompt: after a line
/// with the closing tag alone, where no code stands before it.
pub(super) fn after_unopened(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            break;
        }
        if TAGS.iter().any(|tag| line.strip_prefix("</") == Some(&format!("{tag}>"))) {
            return text[at..].trim_start();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filter<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
        let mut thoughts = Thoughts::default();
        let mut out: String = pieces.into_iter().map(|piece| thoughts.push(piece)).collect();
        out.push_str(&thoughts.finish());
        out
    }

    #[test]
    fn thoughts_go_and_answers_stay() {
        assert_eq!(filter(["<think>a</think>\n\nb"]), "b");
        assert_eq!(filter(["\n<thinking>", "a < b", "</thinking>", " c"]), "c");
        assert_eq!(filter(["<think></think>x <think>y</think>"]), "x <think>y</think>");
        assert_eq!(filter([" <thin", "g>x"]), " <thing>x");
        assert_eq!(filter(["<thi"]), "<thi");
        assert_eq!(filter(["<think>never ends"]), "");
        assert_eq!(filter(["  plain"]), "  plain");
    }

    #[test]
    fn an_end_without_a_beginning() {
        assert_eq!(after_unopened("hm, so\n</think>\n\n```css\na\n"), "```css\na\n");
        let code = "```html\n</think>\n```\n";
        assert_eq!(after_unopened(code), code);
        assert_eq!(after_unopened("plain </think> text"), "plain </think> text");
    }

    proptest! {
        #[test]
        fn cuts_change_nothing(text in "[ \n]{0,2}(<think>)?[a-z<>/é]{0,9}(</think>)?[ a-z<é]{0,9}", size in 1..5usize) {
            let chars: Vec<char> = text.chars().collect();
            let pieces: Vec<String> = chars.chunks(size).map(|chunk| chunk.iter().collect()).collect();
            prop_assert_eq!(filter(pieces.iter().map(String::as_str)), filter([text.as_str()]));
        }
    }
}
