//! Aligns the nodes of a sketch with the nodes of a file.
//!
//! In: two outlines. Out: [`Edits`], or the [`Doubt`] that kept the alignment from being unique.
//! Each container is one alignment problem ([`level`]); what is nested in a matched node is
//! a problem of its own, so that nothing shown inside a block is ever matched outside of it.
//!
//! `items` reads the sketch, `candidates` finds what of the file an item may stand for, by
//! `similarity` and at `costs`, `above` what a comment or an attribute is and which stay, `deleted` what a
//! deletion names.
//! `problem` puts a problem together: `ends` tells whether a block goes on beyond what is shown, `gaps` what
//! an item beside a gap can be, `known` one beside what the file has, `between` one that is new between or
//! below such, `renamed` one in the only place of its kind, `uses` one of which all uses have a new name,
//! `homes` where one goes that nothing beside it places, `closing` which block a hunk ends. `apart` and
//! `split` take a problem apart, `doubts` looks for alignments that are as good, `outcome` turns the best
//! one into edits.
//! `unsaid` finds the gaps that a sketch does not write, `imports` those below imports, `reorder` looks after
//! what stands out of order, `beside` after what is new beside a gap, `hidden`, `superseded` and `extracted`
//! after what that takes the place of, `outdated` after what cannot stay.
//!
//! What makes two things one: `identity` and `siblings` for statements, `bodies` for those that begin
//! alike, `entries` of a list, `branches`, `variants` and the arms for them, `hooks`, `calls`, `chains` (of calls), `tuples`, `rules` (of
//! styles), `rows` (of a table), `kinds` for a name that something of another kind has, `namesakes` for
//! one that several have, `titled` for elements that begin alike, `heads` where one side breaks a head over
//! lines.
//! `rewritten` answers for what is shown from end to end, `pins` for what the caller picked.

mod above;
mod anchors;
mod apart;
mod beside;
mod between;
mod bodies;
mod branches;
mod calls;
mod candidates;
mod chains;
mod changed;
mod closing;
mod costs;
mod deleted;
mod doubts;
mod ends;
mod entries;
mod extracted;
mod gaps;
mod heads;
mod hidden;
mod homes;
mod hooks;
mod identity;
mod imports;
mod items;
mod kinds;
mod known;
mod level;
mod loops;
mod namesakes;
mod outcome;
mod outdated;
mod paragraphs;
mod pins;
mod problem;
mod renamed;
mod reorder;
mod rewritten;
mod rows;
mod rules;
mod siblings;
mod similarity;
mod split;
mod superseded;
mod titled;
mod tuples;
mod uncomment;
mod unsaid;
mod uses;
mod variants;

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::attached;
use super::banners;
use super::edits::Edits;
use super::pick::{Pin, Place};
use crate::index::{NodeId, Outline};
use crate::lang::{Layout, Lexis};
use crate::sketch::Sketch;

pub(super) use bodies::hold_others;
pub(super) use ends::{Edge, is_said, says};
pub(super) use hidden::is_gone;
use items::{Frame, Items};
use level::{Level, Skip};
pub(super) use siblings::is_part;
use similarity::Bags;
pub(super) use similarity::way_out;
use tuples::Set;
pub(super) use tuples::check_others;
use unsaid::Around;

/// Table cells that one merge may work through.
const BUDGET: u64 = 120_000_000;
/// Table cells of one problem.
const CELLS: usize = 16_000_000;
/// Units of which it is kept what leaving them out costs: 24 bytes each.
const KEPT: usize = 1_000_000;
/// Nested problems that are kept from when they were weighed to when they are solved.
const SETTLED: usize = 64;
/// Table cells from which a problem is split at what surely corresponds.
const SPLIT: usize = 250_000;
/// The same for prose, which is one flat run of lines, many of them alike.
const SPLIT_PROSE: usize = 2_000;

/// Why there is no alignment.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Doubt {
    /// A unit of the sketch fits several places of the file.
    Places { item: usize, fits: Vec<Place> },
    /// A new unit of the sketch could stand before several units of the file.
    Slot { item: usize, slots: Vec<usize> },
    /// A deletion names nothing that is there.
    Unknown { deletion: usize },
    /// Too large to decide.
    TooLarge,
}

/// Units by the hash of what they say, and by what they say behind their first word.
type LastSaid = (FxHashMap<u64, usize>, FxHashMap<Vec<u64>, usize>);

pub(super) struct Aligner<'a> {
    sketch: &'a Sketch,
    s: &'a Outline,
    f: &'a Outline,
    lexis: &'a Lexis,
    /// Units of the sketch whose places the caller picked.
    pins: &'a [Pin],
    /// For each unit of the sketch, and for its end: the markers before it.
    markers: Vec<u32>,
    /// Does all of the sketch's code stand in one column?
    flat: bool,
    /// For each node of the sketch: what its units tell.
    tells: Vec<f32>,
    /// Hashes of the sketch's nodes, sorted.
    shown: Vec<u64>,
    /// Units of the sketch's comments of several lines that the file has once, with the file's.
    paragraphs: FxHashMap<usize, usize>,
    /// Those of them that name a section.
    banners: FxHashMap<usize, usize>,
    /// How often sketch and file have a tag of each name.
    tags: OnceCell<(FxHashMap<u64, u32>, FxHashMap<u64, u32>)>,
    /// What nodes of the sketch are in the file, where it is of another kind there.
    kinds: FxHashMap<NodeId, NodeId>,
    /// What lines of the sketch set that set several names at once.
    sets: FxHashMap<NodeId, Set>,
    /// Nodes of the sketch that are new with what they stand below, whatever they have in common with
    /// what is in the file.
    new: FxHashSet<NodeId>,
    costs: FxHashMap<(NodeId, NodeId), f32>,
    /// What nodes of the sketch are in the file under the name that they had.
    old_names: FxHashMap<NodeId, Option<NodeId>>,
    /// The last unit of the sketch that is a line, and that says the same behind its first word.
    last_said: OnceCell<LastSaid>,
    /// Hashes of all tokens of the sketch, and of the file.
    said: OnceCell<(FxHashSet<u64>, FxHashSet<u64>)>,
    /// Of the sketch, and of the file.
    bags: (Bags, Bags),
    /// What is nested in two nodes, put together.
    settled: FxHashMap<(NodeId, NodeId), (Items, Level)>,
    /// What is nested in two nodes, aligned.
    solved: FxHashMap<(NodeId, NodeId), Result<Edits, Doubt>>,
    /// What leaving out the units of a region costs: several problems have one region.
    skips: FxHashMap<Range<usize>, Rc<[Skip]>>,
    /// Of how many units that is kept.
    kept: usize,
    work: u64,
}

impl<'a> Aligner<'a> {
    pub fn new(sketch: &'a Sketch, file: &'a Outline, lexis: &'a Lexis, pins: &'a [Pin]) -> Self {
        let s = &sketch.outline;
        let mut markers = vec![0];
        markers.extend(s.units.iter().scan(0, |count, unit| {
            *count += u32::from(unit.is_marker());
            Some(*count)
        }));
        let mut shown = s.hashes.clone();
        shown.sort_unstable();
        let mut columns =
            (0..s.units.len()).filter(|u| s.units[*u].fresh && !s.units[*u].is_marker());
        let first = columns.next().map(|unit| s.column(unit));
        let flat = columns.all(|unit| Some(s.column(unit)) == first);
        let tells = s.nodes.iter().map(|n| costs::told(&s.units[n.head..=n.last])).collect();
        Self {
            sketch,
            s,
            f: file,
            lexis,
            pins,
            markers,
            flat,
            tells,
            shown,
            paragraphs: banners::paragraphs(s, file),
            banners: banners::banners(s, file),
            tags: OnceCell::new(),
            kinds: kinds::of_other_kinds(s, file, lexis),
            sets: tuples::sets(s),
            new: FxHashSet::default(),
            costs: FxHashMap::default(),
            old_names: FxHashMap::default(),
            last_said: OnceCell::new(),
            said: OnceCell::new(),
            bags: (Bags::new(s), Bags::new(file)),
            settled: FxHashMap::default(),
            solved: FxHashMap::default(),
            skips: FxHashMap::default(),
            kept: 0,
            work: 0,
        }
    }

    /// Aligns the whole sketch with the whole file.
    pub fn run(mut self) -> Result<Edits, Doubt> {
        let marked = self.s.units.iter().any(|u| u.is_marker());
        let whole = self.s.units.len() * 10 >= self.f.units.len() * 6;
        // A text about as long as the file that begins as files do begins where the file begins.
        let starts = !marked && whole && self.begins_with_import() || self.begins_with_licence();
        let frame = Frame { heads: None, open: (!starts, true) };
        let mut edits = self.in_order(frame, marked, whole);
        for turn in 0..2 {
            if !self.forget_old_names(edits.as_ref().ok(), turn) {
                break;
            }
            (self.costs, self.settled, self.solved) = Default::default();
            edits = self.in_order(frame, marked, whole);
        }
        let mut edits = self.reorder(frame, edits?)?;
        self.take_attributes_along(&mut edits);
        self.keep_attributes(&mut edits);
        self.hand_over(&mut edits)?;
        self.take_places(&mut edits);
        self.supersede(&mut edits);
        self.uncomment(&mut edits);
        self.rewrite_paragraphs(&mut edits);
        self.doubt_beside(&edits)?;
        self.doubt_paragraphs(&edits)?;
        edits.pinned = self.pins.iter().map(|pin| pin.item).collect();
        Ok(edits)
    }

    /// Aligns what stands in order.
    fn in_order(&mut self, frame: Frame, marked: bool, whole: bool) -> Result<Edits, Doubt> {
        let mut items = self.items(&self.s.roots.clone(), &[]);
        let region = 0..self.f.units.len();
        if !marked && !whole {
            self.part(&mut items, &region, frame);
        }
        let free = marked && !self.s.roots.iter().any(|id| self.is_marked(*id));
        let around = if free { Around::Nothing } else { Around::Gaps };
        // What leaves something out between does not begin where the file begins.
        let parted = self.leave_unsaid_below_imports(&mut items, &region) && !marked;
        self.leave_unsaid(&mut items, &region, around);
        let frame = Frame { open: (frame.open.0 || parted, frame.open.1), ..frame };
        self.solve(items, region, frame)
    }

    /// Hashes of all tokens of the sketch, and of the file.
    fn said(&self) -> &(FxHashSet<u64>, FxHashSet<u64>) {
        self.said.get_or_init(|| {
            let hashes = |o: &Outline| o.tokens.iter().map(|t| t.hash).collect();
            (hashes(self.s), hashes(self.f))
        })
    }

    /// Do sketch and file both begin with imports, comments apart? A file has the clause that says its package
    /// above them, whether that is shown or not.
    fn begins_with_import(&self) -> bool {
        let first = |o: &Outline| {
            let first = o.roots.iter().find(|id| !o.units[o.nodes[**id].head].is_comment());
            first.copied().filter(|id| o.is_import(*id))
        };
        let (Some(ours), Some(theirs)) = (first(self.s), first(self.f)) else { return false };
        attached::is_package(self.s, ours) == attached::is_package(self.f, theirs)
    }

    /// Do sketch and file both begin with a comment that speaks of rights? Nothing stands above one but the
    /// line that names an interpreter, and nobody leaves that out to delete it.
    fn begins_with_licence(&self) -> bool {
        let begins = |o: &Outline| {
            let first = o.units.first().filter(|unit| unit.is_comment());
            first.is_some() && attached::is_licence(o.said(0))
        };
        let runs = |o: &Outline| o.said(0).starts_with("#!");
        begins(self.s) && begins(self.f) && runs(self.s) == runs(self.f)
    }

    /// Aligns items with a run of the file's units.
    fn solve(&mut self, items: Items, region: Range<usize>, frame: Frame) -> Result<Edits, Doubt> {
        if self.is_large(&items, &region) {
            let anchors = self.anchors(&items, &region);
            if !anchors.is_empty() {
                return self.split(&items, &region, frame, &anchors);
            }
        }
        let settled = self.settle(items, &region, frame)?;
        self.solve_settled(settled, &region, frame)
    }

    /// Is a problem one to split at what surely corresponds?
    fn is_large(&self, items: &Items, region: &Range<usize>) -> bool {
        let prose = self.lexis.layout == Layout::Prose;
        let most = if prose { SPLIT_PROSE } else { SPLIT };
        items.items.len().saturating_mul(region.len()) > most
    }

    /// Aligns items of a problem that was put together.
    fn solve_settled(
        &mut self,
        (mut items, mut level): (Items, Level),
        region: &Range<usize>,
        frame: Frame,
    ) -> Result<Edits, Doubt> {
        // New code around old code: look whether it is cheaper to take it apart.
        let mut tried = FxHashSet::default();
        let (mut table, mut path) = loop {
            let table = level.table();
            let path = table.path();
            let Some(apart) = self.take_apart(&items, region, &path, &mut tried) else {
                break (table, path);
            };
            let other = self.level(&apart, region, frame);
            self.charge(&other)?;
            if other.cost() + 0.5 < table.cost() {
                (items, level) = (apart, other);
                tried.clear();
            }
        };
        let best = table.cost();
        table.complete();
        let mut margin = None;
        if let Some(other) = self.doubts(&items, region, frame, &table, best, &path, &mut margin)? {
            path = other;
        }
        let mut edits = self.edits(&items, region, &level, &path, frame)?;
        edits.lead(margin);
        Ok(edits)
    }
}
