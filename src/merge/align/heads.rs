//! Heads that the sketch or the file breaks over lines: `function f(a, b) {` is one line, and
//! `function f(`, `a,`, `b,`, `) {` are four. Where one of two matched blocks has the one and the
//! other the other, the heads are one thing each, and what is nested begins behind them.

use super::Aligner;
use crate::index::{NodeId, Outline};
use crate::merge::edits::Edits;

impl Aligner<'_> {
    /// The last units of the heads of two nodes, where all that is said up to there is compared and
    /// replaced as a whole: the heads' own lines, unless just one of both is broken over lines.
    pub(super) fn head_ends(&self, s: NodeId, f: NodeId) -> (usize, usize) {
        let (ours, theirs) = (self.s.nodes[s].head, self.f.nodes[f].head);
        let whole = |o: &Outline, last: usize, head: usize| {
            (head..=last).all(|unit| {
                let said = &o.units[unit];
                !said.is_marker() && !said.is_comment() && said.comment.is_none()
            })
        };
        type Broken = fn(&Outline, NodeId) -> Option<usize>;
        type Opens = fn(&Outline, NodeId) -> bool;
        let kinds: [(Broken, Opens); 2] = [
            (Outline::broken_head, Outline::opens_body),
            (Outline::broken_tag, Outline::opens_element),
        ];
        let ends = |(broken, opens): (Broken, Opens)| match (broken(self.s, s), broken(self.f, f)) {
            (Some(last), None) if opens(self.f, f) && whole(self.s, last, ours) => {
                Some((last, theirs))
            }
            (None, Some(last)) if opens(self.s, s) && whole(self.f, last, theirs) => {
                Some((ours, last))
            }
            _ => None,
        };
        kinds.into_iter().find_map(ends).unwrap_or((ours, theirs))
    }

    /// Does a line of the sketch begin as a statement of the file does that a bracket breaks over lines
    /// (`log(`, `"a",`, `);`), and is it whole?
    pub(super) fn is_on_one_line(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let whole = a.is_leaf() && !self.s.loose[a.head].any();
        if !whole || b.is_leaf() || !b.closed || self.s.keys[s].is_some() {
            return false;
        }
        let mut said = self.s.unit_code(a.head);
        let mut last = None;
        for token in self.f.unit_code(b.head) {
            if said.next().is_none_or(|own| own.hash != token.hash) {
                return false;
            }
            last = Some(token);
        }
        last.is_some_and(|t| t.is(b'(')) && said.next().is_some()
    }

    /// Do the heads of two nodes say the same, on however many lines?
    pub(super) fn same_heads(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = self.head_ends(s, f);
        self.same_to((s, a), (f, b))
    }

    /// Do two nodes say the same from their first units to these?
    pub(super) fn same_to(&self, (s, a): (NodeId, usize), (f, b): (NodeId, usize)) -> bool {
        let (ours, theirs) = (self.s.nodes[s].head, self.f.nodes[f].head);
        if (a, b) == (ours, theirs) {
            return self.s.units[ours].same(&self.f.units[theirs]);
        }
        self.s.hash(ours, a).0 == self.f.hash(theirs, b).0
    }

    /// Pairs the heads of two matched nodes. One that says the same stays on as many lines as it has.
    pub(super) fn pair_heads(&self, s: NodeId, f: NodeId, out: &mut Edits) {
        let (ours, theirs) = (self.s.nodes[s].head, self.f.nodes[f].head);
        let (a, b) = self.head_ends(s, f);
        if (a, b) == (ours, theirs) {
            return self.pair(ours, theirs, out);
        }
        out.partners.insert(ours, theirs);
        if self.same_heads(s, f) {
            out.same.extend(ours..=a);
            out.reflowed.push((ours..a + 1, theirs..b + 1));
            return;
        }
        out.replaced.insert(theirs, ours);
        out.removed.extend(theirs + 1..=b);
        if a > ours {
            out.inserted.entry(theirs + 1).or_default().extend(ours + 1..=a);
        }
    }
}
