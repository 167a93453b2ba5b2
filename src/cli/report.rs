//! Shows what a merge did, block by block.

use super::error::lines;
use super::output::{CYAN, DIM, Look};
use crate::merge::{Change, ChangeKind, Report};

/// Below this a change is worth a second look, and its confidence is shown.
const DOUBT: f64 = 0.9;

/// One line a change; empty for none.
pub fn render(report: &Report, look: Look) -> String {
    report.changes.iter().map(|change| line(change, look) + "\n").collect()
}

/// [`render`] of what a diff does not tell by itself: a guess by rule, a deletion that no marker
/// asked for, a doubt.
pub fn notable(report: &Report, look: Look) -> String {
    let plain = |change: &Change| {
        let told =
            matches!(change.kind, ChangeKind::Changed | ChangeKind::Added | ChangeKind::Deleted);
        told && change.confidence >= DOUBT
    };
    let notable = report.changes.iter().filter(|change| !plain(change));
    notable.map(|change| line(change, look) + "\n").collect()
}

fn line(change: &Change, look: Look) -> String {
    let (first, last) = change.lines;
    let place = look.paint(CYAN, &lines(first, last));
    let block = look.text(change.block.lines().next().unwrap_or_default());
    let doubt = if change.confidence < DOUBT {
        look.paint(DIM, &format!(" (confidence {:.2})", change.confidence))
    } else {
        String::new()
    };
    format!("{}: {block}, {place}{doubt}", change.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_change() {
        let change = |kind, block: &str, lines, confidence| Change {
            kind,
            block: block.into(),
            lines,
            confidence,
        };
        let changes = vec![
            change(ChangeKind::Changed, "body", (3, 7), 1.0),
            change(ChangeKind::Added, ".a\x1b", (9, 9), 0.5),
        ];
        let report = Report { changes, confidence: 0.5 };
        let shown = render(&report, Look::Escaped);
        assert_eq!(shown, "changed: body, lines 3-7\nadded: .a^[, line 9 (confidence 0.50)\n");
        assert_eq!(notable(&report, Look::Escaped), "added: .a^[, line 9 (confidence 0.50)\n");
    }
}
