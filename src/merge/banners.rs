//! The banners of a file's sections: comments of several lines that stand apart from the code.
//!
//! A banner that the file has once is shown to say where something is. It is never meant to stand
//! there a second time.

use rustc_hash::FxHashMap;

use crate::index::{Outline, Role};

/// The units of a sketch's comments of several lines that the file has once, word for word, each with
/// its twin in the file.
pub(super) fn paragraphs(s: &Outline, f: &Outline) -> FxHashMap<usize, usize> {
    let all = 0..f.units.len();
    let mut found = FxHashMap::default();
    let mut at = 0;
    while at < s.units.len() {
        let joins = |unit: usize| {
            s.units.get(unit).is_some_and(|u| u.role == Role::Comment && u.fresh && u.blanks == 0)
        };
        let end = (at + 1..).find(|unit| !joins(*unit)).unwrap_or(at + 1);
        if s.units[at].role == Role::Comment && end > at + 1 {
            let run = &s.units[at..end];
            let says = |from: usize| {
                let theirs = f.units.get(from..from + run.len());
                theirs.is_some_and(|all| all.iter().zip(run).all(|(a, b)| a.hash == b.hash))
            };
            let mut twins = f.units_with(run[0].hash, &all).filter(|u| says(*u));
            if let (Some(twin), None) = (twins.next(), twins.next()) {
                found.extend((at..end).zip(twin..));
            }
        }
        at = end;
    }
    found
}

/// Those of them that stand apart from what follows, in the file and in the sketch, where a gap parts
/// as a blank line does.
pub(super) fn banners(s: &Outline, f: &Outline) -> FxHashMap<usize, usize> {
    let mut found = paragraphs(s, f);
    let ends = |o: &Outline, unit: usize| {
        let below = (unit..o.units.len()).find(|u| !o.units[*u].is_comment() || !o.units[*u].fresh);
        let parted = (unit + 1..=below.unwrap_or(o.units.len()).min(o.units.len() - 1))
            .any(|u| o.units[u].blanks > 0 || o.units[u].is_marker());
        below.is_none() || parted
    };
    found.retain(|ours, theirs| ends(s, *ours) && ends(f, *theirs));
    found
}
