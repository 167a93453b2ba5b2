//! What of a text has a hash or a key: look-ups instead of walks over all its units.
//!
//! Sorted arrays, made at the first look-up. They cost 16 bytes an entry, and building one costs
//! less than a thirtieth of a parse.

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::rolling::{Prefixes, Rolling};
use super::{Key, NodeId, Outline, Role};
use crate::lang::Lexis;

/// Units by a hash, in order.
#[derive(Debug, Default)]
struct Table(Vec<(u64, usize)>);

impl Table {
    fn new(entries: impl Iterator<Item = (u64, usize)>) -> Self {
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable();
        Self(entries)
    }

    /// The units of `range` that have the hash.
    fn within(&self, hash: u64, range: &Range<usize>) -> impl DoubleEndedIterator<Item = usize> {
        let from = self.0.partition_point(|entry| *entry < (hash, range.start));
        let count = self.0[from..].partition_point(|entry| *entry < (hash, range.end));
        self.0[from..from + count].iter().map(|(_, unit)| *unit)
    }
}

/// Where the lines that read the same stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In this region of an embedded language, or of a kind of text.
    Region(u8),
    /// In more than one.
    Several,
}

/// The tables of an outline.
#[derive(Debug, Default)]
pub(super) struct Tables {
    units: OnceLock<Table>,
    nodes: OnceLock<Table>,
    keys: OnceLock<Table>,
    texts: OnceLock<Prefixes>,
    depths: OnceLock<Vec<u32>>,
    bulks: OnceLock<Vec<f32>>,
    places: OnceLock<FxHashMap<u64, Place>>,
}

impl Outline {
    /// The units of `range` that say what `hash` is the hash of, in order.
    pub fn units_with(
        &self,
        hash: u64,
        range: &Range<usize>,
    ) -> impl DoubleEndedIterator<Item = usize> {
        let units = || self.units.iter().enumerate();
        let table =
            self.tables.units.get_or_init(|| Table::new(units().map(|(at, u)| (u.hash, at))));
        table.within(hash, range)
    }

    /// Where a line stands, white space around it apart; none where the text has no such line.
    pub fn place(&self, line: &str) -> Option<Place> {
        let places = self.tables.places.get_or_init(|| self.places());
        places.get(&xxh3_64(line.as_bytes())).copied()
    }

    fn places(&self) -> FxHashMap<u64, Place> {
        let mut places = FxHashMap::default();
        for unit in self.units.iter().filter(|u| u.fresh && u.role != Role::InComment) {
            let region = match unit.role {
                Role::InString => Lexis::STRING_REGION,
                _ => self.tokens.get(unit.tokens.start).map_or(0, |t| t.region),
            };
            let end = self.text[unit.start..].find('\n');
            let end = end.map_or(self.text.len(), |at| unit.start + at);
            let said = self.text[unit.start..end].trim();
            places
                .entry(xxh3_64(said.as_bytes()))
                .and_modify(|place| {
                    if *place != Place::Region(region) {
                        *place = Place::Several;
                    }
                })
                .or_insert(Place::Region(region));
        }
        places
    }

    /// The nodes whose head is in `range` and whose code has this hash, in order of their heads.
    pub fn nodes_with(
        &self,
        hash: u64,
        range: &Range<usize>,
    ) -> impl DoubleEndedIterator<Item = NodeId> {
        let heads = || self.heads.iter().enumerate();
        let table = self.tables.nodes.get_or_init(|| {
            Table::new(heads().filter_map(|(at, id)| Some((self.hashes[(*id)?], at))))
        });
        table.within(hash, range).filter_map(|unit| self.heads[unit])
    }

    /// The nodes whose head is in `range` and that have this key, in order of their heads.
    pub fn nodes_named(
        &self,
        key: Key,
        range: &Range<usize>,
    ) -> impl DoubleEndedIterator<Item = NodeId> {
        let heads = || self.heads.iter().enumerate();
        let table = self.tables.keys.get_or_init(|| {
            Table::new(heads().filter_map(|(at, id)| Some((self.keys[(*id)?]?.name, at))))
        });
        table
            .within(key.name, range)
            .filter_map(|unit| self.heads[unit])
            .filter(move |id| self.keys[*id].is_some_and(|k| k.same(key)))
    }

    /// The weights of the units of the node that a unit heads, each up to 12.
    pub fn bulk(&self, head: usize) -> f32 {
        let bulks = self.tables.bulks.get_or_init(|| {
            let bulk = |id: &Option<NodeId>| {
                let units = id.map(|id| &self.units[self.nodes[id].head..=self.nodes[id].last]);
                units.into_iter().flatten().map(|unit| unit.weight.min(12.0)).sum()
            };
            self.heads.iter().map(bulk).collect()
        });
        bulks[head]
    }

    /// How many nodes are around the one that a unit belongs to.
    pub fn nesting(&self, unit: usize) -> usize {
        let depths = self.tables.depths.get_or_init(|| {
            let mut depths = vec![0; self.nodes.len()];
            let mut stack: Vec<(NodeId, u32)> = self.roots.iter().map(|id| (*id, 0)).collect();
            while let Some((id, depth)) = stack.pop() {
                depths[id] = depth;
                stack.extend(self.nodes[id].children.iter().map(|child| (*child, depth + 1)));
            }
            depths
        });
        depths[self.owner[unit]] as usize
    }

    /// Hash of what a unit says, its comment too, blind to white space.
    pub fn said_hash(&self, unit: usize) -> u64 {
        let unit = &self.units[unit];
        (unit.hash ^ u64::from(unit.is_comment())).rotate_left(1) ^ unit.comment.unwrap_or(0)
    }

    /// Adds what a run of units says to `text`.
    pub fn read_into(&self, text: &mut Rolling, units: Range<usize>) {
        let said = || (0..self.units.len()).map(|unit| self.said_hash(unit));
        text.push_run(self.tables.texts.get_or_init(|| Prefixes::new(said())), units);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::index::{Outline, lex};
    use crate::lang::by_name;

    #[test]
    fn finds_what_is_there() {
        let js = by_name("javascript").unwrap();
        let text = "f(a);\nfunction g() {\n  f(a);\n}\nf(a);\nfunction g() {\n  f(a);\n}\n";
        let outline = Outline::new(js, Arc::from(text), lex(text, &js.lexis), &[], &[]);
        let all = 0..outline.units.len();
        let hash = outline.units[0].hash;
        assert_eq!(outline.units_with(hash, &all).collect::<Vec<_>>(), [0, 2, 4, 6]);
        assert_eq!(outline.units_with(hash, &(1..4)).collect::<Vec<_>>(), [2]);
        assert_eq!(outline.units_with(hash + 1, &all).count(), 0);
        let g = outline.heads[1].unwrap();
        let twin = outline.heads[5].unwrap();
        assert_eq!(outline.nodes_with(outline.hashes[g], &all).collect::<Vec<_>>(), [g, twin]);
        assert_eq!(outline.nodes_named(outline.keys[g].unwrap(), &all).last(), Some(twin));
    }
}
