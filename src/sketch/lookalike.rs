//! Tells a marker from text of the file that reads like one.
//!
//! A comment that stands in the file at that very place is text. It is told by its neighbours, and
//! by its words: nobody writes `... existing columns are added by migrate() ...` for a gap by chance.

use rustc_hash::{FxHashMap, FxHashSet};

use super::marks;

/// Lines that a search of the text finds faster than a table of its lines.
const FEW: usize = 64;

/// The rows of a sketch that are text though they read like markers. `in_string` tells of a row
/// whether it stands in a string that the sketch shows the beginning of.
pub(super) fn text_rows(
    sketch: &[&str],
    file: &str,
    reads_like: &[bool],
    in_string: impl Fn() -> FxHashSet<usize>,
) -> FxHashSet<usize> {
    let mut wanted: FxHashSet<&str> = sketch
        .iter()
        .zip(reads_like)
        .filter(|(_, like)| **like)
        .map(|(line, _)| line.trim())
        .collect();
    if wanted.len() <= FEW {
        wanted.retain(|line| file.contains(line));
    }
    if wanted.is_empty() {
        return FxHashSet::default();
    }
    let lines: Vec<&str> = file.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate().filter(|(_, l)| wanted.contains(*l)) {
        places.entry(line).or_default().push(at);
    }
    let mut out = FxHashSet::default();
    if places.is_empty() {
        return out;
    }
    let in_string = in_string();
    let shown: Vec<usize> = (0..sketch.len()).filter(|r| !sketch[*r].trim().is_empty()).collect();
    for (i, row) in shown.iter().enumerate().filter(|(_, row)| reads_like[**row]) {
        let said = sketch[*row].trim();
        let Some(found) = places.get(said) else { continue };
        let beside = |at: Option<usize>| {
            let row = at.and_then(|i| shown.get(i))?;
            (!reads_like[*row]).then(|| sketch[*row].trim())
        };
        let (above, below) = (beside(i.checked_sub(1)), beside(Some(i + 1)));
        let there = found.iter().any(|at| {
            let same = |mine: Option<&str>, theirs: Option<usize>| {
                mine.is_some() && mine == theirs.and_then(|i| lines.get(i)).copied()
            };
            let (a, b) = (same(above, at.checked_sub(1)), same(below, Some(at + 1)));
            let tells = |line: Option<&str>| {
                line.is_some_and(|l| l.chars().filter(|c| c.is_alphanumeric()).count() >= 2)
            };
            a && (b || tells(above)) || b && tells(below)
        });
        if there || !marks::is_usual(said) || in_string.contains(row) {
            out.insert(*row);
        }
    }
    out
}

/// The rows of a reply that read like markers and that the file has too.
pub(super) fn rows_of_file(reply: &[&str], file: &str, reads_like: &[bool]) -> FxHashSet<usize> {
    let lines: FxHashSet<&str> = file.lines().map(str::trim).collect();
    let rows = (0..reply.len()).filter(|row| reads_like[*row]);
    rows.filter(|row| lines.contains(reply[*row].trim())).collect()
}
