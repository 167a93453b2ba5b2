//! A tolerant lexer: tokens of whole or partial code, the same for a file and a sketch.
//!
//! In: any text and a [`Lexis`]. Out: tokens in order, covering all that is not white space.
//! Multi-line strings and comments are one token. Never fails; what it cannot read is punctuation.

use xxhash_rust::xxh3::xxh3_64;

use crate::lang::{Lexis, Quote};

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
    pub hash: u64,
}

impl Token {
    pub fn is(&self, byte: u8) -> bool {
        self.kind == Kind::Punct(byte)
    }
}

/// Splits `text` into tokens.
pub(crate) fn lex(text: &str, lexis: &Lexis) -> Vec<Token> {
    Lexer { text, bytes: text.as_bytes(), lexis, tokens: Vec::with_capacity(text.len() / 4) }.run()
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    lexis: &'a Lexis,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(mut self) -> Vec<Token> {
        let mut at = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if byte <= b' ' {
                at += 1;
                continue;
            }
            let (end, kind) = self.token(at);
            let end = end.max(at + 1).min(self.bytes.len());
            let hash = self.hash(at, end, kind);
            self.tokens.push(Token { start: at, end, kind, hash });
            at = end;
        }
        self.tokens
    }

    fn token(&self, at: usize) -> (usize, Kind) {
        let rest = &self.bytes[at..];
        for (open, close) in self.lexis.block_comments {
            if rest.starts_with(open.as_bytes()) {
                let body = at + open.len();
                let end = self.find(body, close).map_or(self.bytes.len(), |i| i + close.len());
                return (end, Kind::Comment);
            }
        }
        for open in self.lexis.line_comments {
            let apart = *open != "#" || at == 0 || self.bytes[at - 1].is_ascii_whitespace();
            if apart && rest.starts_with(open.as_bytes()) {
                return (self.line_end(at), Kind::Comment);
            }
        }
        for quote in self.lexis.quotes {
            let prefixed = quote.open.as_bytes()[0].is_ascii_alphabetic();
            let in_word = prefixed && at > 0 && self.is_word(self.bytes[at - 1]);
            if rest.starts_with(quote.open.as_bytes())
                && !in_word
                && let Some(end) = self.string(at + quote.open.len(), quote)
            {
                return (end, Kind::Text);
            }
        }
        if self.lexis.regex
            && rest[0] == b'/'
            && self.regex_may_start()
            && let Some(end) = self.regex(at + 1)
        {
            return (end, Kind::Text);
        }
        // An interpolation (`#{$x}`) is part of a name.
        if self.lexis.selectors
            && rest.starts_with(b"#{")
            && let Some(end) = self.find(at, "}")
        {
            return (end + 1, Kind::Word);
        }
        if self.is_word(rest[0]) {
            let len = rest.iter().take_while(|byte| self.is_word(**byte)).count();
            return (at + len, Kind::Word);
        }
        (at + 1, Kind::Punct(rest[0]))
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

    /// The end of a string whose body starts at `at`, or none if it does not close where it should.
    fn string(&self, at: usize, quote: &Quote) -> Option<usize> {
        let close = quote.close.as_bytes();
        let mut i = at;
        while i < self.bytes.len() {
            match self.bytes[i] {
                b'\\' if quote.escapes => i += 2,
                b'\n' if !quote.multiline => return None,
                _ if self.bytes[i..].starts_with(close) => return Some(i + close.len()),
                _ => i += 1,
            }
        }
        None
    }

    /// A slash divides after a value, and starts a literal elsewhere.
    fn regex_may_start(&self) -> bool {
        match self.tokens.iter().rev().find(|t| t.kind != Kind::Comment) {
            None => true,
            Some(t) => match t.kind {
                Kind::Punct(b) => !matches!(b, b')' | b']' | b'}' | b'<'),
                Kind::Word => {
                    matches!(&self.text[t.start..t.end], "return" | "typeof" | "case" | "in" | "of")
                }
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
