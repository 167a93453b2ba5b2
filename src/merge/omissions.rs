//! Keeps a sketch from taking away more than it says.

use std::collections::HashSet;

use super::Options;
use super::attached::{is_attribute, owner};
use super::edits::Edits;
use super::refuse;
use super::report::Refusal;
use super::shorthands::sets;
use crate::index::{Class, Index, Key, Kind, NodeId, Outline, Role, Token, Unit};
use crate::lang::{Layout, Nesting};
use crate::sketch::Sketch;

/// Refuses edits that leave out what the sketch may have forgotten to speak of.
pub(super) fn check(
    edits: &Edits,
    sketch: &Sketch,
    index: &Index,
    options: &Options,
) -> Result<(), Refusal> {
    let omissions = Omissions { edits, s: &sketch.outline, f: index.outline(), sketch, index };
    let gone = top_nodes(edits, index.outline());
    let blocks = omissions.blocks(&gone);
    let found = omissions
        .imports(&gone)
        .or_else(|| omissions.named(&gone).filter(|_| options.no_implicit_delete))
        .or_else(|| omissions.unsure(&blocks));
    // Of what is all of the new file only a definition may have been forgotten.
    let found =
        if edits.whole { found } else { found.or_else(|| omissions.in_part(&gone, &blocks)) };
    match found {
        Some(units) => {
            let marker = index.language().gap_marker();
            Err(refuse::unsafe_deletion(index.outline(), &units, &marker))
        }
        None => Ok(()),
    }
}
struct Omissions<'a> {
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    sketch: &'a Sketch,
    index: &'a Index,
}

/// Units of the file that are left out; none where there are none.
type Found = Option<Vec<usize>>;

impl Omissions<'_> {
    fn heads<'n>(&self, nodes: impl Iterator<Item = &'n NodeId>) -> Found {
        let heads: Vec<usize> = nodes.map(|id| self.f.nodes[*id].head).collect();
        (!heads.is_empty()).then_some(heads)
    }

    /// What a sketch that shows the file in part may have forgotten.
    fn in_part(&self, gone: &[NodeId], blocks: &[NodeId]) -> Found {
        self.loose(gone)
            .or_else(|| self.sections(gone))
            .or_else(|| self.torn())
            .or_else(|| self.unended(blocks))
            .or_else(|| self.branches(gone))
            .or_else(|| self.above_the_first())
            .or_else(|| self.forgotten(blocks))
            .or_else(|| self.outside(blocks))
    }

    /// Where imports stand in another order, a gap may stand for others than those that it hid.
    fn imports(&self, gone: &[NodeId]) -> Found {
        let moved = || self.edits.moved.iter().any(|id| self.f.is_import(*id));
        let gaps = self.s.units.iter().any(|u| u.role == Role::Gap);
        let fresh = self.edits.inserted.values().flatten().filter_map(|unit| self.s.heads[*unit]);
        let fresh: HashSet<u64> = fresh.map(|id| self.s.hashes[id]).collect();
        let imports = gone.iter().copied().filter(|id| self.f.is_import(*id));
        let (elsewhere, lost): (Vec<NodeId>, Vec<NodeId>) =
            imports.partition(|id| fresh.contains(&self.f.hashes[*id]));
        if !gaps || elsewhere.is_empty() && !moved() {
            return None;
        }
        let all: Vec<NodeId> = lost.into_iter().chain(self.imports_renamed()).collect();
        self.heads(all.iter())
    }

    /// Imports in the place of which others stand, that bring in other names.
    fn imports_renamed(&self) -> impl Iterator<Item = NodeId> {
        self.edits.replaced.iter().filter_map(|(old, new)| {
            let (old, new) = (self.f.heads[*old]?, self.s.heads[*new]?);
            let (ours, theirs) = (&self.s.brought[new], &self.f.brought[old]);
            let other = !theirs.is_empty() && !theirs.iter().any(|name| ours.contains(name));
            (other && self.f.is_import(old) && self.s.is_import(new)).then_some(old)
        })
    }

    /// Everything with a name.
    fn named(&self, gone: &[NodeId]) -> Found {
        self.heads(gone.iter().filter(|id| self.f.keys[**id].is_some()))
    }

    /// Named blocks with a body.
    fn blocks(&self, gone: &[NodeId]) -> Vec<NodeId> {
        let f = self.f;
        let is_block = |id: &NodeId| {
            let definition =
                f.keys[*id].is_some_and(|k| matches!(k.class, Class::Definition | Class::Call));
            definition
                && !f.nodes[*id].is_leaf()
                && !self.edits.moved.contains(id)
                && !self.is_statement(*id)
        };
        gone.iter().copied().filter(is_block).collect()
    }

    /// Is it a call with its arguments on several lines, and nothing behind them, where the sketch shows
    /// what stands around it without a gap? Such a statement is no more apt to be forgotten than one on
    /// one line.
    fn is_statement(&self, id: NodeId) -> bool {
        let (edits, f) = (self.edits, self.f);
        let node = &f.nodes[id];
        let Some(key) = f.keys[id].filter(|key| key.class == Class::Definition) else {
            return false;
        };
        let begins = f.units[node.head].start == key.start;
        let tokens = &f.tokens[f.units[node.last].tokens.clone()];
        let ends = matches!(tokens, [close] if close.is(b')'))
            || matches!(tokens, [close, end] if close.is(b')') && end.is(b';'));
        let shown = |unit: usize| edits.partners.iter().find(|(_, f)| **f == unit).map(|(s, _)| *s);
        let before = (0..node.head).rev().find_map(shown);
        let after = (node.last + 1..f.units.len()).find_map(shown);
        let whole = before.zip(after).is_some_and(|(from, to)| {
            from < to && !self.s.units[from..to].iter().any(Unit::is_marker)
        });
        begins && ends && node.parent.is_some() && whole
    }

    /// Blocks go only between neighbours that are shown unchanged, or where new code takes over their
    /// names.
    fn unsure(&self, blocks: &[NodeId]) -> Found {
        self.heads(blocks.iter().filter(|id| {
            let renewed = self.is_renewed(**id) || self.keeps_its_name(**id);
            let used_up = self.edits.whole && self.is_used_up(**id);
            let known = self.stands_between_known(**id) && !self.stands_between_changed(**id);
            !renewed && !used_up && (self.is_filled(**id) || !known)
        }))
    }

    /// Is it named elsewhere in the file, and nowhere in the new one? Then what used it went too.
    fn is_used_up(&self, id: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let Some(key) = f.keys[id] else { return false };
        let name = f.tokens.iter().rev().find(|t| t.start >= key.start && t.end <= key.end);
        let Some(name) = name.filter(|token| token.kind == Kind::Word) else { return false };
        let names = |o: &Outline| {
            o.tokens.iter().filter(|t| t.kind == name.kind && t.hash == name.hash).count()
        };
        let node = &f.nodes[id];
        let own = f.units[node.head].tokens.start..f.units[node.last].tokens.end;
        let inside = f.tokens[own].iter().filter(|t| t.kind == name.kind && t.hash == name.hash);
        names(f) > inside.count() && names(s) == 0
    }

    /// Does something change in both blocks beside it? Then these were shown for that, not to say that
    /// nothing stands between.
    fn stands_between_changed(&self, id: NodeId) -> bool {
        let (edits, f) = (self.edits, self.f);
        let siblings = f.siblings(id);
        let Some(at) = siblings.iter().position(|sibling| *sibling == id) else { return false };
        let stays = |id: &&NodeId| {
            let head = f.nodes[**id].head;
            !f.units[head].is_comment() && !edits.removed.contains(&head)
        };
        let changes = |id: &NodeId| {
            let node = &f.nodes[*id];
            (node.head..=node.last).any(|unit| {
                edits.removed.contains(&unit)
                    || edits.replaced.contains_key(&unit)
                    || unit > node.head && edits.inserted.contains_key(&unit)
            })
        };
        let above = siblings[..at].iter().rev().find(stays);
        let below = siblings[at + 1..].iter().find(stays);
        above.is_some_and(changes) && below.is_some_and(changes)
    }

    /// Blocks without a name, of a block that is shown in part, go only between neighbours that are
    /// shown unchanged.
    fn loose(&self, gone: &[NodeId]) -> Found {
        let (s, f) = (self.s, self.f);
        let in_part = |id: NodeId| {
            let pair = self.edits.nodes.iter().find(|(_, b)| f.nodes[id].parent == Some(**b));
            pair.is_some_and(|(a, _)| {
                let mut heads = s.nodes[*a].children.iter().map(|child| s.nodes[*child].head);
                heads.any(|head| self.sketch.is_gap(head))
            })
        };
        let is_loose = |id: &&NodeId| {
            let node = &f.nodes[**id];
            f.keys[**id].is_none()
                && !node.is_leaf()
                && !f.units[node.head].is_comment()
                && !self.edits.moved.contains(*id)
                && in_part(**id)
        };
        let is_meant = |id: NodeId| {
            self.stands_between_known(id) || self.is_taken_over(id) || self.is_left_off(id)
        };
        self.heads(gone.iter().filter(is_loose).filter(|id| !is_meant(**id)))
    }

    /// Is it an attribute of something above which the sketch shows another one, or the comment, with no
    /// gap between? All that stands there is shown.
    fn is_left_off(&self, id: NodeId) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if !is_attribute(f, f.nodes[id].head) {
            return false;
        }
        let Some(owner) = owner(f, id) else { return false };
        let shown = edits.partners.iter().find(|(_, f)| **f == owner).map(|(s, _)| *s);
        let above = shown.and_then(|unit| unit.checked_sub(1));
        let Some(above) = above.filter(|unit| !s.units[*unit].is_marker()) else { return false };
        let leads = s.units[above].is_comment() || is_attribute(s, s.nodes[s.owner[above]].head);
        let stands = edits.partners.get(&above);
        leads
            && stands
                .is_some_and(|unit| *unit < owner && self::owner(f, f.owner[*unit]) == Some(owner))
    }

    /// Does a definition that is new hold what a block begins with, and does what stands in its place, up
    /// to the next line that is shown as it is, call that?
    fn is_taken_over(&self, id: NodeId) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let node = &f.nodes[id];
        let stays = |u: &usize| !f.units[*u].is_comment() && !edits.removed.contains(u);
        let Some(before) = (0..node.head).rev().find(stays) else { return false };
        let after = (node.last + 1..f.units.len()).find(stays);
        let shown = |unit: usize| {
            !edits.replaced.contains_key(&unit) && edits.partners.values().any(|f| *f == unit)
        };
        let Some(after) = after.filter(|unit| shown(*unit)) else { return false };
        let new = (before + 1..=after).filter_map(|slot| edits.inserted.get(&slot)).flatten();
        let said: HashSet<u64> = new
            .chain(edits.replaced.get(&before))
            .flat_map(|unit| &s.tokens[s.units[*unit].tokens.clone()])
            .filter(|token| token.kind == Kind::Word)
            .map(|token| token.hash)
            .collect();
        let fresh: HashSet<usize> = edits.inserted.values().flatten().copied().collect();
        let head = f.units[node.head].hash;
        (0..s.nodes.len()).any(|new| {
            let defined = &s.nodes[new];
            let Some(key) = s.keys[new].filter(|key| key.class == Class::Definition) else {
                return false;
            };
            fresh.contains(&defined.head)
                && s.units_with(head, &(defined.head + 1..defined.last + 1)).next().is_some()
                && name(s, key).is_some_and(|name| said.contains(&name))
        })
    }

    /// What is new right where a node stood.
    fn new_there(&self, id: NodeId) -> impl Iterator<Item = usize> + '_ {
        let node = &self.f.nodes[id];
        let slots = node.head..=node.last + 1;
        slots.filter_map(|slot| self.edits.inserted.get(&slot)).flatten().copied()
    }

    /// Is there a new definition in its place, or something new of its kind?
    fn is_renewed(&self, id: NodeId) -> bool {
        let s = self.s;
        let old = self.f.keys[id].map(|key| key.class);
        self.new_there(id).any(|unit| {
            let new = s.owner[unit];
            let class = s.keys[new].map(|key| key.class);
            s.nodes[new].head == unit
                && class.is_some()
                && (class == Some(Class::Definition) || class == old)
        })
    }

    /// Does the name stand in the new code: rewritten, not forgotten?
    fn keeps_its_name(&self, id: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let Some(name) = f.keys[id].and_then(|key| name(f, key)) else { return false };
        self.new_there(id).any(|unit| {
            let tokens = &s.tokens[s.units[unit].tokens.clone()];
            tokens.iter().any(|t| t.hash == name)
        })
    }

    /// Something else new in its place is no sign that it goes.
    fn is_filled(&self, id: NodeId) -> bool {
        self.new_there(id).any(|unit| !self.s.units[unit].is_comment())
    }

    fn stands_between_known(&self, id: NodeId) -> bool {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let node = &f.nodes[id];
        let steady = |unit: Option<usize>| {
            unit.is_some_and(|u| !edits.removed.contains(&u) && !edits.replaced.contains_key(&u))
        };
        let stays = |u: &usize| !f.units[*u].is_comment() && !edits.removed.contains(u);
        let before = (0..node.head).rev().find(stays);
        let after = (node.last + 1..f.units.len()).find(stays);
        let calm = |unit: Option<usize>| {
            steady(unit) && unit.is_none_or(|u| untouched(edits, f, u) || context(edits, s, f, u))
        };
        let ends = after.is_some_and(|u| {
            node.parent.is_some_and(|p| f.nodes[p].closed && f.nodes[p].last == u)
                && only_context(edits, s, u)
        });
        // Right below the line that opens what it stands in, shown for nothing else.
        let starts = before.is_some_and(|u| {
            node.parent.is_some_and(|p| f.nodes[p].head == u) && only_context(edits, s, u)
        });
        // One of the two may change, where it is still the same block and the other is as it was.
        let sibling = |unit: Option<usize>| {
            unit.filter(|u| steady(Some(*u)) && f.nodes[f.owner[*u]].parent == node.parent)
        };
        let (above, below) = (sibling(before), sibling(after));
        let as_it_was = |unit: Option<usize>| unit.is_some_and(|u| untouched(edits, f, u));
        let keeps_head =
            |unit: Option<usize>| unit.is_some_and(|u| steady(Some(f.nodes[f.owner[u]].head)));
        let one = as_it_was(above) && keeps_head(below) || as_it_was(below) && keeps_head(above);
        one || (calm(before) || steady(before) && starts) && (calm(after) || ends)
    }

    /// Parts of a document that only a name deletes.
    fn sections(&self, gone: &[NodeId]) -> Found {
        self.heads(gone.iter().filter(|id| is_section(self.index, **id)))
    }

    fn torn(&self) -> Found {
        self.edits.nodes.iter().find_map(|(a, b)| {
            let lost = torn(self.edits, self.s, self.index, (*a, *b))?;
            let stays = |unit: usize| self.is_said_otherwise(unit, *a) || self.is_inlined(unit);
            lost.iter().any(|unit| !stays(*unit)).then_some(lost)
        })
    }

    /// What stands behind the last line that is shown of a block that nothing ends, where indentation
    /// would: the sketch may end there as well. Where that line is as it was, and something else of the
    /// block changed, it is there for its place.
    fn unended(&self, blocks: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        if self.index.language().lexis.nesting != Nesting::Offside {
            return None;
        }
        edits.nodes.iter().find_map(|(a, b)| {
            let (ours, theirs) = (&s.nodes[*a], &f.nodes[*b]);
            let code = |id: &&NodeId| !s.units[s.nodes[**id].head].is_comment();
            let child = ours.children.iter().rfind(code)?;
            let last = s.nodes[*child].last;
            let ends = s.units.get(last + 1).is_none_or(Unit::is_joint);
            let stays = |unit: usize| {
                edits.partners.get(&unit).is_some_and(|f| !edits.replaced.contains_key(f))
            };
            let mut above = ours.head..s.nodes[*child].head;
            let new = |unit: usize| !s.units[unit].is_marker() && !stays(unit);
            if !ends || !(s.nodes[*child].head..=last).all(stays) || !above.any(new) {
                return None;
            }
            let behind = edits.partners.get(&last)? + 1;
            // A block with a name is looked at on its own, where its block is the same one.
            let rest =
                theirs.children.iter().filter(|id| !stays(ours.head) || !blocks.contains(id));
            let rest: Vec<usize> = rest
                .map(|id| f.nodes[*id].head)
                .filter(|unit| *unit >= behind && edits.dropped.contains(unit))
                .collect();
            (!rest.is_empty()).then_some(rest)
        })
    }

    /// What stands above the first line that is shown of a block with a gap further down, where that line
    /// changed: it is shown for its change, and not to say that nothing stands between it and the head.
    fn above_the_first(&self) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        edits.nodes.iter().find_map(|(a, b)| {
            let heads: Vec<usize> =
                s.nodes[*a].children.iter().map(|id| s.nodes[*id].head).collect();
            let first = *heads.iter().find(|unit| !s.units[**unit].is_comment())?;
            let known = *edits.partners.get(&first)?;
            let same = f.units[known].hash == s.units[first].hash;
            if same || !heads.iter().any(|unit| *unit > first && self.sketch.is_gap(*unit)) {
                return None;
            }
            let above = f.nodes[*b].head + 1..known;
            let filled = above.clone().any(|unit| edits.inserted.contains_key(&unit));
            let theirs = f.nodes[*b].children.iter().map(|id| f.nodes[*id].head);
            let gone: Vec<usize> = theirs
                .filter(|unit| above.contains(unit) && edits.dropped.contains(unit))
                .filter(|unit| !f.units[*unit].is_comment())
                .collect();
            (!filled && !gone.is_empty()).then_some(gone)
        })
    }

    /// Branches (`case b:`) behind one that ends in a gap: nothing closes a branch, so the gap may stand for
    /// them as well. Not where something new stands in their place, nor where nothing is shown around them
    /// but labels, which then are shown for what is left out.
    fn branches(&self, gone: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let is_branch = |o: &Outline, id: NodeId| {
            !o.nodes[id].closed && o.keys[id].is_some_and(|key| key.class == Class::Case)
        };
        let hidden = |above: &NodeId| {
            let siblings = s.siblings(*above);
            let next = siblings.iter().skip_while(|id| *id != above).nth(1);
            let bare = |id: &NodeId| {
                let node = &s.nodes[*id];
                (node.head + 1..=node.last).all(|unit| s.units[unit].is_marker())
            };
            is_branch(s, *above)
                && self.sketch.is_gap(s.nodes[*above].last)
                && !(bare(above) && next.is_some_and(bare))
        };
        self.heads(gone.iter().filter(|id| is_branch(f, **id)).filter(|id| {
            let stays = |other: &&NodeId| !edits.dropped.contains(&f.nodes[**other].head);
            let siblings = f.siblings(**id);
            let at = siblings.iter().position(|other| other == *id).unwrap_or_default();
            let Some(above) = siblings[..at].iter().rev().find(stays) else { return false };
            let below = siblings[at..].iter().find(stays).map(|other| f.nodes[*other].head);
            let end = below.unwrap_or(f.nodes[siblings[siblings.len() - 1]].last + 1);
            let new = edits.inserted.range(f.nodes[*above].last + 1..=end);
            let mut new = new.flat_map(|(_, units)| units);
            !new.any(|unit| !s.units[*unit].is_comment())
                && edits.nodes.iter().any(|(a, b)| b == above && hidden(a))
        }))
    }

    /// More gone than shown, where something is shown as it was: forgotten, not meant. So is far more
    /// gone than shown.
    fn forgotten(&self, blocks: &[NodeId]) -> Found {
        let (edits, s, f) = (self.edits, self.s, self.f);
        let inserted: HashSet<u64> =
            edits.inserted.values().flatten().map(|u| s.units[*u].hash).collect();
        let pair = edits.nodes.iter().find(|(a, b)| {
            let (shown, same, lost) = balance(edits, s, f, (**a, **b), blocks);
            // What went elsewhere is not gone, nor is what is said in other words.
            let of_node = f.nodes[**b].head..=f.nodes[**b].last;
            let kept: f32 = of_node
                .filter(|at| edits.dropped.contains(at))
                .filter(|at| {
                    inserted.contains(&f.units[*at].hash)
                        || self.is_said_otherwise(*at, **a)
                        || self.is_called_anew(*at, **b)
                        || self.is_inlined(*at)
                })
                .map(|at| f.units[at].weight)
                .sum();
            let gone = lost - kept;
            // A new comment in place of more code than is shown may be a marker in other words.
            let noted = lost > shown && lost > 2.0 && notes(edits, s, f, **a);
            // Shown without a change and without a gap, it can have been shown only for what is left
            // out.
            let meant = gone <= 2.0 * shown && shown > 0.0 && shown - same < 0.1;
            let hinted = lost > 0.5 && hints(edits, self.sketch, self.index, **a);
            (gone > shown && same * 2.0 >= shown - same && gone > 2.0 && !meant)
                || hinted
                || gone > 4.0 * shown && gone > 15.0
                || noted
        });
        let (_, b) = pair?;
        let heads = f.nodes[*b].children.iter().map(|child| f.nodes[*child].head);
        Some(heads.filter(|unit| edits.dropped.contains(unit)).collect())
    }

    /// Is a unit of the file a property that a node of the sketch sets in other words: with a vendor's
    /// prefix what stands there without one, or a part of what is set as a whole there now
    /// (`margin-top` where `margin` is new)?
    fn is_said_otherwise(&self, unit: usize, node: NodeId) -> bool {
        let said = self.f.said(unit);
        let prefixes = ["-webkit-", "-moz-", "-ms-", "-o-"];
        let plain = prefixes.iter().find_map(|prefix| said.strip_prefix(prefix));
        let Some((name, _)) = plain.unwrap_or(said).split_once(':') else { return false };
        let name = name.trim();
        self.index.language().lexis.layout == Layout::Declarations
            && self.s.nodes[node].children.iter().any(|child| {
                let head = self.s.nodes[*child].head;
                let Some((shown, _)) = self.s.said(head).split_once(':') else { return false };
                let shown = shown.trim();
                let old = self.edits.partners.get(&head);
                let new = || old.is_none_or(|f| self.edits.replaced.contains_key(f));
                plain.is_some() && shown == name || sets(shown, name) && new()
            })
    }

    /// Is a unit that goes part of a call, in a node of the file, of what is new code in the definition
    /// around that node calls too?
    fn is_called_anew(&self, unit: usize, node: NodeId) -> bool {
        let (s, f) = (self.s, self.f);
        let part = f.nodes[node].children.iter().map(|child| &f.nodes[*child]);
        let Some(part) = part.into_iter().find(|n| (n.head..=n.last).contains(&unit)) else {
            return false;
        };
        let Some(callee) = callee(f, part.head) else { return false };
        let around = std::iter::successors(Some(node), |id| f.nodes[*id].parent);
        let named = around.into_iter().find(|id| f.keys[*id].is_some());
        let Some(named) = named.map(|id| &f.nodes[id]) else { return false };
        let slots = self.edits.inserted.range(named.head + 1..=named.last);
        slots
            .flat_map(|(_, units)| units)
            .any(|unit| self::callee(s, *unit).as_ref() == Some(&callee))
    }

    /// Does a line of the file that goes give a name a value that new code says itself now?
    fn is_inlined(&self, unit: usize) -> bool {
        /// Words of a value that are no chance.
        const TELLING: usize = 2;
        let (s, f) = (self.s, self.f);
        let Some(node) = f.heads[unit].map(|id| &f.nodes[id]) else { return false };
        let said = &f.tokens[f.units[unit].tokens.start..f.units[node.last].tokens.end];
        let code: Vec<&Token> = said.iter().filter(|t| t.kind != Kind::Comment).collect();
        let Some(equals) = code.iter().position(|t| t.is(b'=')) else { return false };
        let named = code[..equals].iter().filter(|t| t.kind == Kind::Word).count();
        let value = &code[equals + 1..];
        let words = value.iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Text));
        let fresh = self.edits.inserted.values().flatten().chain(self.edits.replaced.values());
        let value: Vec<u64> = value.iter().filter(|t| !t.is(b';')).map(|t| t.hash).collect();
        named > 0 && words.count() >= TELLING && {
            fresh.copied().any(|unit| {
                let new: Vec<u64> = s.tokens[s.units[unit].tokens.clone()]
                    .iter()
                    .filter(|t| t.kind != Kind::Comment)
                    .map(|t| t.hash)
                    .collect();
                new.windows(value.len()).any(|part| part == value)
            })
        }
    }

    /// The same for the file's own top.
    fn outside(&self, blocks: &[NodeId]) -> Found {
        let (s, f) = (self.s, self.f);
        let dropped = |id: &&NodeId| self.edits.dropped.contains(&f.nodes[**id].head);
        let roots = || f.roots.iter().filter(dropped);
        let lost: f32 = roots().filter(|id| !blocks.contains(id)).map(|id| f.weights[*id]).sum();
        let shown: f32 = s.roots.iter().map(|id| s.weights[*id]).sum();
        (lost > shown).then(|| roots().map(|id| f.nodes[*id].head).collect())
    }
}

/// Is it one of the parts that a component's file is made of? Nobody leaves one out to delete it.
fn is_section(index: &Index, id: NodeId) -> bool {
    let (f, lexis) = (index.outline(), &index.language().lexis);
    let node = &f.nodes[id];
    let said = f.said(node.head);
    let tag = said
        .strip_prefix('<')
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    node.parent.is_none()
        && !node.is_leaf()
        && tag.is_some_and(|tag| {
            tag == "template" || lexis.regions.iter().any(|region| region.tag == tag)
        })
}

/// What is left out of a block that is shown without a marker, where that cannot be meant: some of
/// what it does not show would go and some would stay, or more of its parts would go than it shows.
fn torn(edits: &Edits, s: &Outline, index: &Index, (a, b): (NodeId, NodeId)) -> Option<Vec<usize>> {
    let f = index.outline();
    let heads = |o: &Outline, id: NodeId| -> Vec<usize> {
        let heads = o.nodes[id].children.iter().map(|c| o.nodes[*c].head);
        heads.filter(|u| !o.units[*u].is_comment()).collect()
    };
    let ours = heads(s, a);
    let marked = s.nodes[a].children.iter().any(|c| s.units[s.nodes[*c].head].is_marker());
    // Without an end of its own it goes on in the gap behind it.
    let (open, behind) = (!s.nodes[a].closed, s.units.get(s.nodes[a].last + 1));
    let open = open && index.language().lexis.nesting == Nesting::Closed;
    let goes_on = open && behind.is_some_and(Unit::is_marker);
    let marked = marked
        || goes_on
            && edits.partners.get(&s.nodes[a].head).is_some_and(|u| only_context(edits, s, *u));
    if marked || ours.is_empty() {
        return None;
    }
    // What is shown up to where it goes on (`} else {`) says nothing of what comes then.
    let (node, last) = (&s.nodes[a], s.nodes[a].last);
    let goes_on = !node.closed && node.spine.len() > 1 && node.spine.last() == Some(&last);
    let end = edits.partners.get(&last).filter(|_| goes_on).copied().unwrap_or(usize::MAX);
    let theirs = heads(f, b).into_iter().filter(|u| *u < end);
    let (gone, there): (Vec<usize>, Vec<usize>) = theirs.partition(|u| edits.removed.contains(u));
    let lost: Vec<usize> = gone.into_iter().filter(|u| edits.dropped.contains(u)).collect();
    let shown: HashSet<usize> = edits.partners.values().copied().collect();
    // Where indentation alone ends it, the gap behind it may stand for its rest, and for all of that.
    let offside = index.language().lexis.nesting == Nesting::Offside;
    let rest = ours.iter().rev().find_map(|unit| edits.partners.get(unit)).filter(|known| {
        offside && behind.is_some_and(Unit::is_marker) && lost.iter().all(|u| u < *known)
    });
    let unsaid = there.iter().any(|u| !shown.contains(u) && rest.is_none_or(|known| u < known));
    // Parts with names, or elements, are a list; statements may become one.
    let part = |u: &usize| {
        let tag = f.tokens[f.units[*u].tokens.clone()].first().is_some_and(|t| t.is(b'<'));
        tag || f.heads[*u].is_some_and(|id| f.keys[id].is_some())
    };
    // With nothing of it shown it is written anew.
    let known = ours.iter().any(|u| edits.partners.contains_key(u));
    // A rule of which nothing is shown but what it says anew: no declaration was left out to go.
    let anew = || {
        let changed =
            |u: &usize| edits.partners.get(u).is_some_and(|f| edits.replaced.contains_key(f));
        index.language().lexis.layout == Layout::Declarations && ours.iter().all(changed)
    };
    let named = index.language().lexis.mappings || anew();
    let more = lost.len() > ours.len() || named && lost.len() == ours.len();
    let most = known && more && lost.iter().all(part);
    (!lost.is_empty() && (unsaid || most)).then_some(lost)
}

/// What a unit that begins with a call calls: the path up to its arguments.
fn callee(o: &Outline, unit: usize) -> Option<Vec<u64>> {
    let tokens = &o.tokens[o.units[unit].tokens.clone()];
    let open = tokens.iter().position(|t| t.is(b'('))?;
    let path = |t: &Token| t.kind == Kind::Word || matches!(t.kind, Kind::Punct(b'.' | b':'));
    let path = tokens[..open].iter().all(path).then_some(&tokens[..open])?;
    // `if (`, `for (`: a word that calls nothing.
    (path.len() > 1).then(|| path.iter().map(|t| t.hash).collect())
}

/// Hash of the last token of a key: a name.
fn name(o: &Outline, key: Key) -> Option<u64> {
    let within = |t: &&Token| t.start >= key.start && t.end <= key.end;
    o.tokens.iter().rev().find(within).map(|t| t.hash)
}

/// Did nothing change in the sibling that a unit belongs to?
fn untouched(edits: &Edits, f: &Outline, unit: usize) -> bool {
    let node = &f.nodes[f.owner[unit]];
    if node.head == unit || node.last == unit && !node.is_leaf() {
        let range = node.head..=node.last;
        return !range
            .clone()
            .any(|u| edits.removed.contains(&u) || edits.replaced.contains_key(&u))
            && !(node.head + 1..=node.last).any(|u| edits.inserted.contains_key(&u))
            || node.head < unit && node.last > unit;
    }
    true
}

/// Does the sketch show a unit of the file, and around it, as far as the next gaps, nothing but what
/// is there already? Then it can have been shown only for what is left out.
fn only_context(edits: &Edits, s: &Outline, unit: usize) -> bool {
    let Some(shown) = edits.partners.iter().find(|(_, f)| **f == unit).map(|(s, _)| *s) else {
        return false;
    };
    let gap = |u: &usize| s.units[*u].is_marker();
    let from = (0..shown).rev().find(gap).map_or(0, |u| u + 1);
    let to = (shown..s.units.len()).find(gap).unwrap_or(s.units.len());
    let fresh = |u: usize| edits.inserted.values().any(|units| units.contains(&u));
    let changed = |u: usize| edits.replaced.values().any(|s| *s == u);
    (from..to).all(|u| !fresh(u) && !changed(u))
}

/// Is a unit part of a node that the sketch shows by its head, with a gap for what is in it?
fn context(edits: &Edits, s: &Outline, f: &Outline, unit: usize) -> bool {
    let id = f.owner[unit];
    edits.nodes.iter().any(|(a, b)| {
        let node = &s.nodes[*a];
        *b == id && s.units[node.head..=node.last].iter().any(|u| u.role == Role::Gap)
    })
}

/// Nodes of the file that are gone as a whole without a marker, outermost ones.
fn top_nodes(edits: &Edits, f: &Outline) -> Vec<NodeId> {
    let mut out = Vec::new();
    for unit in &edits.dropped {
        let Some(id) = f.heads[*unit] else { continue };
        let node = &f.nodes[id];
        let whole = (node.head..=node.last).all(|u| edits.dropped.contains(&u));
        let inside = node.parent.is_some_and(|p| {
            let parent = &f.nodes[p];
            (parent.head..=parent.last).all(|u| edits.dropped.contains(&u))
        });
        if whole && !inside {
            out.push(id);
        }
    }
    out
}

/// Does the sketch have a comment of its own in a node, on a line of its own, that the file has not?
fn notes(edits: &Edits, s: &Outline, f: &Outline, id: NodeId) -> bool {
    remarks(edits, s, f, id).any(|unit| {
        // Words for code that is left out hold no address.
        !s.said(unit).contains("://")
            && !f.units.iter().any(|u| u.hash == s.units[unit].hash && is_remark(f, u))
    })
}

/// Is one of those about what stays?
fn hints(edits: &Edits, sketch: &Sketch, index: &Index, id: NodeId) -> bool {
    remarks(edits, &sketch.outline, index.outline(), id)
        .any(|unit| sketch.speaks_of_keeping(unit, index.language()))
}

/// The comments in a node of the sketch, each on a line of its own, that stand for none of the file.
fn remarks<'a>(
    edits: &'a Edits,
    s: &'a Outline,
    f: &'a Outline,
    id: NodeId,
) -> impl Iterator<Item = usize> + 'a {
    let heads = s.nodes[id].children.iter().map(|c| s.nodes[*c].head);
    heads.filter(|unit| {
        let said = &s.units[*unit];
        let comment = |at: &usize| s.units[*at].is_comment() && s.units[*at].fresh;
        let mut above =
            (0..*unit).rev().take_while(|at| comment(at) && s.units[at + 1].blanks == 0);
        let mut below =
            (unit + 1..s.units.len()).take_while(|at| comment(at) && s.units[*at].blanks == 0);
        // What stands in a comment of the file is more of that.
        let known = |at: usize| {
            let same = |u: &Unit| u.is_comment() && u.hash == s.units[at].hash;
            edits.partners.contains_key(&at)
                || s.said(at).contains(char::is_alphanumeric) && f.units.iter().any(same)
        };
        said.fresh
            && is_remark(s, said)
            && !edits.partners.contains_key(unit)
            && !above.any(known)
            && !below.any(known)
    })
}

/// Is a unit a comment, or a brace around nothing else (`{/* ... */}`)?
fn is_remark(o: &Outline, unit: &Unit) -> bool {
    let tokens = &o.tokens[unit.tokens.clone()];
    unit.is_comment()
        || matches!(tokens, [open, inner @ .., close] if open.is(b'{') && close.is(b'}')
            && !inner.is_empty()
            && inner.iter().all(|t| t.kind == Kind::Comment))
}

/// Weights of a matched node: shown by the sketch, of that unchanged, and dropped from the file.
fn balance(
    edits: &Edits,
    s: &Outline,
    f: &Outline,
    (a, b): (NodeId, NodeId),
    apart: &[NodeId],
) -> (f32, f32, f32) {
    let own = |o: &Outline, id: NodeId| o.nodes[id].children.clone();
    let shown: f32 = own(s, a)
        .iter()
        .filter(|c| !s.units[s.nodes[**c].head].is_marker())
        .map(|c| s.weights[*c])
        .sum();
    let same: f32 = own(s, a)
        .iter()
        .filter(|c| {
            let head = s.nodes[**c].head;
            edits.partners.get(&head).is_some_and(|f| !edits.replaced.contains_key(f))
        })
        .map(|c| s.weights[*c])
        .sum();
    let lost: f32 = own(f, b)
        .iter()
        .filter(|c| {
            !apart.contains(c)
                && edits.dropped.contains(&f.nodes[**c].head)
                && !f.units[f.nodes[**c].head].is_comment()
        })
        .flat_map(|c| f.nodes[*c].head..=f.nodes[*c].last)
        .filter(|u| edits.dropped.contains(u))
        .map(|u| f.units[u].weight)
        .sum();
    (shown, same, lost)
}
