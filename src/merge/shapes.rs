//! Keeps a merge from edits of a shape that no sketch can mean.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Stop;
use super::align::{Doubt, is_part};
use super::edits::Edits;
use super::pick::Place;
use super::refuse;
use super::report::Refusal;
use crate::index::{Class, Index, Kind, Outline, Role, Token, Unit, syntax_errors};
use crate::lang::{Layout, Nesting};
use crate::sketch::Sketch;

/// Refuses edits that are not what the sketch can have meant.
pub(super) fn check(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Stop> {
    stray(edits, sketch, index)?;
    headless(edits, sketch, index)?;
    hollow(edits, sketch)?;
    around_its_like(edits, sketch, index)?;
    order(edits, sketch)?;
    bare_braces(edits, sketch)?;
    torn_tags(edits, sketch, index)?;
    cut_off(edits, sketch, index)?;
    cut_values(edits, sketch, index)?;
    prose(edits, sketch, index)?;
    clauses(edits, sketch, index)?;
    branches(edits, sketch, index)?;
    wrapped(edits, sketch, index)?;
    adrift(edits, sketch, index)?;
    unanchored(edits, sketch, index)?;
    beheaded(edits, sketch, index)?;
    Ok(())
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

/// The head of a block (`if a:`) that a gap follows in its own column, so that none of its body is shown,
/// and that is not the head of a block of the file, changed: nothing would stand below it.
fn headless(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    let (s, f) = (&sketch.outline, index.outline());
    if !awaits_body(index) {
        return Ok(());
    }
    let is_cut = |unit: &&usize| {
        let below = **unit + 1;
        let bare = s.nodes[s.owner[**unit]].last == **unit;
        let gap = below < s.units.len() && sketch.is_gap(below);
        gap && bare && s.unit_code(**unit).next_back().is_some_and(|t| t.is(b':'))
    };
    let lines = edits.replaced.iter().filter(|(old, _)| f.nodes[f.owner[**old]].is_leaf());
    let mut new = edits.inserted.values().flatten().chain(lines.map(|(_, new)| new));
    new.find(is_cut).map_or(Ok(()), |unit| Err(refuse::headless(s, *unit)))
}

/// Does a colon at the end of a line have a body to come?
fn awaits_body(index: &Index) -> bool {
    let lexis = &index.language().lexis;
    lexis.nesting == Nesting::Offside && !lexis.word_chars.contains('-')
}

/// Markers inside new code that stand for nothing: what they mean is elsewhere in the file.
fn hollow(edits: &Edits, sketch: &Sketch) -> Result<(), Refusal> {
    let s = &sketch.outline;
    let new: FxHashSet<usize> = edits.inserted.values().flatten().copied().collect();
    let covering: FxHashSet<usize> =
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
    let new: FxHashSet<usize> = edits.inserted.values().flatten().copied().collect();
    for (gap, units) in &edits.wrapped {
        let Some(around) = s.nodes[s.owner[*gap]].parent.map(|id| &s.nodes[id]) else { continue };
        let Some(id) = f.heads.get(units.start).copied().flatten() else { continue };
        let inside = &f.nodes[id];
        let whole = inside.last + 1 == units.end && !inside.is_leaf();
        if !whole || around.children.len() != 1 || !new.contains(&around.head) {
            continue;
        }
        let tokens = |o: &Outline, unit: usize| -> Vec<u64> {
            o.unit_tokens(unit).iter().map(|t| t.hash).collect()
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

/// A declaration over several lines of which a gap cuts off some (`grid-template-areas:`): which of its lines
/// the shown ones are, nothing tells.
fn cut_values(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Refusal> {
    if index.language().lexis.layout != Layout::Declarations {
        return Ok(());
    }
    let (s, f) = (&sketch.outline, index.outline());
    let ends = |o: &Outline, unit: usize| {
        o.unit_code(unit).next_back().is_some_and(|t| t.is(b';') || t.is(b'}'))
    };
    let rows = |o: &Outline, unit: usize| o.units[unit].last_row - o.units[unit].row;
    let cut = edits.replaced.iter().find(|(old, new)| {
        let fewer = rows(f, **old) > rows(s, **new);
        fewer
            && **new + 1 < s.units.len()
            && sketch.is_gap(**new + 1)
            && ends(f, **old)
            && !ends(s, **new)
    });
    cut.map_or(Ok(()), |(old, _)| Err(refuse::cut_value(f, *old)))
}

/// Where something moved, what the sketch shows next to each other comes in its order.
fn order(edits: &Edits, sketch: &Sketch) -> Result<(), Refusal> {
    if edits.moved.is_empty() {
        return Ok(());
    }
    let s = &sketch.outline;
    let mut places: FxHashMap<usize, (usize, usize)> =
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
    let code = s.unit_code(last);
    let end = code.copied().next_back();
    // What follows the last gap must close what it opens.
    let opens = s.loose[last].opens > 0;
    let open = (from..=last).rev().any(|u| s.loose[u].opens > 0 && !kept(u));
    // A colon has something to come, but for the head of a block of the file, changed.
    let heads_block = |unit: usize| {
        let f = index.outline();
        let mut old = edits.replaced.iter().filter(|(_, new)| **new == unit).map(|(old, _)| *old);
        old.any(|old| {
            let node = &f.nodes[f.owner[old]];
            !node.is_leaf() && !(old + 1..=node.last).any(|below| edits.removed.contains(&below))
        })
    };
    let whole = sketch.fenced && sketch.closed && heads_block(last);
    let awaits = awaits_body(index) && end.is_some_and(|t| t.is(b':')) && !whole;
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

/// Is a reply no code, and nothing of it in the file?
pub(super) fn only_talks(sketch: &Sketch, index: &Index) -> bool {
    let (s, f) = (&sketch.outline, index.outline());
    let all = 0..f.units.len();
    let known = |unit: &Unit| f.units_with(unit.hash, &all).next().is_some();
    !sketch.fenced
        && !s.units.iter().any(|unit| unit.is_marker() || known(unit))
        && syntax_errors(index.language(), &s.text) > 0
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
            .filter(|u| f.unit_tokens(*u).first().is_some_and(|t| t.is(b'}')))
            .collect();
        if !left_out.is_empty() {
            return Err(refuse::clause(f, &left_out, &index.language().gap_marker()));
        }
    }
    Ok(())
}

/// A branch right behind a gap (`} else if (b) {`) that says something else than the one whose place it
/// would take: it may as well be new, behind that one. Nor does one empty the branch above it.
fn branches(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Doubt> {
    let (s, f) = (&sketch.outline, index.outline());
    let code = |o: &Outline, unit: usize| -> Vec<Token> { o.unit_code(unit).copied().collect() };
    let is_branch = |tokens: &[Token]| {
        tokens.first().is_some_and(|t| t.is(b'}')) && tokens.last().is_some_and(|t| t.is(b'{'))
    };
    let behind_gap =
        |unit: usize| unit > 0 && sketch.is_gap(unit - 1) && !edits.pinned.contains(&unit);
    for (slot, unit) in edits.inserted.iter().filter_map(|(slot, u)| Some((*slot, *u.first()?))) {
        let opens = |above: usize| {
            f.unit_code(above).next_back().is_some_and(|t| t.is(b'{'))
                && !edits.removed.contains(&above)
        };
        if behind_gap(unit) && is_branch(&code(s, unit)) && slot > 0 && opens(slot - 1) {
            let fits = vec![Place::At(slot - 1), Place::Before(slot)];
            return Err(Doubt::Places { item: unit, fits });
        }
    }
    for (old, new) in edits.replaced.iter().filter(|(_, new)| behind_gap(**new)) {
        let (ours, theirs) = (code(s, *new), code(f, *old));
        let both = is_branch(&ours) && is_branch(&theirs) && ours.len() > 3 && theirs.len() > 3;
        let more = is_part(s, &ours, f, &theirs) || is_part(f, &theirs, s, &ours);
        let same_body = edits
            .partners
            .get(&(new + 1))
            .is_some_and(|below| *below == old + 1 && !edits.replaced.contains_key(below));
        let (a, b) = (&s.nodes[s.owner[*new]], &f.nodes[f.owner[*old]]);
        let in_full = a.spine.len() == b.spine.len() && a.spine.len() > 1;
        if both && !more && !same_body && !in_full {
            let behind = b.spine.iter().find(|unit| *unit > old).copied().unwrap_or(old + 1);
            let fits = vec![Place::At(*old), Place::Before(behind)];
            return Err(Doubt::Places { item: *new, fits });
        }
    }
    Ok(())
}

/// New code around all that a block of the file holds, whose own first line a gap covers: whether it
/// takes that block's place or stands in it, nothing tells.
fn wrapped(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Doubt> {
    let (s, f) = (&sketch.outline, index.outline());
    let slots: FxHashMap<usize, usize> = edits
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
        let open = !edits.pinned.contains(unit);
        if open
            && !new.is_leaf()
            && inside
            && !shown(block.head)
            && !edits.removed.contains(&block.head)
        {
            let fits = vec![Place::At(block.head), Place::Before(*slot)];
            return Err(Doubt::Places { item: *unit, fits });
        }
    }
    Ok(())
}

/// Indented code behind a gap that would stand in nothing: at the end of the file, or between two of its
/// outermost blocks, where the sketch shows code that is not indented.
fn adrift(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Doubt> {
    let (s, f) = (&sketch.outline, index.outline());
    if index.language().lexis.layout != Layout::Lines {
        return Ok(());
    }
    // A gap in a block that the file has ends with that.
    let loose = |gap: usize| {
        let around = s.nodes[s.owner[gap]].parent.map(|id| s.nodes[id].head);
        around.is_none_or(|head| !edits.partners.contains_key(&head))
    };
    let adrift = |first: usize| {
        let root = s.nodes[s.owner[first]].parent.is_none();
        let behind_gap =
            first.checked_sub(1).is_some_and(|above| sketch.is_gap(above) && loose(above));
        root && behind_gap && s.units[first].fresh && s.column(first) > 0
    };
    let outermost = |slot: usize| {
        let id = f.owner.get(slot).filter(|id| f.nodes[**id].head == slot);
        id.is_some_and(|id| f.nodes[*id].parent.is_none() && f.column(slot) == 0)
    };
    let shown = || {
        let roots = s.roots.iter().map(|id| s.nodes[*id].head);
        roots.into_iter().any(|head| !s.units[head].is_marker() && s.column(head) == 0)
    };
    let found = edits.inserted.iter().find_map(|(slot, units)| {
        let open = |first: &usize| !edits.pinned.contains(first) && adrift(*first);
        let first = units.first().copied().filter(open)?;
        (*slot == f.units.len() || outermost(*slot) && shown()).then_some((*slot, first))
    });
    let flat = || f.roots.iter().all(|id| f.column(f.nodes[*id].head) == 0);
    match found.filter(|_| flat()) {
        Some((slot, item)) => Err(Doubt::Slot { item, slots: vec![slot] }),
        None => Ok(()),
    }
}

/// A condition that takes the place of another one, with nothing in it as it was, right below lines that the
/// file has in several places: whether it is that one changed, or new in any of these, nothing tells.
fn unanchored(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Doubt> {
    let (s, f) = (&sketch.outline, index.outline());
    if index.language().lexis.layout != Layout::Lines {
        return Ok(());
    }
    let kept = |unit: &usize| {
        let old = edits.partners.get(unit);
        old.is_some_and(|old| !edits.replaced.contains_key(old))
    };
    let gap = |unit: usize| s.units.get(unit).is_none_or(Unit::is_marker);
    let all = 0..f.units.len();
    for (old, new) in &edits.replaced {
        let (Some(a), Some(b)) = (s.heads[*new], f.heads[*old]) else { continue };
        let (a, b) = (&s.nodes[a], &f.nodes[b]);
        let asks = |o: &Outline, unit: usize| {
            o.unit_tokens(unit).first().is_some_and(|t| matches!(o.token_text(t), "if" | "unless"))
        };
        let bare = |unit: &usize| s.units[*unit].weight < 1.0;
        let block = !a.is_leaf() && !b.is_leaf() && asks(s, a.head) && asks(f, b.head);
        if !block || !gap(a.last + 1) || (a.head..=a.last).any(|u| kept(&u) && !bare(&u)) {
            continue;
        }
        let above = (0..a.head).rev().take_while(|unit| !s.units[*unit].is_marker());
        let from = above.last().unwrap_or(a.head);
        let context: Vec<u64> = (from..a.head).map(|unit| s.units[unit].hash).collect();
        if context.is_empty() || !(from..a.head).all(|unit| kept(&unit)) || !gap_before(s, from) {
            continue;
        }
        let same = |at: &usize| {
            let run = f.units.get(*at..at + context.len());
            run.is_some_and(|run| run.iter().map(|unit| unit.hash).eq(context.iter().copied()))
        };
        let fits: Vec<usize> = f.units_with(context[0], &all).filter(same).collect();
        if fits.len() > 1 && !edits.pinned.contains(&from) {
            return Err(Doubt::Places {
                item: from,
                fits: fits.into_iter().map(Place::At).collect(),
            });
        }
    }
    Ok(())
}

/// Does a gap stand right before a unit?
fn gap_before(s: &Outline, unit: usize) -> bool {
    unit.checked_sub(1).is_some_and(|above| s.units[above].is_marker())
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
