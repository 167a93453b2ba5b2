//! Reads a model's reply: code, gaps, deletions.
//!
//! In: the raw reply and the file that it is for. Out: a [`Sketch`], the reply's code as an outline
//! whose units are code or markers. Never fails but for a reply without code.

mod bodies;
mod context;
mod cut;
pub(crate) mod diff;
mod docstrings;
mod doctype;
mod either;
mod elided;
mod entry;
mod excerpt;
mod fences;
mod lookalike;
mod marks;
mod notes;
pub(crate) mod open;
mod parted;
mod phrases;
mod prose;
pub(crate) mod removed;
mod says;
pub(crate) mod several;
mod strict;
pub(crate) mod talk;
mod uncut;
mod uncut_text;
pub(crate) mod verbatim;
mod words;

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::index::{Kind, Mark, Outline, Role, Token, lex_from, row_starts};
use crate::lang::{Language, Layout, Nesting};

pub(crate) use either::Doubtful;
pub(crate) use entry::may_be_data;
pub(crate) use fences::{Snippet, fenced, is_path};
use marks::Marker;
pub(crate) use marks::{comment_text, gap_of_template, is_bare, is_dots};
pub(crate) use notes::listed;
pub(crate) use talk::{Told, told_place};

/// The code blocks of a reply for `file`, a text of `language`, and the lines around them; none where
/// the reply is not fenced.
pub(crate) fn snippets<'a>(
    reply: &'a str,
    language: &Language,
    file: &str,
) -> (Vec<Snippet<'a>>, Vec<&'a str>) {
    let reply = fences::read(reply.strip_prefix('\u{feff}').unwrap_or(reply), language, file);
    if reply.fenced { (reply.snippets, reply.talk) } else { (Vec::new(), Vec::new()) }
}

/// A reply, read.
#[derive(Debug)]
pub(crate) struct Sketch {
    /// Its code; the roots of several fences follow each other, a gap between each two.
    pub outline: Outline,
    /// The names that deletions give, by the index in [`Role::Deletion`].
    pub deletions: Vec<Vec<String>>,
    /// The lines that are markers, as they were written, without white space around.
    pub markers: FxHashSet<String>,
    /// Where in the outline's text markers stand that speak of all that is not shown.
    rest: Vec<Range<usize>>,
    /// Words of the code that the reply, around its code blocks, says to go.
    pub said_to_go: Option<FxHashSet<String>>,
    /// Did the last fence close, or was there none?
    pub closed: bool,
    /// Was the code in fences?
    pub fenced: bool,
    /// Is the white space of what it shows meant too?
    pub as_written: bool,
}

/// Why a reply is no sketch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoSketch {
    /// Nothing but white space.
    Empty,
    /// Fences, but none for this file's language.
    OtherLanguage,
}

impl Sketch {
    /// Reads `reply` as a sketch of `file`, a text of `language`.
    pub fn read(language: &Language, reply: &str, file: &Outline) -> Result<Self, NoSketch> {
        Self::read_as(language, reply, file, Extent::Part)
    }

    /// Reads `reply` as a sketch in which comments that say what stays are gaps; none where it has no
    /// such comment that the file has not.
    pub fn read_noted(language: &Language, reply: &str, file: &Outline) -> Option<Self> {
        let noted = |line: &str| {
            let text = comment_text(line, language.lexis.line_comments);
            text.is_some_and(marks::says_it_stays) && !file.text.contains(line.trim())
        };
        let sketch = || Self::read_as(language, reply, file, Extent::Noted).ok();
        reply.lines().any(noted).then(sketch).flatten()
    }

    /// Reads `reply` as all of the new file: lines of `file` that read like markers are text.
    pub fn read_whole(language: &Language, reply: &str, file: &Outline) -> Result<Self, NoSketch> {
        Self::read_as(language, reply, file, Extent::Whole)
    }

    fn read_as(
        language: &Language,
        reply: &str,
        file: &Outline,
        extent: Extent,
    ) -> Result<Self, NoSketch> {
        let reply = reply.strip_prefix('\u{feff}').unwrap_or(reply);
        if reply.trim().is_empty() {
            return Err(NoSketch::Empty);
        }
        let mut reply = fences::read(reply, language, &file.text);
        if reply.snippets.is_empty() {
            return Err(NoSketch::OtherLanguage);
        }
        let mut as_written = false;
        for snippet in &mut reply.snippets {
            as_written |= verbatim::take_marker(language, &mut snippet.lines);
        }
        let closed = reply.snippets.last().is_none_or(|s| s.closed);
        let completed = reply.snippets.iter().map(|snippet| {
            let lines = uncut::complete(&snippet.lines, language, &file.text);
            let lines = uncut_text::complete(&lines, language, file);
            lines.iter().map(|line| format!("{line}\n")).collect::<String>()
        });
        let parts = excerpt::unite(completed.collect(), language, file).into_iter();
        let regions = reply.snippets.iter().map(|s| language.region_of_fence(s.word)).collect();
        let reader = Reader { language, file, extent, regions };
        let parts = parts.map(|part| docstrings::fill(part, language, file));
        let parts: Vec<String> = parts.map(|part| reader.without_asides(part)).collect();
        let mut joints = FxHashSet::default();
        let mut row = 0;
        for part in &parts[..parts.len().saturating_sub(1)] {
            row += part.lines().count();
            joints.insert(row);
            row += 1;
        }
        let code = parts.join("\n");
        if code.trim().is_empty() {
            return Err(NoSketch::Empty);
        }
        let code = doctype::keep(code, language, file);
        let code = elided::fill(code, language, file);
        let code = if extent == Extent::Whole { code } else { cut::complete(code, language, file) };
        let code = bodies::mark(code, language, file);
        let code = bodies::tell_braces(code, language, file);
        let part = extent != Extent::Whole && joints.is_empty();
        let opened = part.then(|| excerpt::open(&code, language, file)).flatten();
        let code = opened.unwrap_or(code);
        let said_to_go = talk::said_to_go(&reply.talk);
        let fenced = reply.fenced;
        Ok(Self { closed, fenced, said_to_go, as_written, ..reader.read(code, &joints) })
    }
}

/// What of the new file a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Part,
    /// A part, with comments that say what stays for gaps.
    Noted,
    /// A part, with comments that only may be gaps for text.
    Plain,
    Whole,
}

/// What of a sketch's rows is known before its code is read.
struct Texts {
    /// What reads like a marker, for each row.
    markers: Vec<Option<Marker>>,
    /// The runs of rows between markers.
    runs: Vec<Range<usize>>,
    /// The rows that only read like markers.
    rows: FxHashSet<usize>,
}

/// Is a comment one of documentation, without dots? It may say of what it documents anything that a
/// marker says.
fn documents(comment: &str) -> bool {
    ["///", "//!"].iter().any(|sign| comment.trim_start().starts_with(sign))
        && !comment.contains("...")
        && !comment.contains('…')
}

struct Reader<'a> {
    language: &'a Language,
    file: &'a Outline,
    extent: Extent,
    /// For each code block of the reply: what of the file its fence says that it shows.
    regions: Vec<Option<u8>>,
}

impl Reader<'_> {
    fn read(&self, mut code: String, joints: &FxHashSet<usize>) -> Sketch {
        let rows = row_starts(&code);
        let mut texts = self.texts(&code, &rows, joints);
        let said = |row: usize| {
            let before = joints.iter().filter(|joint| **joint <= row).count();
            self.regions.get(before).copied().flatten()
        };
        let jumps = context::jumps(&code, &rows, &texts.runs, said, self.language, self.file);
        let tokens = lex_from(&code, &self.language.lexis, &jumps);
        let inside = rows_inside_strings(&tokens, &rows);
        let mut marks = vec![Mark::None; rows.len()];
        let mut deletions = Vec::new();
        let mut blank: Vec<(usize, usize)> = Vec::new();
        for row in 0..rows.len() {
            let (start, end) = (rows[row], rows.get(row + 1).copied().unwrap_or(code.len()));
            let line = &code[start..end];
            if joints.contains(&row) {
                marks[row] = Mark::Gap;
                continue;
            }
            if line.trim().is_empty() || texts.rows.contains(&row) {
                continue;
            }
            // What stands inside a string is text, unless it says outright what it is.
            if inside.contains(&row) && !(marks::is_usual(line) && line.contains("...")) {
                continue;
            }
            let read = texts.markers[row].take();
            if read == Some(Marker::Gap) && self.is_text(&code, &rows, row, &marks) {
                continue;
            }
            let told = match &read {
                // `... drop() removed ...`
                Some(Marker::Gap) => comment_text(line, self.language.lexis.line_comments)
                    .and_then(removed::note)
                    .is_some_and(|note| note.name.is_some()),
                Some(Marker::Deletion(_)) => false,
                None => true,
            };
            let note = told.then(|| self.note_of_removal(&code, start..end)).flatten();
            let marker = note.or(read);
            match marker.or_else(|| self.label(&code, &rows, row, &marks)) {
                Some(Marker::Gap) => marks[row] = Mark::Gap,
                Some(Marker::Deletion(names)) => {
                    marks[row] = Mark::Deletion(deletions.len());
                    deletions.push(names);
                }
                None => continue,
            }
            blank.push((start, end));
        }
        self.spanning_comments(&code, &tokens, &rows, &mut marks, &mut blank);
        let markers =
            blank.iter().map(|(start, end)| code[*start..*end].trim().to_owned()).collect();
        let of_rest =
            |(start, end): &&(usize, usize)| marks::speaks_of_the_rest(&code[*start..*end]);
        let rest = blank.iter().filter(of_rest).map(|(start, end)| *start..*end).collect();
        // Control characters are white space to the lexer: no quote in a marker's words opens a string.
        for (start, end) in blank {
            let white: String = code[start..end]
                .chars()
                .flat_map(|c| {
                    std::iter::repeat_n(
                        if c.is_ascii_whitespace() { c } else { '\u{1}' },
                        c.len_utf8(),
                    )
                })
                .collect();
            code.replace_range(start..end, &white);
        }
        let tokens = self.end_comments(&mut code, &rows, &marks, &jumps);
        let inline = self.inline_gaps(&code, &tokens);
        let code: Arc<str> = Arc::from(code);
        let outline = Outline::new(self.language, code.clone(), tokens.clone(), &marks, &inline);
        let mut outline = self.parted(outline, tokens, &mut marks, &inline);
        // What nests nothing tells no step of its own.
        outline.indent = outline.indent.or(self.file.indent);
        Sketch {
            outline,
            deletions,
            markers,
            rest,
            said_to_go: None,
            closed: true,
            fenced: false,
            as_written: false,
        }
    }

    /// Reads the code's tokens. A comment that a gap leaves open, behind which another one begins or
    /// nothing ends it, ends in the gap: what the sketch shows behind that stands outside of it.
    fn end_comments(
        &self,
        code: &mut String,
        rows: &[usize],
        marks: &[Mark],
        jumps: &[(usize, u8)],
    ) -> Vec<Token> {
        /// Comments that one sketch may leave open: the code is read again behind each.
        const MOST: usize = 16;
        let lexis = &self.language.lexis;
        let mut tokens = lex_from(code, lexis, jumps);
        for _ in 0..MOST {
            let found = tokens.iter().filter(|t| t.kind == Kind::Comment).find_map(|token| {
                let text = &code[token.start..token.end];
                let pairs = lexis.block_comments.iter();
                let (open, close) = pairs.copied().find(|(open, _)| text.starts_with(open))?;
                let first = rows.partition_point(|start| *start <= token.start);
                let last = rows.partition_point(|start| *start < token.end);
                let row = (first..last).find(|row| matches!(marks[*row], Mark::Gap))?;
                let behind = rows.get(row + 1).copied().unwrap_or(code.len()).min(token.end);
                let mut lines = code[behind..token.end].lines();
                let open_end = !text.ends_with(close) || text.len() < open.len() + close.len();
                let swallows = open_end || lines.any(|line| line.trim_start().starts_with(open));
                let gap = code[rows[row]..behind].trim_end_matches(['\n', '\r']);
                let end = rows[row] + gap.len();
                let fits = gap.ends_with(&"\u{1}".repeat(close.len()));
                (swallows && fits).then_some((end - close.len()..end, close))
            });
            let Some((place, close)) = found else { break };
            code.replace_range(place, close);
            tokens = lex_from(code, lexis, jumps);
        }
        tokens
    }

    /// Nests anew what the file says stands elsewhere than in what is open before it.
    fn parted(
        &self,
        mut outline: Outline,
        tokens: Vec<Token>,
        marks: &mut [Mark],
        inline: &[usize],
    ) -> Outline {
        /// A gap may part once it is known what another one parts.
        const TURNS: usize = 3;
        let lexis = &self.language.lexis;
        if lexis.nesting != Nesting::Closed || lexis.layout != Layout::Lines {
            return outline;
        }
        for _ in 0..TURNS {
            let partings = parted::partings(&outline, self.file);
            if partings.is_empty() {
                break;
            }
            for (row, column) in partings {
                marks[row] = Mark::Parting(column);
            }
            let text = outline.text.clone();
            outline = Outline::new(self.language, text, tokens.clone(), marks, inline);
        }
        outline
    }

    /// Looks for markers, line by line.
    fn texts(&self, code: &str, rows: &[usize], joints: &FxHashSet<usize>) -> Texts {
        let end = |row: usize| rows.get(row + 1).copied().unwrap_or(code.len());
        let lines: Vec<&str> = (0..rows.len()).map(|row| &code[rows[row]..end(row)]).collect();
        let markers: Vec<Option<Marker>> = lines.iter().map(|l| self.line_marker(l)).collect();
        let like: Vec<bool> = markers.iter().map(Option::is_some).collect();
        let in_string = || rows_inside_strings(&lex_from(code, &self.language.lexis, &[]), rows);
        let text = match self.extent {
            Extent::Part | Extent::Noted | Extent::Plain => {
                lookalike::text_rows(&lines, &self.file.text, &like, in_string)
            }
            Extent::Whole => lookalike::rows_of_file(&lines, &self.file.text, &like),
        };
        let mut runs = Vec::new();
        let mut start = 0;
        for (row, like) in like.iter().enumerate() {
            if joints.contains(&row) || *like && !text.contains(&row) {
                runs.push(start..row);
                start = row + 1;
            }
        }
        runs.push(start..rows.len());
        runs.retain(|run: &Range<usize>| !run.is_empty());
        Texts { markers, runs, rows: text }
    }

    fn line_marker(&self, line: &str) -> Option<Marker> {
        if is_dots(line) || is_bare(line) {
            return Some(Marker::Gap);
        }
        if self.language.lexis.is_one_value() && entry::stands_for_others(line, &self.file.text) {
            return Some(Marker::Gap);
        }
        let prose = self.language.lexis.layout == Layout::Prose;
        if prose && let Some(said) = marks::prose_text(line) {
            return marks::is_gap(said).then_some(Marker::Gap);
        }
        if marks::in_brackets(line).is_some_and(marks::is_gap) {
            return Some(Marker::Gap);
        }
        let line_comments: &[&str] = if prose { &[] } else { self.language.lexis.line_comments };
        let text = comment_text(line, line_comments).or_else(|| {
            // A hash comment where the language has none, unless it could be code there.
            let body = line.trim().strip_prefix('#')?.trim();
            (!prose && self.language.lexis.nesting == Nesting::Closed && body.contains("..."))
                .then_some(body)
        });
        let text = text.or_else(|| {
            // Of languages without a grammar.
            let signs = [";", "%", "::"];
            let body = signs.iter().find_map(|sign| line.trim().strip_prefix(sign))?.trim();
            body.contains("...").then_some(body)
        })?;
        if documents(line) {
            return None;
        }
        if prose && line.trim_start().starts_with("//") {
            return None;
        }
        if self.extent == Extent::Plain && either::is_doubtful(text) {
            return None;
        }
        if self.extent == Extent::Noted && marks::says_it_stays(text) {
            return Some(Marker::Gap);
        }
        marks::marker(text)
    }

    /// Comments over several lines that are gaps as a whole.
    fn spanning_comments(
        &self,
        code: &str,
        tokens: &[Token],
        rows: &[usize],
        marks: &mut [Mark],
        blank: &mut Vec<(usize, usize)>,
    ) {
        for token in tokens.iter().filter(|t| t.kind == Kind::Comment) {
            let text = &code[token.start..token.end];
            if !text.contains('\n') || text.lines().count() > 4 {
                continue;
            }
            let row = rows.partition_point(|start| *start <= token.start) - 1;
            let alone = code[rows[row]..token.start].trim().is_empty();
            let words = comment_text(text, self.language.lexis.line_comments);
            if alone && words.is_some_and(marks::is_gap) && !self.file.text.contains(text) {
                marks[row] = Mark::Gap;
                blank.push((token.start, token.end));
            }
        }
    }

    /// Comments that are gaps though code stands on their line.
    fn inline_gaps(&self, code: &str, tokens: &[Token]) -> Vec<usize> {
        // The answer for each comment: many may say the same.
        let mut said: FxHashMap<&str, bool> = FxHashMap::default();
        let mut is_gap = |token: &Token| {
            let text = &code[token.start..token.end];
            if token.kind != Kind::Comment || text.contains('\n') || documents(text) {
                return false;
            }
            *said.entry(text).or_insert_with(|| {
                let plain = self.extent == Extent::Plain;
                let gap = |said: &str| marks::is_gap(said) && !(plain && either::is_doubtful(said));
                comment_text(text, self.language.lexis.line_comments).is_some_and(gap)
                    && !self.file.text.contains(text)
            })
        };
        let gaps = tokens.iter().enumerate().filter(|(_, t)| is_gap(t));
        let text = |t: &Token| {
            let from = code[..t.start].rfind('\n').map_or(0, |at| at + 1);
            let alone = code[from..t.start].trim().is_empty();
            alone && self.goes_on(code, from) || self.ends_new_line(code, t)
        };
        gaps.filter(|(_, t)| !text(t)).map(|(i, _)| i).collect()
    }
}

/// Rows that start inside a multi-line string: what stands there is text.
fn rows_inside_strings(tokens: &[Token], rows: &[usize]) -> FxHashSet<usize> {
    let mut inside = FxHashSet::default();
    for token in tokens.iter().filter(|t| t.kind == Kind::Text) {
        let first = rows.partition_point(|start| *start <= token.start);
        let last = rows.partition_point(|start| *start < token.end);
        inside.extend(first..last);
    }
    inside
}

impl Sketch {
    /// Does a comment that is no marker begin like one? A line in a longer one may begin with dots, but
    /// not say in so many words that something stays.
    pub fn hints_at_gap(&self, unit: usize, language: &Language) -> bool {
        let said = self.outline.said(unit);
        let dotted = |text: &str| text.starts_with("...") || text.starts_with('…');
        match self.outline.units[unit].role {
            Role::Comment => comment_text(said, language.lexis.line_comments).is_some_and(dotted),
            Role::InComment => {
                let text = said.trim_start_matches(['*', '#', '/', ' ']);
                let words = text.contains(char::is_alphabetic);
                dotted(text) && words && marks::is_gap(text)
            }
            _ => false,
        }
    }

    /// Does a comment speak of something that stays?
    pub fn speaks_of_keeping(&self, unit: usize, language: &Language) -> bool {
        let said = self.outline.said(unit);
        comment_text(said, language.lexis.line_comments)
            .is_some_and(|text| marks::speaks_of_keeping(text) || marks::says_it_stays(text))
    }

    /// Is this unit a marker?
    pub fn is_gap(&self, unit: usize) -> bool {
        self.outline.units[unit].role == Role::Gap
    }

    /// Does a marker speak of all that is not shown, wherever it stands?
    pub fn speaks_of_the_rest(&self, gap: usize) -> bool {
        let Some(unit) = self.outline.units.get(gap) else { return false };
        // One within a line of code still has its words.
        self.rest.iter().any(|text| text.start <= unit.end && unit.start <= text.end)
            || marks::speaks_of_the_rest(self.outline.said(gap))
    }
}
