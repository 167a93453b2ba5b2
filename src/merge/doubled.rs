//! Keeps a merge from writing what is there already.

use std::collections::BTreeSet;

use super::banners::banners;
use super::edits::Edits;
use super::leading::directive_again;
use super::refuse;
use super::report::Refusal;
use crate::index::{Class, Index, Kind, NodeId, Outline, Role};
use crate::lang::{Layout, heads_type};
use crate::sketch::Sketch;

/// What a run must say for its being there twice to be no accident.
const TELLING: f32 = 4.0;

/// Refuses edits that write a definition beside one with the same head, a banner that stands elsewhere, a run of
/// code right beside the same run, or code around what a gap keeps right beside it too.
pub(super) fn check(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let doubled = Doubled { edits, s, f };
    let banners = banners(s, f);
    for (slot, units) in &edits.inserted {
        let lexis = &index.language().lexis;
        let first = units.first().and_then(|unit| s.tokens.get(s.units[*unit].tokens.start));
        let lines = lexis.region(first.map_or(0, |token| token.region)).layout == Layout::Lines;
        let definition = || {
            // Selectors repeat in style sheets.
            units.iter().filter(|_| lines).find_map(|unit| doubled.definition(*slot, *unit))
        };
        let member = || units.iter().find_map(|unit| doubled.member(*slot, *unit));
        let label = || units.iter().find_map(|unit| doubled.label(*slot, *unit));
        let branch = || doubled.branch(*slot, units);
        let section = || {
            let prose = lexis.layout == Layout::Prose;
            units.iter().filter(|_| prose).find_map(|unit| doubled.section(*unit))
        };
        let found = definition()
            .or_else(label)
            .or_else(branch)
            .or_else(section)
            .or_else(|| doubled.grouped(units))
            .or_else(|| lines.then(member)?)
            .or_else(|| units.iter().find_map(|unit| doubled.comment(*unit)))
            .or_else(|| {
                // Rules above and below are alike everywhere.
                let says = |unit: &&usize| s.said(**unit).contains(char::is_alphanumeric);
                let twins = units.iter().filter(says).filter_map(|unit| banners.get(unit));
                twins.copied().find(|twin| doubled.stays(*twin)).map(|twin| f.owner[twin])
            })
            .or_else(|| units.iter().find_map(|unit| doubled.documentation(*unit)))
            .or_else(|| {
                let again = units.iter().filter_map(|unit| directive_again(s, f, *unit));
                again.into_iter().find(|id| doubled.stays(f.nodes[*id].head))
            })
            .or_else(|| doubled.split(*slot, units).filter(|_| !lines))
            .or_else(|| units.iter().find_map(|unit| doubled.elsewhere(*unit)).filter(|_| !lines))
            .or_else(|| doubled.torn(units))
            .or_else(|| doubled.hidden(*slot, units))
            .or_else(|| doubled.renamed(*slot, units).filter(|_| !lines))
            .or_else(|| doubled.run(*slot, units));
        if let Some(id) = found {
            return Err(refuse::doubled(f, id));
        }
    }
    let replaced = edits.replaced.iter().map(|(f, unit)| (*f, *unit));
    let inserted =
        edits.inserted.iter().flat_map(|(slot, units)| units.iter().map(|u| (*slot, *u)));
    match replaced.chain(inserted).find_map(|(f, unit)| doubled.declared(f, unit)) {
        Some(id) => Err(refuse::doubled(f, id)),
        None => Ok(()),
    }
}

struct Doubled<'a> {
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
}

impl Doubled<'_> {
    fn stays(&self, unit: usize) -> bool {
        !self.edits.touches(unit)
    }

    fn is_shown(&self, unit: usize) -> bool {
        self.edits.partners.values().any(|p| *p == unit)
    }

    /// Code units that stay, from a slot down or up.
    fn below(&self, slot: usize) -> impl Iterator<Item = usize> + '_ {
        (slot..self.f.units.len()).filter(|u| self.stays(*u) && !self.f.units[*u].is_comment())
    }

    fn above(&self, slot: usize) -> impl Iterator<Item = usize> + '_ {
        (0..slot).rev().filter(|u| self.stays(*u) && !self.f.units[*u].is_comment())
    }

    /// The sibling that has the head of the new definition at `unit` already.
    fn definition(&self, slot: usize, unit: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let id = s.heads[unit].filter(|id| !s.nodes[*id].is_leaf())?;
        let key = s.keys[id].filter(|k| k.class == Class::Definition)?;
        // Blocks that only hold what belongs to a type, and items of lists, repeat.
        if s.said(unit).starts_with("impl") || s.said(unit).starts_with(['<', '{', '[', '-']) {
            return None;
        }
        let parent = self.parent(slot, id);
        let siblings = parent.map_or(&f.roots, |parent| &f.nodes[parent].children);
        siblings.iter().copied().find(|n| {
            let head = f.nodes[*n].head;
            f.keys[*n].is_some_and(|k| k.same(key))
                && f.units[head].hash == s.units[unit].hash
                && !call_with_another(s, id, f, *n)
                && self.stays(head)
                && !self.is_shown(head)
        })
    }

    /// The branch right above or below a new one that has the same label, whether braces hold its body or
    /// not.
    fn label(&self, slot: usize, unit: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        s.heads[unit].and_then(|id| s.keys[id]).filter(|k| k.class == Class::Case)?;
        let mut above = slot.checked_sub(1).map(|last| f.owner[last]);
        let ends = std::iter::from_fn(|| {
            let id = above.filter(|id| f.nodes[*id].last + 1 == slot)?;
            above = f.nodes[id].parent;
            Some(id)
        });
        let begins = f.heads.get(slot).copied().flatten();
        ends.chain(begins).find(|other| {
            let head = f.nodes[*other].head;
            let ours = s.unit_code(unit).filter(|t| !t.is(b'{')).map(|t| t.hash);
            let theirs = f.unit_code(head).filter(|t| !t.is(b'{')).map(|t| t.hash);
            self.stays(head) && !self.is_shown(head) && ours.eq(theirs)
        })
    }

    /// The branch that a gap hides right below the new ones and that does what the first of these does: one of
    /// the two labels too many.
    fn branch(&self, slot: usize, units: &[usize]) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let case = |o: &Outline, id: NodeId| {
            o.keys[id].is_some_and(|key| key.class == Class::Case) && !o.nodes[id].is_leaf()
        };
        let does = |o: &Outline, id: NodeId| -> Vec<u64> {
            let inside = o.units[o.nodes[id].head + 1..=o.nodes[id].last].iter();
            inside.filter(|u| !u.is_comment() && !u.is_marker()).map(|u| u.hash).collect()
        };
        let gap = |unit: usize| s.units.get(unit).is_some_and(|u| u.role == Role::Gap);
        let last = *units.last()?;
        let old = f.heads.get(slot).copied().flatten().filter(|id| case(f, *id))?;
        let new = units.iter().find_map(|unit| s.heads[*unit].filter(|id| case(s, *id)))?;
        let (head, end) = (f.nodes[old].head, f.nodes[old].last);
        let says: f32 = f.units[head + 1..=end].iter().map(|unit| unit.weight).sum();
        (says >= TELLING
            && (gap(last) || gap(last + 1))
            && self.stays(head)
            && !self.is_shown(head)
            && does(s, new) == does(f, old))
        .then_some(old)
    }

    /// The section of prose that a new heading begins too, in the same section around.
    fn section(&self, unit: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let id = s.heads[unit]?;
        let key = s.keys[id].filter(|k| k.class == Class::Definition)?;
        let around = |o: &Outline, id: NodeId| o.nodes[id].parent.and_then(|p| o.keys[p]);
        let own = around(s, id)?;
        let all = 0..f.units.len();
        let mut twins = f.nodes_named(key, &all).filter(|twin| {
            let head = f.nodes[*twin].head;
            let inside = around(f, *twin).is_some_and(|key| key.same(own));
            inside && self.stays(head) && f.units[head].hash == s.units[unit].hash
        });
        let (Some(twin), None) = (twins.next(), twins.next()) else { return None };
        (!self.is_shown(f.nodes[twin].head)).then_some(twin)
    }

    /// The rule right above or below new ones whose list of selectors these make up.
    fn split(&self, slot: usize, units: &[usize]) -> Option<NodeId> {
        let rule = |o: &Outline, unit: usize| {
            o.heads[unit].filter(|id| o.keys[*id].is_some_and(|k| k.class == Class::Definition))
        };
        let selectors = |o: &Outline, id: NodeId| -> BTreeSet<String> {
            let key = o.keys[id].map_or("", |key| o.key_text(key));
            key.split(',').map(|s| s.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        let of_sketch = units.iter().filter_map(|unit| rule(self.s, *unit));
        let new: BTreeSet<String> = of_sketch.flat_map(|id| selectors(self.s, id)).collect();
        let below = self.below(slot).next().and_then(|unit| rule(self.f, unit));
        let above = self.above(slot).find_map(|unit| rule(self.f, unit));
        let all = |id: &NodeId| {
            let listed = selectors(self.f, *id);
            listed.len() > 1 && listed == new && !self.is_shown(self.f.nodes[*id].head)
        };
        below.filter(all).or_else(|| above.filter(all))
    }

    /// The one block that says what a new one says, in another block, where all that is shown behind a gap
    /// is this. What the file has once may be shown to say where a gap ends, here in another block than it
    /// began in.
    fn elsewhere(&self, unit: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let id = s.heads[unit].filter(|id| !s.nodes[*id].is_leaf())?;
        let around = s.nodes[id].parent.filter(|p| self.edits.nodes.contains_key(p))?;
        let [gap, only] = s.nodes[around].children[..] else { return None };
        if only != id || s.units[s.nodes[gap].head].role != Role::Gap {
            return None;
        }
        let all = 0..f.units.len();
        let mut same = f.nodes_with(s.hashes[id], &all);
        let (Some(one), None) = (same.next(), same.next()) else { return None };
        let head = f.nodes[one].head;
        let nested = f.nodes[one].parent.is_some();
        (nested && self.stays(head) && !self.is_shown(head)).then_some(one)
    }

    /// The node of the file in which the node `id` of the sketch is new at a slot.
    fn parent(&self, slot: usize, id: NodeId) -> Option<NodeId> {
        let around = self.s.nodes[id].parent.and_then(|p| self.edits.nodes.get(&p)).copied();
        match self.f.owner.get(slot) {
            _ if around.is_some() => around,
            Some(owner) if self.f.nodes[*owner].head == slot => self.f.nodes[*owner].parent,
            owner => owner.copied(),
        }
    }

    /// The one comment of the file that says the same as a new one at the end of a block: it is shown to
    /// say where that end is, and was not found there.
    fn comment(&self, unit: usize) -> Option<NodeId> {
        /// Letters and digits from which a comment says something of its own.
        const NOTE: usize = 12;
        let (s, f) = (self.s, self.f);
        let said = s.said(unit);
        let note = s.units[unit].role == Role::Comment
            && said.bytes().filter(u8::is_ascii_alphanumeric).count() >= NOTE;
        let ends = |below: usize| {
            let said = s.said(below);
            said.starts_with("</") || said.starts_with(['}', ')', ']'])
        };
        if !note || !self.edits.partners.contains_key(&(unit + 1)) || !ends(unit + 1) {
            return None;
        }
        let all = 0..f.units.len();
        let mut same = f.units_with(s.units[unit].hash, &all).filter(|u| f.units[*u].is_comment());
        let (Some(one), None) = (same.next(), same.next()) else { return None };
        (self.stays(one) && !self.is_shown(one)).then(|| f.owner[one])
    }

    /// The comment above the code below a new one that says a line of it too: it is that one, changed.
    fn documentation(&self, unit: usize) -> Option<NodeId> {
        /// What a line must say for its being there twice to be no accident.
        const TELLING: f32 = 2.0;
        let (s, f) = (self.s, self.f);
        let comment = |o: &Outline, unit: &usize| o.units[*unit].is_comment();
        if !comment(s, &unit) || s.units[unit].weight < TELLING {
            return None;
        }
        let below = (unit + 1..s.units.len()).find(|at| !comment(s, at))?;
        let known = *self.edits.partners.get(&below)?;
        let mut above = (0..known).rev().take_while(|at| comment(f, at));
        above
            .find(|at| {
                f.units[*at].hash == s.units[unit].hash && self.stays(*at) && !self.is_shown(*at)
            })
            .map(|at| f.owner[at])
    }

    /// The same declaration elsewhere in the file's top or in the same type, where a gap hides it: it
    /// went from there, or was not seen.
    fn member(&self, slot: usize, unit: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let id = s.heads[unit]?;
        let key = s.keys[id]?;
        // A map has one of a name, whatever it is.
        let property = is_property(s, id);
        let declares = s.nodes[id].is_leaf() && matches!(key.class, Class::Member | Class::Import);
        // `int`, with `main(void)` below, is the beginning of what stands there.
        let begins = || {
            let below = s.units.get(unit + 1).filter(|below| below.fresh && below.blanks == 0);
            let head = below.is_some() && s.unit_tokens(unit + 1).iter().any(|t| t.is(b'('));
            head && s.unit_tokens(unit).iter().all(|t| t.kind == Kind::Word)
        };
        if !property && (!declares || begins()) {
            return None;
        }
        // New code around it has names of its own.
        let around = s.nodes[id].parent;
        if around.is_some_and(|p| !self.edits.nodes.contains_key(&p)) {
            return None;
        }
        let parent = self.parent(slot, id);
        let is_type = |p: NodeId| {
            let said = f.said(f.nodes[p].head);
            said.split(|c: char| !c.is_alphanumeric()).any(heads_type)
        };
        if !property && parent.is_some_and(|p| !is_type(p)) {
            return None;
        }
        let siblings = parent.map_or(&f.roots, |parent| &f.nodes[parent].children);
        // Of what a node holds, each part between its units is a list of its own.
        let part = |unit: usize| {
            parent.map_or(0, |parent| f.nodes[parent].spine.partition_point(|u| *u < unit))
        };
        siblings.iter().copied().filter(|n| part(f.nodes[*n].head) == part(slot)).find(|n| {
            let head = f.nodes[*n].head;
            let same = f.units[head].hash == s.units[unit].hash;
            f.keys[*n].is_some_and(|k| k.same(key))
                && (same || property && is_property(f, *n))
                && self.stays(head)
                && !self.is_shown(head)
        })
    }

    /// What declares a name again that one declaration of several names (`const { a, b } = x`) brings in
    /// too.
    fn declared(&self, slot: usize, unit: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let id = s.heads[unit].filter(|id| !s.is_import(*id) && s.brought[*id].len() > 1)?;
        let parent = self.parent(slot, id);
        let siblings = parent.map_or(&f.roots, |parent| &f.nodes[parent].children);
        siblings.iter().copied().find(|n| {
            let head = f.nodes[*n].head;
            !f.is_import(*n)
                && f.brought[*n].iter().any(|name| s.brought[id].binary_search(name).is_ok())
                && self.stays(head)
                && !self.is_shown(head)
        })
    }

    /// What a gap hides right beside new code that wraps the same (`try:`, `if x {`).
    fn hidden(&self, slot: usize, units: &[usize]) -> Option<NodeId> {
        let s = self.s;
        let wraps = |id: &NodeId| s.keys[*id].is_none() && !s.nodes[*id].is_leaf();
        let wrapped: Vec<u64> = units
            .iter()
            .filter_map(|u| s.heads[*u])
            .filter(wraps)
            .flat_map(|id| s.nodes[id].head + 1..=s.nodes[id].last)
            .map(|u| s.units[u].hash)
            .collect();
        if wrapped.is_empty() {
            return None;
        }
        // What changed there is shown, and parts what stands behind it from the new code.
        let there = |u: &usize| {
            let gone = self.edits.removed.contains(u) && !self.edits.replaced.contains_key(u);
            !gone && !self.f.units[*u].is_comment()
        };
        let beside = [(slot..self.f.units.len()).find(there), (0..slot).rev().find(there)];
        // A `try:` that stands beside may wrap it too.
        let within = |unit: usize| {
            let mut said = self.f.unit_code(unit).map(|t| self.f.token_text(t));
            let id = self.f.heads[unit].filter(|_| said.next() == Some("try"))?;
            self.f.nodes[id].children.first().map(|child| self.f.nodes[*child].head)
        };
        let all = beside.into_iter().flatten().flat_map(|u| [Some(u), within(u)]).flatten();
        let found = all.filter(|u| self.stays(*u)).find(|u| {
            let unit = &self.f.units[*u];
            unit.weight >= TELLING && wrapped.contains(&unit.hash) && !self.is_shown(*u)
        });
        found.map(|unit| self.f.owner[unit])
    }

    /// What goes though a hunk begins with it, inside a block of which the hunk shows the end: it was shown to
    /// say where that is.
    fn torn(&self, units: &[usize]) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let first = *units.first()?;
        let starts = first.checked_sub(1).is_none_or(|above| s.units[above].is_marker());
        let mut hunk = (first..s.units.len()).take_while(|unit| !s.units[*unit].is_marker());
        if !starts || !hunk.any(|unit| s.units[unit].fresh && s.column(unit) < s.column(first)) {
            return None;
        }
        let all = 0..f.units.len();
        let own = s.heads[first].map_or(first, |id| s.nodes[id].last);
        let begins = units.iter().take_while(|unit| **unit <= own);
        let telling = begins.filter(|unit| s.units[**unit].weight >= TELLING);
        telling.into_iter().find_map(|unit| {
            let mut twins = f.units_with(s.units[*unit].hash, &all);
            let (Some(twin), None) = (twins.next(), twins.next()) else { return None };
            let gone = self.edits.removed.contains(&twin) && !self.is_deleted(twin);
            (gone && !self.is_shown(twin)).then(|| f.owner[twin])
        })
    }

    /// Is a unit of the file in something that a deletion names?
    fn is_deleted(&self, unit: usize) -> bool {
        let mut around =
            std::iter::successors(Some(self.f.owner[unit]), |id| self.f.nodes[*id].parent);
        around.any(|id| self.edits.deleted.contains(&id))
    }

    /// Among as many rules beside new ones, hidden by a gap, one that holds the same under a name of the
    /// same words: that one under another name, as it seems.
    fn renamed(&self, slot: usize, units: &[usize]) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let new: Vec<NodeId> = units
            .iter()
            .filter_map(|unit| s.heads[*unit])
            .filter(|id| !s.nodes[*id].is_leaf() && units.contains(&s.nodes[*id].last))
            .collect();
        let holds = |o: &Outline, id: NodeId| -> Vec<u64> {
            o.nodes[id].children.iter().map(|child| o.hashes[*child]).collect()
        };
        let words = |o: &Outline, id: NodeId| -> Vec<u64> {
            let head = o.unit_tokens(o.nodes[id].head).iter();
            head.filter(|t| t.kind == Kind::Word).map(|t| t.hash).collect()
        };
        let hidden = |id: &NodeId| {
            let node = &f.nodes[*id];
            !node.is_leaf() && self.stays(node.head) && !self.is_shown(node.head)
        };
        let siblings = f.siblings(f.owner.get(slot).copied().or(f.roots.last().copied())?);
        let at = siblings.partition_point(|id| f.nodes[*id].head < slot);
        let beside = at.saturating_sub(new.len())..(at + new.len()).min(siblings.len());
        siblings[beside].iter().copied().filter(hidden).find(|old| {
            let (held, said) = (holds(f, *old), words(f, *old));
            new.iter().any(|id| words(s, *id) == said && holds(s, *id) == held)
        })
    }

    /// A declaration of the file that stands in a new group (`import (`) too.
    fn grouped(&self, units: &[usize]) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let tokens = |o: &Outline, unit: usize| -> Vec<u64> {
            o.unit_code(unit).filter(|t| !t.is(b';')).map(|t| t.hash).collect()
        };
        let groups = units.iter().filter_map(|unit| s.heads[*unit]).filter(|id| {
            let head = s.unit_tokens(s.nodes[*id].head);
            matches!(head, [word, open] if word.kind == Kind::Word && open.is(b'('))
        });
        groups.into_iter().find_map(|id| {
            let word = tokens(s, s.nodes[id].head)[0];
            let said: Vec<Vec<u64>> = s.nodes[id]
                .children
                .iter()
                .map(|child| [vec![word], tokens(s, s.nodes[*child].head)].concat())
                .collect();
            f.roots.iter().copied().find(|other| {
                let head = f.nodes[*other].head;
                f.nodes[*other].is_leaf() && self.stays(head) && said.contains(&tokens(f, head))
            })
        })
    }

    /// The same code as all that is new at a slot, right above or below it.
    fn run(&self, slot: usize, units: &[usize]) -> Option<NodeId> {
        let code: Vec<usize> =
            units.iter().copied().filter(|u| !self.s.units[*u].is_comment()).collect();
        // The words of a text count one by one.
        let weight = |u: &usize| self.s.bag(*u, *u).iter().map(|(_, weight)| weight).sum::<f32>();
        if code.len() < 2 || code.iter().map(weight).sum::<f32>() < TELLING {
            return None;
        }
        let same = |theirs: &[usize]| {
            let hashes = |(a, b): (&usize, &usize)| self.s.units[*a].hash == self.f.units[*b].hash;
            theirs.len() == code.len() && code.iter().zip(theirs).all(hashes)
        };
        let below: Vec<usize> = self.below(slot).take(code.len()).collect();
        let mut above: Vec<usize> = self.above(slot).take(code.len()).collect();
        above.reverse();
        let run = [below, above].into_iter().find(|run| same(run))?;
        run.first().map(|unit| self.f.owner[*unit])
    }
}

/// Are two calls of one head (`app.get(`) made with other texts in the next line (`'/a',`)?
pub(super) fn call_with_another(a: &Outline, s: NodeId, b: &Outline, f: NodeId) -> bool {
    let told = |o: &Outline, id: NodeId| {
        let first = o.nodes[o.nodes[id].children.first().copied()?].head;
        o.unit_tokens(first).first().filter(|t| t.kind == Kind::Text).map(|t| t.hash)
    };
    told(a, s).zip(told(b, f)).is_some_and(|(ours, theirs)| ours != theirs)
}

/// Is a node a property of a map: a name, a colon and something, in a list?
fn is_property(o: &Outline, id: NodeId) -> bool {
    let Some(key) = o.keys[id] else { return false };
    let unit = &o.units[o.nodes[id].head];
    let tokens = &o.tokens[unit.tokens.clone()];
    let named = tokens.first().is_some_and(|t| t.start == key.start || t.end == key.end);
    let colon = tokens.get(1).is_some_and(|t| t.is(b':'));
    let listed = o.units[o.nodes[id].last].separator;
    let in_map = o.nodes[id]
        .parent
        .is_some_and(|p| o.unit_code(o.nodes[p].head).next_back().is_some_and(|t| t.is(b'{')));
    named && colon && (listed || in_map)
}
