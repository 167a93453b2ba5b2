//! Keeps a document's declaration of its type as the file writes it.
//!
//! `<!DOCTYPE html>` and `<!doctype html>` are one declaration (HTML Living Standard, section 13.1.1): a
//! sketch that writes the other one changes nothing.

use crate::index::Outline;
use crate::lang::{Language, Layout};

/// `code` with the file's own declaration in place of one that differs from it in case alone.
pub(super) fn keep(mut code: String, language: &Language, file: &Outline) -> String {
    let lexis = &language.lexis;
    if lexis.regions.is_empty() || lexis.layout == Layout::Prose {
        return code;
    }
    let range = |text: &str| {
        let start = text.len() - text.trim_start().len();
        let end = start + text[start..].find('>')? + 1;
        let declared =
            text[start..end].get(..9).is_some_and(|s| s.eq_ignore_ascii_case("<!doctype"));
        declared.then_some(start..end)
    };
    if let (Some(ours), Some(theirs)) = (range(&code), range(&file.text)) {
        let own = &file.text[theirs];
        if code[ours.clone()].eq_ignore_ascii_case(own) {
            code.replace_range(ours, own);
        }
    }
    code
}
