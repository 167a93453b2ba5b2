//! What the branches of a `switch` or a `match` are for, by their labels.

use rustc_hash::FxHashSet;

use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Class, Index, Kind, NodeId, Outline, Token};
use crate::sketch::Sketch;

/// What a branch is for: each of its labels (`case a, b:`, `A | B =>`) as hashes of its tokens. Under a
/// condition (`A | B if c`) they are one. Nothing where it is no branch.
pub(super) fn labels(o: &Outline, id: NodeId) -> Vec<Vec<u64>> {
    let Some(key) = o.keys[id].filter(|key| key.class == Class::Case) else { return Vec::new() };
    let said: Vec<&Token> = o.key_tokens(key).iter().filter(|t| t.kind != Kind::Comment).collect();
    let (mut said, named) = match &said[..] {
        [case, rest @ ..] if o.token_text(case) == "case" => (rest, true),
        all => (all, false),
    };
    // `match x:` takes `case a, b:` for a pair.
    let tuple = named && o.nodes[id].parent.is_some_and(|p| matches(o, p));
    // A group, and no tuple.
    if let [open, inner @ .., close] = said
        && open.is(b'(')
        && close.is(b')')
        && !inner.iter().any(|t| t.is(b','))
    {
        said = inner;
    }
    let condition = said.iter().any(|t| matches!(o.token_text(t), "if" | "when"));
    let mut depth = 0_i32;
    let parts = said.split(|t| {
        match t.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth -= 1,
            _ => {}
        }
        depth == 0 && !condition && (t.is(b'|') || t.is(b',') && !tuple)
    });
    parts
        .map(|part| part.iter().map(|t| t.hash).collect())
        .filter(|p: &Vec<u64>| !p.is_empty())
        .collect()
}

/// A branch that a sketch writes, in the place of one that the file has or beside those.
struct Written {
    id: NodeId,
    /// Its labels, and those of them that its place had not.
    labels: Vec<Vec<u64>>,
    fresh: Vec<Vec<u64>>,
    /// The unit of the file that it stands for, or before.
    at: usize,
    /// The branches of the file beside it that the sketch does not show and that stay.
    beside: Vec<NodeId>,
    /// What they are all in.
    around: NodeId,
}

/// The branches that a sketch writes with more than a label that the file's have.
fn written(edits: &Edits, s: &Outline, f: &Outline) -> Vec<Written> {
    let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
    let branch = |at: usize, unit: usize, old: Option<NodeId>| {
        let id = s.heads[unit]?;
        let labels = labels(s, id);
        let had = old.map_or_else(Vec::new, |old| self::labels(f, old));
        let fresh: Vec<_> = labels.iter().filter(|l| !had.contains(l)).cloned().collect();
        if fresh.is_empty() || labels.len() < 2 && !is_rest(s, id) {
            return None;
        }
        let around = s.nodes[id].parent.and_then(|p| edits.nodes.get(&p)).copied();
        let around = around.or_else(|| {
            let owner = *f.owner.get(at)?;
            if f.nodes[owner].head == at { f.nodes[owner].parent } else { Some(owner) }
        })?;
        let stays = |id: &NodeId| {
            let head = f.nodes[*id].head;
            !shown.contains(&head) && !edits.removed.contains(&head)
        };
        let beside = f.nodes[around].children.iter().copied().filter(stays).collect();
        chooses(f, around).then_some(Written { id, labels, fresh, at, beside, around })
    };
    let replaced = edits.replaced.iter().filter_map(|(old, new)| branch(*old, *new, f.heads[*old]));
    let slots = edits.inserted.iter().flat_map(|(slot, units)| units.iter().map(|u| (*slot, *u)));
    replaced.chain(slots.filter_map(|(slot, unit)| branch(slot, unit, None))).collect()
}

/// Takes away the branches that nothing reaches any more: all that they are for another one is for now,
/// or one for all the rest does the same above them.
pub(super) fn take_over(edits: &mut Edits, s: &Outline, f: &Outline) {
    for new in written(edits, s, f) {
        for old in new.beside.iter().copied() {
            let theirs = labels(f, old);
            let all = !theirs.is_empty() && theirs.iter().all(|label| new.labels.contains(label));
            let rest = is_rest(s, new.id) && f.nodes[old].head >= new.at && !theirs.is_empty();
            if all && !is_caught(edits, s, f, &new, old) || rest && body(s, new.id) == body(f, old)
            {
                edits.moved.insert(old);
                edits.removed.extend(f.nodes[old].head..=f.nodes[old].last);
            }
        }
    }
}

/// Puts new branches right below the one for all the rest, where a gap hides that, above it: below it nothing
/// would reach them. Where the sketch shows the end of the block right below them, the witness then finds the
/// hidden branch between the two and refuses.
pub(super) fn place_above_rest(edits: &mut Edits, s: &Outline, f: &Outline) {
    let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
    let branches = |units: &[usize]| {
        let mut at = 0;
        while at < units.len() {
            let id = s.heads[units[at]].filter(|id| !labels(s, *id).is_empty() && !is_rest(s, *id));
            let Some(id) = id else { return false };
            at += s.nodes[id].last + 1 - s.nodes[id].head;
        }
        at == units.len()
    };
    let moved =
        edits.inserted.iter().filter(|(_, units)| branches(units)).filter_map(|(slot, _)| {
            let last = f.owner[slot.checked_sub(1)?];
            let ends = |id: &NodeId| f.nodes[*id].last + 1 == *slot;
            let mut around =
                std::iter::successors(Some(last), |id| f.nodes[*id].parent).take_while(ends);
            let rest = around.find(|id| is_rest(f, *id))?;
            let (head, parent) = (f.nodes[rest].head, f.nodes[rest].parent?);
            let leads =
                |unit: &usize| f.units[*unit - 1].is_comment() && f.units[*unit].blanks == 0;
            let comments = (f.nodes[parent].head + 2..=head).rev().take_while(leads).count();
            let stays = !shown.contains(&head) && !edits.touches(head);
            (stays && chooses(f, parent)).then_some((*slot, head - comments))
        });
    for (slot, above) in moved.collect::<Vec<_>>() {
        let units = edits.inserted.remove(&slot).unwrap_or_default();
        edits.inserted.entry(above).or_default().extend(units);
    }
}

/// Does a node choose among branches?
fn chooses(o: &Outline, id: NodeId) -> bool {
    const CHOICES: [&str; 4] = ["match", "switch", "select", "case"];
    o.unit_code(o.nodes[id].head).any(|t| CHOICES.contains(&o.token_text(t)))
}

/// Refuses a branch of which something is for what another one that stays is for too, and one for all the rest
/// above others.
pub(super) fn check(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    for new in written(edits, s, f) {
        let branches = || new.beside.iter().copied().filter(|old| !labels(f, *old).is_empty());
        let shares = |old: &NodeId| labels(f, *old).iter().any(|label| new.fresh.contains(label));
        if let Some(old) = branches().find(shares) {
            return Err(refuse::doubled(f, old));
        }
        let heads = branches().map(|old| f.nodes[old].head);
        let below: Vec<usize> = heads.filter(|head| *head >= new.at).collect();
        if is_rest(s, new.id) && !below.is_empty() {
            let marker = index.language().gap_marker();
            return Err(refuse::unsafe_deletion(f, &below, &marker));
        }
    }
    Ok(())
}

/// Does a branch that stays between an old one and the one that takes it over take what that is for?
fn is_caught(edits: &Edits, s: &Outline, f: &Outline, new: &Written, old: NodeId) -> bool {
    let head = f.nodes[old].head;
    let (from, to) = (head.min(new.at), head.max(new.at));
    let binds = matches(f, new.around);
    let mut stay = f.nodes[new.around].children.iter().filter(|id| {
        let at = f.nodes[**id].head;
        from < at && at < to && !edits.removed.contains(&at)
    });
    let slots = edits.inserted.range(from..=to).flat_map(|(_, units)| units);
    let mut more = slots.filter_map(|unit| s.heads[*unit]).filter(|id| *id != new.id);
    stay.any(|id| catches(f, *id, f, old, binds)) || more.any(|id| catches(s, id, f, old, binds))
}

/// May a branch take something that another one is for as well? Values and paths are only for themselves,
/// and what a path takes apart is of that path.
fn catches(o: &Outline, id: NodeId, f: &Outline, old: NodeId, binds: bool) -> bool {
    let said = |o: &Outline, id: NodeId| {
        let key = o.keys[id].filter(|key| key.class == Class::Case)?;
        let said = o.key_text(key);
        Some(said.strip_prefix("case ").unwrap_or(said).to_owned())
    };
    let (Some(ours), Some(theirs)) = (said(o, id), said(f, old)) else { return false };
    let plain = |c: char| c.is_alphanumeric() || "_:.\"'-".contains(c);
    let path = |part: &str| part.chars().take_while(|c| plain(*c)).collect::<String>();
    let others: Vec<String> = theirs.split(['|', ',']).map(|part| path(part.trim())).collect();
    ours.split(['|', ',']).map(str::trim).filter(|part| !part.is_empty()).any(|part| {
        let path = path(part);
        let name =
            !path.contains([':', '.']) && path.starts_with(|c: char| c.is_lowercase() || c == '_');
        match path == part {
            true => path == "_" || binds && name,
            false => !path.contains("::") || others.contains(&path),
        }
    })
}

/// Does a node start with `match`: are its branches patterns, that bind names?
fn matches(o: &Outline, id: NodeId) -> bool {
    o.unit_code(o.nodes[id].head).any(|t| o.token_text(t) == "match")
}

/// Is it the branch for all that the others leave (`_ =>`, `case _:`, `*)`)?
fn is_rest(o: &Outline, id: NodeId) -> bool {
    let said = o.keys[id].filter(|key| key.class == Class::Case).map(|key| o.key_text(key));
    said.is_some_and(|said| matches!(said.strip_prefix("case ").unwrap_or(said), "_" | "*"))
}

/// What a branch does.
fn body(o: &Outline, id: NodeId) -> Vec<u64> {
    let from = o.keys[id].map_or(0, |key| key.end);
    let code = o.node_code(id).filter(|t| t.start >= from && !t.is(b','));
    code.map(|t| t.hash).collect()
}
