//! Where string literals end: quotes in all their forms, and heredocs.
//!
//! In: a text, an offset and what opens there. Out: the offset behind the literal, or none where
//! it does not close as it should; then the opening is read as punctuation.

use std::cell::Cell;

use crate::lang::{Form, Heredocs, Quote};

/// Words that a value follows, so that a slash or a quote after them opens a literal.
pub(super) const BEFORE_VALUE: &[&str] = &[
    "return", "typeof", "case", "in", "of", "when", "if", "unless", "and", "or", "not", "else",
    "yield", "await", "void", "delete", "throw", "from", "import", "puts",
];

/// Code inside a string inside code inside a string, and so on, is read no deeper.
const MAX_DEPTH: u32 = 12;

/// The end of the string that `quote` opens at `at`. `budget` is how many bytes of code inside
/// strings may still be read: past it, strings are read as if there was none.
pub(super) fn end(
    text: &str,
    at: usize,
    quote: &Quote,
    quotes: &[Quote],
    budget: &Cell<usize>,
) -> Option<usize> {
    Scanner { text, bytes: text.as_bytes(), quotes, budget }.string(at, quote, 0)
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    quotes: &'a [Quote],
    budget: &'a Cell<usize>,
}

impl Scanner<'_> {
    fn string(&self, at: usize, quote: &Quote, depth: u32) -> Option<usize> {
        let body = at + quote.open.len();
        match quote.form {
            Form::Character => self.character(body, quote),
            Form::Hashes => {
                let hashes = self.run(body, b'#');
                (self.bytes.get(body + hashes) == Some(&b'"'))
                    .then(|| format!("\"{}", "#".repeat(hashes)))
                    .and_then(|close| self.find(body + hashes + 1, &close))
            }
            Form::Repeated => {
                let byte = *quote.open.as_bytes().last()?;
                let more = self.run(body, byte);
                let close = format!("{}{}", quote.close, char::from(byte).to_string().repeat(more));
                self.find(body + more, &close)
            }
            Form::Named => {
                let paren = self.find(body, "(")? - 1;
                let name = self.text.get(body..paren)?;
                let plain = name.len() <= 16 && !name.contains(['"', ' ', '\\', ')', '\n']);
                plain.then(|| self.find(paren + 1, &format!("){name}\""))).flatten()
            }
            Form::Plain | Form::Doubled => {
                let end = self.plain(body, quote, depth);
                if quote.interpolations.is_empty() || depth > 0 {
                    return end;
                }
                // Where the code inside does not end, it is read as text.
                let blind = Quote { interpolations: &[], ..*quote };
                end.or_else(|| self.plain(body, &blind, depth))
            }
        }
    }

    fn plain(&self, body: usize, quote: &Quote, depth: u32) -> Option<usize> {
        let close = quote.close.as_bytes();
        let mut i = body;
        while i < self.bytes.len() {
            if depth > 0 {
                self.budget.set(self.budget.get().checked_sub(1)?);
            }
            match self.bytes[i] {
                b'\\' if quote.escapes => i += 2,
                b'\n' if !quote.multiline => return None,
                _ if self.bytes[i..].starts_with(close) => {
                    i += close.len();
                    if quote.form == Form::Doubled && self.bytes[i..].starts_with(close) {
                        i += close.len();
                        continue;
                    }
                    return Some(i);
                }
                _ => i = self.interpolated(i, quote, depth).unwrap_or(i + 1),
            }
        }
        None
    }

    /// The end of the code that stands in the string at `i`, if any does.
    fn interpolated(&self, i: usize, quote: &Quote, depth: u32) -> Option<usize> {
        let rest = &self.bytes[i..];
        let (open, close) =
            quote.interpolations.iter().find(|(open, _)| rest.starts_with(open.as_bytes()))?;
        if depth >= MAX_DEPTH {
            return None;
        }
        let (up, down) = (*open.as_bytes().last()?, *close.as_bytes().first()?);
        let mut level = 1_u32;
        let mut at = i + open.len();
        while at < self.bytes.len() {
            self.budget.set(self.budget.get().checked_sub(1)?);
            let byte = self.bytes[at];
            match byte {
                b'\\' => at += 2,
                b'\n' if !quote.multiline => return None,
                b'/' => at = self.expression(at).unwrap_or(at + 1),
                _ if byte == up => (level, at) = (level + 1, at + 1),
                _ if byte == down => {
                    (level, at) = (level - 1, at + 1);
                    if level == 0 {
                        return Some(at);
                    }
                }
                _ => {
                    let nested = self.quotes.iter().find(|q| {
                        !q.open.as_bytes()[0].is_ascii_alphabetic()
                            && self.bytes[at..].starts_with(q.open.as_bytes())
                    });
                    let end = nested.and_then(|q| self.string(at, q, depth + 1));
                    at = end.unwrap_or(at + 1);
                }
            }
        }
        None
    }

    /// The end of the regular expression that starts at a slash, if one may.
    fn expression(&self, at: usize) -> Option<usize> {
        let before = self.text[..at].trim_end().bytes().next_back()?;
        let next = *self.bytes.get(at + 1)?;
        if !b"(,=:[!&|?{};".contains(&before) || matches!(next, b'/' | b'*') {
            return None;
        }
        let (mut i, mut class) = (at + 1, false);
        loop {
            match *self.bytes.get(i)? {
                b'\n' => return None,
                b'\\' => i += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(i + 1),
                _ => {}
            }
            i += 1;
        }
    }

    /// `'x'`, `'\n'`, `'\u{1F600}'`, but not the lifetime `'a`.
    fn character(&self, body: usize, quote: &Quote) -> Option<usize> {
        let rest = self.text.get(body..)?;
        let mut chars = rest.chars();
        let first = chars.next()?;
        if first == '\\' {
            let end = rest.get(2..)?.find(quote.close)?;
            return (end <= 10 && !rest[..end + 2].contains('\n'))
                .then_some(body + 2 + end + quote.close.len());
        }
        (first != '\n' && chars.as_str().starts_with(quote.close))
            .then_some(body + first.len_utf8() + quote.close.len())
    }

    fn run(&self, from: usize, byte: u8) -> usize {
        self.bytes.get(from..).unwrap_or(&[]).iter().take_while(|b| **b == byte).count()
    }

    /// The offset behind the next `what`.
    fn find(&self, from: usize, what: &str) -> Option<usize> {
        self.text.get(from..)?.find(what).map(|i| from + i + what.len())
    }
}

/// The label of the heredoc that is announced at `at`, and where the announcement ends.
pub(super) fn label(text: &str, at: usize, heredocs: Heredocs) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let after = match heredocs {
        Heredocs::None => return None,
        Heredocs::Triple => rest.strip_prefix("<<<")?.trim_start_matches([' ', '\t']),
        Heredocs::Shift => {
            let rest = rest.strip_prefix("<<").filter(|r| !r.starts_with('<'))?;
            let rest = rest.strip_prefix(['-', '~']).unwrap_or(rest);
            rest.trim_start_matches([' ', '\\'])
        }
    };
    let quote = after.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'));
    let body = if quote.is_some() { &after[1..] } else { after };
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let len = body.find(|c| !word(c)).unwrap_or(body.len());
    let label = &body[..len];
    if label.is_empty() || label.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tail = &body[len..];
    let tail = match quote {
        Some(q) => tail.strip_prefix(q)?,
        None => tail,
    };
    Some((label, text.len() - tail.len()))
}

/// The length of a heredoc's text, with the line that ends it, in what follows its first line.
pub(super) fn body_end(body: &str, label: &str, heredocs: Heredocs) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = body[from..].find(label) {
        let at = from + found;
        let end = at + label.len();
        let start = body[..at].rfind('\n').map_or(0, |i| i + 1);
        let first = body[start..at].bytes().all(|b| matches!(b, b' ' | b'\t'));
        let rest = &body[end..];
        let ends = match heredocs {
            Heredocs::Triple => !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'),
            _ => rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n"),
        };
        if first && ends {
            return Some(end);
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::lex::{Kind, lex};
    use crate::lang::by_name;

    fn texts(language: &str, text: &str) -> Vec<String> {
        let tokens = lex(text, &by_name(language).unwrap().lexis);
        let said = tokens.iter().filter(|t| t.kind == Kind::Text);
        said.map(|t| text[t.start..t.end].trim().to_owned()).collect()
    }

    #[test]
    fn strings_of_every_form() {
        assert_eq!(texts("rust", r####"r##"a"#b"## 'c' 'd x"####), [r###"r##"a"#b"##"###, "'c'"]);
        assert_eq!(texts("cpp", "R\"x(a)\" )y\")x\" 1'000"), ["R\"x(a)\" )y\")x\""]);
        assert_eq!(texts("csharp", "@\"a \"\"b\"\" c\" d"), ["@\"a \"\"b\"\" c\""]);
        assert_eq!(texts("csharp", "\"\"\"\"a\"\"\"b\"\"\"\" c"), ["\"\"\"\"a\"\"\"b\"\"\"\""]);
        assert_eq!(texts("javascript", "`a ${b(`c\n}`)} d` e"), ["`a ${b(`c\n}`)} d`"]);
        assert_eq!(texts("bash", "\"$(a \"b\n\")\" c\\'d"), ["\"$(a \"b\n\")\""]);
        assert_eq!(texts("scss", "url(http://a) 'b'"), ["http://a", "'b'"]);
    }

    #[test]
    fn a_quote_in_a_regular_expression_leads_no_further_than_its_line() {
        let text = "f(`${a.replace(/\"/g, '\"')}`);\nb(\"c\");\n";
        assert!(texts("javascript", text).iter().all(|t| !t.contains('\n')));
    }

    #[test]
    fn heredocs_end_with_their_label() {
        let ruby = "a <<~X, <<~Y\n  # b\n  X y\n  X\n  'c\n  Y\nd 'e'\n";
        assert_eq!(texts("ruby", ruby), ["# b\n  X y\n  X", "'c\n  Y", "'e'"]);
        assert_eq!(texts("bash", "a <<-'X'\n\t'b\n\tX\nc << 1\n"), ["'b\n\tX"]);
        assert_eq!(texts("php", "<?php a(<<<X\n  'b\n  X, 'c');\n"), ["'b\n  X", "'c'"]);
        assert_eq!(texts("ruby", "a << B\nclass << self\n"), [""; 0]);
    }

    #[test]
    fn apostrophes_in_words_open_no_string() {
        assert_eq!(texts("html", "<p>isn't it's</p>"), [""; 0]);
        assert_eq!(texts("tsx", "<p>don't {f('a')}</p>"), ["'a'"]);
        assert_eq!(texts("javascript", "return'a'"), ["'a'"]);
    }
}
