//! Lists the blocks of a file for people and scripts.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tree_sitter::{Node, Tree};

use super::{Index, lex, syntax};

/// A block as it is shown to people and scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockRef {
    /// Key path from the outermost block, such as `class Store > receive`.
    pub key: String,
    /// The grammar's name of the node, such as `method_definition`.
    pub kind: String,
    /// First line, from 1, leading comments included.
    pub start_line: usize,
    /// Last line, from 1.
    pub end_line: usize,
    /// Blocks around this one.
    pub depth: usize,
}

/// The keyed nodes that hold something or that the language lists as blocks, in file order.
pub(super) fn list(index: &Index) -> Vec<BlockRef> {
    let outline = index.outline();
    let embedded = embedded(index);
    let mut out = Vec::new();
    let root = index.tree.as_ref().map(Tree::root_node);
    // With each, the grammar's node of the block around it: from there it is near.
    let mut stack: Vec<(usize, usize, Option<Node<'_>>)> =
        outline.roots.iter().rev().map(|id| (*id, 0, root)).collect();
    while let Some((id, depth, around)) = stack.pop() {
        let node = &outline.nodes[id];
        let head = &outline.units[node.head];
        let (start, end) = (head.start, outline.units[node.extent].end);
        let part = embedded.iter().find(|(range, _)| range.contains(&start));
        let found = match part {
            Some((range, tree)) => {
                let root = tree.root_node();
                named_node(root, root, start - range.start, end.min(range.end) - range.start)
            }
            None => {
                root.zip(around).and_then(|(root, around)| named_node(root, around, start, end))
            }
        };
        let kind = found.map_or("block", |node| node.kind());
        let listed = index.language().blocks.contains(&kind);
        let shown = outline.keys[id].is_some() && (node.extent > node.head || listed);
        if shown {
            out.push(BlockRef {
                key: outline.path(id),
                kind: kind.to_owned(),
                start_line: head.row + 1,
                end_line: outline.units[node.extent].last_row + 1,
                depth,
            });
        }
        let inner = depth + usize::from(shown);
        let around = if part.is_some() { root } else { found.or(around) };
        stack.extend(node.children.iter().rev().map(|child| (*child, inner, around)));
    }
    out
}

/// The trees of what stands in the file in other languages.
fn embedded(index: &Index) -> Vec<(Range<usize>, Tree)> {
    let lexis = &index.language().lexis;
    let part = |(range, region): (Range<usize>, u8)| {
        let language = lexis.regions.get(usize::from(region).checked_sub(1)?)?.language;
        let tree = syntax::parse(language, &index.text()[range.clone()])?;
        Some((range, tree))
    };
    lex::embedded(index.text(), lexis).into_iter().filter_map(part).collect()
}

/// The smallest named node that spans the bytes from `start` to `end`, or the outermost one that starts
/// there. It is looked for in `around`, where that spans them, else from the root.
fn named_node<'t>(root: Node<'t>, around: Node<'t>, start: usize, end: usize) -> Option<Node<'t>> {
    let spans = around.start_byte() <= start && end <= around.end_byte();
    let from = if spans { around } else { root };
    let mut node = from.named_descendant_for_byte_range(start, end.max(start))?;
    let attributed = node.end_byte() == end && node != root;
    if node.start_byte() < start && !attributed {
        // The block ends inside a larger node: take what starts here.
        node = root.named_descendant_for_byte_range(start, start)?;
        while let Some(parent) = node.parent().filter(|p| p.start_byte() == start) {
            node = parent;
        }
    }
    Some(node)
}
