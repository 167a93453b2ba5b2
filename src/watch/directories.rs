//! The directories of a worktree that git does not ignore.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// `top` and all directories below it, those that git ignores left out; nothing where `top` itself
/// is ignored. `root` is the worktree's.
pub(super) fn directories(root: &Path, top: &Path) -> impl Iterator<Item = PathBuf> {
    // Rules apply to what is found, not to where the walk begins: so it begins one above.
    let begin = if top == root { root } else { top.parent().unwrap_or(root) }.to_owned();
    let wanted = top.to_owned();
    let walk = WalkBuilder::new(&begin)
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        .filter_entry(move |entry| {
            let path = entry.path();
            entry.file_name() != ".git"
                && entry.file_type().is_some_and(|kind| kind.is_dir())
                && (path.starts_with(&wanted) || wanted.starts_with(path))
        })
        .build();
    let top = top.to_owned();
    walk.filter_map(Result::ok)
        .filter(move |entry| {
            entry.file_type().is_some_and(|kind| kind.is_dir()) && entry.path().starts_with(&top)
        })
        .map(ignore::DirEntry::into_path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ignored_ones_are_left_out_wherever_the_walk_begins() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path();
        fs::write(root.join(".gitignore"), "built\n").unwrap();
        for dir in [".git/x", "src/deep", "src/built/deep"] {
            fs::create_dir_all(root.join(dir)).unwrap();
        }
        let below = |top: &str| {
            let mut found: Vec<String> = directories(root, &root.join(top))
                .map(|path| path.strip_prefix(root).unwrap().display().to_string())
                .collect();
            found.sort();
            found
        };
        assert_eq!(directories(root, root).count(), 3);
        assert_eq!(below("src"), ["src", "src/deep"]);
        assert_eq!(below("src/deep"), ["src/deep"]);
        assert_eq!(below("src/built"), [""; 0]);
        assert_eq!(below("gone"), [""; 0]);
    }
}
