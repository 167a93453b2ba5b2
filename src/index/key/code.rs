//! What names a line of code, by what the line begins with.

use xxhash_rust::xxh3::xxh3_64;

use super::member::DECLARERS;
use super::{Body, Class, Key, Kind, Lexis, Nesting, Reader, Token};

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

impl Reader<'_> {
    pub(super) fn code(&self, lexis: &Lexis) -> Option<Key> {
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
        if let Some(key) = self.docstring().or_else(|| self.shell_arm(lexis)) {
            return Some(key);
        }
        if self.is(0, b'-') && lexis.nesting == Nesting::Offside {
            // An item of a list: what identifies it comes first, if it has any.
            if self.is_variable(1) {
                return self.key(Class::Member, 1, 2);
            }
            let identified = matches!(self.word(1), Some("id" | "key" | "slug" | "name"));
            let end = self.tokens.len();
            return (identified && self.is(2, b':'))
                .then(|| self.key(Class::Definition, 1, end))?;
        }
        if self.is(0, b'#') || self.is(0, b'@') {
            let declared = self.behind_attributes().filter(|_| lexis.line_comments.contains(&"//"));
            return match declared.and_then(|at| self.tokens.get(at..)) {
                Some(tokens) => Reader { tokens, ..*self }.code(lexis),
                None => self.include(),
            };
        }
        // Svelte's `$: statement`.
        let reactive = self.is(0, b'$') && self.is(1, b':') && self.tokens.len() > 2;
        let mut at = if reactive { 2 } else { 0 };
        while self.word(at).is_some_and(|w| MODIFIERS.contains(&w)) && at + 1 < self.tokens.len() {
            // `default:` is a branch.
            if self.is(at + 1, b':') && at + 2 == self.tokens.len() {
                break;
            }
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
            if matches!(word, "case" | "default") {
                let end = self.label_end(at);
                if self.is(end, b'-') || !self.nests_definition() {
                    return self.key(Class::Case, at, end);
                }
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
        // `done = 1`, `end, start = f()`
        let set = self.is(at + 1, b'=') && !self.is(at + 2, b'=') || self.is(at + 1, b',');
        let statement =
            first.is_some_and(|w| STATEMENTS.contains(&w)) && !set && !self.is_method(at);
        if statement && (clause || !self.is(at + 1, b':')) {
            return None;
        }
        if let Some(arrow) = self.arrow() {
            // `name: (a) => b` is a property.
            if let Some(name) = self.annotated(at).filter(|name| *name < arrow) {
                return self.key(Class::Member, name, name + 1);
            }
            return self.bodied(at, arrow).or_else(|| self.key(Class::Case, 0, arrow));
        }
        self.callable(at)
            .or_else(|| self.property(at))
            .or_else(|| self.auto_property(at))
            .or_else(|| self.assignment(at))
            .or_else(|| self.member(at, lexis))
    }

    /// A variable of an environment, right before the sign that sets it (`NAME=value`).
    fn is_variable(&self, at: usize) -> bool {
        let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        self.word(at).is_some_and(|word| word.chars().all(plain)) && self.joins(at, b'=')
    }

    /// An arm of a shell's `case`: `a|b)`, `(a)`, and nothing, or all of the arm, behind that.
    fn shell_arm(&self, lexis: &Lexis) -> Option<Key> {
        let from = usize::from(self.is(0, b'('));
        let end = self.position(b')').filter(|end| *end > from)?;
        let count = self.tokens.len();
        let nests = self.tokens[from..end].iter().any(|t| t.is(b'('));
        let ended = self.is(count - 1, b';') && self.is(count - 2, b';');
        let heads = end + 1 == count && self.body == Body::Nested;
        (lexis.is_shell() && !nests && (heads || ended))
            .then(|| self.key(Class::Case, from, end))?
    }

    /// The end of the labels that start at a token: a colon or an arrow (`case A, B ->`) outside brackets.
    fn label_end(&self, at: usize) -> usize {
        let mut depth = 0_i32;
        let mut at = at;
        while at < self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
                Kind::Punct(b')' | b']' | b'}') => depth -= 1,
                Kind::Punct(b'-') if depth == 0 && self.is(at + 1, b'>') => return at,
                // A path, or `:=`.
                Kind::Punct(b':') if self.joins(at, b':') || self.joins(at, b'=') => at += 1,
                Kind::Punct(b':') if depth == 0 => return self.typed(at).unwrap_or(at),
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Does punctuation stand right behind a token, with no white space between?
    pub(super) fn joins(&self, at: usize, byte: u8) -> bool {
        self.is(at + 1, byte) && self.tokens[at].end == self.tokens[at + 1].start
    }

    /// The arrow behind a colon where a type stands between the two: `case _: Boolean =>`.
    fn typed(&self, colon: usize) -> Option<usize> {
        let mut depth = 0_i32;
        for at in colon + 1..self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Punct(b'(' | b'[') => depth += 1,
                Kind::Punct(b')' | b']') => depth -= 1,
                Kind::Punct(b'=') if depth == 0 && self.joins(at, b'>') => {
                    return Some(at).filter(|at| *at > colon + 1);
                }
                Kind::Punct(b'=' | b';' | b'{') if depth == 0 => return None,
                _ if self.word(at) == Some("return") => return None,
                _ => {}
            }
        }
        None
    }

    /// `delete(path) {`, `delete<T>(path): T {`: what heads no block as a statement, with arguments and a
    /// body behind it.
    pub(super) fn is_method(&self, at: usize) -> bool {
        const NAMES: [&str; 18] = [
            "begin", "break", "continue", "defer", "del", "delete", "done", "echo", "end",
            "ensure", "go", "goto", "new", "pass", "print", "raise", "rescue", "then",
        ];
        let paren = self.position(b'(').filter(|paren| *paren > at);
        let Some(paren) = paren.filter(|paren| self.before_generics(*paren) == at + 1) else {
            return false;
        };
        if !self.word(at).is_some_and(|w| NAMES.contains(&w)) {
            return false;
        }
        let mut depth = 0_usize;
        let close = (paren..self.tokens.len()).find(|i| {
            depth += usize::from(self.is(*i, b'('));
            depth -= usize::from(self.is(*i, b')'));
            depth == 0
        });
        close.is_some_and(|close| self.is(close + 1, b'{') || self.is(close + 1, b':'))
            && self.is(self.tokens.len() - 1, b'{')
    }

    pub(super) fn import(&self, at: usize) -> Option<Key> {
        if let Some(source) = self.tokens.iter().rposition(|t| t.kind == Kind::Text) {
            return self.key(Class::Import, source, source + 1);
        }
        let stop = |t: &Token| t.is(b'{') || t.is(b';') || &self.text[t.start..t.end] == "import";
        let end =
            self.tokens[at + 1..].iter().position(stop).map_or(self.tokens.len(), |i| at + 1 + i);
        self.key(Class::Import, at, end)
    }

    pub(super) fn include(&self) -> Option<Key> {
        let word = self.word(1)?;
        matches!(word, "include" | "define" | "import").then(|| {
            self.key(Class::Import, 1, self.tokens.len().min(if word == "define" { 3 } else { 9 }))
        })?
    }

    /// `require('x')` alone: an import of `x`.
    pub(super) fn required(&self, from: usize) -> Option<Key> {
        let text = self.tokens.get(from + 2).is_some_and(|t| t.kind == Kind::Text);
        let alone = self.tokens.len() == from + 4
            || self.tokens.len() == from + 5 && self.is(from + 4, b';');
        let calls = self.word(from) == Some("require") && self.is(from + 1, b'(');
        (calls && text && alone).then(|| self.key(Class::Import, from + 2, from + 3))?
    }

    /// `{ a, b } = source`: names change, what they come from names it.
    pub(super) fn destructured(&self, open: usize) -> Option<Key> {
        let close = self.tokens[open..].iter().position(|t| t.is(b'}'))? + open;
        let count = self.tokens.len();
        let end = count - usize::from(self.is(count - 1, b';'));
        let from = self.is(close + 1, b'=').then_some(close + 2)?;
        self.required(from).or_else(|| self.key(Class::Member, from, end))
    }

    /// A text that stands alone documents what it stands in: there is one at most.
    pub(super) fn docstring(&self) -> Option<Key> {
        let first = self.tokens[0];
        let text = &self.text[first.start..first.end];
        let quoted = text.starts_with("\"\"\"") || text.starts_with("'''");
        let key = self.key(Class::Member, 0, 1)?;
        (quoted && self.tokens.len() == 1).then_some(Key { name: xxh3_64(b"docstring"), ..key })
    }

    pub(super) fn nests_definition(&self) -> bool {
        self.is(self.tokens.len() - 1, b'{')
    }

    /// `<li id="x"`: an id names an element, or that there is but one of its kind.
    pub(super) fn tag(&self) -> Option<Key> {
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
}
