//! The nesting of units: which belong to which head.
//!
//! In: tokens and units. Out: nodes. A node is a head unit, what is nested in it, and the units
//! that continue and close it (`} else {`, `</ul>`). Nesting comes from matching brackets first
//! ([`braces`]), then from indentation ([`columns`]), so that the code of a sketch, which may lack
//! ends and beginnings, is read the same way as a file. Both ask what a line itself says of where it
//! belongs ([`signs`]).

use self::brackets::{Depth, depths, next_lower, pair_brackets};
use self::signs::Words;
use super::lex::{self, Token};
use super::units::Unit;
use crate::lang::{Layout, Lexis};

mod braces;
mod brackets;
mod columns;
mod signs;

pub(crate) use signs::is_template_part;
pub(super) use signs::underline;

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
        raw: raw_text(tokens, units, lexis),
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
        nest.fold_fences(tokens, units);
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

    /// Makes one node of each code block of a document, from fence to fence: unlike a heading, the line that
    /// opens one and the line that closes it change together what stands between.
    fn fold_fences(&mut self, tokens: &[Token], units: &[Unit]) {
        let first = |unit: usize| tokens.get(units[unit].tokens.start);
        let carried = |unit: usize| first(unit).is_some_and(|t| t.region != 0);
        // A line may begin with code in backticks.
        let fence = |unit: usize| match &tokens[units[unit].tokens.clone()] {
            [a, b, c, ..] => [b'`', b'~'].iter().any(|mark| [a, b, c].iter().all(|t| t.is(*mark))),
            _ => false,
        };
        let mut unit = 0;
        while unit < units.len() {
            // A marker in a code block is of no region. The fences come in pairs, so that this is not what
            // stands between two blocks.
            let opens = fence(unit) && !carried(unit);
            let mut below = unit + 1..if opens { units.len() } else { 0 };
            let end = below.find(|at| !carried(*at) && !units[*at].is_marker());
            let Some(end) = end.filter(|end| fence(*end)) else {
                unit += 1;
                continue;
            };
            if let (Some(head), Some(close)) = (self.heads[unit], self.heads[end].take()) {
                let children: Vec<NodeId> =
                    self.heads[unit + 1..end].iter().flatten().copied().collect();
                for child in &children {
                    self.nodes[*child].parent = Some(head);
                }
                let node = &mut self.nodes[head];
                (node.last, node.extent, node.closed) = (end, end, true);
                node.spine = vec![unit, end];
                node.children = children;
                self.nodes[close].spine.clear();
                self.owner[end] = head;
            }
            unit = end + 1;
        }
        let mut end = 0;
        self.roots.retain(|id| {
            let node = &self.nodes[*id];
            let outer = node.head >= end && !node.spine.is_empty();
            if outer {
                end = node.last + 1;
            }
            outer
        });
    }
}

/// Units in elements that keep their white space (HTML Living Standard, section 4.4.3 and 4.10.11): in
/// whatever column they stand, they are of that element, and so deeper than its first line.
fn raw_text(tokens: &[Token], units: &[Unit], lexis: &Lexis) -> Vec<u32> {
    let mut raw = Vec::new();
    if lexis.regions.is_empty() || lexis.layout == Layout::Prose {
        return raw;
    }
    let names = ["pre", "textarea"].map(signs::hash);
    let said = |unit: &Unit| &tokens[unit.tokens.clone()];
    // Behind the last end tag of a name nothing needs to be looked for.
    let last = names.map(|name| units.iter().rposition(|unit| ends(said(unit), name)));
    let ended =
        |name: u64, at: usize| names.iter().zip(last).any(|(n, l)| *n == name && l > Some(at));
    let opened = |unit: &Unit| {
        let mut tags = said(unit).windows(2).filter(|w| w[0].is(b'<'));
        let name = tags.rfind(|w| names.contains(&w[1].hash))?[1].hash;
        (!ends(said(unit), name)).then_some(name)
    };
    let mut at = 0;
    while at < units.len() {
        let below = opened(&units[at]).filter(|name| ended(*name, at)).and_then(|name| {
            let mut below = units.iter().enumerate().skip(at + 1);
            below.find(|(_, unit)| ends(said(unit), name)).map(|(end, _)| end)
        });
        if let Some(end) = below {
            // The end tag is a line of its own, or text stands before it.
            let closes = matches!(said(&units[end]), [a, b, ..] if a.is(b'<') && b.is(b'/'));
            let end = if closes { end } else { end + 1 };
            raw.resize(units.len(), 0);
            raw[at + 1..end].fill(units[at].indent() + 1);
        }
        at = below.unwrap_or(at) + 1;
    }
    raw
}

/// Do tokens have the end tag of an element?
fn ends(tokens: &[Token], name: u64) -> bool {
    tokens.windows(3).any(|w| w[0].is(b'<') && w[1].is(b'/') && w[2].hash == name)
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
    /// For each unit: the level that it has at least, in an element that keeps its white space; empty where
    /// there is none.
    raw: Vec<u32>,
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

    /// The tokens of a unit.
    fn tokens(&self, unit: &Unit) -> &[Token] {
        &self.tokens[unit.tokens.clone()]
    }

    /// The tokens of a unit that are no comments.
    fn code(&self, unit: &Unit) -> impl DoubleEndedIterator<Item = &Token> + Clone {
        lex::code(self.tokens(unit))
    }
}
