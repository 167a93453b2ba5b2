//! How a language's text falls into tokens, lines and nesting.

/// Rules for a tolerant lexer: good enough for broken and partial code, the same for file and sketch.
#[derive(Debug, Clone, Copy)]
pub struct Lexis {
    /// What opens a comment that ends with the line.
    pub line_comments: &'static [&'static str],
    /// What opens and closes a comment.
    pub block_comments: &'static [(&'static str, &'static str)],
    /// String literals, longest opening first.
    pub quotes: &'static [Quote],
    /// Characters that belong to words beside letters, digits and `_`.
    pub word_chars: &'static str,
    /// Does white space before `.`, `#`, `:`, `[` and `*` carry meaning, as in CSS selectors?
    pub selectors: bool,
    /// Are there regular expression literals between slashes?
    pub regex: bool,
    /// Does a field's name stand before its type, with nothing between (Go)?
    pub names_first: bool,
    /// What a unit of alignment is.
    pub layout: Layout,
    /// What says that lines belong together.
    pub nesting: Nesting,
}

/// A string literal's delimiters.
#[derive(Debug, Clone, Copy)]
pub struct Quote {
    /// The opening delimiter.
    pub open: &'static str,
    /// The closing delimiter.
    pub close: &'static str,
    /// May it span lines?
    pub multiline: bool,
    /// Does a backslash escape?
    pub escapes: bool,
}

/// What a unit of alignment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A line.
    Lines,
    /// A line of prose: white space at its end may carry meaning.
    Prose,
    /// What ends with `;`, `{` or `}`, wherever lines break (CSS).
    Declarations,
    /// What ends with `,` or a bracket, wherever lines break (JSON).
    Elements,
}

/// What says that lines belong together, beside matching brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// Brackets, and indentation for the rest; blocks close with a line of their own.
    Closed,
    /// Indentation alone ends a block.
    Offside,
    /// Headings hold what follows them.
    Headings,
}

impl Lexis {
    /// Curly-bracket languages with C's comments and strings.
    pub const C_LIKE: Self = Self {
        line_comments: &["//"],
        block_comments: &[("/*", "*/")],
        quotes: &[Quote::line("\""), Quote::line("'")],
        word_chars: "$",
        selectors: false,
        regex: false,
        names_first: false,
        layout: Layout::Lines,
        nesting: Nesting::Closed,
    };

    /// Hash comments, no blocks by brackets.
    pub const HASH: Self = Self {
        line_comments: &["#"],
        block_comments: &[],
        quotes: &[Quote::line("\""), Quote::line("'")],
        word_chars: "",
        selectors: false,
        regex: false,
        names_first: false,
        layout: Layout::Lines,
        nesting: Nesting::Offside,
    };
}

impl Quote {
    /// Within one line, with escapes.
    pub const fn line(delimiter: &'static str) -> Self {
        Self { open: delimiter, close: delimiter, multiline: false, escapes: true }
    }

    /// Over several lines, with escapes.
    pub const fn lines(delimiter: &'static str) -> Self {
        Self { open: delimiter, close: delimiter, multiline: true, escapes: true }
    }

    /// Over several lines, without escapes.
    pub const fn raw(open: &'static str, close: &'static str) -> Self {
        Self { open, close, multiline: true, escapes: false }
    }
}
