//! The table of keys: every setting there is, what it may hold, and who may set it.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its dotted name; `*` stands for a profile's name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Who may set it.
    pub scope: Scope,
    /// What it holds where nobody sets it.
    pub default: Option<&'static str>,
    /// What it is for, in one line.
    pub about: &'static str,
}

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number within the bounds.
    Whole(i64, i64),
    /// A number within the bounds.
    Number(f64, f64),
    /// True or false.
    Flag,
    /// Texts. Those of all layers count together.
    Texts,
    /// A text or a list of texts: a command.
    Command,
}

/// Who may set a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The user: their own file, variables, flags.
    User,
    /// A repository too: it leads to no server, no key and no command.
    Repository,
}

const STRATEGIES: &[&str] = &["auto", "sketch", "rewrite", "predict", "local"];

/// Every key.
pub const KEYS: &[Key] = &[
    user("model", Kind::Text, "the profile to use, or a model's name at the default server"),
    user("strategy", Kind::Word(STRATEGIES), "how the model is asked").or("auto"),
    user(
        "dirty",
        Kind::Word(&["snapshot", "include", "refuse"]),
        "what is done where an edit touches lines that you changed and did not commit",
    )
    .or("snapshot"),
    shared("style", Kind::Text, "what the model is told about the style of the code"),
    shared("ignore", Kind::Texts, "files that are never sent to a model, as glob patterns"),
    shared("commit.prefix", Kind::Text, "what a commit's subject begins with"),
    shared(
        "commit.attribution",
        Kind::Word(&["assisted-by", "co-authored-by", "none"]),
        "the trailer that names the model",
    )
    .or("assisted-by"),
    shared("limits.max_tokens", Kind::Whole(256, 1_000_000), "tokens that a reply may have")
        .or("16384"),
    shared("limits.reply_bytes", Kind::Whole(1024, 64 << 20), "bytes that a reply may have")
        .or("1048576"),
    shared("limits.attempts", Kind::Whole(1, 20), "requests for one reply, retries included")
        .or("4"),
    shared("limits.rounds", Kind::Whole(1, 5), "questions for one edit, refused ones included")
        .or("3"),
    shared("limits.first_text", Kind::Whole(1, 3600), "seconds of silence before a reply")
        .or("120"),
    shared("limits.idle", Kind::Whole(1, 3600), "seconds of silence within a reply").or("30"),
    shared("limits.total", Kind::Whole(1, 86_400), "seconds for one reply, retries included")
        .or("600"),
    shared(
        "limits.outline_tokens",
        Kind::Whole(500, 10_000_000),
        "a file of more tokens is sent as an outline with the blocks that matter",
    )
    .or("12000"),
    user("models.*.provider", Kind::Text, "a provider's name, for its base URL"),
    user("models.*.base_url", Kind::Text, "where the API is"),
    user("models.*.model", Kind::Text, "the model's name there"),
    user("models.*.wire", Kind::Word(&["openai", "anthropic"]), "the wire format"),
    user("models.*.api_version", Kind::Text, "Azure's api-version"),
    user("models.*.api_key_env", Kind::Text, "the variable that holds the key"),
    user("models.*.api_key_file", Kind::Text, "the file that holds the key; only you may read it"),
    user("models.*.api_key_command", Kind::Command, "the command that prints the key"),
    user("models.*.strategy", Kind::Word(STRATEGIES), "how this model is best asked"),
    user("models.*.max_tokens", Kind::Whole(256, 1_000_000), "tokens that it may write"),
    user("models.*.context_tokens", Kind::Whole(1024, 100_000_000), "tokens that fit it"),
    user("models.*.temperature", Kind::Number(0.0, 2.0), "the temperature to ask for"),
    user("models.*.prediction", Kind::Flag, "whether it takes the file as predicted output"),
];

/// A key that only the user sets.
const fn user(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, scope: Scope::User, default: None, about }
}

/// A key that a repository may set too.
const fn shared(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { name, kind, scope: Scope::Repository, default: None, about }
}

impl Key {
    const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The key that a path of names means.
    pub(super) fn find(path: &[&str]) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.matches(path))
    }

    /// Is there a key below `path`, so that a table belongs there?
    pub(super) fn is_table(path: &[&str]) -> bool {
        let below = |key: &Key| {
            let parts: Vec<_> = key.name.split('.').collect();
            parts.len() > path.len() && agree(&parts, path)
        };
        KEYS.iter().any(below)
    }

    /// The names that could stand in the last place of `path`.
    pub(super) fn siblings(path: &[&str]) -> Vec<&'static str> {
        let parents = &path[..path.len().saturating_sub(1)];
        let mut names: Vec<_> = KEYS
            .iter()
            .filter_map(|key| {
                let parts: Vec<_> = key.name.split('.').collect();
                let next = parts.get(parents.len())?;
                (agree(&parts, parents) && *next != "*").then_some(*next)
            })
            .collect();
        names.dedup();
        names
    }

    fn matches(&self, path: &[&str]) -> bool {
        let parts: Vec<_> = self.name.split('.').collect();
        parts.len() == path.len() && agree(&parts, path)
    }
}

/// Do the names agree as far as both go?
fn agree(pattern: &[&str], path: &[&str]) -> bool {
    pattern.iter().zip(path).all(|(part, name)| *part == "*" || part == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_path() {
        assert_eq!(Key::find(&["limits", "idle"]).unwrap().name, "limits.idle");
        assert_eq!(Key::find(&["models", "a.b", "wire"]).unwrap().name, "models.*.wire");
        assert!(Key::find(&["models", "a"]).is_none() && Key::is_table(&["models", "a"]));
        assert!(Key::is_table(&["limits"]) && !Key::is_table(&["limits", "idle"]));
        assert!(Key::siblings(&["lmits"]).contains(&"limits"));
        assert!(Key::siblings(&["models", "x", "y"]).contains(&"base_url"));
    }

    #[test]
    fn a_repository_reaches_no_server_key_or_command() {
        for key in KEYS.iter().filter(|key| key.scope == Scope::Repository) {
            let harmless = ["style", "ignore"].contains(&key.name)
                || key.name.starts_with("commit.")
                || key.name.starts_with("limits.");
            assert!(harmless, "{}", key.name);
        }
    }
}
