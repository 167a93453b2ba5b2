//! Tells a comment without dots that says that code stays from one that speaks of what code does.
//!
//! A marker says of a piece of the file that it stays, and nothing else: it begins with the piece
//! (`rest of the page`), or ends with what is said of it (`the toolbar stays as it is`). A comment
//! that does something to the rest, or says more of it, is text: `copy the rest of the lines`, `the
//! rest of the settings are the image's own`.

use super::phrases::{ACTS, LEADS, PIECES, PLACES, STATED, STATEMENTS, STAYS, TRAILS};
use super::words::{KEEP, LOOSE, NOUNS};

/// Words of the longest name of a piece of code, behind `rest of the`.
const NAMED: usize = 5;

/// Words of the longest piece that is said to stay.
const SUBJECT: usize = 8;

/// Words by which begins more about a thing that was named.
const CLAUSES: [&str; 5] = ["for", "that", "to", "which", "with"];

/// Words of the longest place.
const PLACE: usize = 4;

/// Does a comment of these words say that code stays?
pub(super) fn says(words: &[&str]) -> bool {
    (0..words.len()).any(|at| begins_with_piece(words, at) || ends_with_stated(words, at))
}

/// Does one of the words' phrases say that code stays, whatever the others say?
pub(super) fn mentions(words: &[&str]) -> bool {
    let phrases = || STATED.iter().chain(PIECES);
    (0..words.len()).any(|at| phrases().any(|said| starts(&words[at..], said)))
}

/// Are the words from `at` on a piece, named at the comment's beginning, with nothing said of it but
/// that it stays?
fn begins_with_piece(words: &[&str], at: usize) -> bool {
    let Some(piece) = PIECES.iter().find(|piece| starts(&words[at..], piece)) else { return false };
    let behind = &words[at + piece.split(' ').count()..];
    // What a piece is for, or does, names it: `existing code that appends items`.
    let clause = behind.iter().position(|word| CLAUSES.contains(word)).unwrap_or(behind.len());
    let behind = &behind[..clause];
    let listed = at >= 2 && matches!(words[at - 1], "and" | "plus" | "or");
    let leads = words[..at].iter().all(|word| LEADS.contains(word));
    let stated = |at: &usize| STAYS.contains(&behind[*at]) || is_stated(&behind[*at..]);
    let named = (0..behind.len()).find(stated).unwrap_or(behind.len());
    // `the code below handles errors`
    let most = if piece.starts_with("code ") { 0 } else { NAMED };
    // `the rest of the page inherits this`
    let object = |word: &&str| matches!(*word, "it" | "them" | "this" | "that" | "these");
    let told = named > 1 && behind[..named].last().is_some_and(object);
    !told
        && (leads || listed && at <= NAMED && !acts(&words[..at]))
        && named <= most
        && !acts(&behind[..named])
        && (behind[named..].is_empty() || is_stated(&behind[named..]))
}

/// Do the words from `at` on say that something stays, up to the comment's end, of what the words before
/// them name?
fn ends_with_stated(words: &[&str], at: usize) -> bool {
    let does = matches!(words[0], "keep" | "keeps" | "leave" | "leaves" | "preserve" | "retain");
    at <= SUBJECT && is_stated(&words[at..]) && !acts(&words[..at]) && (at == 0 || !does)
}

/// Are the words in front of dots about a piece of code, by their first one? `other methods here...`, not
/// `loading other files...`.
pub(super) fn names_a_piece(words: &[&str]) -> bool {
    let first = words.iter().find(|word| !LEADS.contains(*word));
    let of_code = |word: &&str| [LOOSE, KEEP, NOUNS].iter().any(|list| list.contains(word));
    words.len() <= SUBJECT && first.is_none_or(of_code) && !acts(words)
}

/// Do these words say that something stays, and no more?
fn is_stated(words: &[&str]) -> bool {
    let mut rest = words;
    let stated = |words: &[&str]| STATED.iter().any(|said| starts(words, said));
    while let [first, behind @ ..] = rest
        && STAYS.contains(first)
        && !stated(rest)
    {
        rest = behind;
    }
    STATED.iter().filter(|said| starts(rest, said)).any(|said| {
        let behind = &rest[said.split(' ').count()..];
        let ends = || TRAILS.iter().any(|trail| is(behind, trail)) || is_place(behind);
        behind.is_empty() || ends() || is_stated(behind)
    })
}

/// Do these words say where something stays: `below`, `in this block`?
fn is_place(words: &[&str]) -> bool {
    let pointed = || matches!(words.get(1), Some(&("here" | "that" | "the" | "these" | "this")));
    words.first().is_some_and(|word| PLACES.contains(word))
        && (words.len() == 1 || pointed() && words.len() <= PLACE && !acts(words))
}

/// Does one of these words say that something is done?
fn acts(words: &[&str]) -> bool {
    let noun = |at: usize| words.get(at + 1).is_some_and(|next| STATEMENTS.contains(next));
    words.iter().enumerate().any(|(at, word)| ACTS.contains(word) && !noun(at))
}

/// Do `words` begin with those of `phrase`?
fn starts(words: &[&str], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase.split(' ').all(|said| words.next() == Some(&said))
}

/// Are `words` those of `phrase`?
fn is(words: &[&str], phrase: &str) -> bool {
    starts(words, phrase) && words.len() == phrase.split(' ').count()
}

#[cfg(test)]
mod tests {
    use super::super::marks::is_gap;

    #[test]
    fn what_stays_and_no_more_is_a_gap() {
        for text in [
            "rest of the file",
            "the rest of the class is unchanged",
            "rest of the code stays as it was",
            "The rest of the code is the same as before",
            "All other methods remain unchanged",
            "Existing code above remains unchanged",
            "Keep the existing code unchanged",
            "leave everything else unchanged",
            "unchanged from here",
            "No changes to this method",
            "nothing else changes below this line",
            "imports omitted for brevity",
            "Previous code stays here",
            "the handlers above are unchanged",
            "constructor unchanged",
            "return statement unchanged",
            "the other cases are not changed",
            "unchanged: render, update, destroy",
            "existing code that appends items",
            "the rest of the function does not change",
            "other methods not shown",
            "rest of render() unchanged",
            "styles for the other buttons remain unchanged",
            "from_json, validate, height: no changes",
            "toolbar / progress rule stays as it is",
            "existing methods here...",
            "keep the rest as before...",
        ] {
            assert!(is_gap(text), "{text}");
        }
    }

    #[test]
    fn what_is_done_to_the_rest_is_text() {
        for text in [
            "the rest of the settings are the image's own",
            "Copy over the rest of the lines from the old text",
            "Flush the rest of the buffer",
            "the rest of the page inherits this",
            "the rest of the tests will still be run",
            "leave most of a file untouched, which is faster",
            "Return the template unmodified",
            "check that the path is returned unchanged",
            "Py_hash_t is the same size as a pointer",
            "the default alias is the same as the directory's",
            "same as above, but with a lazy repetition",
            "append parameters to the existing body",
            "we don't need to modify any other code",
            "make sure other methods aren't added",
            "Don't break any existing code!",
            "before that, as other code depends on the order",
            "the code below handles positive exponents",
            "stays the same across versions of the protocol",
            "no changes were made to the program",
            "symbol and use other methods as fallback",
            "leave negative numbers unchanged",
            "Include unmodified files in the diff",
            "must result in the rest of the input",
            "Loading existing users...",
            "Testing other static methods...",
            "Emit all of the nodes in the graph...",
        ] {
            assert!(!is_gap(text), "{text}");
        }
    }
}
