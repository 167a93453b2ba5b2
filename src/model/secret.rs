//! A key that cannot be printed by mistake.

use std::fmt;

/// An API key. `Debug` hides it and there is no `Display`: only [`Secret::reveal`] shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key; white space around it (a file's last line end, say) is not part of it.
    pub fn new(key: &str) -> Self {
        Self(key.trim().to_owned())
    }

    /// The key itself: for the request's header and for nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `text` without the key: providers like to quote the key that they refuse.
    pub(super) fn redact(&self, text: &str) -> String {
        if self.0.is_empty() { text.to_owned() } else { text.replace(&self.0, "<key>") }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hidden>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_never_shown() {
        let key = Secret::new(" sk-very-secret\n");
        assert_eq!(key.reveal(), "sk-very-secret");
        assert_eq!(format!("{key:?} {:?}", Some(&key)), "<hidden> Some(<hidden>)");
        assert_eq!(key.redact("Bad key sk-very-secret."), "Bad key <key>.");
    }
}
