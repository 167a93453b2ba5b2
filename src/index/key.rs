//! What names a node among its siblings.
//!
//! Keys are read off the tokens of a node's head, by the same rules for a file and for a sketch, so
//! that partial code which no grammar accepts has the same keys as the whole. A key matches whole or
//! not at all: near-equal names are different names.

use xxhash_rust::xxh3::xxh3_64;

use super::lex::{Kind, Token};
use crate::lang::{Layout, Lexis, Nesting};

/// What kind of thing a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Function, class, method, type, selector list, heading: what holds code of its own.
    Definition,
    /// Declared variable, property, pair, field, enum member.
    Member,
    /// Import of a module.
    Import,
    /// Case of a switch, arm of a match.
    Case,
    /// Call that takes a body, such as `it('works', () => {`.
    Call,
}

/// A node's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub class: Class,
    /// Hash of the tokens that make up the name.
    pub name: u64,
    /// Byte range of the name, for people.
    pub start: usize,
    pub end: usize,
}

impl Key {
    /// Names the same.
    pub fn same(self, other: Self) -> bool {
        self.class == other.class && self.name == other.name
    }
}

/// What a head has below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    None,
    /// Something nested.
    Nested,
    /// An opening brace on a line of its own.
    Brace,
}

/// Reads the key of a node off its head's tokens.
pub(crate) fn key_of(text: &str, tokens: &[Token], lexis: &Lexis, body: Body) -> Option<Key> {
    let code: Vec<Token> = tokens.iter().filter(|t| t.kind != Kind::Comment).copied().collect();
    let reader = Reader { text, tokens: &code, body, types_last: lexis.types_last };
    if code.is_empty() {
        return None;
    }
    match (lexis.layout, lexis.nesting) {
        (Layout::Declarations, _) => reader.declaration(),
        (Layout::Elements, _) => reader.pair(),
        (Layout::Prose, _) => reader.heading(),
        (_, Nesting::Headings) => reader.table().or_else(|| reader.assignment(0)),
        _ => reader.code(lexis),
    }
}

/// The key of a definition whose name is all of these tokens.
pub(super) fn whole(tokens: &[Token]) -> Option<Key> {
    Reader { text: "", tokens, body: Body::Nested, types_last: false }.key(
        Class::Definition,
        0,
        tokens.len(),
    )
}

/// The key of an import from what these tokens say.
pub(super) fn import_of(tokens: &[Token]) -> Option<Key> {
    Reader { text: "", tokens, body: Body::None, types_last: false }.key(
        Class::Import,
        0,
        tokens.len(),
    )
}

/// The key of names taken out of something, from the first line, `const {`, and the last,
/// `} = source;`.
pub(super) fn destructured_of(
    text: &str,
    head: &[Token],
    last: &[Token],
    lexis: &Lexis,
) -> Option<Key> {
    let code = |tokens: &[Token]| -> Vec<Token> {
        tokens.iter().filter(|t| t.kind != Kind::Comment).copied().collect()
    };
    let (head, last) = (code(head), code(last));
    let reader = |tokens| Reader { text, tokens, body: Body::None, types_last: lexis.types_last };
    let [declarer, open] = head[..] else { return None };
    let whole: Vec<Token> = [declarer, open].into_iter().chain(last).collect();
    let declares = reader(&head).word(0).is_some_and(|w| DECLARERS.contains(&w));
    (declares && open.is(b'{')).then(|| reader(&whole).destructured(1))?
}

const MODIFIERS: &[&str] = &[
    "export",
    "default",
    "async",
    "pub",
    "static",
    "public",
    "private",
    "protected",
    "final",
    "abstract",
    "override",
    "unsafe",
    "extern",
    "inline",
    "readonly",
    "declare",
    "get",
    "set",
    "virtual",
    "crate",
    "internal",
    "sealed",
    "partial",
    "synchronized",
    "constexpr",
    "local",
];

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

const DECLARERS: &[&str] = &["const", "let", "var", "val", "static", "mut", "auto"];

const STATEMENTS: &[&str] = &[
    "if",
    "for",
    "while",
    "switch",
    "match",
    "try",
    "catch",
    "else",
    "elif",
    "elsif",
    "except",
    "finally",
    "return",
    "throw",
    "yield",
    "await",
    "do",
    "with",
    "break",
    "continue",
    "raise",
    "assert",
    "del",
    "new",
    "not",
    "loop",
    "unless",
    "until",
    "begin",
    "rescue",
    "ensure",
    "end",
    "then",
    "fi",
    "done",
    "esac",
    "go",
    "defer",
    "select",
    "foreach",
    "using",
    "lock",
    "echo",
    "print",
    "pass",
    "delete",
    "typeof",
    "when",
    "goto",
    "sizeof",
    "super",
    "this",
    "synchronized",
    "fixed",
    "checked",
    "unchecked",
    "guard",
    "global",
    "nonlocal",
];

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    body: Body,
    types_last: bool,
}

impl<'a> Reader<'a> {
    fn word(&self, at: usize) -> Option<&'a str> {
        let token = self.tokens.get(at)?;
        (token.kind == Kind::Word).then(|| &self.text[token.start..token.end])
    }

    fn is(&self, at: usize, byte: u8) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is(byte))
    }

    fn position(&self, byte: u8) -> Option<usize> {
        self.tokens.iter().position(|t| t.is(byte))
    }

    /// A key of the tokens from `from` to before `to`.
    fn key(&self, class: Class, from: usize, to: usize) -> Option<Key> {
        let tokens = self.tokens.get(from..to).filter(|t| !t.is_empty())?;
        let mut name = Vec::with_capacity(tokens.len() * 8);
        for token in tokens {
            name.extend_from_slice(&token.hash.to_le_bytes());
        }
        let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
        Some(Key { class, name: xxh3_64(&name), start, end })
    }

    fn declaration(&self) -> Option<Key> {
        let count = self.tokens.len();
        if self.is(count - 1, b'{') {
            if let Some(key) = self.keyframe() {
                return Some(key);
            }
            // What a mixin or function takes is no part of its name.
            let callable = matches!(self.word(0), Some("@mixin" | "@function"));
            let end = self.position(b'(').filter(|_| callable).unwrap_or(count - 1);
            return self.key(Class::Definition, 0, end);
        }
        if self.is(count - 1, b'}')
            && let Some(open) = self.position(b'{').filter(|open| *open > 0)
        {
            // A rule on one line, where lines are what is aligned.
            return self.key(Class::Definition, 0, open);
        }
        match self.word(0) {
            Some("@extend" | "@return" | "@warn" | "@error" | "@debug" | "@content") => {
                return None;
            }
            Some("@include") => {
                let end = self.position(b'(').unwrap_or(count);
                let end = end - usize::from(self.is(end - 1, b';'));
                return self.key(Class::Member, 0, end);
            }
            Some("@use" | "@forward") => return self.key(Class::Import, 0, count.min(2)),
            // A file has one, or one that orders all the others.
            Some("@charset" | "@layer") => return self.key(Class::Import, 0, 1),
            Some("@import") => return self.style_import(),
            _ => {}
        }
        if self.word(0).is_some_and(|w| w.starts_with('@')) {
            let end = if self.is(count - 1, b';') { count - 1 } else { count };
            return self.key(Class::Import, 0, end);
        }
        // A rule on one line of a page.
        if let Some(brace) = self.position(b'{').filter(|brace| *brace > 0) {
            return self.key(Class::Definition, 0, brace);
        }
        let colon = self.position(b':')?;
        self.key(Class::Member, 0, colon)
    }

    /// `from` and `0%`, `to` and `100%` are one keyframe each (CSS Animations Level 1, section 3).
    fn keyframe(&self) -> Option<Key> {
        let key = self.key(Class::Definition, 0, self.tokens.len() - 1)?;
        let name: &[u8] = match &self.text[key.start..key.end] {
            "from" | "0%" => b"0%",
            "to" | "100%" => b"100%",
            _ => return None,
        };
        Some(Key { name: xxh3_64(name), ..key })
    }

    /// `@import url("a.css?v=2") screen;` by what it brings in: `a.css`.
    fn style_import(&self) -> Option<Key> {
        let key = self.key(Class::Import, 0, self.tokens.len())?;
        let said = self.text[self.tokens.get(1)?.start..key.end].trim_start_matches("url(");
        let source = said.trim_start_matches([' ', '"', '\'']);
        let end = source.find(['"', '\'', ')', '?', '#', ';', ' ']).unwrap_or(source.len());
        Some(Key { name: xxh3_64(&source.as_bytes()[..end]), ..key })
    }

    fn pair(&self) -> Option<Key> {
        let named = matches!(self.tokens[0].kind, Kind::Text | Kind::Word) && self.is(1, b':');
        named.then(|| self.key(Class::Member, 0, 1))?
    }

    fn heading(&self) -> Option<Key> {
        let level = self.tokens.iter().take_while(|t| t.is(b'#')).count();
        (1..=6).contains(&level).then(|| self.key(Class::Definition, level, self.tokens.len()))?
    }

    fn table(&self) -> Option<Key> {
        self.is(0, b'[').then(|| self.key(Class::Definition, 0, self.tokens.len()))?
    }

    fn code(&self, lexis: &Lexis) -> Option<Key> {
        if self.is(0, b'<') {
            return self.tag();
        }
        if self.is(0, b'.') || self.is(0, b'#') {
            // A style rule in a page.
            let brace = self.position(b'{').filter(|end| {
                !self.tokens[..*end].iter().any(|t| t.is(b'(') || t.is(b'=') || t.is(b';'))
            });
            if let Some(brace) = brace {
                return self.key(Class::Definition, 0, brace);
            }
        }
        if let Some(key) = self.docstring() {
            return Some(key);
        }
        if self.is(0, b'-') && lexis.nesting == Nesting::Offside {
            // An item of a list: what identifies it comes first, if it has any.
            let identified = matches!(self.word(1), Some("id" | "key" | "slug" | "name"));
            let end = self.tokens.len();
            return (identified && self.is(2, b':'))
                .then(|| self.key(Class::Definition, 1, end))?;
        }
        if self.is(0, b'#') || self.is(0, b'@') {
            return self.include();
        }
        // Svelte's `$: statement`.
        let reactive = self.is(0, b'$') && self.is(1, b':') && self.tokens.len() > 2;
        let mut at = if reactive { 2 } else { 0 };
        while self.word(at).is_some_and(|w| MODIFIERS.contains(&w)) && at + 1 < self.tokens.len() {
            // `get(x) {` is a method called get.
            if self.is(at + 1, b'(') && self.word(at).is_none_or(|w| w != "pub") {
                break;
            }
            at += 1;
            if self.is(at, b'(') {
                // `pub(crate)`
                at += self.tokens[at..].iter().position(|t| t.is(b')'))? + 1;
            }
        }
        let first = self.word(at);
        if let Some(word) = first {
            if matches!(
                word,
                "import" | "from" | "use" | "package" | "require" | "include" | "using"
            ) && !matches!(
                self.tokens.get(at + 1).map(|t| t.kind),
                None | Some(Kind::Punct(b':' | b'=' | b'.' | b',' | b')' | b';'))
            ) {
                return self.import(at);
            }
            if word == "impl" || (word == "class" && self.word(at + 1) == Some("extends")) {
                let bounds = (at..self.tokens.len()).find(|i| self.word(*i) == Some("where"));
                let end = bounds.or_else(|| self.position(b'{')).unwrap_or(self.tokens.len());
                return self.key(Class::Definition, at, end);
            }
            if matches!(word, "case" | "default") && !self.nests_definition() {
                let end = self.position(b':').unwrap_or(self.tokens.len());
                return self.key(Class::Case, at, end);
            }
        }
        if let Some(key) = self.definition(at) {
            return Some(key);
        }
        if first.is_some_and(|w| DECLARERS.contains(&w)) {
            let mut name = at + 1;
            while self.word(name).is_some_and(|w| DECLARERS.contains(&w)) {
                name += 1;
            }
            let ends = match self.tokens.get(name + 1).map(|t| t.kind) {
                None | Some(Kind::Punct(b'=' | b';' | b',' | b'?' | b'!')) => true,
                Some(Kind::Punct(b':')) => !self.is(name + 2, b':'),
                _ => lexis.names_first,
            };
            if self.word(name).is_some() && ends {
                let source = Some(name + 2).filter(|_| self.is(name + 1, b'='));
                let source = source.and_then(|from| self.required(from));
                return source.or_else(|| self.key(Class::Member, name, name + 1));
            }
            if self.is(name, b'{') {
                return self.destructured(name);
            }
            return self
                .callable(at)
                .or_else(|| self.assignment(at))
                .or_else(|| self.member(at, lexis));
        }
        if self.word(0) == Some("export") && self.word(1) == Some("default") {
            // A module has one.
            return self.key(Class::Member, 0, 2);
        }
        let clause = lexis.nesting == Nesting::Offside
            && self.tokens.len() == 2
            && matches!(first, Some("try" | "else" | "finally" | "except"));
        let statement = first.is_some_and(|w| STATEMENTS.contains(&w)) && !self.is_method(at);
        if statement && (clause || !self.is(at + 1, b':')) {
            return None;
        }
        if let Some(arrow) = self.arrow() {
            return self.bodied(at, arrow).or_else(|| self.key(Class::Case, 0, arrow));
        }
        self.callable(at)
            .or_else(|| self.property(at))
            .or_else(|| self.assignment(at))
            .or_else(|| self.member(at, lexis))
    }

    /// `delete(path) {`: what heads no block as a statement, with arguments and a body behind it.
    fn is_method(&self, at: usize) -> bool {
        const NAMES: [&str; 18] = [
            "begin", "break", "continue", "defer", "del", "delete", "done", "echo", "end",
            "ensure", "go", "goto", "new", "pass", "print", "raise", "rescue", "then",
        ];
        if !self.word(at).is_some_and(|w| NAMES.contains(&w)) || !self.is(at + 1, b'(') {
            return false;
        }
        let mut depth = 0_usize;
        let close = (at + 1..self.tokens.len()).find(|i| {
            depth += usize::from(self.is(*i, b'('));
            depth -= usize::from(self.is(*i, b')'));
            depth == 0
        });
        close.is_some_and(|close| self.is(close + 1, b'{') || self.is(close + 1, b':'))
            && self.is(self.tokens.len() - 1, b'{')
    }

    /// `public decimal Best => expression;`: modifiers tell it from the arm of a switch.
    fn bodied(&self, from: usize, arrow: usize) -> Option<Key> {
        if from == 0 {
            return None;
        }
        let end = self.position(b'(').filter(|at| *at < arrow).unwrap_or(arrow);
        let name = self.before_generics(end).checked_sub(1).filter(|at| *at > from)?;
        self.word(name).and_then(|_| self.key(Class::Definition, name, name + 1))
    }

    /// `public decimal Best`, with its accessors in braces on the next lines.
    fn property(&self, from: usize) -> Option<Key> {
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

    /// `{ a, b } = source`: names change, what they come from names it.
    fn destructured(&self, open: usize) -> Option<Key> {
        let close = self.tokens[open..].iter().position(|t| t.is(b'}'))? + open;
        let count = self.tokens.len();
        let end = count - usize::from(self.is(count - 1, b';'));
        let from = self.is(close + 1, b'=').then_some(close + 2)?;
        self.required(from).or_else(|| self.key(Class::Member, from, end))
    }

    /// `require('x')` alone: an import of `x`.
    fn required(&self, from: usize) -> Option<Key> {
        let text = self.tokens.get(from + 2).is_some_and(|t| t.kind == Kind::Text);
        let alone = self.tokens.len() == from + 4
            || self.tokens.len() == from + 5 && self.is(from + 4, b';');
        let calls = self.word(from) == Some("require") && self.is(from + 1, b'(');
        (calls && text && alone).then(|| self.key(Class::Import, from + 2, from + 3))?
    }

    fn nests_definition(&self) -> bool {
        self.is(self.tokens.len() - 1, b'{')
    }

    /// A text that stands alone documents what it stands in: there is one at most.
    fn docstring(&self) -> Option<Key> {
        let first = self.tokens[0];
        let text = &self.text[first.start..first.end];
        let quoted = text.starts_with("\"\"\"") || text.starts_with("'''");
        let key = self.key(Class::Member, 0, 1)?;
        (quoted && self.tokens.len() == 1).then_some(Key { name: xxh3_64(b"docstring"), ..key })
    }

    /// `<li id="x"`: an id names an element, or that there is but one of its kind.
    fn tag(&self) -> Option<Key> {
        let id =
            (1..self.tokens.len()).find(|at| self.word(*at) == Some("id") && self.is(at + 1, b'='));
        if let Some(id) = id {
            return self.key(Class::Definition, id + 2, id + 3);
        }
        // Elements of which a file has one, or few.
        let plain = self.is(2, b'>') && self.tokens.len() == 3;
        // All of it on one line.
        let count = self.tokens.len();
        let whole = count > 6 && self.is(count - 4, b'<') && self.is(count - 3, b'/');
        let few = match self.word(1)? {
            "main" | "head" if whole => return self.key(Class::Definition, 1, 2),
            "script" | "style" | "head" | "body" | "main" => !self.is(self.tokens.len() - 2, b'/'),
            "template" => plain,
            "title" => return self.key(Class::Definition, 1, 2),
            _ => false,
        };
        let open = self.is(self.tokens.len() - 1, b'>');
        (few && open && self.body == Body::Nested).then(|| self.key(Class::Definition, 1, 2))?
    }

    fn include(&self) -> Option<Key> {
        let word = self.word(1)?;
        matches!(word, "include" | "define" | "import").then(|| {
            self.key(Class::Import, 1, self.tokens.len().min(if word == "define" { 3 } else { 9 }))
        })?
    }

    fn import(&self, at: usize) -> Option<Key> {
        if let Some(source) = self.tokens.iter().rposition(|t| t.kind == Kind::Text) {
            return self.key(Class::Import, source, source + 1);
        }
        let stop = |t: &Token| t.is(b'{') || t.is(b';') || &self.text[t.start..t.end] == "import";
        let end =
            self.tokens[at + 1..].iter().position(stop).map_or(self.tokens.len(), |i| at + 1 + i);
        self.key(Class::Import, at, end)
    }

    /// `function name`, `class Name`, `func (s *Store) Name`.
    fn definition(&self, from: usize) -> Option<Key> {
        let definer = (from..self.tokens.len().min(from + 4))
            .find(|at| self.word(*at).is_some_and(|w| DEFINERS.contains(&w)))?;
        if self.tokens[from..definer].iter().any(|t| t.kind != Kind::Word) {
            return None;
        }
        let mut at = definer + 1;
        if self.word(definer) == Some("func") && self.is(at, b'(') {
            let close = at + self.tokens[at..].iter().position(|t| t.is(b')'))?;
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
        self.key(Class::Definition, at, end.min(self.tokens.len()))
    }

    /// The position of a `=>` that stands outside brackets.
    fn arrow(&self) -> Option<usize> {
        let mut depth = 0_i32;
        for (at, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
                Kind::Punct(b')' | b']' | b'}') => depth -= 1,
                Kind::Punct(b'=') if depth == 0 => {
                    return (at > 0 && self.is(at + 1, b'>')).then_some(at);
                }
                _ => {}
            }
        }
        None
    }

    /// A method, function or call that something is nested in: the path before the first `(`, and
    /// a literal right behind it.
    fn callable(&self, from: usize) -> Option<Key> {
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
        if self.tokens[from..paren].iter().any(|t| t.is(b'=') || t.is(b'{') || t.kind == Kind::Text)
        {
            return None;
        }
        let end = self.before_generics(paren);
        let start = self.path_start(end);
        if start == end {
            return None;
        }
        let closes = self.closing(paren);
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
    fn is_signature(&self, from: usize) -> bool {
        let Some(paren) = self.position(b'(').filter(|at| *at > from) else { return false };
        let name = self.before_generics(paren);
        let Some(close) = self.closing(paren) else { return false };
        let typed = self.is(close + 1, b':')
            && self.tokens.get(close + 2).is_some_and(|t| !t.is(b':') && !t.is(b','));
        name == from + 1 && self.word(from).is_some() && typed
    }

    /// `$('#id').on('click', () => {`: a call of what calls with plain arguments give, and the
    /// texts right behind it.
    fn chained(&self, from: usize) -> Option<Key> {
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

    /// The end of the texts, with commas between, that start at a token.
    fn texts_end(&self, at: usize) -> usize {
        let text = |at: usize| self.tokens.get(at).is_some_and(|t| t.kind == Kind::Text);
        let mut end = at;
        while text(end) {
            end += if self.is(end + 1, b',') && text(end + 2) { 2 } else { 1 };
        }
        end
    }

    /// `operator==(`, `operator()(`, `operator bool(`.
    fn operator(&self, from: usize) -> Option<Key> {
        let at = (from..self.tokens.len()).find(|at| self.word(*at) == Some("operator"))?;
        let paren = at + 2 + self.tokens.get(at + 2..)?.iter().position(|t| t.is(b'('))?;
        let start = self.path_start(at + 1);
        self.key(Class::Definition, start, paren)
    }

    /// The position before the generic parameters that end before `end`, if there are any.
    fn before_generics(&self, end: usize) -> usize {
        let mut depth = 0_u32;
        for at in (0..end).rev() {
            let arrow = at > 0 && (self.is(at - 1, b'=') || self.is(at - 1, b'-'));
            if self.is(at, b'>') && !arrow {
                depth += 1;
            } else if self.is(at, b'<') {
                depth = depth.saturating_sub(1);
            }
            if depth == 0 {
                return if at + 1 == end { end } else { at };
            }
        }
        end
    }

    /// The start of the path expression (`a.b::c`) that ends before `end`.
    fn path_start(&self, end: usize) -> usize {
        let mut at = end;
        loop {
            if at == 0 || self.word(at - 1).is_none() {
                return at;
            }
            at -= 1;
            // Private names in front (`#x`) and paths.
            while at > 0 && (self.is(at - 1, b'#') || self.is(at - 1, b'~')) {
                at -= 1;
            }
            if at >= 2 && (self.is(at - 1, b'.') || self.is(at - 1, b':') && self.is(at - 2, b':'))
            {
                at -= if self.is(at - 1, b'.') { 1 } else { 2 };
            } else {
                return at;
            }
        }
    }

    fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0_i32;
        for at in open..self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Punct(b'(') => depth += 1,
                Kind::Punct(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `a.b = 1`, `int x = 1`, `x := 1`: the path before the first `=`. Modifiers end at `from`.
    fn assignment(&self, from: usize) -> Option<Key> {
        let equals = self.position(b'=')?;
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
        if compares || self.tokens[..equals].iter().any(|t| t.is(b'(')) {
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
        if start == end {
            self.key(Class::Member, 0, end)
        } else {
            self.key(Class::Member, start, end)
        }
    }

    /// The position of the name in `name: Type`, `name?: Type`, `mut name: Type`.
    fn annotated(&self, from: usize) -> Option<usize> {
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
    fn is_symbol(&self, at: usize) -> bool {
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
    fn declared_symbol(&self, from: usize) -> Option<Key> {
        let word = self.word(from).filter(|_| self.is_symbol(from + 1))?;
        if matches!(word, "attr_reader" | "attr_writer" | "attr_accessor") {
            return self.key(Class::Member, from + 1, from + 3);
        }
        self.key(Class::Member, from, from + 3)
    }

    /// `name: value`, `name?: Type`, `int count;`, and a word alone. Modifiers end at `from`.
    fn member(&self, from: usize, lexis: &Lexis) -> Option<Key> {
        let count = self.tokens.len();
        if let Some(key) = self.declared_symbol(from) {
            return Some(key);
        }
        if let Some(name) = self.annotated(from) {
            return self.key(Class::Member, name, name + 1);
        }
        if count == 1 || count == 2 && (self.is(1, b',') || self.is(1, b';')) {
            return (self.tokens[0].kind == Kind::Word).then(|| self.key(Class::Member, 0, 1))?;
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

#[cfg(test)]
mod tests {
    use super::super::lex::lex;
    use super::*;
    use crate::lang::by_name;

    fn name(language: &str, line: &str, nests: bool) -> Option<(Class, String)> {
        let lexis = &by_name(language).unwrap().lexis;
        let body = if nests { Body::Nested } else { Body::None };
        let key = key_of(line, &lex(line, lexis), lexis, body)?;
        Some((key.class, line[key.start..key.end].to_owned()))
    }

    fn named(class: Class, text: &str) -> Option<(Class, String)> {
        Some((class, text.to_owned()))
    }

    #[test]
    fn definitions() {
        let definition = |text| named(Class::Definition, text);
        assert_eq!(name("css", ".a > .b,\n.c {", true), definition(".a > .b,\n.c"));
        assert_eq!(
            name("javascript", "export default async function go(a) {", true),
            definition("go")
        );
        assert_eq!(name("javascript", "  async #load(x = 1) {", true), definition("#load"));
        assert_eq!(
            name("typescript", "    async count(): Promise<number> {", true),
            definition("count")
        );
        assert_eq!(
            name(
                "typescript",
                "  on<K extends keyof M>(event: K, f: (x: M) => void): Stop {",
                true
            ),
            definition("on")
        );
        assert_eq!(
            name("rust", "impl fmt::Display for Op {", true),
            definition("impl fmt::Display for Op")
        );
        assert_eq!(name("rust", "pub(crate) fn go<T>(t: T) {", true), definition("go"));
        assert_eq!(
            name("go", "func (s *Store) Visit(code string) error {", true),
            definition("Visit")
        );
        assert_eq!(
            name("python", "    def self_test(self) -> int:", true),
            definition("self_test")
        );
        assert_eq!(name("cpp", "const T& at(Point p) const {", true), definition("at"));
        assert_eq!(
            name("cpp", "bool operator<(const P& p) const {", true),
            definition("operator<")
        );
        assert_eq!(name("cpp", "void operator()(int x) {", true), definition("operator()"));
        assert_eq!(name("java", "public <T> void put(String x) {", true), definition("put"));
        assert_eq!(name("markdown", "## Getting it", true), definition("Getting it"));
        assert_eq!(name("ruby", "def <=>(other)", true), definition("<=>"));
        assert_eq!(name("ruby", "  def self.load(path)", true), definition("self.load"));
        assert_eq!(name("bash", "function fail {", true), definition("fail"));
        assert_eq!(name("bash", "fail() {", true), definition("fail"));
        assert_eq!(name("vue", "<style scoped>", true), definition("style"));
        assert_eq!(name("html", "<p id=\"a\">", true), definition("\"a\""));
        assert_eq!(name("svelte", "$: if (a) {", true), None);
        assert_eq!(name("toml", "[dependencies.a]", true), definition("[dependencies.a]"));
    }

    #[test]
    fn members_calls_and_the_rest() {
        let member = |text| named(Class::Member, text);
        assert_eq!(name("css", "color: red;", false), member("color"));
        assert_eq!(name("javascript", "const x = () => {", true), member("x"));
        assert_eq!(
            name("javascript", "Counter.defaultProps = {", true),
            member("Counter.defaultProps")
        );
        assert_eq!(name("javascript", "timeout: 8000,", false), member("timeout"));
        assert_eq!(name("typescript", "timeout?: number;", false), member("timeout"));
        assert_eq!(name("java", "private int count = 1;", false), member("count"));
        assert_eq!(name("go", "x := 1", false), member("x"));
        assert_eq!(name("go", "Note    string `json:\"note\"`", false), member("Note"));
        assert_eq!(name("go", "next *node", false), member("next"));
        assert_eq!(name("go", "return err", false), None);
        assert_eq!(name("typescript", "private readonly id: string;", false), member("id"));
        assert_eq!(name("typescript", "private count: number = 0;", false), member("count"));
        assert_eq!(name("c", "char name[NAME_MAX];", false), member("name"));
        assert_eq!(name("go", "var total int = 3", false), member("total"));
        assert_eq!(name("go", "Sum Relation = iota", false), member("Sum"));
        assert_eq!(name("go", "total = 3", false), member("total"));
        assert_eq!(name("c", "long total = 3;", false), member("total"));
        assert_eq!(name("python", "self.total: int | None = None", false), member("self.total"));
        assert_eq!(name("c", "const char *label;", false), member("label"));
        assert_eq!(name("c", "static const char *const *label = x;", false), member("label"));
        assert_eq!(name("python", "try:", true), None);
        assert_eq!(name("javascript", "i += step;", false), None);
        assert_eq!(name("yaml", "with:", true), member("with"));
        assert_eq!(name("javascript", ".map((x) => {", true), None);
        assert_eq!(name("html", ".a .b { color: red; }", false), named(Class::Definition, ".a .b"));
        assert_eq!(name("rust", "let Some(x) = y else {", true), None);
        assert_eq!(name("java", "synchronized (lock) {", true), None);
        assert_eq!(name("c", "unsigned dirty : 1;", false), member("dirty"));
        let best = named(Class::Definition, "Best");
        assert_eq!(name("csharp", "public decimal Best => x;", false), best);
        assert_eq!(name("csharp", "private static int Best(int a) => a;", false), best);
        assert_eq!(name("csharp", "Circle c => c.Radius,", false), named(Class::Case, "Circle c"));
        assert_eq!(
            name("ruby", "has_many :posts, dependent: :destroy", false),
            member("has_many :posts")
        );
        assert_eq!(name("ruby", "attr_reader :name", false), member(":name"));
        assert_eq!(name("html", "<main><p>a</p></main>", false), named(Class::Definition, "main"));
        assert_eq!(name("cpp", "std::vector<int> items;", false), member("items"));
        assert_eq!(name("rust", "Slash,", false), member("Slash"));
        assert_eq!(
            name("javascript", "it('works', () => {", true),
            named(Class::Call, "it('works'")
        );
        assert_eq!(
            name("javascript", "$('#a').on('click', 'b', (x) => {", true),
            named(Class::Call, "$('#a').on('click', 'b'")
        );
        assert_eq!(name("javascript", "items.map((x) => {", true), None);
        assert_eq!(name("javascript", "if (a == b) {", true), None);
        assert_eq!(name("javascript", "const { a, b } = props;", false), member("props"));
        assert_eq!(
            name("javascript", "const { a } = require('b');", false),
            named(Class::Import, "'b'")
        );
        assert_eq!(name("javascript", "log('x');", false), None);
        assert_eq!(name("javascript", "import a from 'b';", false), named(Class::Import, "'b'"));
        assert_eq!(
            name("go", "case http.MethodPatch:", true),
            named(Class::Case, "case http.MethodPatch")
        );
        assert_eq!(name("rust", "Op::Divide => \"/\",", false), named(Class::Case, "Op::Divide"));
    }

    #[test]
    fn near_equal_names_differ() {
        let lexis = &by_name("javascript").unwrap().lexis;
        let key = |text| key_of(text, &lex(text, lexis), lexis, Body::Nested).unwrap();
        assert!(!key("function readById(a) {").same(key("function readByIp(a) {")));
        assert!(key("function readById(a) {").same(key("async function readById(a, b) {")));
    }
}
