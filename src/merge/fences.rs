//! Puts the code blocks of a reply into the file's order.
//!
//! Models show what they changed block by block, in the order that they think of it, and some show
//! what was there before. Each block is merged alone to see where it belongs; one that changes
//! nothing alone says nothing.

use super::{Options, decide};
use crate::index::Index;
use crate::sketch::{Snippet, fenced, snippets};

/// The reply with its code blocks in the order of the file; none where it has them so, or where one
/// alone has no certain place.
pub(super) fn in_order(index: &Index, reply: &str, options: &Options) -> Option<String> {
    let language = index.language();
    let parts = snippets(reply, language, index.text());
    if parts.len() < 2 {
        return None;
    }
    let mut placed: Vec<(usize, &Snippet<'_>)> = Vec::new();
    for part in &parts {
        let alone = fenced(std::slice::from_ref(part), language);
        let merged = decide(index, &alone, options).ok()?;
        placed.extend(merged.splices.first().map(|splice| (splice.range.start, part)));
    }
    let ascending = placed.is_sorted_by_key(|(start, _)| *start);
    if placed.is_empty() || ascending && placed.len() == parts.len() {
        return None;
    }
    placed.sort_by_key(|(start, _)| *start);
    let ordered: Vec<Snippet<'_>> = placed.into_iter().map(|(_, part)| part.clone()).collect();
    Some(fenced(&ordered, language))
}
