//! Tells one of several like elements by the line that it begins with.

use std::ops::Range;

use super::Aligner;
use super::level::{Candidate, Fit};
use crate::index::{NodeId, Outline};

impl Aligner<'_> {
    /// The element of the file that begins as one of the sketch does, with the same tag and below it the same
    /// line, which both have once: the name of a card, the first cell of a row.
    pub(super) fn titled_alike(&self, id: NodeId, region: &Range<usize>) -> Option<NodeId> {
        let (s, f) = (self.s, self.f);
        let line = title(s, id)?;
        let (shown, all) = (0..s.units.len(), 0..f.units.len());
        let hash = s.units[line].hash;
        let mut there = f.units_with(hash, &all);
        let (Some(twin), None) = (there.next(), there.next()) else { return None };
        let other = f.heads[twin].and_then(|id| f.nodes[id].parent)?;
        let node = &f.nodes[other];
        (s.units_with(hash, &shown).nth(1).is_none()
            && title(f, other) == Some(twin)
            && s.units[s.nodes[id].head].same(&f.units[node.head])
            && region.contains(&node.head)
            && node.last < region.end)
            .then_some(other)
    }

    /// Keeps of what an element may be the one that begins with the same line.
    pub(super) fn keep_titled(
        &mut self,
        id: NodeId,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
        let Some(other) = self.titled_alike(id, region) else { return };
        let node = &self.f.nodes[other];
        let (at, next) = (node.head - region.start, node.last + 1 - region.start);
        found.retain(|c| c.at == at);
        let most = 0.5 * self.tells[id];
        for c in found.iter_mut() {
            c.cost = c.cost.min(most);
        }
        if found.is_empty() {
            let cost = (0.5 * self.nested_cost(id, other)).min(most);
            found.push(Candidate { at, next, cost, fit: Fit::Nested });
        }
    }
}

/// The first line in an element without a name, if that is a text in tags of its own.
fn title(o: &Outline, id: NodeId) -> Option<usize> {
    let node = &o.nodes[id];
    let opens = |unit: usize| o.unit_tokens(unit).first().is_some_and(|t| t.is(b'<'));
    let first = &o.nodes[*node.children.first()?];
    let tokens = o.unit_tokens(first.head);
    let closed = tokens.windows(2).any(|pair| pair[0].is(b'<') && pair[1].is(b'/'));
    let text = o.said(first.head).split(['<', '>']).nth(2);
    let says = text.is_some_and(|text| text.contains(char::is_alphabetic));
    (o.keys[id].is_none()
        && opens(node.head)
        && first.is_leaf()
        && opens(first.head)
        && closed
        && says)
        .then_some(first.head)
}
