//! The nearest right name for a wrong one.

/// The candidate that `name` most likely meant; none where nothing is near.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let close = |candidate: &&str| {
        let distance = strsim::damerau_levenshtein(name, candidate);
        // A third of the letters may be wrong.
        (distance * 3 <= name.chars().count().max(candidate.chars().count())).then_some(distance)
    };
    let scored = candidates.into_iter().filter_map(|one| Some((close(&one)?, one)));
    scored.min_by_key(|(distance, _)| *distance).map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let names = ["strategy", "style", "model", "base_url"];
        assert_eq!(nearest("stratgey", names), Some("strategy"));
        assert_eq!(nearest("baseurl", names), Some("base_url"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("x", names), None);
    }
}
