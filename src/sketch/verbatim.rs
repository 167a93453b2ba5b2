//! Sketches whose white space is meant too.
//!
//! A reply may be laid out in another way than the file, and then the file's own layout stays. Where
//! the layout is the change, the sketch says so in its first line: for what it shows, or for the whole
//! file, with the number of bytes that follow, so that a reply that was cut off is never taken for the
//! file.

use super::marks;
use crate::lang::Language;

const WORDS: &str = "whole file as written: ";
const LAYOUT: &str = "white space as written";

/// The first line of a sketch whose white space is meant.
pub(crate) fn marker(language: &Language) -> String {
    language.comment_of(LAYOUT)
}

/// Takes the first line of a sketch's code away where it says that white space is meant.
pub(crate) fn take_marker(language: &Language, lines: &mut Vec<&str>) -> bool {
    let first = lines.iter().position(|line| !line.trim().is_empty());
    let said = |at: usize| marks::comment_text(lines[at], language.lexis.line_comments);
    let found = first.filter(|at| said(*at) == Some(LAYOUT));
    if let Some(at) = found {
        lines.drain(..=at);
    }
    found.is_some()
}

/// Writes `text` as such a sketch.
pub(crate) fn write(language: &Language, text: &str) -> String {
    format!("{}\n{text}", language.comment_of(&format!("{WORDS}{} bytes", text.len())))
}

/// What the first line of a sketch says of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbatim<'a> {
    /// It is the file.
    Whole(&'a str),
    /// It should be, and is longer or shorter.
    Torn,
}

/// Reads a reply as such a sketch, if it is one.
pub(crate) fn read<'a>(language: &Language, reply: &'a str) -> Option<Verbatim<'a>> {
    let (first, text) = reply.split_once('\n')?;
    let said = marks::comment_text(first, language.lexis.line_comments)?;
    let bytes = said.strip_prefix(WORDS)?.strip_suffix(" bytes")?;
    let whole = bytes.parse() == Ok(text.len());
    Some(if whole { Verbatim::Whole(text) } else { Verbatim::Torn })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    #[test]
    fn takes_the_marker_of_white_space_in_the_first_line_alone() {
        for name in ["css", "python", "html", "json", "text"] {
            let language = by_name(name).unwrap();
            let marker = marker(language);
            let mut lines = vec!["", marker.as_str(), "", "a"];
            assert!(take_marker(language, &mut lines), "{name}");
            assert_eq!(lines, ["", "a"]);
            let mut below = vec!["a", marker.as_str()];
            assert!(!take_marker(language, &mut below));
            assert_eq!(below, ["a", marker.as_str()]);
        }
    }

    #[test]
    fn reads_what_it_writes_and_nothing_torn() {
        for name in ["css", "python", "html", "json", "text"] {
            let language = by_name(name).unwrap();
            for text in ["", "a\r\n", "\u{feff}a\n\n  b"] {
                let sketch = write(language, text);
                assert_eq!(read(language, &sketch), Some(Verbatim::Whole(text)), "{name}");
                assert_eq!(read(language, &format!("{sketch}x")), Some(Verbatim::Torn));
            }
            assert_eq!(read(language, "a\nb\n"), None);
        }
    }
}
