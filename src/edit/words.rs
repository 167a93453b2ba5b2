//! How an edit's commit is worded.

use super::Author;
use crate::merge::{ChangeKind, Report};
use crate::protocol::{Attribution, LoggedEdit, RelPath, Tokens};

/// Characters of an instruction's first line that a subject may take over.
const SUBJECT: usize = 72;

/// Subject and body of a commit message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub subject: String,
    pub body: String,
}

impl Words {
    /// From what a person asked for: the first line, and all of it below where it says more.
    pub fn of_instruction(instruction: &str) -> Self {
        let said = instruction.trim();
        let line = said.lines().next().unwrap_or_default().trim();
        let subject = capitalised(line.trim_end_matches('.'));
        let whole = said == line && line.chars().count() <= SUBJECT;
        Self { subject, body: if whole { String::new() } else { said.to_owned() } }
    }

    /// A message of the caller's.
    pub fn of_message(message: &str) -> Self {
        let (subject, body) = message.trim().split_once('\n').unwrap_or((message.trim(), ""));
        Self { subject: subject.trim().to_owned(), body: body.trim().to_owned() }
    }

    /// From what the merge did.
    pub fn of_report(report: &Report, path: &RelPath) -> Self {
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        let subject = match report.changes.as_slice() {
            [] => format!("Change {path}"),
            [one] => {
                let block = one.block.lines().next().unwrap_or_default();
                format!("{} {block} in {name}", verb(one.kind))
            }
            many => format!("Change {} blocks in {name}", many.len()),
        };
        let body = match report.changes.len() {
            0 | 1 => String::new(),
            _ => report
                .changes
                .iter()
                .map(|c| format!("- {} {}\n", verb(c.kind), c.block.lines().next().unwrap_or("")))
                .collect(),
        };
        Self { subject, body }
    }

    /// The subject after what a project wants it to begin with.
    pub fn prefixed(&self, prefix: Option<&str>) -> String {
        match prefix.map(str::trim_end).filter(|prefix| !prefix.is_empty()) {
            Some(prefix) => format!("{prefix} {}", self.subject),
            None => self.subject.clone(),
        }
    }

    /// For the reversal of an edit.
    pub fn of_undo(edit: &LoggedEdit) -> Self {
        Self {
            subject: format!("Undo \"{}\"", edit.subject),
            body: format!("Takes back edit {} of {}.", edit.id, RelPath::list(&edit.paths)),
        }
    }
}

/// Trailers beside the one that names the edit.
pub(super) fn trailers(
    author: &Author,
    tokens: &Tokens,
    attribution: Attribution,
) -> Vec<(String, String)> {
    let mut trailers = Vec::new();
    let Tokens { sent, received, full_rewrite, .. } = tokens;
    let counts = match author {
        Author::Model(name) => {
            match attribution {
                Attribution::AssistedBy => {
                    trailers.push(("Assisted-by".to_owned(), format!("codegend:{name}")));
                }
                Attribution::CoAuthoredBy => {
                    let who = format!("codegend:{name} <noreply@codegend.invalid>");
                    trailers.push(("Co-authored-by".to_owned(), who));
                }
                Attribution::None => {}
            }
            format!("sent={sent} received={received} rewrite={full_rewrite}")
        }
        Author::Caller => format!("received={received} rewrite={full_rewrite}"),
    };
    trailers.push(("Codegen-Tokens".to_owned(), counts));
    trailers
}

fn verb(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Changed => "Change",
        ChangeKind::Added | ChangeKind::PlacedByRule => "Add",
        ChangeKind::Deleted | ChangeKind::DeletedByAdjacency => "Delete",
        ChangeKind::Renamed => "Rename",
        ChangeKind::Moved => "Move",
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::Change;

    #[test]
    fn an_instruction_is_the_subject_and_the_body_where_it_says_more() {
        let words = Words::of_instruction(" set the body font size to 50px.\n");
        assert_eq!(words.subject, "Set the body font size to 50px");
        assert_eq!(words.body, "");
        let words = Words::of_instruction("do it\n\nbecause of x");
        assert_eq!(
            (words.subject.as_str(), words.body.as_str()),
            ("Do it", "do it\n\nbecause of x")
        );
    }

    #[test]
    fn a_report_is_told_in_one_line() {
        let path = RelPath::new("css/site.css").unwrap();
        let change = |kind, block: &str| Change {
            kind,
            block: block.into(),
            lines: (1, 2),
            confidence: 1.0,
        };
        let report = |changes| Report { changes, confidence: 1.0 };
        let one = Words::of_report(&report(vec![change(ChangeKind::Deleted, ".a")]), &path);
        assert_eq!(one.subject, "Delete .a in site.css");
        let two = vec![change(ChangeKind::Changed, ".a"), change(ChangeKind::Added, ".b")];
        let two = Words::of_report(&report(two), &path);
        assert_eq!(two.subject, "Change 2 blocks in site.css");
        assert_eq!(two.body, "- Change .a\n- Add .b\n");
    }
}
