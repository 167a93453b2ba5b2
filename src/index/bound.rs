//! The names that an import or a declaration brings into a scope.
//!
//! A name is brought in once: what brings in the same name from elsewhere, or among other names, is
//! that import or declaration changed.

use std::ops::Range;

use super::lex::{Kind, Token};
use super::nesting::NodeId;
use super::{Class, Outline};

/// Words of an import that are no names.
const WORDS: [&str; 12] = [
    "import", "as", "type", "typeof", "static", "from", "crate", "self", "super", "_", "mut", "ref",
];

/// Tokens of a node that are looked at.
const LONGEST: usize = 1_000;

impl Outline {
    /// Is a node an import?
    pub fn is_import(&self, id: NodeId) -> bool {
        self.keys[id].is_some_and(|key| key.class == Class::Import)
    }

    /// Hashes of the names that a node brings in, sorted: `a`, `c` and `d` of
    /// `import a, { b as c, d } from 'x'`, of `from x import a, b as c, d`, of
    /// `const { a, b: c, d } = x` and of a list of declarations over several lines
    /// (`var a = 1,`, `c = 2,`, `d;`); of `use x::{a, b::c, d as e}` the last of each path. Empty
    /// where it is nothing of the kind.
    pub(crate) fn brought_in(&self, id: NodeId) -> Vec<u64> {
        let first = self.node_tokens(id).first().map(|t| self.token_text(t));
        let declares = matches!(first, Some("const" | "let" | "var"));
        if !self.is_import(id) && !declares {
            return Vec::new();
        }
        let code: Vec<&Token> = self.node_code(id).take(LONGEST).collect();
        let word = |at: usize| {
            let token = code.get(at).filter(|t| t.kind == Kind::Word)?;
            Some(self.token_text(token))
        };
        let find = |wanted: &str| (0..code.len()).find(|at| word(*at) == Some(wanted));
        // Behind `var (` of Go stand declarations.
        let tuple = |t: &Token| first == Some("let") && t.is(b'(');
        let names = match first {
            Some("import" | "export") => 1..find("from").unwrap_or(0),
            Some("from") => find("import").map_or(0, |at| at + 1)..code.len(),
            _ if declares && code.get(1).is_some_and(|t| t.is(b'{') || t.is(b'[') || tuple(t)) => {
                1..pattern_end(&code)
            }
            _ if declares => return listed(&self.text, &code),
            // `pub(crate) use`
            _ => match (0..code.len().min(5)).find(|at| word(*at) == Some("use")) {
                Some(at) => at + 1..code.len(),
                None => return Vec::new(),
            },
        };
        // `b` of `b as c`, of `b: c` and of `b::c` is a name elsewhere.
        let leads = |t: &Token| t.is(b':') || t.is(b'\\');
        let renamed =
            |at: usize| word(at + 1) == Some("as") || code.get(at + 1).is_some_and(|t| leads(t));
        let defaults = if declares { defaults(&code[..names.end]) } else { Vec::new() };
        let mut found: Vec<u64> = names
            .filter(|at| word(*at).is_some_and(|w| !WORDS.contains(&w)) && !renamed(*at))
            .filter(|at| !defaults.iter().any(|value| value.contains(at)))
            .map(|at| code[at].hash)
            .collect();
        found.sort_unstable();
        found
    }
}

/// Where the pattern ends that a declaration takes a value apart by.
fn pattern_end(code: &[&Token]) -> usize {
    let mut depth = 0_usize;
    let end = code.iter().position(|token| {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            _ => return false,
        }
        depth == 0
    });
    end.unwrap_or(0)
}

/// The values in a pattern that its names have where there is none: `c.d` of `{ a, b = c.d }`.
fn defaults(pattern: &[&Token]) -> Vec<Range<usize>> {
    let mut depth = 0_usize;
    // Where it began, and how deep.
    let mut value: Option<(usize, usize)> = None;
    let mut found = Vec::new();
    for (at, token) in pattern.iter().enumerate() {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            Kind::Punct(b'=') if value.is_none() => value = Some((at, depth)),
            _ => {}
        }
        let ends = |(from, level): (usize, usize)| {
            (depth < level || depth == level && token.is(b',')).then_some(from..at)
        };
        if let Some(range) = value.and_then(ends) {
            found.push(range);
            value = None;
        }
    }
    found.extend(value.map(|(from, _)| from..pattern.len()));
    found
}

/// The names of a list of declarations: those behind its first word and behind the commas between
/// them.
fn listed(text: &str, code: &[&Token]) -> Vec<u64> {
    let mut depth = 0_u32;
    let mut found = Vec::new();
    let mut named = true;
    for (at, token) in code.iter().enumerate().skip(1) {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            Kind::Punct(b',') if depth == 0 => {
                named = true;
                continue;
            }
            Kind::Word if named && depth == 0 => {
                if &text[token.start..token.end] == "mut" {
                    continue;
                }
                // `Some` of `let Some(x)` names nothing here.
                let ends = |t: &&Token| {
                    matches!(t.kind, Kind::Punct(b'=' | b',' | b';' | b':' | b'!' | b'?'))
                };
                if code.get(at + 1).is_none_or(ends) {
                    found.push(token.hash);
                }
            }
            _ => {}
        }
        named = false;
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::lang::by_name;

    fn read(language: &str, text: &str) -> Vec<u64> {
        let index = Index::new(by_name(language).unwrap(), text);
        index.outline().brought[index.outline().roots[0]].clone()
    }

    fn common(language: &str, a: &str, b: &str) -> bool {
        let b = read(language, b);
        read(language, a).iter().any(|name| b.contains(name))
    }

    #[test]
    fn imports_bring_in_names() {
        assert_eq!(read("typescript", "import a, { b as c, type d } from 'x';").len(), 3);
        assert_eq!(read("typescript", "import 'x';").len(), 0);
        assert_eq!(read("python", "from x import a, b as c, d").len(), 3);
        assert_eq!(read("javascript", "const { a, b: c } = require('x');").len(), 2);
        assert_eq!(read("javascript", "const {\n  a,\n  b: c\n} = x;").len(), 2);
    }

    #[test]
    fn what_is_brought_in_tells_imports_apart() {
        let renamed = "import { b as a } from 'y';";
        assert!(common("typescript", "import a from 'x';", renamed));
        assert!(!common("typescript", "import b from 'x';", renamed));
        let long = "import {\n  one,\n  two,\n} from 'y';";
        assert!(common("typescript", "import two from 'x';", long));
        assert!(!common("typescript", "import 'y';", long));
        let several = "pub use a::{self, b::C, D as E};";
        assert!(common("rust", "use x::C;", several));
        assert!(common("rust", "use a::{\n    E,\n};", several));
        assert!(!common("rust", "use a::{b, D};", several));
        assert!(!common("rust", "use a::self;", several));
    }

    #[test]
    fn lists_of_declarations_bring_in_names() {
        let two = "var first = read(a, b),\n    second = write(c);";
        assert_eq!(read("javascript", two).len(), 2);
        assert!(common("javascript", two, "var zero = 0,\n    first = read(a, b);"));
        assert!(!common("javascript", two, "var zero = read(first,\n  second);"));
        assert!(common("javascript", "const [may, leave] = use(a);", "const leave = use(a);"));
        assert!(!common("javascript", "const [may, leave] = use(a);", "const a = use(leave);"));
    }
}
