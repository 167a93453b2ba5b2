//! The changed files of a pair, and other ways to say a change.

use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

/// Largest file in bytes: what the commands take.
const MAX_BYTES: u64 = 2 << 20;
/// Changed files of one pair that are measured; more are taken evenly.
pub const MAX_FILES: usize = 40;

/// A changed file.
pub struct Changed {
    pub path: String,
    pub before: String,
    pub after: String,
}

/// What was not measured.
#[derive(Debug, Default, Clone, Copy)]
pub struct Skipped {
    pub minified: usize,
    pub large: usize,
    pub beyond_cap: usize,
}

/// The files that both versions have and that differ.
pub fn changed(before: &Path, after: &Path, skipped: &mut Skipped) -> Vec<Changed> {
    let mut paths = Vec::new();
    walk(after, Path::new(""), &mut paths);
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let (old, new) = (before.join(&path), after.join(&path));
        let size = |file: &Path| fs::metadata(file).map_or(0, |meta| meta.len());
        let (old_size, new_size) = (size(&old), size(&new));
        if old_size == 0 || new_size == 0 || !known(&path) {
            continue;
        }
        if old_size.max(new_size) > MAX_BYTES {
            skipped.large += 1;
            continue;
        }
        let (Ok(old), Ok(new)) = (fs::read_to_string(&old), fs::read_to_string(&new)) else {
            continue;
        };
        if old == new {
            continue;
        }
        if minified(&path, &new) {
            skipped.minified += 1;
            continue;
        }
        // Which line ends a package is made with tells of the machine.
        let new = if old.contains("\r\n") == new.contains("\r\n") {
            new
        } else if old.contains("\r\n") {
            new.replace('\n', "\r\n")
        } else {
            new.replace("\r\n", "\n")
        };
        if old == new {
            continue;
        }
        found.push(Changed { path: path.to_string_lossy().into_owned(), before: old, after: new });
    }
    if found.len() > MAX_FILES {
        skipped.beyond_cap += found.len() - MAX_FILES;
        let count = found.len();
        let mut index = 0;
        found.retain(|_| {
            index += 1;
            index * MAX_FILES / count != (index - 1) * MAX_FILES / count
        });
    }
    found
}

fn walk(root: &Path, below: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(root.join(below)) else { return };
    for entry in entries.flatten() {
        let path = below.join(entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(root, &path, out),
            Ok(kind) if kind.is_file() => out.push(path),
            _ => {}
        }
    }
}

/// A language with an entry of its own, or plain text by its name.
fn known(path: &Path) -> bool {
    let language = codegend::lang::by_path(&path.to_string_lossy());
    let text =
        path.extension().is_some_and(|e| ["txt", "rst", "cfg", "ini"].iter().any(|x| e == *x));
    language.name != "text" || text
}

/// Made by a tool to be short, not to be read: by its name, or by its long lines.
fn minified(path: &Path, text: &str) -> bool {
    let named = path.file_name().is_some_and(|name| name.to_string_lossy().contains(".min."));
    let prose = codegend::lang::by_path(&path.to_string_lossy()).name == "markdown";
    let lines = text.lines().count().max(1);
    named || !prose && (text.len() / lines > 160 || text.lines().any(|line| line.len() > 2000))
}

/// The change as a unified diff with three lines of context.
pub fn unified(changed: &Changed) -> String {
    let diff = TextDiff::from_lines(&changed.before, &changed.after);
    diff.unified_diff().header(&changed.path, &changed.path).to_string()
}

/// The change as SEARCH/REPLACE blocks, each with as many lines of context as make it unique.
pub fn search_replace(changed: &Changed) -> String {
    let old: Vec<&str> = changed.before.split_inclusive('\n').collect();
    let new: Vec<&str> = changed.after.split_inclusive('\n').collect();
    let diff = TextDiff::from_slices(&old, &new);
    let mut out = format!("{}\n", changed.path);
    let mut last: Option<(usize, usize, usize, usize)> = None;
    let mut blocks = Vec::new();
    for op in diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal) {
        let (a, b) = (op.old_range(), op.new_range());
        let mut context = 0;
        let (from, to) = loop {
            let (from, to) = (a.start.saturating_sub(context), (a.end + context).min(old.len()));
            let text = old[from..to].concat();
            let all = from == 0 && to == old.len();
            if all || !text.trim().is_empty() && changed.before.matches(&text).nth(1).is_none() {
                break (from, to);
            }
            context += 1;
        };
        let (ahead, behind) = (a.start - from, to - a.end);
        let block = (from, to, b.start - ahead, b.end + behind);
        match &mut last {
            Some(l) if from < l.1 => (l.1, l.3) = (to, block.3),
            _ => blocks.extend(last.replace(block)),
        }
    }
    blocks.extend(last);
    for (from, to, new_from, new_to) in blocks {
        out.push_str("<<<<<<< SEARCH\n");
        out.extend(old[from..to].iter().copied());
        out.push_str("=======\n");
        out.extend(new[new_from..new_to.min(new.len())].iter().copied());
        out.push_str(">>>>>>> REPLACE\n");
    }
    out
}
