//! What the grammar says of a text, or its braces where there is none.

use std::ops::Range;

use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use crate::lang::{Depth, Language};

/// A byte range of a text, and how many bytes take its place.
pub(crate) type Replacement = (Range<usize>, usize);

/// Parses a text; none where the language has no grammar, or where its scanner cannot hold the text.
pub(crate) fn parse(language: &Language, text: &str) -> Option<Tree> {
    reparse(language, text, None)
}

/// The braces of a text, which are all that is known of its syntax where there is no grammar.
pub(super) struct Braces {
    /// By how many those that open are more than those that close.
    pub unmatched: isize,
    /// Lines that end with one that opens, and lines that begin with one that closes.
    lines: (usize, usize),
}

impl Braces {
    pub fn of(text: &str) -> Self {
        let count = |brace: char| text.matches(brace).count() as isize;
        let opens = text.lines().filter(|line| line.trim_end().ends_with('{')).count();
        let closes = text.lines().filter(|line| line.trim_start().starts_with('}')).count();
        Self { unmatched: count('{') - count('}'), lines: (opens, closes) }
    }

    /// Has the text blocks in braces?
    pub fn is_code(&self) -> bool {
        self.lines.0 > 1
    }

    /// Do the lines that end blocks outnumber those that begin them by as many as in another text? Then a brace
    /// without a match stands in a string or a remark.
    pub fn ends_as(&self, other: &Self) -> bool {
        let more = |braces: &Self| braces.lines.1 as isize - braces.lines.0 as isize;
        more(self) == more(other)
    }
}

/// Parses what became of the text of `old` by `edits`, which are disjoint and in order: only what
/// they touch is read again.
pub(super) fn parse_edited(
    language: &Language,
    (old, old_text): (&Tree, &str),
    edits: &[Replacement],
    text: &str,
) -> Option<Tree> {
    let mut tree = old.clone();
    let mut inputs = Vec::with_capacity(edits.len());
    let (mut shift, mut at, mut position) = (0_isize, 0, Point::new(0, 0));
    for (range, len) in edits {
        let start = advance(position, &old_text[at..range.start]);
        let new_start = range.start.checked_add_signed(shift)?;
        inputs.push(InputEdit {
            start_byte: range.start,
            old_end_byte: range.end,
            new_end_byte: range.start + len,
            start_position: start,
            old_end_position: advance(start, &old_text[range.clone()]),
            new_end_position: advance(start, text.get(new_start..new_start + len)?),
        });
        (at, position) = (range.start, start);
        shift += *len as isize - range.len() as isize;
    }
    // From the last to the first, so that each finds the text before it as it was.
    for input in inputs.iter().rev() {
        tree.edit(input);
    }
    reparse(language, text, Some(&tree))
}

fn reparse(language: &Language, text: &str, old: Option<&Tree>) -> Option<Tree> {
    let grammar = language.grammar.filter(|_| fits(language.scanner_depth, text))?;
    let mut parser = Parser::new();
    parser.set_language(&grammar()).ok()?;
    parser.parse(text, old)
}

/// The position behind `text` that starts at `from`.
fn advance(from: Point, text: &str) -> Point {
    let rows = text.bytes().filter(|byte| *byte == b'\n').count();
    match text.rfind('\n') {
        Some(last) => Point::new(from.row + rows, text.len() - last - 1),
        None => Point::new(from.row, from.column + text.len()),
    }
}

/// Can the grammar's scanner hold how deep the text nests? One that cannot ends the process, so a
/// text is measured before it is parsed: the levels that are open at a time stand in different
/// columns.
fn fits(depth: Depth, text: &str) -> bool {
    let (most, in_line) = match depth {
        Depth::Any => return true,
        Depth::Lines(most) => (most, false),
        Depth::Tokens(most) => (most, true),
    };
    // A level for each column that a line starts in.
    let mut columns: Vec<bool> = Vec::new();
    let mut levels = 0;
    let mut start = |column: usize| {
        if columns.len() <= column {
            columns.resize(column + 1, false);
        }
        levels += usize::from(!std::mem::replace(&mut columns[column], true));
        levels <= most
    };
    let starts: &[u8] = if in_line { b"-?:" } else { b"" };
    text.as_bytes().split(|byte| *byte == b'\n').all(|line| {
        let lead = line.iter().take_while(|b| matches!(b, b' ' | b'\t') || starts.contains(b));
        let mut end = 0;
        for (at, byte) in lead.enumerate() {
            end = at + 1;
            if starts.contains(byte) && !start(at) {
                return false;
            }
        }
        start(end)
    })
}

/// Counts the places where the grammar finds no sense: error nodes and missing ones.
pub(crate) fn errors(language: &Language, text: &str) -> usize {
    parse(language, text).map_or(0, |tree| count(&tree))
}

/// Does the grammar find no sense at a node itself: an error, something missing, or something missing in it
/// that the tree does not show (the end of a line)?
pub(super) fn is_fault(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    let hidden = |cursor| node.has_error() && !node.children(cursor).any(|c| c.has_error());
    node.is_error() || node.is_missing() || hidden(&mut cursor)
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
        errors += usize::from(is_fault(node));
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

/// How many values stand at the top of a tree, comments apart.
pub(super) fn values(tree: &Tree) -> usize {
    let root = tree.root_node();
    let mut cursor = tree.walk();
    root.named_children(&mut cursor).filter(|node| !node.is_extra()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    fn chain(text: &str) -> String {
        text.repeat(2_000)
    }

    #[test]
    fn too_deep_for_the_scanner_is_not_parsed() {
        let yaml = by_name("yaml").unwrap();
        let python = by_name("python").unwrap();
        let steps = |line: &str| -> String {
            (0..600).map(|i| format!("{}{line}\n", " ".repeat(2 * i))).collect()
        };
        for text in [chain("- "), chain("? "), format!("? a\n: {}", chain("- ")), steps("- a:")] {
            assert!(parse(yaml, &text).is_none());
        }
        assert!(parse(python, &(steps("if a:") + " x = 'y'\n")).is_none());
        assert!(parse(python, "if a:\n    b = f'{c}'\n").is_some());
        assert!(parse(yaml, "- a: b\n- - c\n").is_some());
    }

    #[test]
    fn what_is_missing_counts_where_the_tree_hides_it() {
        let python = by_name("python").unwrap();
        assert!(errors(python, "import a\n\nhere is the change.\n\nX = 1\n") > 0);
        assert_eq!(errors(python, "import a\n\nX = 1\n"), 0);
    }

    #[test]
    fn an_edited_tree_is_that_of_the_new_text() {
        let js = by_name("javascript").unwrap();
        let old = "é();\nf(1);\n\ng(2);\n".repeat(50);
        let tree = parse(js, &old).unwrap();
        let at: Vec<usize> = old.match_indices("(1)").map(|(i, _)| i).skip(20).take(2).collect();
        for new in ["(1, [2,\n3])", "", "(1"] {
            let mut text = old.clone();
            text.replace_range(at[1]..at[1] + 3, new);
            text.replace_range(at[0]..at[0] + 3, new);
            let edits = at.iter().map(|i| (*i..i + 3, new.len())).collect::<Vec<_>>();
            let edited = parse_edited(js, (&tree, &old), &edits, &text).unwrap();
            let fresh = parse(js, &text).unwrap();
            assert_eq!(edited.root_node().to_sexp(), fresh.root_node().to_sexp());
            assert_eq!(edited.root_node().end_position(), fresh.root_node().end_position());
            assert_eq!(count(&edited) > 0, new == "(1");
        }
    }
}
