//! Takes out of a change what is white space alone.

use super::compare::{Comparison, Mate};
use crate::index::{NodeId, Outline};

/// The text after, with the white space between and within code that stayed as it was before.
pub(super) fn same_layout(before: &Outline, after: &Outline, comparison: &Comparison) -> String {
    let chunks = Chunker { before, after, comparison, out: Vec::new() }.run();
    let eol = if before.text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(after.text.len());
    let mut last: Option<&Chunk> = None;
    for chunk in &chunks {
        let white = match (last, chunk.before) {
            (None, Some((0, _))) => &before.text[..before.units[0].start],
            (Some(Chunk { before: Some((_, p)), .. }), Some((q, _))) if p + 1 == q => {
                &before.text[before.units[*p].end..before.units[q].start]
            }
            (Some(l), _) => {
                &after.text[after.units[l.after.1].end..after.units[chunk.after.0].start]
            }
            (None, _) => &after.text[..after.units[chunk.after.0].start],
        };
        push(&mut out, white, eol);
        match chunk.before {
            Some((p, q)) => out.push_str(&before.text[before.units[p].start..before.units[q].end]),
            None => {
                let (p, q) = chunk.after;
                push(&mut out, &after.text[after.units[p].start..after.units[q].end], eol);
            }
        }
        last = Some(chunk);
    }
    // The end of a file is the file's own.
    out.push_str(&before.text[before.units.last().map_or(0, |u| u.end)..]);
    if before.text.starts_with('\u{feff}') != out.starts_with('\u{feff}') {
        match out.strip_prefix('\u{feff}') {
            Some(rest) => out = rest.to_owned(),
            None => out.insert(0, '\u{feff}'),
        }
    }
    out
}

/// Appends text with line ends of the other kind made this kind.
fn push(out: &mut String, text: &str, eol: &str) {
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push_str(eol);
        }
        out.push_str(line.strip_suffix('\r').unwrap_or(line));
    }
}

/// Units after, first and last, and the units before that say the same.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    after: (usize, usize),
    before: Option<(usize, usize)>,
}

struct Chunker<'a> {
    before: &'a Outline,
    after: &'a Outline,
    comparison: &'a Comparison,
    out: Vec<Chunk>,
}

impl Chunker<'_> {
    fn run(mut self) -> Vec<Chunk> {
        for id in &self.after.roots {
            self.node(*id);
        }
        self.out.sort_unstable_by_key(|chunk| chunk.after);
        self.out
    }

    fn node(&mut self, id: NodeId) {
        let new = &self.after.nodes[id];
        match self.comparison.mates[id] {
            Mate::Same(old) | Mate::Laid(old) => {
                let old = &self.before.nodes[old];
                if old.last - old.head != new.last - new.head {
                    let before = self.kept(old.head, old.last, new.last);
                    self.out.push(Chunk { after: (new.head, new.last), before });
                    return;
                }
                for (i, unit) in (new.head..=new.last).enumerate() {
                    let before = self.kept(old.head + i, old.head + i, unit);
                    self.out.push(Chunk { after: (unit, unit), before });
                }
            }
            Mate::Changed(old) if self.comparison.opened[id] => {
                let old = &self.before.nodes[old];
                for (p, q) in old.spine.iter().zip(&new.spine) {
                    let same = self.after.units[*q].same(&self.before.units[*p])
                        && self.before.units[*p].same(&self.after.units[*q]);
                    let before = if same { self.kept(*p, *p, *q) } else { None };
                    self.out.push(Chunk { after: (*q, *q), before });
                }
                for child in &new.children {
                    self.node(*child);
                }
            }
            _ => {
                for unit in new.head..=new.last {
                    self.out.push(Chunk { after: (unit, unit), before: None });
                }
            }
        }
    }

    /// The units before, unless they end with a separator where the others do not: that is code.
    fn kept(&self, first: usize, last: usize, after: usize) -> Option<(usize, usize)> {
        let same = self.before.units[last].separator == self.after.units[after].separator;
        same.then_some((first, last))
    }
}
