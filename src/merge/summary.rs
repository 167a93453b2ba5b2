//! Tells what the edits do, block by block.

use std::collections::BTreeMap;

use super::edits::Edits;
use super::report::{Change, ChangeKind, Report, Splice, splice};
use crate::index::{NodeId, Outline};

/// What the edits do, in file order.
pub(super) fn report(edits: &Edits, s: &Outline, f: &Outline, splices: &[Splice]) -> Report {
    let confidence = edits.margin.map_or(1.0, |m| f64::from((0.5 + m / 6.0).clamp(0.5, 1.0)));
    let mut changes: BTreeMap<(usize, usize), Change> = BTreeMap::new();
    let lines = |o: &Outline, id: NodeId| {
        let node = &o.nodes[id];
        (o.units[node.head].row + 1, o.units[node.last].last_row + 1)
    };
    let mut note = |at: (usize, usize), kind, block: String, lines| {
        changes.entry(at).or_insert(Change { kind, block, lines, confidence });
    };
    // Renamed first: it says more than changed.
    for (a, b) in &edits.nodes {
        if let (Some(x), Some(y)) = (s.keys[*a], f.keys[*b])
            && !x.same(y)
        {
            let block = format!("{} -> {}", f.path(*b), s.title(*a));
            note((f.nodes[*b].head, 1), ChangeKind::Renamed, block, lines(f, *b));
        }
    }
    for id in &edits.deleted {
        note((f.nodes[*id].head, 0), ChangeKind::Deleted, f.path(*id), lines(f, *id));
    }
    for id in &edits.moved {
        note((f.nodes[*id].head, 0), ChangeKind::Moved, f.path(*id), lines(f, *id));
    }
    let gone = |unit: usize| edits.removed.contains(&unit);
    for unit in &edits.dropped {
        let id = f.owner[*unit];
        let node = &f.nodes[id];
        let whole = node.head == *unit && (node.head..=node.last).all(gone);
        let parent_gone = node.parent.is_some_and(|p| gone(f.nodes[p].head));
        let named = f.keys[id].is_some() && !node.is_leaf();
        if whole && !parent_gone && named && !edits.moved.contains(&id) {
            note((*unit, 0), ChangeKind::DeletedByAdjacency, f.path(id), lines(f, id));
        } else if !parent_gone || !whole {
            let owner = keyed(f, *unit);
            note((f.nodes[owner].head, 1), ChangeKind::Changed, f.path(owner), lines(f, owner));
        }
    }
    for unit in edits.replaced.keys() {
        let owner = keyed(f, *unit);
        note((f.nodes[owner].head, 1), ChangeKind::Changed, f.path(owner), lines(f, owner));
    }
    let text = match edits.inserted.is_empty() {
        true => String::new(),
        false => splice(&f.text, splices),
    };
    let spliced = Spliced { splices, lines: text.lines().collect() };
    for (slot, units) in &edits.inserted {
        for unit in units {
            let id = s.owner[*unit];
            let node = &s.nodes[id];
            if node.head != *unit || node.parent.is_some_and(|p| units.contains(&s.nodes[p].head)) {
                continue;
            }
            // A line without a name is a change of what it stands in.
            let named = s.keys[id].is_some() && !node.is_leaf();
            if let Some(parent) = around(f, *slot).filter(|_| !named) {
                let at = (f.nodes[parent].head, 1);
                note(at, ChangeKind::Changed, f.path(parent), lines(f, parent));
                continue;
            }
            let kind = match edits.by_rule.contains(&id) {
                true => ChangeKind::PlacedByRule,
                false => ChangeKind::Added,
            };
            let at = spliced.added(s, (id, units), f, *slot);
            note((*slot, 2 + *unit), kind, s.title(id), at);
        }
    }
    Report { changes: changes.into_values().collect(), confidence }
}

/// Lines of a result, from 1.
struct Spliced<'a> {
    splices: &'a [Splice],
    lines: Vec<&'a str>,
}

impl Spliced<'_> {
    /// Those of a node of `units`, which are new before a unit of the file.
    fn added(
        &self,
        s: &Outline,
        (id, units): (NodeId, &[usize]),
        f: &Outline,
        slot: usize,
    ) -> (usize, usize) {
        let node = &s.nodes[id];
        let more = s.units[node.last].last_row - s.units[node.head].row;
        let said = s.said(node.head).lines().next().unwrap_or_default().trim();
        let end = self.row(f, f.units.get(slot).map_or(f.text.len(), |unit| unit.start));
        // Others below it in the run may begin as it does.
        let below = units.iter().filter(|unit| **unit > node.head);
        let below = below.filter(|unit| s.said(**unit).starts_with(said)).count();
        let above = self.lines[..self.lines.len().min(end + 1)].iter().enumerate().rev();
        let row = |fits: fn(&str, &str) -> bool| {
            above.clone().filter(|(_, line)| fits(line, said)).nth(below).map(|(row, _)| row)
        };
        let begins = |line: &str, said: &str| line.trim_start().starts_with(said);
        let holds = |line: &str, said: &str| line.contains(said);
        let row = row(begins).or_else(|| row(holds)).unwrap_or(end);
        (row + 1, self.lines.len().min(row + 1 + more))
    }

    /// The line, from 0, of what was at a byte of the file, or of the end of what is there now.
    fn row(&self, f: &Outline, at: usize) -> usize {
        let rows = |text: &str| text.matches('\n').count();
        let (mut byte, mut row) = (0, 0);
        for Splice { range, text } in self.splices.iter().take_while(|s| s.range.start <= at) {
            row += rows(&f.text[byte..range.start]) + rows(text);
            byte = range.end;
        }
        row + rows(&f.text[byte.min(at)..at])
    }
}

/// The innermost keyed node of the file that holds a unit, or the unit's own.
fn keyed(f: &Outline, unit: usize) -> NodeId {
    let own = f.owner[unit];
    let mut at = Some(own);
    while let Some(id) = at {
        if f.keys[id].is_some() {
            return id;
        }
        at = f.nodes[id].parent;
    }
    own
}

/// The innermost node around the place before a unit.
fn around(f: &Outline, slot: usize) -> Option<NodeId> {
    let owner = *f.owner.get(slot)?;
    let node = &f.nodes[owner];
    let inner = if node.head == slot { node.parent? } else { owner };
    Some(keyed(f, f.nodes[inner].head))
}

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::lang::by_name;
    use crate::merge::{ChangeKind, Options, merge};

    /// The lines of what is added to a style sheet.
    fn added(file: &str, sketch: &str) -> Vec<(String, (usize, usize))> {
        let index = Index::new(by_name("css").unwrap(), file);
        let merged = merge(&index, sketch, &Options::default()).unwrap();
        let changes = merged.report.changes.into_iter();
        let new =
            changes.filter(|c| matches!(c.kind, ChangeKind::Added | ChangeKind::PlacedByRule));
        new.map(|change| (change.block, change.lines)).collect()
    }

    #[test]
    fn what_is_added_has_the_lines_of_the_result() {
        let file = ".a {\n  top: 1px;\n}\n\n.b {\n  top: 1px;\n}\n\n.c {\n  top: 1px;\n}\n";
        // Two lines more above, two rules of one beginning, and one at the end.
        let sketch = ".a {\n  top: 1px;\n  left: 1px;\n  right: 1px;\n}\n\n.a > i {\n  top: 2px;\n}\n\n\
            .a > i {\n  left: 2px;\n}\n\n.b {\n  top: 1px;\n}\n\n.c {\n  top: 1px;\n}\n\n.d {\n  top: 3px;\n}\n";
        let expected = [(".a > i", (7, 9)), (".a > i", (11, 13)), (".d", (23, 25))];
        let expected = expected.map(|(block, lines)| (block.to_owned(), lines));
        assert_eq!(added(file, sketch), expected);
        // One line less above.
        let sketch = ".a {\n  /* removed: top */\n}\n\n/* ... */\n\n.c {\n  top: 1px;\n}\n\n.d {\n  top: 3px;\n}\n";
        assert_eq!(added(file, sketch), [(".d".to_owned(), (12, 14))]);
    }
}
