//! How long a daemon lives: activity, idleness, and the reasons to stop.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// Why a daemon stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// A client asked for it.
    Shutdown,
    /// SIGTERM or SIGINT.
    Signal,
    /// No request for the idle timeout.
    Idle,
    /// The worktree, its state directory or the socket is gone.
    Orphaned,
    /// A newer client needs a newer daemon.
    Outdated,
}

/// The life of a daemon, shared by everything that prolongs or ends it.
#[derive(Debug)]
pub struct Life {
    started: Instant,
    last_request: Mutex<Instant>,
    running: AtomicUsize,
    stopping: CancellationToken,
    unreachable: CancellationToken,
    abandoning: CancellationToken,
}

impl Default for Life {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            started: now,
            last_request: Mutex::new(now),
            running: AtomicUsize::new(0),
            stopping: CancellationToken::new(),
            unreachable: CancellationToken::new(),
            abandoning: CancellationToken::new(),
        }
    }
}

impl Life {
    /// Time since the start.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Begins to stop: nothing new is taken on. The first reason is the one that is logged.
    pub fn stop(&self, reason: StopReason) {
        if !self.stopping.is_cancelled() {
            tracing::info!(?reason, "stopping");
            self.stopping.cancel();
        }
    }

    /// Cancelled when the daemon begins to stop.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Cancelled when nobody can connect to a stopping daemon any more. Connections are kept open up
    /// to then: whoever sees one end may count on finding no daemon, or the next one.
    pub fn unreachable(&self) -> &CancellationToken {
        &self.unreachable
    }

    /// Parent of every request's token; cancelled when a stopping daemon has waited long enough.
    pub fn abandoning(&self) -> &CancellationToken {
        &self.abandoning
    }

    /// Counts a request as running for as long as the guard lives.
    pub fn request(&self) -> RequestGuard<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        self.touch();
        RequestGuard { life: self }
    }

    /// Time without a request; none while one runs.
    pub fn idle(&self) -> Option<Duration> {
        let last = *self.last_request.lock().unwrap_or_else(PoisonError::into_inner);
        (self.running.load(Ordering::Relaxed) == 0).then(|| last.elapsed())
    }

    fn touch(&self) {
        *self.last_request.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// See [`Life::request`].
#[derive(Debug)]
pub struct RequestGuard<'a> {
    life: &'a Life,
}

impl Drop for RequestGuard<'_> {
    fn drop(&mut self) {
        self.life.touch();
        self.life.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Waits for a signal that asks the process to end. SIGHUP is swallowed: a closed terminal is no
/// reason to stop.
#[cfg(unix)]
pub async fn terminated() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            _ = hang_up.recv() => {}
        }
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub async fn terminated() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_request_keeps_it_from_being_idle() {
        let life = Life::default();
        let guard = life.request();
        assert_eq!(life.idle(), None);
        drop(guard);
        assert!(life.idle().is_some());
    }
}
