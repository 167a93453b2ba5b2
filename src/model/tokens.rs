//! Token counts by the o200k tokenizer, for accounting: what a prompt and a reply weigh.

use tiktoken_rs::CoreBPE;

/// Longest run of text, in bytes, without a change between white space and the rest.
///
/// The tokenizer merges such a run in quadratic time, and its regular expression may give up on
/// one: longer runs (minified data, a base64 image) are cut, at the cost of a token at each cut.
const LONGEST_RUN: usize = 512;

/// Longest unfinished line that [`Meter`] counts again with every piece.
const LONGEST_TAIL: usize = 1024;

/// The number of o200k tokens in `text`. Special tokens written out in it count as plain text.
///
/// The first call in a process builds the tokenizer, which takes a good part of a second.
pub fn count_tokens(text: &str) -> u64 {
    let tokenizer = tokenizer();
    bounded_runs(text).map(|part| tokenizer.count_ordinary(part) as u64).sum()
}

/// `text` in pieces of one token each, or of a few where a character takes several.
pub fn token_pieces(text: &str) -> Vec<String> {
    let tokenizer = tokenizer();
    let mut pieces = Vec::new();
    for part in bounded_runs(text) {
        let mut start = 0;
        let mut end = 0;
        for token in tokenizer.encode_ordinary(part) {
            end += tokenizer.decode_bytes(&[token]).map_or(0, |bytes| bytes.len());
            if let Some(piece) = part.get(start..end).filter(|piece| !piece.is_empty()) {
                pieces.push(piece.to_owned());
                start = end;
            }
        }
        if let Some(rest) = part.get(start..).filter(|rest| !rest.is_empty()) {
            pieces.push(rest.to_owned());
        }
    }
    pieces
}

fn tokenizer() -> &'static CoreBPE {
    tiktoken_rs::o200k_base_singleton()
}

/// Splits `text` wherever a run of white space, or of anything else, gets longer than [`LONGEST_RUN`].
fn bounded_runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut run_start = 0;
        let mut run_is_space = None;
        for (at, c) in rest.char_indices() {
            if run_is_space != Some(c.is_whitespace()) {
                run_is_space = Some(c.is_whitespace());
                run_start = at;
            } else if at - run_start >= LONGEST_RUN {
                let (part, tail) = rest.split_at(at);
                rest = tail;
                return Some(part);
            }
        }
        (!rest.is_empty()).then(|| std::mem::take(&mut rest))
    })
}

/// Counts the tokens of a text that grows, in time linear in the text.
///
/// Finished lines are counted once, the line that is being written each time. That is off by a
/// token here and there, so the last word belongs to [`count_tokens`].
#[derive(Debug, Default)]
pub struct Meter {
    settled: u64,
    tail: String,
}

impl Meter {
    /// Takes the next piece; answers the tokens so far.
    pub fn push(&mut self, piece: &str) -> u64 {
        self.tail.push_str(piece);
        let settle = match self.tail.rfind('\n') {
            Some(at) => at + 1,
            None if self.tail.len() > LONGEST_TAIL => self.tail.len(),
            None => 0,
        };
        if settle > 0 {
            self.settled += count_tokens(&self.tail[..settle]);
            self.tail.drain(..settle);
        }
        self.settled + count_tokens(&self.tail)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_as_o200k_does() {
        assert_eq!(count_tokens(""), 0);
        assert_eq!(count_tokens("hello world"), 2);
        // Written out, a special token is text: many tokens, not one.
        assert!(count_tokens("<|endoftext|>") > 1);
    }

    #[test]
    fn endless_runs_are_counted_in_bounded_pieces() {
        let runs = ["a".repeat(300_000), " ".repeat(300_000), "\u{4e2d}".repeat(100_000)];
        for run in runs {
            assert!(bounded_runs(&run).all(|part| part.len() <= LONGEST_RUN + 4));
            assert_eq!(bounded_runs(&run).collect::<String>(), run);
            assert!(count_tokens(&run) > 0);
        }
    }

    #[test]
    fn the_meter_stays_close_to_the_count() {
        let text =
            "body {\n  margin: 0;\n  font-size: 16px;\n}\n\n.card { color: red; }\n".repeat(20);
        let mut meter = Meter::default();
        let last = token_pieces(&text).iter().map(|piece| meter.push(piece)).last().unwrap();
        let exact = count_tokens(&text);
        assert!(last.abs_diff(exact) * 10 <= exact, "{last} for {exact}");
    }

    proptest! {
        #[test]
        fn pieces_make_up_the_text(text in "\\PC{0,200}") {
            prop_assert_eq!(token_pieces(&text).concat(), text);
        }
    }
}
