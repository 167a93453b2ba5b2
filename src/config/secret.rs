//! Where a profile's key comes from. A key is in no error.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::ConfigError;
use super::settings::{Profile, Words};

/// Most bytes of a key that are read.
const LIMIT: u64 = 64 << 10;

/// The key of a profile; none where it names no place for one.
pub(super) fn key(
    name: &str,
    profile: &Profile,
    user_file: Option<&Path>,
    variables: &BTreeMap<String, String>,
) -> Result<Option<String>, ConfigError> {
    if let Some(variable) = &profile.api_key_env {
        let set = variables.get(variable).map(|key| key.trim()).filter(|key| !key.is_empty());
        let unset =
            || ConfigError::KeyVariable { profile: name.to_owned(), variable: variable.clone() };
        return Ok(Some(set.ok_or_else(unset)?.to_owned()));
    }
    if let Some(path) = &profile.api_key_file {
        return from_file(name, &located(path, user_file, variables)).map(Some);
    }
    if let Some(command) = &profile.api_key_command {
        trusted(name, user_file)?;
        return from_command(name, command).map(Some);
    }
    Ok(None)
}

/// `~` is the home directory; a relative path starts where the configuration file is.
fn located(path: &str, user_file: Option<&Path>, variables: &BTreeMap<String, String>) -> PathBuf {
    if let (Some(rest), Some(home)) = (path.strip_prefix("~/"), variables.get("HOME")) {
        return Path::new(home).join(rest);
    }
    match user_file.and_then(Path::parent) {
        Some(folder) => folder.join(path),
        None => PathBuf::from(path),
    }
}

fn from_file(name: &str, path: &Path) -> Result<String, ConfigError> {
    let failed = |why: &str, hint: &str| ConfigError::KeyFile {
        profile: name.to_owned(),
        path: path.to_owned(),
        why: why.to_owned(),
        hint: hint.to_owned(),
    };
    let unreadable = |error: std::io::Error| {
        failed(&format!("cannot be read: {error}"), "correct api_key_file, or make the file")
    };
    // Looked at before it is opened: opening a pipe would wait for its other end.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(failed("is no file", "name a file in api_key_file"));
    }
    let file = File::open(path).map_err(unreadable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        // Of what was opened, not of what the path leads to by now.
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.mode() & 0o077 != 0 {
            let hint = format!("chmod 600 {}", path.display());
            return Err(failed("can be read or written by others", &hint));
        }
    }
    let mut text = String::new();
    file.take(LIMIT).read_to_string(&mut text).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => failed("holds no text", "put the key alone in it"),
        _ => unreadable(error),
    })?;
    first_line(&text).ok_or_else(|| failed("is empty", "put the key in it"))
}

/// Who may write the file that names a command runs programs as its owner.
fn trusted(name: &str, user_file: Option<&Path>) -> Result<(), ConfigError> {
    #[cfg(unix)]
    if let Some(metadata) = user_file.and_then(|path| fs::metadata(path).ok()) {
        use std::os::unix::fs::MetadataExt as _;
        let own = [0, rustix::process::geteuid().as_raw()].contains(&metadata.uid());
        if !own || metadata.mode() & 0o022 != 0 {
            let why = "stands in a file that others can write, so it is not run".to_owned();
            return Err(ConfigError::KeyCommand { profile: name.to_owned(), why });
        }
    }
    #[cfg(not(unix))]
    let _ = (name, user_file);
    Ok(())
}

fn from_command(name: &str, command: &Words) -> Result<String, ConfigError> {
    let failed = |why: String| ConfigError::KeyCommand { profile: name.to_owned(), why };
    let mut program = match command {
        Words::Shell(line) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", line]);
            shell
        }
        Words::Program(words) => {
            let (program, arguments) =
                words.split_first().ok_or_else(|| failed("is empty".into()))?;
            let mut command = Command::new(program);
            command.args(arguments);
            command
        }
    };
    // It may ask for a passphrase: standard input and error stay the user's.
    let mut child = program
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    let mut text = Vec::new();
    if let Some(out) = child.stdout.take() {
        let read = out.take(LIMIT).read_to_end(&mut text);
        read.map_err(|error| failed(format!("cannot be read: {error}")))?;
    }
    let status = child.wait().map_err(|error| failed(format!("was lost: {error}")))?;
    if !status.success() {
        return Err(failed(format!("failed: {status}")));
    }
    let text = String::from_utf8(text).map_err(|_| failed("printed no text".into()))?;
    first_line(&text).ok_or_else(|| failed("printed nothing".into()))
}

fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn of(profile: &Profile, folder: &Path) -> Result<Option<String>, ConfigError> {
        let variables = [("SET", " sk-env \n"), ("EMPTY", "")];
        let variables = variables.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let file = folder.join("config.toml");
        key("fast", profile, Some(&file), &variables.into_iter().collect())
    }

    #[test]
    fn from_a_variable() {
        let profile = |name: &str| Profile { api_key_env: Some(name.into()), ..Profile::default() };
        let folder = Path::new("/");
        assert_eq!(of(&profile("SET"), folder).unwrap().unwrap(), "sk-env");
        let error = of(&profile("EMPTY"), folder).unwrap_err();
        assert_eq!(error.to_string(), "the model fast takes its key from EMPTY, which is not set");
        assert_eq!(of(&Profile::default(), folder).unwrap(), None);
    }

    #[test]
    fn from_a_file_that_only_the_user_reads() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("key");
        fs::write(&path, "sk-file\n").unwrap();
        let profile = Profile { api_key_file: Some("key".into()), ..Profile::default() };
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o600);
        assert_eq!(of(&profile, temp.path()).unwrap().unwrap(), "sk-file");
        for open in [0o640, 0o604, 0o622] {
            mode(open);
            let error = of(&profile, temp.path()).unwrap_err();
            assert!(error.to_string().contains("by others"), "{error}");
            assert_eq!(error.hint().unwrap(), format!("chmod 600 {}", path.display()));
        }
        mode(0o600);
        fs::write(&path, "\n").unwrap();
        assert!(of(&profile, temp.path()).unwrap_err().to_string().contains("is empty"));
        fs::remove_file(&path).unwrap();
        assert!(of(&profile, temp.path()).unwrap_err().to_string().contains("cannot be read"));
    }

    #[test]
    fn from_a_command() {
        let temp = tempfile::tempdir().unwrap();
        let run = |command| {
            of(&Profile { api_key_command: Some(command), ..Profile::default() }, temp.path())
        };
        let shell = |line: &str| Words::Shell(line.into());
        assert_eq!(run(shell("printf 'sk-%s\\nmore' cmd")).unwrap().unwrap(), "sk-cmd");
        let words = ["echo", "sk words"].map(str::to_owned).to_vec();
        assert_eq!(run(Words::Program(words)).unwrap().unwrap(), "sk words");
        let file = temp.path().join("config.toml");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(run(shell("echo x")).unwrap_err().to_string().contains("others can write"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let error = run(shell("echo sk-leak; exit 3")).unwrap_err();
        assert!(error.to_string().contains("failed: exit status: 3"), "{error}");
        assert!(!format!("{error} {error:?}").contains("sk-leak"));
        assert!(run(Words::Program(vec!["/no/such".into()])).is_err());
        assert!(run(shell("true")).unwrap_err().to_string().contains("printed nothing"));
    }
}
