//! Fills in what a sketch leaves out within a line: `['piece', ..., 'crate']`.
//!
//! Where lines are what is aligned, a gap inside one stands for elements of the list that it is in.
//! The file's only line that begins alike has them. Dots are such a gap only where the grammar
//! finds no sense in them and does in what the file has instead: `...` is code in many languages.

use std::ops::Range;

use super::marks;
use crate::index::{Kind, Outline, Token, lex, syntax_errors};
use crate::lang::{Language, Layout};

/// Gaps that one line may have.
const MOST: usize = 4;

/// `code` with the gaps inside its lines filled in from `file`.
pub(super) fn fill(code: String, language: &Language, file: &Outline) -> String {
    // A line that is a marker as a whole stands for lines.
    let doubtful = |line: &str| {
        (line.contains("...") || line.contains('…'))
            && marks::comment_text(line, language.lexis.line_comments).is_none()
    };
    if language.lexis.layout != Layout::Lines || !code.lines().any(doubtful) {
        return code;
    }
    let mut out = String::with_capacity(code.len());
    for line in code.split_inclusive('\n') {
        let body = line.trim_end_matches('\n');
        let mut filled = body.to_owned();
        for _ in 0..MOST {
            let Some(more) = doubtful(&filled).then(|| once(&filled, language, file)).flatten()
            else {
                break;
            };
            filled = more;
        }
        out.push_str(&filled);
        out.push_str(&line[body.len()..]);
    }
    out
}

/// The line with its first gap filled in.
fn once(line: &str, language: &Language, file: &Outline) -> Option<String> {
    let tokens = lex(line, &language.lexis);
    let (gap, bare) = (1..tokens.len()).find_map(|at| gap_at(line, &tokens, at, language))?;
    let head = &tokens[..gap.start];
    let mut found = file.units.iter().filter(|unit| {
        let theirs = &file.tokens[unit.tokens.clone()];
        theirs.len() > head.len() && head.iter().zip(theirs).all(|(a, b)| a.hash == b.hash)
    });
    let (Some(unit), None) = (found.next(), found.next()) else { return None };
    let theirs = &file.tokens[unit.tokens.clone()];
    let rest = &theirs[head.len()..];
    let list = &rest[..closing(rest)?];
    // What the sketch shows behind the gap may be there already, or is new at the end.
    let behind = &tokens[gap.end..];
    let shown = &behind[..closing(behind)?];
    let first = elements(shown).next();
    let known = first.as_ref().and_then(|shown_element| {
        let wanted = &shown[shown_element.clone()];
        let same = |e: &Range<usize>| {
            e.len() == wanted.len()
                && list[e.clone()].iter().zip(wanted).all(|(a, b)| a.hash == b.hash)
        };
        elements(list).find(same)
    });
    let end = known.map_or(list.len(), |element| element.start);
    let left = list[..end].iter().rposition(|t| !t.is(b',')).map_or(0, |i| i + 1);
    let text = match (list.first(), left.checked_sub(1).map(|i| list[i])) {
        (Some(from), Some(to)) => &file.text[from.start..to.end],
        _ => "",
    };
    let join = if !text.is_empty() && !shown.is_empty() { ", " } else { "" };
    let before = &line[..tokens[gap.start].start];
    let after = &line[tokens.get(gap.end)?.start..];
    let filled = format!("{before}{text}{join}{after}");
    (!bare || syntax_errors(language, &filled) < syntax_errors(language, line)).then_some(filled)
}

/// The tokens of a gap that starts at `at`, with the comma behind it, and whether it is bare dots.
fn gap_at(
    line: &str,
    tokens: &[Token],
    at: usize,
    language: &Language,
) -> Option<(Range<usize>, bool)> {
    let said = |i: usize| tokens.get(i).map(|t: &Token| &line[t.start..t.end]);
    let dots = tokens[at..].iter().take_while(|t| t.is(b'.')).count();
    let (end, bare) = if dots == 3 && tokens[at].start + 3 == tokens[at + 2].end {
        (at + 3, true)
    } else if said(at) == Some("…") {
        (at + 1, true)
    } else if tokens[at].kind == Kind::Comment {
        let words = marks::comment_text(said(at)?, language.lexis.line_comments)?;
        marks::is_gap(words).then_some((at + 1, false))?
    } else {
        return None;
    };
    let opened = matches!(tokens[at - 1].kind, Kind::Punct(b'(' | b'[' | b'{' | b','));
    let next = tokens.get(end)?;
    let closed = matches!(next.kind, Kind::Punct(b')' | b']' | b'}' | b','));
    let end = end + usize::from(next.is(b','));
    (opened && closed).then_some((at..end, bare))
}

/// The position of the bracket that closes the list that `tokens` start in.
fn closing(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') if depth == 0 => return Some(at),
            Kind::Punct(b')' | b']' | b'}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The elements of a list, without the commas between.
fn elements(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut depth = 0_i32;
    let mut ends: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth -= 1,
            Kind::Punct(b',') if depth == 0 => ends.push(at),
            _ => {}
        }
    }
    ends.push(tokens.len());
    let mut start = 0;
    ends.into_iter().filter_map(move |end| {
        let element = start..end;
        start = end + 1;
        (!element.is_empty()).then_some(element)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::by_name;

    fn filled(language: &str, file: &str, line: &str) -> String {
        let language = by_name(language).unwrap();
        let tokens = lex(file, &language.lexis);
        let outline = Outline::new(language, Arc::from(file), tokens, &[], &[]);
        fill(line.to_owned(), language, &outline)
    }

    #[test]
    fn takes_the_elements_of_the_file() {
        let file = "const A = ['x', 'y', f(1, 2)];\nconst B = [];\n";
        let js = |line| filled("javascript", file, line);
        assert_eq!(js("const A = ['x', ..., 'z'];"), "const A = ['x', 'y', f(1, 2), 'z'];");
        assert_eq!(js("const A = [..., 'z'];"), "const A = ['x', 'y', f(1, 2), 'z'];");
        assert_eq!(js("const A = ['w', 'x', ...];"), "const A = ['w', 'x', ...];");
        assert_eq!(
            js("const A = ['x', /* ... */, f(1, 2), 'z'];"),
            "const A = ['x', 'y', f(1, 2), 'z'];"
        );
        assert_eq!(js("const A = ['x', ...];"), "const A = ['x', 'y', f(1, 2)];");
    }

    #[test]
    fn takes_the_parameters_of_the_file() {
        let file = "function load(a, b = 1) {\n  return a + b;\n}\n";
        assert_eq!(filled("javascript", file, "function load(...) {"), "function load(a, b = 1) {");
    }

    #[test]
    fn leaves_dots_that_are_code() {
        let py = "x: tuple[str, int] = f()\n";
        assert_eq!(filled("python", py, "x: tuple[str, ...] = f()"), "x: tuple[str, ...] = f()");
        let js = "const a = [b, c];\n";
        assert_eq!(filled("javascript", js, "const a = [b, ...c];"), "const a = [b, ...c];");
        let c = "int log(const char *f, int n);\n";
        assert_eq!(filled("c", c, "int log(const char *f, ...);"), "int log(const char *f, ...);");
    }
}
