//! Carries indentation from a sketch to a file.
//!
//! New code stands, relative to matched code around it, as it stands in the sketch; levels are
//! written the way that the file writes them.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::edits::Edits;
use super::enclosed;
use crate::index::{NodeId, Outline, Role};
use crate::lang::{Layout, Lexis};

/// Lines that a sketch must repeat for its white space to be trusted.
const FAITHFUL: usize = 4;

/// How the lines of a sketch stand in the file.
pub(super) struct Indenter<'a> {
    s: &'a Outline,
    f: &'a Outline,
    /// Matched units that tell how deep a sketch's column is in the file.
    anchors: Vec<(usize, usize)>,
    /// For each unit of the sketch: the gaps before it that are indented like the top of a sketch.
    hunks: Vec<u32>,
    /// For each unit of the sketch: the head of the outermost new node that it is in.
    tops: Vec<Option<usize>>,
    /// Units of the sketch, each with the unit of the file that it stands for.
    partners: &'a BTreeMap<usize, usize>,
    /// For each unit of the sketch that stands in what was a single unit: the head of that, and the
    /// unit of the file.
    recast: Vec<Option<(usize, usize)>>,
    /// For each unit of the file: does something around it go?
    bared: Vec<bool>,
    /// For each unit of the sketch: is it new?
    fresh: Vec<bool>,
    /// New items of a list, and an item that the file's list has: a list may stand in the column of
    /// its key or deeper. So may the code that an element holds.
    items: FxHashMap<usize, usize>,
    /// For each unit of the sketch that is new: the unit of the file that it stands before.
    slots: FxHashMap<usize, usize>,
    /// Units of the sketch between two code blocks of a reply.
    joints: Vec<usize>,
    /// Do anchors stand in the same column on both sides?
    exact: bool,
    /// Columns that one level takes in the sketch and in the file, where matched units tell.
    level: Option<(i64, i64)>,
    /// What stands before anchors that have the same on both sides.
    leads: FxHashSet<&'a str>,
    /// Are anchors the same byte for byte?
    faithful: bool,
    /// Is indentation content?
    prose: bool,
}

impl<'a> Indenter<'a> {
    pub fn new(s: &'a Outline, f: &'a Outline, lexis: &Lexis, edits: &'a Edits) -> Self {
        let mut fresh = vec![false; s.units.len()];
        for unit in edits.inserted.values().flatten() {
            fresh[*unit] = true;
        }
        let tops = enclosed::tops(s, &fresh, lexis);
        let mut hunks = Vec::with_capacity(s.units.len());
        let mut hunk = 0;
        for (unit, u) in s.units.iter().enumerate() {
            hunk += u32::from(u.role == Role::Gap && s.nodes[s.owner[unit]].parent.is_none());
            hunks.push(hunk);
        }
        let mut recast = vec![None; s.units.len()];
        for (a, b) in &edits.partners {
            let (Some(node), Some(was)) = (s.heads[*a], f.heads[*b]) else { continue };
            if !s.nodes[node].is_leaf() && f.nodes[was].is_leaf() {
                recast[a + 1..=s.nodes[node].last].fill(Some((*a, *b)));
            }
        }
        let bared = bared(s, f, edits);
        let pairs: Vec<(usize, usize)> = edits
            .partners
            .iter()
            .map(|(s, f)| (*s, *f))
            .filter(|(a, b)| {
                tops[*a].is_none()
                    && !bared[*b]
                    && s.units[*a].fresh
                    && f.units[*b].fresh
                    && !matches!(f.units[*b].role, Role::InString | Role::InComment)
            })
            .collect();
        let same = |pair: &&(usize, usize)| s.units[pair.0].same(&f.units[pair.1]);
        // An end that the file alone writes in another column than its head says nothing of what follows.
        let leans = |(a, b): &&(usize, usize)| is_flush(s, *a) && !is_flush(f, *b);
        let anchors: Vec<(usize, usize)> =
            pairs.iter().filter(same).filter(|pair| !leans(pair)).copied().collect();
        // One in ten may be matched wrongly or stand elsewhere now; one of few changed lines too.
        let stand = |pairs: &[(usize, usize)], few: bool| {
            let apart = pairs.iter().filter(|(a, b)| s.column(*a) != f.column(*b)).count();
            apart * 10 <= pairs.len() || few && apart <= 1
        };
        let exact = stand(&anchors, false) && stand(&pairs, anchors.len() >= 3);
        let level = level(s, f, &pairs);
        let faithful = anchors.len() >= FAITHFUL
            && anchors.iter().all(|(a, b)| s.said(*a).trim_end() == f.said(*b).trim_end());
        let leads =
            anchors.iter().filter(|(a, b)| s.lead(*a) == f.lead(*b)).map(|(a, _)| s.lead(*a));
        let leads = leads.collect();
        let mut items = FxHashMap::default();
        for (a, b) in &edits.nodes {
            let listed = |o: &Outline, id: usize, around: usize| {
                let head = o.nodes[id].head;
                let unit = &o.units[head];
                let dash = || o.tokens[unit.tokens.clone()].first().is_some_and(|t| t.is(b'-'));
                let held = || is_embedded(o, head) && !is_embedded(o, o.nodes[around].head);
                unit.fresh && (dash() || held())
            };
            let Some(known) = f.nodes[*b].children.iter().find(|c| listed(f, **c, *b)) else {
                continue;
            };
            let heads = s.nodes[*a].children.iter().filter(|c| listed(s, **c, *a));
            items.extend(heads.map(|c| (s.nodes[*c].head, f.nodes[*known].head)));
        }
        let by_rule = edits.by_rule.iter().map(|id| s.nodes[*id].head);
        for head in by_rule.chain(edits.pinned.iter().copied()) {
            let slot = edits.inserted.iter().find(|(_, units)| units.contains(&head));
            let sibling = slot.and_then(|(slot, _)| held_at(f, *slot));
            if let Some(sibling) = sibling.filter(|_| is_embedded(s, head)) {
                items.insert(head, sibling);
            }
        }
        let prose = lexis.layout == Layout::Prose;
        let of_slot = |(slot, units): (&usize, &Vec<usize>)| -> Vec<(usize, usize)> {
            units.iter().map(|unit| (*unit, *slot)).collect()
        };
        let slots = edits.inserted.iter().flat_map(of_slot).collect();
        Self {
            s,
            f,
            anchors,
            hunks,
            tops,
            partners: &edits.partners,
            recast,
            bared,
            fresh,
            items,
            slots,
            joints: (0..s.units.len()).filter(|unit| s.units[*unit].is_joint()).collect(),
            exact,
            level,
            leads,
            faithful,
            prose,
        }
    }

    /// Is the unit of the file kept while what it was nested in goes?
    pub fn is_bared(&self, f: usize) -> bool {
        self.bared[f]
    }

    /// Does the sketch stand in the file's own columns?
    pub fn is_exact(&self) -> bool {
        self.exact && !self.anchors.is_empty()
    }

    /// Does the code block of a reply in which a unit stands do so? One may show a line without what it is
    /// indented under.
    pub fn is_exact_around(&self, unit: usize) -> bool {
        let next = self.joints.partition_point(|joint| *joint <= unit);
        let from = next.checked_sub(1).map_or(0, |at| self.joints[at]);
        let to = self.joints.get(next).copied().unwrap_or(self.s.units.len());
        let stands = |(s, f): (&usize, &usize)| self.s.column(*s) == self.f.column(*f);
        self.is_exact() && (self.joints.is_empty() || self.partners.range(from..to).any(stands))
    }

    /// Is the unit new?
    pub fn is_new(&self, unit: usize) -> bool {
        self.fresh[unit]
    }

    /// Does the sketch repeat lines of the file with the white space that is in them?
    pub fn is_faithful(&self) -> bool {
        self.faithful
    }

    /// Is the unit nested in a node that is new?
    pub fn in_new_code(&self, unit: usize) -> bool {
        self.tops[unit].is_some_and(|top| top != unit)
    }

    /// The indentation that a unit of the sketch has in the file; `slot` is where it goes.
    pub fn of(&self, unit: usize, slot: usize) -> String {
        if let Some((head, f)) = self.recast[unit] {
            let columns = self.columns(head, unit);
            // What is replaced stands where the sketch shows it, and so does what is below it.
            if self.is_exact() || self.bared[f] {
                let lead = self.of(head, f);
                return shift(&lead, self.in_file(columns), self.tabs(), self.f.step());
            }
            return self.shifted(f, columns);
        }
        if self.prose && self.is_exact() {
            let start = self.s.units[unit].start;
            let line = self.s.text[..start].rfind('\n').map_or(0, |i| i + 1);
            return self.s.text[line..start].to_owned();
        }
        let base = self.tops[unit].unwrap_or(unit);
        if let Some(f) = self.items.get(&base) {
            return self.shifted(*f, self.columns(base, unit));
        }
        match self.anchor(base) {
            Some((s, f)) => match self.as_shown(unit, (s, f)) {
                Some(lead) => lead.to_owned(),
                None => self.shifted(f, self.columns(s, unit)),
            },
            None => match self.around(base) {
                Some((head, f)) => self.shifted(f, self.columns(head, unit)),
                None => self.beside(self.slots.get(&base).copied().unwrap_or(slot), base, unit),
            },
        }
    }

    /// The white space before a unit of the sketch, where it is the file's own: the sketch repeats a line that
    /// has the same, and the line that tells where the unit stands has the same on both sides.
    fn as_shown(&self, unit: usize, (s, f): (usize, usize)) -> Option<&'a str> {
        let lead = self.s.lead(unit);
        (self.leads.contains(lead)
            && self.column(unit) == self.s.column(unit)
            && self.s.lead(s) == self.f.lead(f))
        .then_some(lead)
    }

    /// The heads of the innermost matched node around a unit, whatever changed in them.
    fn around(&self, unit: usize) -> Option<(usize, usize)> {
        let owner = self.s.owner[unit];
        let mut at =
            if self.s.nodes[owner].head == unit { self.s.nodes[owner].parent } else { Some(owner) };
        while let Some(id) = at {
            let head = self.s.nodes[id].head;
            let matched = self.partners.get(&head).filter(|f| self.f.units[**f].fresh);
            if let Some(f) = matched.filter(|_| self.s.units[head].fresh) {
                return Some((head, *f));
            }
            at = self.s.nodes[id].parent;
        }
        None
    }

    /// The matched unit that tells most about where `unit` stands: of its own column, near.
    fn anchor(&self, unit: usize) -> Option<(usize, usize)> {
        let column = self.column(unit);
        let badness = |s: usize| {
            let apart = u64::from(self.s.column(s).abs_diff(column));
            let elsewhere = u64::from(self.hunks[s] != self.hunks[unit]);
            (elsewhere, apart, s.abs_diff(unit) as u64)
        };
        self.anchors.iter().copied().min_by_key(|(s, _)| badness(*s))
    }

    /// Without any anchor: as deep as what stands where the unit goes.
    fn beside(&self, slot: usize, base: usize, unit: usize) -> String {
        let closes = |f: &usize| {
            let owner = &self.f.nodes[self.f.owner[*f]];
            owner.head != *f
        };
        let next = (slot < self.f.units.len()).then_some(slot).filter(|f| !closes(f));
        let before = || slot.checked_sub(1).map(|f| self.sibling_ending_at(f, base));
        match next.or_else(before) {
            Some(f) => self.shifted(f, self.columns(base, unit)),
            None => " ".repeat(self.s.column(unit).saturating_sub(self.s.column(base)) as usize),
        }
    }

    /// The head of what ends with a unit of the file and stands in the column that a unit of the sketch
    /// has; of what is around it all for one that is not indented.
    fn sibling_ending_at(&self, f: usize, base: usize) -> usize {
        let wanted = self.s.column(base);
        let mut outer = f;
        let mut at = Some(self.f.owner[f]);
        while let Some(id) = at {
            outer = self.f.nodes[id].head;
            if self.f.column(outer) == wanted {
                return outer;
            }
            at = self.f.nodes[id].parent;
        }
        if wanted == 0 { outer } else { f }
    }

    /// Columns of the sketch from one unit to another.
    fn columns(&self, from: usize, to: usize) -> i64 {
        i64::from(self.column(to)) - i64::from(self.column(from))
    }

    /// The column of a unit of the sketch; of a comment further out than what it stands above, that
    /// one's.
    fn column(&self, unit: usize) -> u32 {
        let own = self.s.column(unit);
        if self.prose || self.s.units[unit].role != Role::Comment {
            return own;
        }
        let below = self.s.units[unit..].iter().position(|u| !u.is_comment());
        let below = below.map(|at| unit + at).filter(|at| !self.s.units[*at].is_marker());
        below.map_or(own, |at| own.max(self.s.column(at)))
    }

    /// The indentation of a unit of the file, moved by so many columns of the sketch.
    fn shifted(&self, f: usize, columns: i64) -> String {
        shift(self.f.lead(f), self.in_file(columns), self.tabs(), self.f.step())
    }

    /// Does a tab indent? A file in which nothing is indented does as the sketch does.
    fn tabs(&self) -> bool {
        self.f.tabs || self.f.indent.is_none() && self.s.tabs
    }

    /// Columns of the sketch as columns of the file.
    fn in_file(&self, columns: i64) -> i64 {
        let bare = !self.f.tabs && self.f.indent.is_none();
        let own = if bare { self.s.step() } else { self.f.step() };
        let (step, file_step) = self.level.unwrap_or((i64::from(self.s.step()), i64::from(own)));
        // A tab counts as `step` columns on either side, so levels carry over.
        if self.exact
            && self.anchors.iter().any(|(_, f)| self.f.column(*f) > 0)
            && !self.f.tabs
            && !self.s.tabs
            && self.s.indent.is_none_or(|i| i64::from(i) % file_step == 0)
            || step == file_step
        {
            return columns;
        }
        let (levels, rest) = (columns / step, columns % step);
        levels * file_step + rest
    }
}

/// Is a unit in another language than what is around the element that holds it (`<style>`)?
fn is_embedded(o: &Outline, unit: usize) -> bool {
    o.tokens.get(o.units[unit].tokens.start).is_some_and(|token| token.region != 0)
}

/// What such an element holds at a place, or right before it: a head.
fn held_at(f: &Outline, slot: usize) -> Option<usize> {
    if f.heads.get(slot)?.is_some() && is_embedded(f, slot) {
        return Some(slot);
    }
    let mut id = *f.owner.get(slot.checked_sub(1)?)?;
    while let Some(parent) = f.nodes[id].parent.filter(|p| is_embedded(f, f.nodes[*p].head)) {
        id = parent;
    }
    Some(f.nodes[id].head).filter(|head| is_embedded(f, *head))
}

/// For each unit of the file: is it kept while the head of a node around it goes, and nothing takes
/// that head's place?
fn bared(s: &Outline, f: &Outline, edits: &Edits) -> Vec<bool> {
    let mut bared = vec![false; f.units.len()];
    let gone = |unit: &usize| edits.removed.contains(unit) && !edits.replaced.contains_key(unit);
    for head in edits.removed.iter().filter(|unit| gone(unit)) {
        let opened = || brace_gone(s, f, *head, edits);
        let Some(node) = f.heads[*head].or_else(opened).map(|id| &f.nodes[id]) else { continue };
        for (unit, is_bared) in bared.iter_mut().enumerate().take(node.last + 1).skip(head + 1) {
            *is_bared |= !gone(&unit);
        }
    }
    bared
}

/// Does a unit that continues a node stand in the column of its head?
pub(super) fn is_flush(o: &Outline, unit: usize) -> bool {
    let head = o.nodes[o.owner[unit]].head;
    head != unit && o.column(unit) == o.column(head)
}

/// The node of the file that a unit, a brace on a line of its own, opens below a head which stays and does not
/// open it now.
fn brace_gone(s: &Outline, f: &Outline, brace: usize, edits: &Edits) -> Option<NodeId> {
    let id = f.owner[brace];
    let node = &f.nodes[id];
    let below = f.opens_below(id).filter(|at| node.spine[*at] == brace)?;
    let above = node.spine[below - 1];
    let shown = edits.partners.iter().find(|(_, old)| **old == above).map(|(unit, _)| *unit)?;
    let opens = s.unit_code(shown).next_back().is_some_and(|t| t.is(b'{'));
    (!opens && !edits.removed.contains(&node.head)).then_some(id)
}

/// The columns that matched units stand in from the matched head around them, in the sketch and in
/// the file: those of most. Where all that heads hold is new, those of what they held.
fn level(s: &Outline, f: &Outline, pairs: &[(usize, usize)]) -> Option<(i64, i64)> {
    let partner: FxHashMap<usize, usize> = pairs.iter().copied().collect();
    let head = |o: &Outline, unit: usize| o.nodes[o.owner[unit]].parent.map(|p| o.nodes[p].head);
    let mut counts: FxHashMap<(i64, i64), usize> = FxHashMap::default();
    // What one head holds stands as one line of it does.
    let mut told: FxHashSet<(usize, (i64, i64))> = FxHashSet::default();
    for (a, b) in pairs {
        let (Some(above), Some(below)) = (head(s, *a), head(f, *b)) else { continue };
        if partner.get(&above) != Some(&below) {
            continue;
        }
        let columns = (
            i64::from(s.column(*a)) - i64::from(s.column(above)),
            i64::from(f.column(*b)) - i64::from(f.column(below)),
        );
        if columns.0 > 0 && columns.1 > 0 && told.insert((above, columns)) {
            *counts.entry(columns).or_default() += 1;
        }
    }
    let first = |o: &Outline, unit: usize| {
        let first = o.nodes[o.heads[unit]?].children.first()?;
        Some(i64::from(o.column(o.nodes[*first].head)) - i64::from(o.column(unit)))
    };
    for (a, b) in if counts.is_empty() { pairs } else { &[] } {
        if let (Some(ours @ 1..), Some(theirs @ 1..)) = (first(s, *a), first(f, *b)) {
            counts.insert((ours, theirs), 1);
        }
    }
    let usual = |columns: (i64, i64)| columns.1 == i64::from(f.step());
    let most = counts.into_iter().max_by_key(|(at, count)| (*count, usual(*at), *at));
    most.map(|(columns, _)| columns)
}

/// Lengthens or shortens white space by columns; a tab is one step.
pub(super) fn shift(lead: &str, columns: i64, tabs: bool, step: u32) -> String {
    let step = i64::from(step.max(1));
    let mut lead = lead.to_owned();
    let mut left = columns;
    while left < 0 {
        match lead.pop() {
            Some('\t') => left += step,
            Some(_) => left += 1,
            None => break,
        }
    }
    while left > 0 {
        if tabs && left >= step {
            // In front of spaces that only line something up.
            let at = lead.len() - lead.trim_start_matches('\t').len();
            lead.insert(at, '\t');
            left -= step;
        } else {
            lead.push(' ');
            left -= 1;
        }
    }
    lead
}

#[cfg(test)]
mod tests {
    use super::shift;

    #[test]
    fn shifts_in_the_files_own_way() {
        assert_eq!(shift("\t", 4, true, 4), "\t\t");
        assert_eq!(shift("\t\t", -4, true, 4), "\t");
        assert_eq!(shift("  ", 2, false, 2), "    ");
        assert_eq!(shift("\t  ", 4, true, 4), "\t\t  ");
        assert_eq!(shift("  ", -4, false, 2), "");
    }
}
