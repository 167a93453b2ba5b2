//! The paths (`a::b::c`) that a Rust source names outside of comments, strings and test modules.
//!
//! A scanner, not a parser: it knows enough of the syntax to find paths and `use` groups.

/// Every path with its groups unfolded: `std::{fmt, fs::File}` is `[std, fmt]` and `[std, fs, File]`.
pub fn paths(source: &str) -> Vec<Vec<String>> {
    let tokens = without_tests(tokens(source));
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // A name after a dot is a field or a method, and one after `::` was read with its path.
        let starts = is_name(&tokens[at]) && (at == 0 || tokens[at - 1] != ".");
        if starts {
            at = path(&tokens, at, &mut Vec::new(), &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads the path that starts at `at`, below `prefix`; answers where it ends.
fn path(
    tokens: &[String],
    at: usize,
    prefix: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    let depth = prefix.len();
    let alone = at > 0 && tokens[at - 1] == "use";
    prefix.push(tokens[at].clone());
    let mut at = at + 1;
    loop {
        if tokens.get(at).is_none_or(|token| token != "::") {
            // Any other lone name is a variable, a keyword and so on.
            if prefix.len() > 1 || alone {
                found.push(prefix.clone());
            }
            break;
        }
        match tokens.get(at + 1) {
            Some(token) if is_name(token) => {
                prefix.push(token.clone());
                at += 2;
            }
            Some(token) if token == "{" => {
                at = group(tokens, at + 2, prefix, found);
                break;
            }
            // `::<T>` or `::*`.
            _ => {
                found.push(prefix.clone());
                at += 1;
                break;
            }
        }
    }
    prefix.truncate(depth);
    at
}

/// Reads a `use` group after its brace; answers where it ends.
fn group(
    tokens: &[String],
    mut at: usize,
    prefix: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    while let Some(token) = tokens.get(at) {
        if token == "}" {
            return at + 1;
        }
        at = if is_name(token) { path(tokens, at, prefix, found) } else { at + 1 };
    }
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Drops each item that `#[cfg(test)]` stands before.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().take(MARK.len()).eq(MARK.iter()) {
            at = item_end(&tokens, at + MARK.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where the item from `at` on ends: after its `;`, or after its outermost braces.
fn item_end(tokens: &[String], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (token == ";" || token == "}") {
            break;
        }
    }
    at
}

/// Names, `::` and single characters, without white space, comments and literals.
fn tokens(source: &str) -> Vec<String> {
    let text: Vec<char> = source.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let next = rest.get(1).copied().unwrap_or(' ');
        match rest[0] {
            c if c.is_whitespace() => at += 1,
            '/' if next == '/' => at += rest.iter().take_while(|c| **c != '\n').count(),
            '/' if next == '*' => at += block_comment(rest),
            '"' => at += string(rest),
            'r' if raw_string(rest) > 0 => at += raw_string(rest),
            '\'' => at += quote(rest),
            ':' if next == ':' => {
                out.push("::".into());
                at += 2;
            }
            c if c.is_alphanumeric() || c == '_' => {
                let name: String =
                    rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += name.chars().count();
                out.push(name);
            }
            c => {
                out.push(c.into());
                at += 1;
            }
        }
    }
    out
}

fn block_comment(text: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match (text[at], text.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(text: &[char]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The length of the raw string that starts here; 0 where none does.
fn raw_string(text: &[char]) -> usize {
    let marks = text[1..].iter().take_while(|c| **c == '#').count();
    let body = 1 + marks;
    if text.get(body) != Some(&'"') {
        return 0;
    }
    let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', marks)).collect();
    let end = text[body + 1..].windows(close.len()).position(|window| window == close);
    end.map_or(text.len(), |end| body + 1 + end + close.len())
}

/// A character literal whole; of a lifetime only the quote.
fn quote(text: &[char]) -> usize {
    match (text.get(1), text.get(2)) {
        (Some('\\'), _) => 3 + text.iter().skip(3).take_while(|c| **c != '\'').count() + 1,
        (Some(_), Some('\'')) => 3,
        _ => 1,
    }
}
