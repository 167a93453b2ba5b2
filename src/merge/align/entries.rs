//! Tells the entries of a list apart: each is a record that begins with a bracket alone (`{`), so that
//! nothing but its fields says which it is. What the fields are called they all have in common.

use super::Aligner;
use super::beside::is_argument;
use super::identity::{Bond, first_field};
use super::siblings::{code, is_part, words};
use crate::index::{Kind, NodeId, Outline, Role, Token, Unit};

impl<'a> Aligner<'a> {
    /// Are a node of the sketch and one of the file entries of a list, each with a first line that says
    /// nothing? What a call gets is known by its place.
    pub(super) fn are_entries(&self, s: NodeId, f: NodeId) -> bool {
        is_entry(self.s, s) && is_entry(self.f, f) && !is_argument(self.f, f)
    }

    /// Are these two tables of an array (`[[rule]]`), of which the file has more, that say another text first
    /// under one name (`path = "a"`)? A kind that they are of is no name.
    pub(super) fn are_other_tables(&self, s: NodeId, f: NodeId) -> bool {
        const KINDS: [&str; 6] = ["type", "kind", "format", "mode", "version", "language"];
        let first = |o: &'a Outline, id: NodeId| {
            let mut code = o.nodes[id].children.iter().map(|child| o.nodes[*child].head);
            let head = code.find(|unit| !o.units[*unit].is_comment())?;
            let [name, sign, value, ..] = o.unit_tokens(head) else { return None };
            let said = sign.is(b'=') && value.kind == Kind::Text;
            said.then(|| (o.token_text(name), o.token_text(value)))
        };
        let array = |o: &Outline, id: NodeId| o.said(o.nodes[id].head).starts_with("[[");
        if !array(self.s, s) || !array(self.f, f) || !self.begin_alike(s, f) {
            return false;
        }
        let others = first(self.s, s).zip(first(self.f, f));
        let more = |id: &NodeId| *id != f && self.begin_alike(s, *id);
        others.is_some_and(|(a, b)| a.0 == b.0 && a.1 != b.1 && !KINDS.contains(&a.0))
            && self.f.siblings(f).iter().any(more)
            && !self.is_renamed_table(s, f)
    }

    /// Do two tables of an array differ in nothing but their names, and lead to one place
    /// (`path = "src/a.rs"`) that no other table of the sketch or the file leads to? The one is the other.
    pub(super) fn is_renamed_table(&self, s: NodeId, f: NodeId) -> bool {
        const NAMES: [&str; 3] = ["name", "id", "title"];
        const PLACES: [&str; 3] = ["path", "file", "src"];
        let array = self.s.said(self.s.nodes[s].head).starts_with("[[");
        if !array || !self.begin_alike(s, f) {
            return false;
        }
        let lines = |o: &Outline, id: NodeId| -> Vec<NodeId> {
            let own = |child: &NodeId| {
                let unit = &o.units[o.nodes[*child].head];
                !unit.is_comment() && !unit.is_marker()
            };
            o.nodes[id].children.iter().copied().filter(own).collect()
        };
        let value = |o: &'a Outline, id: NodeId| match o.unit_tokens(o.nodes[id].head) {
            [name, sign, value] if sign.is(b'=') && value.kind == Kind::Text => {
                Some((o.token_text(name), o.token_text(value)))
            }
            _ => None,
        };
        let leads = |id: NodeId| {
            // `org/name` is what many may refer to.
            let place = value(self.f, id).is_some_and(|(key, text)| {
                let path = text.trim_matches(['"', '\'']);
                let file = path.rsplit('/').next().and_then(|file| file.rsplit_once('.'));
                let letters = |ext: &str| ext.starts_with(|c: char| c.is_ascii_alphabetic());
                let named = file.is_some_and(|(_, ext)| letters(ext)) || PLACES.contains(&key);
                path.contains('/') && named
            });
            let hash = self.f.hashes[id];
            let once = |o: &Outline| o.nodes_with(hash, &(0..o.units.len())).nth(1).is_none();
            place && once(self.s) && once(self.f)
        };
        let (ours, theirs) = (lines(self.s, s), lines(self.f, f));
        let same = |(a, b): &(&NodeId, &NodeId)| self.s.hashes[**a] == self.f.hashes[**b];
        let mut others = ours.iter().zip(&theirs).filter(|pair| !same(pair));
        let renamed = others.next().is_some_and(|(a, b)| {
            let names = value(self.s, *a).zip(value(self.f, *b));
            names.is_some_and(|(a, b)| a.0 == b.0 && NAMES.contains(&a.0))
        });
        ours.len() == theirs.len()
            && renamed
            && others.next().is_none()
            && ours.iter().zip(&theirs).filter(same).any(|(_, b)| leads(*b))
    }

    /// Do two entries of a list say their first text that tells them apart in other words? Beside a gap it
    /// may be that one, changed, or one more.
    pub(super) fn are_like_entries(&self, f: NodeId, ours: &[Token], theirs: &[Token]) -> bool {
        let common = ours.iter().zip(theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let (Some(a), Some(b)) = (ours.get(common..=common), theirs.get(common..=common)) else {
            return false;
        };
        let text = |said: &[Token]| said[0].kind == Kind::Text;
        // No list holds all of a line of entries again.
        let several = theirs.iter().filter(|t| t.kind == Kind::Text).nth(1).is_some();
        let grown = several && is_part(self.f, theirs, self.s, ours);
        text(a)
            && text(b)
            && !grown
            && self.leads_to_name(&ours[..common], f)
            && !is_part(self.s, a, self.f, b)
            && !is_part(self.f, b, self.s, a)
    }

    /// Two texts of which each is its own name, such as entries of a list: they are two. A line of a longer
    /// text is no name: it is one that begins with the same word and says little else or no more.
    pub(super) fn bond_of_texts(&mut self, s: NodeId, f: NodeId) -> Bond {
        /// Similarity from which one line is the other, changed.
        const ALIKE: f32 = 0.8;
        let (a, b) = (self.s.nodes[s].head, self.f.nodes[f].head);
        if [&self.s.units[a], &self.f.units[b]].iter().any(|unit| unit.role != Role::InString) {
            return Bond::Two;
        }
        if !self.begin_with_one_word(a, b) {
            return Bond::Two;
        }
        let alike = self.is_text_grown(a, b) || self.similarity((a, a), (b, b)) >= ALIKE;
        if alike { Bond::Unsaid } else { Bond::Either }
    }

    fn begin_with_one_word(&self, s: usize, f: usize) -> bool {
        let first = |o: &Outline, unit: usize| words(o, &code(o, unit)).into_iter().next();
        let word = first(self.s, s);
        word.is_some() && word == first(self.f, f)
    }

    /// Are these two lines of texts that begin with one word, where the one says all that the other says?
    pub(super) fn is_text_grown(&self, s: usize, f: usize) -> bool {
        let text = |unit: &Unit| unit.role == Role::InString;
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        text(&self.s.units[s])
            && text(&self.f.units[f])
            && self.begin_with_one_word(s, f)
            && (is_part(self.s, &ours, self.f, &theirs) || is_part(self.f, &theirs, self.s, &ours))
    }

    /// Do these tokens lead up to what tells one entry of a list from the next: the first text of the first
    /// field, or of the first that others which begin so do not have in common (`{ type: 'block', on: [`)?
    pub(super) fn leads_to_name(&self, prefix: &[Token], f: NodeId) -> bool {
        let opens = |said: &[Token]| said.iter().all(opens);
        if opens(first_field(prefix)) {
            return true;
        }
        let mut value = prefix;
        while let [before @ .., last] = value
            && self::opens(last)
        {
            value = before;
        }
        let before = first_field(value);
        let field = before.len() < value.len();
        let others = || {
            let siblings = self.f.siblings(f).iter().filter(|other| **other != f);
            before.last().is_some_and(|t| t.is(b','))
                && siblings.into_iter().any(|other| begins_with(self.f, *other, before))
        };
        field && prefix.first().is_some_and(self::opens) && !is_argument(self.f, f) && {
            opens(before) || others()
        }
    }
}

/// Is the first line of a node nothing but what opens it?
pub(super) fn is_entry(o: &Outline, id: NodeId) -> bool {
    let said = o.unit_tokens(o.nodes[id].head);
    !o.nodes[id].is_leaf() && !said.is_empty() && said.iter().all(opens)
}

/// Is it one of a list of such?
pub(super) fn is_listed(o: &Outline, id: NodeId) -> bool {
    let ends = |unit: usize, byte: u8| o.unit_tokens(unit).last().is_some_and(|t| t.is(byte));
    let node = &o.nodes[id];
    let listed = || node.parent.is_some_and(|around| ends(o.nodes[around].head, b'['));
    is_entry(o, id) && (ends(node.last, b',') || listed())
}

fn opens(token: &Token) -> bool {
    matches!(token.kind, Kind::Punct(b'(' | b'[' | b'{'))
}

/// Does a node begin with some tokens, on however many lines?
fn begins_with(o: &Outline, id: NodeId, prefix: &[Token]) -> bool {
    let mut code = o.node_code(id);
    prefix.iter().all(|t| code.next().is_some_and(|other| other.hash == t.hash))
}
