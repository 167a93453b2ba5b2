//! What of a sketch is to be aligned, in order, and the gaps between.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Aligner;
use crate::index::{Node, NodeId, Role, is_template_part};
use crate::lang::{Layout, Nesting};
use crate::merge::names;

/// A gap that the sketch leaves unsaid.
pub(super) const UNSAID: usize = usize::MAX;

/// One thing of the sketch to align.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Node(NodeId),
    /// A unit that continues or closes a node.
    Part(usize),
    /// A unit that is known to be new.
    New(usize),
    Deletion {
        unit: usize,
        index: usize,
    },
}

/// Items with the gaps between them: `gaps[i]` are the markers before item `i`.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub items: Vec<Item>,
    pub gaps: Vec<Vec<usize>>,
    /// Items whose own depth says nothing, as they stand in code that is new: with the unit that
    /// tells how deep they are without it, where there is one.
    pub floating: FxHashMap<usize, Option<usize>>,
}

/// What a sketch's items stand in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Heads of the matched nodes around.
    pub heads: Option<(usize, usize)>,
    /// May the file go on before the first item, and behind the last?
    pub open: (bool, bool),
}

impl Aligner<'_> {
    /// The items of some nodes and loose units, in order.
    pub(super) fn items(&self, nodes: &[NodeId], parts: &[usize]) -> Items {
        let mut heads: Vec<(usize, Item)> =
            nodes.iter().map(|id| (self.s.nodes[*id].head, Item::Node(*id))).collect();
        heads.extend(parts.iter().map(|unit| (*unit, Item::Part(*unit))));
        heads.sort_unstable_by_key(|(unit, _)| *unit);
        let mut out = Items { gaps: vec![Vec::new()], ..Items::default() };
        for (unit, item) in heads {
            match (self.s.units[unit].role, item) {
                (Role::Gap, _) => out.push_gap(unit),
                (Role::Deletion(_), _) if self.table_above(unit).is_some() => {}
                (Role::Deletion(index), _) => out.push(Item::Deletion { unit, index }),
                (_, Item::Node(id)) if self.is_branch(id) || self.is_flat(id) => {
                    out.push(Item::Part(unit));
                    out.append(self.nested(id, unit));
                    let node = &self.s.nodes[id];
                    if node.closed {
                        out.push(Item::Part(node.last));
                    }
                    continue;
                }
                _ => out.push(item),
            }
            if let Item::Node(id) = item {
                // What the gap covers may as well be other tables.
                for gap in self.units(item).end..self.s.nodes[id].last + 1 {
                    out.push_gap(gap);
                }
            }
        }
        self.sort_deletions(&mut out);
        out
    }

    /// Puts deletions in a row in the order of the file, and those at the end above what stands behind them
    /// there: as a list they say nothing of places.
    fn sort_deletions(&self, items: &mut Items) {
        /// Of the longest list that is looked at.
        const LISTED: usize = 16;
        let is_deletion = |item: &Item| matches!(item, Item::Deletion { .. });
        let mut from = 0;
        while from < items.items.len() {
            let run = items.items[from..].iter().take_while(|item| is_deletion(item)).count();
            let apart = (from + 1..from + run).any(|at| !items.gaps[at].is_empty());
            let ends = from + run == items.items.len() && items.gaps[from + run].is_empty();
            if (1..=LISTED).contains(&run) && !apart && (run > 1 || ends) {
                let listed = &items.items[from..from + run];
                let places: Option<Vec<usize>> =
                    listed.iter().map(|item| self.place_of(*item)).collect();
                let mut sorted: Vec<(usize, Item)> =
                    places.unwrap_or_default().into_iter().zip(listed.iter().copied()).collect();
                sorted.sort_by_key(|(place, _)| *place);
                for (at, (_, item)) in sorted.iter().enumerate() {
                    items.items[from + at] = *item;
                }
                if ends {
                    self.move_up(items, from, &sorted);
                }
            }
            from += run.max(1);
        }
    }

    /// The one place of the file that a deletion names.
    fn place_of(&self, item: Item) -> Option<usize> {
        let f = self.f;
        let Item::Deletion { index, .. } = item else { return None };
        let wanted = &self.sketch.deletions[index];
        let named = |id: &&NodeId| wanted.iter().any(|name| names::is(f, **id, name));
        let mut meant = f.heads.iter().flatten().filter(named);
        let (one, None) = (meant.next()?, meant.next()) else { return None };
        Some(f.nodes[*one].head)
    }

    /// Moves deletions from the end of a list above the first thing shown that stands behind each in the file.
    fn move_up(&self, items: &mut Items, from: usize, deletions: &[(usize, Item)]) {
        let all = 0..self.f.units.len();
        let twin = |item: &Item| {
            let Item::Node(id) = item else { return None };
            let mut twins = self.f.nodes_named(self.s.keys[*id]?, &all);
            let (one, None) = (twins.next()?, twins.next()) else { return None };
            Some(self.f.nodes[one].head)
        };
        let shown: Vec<Option<usize>> = items.items[..from].iter().map(twin).collect();
        let above = |place: usize| shown.iter().position(|twin| twin.is_some_and(|at| at > place));
        for (at, (place, deletion)) in deletions.iter().enumerate() {
            let Some(to) = above(*place) else { return };
            items.items.remove(from + at);
            let gaps = items.gaps.remove(from + at);
            items.gaps[from + at].extend(gaps);
            items.items.insert(to + at, *deletion);
            // What is between the deletion and what it stands above was not spoken of.
            let open = to == 0 || !items.gaps[to + at].is_empty();
            items.gaps.insert(to + at + 1, if open { vec![UNSAID] } else { Vec::new() });
        }
    }

    /// Does a node begin with a branch of something that the sketch does not show: with a word that may also
    /// begin a line (`when 2`, `else`) or with a brace that ends what is above (`} else if (b) {`), and go on
    /// in the file as well, or with a part of a template (`{:else}`), which begins nothing?
    fn is_branch(&self, id: NodeId) -> bool {
        let words = self.lexis.words.middle;
        let node = &self.s.nodes[id];
        let tokens = self.s.unit_tokens(node.head);
        let word =
            tokens.first().is_some_and(|t| t.is(b'}') || words.contains(&self.s.token_text(t)));
        let part = is_template_part(tokens, self.lexis);
        let all = 0..self.f.units.len();
        let goes_on = |unit: &usize| {
            let line = &self.s.units[*unit];
            let mut twins = self.f.units_with(line.hash, &all);
            twins.any(|twin| line.same(&self.f.units[twin]) && self.f.heads[twin].is_none())
        };
        part || !node.is_leaf() && word && node.spine.iter().any(goes_on)
    }

    /// Is a node with a gap an element of which the file has the first line once, with what it holds no
    /// deeper, so that there nothing is nested in it (`<script>`)?
    fn is_flat(&self, id: NodeId) -> bool {
        let node = &self.s.nodes[id];
        let all = 0..self.f.units.len();
        let opens = self.s.unit_tokens(node.head).first().is_some_and(|t| t.is(b'<'));
        if !node.closed || node.is_leaf() || !opens || !self.has_marker(Item::Node(id)) {
            return false;
        }
        let twins = |unit: usize| {
            let line = &self.s.units[unit];
            let mut twins =
                self.f.units_with(line.hash, &all).filter(|f| line.same(&self.f.units[*f]));
            (twins.next(), twins.next())
        };
        let leaf = |unit: usize| self.f.heads[unit].is_some_and(|id| self.f.nodes[id].is_leaf());
        let (Some(head), None) = twins(node.head) else { return false };
        let (Some(last), None) = twins(node.last) else { return false };
        leaf(head) && leaf(last) && head + 1 < last
    }

    /// The items nested in a node of the sketch, behind the last unit of its head.
    pub(super) fn nested(&self, id: NodeId, head: usize) -> Items {
        let node = &self.s.nodes[id];
        let end = if node.closed { node.spine.len() - 1 } else { node.spine.len() };
        let children = &node.children;
        let first = children.partition_point(|child| self.s.nodes[*child].head <= head);
        let parts = &node.spine[..end];
        let part = parts.partition_point(|unit| *unit <= head);
        let mut items = self.items(&children[first..], &parts[part..]);
        let behind = node.last + 1;
        if let Some(Role::Deletion(index)) = self.s.units.get(behind).map(|unit| unit.role)
            && self.table_above(behind) == Some(id)
        {
            items.push(Item::Deletion { unit: behind, index });
        }
        items
    }

    /// The table right above a deletion that names a key of it: nothing else ends a table.
    fn table_above(&self, deletion: usize) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let Role::Deletion(index) = s.units[deletion].role else { return None };
        let tables = self.lexis.nesting == Nesting::Headings && self.lexis.layout != Layout::Prose;
        let above = deletion.checked_sub(1).filter(|_| tables && s.units[deletion].blanks == 0)?;
        let table = s.nodes[s.owner[above]].parent.filter(|id| s.nodes[*id].last == above)?;
        let (key, all) = (s.keys[table]?, 0..f.units.len());
        let named =
            |id: &NodeId| self.sketch.deletions[index].iter().any(|name| names::is(f, *id, name));
        let mut twins = f.nodes_named(key, &all);
        twins.any(|twin| f.nodes[twin].children.iter().any(named)).then_some(table)
    }

    /// The units of an item of the sketch.
    pub(super) fn units(&self, item: Item) -> Range<usize> {
        match item {
            Item::Node(id) => {
                let node = &self.s.nodes[id];
                let mut end = node.last + 1;
                // A table has no end: a gap behind what is shown of it is not inside.
                let endless = self.lexis.nesting == Nesting::Headings;
                while endless && end > node.head + 1 && self.sketch.is_gap(end - 1) {
                    end -= 1;
                }
                node.head..end
            }
            Item::Part(unit) | Item::New(unit) | Item::Deletion { unit, .. } => unit..unit + 1,
        }
    }

    pub(super) fn has_marker(&self, item: Item) -> bool {
        let units = self.units(item);
        self.markers[units.start] < self.markers[units.end]
    }
}

/// The units nested in a node, behind the last unit of its head.
pub(super) fn interior(node: &Node, head: usize) -> Range<usize> {
    let end = if node.closed { node.last } else { node.last + 1 };
    head + 1..end.max(head + 1)
}

impl Items {
    pub fn push(&mut self, item: Item) {
        self.items.push(item);
        self.gaps.push(Vec::new());
    }

    fn append(&mut self, others: Self) {
        for (gaps, item) in others.gaps.iter().zip(&others.items) {
            gaps.iter().for_each(|gap| self.push_gap(*gap));
            self.push(*item);
        }
        others.gaps.last().into_iter().flatten().for_each(|gap| self.push_gap(*gap));
    }

    pub fn push_gap(&mut self, unit: usize) {
        if let Some(last) = self.gaps.last_mut() {
            last.push(unit);
        }
    }
}
