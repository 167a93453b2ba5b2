//! The daemon's door: it listens, keeps one session per client, and closes in good order.

mod dispatch;
mod outbox;
mod session;

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use serde::Serialize;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;
use tokio::time::{interval, sleep, timeout};
use tokio_util::task::TaskTracker;

use crate::daemon::{
    self, Acquired, Console, Daemon, Instance, Options, Place, StartFailure, StopReason,
};
use crate::protocol::{Endpoint, ErrorCode, Fault, Message, Ready, is_same_user};

/// Clients at a time.
const MAX_CLIENTS: usize = 64;
/// For another daemon to leave the worktree, or to be ready.
const LOCK_WAIT: Duration = Duration::from_secs(20);
/// For running requests to finish by themselves once the daemon stops.
const DRAIN: Duration = Duration::from_secs(3);
/// For cancelled requests to wind up: a commit hook may be running.
const WIND_UP: Duration = Duration::from_secs(15);
/// Between two looks at whether the daemon is idle or orphaned.
const LOOK: Duration = Duration::from_millis(500);

/// Runs a daemon as `options` say, and tells on stdout, in one line of JSON, when it is ready or why
/// it is not. Returns when it has stopped; in the background, when it is ready.
pub fn run(options: Options) -> Result<(), StartFailure> {
    let outcome = match options.place {
        Place::Background => daemon::spawn(&options).map(|ready| tell(&ready)),
        Place::Detached => {
            daemon::leave_session().map_err(StartFailure::Process).and_then(|()| run_here(options))
        }
        Place::Foreground => run_here(options),
    };
    if let Err(failure) = &outcome {
        tell(&failure.told());
    }
    outcome
}

fn tell(line: &impl Serialize) {
    let mut line = serde_json::to_vec(line).unwrap_or_default();
    line.push(b'\n');
    // Nobody may be listening any more.
    let _ = io::stdout().write_all(&line).and_then(|()| io::stdout().flush());
}

fn run_here(options: Options) -> Result<(), StartFailure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(StartFailure::Process)?;
    let outcome = runtime.block_on(live(options));
    // A blocking call that hangs, on a dead network file system say, must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

/// One daemon from its lock to its end.
async fn live(options: Options) -> Result<(), StartFailure> {
    let (repository, state_dir) = daemon::locate(&options.root)?;
    let endpoint = Endpoint::of(repository.root())?;
    let instance = match Instance::acquire(&state_dir, LOCK_WAIT).await? {
        Acquired::Ours(instance) => instance,
        Acquired::Running(running) if options.place == Place::Foreground => {
            return Err(StartFailure::AlreadyRuns { running });
        }
        Acquired::Running(running) => {
            tell(&running);
            return Ok(());
        }
    };
    let console = match options.place {
        Place::Foreground => Console::Stderr,
        Place::Background | Place::Detached => Console::Silent,
    };
    let log_dir = state_dir.join("log");
    let (log, _flush_at_end) = daemon::start_logging(&log_dir, console)
        .map_err(|source| StartFailure::State { path: log_dir, source })?;

    // The lock is ours, so whatever socket is there belongs to nobody.
    let failed = |source| StartFailure::Listen { socket: endpoint.path().into(), source };
    endpoint.remove().map_err(failed)?;
    let listener = endpoint.listen().map_err(failed)?;
    let daemon = Arc::new(Daemon::new(repository, log, options)?);
    let ready =
        Ready { pid: std::process::id(), socket: endpoint.path().to_string_lossy().into_owned() };
    instance.publish(&ready).map_err(failed)?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), root = %daemon.root().display(), "ready");
    tell(&ready);

    tokio::spawn(stop_at_signal(daemon.clone()));
    let sessions = TaskTracker::new();
    tokio::select! {
        () = accept(listener, &daemon, &sessions) => {}
        () = look_after(&daemon, &instance, &endpoint) => {}
        () = daemon.life().stopping().cancelled() => {}
    }
    instance.withdraw();
    if let Err(error) = endpoint.remove() {
        tracing::warn!(%error, "the socket stays");
    }
    daemon.life().unreachable().cancel();
    wind_up(&daemon, &sessions).await;
    tracing::info!("stopped");
    Ok(())
}

async fn stop_at_signal(daemon: Arc<Daemon>) {
    match daemon::terminated().await {
        Ok(()) => daemon.life().stop(StopReason::Signal),
        Err(error) => tracing::warn!(%error, "signals cannot be awaited"),
    }
}

/// Ends when nobody needs this daemon any more, or nobody can reach it.
async fn look_after(daemon: &Daemon, instance: &Instance, endpoint: &Endpoint) {
    let limit = daemon.options().idle_timeout;
    let mut looks = interval(LOOK);
    loop {
        looks.tick().await;
        if !limit.is_zero() && daemon.life().idle().is_some_and(|idle| idle >= limit) {
            return daemon.life().stop(StopReason::Idle);
        }
        if !instance.holds() || !daemon.root().is_dir() || !endpoint.exists() {
            return daemon.life().stop(StopReason::Orphaned);
        }
    }
}

/// Lets requests finish, then cancels them, then gives up on them.
async fn wind_up(daemon: &Daemon, sessions: &TaskTracker) {
    sessions.close();
    if timeout(DRAIN, sessions.wait()).await.is_ok() {
        return;
    }
    daemon.life().abandoning().cancel();
    if timeout(WIND_UP, sessions.wait()).await.is_err() {
        tracing::warn!("requests are still running; leaving");
    }
}

async fn accept(listener: Listener, daemon: &Arc<Daemon>, sessions: &TaskTracker) {
    let places = Arc::new(Semaphore::new(MAX_CLIENTS));
    loop {
        let stream = match listener.accept().await {
            Ok(stream) => stream,
            Err(error) => {
                // Out of file descriptors, say: it passes, and trying at once would only spin.
                tracing::warn!(%error, "a client could not be accepted");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if !is_same_user(&stream).unwrap_or(false) {
            tracing::warn!("a client of another user was turned away");
            continue;
        }
        match places.clone().try_acquire_owned() {
            Ok(place) => {
                let daemon = daemon.clone();
                sessions.spawn(async move {
                    session::serve(stream, daemon).await;
                    drop(place);
                });
            }
            Err(_) => {
                sessions.spawn(turn_away(stream));
            }
        }
    }
}

async fn turn_away(mut stream: Stream) {
    let fault = Fault::new(ErrorCode::Limit, format!("{MAX_CLIENTS} clients are connected"))
        .hint("close some of them and try again");
    let line = Message::Response { id: None, outcome: Err(fault) }.to_line();
    // It may be gone already.
    let _ = timeout(Duration::from_secs(1), stream.write_all(&line)).await;
}
