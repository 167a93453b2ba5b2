//! Finds what has the name of something of the sketch and is of another kind there: a function that
//! becomes a constant with an arrow function, a property that becomes a method, an attribute that
//! becomes a property.
//!
//! Where functions and values share their names a scope has one of each name, so that it is the same
//! thing in other words.

use rustc_hash::FxHashMap;

use crate::index::{Class, Key, Kind, NodeId, Outline, Token};
use crate::lang::{Layout, Lexis, Nesting};

/// Words that begin the declaration of a value or a function.
const BINDERS: [&str; 9] =
    ["function", "class", "enum", "const", "let", "var", "def", "func", "struct"];
/// Words that begin the declaration of something beside which a value may have the same name.
const TYPES: [&str; 5] = ["interface", "type", "namespace", "module", "trait"];
/// Words before a declaration.
const MODIFIERS: [&str; 14] = [
    "export",
    "default",
    "async",
    "static",
    "public",
    "private",
    "protected",
    "readonly",
    "abstract",
    "override",
    "declare",
    "internal",
    "get",
    "set",
];

/// How a scope comes by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A statement declares it.
    Bound,
    /// It is a member of a class or a map.
    Held,
}

/// For nodes of the sketch whose name nothing of their kind has in the file, beside what has it: the
/// one node of the file that has the name in the same scope.
pub(super) fn of_other_kinds(s: &Outline, f: &Outline, lexis: &Lexis) -> FxHashMap<NodeId, NodeId> {
    let mut found = FxHashMap::default();
    for (id, node) in s.nodes.iter().enumerate().filter(|(_, node)| !node.spine.is_empty()) {
        let Some(key) = s.keys[id] else { continue };
        let class = match key.class {
            Class::Definition => Class::Member,
            Class::Member => Class::Definition,
            _ => continue,
        };
        let all = 0..f.units.len();
        let mut twins = f.nodes_named(Key { class, ..key }, &all).peekable();
        if twins.peek().is_none() {
            continue;
        }
        let region = s.tokens.get(s.units[node.head].tokens.start).map_or(0, |t| t.region);
        let lexis = lexis.region(region);
        if !lexis.one_of_a_name || lexis.layout != Layout::Lines {
            continue;
        }
        let Some(form) = form(s, id, key, lexis) else { continue };
        let named = |o: &Outline, ids: &[NodeId]| {
            ids.iter().filter(|n| o.keys[**n].is_some_and(|k| k.name == key.name)).count()
        };
        let mut twins = twins.filter(|twin| {
            f.keys[*twin].and_then(|k| self::form(f, *twin, k, lexis)) == Some(form)
                && named(f, f.siblings(*twin)) == 1
                && share_scope(s, id, f, *twin)
        });
        if let (Some(twin), None) = (twins.next(), twins.next())
            && named(s, s.siblings(id)) == 1
        {
            found.insert(id, twin);
        }
    }
    found
}

/// Does a statement declare a name that can be declared once in its scope?
pub(super) fn declares_once(o: &Outline, id: NodeId, lexis: &Lexis) -> bool {
    let region = o.tokens.get(o.units[o.nodes[id].head].tokens.start).map_or(0, |t| t.region);
    let lexis = lexis.region(region);
    lexis.one_of_a_name
        && lexis.layout == Layout::Lines
        && o.keys[id].is_some_and(|key| form(o, id, key, lexis) == Some(Form::Bound))
}

/// Do two nodes stand in things of one name? What a sketch shows alone stands in a file's top, or where
/// it is indented alike.
fn share_scope(s: &Outline, id: NodeId, f: &Outline, twin: NodeId) -> bool {
    match (s.nodes[id].parent, f.nodes[twin].parent) {
        (None, None) => true,
        (None, Some(_)) => {
            let all = 0..f.units.len();
            s.keys[id].is_some_and(|key| f.nodes_named(key, &all).next().is_none())
                && s.column(s.nodes[id].head) == f.column(f.nodes[twin].head)
        }
        (Some(_), None) => false,
        (Some(a), Some(b)) => match (s.keys[a], f.keys[b]) {
            (Some(x), Some(y)) => x.name == y.name,
            (None, None) => s.units[s.nodes[a].head].same(&f.units[f.nodes[b].head]),
            _ => false,
        },
    }
}

/// How a node declares its name; none where it declares none that a value has.
fn form(o: &Outline, id: NodeId, key: Key, lexis: &Lexis) -> Option<Form> {
    let node = &o.nodes[id];
    let word = |t: &Token| (t.kind == Kind::Word).then(|| o.token_text(t));
    let head: Vec<&Token> = o.unit_code(node.head).take_while(|t| t.start <= key.start).collect();
    let modifiers = head
        .windows(2)
        .take_while(|pair| {
            word(pair[0]).is_some_and(|w| MODIFIERS.contains(&w)) && pair[1].kind == Kind::Word
        })
        .count();
    let lead = &head[modifiers..];
    let first = lead.first().and_then(|t| word(t))?;
    if lead.len() > 1 && TYPES.contains(&first) {
        return None;
    }
    if lead.len() > 1 && BINDERS.contains(&first) {
        // `function*`; a pattern binds other names.
        let named = matches!(lead, [_, name] if name.start == key.start)
            || matches!(lead, [_, star, name] if star.is(b'*') && name.start == key.start);
        return named.then_some(Form::Bound);
    }
    if lexis.nesting == Nesting::Offside {
        let binds = key.class == Class::Member && lead.len() == 1;
        return binds.then_some(Form::Bound);
    }
    let typed = |t: &&Token| match t.kind {
        Kind::Word => true,
        Kind::Punct(b) => matches!(b, b'<' | b'>' | b'?' | b'[' | b']' | b',' | b'.'),
        _ => false,
    };
    let last = o.unit_code(node.last).rfind(|t| !t.is(b',') && !t.is(b';'))?;
    // A call over several lines defines nothing.
    let defines = key.class == Class::Member || last.is(b'}') || o.units[node.last].is_marker();
    (defines && lead.iter().all(typed)).then_some(Form::Held)
}
