//! Decides what of the file after the change a sketch shows.
//!
//! In: two outlines and their comparison. Out: runs of units that a gap stands for, and deletions.
//! Everything that is not in a run is shown.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

use super::Style;
use super::compare::{Comparison, Mate, holds_inside};
use super::wider::Wider;
use crate::index::{Class, NodeId, Outline};
use crate::lang::{Language, Layout, Nesting};
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

/// A place where something changed: the unit after that is new, or that what is gone stood before,
/// and the node that it is nested in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Site {
    pub unit: usize,
    pub parent: Option<NodeId>,
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
    pub deletions: FxHashMap<usize, Vec<String>>,
    /// Where something changed.
    pub sites: Vec<Site>,
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
    wider: &Wider,
) -> Plan {
    let mut shower = Shower {
        language,
        f,
        a,
        comparison,
        detail,
        wider,
        display: vec![Display::Hidden; a.nodes.len()],
        plan: Plan::default(),
    };
    shower.siblings(&a.roots, None, a.units.len());
    shower.named();
    shower.comments_inside();
    shower.blocks_inside();
    shower.collect(&a.roots, None);
    shower.plan
}

/// Joints between siblings that need neighbours, with how many at least.
#[derive(Debug, Default)]
struct Tight(BTreeMap<usize, usize>);

impl Tight {
    fn add(&mut self, joints: RangeInclusive<usize>, context: usize) {
        for joint in joints {
            let least = self.0.entry(joint).or_default();
            *least = context.max(*least);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    Hidden,
    /// The head and what continues and closes it; what is nested is displayed by itself.
    Open,
    Full,
}

pub(super) struct Shower<'a> {
    pub language: &'a Language,
    pub f: &'a Outline,
    pub a: &'a Outline,
    pub comparison: &'a Comparison,
    pub detail: Detail,
    pub wider: &'a Wider,
    pub display: Vec<Display>,
    pub plan: Plan,
}

impl Shower<'_> {
    /// Decides for siblings; `end` is the unit that follows them.
    fn siblings(&mut self, ids: &[NodeId], parent: Option<NodeId>, end: usize) {
        // Joints that need neighbours, with how many at least.
        let mut tight = Tight::default();
        for (i, id) in ids.iter().enumerate() {
            let site = Site { unit: self.a.nodes[*id].head, parent };
            let (wider, context) = self.context_at(site);
            let always = self.detail.always || wider;
            match self.comparison.mates[*id] {
                Mate::Same(_) => continue,
                Mate::Laid(_) => {
                    self.show(*id, parent);
                    if wider {
                        tight.add(i..=i + 1, context);
                    }
                }
                Mate::New => {
                    self.display[*id] = Display::Full;
                    tight.add(i..=i, context);
                    // What was elsewhere does not stay there under a gap.
                    let above = i.checked_sub(1).map(|above| ids[above]);
                    let leads = self.leads(*id)
                        || self.was_elsewhere(*id, parent)
                        || above.is_some_and(|above| self.parts(above, *id));
                    // Entries of a text are alike.
                    let prose = self.language.lexis.layout == Layout::Prose;
                    if self.detail.style == Style::Statements || always || leads || prose {
                        tight.add(i + 1..=i + 1, context);
                    }
                }
                Mate::Changed(before) => {
                    self.show(*id, parent);
                    if always || !self.telling(*id, before, parent) {
                        tight.add(i..=i + 1, context);
                    }
                    self.with_attributes(*id, &ids[..i]);
                }
            }
            self.plan.sites.push(site);
        }
        for joint in 0..=ids.len() {
            let slot = ids.get(joint).map_or(end, |id| self.a.nodes[*id].head);
            if self.comparison.apart.contains(&slot) {
                let site = Site { unit: slot, parent };
                tight.add(joint..=joint, self.context_at(site).1);
                self.plan.sites.push(site);
            }
            let Some(gone) = self.comparison.gone.get(&(parent, slot)) else { continue };
            let site = Site { unit: slot, parent };
            let (wider, context) = self.context_at(site);
            self.plan.sites.push(site);
            // A file or a block may go on beyond what a sketch shows: only a marker deletes its first
            // or last.
            let new = |id: &NodeId| self.comparison.mates[*id] == Mate::New;
            let edge = joint == 0 || ids[joint..].iter().all(new);
            let named = match self.names(gone, ids, parent) {
                _ if self.wider.unnamed.contains(&slot) => None,
                None if edge => self.lines(gone),
                named => named,
            };
            match named {
                Some(names) => {
                    // Comments are alike: their neighbours tell which is meant.
                    let comment = |id: &NodeId| self.f.units[self.f.nodes[*id].head].is_comment();
                    if gone.iter().all(comment) || wider {
                        tight.add(joint..=joint, context);
                    }
                    self.plan.deletions.entry(slot).or_default().extend(names);
                }
                None => {
                    // Nor may a gap behind what is new in its place cover it.
                    let new = |id: &&NodeId| self.comparison.mates[**id] == Mate::New;
                    let run = ids[joint..].iter().take_while(new).count();
                    tight.add(joint..=joint + run, context);
                    // Blocks among them have names.
                    let comment = |id: &&NodeId| self.f.units[self.f.nodes[**id].head].is_comment();
                    let blocks: Vec<String> = gone
                        .iter()
                        .filter(|_| !gone.iter().any(|id| comment(&id)))
                        .filter_map(|id| self.names(&[*id], ids, parent))
                        .flatten()
                        .filter(|_| gone.len() > 1)
                        .collect();
                    if !blocks.is_empty() {
                        self.plan.deletions.entry(slot).or_default().extend(blocks);
                    }
                }
            }
        }
        if self.language.lexis.layout == Layout::Prose && self.detail.style != Style::Statements {
            self.sections(ids, &tight);
        }
        for (joint, context) in tight.0 {
            self.context(ids[..joint].iter().rev(), parent, context);
            self.context(ids[joint..].iter(), parent, context);
            // What nothing closes goes on under a gap: what comes next says that it does not.
            let new = |id: &&NodeId| self.comparison.mates[**id] == Mate::New;
            let kept = ids.len() - ids.iter().rev().take_while(new).count();
            let slots = ids[kept..].iter().map(|id| self.a.nodes[*id].head).chain([end]);
            let lost =
                slots.into_iter().any(|slot| self.comparison.gone.contains_key(&(parent, slot)));
            if let Some(around) = parent.filter(|p| joint == ids.len() && lost && self.is_open(*p))
            {
                let siblings = self.a.siblings(around);
                let at = siblings.iter().position(|id| *id == around).map_or(0, |at| at + 1);
                self.context(siblings[at..].iter(), self.a.nodes[around].parent, context);
            }
        }
    }

    /// Is more shown at a place than elsewhere; and how many siblings beside it?
    fn context_at(&self, site: Site) -> (bool, usize) {
        let wider = self.wider.context.get(&site).copied();
        (wider.is_some(), wider.unwrap_or(0).max(self.detail.context))
    }

    /// Shows a changed node: in part, or in full.
    fn show(&mut self, id: NodeId, parent: Option<NodeId>) {
        if self.descends(id, parent) {
            self.open(id);
            self.inside(id);
        } else {
            self.display[id] = Display::Full;
        }
    }

    /// Is a node closed by nothing, not even by the depth of what follows?
    fn is_open(&self, id: NodeId) -> bool {
        !self.a.nodes[id].closed && self.language.lexis.nesting != Nesting::Offside
    }

    /// Names what must be named, at its place.
    fn named(&mut self) {
        let gone = self.comparison.gone.iter();
        let gone = gone.flat_map(|((_, slot), gone)| gone.iter().map(|id| (*slot, *id)));
        let mates = self.comparison.mates.iter().enumerate();
        let changed = mates.filter_map(|(id, mate)| match mate {
            Mate::Changed(old) => Some((self.a.nodes[id].head, *old)),
            _ => None,
        });
        let mut meant: Vec<(usize, NodeId)> =
            gone.chain(changed).filter(|(_, id)| self.wider.named.contains(id)).collect();
        meant.sort_unstable();
        for (slot, id) in meant {
            // Where it is named, nothing else is looked at.
            let around = self.f.nodes[id].parent.map(|parent| &self.f.nodes[parent]);
            let region = around.map_or(0..self.f.units.len(), |p| p.head + 1..p.last + 1);
            let line = names::first_line(self.f, id);
            if !line.is_empty() && self.means_alone(id, &region, line) {
                let names = self.plan.deletions.entry(slot).or_default();
                if !names.iter().any(|name| name == line) {
                    names.push(line.to_owned());
                }
            }
        }
    }

    /// Decides for what is nested in a node that is shown in part.
    fn inside(&mut self, id: NodeId) {
        for (part, (children, end)) in self.segments(id).into_iter().enumerate() {
            if self.a.opens_below(id).is_none_or(|brace| part >= brace) {
                self.siblings(&children, Some(id), end);
            }
        }
    }

    /// Shows a node in part: its head in full, with what goes on with it above its brace.
    fn open(&mut self, id: NodeId) {
        self.display[id] = Display::Open;
        let parts = self.segments(id).into_iter().take(self.a.opens_below(id).unwrap_or(0));
        for child in parts.flat_map(|(children, _)| children) {
            self.display[child] = Display::Full;
        }
        // What is named by something below its head (`[[package]]`) is known by that.
        let node = &self.a.nodes[id];
        if let Some(key) = self.a.keys[id].filter(|key| key.start >= self.a.units[node.head].end) {
            let named = |c: &&NodeId| {
                let child = &self.a.nodes[**c];
                self.a.units[child.head].start <= key.start
                    && key.end <= self.a.units[child.last].end
            };
            if let Some(child) = node.children.iter().find(named) {
                self.display[*child] = Display::Full;
            }
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
        let full = self.wider.full.contains(&id);
        if full || !self.comparison.opened[id] || self.rows(id) <= SMALL {
            return false;
        }
        // Under another name than it had, a line that says what it is set to is not known by a gap.
        let was = self.comparison.mates[id].before().and_then(|old| self.f.keys[old]);
        if let (Some(old), Some(new)) = (was, self.a.keys[id])
            && new.class == Class::Member
            && !new.same(old)
        {
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

    /// Does new code come between a comment and what that stood right above?
    fn parts(&self, above: NodeId, id: NodeId) -> bool {
        let unit = &self.a.units[self.a.nodes[id].head];
        let comment = self.a.units[self.a.nodes[above].head].is_comment();
        comment && unit.blanks == 0 && self.comparison.mates[above] != Mate::New
    }

    /// Is it a comment or an attribute of what follows?
    fn leads(&self, id: NodeId) -> bool {
        let unit = &self.a.units[self.a.nodes[id].head];
        let said = &self.a.text[unit.start..unit.end];
        unit.is_comment() || said.starts_with('@') || said.starts_with("#[")
    }

    /// The units before that what is nested in `parent` comes from.
    pub(super) fn region(&self, parent: Option<NodeId>) -> std::ops::Range<usize> {
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
    fn sections(&mut self, ids: &[NodeId], tight: &Tight) {
        let heading = |id: &NodeId| self.a.keys[*id].is_some();
        let mut start = 0;
        while start < ids.len() {
            let end = (start + 1..ids.len()).find(|i| heading(&ids[*i])).unwrap_or(ids.len());
            let touched = (start..end).any(|i| {
                self.display[ids[i]] != Display::Hidden
                    || tight.0.contains_key(&i)
                    || i + 1 == end && tight.0.contains_key(&end)
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
    fn context<'i>(
        &mut self,
        ids: impl Iterator<Item = &'i NodeId>,
        parent: Option<NodeId>,
        least: usize,
    ) {
        let region = self.region(parent);
        let mut shown = 0;
        for id in ids {
            if !matches!(self.comparison.mates[*id], Mate::Same(_)) {
                return;
            }
            if self.display[*id] == Display::Hidden {
                // A head that says nothing is known by what is in it.
                let head = &self.a.units[self.a.nodes[*id].head];
                let most = if head.weight < 1.0 { 3 * SMALL } else { SMALL };
                if self.rows(*id) <= most || holds_inside(self.a, &self.a.nodes[*id]) {
                    self.display[*id] = Display::Full;
                } else {
                    self.open(*id);
                }
            }
            shown += 1;
            let head = &self.a.units[self.a.nodes[*id].head];
            let telling = !head.is_comment()
                && head.weight >= 1.5
                && region.clone().filter(|u| self.f.units[*u].hash == head.hash).count() == 1;
            if telling && shown >= least || shown >= 3 + least {
                return;
            }
        }
    }

    /// Collects the runs of hidden siblings, and of what is nested in siblings shown in part.
    fn collect(&mut self, ids: &[NodeId], parent: Option<NodeId>) {
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
                for (children, _) in self.segments(*id) {
                    self.collect(&children, Some(*id));
                }
            }
        }
        self.plan.runs.extend(run);
    }

    /// Do these units fill rows of their own?
    fn own_rows(&self, first: usize, last: usize) -> bool {
        self.a.units[first].fresh && self.a.units.get(last + 1).is_none_or(|u| u.fresh)
    }
}

/// Does a unit start a tag?
pub(super) fn is_tag(outline: &Outline, unit: usize) -> bool {
    let tokens = outline.unit_tokens(unit);
    // Parameters of a type (`<T, U>(`) begin like one.
    tokens.first().is_some_and(|t| t.is(b'<')) && !tokens.last().is_some_and(|t| t.is(b'('))
}
