//! Finds the gaps behind which a sketch goes on outside of what it left open before.
//!
//! A hunk may end inside a block that it does not close (`<td>`, `if (a) {`), and the next one, indented
//! deeper, may come from anywhere. A gap that is not indented does not tell. The file does: where the
//! block stands in it, and where the lines behind the gap stand.

use rustc_hash::FxHashMap;

use crate::index::{NodeId, Outline, Unit};

/// What a line must say to be known by.
const TELLING: f32 = 1.5;

/// The rows of gaps behind which nothing is open any more from a column on, each with that column.
pub(super) fn partings(s: &Outline, f: &Outline) -> Vec<(usize, u32)> {
    let crossed: Vec<(usize, Vec<NodeId>)> = (0..s.units.len().saturating_sub(1))
        .filter(|gap| s.units[*gap].is_marker() && !s.units[gap + 1].is_marker())
        .map(|gap| (gap, crossed(s, gap)))
        .filter(|(_, open)| !open.is_empty())
        .collect();
    if crossed.is_empty() {
        return Vec::new();
    }
    let twins = twins(s, f);
    let parting = |(gap, open): &(usize, Vec<NodeId>)| {
        let hunk = (gap + 1..s.units.len()).take_while(|unit| !s.units[*unit].is_marker());
        let hunk: Vec<usize> = hunk.collect();
        let outside = |id: &&NodeId| {
            let node = &s.nodes[**id];
            let Some(twin) = twins.get(&node.head).and_then(|head| f.heads[*head]) else {
                return false;
            };
            let twin = &f.nodes[twin];
            let held = hunk.iter().filter(|unit| **unit <= node.last);
            let mut known = held.filter_map(|unit| twins.get(unit)).peekable();
            known.peek().is_some() && known.all(|at| *at < twin.head || twin.last < *at)
        };
        let outermost =
            open.iter().filter(outside).map(|id| s.units[s.nodes[*id].head].indent()).min();
        outermost.map(|column| (s.units[*gap].row, column))
    };
    crossed.iter().filter_map(parting).collect()
}

/// The nodes that go on behind a gap which is indented no deeper than they are, without an end.
fn crossed(s: &Outline, gap: usize) -> Vec<NodeId> {
    let below = &s.units[gap + 1];
    if s.units[gap].is_joint() || !s.units[gap].fresh || !below.fresh {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut around = Some(s.owner[gap + 1]);
    while let Some(id) = around {
        let node = &s.nodes[id];
        if node.head < gap && !node.closed && s.units[gap].indent() <= s.units[node.head].indent() {
            found.push(id);
        }
        around = node.parent;
    }
    found
}

/// Lines of the sketch with those of the file that they are: what both have once, and what stands in a
/// row with that in both, up to a line that changed.
fn twins(s: &Outline, f: &Outline) -> FxHashMap<usize, usize> {
    let (shown, all) = (0..s.units.len(), 0..f.units.len());
    let mut found = FxHashMap::default();
    let plain = |unit: usize| !s.units[unit].is_marker() && !s.units[unit].is_comment();
    for unit in shown.clone().filter(|unit| plain(*unit) && s.units[*unit].weight >= TELLING) {
        let hash = s.units[unit].hash;
        let mut same = f.units_with(hash, &all).filter(|at| !f.units[*at].is_comment());
        let (Some(twin), None) = (same.next(), same.next()) else { continue };
        if s.units_with(hash, &shown).nth(1).is_none() {
            found.insert(unit, twin);
        }
    }
    let seeds: Vec<(usize, usize)> = found.iter().map(|(unit, twin)| (*unit, *twin)).collect();
    let same = |ours: usize, theirs: usize| {
        ours < s.units.len()
            && theirs < f.units.len()
            && !s.units[ours].is_marker()
            && s.units[ours].hash == f.units[theirs].hash
    };
    for (unit, twin) in seeds {
        for step in [-1, 1] {
            let (mut ours, mut theirs) = (unit, twin);
            loop {
                let next = (ours.checked_add_signed(step), theirs.checked_add_signed(step));
                let (Some(up), Some(twin)) = next else { break };
                if !same(up, twin) {
                    // A line that begins alike there is that one, changed.
                    if begins_alike(s, up, f, twin) {
                        found.entry(up).or_insert(twin);
                    }
                    break;
                }
                found.entry(up).or_insert(twin);
                (ours, theirs) = (up, twin);
            }
        }
    }
    found
}

/// Do two lines stand in one column and begin with the same two tokens?
fn begins_alike(s: &Outline, ours: usize, f: &Outline, theirs: usize) -> bool {
    let (Some(a), Some(b)) = (s.units.get(ours), f.units.get(theirs)) else { return false };
    let begins = |o: &Outline, unit: &Unit| -> Option<[u64; 2]> {
        match o.tokens[unit.tokens.clone()] {
            [first, second, ..] => Some([first.hash, second.hash]),
            _ => None,
        }
    };
    s.units[ours].indent() == f.units[theirs].indent()
        && !a.is_marker()
        && begins(s, a).is_some()
        && begins(s, a) == begins(f, b)
}
