//! A loopback server that speaks both wire formats and replays recorded replies.
//!
//! `codegenctl demo` runs on it where no model is configured, and the tests of every layer do:
//! real sockets, real HTTP, and the failures that a script asks for.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use crate::protocol::Wire;

mod anthropic;
mod script;

pub use script::{Answer, Ending, Gate, Script};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Method and path, such as `POST /v1/chat/completions`.
    pub line: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// All headers, by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The JSON body; null where there is none.
    pub body: Value,
}

#[derive(Debug)]
struct State {
    script: Script,
    requests: Mutex<Vec<Recorded>>,
    connections: AtomicUsize,
    abandoned: watch::Sender<usize>,
}

/// The running server. It stops, and its connections close, when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

/// Most bytes of a request that are read.
const REQUEST_LIMIT: usize = 64 << 20;

impl Server {
    /// Starts a server on a free loopback port, on the current tokio runtime.
    pub async fn start(script: Script) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (abandoned, _) = watch::channel(0);
        let state = Arc::new(State {
            script,
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            abandoned,
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Self { address, state, accepting })
    }

    /// The base URL to configure: `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The connections that clients have opened so far.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// Resolves once `count` answers were given up by their clients before the end.
    pub async fn abandoned(&self, count: usize) {
        let mut abandoned = self.state.abandoned.subscribe();
        // The sender lives as long as `self`.
        let _ = abandoned.wait_for(|so_far| *so_far >= count).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    // Connections end with this set, and so with the server.
    let mut connections = JoinSet::new();
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // Out of file descriptors, say: the next one may work.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        state.connections.fetch_add(1, Ordering::Relaxed);
        let _ = socket.set_nodelay(true);
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(move |request| respond(request, Arc::clone(&state)));
            // Errors are the aborts of scripts and the leaving of clients: both are on purpose.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(socket), service)
                .await;
        });
    }
}

type Body = UnsyncBoxBody<Bytes, io::Error>;

async fn respond(
    request: Request<Incoming>,
    state: Arc<State>,
) -> Result<Response<Body>, Infallible> {
    let (head, body) = request.into_parts();
    let line = format!("{} {}", head.method, head.uri.path());
    let headers: BTreeMap<String, String> = head
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let bytes = Limited::new(body, REQUEST_LIMIT).collect().await.map(|all| all.to_bytes());
    let recorded = Recorded {
        line,
        authorization: headers.get("authorization").cloned(),
        headers,
        body: bytes.ok().and_then(|all| serde_json::from_slice(&all).ok()).unwrap_or_default(),
    };
    let wire = match head.uri.path() {
        "/v1/chat/completions" => Some(Wire::Openai),
        "/v1/messages" => Some(Wire::Anthropic),
        _ => None,
    };
    let wire = wire.filter(|_| head.method == Method::POST);
    let said = recorded.body.to_string();
    let matched = state.script.matched.iter().find(|(part, _)| said.contains(part.as_str()));
    let matched = matched.map(|(_, answer)| answer);
    let number = {
        let mut requests = state.requests.lock().unwrap_or_else(PoisonError::into_inner);
        // The answers come in order whichever wire asks for them.
        let before = requests.iter().filter(|one| one.line.starts_with("POST")).count();
        requests.push(recorded);
        before
    };
    let answers = &state.script.answers;
    let answer = match (matched.or(answers.get(number)).or(answers.last()), wire) {
        (Some(answer), Some(wire)) => answer.clone().in_wire(wire),
        _ if head.method == Method::GET && head.uri.path() == "/v1/models" => {
            state.script.model_list()
        }
        _ => Answer::error(404, "nothing is recorded for this request"),
    };
    Ok(answered(answer, &state))
}

fn answered(answer: Answer, state: &Arc<State>) -> Response<Body> {
    let mut response =
        Response::builder().status(answer.status).header("content-type", answer.content_type);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let sending = Sending {
        frames: answer.frames.into_iter(),
        pace: answer.pace,
        schedule: answer.schedule.into_iter(),
        start: Instant::now(),
        gate: answer.gate,
        ending: answer.ending,
        watched: Watched { state: Arc::clone(state), ended: false },
    };
    let body = StreamBody::new(stream::unfold(sending, Sending::next));
    response.body(body.boxed_unsync()).unwrap_or_else(|error| {
        let why = Full::new(Bytes::from(error.to_string()));
        Response::new(why.map_err(|never: Infallible| match never {}).boxed_unsync())
    })
}

/// The body of an answer while it is being sent.
struct Sending {
    frames: std::vec::IntoIter<Bytes>,
    pace: Duration,
    schedule: std::vec::IntoIter<Duration>,
    start: Instant,
    gate: Option<Gate>,
    ending: Ending,
    watched: Watched,
}

/// Tells when a body is dropped before its end: the client is gone.
struct Watched {
    state: Arc<State>,
    ended: bool,
}

impl Sending {
    async fn next(mut self) -> Option<(io::Result<Frame<Bytes>>, Self)> {
        // Each way hyper finds nothing to do and writes out the frame before this one.
        match (self.pace.is_zero(), self.schedule.next()) {
            (_, Some(due)) => tokio::time::sleep_until(self.start + due).await,
            (true, None) => tokio::task::yield_now().await,
            (false, None) => tokio::time::sleep(self.pace).await,
        }
        if let (1, Some(gate)) = (self.frames.len(), &self.gate) {
            gate.passed().await;
        }
        if let Some(frame) = self.frames.next() {
            return Some((Ok(Frame::data(frame)), self));
        }
        if self.ending == Ending::Hang {
            std::future::pending::<()>().await;
        }
        let abort = self.ending == Ending::Abort && !self.watched.ended;
        self.watched.ended = true;
        abort.then(|| (Err(io::ErrorKind::ConnectionAborted.into()), self))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.ended {
            self.state.abandoned.send_modify(|count| *count += 1);
        }
    }
}
