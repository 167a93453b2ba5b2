//! Reads a sketch of a file whose language has no comments.
//!
//! JSON has none (RFC 8259): what a sketch says in one it says to its reader (`"port": 8080, // was 3000`). In
//! the file it would be an error. One on a line of its own, at the end or above what the file has, may speak
//! of what is not shown there (`// plus whatever else you have`) and stands for that.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{Reader, marks, removed};
use crate::index::{Kind, Token, lex_from, row_starts};

/// A gap in place of a comment.
const GAP: &str = "// ...\n";

impl Reader<'_> {
    /// Code without its comments that are no markers, where the language has none and the file neither: its
    /// reader may take them all the same. What asks for a removal stays, and what names something of the file that
    /// is not shown: the result is refused.
    pub(super) fn without_asides(&self, mut code: String) -> String {
        let is_comment = |kind: Kind| kind == Kind::Comment;
        if !self.language.strict
            || !code.contains('/')
            || self.file.tokens.iter().any(|t| is_comment(t.kind))
        {
            return code;
        }
        let rows = row_starts(&code);
        let tokens = lex_from(&code, &self.language.lexis, &[]);
        let comments = tokens.iter().filter(|t| is_comment(t.kind)).map(|t| t.start..t.end);
        let mut hidden = None;
        let asides: Vec<(Range<usize>, &str)> = comments
            .filter_map(|comment| {
                let first = rows.partition_point(|start| *start <= comment.start) - 1;
                let last = rows.partition_point(|start| *start < comment.end);
                let lines = rows[first]..rows.get(last).copied().unwrap_or(code.len());
                let before = &code[lines.start..comment.start];
                let behind = &code[comment.end..lines.end];
                let alone = before.trim().is_empty() && behind.trim().is_empty();
                let signs = self.language.lexis.line_comments;
                let text = marks::comment_text(&code[comment.clone()], signs)?;
                let said = marks::marker(text).is_some() || removed::note(text).is_some();
                let marker = alone
                    && (self.line_marker(&code[lines.clone()]).is_some()
                        || self.note_of_removal(&code, lines.clone()).is_some());
                if said || marker {
                    return None;
                }
                let hidden = hidden.get_or_insert_with(|| self.hidden_names(&tokens, &code));
                let mut words = text.split(|c: char| c.is_whitespace() || c == ',');
                if words.any(|word| hidden.contains(word)) {
                    return None;
                }
                let end = lines.end;
                Some(match alone {
                    true => (lines, if self.may_hide(&code[end..]) { GAP } else { "" }),
                    false => (lines.start + before.trim_end().len()..comment.end, ""),
                })
            })
            .collect();
        for (aside, gap) in asides.into_iter().rev() {
            code.replace_range(aside, gap);
        }
        code
    }

    /// The names of the file that the sketch does not show.
    fn hidden_names(&self, tokens: &[Token], code: &str) -> FxHashSet<&str> {
        let bare = |text: &str| text.trim_matches('"').to_owned();
        let texts = tokens.iter().filter(|t| t.kind == Kind::Text);
        let shown: FxHashSet<String> = texts.map(|t| bare(&code[t.start..t.end])).collect();
        let file = self.file;
        let names = file.keys.iter().flatten().map(|key| file.key_text(*key).trim_matches('"'));
        names.filter(|name| !shown.contains(*name)).collect()
    }

    /// May more of the file stand above the next line of a sketch: the end of something, or what the file has?
    fn may_hide(&self, below: &str) -> bool {
        let bare = |line: &str| line.trim().trim_end_matches(',').to_owned();
        let next = below.lines().map(bare).find(|line| !line.is_empty()).unwrap_or_default();
        let ends = !next.contains(char::is_alphanumeric);
        ends || self.file.text.lines().any(|line| bare(line) == next)
    }
}
