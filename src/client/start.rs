//! Finds the worktree's daemon, or starts it.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::sleep;

use super::{Client, ClientError, Start, bounded};
use crate::daemon::subcommand;
use crate::protocol::{Endpoint, Ready, StartError};

/// For a connection and its handshake.
const ANSWER: Duration = Duration::from_secs(5);
/// For a daemon to start: it may first have to wait until an older one has drained.
const STARTING: Duration = Duration::from_secs(30);
/// A daemon that is just leaving, or a stale socket, costs a try.
const TRIES: u32 = 4;

pub(super) async fn connect(root: &Path, how: Start) -> Result<Client, ClientError> {
    let root = root
        .canonicalize()
        .map_err(|source| ClientError::Unreachable { socket: root.to_owned(), source })?;
    let mut endpoint = Endpoint::of(&root)?;
    let mut last = ClientError::NotRunning { root: root.clone() };
    for attempt in 0..TRIES {
        match try_connect(&endpoint).await {
            Ok(client) if is_older(&client.daemon().version) && how == Start::IfNeeded => {
                client.shutdown().await?;
            }
            Ok(client) => return Ok(client),
            // The daemon is older and is leaving, or it left between our connecting and its answer.
            Err(error @ (ClientError::Version { .. } | ClientError::Gone)) => last = error,
            Err(ClientError::Unreachable { source, .. }) if is_nobody(&source) => {}
            Err(error) => return Err(error),
        }
        if how == Start::Never {
            return Err(last);
        }
        if attempt > 0 {
            sleep(Duration::from_millis(50 << attempt)).await;
        }
        let ready = bounded(STARTING, start(&root)).await??;
        endpoint = Endpoint::at(ready.socket.into());
    }
    match try_connect(&endpoint).await {
        Err(ClientError::Gone) => Err(last),
        other => other,
    }
}

async fn try_connect(endpoint: &Endpoint) -> Result<Client, ClientError> {
    let unreachable =
        |source| ClientError::Unreachable { socket: endpoint.path().to_owned(), source };
    bounded(ANSWER, async {
        let stream = endpoint.connect().await.map_err(unreachable)?;
        Client::over(stream).await
    })
    .await?
}

fn is_nobody(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

/// Runs `codegend`, which returns when its daemon is ready, or another one is.
async fn start(root: &Path) -> Result<Ready, ClientError> {
    let program = program();
    let mut command = Command::new(&program);
    command.args(subcommand(&program)).arg("--root").arg(root);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let output = command.output().await;
    let output = output.map_err(|source| ClientError::NoProgram { program, source })?;
    if output.status.success() {
        return serde_json::from_slice(&output.stdout).map_err(ClientError::Malformed);
    }
    let error = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| StartError {
        error: format!("it ended with {}", output.status),
        hint: None,
    });
    Err(ClientError::NotStarted { why: error.error, hint: error.hint })
}

fn program() -> PathBuf {
    if let Some(program) = env::var_os("CODEGEN_BIN").filter(|program| !program.is_empty()) {
        return program.into();
    }
    let name = format!("codegend{}", env::consts::EXE_SUFFIX);
    let Ok(this) = env::current_exe() else { return name.into() };
    let beside = this.with_file_name(&name);
    if beside.is_file() {
        beside
    } else if subcommand(&this).is_some() {
        this
    } else {
        name.into()
    }
}

/// Is `version` of a release before this one? A version that cannot be read is not.
fn is_older(version: &str) -> bool {
    let parts = |version: &str| -> Option<Vec<u64>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    match (parts(version), parts(env!("CARGO_PKG_VERSION"))) {
        (Some(theirs), Some(ours)) => theirs < ours,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        assert!(is_older("0.0.10"));
        assert!(!is_older(env!("CARGO_PKG_VERSION")));
        assert!(!is_older("10.0.0"));
        assert!(!is_older("unknown"));
    }
}
