//! A small lexer for configuration files.

use std::collections::HashMap;
use std::fmt;
use std::iter::Peekable;
use std::str::CharIndices;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum Token<'a> {
    Ident(&'a str),
    Number(f64),
    Text(String),
    Equals,
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LexError {
    /// A character that starts no token.
    Unexpected { at: usize, found: char },
    /// A string without an end.
    Unterminated { at: usize },
    BadNumber { at: usize, text: String },
}

impl fmt::Display for LexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { at, found } => write!(f, "unexpected {found:?} at {at}"),
            Self::Unterminated { at } => write!(f, "unterminated string at {at}"),
            Self::BadNumber { at, text } => write!(f, "bad number {text} at {at}"),
        }
    }
}

impl std::error::Error for LexError {}

impl<'a> fmt::Display for Token<'a> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ident(name) => f.write_str(name),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Equals => f.write_str("="),
            Self::Open => f.write_str("{"),
            Self::Close => f.write_str("}"),
            Self::Comma => f.write_str(","),
        }
    }
}

/// Splits a text into tokens.
pub struct Lexer<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    line: usize,
    /// Names that stand for others.
    aliases: HashMap<&'a str, &'a str>,
}

impl<'a> Lexer<'a> {
    /// A lexer for `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, chars: text.char_indices().peekable(), line: 1, aliases: HashMap::new() }
    }

    #[must_use]
    pub fn with_alias(mut self, from: &'a str, to: &'a str) -> Self {
        self.aliases.insert(from, to);
        self
    }

    /// The line that is read, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    fn skip_blank(&mut self) {
        while let Some((_, c)) = self.chars.peek() {
            if *c == '\n' {
                self.line += 1;
            }
            if !c.is_whitespace() {
                break;
            }
            self.chars.next();
        }
    }

    fn ident(&mut self, start: usize) -> Token<'a> {
        let end = self.take_while(|c| c.is_alphanumeric() || c == '_');
        let name = &self.text[start..end];
        Token::Ident(self.aliases.get(name).copied().unwrap_or(name))
    }

    fn number(&mut self, start: usize) -> Result<Token<'a>, LexError> {
        let end = self.take_while(|c| matches!(c, '0'..='9' | '.' | '_'));
        let text = self.text[start..end].replace('_', "");
        text.parse().map(Token::Number).map_err(|_| LexError::BadNumber { at: start, text })
    }

    fn text(&mut self, start: usize) -> Result<Token<'a>, LexError> {
        let mut out = String::new();
        while let Some((_, c)) = self.chars.next() {
            match c {
                '"' => return Ok(Token::Text(out)),
                '\\' => match self.chars.next() {
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, 't')) => out.push('\t'),
                    Some((_, c)) => out.push(c),
                    None => break,
                },
                c => out.push(c),
            }
        }
        Err(LexError::Unterminated { at: start })
    }

    fn take_while(&mut self, test: impl Fn(char) -> bool) -> usize {
        while let Some((at, c)) = self.chars.peek().copied() {
            if !test(c) {
                return at;
            }
            self.chars.next();
        }
        self.text.len()
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Result<Token<'a>, LexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blank();
        let (at, c) = self.chars.next()?;
        Some(match c {
            '=' => Ok(Token::Equals),
            '{' => Ok(Token::Open),
            '}' => Ok(Token::Close),
            ',' => Ok(Token::Comma),
            '"' => self.text(at),
            c if c.is_alphabetic() => Ok(self.ident(at)),
            c if c.is_ascii_digit() => self.number(at),
            found => Err(LexError::Unexpected { at, found }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token<'_>> {
        Lexer::new(text).collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn idents_and_numbers() {
        assert_eq!(tokens("a 1"), [Token::Ident("a"), Token::Number(1.0)]);
    }

    #[test]
    fn texts() {
        assert_eq!(tokens(r#""x\n""#), [Token::Text("x\n".into())]);
    }

    #[test]
    fn errors() {
        assert!(Lexer::new("?").next().unwrap().is_err());
    }
}
