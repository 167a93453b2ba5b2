//! Reads an entry of JSON that stands for others.
//!
//! JSON has no comments, so models write a gap as what it has: `"...": "..."`, `"// ...": "existing keys"` between
//! members, `"... other tags ..."` between elements.

use super::marks::{is_bare, is_dots, is_gap};

/// Is a line such an entry: a name or an element of nothing but dots, words between dots, or a member named like a
/// comment whose text says that code stays? Not where the file has that name or that element.
pub(super) fn stands_for_others(line: &str, file: &str) -> bool {
    let line = line.trim().trim_end_matches(',').trim_end();
    let Some((name, rest)) = quoted(line) else { return false };
    if file.contains(&line[..name.len() + 2]) {
        return false;
    }
    if rest.is_empty() {
        return is_dots(name) || is_bare(name);
    }
    let Some(value) = rest.trim_start().strip_prefix(':').map(str::trim) else { return false };
    let text = quoted(value).and_then(|(text, rest)| rest.is_empty().then_some(text));
    let bare = name.trim_start_matches(['/', '#', '_', '*', ' ']).trim_end();
    if is_dots(bare) || is_bare(bare) {
        return text.is_some() || is_dots(value) || matches!(value, "{}" | "[]" | "null" | "true");
    }
    let comment = name.starts_with("//") || matches!(bare, "comment" | "");
    comment && text.is_some_and(|text| dotted(text) && is_gap(text))
}

/// May such an entry be one of data as well: an element, or a member with something to say?
pub(crate) fn may_be_data(line: &str) -> bool {
    let line = line.trim().trim_end_matches(',').trim_end();
    let Some((name, rest)) = quoted(line) else { return false };
    let value = rest.trim_start().strip_prefix(':').map(str::trim);
    let bare = |text: &str| is_dots(text) || is_bare(text);
    match value.map(quoted) {
        None => is_dots(name),
        Some(Some((text, ""))) => !(bare(name) && bare(text)),
        Some(_) => true,
    }
}

fn dotted(text: &str) -> bool {
    text.contains("...") || text.contains('…')
}

/// The text in quotes that a line begins with, and what stands behind it.
fn quoted(line: &str) -> Option<(&str, &str)> {
    let (text, rest) = line.strip_prefix('"')?.split_once('"')?;
    (!text.ends_with('\\')).then_some((text, rest))
}

#[cfg(test)]
mod tests {
    use super::stands_for_others;

    #[test]
    fn an_entry_of_dots_stands_for_others_and_one_that_says_something_does_not() {
        for line in [
            r#""...": "...","#,
            r#""...": {},"#,
            r#"  "...": "rest of the file unchanged""#,
            r#""// ...": "... existing code ...","#,
            r#""//": "... existing scripts ...","#,
            r#""_comment": "... rest unchanged ...","#,
            r#""...","#,
            r#""... existing tags ...","#,
            r#""…": "…","#,
            r#""……": "……","#,
        ] {
            assert!(stands_for_others(line, "{}"), "{line}");
            assert!(!stands_for_others(line, line), "{line}");
        }
        for line in [
            r#""more": "...","#,
            r#""loading": "Loading...","#,
            r#""...": { "a": 1 },"#,
            r#""...": 3,"#,
            r#""...rest","#,
            r#""//": "keep this in step with the server","#,
            r#""a": 1"#,
            "",
        ] {
            assert!(!stands_for_others(line, "{}"), "{line}");
        }
    }
}
