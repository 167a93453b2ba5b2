//! Names in style sheets: rules by their selectors, declarations by their properties.

use xxhash_rust::xxh3::xxh3_64;

use super::{Class, Key, Reader};

impl Reader<'_> {
    pub(super) fn declaration(&self) -> Option<Key> {
        let count = self.tokens.len();
        if self.is(count - 1, b'{') {
            if let Some(key) = self.keyframe() {
                return Some(key);
            }
            // What a mixin or function takes is no part of its name.
            let callable = matches!(self.word(0), Some("@mixin" | "@function"));
            let end = self.position(b'(').filter(|_| callable).unwrap_or(count - 1);
            return self.key(Class::Definition, 0, end);
        }
        if self.is(count - 1, b'}')
            && let Some(open) = self.position(b'{').filter(|open| *open > 0)
        {
            // A rule on one line, where lines are what is aligned.
            return self.key(Class::Definition, 0, open);
        }
        match self.word(0) {
            Some("@extend" | "@return" | "@warn" | "@error" | "@debug" | "@content") => {
                return None;
            }
            Some("@include") => {
                let end = self.position(b'(').unwrap_or(count);
                let end = end - usize::from(self.is(end - 1, b';'));
                return self.key(Class::Member, 0, end);
            }
            Some("@use" | "@forward") => return self.key(Class::Import, 0, count.min(2)),
            // A file has one, or one that orders all the others.
            Some("@charset" | "@layer") => return self.key(Class::Import, 0, 1),
            Some("@import") => return self.style_import(),
            _ => {}
        }
        if self.word(0).is_some_and(|w| w.starts_with('@')) {
            let end = if self.is(count - 1, b';') { count - 1 } else { count };
            return self.key(Class::Import, 0, end);
        }
        // A rule on one line of a page.
        if let Some(brace) = self.position(b'{').filter(|brace| *brace > 0) {
            return self.key(Class::Definition, 0, brace);
        }
        let colon = self.position(b':')?;
        self.key(Class::Member, 0, colon)
    }

    /// `from` and `0%`, `to` and `100%` are one keyframe each (CSS Animations Level 1, section 3).
    pub(super) fn keyframe(&self) -> Option<Key> {
        let key = self.key(Class::Definition, 0, self.tokens.len() - 1)?;
        let name: &[u8] = match &self.text[key.start..key.end] {
            "from" | "0%" => b"0%",
            "to" | "100%" => b"100%",
            _ => return None,
        };
        Some(Key { name: xxh3_64(name), ..key })
    }

    /// `@import url("a.css?v=2") screen;` by what it brings in: `a.css`.
    pub(super) fn style_import(&self) -> Option<Key> {
        let key = self.key(Class::Import, 0, self.tokens.len())?;
        let said = self.text[self.tokens.get(1)?.start..key.end].trim_start_matches("url(");
        let source = said.trim_start_matches([' ', '"', '\'']);
        let end = source.find(['"', '\'', ')', '?', '#', ';', ' ']).unwrap_or(source.len());
        Some(Key { name: xxh3_64(&source.as_bytes()[..end]), ..key })
    }
}
