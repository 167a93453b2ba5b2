//! Keeps a sketch from taking away more than it says.

use std::collections::{HashMap, HashSet};

use super::Options;
use super::align::Doubt;
use super::doubled;
use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Class, Index, Kind, NodeId, Outline, Role};
use crate::lang::{Language, Layout, Nesting};
use crate::sketch::Sketch;

/// Refuses edits that are not what the sketch can have meant.
pub(super) fn check(
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
    options: &Options,
) -> Result<(), Refusal> {
    stray(edits, sketch, index)?;
    hollow(edits, sketch)?;
    around_its_like(edits, sketch, index)?;
    order(edits, sketch)?;
    bare_braces(edits, sketch)?;
    torn_tags(edits, sketch, index)?;
    cut_off(edits, sketch, index)?;
    prose(edits, sketch, index)?;
    doubled::check(edits, sketch, index)?;
    clauses(edits, sketch, index)?;
    wrapped(edits, sketch, index)?;
    adrift(edits, sketch, index)?;
    beheaded(edits, sketch, index)?;
    omissions(edits, sketch, index, options)
}

/// Markers in code that is new: they stand for nothing of the file.
fn stray(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let new = edits.inserted.values().flatten().chain(edits.replaced.values());
    for unit in new {
        match sketch.outline.units[*unit].role {
            Role::Gap => return Err(refuse::stray(sketch.outline.units[*unit].row + 1)),
            Role::Deletion(deletion) => {
                return Err(refuse::doubt(&Doubt::Unknown { deletion }, sketch, index));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Markers inside new code that stand for nothing: what they mean is elsewhere in the file.
fn hollow(edits: &Edits, sketch: &Sketch) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let new: HashSet<usize> = edits.inserted.values().flatten().copied().collect();
    let covering: HashSet<usize> =
        edits.wrapped.iter().filter(|(_, units)| !units.is_empty()).map(|(gap, _)| *gap).collect();
    for unit in (0..s.units.len()).filter(|u| sketch.is_gap(*u)) {
        let around = s.nodes[s.owner[unit]].parent;
        let in_new = around.is_some_and(|id| new.contains(&s.nodes[id].head));
        if in_new && !covering.contains(&unit) {
            return Err(refuse::stray(s.units[unit].row + 1));
        }
    }
    Ok(())
}

/// A block with nothing but a gap inside, new around the one block of its kind that the gap stands
/// for: as likely it is that block under another name.
fn around_its_like(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let new: HashSet<usize> = edits.inserted.values().flatten().copied().collect();
    for (gap, units) in &edits.wrapped {
        let Some(around) = s.nodes[s.owner[*gap]].parent.map(|id| &s.nodes[id]) else { continue };
        let Some(id) = f.heads.get(units.start).copied().flatten() else { continue };
        let inside = &f.nodes[id];
        let whole = inside.last + 1 == units.end && !inside.is_leaf();
        if !whole || around.children.len() != 1 || !new.contains(&around.head) {
            continue;
        }
        let tokens = |o: &Outline, unit: usize| -> Vec<u64> {
            o.tokens[o.units[unit].tokens.clone()].iter().map(|t| t.hash).collect()
        };
        let (ours, theirs) = (tokens(s, around.head), tokens(f, inside.head));
        let tag = s.said(around.head).starts_with('<');
        let common = ours.iter().filter(|hash| theirs.contains(hash)).count();
        if !tag && ours.first() == theirs.first() && common * 2 >= theirs.len() {
            return Err(refuse::around_its_like(s, around.head, f, id));
        }
    }
    Ok(())
}

/// Where something moved, what the sketch shows next to each other comes in its order.
fn order(edits: &Edits, sketch: &Sketch) -> Result<(), Refusal> {
    if edits.moved.is_empty() {
        return Ok(());
    }
    let s = &sketch.outline;
    let mut places: HashMap<usize, (usize, usize)> =
        edits.partners.iter().map(|(unit, f)| (*unit, (*f, usize::MAX))).collect();
    for (slot, units) in &edits.inserted {
        places.extend(units.iter().enumerate().map(|(i, unit)| (*unit, (*slot, i))));
    }
    let families = std::iter::once(&s.roots).chain(s.nodes.iter().map(|node| &node.children));
    for family in families {
        for pair in family.windows(2) {
            let heads = [s.nodes[pair[0]].head, s.nodes[pair[1]].head];
            if let (Some(above), Some(below)) = (places.get(&heads[0]), places.get(&heads[1]))
                && above > below
            {
                return Err(refuse::out_of_order(s, heads[1], heads[0]));
            }
        }
    }
    Ok(())
}

/// New braces alone around code of the file: those of a head that the sketch does not show.
fn bare_braces(edits: &Edits, sketch: &Sketch) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let wraps = |unit: &&usize| {
        s.said(**unit) == "{"
            && s.heads[**unit].is_some_and(|id| {
                let node = &s.nodes[id];
                !node.is_leaf() && edits.partners.range(node.head + 1..=node.last).next().is_some()
            })
    };
    let found = edits.inserted.values().flatten().find(wraps);
    found.map_or(Ok(()), |unit| Err(refuse::lost(s, *unit)))
}

/// A new tag that nothing ends, where the file has the same one elsewhere: it is that one, in another
/// place than the sketch shows it in.
fn torn_tags(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let all = 0..f.units.len();
    let torn = |unit: &&usize| {
        let open = s.heads[**unit].is_some_and(|id| {
            let node = &s.nodes[id];
            !node.is_leaf() && !node.closed && s.said(node.head).starts_with('<')
        });
        open && s.units[**unit].weight >= 1.5
            && f.units_with(s.units[**unit].hash, &all)
                .any(|u| f.heads[u].is_some_and(|id| f.nodes[id].closed))
    };
    let found = edits.inserted.values().flatten().find(torn);
    found.map_or(Ok(()), |unit| Err(refuse::lost(s, *unit)))
}

/// A reply that ends inside a block whose rest no gap covers.
fn cut_off(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let lexis = &index.language().lexis;
    let Some(last) = s.units.iter().rposition(|u| !u.is_comment()) else { return Ok(()) };
    let kept = |unit: usize| {
        edits.partners.contains_key(&unit) && !edits.replaced.values().any(|u| *u == unit)
    };
    if s.units[last].is_marker() {
        return Ok(());
    }
    let from = s.units.iter().rposition(|u| u.is_marker()).map_or(0, |u| u + 1);
    let inside = (from..last).any(|u| s.loose[u].opens > 0);
    if !sketch.closed && (inside || drops_behind(edits, last) || drops_block(edits, index)) {
        return Err(refuse::cut_off(s.units[last].row + 1));
    }
    if kept(last) {
        return Ok(());
    }
    let code = s.tokens[s.units[last].tokens.clone()].iter().filter(|t| t.kind != Kind::Comment);
    let end = code.copied().next_back();
    // What follows the last gap must close what it opens.
    let opens = s.loose[last].opens > 0;
    let open = (from..=last).rev().any(|u| s.loose[u].opens > 0 && !kept(u));
    // A colon has something to come.
    let awaits = lexis.nesting == Nesting::Offside
        && !lexis.word_chars.contains('-')
        && end.is_some_and(|t| t.is(b':'));
    // Where brackets and semicolons end things, a line without any is not the end.
    let torn = !sketch.closed
        && lexis.layout == Layout::Lines
        && lexis.line_comments.contains(&"//")
        && end.is_some_and(|t| {
            !matches!(t.kind, Kind::Punct(b';' | b'}' | b')' | b']' | b',' | b'>' | b'`'))
                || s.units[last].role == Role::InString
        });
    if open && (opens || !sketch.closed) || awaits || torn {
        return Err(refuse::cut_off(s.units[last].row + 1));
    }
    Ok(())
}

/// Does a definition with a body go without a word?
fn drops_block(edits: &Edits, index: &Index) -> bool {
    let f = index.outline();
    edits.dropped.iter().filter_map(|u| f.heads[*u]).any(|id| {
        !f.nodes[id].is_leaf() && f.keys[id].is_some_and(|k| k.class == Class::Definition)
    })
}

/// Does code behind the last thing that the sketch shows go without a word?
fn drops_behind(edits: &Edits, last: usize) -> bool {
    let shown = edits.partners.range(..=last).next_back().map(|(_, f)| *f);
    shown.is_some_and(|f| edits.dropped.range(f + 1..).next().is_some())
}

/// Clauses of a block (`} catch (A e) {`) between two that the sketch shows: a gap in the body before
/// them is no word about them.
fn clauses(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    for (a, b) in &edits.nodes {
        let (ours, theirs) = (&s.nodes[*a], &f.nodes[*b]);
        let deep = |u: usize| s.column(u) > s.column(ours.head);
        let gaps = ours.children.iter().map(|c| s.nodes[*c].head).filter(|u| sketch.is_gap(*u));
        // A gap right behind it speaks of the block's further parts as well.
        let goes_on = ours.last + 1 < s.units.len() && sketch.is_gap(ours.last + 1);
        if !ours.closed || ours.spine.len() < 3 || !gaps.into_iter().all(deep) {
            continue;
        }
        let shown: Vec<usize> =
            ours.spine.iter().filter_map(|u| edits.partners.get(u)).copied().collect();
        // What stands in the place of a part was not forgotten.
        let goes_on = goes_on && shown.len() == ours.spine.len();
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else { continue };
        let left_out: Vec<usize> = theirs
            .spine
            .iter()
            .copied()
            .filter(|u| first < u && u < last && !shown.contains(u))
            .filter(|u| edits.removed.contains(u) == goes_on)
            .filter(|u| f.tokens[f.units[*u].tokens.clone()].first().is_some_and(|t| t.is(b'}')))
            .collect();
        if !left_out.is_empty() {
            return Err(refuse::clause(f, &left_out, &index.language().gap_marker()));
        }
    }
    Ok(())
}

/// New code around all that a block of the file holds, whose own first line a gap covers: whether it
/// takes that block's place or stands in it, nothing tells.
fn wrapped(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let slots: HashMap<usize, usize> = edits
        .inserted
        .iter()
        .flat_map(|(slot, units)| units.iter().map(|unit| (*unit, *slot)))
        .collect();
    let shown = |unit: usize| edits.partners.values().any(|p| *p == unit);
    for (unit, slot) in &slots {
        let Some(new) = s.heads[*unit].map(|id| &s.nodes[id]) else { continue };
        let Some(end) = slots.get(&new.last).filter(|end| **end > *slot) else { continue };
        let Some(block) = f.owner.get(*end).map(|id| &f.nodes[*id]) else { continue };
        let first = f.owner.get(*slot).map(|id| &f.nodes[*id]);
        let inside = block.closed
            && block.last == *end
            && block.head + 1 == *slot
            && first.is_some_and(|first| first.head == *slot);
        if !new.is_leaf() && inside && !shown(block.head) && !edits.removed.contains(&block.head) {
            let doubt = Doubt::Places { item: *unit, fits: vec![block.head, *slot] };
            return Err(refuse::doubt(&doubt, sketch, index));
        }
    }
    Ok(())
}

/// Indented code behind a gap that would stand at the end of the file, in nothing.
fn adrift(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let lexis = &index.language().lexis;
    let Some(first) = edits.inserted.get(&f.units.len()).and_then(|units| units.first()) else {
        return Ok(());
    };
    let root = s.nodes[s.owner[*first]].parent.is_none();
    let behind_gap = first.checked_sub(1).is_some_and(|above| sketch.is_gap(above));
    let indented = s.units[*first].fresh && s.column(*first) > 0;
    let flat = f.roots.iter().all(|id| f.column(f.nodes[*id].head) == 0);
    if lexis.layout == Layout::Lines && root && behind_gap && indented && flat {
        let slots = vec![f.units.len()];
        return Err(refuse::doubt(&Doubt::Slot { item: *first, slots }, sketch, index));
    }
    Ok(())
}

/// A sketch that begins with a line from the middle of the file, without a word about what stands
/// before it.
fn beheaded(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    /// Lines that may go at a file's beginning without a word.
    const FEW: usize = 2;
    let (s, f) = (&sketch.outline, index.outline());
    let Some(first) = s.units.iter().position(|u| !u.is_comment()) else { return Ok(()) };
    let Some(start) = edits.partners.get(&first) else { return Ok(()) };
    let code: Vec<usize> = (0..*start).filter(|u| !f.units[*u].is_comment()).collect();
    if code.len() > FEW
        && !edits.replaced.contains_key(start)
        && code.iter().all(|u| edits.dropped.contains(u))
    {
        return Err(refuse::unsafe_deletion(f, &code, &index.language().gap_marker()));
    }
    Ok(())
}

/// A reply that only talks.
fn prose(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let marked = s.units.iter().any(|u| u.is_marker());
    if !sketch.fenced
        && !marked
        && edits.partners.is_empty()
        && edits.deleted.is_empty()
        && !index.text().trim().is_empty()
    {
        return Err(refuse::prose(index.language()));
    }
    Ok(())
}

/// Blocks that the sketch leaves out though no gap covers them.
fn omissions(
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
    options: &Options,
) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    let marker = index.language().gap_marker();
    let gone: Vec<NodeId> = top_nodes(edits, f);
    // Where imports stand in another order, a gap may stand for others than those that it hid.
    if edits.moved.iter().any(|id| f.is_import(*id)) {
        let imports: Vec<usize> =
            gone.iter().filter(|id| f.is_import(**id)).map(|id| f.nodes[*id].head).collect();
        if !imports.is_empty() && s.units.iter().any(|u| u.role == Role::Gap) {
            return Err(refuse::unsafe_deletion(f, &imports, &marker));
        }
    }
    if options.no_implicit_delete {
        let named: Vec<usize> =
            gone.iter().filter(|id| f.keys[**id].is_some()).map(|id| f.nodes[*id].head).collect();
        if !named.is_empty() {
            return Err(refuse::unsafe_deletion(f, &named, &marker));
        }
    }
    // Named blocks with a body: only between neighbours that are shown unchanged.
    let blocks: Vec<NodeId> = gone
        .iter()
        .copied()
        .filter(|id| {
            let definition =
                f.keys[*id].is_some_and(|k| matches!(k.class, Class::Definition | Class::Call));
            definition && !f.nodes[*id].is_leaf() && !edits.moved.contains(id)
        })
        .collect();
    let mut unsure: Vec<usize> = Vec::new();
    for id in &blocks {
        let node = &f.nodes[*id];
        let renewed = (node.head..=node.last + 1).any(|slot| {
            edits.inserted.get(&slot).is_some_and(|units| {
                units.iter().any(|u| {
                    let new = s.owner[*u];
                    s.nodes[new].head == *u
                        && s.keys[new].is_some_and(|k| {
                            k.class == Class::Definition
                                || f.keys[*id].is_some_and(|old| old.class == k.class)
                        })
                })
            })
        });
        // The name stands in the new code: rewritten, not forgotten.
        let renewed = renewed || {
            let name = f.keys[*id].and_then(|key| {
                f.tokens.iter().rev().find(|t| t.start >= key.start && t.end <= key.end)
            });
            let holds = |u: &usize| {
                let tokens = &s.tokens[s.units[*u].tokens.clone()];
                name.is_some_and(|n| tokens.iter().any(|t| t.hash == n.hash && t.kind == n.kind))
            };
            (node.head..=node.last + 1)
                .any(|slot| edits.inserted.get(&slot).is_some_and(|units| units.iter().any(holds)))
        };
        // Something else new in its place is no sign that it goes.
        let filled = (node.head..=node.last + 1).any(|slot| {
            let new = edits.inserted.get(&slot);
            new.is_some_and(|units| units.iter().any(|u| !s.units[*u].is_comment()))
        });
        let steady = |unit: Option<usize>| {
            unit.is_some_and(|u| !edits.removed.contains(&u) && !edits.replaced.contains_key(&u))
        };
        let before =
            (0..node.head).rev().find(|u| !f.units[*u].is_comment() && !edits.removed.contains(u));
        let after = (node.last + 1..f.units.len())
            .find(|u| !f.units[*u].is_comment() && !edits.removed.contains(u));
        let calm = |unit: Option<usize>| {
            steady(unit) && unit.is_none_or(|u| untouched(edits, f, u) || context(edits, s, f, u))
        };
        let ends = after.is_some_and(|u| {
            node.parent.is_some_and(|p| f.nodes[p].closed && f.nodes[p].last == u)
                && only_context(edits, s, u)
        });
        let between = calm(before) && (calm(after) || ends);
        if !renewed && (filled || !between) {
            unsure.push(node.head);
        }
    }
    if !unsure.is_empty() {
        return Err(refuse::unsafe_deletion(f, &unsure, &marker));
    }
    let sections: Vec<usize> =
        gone.iter().filter(|id| is_section(index, **id)).map(|id| f.nodes[*id].head).collect();
    if !sections.is_empty() {
        return Err(refuse::unsafe_deletion(f, &sections, &marker));
    }
    for (a, b) in &edits.nodes {
        if let Some(lost) = torn(edits, s, index, (*a, *b)) {
            return Err(refuse::unsafe_deletion(f, &lost, &marker));
        }
    }
    // More gone than shown, where something is shown as it was: forgotten, not meant. So is far more
    // gone than shown.
    let inserted: HashSet<u64> =
        edits.inserted.values().flatten().map(|u| s.units[*u].hash).collect();
    for (a, b) in &edits.nodes {
        let (shown, same, lost) = balance(edits, s, f, (*a, *b), &blocks);
        // What went elsewhere is not gone.
        let moved: f32 = f.units[f.nodes[*b].head..=f.nodes[*b].last]
            .iter()
            .zip(f.nodes[*b].head..)
            .filter(|(unit, at)| edits.dropped.contains(at) && inserted.contains(&unit.hash))
            .map(|(unit, _)| unit.weight)
            .sum();
        // A new comment in place of more code than is shown may be a marker in other words.
        let noted = lost > shown && lost > 2.0 && notes(edits, s, f, *a);
        // Shown without a change and without a gap, it can have been shown only for what is left out.
        let meant = lost <= 2.0 * shown && shown > 0.0 && shown - same < 0.1;
        let hinted = lost > 0.5 && hints(edits, sketch, index.language(), *a);
        if (lost > shown && same * 2.0 >= shown - same && lost > 2.0 && !meant)
            || hinted
            || lost - moved > 4.0 * shown && lost - moved > 15.0
            || noted
        {
            let heads: Vec<usize> = f.nodes[*b]
                .children
                .iter()
                .map(|c| f.nodes[*c].head)
                .filter(|u| edits.dropped.contains(u))
                .collect();
            return Err(refuse::unsafe_deletion(f, &heads, &marker));
        }
    }
    let root_lost: f32 = f
        .roots
        .iter()
        .filter(|id| edits.dropped.contains(&f.nodes[**id].head) && !blocks.contains(id))
        .map(|id| f.weights[*id])
        .sum();
    let root_shown: f32 = s.roots.iter().map(|id| s.weights[*id]).sum();
    if root_lost > root_shown {
        let heads: Vec<usize> = f
            .roots
            .iter()
            .map(|c| f.nodes[*c].head)
            .filter(|u| edits.dropped.contains(u))
            .collect();
        return Err(refuse::unsafe_deletion(f, &heads, &marker));
    }
    Ok(())
}

/// Is it one of the parts that a component's file is made of? Nobody leaves one out to delete it.
fn is_section(index: &Index, id: NodeId) -> bool {
    let (f, lexis) = (index.outline(), &index.language().lexis);
    let node = &f.nodes[id];
    let said = f.said(node.head);
    let tag = said
        .strip_prefix('<')
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    node.parent.is_none()
        && !node.is_leaf()
        && tag.is_some_and(|tag| {
            tag == "template" || lexis.regions.iter().any(|region| region.tag == tag)
        })
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
    if marked || ours.is_empty() {
        return None;
    }
    let theirs = heads(f, b);
    let (gone, there): (Vec<usize>, Vec<usize>) =
        theirs.into_iter().partition(|u| edits.removed.contains(u));
    let lost: Vec<usize> = gone.into_iter().filter(|u| edits.dropped.contains(u)).collect();
    let shown: HashSet<usize> = edits.partners.values().copied().collect();
    let unsaid = there.iter().any(|u| !shown.contains(u));
    // Parts with names, or elements, are a list; statements may become one.
    let part = |u: &usize| {
        let tag = f.tokens[f.units[*u].tokens.clone()].first().is_some_and(|t| t.is(b'<'));
        tag || f.heads[*u].is_some_and(|id| f.keys[id].is_some())
    };
    // With nothing of it shown it is written anew.
    let known = ours.iter().any(|u| edits.partners.contains_key(u));
    let named = index.language().lexis.mappings;
    let more = lost.len() > ours.len() || named && lost.len() == ours.len();
    let most = known && more && lost.iter().all(part);
    (!lost.is_empty() && (unsaid || most)).then_some(lost)
}

/// Did nothing change in the sibling that a unit belongs to?
fn untouched(edits: &Edits, f: &Outline, unit: usize) -> bool {
    let node = &f.nodes[f.owner[unit]];
    if node.head == unit || node.last == unit && !node.is_leaf() {
        let range = node.head..=node.last;
        return !range
            .clone()
            .any(|u| edits.removed.contains(&u) || edits.replaced.contains_key(&u))
            && !(node.head + 1..=node.last).any(|u| edits.inserted.contains_key(&u))
            || node.head < unit && node.last > unit;
    }
    true
}

/// Does the sketch show a unit of the file, and around it, as far as the next gaps, nothing but what
/// is there already? Then it can have been shown only for what is left out.
fn only_context(edits: &Edits, s: &Outline, unit: usize) -> bool {
    let Some(shown) = edits.partners.iter().find(|(_, f)| **f == unit).map(|(s, _)| *s) else {
        return false;
    };
    let gap = |u: &usize| s.units[*u].is_marker();
    let from = (0..shown).rev().find(gap).map_or(0, |u| u + 1);
    let to = (shown..s.units.len()).find(gap).unwrap_or(s.units.len());
    let fresh = |u: usize| edits.inserted.values().any(|units| units.contains(&u));
    let changed = |u: usize| edits.replaced.values().any(|s| *s == u);
    (from..to).all(|u| !fresh(u) && !changed(u))
}

/// Is a unit part of a node that the sketch shows by its head, with a gap for what is in it?
fn context(edits: &Edits, s: &Outline, f: &Outline, unit: usize) -> bool {
    let id = f.owner[unit];
    edits.nodes.iter().any(|(a, b)| {
        let node = &s.nodes[*a];
        *b == id && s.units[node.head..=node.last].iter().any(|u| u.role == Role::Gap)
    })
}

/// Nodes of the file that are gone as a whole without a marker, outermost ones.
fn top_nodes(edits: &Edits, f: &Outline) -> Vec<NodeId> {
    let mut out = Vec::new();
    for unit in &edits.dropped {
        let Some(id) = f.heads[*unit] else { continue };
        let node = &f.nodes[id];
        let whole = (node.head..=node.last).all(|u| edits.dropped.contains(&u));
        let inside = node.parent.is_some_and(|p| {
            let parent = &f.nodes[p];
            (parent.head..=parent.last).all(|u| edits.dropped.contains(&u))
        });
        if whole && !inside {
            out.push(id);
        }
    }
    out
}

/// Does the sketch have a comment of its own in a node, on a line of its own, that the file has not?
fn notes(edits: &Edits, s: &Outline, f: &Outline, id: NodeId) -> bool {
    s.nodes[id].children.iter().map(|c| s.nodes[*c].head).any(|unit| {
        s.units[unit].is_comment()
            && s.units[unit].fresh
            // Words for code that is left out hold no address.
            && !s.said(unit).contains("://")
            && !edits.partners.contains_key(&unit)
            && !f.units.iter().any(|u| u.is_comment() && u.hash == s.units[unit].hash)
    })
}

/// Is one of those about what stays?
fn hints(edits: &Edits, sketch: &Sketch, language: &Language, id: NodeId) -> bool {
    let s = &sketch.outline;
    s.nodes[id].children.iter().map(|c| s.nodes[*c].head).any(|unit| {
        s.units[unit].is_comment()
            && s.units[unit].fresh
            && !edits.partners.contains_key(&unit)
            && sketch.speaks_of_keeping(unit, language)
    })
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
    let shown: f32 = own(s, a)
        .iter()
        .filter(|c| !s.units[s.nodes[**c].head].is_marker())
        .map(|c| s.weights[*c])
        .sum();
    let same: f32 = own(s, a)
        .iter()
        .filter(|c| {
            let head = s.nodes[**c].head;
            edits.partners.get(&head).is_some_and(|f| !edits.replaced.contains_key(f))
        })
        .map(|c| s.weights[*c])
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
