//! Takes new code beside a gap for the line that the gap hides right there, where that line cannot stand
//! beside it.
//!
//! A gap covers what a sketch does not show. But a hunk may begin or end with what it changes, and then the
//! old line is right beside the gap: nothing else can have been meant where it would be dead.

use std::ops::RangeInclusive;

use rustc_hash::FxHashSet;

use super::Aligner;
use super::beside::TELLING;
use super::branches::{bound, statement};
use super::siblings::code;
use super::similarity::way_out;
use crate::index::{Class, Key, Kind, NodeId, Outline, Token};
use crate::lang::{Layout, heads_type};
use crate::merge::edits::Edits;

impl Aligner<'_> {
    /// Takes new code beside a gap for the line that the gap hides right there, where that cannot stand
    /// beside it: the two lines differ in nothing but names that the sketch gives to things anew, or the
    /// line would have no use left, or what follows it would never be reached.
    pub(super) fn take_places(&self, edits: &mut Edits) {
        if edits.inserted.is_empty() {
            return;
        }
        let mut renamed: Option<FxHashSet<(u64, u64)>> = None;
        let gone = self.imports_gone(edits);
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let is_leaf =
            |o: &Outline, unit: usize| o.heads[unit].is_some_and(|n| o.nodes[n].is_leaf());
        let slots: Vec<usize> = edits.inserted.keys().copied().collect();
        for slot in slots {
            let Some(units) = edits.inserted.get(&slot) else { continue };
            // A gap in new code hides what that is put around.
            let old_code = |gap: usize| {
                let around = self.s.nodes[self.s.owner[gap]].parent.map(|id| self.s.nodes[id].head);
                around.is_none_or(|head| edits.partners.contains_key(&head))
            };
            let is_gap = |unit: Option<usize>| {
                let there = unit.filter(|u| *u < self.s.units.len());
                there.is_some_and(|u| self.sketch.is_gap(u) && old_code(u))
            };
            let last = units.last().copied();
            let above = units.first().copied().filter(|u| is_gap(u.checked_sub(1)));
            let joined = units.last().and_then(|u| edits.partners.get(&(u + 1))) == Some(&slot);
            let ends = [
                units.last().copied().filter(|u| is_gap(Some(u + 1))).zip(Some(slot)),
                above.zip(slot.checked_sub(1)),
            ];
            let hidden = |(_, old): &(usize, usize)| {
                *old < self.f.units.len()
                    && !shown.contains(old)
                    && !edits.removed.contains(old)
                    && is_leaf(self.f, *old)
                    && !self.f.units[*old].is_comment()
            };
            let found = ends.into_iter().flatten().filter(hidden).find(|(new, old)| {
                let (ours, theirs) = (code(self.s, *new), code(self.f, *old));
                let differ = || ours.iter().zip(&theirs).filter(|(a, b)| a.hash != b.hash);
                let words = |(a, b): (&Token, &Token)| (a.kind, b.kind) == (Kind::Word, Kind::Word);
                let mut reworded = || {
                    ours.len() == theirs.len()
                        && differ().next().is_some()
                        && differ().all(words)
                        && {
                            let renamed = renamed.get_or_insert_with(|| self.renamed(edits));
                            differ().all(|(a, b)| renamed.contains(&(a.hash, b.hash)))
                        }
                };
                is_leaf(self.s, *new)
                    && (reworded()
                        || self.binds_for(*new, *old, edits)
                        || self.does_on_condition(*new, *old) && !self.is_done_twice(*old, edits))
                    || *old < slot && joined && self.cannot_follow(*new, last, *old)
            });
            let outdated = || {
                ends.into_iter().flatten().filter(hidden).find_map(|(new, old)| {
                    self.outdated_by(new, old, slot, edits, &gone).map(|new| (new, old))
                })
            };
            let on_condition = || {
                let run = units.first().copied()?..=last?;
                let old = |(_, old): &(usize, usize)| {
                    self.puts_on_condition(&run, *old) && !self.is_done_twice(*old, edits)
                };
                let pair = ends.into_iter().flatten().filter(hidden).find(old);
                pair.map(|(_, old)| (*run.start(), old))
            };
            let Some((new, old)) = found.or_else(outdated).or_else(on_condition) else {
                let below = last.filter(|u| is_gap(Some(u + 1)));
                let block = below.and_then(|last| self.renamed_block(last, slot, &shown));
                let fresh = |(new, _): &(NodeId, NodeId)| {
                    units.contains(&self.s.nodes[*new].head) && !edits.removed.contains(&slot)
                };
                let block = block.filter(fresh).filter(|(new, old)| {
                    self.differ_in(*new, *old, edits) || self.waits_for_gone(*new, *old, edits)
                });
                let split = || below.and_then(|_| self.split_check(units, slot, &shown, edits));
                if let Some((new, old)) = block.or_else(split) {
                    self.take_block(new, old, slot, edits);
                }
                continue;
            };
            self.take_line(new, old, slot, edits);
        }
        edits.inserted.retain(|_, units| !units.is_empty());
    }

    /// The block that new code ends with, and the one that the gap below it begins with in the file.
    fn renamed_block(
        &self,
        last: usize,
        slot: usize,
        shown: &FxHashSet<usize>,
    ) -> Option<(NodeId, NodeId)> {
        let (s, f) = (self.s, self.f);
        let around = std::iter::successors(Some(s.owner[last]), |id| s.nodes[*id].parent);
        let mut ended = around.take_while(|id| s.nodes[*id].last == last);
        let new = ended.find(|id| !s.nodes[*id].is_leaf())?;
        let below = (slot..f.units.len()).find(|unit| !f.units[*unit].is_comment())?;
        let old = f.heads[below]?;
        let (a, b) = (&s.nodes[new], &f.nodes[old]);
        let named = s.keys[new].zip(f.keys[old]).is_some_and(|(x, y)| x.class == y.class);
        let hidden = (b.head..=b.last).all(|unit| !shown.contains(&unit));
        let alike = a.last == last && a.last - a.head == b.last - b.head;
        // The gap still stands for something.
        let next = f.siblings(old).iter().find(|id| f.nodes[**id].head > b.last);
        let stands = next.is_some_and(|id| !shown.contains(&f.nodes[*id].head));
        (named && alike && hidden && stands).then_some((new, old))
    }

    /// A new check that does what the one right below the new code does, where the line above it and its head
    /// are what that one has in its own head (`if x := f(); !x {`): it would never come true behind the other.
    fn split_check(
        &self,
        units: &[usize],
        slot: usize,
        shown: &FxHashSet<usize>,
        edits: &Edits,
    ) -> Option<(NodeId, NodeId)> {
        let (s, f) = (self.s, self.f);
        let old = f.heads.get(slot).copied()??;
        let b = &f.nodes[old];
        let stays = |unit: usize| !shown.contains(&unit) && !edits.touches(unit);
        let theirs = code(f, b.head);
        let hashes = |said: &[Token]| -> Vec<u64> {
            said.iter().filter(|t| !t.is(b';')).map(|t| t.hash).collect()
        };
        let set = statement(&theirs)?;
        let (value, asked) = (hashes(bound(set)?), hashes(&theirs[set.len() + 1..]));
        if b.is_leaf() || !(b.head..=b.last).all(stays) {
            return None;
        }
        let same = |new: &NodeId| {
            let a = &s.nodes[*new];
            let ours = code(s, a.head);
            let above = a.head.checked_sub(1).filter(|unit| units.contains(unit));
            let above = above.map(|unit| code(s, unit));
            above.is_some_and(|said| bound(&said).is_some_and(|now| hashes(now) == value))
                && ours.first().map(|t| t.hash) == theirs.first().map(|t| t.hash)
                && hashes(&ours[1..]) == asked
                && s.column(a.head) == f.column(b.head)
                && a.last - a.head == b.last - b.head
                && s.hash(a.head + 1, a.last).0 == f.hash(b.head + 1, b.last).0
        };
        let blocks = units.iter().filter_map(|unit| s.heads[*unit]);
        let fresh = |id: &NodeId| !s.nodes[*id].is_leaf() && units.contains(&s.nodes[*id].last);
        blocks.filter(fresh).find(same).map(|new| (new, old))
    }

    /// Do two blocks differ in their own names and in names that the sketch gives anew to what the file
    /// declares outside of functions, and in one of these at least, where nothing else says the old one?
    /// The old block would say a name that is gone.
    fn differ_in(&self, new: NodeId, old: NodeId, edits: &Edits) -> bool {
        let (s, f) = (self.s, self.f);
        let gone = |name: u64| is_gone(self.s, self.f, edits, name, old);
        let name = |o: &Outline, id: NodeId| o.name_word(id);
        let declares = |unit: usize, old: u64| {
            f.heads[unit].and_then(|id| name(f, id)) == Some(old) && !self.is_in_function(unit)
        };
        let changed = edits.replaced.keys().chain(&edits.removed);
        let declared = |old: u64| changed.clone().any(|unit| declares(*unit, old));
        let is_known = |names: &(u64, u64)| declared(names.1) && gone(names.1);
        let renamed: FxHashSet<(u64, u64)> =
            self.renamed(edits).into_iter().filter(is_known).collect();
        let own = name(s, new).zip(name(f, old));
        let (ours, theirs): (Vec<&Token>, Vec<&Token>) =
            (s.node_code(new).collect(), f.node_code(old).collect());
        let mut differ = ours.iter().zip(&theirs).filter(|(a, b)| a.hash != b.hash);
        let known = |(a, b): &(&&Token, &&Token)| renamed.contains(&(a.hash, b.hash));
        ours.len() == theirs.len()
            && differ.clone().any(|pair| known(&pair))
            && differ.all(|pair| known(&pair) || Some((pair.0.hash, pair.1.hash)) == own)
    }

    /// Do two branches do the same, and does the label of the file's say a name that was declared where the
    /// sketch declares another one, and that nothing else says any longer? It cannot stay.
    fn waits_for_gone(&self, new: NodeId, old: NodeId, edits: &Edits) -> bool {
        let (s, f) = (self.s, self.f);
        let (a, b) = (&s.nodes[new], &f.nodes[old]);
        let case = |key: Option<Key>| key.is_some_and(is_case);
        let changed = || edits.replaced.keys().chain(&edits.removed);
        let declared = |name: u64| {
            changed().any(|unit| f.heads[*unit].and_then(|id| f.name_word(id)) == Some(name))
        };
        let mut words = f.unit_code(b.head).filter(|t| t.kind == Kind::Word);
        case(s.keys[new])
            && case(f.keys[old])
            && s.hash(a.head + 1, a.last).0 == f.hash(b.head + 1, b.last).0
            && words.any(|t| declared(t.hash) && is_gone(s, f, edits, t.hash, old))
    }

    /// The first line of new code that takes the place of a hidden line which cannot stay: of the statement
    /// that the new code has right beside it. Not where the next line cannot stay either, as it may go too.
    fn outdated_by(
        &self,
        new: usize,
        old: usize,
        slot: usize,
        edits: &Edits,
        gone: &[&str],
    ) -> Option<usize> {
        let next = if old == slot { old + 1 } else { old.checked_sub(1)? };
        let alone = next >= self.f.units.len() || !self.is_outdated(next, edits, gone);
        let head = |id: NodeId| self.s.nodes[id].head;
        let fresh =
            |id: &NodeId| edits.inserted.get(&slot).is_some_and(|new| new.contains(&head(*id)));
        let around = std::iter::successors(Some(self.s.owner[new]), |id| self.s.nodes[*id].parent);
        let first = around.take_while(fresh).map(head).last()?;
        // An import takes the place of nothing but another one.
        let import = |o: &Outline, unit: usize| o.heads[unit].is_some_and(|id| o.is_import(id));
        let level = self.s.column(first) == self.f.column(old)
            && !self.s.units[first].is_comment()
            && (!import(self.s, first) || import(self.f, old));
        (level && self.is_outdated(old, edits, gone) && alone && !self.is_needed(old, first, edits))
            .then_some(first)
    }

    /// Takes a new line for one of the file.
    fn take_line(&self, new: usize, old: usize, slot: usize, edits: &mut Edits) {
        if let Some(units) = edits.inserted.get_mut(&slot) {
            let at = units.iter().position(|unit| *unit == new).unwrap_or(units.len());
            let behind = if old == slot { units.split_off(at) } else { Vec::new() };
            units.retain(|unit| *unit != new);
            if behind.len() > 1 {
                edits.inserted.entry(old + 1).or_default().splice(0..0, behind.into_iter().skip(1));
            }
        }
        edits.replaced.insert(old, new);
        edits.partners.insert(new, old);
    }

    /// Takes a new block for one of the file that has as many lines.
    fn take_block(&self, new: NodeId, old: NodeId, slot: usize, edits: &mut Edits) {
        let (a, b) = (&self.s.nodes[new], &self.f.nodes[old]);
        if let Some(units) = edits.inserted.get_mut(&slot) {
            let (above, behind) = units.iter().partition(|unit| **unit < a.head);
            *units = above;
            let behind: Vec<usize> = Vec::into_iter(behind).filter(|unit| *unit > a.last).collect();
            if !behind.is_empty() {
                edits.inserted.entry(b.last + 1).or_default().splice(0..0, behind);
            }
        }
        edits.nodes.insert(new, old);
        for (s, f) in (a.head..=a.last).zip(b.head..=b.last) {
            self.pair(s, f, edits);
        }
    }

    /// Do both lines bind a name, and has the one of the file no use left in the block around it, where it
    /// had one that goes?
    fn binds_for(&self, new: usize, old: usize, edits: &Edits) -> bool {
        let (s, f) = (self.s, self.f);
        let binds = |o: &Outline, unit: usize| {
            let key = o.heads[unit].and_then(|id| o.keys[id])?;
            let mut tokens = o.unit_tokens(unit).iter();
            let name = tokens.find(|t| t.start == key.start && t.end == key.end)?;
            let variable = key.class == Class::Member && code(o, unit).iter().any(|t| t.is(b'='));
            (variable && name.kind == Kind::Word).then_some(name.hash)
        };
        let (Some(_), Some(name)) = (binds(s, new), binds(f, old)) else { return false };
        let Some(around) = f.nodes[f.owner[old]].parent.map(|id| &f.nodes[id]) else {
            return false;
        };
        let says = |o: &Outline, unit: usize| o.unit_code(unit).any(|t| t.hash == name);
        let goes = |unit: &usize| edits.touches(*unit);
        // What the value calls may do more than give it, and a field is used elsewhere too.
        if code(f, old).iter().any(|t| t.is(b'(')) || !self.is_in_function(old) {
            return false;
        }
        let uses = || (around.head..=around.last).filter(|unit| *unit != old && says(f, *unit));
        uses().next().is_some()
            && uses().all(|unit| goes(&unit))
            && !(0..s.units.len()).any(|unit| says(s, unit))
    }

    /// Is new code a condition, in the column of a line of the file, around that line and nothing else? Not one
    /// that asks how that went.
    fn puts_on_condition(&self, new: &RangeInclusive<usize>, old: usize) -> bool {
        let (s, f) = (self.s, self.f);
        let Some(id) = s.heads[*new.start()].filter(|id| s.nodes[*id].last == *new.end()) else {
            return false;
        };
        let head = s.nodes[id].head;
        let first = s.unit_tokens(head).first().map(|t| s.token_text(t));
        let [only] = s.nodes[id].children[..] else { return false };
        let inner = &s.nodes[only];
        self.lexis.layout == Layout::Lines
            && matches!(first, Some("if" | "unless"))
            && !s.said(head).contains("$?")
            && inner.is_leaf()
            && s.units[inner.head].same(&f.units[old])
            && s.column(head) == f.column(old)
            && way_out(f, old).is_none()
    }

    /// Does a new line do what a line of the file does, and nothing else, on a condition: before it (`if (x)
    /// run();`, `[ x ] || run`) or behind it (`run if x`)? With the old line beside it, it would be for
    /// nothing.
    pub(super) fn does_on_condition(&self, new: usize, old: usize) -> bool {
        let (s, f) = (self.s, self.f);
        let bare = |o: &Outline, unit: usize| {
            let mut tokens = code(o, unit);
            tokens.truncate(tokens.iter().rposition(|t| !t.is(b';')).map_or(0, |last| last + 1));
            tokens
        };
        let (ours, theirs) = (bare(s, new), bare(f, old));
        let Some(more) = ours.len().checked_sub(theirs.len()).filter(|more| *more > 1) else {
            return false;
        };
        let said = |t: &Token| t.hash;
        let is_all = |run: &[Token]| run.iter().map(said).eq(theirs.iter().map(said));
        let text = |t: &Token| s.token_text(t);
        let (before, behind) = (&ours[..more], &ours[theirs.len()..]);
        let runs = |sign: u8| before[more - 1].is(sign) && before[more - 2].is(sign);
        let heads = matches!(text(&before[0]), "if" | "unless") && before[more - 1].is(b')');
        let on_condition = is_all(&ours[more..]) && (heads || runs(b'|') || runs(b'&'))
            || is_all(&ours[..theirs.len()]) && matches!(text(&behind[0]), "if" | "unless");
        self.lexis.layout == Layout::Lines
            && on_condition
            && !theirs.is_empty()
            && s.column(new) == f.column(old)
            && way_out(f, old).is_none()
    }

    /// Does another line of the block do what a line of the file does, and stay? Then that may stay too.
    fn is_done_twice(&self, old: usize, edits: &Edits) -> bool {
        let f = self.f;
        let heads = f.heads[old].into_iter().flat_map(|id| f.siblings(id));
        let mut others = heads.map(|id| f.nodes[*id].head).filter(|unit| *unit != old);
        others.any(|unit| f.units[unit].same(&f.units[old]) && !edits.touches(unit))
    }

    /// Is what is around a line of the file, up to the nearest definition, the body of a function alone, and no
    /// type?
    fn is_in_function(&self, unit: usize) -> bool {
        let f = self.f;
        let definition =
            |id: &NodeId| f.keys[*id].is_some_and(|key| key.class == Class::Definition);
        let around =
            || std::iter::successors(f.nodes[f.owner[unit]].parent, |id| f.nodes[*id].parent);
        let Some(function) = around().find(definition) else { return false };
        // `new T() { .. }` is a type without a name.
        let is_type = |word: &str| heads_type(word) || word == "new";
        let types = |id: NodeId| f.unit_code(f.nodes[id].head).any(|t| is_type(f.token_text(t)));
        f.unit_code(f.nodes[function].head).any(|t| t.is(b'('))
            && !around().take_while(|id| *id != function).chain([function]).any(types)
    }

    /// Does a line of the file, in the column of new code right below it, leave the block with nothing that it
    /// gives back or as the new code does at its end, or end the block with what the new code does as well?
    fn cannot_follow(&self, new: usize, last: Option<usize>, old: usize) -> bool {
        let (s, f) = (self.s, self.f);
        let (Some(id), Some(other)) = (s.heads[new], f.heads[old]) else { return false };
        let class = s.keys[id].map(|key| key.class);
        if self.lexis.layout != Layout::Lines
            || s.column(new) != f.column(old)
            || s.column(new) == 0
            || s.units[new].is_comment()
            || matches!(class, Some(Class::Definition | Class::Case))
        {
            return false;
        }
        let theirs = code(f, old);
        const MODIFIERS: [&str; 6] = ["if", "unless", "while", "until", "and", "or"];
        let on_condition = theirs.iter().any(|t| MODIFIERS.contains(&f.token_text(t)));
        // Without it one branch falls into the next.
        let ends_branch = f.nodes[other].parent.and_then(|id| f.keys[id]).is_some_and(is_case)
            || f.heads.get(old + 1).and_then(|id| f.keys[(*id)?]).is_some_and(is_case);
        let bare = theirs.iter().filter(|t| !t.is(b';')).count() == 1 && !ends_branch;
        let leaves = || {
            last.is_some_and(|unit| way_out(s, unit).is_some() && s.column(unit) == f.column(old))
        };
        let said: Vec<u64> = theirs.iter().map(|t| t.hash).collect();
        let again = || {
            let ours: Vec<u64> = s.node_code(id).map(|t| t.hash).collect();
            !said.is_empty() && ours.windows(said.len()).any(|run| run == said)
        };
        way_out(f, old).is_some() && !on_condition && (bare || leaves())
            || f.units[old].weight >= TELLING
                && f.nodes[other].parent.is_some()
                && f.siblings(other).last() == Some(&other)
                && again()
    }

    /// New names with the old ones, as hashes: of what is under another name now, and what lines that
    /// stay say in place of a name which the sketch never says.
    fn renamed(&self, edits: &Edits) -> FxHashSet<(u64, u64)> {
        let name = |o: &Outline, unit: usize| o.heads[unit].and_then(|id| o.name_word(id));
        let names = edits.partners.iter().filter_map(|(s, f)| {
            let (new, old) = (name(self.s, *s)?, name(self.f, *f)?);
            (new != old).then_some((new, old))
        });
        let mut renamed: FxHashSet<(u64, u64)> = names.collect();
        renamed.extend(self.exchanged(edits).filter_map(|(new, old)| {
            name(self.s, self.s.nodes[new].head).zip(name(self.f, self.f.nodes[old].head))
        }));
        let (ours_said, theirs_said) = self.said();
        // A line alone that is new where one alone goes.
        let gone =
            |unit: &usize| edits.removed.contains(unit) && !edits.replaced.contains_key(unit);
        let instead = edits.inserted.iter().filter_map(|(slot, units)| {
            let [new] = units[..] else { return None };
            let mut old = (0..*slot).rev().take_while(gone);
            let only = old.next().filter(|_| old.next().is_none() && !gone(slot))?;
            Some((name(self.s, new)?, name(self.f, only)?))
        });
        renamed.extend(
            instead.filter(|(new, old)| !theirs_said.contains(new) && !ours_said.contains(old)),
        );
        for (f, s) in &edits.replaced {
            let (ours, theirs) = (code(self.s, *s), code(self.f, *f));
            let mut differ = ours.iter().zip(&theirs).filter(|(a, b)| a.hash != b.hash);
            if let (true, Some((new, old)), None) =
                (ours.len() == theirs.len(), differ.next(), differ.next())
                && (new.kind, old.kind) == (Kind::Word, Kind::Word)
                && !theirs_said.contains(&new.hash)
                && !ours_said.contains(&old.hash)
            {
                renamed.insert((new.hash, old.hash));
            }
        }
        renamed
    }

    /// New blocks, each with one that goes right where it is put and holds the same.
    fn exchanged<'e>(&'e self, edits: &'e Edits) -> impl Iterator<Item = (NodeId, NodeId)> + 'e {
        let (s, f) = (self.s, self.f);
        let block = |o: &Outline, unit: usize| o.heads[unit].filter(|id| !o.nodes[*id].is_leaf());
        let holds = |o: &'e Outline, id: NodeId| o.nodes[id].children.iter().map(|c| o.hashes[*c]);
        edits.inserted.iter().flat_map(move |(slot, units)| {
            let below = f.heads.get(*slot).copied().flatten();
            let above = slot.checked_sub(1).map(|last| f.owner[last]);
            let old = [below, above].into_iter().flatten();
            let goes = move |id: &NodeId| {
                let node = &f.nodes[*id];
                !node.is_leaf() && (node.head..=node.last).all(|unit| edits.removed.contains(&unit))
            };
            let new = units.iter().filter_map(move |unit| block(s, *unit));
            old.filter(goes).flat_map(move |old| {
                let same = move |id: &NodeId| holds(s, *id).eq(holds(f, old));
                new.clone().filter(same).map(move |id| (id, old))
            })
        })
    }
}

fn is_case(key: Key) -> bool {
    key.class == Class::Case
}

/// Does nothing say a name any longer, outside of a block of the file?
pub(in crate::merge) fn is_gone(
    s: &Outline,
    f: &Outline,
    edits: &Edits,
    name: u64,
    block: NodeId,
) -> bool {
    let within = f.nodes[block].head..=f.nodes[block].last;
    let goes = |unit: &usize| within.contains(unit) || edits.touches(*unit);
    let says = |o: &Outline, unit: usize| o.unit_code(unit).any(|t| t.hash == name);
    (0..f.units.len()).all(|unit| goes(&unit) || !says(f, unit))
        && !(0..s.units.len()).any(|unit| says(s, unit))
}
