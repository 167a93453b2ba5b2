//! Writes what a command was told to write with `--output`.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::error::CommandError;

/// Writes a file whole or not at all. A link is followed, so that it stays a link.
pub fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let written = match fs::metadata(&target) {
        // What is there but is no file (a FIFO, /dev/stdout) can only be written to.
        Ok(meta) if !meta.is_file() => fs::write(&target, text),
        meta => replace(&target, text, meta.ok().map(|meta| meta.permissions())),
    };
    written
        .map_err(|error| CommandError::failed(format!("cannot write {}: {error}", path.display())))
}

fn replace(target: &Path, text: &str, mode: Option<fs::Permissions>) -> std::io::Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".codegen-");
    #[cfg(unix)]
    {
        // A temporary file is private by default; a new file of the user's is what the umask says.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    file.as_file().sync_all()?;
    file.persist(target)?;
    Ok(())
}
