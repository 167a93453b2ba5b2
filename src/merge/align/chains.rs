//! Knows the parts of a chain of calls: its first line, and the links below (`.then(..)`).
//!
//! A link has no key and goes on for as long as it likes. It is known by its method, and by saying all
//! that the other says: `.then((r) => r.json())` with a body around is that link, changed. The first line
//! has no semicolon while links follow, so one beside a gap that has none either is no statement of
//! its own.

use super::Aligner;
use super::siblings::{LONGEST, called, code, has_another, is_part};
use crate::index::{Kind, NodeId, Outline, Token};
use crate::lang::Layout;

impl Aligner<'_> {
    /// Is a line of the sketch the first one of a chain of calls of the file, with a gap for the links?
    pub(super) fn begins_chain(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        if self.lexis.layout != Layout::Lines
            || !a.is_leaf()
            || b.is_leaf()
            || !self.s.units.get(a.head + 1).is_some_and(|u| u.is_marker())
            || link(&code(self.f, b.head + 1)).is_none()
        {
            return false;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let ends = |tokens: &[Token]| tokens.last().is_some_and(|t| t.is(b';'));
        let path = |o: &Outline, tokens: &[Token]| {
            let tokens = called(o, tokens);
            let end = tokens.iter().position(|t| t.is(b'(')).filter(|end| *end > 0)?;
            Some(tokens[..=end].to_vec())
        };
        let (Some(call), Some(other)) = (path(self.s, &ours), path(self.f, &theirs)) else {
            return false;
        };
        let same = call.iter().map(|t| t.hash).eq(other.iter().map(|t| t.hash));
        // Without semicolons the line may as well be one more call.
        let goes_on = || {
            ends(&code(self.f, b.last))
                || !has_another(self.s, a.head, &call)
                    && !has_another(self.f, b.head, &call)
                    && (is_part(self.s, &ours, self.f, &theirs)
                        || is_part(self.f, &theirs, self.s, &ours))
        };
        !ends(&ours) && !ends(&theirs) && (self.named_the_same(s, f) || same && goes_on())
    }

    /// Does the sketch begin a line with the first link of a chain of calls that the file has on the line
    /// above, behind the same?
    pub(super) fn breaks_chain(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let rest = theirs.get(ours.len()..).and_then(link);
        !a.is_leaf()
            && rest.is_some()
            && rest == link(&code(self.s, a.head + 1))
            && ours.iter().zip(&theirs).all(|(x, y)| x.hash == y.hash)
    }

    /// Is a node of the file a chain of calls that no semicolon ends?
    pub(super) fn is_open_chain(&self, f: NodeId) -> bool {
        let node = &self.f.nodes[f];
        !node.is_leaf()
            && link(&code(self.f, node.head + 1)).is_some()
            && !code(self.f, node.last).last().is_some_and(|t| t.is(b';'))
    }

    /// Are both links of a chain, of one method, where the one says all that the other says and more?
    pub(super) fn extends_link(&self, s: NodeId, f: NodeId) -> bool {
        let method = |o: &Outline, id: NodeId| link(o.unit_tokens(o.nodes[id].head));
        let Some(ours) = method(self.s, s).filter(|_| self.lexis.layout == Layout::Lines) else {
            return false;
        };
        if method(self.f, f) != Some(ours) {
            return false;
        }
        let all = |o: &Outline, id: NodeId| -> Vec<Token> {
            o.node_code(id).take(2 * LONGEST).copied().collect()
        };
        let (ours, theirs) = (all(self.s, s), all(self.f, f));
        is_part(self.s, &ours, self.f, &theirs) || is_part(self.f, &theirs, self.s, &ours)
    }
}

/// The method of a link of a chain that some tokens begin with: `.then(`, `?.map(`, `->join(`.
fn link(tokens: &[Token]) -> Option<u64> {
    let signs = |t: &Token| matches!(t.kind, Kind::Punct(b'.' | b'?' | b'!' | b'-' | b'>'));
    let name = tokens.iter().position(|t| !signs(t)).filter(|at| *at > 0)?;
    let opens = tokens.get(name + 1).is_some_and(|t| t.is(b'('));
    (tokens[name].kind == Kind::Word && opens).then_some(tokens[name].hash)
}
