//! Finds out what each run of a sketch's lines stands in: which language, or a string.
//!
//! A run starts behind a gap, so what it stands in may be hidden: a line of a script without its
//! `<script>`, of a template without its `?>`, of a heredoc without its label. The file's own lines
//! tell: where the first known line of a run stands in the file, the run stands too.

use std::ops::Range;

use crate::index::{Outline, Place, is_mixed};
use crate::lang::{Language, Layout, Lexis};

/// Where the rules change that a sketch's text is read by, for [`crate::index::lex_from`].
/// `runs` are the rows between gaps.
pub(super) fn jumps(
    code: &str,
    rows: &[usize],
    runs: &[Range<usize>],
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
        match (told, known) {
            (Some(region), _) => out.push((start, region)),
            // The string that the known line stands in is opened by the run itself.
            (None, Some((row, Lexis::STRING_REGION)))
                if opens_string(&code[rows[first]..rows[row]], lexis) =>
            {
                out.push((start, 0));
            }
            (None, Some((_, region @ (Lexis::CARRIED_REGION | Lexis::STRING_REGION)))) => {
                if lexis.layout == Layout::Prose {
                    out.push((start, region));
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
            (None, None) => out.extend(guess(code, start, line(first), lexis).map(|r| (start, r))),
        }
    }
    if lexis.outside.is_some() && out.first().is_none_or(|(at, _)| *at > 0) {
        out.insert(0, (0, 0));
    }
    out
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
    let markup = first.starts_with('<') && !first.starts_with("<<");
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
