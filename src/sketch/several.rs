//! Splits a reply that is about several files: which fence is for which.
//!
//! In: the reply, and the files that it may be about. Out: for each file that it has code for, a
//! reply about that file alone, or why that is not plain. No file is guessed: a fence that names
//! none, or another one, makes the whole reply unfit, unless its language leaves only one.

use super::fences::{
    Fence, Snippet, closes, dedent, fence, fenced, file_has_fences, info_word, nests,
};
use crate::lang::Language;

/// A file that a reply may be about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'a> {
    /// Its path, as the model was told.
    pub path: &'a str,
    pub language: &'a Language,
    pub text: &'a str,
}

/// Why a reply cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsplit {
    /// No fence at all.
    #[error("the reply has no fenced code block")]
    NoFence,
    /// A fence without a name.
    #[error("the code block in line {line} of the reply does not say which file it is for")]
    Nameless {
        /// From 1.
        line: usize,
    },
    /// A fence for a file that was not asked about.
    #[error("the reply changes {name}, which is none of the files to edit")]
    Foreign {
        /// As the reply has it.
        name: String,
    },
    /// A fence that was not closed before the next one.
    #[error("the code block in line {line} of the reply is not closed before another file's")]
    Unclosed {
        /// From 1.
        line: usize,
    },
    /// A fence with two names, in its info string and in the line before it.
    #[error("the code block in line {line} of the reply names two files")]
    Contradiction {
        /// From 1.
        line: usize,
    },
}

/// For each file that `reply` has code for, by its number in `files` and in their order: the code in
/// fences of its own.
pub(crate) fn split(reply: &str, files: &[File<'_>]) -> Result<Vec<(usize, String)>, Unsplit> {
    let reply = reply.strip_prefix('\u{feff}').unwrap_or(reply);
    let lines: Vec<&str> = reply.lines().map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
    let mut snippets: Vec<Vec<Snippet<'_>>> = files.iter().map(|_| Vec::new()).collect();
    let mut before = "";
    let mut at = 0;
    while at < lines.len() {
        let Some(open) = fence(lines[at]) else {
            if !lines[at].trim().is_empty() {
                before = lines[at];
            }
            at += 1;
            continue;
        };
        let Named { file, skip } = whose(&open, before, &lines[at + 1..], files, at + 1)?;
        let end = end(&lines, at, &open, files[file].language);
        let to = end.unwrap_or(lines.len());
        let mut code = dedent(&lines[at + 1..to], open.indent);
        if swallows(&code, &open, files[file].language, files) {
            return Err(Unsplit::Unclosed { line: at + 1 });
        }
        if let Some(line) = skip.filter(|line| *line < code.len()) {
            code.remove(line);
        }
        snippets[file].push(Snippet {
            lines: code,
            closed: end.is_some(),
            word: info_word(open.info),
            above: "",
        });
        before = "";
        at = to + 1;
    }
    let parts: Vec<(usize, String)> = snippets
        .iter()
        .enumerate()
        .filter(|(_, snippets)| !snippets.is_empty())
        .map(|(file, snippets)| (file, fenced(snippets, files[file].language)))
        .collect();
    if parts.is_empty() { Err(Unsplit::NoFence) } else { Ok(parts) }
}

/// The line that closes the fence in line `at`. In prose, fences stand within the fence.
fn end(lines: &[&str], at: usize, open: &Fence<'_>, language: &Language) -> Option<usize> {
    let mut inner: Option<Fence<'_>> = None;
    for (number, line) in lines.iter().enumerate().skip(at + 1) {
        match &inner {
            Some(within) if closes(line, within) => inner = None,
            Some(_) => {}
            None if closes(line, open) => return Some(number),
            None if file_has_fences(language) => inner = nests(line, open),
            None => {}
        }
    }
    None
}

/// Is there another file's fence in the code? Not where the fence around is longer, or where it
/// stands in the text of an indented string.
fn swallows(code: &[&str], open: &Fence<'_>, language: &Language, files: &[File<'_>]) -> bool {
    let named = |name| matches!(name, Name::File(_));
    let is_next = |(number, line): (usize, &&str)| {
        let Some(inner) = nests(line, open) else { return false };
        let before = code[..number].iter().rfind(|line| !line.trim().is_empty());
        let opens = !file_has_fences(language) && inner.indent == 0 && !inner.info.is_empty();
        opens
            || named(in_info(inner.info, files))
            || before.is_some_and(|line| named(in_line(line, files)))
    };
    code.iter().enumerate().any(is_next)
}

/// Whose a fence is.
struct Named {
    file: usize,
    /// The line of the code that only gives the name.
    skip: Option<usize>,
}

/// What a text says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    /// One of the files.
    File(usize),
    /// What looks like the path of another one.
    Foreign(String),
    /// Nothing.
    None,
}

/// By the info string, else by the line before the fence, else by a comment in the code's first
/// line, else by the language.
fn whose(
    open: &Fence<'_>,
    before: &str,
    code: &[&str],
    files: &[File<'_>],
    line: usize,
) -> Result<Named, Unsplit> {
    let named = |file| Ok(Named { file, skip: None });
    match (in_info(open.info, files), in_line(before, files)) {
        (Name::File(one), Name::File(other)) if one != other => {
            return Err(Unsplit::Contradiction { line });
        }
        (Name::File(_), Name::Foreign(_)) => return Err(Unsplit::Contradiction { line }),
        (Name::Foreign(name), _) | (Name::None, Name::Foreign(name)) => {
            return Err(Unsplit::Foreign { name });
        }
        (Name::File(file), _) | (Name::None, Name::File(file)) => return named(file),
        (Name::None, Name::None) => {}
    }
    let first = code.iter().position(|line| !line.trim().is_empty());
    if let Some((number, comment)) = first.map(|number| (number, code[number].trim()))
        && COMMENTS.iter().any(|mark| comment.starts_with(mark))
    {
        let is_of = |file: &File<'_>| file.text.lines().any(|line| line.trim() == comment);
        match in_line(comment, files) {
            Name::File(file) => {
                let skip = (!is_of(&files[file])).then_some(number);
                return Ok(Named { file, skip });
            }
            Name::Foreign(name) if !files.iter().any(is_of) => {
                return Err(Unsplit::Foreign { name });
            }
            Name::Foreign(_) | Name::None => {}
        }
    }
    let word = info_word(open.info);
    let mut fits = files.iter().enumerate().filter(|(_, file)| file.language.accepts_fence(word));
    match (fits.next(), fits.next()) {
        (Some((file, _)), None) if !word.is_empty() => named(file),
        _ => Err(Unsplit::Nameless { line }),
    }
}

/// What comments begin with.
const COMMENTS: [&str; 7] = ["//", "/*", "#", "<!--", "--", ";", "%"];

/// What may stand around a name in an info string.
const AROUND: [char; 13] = [' ', '\t', ':', '=', ',', '(', ')', '{', '}', '[', ']', '"', '\''];

/// The file that an info string names: the longest path in it.
fn in_info(info: &str, files: &[File<'_>]) -> Name {
    let cuts = || info.char_indices().filter(|(_, c)| AROUND.contains(c));
    let starts = || std::iter::once(0).chain(cuts().map(|(at, c)| at + c.len_utf8()));
    let ends = || cuts().map(|(at, _)| at).chain([info.len()]);
    let is_named = |path: &str| {
        starts().any(|start| {
            let rest = info[start..].strip_prefix("./").unwrap_or(&info[start..]);
            rest.strip_prefix(path)
                .is_some_and(|rest| ends().any(|end| info.len() - end == rest.len()))
        })
    };
    let named = files.iter().enumerate().filter(|(_, file)| is_named(file.path));
    if let Some((file, _)) = named.max_by_key(|(_, file)| file.path.len()) {
        return Name::File(file);
    }
    match info.split(AROUND).find(|word| is_path_like(word)) {
        Some(word) => Name::Foreign(word.to_owned()),
        None => Name::None,
    }
}

/// The file that a line names which holds nothing but its path, as headings and labels have it.
fn in_line(line: &str, files: &[File<'_>]) -> Name {
    let mut text = line.trim();
    loop {
        if let Some(file) = files.iter().position(|file| file.path == text) {
            return Name::File(file);
        }
        let next = undecorated(text);
        if next == text {
            break;
        }
        text = next;
    }
    if is_path_like(text) { Name::Foreign(text.to_owned()) } else { Name::None }
}

/// The text without its outermost decoration.
fn undecorated(text: &str) -> &str {
    let marks =
        ['#', '*', '`', '"', '\'', '>', '<', '!', '-', '=', '|', '~', ':', '(', ')', '[', ']'];
    let bare = text.trim_matches(|c: char| marks.contains(&c) || c.is_whitespace());
    if bare != text {
        return bare;
    }
    for (prefix, suffix) in [("//", ""), ("/*", ""), ("", "*/"), (";", ""), ("%", ""), ("./", "")] {
        if let Some(inner) = text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix))
            && inner != text
        {
            return inner.trim();
        }
    }
    for label in ["filename", "file name", "file path", "filepath", "file", "path"] {
        if let Some((start, rest)) = text.split_at_checked(label.len())
            && start.eq_ignore_ascii_case(label)
            && let Some(rest) = rest.trim_start().strip_prefix([':', '='])
        {
            return rest.trim();
        }
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0
        && let Some(rest) = text[digits..].strip_prefix(". ").or(text[digits..].strip_prefix(") "))
    {
        return rest.trim();
    }
    text.trim_matches('_')
}

/// One word with a slash, or with something like an extension.
fn is_path_like(word: &str) -> bool {
    if word.is_empty() || word.contains(char::is_whitespace) {
        return false;
    }
    let name = word.rsplit('/').next().unwrap_or(word);
    let extension = name.rsplit_once('.').is_some_and(|(_, extension)| {
        extension.chars().all(char::is_alphanumeric) && extension.contains(char::is_alphabetic)
    });
    extension || word.contains('/') && name.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_path;

    const TEXT: &str = "/* theme */\na {}\n";

    fn files<'a>(paths: &[&'a str]) -> Vec<File<'a>> {
        let file = |path: &&'a str| File { path, language: by_path(path), text: TEXT };
        paths.iter().map(file).collect()
    }

    fn parts(paths: &[&str], reply: &str) -> Result<Vec<(usize, String)>, Unsplit> {
        split(reply, &files(paths))
    }

    #[track_caller]
    fn both(reply: &str) {
        let found = parts(&["css/a.css", "b.css"], reply);
        assert_eq!(
            found,
            Ok(vec![(0, "```\none\n```\n".into()), (1, "```\ntwo\n```\n".into())]),
            "{reply}"
        );
    }

    #[test]
    fn names_in_info_strings() {
        for (a, b) in [
            ("css css/a.css", "css b.css"),
            ("css:css/a.css", "css:./b.css"),
            ("css/a.css", "b.css"),
            ("css path=css/a.css", "css title=\"b.css\""),
            ("1:3:css/a.css", "css {file: b.css} x"),
            ("css css/a.css lines 1-3", "css (b.css)"),
        ] {
            both(&format!("```{a}\none\n```\ntext\n```{b}\ntwo\n```\n"));
        }
    }

    #[test]
    fn names_in_the_line_before() {
        for (a, b) in [
            ("css/a.css", "b.css"),
            ("`css/a.css`:", "**b.css**"),
            ("### css/a.css", "## `b.css`"),
            ("File: css/a.css", "**File:** `b.css`"),
            ("1. `css/a.css`", "- b.css"),
            ("// css/a.css", "/* b.css */"),
            ("<!-- css/a.css -->", "Filename: ./b.css"),
            ("=== css/a.css ===", "__b.css__"),
        ] {
            both(&format!("Sure.\n\n{a}\n\n```css\none\n```\n{b}\n```\ntwo\n```\nDone.\n"));
        }
    }

    #[test]
    fn names_with_spaces_and_names_that_end_like_another() {
        let reply = "```css a b.css\none\n```\n`a b.css`\n```\ntwo\n```\n**b.css**\n```\nx\n```\n";
        let found = parts(&["b.css", "a b.css"], reply).unwrap();
        assert_eq!(found[0], (0, "```\nx\n```\n".into()));
        assert_eq!(found[1], (1, "```\none\n```\n```\ntwo\n```\n".into()));
        let found = parts(&["a.css", "css/a.css"], "```css css/a.css\none\n```\n");
        assert_eq!(found, Ok(vec![(1, "```\none\n```\n".into())]));
    }

    #[test]
    fn each_part_is_read_as_it_was_written() {
        let code = "one\n  ~~~\n\n\ttwo ``` three\n";
        for path in ["a.css", "a.py", "a.md", "a.html", "a.txt"] {
            let reply = format!("{path}\n````\n{code}````\n\nb.js\n```js\nx\n```\n");
            let found = parts(&[path, "b.js"], &reply).unwrap();
            let language = by_path(path);
            let read = super::super::fences::read(&found[0].1, language, TEXT);
            assert_eq!(read.snippets.len(), 1, "{path}");
            assert_eq!(read.snippets[0].lines, code.lines().collect::<Vec<_>>(), "{path}");
            assert!(read.fenced && read.snippets[0].closed, "{path}");
        }
    }

    #[test]
    fn a_comment_with_the_name_is_not_code_unless_the_file_has_it() {
        both(
            "```css\n/* css/a.css */\none\n```\n```css\n\n/* File: b.css */\ntwo\n```\n"
                .replace("\n\n/*", "\n/*")
                .as_str(),
        );
        let own = File { path: "a.css", language: by_path("a.css"), text: "/* a.css */\na {}\n" };
        let other = File { path: "b.css", ..own };
        let found = split("```\n/* a.css */\na {}\n```\n", &[own, other]);
        assert_eq!(found, Ok(vec![(0, "```\n/* a.css */\na {}\n```\n".into())]));
    }

    #[test]
    fn the_language_is_a_name_where_it_leaves_one_file() {
        let reply = "```css\none\n```\n\n```js\ntwo\n```\n";
        let found = parts(&["b.js", "a.css"], reply).unwrap();
        assert_eq!(found, [(0, "```\ntwo\n```\n".into()), (1, "```\none\n```\n".into())]);
        assert_eq!(parts(&["a.css", "b.css"], reply), Err(Unsplit::Nameless { line: 1 }));
        let nameless = "```\none\n```\n";
        assert_eq!(parts(&["a.css", "b.js"], nameless), Err(Unsplit::Nameless { line: 1 }));
        let other = "a.css\n```css\none\n```\n```sh\nrm -r *\n```\n";
        assert_eq!(parts(&["a.css", "b.js"], other), Err(Unsplit::Nameless { line: 5 }));
    }

    #[test]
    fn another_file_is_never_taken_for_one_of_these() {
        for name in ["c.css", "x/a.css", "../a.css", "/etc/passwd", ".env", "A.css", "a.css.bak"] {
            for reply in [
                format!("a.css\n```css\none\n```\n```css {name}\ntwo\n```\n"),
                format!("a.css\n```css\none\n```\n**{name}**\n```css\ntwo\n```\n"),
                format!("a.css\n```css\none\n```\n```css\n/* {name} */\ntwo\n```\n"),
            ] {
                let found = parts(&["a.css", "b.js"], &reply);
                assert_eq!(found, Err(Unsplit::Foreign { name: name.into() }), "{reply}");
            }
        }
        let two = "a.css\n```css b.css\none\n```\n";
        assert_eq!(parts(&["a.css", "b.css"], two), Err(Unsplit::Contradiction { line: 2 }));
        let two = "c.css\n```css b.css\none\n```\n";
        assert_eq!(parts(&["a.css", "b.css"], two), Err(Unsplit::Contradiction { line: 2 }));
        assert_eq!(parts(&["a.css", "b.css"], "a.css: a {}\n"), Err(Unsplit::NoFence));
    }

    #[test]
    fn a_name_holds_for_one_fence_and_not_for_the_next() {
        let reply = "a.css\n```\none\n```\n\n```\ntwo\n```\n";
        assert_eq!(parts(&["a.css", "b.css"], reply), Err(Unsplit::Nameless { line: 6 }));
    }

    #[test]
    fn several_fences_of_a_file_stay_several_and_an_open_one_open() {
        let reply = "a.css\n```\none\n```\nb.js\n```\nx\n```\na.css\n  ```\n  two\n    three";
        let found = parts(&["a.css", "b.js"], reply).unwrap();
        assert_eq!(found[0].1, "```\none\n```\n```\ntwo\n  three\n");
        assert_eq!(found[1].1, "```\nx\n```\n");
    }

    #[test]
    fn a_fence_that_is_not_closed_takes_no_other_files_code() {
        for reply in [
            "a.css\n```css\none\n\nb.js\n```js\ntwo\n```\n",
            "a.css\n```css\none\n```js b.js\ntwo\n```\n",
            "a.css\n```css\none\n```js\ntwo\n```\n",
            "README.md\n```md\n# A\n```sh\nx\n```\n\n**b.js**\n```js\ntwo\n```\n",
        ] {
            let found = parts(&["a.css", "b.js", "README.md"], reply);
            assert_eq!(found, Err(Unsplit::Unclosed { line: 2 }), "{reply}");
        }
        let reply = "README.md\n````md\nb.js:\n```js\nx\n```\n````\n";
        let found = parts(&["b.js", "README.md"], reply);
        assert_eq!(found, Ok(vec![(1, "````\nb.js:\n```js\nx\n```\n````\n".into())]));
    }

    #[test]
    fn prose_keeps_the_fences_in_it() {
        let reply = "README.md\n```markdown\n# A\n```sh\nx\n```\n```\nREADME.md\n````md\nB\n```\n\
                     y\n```\n````\na.css\n```css\none\n```\n";
        let found = parts(&["a.css", "README.md"], reply).unwrap();
        let gap = by_path("README.md").gap_marker();
        assert_eq!(found[0].1, "```\none\n```\n");
        assert_eq!(found[1].1, format!("````\n# A\n```sh\nx\n```\n{gap}\nB\n```\ny\n```\n````\n"));
    }
}
