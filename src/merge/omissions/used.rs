//! Definitions that a sketch leaves out though the new file still uses them.
//!
//! Two members in a row say that nothing stands between them. Where code that stays, or that the sketch
//! itself shows, calls what stood there, it was forgotten all the same.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Omissions;
use super::sides::only_context;
use crate::index::{Class, Kind, NodeId, Outline, Token};
use crate::lang::{Layout, heads_type};

/// What code of a type calls the thing that it belongs to.
const ITSELF: [&str; 5] = ["self", "this", "Self", "cls", "super"];

/// How a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Alone.
    Bare,
    /// As a member of what holds it, which a name alone or a call gives.
    Member,
    /// As a member of a member (`self.rows.clear`), which may be of any type.
    Foreign,
}

/// A definition that goes without a word.
struct Lost {
    id: NodeId,
    way: Use,
    /// Is nothing shown beside it but to say that it goes? Then only code that is shown may not use it.
    meant: bool,
}

/// A use of a definition that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StillUsed {
    /// The unit of the file that heads the definition.
    pub unit: usize,
    /// The line that uses it.
    pub line: String,
}

impl Omissions<'_> {
    /// The first use of a definition that goes without a word, where nothing else defines its name.
    pub(super) fn still_used(&self) -> Option<StillUsed> {
        let (s, f) = (self.s, self.f);
        let lexis = &self.index.language().lexis;
        if lexis.layout != Layout::Lines || lexis.mappings {
            return None;
        }
        let gone = if self.edits.whole { &self.edits.removed } else { &self.edits.dropped };
        let gone = gone.iter().filter_map(|unit| f.heads[*unit]);
        let mut lost: FxHashMap<u64, Lost> = gone.filter_map(|id| self.lost(id)).collect();
        if lost.is_empty() {
            return None;
        }
        let stays = |unit: &usize| !self.edits.touches(*unit);
        let units = |o: &'_ Outline| 0..o.units.len();
        let there = units(f).filter(stays).flat_map(|unit| defined(f, unit));
        for name in there.chain(units(s).flat_map(|unit| defined(s, unit))) {
            lost.remove(&name);
        }
        let mut foreign = FxHashSet::default();
        let mut found: Vec<(u64, StillUsed)> = Vec::new();
        let new = units(s).map(|unit| (s, unit, true));
        for (o, unit, shown) in units(f).filter(stays).map(|unit| (f, unit, false)).chain(new) {
            let code: Vec<&Token> = o.unit_code(unit).collect();
            for (at, token) in code.iter().enumerate().filter(|(_, t)| t.kind == Kind::Word) {
                let Some(Lost { id, way, meant }) = lost.get(&token.hash) else { continue };
                if *meant && !shown {
                    continue;
                }
                match used(o, &code, at) {
                    Some(Use::Foreign) => {
                        foreign.insert(token.hash);
                    }
                    Some(found_way) if found_way == *way => {
                        let line = o.said(unit).lines().next().unwrap_or_default().to_owned();
                        found.push((token.hash, StillUsed { unit: f.nodes[*id].head, line }));
                    }
                    _ => {}
                }
            }
        }
        found.into_iter().find(|(name, _)| !foreign.contains(name)).map(|(_, used)| used)
    }

    /// The name of a definition of the file's top, or of a type, with the way in which it is used; none
    /// where another one stands in its place.
    fn lost(&self, id: NodeId) -> Option<(u64, Lost)> {
        let f = self.f;
        let node = &f.nodes[id];
        let key = f.keys[id].filter(|k| matches!(k.class, Class::Definition | Class::Member))?;
        let text = f.key_text(key).trim_start_matches('#');
        let head = f.unit_tokens(node.head);
        let at = head.iter().position(|t| t.kind == Kind::Word && f.token_text(t) == text)?;
        let said = self.sketch.said_to_go.as_ref().is_some_and(|said| said.contains(text));
        let way = match node.parent {
            // A receiver stands before it.
            None if at > 0 && head[at - 1].is(b')') => Use::Member,
            None => Use::Bare,
            Some(parent) => {
                let around = f.nodes[parent].head;
                let mut words = f.unit_code(around).take(6).map(|t| f.token_text(t));
                let stays = !self.edits.replaced.contains_key(&around)
                    && !self.edits.removed.contains(&around);
                (words.any(heads_type) && stays).then_some(Use::Member)?
            }
        };
        let goes_on = self.edits.moved.contains(&id) || self.is_renewed(id);
        let stays = |unit: &usize| !self.edits.removed.contains(unit);
        let above = (0..node.head).rev().find(stays);
        let meant = above.is_some_and(|unit| only_context(self.edits, self.s, unit));
        (!said && !goes_on).then_some((head[at].hash, Lost { id, way, meant }))
    }
}

/// The names that a unit defines or brings in.
fn defined(o: &Outline, unit: usize) -> impl Iterator<Item = u64> + '_ {
    let id = o.heads[unit];
    let key = id.and_then(|id| o.keys[id]);
    let tokens = o.unit_tokens(unit);
    let function = key.is_some_and(|key| key.class == Class::Definition);
    let named = tokens.iter().enumerate().filter(move |(at, t)| {
        let behind = at.checked_sub(1).map(|above| &tokens[above]);
        let parameter = function && behind.is_some_and(|before| before.is(b'(') || before.is(b','));
        t.kind == Kind::Word
            && key.is_some_and(|key| key.start <= t.start && t.end <= key.end || parameter)
    });
    let brought = id.into_iter().flat_map(|id| o.brought[id].iter().copied());
    named.map(|(_, t)| t.hash).chain(brought)
}

/// Does a unit use a name alone, not as the member of something?
pub(in crate::merge) fn says_alone(o: &Outline, unit: usize, name: &str) -> bool {
    let code: Vec<&Token> = o.unit_code(unit).collect();
    let named = |at: &usize| code[*at].kind == Kind::Word && o.token_text(code[*at]) == name;
    (0..code.len()).filter(named).any(|at| used(o, &code, at) == Some(Use::Bare))
}

/// How a word of some code is used; none where it gives a value a name (`name: 1`, `name = 1`).
fn used(o: &Outline, code: &[&Token], at: usize) -> Option<Use> {
    let is = |at: Option<usize>, byte: u8| at.is_some_and(|at| code[at].is(byte));
    // Where the path before a word ends, if it is a member of something.
    let holder = |at: usize| {
        let mut before = at.checked_sub(1);
        if is(before, b'#') {
            before = before.and_then(|at| at.checked_sub(1));
        }
        let sign = before?;
        let second = sign.checked_sub(1);
        let two =
            is(Some(sign), b':') && is(second, b':') || is(Some(sign), b'>') && is(second, b'-');
        let one = is(Some(sign), b'.') && !is(second, b'.');
        let mut end =
            if two { second } else { Some(sign) }.filter(|_| one || two)?.checked_sub(1)?;
        while end > 0 && (code[end].is(b'?') || code[end].is(b'!')) {
            end -= 1;
        }
        Some(end)
    };
    let Some(end) = holder(at) else {
        let next = |byte: u8| code.get(at + 1).is_some_and(|t| t.is(byte));
        let compared = code.get(at + 2).is_some_and(|t| t.is(b'=') || t.is(b':'));
        return (!(next(b':') || next(b'=')) || compared).then_some(Use::Bare);
    };
    let itself = ITSELF.contains(&o.token_text(code[end]));
    let path = code[end].kind == Kind::Word && holder(end).is_some();
    Some(if path && !itself { Use::Foreign } else { Use::Member })
}
