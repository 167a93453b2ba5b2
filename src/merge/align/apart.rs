//! Takes new code around old code apart: what is old in it is aligned on its own.

use std::collections::HashSet;

use super::Aligner;
use super::items::{Item, Items};
use super::level::{Move, Step};
use crate::index::{NodeId, Role};

impl Aligner<'_> {
    /// Dissolves the first new node that holds gaps or code of the file into its parts.
    pub(super) fn take_apart(
        &self,
        items: &Items,
        path: &[Step],
        tried: &mut HashSet<NodeId>,
    ) -> Option<Items> {
        let known: HashSet<u64> =
            self.f.units.iter().filter(|u| u.weight >= 1.5).map(|u| u.hash).collect();
        let index = path.iter().find_map(|step| {
            let Step::Item { item, how: Move::Insert, .. } = step else { return None };
            let Item::Node(id) = items.items[*item] else { return None };
            let node = &self.s.nodes[id];
            let named = self.s.keys[id].is_some();
            let holds = (node.head + 1..=node.last).any(|u| {
                self.s.units[u].role == Role::Gap || !named && known.contains(&self.s.units[u].hash)
            });
            (!node.is_leaf() && holds && tried.len() < 16 && tried.insert(id)).then_some(*item)
        })?;
        Some(self.apart(items, index))
    }

    /// The items with one node dissolved into its parts.
    pub(super) fn apart(&self, items: &Items, index: usize) -> Items {
        let Item::Node(id) = items.items[index] else { return items.clone() };
        let node = &self.s.nodes[id];
        let inner = self.nested(id);
        let mut out = Items { gaps: vec![Vec::new()], ..Items::default() };
        for (i, item) in items.items.iter().enumerate() {
            for gap in &items.gaps[i] {
                out.push_gap(*gap);
            }
            if i != index {
                if items.floating.contains(&i) {
                    out.floating.insert(out.items.len());
                }
                out.push(*item);
                continue;
            }
            out.push(Item::New(node.head));
            for (k, part) in inner.items.iter().enumerate() {
                for gap in &inner.gaps[k] {
                    out.push_gap(*gap);
                }
                out.floating.insert(out.items.len());
                out.push(match part {
                    Item::Part(unit) => Item::New(*unit),
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
