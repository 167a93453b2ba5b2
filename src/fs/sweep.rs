//! Removes temporary files that a crash left behind.

use super::{FsError, Root};
use crate::protocol::RelPath;

/// How the name of every temporary file starts.
pub(super) const TEMP_PREFIX: &str = ".codegen-";
/// How it ends. Between the two are 16 hexadecimal digits.
pub(super) const TEMP_SUFFIX: &str = ".tmp";

impl Root {
    /// Removes temporary files of an earlier process, in every directory that git does not ignore,
    /// and says which. To be called by the worktree's only writer, before its first write.
    pub fn sweep(&self) -> Result<Vec<RelPath>, FsError> {
        let walk = ignore::WalkBuilder::new(self.path())
            .hidden(false)
            .follow_links(false)
            .require_git(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        let mut removed = Vec::new();
        // What cannot be listed cannot have been written to either.
        for entry in walk.filter_map(Result::ok) {
            if !entry.file_name().to_str().is_some_and(is_temp_name) {
                continue;
            }
            let Ok(below) = entry.path().strip_prefix(self.path()) else { continue };
            let path = RelPath::new(below)?;
            let (dir, name) = self.parent_of(&path)?;
            if dir.symlink_metadata(name).is_ok_and(|metadata| metadata.is_file()) {
                dir.remove_file(name).map_err(FsError::io(&path, "cannot remove"))?;
                removed.push(path);
            }
        }
        Ok(removed)
    }
}

fn is_temp_name(name: &str) -> bool {
    name.strip_prefix(TEMP_PREFIX).and_then(|rest| rest.strip_suffix(TEMP_SUFFIX)).is_some_and(
        |digits| digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn leftovers_go_and_nothing_else() {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir_all(temp.path().join("a/b")).unwrap();
        let leftover = "a/b/.codegen-0123456789abcdef.tmp";
        let others = [".codegen-notes.tmp", "a/.codegen-0123456789abcdef.txt", "a/b/site.css"];
        for name in others.iter().chain([&leftover]) {
            fs::write(temp.path().join(name), "x").unwrap();
        }
        let root = Root::open(temp.path()).unwrap();
        assert_eq!(root.sweep().unwrap(), [RelPath::new(leftover).unwrap()]);
        assert!(!temp.path().join(leftover).exists());
        assert!(others.iter().all(|name| temp.path().join(name).exists()));
        assert_eq!(root.sweep().unwrap(), []);
    }
}
