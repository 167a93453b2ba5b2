//! Knows a call by its path and the texts right behind it, whatever else it is given: of
//! `app.get('/a', (req, res) => {` and `app.get('/a', list)` the one is the other, changed.
//!
//! A call with a body has a key, which says just that. One that gets a name in place of the body has
//! none, as a text may be an argument like others there. Beside a gap, calls that differ in what they say
//! first may be two.

use std::ops::Range;

use super::Aligner;
use super::identity::TELLING;
use super::level::Candidate;
use super::siblings::{called, code, is_part, unescaped, words};
use crate::index::{Class, Kind, NodeId, Outline, Token};

/// Tokens of `()`.
const NONE: usize = 2;

/// A line that is one call.
struct Called<'t> {
    /// What it calls.
    path: &'t [Token],
    /// From the bracket that opens, or the comma behind a stream, to the bracket that closes.
    arguments: &'t [Token],
}

impl Called<'_> {
    /// The call without the stream of the process that a function like `fprintf` is given first.
    fn behind_stream(self, o: &Outline) -> Self {
        let path = |t: &Token| t.kind == Kind::Word || t.is(b'.');
        let end = self.arguments[1..].iter().take_while(|t| path(t)).count() + 1;
        let said = |t: &Token| o.token_text(t).to_lowercase();
        let stream = matches!(said(&self.arguments[end - 1]).as_str(), "stderr" | "stdout");
        let writes = self.path.last().is_some_and(|t| is_fprint(&said(t)));
        let more = self.arguments.get(end).is_some_and(|t| t.is(b','));
        let behind = if writes && stream && more { end } else { 0 };
        Self { arguments: &self.arguments[behind..], ..self }
    }
}

impl<'a> Aligner<'a> {
    /// Is one of two nodes a call that gets a function made there and then, and the other the same call
    /// with something else in its place?
    pub(super) fn calls_the_same(&self, s: NodeId, f: NodeId) -> bool {
        match (self.s.keys[s], self.f.keys[f]) {
            (Some(key), None) if key.class == Class::Call && self.f.nodes[f].is_leaf() => {
                is_call_of(self.f, f, keyed(self.s, s))
            }
            (None, Some(key)) if key.class == Class::Call && self.s.nodes[s].is_leaf() => {
                is_call_of(self.s, s, keyed(self.f, f))
            }
            (None, None) if self.s.nodes[s].is_leaf() && self.f.nodes[f].is_leaf() => {
                let (ours, theirs) = (whole(self.s, s), whole(self.f, f));
                ours.first().map(|t| t.hash) == theirs.first().map(|t| t.hash)
                    && about(ours).is_some_and(|said| is_call_of(self.f, f, said))
                    && makes_function(self.s, ours) != makes_function(self.f, theirs)
            }
            _ => false,
        }
    }

    /// Does a statement of the sketch call something with all of what a statement of the file calls among
    /// its arguments (`retry(() => send(a))` for `send(a)`), or does a branch ask what that gives (`if
    /// err := send(a); err != nil {`)? Nobody calls it twice, but what a branch asks without telling it
    /// more may be asked again.
    pub(super) fn wraps_call(&self, s: NodeId, f: NodeId) -> bool {
        let told = |call: &[Token]| !matches!(call, [.., open, _] if open.is(b'('));
        self.call_within(s, f)
            .is_some_and(|call| self.s.nodes[s].is_leaf() || told(call) || binds(whole(self.s, s)))
    }

    /// The call that a statement of the file is, where a statement of the sketch has it among the arguments of
    /// its own, or a branch in its condition.
    pub(super) fn call_within(&self, s: NodeId, f: NodeId) -> Option<&'a [Token]> {
        /// Tokens of the shortest call with an argument, `f(a)`, or of a part, `a.f()`.
        const SHORTEST: usize = 4;
        let theirs = whole(self.f, f);
        let end = theirs.len() - theirs.iter().rev().take_while(|t| t.is(b';')).count();
        let call = &theirs[..end];
        let closes = call.last().is_some_and(|t| t.is(b')'));
        if !self.f.nodes[f].is_leaf() || !closes || call.len() < SHORTEST {
            return None;
        }
        let path = call.iter().take_while(|t| t.kind == Kind::Word || t.is(b'.')).count();
        let calls = path > 0 && call.get(path).is_some_and(|t| t.is(b'('));
        let ours = whole(self.s, s);
        let inside = match self.s.nodes[s].is_leaf() {
            true => ours.iter().position(|t| t.is(b'(')).map_or(ours.len(), |open| open + 1),
            false if branches(self.s, ours) => 1,
            false => ours.len(),
        };
        let said = calls
            && ours[inside..]
                .windows(call.len())
                .any(|window| window.iter().zip(call).all(|(a, b)| a.hash == b.hash));
        said.then_some(call)
    }

    /// Do two lines write the same to a log, in different ways (`console.log(a)`, `logger.debug(a)`)? Nobody
    /// does so twice.
    pub(super) fn log_the_same(&self, s: NodeId, f: NodeId) -> bool {
        let Some((ours, theirs)) = self.same_arguments(s, f) else { return false };
        let written = logs(self.s, ours.path).zip(logs(self.f, theirs.path));
        ours.arguments.len() > NONE && written.is_some_and(|(a, b)| a == b)
    }

    /// Do two lines call two functions in the same words, write the same where one of them writes to a log, or
    /// call one thing for two things that it does without being told more, where the line above calls it for
    /// nothing? The one may have got the other's place.
    pub(super) fn call_in_the_same_words(&self, s: NodeId, f: NodeId) -> bool {
        const OWN: [&str; 4] = ["this", "self", "super", "cls"];
        let Some((ours, theirs)) = self.same_arguments(s, f) else { return false };
        let message = |t: &Token| {
            t.kind == Kind::Text && self.s.token_text(t).trim().contains(char::is_whitespace)
        };
        if ours.arguments.len() > NONE {
            let written = || logs(self.s, ours.path).zip(logs(self.f, theirs.path));
            let logged = || written().is_some_and(|(a, b)| [a, b].contains(&Output::Log));
            return ours.arguments.iter().any(message) || logged();
        }
        let receiver = |path: &'_ [Token]| -> Vec<u64> {
            let dot = path.iter().rposition(|t| t.is(b'.')).unwrap_or(0);
            path[..dot].iter().map(|t| t.hash).collect()
        };
        let of = receiver(ours.path);
        let own = of.len() == 1 && OWN.contains(&self.s.token_text(&ours.path[0]));
        let above = self.s.nodes[s].head.checked_sub(1).map(|unit| self.s.unit_tokens(unit));
        let listed = above.is_some_and(|line| line.iter().any(|t| Some(&t.hash) == of.first()));
        !of.is_empty() && !own && !listed && of == receiver(theirs.path)
    }

    /// Two lines that are calls of other functions with the same arguments, behind the stream that one of them
    /// writes to (`fprintf(stderr, "a")`, `printf("a")`).
    fn same_arguments(&self, s: NodeId, f: NodeId) -> Option<(Called<'a>, Called<'a>)> {
        let (ours, theirs) = (call(self.s, s)?, call(self.f, f)?);
        let (ours, theirs) = (ours.behind_stream(self.s), theirs.behind_stream(self.f));
        let hashes = |tokens: &[Token]| tokens.iter().map(|t| t.hash).collect::<Vec<_>>();
        let same = hashes(&ours.arguments[1..]) == hashes(&theirs.arguments[1..]);
        (same && hashes(ours.path) != hashes(theirs.path)).then_some((ours, theirs))
    }

    /// Where the same call is found, nothing else counts but what says the same as a whole.
    pub(super) fn prefer_calls(
        &self,
        id: NodeId,
        region: &Range<usize>,
        found: &mut Vec<Candidate>,
    ) {
        let same = |c: &Candidate| {
            self.f.heads[region.start + c.at].is_some_and(|f| self.calls_the_same(id, f))
        };
        if found.iter().any(same) {
            found.retain(|c| same(c) || c.fit.says_the_same());
        }
    }

    /// Do two calls of one head, of which the file has more in a row and the sketch shows one, say another text
    /// first (`method: 'PUT'`), and all else as others do too? It is one of them changed, or one more.
    pub(super) fn tell_others_first(&self, s: NodeId, f: NodeId) -> bool {
        let first = |o: &'a Outline, id: NodeId| {
            let child = o.nodes[id].children.first()?;
            let [name, sign, value, ..] = o.unit_tokens(o.nodes[*child].head) else { return None };
            (sign.is(b':') && value.kind == Kind::Text).then_some((name.hash, value.hash))
        };
        let rest = |o: &'a Outline, id: NodeId| {
            let rest = o.nodes[id].children.iter().skip(1);
            rest.map(|child| o.hashes[*child]).collect::<Vec<_>>()
        };
        let others = first(self.s, s).zip(first(self.f, f));
        if !self.begin_alike(s, f) || !others.is_some_and(|(a, b)| a.0 == b.0 && a.1 != b.1) {
            return false;
        }
        let head = &self.s.units[self.s.nodes[s].head];
        let mut shown = self.s.siblings(s).iter().filter(|id| **id != s);
        if shown.any(|id| head.same(&self.s.units[self.s.nodes[*id].head])) {
            return false;
        }
        let mut more = self.f.siblings(f).iter().filter(|id| self.begin_alike(s, **id));
        let own = rest(self.s, s);
        let as_much = |id: &&NodeId| rest(self.f, **id) == own;
        more.clone().nth(1).is_some()
            && (own.is_empty() || !as_much(&&f) || more.by_ref().filter(as_much).nth(1).is_some())
    }

    /// Do two lines call parts of one thing with the same arguments, which say something?
    pub(super) fn share_arguments(&self, s: NodeId, f: NodeId) -> bool {
        /// Words of arguments that are no chance in calls of different things.
        const SAID: usize = 4;
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        if !a.is_leaf() || !b.is_leaf() {
            return false;
        }
        let (ours, theirs) = (code(self.s, a.head), code(self.f, b.head));
        let opens = |tokens: &[Token]| tokens.iter().position(|t| t.is(b'('));
        let (Some(p), Some(q)) = (opens(&ours), opens(&theirs)) else { return false };
        let root = theirs[..q].iter().find(|t| t.kind == Kind::Word).map(|t| t.hash);
        let common = root.is_some_and(|root| ours[..p].iter().any(|t| t.hash == root));
        let same = ours[p..].iter().map(|t| t.hash).eq(theirs[q..].iter().map(|t| t.hash));
        common && same && p != q && words(self.s, &ours[p..]).len() >= SAID
    }

    /// Does one statement call what the other calls, with another first argument? Beside a gap it may
    /// be that one, changed, or one more.
    pub(super) fn are_like_calls(&self, ours: &[Token], theirs: &[Token]) -> bool {
        let common = ours.iter().zip(theirs).take_while(|(a, b)| a.hash == b.hash).count();
        let prefix = &ours[..common];
        // A number is a value, and what has one may get another.
        let telling = |o: &Outline, t: &Token| {
            let digit = o.token_text(t).starts_with(|c: char| c.is_ascii_digit());
            t.kind == Kind::Text || t.kind == Kind::Word && !digit
        };
        let differ = || ours.iter().zip(theirs).filter(|(a, b)| a.hash != b.hash);
        let several = ours.len() == theirs.len() && differ().nth(1).is_some();
        let told = |(a, b): (&Token, &Token)| telling(self.s, a) && telling(self.f, b);
        let another = if several { differ().any(told) } else { differ().next().is_some_and(told) };
        let opens = prefix.iter().any(|token| token.is(b'('));
        // A text that is put together is one argument.
        let put_together = prefix.last().is_some_and(|token| token.is(b'+'))
            && ours.get(common).is_some_and(|token| token.kind == Kind::Text)
            && !prefix.iter().any(|token| token.is(b','));
        let first = prefix.last().is_some_and(|token| token.is(b'(')) || put_together;
        // A text that was lengthened is the same one.
        let grown = || {
            let text = |o: &'a Outline, tokens: &[Token]| {
                let token = tokens.get(common).filter(|t| t.kind == Kind::Text)?;
                Some(o.token_text(token).trim_matches(['"', '\'', '`']))
            };
            // An escape says nothing that could be lengthened.
            let says = |text: &str| unescaped(text).contains(char::is_alphanumeric);
            matches!((text(self.s, ours), text(self.f, theirs)), (Some(a), Some(b))
                if says(a) && says(b) && (a.contains(b) || b.contains(a)))
        };
        opens
            && (first || several)
            && !grown()
            && another
            && prefix.first().is_some_and(|token| token.kind == Kind::Word)
            && !is_part(self.s, ours, self.f, theirs)
            && !is_part(self.f, theirs, self.s, ours)
    }

    /// Are these calls of two things with callbacks that begin alike and go on otherwise: one more walk
    /// (`rows.forEach(function (row) {`), or the one of the file over something else?
    pub(super) fn call_back_alike(
        &self,
        (s, ours): (NodeId, &[Token]),
        (f, theirs): (NodeId, &[Token]),
    ) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let opens = |tokens: &[Token]| tokens.iter().position(|token| token.is(b'('));
        let (Some(x), Some(y)) = (opens(ours), opens(theirs)) else { return false };
        let path = |tokens: &[Token]| {
            tokens.iter().all(|token| token.kind == Kind::Word || token.is(b'.') || token.is(b'?'))
        };
        let same = |a: &[Token], b: &[Token]| a.iter().map(|t| t.hash).eq(b.iter().map(|t| t.hash));
        !a.is_leaf()
            && !b.is_leaf()
            && ours[x..].last().is_some_and(|token| token.is(b'{'))
            && path(&ours[..x])
            && path(&theirs[..y])
            && !same(&ours[..x], &theirs[..y])
            && same(&ours[x..], &theirs[y..])
            && self.s.hash(a.head + 1, a.last).0 != self.f.hash(b.head + 1, b.last).0
    }
}

/// The tokens of a node's first line, without the word that says how its call is made.
fn whole(o: &Outline, id: NodeId) -> &[Token] {
    called(o, o.unit_tokens(o.nodes[id].head))
}

/// A line that is a call and nothing else.
fn call(o: &Outline, id: NodeId) -> Option<Called<'_>> {
    if !o.nodes[id].is_leaf() {
        return None;
    }
    let line = whole(o, id);
    let end = line.len() - line.iter().rev().take_while(|t| t.is(b';')).count();
    let (path, arguments) = line[..end].split_at(line.iter().position(|t| t.is(b'('))?);
    let named = path.first().is_some_and(|t| t.kind == Kind::Word)
        && path.windows(2).all(|pair| pair[0].kind != Kind::Word || pair[1].kind != Kind::Word)
        && path.iter().all(|t| {
            t.kind == Kind::Word
                || matches!(t.kind, Kind::Punct(b'.' | b':' | b'!' | b'-' | b'>' | b'?' | b'$'))
        });
    let mut depth = 0_usize;
    let one = arguments.iter().rposition(|t| {
        depth += usize::from(t.is(b')'));
        depth -= usize::from(t.is(b'(')).min(depth);
        depth == 0
    });
    (named && one == Some(0)).then_some(Called { path, arguments })
}

/// Where a call writes a line to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    /// What the program says of its own run.
    Log,
    /// What it gives out.
    Standard,
}

/// Where the call of a path writes to, if to a log or to the standard output.
fn logs(o: &Outline, path: &[Token]) -> Option<Output> {
    const LOGS: [&str; 8] =
        ["log", "logs", "logger", "logging", "slog", "console", "tracing", "log4j"];
    const LEVELS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];
    const PRINTS: [&str; 7] = ["print", "println", "printf", "puts", "echo", "eprintln", "eprint"];
    let words: Vec<String> = path
        .iter()
        .filter(|t| t.kind == Kind::Word)
        .map(|t| o.token_text(t).to_lowercase())
        .collect();
    let (last, of) = words.split_last()?;
    let is = |words: &[&str], word: &String| words.contains(&word.as_str());
    let macro_call = path.last().is_some_and(|t| t.is(b'!'));
    if of.last().is_some_and(|word| is(&LOGS, word)) || macro_call && is(&LEVELS, last) {
        return Some(Output::Log);
    }
    let plain = last.strip_prefix('f').filter(|_| is_fprint(last)).unwrap_or(last);
    let of_language = of.is_empty() || of == ["fmt"];
    (of_language && PRINTS.contains(&plain)).then_some(Output::Standard)
}

/// Is a name, in lower case, that of a function of C or Go that writes to a stream?
fn is_fprint(name: &str) -> bool {
    matches!(name, "fprint" | "fprintf" | "fprintln")
}

/// The tokens of a node's key.
fn keyed(o: &Outline, id: NodeId) -> &[Token] {
    let tokens = o.unit_tokens(o.nodes[id].head);
    let Some(key) = o.keys[id] else { return &[] };
    let from = tokens.partition_point(|t| t.start < key.start);
    let to = tokens.partition_point(|t| t.end <= key.end);
    &tokens[from..to.max(from)]
}

/// The path of a call and the texts that it begins with: `app.get('/a'`.
fn about(tokens: &[Token]) -> Option<&[Token]> {
    let open = tokens.iter().position(|t| t.is(b'('))?;
    let path = |t: &Token| t.kind == Kind::Word || t.is(b'.') || t.is(b'$');
    let text = |at: usize| tokens.get(at).is_some_and(|t| t.kind == Kind::Text);
    let mut end = open + 1;
    while text(end) {
        let goes_on = tokens.get(end + 1).is_some_and(|t| t.is(b',')) && text(end + 2);
        end += if goes_on { 2 } else { 1 };
    }
    let named = open > 0 && tokens[..open].iter().all(path) && end > open + 1;
    named.then(|| &tokens[..end])
}

/// Does a line call what `said` calls, with its texts and more arguments behind them?
fn is_call_of(o: &Outline, id: NodeId, said: &[Token]) -> bool {
    let tokens = whole(o, id);
    let text = |at: usize| tokens.get(at).is_some_and(|t| t.kind == Kind::Text);
    !said.is_empty()
        && tokens.len() > said.len()
        && tokens.iter().zip(said).all(|(a, b)| a.hash == b.hash)
        && tokens[said.len()].is(b',')
        && !text(said.len() + 1)
}

/// Does a line head a branch on a condition?
fn branches(o: &Outline, line: &[Token]) -> bool {
    line.first().is_some_and(|t| matches!(o.token_text(t), "if" | "unless" | "match" | "switch"))
}

/// Does a line give something a name?
fn binds(line: &[Token]) -> bool {
    let sign = |at: usize| {
        line.get(at).is_some_and(|t| matches!(t.kind, Kind::Punct(b'=' | b'!' | b'<' | b'>')))
    };
    (1..line.len()).any(|at| line[at].is(b'=') && !sign(at - 1) && !sign(at + 1))
}

/// Is a function without a name among the arguments of a call?
fn makes_function(o: &Outline, tokens: &[Token]) -> bool {
    let arrow =
        |pair: &[Token]| pair[0].is(b'=') && pair[1].is(b'>') && pair[0].end == pair[1].start;
    let word = |t: &Token| {
        t.kind == Kind::Word && matches!(o.token_text(t), "function" | "lambda" | "func")
    };
    tokens.windows(2).any(arrow) || tokens.iter().any(word)
}

/// Do these tokens lead up to what a call is about: `a.b(`, `map[`, `validates :`, `rm -f`?
pub(super) fn begins_call(prefix: &[Token]) -> bool {
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

/// Are these calls of two functions, with arguments that say little, or other ones? The same long
/// list of arguments may as well have got another callee.
pub(super) fn are_other_calls(o: &Outline, ours: &[Token], theirs: &[Token]) -> bool {
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
