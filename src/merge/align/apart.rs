//! Takes new code around old code apart: what is old in it is aligned on its own.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Aligner;
use super::entries::is_listed;
use super::hooks::is_hook;
use super::items::{Item, Items};
use super::level::{Move, Step};
use crate::index::{Class, Kind, Node, NodeId, Outline, Role, Unit};
use crate::lang::Layout;

impl Aligner<'_> {
    /// Dissolves the first node, new or much changed, that holds gaps or code of the file into its parts.
    pub(super) fn take_apart(
        &self,
        items: &Items,
        region: &Range<usize>,
        path: &[Step],
        tried: &mut FxHashSet<NodeId>,
    ) -> Option<Items> {
        let all = 0..self.f.units.len();
        let known =
            |hash: u64| self.f.units_with(hash, &all).any(|u| self.f.units[u].weight >= 1.5);
        let index = path.iter().find_map(|step| {
            let Step::Item { item, at, how } = step else { return None };
            let Item::Node(id) = items.items[*item] else { return None };
            let f = region.start + at;
            let matched = matches!(how, Move::Match(_));
            if matched && (self.is_known(id, f) || self.asks_alike(id, f)) {
                return None;
            }
            let node = &self.s.nodes[id];
            let inside = || (node.head + 1..=node.last).map(|u| &self.s.units[u]);
            let known = |u: &Unit| known(u.hash);
            // What has a name of its own, or is an entry of a list, may repeat what others say. A
            // label below another one may stand above all that this stands above.
            let repeats = match self.s.keys[id].map(|key| key.class) {
                None if is_hook(self.s, id) || is_listed(self.s, id) => false,
                None => inside().any(known),
                Some(Class::Case) => {
                    self.follows_label(id) && inside().all(|u| known(u) || u.weight < 1.5)
                }
                Some(_) => self.repeats_rules(id),
            };
            let holds = repeats || inside().any(|u| u.role == Role::Gap);
            (!node.is_leaf()
                && holds
                && !self.is_hollow(id)
                && !self.new.contains(&id)
                && !self.is_headed_so(id, region)
                && !self.ends_alike(id, region)
                && tried.len() < 16
                && tried.insert(id))
            .then_some(*item)
        })?;
        Some(self.apart(items, index))
    }

    /// Does a label stand right below another one, with nothing between?
    pub(super) fn follows_label(&self, id: NodeId) -> bool {
        let above = self.s.nodes[id].head.checked_sub(1).and_then(|unit| self.s.heads[unit]);
        above.is_some_and(|id| self.s.keys[id].is_some_and(|key| key.class == Class::Case))
    }

    /// Does what a node of the sketch holds stand in the file below the same head? Then that is no new one
    /// around it.
    fn is_headed_so(&self, id: NodeId, region: &Range<usize>) -> bool {
        let head = &self.s.units[self.s.nodes[id].head];
        let twins = self.f.units_with(head.hash, region).filter_map(|unit| self.f.heads[unit]);
        let same = |s: usize, f: usize| self.s.units[s].same(&self.f.units[f]);
        let telling = |unit: usize| self.s.units[unit].weight >= 1.5;
        twins.into_iter().any(|twin| {
            same(self.s.nodes[id].head, self.f.nodes[twin].head)
                && self.s.nodes[id].children.iter().any(|child| {
                    let own = self.s.nodes[*child].head;
                    let inside = self.f.nodes[twin].children.iter();
                    telling(own) && inside.into_iter().any(|f| same(own, self.f.nodes[*f].head))
                })
        })
    }

    /// Does a block around a gap begin as one of the file does, and end with the same line, one that says
    /// more than where a block ends (`}, [a]);`, `} & Options): Result;`)? Nobody puts the one around the
    /// other.
    pub(super) fn ends_alike(&self, id: NodeId, region: &Range<usize>) -> bool {
        let (s, f, node) = (self.s, self.f, &self.s.nodes[id]);
        let end = s.unit_tokens(node.last);
        let says = end.iter().any(|t| matches!(t.kind, Kind::Word | Kind::Text));
        let bracket =
            end.first().is_some_and(|t| matches!(t.kind, Kind::Punct(b'}' | b')' | b']')));
        let first = |o: &Outline, unit: usize| o.unit_tokens(unit).first().map(|t| t.hash);
        let hidden = |twin: &&Node| {
            !twin.is_leaf() && twin.closed && first(f, twin.head) == first(s, node.head)
        };
        self.lexis.layout == Layout::Lines
            && node.closed
            && bracket
            && says
            && f.units_with(s.units[node.last].hash, region)
                .map(|unit| &f.nodes[f.owner[unit]])
                .filter(hidden)
                .any(|twin| f.units[twin.last].same(&s.units[node.last]))
    }

    /// Does a condition (`@media`) stand around nothing but rules that the file has as they are? A copy of
    /// them would change nothing.
    fn repeats_rules(&self, id: NodeId) -> bool {
        const CONDITIONS: [&str; 4] = ["@media", "@supports", "@container", "@layer"];
        let (s, all) = (self.s, 0..self.f.units.len());
        let node = &s.nodes[id];
        let known = |child: &NodeId| {
            let rule = s.keys[*child].is_some() && !s.nodes[*child].is_leaf();
            rule && self.f.nodes_with(s.hashes[*child], &all).next().is_some()
        };
        let code = |child: &&NodeId| !s.units[s.nodes[**child].head].is_comment();
        let mut rules = node.children.iter().filter(code).peekable();
        self.lexis.layout == Layout::Declarations
            && CONDITIONS.iter().any(|word| s.said(node.head).starts_with(word))
            && rules.peek().is_some()
            && rules.all(known)
    }

    /// Does a node of the sketch say the same as what stands at a unit of the file, or begin alike, or
    /// have its name? Else it was taken for it by similarity alone.
    fn is_known(&self, id: NodeId, f: usize) -> bool {
        let node = &self.s.nodes[id];
        node.is_leaf()
            || self.s.units[node.head].same(&self.f.units[f])
            || self.named_alike(Item::Node(id), f)
            || self.f.heads[f].is_some_and(|other| self.s.hashes[id] == self.f.hashes[other])
    }

    /// Does a block around nothing but a gap begin with the word that one of the file begins with, and say
    /// all names but one that this says there? The one within the other would ask the same twice.
    fn asks_alike(&self, id: NodeId, f: usize) -> bool {
        /// Names in common from which that is no chance.
        const NAMES: usize = 3;
        let (s, node) = (self.s, &self.s.nodes[id]);
        let word = |o: &Outline, unit: usize| {
            let first = o.unit_code(unit).next();
            first.filter(|t| t.kind == Kind::Word).map(|t| t.hash)
        };
        let gap = |child: &NodeId| self.sketch.is_gap(s.nodes[*child].head);
        if self.lexis.layout != Layout::Lines
            || word(s, node.head).is_none()
            || word(s, node.head) != word(self.f, f)
            || !node.children.iter().all(gap)
        {
            return false;
        }
        let names = |o: &Outline, unit: usize| -> FxHashSet<u64> {
            let words = o.unit_code(unit).skip(1).filter(|t| t.kind == Kind::Word);
            words.map(|t| t.hash).collect()
        };
        let (ours, theirs) = (names(s, node.head), names(self.f, f));
        let common = theirs.intersection(&ours).count();
        common >= NAMES && theirs.len() <= common + 1
    }

    /// The items with one node dissolved into its parts.
    pub(super) fn apart(&self, items: &Items, index: usize) -> Items {
        let Item::Node(id) = items.items[index] else { return items.clone() };
        let node = &self.s.nodes[id];
        let inner = self.nested(id, node.head);
        let depth = items.floating.get(&index).copied().unwrap_or(Some(node.head));
        let mut out = Items { gaps: vec![Vec::new()], ..Items::default() };
        for (i, item) in items.items.iter().enumerate() {
            for gap in &items.gaps[i] {
                out.push_gap(*gap);
            }
            if i != index {
                if let Some(depth) = items.floating.get(&i) {
                    out.floating.insert(out.items.len(), *depth);
                }
                out.push(*item);
                continue;
            }
            out.push(Item::New(node.head));
            for (k, part) in inner.items.iter().enumerate() {
                for gap in &inner.gaps[k] {
                    out.push_gap(*gap);
                }
                out.floating.insert(out.items.len(), depth);
                out.push(match part {
                    Item::Part(unit) if node.spine.contains(unit) => Item::New(*unit),
                    other => *other,
                });
            }
            for gap in &inner.gaps[inner.items.len()] {
                out.push_gap(*gap);
            }
            if node.closed {
                out.push(Item::New(node.last));
            }
        }
        for gap in &items.gaps[items.items.len()] {
            out.push_gap(*gap);
        }
        out
    }
}
