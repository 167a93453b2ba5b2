//! Doubts a new check where the file elsewhere asks it together with the check shown above it.
//!
//! A hunk that begins with lines which several blocks have shows two checks in a row (`if (!a)`, `if (b)`).
//! One of the blocks has the first of them, so the second may be new there. Another one asks both at once
//! (`if (!a || b)`): the hunk may take that apart. Nothing in it tells which.

use super::{Aligner, Doubt};
use crate::index::{Kind, NodeId, Outline};
use crate::lang::Layout;
use crate::merge::edits::Edits;

impl Aligner<'_> {
    /// Refuses a new check below a known one, shown without the block around them, where another block of
    /// the file asks both at once below the same line.
    pub(super) fn doubt_checks(&self, edits: &Edits) -> Result<(), Doubt> {
        if self.lexis.layout != Layout::Lines {
            return Ok(());
        }
        let new = edits.inserted.values().flatten();
        let new = new.filter_map(|unit| self.s.heads[*unit].filter(|id| is_check(self.s, *id)));
        for new in new {
            let siblings = self.s.siblings(new);
            let at = siblings.iter().position(|id| *id == new);
            let Some(known) = at.and_then(|at| siblings.get(at.checked_sub(1)?)) else { continue };
            let head = self.s.nodes[*known].head;
            let Some(place) = edits.partners.get(&head).copied() else { continue };
            let shown_alone = self.s.nodes[*known].parent.is_none()
                && self.f.heads[place].is_some_and(|id| self.f.nodes[id].parent.is_some());
            if !shown_alone || !is_check(self.s, *known) || edits.replaced.contains_key(&place) {
                continue;
            }
            if let Some(both) = self.asked_at_once([*known, new], place) {
                return Err(Doubt::Places { item: head, fits: vec![place, both] });
            }
        }
        Ok(())
    }

    /// The line of the file that asks what two checks of the sketch ask, in another block than that of
    /// `place`, below the same line.
    fn asked_at_once(&self, checks: [NodeId; 2], place: usize) -> Option<usize> {
        let (s, f) = (self.s, self.f);
        let above = |unit: usize| unit.checked_sub(1);
        let shown = above(s.nodes[checks[0]].head).filter(|unit| !s.units[*unit].is_marker())?;
        let [first, second] = checks.map(|id| asked(s, s.nodes[id].head));
        let all = 0..f.units.len();
        let below_same = f.units_with(s.units[shown].hash, &all).map(|unit| unit + 1);
        let mut others = below_same.filter(|unit| *unit != place && *unit < f.units.len());
        others.find(|unit| {
            let theirs = asked(f, *unit);
            let holds =
                |run: &[u64]| !run.is_empty() && theirs.windows(run.len()).any(|w| w == run);
            f.heads[*unit].is_some_and(|id| is_check(f, id))
                && theirs.len() > first.len().max(second.len())
                && holds(&first)
                && holds(&second)
        })
    }
}

/// Is it a block that stands on a condition?
fn is_check(o: &Outline, id: NodeId) -> bool {
    let first = o.unit_code(o.nodes[id].head).next();
    !o.nodes[id].is_leaf() && first.is_some_and(|t| matches!(o.token_text(t), "if" | "unless"))
}

/// What a condition asks, as hashes, without its first word and the brackets around.
fn asked(o: &Outline, unit: usize) -> Vec<u64> {
    let tokens: Vec<_> = o.unit_code(unit).skip(1).collect();
    let outer = |kind: Kind| matches!(kind, Kind::Punct(b'(' | b')' | b'{' | b':'));
    let from = tokens.iter().position(|t| !t.is(b'(')).unwrap_or(tokens.len());
    let to = tokens.iter().rposition(|t| !outer(t.kind)).map_or(from, |last| last + 1);
    tokens.get(from..to.max(from)).unwrap_or_default().iter().map(|t| t.hash).collect()
}
