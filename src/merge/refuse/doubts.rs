//! Words for what an alignment cannot decide.

use rustc_hash::FxHashSet;

use super::{block, quote, shorten};
use crate::index::{BlockRef, Class, Index, NodeId, Outline, Role};
use crate::merge::align::Doubt;
use crate::merge::hint;
use crate::merge::pick::Place;
use crate::merge::report::{Refusal, RefusalKind};
use crate::merge::slots::above;
use crate::sketch::{Sketch, listed};

/// What an alignment cannot decide.
pub(in crate::merge) fn doubt(doubt: &Doubt, sketch: &Sketch, index: &Index) -> Refusal {
    let file = index.outline();
    let row = |unit: usize| sketch.outline.units[unit].row + 1;
    match doubt {
        Doubt::Places { item, fits } => {
            if let Some(old) = changed_or_beside(fits, file) {
                let place = place(file, old);
                return one_place(said(sketch, *item), row(*item), place, file);
            }
            let fits: &[usize] = &fits.iter().map(|place| place.unit()).collect::<Vec<_>>();
            let units = fits.iter().filter(|unit| **unit < file.units.len());
            let mut candidates: Vec<BlockRef> = units.map(|unit| place(file, *unit)).collect();
            candidates.sort_by_key(|block| block.start_line);
            candidates.dedup_by_key(|block| block.start_line);
            let lines: Vec<String> = candidates.iter().map(|b| b.start_line.to_string()).collect();
            match &candidates[..] {
                // Behind all that is there.
                [] => return new(sketch, *item, index, fits),
                [only] => return one_place(said(sketch, *item), row(*item), only.clone(), file),
                _ => {}
            }
            let beside = hint::deciding_line(file, fits);
            Refusal {
                line: Some(row(*item)),
                kind: RefusalKind::Ambiguous,
                why: format!(
                    "`{}` fits {} places (lines {})",
                    said(sketch, *item),
                    candidates.len(),
                    lines.join(", ")
                ),
                hint: format!(
                    "show an unchanged line next to it or around it{}, or pick one with --at {}",
                    beside.map_or(String::new(), |(row, line)| {
                        format!(", such as `{}` (line {row})", shorten(line))
                    }),
                    lines.first().map_or("LINE", String::as_str)
                ),
                candidates,
            }
        }
        Doubt::Slot { item, slots } => new(sketch, *item, index, slots),
        Doubt::Unknown { deletion } => unknown(sketch, *deletion, file),
        Doubt::TooLarge => Refusal {
            line: None,
            kind: RefusalKind::TooLarge,
            why: "the sketch is too large to align with the file".into(),
            candidates: Vec::new(),
            hint: "show fewer blocks, or send them one by one".into(),
        },
    }
}

/// The unit of the file that something is, changed, where all else that it may be is new right beside that or in
/// it.
fn changed_or_beside(fits: &[Place], file: &Outline) -> Option<usize> {
    let mut old = fits.iter().filter_map(|place| match place {
        Place::At(unit) => Some(*unit),
        Place::Before(_) => None,
    });
    let (only, None) = (old.next()?, old.next()) else { return None };
    let node = &file.nodes[*file.owner.get(only)?];
    let last = if node.head == only { node.extent } else { only };
    let mut new = fits.iter().filter_map(|place| match place {
        Place::Before(slot) => Some(*slot),
        Place::At(_) => None,
    });
    new.all(|slot| (only..=last + 1).contains(&slot)).then_some(only)
}

/// What starts with a unit of the file; of a part of a block its line alone.
fn place(file: &Outline, unit: usize) -> BlockRef {
    let id = file.owner[unit];
    let block = block(file, id);
    match file.nodes[id].head == unit {
        true => block,
        false => BlockRef {
            start_line: file.units[unit].row + 1,
            end_line: file.units[unit].last_row + 1,
            ..block
        },
    }
}

/// What is new at one of several slots of the file.
fn new(sketch: &Sketch, item: usize, index: &Index, slots: &[usize]) -> Refusal {
    let (s, file, lexis) = (&sketch.outline, index.outline(), &index.language().lexis);
    let fits = |id: NodeId| above(s, item, file, file.nodes[id].head, lexis).is_some();
    let below = hint::shown_below(s, item, file, fits);
    let ways = [Some(slots), None];
    let beside = || ways.into_iter().map(|slots| hint::nearest(s, item, file, slots, fits));
    let near = std::iter::once(below).chain(beside()).find(|near| !near.is_empty());
    let picks = near.is_some();
    let near = near.unwrap_or_else(|| hint::nearest(s, item, file, Some(slots), |_| true));
    let (such, pick) = near.first().map_or_else(Default::default, |id| {
        let line = file.said(file.nodes[*id].head).lines().next().unwrap_or("");
        let row = file.units[file.nodes[*id].head].row + 1;
        let such = format!(", such as `{}` (line {row})", shorten(line));
        let pick = format!("; or pick the block that it goes above with --at {row}");
        (such, if picks { pick } else { String::new() })
    });
    Refusal {
        line: Some(sketch.outline.units[item].row + 1),
        kind: RefusalKind::Ambiguous,
        why: format!("`{}` is new and nothing tells where it goes", quote(&sketch.outline, item)),
        candidates: near.into_iter().map(|id| block(file, id)).collect(),
        hint: format!(
            "show the unchanged line before or after it{such}, without a marker between{pick}"
        ),
    }
}

/// What may be the one thing of the file that it fits, changed, as well as new beside that.
fn one_place(said: String, row: usize, place: BlockRef, file: &Outline) -> Refusal {
    let line = place.start_line;
    let there = file.units.iter().position(|unit| unit.row + 1 == line);
    let there = there.map_or(String::new(), |unit| format!("`{}` ", quote(file, unit)));
    Refusal {
        line: Some(row),
        kind: RefusalKind::Ambiguous,
        why: format!("`{said}` may be {there}(line {line}) changed, or new beside it"),
        hint: format!(
            "show line {line} too if it stays, or what stands on its other side if it is changed; \
             or pick it with --at {line}"
        ),
        candidates: vec![place],
    }
}

/// A deletion that means nothing that is there, or several things that stand apart.
fn unknown(sketch: &Sketch, deletion: usize, file: &Outline) -> Refusal {
    let names = sketch.deletions[deletion].join(", ");
    let is_there = |name: &str| {
        let mut keys = file.keys.iter().flatten();
        keys.any(|key| key.class == Class::Definition && file.key_text(*key) == name)
    };
    let several = listed(&names).collect::<FxHashSet<_>>().len() > 1;
    let (lack, hint) = if several && listed(&names).all(is_there) {
        ("do not follow each other there", "delete each with a comment of its own")
    } else {
        ("is not there", "name the block as it is named in the file")
    };
    let mut units = sketch.outline.units.iter();
    Refusal {
        line: units.find(|u| u.role == Role::Deletion(deletion)).map(|u| u.row + 1),
        kind: RefusalKind::Unknown,
        why: format!("the sketch deletes `{names}`, which {lack}"),
        candidates: near(file, &names),
        hint: hint.into(),
    }
}

/// Blocks with names like a name that is not there.
fn near(outline: &Outline, name: &str) -> Vec<BlockRef> {
    let mut found: Vec<(f32, NodeId)> = (0..outline.nodes.len())
        .filter(|id| outline.keys[*id].is_some() && !outline.nodes[*id].spine.is_empty())
        .map(|id| {
            let title = outline.title(id);
            let ratio = similar::TextDiff::from_chars(name, &title).ratio();
            (ratio, id)
        })
        .filter(|(ratio, _)| *ratio > 0.6)
        .take(200)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(5);
    found.into_iter().map(|(_, id)| block(outline, id)).collect()
}

/// What a unit of the sketch says; of a deletion, the name that it gives.
fn said(sketch: &Sketch, unit: usize) -> String {
    match sketch.outline.units[unit].role {
        Role::Deletion(index) => sketch.deletions[index].join(", "),
        _ => quote(&sketch.outline, unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;
    use crate::merge::refuse::{marker, prose};

    /// A file of two functions, and a sketch of one call.
    fn both() -> (Index, Sketch) {
        let language = by_name("javascript").unwrap();
        let index =
            Index::new(language, "function a() {\n  go();\n}\n\nfunction b() {\n  go();\n}\n");
        let sketch = Sketch::read(language, "go(2);\n", index.outline()).unwrap();
        (index, sketch)
    }

    #[test]
    fn prose_a_marker_and_a_large_sketch_are_named() {
        let language = by_name("javascript").unwrap();
        assert_eq!(prose(language).why, "the reply is prose, there is no code to merge");
        let (index, sketch) = both();
        assert_eq!(
            marker("// ... rest ...", language).why,
            "the marker `// ... rest ...` would end up in the file"
        );
        assert_eq!(
            doubt(&Doubt::TooLarge, &sketch, &index).why,
            "the sketch is too large to align with the file"
        );
    }

    #[test]
    fn no_place_and_one_place_are_no_number_of_places() {
        let (index, sketch) = both();
        let says = |fits: &[usize]| {
            let fits = fits.iter().copied().map(Place::At).collect();
            doubt(&Doubt::Places { item: 0, fits }, &sketch, &index).why
        };
        assert_eq!(says(&[1, 4]), "`go(2);` fits 2 places (lines 2, 6)");
        let one = "`go(2);` may be `go();` (line 2) changed, or new beside it";
        assert_eq!(says(&[1]), one);
        assert_eq!(says(&[1, 99]), one);
        assert_eq!(says(&[99]), "`go(2);` is new and nothing tells where it goes");
    }
}
