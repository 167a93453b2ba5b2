//! Changes that come close after each other, as one.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::Change;

/// Silence after which a batch is passed on: an editor's save is several events.
const QUIET: Duration = Duration::from_millis(50);
/// A batch waits no longer than this for silence.
const LONGEST: Duration = Duration::from_millis(500);
/// More paths than this are no longer listed: looking at everything is cheaper.
const MOST: usize = 2_000;

/// Changes that have not been passed on.
#[derive(Debug, Default)]
pub(super) struct Batch {
    paths: BTreeSet<PathBuf>,
    everything: bool,
    /// When the first of them came.
    since: Option<Instant>,
}

impl Batch {
    pub fn add(&mut self, path: PathBuf) {
        self.since.get_or_insert_with(Instant::now);
        if !self.everything {
            self.paths.insert(path);
            self.everything = self.paths.len() > MOST;
        }
    }

    /// Events were lost.
    pub fn add_everything(&mut self) {
        self.since.get_or_insert_with(Instant::now);
        self.everything = true;
    }

    /// How long to wait for more before the batch is passed on; none where it is empty.
    pub fn patience(&self) -> Option<Duration> {
        let left = LONGEST.saturating_sub(self.since?.elapsed());
        Some(left.min(QUIET))
    }

    /// The batch as one change.
    pub fn take(&mut self) -> Change {
        let batch = std::mem::take(self);
        if batch.everything { Change::Everything } else { Change::Paths(batch.paths) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_a_burst_is_everything() {
        let mut batch = Batch::default();
        assert_eq!(batch.patience(), None);
        for name in ["a", "b", "a"] {
            batch.add(name.into());
        }
        assert!(batch.patience().is_some_and(|patience| patience <= QUIET));
        assert_eq!(batch.take(), Change::Paths(BTreeSet::from(["a".into(), "b".into()])));
        assert_eq!(batch.patience(), None);
        (0..=MOST).for_each(|n| batch.add(n.to_string().into()));
        assert_eq!(batch.take(), Change::Everything);
    }
}
