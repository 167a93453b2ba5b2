//! Where something new can stand above a block that a caller picks.
//!
//! Above it and what belongs to it: comments, attributes. Not where it would stand in something else than it
//! was written for: in a text or a comment, before what only begins a file, or deeper or further out.

use super::attached::is_package;
use super::names::tag;
use super::tidy::attached;
use crate::index::{Class, NodeId, Outline, Role};
use crate::lang::{Layout, Lexis, Nesting, heads_function, heads_type};

/// How a line begins that nothing but its like stands above.
const BEGINNINGS: [&str; 18] = [
    "#!",
    "<?",
    "?>",
    "<!DOCTYPE",
    "<!doctype",
    "//!",
    "# syntax",
    "# -*-",
    "# coding",
    "\"",
    "'",
    "---",
    "syntax =",
    "declare(",
    "@charset",
    "@use",
    "@file:",
    "FROM ",
];
/// How the first line of a header's guard begins.
const GUARDS: [&str; 2] = ["#ifndef", "#pragma"];
/// How a line begins that belongs to what stands right below it, where the grammar says nothing of it.
const LEADS: [&str; 10] = ["--", "//", "#", "@", ";", "%", "<!--", "/*", "[[", "sig "];

/// The unit of the file before which a unit of the sketch stands if it goes above what starts with another unit
/// of the file; none where it cannot.
pub(super) fn above(
    s: &Outline,
    item: usize,
    f: &Outline,
    unit: usize,
    lexis: &Lexis,
) -> Option<usize> {
    // An end, and a part of a block, is no block.
    let id = f.heads.get(unit).copied().flatten().filter(|_| f.units[unit].fresh)?;
    let slot = first_of(f, unit);
    // What a comment is above counts.
    let code = (unit..f.units.len()).find(|at| !f.units[*at].is_comment()).unwrap_or(unit);
    let first = (0..f.units.len()).find(|at| !f.units[*at].is_comment());
    let begins = (slot..=code).any(|at| BEGINNINGS.iter().any(|sign| f.said(at).starts_with(sign)))
        || first == Some(code) && GUARDS.iter().any(|sign| f.said(code).starts_with(sign))
        || slot == 0 && f.units[0].is_comment();
    let begins = begins && lexis.layout != Layout::Prose && !lexis.mappings;
    // `namespace A;` is about all below it.
    let scope = f.nodes[id].is_leaf() && f.said(code).starts_with("namespace ");
    let id = f.heads[code].unwrap_or(id);
    let import = f.is_import(id) && !s.heads[item].is_some_and(|id| s.is_import(id));
    let carried = |o: &Outline, unit: usize| {
        o.unit_tokens(unit).first().is_some_and(|token| token.region != 0)
    };
    // Beside head and body there is nothing else.
    let root = |o: &Outline, unit: usize| matches!(tag(o.said(unit)), "head" | "body");
    let within = |unit: usize| matches!(f.units[unit].role, Role::InString | Role::InComment);
    let apart = match lexis.regions.is_empty() {
        true => lexis.layout == Layout::Lines && carried(s, item) != carried(f, slot),
        // In markup what is no tag is of a style or a script.
        false => s.said(item).starts_with('<') == carried(f, slot),
    };
    if begins
        || import
        || scope
        || within(unit)
        || within(slot)
        || apart
        || is_package(f, id)
        || root(f, unit) && !root(s, item)
    {
        return None;
    }
    let fits = match lexis.layout {
        Layout::Prose => {
            let signs = ['-', '*', '+', '|', '>'];
            let sign = |o: &Outline, unit: usize| {
                o.said(unit).chars().next().filter(|c| signs.contains(c))
            };
            let (ours, theirs) = (sign(s, item), sign(f, unit));
            let list = ours.is_some() && ours == theirs && ours != Some('|');
            carried(s, item) == carried(f, slot)
                && (list || ours.is_none() && (slot == 0 || f.units[slot].blanks > 0))
        }
        _ => {
            let tables = lexis.nesting == Nesting::Headings;
            as_deep(s, item, f, unit) && (!tables || is_table(s, item) == is_table(f, unit))
        }
    };
    fits.then_some(slot)
}

/// The first unit of the comments, the attributes and what else stands above a block and belongs to it.
fn first_of(f: &Outline, unit: usize) -> usize {
    let mut first = unit;
    loop {
        let above = attached(f, first).last().copied().unwrap_or(first);
        let belongs = |at: &usize| {
            let said = f.said(*at);
            let template = said.starts_with("template") && said.ends_with('>');
            let leads = LEADS.iter().any(|sign| said.starts_with(sign));
            let own = f.heads[*at].is_some_and(|id| f.nodes[id].is_leaf() && !f.is_import(id));
            own && f.column(*at) == f.column(unit) && (template || leads)
        };
        let close = f.units[above].blanks == 0 && f.units[above].fresh;
        let next = above.checked_sub(1).filter(|at| close && belongs(at)).unwrap_or(above);
        if next == first {
            return first;
        }
        first = next;
    }
}

/// Is a unit of the sketch meant to stand as deep as one of the file? What is shown within something is placed by
/// that, and what is shown in the first column alone may be a block as that is one.
fn as_deep(s: &Outline, item: usize, f: &Outline, unit: usize) -> bool {
    let around = |o: &Outline, unit: usize| -> Option<NodeId> { o.nodes[o.owner[unit]].parent };
    let key = |o: &Outline, id: NodeId| o.keys[id].map(|key| key.name);
    let there = around(f, unit);
    if let Some(inside) = around(s, item) {
        let same = |there| match key(s, inside) {
            Some(name) => key(f, there) == Some(name),
            None => s.nesting(item) == f.nesting(unit),
        };
        return there.is_some_and(same);
    }
    // A label (`public:`) leans out to what it is in.
    let leans = |there: NodeId| f.column(unit) <= f.column(f.nodes[there].head);
    if f.said(unit).ends_with(':') && there.is_some_and(leans) {
        return false;
    }
    let indent = |o: &Outline, unit: usize| (o.units[unit].tabs, o.units[unit].spaces);
    if !s.units[item].fresh || indent(s, item) == indent(f, unit) {
        return true;
    }
    // Where all of it stands in one column, that tells no levels.
    let mut columns =
        (0..s.units.len()).filter(|at| s.units[*at].fresh && !s.units[*at].is_marker());
    let several = columns.any(|at| s.column(at) != s.column(item));
    if several && (s.level(item) - f.level(unit)).abs() < 0.1 {
        return true;
    }
    let head = (item..s.units.len()).find(|at| !s.units[*at].is_comment()).unwrap_or(item);
    s.column(item) == 0 && kind(s, head).is_some() && kind(s, head) == kind(f, unit)
}

/// What kind of block a unit begins: its key's class, and the word that says what it defines.
fn kind(o: &Outline, unit: usize) -> Option<(Class, Option<&str>)> {
    let id = o.heads[unit].filter(|id| !o.nodes[*id].is_leaf())?;
    let mut words = o.unit_code(unit).map(|token| o.token_text(token));
    let defines = |word: &&str| heads_type(word) || heads_function(word);
    Some((o.keys[id]?.class, words.find(defines)))
}

/// Does a unit begin a table of TOML?
fn is_table(o: &Outline, unit: usize) -> bool {
    o.said(unit).starts_with('[')
}
