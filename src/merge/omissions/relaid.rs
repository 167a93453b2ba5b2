//! Code that a sketch lays out otherwise than the file, with a gap for it that could stand for nothing.

use super::{Found, Omissions};
use crate::index::Role;
use crate::merge::relaid::{body_on_line, scope};

impl Omissions<'_> {
    /// What a block holds that the sketch shows otherwise, a gap with it, where the file could not be read so.
    pub(super) fn relaid(&self) -> Found {
        self.unbraced().or_else(|| self.opened())
    }

    /// What a scope (`namespace A { .. }`) holds that is a line with a gap below now: the gap may stand for it.
    fn unbraced(&self) -> Found {
        let (s, f) = (self.s, self.f);
        let is_line = |(old, new): &(&usize, &usize)| {
            let pair = f.heads[**old].zip(s.heads[**new]);
            pair.is_some_and(|(old, new)| {
                !f.nodes[old].is_leaf()
                    && s.nodes[new].is_leaf()
                    && scope(f, old).is_some()
                    && scope(s, new).is_some()
                    && s.units[s.nodes[new].last..].iter().any(|unit| unit.role == Role::Gap)
            })
        };
        let lost = self.edits.replaced.iter().find(is_line).and_then(|(old, _)| f.heads[*old]);
        self.heads(lost.iter().flat_map(|id| &f.nodes[*id].children))
    }

    /// A block on one line of the file in the place of which the sketch shows lines with a gap.
    fn opened(&self) -> Found {
        let (s, f) = (self.s, self.f);
        let in_place = self.edits.replaced.iter().find(|(old, new)| {
            let mut children = s.heads[**new].iter().flat_map(|id| &s.nodes[*id].children);
            body_on_line(f, **old).is_some()
                && children.any(|child| self.sketch.is_gap(s.nodes[*child].head))
        });
        in_place.map(|(old, _)| vec![*old])
    }
}
