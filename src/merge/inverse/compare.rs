//! Compares two versions of a file as trees of blocks.
//!
//! In: the outlines before and after. Out: for each node after what it was before, and what of
//! before is gone and where. Siblings are matched by name and by hash with patience diff, what is
//! between by key and then by similarity, as the merge itself does.

use rustc_hash::{FxHashMap, FxHashSet};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::index::{Class, Node, NodeId, Outline, Role};

/// What a node of the file after was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mate {
    /// The same, byte for byte but for line ends.
    Same(NodeId),
    /// The same code, laid out or separated in another way.
    Laid(NodeId),
    /// Another one of this name, or one much like it.
    Changed(NodeId),
    /// Not there.
    New,
}

impl Mate {
    /// The node before.
    pub fn before(self) -> Option<NodeId> {
        match self {
            Self::Same(id) | Self::Laid(id) | Self::Changed(id) => Some(id),
            Self::New => None,
        }
    }
}

/// What differs.
#[derive(Debug)]
pub(super) struct Comparison {
    /// For each node after.
    pub mates: Vec<Mate>,
    /// Nodes before that are gone, by the unit after that they stood before.
    pub gone: FxHashMap<(Option<NodeId>, usize), Vec<NodeId>>,
    /// Nodes whose heads and ends correspond, so that what is nested was compared too.
    pub opened: Vec<bool>,
    /// Units after that stand in another distance from the one above, though both were neighbours
    /// before.
    pub apart: FxHashSet<usize>,
}

impl Comparison {
    /// Does white space of code that stays differ?
    pub fn differs_in_layout(&self) -> bool {
        !self.apart.is_empty() || self.mates.iter().any(|mate| matches!(mate, Mate::Laid(_)))
    }
}

/// Similarity from which two nodes without a common name are one that changed.
const ALIKE: f32 = 0.5;
/// Pairs of nodes between two matched ones that are compared for similarity.
const PAIRS: usize = 20_000;

/// Compares.
pub(super) fn compare(before: &Outline, after: &Outline) -> Comparison {
    let mut comparer = Comparer {
        f: before,
        a: after,
        out: Comparison {
            mates: vec![Mate::New; after.nodes.len()],
            gone: FxHashMap::default(),
            opened: vec![false; after.nodes.len()],
            apart: FxHashSet::default(),
        },
    };
    let end = after.units.len();
    comparer.siblings(&before.roots, &after.roots, None, end);
    comparer.distances();
    comparer.out
}

struct Comparer<'a> {
    f: &'a Outline,
    a: &'a Outline,
    out: Comparison,
}

impl Comparer<'_> {
    /// Matches runs of siblings; `end` is the unit after that follows them.
    fn siblings(&mut self, f: &[NodeId], a: &[NodeId], parent: Option<NodeId>, end: usize) {
        let (f_names, a_names) = (self.identities(f, a, true), self.identities(f, a, false));
        for op in capture_diff_slices(Algorithm::Patience, &f_names, &a_names) {
            let (old, new) = (op.old_range(), op.new_range());
            if let DiffOp::Equal { .. } = op {
                for (x, y) in old.zip(new) {
                    self.pair(f[x], a[y]);
                }
                continue;
            }
            let stop = a.get(new.end).map_or(end, |id| self.a.nodes[*id].head);
            self.between(&f[old], &a[new], parent, stop);
        }
    }

    /// What siblings are matched by first: a definition's name where both sides have it once, else
    /// what the node says.
    fn identities(&self, f: &[NodeId], a: &[NodeId], of_before: bool) -> Vec<u64> {
        let count = |outline: &Outline, ids: &[NodeId]| {
            let mut names: FxHashMap<u64, u32> = FxHashMap::default();
            for key in ids.iter().filter_map(|id| outline.keys[*id]) {
                *names.entry(key.name).or_default() += u32::from(key.class == Class::Definition);
            }
            names
        };
        let (in_f, in_a) = (count(self.f, f), count(self.a, a));
        let (outline, ids) = if of_before { (self.f, f) } else { (self.a, a) };
        ids.iter()
            .map(|id| match outline.keys[*id] {
                Some(key)
                    if key.class == Class::Definition
                        && in_f.get(&key.name) == Some(&1)
                        && in_a.get(&key.name) == Some(&1) =>
                {
                    key.name
                }
                _ => code(outline, *id),
            })
            .collect()
    }

    /// Matches what stands between two matched siblings.
    fn between(&mut self, f: &[NodeId], a: &[NodeId], parent: Option<NodeId>, stop: usize) {
        let names = |outline: &Outline, ids: &[NodeId], side: u64| -> Vec<(u64, u64)> {
            let own = |id: &NodeId| match outline.keys[*id] {
                Some(key) => (key.name, key.class as u64),
                // Nodes without a name match none.
                None => (*id as u64, 1000 + side),
            };
            ids.iter().map(own).collect()
        };
        let (f_names, a_names) = (names(self.f, f, 0), names(self.a, a, 1));
        for op in capture_diff_slices(Algorithm::Patience, &f_names, &a_names) {
            let (old, new) = (op.old_range(), op.new_range());
            let stop = a.get(new.end).map_or(stop, |id| self.a.nodes[*id].head);
            match op {
                DiffOp::Equal { .. } => old.zip(new).for_each(|(x, y)| self.pair(f[x], a[y])),
                _ => self.alike(&f[old], &a[new], parent, stop),
            }
        }
    }

    /// Pairs nodes without a common name that are alike, in order, so that the sum of their
    /// similarities is largest; the others are gone or new.
    fn alike(&mut self, f: &[NodeId], a: &[NodeId], parent: Option<NodeId>, stop: usize) {
        let pairs = self.alike_pairs(f, a);
        let (mut old, mut new) = (0, 0);
        for (x, y) in
            pairs.into_iter().map(Some).chain([None]).map(|p| p.unwrap_or((f.len(), a.len())))
        {
            if old < x {
                // Where the first new node of the run stands, if there is one.
                let slot = a.get(new).map_or(stop, |id| self.a.nodes[*id].head);
                self.out.gone.entry((parent, slot)).or_default().extend(&f[old..x]);
            }
            (old, new) = (x + 1, y + 1);
            if let (Some(before), Some(after)) = (f.get(x), a.get(y)) {
                self.pair(*before, *after);
            }
        }
    }

    fn alike_pairs(&self, f: &[NodeId], a: &[NodeId]) -> Vec<(usize, usize)> {
        if f.is_empty() || a.is_empty() || f.len() * a.len() > PAIRS {
            return Vec::new();
        }
        let width = a.len() + 1;
        let ratios: Vec<f32> =
            f.iter().flat_map(|x| a.iter().map(|y| self.similarity(*x, *y))).collect();
        let mut best = vec![0.0_f32; (f.len() + 1) * width];
        for x in (0..f.len()).rev() {
            for y in (0..a.len()).rev() {
                let ratio = ratios[x * a.len() + y];
                let skip = best[(x + 1) * width + y].max(best[x * width + y + 1]);
                let take = best[(x + 1) * width + y + 1] + ratio;
                best[x * width + y] = if ratio >= ALIKE { skip.max(take) } else { skip };
            }
        }
        let (mut x, mut y) = (0, 0);
        let mut pairs = Vec::new();
        while x < f.len() && y < a.len() {
            let here = best[x * width + y];
            if here <= best[(x + 1) * width + y] {
                x += 1;
            } else if here <= best[x * width + y + 1] {
                y += 1;
            } else {
                pairs.push((x, y));
                (x, y) = (x + 1, y + 1);
            }
        }
        pairs
    }

    /// Weighted Dice coefficient of two nodes' tokens; 0 where their kinds differ.
    fn similarity(&self, f: NodeId, a: NodeId) -> f32 {
        let (old, new) = (&self.f.nodes[f], &self.a.nodes[a]);
        let (old_head, new_head) = (&self.f.units[old.head], &self.a.units[new.head]);
        if old.is_leaf() != new.is_leaf() || old_head.is_comment() != new_head.is_comment() {
            return 0.0;
        }
        let whole = dice(&self.f.bag(old.head, old.last), &self.a.bag(new.head, new.last));
        if old.is_leaf() || old_head.hash == new_head.hash || old_head.is_comment() {
            return whole;
        }
        // A block that begins otherwise is not read as the same one.
        let heads = dice(&self.f.bag(old.head, old.head), &self.a.bag(new.head, new.head));
        if heads < ALIKE { 0.0 } else { whole }
    }

    /// Notes that `a` was `f`, and compares what is nested in both.
    fn pair(&mut self, f: NodeId, a: NodeId) {
        let same = code(self.f, f) == code(self.a, a);
        if same && lines(self.f, f).eq(lines(self.a, a)) {
            self.all(f, a);
            return;
        }
        self.out.mates[a] = if same { Mate::Laid(f) } else { Mate::Changed(f) };
        let (old, new) = (&self.f.nodes[f], &self.a.nodes[a]);
        let fits = !old.is_leaf()
            && !new.is_leaf()
            && old.spine.len() == new.spine.len()
            && old.closed == new.closed
            && !holds_inside(self.f, old)
            && !holds_inside(self.a, new);
        if !fits {
            return;
        }
        self.out.opened[a] = true;
        let (old, new) = (old.clone(), new.clone());
        for part in 0..new.spine.len() {
            let within = |outline: &Outline, node: &Node| -> Vec<NodeId> {
                let from = node.spine[part];
                let to = node.spine.get(part + 1).copied().unwrap_or(node.last + 1);
                let inside = |id: &&NodeId| (from..to).contains(&outline.nodes[**id].head);
                node.children.iter().filter(inside).copied().collect()
            };
            let end = new.spine.get(part + 1).copied().unwrap_or(new.last + 1);
            self.siblings(&within(self.f, &old), &within(self.a, &new), Some(a), end);
        }
    }

    /// Two nodes that are the same, with all that is nested in them.
    fn all(&mut self, f: NodeId, a: NodeId) {
        let mut stack = vec![(f, a)];
        while let Some((f, a)) = stack.pop() {
            self.out.mates[a] = Mate::Same(f);
            let (old, new) = (&self.f.nodes[f].children, &self.a.nodes[a].children);
            if old.len() == new.len() {
                stack.extend(old.iter().copied().zip(new.iter().copied()));
            }
        }
    }

    /// Looks for neighbours that stay and stand in another distance from each other.
    fn distances(&mut self) {
        let mut was: Vec<Option<usize>> = vec![None; self.a.units.len()];
        for (id, mate) in self.out.mates.iter().enumerate() {
            let Some(before) = mate.before() else { continue };
            let (old, new) = (&self.f.nodes[before], &self.a.nodes[id]);
            was[new.head] = Some(old.head);
            if old.spine.len() == new.spine.len() {
                new.spine.iter().zip(&old.spine).for_each(|(new, old)| was[*new] = Some(*old));
            }
        }
        let apart = |before: usize, after: usize| {
            !self.f.white_above(before).lines().eq(self.a.white_above(after).lines())
        };
        for unit in 0..was.len() {
            let Some(here) = was[unit] else { continue };
            let above = unit.checked_sub(1).map_or(Some(0), |above| Some(was[above]? + 1));
            if above == Some(here) && apart(here, unit) {
                self.out.apart.insert(unit);
            }
        }
    }
}

/// Weighted Dice coefficient of two bags of tokens: from 0 to 1.
fn dice(x: &[(u64, f32)], y: &[(u64, f32)]) -> f32 {
    let total: f32 = x.iter().chain(y).map(|t| t.1).sum();
    let (mut i, mut j, mut common) = (0, 0, 0.0);
    while i < x.len() && j < y.len() {
        match x[i].0.cmp(&y[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += x[i].1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    if total == 0.0 { 0.0 } else { 2.0 * common / total }
}

/// What a node says, comments included.
fn code(outline: &Outline, id: NodeId) -> u64 {
    let mixed = outline.comments[id].unwrap_or(0).rotate_left(17);
    outline.hashes[id] ^ mixed ^ u64::from(outline.units[outline.nodes[id].head].is_comment())
}

/// The lines of a node as they are written.
fn lines(outline: &Outline, id: NodeId) -> std::str::Lines<'_> {
    let node = &outline.nodes[id];
    let start = outline.units[node.head].start;
    let line = outline.text[..start].rfind('\n').map_or(0, |i| i + 1);
    let end = outline.units[node.last].end;
    outline.text[line..end].lines()
}

/// Does a string or comment over several lines start on a line of this node's own?
pub(super) fn holds_inside(outline: &Outline, node: &Node) -> bool {
    node.children.iter().any(|id| {
        let role = outline.units[outline.nodes[*id].head].role;
        matches!(role, Role::InString | Role::InComment)
    })
}
