//! Names of what has parameters or a body: functions, types, methods, calls with a body.

use super::{Body, Class, Key, Kind, Reader, Token};

const DEFINERS: &[&str] = &[
    "function",
    "def",
    "class",
    "fn",
    "func",
    "struct",
    "enum",
    "trait",
    "interface",
    "type",
    "mod",
    "module",
    "namespace",
    "union",
    "record",
    "macro_rules",
    "protocol",
    "object",
    "fun",
];

impl Reader<'_> {
    /// `function name`, `class Name`, `func (s *Store) Name`.
    pub(super) fn definition(&self, from: usize) -> Option<Key> {
        let definer = (from..self.tokens.len().min(from + 4))
            .find(|at| self.word(*at).is_some_and(|w| DEFINERS.contains(&w)))?;
        if self.tokens[from..definer].iter().any(|t| t.kind != Kind::Word) {
            return None;
        }
        let mut at = definer + 1;
        if self.word(definer) == Some("func") && self.is(at, b'(') {
            let close = at + self.tokens[at..].iter().position(|t| t.is(b')'))?;
            // One without a name: `defer func() {`.
            self.word(close + 1)?;
            return self.key(Class::Definition, at, close + 2).map(|key| Key {
                start: self.tokens.get(close + 1).map_or(key.start, |t| t.start),
                ..key
            });
        }
        while self.is(at, b'*') || self.is(at, b'!') || self.word(at) == Some("class") {
            at += 1;
        }
        if self.word(definer) == Some("def")
            && matches!(self.tokens.get(at)?.kind, Kind::Punct(b) if b != b'(')
        {
            // An operator: `def <=>(other)`.
            let end = (at..self.tokens.len()).find(|i| self.is(*i, b'('));
            return self.key(Class::Definition, at, end.unwrap_or(self.tokens.len()));
        }
        if self.word(definer) == Some("module")
            && self.tokens.get(at).is_some_and(|t| t.kind == Kind::Text)
        {
            return self.key(Class::Definition, at, at + 1);
        }
        self.word(at)?;
        // `def self.name`, `mod a::b`
        let mut end = at + 1;
        while (self.is(end, b'.') || self.is(end, b':') && self.is(end + 1, b':'))
            && end + 1 < self.tokens.len()
        {
            end += if self.is(end, b'.') { 1 } else { 2 };
            if self.word(end).is_none() {
                break;
            }
            end += 1;
        }
        // `function Reader:next(`: a method of `Reader` (Lua).
        let method = self.word(definer) == Some("function") && self.is(end, b':');
        if method && self.word(end + 1).is_some() && self.is(end + 2, b'(') {
            end += 2;
        }
        self.key(Class::Definition, at, end.min(self.tokens.len()))
    }

    /// The position behind the attributes that a line begins with, where a word follows: `public` of
    /// `@Override public int size() {`, `name` of `@Input() name = 1;`.
    pub(super) fn behind_attributes(&self) -> Option<usize> {
        let mut at = 0;
        loop {
            let start = at;
            if self.is(at, b'@') && self.word(at + 1).is_some_and(|word| word != "interface") {
                at += 2;
                while (self.is(at, b'.') || self.is(at, b':')) && self.word(at + 1).is_some() {
                    at += 2;
                }
                at = if self.is(at, b'(') { self.closing(at)? + 1 } else { at };
            } else if self.is(at, b'#') && self.is(at + 1, b'[') {
                at = self.closing_by(at + 1, (b'[', b']'))? + 1;
            }
            if start == at {
                return self.word(at).filter(|_| at > 0).map(|_| at);
            }
        }
    }

    /// The position of a `=>` that stands outside brackets, with nothing set before it. What stands before it may
    /// be compared (`n if n == 0 =>`, `int n when n <= limit =>`).
    pub(super) fn arrow(&self) -> Option<usize> {
        let compares = |at: usize| {
            self.is(at + 1, b'=')
                || at > 0
                    && self.joins(at - 1, b'=')
                    && [b'=', b'!', b'<', b'>'].iter().any(|sign| self.is(at - 1, *sign))
        };
        let mut depth = 0_i32;
        for (at, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
                Kind::Punct(b')' | b']' | b'}') => depth -= 1,
                Kind::Punct(b'=') if depth == 0 && !compares(at) => {
                    return (at > 0 && self.is(at + 1, b'>')).then_some(at);
                }
                _ => {}
            }
        }
        None
    }

    /// `public decimal Best => expression;`: modifiers tell it from the arm of a switch.
    pub(super) fn bodied(&self, from: usize, arrow: usize) -> Option<Key> {
        if from == 0 {
            return None;
        }
        let end = self.position(b'(').filter(|at| *at < arrow).unwrap_or(arrow);
        let name = self.before_generics(end).checked_sub(1).filter(|at| *at > from)?;
        self.word(name).and_then(|_| self.key(Class::Definition, name, name + 1))
    }

    /// `public decimal Best`, with its accessors in braces on the next lines.
    pub(super) fn property(&self, from: usize) -> Option<Key> {
        let tokens = self.tokens.get(from..)?;
        let typed = |t: &Token| match t.kind {
            Kind::Word => true,
            Kind::Punct(b) => matches!(b, b'<' | b'>' | b'?' | b'[' | b']' | b',' | b'.'),
            _ => false,
        };
        let count = self.tokens.len();
        (self.body == Body::Brace
            && tokens.len() >= 2
            && tokens.iter().all(typed)
            && self.word(count - 1).is_some())
        .then(|| self.key(Class::Definition, count - 1, count))?
    }

    /// `public decimal Best { get; set; }`.
    pub(super) fn auto_property(&self, from: usize) -> Option<Key> {
        let open = self.position(b'{').filter(|open| *open >= from + 2)?;
        let typed = |t: &Token| match t.kind {
            Kind::Word => true,
            Kind::Punct(b) => matches!(b, b'<' | b'>' | b'?' | b'[' | b']' | b',' | b'.'),
            _ => false,
        };
        let close = self.position(b'}').filter(|close| *close > open)?;
        let accessor = |at: usize| matches!(self.word(at), Some("get" | "set" | "init"));
        let inside = open + 1..close;
        (self.tokens[from..open].iter().all(typed)
            && self.word(open - 1).is_some()
            && inside.clone().any(accessor)
            && inside.clone().all(|at| self.word(at).is_some() || self.is(at, b';'))
            && inside.clone().any(|at| self.is(at, b';')))
        .then(|| self.key(Class::Member, open - 1, open))?
    }

    /// A method, function or call that something is nested in: the path before the first `(`, and
    /// a literal right behind it.
    pub(super) fn callable(&self, from: usize) -> Option<Key> {
        if let Some(operator) = self.operator(from) {
            return Some(operator);
        }
        let last = self.tokens.len() - 1;
        // All of it may stand on one line.
        let on_line = self.is(last, b'}');
        if self.body == Body::None && !on_line && !self.is_signature(from) {
            return None;
        }
        if let Some(key) = self.chained(from) {
            return Some(key);
        }
        let paren = self.position(b'(').filter(|at| *at > from)?;
        // A type parameter may have a default: `load<T = void>(`.
        let end = self.before_generics(paren).max(from);
        if self.tokens[from..end].iter().any(|t| t.is(b'=') || t.is(b'{') || t.kind == Kind::Text) {
            return None;
        }
        let start = self.path_start(end);
        if start == end {
            return None;
        }
        // `name: call(`, `name: function (a) {` is a property, and a function without a name has none.
        if self.annotated(from).is_some() || matches!(self.word(start), Some("function" | "func")) {
            return None;
        }
        let closes = self.closing(paren);
        // `stage('Build') {`: no parameter is a text.
        let texts = self.texts_end(paren + 1);
        let takes_body =
            |close: usize| close == texts && (self.is(close + 1, b'{') || self.body == Body::Brace);
        if texts > paren + 1 && closes.is_some_and(takes_body) {
            return self.key(Class::Call, start, texts);
        }
        if let (Some(literal), None) = (self.tokens.get(paren + 1), closes)
            && literal.kind == Kind::Text
        {
            return self.key(Class::Call, start, self.texts_end(paren + 1));
        }
        // `items.map((x) => {` names nothing; `receive(sku) {` does.
        let defines = match closes {
            // `Some(x) = y`
            Some(at) if self.is(at + 1, b'=') && !self.is(at + 2, b'>') => false,
            Some(_) if self.is_signature(from) => true,
            Some(at) if self.body == Body::None => {
                let brace = self.tokens[at..].iter().position(|t| t.is(b'{'));
                brace.is_some_and(|i| {
                    self.tokens[at + 1..at + i].iter().all(|t| t.kind == Kind::Word || !t.is(b'='))
                })
            }
            None if self.body == Body::None => false,
            Some(at) => {
                let opens = self.is(last, b'{') || self.is(last, b':') || self.body == Body::Brace;
                at < last && opens && !self.is(at + 1, b'.')
                    || at == last && (paren + 1 == at || self.body == Body::Brace)
            }
            // Parameters on several lines.
            None => self.body == Body::Brace || self.is(last, b'(') && start + 1 == end,
        };
        defines.then(|| self.key(Class::Definition, start, end))?
    }

    /// `name(a: A): B;`, `name<T>(a: T): B`: a method's name and types without its body.
    pub(super) fn is_signature(&self, from: usize) -> bool {
        let Some(paren) = self.position(b'(').filter(|at| *at > from) else { return false };
        let name = self.before_generics(paren);
        let Some(close) = self.closing(paren) else { return false };
        let typed = self.is(close + 1, b':')
            && self.tokens.get(close + 2).is_some_and(|t| !t.is(b':') && !t.is(b','));
        name == from + 1 && self.word(from).is_some() && typed
    }

    /// `$('#id').on('click', () => {`: a call of what calls with plain arguments give, and the
    /// texts right behind it.
    pub(super) fn chained(&self, from: usize) -> Option<Key> {
        let leads = |t: &Token| {
            t.kind == Kind::Word || matches!(t.kind, Kind::Punct(b'.' | b'$' | b'-' | b'>'))
        };
        let plain = |t: &Token| leads(t) || t.kind == Kind::Text || t.is(b',');
        let (mut paren, mut inner) = (self.position(b'(').filter(|at| *at > from)?, 0);
        let mut at = from;
        loop {
            if !self.tokens[at..paren].iter().all(leads) {
                return None;
            }
            let Some(close) = self.closing(paren) else { break };
            if !self.tokens[paren + 1..close].iter().all(plain) {
                return None;
            }
            at = close + 1;
            paren = at + self.tokens[at..].iter().position(|t| t.is(b'('))?;
            inner += 1;
        }
        let texts = self.texts_end(paren + 1);
        (inner > 0 && texts > paren + 1).then(|| self.key(Class::Call, from, texts))?
    }

    /// `operator==(`, `operator()(`, `operator bool(`.
    pub(super) fn operator(&self, from: usize) -> Option<Key> {
        let at = (from..self.tokens.len()).find(|at| self.word(*at) == Some("operator"))?;
        let paren = at + 2 + self.tokens.get(at + 2..)?.iter().position(|t| t.is(b'('))?;
        let start = self.path_start(at + 1);
        self.key(Class::Definition, start, paren)
    }
}
