//! Takes a new statement for what of the file it hands to a function that the sketch defines anew.
//!
//! Who makes a function of some lines writes these lines into it, and a call where they were. So a new
//! statement which says what hidden statements say, if what the function does is put in place of the call and
//! what it is given in place of its parameters, is these, changed. Beside them it would do all of it twice.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::beside::TELLING;
use super::{Aligner, Doubt, Place};
use crate::index::{Class, Kind, NodeId, Outline, Token, Unit};
use crate::lang::{Layout, Nesting};
use crate::merge::edits::Edits;

/// Tokens of the longest statement that is looked at.
const LONGEST: usize = 400;
/// Calls that are looked at.
const CALLS: usize = 256;

/// What an object calls itself.
const OWN: [&str; 5] = ["self", "this", "Self", "cls", "$this"];

/// A function that the sketch defines anew. Its tokens are without separators of statements.
struct Function {
    locals: FxHashSet<u64>,
    /// The words of each parameter, its name among them; what the object itself is called is none.
    parameters: Vec<Vec<u64>>,
    /// What it does before its last statement.
    before: Vec<Token>,
    /// What its last statement does, or gives back.
    gives: Vec<Token>,
    statements: usize,
}

/// A statement with a call written out: what the function does, in place of the call.
struct Written {
    /// Each with the parameter that it may be.
    tokens: Vec<(Token, Option<usize>)>,
    /// Variables that the function declares itself.
    locals: FxHashSet<u64>,
    /// What each parameter is given.
    arguments: Vec<Vec<Token>>,
    /// How many statements it is at most.
    statements: usize,
}

/// New functions by their names.
type Functions = FxHashMap<u64, Function>;

/// A new statement that calls a new function, written out.
type Call = (NodeId, Vec<Written>);

impl Aligner<'_> {
    /// Puts new statements in the place of the hidden ones right beside them that they hand to a new function.
    /// Doubts a new statement where what it hands over stays elsewhere in the block.
    pub(super) fn hand_over(&self, edits: &mut Edits) -> Result<(), Doubt> {
        if self.lexis.layout != Layout::Lines || self.lexis.mappings || edits.inserted.is_empty() {
            return Ok(());
        }
        let functions = self.new_functions(edits);
        let calls =
            if functions.is_empty() { return Ok(()) } else { self.calls(edits, &functions) };
        // Of several in a row the first is beside what is below, the last beside what is above.
        for call in calls.iter().chain(calls.iter().rev()) {
            let Some(place) = self.place_of_call(call.0, edits) else { continue };
            let mut beside = self.handed_over(call, place, edits);
            beside.retain(|run| self.is_beside(run, place));
            if let ([run], true) = (&beside[..], self.is_outermost(call.0, edits)) {
                match place {
                    Place::Before(slot) => self.take_run(call.0, run, slot, edits),
                    Place::At(old) => self.widen(call.0, run, old, edits),
                }
            }
        }
        for call in calls.iter().filter(|call| !self.is_pinned(self.s.nodes[call.0].head)) {
            let Some(place) = self.place_of_call(call.0, edits) else { continue };
            let runs = self.handed_over(call, place, edits);
            let taken =
                runs.iter().any(|run| matches!(place, Place::At(old) if run.contains(&old)));
            if let Some(run) = runs.first().filter(|_| !taken) {
                let item = self.s.nodes[call.0].head;
                return Err(Doubt::Places { item, fits: vec![place, Place::At(run.start)] });
            }
        }
        Ok(())
    }

    /// The functions that the sketch defines anew, under names that the file never says.
    fn new_functions(&self, edits: &Edits) -> Functions {
        let fresh = edits.inserted.values().flatten().filter_map(|unit| self.s.heads[*unit]);
        let functions = fresh.filter_map(|id| self.new_function(id));
        functions.filter(|(name, _)| !self.said().1.contains(name)).collect()
    }

    fn new_function(&self, id: NodeId) -> Option<(u64, Function)> {
        let s = self.s;
        let key = s.keys[id].filter(|k| matches!(k.class, Class::Definition | Class::Member))?;
        // Some names go on with what the function takes.
        let (node, said) = (&s.nodes[id], s.key_tokens(key));
        let name =
            said.iter().take_while(|t| !t.is(b'(')).filter(|t| t.kind == Kind::Word).last()?;
        let ends = s.broken_head(id).unwrap_or_else(|| s.head_end(id));
        let head = s.run_code(node.head, ends).filter(|t| t.start >= name.end).copied();
        let parameters = parameters(s, &head.collect::<Vec<_>>());
        let code =
            |id: &NodeId| s.nodes[*id].head > ends && !s.units[s.nodes[*id].head].is_comment();
        let body: Vec<NodeId> = node.children.iter().copied().filter(code).collect();
        // A text alone that stands first documents.
        let text = |id: &NodeId| matches!(plain(s, *id)[..], [one] if one.kind == Kind::Text);
        let body = &body[usize::from(body.first().is_some_and(text))..];
        let weight: f32 = body.iter().map(|id| s.weights[*id]).sum();
        let marked = s.units[node.head..=node.last].iter().any(Unit::is_marker);
        if weight < TELLING || marked {
            return None;
        }
        let (last, above) = body.split_last()?;
        // Where columns alone nest, the code of several statements does not tell what is within what.
        let nests = body.len() > 1 && body.iter().any(|id| !s.nodes[*id].is_leaf());
        if nests && self.lexis.nesting == Nesting::Offside {
            return None;
        }
        let before: Vec<Token> = above.iter().flat_map(|id| plain(s, *id)).collect();
        let mut gives = plain(s, *last);
        if gives.first().is_some_and(|t| s.token_text(t) == "return") {
            gives.remove(0);
        }
        let locals = locals(s, &[&before[..], &gives[..]].concat());
        Some((name.hash, Function { locals, parameters, before, gives, statements: body.len() }))
    }

    /// The new statements outside of new definitions that call new functions, in order.
    fn calls(&self, edits: &Edits, functions: &Functions) -> Vec<Call> {
        let s = self.s;
        let fresh: FxHashSet<usize> = edits.inserted.values().flatten().copied().collect();
        let mut new: Vec<usize> = edits.replaced.values().chain(&fresh).copied().collect();
        new.sort_unstable();
        let defines = |id: NodeId| s.keys[id].is_some_and(|key| key.class == Class::Definition);
        let is_statement = |id: &NodeId| {
            let around = std::iter::successors(Some(*id), |id| s.nodes[*id].parent);
            !around.take_while(|id| fresh.contains(&s.nodes[*id].head)).any(defines)
        };
        let call = |id: NodeId| {
            let said = plain(s, id);
            // What comes before a call within a block is done in that block.
            let fits = |function: &&Function| s.nodes[id].is_leaf() || function.before.is_empty();
            let called = |at: usize| {
                functions.get(&said[at].hash).filter(fits).map(|function| (at, function))
            };
            let called = (0..said.len()).filter_map(called);
            (id, called.flat_map(|(at, function)| write_out(s, &said, at, function)).collect())
        };
        let short = |id: &NodeId| s.node_tokens(*id).len() <= LONGEST;
        let heads = new.into_iter().filter_map(|unit| s.heads[unit]);
        let calls = heads.filter(|id| short(id) && is_statement(id)).map(call);
        calls.filter(|(_, written): &Call| !written.is_empty()).take(CALLS).collect()
    }

    /// Where a new statement stands, or one alone in its line that took the place of another.
    fn place_of_call(&self, id: NodeId, edits: &Edits) -> Option<Place> {
        let node = &self.s.nodes[id];
        let here = |units: &[usize]| units.contains(&node.head) && units.contains(&node.last);
        let slot = edits.inserted.iter().find(|(_, units)| here(units)).map(|(slot, _)| *slot);
        let known = || edits.partners.get(&node.head).copied().filter(|_| node.is_leaf());
        let changed = || known().filter(|old| edits.replaced.get(old) == Some(&node.head));
        slot.map(Place::Before).or_else(|| changed().map(Place::At))
    }

    /// Does a new node stand right in what the file has?
    fn is_outermost(&self, id: NodeId, edits: &Edits) -> bool {
        let parent = self.s.nodes[id].parent;
        parent.is_none_or(|parent| edits.partners.contains_key(&self.s.nodes[parent].head))
    }

    /// The statements of the file's block at a place.
    fn block_at(&self, place: Place) -> &[NodeId] {
        let (f, slot) = (self.f, place.unit());
        let below = f.heads.get(slot).copied().flatten();
        let above = || {
            let last = slot.checked_sub(1)?;
            let around = std::iter::successors(Some(f.owner[last]), |id| f.nodes[*id].parent);
            around.take_while(|id| f.nodes[*id].last == last).last()
        };
        below.or_else(above).map_or(&[], |id| f.siblings(id))
    }

    /// Runs of statements at a place that say what a new statement says, written out: hidden ones, and the one
    /// that it took the place of.
    fn handed_over(&self, call: &Call, place: Place, edits: &Edits) -> Vec<Range<usize>> {
        let f = self.f;
        let shown: FxHashSet<usize> = edits.partners.values().copied().collect();
        let code = |id: &&NodeId| !f.units[f.nodes[**id].head].is_comment();
        let block: Vec<NodeId> = self.block_at(place).iter().filter(code).copied().collect();
        let run = |at: usize, written: &Written| {
            let from = &block[at..];
            let first = f.unit_code(f.nodes[from[0]].head).next()?;
            let mut said = Vec::new();
            for id in from.iter().take(written.statements).filter(|_| written.may_begin(first)) {
                said.extend(plain(f, *id));
                if written.says(&said) {
                    return Some(f.nodes[from[0]].head..f.nodes[*id].last + 1);
                }
            }
            None
        };
        let own = match place {
            Place::At(old) => f.heads[old].map(|id| old..f.nodes[id].last + 1),
            Place::Before(_) => None,
        };
        let hidden = |run: &Range<usize>| {
            let around = f.nodes[f.owner[run.start]].parent;
            let hidden = |unit: usize| !shown.contains(&unit) && !edits.touches(unit);
            run.clone().all(|unit| {
                let own = own.as_ref().is_some_and(|own| own.contains(&unit));
                (own || hidden(unit)) && Some(f.owner[unit]) != around
            })
        };
        let starts = (0..block.len()).flat_map(|at| call.1.iter().filter_map(move |w| run(at, w)));
        starts.filter(hidden).collect()
    }

    /// Does a run of the file stand right below a place or right above, but for comments, or there?
    fn is_beside(&self, run: &Range<usize>, place: Place) -> bool {
        let comment = |unit: usize| self.f.units[unit].is_comment();
        // What is said of it is handed over by nobody.
        if run.clone().any(|unit| comment(unit) || self.f.units[unit].comment.is_some()) {
            return false;
        }
        match place {
            Place::At(old) => run.contains(&old),
            Place::Before(slot) if slot <= run.start => (slot..run.start).all(comment),
            Place::Before(slot) => run.end <= slot && (run.end..slot).all(comment),
        }
    }

    /// Takes a new line for all of a run of the file of which it took the place of one statement.
    fn widen(&self, new: NodeId, run: &Range<usize>, old: usize, edits: &mut Edits) {
        edits.replaced.remove(&old);
        edits.removed.extend(run.clone());
        edits.removed.remove(&run.start);
        self.pair(self.s.nodes[new].head, run.start, edits);
    }

    /// Takes a new statement for a run of the file beside it.
    fn take_run(&self, new: NodeId, run: &Range<usize>, slot: usize, edits: &mut Edits) {
        let s = self.s;
        let (head, last) = (s.nodes[new].head, s.nodes[new].last);
        let units = edits.inserted.remove(&slot).unwrap_or_default();
        let (above, rest): (Vec<usize>, Vec<usize>) = units.iter().partition(|unit| **unit < head);
        let behind = rest.into_iter().filter(|unit| *unit > last);
        edits.inserted.entry(slot.min(run.start)).or_default().extend(above);
        edits.inserted.entry(slot.max(run.end)).or_default().splice(0..0, behind);
        self.pair(head, run.start, edits);
        edits.inserted.entry(run.start + 1).or_default().splice(0..0, head + 1..=last);
        edits.removed.extend(run.start + 1..run.end);
        edits.inserted.retain(|_, units| !units.is_empty());
    }
}

impl Written {
    /// May what it says begin with a token?
    fn may_begin(&self, first: &Token) -> bool {
        let begins =
            |(token, of): &(Token, Option<usize>)| of.is_some() || token.hash == first.hash;
        self.tokens.first().is_some_and(begins)
    }

    /// Does it say what some code says, with what each parameter is given in that one's place?
    fn says(&self, theirs: &[Token]) -> bool {
        // Words of a parameter that stand for what it is given, and those that stand for themselves: its type.
        let (mut given, mut typed) = (FxHashSet::default(), FxHashSet::default());
        // The names that variables of the function have there, one each.
        let mut names: FxHashMap<u64, u64> = FxHashMap::default();
        let mut rest = theirs;
        for (token, of) in &self.tokens {
            let argument = of.and_then(|at| self.arguments.get(at)).filter(|one| {
                rest.len() >= one.len() && rest.iter().zip(*one).all(|(a, b)| a.hash == b.hash)
            });
            if let Some((argument, at)) = argument.zip(*of) {
                given.insert((at, token.hash));
                rest = &rest[argument.len()..];
                continue;
            }
            let Some((first, behind)) = rest.split_first() else { return false };
            let local = self.locals.contains(&token.hash) && first.kind == Kind::Word;
            if local && *names.entry(token.hash).or_insert(first.hash) != first.hash
                || !local && first.hash != token.hash
            {
                return false;
            }
            typed.extend(of.map(|at| (at, token.hash)));
            rest = behind;
        }
        // A name that is given something never stands for itself.
        let named = |(at, _): &(usize, u64)| given.iter().any(|(other, _)| other == at);
        // Nor has a variable there a name that anything else has.
        let others =
            self.tokens.iter().map(|(token, _)| token).chain(self.arguments.iter().flatten());
        let mut taken: FxHashSet<u64> =
            others.map(|t| t.hash).filter(|name| !self.locals.contains(name)).collect();
        rest.is_empty()
            && names.values().all(|name| taken.insert(*name))
            && typed.iter().all(|word| named(word) && !given.contains(word))
    }
}

/// What a statement says where its call at a token is written out; with what waits for the call, and without.
fn write_out(s: &Outline, said: &[Token], at: usize, function: &Function) -> Vec<Written> {
    let Some((call, arguments)) = call_at(said, at) else { return Vec::new() };
    // What another object does, it does to itself.
    if said[call.start..at].first().is_some_and(|t| !OWN.contains(&s.token_text(t))) {
        return Vec::new();
    }
    let waits = call.start.checked_sub(1).filter(|at| s.token_text(&said[*at]) == "await");
    // Where it gives back a variable, that is what the statement calls so.
    let named = || {
        let [.., name, sign] = &said[..waits.unwrap_or(call.start)] else { return None };
        let ([given], true) = (&function.gives[..], call.end == said.len() && sign.is(b'=')) else {
            return None;
        };
        let variable = given.kind == Kind::Word && name.kind == Kind::Word;
        variable.then(|| named(function, given, name, &arguments))
    };
    let write = |from: usize| {
        let own = |tokens: &[Token]| tokens.iter().map(|t| (*t, None)).collect::<Vec<_>>();
        let parts = [
            mark(&function.before, &function.parameters),
            own(&said[..from]),
            mark(&function.gives, &function.parameters),
            own(&said[call.end..]),
        ];
        let (tokens, statements) = (parts.concat(), function.statements);
        let locals = function.locals.clone();
        Written { tokens, locals, arguments: arguments.clone(), statements }
    };
    std::iter::once(call.start).chain(waits).map(write).chain(named()).collect()
}

/// What a function does that gives back a variable, which a statement calls by another name.
fn named(function: &Function, given: &Token, name: &Token, arguments: &[Vec<Token>]) -> Written {
    let mut parameters = function.parameters.clone();
    let mut arguments = arguments.to_vec();
    arguments.resize(parameters.len(), Vec::new());
    parameters.push(vec![given.hash]);
    arguments.push(vec![*name]);
    let tokens = mark(&function.before, &parameters);
    let mut locals = function.locals.clone();
    locals.remove(&given.hash);
    Written { tokens, locals, arguments, statements: function.statements }
}

/// The words of each parameter of a head behind its name. Types that a head has elsewhere tell nothing.
fn parameters(s: &Outline, head: &[Token]) -> Vec<Vec<u64>> {
    let Some(open) = head.iter().position(|t| t.is(b'(')) else { return Vec::new() };
    let mut depth = 0_i32;
    let mut all: Vec<Vec<u64>> = vec![Vec::new()];
    for token in &head[open..] {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{' | b'<') => depth += 1,
            Kind::Punct(b')' | b']' | b'}' | b'>') => depth -= 1,
            Kind::Punct(b',') if depth == 1 => all.push(Vec::new()),
            Kind::Word => all.last_mut().into_iter().for_each(|words| words.push(token.hash)),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let own: Vec<u64> =
        head.iter().filter(|t| OWN.contains(&s.token_text(t))).map(|t| t.hash).collect();
    all.retain(|words| !words.is_empty() && !words.iter().any(|word| own.contains(word)));
    all
}

/// The variables that code declares: what stands behind a word which says so.
fn locals(s: &Outline, code: &[Token]) -> FxHashSet<u64> {
    const WORDS: [&str; 7] = ["const", "let", "var", "val", "mut", "auto", "for"];
    let declared = code.windows(2).filter(|two| {
        let next = s.token_text(&two[1]);
        WORDS.contains(&s.token_text(&two[0]))
            && two[1].kind == Kind::Word
            && !WORDS.contains(&next)
    });
    declared.map(|two| two[1].hash).collect()
}

/// Tokens of a function, each with the parameter that it may be. A member is none.
fn mark(tokens: &[Token], parameters: &[Vec<u64>]) -> Vec<(Token, Option<usize>)> {
    let is_member = |at: usize| at > 0 && (tokens[at - 1].is(b'.') || tokens[at - 1].is(b'>'));
    let marked = |(at, t): (usize, &Token)| {
        let word = t.kind == Kind::Word && !is_member(at);
        let of = || parameters.iter().position(|words| words.contains(&t.hash));
        (*t, word.then(of).flatten())
    };
    tokens.iter().enumerate().map(marked).collect()
}

/// The call of the function named at a token, from what it is a member of to its end, and its arguments.
fn call_at(said: &[Token], at: usize) -> Option<(Range<usize>, Vec<Vec<Token>>)> {
    let mut start = at;
    loop {
        let two = |a: u8, b: u8| start > 2 && said[start - 2].is(a) && said[start - 1].is(b);
        let one = start > 1 && said[start - 1].is(b'.');
        let sign = if two(b':', b':') || two(b'-', b'>') { 2 } else { usize::from(one) };
        if sign == 0 || said[start - sign - 1].kind != Kind::Word {
            break;
        }
        start -= sign + 1;
    }
    let mut arguments = vec![Vec::new()];
    if !said.get(at + 1).is_some_and(|t| t.is(b'(')) {
        return Some((start..at + 1, Vec::new()));
    }
    let mut depth = 0_usize;
    for (end, token) in said.iter().enumerate().skip(at + 1) {
        match token.kind {
            Kind::Punct(b'(' | b'[' | b'{') => depth += 1,
            Kind::Punct(b')' | b']' | b'}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            arguments.retain(|one: &Vec<Token>| !one.is_empty());
            return Some((start..end + 1, arguments));
        }
        match arguments.last_mut() {
            _ if end == at + 1 => {}
            _ if depth == 1 && token.is(b',') => arguments.push(Vec::new()),
            Some(argument) => argument.push(*token),
            None => {}
        }
    }
    None
}

/// The code of a node without what parts statements.
fn plain(o: &Outline, id: NodeId) -> Vec<Token> {
    o.node_code(id).filter(|t| !t.is(b';')).copied().collect()
}
