//! Compares what the grammar says of a text and of what became of it.
//!
//! In: both trees and the edits. Out: whether there are more errors now. Grammars lag behind their
//! languages: where one found no sense before an edit, what it says after it tells nothing.

use std::ops::Range;

use tree_sitter::{Node, Tree};

use super::syntax::{Replacement, is_fault};

/// Has `new` errors that `old` had not, apart from where `edits` touch what had errors before?
pub(super) fn has_more(old: &Tree, text: &str, new: &Tree, edits: &[Replacement]) -> bool {
    if !new.root_node().has_error() {
        return false;
    }
    let known: Vec<Range<usize>> =
        edits.iter().filter_map(|(range, _)| doubtful(old, text, range)).collect();
    let moved: Vec<Range<usize>> =
        known.iter().map(|r| carried(r.start, edits, false)..carried(r.end, edits, true)).collect();
    count(new, &moved) > count(old, &known)
}

/// The part of the tree around a range in which the grammar found no sense, if it touches such.
fn doubtful(tree: &Tree, text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let root = tree.root_node();
    if !root.has_error() {
        return None;
    }
    // White space belongs to no node: what stands on either side counts.
    let from = text[..range.start].trim_end().len().saturating_sub(1);
    let to = range.end + (text[range.end..].len() - text[range.end..].trim_start().len());
    let to = (to + 1).min(text.len());
    let mut node = root;
    loop {
        if node.is_error() {
            return Some(node.byte_range());
        }
        let mut cursor = node.walk();
        let inner = node
            .children(&mut cursor)
            .find(|c| c.has_error() && c.start_byte() <= range.start && range.end <= c.end_byte());
        if let Some(inner) = inner {
            node = inner;
            continue;
        }
        let mut cursor = node.walk();
        let beside: Vec<Node<'_>> = node
            .children(&mut cursor)
            .filter(|c| c.has_error() && c.start_byte() < to && from < c.end_byte())
            .collect();
        let (first, last) = (beside.first()?, beside.last()?);
        return Some(first.start_byte().min(range.start)..last.end_byte().max(range.end));
    }
}

/// Where an offset of the old text is in the new one; inside an edit, its start or its end.
fn carried(at: usize, edits: &[Replacement], end: bool) -> usize {
    let mut shift = 0_isize;
    for (range, len) in edits {
        let before = if end { range.end <= at } else { range.end < at };
        if before {
            shift += *len as isize - range.len() as isize;
        } else if range.start < at {
            let inside = if end { range.start + len } else { range.start };
            return inside.saturating_add_signed(shift);
        }
    }
    at.saturating_add_signed(shift)
}

/// Counts the error and missing nodes of a tree outside of some ranges.
fn count(tree: &Tree, without: &[Range<usize>]) -> usize {
    let mut cursor = tree.walk();
    let mut errors = 0;
    loop {
        let node = cursor.node();
        let skipped =
            without.iter().any(|r| r.start <= node.start_byte() && node.end_byte() <= r.end);
        errors += usize::from(!skipped && is_fault(node));
        if !skipped && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return errors;
            }
        }
    }
}
