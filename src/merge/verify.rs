//! Looks at the result before anything is written.

use super::report::{Merged, Refusal, RefusalKind, splice};
use crate::index::{Index, Replacement};

/// Refuses a merge whose result has a syntax error that the original had not.
pub(super) fn verify(merged: &Merged, index: &Index) -> Result<(), Refusal> {
    if merged.splices.is_empty() {
        return Ok(());
    }
    let result = splice(index.text(), &merged.splices);
    let edits: Vec<Replacement> =
        merged.splices.iter().map(|s| (s.range.clone(), s.text.len())).collect();
    if index.breaks(&edits, &result) {
        return Err(Refusal {
            kind: RefusalKind::Invalid,
            why: "the merged file would have a syntax error that it has not now".into(),
            candidates: Vec::new(),
            hint: "show the changed block in full, with its first and last line".into(),
        });
    }
    Ok(())
}
