//! Gives the items of a list the separators that their places ask for.

use rustc_hash::FxHashMap;

use super::{Out, Piece, Planner, White};
use crate::index::{Kind, NodeId, Outline};
use crate::lang::Layout;
use crate::merge::attached::{attribute_above, is_attribute};

/// Items of a node between two units of its spine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct List {
    node: NodeId,
    /// The unit of the spine that opens it.
    opener: usize,
}

impl Planner<'_> {
    /// Are the items of a list the arms of a `match`?
    fn holds_arms(&self, list: List) -> bool {
        let tokens = self.f.unit_tokens(list.opener).iter();
        let mut words = tokens.filter(|t| t.kind == Kind::Word);
        self.layout == Layout::Lines && words.any(|t| self.f.token_text(t) == "match")
    }

    /// Does the sketch show two units of the result next to each other?
    fn adjoin_in_sketch(&self, above: &Out, below: &Out) -> bool {
        let shown = |out: &Out| match out {
            Out::Kept(f) => self.blanks.shows(*f),
            Out::Rest(_) => None,
            Out::New(piece) => piece.sketch,
        };
        let code = |unit: &usize| !self.s.units[*unit].is_comment();
        let next = |s: usize| (s + 1..self.s.units.len()).find(code);
        shown(above).zip(shown(below)).is_some_and(|(s, t)| next(s) == Some(t))
    }

    /// Gives new items of a list the separators that their places ask for.
    pub(super) fn separate(&self, out: &mut [Out]) {
        let mut styles: FxHashMap<List, Option<bool>> = FxHashMap::default();
        for at in 0..out.len() {
            if self.is_comment(&out[at]) || self.is_attribute(&out[at]) {
                continue;
            }
            let Some(next) = (at + 1..out.len()).find(|i| !self.is_comment(&out[*i])) else {
                continue;
            };
            if self.white == White::Shown && self.adjoin_in_sketch(&out[at], &out[next]) {
                continue;
            }
            let file_next =
                |f: usize| (f + 1..self.f.units.len()).find(|u| !self.f.units[*u].is_comment());
            let (list, has, text) = match (&out[at], &out[next]) {
                (Out::Kept(f), Out::Kept(g)) if file_next(*f) == Some(*g) => {
                    let list = self.list_ending_at(*f).filter(|list| self.ends_list(*g, *list));
                    let Some(list) = list else { continue };
                    let known = self.blanks.shows(*f).zip(self.blanks.shows(*g));
                    if !known.is_some_and(|(s, end)| self.shows_end(s, end)) {
                        continue;
                    }
                    (list, self.f.units[*f].separator, None)
                }
                (Out::Rest(_), _) | (_, Out::Rest(_)) => continue,
                (Out::Kept(f), _) => {
                    let Some(list) = self.list_ending_at(*f) else { continue };
                    (list, self.f.units[*f].separator, None)
                }
                (Out::New(piece), _) => {
                    if let Out::New(below) = &out[next]
                        && self.concatenates(piece, below)
                    {
                        continue;
                    }
                    let Some(list) = self.list_of_piece(piece, &out[next]) else { continue };
                    let has = piece.text.trim_end().ends_with(self.separator(list));
                    // Behind a block stands no semicolon.
                    if self.separator(list) == ';' && piece.text.trim_end().ends_with(['{', '}']) {
                        continue;
                    }
                    // Nor does a comma behind a statement.
                    if self.separator(list) == ',' && piece.text.trim_end().ends_with(';') {
                        continue;
                    }
                    (list, has, Some(piece.text.clone()))
                }
            };
            // What ends as a statement is no item, and where the list itself goes there is none.
            let statement = self.layout == Layout::Lines
                && match &out[at] {
                    Out::Kept(f) => self.f.text[self.f.units[*f].code_end..].starts_with(';'),
                    Out::Rest(_) => false,
                    Out::New(piece) => piece.text.trim_end().ends_with(';'),
                };
            let gone = self.edits.removed.contains(&list.opener) || self.is_written_anew(list);
            if gone && has && self.separator(list) == ',' && self.shows_bare(&out[at]) {
                out[at] = self.bared(&out[at]);
            }
            if statement || gone {
                continue;
            }
            // An arm that is a block ends by its brace, and a new one as it is shown.
            let block = || match &out[at] {
                Out::Kept(f) => self.f.said(*f).ends_with('}'),
                Out::New(_) => true,
                Out::Rest(_) => false,
            };
            if self.holds_arms(list) && block() {
                continue;
            }
            let style = styles.entry(list).or_insert_with(|| self.style(list));
            let last = match &out[next] {
                Out::Kept(g) => self.ends_list(*g, list),
                // A list that ends otherwise now is the sketch's.
                Out::New(p) if p.file.is_none() && self.continues_in_sketch(p) => continue,
                Out::New(p) => p.file.is_some_and(|g| self.ends_list(g, list)),
                Out::Rest(_) => false,
            };
            let end = match &out[next] {
                Out::Kept(g) => self.blanks.shows(*g),
                Out::Rest(_) => None,
                Out::New(below) => below.sketch,
            };
            let item = match &out[at] {
                Out::Kept(f) => self.blanks.shows(*f),
                Out::Rest(_) => None,
                Out::New(piece) => piece.sketch,
            };
            // Where the sketch shows how the list ends, it tells.
            let told = item.zip(end).filter(|(s, end)| last && self.shows_end(*s, *end));
            let told = told.map(|(s, _)| self.s.units[s].separator);
            let trailing = match (*style, &out[at]) {
                _ if told.is_some() => told == Some(true),
                (Some(trailing), _) => trailing,
                // A lone item tells nothing, unless the sketch shows it with a separator.
                (None, Out::Kept(f)) if self.shows_separator(*f) => false,
                (None, _) => continue,
            };
            let wanted = if last { trailing } else { true };
            if wanted == has {
                continue;
            }
            // New lines one below the other stand as the sketch has them: in a macro's pattern not
            // all that is in a list ends with a separator.
            if let (Out::New(above), Out::New(below)) = (&out[at], &out[next])
                && !last
                && self.layout == Layout::Lines
                && self.indenter.is_exact()
                && above.sketch.is_some_and(|s| below.sketch == Some(s + 1))
            {
                continue;
            }
            // A block ends by its brace.
            if self.layout == Layout::Declarations
                && text.as_ref().is_some_and(|t| t.trim_end().ends_with(['{', '}']))
            {
                continue;
            }
            let piece = match (&out[at], text) {
                (Out::Kept(f), _) => {
                    let unit = &self.f.units[*f];
                    let text = self.f.said(*f);
                    let code = unit.code_end - unit.start;
                    Piece {
                        text: punctuate(text, code, wanted, self.separator(list)),
                        sketch: None,
                        file: Some(*f),
                        indent: self.file_indent(*f, 0),
                    }
                }
                (Out::New(piece), Some(text)) => {
                    let commented = piece.sketch.is_some_and(|s| self.s.units[s].comment.is_some())
                        || piece.file.is_some_and(|f| self.f.units[f].comment.is_some());
                    if commented {
                        continue;
                    }
                    let code = text.trim_end().trim_end_matches(self.separator(list)).len();
                    let text = punctuate(&text, code, wanted, self.separator(list));
                    Piece { text, ..piece.clone() }
                }
                _ => continue,
            };
            out[at] = Out::New(piece);
        }
    }

    /// Is something of the file shown without the separator that it has there?
    fn shows_bare(&self, out: &Out) -> bool {
        let shown = match out {
            Out::Kept(f) => self.blanks.shows(*f),
            Out::Rest(_) => None,
            Out::New(piece) => piece.file.and_then(|f| self.blanks.shows(f)),
        };
        shown.is_some_and(|s| !self.s.units[s].separator)
    }

    /// The same without a comma behind its code.
    fn bared(&self, out: &Out) -> Out {
        match out {
            Out::Rest(_) => out.clone(),
            Out::Kept(f) => {
                let unit = &self.f.units[*f];
                Out::New(Piece {
                    text: punctuate(self.f.said(*f), unit.code_end - unit.start, false, ','),
                    sketch: None,
                    file: Some(*f),
                    indent: self.file_indent(*f, 0),
                })
            }
            Out::New(piece) => {
                let code = piece.text.trim_end().trim_end_matches(',').len();
                let text = punctuate(&piece.text, code, false, ',');
                Out::New(Piece { text, ..piece.clone() })
            }
        }
    }

    /// Gives a statement whose last lines go the end that they had, where the sketch shows it.
    pub(super) fn terminate(&self, out: &mut [Out]) {
        let ends = |o: &Outline, unit: usize| {
            o.text[..o.units[unit].end].trim_end().ends_with(';')
                || o.text[o.units[unit].start..o.units[unit].end].contains("; //")
        };
        let continues = |unit: usize| {
            let first = self.f.tokens.get(self.f.units[unit].tokens.start);
            first
                .is_some_and(|t| t.is(b'.') || t.is(b'?') || t.is(b'|') || t.is(b'&') || t.is(b'+'))
        };
        let gone = |unit: usize| {
            self.edits.removed.contains(&unit) && !self.edits.replaced.contains_key(&unit)
        };
        let ended = |f: usize| {
            let unit = &self.f.units[f];
            Out::New(Piece {
                text: punctuate(self.f.said(f), unit.code_end - unit.start, true, ';'),
                sketch: None,
                file: Some(f),
                indent: self.file_indent(f, 0),
            })
        };
        for place in out.iter_mut() {
            let Out::Kept(f) = *place else { continue };
            if self.layout != Layout::Lines {
                continue;
            }
            let own = self.blanks.shows(f);
            if !(f + 1 < self.f.units.len() && gone(f + 1)) {
                continue;
            }
            let last = (f + 1..self.f.units.len()).take_while(|u| gone(*u)).last();
            let shown = own.is_some_and(|s| ends(self.s, s));
            if shown
                && continues(f + 1)
                && last.is_some_and(|u| ends(self.f, u))
                && !ends(self.f, f)
            {
                *place = ended(f);
            }
        }
    }

    /// Does a list begin otherwise now, with none of its items left? It may be no list any more.
    fn is_written_anew(&self, list: List) -> bool {
        let node = &self.f.nodes[list.node];
        let gone = |unit: &usize| self.edits.removed.contains(unit);
        self.layout == Layout::Lines
            && self.edits.replaced.contains_key(&list.opener)
            && node.children.iter().map(|child| self.f.nodes[*child].head).all(|head| gone(&head))
    }

    /// Is a new piece a unit of the sketch that continues or closes a node?
    fn continues_in_sketch(&self, piece: &Piece) -> bool {
        piece.sketch.is_some_and(|s| self.s.nodes[self.s.owner[s]].head != s)
    }

    /// Does the sketch show the end of a list right behind an item, in the file's own columns?
    pub(super) fn shows_end(&self, s: usize, end: usize) -> bool {
        // Of a style sheet only what stands in parentheses is a list.
        let lists = |t: &crate::index::Token| self.layout == Layout::Lines || t.is(b')');
        let code = |unit: usize| self.s.unit_code(unit);
        // The end of a block is none of a list, unless the block begins otherwise now.
        let head = self.s.nodes[self.s.owner[s]].head;
        let old = self.edits.partners.get(&head).filter(|_| head != s);
        let block = |t: &crate::index::Token| t.is(b'{') || t.is(b'}');
        let block = |t| block(t) && !old.is_some_and(|f| self.edits.replaced.contains_key(f));
        matches!(self.layout, Layout::Lines | Layout::Declarations)
            && s + 1 == end
            && self.s.units[s].fresh
            && self.s.units[end].fresh
            && !code(s).next_back().is_some_and(|t| t.is(b';') || block(t))
            && code(end)
                .next()
                .is_some_and(|t| lists(t) && (t.is(b')') || t.is(b']') || t.is(b'}')))
            && self.indenter.is_exact()
    }

    /// Are two new lines parts of one string?
    fn concatenates(&self, above: &Piece, below: &Piece) -> bool {
        let (Some(a), Some(b)) = (above.sketch, below.sketch) else { return false };
        let first = |unit: usize| self.s.tokens.get(self.s.units[unit].tokens.start);
        let text = |unit: usize| first(unit).is_some_and(|t| t.kind == Kind::Text);
        a + 1 == b && self.s.units[a].tokens.len() == 1 && text(a) && text(b)
    }

    /// What stands between the items of a list.
    fn separator(&self, list: List) -> char {
        let head = &self.f.units[list.opener];
        let map = self.f.tokens[head.tokens.clone()].last().is_some_and(|t| t.is(b'('));
        if self.layout == Layout::Declarations && !map { ';' } else { ',' }
    }

    pub(super) fn is_comment(&self, out: &Out) -> bool {
        match out {
            Out::Kept(f) => self.f.units[*f].is_comment(),
            Out::Rest(_) => false,
            Out::New(p) => match (p.sketch, p.file) {
                (Some(s), _) => self.s.units[s].is_comment(),
                (_, Some(f)) => self.f.units[f].is_comment(),
                _ => false,
            },
        }
    }

    /// Decorators and attributes belong to the item that follows.
    pub(super) fn is_attribute(&self, out: &Out) -> bool {
        let leads = |o: &Outline, unit: usize| {
            is_attribute(o, unit) || attribute_above(o, unit + 1).is_some()
        };
        match out {
            Out::Kept(f) => leads(self.f, *f),
            Out::Rest(_) => false,
            Out::New(p) => match (p.sketch, p.file) {
                (Some(s), _) => leads(self.s, s),
                (_, file) => file.is_some_and(|f| leads(self.f, f)),
            },
        }
    }

    /// The list of the file that has an item at this unit or before it, but behind its opener.
    fn list_at(&self, node: NodeId, f: usize) -> List {
        let spine = &self.f.nodes[node].spine;
        let opener = spine.iter().rev().find(|u| **u < f).copied().unwrap_or(spine[0]);
        List { node, opener }
    }

    /// The list of the file that has an item which ends with this unit.
    fn list_ending_at(&self, f: usize) -> Option<List> {
        let mut id = self.f.owner[f];
        if self.f.nodes[id].last != f {
            return None;
        }
        while let Some(parent) = self.f.nodes[id].parent {
            if self.f.nodes[parent].last != f {
                return Some(self.list_at(parent, f));
            }
            id = parent;
        }
        None
    }

    /// The list that a new piece is an item of, if it ends one.
    fn list_of_piece(&self, piece: &Piece, next: &Out) -> Option<List> {
        if let (Some(f), true) = (piece.file, piece.sketch.is_none_or(|s| self.ends_item(s))) {
            return self.list_ending_at(f);
        }
        let s = piece.sketch?;
        if piece.file.is_some() || !self.ends_item(s) {
            return None;
        }
        // What follows tells: a sibling, or the end of the list.
        let follower = match next {
            Out::Kept(g) => Some(*g),
            Out::Rest(units) => Some(units.start),
            Out::New(p) => p.file,
        };
        let slot = follower.or_else(|| {
            self.edits.inserted.iter().find(|(_, units)| units.contains(&s)).map(|(slot, _)| *slot)
        })?;
        if slot >= self.f.units.len() {
            return None;
        }
        let owner = self.f.owner[slot];
        let node =
            if self.f.nodes[owner].head == slot { self.f.nodes[owner].parent } else { Some(owner) };
        node.map(|node| self.list_at(node, slot))
    }

    /// Is the unit the last one of an item that is new as a whole?
    fn ends_item(&self, s: usize) -> bool {
        let mut id = self.s.owner[s];
        if self.s.nodes[id].last != s {
            return false;
        }
        // A line of the file that opens a list only now is as new as the list.
        let opens_now = |head: usize| {
            let was = self.edits.partners.get(&head).and_then(|f| self.f.heads[*f]);
            was.is_some_and(|id| self.f.nodes[id].is_leaf())
        };
        let fresh = |head: usize| self.indenter.is_new(head) || opens_now(head);
        while let Some(parent) = self.s.nodes[id].parent {
            if !fresh(self.s.nodes[parent].head) {
                return true;
            }
            if self.s.nodes[parent].last != s {
                return false;
            }
            id = parent;
        }
        true
    }

    fn ends_list(&self, f: usize, list: List) -> bool {
        let node = &self.f.nodes[list.node];
        // What stood between and goes ends nothing.
        let gone =
            |u: &usize| self.edits.removed.contains(u) && !self.edits.replaced.contains_key(u);
        let first = self.f.tokens.get(self.f.units[f].tokens.start);
        // The last item may stand on the line that closes the list.
        let closes = first.is_some_and(|t| t.is(b')') || t.is(b']') || t.is(b'}'));
        node.spine.iter().find(|u| **u > list.opener && !gone(u)) == Some(&f)
            && (closes || self.layout != Layout::Lines)
    }

    /// Does the sketch show a kept unit with a separator?
    fn shows_separator(&self, f: usize) -> bool {
        let shown = self.edits.partners.iter().find(|(_, p)| **p == f);
        self.layout == Layout::Lines && shown.is_some_and(|(s, _)| self.s.units[*s].separator)
    }

    /// Does a separator follow the last item? None where items have no separators.
    fn style(&self, list: List) -> Option<bool> {
        let node = &self.f.nodes[list.node];
        let end = node.spine.iter().find(|u| **u > list.opener).copied().unwrap_or(node.last + 1);
        let ends: Vec<&crate::index::Unit> = node
            .children
            .iter()
            .filter(|c| (list.opener..end).contains(&self.f.nodes[**c].head))
            .map(|c| &self.f.units[self.f.nodes[*c].last])
            .filter(|u| !u.is_comment())
            .collect();
        let opener = self.f.unit_code(list.opener).next_back()?;
        let (last, others) = ends.split_last()?;
        match self.layout {
            Layout::Elements => Some(last.separator),
            Layout::Declarations if opener.is(b'{') => {
                let block = |u: &crate::index::Unit| self.f.text[u.start..u.end].ends_with('}');
                (!ends.iter().any(|u| block(u))).then_some(last.separator)
            }
            Layout::Lines | Layout::Declarations => {
                let opens = opener.is(b'{') || opener.is(b'[') || opener.is(b'(');
                let all = others.iter().all(|u| u.separator);
                (opens && all && (!others.is_empty() || last.separator)).then_some(last.separator)
            }
            Layout::Prose => None,
        }
    }
}

/// The text with a separator behind its code, or without one.
fn punctuate(text: &str, code: usize, wanted: bool, separator: char) -> String {
    let (head, tail) = text.split_at(code.min(text.len()));
    if wanted {
        format!("{head}{separator}{tail}")
    } else {
        format!("{head}{}", tail.trim_start().trim_start_matches(separator))
    }
}
