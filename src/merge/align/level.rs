//! One alignment problem: the items of a sketch against a run of the file's units.
//!
//! In: ordered items (nodes, loose units, deletions) with gaps between some of them, and for each
//! item the places of the file that it may match. Out: the cheapest path, and for an item the best
//! path that treats it otherwise. The path costs nothing where items say what the file says, and
//! gaps absorb the file for free; it is the semi-global alignment of Needleman and Wunsch (1970)
//! with free end gaps moved to where the sketch has its markers.

use std::ops::Range;
use std::rc::Rc;

/// How one item is treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Move {
    /// It is new.
    Insert,
    /// It is taken for something of the file: index into the item's candidates.
    Match(usize),
}

/// A place of the file that an item may match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// Offset in the run of units.
    pub at: usize,
    /// Offset behind what is matched.
    pub next: usize,
    pub cost: f32,
    pub fit: Fit,
}

/// In what way an item matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fit {
    /// One unit that says the same.
    Equal,
    /// One unit that says something similar, or the same key: replaced.
    Similar,
    /// A node that says the same, however it is laid out.
    SameNode,
    /// A node that is replaced as a whole.
    OtherNode,
    /// A node with the same or a similar head: what is nested is aligned on its own.
    Nested,
    /// A node that a deletion names.
    Deleted,
}

impl Fit {
    /// Is it what the file has, as it is?
    pub fn says_the_same(self) -> bool {
        matches!(self, Self::Equal | Self::SameNode)
    }

    /// Is it what the file has, changed?
    pub fn is_changed(self) -> bool {
        matches!(self, Self::Similar | Self::OtherNode | Self::Nested)
    }
}

/// What it costs to leave out a unit of the file that no gap covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skip {
    /// Leaving out this unit alone.
    pub unit: f32,
    /// Leaving out the whole node that it heads, and the offset behind it.
    pub node: Option<(f32, usize)>,
}

/// The problem.
pub(super) struct Level {
    /// For each item: may the file go on for free before it? One more entry for the end.
    pub gaps: Vec<bool>,
    /// For each item: what it costs to take it for new.
    pub inserts: Vec<f32>,
    /// For each item: the offset where it belongs if it is new, where a rule knows one.
    pub homes: Vec<Option<usize>>,
    /// Items that stand nowhere else.
    pub held: Vec<usize>,
    pub candidates: Vec<Vec<Candidate>>,
    /// Units of the file.
    pub count: usize,
    /// For each unit of the file: what leaving it out costs. Empty where gaps are everywhere.
    pub skips: Rc<[Skip]>,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// Item `item` is treated so, with the file at offset `at`.
    Item { item: usize, at: usize, how: Move },
    /// These units of the file are covered by the gap before item `item`.
    Absorb { item: usize, units: Range<usize> },
    /// These units are covered by nothing.
    Drop { item: usize, units: Range<usize> },
}

/// The costs of all partial paths.
pub(super) struct Table<'a> {
    level: &'a Level,
    width: usize,
    /// Cost from the start to here, where it was asked for.
    from_start: Vec<f32>,
    /// Cost from here to the end.
    to_end: Vec<f32>,
}

const EPSILON: f32 = 1e-3;

/// What it costs a new item to stand elsewhere than a rule says.
const STRAY: f32 = 4.0;
/// What it costs one that is held at a place to stand elsewhere.
pub(super) const NEVER: f32 = 1e4;

impl Level {
    /// Cells that a table of this problem has.
    pub fn cells(&self) -> usize {
        (self.inserts.len() + 1).saturating_mul(self.count + 1)
    }

    /// What it costs to take item `i` for new at offset `j`.
    fn insert(&self, i: usize, j: usize) -> f32 {
        let strays = self.homes[i].is_some_and(|home| home != j);
        self.inserts[i] + if strays { self.stray(i) } else { 0.0 }
    }

    /// What it costs item `i` to stand elsewhere than a rule says.
    fn stray(&self, i: usize) -> f32 {
        if self.held.contains(&i) { NEVER } else { STRAY }
    }

    /// What it costs to take item `i` for new at each offset, beside what the rest of the way costs.
    fn insert_all(&self, i: usize, rest: &[f32], cells: &mut [f32]) {
        let insert = self.inserts[i] + if self.homes[i].is_some() { self.stray(i) } else { 0.0 };
        for (cell, rest) in cells.iter_mut().zip(rest) {
            *cell = rest + insert;
        }
        if let Some(home) = self.homes[i] {
            cells[home] = rest[home] + self.inserts[i];
        }
    }

    /// The cost of the best path alone.
    pub fn cost(&self) -> f32 {
        let (mut row, mut below) = (vec![0.0; self.count + 1], vec![0.0; self.count + 1]);
        for i in (0..=self.inserts.len()).rev() {
            std::mem::swap(&mut row, &mut below);
            self.fill(i, &mut row, &below);
        }
        row[0]
    }

    /// The costs to the end from each offset with item `i` next, given those with the item after it.
    fn fill(&self, i: usize, row: &mut [f32], below: &[f32]) {
        let n = self.count;
        if i == self.inserts.len() {
            row.fill(f32::INFINITY);
            row[n] = 0.0;
        } else {
            self.insert_all(i, below, row);
            for c in &self.candidates[i] {
                lower(&mut row[c.at], c.cost + below[c.next]);
            }
        }
        let mut next = row[n];
        if self.gaps[i] {
            for cell in row[..n].iter_mut().rev() {
                lower(cell, next);
                next = *cell;
            }
        } else {
            for (j, skip) in self.skips[..n].iter().enumerate().rev() {
                lower(&mut row[j], next + skip.unit);
                if let Some((cost, behind)) = skip.node {
                    let behind = row[behind.min(n)];
                    lower(&mut row[j], behind + cost);
                }
                next = row[j];
            }
        }
    }

    /// The costs of all partial paths to the end.
    pub fn table(&self) -> Table<'_> {
        let (m, width) = (self.inserts.len(), self.count + 1);
        let mut to_end = vec![0.0; (m + 1) * width];
        for i in (0..=m).rev() {
            let (above, below) = to_end.split_at_mut((i + 1) * width);
            self.fill(i, &mut above[i * width..], below.get(..width).unwrap_or(&[]));
        }
        Table { level: self, width, from_start: Vec::new(), to_end }
    }
}

impl<'a> Table<'a> {
    /// The problem.
    pub fn level(&self) -> &'a Level {
        self.level
    }

    /// The cost of the best path.
    pub fn cost(&self) -> f32 {
        self.to_end[0]
    }

    /// The best path.
    pub fn path(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        self.finish(0, 0, &mut steps);
        steps
    }

    /// Appends the best path from item `i` at offset `j` to the end. Matching comes first among equals.
    fn finish(&self, mut i: usize, mut j: usize, steps: &mut Vec<Step>) {
        let (m, n) = (self.level.inserts.len(), self.level.count);
        while i < m || j < n {
            let here = self.to_end[i * self.width + j];
            let fits = |cost: f32| cost <= here + EPSILON;
            if i < m {
                let below = &self.to_end[(i + 1) * self.width..];
                let found = self.level.candidates[i]
                    .iter()
                    .position(|c| c.at == j && fits(c.cost + below[c.next]));
                if let Some(index) = found {
                    steps.push(Step::Item { item: i, at: j, how: Move::Match(index) });
                    (i, j) = (i + 1, self.level.candidates[i][index].next);
                    continue;
                }
            }
            if j < n {
                let row = &self.to_end[i * self.width..][..self.width];
                if self.level.gaps[i] {
                    // As far as nothing matches.
                    let next = self.level.candidates.get(i).into_iter().flatten();
                    let next = next.map(|c| c.at).filter(|at| *at > j).min().unwrap_or(n);
                    let free = row[j + 1..=next].iter().take_while(|cost| fits(**cost)).count();
                    if free > 0 {
                        absorb(steps, i, j, j + free);
                        j += free;
                        continue;
                    }
                } else {
                    let skip = &self.level.skips[j];
                    let node = skip.node.filter(|(cost, next)| fits(cost + row[(*next).min(n)]));
                    let next = match node {
                        Some((_, next)) => Some(next.min(n)),
                        None => fits(skip.unit + row[j + 1]).then_some(j + 1),
                    };
                    if let Some(next) = next {
                        steps.push(Step::Drop { item: i, units: j..next });
                        j = next;
                        continue;
                    }
                }
            }
            if i == m {
                return;
            }
            steps.push(Step::Item { item: i, at: j, how: Move::Insert });
            i += 1;
        }
    }

    /// Works out the costs from the start, which [`Self::others`] needs.
    pub fn complete(&mut self) {
        let (m, n) = (self.level.inserts.len(), self.level.count);
        let width = self.width;
        let mut table = vec![f32::INFINITY; (m + 1) * width];
        table[0] = 0.0;
        for i in 0..=m {
            let (above, below) = table.split_at_mut((i + 1) * width);
            let row = &mut above[i * width..];
            if self.level.gaps[i] {
                let mut before = f32::INFINITY;
                for cell in row.iter_mut() {
                    lower(cell, before);
                    before = *cell;
                }
            } else {
                for (j, skip) in self.level.skips[..n].iter().enumerate() {
                    let here = row[j];
                    lower(&mut row[j + 1], here + skip.unit);
                    if let Some((cost, behind)) = skip.node {
                        lower(&mut row[behind.min(n)], here + cost);
                    }
                }
            }
            if i == m {
                break;
            }
            self.level.insert_all(i, row, below);
            for c in &self.level.candidates[i] {
                lower(&mut below[c.next], row[c.at] + c.cost);
            }
        }
        self.from_start = table;
    }

    /// Other ways to treat `item` than `(at, how)`, that cost less than `limit` in all: cost,
    /// offset and move, cheapest first.
    pub fn others(&self, item: usize, at: usize, how: Move, limit: f32) -> Vec<(f32, usize, Move)> {
        let width = self.width;
        let start = &self.from_start[item * width..][..width];
        let end = &self.to_end[(item + 1) * width..][..width];
        let mut found = Vec::new();
        for (index, c) in self.level.candidates[item].iter().enumerate() {
            let cost = start[c.at] + c.cost + end[c.next];
            if cost < limit && (c.at, Move::Match(index)) != (at, how) {
                found.push((cost, c.at, Move::Match(index)));
            }
        }
        // No offset costs less than without the rule that knows one.
        let least = self.level.inserts[item];
        for (j, (before, behind)) in start.iter().zip(end).enumerate() {
            if before + least + behind >= limit {
                continue;
            }
            let cost = before + self.level.insert(item, j) + behind;
            if cost < limit && (j, Move::Insert) != (at, how) {
                found.push((cost, j, Move::Insert));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found
    }

    /// The best path on which `item` is treated so.
    pub fn path_through(&self, item: usize, at: usize, how: Move) -> Vec<Step> {
        let mut steps = Vec::new();
        self.begin(item, at, &mut steps);
        steps.push(Step::Item { item, at, how });
        let next = match how {
            Move::Insert => at,
            Move::Match(index) => self.level.candidates[item][index].next,
        };
        self.finish(item + 1, next, &mut steps);
        steps
    }

    /// Puts the best path from the start to item `i` at offset `j` into `steps`.
    fn begin(&self, mut i: usize, mut j: usize, steps: &mut Vec<Step>) {
        let width = self.width;
        let cost = |i: usize, j: usize| self.from_start[i * width + j];
        while i > 0 || j > 0 {
            let here = cost(i, j);
            let fits = |other: f32| other <= here + EPSILON;
            if i > 0 {
                let matched = self.level.candidates[i - 1]
                    .iter()
                    .position(|c| c.next == j && fits(cost(i - 1, c.at) + c.cost));
                if let Some(index) = matched {
                    let at = self.level.candidates[i - 1][index].at;
                    steps.push(Step::Item { item: i - 1, at, how: Move::Match(index) });
                    (i, j) = (i - 1, at);
                    continue;
                }
            }
            if j > 0 {
                let before = if self.level.gaps[i] {
                    fits(cost(i, j - 1)).then_some(j - 1)
                } else {
                    let unit = fits(cost(i, j - 1) + self.level.skips[j - 1].unit).then_some(j - 1);
                    unit.or_else(|| {
                        (0..j).rev().find(|k| {
                            self.level.skips[*k]
                                .node
                                .is_some_and(|(c, next)| next == j && fits(cost(i, *k) + c))
                        })
                    })
                };
                if let Some(before) = before {
                    let free = self.level.gaps[i];
                    steps.push(if free {
                        Step::Absorb { item: i, units: before..j }
                    } else {
                        Step::Drop { item: i, units: before..j }
                    });
                    j = before;
                    continue;
                }
            }
            if i == 0 {
                break;
            }
            steps.push(Step::Item { item: i - 1, at: j, how: Move::Insert });
            i -= 1;
        }
        steps.reverse();
    }
}

fn lower(cell: &mut f32, cost: f32) {
    if cost < *cell {
        *cell = cost;
    }
}

fn absorb(steps: &mut Vec<Step>, item: usize, from: usize, to: usize) {
    match steps.last_mut() {
        Some(Step::Absorb { item: i, units }) if *i == item && units.end == from => units.end = to,
        _ => steps.push(Step::Absorb { item, units: from..to }),
    }
}
