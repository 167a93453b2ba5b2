//! Recognises marker comments: gaps and deletions.
//!
//! Models word them as they like, so a gap is any comment that says that code is unchanged; but a
//! comment that stands in the file is text.

use super::says;
use super::words::{
    ALONE, CODE, CONDITIONS, FOREIGN, GLUE, KEEP, LOOSE, NOUNS, PIECE, STILL, WAS, WHOLE,
};

/// What a comment says to the merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Marker {
    /// Code stays here.
    Gap,
    /// The named blocks go.
    Deletion(Vec<String>),
}

/// What opens and closes a comment of a language of templates, longest first.
const TEMPLATES: &[(&str, &str)] = &[
    ("{{!--", "--}}"),
    ("{{--", "--}}"),
    ("{#", "#}"),
    ("{*", "*}"),
    ("<%--", "--%>"),
    ("<%#", "%>"),
    ("@*", "*@"),
];

/// A gap in a comment of a language of templates (`<b>{# ... #}</b>`) on a line; none where it has none.
pub(crate) fn gap_of_template(line: &str) -> Option<&str> {
    TEMPLATES.iter().find_map(|(open, close)| {
        let start = line.find(open)?;
        let said = start + open.len();
        let end = said + line[said..].find(close)?;
        let gap = line[said..end].contains("...") && is_gap(&line[said..end]);
        gap.then(|| &line[start..end + close.len()])
    })
}

/// Strips comment syntax of any language off a line; none when the line is no comment.
pub(crate) fn comment_text<'a>(line: &'a str, line_comments: &[&str]) -> Option<&'a str> {
    let line = line.trim().trim_end_matches(',');
    let pairs = [("{/*", "*/}"), ("/*", "*/"), ("<!--", "-->"), ("{{/*", "*/}}"), ("(*", "*)")];
    for (open, close) in pairs.iter().chain(TEMPLATES).copied() {
        if let Some(body) = line.strip_prefix(open).and_then(|l| l.strip_suffix(close)) {
            let lone = !body.contains(close) && !body.contains(open);
            return lone.then(|| body.trim_matches(['*', ' ', '\t', '\n', '\r']));
        }
    }
    let openers = line_comments.iter().copied().chain(["//", "--", ";;"]);
    for open in openers {
        if let Some(body) = line.strip_prefix(open) {
            let said = body.trim_start_matches(open.chars().last().unwrap_or(' ')).trim();
            // An example's comment, in documentation.
            let nested = body.len() > said.len() && said.starts_with(open);
            return (!nested).then_some(said);
        }
    }
    None
}

/// Is a line a gap and nothing else: dots, or a comment that says that code stays?
pub(super) fn is_gap_line(line: &str, line_comments: &[&str]) -> bool {
    is_dots(line) || comment_text(line, line_comments).is_some_and(is_gap)
}

/// A line of nothing but dots, such as `...` or `[...]`.
pub(crate) fn is_dots(line: &str) -> bool {
    let line = line.trim().trim_end_matches([',', ';']);
    let bare = line.trim_matches(['[', ']', '(', ')', '<', '>', '{', '}', ' ']);
    line.len() <= 12 && matches!(bare, "..." | "…" | "……" | "...." | ".....")
}

/// Words between dots that nothing but a gap says, such as `... existing code ...`, bare on a line.
pub(crate) fn is_bare(line: &str) -> bool {
    let line = line.trim();
    let dots = |c: char| c == '.' || c == '…';
    let begins = line.starts_with("...") || line.starts_with('…');
    let ends = line.ends_with("...") || line.ends_with('…');
    // Dots right before a word spread it, unless more words follow.
    begins && ends && line.trim_matches(dots).contains(' ') && is_gap(line)
}

/// The words of a line that stands in brackets as a whole, such as `[rest of the file unchanged]`.
pub(crate) fn in_brackets(line: &str) -> Option<&str> {
    let line = line.trim();
    let inner = [("[", "]"), ("(", ")"), ("<", ">")].iter().find_map(|(open, close)| {
        line.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
    })?;
    let words = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '…' | ',' | '\'' | '-');
    if !inner.chars().all(words) || !inner.chars().any(char::is_alphabetic) {
        return None;
    }
    // Dots right before a word and none at the end (`[...rest]`, `[a, ...existing]`) are code.
    let sticks =
        |dots| inner.split(dots).skip(1).any(|rest| rest.starts_with(char::is_alphanumeric));
    let spreads = (sticks("...") || sticks("…")) && !inner.ends_with(['.', '…']);
    (!spreads).then_some(inner)
}

/// The words of a line of running text that no author writes so: between dots and in the comment
/// syntax of some language, in emphasis or in brackets.
pub(crate) fn prose_text(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(text) = row_text(line) {
        return Some(text);
    }
    let comment = ["//", "#", ">", "--", ";"].iter().find_map(|open| line.strip_prefix(open));
    let dotted = |text: &&str| text.starts_with("...") || text.starts_with('…');
    if let Some(text) = comment.map(|text| text.trim_start_matches(['/', '#']).trim()) {
        return Some(text).filter(dotted);
    }
    let plain = line.trim_matches(['*', '_', '`']);
    in_brackets(plain)
        .or_else(|| Some(plain.trim()).filter(|p| p.len() < line.len()).filter(dotted))
}

/// The words of a row of a table (`| ... | ... |`) with nothing but dots, and words between dots, in its cells.
fn row_text(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let cells = || inner.split('|').map(str::trim).filter(|cell| !cell.is_empty());
    let dotted = |cell: &str| cell.starts_with("...") || cell.starts_with(['…', '⋮']);
    let mut worded = cells().filter(|cell| cell.contains(char::is_alphanumeric));
    let (told, more) = (worded.next(), worded.next());
    (cells().all(dotted) && more.is_none()).then(|| told.or_else(|| cells().next())).flatten()
}

/// The name in words such as `mute() was removed`, `removed the method mute`, `@media print removed`.
/// Several words are one only where they begin like one.
pub(super) fn said_to_be_removed(text: &str) -> Option<&str> {
    words_said_to_be_removed(text)
        .filter(|name| !name.contains(' ') || name.starts_with(['@', '.', '#', '[']))
}

/// All that such words say of what goes, be it a name or not.
pub(super) fn words_said_to_be_removed(text: &str) -> Option<&str> {
    const VERBS: [&str; 6] = ["removed", "deleted", "dropped", "remove", "delete", "gone"];
    const FILLERS: [&str; 17] = [
        "the", "was", "is", "has", "been", "now", "method", "function", "class", "rule", "block",
        "field", "property", "here", "test", "section", "heading",
    ];
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let text = text.trim_start_matches(['[', ' ', '-']).trim_start_matches("...");
    let text = text.trim_matches([' ', '-']).trim_end_matches([']', '.', ' ']);
    let is = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 6 || !words.iter().any(|w| is(&VERBS, w)) {
        return None;
    }
    let said = |w: &&&str| !is(&VERBS, w) && !is(&FILLERS, w);
    let (first, last) = (words.iter().find(said)?, words.iter().rev().find(said)?);
    let at = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let name = &text[at(first)..at(last) + last.len()];
    Some(name.trim_matches(['`', '"', '\'', ':']).trim_end_matches("()")).filter(|n| !n.is_empty())
}

/// What a comment says behind a word for removal: `import a from 'a'` of `deleted import a from 'a'`.
pub(super) fn removed_line(text: &str) -> Option<&str> {
    let (verb, rest) = text.trim().split_once(' ')?;
    let verb = verb.trim_end_matches(':').to_ascii_lowercase();
    matches!(&*verb, "deleted" | "removed" | "delete" | "remove")
        .then(|| rest.trim_matches(['`', ' ']))
}

/// Is this line, with or without comment syntax, what models write for a gap, whatever the file is
/// about?
pub(crate) fn is_usual(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "existing",
        "unchanged",
        "code",
        "rest",
        "of",
        "the",
        "file",
        "remaining",
        "other",
        "same",
        "as",
        "before",
        "is",
        "are",
        "remains",
        "stays",
        "unmodified",
        "omitted",
        "for",
        "brevity",
        "content",
        "text",
        "lines",
        "here",
        "methods",
        "functions",
        "rules",
        "and",
        "all",
    ];
    let lower = line.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.all(|w| WORDS.contains(&w))
}

/// Reads the text of a comment.
pub(crate) fn marker(text: &str) -> Option<Marker> {
    if let Some(names) = deletion(text) {
        return Some(Marker::Deletion(names));
    }
    is_gap(text).then_some(Marker::Gap)
}

/// Does a comment speak of code in general, and say that it stays? `keep existing methods as they
/// are`, `the remainder of the class`; not `keep the cache warm`.
fn keeps(words: &[&str]) -> bool {
    let one = |list: &[&str], word: &&str| list.contains(word);
    match words {
        [] => false,
        [word] => one(ALONE, word),
        _ => {
            let strong = |w: &&str| one(KEEP, w) && !one(WAS, w);
            let was = || words.iter().any(|w| one(WAS, w));
            (words.iter().any(strong) || was() && words.iter().any(|w| one(CODE, w)))
                && words.iter().all(|w| one(KEEP, w) || one(NOUNS, w) || one(GLUE, w))
        }
    }
}

/// Is there a word in the text of a comment that says that something stays?
pub(crate) fn speaks_of_keeping(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .any(|w| KEEP.contains(&w) || w == "more")
}

/// Does a comment say where the code below it goes, by what is there already: `after the existing
/// routes`?
pub(super) fn says_where(text: &str) -> bool {
    const MOST: usize = 10;
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let place = ["after", "before", "above", "below", "inside", "within", "next", "beside"];
    words.len() <= MOST
        && words.first().is_some_and(|word| place.contains(word))
        && words.iter().any(|word| matches!(*word, "existing" | "other" | "others" | "current"))
}

/// Does a comment say in which part of the file code stands: `in the private section`, `inside the class`?
pub(super) fn says_section(text: &str) -> bool {
    const MOST: usize = 6;
    const PARTS: [&str; 9] =
        ["block", "class", "file", "function", "method", "module", "object", "section", "type"];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.trim_matches(['(', ')', ':', '.', ' ']).split(' ').collect();
    matches!(words[..], ["in" | "inside" | "within", "the" | "this" | "same", .., part]
        if words.len() <= MOST && PARTS.contains(&part))
}

/// The words of a name, in lower case: `cart`, `reducer` of `cartReducer` and `cart_reducer`.
pub(super) fn words_of_name(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        let starts = !before.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if c.is_alphanumeric() {
            match words.last_mut().filter(|_| !starts) {
                Some(word) => word.extend(c.to_lowercase()),
                None => words.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    words
}

/// Does a comment say, in a few words, that what it names stays: `name and email stay`, `Name field
/// as is`, `keep the head`? Any comment may say so; one in the place of code that is left out means
/// that code.
pub(crate) fn says_it_stays(text: &str) -> bool {
    /// Words of such a comment.
    const MOST: usize = 8;
    const ENDS: [&[&str]; 18] = [
        &["stay"],
        &["stays"],
        &["stay", "here"],
        &["stays", "here"],
        &["stay", "in", "place"],
        &["stays", "in", "place"],
        &["remain"],
        &["remains"],
        &["kept"],
        &["unchanged"],
        &["untouched"],
        &["as", "is"],
        &["as", "before"],
        &["like", "before"],
        &["as", "they", "are"],
        &["as", "it", "is"],
        &["the", "same"],
        &["as", "they", "were"],
    ];
    let lower = text.to_lowercase().replace("as-is", "as is");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let begins = matches!(words.first(), Some(&("keep" | "leave" | "preserve" | "retain")));
    words.len() <= MOST
        && !words.iter().any(|word| CONDITIONS.contains(word) || matches!(*word, "not" | "no"))
        && (begins || ENDS.iter().any(|end| words.ends_with(end)))
}

/// Does a marker speak of all that is not shown, wherever it stands: `rest of the styles`, `other
/// defaults`?
pub(crate) fn speaks_of_the_rest(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|w| matches!(w, "rest" | "other" | "others" | "remaining" | "remainder"))
}

/// Does the text of a comment say that code stays?
pub(crate) fn is_gap(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    if lower.is_empty() || lower.len() > 160 {
        return false;
    }
    let dotted =
        lower.contains("...") || lower.contains(". . .") || lower.contains(['…', '⋯', '⋮', '︙']);
    let said = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if said.is_empty() {
        return dotted;
    }
    let words: Vec<&str> =
        said.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    // `existing limits`: a few words that name no more than what is there.
    let leads_short = words.len() <= 3
        && matches!(words.first(), Some(&("existing" | "remaining" | "unchanged" | "other")));
    // `keep existing colours`
    let begins = ["unchanged", "untouched", "unmodified", "same as before"];
    let listed = lower.split_once(':').is_some_and(|(said, _)| begins.contains(&said));
    let verb = matches!(words.first(), Some(&("keep" | "leave" | "preserve" | "retain")));
    let kept = words.iter().skip(1).find(|w| !matches!(**w, "all" | "the" | "your" | "any" | "of"));
    let named = matches!(kept, Some(&("existing" | "remaining" | "unchanged" | "other" | "rest")));
    let strict = keeps(&words)
        || verb && named && words.len() <= 6
        || leads_short
        || listed
        || WHOLE.contains(&said)
        || says_in_foreign_words(said)
        || says::says(&words);
    if dotted {
        let leads = lower.starts_with("...") || lower.starts_with('…');
        let ends = lower.ends_with("...") || lower.ends_with('…');
        let loose = words.iter().any(|w| LOOSE.contains(w));
        return strict
            || (leads || !ends) && says::mentions(&words)
            || leads && ends && words.len() <= 10
            || leads && loose && words.len() <= 12
            || ends && loose && says::names_a_piece(&words)
            || leads && words.len() <= 4;
    }
    // What code does under a condition it says of itself.
    let depends = words.iter().enumerate().any(|(at, word)| {
        // `rest of the if statement unchanged`
        let named = at > 0 && matches!(words[at - 1], "an" | "of" | "that" | "the" | "this");
        CONDITIONS.contains(word) && !named
    });
    strict && !depends && words.len() <= 12
}

/// Does a comment in another language than English say that code stays?
pub(super) fn says_in_foreign_words(said: &str) -> bool {
    holds(said, FOREIGN) || is_still(said)
}

/// Does a comment in another language say at its end, of code or alone, that it stays?
fn is_still(said: &str) -> bool {
    /// Words of such a comment.
    const MOST: usize = 8;
    let whole = STILL.contains(&said);
    let ends = STILL.iter().any(|still| said.ends_with(still)) && !said.contains([',', '、']);
    let of_code = PIECE.iter().any(|word| said.contains(word));
    whole || ends && of_code && said.split_whitespace().count() <= MOST
}

/// Does `text` hold one of `phrases` as whole words?
fn holds(text: &str, phrases: &[&str]) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && (c as u32) < 0x3000);
    let mut before = None;
    text.char_indices().any(|(at, c)| {
        let starts = !latin(before.replace(c));
        let rest = &text[at..];
        let here = |phrase: &&str| {
            let behind = rest.strip_prefix(*phrase);
            behind.is_some_and(|behind| !latin(behind.chars().next()))
        };
        starts && phrases.iter().any(here)
    })
}

/// `deleted block h1`, `removed: foo, bar`.
fn deletion(text: &str) -> Option<Vec<String>> {
    let text = text.trim().trim_matches(['.', '…', ' ']).trim();
    let lower = text.to_ascii_lowercase();
    let verbs = ["deleted", "removed", "delete", "remove"];
    let verb = verbs.iter().find(|v| lower.starts_with(*v))?;
    let rest = &text[verb.len()..];
    let named = if let Some(rest) = rest.strip_prefix(':') {
        rest
    } else {
        let rest = rest.strip_prefix(' ')?.trim_start();
        let kinds = ["blocks", "block"];
        let kind = kinds.iter().find(|k| rest.to_ascii_lowercase().starts_with(*k))?;
        rest[kind.len()..].strip_prefix([' ', ':'])?
    };
    let name = named.trim().trim_start_matches(':').trim();
    // Where it went is no part of the name, nor is what it did.
    let selector = name.starts_with(['.', '#', '@', ':', '[', '*']);
    let end = name.find(if selector { " {" } else { " → " }).unwrap_or(name.len());
    let bare = name[..end].trim_matches(['`', '"', '\'', '~']).trim();
    (!bare.is_empty()).then(|| vec![bare.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_in_many_words() {
        for text in [
            "... existing code ...",
            "unchanged code",
            "...",
            "…",
            "... rest of the callback stays the same",
            "rest of the stylesheet unchanged",
            "(fields and other methods unchanged)",
            "... unchanged variants ...",
            "... everything up to subscribe unchanged",
            "... rest unchanged",
            "... other methods unchanged",
            "... existing implementation",
            "rest of the file unchanged",
            "Rest of the code remains the same",
            "... restlicher Code ...",
            "... 其余代码保持不变 ...",
            "... imports ...",
            "[rest of the code unchanged]",
            "⋮",
            "<snip>",
            "etc.",
            "ditto",
            "keep existing",
            "keep existing variables",
            "keep the rest",
            "leave the rest as is",
            "keep these methods as they are",
            "KEEP EXISTING",
            "the rest stays",
            "same implementation",
            "as in the original",
            "like before",
            "everything else is identical",
            "remainder of the class",
            "previous methods",
            "current code",
            "unaltered",
            ". . .",
            "keep all existing colours",
            "rest of the if block unchanged",
        ] {
            assert!(is_gap(text), "{text}");
        }
    }

    #[test]
    fn comments_that_are_no_gaps() {
        for text in [
            "Milliseconds until the server cancels the statement.",
            "query strings only add noise",
            "--- Responsive ---",
            "TODO: handle the rest",
            "wait...",
            "Loads the existing user",
            "Returns the same list",
            "Ignore validation if all field values are unchanged",
            "Return early when nothing changed",
            "keep in sync with site.css",
            "keep the cache warm",
            "previous values",
            "the current version",
            "same order as the enum",
            "left to right",
            "before",
            "all options",
        ] {
            assert!(!is_gap(text), "{text}");
        }
    }

    #[test]
    fn deletions() {
        assert_eq!(marker("deleted block .badge"), Some(Marker::Deletion(vec![".badge".into()])));
        assert_eq!(marker("removed: foo"), Some(Marker::Deletion(vec!["foo".into()])));
        assert_eq!(marker("removed the old workaround"), None);
    }

    #[test]
    fn notes_of_removal() {
        for text in ["mute() removed", "removed mute", "`mute` was removed", "DELETED mute()"] {
            assert_eq!(said_to_be_removed(text), Some("mute"), "{text}");
        }
        assert_eq!(said_to_be_removed("removed the old workaround"), None);
        assert_eq!(said_to_be_removed("...removed .card:hover"), Some(".card:hover"));
        assert_eq!(said_to_be_removed(".card:hover rule removed."), Some(".card:hover"));
        assert_eq!(said_to_be_removed("@media print removed"), Some("@media print"));
        assert_eq!(said_to_be_removed("items"), None);
    }

    #[test]
    fn markers_in_running_text() {
        let gap = |line| prose_text(line).is_some_and(is_gap);
        for line in [
            "// ... existing code ...",
            "# ... existing content ...",
            "*... rest unchanged ...*",
            "_(unchanged)_",
            "> ... rest unchanged ...",
            "[Rest of document unchanged]",
        ] {
            assert!(gap(line), "{line}");
        }
        for line in ["# Existing code", "> the rest", "*same as before*", "(see below)", "- rest"] {
            assert!(!gap(line), "{line}");
        }
    }

    #[test]
    fn comments_that_say_what_stays() {
        for text in ["name, email, phone stay", "Name field as is", "name stays", "keep the head"] {
            assert!(says_it_stays(text) && !is_gap(text), "{text}");
        }
        for text in ["Old links stay where they were put", "returned as is if empty", "stays not"] {
            assert!(!says_it_stays(text), "{text}");
        }
    }

    #[test]
    fn comments_that_say_where() {
        assert!(says_where("after the existing app.use calls"));
        assert!(!says_where("after the cache is warm") && !says_where("the existing routes"));
        assert!(says_section("in the private section") && says_section("Inside the class:"));
        assert!(!says_section("in the cache") && !says_section("in class order, by name"));
    }

    #[test]
    fn lines_that_are_said_to_be_removed() {
        assert_eq!(removed_line("deleted import a from 'a'"), Some("import a from 'a'"));
        assert_eq!(removed_line("deletes import a"), None);
    }

    #[test]
    fn comment_syntaxes() {
        assert_eq!(comment_text("  {/* ... */}", &[]), Some("..."));
        assert_eq!(comment_text("<!-- x -->", &[]), Some("x"));
        assert_eq!(comment_text("{# x #}", &[]), Some("x"));
        assert_eq!(comment_text("{{!-- x --}}", &[]), Some("x"));
        assert_eq!(comment_text("<%- x %>", &[]), None);
        assert_eq!(comment_text("# x", &["#"]), Some("x"));
        assert_eq!(comment_text("# x", &["//"]), None);
        assert_eq!(comment_text("/* a */ b /* c */", &[]), None);
        assert!(is_dots("  ...") && is_dots("[...]") && !is_dots("...args"));
    }
}
