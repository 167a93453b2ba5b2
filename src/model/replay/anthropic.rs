//! Replies in the wire format of Anthropic's messages.

use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::model::Usage;
use crate::model::tokens::token_pieces;

/// A reply that streams token by token, with a thought before it and a ping in between, as the
/// provider may send both.
pub(super) fn stream(text: &str, usage: Usage) -> Vec<Bytes> {
    let message = json!({
        "id": "replay", "type": "message", "role": "assistant", "model": "replay",
        "content": [], "stop_reason": null, "stop_sequence": null,
        "usage": { "input_tokens": usage.sent, "output_tokens": 1 },
    });
    let block = |index: u8, block: Value| {
        event("content_block_start", json!({ "index": index, "content_block": block }))
    };
    let delta = |index: u8, delta: Value| {
        event("content_block_delta", json!({ "index": index, "delta": delta }))
    };
    let stop = |index: u8| event("content_block_stop", json!({ "index": index }));
    let mut frames = vec![
        event("message_start", json!({ "message": message })),
        block(0, json!({ "type": "thinking", "thinking": "", "signature": "" })),
        delta(0, json!({ "type": "thinking_delta", "thinking": "a thought" })),
        delta(0, json!({ "type": "signature_delta", "signature": "c2ln" })),
        stop(0),
        event("ping", json!({})),
        block(1, json!({ "type": "text", "text": "" })),
    ];
    for piece in token_pieces(text) {
        frames.push(delta(1, json!({ "type": "text_delta", "text": piece })));
    }
    frames.push(stop(1));
    let end = json!({ "stop_reason": "end_turn", "stop_sequence": null });
    let count = json!({ "output_tokens": usage.received });
    frames.push(event("message_delta", json!({ "delta": end, "usage": count })));
    frames.push(event("message_stop", json!({})));
    frames
}

/// A reply that comes whole.
pub(super) fn whole(text: &str, usage: Usage) -> Bytes {
    let body = json!({
        "id": "replay", "type": "message", "role": "assistant", "model": "replay",
        "content": [{ "type": "text", "text": text }],
        "stop_reason": "end_turn", "stop_sequence": null,
        "usage": { "input_tokens": usage.sent, "output_tokens": usage.received },
    });
    Bytes::from(body.to_string())
}

fn event(kind: &str, mut data: Value) -> Bytes {
    data["type"] = kind.into();
    Bytes::from(format!("event: {kind}\ndata: {data}\n\n"))
}
