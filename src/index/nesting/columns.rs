//! The second of two readings of nesting: by the columns in which lines stand, among what brackets
//! left side by side.

use super::signs::Part;
use super::{Builder, MAX_DEPTH, NodeId};
use crate::index::lex::Kind;
use crate::index::units::Role;
use crate::lang::{Layout, Nesting};

/// Level of units inside a multi-line token: deeper than all.
const INSIDE: u32 = u32::MAX;

impl Builder<'_> {
    /// Moves siblings that are indented deeper into the one before them.
    pub(super) fn indented(&mut self, siblings: Vec<NodeId>) -> Vec<NodeId> {
        let mut out: Vec<NodeId> = Vec::with_capacity(siblings.len());
        // Open nodes, each nested in the one before, with the level that nests deeper than it.
        let mut open: Vec<(NodeId, u32)> = Vec::new();
        let mut gaps: Vec<NodeId> = Vec::new();
        for id in siblings {
            let unit = &self.units[self.nodes[id].head];
            if unit.is_joint() {
                let waiting = std::mem::take(&mut gaps);
                self.place_gaps(&mut out, &mut open, waiting, 0);
                open.clear();
                out.push(id);
                continue;
            }
            if unit.is_marker() {
                if let Some(column) = unit.parts {
                    open.retain(|(_, level)| *level < column);
                }
                gaps.push(id);
                continue;
            }
            let level = self.level(self.nodes[id].head);
            let role = if self.nodes[id].is_leaf() { self.part(unit) } else { Part::Head };
            if level == INSIDE {
                // A line of a multi-line token belongs to the unit that the token starts in.
                self.place(&mut out, &mut open, &mut gaps, id, INSIDE);
                continue;
            }
            let closes = role != Part::Head
                && open.iter().rev().any(|(top, l)| {
                    *l == level && !self.nodes[*top].closed && self.may_continue(*top, unit)
                });
            if closes {
                while open.last().is_some_and(|(_, l)| *l > level) {
                    open.pop();
                }
                if let Some(&(top, _)) = open.last() {
                    for gap in std::mem::take(&mut gaps) {
                        self.adopt(top, gap);
                    }
                    let head = self.nodes[id].head;
                    self.nodes[top].spine.push(head);
                    self.extend_last(&open, head);
                    if role == Part::Close && !self.heads_on(top, head) {
                        self.nodes[top].closed = true;
                        open.pop();
                    }
                    // The unit is part of `top` now; its own node stays behind unused.
                    self.nodes[id].spine.clear();
                    continue;
                }
            }
            self.place(&mut out, &mut open, &mut gaps, id, level);
        }
        let end: Vec<NodeId> = std::mem::take(&mut gaps);
        self.place_gaps(&mut out, &mut open, end, 0);
        out
    }

    /// Does a unit end a head whose first line leaves a parenthesis open, or a part of it, and open
    /// something (`}: Props) {`)?
    fn heads_on(&self, id: NodeId, unit: usize) -> bool {
        let mut open: Vec<u8> = Vec::new();
        for token in self.code(&self.units[self.nodes[id].head]) {
            match token.kind {
                Kind::Punct(byte @ (b'(' | b'[' | b'{')) => open.push(byte),
                Kind::Punct(b')' | b']' | b'}') => {
                    open.pop();
                }
                _ => {}
            }
        }
        let depth = self.depths[unit];
        let opens = self.loose[unit].opens > 0 || depth.after > depth.least;
        open.first() == Some(&b'(') && opens
    }

    /// Puts a node under the innermost open one of a lower level.
    fn place(
        &mut self,
        out: &mut Vec<NodeId>,
        open: &mut Vec<(NodeId, u32)>,
        gaps: &mut Vec<NodeId>,
        id: NodeId,
        level: u32,
    ) {
        let mut waiting = std::mem::take(gaps);
        // Of gaps in a row that stand as deep as the code below, one further out ends what they stand in: it
        // would be for nothing otherwise.
        let own = |gap: &NodeId| self.level(self.nodes[*gap].head);
        if let [above @ .., last] = &waiting[..]
            && own(last) < level
            && above.iter().any(|gap| own(gap) == level)
        {
            let last = *last;
            waiting.pop();
            self.place_gaps(out, open, std::mem::replace(&mut waiting, vec![last]), 0);
        }
        // What comes after a gap is nested in what stands before only if that opens something.
        while let Some(at) = open.iter().rposition(|(_, l)| *l < level) {
            let (top, l) = open[at];
            let node = &self.nodes[top];
            // A comment holds its own lines and nothing else.
            let own = self.units[node.head].role != Role::Comment || level == INSIDE;
            let holds = waiting.is_empty()
                || own
                    && (waiting.iter().any(|gap| self.level(self.nodes[*gap].head) > l)
                        && !self.is_complete(node.head)
                        || self.lexis.nesting != Nesting::Offside
                            && (!node.children.is_empty() || self.opens(node.head)));
            if holds {
                break;
            }
            open.truncate(at);
        }
        self.place_gaps(out, open, waiting, level);
        while open.last().is_some_and(|(_, l)| *l >= level) {
            open.pop();
        }
        match open.last() {
            Some(&(top, _)) => {
                self.adopt(top, id);
                let last = self.nodes[id].last;
                self.extend_last(open, last);
            }
            None => out.push(id),
        }
        let may_hold = self.lexis.layout != Layout::Declarations
            && self.lexis.layout != Layout::Elements
            && !self.nodes[id].closed
            && !self.loose[self.nodes[id].head].any()
            || self.holds_inside(id);
        if level != INSIDE && may_hold && open.len() < MAX_DEPTH {
            open.push((id, level));
        }
    }

    /// Does a multi-line token that starts in this node go on in the next unit?
    fn holds_inside(&self, id: NodeId) -> bool {
        self.units
            .get(self.nodes[id].last + 1)
            .is_some_and(|u| matches!(u.role, Role::InString | Role::InComment))
    }

    /// A gap between nodes belongs to the innermost open one that it is indented deeper than, and
    /// at least to the one that the next node belongs to.
    fn place_gaps(
        &mut self,
        out: &mut Vec<NodeId>,
        open: &mut Vec<(NodeId, u32)>,
        gaps: Vec<NodeId>,
        next_level: u32,
    ) {
        for gap in gaps {
            // Behind a table it stands for what is left of that, and for the tables that follow.
            let ends_table = self.lexis.nesting == Nesting::Headings
                && self.lexis.layout != Layout::Prose
                && next_level <= 1;
            let level = if ends_table {
                next_level.max(1)
            } else {
                self.level(self.nodes[gap].head).max(next_level)
            };
            while open.last().is_some_and(|(_, l)| *l >= level) {
                open.pop();
            }
            match open.last() {
                Some(&(top, _)) => {
                    self.adopt(top, gap);
                    let last = self.nodes[gap].last;
                    self.extend_last(open, last);
                }
                None => out.push(gap),
            }
        }
    }

    fn adopt(&mut self, parent: NodeId, child: NodeId) {
        self.nodes[parent].children.push(child);
        let last = self.nodes[child].last;
        self.nodes[parent].last = self.nodes[parent].last.max(last);
    }

    fn extend_last(&mut self, open: &[(NodeId, u32)], last: usize) {
        for (id, _) in open {
            self.nodes[*id].last = self.nodes[*id].last.max(last);
        }
    }

    /// How deep a unit stands, for comparing siblings. A comment further out than the code below it,
    /// which it cannot hold, stands where that does.
    fn level(&self, at: usize) -> u32 {
        let own = self.own_level(at);
        let comment = self.units[at].role == Role::Comment && self.lexis.layout == Layout::Lines;
        if comment && own != INSIDE { own.max(self.led[at]) } else { own }
    }

    /// For each unit: the level of the next one that is no comment; 0 before a marker and at the end.
    pub(super) fn levels_below(&self) -> Vec<u32> {
        let mut led = vec![0; self.units.len()];
        let mut below = 0;
        for (at, unit) in self.units.iter().enumerate().rev() {
            led[at] = below;
            if !unit.is_comment() {
                let level = if unit.is_marker() { 0 } else { self.own_level(at) };
                below = if level == INSIDE { 0 } else { level };
            }
        }
        led
    }

    /// How deep a unit itself stands: columns, or heading levels.
    fn own_level(&self, at: usize) -> u32 {
        let unit = &self.units[at];
        match unit.role {
            Role::InString | Role::InComment => return INSIDE,
            _ if !unit.fresh => return 0,
            _ => {}
        }
        if self.lexis.nesting == Nesting::Headings {
            if let Some(level) = self.heading(unit).or_else(|| self.underlined(at)) {
                return level;
            }
            return 10 + unit.indent();
        }
        let column = unit.indent().max(self.raw.get(at).copied().unwrap_or_default());
        if self.lexis.block_scalars {
            // The items of a list may stand in the column of its key.
            let item = self.tokens(unit).first().is_some_and(|t| t.is(b'-'));
            return 2 * column + u32::from(item);
        }
        column
    }
}
