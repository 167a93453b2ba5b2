//! Compares the text that would be written with the sketch and with the file, line by line.
//!
//! The last line of defence, blind to how the merge came about. It knows lines and tokens and what
//! a sketch promises: each of its lines stands in the result, lines that it shows in a row stand in
//! a row, what neither it nor the file has twice stands there once, and nothing goes that no block
//! accounts for.

mod written;

use rustc_hash::{FxHashMap, FxHashSet};

use super::align::{check_others, hold_others};
use super::attached::is_attribute;
use super::doubled::call_with_another;
use super::edits::Edits;
use super::refuse;
use super::report::{Refusal, Splice, splice};
use crate::index::lines::{Line, bare, exact, read};
use crate::index::{Index, Kind, Outline, Role};
use crate::lang::{Layout, Nesting};
use crate::sketch::Sketch;
use written::{Cut, Written, code};

/// Places where a look at the lines alone is not enough, and code is searched.
const CLOSE_LOOKS: usize = 64;
/// Lines of a run that is looked for twice in a row.
const LONGEST: usize = 64;
/// Words of such a run that make it no accident.
const SAID: usize = 3;
/// What a line must say for its being there twice to be no accident.
const TELLING: f32 = 2.0;

/// Refuses a result that does not hold what the sketch shows, as it shows it.
pub(super) fn check(
    splices: &[Splice],
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
) -> Result<(), Refusal> {
    let result = splice(index.text(), splices);
    let cuts = Cut::all(splices, index.text(), index.lines(), &result);
    let lexis = &index.language().lexis;
    let s = &sketch.outline;
    let witness = Witness {
        edits,
        s,
        f: index.outline(),
        layout: lexis.layout,
        nesting: lexis.nesting,
        cuts: &cuts,
        written: Written::new(&result, &cuts, index),
    };
    if let Some(unit) = witness.missing() {
        return Err(refuse::lost(s, unit));
    }
    if let Some((unit, next)) = witness.apart() {
        return Err(refuse::apart(s, unit, next));
    }
    if let Some((unit, next)) = witness.parted() {
        return Err(refuse::apart(s, unit, next));
    }
    // What is all of the new file says itself what stands there twice.
    if !edits.whole {
        let doubled = witness.doubled();
        if let Some(unit) = doubled.filter(|unit| !edits.pinned.contains(unit)) {
            return Err(refuse::twice(s, unit));
        }
        if let Some(line) = witness.repeated() {
            return Err(refuse::repeated(line));
        }
    }
    if let Some(unit) = witness.gone() {
        return Err(refuse::gone(index.outline(), unit));
    }
    Ok(())
}

struct Witness<'a> {
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    layout: Layout,
    nesting: Nesting,
    cuts: &'a [Cut],
    written: Written<'a>,
}

impl<'a> Witness<'a> {
    /// A line of the sketch that the result has less often than the sketch.
    fn missing(&self) -> Option<usize> {
        let mut wanted: FxHashMap<u64, usize> = FxHashMap::default();
        let mut looks = CLOSE_LOOKS;
        self.s.rows().find_map(|row| {
            let solid = row.clone().all(|unit| self.is_code(unit));
            if solid && self.has_all(self.s.between(&row), &mut wanted) {
                return None;
            }
            row.filter(|unit| self.is_code(*unit)).find(|unit| {
                if self.has_all(self.s.said(*unit), &mut wanted) || looks == 0 {
                    return false;
                }
                looks -= 1;
                let said = self.said(*unit);
                let same = |u: &usize| self.is_code(*u) && self.said(*u) == said;
                self.written.times(&said) < (0..=*unit).filter(same).count()
            })
        })
    }

    /// Has the result each line of a text, as often as it was asked for?
    fn has_all(&self, text: &str, wanted: &mut FxHashMap<u64, usize>) -> bool {
        text.lines().filter(|line| !line.trim().is_empty()).all(|line| {
            let hash = bare(line);
            let wanted = wanted.entry(hash).or_default();
            *wanted += 1;
            self.written.count(hash) >= *wanted
        })
    }

    /// Two lines of the sketch without a marker between, between which the result has other code.
    fn apart(&self) -> Option<(usize, usize)> {
        let mut looks = CLOSE_LOOKS;
        // The unit above, and its last line.
        let mut above: Option<(usize, u64)> = None;
        for row in self.s.rows() {
            let text = self.s.between(&row);
            let solid = row.clone().all(|unit| self.is_code(unit));
            let whole = solid && text.lines().all(|line| self.written.count(bare(line)) > 0);
            for unit in row.clone() {
                if self.s.units[unit].is_marker() {
                    above = None;
                    continue;
                }
                if !self.is_code(unit) {
                    continue;
                }
                let text = if whole { text } else { self.s.said(unit) };
                let last = text.lines().next_back().map_or(0, bare);
                let Some((before, end)) = above.replace((unit, last)) else { continue };
                let first = text.lines().next().map_or(0, bare);
                if self.edits.unsaid.contains(&unit)
                    || whole && unit > row.start
                    || self.written.has_in_a_row(end, first)
                    || looks == 0
                {
                    continue;
                }
                looks -= 1;
                let start = self.call_start(before);
                if self.written.times(&code(self.s, self.s.run_code(start, unit))) == 0 {
                    return Some((before, unit));
                }
            }
        }
        None
    }

    /// Two units of the sketch without a marker between, between which code of the file stays that the
    /// sketch does not show.
    fn parted(&self) -> Option<(usize, usize)> {
        let edits = self.edits;
        let slots: FxHashMap<usize, usize> = edits
            .inserted
            .iter()
            .flat_map(|(slot, units)| units.iter().map(|unit| (*unit, *slot)))
            .collect();
        let place = |unit: usize| {
            let slot = slots.get(&unit).map(|slot| *slot..*slot);
            slot.or_else(|| edits.partners.get(&unit).map(|f| *f..*f + 1))
        };
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let stays = |f: &usize| {
            !edits.removed.contains(f)
                && !edits.replaced.contains_key(f)
                && !shown.contains(f)
                && !edits.reflowed.iter().any(|(_, units)| units.contains(f))
                && !self.f.units[*f].is_comment()
                && self.f.units[*f].weight >= TELLING
        };
        (1..self.s.units.len()).map(|next| (next - 1, next)).find(|(unit, next)| {
            if !self.is_code(*unit) || !self.is_code(*next) || edits.unsaid.contains(next) {
                return false;
            }
            let (Some(above), Some(below)) = (place(*unit), place(*next)) else { return false };
            (above.end..below.start).any(|f| stays(&f))
        })
    }

    /// The line that begins the call of which a line (`.map(f)`) is a part.
    fn call_start(&self, mut unit: usize) -> usize {
        while self.layout == Layout::Lines
            && self.s.said(unit).starts_with('.')
            && let Some(call) = self.s.nodes[self.s.owner[unit]].parent
        {
            unit = self.s.nodes[call].head;
        }
        unit
    }

    /// A line that the sketch and the file have once each, and the result twice in one block.
    fn doubled(&self) -> Option<usize> {
        let mut shown: FxHashMap<u64, usize> = FxHashMap::default();
        shown.reserve(self.s.units.len());
        for unit in &self.s.units {
            *shown.entry(unit.hash).or_default() += 1;
        }
        let all = 0..self.f.units.len();
        (0..self.s.units.len()).find(|at| {
            let unit = &self.s.units[*at];
            if shown.get(&unit.hash) != Some(&1) {
                return false;
            }
            let telling = self.is_telling(*at);
            if !telling && !unit.is_comment() {
                return false;
            }
            let mut twins = self.f.units_with(unit.hash, &all);
            let (Some(twin), None) = (twins.next(), twins.next()) else { return false };
            if !telling && !self.heads_the_same(*at, twin) {
                return false;
            }
            // Several statements may begin alike.
            if let (Some(ours), Some(theirs)) = (self.s.heads[*at], self.f.heads[twin])
                && (hold_others(self.s, ours, self.f, theirs)
                    || check_others(self.s, ours, self.f, theirs)
                    || call_with_another(self.s, ours, self.f, theirs))
            {
                return false;
            }
            let said = [self.s.said(*at), self.f.said(twin)];
            self.written.count(bare(said[0])) > 1 && self.in_one_block(said.map(exact))
        })
    }

    /// Do two comments stand right above blocks that hold the same, whatever they are called?
    fn heads_the_same(&self, s: usize, f: usize) -> bool {
        let body = |o: &Outline, unit: usize| {
            let below = o.units.get(unit + 1).filter(|u| u.fresh && u.blanks == 0)?;
            let id = o.heads[unit + 1].filter(|_| !below.is_comment() && !below.is_marker())?;
            let node = &o.nodes[id];
            (!node.is_leaf()).then(|| o.hash(node.head + 1, node.last).0)
        };
        let ours = body(self.s, s);
        ours.is_some() && ours == body(self.f, f)
    }

    /// Does a unit of the sketch stand on lines of its own, and say enough?
    fn is_telling(&self, at: usize) -> bool {
        let (unit, next) = (&self.s.units[at], self.s.units.get(at + 1));
        let alone = unit.fresh && next.is_none_or(|n| n.fresh) && unit.row == unit.last_row;
        if !alone || is_attribute(self.s, at) {
            return false;
        }
        match unit.role {
            Role::Code => {
                let head = self.s.heads[at].is_some_and(|id| !self.s.nodes[id].is_leaf());
                // Selectors repeat.
                let rule = self.layout == Layout::Declarations
                    && (head || self.s.said(at).ends_with([',', '{']));
                // What only ends a head (`) -> None:`) is no statement; what names a module is.
                let tokens = &self.s.tokens[unit.tokens.clone()];
                let ends = tokens.first().is_some_and(|t| t.is(b')'))
                    && !tokens.iter().any(|t| t.kind == Kind::Text);
                unit.weight >= TELLING && !rule && !ends
            }
            // A comment that stands above nothing: the name of a part of the file.
            Role::Comment => {
                next.is_none_or(|n| n.is_marker() || n.blanks > 0)
                    && at.checked_sub(1).is_none_or(|above| !self.s.units[above].is_comment())
            }
            _ => false,
        }
    }

    /// Do two lines that say one of these stand in one block?
    fn in_one_block(&self, said: [u64; 2]) -> bool {
        let mut first: Option<usize> = None;
        for (line, text) in &self.written.lines {
            // A heading begins another block in the same column.
            let heads = self.nesting == Nesting::Headings
                && text[line.range.clone()].trim_start().starts_with(['[', '#']);
            if heads || first.is_some_and(|indent| line.indent < indent) {
                first = None;
            }
            if !said.contains(&line.exact) {
                continue;
            }
            if first == Some(line.indent) {
                return true;
            }
            first = Some(line.indent);
        }
        false
    }

    /// A line of the file that the result has less often, though it is neither removed nor replaced.
    fn gone(&self) -> Option<usize> {
        let mut left: FxHashMap<u64, usize> = FxHashMap::default();
        for line in self.cuts.iter().flat_map(|cut| &cut.new) {
            *left.entry(line.hash).or_default() += 1;
        }
        let units = &self.f.units;
        let from = |byte: usize| units.partition_point(|unit| unit.start < byte);
        let cut = self.cuts.iter().flat_map(|cut| {
            let ends_inside = |unit: &usize| units[*unit].end <= cut.bytes.end;
            (from(cut.bytes.start)..from(cut.bytes.end)).filter(ends_inside)
        });
        let explained = |unit: &usize| self.edits.touches(*unit);
        // Of lines that read the same another one may be what stays.
        let inside = |unit: &usize| {
            let (start, end) = (units[*unit].start, units[*unit].end);
            self.cuts.iter().any(|cut| cut.bytes.start <= start && end <= cut.bytes.end)
        };
        let mut twins: FxHashMap<u64, usize> = FxHashMap::default();
        for unit in self.edits.removed.iter().filter(|unit| !inside(unit)) {
            *twins.entry(units[*unit].hash).or_default() += 1;
        }
        // Brackets alone are the syntax check's.
        let telling = |line: &&str| line.contains(char::is_alphanumeric);
        cut.filter(|unit| !explained(unit)).find(|unit| {
            if let Some(count) = twins.get_mut(&units[*unit].hash).filter(|count| **count > 0) {
                *count -= 1;
                return false;
            }
            units[*unit].fresh
                && units.get(unit + 1).is_none_or(|next| next.fresh)
                && self.f.said(*unit).lines().filter(telling).any(|line| {
                    let count = left.get_mut(&bare(line)).filter(|count| **count > 0);
                    count.map(|count| *count -= 1).is_none()
                })
        })
    }

    /// The first line of a run that the result has twice in a row, and neither the file nor the sketch
    /// has.
    fn repeated(&self) -> Option<&'a str> {
        let near = self.written.changed.start.saturating_sub(2 * LONGEST)
            ..(self.written.changed.end + 2 * LONGEST).min(self.written.lines.len());
        let ours: Vec<u64> =
            self.written.lines[near.clone()].iter().map(|(line, _)| line.exact).collect();
        let changed =
            self.written.changed.start - near.start..self.written.changed.end - near.start;
        let words = |at: usize| {
            let (line, text) = self.written.lines[near.start + at];
            let line = &text[line.range.clone()];
            let count =
                line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count();
            (line, count)
        };
        let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
        seen.reserve(ours.len());
        let mut looks = CLOSE_LOOKS;
        for (at, hash) in ours.iter().enumerate() {
            let Some(before) = seen.insert(*hash, at) else { continue };
            let count = at - before;
            let (Some(run), true) = (ours.get(before..at + count), count <= LONGEST) else {
                continue;
            };
            if looks == 0
                || before >= changed.end
                || at + count <= changed.start
                || run[..count] != run[count..]
            {
                continue;
            }
            looks -= 1;
            let known = |text: &[Line]| {
                text.windows(run.len())
                    .any(|lines| lines.iter().zip(run).all(|(line, hash)| line.exact == *hash))
            };
            let said: usize = (before..at).map(|at| words(at).1).sum();
            let sketch = || read(&self.s.text, 0..self.s.text.len());
            if said >= SAID && !known(&self.written.before.all) && !known(&sketch()) {
                return Some(words(before).0);
            }
        }
        None
    }

    fn is_code(&self, unit: usize) -> bool {
        let code = matches!(self.s.units[unit].role, Role::Code | Role::InString);
        code && !self.edits.short.contains(&unit)
    }

    /// The code of a unit of the sketch.
    fn said(&self, unit: usize) -> String {
        code(self.s, self.s.unit_code(unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    /// What is wrong with a result, if anything.
    fn wrong(file: &str, sketch: &str, result: &str) -> Option<String> {
        let language = by_name("javascript").unwrap();
        let index = Index::new(language, file);
        let sketch = Sketch::read(language, sketch, index.outline()).unwrap();
        let all = Splice { range: 0..file.len(), text: result.to_owned() };
        check(&[all], &Edits::default(), &sketch, &index).err().map(|refusal| refusal.why)
    }

    const FILE: &str = "start(1);\nwarm(2);\n// Tail\nstop(3);\n";

    #[test]
    fn a_line_of_the_sketch_is_in_the_result() {
        let sketch = "// ...\nwarm(2);\nwarm(9);\n// ...\n";
        assert_eq!(
            wrong(FILE, sketch, FILE),
            Some("`warm(9);` of the sketch has no place in the file".into())
        );
        let right = "start(1);\nwarm(2);\nwarm( 9 ) // new\n// Tail\nstop(3);\n";
        assert_eq!(wrong(FILE, sketch, right), None);
        assert!(wrong(FILE, "warm(9);\nwarm(9);\n// ...\n", right).is_some());
    }

    #[test]
    fn lines_in_a_row_stay_in_a_row() {
        let sketch = "start(1);\nstop(3);\n";
        let why = "`start(1);` and `stop(3);` follow each other in the sketch, and in the file other \
                   code would stand between them";
        assert_eq!(wrong(FILE, sketch, FILE).as_deref(), Some(why));
        assert_eq!(wrong(FILE, "start(1);\n// ...\nstop(3);\n", FILE), None);
        assert_eq!(wrong(FILE, "warm(2);\nstop(3);\n", FILE), None);
    }

    #[test]
    fn what_is_there_once_stands_there_once() {
        let sketch = "// ...\nwarm(2);\n// Tail\n\n// ...\n";
        let twice = "start(1);\nwarm(2);\n// Tail\n\nwarm(8);\n// Tail\nstop(3);\n";
        assert_eq!(
            wrong(FILE, sketch, twice),
            Some("`// Tail` would stand twice in one block".into())
        );
        assert_eq!(wrong(FILE, sketch, FILE), None);
    }

    #[test]
    fn no_run_is_doubled() {
        let twice =
            "start(1);\nwarm(2);\nset(3, a, b);\nwarm(2);\nset(3, a, b);\n// Tail\nstop(3);\n";
        let file = "start(1);\nwarm(2);\nset(3, a, b);\n// Tail\nstop(3);\n";
        let sketch = "// ...\n// Tail\nstop(3);\n";
        assert_eq!(
            wrong(file, sketch, twice),
            Some("`warm(2);` and what follows it would stand twice in a row".into())
        );
        assert_eq!(wrong(twice, sketch, twice), None);
    }

    #[test]
    fn no_line_goes_without_a_reason() {
        let lost = "start(1);\n// Tail\nstop(3);\n";
        assert_eq!(
            wrong(FILE, "start(1);\n// ...\n", lost),
            Some("`warm(2);` would go though nothing replaces it".into())
        );
    }
}
