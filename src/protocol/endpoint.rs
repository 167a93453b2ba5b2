//! Where a worktree's daemon listens, and how to connect to it.
//!
//! In: the worktree's root. Out: the path of a socket in a directory that only this user can enter.
//! Both ends check that the other one is run by the same user.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use interprocess::local_socket::{GenericFilePath, ListenerOptions, Name};
use sha1::{Digest as _, Sha1};

/// Bytes that a socket's path may have: the smallest `sun_path` of the supported systems is 104.
const MAX_PATH: usize = 100;

/// The address of one worktree's daemon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    path: PathBuf,
}

/// Why there is no address, or none that is safe.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// The directory cannot be made or read.
    #[error("the socket directory {} cannot be used: {source}", .dir.display())]
    Directory {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The directory belongs to somebody else, or is no directory.
    #[error("{} is not a private directory of this user", .dir.display())]
    NotPrivate {
        /// The directory.
        dir: PathBuf,
    },
    /// No directory leaves room for the name.
    #[error("the socket's path would be too long: {}", .path.display())]
    TooLong {
        /// The path.
        path: PathBuf,
    },
}

impl Endpoint {
    /// The address for the worktree at `root`, a canonical path. Makes the directory where needed.
    pub fn of(root: &Path) -> Result<Self, EndpointError> {
        let name = socket_name(root);
        let runtime = env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|dir| dir.is_absolute() && dir.is_dir())
            .map(|dir| dir.join("codegen"))
            .filter(|dir| dir.as_os_str().len() + 1 + name.len() < MAX_PATH);
        let dir = runtime.unwrap_or_else(|| env::temp_dir().join(private_name()));
        make_private(&dir)?;
        let path = dir.join(name);
        if path.as_os_str().len() >= MAX_PATH {
            return Err(EndpointError::TooLong { path });
        }
        Ok(Self { path })
    }

    /// The address that a daemon told.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// The socket's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Connects, and checks that the daemon is this user's.
    pub async fn connect(&self) -> io::Result<Stream> {
        let stream = Stream::connect(self.name()?).await?;
        if is_same_user(&stream)? {
            Ok(stream)
        } else {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "another user listens there"))
        }
    }

    /// Listens. What a dead daemon left there must be gone: see [`Endpoint::remove`].
    pub fn listen(&self) -> io::Result<Listener> {
        let options = ListenerOptions::new().name(self.name()?).reclaim_name(false);
        #[cfg(unix)]
        let options = {
            use interprocess::os::unix::local_socket::ListenerOptionsExt as _;
            options.mode(0o600)
        };
        options.create_tokio()
    }

    /// Removes the socket file, if one is there. Only who holds the worktree's lock may do so.
    pub fn remove(&self) -> io::Result<()> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Is there a socket file? It may be a dead daemon's.
    pub fn exists(&self) -> bool {
        self.path.symlink_metadata().is_ok()
    }

    fn name(&self) -> io::Result<Name<'_>> {
        self.path.as_path().to_fs_name::<GenericFilePath>()
    }
}

/// Is the peer run by the user who runs this process?
pub fn is_same_user(stream: &Stream) -> io::Result<bool> {
    #[cfg(unix)]
    {
        let own = rustix::process::geteuid().as_raw();
        Ok(stream.peer_creds()?.euid() == Some(own))
    }
    // A named pipe's default access rights already keep other users out.
    #[cfg(not(unix))]
    {
        let _ = stream;
        Ok(true)
    }
}

fn socket_name(root: &Path) -> String {
    let hash = Sha1::digest(root.as_os_str().as_encoded_bytes());
    let hex: String = hash.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}.sock")
}

#[cfg(unix)]
fn private_name() -> String {
    format!("codegen-{}", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn private_name() -> String {
    "codegen".to_owned()
}

/// Makes `dir` where it is missing, and refuses one that another user could have prepared.
#[cfg(unix)]
fn make_private(dir: &Path) -> Result<(), EndpointError> {
    use std::fs::{self, DirBuilder, Permissions};
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};

    let failed = |source| EndpointError::Directory { dir: dir.to_owned(), source };
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    let found = fs::symlink_metadata(dir).map_err(failed)?;
    if !found.is_dir() || found.uid() != rustix::process::geteuid().as_raw() {
        return Err(EndpointError::NotPrivate { dir: dir.to_owned() });
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(dir, Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(dir: &Path) -> Result<(), EndpointError> {
    std::fs::create_dir_all(dir)
        .map_err(|source| EndpointError::Directory { dir: dir.to_owned(), source })
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn names_are_short_and_differ_by_root() {
        let (one, other) = (socket_name(Path::new("/a")), socket_name(Path::new("/b")));
        assert_ne!(one, other);
        assert_eq!(one.len(), 25);
    }

    #[test]
    fn the_directory_is_made_private_and_a_lax_one_is_tightened() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("codegen");
        make_private(&dir).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
        make_private(&dir).unwrap();
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_or_a_file_in_its_place_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        let (link, file) = (temp.path().join("link"), temp.path().join("file"));
        symlink(temp.path(), &link).unwrap();
        fs::write(&file, "").unwrap();
        for dir in [link, file] {
            let error = make_private(&dir).unwrap_err();
            assert!(matches!(error, EndpointError::NotPrivate { .. }), "{error}");
        }
    }
}
