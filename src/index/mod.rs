//! The block tree of one file version.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};
use tree_sitter::Tree;
use xxhash_rust::xxh3::Xxh3;

use crate::lang::{Language, Layout, Lexis};

mod blocks;
mod bound;
mod brackets;
mod key;
mod lex;
pub(crate) mod lines;
mod literal;
mod markup;
mod outline;
mod region;
mod rolling;
mod sound;
mod syntax;
mod tables;
mod units;

use lines::Lines;
use tables::Tables;

pub(crate) use key::{Body, Class, Key};
pub(crate) use lex::{Kind, Token, is_mixed, lex, lex_from};
pub(crate) use outline::{Loose, Node, NodeId};
pub(crate) use rolling::Rolling;
pub(crate) use syntax::{Replacement, errors as syntax_errors};
pub(crate) use tables::Place;
pub(crate) use units::{Mark, Role, Unit, row_starts};

/// The id that git gives a blob of these bytes (SHA-1 object format): the identity of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId([u8; 20]);

impl BlobId {
    /// The id of `content`.
    pub fn of(content: &[u8]) -> Self {
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", content.len()));
        hash.update(content);
        Self(hash.finalize().into())
    }

    /// The 20 bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A block as it is shown to people and scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockRef {
    /// Key path from the outermost block, such as `class Store > receive`.
    pub key: String,
    /// The grammar's name of the node, such as `method_definition`.
    pub kind: String,
    /// First line, from 1, leading comments included.
    pub start_line: usize,
    /// Last line, from 1.
    pub end_line: usize,
    /// Blocks around this one.
    pub depth: usize,
}

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
    tables: Tables,
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
        let nest = outline::nest(&tokens, &units, lexis);
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
        let first = &self.tokens[self.units[spine[0]].tokens.clone()];
        let count = |byte: u8| first.iter().filter(|token| token.is(byte)).count();
        if count(b'(') <= count(b')') {
            return None;
        }
        let mut open: Vec<u8> = Vec::new();
        for (at, unit) in spine.iter().copied().enumerate() {
            let mut closed = false;
            for token in &self.tokens[self.units[unit].tokens.clone()] {
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

    /// Does the first line of a node open its body, or a brace of its own below?
    pub fn opens_body(&self, id: NodeId) -> bool {
        let node = &self.nodes[id];
        !node.is_leaf() && (self.opens(node.head) || self.opens_below(id) == Some(1))
    }

    /// Does a unit end with what opens a body?
    fn opens(&self, unit: usize) -> bool {
        let tokens = &self.tokens[self.units[unit].tokens.clone()];
        let last = tokens.iter().rev().find(|t| t.kind != Kind::Comment);
        last.is_some_and(|t| t.is(b'{') || t.is(b':'))
    }

    /// Is a unit nothing but an opening brace?
    fn is_brace(&self, unit: usize) -> bool {
        let unit = self.units.get(unit);
        unit.is_some_and(|u| u.tokens.len() == 1 && self.tokens[u.tokens.start].is(b'{'))
    }

    fn name(&mut self, id: NodeId, language: &Language) {
        let node = &self.nodes[id];
        let head = &self.units[node.head];
        // What it opens may stand on the next line.
        let opens_below = self.opens_below(id).is_some()
            || self.is_brace(node.head + 1)
            || self.broken_head(id).is_some();
        let body = if opens_below {
            Body::Brace
        } else if !node.is_leaf() || self.loose[node.head].opens > 0 {
            Body::Nested
        } else {
            Body::None
        };
        let key = matches!(head.role, Role::Code)
            .then(|| {
                let tokens = &self.tokens[head.tokens.clone()];
                let region = tokens.first().map_or(0, |t| t.region);
                // A heading in a code block is none.
                let carried = region == Lexis::CARRIED_REGION;
                let lexis = language.lexis.region(region);
                (!carried || language.lexis.layout != Layout::Prose)
                    .then(|| key::key_of(&self.text, tokens, lexis, body))?
            })
            .flatten();
        // Tables of an array have one name; what identifies each is inside.
        let underlined = language.lexis.layout == Layout::Prose
            && outline::underline(&self.tokens, &self.units, node.head).is_some();
        let key = if underlined { self.heading(node.head) } else { key };
        let key = match key {
            Some(key) => Some(self.import_over_lines(id, key).unwrap_or(key)),
            None => self.destructured_over_lines(id, &language.lexis),
        };
        let said = &self.text[head.start..head.end];
        let array = said.starts_with("[[");
        let key = if array {
            self.identity(id).or(key)
        } else if said.starts_with("@font-face") {
            self.font_face(id, key)
        } else {
            key.or_else(|| self.identity(id))
        };
        let (hash, comments) = self.hash(node.head, node.last);
        let weight = self.units[node.head..=node.last].iter().map(|u| u.weight).sum();
        self.keys.push(key);
        let brought = self.brought_in(id);
        self.brought.push(brought);
        self.hashes.push(hash);
        self.comments.push(comments);
        self.weights.push(weight);
    }

    /// The key of an import over several lines, which end with what it imports from.
    fn import_over_lines(&self, id: NodeId, key: Key) -> Option<Key> {
        let node = &self.nodes[id];
        if key.class != Class::Import || !node.closed {
            return None;
        }
        let text = |unit: usize| {
            let tokens = &self.tokens[self.units[unit].tokens.clone()];
            tokens.iter().rposition(|t| t.kind == Kind::Text).map(|at| &tokens[at..=at])
        };
        match text(node.head) {
            None => key::import_of(text(node.last)?),
            Some(_) => None,
        }
    }

    /// The key of `const {`, names below, and `} = source` on the last line.
    fn destructured_over_lines(&self, id: NodeId, lexis: &Lexis) -> Option<Key> {
        let node = &self.nodes[id];
        let [head, last] = node.spine[..] else { return None };
        if !node.closed {
            return None;
        }
        let tokens = |unit: usize| &self.tokens[self.units[unit].tokens.clone()];
        let ends = |unit: usize, byte: u8| tokens(unit).last().is_some_and(|t| t.is(byte));
        let opens = ends(last, b'{') || ends(last, b'(') || ends(last, b'[');
        (ends(head, b'{') && !opens)
            .then(|| key::destructured_of(&self.text, tokens(head), tokens(last), lexis))?
    }

    /// The key of a heading that is a whole line.
    fn heading(&self, unit: usize) -> Option<Key> {
        let unit = &self.units[unit];
        key::whole(&self.tokens[unit.tokens.clone()])
    }

    /// The key of an object without a name: the member that identifies it among others.
    fn identity(&self, id: NodeId) -> Option<Key> {
        let node = &self.nodes[id];
        let head = &self.units[node.head];
        let tokens = &self.tokens[head.tokens.clone()];
        // `{`, `[[table]]`, `- uses: it`
        let nameless = match tokens {
            [only] => only.is(b'{'),
            [a, b, ..] => a.is(b'[') && b.is(b'[') || a.is(b'-') && a.end < b.start,
            [] => false,
        };
        if !nameless {
            return None;
        }
        ["id", "key", "slug", "name"].iter().find_map(|wanted| {
            node.children.iter().find_map(|child| {
                let child = &self.nodes[*child];
                let unit = &self.units[child.head];
                let tokens = &self.tokens[unit.tokens.clone()];
                let [name, sign, value, ..] = tokens else { return None };
                let said = self.text[name.start..name.end].trim_matches(['"', '\'']);
                let assigns = sign.is(b':') || sign.is(b'=');
                (child.is_leaf() && said == *wanted && assigns).then_some(Key {
                    class: Class::Definition,
                    name: unit.hash,
                    start: value.start,
                    end: unit.code_end,
                })
            })
        })
    }

    /// The key of a font face of a style sheet: what others choose it by.
    fn font_face(&self, id: NodeId, key: Option<Key>) -> Option<Key> {
        const CHOOSE: [&str; 5] =
            ["font-family", "font-style", "font-weight", "font-stretch", "unicode-range"];
        let children = self.nodes[id].children.iter();
        let units = children.map(|child| &self.units[self.nodes[*child].head]);
        let mut said: Vec<(&str, u64)> = units
            .filter_map(|unit| {
                let name = self.tokens.get(unit.tokens.start)?;
                let name = &self.text[name.start..name.end];
                CHOOSE.contains(&name).then_some((name, unit.hash))
            })
            .collect();
        said.sort_unstable();
        let rolled = said.iter().fold(0_u64, |name, (_, hash)| {
            (name.rotate_left(7) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        key.map(|key| Key { name: key.name ^ rolled, ..key })
    }

    /// Hash of the code from one unit to another, and of its comments.
    pub fn hash(&self, first: usize, last: usize) -> (u64, Option<u64>) {
        let tokens = &self.tokens[self.units[first].tokens.start..self.units[last].tokens.end];
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
        let tokens = &self.tokens[self.units[first].tokens.start..self.units[last].tokens.end];
        let words = |t: &Token| {
            let text = &self.text[t.start..t.end];
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
        match self.nodes[id].parent {
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
            Some(key) => &self.text[key.start..key.end],
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
    let mut before = 0;
    for unit in units.iter().filter(|u| u.fresh && u.role == Role::Code) {
        tabs += usize::from(unit.tabs > 0);
        spaces += usize::from(unit.tabs == 0 && unit.spaces > 0);
        let step = unit.spaces.saturating_sub(before) as usize;
        if unit.tabs == 0 && (1..=8).contains(&step) {
            steps[step] += 1;
        }
        before = unit.spaces;
    }
    let most = (1..=8).max_by_key(|i| (steps[*i], 9 - *i)).filter(|i| steps[*i] > 0);
    (most.and_then(|i| u32::try_from(i).ok()), tabs > spaces)
}

/// One error in so many units says that the grammar does not know this kind of file.
const LOST: usize = 20;

/// The block tree of one version of one file, tagged with the content's identity.
#[derive(Debug)]
pub struct Index {
    language: &'static Language,
    blob: BlobId,
    outline: Outline,
    tree: Option<Tree>,
    errors: usize,
    lines: OnceLock<Lines>,
}

impl Index {
    /// Parses `text` and builds its tree. Any text is fine: what does not parse becomes line blocks.
    pub fn new(language: &'static Language, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let blob = BlobId::of(text.as_bytes());
        let tokens = lex(&text, &language.lexis);
        let tree = syntax::parse(language, &text);
        let errors = tree.as_ref().map_or(0, syntax::count);
        let outline = Outline::new(language, text, tokens, &[], &[]);
        Self { language, blob, outline, tree, errors, lines: OnceLock::new() }
    }

    /// The language that the text was parsed as.
    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.outline.text
    }

    /// The identity of the text.
    pub fn blob(&self) -> BlobId {
        self.blob
    }

    /// Places where the grammar finds no sense in the text: 0 for a file in order.
    pub fn syntax_errors(&self) -> usize {
        self.errors
    }

    /// The keyed blocks in file order, nested ones after their parent.
    pub fn blocks(&self) -> Vec<BlockRef> {
        blocks::list(self)
    }

    /// Does `text`, which became of this one by `edits`, have more syntax errors? The edits are
    /// disjoint and in order.
    pub(crate) fn breaks(&self, edits: &[Replacement], text: &str) -> bool {
        if self.embedded_errors(text) > self.embedded_errors(self.text()) {
            return true;
        }
        let Some(tree) = &self.tree else { return false };
        // A grammar that finds no sense in much of the file is no witness; brackets are.
        if self.errors * LOST > self.outline.units.len() {
            let tokens = lex(text, &self.language.lexis);
            let outline = Outline::new(self.language, Arc::from(text), tokens, &[], &[]);
            return outline.torn() > self.outline.torn();
        }
        let edited = syntax::parse_edited(self.language, (tree, self.text()), edits, text);
        // Where the grammar had to recover, what it makes of a text depends on where it started:
        // only trees of whole texts compare.
        edited.is_none_or(|t| syntax::count(&t) > 0)
            && syntax::parse(self.language, text)
                .is_some_and(|new| sound::has_more(tree, self.text(), &new, edits))
    }

    /// Syntax errors of what stands in a text in other languages.
    fn embedded_errors(&self, text: &str) -> usize {
        let lexis = &self.language.lexis;
        let part = |(range, region): (Range<usize>, u8)| {
            let language = lexis.regions.get(usize::from(region).checked_sub(1)?)?.language;
            Some(syntax::errors(language, &text[range]))
        };
        lex::embedded(text, lexis).into_iter().filter_map(part).sum()
    }

    pub(crate) fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The lines of the text: read when they are first asked for.
    pub(crate) fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(self.text()))
    }
}
