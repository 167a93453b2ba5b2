//! Keys that a mapping has more than once, as the grammar sees it.
//!
//! In: a text and its tree. Out: for each key how often one mapping has it beyond once.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tree_sitter::{Node, Tree};

/// The keys that stand in one mapping again, each with how often that is so, in what `places` touch: mappings
/// elsewhere are as they were. `entries` are the kinds of a mapping's entries.
pub(super) fn repeated<'t>(
    text: &'t str,
    tree: &Tree,
    entries: &[&str],
    places: &[Range<usize>],
) -> FxHashMap<&'t str, usize> {
    let touched = |node: Node<'_>| {
        let behind = places.partition_point(|place| place.end < node.start_byte());
        places.get(behind).is_some_and(|place| place.start <= node.end_byte())
    };
    // Kinds by number: the tree would read a name anew for each node.
    let language = tree.language();
    let kinds: Vec<u16> =
        entries.iter().map(|kind| language.id_for_node_kind(kind, true)).collect();
    // Where the entry of a key ends that a mapping has so far.
    let mut ends: FxHashMap<(usize, &str), usize> = FxHashMap::default();
    let mut again = FxHashMap::default();
    let mut cursor = tree.walk();
    // The mapping around each level of the walk.
    let mut around: Vec<usize> = vec![tree.root_node().id()];
    loop {
        let node = cursor.node();
        let is_entry = kinds.contains(&node.kind_id());
        let key = is_entry.then(|| key(node, text)).flatten();
        let part = !is_entry && node.is_named() && !node.is_extra();
        if let Some(mapping) = around.last_mut().filter(|_| part) {
            // What follows an element of an array of tables belongs to that.
            *mapping = node.id();
        }
        if let (Some(key), Some(mapping)) = (key, around.last()) {
            let last = ends.insert((*mapping, key), node.end_byte());
            // Each pair right in a sequence is a mapping of its own.
            let listed = || node.parent().is_some_and(|list| list.kind() == "flow_sequence");
            if last.is_some_and(|end| {
                !is_template(text.get(end..node.start_byte()).unwrap_or_default()) && !listed()
            }) {
                *again.entry(key).or_insert(0) += 1;
            }
        }
        if touched(node) && cursor.goto_first_child() {
            around.push(node.id());
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return again;
            }
            around.pop();
        }
    }
}

/// What an entry is called; none where that or signs alone say that it holds a comment or merges another
/// mapping (`"_comment"`, `"//"`, `<<`).
fn key<'t>(entry: Node<'_>, text: &'t str) -> Option<&'t str> {
    let first = entry.named_child(0)?;
    let said = text.get(first.byte_range())?;
    let quote = |quote| said.strip_prefix(quote)?.strip_suffix(quote);
    let said = quote('"').or_else(|| quote('\'')).unwrap_or(said);
    let comment = said.trim_start_matches(['_', '$', '#', '/']).eq_ignore_ascii_case("comment");
    (said.contains(char::is_alphanumeric) && !comment).then_some(said)
}

/// Does a line of a template stand there? Of what it parts, one may be all that is in the end.
fn is_template(between: &str) -> bool {
    let signs = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '#']);
        ["{{", "{%", "<%"].iter().any(|sign| line.starts_with(sign))
    };
    between.lines().any(signs)
}

#[cfg(test)]
mod tests {
    use super::super::syntax;
    use super::*;
    use crate::lang::by_name;

    fn again(language: &str, text: &str) -> Vec<String> {
        let language = by_name(language).unwrap();
        let tree = syntax::parse(language, text).unwrap();
        let whole = 0..text.len();
        let found = repeated(text, &tree, language.entries, &[whole]);
        let mut found: Vec<String> = found.into_keys().map(str::to_owned).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn a_key_that_stands_in_one_mapping_again() {
        assert_eq!(again("yaml", "a: 1\nb:\n  a: 2\n  'c': 1\n  \"c\": 2\n"), ["c"]);
        assert_eq!(again("yaml", "a: {b: 1, b: 2}\n"), ["b"]);
        assert_eq!(again("json", r#"{"a": 1, "b": {"a": 2}, "a": 3}"#), ["a"]);
        assert_eq!(again("toml", "a = 1\n[b]\na = 2\na = 3\n[b]\n"), ["a", "b"]);
    }

    #[test]
    fn what_may_be_there_again() {
        assert_eq!(again("yaml", "- a: 1\n- a: 2\n---\nb: 1\n---\nb: 2\n"), [""; 0]);
        assert_eq!(again("yaml", "a: [x: 1, x: 2]\n"), [""; 0]);
        assert_eq!(again("yaml", "a: 1\n#{{ else }}\na: 2\n"), [""; 0]);
        assert_eq!(again("json", r#"[{"//": 1, "//": 2}, {"a": 1}, {"a": 2}]"#), [""; 0]);
        assert_eq!(again("toml", "[[a]]\nb = 1\n[a.c]\n[[a]]\nb = 1\n[a.c]\n"), [""; 0]);
    }
}
