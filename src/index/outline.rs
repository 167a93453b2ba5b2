//! A text as a tree of named units: what alignment works on, for a file and for a sketch.
//!
//! In: a text and its tokens. Out: units, the nodes that they form, and for each node what it says. How
//! it is made is told where that is done: [`super::units`], [`super::nesting`], [`super::naming`].

use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::key::Key;
use super::lex::{self, Kind, Token};
use super::markup;
use super::nesting::{self, Loose, Node, NodeId};
use super::tables::Tables;
use super::units::{self, Mark, Role, Unit};
use crate::lang::Language;

/// Weight of what two elements of a list have in common anyway: their tags.
const FRAME: f32 = 0.1;

/// A text cut into units, nested and named: what alignment works on, for a file and for a sketch.
#[derive(Debug)]
pub(crate) struct Outline {
    pub text: Arc<str>,
    pub tokens: Vec<Token>,
    pub units: Vec<Unit>,
    pub nodes: Vec<Node>,
    pub roots: Vec<NodeId>,
    /// For each unit: the node that it heads.
    pub heads: Vec<Option<NodeId>>,
    /// For each unit: the node whose spine it is on.
    pub owner: Vec<NodeId>,
    /// For each unit: brackets that nothing matches.
    pub loose: Vec<Loose>,
    /// For each node: what names it.
    pub keys: Vec<Option<Key>>,
    /// For each node: hashes of the names that it brings in, sorted.
    pub brought: Vec<Vec<u64>>,
    /// For each node: what its code says, blind to white space, comments and final separators.
    pub hashes: Vec<u64>,
    /// For each node: its comments; none where there are none.
    pub comments: Vec<Option<u64>>,
    /// For each node: the sum of its units' weights.
    pub weights: Vec<f32>,
    /// Spaces that one level of indentation takes; none where tabs or nothing indents.
    pub indent: Option<u32>,
    /// Does a tab indent?
    pub tabs: bool,
    /// Do brackets alone on a line belong to the declaration below?
    pub bracket_attributes: bool,
    pub(super) tables: Tables,
}

impl Outline {
    /// Cuts, nests and names `text`. `marks` and `inline_gaps` as for [`units::cut`].
    pub fn new(
        language: &Language,
        text: Arc<str>,
        tokens: Vec<Token>,
        marks: &[Mark],
        inline_gaps: &[usize],
    ) -> Self {
        let lexis = &language.lexis;
        let (tokens, units) = units::cut(&text, tokens, lexis, marks, inline_gaps);
        let nest = nesting::nest(&tokens, &units, lexis);
        let (indent, tabs) = indentation(&units);
        let mut this = Self {
            keys: Vec::with_capacity(nest.nodes.len()),
            brought: Vec::with_capacity(nest.nodes.len()),
            hashes: Vec::with_capacity(nest.nodes.len()),
            comments: Vec::with_capacity(nest.nodes.len()),
            weights: Vec::with_capacity(nest.nodes.len()),
            text,
            tokens,
            units,
            nodes: nest.nodes,
            roots: nest.roots,
            heads: nest.heads,
            owner: nest.owner,
            loose: nest.loose,
            indent,
            tabs,
            bracket_attributes: lexis.bracket_attributes,
            tables: Tables::default(),
        };
        for id in 0..this.nodes.len() {
            this.name(id, language);
        }
        this
    }

    /// The position in a node's spine of the brace that opens it, where that stands on a line of its
    /// own, below all of its head.
    pub fn opens_below(&self, id: NodeId) -> Option<usize> {
        let spine = &self.nodes[id].spine;
        (1..spine.len()).find(|at| self.is_brace(spine[*at]))
    }

    /// The last unit of a node's head: above its brace, where that stands on a line of its own.
    pub fn head_end(&self, id: NodeId) -> usize {
        let node = &self.nodes[id];
        self.opens_below(id).map_or(node.head, |at| node.spine[at] - 1)
    }

    /// The unit that ends the head of a node whose first line leaves a parenthesis open: it closes that,
    /// and opens the body, there or with a brace below (`) {`, `): T {`, `):`). None where the head
    /// stands on one line, as those do that open their body at once.
    pub fn broken_head(&self, id: NodeId) -> Option<usize> {
        let node = &self.nodes[id];
        let closer = usize::from(node.closed);
        let spine = Some(&node.spine).filter(|spine| spine.len() > 1 + closer)?;
        let first = self.unit_tokens(spine[0]);
        let count = |byte: u8| first.iter().filter(|token| token.is(byte)).count();
        if count(b'(') <= count(b')') {
            return None;
        }
        let mut open: Vec<u8> = Vec::new();
        for (at, unit) in spine.iter().copied().enumerate() {
            let mut closed = false;
            for token in self.unit_tokens(unit) {
                match token.kind {
                    Kind::Punct(byte @ (b'(' | b'[' | b'{')) => open.push(byte),
                    Kind::Punct(b')' | b']' | b'}') => {
                        open.pop()?;
                        closed |= open.is_empty();
                    }
                    _ => {}
                }
            }
            if at == 0 && open.first() != Some(&b'(') {
                return None;
            }
            if at > 0 && closed {
                let below = spine.get(at + 1).is_some_and(|unit| self.is_brace(*unit));
                let opens = self.opens(unit) || below;
                return (opens && matches!(open[..], [] | [b'{'])).then_some(unit);
            }
        }
        None
    }

    /// The unit that ends the start tag of an element that is broken over lines: its `>`, on a line of its
    /// own.
    pub fn broken_tag(&self, id: NodeId) -> Option<usize> {
        let node = &self.nodes[id];
        let end = *node.spine.get(1)?;
        let closes = matches!(self.unit_tokens(end), [sign] if sign.is(b'>'));
        (closes && self.is_tag(node.head) && !self.opens_element(id)).then_some(end)
    }

    /// Is the first line of a node a start tag, from `<` to `>`?
    pub fn opens_element(&self, id: NodeId) -> bool {
        let node = &self.nodes[id];
        let closes = self.unit_tokens(node.head).last().is_some_and(|t| t.is(b'>'));
        closes && !node.is_leaf() && self.is_tag(node.head)
    }

    /// Does a unit begin with a tag?
    fn is_tag(&self, unit: usize) -> bool {
        matches!(*self.unit_tokens(unit), [open, name, ..]
            if open.is(b'<') && name.kind == Kind::Word && name.start == open.end)
    }

    /// Does the first line of a node open its body, or a brace of its own below?
    pub fn opens_body(&self, id: NodeId) -> bool {
        let node = &self.nodes[id];
        !node.is_leaf() && (self.opens(node.head) || self.opens_below(id) == Some(1))
    }

    /// Does a unit end with what opens a body?
    fn opens(&self, unit: usize) -> bool {
        self.unit_code(unit).next_back().is_some_and(|t| t.is(b'{') || t.is(b':'))
    }

    /// Is a unit nothing but an opening brace?
    pub(super) fn is_brace(&self, unit: usize) -> bool {
        let unit = self.units.get(unit);
        unit.is_some_and(|u| u.tokens.len() == 1 && self.tokens[u.tokens.start].is(b'{'))
    }

    /// Hash of the code from one unit to another, and of its comments.
    pub fn hash(&self, first: usize, last: usize) -> (u64, Option<u64>) {
        let tokens = self.run_tokens(first, last);
        let (mut code, mut comments) = (Xxh3::new(), None::<Xxh3>);
        let mut separator = None;
        for token in tokens {
            if token.kind == Kind::Comment {
                comments.get_or_insert_with(Xxh3::new).update(&token.hash.to_le_bytes());
                continue;
            }
            // A separator counts only when something that is no end follows.
            let ends = matches!(token.kind, Kind::Punct(b')' | b']' | b'}'));
            if let Some(hash) = separator.take().filter(|_| !ends) {
                code.update(&u64::to_le_bytes(hash));
            }
            if token.is(b',') || token.is(b';') {
                separator = Some(token.hash);
            } else {
                code.update(&token.hash.to_le_bytes());
            }
        }
        (code.digest(), comments.map(|c| c.digest()))
    }

    /// Hashes of all tokens from one unit to another, sorted, with their weights.
    pub fn bag(&self, first: usize, last: usize) -> Vec<(u64, f32)> {
        let tokens = self.run_tokens(first, last);
        let words = |t: &Token| {
            let text = self.token_text(t);
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let hash = |word: &str| (xxhash_rust::xxh3::xxh3_64(word.as_bytes()), 1.0);
            let mut bag: Vec<_> = words.map(hash).collect();
            if bag.is_empty() {
                bag.push(hash(text));
            }
            bag
        };
        let mut bag: Vec<(u64, f32)> = Vec::with_capacity(tokens.len());
        let mut markup = markup::Markup::default();
        for (at, token) in tokens.iter().enumerate() {
            if markup.is_frame(tokens, at) {
                bag.push((token.hash, FRAME));
                continue;
            }
            match token.kind {
                Kind::Comment => {}
                Kind::Punct(_) => bag.push((token.hash, 0.25)),
                Kind::Word if markup.inside() => bag.extend(words(token)),
                Kind::Word => bag.push((token.hash, 1.0)),
                // The words of a text count one by one.
                Kind::Text => bag.extend(words(token)),
            }
        }
        if bag.is_empty() {
            // Nothing but comments: theirs do.
            bag.extend(tokens.iter().flat_map(words));
        }
        bag.sort_unstable_by_key(|(hash, _)| *hash);
        bag
    }

    /// Brackets that nothing matches.
    pub fn torn(&self) -> u32 {
        self.loose.iter().map(|l| l.opens + l.closes).sum()
    }

    /// A node and what stands beside it in the same node, in order.
    pub fn siblings(&self, id: NodeId) -> &[NodeId] {
        // The sections of a document are named as parents and hold nothing.
        match self.nodes[id].parent.filter(|parent| !self.nodes[*parent].is_leaf()) {
            Some(parent) => &self.nodes[parent].children,
            None => &self.roots,
        }
    }

    /// Columns that one level of indentation takes; a tab counts as four.
    pub fn step(&self) -> u32 {
        if self.tabs { 4 } else { self.indent.unwrap_or(4).max(1) }
    }

    /// The column of a unit in spaces, a tab counting as one level.
    pub fn column(&self, unit: usize) -> u32 {
        let unit = &self.units[unit];
        unit.tabs * self.step() + unit.spaces
    }

    /// Indentation of a unit in levels.
    pub fn level(&self, unit: usize) -> f32 {
        let unit = &self.units[unit];
        let spaces = unit.spaces as f32 / self.step() as f32;
        unit.tabs as f32 + spaces
    }

    /// The tokens from one unit to another, comments among them.
    pub fn run_tokens(&self, first: usize, last: usize) -> &[Token] {
        &self.tokens[self.units[first].tokens.start..self.units[last].tokens.end]
    }

    /// The tokens of a unit, comments among them.
    pub fn unit_tokens(&self, unit: usize) -> &[Token] {
        self.run_tokens(unit, unit)
    }

    /// The tokens of a node, comments among them.
    pub fn node_tokens(&self, id: NodeId) -> &[Token] {
        self.run_tokens(self.nodes[id].head, self.nodes[id].last)
    }

    /// The tokens from one unit to another that are no comments.
    pub fn run_code(
        &self,
        first: usize,
        last: usize,
    ) -> impl DoubleEndedIterator<Item = &Token> + Clone {
        lex::code(self.run_tokens(first, last))
    }

    /// The tokens of a unit that are no comments.
    pub fn unit_code(&self, unit: usize) -> impl DoubleEndedIterator<Item = &Token> + Clone {
        lex::code(self.unit_tokens(unit))
    }

    /// The tokens of a node that are no comments.
    pub fn node_code(&self, id: NodeId) -> impl DoubleEndedIterator<Item = &Token> + Clone {
        lex::code(self.node_tokens(id))
    }

    /// The text of a token.
    pub fn token_text(&self, token: &Token) -> &str {
        &self.text[token.start..token.end]
    }

    /// The tokens that make up a key.
    pub fn key_tokens(&self, key: Key) -> &[Token] {
        let from = self.tokens.partition_point(|t| t.start < key.start);
        let to = self.tokens.partition_point(|t| t.end <= key.end);
        &self.tokens[from..to.max(from)]
    }

    /// Hash of the last word of a node's key: the name alone, without a path or a sign before it.
    pub fn name_word(&self, id: NodeId) -> Option<u64> {
        let tokens = self.key_tokens(self.keys[id]?);
        tokens.iter().rfind(|t| t.kind == Kind::Word).map(|t| t.hash)
    }

    /// The white space in front of a unit's line.
    pub fn lead(&self, unit: usize) -> &str {
        let start = self.units[unit].start;
        let line = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let lead = self.text[line..start].trim_start_matches('\u{feff}');
        &lead[..lead.len() - lead.trim_start_matches([' ', '\t']).len()]
    }

    /// The white space between a unit and the one above it, or the start of the text.
    pub fn white_above(&self, unit: usize) -> &str {
        let above = unit.checked_sub(1).map_or(0, |above| self.units[above].end);
        &self.text[above..self.units[unit].start]
    }

    /// What a key says, as it stands in the text.
    pub fn key_text(&self, key: Key) -> &str {
        &self.text[key.start..key.end]
    }

    /// The text of a unit.
    pub fn said(&self, unit: usize) -> &str {
        let unit = &self.units[unit];
        &self.text[unit.start..unit.end]
    }

    /// The units that stand on the same lines: each run begins on a line of its own.
    pub fn rows(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let first = (start < self.units.len()).then_some(start)?;
            let next = self.units[first + 1..].iter().position(|unit| unit.fresh);
            start = next.map_or(self.units.len(), |at| first + 1 + at);
            Some(first..start)
        })
    }

    /// The text of units in a row, with what is between them.
    pub fn between(&self, units: &Range<usize>) -> &str {
        &self.text[self.units[units.start].start..self.units[units.end - 1].end]
    }

    /// The name of a node, for people.
    pub fn title(&self, id: NodeId) -> String {
        let node = &self.nodes[id];
        let text = match self.keys[id] {
            Some(key) => self.key_text(key),
            None => self.said(node.head),
        };
        let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((at, _)) = words.char_indices().nth(60) {
            words.truncate(at);
            words.push_str("...");
        }
        words
    }

    /// The names of a node and of the keyed nodes around it, outermost first.
    pub fn path(&self, id: NodeId) -> String {
        let mut names = vec![self.title(id)];
        let mut at = self.nodes[id].parent;
        while let Some(parent) = at {
            if self.keys[parent].is_some() {
                names.push(self.title(parent));
            }
            at = self.nodes[parent].parent;
        }
        names.reverse();
        names.join(" > ")
    }
}

/// How a text indents: spaces a level, and whether by tabs.
fn indentation(units: &[Unit]) -> (Option<u32>, bool) {
    let (mut tabs, mut spaces) = (0_usize, 0_usize);
    let mut steps = [0_usize; 9];
    // How deep the first line stands is not told by what is above it, nor below a gap that is further out
    // than what is above, unless all stands in one column.
    let code = || units.iter().filter(|u| u.fresh && u.role == Role::Code).map(|u| u.spaces);
    let mut before = (code().min() == code().max()).then_some(0);
    for unit in units.iter().filter(|u| u.fresh) {
        match unit.role {
            Role::Code => {}
            Role::Gap => {
                before = before.filter(|above| *above <= unit.spaces);
                continue;
            }
            _ => continue,
        }
        tabs += usize::from(unit.tabs > 0);
        spaces += usize::from(unit.tabs == 0 && unit.spaces > 0);
        let step = unit.spaces.saturating_sub(before.unwrap_or(unit.spaces)) as usize;
        if unit.tabs == 0 && (1..=8).contains(&step) {
            steps[step] += 1;
        }
        before = Some(unit.spaces);
    }
    let most = (1..=8).max_by_key(|i| (steps[*i], 9 - *i)).filter(|i| steps[*i] > 0);
    (most.and_then(|i| u32::try_from(i).ok()), tabs > spaces)
}
