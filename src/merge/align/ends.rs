//! Tells whether a block of the file goes on beyond what the sketch shows of it, at its start or its end.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Aligner;
use super::items::Item;
use super::siblings::{code, in_common, words};
use super::similarity::way_out;
use crate::index::{Class, Key, Kind, NodeId, Outline, Role, Token};
use crate::lang::{Layout, Lexis, Nesting};

/// An end of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::merge) enum Edge {
    Start,
    End,
}

impl Edge {
    /// May a node of the file stand between an edge and what is shown for its own change? At the start
    /// anything may; at the end what has a name, or is declared in a rule of styles, may, while a statement
    /// runs behind what is shown.
    pub(in crate::merge) fn may_hide(self, o: &Outline, id: NodeId, lexis: &Lexis) -> bool {
        self == Self::Start || lexis.layout == Layout::Declarations || o.keys[id].is_some()
    }
}

impl<'a> Aligner<'a> {
    /// Does a block of the file go on between one of its edges and what the sketch shows nearest to that,
    /// on this side of the nearest gap?
    ///
    /// It does where a gap speaks of all the rest. Beyond what changes, or is new beside something known,
    /// members stay: that is shown for its own sake. What is as it was is shown for what is beside it, but
    /// of several things at the start of a block one seldom thinks. What the new code says itself goes.
    pub(super) fn leaves_out_beside<'i>(
        &self,
        mut run: impl Iterator<Item = &'i Item> + Clone,
        (f, region): (NodeId, &Range<usize>),
        edge: Edge,
        all: bool,
    ) -> bool {
        let node = |item: &Item| match item {
            Item::Node(id) => Some(*id),
            _ => None,
        };
        let is_there = |id: &NodeId| self.f.nodes_with(self.s.hashes[*id], region).next().is_some();
        let own = |twin: &NodeId| self.f.nodes[*twin].parent == Some(f);
        // Of several with one name the nearest to the edge: nothing of them is left out beyond it.
        let twin = |id: NodeId| {
            let named = self.s.keys[id].and_then(|key| {
                let mut named = self.f.nodes_named(key, region).filter(own);
                if edge == Edge::Start { named.next() } else { named.next_back() }
            });
            named.or_else(|| self.kinds.get(&id).copied().filter(own))
        };
        let is_new = |id: &NodeId| self.s.keys[*id].is_some() && twin(*id).is_none();
        // What opens a block stands above the first line as a neighbour does, where that line is as it was.
        // In a map it is the names that tell.
        let reach = if edge == Edge::Start && !self.lexis.mappings { 1 } else { usize::MAX };
        let shown = run.clone().take(reach).filter_map(node);
        // A member of which nothing else is shown than the file has, right above the end of a map, is no
        // change.
        let around = |id: &NodeId| self.s.nodes[*id].parent;
        let place = |id: &NodeId| {
            edge == Edge::End
                && self.lexis.mappings
                && (self.is_veiled(*id) || self.shows_part(*id, f))
                && around(id).is_some_and(|around| self.s.nodes[around].closed)
        };
        let changed: Vec<NodeId> = shown.filter(|id| !is_there(id) && !place(id)).collect();
        // New members at the edge stand beside the known one: in the place of one, never of several.
        let new = run.clone().map_while(node).take_while(is_new).count();
        let Some(known) = run.nth(new).and_then(node).and_then(twin) else { return false };
        let siblings = &self.f.nodes[f].children;
        let at = siblings.iter().position(|id| *id == known).unwrap_or(0);
        let beyond = match edge {
            Edge::Start => &siblings[..at],
            Edge::End => &siblings[at + 1..],
        };
        let code = |id: &&NodeId| !self.f.units[self.f.nodes[**id].head].is_comment();
        let beyond = || beyond.iter().filter(code).copied();
        let stays = || beyond().all(|id| edge.may_hide(self.f, id, self.lexis));
        let changes = all || !changed.is_empty() && stays();
        let several = beyond().nth(1).is_some();
        let goes_on = changes && new == 0 || several && (changes || edge == Edge::Start);
        goes_on && {
            let said = says(self.s, &changed);
            !beyond().all(|id| is_said(self.f, id, &said))
        }
    }

    /// Is all that the sketch shows of a node, beside gaps, in one and the same member of a node of the file,
    /// and in that order?
    fn shows_part(&self, s: NodeId, f: NodeId) -> bool {
        let node = &self.s.nodes[s];
        let holds = |member: &NodeId| {
            let member = &self.f.nodes[*member];
            let mut rest = member.head..member.last + 1;
            (node.head..=node.last).filter(|unit| !self.s.units[*unit].is_marker()).all(|unit| {
                let at = self.f.units_with(self.s.units[unit].hash, &rest).next();
                rest.start = at.map_or(rest.start, |at| at + 1);
                at.is_some()
            })
        };
        self.has_marker(Item::Node(s)) && self.f.nodes[f].children.iter().any(holds)
    }

    /// Where indentation alone ends a block: is the last thing that the sketch shows of it nothing but a place,
    /// a head with a gap in what it heads, and so is what it shows right behind the block, as the file has it?
    /// Then both are shown for what goes between them.
    pub(super) fn ends_for_its_place(&self, s: NodeId, f: NodeId) -> bool {
        if self.lexis.nesting != Nesting::Offside || self.lexis.mappings {
            return false;
        }
        let units = 0..self.f.units.len();
        let is_known = |unit: usize| {
            let said = &self.s.units[unit];
            said.is_marker() || self.f.units_with(said.hash, &units).next().is_some()
        };
        let is_place = |id: NodeId| {
            let node = &self.s.nodes[id];
            !self.s.units[node.head].is_marker()
                && self.has_marker(Item::Node(id))
                && (node.head..=node.last).all(is_known)
        };
        let shows = |id: NodeId, other: &NodeId| {
            let same = |(a, b): (Key, Key)| a.same(b);
            self.s.keys[id].zip(self.f.keys[*other]).is_some_and(same)
        };
        let behind = self.f.siblings(f).iter().skip_while(|id| **id != f).skip(1);
        let next = behind.copied().find(|id| !self.f.units[self.f.nodes[*id].head].is_comment());
        let below = self.s.heads.get(self.s.nodes[s].last + 1).copied().flatten();
        let last = self.s.nodes[s].children.last().copied();
        last.is_some_and(|id| is_place(id) && self.f.nodes[f].children.iter().any(|b| shows(id, b)))
            && below.zip(next).is_some_and(|(a, b)| is_place(a) && shows(a, &b))
    }

    /// Where indentation alone ends a block: does the sketch end with a known definition in a block
    /// that it shows in part? Then the rest of that block stays, like the rest of the file.
    pub(super) fn ends_partial(&self, s: NodeId, f: NodeId) -> bool {
        let node = &self.s.nodes[s];
        self.lexis.nesting == Nesting::Offside
            && node.last + 1 == self.s.units.len()
            && node.children.iter().any(|c| self.sketch.is_gap(self.s.nodes[*c].head))
            && node.children.last().is_some_and(|c| {
                let Some(key) = self.s.keys[*c].filter(|k| k.class == Class::Definition) else {
                    return false;
                };
                let known = |n: &NodeId| self.f.keys[*n].is_some_and(|k| k.same(key));
                !self.s.nodes[*c].is_leaf() && self.f.nodes[f].children.iter().any(known)
            })
    }

    /// Does a sketch show of a map, without a gap in it, one member that the file has otherwise, and nothing
    /// else?
    pub(super) fn shows_only_changes(&self, s: NodeId, f: NodeId) -> bool {
        let [only] = self.s.nodes[s].children[..] else { return false };
        let same = |key: Key| {
            let members = &self.f.nodes[f].children;
            let mut named =
                members.iter().filter(|id| self.f.keys[**id].is_some_and(|k| k.same(key)));
            named.next().filter(|_| named.next().is_none()).copied()
        };
        let twin = self.s.keys[only].and_then(same);
        self.lexis.mappings
            && !self.s.nodes[s].closed
            && self.s.nodes[only].is_leaf()
            && twin.is_some_and(|twin| self.f.hashes[twin] != self.s.hashes[only])
    }

    /// Where indentation alone ends a block, a gap behind it that is not indented may as well
    /// cover the block's own rest. It does in a sketch whose gaps never are indented while its
    /// code is.
    pub(super) fn tail_is_open(&self, s: NodeId, f: NodeId) -> bool {
        let node = &self.s.nodes[s];
        let bare = !self.f.nodes[f].closed && self.lexis.layout == Layout::Lines;
        if node.closed || self.lexis.nesting != Nesting::Offside && !bare {
            return false;
        }
        let next = node.last + 1;
        if self.spells_anew(s, f) {
            return false;
        }
        let at_end = next >= self.s.units.len() || self.sketch.is_gap(next);
        let text = self.f.units.get(self.f.nodes[f].head + 1).is_some_and(|u| {
            u.role == Role::InString
                || self.f.tokens.get(u.tokens.start).is_some_and(|t| t.region != 0)
        });
        // Members take the place of items: no block holds both.
        let kinds = (has_items(self.s, s), has_items(self.f, f));
        let other_kind = matches!(kinds, (Some(a), Some(b)) if a != b);
        if self.lexis.mappings && bare && at_end && !text && !other_kind {
            // Members have names: which one is left out and which one is gone cannot be mixed up.
            return true;
        }
        if next >= self.s.units.len() || !self.sketch.is_gap(next) || self.is_done_anew(s, f) {
            return false;
        }
        if self.opens(node.last) {
            return true;
        }
        let same_head = self.s.units[node.head].same(&self.f.units[self.f.nodes[f].head]);
        let text = self.s.keys[s].is_none();
        if self.lexis.prose && bare && text && same_head && self.s.units[next].blanks == 0 {
            // Running text: no blank line says that the block is over.
            return true;
        }
        let joined = self.s.units[next].blanks == 0;
        if joined && (self.ends_in_the_middle(s, f) || self.goes_on_around(s, f))
            || !joined && self.stops_short(s, f)
        {
            return true;
        }
        // Nothing runs behind a way out.
        let last = node.children.last().map(|child| self.s.nodes[*child].head);
        if last.is_some_and(|unit| way_out(self.s, unit).is_some()) {
            return false;
        }
        // Of a part shown without what is around it the rest of that is behind the gap as well, which so tells no
        // levels.
        let around = std::iter::successors(Some(s), |id| self.s.nodes[*id].parent);
        let outermost = around.last().map_or(0, |id| self.s.column(self.s.nodes[id].head));
        if self.lexis.nesting == Nesting::Offside && self.s.column(next) < outermost {
            return true;
        }
        let gaps = || (0..self.s.units.len()).filter(|u| self.sketch.is_gap(*u));
        let flat = gaps().all(|u| self.s.column(u) == 0);
        let strays = gaps().any(|u| {
            self.s
                .units
                .get(u + 1)
                .is_some_and(|n| !n.is_marker() && n.fresh && n.tabs + n.spaces > 0)
        });
        flat && strays
    }

    /// Is all that a block of the file does done within new blocks of the sketch's: is each of its statements
    /// there, word for word or in much the same words? Then nothing of it is left for a gap. One statement
    /// alone may be like another, so that all of its words are looked for.
    fn is_done_anew(&self, s: NodeId, f: NodeId) -> bool {
        /// Lines of a body that are compared with each other.
        const MOST: usize = 40;
        let length = |o: &Outline, id: NodeId| o.nodes[id].last - o.nodes[id].head;
        if length(self.s, s).max(length(self.f, f)) > MOST {
            return false;
        }
        let heads = |o: &Outline, id: NodeId| -> Vec<usize> {
            let heads = o.nodes[id].children.iter().map(|child| o.nodes[*child].head);
            heads.filter(|unit| !o.units[*unit].is_comment()).collect()
        };
        let (ours, theirs) = (heads(self.s, s), heads(self.f, f));
        let alike = |s: usize, f: usize| {
            self.s.units[s].same(&self.f.units[f]) || self.say_much_alike(s, f)
        };
        let leaves = theirs.last().is_some_and(|unit| way_out(self.f, *unit).is_some());
        // Under a condition it is done at times: what is done otherwise may be behind it.
        let asks = |unit: &usize| {
            self.s.unit_code(*unit).next().is_some_and(|t| self.s.token_text(t) == "if")
        };
        let at_times = ours.iter().any(asks);
        let shown = ours.iter().any(|s| theirs.iter().any(|f| alike(*s, *f)));
        if leaves || at_times || shown || ours.is_empty() || theirs.is_empty() {
            return false;
        }
        let mut lines: Vec<usize> = (self.s.nodes[s].head + 1..=self.s.nodes[s].last)
            .filter(|unit| !self.s.units[*unit].is_comment() && !self.s.units[*unit].is_marker())
            .collect();
        let said = says(self.s, &self.s.nodes[s].children);
        let all = &self.f.nodes[f].children;
        let anew = theirs.iter().all(|f| {
            let line = lines.iter().position(|s| alike(*s, *f));
            line.map(|at| lines.remove(at)).is_some()
        });
        anew && (theirs.len() > 1 || all.iter().all(|id| is_said(self.f, *id, &said)))
    }

    /// Is the gap behind a list no deeper than what that is in, and has the sketch no item of it as the file has
    /// it, but several in another spelling (`'3.0'` for `3.0`)? What stayed of it would repeat these.
    fn spells_anew(&self, s: NodeId, f: NodeId) -> bool {
        const SEVERAL: usize = 2;
        let items = |o: &'a Outline, id: NodeId| -> Vec<&'a str> {
            let heads = o.nodes[id].children.iter().map(|child| o.nodes[*child].head);
            let heads = heads.filter(|unit| !o.units[*unit].is_comment());
            heads.filter_map(|unit| o.said(unit).strip_prefix("- ")).map(str::trim).collect()
        };
        let node = &self.s.nodes[s];
        let gap = node.last + 1;
        if !(self.lexis.mappings && gap < self.s.units.len() && self.sketch.is_gap(gap))
            || self.s.column(gap) > self.s.column(node.head)
        {
            return false;
        }
        let (ours, theirs) = (items(self.s, s), items(self.f, f));
        let bare = |item: &str| item.trim_matches(['"', '\'']).to_owned();
        let again = |item: &&&str| theirs.iter().any(|other| bare(other) == bare(item));
        ours.len() == node.children.len()
            && !ours.iter().any(|item| theirs.contains(item))
            && ours.iter().filter(again).count() >= SEVERAL
    }

    /// Does what the sketch shows of a block end with a line that does not leave it, and that the file's
    /// block has too, or while that one ends by leaving? Then it tells where the change ends rather
    /// than the block.
    fn ends_in_the_middle(&self, s: NodeId, f: NodeId) -> bool {
        let (a, b) = (&self.s.nodes[s], &self.f.nodes[f]);
        let Some(last) = a.children.last().map(|child| &self.s.nodes[*child]) else { return false };
        let line = &self.s.units[last.head];
        let there = || {
            last.is_leaf()
                && self.f.units_with(line.hash, &(b.head + 1..b.last + 1)).next().is_some()
        };
        let leaves = || {
            b.children
                .last()
                .is_some_and(|child| way_out(self.f, self.f.nodes[*child].head).is_some())
        };
        way_out(self.s, last.head).is_none() && (there() || leaves()) || self.is_left_open(s, f)
    }

    /// Is a block the last thing that the sketch shows of another one, which goes on in the gap right behind
    /// both, and is nothing of what the file has in it shown, or its beginning as it is? Then it goes on too.
    fn goes_on_around(&self, s: NodeId, f: NodeId) -> bool {
        let (Some(outer), Some(around)) = (self.s.nodes[s].parent, self.f.nodes[f].parent) else {
            return false;
        };
        let (ours, theirs) = (&self.s.nodes[s].children, &self.f.nodes[f].children);
        let within = self.f.nodes[f].head + 1..self.f.nodes[f].last + 1;
        let known = |id: &NodeId| {
            let head = self.s.nodes[*id].head;
            self.f.units_with(self.s.units[head].hash, &within).next().is_some()
                || within.clone().any(|unit| self.say_much_alike(head, unit))
        };
        let same = |(a, b): (&NodeId, &NodeId)| self.s.hashes[*a] == self.f.hashes[*b];
        let begins = ours.len() < theirs.len() && ours.iter().zip(theirs).all(same);
        self.s.nodes[outer].last == self.s.nodes[s].last
            && (begins || !ours.iter().any(known))
            && (self.ends_in_the_middle(outer, around) || self.goes_on_around(outer, around))
    }

    /// Does the sketch show the beginning of a block that ends by leaving, with nothing left out, up to a line that does not leave it and that the file has, changed or not, before several others?
    /// Nobody takes away the end of a function, its result and more, by not speaking of it.
    fn stops_short(&self, s: NodeId, f: NodeId) -> bool {
        /// Things of the file behind the last one shown: what leaves, and another one.
        const SEVERAL: usize = 2;
        let heads = |o: &Outline, id: NodeId| -> Vec<usize> {
            let heads = o.nodes[id].children.iter().map(|child| o.nodes[*child].head);
            heads.filter(|unit| !o.units[*unit].is_comment()).collect()
        };
        let (ours, theirs) = (heads(self.s, s), heads(self.f, f));
        let same = |s: usize, f: usize| self.s.units[s].same(&self.f.units[f]);
        let (Some(last), Some(end)) = (ours.last(), theirs.last()) else { return false };
        if way_out(self.f, *end).is_none()
            || (*last..=self.s.nodes[s].last).any(|unit| way_out(self.s, unit).is_some())
        {
            return false;
        }
        // What of the file each line shows, in order.
        let moved = |unit: &usize| {
            let id = self.f.owner[*unit];
            self.f.is_import(id) && self.shown.binary_search(&self.f.hashes[id]).is_ok()
        };
        let mut at = 0;
        let mut twin = None;
        for line in &ours {
            twin =
                theirs[at..].iter().position(|f| same(*line, *f) || self.say_much_alike(*line, *f));
            let skipped = twin.unwrap_or_default();
            // An import that went to the others is not left out.
            if !theirs[at..at + skipped].iter().all(moved) {
                return false;
            }
            at += skipped;
            at += usize::from(twin.is_some());
        }
        twin.is_some() && theirs.len() >= at + SEVERAL
    }

    /// Have the lines of two statements most words in common, the first one among them?
    fn say_much_alike(&self, s: usize, f: usize) -> bool {
        let (ours, theirs) = (code(self.s, s), code(self.f, f));
        let first = |tokens: &[Token]| tokens.first().map(|token| token.hash);
        if first(&ours) != first(&theirs) {
            return false;
        }
        let (a, b) = (words(self.s, &ours), words(self.f, &theirs));
        let most = a.len().max(b.len());
        2 * in_common(&a, b) > most
    }

    /// Does what the sketch shows of a block end within the last thing in it, with a line that the file
    /// has there and goes on behind? A gap that stands for the rest of that stands for all that follows.
    fn is_left_open(&self, s: NodeId, f: NodeId) -> bool {
        let (mut ours, mut theirs) = (s, f);
        loop {
            let Some(last) = self.s.nodes[ours].children.last().copied() else { return false };
            let node = &self.s.nodes[last];
            let line = &self.s.units[node.head];
            let children = self.f.nodes[theirs].children.iter().copied();
            let mut same = children.filter(|id| line.same(&self.f.units[self.f.nodes[*id].head]));
            let (Some(twin), None) = (same.next(), same.next()) else { return false };
            if node.is_leaf() {
                let ends = self.f.nodes[twin].last == self.f.nodes[theirs].last;
                return ours != s && !ends && way_out(self.s, node.head).is_none();
            }
            (ours, theirs) = (last, twin);
        }
    }
}

/// Hashes of what nodes say.
pub(in crate::merge) fn says(o: &Outline, nodes: &[NodeId]) -> FxHashSet<u64> {
    let tokens = nodes.iter().flat_map(|id| o.node_code(*id));
    tokens.map(|token| token.hash).collect()
}

/// Does all that a node says, signs apart, stand in what is said elsewhere?
pub(in crate::merge) fn is_said(o: &Outline, id: NodeId, said: &FxHashSet<u64>) -> bool {
    let mut tokens = o.node_code(id);
    tokens.all(|token| matches!(token.kind, Kind::Punct(_)) || said.contains(&token.hash))
}

/// Are what a node holds the items of a list (`- a`)? None where it holds nothing but gaps and comments.
fn has_items(o: &Outline, id: NodeId) -> Option<bool> {
    let mut heads = o.nodes[id].children.iter().map(|child| o.nodes[*child].head);
    let first = heads.find(|unit| !o.units[*unit].is_marker() && !o.units[*unit].is_comment())?;
    Some(o.unit_tokens(first).first().is_some_and(|t| t.is(b'-')))
}
