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
use super::report::{Merged, Refusal};
use super::tidy::attached;
use crate::index::{NodeId, Outline};

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
    /// Is the unit there?
    pub fn holds(self, edits: &Edits, f: &Outline) -> bool {
        match self.place {
            Place::At(unit) => {
                edits.partners.get(&self.item) == Some(&unit) || edits.removed.contains(&unit)
            }
            // Comments right above belong to what they stand above.
            Place::Before(slot) => edits.inserted.iter().any(|(at, units)| {
                let between = || (*at.min(&slot)..*at.max(&slot)).all(|u| f.units[u].is_comment());
                units.contains(&self.item) && between()
            }),
        }
    }
}

/// A line number, from 1, or a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pick<'a> {
    Line(usize),
    Key(&'a str),
}

impl<'a> Pick<'a> {
    pub fn new(at: &'a str) -> Self {
        at.trim().parse().map_or(Self::Key(at), Self::Line)
    }

    /// What settles a doubt: the unit of the sketch that it is about, at the only place that is meant.
    pub fn settles(self, doubt: &Doubt, s: &Outline, f: &Outline) -> Option<Pin> {
        match doubt {
            Doubt::Places { item, fits } => {
                let place = self.among(fits, f).or_else(|| self.nearest(fits, f));
                place.map(|place| Pin { item: *item, place })
            }
            Doubt::Slot { item, .. } => {
                let place = self.namesake(*item, s, f).or_else(|| self.slot(f));
                place.map(|place| Pin { item: *item, place })
            }
            Doubt::Unknown { .. } | Doubt::TooLarge => None,
        }
    }

    /// The only one of some places that is meant: by what starts there rather than by what that is in, and what
    /// is there rather than something new before it.
    fn among(self, places: &[Place], f: &Outline) -> Option<Place> {
        let starts = |place: &Place| match (self, f.units.get(place.unit())) {
            (Self::Line(line), Some(unit)) => unit.row + 1 == line,
            (Self::Key(key), Some(_)) => f.path(f.owner[place.unit()]) == key,
            (_, None) => false,
        };
        let named = |place: &Place| match (self, f.owner.get(place.unit())) {
            (Self::Line(line), Some(id)) => holds(f, *id, place.unit(), line),
            (Self::Key(key), Some(id)) => means(f, *id, key),
            (_, None) => false,
        };
        let within = |place: &Place| {
            let around = |id: &NodeId| f.nodes[*id].parent;
            let first = f.owner.get(place.unit()).and_then(around);
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
            let mut fits = places.iter().filter(way);
            match (fits.next(), fits.next()) {
                (None, _) => {}
                (Some(only), None) => return Some(*only),
                (Some(_), Some(_)) => return None,
            }
        }
        None
    }

    /// The only one of some places that has most blocks around it in common with what is meant: what follows a
    /// line that was picked is in the same function.
    fn nearest(self, places: &[Place], f: &Outline) -> Option<Place> {
        let around = |unit: usize| {
            let own = f.owner.get(unit).copied();
            std::iter::successors(own, |id| f.nodes[*id].parent).collect::<Vec<_>>()
        };
        let meant = around(self.unit(f)?);
        let common =
            |place: &Place| around(place.unit()).iter().filter(|id| meant.contains(id)).count();
        let most = places.iter().map(common).max().filter(|most| *most > 0)?;
        let mut nearest = places.iter().filter(|place| common(place) == most);
        let (only, None) = (nearest.next()?, nearest.next()) else { return None };
        Some(*only)
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

    /// The place before that, comments above it included.
    fn slot(self, f: &Outline) -> Option<Place> {
        let unit = self.unit(f)?;
        Some(Place::Before(attached(f, unit).last().copied().unwrap_or(unit)))
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

    /// Bytes of what is meant, each with the white space around it.
    fn ranges(self, f: &Outline) -> Vec<Range<usize>> {
        let bytes = |unit: usize, last: usize| {
            let first = attached(f, unit).last().copied().unwrap_or(unit);
            let start = f.text[..f.units[first].start].trim_end().len();
            let end = f.units[last].end;
            let behind = &f.text[end..];
            start..end + behind.len() - behind.trim_start().len()
        };
        match self {
            Self::Line(line) => {
                let Some(unit) = at_line(f, line) else { return Vec::new() };
                let id = match f.heads[unit] {
                    // A line of the block around it, which may start above.
                    Some(id) if f.units[unit].row + 1 == line || !f.nodes[id].is_leaf() => id,
                    _ => f.nodes[f.owner[unit]].parent.unwrap_or(f.owner[unit]),
                };
                vec![bytes(f.nodes[id].head, f.nodes[id].extent)]
            }
            Self::Key(key) => meant(f, key)
                .into_iter()
                .map(|(unit, id)| bytes(unit, f.nodes[id].extent))
                .collect(),
        }
    }
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
    match Pick::new(at).ranges(f).is_empty() {
        true => Err(refuse::unknown_pick(at, f)),
        false => Ok(()),
    }
}

/// Refuses a merge that changes something, and nothing at the place that was picked, where that did not decide.
pub(super) fn check(merged: &Merged, at: &str, f: &Outline) -> Result<(), Refusal> {
    let picked = Pick::new(at).ranges(f);
    let touches = |range: &Range<usize>| {
        picked.iter().any(|picked| range.start <= picked.end && picked.start <= range.end)
    };
    let ranges: Vec<&Range<usize>> = merged.splices.iter().map(|splice| &splice.range).collect();
    match merged.picked || ranges.is_empty() || ranges.iter().any(|range| touches(range)) {
        true => Ok(()),
        false => Err(refuse::pick_elsewhere(at, &ranges, f)),
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
