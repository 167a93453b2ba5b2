//! Lists the blocks of a file for people and scripts.

use super::{BlockRef, Index};

/// The keyed nodes that hold something or that the language lists as blocks, in file order.
pub(super) fn list(index: &Index) -> Vec<BlockRef> {
    let outline = index.outline();
    let tree = index.tree.as_ref();
    let mut out = Vec::new();
    let mut stack: Vec<(usize, usize)> = outline.roots.iter().rev().map(|id| (*id, 0)).collect();
    while let Some((id, depth)) = stack.pop() {
        let node = &outline.nodes[id];
        let head = &outline.units[node.head];
        let kind = tree
            .and_then(|t| named_node(t, head.start, outline.units[node.extent].end))
            .unwrap_or("block");
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
        stack.extend(node.children.iter().rev().map(|child| (*child, inner)));
    }
    out
}

/// The kind of the smallest named node that spans the bytes from `start` to `end`, or of the
/// outermost one that starts there.
fn named_node(tree: &tree_sitter::Tree, start: usize, end: usize) -> Option<&str> {
    let mut node = tree.root_node().named_descendant_for_byte_range(start, end.max(start))?;
    if node.start_byte() < start {
        // The block ends inside a larger node: take what starts here.
        node = tree.root_node().named_descendant_for_byte_range(start, start)?;
        while let Some(parent) = node.parent().filter(|p| p.start_byte() == start) {
            node = parent;
        }
    }
    Some(node.kind())
}
