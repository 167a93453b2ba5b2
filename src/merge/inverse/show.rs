//! Decides what of the file after the change a sketch shows.
//!
//! In: two outlines and their comparison. Out: runs of units that a gap stands for, and deletions.
//! Everything that is not in a run is shown.

use std::collections::{HashMap, HashSet};

use super::Style;
use super::compare::{Comparison, Mate, holds_inside};
use crate::index::{Class, NodeId, Outline};
use crate::lang::{Language, Layout};
use crate::merge::names;
use crate::merge::tidy::attached;

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Detail {
    pub style: Style,
    /// Unchanged siblings that are shown beside what needs a neighbour, at least.
    pub context: usize,
    /// Is context shown beside every change, also where a name says enough?
    pub always: bool,
}

/// A run of hidden units: first, last, and the node that they are nested in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub first: usize,
    pub last: usize,
    pub parent: Option<NodeId>,
}

/// What is not shown.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// In file order.
    pub runs: Vec<Run>,
    /// Names of deleted blocks, by the unit after that they stand before.
    pub deletions: HashMap<usize, Vec<String>>,
}

/// Nodes of at most so many rows are shown whole or hidden whole.
const SMALL: usize = 5;
/// The share of a file that a block must make up to be read as the file itself.
const DOMINANT: f32 = 0.5;

/// Decides.
pub(super) fn plan(
    language: &Language,
    f: &Outline,
    a: &Outline,
    comparison: &Comparison,
    detail: Detail,
) -> Plan {
    let mut shower = Shower {
        language,
        f,
        a,
        comparison,
        detail,
        display: vec![Display::Hidden; a.nodes.len()],
        plan: Plan::default(),
    };
    shower.siblings(&a.roots, None, a.units.len());
    shower.comments_inside();
    shower.collect(&a.roots, None, a.units.len());
    shower.plan
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Display {
    Hidden,
    /// The head and what continues and closes it; what is nested is displayed by itself.
    Open,
    Full,
}

struct Shower<'a> {
    language: &'a Language,
    f: &'a Outline,
    a: &'a Outline,
    comparison: &'a Comparison,
    detail: Detail,
    display: Vec<Display>,
    plan: Plan,
}

impl Shower<'_> {
    // ---- what is displayed ----

    /// Decides for siblings; `end` is the unit that follows them.
    fn siblings(&mut self, ids: &[NodeId], parent: Option<NodeId>, end: usize) {
        let mut tight: HashSet<usize> = HashSet::new();
        for (i, id) in ids.iter().enumerate() {
            let always = self.detail.always;
            match self.comparison.mates[*id] {
                Mate::Same(_) => {}
                Mate::Laid(_) => self.display[*id] = Display::Full,
                Mate::New => {
                    self.display[*id] = Display::Full;
                    tight.insert(i);
                    let leads = self.leads(*id);
                    if self.detail.style == Style::Statements || always || leads {
                        tight.insert(i + 1);
                    }
                }
                Mate::Changed(before) => {
                    if self.descends(*id, parent) {
                        self.display[*id] = Display::Open;
                        self.inside(*id);
                    } else {
                        self.display[*id] = Display::Full;
                    }
                    if always || !self.telling(*id, before, parent) {
                        tight.extend([i, i + 1]);
                    }
                    self.with_attributes(*id, &ids[..i]);
                }
            }
        }
        for joint in 0..=ids.len() {
            let slot = ids.get(joint).map_or(end, |id| self.a.nodes[*id].head);
            let Some(gone) = self.comparison.gone.get(&(parent, slot)) else { continue };
            // A file may go on beyond what a sketch shows: only a marker deletes its first or last.
            let edge = parent.is_none() && (joint == 0 || joint == ids.len());
            let named = match self.names(gone, ids, parent) {
                None if edge => self.lines(gone),
                named => named,
            };
            match named {
                Some(names) => {
                    // Comments are alike: their neighbours tell which is meant.
                    let comment = |id: &NodeId| self.f.units[self.f.nodes[*id].head].is_comment();
                    if gone.iter().all(comment) {
                        tight.insert(joint);
                    }
                    self.plan.deletions.entry(slot).or_default().extend(names);
                }
                None => {
                    // Nor may a gap behind what is new in its place cover it.
                    let new = |id: &&NodeId| self.comparison.mates[**id] == Mate::New;
                    let run = ids[joint..].iter().take_while(new).count();
                    tight.extend(joint..=joint + run);
                }
            }
        }
        if self.language.lexis.layout == Layout::Prose && self.detail.style != Style::Statements {
            self.sections(ids, &tight);
        }
        for joint in tight {
            self.context(ids[..joint].iter().rev(), parent);
            self.context(ids[joint..].iter(), parent);
        }
    }

    /// Decides for what is nested in a node that is shown in part.
    fn inside(&mut self, id: NodeId) {
        for (children, end) in self.segments(id) {
            self.siblings(&children, Some(id), end);
        }
    }

    /// The children of a node between the units of its spine, each run with the unit after it.
    fn segments(&self, id: NodeId) -> Vec<(Vec<NodeId>, usize)> {
        let node = &self.a.nodes[id];
        (0..node.spine.len())
            .map(|part| {
                let from = node.spine[part];
                let to = node.spine.get(part + 1).copied().unwrap_or(node.last + 1);
                let inside = |id: &&NodeId| (from..to).contains(&self.a.nodes[**id].head);
                (node.children.iter().filter(inside).copied().collect(), to)
            })
            .collect()
    }

    fn rows(&self, id: NodeId) -> usize {
        let node = &self.a.nodes[id];
        self.a.units[node.last].last_row + 1 - self.a.units[node.head].row
    }

    /// Is a changed node shown in part?
    fn descends(&self, id: NodeId, parent: Option<NodeId>) -> bool {
        if !self.comparison.opened[id] || self.rows(id) <= SMALL {
            return false;
        }
        match self.detail.style {
            Style::Statements => true,
            Style::Nested => self.holds_blocks(id),
            Style::Whole => {
                let rows = self.a.units.last().map_or(0, |u| u.last_row + 1);
                let dominant = self.rows(id) as f32 > DOMINANT * rows as f32;
                let outer = parent.is_none_or(|p| self.display[p] == Display::Open);
                outer && dominant && self.holds_blocks(id)
            }
        }
    }

    /// Is something nested in a node that is a block of its own?
    fn holds_blocks(&self, id: NodeId) -> bool {
        self.a.nodes[id].children.iter().any(|child| {
            let node = &self.a.nodes[*child];
            let named = self.a.keys[*child].is_some_and(|k| k.class != Class::Case);
            !node.is_leaf() && (named || is_tag(self.a, node.head))
        })
    }

    /// Does what is shown of a changed node say by itself which one of its siblings it was?
    fn telling(&self, id: NodeId, before: NodeId, parent: Option<NodeId>) -> bool {
        let region = self.region(parent);
        let (new, old) = (&self.a.nodes[id], &self.f.nodes[before]);
        let alone = |same: &dyn Fn(usize) -> bool| region.clone().filter(|u| same(*u)).count() == 1;
        if let (Some(x), Some(y)) = (self.a.keys[id], self.f.keys[before])
            && x.same(y)
        {
            return alone(&|u| {
                self.f.heads[u].and_then(|n| self.f.keys[n]).is_some_and(|k| k.same(x))
            });
        }
        let head = &self.a.units[new.head];
        let open = self.display[id] == Display::Open;
        open && head.weight >= 1.5
            && self.f.units[old.head].same(head)
            && alone(&|u| self.f.units[u].hash == head.hash)
    }

    /// Is it a comment or an attribute of what follows?
    fn leads(&self, id: NodeId) -> bool {
        let unit = &self.a.units[self.a.nodes[id].head];
        let said = &self.a.text[unit.start..unit.end];
        unit.is_comment() || said.starts_with('@') || said.starts_with("#[")
    }

    /// The units before that what is nested in `parent` comes from.
    fn region(&self, parent: Option<NodeId>) -> std::ops::Range<usize> {
        match parent.and_then(|p| self.comparison.mates[p].before()) {
            Some(id) => self.f.nodes[id].head + 1..self.f.nodes[id].last + 1,
            None => 0..self.f.units.len(),
        }
    }

    /// Attributes and comments right above a changed block are part of it.
    fn with_attributes(&mut self, id: NodeId, above: &[NodeId]) {
        if self.detail.style == Style::Statements || self.a.nodes[id].is_leaf() {
            return;
        }
        let units = attached(self.a, self.a.nodes[id].head);
        for sibling in above.iter().rev() {
            if !units.contains(&self.a.nodes[*sibling].head) {
                break;
            }
            self.display[*sibling] = Display::Full;
        }
    }

    /// Shows the sections of prose in which something changed.
    fn sections(&mut self, ids: &[NodeId], tight: &HashSet<usize>) {
        let heading = |id: &NodeId| self.a.keys[*id].is_some();
        let mut start = 0;
        while start < ids.len() {
            let end = (start + 1..ids.len()).find(|i| heading(&ids[*i])).unwrap_or(ids.len());
            let touched = (start..end).any(|i| {
                self.display[ids[i]] != Display::Hidden
                    || tight.contains(&i)
                    || i + 1 == end && tight.contains(&end)
            });
            if touched {
                for id in &ids[start..end] {
                    self.display[*id] = Display::Full;
                }
            }
            start = end;
        }
    }

    /// Shows unchanged siblings beside a change, until one of them tells where it is.
    fn context<'i>(&mut self, ids: impl Iterator<Item = &'i NodeId>, parent: Option<NodeId>) {
        let region = self.region(parent);
        let mut shown = 0;
        for id in ids {
            if !matches!(self.comparison.mates[*id], Mate::Same(_)) {
                return;
            }
            if self.display[*id] == Display::Hidden {
                let small = self.rows(*id) <= SMALL || holds_inside(self.a, &self.a.nodes[*id]);
                self.display[*id] = if small { Display::Full } else { Display::Open };
            }
            shown += 1;
            let head = &self.a.units[self.a.nodes[*id].head];
            let telling = !head.is_comment()
                && head.weight >= 1.5
                && region.clone().filter(|u| self.f.units[*u].hash == head.hash).count() == 1;
            if telling && shown >= self.detail.context || shown >= 3 + self.detail.context {
                return;
            }
        }
    }

    // ---- deletions ----

    /// Names the comments that are gone inside blocks that are shown in full: to leave a comment out
    /// does not delete it.
    fn comments_inside(&mut self) {
        for ((parent, slot), gone) in &self.comparison.gone {
            let comment = |id: &NodeId| self.f.units[self.f.nodes[*id].head].is_comment();
            let full = parent.is_some_and(|p| self.display[p] != Display::Open);
            if !full || !gone.iter().all(comment) || self.plan.deletions.contains_key(slot) {
                continue;
            }
            if let Some(names) = self.comments(gone) {
                self.plan.deletions.insert(*slot, names);
            }
        }
    }

    /// Names that say which nodes are gone, if each has one.
    fn names(
        &self,
        gone: &[NodeId],
        ids: &[NodeId],
        parent: Option<NodeId>,
    ) -> Option<Vec<String>> {
        let region = self.region(parent);
        let comment = |id: &&NodeId| self.f.units[self.f.nodes[**id].head].is_comment();
        if gone.iter().all(|id| comment(&id)) {
            return self.comments(gone);
        }
        let mut names = Vec::new();
        for id in gone.iter().filter(|id| !comment(id)) {
            let named = self.f.keys[*id].is_some_and(|k| k.class == Class::Definition)
                && !self.f.nodes[*id].is_leaf();
            if !named || self.reappears(*id, ids) {
                return None;
            }
            let title = self.f.title(*id);
            let meant =
                |unit: usize| self.f.heads[unit].is_some_and(|n| names::means(self.f, n, &title));
            let count = region.clone().filter(|u| meant(*u)).count();
            if count != 1 || title.ends_with("...") || title.contains('\n') {
                return None;
            }
            names.push(title);
        }
        (!names.is_empty()).then_some(names)
    }

    /// The first lines of nodes, if each has its own.
    fn lines(&self, gone: &[NodeId]) -> Option<Vec<String>> {
        let all = || self.f.heads.iter().flatten();
        let line = |id: &NodeId| {
            let line = names::first_line(self.f, *id);
            let alone = all().filter(|n| names::means(self.f, **n, line)).count() == 1;
            (alone && !line.is_empty()).then(|| line.to_owned())
        };
        gone.iter().map(line).collect()
    }

    /// The words of comments, if they have any.
    fn comments(&self, gone: &[NodeId]) -> Option<Vec<String>> {
        let words = |id: &NodeId| {
            let words = names::first_line(self.f, *id);
            let words = words.trim_matches(|c: char| !c.is_alphanumeric());
            (!words.is_empty()).then(|| words.to_owned())
        };
        gone.iter().map(words).collect()
    }

    /// Does code of a node that is gone stand in a new sibling?
    fn reappears(&self, gone: NodeId, ids: &[NodeId]) -> bool {
        let old = &self.f.nodes[gone];
        let new = ids.iter().filter(|id| self.comparison.mates[**id] == Mate::New);
        new.into_iter().any(|id| {
            let node = &self.a.nodes[*id];
            let said = |u: usize| self.a.units[u].weight >= 1.5;
            let hashes: HashSet<u64> = (node.head..=node.last)
                .filter(|u| said(*u))
                .map(|u| self.a.units[u].hash)
                .collect();
            (old.head..=old.last).any(|u| hashes.contains(&self.f.units[u].hash))
        })
    }

    // ---- runs ----

    /// Collects the runs of hidden siblings, and of what is nested in siblings shown in part.
    fn collect(&mut self, ids: &[NodeId], parent: Option<NodeId>, end: usize) {
        let mut run: Option<Run> = None;
        for id in ids {
            let node = &self.a.nodes[*id];
            let (head, last) = (node.head, node.last);
            if self.plan.deletions.contains_key(&head) {
                self.plan.runs.extend(run.take());
            }
            let hidden = self.display[*id] == Display::Hidden && self.own_rows(head, last);
            if hidden {
                let first = run.map_or(head, |r| r.first);
                run = Some(Run { first, last, parent });
                continue;
            }
            self.plan.runs.extend(run.take());
            if self.display[*id] == Display::Open {
                for (children, end) in self.segments(*id) {
                    self.collect(&children, Some(*id), end);
                }
            }
        }
        let _ = end;
        self.plan.runs.extend(run);
    }

    /// Do these units fill rows of their own?
    fn own_rows(&self, first: usize, last: usize) -> bool {
        self.a.units[first].fresh && self.a.units.get(last + 1).is_none_or(|u| u.fresh)
    }
}

/// Does a unit start a tag?
pub(super) fn is_tag(outline: &Outline, unit: usize) -> bool {
    let first = outline.tokens[outline.units[unit].tokens.clone()].first();
    first.is_some_and(|t| t.is(b'<'))
}
