//! A hash of a sequence that can be put together from the hashes of its runs.
//!
//! Karp and Rabin's polynomial (1987) modulo the Mersenne prime 2^61 - 1: runs of unchanged units
//! are taken from prefix sums, so what a long file reads like after a small change is known without
//! reading the file.

use std::ops::Range;

const PRIME: u64 = (1 << 61) - 1;
const BASE: u64 = 0x0d3b_7a15_9c4f_6e27;

fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let (low, high) = (product as u64 & PRIME, (product >> 61) as u64);
    add(low, high)
}

fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn power(mut exponent: usize) -> u64 {
    let (mut base, mut out) = (BASE, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            out = multiply(out, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    out
}

/// The hash of a sequence of hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rolling {
    hash: u64,
    len: usize,
}

impl Rolling {
    /// Adds one to the end.
    pub fn push(&mut self, hash: u64) {
        // A zero would be as good as nothing but for the length.
        self.hash = add(multiply(self.hash, BASE), hash % (PRIME - 1) + 1);
        self.len += 1;
    }

    /// Adds a run of another sequence to the end.
    pub fn push_run(&mut self, of: &Prefixes, run: Range<usize>) {
        let shift = power(run.len());
        let before = multiply(of.0[run.start], shift);
        let run_hash = add(of.0[run.end], PRIME - before);
        self.hash = add(multiply(self.hash, shift), run_hash);
        self.len += run.len();
    }
}

/// The hashes of all beginnings of a sequence.
#[derive(Debug)]
pub(crate) struct Prefixes(Vec<u64>);

impl Prefixes {
    pub fn new(hashes: impl Iterator<Item = u64>) -> Self {
        let mut at = Rolling::default();
        let mut sums = vec![0];
        sums.extend(hashes.map(|hash| {
            at.push(hash);
            at.hash
        }));
        Self(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_good_as_their_parts() {
        let hashes: Vec<u64> = (0..50_u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let prefixes = Prefixes::new(hashes.iter().copied());
        let (mut whole, mut parts) = (Rolling::default(), Rolling::default());
        for hash in &hashes[3..20] {
            whole.push(*hash);
        }
        parts.push_run(&prefixes, 3..3);
        parts.push_run(&prefixes, 3..11);
        parts.push(hashes[11]);
        parts.push_run(&prefixes, 12..20);
        assert_eq!(whole, parts);
        parts.push(0);
        assert_ne!(whole, parts);
        assert_eq!(multiply(PRIME - 1, PRIME - 1), 1);
    }
}
