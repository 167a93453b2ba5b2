//! Puts the code blocks of a reply into the file's order.
//!
//! Models show what they changed block by block, in the order that they think of it, and some show
//! what was there before. Each block is merged alone to see where it belongs; one that changes
//! nothing alone says nothing.

use super::{Options, decide, splice};
use crate::index::Index;
use crate::sketch::{Snippet, fenced, snippets};

/// Blocks of a reply that are looked at one by one.
const MOST: usize = 24;

/// The reply with its code blocks in the order of the file; none where it has them so, or where one
/// alone has no certain place.
pub(super) fn in_order(index: &Index, reply: &str, options: &Options) -> Option<String> {
    let language = index.language();
    let (parts, talk) = snippets(reply, language, index.text());
    if !(2..=MOST).contains(&parts.len()) {
        return None;
    }
    // What the reply says around them holds for each.
    let reply = |parts: &[Snippet<'_>]| format!("{}\n{}", talk.join("\n"), fenced(parts, language));
    let alone = |part: &Snippet<'_>| reply(std::slice::from_ref(part));
    let mut merged = Vec::with_capacity(parts.len());
    for part in &parts {
        merged.push(decide(index, &alone(part), options).ok()?.splices);
    }
    // What a later block takes back was shown as it had been.
    let taken_back = |at: usize| {
        let result = splice(index.text(), &merged[at]);
        let after = Index::new(language, result.as_str());
        let mut later = (at + 1..parts.len()).filter(|later| merged[*later].is_empty());
        later.any(|later| {
            decide(&after, &alone(&parts[later]), options)
                .is_ok_and(|back| splice(&result, &back.splices) == index.text())
        })
    };
    let mut placed: Vec<(usize, &Snippet<'_>)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match merged[at].first() {
            Some(first) if !taken_back(at) => placed.push((first.range.start, part)),
            _ => {}
        }
    }
    if placed.is_empty() && merged.iter().any(|splices| !splices.is_empty()) {
        return parts.last().map(alone);
    }
    let ascending = placed.is_sorted_by_key(|(start, _)| *start);
    if placed.is_empty() || ascending && placed.len() == parts.len() {
        return None;
    }
    placed.sort_by_key(|(start, _)| *start);
    let ordered: Vec<Snippet<'_>> = placed.into_iter().map(|(_, part)| part.clone()).collect();
    Some(reply(&ordered))
}
