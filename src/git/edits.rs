//! What is stored of each edit beside its commit: `edits/ID.json` under the state directory.
//!
//! The commit alone is enough to list and reverse an edit; the record adds the sketch, and the
//! edit's own two versions of each file where the commit holds more than the edit.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::GitError;
use crate::protocol::{EditId, RelPath};

/// What is stored of one edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EditRecord {
    pub(super) id: EditId,
    /// The edit's commit, when it was made. A rebase gives it another.
    pub(super) commit: String,
    /// The edited file, or the first of them. Its fields stand in the record itself.
    #[serde(flatten)]
    pub(super) first: FileRecord,
    /// The other files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) more: Vec<FileRecord>,
    /// The sketch that was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sketch: Option<String>,
}

/// What an edit did to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRecord {
    pub(super) path: RelPath,
    /// Id of the blob before the edit; none where the edit made the file.
    pub(super) base: Option<String>,
    /// Id of the blob after it.
    pub(super) result: String,
    /// The text of `base`, where no commit holds that blob.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) base_text: Option<String>,
}

impl EditRecord {
    /// What the edit did, file by file.
    pub(super) fn files(&self) -> impl Iterator<Item = &FileRecord> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// Stores the record under `state_dir`, whole or not at all.
    pub(super) fn store(&self, state_dir: &Path) -> Result<(), GitError> {
        let path = file(state_dir, &self.id);
        let write = || -> io::Result<()> {
            let dir = path.parent().unwrap_or(state_dir);
            fs::create_dir_all(dir)?;
            let mut temp = tempfile::NamedTempFile::new_in(dir)?;
            serde_json::to_writer_pretty(&mut temp, self)?;
            temp.write_all(b"\n")?;
            temp.as_file().sync_all()?;
            temp.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| GitError::State { path: path.clone(), why: error.to_string() })
    }

    /// The record of the edit `id`; none where there is none.
    pub(super) fn load(state_dir: &Path, id: &EditId) -> Result<Option<Self>, GitError> {
        let path = file(state_dir, id);
        let wrong = |why: String| GitError::State { path: path.clone(), why };
        match fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice::<Self>(&bytes) {
                Ok(record) if record.id == *id => Ok(Some(record)),
                Ok(record) => Err(wrong(format!("it is the record of {}", record.id))),
                Err(error) => Err(wrong(error.to_string())),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(wrong(error.to_string())),
        }
    }

    /// Removes the record of an edit whose commit never came to be.
    pub(super) fn discard(state_dir: &Path, id: &EditId) {
        // A record without a commit is never looked at; it is only litter.
        let _ = fs::remove_file(file(state_dir, id));
    }
}

fn file(state_dir: &Path, id: &EditId) -> PathBuf {
    state_dir.join("edits").join(format!("{id}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_record(path: &str) -> FileRecord {
        FileRecord {
            path: RelPath::new(path).unwrap(),
            base: Some("b".into()),
            result: "r".into(),
            base_text: None,
        }
    }

    fn record() -> EditRecord {
        EditRecord {
            id: "kkkkllllmmmm".parse().unwrap(),
            commit: "c".into(),
            first: file_record("a/b.css"),
            more: Vec::new(),
            sketch: Some("/* ... */".into()),
        }
    }

    #[test]
    fn records_are_read_back() {
        let temp = tempfile::tempdir().unwrap();
        let record = record();
        assert_eq!(EditRecord::load(temp.path(), &record.id).unwrap(), None);
        record.store(temp.path()).unwrap();
        assert_eq!(EditRecord::load(temp.path(), &record.id).unwrap(), Some(record.clone()));
        EditRecord::discard(temp.path(), &record.id);
        assert_eq!(EditRecord::load(temp.path(), &record.id).unwrap(), None);
    }

    #[test]
    fn a_record_of_several_files_holds_each_and_one_of_a_single_file_is_as_it_always_was() {
        let temp = tempfile::tempdir().unwrap();
        let mut record = record();
        let text = "{\"id\":\"kkkkllllmmmm\",\"path\":\"a/b.css\",\"commit\":\"c\",\
                    \"base\":\"b\",\"result\":\"r\",\"sketch\":\"/* ... */\"}";
        assert_eq!(serde_json::from_str::<EditRecord>(text).unwrap(), record);
        let written = serde_json::to_value(&record).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
        record.more.push(file_record("c.js"));
        record.store(temp.path()).unwrap();
        let read = EditRecord::load(temp.path(), &record.id).unwrap().unwrap();
        let paths: Vec<&str> = read.files().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a/b.css", "c.js"]);
    }

    #[test]
    fn a_broken_record_is_named() {
        let temp = tempfile::tempdir().unwrap();
        let record = record();
        record.store(temp.path()).unwrap();
        fs::write(file(temp.path(), &record.id), "{\"id\":").unwrap();
        let error = EditRecord::load(temp.path(), &record.id).unwrap_err();
        assert!(error.to_string().contains("kkkkllllmmmm.json"), "{error}");
    }
}
