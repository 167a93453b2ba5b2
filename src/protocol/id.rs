//! The name of one edit.

use std::fmt;
use std::str::FromStr;

use rand::RngExt as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LETTERS: &[u8; 16] = b"klmnopqrstuvwxyz";

/// Names one edit for good: 12 letters from `k` to `z`, so that it is never taken for a commit id.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct EditId(String);

/// Why a text is no edit id.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not an edit id (letters k to z, 12 at most)")]
pub struct EditIdError(String);

impl EditId {
    /// Letters in a full id.
    pub const LEN: usize = 12;

    /// A fresh random id: 48 bits.
    pub fn random() -> Self {
        let mut rng = rand::rng();
        Self((0..Self::LEN).map(|_| char::from(LETTERS[rng.random_range(0..16)])).collect())
    }

    /// The id, or the prefix of one, as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EditId {
    type Err = EditIdError;

    /// Takes a full id or a prefix of one: what looks ids up resolves prefixes.
    fn from_str(text: &str) -> Result<Self, EditIdError> {
        let fits = (1..=Self::LEN).contains(&text.len());
        if fits && text.bytes().all(|byte| LETTERS.contains(&byte)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EditIdError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for EditId {
    type Error = EditIdError;

    fn try_from(text: String) -> Result<Self, EditIdError> {
        text.parse()
    }
}

impl From<EditId> for String {
    fn from(id: EditId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_are_valid_and_differ() {
        let (a, b) = (EditId::random(), EditId::random());
        assert_ne!(a, b);
        assert_eq!(a.as_str().parse::<EditId>().unwrap(), a);
    }

    #[test]
    fn commit_ids_are_no_edit_ids() {
        assert!("deadbeef".parse::<EditId>().is_err());
        assert!("".parse::<EditId>().is_err());
        assert!("kkkkkkkkkkkkk".parse::<EditId>().is_err());
    }
}
