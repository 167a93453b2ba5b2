//! What names a node among its siblings.
//!
//! Keys are read off the tokens of a node's head, by the same rules for a file and for a sketch, so
//! that partial code which no grammar accepts has the same keys as the whole. A key matches whole or
//! not at all: near-equal names are different names.

mod callable;
mod code;
mod member;
mod style;

use xxhash_rust::xxh3::xxh3_64;

use self::member::DECLARERS;
use super::lex::{self, Kind, Token};
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
    /// An opening brace below its first line.
    Brace,
}

/// Reads the key of a node off its head's tokens.
pub(crate) fn key_of(text: &str, tokens: &[Token], lexis: &Lexis, body: Body) -> Option<Key> {
    let code: Vec<Token> = lex::code(tokens).copied().collect();
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
    let whole = |tokens| -> Vec<Token> { lex::code(tokens).copied().collect() };
    let (head, last) = (whole(head), whole(last));
    let reader = |tokens| Reader { text, tokens, body: Body::None, types_last: lexis.types_last };
    let [declarer, open] = head[..] else { return None };
    let whole: Vec<Token> = [declarer, open].into_iter().chain(last).collect();
    let declares = reader(&head).word(0).is_some_and(|w| DECLARERS.contains(&w));
    (declares && open.is(b'{')).then(|| reader(&whole).destructured(1))?
}

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
            name.extend_from_slice(&self.name_hash(token).to_le_bytes());
        }
        let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
        Some(Key { class, name: xxh3_64(&name), start, end })
    }

    /// Hash of a token in a name: one text has one name in single quotes and in double ones.
    fn name_hash(&self, token: &Token) -> u64 {
        let said =
            if token.kind == Kind::Text { self.text.get(token.start..token.end) } else { None };
        match said.and_then(|said| said.strip_prefix('\'')?.strip_suffix('\'')) {
            Some(inner) if !inner.contains(['"', '\\']) => {
                xxh3_64(format!("\"{inner}\"").as_bytes())
            }
            _ => token.hash,
        }
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

    /// The end of the texts, with commas between, that start at a token.
    fn texts_end(&self, at: usize) -> usize {
        let text = |at: usize| self.tokens.get(at).is_some_and(|t| t.kind == Kind::Text);
        let mut end = at;
        while text(end) {
            end += if self.is(end + 1, b',') && text(end + 2) { 2 } else { 1 };
        }
        end
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
        self.closing_by(open, (b'(', b')'))
    }

    /// The position of the bracket that closes the one at `open`.
    fn closing_by(&self, open: usize, (up, down): (u8, u8)) -> Option<usize> {
        let mut depth = 0_i32;
        for at in open..self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Punct(byte) if byte == up => depth += 1,
                Kind::Punct(byte) if byte == down => {
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
        assert_eq!(name("go", "defer func() {", true), None);
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
        assert_eq!(name("javascript", "draw: async function (a) {", true), member("draw"));
        assert_eq!(name("go", "\"a\": func(x int) int {", true), member("\"a\""));
        assert_eq!(name("javascript", "title: translate(", true), member("title"));
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
        assert_eq!(name("rust", "let Some(x) = y else {", true), member("x"));
        assert_eq!(name("rust", "if let Some(x) = y {", true), None);
        assert_eq!(name("java", "synchronized (lock) {", true), None);
        assert_eq!(name("c", "unsigned dirty : 1;", false), member("dirty"));
        let best = named(Class::Definition, "Best");
        assert_eq!(name("csharp", "public decimal Best => x;", false), best);
        assert_eq!(name("csharp", "private static int Best(int a) => a;", false), best);
        let best = named(Class::Member, "Best");
        assert_eq!(name("csharp", "public decimal? Best { get; private set; }", false), best);
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
        assert_eq!(name("go", "default:", true), named(Class::Case, "default"));
        let green = named(Class::Case, "case Color::Green");
        assert_eq!(name("cpp", "case Color::Green:", true), green);
        assert_eq!(name("java", "case A, B -> {", true), named(Class::Case, "case A, B"));
        assert_eq!(name("bash", "-h|--help)", true), named(Class::Case, "-h|--help"));
        assert_eq!(name("bash", "(*) exit 1 ;;", false), named(Class::Case, "*"));
        assert_eq!(name("bash", "sort -u)", false), None);
        assert_eq!(name("rust", "Op::Divide => \"/\",", false), named(Class::Case, "Op::Divide"));
    }

    #[test]
    fn near_equal_names_differ() {
        let lexis = &by_name("javascript").unwrap().lexis;
        let key = |text| key_of(text, &lex(text, lexis), lexis, Body::Nested).unwrap();
        assert!(!key("function readById(a) {").same(key("function readByIp(a) {")));
        // `.map(` below.
        assert!(!key("list").same(key("const list = [")));
        assert!(key("function readById(a) {").same(key("async function readById(a, b) {")));
    }
}
