//! Reads a body that is left out on the line of its head: `run() { ... }`, `def run(self): ...`.
//!
//! Such a body becomes a comment of dots, which is a gap. In braces bare dots are no code of any
//! language but those in which indentation ends a block. There a body of dots is code too: it is a
//! gap only below a head that the file has with another body.
//!
//! Braces around a gap that have a line of their own are a body below a head, and a gap between
//! elements.

use rustc_hash::{FxHashMap, FxHashSet};

use super::marks;
use crate::index::{Kind, NodeId, Outline, Role, Token, lex};
use crate::lang::{Language, Layout, Nesting};

/// `code` with the bodies that are left out within a line as comments.
pub(super) fn mark(code: String, language: &Language, file: &Outline) -> String {
    let lexis = &language.lexis;
    if lexis.layout == Layout::Prose || !(code.contains("...") || code.contains('…')) {
        return code;
    }
    let tokens = lex(&code, lexis);
    let gaps = match lexis.nesting {
        Nesting::Offside => offside(&code, &tokens, language, file),
        Nesting::Closed => braced(&code, &tokens, language, file),
        Nesting::Headings => Vec::new(),
    };
    let mut out = String::with_capacity(code.len());
    let mut at = 0;
    for (start, end, gap) in gaps {
        out.push_str(&code[at..start]);
        out.push_str(&gap);
        at = end;
    }
    out.push_str(&code[at..]);
    out
}

/// `code` with the gaps between braces that have a line of their own written for what they are:
/// between elements `{/* ... */}`, which is a gap as a whole, and below the head of a block
/// `{ /* ... */ }`, which is a body with a gap in it.
pub(super) fn tell_braces(code: String, language: &Language, file: &Outline) -> String {
    let gap = |line: &str| {
        let comment = line.strip_prefix('{')?.strip_suffix('}')?.trim();
        let said = comment.strip_prefix("/*")?.strip_suffix("*/")?;
        (marks::is_gap(said) && !file.text.contains(line)).then(|| comment.to_owned())
    };
    if !code.lines().any(|line| gap(line.trim()).is_some()) {
        return code;
    }
    let mut out = String::with_capacity(code.len());
    let mut above = "";
    for line in code.split_inclusive('\n') {
        let said = line.trim();
        match gap(said) {
            Some(comment) if heads_body(above) => {
                out.push_str(&line.replace(said, &format!("{{ {comment} }}")));
            }
            // Text stands beside code only where there are elements.
            Some(comment) if language.lexis.prose => {
                out.push_str(&line.replace(said, &format!("{{{comment}}}")));
            }
            _ => out.push_str(line),
        }
        if !said.is_empty() {
            above = said;
        }
    }
    out
}

/// Does a line look like the head of a function or of a statement, whose body comes on the next one?
fn heads_body(line: &str) -> bool {
    line.starts_with(char::is_alphabetic)
        && (line.ends_with(')') || line.contains("):") || line.contains(") :"))
}

/// Dots alone between braces: where, and what to write instead.
fn braced(
    code: &str,
    tokens: &[Token],
    language: &Language,
    file: &Outline,
) -> Vec<(usize, usize, String)> {
    let Some((open, close)) = language.lexis.block_comments.first() else { return Vec::new() };
    let gap = format!(" {open} ... {close} ");
    let mut found = Vec::new();
    let mut lines = None;
    for (at, brace) in tokens.iter().enumerate().filter(|(_, t)| t.is(b'{')) {
        let rest = &code[brace.end..];
        let line = rest.lines().next().unwrap_or("");
        let Some(body) = line.find('}').map(|end| &line[..end]) else { continue };
        let start = code[..brace.start].rfind('\n').map_or(0, |i| i + 1);
        let end = brace.end + line.len();
        // What the file says too is no gap; nor is what is in a string.
        if is_left_out(body)
            && tokens.get(at + 1).is_some_and(|t| t.kind != Kind::Text)
            && !lines
                .get_or_insert_with(|| file.text.lines().map(str::trim).collect::<FxHashSet<_>>())
                .contains(code[start..end].trim())
        {
            found.push((brace.end, brace.end + body.len(), gap.clone()));
        }
    }
    found
}

fn is_left_out(body: &str) -> bool {
    matches!(body.trim(), "..." | "…" | "....") || marks::is_bare(body)
}

/// Dots behind a colon, or `pass` that is said to be unchanged: where, and what to write instead.
fn offside(
    code: &str,
    tokens: &[Token],
    language: &Language,
    file: &Outline,
) -> Vec<(usize, usize, String)> {
    let Some(comment) = language.lexis.line_comments.first() else { return Vec::new() };
    let mut found = Vec::new();
    let mut heads = None;
    // The lines around, with their columns.
    let mut around: Vec<(usize, &[Token])> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let first = at;
        let end =
            code[tokens[first].start..].find('\n').map_or(code.len(), |i| tokens[first].start + i);
        while tokens.get(at).is_some_and(|t| t.start < end) {
            at += 1;
        }
        let line = &tokens[first..at];
        let column =
            tokens[first].start - code[..tokens[first].start].rfind('\n').map_or(0, |i| i + 1);
        if tokens[first].kind != Kind::Comment {
            // A bracket goes on with the head that it closes.
            let closes = matches!(tokens[first].kind, Kind::Punct(b')' | b']' | b'}'));
            while around.last().is_some_and(|(other, _)| *other >= column + usize::from(closes)) {
                around.pop();
            }
        }
        let parent = around.last().map(|(_, line)| *line);
        if let [text] = line
            && text.kind == Kind::Text
            && says_nothing(&code[text.start..text.end])
        {
            let outer = around.len().checked_sub(2).map(|at| around[at].1);
            let heads = heads.get_or_insert_with(|| Heads::new(file));
            let said = heads.text_below(parent, outer);
            found.extend(said.map(|said| (text.start, text.end, said.to_owned())));
            continue;
        }
        if tokens[first].kind == Kind::Word {
            around.push((column, line));
        }
        let (line, said) = match line {
            [before @ .., last] if last.kind == Kind::Comment => {
                (before, Some(&code[last.start..last.end]))
            }
            _ => (line, None),
        };
        let unchanged = said.is_some_and(|said| {
            marks::comment_text(said, language.lexis.line_comments).is_some_and(marks::is_gap)
        });
        if said.is_some() && !unchanged {
            continue;
        }
        let dots = line.iter().rev().take_while(|t| t.is(b'.')).count();
        let body = match line {
            [.., last] if unchanged && code[last.start..last.end] == *"pass" => line.len() - 1,
            [.., last] if code[last.start..last.end] == *"…" => line.len() - 1,
            _ if dots == 3 => line.len() - 3,
            _ => continue,
        };
        let (head, start) = (&line[..body], line[body].start);
        // Alone on its line, what is said to be unchanged is the gap.
        let gap = || format!("{comment} ...");
        let text = match head {
            [] => unchanged.then(gap),
            [.., last] if last.is(b':') => {
                match heads.get_or_insert_with(|| Heads::new(file)).below(head, parent) {
                    Some(Below::Lines) => Some(gap()),
                    Some(Below::Rest(text)) => Some(text.to_owned()),
                    None => None,
                }
            }
            _ => None,
        };
        found.extend(text.map(|text| (start, end, text)));
    }
    found
}

/// The heads of a file, by what they begin with.
struct Heads<'a> {
    file: &'a Outline,
    nodes: FxHashMap<(u64, Option<u64>), Vec<NodeId>>,
}

/// What stands behind a head in the file.
enum Below<'a> {
    /// Lines of its own.
    Lines,
    /// The rest of its line.
    Rest(&'a str),
}

/// Is a string nothing but dots (`"""..."""`)?
fn says_nothing(text: &str) -> bool {
    let inside = text.trim_start_matches(|c: char| c.is_alphabetic()).trim_matches(['"', '\'']);
    inside.len() < text.len() && matches!(inside.trim(), "..." | "…")
}

fn beginning(tokens: &[Token]) -> Option<(u64, Option<u64>)> {
    Some((tokens.first()?.hash, tokens.get(1).map(|t| t.hash)))
}

impl<'a> Heads<'a> {
    fn new(file: &'a Outline) -> Self {
        let mut nodes: FxHashMap<_, Vec<NodeId>> = FxHashMap::default();
        for (id, node) in file.nodes.iter().enumerate().filter(|(_, n)| !n.spine.is_empty()) {
            if let Some(key) = beginning(file.unit_tokens(node.head)) {
                nodes.entry(key).or_default().push(id);
            }
        }
        Self { file, nodes }
    }

    /// The string that the file has first below a head, or at its own beginning: documentation. None where
    /// the file has several such heads, or dots there too.
    fn text_below(&self, head: Option<&[Token]>, around: Option<&[Token]>) -> Option<&str> {
        let file = self.file;
        let begins = |id: NodeId| beginning(file.unit_tokens(file.nodes[id].head));
        let first = match head {
            None => *file.roots.first()?,
            Some(head) => {
                let nodes = self.nodes.get(&beginning(head)?)?.iter().copied();
                let around = around.and_then(beginning);
                let inside = |id: &NodeId| {
                    around.is_none() || around == file.nodes[*id].parent.and_then(begins)
                };
                let mut nodes = nodes.filter(inside);
                let (Some(one), None) = (nodes.next(), nodes.next()) else { return None };
                // Behind all lines of the head.
                let node = &file.nodes[one];
                let end = node.spine.last().copied().unwrap_or(node.head);
                *node.children.iter().find(|id| file.nodes[**id].head > end)?
            }
        };
        let unit = file.nodes[first].head;
        let is_text = |unit: usize| {
            let tokens = file.unit_tokens(unit);
            matches!(tokens, [one] if one.kind == Kind::Text)
        };
        let goes_on = |unit: &usize| {
            file.units.get(*unit).is_some_and(|u| u.role == Role::InString) && is_text(*unit)
        };
        let last = (unit + 1..).take_while(goes_on).last().unwrap_or(unit);
        let said = &file.text[file.units[unit].start..file.units[last].end];
        (is_text(unit) && !says_nothing(said)).then_some(said)
    }

    /// The one body that the file has below this head, in what the line `around` heads; none where it
    /// is dots there too.
    fn below(&self, head: &[Token], around: Option<&[Token]>) -> Option<Below<'a>> {
        let file = self.file;
        let tokens = |id: NodeId| file.unit_tokens(file.nodes[id].head);
        let starts = |id: &NodeId| {
            let theirs = tokens(*id);
            theirs.len() >= head.len() && head.iter().zip(theirs).all(|(a, b)| a.hash == b.hash)
        };
        let around = around.and_then(beginning);
        let inside = |id: &NodeId| {
            let parent = file.nodes[*id].parent;
            around.is_none() || around == parent.and_then(|parent| beginning(tokens(parent)))
        };
        let nodes = self.nodes.get(&beginning(head)?)?;
        let found: Vec<NodeId> = nodes.iter().copied().filter(starts).filter(inside).collect();
        if found.iter().all(|id| !file.nodes[*id].is_leaf()) {
            return (!found.is_empty()).then_some(Below::Lines);
        }
        let [one] = found[..] else { return None };
        let unit = &file.units[file.nodes[one].head];
        let rest = &tokens(one)[head.len()..];
        let dots = rest.first().is_some_and(|t| t.is(b'.'));
        let text = &file.text[rest.first()?.start..unit.end];
        (!dots).then_some(Below::Rest(text))
    }
}
