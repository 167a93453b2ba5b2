//! The methods: name, parameters and result of each, in one table.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::messages::*;

/// A request's name and shapes.
pub trait Method {
    /// As it stands on the wire.
    const NAME: &'static str;
    /// What the client sends.
    type Params: Serialize + DeserializeOwned;
    /// What the daemon answers.
    type Answer: Serialize + DeserializeOwned;
}

macro_rules! methods {
    ($($(#[$doc:meta])* $method:ident = $name:literal: $params:ty => $answer:ty;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $method {}

            impl Method for $method {
                const NAME: &'static str = $name;
                type Params = $params;
                type Answer = $answer;
            }
        )*

        /// Name of every method, with the names of the types of its parameters and its result.
        pub const METHODS: &[(&str, &str, &str)] =
            &[$(($name, stringify!($params), stringify!($answer))),*];
    };
}

methods! {
    /// Agrees on a version; the first request of every client.
    Initialize = "initialize": InitializeParams => InitializeResult;
    /// Asks the model for a sketch and applies it.
    Edit = "edit": EditParams => EditResult;
    /// Applies the caller's sketch.
    Apply = "apply": ApplyParams => EditResult;
    /// Reverses one edit.
    Undo = "undo": UndoParams => UndoResult;
    /// Lists the recorded edits.
    Log = "log": LogParams => LogResult;
    /// One edit in full.
    Show = "show": ShowParams => ShowResult;
    /// The block tree of a file.
    Blocks = "blocks": BlocksParams => BlocksResult;
    /// How the daemon is.
    Status = "status": Empty => StatusResult;
    /// Finishes what runs and leaves.
    Shutdown = "shutdown": Empty => Empty;
}

/// Notification of a request's step: [`Progress`].
pub const PROGRESS: &str = "progress";

/// Notification that a request is still worked on, sent every [`HEARTBEAT_SECONDS`]: [`Heartbeat`].
pub const HEARTBEAT: &str = "heartbeat";

/// Notification from the client that it no longer wants an answer: [`Cancel`].
pub const CANCEL: &str = "$/cancelRequest";

/// Seconds between heartbeats of a request.
pub const HEARTBEAT_SECONDS: u64 = 5;
