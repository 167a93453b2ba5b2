//! Tells one of a list of like statements from another: `app.use('/a', a)` from `app.use('/b', b)`.
//!
//! Statements carry no key, but what they call or set and their first argument say which one they
//! are, where there are several of the kind. Then another first argument is another statement, and
//! no change of the one that stands there.

use std::borrow::Cow;

use super::Aligner;
use super::items::Item;
use super::similarity::tag;
use crate::index::{Kind, NodeId, Outline, Token};
use crate::lang::Layout;

/// Code tokens of a unit that are looked at.
pub(super) const LONGEST: usize = 128;

impl Aligner<'_> {
    /// Does a node of the sketch stand in one whose head the file has not as it is shown?
    pub(super) fn is_in_changed(&self, s: NodeId) -> bool {
        let around = self.s.nodes[s].parent.map(|id| &self.s.units[self.s.nodes[id].head]);
        let all = 0..self.f.units.len();
        around.is_some_and(|head| self.f.units_with(head.hash, &all).next().is_none())
    }

    /// Is nothing beside an element made of the tags that it is made of? One more of a kind would be.
    pub(super) fn is_only_of_its_tags(&self, f: NodeId) -> bool {
        let tags = |id: NodeId| -> Vec<u64> {
            let tokens: Vec<&Token> = self.f.node_code(id).collect();
            let named = tokens.windows(2).filter(|w| w[0].is(b'<') || w[0].is(b'/'));
            named.map(|w| w[1].hash).collect()
        };
        let own = tags(f);
        !self.f.siblings(f).iter().any(|id| *id != f && tags(*id) == own)
    }

    /// Is a command of the sketch one of the file with more options (`set -euo pipefail` for `set -e`)?
    pub(super) fn has_more_options(&self, s: NodeId, f: NodeId) -> bool {
        fn said(o: &Outline, id: NodeId) -> Vec<&str> {
            o.said(o.nodes[id].head).split_whitespace().take(LONGEST).collect()
        }
        let (ours, theirs) = (said(self.s, s), said(self.f, f));
        let more = |(now, was): (&&str, &&str)| {
            now == was || was.starts_with('-') && !was.starts_with("--") && now.starts_with(was)
        };
        let command = |word: &&str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        self.lexis.layout == Layout::Lines
            && theirs.first().is_some_and(command)
            && (2..=ours.len()).contains(&theirs.len())
            && ours.iter().zip(&theirs).all(more)
    }

    /// Are these two statements of a kind, of which there are several, with other first arguments?
    pub(super) fn are_siblings(&self, s: usize, f: usize) -> bool {
        self.have_other_arguments((s, s), (f, f))
    }

    /// The same of two statements or tags that may be broken over lines, each from one unit to another.
    pub(super) fn have_other_arguments(
        &self,
        (s, our_end): (usize, usize),
        (f, their_end): (usize, usize),
    ) -> bool {
        let word = |token: &Token| token.kind == Kind::Word;
        match (self.s.unit_code(s).next(), self.f.unit_code(f).next()) {
            (Some(a), Some(b)) if a.hash == b.hash || word(a) && word(b) => {}
            _ => return false,
        }
        let ours: Vec<Token> = self.s.run_code(s, our_end).cloned().collect();
        let theirs: Vec<Token> = self.f.run_code(f, their_end).cloned().collect();
        let common = ours.iter().zip(&theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let (Some(a), Some(b)) = (ours.get(common), theirs.get(common)) else { return false };
        let names = |token: &Token| matches!(token.kind, Kind::Word | Kind::Text);
        if common == 0 {
            return word(a) && word(b) && differ_twice(self.s, &ours, self.f, &theirs);
        }
        let prefix = &ours[..common];
        if !names(a)
            || !names(b)
            || !prefix.iter().any(|token| token.kind == Kind::Word || token.is(b'<'))
            // A quoted name on the way to another one (`"app".logs.`) is no argument.
            || (0..common).any(|at| {
                prefix[at].kind == Kind::Text && !prefix.get(at + 1).is_some_and(|t| t.is(b'.'))
            })
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

impl Aligner<'_> {
    /// Are both the one title of what they stand in, whatever they say? Only of something that has a
    /// name: of cards in a row each has a title of its own.
    pub(super) fn are_titles(&self, s: usize, f: usize) -> bool {
        let tag = |token: Option<&Token>| token.is_some_and(|token| token.is(b'<'));
        if self.lexis.titles.is_empty()
            || !tag(self.s.unit_code(s).next())
            || !tag(self.f.unit_code(f).next())
        {
            return false;
        }
        let around = self.f.heads[f].and_then(|id| self.f.nodes[id].parent);
        if around.is_none_or(|around| self.f.keys[around].is_none()) {
            return false;
        }
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let ([_, name, ..], [_, other, ..]) = (&ours[..], &theirs[..]) else {
            return false;
        };
        name.hash == other.hash
            && self.lexis.titles.contains(&self.s.token_text(name))
            && !has_another(self.s, s, &ours[..2])
            && !has_another(self.f, f, &theirs[..2])
    }
}

impl Aligner<'_> {
    /// Do two units open elements of different kinds, neither of which closes on its line?
    pub(super) fn are_other_tags(&self, s: usize, f: usize) -> bool {
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
    // What stands in another branch is not beside it.
    let part = |other: NodeId| {
        let spine = o.nodes[id].parent.map_or(&[][..], |around| &o.nodes[around].spine);
        spine.partition_point(|unit| *unit < o.nodes[other].head)
    };
    let own = part(id);
    let is_code = |other: &&NodeId| !o.units[o.nodes[**other].head].is_comment();
    let Some(at) = siblings.iter().position(|other| *other == id) else { return false };
    let before = siblings[..at].iter().rev().find(is_code);
    let after = siblings[at + 1..].iter().find(is_code);
    let beside = before.into_iter().chain(after).filter(|other| part(**other) == own);
    beside.map(|other| o.nodes[*other].head).any(|head| {
        let tokens = code(o, head);
        tokens.len() > prefix.len() && tokens.iter().zip(prefix).all(|(a, b)| a.hash == b.hash)
    })
}

/// Does each say two things at least that the other does not? Another callee with another argument is
/// another call.
pub(super) fn differ_twice(a: &Outline, ours: &[Token], b: &Outline, theirs: &[Token]) -> bool {
    let (ours, theirs) = (words(a, ours), words(b, theirs));
    let (all, others) = (ours.len(), theirs.len());
    let common = in_common(&ours, theirs);
    all - common >= 2 && others - common >= 2
}

/// Is all in which two elements differ one run of words between two tags?
pub(super) fn differ_in_one_text(ours: &[Token], theirs: &[Token]) -> bool {
    let same = |(x, y): &(&Token, &Token)| x.hash == y.hash;
    let begin = ours.iter().zip(theirs).take_while(same).count();
    let (ours, theirs) = (&ours[begin..], &theirs[begin..]);
    let end = ours.iter().rev().zip(theirs.iter().rev()).take_while(same).count();
    let words = |tokens: &[Token]| {
        let said = &tokens[..tokens.len() - end];
        !said.is_empty() && said.iter().all(|token| token.kind == Kind::Word)
    };
    words(ours) && words(theirs)
}

/// A statement without the word that says how its call is made.
pub(super) fn called<'a>(o: &Outline, tokens: &'a [Token]) -> &'a [Token] {
    const WAYS: [&str; 5] = ["await", "yield", "defer", "go", "void"];
    match tokens {
        [first, rest @ ..] if WAYS.contains(&o.token_text(first)) => rest,
        _ => tokens,
    }
}

/// The tokens of a unit's code that are looked at.
pub(super) fn code(o: &Outline, unit: usize) -> Vec<Token> {
    o.unit_code(unit).take(LONGEST).copied().collect()
}

/// Are the words of one all among the words of the other?
pub(in crate::merge) fn is_part(
    a: &Outline,
    ours: &[Token],
    b: &Outline,
    theirs: &[Token],
) -> bool {
    let ours = words(a, ours);
    in_common(&ours, words(b, theirs)) == ours.len()
}

/// How many words two lists have in common, each as often as both have it.
pub(super) fn in_common(ours: &[String], mut theirs: Vec<String>) -> usize {
    let found = ours.iter().filter(|word| {
        let at = theirs.iter().position(|other| other == *word);
        at.map(|at| theirs.swap_remove(at)).is_some()
    });
    found.count()
}

/// The words of names, strings and other literals.
pub(super) fn words(o: &Outline, tokens: &[Token]) -> Vec<String> {
    let named = tokens.iter().enumerate().filter(|(at, token)| match token.kind {
        Kind::Word => !tokens.get(at + 1).is_some_and(|text| is_prefix(token, text)),
        kind => kind == Kind::Text,
    });
    named
        .flat_map(|(_, token)| {
            let said = o.token_text(token);
            let text = unescaped(if token.kind == Kind::Text { unprefixed(said) } else { said });
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            let words: Vec<_> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
            // What says nothing but escapes is one of its own kind.
            let bare = words.is_empty() && matches!(text, Cow::Owned(_));
            if bare { vec![o.token_text(token).to_owned()] } else { words }
        })
        .collect()
}

/// Does a word say how the text right behind it is read (`f"..."`)?
fn is_prefix(word: &Token, text: &Token) -> bool {
    text.kind == Kind::Text && word.end == text.start && word.end - word.start <= 2
}

/// A text without the letters before its quote (`f"..."`), which are no words.
fn unprefixed(text: &str) -> &str {
    let quote = text.find(['"', '\'', '`']).filter(|at| *at <= 2);
    quote.map_or(text, |at| &text[at..])
}

/// A text without its escapes, which are no words.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out.into()
}
