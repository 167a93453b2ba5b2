//! Puts the code blocks of a reply into the file's order.
//!
//! Models show what they changed block by block, in the order that they think of it, and some show
//! what was there before. Each block is merged alone to see where it belongs; one that changes
//! nothing alone says nothing. New code alone stands where the line above it says (``below `run` ``).

use rustc_hash::FxHashMap;

use super::report::Merged;
use super::{Options, decide, names, splice, verify};
use crate::index::{Index, NodeId, Unit};
use crate::sketch::{Sketch, Snippet, Told, fenced, snippets, told_place, verbatim};

/// Blocks of a reply that are looked at one by one.
const MOST: usize = 24;

/// The reply with its code blocks in the order of the file, those that overlap joined; none where it has
/// them so.
pub(super) fn in_order(index: &Index, reply: &str, options: &Options) -> Option<String> {
    let language = index.language();
    let (mut parts, talk) = snippets(reply, language, index.text());
    let told = parts.iter().any(|part| told_place(part.above).is_some());
    if parts.len() > MOST || parts.len() < 2 && !told {
        return None;
    }
    let mut as_written = false;
    for part in &mut parts {
        as_written |= verbatim::take_marker(language, &mut part.lines);
    }
    let marker = verbatim::marker(language);
    let joined = join(&mut parts, index.text());
    // What the reply says around them holds for each, and so does that their white space is meant.
    let reply = |parts: &[Snippet<'_>]| {
        let mut parts = parts.to_vec();
        if let Some(first) = parts.first_mut().filter(|_| as_written) {
            first.lines.insert(0, &marker);
        }
        format!("{}\n{}", talk.join("\n"), fenced(&parts, language))
    };
    let alone = |part: &Snippet<'_>| reply(std::slice::from_ref(part));
    let mut told = false;
    for part in &mut parts {
        if let Some(placed) = beside_what_is_named(index, part, alone, options) {
            *part = placed;
            told = true;
        }
    }
    let ordered = order(index, &parts, alone, options);
    ordered.or_else(|| (joined || told).then_some(parts)).map(|parts| reply(&parts))
}

/// A code block of nothing but new code, with what it goes beside by the line above it; none where that
/// names nothing the file has once, or where the block does not go there as something new.
fn beside_what_is_named<'a>(
    index: &'a Index,
    part: &Snippet<'a>,
    alone: impl Fn(&Snippet<'a>) -> String,
    options: &Options,
) -> Option<Snippet<'a>> {
    let (side, name) = told_place(part.above)?;
    let f = index.outline();
    let all: Vec<NodeId> = (0..f.nodes.len()).collect();
    let [beside] = names::meant(f, &all, name)[..] else { return None };
    if !is_new(index, &alone(part)) {
        return None;
    }
    let only_adds = |merged: &Merged| {
        !merged.splices.is_empty()
            && merged.splices.iter().all(|splice| splice.range.is_empty())
            && verify::syntax(merged, index).is_ok()
    };
    if decide(index, &alone(part), options).is_ok_and(|merged| !only_adds(&merged)) {
        return None;
    }
    let (first, last) = (f.nodes[beside].head, f.nodes[beside].extent);
    let rows = f.units[first].row..f.units[last].last_row + 1;
    // As deep as the new code is shown.
    let deep = |line: &str| line.len() - line.trim_start().len();
    let told = part.lines.iter().find(|line| !line.trim().is_empty()).map_or(0, |line| deep(line));
    let shown: Vec<&str> = index.text().lines().skip(rows.start).take(rows.len()).collect();
    let cut = shown.first().map_or(0, |line| deep(line)).checked_sub(told)?;
    let white = |line: &str| line.bytes().take(cut).take_while(|b| b" \t".contains(b)).count();
    let shown = shown.into_iter().map(|line| &line[white(line)..]);
    let blank = (rows.len() > 1).then_some("");
    let lines: Vec<&str> = match side {
        Told::Below => shown.chain(blank).chain(part.lines.iter().copied()).collect(),
        Told::Above => part.lines.iter().copied().chain(blank).chain(shown).collect(),
    };
    let placed = Snippet { lines, ..part.clone() };
    let merged = decide(index, &alone(&placed), options).ok()?;
    only_adds(&merged).then_some(placed)
}

/// Is a reply nothing but code that the file has not, without a marker?
fn is_new(index: &Index, reply: &str) -> bool {
    let f = index.outline();
    let Ok(sketch) = Sketch::read(index.language(), reply, f) else { return false };
    let s = &sketch.outline;
    let all = 0..f.units.len();
    let is_known = |id: &NodeId| {
        let unit = &s.units[s.nodes[*id].head];
        let named = |key| f.nodes_named(key, &all).next().is_some();
        !unit.is_comment() && f.units_with(unit.hash, &all).next().is_some()
            || s.keys[*id].is_some_and(named)
    };
    !s.units.iter().any(Unit::is_marker) && !s.roots.iter().any(is_known)
}

/// Code blocks in the order of the file; none where they are in it, or where one alone has no certain
/// place. `alone` makes a reply of one.
fn order<'a>(
    index: &Index,
    parts: &[Snippet<'a>],
    alone: impl Fn(&Snippet<'a>) -> String,
    options: &Options,
) -> Option<Vec<Snippet<'a>>> {
    let mut merged = Vec::with_capacity(parts.len());
    for part in parts {
        merged.push(decide(index, &alone(part), options).ok()?.splices);
    }
    // What a later block takes back was shown as it had been.
    let taken_back = |at: usize| {
        let result = splice(index.text(), &merged[at]);
        let after = Index::new(index.language(), result.as_str());
        let mut later = (at + 1..parts.len()).filter(|later| merged[*later].is_empty());
        later.any(|later| {
            decide(&after, &alone(&parts[later]), options)
                .is_ok_and(|back| splice(&result, &back.splices) == index.text())
        })
    };
    let mut placed: Vec<(usize, &Snippet<'_>)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match merged[at].first() {
            Some(first) if !taken_back(at) => placed.push((first.range.start, part)),
            _ => {}
        }
    }
    if placed.is_empty() {
        return parts.last().map(|last| vec![last.clone()]);
    }
    let ascending = placed.is_sorted_by_key(|(start, _)| *start);
    if ascending && placed.len() == parts.len() {
        return None;
    }
    placed.sort_by_key(|(start, _)| *start);
    Some(placed.into_iter().map(|(_, part)| part.clone()).collect())
}

/// Makes one of two blocks where one begins with what the other ends with, which the file has once: that
/// stands there for its place alone. Were there any?
fn join(parts: &mut Vec<Snippet<'_>>, text: &str) -> bool {
    let before = parts.len();
    let mut of_file: FxHashMap<&str, usize> = FxHashMap::default();
    for line in text.lines() {
        *of_file.entry(line.trim()).or_default() += 1;
    }
    let known = |line: &str| {
        let said = line.trim();
        said.contains(char::is_alphanumeric) && of_file.get(said) == Some(&1)
    };
    let pairs = |parts: &[Snippet<'_>]| {
        let all = (0..parts.len()).flat_map(|a| (0..parts.len()).map(move |b| (a, b)));
        let mut all = all.filter(|(a, b)| a != b);
        all.find_map(|(a, b)| Some((a, b, overlap(&parts[a].lines, &parts[b].lines, known)?)))
    };
    while let Some((above, below, from)) = pairs(parts) {
        let tail = parts[below].clone();
        parts[above].lines.truncate(from);
        parts[above].lines.extend(tail.lines);
        parts[above].closed &= tail.closed;
        parts.remove(below);
    }
    parts.len() < before
}

/// Where in some lines those begin that others begin with, where both have more and one of them is
/// known. Finds the most by the border function of Knuth, Morris and Pratt (1977), in linear time.
fn overlap(above: &[&str], below: &[&str], known: impl Fn(&str) -> bool) -> Option<usize> {
    let end = above.iter().rposition(|line| !line.trim().is_empty())? + 1;
    let wanted: Vec<&str> = below.iter().map(|line| line.trim_end()).collect();
    let wanted = &wanted[..wanted.len().checked_sub(1)?];
    // How many lines of `wanted` those before a line end with, once that line is read too.
    let step = |borders: &[usize], mut matched: usize, line: &str| {
        while matched > 0 && wanted.get(matched) != Some(&line) {
            matched = borders[matched - 1];
        }
        matched + usize::from(wanted.get(matched) == Some(&line))
    };
    let mut borders: Vec<usize> = Vec::with_capacity(wanted.len());
    for (at, line) in wanted.iter().enumerate() {
        let longest = if at == 0 { 0 } else { step(&borders, borders[at - 1], line) };
        borders.push(longest);
    }
    let inner = above.get(1..end)?;
    let shared = inner.iter().fold(0, |matched, line| step(&borders, matched, line.trim_end()));
    let from = end - shared;
    above[from..end].iter().any(|line| known(line)).then_some(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_shared_run_is_found() {
        let at = |above: &str, below: &str| {
            let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let (above, below) = (lines(above), lines(below));
            let above: Vec<&str> = above.iter().map(String::as_str).collect();
            let below: Vec<&str> = below.iter().map(String::as_str).collect();
            overlap(&above, &below, |line| line == "k")
        };
        assert_eq!(at("a b k", "b k c"), Some(1));
        assert_eq!(at("a k x k", "k x k c"), Some(1));
        assert_eq!(at("x k k", "k k k"), Some(1));
        assert_eq!(at("a a a k", "a a k z"), Some(1));
        // All of either is no overlap, nor is one that the file does not have once.
        assert_eq!(at("b k", "b k c"), None);
        assert_eq!(at("a b k", "b k"), None);
        assert_eq!(at("a b", "b c"), None);
    }
}
