//! Reads comments that speak of the file rather than of the code below them: `mute() was removed`, `in the
//! reducer`.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::marks::{self, Marker};
use super::{Extent, Reader, removed};
use crate::index::{Class, Key, Mark, NodeId, code as code_tokens};

/// The names in a list of them: `a`, `b` and `c` of `a(), b() and c()`.
pub(crate) fn listed(words: &str) -> impl Iterator<Item = &str> {
    let parts = words.split([',', '&']).flat_map(|part| part.split(" and "));
    let names = parts.map(|part| part.trim().trim_matches(['`', '"', '\'']).trim_end_matches("()"));
    names.filter(|name| !name.is_empty())
}

/// The name that a comment says to be gone, and more behind a comma: `parse removed, inlined below`.
fn removed_for_a_reason(text: &str) -> Option<&str> {
    /// Words of such a comment.
    const MOST: usize = 14;
    const VERBS: [&str; 2] = ["removed", "deleted"];
    let text = text.trim();
    let mut words = text.split_whitespace();
    let name = words.next()?.trim_matches(['`', '"', '\'']).trim_end_matches("()");
    let verb = words.find(|word| !["was", "is", "has", "been", "now"].contains(word))?;
    let named = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let told = verb.strip_suffix([',', ';']).is_some_and(|verb| VERBS.contains(&verb));
    (named && told && words.next().is_some() && text.split_whitespace().count() <= MOST)
        .then_some(name)
}

/// A note of removal without what it says aside: `parse removed (inlined below)`.
fn without_aside(text: &str) -> &str {
    let said = text.trim_end().strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    let said = said.map(|(said, _)| said.trim_end());
    said.filter(|said| ["removed", "deleted"].iter().any(|verb| said.ends_with(verb)))
        .unwrap_or(text)
}

impl Reader<'_> {
    /// `mute() was removed`: a deletion, where the file has one block of that name, or nothing that
    /// says so, and the sketch does not show it.
    pub(super) fn note_of_removal(&self, code: &str, place: Range<usize>) -> Option<Marker> {
        let line = &code[place.clone()];
        let text = marks::comment_text(line, self.language.lexis.line_comments)?;
        let names = self
            .note_in_usual_words(text, code, &place)
            .or_else(|| self.note_in_other_words(text, code, &place));
        names.filter(|_| !self.file.text.contains(line.trim())).map(Marker::Deletion)
    }

    /// `[REMOVED] mute()`, `mute() - removed`: the same of one definition, in whatever words.
    fn note_in_other_words(
        &self,
        text: &str,
        code: &str,
        place: &Range<usize>,
    ) -> Option<Vec<String>> {
        let line = &code[place.clone()];
        let note = removed::note(text)?;
        let name = note.name?;
        let id = self.only(Class::Definition, |known| known.trim_matches('"') == name)?;
        let shown = code.matches(&*name).count() > line.matches(&*name).count();
        (!shown && !self.is_above_code(code, place) && !self.is_inside(id, line))
            .then(|| self.file.keys[id].map(|key| vec![self.file.key_text(key).to_owned()]))?
    }

    /// Does a comment stand deeper than what it names, in other code? It is about that code.
    fn is_inside(&self, id: NodeId, line: &str) -> bool {
        let own = line.len() - line.trim_start().len();
        own > self.file.lead(self.file.nodes[id].head).len()
    }

    /// Does code stand right below a comment, which may be about that?
    fn is_above_code(&self, code: &str, place: &Range<usize>) -> bool {
        let below = code[place.end..].lines().next().unwrap_or_default().trim();
        let gap = marks::is_gap_line(below, self.language.lexis.line_comments);
        below.contains(char::is_alphanumeric) && !gap
    }

    /// Does a comment stand right above new code, and asks for a removal or names what is used elsewhere in the
    /// file? Then it heads that code: `// Remove session` above `signals.logout.connect(logout)`.
    fn heads_code(&self, id: NodeId, text: &str, code: &str, place: &Range<usize>) -> bool {
        let below = code[place.end..].lines().next().unwrap_or_default().trim();
        let new = self.is_above_code(code, place) && !self.file.text.contains(below);
        let asks = removed::note(text).is_some_and(|note| !note.gone);
        let name = self.file.keys[id].map_or("", |key| self.file.key_text(key));
        new && (asks || self.is_said_outside(id, name))
    }

    /// `mute() was removed`, and what else is told by its form.
    fn note_in_usual_words(
        &self,
        text: &str,
        code: &str,
        place: &Range<usize>,
    ) -> Option<Vec<String>> {
        /// Names of one list: a longer one is text.
        const LISTED: usize = 8;
        let line = &code[place.clone()];
        let text = without_aside(text);
        if let Some(said) = marks::removed_line(text) {
            // `deleted import a from 'a'`
            let bare = |line: &str| line.trim().trim_end_matches([';', ',', '{', ' ']).to_owned();
            let wanted = bare(said);
            let once = self.file.text.lines().filter(|line| bare(line) == wanted).count() == 1;
            if once && wanted.contains(' ') {
                return Some(vec![wanted]);
            }
        }
        if let Some(name) = self.gone_for_a_reason(text, code, place) {
            return Some(vec![name.to_owned()]);
        }
        let words = marks::words_said_to_be_removed(text)?;
        // A class is named without its dot too.
        const SIGNS: [char; 2] = ['.', '#'];
        let bare = words.trim_start_matches(SIGNS);
        let once = |bare: &str| {
            let named =
                |name: &str| name.trim_matches('"').trim_start_matches(SIGNS).trim_start() == bare;
            // A variable or a field goes where nothing else of the file says it.
            let member =
                || self.only(Class::Member, named).filter(|id| !self.is_said_outside(*id, bare));
            let defined = self.only(Class::Definition, named);
            let defined = defined.filter(|id| {
                !self.heads_code(*id, text, code, place) && !self.is_inside(*id, line)
            });
            let id = defined.or_else(member)?;
            self.file.keys[id].map(|key| self.file.key_text(key))
        };
        // `prev() and next()`: each of them.
        let shown_once = |name: &str| code.matches(name).count() == line.matches(name).count();
        let meant = |name: &str| !name.contains(' ') && shown_once(name) && once(name).is_some();
        let names = || listed(words).take(LISTED + 1);
        let different = names().collect::<FxHashSet<&str>>().len();
        let is_list = (2..=LISTED).contains(&different) && different == names().count();
        // What is gone already stands where nothing is shown: right at code it may be a comment of it.
        let gone = |name: &str| !name.contains(' ') && !self.file.text.contains(name);
        let stands_alone = || {
            let above = code[..place.start].lines().next_back();
            let below = code[place.end..].lines().next();
            [above, below].into_iter().flatten().all(|line| line.trim().is_empty())
        };
        if is_list && (names().all(meant) || names().all(gone) && stands_alone()) {
            return Some(vec![words.to_owned()]);
        }
        let gone =
            || marks::said_to_be_removed(text).filter(|name| !self.file.text.contains(*name));
        let meant = once(bare).or_else(gone)?;
        shown_once(words).then(|| vec![meant.to_owned()])
    }

    /// The one node of the file with a name of a class.
    fn only(&self, class: Class, named: impl Fn(&str) -> bool) -> Option<NodeId> {
        let (file, keys) = (self.file, self.file.keys.iter().enumerate());
        let is = |key: &Key| key.class == class && named(file.key_text(*key));
        let mut found = keys.filter(|(_, key)| key.as_ref().is_some_and(is)).map(|(id, _)| id);
        found.next().filter(|_| found.next().is_none())
    }

    /// Does code of the file outside of a node say a name?
    fn is_said_outside(&self, id: NodeId, name: &str) -> bool {
        let file = self.file;
        let own = file.units[file.nodes[id].head].start..file.units[file.nodes[id].last].end;
        let mut others = code_tokens(&file.tokens).filter(|token| !own.contains(&token.start));
        others.any(|token| file.token_text(token).contains(name))
    }

    /// The one definition of the file that a comment says to be gone, and why, where it stands apart and the
    /// sketch says nothing else of it. Right at code it speaks of what that does no longer.
    fn gone_for_a_reason<'t>(
        &self,
        text: &'t str,
        code: &str,
        place: &Range<usize>,
    ) -> Option<&'t str> {
        let name = removed_for_a_reason(text)?;
        let signs = self.language.lexis.line_comments;
        let apart = |line: &str| line.trim().is_empty() || marks::is_gap_line(line, signs);
        let above = code[..place.start].lines().next_back();
        let below = code[place.end..].lines().next();
        let alone = [above, below].into_iter().flatten().all(apart);
        let once = || self.only(Class::Definition, |other| other == name).is_some();
        (alone && code.matches(name).count() == 1 && once()).then_some(name)
    }

    /// `// Enemy` above code that is indented deeper, where a run of lines begins: it names the block
    /// of the file that the code stands in, and is no part of it. Nor is `// after the existing routes`.
    pub(super) fn label(
        &self,
        code: &str,
        rows: &[usize],
        row: usize,
        marks: &[Mark],
    ) -> Option<Marker> {
        const WORDS: [&str; 7] =
            ["in", "inside", "class", "struct", "trait", "interface", "module"];
        const KINDS: [&str; 6] = ["function", "method", "class", "component", "hook", "module"];
        let line = |row: usize| &code[rows[row]..rows.get(row + 1).copied().unwrap_or(code.len())];
        let lead = |line: &str| line.len() - line.trim_start().len();
        let said = |row: &usize| !line(*row).trim().is_empty();
        let below = (row + 1..rows.len()).find(said)?;
        let starts = (0..row).rev().find(said).is_none_or(|above| marks[above] == Mark::Gap)
            || row.checked_sub(1).is_some_and(|above| marks[above] == Mark::Gap);
        if !starts || self.extent == Extent::Whole {
            return None;
        }
        let text = marks::comment_text(line(row), self.language.lexis.line_comments)?;
        // What stands right above code may be about that.
        let section = marks::says_section(text) && below > row + 1;
        let told = section || marks::says_where(text);
        if told && !self.file.text.contains(line(row).trim()) {
            return Some(Marker::Gap);
        }
        if lead(line(below)) <= lead(line(row)) {
            return None;
        }
        let mut name = text.trim_end_matches([':', '(', ')', '{', ' ']);
        while let Some((_, rest)) = name.split_once(' ').filter(|(w, _)| WORDS.contains(w)) {
            name = rest.trim_start();
        }
        let file = self.file;
        let names = |id: NodeId| {
            file.keys[id]
                .is_some_and(|key| key.class == Class::Definition && file.key_text(key) == name)
        };
        // `in the reducer`: by the last words of its name, `cartReducer`.
        let in_words = || {
            let told = ["in the ", "inside the "].iter().find_map(|lead| text.strip_prefix(lead));
            let told: Vec<String> = told?.split_whitespace().map(str::to_lowercase).collect();
            let kind = told.last().is_some_and(|word| KINDS.contains(&word.as_str()));
            let told = &told[..told.len() - usize::from(kind && told.len() > 1)];
            let ends = |key: &Key| {
                marks::words_of_name(file.key_text(*key)).ends_with(told)
                    && key.class == Class::Definition
            };
            let keys = || (0..file.nodes.len()).filter(|id| !file.nodes[*id].is_leaf());
            (!told.is_empty()).then(|| keys().filter_map(|id| file.keys[id]).any(|key| ends(&key)))
        };
        let known = || {
            (0..file.nodes.len()).any(|id| !file.nodes[id].is_leaf() && names(id))
                || in_words() == Some(true)
        };
        (!name.is_empty() && !file.text.contains(line(row).trim()) && known())
            .then_some(Marker::Gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_note_of_removal_says_aside() {
        assert_eq!(without_aside("`parse()` was removed (inlined below)"), "`parse()` was removed");
        for text in ["rows that are removed", "parse (removed)", "a row (the last) removed"] {
            assert_eq!(without_aside(text), text);
        }
    }

    #[test]
    fn names_that_are_gone_for_a_reason() {
        for text in ["parse removed, inlined below", "`parse()` was removed; nothing calls it"] {
            assert_eq!(removed_for_a_reason(text), Some("parse"), "{text}");
        }
        for text in [
            "parse removed",
            "parse removed the comments",
            "parse removed from the list, as it is empty",
            "parse removed: from the list only",
            "old rows removed, new ones kept",
            "parse no longer needed, by the server at least",
            "no longer needed",
        ] {
            assert_eq!(removed_for_a_reason(text), None, "{text}");
        }
    }
}
