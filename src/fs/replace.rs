//! Replaces a file's content durably: the old file or the new one at every instant.

use std::io::{self, Write as _};

use cap_std::fs::{Dir, File, OpenOptions};
use rand::RngExt as _;

use super::root::{read_in, regular};
use super::sweep::{TEMP_PREFIX, TEMP_SUFFIX};
use super::{FsError, Root};
use crate::protocol::RelPath;

impl Root {
    /// Gives `path` the bytes `content`, if it still has the bytes `expected` (none: if it is not
    /// there yet); else [`FsError::Changed`] and nothing is touched.
    ///
    /// The content goes to a temporary file in the same directory, which gets the target's mode, is
    /// synced, renamed over the target, and the directory is synced. As with git's own checkout, a
    /// hard link to the old file keeps the old content.
    ///
    /// The comparison is made right before the rename. A writer that acts between the two is
    /// overwritten: file systems offer no compare-and-swap of content.
    pub fn replace(
        &self,
        path: &RelPath,
        expected: Option<&[u8]>,
        content: &[u8],
    ) -> Result<(), FsError> {
        let (dir, name) = self.parent_of(path)?;
        let permissions = match expected {
            None => None,
            Some(_) => {
                let permissions = regular(&dir, name, path)?.permissions();
                if permissions.readonly() {
                    return Err(FsError::ReadOnly { path: path.clone() });
                }
                Some(permissions)
            }
        };
        let (temp, mut file) = Temp::create(&dir, path)?;
        let fill = |file: &mut File| -> io::Result<()> {
            file.write_all(content)?;
            if let Some(permissions) = permissions {
                file.set_permissions(permissions)?;
            }
            file.sync_all()
        };
        fill(&mut file).map_err(FsError::io(path, "cannot write"))?;
        drop(file);
        match expected {
            Some(expected) => {
                // One byte more than expected shows that the file has grown.
                let now = read_in(&dir, name, path, expected.len() as u64);
                if !matches!(&now, Ok(bytes) if bytes == expected) {
                    return Err(match now {
                        Ok(_) | Err(FsError::TooLarge { .. }) => {
                            FsError::Changed { path: path.clone() }
                        }
                        Err(error) => error,
                    });
                }
                dir.rename(&temp.name, &dir, name).map_err(FsError::io(path, "cannot rename"))?;
            }
            None => place_new(&dir, &temp.name, name, path)?,
        }
        drop(temp);
        sync(&dir).map_err(|source| FsError::NotDurable { path: path.clone(), source })
    }
}

/// Gives the file `temp` the name `name`, which must be free.
fn place_new(dir: &Dir, temp: &str, name: &str, path: &RelPath) -> Result<(), FsError> {
    // A hard link fails where the name is taken; a rename would overwrite.
    match dir.hard_link(temp, dir, name) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(FsError::Changed { path: path.clone() });
        }
        // Not every file system has hard links.
        Err(_) => {}
    }
    if dir.symlink_metadata(name).is_ok() {
        return Err(FsError::Changed { path: path.clone() });
    }
    dir.rename(temp, dir, name).map_err(FsError::io(path, "cannot rename"))
}

/// Makes the directory's own entries durable.
fn sync(dir: &Dir) -> io::Result<()> {
    // The handle itself only names the directory; syncing needs one that is open for reading.
    if cfg!(unix) { dir.open(".")?.sync_all() } else { Ok(()) }
}

/// A temporary file; its name is freed on drop, unless a rename took it before.
struct Temp<'a> {
    dir: &'a Dir,
    name: String,
}

impl<'a> Temp<'a> {
    fn create(dir: &'a Dir, path: &RelPath) -> Result<(Self, File), FsError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        for _ in 0..16 {
            let name = format!("{TEMP_PREFIX}{:016x}{TEMP_SUFFIX}", rand::rng().random::<u64>());
            match dir.open_with(&name, &options) {
                Ok(file) => return Ok((Self { dir, name }, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(FsError::io(path, "cannot write beside")(error)),
            }
        }
        let taken = io::Error::from(io::ErrorKind::AlreadyExists);
        Err(FsError::io(path, "cannot find a free temporary name beside")(taken))
    }
}

impl Drop for Temp<'_> {
    fn drop(&mut self) {
        // After a rename the name is gone, and that is fine.
        let _ = self.dir.remove_file(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rel(path: &str) -> RelPath {
        RelPath::new(path).unwrap()
    }

    fn names(path: &std::path::Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_what_was_expected_and_leaves_no_trace() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("f"), "old").unwrap();
        let root = Root::open(temp.path()).unwrap();
        root.replace(&rel("f"), Some(b"old"), b"new and longer").unwrap();
        assert_eq!(fs::read(temp.path().join("f")).unwrap(), b"new and longer");
        assert_eq!(names(temp.path()), ["f"]);
    }

    #[test]
    fn a_changed_file_stays() {
        let temp = tempfile::tempdir().unwrap();
        let root = Root::open(temp.path()).unwrap();
        for found in ["old plus", "ol", "OLD"] {
            fs::write(temp.path().join("f"), found).unwrap();
            let error = root.replace(&rel("f"), Some(b"old"), b"new").unwrap_err();
            assert!(matches!(error, FsError::Changed { .. }), "{error}");
            assert_eq!(fs::read(temp.path().join("f")).unwrap(), found.as_bytes());
        }
        fs::remove_file(temp.path().join("f")).unwrap();
        let error = root.replace(&rel("f"), Some(b"old"), b"new").unwrap_err();
        assert!(matches!(error, FsError::Missing { .. }), "{error}");
        assert_eq!(names(temp.path()), [] as [&str; 0]);
    }

    #[test]
    fn a_new_file_is_made_only_where_none_is() {
        let temp = tempfile::tempdir().unwrap();
        let root = Root::open(temp.path()).unwrap();
        root.replace(&rel("f"), None, b"new").unwrap();
        assert_eq!(fs::read(temp.path().join("f")).unwrap(), b"new");
        let error = root.replace(&rel("f"), None, b"again").unwrap_err();
        assert!(matches!(error, FsError::Changed { .. }), "{error}");
        assert_eq!(fs::read(temp.path().join("f")).unwrap(), b"new");
        assert_eq!(names(temp.path()), ["f"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_is_kept_and_read_only_is_respected() {
        use std::os::unix::fs::PermissionsExt as _;
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("run.sh");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o751)).unwrap();
        let root = Root::open(temp.path()).unwrap();
        root.replace(&rel("run.sh"), Some(b"old"), b"new").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o751);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        let error = root.replace(&rel("run.sh"), Some(b"new"), b"newer").unwrap_err();
        assert!(matches!(error, FsError::ReadOnly { .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused_at_write_time() {
        use std::os::unix::fs::symlink;
        let temp = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("f"), "old").unwrap();
        symlink(outside.path(), temp.path().join("dir")).unwrap();
        symlink(outside.path().join("f"), temp.path().join("f")).unwrap();
        symlink(outside.path().join("dangling"), temp.path().join("new")).unwrap();
        let root = Root::open(temp.path()).unwrap();
        for path in ["dir/f", "f"] {
            let error = root.replace(&rel(path), Some(b"old"), b"new").unwrap_err();
            assert!(matches!(error, FsError::Symlink { .. }), "{error}");
        }
        let error = root.replace(&rel("new"), None, b"new").unwrap_err();
        assert!(matches!(error, FsError::Changed { .. }), "{error}");
        assert_eq!(fs::read(outside.path().join("f")).unwrap(), b"old");
        assert_eq!(names(outside.path()), ["f"]);
    }
}
