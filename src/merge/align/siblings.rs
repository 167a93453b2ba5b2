//! Tells one of a list of like statements from another: `app.use('/a', a)` from `app.use('/b', b)`.
//!
//! Statements carry no key, but what they call or set and their first argument say which one they
//! are, where there are several of the kind. Then another first argument is another statement, and
//! no change of the one that stands there.

use super::Aligner;
use super::items::Item;
use crate::index::{Kind, NodeId, Outline, Token};

/// Words of arguments that are no chance.
const TELLING: usize = 2;
/// Code tokens of a unit that are looked at.
const LONGEST: usize = 128;

impl Aligner<'_> {
    /// Are these two statements of a kind, of which there are several, with other first arguments?
    pub(super) fn are_siblings(&self, s: usize, f: usize) -> bool {
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let common = ours.iter().zip(&theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let (Some(a), Some(b)) = (ours.get(common), theirs.get(common)) else { return false };
        let names = |token: &Token| matches!(token.kind, Kind::Word | Kind::Text);
        if common == 0 {
            return a.kind == Kind::Word
                && b.kind == Kind::Word
                && differ_twice(self.s, &ours, self.f, &theirs);
        }
        let prefix = &ours[..common];
        if !names(a)
            || !names(b)
            || !prefix.iter().any(|token| token.kind == Kind::Word || token.is(b'<'))
            || prefix.iter().any(|token| token.kind == Kind::Text)
            || prefix.iter().any(|token| token.is(b','))
            // The text of an element names nothing.
            || prefix.last().is_some_and(|token| token.is(b'>'))
        {
            return false;
        }
        // More or less of the same is a change.
        if is_part(self.s, &ours, self.f, &theirs) || is_part(self.f, &theirs, self.s, &ours) {
            return false;
        }
        has_like(self.s, s, prefix) || has_like(self.f, f, prefix)
    }
}

impl<'a> Aligner<'a> {
    /// Are these two entries of a list, each a text that is its own name? One with another number in
    /// it may be the other, changed.
    pub(super) fn are_two_entries(&self, s: usize, f: usize) -> bool {
        let text = |o: &'a Outline, unit: usize| {
            let said = code(o, unit);
            match said.as_slice() {
                [token, rest @ ..] if token.kind == Kind::Text && is_alone(rest) => {
                    Some(&o.text[token.start..token.end])
                }
                [dash, first, rest @ ..] if dash.is(b'-') && !rest.iter().any(|t| t.is(b':')) => {
                    let last = rest.last().unwrap_or(first);
                    self.lexis.block_scalars.then(|| &o.text[first.start..last.end])
                }
                _ => None,
            }
        };
        let (Some(a), Some(b)) = (text(self.s, s), text(self.f, f)) else { return false };
        let letters =
            |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
        letters(a) != letters(b)
    }

    /// Do two statements call two functions, or one with another first argument? Beside a gap, which
    /// covers the one that the file has, the other is new.
    pub(super) fn are_two_calls(&self, s: usize, f: usize) -> bool {
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let (ours, theirs) = (called(self.s, &ours), called(self.f, &theirs));
        let common = ours.iter().zip(theirs).take_while(|(a, b)| a.hash == b.hash).count();
        if common == 0 {
            return are_other_calls(self.s, ours, theirs) || are_other_steps(ours, theirs);
        }
        let prefix = &ours[..common];
        let as_long = || words(self.s, &ours[common + 1..]).len() >= TELLING;
        begins_call(prefix)
            && (!same_from(common + 1, ours, theirs) || !as_long())
            && !is_part(self.s, ours, self.f, theirs)
            && !is_part(self.f, theirs, self.s, ours)
            && name_others(self.s, ours, self.f, theirs)
    }

    /// Does one statement call what the other calls, with another first argument? Beside a gap it may
    /// be that one, changed, or one more.
    pub(super) fn are_like_calls(&self, s: usize, f: usize) -> bool {
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let common = ours.iter().zip(&theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let prefix = &ours[..common];
        // A number is a value, and what has one may get another.
        let another = |o: &Outline, tokens: &[Token]| {
            tokens.get(common).is_some_and(|t| {
                let digit = o.text[t.start..t.end].starts_with(|c: char| c.is_ascii_digit());
                t.kind == Kind::Text || t.kind == Kind::Word && !digit
            })
        };
        let differ = ours.iter().zip(&theirs).filter(|(a, b)| a.hash != b.hash).count();
        let several = ours.len() == theirs.len() && differ > 1;
        let opens = prefix.iter().any(|token| token.is(b'('));
        let first = prefix.last().is_some_and(|token| token.is(b'('));
        // A text that was lengthened is the same one.
        let grown = || {
            let text = |o: &'a Outline, tokens: &[Token]| {
                let token = tokens.get(common).filter(|t| t.kind == Kind::Text)?;
                Some(o.text[token.start..token.end].trim_matches(['"', '\'', '`']))
            };
            matches!((text(self.s, &ours), text(self.f, &theirs)), (Some(a), Some(b))
                if !b.is_empty() && !a.is_empty() && (a.contains(b) || b.contains(a)))
        };
        opens
            && (first || several)
            && !grown()
            && another(self.s, &ours)
            && another(self.f, &theirs)
            && prefix.first().is_some_and(|token| token.kind == Kind::Word)
            && !is_part(self.s, &ours, self.f, &theirs)
            && !is_part(self.f, &theirs, self.s, &ours)
    }
}

impl Aligner<'_> {
    /// Are both the one title of what they stand in, whatever they say? Only of something that has a
    /// name: of cards in a row each has a title of its own.
    pub(super) fn are_titles(&self, s: usize, f: usize) -> bool {
        if self.lexis.titles.is_empty() {
            return false;
        }
        let around = self.f.heads[f].and_then(|id| self.f.nodes[id].parent);
        if around.is_none_or(|around| self.f.keys[around].is_none()) {
            return false;
        }
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let ([open, name, ..], [other_open, other, ..]) = (&ours[..], &theirs[..]) else {
            return false;
        };
        open.is(b'<')
            && other_open.is(b'<')
            && name.hash == other.hash
            && self.lexis.titles.contains(&&self.s.text[name.start..name.end])
            && !has_another(self.s, s, &ours[..2])
            && !has_another(self.f, f, &theirs[..2])
    }
}

impl Aligner<'_> {
    /// Do two units open elements of different kinds, neither of which closes on its line?
    pub(super) fn are_other_tags(&self, s: usize, f: usize) -> bool {
        let tag = |o: &Outline, unit: usize| {
            let tokens = &o.tokens[o.units[unit].tokens.clone()];
            match tokens {
                [open, name, ..] if open.is(b'<') && name.kind == Kind::Word => Some(name.hash),
                _ => None,
            }
        };
        let opens =
            |o: &Outline, unit: usize| o.heads[unit].is_some_and(|id| !o.nodes[id].is_leaf());
        matches!((tag(self.s, s), tag(self.f, f)), (Some(a), Some(b)) if a != b)
            && opens(self.s, s)
            && opens(self.f, f)
            && self.has_marker(Item::Node(self.s.owner[s]))
            && !(is_only(self.s, s) && is_only(self.f, f))
    }
}

/// Is a node all that it is nested in holds?
fn is_only(o: &Outline, unit: usize) -> bool {
    let id = o.owner[unit];
    o.nodes[id].parent.is_some() && o.siblings(id).len() == 1
}

/// Does any other statement of what this one stands in begin with the same tokens?
pub(super) fn has_another(o: &Outline, unit: usize, prefix: &[Token]) -> bool {
    let Some(id) = o.heads[unit] else { return true };
    let siblings = o.siblings(id);
    siblings.iter().filter(|other| **other != id).any(|other| {
        let tokens = code(o, o.nodes[*other].head);
        tokens.len() > prefix.len() && tokens.iter().zip(prefix).all(|(a, b)| a.hash == b.hash)
    })
}

/// Does a statement beside this one begin with the same tokens?
fn has_like(o: &Outline, unit: usize, prefix: &[Token]) -> bool {
    let Some(id) = o.heads[unit] else { return false };
    let siblings = o.siblings(id);
    let is_code = |other: &&NodeId| !o.units[o.nodes[**other].head].is_comment();
    let Some(at) = siblings.iter().position(|other| *other == id) else { return false };
    let before = siblings[..at].iter().rev().find(is_code);
    let after = siblings[at + 1..].iter().find(is_code);
    before.into_iter().chain(after).map(|other| o.nodes[*other].head).any(|head| {
        let tokens = code(o, head);
        tokens.len() > prefix.len() && tokens.iter().zip(prefix).all(|(a, b)| a.hash == b.hash)
    })
}

/// Does each say two things at least that the other does not? Another callee with another argument is
/// another call.
fn differ_twice(a: &Outline, ours: &[Token], b: &Outline, theirs: &[Token]) -> bool {
    let own = |o: &Outline, tokens: &[Token], p: &Outline, others: &[Token]| {
        let mut left = words(p, others);
        words(o, tokens)
            .into_iter()
            .filter(|word| match left.iter().position(|other| other == word) {
                Some(at) => {
                    left.swap_remove(at);
                    false
                }
                None => true,
            })
            .count()
    };
    own(a, ours, b, theirs) >= 2 && own(b, theirs, a, ours) >= 2
}

/// A statement without the word that says how its call is made.
fn called<'a>(o: &Outline, tokens: &'a [Token]) -> &'a [Token] {
    const WAYS: [&str; 5] = ["await", "yield", "defer", "go", "void"];
    match tokens {
        [first, rest @ ..] if WAYS.contains(&&o.text[first.start..first.end]) => rest,
        _ => tokens,
    }
}

/// Is nothing left but a separator?
fn is_alone(rest: &[Token]) -> bool {
    matches!(rest, []) || matches!(rest, [end] if end.is(b',') || end.is(b';'))
}

/// Do these tokens lead up to what a call is about: `a.b(`, `map[`, `validates :`, `rm -f`?
fn begins_call(prefix: &[Token]) -> bool {
    let word = |token: &Token| token.kind == Kind::Word;
    let past = |token: &Token| {
        token.kind == Kind::Text || matches!(token.kind, Kind::Punct(b',' | b'=' | b'<' | b'@'))
    };
    let command = prefix.iter().all(|token| word(token) || token.is(b'-'));
    prefix.first().is_some_and(|token| word(token) || token.is(b'$'))
        && !prefix.iter().any(past)
        && prefix.last().is_some_and(|token| {
            command || matches!(token.kind, Kind::Punct(b'(' | b'.' | b':' | b'>' | b'[' | b'$'))
        })
}

/// Do two statements count two things: `i += 1`, `j += 1`?
fn are_other_steps(ours: &[Token], theirs: &[Token]) -> bool {
    let steps = |tokens: &[Token]| {
        matches!(tokens, [name, by, ..] if name.kind == Kind::Word
            && matches!(by.kind, Kind::Punct(b'+' | b'-' | b'|' | b'&' | b'*')))
    };
    steps(ours) && steps(theirs)
}

fn same_from(at: usize, ours: &[Token], theirs: &[Token]) -> bool {
    ours.len() == theirs.len()
        && ours[at..].iter().zip(&theirs[at..]).all(|(a, b)| a.hash == b.hash)
}

/// Are these calls of two functions, with arguments that say little, or other ones? The same long
/// list of arguments may as well have got another callee.
fn are_other_calls(o: &Outline, ours: &[Token], theirs: &[Token]) -> bool {
    let arguments = |tokens: &[Token]| {
        let open = tokens.iter().position(|token| token.is(b'('))?;
        let path = |token: &Token| {
            token.kind == Kind::Word
                || matches!(token.kind, Kind::Punct(b'.' | b':' | b'!' | b'$' | b'-' | b'>'))
        };
        (open > 0 && tokens[..open].iter().all(path)).then_some(open)
    };
    let (Some(x), Some(y)) = (arguments(ours), arguments(theirs)) else { return false };
    let same = ours.len() - x == theirs.len() - y
        && ours[x..].iter().zip(&theirs[y..]).all(|(p, q)| p.hash == q.hash);
    !same || words(o, &ours[x..]).len() < TELLING
}

/// Is the first thing that two statements say otherwise a name in both, of two things that have
/// little in common? `'/users'` and `'/items'`; not one text and another.
pub(super) fn name_others(a: &Outline, ours: &[Token], b: &Outline, theirs: &[Token]) -> bool {
    /// Share of letters from which one name may be the other, changed.
    const ALIKE: f32 = 0.6;
    let first = ours.iter().zip(theirs).find(|(x, y)| x.hash != y.hash);
    let Some((x, y)) = first else { return false };
    let name = |o: &Outline, token: &Token| -> Option<String> {
        let said = &o.text[token.start..token.end];
        let said = said.trim_matches(|c: char| !c.is_alphanumeric());
        let named = matches!(token.kind, Kind::Word | Kind::Text)
            && said.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && !said.contains(char::is_whitespace);
        named.then(|| said.to_owned())
    };
    let (Some(x), Some(y)) = (name(a, x), name(b, y)) else { return false };
    similar::TextDiff::from_chars(&*x, &*y).ratio() < ALIKE
}

pub(super) fn code(o: &Outline, unit: usize) -> Vec<Token> {
    let tokens = o.tokens[o.units[unit].tokens.clone()].iter();
    tokens.filter(|token| token.kind != Kind::Comment).take(LONGEST).copied().collect()
}

/// Are the words of one all among the words of the other?
fn is_part(a: &Outline, ours: &[Token], b: &Outline, theirs: &[Token]) -> bool {
    let (ours, mut theirs) = (words(a, ours), words(b, theirs));
    ours.iter().all(|word| match theirs.iter().position(|other| other == word) {
        Some(at) => {
            theirs.swap_remove(at);
            true
        }
        None => false,
    })
}

/// The words of names, strings and other literals.
pub(super) fn words(o: &Outline, tokens: &[Token]) -> Vec<String> {
    let named = tokens.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Text));
    named
        .flat_map(|token| {
            let text = &o.text[token.start..token.end];
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}
