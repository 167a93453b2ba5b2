//! Takes out of a change what is white space alone.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::compare::{Comparison, Mate};
use crate::index::{NodeId, Outline, Role};
use crate::merge::blanks::trailing;
use crate::merge::plan::line_end;

/// The text after, with the white space between and within code that stayed as it was before.
pub(super) fn same_layout(before: &Outline, after: &Outline, comparison: &Comparison) -> String {
    let chunks = Chunker { before, after, comparison, out: Vec::new() }.run();
    let eol = line_end(&before.text);
    let mut out = String::with_capacity(after.text.len());
    let mut last: Option<Chunk> = None;
    for (at, chunk) in chunks.iter().enumerate() {
        let mut chunk = *chunk;
        if let Some((_, q)) = chunk.before.filter(|_| chunk.punctuated) {
            // A separator is code where something else follows now.
            let next = chunks.get(at + 1).and_then(|c| c.before);
            chunk.before = chunk.before.filter(|_| next.is_some_and(|(p, _)| p == q + 1));
        }
        let (white, own) = match (last, chunk.before) {
            (None, Some((0, _))) => (&before.text[..before.units[0].start], true),
            (Some(Chunk { before: Some((_, p)), .. }), Some((q, _))) if p + 1 == q => {
                (&before.text[before.units[p].end..before.units[q].start], true)
            }
            (Some(l), _) => {
                (&after.text[after.units[l.after.1].end..after.units[chunk.after.0].start], false)
            }
            (None, _) => (&after.text[..after.units[chunk.after.0].start], false),
        };
        if own {
            out.push_str(white);
        } else {
            push_new(&mut out, white, last, &chunk, (before, after), eol);
        }
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

/// Appends the white space of the text after in front of a chunk, but for what belongs to code that
/// stays: white space at the end of its line, and the columns of its first line.
fn push_new(
    out: &mut String,
    white: &str,
    last: Option<Chunk>,
    chunk: &Chunk,
    (before, after): (&Outline, &Outline),
    eol: &str,
) {
    let mut white = white;
    if let Some(own) = last.and_then(|l| l.before).and_then(|(_, p)| trailing(before, p))
        && white.contains('\n')
    {
        out.push_str(own);
        white = white.trim_start_matches([' ', '\t']);
    }
    let stays = chunk.before.map(|(q, _)| q).filter(|q| {
        let apart = before.column(*q).abs_diff(after.column(chunk.after.0));
        before.units[*q].fresh && apart < before.step().min(after.step())
    });
    match (stays, white.rfind('\n')) {
        (Some(q), Some(end)) => {
            push(out, &white[..=end], eol);
            let start = before.units[q].start;
            let line = before.text[..start].rfind('\n').map_or(0, |i| i + 1);
            out.push_str(&before.text[line..start]);
        }
        _ => push(out, white, eol),
    }
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
    /// Does one of them end with a separator and the other not?
    punctuated: bool,
}

impl Chunk {
    /// A unit that is new.
    fn new(unit: usize) -> Self {
        Self { after: (unit, unit), before: None, punctuated: false }
    }
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
                    self.push((new.head, new.last), (old.head, old.last));
                    return;
                }
                for (i, unit) in (new.head..=new.last).enumerate() {
                    self.push((unit, unit), (old.head + i, old.head + i));
                }
            }
            Mate::Changed(old) if self.comparison.opened[id] => {
                let old = &self.before.nodes[old];
                for (p, q) in old.spine.iter().zip(&new.spine) {
                    if self.same(*p, *q) {
                        self.push((*q, *q), (*p, *p));
                    } else {
                        self.out.push(Chunk::new(*q));
                    }
                }
                for child in &new.children {
                    self.node(*child);
                }
            }
            Mate::Changed(old)
                if new.is_leaf() && self.same(self.before.nodes[old].head, new.head) =>
            {
                let unit = self.before.nodes[old].head;
                self.push((new.head, new.head), (unit, unit));
            }
            Mate::Changed(old) => {
                let old = self.before.nodes[old].clone();
                self.units((old.head, old.last), (new.head, new.last));
            }
            Mate::New => self.out.extend((new.head..=new.last).map(Chunk::new)),
        }
    }

    /// Units of a node that was not looked into: those that say the same, in order.
    fn units(&mut self, before: (usize, usize), after: (usize, usize)) {
        let hash = |o: &Outline, unit: usize| o.units[unit].hash;
        let old: Vec<u64> = (before.0..=before.1).map(|u| hash(self.before, u)).collect();
        let new: Vec<u64> = (after.0..=after.1).map(|u| hash(self.after, u)).collect();
        for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
            let (x, y) = (op.old_range(), op.new_range());
            if let DiffOp::Equal { .. } = op {
                for (p, q) in x.zip(y) {
                    let (p, q) = (before.0 + p, after.0 + q);
                    let text = self.after.units[q].role == Role::InString;
                    // What moved by a level stands in something else now.
                    let apart = self.before.column(p).abs_diff(self.after.column(q));
                    let fresh = self.before.units[p].fresh == self.after.units[q].fresh;
                    let in_place = fresh && apart < self.before.step().min(self.after.step());
                    if self.same(p, q) && !text && in_place {
                        self.push((q, q), (p, p));
                    } else {
                        self.out.push(Chunk::new(q));
                    }
                }
            } else {
                self.out.extend(y.map(|q| Chunk::new(after.0 + q)));
            }
        }
    }

    fn push(&mut self, after: (usize, usize), before: (usize, usize)) {
        let (old, new) = (&self.before.units[before.1], &self.after.units[after.1]);
        let punctuated = old.separator != new.separator;
        self.out.push(Chunk { after, before: Some(before), punctuated });
    }

    /// Says the same, but for a comment behind it that is left out.
    fn same(&self, before: usize, after: usize) -> bool {
        self.after.units[after].same(&self.before.units[before])
    }
}
