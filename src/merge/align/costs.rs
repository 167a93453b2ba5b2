//! What it costs to take an item for new, to change a unit of the file, and to leave one out.

use std::ops::Range;

use super::Aligner;
use super::identity::Bond;
use super::items::Item;
use super::level::{Candidate, Skip};
use crate::index::{Kind, NodeId, Outline, Role, Token, Unit};
use crate::lang::{Layout, Nesting};
use crate::merge::attached;
use crate::merge::leading::is_directive;

/// Similarity below which two units have nothing in common.
pub(super) const SIMILAR: f32 = 0.5;
/// Similarity from which things with different names may be one thing renamed.
const RENAMED: f32 = 0.8;
/// What a wrong depth costs.
pub(super) const DEPTH: f32 = 1.2;
/// What it costs to take for new what the file has once.
pub(super) const REPEAT: f32 = 6.0;
/// What it costs to take for new what both have once, beside a gap.
pub(super) const ANCHOR: f32 = 4.0 * REPEAT;
/// Letters and digits from which a comment says something of its own.
const NOTE: usize = 12;
/// What it costs at most to leave out a line: less than to take a known one for new.
const LINE: f32 = 7.0;
/// What it costs to leave out a comment.
const LOST: f32 = 0.15;
/// What it costs to leave out a comment that stands right above something.
const LEADING: f32 = 1.2;
/// What it costs to leave out the head of a branch.
const BRANCH: f32 = 12.0;
/// What it costs to leave out here what the sketch shows as it is somewhere.
pub(super) const SHOWN: f32 = 0.6;
/// What it costs to take for new what cannot stand alone.
pub(super) const TORN: f32 = 25.0;

/// What units tell.
pub(super) fn told(units: &[Unit]) -> f32 {
    units
        .iter()
        .map(|u| {
            if u.is_marker() {
                0.0
            } else if u.is_comment() {
                u.weight.min(8.0) * 0.4 + 0.2
            } else {
                u.weight.min(12.0) + 0.5
            }
        })
        .sum()
}

impl Aligner<'_> {
    pub(super) fn insert_cost(&self, item: Item) -> f32 {
        let torn = match item {
            Item::Deletion { .. } => return 1000.0,
            // Half of something, or something whose inside is not shown, must be there already.
            Item::Node(id) => {
                let node = &self.s.nodes[id];
                let half = node.is_leaf()
                    && (self.s.loose[node.head].any()
                        || self.ends_tag(node.head)
                        || self.ends_template(node.head))
                    || !node.closed && self.is_open_tag(id);
                let torn = !node.is_leaf() && self.s.loose[node.last].opens > 0;
                half || torn
                    || self.has_marker(item)
                    || self.is_bare_attribute(id)
                    || self.is_table_in_part(id)
            }
            Item::Part(_) | Item::New(_) => false,
        };
        let own: f32 = self.own_cost(item);
        if torn { own + TORN } else { own }
    }

    /// Does a unit of the file head a branch for all that the others leave?
    fn is_otherwise(&self, f: usize) -> bool {
        const WORDS: [&str; 6] = ["else", "finally", "ensure", "default", "except", "rescue"];
        let word = self.f.unit_tokens(f).iter().find(|token| token.kind == Kind::Word);
        word.is_none_or(|word| WORDS.contains(&self.f.token_text(word)))
    }

    fn is_comment(&self, item: Item) -> bool {
        self.s.units[self.units(item).start].is_comment()
    }

    /// Is it an attribute with nothing but a gap below, or nothing at all?
    fn is_bare_attribute(&self, id: NodeId) -> bool {
        self.lexis.layout == Layout::Lines
            && attached::is_attribute(self.s, self.s.nodes[id].head)
            && self.s.units.get(self.s.nodes[id].last + 1).is_none_or(Unit::is_marker)
    }

    /// Is it one table of several (`[[package]]`) with a gap at its end, of which nothing else is shown,
    /// or whose name the file has?
    fn is_table_in_part(&self, id: NodeId) -> bool {
        let node = &self.s.nodes[id];
        let marker = |unit: usize| self.s.units.get(unit).is_some_and(Unit::is_marker);
        let known = || {
            let all = 0..self.f.units.len();
            self.s.keys[id].is_some_and(|key| self.f.nodes_named(key, &all).next().is_some())
        };
        self.lexis.nesting == Nesting::Headings
            && node.parent.is_none()
            && self.s.said(node.head).starts_with("[[")
            && (marker(node.last) || marker(node.last + 1))
            && (node.is_leaf() || known())
    }

    /// Is it a tag with something nested in it that the sketch does not end, in a file that ends all of
    /// that name?
    fn is_open_tag(&self, id: usize) -> bool {
        let node = &self.s.nodes[id];
        !node.is_leaf()
            && self.s.keys[id].is_none()
            && self.s.unit_tokens(node.head).first().is_some_and(|t| t.is(b'<'))
            && self.opens(node.head)
    }

    /// Is it a closing tag?
    fn ends_tag(&self, unit: usize) -> bool {
        let tokens = self.s.unit_tokens(unit);
        matches!(tokens, [a, b, ..] if a.is(b'<') && b.is(b'/'))
    }

    /// Does it end a block of a template (`{% endif %}`) that the sketch does not begin?
    fn ends_template(&self, unit: usize) -> bool {
        // `+1` where a block of the name begins, `-1` where one ends.
        let word = |unit: usize| {
            let said = self.s.said(unit).strip_prefix("{%")?.trim_start_matches(['-', '+', ' ']);
            said.split(|c: char| !c.is_alphanumeric() && c != '_').next()
        };
        let Some(name) = word(unit).and_then(|word| word.strip_prefix("end")) else { return false };
        let steps = (0..unit).rev().filter_map(word).map(|word| match word.strip_prefix("end") {
            Some(ended) if ended == name => -1,
            _ if word == name => 1,
            _ => 0,
        });
        let mut depth = 0;
        !steps.into_iter().any(|step: i32| {
            depth += step;
            depth > 0
        })
    }

    /// What the units of an item tell.
    pub(super) fn own_cost(&self, item: Item) -> f32 {
        match item {
            Item::Node(id) => self.tells[id],
            _ => told(&self.s.units[self.units(item)]),
        }
    }

    /// What the file has already is seldom new: what it costs to take it for new all the same.
    pub(super) fn repeat_cost(
        &self,
        item: Item,
        found: &[Candidate],
        region: &Range<usize>,
    ) -> f32 {
        let exact = || found.iter().filter(|c| c.fit.says_the_same());
        // A comment at the depth where it is shown is meant rather than those elsewhere.
        let least = exact().map(|c| c.cost).fold(f32::INFINITY, f32::min);
        let meant = |c: &&Candidate| !self.is_comment(item) || c.cost <= least;
        let exact = exact().filter(meant).count();
        let weight: f32 = self.units(item).map(|u| self.s.units[u].weight).sum();
        if matches!(item, Item::Part(_)) && exact > 0 {
            return REPEAT;
        }
        let calls = |id: NodeId, c: &Candidate| {
            self.f.heads[region.start + c.at].is_some_and(|other| self.calls_the_same(id, other))
        };
        let named = matches!(item, Item::Node(id)
            if self.s.keys[id].is_some() || found.iter().any(|c| calls(id, c)));
        let other = |c: &Candidate| {
            matches!(item, Item::Node(id)
            if self.bond_of_set(id, region.start + c.at) != Bond::Unsaid)
        };
        let namesakes =
            found.iter().filter(|c| self.named_alike(item, region.start + c.at) && !other(c));
        // Nor does a comment that says something.
        let note =
            self.units(item).all(|unit| self.is_note(unit) || self.paragraphs.contains_key(&unit));
        // What names a section stands above it and nowhere else.
        if exact == 1 && self.units(item).all(|unit| self.banners.contains_key(&unit)) {
            return ANCHOR;
        }
        // A directive that a file begins with (`'use strict'`) stands there once.
        if found.iter().any(|c| c.fit.says_the_same() && self.begin_both(item, region.start + c.at))
        {
            return ANCHOR;
        }
        // A line of a string seldom occurs twice.
        let text = self.units(item).all(|u| self.s.units[u].role == Role::InString);
        let grown = || {
            let head = self.units(item).start;
            found.iter().filter(|c| self.is_text_grown(head, region.start + c.at)).count()
        };
        let titled = || matches!(item, Item::Node(id) if self.titled_alike(id, region).is_some());
        match exact {
            0 if titled() => 2.0 * REPEAT,
            // A second of one name where there is one is hardly meant either.
            0 if named && namesakes.count() == 1 => REPEAT,
            0 if text && grown() == 1 => REPEAT / 2.0,
            1 if named && self.lexis.layout == Layout::Prose => 2.0 * REPEAT,
            // Two comments in the same words are one.
            1 if self.is_comment(item) && (weight >= 3.0 || note || self.heads_section(item)) => {
                2.0 * REPEAT
            }
            1 if weight >= 1.5 || named || text || note => REPEAT,
            1 if self.is_text(item) => REPEAT / 2.0,
            2.. if weight >= 1.5 => REPEAT / 4.0,
            _ => 0.0,
        }
    }

    /// Is it a directive, which the sketch begins with and a unit of the file that one?
    fn begin_both(&self, item: Item, f: usize) -> bool {
        let first = |o: &Outline, at: usize| {
            o.heads[at].is_some_and(|id| is_directive(o, id))
                && o.units[..at].iter().all(|u| u.is_comment() && !u.is_marker())
        };
        first(self.s, self.units(item).start) && first(self.f, f)
    }

    /// Is it an entry of a list that is a text and no more?
    fn is_text(&self, item: Item) -> bool {
        let says = |t: &Token| self.s.token_text(t).contains(char::is_alphanumeric);
        match self.s.unit_tokens(self.units(item).start) {
            [text] => text.kind == Kind::Text && says(text),
            [text, comma] => text.kind == Kind::Text && says(text) && comma.is(b','),
            _ => false,
        }
    }

    /// Is it a comment of one line that the sketch has once and that stands apart, alone or with other
    /// comments, from what follows: the name of a part of the file?
    fn heads_section(&self, item: Item) -> bool {
        let unit = self.units(item).start;
        let all = 0..self.s.units.len();
        let below = self.s.units[unit + 1..].iter().find(|u| !u.is_comment() || u.blanks > 0);
        self.s.said(unit).bytes().any(|b| b.is_ascii_alphanumeric())
            && below.is_some_and(|u| u.blanks > 0)
            && self.s.units_with(self.s.units[unit].hash, &all).nth(1).is_none()
    }

    /// The place of what sketch and file have once, in one depth. An import has no order: of one it is
    /// told only by what is beside it.
    pub(super) fn anchor(
        &self,
        item: Item,
        found: &[Candidate],
        region: &Range<usize>,
    ) -> Option<Candidate> {
        let Item::Node(id) = item else { return None };
        let hash = self.s.hashes[id];
        let all = 0..self.f.units.len();
        let telling = self.s.weights[id] >= 1.5 && !self.is_comment(item);
        let shown = self.shown.partition_point(|h| *h < hash);
        let once = telling
            && self.shown.get(shown + 1) != Some(&hash)
            && self.f.nodes_with(hash, &all).nth(1).is_none();
        // A hunk that nests nothing tells no step of its indentation: its column tells as much.
        let column = self.s.column(self.s.nodes[id].head);
        let in_place = |f: usize| column > 0 && column == self.f.column(f);
        let known = |c: &&Candidate| {
            let same = c.fit.says_the_same();
            same && (c.cost == 0.0 || c.cost <= DEPTH && in_place(region.start + c.at))
        };
        found.iter().find(known).copied().filter(|_| once)
    }

    /// What it costs to replace a unit of the file by one of the sketch.
    pub(super) fn change_cost(
        &self,
        unit: usize,
        alike: f32,
        same_key: bool,
        other_key: bool,
        comment: bool,
    ) -> Option<f32> {
        let weight = self.s.units[unit].weight.min(12.0);
        if same_key {
            return Some(0.2 + 0.6 * (1.0 - alike) * weight);
        }
        if other_key {
            // Perhaps renamed, perhaps new beside it: only its neighbours can tell.
            return (alike >= RENAMED).then_some(weight + 0.4);
        }
        if comment {
            return (alike >= SIMILAR).then_some((1.0 - alike) * weight.min(8.0) * 0.4 + 0.1);
        }
        let cost = 2.0 * (1.0 - alike) * weight + 0.2;
        (alike >= SIMILAR).then_some(cost)
    }

    pub(super) fn skip(&self, f: usize, region: &Range<usize>) -> Skip {
        let unit = &self.f.units[f];
        let node = self.f.heads[f].map(|id| &self.f.nodes[id]).filter(|n| n.last < region.end);
        if unit.is_comment() {
            // Nothing comes between a comment and what it is about.
            let below = self.f.units.get(node.map_or(f, |n| n.last) + 1);
            let cost = if below.is_some_and(|u| u.fresh && u.blanks == 0) { LEADING } else { LOST };
            let whole = node.filter(|n| !n.is_leaf()).map(|n| (cost, n.last + 1 - region.start));
            return Skip { unit: if whole.is_some() { 0.5 } else { cost }, node: whole };
        }
        // What a comment behind it says is no reason to keep it.
        let said: f32 = match unit.comment {
            Some(_) if self.f.heads[f].is_some_and(|id| self.f.keys[id].is_some()) => {
                self.comment_weight(f)
            }
            _ => 0.0,
        };
        let weight = (unit.weight - said).min(12.0);
        // What the sketch shows elsewhere is not left out.
        let elsewhere = self.f.heads[f].is_some_and(|id| {
            let hash = self.f.hashes[id];
            let all = 0..self.f.units.len();
            self.f.keys[id].is_some()
                && self.f.weights[id] >= 1.5
                && self.shown.binary_search(&hash).is_ok()
                && self.f.nodes_with(hash, &all).nth(1).is_none()
        });
        if let Some(n) = node.filter(|_| elsewhere) {
            let whole = (!n.is_leaf()).then(|| (SHOWN, n.last + 1 - region.start));
            let unit = if n.is_leaf() { SHOWN } else { 0.8 * weight + 1.5 };
            return Skip { unit, node: whole };
        }
        match node {
            Some(n) if !n.is_leaf() => {
                let total = self.f.bulk(f);
                // A head or an end alone goes only where something is unwrapped.
                Skip {
                    unit: 0.8 * weight + 1.5,
                    node: Some((2.0 + 0.25 * total, n.last + 1 - region.start)),
                }
            }
            // A long line is left out as easily as two short ones.
            Some(_) => Skip { unit: (0.8 * weight + 0.3).clamp(1.2, LINE), node: None },
            None => {
                // Without the head of a branch, what it heads would come under another one. An `else`
                // alone goes where a branch is unwrapped.
                let owner = &self.f.nodes[self.f.owner[f]];
                let continues = owner.head != f && !(owner.closed && owner.last == f);
                let branch = continues && (weight >= 2.0 || !self.is_otherwise(f));
                let heads = if branch { BRANCH } else { 0.0 };
                Skip { unit: 0.8 * weight + 0.8 + heads, node: None }
            }
        }
    }

    /// What the comments among a unit's tokens weigh.
    fn comment_weight(&self, f: usize) -> f32 {
        let tokens = self.f.unit_tokens(f);
        let comments = tokens.iter().filter(|t| t.kind == Kind::Comment);
        comments
            .map(|t| {
                let words = self.f.token_text(t).split_whitespace().take(16).count();
                0.5 * words as f32
            })
            .sum()
    }

    /// Does a comment say something of its own?
    pub(super) fn is_note(&self, unit: usize) -> bool {
        self.s.units[unit].is_comment()
            && self.s.said(unit).bytes().filter(u8::is_ascii_alphanumeric).count() >= NOTE
    }

    /// Does a unit start something whose rest it does not show?
    pub(super) fn opens(&self, unit: usize) -> bool {
        let code = || self.s.unit_code(unit);
        let Some(last) = code().next_back() else { return false };
        if self.s.loose[unit].opens > 0 || last.is(b':') && self.lexis.nesting == Nesting::Offside {
            return true;
        }
        // Its brace may stand on the next line.
        let below = self
            .s
            .units
            .get(unit + 1)
            .filter(|_| self.s.loose.get(unit + 1).is_some_and(|l| l.opens > 0));
        if below.is_some_and(|u| u.tokens.len() == 1 && self.s.tokens[u.tokens.start].is(b'{')) {
            return true;
        }
        // A tag that is opened and not closed.
        let opened = code().next().is_some_and(|t| t.is(b'<')) && last.is(b'>');
        let pairs: Vec<_> = code().collect();
        let closes = pairs
            .windows(2)
            .any(|w| w[0].is(b'<') && w[1].is(b'/') || w[0].is(b'/') && w[1].is(b'>'));
        opened && !closes
    }
}
