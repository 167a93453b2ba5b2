//! Keeps a merge from places that nothing but other code's absence decided: what stands there does so elsewhere.

use super::align::Doubt;
use super::edits::Edits;
use super::pick::Place;
use crate::index::{Index, Outline, Token, Unit};
use crate::lang::Layout;
use crate::sketch::Sketch;

/// Lines above new ones that must be the same elsewhere.
const LINES: usize = 2;
/// What a new line must say for its being elsewhere to be no accident.
const TELLING: f32 = 3.0;

/// A unit of the sketch, and the places where it may go.
type Found = (usize, Vec<Place>);

/// Doubts new code at the end of a hunk of which nothing around it is shown, where the file has it elsewhere
/// below the same lines, or has there in one condition what the sketch asks in two; and such an end for which
/// lines would go that end like what is shown above them.
pub(super) fn check(edits: &Edits, sketch: &Sketch, index: &Index) -> Result<(), Doubt> {
    let lexis = &index.language().lexis;
    let (s, f) = (&sketch.outline, index.outline());
    let joins = || lexis.mappings.then(|| joins_elsewhere(edits, s, f)).flatten();
    let found = goes_where_it_stands(edits, s, f);
    let found = found.or_else(|| branch_stands_elsewhere(edits, s, f)).or_else(joins);
    if let Some((item, fits)) = found {
        return Err(Doubt::Places { item, fits });
    }
    if lexis.layout != Layout::Lines || lexis.mappings {
        return Ok(());
    }
    for (slot, units) in &edits.inserted {
        let (Some(first), Some(last)) = (units.first(), units.last()) else { continue };
        let gap = s.units.get(last + 1).is_some_and(Unit::is_marker);
        let pinned = edits.pinned.contains(first);
        if f.units.is_empty() || !gap || pinned || s.nodes[s.owner[*first]].parent.is_some() {
            continue;
        }
        let hunk = Hunk { edits, s, f, first: *first, slot: (*slot).min(f.units.len() - 1) };
        if let Some(other) = hunk.goes_on_elsewhere().or_else(|| hunk.asked_at_once()) {
            let fits = vec![Place::Before(*slot), Place::At(other)];
            return Err(Doubt::Places { item: *first, fits });
        }
    }
    match (!edits.removed.is_empty()).then(|| goes_for_twin(edits, s, f)).flatten() {
        Some((item, fits)) => Err(Doubt::Places { item, fits }),
        None => Ok(()),
    }
}

/// A line of a block in part that takes the place of another one, though the file has it, once, where it would go.
/// With both places.
fn goes_where_it_stands(edits: &Edits, s: &Outline, f: &Outline) -> Option<Found> {
    let in_part = |unit: usize| {
        let node = &s.nodes[s.owner[unit]];
        let node = node.parent.filter(|_| node.spine.len() < 2).map_or(node, |id| &s.nodes[id]);
        (node.head..=node.last).any(|at| s.units[at].is_marker())
    };
    let all = 0..f.units.len();
    edits.replaced.iter().find_map(|(old, new)| {
        let unit = &s.units[*new];
        let mut there = f.units_with(unit.hash, &all);
        let stands = there.next().filter(|at| at != old && edits.touches(*at))?;
        let once = there.next().is_none() && unit.weight >= TELLING / 2.0;
        (once && in_part(*new) && !edits.pinned.contains(new))
            .then(|| (*new, vec![Place::At(*old), Place::At(stands)]))
    })
}

/// Do units of a sketch stand between two gaps?
fn is_between_gaps(s: &Outline, first: usize, last: usize) -> bool {
    let marker = |at: usize| s.units.get(at).is_some_and(Unit::is_marker);
    first.checked_sub(1).is_some_and(marker) && marker(last + 1)
}

/// A block between two gaps of which nothing stays but its form, where the file has its very first line elsewhere,
/// in what the sketch does not show. With all places.
fn branch_stands_elsewhere(edits: &Edits, s: &Outline, f: &Outline) -> Option<Found> {
    let all = 0..f.units.len();
    let shown = |unit: usize| edits.partners.values().any(|f| *f == unit);
    edits.replaced.iter().find_map(|(old, new)| {
        let id = s.heads[*new]?;
        let node = &s.nodes[id];
        let alone = is_between_gaps(s, node.head, node.last);
        let says = |unit: &usize| s.units[*unit].weight >= TELLING / 2.0;
        let mut inner = (node.head + 1..=node.last).filter(says).peekable();
        let fresh =
            |unit: usize| edits.partners.get(&unit).is_none_or(|f| edits.replaced.contains_key(f));
        let alone = alone && !edits.pinned.contains(new);
        if node.is_leaf() || !alone || inner.peek().is_none() || !says(new) || !inner.all(fresh) {
            return None;
        }
        let mut fits: Vec<usize> = f.units_with(s.units[*new].hash, &all).collect();
        fits.retain(|unit| !shown(*unit) && !edits.touches(*unit) && f.heads[*unit].is_some());
        if fits.is_empty() {
            return None;
        }
        fits.push(*old);
        Some((*new, fits.into_iter().map(Place::At).collect()))
    })
}

/// A new member between two gaps below one that the file has, where the file has it elsewhere below one of the
/// same name. With both places.
fn joins_elsewhere(edits: &Edits, s: &Outline, f: &Outline) -> Option<Found> {
    edits.inserted.iter().find_map(|(_, units)| {
        let [new] = units[..] else { return None };
        let above = new.checked_sub(1).filter(|above| !edits.pinned.contains(above))?;
        let known = *edits.partners.get(&above)?;
        let key = s.keys[s.heads[above]?].filter(|_| is_between_gaps(s, above, new))?;
        let mut others = (0..f.units.len().saturating_sub(1)).filter(|unit| {
            let same = f.heads[*unit].and_then(|id| f.keys[id]).is_some_and(|k| k.same(key));
            *unit != known && same && f.units[*unit + 1].hash == s.units[new].hash
        });
        others.next().map(|other| (above, vec![Place::At(known), Place::At(other)]))
    })
}

/// The last line of a hunk that the file has once, for which all goes between that and the line shown above it,
/// though the file has that line right above as well: it may be new below the first of the two. With both places.
fn goes_for_twin(edits: &Edits, s: &Outline, f: &Outline) -> Option<Found> {
    let ends = |unit: usize| s.units.get(unit + 1).is_some_and(Unit::is_marker);
    edits.partners.iter().filter(|(unit, _)| ends(**unit)).find_map(|(unit, twin)| {
        let above = unit.checked_sub(1)?;
        let start = *edits.partners.get(&above)? + 1;
        // What ends a block is the end of another one as well.
        let telling = |unit: usize| {
            let leaf = s.heads[unit].is_some_and(|id| s.nodes[id].is_leaf());
            leaf && s.units[unit].weight >= TELLING / 2.0
        };
        let gone = start < *twin
            && (start..*twin)
                .all(|f| edits.removed.contains(&f) && !edits.replaced.contains_key(&f));
        let same = || f.units[*twin - 1].hash == s.units[above].hash;
        let doubts = gone && telling(*unit) && telling(above) && !edits.pinned.contains(unit);
        (doubts && same()).then(|| (*unit, vec![Place::Before(start), Place::At(*twin)]))
    })
}

/// New code below lines that the file has.
struct Hunk<'a> {
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    /// Its first unit.
    first: usize,
    /// The unit of the file that it stands before, or the last one.
    slot: usize,
}

impl Hunk<'_> {
    /// The units of the file that the sketch may mean, going by what it shows before this hunk and behind it.
    fn reach(&self) -> std::ops::Range<usize> {
        let marker = |unit: &usize| self.s.units[*unit].is_marker();
        let above = (0..self.first).rev().find(marker).unwrap_or(0);
        let below = (self.first..self.s.units.len()).find(marker).unwrap_or(self.s.units.len());
        let partners = &self.edits.partners;
        let from = partners.range(..above).next_back().map_or(0, |(_, f)| f + 1);
        let to = partners.range(below..).next().map_or(self.f.units.len(), |(_, f)| *f);
        from..to.max(from)
    }

    /// Where in reach the file has the first new line, once, below the same lines, none of them shown.
    fn goes_on_elsewhere(&self) -> Option<usize> {
        let (s, f) = (self.s, self.f);
        let above = self.first.checked_sub(LINES)?..self.first;
        let kept = |unit: usize| {
            let twin = self.edits.partners.get(&unit);
            let tells = !s.units[unit].is_comment() && s.units[unit].weight >= TELLING / 2.0;
            tells && twin.is_some_and(|twin| !self.edits.touches(*twin))
        };
        if s.units[self.first].weight < TELLING || !above.clone().all(kept) {
            return None;
        }
        let shown = |unit: usize| self.edits.partners.values().any(|twin| *twin == unit);
        let same = |at: &usize| {
            at.checked_sub(LINES).is_some_and(|from| {
                let mut pairs = (from..*at).zip(above.clone());
                pairs.all(|(theirs, ours)| {
                    f.units[theirs].hash == s.units[ours].hash && !shown(theirs)
                })
            })
        };
        let all = 0..f.units.len();
        let mut twins = f.units_with(s.units[self.first].hash, &all);
        let (twin, None) = (twins.next()?, twins.next()) else { return None };
        (self.reach().contains(&twin) && !shown(twin) && same(&twin)).then_some(twin)
    }

    /// Where in reach the file asks in one condition what is asked by the new one and the one right above it.
    fn asked_at_once(&self) -> Option<usize> {
        let (s, f) = (self.s, self.f);
        let above = s.heads[s.nodes[s.owner[self.first.checked_sub(1)?]].head]?;
        let (one, other) = (asked(s, s.nodes[above].head)?, asked(s, self.first)?);
        // Where nothing is around it, it asks of other things.
        f.nodes[f.owner[self.slot]].parent?;
        self.reach().find(|unit| {
            let both = asked(f, *unit).unwrap_or_default();
            let ends = both.len().checked_sub(other.len()).filter(|at| *at > one.len());
            ends.is_some_and(|at| {
                let joins = both[one.len()..at].iter().all(|t| is_or(f, t));
                let same = |ours: &[Token], theirs: &[Token]| {
                    ours.iter().zip(theirs).all(|(a, b)| a.hash == b.hash)
                };
                joins && same(&one, &both) && same(&other, &both[at..])
            })
        })
    }
}

/// Does a token join two conditions of which one will do?
fn is_or(o: &Outline, token: &Token) -> bool {
    token.is(b'|') || matches!(o.token_text(token), "or" | "||")
}

/// What a condition that heads a block asks, without the brackets around it.
fn asked(o: &Outline, unit: usize) -> Option<Vec<Token>> {
    let code: Vec<Token> = o.unit_code(unit).copied().collect();
    let [word, rest @ ..] = &code[..] else { return None };
    if !matches!(o.token_text(word), "if" | "unless") {
        return None;
    }
    let end = rest.iter().rposition(|t| !(t.is(b'{') || t.is(b':')))?;
    let rest = &rest[..=end];
    let asked = match rest {
        [open, inner @ .., close] if open.is(b'(') && close.is(b')') => inner,
        _ => rest,
    };
    (!asked.is_empty()).then(|| asked.to_vec())
}
