//! Indexes kept in memory, by content.
//!
//! In: a language and a text. Out: the index of exactly these bytes, built where it is not there yet.
//! A path or a time never answers for content, so a branch switch, an undo or a lost file event can
//! cost time but not correctness. What was used longest ago goes when the budget is spent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::index::{BlobId, Index};
use crate::lang::Language;
use crate::protocol::RelPath;

/// Bytes of memory that an index takes for one byte of text, by a cautious guess: tokens, units,
/// nodes and their tables, and the syntax tree.
const BYTES_PER_BYTE: usize = 48;
/// Bytes that even the index of an empty file takes.
const BYTES_PER_INDEX: usize = 2 << 10;

/// What an index is found by.
type Key = (&'static str, BlobId);

/// A bounded cache of indexes.
#[derive(Debug)]
pub struct Store {
    budget: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    indexes: HashMap<Key, Slot>,
    /// What each path held when it was last looked at. For counting only.
    paths: HashMap<RelPath, Key>,
    bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Slot {
    index: Arc<Index>,
    bytes: usize,
    used: u64,
}

/// What a store holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Files of the worktree whose latest known content is indexed.
    pub files: usize,
    /// Bytes of their text.
    pub text_bytes: u64,
}

impl Store {
    /// A store that takes about `budget` bytes of memory.
    pub fn new(budget: usize) -> Self {
        Self { budget, shelf: Mutex::default() }
    }

    /// The index of `text` in `language`.
    pub fn index(&self, language: &'static Language, text: &str) -> Arc<Index> {
        let key = (language.name, BlobId::of(text.as_bytes()));
        if let Some(index) = self.lock().look_up(key) {
            return index;
        }
        // Without the lock: others need not wait for a parse.
        let index = Arc::new(Index::new(language, text));
        self.lock().put(key, &index, self.budget);
        index
    }

    /// [`Store::index`] of what the file at `path` holds now.
    pub fn index_file(
        &self,
        path: &RelPath,
        language: &'static Language,
        text: &str,
    ) -> Arc<Index> {
        let index = self.index(language, text);
        self.lock().paths.insert(path.clone(), (language.name, index.blob()));
        index
    }

    /// The file at `path` is gone, or is no text any more.
    pub fn forget(&self, path: &RelPath) {
        self.lock().paths.remove(path);
    }

    /// Is the budget spent, so that an index more would push out another one?
    pub fn is_full(&self) -> bool {
        self.lock().bytes >= self.budget
    }

    /// What it holds.
    pub fn holdings(&self) -> Holdings {
        let shelf = self.lock();
        let held = shelf.paths.values().filter_map(|key| shelf.indexes.get(key));
        held.fold(Holdings::default(), |sum, slot| Holdings {
            files: sum.files + 1,
            text_bytes: sum.text_bytes + slot.index.text().len() as u64,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn look_up(&mut self, key: Key) -> Option<Arc<Index>> {
        self.clock += 1;
        let slot = self.indexes.get_mut(&key)?;
        slot.used = self.clock;
        Some(slot.index.clone())
    }

    fn put(&mut self, key: Key, index: &Arc<Index>, budget: usize) {
        self.clock += 1;
        let bytes = BYTES_PER_INDEX + index.text().len().saturating_mul(BYTES_PER_BYTE);
        let slot = Slot { index: index.clone(), bytes, used: self.clock };
        self.bytes += bytes;
        if let Some(old) = self.indexes.insert(key, slot) {
            self.bytes -= old.bytes;
        }
        // One alone may be over the budget: it is what is needed now.
        while self.bytes > budget && self.indexes.len() > 1 {
            let oldest = self.indexes.iter().min_by_key(|(_, slot)| slot.used);
            let Some(key) = oldest.map(|(key, _)| *key) else { return };
            if let Some(slot) = self.indexes.remove(&key) {
                self.bytes -= slot.bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;

    fn css() -> &'static Language {
        lang::by_name("css").unwrap()
    }

    fn path(path: &str) -> RelPath {
        RelPath::new(path).unwrap()
    }

    #[test]
    fn the_same_bytes_have_the_same_index() {
        let store = Store::new(1 << 20);
        let first = store.index(css(), "a {}\n");
        assert!(Arc::ptr_eq(&first, &store.index(css(), "a {}\n")));
        assert!(!Arc::ptr_eq(&first, &store.index(css(), "a { }\n")));
        let text = lang::by_name("text").unwrap();
        assert!(!Arc::ptr_eq(&first, &store.index(text, "a {}\n")), "another language");
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let each = BYTES_PER_INDEX + 4 * BYTES_PER_BYTE;
        let store = Store::new(2 * each);
        let (a, b) = (store.index(css(), "a {}"), store.index(css(), "b {}"));
        store.index(css(), "a {}");
        store.index(css(), "c {}");
        assert!(Arc::ptr_eq(&a, &store.index(css(), "a {}")));
        assert!(!Arc::ptr_eq(&b, &store.index(css(), "b {}")));
        assert!(store.lock().bytes <= 2 * each);
    }

    #[test]
    fn a_file_counts_once_with_what_it_holds_now() {
        let store = Store::new(1 << 20);
        store.index_file(&path("a.css"), css(), "a {}");
        store.index_file(&path("a.css"), css(), "a { top: 0 }");
        store.index_file(&path("b.css"), css(), "a {}");
        assert_eq!(store.holdings(), Holdings { files: 2, text_bytes: 12 + 4 });
        store.forget(&path("b.css"));
        assert_eq!(store.holdings().files, 1);
    }
}
