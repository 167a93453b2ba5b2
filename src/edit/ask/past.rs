//! How models did at sketches so far, kept beside the edits.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Sketches of a model that are remembered.
const REMEMBERED: usize = 20;
/// Sketches before anything is concluded.
const ENOUGH: usize = 5;
/// Models that are remembered.
const MODELS: usize = 100;

/// For each model, oldest first: was its sketch merged at the first attempt?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Past(BTreeMap<String, VecDeque<bool>>);

impl Past {
    /// What is stored; nothing where that cannot be read: it is a hint and no more.
    pub fn load(state_dir: &Path) -> Self {
        let stored = fs::read(state_dir.join(FILE)).ok();
        stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Notes how a first sketch did.
    pub fn note(&mut self, model: &str, merged: bool) {
        if !self.0.contains_key(model) && self.0.len() >= MODELS {
            self.0.pop_first();
        }
        let past = self.0.entry(model.to_owned()).or_default();
        past.push_back(merged);
        while past.len() > REMEMBERED {
            past.pop_front();
        }
    }

    /// Stores it; what is lost when that fails is a hint.
    pub fn store(&self, state_dir: &Path) {
        if let Ok(bytes) = serde_json::to_vec(self)
            && let Err(error) = fs::write(state_dir.join(FILE), bytes)
        {
            tracing::debug!(%error, "how the model did is not remembered");
        }
    }

    /// Could most of a model's last sketches not be merged?
    pub fn fails_at_sketches(&self, model: &str) -> bool {
        self.0.get(model).is_some_and(|past| {
            let merged = past.iter().filter(|merged| **merged).count();
            past.len() >= ENOUGH && merged * 2 < past.len()
        })
    }
}

const FILE: &str = "models.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_failures_are_none_and_old_ones_are_forgotten() {
        let mut past = Past::default();
        (0..4).for_each(|_| past.note("m", false));
        assert!(!past.fails_at_sketches("m"));
        past.note("m", false);
        assert!(past.fails_at_sketches("m") && !past.fails_at_sketches("other"));
        let dir = tempfile::tempdir().unwrap();
        past.store(dir.path());
        let mut past = Past::load(dir.path());
        assert!(past.fails_at_sketches("m"));
        (0..REMEMBERED).for_each(|_| past.note("m", true));
        assert!(!past.fails_at_sketches("m"));
    }
}
