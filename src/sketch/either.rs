//! Comments that read like markers and may be comments of the code that they stand in.
//!
//! `other methods`, `keep existing entries`: a model writes both. Which it is can be told by what stands around
//! one, or is left to the merge, which reads the sketch both ways ([`Sketch::read_plain`]).

use super::marks::{self, comment_text, says_in_foreign_words};
use super::words::{CODE, GLUE, KEEP, NOUNS, WHOLE};
use super::{Extent, Reader, Sketch};
use crate::index::{Mark, Outline, Token};
use crate::lang::{Language, Nesting};

/// A comment that is a gap, or one of the code that it stands in.
#[derive(Debug)]
pub(crate) struct Doubtful {
    /// Its line, without white space around.
    pub line: String,
    /// Does it speak of what code works on, right above a new statement?
    pub heads_new: bool,
    /// Is code shown above it, and no gap?
    pub behind_code: bool,
}

impl Sketch {
    /// Reads `reply` as a sketch in which comments that only may be gaps are text, and says which; none where
    /// it has none.
    pub fn read_plain(
        language: &Language,
        reply: &str,
        file: &Outline,
    ) -> Option<(Self, Vec<Doubtful>)> {
        let signs = language.lexis.line_comments;
        let lines: Vec<&str> = reply.lines().collect();
        let new = |line: &str| !file.text.lines().any(|known| known.trim() == line);
        let doubtful = |(row, line): (usize, &&str)| {
            let said = line.trim();
            let text = comment_text(said, signs).filter(|text| is_doubtful(text))?;
            let below = lines.get(row + 1).map_or("", |below| below.trim());
            // What stands apart from code, or above what the file has, is about none that is new.
            let code = below
                .starts_with(|c: char| c.is_alphanumeric() || "<{[.#@$\"'*&-".contains(c))
                && below.contains(char::is_alphanumeric)
                && !below.starts_with("</")
                && comment_text(below, signs).is_none();
            if !code || !marks::is_gap(text) || !new(below) || !new(said) {
                return None;
            }
            let above = row.checked_sub(1).map_or("", |above| lines[above].trim());
            let entry = below.ends_with(',') || above.ends_with(['(', '[', ',']);
            let heads_new = !entry && !language.lexis.mappings && is_of_data(text);
            let shown = lines[..row].iter().rev().find(|line| !line.trim().is_empty());
            let behind_code = shown.is_some_and(|line| {
                !line.trim_start().starts_with("```") && !marks::is_gap_line(line, signs)
            });
            Some(Doubtful { line: said.to_owned(), heads_new, behind_code })
        };
        let found: Vec<Doubtful> = lines.iter().enumerate().filter_map(doubtful).collect();
        if found.is_empty() {
            return None;
        }
        Some((Self::read_as(language, reply, file, Extent::Plain).ok()?, found))
    }
}

impl Reader<'_> {
    /// Is a row that reads like a marker text by what stands above it: the end of a sentence, or the dots that
    /// are all of a method that has no body?
    pub(super) fn is_text(&self, code: &str, rows: &[usize], row: usize, marks: &[Mark]) -> bool {
        let line = |row: usize| &code[rows[row]..rows.get(row + 1).copied().unwrap_or(code.len())];
        let column = |row: usize| line(row).len() - line(row).trim_start().len();
        let said = |row: &usize| !line(*row).trim().is_empty();
        let Some(above) = row.checked_sub(1) else { return false };
        let sentence = matches!(marks[above], Mark::None) && self.goes_on(code, rows[row]);
        let head = line(above).trim();
        let defines = ["def ", "async def "].iter().any(|word| head.starts_with(word));
        // The body of an overload is never shown, nor is one of a protocol.
        let decorated = above.checked_sub(1).is_some_and(|row| {
            matches!(line(row).trim(), "@overload" | "@abstractmethod" | "@abc.abstractmethod")
        });
        let around = || (0..above).rev().filter(said).find(|row| column(*row) < column(above));
        let bare = decorated || around().is_some_and(|row| line(row).contains("Protocol"));
        let below = (row + 1..rows.len()).find(said);
        let body = self.language.lexis.nesting == Nesting::Offside
            && line(row).trim() == "..."
            && head.ends_with(':')
            && below.is_none_or(|below| column(below) < column(row));
        sentence || body && defines && bare
    }

    /// Does a comment that begins a line go on with the sentence of one right above it, and say nothing outright?
    pub(super) fn goes_on(&self, code: &str, start: usize) -> bool {
        const OUTRIGHT: [&str; 7] =
            ["...", "unchanged", "the same", "omitted", "as is", "remain", "stay"];
        let line = code[start..].lines().next().unwrap_or_default();
        if OUTRIGHT.iter().any(|said| line.contains(said)) {
            return false;
        }
        let above = code[..start].strip_suffix('\n').and_then(|text| text.rsplit('\n').next());
        let said = |line| comment_text(line, self.language.lexis.line_comments);
        above.is_some_and(|line| {
            said(line).is_some_and(|text| line.trim_end().ends_with(',') || goes_on(text))
        })
    }

    /// Is a comment that only may be a gap at the end of a whole line of new code? It is about that line:
    /// `margin: 8px 12px; /* same as above */`.
    pub(super) fn ends_new_line(&self, code: &str, comment: &Token) -> bool {
        let from = code[..comment.start].rfind('\n').map_or(0, |at| at + 1);
        let line = code[from..comment.start].trim();
        let text = &code[comment.start..comment.end];
        let ends = code[comment.end..].lines().next().is_none_or(|rest| rest.trim().is_empty());
        let whole = line.contains(char::is_alphanumeric)
            && !line.ends_with(['{', '[', '(', ',', ':', '>', '=', '|']);
        let new = || !self.file.text.lines().any(|known| known.trim().starts_with(line));
        // What speaks of other lines stands for them.
        let of_line = |said: &str| {
            let said = said.to_lowercase();
            is_doubtful(&said) && ["same", "unchanged"].iter().any(|word| said.starts_with(word))
        };
        comment_text(text, self.language.lexis.line_comments).is_some_and(of_line)
            && ends
            && whole
            && new()
    }
}

/// Does a comment end in the middle of a sentence, so that a comment right below it goes on with that?
fn goes_on(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "if", "in", "is",
        "its", "of", "on", "or", "than", "that", "the", "then", "to", "when", "which", "will",
        "with",
    ];
    let last = text.split_whitespace().next_back().unwrap_or_default();
    WORDS.contains(&last)
}

/// May a gap as well be a comment of the code below it: does it neither say in so many words that code stays
/// nor stand between dots? `other methods`, `keep existing entries`.
pub(super) fn is_doubtful(text: &str) -> bool {
    /// Words of such a comment.
    const MOST: usize = 4;
    const OUTRIGHT: &[&str] = &[
        "before",
        "brevity",
        "code",
        "content",
        "elided",
        "file",
        "here",
        "implementation",
        "imports",
        "is",
        "logic",
        "omitted",
        "remain",
        "remains",
        "snip",
        "stay",
        "stays",
        "truncated",
        "unmodified",
        "untouched",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let dotted = lower.contains("...") || lower.contains(['…', '⋯', '⋮', '︙']);
    let outright = words.iter().any(|w| OUTRIGHT.contains(w))
        || words.len() > 1 && words.iter().any(|w| matches!(*w, "unchanged" | "rest"));
    let decked = !text.starts_with(char::is_alphanumeric);
    !dotted && !outright && !decked && words.len() <= MOST && !says_in_foreign_words(&lower)
}

/// Is such a comment about what code works on, rather than about a part of the code?
fn is_of_data(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "arms",
        "attributes",
        "branches",
        "cases",
        "children",
        "classes",
        "components",
        "constants",
        "declarations",
        "elements",
        "exports",
        "fields",
        "handlers",
        "helpers",
        "hooks",
        "members",
        "properties",
        "props",
        "routes",
        "selectors",
        "state",
        "tests",
        "types",
    ];
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    // Words that say no more than that something stays.
    let stays = |w: &str| {
        KEEP.contains(&w)
            || GLUE.contains(&w)
            || WHOLE.contains(&w)
            || w.starts_with("change")
            || w == "no"
    };
    let of_code = |w: &str| PARTS.contains(&w) || CODE.contains(&w) && NOUNS.contains(&w);
    let mut of_data = words.clone().filter(|w| !stays(w));
    // `existing setup` is what models write for a gap.
    let verb = words
        .clone()
        .next()
        .is_some_and(|w| ["keep", "leave", "preserve", "retain", "remaining"].contains(&w));
    let begins = verb || text.starts_with(char::is_uppercase);
    begins && is_doubtful(text) && of_data.next().is_some() && !words.any(of_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_may_be_either() {
        for text in ["other methods", "keep existing entries", "unchanged", "Remaining users"] {
            assert!(marks::is_gap(text) && is_doubtful(text), "{text}");
        }
        for text in ["... other methods ...", "existing code", "rest unchanged", "(no changes)"] {
            assert!(marks::is_gap(text) && !is_doubtful(text), "{text}");
        }
    }

    #[test]
    fn comments_about_data() {
        for text in ["keep existing entries", "Remaining users", "Existing records"] {
            assert!(is_of_data(text), "{text}");
        }
        for text in ["existing setup", "Other methods", "unchanged", "keep the rest"] {
            assert!(!is_of_data(text), "{text}");
        }
    }

    #[test]
    fn sentences_that_go_on() {
        assert!(goes_on("the first record and") && !goes_on("Drops one record"));
    }
}
