//! The names that an import brings into a file.
//!
//! A name is brought in once: an import of the same name from elsewhere is that import changed.

use super::lex::{Kind, Token};
use super::outline::NodeId;
use super::{Class, Outline};

/// Words of an import that are no names.
const WORDS: [&str; 5] = ["import", "type", "typeof", "static", "from"];

impl Outline {
    /// Hashes of the names that a node brings in, sorted: `a`, `c` and `d` of
    /// `import a, { b as c, d } from 'x'`, of `from x import a, b as c, d` and of
    /// `const { a, b: c, d } = require('x')`. Empty where it is no such import, or where its names
    /// cannot be read off it.
    pub fn brought_in(&self, id: NodeId) -> Vec<u64> {
        if self.keys[id].is_none_or(|key| key.class != Class::Import) {
            return Vec::new();
        }
        let node = &self.nodes[id];
        let tokens = self.units[node.head].tokens.start..self.units[node.last].tokens.end;
        let code: Vec<&Token> =
            self.tokens[tokens].iter().filter(|t| t.kind != Kind::Comment).collect();
        let word = |at: usize| {
            let token = code.get(at).filter(|t| t.kind == Kind::Word)?;
            Some(&self.text[token.start..token.end])
        };
        let find = |wanted: &str| (0..code.len()).find(|at| word(*at) == Some(wanted));
        let names = match word(0) {
            Some("import" | "export") => 1..find("from").unwrap_or(0),
            Some("from") => find("import").map_or(0, |at| at + 1)..code.len(),
            Some("const" | "let" | "var") => 1..code.iter().position(|t| t.is(b'=')).unwrap_or(0),
            _ => return Vec::new(),
        };
        // `b` of `b as c` and of `b: c` is a name elsewhere.
        let renamed =
            |at: usize| word(at + 1) == Some("as") || code.get(at + 1).is_some_and(|t| t.is(b':'));
        let mut found: Vec<u64> = names
            .filter(|at| word(*at).is_some_and(|w| w != "as" && !WORDS.contains(&w)))
            .filter(|at| !renamed(*at))
            .map(|at| code[at].hash)
            .collect();
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::lang::by_name;

    fn names(language: &str, text: &str) -> usize {
        let index = Index::new(by_name(language).unwrap(), text);
        index.outline().brought_in(0).len()
    }

    fn common(language: &str, a: &str, b: &str) -> bool {
        let read = |text| {
            let index = Index::new(by_name(language).unwrap(), text);
            index.outline().brought_in(index.outline().roots[0])
        };
        let b = read(b);
        read(a).iter().any(|name| b.contains(name))
    }

    #[test]
    fn imports_bring_in_names() {
        assert_eq!(names("typescript", "import a, { b as c, type d } from 'x';"), 3);
        assert_eq!(names("typescript", "import 'x';"), 0);
        assert_eq!(names("python", "from x import a, b as c, d"), 3);
        assert_eq!(names("javascript", "const { a, b: c } = require('x');"), 2);
    }

    #[test]
    fn what_is_brought_in_tells_imports_apart() {
        let renamed = "import { b as a } from 'y';";
        assert!(common("typescript", "import a from 'x';", renamed));
        assert!(!common("typescript", "import b from 'x';", renamed));
        let long = "import {\n  one,\n  two,\n} from 'y';";
        assert!(common("typescript", "import two from 'x';", long));
        assert!(!common("typescript", "import 'y';", long));
    }
}
