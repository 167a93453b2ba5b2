//! Makes untrusted text safe to show on a terminal.
//!
//! File names, file contents, provider messages and model replies may hold control sequences that
//! move the cursor, set the title or hide text, and bidirectional marks that reorder it.

use std::borrow::Cow;

/// Control characters in caret notation (`^[`), others that reorder text as `<U+202E>`. Line feeds
/// and tabs stay.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            _ if !is_unsafe(c) => out.push(c),
            '\0'..='\x1f' => {
                out.push('^');
                out.push(char::from(c as u8 + b'@'));
            }
            '\x7f' => out.push_str("^?"),
            _ => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

/// [`escape`], on one line: runs of white space with a line end in them become one space, so that
/// text from elsewhere cannot pose as a line of ours.
pub fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r']) {
        let lines: Vec<&str> =
            text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        escape(&lines.join(" ")).into_owned()
    } else {
        escape(text).into_owned()
    }
}

fn is_unsafe(c: char) -> bool {
    let control = c.is_control() && c != '\n' && c != '\t';
    let reorders = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    control || reorders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_lose_their_power() {
        assert_eq!(escape("\x1b]0;title\x07"), "^[]0;title^G");
        assert_eq!(escape("a\u{202e}b\u{9b}31m\x7f"), "a<U+202E>b<U+009B>31m^?");
    }

    #[test]
    fn plain_text_stays() {
        assert!(matches!(escape("a\tb\nü 👩‍👩‍👧 \u{feff}"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_message_cannot_forge_a_line() {
        assert_eq!(one_line("bad\r\nhint: run rm\n\n  x "), "bad hint: run rm x");
    }
}
