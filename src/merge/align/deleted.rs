//! Finds what of the file a deletion marker names.

use std::ops::Range;

use super::candidates::SCAN;
use super::items::Frame;
use super::level::{Candidate, Fit};
use super::{Aligner, BUDGET};
use crate::index::NodeId;
use crate::lang::Layout;
use crate::merge::attached::{is_attribute, owner};
use crate::merge::edits::Edits;
use crate::merge::names;
use crate::sketch::listed;

impl Aligner<'_> {
    /// Nodes that a deletion may mean.
    pub(super) fn named(
        &mut self,
        index: usize,
        region: &Range<usize>,
        frame: Frame,
    ) -> Vec<Candidate> {
        /// What comparing with the names of one node costs, in table cells.
        const NAMES: u64 = 200;
        let (f, wanted) = (self.f, &self.sketch.deletions[index]);
        // What is named has the longest word of its name in its first line or its last. Names in
        // which quotes part a word have not: they are looked for where nothing else is found.
        let words: Vec<&str> = wanted.iter().map(|name| names::longest_word(name)).collect();
        self.work += SCAN * region.len() as u64;
        // A line of an embedded language is named within its element only.
        let in_reach = |id: &NodeId| {
            let unit = &f.units[f.nodes[*id].head];
            let embedded = f.tokens.get(unit.tokens.start).is_some_and(|t| t.region != 0);
            !embedded || frame.heads.is_some() || f.nodes[*id].extent > f.nodes[*id].head
        };
        let nodes = region.clone().filter_map(|unit| f.heads[unit]).filter(in_reach);
        let mut near: Vec<NodeId> = nodes
            .clone()
            .filter(|id| {
                let node = &f.nodes[*id];
                let (head, last) = (f.said(node.head), f.said(node.last));
                words.iter().any(|word| head.contains(word) || last.contains(word))
            })
            .collect();
        let means = |id: &NodeId| wanted.iter().any(|name| names::means(f, *id, name));
        if !near.iter().any(means) {
            near = nodes.collect();
        }
        self.work += NAMES * near.len() as u64;
        if self.work > BUDGET {
            return Vec::new();
        }
        // A whole name means nothing that is only like it.
        let exact = |id: &NodeId| wanted.iter().any(|name| names::is(f, *id, name));
        let whole = near.iter().any(exact);
        near.retain(|id| if whole { exact(id) } else { means(id) });
        if let [name] = &wanted[..] {
            names::keep_overload(f, &mut near, name);
        }
        let mut found: Vec<Candidate> = near
            .into_iter()
            .map(|id| &f.nodes[id])
            .filter(|node| node.extent < region.end)
            .map(|node| Candidate {
                at: node.head - region.start,
                next: node.extent + 1 - region.start,
                cost: 0.0,
                fit: Fit::Deleted,
            })
            .collect();
        // A block of that name rather than a line of that name.
        let holds = |c: &Candidate| c.next > c.at + 1;
        if found.iter().any(holds) {
            found.retain(holds);
        }
        if found.is_empty() {
            let run = |name: &String| {
                self.rules_about(name, region).or_else(|| self.all_listed(name, region))
            };
            found.extend(wanted.iter().find_map(run));
        }
        found
    }

    /// The attributes of what a deletion names go along: nobody left them out.
    pub(super) fn take_attributes_along(&self, edits: &mut Edits) {
        let f = self.f;
        let along = |id: NodeId| {
            let below = owner(f, id).filter(|_| is_attribute(f, f.nodes[id].head));
            below.and_then(|unit| f.heads[unit]).is_some_and(|id| edits.deleted.contains(&id))
        };
        let left_out = edits.dropped.iter().filter_map(|unit| f.heads[*unit]);
        for id in left_out.filter(|id| along(*id)).collect::<Vec<NodeId>>() {
            let node = &f.nodes[id];
            edits.dropped.retain(|unit| !(node.head..=node.last).contains(unit));
        }
    }

    /// What a list of names means (`prev() and next()`), each one thing.
    fn all_listed(&self, names: &str, region: &Range<usize>) -> Option<Candidate> {
        let nodes: Vec<NodeId> = region.clone().filter_map(|unit| self.f.heads[unit]).collect();
        let one = |name: &str| match names::meant(self.f, &nodes, name)[..] {
            [only] => Some(only),
            _ => None,
        };
        let mut all: Vec<NodeId> = listed(names).map(one).collect::<Option<_>>()?;
        all.sort_by_key(|id| self.f.nodes[*id].head);
        all.dedup();
        (all.len() > 1).then(|| self.in_a_row(all.into_iter(), region))?
    }

    /// The rules that a selector means which is named in the plural (`.a img rules`): all that are about it,
    /// about its states and what it holds.
    fn rules_about(&self, name: &str, region: &Range<usize>) -> Option<Candidate> {
        let f = self.f;
        let (about, noun) = name.trim().rsplit_once(' ')?;
        if self.lexis.layout != Layout::Declarations || !matches!(noun, "rules" | "styles") {
            return None;
        }
        let is_about = |id: NodeId| {
            let selectors = f.keys[id].map(|key| f.key_text(key));
            !f.nodes[id].is_leaf()
                && selectors.is_some_and(|selectors| {
                    selectors.split(',').all(|selector| {
                        let words = selector.split_whitespace().collect::<Vec<_>>().join(" ");
                        words.strip_prefix(about).is_some_and(|rest| {
                            !rest.starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c))
                        })
                    })
                })
        };
        let all = region
            .clone()
            .filter_map(|unit| f.heads[unit])
            .filter(|id| is_about(*id) && f.nodes[*id].parent.is_none_or(|p| !is_about(p)));
        self.in_a_row(all, region)
    }

    /// Several things as one deletion, where they follow each other; none where they stand apart.
    fn in_a_row(
        &self,
        mut all: impl Iterator<Item = NodeId>,
        region: &Range<usize>,
    ) -> Option<Candidate> {
        let f = self.f;
        let first = all.next()?;
        let mut last = first;
        for id in all {
            let between = f.nodes[last].extent + 1..f.nodes[id].head;
            if f.nodes[id].parent != f.nodes[first].parent
                || !between.into_iter().all(|unit| f.units[unit].is_comment())
            {
                return None;
            }
            last = id;
        }
        let (from, to) = (f.nodes[first].head, f.nodes[last].extent + 1);
        (to <= region.end).then_some(Candidate {
            at: from - region.start,
            next: to - region.start,
            cost: 0.0,
            fit: Fit::Deleted,
        })
    }
}
