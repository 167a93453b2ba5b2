//! Applies a reply that is a unified diff.
//!
//! A hunk goes where its old lines stand, all of them in a row, whatever white space ends them. Where
//! they stand several times, the hunks around it and then the line that its header names decide; a hunk
//! that is nowhere, or in two places alike, is refused, and nothing is applied in part. One whose new
//! lines stand there already was applied before.

use super::pick::{Pick, Place, beside};
use super::plan::line_end;
use super::report::{Merged, Refusal};
use super::{Options, refuse, verbatim};
use crate::index::Index;
use crate::sketch::diff::{Hunk, Line, Sign};

/// Applies `hunks` to the file.
pub(super) fn apply(
    index: &Index,
    hunks: &[Hunk<'_>],
    options: &Options,
) -> Result<Merged, Refusal> {
    let text = index.text();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let ending = line_end(text);
    let mut fitted: Vec<Fitted> = hunks.iter().map(|hunk| Fitted::of(hunk, &lines)).collect();
    if fitted.iter().all(|hunk| hunk.places.len() == 1) {
        fitted.sort_by_key(|hunk| hunk.places.first().copied());
    }
    let mut out = String::with_capacity(text.len());
    let (mut behind, mut picked) = (0, None);
    for hunk in fitted.iter().filter(|hunk| !hunk.applied) {
        let (at, by_pick) = hunk.place(behind, picked, index, options)?;
        picked = picked.or(by_pick.then_some(at));
        out.extend(lines[behind..at].iter().copied());
        let mut old = at;
        for line in &hunk.lines {
            match line.sign {
                Sign::Stays => {
                    out.push_str(lines[old]);
                    old += 1;
                }
                Sign::Goes => old += 1,
                Sign::Comes => {
                    if !out.is_empty() && !out.ends_with('\n') {
                        out.push_str(ending);
                    }
                    out.push_str(line.text);
                    out.push_str(ending);
                }
            }
        }
        behind = old;
    }
    out.extend(lines[behind..].iter().copied());
    // What ended without a line end still does.
    if !text.ends_with('\n') && behind == lines.len() {
        out.truncate(out.trim_end_matches(['\n', '\r']).len());
    }
    Ok(Merged { picked: picked.is_some(), ..verbatim::replace(index, &out) })
}

/// A hunk as it stands in the file.
struct Fitted<'a> {
    lines: Vec<Line<'a>>,
    /// Lines that it has in the file.
    old: usize,
    /// Where these may start.
    places: Vec<usize>,
    /// Where its header says that they start, from 0.
    start: Option<usize>,
    /// Does the file have what the hunk makes of them instead, once?
    applied: bool,
}

impl<'a> Fitted<'a> {
    /// Reads a hunk in the ways that models mean one, up to the first that the file has: as it stands;
    /// with context that lacks its sign; and both without the blank lines at the ends.
    fn of(hunk: &Hunk<'a>, file: &[&str]) -> Self {
        let unsigned = |line: &Line<'a>| match line.sign {
            Sign::Stays => Line { text: line.whole, ..*line },
            Sign::Goes | Sign::Comes => *line,
        };
        let whole: Vec<Line> = hunk.lines.iter().map(unsigned).collect();
        let readings = [&hunk.lines[..], &whole[..], trimmed(&hunk.lines), trimmed(&whole)];
        let start = hunk.start.and_then(|line| line.checked_sub(1));
        let read = |lines: &[Line<'a>]| {
            let stood = lines.iter().filter(|line| line.sign != Sign::Comes);
            let old: Vec<&str> = stood.map(|line| line.text.trim_end()).collect();
            let stands = lines.iter().filter(|line| line.sign != Sign::Goes);
            let new: Vec<&str> = stands.map(|line| line.text.trim_end()).collect();
            let places_of_old = places(&old, file);
            let context = lines.iter().any(|line| line.sign == Sign::Stays);
            let applied = places_of_old.is_empty() && context && places(&new, file).len() == 1;
            Self { lines: lines.to_vec(), old: old.len(), places: places_of_old, start, applied }
        };
        let mut all = readings.iter().map(|lines| read(lines));
        let found = all.find(|read| !read.places.is_empty() || read.applied);
        found.unwrap_or_else(|| read(&hunk.lines))
    }

    /// The line of the file, from 0, at which the hunk starts, not before `behind`, and whether the caller's
    /// pick tells; `picked` is where it told of one before: what follows is in the same block.
    fn place(
        &self,
        behind: usize,
        picked: Option<usize>,
        index: &Index,
        options: &Options,
    ) -> Result<(usize, bool), Refusal> {
        let later = |at: &usize| *at >= behind;
        let found: Vec<usize> = self.places.iter().copied().filter(later).collect();
        match found[..] {
            [] => return Err(refuse::no_hunk(self.first())),
            [at] => return Ok((at, false)),
            _ => {}
        }
        let f = index.outline();
        let rows = options.at.as_deref().map(|at| Pick::new(at, f).rows(f));
        let rows = rows.unwrap_or_default();
        let holds =
            |at: &&usize| rows.iter().any(|rows| rows.start < **at + self.old && **at < rows.end);
        let mut held = found.iter().filter(holds);
        if let (Some(at), None) = (held.next(), held.next()) {
            return Ok((*at, true));
        }
        let unit = |row: usize| f.units.partition_point(|unit| unit.last_row < row);
        if let Some(picked) = picked {
            let places: Vec<Place> = found.iter().map(|at| Place::At(unit(*at))).collect();
            let near = beside(unit(picked), &places, f);
            if let Some(at) = places.iter().position(|place| Some(*place) == near) {
                return Ok((found[at], true));
            }
        }
        let named = self.start.filter(|line| found.contains(line));
        let place = named.ok_or_else(|| refuse::hunk_fits(index, self.first(), &found))?;
        Ok((place, false))
    }

    /// The first line that the file should have.
    fn first(&self) -> &'a str {
        let old = self.lines.iter().filter(|line| line.sign != Sign::Comes);
        old.map(|line| line.text.trim()).find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// Without the blank lines that stay at the ends of a hunk.
fn trimmed<'h, 'a>(lines: &'h [Line<'a>]) -> &'h [Line<'a>] {
    let blank = |line: &Line| line.sign == Sign::Stays && line.text.trim().is_empty();
    let from = lines.iter().position(|line| !blank(line)).unwrap_or(lines.len());
    let to = lines.iter().rposition(|line| !blank(line)).map_or(from, |last| last + 1);
    &lines[from..to]
}

/// Where in a file these lines stand in a row.
fn places(old: &[&str], file: &[&str]) -> Vec<usize> {
    if old.iter().all(|line| line.is_empty()) {
        return Vec::new();
    }
    let fits = |at: &usize| file[*at..].iter().zip(old).all(|(line, old)| line.trim_end() == *old);
    (0..(file.len() + 1).saturating_sub(old.len())).filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;
    use crate::merge::{merge, splice};

    fn apply(file: &str, reply: &str, at: Option<&str>) -> Result<String, Refusal> {
        let index = Index::new(by_name("python").unwrap(), file);
        let options = Options { at: at.map(str::to_owned), ..Options::default() };
        merge(&index, reply, &options).map(|merged| splice(file, &merged.splices))
    }

    const FILE: &str =
        "def a():\r\n    go(1)\r\n    end()\r\n\r\n\r\ndef b():\r\n    go(2)\r\n    end()";

    #[test]
    fn lines_end_as_the_file_has_them() {
        let reply = "```diff\n@@ def b @@\n def b():\n-    go(2)\n+    go(3)\n+    go(4)\n     end()\n```\n";
        let want = FILE.replace("go(2)", "go(3)\r\n    go(4)");
        assert_eq!(apply(FILE, reply, None), Ok(want));
        let reply = "```diff\n     go(2)\n-    end()\n+    stop()\n```\n";
        assert_eq!(
            apply(FILE, reply, None),
            Ok(FILE.replace("go(2)\r\n    end", "go(2)\r\n    stop"))
        );
    }

    #[test]
    fn context_may_lack_its_sign_and_hunks_their_order() {
        let reply =
            "```diff\ndef b():\n-    go(2)\n```\n```diff\n-    go(1)\n+    go(0)\n    end()\n```\n";
        let want = FILE.replace("go(1)", "go(0)").replace("    go(2)\r\n", "");
        assert_eq!(apply(FILE, reply, None), Ok(want));
    }

    #[test]
    fn two_places_are_decided_by_a_line_or_not_at_all() {
        let twice = "```diff\n-    end()\n+    stop()\n```\n";
        let refusal = apply(FILE, twice, None).unwrap_err();
        assert_eq!(refusal.kind, crate::merge::RefusalKind::Ambiguous);
        assert_eq!(refusal.candidates.len(), 2);
        let want = FILE.replacen("end()", "stop()", 1);
        assert_eq!(apply(FILE, twice, Some("3")).as_ref(), Ok(&want));
        assert_eq!(apply(FILE, &twice.replace("diff\n", "diff\n@@ -3 +3 @@\n"), None), Ok(want));
    }

    #[test]
    fn what_was_applied_is_left_alone() {
        let reply = "```diff\n def a():\n-    go(1)\n+    go(0)\n     end()\n```\n";
        let done = FILE.replace("go(1)", "go(0)");
        assert_eq!(apply(FILE, reply, None), Ok(done.clone()));
        assert_eq!(apply(&done, reply, None), Ok(done));
    }

    #[test]
    fn what_the_file_has_not_is_refused() {
        let gone = "```diff\n-    go(7)\n+    go(8)\n```\n";
        assert!(apply(FILE, gone, None).unwrap_err().why.contains("go(7)"));
        assert!(apply(FILE, "```diff\n+new()\n```\n", None).is_err());
        assert!(apply(FILE, "```diff\n-    go(2)\n", None).is_err());
    }
}
