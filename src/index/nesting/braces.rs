//! The first of two readings of nesting: by brackets that match, whatever the indentation.

use super::brackets::only_closes;
use super::{Builder, MAX_DEPTH, Node, NodeId};
use crate::index::lex::Kind;
use crate::index::units::{Role, Unit};
use crate::lang::Nesting;

impl Builder<'_> {
    /// The node that starts at `head`, as far as brackets tell.
    pub(super) fn bracketed(&mut self, head: usize, to: usize, depth: usize) -> NodeId {
        let base = self.depths[head].least;
        if self.depths[head].after <= base || depth >= MAX_DEPTH || self.loose[head].any() {
            return self.leaf(head);
        }
        let mut spine = vec![head];
        let mut children = Vec::new();
        let mut at = head;
        loop {
            let next = self.next_lower[at];
            // An end that is torn itself ends nothing: its lines are read one by one. What goes on
            // (`} else {`) may do so where it is not shown.
            let torn = |at: usize| self.loose[at].any() && !self.closes_more(at);
            if next >= to || torn(next) && !(self.opens_more(next) && self.ends_hunk(next)) {
                return self.leaf(head);
            }
            children.extend(self.region(at + 1, next, depth + 1));
            spine.push(next);
            at = next;
            if self.depths[next].after <= base || self.depths[next].least < base {
                break;
            }
        }
        let closed = !self.goes_on(at) && !self.opens_more(at);
        self.add(Node { head, last: at, spine, children, parent: None, extent: at, closed })
    }

    /// Is a unit nothing but closing brackets, the first of which closes what stands in its column
    /// (`}   }`)? The others close what a gap hides.
    fn closes_more(&self, unit: usize) -> bool {
        let loose = self.loose[unit];
        let closers = self.units[unit].tokens.len();
        loose.opens == 0
            && (loose.closes as usize) < closers
            && only_closes(self.tokens, &self.units[unit])
    }

    /// Does a unit that closes a brace open one more, whose end is not shown (`} else {`)?
    fn opens_more(&self, unit: usize) -> bool {
        let (loose, first) = (self.loose[unit], self.units[unit].tokens.start);
        // Of a head over several lines the last one may be all that is shown.
        let ends = self.units.get(unit + 1).is_none_or(Unit::is_joint);
        let closes = self.tokens[first].is(b'}') || ends && self.tokens[first].is(b')');
        loose.closes == 0
            && loose.opens == 1
            && closes
            && self.code(&self.units[unit]).next_back().is_some_and(|t| t.is(b'{'))
    }

    /// Does nothing that is indented deeper come behind the gap below a unit? It could stand in what the
    /// unit opens as well as anywhere else.
    fn ends_hunk(&self, unit: usize) -> bool {
        let gap = self.units.get(unit + 1).is_some_and(Unit::is_marker);
        let behind = self.units[unit + 1..].iter().find(|u| !u.is_marker());
        let deeper = |u: &Unit| u.indent() > self.units[unit].indent();
        !gap || !behind.is_some_and(deeper)
    }

    /// Does a unit that closes brackets open a block that indentation ends (`) -> int:`)?
    fn goes_on(&self, unit: usize) -> bool {
        let last = self.code(&self.units[unit]).next_back();
        self.lexis.nesting == Nesting::Offside
            && !self.lexis.block_scalars
            && last.is_some_and(|t| t.is(b':'))
    }

    /// The position of the sibling whose braces a node is: the one right before it, or the one in its
    /// column that what is indented between goes on (`where`, conditions on several lines).
    pub(super) fn headed(&self, siblings: &[NodeId], body: NodeId) -> Option<usize> {
        let brace = &self.units[self.nodes[body].head];
        if !self.lone_brace(body) || brace.blanks > 0 {
            return None;
        }
        let (mut listed, mut clause) = (false, false);
        for (at, id) in siblings.iter().enumerate().rev() {
            let node = &self.nodes[*id];
            let (head, last) = (&self.units[node.head], &self.units[node.last]);
            let goes_on = head.indent() > brace.indent();
            if head.is_comment() || head.is_marker() {
                let goes_on = goes_on || head.is_marker() && head.indent() == brace.indent();
                if !goes_on || head.blanks > 0 {
                    break;
                }
                continue;
            }
            let ends = self.code(last).next_back().map(|t| t.kind);
            let ended = matches!(ends, Some(Kind::Punct(b';' | b'{' | b'}' | b'(' | b'[')) | None);
            if last.role != Role::Code || ended || !head.fresh {
                break;
            }
            listed |= ends == Some(Kind::Punct(b','));
            let starts_clause =
                self.code(head).next().is_some_and(|t| self.words.clauses.contains(&t.hash));
            clause |= starts_clause;
            if head.indent() == brace.indent() && !starts_clause {
                return (!listed || clause).then_some(at);
            }
            if head.blanks > 0 || head.indent() < brace.indent() {
                break;
            }
        }
        // No head in its column: the line right above it, if that is no end.
        let above = &self.nodes[*siblings.last()?];
        let last = &self.units[above.last];
        let ends = self.code(last).next_back().map(|t| t.kind);
        let open =
            !matches!(ends, Some(Kind::Punct(b';' | b',' | b'{' | b'}' | b'(' | b'[')) | None);
        (last.role == Role::Code && !above.spine.is_empty() && open).then(|| siblings.len() - 1)
    }

    /// Is a node nothing but braces that start a line of their own?
    fn lone_brace(&self, body: NodeId) -> bool {
        let node = &self.nodes[body];
        let unit = &self.units[node.head];
        let tokens = self.tokens(unit);
        let empty = node.is_leaf() && matches!(tokens, [a, b] if a.is(b'{') && b.is(b'}'));
        unit.fresh && (empty || node.closed && matches!(tokens, [a] if a.is(b'{')))
    }

    /// Makes one node of a declaration, the siblings that go on with it, and its braces.
    pub(super) fn join(&mut self, head: NodeId, between: Vec<NodeId>, body: NodeId) {
        let between = self.indented(between);
        let taken = &mut self.nodes[body];
        let (spine, children, last) =
            (std::mem::take(&mut taken.spine), std::mem::take(&mut taken.children), taken.last);
        let node = &mut self.nodes[head];
        node.spine.extend(spine);
        node.children.extend(between);
        node.children.extend(children);
        node.last = last;
        node.extent = last;
        node.closed = true;
    }
}
