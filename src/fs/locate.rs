//! From what a person typed to a path of the worktree.

use std::path::{Component, Path};

use super::FsError;
use crate::protocol::RelPath;

/// What a person typed while in `cwd`, as a path of the worktree `root`.
///
/// The directory part is resolved by the system, links and `..` included, so that a root reached
/// through a link works. The last component is not resolved and need not exist.
pub fn relative_to_root(root: &Path, cwd: &Path, typed: &Path) -> Result<RelPath, FsError> {
    let shown = typed.display().to_string();
    let root = root.canonicalize().map_err(FsError::io(root.display(), "cannot resolve"))?;
    let full = cwd.join(typed);
    let resolved = match (full.parent(), full.components().next_back()) {
        (Some(parent), Some(Component::Normal(name))) => {
            parent.canonicalize().map_err(FsError::io(&shown, "cannot resolve"))?.join(name)
        }
        // `..`, or the file system's root: a directory in any case.
        _ => full.canonicalize().map_err(FsError::io(&shown, "cannot resolve"))?,
    };
    match resolved.strip_prefix(&root) {
        Ok(below) if below.as_os_str().is_empty() => Err(FsError::NotAFile { path: shown }),
        Ok(below) => Ok(RelPath::new(below)?),
        Err(_) => Err(FsError::Outside { path: shown }),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn typed_paths_are_found_from_anywhere() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("repo");
        fs::create_dir_all(root.join("a/b")).unwrap();
        let at = |cwd: &Path, typed: &str| relative_to_root(&root, cwd, Path::new(typed));
        assert_eq!(at(&root, "x.css").unwrap().as_str(), "x.css");
        assert_eq!(at(&root.join("a/b"), "../x.css").unwrap().as_str(), "a/x.css");
        assert_eq!(at(&root.join("a"), "./b/new.css").unwrap().as_str(), "a/b/new.css");
        let absolute = root.join("a/x.css");
        assert_eq!(at(temp.path(), absolute.to_str().unwrap()).unwrap().as_str(), "a/x.css");
        assert!(matches!(at(&root, "../x.css"), Err(FsError::Outside { .. })));
        assert!(matches!(at(&root, "/"), Err(FsError::Outside { .. })));
        assert!(matches!(at(&root.join("a"), ".."), Err(FsError::NotAFile { .. })));
        assert!(matches!(at(&root, "none/x.css"), Err(FsError::Missing { .. })));
        assert!(matches!(at(&root.join("a"), "../.git"), Err(FsError::GitDir { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_root_reached_through_a_link_works_and_the_file_is_not_resolved() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("repo");
        fs::create_dir(&root).unwrap();
        let link = temp.path().join("link");
        std::os::unix::fs::symlink(&root, &link).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.join("p")).unwrap();
        let typed = relative_to_root(&root, &link, Path::new("x.css")).unwrap();
        assert_eq!(typed.as_str(), "x.css");
        let typed = relative_to_root(&link, &root, &link.join("x.css")).unwrap();
        assert_eq!(typed.as_str(), "x.css");
        assert_eq!(relative_to_root(&root, &root, Path::new("p")).unwrap().as_str(), "p");
    }
}
