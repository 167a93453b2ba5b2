//! White space of lines within strings, where it is content.

use std::collections::BTreeMap;

use super::Planner;
use crate::index::{Outline, Role};

impl Planner<'_> {
    /// Lines of strings that begin otherwise now, which the sketch shows in other columns: in a string
    /// white space is content. By unit of the file.
    pub(super) fn moved_text(&self) -> BTreeMap<usize, usize> {
        let mut found = BTreeMap::new();
        if !self.indenter.is_exact() {
            return found;
        }
        for (s, f) in &self.edits.partners {
            let in_string = |o: &Outline, unit: usize| o.units[unit].role == Role::InString;
            if !in_string(self.s, *s)
                || !in_string(self.f, *f)
                || self.verbatim_indent(*s) == self.file_indent(*f, 0)
            {
                continue;
            }
            let Some(opener) = (0..*s).rev().find(|u| !in_string(self.s, *u)) else { continue };
            let kept = self.edits.partners.get(&opener).is_some_and(|f| {
                !self.edits.replaced.contains_key(f) && !self.edits.removed.contains(f)
            });
            if !kept && !self.s.units[opener].is_marker() {
                found.insert(*f, *s);
            }
        }
        found
    }

    /// What is to stand before a new line of a string: what the sketch has there, unless it shows the
    /// string further out or further in than the file as a whole. Then that much is put before this line
    /// too, or taken away from it.
    pub(super) fn text_indent(&self, s: usize) -> String {
        let own = self.verbatim_indent(s);
        let inside = |unit: &usize| self.s.units[*unit].role == Role::InString;
        let Some(opener) = (0..s).rev().find(|unit| !inside(unit)) else { return own };
        let last = (s..self.s.units.len()).take_while(inside).last().unwrap_or(s);
        let leads = (opener..=last).filter(|unit| self.s.units[*unit].fresh).filter_map(|unit| {
            let f = self.edits.partners.get(&unit).filter(|f| self.f.units[**f].fresh)?;
            Some((self.verbatim_indent(unit), self.file_indent(*f, 0)))
        });
        let leads: Vec<(String, String)> = leads.collect();
        // The ends of a string say nothing of what is in it.
        let text = |unit: usize| !self.s.said(unit).starts_with(['"', '\'', '`']);
        let known = |unit: usize| self.edits.partners.contains_key(&unit);
        if !(opener + 1..=last).any(|unit| known(unit) && text(unit)) {
            return own;
        }
        let Some((ours, theirs)) = leads.first().filter(|_| leads.len() > 1) else { return own };
        let moved = if let Some(more) = theirs.strip_suffix(ours.as_str()) {
            leads
                .iter()
                .all(|(a, b)| b.strip_suffix(a.as_str()) == Some(more))
                .then(|| format!("{more}{own}"))
        } else if let Some(less) = ours.strip_suffix(theirs.as_str()) {
            let all = leads.iter().all(|(a, b)| a.strip_suffix(b.as_str()) == Some(less));
            own.strip_prefix(less).filter(|_| all).map(str::to_owned)
        } else {
            None
        };
        moved.unwrap_or(own)
    }

    /// What stands before a line of the sketch.
    pub(super) fn verbatim_indent(&self, s: usize) -> String {
        let start = self.s.units[s].start;
        let line = self.s.text[..start].rfind('\n').map_or(0, |i| i + 1);
        self.s.text[line..start].to_owned()
    }
}
