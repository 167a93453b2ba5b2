//! Where something new can stand above a block that a caller picks.
//!
//! Above it and what belongs to it: comments, attributes. Not where it would stand in something else than it
//! was written for: in a text or a comment, before what only begins a file, or deeper or further out.

use super::attached::is_package;
use super::tidy::attached;
use crate::index::{Class, NodeId, Outline, Role};
use crate::lang::{Layout, Lexis, heads_type};

/// How a text begins that nothing stands above.
const BEGINNINGS: [&str; 6] = ["#!", "<?", "?>", "<!DOCTYPE", "<!doctype", "//!"];

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
    let said = f.said(slot);
    let begins = BEGINNINGS.iter().any(|sign| said.starts_with(sign));
    let carried = |o: &Outline, unit: usize| {
        o.unit_tokens(unit).first().is_some_and(|token| token.region != 0)
    };
    // Beside head and body there is nothing else.
    let root = |o: &Outline, unit: usize| matches!(tag(o.said(unit)), "head" | "body");
    let within = |unit: usize| matches!(f.units[unit].role, Role::InString | Role::InComment);
    let lines = lexis.layout == Layout::Lines;
    let apart = lines && carried(s, item) != carried(f, slot);
    if begins
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
            as_deep(s, item, f, unit) && (!lexis.mappings || is_table(s, item) == is_table(f, unit))
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
            template || said.starts_with("[[") && said.ends_with("]]")
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
    if !s.units[item].fresh || (s.level(item) - f.level(unit)).abs() < 0.5 {
        return true;
    }
    let head = (item..s.units.len()).find(|at| !s.units[*at].is_comment()).unwrap_or(item);
    s.column(item) == 0 && kind(s, head).is_some() && kind(s, head) == kind(f, unit)
}

/// What kind of block a unit begins: its key's class, and the word that says what it defines.
fn kind(o: &Outline, unit: usize) -> Option<(Class, Option<&str>)> {
    let id = o.heads[unit].filter(|id| !o.nodes[*id].is_leaf())?;
    let mut words = o.unit_code(unit).map(|token| o.token_text(token));
    let defines =
        |word: &&str| heads_type(word) || matches!(*word, "def" | "fn" | "func" | "function");
    Some((o.keys[id]?.class, words.find(defines)))
}

/// Does a unit begin a table of TOML?
fn is_table(o: &Outline, unit: usize) -> bool {
    o.said(unit).starts_with('[')
}

/// The name of the element that a text begins.
fn tag(said: &str) -> &str {
    let name = said.strip_prefix('<').unwrap_or_default();
    name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}
