//! What stands above a block and belongs to it: attributes, decorators, annotations, comments.

use crate::index::{Kind, NodeId, Outline};

/// Is the unit an attribute, a decorator or an annotation with nothing else on its line?
pub(super) fn is_attribute(o: &Outline, unit: usize) -> bool {
    let tokens = &o.tokens[o.units[unit].tokens.clone()];
    match tokens {
        [at, name, ..] if at.is(b'@') => name.kind == Kind::Word,
        [hash, open, ..] if hash.is(b'#') => open.is(b'['),
        _ => false,
    }
}

/// The first unit of what an attribute or a comment, the node `id`, stands right above, other
/// attributes and comments passed over; none where nothing does.
pub(super) fn owner(o: &Outline, id: NodeId) -> Option<usize> {
    let mut at = o.nodes[id].last + 1;
    loop {
        let unit = o.units.get(at).filter(|unit| unit.blanks == 0 && unit.fresh)?;
        if unit.is_marker() {
            return None;
        }
        if !unit.is_comment() && !is_attribute(o, at) {
            return Some(at);
        }
        at = o.heads[at].map_or(at, |node| o.nodes[node].last) + 1;
    }
}

/// Does a comment speak of rights, or say that tools must leave it, or name an interpreter?
pub(super) fn is_licence(comment: &str) -> bool {
    const WORDS: [&str; 8] =
        ["licen", "copyright", "(c)", "\u{a9}", "spdx", "all rights", "@preserve", "author"];
    let said = comment.to_lowercase();
    said.starts_with("/*!") || said.starts_with("#!") || WORDS.iter().any(|w| said.contains(w))
}
