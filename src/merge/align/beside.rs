//! Doubts what was taken for new beside a gap that may be the next thing changed.
//!
//! New code next to a gap stands beside what the gap begins or ends with. Where the two are of a kind,
//! and the only ones of it, nothing tells whether the old one stays or was replaced.

use rustc_hash::FxHashSet;

use super::identity::name_others;
use super::siblings::{code, has_another, words};
use super::similarity::way_out;
use super::{Aligner, Doubt, Place};
use crate::index::{Class, Kind, NodeId, Outline, Token, Unit};
use crate::lang::Layout;
use crate::merge::attached::is_attribute;
use crate::merge::edits::Edits;

/// Words that begin a statement with a condition or a body.
pub(super) const BRANCHES: [&str; 9] =
    ["if", "for", "while", "switch", "match", "foreach", "unless", "until", "with"];
/// Words of conditions that name nothing.
const FORM: [&str; 9] = ["if", "for", "while", "unless", "until", "not", "and", "or", "in"];
/// Names that a condition must have to be known by them.
const NAMED: usize = 2;
/// What a line must say to be known by.
pub(super) const TELLING: f32 = 3.0;

impl Aligner<'_> {
    /// Refuses new code beside a gap that may stand for what the gap hides right there.
    pub(super) fn doubt_beside(&self, edits: &Edits) -> Result<(), Doubt> {
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let stays = |unit: usize| !shown.contains(&unit) && !edits.touches(unit);
        let fresh: FxHashSet<usize> = edits.inserted.values().flatten().copied().collect();
        let gone = self.imports_gone(edits);
        let open = |new: &NodeId| !self.is_pinned(self.s.nodes[*new].head);
        for (slot, units) in &edits.inserted {
            let (Some(first), Some(last)) = (units.first(), units.last()) else { continue };
            let head = self.unwraps(*slot, *first, &shown).filter(|head| stays(*head));
            if let Some(head) = head.filter(|_| !self.is_pinned(*first)) {
                let fits = vec![Place::At(head), Place::Before(*slot)];
                return Err(Doubt::Places { item: *first, fits });
            }
            if last + 1 == self.s.units.len() {
                let new = top(self.s, *last, &fresh, |node, unit| node.last == unit).filter(open);
                let old = self.f.heads.get(*slot).copied().flatten();
                if let (Some(new), Some(old)) = (new, old.filter(|_| stays(*slot)))
                    && (self.is_all_of(new, old) || self.may_say_anew(*slot, units, edits))
                {
                    return Err(self.doubt_of(new, *slot, old));
                }
            }
            let is_gap = |unit: Option<usize>| unit.is_some_and(|u| self.sketch.is_gap(u));
            if is_gap(Some(last + 1).filter(|u| *u < self.s.units.len())) {
                let below = (*slot..self.f.units.len()).find(|u| !self.f.units[*u].is_comment());
                let new = top(self.s, *last, &fresh, |node, unit| node.last == unit).filter(open);
                let old = below.filter(|u| stays(*u)).and_then(|u| self.f.heads[u]);
                if let (Some(new), Some(old)) = (new, old)
                    && (self.may_be(new, old, units)
                        || self.is_moved(old, units, &fresh)
                        || self.may_take(new, old, edits, &gone)
                        || units.len() == 1 && self.call_in_the_same_words(new, old))
                {
                    return Err(self.doubt_of(new, *slot, old));
                }
            }
            if is_gap(first.checked_sub(1)) {
                let above = (0..*slot).rev().find(|u| !self.f.units[*u].is_comment());
                let new = top(self.s, *first, &fresh, |node, unit| node.head == unit).filter(open);
                let all = above
                    .map(|u| top(self.f, u, &FxHashSet::default(), |node, unit| node.last == unit));
                let old = all.flatten().filter(|id| stays(self.f.nodes[*id].head));
                if let (Some(new), Some(old)) = (new, old)
                    && (self.may_be(new, old, units)
                        || self.loops_again(old, units)
                        || self.goes_over_the_same(new, old)
                        || self.may_take(new, old, edits, &gone)
                        || self.share_attribute(units, old))
                {
                    return Err(self.doubt_of(new, *slot, old));
                }
            }
        }
        Ok(())
    }

    /// The first line of a block without a name in which new code would stand, where the sketch shows all
    /// that is in the block and not that line, and the new code in that line's column: it may take its
    /// place.
    fn unwraps(&self, slot: usize, new: usize, shown: &FxHashSet<usize>) -> Option<usize> {
        let (s, f) = (self.s, self.f);
        let owner = *f.owner.get(slot)?;
        let around = if f.nodes[owner].head == slot { f.nodes[owner].parent? } else { owner };
        let node = &f.nodes[around];
        let code = |child: &&NodeId| !f.units[f.nodes[**child].head].is_comment();
        let column = s.column(new);
        (self.lexis.layout == Layout::Lines
            && f.keys[around].is_none()
            && !shown.contains(&node.head)
            && s.units[new].fresh
            && column > 0
            && column == f.column(node.head)
            && node.children.iter().filter(code).all(|child| shown.contains(&f.nodes[*child].head)))
        .then_some(node.head)
    }

    /// May new code take the place of a hidden line that has no place beside it, though that was not taken for
    /// it: one that cannot stay, that nothing uses any longer, or that the new code does on a condition or asks?
    fn may_take(&self, new: NodeId, old: NodeId, edits: &Edits, gone: &[&str]) -> bool {
        let (s, f) = (self.s.nodes[new].head, self.f.nodes[old].head);
        self.is_outdated(f, edits, gone)
            || self.f.nodes[old].is_leaf()
                && (self.does_on_condition(s, f)
                    || self.call_within(new, old).is_some()
                    || self.has_no_use_left(new, old, edits))
    }

    /// Do two lines call one thing with other texts first, and is what the old text says used nowhere any
    /// longer, where it was used by lines that change (`--user` of an option, and `args.user`)?
    fn has_no_use_left(&self, new: NodeId, old: NodeId, edits: &Edits) -> bool {
        let (s, f) = (self.s.nodes[new].head, self.f.nodes[old].head);
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let common = ours.iter().zip(&theirs).take_while(|(x, y)| x.hash == y.hash).count();
        let opens = common.checked_sub(1).is_some_and(|at| ours[at].is(b'('));
        let text = |said: &[Token]| said.get(common).is_some_and(|t| t.kind == Kind::Text);
        if !opens || !text(&ours) || !text(&theirs) {
            return false;
        }
        let [name] = &words(self.f, &theirs[common..=common])[..] else { return false };
        let word = |o: &Outline, unit: usize| {
            o.unit_code(unit).any(|t| t.kind == Kind::Word && o.token_text(t) == name)
        };
        let goes = |unit: usize| edits.touches(unit);
        let mut uses =
            (0..self.f.units.len()).filter(|unit| *unit != f && word(self.f, *unit)).peekable();
        uses.peek().is_some()
            && uses.all(goes)
            && !(0..self.s.units.len()).any(|unit| word(self.s, unit))
    }

    fn doubt_of(&self, new: NodeId, slot: usize, old: NodeId) -> Doubt {
        let fits = vec![Place::Before(slot), Place::At(self.f.nodes[old].head)];
        Doubt::Places { item: self.s.nodes[new].head, fits }
    }

    /// May a new node be what stands beside it in the file, changed? `run` is all that is new there.
    fn may_be(&self, new: NodeId, old: NodeId, run: &[usize]) -> bool {
        let (a, b) = (&self.s.nodes[new], &self.f.nodes[old]);
        let named = self.s.keys[new].is_some() && self.f.keys[old].is_some();
        // A comment is none, unless it is that line commented out.
        let apart = || {
            let (said, line) = (self.s.said(a.head), self.f.said(b.head));
            self.s.units[a.head].is_comment() && !said.contains(line.trim_end_matches(','))
        };
        if named || apart() {
            return false;
        }
        if self.is_all_of(new, old) {
            return true;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let common = ours.iter().zip(&theirs).take_while(|(x, y)| x.hash == y.hash).count();
        let prefix = &ours[..common];
        let branch = prefix.first().is_some_and(|t| branches(self.s, t));
        if a.is_leaf() && b.is_leaf() && is_argument(self.s, new) && is_argument(self.f, old) {
            // What it is depends on its place, which a gap beside it does not tell.
            return true;
        }
        if b.is_leaf() || a.is_leaf() && self.is_open_chain(old) {
            // The only call of what it calls, the only heading.
            let called = prefix.iter().position(|t| t.is(b'('));
            let call = prefix.first().is_some_and(|t| t.kind == Kind::Word) && !branch;
            let call = called.filter(|_| call);
            let title = matches!(prefix, [open, name, ..] if open.is(b'<')
                && self.lexis.titles.contains(&self.s.token_text(name)));
            if !title && name_others(self.s, &ours, self.f, &theirs) {
                return false;
            }
            let kind = &prefix[..if title { 2 } else { call.map_or(0, |at| at + 1) }];
            return !kind.is_empty()
                && !has_another(self.s, a.head, kind)
                && !has_another(self.f, b.head, kind);
        }
        if self.holds_its_lines(new, old, run) || self.has_another_number(new, old) {
            return true;
        }
        // All that it says is said anew beside it.
        if a.is_leaf() || !branch || self.begin_with_others(new, old) {
            return false;
        }
        let said: FxHashSet<String> =
            run.iter().flat_map(|unit| words(self.s, &code(self.s, *unit))).collect();
        let old = words(self.f, &theirs);
        let named = old.iter().filter(|word| !FORM.contains(&&***word)).count();
        named >= NAMED
            && self.f.units[b.head].weight >= TELLING
            && old.iter().all(|word| said.contains(word))
    }

    /// Do two blocks differ in one number alone that both say more than once (a limit, and the message about
    /// it)?
    fn has_another_number(&self, new: NodeId, old: NodeId) -> bool {
        let (ours, theirs): (Vec<&Token>, Vec<&Token>) =
            (self.s.node_code(new).collect(), self.f.node_code(old).collect());
        if ours.len() != theirs.len() {
            return false;
        }
        let mut swaps = Vec::new();
        for (now, was) in ours.iter().zip(&theirs).filter(|(now, was)| now.hash != was.hash) {
            let texts = (self.s.token_text(now), self.f.token_text(was));
            let Some(swap) = other_number(texts.0, texts.1) else { return false };
            swaps.push(swap);
        }
        swaps.len() > 1 && swaps.iter().all(|swap| *swap == swaps[0])
    }

    /// Does a new block hold one thing, and is that a statement of the file which does not leave? Then it stands
    /// around that. Not a function that nothing shown uses: what it holds would not be done any more.
    fn is_all_of(&self, new: NodeId, old: NodeId) -> bool {
        if self.is_unused_function(new) {
            return false;
        }
        let code = |id: &&NodeId| !self.s.units[self.s.nodes[**id].head].is_comment();
        let mut inside = self.s.nodes[new].children.iter().filter(code);
        let (Some(one), None) = (inside.next(), inside.next()) else { return false };
        let head = self.f.nodes[old].head;
        self.lexis.layout == Layout::Lines
            && self.f.nodes[old].is_leaf()
            && self.s.nodes[*one].is_leaf()
            && self.s.units[self.s.nodes[*one].head].same(&self.f.units[head])
            && way_out(self.f, head).is_none()
    }

    /// Is a new block a definition of which the sketch says the name nowhere else?
    fn is_unused_function(&self, new: NodeId) -> bool {
        let s = self.s;
        let defines = s.keys[new].is_some_and(|key| key.class == Class::Definition);
        let uses = |name: u64| s.tokens.iter().filter(|t| t.hash == name).count();
        defines && s.name_word(new).is_some_and(|name| uses(name) == 1)
    }

    /// Does the first attribute of new code, which says more than a word, stand above what the gap hides right
    /// there and nowhere else, and has it no name? One thing is switched by it.
    fn share_attribute(&self, run: &[usize], old: NodeId) -> bool {
        let attribute = run.first().filter(|unit| is_attribute(self.s, **unit));
        let below = run.iter().find(|unit| !is_attribute(self.s, **unit));
        let (Some(attribute), Some(below)) = (attribute, below) else { return false };
        let unnamed = self.s.keys[self.s.owner[*below]].is_none();
        let all = 0..self.f.units.len();
        let mut there = self.f.units_with(self.s.units[*attribute].hash, &all);
        let above = self.f.nodes[old].head.checked_sub(1);
        unnamed
            && self.s.unit_tokens(*attribute).iter().any(|token| token.is(b'('))
            && there.next().is_some_and(|unit| Some(unit) == above)
            && there.next().is_none()
    }

    /// Does new code put something else around all that a block of the file holds (`for s in signals {`
    /// around the handler of one)? Then that block may go.
    fn holds_its_lines(&self, new: NodeId, old: NodeId, run: &[usize]) -> bool {
        let (a, b) = (&self.s.nodes[new], &self.f.nodes[old]);
        let code = |unit: &&Unit| !unit.is_comment() && unit.tokens.len() > 1;
        let lines: Vec<&Unit> = self.f.units[b.head + 1..=b.last].iter().filter(code).collect();
        let again = |line: &&Unit| run.iter().any(|unit| self.s.units[*unit].same(line));
        let around = a.children.iter().any(|child| !self.s.nodes[*child].is_leaf());
        around
            && lines.iter().map(|line| line.weight).sum::<f32>() >= 2.0 * TELLING
            && lines.iter().all(again)
    }

    /// Is code of the file, from a node on, new elsewhere in the sketch, as where a function is made of
    /// it?
    fn is_moved(&self, old: NodeId, run: &[usize], fresh: &FxHashSet<usize>) -> bool {
        const LINES: usize = 2;
        let from = self.f.nodes[old].head;
        let Some(lines) = self.f.units.get(from..from + LINES) else { return false };
        let elsewhere = |hash: u64| {
            fresh.iter().any(|unit| self.s.units[*unit].hash == hash && !run.contains(unit))
        };
        lines.iter().map(|unit| unit.weight).sum::<f32>() >= LINES as f32 * TELLING
            && lines.iter().all(|unit| !unit.is_comment() && elsewhere(unit.hash))
    }
}

/// Does a statement that starts with a token have a condition or a body?
fn branches(o: &Outline, first: &Token) -> bool {
    BRANCHES.contains(&o.token_text(first))
}

/// Is a node an argument of a call that goes over lines?
pub(super) fn is_argument(o: &Outline, id: NodeId) -> bool {
    o.nodes[id].parent.filter(|call| !o.is_import(*call)).is_some_and(|call| {
        o.unit_code(o.nodes[call].head).next_back().is_some_and(|t| t.is(b'('))
            && o.broken_head(call).is_none()
    })
}

/// The outermost node, within what is in `inside` if that holds anything, that begins or ends with a
/// unit.
fn top(
    o: &Outline,
    unit: usize,
    inside: &FxHashSet<usize>,
    ends: impl Fn(&crate::index::Node, usize) -> bool,
) -> Option<NodeId> {
    let mut id = o.owner[unit];
    if !ends(&o.nodes[id], unit) {
        return None;
    }
    while let Some(parent) = o.nodes[id].parent {
        let node = &o.nodes[parent];
        if !ends(node, unit) || !inside.is_empty() && !inside.contains(&node.head) {
            break;
        }
        id = parent;
    }
    Some(id)
}

/// The number that one text says where another, else the same, says another one: the two.
fn other_number<'t>(now: &'t str, was: &'t str) -> Option<(&'t str, &'t str)> {
    let (now, was) = (by_numbers(now), by_numbers(was));
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let mut differ = now.iter().zip(&was).filter(|(x, y)| x != y);
    let (x, y) = differ.next()?;
    let alone = now.len() == was.len() && differ.all(|(a, b)| (a, b) == (x, y));
    (alone && number(x) && number(y)).then_some((*x, *y))
}

/// A text, cut where numbers begin and end.
fn by_numbers(text: &str) -> Vec<&str> {
    let digit = |c: &char| c.is_ascii_digit();
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = rest.chars().take_while(|c| digit(c) == digit(&first));
        let (part, behind) = rest.split_at(same.map(char::len_utf8).sum());
        parts.push(part);
        rest = behind;
    }
    parts
}
