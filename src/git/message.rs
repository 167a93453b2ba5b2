//! Commit messages: composed with trailers, and read back.

use git2::Oid;

use crate::protocol::EditId;

/// The trailer of an edit's commit.
pub(super) const EDIT: &str = "Codegen-Edit";
/// The trailer of a commit that undoes an edit.
pub(super) const UNDO: &str = "Codegen-Undo";
/// The trailer of a commit with the user's own version, made to go before an edit's.
pub(super) const SNAPSHOT: &str = "Codegen-Snapshot";
/// The trailer of an edit's commit that also holds uncommitted changes of the user's.
pub(super) const INCLUDES: &str = "Codegen-Includes";
/// The trailer that says how many files an edit of several changes.
pub(super) const FILES: &str = "Codegen-Files";
/// The trailer that names what wrote the sketch: `codegend:MODEL`.
const ASSISTED: &str = "Assisted-by";
const REVERTS: &str = "This reverts commit ";

/// Characters of a subject at most.
const SUBJECT: usize = 72;

/// A message of subject, body and trailers.
pub(super) fn compose(subject: &str, body: &str, trailers: &[(String, String)]) -> String {
    let subject = one_line(subject);
    let mut message = match subject.char_indices().nth(SUBJECT) {
        None => subject,
        Some(_) => {
            let kept: String = subject.chars().take(SUBJECT - 1).collect();
            format!("{}…", kept.trim_end())
        }
    };
    message.push('\n');
    let body = body.trim();
    if !body.is_empty() {
        message.push('\n');
        for line in body.lines() {
            // An instruction that quotes a trailer of ours must not be read back as one.
            if line.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("codegen-")) {
                message.push(' ');
            }
            message.push_str(line.trim_end());
            message.push('\n');
        }
    }
    if !trailers.is_empty() {
        message.push('\n');
        for (key, value) in trailers {
            message.push_str(&line(key, value));
            message.push('\n');
        }
    }
    message
}

/// One trailer's line, without its end.
pub(super) fn line(key: &str, value: &str) -> String {
    format!("{key}: {}", one_line(value))
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a message says about edits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// The edits that the commit holds: one, or more after a squash.
    pub(super) edits: Vec<EditId>,
    /// The edits that it undoes.
    pub(super) undone: Vec<EditId>,
    /// The commits that `git revert` says it reverts.
    pub(super) reverted: Vec<Oid>,
    /// The model that wrote the sketch.
    pub(super) model: Option<String>,
    /// How many files its one edit changes, where that is more than one.
    pub(super) files: Option<usize>,
    /// Does the commit also hold uncommitted changes of the user's?
    pub(super) includes: bool,
}

impl Marks {
    /// Reads the lines anywhere in the message, not only in its last paragraph: hooks and forges
    /// append paragraphs of their own, and squashes concatenate messages.
    pub(super) fn read(message: &str) -> Self {
        let mut marks = Self::default();
        for line in message.lines() {
            if let Some((key, value)) = line.split_once(": ") {
                let id = || {
                    let id: EditId = value.trim().parse().ok()?;
                    (id.as_str().len() == EditId::LEN).then_some(id)
                };
                match key {
                    EDIT => marks.edits.extend(id()),
                    INCLUDES => marks.includes = true,
                    FILES => marks.files = value.trim().parse().ok().or(marks.files),
                    UNDO => marks.undone.extend(id()),
                    ASSISTED => {
                        let model = value.trim().strip_prefix("codegend:");
                        marks.model = model.map(str::to_owned).or(marks.model);
                    }
                    _ => {}
                }
            }
            if let Some(rest) = line.strip_prefix(REVERTS) {
                let hex: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
                if hex.len() == 40 {
                    marks.reverted.extend(Oid::from_str(&hex).ok());
                }
            }
        }
        if !marks.edits.is_empty() {
            // The body of an edit's commit is an instruction, which may quote anything.
            marks.reverted.clear();
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> EditId {
        "kkkkllllmmmm".parse().unwrap()
    }

    #[test]
    fn composed_messages_are_read_back() {
        let trailers = [
            ("Assisted-by".to_owned(), "codegend:qwen\n3".to_owned()),
            (EDIT.to_owned(), id().to_string()),
        ];
        let body = "Make it\r\nbold.\nCodegen-Edit: zzzzzzzzzzzz\nThis reverts commit \
                    0123456789012345678901234567890123456789.";
        let message = compose("  Make\nit bold ", body, &trailers);
        assert!(message.starts_with("Make it bold\n\nMake it\nbold.\n Codegen-Edit"), "{message}");
        assert!(
            message.ends_with("\n\nAssisted-by: codegend:qwen 3\nCodegen-Edit: kkkkllllmmmm\n"),
            "{message}"
        );
        let marks = Marks::read(&message);
        assert_eq!(marks.edits, [id()]);
        assert_eq!(marks.reverted, []);
        assert_eq!(marks.model.as_deref(), Some("qwen 3"));
    }

    #[test]
    fn subjects_are_cut_at_72_characters() {
        let subject = "é".repeat(72);
        assert_eq!(compose(&subject, "", &[]), format!("{subject}\n"));
        let cut = compose(&"é".repeat(73), "", &[]);
        assert_eq!(cut.trim_end().chars().count(), 72);
        assert!(cut.ends_with("…\n"));
    }

    #[test]
    fn reverts_by_git_are_seen_and_prefixes_of_ids_are_not_ids() {
        let hex = "0123456789012345678901234567890123456789";
        let marks = Marks::read(&format!("Revert x\n\nThis reverts commit {hex}.\n"));
        assert_eq!(marks.reverted, [Oid::from_str(hex).unwrap()]);
        assert_eq!(Marks::read("s\n\nCodegen-Edit: kkk\n"), Marks::default());
    }
}
