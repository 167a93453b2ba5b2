//! Servers that misbehave, by accident or not: every reply ends, within its bounds.

#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

use std::time::Duration;

use codegend::model::replay::{Answer, Ending, Script, Server};
use codegend::model::{Limits, ModelError, Prompt, Reply, complete, locate};
use codegend::protocol::{ModelSettings, Wire};
use tokio_util::sync::CancellationToken;

const BOTH: [Wire; 2] = [Wire::Openai, Wire::Anthropic];

async fn ask(answer: Answer, wire: Wire, limits: Limits) -> (Result<Reply, ModelError>, Server) {
    let server = Server::start(Script::new("m").then(answer)).await.unwrap();
    let settings = ModelSettings {
        base_url: Some(server.base_url()),
        model: Some("m".into()),
        wire: Some(wire),
        ..ModelSettings::default()
    };
    let endpoint = locate(&settings).await.unwrap();
    let prompt = Prompt::new("s", "u");
    let cancel = CancellationToken::new();
    let reply = complete(&endpoint, &prompt, &limits, &mut |_| {}, &cancel).await;
    (reply, server)
}

fn bounds() -> Limits {
    Limits { attempts: 1, first_wait: Duration::from_millis(1), ..Limits::default() }
}

fn sse(frames: Vec<String>) -> Answer {
    let frames = frames.into_iter().map(Into::into).collect();
    Answer::raw(200, frames).typed("text/event-stream")
}

#[tokio::test]
async fn keep_alives_do_not_keep_a_request_alive_for_ever() {
    for wire in BOTH {
        let pings = sse(vec![": ping\n\n".into(); 10_000]).paced(Duration::from_millis(5));
        let limits = Limits { total: Duration::from_millis(300), ..bounds() };
        let (reply, server) = ask(pings, wire, limits).await;
        assert!(matches!(reply, Err(ModelError::Timeout { .. })), "{reply:?}");
        server.abandoned(1).await;
    }
}

#[tokio::test]
async fn a_body_in_another_coding_is_called_malformed() {
    // The head of a gzip stream that nobody asked for.
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xfe];
    let coded = Answer::raw(200, vec![gzip.to_vec().into()]).header("content-encoding", "gzip");
    let utf16: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for answer in [coded, Answer::raw(200, vec![utf16.into()])] {
        let (reply, _) = ask(answer, Wire::Openai, bounds()).await;
        assert!(matches!(reply, Err(ModelError::Malformed { .. })), "{reply:?}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_replaced() {
    let mut event = b"data: {\"choices\":[{\"delta\":{\"content\":\"a".to_vec();
    event.extend([0xff, 0xfe]);
    event.extend(b"b\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    let answer = Answer::raw(200, vec![event.into()]).typed("text/event-stream");
    let (reply, _) = ask(answer, Wire::Openai, bounds()).await;
    assert_eq!(reply.unwrap().text, "a\u{fffd}\u{fffd}b");
}

#[tokio::test]
async fn deep_nesting_is_no_reply() {
    for wire in BOTH {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        for answer in [
            Answer::raw(200, vec![format!("{{\"choices\":{deep}}}").into()]),
            sse(vec![format!("data: {{\"choices\":{deep}}}\n\n")]),
        ] {
            let (reply, _) = ask(answer, wire, bounds()).await;
            assert!(matches!(reply, Err(ModelError::Malformed { .. })), "{reply:?}");
        }
    }
}

#[tokio::test]
async fn thoughts_are_bounded_too() {
    let thought = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm hm hm hm\"}}]}\n\n";
    let endless = sse(vec![thought.into(); 5_000]).paced(Duration::from_millis(1));
    let limits = Limits { total: Duration::from_millis(300), ..bounds() };
    let (reply, _) = ask(endless, Wire::Openai, limits).await;
    assert!(matches!(reply, Err(ModelError::Timeout { .. })), "{reply:?}");
}

#[tokio::test]
async fn one_endless_event_is_too_long() {
    for wire in BOTH {
        let event = std::iter::once("data: ".to_owned()).chain(vec!["x".repeat(1 << 16); 200]);
        let limits = Limits { reply_bytes: 1000, ..bounds() };
        let (reply, _) = ask(sse(event.collect()), wire, limits).await;
        assert_eq!(reply, Err(ModelError::TooLong { limit: 1000 }));
    }
}

#[tokio::test]
async fn a_server_that_refuses_every_form_is_asked_a_few_times() {
    for wire in BOTH {
        let words = "max_tokens: 9 > 8, max_completion_tokens, temperature, stream_options, \
                     cache_control, prediction, system role: no";
        let (reply, server) = ask(Answer::error(400, words), wire, bounds()).await;
        assert!(matches!(reply, Err(ModelError::Rejected { .. })), "{reply:?}");
        let asked = server.requests().len();
        assert!((2..=8).contains(&asked), "{wire:?}: {asked}");
    }
}

#[tokio::test]
async fn an_answer_that_never_begins_ends() {
    for wire in BOTH {
        let limits = Limits { first_text: Duration::from_millis(50), ..bounds() };
        let silent = sse(vec!["x".into()]).stopped(0, Ending::Hang);
        let (reply, server) = ask(silent, wire, limits).await;
        assert!(matches!(reply, Err(ModelError::Timeout { .. })), "{reply:?}");
        server.abandoned(1).await;
    }
}
