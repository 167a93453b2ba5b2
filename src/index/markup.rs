//! Tells the tags of an element from what it says.
//!
//! `<li>Red</li>` and `<li>Blue</li>` have much in common and are two things: what is the same
//! about them are their tags. The tags of an element that is whole tell little of it.

use super::lex::{Kind, Token};

/// Walks through tokens.
#[derive(Debug, Default)]
pub(super) struct Markup {
    /// Tokens of the present element that are still to come.
    left: usize,
    in_tag: bool,
}

impl Markup {
    /// Was the last token that was asked for part of a whole element?
    pub fn inside(&self) -> bool {
        self.left > 0
    }

    /// Is the token at `at`, each being asked for in order, part of a whole element's tags, and not
    /// the value of an attribute?
    pub fn is_frame(&mut self, tokens: &[Token], at: usize) -> bool {
        if self.left == 0 {
            self.left = element(&tokens[at..]);
            self.in_tag = false;
        }
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let token = tokens[at];
        let opens = token.is(b'<') && tokens.get(at + 1).is_some_and(|t| t.start == token.end);
        if opens {
            self.in_tag = true;
            return true;
        }
        if !self.in_tag {
            return false;
        }
        if token.is(b'>') {
            self.in_tag = false;
            return true;
        }
        let before = at.checked_sub(1).map(|i| tokens[i]);
        let named = tokens.get(at + 1).is_some_and(|t| t.is(b'='));
        let tag = before.is_some_and(|t| (t.is(b'<') || t.is(b'/')) && t.end == token.start);
        matches!(token.kind, Kind::Punct(_)) || token.kind == Kind::Word && (named || tag)
    }
}

/// How many tokens the element has that starts here and ends with its end tag; 0 where none does.
fn element(tokens: &[Token]) -> usize {
    const MOST: usize = 200;
    let [open, name, ..] = tokens else { return 0 };
    if !open.is(b'<') || name.kind != Kind::Word || name.start != open.end {
        return 0;
    }
    let ends =
        |w: &[Token]| w[0].is(b'<') && w[1].is(b'/') && w[2].hash == name.hash && w[3].is(b'>');
    tokens.windows(4).take(MOST).position(ends).map_or(0, |i| i + 4)
}
