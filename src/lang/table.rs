//! The entries.

use super::{
    BlockWords, Depth, Form, Heredocs, Language, Layout, Lexis, Nesting, Quote, Region, Wider,
};

const NONE: &[&str] = &[];

static CSS: Language = Language {
    name: "css",
    extensions: &["css", "pcss"],
    grammar: Some(|| tree_sitter_css::LANGUAGE.into()),
    blocks: &[
        "rule_set",
        "media_statement",
        "keyframes_statement",
        "at_rule",
        "supports_statement",
    ],
    ..BLANK_CSS
};

static SCSS: Language = Language {
    name: "scss",
    extensions: &["scss"],
    fence_words: &["sass"],
    grammar: Some(tree_sitter_scss::language),
    blocks: &[
        "rule_set",
        "media_statement",
        "keyframes_statement",
        "at_rule",
        "supports_statement",
        "mixin_statement",
        "function_statement",
    ],
    lexis: Lexis { line_comments: &["//"], ..CSS_LEXIS },
    ..BLANK_CSS
};

const CSS_LEXIS: Lexis = Lexis {
    line_comments: NONE,
    word_chars: "-$@%",
    selectors: true,
    layout: Layout::Declarations,
    ..Lexis::C_LIKE
};

const BLANK_CSS: Language = Language {
    name: "",
    extensions: NONE,
    file_names: NONE,
    fence_words: NONE,
    wider: None,
    embeds: NONE,
    comment: ("/*", "*/"),
    strict: false,
    grammar: None,
    blocks: NONE,
    entries: NONE,
    scanner_depth: Depth::Any,
    lexis: CSS_LEXIS,
};

const BLANK: Language = Language {
    name: "",
    extensions: NONE,
    file_names: NONE,
    fence_words: NONE,
    wider: None,
    embeds: NONE,
    comment: ("//", ""),
    strict: false,
    grammar: None,
    blocks: NONE,
    entries: NONE,
    scanner_depth: Depth::Any,
    lexis: Lexis::C_LIKE,
};

const JS_QUOTES: &[Quote] =
    &[Quote::line("\""), Quote::line("'"), Quote::lines("`").with(&[("${", "}")])];

const JS_LEXIS: Lexis = Lexis {
    quotes: JS_QUOTES,
    word_chars: "$#",
    regex: true,
    prose: true,
    one_of_a_name: true,
    ..Lexis::C_LIKE
};

/// Style and script in markup; of several that fit, the first counts.
const REGIONS: &[Region] = &[
    Region { tag: "script", attribute: Some(("type", "json")), language: &JSON },
    Region { tag: "script", attribute: Some(("type", "importmap")), language: &JSON },
    Region { tag: "script", attribute: Some(("lang", "tsx")), language: &TSX },
    Region { tag: "script", attribute: Some(("lang", "ts")), language: &TYPESCRIPT },
    Region { tag: "script", attribute: None, language: &JAVASCRIPT },
    Region { tag: "style", attribute: Some(("lang", "scss")), language: &SCSS },
    Region { tag: "style", attribute: Some(("lang", "less")), language: &SCSS },
    Region { tag: "style", attribute: None, language: &CSS },
];

static JAVASCRIPT: Language = Language {
    name: "javascript",
    extensions: &["js", "jsx", "mjs", "cjs"],
    grammar: Some(|| tree_sitter_javascript::LANGUAGE.into()),
    blocks: &[
        "lexical_declaration",
        "variable_declaration",
        "import_statement",
        "export_statement",
    ],
    lexis: JS_LEXIS,
    ..BLANK
};

static TYPESCRIPT: Language = Language {
    name: "typescript",
    extensions: &["ts", "mts", "cts"],
    fence_words: &["js", "javascript"],
    grammar: Some(|| tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
    blocks: JAVASCRIPT.blocks,
    lexis: JS_LEXIS,
    ..BLANK
};

static TSX: Language = Language {
    name: "tsx",
    extensions: &["tsx"],
    fence_words: &["ts", "typescript", "jsx", "js", "javascript"],
    grammar: Some(|| tree_sitter_typescript::LANGUAGE_TSX.into()),
    blocks: JAVASCRIPT.blocks,
    lexis: JS_LEXIS,
    ..BLANK
};

static HTML: Language = Language {
    name: "html",
    extensions: &["html", "htm", "xhtml"],
    embeds: &["javascript", "typescript", "css", "json"],
    comment: ("<!--", "-->"),
    grammar: Some(|| tree_sitter_html::LANGUAGE.into()),
    blocks: &["element", "script_element", "style_element"],
    lexis: MARKUP_LEXIS,
    ..BLANK
};

const MARKUP_LEXIS: Lexis = Lexis {
    line_comments: NONE,
    block_comments: &[("<!--", "-->")],
    quotes: &[Quote::line("\"")],
    word_chars: "-",
    prose: true,
    regions: REGIONS,
    ..Lexis::C_LIKE
};

static VUE: Language = Language {
    name: "vue",
    extensions: &["vue"],
    lexis: Lexis { word_chars: "-@", ..MARKUP_LEXIS },
    ..COMPONENT
};

static SVELTE: Language = Language {
    name: "svelte",
    extensions: &["svelte"],
    lexis: Lexis { template_parts: true, ..MARKUP_LEXIS },
    ..COMPONENT
};

const COMPONENT: Language = Language {
    embeds: &["html", "javascript", "typescript", "css", "scss"],
    fence_words: &["html", "js", "ts", "javascript", "typescript"],
    comment: ("<!--", "-->"),
    lexis: MARKUP_LEXIS,
    ..BLANK
};

static JSON: Language = Language {
    name: "json",
    extensions: &["json", "webmanifest", "geojson"],
    file_names: &["composer.lock"],
    fence_words: &["jsonc", "json5"],
    strict: true,
    ..JSON_LIKE
};

/// JSON with comments, and files whose readers take them.
static JSONC: Language = Language {
    name: "jsonc",
    extensions: &["jsonc", "json5"],
    file_names: &[
        ".babelrc",
        ".babelrc.json",
        ".eslintrc",
        ".eslintrc.json",
        ".prettierrc",
        ".swcrc",
        "api-extractor*.json",
        "appsettings*.json",
        "babel.config.json",
        "biome.json",
        "c_cpp_properties.json",
        "deno.json",
        "devcontainer.json",
        "extensions.json",
        "jsconfig*.json",
        "keybindings.json",
        "launch.json",
        "nx.json",
        "rush.json",
        "settings.json",
        "tasks.json",
        "tsconfig*.json",
        "tslint.json",
        "turbo.json",
    ],
    fence_words: &["json"],
    ..JSON_LIKE
};

const JSON_LIKE: Language = Language {
    grammar: Some(|| tree_sitter_json::LANGUAGE.into()),
    blocks: &["pair"],
    entries: &["pair"],
    lexis: Lexis { layout: Layout::Elements, mappings: true, ..Lexis::C_LIKE },
    ..BLANK
};

static YAML: Language = Language {
    name: "yaml",
    extensions: &["yaml", "yml"],
    comment: ("#", ""),
    grammar: Some(|| tree_sitter_yaml::LANGUAGE.into()),
    blocks: &["block_mapping_pair"],
    entries: &["block_mapping_pair", "flow_pair"],
    // Two bytes each for kind and column, and two levels may share a column.
    scanner_depth: Depth::Tokens(120),
    lexis: Lexis { word_chars: "-", block_scalars: true, mappings: true, ..Lexis::HASH },
    ..BLANK
};

static TOML: Language = Language {
    name: "toml",
    extensions: &["toml"],
    file_names: &["Cargo.lock", "poetry.lock"],
    comment: ("#", ""),
    grammar: Some(|| tree_sitter_toml_ng::LANGUAGE.into()),
    blocks: &["table", "table_array_element", "pair"],
    entries: &["pair", "table"],
    lexis: Lexis {
        quotes: &[
            Quote::lines("\"\"\""),
            Quote::raw("'''", "'''"),
            Quote::line("\""),
            Quote::line("'"),
        ],
        word_chars: "-",
        mappings: true,
        nesting: Nesting::Headings,
        ..Lexis::HASH
    },
    ..BLANK
};

static MARKDOWN: Language = Language {
    name: "markdown",
    extensions: &["md", "markdown", "mdx"],
    fence_words: NONE,
    comment: ("<!--", "-->"),
    grammar: Some(|| tree_sitter_md::LANGUAGE.into()),
    blocks: &["section"],
    lexis: Lexis {
        line_comments: NONE,
        block_comments: &[("<!--", "-->")],
        quotes: &[],
        word_chars: "",
        layout: Layout::Prose,
        nesting: Nesting::Headings,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static PYTHON: Language = Language {
    name: "python",
    extensions: &["py", "pyi", "pyw"],
    fence_words: &["python3"],
    comment: ("#", ""),
    grammar: Some(|| tree_sitter_python::LANGUAGE.into()),
    blocks: &["import_statement", "import_from_statement"],
    // Two bytes each, beside up to 255 open strings.
    scanner_depth: Depth::Lines(380),
    lexis: Lexis {
        quotes: &[Quote::lines("\"\"\""), Quote::lines("'''"), Quote::line("\""), Quote::line("'")],
        one_of_a_name: true,
        ..Lexis::HASH
    },
    ..BLANK
};

static RUST: Language = Language {
    name: "rust",
    extensions: &["rs"],
    grammar: Some(|| tree_sitter_rust::LANGUAGE.into()),
    blocks: &["impl_item", "use_declaration"],
    lexis: Lexis {
        quotes: &[
            Quote::raw("br", "\"").form(Form::Hashes),
            Quote::raw("cr", "\"").form(Form::Hashes),
            Quote::raw("r", "\"").form(Form::Hashes),
            Quote::lines("\""),
            Quote::line("'").form(Form::Character),
        ],
        word_chars: "",
        words: BlockWords::WHERE,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static GO: Language = Language {
    name: "go",
    extensions: &["go"],
    fence_words: &["golang"],
    grammar: Some(|| tree_sitter_go::LANGUAGE.into()),
    blocks: &["type_declaration", "const_declaration", "var_declaration", "import_declaration"],
    lexis: Lexis {
        types_last: true,
        quotes: &[Quote::raw("`", "`"), Quote::line("\""), Quote::line("'")],
        word_chars: "",
        names_first: true,
        one_of_a_name: true,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static JAVA: Language = Language {
    name: "java",
    extensions: &["java"],
    grammar: Some(|| tree_sitter_java::LANGUAGE.into()),
    blocks: &["import_declaration", "field_declaration"],
    lexis: Lexis {
        quotes: &[Quote::lines("\"\"\""), Quote::line("\""), Quote::line("'")],
        overloads: true,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static C: Language = Language {
    name: "c",
    extensions: &["c", "h"],
    fence_words: &["cpp", "hpp"],
    wider: Some(&Wider {
        language: &CPP,
        lines: &["class ", "namespace ", "template <", "template<", "public:", "using namespace "],
    }),
    grammar: Some(|| tree_sitter_c::LANGUAGE.into()),
    blocks: &["function_definition", "preproc_include", "preproc_def"],
    ..BLANK
};

static CPP: Language = Language {
    name: "cpp",
    extensions: &["cpp", "cc", "cxx", "hpp", "hh", "hxx", "ino"],
    fence_words: &["c++", "c"],
    grammar: Some(|| tree_sitter_cpp::LANGUAGE.into()),
    blocks: C.blocks,
    lexis: Lexis {
        quotes: &[
            Quote::raw("R\"", "\"").form(Form::Named),
            Quote::line("\""),
            Quote::line("'").form(Form::Character),
        ],
        overloads: true,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static CSHARP: Language = Language {
    name: "csharp",
    extensions: &["cs"],
    fence_words: &["c#"],
    grammar: Some(|| tree_sitter_c_sharp::LANGUAGE.into()),
    blocks: &["using_directive", "field_declaration"],
    lexis: Lexis {
        quotes: &[
            Quote::raw("\"\"\"", "\"\"\"").form(Form::Repeated),
            Quote::raw("$@\"", "\"").form(Form::Doubled),
            Quote::raw("@$\"", "\"").form(Form::Doubled),
            Quote::raw("@\"", "\"").form(Form::Doubled),
            Quote::line("\""),
            Quote::line("'").form(Form::Character),
        ],
        one_of_a_name: true,
        overloads: true,
        bracket_attributes: true,
        words: BlockWords::WHERE,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static RUBY: Language = Language {
    name: "ruby",
    extensions: &["rb", "rake", "gemspec"],
    file_names: &["Gemfile", "Rakefile"],
    comment: ("#", ""),
    grammar: Some(|| tree_sitter_ruby::LANGUAGE.into()),
    blocks: NONE,
    lexis: Lexis {
        block_comments: &[("=begin", "=end")],
        quotes: &[Quote::lines("\"").with(&[("#{", "}")]), Quote::lines("'")],
        heredocs: Heredocs::Shift,
        word_chars: "@?!$",
        regex: true,
        words: BlockWords::END,
        nesting: Nesting::Closed,
        ..Lexis::HASH
    },
    ..BLANK
};

static PHP: Language = Language {
    name: "php",
    extensions: &["php", "phtml"],
    embeds: &["html"],
    grammar: Some(|| tree_sitter_php::LANGUAGE_PHP.into()),
    blocks: NONE,
    lexis: Lexis {
        line_comments: &["//", "#"],
        no_comments: &["#["],
        quotes: &[Quote::lines("\"").with(&[("{$", "}")]), Quote::lines("'")],
        heredocs: Heredocs::Triple,
        outside: Some(&HTML),
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static BASH: Language = Language {
    name: "bash",
    extensions: &["sh", "bash", "zsh", "ksh"],
    file_names: &[".bashrc", ".zshrc", ".profile"],
    fence_words: &["shell", "console"],
    comment: ("#", ""),
    grammar: Some(|| tree_sitter_bash::LANGUAGE.into()),
    blocks: NONE,
    lexis: Lexis {
        quotes: &[
            Quote { escapes: true, ..Quote::raw("$'", "'") },
            Quote::lines("\"").with(&[("$(", ")"), ("${", "}")]),
            Quote::raw("'", "'"),
        ],
        heredocs: Heredocs::Shift,
        word_chars: "$-",
        words: BlockWords::FI,
        nesting: Nesting::Closed,
        ..Lexis::HASH
    },
    ..BLANK
};

/// What languages with braces and no grammar here have in common.
const BRACES: Language = Language {
    lexis: Lexis {
        quotes: &[
            Quote::lines("\"\"\""),
            Quote::line("\"").with(&[("${", "}"), ("\\(", ")")]),
            Quote::line("'"),
        ],
        prose: true,
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static DART: Language = Language {
    name: "dart",
    extensions: &["dart"],
    lexis: Lexis {
        quotes: &[
            Quote::lines("\"\"\"").with(&[("${", "}")]),
            Quote::lines("'''").with(&[("${", "}")]),
            Quote::line("\"").with(&[("${", "}")]),
            Quote::line("'").with(&[("${", "}")]),
        ],
        ..BRACES.lexis
    },
    ..BRACES
};

static GROOVY: Language = Language {
    name: "groovy",
    extensions: &["groovy", "gradle"],
    file_names: &["Jenkinsfile"],
    lexis: Lexis {
        quotes: &[
            Quote::lines("\"\"\"").with(&[("${", "}")]),
            Quote::lines("'''"),
            Quote::line("\"").with(&[("${", "}")]),
            Quote::line("'"),
        ],
        ..BRACES.lexis
    },
    ..BRACES
};

static KOTLIN: Language = Language { name: "kotlin", extensions: &["kt", "kts"], ..BRACES };

static SCALA: Language = Language {
    name: "scala",
    extensions: &["scala", "sbt"],
    lexis: Lexis {
        quotes: &[
            Quote::lines("\"\"\"").with(&[("${", "}")]),
            Quote::line("\"").with(&[("${", "}")]),
            Quote::line("'").form(Form::Character),
        ],
        ..BRACES.lexis
    },
    ..BRACES
};

static SWIFT: Language = Language { name: "swift", extensions: &["swift"], ..BRACES };

static TEXT: Language = Language {
    name: "text",
    extensions: &["txt"],
    fence_words: &["plaintext", "plain"],
    comment: ("#", ""),
    lexis: Lexis {
        line_comments: &["#"],
        block_comments: &[],
        quotes: &[Quote::line("\"")],
        word_chars: "-",
        prose: true,
        words: BlockWords {
            open: BlockWords::END.open,
            middle: &["else", "elsif", "elif", "elseif", "rescue", "ensure", "when", "then"],
            close: &["end", "fi", "done", "esac"],
            ..BlockWords::NONE
        },
        ..Lexis::C_LIKE
    },
    ..BLANK
};

static ALL: [&Language; 29] = [
    &BASH,
    &C,
    &CPP,
    &CSHARP,
    &CSS,
    &DART,
    &GO,
    &GROOVY,
    &HTML,
    &JAVA,
    &JAVASCRIPT,
    &JSON,
    &JSONC,
    &KOTLIN,
    &MARKDOWN,
    &PHP,
    &PYTHON,
    &RUBY,
    &RUST,
    &SCALA,
    &SCSS,
    &SVELTE,
    &SWIFT,
    &TOML,
    &TSX,
    &TYPESCRIPT,
    &VUE,
    &YAML,
    &TEXT,
];

/// Every language, in the order that they are listed to people; `text` last.
pub fn all() -> &'static [&'static Language] {
    &ALL
}

/// The language of a path by its name; `text` where no other fits.
pub fn by_path(path: &str) -> &'static Language {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    let named = |l: &&Language| l.file_names.iter().any(|known| is_named(name, known));
    let ends = |l: &&Language| l.extensions.contains(&extension.as_str());
    // `tsconfig.json` is no plain JSON.
    ALL.into_iter().find(named).or_else(|| ALL.into_iter().find(ends)).unwrap_or(&TEXT)
}

/// Is this the name of a file, in which a star stands for anything?
fn is_named(name: &str, known: &str) -> bool {
    known.split_once('*').map_or(name == known, |(begin, end)| {
        name.strip_prefix(begin).is_some_and(|rest| rest.ends_with(end))
    })
}

/// The language of that name, or of that extension or fence word.
pub fn by_name(name: &str) -> Option<&'static Language> {
    let name = name.to_ascii_lowercase();
    let name = name.as_str();
    ALL.into_iter()
        .find(|l| l.name == name)
        .or_else(|| ALL.into_iter().find(|l| l.extensions.contains(&name)))
        .or_else(|| ALL.into_iter().find(|l| l.fence_words.contains(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_loads() {
        for language in all() {
            if let Some(grammar) = language.grammar {
                tree_sitter::Parser::new().set_language(&grammar()).unwrap();
            }
        }
    }

    #[test]
    fn paths_and_names_find_languages() {
        assert_eq!(by_path("a/b.CSS").name, "css");
        assert_eq!(by_path("Gemfile").name, "ruby");
        assert_eq!(by_path("Makefile").name, "text");
        assert_eq!(by_path("package.json").name, "json");
        assert_eq!(by_path("a/tsconfig.build.json").name, "jsonc");
        assert_eq!(by_name("json").unwrap().name, "json");
        assert_eq!(by_name("js").unwrap().name, "javascript");
        assert!(by_name("klingon").is_none());
    }
}
