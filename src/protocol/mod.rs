//! The messages of the socket, and the small types that every layer above shares.
//!
//! JSON-RPC 2.0, one message a line, UTF-8. `proto/` holds the prose, the JSON Schema generated
//! from these types, and transcripts that tests replay.

mod ask;
mod endpoint;
mod id;
mod line;
mod messages;
mod method;
mod model;
mod path;
mod rpc;
mod schema;

pub use ask::{AskOptions, Asked, Asking, Attribution, Question, ReplyLimits, Wording};
pub use endpoint::{Endpoint, EndpointError, is_same_user};
pub use id::{EditId, EditIdError};
pub use line::{Line, LineReader};
pub use messages::*;
pub use method::*;
pub use model::{ModelSettings, ModelTraits, Strategy, Wire};
pub use path::{RelPath, RelPathError};
pub use rpc::{Fault, Message, RequestId, read_params};
pub use schema::schema;
