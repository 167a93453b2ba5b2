//! Downloads a package by its registry's own client and unpacks it below the cache directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::packages::{Pair, Registry};

/// The folders of the two versions of a pair, or what went wrong.
pub fn fetch(cache: &Path, pair: &Pair) -> Result<(PathBuf, PathBuf), String> {
    let one = |version| version_of(cache, pair, version);
    Ok((one(pair.before)?, one(pair.after)?))
}

fn version_of(cache: &Path, pair: &Pair, version: &str) -> Result<PathBuf, String> {
    let label = format!("{:?}-{}-{version}", pair.registry, pair.name.replace('/', "-"));
    let folder = cache.join(label.to_lowercase());
    let done = folder.join(".done");
    if done.exists() {
        return Ok(folder.join("files"));
    }
    // What an earlier run left half done.
    let _ = fs::remove_dir_all(&folder);
    let work = folder.join("work");
    fs::create_dir_all(&work).map_err(|error| error.to_string())?;
    let files = folder.join("files");
    match pair.registry {
        Registry::Npm => npm(&work, pair.name, version),
        Registry::PyPi => pypi(&work, pair.name, version),
        Registry::Crates => crates(&work, pair.name, version),
    }
    .and_then(|unpacked| fs::rename(unpacked, &files).map_err(|error| error.to_string()))
    .and_then(|()| fs::write(&done, "").map_err(|error| error.to_string()))
    .map_err(|error| format!("{} {version}: {error}", pair.name))?;
    let _ = fs::remove_dir_all(&work);
    Ok(files)
}

fn npm(work: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    run(work, "npm", &["pack", "--silent", &format!("{name}@{version}")])?;
    let archive = only_file(work)?;
    let out = work.join("unpacked");
    fs::create_dir(&out).map_err(|error| error.to_string())?;
    run(work, "tar", &["-xf", text(&archive)?, "-C", text(&out)?, "--strip-components=1"])?;
    Ok(out)
}

fn pypi(work: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    let wanted = format!("{name}=={version}");
    let pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
    let python = |more: &[&str]| run(work, "python3", &[&pip[..], more].concat());
    python(&["--only-binary", ":all:", &wanted])?;
    let archive = only_file(work)?;
    let out = work.join("unpacked");
    run(work, "python3", &["-m", "zipfile", "-e", text(&archive)?, text(&out)?])?;
    Ok(out)
}

/// A throw-away crate that depends on this one, vendored.
fn crates(work: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    let manifest = format!(
        "[package]\nname = \"throw-away\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \
         \"lib.rs\"\n\n[dependencies]\n{name} = {{ version = \"={version}\", default-features = \
         false }}\n\n[workspace]\n"
    );
    fs::write(work.join("Cargo.toml"), manifest).map_err(|error| error.to_string())?;
    fs::write(work.join("lib.rs"), "").map_err(|error| error.to_string())?;
    run(work, "cargo", &["vendor", "--quiet", "vendor"])?;
    Ok(work.join("vendor").join(name))
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program}: {}", said.lines().next_back().unwrap_or("failed")))
}

fn only_file(folder: &Path) -> Result<PathBuf, String> {
    let mut entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let first =
        entries.next().ok_or("nothing was downloaded")?.map_err(|error| error.to_string())?;
    Ok(first.path())
}

fn text(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| "a path is not UTF-8".to_owned())
}
