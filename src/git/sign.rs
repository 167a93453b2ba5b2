//! Signs a commit's bytes as `commit.gpgSign`, `gpg.format` and the keys beside them say.
//!
//! The programs are called the way git calls them (gpg-interface.c): gpg and gpgsm with
//! `--status-fd=2 -bsau KEY` on standard input, ssh-keygen with `-Y sign -n git -f KEY FILE`.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use git2::{Config, ErrorCode};

use super::RecordError;
use super::process::{run, without_git_env};

/// How long a signature may take: time to answer a pinentry window or to touch a key.
const LIMIT: Duration = Duration::from_secs(120);

/// How commits are signed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// gpg, or gpgsm for X.509.
    Gpg {
        /// The program.
        program: String,
        /// The key's name; none: the committer's.
        key: Option<String>,
    },
    /// ssh-keygen.
    Ssh {
        /// The program.
        program: String,
        /// A key file, or the public key itself.
        key: String,
    },
}

impl Signer {
    /// The signer that the configuration asks for; none where commits are not signed.
    pub(super) fn of(config: &Config) -> Result<Option<Self>, RecordError> {
        match config.get_bool("commit.gpgSign") {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let key = string(config, "user.signingKey")?;
        let format = string(config, "gpg.format")?.unwrap_or_else(|| "openpgp".into());
        Ok(Some(match format.as_str() {
            "openpgp" => {
                let program = match string(config, "gpg.openpgp.program")? {
                    Some(program) => Some(program),
                    None => string(config, "gpg.program")?,
                };
                Self::Gpg { program: program.unwrap_or_else(|| "gpg".into()), key }
            }
            "x509" => {
                let program = string(config, "gpg.x509.program")?;
                Self::Gpg { program: program.unwrap_or_else(|| "gpgsm".into()), key }
            }
            "ssh" => {
                let program = string(config, "gpg.ssh.program")?;
                let Some(key) = key else {
                    return Err(failed("gpg.format is ssh, but user.signingKey is not set"));
                };
                Self::Ssh { program: program.unwrap_or_else(|| "ssh-keygen".into()), key }
            }
            other => return Err(failed(format!("gpg.format {other} is not supported"))),
        }))
    }

    /// The armoured signature of `content`. `committer` is `Name <mail>`.
    pub(super) fn sign(
        &self,
        content: &[u8],
        committer: &str,
        root: &Path,
    ) -> Result<String, RecordError> {
        match self {
            Self::Gpg { program, key } => {
                let key = key.as_deref().unwrap_or(committer);
                let mut command = Command::new(program);
                command.args(["--status-fd=2", "-bsau", key]).current_dir(root);
                let done = run(without_git_env(&mut command), content, LIMIT)
                    .map_err(|error| failed(format!("{program}: {error}")))?;
                // Gpg's exit status alone is not reliable; git too looks for this line.
                let created = String::from_utf8_lossy(&done.stderr)
                    .lines()
                    .any(|line| line.starts_with("[GNUPG:] SIG_CREATED "));
                if !done.status.success() || !created {
                    return Err(failed(format!("{program}: {}", done.output())));
                }
                armoured(done.stdout)
            }
            Self::Ssh { program, key } => sign_with_ssh(program, key, content, root),
        }
    }
}

fn sign_with_ssh(
    program: &str,
    key: &str,
    content: &[u8],
    root: &Path,
) -> Result<String, RecordError> {
    let io = |error: std::io::Error| failed(error.to_string());
    let dir = tempfile::tempdir().map_err(io)?;
    let message = dir.path().join("commit");
    std::fs::write(&message, content).map_err(io)?;
    let mut command = Command::new(program);
    command.args(["-Y", "sign", "-n", "git", "-f"]).current_dir(root);
    // A key given itself is a public one, whose private half the agent holds (`-U`).
    let literal = key.strip_prefix("key::").or_else(|| key.starts_with("ssh-").then_some(key));
    match literal {
        Some(literal) => {
            let file = dir.path().join("key.pub");
            let mut out = std::fs::File::create_new(&file).map_err(io)?;
            writeln!(out, "{literal}").map_err(io)?;
            command.arg(file).arg("-U");
        }
        None => {
            command.arg(expand(key));
        }
    }
    command.arg(&message);
    let done = run(without_git_env(&mut command), b"", LIMIT)
        .map_err(|error| failed(format!("{program}: {error}")))?;
    if !done.status.success() {
        return Err(failed(format!("{program}: {}", done.output())));
    }
    armoured(std::fs::read(dir.path().join("commit.sig")).map_err(io)?)
}

/// `~/` as git expands it in paths of the configuration.
fn expand(path: &str) -> std::path::PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

fn armoured(bytes: Vec<u8>) -> Result<String, RecordError> {
    match String::from_utf8(bytes) {
        Ok(text) if !text.trim().is_empty() => Ok(text.replace("\r\n", "\n")),
        _ => Err(failed("the program printed no signature")),
    }
}

fn string(config: &Config, name: &str) -> Result<Option<String>, git2::Error> {
    match config.get_string(name) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn failed(why: impl Into<String>) -> RecordError {
    RecordError::Signing { why: why.into() }
}
