//! Text of a page that stands as it is written: white space in `<pre>` and `<textarea>` is content.

use crate::index::Outline;
use crate::lang::Lexis;

/// Elements that hold such text.
const TAGS: [&str; 2] = ["pre", "textarea"];

/// For each unit: does it stand in such an element, or end one? Empty where a language has none.
pub(super) fn preformatted(o: &Outline, lexis: &Lexis) -> Vec<bool> {
    if lexis.regions.is_empty() && lexis.outside.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for tag in TAGS {
        let mut at = 0;
        while let Some(open) = tag_from(&o.text, at, "<", tag) {
            let Some(close) = tag_from(&o.text, open, "</", tag) else { break };
            found.resize(o.units.len(), false);
            // What follows on the line of the first tag is no line of its own.
            let first = o.units.partition_point(|unit| unit.start <= open);
            let behind = o.units.partition_point(|unit| unit.start <= close);
            found[first..behind].fill(true);
            at = close;
        }
    }
    found
}

/// Where the next tag of a name stands that begins with `sign`.
fn tag_from(text: &str, mut at: usize, sign: &str, name: &str) -> Option<usize> {
    loop {
        let start = at + text[at..].find(sign)?;
        let rest = &text[start + sign.len()..];
        at = start + sign.len();
        let said = rest.get(..name.len()).is_some_and(|said| said.eq_ignore_ascii_case(name));
        let ends = |c: char| c == '>' || c == '/' || c.is_whitespace();
        if said && rest[name.len()..].starts_with(ends) {
            return Some(start);
        }
    }
}
