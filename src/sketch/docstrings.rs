//! Fills in a docstring that a sketch leaves out: `"""(docstring unchanged)"""`.
//!
//! A gap among statements would cover those below it as well. The function or class that the file has under
//! the name that stands above has the docstring that is meant.

use super::cut::column;
use super::marks;
use crate::index::{Class, Outline};
use crate::lang::{Language, Nesting};

const QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// `code` with the docstrings that it leaves out, from `file`.
pub(super) fn fill(code: String, language: &Language, file: &Outline) -> String {
    let statements = language.lexis.nesting == Nesting::Offside && !language.lexis.mappings;
    if !statements || !code.lines().any(is_left_out) {
        return code;
    }
    let lines: Vec<&str> = code.lines().collect();
    let filled = |row: usize| {
        let line = lines[row];
        if !is_left_out(line) || file.text.contains(line.trim()) {
            return None;
        }
        let (name, class) = name_above(&lines, row)?;
        let text = docstring(name, class, file)?;
        Some(format!("{}{text}", &line[..column(line)]))
    };
    let rows = (0..lines.len()).map(|row| filled(row).unwrap_or_else(|| lines[row].to_owned()));
    rows.map(|line| line + "\n").collect()
}

/// Is a line a docstring that says nothing but that it stays?
fn is_left_out(line: &str) -> bool {
    let line = line.trim();
    let inner = QUOTES.iter().find_map(|quote| line.strip_prefix(quote)?.strip_suffix(quote));
    // What a function does it may say in the words of a marker.
    let says_so = |said: &str| {
        let bracketed = said.starts_with('(') && said.ends_with(')');
        bracketed || said.contains("...") || said.contains('…') || said.contains("docstring")
    };
    inner.map(str::trim).is_some_and(|said| says_so(said) && marks::is_gap(said))
}

/// What the block is called that a row of the sketch is right in, and the class around that, if it is shown.
fn name_above<'a>(lines: &[&'a str], row: usize) -> Option<(&'a str, Option<&'a str>)> {
    let filled = |line: &&str| !line.trim().is_empty();
    let mut above = (0..row).rev().filter(|at| filled(&lines[*at]));
    let nearest = above.next()?;
    let ends = lines[nearest].trim().ends_with(':') && column(lines[nearest]) < column(lines[row]);
    // Its parameters may go over lines.
    let tail = lines[nearest].trim_start().starts_with(')');
    let head = match name(lines[nearest]) {
        None if tail => above.find(|at| column(lines[*at]) <= column(lines[nearest]))?,
        _ => nearest,
    };
    let outer = (0..head).rev().filter(|at| filled(&lines[*at]));
    let around = outer.into_iter().find(|at| column(lines[*at]) < column(lines[head]));
    let class = around.filter(|at| lines[*at].trim_start().starts_with("class "));
    let named = name(lines[head]).filter(|_| ends)?;
    Some((named, class.and_then(|at| name(lines[at]))))
}

/// What a line says the name of, which is the head of a function or a class.
fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("async ").unwrap_or(line);
    let named = line.strip_prefix("def ").or_else(|| line.strip_prefix("class "))?;
    named.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// The docstring of the only block of a name in a file, in a class where that is known.
fn docstring<'f>(name: &str, class: Option<&str>, file: &'f Outline) -> Option<&'f str> {
    let is = |id: usize, name: &str| {
        let key = file.keys[id].filter(|key| key.class == Class::Definition);
        key.is_some_and(|key| file.key_text(key) == name)
    };
    let named = |id: &usize| {
        let around = file.nodes[*id].parent;
        is(*id, name) && class.is_none_or(|class| around.is_some_and(|id| is(id, class)))
    };
    let mut blocks = (0..file.nodes.len()).filter(named);
    let (block, None) = (blocks.next()?, blocks.next()) else { return None };
    let first = &file.nodes[*file.nodes[block].children.first()?];
    let text = &file.text[file.units[first.head].start..file.units[first.last].end];
    QUOTES.iter().any(|quote| text.starts_with(quote)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docstrings_that_are_left_out() {
        for line in ["  \"\"\"...\"\"\"", "'''(docstring unchanged)'''", "\"\"\"... same ...\"\"\""]
        {
            assert!(is_left_out(line), "{line}");
        }
        for line in
            ["\"\"\"Reads the rest of the line.\"\"\"", "\"\"\"(a, b)\"\"\"", "\"\"\"", "..."]
        {
            assert!(!is_left_out(line), "{line}");
        }
    }
}
