//! Words that say what a definition is, those of all languages together.

const TYPES: [&str; 17] = [
    "actor",
    "class",
    "enum",
    "extension",
    "impl",
    "interface",
    "mod",
    "module",
    "namespace",
    "object",
    "package",
    "protocol",
    "record",
    "struct",
    "trait",
    "type",
    "union",
];

/// Is it a word in the head of a function, in a language that has one?
pub fn heads_function(word: &str) -> bool {
    matches!(word, "def" | "fn" | "func" | "function")
}

/// Is it a word in the head of a type, or of what else has members (`module`, `namespace`)?
pub fn heads_type(word: &str) -> bool {
    TYPES.contains(&word)
}
