//! Streams in the shape of each provider's own, quirks included: `tests/shapes/NAME.sse`.
//!
//! Each says `the answer` and counts 9 tokens sent and 2 received, wherever that provider has it.
//! Thoughts, filter results, keep-alives and fields of its own stand around it. Adding a case is
//! adding a file.

#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

use std::fs;
use std::path::Path;

use codegend::model::replay::{Answer, Script, Server};
use codegend::model::{Finish, Limits, Prompt, Reply, Usage, complete, locate};
use codegend::protocol::{ModelSettings, Wire};
use tokio_util::sync::CancellationToken;

/// The reply that a stream stands for, read in network frames of `size` bytes.
async fn read(name: &str, stream: &[u8], size: usize) -> Reply {
    let whole = Answer::raw(200, vec![stream.to_vec().into()]).typed("text/event-stream");
    let server = Server::start(Script::new("m").then(whole.reframed(size))).await.unwrap();
    let wire = if name.starts_with("anthropic") { Wire::Anthropic } else { Wire::Openai };
    let settings = ModelSettings {
        base_url: Some(server.base_url()),
        model: Some("m".into()),
        wire: Some(wire),
        ..ModelSettings::default()
    };
    let endpoint = locate(&settings).await.unwrap();
    let (prompt, limits) = (Prompt::new("s", "u"), Limits::default());
    let cancel = CancellationToken::new();
    let reply = complete(&endpoint, &prompt, &limits, &mut |_| {}, &cancel).await;
    assert!(reply.is_ok(), "{name}: {reply:?}");
    reply.unwrap()
}

#[tokio::test]
async fn each_providers_stream_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let stream = fs::read(&path).unwrap();
        for size in [7, 1 << 20] {
            let reply = read(&name, &stream, size).await;
            assert_eq!(reply.text, "the answer", "{name}");
            assert_eq!(reply.usage, Some(Usage { sent: 9, received: 2 }), "{name}");
            assert_eq!(reply.finish, Finish::Stop, "{name}");
            assert_ne!(reply.model, "m", "{name}: the model has a name of its own");
            let speculated = (reply.details.accepted, reply.details.rejected);
            match name.as_str() {
                "openai-prediction" | "llama-cpp" => {
                    assert_eq!(speculated, (Some(30), Some(6)), "{name}");
                }
                "anthropic" => assert_eq!(reply.details.cached, Some(4)),
                _ => {}
            }
        }
        seen += 1;
    }
    assert!(seen >= 14, "{seen}");
}
