//! The typed client of a worktree's daemon.
//!
//! [`Client::connect`] finds the daemon or starts one; each method is one request. No wait is without
//! a bound: a request may take as long as it likes, but the daemon must say that it still works on it.

mod error;
mod start;

use std::future::Future;
use std::path::Path;
use std::time::Duration;

use interprocess::local_socket::tokio::Stream;
use serde_json::Value;
use tokio::io::{AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;

pub use error::ClientError;

use crate::protocol::{
    Apply, ApplyParams, Blocks, BlocksParams, BlocksResult, CANCEL, Cancel, Edit, EditParams,
    EditResult, Empty, HEARTBEAT_SECONDS, Initialize, InitializeParams, InitializeResult, Line,
    LineReader, Log, LogParams, LogResult, Message, Method, PROGRESS, PROTOCOL_VERSION, Progress,
    RequestId, Show, ShowParams, ShowResult, Shutdown, Status, StatusResult, Step, Undo,
    UndoParams, UndoResult,
};

/// Bytes that an answer may have: a file at the size limit, as diff and sketch, escaped.
const MAX_LINE: usize = 256 << 20;

/// Silence after which the daemon counts as stuck: several heartbeats.
const SILENCE: Duration = Duration::from_secs(6 * HEARTBEAT_SECONDS);

/// What to do when no daemon answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Start one and wait until it is ready.
    IfNeeded,
    /// Fail with [`ClientError::NotRunning`].
    Never,
}

/// A connection to a worktree's daemon. One request at a time.
#[derive(Debug)]
pub struct Client {
    answers: LineReader<ReadHalf<Stream>>,
    requests: mpsc::UnboundedSender<Vec<u8>>,
    next_id: u64,
    daemon: InitializeResult,
}

/// Cancels a client's requests from elsewhere, a signal handler say.
#[derive(Debug, Clone)]
pub struct Canceller {
    requests: mpsc::UnboundedSender<Vec<u8>>,
    id: u64,
}

impl Canceller {
    /// Asks the daemon to stop the request. It still answers: with [`ErrorCode::Cancelled`], or with
    /// the result where it was too late to stop.
    ///
    /// [`ErrorCode::Cancelled`]: crate::protocol::ErrorCode::Cancelled
    pub fn cancel(&self) {
        let cancel = Cancel { id: RequestId::Number(self.id) };
        let params = serde_json::to_value(cancel).unwrap_or(Value::Null);
        // A closed channel means a closed connection: that cancels too.
        let _ =
            self.requests.send(Message::Notification { method: CANCEL.into(), params }.to_line());
    }
}

impl Client {
    /// Connects to the daemon of the worktree at `root` and agrees on a version. Where none answers
    /// and `how` allows it, starts `codegend`: `CODEGEN_BIN`, else the one beside this program, else
    /// this program itself where it is `codegenctl`, else the one on PATH. A daemon of an older
    /// version is asked to leave, and a new one is started.
    pub async fn connect(root: &Path, how: Start) -> Result<Self, ClientError> {
        start::connect(root, how).await
    }

    /// Takes an open connection and agrees on a version.
    pub(crate) async fn over(stream: Stream) -> Result<Self, ClientError> {
        let (receiving, sending) = tokio::io::split(stream);
        let (requests, queue) = mpsc::unbounded_channel();
        tokio::spawn(write_lines(sending, queue));
        let daemon =
            InitializeResult { protocol: 0, version: String::new(), pid: 0, root: String::new() };
        let answers = LineReader::new(receiving, MAX_LINE);
        let mut client = Self { answers, requests, next_id: 1, daemon };
        let hello = InitializeParams {
            protocol: PROTOCOL_VERSION,
            client: format!("codegend-client/{}", env!("CARGO_PKG_VERSION")),
        };
        client.daemon = client.call::<Initialize>(&hello, &mut |_| {}).await?;
        Ok(client)
    }

    /// What the daemon said about itself.
    pub fn daemon(&self) -> &InitializeResult {
        &self.daemon
    }

    /// Cancels the *next* request that is made. To be taken before the request, which then holds
    /// the client; dropping the request's future cancels it as well.
    pub fn canceller(&self) -> Canceller {
        Canceller { requests: self.requests.clone(), id: self.next_id }
    }

    /// Asks the model for a sketch and applies it.
    pub async fn edit(
        &mut self,
        params: &EditParams,
        progress: &mut dyn FnMut(Step),
    ) -> Result<EditResult, ClientError> {
        self.call::<Edit>(params, progress).await
    }

    /// Applies a sketch.
    pub async fn apply(
        &mut self,
        params: &ApplyParams,
        progress: &mut dyn FnMut(Step),
    ) -> Result<EditResult, ClientError> {
        self.call::<Apply>(params, progress).await
    }

    /// Reverses one edit.
    pub async fn undo(&mut self, params: &UndoParams) -> Result<UndoResult, ClientError> {
        self.call::<Undo>(params, &mut |_| {}).await
    }

    /// Lists the recorded edits.
    pub async fn log(&mut self, params: &LogParams) -> Result<LogResult, ClientError> {
        self.call::<Log>(params, &mut |_| {}).await
    }

    /// Shows one edit.
    pub async fn show(&mut self, params: &ShowParams) -> Result<ShowResult, ClientError> {
        self.call::<Show>(params, &mut |_| {}).await
    }

    /// Lists the blocks of a file.
    pub async fn blocks(&mut self, params: &BlocksParams) -> Result<BlocksResult, ClientError> {
        self.call::<Blocks>(params, &mut |_| {}).await
    }

    /// Asks how the daemon is.
    pub async fn status(&mut self) -> Result<StatusResult, ClientError> {
        self.call::<Status>(&Empty {}, &mut |_| {}).await
    }

    /// Asks the daemon to leave, and waits until it has closed the connection: its socket is gone by
    /// then, and its edits are finished or cancelled.
    pub async fn shutdown(mut self) -> Result<(), ClientError> {
        self.call::<Shutdown>(&Empty {}, &mut |_| {}).await?;
        while let Some(_late) = self.read().await? {}
        Ok(())
    }

    async fn call<M: Method>(
        &mut self,
        params: &M::Params,
        progress: &mut dyn FnMut(Step),
    ) -> Result<M::Answer, ClientError> {
        let params = serde_json::to_value(params).map_err(ClientError::Malformed)?;
        let guard = CancelOnDrop { canceller: self.canceller(), armed: true };
        let id = RequestId::Number(self.next_id);
        self.next_id += 1;
        let request = Message::Request { id: id.clone(), method: M::NAME.into(), params };
        self.requests.send(request.to_line()).map_err(|_| ClientError::Gone)?;
        let answer = self.answer_to(&id, progress).await;
        guard.disarm();
        serde_json::from_value(answer?).map_err(ClientError::Malformed)
    }

    async fn answer_to(
        &mut self,
        id: &RequestId,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Value, ClientError> {
        loop {
            match self.read().await?.ok_or(ClientError::Gone)? {
                Message::Response { id: answered, outcome } => {
                    // No id: the daemon could not read the request. Another id: a late answer to a
                    // request whose future was dropped.
                    if answered.as_ref().is_none_or(|answered| answered == id) {
                        return outcome.map_err(ClientError::from);
                    }
                }
                Message::Notification { method, params } if method == PROGRESS => {
                    let step: Progress =
                        serde_json::from_value(params).map_err(ClientError::Malformed)?;
                    if step.request == *id {
                        progress(step.step);
                    }
                }
                Message::Notification { .. } | Message::Request { .. } => {}
            }
        }
    }

    /// The next message; none when the daemon has closed the connection.
    async fn read(&mut self) -> Result<Option<Message>, ClientError> {
        match bounded(SILENCE, self.answers.next()).await? {
            Ok(Some(Line::Whole(line))) => {
                Message::parse(&line).map(Some).map_err(|(_, fault)| ClientError::NoProtocol(fault))
            }
            Ok(Some(Line::TooLong)) => Err(ClientError::TooLong { limit: MAX_LINE }),
            Ok(None) => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Ok(None),
            Err(error) => Err(ClientError::Io(error)),
        }
    }
}

async fn bounded<T>(limit: Duration, future: impl Future<Output = T>) -> Result<T, ClientError> {
    timeout(limit, future).await.map_err(|_| ClientError::TimedOut { seconds: limit.as_secs() })
}

/// Writes whole lines, so that a dropped request future never leaves half a message on the wire.
async fn write_lines(mut stream: WriteHalf<Stream>, mut queue: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(line) = queue.recv().await {
        // The reading side notices a broken connection and says so.
        if stream.write_all(&line).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

struct CancelOnDrop {
    canceller: Canceller,
    armed: bool,
}

impl CancelOnDrop {
    fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if self.armed {
            self.canceller.cancel();
        }
    }
}
