//! Completes a hunk that ends a block whose head it does not show (`}  // namespace a`), behind a gap.
//!
//! Where one line of the file alone tells which block that is, its head is in the file.

use std::ops::Range;

use super::fences::{self, Snippet};
use super::marks;
use crate::index::{Kind, NodeId, Outline, Token, lex, row_starts};
use crate::lang::{Language, Layout};

/// What a line must say to be known by.
const TELLING: f32 = 1.5;

/// A reply of one piece of code, with the head of a block which that ends; none where it ends none that it
/// does not begin.
pub(crate) fn headed(reply: &str, language: &Language, file: &Outline) -> Option<String> {
    let snippets = fences::read(reply, language, &file.text).snippets;
    let [snippet] = &snippets[..] else { return None };
    let code = with_head(&(snippet.lines.join("\n") + "\n"), language, file)?;
    let snippet = Snippet { lines: code.lines().collect(), ..snippet.clone() };
    Some(fences::fenced(&[snippet], language))
}

/// `code` with the head of the first block that a hunk of it ends and none begins.
fn with_head(code: &str, language: &Language, file: &Outline) -> Option<String> {
    let lexis = &language.lexis;
    if lexis.layout != Layout::Lines {
        return None;
    }
    let rows = row_starts(code);
    let lines: Vec<&str> = code.lines().collect();
    let gap = |row: &usize| marks::is_gap_line(lines[*row], lexis.line_comments);
    let closer = unmatched(code, &lex(code, lexis))?;
    let last = rows.partition_point(|start| *start <= closer) - 1;
    let above = (0..last).rfind(gap)?;
    let id = ended(&lines, above + 1..last, last, file)?;
    let node = &file.nodes[id];
    let head = &file.units[node.head];
    let last_of_head = &file.units[file.opens_below(id).map_or(node.head, |at| node.spine[at])];
    let start = file.text[..head.start].rfind('\n').map_or(0, |at| at + 1);
    let mut out: Vec<&str> = lines[..=above].to_vec();
    out.extend(file.text[start..last_of_head.end].lines());
    out.push(lines[above]);
    out.extend(&lines[above + 1..]);
    Some(out.join("\n") + "\n")
}

/// Where the first closing brace stands that nothing opens.
fn unmatched(code: &str, tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_u32;
    for token in tokens {
        match token.kind {
            Kind::Punct(b'{') => depth += 1,
            Kind::Punct(b'}') if depth == 0 => {
                return (&code[token.start..token.end] == "}").then_some(token.start);
            }
            Kind::Punct(b'}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The one block of the file that the line `last` ends, below some lines in it: what its own words say, or
/// one of these lines that stands in it and nowhere else.
fn ended(lines: &[&str], inside: Range<usize>, last: usize, file: &Outline) -> Option<NodeId> {
    let once = |line: &str| {
        let line = line.trim();
        let is = |unit: &usize| {
            let unit = &file.units[*unit];
            unit.fresh && file.text[unit.start..].starts_with(line) && {
                let rest = &file.text[unit.start + line.len()..];
                rest.lines().next().is_none_or(|rest| rest.trim().is_empty())
            }
        };
        let mut same = (0..file.units.len()).filter(is);
        same.next().filter(|_| !line.is_empty() && same.next().is_none())
    };
    let block = |id: NodeId| {
        let node = &file.nodes[id];
        (node.closed && !node.is_leaf()).then_some(id)
    };
    if lines[last].contains(char::is_alphanumeric) {
        let unit = once(lines[last])?;
        return block(file.owner[unit]).filter(|id| file.nodes[*id].last == unit);
    }
    let told =
        inside.filter_map(|row| once(lines[row])).filter(|u| file.units[*u].weight >= TELLING);
    let mut blocks = told.map(|unit| {
        let id = file.owner[unit];
        let around = if file.nodes[id].is_leaf() { file.nodes[id].parent } else { None };
        around.and_then(block)
    });
    let first = blocks.next()??;
    blocks.all(|other| other == Some(first)).then_some(first)
}
