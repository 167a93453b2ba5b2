//! Keys that a mapping has more than once, as the grammar sees it.
//!
//! In: a text and its tree. Out: for each key how often one mapping has it beyond once.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tree_sitter::{Node, Tree, TreeCursor};

/// The keys that stand in one mapping again, each with how often that is so, in what `places` touch: mappings
/// elsewhere are as they were. `entries` are the kinds of a mapping's entries. Of a mapping in which one value holds
/// all the places, only that is looked at unless `siblings` are asked for: its keys are as they were.
pub(super) fn repeated<'t>(
    text: &'t str,
    tree: &Tree,
    entries: &[&str],
    places: &[Range<usize>],
    siblings: bool,
) -> FxHashMap<&'t str, usize> {
    // Kinds by number: the tree would read a name anew for each node.
    let language = tree.language();
    let kinds: Vec<u16> =
        entries.iter().map(|kind| language.id_for_node_kind(kind, true)).collect();
    // Where the entry of a key ends that a mapping has so far.
    let mut ends: FxHashMap<(usize, &str), usize> = FxHashMap::default();
    let mut again = FxHashMap::default();
    let mut cursor = tree.walk();
    let mut levels = vec![Level { mapping: tree.root_node().id(), alone: true }];
    loop {
        let node = cursor.node();
        let is_entry = kinds.contains(&node.kind_id());
        let key = is_entry.then(|| key(node, text)).flatten();
        let part = !is_entry && node.is_named() && !node.is_extra();
        if let Some(level) = levels.last_mut().filter(|_| part) {
            // What follows an element of an array of tables belongs to that.
            level.mapping = node.id();
        }
        if let (Some(key), Some(level)) = (key, levels.last()) {
            let last = ends.insert((level.mapping, key), node.end_byte());
            // Each pair right in a sequence is a mapping of its own.
            let listed = || node.parent().is_some_and(|list| list.kind() == "flow_sequence");
            if last.is_some_and(|end| {
                !is_template(text.get(end..node.start_byte()).unwrap_or_default()) && !listed()
            }) {
                *again.entry(key).or_insert(0) += 1;
            }
        }
        if let Some(alone) = descend(&mut cursor, places, &kinds, siblings) {
            levels.push(Level { mapping: node.id(), alone });
            continue;
        }
        while levels.last().is_none_or(|level| level.alone) || !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return again;
            }
            levels.pop();
        }
    }
}

/// A level of the walk through a tree.
struct Level {
    /// The mapping around.
    mapping: usize,
    /// Is one node all that is looked at?
    alone: bool,
}

/// Goes into a node that `places` touch: to its first child, or, where all of them are inside the value of one
/// child and no `siblings` are asked for, to that alone. Is it that? None where there is no way in.
fn descend(
    cursor: &mut TreeCursor<'_>,
    places: &[Range<usize>],
    entries: &[u16],
    siblings: bool,
) -> Option<bool> {
    let node = cursor.node();
    let from = places.partition_point(|place| place.end < node.start_byte());
    let behind = places.partition_point(|place| place.start <= node.end_byte());
    let [start, end] = match places.get(from..behind)? {
        [] => return None,
        [first, .., last] => [first.start, last.end],
        [only] => [only.start, only.end],
    };
    if !siblings && cursor.goto_first_child_for_byte(start).is_some() {
        let child = cursor.node();
        let value = match entries.contains(&child.kind_id()) {
            true => child.named_child(0).map_or(child.end_byte(), |key| key.end_byte()),
            false => child.start_byte(),
        };
        if value < start && end < child.end_byte() {
            return Some(true);
        }
        cursor.goto_parent();
    }
    cursor.goto_first_child().then_some(false)
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
        let found = repeated(text, &tree, language.entries, &[whole], true);
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
    fn a_key_that_a_change_brings_again() {
        let json = by_name("json").unwrap();
        let text = r#"{"a": 1, "b": {"c": [1, 2], "d": 3, "d": 4}, "a": 5}"#;
        let tree = syntax::parse(json, text).unwrap();
        let within = |part: &str, siblings| {
            let start = text.find(part).unwrap();
            let place = start..start + part.len();
            let found = repeated(text, &tree, json.entries, &[place], siblings);
            let mut found: Vec<&str> = found.into_keys().collect();
            found.sort_unstable();
            found
        };
        assert_eq!(within("1, 2", false), [""; 0]);
        assert_eq!(within("1, 2", true), ["a", "d"]);
        assert_eq!(within("c", false), ["d"]);
        assert_eq!(within(r#""a": 5"#, false), ["a"]);
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
