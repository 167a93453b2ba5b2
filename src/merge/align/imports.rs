//! Tells imports that are shown for themselves from imports that are shown for what goes below them.
//!
//! What is imported is shown above what uses it, wherever the file has that. So what stands between stays,
//! unless the imports bring it in, or say otherwise that it goes.

use std::ops::Range;

use super::Aligner;
use super::items::{Item, Items, UNSAID};
use crate::index::{NodeId, Outline};
use crate::merge::attached::is_package;

impl Aligner<'_> {
    /// Puts a gap below imports that are shown right above something that the file has behind a block. Not where
    /// they bring in what is left out, or less than before. Says whether there is one.
    pub(super) fn leave_unsaid_below_imports(
        &self,
        items: &mut Items,
        region: &Range<usize>,
    ) -> bool {
        let mut parted = false;
        for i in 1..items.items.len() {
            if !self.is_import_item(items.items[i - 1]) || self.is_import_item(items.items[i]) {
                continue;
            }
            let silent = |at: &usize| items.gaps[*at].is_empty();
            let below = (i..items.items.len())
                .take_while(silent)
                .find(|at| !self.heads_another(items.items[*at]));
            let twin = below.and_then(|at| self.only_namesake(items.items[at], region));
            if twin.is_some_and(|twin| self.stands_apart(items, i, twin)) {
                items.gaps[i].push(UNSAID);
                parted = true;
            }
        }
        parted
    }

    /// Does a block stand in the file between its imports and a node that the sketch shows below an item with
    /// imports above, and is it not what these say to be gone?
    fn stands_apart(&self, items: &Items, item: usize, twin: NodeId) -> bool {
        let above = self.f.siblings(twin).iter().take_while(|id| **id != twin);
        let above: Vec<NodeId> = above.copied().collect();
        let Some(last) = above.iter().rposition(|id| self.f.is_import(*id)) else { return false };
        let between = &above[last..];
        if !between.iter().any(|id| self.is_block(*id))
            || self.shows_an_end(items, item, above[last])
            || !self.keep_their_names(items, item)
            || self.shows_the_top()
        {
            return false;
        }
        let shown = self.imports_above(items, item);
        let brings = |name: u64| shown.iter().any(|id| self.s.brought[*id].contains(&name));
        !between.iter().any(|id| self.f.name_word(*id).is_some_and(brings))
    }

    fn is_import_item(&self, item: Item) -> bool {
        matches!(item, Item::Node(id) if self.s.is_import(id))
    }

    /// The imports shown in a row right above an item, the nearest first.
    fn imports_above(&self, items: &Items, item: usize) -> Vec<NodeId> {
        let import = |item: &Item| match item {
            Item::Node(id) if self.s.is_import(*id) && !is_package(self.s, *id) => Some(*id),
            _ => None,
        };
        items.items[..item].iter().rev().map_while(import).collect()
    }

    /// Is one of the imports right above an item the file's, or the item shown in part, and do all that may be the
    /// file's bring in what those do?
    pub(super) fn keep_their_names(&self, items: &Items, item: usize) -> bool {
        let shown = self.imports_above(items, item);
        let mut kept = shown.iter().filter_map(|id| self.keeps_names(*id)).peekable();
        (kept.peek().is_some() || self.has_marker(items.items[item])) && kept.all(|kept| kept)
    }

    /// Does an import of the sketch bring in all that the file's one does which it may be? Unknown where there is
    /// none.
    fn keeps_names(&self, id: NodeId) -> Option<bool> {
        let all = 0..self.f.units.len();
        if self.f.nodes_with(self.s.hashes[id], &all).next().is_some() {
            return Some(true);
        }
        let ours = &self.s.brought[id];
        let mut imports = self.f.roots.iter().copied().filter(|id| self.f.is_import(*id));
        let shares = |twin: &NodeId| self.f.brought[*twin].iter().any(|name| ours.contains(name));
        let named = self.s.keys[id].and_then(|key| self.f.nodes_named(key, &all).next());
        let twin = named.or_else(|| imports.find(shares))?;
        // Of a group each line is an import.
        let lines = |o: &Outline, id: NodeId| -> Vec<u64> {
            o.nodes[id].children.iter().map(|child| o.hashes[*child]).collect()
        };
        let shown = lines(self.s, id);
        Some(
            lines(self.f, twin).iter().all(|line| shown.contains(line))
                && self.f.brought[twin].iter().all(|name| ours.contains(name)),
        )
    }

    /// Does a sketch begin as the file does, and show all of its imports as they are? What it leaves out behind
    /// those is left out there.
    fn shows_the_top(&self) -> bool {
        let first = |o: &Outline| o.units.iter().find(|u| !u.is_comment()).map(|u| u.hash);
        let all = 0..self.s.units.len();
        let mut imports = self.f.roots.iter().filter(|id| self.f.is_import(**id));
        first(self.s) == first(self.f)
            && imports.all(|id| self.s.nodes_with(self.f.hashes[*id], &all).next().is_some())
    }

    /// Are imports below a gap shown down to the file's last one as it is? Then it is shown for what goes below.
    fn shows_an_end(&self, items: &Items, below: usize, last: NodeId) -> bool {
        let run = (0..below).rev().take_while(|at| self.is_import_item(items.items[*at]));
        let shown = self.units(items.items[below - 1]).start;
        run.last().is_some_and(|first| !items.gaps[first].is_empty())
            && self.s.units[shown].same(&self.f.units[self.f.nodes[last].head])
    }

    /// The one node of the file that has the name of one of the sketch.
    fn only_namesake(&self, item: Item, region: &Range<usize>) -> Option<NodeId> {
        let Item::Node(id) = item else { return None };
        let mut twins = self.f.nodes_named(self.s.keys[id]?, region);
        twins.next().filter(|_| twins.next().is_none())
    }
}
