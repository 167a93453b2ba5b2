//! From a method's name to the daemon's answer.

use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::outbox::Outbox;
use crate::daemon::{Daemon, StopReason, Told};
use crate::protocol::{
    Apply, Blocks, Edit, Empty, ErrorCode, Fault, InitializeParams, Log, Method, PROTOCOL_VERSION,
    Progress, RequestId, Show, Shutdown, Status, Undo, read_params,
};

/// One request.
#[derive(Debug)]
pub struct Request {
    /// The client's id of it.
    pub id: RequestId,
    /// The method's name.
    pub method: String,
    /// Not yet read.
    pub params: Value,
    /// Cancelled when nobody wants the answer.
    pub cancel: CancellationToken,
}

/// Runs one request.
pub async fn answer(
    daemon: Arc<Daemon>,
    outbox: Arc<Outbox>,
    request: Request,
) -> Result<Value, Fault> {
    let started = Instant::now();
    let method = request.method.clone();
    let outcome = route(&daemon, outbox, request).await;
    let seconds = started.elapsed().as_secs_f64();
    match &outcome {
        Ok(_) => tracing::debug!(method, seconds, "answered"),
        Err(fault) => {
            tracing::info!(method, seconds, code = fault.code, error = fault.message, "failed");
        }
    }
    outcome
}

async fn route(
    daemon: &Arc<Daemon>,
    outbox: Arc<Outbox>,
    request: Request,
) -> Result<Value, Fault> {
    let Request { id, method, params, cancel } = request;
    let told: Told = Arc::new(move |step| outbox.progress(Progress { request: id.clone(), step }));
    match method.as_str() {
        Edit::NAME => give(daemon.edit(read_params(params)?, told, cancel).await?),
        Apply::NAME => give(daemon.apply(read_params(params)?, told, cancel).await?),
        Undo::NAME => give(daemon.undo(read_params(params)?, told, cancel).await?),
        Log::NAME => give(daemon.log(read_params(params)?).await?),
        Show::NAME => give(daemon.show(read_params(params)?).await?),
        Blocks::NAME => give(daemon.blocks(read_params(params)?).await?),
        Status::NAME => {
            let Empty {} = read_params(params)?;
            give(daemon.status())
        }
        Shutdown::NAME => {
            let Empty {} = read_params(params)?;
            daemon.life().stop(StopReason::Shutdown);
            give(Empty {})
        }
        _ => Err(Fault::new(ErrorCode::MethodNotFound, format!("no method {method:?}"))),
    }
}

/// `initialize`. A client that is newer than this daemon makes it leave.
pub fn initialize(daemon: &Daemon, params: Value) -> Result<Value, Fault> {
    let params: InitializeParams = read_params(params)?;
    let (ours, theirs) = (PROTOCOL_VERSION, params.protocol);
    if theirs == ours {
        return give(daemon.describe());
    }
    let fault = Fault::new(
        ErrorCode::Version,
        format!("this codegend speaks protocol {ours}, the client speaks {theirs}"),
    );
    if theirs > ours {
        daemon.life().stop(StopReason::Outdated);
        return Err(fault.hint("this daemon is leaving; start a newer one"));
    }
    Err(fault.hint("update codegenctl"))
}

fn give(answer: impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(answer).map_err(|error| Fault::new(ErrorCode::Internal, error.to_string()))
}
