//! Tells one branch from another: by its condition, by what it does, and by what it checks.

use std::ops::Range;

use super::Aligner;
use super::beside::BRANCHES;
use super::identity::{Bond, name_others};
use super::siblings::{code, is_part};
use crate::index::{Class, Key, Kind, NodeId, Outline, Token, Unit};

impl<'a> Aligner<'a> {
    /// Do two conditions check what two functions return, each called in the condition
    /// (`if err := f(); err != nil {`), or one there and one on the line above?
    pub(super) fn begin_with_others(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (self.s.nodes[s].head, self.f.nodes[f].head);
        let (ours, theirs) = (code(self.s, a), code(self.f, b));
        let checks =
            |o: &Outline, said: &[Token]| said.first().is_some_and(|t| o.token_text(t) == "if");
        if !checks(self.s, &ours) || !checks(self.f, &theirs) {
            return false;
        }
        let above = |o: &Outline, head: usize| {
            head.checked_sub(1).map(|unit| code(o, unit)).unwrap_or_default()
        };
        match (statement(&ours), statement(&theirs)) {
            (Some(x), Some(y)) => matches!((bound(x), bound(y)), (Some(x), Some(y))
                // More or less of the same is a change.
                if !is_part(self.s, x, self.f, y)
                    && !is_part(self.f, y, self.s, x)
                    && name_others(self.s, x, self.f, y)),
            (Some(x), None) => matches!((bound(x), bound(&above(self.f, b))), (Some(x), Some(y))
                if name_others(self.s, x, self.f, y)),
            (None, Some(y)) => matches!((bound(&above(self.s, a)), bound(y)), (Some(x), Some(y))
                if name_others(self.s, x, self.f, y)),
            (None, None) => false,
        }
    }

    /// Two branches of one word (`if (!a) {`, `if (b.c) {`), where neither condition is in the other: two
    /// where they do different things too. One that does the same may have got another condition.
    pub(super) fn bond_of_branches(&self, s: NodeId, f: NodeId) -> Option<Bond> {
        /// What a line must say for a branch to be known by it.
        const KNOWN: f32 = 3.0;
        /// What a line must say to be no more than a way out.
        const TOLD: f32 = 1.5;
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let word = |o: &'a Outline, said: &[Token]| said.first().map(|t| o.token_text(t));
        let branch = word(self.s, &ours).filter(|word| BRANCHES.contains(word));
        if a.is_leaf() || b.is_leaf() || branch.is_none() || branch != word(self.f, &theirs) {
            return None;
        }
        let hashes = |said: &[Token]| condition(said).map(|t| t.hash).collect::<Vec<u64>>();
        let (x, y) = (hashes(&ours), hashes(&theirs));
        let holds = |all: &[u64], part: &[u64]| {
            part.is_empty() || all.windows(part.len()).any(|window| window == part)
        };
        let reworded =
            is_part(self.s, &ours, self.f, &theirs) && is_part(self.f, &theirs, self.s, &ours);
        if reworded || holds(&x, &y) || holds(&y, &x) || self.bind_the_same(&ours, &theirs) {
            return None;
        }
        let (done, does) = (body(self.s, s), body(self.f, f));
        let in_both: Vec<_> =
            done.iter().filter(|line| does.iter().any(|other| line.same(other))).collect();
        // A bare `return;` is at the end of many.
        let bare = |line: &&&Unit| line.weight < TOLD;
        let more = done.len() > in_both.len() && does.len() > in_both.len();
        if more && in_both.iter().all(bare) {
            return Some(Bond::Two);
        }
        if in_both.len() == done.len().max(does.len()) && differ_in_one_place(&x, &y) {
            return Some(if self.ask_of_others(&ours, &theirs) {
                Bond::Either
            } else {
                Bond::Unsaid
            });
        }
        let all = 0..self.f.units.len();
        let once = |line: &Unit| self.f.units_with(line.hash, &all).nth(1).is_none();
        let known = in_both.iter().any(|line| line.weight >= KNOWN && once(line));
        let one_name = x.len() == y.len() && x.iter().zip(&y).filter(|(a, b)| a != b).count() == 1;
        let others = !known && !one_name && name_others(self.s, &ours, self.f, &theirs);
        others.then_some(Bond::Either)
    }

    /// Does a branch of the sketch ask what one of the file asks, and more behind that (`if (!a || b(a)) {`), and
    /// do the same?
    pub(super) fn asks_more(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let word = ours.first().filter(|t| BRANCHES.contains(&self.s.token_text(t)));
        if word.map(|t| t.hash) != theirs.first().map(|t| t.hash) {
            return false;
        }
        let (mut asked, mut known) = (condition(&ours), condition(&theirs).peekable());
        let some = known.peek().is_some();
        let joins = |t: &Token| {
            matches!(t.kind, Kind::Punct(b'|' | b'&'))
                || ["or", "and"].contains(&self.s.token_text(t))
        };
        some && known.all(|t| asked.next().is_some_and(|other| other.hash == t.hash))
            && asked.next().is_some_and(joins)
            && a.last > a.head
            && b.last > b.head
            && self.s.hash(a.head + 1, a.last).0 == self.f.hash(b.head + 1, b.last).0
    }

    /// Do two conditions say the same of two things: do they differ in one name, before what it is compared
    /// with (`if (a.width > MOST) {`)? One more is checked, or another one.
    fn ask_of_others(&self, ours: &[Token], theirs: &[Token]) -> bool {
        let name = |o: &Outline, t: &Token| {
            t.kind == Kind::Word && !o.token_text(t).starts_with(|c: char| c.is_ascii_digit())
        };
        let mut differ = ours.iter().zip(theirs).enumerate().filter(|(_, (a, b))| a.hash != b.hash);
        let (Some((at, (a, b))), None) = (differ.next(), differ.next()) else { return false };
        let sign = |pair: &[Token]| {
            matches!(pair[1].kind, Kind::Punct(b'<' | b'>' | b'=')) && !pair[0].is(b'-')
        };
        let compared = ours.windows(2).position(sign).is_none_or(|sign| at <= sign);
        ours.len() == theirs.len() && compared && name(self.s, a) && name(self.f, b)
    }

    /// Are these branches (`case a:`) with akin labels that do the same, each the only one where it stands
    /// that does, where neither label is on the other side? Then the label alone is another one.
    pub(super) fn is_relabelled(&self, s: NodeId, f: NodeId) -> bool {
        /// What a branch must do for its being done twice to be no accident.
        const TELLING: f32 = 3.0;
        let case = |o: &Outline, id: NodeId| o.keys[id].filter(|key| key.class == Class::Case);
        let Some((ours, theirs)) = case(self.s, s).zip(case(self.f, f)) else { return false };
        let same = |a: &Outline, s: NodeId, b: &Outline, f: NodeId| {
            let (a, b) = (&a.units[inside(a, s)], &b.units[inside(b, f)]);
            a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.same(y))
        };
        if !same(self.s, s, self.f, f) {
            return false;
        }
        let does: f32 = body(self.s, s).iter().map(|unit| unit.weight).sum();
        let others = |o: &'a Outline, id: NodeId| {
            o.siblings(id).iter().copied().filter(move |other| *other != id)
        };
        let is = |o: &'a Outline, id: NodeId, key: Key| o.keys[id].is_some_and(|k| k.same(key));
        does >= TELLING
            && (self.share_condition(s, f)
                || self.labels_are_akin(s, f) && self.stands_between_the_same(s, f))
            && !ours.same(theirs)
            && !others(self.s, s).any(|id| is(self.s, id, theirs) || same(self.s, id, self.s, s))
            && !others(self.f, f).any(|id| is(self.f, id, ours) || same(self.f, id, self.f, f))
    }

    /// Does a branch stand, with no gap above it, between the same two as one of the file does, or two with akin
    /// labels, or where the block begins or ends? What is shown may end with it.
    fn stands_between_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let beside = |o: &'a Outline, id: NodeId| -> [Option<NodeId>; 2] {
            let code = o.siblings(id).iter().filter(|id| !o.units[o.nodes[**id].head].is_comment());
            let code: Vec<NodeId> = code.copied().collect();
            let at = code.iter().position(|other| *other == id).unwrap_or_default();
            [at.checked_sub(1).map(|above| code[above]), code.get(at + 1).copied()]
        };
        let same = |(a, b): (Option<NodeId>, Option<NodeId>)| match (a, b) {
            (Some(a), Some(b)) => {
                let keys = self.s.keys[a].zip(self.f.keys[b]);
                keys.is_some_and(|(x, y)| x.same(y)) || self.labels_are_akin(a, b)
            }
            (None, None) => true,
            _ => false,
        };
        let open = |below: Option<NodeId>| {
            let ends = self.s.nodes[s].parent.is_some_and(|id| self.s.nodes[id].closed);
            below.map_or(!ends, |id| self.s.units[self.s.nodes[id].head].is_marker())
        };
        let ([above, below], [over, under]) = (beside(self.s, s), beside(self.f, f));
        same((above, over)) && (open(below) || same((below, under)))
    }

    /// Do two arms catch one kind of error, behind one `try`, which is `known`? The second one would never
    /// run.
    pub(super) fn catch_the_same(&self, s: NodeId, f: NodeId, known: Option<NodeId>) -> bool {
        let siblings = self.f.siblings(f);
        let place = siblings.iter().position(|id| *id == f).unwrap_or(0);
        let code = |id: &&NodeId| !self.f.units[self.f.nodes[**id].head].is_comment();
        let mut above = siblings[..place].iter().rev().filter(code);
        let around = above.find(|id| caught(self.f, **id).is_none()).copied();
        let begins = around.is_some_and(|id| Some(id) == known) || {
            let known = known.filter(|id| caught(self.f, *id).is_some());
            known.is_some_and(|id| siblings[..place].contains(&id)) && around.is_some()
        };
        let kind = caught(self.s, s);
        begins && kind.is_some() && kind == caught(self.f, f)
    }

    /// Are the labels of two branches conditions that say much the same?
    pub(super) fn share_condition(&self, s: NodeId, f: NodeId) -> bool {
        let condition = |label: &[Token]| label.iter().any(compares);
        let labels = label(self.s, s).zip(label(self.f, f));
        labels.is_some_and(|(ours, theirs)| {
            condition(ours) && condition(theirs) && {
                let same = |t: &&Token| theirs.iter().any(|other| t.hash == other.hash);
                4 * ours.iter().filter(same).count() >= ours.len() + theirs.len()
            }
        })
    }

    /// Is what two labels of branches say otherwise much alike, or one the other with something more?
    fn labels_are_akin(&self, s: NodeId, f: NodeId) -> bool {
        /// Share of letters from which one name may be the other, changed.
        const SAME: f32 = 0.6;
        /// Letters that any name may have in a row.
        const SHORT: usize = 2;
        let Some((ours, theirs)) = label(self.s, s).zip(label(self.f, f)) else { return false };
        let both = ours.iter().zip(theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let (ours, theirs) = (&ours[both..], &theirs[both..]);
        let ends = ours.iter().rev().zip(theirs.iter().rev());
        let both = ends.take_while(|(a, b)| a.hash == b.hash).count();
        let said = |o: &Outline, tokens: &[Token]| -> String {
            let words = tokens[..tokens.len() - both].iter().map(|t| o.token_text(t));
            words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect()
        };
        let (a, b) = (said(self.s, ours).to_lowercase(), said(self.f, theirs).to_lowercase());
        let within = |part: &str, all: &str| part.len() > SHORT && all.starts_with(part);
        within(&a, &b) || within(&b, &a) || similar::TextDiff::from_chars(&a, &b).ratio() >= SAME
    }

    /// Do two conditions bind what one call says (`if err := f(id); err != nil`), with more arguments or
    /// fewer?
    fn bind_the_same(&self, ours: &[Token], theirs: &[Token]) -> bool {
        let common = ours.iter().zip(theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let prefix = &ours[..common];
        prefix.iter().any(|t| t.is(b'='))
            && prefix.last().is_some_and(|t| t.is(b'('))
            && (is_part(self.s, ours, self.f, theirs) || is_part(self.f, theirs, self.s, ours))
    }
}

/// Does a unit go on with the statement above it (`else:`, `except E:`)?
pub(super) fn goes_on(o: &Outline, unit: usize) -> bool {
    const WORDS: [&str; 10] = [
        "else", "elif", "elsif", "elseif", "except", "finally", "catch", "rescue", "ensure", "when",
    ];
    o.unit_tokens(unit).first().is_some_and(|t| WORDS.contains(&o.token_text(t)))
}

/// The kind of error that an arm catches, as the hashes of its path (`catch (IOException e)`); none where
/// it looks at more (`when (e.Code == 3)`).
fn caught(o: &Outline, id: NodeId) -> Option<Vec<u64>> {
    const SAID_BEFORE: [&str; 2] = ["final", "const"];
    let said = code(o, o.nodes[id].head);
    let [word, open, rest @ ..] = &said[..] else { return None };
    let end = rest.iter().position(|t| t.is(b')'))?;
    let behind = rest[end + 1..].iter().any(|t| !t.is(b'{'));
    if o.token_text(word) != "catch" || !open.is(b'(') || behind {
        return None;
    }
    let word = |t: &Token| t.kind == Kind::Word;
    let mut path: Vec<&Token> =
        rest[..end].iter().filter(|t| !SAID_BEFORE.contains(&o.token_text(t))).collect();
    // Behind the kind stands the name.
    if let [.., before, name] = path[..]
        && word(name)
        && !matches!(before.kind, Kind::Punct(b'.' | b':' | b'\\' | b'|'))
    {
        path.pop();
    }
    (!path.is_empty()).then(|| path.iter().map(|t| t.hash).collect())
}

/// The units nested in a node, gaps at the end apart.
fn inside(o: &Outline, id: NodeId) -> Range<usize> {
    let (head, last) = (o.nodes[id].head, o.nodes[id].last);
    let said = (head + 1..=last).rev().find(|unit| !o.units[*unit].is_marker());
    head + 1..said.unwrap_or(head) + 1
}

/// The lines of code nested in a node.
fn body(o: &Outline, id: NodeId) -> Vec<&Unit> {
    let lines = o.units[inside(o, id)].iter();
    lines.filter(|u| u.tokens.len() > 1 && !u.is_comment()).collect()
}

/// Do two conditions say the same but for one place that is small beside the rest?
fn differ_in_one_place(ours: &[u64], theirs: &[u64]) -> bool {
    /// How much longer the rest is.
    const REST: usize = 3;
    let begin = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    let ends = ours[begin..].iter().rev().zip(theirs[begin..].iter().rev());
    let common = begin + ends.take_while(|(a, b)| a == b).count();
    common >= REST * (ours.len().max(theirs.len()) - common)
}

/// What the label of a branch says behind its word (`case`).
fn label(o: &Outline, id: NodeId) -> Option<&[Token]> {
    const WORDS: [&str; 2] = ["case", "when"];
    let key = o.keys[id].filter(|key| key.class == Class::Case)?;
    match o.key_tokens(key) {
        [word, said @ ..] if WORDS.contains(&o.token_text(word)) => Some(said),
        said => Some(said),
    }
}

/// What a branch asks, without the brackets and signs around it.
fn condition(branch: &[Token]) -> impl Iterator<Item = &Token> {
    let form = |t: &&Token| matches!(t.kind, Kind::Punct(b'(' | b')' | b'{' | b':'));
    branch.iter().skip(1).filter(move |t| !form(t))
}

/// Is a token one of a condition rather than of a name or a pattern?
fn compares(token: &Token) -> bool {
    matches!(token.kind, Kind::Punct(b'<' | b'>' | b'=' | b'!' | b'&'))
}

/// The statement before the condition of a branch: `err := f()` of `if err := f(); err != nil {`.
pub(super) fn statement(branch: &[Token]) -> Option<&[Token]> {
    let end = branch.iter().position(|t| t.is(b';') || t.is(b'{'))?;
    let ends = branch[end].is(b';');
    branch.get(1..end).filter(|_| ends)
}

/// What a statement gives a name.
pub(super) fn bound(statement: &[Token]) -> Option<&[Token]> {
    let equals = statement.iter().position(|t| t.is(b'='))?;
    Some(&statement[equals + 1..])
}
