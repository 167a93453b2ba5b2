//! Heads of types that a sketch shows in short.
//!
//! `class Player {` around a member that changes names the class, which the file has as `export class
//! Player extends Emitter {`. Nobody takes away both who may use a type and what it is made of by not
//! speaking of it; one of the two alone may be meant.

use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Class, Kind, Outline, Token, Unit};
use crate::sketch::Sketch;

/// Words that stand before the name of a type.
const TYPES: [&str; 8] =
    ["class", "struct", "interface", "enum", "trait", "record", "protocol", "object"];

/// Keeps the heads of types that the sketch shows in part, for what changes in them, and with less.
pub(super) fn keep(edits: &mut Edits, sketch: &Sketch, f: &Outline) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let mut kept = Vec::new();
    for (a, b) in &edits.nodes {
        let (ours, theirs) = (&s.nodes[*a], &f.nodes[*b]);
        let (new, old) = (ours.head, theirs.head);
        let named = s.keys[*a].is_some_and(|key| key.class == Class::Definition);
        let in_part = || s.units[new..=ours.last].iter().any(Unit::is_marker);
        if edits.replaced.get(&old) != Some(&new) || !named || !in_part() {
            continue;
        }
        let Some(lost) = left_out(s, new, f, old) else { continue };
        let changes = |unit: usize| {
            let goes = edits.removed.contains(&unit) || edits.inserted.contains_key(&unit);
            goes || edits.replaced.contains_key(&unit)
        };
        let said = sketch.said_to_go.as_ref();
        let meant = |token: &&Token| said.is_some_and(|said| said.contains(f.token_text(token)));
        let speaks = || lost.before.iter().chain(&lost.behind).any(meant);
        let both = !lost.before.is_empty() && !lost.behind.is_empty();
        // What is shown inside, as it is, may be shown for a change that was merged before.
        let end = ours.last - usize::from(ours.closed);
        let shows = || s.units[new + 1..=end].iter().any(|unit| !unit.is_marker());
        match (old + 1..=theirs.last).any(changes) {
            _ if speaks() => {}
            true if both => kept.push(old),
            true => return Err(refuse::short_head(s, new, f, old)),
            false if both && shows() => return Err(refuse::short_head(s, new, f, old)),
            false => {}
        }
    }
    for old in kept {
        edits.short.extend(edits.replaced.remove(&old));
    }
    Ok(())
}

/// What a head has more than another one, before the word for its kind and behind its name.
struct Lost<'a> {
    before: Vec<&'a Token>,
    behind: Vec<&'a Token>,
}

/// What the head of a type leaves out of one of the file and says nothing else; none where it says more.
fn left_out<'f>(s: &Outline, new: usize, f: &'f Outline, old: usize) -> Option<Lost<'f>> {
    let opens = |t: &&Token| t.is(b'{') || t.is(b':');
    let code = |o: &'f Outline, unit: usize| -> Vec<&'f Token> { o.unit_code(unit).collect() };
    let mut theirs = code(f, old);
    let mut ours: Vec<&Token> = s.unit_code(new).collect();
    // What opens the body stands in both, or on a line of its own.
    while theirs.last().is_some_and(opens) {
        theirs.pop();
    }
    while ours.last().is_some_and(opens) {
        ours.pop();
    }
    let kind = |o: &Outline, t: &Token| t.kind == Kind::Word && TYPES.contains(&o.token_text(t));
    let at = theirs.iter().position(|t| kind(f, t))?;
    let from = ours.iter().position(|t| kind(s, t))?;
    let same = |a: &[&Token], b: &[&Token]| a.iter().map(|t| t.hash).eq(b.iter().map(|t| t.hash));
    let end = at + (ours.len() - from);
    let known = theirs.get(at..end).is_some_and(|known| same(known, &ours[from..]));
    // Words that both have stand in the same order.
    let mut rest = theirs[..at].iter();
    let in_order = ours[..from].iter().all(|t| rest.any(|other| other.hash == t.hash));
    let before: Vec<&Token> = theirs[..at]
        .iter()
        .copied()
        .filter(|t| !ours[..from].iter().any(|other| other.hash == t.hash))
        .collect();
    let behind = theirs.get(end..)?.to_vec();
    // One word of several is taken away, not left out.
    if !before.is_empty() && from > 0 || !behind.is_empty() && ours.len() > from + 2 {
        return None;
    }
    (known && in_order && ours.len() > from + 1 && !(before.is_empty() && behind.is_empty()))
        .then_some(Lost { before, behind })
}
