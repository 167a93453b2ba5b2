//! What the grammar says of a text.

use tree_sitter::{Parser, Tree};

use crate::lang::Language;

/// Parses a text; none where the language has no grammar.
pub(crate) fn parse(language: &Language, text: &str) -> Option<Tree> {
    let grammar = language.grammar?;
    let mut parser = Parser::new();
    parser.set_language(&grammar()).ok()?;
    parser.parse(text, None)
}

/// Counts the places where the grammar finds no sense: error nodes and missing ones.
pub(crate) fn errors(language: &Language, text: &str) -> usize {
    parse(language, text).map_or(0, |tree| count(&tree))
}

/// Counts the error and missing nodes of a tree.
pub(crate) fn count(tree: &Tree) -> usize {
    if !tree.root_node().has_error() {
        return 0;
    }
    let mut cursor = tree.walk();
    let mut errors = 0;
    loop {
        let node = cursor.node();
        errors += usize::from(node.is_error() || node.is_missing());
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return errors;
            }
        }
    }
}
