//! Completes a comment that a hunk begins inside of, or ends inside of.
//!
//! A hunk may begin behind a gap with some lines of a documentation (` * @param`) and its end. What stands
//! above them is in the file: the comment that has the first of these lines, above the code that the
//! hunk shows below it. Or its last lines may be the first ones of such a comment (`/**`, ` * Adds.`) and
//! a gap: the rest of it is in the file too.

use std::borrow::Cow;

use super::marks;
use crate::lang::{Language, Layout};

/// The lines of a code block, with the beginnings and the ends of its comments that `file` has.
pub(super) fn complete<'s, 'a>(
    lines: &'s [&'a str],
    language: &Language,
    file: &'a str,
) -> Cow<'s, [&'a str]> {
    let lexis = &language.lexis;
    let stars = lexis.layout != Layout::Prose && lexis.block_comments.contains(&("/*", "*/"));
    if !stars || !lines.iter().any(|line| is_inside(line)) {
        return lines.into();
    }
    let mut out = Vec::with_capacity(lines.len());
    // Is a comment open, and may the next line be the first of a hunk?
    let (mut open, mut starts) = (false, true);
    for (at, line) in lines.iter().copied().enumerate() {
        if starts && !open && is_inside(line) {
            let above = beginning(&lines[at..], file);
            open = above.is_some();
            out.extend(above.into_iter().flatten());
        }
        let said = line.trim();
        let gap = marks::is_gap_line(line, lexis.line_comments);
        if gap && open && at > 0 {
            let end = end(&lines[..at], &lines[at + 1..], file);
            open = end.is_none();
            out.extend(end.into_iter().flatten());
        }
        out.push(line);
        open = match (said.rfind("/*"), said.rfind("*/")) {
            (None, None) => open,
            (begins, ends) => begins > ends,
        };
        starts = gap || starts && said.is_empty();
    }
    out.into()
}

/// Does a line read like one in the middle of a documentation?
fn is_inside(line: &str) -> bool {
    let said = line.trim().strip_prefix('*');
    said.is_some_and(|said| said.is_empty() || said.starts_with(char::is_whitespace))
}

/// The lines of the file above the first of these in its comment; none where it has several such, or
/// these do not end a comment.
fn beginning<'a>(shown: &[&str], file: &'a str) -> Option<Vec<&'a str>> {
    let end = shown.iter().take_while(|line| is_inside(line)).count();
    shown.get(end).filter(|line| line.trim() == "*/")?;
    let code = shown[end + 1..].iter().find(|line| !line.trim().is_empty())?;
    let code = Some(head(code)).filter(|head| !head.is_empty())?;
    let lines: Vec<&str> = file.lines().collect();
    let mut found = lines.iter().enumerate().filter_map(|(at, line)| {
        if line.trim() != shown[0].trim() {
            return None;
        }
        let start = (0..at).rev().find(|at| !is_inside(lines[*at]))?;
        let opens = lines[start].trim().starts_with("/*") && !lines[start].contains("*/");
        let last = (at..lines.len()).find(|at| lines[*at].contains("*/"))?;
        let below = lines[last + 1..].iter().find(|line| !line.trim().is_empty())?;
        (opens && head(below) == code).then_some(start..at)
    });
    let range = found.next().filter(|_| found.next().is_none())?;
    Some(lines[range].to_vec())
}

/// The lines of the file that end the comment which the last of these lines begin; none where what is
/// shown below goes on with it, or the file has several comments that begin so.
fn end<'a>(shown: &[&str], below: &[&str], file: &'a str) -> Option<Vec<&'a str>> {
    let inside = shown.iter().rev().take_while(|line| is_inside(line)).count();
    let from = (shown.len() - inside).checked_sub(1)?;
    let begun = &shown[from..];
    let goes_on = below.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| {
        let said = line.trim();
        is_inside(line) || said.ends_with("*/") && !said.contains("/*")
    });
    let says = begun.iter().any(|line| line.contains(char::is_alphanumeric));
    if !begun[0].trim().starts_with("/*") || goes_on || !says {
        return None;
    }
    let lines: Vec<&str> = file.lines().collect();
    let mut found = lines.windows(begun.len()).enumerate().filter_map(|(at, window)| {
        let same = window.iter().zip(begun).all(|(a, b)| a.trim() == b.trim());
        let rest = at + begun.len();
        let last = (rest..lines.len()).find(|row| same && lines[*row].contains("*/"))?;
        lines[rest..last].iter().all(|line| is_inside(line)).then_some(rest..last + 1)
    });
    let range = found.next().filter(|_| found.next().is_none())?;
    Some(lines[range].to_vec())
}

/// What a line says up to its first parenthesis: the name that it gives.
pub(super) fn head(line: &str) -> &str {
    line.trim().split(['(', '{', '=']).next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;

    const FILE: &str = "/**\n * Adds.\n * @param a one\n */\nfunction add(a) {}\n\n/**\n * Takes.\n */\nfunction take(a) {}\n";

    fn completed(sketch: &str) -> String {
        let lines: Vec<&str> = sketch.lines().collect();
        complete(&lines, by_name("javascript").unwrap(), FILE).join("\n")
    }

    #[test]
    fn a_cut_comment_gets_its_beginning() {
        let shown = "// ...\n * @param a one\n */\nfunction add(a) { }";
        let whole = "// ...\n/**\n * Adds.\n * @param a one\n */\nfunction add(a) { }";
        assert_eq!(completed(shown), whole);
    }

    #[test]
    fn a_cut_comment_gets_its_end() {
        let shown = "const a = 1;\n/**\n * Adds.\n// ...\nrun();";
        let whole = "const a = 1;\n/**\n * Adds.\n * @param a one\n */\n// ...\nrun();";
        assert_eq!(completed(shown), whole);
        for shown in
            ["/**\n * Adds.\n// ...\n */\nrun();", "/**\n * Drops.\n// ...", "/**\n// ...\nrun();"]
        {
            assert_eq!(completed(shown), shown);
        }
    }

    #[test]
    fn what_is_no_end_of_a_comment_of_the_file_stays() {
        for shown in [
            " * @param a one\n */\nfunction take(a) {}",
            " * @param b\n */\nfunction add(a) {}",
            " * @param a one\nfunction add(a) {}",
            "const a = 1\n * @param a one\n */\nfunction add(a) {}",
        ] {
            assert_eq!(completed(shown), shown);
        }
    }
}
