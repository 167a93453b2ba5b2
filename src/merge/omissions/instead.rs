//! Code that a sketch leaves out where other code stands instead: rewritten, not forgotten.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::Omissions;
use super::anew::name;
use crate::index::{Class, NodeId, Outline, Unit};

/// Weight of a word in a bag; of what is no word it is less.
const WORD: f32 = 1.0;

/// Words that say nothing of what a statement is about.
const COMMON: [&str; 24] = [
    "if", "else", "elif", "unless", "end", "do", "then", "for", "in", "while", "return", "let",
    "var", "const", "new", "not", "and", "or", "this", "self", "null", "None", "nil", "await",
];

/// Words, and how often each is there.
type Words = FxHashMap<u64, usize>;

/// New definitions by their names: the first and the last unit of each.
type Definitions = FxHashMap<u64, Vec<(usize, usize)>>;

/// What stands between two lines of a block that the sketch shows one after the other without a gap.
struct Run {
    /// Units of the file between the two.
    units: Range<usize>,
    /// Nodes of the file that are gone, each of the same block.
    gone: Vec<NodeId>,
    /// New words between the two, in the head around, and for lines in the statements beside them.
    new: Words,
    /// All words between the two, and those of the new definitions that are named there, if any.
    named: Words,
}

impl Omissions<'_> {
    /// Of nodes that are gone, those that new code stands in for: where they stood, it says most of what
    /// each of them says, and half of what all of them say. And those that it may have been made of: each has
    /// most of the other's words, or a new definition that it names has theirs, and no line below needs them.
    pub(super) fn stood_in_for(&self, gone: &[NodeId]) -> (FxHashSet<NodeId>, FxHashSet<NodeId>) {
        let f = self.f;
        if gone.is_empty() {
            return Default::default();
        }
        let shown: FxHashMap<usize, usize> =
            self.edits.partners.iter().map(|(s, f)| (*f, *s)).collect();
        let mut definitions = Definitions::default();
        for head in self.edits.inserted.values().flatten() {
            let Some(id) = self.s.heads[*head] else { continue };
            let key = self.s.keys[id].filter(|key| key.class == Class::Definition);
            if let Some(name) = key.and_then(|key| name(self.s, key)) {
                definitions.entry(name).or_default().push((*head, self.s.nodes[id].last));
            }
        }
        let mut runs: Vec<Run> = Vec::new();
        for id in gone {
            let node = &f.nodes[*id];
            let beside = |run: &&mut Run| {
                f.nodes[run.gone[0]].parent == node.parent && run.units.contains(&node.head)
            };
            match runs.last_mut().filter(beside) {
                Some(run) => run.gone.push(*id),
                None => runs.extend(self.run(*id, &shown, &definitions)),
            }
        }
        let words = |id: NodeId| {
            let mut words = Words::default();
            count(f, f.nodes[id].head, f.nodes[id].last, &mut words);
            words
        };
        let any = COMMON.map(|word| xxh3_64(word.as_bytes()));
        let telling = |words: &Words| -> FxHashSet<u64> {
            words.keys().filter(|word| !any.contains(word)).copied().collect()
        };
        let stands_in = |run: Run| {
            let Run { gone, mut new, named, .. } = run;
            let mut all = Words::default();
            gone.iter().for_each(|id| add(&words(*id), &mut all));
            let (lost, fresh) = (telling(&all), telling(&new));
            let made = are_among(&fresh, &lost, 2, 3) && are_among(&lost, &fresh, 2, 3);
            let helped = are_among(&lost, &telling(&named), 3, 4);
            if 4 * common(&all, &named) >= 3 * total(&all) {
                new = named;
            }
            let taken_over = (made || helped) && !self.is_needed(&gone);
            let half = 2 * common(&all, &new) >= total(&all);
            let most = |said: Words| 2 * common(&said, &new) > total(&said);
            // A block keeps its name, or is another one.
            let keeps = |id: &NodeId| {
                let key = f.keys[*id].filter(|_| !f.nodes[*id].is_leaf());
                key.is_none_or(|key| name(f, key).is_some_and(|name| new.contains_key(&name)))
            };
            let (mut said, mut taken) = (Vec::new(), Vec::new());
            for id in gone {
                if half && most(words(id)) && keeps(&id) {
                    said.push(id);
                } else if taken_over && keeps(&id) {
                    taken.push(id);
                }
            }
            (said, taken)
        };
        let (said, taken): (Vec<_>, Vec<_>) = runs.into_iter().map(stands_in).unzip();
        (said.into_iter().flatten().collect(), taken.into_iter().flatten().collect())
    }

    /// Does a line below some nodes of a block, which stays, need a variable that one of them declares, or a
    /// line beside them that says something else now?
    fn is_needed(&self, gone: &[NodeId]) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let declared = |unit: usize| {
            let id = s.heads.get(unit).copied().flatten()?;
            s.keys[id].and_then(|_| s.name_word(id))
        };
        let around = f.nodes[gone[0]].parent;
        let block =
            around.map_or(0..f.units.len(), |id| f.nodes[id].head + 1..f.nodes[id].last + 1);
        let inserted = edits.inserted.range(block.clone()).flat_map(|(_, units)| units);
        let fresh = inserted.chain(edits.replaced.range(block.clone()).map(|(_, unit)| unit));
        let again: FxHashSet<u64> = fresh.filter_map(|unit| declared(*unit)).collect();
        let names: FxHashSet<u64> = block
            .filter(|unit| edits.touches(*unit))
            .filter_map(|unit| f.heads[unit].and_then(|id| self.variable(id)))
            .filter(|name| !again.contains(name))
            .collect();
        let function = std::iter::successors(around, |id| f.nodes[*id].parent)
            .find(|id| f.keys[*id].is_some_and(|key| key.class == Class::Definition));
        let end = function.map_or(f.units.len(), |id| f.nodes[id].last + 1);
        let mut below = f.nodes[gone[gone.len() - 1]].last + 1..end;
        let uses = |unit| f.unit_code(unit).any(|t| names.contains(&t.hash));
        !names.is_empty() && below.any(|unit| !edits.touches(unit) && uses(unit))
    }

    /// Is a unit of the file in a node that new code stands in for?
    pub(super) fn is_stood_in_for(&self, unit: usize) -> bool {
        self.is_in(unit, &self.stood)
    }

    /// Is a unit of the file in one of some nodes?
    pub(super) fn is_in(&self, unit: usize, nodes: &FxHashSet<NodeId>) -> bool {
        let mut around =
            std::iter::successors(Some(self.f.owner[unit]), |id| self.f.nodes[*id].parent);
        around.any(|id| nodes.contains(&id))
    }

    /// What stands around a node between the nearest lines of its block that are shown as they are, or
    /// between the ends of that block.
    fn run(
        &self,
        id: NodeId,
        shown: &FxHashMap<usize, usize>,
        definitions: &Definitions,
    ) -> Option<Run> {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let node = &f.nodes[id];
        // An arm that is gone with its head is no block any more.
        let stands = |block: &NodeId| {
            let head = f.nodes[*block].spine.iter().rev().find(|unit| **unit < node.head);
            head.is_none_or(|head| !edits.removed.contains(head))
        };
        let block = std::iter::successors(node.parent, |id| f.nodes[*id].parent).find(stands);
        let (within, end) = match block {
            Some(block) => {
                let (ours, _) = edits.nodes.iter().find(|(_, theirs)| **theirs == block)?;
                let end = s.nodes[*ours].last + 1;
                let open = !f.nodes[block].closed && s.units.get(end).is_none_or(Unit::is_marker);
                (f.nodes[block].head..f.nodes[block].last + 1, Some(end).filter(|_| !open))
            }
            None => (0..f.units.len(), None),
        };
        let ends = |unit: &usize| {
            let around = &f.nodes[f.owner[*unit]];
            let spine = around.head < node.head && node.last <= around.last;
            let here = match spine {
                true => block == Some(f.owner[*unit]),
                false => !edits.replaced.contains_key(unit),
            };
            let hidden = f.units[*unit].is_comment() && !shown.contains_key(unit);
            here && !hidden && !edits.removed.contains(unit)
        };
        let above = (within.start..node.head).rev().find(ends)?;
        let below = (node.last + 1..within.end).find(ends);
        let to = below.map_or(end, |unit| shown.get(&unit).copied())?;
        let between = shown.get(&above)? + 1..to;
        if between.start > to || s.units[between.clone()].iter().any(Unit::is_marker) {
            return None;
        }
        let mut new = Words::default();
        self.count_new(between.clone(), &mut new);
        for unit in [Some(above), below].into_iter().flatten() {
            let shown = *shown.get(&unit)?;
            let beside = &s.nodes[s.owner[shown]];
            if block == Some(f.owner[unit]) {
                self.count_new(shown..shown + 1, &mut new);
            } else if node.is_leaf() {
                self.count_new(beside.head..beside.last + 1, &mut new);
            }
        }
        let sides = std::iter::once(above).chain(below);
        let changed = sides.filter_map(|unit| edits.replaced.get(&unit).copied());
        let said: Vec<usize> = between.chain(changed).collect();
        let mut named = Words::default();
        self.count_named(&said, definitions, &mut named);
        let units = above + 1..below.unwrap_or(within.end);
        Some(Run { units, gone: vec![id], new, named })
    }

    /// Counts the words of units of the sketch that are not in the lines that they stand for.
    fn count_new(&self, units: Range<usize>, to: &mut Words) {
        let (edits, s, f) = (self.edits, self.s, self.f);
        for unit in units.filter(|unit| !s.units[*unit].is_marker()) {
            let old = edits.partners.get(&unit);
            if old.is_some_and(|old| !edits.replaced.contains_key(old)) {
                continue;
            }
            let (mut new, mut known) = (Words::default(), Words::default());
            count(s, unit, unit, &mut new);
            if let Some(old) = old {
                count(f, *old, *old, &mut known);
            }
            for (word, count) in new {
                let more = count.saturating_sub(known.get(&word).copied().unwrap_or_default());
                if more > 0 {
                    *to.entry(word).or_default() += more;
                }
            }
        }
    }

    /// Counts the words of units of the sketch, and of new definitions elsewhere that they name; none where
    /// they name none.
    fn count_named(&self, units: &[usize], definitions: &Definitions, to: &mut Words) {
        let s = self.s;
        let said = units.iter().flat_map(|unit| s.unit_code(*unit)).map(|token| token.hash);
        let said: FxHashSet<u64> = said.collect();
        for (head, last) in said.iter().filter_map(|name| definitions.get(name)).flatten() {
            if !units.contains(head) {
                count(s, *head, *last, to);
            }
        }
        if !to.is_empty() {
            units.iter().for_each(|unit| count(s, *unit, *unit, to));
        }
    }
}

/// Counts the words from one unit to another.
fn count(o: &Outline, first: usize, last: usize, to: &mut Words) {
    for (word, _) in o.bag(first, last).into_iter().filter(|(_, weight)| *weight >= WORD) {
        *to.entry(word).or_default() += 1;
    }
}

/// Is a part of some words, and more than one of them, among others?
fn are_among(words: &FxHashSet<u64>, others: &FxHashSet<u64>, part: usize, of: usize) -> bool {
    let known = words.intersection(others).count();
    known > 1 && of * known >= part * words.len()
}

fn add(words: &Words, to: &mut Words) {
    words.iter().for_each(|(word, count)| *to.entry(*word).or_default() += count);
}

fn total(words: &Words) -> usize {
    words.values().sum()
}

/// How many of some words are among others.
fn common(words: &Words, others: &Words) -> usize {
    words.iter().map(|(word, count)| others.get(word).map_or(0, |other| (*count).min(*other))).sum()
}
