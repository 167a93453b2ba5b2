//! Weighs a node of the sketch against one of the file that it may be with a change.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Aligner;
use super::costs::SIMILAR;
use super::items::Item;
use super::level::{Candidate, Fit};
use super::siblings::code;
use super::similarity::tag;
use crate::index::{Class, Kind, NodeId, Outline, Unit};
use crate::lang::{Layout, Nesting};

impl Aligner<'_> {
    /// The candidate that takes a node of the sketch for what stands at a unit of the file.
    pub(super) fn changed_at(
        &mut self,
        id: NodeId,
        f: usize,
        region: &Range<usize>,
    ) -> Option<Candidate> {
        let node = &self.s.nodes[id];
        let Some(other) = self.f.heads[f] else {
            // A loose end may stand for a unit that continues or closes a node.
            let loose = node.is_leaf() && self.s.loose[node.head].closes > 0;
            return loose.then(|| self.loose_candidate(node.head, f, region)).flatten();
        };
        let twin = &self.f.nodes[other];
        if twin.last >= region.end && twin.head != f
            || self.s.units[node.head].is_comment() != self.f.units[f].is_comment()
        {
            return None;
        }
        self.changed(id, other, region)
    }

    /// Does a line of running text say all that one of the file says, and more, below the line that this
    /// one stands below?
    fn goes_on(&self, s: usize, f: usize) -> bool {
        const WORDS: usize = 2;
        let text = |o: &Outline, unit: usize| {
            self.lexis.layout == Layout::Prose || o.units[unit].is_comment()
        };
        let (Some(above), Some(there)) = (s.checked_sub(1), f.checked_sub(1)) else { return false };
        let joined = |o: &Outline, unit: usize| o.units[unit].fresh && o.units[unit].blanks == 0;
        let (more, said) = (self.s.said(s), self.f.said(f));
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        text(self.s, s)
            && text(self.f, f)
            && joined(self.s, s)
            && joined(self.f, f)
            && self.s.units[above].same(&self.f.units[there])
            && said.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count() >= WORDS
            && more.strip_prefix(said).is_some_and(ends)
    }

    /// Does a line of running text say where a link leads (`[name]: https://..`)? It is no text itself.
    fn defines_link(&self, o: &Outline, unit: usize) -> bool {
        let named = || o.said(unit).strip_prefix('[').and_then(|said| said.split_once(']'));
        self.lexis.layout == Layout::Prose && named().is_some_and(|(_, said)| said.starts_with(':'))
    }

    /// Do two units read the same but for words?
    fn same_shape(&self, s: usize, f: usize) -> bool {
        let a = self.s.unit_tokens(s);
        let b = self.f.unit_tokens(f);
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.kind == y.kind)
    }

    fn loose_candidate(
        &mut self,
        unit: usize,
        f: usize,
        region: &Range<usize>,
    ) -> Option<Candidate> {
        if self.s.units[unit].same(&self.f.units[f]) || self.s.units[unit].weight < 1.5 {
            return None;
        }
        let alike = self.similarity((unit, unit), (f, f));
        // `}, 1000)` and `}, 5000)` close the same.
        let alike = if self.same_shape(unit, f) { alike.max(0.75) } else { alike };
        let at = f - region.start;
        let cost = 2.0 * (1.0 - alike) * self.s.units[unit].weight + 0.2;
        (alike >= 0.6).then_some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
    }

    /// The candidate that takes node `s` of the sketch for node `f` of the file with a change.
    fn changed(&mut self, s: NodeId, f: NodeId, region: &Range<usize>) -> Option<Candidate> {
        let (sketch, file) = (self.s, self.f);
        let (a, b) = (&sketch.nodes[s], &file.nodes[f]);
        let at = b.head - region.start;
        let fits_in = b.last < region.end;
        let (s_key, f_key) = (self.s.keys[s], self.f.keys[f]);
        let has_marker = self.has_marker(Item::Node(s));
        // No line takes the place of a block around a gap.
        if !a.is_leaf() && b.is_leaf() && (has_marker || !fits_in)
            || self.are_other_tags(a.head, b.head)
            || self.defines_link(sketch, a.head) != self.defines_link(file, b.head)
        {
            return None;
        }
        let same_key = self.named_the_same(s, f)
            || match (s_key, f_key) {
                (None, None) => self.is_only_tag(a.head, b.head) || self.share_their_comment(s, f),
                (Some(_), Some(_)) => self.share_labels(s, f) || self.is_renamed_table(s, f),
                _ => self.is_only_tag(a.head, b.head) && self.share_a_line(s, f),
            };
        let other_key = !same_key && s_key.is_some() && f_key.is_some();
        let comment = self.s.units[a.head].is_comment();
        match (a.is_leaf(), b.is_leaf()) {
            (true, true) => {
                if self.s.units[a.head].same(&self.f.units[b.head]) {
                    return None;
                }
                let alike = self.similarity((a.head, a.head), (b.head, b.head));
                let same_key = same_key
                    || self.both_leave(a.head, b.head)
                    || self.are_titles(a.head, b.head)
                    || self.set_the_same(a.head, b.head)
                    || self.goes_on(a.head, b.head)
                    || self.are_one_row(a.head, b.head)
                    || self.share_row_heading(s, f);
                let keyless = s_key.is_none() && f_key.is_none();
                if keyless && !same_key && !comment && self.are_siblings(a.head, b.head) {
                    return None;
                }
                let cost = self.change_cost(a.head, alike, same_key, other_key, comment)?;
                Some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
            }
            (true, false) if self.opens(a.head) => {
                if self.s.units[a.head].same(&self.f.units[b.head]) {
                    return None;
                }
                let alike = self.similarity((a.head, a.head), (b.head, b.head));
                let same_key = same_key || other_key && self.is_rule_of(s, f);
                let cost = self.change_cost(a.head, alike, same_key, other_key, comment)?;
                Some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
            }
            (true, false) if self.begins_chain(s, f) => {
                let alike = self.similarity((a.head, a.head), (b.head, b.head));
                let cost = 0.3 + 0.3 * (1.0 - alike) * self.own_cost(Item::Node(s));
                Some(Candidate { at, next: at + 1, cost, fit: Fit::Similar })
            }
            (false, false)
                if (same_key || self.same_but_brace(s, f) || self.breaks_chain(s, f))
                    && self.ends_otherwise(s, f)
                    && !has_marker =>
            {
                // Lines that only hang below the first one are not what brackets hold.
                let alike = self.similarity((a.head, a.last), (b.head, b.last));
                let cost = 0.3 + 0.6 * (1.0 - alike) * self.own_cost(Item::Node(s));
                let next = b.last + 1 - region.start;
                fits_in.then_some(Candidate { at, next, cost, fit: Fit::OtherNode })
            }
            (false, false) => {
                if !fits_in {
                    return None;
                }
                // Another name is another thing, unless the sketch does not show what is in it, or
                // shows just what is in this one.
                let rule = other_key && self.is_rule_of(s, f);
                if other_key && !rule && !has_marker && !self.same_body(s, f) {
                    return None;
                }
                let (ours, theirs) = self.head_ends(s, f);
                let same_head = self.same_to((s, ours), (f, theirs));
                let alike = if same_head {
                    1.0
                } else {
                    let (ours, theirs) =
                        (ours.max(sketch.head_end(s)), theirs.max(file.head_end(f)));
                    let alike = self.similarity((a.head, ours), (b.head, theirs));
                    let grown = self.gets_attributes(s, f) || self.asks_more(s, f);
                    if grown { alike.max(SIMILAR) } else { alike }
                };
                let keyless = s_key.is_none() && f_key.is_none();
                let rebuilt = !same_head && keyless && self.stands_in_place(s, f);
                let may_be_other = keyless && !same_key && !has_marker && !rebuilt;
                let tag = self.s.broken_tag(s).is_some() || self.f.broken_tag(f).is_some();
                let heads = if tag { (ours, theirs) } else { (a.head, b.head) };
                if may_be_other && self.have_other_arguments((a.head, heads.0), (b.head, heads.1)) {
                    return None;
                }
                let unlike = alike < SIMILAR && !rule && !rebuilt && !self.is_retagged(s, f);
                if (other_key || !same_key && !same_head) && unlike {
                    return None;
                }
                let weight: f32 = self.s.units[a.head..=ours].iter().map(|u| u.weight).sum();
                let weight = weight.min(12.0);
                let mut head = if same_head { 0.0 } else { 2.0 * (1.0 - alike) * weight + 0.2 };
                if other_key {
                    head += 1.0;
                }
                let inner = self.nested_cost(s, f);
                let insert = self.own_cost(Item::Node(s));
                let cost = if same_key || rebuilt || same_head && self.is_telling(b.head) {
                    // What has the name is the thing, however much of it is new.
                    0.5 * head + (0.5 * inner).min(insert * 0.5)
                } else {
                    head + inner
                };
                // What stands behind a head alone may show what is in its body.
                let alone = sketch.units.get(a.last + 1).is_some_and(Unit::is_joint)
                    && !a.closed
                    && sketch.broken_head(s) == Some(a.last);
                let last = file.broken_head(f).filter(|_| alone).unwrap_or(b.last);
                Some(Candidate { at, next: last + 1 - region.start, cost, fit: Fit::Nested })
            }
            _ => {
                if has_marker || !fits_in {
                    return None;
                }
                let alike = self.similarity((a.head, a.last), (b.head, b.last));
                let insert = self.own_cost(Item::Node(s));
                let cost = if self.regroups(s, f) || self.extends_link(s, f) {
                    0.3
                } else if same_key {
                    0.3 + 0.6 * (1.0 - alike) * insert
                } else if s_key.is_none() && f_key.is_none() && alike >= 0.6
                    || alike >= SIMILAR && self.is_on_one_line(s, f)
                {
                    0.2 + 2.0 * (1.0 - alike) * insert
                } else {
                    return None;
                };
                Some(Candidate { at, next: b.last + 1 - region.start, cost, fit: Fit::OtherNode })
            }
        }
    }

    /// Does the sketch break a start tag over lines, and is it one without attributes in the file?
    fn gets_attributes(&self, s: NodeId, f: NodeId) -> bool {
        let (ours, theirs) = (self.s.nodes[s].head, self.f.nodes[f].head);
        self.head_ends(s, f).0 != ours
            && self.f.opens_element(f)
            && self.f.unit_tokens(theirs).len() == 3
            && self.is_only_tag(ours, theirs)
    }

    /// Is a line within a node of the sketch, which says something, within one of the file as it is?
    fn share_a_line(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        self.s.units[a.head + 1..=a.last].iter().any(|unit| {
            let telling = unit.weight >= 1.5 && !unit.is_comment() && !unit.is_marker();
            telling && self.f.units_with(unit.hash, &(b.head + 1..b.last + 1)).next().is_some()
        })
    }

    /// Is the head of a block of the sketch nothing but the bracket that opens it?
    pub(super) fn opens_only(&self, s: NodeId) -> bool {
        let node = &self.s.nodes[s];
        !node.is_leaf() && is_bare(self.s, node.head) && self.s.head_end(s) == node.head
    }

    /// Do two statements with a body begin with one word and stand in one column, and does the body of the
    /// sketch's show a line, in its own column too, that it and the file have once, in the other's? Then
    /// the head alone is another one: around code that stays a new one would stand further out.
    fn stands_in_place(&self, s: NodeId, f: NodeId) -> bool {
        const TELLING: f32 = 3.0;
        let (sketch, file) = (self.s, self.f);
        let (a, b) = (&sketch.nodes[s], &file.nodes[f]);
        let word = |o: &Outline, unit: usize| {
            let first = o.unit_tokens(unit).first();
            first.filter(|t| t.kind == Kind::Word).map(|t| t.hash)
        };
        let branch = word(sketch, a.head);
        if branch.is_none()
            || branch != word(file, b.head)
            || self.lexis.layout != Layout::Lines
            || sketch.column(a.head) != file.column(b.head)
            || !sketch.units[a.head].fresh
        {
            return false;
        }
        let (shown, all) = (0..sketch.units.len(), 0..file.units.len());
        a.children.iter().any(|child| {
            let unit = sketch.nodes[*child].head;
            let line = &sketch.units[unit];
            if line.weight < TELLING || line.is_comment() || line.is_marker() {
                return false;
            }
            let mut twins = file.units_with(line.hash, &all);
            let (Some(twin), None) = (twins.next(), twins.next()) else { return false };
            sketch.units_with(line.hash, &shown).nth(1).is_none()
                && sketch.column(unit) == file.column(twin)
                && file.heads[twin].is_some_and(|id| file.nodes[id].parent == Some(f))
        })
    }

    /// Does a bracket close a node of the file, while lines only hang below the head of the sketch's, up to the
    /// end of the statement or of what is around it?
    fn ends_otherwise(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let around = a.parent.map(|id| &self.s.nodes[id]);
        let ends = || around.is_some_and(|around| around.closed && around.last == a.last + 1);
        self.lexis.nesting == Nesting::Closed
            && self.lexis.layout == Layout::Lines
            && b.closed
            && !a.closed
            && self.f.unit_tokens(b.last).iter().any(|t| t.is(b'}') || t.is(b')') || t.is(b']'))
            && !(a.head..=a.last).any(|unit| self.s.loose[unit].any())
            && (self.s.unit_tokens(a.last).last().is_some_and(|t| t.is(b';')) || ends())
    }

    /// Do two nodes begin with the same line, but for the brace that opens the file's?
    fn same_but_brace(&self, s: NodeId, f: NodeId) -> bool {
        let (ours, theirs) =
            (code(self.s, self.s.nodes[s].head), code(self.f, self.f.nodes[f].head));
        theirs.split_last().is_some_and(|(brace, head)| {
            brace.is(b'{') && head.iter().map(|t| t.hash).eq(ours.iter().map(|t| t.hash))
        })
    }

    /// Does a group of declarations (`import (`) of the sketch hold the one that the file has alone?
    fn regroups(&self, s: NodeId, f: NodeId) -> bool {
        let (group, lone) = (&self.s.nodes[s], &self.f.nodes[f]);
        if !lone.is_leaf() || !self.s.unit_tokens(group.head).last().is_some_and(|t| t.is(b'(')) {
            return false;
        }
        let tokens = |o: &Outline, unit: usize| -> Vec<u64> {
            o.unit_code(unit).filter(|t| !t.is(b';')).map(|t| t.hash).collect()
        };
        let (head, said) = (tokens(self.s, group.head), tokens(self.f, lone.head));
        // Its comment would have to go into the group.
        let noted = lone.head.checked_sub(1).is_some_and(|above| {
            self.f.units[above].is_comment() && self.f.units[lone.head].blanks == 0
        });
        !noted
            && head.len() == 2
            && said.len() > 1
            && head[0] == said[0]
            && group.children.iter().any(|c| tokens(self.s, self.s.nodes[*c].head) == said[1..])
    }

    /// Does a unit of the file say enough, and no other the same, to know it by?
    fn is_telling(&self, f: usize) -> bool {
        let unit = &self.f.units[f];
        let all = 0..self.f.units.len();
        unit.weight >= 3.0 && self.f.units_with(unit.hash, &all).count() == 1
    }

    /// Is it an element that is under another tag now: all that it says behind that is the same?
    fn is_retagged(&self, s: NodeId, f: NodeId) -> bool {
        let head = |o: &Outline, id: NodeId| tag(o, o.nodes[id].head).is_some();
        head(self.s, s) && head(self.f, f) && self.same_body(s, f)
    }

    /// Is what is nested in two nodes the same, and more than a word or two?
    fn same_body(&self, s: NodeId, f: NodeId) -> bool {
        const TELLING: f32 = 6.0;
        /// Where a list of names lost or won some.
        const LISTED: f32 = 1.5;
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        // Arms often do the same.
        if self.s.keys[s].is_some_and(|key| key.class == Class::Case) {
            return false;
        }
        let names = |o: &Outline, unit: usize| -> FxHashSet<u64> {
            let said = o.said(unit).trim_end_matches(['{', ' ']);
            let hash = |name: &str| xxhash_rust::xxh3::xxh3_64(name.trim().as_bytes());
            said.split(',').map(hash).collect()
        };
        let (ours, theirs) = (names(self.s, a.head), names(self.f, b.head));
        let listed = ours.len().max(theirs.len()) > 1
            && (ours.is_subset(&theirs) || theirs.is_subset(&ours));
        let telling = if listed { LISTED } else { TELLING };
        let weight: f32 = self.s.units[a.head + 1..=a.last].iter().map(|u| u.weight).sum();
        weight >= telling && self.s.hash(a.head + 1, a.last).0 == self.f.hash(b.head + 1, b.last).0
    }
}

/// Is a unit made of signs alone?
pub(super) fn is_bare(o: &Outline, unit: usize) -> bool {
    o.unit_tokens(unit).iter().all(|t| matches!(t.kind, Kind::Punct(_)))
}
