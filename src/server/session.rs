//! One client: reads its requests, runs each beside the others, and writes what comes of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use interprocess::local_socket::tokio::Stream;
use serde_json::Value;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::time::{interval_at, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::dispatch;
use super::outbox::Outbox;
use crate::daemon::Daemon;
use crate::protocol::{
    CANCEL, Cancel, ErrorCode, Fault, HEARTBEAT, HEARTBEAT_SECONDS, Heartbeat, Initialize, Line,
    LineReader, Message, Method, RequestId, read_params,
};

/// Bytes that a request may have: a sketch at the size limit of files, escaped.
pub const MAX_LINE: usize = 16 << 20;
/// Requests of one client at a time.
const MAX_REQUESTS: usize = 32;
/// For a client to take one line.
const WRITE: Duration = Duration::from_secs(30);

/// Serves one client until it leaves or the daemon stops. Its requests are cancelled when it leaves.
pub async fn serve(stream: Stream, daemon: Arc<Daemon>) {
    let (receiving, mut sending) = tokio::io::split(stream);
    let outbox = Arc::new(Outbox::default());
    let gone = daemon.life().abandoning().child_token();
    let mut session = Session {
        daemon: daemon.clone(),
        outbox: outbox.clone(),
        introduced: false,
        gone: gone.clone(),
        running: Arc::default(),
        tasks: TaskTracker::new(),
    };
    let reading = async {
        let mut lines = LineReader::new(receiving, MAX_LINE);
        loop {
            match lines.next().await {
                Ok(Some(Line::Whole(line))) => session.take(&line),
                Ok(Some(Line::TooLong)) => {
                    let why = format!("a message has at most {MAX_LINE} bytes");
                    session.refuse(None, Fault::new(ErrorCode::Limit, why));
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::debug!(%error, "a client broke off");
                    break;
                }
            }
        }
    };
    let writing = write(&mut sending, &outbox);
    tokio::pin!(writing);
    let end = tokio::select! {
        () = reading => End::Left,
        () = &mut writing => End::Deaf,
        () = daemon.life().stopping().cancelled() => End::Stopping,
    };
    if end != End::Stopping {
        gone.cancel();
    }
    session.tasks.close();
    let finishing = async {
        session.tasks.wait().await;
        outbox.end();
    };
    match end {
        End::Deaf => finishing.await,
        // Who has only closed its own direction still reads the answers.
        End::Left | End::Stopping => {
            tokio::join!(finishing, writing);
        }
    }
    if end == End::Stopping {
        daemon.life().unreachable().cancelled().await;
    }
}

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The client closed the connection: nobody waits for its requests.
    Left,
    /// The client does not read: the same.
    Deaf,
    /// The daemon stops: what runs may finish, and its answers are written.
    Stopping,
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), outbox: &Outbox) {
    while let Some(line) = outbox.next().await {
        let written = timeout(WRITE, async {
            stream.write_all(&line).await?;
            stream.flush().await
        });
        match written.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return tracing::debug!(%error, "a client cannot be written to"),
            Err(_) => return tracing::warn!("a client does not read; it is given up"),
        }
    }
}

struct Session {
    daemon: Arc<Daemon>,
    outbox: Arc<Outbox>,
    introduced: bool,
    gone: CancellationToken,
    running: Arc<Mutex<HashMap<RequestId, CancellationToken>>>,
    tasks: TaskTracker,
}

impl Session {
    fn take(&mut self, line: &[u8]) {
        match Message::parse(line) {
            Ok(Message::Request { id, method, params }) => self.start(id, method, params),
            Ok(Message::Notification { method, params }) if method == CANCEL => {
                self.cancel(params);
            }
            // A notification that is not known, or an answer to nothing: JSON-RPC has no reply.
            Ok(Message::Notification { .. } | Message::Response { .. }) => {}
            Err((id, fault)) => self.refuse(id, fault),
        }
    }

    fn refuse(&self, id: Option<RequestId>, fault: Fault) {
        self.outbox.answer(&Message::Response { id, outcome: Err(fault) });
    }

    fn cancel(&self, params: Value) {
        let Ok(Cancel { id }) = read_params(params) else { return };
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = running.get(&id) {
            token.cancel();
        }
    }

    fn start(&mut self, id: RequestId, method: String, params: Value) {
        // In order with what follows: the next request may already be on its way.
        if method == Initialize::NAME {
            let outcome = dispatch::initialize(&self.daemon, params);
            self.introduced |= outcome.is_ok();
            self.outbox.answer(&Message::Response { id: Some(id), outcome });
            return;
        }
        match self.admit(&id) {
            Ok(cancel) => self.spawn(dispatch::Request { id, method, params, cancel }),
            Err(fault) => self.refuse(Some(id), fault),
        }
    }

    fn admit(&self, id: &RequestId) -> Result<CancellationToken, Fault> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.introduced {
            Err(Fault::new(ErrorCode::InvalidRequest, "the first request is `initialize`"))
        } else if running.contains_key(id) {
            Err(Fault::new(ErrorCode::InvalidRequest, "a request with this id is running"))
        } else if running.len() >= MAX_REQUESTS {
            Err(Fault::new(ErrorCode::Limit, format!("{MAX_REQUESTS} requests are running"))
                .hint("wait for an answer"))
        } else {
            let token = self.gone.child_token();
            running.insert(id.clone(), token.clone());
            Ok(token)
        }
    }

    fn spawn(&self, request: dispatch::Request) {
        let (daemon, outbox) = (self.daemon.clone(), self.outbox.clone());
        let running = self.running.clone();
        self.tasks.spawn(async move {
            let guard = daemon.life().request();
            let id = request.id.clone();
            let answering = tokio::spawn(dispatch::answer(daemon.clone(), outbox.clone(), request));
            let outcome = tokio::select! {
                outcome = answering => outcome,
                never = beat(&outbox, &id) => match never {},
            };
            // A panic is a fault of ours; it must not look like silence to the client.
            let outcome = outcome.unwrap_or_else(|error| {
                tracing::error!(%error, "a request panicked");
                Err(Fault::new(ErrorCode::Internal, "codegend failed; its log says where"))
            });
            running.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            drop(guard);
            outbox.answer(&Message::Response { id: Some(id), outcome });
        });
    }
}

/// Tells the client at intervals that its request is still worked on.
async fn beat(outbox: &Outbox, id: &RequestId) -> std::convert::Infallible {
    let period = Duration::from_secs(HEARTBEAT_SECONDS);
    let mut beats = interval_at(tokio::time::Instant::now() + period, period);
    loop {
        beats.tick().await;
        outbox.event(HEARTBEAT, &Heartbeat { request: id.clone() });
    }
}
