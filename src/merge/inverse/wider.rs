//! What a sketch shows beyond what its style asks for, place by place.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Extent;
use super::show::Site;
use crate::index::NodeId;

/// More to show at single places than the [`Detail`] of all.
#[derive(Debug, Default)]
pub(super) struct Wider {
    /// How many siblings beside a change are shown at least.
    pub context: FxHashMap<Site, usize>,
    /// Nodes that are shown in full.
    pub full: FxHashSet<NodeId>,
    /// Nodes of the file before that a deletion names, one by one.
    pub named: FxHashSet<NodeId>,
    /// Units after before which no deletion names what is gone: its neighbours say it.
    pub unnamed: FxHashSet<usize>,
}

/// Siblings beside a change from which on what it is nested in is shown in full.
const FAR: usize = 6;
/// Siblings beside a change of the file's top that are shown at most.
const FARTHEST: usize = 60;

impl Wider {
    /// Shows more at a place; false where there is no more. `around` are the nodes that hold it,
    /// innermost first.
    pub fn widen(&mut self, site: Site, around: impl IntoIterator<Item = NodeId>) -> bool {
        let context = self.context.entry(site).or_insert(0);
        let limit = if site.parent.is_some() { FAR } else { FARTHEST };
        if *context < limit {
            *context = if *context == 0 { 2 } else { *context * 3 };
            return true;
        }
        around.into_iter().any(|node| self.full.insert(node))
    }

    /// Names a node that is gone; false where it was named before.
    pub fn name(&mut self, gone: NodeId) -> bool {
        self.named.insert(gone)
    }

    /// Names nothing before a unit; false where nothing was named there before.
    pub fn unname(&mut self, slot: usize) -> bool {
        self.unnamed.insert(slot)
    }

    /// How much more than what the style asks for is shown.
    pub fn extent(&self) -> Extent {
        let Self { context, full, named, unnamed } = self;
        match (context.is_empty() && named.is_empty() && unnamed.is_empty(), full.is_empty()) {
            (true, _) => Extent::Style,
            (_, true) => Extent::Context,
            _ => Extent::Blocks,
        }
    }
}
