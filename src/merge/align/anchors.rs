//! Finds what surely corresponds in two long sequences, so that only what is between is aligned.
//!
//! Patience diff's first step (Bram Cohen): what is unique on both sides and equal, as far as it
//! is in order; the longest such chain by patience sorting.

use rustc_hash::FxHashMap;

/// Pairs of positions with the same hash, unique on both sides, ascending on both.
pub(super) fn anchors(a: &[(usize, u64)], b: &[(usize, u64)]) -> Vec<(usize, usize)> {
    let unique = |side: &[(usize, u64)]| {
        let mut seen: FxHashMap<u64, Option<usize>> = FxHashMap::default();
        for (at, hash) in side {
            seen.entry(*hash).and_modify(|first| *first = None).or_insert(Some(*at));
        }
        seen
    };
    let (in_a, in_b) = (unique(a), unique(b));
    let pairs: Vec<(usize, usize)> = a
        .iter()
        .filter(|(_, hash)| in_a[hash].is_some())
        .filter_map(|(at, hash)| Some((*at, (*in_b.get(hash)?)?)))
        .collect();
    longest_ascending(&pairs)
}

/// The longest run of pairs, in order of their first part, whose second parts ascend.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length: the pair that ends such a run lowest; for each pair: the one before it.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let length = tails.partition_point(|tail| pairs[*tail].1 < pair.1);
        before.push(length.checked_sub(1).map(|i| tails[i]));
        match tails.get_mut(length) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(index) = at {
        chain.push(pairs[index]);
        at = before[index];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::anchors;

    fn of(hashes: &[u64]) -> Vec<(usize, u64)> {
        hashes.iter().copied().enumerate().collect()
    }

    #[test]
    fn unique_and_in_order() {
        assert_eq!(anchors(&of(&[1, 2, 3]), &of(&[1, 9, 2, 3])), [(0, 0), (1, 2), (2, 3)]);
        assert_eq!(anchors(&of(&[1, 1, 3]), &of(&[1, 3])), [(2, 1)]);
        assert_eq!(anchors(&of(&[5, 1, 2, 3]), &of(&[1, 2, 3, 5])), [(1, 0), (2, 1), (3, 2)]);
        assert!(anchors(&of(&[1]), &of(&[])).is_empty());
    }
}
