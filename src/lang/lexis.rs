//! How a language's text falls into tokens, lines and nesting.

use super::Language;

const TITLES: &[&str] =
    &["h1", "h2", "h3", "h4", "h5", "h6", "title", "caption", "legend", "figcaption", "summary"];

/// Rules for a tolerant lexer: good enough for broken and partial code, the same for file and sketch.
#[derive(Debug, Clone, Copy)]
pub struct Lexis {
    /// What opens a comment that ends with the line.
    pub line_comments: &'static [&'static str],
    /// What opens and closes a comment.
    pub block_comments: &'static [(&'static str, &'static str)],
    /// What looks like the start of a comment and is none, such as PHP's `#[`.
    pub no_comments: &'static [&'static str],
    /// String literals, longest opening first.
    pub quotes: &'static [Quote],
    /// Text that starts on the next line and ends with a line of its label.
    pub heredocs: Heredocs,
    /// Characters that belong to words beside letters, digits and `_`.
    pub word_chars: &'static str,
    /// Does white space before `.`, `#`, `:`, `[` and `*` carry meaning, as in CSS selectors?
    pub selectors: bool,
    /// Elements of which a part of a page seldom has two of a kind.
    pub titles: &'static [&'static str],
    /// Does a name stand before its type with no sign between (`limit int = 3`)?
    pub types_last: bool,
    /// Do `{:else}` and `{/if}` go on with and end what `{#if}` opens (Svelte)?
    pub template_parts: bool,
    /// Are there regular expression literals between slashes?
    pub regex: bool,
    /// Does a field's name stand before its type, with nothing between (Go)?
    pub names_first: bool,
    /// Do functions and values share their names, so that a scope has one of each name?
    pub one_of_a_name: bool,
    /// May functions of one name take other parameters beside each other?
    pub overloads: bool,
    /// Do brackets alone on a line (`[Name(1)]`) say something of the declaration below?
    pub bracket_attributes: bool,
    /// May running text stand beside code, so that an apostrophe in a word opens no string?
    pub prose: bool,
    /// Do `|` and `>` at the end of a line start text that ends with its indentation (YAML)?
    pub block_scalars: bool,
    /// Does a block hold members, each with a key of its own, and no statements?
    pub mappings: bool,
    /// Words that continue and close what stands above them, for blocks without brackets.
    pub words: BlockWords,
    /// What a unit of alignment is.
    pub layout: Layout,
    /// What says that lines belong together.
    pub nesting: Nesting,
    /// Elements whose text is of another language.
    pub regions: &'static [Region],
    /// The language of what stands outside of `<?php` and `?>`.
    pub outside: Option<&'static Language>,
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
    /// What more there is to its delimiters.
    pub form: Form,
    /// What opens and closes code inside the string.
    pub interpolations: &'static [(&'static str, &'static str)],
}

/// What more there is to a string's delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    Plain,
    /// A closing delimiter written twice is text.
    Doubled,
    /// `r##"`: after the opening any number of `#` and the closing delimiter, which ends with as many.
    Hashes,
    /// The opening may be longer, and the closing then is as long.
    Repeated,
    /// `R"name(`: closes with `)name"`.
    Named,
    /// One character or escape; anything else is no literal (`'a` is a lifetime).
    Character,
}

/// How text with a label of its own starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heredocs {
    /// Not at all.
    None,
    /// `<<LABEL`, `<<-LABEL`, `<<~LABEL`: a line of the label alone ends it.
    Shift,
    /// `<<<LABEL`: the label at the start of a line ends it, and code may follow.
    Triple,
}

/// An element whose text is of another language.
#[derive(Debug, Clone, Copy)]
pub struct Region {
    /// The element's name.
    pub tag: &'static str,
    /// An attribute and what its value contains; of several regions the first that fits counts.
    pub attribute: Option<(&'static str, &'static str)>,
    /// The language of its text.
    pub language: &'static Language,
}

/// Words that make blocks.
#[derive(Debug, Clone, Copy)]
pub struct BlockWords {
    /// Words at the start of a line that go on with a head, before the brace on a line of its own.
    pub clauses: &'static [&'static str],
    /// Words that have more to come, at the start or the end of a line.
    pub open: &'static [&'static str],
    /// Words at the start of a line that go on with what an earlier line opened.
    pub middle: &'static [&'static str],
    /// Words at the start of a line that close what an earlier line opened.
    pub close: &'static [&'static str],
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

impl BlockWords {
    /// Blocks are made of brackets or indentation alone.
    pub const NONE: Self = Self { clauses: &[], open: &[], middle: &[], close: &[] };

    /// Bounds of generic parameters.
    pub const WHERE: Self = Self { clauses: &["where"], ..Self::NONE };

    /// `if` to `end`.
    pub const END: Self = Self {
        open: &[
            "def", "class", "module", "if", "unless", "while", "until", "for", "case", "begin",
            "do", "then", "else", "function", "when",
        ],
        middle: &["else", "elsif", "rescue", "ensure", "when", "in", "then"],
        close: &["end"],
        ..Self::NONE
    };

    /// `if` to `fi`.
    pub const FI: Self = Self {
        open: &["if", "while", "until", "for", "case", "do", "then", "else", "function", "select"],
        middle: &["else", "elif", "then"],
        close: &["fi", "done", "esac"],
        ..Self::NONE
    };
}

impl Lexis {
    /// Is it a shell's?
    pub fn is_shell(&self) -> bool {
        self.words.close == BlockWords::FI.close
    }

    /// Is a text of it one value, of mappings and lists (JSON)?
    pub fn is_one_value(&self) -> bool {
        self.mappings && self.layout == Layout::Elements
    }

    /// Curly-bracket languages with C's comments and strings.
    pub const C_LIKE: Self = Self {
        line_comments: &["//"],
        block_comments: &[("/*", "*/")],
        no_comments: &[],
        quotes: &[Quote::line("\""), Quote::line("'")],
        heredocs: Heredocs::None,
        word_chars: "$",
        selectors: false,
        titles: TITLES,
        types_last: false,
        template_parts: false,
        regex: false,
        names_first: false,
        one_of_a_name: false,
        overloads: false,
        bracket_attributes: false,
        prose: false,
        block_scalars: false,
        mappings: false,
        words: BlockWords::NONE,
        layout: Layout::Lines,
        nesting: Nesting::Closed,
        regions: &[],
        outside: None,
    };

    /// Hash comments, no blocks by brackets.
    pub const HASH: Self = Self {
        line_comments: &["#"],
        block_comments: &[],
        word_chars: "",
        nesting: Nesting::Offside,
        ..Self::C_LIKE
    };

    /// Text that another language only carries, such as a code block in Markdown.
    pub const CARRIED: Self = Self {
        line_comments: &[],
        block_comments: &[],
        quotes: &[Quote::line("\"")],
        word_chars: "-",
        prose: true,
        ..Self::C_LIKE
    };

    /// The number of a region whose text is carried.
    pub(crate) const CARRIED_REGION: u8 = u8::MAX;

    /// The number of a region whose lines are the inside of a string.
    pub(crate) const STRING_REGION: u8 = u8::MAX - 1;

    /// The rules in a region: 0 is the language itself.
    pub(crate) fn region(&self, region: u8) -> &Self {
        match region {
            0 => self,
            Self::CARRIED_REGION | Self::STRING_REGION => &Self::CARRIED,
            n => match (self.outside, self.regions.get(usize::from(n) - 1)) {
                (Some(language), _) => &language.lexis,
                (None, Some(region)) => &region.language.lexis,
                (None, None) => self,
            },
        }
    }
}

impl Quote {
    /// Within one line, with escapes.
    pub const fn line(delimiter: &'static str) -> Self {
        Self {
            open: delimiter,
            close: delimiter,
            multiline: false,
            escapes: true,
            form: Form::Plain,
            interpolations: &[],
        }
    }

    /// Over several lines, with escapes.
    pub const fn lines(delimiter: &'static str) -> Self {
        Self { multiline: true, ..Self::line(delimiter) }
    }

    /// Over several lines, without escapes.
    pub const fn raw(open: &'static str, close: &'static str) -> Self {
        Self { open, close, escapes: false, ..Self::lines(open) }
    }

    /// With delimiters of that form.
    pub const fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// With code inside.
    pub const fn with(self, interpolations: &'static [(&'static str, &'static str)]) -> Self {
        Self { interpolations, ..self }
    }
}
