//! Finds the code in a reply: what stands in fences, or all of it.
//!
//! Fences as CommonMark has them (spec 0.31, section 4.5), read with a model's habits in mind: the
//! last one may be unclosed, prose may stand around them, several may belong to one file.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::talk::{announces, introduces_use};
use super::{marks, prose};
use crate::lang::{Language, Layout};

/// One run of code lines of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snippet<'a> {
    pub lines: Vec<&'a str>,
    /// Did the fence close?
    pub closed: bool,
    /// What its fence says first: a language, or nothing that is known.
    pub word: &'a str,
    /// The last line of prose right above it, if there is any.
    pub above: &'a str,
}

/// What a reply holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply<'a> {
    pub snippets: Vec<Snippet<'a>>,
    /// Was there any fence?
    pub fenced: bool,
    /// The lines around the fences, if there are any.
    pub talk: Vec<&'a str>,
}

/// A line that opens or closes a fence.
pub(super) struct Fence<'a> {
    pub(super) indent: usize,
    mark: u8,
    pub(super) len: usize,
    pub(super) info: &'a str,
}

pub(super) fn fence(line: &str) -> Option<Fence<'_>> {
    let body = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - body.len();
    let mark = *body.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let len = body.bytes().take_while(|b| *b == mark).count();
    let info = body[len..].trim();
    (len >= 3 && !info.contains('`')).then_some(Fence { indent, mark, len, info })
}

pub(super) fn closes(line: &str, open: &Fence<'_>) -> bool {
    fence(line).is_some_and(|f| {
        f.mark == open.mark && f.len >= open.len && f.info.is_empty() && f.indent <= open.indent
    })
}

/// Does a line within the fence open one that could be taken for it?
pub(super) fn nests<'a>(line: &'a str, open: &Fence<'_>) -> Option<Fence<'a>> {
    fence(line).filter(|inner| inner.mark == open.mark && inner.len >= open.len)
}

/// A reply with nothing but these snippets, which [`read`] reads as they are.
pub(crate) fn fenced(snippets: &[Snippet<'_>], language: &Language) -> String {
    let prose = file_has_fences(language);
    let run = |line: &&str| line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let longest = snippets.iter().flat_map(|s| s.lines.iter().map(run)).max().unwrap_or(0);
    let mark = "`".repeat((longest + 1).max(if prose { 4 } else { 3 }));
    let mut out = String::new();
    for (number, Snippet { lines, closed, word, .. }) in snippets.iter().enumerate() {
        match (number, prose) {
            (0, _) | (_, false) => {
                let word = language.region_of_fence(word).map_or("", |_| word);
                out.push_str(&format!("{mark}{word}\n"));
            }
            // In a file with fences of its own, only one fence counts as the reply's.
            (_, true) => out.push_str(&format!("{}\n", language.gap_marker())),
        }
        lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        if *closed && (!prose || number + 1 == snippets.len()) {
            out.push_str(&format!("{mark}\n"));
        }
    }
    out
}

/// Splits a reply for a file of `language` with the text `file`.
pub(crate) fn read<'a>(reply: &'a str, language: &Language, file: &str) -> Reply<'a> {
    let lines: Vec<&str> = reply.lines().map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
    if file_has_fences(language) {
        return prose::read(&lines, file);
    }
    let (mut snippets, mut talk) = (Vec::new(), Vec::new());
    let mut fenced = false;
    let of_file = OnceCell::new();
    // Has the file the same line, white space apart?
    let is_known = |line: &str| {
        let lines = || file.lines().map(str::trim).collect::<FxHashSet<&str>>();
        of_file.get_or_init(lines).contains(line.trim())
    };
    let is_said = |line: &str| line.contains(char::is_alphanumeric) && is_known(line);
    // Code shown without a fence may have one in a text of its own, which is then the file's.
    let is_text = |line: &str, above: &[&str]| {
        above.iter().any(|line| is_gap(line, language) || is_said(line)) && is_known(line)
    };
    let (mut at, mut said_from) = (0, 0);
    while at < lines.len() {
        if !fenced && fence(lines[at]).is_some() && is_text(lines[at], &lines[..at]) {
            break;
        }
        let Some(open) = fence(lines[at]) else {
            talk.push(lines[at]);
            at += 1;
            continue;
        };
        fenced = true;
        let end = (at + 1..lines.len()).find(|i| closes(lines[*i], &open));
        let to = end.unwrap_or(lines.len());
        let example = || {
            let said = talk.iter().rfind(|line| !line.trim().is_empty());
            !snippets.is_empty()
                && said.is_some_and(|line| introduces_use(line))
                && !lines[at + 1..to].iter().any(|line| is_said(line))
        };
        if is_for(language, open.info) && !example() {
            let said = talk[said_from..].iter().rfind(|line| !line.trim().is_empty());
            snippets.push(Snippet {
                lines: dedent(&lines[at + 1..to], open.indent),
                closed: end.is_some(),
                word: info_word(open.info),
                above: said.copied().unwrap_or_default(),
            });
        }
        (at, said_from) = (to + 1, talk.len());
    }
    if !fenced {
        let opening = announced(&lines, language, is_known);
        let end = lines.len() - concluded(&lines[opening..], language, is_known);
        talk = [&lines[..opening], &lines[end..]].concat();
        let lines = lines[opening..end].to_vec();
        snippets.push(Snippet { lines, closed: true, word: "", above: "" });
    }
    for snippet in &mut snippets {
        drop_path(&mut snippet.lines, language, file);
    }
    Reply { snippets, fenced, talk }
}

/// Is a line a gap and nothing else?
fn is_gap(line: &str, language: &Language) -> bool {
    marks::is_gap_line(line, language.lexis.line_comments)
}

/// How many lines of a reply without fences are prose above its code: a paragraph at its top, which a
/// blank line or a marker parts from the code, and of which the file has no line. Only in languages that are
/// known as code, by a grammar or by the code in their elements: any other file may be text.
fn announced(lines: &[&str], language: &Language, is_known: impl Fn(&str) -> bool) -> usize {
    if language.grammar.is_none() && language.lexis.regions.is_empty() {
        return 0;
    }
    let blank = |line: &&str| line.trim().is_empty();
    let is_gap = |line: &str| is_gap(line, language);
    let start = lines.iter().take_while(|line| blank(line)).count();
    let said = lines[start..].iter().take_while(|line| !blank(line) && !is_gap(line)).count();
    let end = start + said;
    // Text that is shown may be the file's where that holds text.
    let text = language.lexis.prose;
    let code = lines[end..].iter().any(|line| !blank(line) && !is_gap(line));
    let prose = &lines[start..end];
    if !code || !announces(prose, text) || prose.iter().any(|line| is_known(line)) {
        return 0;
    }
    end
}

/// How many lines of a reply without fences are prose below its code: the last paragraph, which a blank line
/// parts from the code. Not in a language that holds text.
fn concluded(lines: &[&str], language: &Language, is_known: impl Fn(&str) -> bool) -> usize {
    let lexis = &language.lexis;
    if language.grammar.is_none() || lexis.prose || lexis.layout == Layout::Prose {
        return 0;
    }
    let blank = |line: &&str| line.trim().is_empty();
    let end = lines.iter().rposition(|line| !blank(line)).map_or(0, |last| last + 1);
    let start = lines[..end].iter().rposition(blank).unwrap_or(end);
    let code = lines[..start].iter().any(|line| !blank(line) && !is_gap(line, language));
    let prose = &lines[start..end];
    let said = prose.get(1..).unwrap_or_default();
    if !code || !announces(said, false) || said.iter().any(|line| is_known(line)) {
        return 0;
    }
    lines.len() - start
}

/// Lines behind a comment at a file's top that tell whether a sketch shows that comment.
const HEADER: usize = 6;

/// Takes off a first line that only says which file it is, as models begin their code: `// src/a.js`.
fn drop_path(lines: &mut Vec<&str>, language: &Language, file: &str) {
    let Some(at) = lines.iter().position(|line| !line.trim().is_empty()) else { return };
    if !is_path(lines[at], language) || file.lines().any(|l| l.trim() == lines[at].trim()) {
        return;
    }
    // A file's own first line may say its path too: then what follows is the file's.
    let first = file.lines().take(HEADER).position(|line| is_path(line, language));
    let header: Vec<&str> = match first {
        Some(own) => file.lines().skip(own + 1).take(HEADER).map(str::trim).collect(),
        None => Vec::new(),
    };
    let is_own = |line: &&str| !line.trim().is_empty() && header.contains(&line.trim());
    // What comes behind a gap says nothing about what stands above it.
    let mut below = lines[at + 1..].iter().take(HEADER).take_while(|line| !is_gap(line, language));
    if !below.any(is_own) {
        lines.drain(..=at);
    }
}

/// Is a line a comment that holds a file's path alone?
pub(crate) fn is_path(line: &str, language: &Language) -> bool {
    let Some(said) = marks::comment_text(line.trim(), language.lexis.line_comments) else {
        return false;
    };
    let said = said.trim().trim_matches('`');
    let said = ["File:", "file:", "Path:", "path:"]
        .iter()
        .find_map(|word| said.strip_prefix(word))
        .unwrap_or(said)
        .trim();
    let file_name = said.rsplit('/').next().unwrap_or(said);
    let known = match file_name.rsplit_once('.') {
        Some((_, ending)) => language.extensions.contains(&ending.to_lowercase().as_str()),
        None => false,
    };
    !said.contains(char::is_whitespace) && (known || language.file_names.contains(&file_name))
}

/// Does the language's own text have fences (Markdown)?
pub(super) fn file_has_fences(language: &Language) -> bool {
    language.lexis.layout == Layout::Prose
}

/// Is a fence with this info string meant for a file of this language?
fn is_for(language: &Language, info: &str) -> bool {
    let word = info_word(info);
    if word.is_empty() || language.accepts_fence(word) {
        return true;
    }
    // `diff`, `path/to/file.css` and the like say nothing about the language.
    false
}

/// What an info string says first.
pub(super) fn info_word(info: &str) -> &str {
    info.split([' ', ':', ',', '{', '=']).next().unwrap_or("")
}

pub(super) fn dedent<'a>(lines: &[&'a str], indent: usize) -> Vec<&'a str> {
    let strip = |line: &'a str| {
        let blank = line.bytes().take(indent).take_while(|b| matches!(b, b' ' | b'\t')).count();
        &line[blank..]
    };
    lines.iter().map(|l| strip(l)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    #[test]
    fn a_first_line_that_names_the_file_is_no_code() {
        assert_eq!(snippets("javascript", "```js\n// src/a.js\nlet a;\n```"), ["let a;"]);
        assert_eq!(snippets("css", "```css\n/* File: site.css */\n\na {}\n```"), ["\na {}"]);
        assert_eq!(snippets("python", "# app.py\nx = 1"), ["x = 1"]);
        for kept in ["// see a.js\nlet a;", "// node.org\nlet a;", "// a.css\nlet a;"] {
            assert_eq!(snippets("javascript", &format!("```js\n{kept}\n```")), [kept]);
        }
    }

    fn snippets(language: &str, reply: &str) -> Vec<String> {
        let language = by_name(language).unwrap();
        read(reply, language, "").snippets.iter().map(|s| s.lines.join("\n")).collect()
    }

    #[test]
    fn takes_fences_and_leaves_prose() {
        assert_eq!(snippets("css", "Sure:\n```css\na\n```\nand\n~~~\nb\n~~~\n"), ["a", "b"]);
        assert_eq!(snippets("css", "a {}\n"), ["a {}"]);
        assert_eq!(snippets("css", "```css:site.css\na"), ["a"]);
    }

    #[test]
    fn leaves_fences_of_other_languages() {
        assert_eq!(snippets("css", "```sh\nnpm i\n```\n```css\na\n```"), ["a"]);
        assert_eq!(snippets("html", "```js\na\n```"), ["a"]);
    }

    #[test]
    fn a_fence_inside_deeper_text_does_not_close() {
        assert_eq!(
            snippets("python", "```python\n\"\"\"\n  ```\n\"\"\"\n```\n"),
            ["\"\"\"\n  ```\n\"\"\""]
        );
    }

    #[test]
    fn markdown_keeps_its_own_fences() {
        assert_eq!(
            snippets("markdown", "```markdown\n# A\n```sh\nx\n```\n```\n"),
            ["# A\n```sh\nx\n```"]
        );
        assert_eq!(snippets("markdown", "# A\n```sh\nx\n```\n"), ["# A\n```sh\nx\n```"]);
        assert_eq!(snippets("markdown", "````md\n```\nx\n```\n````\n"), ["```\nx\n```"]);
    }
}
