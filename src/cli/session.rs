//! A command's conversation with the worktree's daemon.

use std::future::pending;
use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::ctrl_c;
use tokio::time::sleep;

use super::error::CommandError;
use super::exit::Exit;
use crate::client::{Client, ClientError, Start};
use crate::protocol::ErrorCode;

/// How long a cancelled request may take to say so.
const CANCELLING: Duration = Duration::from_secs(5);

/// A connection, and what drives it.
#[derive(Debug)]
pub struct Session {
    runtime: Runtime,
    client: Client,
}

impl Session {
    /// Connects to the daemon of the worktree at `root`.
    pub fn open(root: &Path, how: Start) -> Result<Self, CommandError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = runtime.block_on(Client::connect(root, how))?;
        Ok(Self { runtime, client })
    }

    /// Makes a request. The first Ctrl-C cancels it and waits for the daemon's word, which may be
    /// that it was too late; a second one leaves at once.
    pub fn ask<T>(
        &mut self,
        request: impl AsyncFnOnce(&mut Client) -> Result<T, ClientError>,
    ) -> Result<T, CommandError> {
        let canceller = self.client.canceller();
        let client = &mut self.client;
        self.runtime.block_on(async {
            let mut request = pin!(request(client));
            tokio::select! {
                answer = &mut request => return Ok(answer?),
                () = interrupt() => canceller.cancel(),
            }
            tokio::select! {
                answer = &mut request => Ok(answer?),
                () = interrupt() => Err(CommandError::interrupted()),
                () = sleep(CANCELLING) => Err(CommandError::interrupted()),
            }
        })
    }

    /// Who answers.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Stops the daemon and waits until it is gone.
    pub fn stop(self) -> Result<(), CommandError> {
        Ok(self.runtime.block_on(self.client.shutdown())?)
    }
}

async fn interrupt() {
    // Where the signal cannot be caught, it ends the process as it always does.
    if ctrl_c().await.is_err() {
        pending().await
    }
}

impl From<ClientError> for CommandError {
    fn from(error: ClientError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let mut failed = match error {
            ClientError::Remote { code, data, .. } => Self::new(exit_of(code), message).with(data),
            _ => Self::new(Exit::Unreachable, message),
        };
        failed.data.hint = hint;
        failed
    }
}

fn exit_of(code: ErrorCode) -> Exit {
    match code {
        ErrorCode::Refused => Exit::Refused,
        ErrorCode::Conflict => Exit::Conflict,
        ErrorCode::Provider => Exit::Provider,
        ErrorCode::Cancelled => Exit::Interrupted,
        ErrorCode::Version => Exit::Unreachable,
        ErrorCode::Parse
        | ErrorCode::InvalidRequest
        | ErrorCode::MethodNotFound
        | ErrorCode::InvalidParams
        | ErrorCode::Internal
        | ErrorCode::Failed
        | ErrorCode::Limit => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{Refusal, RefusalKind};
    use crate::protocol::ErrorData;

    #[test]
    fn what_the_daemon_says_is_kept() {
        let refusal = Refusal {
            line: None,
            kind: RefusalKind::Ambiguous,
            why: "two".into(),
            candidates: Vec::new(),
            hint: "add one".into(),
        };
        let data = ErrorData { hint: Some("h".into()), refusal: Some(refusal), sketch: None };
        let remote =
            |code| ClientError::Remote { code, message: "m".into(), data: Box::new(data.clone()) };
        let error = CommandError::from(remote(ErrorCode::Refused));
        assert_eq!((error.exit, error.message.as_str()), (Exit::Refused, "m"));
        assert_eq!(error.data.hint.as_deref(), Some("h"));
        assert!(error.data.refusal.is_some());
        assert_eq!(CommandError::from(remote(ErrorCode::Conflict)).exit, Exit::Conflict);
        assert_eq!(CommandError::from(remote(ErrorCode::Provider)).exit, Exit::Provider);
        assert_eq!(CommandError::from(remote(ErrorCode::Cancelled)).exit, Exit::Interrupted);
        assert_eq!(CommandError::from(remote(ErrorCode::Limit)).exit, Exit::Failed);
        assert_eq!(CommandError::from(ClientError::Gone).exit, Exit::Unreachable);
    }
}
