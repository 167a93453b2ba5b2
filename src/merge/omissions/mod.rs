//! Keeps a sketch from taking away more than it says.

mod anew;
mod ends;
mod instead;
mod orphans;
mod part;
mod relaid;
mod shorter;
mod sides;
mod used;

use rustc_hash::FxHashSet;

pub(super) use used::says_alone;

use super::Options;
use super::attached::is_package;
use super::edits::Edits;
use super::names::tag;
use super::refuse;
use super::relaid::body_on_line;
use super::report::Refusal;
use crate::index::{Class, Index, Kind, NodeId, Outline, Role};
use crate::sketch::Sketch;

/// Refuses edits that leave out what the sketch may have forgotten to speak of.
pub(super) fn check(
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
    options: &Options,
) -> Result<(), Refusal> {
    let mut omissions = Omissions {
        edits,
        s: &sketch.outline,
        f: index.outline(),
        sketch,
        index,
        stood: FxHashSet::default(),
        said: FxHashSet::default(),
    };
    let all = top_nodes(edits, index.outline());
    (omissions.said, omissions.stood) = omissions.stood_in_for(&all);
    omissions.said.extend(omissions.said_shorter(&all));
    omissions.said.extend(omissions.orphans(&all));
    omissions.said.extend(omissions.callers(&all));
    omissions.stood.extend(&omissions.said);
    let gone: Vec<NodeId> =
        all.iter().copied().filter(|id| !omissions.stood.contains(id)).collect();
    let blocks = omissions.blocks(&gone);
    let found = omissions
        .package()
        .or_else(|| omissions.imports(&all))
        .or_else(|| omissions.named(&all).filter(|_| options.no_implicit_delete))
        .or_else(|| omissions.unsure(&blocks));
    // Of what is all of the new file only a definition may have been forgotten.
    let found =
        if edits.whole { found } else { found.or_else(|| omissions.in_part(&gone, &blocks)) };
    let marker = index.language().gap_marker();
    if let Some(units) = found {
        return Err(refuse::unsafe_deletion(index.outline(), &units, &marker));
    }
    match omissions.still_used() {
        Some(used) => Err(refuse::still_used(index.outline(), used.unit, &used.line, &marker)),
        None => Ok(()),
    }
}

/// Refuses a sketch that changes nothing and shows in a row what the file has apart: something was
/// meant, and what it leaves out there is the only thing that it can have been about.
pub(super) fn check_unchanged(
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let known = |unit: usize| edits.partners.get(&unit).copied();
    let between = |unit: &usize| {
        let node = s.heads.get(*unit).copied()??;
        let before = *s.siblings(node).iter().take_while(|id| **id != node).last()?;
        let (above, below) = (f.heads[known(s.nodes[before].head)?]?, f.heads[known(*unit)?]?);
        let siblings = f.siblings(above).iter().copied().skip_while(|id| *id != above).skip(1);
        let lost: Vec<usize> = siblings
            .take_while(|id| *id != below)
            .map(|id| f.nodes[id].head)
            .filter(|unit| !f.units[*unit].is_comment())
            .collect();
        let beside = f.nodes[above].parent == f.nodes[below].parent && above < below;
        (beside && !lost.is_empty()).then_some(lost)
    };
    match edits.unsaid.iter().find_map(between) {
        Some(lost) => Err(refuse::unsafe_deletion(f, &lost, &index.language().gap_marker())),
        None => Ok(()),
    }
}

struct Omissions<'a> {
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    sketch: &'a Sketch,
    index: &'a Index,
    /// Nodes of the file that are gone, and that new code stands in for.
    stood: FxHashSet<NodeId>,
    /// Those of them that it says again where they stood, or shorter, and what cannot stay.
    said: FxHashSet<NodeId>,
}

/// Units of the file that are left out; none where there are none.
type Found = Option<Vec<usize>>;

impl Omissions<'_> {
    fn heads<'n>(&self, nodes: impl Iterator<Item = &'n NodeId>) -> Found {
        let heads: Vec<usize> = nodes.map(|id| self.f.nodes[*id].head).collect();
        (!heads.is_empty()).then_some(heads)
    }

    /// What a sketch that shows the file in part may have forgotten.
    fn in_part(&self, gone: &[NodeId], blocks: &[NodeId]) -> Found {
        self.loose(gone)
            .or_else(|| self.sections(gone))
            .or_else(|| self.torn())
            .or_else(|| self.relaid())
            .or_else(|| self.unended(blocks))
            .or_else(|| self.shown_for_its_end())
            .or_else(|| self.behind_a_gap(gone))
            .or_else(|| self.branches(gone))
            .or_else(|| self.beside_a_gap_alone(gone))
            .or_else(|| self.at_the_ends())
            .or_else(|| self.last_way_out())
            .or_else(|| self.forgotten(blocks))
            .or_else(|| self.outside(blocks))
    }

    /// What goes beside a statement that begins otherwise now and of which nothing else is shown: that
    /// may have been put around more. Not what only gave a name to what the block asked.
    fn beside_a_gap_alone(&self, gone: &[NodeId]) -> Found {
        let (s, f, edits) = (self.s, self.f, self.edits);
        let gap_alone = |id: NodeId| {
            let node = &s.nodes[id];
            let children = &node.children;
            let first = s.unit_code(node.head).next();
            let statement = first.is_some_and(|t| t.kind == Kind::Word);
            statement
                && !children.is_empty()
                && children.iter().all(|c| self.sketch.is_gap(s.nodes[*c].head))
        };
        let changed = |b: &NodeId| edits.replaced.contains_key(&f.nodes[*b].head);
        let pairs = edits.nodes.iter().filter(|(a, _)| s.keys[**a].is_none() && gap_alone(**a));
        let blocks: Vec<NodeId> = pairs.map(|(_, b)| *b).filter(changed).collect();
        let asked = |id: NodeId, block: NodeId| {
            let name = f.name_word(id);
            name.is_some_and(|name| f.unit_code(f.nodes[block].head).any(|t| t.hash == name))
        };
        let lost = |id: &&NodeId| {
            let mut beside = blocks.iter().filter(|b| f.nodes[**b].parent == f.nodes[**id].parent);
            beside.any(|block| !asked(**id, *block))
        };
        self.heads(gone.iter().filter(lost))
    }

    /// The clause that says which package a file belongs to: what is shown around it leaves it out as known.
    fn package(&self) -> Found {
        let edits = self.edits;
        let gone = |id: &&NodeId| {
            let head = self.f.nodes[**id].head;
            is_package(self.f, **id)
                && edits.removed.contains(&head)
                && !edits.replaced.contains_key(&head)
                && !edits.deleted.contains(*id)
        };
        let new = |id: &NodeId| is_package(self.s, *id);
        self.heads(self.f.roots.iter().filter(gone)).filter(|_| !self.s.roots.iter().any(new))
    }

    /// Where imports stand in another order, a gap may stand for others than those that it hid.
    fn imports(&self, gone: &[NodeId]) -> Found {
        let moved = || self.edits.moved.iter().any(|id| self.f.is_import(*id));
        let gaps = self.s.units.iter().any(|u| u.role == Role::Gap);
        let fresh = self.edits.inserted.values().flatten().filter_map(|unit| self.s.heads[*unit]);
        let fresh: FxHashSet<u64> = fresh.map(|id| self.s.hashes[id]).collect();
        let imports = gone.iter().copied().filter(|id| self.f.is_import(*id));
        let (elsewhere, lost): (Vec<NodeId>, Vec<NodeId>) =
            imports.partition(|id| fresh.contains(&self.f.hashes[*id]));
        if !gaps || elsewhere.is_empty() && !moved() {
            return None;
        }
        let all: Vec<NodeId> = lost.into_iter().chain(self.imports_renamed()).collect();
        self.heads(all.iter())
    }

    /// Imports in the place of which others stand, that bring in other names.
    fn imports_renamed(&self) -> impl Iterator<Item = NodeId> {
        self.edits.replaced.iter().filter_map(|(old, new)| {
            let (old, new) = (self.f.heads[*old]?, self.s.heads[*new]?);
            let (ours, theirs) = (&self.s.brought[new], &self.f.brought[old]);
            let other = !theirs.is_empty() && !theirs.iter().any(|name| ours.contains(name));
            (other && self.f.is_import(old) && self.s.is_import(new)).then_some(old)
        })
    }

    /// Everything with a name.
    fn named(&self, gone: &[NodeId]) -> Found {
        self.heads(gone.iter().filter(|id| self.f.keys[**id].is_some()))
    }

    /// Named blocks with a body, on one line or several.
    fn blocks(&self, gone: &[NodeId]) -> Vec<NodeId> {
        let f = self.f;
        let is_block = |id: &NodeId| {
            let definition =
                f.keys[*id].is_some_and(|k| matches!(k.class, Class::Definition | Class::Call));
            definition
                && (!f.nodes[*id].is_leaf() || body_on_line(f, f.nodes[*id].head).is_some())
                && !self.edits.moved.contains(id)
                && !self.is_statement(*id)
        };
        gone.iter().copied().filter(is_block).collect()
    }

    /// Blocks go only between neighbours that are shown unchanged, or where new code takes over their
    /// names.
    fn unsure(&self, blocks: &[NodeId]) -> Found {
        self.heads(blocks.iter().filter(|id| {
            let renewed = self.is_renewed(**id) || self.keeps_its_name(**id);
            let used_up = self.edits.whole && self.is_used_up(**id);
            let known = self.goes_between(**id);
            !renewed && !used_up && (self.is_filled(**id) || !known) && !self.is_let_go(**id)
        }))
    }

    /// Blocks without a name, of a block that is shown in part, go only between neighbours that are
    /// shown unchanged.
    fn loose(&self, gone: &[NodeId]) -> Found {
        let (s, f) = (self.s, self.f);
        let in_part = |id: NodeId| {
            let pair = self.edits.nodes.iter().find(|(_, b)| f.nodes[id].parent == Some(**b));
            pair.is_some_and(|(a, _)| {
                let mut heads = s.nodes[*a].children.iter().map(|child| s.nodes[*child].head);
                heads.any(|head| self.sketch.is_gap(head))
            })
        };
        let is_loose = |id: &&NodeId| {
            let node = &f.nodes[**id];
            f.keys[**id].is_none()
                && !node.is_leaf()
                && !f.units[node.head].is_comment()
                && !self.edits.moved.contains(*id)
                && in_part(**id)
        };
        let is_meant = |id: NodeId| self.goes_between(id) || self.is_left_off(id);
        self.heads(gone.iter().filter(is_loose).filter(|id| !is_meant(**id)))
    }

    /// Parts of a document that only a name deletes.
    fn sections(&self, gone: &[NodeId]) -> Found {
        self.heads(gone.iter().filter(|id| is_section(self.index, **id)))
    }

    /// The same for the file's own top.
    fn outside(&self, blocks: &[NodeId]) -> Found {
        let (s, f) = (self.s, self.f);
        let dropped = |id: &&NodeId| self.edits.dropped.contains(&f.nodes[**id].head);
        let roots = || f.roots.iter().filter(dropped);
        let lost: f32 = roots().filter(|id| !blocks.contains(id)).map(|id| f.weights[*id]).sum();
        let shown: f32 = s.roots.iter().map(|id| s.weights[*id]).sum();
        // Where that is all it does, a sketch shows imports in a row to say which are left.
        let edits = self.edits;
        let alone =
            edits.inserted.is_empty() && edits.replaced.is_empty() && edits.deleted.is_empty();
        let imports = || roots().all(|id| f.is_import(*id) && self.goes_between(*id));
        (lost > shown && !(alone && imports()))
            .then(|| roots().map(|id| f.nodes[*id].head).collect())
    }
}

/// Is it one of the parts that a component's file is made of? Nobody leaves one out to delete it.
fn is_section(index: &Index, id: NodeId) -> bool {
    let (f, lexis) = (index.outline(), &index.language().lexis);
    let node = &f.nodes[id];
    let tag = tag(f.said(node.head));
    node.parent.is_none()
        && !node.is_leaf()
        && (tag == "template" || lexis.regions.iter().any(|region| region.tag == tag))
}

/// Nodes of the file that are gone as a whole without a marker, outermost ones.
fn top_nodes(edits: &Edits, f: &Outline) -> Vec<NodeId> {
    let mut out = Vec::new();
    for unit in &edits.dropped {
        let Some(id) = f.heads[*unit] else { continue };
        let node = &f.nodes[id];
        let whole = (node.head..=node.last).all(|u| edits.dropped.contains(&u));
        let inside = node.parent.is_some_and(|p| {
            let parent = &f.nodes[p];
            (parent.head..=parent.last).all(|u| edits.dropped.contains(&u))
        });
        if whole && !inside {
            out.push(id);
        }
    }
    out
}
