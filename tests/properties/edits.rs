//! Random edits of a text, as people make them.

use codegend::index::Index;
use codegend::lang;
use proptest::prelude::*;

/// One edit; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub enum Edit {
    /// A word of one line is another one.
    Word { line: usize, word: usize },
    /// A name is another one everywhere.
    Rename { line: usize, word: usize },
    /// A line goes.
    DeleteLine { line: usize },
    /// A line stands there twice, the second one changed.
    Duplicate { line: usize },
    /// A line changes places with the next.
    Swap { line: usize },
    /// A block goes, with the blank lines below it.
    DeleteBlock { block: usize },
    /// A block stands there twice, the second one with another name.
    CopyBlock { block: usize },
    /// A block stands before another one.
    MoveBlock { block: usize, to: usize },
    /// A blank line more above a line, or the ones above it go.
    Space { line: usize },
    /// The lines of a block stand one or two columns further in.
    Indent { block: usize },
}

/// A few edits.
pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let n = || 0..10_000_usize;
    let edit = prop_oneof![
        4 => (n(), n()).prop_map(|(line, word)| Edit::Word { line, word }),
        1 => (n(), n()).prop_map(|(line, word)| Edit::Rename { line, word }),
        2 => n().prop_map(|line| Edit::DeleteLine { line }),
        2 => n().prop_map(|line| Edit::Duplicate { line }),
        1 => n().prop_map(|line| Edit::Swap { line }),
        1 => n().prop_map(|block| Edit::DeleteBlock { block }),
        1 => n().prop_map(|block| Edit::CopyBlock { block }),
        1 => (n(), n()).prop_map(|(block, to)| Edit::MoveBlock { block, to }),
        1 => n().prop_map(|line| Edit::Space { line }),
        1 => n().prop_map(|block| Edit::Indent { block }),
    ];
    proptest::collection::vec(edit, 1..4)
}

impl Edit {
    /// Makes edits one after the other in a text of the language that `name` tells.
    pub fn apply_all(edits: &[Self], name: &str, text: &str) -> String {
        edits.iter().fold(text.to_owned(), |text, edit| edit.apply(name, &text))
    }

    fn apply(&self, name: &str, text: &str) -> String {
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        let said: Vec<usize> = (0..lines.len()).filter(|i| !lines[*i].trim().is_empty()).collect();
        if said.is_empty() {
            return text.to_owned();
        }
        let pick = |line: usize| said[line % said.len()];
        match *self {
            Self::Word { line, word } => {
                let line = &mut lines[pick(line)];
                if let Some(old) = nth_word(line, word) {
                    *line = line.replacen(&old, &changed(&old), 1);
                }
            }
            Self::Rename { line, word } => {
                if let Some(old) = nth_word(&lines[pick(line)], word).filter(|w| w.len() > 3) {
                    return text.replace(&old, &changed(&old));
                }
            }
            Self::DeleteLine { line } => {
                lines.remove(pick(line));
            }
            Self::Duplicate { line } => {
                let at = pick(line);
                let mut copy = lines[at].clone();
                if let Some(old) = nth_word(&copy, 1) {
                    copy = copy.replacen(&old, &changed(&old), 1);
                }
                if copy.ends_with('\n') {
                    lines.insert(at + 1, copy);
                }
            }
            Self::Swap { line } => {
                let at = pick(line);
                if at + 2 < lines.len() {
                    lines.swap(at, at + 1);
                }
            }
            Self::DeleteBlock { block } => {
                if let Some((first, last)) = nth_block(name, text, block) {
                    lines.drain(first..last);
                }
            }
            Self::CopyBlock { block } => {
                if let Some((first, last)) = nth_block(name, text, block) {
                    let mut copy: Vec<String> = lines[first..last].to_vec();
                    if let Some(old) = nth_word(&copy[0], 1) {
                        copy[0] = copy[0].replacen(&old, &changed(&old), 1);
                    }
                    lines.splice(last..last, copy);
                }
            }
            Self::Space { line } => {
                let at = pick(line);
                let above = lines[..at].iter().rev().take_while(|l| l.trim().is_empty()).count();
                if above > 0 {
                    lines.drain(at - above..at);
                } else {
                    lines.insert(at, "\n".to_owned());
                }
            }
            Self::Indent { block } => {
                if let Some((first, last)) = nth_block(name, text, block) {
                    let said = lines[first..last].iter_mut().filter(|l| !l.trim().is_empty());
                    said.for_each(|line| {
                        line.insert_str(0, if block % 2 == 0 { " " } else { "  " })
                    });
                }
            }
            Self::MoveBlock { block, to } => {
                let place = nth_block(name, text, to).map(|(first, _)| first);
                if let (Some((first, last)), Some(place)) = (nth_block(name, text, block), place)
                    && (place < first || place > last)
                {
                    let moved: Vec<String> = lines[first..last].to_vec();
                    lines.splice(place..place, moved);
                    let shift = if place < first { last - first } else { 0 };
                    lines.drain(first + shift..last + shift);
                }
            }
        }
        lines.concat()
    }
}

fn nth_word(line: &str, n: usize) -> Option<String> {
    let words: Vec<&str> = line
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    words.get(n % words.len().max(1)).map(|word| (*word).to_owned())
}

fn changed(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_digit()) { format!("{word}7") } else { format!("{word}Two") }
}

/// First line, and the line behind the last and the blank ones that follow it, from 0.
fn nth_block(name: &str, text: &str, n: usize) -> Option<(usize, usize)> {
    let blocks = Index::new(lang::by_path(name), text).blocks();
    let block = blocks.get(n % blocks.len().max(1))?;
    let lines: Vec<&str> = text.lines().collect();
    let mut last = block.end_line;
    while lines.get(last).is_some_and(|line| line.trim().is_empty()) {
        last += 1;
    }
    (block.end_line <= lines.len() && text.ends_with('\n')).then_some((block.start_line - 1, last))
}
