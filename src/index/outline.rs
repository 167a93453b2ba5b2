//! The nesting of units: which belong to which head.
//!
//! In: tokens and units. Out: nodes. A node is a head unit, what is nested in it, and the units
//! that continue and close it (`} else {`, `</ul>`). Nesting comes from matching brackets first,
//! then from indentation, so that the code of a sketch, which may lack ends and beginnings, is
//! read the same way as a file.

use super::brackets::{Depth, depths, next_lower, only_closes, pair_brackets};
use super::lex::{Kind, Token};
use super::units::{Role, Unit};
use crate::lang::{BlockWords, Layout, Lexis, Nesting};

/// Index of a [`Node`] in its outline.
pub(crate) type NodeId = usize;

/// A unit with what is nested in it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// First unit.
    pub head: usize,
    /// Last unit: the closing one, or the last nested one.
    pub last: usize,
    /// The head and the units that continue and close the node, in order.
    pub spine: Vec<usize>,
    /// Nested nodes in order.
    pub children: Vec<NodeId>,
    pub parent: Option<NodeId>,
    /// Last unit of what belongs to it: `last`, but for headings, whose text is aligned line by line.
    pub extent: usize,
    /// Does the last unit of the spine close what the head opened? Not where it opens a block that
    /// indentation ends.
    pub closed: bool,
}

impl Node {
    /// A unit with nothing nested.
    pub fn is_leaf(&self) -> bool {
        self.head == self.last
    }
}

/// Brackets of a unit that nothing matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Loose {
    pub opens: u32,
    pub closes: u32,
}

impl Loose {
    pub fn any(self) -> bool {
        self.opens + self.closes > 0
    }
}

/// Deeper nesting than this is read as flat: no input may overflow the stack.
const MAX_DEPTH: usize = 120;

/// What the nesting of a text is.
#[derive(Debug, Default)]
pub(crate) struct Nest {
    pub nodes: Vec<Node>,
    pub roots: Vec<NodeId>,
    /// For each unit: the node that it heads.
    pub heads: Vec<Option<NodeId>>,
    /// For each unit: the innermost node that it is the spine of, or nested in as a leaf.
    pub owner: Vec<NodeId>,
    /// For each unit: brackets that nothing matches.
    pub loose: Vec<Loose>,
}

/// Finds the nesting.
pub(crate) fn nest(tokens: &[Token], units: &[Unit], lexis: &Lexis) -> Nest {
    let (pairs, loose) = pair_brackets(tokens, units, lexis);
    let depths = depths(tokens, units, &pairs);
    let mut builder = Builder {
        units,
        tokens,
        lexis,
        words: Words::of(&lexis.words),
        loose: &loose,
        next_lower: next_lower(&depths),
        depths,
        nodes: Vec::with_capacity(units.len()),
        led: Vec::new(),
    };
    builder.led = builder.levels_below();
    let roots = builder.region(0, units.len(), 0);
    builder.flatten_deep(&roots);
    let mut nest = Nest {
        heads: vec![None; units.len()],
        owner: vec![0; units.len()],
        nodes: builder.nodes,
        roots,
        loose,
    };
    for id in 0..nest.nodes.len() {
        nest.nodes[id].extent = nest.nodes[id].last;
        let node = &nest.nodes[id];
        if node.spine.is_empty() {
            continue;
        }
        nest.heads[node.head] = Some(id);
        for unit in node.spine.clone() {
            nest.owner[unit] = id;
        }
        for child in nest.nodes[id].children.clone() {
            nest.nodes[child].parent = Some(id);
        }
    }
    if lexis.layout == Layout::Prose {
        nest.flatten();
    }
    nest
}

impl Nest {
    /// Takes sections apart: prose is a sequence of lines, and a new heading changes which section
    /// the next line is in without changing that line.
    fn flatten(&mut self) {
        for node in &mut self.nodes {
            node.last = node.head;
            node.children.clear();
            node.spine.truncate(1);
        }
        self.roots = self.heads.iter().flatten().copied().collect();
    }
}

/// Are these tokens an end tag, or a tag with its end?
fn is_whole_tag(tokens: &[Token]) -> bool {
    let ends = |w: &[Token]| w[0].is(b'<') && w[1].is(b'/') || w[0].is(b'/') && w[1].is(b'>');
    tokens.first().is_some_and(|t| t.is(b'<'))
        && tokens.last().is_some_and(|t| t.is(b'>'))
        && tokens.windows(2).any(ends)
}

struct Builder<'a> {
    units: &'a [Unit],
    tokens: &'a [Token],
    lexis: &'a Lexis,
    words: Words,
    depths: Vec<Depth>,
    next_lower: Vec<usize>,
    loose: &'a [Loose],
    nodes: Vec<Node>,
    /// For each unit: how deep the code stands that follows, comments apart.
    led: Vec<u32>,
}

impl Builder<'_> {
    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn leaf(&mut self, unit: usize) -> NodeId {
        self.add(Node {
            head: unit,
            last: unit,
            spine: vec![unit],
            children: Vec::new(),
            parent: None,
            extent: unit,
            closed: false,
        })
    }

    /// The nodes of the units from `from` to before `to`.
    fn region(&mut self, from: usize, to: usize, depth: usize) -> Vec<NodeId> {
        let mut siblings = Vec::new();
        let mut at = from;
        while at < to {
            let id = self.bracketed(at, to, depth);
            at = self.nodes[id].last + 1;
            match self.headed(&siblings, id) {
                Some(head) => {
                    let between = siblings.split_off(head + 1);
                    self.join(siblings[head], between, id);
                }
                None => siblings.push(id),
            }
        }
        self.indented(siblings)
    }

    /// Takes apart what is nested deeper than [`MAX_DEPTH`], which brackets and indentation each
    /// keep to but not both together: all of it becomes lines of the node that is that deep.
    fn flatten_deep(&mut self, roots: &[NodeId]) {
        let mut stack: Vec<(NodeId, usize)> = roots.iter().map(|id| (*id, 0)).collect();
        while let Some((id, depth)) = stack.pop() {
            if depth < MAX_DEPTH {
                stack.extend(self.nodes[id].children.iter().map(|child| (*child, depth + 1)));
                continue;
            }
            let mut inner = std::mem::take(&mut self.nodes[id].children);
            let mut lines = Vec::with_capacity(inner.len());
            while let Some(child) = inner.pop() {
                let node = &mut self.nodes[child];
                inner.append(&mut node.children);
                let rest = node.spine.split_off(1);
                (node.last, node.closed) = (node.head, false);
                lines.push(child);
                lines.extend(rest.into_iter().map(|unit| self.leaf(unit)));
            }
            lines.sort_unstable_by_key(|line| self.nodes[*line].head);
            self.nodes[id].children = lines;
        }
    }

    /// The position of the sibling whose braces a node is: the one right before it, or the one in its
    /// column that what is indented between goes on (`where`, conditions on several lines).
    fn headed(&self, siblings: &[NodeId], body: NodeId) -> Option<usize> {
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
        let tokens = &self.tokens[unit.tokens.clone()];
        let empty = node.is_leaf() && matches!(tokens, [a, b] if a.is(b'{') && b.is(b'}'));
        unit.fresh && (empty || node.closed && matches!(tokens, [a] if a.is(b'{')))
    }

    /// The tokens of a unit that are no comments.
    fn code(&self, unit: &Unit) -> impl DoubleEndedIterator<Item = &Token> {
        self.tokens[unit.tokens.clone()].iter().filter(|t| t.kind != Kind::Comment)
    }

    /// Makes one node of a declaration, the siblings that go on with it, and its braces.
    fn join(&mut self, head: NodeId, between: Vec<NodeId>, body: NodeId) {
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

    /// The node that starts at `head`, as far as brackets tell.
    fn bracketed(&mut self, head: usize, to: usize, depth: usize) -> NodeId {
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
        let tokens = &self.tokens[self.units[unit].tokens.clone()];
        let last = tokens.iter().rev().find(|t| t.kind != Kind::Comment);
        self.lexis.nesting == Nesting::Offside
            && !self.lexis.block_scalars
            && last.is_some_and(|t| t.is(b':'))
    }

    /// Moves siblings that are indented deeper into the one before them.
    fn indented(&mut self, siblings: Vec<NodeId>) -> Vec<NodeId> {
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
        let waiting = std::mem::take(gaps);
        // What comes after a gap is nested in what stands before only if that opens something.
        while let Some(at) = open.iter().rposition(|(_, l)| *l < level) {
            let (top, l) = open[at];
            let node = &self.nodes[top];
            let holds = waiting.is_empty()
                || waiting.iter().any(|gap| self.level(self.nodes[*gap].head) > l)
                    && !self.is_complete(node.head)
                || self.lexis.nesting != Nesting::Offside
                    && (!node.children.is_empty() || self.opens(node.head));
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

    /// Does a unit say all that it has to say: a statement to its semicolon, a tag to its end? Where
    /// brackets nest, nothing is nested in it.
    fn is_complete(&self, unit: usize) -> bool {
        let tokens = &self.tokens[self.units[unit].tokens.clone()];
        let last = tokens.iter().rev().find(|t| t.kind != Kind::Comment);
        self.lexis.nesting == Nesting::Closed
            && (last.is_some_and(|t| t.is(b';')) || is_whole_tag(tokens))
    }

    /// Does a unit end like something that has more to come?
    fn opens(&self, unit: usize) -> bool {
        if self.lexis.nesting == Nesting::Headings {
            return true;
        }
        let tokens = &self.tokens[self.units[unit].tokens.clone()];
        let code = || tokens.iter().filter(|t| t.kind != Kind::Comment);
        if is_whole_tag(tokens) {
            return false;
        }
        let ends = code().next_back().is_some_and(|t| {
            matches!(t.kind, Kind::Punct(b':' | b'{' | b'(' | b'[' | b'>' | b'|' | b'='))
                || self.words.open.contains(&t.hash)
        });
        ends || code().next().is_some_and(|t| self.words.open.contains(&t.hash))
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
    fn levels_below(&self) -> Vec<u32> {
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
        let column = unit.indent();
        if self.lexis.block_scalars {
            // The items of a list may stand in the column of its key.
            let item = self.tokens[unit.tokens.clone()].first().is_some_and(|t| t.is(b'-'));
            return 2 * column + u32::from(item);
        }
        column
    }

    /// The level of a heading whose next line underlines it.
    fn underlined(&self, unit: usize) -> Option<u32> {
        (self.lexis.layout == Layout::Prose)
            .then(|| underline(self.tokens, self.units, unit))
            .flatten()
    }

    fn heading(&self, unit: &Unit) -> Option<u32> {
        let bytes: Vec<u8> = self.tokens[unit.tokens.clone()]
            .iter()
            .map(|t| if let Kind::Punct(b) = t.kind { b } else { b'x' })
            .collect();
        // What looks like a heading in a code block is none.
        let carried = self.tokens.get(unit.tokens.start).is_some_and(|t| t.region != 0);
        if unit.tabs + unit.spaces > 0 || carried {
            return None;
        }
        let count = |b: u8| u32::try_from(bytes.iter().take_while(|c| **c == b).count()).ok();
        match bytes.first() {
            Some(b'#') => count(b'#').filter(|n| *n <= 6 && bytes.len() > *n as usize),
            Some(b'[') if self.lexis.layout != Layout::Prose => Some(1),
            _ => None,
        }
    }

    /// Is a unit the start of something, or does it continue or close what is open?
    fn part(&self, unit: &Unit) -> Part {
        if self.lexis.nesting != Nesting::Closed || unit.is_comment() {
            return Part::Head;
        }
        let tokens = &self.tokens[unit.tokens.clone()];
        let Some(first) = tokens.first() else { return Part::Head };
        let second = tokens.get(1);
        match first.kind {
            Kind::Punct(b'<') if second.is_some_and(|t| t.is(b'/')) => Part::Close,
            Kind::Punct(b'/') if second.is_some_and(|t| t.is(b'>')) => Part::Close,
            Kind::Punct(b'>') => Part::Middle,
            Kind::Punct(b')' | b']' | b'}') => Part::Close,
            Kind::Word if self.words.close.contains(&first.hash) => Part::Close,
            Kind::Word if self.words.middle.contains(&first.hash) => Part::Middle,
            Kind::Punct(b'#') => match second {
                Some(t) if t.hash == hash("endif") => Part::Close,
                Some(t) if t.hash == hash("else") || t.hash == hash("elif") => Part::Middle,
                _ => Part::Head,
            },
            _ => Part::Head,
        }
    }

    /// Only code is continued by a unit at its own level; an end tag ends only its own element.
    fn may_continue(&self, id: NodeId, unit: &Unit) -> bool {
        let head = &self.units[self.nodes[id].head];
        let [first, second, third, ..] = &self.tokens[unit.tokens.clone()] else {
            return !head.is_comment();
        };
        if !(first.is(b'<') && second.is(b'/')) {
            return !head.is_comment();
        }
        let opener = &self.tokens[head.tokens.clone()];
        let [open, name, ..] = opener else { return false };
        let ended = opener.windows(2).any(|w| w[0].is(b'<') && w[1].is(b'/'));
        open.is(b'<') && name.hash == third.hash && !ended
    }
}

/// The level of the heading that a line of prose is if the next one underlines it (setext headings,
/// CommonMark 0.31, section 4.3).
pub(super) fn underline(tokens: &[Token], units: &[Unit], at: usize) -> Option<u32> {
    let (unit, next) = (&units[at], units.get(at + 1)?);
    let said = &tokens[unit.tokens.clone()];
    let line = &tokens[next.tokens.clone()];
    let (first, mark) = (said.first()?, line.first()?);
    let level = match mark.kind {
        Kind::Punct(b'=') => 1,
        Kind::Punct(b'-') => 2,
        _ => return None,
    };
    let starts_other = matches!(
        first.kind,
        Kind::Punct(b'#' | b'-' | b'*' | b'+' | b'>' | b'|' | b'=' | b'`' | b'~') | Kind::Comment
    );
    let plain = first.region == 0 && mark.region == 0 && unit.tabs + unit.spaces == 0;
    let underlines = line.len() >= 2 && line.iter().all(|t| t.kind == mark.kind);
    (plain && underlines && next.blanks == 0 && !starts_other).then_some(level)
}

/// Level of units inside a multi-line token: deeper than all.
const INSIDE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Middle,
    Close,
}

const fn hash(word: &str) -> u64 {
    xxhash_rust::const_xxh3::xxh3_64(word.as_bytes())
}

/// Hashes of the words that make blocks.
struct Words {
    clauses: Vec<u64>,
    open: Vec<u64>,
    middle: Vec<u64>,
    close: Vec<u64>,
}

impl Words {
    fn of(words: &BlockWords) -> Self {
        let hashes = |words: &[&str]| words.iter().map(|word| hash(word)).collect();
        Self {
            clauses: hashes(words.clauses),
            open: hashes(words.open),
            middle: hashes(words.middle),
            close: hashes(words.close),
        }
    }
}
