//! How much two pieces of code have in common.

use rustc_hash::FxHashMap;

use super::Aligner;
use super::costs::DEPTH;
use super::identity::name_others;
use super::items::{Frame, Item};
use super::siblings::{code, is_part};
use crate::index::{Class, Key, Kind, NodeId, Outline, Token};
use crate::lang::Layout;
use crate::merge::labels::labels;

/// The tokens of some units, sorted, with what they weigh.
#[derive(Debug)]
struct Bag {
    tokens: Vec<(u64, f32)>,
    total: f32,
}

impl Bag {
    fn new(tokens: Vec<(u64, f32)>) -> Self {
        let total = tokens.iter().map(|(_, weight)| weight).sum();
        Self { tokens, total }
    }
}

/// The bags of an outline that were asked for.
#[derive(Debug, Default)]
pub(super) struct Bags {
    units: Vec<Option<Bag>>,
    runs: FxHashMap<(usize, usize), Bag>,
}

impl Bags {
    pub fn new(outline: &Outline) -> Self {
        Self { units: outline.units.iter().map(|_| None).collect(), runs: FxHashMap::default() }
    }

    fn get(&self, units: (usize, usize)) -> Option<&Bag> {
        if units.0 == units.1 { self.units[units.0].as_ref() } else { self.runs.get(&units) }
    }
}

impl<'a> Aligner<'a> {
    /// Makes sure that the bag of some units is there.
    fn fill(&mut self, of_sketch: bool, units: (usize, usize)) {
        let (outline, bags) = match of_sketch {
            true => (self.s, &mut self.bags.0),
            false => (self.f, &mut self.bags.1),
        };
        let missing = || Bag::new(outline.bag(units.0, units.1));
        if units.0 == units.1 {
            bags.units[units.0].get_or_insert_with(missing);
        } else {
            bags.runs.entry(units).or_insert_with(missing);
        }
    }

    /// Weighted Dice coefficient of two runs of units' tokens: from 0 to 1.
    pub(super) fn similarity(&mut self, s: (usize, usize), f: (usize, usize)) -> f32 {
        let (sw, fw) = (self.weight(true, s), self.weight(false, f));
        if sw.min(fw) * 4.0 < sw.max(fw) {
            return 0.0;
        }
        self.fill(true, s);
        self.fill(false, f);
        let (Some(a), Some(b)) = (self.bags.0.get(s), self.bags.1.get(f)) else { return 0.0 };
        self.work += (a.tokens.len() + b.tokens.len()) as u64;
        let total = a.total + b.total;
        let (a, b) = (&a.tokens, &b.tokens);
        let (mut i, mut j, mut common) = (0, 0, 0.0);
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    common += a[i].1;
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        if total == 0.0 { 0.0 } else { 2.0 * common / total }
    }

    fn weight(&self, of_sketch: bool, units: (usize, usize)) -> f32 {
        let outline = if of_sketch { self.s } else { self.f };
        match outline.heads[units.0] {
            Some(id) if outline.nodes[id].last == units.1 => outline.weights[id],
            _ => outline.units[units.0..=units.1].iter().map(|u| u.weight).sum(),
        }
    }

    /// How far the depths of two units differ, relative to what is around them, as a cost.
    pub(super) fn depth_cost(&self, s: usize, f: usize, frame: Frame, most: f32) -> f32 {
        if self.lexis.layout == Layout::Prose {
            let around = |o: &Outline, unit: usize| {
                o.nodes[o.owner[unit]].parent.and_then(|p| o.keys[p]).map(|key| key.name)
            };
            let (a, b) = (around(self.s, s), around(self.f, f));
            return if a.is_none() || a == b { 0.0 } else { DEPTH.min(0.4 * most) };
        }
        let units = matches!(self.lexis.layout, Layout::Declarations | Layout::Elements);
        let (s_base, f_base) = match frame.heads {
            Some((s, f)) => (self.s.level(s), if units { 0.0 } else { self.f.level(f) }),
            None => (0.0, 0.0),
        };
        let s_unit = &self.s.units[s];
        if !s_unit.fresh {
            return 0.0;
        }
        let s_level = self.s.level(s) - s_base;
        let f_level = if units {
            let around = frame.heads.map_or(0, |(_, f)| self.f.nesting(f) + 1);
            let deep = self.f.nesting(f).saturating_sub(around) as f32;
            deep + if frame.heads.is_some() { 1.0 } else { 0.0 }
        } else {
            self.f.level(f) - f_base
        };
        if (s_level - f_level).abs() < 0.3 || !units && self.is_indented_apart(s, f, frame) {
            0.0
        } else {
            DEPTH.min(0.4 * most)
        }
    }

    /// Is a unit of the file in a block that is indented by other steps than most of the file, and in the very
    /// column that one of the sketch has?
    fn is_indented_apart(&self, s: usize, f: usize, frame: Frame) -> bool {
        let Some(around) = self.f.nodes[self.f.owner[f]].parent else { return false };
        let column = self.f.column(self.f.nodes[self.f.owner[f]].head);
        let own = column.checked_sub(self.f.column(self.f.nodes[around].head));
        let same = |s: usize, f: usize| self.s.column(s) == self.f.column(f);
        own.is_some_and(|step| step > 0 && step != self.f.step())
            && same(s, f)
            && frame.heads.is_none_or(|(s, f)| same(s, f))
    }

    /// Do both units leave the block in the same way? Nobody writes two such in a row.
    pub(super) fn both_leave(&self, s: usize, f: usize) -> bool {
        let way = way_out(self.s, s);
        way.is_some() && way == way_out(self.f, f)
    }

    /// Does an item have the key of what stands at a unit of the file, or bring the same name into
    /// it?
    pub(super) fn named_alike(&self, item: Item, f: usize) -> bool {
        let (Item::Node(id), Some(other)) = (item, self.f.heads[f]) else { return false };
        self.named_the_same(id, other)
    }

    /// Have two nodes one name, or what tells one thing where there is no name: the texts of a call, what
    /// a hook depends on, the names that a line sets or brings in, what a module is to others?
    pub(super) fn named_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let keys = (self.s.keys[s], self.f.keys[f]);
        matches!(keys, (Some(a), Some(b)) if a.same(b))
            || self.bring_in_the_same(s, f)
            || self.kinds.get(&s) == Some(&f)
            || self.set_alike(s, f)
            || self.export_the_same(s, f)
            || self.loop_over_more(s, f)
            || self.are_one_arm(s, f)
            || self.asks_now(s, f)
            || self.are_one_variant(s, f)
            || self.is_relabelled(s, f)
            || match keys {
                (Some(_), Some(_)) => false,
                (None, None) => {
                    self.calls_the_same(s, f)
                        || self.hooks_the_same(s, f)
                        || self.wraps_call(s, f)
                        || self.log_the_same(s, f)
                }
                _ => self.calls_the_same(s, f),
            }
    }

    /// Do two loops of a style sheet write rules of one name, where one goes over all that the other goes
    /// over, and more?
    fn loop_over_more(&self, s: NodeId, f: NodeId) -> bool {
        if self.lexis.layout != Layout::Declarations {
            return false;
        }
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let (x, y) = (self.s.said(a.head), self.f.said(b.head));
        let loops = ["@each", "@for"].iter().any(|word| x.starts_with(word) && y.starts_with(word));
        let rules = |o: &Outline, id: NodeId| -> Vec<Key> {
            let keys = o.nodes[id].children.iter().filter_map(|child| o.keys[*child]);
            keys.filter(|key| key.class == Class::Definition).collect()
        };
        loops && {
            let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
            let (written, known) = (rules(self.s, s), rules(self.f, f));
            (is_part(self.s, &ours, self.f, &theirs) || is_part(self.f, &theirs, self.s, &ours))
                && written.iter().any(|rule| known.iter().any(|other| other.same(*rule)))
        }
    }

    /// Does one say what a module is to those that require it, and the other to those that import it? A
    /// file is a module of one sort.
    fn export_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let defines = || self.s.keys[s].is_some_and(|key| key.class == Class::Definition);
        let Some(ours) = exports(self.s, s) else { return false };
        exports(self.f, f).is_some_and(|theirs| ours != theirs) && !defines()
    }

    /// Are both units tags of one name, of which sketch and file have one each?
    pub(super) fn is_only_tag(&self, s: usize, f: usize) -> bool {
        let (Some(ours), Some(theirs)) = (tag(self.s, s), tag(self.f, f)) else { return false };
        let (of_sketch, of_file) = self.tags.get_or_init(|| (tags(self.s), tags(self.f)));
        ours == theirs && of_sketch.get(&ours) == Some(&1) && of_file.get(&theirs) == Some(&1)
    }

    /// Do two imports, or two lists of declarations, bring in a name that both have?
    pub(super) fn bring_in_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let (ours, theirs) = (&self.s.brought[s], &self.f.brought[f]);
        if ours.is_empty() || theirs.is_empty() {
            return false;
        }
        let import = |o: &Outline, id: NodeId| o.keys[id].is_some_and(|k| k.class == Class::Import);
        import(self.s, s) == import(self.f, f)
            && theirs.iter().any(|name| ours.binary_search(name).is_ok())
    }

    /// Are the labels of one branch among those of the other? `case "a", "b":`, `A | B =>`.
    pub(super) fn share_labels(&self, s: NodeId, f: NodeId) -> bool {
        let (ours, theirs) = (labels(self.s, s), labels(self.f, f));
        let among =
            |a: &[Vec<u64>], b: &[Vec<u64>]| !a.is_empty() && a.iter().all(|l| b.contains(l));
        ours.len() + theirs.len() > 2 && (among(&ours, &theirs) || among(&theirs, &ours))
    }
}

impl Aligner<'_> {
    /// Are these two arms (`A => x`, `B => y`) for things whose names have little in common?
    pub(super) fn are_other_arms(&self, s: NodeId, f: NodeId) -> bool {
        let label = |o: &Outline, id: NodeId| -> Option<Vec<Token>> {
            let key = o.keys[id].filter(|key| key.class == Class::Case)?;
            Some(o.key_tokens(key).iter().filter(|t| t.kind != Kind::Comment).copied().collect())
        };
        let Some((ours, theirs)) = label(self.s, s).zip(label(self.f, f)) else { return false };
        !self.share_labels(s, f) && name_others(self.s, &ours, self.f, &theirs)
    }
}

/// Who gets what a module is.
#[derive(PartialEq)]
enum Exports {
    /// Those that require it: `module.exports =`.
    Required,
    /// Those that import it: `export default`.
    Imported,
}

/// Does a node say what its module is?
fn exports(o: &Outline, id: NodeId) -> Option<Exports> {
    let said = |token: &Token| o.token_text(token);
    match o.unit_tokens(o.nodes[id].head) {
        [module, dot, exports, equals, ..]
            if said(module) == "module"
                && dot.is(b'.')
                && said(exports) == "exports"
                && equals.is(b'=') =>
        {
            Some(Exports::Required)
        }
        [export, default, ..] if said(export) == "export" && said(default) == "default" => {
            Some(Exports::Imported)
        }
        _ => None,
    }
}

/// The word by which a unit leaves the block that it stands in.
pub(in crate::merge) fn way_out(o: &Outline, unit: usize) -> Option<&str> {
    const WAYS: [&str; 7] = ["return", "throw", "raise", "break", "continue", "goto", "exit"];
    let first = o.unit_tokens(unit).first()?;
    Some(o.token_text(first)).filter(|word| WAYS.contains(word))
}

/// Hash of the name of the tag that a unit starts; none for parameters of a type (`<T, U>(`).
pub(super) fn tag(o: &Outline, unit: usize) -> Option<u64> {
    match *o.unit_tokens(unit) {
        [_, _, .., last] if last.is(b'(') => None,
        [open, name, ..] if open.is(b'<') && name.kind == Kind::Word => Some(name.hash),
        _ => None,
    }
}

/// How many nodes of an outline start a tag of each name.
fn tags(o: &Outline) -> FxHashMap<u64, u32> {
    let mut counts = FxHashMap::default();
    for name in o.nodes.iter().filter(|n| !n.spine.is_empty()).filter_map(|n| tag(o, n.head)) {
        *counts.entry(name).or_default() += 1;
    }
    counts
}
