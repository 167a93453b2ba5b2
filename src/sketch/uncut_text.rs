//! Completes a text of several lines that a hunk begins inside of.
//!
//! A hunk may begin behind a gap with the last lines of a documentation (`"""`) and its end. What stands
//! above them is in the file: the text that has the first of these lines, above the code that the hunk
//! shows below it.

use std::borrow::Cow;

use super::marks;
use super::uncut::head;
use crate::index::{Outline, Role};
use crate::lang::Language;

/// Signs that stand on either side of a text of several lines.
const SIGNS: [&str; 2] = ["\"\"\"", "'''"];

/// The lines of a code block, with the beginnings of its texts that `file` has.
pub(super) fn complete<'s, 'a>(
    lines: &'s [&'a str],
    language: &Language,
    file: &'a Outline,
) -> Cow<'s, [&'a str]> {
    let lexis = &language.lexis;
    let spans = |sign: &&&str| lexis.quotes.iter().any(|q| q.multiline && q.open == **sign);
    let signs: Vec<&str> = SIGNS.iter().filter(spans).copied().collect();
    if !lines.iter().any(|line| signs.contains(&line.trim())) {
        return lines.into();
    }
    let is_gap = |line: &str| marks::is_gap_line(line, lexis.line_comments);
    let mut out = Vec::with_capacity(lines.len());
    let mut starts = true;
    for (at, line) in lines.iter().copied().enumerate() {
        let gap = is_gap(line);
        if starts && !gap && !line.trim().is_empty() {
            let hunk = lines[at..].iter().take_while(|line| !is_gap(line)).count();
            out.extend(beginning(&lines[at..at + hunk], &signs, file).into_iter().flatten());
        }
        out.push(line);
        starts = gap || starts && line.trim().is_empty();
    }
    out.into()
}

/// The lines of the file above the first of these in its text; none where it has several such, or these
/// do not end a text above the same code.
fn beginning<'a>(shown: &[&str], signs: &[&str], file: &'a Outline) -> Option<Vec<&'a str>> {
    let end = shown.iter().position(|line| signs.iter().any(|sign| line.contains(sign)))?;
    let sign = signs.iter().copied().find(|sign| shown[end].trim() == *sign)?;
    let below = |lines: &[&str]| -> Option<String> {
        let code = lines.iter().find(|line| !line.trim().is_empty())?;
        Some(head(code).to_owned()).filter(|head| !head.is_empty())
    };
    let code = below(&shown[end + 1..])?;
    let inside = |unit: usize| file.units.get(unit).is_some_and(|u| u.role == Role::InString);
    let mut same = (0..file.units.len())
        .filter(|unit| inside(*unit) && file.said(*unit).trim() == shown[0].trim());
    let unit = same.next().filter(|_| same.next().is_none())?;
    let start = (0..unit).rev().find(|unit| !inside(*unit))?;
    let last = (unit..).take_while(|unit| inside(*unit)).last()?;
    let lines: Vec<&str> = file.text.lines().collect();
    let (from, to) = (file.units[start].row, file.units[unit].row);
    let opens = lines.get(from)?.matches(sign).count() == 1;
    let ends = file.said(last).trim() == sign;
    let rest = lines.get(file.units[last].last_row + 1..)?;
    (end > 0 && opens && ends && below(rest)? == code).then(|| lines[from..to].to_vec())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::index::lex;
    use crate::lang::by_name;

    const FILE: &str = "class Pot:\n    \"\"\"Holds soup.\n\n    * `size` - in litres\n    \"\"\"\n\n    def fill(self): pass\n";

    fn completed(sketch: &str) -> String {
        let language = by_name("python").unwrap();
        let file = Outline::new(language, Arc::from(FILE), lex(FILE, &language.lexis), &[], &[]);
        let lines: Vec<&str> = sketch.lines().collect();
        complete(&lines, language, &file).join("\n")
    }

    #[test]
    fn a_cut_text_gets_its_beginning() {
        let shown = "# ...\n    * `size` - in litres\n    \"\"\"\n\n    def fill(self, to): pass";
        let whole = shown.replacen("# ...\n", "# ...\n    \"\"\"Holds soup.\n\n", 1);
        assert_eq!(completed(shown), whole);
    }

    #[test]
    fn what_is_no_end_of_a_text_of_the_file_stays() {
        for shown in [
            "# ...\n    * `size` - in litres\n    \"\"\"\n\n    def drain(self): pass",
            "# ...\n    * `depth` - in metres\n    \"\"\"\n\n    def fill(self): pass",
            "# ...\n    \"\"\"\n\n    def fill(self): pass",
        ] {
            assert_eq!(completed(shown), shown);
        }
    }
}
