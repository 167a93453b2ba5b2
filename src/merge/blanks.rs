//! What the blank lines of a sketch say.
//!
//! Some sketches show blank lines as the file has them, some have none, some have one around each
//! marker. Where a sketch shows code that stays, its blank lines and the file's tell which it is:
//! what it shows beside new code counts only if it shows the others as they are.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::edits::Edits;
use crate::index::{Outline, Role, Unit};

/// Places where a sketch shows what the file has.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// No blank line on both sides.
    none: bool,
    /// The same blank lines on both sides.
    some: bool,
    /// Not the same.
    other: bool,
}

impl Seen {
    fn note(&mut self, shown: u32, there: u32) {
        if shown != there {
            self.other = true;
        } else if shown == 0 {
            self.none = true;
        } else {
            self.some = true;
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            none: self.none || other.none,
            some: self.some || other.some,
            other: self.other || other.other,
        }
    }

    /// Are these blank lines, or their lack, not just what the sketch always has there?
    fn tells(self, shown: u32) -> bool {
        !self.other && if shown == 0 { self.some } else { self.none }
    }
}

/// What is known about a sketch's blank lines.
pub(super) struct Blanks<'a> {
    s: &'a Outline,
    /// Units of the file that the sketch shows, each with the unit that shows it.
    shown: FxHashMap<usize, usize>,
    between: Seen,
    /// Above gaps, by how deep these are nested.
    gaps: BTreeMap<usize, Seen>,
    /// White space at the ends of lines.
    ends: Seen,
}

/// The white space behind a unit that ends its line; none where something else does.
pub(super) fn trailing(o: &Outline, unit: usize) -> Option<&str> {
    let rest = &o.text[o.units[unit].end..];
    let white = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let ends = rest[white..].is_empty() || rest[white..].starts_with(['\n', '\r']);
    ends.then_some(&rest[..white])
}

impl<'a> Blanks<'a> {
    pub fn new(s: &'a Outline, f: &Outline, edits: &Edits) -> Self {
        let partners = &edits.partners;
        let shown = partners.iter().map(|(s, f)| (*f, *s)).collect();
        let mut this = Self {
            s,
            shown,
            between: Seen::default(),
            gaps: BTreeMap::new(),
            ends: Seen::default(),
        };
        this.look(f, edits, partners);
        this
    }

    /// Looks at all pairs of neighbours that stay as they are.
    fn look(&mut self, f: &Outline, edits: &Edits, partners: &BTreeMap<usize, usize>) {
        let s = self.s;
        let stays = |unit: &usize| !edits.replaced.contains_key(unit);
        for (above, at) in partners.iter().filter(|(_, at)| stays(at)) {
            let (ours, theirs) = (trailing(s, *above), trailing(f, *at));
            if theirs.is_some_and(|white| !white.is_empty()) {
                self.ends.note(u32::from(ours == theirs), 1);
            }
            let Some(below) = s.units.get(above + 1).filter(|u| u.fresh) else { continue };
            let Some(next) = f.units.get(at + 1).filter(|u| u.fresh) else { continue };
            if edits.inserted.contains_key(&(at + 1)) || edits.removed.contains(&(at + 1)) {
                continue;
            }
            if below.is_joint() {
                continue;
            }
            if below.role == Role::Gap {
                // Nothing stands between the head of a block and a gap, whoever writes it.
                let heads = f.heads[*at].is_some_and(|id| !f.nodes[id].is_leaf());
                let hides = partners.get(&(above + 2)).is_none_or(|f| *f != at + 1);
                if !heads && hides {
                    let depth = s.nesting(above + 1);
                    self.gaps.entry(depth).or_default().note(below.blanks, next.blanks);
                }
            } else if partners.get(&(above + 1)) == Some(&(at + 1)) && stays(&(at + 1)) {
                self.between.note(below.blanks, next.blanks);
            }
        }
    }

    /// Does the sketch have white space at the ends of lines as the file has it?
    pub fn has_trailing(&self) -> bool {
        self.ends.some && !self.ends.other
    }

    /// The unit of the sketch that shows a unit of the file.
    pub fn shows(&self, f: usize) -> Option<usize> {
        self.shown.get(&f).copied()
    }

    /// The blank lines that the sketch has between two of its units, which nothing but deletions
    /// may part; none where something else does.
    pub fn shown(&self, above: Option<usize>, below: usize) -> Option<u32> {
        let mut blanks = self.s.units.get(below)?.blanks;
        // What closes a block stands as far from what is left as from the deletion.
        let closes = self.s.nodes[self.s.owner[below]].head != below;
        for unit in (0..below).rev() {
            if Some(unit) == above {
                return Some(blanks);
            }
            if !matches!(self.s.units[unit].role, Role::Deletion(_)) {
                return None;
            }
            blanks = if closes { blanks } else { blanks.max(self.s.units[unit].blanks) };
        }
        None
    }

    /// The same, where the sketch has its blank lines as the file has them.
    pub fn told(&self, above: Option<usize>, below: Option<usize>) -> Option<u32> {
        self.shown(above, below?).filter(|blanks| self.between.tells(*blanks))
    }

    /// The blank lines between a unit of the sketch and a gap right below it, where they tell how far
    /// it stands from what the gap hides.
    pub fn told_above_gap(&self, unit: usize) -> Option<u32> {
        let written = |u: &&Unit| u.role == Role::Gap && u.fresh && !u.is_joint();
        let gap = self.s.units.get(unit + 1).filter(written)?;
        // Around gaps between blocks blank lines are usual: only where others of its depth have them
        // does one without say something.
        let depth = (gap.blanks == 0).then(|| self.s.nesting(unit + 1));
        let seen = self.gaps.iter().filter(|(at, _)| depth.is_none_or(|depth| **at == depth));
        let seen = seen.fold(Seen::default(), |all, (_, seen)| all.and(*seen));
        seen.tells(gap.blanks).then_some(gap.blanks)
    }
}
