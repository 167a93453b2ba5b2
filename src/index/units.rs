//! Cuts tokens into units: what alignment matches, inserts, deletes and keeps.
//!
//! In: a text, its tokens, and for a sketch the marks of its rows. Out: units in order; every
//! token belongs to one. A unit is a line, or where line breaks carry no meaning (CSS, JSON) a
//! declaration or an element.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::lex::{self, Kind, Token};
use crate::lang::{Layout, Lexis};

/// What a unit is to alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Code.
    Code,
    /// Nothing but a comment.
    Comment,
    /// Starts inside a multi-line string: its indentation is content.
    InString,
    /// Starts inside a multi-line comment.
    InComment,
    /// Stands for unchanged code. Only in sketches.
    Gap,
    /// Names blocks to delete: an index into the sketch's deletions. Only in sketches.
    Deletion(usize),
}

/// One unit.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// Bytes, without white space around.
    pub start: usize,
    pub end: usize,
    /// Where the code ends, before a trailing separator and comment.
    pub code_end: usize,
    pub tokens: Range<usize>,
    /// Physical line of the first byte, from 0.
    pub row: usize,
    pub last_row: usize,
    /// First on its physical line?
    pub fresh: bool,
    /// Leading tabs and spaces of its physical line.
    pub tabs: u32,
    pub spaces: u32,
    /// Blank lines before it.
    pub blanks: u32,
    pub role: Role,
    /// Of the code without comments and trailing separator; of the comment where there is nothing else.
    pub hash: u64,
    /// Of a comment behind code.
    pub comment: Option<u64>,
    /// Does it end with a separator (`,` or `;`)?
    pub separator: bool,
    /// How much it tells: words count 1, signs a quarter.
    pub weight: f32,
    /// Of a gap: the column from which on nothing of what is open before it goes on behind it.
    pub parts: Option<u32>,
}

impl Unit {
    /// Is it white space to the compiler?
    pub fn is_comment(&self) -> bool {
        matches!(self.role, Role::Comment | Role::InComment)
    }

    pub fn is_marker(&self) -> bool {
        matches!(self.role, Role::Gap | Role::Deletion(_))
    }

    /// The columns before it, as nesting counts them: a tab is four.
    pub fn indent(&self) -> u32 {
        self.tabs * 4 + self.spaces
    }

    /// Is it the gap between two code blocks of a reply, for which nothing is written? What the one
    /// leaves open the other does not go on with.
    pub fn is_joint(&self) -> bool {
        self.role == Role::Gap && self.start == self.end
    }

    /// Says the same, as far as `self`, a sketch's, says anything: a comment left out is no change.
    pub fn same(&self, file: &Self) -> bool {
        self.hash == file.hash
            && self.is_comment() == file.is_comment()
            && (self.comment.is_none() || self.comment == file.comment)
    }
}

/// What a row of a sketch stands for instead of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Code.
    None,
    /// A gap.
    Gap,
    /// A gap behind which nothing is open any more that stands in this column or further in.
    Parting(u32),
    /// A deletion, by index.
    Deletion(usize),
}

/// Byte offsets of the starts of physical lines.
pub(crate) fn row_starts(text: &str) -> Vec<usize> {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    std::iter::once(bom).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect()
}

/// Cuts. `marks` has an entry for each row, or none at all for a file. `inline_gaps` are token
/// indices of comments that are gaps though code stands on their row.
pub(crate) fn cut(
    text: &str,
    tokens: Vec<Token>,
    lexis: &Lexis,
    marks: &[Mark],
    inline_gaps: &[usize],
) -> (Vec<Token>, Vec<Unit>) {
    let rows = row_starts(text);
    let mut cutter = Cutter {
        text,
        lexis,
        rows: &rows,
        tokens: Vec::with_capacity(tokens.len()),
        units: Vec::new(),
        open: Vec::new(),
        last_row: None,
    };
    let mut mark_row = 0;
    let mut row = 0;
    let mut gaps = inline_gaps.iter().peekable();
    for (index, token) in tokens.into_iter().enumerate() {
        while row + 1 < rows.len() && rows[row + 1] <= token.start {
            row += 1;
        }
        while mark_row < row {
            cutter.mark(marks, mark_row);
            mark_row += 1;
        }
        if gaps.next_if_eq(&&index).is_some() {
            cutter.inline_gap(token, row);
        } else {
            mark_row = mark_row.max(cutter.token(token, row, marks));
        }
    }
    while mark_row < marks.len() {
        cutter.mark(marks, mark_row);
        mark_row += 1;
    }
    let Cutter { tokens, mut units, .. } = cutter;
    let separators = separators_of(lexis.layout);
    for unit in &mut units {
        if lexis.layout == Layout::Prose {
            // Two spaces at the end of a line break it.
            let rest = &text[unit.end..];
            let spaces = rest.bytes().take_while(|b| *b == b' ').count();
            let ends = rest[spaces..].is_empty() || rest[spaces..].starts_with(['\n', '\r']);
            unit.end += if spaces >= 2 && ends { spaces } else { 0 };
        }
        finish(text, unit, &tokens[unit.tokens.clone()], separators);
    }
    (tokens, units)
}

/// An open bracket.
struct Open {
    byte: u8,
    map: Map,
}

/// Does a bracket hold a map over several lines?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Map {
    No,
    /// If the line ends behind it.
    Perhaps,
    Yes,
}

struct Cutter<'a> {
    text: &'a str,
    lexis: &'a Lexis,
    rows: &'a [usize],
    tokens: Vec<Token>,
    units: Vec<Unit>,
    /// Open brackets, for layouts in which a separator inside parentheses does not end a unit, but
    /// does inside a map.
    open: Vec<Open>,
    last_row: Option<usize>,
}

impl Cutter<'_> {
    fn mark(&mut self, marks: &[Mark], row: usize) {
        let role = match marks.get(row) {
            Some(Mark::Gap | Mark::Parting(_)) => Role::Gap,
            Some(Mark::Deletion(index)) => Role::Deletion(*index),
            _ => return,
        };
        let start = self.rows[row];
        let end = self.rows.get(row + 1).copied().unwrap_or(self.text.len());
        let body = &self.text[start..end];
        let start = start + (body.len() - body.trim_start().len());
        let end = start + body.trim().len();
        let at = self.tokens.len();
        self.push_unit(start, end, row, role, at..at);
        if let (Some(Mark::Parting(column)), Some(unit)) = (marks.get(row), self.units.last_mut()) {
            unit.parts = Some(*column);
        }
    }

    fn inline_gap(&mut self, token: Token, row: usize) {
        let at = self.tokens.len();
        self.push_unit(token.start, token.end, row, Role::Gap, at..at);
    }

    /// Takes one token; one that spans lines is cut at the line ends, and what is marked in it stands
    /// between. Returns the row up to which there is no mark any more.
    fn token(&mut self, token: Token, row: usize, marks: &[Mark]) -> usize {
        let body = &self.text[token.start..token.end];
        if !body.contains('\n') {
            self.piece(token, row, None);
            return row;
        }
        let inside = if token.kind == Kind::Comment { Role::InComment } else { Role::InString };
        let mut start = token.start;
        let mut behind = row;
        for (i, line) in body.split_inclusive('\n').enumerate() {
            behind = row + i + 1;
            if i > 0 && marks.get(row + i).is_some_and(|mark| *mark != Mark::None) {
                self.mark(marks, row + i);
                start += line.len();
                continue;
            }
            let lead = if i == 0 { 0 } else { line.len() - line.trim_start().len() };
            let said = line.trim();
            if !said.is_empty() {
                let piece = Token {
                    start: start + lead,
                    end: start + lead + said.len(),
                    hash: xxh3_64(said.as_bytes()),
                    ..token
                };
                self.piece(piece, row + i, (i > 0).then_some(inside));
            }
            start += line.len();
        }
        behind
    }

    fn piece(&mut self, token: Token, row: usize, inside: Option<Role>) {
        self.look_into_map(row);
        if self.starts_unit(&token, row, inside) {
            let role = inside.unwrap_or(match token.kind {
                _ if token.region == Lexis::STRING_REGION => Role::InString,
                Kind::Comment => Role::Comment,
                _ => Role::Code,
            });
            let at = self.tokens.len();
            self.push_unit(token.start, token.end, row, role, at..at);
        }
        self.tokens.push(token);
        match token.kind {
            Kind::Punct(byte @ (b'(' | b'[' | b'{')) => {
                let map = byte == b'(' && self.may_hold_map();
                self.open.push(Open { byte, map: if map { Map::Perhaps } else { Map::No } });
            }
            Kind::Punct(b')' | b']' | b'}') => {
                self.open.pop();
            }
            _ => {}
        }
        self.last_row = Some(row);
        let count = self.tokens.len();
        if let Some(unit) = self.units.last_mut() {
            unit.end = token.end;
            unit.last_row = row;
            unit.tokens.end = count;
            if unit.role == Role::Comment && token.kind != Kind::Comment {
                unit.role = Role::Code;
            }
        }
    }

    /// May the bracket that is opened now hold a map, as in `$colors: (`?
    fn may_hold_map(&self) -> bool {
        let Some(unit) = self.units.last() else { return false };
        let nested = self.open.last().is_some_and(|open| open.map == Map::Yes);
        let first = self.tokens.get(unit.tokens.start);
        self.lexis.layout == Layout::Declarations
            && (nested
                || first.is_some_and(|t| {
                    let said = &self.text[t.start..t.end];
                    said.starts_with('$') || said.starts_with("--") || said == "@include"
                }))
    }

    /// Notes that the map that was just opened goes over several lines: its entries are units.
    fn look_into_map(&mut self, row: usize) {
        let opened = self.tokens.last().is_some_and(|t| t.is(b'('));
        if opened
            && self.last_row != Some(row)
            && let Some(open) = self.open.last_mut().filter(|open| open.map == Map::Perhaps)
        {
            open.map = Map::Yes;
        }
    }

    /// Are this unit and the line that starts here entries of a map whose start is not shown?
    fn is_entry(&self, unit: &Unit, at: usize) -> bool {
        let named = |from: usize| {
            let rest = &self.text[from..];
            let line = rest.lines().next().unwrap_or("");
            let Some((name, _)) = line.split_once(": ") else { return false };
            let quoted = name.len() > 2 && name.starts_with(['"', '\'']);
            let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '$');
            quoted && name.ends_with(&name[..1]) || !name.is_empty() && name.chars().all(word)
        };
        named(unit.start) && named(at)
    }

    fn starts_unit(&self, token: &Token, row: usize, inside: Option<Role>) -> bool {
        let Some(unit) = self.units.last() else { return true };
        if unit.is_marker() {
            return true;
        }
        let fresh = self.last_row != Some(row);
        // A comment behind a declaration on its line belongs to it.
        let declares = self.lexis.layout == Layout::Declarations && !unit.is_comment();
        let last = if declares {
            let own = self.tokens[unit.tokens.start..].iter().rev();
            own.clone().find(|t| t.kind != Kind::Comment)
        } else {
            self.tokens.last()
        };
        if declares
            && token.kind == Kind::Comment
            && !fresh
            && inside.is_none()
            && last.is_some_and(|t| t.is(b';'))
        {
            return false;
        }
        let ended = |bytes: &[u8]| {
            last.is_some_and(|t| matches!(t.kind, Kind::Punct(b) if bytes.contains(&b)))
        };
        let innermost = self.open.last().map(|open| open.byte);
        let map = self.open.last().is_some_and(|open| open.map == Map::Yes);
        match self.lexis.layout {
            Layout::Lines | Layout::Prose => fresh,
            _ if inside.is_some() => fresh,
            Layout::Declarations => {
                if map && fresh && (ended(b",(") || token.is(b')')) {
                    return true;
                }
                if fresh && ended(b",") && innermost.is_none() && self.is_entry(unit, token.start) {
                    return true;
                }
                // The end of a map of which the start is not shown.
                if fresh && innermost.is_none() && token.is(b')') {
                    return true;
                }
                let in_parens = matches!(innermost, Some(b'(' | b'['));
                ended(b"{}") && !token.is(b';') && !in_parens
                    || ended(b";") && !in_parens
                    || token.is(b'}')
                    || (unit.is_comment() && token.kind != Kind::Comment)
                    || (token.kind == Kind::Comment && fresh)
            }
            Layout::Elements => {
                let in_parens = matches!(innermost, Some(b'('));
                ended(b"{[,") && !in_parens
                    || token.is(b'}')
                    || token.is(b']')
                    || ended(b"}]") && !token.is(b',')
                    || unit.is_comment()
                    || token.kind == Kind::Comment && fresh
            }
        }
    }

    fn push_unit(
        &mut self,
        start: usize,
        end: usize,
        row: usize,
        role: Role,
        tokens: Range<usize>,
    ) {
        let line = &self.text[self.rows[row]..start];
        let fresh = line.trim().is_empty();
        let indent = line.bytes().take_while(|b| matches!(b, b' ' | b'\t'));
        let (tabs, spaces) =
            indent.fold((0, 0), |(t, s), b| if b == b'\t' { (t + 1, s) } else { (t, s + 1) });
        let blanks = match self.units.last() {
            _ if !fresh => 0,
            Some(last) => row.saturating_sub(last.last_row + 1),
            None => row,
        };
        self.units.push(Unit {
            start,
            end,
            code_end: end,
            tokens,
            row,
            last_row: row,
            fresh,
            tabs,
            spaces,
            blanks: u32::try_from(blanks).unwrap_or(u32::MAX),
            role,
            hash: 0,
            comment: None,
            separator: false,
            weight: 0.0,
            parts: None,
        });
        self.last_row = Some(row);
    }
}

/// The separators that a unit of this layout may end with without them being part of what it says.
fn separators_of(layout: Layout) -> &'static [u8] {
    match layout {
        Layout::Lines | Layout::Elements => b",",
        Layout::Declarations => b";,",
        Layout::Prose => b"",
    }
}

/// Fills in what follows from the unit's tokens.
fn finish(text: &str, unit: &mut Unit, tokens: &[Token], separators: &[u8]) {
    let mix =
        |hash: u64, t: &Token| (hash.rotate_left(5) ^ t.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for token in tokens {
        unit.weight += match token.kind {
            Kind::Punct(_) => 0.25,
            Kind::Comment => {
                let words = text[token.start..token.end].split_whitespace().take(16).count();
                0.5 * words as f32
            }
            Kind::Word | Kind::Text => 1.0,
        };
    }
    if unit.is_comment() {
        unit.code_end = unit.end;
        unit.hash = tokens.iter().fold(1, mix);
        return;
    }
    let code = || lex::code(tokens);
    let mut count = code().count();
    unit.separator =
        count > 1 && code().next_back().is_some_and(|t| separators.iter().any(|b| t.is(*b)));
    count -= usize::from(unit.separator);
    unit.code_end = code().take(count).last().map_or(unit.end, |t| t.end);
    unit.hash = code().take(count).fold(0, mix);
    let said = tokens.iter().filter(|t| t.kind == Kind::Comment);
    unit.comment = said.fold(None, |hash, t| Some(mix(hash.unwrap_or(1), t)));
}

#[cfg(test)]
mod tests {
    use super::super::lex::lex;
    use super::*;
    use crate::lang::by_name;

    fn units(language: &str, text: &str) -> Vec<String> {
        let lexis = &by_name(language).unwrap().lexis;
        let (_, units) = cut(text, lex(text, lexis), lexis, &[], &[]);
        units.iter().map(|u| text[u.start..u.end].to_owned()).collect()
    }

    #[test]
    fn lines_are_units_in_most_languages() {
        assert_eq!(units("javascript", "a(\n\n  b, c\n)"), ["a(", "b, c", ")"]);
    }

    #[test]
    fn declarations_are_units_wherever_lines_break() {
        let one = units("css", ".a,.b{color:red;margin:0 auto}/* x */.c{}");
        assert_eq!(one, [".a,.b{", "color:red;", "margin:0 auto", "}", "/* x */", ".c{", "}"]);
        let many = units("css", ".a,\n.b {\n color: red;\n}\n");
        assert_eq!(many, [".a,\n.b {", "color: red;", "}"]);
    }

    #[test]
    fn elements_are_units_wherever_lines_break() {
        assert_eq!(
            units("json", r#"{"a": [1, {"b": 2}], "c": "x,y"}"#),
            ["{", "\"a\": [", "1,", "{", "\"b\": 2", "}", "],", "\"c\": \"x,y\"", "}"]
        );
    }

    #[test]
    fn a_trailing_separator_says_nothing() {
        let text = "  a: 1,\n  a: 1, // one\n  a: 1\n";
        let lexis = &by_name("javascript").unwrap().lexis;
        let (_, units) = cut(text, lex(text, lexis), lexis, &[], &[]);
        assert_eq!(units[0].hash, units[1].hash);
        assert_eq!(units[0].hash, units[2].hash);
        assert_eq!(&text[units[1].start..units[1].code_end], "a: 1");
        assert!(units[0].same(&units[1]) && !units[1].same(&units[0]));
    }
}
