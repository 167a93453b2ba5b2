//! Finds nodes by the names that people and models give them.

use rustc_hash::FxHashSet;

use crate::index::{Class, NodeId, Outline};

const KINDS: &[&str] = &[
    "function",
    "method",
    "class",
    "def",
    "fn",
    "func",
    "rule",
    "selector",
    "block",
    "struct",
    "enum",
    "interface",
    "type",
    "const",
    "let",
    "var",
    "async",
    "public",
    "private",
    "static",
    "the",
    "section",
    "heading",
];

/// Characters of a head that are looked at.
const LONGEST: usize = 2_000;

/// Is `name` the whole name of this node of the file, as it is written or as it is listed?
pub(super) fn is(outline: &Outline, id: NodeId, name: &str) -> bool {
    let Some(key) = outline.keys[id] else { return false };
    let wanted = plain(name);
    !wanted.is_empty()
        && (wanted == plain(outline.key_text(key))
            || wanted
                == plain(outline.said(outline.nodes[id].head).trim_end_matches(['{', ':', ' ']))
            || wanted == plain(&outline.path(id)))
}

/// Does `name` mean this node of the file?
pub(super) fn means(outline: &Outline, id: NodeId, name: &str) -> bool {
    let Some(key) = outline.keys[id] else {
        return named_inside(outline, id, name) || says(outline, id, name);
    };
    // `import b` of `import b from 'x'`.
    if key.class == Class::Import
        && let Some(name) = name.trim().strip_prefix("import ").filter(|n| !n.contains(' '))
    {
        let hash = xxhash_rust::xxh3::xxh3_64(name.trim_end_matches(';').as_bytes());
        if outline.brought_in(id).contains(&hash) {
            return true;
        }
    }
    // `mailer` of `const mailer = require('./mailer')`, where nothing is defined under that name.
    let brings = |name: &str| {
        let hash = xxhash_rust::xxh3::xxh3_64(name.as_bytes());
        outline.brought[id] == [hash]
    };
    if key.class == Class::Import && brings(name.trim()) {
        return true;
    }
    let own = plain(outline.key_text(key));
    let head = plain(outline.said(outline.nodes[id].head).trim_end_matches(['{', ':', ' ']));
    let wanted = plain(name);
    if wanted.is_empty() {
        return false;
    }
    if is(outline, id, name) {
        return true;
    }
    if !has_arguments(outline, id, &wanted) {
        return false;
    }
    let bare = strip(&wanted);
    if bare == own || bare == strip(&own) || bare == strip(&head) {
        return true;
    }
    // `impl Default for Cache` of `impl<K, V> Default for Cache<K, V>`.
    if !bare.contains('<') && head.contains('<') && bare == strip(&without_parameters(&head)) {
        return true;
    }
    // `Store.receive`, `Store::receive`, `Store > receive`.
    for divider in [">", "::", "#", "."] {
        let Some((around, last)) = bare.rsplit_once(divider) else { continue };
        if strip(last) != strip(&own) || around.is_empty() {
            continue;
        }
        let mut at = outline.nodes[id].parent;
        while let Some(parent) = at {
            if outline.keys[parent].is_some() {
                return means(outline, parent, around);
            }
            at = outline.nodes[parent].parent;
        }
    }
    false
}

/// The nodes among these that `name` means: those of the whole name rather than others, and blocks
/// rather than lines.
pub(super) fn meant(outline: &Outline, ids: &[NodeId], name: &str) -> Vec<NodeId> {
    let mut found: Vec<NodeId> =
        ids.iter().copied().filter(|id| means(outline, *id, name)).collect();
    if found.iter().any(|id| is(outline, *id, name)) {
        found.retain(|id| is(outline, *id, name));
    }
    let holds = |id: &NodeId| outline.nodes[*id].extent > outline.nodes[*id].head;
    if found.iter().any(holds) {
        found.retain(holds);
    }
    keep_overload(outline, &mut found, name);
    found
}

/// Without what stands in angle brackets.
fn without_parameters(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = |c: &char| {
        let inside = depth > 0;
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        !inside && depth == 0
    };
    text.chars().filter(|c| outside(c)).collect()
}

/// Of the nodes of a name those that have as many parameters as it says (`put(String)`). Texts are the first
/// arguments of a call (`app.get('/a')`), which may have more.
pub(super) fn keep_overload(outline: &Outline, ids: &mut Vec<NodeId>, name: &str) {
    let asked = parameters(name).filter(|count| *count > 0);
    let Some(asked) = asked.filter(|_| !name.contains(['"', '\'', '`'])) else { return };
    ids.retain(|id| {
        let node = &outline.nodes[*id];
        let text = &outline.text[outline.units[node.head].start..outline.units[node.last].end];
        parameters(text) == Some(asked)
    });
}

/// How many parameters stand in the first parentheses of a text; none without parentheses or an end of them.
fn parameters(text: &str) -> Option<usize> {
    let open = text.find('(')?;
    let (mut depth, mut commas, mut any) = (0_usize, 0, false);
    for c in text[open..].chars().take(LONGEST) {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' if depth == 1 => return Some(if any { commas + 1 } else { 0 }),
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => commas += 1,
            _ => any |= !c.is_whitespace(),
        }
    }
    None
}

/// Does a node's head hold what a name says in parentheses (`app.get('/version')`, `put(String)`)?
fn has_arguments(outline: &Outline, id: NodeId, name: &str) -> bool {
    let words = |text: &str| -> FxHashSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let Some((_, asked)) = name.split_once('(') else { return true };
    let asked = words(asked);
    if asked.is_empty() {
        return true;
    }
    let node = &outline.nodes[id];
    let text = &outline.text[outline.units[node.head].start..outline.units[node.last].end];
    // Up to the end of the first parentheses, on whatever line that is.
    let (mut depth, mut end) = (0, text.len());
    for (at, c) in text.char_indices().take(LONGEST) {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => {
                end = at;
                break;
            }
            ')' => depth -= 1,
            '{' | '\n' if depth == 0 => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    asked.is_subset(&words(&text[..end]))
}

/// What has no name is meant by its first line; a comment by its words.
fn says(outline: &Outline, id: NodeId, name: &str) -> bool {
    let (wanted, said) = (words(name), words(first_line(outline, id)));
    // Not where something has these words for its name.
    let sets = || said.split_once(':').is_some_and(|(name, _)| !name.contains(char::is_whitespace));
    let named = |line: &str| {
        let value =
            line.split_once(':').map(|(_, value)| value.trim().trim_matches(['"', '\'', ',']));
        value == Some(wanted)
    };
    !wanted.is_empty()
        && (wanted == said
            || wanted.contains(' ')
                && sets()
                && spoken(wanted).eq(spoken(said))
                && !outline.text.lines().any(named))
}

/// The first line of a node that says anything.
pub(super) fn first_line(outline: &Outline, id: NodeId) -> &str {
    let node = &outline.nodes[id];
    let text = &outline.text[outline.units[node.head].start..outline.units[node.last].end];
    text.lines().find(|line| !words(line).is_empty()).unwrap_or("").trim()
}

/// The words of a line, without what sets one to another: `valve v2` of `valve: "v2"`.
fn spoken(line: &str) -> impl Iterator<Item = &str> {
    let sign = |c: char| c.is_whitespace() || matches!(c, ':' | '"' | '\'' | '`');
    line.split(sign).filter(|word| !word.is_empty())
}

/// A line without the signs around it.
fn words(line: &str) -> &str {
    line.trim_matches(|c: char| !c.is_alphanumeric())
}

/// `Name { at: usize },`, `Name(f64),`, and `typedef struct { ... } Name;` with its name at the end.
fn named_inside(outline: &Outline, id: NodeId, name: &str) -> bool {
    let node = &outline.nodes[id];
    let rest = outline.said(node.head).strip_prefix(name.trim()).map(str::trim_start);
    if rest.is_some_and(|rest| rest.starts_with(['{', '('])) {
        return true;
    }
    let head = outline.said(node.head);
    let end = outline.said(node.last);
    let wanted = plain(name);
    let wanted = strip(&wanted);
    let last = end.trim_end_matches(';').rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
    head.starts_with("typedef") && (last == Some(wanted) || head.contains(&format!("(*{wanted})")))
}

/// The name of the element that a text begins; empty where it begins none.
pub(super) fn tag(said: &str) -> &str {
    let name = said.strip_prefix('<').unwrap_or_default();
    name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

/// The longest run of letters and digits of a name.
pub(super) fn longest_word(name: &str) -> &str {
    name.split(|c: char| !c.is_alphanumeric()).max_by_key(|word| word.len()).unwrap_or("")
}

/// Without quotes and final punctuation, white space collapsed.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").replace(['`', '"', '\''], "");
    text.trim_end_matches(['{', ';', ',', ' ']).to_owned()
}

/// Without parameters and words that only say what kind of thing it is.
fn strip(text: &str) -> &str {
    let mut text = text.strip_suffix("()").unwrap_or(text);
    if let Some((name, _)) = text.split_once('(').filter(|(name, _)| !name.is_empty()) {
        text = name;
    }
    for kind in KINDS {
        if let Some(rest) = text.strip_prefix(kind).and_then(|t| t.strip_prefix([' ', ':'])) {
            text = rest.trim_start();
        }
    }
    text.trim()
}
