//! A path of the worktree that cannot leave it by its text.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A path relative to the worktree's root: `/`-separated, no `.` or `..`, not empty, never in `.git`.
///
/// That it does not leave the root through a symbolic link is checked where it is opened ([`crate::fs`]).
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct RelPath(String);

/// Why a text is no path of the worktree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelPathError {
    /// Nothing, or the root itself.
    #[error("the path is empty")]
    Empty,
    /// An absolute path, or one with `..` that climbs out.
    #[error("{0} is outside the repository")]
    Outside(String),
    /// A path into git's own directory.
    #[error("{0} belongs to git itself")]
    GitDir(String),
    /// Bytes that are not UTF-8.
    #[error("{0} is not a UTF-8 path")]
    NotUtf8(String),
}

impl RelPath {
    /// Normalises a relative path: `./a//b/../c` is `a/c`.
    pub fn new(path: impl AsRef<Path>) -> Result<Self, RelPathError> {
        let path = path.as_ref();
        let shown = || path.display().to_string();
        let mut parts: Vec<&str> = Vec::new();
        for component in path.components() {
            match component {
                Component::Prefix(_) | Component::RootDir => {
                    return Err(RelPathError::Outside(shown()));
                }
                Component::CurDir => {}
                Component::ParentDir => {
                    if parts.pop().is_none() {
                        return Err(RelPathError::Outside(shown()));
                    }
                }
                Component::Normal(part) => {
                    parts.push(part.to_str().ok_or_else(|| RelPathError::NotUtf8(shown()))?);
                }
            }
        }
        match parts.first() {
            None => Err(RelPathError::Empty),
            Some(first) if first.eq_ignore_ascii_case(".git") => Err(RelPathError::GitDir(shown())),
            Some(_) => Ok(Self(parts.join("/"))),
        }
    }

    /// The path as text, `/`-separated.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Several paths in a sentence: `a, b and c`.
    pub fn list<'a>(paths: impl IntoIterator<Item = &'a Self>) -> String {
        let names: Vec<&str> = paths.into_iter().map(Self::as_str).collect();
        match names.as_slice() {
            [before @ .., last] if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            names => names.concat(),
        }
    }

    /// The path as the operating system spells it, still relative.
    pub fn to_path(&self) -> PathBuf {
        self.0.split('/').collect()
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RelPath {
    type Error = RelPathError;

    fn try_from(text: String) -> Result<Self, RelPathError> {
        Self::new(text)
    }
}

impl From<RelPath> for String {
    fn from(path: RelPath) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_named_in_a_sentence() {
        let paths = ["a", "b/c", "d"].map(|path| RelPath::new(path).unwrap());
        assert_eq!(RelPath::list(&paths), "a, b/c and d");
        assert_eq!(RelPath::list(&paths[..2]), "a and b/c");
        assert_eq!(RelPath::list(&paths[..1]), "a");
    }

    #[test]
    fn normalises_and_refuses() {
        assert_eq!(RelPath::new("./a//b/../c.css").unwrap().as_str(), "a/c.css");
        assert_eq!(RelPath::new("../a"), Err(RelPathError::Outside("../a".into())));
        assert_eq!(RelPath::new("a/../.."), Err(RelPathError::Outside("a/../..".into())));
        assert_eq!(RelPath::new("/etc/passwd"), Err(RelPathError::Outside("/etc/passwd".into())));
        assert_eq!(RelPath::new(".git/config"), Err(RelPathError::GitDir(".git/config".into())));
        assert_eq!(RelPath::new("."), Err(RelPathError::Empty));
    }
}
