//! What a caller picked where a sketch does not decide: a line of the file, or a key.
//!
//! A doubt lists places of the file for one unit of the sketch. A pick that means one of them is a [`Pin`]: the
//! sketch is aligned again with that unit held at that place, and the checks leave that unit alone. What
//! changes nothing at the place that was picked is refused, so that no pick is passed over.

use std::ops::Range;

use super::align::Doubt;
use super::edits::Edits;
use super::names::means;
use super::refuse;
use super::report::{Merged, Refusal, Splice};
use super::slots::above;
use super::tidy::attached;
use crate::index::{Index, NodeId, Outline};

/// A place of the file that a unit of a sketch may go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is what starts with this unit of the file, changed, moved or deleted.
    At(usize),
    /// It is new, before this unit.
    Before(usize),
}

impl Place {
    /// The unit of the file that stands at or below it.
    pub fn unit(self) -> usize {
        match self {
            Self::At(unit) | Self::Before(unit) => unit,
        }
    }
}

/// A unit of a sketch, held at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pin {
    pub item: usize,
    pub place: Place,
}

impl Pin {
    /// Is the unit there, with nothing gone between it and what is shown right beside it, and nothing of that there
    /// once more?
    pub fn holds(self, edits: &Edits, s: &Outline, f: &Outline) -> bool {
        let slot = match self.place {
            Place::At(unit) => {
                return edits.partners.get(&self.item) == Some(&unit)
                    || edits.removed.contains(&unit);
            }
            Place::Before(slot) => slot,
        };
        // Comments right above belong to what they stand above.
        let there = edits.inserted.iter().any(|(at, units)| {
            let between = || (*at.min(&slot)..*at.max(&slot)).all(|u| f.units[u].is_comment());
            units.contains(&self.item) && between()
        });
        let dropped = |mut units: Range<usize>| units.any(|unit| edits.dropped.contains(&unit));
        let shown = |unit: &usize| !s.units[*unit].is_marker();
        let above = (0..self.item).rev().take_while(shown);
        let below = (self.item + 1..s.units.len()).take_while(shown);
        let known = |unit: usize| edits.partners.get(&unit).copied();
        let lost = above.clone().find_map(known).is_some_and(|f| dropped(f + 1..slot.max(f + 1)))
            || below.clone().find_map(known).is_some_and(|f| dropped(slot..f.max(slot)));
        let new: Vec<usize> = edits.inserted.values().flatten().copied().collect();
        let around = s.nodes[s.owner[self.item]].parent;
        let beside = |unit: &usize| s.heads[*unit].is_some_and(|id| s.nodes[id].parent == around);
        let all = 0..f.units.len();
        let mut again = above.chain(below).filter(beside).filter(|unit| {
            let mut twins = f.units_with(s.units[*unit].hash, &all);
            new.contains(unit) && s.units[*unit].weight >= 1.0 && twins.any(|f| !edits.touches(f))
        });
        there && !lost && again.next().is_none()
    }
}

/// A line number, from 1, or a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pick<'a> {
    Line(usize),
    Key(&'a str),
}

impl<'a> Pick<'a> {
    /// A number that is no line of the file may be a key.
    pub fn new(at: &'a str, f: &Outline) -> Self {
        let line = at.trim().parse().ok().filter(|line| at_line(f, *line).is_some());
        line.map_or(Self::Key(at), Self::Line)
    }

    /// What settles a doubt: the unit of the sketch that it is about, at the only place that is meant. `pins` are
    /// those that it settled before: what follows goes with them.
    pub fn settles(self, doubt: &Doubt, pins: &[Pin], s: &Outline, index: &Index) -> Option<Pin> {
        let f = index.outline();
        let (item, place) = match doubt {
            Doubt::Places { item, fits } => {
                let beside = || match pins.last() {
                    Some(pin) => beside(pin.place.unit(), fits, f),
                    None => self.in_block(fits, f),
                };
                (*item, self.among(fits, f).or_else(beside)?)
            }
            Doubt::Slot { item, .. } => {
                let slot = || {
                    let unit = self.unit(f).filter(|unit| self.is_not_inside(*unit, f))?;
                    above(s, *item, f, unit, &index.language().lexis)
                };
                let new = || pins.is_empty().then(slot).flatten().map(Place::Before);
                (*item, self.namesake(*item, s, f).or_else(new)?)
            }
            Doubt::Unknown { .. } | Doubt::TooLarge => return None,
        };
        Some(Pin { item, place })
    }

    /// The only one of some places that is meant: by what starts there rather than by what that is in, and what
    /// is there rather than something new before it.
    fn among(self, places: &[Place], f: &Outline) -> Option<Place> {
        let heads = |place: &Place| f.heads.get(place.unit()).copied().flatten().is_some();
        let starts = |place: &Place| match (self, f.units.get(place.unit())) {
            (Self::Line(line), Some(unit)) => unit.row + 1 == line,
            (Self::Key(key), Some(_)) => heads(place) && f.path(f.owner[place.unit()]) == key,
            (_, None) => false,
        };
        let named = |place: &Place| match (self, f.owner.get(place.unit())) {
            (Self::Line(line), Some(id)) => holds(f, *id, place.unit(), line),
            (Self::Key(key), Some(id)) => heads(place) && means(f, *id, key),
            (_, None) => false,
        };
        let within = |place: &Place| {
            let around = |id: &NodeId| f.nodes[*id].parent;
            let own = f.owner.get(place.unit());
            let first = if heads(place) { own.and_then(around) } else { own.copied() };
            let mut all = std::iter::successors(first, around);
            matches!(self, Self::Key(key) if all.any(|id| f.path(id) == key || means(f, id, key)))
        };
        let both = |place: &&Place| match place {
            Place::At(_) => false,
            Place::Before(unit) => places.contains(&Place::At(*unit)),
        };
        let ways: [&dyn Fn(&&Place) -> bool; 3] =
            [&|p| starts(p) && !both(p), &|p| named(p) && !both(p), &|p| within(p)];
        for way in ways {
            if places.iter().any(|place| way(&place)) {
                return only(places.iter().filter(way));
            }
        }
        None
    }

    /// The only one of some places that stands right in the block that is meant, or in which what is meant
    /// stands.
    fn in_block(self, places: &[Place], f: &Outline) -> Option<Place> {
        let unit = self.unit(f)?;
        let own = f.owner[unit];
        let block = if f.nodes[own].is_leaf() { f.nodes[own].parent? } else { own };
        let around = |place: &&Place| {
            let own = f.owner.get(place.unit()).copied()?;
            if f.nodes[own].head == place.unit() { f.nodes[own].parent } else { Some(own) }
        };
        only(places.iter().filter(|place| around(place) == Some(block)))
    }

    /// The first unit of the only block, or else line, that is meant.
    fn unit(self, f: &Outline) -> Option<usize> {
        let heads = match self {
            Self::Line(line) => return at_line(f, line),
            Self::Key(key) => meant(f, key),
        };
        let blocks = heads.iter().filter(|(_, id)| !f.nodes[*id].is_leaf()).copied();
        let blocks: Vec<(usize, NodeId)> = blocks.collect();
        match (&heads[..], &blocks[..]) {
            ([(unit, _)], _) | (_, [(unit, _)]) => Some(*unit),
            _ => None,
        }
    }

    /// Is a line not one within a unit of several?
    fn is_not_inside(self, unit: usize, f: &Outline) -> bool {
        matches!(self, Self::Key(_))
            || matches!(self, Self::Line(line) if line <= f.units[unit].row + 1)
    }

    /// What is meant, where that has the name that a unit of the sketch has: nobody puts a second one above it.
    fn namesake(self, item: usize, s: &Outline, f: &Outline) -> Option<Place> {
        let key = s.heads[item].and_then(|id| s.keys[id])?;
        let same = |unit: &usize| {
            f.heads[*unit].and_then(|id| f.keys[id]).is_some_and(|other| other.same(key))
        };
        let unit = self.unit(f)?;
        let row = f.units[unit].row;
        let on_line = |unit: &usize| matches!(self, Self::Line(_)) && f.units[*unit].row == row;
        let mut units =
            (unit..f.units.len()).take_while(|at| *at == unit || on_line(at)).filter(same);
        units.next().map(Place::At)
    }

    /// Lines, from 0, of what is meant.
    pub fn rows(self, f: &Outline) -> Vec<Range<usize>> {
        match self {
            Self::Line(line) => line.checked_sub(1).map(|row| row..line).into_iter().collect(),
            Self::Key(key) => meant(f, key)
                .into_iter()
                .map(|(unit, id)| f.units[unit].row..f.units[f.nodes[id].extent].last_row + 1)
                .collect(),
        }
    }

    /// Bytes of what is meant, what belongs to it included.
    fn ranges(self, f: &Outline) -> Vec<Range<usize>> {
        let bytes = |unit: usize, last: usize| {
            let first = attached(f, unit).last().copied().unwrap_or(unit);
            f.units[first].start..f.units[last].end
        };
        let heads = match self {
            // A part of a block is that block.
            Self::Line(line) => at_line(f, line).map(|unit| f.owner[unit]).into_iter().collect(),
            Self::Key(key) => meant(f, key).into_iter().map(|(_, id)| id).collect::<Vec<_>>(),
        };
        heads.into_iter().map(|id| bytes(f.nodes[id].head, f.nodes[id].extent)).collect()
    }
}

/// The only one of some places.
fn only<'p>(mut places: impl Iterator<Item = &'p Place>) -> Option<Place> {
    let (only, None) = (places.next()?, places.next()) else { return None };
    Some(*only)
}

/// The only one of some places that has most blocks around it in common with a unit, all that are around the one
/// or all that are around the other.
pub(super) fn beside(unit: usize, places: &[Place], f: &Outline) -> Option<Place> {
    let around = |unit: usize| -> Vec<NodeId> {
        let own = f.owner.get(unit).copied().and_then(|id| f.nodes[id].parent);
        std::iter::successors(own, |id| f.nodes[*id].parent).collect()
    };
    let meant = around(unit);
    let common = |place: &Place| {
        let theirs = around(place.unit());
        let common = theirs.iter().filter(|id| meant.contains(id)).count();
        (common == theirs.len() || common == meant.len()).then_some(common)
    };
    let most = places.iter().filter_map(common).max().filter(|most| *most > 0)?;
    only(places.iter().filter(|place| common(place) == Some(most)))
}

/// Does a block, or else a unit in it, go over a line?
fn holds(f: &Outline, owner: NodeId, unit: usize, line: usize) -> bool {
    let last = if f.nodes[owner].head == unit { f.nodes[owner].last } else { unit };
    (f.units[unit].row + 1..=f.units[last].last_row + 1).contains(&line)
}

/// The first unit that goes over a line, from 1, or stands below it.
fn at_line(f: &Outline, line: usize) -> Option<usize> {
    let unit = f.units.partition_point(|unit| unit.last_row + 1 < line);
    (line > 0 && unit < f.units.len()).then_some(unit)
}

/// The blocks that a key means, with their first units: those listed under it rather than others.
fn meant(f: &Outline, key: &str) -> Vec<(usize, NodeId)> {
    let heads = f.heads.iter().enumerate().filter_map(|(unit, head)| Some((unit, (*head)?)));
    let heads: Vec<(usize, NodeId)> = heads.collect();
    let listed: Vec<_> = heads.iter().copied().filter(|(_, id)| f.path(*id) == key).collect();
    match listed.is_empty() {
        true => heads.into_iter().filter(|(_, id)| means(f, *id, key)).collect(),
        false => listed,
    }
}

/// Refuses a pick that means nothing in the file.
pub(super) fn known(at: &str, f: &Outline) -> Result<(), Refusal> {
    match at.trim().is_empty() || Pick::new(at, f).ranges(f).is_empty() {
        true => Err(refuse::unknown_pick(at, f)),
        false => Ok(()),
    }
}

/// Refuses a merge that changes something, and nothing at the place that was picked, where that did not decide.
pub(super) fn check(merged: &Merged, at: &str, f: &Outline) -> Result<(), Refusal> {
    let picked = Pick::new(at, f).ranges(f);
    // What is new may stand right above or below.
    let blank = |a: usize, b: usize| f.text[a.min(b)..b].trim().is_empty();
    let touches = |splice: &Splice| {
        let range = &splice.range;
        picked.iter().any(|picked| match range.is_empty() && splice.text.contains('\n') {
            true => blank(range.end, picked.start) && blank(picked.end, range.start),
            false => range.start <= picked.end && picked.start <= range.end,
        })
    };
    match merged.picked || merged.splices.is_empty() || merged.splices.iter().any(touches) {
        true => Ok(()),
        false => Err(refuse::pick_elsewhere(at, &merged.splices, f)),
    }
}

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::lang::by_name;
    use crate::merge::{Options, merge, splice};

    const FILE: &str =
        "function a() {\n  go();\n  end();\n}\n\n// second\nfunction b() {\n  go();\n  end();\n}\n";

    fn merged(sketch: &str, at: &str) -> Result<String, String> {
        let index = Index::new(by_name("javascript").unwrap(), FILE);
        let options = Options { at: Some(at.to_owned()), ..Options::default() };
        let merged = merge(&index, sketch, &options).map_err(|refusal| refusal.why)?;
        Ok(splice(FILE, &merged.splices))
    }

    #[test]
    fn a_pick_is_a_line_a_key_or_a_line_in_the_same_block() {
        let sketch = "// ...\n  go(1);\n  end();\n// ...\n";
        let first = FILE.replacen("go()", "go(1)", 1);
        let second =
            FILE.replace("// second\nfunction b() {\n  go()", "// second\nfunction b() {\n  go(1)");
        for at in ["2", "a", "a > go();", "3", "1", " 2 "] {
            assert_eq!(merged(sketch, at).as_ref(), Ok(&first), "{at}");
        }
        for at in ["8", "b", "b > go();", "9", "10"] {
            assert_eq!(merged(sketch, at).as_ref(), Ok(&second), "{at}");
        }
    }

    #[test]
    fn something_new_goes_above_what_is_picked_and_its_comment() {
        let sketch = "// ...\nfunction c() {\n  stop();\n}\n// ...\n";
        let above = FILE.replace("// second", "function c() {\n  stop();\n}\n\n// second");
        for at in ["7", "b"] {
            assert_eq!(merged(sketch, at).as_ref(), Ok(&above), "{at}");
        }
    }

    #[test]
    fn what_is_not_there_and_what_stays_is_refused() {
        let unknown = |at: &str| Err(format!("--at {at} means nothing in the file"));
        let sketch = "function a() {\n  go(1);\n  end();\n}\n";
        for at in ["0", "11", "c"] {
            assert_eq!(merged(sketch, at), unknown(at));
        }
        let why = "the sketch changes nothing at --at b, but what is at line 2".to_owned();
        assert_eq!(merged(sketch, "b"), Err(why));
        assert!(merged(sketch, "a").is_ok());
    }
}
