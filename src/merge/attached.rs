//! What stands above a block and belongs to it: attributes, decorators, annotations, comments.

use std::ops::Range;

use crate::index::{Kind, NodeId, Outline, Token};

/// An odd number that spreads bits (the golden ratio's).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// What says how a class gives access to what it holds, last in a decorator's path: something has one at
/// most.
const BINDINGS: [&str; 7] = [
    "property",
    "cached_property",
    "abstractproperty",
    "staticmethod",
    "classmethod",
    "setter",
    "deleter",
];

/// Tags of a documentation that is not of the code below it.
const ALONE: [&str; 15] = [
    "@addtogroup",
    "@callback",
    "@defgroup",
    "@event",
    "@external",
    "@file",
    "@global",
    "@mixin",
    "@module",
    "@name",
    "@namespace",
    "@package",
    "@typedef",
    "@{",
    "@}",
];

/// Tags that only a documentation of one thing has.
const OF_ONE: [&str; 4] = ["@param", "@return", "@throw", "@type"];

/// Does a unit begin an attribute, a decorator or an annotation, over several lines or one, with nothing else
/// on them? What declares something behind one (`@Input() a = 1;`) is that thing.
pub(super) fn is_attribute(o: &Outline, unit: usize) -> bool {
    let tokens = o.heads[unit].map_or_else(|| o.unit_tokens(unit), |id| o.node_tokens(id));
    let mut rest = code(tokens);
    let begins = begins_attribute(o, rest);
    while begins_attribute(o, rest) {
        rest = behind_attribute(rest);
    }
    begins && rest.is_empty()
}

/// Tokens without the comments before them.
fn code(tokens: &[Token]) -> &[Token] {
    let first = tokens.iter().position(|t| t.kind != Kind::Comment);
    first.map_or(&[], |first| &tokens[first..])
}

/// Do tokens begin with an attribute?
fn begins_attribute(o: &Outline, tokens: &[Token]) -> bool {
    match tokens {
        [at, name, ..] if at.is(b'@') => name.kind == Kind::Word,
        [hash, open, ..] if hash.is(b'#') => open.is(b'['),
        [open, name, ..] => o.bracket_attributes && open.is(b'[') && name.kind == Kind::Word,
        _ => false,
    }
}

/// What follows an attribute: its name and what is in brackets behind that, over and over (`@a.b(c).d`).
fn behind_attribute(tokens: &[Token]) -> &[Token] {
    let begun = usize::from(!tokens[0].is(b'['));
    let mut at = begun;
    // Was a name or a bracket there last? A word right behind one is no part of it.
    let mut named = false;
    while let Some(token) = tokens.get(at) {
        let is_path = matches!(token.kind, Kind::Punct(b'.' | b':' | b'\\'));
        at += match token.kind {
            Kind::Punct(b'(' | b'[' | b'<') if named || at == begun => {
                group(&tokens[at..], token.is(b'<'))
            }
            Kind::Word if !named => 1,
            _ if is_path => 1,
            _ => break,
        };
        named = !is_path;
    }
    code(tokens.get(at..).unwrap_or_default())
}

/// How many tokens there are from a bracket to the one that closes it.
fn group(tokens: &[Token], angles: bool) -> usize {
    let mut depth = 0_usize;
    let close = tokens.iter().position(|token| {
        match token.kind {
            Kind::Punct(b'<') if angles => depth += 1,
            Kind::Punct(b'>') if angles => depth = depth.saturating_sub(1),
            Kind::Punct(b'(' | b'[' | b'{') if !angles => depth += 1,
            Kind::Punct(b')' | b']' | b'}') if !angles => depth = depth.saturating_sub(1),
            _ => return false,
        }
        depth == 0
    });
    close.map_or(tokens.len(), |close| close + 1)
}

/// The first unit of the attribute that ends right above a unit.
pub(super) fn attribute_above(o: &Outline, unit: usize) -> Option<usize> {
    let last = unit.checked_sub(1)?;
    let around = std::iter::successors(Some(o.owner[last]), |id| o.nodes[*id].parent);
    let mut ended = around.take_while(|id| o.nodes[*id].last == last).map(|id| o.nodes[id].head);
    ended.find(|head| is_attribute(o, *head))
}

/// The first unit of what an attribute or a comment, the node `id`, stands right above, other
/// attributes and comments passed over; none where nothing does. Some write a blank line below a
/// documentation.
pub(super) fn owner(o: &Outline, id: NodeId) -> Option<usize> {
    let first = o.nodes[id].last + 1;
    let mut at = first;
    let import = |at: usize| o.heads[at].is_some_and(|id| o.is_import(id));
    let apart =
        |at: usize| at == first && documents(o, id) && !o.units[at].is_comment() && !import(at);
    loop {
        let unit = o.units.get(at).filter(|unit| unit.fresh && (unit.blanks == 0 || apart(at)))?;
        if unit.is_marker() {
            return None;
        }
        if !unit.is_comment() && !is_attribute(o, at) {
            return Some(at);
        }
        at = o.heads[at].map_or(at, |node| o.nodes[node].last) + 1;
    }
}

/// Is the comment behind a documentation a remark between that and its code? What tells of parameters and
/// results documents something.
fn note(o: &Outline, id: NodeId) -> bool {
    let (head, first) = (o.nodes[id].head, o.nodes[id].last + 1);
    let tagged = || (head..first).any(|unit| OF_ONE.iter().any(|tag| o.said(unit).contains(tag)));
    let below = o.heads.get(first).copied().flatten();
    below.is_some_and(|below| {
        o.units[first].is_comment() && !documents(o, below) && owner(o, below).is_some() && tagged()
    })
}

/// The documentation above a unit, a blank line between, as a run of units; none where it is the file's own.
pub(super) fn documentation_apart(o: &Outline, unit: usize) -> Option<Range<usize>> {
    let above = unit.checked_sub(1).filter(|_| o.units[unit].blanks > 0)?;
    let mut id = o.owner[above];
    while let Some(parent) = o.nodes[id].parent.filter(|p| o.units[o.nodes[*p].head].is_comment()) {
        id = parent;
    }
    let head = o.nodes[id].head;
    let next = || owner(o, id) == Some(unit) || o.nodes[id].last + 1 == unit && note(o, id);
    (head > 0 && documents(o, id) && next()).then_some(head..unit)
}

/// Is a comment the documentation of what follows? A line of its own, or one of stars, may be the name of a
/// section.
fn documents(o: &Outline, id: NodeId) -> bool {
    let (head, last) = (o.nodes[id].head, o.nodes[id].last);
    let said = o.said(head);
    let lines = said.contains('\n') || last > head;
    // What defines a type, or speaks of the file, stands alone.
    let alone = |unit: usize| ALONE.iter().any(|tag| o.said(unit).contains(tag));
    said.starts_with("/**")
        && !said.starts_with("/***")
        && lines
        && !is_licence(said)
        && !(head..=last).any(alone)
}

/// Does a comment speak of rights, or say that tools must leave it, or name an interpreter?
pub(super) fn is_licence(comment: &str) -> bool {
    const WORDS: [&str; 8] =
        ["licen", "copyright", "(c)", "\u{a9}", "spdx", "all rights", "@preserve", "author"];
    let said = comment.to_lowercase();
    said.starts_with("/*!") || said.starts_with("#!") || WORDS.iter().any(|w| said.contains(w))
}

/// Does a node say which package the file belongs to?
pub(super) fn is_package(o: &Outline, id: NodeId) -> bool {
    let mut code = o.unit_code(o.nodes[id].head);
    let package = code.next().is_some_and(|t| o.token_text(t) == "package");
    package
        && code.next().is_some_and(|t| t.kind == Kind::Word)
        && o.nodes[id].parent.is_none()
        && o.nodes[id].is_leaf()
}

/// Hash of the name of the attribute that a unit starts: what is before its arguments. Those that exclude
/// each other have one name.
pub(super) fn attribute_name(o: &Outline, unit: usize) -> Option<u64> {
    if !is_attribute(o, unit) {
        return None;
    }
    let tokens = o.unit_tokens(unit).iter();
    let path = tokens.skip_while(|t| matches!(t.kind, Kind::Punct(b'@' | b'#' | b'[')));
    let dotted = path.clone().take_while(|t| t.kind == Kind::Word || t.is(b'.')).last();
    if dotted.is_some_and(|t| BINDINGS.contains(&o.token_text(t))) {
        return Some(MIX);
    }
    let name = path
        .take_while(|t| t.kind == Kind::Word || matches!(t.kind, Kind::Punct(b'.' | b':' | b'\\')));
    // Two words in a row are a name and what is said of it: `@doc false`.
    let mut last = None;
    let name = name.take_while(|t| {
        let goes_on = t.kind != Kind::Word || last != Some(Kind::Word);
        last = Some(t.kind);
        goes_on
    });
    Some(name.fold(0, |hash: u64, t| (hash.rotate_left(7) ^ t.hash).wrapping_mul(MIX)))
}

/// Are two decorators the one method of two things (`@app.get('/a')`, `@pages.get('/')`)?
pub(super) fn binds_alike(a: &Outline, ours: usize, b: &Outline, theirs: usize) -> bool {
    let method = |o: &Outline, unit: usize| {
        let tokens = o.unit_tokens(unit);
        let path = tokens.iter().skip(1).take_while(|t| t.kind == Kind::Word || t.is(b'.'));
        let path: Vec<_> = path.collect();
        let calls = tokens.get(path.len() + 1).is_some_and(|t| t.is(b'('));
        path.last().filter(|_| path.len() == 3 && calls).map(|t| t.hash)
    };
    let name = method(a, ours);
    name.is_some() && name == method(b, theirs)
}

/// The first units of the attributes of a name above the block that starts at a unit.
pub(super) fn attributes(o: &Outline, owner: usize, name: u64) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = owner;
    while at > 0 && o.units[at].blanks == 0 && o.units[at].fresh {
        let attribute = attribute_above(o, at);
        let above = attribute.unwrap_or(o.nodes[o.owner[at - 1]].head);
        if !o.units[above].is_comment() && attribute.is_none() {
            break;
        }
        if attribute_name(o, above) == Some(name) {
            found.push(above);
        }
        at = above;
    }
    found
}
