//! What a line says of where it belongs, wherever it stands: whether it starts, goes on with or ends
//! something, whether more is to come, and of which level a heading is.

use super::{Builder, NodeId};
use crate::index::lex::{Kind, Token};
use crate::index::units::Unit;
use crate::lang::{BlockWords, Layout, Lexis, Nesting};

/// What a line does to what is open above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing: it starts something.
    Head,
    /// It goes on with it (`else`).
    Middle,
    /// It ends it (`end`).
    Close,
}

pub(super) const fn hash(word: &str) -> u64 {
    xxhash_rust::const_xxh3::xxh3_64(word.as_bytes())
}

/// Hashes of the words that make blocks.
pub(super) struct Words {
    /// Those that begin a line which goes on with a declaration (`where`).
    pub clauses: Vec<u64>,
    open: Vec<u64>,
    middle: Vec<u64>,
    close: Vec<u64>,
}

impl Words {
    pub fn of(words: &BlockWords) -> Self {
        let hashes = |words: &[&str]| words.iter().map(|word| hash(word)).collect();
        Self {
            clauses: hashes(words.clauses),
            open: hashes(words.open),
            middle: hashes(words.middle),
            close: hashes(words.close),
        }
    }
}

impl Builder<'_> {
    /// Does a unit say all that it has to say: a statement to its semicolon, a tag to its end? Where
    /// brackets nest, nothing is nested in it.
    pub(super) fn is_complete(&self, unit: usize) -> bool {
        let unit = &self.units[unit];
        let last = self.code(unit).next_back();
        self.lexis.nesting == Nesting::Closed
            && (last.is_some_and(|t| t.is(b';')) || is_whole_tag(self.tokens(unit)))
    }

    /// Does a unit end like something that has more to come?
    pub(super) fn opens(&self, unit: usize) -> bool {
        if self.lexis.nesting == Nesting::Headings {
            return true;
        }
        let unit = &self.units[unit];
        if is_whole_tag(self.tokens(unit)) {
            return false;
        }
        let ends = self.code(unit).next_back().is_some_and(|t| {
            matches!(t.kind, Kind::Punct(b':' | b'{' | b'(' | b'[' | b'>' | b'|' | b'='))
                || self.words.open.contains(&t.hash)
        });
        ends || self.code(unit).next().is_some_and(|t| self.words.open.contains(&t.hash))
    }

    /// The level of a heading whose next line underlines it.
    pub(super) fn underlined(&self, unit: usize) -> Option<u32> {
        (self.lexis.layout == Layout::Prose)
            .then(|| underline(self.tokens, self.units, unit))
            .flatten()
    }

    pub(super) fn heading(&self, unit: &Unit) -> Option<u32> {
        let bytes: Vec<u8> = self
            .tokens(unit)
            .iter()
            .map(|t| if let Kind::Punct(b) = t.kind { b } else { b'x' })
            .collect();
        // What looks like a heading in a code block is none.
        let carried = self.tokens.get(unit.tokens.start).is_some_and(|t| t.region != 0);
        if unit.tabs + unit.spaces > 0 || carried {
            return None;
        }
        let count = |b: u8| u32::try_from(bytes.iter().take_while(|c| **c == b).count()).ok();
        match bytes.first() {
            Some(b'#') => count(b'#').filter(|n| *n <= 6 && bytes.len() > *n as usize),
            Some(b'[') if self.lexis.layout != Layout::Prose => Some(1),
            _ => None,
        }
    }

    /// Is a unit the start of something, or does it continue or close what is open?
    pub(super) fn part(&self, unit: &Unit) -> Part {
        if self.lexis.nesting != Nesting::Closed || unit.is_comment() {
            return Part::Head;
        }
        let tokens = self.tokens(unit);
        let Some(first) = tokens.first() else { return Part::Head };
        let second = tokens.get(1);
        match first.kind {
            Kind::Punct(b'<') if second.is_some_and(|t| t.is(b'/')) => Part::Close,
            Kind::Punct(b'/') if second.is_some_and(|t| t.is(b'>')) => Part::Close,
            Kind::Punct(b'>') => Part::Middle,
            Kind::Punct(b'{') => self.template_part(tokens),
            Kind::Punct(b')' | b']' | b'}') => Part::Close,
            Kind::Word if self.words.close.contains(&first.hash) => Part::Close,
            Kind::Word if self.words.middle.contains(&first.hash) => Part::Middle,
            Kind::Punct(b'#') => match second {
                Some(t) if t.hash == hash("endif") => Part::Close,
                Some(t) if t.hash == hash("else") || t.hash == hash("elif") => Part::Middle,
                _ => Part::Head,
            },
            _ => Part::Head,
        }
    }

    /// Only code is continued by a unit at its own level; an end tag ends only its own element, and what
    /// goes on in a template with what is opened there.
    pub(super) fn may_continue(&self, id: NodeId, unit: &Unit) -> bool {
        let head = &self.units[self.nodes[id].head];
        if self.template_part(self.tokens(unit)) != Part::Head {
            let opener = self.tokens(head);
            // A hunk may begin with a part.
            return matches!(opener, [open, sign, ..] if open.is(b'{') && sign.is(b'#'))
                || is_template_part(opener, self.lexis);
        }
        let [first, second, third, ..] = self.tokens(unit) else {
            return !head.is_comment();
        };
        if !(first.is(b'<') && second.is(b'/')) {
            return !head.is_comment();
        }
        let opener = self.tokens(head);
        let [open, name, ..] = opener else { return false };
        let ended = opener.windows(2).any(|w| w[0].is(b'<') && w[1].is(b'/'));
        open.is(b'<') && name.hash == third.hash && !ended
    }

    /// What a line in braces does to a block of a template (`{:else}`, `{/if}`).
    fn template_part(&self, tokens: &[Token]) -> Part {
        if is_template_part(tokens, self.lexis) {
            return Part::Middle;
        }
        match tokens {
            [open, sign, word, end]
                if self.lexis.template_parts
                    && open.is(b'{')
                    && sign.is(b'/')
                    && word.kind == Kind::Word
                    && end.is(b'}') =>
            {
                Part::Close
            }
            _ => Part::Head,
        }
    }
}

/// Does a line go on with a block of a template (`{:else}`)?
pub(crate) fn is_template_part(tokens: &[Token], lexis: &Lexis) -> bool {
    lexis.template_parts && matches!(tokens, [open, sign, ..] if open.is(b'{') && sign.is(b':'))
}

/// Are these tokens an end tag, or a tag with its end?
fn is_whole_tag(tokens: &[Token]) -> bool {
    let ends = |w: &[Token]| w[0].is(b'<') && w[1].is(b'/') || w[0].is(b'/') && w[1].is(b'>');
    tokens.first().is_some_and(|t| t.is(b'<'))
        && tokens.last().is_some_and(|t| t.is(b'>'))
        && tokens.windows(2).any(ends)
}

/// The level of the heading that a line of prose is if the next one underlines it (setext headings,
/// CommonMark 0.31, section 4.3).
pub(in crate::index) fn underline(tokens: &[Token], units: &[Unit], at: usize) -> Option<u32> {
    let (unit, next) = (&units[at], units.get(at + 1)?);
    let said = &tokens[unit.tokens.clone()];
    let line = &tokens[next.tokens.clone()];
    let (first, mark) = (said.first()?, line.first()?);
    let level = match mark.kind {
        Kind::Punct(b'=') => 1,
        Kind::Punct(b'-') => 2,
        _ => return None,
    };
    let starts_other = matches!(
        first.kind,
        Kind::Punct(b'#' | b'-' | b'*' | b'+' | b'>' | b'|' | b'=' | b'`' | b'~') | Kind::Comment
    );
    let plain = first.region == 0 && mark.region == 0 && unit.tabs + unit.spaces == 0;
    let underlines = line.len() >= 2 && line.iter().all(|t| t.kind == mark.kind);
    (plain && underlines && next.blanks == 0 && !starts_other).then_some(level)
}
