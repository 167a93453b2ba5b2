//! Finds what would decide a doubt: the blocks that come nearest, and the line that tells them apart.

use std::cmp::Ordering;

use crate::index::{NodeId, Outline};

/// Blocks that a refusal lists where a new one fits everywhere.
const LISTED: usize = 5;
/// Blocks that are compared for that.
const COMPARED: usize = 2_000;

/// The line of the file, with its number from 1, that stands beside or around the first of `fits`,
/// units that are taken for each other, and not beside or around the others.
pub(super) fn deciding_line<'a>(file: &'a Outline, fits: &[usize]) -> Option<(usize, &'a str)> {
    let (first, others) = fits.split_first()?;
    let ways: [fn(&Outline, usize) -> Option<usize>; 4] = [below, above, around, far_around];
    ways.iter().find_map(|way| {
        let line = way(file, *first)?;
        let hash = |unit: usize| file.units[unit].hash;
        let telling = file.units[line].weight >= 1.0
            && others.iter().all(|o| way(file, *o).is_none_or(|l| hash(l) != hash(line)));
        telling.then(|| {
            let said = file.said(line).lines().next().unwrap_or("");
            (file.units[line].row + 1, said)
        })
    })
}

fn is_code(file: &Outline, unit: usize) -> bool {
    !file.units[unit].is_comment()
}

fn below(file: &Outline, unit: usize) -> Option<usize> {
    let last = file.heads.get(unit).copied().flatten().map_or(unit, |id| file.nodes[id].last);
    (last + 1..file.units.len()).find(|u| is_code(file, *u))
}

fn above(file: &Outline, unit: usize) -> Option<usize> {
    (0..unit).rev().find(|u| is_code(file, *u))
}

fn around(file: &Outline, unit: usize) -> Option<usize> {
    let owner = *file.owner.get(unit)?;
    let id = if file.nodes[owner].head == unit { file.nodes[owner].parent? } else { owner };
    Some(file.nodes[id].head)
}

fn far_around(file: &Outline, unit: usize) -> Option<usize> {
    around(file, around(file, unit)?)
}

/// The lines of the file, of those that `fits` leaves, that the sketch shows right below what is new: it goes above
/// one of them.
pub(super) fn shown_below(
    sketch: &Outline,
    unit: usize,
    file: &Outline,
    fits: impl Fn(NodeId) -> bool,
) -> Vec<NodeId> {
    let below = sketch.nodes[sketch.owner[unit]].extent + 1;
    let said = sketch.units.get(below).filter(|unit| !unit.is_marker() && unit.weight >= 1.0);
    let Some(said) = said else { return Vec::new() };
    let all = 0..file.units.len();
    let found = file.units_with(said.hash, &all);
    found.filter_map(|at| file.heads[at]).filter(|id| fits(*id)).take(LISTED).collect()
}

/// The blocks beside one of `slots`, or anywhere, of those that `fits` leaves, that are most like the sketch's
/// block with this unit, in order of the file.
pub(super) fn nearest(
    sketch: &Outline,
    unit: usize,
    file: &Outline,
    slots: Option<&[usize]>,
    fits: impl Fn(NodeId) -> bool,
) -> Vec<NodeId> {
    let code = (unit..sketch.units.len()).find(|u| is_code(sketch, *u)).unwrap_or(unit);
    let ours = sketch.owner[code];
    let title = sketch.title(ours);
    let class = sketch.keys[ours].map(|k| k.class);
    let parent = |slot: &usize| {
        let owner = *file.owner.get(*slot)?;
        let heads = file.nodes[owner].head == *slot;
        Some(if heads { file.nodes[owner].parent } else { Some(owner) })
    };
    let parents = slots.map(|slots| slots.iter().filter_map(parent).collect::<Vec<_>>());
    let mut found: Vec<(f32, NodeId)> = (0..file.nodes.len())
        .filter(|id| {
            let node = &file.nodes[*id];
            !node.spine.is_empty()
                && file.keys[*id].is_some()
                && parents.as_ref().is_none_or(|parents| parents.contains(&node.parent))
                && fits(*id)
        })
        .take(COMPARED)
        .map(|id| {
            let alike = similar::TextDiff::from_chars(title.as_str(), file.title(id)).ratio();
            let kin = file.keys[id].map(|k| k.class) == class;
            (alike + if kin { 1.0 } else { 0.0 }, id)
        })
        .collect();
    found.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
    found.truncate(LISTED);
    let mut nodes: Vec<NodeId> = found.into_iter().map(|(_, id)| id).collect();
    nodes.sort_unstable_by_key(|id| file.nodes[*id].head);
    nodes
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::index::lex;
    use crate::lang::by_name;

    fn outline(text: &str) -> Outline {
        let language = by_name("javascript").unwrap();
        Outline::new(language, Arc::from(text), lex(text, &language.lexis), &[], &[])
    }

    #[test]
    fn the_line_beside_comes_before_the_line_around() {
        let file = outline("class A {\n  x() {}\n  y() {}\n}\nclass B {\n  x() {}\n  z() {}\n}\n");
        assert_eq!(deciding_line(&file, &[1, 5]), Some((3, "y() {}")));
        let file = outline("class A {\n  x() {}\n}\nclass B {\n  x() {}\n}\n");
        assert_eq!(deciding_line(&file, &[1, 4]), Some((1, "class A {")));
        assert_eq!(deciding_line(&file, &[]), None);
    }

    #[test]
    fn blocks_of_the_same_kind_and_of_like_names_come_nearest() {
        let file = outline(
            "const a = 1;\nfunction readOne() {\n  b();\n}\nfunction wipe() {\n  c();\n}\n",
        );
        let sketch = outline("// new\nfunction readAll() {\n  d();\n}\n");
        let titles: Vec<String> = nearest(&sketch, 0, &file, Some(&[0, 1]), |_| true)
            .iter()
            .map(|id| file.title(*id))
            .collect();
        assert_eq!(titles, ["a", "readOne", "wipe"]);
    }
}
