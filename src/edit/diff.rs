//! The unified diff of files, as `git apply` takes it.

use similar::TextDiff;

use super::journal::FileTexts;
use crate::protocol::RelPath;

/// Lines of context.
const CONTEXT: usize = 3;

/// What changed from `before` to `after`; empty where nothing did.
pub(super) fn unified(path: &RelPath, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let (old, new) = (name("a", path), name("b", path));
    let hunks =
        TextDiff::from_lines(before, after).unified_diff().context_radius(CONTEXT).to_string();
    let tab = if path.as_str().contains(' ') { "\t" } else { "" };
    format!("diff --git {old} {new}\n--- {old}{tab}\n+++ {new}{tab}\n{hunks}")
}

/// What changed in several files, one after the other.
pub(super) fn unified_all(files: &[FileTexts]) -> String {
    files.iter().map(|file| unified(&file.path, &file.before, &file.after)).collect()
}

/// A name as git writes it: quoted as in C where it holds quotes or control characters.
fn name(side: &str, path: &RelPath) -> String {
    let path = path.as_str();
    if !path.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        return format!("{side}/{path}");
    }
    let mut quoted = format!("\"{side}/");
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            b'\n' => quoted.push_str("\\n"),
            b'\t' => quoted.push_str("\\t"),
            0x20..=0x7e => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_a_missing_line_end_and_an_odd_name() {
        let path = RelPath::new("a b.css").unwrap();
        assert_eq!(
            unified(&path, "x\ny", "x\nz\n"),
            "diff --git a/a b.css b/a b.css\n--- a/a b.css\t\n+++ b/a b.css\t\n\
             @@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+z\n"
        );
        assert_eq!(unified(&path, "x", "x"), "");
        let odd = RelPath::new("a\"\u{e9}\n.css").unwrap();
        assert!(unified(&odd, "x", "y").contains("--- \"a/a\\\"\\303\\251\\n.css\"\n"));
    }
}
