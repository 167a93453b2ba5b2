//! Finds which new code encloses what a sketch shows: that moves what is kept in it.
//!
//! New code around a gap moves what the gap stands for only where the sketch shows that the gap is in it.

use crate::index::{NodeId, Outline, Role};
use crate::lang::{Lexis, Nesting};

/// Words at the end of a line that opens a block.
const WORDS: [&str; 5] = ["then", "do", "try", "else", "with"];

/// For each unit of the sketch: the head of the outermost new node that it is in.
pub(super) fn tops(s: &Outline, fresh: &[bool], lexis: &Lexis) -> Vec<Option<usize>> {
    let mut tops = vec![None; s.units.len()];
    let mut stack: Vec<(NodeId, Option<usize>)> = s.roots.iter().map(|id| (*id, None)).collect();
    while let Some((id, around)) = stack.pop() {
        let node = &s.nodes[id];
        let top = around.or_else(|| fresh[node.head].then_some(node.head));
        for unit in &node.spine {
            tops[*unit] = top;
        }
        let mut inner = top;
        for child in &node.children {
            if around.is_none() && s.units[s.nodes[*child].head].role == Role::Gap {
                inner = top.filter(|_| holds_gap(s, id, *child, lexis));
            }
            stack.push((*child, inner));
        }
    }
    tops
}

/// Does a node hold what a gap nested in it stands for, and what is below that? One that the sketch ends does.
/// Of another the gap says so: right below the line that opens it, or, where nothing but columns ends a block,
/// deeper than that line.
fn holds_gap(s: &Outline, id: NodeId, gap: NodeId, lexis: &Lexis) -> bool {
    let node = &s.nodes[id];
    let at = s.nodes[gap].head;
    if node.closed || lexis.nesting == Nesting::Headings {
        return node.closed;
    }
    let open = |unit: usize| s.unit_code(unit).next_back().is_some_and(|t| t.is(b':'));
    let goes_on =
        |unit: usize| s.unit_code(unit).next_back().is_some_and(|t| !t.is(b';') && !t.is(b','));
    let above = node.spine.iter().rev().find(|unit| **unit < at).copied().unwrap_or(node.head);
    let deeper = s.column(at) > s.column(node.head);
    let offside = lexis.nesting == Nesting::Offside;
    // A word that opens a block which no bracket ends (`if x then`, `try`).
    let begins = |unit: usize| {
        let last = s.unit_code(unit).next_back();
        last.is_some_and(|t| WORDS.contains(&s.token_text(t)))
    };
    above + 1 == at && (open(above) || lexis.mappings || deeper && goes_on(above))
        || deeper && (open(above) || begins(above) || offside && lexis.mappings)
}
