//! Reads the file as if it were laid out as a sketch shows it, where a gap could not stand for a part of it else.
//!
//! `namespace A { .. }` and `namespace A;` say the same of what is in them: where the sketch has the line and the
//! file the block, what that holds stands one level further out. And a gap in a block that the file has on one
//! line (`fn size(&self) -> u8 { self.n }`) stands for what is between its braces. The sketch is merged into the
//! file with that changed.

use std::collections::BTreeMap;

use super::{Options, as_laid_out, read, splice, verbatim, verify};
use crate::index::{Index, Kind, NodeId, Outline, Role};
use crate::lang::Layout;
use crate::merge::pick::Pick;
use crate::merge::plan::line_end;
use crate::merge::report::{Merged, Refusal};
use crate::sketch::Sketch;

/// Words that begin such a block, and such a line.
const SCOPES: [&str; 2] = ["namespace", "package"];

/// Blocks on one line within each other that are opened.
const DEEPEST: usize = 4;

/// Blocks of a sketch that are looked at.
const MOST: usize = 200;

/// A file with a part laid out otherwise.
struct Relaid {
    text: String,
    /// What is laid out as it was, where nothing changes in it: each as it is now, and as it was.
    restored: Vec<(String, String)>,
}

/// Merges a sketch into the file as it lays that out; none where it lays it out as it is.
pub(super) fn merged(
    index: &Index,
    sketch: &Sketch,
    reply: &str,
    options: &Options,
) -> Option<Result<Merged, Refusal>> {
    // The lines that a caller picks are the file's.
    let picks_line = options
        .at
        .as_deref()
        .is_some_and(|at| matches!(Pick::new(at, index.outline()), Pick::Line(_)));
    let first = if picks_line { None } else { relaid(index, sketch) }?;
    let mut other = Index::new(index.language(), first.text);
    let mut sketch = read(&other, reply);
    let mut restored = first.restored;
    // What is nested in a block that was opened may stand on one line too.
    for _ in 1..DEEPEST {
        let next = sketch.as_ref().ok().and_then(|sketch| relaid(&other, sketch));
        let Some(next) = next else { break };
        other = Index::new(index.language(), next.text);
        sketch = read(&other, reply);
        restored.extend(next.restored);
    }
    let merged = as_laid_out(&other, sketch, reply, options).and_then(|merged| {
        let mut text = splice(other.text(), &merged.splices);
        for (now, was) in restored.iter().rev() {
            if text.matches(now).count() == 1 {
                text = text.replacen(now, was, 1);
            }
        }
        let merged = Merged { picked: merged.picked, ..verbatim::replace(index, &text) };
        verify::syntax(&merged, index).map(|()| merged)
    });
    Some(merged)
}

/// The file as a sketch lays it out, where that is otherwise.
fn relaid(index: &Index, sketch: &Sketch) -> Option<Relaid> {
    let f = index.outline();
    let unbraced = unbraced(f, &sketch.outline);
    let unbraced = unbraced.map(|text| Relaid { text, restored: Vec::new() });
    let lines = index.language().lexis.layout == Layout::Lines;
    unbraced.or_else(|| lines.then(|| opened(f, sketch)).flatten())
}

/// The braces of a body that a line of the file holds all of, as indices of the unit's tokens: of a function, a
/// statement or a type, and not of a value.
pub(super) fn body_on_line(o: &Outline, unit: usize) -> Option<(usize, usize)> {
    let id = o.heads[unit].filter(|id| o.nodes[*id].is_leaf())?;
    let tokens = o.unit_tokens(o.nodes[id].head);
    let last = tokens.iter().rposition(|t| t.kind != Kind::Comment && !t.is(b';'))?;
    let last = Some(last).filter(|last| tokens[*last].is(b'}'))?;
    let mut depth = 0_usize;
    let open = tokens[..=last].iter().rposition(|token| {
        match token.kind {
            Kind::Punct(b'}' | b')' | b']') => depth += 1,
            Kind::Punct(b'{' | b'(' | b'[') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })?;
    let before = tokens[..open].last()?;
    let of_body = matches!(before.kind, Kind::Word | Kind::Punct(b')' | b'>'));
    (of_body && tokens[open].is(b'{') && open + 1 < last).then_some((open, last))
}

/// The file with the blocks opened that it has on one line each, and of which the sketch shows the lines, with a
/// gap for some.
fn opened(f: &Outline, sketch: &Sketch) -> Option<Relaid> {
    let s = &sketch.outline;
    let hidden = |id: NodeId| {
        let mut heads = s.nodes[id].children.iter().map(|child| s.nodes[*child].head);
        s.nodes[id].closed && heads.any(|unit| sketch.is_gap(unit))
    };
    let hidden: Vec<NodeId> = (0..s.nodes.len()).filter(|id| hidden(*id)).take(MOST).collect();
    if hidden.is_empty() {
        return None;
    }
    let on_line = (0..f.units.len()).filter(|unit| body_on_line(f, *unit).is_some());
    let on_line: Vec<usize> = on_line.collect();
    let found = hidden.into_iter().filter_map(|id| {
        let unit = on_line.iter().copied().find(|unit| begins_as(s, id, f, *unit))?;
        let mut others = (0..f.units.len()).filter(|other| *other != unit);
        (!others.any(|other| begins_as(s, id, f, other))).then_some((unit, id))
    });
    let found: BTreeMap<usize, NodeId> = found.collect();
    // A file in which nothing is indented is as the sketch is.
    let style = if f.tabs || f.indent.is_some() { f } else { s };
    let deeper = if style.tabs { "\t".to_owned() } else { " ".repeat(style.step() as usize) };
    let end = line_end(&f.text);
    let mut out = Relaid { text: String::new(), restored: Vec::new() };
    let mut at = 0;
    for (unit, id) in &found {
        let Some((open, close)) = body_on_line(f, *unit) else { continue };
        let tokens = f.unit_tokens(*unit);
        let (from, to) = (tokens[open].end, tokens[close].start);
        let (start, stop, lead) = (f.units[*unit].start, f.units[*unit].end, f.lead(*unit));
        let body = format!("{end}{lead}{deeper}{}{end}{lead}", f.text[from..to].trim());
        let now = format!("{}{body}{}", &f.text[start..from], &f.text[to..stop]);
        out.text.push_str(&f.text[at..start]);
        out.text.push_str(&now);
        at = stop;
        let mut shown = s.nodes[*id].children.iter().map(|child| s.nodes[*child].head);
        if shown.all(|unit| s.units[unit].is_marker()) {
            out.restored.push((now, f.text[start..stop].to_owned()));
        }
    }
    out.text.push_str(&f.text[at..]);
    (at > 0).then_some(out)
}

/// Does a line of the file begin as a block of the sketch does: with all of its head, or with its name?
fn begins_as(s: &Outline, id: NodeId, f: &Outline, unit: usize) -> bool {
    let mut ours = s.unit_code(s.nodes[id].head);
    let mut theirs = f.unit_code(unit);
    let opens = ours.clone().next_back().is_some_and(|t| t.is(b'{'));
    let mut same = || ours.all(|a| theirs.next().is_some_and(|b| a.hash == b.hash));
    let keys = s.keys[id].zip(f.heads[unit].and_then(|id| f.keys[id]));
    opens && (keys.is_some_and(|(a, b)| a.same(b)) || same())
}

/// The word by which a node is a scope outside of everything: `namespace` of `namespace A.B`.
pub(super) fn scope(o: &Outline, id: NodeId) -> Option<&str> {
    let node = &o.nodes[id];
    let mut code = o.unit_code(node.head);
    let word = code.next().filter(|t| t.kind == Kind::Word).map(|t| o.token_text(t))?;
    let path = code
        .all(|t| t.kind == Kind::Word || matches!(t.kind, Kind::Punct(b'.' | b'\\' | b';' | b'{')));
    (node.parent.is_none() && path && SCOPES.contains(&word)).then_some(word)
}

/// The one scope of a text.
fn only(o: &Outline) -> Option<NodeId> {
    let mut all = o.roots.iter().copied().filter(|id| scope(o, *id).is_some());
    all.next().filter(|_| all.next().is_none())
}

/// The file with the line of the sketch in place of its scope, which is all of it but what stands above.
fn unbraced(f: &Outline, s: &Outline) -> Option<String> {
    let (line, block) = (only(s)?, only(f)?);
    let node = &f.nodes[block];
    let opener = f.opens_below(block).map_or(node.head, |at| node.spine[at]);
    let is = |unit: usize, byte: u8, last: bool| {
        let mut code = f.unit_code(unit);
        let token = if last { code.next_back() } else { code.next() };
        token.is_some_and(|t| t.is(byte)) && (last || code.next().is_none())
    };
    let whole = node.closed
        && is(opener, b'{', true)
        && is(node.last, b'}', false)
        && f.units[node.last + 1..].iter().all(|unit| unit.is_comment());
    // A brace below opens a block that goes on behind the gap.
    let below = s.units.get(s.nodes[line].last + 1);
    let opens = below.is_some_and(|unit| s.text[unit.start..].starts_with('{'));
    let ended = s.unit_code(s.nodes[line].head).next_back().is_some_and(|t| t.is(b';'));
    let cut = scope(s, line) == Some("namespace") && !ended;
    if opens || cut || !s.nodes[line].is_leaf() || scope(s, line) != scope(f, block) || !whole {
        return None;
    }
    let rows: Vec<&str> = f.text.split_inclusive('\n').collect();
    let body = f.units[opener].last_row + 1..f.units[node.last].row;
    let end = line_end(&f.text);
    let mut text = rows[..f.units[node.head].row].concat();
    text.push_str(f.lead(node.head));
    text.push_str(s.said(s.nodes[line].head));
    text.push_str(end);
    let inner = body.clone().skip_while(|row| rows[*row].trim().is_empty());
    let mut inner: Vec<usize> = inner.collect();
    while inner.last().is_some_and(|row| rows[*row].trim().is_empty()) {
        inner.pop();
    }
    let apart = s.units.get(s.nodes[line].last + 1).is_none_or(|below| below.blanks > 0);
    text.push_str(if apart && !inner.is_empty() { end } else { "" });
    let deeper = node.children.first().map(|child| f.lead(f.nodes[*child].head));
    let deeper = deeper.and_then(|lead| lead.strip_prefix(f.lead(node.head))).unwrap_or_default();
    // The lines of a string are content.
    let strings = f.units[opener..node.last].iter().filter(|unit| unit.role == Role::InString);
    let strings: Vec<usize> = strings.filter(|unit| unit.fresh).map(|unit| unit.row).collect();
    for row in inner {
        let said = rows[row];
        let moved = said.strip_prefix(deeper).filter(|_| strings.binary_search(&row).is_err());
        text.push_str(moved.unwrap_or(said));
    }
    text.push_str(&rows[f.units[node.last].last_row + 1..].concat());
    Some(text)
}
