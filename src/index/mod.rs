//! The block tree of one file version.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tree_sitter::Tree;

use crate::lang::Language;

mod blob;
mod blocks;
mod bound;
mod key;
mod lex;
pub(crate) mod lines;
mod literal;
mod mappings;
mod markup;
mod naming;
mod nesting;
mod outline;
mod region;
mod rolling;
mod sound;
mod syntax;
mod tables;
mod units;

use lines::Lines;

pub use blob::BlobId;
pub use blocks::BlockRef;

pub(crate) use key::{Class, Key};
pub(crate) use lex::{Kind, Token, code, is_mixed, lex, lex_from};
pub(crate) use nesting::{Node, NodeId, is_template_part};
pub(crate) use outline::Outline;
pub(crate) use rolling::Rolling;
pub(crate) use syntax::{Replacement, errors as syntax_errors};
pub(crate) use tables::Place;
pub(crate) use units::{Mark, Role, Unit, row_starts};

/// One error in so many units says that the grammar does not know this kind of file.
const LOST: usize = 20;

/// The block tree of one version of one file, tagged with the content's identity.
#[derive(Debug)]
pub struct Index {
    language: &'static Language,
    blob: BlobId,
    outline: Outline,
    tree: Option<Tree>,
    errors: usize,
    lines: OnceLock<Lines>,
}

impl Index {
    /// Parses `text` and builds its tree. Any text is fine: what does not parse becomes line blocks.
    pub fn new(language: &'static Language, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let language = language.of_text(&text);
        let blob = BlobId::of(text.as_bytes());
        let tokens = lex(&text, &language.lexis);
        let tree = syntax::parse(language, &text);
        let errors = tree.as_ref().map_or(0, syntax::count);
        let outline = Outline::new(language, text, tokens, &[], &[]);
        Self { language, blob, outline, tree, errors, lines: OnceLock::new() }
    }

    /// The language that the text was parsed as.
    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.outline.text
    }

    /// The identity of the text.
    pub fn blob(&self) -> BlobId {
        self.blob
    }

    /// Places where the grammar finds no sense in the text: 0 for a file in order.
    pub fn syntax_errors(&self) -> usize {
        self.errors
    }

    /// The keyed blocks in file order, nested ones after their parent.
    pub fn blocks(&self) -> Vec<BlockRef> {
        blocks::list(self)
    }

    /// The tree of `text`, which became of this one by `edits`, disjoint and in order: only what they touch
    /// is read again. None where the language has no grammar.
    pub(crate) fn edited(&self, edits: &[Replacement], text: &str) -> Option<Tree> {
        syntax::parse_edited(self.language, (self.tree.as_ref()?, self.text()), edits, text)
    }

    /// Does `text`, of the tree `edited`, have more syntax errors than this one, of which it became by
    /// `edits`, or braces without a match where no grammar is known?
    pub(crate) fn breaks(&self, edited: Option<&Tree>, edits: &[Replacement], text: &str) -> bool {
        if self.embedded_errors(text) > self.embedded_errors(self.text()) {
            return true;
        }
        let Some(tree) = &self.tree else {
            let (old, new) = (syntax::Braces::of(self.text()), syntax::Braces::of(text));
            return old.is_code() && old.unmatched == 0 && new.unmatched != 0 && !new.ends_as(&old);
        };
        // A text of JSON is one value (RFC 8259, section 2), of which the grammar takes several.
        let one = self.language.lexis.is_one_value();
        if one && syntax::values(tree) < 2 && edited.is_some_and(|new| syntax::values(new) > 1) {
            return true;
        }
        // A grammar that finds no sense in much of the file is no witness; brackets are.
        if self.errors * LOST > self.outline.units.len() {
            let tokens = lex(text, &self.language.lexis);
            let outline = Outline::new(self.language, Arc::from(text), tokens, &[], &[]);
            return outline.torn() > self.outline.torn();
        }
        // Where the grammar had to recover, what it makes of a text depends on where it started:
        // only trees of whole texts compare.
        edited.is_none_or(|t| syntax::count(t) > 0)
            && syntax::parse(self.language, text)
                .is_some_and(|new| sound::has_more(tree, self.text(), &new, edits))
    }

    /// A key that a mapping of `text`, of the tree `edited`, has twice and had once, or not at all, before it
    /// became of this one by `edits`.
    pub(crate) fn doubles(
        &self,
        edited: &Tree,
        edits: &[Replacement],
        text: &str,
    ) -> Option<String> {
        let entries = Some(self.language.entries).filter(|entries| !entries.is_empty())?;
        let mut shift = 0_isize;
        let moved = edits.iter().filter_map(|(range, len)| {
            let start = range.start.checked_add_signed(shift)?;
            shift += *len as isize - range.len() as isize;
            Some(start..start + len)
        });
        let places: Vec<Range<usize>> = moved.collect();
        let known: Vec<Range<usize>> = edits.iter().map(|(range, _)| range.clone()).collect();
        let now = mappings::repeated(text, edited, entries, &places, false);
        if now.is_empty() {
            return None;
        }
        let before = mappings::repeated(self.text(), self.tree.as_ref()?, entries, &known, true);
        let more = |key: &str, times: usize| before.get(key).is_none_or(|known| times > *known);
        let found = now.iter().filter(|(key, times)| more(key, **times)).map(|(key, _)| *key);
        found.min().map(str::to_owned)
    }

    /// Syntax errors of what stands in a text in other languages.
    fn embedded_errors(&self, text: &str) -> usize {
        let lexis = &self.language.lexis;
        let part = |(range, region): (Range<usize>, u8)| {
            let language = lexis.regions.get(usize::from(region).checked_sub(1)?)?.language;
            Some(syntax::errors(language, &text[range]))
        };
        lex::embedded(text, lexis).into_iter().filter_map(part).sum()
    }

    pub(crate) fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The lines of the text: read when they are first asked for.
    pub(crate) fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(self.text()))
    }
}
