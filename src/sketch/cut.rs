//! Completes what a gap cuts in two: a list of selectors, a type of many members, a chain.
//!
//! A sketch that shows some lines of one statement and then says that the code goes on means that the
//! statement goes on too: `.a,`, `.b,` and a gap. The file has the statement, which begins with the
//! same line, and so its end. With that end, and the gap inside, it is one statement to the parser.

use std::ops::Range;

use super::marks;
use crate::index::{Kind, NodeId, Outline, lex};
use crate::lang::{Language, Layout};

/// `code` with the ends of the statements that its gaps cut.
pub(super) fn complete(code: String, language: &Language, file: &Outline) -> String {
    let cut = Cut { language, file, lines: code.lines().collect() };
    // Each row that is not blank, below the one above it.
    let mut said = (0..cut.lines.len()).filter(|row| !cut.lines[*row].trim().is_empty());
    let mut above = said.next();
    let below = said.filter_map(|row| Some((above.replace(row)?, row)));
    let ends: Vec<(usize, Vec<String>)> =
        below.filter_map(|(last, row)| Some((row, cut.end_at(last, row)?))).collect();
    if ends.is_empty() {
        return code;
    }
    let mut out = String::with_capacity(code.len());
    let mut ends = ends.into_iter().peekable();
    for (row, line) in cut.lines.iter().enumerate() {
        for added in ends.next_if(|(at, _)| *at == row).into_iter().flat_map(|(_, end)| end) {
            out.push_str(&added);
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

struct Cut<'a> {
    language: &'a Language,
    file: &'a Outline,
    /// The sketch.
    lines: Vec<&'a str>,
}

impl Cut<'_> {
    /// The lines that end what a gap at `row` cuts, below the row `last`; none where it cuts nothing.
    fn end_at(&self, last: usize, row: usize) -> Option<Vec<String>> {
        let declarations = match self.language.lexis.layout {
            Layout::Declarations => true,
            Layout::Lines => false,
            Layout::Prose | Layout::Elements => return None,
        };
        let goes_on = match declarations {
            true => ends_list(self.lines[last]),
            false => continues(self.lines[last]),
        };
        if !goes_on || !self.is_gap(row) {
            return None;
        }
        let shown = if declarations { self.selectors(last) } else { self.hanging(last)? };
        let first = self.lines[shown.start].trim();
        let heads = self.file.nodes.iter().enumerate().filter(|(_, node)| {
            let unit = &self.file.units[node.head];
            unit.fresh && self.file.text[unit.start..].starts_with(first)
        });
        let ends = |(id, _): (NodeId, _)| match declarations {
            true => self.rest_of_list(id, shown.clone(), row),
            false => self.rest_of_statement(id, shown.clone(), row),
        };
        let mut found = heads.filter_map(ends);
        found.next().filter(|_| found.next().is_none())
    }

    /// Does a row say that code stays, in words that the file does not have?
    fn is_gap(&self, row: usize) -> bool {
        let line = self.lines[row];
        marks::is_gap_line(line, self.language.lexis.line_comments)
            && !self.file.text.contains(line.trim())
    }

    /// The rows of a list of selectors up to one of them.
    fn selectors(&self, last: usize) -> Range<usize> {
        let listed = (0..last).rev().take_while(|row| ends_list(self.lines[*row]));
        last - listed.count()..last + 1
    }

    /// The rows of a statement that hangs below its first line, up to one of them. None where a bracket
    /// is open, as a gap inside one cuts nothing, or a gap stands between.
    fn hanging(&self, last: usize) -> Option<Range<usize>> {
        let own = column(self.lines[last]);
        let comments = self.language.lexis.line_comments;
        let mut first = (0..last).rev().find(|row| {
            let line = self.lines[*row];
            column(line) < own || marks::is_gap_line(line, comments)
        })?;
        if marks::is_gap_line(self.lines[first], comments) {
            return None;
        }
        // What a word of the head alone on its line begins hangs below that head.
        if self.lines[first].trim() == "where" {
            first = first.checked_sub(1)?;
        }
        let shown = first..last + 1;
        let balanced = self.opens(&self.lines[shown.clone()].join("\n")) == 0;
        (balanced && !self.lines[first].trim().is_empty()).then_some(shown)
    }

    /// How many more brackets a text opens than it closes.
    fn opens(&self, text: &str) -> i32 {
        let depth = |kind: Kind| match kind {
            Kind::Punct(b'(' | b'[' | b'{') => 1,
            Kind::Punct(b')' | b']' | b'}') => -1,
            _ => 0,
        };
        lex(text, &self.language.lexis).iter().map(|token| depth(token.kind)).sum()
    }

    /// The code of the sketch below a row, up to the next gap.
    fn below(&self, row: usize) -> Option<&str> {
        let mut rows =
            (row + 1..self.lines.len()).filter(|row| !self.lines[*row].trim().is_empty());
        rows.next().filter(|row| !self.is_gap(*row)).map(|row| self.lines[row])
    }

    /// The selectors of a rule of the file that a list does not show, and a body that stays.
    fn rest_of_list(&self, id: NodeId, shown: Range<usize>, gap: usize) -> Option<Vec<String>> {
        let node = &self.file.nodes[id];
        let head = self.file.said(node.head);
        let theirs: Vec<&str> = head.lines().map(str::trim).collect();
        let mut reached = 0;
        let lead = lead(self.lines[shown.end - 1]);
        for row in shown {
            let line = self.lines[row].trim();
            if let Some(at) = theirs[reached..].iter().position(|their| *their == line) {
                reached += at + 1;
            }
        }
        let rest = &theirs[reached..];
        let goes_on = self.below(gap).is_some_and(|line| rest.contains(&line.trim()));
        if reached == 0 || rest.is_empty() || goes_on || !head.ends_with('{') || !node.closed {
            return None;
        }
        let mut lines: Vec<String> = rest.iter().map(|line| format!("{lead}{line}")).collect();
        lines.extend([self.lines[gap].to_owned(), format!("{lead}}}")]);
        Some(lines)
    }

    /// The end of a statement of the file that some lines begin, with a gap before it. Its body stays.
    fn rest_of_statement(
        &self,
        id: NodeId,
        shown: Range<usize>,
        gap: usize,
    ) -> Option<Vec<String>> {
        let node = &self.file.nodes[id];
        let (first, last) = (&self.file.units[node.head], &self.file.units[node.last]);
        let all: Vec<&str> = self.file.text[first.start..last.end].lines().map(str::trim).collect();
        let opens = all.iter().position(|line| line.ends_with('{')).filter(|_| node.closed);
        let head = &all[..=opens.unwrap_or(all.len() - 1)];
        let (end, line) = (head.last()?, self.lines[shown.end - 1]);
        let known = shown.clone().filter(|row| head.contains(&self.lines[*row].trim())).count();
        let goes_on = self.below(gap).is_some_and(|below| {
            column(below) > column(self.lines[shown.start]) || head.contains(&below.trim())
        });
        if head.len() <= shown.len()
            || known + 1 < shown.len()
            || goes_on
            || alike(end, line)
            || node.closed && opens.is_none()
            || self.opens(end) != i32::from(opens.is_some())
        {
            return None;
        }
        let (inner, outer) = (lead(line), lead(self.lines[shown.start]));
        let marker = self.lines[gap].trim();
        let mut lines = vec![format!("{inner}{marker}")];
        // A brace alone stands below the head, all else hangs.
        let lead = if *end == "{" { outer } else { inner };
        lines.push(format!("{lead}{end}"));
        if opens.is_some() {
            lines.extend([format!("{lead}{marker}"), format!("{outer}{}", all[all.len() - 1])]);
        }
        Some(lines)
    }
}

/// Does a line end with a comma, in a list of selectors?
fn ends_list(line: &str) -> bool {
    let line = line.trim();
    line.ends_with(',') && !line.contains(['{', '}', ';'])
}

/// Is a line one of several that make a statement, as the sign at its beginning or its end says?
fn continues(line: &str) -> bool {
    let line = line.trim();
    let begins = ["| ", "& ", "|| ", "&& ", "+ ", "? "].iter().any(|sign| line.starts_with(sign))
        || line.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    (begins || line.ends_with(',')) && !line.ends_with([';', '{', '(', '['])
}

/// Have two lines most words in common?
fn alike(a: &str, b: &str) -> bool {
    let words = |line: &str| -> Vec<String> {
        let words = line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let common = a.iter().filter(|word| b.contains(word)).count();
    2 * common > a.len().min(b.len())
}

/// The white space before a line.
fn lead(line: &str) -> &str {
    &line[..column(line)]
}

pub(super) fn column(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::by_name;

    fn completed(language: &str, file: &str, sketch: &str) -> String {
        let language = by_name(language).unwrap();
        let file = Outline::new(language, Arc::from(file), lex(file, &language.lexis), &[], &[]);
        complete(sketch.to_owned(), language, &file)
    }

    #[test]
    fn a_list_of_selectors_goes_on() {
        let css = |sketch: &str| completed("css", ".a,\n.b,\n.c {\n  top: 0;\n}\n", sketch);
        let gap = "/* ... existing code ... */\n";
        assert_eq!(css(&format!(".a,\n.b,\n{gap}")), format!(".a,\n.b,\n.c {{\n{gap}}}\n{gap}"));
        // The sketch goes on itself, or shows no line of the list.
        for whole in [format!(".a,\n{gap}.c {{\n{gap}}}\n"), format!(".x,\n.y,\n{gap}")] {
            assert_eq!(css(&whole), whole);
        }
    }

    #[test]
    fn a_statement_goes_on() {
        let ts = |sketch: &str| {
            completed("typescript", "type R =\n  | \"a\"\n  | \"b\"\n  | \"c\";\n", sketch)
        };
        let gap = "// ... existing code ...\n";
        assert_eq!(
            ts(&format!("type R =\n  | \"a1\"\n{gap}")),
            format!("type R =\n  | \"a1\"\n  {gap}  | \"c\";\n{gap}")
        );
        // It ends, or what changed may be its last line.
        for whole in [format!("type R =\n  | \"a\";\n{gap}"), format!("type R =\n  | \"c\"\n{gap}")]
        {
            assert_eq!(ts(&whole), whole);
        }
    }
}
