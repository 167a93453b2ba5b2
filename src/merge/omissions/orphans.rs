//! Code that cannot stay without what goes: branches of a statement, and calls of what a deletion names.

use rustc_hash::FxHashSet;

use super::Omissions;
use crate::index::{Class, Kind, NodeId, Outline, Token};

impl Omissions<'_> {
    /// Of nodes that are gone, the statements that do nothing but call what a deletion names, and the loops that
    /// hold nothing else. Nobody forgets what calls nothing any more.
    pub(super) fn callers(&self, gone: &[NodeId]) -> FxHashSet<NodeId> {
        let (s, f) = (self.s, self.f);
        let defines = |o: &Outline, id: NodeId| {
            let named =
                o.keys[id].is_some_and(|k| matches!(k.class, Class::Definition | Class::Member));
            o.name_word(id).filter(|_| named && !o.nodes[id].is_leaf())
        };
        let deleted = self.edits.deleted.iter().filter_map(|id| defines(f, *id));
        let mut names: FxHashSet<u64> = deleted.collect();
        if names.is_empty() {
            return FxHashSet::default();
        }
        let others = (0..f.nodes.len()).filter(|id| !self.edits.deleted.contains(id));
        let others = others.filter_map(|id| defines(f, id));
        for name in others.chain((0..s.nodes.len()).filter_map(|id| defines(s, id))) {
            names.remove(&name);
        }
        let code = |id: &&NodeId| !f.units[f.nodes[**id].head].is_comment();
        let calls = |id: NodeId| f.nodes[id].is_leaf() && is_call_of(f, f.nodes[id].head, &names);
        let is_loop = |id: NodeId| {
            let mut said = f.unit_code(f.nodes[id].head).map(|t| f.token_text(t));
            said.next() == Some("for") && f.keys[id].is_none()
        };
        let is_over = |id: &NodeId| {
            let mut inner = f.nodes[*id].children.iter().filter(code).peekable();
            calls(*id) || is_loop(*id) && inner.peek().is_some() && inner.all(|child| calls(*child))
        };
        gone.iter().filter(|_| !names.is_empty()).copied().filter(is_over).collect()
    }

    /// Of nodes that are gone, the branches (`except E:`) whose `try:` is gone, or is another statement now.
    /// Nobody forgets what cannot stay.
    pub(super) fn orphans(&self, gone: &[NodeId]) -> FxHashSet<NodeId> {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let word = |o: &Outline, unit: usize| o.unit_code(unit).next().map(|t| t.hash);
        let lost = |id: &NodeId| {
            let siblings = f.siblings(*id);
            let at = siblings.iter().position(|other| other == id).unwrap_or_default();
            let code = |id: &&NodeId| !f.units[f.nodes[**id].head].is_comment();
            let mut above = siblings[..at].iter().rev().filter(code).map(|id| f.nodes[*id].head);
            let Some(head) = above.find(|unit| !is_branch(f, *unit)) else { return false };
            match edits.replaced.get(&head) {
                Some(new) => word(s, *new) != word(f, head),
                None => edits.removed.contains(&head),
            }
        };
        let branch = |id: &&NodeId| is_branch(f, f.nodes[**id].head);
        gone.iter().filter(branch).copied().filter(lost).collect()
    }
}

/// Is a line one call of one of these functions, of the object's own where it is a method, and no more?
fn is_call_of(o: &Outline, unit: usize, names: &FxHashSet<u64>) -> bool {
    const OWN: [&str; 5] = ["self", "this", "Self", "cls", "await"];
    let code: Vec<&Token> = o.unit_code(unit).filter(|t| !t.is(b';')).collect();
    let own = |t: &&&Token| {
        OWN.contains(&o.token_text(t)) || t.is(b'.') || t.is(b'-') || t.is(b'>') || t.is(b'$')
    };
    let lead = code.iter().take_while(own).count();
    let [name, open, inner @ .., close] = &code[lead..] else { return false };
    let alone = !inner.iter().any(|t| matches!(t.kind, Kind::Punct(b'(' | b')')));
    names.contains(&name.hash) && open.is(b'(') && close.is(b')') && alone
}

/// Does a unit go on with a `try:` above it, where indentation ends that?
fn is_branch(o: &Outline, unit: usize) -> bool {
    const BRANCHES: [&str; 2] = ["except", "finally"];
    o.unit_code(unit).next().is_some_and(|t| BRANCHES.contains(&o.token_text(t)))
}
