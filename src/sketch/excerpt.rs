//! Reads a part of a data file that shows only the way to what changes: `{ "scripts": { "dev": "vite" } }`.
//!
//! Chats write such objects without a gap, as the names alone tell where they belong. A gap goes
//! wherever a mapping on that way has more than is shown. Only where that is clear: in a text much shorter
//! than the file, which in each mapping leaves out more than it shows of what stays.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{entry, marks};
use crate::index::{Kind, NodeId, Outline, Token, lex};
use crate::lang::{Language, Layout, Nesting};

/// How many times longer the file is.
const LONGER: usize = 2;

/// `code` with gaps in the mappings of which it shows a part; none where nothing is to be added.
pub(super) fn open(code: &str, language: &Language, file: &Outline) -> Option<String> {
    let lexis = &language.lexis;
    let sections = lexis.nesting == Nesting::Headings;
    let may_be_part =
        lexis.mappings && !sections && is_shorter(code, file) && !begins_with_gap(code, language);
    may_be_part.then(|| opened(&read(code, language), language, file)).flatten()
}

/// Is a text so much shorter than the file that it may be a part of it?
fn is_shorter(code: &str, file: &Outline) -> bool {
    code.len() * LONGER <= file.text.len()
}

/// Is a gap the first thing in a mapping? Such a text has what this module adds, and is not parsed for it.
fn begins_with_gap(code: &str, language: &Language) -> bool {
    let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().filter(|line| *line != "{").or_else(|| lines.next());
    first.is_some_and(|line| marks::is_gap_line(line, language.lexis.line_comments))
}

fn read(code: &str, language: &Language) -> Outline {
    let tokens = lex(code, &language.lexis);
    Outline::new(language, Arc::from(code), tokens, &[], &[])
}

/// The text of `sketch` with gaps in the mappings of which it shows a part; none where nothing is to be added.
fn opened(sketch: &Outline, language: &Language, file: &Outline) -> Option<String> {
    let code = &*sketch.text;
    let ours = Mapping::root(sketch, language)?;
    // One in a list says nothing of what mappings leave out.
    let entry = |line: &str| line.contains("\":") && entry::stands_for_others(line, &file.text);
    if ours.has_gap(language) || language.lexis.is_one_value() && code.lines().any(entry) {
        return None;
    }
    let mut gaps = Vec::new();
    // A text may nest deeper than the stack is.
    let mut pairs = vec![(ours, Mapping::root(file, language)?)];
    while let Some((ours, theirs)) = pairs.pop() {
        if !ours.open(&theirs, language, &mut gaps, &mut pairs) {
            return None;
        }
    }
    if gaps.is_empty() {
        return None;
    }
    gaps.sort_by_key(|(at, _)| *at);
    let mut out = String::with_capacity(code.len() + gaps.len() * 16);
    let mut done = 0;
    for (at, gap) in gaps {
        out.push_str(&code[done..at]);
        out.push_str(&gap);
        done = at;
    }
    out.push_str(&code[done..]);
    Some(out)
}

/// The code blocks of a reply; where each of them is a part of the object that the file is, one object: the
/// members of all of them, with a gap between each two blocks. Each part has a name that the object has, and
/// no name is in two of them: a block may be of another file.
pub(super) fn unite(parts: Vec<String>, language: &Language, file: &Outline) -> Vec<String> {
    if parts.len() < 2 || !language.lexis.is_one_value() {
        return parts;
    }
    let outlines: Vec<Outline> = parts.iter().map(|part| read(part, language)).collect();
    let mut taken = FxHashSet::default();
    let Some(theirs) = Mapping::root(file, language).map(|root| root.names()) else { return parts };
    let of_file = outlines.iter().all(|part| {
        let names = member_names(part, language);
        names.iter().any(|name| theirs.contains(name))
            && names.iter().all(|name| taken.insert(*name))
    });
    if !of_file {
        return parts;
    }
    let inner = |part: &str| {
        let members = part.trim().strip_prefix('{')?.strip_suffix('}')?;
        Some(members.trim_end().to_owned())
    };
    let members = outlines.iter().map(|part| {
        let short = is_shorter(&part.text, file);
        let opened = short.then(|| opened(part, language, file)).flatten();
        inner(opened.as_deref().unwrap_or(&part.text))
    });
    match members.collect::<Option<Vec<String>>>() {
        Some(all) => {
            let gap = format!("\n{}\n", language.gap_marker());
            vec![format!("{{{}\n}}\n", all.join(&gap))]
        }
        None => parts,
    }
}

/// The names at the top of an object, gaps passed over.
fn member_names<'a>(o: &'a Outline, language: &Language) -> FxHashSet<&'a str> {
    let [root] = o.roots[..] else { return FxHashSet::default() };
    let members = o.nodes[root].children.iter().copied();
    members
        .filter(|id| !is_gap(o, o.nodes[*id].head, language))
        .filter_map(|id| name(o, id))
        .collect()
}

/// A mapping, by its members in order.
struct Mapping<'a> {
    o: &'a Outline,
    /// The unit that opens it; none for one that is all of a text.
    head: Option<usize>,
    members: Vec<Member<'a>>,
}

struct Member<'a> {
    name: &'a str,
    id: NodeId,
}

enum Value<'a> {
    Mapping(Mapping<'a>),
    /// How many elements it has.
    List(usize),
    Other,
}

impl<'a> Mapping<'a> {
    /// The mapping that a text is.
    fn root(o: &'a Outline, language: &Language) -> Option<Self> {
        let mut roots =
            o.roots.iter().copied().filter(|id| !o.units[o.nodes[*id].head].is_comment());
        if language.lexis.layout != Layout::Elements {
            return Self::of(o, None, roots.collect());
        }
        let (root, None) = (roots.next()?, roots.next()) else { return None };
        let head = o.nodes[root].head;
        let opens = o.unit_code(head).next()?.is(b'{');
        opens.then(|| Self::of(o, Some(head), o.nodes[root].children.clone())).flatten()
    }

    /// What some nodes are the members of; none where one of them is no member, or a gap.
    fn of(o: &'a Outline, head: Option<usize>, nodes: Vec<NodeId>) -> Option<Self> {
        let said = nodes.into_iter().filter(|id| !o.units[o.nodes[*id].head].is_comment());
        let members: Option<Vec<Member>> =
            said.map(|id| Some(Member { name: name(o, id)?, id })).collect();
        members.filter(|all| !all.is_empty()).map(|members| Self { o, head, members })
    }

    fn names(&self) -> FxHashSet<&'a str> {
        self.members.iter().map(|member| member.name).collect()
    }

    /// The value of a member.
    fn value(&self, at: usize) -> Value<'a> {
        let (o, id) = (self.o, self.members[at].id);
        let node = &o.nodes[id];
        let mut behind = o.unit_code(node.head).skip_while(|t| !t.is(b':')).skip(1);
        let code = |id: &&NodeId| !o.units[o.nodes[**id].head].is_comment();
        let count = || node.children.iter().filter(code).count();
        match behind.next() {
            Some(t) if t.is(b'[') => Value::List(count()),
            Some(t) if !t.is(b'{') => Value::Other,
            _ => match Self::of(o, Some(node.head), node.children.clone()) {
                Some(mapping) => Value::Mapping(mapping),
                None if node.is_leaf() => Value::Other,
                None => Value::List(count()),
            },
        }
    }

    /// Finds where gaps belong in the part that this is of `theirs`, and what is nested in both and has to be
    /// looked at too. False where what it leaves out may as well be meant to go.
    fn open(
        &self,
        theirs: &Self,
        language: &Language,
        gaps: &mut Vec<(usize, String)>,
        nested: &mut Vec<(Self, Self)>,
    ) -> bool {
        // Of a name that stands there twice, the first.
        let places: FxHashMap<&str, usize> =
            theirs.members.iter().enumerate().rev().map(|(at, member)| (member.name, at)).collect();
        let twins: Vec<Option<usize>> =
            self.members.iter().map(|member| places.get(member.name).copied()).collect();
        let left_out = theirs.members.len().saturating_sub(twins.iter().flatten().count());
        if left_out > 0 {
            let same = |(at, twin): (usize, &Option<usize>)| {
                twin.is_some_and(|twin| self.hash(at) == theirs.hash(twin))
            };
            let unchanged = twins.iter().enumerate().filter(|pair| same(*pair)).count();
            // Who shows more of what stays than is left out shows all that is to be there.
            if unchanged == twins.len() || left_out <= unchanged {
                return false;
            }
            self.put_gaps(&twins, theirs.members.len(), language, gaps);
        }
        twins.iter().enumerate().all(|(at, twin)| {
            let Some(twin) = twin.filter(|twin| self.hash(at) != theirs.hash(*twin)) else {
                return true;
            };
            match (self.value(at), theirs.value(twin)) {
                (Value::Mapping(ours), Value::Mapping(theirs)) => {
                    if !ours.has_gap(language) {
                        nested.push((ours, theirs));
                    }
                    true
                }
                (Value::List(ours), Value::List(others)) => {
                    // Elements have no names: a list that says less may be one of which something goes.
                    let all = ours >= others && self.has_names_of(at, theirs, twin);
                    all || self.is_marked(at, language)
                }
                (Value::Mapping(_), Value::List(_)) | (Value::List(_), Value::Mapping(_)) => false,
                // So may a text of fewer lines.
                (Value::Other, Value::Other) => self.lines(at) >= theirs.lines(twin),
                _ => true,
            }
        })
    }

    /// Puts a gap wherever some of `count` members are left out. What is new stands below the known member
    /// above it, without one above the known one below, and else at the end.
    fn put_gaps(
        &self,
        twins: &[Option<usize>],
        count: usize,
        language: &Language,
        gaps: &mut Vec<(usize, String)>,
    ) {
        let mut above: Option<usize> = None;
        let first = twins.iter().copied().flatten().next();
        if first != Some(0) {
            self.put_gap(0, language, gaps);
        }
        for (at, twin) in twins.iter().enumerate() {
            let Some(twin) = twin else { continue };
            if above.is_some_and(|above| above + 1 != *twin) {
                self.put_gap(at, language, gaps);
            }
            above = Some(*twin);
        }
        if above.is_some_and(|above| above + 1 != count) {
            self.put_gap(twins.len(), language, gaps);
        }
    }

    /// Puts a gap above a member, or below the last one.
    fn put_gap(&self, at: usize, language: &Language, gaps: &mut Vec<(usize, String)>) {
        let o = self.o;
        let beside = self.members.get(at).or(self.members.last()).map(|m| o.nodes[m.id].head);
        let lead = beside.map_or("", |unit| o.lead(unit));
        let gap = format!("{lead}{}", language.gap_marker());
        let above = match at.checked_sub(1) {
            Some(above) => Some(o.nodes[self.members[above].id].last),
            None => self.head,
        };
        let Some(above) = above else {
            gaps.push((0, format!("{gap}\n")));
            return;
        };
        let end = o.units[above].end;
        let alone = o.text[end..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        gaps.push((end, if alone { format!("\n{gap}") } else { format!("\n{gap}\n") }));
    }

    fn hash(&self, at: usize) -> u64 {
        self.o.hashes[self.members[at].id]
    }

    /// Does it have a gap beside its members?
    fn has_gap(&self, language: &Language) -> bool {
        let Some(first) = self.members.first() else { return true };
        let siblings = self.o.siblings(first.id);
        siblings.iter().any(|id| is_gap(self.o, self.o.nodes[*id].head, language))
    }

    /// How many lines a member takes.
    fn lines(&self, at: usize) -> usize {
        let node = &self.o.nodes[self.members[at].id];
        node.last - node.head + 1
    }

    /// Has a member all names that stand anywhere in one of the file, as often?
    fn has_names_of(&self, at: usize, theirs: &Self, twin: usize) -> bool {
        let names = |mapping: &Self, at: usize| -> FxHashMap<&'a str, usize> {
            let (o, node) = (mapping.o, &mapping.o.nodes[mapping.members[at].id]);
            let heads = (node.head + 1..=node.last).filter_map(|unit| o.heads[unit]);
            let said = |id: NodeId| o.unit_code(o.nodes[id].head).skip_while(|t| t.is(b'-'));
            let mut counts = FxHashMap::default();
            for name in heads.filter_map(|id| key(o, said(id))) {
                *counts.entry(name).or_default() += 1;
            }
            counts
        };
        let ours = names(self, at);
        names(theirs, twin).iter().all(|(name, count)| ours.get(name) >= Some(count))
    }

    /// Is there a gap somewhere in a member?
    fn is_marked(&self, at: usize, language: &Language) -> bool {
        let node = &self.o.nodes[self.members[at].id];
        (node.head..=node.last).any(|unit| is_gap(self.o, unit, language))
    }
}

fn is_gap(o: &Outline, unit: usize, language: &Language) -> bool {
    marks::is_gap_line(o.said(unit), language.lexis.line_comments)
}

/// What stands before the colon of a member, without quotes; none of an element of a list.
fn name(o: &Outline, id: NodeId) -> Option<&str> {
    key(o, o.unit_code(o.nodes[id].head))
}

/// What stands before the colon of a run of tokens, without quotes.
fn key<'a>(o: &'a Outline, mut tokens: impl Iterator<Item = &'a Token>) -> Option<&'a str> {
    let first = tokens.next()?;
    // `<<` is a key too.
    if matches!(first.kind, Kind::Punct(b'-' | b'{' | b'[' | b'?' | b':')) {
        return None;
    }
    let mut end = first.end;
    for token in tokens {
        if token.is(b':') {
            return Some(o.text[first.start..end].trim_matches(['"', '\'']));
        }
        end = token.end;
    }
    None
}
