//! Finds out what each run of a sketch's lines stands in: which language, or a string.
//!
//! A run starts behind a gap, so what it stands in may be hidden: a line of a script without its
//! `<script>`, of a template without its `?>`, of a heredoc without its label. The file's own lines
//! tell: where the first known line of a run stands in the file, the run stands too.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::marks;
use crate::index::{Outline, Place, Role, is_mixed, lex};
use crate::lang::{Heredocs, Language, Layout, Lexis};

/// Lines of a run of which it is looked whether they read like text, though the file has none of them.
const LINES: usize = 8;

/// Where the rules change that a sketch's text is read by, for [`crate::index::lex_from`].
/// `runs` are the rows between gaps, and `said` what the fence around a row says that it stands in.
pub(super) fn jumps(
    code: &str,
    rows: &[usize],
    runs: &[Range<usize>],
    said: impl Fn(usize) -> Option<u8>,
    language: &Language,
    file: &Outline,
) -> Vec<(usize, u8)> {
    let lexis = &language.lexis;
    if !is_mixed(lexis) {
        return Vec::new();
    }
    let line = |row: usize| {
        let end = rows.get(row + 1).copied().unwrap_or(code.len());
        code[rows[row]..end].trim()
    };
    let mut out: Vec<(usize, u8)> = Vec::new();
    let texts = OnceCell::new();
    for run in runs {
        let Some(first) = run.clone().find(|row| !line(*row).is_empty()) else { continue };
        let start = rows[run.start];
        let known = run.clone().find_map(|row| match file.place(line(row)) {
            Some(Place::Region(region)) => Some((row, region)),
            _ => None,
        });
        // What opens or closes before the first known line says more than that line.
        let before = first..known.map_or(run.end, |(row, _)| row + 1);
        let told = before.clone().find_map(|row| told(line(row), lexis));
        // A gap in a text with a label hides nothing of where that begins.
        let goes_on = || {
            let above = run.start.checked_sub(1).map(line);
            above.is_some_and(|gap| marks::is_usual(gap) && gap.contains("..."))
                && in_heredoc(code, &out, start, lexis)
        };
        match (told, known) {
            (Some(region), _) => out.push((start, region)),
            // The string that the known line stands in is opened by the run itself.
            (None, Some((row, Lexis::STRING_REGION)))
                if opens_string(&code[rows[first]..rows[row]], lexis) =>
            {
                out.push((start, 0));
            }
            (None, Some((_, Lexis::STRING_REGION))) if goes_on() => {}
            (None, Some((row, region @ (Lexis::CARRIED_REGION | Lexis::STRING_REGION)))) => {
                if lexis.layout == Layout::Prose {
                    // A fence above the known line opens what that stands in.
                    let fence = |row: &usize| {
                        let line = line(*row);
                        line.starts_with("```") || line.starts_with("~~~")
                    };
                    let opened = (first..row).filter(fence).count() % 2 == 1;
                    out.push((start, if opened { 0 } else { region }));
                    continue;
                }
                // Up to the last line that stands there, before one that does not.
                let carried = |row: &usize| match file.place(line(*row)) {
                    Some(Place::Region(r)) => r == region,
                    _ => true,
                };
                let end = run.clone().take_while(carried).last().map_or(run.start, |row| row + 1);
                let held = |row: &usize| file.place(line(*row)) == Some(Place::Region(region));
                let last = (run.start..end).rfind(held).map_or(run.start, |row| row + 1);
                out.push((start, region));
                if let Some(next) = rows.get(last).filter(|_| last < run.end) {
                    out.push((*next, 0));
                }
            }
            (None, Some((_, region))) => out.push((start, region)),
            (None, None)
                if run.len() <= LINES
                    && texts.get_or_init(|| Texts::of(file)).are_like(run.clone().map(line)) =>
            {
                if !goes_on() {
                    out.push((start, Lexis::STRING_REGION));
                }
            }
            (None, None) => {
                let region = guess(code, start, line(first), lexis).or_else(|| said(first));
                out.extend(region.map(|region| (start, region)));
            }
        }
    }
    if lexis.outside.is_some() && out.first().is_none_or(|(at, _)| *at > 0) {
        out.insert(0, (0, 0));
    }
    out
}

/// What is said in the strings of a file, and what beside them, by lines of words.
struct Texts<'f> {
    inside: FxHashSet<Vec<&'f str>>,
    outside: FxHashSet<Vec<&'f str>>,
}

impl<'f> Texts<'f> {
    /// Nothing where the file has no string of several lines.
    fn of(file: &'f Outline) -> Self {
        let mut texts = Self { inside: FxHashSet::default(), outside: FxHashSet::default() };
        if file.units.iter().any(|unit| unit.role == Role::InString) {
            for (at, unit) in file.units.iter().enumerate() {
                let text = unit.role == Role::InString;
                let lines = if text { &mut texts.inside } else { &mut texts.outside };
                lines.insert(words(file.said(at)));
            }
        }
        texts
    }

    /// Is each line much like one that stands in a string of the file, and more so than like any code?
    fn are_like<'a>(&self, lines: impl Iterator<Item = &'a str>) -> bool {
        /// Share of words from which one line is another, changed.
        const LIKE: f32 = 0.6;
        if self.inside.is_empty() {
            return false;
        }
        let best = |line: &[&str], all: &FxHashSet<Vec<&str>>| {
            all.iter().map(|other| common(line, other)).fold(0.0, f32::max)
        };
        let mut said = lines.filter(|line| !line.is_empty()).map(words).peekable();
        said.peek().is_some()
            && said.all(|line| {
                let text = best(&line, &self.inside);
                text >= LIKE && text > best(&line, &self.outside)
            })
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Share of words that two lines have in common.
fn common(ours: &[&str], theirs: &[&str]) -> f32 {
    let all = ours.len() + theirs.len();
    let mut left = theirs.to_vec();
    let mut both = 0;
    for word in ours {
        if let Some(at) = left.iter().position(|other| other == word) {
            left.swap_remove(at);
            both += 2;
        }
    }
    both as f32 / all.max(1) as f32
}

/// Does a text with a label, which a line shown above announces and one below ends, hold what stands at
/// `start`?
fn in_heredoc(code: &str, jumps: &[(usize, u8)], start: usize, lexis: &Lexis) -> bool {
    let from = match jumps.last() {
        None => 0,
        Some((at, 0)) => *at,
        Some(_) => return false,
    };
    // Nothing else begins with a line's end.
    let begins = |at: usize| code.as_bytes()[from + at] == b'\n';
    lexis.heredocs != Heredocs::None
        && lex(&code[from..], lexis)
            .iter()
            .any(|t| begins(t.start) && (from + t.start + 1..from + t.end).contains(&start))
}

/// Does a string begin in a text and not end there?
fn opens_string(text: &str, lexis: &Lexis) -> bool {
    let spanning = lexis.quotes.iter().filter(|quote| quote.multiline);
    spanning.into_iter().any(|quote| match quote.open == quote.close {
        true => text.matches(quote.open).count() % 2 == 1,
        false => text.matches(quote.open).count() > text.matches(quote.close).count(),
    })
}

/// What a line with a tag says about what stands before it.
fn told(line: &str, lexis: &Lexis) -> Option<u8> {
    if lexis.outside.is_some() {
        let (open, close) = (line.find("<?"), line.find("?>"));
        return match (open, close) {
            (None, None) => None,
            (Some(a), Some(b)) if a < b => Some(1),
            (Some(_), None) => Some(1),
            _ => Some(0),
        };
    }
    let lower = line.to_ascii_lowercase();
    lexis.regions.iter().zip(1..).find_map(|(r, region)| {
        // What closes an element stands behind what is in it.
        let closes = || lower.starts_with(&format!("</{}", r.tag)).then_some(region);
        lower.contains(&format!("<{}", r.tag)).then_some(0).or_else(closes)
    })
}

/// Where a run may stand of which the file knows no line.
fn guess(code: &str, start: usize, first: &str, lexis: &Lexis) -> Option<u8> {
    let part =
        lexis.template_parts && ["{#", "{:", "{/", "{@"].iter().any(|p| first.starts_with(p));
    let markup = first.starts_with('<') && !first.starts_with("<<") || part;
    if lexis.outside.is_some() {
        return markup.then_some(1);
    }
    if lexis.regions.is_empty() || !markup {
        return None;
    }
    // Inside an element that the sketch opened, `<` may be code.
    let shown = code[..start].to_ascii_lowercase();
    let open = lexis
        .regions
        .iter()
        .any(|r| shown.rfind(&format!("<{}", r.tag)) > shown.rfind(&format!("</{}", r.tag)));
    (!open).then_some(0)
}
