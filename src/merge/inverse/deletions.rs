//! Names what is gone, where its neighbours do not say it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::compare::Mate;
use super::show::{Display, Shower};
use crate::index::{Class, NodeId};
use crate::merge::names;

/// What of a node is shown and what is gone, by weight.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    shown: f32,
    /// Of that, unchanged.
    same: f32,
    /// Gone without a deletion.
    lost: f32,
}

impl Share {
    /// May a reader take what is gone for forgotten? Where more is gone than shown, of which much is
    /// unchanged, or far more than shown.
    fn is_doubtful(self) -> bool {
        let Self { shown, same, lost } = self;
        let meant = lost <= 1.9 * shown && shown - same < 0.1;
        lost > 0.95 * shown && same * 2.1 >= shown - same && lost > 1.9 && !meant
            || lost > 3.8 * shown && lost > 14.0
    }
}

impl Shower<'_> {
    /// Names the comments that are gone inside blocks that are shown in full: to leave a comment out
    /// does not delete it.
    pub(super) fn comments_inside(&mut self) {
        for ((parent, slot), gone) in &self.comparison.gone {
            let comment = |id: &NodeId| self.f.units[self.f.nodes[*id].head].is_comment();
            let full = parent.is_some_and(|p| self.display[p] != Display::Open);
            let unnamed = self.wider.unnamed.contains(slot);
            let known = unnamed || self.plan.deletions.contains_key(slot);
            if !full || !gone.iter().all(comment) || known {
                continue;
            }
            if let Some(names) = self.comments(gone) {
                self.plan.deletions.insert(*slot, names);
            }
        }
    }

    /// Names that say which nodes are gone, if each has one.
    pub(super) fn names(
        &self,
        gone: &[NodeId],
        ids: &[NodeId],
        parent: Option<NodeId>,
    ) -> Option<Vec<String>> {
        let region = self.region(parent);
        let comment = |id: &&NodeId| self.f.units[self.f.nodes[**id].head].is_comment();
        if gone.iter().all(|id| comment(&id)) {
            return self.comments(gone);
        }
        let mut names = Vec::new();
        for (at, id) in gone.iter().enumerate() {
            if comment(&id) {
                // What stands right above a block goes with it.
                let below = gone.get(at + 1).map(|next| &self.f.units[self.f.nodes[*next].head]);
                if below.is_none_or(|unit| unit.blanks > 0) && !self.is_elsewhere(*id) {
                    let words = self.comments(&[*id])?;
                    if !words.iter().all(|words| self.means_alone(*id, &region, words)) {
                        return None;
                    }
                    names.extend(words);
                }
                continue;
            }
            let named = self.f.keys[*id].is_some_and(|k| k.class == Class::Definition)
                && !self.f.nodes[*id].is_leaf();
            if !named || self.reappears(*id, ids) {
                return None;
            }
            let title = self.f.title(*id);
            if title.ends_with("...") || !self.means_alone(*id, &region, &title) {
                return None;
            }
            names.push(title);
        }
        (!names.is_empty()).then_some(names)
    }

    /// Does a name mean this node and none beside it in the region?
    pub(super) fn means_alone(
        &self,
        id: NodeId,
        region: &std::ops::Range<usize>,
        name: &str,
    ) -> bool {
        // What a name means has its longest word in its first line or its last.
        let word = names::longest_word(name);
        let near = |id: &NodeId| {
            let node = &self.f.nodes[*id];
            self.f.said(node.head).contains(word) || self.f.said(node.last).contains(word)
        };
        let ids: Vec<NodeId> =
            region.clone().filter_map(|u| self.f.heads[u]).filter(near).collect();
        !name.contains('\n') && names::meant(self.f, &ids, name) == [id]
    }

    /// Names what is gone inside blocks that are shown, where that is more than what they show: a
    /// sketch that only leaves it out may have forgotten it.
    pub(super) fn blocks_inside(&mut self) {
        let mut shares: FxHashMap<NodeId, Share> = FxHashMap::default();
        for ((parent, slot), gone) in &self.comparison.gone {
            let Some(p) = parent.filter(|_| !self.plan.deletions.contains_key(slot)) else {
                continue;
            };
            let lost: f32 = gone.iter().map(|id| self.f.weights[*id]).sum();
            shares.entry(p).or_default().lost += lost;
        }
        for (p, share) in &mut shares {
            let open = self.display[*p] == Display::Open;
            for child in &self.a.nodes[*p].children {
                if open && self.display[*child] == Display::Hidden {
                    continue;
                }
                let weight = self.weight_shown(*child, open);
                share.shown += weight;
                let same = matches!(self.comparison.mates[*child], Mate::Same(_) | Mate::Laid(_));
                share.same += if same { weight } else { 0.0 };
            }
        }
        for ((parent, slot), gone) in &self.comparison.gone {
            let Some(p) = *parent else { continue };
            let Some(share) = shares.get(&p) else { continue };
            if self.plan.deletions.contains_key(slot) || !self.keeps_its_name(p) {
                continue;
            }
            let region = self.region(*parent);
            let children = &self.a.nodes[p].children;
            let block = |id: NodeId| {
                let class = self.f.keys[id].map(|k| k.class);
                !self.f.nodes[id].is_leaf()
                    && matches!(class, Some(Class::Definition | Class::Call))
                    && self.display[p] != Display::Open
            };
            let wanted = gone.iter().copied().filter(|id| {
                let comment = self.f.units[self.f.nodes[*id].head].is_comment();
                let elsewhere = self.reappears(*id, children) || self.is_elsewhere(*id);
                !comment && (share.is_doubtful() || block(*id)) && !elsewhere
            });
            let named: Vec<String> = wanted
                .filter_map(|id| {
                    let line = names::first_line(self.f, id);
                    let title = self.f.title(id);
                    [title.as_str(), line]
                        .into_iter()
                        .find(|name| !name.ends_with("...") && self.means_alone(id, &region, name))
                        .map(str::to_owned)
                })
                .collect();
            if !named.is_empty() {
                self.plan.deletions.insert(*slot, named);
            } else if share.is_doubtful() && self.display[p] == Display::Open {
                // What has no name of its own goes with all of the rest shown.
                self.display[p] = Display::Full;
            }
        }
    }

    /// The weight of what is shown of a node: all of it, unless it stands in one shown in part.
    pub(super) fn weight_shown(&self, id: NodeId, in_open: bool) -> f32 {
        match self.display[id] {
            Display::Hidden if in_open => 0.0,
            Display::Open => {
                let node = &self.a.nodes[id];
                let spine: f32 = node.spine.iter().map(|u| self.a.units[*u].weight).sum();
                let children = node.children.iter();
                spine + children.map(|c| self.weight_shown(*c, true)).sum::<f32>()
            }
            _ => self.a.weights[id],
        }
    }

    /// Does a changed node have the name that it had, or neither a name?
    pub(super) fn keeps_its_name(&self, id: NodeId) -> bool {
        let was = self.comparison.mates[id].before().map(|old| self.f.keys[old]);
        match (was, self.a.keys[id]) {
            (Some(Some(old)), Some(new)) => new.same(old),
            (Some(old), new) => old.is_none() && new.is_none(),
            (None, _) => false,
        }
    }

    /// Is a new node one that is gone elsewhere in what it is nested in?
    pub(super) fn was_elsewhere(&self, id: NodeId, parent: Option<NodeId>) -> bool {
        let telling = self.a.weights[id] >= 1.5;
        let same = |old: &NodeId| self.f.hashes[*old] == self.a.hashes[id];
        telling
            && self
                .comparison
                .gone
                .iter()
                .any(|((around, _), gone)| *around == parent && gone.iter().any(same))
    }

    /// The first lines of nodes, if each has its own.
    pub(super) fn lines(&self, gone: &[NodeId]) -> Option<Vec<String>> {
        let all = || self.f.heads.iter().flatten();
        let line = |id: &NodeId| {
            let line = names::first_line(self.f, *id);
            let alone = all().filter(|n| names::means(self.f, **n, line)).count() == 1;
            (alone && !line.is_empty()).then(|| line.to_owned())
        };
        gone.iter().map(line).collect()
    }

    /// The words of comments, if they have any.
    pub(super) fn comments(&self, gone: &[NodeId]) -> Option<Vec<String>> {
        let words = |id: &NodeId| {
            let words = names::first_line(self.f, *id);
            let words = words.trim_matches(|c: char| !c.is_alphanumeric());
            (!words.is_empty()).then(|| words.to_owned())
        };
        // One of signs alone goes with those around it.
        let named: Vec<String> = gone.iter().filter_map(words).collect();
        (!named.is_empty()).then_some(named)
    }

    /// Does the first line of a node that is gone stand in new code?
    pub(super) fn is_elsewhere(&self, gone: NodeId) -> bool {
        let old = &self.f.units[self.f.nodes[gone].head];
        let units = 0..self.a.units.len();
        (old.weight >= 1.5 || old.is_comment())
            && self.a.units_with(old.hash, &units).any(|unit| {
                self.a.heads[unit].is_some_and(|id| self.comparison.mates[id] == Mate::New)
                    || self.comparison.mates[self.a.owner[unit]] == Mate::New
            })
    }

    /// Does code of a node that is gone stand in a new sibling?
    pub(super) fn reappears(&self, gone: NodeId, ids: &[NodeId]) -> bool {
        let old = &self.f.nodes[gone];
        let new = ids.iter().filter(|id| self.comparison.mates[**id] == Mate::New);
        new.into_iter().any(|id| {
            let node = &self.a.nodes[*id];
            let said = |u: usize| self.a.units[u].weight >= 1.5;
            let hashes: FxHashSet<u64> = (node.head..=node.last)
                .filter(|u| said(*u))
                .map(|u| self.a.units[u].hash)
                .collect();
            (old.head..=old.last).any(|u| hashes.contains(&self.f.units[u].hash))
        })
    }
}
