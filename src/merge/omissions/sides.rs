//! What stands beside code that a sketch leaves out without a word, and what that proves of it.
//!
//! A sketch that shows two things in a row says that nothing stands between them, if it shows them to say
//! so. What is shown for its own change, or to say where a change is, says nothing of what is beside it.
//! So what is left out is judged by its two [`Side`]s:
//!
//! | above / below | as it was | in place | changed | open  | gap, unknown |
//! |---------------|-----------|----------|---------|-------|--------------|
//! | as it was     | goes      | goes     | goes    | stays | stays        |
//! | in place      | goes      | goes     | stays   | goes  | stays        |
//! | changed       | goes      | stays    | stays   | goes  | stays        |
//! | gap, unknown  | stays     | stays    | stays   | stays | stays        |
//!
//! Where new code stands between the two that says what is left out in other words, that is rewritten, and
//! goes whatever the sides are ([`super::instead`]).
//!
//! One of the two may change, where the other is as it was: they are in a row all the same. Where nothing
//! ends a block, what is written anew to its end, and what can have been shown only for what is left out,
//! is the block's end; a last line as it was may be there for the place of a change above it.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::{Found, Omissions};
use crate::index::{Class, NodeId, Outline, Role, Unit};
use crate::lang::Nesting;
use crate::merge::align::way_out;
use crate::merge::edits::Edits;

/// What a sketch shows on one side of something that it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A neighbour in the same block, as it was.
    AsItWas,
    /// What is shown for its place alone: a line, as it was, of a block with a gap, or an end of the block
    /// around, with nothing new beside it.
    InPlace,
    /// A neighbour in the same block, known by its first line, in which something changes.
    Changed,
    /// The end of what is shown of a block, which nothing ends.
    Open,
    /// A gap, which may stand for what is left out too.
    Gap,
    /// Nothing that the file has as it is shown.
    Unknown,
}

/// Do two sides say that what is left out between them goes? See the module's table.
fn goes(above: Side, below: Side) -> bool {
    use Side::{AsItWas, Changed, InPlace, Open};
    matches!(
        (above, below),
        (AsItWas | InPlace, AsItWas | InPlace)
            | (AsItWas, Changed)
            | (Changed, AsItWas)
            | (InPlace | Changed, Open)
    )
}

impl Omissions<'_> {
    /// Do the neighbours of a node that is gone say that it goes?
    pub(super) fn goes_between(&self, id: NodeId) -> bool {
        let (edits, f) = (self.edits, self.f);
        let node = &f.nodes[id];
        let stays = |u: &usize| !f.units[*u].is_comment() && !edits.removed.contains(u);
        let before = (0..node.head).rev().find(stays);
        let after = (node.last + 1..f.units.len()).find(stays);
        let parent = node.parent.map(|p| &f.nodes[p]);
        let opens = before.is_some_and(|u| parent.is_some_and(|p| p.head == u));
        let closes = after.is_some_and(|u| parent.is_some_and(|p| p.closed && p.last == u));
        if self.stands_between_changed(id) {
            return goes(Side::Changed, Side::Changed);
        }
        // What is shown in a row where something went away tells where that is now.
        let row = before.map_or(0, |unit| unit + 1)..after.unwrap_or(f.units.len());
        if edits.moved.iter().any(|other| row.contains(&f.nodes[*other].head)) {
            return false;
        }
        goes(self.side(id, before, opens), self.side(id, after, closes))
    }

    /// What is shown right beside a node that is gone: `edge` where it is an end of the block around.
    fn side(&self, id: NodeId, unit: Option<usize>, edge: bool) -> Side {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let Some(unit) = unit.filter(|u| !edits.replaced.contains_key(u)) else {
            return Side::Unknown;
        };
        let owner = &f.nodes[f.owner[unit]];
        let neighbour = owner.parent == f.nodes[id].parent;
        let stays = |u: usize| !edits.removed.contains(&u) && !edits.replaced.contains_key(&u);
        match untouched(edits, f, unit) {
            true if neighbour => Side::AsItWas,
            true => Side::InPlace,
            _ if context(edits, s, f, unit) || edge && only_context(edits, s, unit) => {
                Side::InPlace
            }
            _ if neighbour && stays(owner.head) => Side::Changed,
            _ => Side::Unknown,
        }
    }

    /// Does something change in both blocks beside a node? Then each is shown for that, whatever a gap in
    /// it or a line nested in it would prove.
    fn stands_between_changed(&self, id: NodeId) -> bool {
        let (edits, f) = (self.edits, self.f);
        let siblings = f.siblings(id);
        let Some(at) = siblings.iter().position(|sibling| *sibling == id) else { return false };
        let stays = |id: &&NodeId| {
            let head = f.nodes[**id].head;
            !f.units[head].is_comment() && !edits.removed.contains(&head)
        };
        let changes = |id: &NodeId| {
            let node = &f.nodes[*id];
            edits.change_in(node.head..=node.last)
        };
        let above = siblings[..at].iter().rev().find(stays);
        let below = siblings[at + 1..].iter().find(stays);
        above.is_some_and(changes) && below.is_some_and(changes)
    }

    /// What stands behind the last line that is shown of a block that nothing ends, where indentation
    /// would: the sketch may end there as well.
    pub(super) fn unended(&self, blocks: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if self.index.language().lexis.nesting != Nesting::Offside {
            return None;
        }
        edits.nodes.iter().find_map(|(a, b)| {
            let (ours, theirs) = (&s.nodes[*a], &f.nodes[*b]);
            let code = |id: &&NodeId| !s.units[s.nodes[**id].head].is_comment();
            let child = ours.children.iter().rfind(code)?;
            let last = s.nodes[*child].last;
            let ends = s.units.get(last + 1).is_none_or(Unit::is_joint);
            let stays = |unit: usize| self.stays(unit);
            let mut above = ours.head..last;
            let new = |unit: usize| !s.units[unit].is_marker() && !stays(unit);
            let side = match stays(last) {
                true if above.any(new) => Side::AsItWas,
                true => Side::InPlace,
                false => Side::Changed,
            };
            if !ends || goes(side, Side::Open) || self.never_ends(*child) {
                return None;
            }
            let behind = edits.partners.get(&last)? + 1;
            // A block with a name is looked at on its own, where its block is the same one.
            let rest =
                theirs.children.iter().filter(|id| !stays(ours.head) || !blocks.contains(id));
            let rest: Vec<usize> = rest
                .map(|id| f.nodes[*id].head)
                .filter(|unit| *unit >= behind && edits.dropped.contains(unit))
                .collect();
            (!rest.is_empty()).then_some(rest)
        })
    }

    /// Does a node of the sketch end with a way out, be it within a file that is open or a lock? Nothing runs
    /// behind it.
    pub(super) fn never_ends(&self, id: NodeId) -> bool {
        let (s, node) = (self.s, &self.s.nodes[id]);
        let said = || s.unit_code(node.head).map(|t| s.token_text(t));
        // What any other may catch (`suppress`, `raises`) goes on behind it.
        let holds = |word: &str| word == "open" || word.to_lowercase().ends_with("lock");
        let always = || said().next() == Some("with") && said().any(holds);
        let within = || node.children.last().is_some_and(|last| self.never_ends(*last));
        way_out(s, node.head).is_some() || always() && within()
    }

    /// What stands in a block behind all that is shown of it, where nothing there changes, indentation alone
    /// ends it and a blank line and a gap follow: it may be shown for what is left out, or for nothing.
    pub(super) fn shown_for_its_end(&self) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if self.index.language().lexis.nesting != Nesting::Offside {
            return None;
        }
        edits.nodes.iter().find_map(|(a, b)| {
            let (ours, theirs) = (&s.nodes[*a].children, &f.nodes[*b].children);
            let behind = s.units.get(s.nodes[*a].last + 1).filter(|unit| unit.blanks > 0)?;
            // A gap has the hash of any comment.
            let gap = |id: NodeId| s.units[s.nodes[id].head].is_marker();
            let same = |(a, b): (&NodeId, &NodeId)| !gap(*a) && s.hashes[*a] == f.hashes[*b];
            let cut = behind.is_marker()
                && !ours.is_empty()
                && ours.len() < theirs.len()
                && ours.iter().zip(theirs).all(same)
                && !theirs.iter().any(|id| edits.removed.contains(&f.nodes[*id].head));
            cut.then(|| theirs[ours.len()..].iter().map(|id| f.nodes[*id].head).collect())
        })
    }

    /// What would go from several blocks at once between a gap and the next line, or would go as several
    /// blocks behind one that is shown for its own change, or as a member with a body between two that do not
    /// say so: where indentation alone ends a block, the gap may stand for all of them.
    pub(super) fn behind_a_gap(&self, gone: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let shown: BTreeMap<usize, usize> = edits.partners.iter().map(|(s, f)| (*f, *s)).collect();
        let mut runs: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
        let over = edits.nodes.iter().filter(|(a, _)| {
            let last = s.nodes[**a].children.last();
            last.is_some_and(|id| self.never_ends(*id))
        });
        let over: FxHashSet<NodeId> = over.map(|(_, b)| *b).collect();
        let goes_on = |id: &&NodeId| !f.nodes[**id].parent.is_some_and(|b| over.contains(&b));
        for id in gone.iter().filter(goes_on) {
            let Some((below, unit)) = shown.range(f.nodes[*id].last + 1..).next() else { continue };
            if unit.checked_sub(1).is_some_and(|above| s.units[above].is_marker()) {
                runs.entry(*below).or_default().push(*id);
            }
        }
        let parent = |id: &NodeId| f.nodes[*id].parent;
        let lexis = &self.index.language().lexis;
        let offside = lexis.nesting == Nesting::Offside;
        let member = |id: NodeId| lexis.mappings && !f.nodes[id].is_leaf();
        let of_change = |id: NodeId| {
            let stays = |other: &&NodeId| !edits.removed.contains(&f.nodes[**other].head);
            let above =
                f.siblings(id).iter().take_while(|other| **other != id).filter(stays).last();
            above.is_some_and(|above| edits.change_in(f.nodes[*above].head..=f.nodes[*above].last))
        };
        let run = runs.values().find(|run| {
            run.iter().any(|id| parent(id) != parent(&run[0]))
                || offside && run.len() > 1 && of_change(run[0])
                || offside && run.iter().any(|id| member(*id) && !self.goes_between(*id))
        })?;
        self.heads(run.iter())
    }

    /// Branches (`case b:`) behind one that ends in a gap: nothing closes a branch, so the gap may stand for
    /// them as well. Not where something new stands in their place, nor where nothing is shown around them
    /// but labels, which then are shown for what is left out.
    pub(super) fn branches(&self, gone: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let is_branch = |o: &Outline, id: NodeId| {
            !o.nodes[id].closed && o.keys[id].is_some_and(|key| key.class == Class::Case)
        };
        let hidden = |above: &NodeId| {
            let siblings = s.siblings(*above);
            let next = siblings.iter().skip_while(|id| *id != above).nth(1);
            let bare = |id: &NodeId| {
                let node = &s.nodes[*id];
                (node.head + 1..=node.last).all(|unit| s.units[unit].is_marker())
            };
            let (above_it, below_it) = match bare(above) && next.is_some_and(bare) {
                true => (Side::InPlace, Side::InPlace),
                false => (Side::Gap, Side::Unknown),
            };
            is_branch(s, *above)
                && self.sketch.is_gap(s.nodes[*above].last)
                && !goes(above_it, below_it)
        };
        self.heads(gone.iter().filter(|id| is_branch(f, **id)).filter(|id| {
            let stays = |other: &&NodeId| !edits.dropped.contains(&f.nodes[**other].head);
            let siblings = f.siblings(**id);
            let at = siblings.iter().position(|other| other == *id).unwrap_or_default();
            let Some(above) = siblings[..at].iter().rev().find(stays) else { return false };
            let below = siblings[at..].iter().find(stays).map(|other| f.nodes[*other].head);
            let end = below.unwrap_or(f.nodes[siblings[siblings.len() - 1]].last + 1);
            let from = f.nodes[*above].last + 1;
            let new = edits.inserted.range(from..from.max(end + 1));
            let mut new = new.flat_map(|(_, units)| units);
            !new.any(|unit| !s.units[*unit].is_comment())
                && edits.nodes.iter().any(|(a, b)| b == above && hidden(a))
        }))
    }
}

/// Did nothing change in the sibling that a unit belongs to?
fn untouched(edits: &Edits, f: &Outline, unit: usize) -> bool {
    let node = &f.nodes[f.owner[unit]];
    if node.head == unit || node.last == unit && !node.is_leaf() {
        let range = node.head..=node.last;
        return !range
            .clone()
            .any(|u| edits.removed.contains(&u) || edits.replaced.contains_key(&u))
            && !(node.head + 1..=node.last).any(|u| edits.inserted.contains_key(&u))
            || node.head < unit && node.last > unit;
    }
    true
}

/// Does the sketch show a unit of the file, and around it, as far as the next gaps, nothing but what
/// is there already? Then it can have been shown only for what is left out.
pub(super) fn only_context(edits: &Edits, s: &Outline, unit: usize) -> bool {
    let Some(shown) = edits.partners.iter().find(|(_, f)| **f == unit).map(|(s, _)| *s) else {
        return false;
    };
    let gap = |u: &usize| s.units[*u].is_marker();
    let from = (0..shown).rev().find(gap).map_or(0, |u| u + 1);
    let to = (shown..s.units.len()).find(gap).unwrap_or(s.units.len());
    let fresh = |u: usize| edits.inserted.values().any(|units| units.contains(&u));
    let changed = |u: usize| edits.replaced.values().any(|s| *s == u);
    (from..to).all(|u| !fresh(u) && !changed(u))
}

/// Is a unit part of a node that the sketch shows by its head, with a gap for what is in it?
fn context(edits: &Edits, s: &Outline, f: &Outline, unit: usize) -> bool {
    let id = f.owner[unit];
    edits.nodes.iter().any(|(a, b)| {
        let node = &s.nodes[*a];
        *b == id && s.units[node.head..=node.last].iter().any(|u| u.role == Role::Gap)
    })
}
