//! Knows a line of the file that cannot stay: it says a name that the sketch takes away, a parameter of the
//! function around it or what an import brought in.

use rustc_hash::FxHashSet;

use super::Aligner;
use crate::index::{Class, Kind, NodeId, Outline, Token};
use crate::lang::{Layout, Lexis};
use crate::merge::edits::Edits;
use crate::merge::omissions::says_alone;

impl<'a> Aligner<'a> {
    /// Does a line of the file say a name that the sketch takes away: one of `imports_gone`, or a parameter?
    pub(super) fn is_outdated(&self, unit: usize, edits: &Edits, gone: &[&str]) -> bool {
        let (s, f) = (self.s, self.f);
        if self.lexis.layout != Layout::Lines || self.lexis.mappings || f.units[unit].is_comment() {
            return false;
        }
        let says = |name: &&str| says_alone(f, unit, name);
        let around = std::iter::successors(f.nodes[f.owner[unit]].parent, |id| f.nodes[*id].parent);
        let mut functions =
            around.filter(|id| f.keys[*id].is_some_and(|key| key.class == Class::Definition));
        gone.iter().any(says)
            || functions.any(|function| {
                let new = edits.replaced.get(&f.nodes[function].head);
                let Some(new) = new.and_then(|unit| s.heads[*unit]) else { return false };
                let said = |name: &str| {
                    let (head, last) = (s.nodes[new].head, s.nodes[new].last);
                    (head..=last).any(|unit| is_said(s, unit, name))
                };
                let mut names = parameters(f, function, self.lexis).into_iter();
                names.any(|name| says(&name) && !said(name))
            })
    }

    /// Does a line of the file give a name its value that code which stays or is shown says, and that a new line
    /// does not?
    pub(super) fn is_needed(&self, old: usize, new: usize, edits: &Edits) -> bool {
        let (s, f) = (self.s, self.f);
        let bound = |o: &Outline, unit: usize| {
            let id = o.heads[unit]
                .filter(|id| o.keys[*id].is_some_and(|key| key.class == Class::Member));
            o.name_word(id?)
        };
        let Some(name) = bound(f, old).filter(|name| bound(s, new) != Some(*name)) else {
            return false;
        };
        let goes = |unit: &usize| edits.touches(*unit);
        let says = |o: &Outline, unit: usize| o.unit_code(unit).any(|t| t.hash == name);
        (0..f.units.len()).any(|unit| unit != old && !goes(&unit) && says(f, unit))
            || (0..s.units.len()).any(|unit| says(s, unit))
    }

    /// The names that the file's imports bring in no longer, and that the sketch never says.
    pub(super) fn imports_gone(&self, edits: &Edits) -> Vec<&'a str> {
        let goes = |unit: &usize| edits.touches(*unit);
        let changed = edits.replaced.keys().chain(&edits.removed);
        let mut gone: Vec<&str> = changed.flat_map(|unit| self.brought_by(*unit)).collect();
        if !gone.is_empty() {
            let said: FxHashSet<&str> = (0..self.s.units.len())
                .flat_map(|unit| self.s.unit_code(unit).filter_map(|t| name_said(self.s, t)))
                .collect();
            let stays = (0..self.f.units.len()).filter(|unit| !goes(unit));
            let there: FxHashSet<&str> = stays.flat_map(|unit| self.brought_by(unit)).collect();
            gone.retain(|name| !said.contains(name) && !there.contains(name));
        }
        gone
    }

    /// The names that a line of an import of the file brings in.
    fn brought_by(&self, unit: usize) -> Vec<&'a str> {
        let f = self.f;
        let own = f.owner[unit];
        let mut around = std::iter::successors(Some(own), |id| f.nodes[*id].parent);
        let Some(import) = around.find(|id| f.is_import(*id)) else { return Vec::new() };
        let names = &f.brought[import];
        let tokens = f.unit_code(unit).collect::<Vec<_>>();
        // A package is known by the end of its path, or by the name before that.
        if let (true, true, Some(path)) = (self.lexis.names_first, names.is_empty(), tokens.last())
            && path.kind == Kind::Text
        {
            let other = tokens.len().checked_sub(2).map(|at| tokens[at]);
            let other = other.map(|t| f.token_text(t)).filter(|word| *word != "import");
            let end = f.token_text(path).trim_matches(['"', '`']).rsplit('/').next();
            return other.or(end).into_iter().collect();
        }
        let named = tokens.iter().filter(|t| names.contains(&t.hash));
        named.map(|t| f.token_text(t)).collect()
    }
}

/// Does a unit say a name, or a path that ends with it?
fn is_said(o: &Outline, unit: usize, name: &str) -> bool {
    o.unit_code(unit).any(|t| name_said(o, t) == Some(name))
}

/// The name that a token says: a word, or the end of a path in a text.
fn name_said<'o>(o: &'o Outline, token: &Token) -> Option<&'o str> {
    match token.kind {
        Kind::Word => Some(o.token_text(token)),
        Kind::Text => o.token_text(token).trim_matches(['"', '\'', '`']).rsplit('/').next(),
        _ => None,
    }
}

/// The names of a function's parameters, as far as they stand on its first line.
fn parameters<'o>(o: &'o Outline, id: NodeId, lexis: &Lexis) -> Vec<&'o str> {
    let head = o.unit_tokens(o.nodes[id].head);
    let named = o.keys[id].map_or(0, |key| head.partition_point(|t| t.start < key.end));
    let Some(open) = head[named..].iter().position(|t| t.is(b'(')) else { return Vec::new() };
    let mut depth = 0_usize;
    let mut end = head.len();
    let mut commas = vec![named + open];
    for (at, token) in head.iter().enumerate().skip(named + open) {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{' | b'<') => depth += 1,
            Kind::Punct(b')' | b']' | b'}' | b'>') => depth = depth.saturating_sub(1),
            Kind::Punct(b',') if depth == 1 => commas.push(at),
            _ => {}
        }
        if depth == 0 {
            end = at;
            break;
        }
    }
    commas.push(end);
    let parts = commas.windows(2).map(|pair| &head[pair[0] + 1..pair[1]]);
    parts.filter_map(|part| name_of(part, lexis)).map(|t| o.token_text(t)).collect()
}

/// The token that names one parameter.
fn name_of<'t>(parameter: &'t [Token], lexis: &Lexis) -> Option<&'t Token> {
    let ends = |t: &Token| t.is(b':') || t.is(b'=') || t.is(b'?');
    let end = parameter.iter().position(ends).unwrap_or(parameter.len());
    let mut words = parameter[..end].iter().filter(|t| t.kind == Kind::Word);
    let bracket = |t: &Token| matches!(t.kind, Kind::Punct(b'{' | b'[' | b'('));
    if parameter[..end].iter().any(bracket) {
        return None;
    }
    if lexis.names_first { words.next() } else { words.next_back() }
}
