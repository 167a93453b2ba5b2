//! A sketch that is the whole file, white space and all.
//!
//! A reply of the whole file may be laid out in another way than the file, and then the file's own
//! layout stays. Where the layout is the change, the sketch says so in its first line, with the
//! number of bytes that follow, so that a reply that was cut off is never taken for the file.

use super::marks;
use crate::lang::Language;

const WORDS: &str = "whole file as written: ";

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
