//! What of a long file a model is shown.
//!
//! In: a file's index and what the edit is about. Out: the file with the bodies of most blocks left
//! out, each behind the marker that stands for unchanged code, so that the model sees where things
//! are and reads in full what it is likely to change.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::count_tokens;
use crate::index::{BlockRef, Index};

/// What an edit is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Focus {
    /// What is asked, in words: names of blocks in it are looked up.
    pub instruction: String,
    /// Lines that were selected, from 0.
    pub lines: Option<Range<usize>>,
    /// Blocks that were asked for by name.
    pub names: Vec<String>,
}

/// Tokens that the excerpt of a longer one may have, about.
const BUDGET: u64 = 5_000;
/// Lines of a body that are not worth a marker.
const SHORT: usize = 3;
/// Bytes a token, about.
const BYTES_PER_TOKEN: usize = 4;

/// A file with what matters little left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text that is shown.
    pub text: String,
    /// Blocks that are shown in full, by their key paths.
    pub shown: Vec<String>,
}

/// The file shortened to what `focus` needs; none where it has at most `whole` tokens, and is shown
/// whole.
pub fn excerpt(index: &Index, focus: &Focus, whole: u64) -> Option<Excerpt> {
    // No token is shorter than a byte: most files need not be counted.
    if index.text().len() as u64 <= whole || count_tokens(index.text()) <= whole {
        return None;
    }
    let blocks = index.blocks();
    let lines: Vec<&str> = index.text().lines().collect();
    let ranked = rank(&blocks, &lines, focus);
    let mut budget = BUDGET as usize * BYTES_PER_TOKEN;
    let mut full: BTreeSet<usize> = BTreeSet::new();
    for id in ranked {
        let size: usize = span(&blocks[id], &lines).map(|line| lines[line].len() + 1).sum();
        if size <= budget {
            budget -= size;
            full.insert(id);
        }
    }
    let shown = full.iter().map(|id| blocks[*id].key.clone()).collect();
    Some(Excerpt { text: Outliner::new(index, &blocks, lines, &full).write(budget), shown })
}

/// The lines of a block, from 0.
fn span(block: &BlockRef, lines: &[&str]) -> Range<usize> {
    block.start_line - 1..block.end_line.min(lines.len())
}

/// Blocks that the edit is likely to touch or to need, the likeliest first.
fn rank(blocks: &[BlockRef], lines: &[&str], focus: &Focus) -> Vec<usize> {
    let asked = words(&focus.instruction);
    let mut names: HashMap<&str, Vec<usize>> = HashMap::new();
    for (id, block) in blocks.iter().enumerate() {
        names.entry(last_name(&block.key)).or_default().push(id);
    }
    let mut scored: Vec<(u32, usize)> = Vec::new();
    for (id, block) in blocks.iter().enumerate() {
        let range = span(block, lines);
        let selected =
            focus.lines.as_ref().is_some_and(|l| l.start < range.end && range.start < l.end);
        let name = last_name(&block.key);
        let named = focus.names.iter().any(|wanted| wanted == &block.key || wanted == name);
        let own = words(name);
        let hits = own.iter().filter(|word| asked.contains(*word)).count();
        let score = if named {
            4_000
        } else if selected {
            // The innermost selected block is what is meant.
            3_000 + block.depth as u32
        } else if !own.is_empty() && hits == own.len() {
            2_000 + hits as u32
        } else if hits > 0 {
            1_000 + hits as u32
        } else {
            0
        };
        if score > 0 {
            scored.push((score, id));
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut ranked: Vec<usize> = scored.into_iter().map(|(_, id)| id).collect();
    // What the first of them call.
    let mut seen: HashSet<usize> = ranked.iter().copied().collect();
    let mut called = Vec::new();
    for id in ranked.iter().take(8) {
        for line in span(&blocks[*id], lines) {
            for word in lines[line].split(|c: char| !c.is_alphanumeric() && c != '_') {
                let Some(ids) = names.get(word).filter(|ids| ids.len() <= 2) else { continue };
                called.extend(ids.iter().copied().filter(|id| seen.insert(*id)));
            }
        }
    }
    ranked.extend(called);
    ranked
}

/// The last part of a key path.
fn last_name(key: &str) -> &str {
    key.rsplit(" > ").next().unwrap_or(key).trim()
}

/// The words of a text in lower case, `camelCase` and `snake_case` taken whole.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .map(|word| word.trim_matches('-').to_lowercase())
        .filter(|word| word.len() > 1 && !COMMON.contains(&word.as_str()))
        .collect()
}

/// Words that name no block.
const COMMON: &[&str] = &[
    "the", "a", "an", "to", "of", "in", "and", "or", "for", "with", "it", "is", "be", "on", "by",
    "from", "as", "at", "that", "this", "so", "make", "set", "add", "change", "use", "all", "not",
];

/// Writes a file with most bodies left out.
struct Outliner<'a> {
    marker: String,
    lines: Vec<&'a str>,
    blocks: &'a [BlockRef],
    /// For each line: is it shown?
    keep: Vec<bool>,
    full: &'a BTreeSet<usize>,
}

impl<'a> Outliner<'a> {
    fn new(
        index: &Index,
        blocks: &'a [BlockRef],
        lines: Vec<&'a str>,
        full: &'a BTreeSet<usize>,
    ) -> Self {
        let keep = vec![false; lines.len()];
        Self { marker: index.language().gap_marker(), lines, blocks, keep, full }
    }

    fn write(mut self, mut budget: usize) -> String {
        // In full, with the first and last line of all that they are nested in.
        for id in self.full {
            let range = span(&self.blocks[*id], &self.lines);
            self.keep[range.clone()].fill(true);
            for around in self.blocks {
                let outer = span(around, &self.lines);
                if outer.start <= range.start && range.end <= outer.end {
                    self.keep[outer.start] = true;
                    self.keep[outer.end - 1] = true;
                }
            }
        }
        // What stands outside of all blocks comes first in most files: imports, settings.
        let mut inside = vec![false; self.lines.len()];
        for block in self.blocks {
            inside[span(block, &self.lines)].fill(true);
        }
        let is_blank = |line: &usize| self.lines[*line].trim().is_empty();
        let loose: Vec<usize> =
            (0..self.lines.len()).filter(|line| !inside[*line] && !is_blank(line)).collect();
        // Then the first and last lines of blocks, the outermost first.
        let mut outline: Vec<&BlockRef> = self.blocks.iter().collect();
        outline.sort_by_key(|block| (block.depth, block.start_line));
        let edges = outline.iter().flat_map(|block| {
            let range = span(block, &self.lines);
            let short = range.len() <= SHORT;
            if short { range } else { range.start..range.start + 1 }
        });
        let wanted: Vec<usize> = loose.into_iter().chain(edges).collect();
        for line in wanted {
            // With the marker and the closing line that mostly go with it.
            let size = self.lines[line].len() + self.marker.len() + 8;
            if self.keep[line] {
                continue;
            }
            if size > budget {
                break;
            }
            budget -= size;
            self.keep[line] = true;
        }
        self.close();
        for line in 1..self.lines.len().saturating_sub(1) {
            let between = self.keep[line - 1] && self.keep[line + 1];
            if between && self.lines[line].trim().is_empty() {
                self.keep[line] = true;
            }
        }
        self.text()
    }

    /// A block whose first line is shown ends where the reader sees it: its last line is shown too.
    fn close(&mut self) {
        for block in self.blocks {
            let range = span(block, &self.lines);
            let last = range.end - 1;
            let closes = self.lines[last].trim_start().starts_with(['}', ')', ']', '<'])
                || self.lines[last].trim() == "end";
            if self.keep[range.start] && closes {
                self.keep[last] = true;
            }
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let mut left_out = false;
        for (line, text) in self.lines.iter().enumerate() {
            if self.keep[line] {
                out.push_str(text.trim_end_matches('\r'));
                out.push('\n');
                left_out = false;
            } else if !text.trim().is_empty() && !left_out {
                let indent = &text[..text.len() - text.trim_start().len()];
                out.push_str(&format!("{indent}{}\n", self.marker));
                left_out = true;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    /// A file of 10,000 lines.
    fn long() -> String {
        let mut text = String::from("import { store } from './store.js';\n\n");
        for n in 0..1_111 {
            text.push_str(&format!(
                "export function handler{n}(event) {{\n  const id = event.id;\n  \
                 if (!id) {{\n    return helper{n}(event);\n  }}\n  store.put(id, {n});\n  \
                 return id;\n}}\n\n"
            ));
        }
        text.push_str("function checkTotals(rows) {\n  let sum = 0;\n  for (const row of rows) {\n    sum += price(row);\n  }\n  return sum;\n}\n\nfunction price(row) {\n  const net = row.net;\n  const tax = row.tax;\n  return net + tax;\n}\n");
        text
    }

    fn focus(instruction: &str) -> Focus {
        Focus { instruction: instruction.into(), ..Focus::default() }
    }

    #[test]
    fn a_long_file_costs_a_few_thousand_tokens_and_shows_what_matters() {
        let text = long();
        assert!(text.lines().count() > 10_000);
        let index = Index::new(by_name("javascript").unwrap(), text.as_str());
        let shown =
            excerpt(&index, &focus("let checkTotals skip rows without a net"), 12_000).unwrap();
        assert!(count_tokens(&shown.text) < 7_000, "{}", count_tokens(&shown.text));
        assert!(shown.text.contains("    sum += price(row);"), "the block itself");
        assert!(shown.text.contains("  const tax = row.tax;"), "and what it calls");
        assert!(shown.text.contains("import { store }"));
        assert!(shown.text.contains("export function handler0(event) {\n  // ..."));
        assert!(!shown.text.contains("store.put(id, 7)"));
        assert!(shown.shown.contains(&"checkTotals".to_owned()));
    }

    #[test]
    fn selected_lines_and_names_are_shown_in_full() {
        let text = long();
        let index = Index::new(by_name("javascript").unwrap(), text.as_str());
        let line = text.lines().position(|line| line.contains("store.put(id, 500)")).unwrap();
        let selected = Focus { lines: Some(line..line + 1), ..focus("rename id") };
        let shown = excerpt(&index, &selected, 12_000).unwrap();
        assert!(shown.text.contains("store.put(id, 500)"));
        let named = Focus { names: vec!["handler900".into()], ..focus("x") };
        assert!(excerpt(&index, &named, 12_000).unwrap().text.contains("store.put(id, 900)"));
    }

    #[test]
    fn an_excerpt_is_a_sketch_of_its_file_that_changes_nothing() {
        let text = long();
        let index = Index::new(by_name("javascript").unwrap(), text.as_str());
        let shown = excerpt(&index, &focus("checkTotals"), 12_000).unwrap();
        let merged = crate::merge::merge(&index, &shown.text, &Default::default()).unwrap();
        assert!(merged.splices.is_empty(), "{:?}", merged.splices.first());
    }

    #[test]
    fn a_short_file_is_shown_whole() {
        let index = Index::new(by_name("css").unwrap(), "a {}\n");
        assert_eq!(excerpt(&index, &focus("a"), 12_000), None);
    }
}
