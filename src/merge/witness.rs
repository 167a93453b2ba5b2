//! Compares the text that would be written with the sketch and with the file, line by line.
//!
//! The last line of defence, blind to how the merge came about. It knows lines and tokens and what
//! a sketch promises: each of its lines stands in the result, lines that it shows in a row stand in
//! a row, what neither it nor the file has twice stands there once, and nothing goes that no block
//! accounts for.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::attached::is_attribute;
use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use crate::index::{Index, Kind, Outline, Role, Token, lex};
use crate::lang::Layout;
use crate::sketch::Sketch;

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
    result: &str,
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
) -> Result<(), Refusal> {
    let witness = Witness::new(result, edits, sketch, index);
    let s = &sketch.outline;
    if let Some(unit) = witness.missing() {
        return Err(refuse::lost(s, unit));
    }
    if let Some((unit, next)) = witness.apart() {
        return Err(refuse::apart(s, unit, next));
    }
    if let Some(unit) = witness.doubled() {
        return Err(refuse::twice(s, unit));
    }
    if let Some(line) = witness.repeated(result) {
        return Err(refuse::repeated(line));
    }
    if let Some(unit) = witness.gone() {
        return Err(refuse::gone(index.outline(), unit));
    }
    Ok(())
}

/// A line of the result that is not blank.
struct Line {
    /// Of what it says, blind to white space and a separator at its end.
    hash: u64,
    /// Of what it says, blind to white space around it and a separator at its end.
    exact: u64,
    /// Bytes of white space before it.
    indent: usize,
}

struct Witness<'a> {
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    layout: Layout,
    lines: Vec<Line>,
    counts: HashMap<u64, usize>,
    /// The code of the result: made where lines do not suffice.
    code: OnceCell<String>,
    outline: Box<dyn Fn() -> Outline + 'a>,
}

impl<'a> Witness<'a> {
    fn new(result: &'a str, edits: &'a Edits, sketch: &'a Sketch, index: &'a Index) -> Self {
        let lines: Vec<Line> = result
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| Line {
                hash: bare(line),
                exact: xxh3_64(trimmed(line).as_bytes()),
                indent: line.len() - line.trim_start_matches([' ', '\t']).len(),
            })
            .collect();
        let mut counts = HashMap::with_capacity(lines.len());
        for line in &lines {
            *counts.entry(line.hash).or_default() += 1;
        }
        let language = index.language();
        let outline = move || {
            let tokens = lex(result, &language.lexis);
            Outline::new(language, Arc::from(result), tokens, &[], &[])
        };
        Self {
            edits,
            s: &sketch.outline,
            f: index.outline(),
            layout: language.lexis.layout,
            lines,
            counts,
            code: OnceCell::new(),
            outline: Box::new(outline),
        }
    }

    /// A line of the sketch that the result has less often than the sketch.
    fn missing(&self) -> Option<usize> {
        let mut wanted: HashMap<u64, usize> = HashMap::new();
        let mut looks = CLOSE_LOOKS;
        let code = (0..self.s.units.len()).filter(|unit| self.is_code(*unit));
        code.into_iter().find(|unit| {
            let lacks =
                self.s.said(*unit).lines().filter(|line| !line.trim().is_empty()).any(|line| {
                    let hash = bare(line);
                    let wanted = wanted.entry(hash).or_default();
                    *wanted += 1;
                    self.counts.get(&hash).is_none_or(|count| count < wanted)
                });
            if !lacks || looks == 0 {
                return false;
            }
            looks -= 1;
            let said = self.said(*unit);
            let twins = (0..=*unit).filter(|u| self.is_code(*u) && self.said(*u) == said).count();
            self.times(&said) < twins
        })
    }

    /// Two lines of the sketch without a marker between, between which the result has other code.
    fn apart(&self) -> Option<(usize, usize)> {
        let pairs: HashSet<(u64, u64)> =
            self.lines.windows(2).map(|pair| (pair[0].hash, pair[1].hash)).collect();
        let mut looks = CLOSE_LOOKS;
        let mut before: Option<usize> = None;
        for unit in 0..self.s.units.len() {
            if self.s.units[unit].is_marker() {
                before = None;
                continue;
            }
            if !self.is_code(unit) {
                continue;
            }
            if let Some(above) = before.replace(unit) {
                let last = self.s.said(above).lines().next_back().map_or(0, bare);
                let first = self.s.said(unit).lines().next().map_or(0, bare);
                if pairs.contains(&(last, first)) || looks == 0 {
                    continue;
                }
                looks -= 1;
                let both = self.s.units[above].tokens.start..self.s.units[unit].tokens.end;
                if self.times(&code(self.s, both)) == 0 {
                    return Some((above, unit));
                }
            }
        }
        None
    }

    /// A line that the sketch and the file have once each, and the result twice in one block.
    fn doubled(&self) -> Option<usize> {
        let mut shown: HashMap<u64, usize> = HashMap::new();
        for unit in &self.s.units {
            *shown.entry(unit.hash).or_default() += 1;
        }
        let all = 0..self.f.units.len();
        (0..self.s.units.len()).find(|at| {
            let unit = &self.s.units[*at];
            if shown.get(&unit.hash) != Some(&1) || !self.is_telling(*at) {
                return false;
            }
            let mut twins = self.f.units_with(unit.hash, &all);
            let (Some(twin), None) = (twins.next(), twins.next()) else { return false };
            let said = [self.s.said(*at), self.f.said(twin)];
            self.counts.get(&bare(said[0])).is_some_and(|count| *count > 1)
                && self.in_one_block(said.map(|line| xxh3_64(trimmed(line).as_bytes())))
        })
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
                unit.weight >= TELLING && !rule
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
        for line in &self.lines {
            if first.is_some_and(|indent| line.indent < indent) {
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
        let mut left = self.counts.clone();
        let explained = |unit: &usize| {
            self.edits.removed.contains(unit) || self.edits.replaced.contains_key(unit)
        };
        (0..self.f.units.len()).filter(|unit| !explained(unit)).find(|unit| {
            self.f.units[*unit].fresh
                && self.f.units.get(unit + 1).is_none_or(|next| next.fresh)
                && self.f.said(*unit).lines().filter(|line| !line.trim().is_empty()).any(|line| {
                    let count = left.get_mut(&bare(line)).filter(|count| **count > 0);
                    count.map(|count| *count -= 1).is_none()
                })
        })
    }

    /// The first line of a run that the result has twice in a row, and neither the file nor the sketch
    /// has.
    fn repeated<'r>(&self, result: &'r str) -> Option<&'r str> {
        let exact = |text: &str| -> Vec<u64> {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines.map(|line| xxh3_64(trimmed(line).as_bytes())).collect()
        };
        let ours: Vec<u64> = self.lines.iter().map(|line| line.exact).collect();
        let (file, sketch) = (exact(&self.f.text), exact(&self.s.text));
        let head = ours.iter().zip(&file).take_while(|(a, b)| a == b).count();
        let most = ours.len().min(file.len()) - head;
        let tail =
            ours.iter().rev().zip(file.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        let changed = head..ours.len() - tail;
        let words = |at: usize| {
            let line = result.lines().filter(|line| !line.trim().is_empty()).nth(at)?;
            let count =
                line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count();
            Some((line, count))
        };
        let mut seen: HashMap<u64, usize> = HashMap::new();
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
            let known = |text: &[u64]| text.windows(run.len()).any(|lines| lines == run);
            let said: usize = (before..at).filter_map(words).map(|(_, count)| count).sum();
            if said >= SAID && !known(&file) && !known(&sketch) {
                return words(before).map(|(line, _)| line);
            }
        }
        None
    }

    fn is_code(&self, unit: usize) -> bool {
        matches!(self.s.units[unit].role, Role::Code | Role::InString)
    }

    /// The code of a unit of the sketch.
    fn said(&self, unit: usize) -> String {
        code(self.s, self.s.units[unit].tokens.clone())
    }

    /// How often some code stands in the result.
    fn times(&self, said: &str) -> usize {
        if said.is_empty() {
            return usize::MAX;
        }
        let whole = self.code.get_or_init(|| {
            let outline = (self.outline)();
            code(&outline, 0..outline.tokens.len())
        });
        whole.matches(said).count()
    }
}

/// What tokens say, without comments, separators and what is between them.
fn code(o: &Outline, tokens: Range<usize>) -> String {
    let telling = |t: &&Token| t.kind != Kind::Comment && !t.is(b',') && !t.is(b';');
    o.tokens[tokens].iter().filter(telling).map(|t| &o.text[t.start..t.end]).collect()
}

/// A line without a byte order mark, white space around it and a separator at its end.
fn trimmed(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim().trim_end_matches([',', ';'])
}

/// Hash of what a line says, blind to white space and a separator at its end.
fn bare(line: &str) -> u64 {
    let line = trimmed(line);
    if !line.contains([' ', '\t', '\u{1}']) {
        return xxh3_64(line.as_bytes());
    }
    let said: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    xxh3_64(said.as_bytes())
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
        check(result, &Edits::default(), &sketch, &index).err().map(|refusal| refusal.why)
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
        assert!(wrong(FILE, sketch, FILE).is_some());
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
