//! What new code says in place of code that a sketch leaves out: under its name, in other words, in a helper.

use rustc_hash::FxHashSet;

use super::Omissions;
use crate::index::{Class, Key, Kind, NodeId, Outline, Token, Unit};
use crate::lang::Layout;
use crate::merge::align::is_gone;
use crate::merge::attached::{attribute_above, is_attribute, owner};
use crate::merge::labels::labels;
use crate::merge::shorthands::{property, sets};

impl Omissions<'_> {
    /// Is it a call with its arguments on several lines, and nothing behind them, where the sketch shows
    /// what stands around it without a gap? Such a statement is no more apt to be forgotten than one on
    /// one line.
    pub(super) fn is_statement(&self, id: NodeId) -> bool {
        let (edits, f) = (self.edits, self.f);
        let node = &f.nodes[id];
        let Some(key) = f.keys[id].filter(|key| key.class == Class::Definition) else {
            return false;
        };
        let begins = f.units[node.head].start == key.start;
        let tokens = f.unit_tokens(node.last);
        let ends = matches!(tokens, [close] if close.is(b')'))
            || matches!(tokens, [close, end] if close.is(b')') && end.is(b';'));
        let shown = |unit: usize| edits.partners.iter().find(|(_, f)| **f == unit).map(|(s, _)| *s);
        let before = (0..node.head).rev().find_map(shown);
        let after = (node.last + 1..f.units.len()).find_map(shown);
        let whole = before.zip(after).is_some_and(|(from, to)| {
            from < to && !self.s.units[from..to].iter().any(Unit::is_marker)
        });
        begins && ends && node.parent.is_some() && whole
    }

    /// Is it named elsewhere in the file, and nowhere in the new one? Then what used it went too.
    pub(super) fn is_used_up(&self, id: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let Some(key) = f.keys[id] else { return false };
        let Some(name) = f.key_tokens(key).last().filter(|token| token.kind == Kind::Word) else {
            return false;
        };
        let names = |o: &Outline| {
            o.tokens.iter().filter(|t| t.kind == name.kind && t.hash == name.hash).count()
        };
        let inside =
            f.node_tokens(id).iter().filter(|t| t.kind == name.kind && t.hash == name.hash);
        names(f) > inside.count() && names(s) == 0
    }

    /// Is it named on a line at the top of the file (a list of what it exports), and does nothing outside of it
    /// name it any more?
    pub(super) fn is_let_go(&self, id: NodeId) -> bool {
        let f = self.f;
        let Some(name) = f.name_word(id) else { return false };
        let mut at_top = f.roots.iter().filter(|root| **root != id && f.nodes[**root].is_leaf());
        at_top.any(|root| f.node_code(*root).any(|t| t.hash == name))
            && is_gone(self.s, f, self.edits, name, id)
    }

    /// Is it an attribute of something above which the sketch shows another one, or the comment, with no
    /// gap between? All that stands there is shown.
    pub(super) fn is_left_off(&self, id: NodeId) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if !is_attribute(f, f.nodes[id].head) {
            return false;
        }
        let Some(owner) = owner(f, id) else { return false };
        let shown = edits.partners.iter().find(|(_, f)| **f == owner).map(|(s, _)| *s);
        let above = shown.and_then(|unit| unit.checked_sub(1));
        let Some(above) = above.filter(|unit| !s.units[*unit].is_marker()) else { return false };
        let leads = s.units[above].is_comment() || attribute_above(s, above + 1).is_some();
        let stands = edits.partners.get(&above);
        leads
            && stands
                .is_some_and(|unit| *unit < owner && self::owner(f, f.owner[*unit]) == Some(owner))
    }

    /// What is new right where a node stood.
    pub(super) fn new_there(&self, id: NodeId) -> impl Iterator<Item = usize> + '_ {
        let node = &self.f.nodes[id];
        let slots = node.head..=node.last + 1;
        slots.filter_map(|slot| self.edits.inserted.get(&slot)).flatten().copied()
    }

    /// Is there a new definition in its place, or something new of its kind?
    pub(super) fn is_renewed(&self, id: NodeId) -> bool {
        let s = self.s;
        let old = self.f.keys[id].map(|key| key.class);
        self.new_there(id).any(|unit| {
            let new = s.owner[unit];
            let class = s.keys[new].map(|key| key.class);
            s.nodes[new].head == unit
                && class.is_some()
                && (class == Some(Class::Definition) || class == old)
        })
    }

    /// Does the name stand in the new code: rewritten, not forgotten?
    pub(super) fn keeps_its_name(&self, id: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let Some(name) = f.keys[id].and_then(|key| name(f, key)) else { return false };
        self.new_there(id).any(|unit| {
            let tokens = s.unit_tokens(unit);
            tokens.iter().any(|t| t.hash == name)
        })
    }

    /// Something else new in its place is no sign that it goes.
    pub(super) fn is_filled(&self, id: NodeId) -> bool {
        self.new_there(id).any(|unit| !self.s.units[unit].is_comment())
    }

    /// Is a unit of the file a property that a node of the sketch sets in other words: with a vendor's
    /// prefix what stands there without one, or a part of what is set as a whole there now
    /// (`margin-top` where `margin` is new)?
    pub(super) fn is_said_otherwise(&self, unit: usize, node: NodeId) -> bool {
        let said = self.f.said(unit);
        let prefixes = ["-webkit-", "-moz-", "-ms-", "-o-"];
        let plain = prefixes.iter().find_map(|prefix| said.strip_prefix(prefix));
        let Some((name, _)) = plain.unwrap_or(said).split_once(':') else { return false };
        let name = name.trim();
        self.index.language().lexis.layout == Layout::Declarations
            && self.s.nodes[node].children.iter().any(|child| {
                let head = self.s.nodes[*child].head;
                let Some(shown) = property(self.s, head) else { return false };
                let old = self.edits.partners.get(&head);
                let new = || old.is_none_or(|f| self.edits.replaced.contains_key(f));
                plain.is_some() && shown == name || sets(shown, name) && new()
            })
    }

    /// Is a unit that goes part of a call, in a node of the file, of what is new code in the definition
    /// around that node calls too?
    pub(super) fn is_called_anew(&self, unit: usize, node: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let part = f.nodes[node].children.iter().map(|child| &f.nodes[*child]);
        let Some(part) = part.into_iter().find(|n| (n.head..=n.last).contains(&unit)) else {
            return false;
        };
        let Some(callee) = callee(f, part.head) else { return false };
        let around = std::iter::successors(Some(node), |id| f.nodes[*id].parent);
        let named = around.into_iter().find(|id| f.keys[*id].is_some());
        let Some(named) = named.map(|id| &f.nodes[id]) else { return false };
        let slots = self.edits.inserted.range(named.head + 1..named.last + 1);
        slots
            .flat_map(|(_, units)| units)
            .any(|unit| self::callee(s, *unit).as_ref() == Some(&callee))
    }

    /// Is a unit of the file in a branch (`case b:`, `B => ..`) whose labels branches of a node of the sketch
    /// have, each of them?
    pub(super) fn is_labelled_anew(&self, unit: usize, node: NodeId) -> bool {
        let around = std::iter::successors(Some(self.f.owner[unit]), |id| self.f.nodes[*id].parent);
        let branch = around.into_iter().find(|id| !labels(self.f, *id).is_empty());
        let Some(old) = branch.map(|id| labels(self.f, id)) else { return false };
        let children = self.s.nodes[node].children.iter();
        let new: FxHashSet<Vec<u64>> = children.flat_map(|id| labels(self.s, *id)).collect();
        old.iter().all(|label| new.contains(label))
    }
}

/// What a unit that begins with a call calls: the path up to its arguments.
fn callee(o: &Outline, unit: usize) -> Option<Vec<u64>> {
    let tokens = o.unit_tokens(unit);
    let open = tokens.iter().position(|t| t.is(b'('))?;
    let path = |t: &Token| t.kind == Kind::Word || matches!(t.kind, Kind::Punct(b'.' | b':'));
    let path = tokens[..open].iter().all(path).then_some(&tokens[..open])?;
    // `if (`, `for (`: a word that calls nothing.
    (path.len() > 1).then(|| path.iter().map(|t| t.hash).collect())
}

/// Hash of the last token of a key: a name.
pub(super) fn name(o: &Outline, key: Key) -> Option<u64> {
    o.key_tokens(key).last().map(|t| t.hash)
}
