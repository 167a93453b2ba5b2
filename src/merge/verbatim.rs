//! Replaces a file by a text that is meant as it is written, splicing only the lines that differ.

use similar::{Algorithm, capture_diff_slices};

use super::report::{Change, ChangeKind, Merged, Report, Splice};
use crate::index::Index;

/// Lines on both sides, multiplied, from which what differs is one splice.
const PAIRS: usize = 50_000_000;

/// Makes the file `text`.
pub(super) fn replace(index: &Index, text: &str) -> Merged {
    let old: Vec<&str> = index.text().split_inclusive('\n').collect();
    let new: Vec<&str> = text.split_inclusive('\n').collect();
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail =
        old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (old_part, new_part) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut ranges = Vec::new();
    if old_part.len().saturating_mul(new_part.len()) > PAIRS {
        ranges.push((head..old.len() - tail, head..new.len() - tail));
    } else {
        for op in capture_diff_slices(Algorithm::Patience, old_part, new_part) {
            let (a, b) = (op.old_range(), op.new_range());
            if !matches!(op, similar::DiffOp::Equal { .. }) {
                ranges.push((head + a.start..head + a.end, head + b.start..head + b.end));
            }
        }
    }
    let mut merged = Merged {
        splices: Vec::new(),
        report: Report { changes: Vec::new(), confidence: 1.0 },
        picked: false,
    };
    let (mut line, mut byte) = (0, 0);
    for (a, b) in ranges {
        let bytes = |lines: &[&str]| lines.iter().map(|l| l.len()).sum::<usize>();
        let start = byte + bytes(&old[line..a.start]);
        let end = start + bytes(&old[a.clone()]);
        (line, byte) = (a.end, end);
        merged.report.changes.push(change(index, a.start, a.end));
        merged.splices.push(Splice { range: start..end, text: new[b].concat() });
    }
    merged
}

/// What to call a change of these lines, from 0.
fn change(index: &Index, first: usize, behind: usize) -> Change {
    let outline = index.outline();
    let unit = outline.units.partition_point(|u| u.last_row < first);
    let block = match outline.owner.get(unit) {
        Some(id) => outline.path(*id),
        None => "end of the file".to_owned(),
    };
    let lines = (first + 1, behind.max(first + 1));
    Change { kind: ChangeKind::Changed, block, lines, confidence: 1.0 }
}
