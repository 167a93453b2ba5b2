//! The worktree's root as a directory handle, and reads beneath it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata};

use super::FsError;
use crate::protocol::RelPath;

/// The worktree's root. It is opened once: a later rename of the root, or of a directory on the way
/// to it, does not lead anywhere else.
#[derive(Debug)]
pub struct Root {
    path: PathBuf,
    pub(super) dir: Dir,
}

impl Root {
    /// Opens the directory `root`.
    pub fn open(root: &Path) -> Result<Self, FsError> {
        let dir = Dir::open_ambient_dir(root, ambient_authority())
            .map_err(FsError::io(root.display(), "cannot open"))?;
        Ok(Self { path: root.to_path_buf(), dir })
    }

    /// The path that the root was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a regular UTF-8 text file of at most `limit` bytes. A byte order mark stays in the text.
    pub fn read_text(&self, path: &RelPath, limit: u64) -> Result<String, FsError> {
        let bytes = self.read_bytes(path, limit)?;
        if bytes.contains(&0) {
            return Err(FsError::Binary { path: path.clone() });
        }
        String::from_utf8(bytes).map_err(|error| FsError::NotUtf8 {
            path: path.clone(),
            offset: error.utf8_error().valid_up_to(),
        })
    }

    /// Size in bytes of a regular file.
    pub fn size(&self, path: &RelPath) -> Result<u64, FsError> {
        let (dir, name) = self.parent_of(path)?;
        Ok(regular(&dir, name, path)?.len())
    }

    /// Reads a regular file of at most `limit` bytes.
    pub(super) fn read_bytes(&self, path: &RelPath, limit: u64) -> Result<Vec<u8>, FsError> {
        let (dir, name) = self.parent_of(path)?;
        read_in(&dir, name, path, limit)
    }

    /// Opens the directory that holds `path`, one component after the other, links refused.
    ///
    /// Each component is opened through the handle of the one before, which [`Dir`] keeps from
    /// leading out. A link that appears between the check and the opening can therefore at worst
    /// lead to a sibling directory, never out of the root.
    pub(super) fn parent_of<'a>(&self, path: &'a RelPath) -> Result<(Dir, &'a str), FsError> {
        let text = path.as_str();
        if text.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
            return Err(FsError::GitDir { path: text.to_owned() });
        }
        let (parents, name) = text.rsplit_once('/').unwrap_or(("", text));
        let mut dir = self.dir.try_clone().map_err(FsError::io(path, "cannot open"))?;
        let mut end = 0;
        for part in parents.split('/').filter(|part| !part.is_empty()) {
            end = if end == 0 { part.len() } else { end + 1 + part.len() };
            let here = || text.get(..end).unwrap_or(text).to_owned();
            let metadata =
                dir.symlink_metadata(part).map_err(FsError::io(path, "cannot look it up"))?;
            if metadata.is_symlink() {
                return Err(FsError::Symlink { path: path.clone(), link: here() });
            }
            if !metadata.is_dir() {
                return Err(FsError::NotADirectory { path: path.clone(), parent: here() });
            }
            dir = dir.open_dir(part).map_err(FsError::io(path, "cannot open its directory"))?;
        }
        Ok((dir, name))
    }
}

/// Metadata of the regular file `name` in `dir`; links and everything else refused.
pub(super) fn regular(dir: &Dir, name: &str, path: &RelPath) -> Result<Metadata, FsError> {
    let metadata = dir.symlink_metadata(name).map_err(FsError::io(path, "cannot look it up"))?;
    if metadata.is_symlink() {
        return Err(FsError::Symlink { path: path.clone(), link: path.to_string() });
    }
    if !metadata.is_file() {
        return Err(FsError::NotAFile { path: path.to_string() });
    }
    Ok(metadata)
}

/// Reads the regular file `name` in `dir`.
pub(super) fn read_in(
    dir: &Dir,
    name: &str,
    path: &RelPath,
    limit: u64,
) -> Result<Vec<u8>, FsError> {
    // Looked up before it is opened: opening a pipe would wait for its other end.
    let size = regular(dir, name, path)?.len();
    if size > limit {
        return Err(FsError::TooLarge { path: path.clone(), size, limit });
    }
    let file = dir.open(name).map_err(FsError::io(path, "cannot open"))?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(FsError::io(path, "cannot read"))?;
    let size = bytes.len() as u64;
    if size > limit {
        return Err(FsError::TooLarge { path: path.clone(), size, limit });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rel(path: &str) -> RelPath {
        RelPath::new(path).unwrap()
    }

    #[test]
    fn reads_text_and_keeps_its_bytes() {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join("a")).unwrap();
        fs::write(temp.path().join("a/b.css"), "\u{feff}x\r\ny").unwrap();
        let root = Root::open(temp.path()).unwrap();
        assert_eq!(root.read_text(&rel("a/b.css"), 100).unwrap(), "\u{feff}x\r\ny");
        assert_eq!(root.size(&rel("a/b.css")).unwrap(), 7);
    }

    #[test]
    fn names_what_is_in_the_way() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        fs::create_dir(at("dir")).unwrap();
        fs::write(at("big"), "123456").unwrap();
        fs::write(at("nul"), b"a\0b").unwrap();
        fs::write(at("latin"), b"ab\xe9").unwrap();
        let root = Root::open(temp.path()).unwrap();
        let read = |name: &str| root.read_text(&rel(name), 5).unwrap_err();
        assert!(matches!(read("none"), FsError::Missing { .. }));
        assert!(matches!(read("none/x"), FsError::Missing { .. }));
        assert!(matches!(read("dir"), FsError::NotAFile { .. }));
        assert!(matches!(read("big/x"), FsError::NotADirectory { parent, .. } if parent == "big"));
        assert!(matches!(read("big"), FsError::TooLarge { size: 6, limit: 5, .. }));
        assert!(matches!(read("nul"), FsError::Binary { .. }));
        assert!(matches!(read("latin"), FsError::NotUtf8 { offset: 2, .. }));
        assert!(matches!(read("dir/.git/config"), FsError::GitDir { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused_in_the_path_and_at_its_end() {
        use std::os::unix::fs::symlink;
        let temp = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "s").unwrap();
        fs::create_dir_all(temp.path().join("a/real")).unwrap();
        fs::write(temp.path().join("a/real/f"), "f").unwrap();
        symlink(outside.path(), temp.path().join("out")).unwrap();
        symlink("real", temp.path().join("a/in")).unwrap();
        symlink("a/real/f", temp.path().join("f")).unwrap();
        let root = Root::open(temp.path()).unwrap();
        for (path, at) in [("out/secret", "out"), ("a/in/f", "a/in"), ("f", "f")] {
            let error = root.read_text(&rel(path), 100).unwrap_err();
            assert!(matches!(&error, FsError::Symlink { link, .. } if link == at), "{error}");
        }
    }
}
