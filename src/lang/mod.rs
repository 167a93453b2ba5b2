//! The table of languages: what a language is to the index, as data.
//!
//! No code branches on a language's name. To add a language:
//!
//! 1. Add its grammar to `Cargo.toml`, if there is one for it; without one it is merged all the same,
//!    but the result is not checked for syntax errors.
//! 2. Add an entry to `table.rs` and its name to `ALL` there: extensions, fence words, how a marker
//!    comment is written, the node kinds that `codegenctl blocks` lists beside those with a name.
//! 3. Describe its text in a [`Lexis`], starting from [`Lexis::C_LIKE`] or [`Lexis::HASH`]: comments,
//!    strings, heredocs, the words that close blocks, and what nests. Keys are read off the tokens
//!    (`index/key`): add a keyword there where it declares things in a way no other language does.
//! 4. If it holds other languages, say in which elements ([`Region`]).
//! 5. Write an original of some 100 lines and a folder of cases a hard case, in `tests/cases`.
//! 6. Look at `codegenctl blocks` of that original: what is missing there has no key.

mod lexis;
mod table;
mod words;

pub use lexis::{BlockWords, Form, Heredocs, Layout, Lexis, Nesting, Quote, Region};
pub use table::{all, by_name, by_path};
pub use words::{heads_function, heads_type};

/// One language.
pub struct Language {
    /// Lower-case name, such as `css`; `text` for files without a grammar.
    pub name: &'static str,
    /// File extensions without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names, such as `Dockerfile`; a star in one stands for anything.
    pub file_names: &'static [&'static str],
    /// Words that a code fence may carry for it, besides the name and the extensions.
    pub fence_words: &'static [&'static str],
    /// A language whose files may have a name of this one, and lines that only it has.
    pub wider: Option<&'static Wider>,
    /// Languages whose code may stand inside a file of this one.
    pub embeds: &'static [&'static str],
    /// How a comment opens and closes (close is empty for line comments); what markers are written in.
    pub comment: (&'static str, &'static str),
    /// Has it no comments, so that what one in a sketch says is said of the sketch alone?
    pub strict: bool,
    /// The tree-sitter grammar, where there is one.
    pub grammar: Option<fn() -> tree_sitter::Language>,
    /// Node kinds that are listed as blocks, beside those with a name of their own.
    pub blocks: &'static [&'static str],
    /// Node kinds of a mapping's entries, which begin with a key that the mapping has once.
    pub entries: &'static [&'static str],
    /// How deep a text may nest for its grammar.
    pub scanner_depth: Depth,
    /// How its text falls into tokens, lines and nesting.
    pub lexis: Lexis,
}

/// A language that files with the name of another one may be in (`.h`).
pub struct Wider {
    /// The language.
    pub language: &'static Language,
    /// How lines begin that only it has, and are no prose by how they end.
    pub lines: &'static [&'static str],
}

/// How deep a text may nest for a grammar, counted in the columns that levels start in. A grammar
/// by indentation keeps the open levels in a buffer of 1,024 bytes and writes past its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// As deep as may be.
    Any,
    /// So many columns, where a level starts with a line.
    Lines(usize),
    /// So many columns, where a level may start behind a dash, a question mark or a colon too.
    Tokens(usize),
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Language").field(&self.name).finish()
    }
}

impl Language {
    /// The language that a text is in of which the name says this one.
    pub fn of_text(&'static self, text: &str) -> &'static Self {
        let Some(wider) = self.wider else { return self };
        let says = |line: &str| {
            let line = line.trim();
            // `class = 1;` sets a variable.
            let begins = |own: &&str| line.strip_prefix(own).is_some_and(|r| !r.starts_with('='));
            line.ends_with(['{', ';', ':', '>']) && wider.lines.iter().any(begins)
        };
        if text.lines().any(says) { wider.language } else { self }
    }

    /// The marker that stands for unchanged code in a sketch, in the language's comment syntax.
    pub fn gap_marker(&self) -> String {
        self.comment_of("... unchanged code ...")
    }

    /// The marker that deletes a block.
    pub fn deletion_marker(&self, name: &str) -> String {
        self.comment_of(&format!("deleted block {name}"))
    }

    /// May a fence with this info word hold code for a file of this language? Unknown words may.
    pub fn accepts_fence(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        let is = |l: &Language| l.is_called(&word);
        let known = all().iter().any(|l| is(l));
        !known
            || is(self)
            || self.name == "text"
            || all().iter().any(|l| is(l) && (self.embeds.contains(&l.name) || l.name == "text"))
    }

    /// Is this word, in lower case, one for the language?
    fn is_called(&self, word: &str) -> bool {
        self.is_named(word) || self.fence_words.contains(&word)
    }

    /// Is it so, and no word that other languages' code goes by as well?
    fn is_named(&self, word: &str) -> bool {
        self.name == word || self.extensions.contains(&word)
    }

    /// The region of this language's files, counted from 1, that a fence with this info word shows code
    /// of; none where the word is one for the language itself.
    pub(crate) fn region_of_fence(&self, word: &str) -> Option<u8> {
        let word = word.to_ascii_lowercase();
        let regions = || self.lexis.regions.iter().zip(1..).filter(|_| !self.is_named(&word));
        let named = regions().find(|(region, _)| region.language.is_named(&word));
        let called = || regions().find(|(region, _)| region.language.is_called(&word));
        named.or_else(called).map(|(_, at)| at)
    }

    /// A comment of these words.
    pub(crate) fn comment_of(&self, words: &str) -> String {
        let (open, close) = self.comment;
        format!("{open} {words} {close}").trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::by_path;

    #[test]
    fn a_header_is_in_the_language_of_its_lines() {
        let read = |text: &str| by_path("a.h").of_text(text).name;
        assert_eq!(read("class Buffer {\n};\n"), "cpp");
        assert_eq!(read("int a(void);\n"), "c");
        assert_eq!(read("static void f(void) {\n    class = 1;\n}\n"), "c");
    }
}
