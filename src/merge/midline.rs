//! Keeps what stands before an expression that a sketch shows without its statement.
//!
//! In: the edits of an alignment, which takes `<Row` for `return <Row`, changed. Out: the same with the
//! line as the file has it, where the sketch shows its end and no more, or a refusal.

use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Kind, NodeId, Outline, Token, Unit};

/// Leaves the beginning of a statement where a sketch begins in its middle: with an element, or with all
/// of a call and nothing else around.
pub(super) fn keep(edits: &mut Edits, s: &Outline, f: &Outline) -> Result<(), Refusal> {
    let begins = |unit: usize| unit == 0 || s.units[unit - 1].is_marker();
    let changed: Vec<(usize, usize)> = edits
        .replaced
        .iter()
        .map(|(old, new)| (*old, *new))
        .filter(|(_, new)| begins(*new) && !s.units[*new].is_comment())
        .collect();
    for (old, new) in changed {
        let (Some(a), Some(b)) = (s.heads[new], f.heads[old]) else { continue };
        let Some(middle) = middle(s, a, f, b) else { continue };
        let (last, end) = (s.nodes[a].last, f.nodes[b].last);
        if middle.ends_there && middle.no_statement {
            edits.replaced.remove(&old);
            // So is its end (`/>` for `/>;`).
            let mut theirs = f.unit_code(end);
            let more = s.unit_code(last).all(|t| theirs.next().is_some_and(|u| u.hash == t.hash));
            if edits.replaced.get(&end) == Some(&last) && more {
                edits.replaced.remove(&end);
            }
        } else if middle.no_statement || !middle.ends_there || changes_inside(edits, s, f, b) {
            return Err(refuse::midline(s, new, f, old));
        }
    }
    Ok(())
}

/// How a node of a sketch is the middle of one of the file.
struct Middle {
    /// Is the line of the file its own line, with something before?
    ends_there: bool,
    /// Is it nothing that can stand on its own there: an element in place of a statement, or code without
    /// the separator that ends the file's?
    no_statement: bool,
}

/// Is an expression the one that a node of the file has behind other words?
fn middle<'a>(s: &'a Outline, a: NodeId, f: &'a Outline, b: NodeId) -> Option<Middle> {
    let said = |o: &'a Outline, id: NodeId| o.unit_code(o.nodes[id].head).collect::<Vec<_>>();
    let (ours, theirs) = (said(s, a), said(f, b));
    let word = |t: &Token| t.kind == Kind::Word;
    let element = matches!(&ours[..], [open, name, ..] if open.is(b'<') && word(name));
    if !(element || is_call(s, a, &ours) && is_alone(s, a)) {
        return None;
    }
    let lead = if element { 2 } else { ours.iter().position(|t| t.is(b'('))? + 1 };
    let mut places = 1..=theirs.len().checked_sub(lead)?;
    let at = places.find(|at| alike(&theirs[*at..*at + lead], &ours[..lead]))?;
    // Code around a call that is gone is taken off on purpose.
    let around = theirs[..at].iter().any(|t| matches!(t.kind, Kind::Punct(b'(' | b'[' | b'{')));
    if !element && around || theirs[0].is(b'<') {
        return None;
    }
    let rest = theirs.len().checked_sub(ours.len()).filter(|rest| *rest > 0);
    let ends = |o: &Outline, id: NodeId| {
        o.unit_code(o.nodes[id].last).next_back().is_some_and(|t| t.is(b';'))
    };
    Some(Middle {
        ends_there: rest.is_some_and(|rest| alike(&theirs[rest..], &ours)),
        no_statement: element && word(theirs[0]) || ends(f, b) && !ends(s, a),
    })
}

/// Is a node, which begins with these tokens, a call and nothing else, all of it?
fn is_call(o: &Outline, id: NodeId, head: &[&Token]) -> bool {
    let node = &o.nodes[id];
    let Some(open) = head.iter().position(|t| t.is(b'(')) else { return false };
    let word = |t: &&Token| t.kind == Kind::Word;
    let path = |t: &&Token| word(t) || matches!(t.kind, Kind::Punct(b'.' | b':'));
    // What has a body is a definition or a statement (`run() {`, `if (a):`), and so is what begins with
    // two words (`return f()`).
    let has_body = node.spine.iter().any(|unit| {
        let mut end = o.unit_code(*unit).rev();
        end.next().is_some_and(|last| {
            last.is(b':') || last.is(b'{') && end.next().is_some_and(|t| t.is(b')'))
        })
    });
    let apart = !head[..open].windows(2).any(|two| two.iter().all(word));
    let ends = o.unit_code(node.last).rfind(|t| !t.is(b';')).is_some_and(|t| t.is(b')'));
    open > 0 && head[..open].iter().all(path) && apart && ends && !has_body
}

/// Does nothing stand behind a node of a sketch, up to the next gap or the end?
fn is_alone(s: &Outline, id: NodeId) -> bool {
    let node = &s.nodes[id];
    s.units.get(node.last + 1).is_none_or(Unit::is_marker)
}

/// Does anything change in a node of the file but its first line?
fn changes_inside(edits: &Edits, s: &Outline, f: &Outline, id: NodeId) -> bool {
    let node = &f.nodes[id];
    (node.head + 1..=node.last).any(|unit| {
        let other = |new: &usize| s.units[*new].hash != f.units[unit].hash;
        edits.removed.contains(&unit) && !edits.replaced.contains_key(&unit)
            || edits.replaced.get(&unit).is_some_and(other)
            || edits.inserted.contains_key(&unit)
    })
}

/// Do two runs of tokens say the same?
fn alike(a: &[&Token], b: &[&Token]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.hash == b.hash)
}
