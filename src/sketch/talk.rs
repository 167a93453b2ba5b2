//! Reads what a reply says around its code blocks.

use rustc_hash::FxHashSet;

/// Words that say that something goes.
const GOES: [&str; 13] = [
    "remove", "removes", "removed", "removing", "delete", "deletes", "deleted", "deleting", "drop",
    "drops", "dropped", "dropping", "gone",
];

/// The words of code between backticks, in the sentences of a reply's prose that say that something
/// goes: `selected` of ``The `tr.selected` rule can go.`` None where no sentence says so.
pub(super) fn said_to_go(prose: &[&str]) -> Option<FxHashSet<String>> {
    let mut found: Option<FxHashSet<String>> = None;
    for sentence in prose.iter().flat_map(|line| sentences(line)) {
        // Every second part stands between backticks.
        let parts: Vec<&str> = sentence.split('`').collect();
        let talk = parts.iter().copied().step_by(2).collect::<String>().to_lowercase();
        if talk.contains("can go") || words(&talk).any(|word| GOES.contains(&word)) {
            let code = parts.iter().skip(1).step_by(2);
            let named = code.flat_map(|part| words(part)).map(str::to_owned);
            found.get_or_insert_default().extend(named);
        }
    }
    found
}

/// Is a line of prose a label and nothing else that says that what follows shows how the new code is used
/// (`Example:`, `**Usage**`)? A sentence may speak of an example and of new code.
pub(super) fn introduces_use(line: &str) -> bool {
    const LABELS: [&str; 6] =
        ["example", "examples", "example usage", "usage", "usage example", "for example"];
    let line = line.to_lowercase();
    let label = line.trim_matches(|c: char| !c.is_alphanumeric());
    LABELS.contains(&label)
}

/// On which side of something a piece of prose says that new code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Above,
    Below,
}

/// Where a line of prose says that the code below it goes, if it names one place: below `list` for ``Add this
/// below the `list` function:``.
pub(crate) fn told_place(line: &str) -> Option<(Told, &str)> {
    const BELOW: [&str; 5] = ["below", "after", "beneath", "under", "following"];
    const ABOVE: [&str; 2] = ["above", "before"];
    /// Words that may stand between the side and the name: `the existing`.
    const BETWEEN: usize = 2;
    const ASKING: [&str; 9] =
        ["add", "append", "belongs", "drop", "goes", "go", "insert", "paste", "put"];
    const NEGATING: [&str; 6] = ["not", "don't", "don’t", "never", "instead", "rather"];
    let talk = line.split('`').step_by(2).collect::<String>().to_lowercase();
    let mut words = talk.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    // `First a helper, below `first`:`, `Right before `main`:`
    let set_off = talk.split(',').any(|part| {
        let mut words = part.split_whitespace();
        let near = |word: &&str| matches!(*word, "right" | "just" | "directly" | "immediately");
        let word = words.find(|word| !near(word)).unwrap_or_default();
        BELOW.contains(&word) || ABOVE.contains(&word)
    });
    let asks = set_off || words.clone().any(|w| ASKING.contains(&w));
    if !asks || words.any(|w| NEGATING.contains(&w)) {
        return None;
    }
    let parts: Vec<&str> = line.split('`').collect();
    let mut named = parts.chunks(2).filter(|pair| pair.len() == 2).filter_map(|pair| {
        let talk = pair[0].to_lowercase();
        let said = talk.split_whitespace().rev().take(BETWEEN + 1);
        let word = |said: &'_ str| said.trim_start_matches(['(', '*', '_']).to_owned();
        let told = |word: &str| match word {
            word if BELOW.contains(&word) => Some(Told::Below),
            word if ABOVE.contains(&word) => Some(Told::Above),
            _ => None,
        };
        // `After that, ` says when, not where.
        let goes_on = |word: &str| {
            word.chars().all(char::is_alphabetic) && !matches!(word, "that" | "this" | "which")
        };
        let mut said = said.map(word).skip_while(|word| told(word).is_none() && goes_on(word));
        let side = said.next().and_then(|word| told(&word))?;
        Some((side, pair[1]))
    });
    named.next().filter(|_| named.next().is_none())
}

/// How prose begins that announces what follows.
pub(super) const ANNOUNCING: [&str; 6] =
    ["Here's", "Here is", "Here are", "Sure", "Below is", "The updated"];

/// Are some lines above code a paragraph of prose about it: words that begin and end as sentences do? Where
/// the code may be `text` too, they have to say that something follows.
pub(super) fn announces(lines: &[&str], text: bool) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    let end = last.trim_end().chars().next_back();
    let follows = end == Some(':') || ANNOUNCING.iter().any(|words| first.starts_with(words));
    let mut begins = first.split_whitespace().map(|word| word.chars().next());
    let capital = begins.next().flatten().is_some_and(char::is_uppercase);
    let goes_on = begins.next().flatten().is_some_and(|c| c.is_lowercase() || c == '`');
    capital
        && goes_on
        && matches!(end, Some(':' | '.' | '!'))
        && (follows || !text)
        && lines.iter().all(|line| is_prose(line))
}

/// Is a line nothing but words and what stands between words in prose, code in backticks apart?
fn is_prose(line: &str) -> bool {
    /// Fewer words may be code.
    const FEW: usize = 3;
    let said: String = line.split('`').step_by(2).collect();
    let sign = |c: char| {
        c.is_alphanumeric()
            || c.is_whitespace()
            || matches!(c, '\'' | '’' | ',' | '.' | ':' | '!' | '-')
    };
    !line.starts_with(char::is_whitespace)
        && line.split_whitespace().count() >= FEW
        && said.chars().all(sign)
}

/// The words of a piece of text or code.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '$'));
    parts.filter(|word| !word.is_empty())
}

/// The sentences of a line, which end at a stop outside of code.
fn sentences(line: &str) -> Vec<&str> {
    let (mut found, mut start, mut code) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        code ^= c == '`';
        if !code && matches!(c, '.' | ';' | '!' | '?') {
            found.push(&line[start..at]);
            start = at + 1;
        }
    }
    found.push(&line[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_introduced() {
        for line in ["Example:", "**Usage**", "For example:", "### Example usage"] {
            assert!(introduces_use(line), "{line}");
        }
        for line in [
            "Here is the new example rule for `a`",
            "Use the new class:",
            "Then add a helper called `mean`, like this:",
            "I would also like to use a shared constant:",
            "Usage tracking goes into a new function at the end of the file:",
            "Then call it like this:",
            "And this is the new example:",
            "",
        ] {
            assert!(!introduces_use(line), "{line}");
        }
    }

    #[test]
    fn a_place_is_told_by_the_name_beside_its_side() {
        let below = |name| Some((Told::Below, name));
        assert_eq!(told_place("First the new one, below `Bar`:"), below("Bar"));
        assert_eq!(told_place("Put `pack` after the existing `read()` method:"), below("read()"));
        assert_eq!(told_place("Right before `main`:"), Some((Told::Above, "main")));
        assert_eq!(told_place("After that, `main` gets simpler now, in `run`:"), None);
        assert_eq!(told_place("Below `a` and above `b`:"), None);
        assert_eq!(told_place("As shown below:"), None);
        assert_eq!(told_place("Don't put it after `list`:"), None);
        assert_eq!(told_place("One that validates before `respond`:"), None);
    }

    #[test]
    fn what_goes_is_named_in_its_own_sentence() {
        let said = |line| {
            let mut said: Vec<String> = said_to_go(&[line])?.into_iter().collect();
            said.sort();
            Some(said.join(" "))
        };
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(said("So the `tr.selected` rule can go. Keep `tr.on`."), some("selected tr"));
        assert_eq!(said("Drop the `Debug` import"), some("Debug"));
        assert_eq!(said("Removed the old rule; see `b`"), some(""));
        assert_eq!(said("Keep `tr.on`."), None);
    }
}
