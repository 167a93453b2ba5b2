//! Reads a sketch of a file whose language has no comments.
//!
//! JSON has none (RFC 8259): what a sketch says in one, and is no marker, it says to its reader
//! (`"port": 8080, // was 3000`). In the file it would be an error.

use std::ops::Range;

use super::{Reader, marks};
use crate::index::{Kind, lex_from, row_starts};

impl Reader<'_> {
    /// Code without its comments that are no markers, where the language has none and the file neither:
    /// its reader may take them all the same.
    pub(super) fn without_asides(&self, mut code: String) -> String {
        let is_comment = |kind: Kind| kind == Kind::Comment;
        if !self.language.strict || self.file.tokens.iter().any(|t| is_comment(t.kind)) {
            return code;
        }
        let rows = row_starts(&code);
        let tokens = lex_from(&code, &self.language.lexis, &[]);
        let comments = tokens.iter().filter(|t| is_comment(t.kind)).map(|t| t.start..t.end);
        let asides: Vec<Range<usize>> = comments
            .filter_map(|comment| {
                let first = rows.partition_point(|start| *start <= comment.start) - 1;
                let last = rows.partition_point(|start| *start < comment.end);
                let lines = rows[first]..rows.get(last).copied().unwrap_or(code.len());
                let before = &code[lines.start..comment.start];
                let alone =
                    before.trim().is_empty() && code[comment.end..lines.end].trim().is_empty();
                let text =
                    marks::comment_text(&code[comment.clone()], self.language.lexis.line_comments);
                let marker = text.is_some_and(|text| marks::marker(text).is_some())
                    || alone
                        && (self.line_marker(&code[lines.clone()]).is_some()
                            || self.note_of_removal(&code, lines.clone()).is_some());
                let aside =
                    if alone { lines } else { lines.start + before.trim_end().len()..comment.end };
                (!marker).then_some(aside)
            })
            .collect();
        for aside in asides.into_iter().rev() {
            code.replace_range(aside, "");
        }
        code
    }
}
