//! Knows a call of a function that is made there and then by the list behind it: what it depends on
//! (`useEffect(() => {`, `}, [a, b])`).

use std::ops::Range;

use super::Aligner;
use super::siblings::is_part;
use crate::index::{Kind, NodeId, Outline, Token};

/// Tokens of a hook that depends on nothing: `useEffect`, `(`, `[`, `]`.
const EMPTY: usize = 4;

impl Aligner<'_> {
    /// The nodes of the file, in a region, that depend on what one of the sketch depends on; none where
    /// that is known by something else.
    pub(super) fn hooked_alike(&self, id: NodeId, region: &Range<usize>) -> Option<Vec<NodeId>> {
        let ours = depends(self.s, id)?;
        let all = region.clone().filter_map(|unit| self.f.heads[unit]);
        Some(all.filter(|other| depends(self.f, *other).as_ref() == Some(&ours)).collect())
    }

    /// Are two nodes the one call of a hook each, among what stands beside them, that depends on the
    /// same things?
    pub(super) fn hooks_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        if a.is_leaf()
            || b.is_leaf()
            || self.s.keys[s].is_some()
            || self.f.keys[f].is_some()
            || !self.s.units[a.head].same(&self.f.units[b.head])
        {
            return false;
        }
        let Some(ours) = depends(self.s, s) else { return false };
        let once = |o: &Outline, id: NodeId| {
            let same = |other: &&NodeId| {
                o.units[o.nodes[**other].head].hash == o.units[o.nodes[id].head].hash
                    && depends(o, **other).as_ref() == Some(&ours)
            };
            o.siblings(id).iter().filter(same).nth(1).is_none()
        };
        depends(self.f, f).as_ref() == Some(&ours)
            && ours.len() > EMPTY
            && once(self.s, s)
            && once(self.f, f)
    }

    /// Do two hooks depend on other things, neither on more of the same, and do they not do the same? What does
    /// the same under another name is that one, made in another way.
    pub(super) fn are_like_hooks(&self, s: NodeId, f: NodeId) -> bool {
        let (Some(ours), Some(theirs)) = (hook(self.s, s), hook(self.f, f)) else { return false };
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        ours.iter().map(|t| t.hash).ne(theirs.iter().map(|t| t.hash))
            && self.s.hash(a.head + 1, a.last).0 != self.f.hash(b.head + 1, b.last).0
            && !is_part(self.s, &ours, self.f, &theirs)
            && !is_part(self.f, &theirs, self.s, &ours)
    }
}

/// Is a node known by what it depends on? Then it may hold what others hold.
pub(super) fn is_hook(o: &Outline, id: NodeId) -> bool {
    hook(o, id).is_some()
}

/// Hashes of what is called and of what that depends on.
fn depends(o: &Outline, id: NodeId) -> Option<Vec<u64>> {
    Some(hook(o, id)?.iter().map(|t| t.hash).collect())
}

/// The path of a call that gets a function without a name and a list, and that list: `useEffect(` and
/// `[a, b]`. None of another node.
pub(super) fn hook(o: &Outline, id: NodeId) -> Option<Vec<Token>> {
    if o.nodes[id].is_leaf() {
        return None;
    }
    // From both ends inwards: what lies between may be long, and is asked about often.
    let tokens = o.node_tokens(id);
    let said = |t: &Token| t.kind != Kind::Comment;
    let path = |t: &Token| t.kind == Kind::Word || t.is(b'.');
    let paren =
        tokens.iter().position(|t| said(t) && !path(t)).filter(|at| tokens[*at].is(b'('))?;
    let closes = |t: &Token| matches!(t.kind, Kind::Punct(b')' | b';' | b','));
    let end = tokens.iter().rposition(|t| said(t) && !closes(t));
    let end = end.filter(|at| tokens[*at].is(b']') && *at > paren)?;
    let start = paren + 1 + tokens[paren + 1..end].iter().rposition(|t| t.is(b'['))?;
    let mut made = tokens[paren + 1..start].iter().filter(|t| said(t));
    let (first, last) = (made.next()?, made.next_back()?);
    (first.kind != Kind::Text && last.is(b',')).then(|| {
        let list = [&tokens[..=paren], &tokens[start..=end]];
        list.into_iter().flatten().filter(|t| said(t)).copied().collect()
    })
}
