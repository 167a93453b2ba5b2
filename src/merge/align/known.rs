//! Tells what an item stands for by what it is shown beside, which the file has as it is.

use std::ops::Range;

use super::Aligner;
use super::items::{Item, Items};
use super::level::{Candidate, Fit};
use super::siblings::{code, in_common, words};
use super::similarity::way_out;
use crate::index::{Kind, Node, NodeId, Outline, Token};
use crate::lang::{Layout, Nesting};

/// What it costs to take a line for the one that gave its name a value before: little.
const DEAD: f32 = 0.4;

impl Aligner<'_> {
    /// What is shown right beside something, in its column, stands in the block in which the file has
    /// that, or around it: not in another one, of which the end would have to go.
    pub(super) fn keep_in_block(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        for i in 0..items.items.len() {
            if items.floating.contains_key(&i) {
                continue;
            }
            let above = i.checked_sub(1).filter(|_| !gaps[i]);
            let below = Some(i + 1).filter(|_| !gaps[i + 1]);
            self.keep_beside(items, i, [above, below], region, candidates);
            self.keep_whole(items, i, gaps, region, candidates);
        }
    }

    /// What stands between a gap and something known, in the column of that, is nothing of a block between
    /// the two in the file: the gap covers one end of that block, and the other would have to go. Not where
    /// it does what the block does, which then would be done twice.
    fn keep_whole(
        &self,
        items: &Items,
        i: usize,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        // A comment is no more than what it is shown with.
        let comment = |j: &usize| self.heads_another(items.items[*j]);
        let top = (0..i).rev().take_while(|j| !gaps[j + 1] && comment(j)).last().unwrap_or(i);
        let below = (i + 1..items.items.len()).take_while(|j| !gaps[*j]).find(|j| !comment(j));
        let (above_gap, below_gap) = (gaps[top], gaps[i + 1]);
        if self.lexis.layout != Layout::Lines || above_gap == below_gap {
            return;
        }
        let beside = if above_gap { below } else { i.checked_sub(1) };
        let known = |j| self.known_in_line(items, (i, j), 0.0, region, candidates);
        let Some(known) = beside.and_then(known) else { return };
        let known = &self.f.nodes[known];
        candidates[i].retain(|c| {
            let other = self.f.heads[region.start + c.at].filter(|_| c.fit.is_changed());
            let around = other.and_then(|id| self.f.nodes[id].parent).map(|id| &self.f.nodes[id]);
            !around.is_some_and(|block| {
                let between = match above_gap {
                    true => block.last < known.head,
                    false => block.head > known.last,
                };
                between && !self.does_again(items.items[i], block)
            })
        });
    }

    /// Does an item say most of what is said in a block, the ways out of it apart?
    fn does_again(&self, item: Item, block: &Node) -> bool {
        let inside = (block.head + 1..=block.last).filter(|u| way_out(self.f, *u).is_none());
        let theirs: Vec<String> =
            inside.flat_map(|unit| words(self.f, &code(self.f, unit))).collect();
        let ours: Vec<String> =
            self.units(item).flat_map(|unit| words(self.s, &code(self.s, unit))).collect();
        !theirs.is_empty() && in_common(&theirs, ours) * 5 >= theirs.len() * 4
    }

    /// The same where nothing says what is left out, for two things alone: the one that the file has as it
    /// is was shown for the place of the other.
    pub(super) fn keep_pair_in_block(
        &self,
        items: &Items,
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        let count = items.items.len();
        let ends = |at: usize| at == 0 || at == count || !items.gaps[at].is_empty();
        for i in 0..count {
            let above = i.checked_sub(1).filter(|above| !ends(i) && ends(*above));
            let below = Some(i + 1).filter(|_| !ends(i + 1) && ends(i + 2));
            self.keep_beside(items, i, [above, below], region, candidates);
        }
    }

    /// Keeps of what item `i` may be what stands in the block in which the file has what it is shown
    /// beside, or around that.
    fn keep_beside(
        &self,
        items: &Items,
        i: usize,
        beside: [Option<usize>; 2],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        // Headings part what stands in a row.
        if self.lexis.layout == Layout::Prose || self.lexis.nesting == Nesting::Headings {
            return;
        }
        for j in beside.into_iter().flatten() {
            if let Some(known) = self.known_in_line(items, (i, j), 1.5, region, candidates) {
                candidates[i].retain(|c| !self.is_in_another(c, known, region));
            }
        }
    }

    /// What of the file item `j` is, if the file has that once as it is, it weighs `least` and stands in the
    /// column of item `i`.
    fn known_in_line(
        &self,
        items: &Items,
        (i, j): (usize, usize),
        least: f32,
        region: &Range<usize>,
        candidates: &[Vec<Candidate>],
    ) -> Option<NodeId> {
        let (Item::Node(id), Some(Item::Node(other))) = (items.items[i], items.items.get(j)) else {
            return None;
        };
        let (own, head) = (self.s.nodes[id].head, self.s.nodes[*other].head);
        let telling = !self.s.units[head].is_comment() && self.s.weights[*other] >= least;
        let in_line = self.s.column(own) == self.s.column(head);
        let c = only_known(&candidates[j])?;
        let beside = telling && in_line && !items.floating.contains_key(&j);
        self.f.heads[region.start + c.at].filter(|_| beside)
    }

    /// Would an item be something changed in a block that ends before the one begins in which `known`
    /// stands, or begins behind its end?
    fn is_in_another(&self, c: &Candidate, known: NodeId, region: &Range<usize>) -> bool {
        let other = self.f.heads[region.start + c.at].filter(|_| c.fit.is_changed());
        let around = |id: NodeId| self.f.nodes[id].parent.map(|id| &self.f.nodes[id]);
        let blocks = (other.and_then(around), around(known));
        matches!(blocks, (Some(a), Some(b)) if a.last < b.head || b.last < a.head)
    }

    /// Does a node of the sketch define under another name, which nothing else uses, the function that one of
    /// the file is, or set what that sets? Nobody writes both in a row.
    pub(super) fn stands_for(&self, s: NodeId, f: NodeId) -> bool {
        self.lexis.layout == Layout::Lines
            && (self.sets_again(s, f) || self.is_function_renamed(s, f))
    }

    /// Do two functions differ in nothing but a name that nothing else says?
    fn is_function_renamed(&self, s: NodeId, f: NodeId) -> bool {
        /// Tokens from which two functions are the same by no accident.
        const TELLING: usize = 20;
        let pairs = || self.s.node_code(s).zip(self.f.node_code(f));
        let mut differ = pairs().filter(|(a, b)| a.hash != b.hash);
        let (Some((name, old)), None) = (differ.next(), differ.next()) else { return false };
        let ours: Vec<&Token> = self.s.node_code(s).collect();
        let function = || ours.windows(2).any(|two| two[0].is(b'=') && two[1].is(b'>'));
        let unused = || {
            !self.s.tokens.iter().any(|t| t.hash == old.hash)
                && self.f.tokens.iter().filter(|t| t.hash == old.hash).nth(1).is_none()
        };
        // Parts of one thing may do the same.
        let part = || ours.iter().take_while(|t| !t.is(b'=')).any(|t| t.is(b'.'));
        ours.len() >= TELLING
            && ours.len() == self.f.node_code(f).count()
            && self.s.name_word(s) == Some(name.hash)
            && function()
            && !part()
            && unused()
    }

    /// Do two statements give one name a value, where the new one does not read the old, or says nothing
    /// that the old one does not?
    fn sets_again(&self, s: NodeId, f: NodeId) -> bool {
        // Most nodes are none, and large ones are not to be copied.
        let sets = |o: &Outline, id: NodeId| {
            let path = |t: &&Token| t.kind == Kind::Word || t.is(b'.');
            let sign = |t: &&Token| matches!(t.kind, Kind::Punct(b'=' | b'?' | b':'));
            o.node_code(id).find(|t| !path(t)).filter(sign).is_some()
        };
        if !sets(self.s, s) || !sets(self.f, f) {
            return false;
        }
        let own = |o: &Outline, id: NodeId| o.node_code(id).copied().collect::<Vec<Token>>();
        let (ours, theirs) = (own(self.s, s), own(self.f, f));
        let (Some((name, value)), Some((old, was))) = (set(&ours), set(&theirs)) else {
            return false;
        };
        let reads = || value.iter().any(|t| t.hash == name[0].hash);
        let said = || {
            let was = words(self.f, was);
            let now = words(self.s, value);
            now.len() > 1 && now.iter().all(|word| was.contains(word))
        };
        name.iter().map(|t| t.hash).eq(old.iter().map(|t| t.hash)) && (!reads() || said())
    }

    /// In new code around old code: a line that sets what the line sets that the file has right above the
    /// same code is that one. A value is set to be read, and nothing would read the old one if both stood
    /// there.
    pub(super) fn take_dead_values(
        &self,
        items: &Items,
        gaps: &[bool],
        region: &Range<usize>,
        candidates: &mut [Vec<Candidate>],
    ) {
        if self.lexis.layout != Layout::Lines {
            return;
        }
        for i in 1..items.items.len().saturating_sub(1) {
            let (Item::Node(id), Item::Node(next)) = (items.items[i], items.items[i + 1]) else {
                continue;
            };
            // The first line of what is new around it.
            let first = matches!(items.items[i - 1], Item::New(_))
                && items.floating.contains_key(&i)
                && items.floating.contains_key(&(i + 1));
            if !first || gaps[i] || gaps[i + 1] || !candidates[i].is_empty() {
                continue;
            }
            if !self.s.nodes[id].is_leaf() || self.s.units[self.s.nodes[next].head].is_comment() {
                continue;
            }
            let Some(below) = only_known(&candidates[i + 1]) else { continue };
            let Some(unit) = (region.start + below.at).checked_sub(1) else { continue };
            let leaf = self.f.heads[unit].is_some_and(|id| self.f.nodes[id].is_leaf());
            if !leaf || !region.contains(&unit) || self.f.units[unit + 1].blanks > 0 {
                continue;
            }
            let ours = code(self.s, self.s.nodes[id].head);
            let theirs = code(self.f, unit);
            let (Some((name, value)), Some((old, _))) = (set(&ours), set(&theirs)) else {
                continue;
            };
            let same = name.iter().map(|t| t.hash).eq(old.iter().map(|t| t.hash));
            let reads = value.iter().any(|t| t.hash == name[0].hash);
            if same && !reads {
                let at = unit - region.start;
                candidates[i].push(Candidate { at, next: at + 1, cost: DEAD, fit: Fit::Similar });
            }
        }
    }
}

/// Of what an item may be, the one that says the same; none where several do.
pub(super) fn only_known(found: &[Candidate]) -> Option<Candidate> {
    let mut known = found.iter().filter(|c| c.fit.says_the_same());
    known.next().filter(|_| known.next().is_none()).copied()
}

/// The name to which a line gives a value (`a.b = c`, `A ?= c`), and the value.
fn set(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    let equals = tokens.iter().position(|t| t.is(b'='))?;
    let (name, value) = (&tokens[..equals], &tokens[equals + 1..]);
    let name = match name {
        [name @ .., sign] if sign.is(b'?') || sign.is(b':') => name,
        _ => name,
    };
    let path = name.iter().all(|t| t.kind == Kind::Word || t.is(b'.'));
    let compared = value.first().is_none_or(|t| t.is(b'='));
    (path && !name.is_empty() && name.len() % 2 == 1 && !compared).then_some((name, value))
}
