//! A tolerant lexer: tokens of whole or partial code, the same for a file and a sketch.
//!
//! In: any text and a [`Lexis`]. Out: tokens in order, covering all that is not white space.
//! Multi-line strings and comments are one token. Text of an embedded language is read by that
//! language's rules. Never fails; what it cannot read is punctuation.

use std::cell::Cell;

use xxhash_rust::xxh3::xxh3_64;

use super::literal;
use super::region::{self, Regions};
use crate::lang::{Heredocs, Layout, Lexis};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Identifier, keyword or number.
    Word,
    /// One character that is no word.
    Punct(u8),
    /// String, template or regular expression literal.
    Text,
    /// Comment.
    Comment,
}

/// A token: a byte range, and the hash of what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// Whose rules it was read by: an argument of [`Lexis::region`].
    pub region: u8,
    pub hash: u64,
}

impl Token {
    pub fn is(&self, byte: u8) -> bool {
        self.kind == Kind::Punct(byte)
    }
}

/// The tokens that are no comments.
pub(crate) fn code(tokens: &[Token]) -> impl DoubleEndedIterator<Item = &Token> + Clone {
    tokens.iter().filter(|token| token.kind != Kind::Comment)
}

/// Splits `text`, a file, into tokens.
pub(crate) fn lex(text: &str, lexis: &Lexis) -> Vec<Token> {
    let start = u8::from(lexis.outside.is_some());
    lex_from(text, lexis, &[(0, start)])
}

/// Splits `text` into tokens. At each offset of `jumps`, in order, the region becomes what it says.
pub(crate) fn lex_from(text: &str, lexis: &Lexis, jumps: &[(usize, u8)]) -> Vec<Token> {
    let regions = Regions::new(text, lexis, jumps);
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        lexis,
        region: 0,
        pending: Vec::new(),
        searched: 0,
        nested: Cell::new(1_000 + 8 * text.len()),
        tokens: Vec::with_capacity(text.len() / 4),
    };
    lexer.run(regions);
    lexer.tokens
}

/// Bytes that may be searched for the ends of heredocs.
const SEARCH: usize = 1 << 26;

struct Lexer<'a> {
    /// The text up to where the present region ends.
    text: &'a str,
    bytes: &'a [u8],
    /// The rules of the present region.
    lexis: &'a Lexis,
    region: u8,
    /// Labels of heredocs that start on the next line.
    pending: Vec<&'a str>,
    searched: usize,
    /// Bytes of code inside strings that may still be read.
    nested: Cell<usize>,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self, mut regions: Regions<'a>) {
        let whole = self.text;
        let mut at = if whole.starts_with('\u{feff}') { 3 } else { 0 };
        while at < whole.len() {
            let span = regions.at(at);
            (self.text, self.region) = (&whole[..span.end], span.region);
            self.bytes = self.text.as_bytes();
            self.lexis = span.lexis;
            while at < self.bytes.len() {
                let byte = self.bytes[at];
                if byte == b'\n' && !self.pending.is_empty() {
                    at = self.heredocs(at);
                    continue;
                }
                if byte <= b' ' {
                    at += 1;
                    continue;
                }
                let (end, kind) = self.token(at);
                let end = end.max(at + 1).min(self.bytes.len());
                self.push(at, end, kind);
                at = end;
                if regions.changes(whole, at) {
                    break;
                }
            }
            self.pending.clear();
        }
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let hash = self.hash(start, end, kind);
        self.tokens.push(Token { start, end, kind, region: self.region, hash });
    }

    fn token(&mut self, at: usize) -> (usize, Kind) {
        if self.region == Lexis::STRING_REGION {
            let line = &self.text[at..self.line_end(at)];
            return (at + line.trim_end().len(), Kind::Text);
        }
        let rest = &self.bytes[at..];
        let lexis = self.lexis;
        if !lexis.no_comments.iter().any(|open| rest.starts_with(open.as_bytes()))
            && let Some(end) = self.comment(at)
        {
            return (end, Kind::Comment);
        }
        if let Some(end) = self.heredoc(at) {
            return (end, Kind::Word);
        }
        // What a backslash escapes outside of strings opens none.
        if rest[0] == b'\\' && rest.get(1).is_some_and(|b| matches!(b, b'\'' | b'"' | b'`')) {
            return (at + 2, Kind::Punct(b'\\'));
        }
        if !(rest[0] == b'\'' && lexis.prose && self.apostrophe(at)) {
            for quote in lexis.quotes {
                let prefixed = quote.open.as_bytes()[0].is_ascii_alphabetic();
                let in_word = prefixed && at > 0 && self.is_word(self.bytes[at - 1]);
                if rest.starts_with(quote.open.as_bytes())
                    && !in_word
                    && let Some(end) =
                        literal::end(self.text, at, quote, lexis.quotes, &self.nested)
                {
                    return (end, Kind::Text);
                }
            }
        }
        if lexis.regex
            && rest[0] == b'/'
            && self.regex_may_start()
            && let Some(end) = self.regex(at + 1)
        {
            return (end, Kind::Text);
        }
        if lexis.selectors {
            // An interpolation (`#{$x}`) is part of a name.
            if rest.starts_with(b"#{")
                && let Some(end) = self.find(at, "}")
            {
                return (end + 1, Kind::Word);
            }
            if let Some(end) = self.address(at) {
                return (end, Kind::Text);
            }
        }
        if self.is_word(rest[0]) {
            let word = || rest.iter().take_while(|byte| self.is_word(**byte));
            // Signs alone are no word: the dash of a list, a lone `$`.
            if word().any(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80) {
                return (at + word().count(), Kind::Word);
            }
        }
        (at + 1, Kind::Punct(rest[0]))
    }

    /// The end of the comment that starts here.
    fn comment(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        // The line that names an interpreter is a comment in every language, `#![..]` an attribute of Rust.
        let first = self.tokens.is_empty() && self.lexis.layout == Layout::Lines;
        if first && rest.starts_with(b"#!") && rest.get(2) != Some(&b'[') {
            return Some(self.comment_end(at));
        }
        for (open, close) in self.lexis.block_comments {
            // `=begin` opens one at the start of a line only.
            let apart = !open.starts_with('=') || at == 0 || self.bytes[at - 1] == b'\n';
            if apart && rest.starts_with(open.as_bytes()) {
                let body = at + open.len();
                return Some(self.find(body, close).map_or(self.bytes.len(), |i| i + close.len()));
            }
        }
        for open in self.lexis.line_comments {
            let apart = *open != "#" || at == 0 || self.bytes[at - 1].is_ascii_whitespace();
            if apart && rest.starts_with(open.as_bytes()) {
                let end = self.comment_end(at);
                // PHP leaves its comments with the code.
                let leaves = self.lexis.outside.and(self.text[at..end].find("?>"));
                return Some(leaves.map_or(end, |i| at + i));
            }
        }
        None
    }

    fn is_word(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric()
            || byte == b'_'
            || byte >= 0x80
            || self.lexis.word_chars.as_bytes().contains(&byte)
    }

    fn find(&self, from: usize, what: &str) -> Option<usize> {
        self.text.get(from..)?.find(what).map(|i| from + i)
    }

    fn line_end(&self, from: usize) -> usize {
        let end = self.find(from, "\n").unwrap_or(self.bytes.len());
        if end > from && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// The end of a comment that ends with its line: white space behind it says nothing.
    fn comment_end(&self, from: usize) -> usize {
        let end = self.line_end(from);
        let white = self.bytes[from..end].iter().rev().take_while(|b| matches!(b, b' ' | b'\t'));
        end - white.count()
    }

    /// Does the quote stand in the middle of a word of running text, as in `isn't`?
    fn apostrophe(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|i| self.bytes[i]);
        let after = self.bytes.get(at + 1);
        if !before.is_some_and(|b| b.is_ascii_alphanumeric() || b >= 0x80)
            || !after.is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80 || *b == b' ')
        {
            return false;
        }
        self.tokens.last().is_some_and(|t| {
            t.end == at && !literal::BEFORE_VALUE.contains(&&self.text[t.start..t.end])
        })
    }

    /// `url(https://x)`: an address without quotes.
    fn address(&self, at: usize) -> Option<usize> {
        let [.., name, paren] = self.tokens.as_slice() else { return None };
        let named = paren.is(b'(')
            && paren.end <= at
            && name.end == paren.start
            && self.text[name.start..name.end].eq_ignore_ascii_case("url");
        if !named || matches!(self.bytes[at], b'"' | b'\'' | b')' | b'$') {
            return None;
        }
        let end = self.find(at, ")")?;
        (!self.text[at..end].contains('\n')).then_some(end)
    }

    // ---- heredocs ----

    /// Where the operator and label of a heredoc end.
    fn heredoc(&mut self, at: usize) -> Option<usize> {
        let (label, end) = literal::label(self.text, at, self.lexis.heredocs)?;
        let from = self.find(end, "\n")?;
        if self.searched > SEARCH {
            return None;
        }
        let body = &self.text[from + 1..];
        let close = literal::body_end(body, label, self.lexis.heredocs);
        self.searched += close.unwrap_or(body.len());
        close?;
        self.pending.push(label);
        Some(end)
    }

    /// Takes the texts of the heredocs of the line that ends here.
    fn heredocs(&mut self, at: usize) -> usize {
        let mut at = at;
        for label in std::mem::take(&mut self.pending) {
            let body = self.text.get(at + 1..).unwrap_or("");
            let Some(len) = literal::body_end(body, label, self.lexis.heredocs) else { break };
            let end = at + 1 + len;
            self.push(at, end, Kind::Text);
            at = end;
        }
        if self.bytes.get(at) == Some(&b'\n') { at + 1 } else { at }
    }

    // ---- regular expressions ----

    /// A slash divides after a value, and starts a literal elsewhere.
    fn regex_may_start(&self) -> bool {
        match code(&self.tokens).next_back() {
            None => true,
            Some(t) => match t.kind {
                Kind::Punct(b) => !matches!(b, b')' | b']' | b'}' | b'<'),
                Kind::Word => literal::BEFORE_VALUE.contains(&&self.text[t.start..t.end]),
                _ => false,
            },
        }
    }

    fn regex(&self, at: usize) -> Option<usize> {
        let (mut i, mut class) = (at, false);
        while i < self.bytes.len() {
            match self.bytes[i] {
                b'\\' => i += 1,
                b'\n' => return None,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    let flags =
                        self.bytes[i + 1..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                    return Some(i + 1 + flags);
                }
                _ => {}
            }
            i += 1;
        }
        None
    }

    /// What the token says. White space inside comments does not count; before the parts of a
    /// selector it does (`a .b` is not `a.b`).
    fn hash(&self, start: usize, end: usize, kind: Kind) -> u64 {
        // A multi-byte character never splits: words take all bytes from 0x80 up.
        let bytes = &self.bytes[start..end];
        match kind {
            Kind::Comment => {
                let words: Vec<&[u8]> = bytes
                    .split(|b| b.is_ascii_whitespace())
                    .filter(|word| !word.is_empty() && *word != b"*")
                    .collect();
                xxh3_64(&words.join(&b' '))
            }
            Kind::Punct(byte) if self.lexis.selectors && b".#:[*".contains(&byte) => {
                let apart = self.tokens.last().is_some_and(|t| {
                    t.end < start
                        && t.region == self.region
                        && matches!(t.kind, Kind::Word | Kind::Punct(b')' | b']' | b'*' | b'&'))
                });
                xxh3_64(&[byte, u8::from(apart)])
            }
            // Line ends inside multi-line strings are the file's own matter.
            Kind::Text if bytes.contains(&b'\r') => {
                let unix: Vec<u8> = bytes.iter().copied().filter(|b| *b != b'\r').collect();
                xxh3_64(&unix)
            }
            _ => xxh3_64(bytes),
        }
    }
}

/// The languages' own parts of a text, with their number and the parser's rules for them.
pub(crate) fn embedded(text: &str, lexis: &Lexis) -> Vec<(std::ops::Range<usize>, u8)> {
    if lexis.regions.is_empty() {
        return Vec::new();
    }
    region::elements(text, lexis).collect()
}

/// Has the language text with labels, or text of other languages?
pub(crate) fn is_mixed(lexis: &Lexis) -> bool {
    lexis.heredocs != Heredocs::None
        || lexis.quotes.iter().any(|q| q.multiline)
        || region::has_regions(lexis)
}
