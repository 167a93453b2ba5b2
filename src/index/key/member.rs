//! Names of what holds a value: variables, fields, pairs.

use super::{Body, Class, Key, Kind, Lexis, Reader, Token};

pub(super) const DECLARERS: &[&str] = &["const", "let", "var", "val", "static", "mut", "auto"];

impl Reader<'_> {
    /// `a.b = 1`, `int x = 1`, `x := 1`: the path before the first `=`. Modifiers end at `from`.
    pub(super) fn assignment(&self, from: usize) -> Option<Key> {
        let equals = self.position(b'=')?;
        if let Some(name) = self.taken_out(equals) {
            return self.key(Class::Member, name, name + 1);
        }
        let compares = self.is(equals + 1, b'=')
            || equals == 0
            || matches!(
                self.tokens[equals - 1].kind,
                Kind::Punct(
                    b'!' | b'<'
                        | b'>'
                        | b'='
                        | b'+'
                        | b'-'
                        | b'*'
                        | b'/'
                        | b'|'
                        | b'&'
                        | b'%'
                        | b'^'
                        | b'?'
                        | b')'
                )
            );
        // `{a ? <B c={d} /> : null}`: an attribute within an expression in braces.
        let within = self.is(0, b'{') && !self.tokens[..equals].iter().any(|t| t.is(b'}'));
        if compares || within || self.tokens[..equals].iter().any(|t| t.is(b'(')) {
            return None;
        }
        let end = if self.is(equals - 1, b':') { equals - 1 } else { equals };
        // `name: Type = 1` and `name = 1` name the same.
        if let Some(name) = self.annotated(from).filter(|name| *name < equals) {
            return self.key(Class::Member, name, name + 1);
        }
        if self.types_last && self.word(from).is_some() && self.word(from + 1).is_some() {
            return self.key(Class::Member, from, from + 1);
        }
        // `self.name: Type = 1`
        let mut path = from;
        while self.word(path).is_some() && self.is(path + 1, b'.') {
            path += 2;
        }
        if path > from && self.word(path).is_some() && self.is(path + 1, b':') && path + 1 < end {
            return self.key(Class::Member, from, path + 1);
        }
        let start = self.path_start(end);
        // `a, b = f()` by all that it sets.
        let set = self.tokens.get(from..end).unwrap_or_default();
        let listed = |(at, t): (usize, &Token)| match at % 2 {
            0 => t.kind == Kind::Word,
            _ => t.is(b','),
        };
        if set.len() > 1 && set.iter().enumerate().all(listed) {
            return self.key(Class::Member, from, end);
        }
        if start == end {
            self.key(Class::Member, 0, end)
        } else {
            self.key(Class::Member, start, end)
        }
    }

    /// The position of the one name that `let Some(name) = value else` gives to what it takes out.
    fn taken_out(&self, equals: usize) -> Option<usize> {
        let name = equals.checked_sub(2).filter(|_| self.word(0) == Some("let"))?;
        let open =
            name - usize::from(name > 0 && matches!(self.word(name - 1), Some("mut" | "ref")));
        let path = self.tokens.get(1..open.checked_sub(1)?)?;
        let of_path = |t: &Token| t.kind == Kind::Word || t.is(b':');
        (self.word(name).is_some_and(|word| word != "_")
            && self.is(equals - 1, b')')
            && self.is(open - 1, b'(')
            && !path.is_empty()
            && path.iter().all(of_path))
        .then_some(name)
    }

    /// The position of the name in `name: Type`, `name?: Type`, `mut name: Type`.
    pub(super) fn annotated(&self, from: usize) -> Option<usize> {
        let mut name = from;
        while self.word(name).is_some_and(|w| DECLARERS.contains(&w)) {
            name += 1;
        }
        let named = matches!(self.tokens.get(name)?.kind, Kind::Word | Kind::Text);
        let mark = name + 1 + usize::from(self.is(name + 1, b'?') || self.is(name + 1, b'!'));
        (named
            && !self.is_symbol(mark)
            && self.is(mark, b':')
            && !self.is(mark + 1, b':')
            && !self.is(mark + 1, b'='))
        .then_some(name)
    }

    /// Is there a symbol (`:name`): a colon with white space before it and none behind it?
    pub(super) fn is_symbol(&self, at: usize) -> bool {
        let (Some(before), Some(after)) = (at.checked_sub(1), self.tokens.get(at + 1)) else {
            return false;
        };
        self.is(at, b':')
            && self.tokens[before].end < self.tokens[at].start
            && self.tokens[at].end == after.start
            && after.kind == Kind::Word
    }

    /// `has_many :posts`, `attr_reader :name`: the call and its first symbol. What declares how an
    /// attribute is accessed declares the same attribute.
    pub(super) fn declared_symbol(&self, from: usize) -> Option<Key> {
        let word = self.word(from).filter(|_| self.is_symbol(from + 1))?;
        if matches!(word, "attr_reader" | "attr_writer" | "attr_accessor") {
            return self.key(Class::Member, from + 1, from + 3);
        }
        self.key(Class::Member, from, from + 3)
    }

    /// `name: value`, `name?: Type`, `int count;`, and a word alone. Modifiers end at `from`.
    pub(super) fn member(&self, from: usize, lexis: &Lexis) -> Option<Key> {
        let count = self.tokens.len();
        if let Some(key) = self.declared_symbol(from) {
            return Some(key);
        }
        if let Some(name) = self.annotated(from) {
            return self.key(Class::Member, name, name + 1);
        }
        if count == 1 || count == 2 && (self.is(1, b',') || self.is(1, b';')) {
            let word = self.tokens[0].kind == Kind::Word;
            let key = word.then(|| self.key(Class::Member, 0, 1))??;
            // `list`, with `.map(` below, begins a call and declares nothing of that name.
            let name = if self.body == Body::Nested { !key.name } else { key.name };
            return Some(Key { name, ..key });
        }
        if lexis.names_first {
            // Go's struct fields: `Name Type`, `Name *Type`, `Name []Type`.
            let apart = self.tokens[0].end < self.tokens[1].start;
            let typed = self.word(1).is_some() || self.is(1, b'*') || self.is(1, b'[');
            return (self.word(0).is_some() && apart && typed)
                .then(|| self.key(Class::Member, 0, 1))?;
        }
        // `char *name[8];`, `unsigned flag : 1;`
        let mut last = count - usize::from(self.is(count - 1, b';'));
        // `i += 1;` is no declaration.
        let computes = |t: &Token| matches!(t.kind, Kind::Punct(b'(' | b'.' | b'='));
        if last == count || self.tokens.iter().any(computes) {
            return None;
        }
        let single = |at: &usize| {
            self.is(*at, b':') && !self.is(at + 1, b':') && (*at == 0 || !self.is(at - 1, b':'))
        };
        if let Some(colon) = (0..last).find(single) {
            last = colon;
        }
        while last > 0 && self.is(last - 1, b']') {
            last = self.tokens[..last].iter().rposition(|t| t.is(b'['))?;
        }
        (last >= 2 && self.word(last - 1).is_some())
            .then(|| self.key(Class::Member, last - 1, last))?
    }
}
