//! Takes a reply for the whole new text of a file.

use super::report::{Merged, Refusal, RefusalKind};
use super::{Options, merge, refuse, verbatim, verify};
use crate::index::{Index, Outline};
use crate::sketch::Sketch;

/// Share of a file that a reply without a fence must repeat to be taken for code.
const REPEATED: f32 = 0.3;
/// Share of a file below which its rewrite is taken for a part of it.
const LEFT: f32 = 0.5;

/// Makes the file what `reply` says, where `reply` is meant as all of it. Only lines that differ are
/// spliced; line ends, byte order mark and final newline are the file's own. A reply with markers is
/// a sketch all the same, and merged as one.
///
/// Refused: prose, a reply that is cut off, one that leaves out most of the file, and one with a
/// syntax error that the file has not.
pub fn rewrite(index: &Index, reply: &str) -> Result<Merged, Refusal> {
    let (language, file) = (index.language(), index.outline());
    let sketch =
        Sketch::read(language, reply, file).map_err(|why| refuse::no_sketch(&why, language))?;
    let outline = &sketch.outline;
    if outline.units.iter().any(|unit| unit.is_marker()) {
        return merge(index, reply, &Options::default());
    }
    if !sketch.fenced && repeated(outline, file) < REPEATED && !file.units.is_empty() {
        return Err(refuse::prose(language));
    }
    if !sketch.closed {
        return Err(refuse::cut_off(outline.text.lines().count()));
    }
    let weight = |outline: &Outline| outline.units.iter().map(|unit| unit.weight).sum::<f32>();
    if weight(outline) < LEFT * weight(file) {
        return Err(Refusal {
            line: None,
            kind: RefusalKind::Unsafe,
            why: "the reply is to be the whole file, and most of the file is not in it".into(),
            candidates: Vec::new(),
            hint: format!("send all of it, or {} where code stays", language.gap_marker()),
        });
    }
    let merged = verbatim::replace(index, &in_the_files_style(&outline.text, index.text()));
    verify::syntax(&merged, index)?;
    Ok(merged)
}

/// Share of the file's lines that the reply has too.
fn repeated(reply: &Outline, file: &Outline) -> f32 {
    let known: std::collections::HashSet<u64> = reply.units.iter().map(|unit| unit.hash).collect();
    let found = file.units.iter().filter(|unit| known.contains(&unit.hash)).count();
    found as f32 / file.units.len().max(1) as f32
}

fn in_the_files_style(text: &str, file: &str) -> String {
    let mut text = text.trim_end_matches(['\n', '\r']).replace("\r\n", "\n");
    if file.starts_with('\u{feff}') && !text.starts_with('\u{feff}') {
        text.insert(0, '\u{feff}');
    }
    // As many line feeds at the end as there were; a file that was empty gets one.
    let ends = file.len() - file.trim_end_matches(['\n', '\r']).len();
    let feeds = file[file.len() - ends..].matches('\n').count();
    let feeds = if file.is_empty() { 1 } else { feeds };
    text.push_str(&"\n".repeat(feeds));
    if file.contains("\r\n") { text.replace('\n', "\r\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::by_name;
    use crate::merge::splice;

    const FILE: &str = "a {\r\n  top: 0;\r\n}\r\n\r\nb {\r\n  top: 0;\r\n}";

    fn rewritten(reply: &str) -> Result<String, RefusalKind> {
        let index = Index::new(by_name("css").unwrap(), FILE);
        rewrite(&index, reply).map(|m| splice(FILE, &m.splices)).map_err(|refusal| refusal.kind)
    }

    #[test]
    fn the_style_is_the_files_and_only_what_differs_is_spliced() {
        let new = "a {\n  top: 1px;\n}\n\nb {\n  top: 0;\n}\n";
        let index = Index::new(by_name("css").unwrap(), FILE);
        let merged = rewrite(&index, &format!("Here:\n```css\n{new}```\n")).unwrap();
        assert_eq!(splice(FILE, &merged.splices), FILE.replacen("top: 0", "top: 1px", 1));
        assert_eq!(merged.splices.len(), 1);
        assert_eq!(&FILE[merged.splices[0].range.clone()], "  top: 0;\r\n");
    }

    #[test]
    fn what_is_not_the_whole_file_is_refused_or_a_sketch() {
        assert_eq!(rewritten("I cannot do that."), Err(RefusalKind::NoCode));
        assert_eq!(rewritten("```css\na {\n  top: 1px;\n}\n\nb {\n"), Err(RefusalKind::CutOff));
        assert_eq!(rewritten("```css\na {\n}\n```"), Err(RefusalKind::Unsafe));
        let broken = "```css\na {\n  top: 1px;\n\nb {\n  top: 0;\n}\n```";
        assert_eq!(rewritten(broken), Err(RefusalKind::Invalid));
        let lazy = "```css\na {\n  top: 1px;\n}\n/* ... */\n```";
        assert_eq!(rewritten(lazy), Ok(FILE.replacen("top: 0", "top: 1px", 1)));
    }
}
