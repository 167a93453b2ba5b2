//! Tells whether two statements, entries or elements are one thing that changed, or two things.
//!
//! What has no key of its own is known by what it begins with, on one line or on several: a call by
//! its path and its first arguments, an entry of a list by its first text, an element by what it
//! holds, a hook by what it depends on (`hooks`), a branch by its condition and what it does
//! (`branches`).
//! Beside a gap, which covers what the file has, another such identity is another thing.

use super::Aligner;
use super::beside::BRANCHES;
use super::calls::{are_other_calls, begins_call};
use super::costs::SIMILAR;
use super::hooks::hook;
use super::items::Item;
use super::siblings::{
    LONGEST, called, code, differ_in_one_text, differ_twice, has_another, is_part, words,
};
use crate::index::{Class, Key, Kind, NodeId, Outline, Token};
use crate::lang::Layout;
use crate::merge::attached::is_attribute;

/// Words of arguments that are no chance.
pub(super) const TELLING: usize = 2;
/// Similarity of what is nested in two calls from which another path is a change of one.
const ALIKE: f32 = 0.8;

/// Similarity of two elements from which they are one, where nothing beside it is made of the same tags.
const MOSTLY: f32 = 0.6;

/// What tells whether one thing is another one, changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    /// They are two things.
    Two,
    /// They may be one as well as two.
    Either,
    /// Nothing but how much they have in common.
    Unsaid,
}

/// Where something of the sketch stands that has a gap on one side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    /// Is that the side behind it, so that it follows what is shown?
    pub follows: bool,
    /// What stands on the other side and is in the file as it is: the node of the file.
    pub known: Option<NodeId>,
}

impl<'a> Aligner<'a> {
    /// Are a node of the sketch, beside a gap, and one of the file one thing? What is as like what is
    /// known beside it as it is like the other is one more of the kind.
    pub(super) fn bond(&mut self, s: NodeId, f: NodeId, beside: Beside) -> Bond {
        let known = beside.known;
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        if self.both_leave(a.head, b.head)
            || self.gathers(s, f).is_some()
            || self.share_row_heading(s, f)
            || self.is_renamed_table(s, f)
        {
            return Bond::Unsaid;
        }
        if self.share_their_comment(s, f) {
            // What the comment says may hold for one more line.
            let lines = a.is_leaf() && b.is_leaf() && !self.has_more_options(s, f);
            let two = lines && self.bond_of_identities(s, f, beside) == Bond::Two;
            return if two { Bond::Either } else { Bond::Unsaid };
        }
        let named = self.named_alike(Item::Node(s), b.head);
        if named && self.only_declares(s, f) {
            return Bond::Two;
        }
        if !named {
            let bond = self.bond_of_identities(s, f, beside);
            if bond == Bond::Two {
                return bond;
            }
            let same_head = self.s.units[a.head].weight >= 1.5
                && self.s.units[a.head].same(&self.f.units[b.head])
                && known.is_none_or(|twin| !self.begin_alike(s, twin));
            if same_head {
                return bond;
            }
            if known.is_some_and(|twin| self.is_as_like(s, twin, f)) {
                return Bond::Two;
            }
            return bond;
        }
        let bond = self.bond_of_set(s, b.head);
        if bond != Bond::Unsaid {
            return bond;
        }
        // Of several that have the name each has something else that tells it.
        if known.is_some_and(|twin| self.is_one_more(s, twin, f)) {
            Bond::Two
        } else {
            Bond::Unsaid
        }
    }

    /// Is a node of the sketch no more what has its name in the file than another namesake, which
    /// stands beside it in the sketch? Nor is it that one.
    fn is_one_more(&mut self, s: NodeId, twin: NodeId, f: NodeId) -> bool {
        self.named_alike(Item::Node(s), self.f.nodes[twin].head)
            && (twin == f || self.is_as_like(s, twin, f))
    }

    /// Is a block of the sketch one more overload, below one that the file has, so that what stands above
    /// it is not what stands above its namesake `f`?
    pub(super) fn is_new_overload(&mut self, s: NodeId, f: NodeId) -> bool {
        if !self.is_overload(s, f) || self.has_marker(Item::Node(s)) {
            return false;
        }
        let siblings = self.s.siblings(s);
        let place = siblings.iter().position(|id| *id == s).unwrap_or(0);
        let head = |id: &NodeId| self.s.nodes[*id].head;
        let leads =
            |id: &&NodeId| self.s.units[head(id)].is_comment() || is_attribute(self.s, head(id));
        let Some(above) = siblings[..place].iter().rev().find(|id| !leads(id)) else {
            return false;
        };
        let all = 0..self.f.units.len();
        let twin = self.f.nodes_with(self.s.hashes[*above], &all).next();
        twin.is_some_and(|twin| self.is_one_more(s, twin, f))
    }

    /// Have a node of the sketch and one of the file the same first line?
    pub(super) fn begin_alike(&self, s: NodeId, f: NodeId) -> bool {
        self.s.units[self.s.nodes[s].head].same(&self.f.units[self.f.nodes[f].head])
    }

    /// Is a node of the sketch as like one node of the file as it is like another, and much like it?
    fn is_as_like(&mut self, s: NodeId, twin: NodeId, f: NodeId) -> bool {
        let (a, twin, b) = (&self.s.nodes[s], &self.f.nodes[twin], &self.f.nodes[f]);
        let alike = self.similarity((a.head, a.last), (twin.head, twin.last));
        alike >= SIMILAR && self.similarity((a.head, a.last), (b.head, b.last)) <= alike
    }

    fn bond_of_identities(&mut self, s: NodeId, f: NodeId, beside: Beside) -> Bond {
        if self.share_arguments(s, f) {
            return Bond::Either;
        }
        let other = self.declares_another(s, f) || self.define_others(s, f);
        if other || self.begin_with_others(s, f) {
            return Bond::Two;
        }
        if let Some(bond) = self.bond_of_branches(s, f) {
            return bond;
        }
        if self.tell_others_first(s, f) {
            return Bond::Either;
        }
        if self.are_other_arms(s, f) {
            return Bond::Two;
        }
        let (ours, theirs) = (identity(self.s, s), identity(self.f, f));
        if self.are_two_entries(&ours, &theirs) {
            return self.bond_of_texts(s, f);
        }
        if self.s.keys[s].is_none() && matches!(self.lexis.layout, Layout::Lines | Layout::Elements)
        {
            if self.are_two(s, f, &ours, &theirs) {
                return Bond::Two;
            }
            if self.are_like_calls(&ours, &theirs)
                || self.call_back_alike((s, &ours), (f, &theirs))
                || self.are_like_entries(f, &ours, &theirs)
                || self.are_like_hooks(s, f)
            {
                return Bond::Either;
            }
        }
        let leaves = self.s.nodes[s].is_leaf() && self.f.nodes[f].is_leaf();
        if leaves && beside.follows { self.bond_of_names(&ours, &theirs) } else { Bond::Unsaid }
    }

    /// Does a line of the sketch bind a name, and one of the file none, and is what it binds not what
    /// that line does? A call whose result is kept now is the same call.
    fn declares_another(&self, s: NodeId, f: NodeId) -> bool {
        let binds = |o: &Outline, id: NodeId| o.keys[id].is_some_and(|k| k.class == Class::Member);
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        if self.lexis.layout != Layout::Lines
            || !a.is_leaf()
            || !b.is_leaf()
            || !binds(self.s, s)
            || self.f.keys[f].is_some()
        {
            return false;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let Some(equals) = ours.iter().position(|t| t.is(b'=')) else { return false };
        let path = |tokens: &[Token]| -> Vec<u64> {
            let end = tokens.iter().position(|t| t.is(b'(')).unwrap_or(tokens.len());
            tokens[..end].iter().map(|t| t.hash).collect()
        };
        let (bound, done) = (path(&ours[equals + 1..]), path(&theirs));
        !done.is_empty() && theirs.iter().any(|t| t.is(b'(')) && bound != done
    }

    /// Does a line of the sketch only say of what kind a name is (`rows: Any`), which a plain assignment
    /// of the file binds? That is said above the assignment. A field of a type may have lost its value.
    fn only_declares(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let field = b.parent.is_some_and(|p| {
            let head = code(self.f, self.f.nodes[p].head);
            head.iter().any(|t| self.f.token_text(t) == "class")
        });
        if self.lexis.layout != Layout::Lines || !a.is_leaf() || field {
            return false;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        matches!(ours[..], [name, colon, _, ..] if name.kind == Kind::Word && colon.is(b':'))
            && !ours.iter().any(|t| t.is(b'=') || t.is(b','))
            && matches!(theirs[..], [name, equals, ..] if name.hash == ours[0].hash && equals.is(b'='))
    }

    /// Do two blocks of one head and no name hold other definitions, where the file has more blocks of
    /// that head?
    fn define_others(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let names = |o: &'a Outline, id: NodeId| -> Vec<Key> {
            let children = o.nodes[id].children.iter();
            children.filter_map(|c| o.keys[*c].filter(|k| k.class == Class::Definition)).collect()
        };
        if a.is_leaf() || b.is_leaf() || !self.s.units[a.head].same(&self.f.units[b.head]) {
            return false;
        }
        let (ours, theirs) = (names(self.s, s), names(self.f, f));
        !ours.is_empty()
            && !theirs.is_empty()
            && !ours.iter().any(|name| theirs.iter().any(|other| other.same(*name)))
            && self.f.units_with(self.f.units[b.head].hash, &(0..self.f.units.len())).count() > 1
    }

    /// Do two lines say the same but for numbers, where nobody writes both in a row: a step of one count, or
    /// all that a block does?
    pub(super) fn differ_in_numbers(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        if !a.is_leaf() || !b.is_leaf() || self.lexis.layout != Layout::Lines {
            return false;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let number = |o: &Outline, t: &Token| {
            t.kind == Kind::Word && o.token_text(t).starts_with(|c: char| c.is_ascii_digit())
        };
        let mut differ = ours.iter().zip(&theirs).filter(|(x, y)| x.hash != y.hash).peekable();
        // Of a hunk that begins inside the block. Where the sketch shows its head, a line may be one more.
        let torn = a.parent.is_none_or(|id| {
            let around = &self.s.nodes[id];
            around.spine.is_empty() || self.s.units[around.head].is_marker()
        });
        let one = torn && b.parent.is_some() && self.f.siblings(f).len() == 1;
        ours.len() == theirs.len()
            && differ.peek().is_some()
            && differ.all(|(x, y)| number(self.s, x) && number(self.f, y))
            && (one || steps(&theirs))
    }

    /// Does the same comment, which sketch and file have once, stand right above both, and in the file
    /// above nothing else? What heads several statements is none's own.
    pub(super) fn share_their_comment(&self, s: NodeId, f: NodeId) -> bool {
        /// Letters and digits of a word.
        const WORD: usize = 4;
        let above = |o: &Outline, id: NodeId| {
            let head = o.nodes[id].head;
            let unit = head.checked_sub(1).filter(|_| o.units[head].blanks == 0)?;
            let comment = o.units[unit].is_comment() && o.units[unit].fresh;
            if !comment || !o.units[head].fresh {
                return None;
            }
            let once = o.units_with(o.units[unit].hash, &(0..o.units.len())).nth(1).is_none();
            let said = o.said(unit).bytes().filter(u8::is_ascii_alphanumeric).count() >= WORD;
            (once && said).then_some(o.units[unit].hash)
        };
        let ours = above(self.s, s);
        let below = self.f.units.get(self.f.nodes[f].last + 1);
        let heads_one = below.is_none_or(|u| u.blanks > 0 || !u.fresh || u.is_comment())
            || self.f.siblings(f).last() == Some(&f);
        ours.is_some() && ours == above(self.f, f) && heads_one
    }

    /// Are these two entries of a list, each a text that is its own name? One with another number in
    /// it may be the other, changed.
    fn are_two_entries(&self, ours: &[Token], theirs: &[Token]) -> bool {
        let text = |o: &'a Outline, said: &[Token]| match said {
            [token, rest @ ..] if token.kind == Kind::Text && is_alone(rest) => {
                Some(o.token_text(token))
            }
            [dash, first, rest @ ..] if dash.is(b'-') && !rest.iter().any(|t| t.is(b':')) => {
                let last = rest.last().unwrap_or(first);
                self.lexis.block_scalars.then(|| &o.text[first.start..last.end])
            }
            _ => None,
        };
        let (Some(a), Some(b)) = (text(self.s, ours), text(self.f, theirs)) else { return false };
        let letters =
            |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
        letters(a) != letters(b)
    }

    /// Are these two calls of two functions, or one with another first argument, two entries with
    /// other first texts, or two elements of a row that hold other things?
    fn are_two(&mut self, s: NodeId, f: NodeId, ours: &[Token], theirs: &[Token]) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let nested = !a.is_leaf() || !b.is_leaf();
        let (ours, theirs) = (called(self.s, ours), called(self.f, theirs));
        let word = |o: &'a Outline, tokens: &[Token]| tokens.first().map(|t| o.token_text(t));
        if nested && word(self.s, ours).is_some_and(|word| BRANCHES.contains(&word)) {
            return false;
        }
        let common = ours.iter().zip(theirs).take_while(|(a, b)| a.hash == b.hash).count();
        if common == 0 {
            return (are_other_calls(self.s, ours, theirs) || are_other_steps(ours, theirs))
                && !(nested && self.similarity((a.head, a.last), (b.head, b.last)) >= ALIKE);
        }
        let prefix = &ours[..common];
        if is_part(self.s, ours, self.f, theirs) || is_part(self.f, theirs, self.s, ours) {
            return false;
        }
        if prefix[0].is(b'<') {
            return (nested || holds_cells(ours) && holds_cells(theirs))
                && common > 1
                && has_another(self.f, b.head, &prefix[..2])
                && differ_twice(self.s, ours, self.f, theirs)
                && !(differ_in_one_text(ours, theirs)
                    && self.is_in_changed(s)
                    && self.is_only_of_its_tags(f)
                    && self.similarity((a.head, a.last), (b.head, b.last)) >= MOSTLY);
        }
        let text = |said: &[Token]| said.get(common).is_some_and(|t| t.kind == Kind::Text);
        let entry = text(ours) && text(theirs) && self.leads_to_name(prefix, f);
        let as_long = || words(self.s, &ours[common + 1..]).len() >= TELLING;
        (entry || begins_call(prefix) && (!same_from(common + 1, ours, theirs) || !as_long()))
            && name_others(self.s, ours, self.f, theirs)
    }

    /// Do two statements differ in one name alone, and the names have little in common? Then they are
    /// rather two of a kind than one that was changed (`hits += 1`, `misses += 1`).
    fn bond_of_names(&self, ours: &[Token], theirs: &[Token]) -> Bond {
        /// Similarity of two names' letters from which one may be the other changed.
        const SAME_NAME: f32 = 0.5;
        if ours.len() != theirs.len() || ours.len() > LONGEST / 2 {
            return Bond::Unsaid;
        }
        let mut differ = ours.iter().zip(theirs).filter(|(x, y)| x.hash != y.hash);
        let (Some((x, y)), None) = (differ.next(), differ.next()) else { return Bond::Unsaid };
        let (a, b) = (self.s.token_text(x), self.f.token_text(y));
        let name = |t: &Token, said: &str| {
            t.kind == Kind::Word && !said.starts_with(|c: char| c.is_ascii_digit())
        };
        let others =
            name(x, a) && name(y, b) && similar::TextDiff::from_chars(a, b).ratio() < SAME_NAME;
        if others { Bond::Either } else { Bond::Unsaid }
    }
}

/// The tokens that tell a node from others of its kind, first of all those that it begins with.
fn identity(o: &Outline, id: NodeId) -> Vec<Token> {
    let node = &o.nodes[id];
    if node.is_leaf() {
        return code(o, node.head);
    }
    if let Some(hook) = hook(o, id) {
        return hook;
    }
    // Arguments and entries go on below; a body tells nothing.
    let head = code(o, node.head);
    let opens = |t: &Token| matches!(t.kind, Kind::Punct(b'(' | b'[' | b'{'));
    let goes_on = head.last().is_some_and(|t| t.is(b'(') || t.is(b'[') || t.is(b','));
    if !goes_on && !head.iter().all(opens) && !head.first().is_some_and(|t| t.is(b'<')) {
        return head;
    }
    o.node_code(id).take(LONGEST).copied().collect()
}

/// What comes before the name of the first field (`{ from: `) at the end of some tokens.
pub(super) fn first_field(prefix: &[Token]) -> &[Token] {
    match prefix {
        [before @ .., name, sign]
            if sign.is(b':') && matches!(name.kind, Kind::Word | Kind::Text) =>
        {
            before
        }
        _ => prefix,
    }
}

/// Does an element on one line hold several others, like a row of a table?
fn holds_cells(tokens: &[Token]) -> bool {
    /// Signs that open or close a tag: of a row, and of two cells.
    const TAGS: usize = 6;
    tokens.iter().filter(|token| token.is(b'<')).count() >= TAGS
}

/// Is nothing left but a separator?
fn is_alone(rest: &[Token]) -> bool {
    matches!(rest, []) || matches!(rest, [end] if end.is(b',') || end.is(b';'))
}

/// Do two statements count two things: `i += 1`, `j += 1`?
fn are_other_steps(ours: &[Token], theirs: &[Token]) -> bool {
    steps(ours) && steps(theirs)
}

/// Does a statement count something: `i += 1`?
fn steps(tokens: &[Token]) -> bool {
    matches!(tokens, [name, by, ..] if name.kind == Kind::Word
        && matches!(by.kind, Kind::Punct(b'+' | b'-' | b'|' | b'&' | b'*')))
}

fn same_from(at: usize, ours: &[Token], theirs: &[Token]) -> bool {
    ours.len() == theirs.len()
        && ours[at..].iter().zip(&theirs[at..]).all(|(a, b)| a.hash == b.hash)
}

/// Is the first thing that two statements say otherwise a name in both, of two things that have
/// little in common? `'/users'` and `'/items'`; not one text and another.
pub(super) fn name_others(a: &Outline, ours: &[Token], b: &Outline, theirs: &[Token]) -> bool {
    /// Share of letters from which one name may be the other, changed.
    const SAME: f32 = 0.6;
    let first = ours.iter().zip(theirs).find(|(x, y)| x.hash != y.hash);
    let Some((x, y)) = first else { return false };
    let name = |o: &Outline, token: &Token| -> Option<String> {
        let said = o.token_text(token);
        let said = said.trim_matches(|c: char| !c.is_alphanumeric());
        let named = matches!(token.kind, Kind::Word | Kind::Text)
            && said.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && !said.contains(char::is_whitespace);
        named.then(|| said.to_owned())
    };
    let (Some(x), Some(y)) = (name(a, x), name(b, y)) else { return false };
    // What they stand in alike is no part of their names: `core/` of `core/list`.
    let common = x.bytes().zip(y.bytes()).take_while(|(a, b)| a == b).count();
    let path = x.as_bytes()[..common].iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
    similar::TextDiff::from_chars(&x[path..], &y[path..]).ratio() < SAME
}
