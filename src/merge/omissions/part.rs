//! Blocks that a sketch shows in part: what of them it leaves out and may have forgotten.

use rustc_hash::FxHashSet;

use super::sides::only_context;
use super::{Found, Omissions};
use crate::index::{Class, Index, Kind, NodeId, Outline, Role, Unit};
use crate::lang::{Layout, Nesting};
use crate::merge::edits::Edits;
use crate::sketch::Sketch;

impl Omissions<'_> {
    pub(super) fn torn(&self) -> Found {
        self.edits.nodes.iter().find_map(|(a, b)| {
            let lost = torn(self.edits, self.s, self.index, (*a, *b))?;
            let stays =
                |unit: usize| self.is_in(unit, &self.said) || self.is_said_otherwise(unit, *a);
            lost.iter().any(|unit| !stays(*unit)).then_some(lost)
        })
    }

    /// More gone than shown, where something is shown as it was: forgotten, not meant. So is far more
    /// gone than shown.
    pub(super) fn forgotten(&self, blocks: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let inserted: FxHashSet<u64> =
            edits.inserted.values().flatten().map(|u| s.units[*u].hash).collect();
        let pair = edits.nodes.iter().find(|(a, b)| {
            let (shown, same, lost) = balance(edits, s, f, (**a, **b), blocks);
            // What went elsewhere is not gone, nor is what is said in other words.
            let of_node = f.nodes[**b].head..=f.nodes[**b].last;
            let kept: f32 = of_node
                .filter(|at| edits.dropped.contains(at))
                .filter(|at| {
                    inserted.contains(&f.units[*at].hash)
                        || self.is_stood_in_for(*at)
                        || self.is_said_otherwise(*at, **a)
                        || self.is_called_anew(*at, **b)
                        || self.is_labelled_anew(*at, **a)
                })
                .map(|at| f.units[at].weight)
                .sum();
            let gone = lost - kept;
            // A new comment in place of more code than is shown may be a marker in other words.
            let noted = gone > shown && gone > 2.0 && notes(edits, s, f, **a);
            // Shown without a change and without a gap, it can have been shown only for what is left
            // out.
            let meant = gone <= 2.0 * shown && shown > 0.0 && shown - same < 0.1;
            let hinted = lost > 0.5 && hints(edits, self.sketch, self.index, **a);
            let more = gone > shown && same * 2.0 >= shown - same && gone > 2.0 && !meant
                || gone > 4.0 * shown && gone > 15.0;
            more && !self.is_written_anew((**a, **b), gone) || hinted || noted
        });
        let (_, b) = pair?;
        let heads = f.nodes[*b].children.iter().map(|child| f.nodes[*child].head);
        Some(heads.filter(|unit| edits.dropped.contains(unit)).collect())
    }

    /// Is more than half of a function new, which is shown without a gap from its head to its end, and is the
    /// head of a block in it another one, and what that begins with? Then nothing was shown as a part of that
    /// block. What goes is no more than twice what is new.
    fn is_written_anew(&self, (node, block): (NodeId, NodeId), gone: f32) -> bool {
        let (s, f) = (self.s, self.f);
        let first = |o: &Outline, id: NodeId| {
            let mut heads = o.nodes[id].children.iter().map(|child| o.nodes[*child].head);
            heads.find(|unit| !o.units[*unit].is_comment())
        };
        let begins = first(s, node).and_then(|unit| self.edits.partners.get(&unit).copied());
        let stays = |unit: &usize| self.stays(*unit);
        let whole = |id: &NodeId| !self.has_gap(&(s.nodes[*id].head..=s.nodes[*id].last));
        let around = std::iter::successors(Some(node), |id| s.nodes[*id].parent).take_while(whole);
        let function = around.skip(1).find(|id| {
            s.nodes[*id].closed && s.keys[*id].is_some_and(|key| key.class == Class::Definition)
        });
        let Some(function) = function.map(|id| &s.nodes[id]) else { return false };
        let weight = |unit: usize| s.units[unit].weight;
        let code = (function.head + 1..=function.last).filter(|u| !s.units[*u].is_comment());
        let (same, new): (Vec<usize>, Vec<usize>) = code.partition(stays);
        let sum = |units: Vec<usize>| units.into_iter().map(weight).sum::<f32>();
        let new = sum(new);
        !stays(&s.nodes[node].head)
            && (begins.is_none() || begins != first(f, block))
            && new > sum(same)
            && 2.0 * new >= gone
    }
}

/// What is left out of a block that is shown without a marker, where that cannot be meant: some of
/// what it does not show would go and some would stay, or more of its parts would go than it shows.
fn torn(edits: &Edits, s: &Outline, index: &Index, (a, b): (NodeId, NodeId)) -> Option<Vec<usize>> {
    let f = index.outline();
    let heads = |o: &Outline, id: NodeId| -> Vec<usize> {
        let heads = o.nodes[id].children.iter().map(|c| o.nodes[*c].head);
        heads.filter(|u| !o.units[*u].is_comment()).collect()
    };
    let ours = heads(s, a);
    let marked = s.nodes[a].children.iter().any(|c| s.units[s.nodes[*c].head].is_marker());
    // Without an end of its own it goes on in the gap behind it.
    let (open, behind) = (!s.nodes[a].closed, s.units.get(s.nodes[a].last + 1));
    let open = open && index.language().lexis.nesting == Nesting::Closed;
    let goes_on = open && behind.is_some_and(Unit::is_marker);
    let marked = marked
        || goes_on
            && edits.partners.get(&s.nodes[a].head).is_some_and(|u| only_context(edits, s, *u));
    if marked || ours.is_empty() {
        return None;
    }
    // What is shown up to where it goes on (`} else {`) says nothing of what comes then.
    let (node, last) = (&s.nodes[a], s.nodes[a].last);
    let goes_on = !node.closed && node.spine.len() > 1 && node.spine.last() == Some(&last);
    let end = edits.partners.get(&last).filter(|_| goes_on).copied().unwrap_or(usize::MAX);
    let theirs = heads(f, b).into_iter().filter(|u| *u < end);
    let (gone, there): (Vec<usize>, Vec<usize>) = theirs.partition(|u| edits.removed.contains(u));
    let lost: Vec<usize> = gone.into_iter().filter(|u| edits.dropped.contains(u)).collect();
    let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
    // Where indentation alone ends it, the gap behind it may stand for its rest, and for all of that.
    let offside = index.language().lexis.nesting == Nesting::Offside;
    let rest = ours.iter().rev().find_map(|unit| edits.partners.get(unit)).filter(|known| {
        offside && behind.is_some_and(Unit::is_marker) && lost.iter().all(|u| u < *known)
    });
    let unsaid = there.iter().any(|u| !shown.contains(u) && rest.is_none_or(|known| u < known));
    // Parts with names, or elements, are a list; statements may become one.
    let part = |u: &usize| {
        let tag = f.unit_tokens(*u).first().is_some_and(|t| t.is(b'<'));
        tag || f.heads[*u].is_some_and(|id| f.keys[id].is_some())
    };
    // With nothing of it shown it is written anew.
    let known = ours.iter().any(|u| edits.partners.contains_key(u));
    // A rule of which nothing is shown but what it says anew: no declaration was left out to go.
    let anew = || {
        let changed =
            |u: &usize| edits.partners.get(u).is_some_and(|f| edits.replaced.contains_key(f));
        index.language().lexis.layout == Layout::Declarations && ours.iter().all(changed)
    };
    // With what follows it in a row, and nothing new around, it was shown for what goes at its end.
    let head = edits.partners.get(&s.nodes[a].head);
    let next = edits.partners.get(&(last + 1));
    let for_its_end = || {
        next == Some(&(f.nodes[b].last + 1))
            && s.units[last + 1].fresh
            && head.is_some_and(|unit| only_context(edits, s, *unit))
    };
    // Of a line nobody shows all but one thing as it is, but to say that this goes.
    let on_line = |o: &Outline, id: NodeId| {
        let node = &o.nodes[id];
        node.closed && o.units[node.head].row == o.units[node.last].last_row
    };
    let stays = |u: &usize| edits.partners.get(u).is_some_and(|f| !edits.replaced.contains_key(f));
    let in_line = lost.len() == 1 && ours.iter().all(stays) && on_line(s, a) && on_line(f, b);
    let named = index.language().lexis.mappings && !in_line && !for_its_end() || anew();
    let more = lost.len() > ours.len() || named && lost.len() == ours.len();
    let most = known && more && lost.iter().all(part);
    (!lost.is_empty() && (unsaid || most)).then_some(lost)
}

/// Does the sketch have a comment of its own in a node, on a line of its own, that the file has not?
fn notes(edits: &Edits, s: &Outline, f: &Outline, id: NodeId) -> bool {
    remarks(edits, s, f, id).any(|unit| {
        // Words for code that is left out hold no address.
        !s.said(unit).contains("://")
            && !f.units.iter().any(|u| u.hash == s.units[unit].hash && is_remark(f, u))
    })
}

/// Is one of those about what stays?
fn hints(edits: &Edits, sketch: &Sketch, index: &Index, id: NodeId) -> bool {
    remarks(edits, &sketch.outline, index.outline(), id)
        .any(|unit| sketch.speaks_of_keeping(unit, index.language()))
}

/// The comments in a node of the sketch, each on a line of its own, that stand for none of the file.
fn remarks<'a>(
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    id: NodeId,
) -> impl Iterator<Item = usize> + 'a {
    let heads = s.nodes[id].children.iter().map(|c| s.nodes[*c].head);
    heads.filter(|unit| {
        let said = &s.units[*unit];
        let comment = |at: &usize| s.units[*at].is_comment() && s.units[*at].fresh;
        let mut above =
            (0..*unit).rev().take_while(|at| comment(at) && s.units[at + 1].blanks == 0);
        let mut below =
            (unit + 1..s.units.len()).take_while(|at| comment(at) && s.units[*at].blanks == 0);
        // What stands in a comment of the file is more of that.
        let known = |at: usize| {
            let same = |u: &Unit| u.is_comment() && u.hash == s.units[at].hash;
            edits.partners.contains_key(&at)
                || s.said(at).contains(char::is_alphanumeric) && f.units.iter().any(same)
        };
        said.fresh
            && is_remark(s, said)
            && !edits.partners.contains_key(unit)
            && !above.any(known)
            && !below.any(known)
    })
}

/// Is a unit a comment, or a brace around nothing else (`{/* ... */}`)?
fn is_remark(o: &Outline, unit: &Unit) -> bool {
    let tokens = &o.tokens[unit.tokens.clone()];
    unit.is_comment()
        || matches!(tokens, [open, inner @ .., close] if open.is(b'{') && close.is(b'}')
            && !inner.is_empty()
            && inner.iter().all(|t| t.kind == Kind::Comment))
}

/// Weights of a matched node: shown by the sketch, of that unchanged, and dropped from the file.
fn balance(
    edits: &Edits,
    s: &Outline,
    f: &Outline,
    (a, b): (NodeId, NodeId),
    apart: &[NodeId],
) -> (f32, f32, f32) {
    let own = |o: &Outline, id: NodeId| o.nodes[id].children.clone();
    // A block of which a gap stands for all that is in it is shown as that.
    let weight = |c: &NodeId| {
        let gap = |child: &NodeId| s.units[s.nodes[*child].head].role == Role::Gap;
        let veiled = matches!(&s.nodes[*c].children[..], [only] if gap(only));
        let all = edits.nodes.get(c).filter(|_| veiled).map(|twin| f.weights[*twin]);
        all.unwrap_or(s.weights[*c])
    };
    let shown: f32 =
        own(s, a).iter().filter(|c| !s.units[s.nodes[**c].head].is_marker()).map(weight).sum();
    let same: f32 = own(s, a)
        .iter()
        .filter(|c| {
            let head = s.nodes[**c].head;
            edits.partners.get(&head).is_some_and(|f| !edits.replaced.contains_key(f))
        })
        .map(weight)
        .sum();
    let lost: f32 = own(f, b)
        .iter()
        .filter(|c| {
            !apart.contains(c)
                && edits.dropped.contains(&f.nodes[**c].head)
                && !f.units[f.nodes[**c].head].is_comment()
        })
        .flat_map(|c| f.nodes[*c].head..=f.nodes[*c].last)
        .filter(|u| edits.dropped.contains(u))
        .map(|u| f.units[u].weight)
        .sum();
    (shown, same, lost)
}
