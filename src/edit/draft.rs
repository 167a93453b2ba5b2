//! A snapshot with a sketch of what it is to become.

use tokio_util::sync::CancellationToken;

use super::{EditError, Place, Progress, Snapshot};
use crate::model::{self, Finish};
use crate::protocol::{ModelSettings, Tokens};

/// Who wrote a sketch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Whoever asked for the edit.
    Caller,
    /// A model, by its name.
    Model(String),
}

/// A snapshot with a sketch of what it is to become.
#[derive(Debug)]
pub struct Draft {
    pub(super) snapshot: Snapshot,
    pub(super) sketch: String,
    pub(super) author: Author,
    /// Without those of a full rewrite, which only the merged text tells.
    pub(super) tokens: Tokens,
}

impl Draft {
    /// With a sketch of the caller's.
    pub fn of_caller(snapshot: Snapshot, sketch: String) -> Self {
        let tokens = Tokens { received: model::count_tokens(&sketch), ..Tokens::default() };
        Self { snapshot, sketch, author: Author::Caller, tokens }
    }

    /// Asks a model for a sketch of `instruction` done to the file.
    ///
    /// Dropping the future, or cancelling, drops the connection.
    pub async fn ask(
        place: &Place,
        snapshot: Snapshot,
        instruction: &str,
        settings: &ModelSettings,
        progress: Progress<'_>,
        cancel: &CancellationToken,
    ) -> Result<Self, EditError> {
        let endpoint = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(EditError::Cancelled),
            endpoint = model::locate(settings) => endpoint?,
        };
        let index = snapshot.index();
        let prompt = model::prompt(index.language(), snapshot.path(), index.text(), instruction);
        let limits = &place.model_limits;
        let mut told = |event: model::Event| progress(event.into());
        let reply = model::complete(&endpoint, &prompt, limits, &mut told, cancel).await?;
        if reply.finish == Finish::Length {
            return Err(EditError::Incomplete {
                model: reply.model,
                tokens: reply.counted.received,
                sketch: reply.text,
            });
        }
        let usage = reply.usage.unwrap_or(reply.counted);
        let tokens = Tokens {
            sent: usage.sent,
            received: usage.received,
            full_rewrite: 0,
            reported: reply.usage.is_some(),
        };
        Ok(Self { snapshot, sketch: reply.text, author: Author::Model(reply.model), tokens })
    }

    /// The file that it is for.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}
