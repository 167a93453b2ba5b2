//! What names a node, and what it says as a whole.
//!
//! The key of a line is in [`super::key`]; here is that of what stands on several, and of what is known
//! by something inside it: an import, a destructured declaration, an object in a list.

use super::key::{self, Body, Class, Key};
use super::lex::Kind;
use super::nesting::{self, NodeId};
use super::outline::Outline;
use super::units::Role;
use crate::lang::{Language, Layout, Lexis};

impl Outline {
    /// Names the next node: `id` is how many have a name.
    pub(super) fn name(&mut self, id: NodeId, language: &Language) {
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
            && nesting::underline(&self.tokens, &self.units, node.head).is_some();
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
        // In running text a separator is text as well.
        let region = self.tokens.get(head.tokens.start).map_or(0, |t| t.region);
        let text = language.lexis.layout == Layout::Prose || language.lexis.region(region).prose;
        let hash = if node.is_leaf() && text { head.hash } else { hash };
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
            let tokens = self.unit_tokens(unit);
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
        let tokens = |unit: usize| self.unit_tokens(unit);
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
                let said = self.token_text(name).trim_matches(['"', '\'']);
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
                let name = self.token_text(name);
                CHOOSE.contains(&name).then_some((name, unit.hash))
            })
            .collect();
        said.sort_unstable();
        let rolled = said.iter().fold(0_u64, |name, (_, hash)| {
            (name.rotate_left(7) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        key.map(|key| Key { name: key.name ^ rolled, ..key })
    }
}
