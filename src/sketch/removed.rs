//! Reads comments that say that something went, in whatever words: `[REMOVED] drop()`, `drop() - removed`,
//! `deleted method: drop`, `drop was removed because nothing calls it`.
//!
//! The verb is the one sure thing of such a note. What it speaks of stands beside the verb, or in the part
//! of the comment before or behind that; what else it says is why.

/// Forms of the verb by which a note says that something is gone.
const GONE: &[&str] = &[
    "removed",
    "deleted",
    "entfernt",
    "gelöscht",
    "supprimé",
    "supprimée",
    "eliminado",
    "eliminada",
    "borrado",
    "borrada",
    "removido",
    "removida",
    "rimosso",
    "rimossa",
    "verwijderd",
    "usunięto",
    "удалено",
    "удалён",
    "удалена",
    "已删除",
    "删除",
    "移除",
    "削除",
];

/// Forms that ask for it. A comment of new code may begin with one.
const ASKED: &[&str] = &["remove", "delete"];

/// Words beside the name of what went.
const FILLERS: &[&str] = &[
    "a",
    "an",
    "and",
    "been",
    "block",
    "call",
    "check",
    "class",
    "code",
    "completely",
    "component",
    "const",
    "def",
    "definition",
    "element",
    "entirely",
    "entry",
    "field",
    "fn",
    "func",
    "function",
    "handler",
    "has",
    "have",
    "helper",
    "here",
    "import",
    "imports",
    "interface",
    "is",
    "its",
    "job",
    "key",
    "let",
    "line",
    "method",
    "methods",
    "now",
    "old",
    "override",
    "prop",
    "property",
    "route",
    "rule",
    "section",
    "state",
    "step",
    "struct",
    "style",
    "test",
    "the",
    "this",
    "type",
    "unused",
    "var",
    "variable",
    "view",
    "was",
    "were",
    "方法",
    "函数",
];

/// Words by which begins why.
const WHY: &[&str] = &["as", "because", "due", "for", "instead", "since", "so"];

/// Words of what is removed from something, and of what a sketch leaves out for its own sake.
const OTHER: &[&str] =
    &["from", "brevity", "clarity", "conciseness", "readability", "short", "simplicity", "space"];

/// Words of the longest such note, but for why.
const MOST: usize = 7;

/// A comment that says that something went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// What went, where the note says that in one name.
    pub name: Option<String>,
    /// Does it say that it is gone, rather than ask for that?
    pub gone: bool,
}

/// Reads the text of a comment as a note of removal.
pub(crate) fn note(text: &str) -> Option<Note> {
    let is = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    // `drop() removed (inlined now)`
    let aside = text.trim_end().strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    let said = aside.map(|(said, _)| said);
    let text = said.filter(|said| said.split(' ').any(|word| is(GONE, word))).unwrap_or(text);
    let text = without_arguments(text);
    let parts = parts(&text);
    let verb = |word: &&str| is(GONE, word) || is(ASKED, word);
    let at = parts.iter().position(|part| part.iter().any(&verb))?;
    let found = parts[at].iter().find(|word| verb(word))?;
    // One of several things, or something of another one.
    let listed = text[..found.as_ptr() as usize - text.as_ptr() as usize].contains(',');
    if listed || parts.iter().flatten().any(|word| is(OTHER, word)) {
        return None;
    }
    let gone = is(GONE, found);
    let named = |part: &[&str]| -> Option<Vec<String>> {
        let part = &part[..part.iter().position(|w| is(WHY, w)).unwrap_or(part.len())];
        let names = part.iter().filter(|word| !verb(word) && !is(FILLERS, word));
        (part.len() <= MOST).then(|| names.map(|name| (*name).to_owned()).collect())
    };
    let own = named(&parts[at])?;
    let beside = || {
        let before = at.checked_sub(1).and_then(|before| named(&parts[before]));
        let before = before.filter(|names| !names.is_empty());
        before.or_else(|| parts.get(at + 1).and_then(|behind| named(behind)))
    };
    let names = if own.is_empty() { beside().unwrap_or_default() } else { own };
    // Whoever asks for it names it outright, and speaks of nothing else.
    let first = parts[at].first().is_some_and(&verb);
    let last = parts[at].iter().take_while(|w| !is(WHY, w)).last().is_some_and(&verb);
    // A section has a title.
    let titled = parts.iter().flatten().any(|word| is(&["section", "heading", "chapter"], word));
    let alone = (titled || names.len() <= 1) && (first || last);
    alone.then(|| Note { name: Some(names.join(" ")).filter(|name| !name.is_empty()), gone })
}

/// A text without what stands in round brackets right behind a name: `drop` of `drop(self, key)`.
fn without_arguments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '(' if depth > 0 || before.is_alphanumeric() || before == '_' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
        before = c;
    }
    out
}

/// The words of the parts of a note: what dashes, arrows and colons part, without signs around.
fn parts(text: &str) -> Vec<Vec<&str>> {
    const SIGNS: &[char] = &[
        '[', ']', '(', ')', '<', '>', '~', '*', '\'', '"', '`', '!', '?', '|', '=', '-', '–', '—',
        '→', '.',
    ];
    let mut parts = vec![Vec::new()];
    for word in text.split_whitespace() {
        let said = word.trim_end_matches([',', ';', ':']);
        let ends = said.len() < word.len();
        let said = said
            .trim_end_matches(SIGNS)
            .trim_start_matches(|c: char| SIGNS.contains(&c) && c != '.');
        let words = said.chars().any(char::is_alphanumeric);
        let part = parts.last_mut();
        match part {
            Some(part) if words => part.push(said),
            // A sign alone parts what is on either side; a picture is none.
            Some(part) if !part.is_empty() && word.chars().all(|c| SIGNS.contains(&c)) => {
                parts.push(Vec::new())
            }
            _ => {}
        }
        if ends && words {
            parts.push(Vec::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_in_many_words() {
        for text in [
            "[REMOVED] drop()",
            "def drop(self, key): removed",
            "drop was removed because nothing calls it",
            "drop → removed",
            "🗑️ drop() removed",
            "Eliminado: drop",
            "drop() entfernt",
            "删除 drop 方法",
            "deleted method: drop",
            "removed methods: drop",
            "<drop removed>",
            "drop(self, key) removed",
            "drop() -- REMOVED",
            "drop() - removed",
            "drop (removed)",
            "drop: removed, use cache.pop instead",
            "Method `drop()` removed as requested",
            "drop() deleted - no longer needed",
            "--- removed: drop ---",
            "❌ removed drop()",
            "Removed drop() since records are never dropped",
            "removed def drop(self, key)",
            "removed: drop → moved to utils.py",
            "~~drop~~ removed",
            "drop() removed (inlined now)",
        ] {
            let read = note(text);
            assert_eq!(read.as_ref().and_then(|n| n.name.as_deref()), Some("drop"), "{text}");
            assert!(read.is_some_and(|n| n.gone), "{text}");
        }
    }

    #[test]
    fn notes_of_a_section() {
        let name = note("deleted section Accident report").and_then(|note| note.name);
        assert_eq!(name.as_deref(), Some("Accident report"));
        assert_eq!(note("deleted accident report"), None);
    }

    #[test]
    fn notes_without_one_name() {
        for text in ["REMOVED", "(removed)", "Removed the section", "removed unused import"] {
            assert_eq!(note(text), Some(Note { name: None, gone: true }), "{text}");
        }
        for text in [
            "rows that are removed stay in the trash",
            "keep removed rows for a week",
            "items",
            "users deleted (by the nightly job) keep their rows here",
            "connect removed: from __all__ only, it is private now",
            "commas, dots removed",
            "area removed for brevity",
            "Pop removed for clarity",
            "copy all rows that nobody removed yet",
        ] {
            assert_eq!(note(text), None, "{text}");
        }
    }
}
