//! Which brackets belong together, in code that may lack some of them.

use super::Loose;
use crate::index::lex::{self, Kind, Token};
use crate::index::units::{Role, Unit};
use crate::lang::{Layout, Lexis};

const NO_PAIR: u32 = u32::MAX;

/// For each token the index of the bracket that it matches; for each unit its unmatched brackets.
pub(super) fn pair_brackets(
    tokens: &[Token],
    units: &[Unit],
    lexis: &Lexis,
) -> (Vec<u32>, Vec<Loose>) {
    struct Open {
        token: usize,
        unit: usize,
        /// The unit that it hangs below: the one that begins the head of which the bracket's line is the end.
        head: usize,
        byte: u8,
        gaps: usize,
    }
    let mut pairs = vec![NO_PAIR; tokens.len()];
    let mut loose = vec![Loose::default(); units.len()];
    if lexis.layout == Layout::Prose {
        return (pairs, loose);
    }
    let mut stack: Vec<Open> = Vec::new();
    let mut gaps = 0;
    for (index, unit) in units.iter().enumerate() {
        gaps += usize::from(unit.role == Role::Gap);
        if unit.is_joint() {
            for open in stack.drain(..) {
                loose[open.unit].opens += 1;
            }
        }
        if let Some(column) = unit.parts {
            let ends = |open: &Open| units[open.unit].indent() >= column;
            let from = stack.iter().position(ends).unwrap_or(stack.len());
            for open in stack.drain(from..) {
                loose[open.unit].opens += 1;
            }
        }
        if unit.is_comment() {
            continue;
        }
        let mut head = index;
        for at in unit.tokens.clone() {
            let Kind::Punct(byte) = tokens[at].kind else { continue };
            match byte {
                b'(' | b'[' | b'{' => stack.push(Open { token: at, unit: index, head, byte, gaps }),
                b')' | b']' | b'}' => {
                    let opener = match byte {
                        b')' => b'(',
                        b']' => b'[',
                        _ => b'{',
                    };
                    let leads = at == unit.tokens.start && unit.fresh;
                    // Behind another one it closes nothing that stands further out than its line.
                    let further = |head: &Unit| {
                        only_closes(tokens, unit)
                            && (head.tabs, head.spaces) < (unit.tabs, unit.spaces)
                    };
                    // With a gap between, only the indentation tells whether the two belong
                    // together or each to something that the gap hides.
                    let fits = |open: &Open| {
                        let head = &units[open.head];
                        open.byte == opener
                            && (open.gaps == gaps
                                || !leads && !further(head)
                                || !head.fresh
                                || (head.tabs, head.spaces) == (unit.tabs, unit.spaces))
                    };
                    let reach = stack.len().saturating_sub(64);
                    match stack[reach..].iter().rposition(fits) {
                        Some(i) => {
                            for unmatched in stack.drain(reach + i + 1..) {
                                loose[unmatched.unit].opens += 1;
                            }
                            if let Some(open) = stack.pop() {
                                head = head.min(open.head);
                                pairs[at] = as_u32(open.token);
                                pairs[open.token] = as_u32(at);
                            }
                        }
                        None if heads_arm(&tokens[unit.tokens.start..=at], lexis) => {}
                        None => loose[index].closes += 1,
                    }
                }
                _ => {}
            }
        }
    }
    for unmatched in stack {
        loose[unmatched.unit].opens += 1;
    }
    (pairs, loose)
}

/// Does a line of a shell begin with what an arm of a `case` is for (`a|b)`)? No bracket opens that.
fn heads_arm(tokens: &[Token], lexis: &Lexis) -> bool {
    lexis.is_shell() && matches!(tokens, [said @ .., end] if end.is(b')') && !said.is_empty())
}

/// Is a unit nothing but closing brackets?
pub(super) fn only_closes(tokens: &[Token], unit: &Unit) -> bool {
    lex::code(&tokens[unit.tokens.clone()])
        .all(|t| matches!(t.kind, Kind::Punct(b')' | b']' | b'}')))
}

fn as_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NO_PAIR)
}

/// Bracket depth of a unit: the least within it, and behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depth {
    pub least: u32,
    pub after: u32,
}

pub(super) fn depths(tokens: &[Token], units: &[Unit], pairs: &[u32]) -> Vec<Depth> {
    let mut depth = 0_u32;
    units
        .iter()
        .map(|unit| {
            let mut least = depth;
            for at in unit.tokens.clone() {
                if pairs[at] == NO_PAIR {
                    continue;
                }
                match tokens[at].kind {
                    Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
                    _ => depth = depth.saturating_sub(1),
                }
                least = least.min(depth);
            }
            Depth { least, after: depth }
        })
        .collect()
}

/// For each unit that leaves brackets open: the next unit that closes one of them.
pub(super) fn next_lower(depths: &[Depth]) -> Vec<usize> {
    let mut next = vec![usize::MAX; depths.len()];
    let mut waiting: Vec<usize> = Vec::new();
    for (j, depth) in depths.iter().enumerate() {
        while let Some(&i) = waiting.last() {
            if depth.least >= depths[i].after {
                break;
            }
            next[i] = j;
            waiting.pop();
        }
        if depth.after > 0 {
            waiting.push(j);
        }
    }
    next
}
