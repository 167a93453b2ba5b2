//! Takes what has a new name for what the file has under the old one, where the sketch shows every use of
//! the old name under the new one.
//!
//! A gap beside a definition covers what stands there, and so the old one would stay beside the new. But
//! nothing would use the old one any more: it was renamed. Where the alignment leaves a use of the old name
//! all the same, it was not.

use std::ops::Range;

use super::Aligner;
use super::costs::REPEAT;
use super::items::{Item, Items};
use super::level::{Candidate, Fit};
use crate::index::{Kind, NodeId, Outline, Token};
use crate::lang::Layout;
use crate::merge::edits::Edits;

/// What another name costs where all uses tell: little.
const RENAMED: f32 = 0.3;

/// One token of a name, before and after.
#[derive(Debug, Clone, Copy)]
struct Rename<'a> {
    old: &'a Token,
    new: &'a Token,
    /// The texts of both, without quotes.
    texts: [&'a str; 2],
}

impl<'a> Aligner<'a> {
    /// Beside a gap: what the file has under another name, all uses of which the sketch renames, is that,
    /// and what heads it in the sketch is what heads it there.
    pub(super) fn follow_uses(
        &mut self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
        inserts: &mut [f32],
    ) {
        let mut top = 0;
        for i in 0..candidates.len() {
            if gaps[i] {
                top = i;
            }
            if self.heads_another(items.items[i]) {
                continue;
            }
            let first = std::mem::replace(&mut top, i + 1);
            let Item::Node(id) = items.items[i] else { continue };
            if !gaps[first] && !gaps[i + 1] || items.floating.contains_key(&i) {
                continue;
            }
            let Some(other) = self.old_name(id) else { continue };
            let (node, twin) = (&self.s.nodes[id], &self.f.nodes[other]);
            if !region.contains(&twin.head) || !region.contains(&twin.last) {
                continue;
            }
            let at = twin.head - region.start;
            let (next, inner, fit) = match (node.is_leaf(), twin.is_leaf()) {
                (true, _) => (at + 1, 0.0, Fit::Similar),
                (false, true) => continue,
                (false, false) => {
                    (twin.last + 1 - region.start, self.nested_cost(id, other), Fit::Nested)
                }
            };
            candidates[i] = vec![Candidate { at, next, cost: RENAMED + inner, fit }];
            inserts[i] += REPEAT;
            for (lead, at) in (first..i).rev().zip((0..at).rev()) {
                let unit = self.units(items.items[lead]);
                let same = self.s.units[unit.start].same(&self.f.units[region.start + at]);
                if !same || unit.len() > 1 {
                    break;
                }
                candidates[lead] = vec![Candidate { at, next: at + 1, cost: 0.0, fit: Fit::Equal }];
            }
        }
        self.place_uses(items, gaps, region, candidates);
    }

    /// Between two gaps, a line that fits nothing and uses the new name of something beside it is the one
    /// that uses the old name in the same way.
    fn place_uses(
        &mut self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        for i in 0..candidates.len() {
            let Item::Node(id) = items.items[i] else { continue };
            if !gaps[i] || !gaps[i + 1] || !candidates[i].is_empty() || !self.s.nodes[id].is_leaf()
            {
                continue;
            }
            let head = self.s.nodes[id].head;
            let found = items.items.iter().find_map(|item| {
                let Item::Node(named) = *item else { return None };
                let rename = self.old_name(named).and_then(|other| self.rename(named, other))?;
                let leaf = |unit: usize| self.f.heads[unit].map(|id| self.f.nodes[id].is_leaf());
                let mut uses = region.clone().filter(|unit| {
                    leaf(*unit) == Some(true) && self.says_renamed(head, *unit, rename)
                });
                uses.next().filter(|_| named != id && uses.next().is_none())
            });
            if let Some(unit) = found {
                let at = unit - region.start;
                let one = Candidate { at, next: at + 1, cost: RENAMED, fit: Fit::Similar };
                candidates[i].push(one);
            }
        }
    }

    /// Looks whether edits leave an old name in use, or there are none. Such names are forgotten, and from the
    /// second time on all are: then nothing holds that was found out with them, which this tells.
    pub(super) fn forget_old_names(&mut self, edits: Option<&Edits>, turn: usize) -> bool {
        let stays = |unit: &usize| edits.is_none_or(|edits| !edits.touches(*unit));
        let used = |(id, other): (&NodeId, &Option<NodeId>)| {
            let rename = self.rename(*id, (*other)?)?;
            let says =
                |unit: &usize| self.f.unit_tokens(*unit).iter().any(|t| t.hash == rename.old.hash);
            (0..self.f.units.len()).any(|unit| says(&unit) && stays(&unit)).then_some(*id)
        };
        let mut used: Vec<NodeId> = self.old_names.iter().filter_map(used).collect();
        let any = !used.is_empty();
        if any && turn > 0 {
            used = self.old_names.keys().copied().collect();
        }
        self.old_names.extend(used.iter().map(|id| (*id, None)));
        any
    }

    /// What of the file a node of the sketch is under a new name.
    fn old_name(&mut self, id: NodeId) -> Option<NodeId> {
        /// New names that one sketch may have for old things: each is compared with all of the file.
        const MOST: usize = 32;
        let key = self.s.keys[id].filter(|_| self.lexis.layout != Layout::Prose)?;
        if let Some(known) = self.old_names.get(&id) {
            return *known;
        }
        let all = 0..self.f.units.len();
        let is_old = self.f.nodes_named(key, &all).next().is_some() || self.s.is_import(id);
        if is_old || self.old_names.len() >= MOST {
            return None;
        }
        let found = self.find_old_name(id);
        self.old_names.insert(id, found);
        found
    }

    fn find_old_name(&self, id: NodeId) -> Option<NodeId> {
        let class = self.s.keys[id]?.class;
        let head = self.s.nodes[id].head;
        let length = self.s.units[head].tokens.len();
        let mut found = (0..self.f.nodes.len()).filter(|other| {
            let unit = self.f.nodes[*other].head;
            self.f.units[unit].tokens.len() == length
                && self.f.keys[*other].is_some_and(|key| key.class == class)
                && self.rename(id, *other).is_some_and(|rename| {
                    self.holds_the_same(id, *other, rename) && self.renames_all(id, *other, rename)
                })
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// The one token in which two heads that have a name differ, if it is of the name and the one is
    /// nowhere in the sketch, the other nowhere in the file.
    fn rename(&self, s: NodeId, f: NodeId) -> Option<Rename<'a>> {
        let (sketch, file) = (self.s, self.f);
        let (ours, theirs) = (sketch.nodes[s].head, file.nodes[f].head);
        let pairs = || sketch.unit_tokens(ours).iter().zip(file.unit_tokens(theirs));
        let (new, old) = pairs().find(|(a, b)| a.hash != b.hash)?;
        let key = sketch.keys[s]?;
        let named = new.start >= key.start && new.end <= key.end;
        let same =
            |(a, b): (&Token, &Token)| a.hash == b.hash || a.hash == new.hash && b.hash == old.hash;
        let names = new.kind == old.kind && matches!(new.kind, Kind::Word | Kind::Text);
        let gone = || {
            let (of_sketch, of_file) = self.said();
            !of_sketch.contains(&old.hash) && !of_file.contains(&new.hash)
        };
        let texts = [file.token_text(old), sketch.token_text(new)];
        let texts = texts.map(|text| text.trim_matches(['"', '\'', '`']));
        (named && names && pairs().all(same) && gone()).then_some(Rename { old, new, texts })
    }

    /// Does a unit of the sketch say what one of the file says, under the new name?
    fn says_renamed(&self, s: usize, f: usize, rename: Rename) -> bool {
        let (mut ours, mut theirs) = (self.s.unit_code(s), self.f.unit_code(f));
        let [before, after] = rename.texts;
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a.hash == b.hash => {}
                (Some(a), Some(b)) if a.hash == rename.new.hash && b.hash == rename.old.hash => {}
                // A text that says the name.
                (Some(a), Some(b)) if a.kind == Kind::Text && b.kind == Kind::Text => {
                    if self.f.token_text(b).replace(before, after) != self.s.token_text(a) {
                        return false;
                    }
                }
                _ => return false,
            }
        }
    }

    /// Is all that a node of the sketch shows below its head in a node of the file, under the new name?
    fn holds_the_same(&self, s: NodeId, f: NodeId, rename: Rename) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let mut theirs = b.head + 1..b.last + 1;
        let mut shown = (a.head + 1..=a.last)
            .filter(|unit| !self.s.units[*unit].is_marker() && !self.s.units[*unit].is_comment());
        shown.all(|s| theirs.any(|f| self.says_renamed(s, f, rename)))
    }

    /// Does the sketch show every use of the old name under the new one? One at least is no part of it, and,
    /// where nothing else is shown of it than its name, no name of something else, which may be new as well.
    fn renames_all(&self, s: NodeId, f: NodeId, rename: Rename) -> bool {
        let node = &self.f.nodes[f];
        let at = |o: &'a Outline, unit: usize, hash: u64| {
            o.unit_tokens(unit).iter().find(|t| t.hash == hash)
        };
        let mut shown: Vec<usize> = (0..self.s.units.len())
            .filter(|unit| at(self.s, *unit, rename.new.hash).is_some())
            .collect();
        let bare = self.s.nodes[s].is_leaf();
        let mut told = false;
        for unit in (0..self.f.units.len()).filter(|unit| *unit != node.head) {
            let Some(token) = at(self.f, unit, rename.old.hash) else { continue };
            let key = self.f.heads[unit].and_then(|id| self.f.keys[id]);
            // Another of that name is no use of this one.
            if matches!((self.f.keys[f], key), (Some(a), Some(b)) if a.same(b)) {
                return false;
            }
            let same = |s: &usize| self.says_renamed(*s, unit, rename);
            let Some(place) = shown.iter().position(same) else { return false };
            shown.swap_remove(place);
            let names = key.is_some_and(|key| key.start <= token.start && token.end <= key.end);
            told |= (unit < node.head || node.last < unit) && !(bare && names);
        }
        told
    }
}
