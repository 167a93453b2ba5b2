//! Tells one variant of an enumeration by its name, and one arm by the variant that it takes apart.

use super::Aligner;
use crate::index::{Class, Kind, NodeId, Outline};
use crate::lang::Layout;

impl Aligner<'_> {
    /// Are two arms one pattern but for the names that it binds (`Err(e)`, `Err(_)`; `Dot { x, y }`), each the
    /// only one where it stands? Such names tell nothing apart: a second arm would never be reached. Nor
    /// does their number where no other arm takes the same thing apart: it has got another part.
    pub(super) fn are_one_arm(&self, s: NodeId, f: NodeId) -> bool {
        let (Some(ours), Some(theirs)) = (taken_apart(self.s, s), taken_apart(self.f, f)) else {
            return false;
        };
        let once = |o: &Outline, id: NodeId| {
            let mut arms = o.siblings(id).iter().filter(|other| match ours == theirs {
                true => taken_apart(o, **other) == Some(ours),
                false => takes_apart(o, **other) == Some(ours.0),
            });
            arms.next().is_some() && arms.next().is_none()
        };
        ours.0 == theirs.0 && once(self.s, s) && once(self.f, f)
    }

    /// Is an arm of the sketch one of the file that asks something now (`A => x`, `A if c => x`)? One that does
    /// something else is one more, above that.
    pub(super) fn asks_now(&self, s: NodeId, f: NodeId) -> bool {
        let case = |o: &Outline, id: NodeId| o.keys[id].filter(|key| key.class == Class::Case);
        let (Some(ours), Some(theirs)) = (case(self.s, s), case(self.f, f)) else { return false };
        let (ours, theirs) = (self.s.key_tokens(ours), self.f.key_tokens(theirs));
        let all = theirs.iter().zip(ours).all(|(known, said)| known.hash == said.hash);
        let guard = ours.get(theirs.len()).map(|t| self.s.token_text(t));
        let does = |o: &Outline, id: NodeId, label: usize| -> Vec<u64> {
            let code = o.node_code(id).skip(label).filter(|t| !t.is(b','));
            code.map(|t| t.hash).collect()
        };
        // It stands where the other one does.
        let beside = |o: &Outline, id: NodeId, by: isize| {
            let arms = o.siblings(id);
            let at = arms.iter().position(|arm| *arm == id)?.checked_add_signed(by)?;
            Some((o.hashes[*arms.get(at)?], o.nodes[*arms.get(at)?].head))
        };
        let there = |by: isize| {
            let ours = beside(self.s, s, by).filter(|(_, unit)| !self.s.units[*unit].is_marker());
            ours.is_none_or(|(hash, _)| {
                beside(self.f, f, by).is_some_and(|theirs| theirs.0 == hash)
            })
        };
        all && there(-1)
            && there(1)
            && guard.is_some_and(|word| ["if", "when"].contains(&word))
            && does(self.s, s, ours.len()) == does(self.f, f, theirs.len())
    }

    /// Do both declare one variant, whatever it holds (`List`, `List(Args)`, `List { json: bool }`), where the
    /// file's stands in an enumeration, and the sketch's in one too or in nothing that it shows? No other
    /// variant can have the name.
    pub(super) fn are_one_variant(&self, s: NodeId, f: NodeId) -> bool {
        let around = |o: &Outline, id: NodeId| o.nodes[id].parent;
        let name = variant(self.s, s);
        self.lexis.layout == Layout::Lines
            && name.is_some()
            && name == variant(self.f, f)
            && around(self.f, f).is_some_and(|id| is_enumeration(self.f, id))
            && around(self.s, s).is_none_or(|id| is_enumeration(self.s, id))
    }
}

/// Is a node an enumeration?
fn is_enumeration(o: &Outline, id: NodeId) -> bool {
    o.unit_tokens(o.nodes[id].head).iter().any(|t| o.token_text(t) == "enum")
}

/// The name of what a node declares if it is a variant: a name with what it holds, or its value, behind it.
fn variant(o: &Outline, id: NodeId) -> Option<&str> {
    let mut tokens = o.unit_tokens(o.nodes[id].head).iter().filter(|t| t.kind != Kind::Comment);
    let name = tokens.next().filter(|t| t.kind == Kind::Word).map(|t| o.token_text(t))?;
    let next = tokens.next().map(|t| t.kind);
    let ends = matches!(next, None | Some(Kind::Punct(b',' | b'(' | b'{' | b'=')));
    (ends && name.starts_with(char::is_uppercase)).then_some(name)
}

/// What an arm takes apart, whatever it says of the parts.
fn takes_apart(o: &Outline, id: NodeId) -> Option<&str> {
    Some(parts(o, id)?.0)
}

/// What an arm takes apart of which it does nothing but name the parts, and how many those are: `Err` and
/// one of `Err(e)`, `Shape::Line` and two of `Shape::Line { from, to }`, `Shape::Dot` and none.
fn taken_apart(o: &Outline, id: NodeId) -> Option<(&str, usize)> {
    let (what, parts) = parts(o, id)?;
    let (inner, named) = match parts.chars().next() {
        None => return Some((what, 0)),
        Some('{') => (parts.strip_prefix('{')?.strip_suffix('}')?, true),
        Some(_) => (parts.strip_prefix('(')?.strip_suffix(')')?, false),
    };
    let binds = |name: &str| {
        named && name == ".."
            || name.starts_with(|c: char| c.is_lowercase() || c == '_')
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let names: Vec<&str> = inner.split(',').map(str::trim).collect();
    // A comma may end the parts that have names.
    let names = match names.split_last() {
        Some((&"", rest)) if named => rest,
        _ => &names[..],
    };
    names.iter().all(|name| binds(name)).then_some((what, names.len()))
}

/// What an arm takes apart, and what it says of the parts; nothing for a variant that has none.
fn parts(o: &Outline, id: NodeId) -> Option<(&str, &str)> {
    let key = o.keys[id].filter(|key| key.class == Class::Case)?;
    let text = o.key_text(key).trim();
    let at = text.find(['(', '{']).unwrap_or(text.len());
    let what = text[..at].trim_end();
    // A name alone binds all that there is, or is one of a kind that is not told here.
    let variant = what.contains("::") && !what.contains(char::is_whitespace);
    (if at < text.len() { !what.is_empty() } else { variant }).then(|| (what, &text[at..]))
}
