//! The provider layer over real sockets, against the replay server: what arrives, what is asked
//! again, and what each failure is called.
#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

use std::time::Duration;

use codegend::model::replay::{Answer, Ending, Script, Server};
use codegend::model::{
    Endpoint, Event, Finish, Limits, ModelError, Prompt, Reply, Usage, complete, locate,
};
use codegend::protocol::ModelSettings;
use tokio_util::sync::CancellationToken;

const TEXT: &str = "```css\n/* ... unchanged code ... */\n\nbody { content: 'é 中文 😀'; }\n```\n";
const USAGE: Usage = Usage { sent: 321, received: 42 };
const KEY: &str = "sk-test-0123456789";

/// A server, an endpoint on it, and what happened there.
struct World {
    server: Server,
    endpoint: Endpoint,
    limits: Limits,
    events: Vec<Event>,
}

impl World {
    async fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = answers.into_iter().fold(Script::new("test-model"), Script::then);
        let server = Server::start(script).await.unwrap();
        let settings = ModelSettings {
            base_url: Some(server.base_url()),
            api_key: Some(KEY.into()),
            ..ModelSettings::default()
        };
        let endpoint = locate(&settings).await.unwrap();
        let limits = Limits { first_wait: Duration::from_millis(1), ..Limits::default() };
        Self { server, endpoint, limits, events: Vec::new() }
    }

    async fn ask(&mut self) -> Result<Reply, ModelError> {
        let prompt = Prompt::new("the rules", "the file");
        let events = &mut self.events;
        let mut note = |event| events.push(event);
        let cancel = CancellationToken::new();
        complete(&self.endpoint, &prompt, &self.limits, &mut note, &cancel).await
    }

    /// Chat requests that the server saw.
    fn asked(&self) -> usize {
        self.server.requests().iter().filter(|r| r.line == "POST /v1/chat/completions").count()
    }

    /// The attempts that followed a failure.
    fn retries(&self) -> Vec<u32> {
        let attempt = |event: &Event| match event {
            Event::Retrying { attempt, .. } => Some(*attempt),
            _ => None,
        };
        self.events.iter().filter_map(attempt).collect()
    }

    fn streamed(&self) -> String {
        let text = |event: &Event| match event {
            Event::Text { text, .. } => Some(text.clone()),
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }
}

fn good() -> Answer {
    Answer::stream(TEXT, USAGE)
}

/// An answer in pieces of the test's own making.
fn sse(frames: &[&str]) -> Answer {
    let frames = frames.iter().map(|frame| frame.to_string().into()).collect();
    Answer::raw(200, frames).typed("text/event-stream")
}

#[tokio::test]
async fn a_reply_streams() {
    let mut world = World::new([good()]).await;
    let reply = world.ask().await.unwrap();
    assert_eq!(reply.text, TEXT);
    assert_eq!(reply.usage, Some(USAGE));
    assert_eq!(reply.finish, Finish::Stop);
    assert_eq!(reply.model, "replay", "the name in the answer, not the one asked for");
    assert_eq!(reply.attempts, 1);
    assert_eq!(reply.counted.received, codegend::model::count_tokens(TEXT));
    assert_eq!(world.streamed(), TEXT);
    assert!(matches!(&world.events[0], Event::Asking { model, sent: 4 } if model == "test-model"));
    assert!(world.events.len() > 10, "it comes in many pieces");
}

#[tokio::test]
async fn the_request_is_what_providers_expect() {
    let mut world = World::new([good()]).await;
    world.ask().await.unwrap();
    let requests = world.server.requests();
    let [models, chat] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(models.line, "GET /v1/models");
    assert_eq!(models.authorization.as_deref(), Some("Bearer sk-test-0123456789"));
    assert_eq!(chat.line, "POST /v1/chat/completions");
    assert_eq!(chat.authorization.as_deref(), Some("Bearer sk-test-0123456789"));
    assert_eq!(
        chat.body,
        serde_json::json!({
            "model": "test-model",
            "messages": [
                { "role": "system", "content": "the rules" },
                { "role": "user", "content": "the file" },
            ],
            "stream": true,
            "stream_options": { "include_usage": true },
            "temperature": 0.0,
            "max_tokens": world.limits.max_tokens,
        })
    );
}

#[tokio::test]
async fn frames_may_cut_characters_and_lines() {
    for size in [1, 2, 3, 7] {
        let mut world = World::new([good().reframed(size)]).await;
        assert_eq!(world.ask().await.unwrap().text, TEXT, "{size}");
    }
}

#[tokio::test]
async fn a_whole_answer_is_taken_too() {
    let mut world = World::new([Answer::whole(TEXT, USAGE)]).await;
    let reply = world.ask().await.unwrap();
    assert_eq!((reply.text.as_str(), reply.usage), (TEXT, Some(USAGE)));
    assert_eq!(world.streamed(), TEXT);
}

#[tokio::test]
async fn other_statuses_are_final_and_quote_the_provider() {
    for (status, name) in [(400, "rejected"), (401, "refused"), (403, "refused"), (404, "know")] {
        let words = format!("no good: {KEY}, or {}", "x".repeat(1000));
        let mut world = World::new([Answer::error(status, &words)]).await;
        let error = world.ask().await.unwrap_err();
        let line = error.to_string();
        assert!(line.contains(name) && line.contains("no good: <key>"), "{line}");
        assert!(!line.contains(KEY) && line.len() < 500, "{line}");
        assert!(error.hint().is_some());
        assert_eq!(world.asked(), 1, "{status}");
    }
}

#[tokio::test]
async fn names_the_cause_by_status() {
    type Right = fn(&ModelError) -> bool;
    let cases: [(u16, Right); 7] = [
        (400, |e| matches!(e, ModelError::Rejected { status: 400, .. })),
        (401, |e| matches!(e, ModelError::Unauthorized { status: 401, .. })),
        (402, |e| matches!(e, ModelError::OutOfCredit { status: 402, .. })),
        (404, |e| matches!(e, ModelError::NotFound { model, .. } if model == "test-model")),
        (307, |e| matches!(e, ModelError::Rejected { status: 307, .. })),
        (429, |e| matches!(e, ModelError::RateLimited { .. })),
        (503, |e| matches!(e, ModelError::Failing { status: 503, .. })),
    ];
    for (status, right) in cases {
        let mut world = World::new([Answer::error(status, "no")]).await;
        world.limits.attempts = 1;
        let error = world.ask().await.unwrap_err();
        assert!(right(&error), "{status}: {error:?}");
    }
}

#[tokio::test]
async fn a_key_does_not_follow_a_redirect() {
    let other = World::new([good()]).await;
    let to = format!("{}/chat/completions", other.server.base_url());
    let mut world = World::new([Answer::error(307, "moved").header("location", &to)]).await;
    assert!(matches!(world.ask().await, Err(ModelError::Rejected { status: 307, .. })));
    assert_eq!(other.asked(), 0);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let busy = Answer::error(429, "slow down").header("retry-after", "0.02");
    let mut world = World::new([busy, good()]).await;
    let reply = world.ask().await.unwrap();
    assert_eq!((reply.text.as_str(), reply.attempts), (TEXT, 2));
    let said = Event::Retrying {
        attempt: 2,
        wait: Duration::from_millis(20),
        why: world.events.iter().find_map(why).unwrap(),
    };
    assert!(world.events.contains(&said), "{:?}", world.events);
}

fn why(event: &Event) -> Option<String> {
    match event {
        Event::Retrying { why, .. } => Some(why.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_not_waited() {
    let mut world = World::new([Answer::error(429, "no").header("retry-after", "3600")]).await;
    let error = world.ask().await.unwrap_err();
    assert!(error.hint().unwrap().contains("3600 s"), "{error:?}");
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_final() {
    let body = r#"{"error":{"message":"pay","code":"insufficient_quota"}}"#;
    let mut world = World::new([Answer::raw(429, vec![body.into()])]).await;
    assert!(matches!(world.ask().await, Err(ModelError::OutOfCredit { .. })));
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a_failing_server_is_asked_so_often_and_no_more() {
    let mut world = World::new([Answer::error(500, "oops")]).await;
    world.limits.attempts = 3;
    let error = world.ask().await.unwrap_err();
    assert!(
        matches!(&error, ModelError::Failing { status: 500, message, .. } if message == "oops")
    );
    assert_eq!((world.asked(), world.retries()), (3, vec![2, 3]));
}

#[tokio::test]
async fn a_server_that_is_gone_is_unreachable() {
    let mut world = World::new([good()]).await;
    world.limits.attempts = 2;
    let gone = std::mem::replace(&mut world.server, Server::start(Script::new("x")).await.unwrap());
    drop(gone);
    let error = world.ask().await.unwrap_err();
    assert!(matches!(error, ModelError::Unreachable { .. }), "{error:?}");
    assert_eq!(world.retries(), [2]);
}

#[tokio::test]
async fn a_stream_cut_in_the_middle_is_an_error() {
    for ending in [Ending::Complete, Ending::Abort] {
        let mut world = World::new([good().stopped(6, ending)]).await;
        let error = world.ask().await.unwrap_err();
        let received = world.streamed().len();
        assert_eq!(error, ModelError::Cut { received }, "{ending:?}");
        assert!(received > 0);
        assert_eq!(world.asked(), 1, "what was shown is not asked for again");
    }
}

#[tokio::test]
async fn a_stream_cut_before_any_text_is_asked_for_again() {
    for ending in [Ending::Complete, Ending::Abort] {
        let mut world = World::new([good().stopped(1, ending), good()]).await;
        assert_eq!(world.ask().await.unwrap().attempts, 2, "{ending:?}");
        assert_eq!(world.streamed(), TEXT);
    }
}

#[tokio::test]
async fn a_finished_reply_needs_no_done() {
    let frames = good().frames.len();
    for ending in [Ending::Complete, Ending::Abort, Ending::Hang] {
        let mut world = World::new([good().stopped(frames - 2, ending)]).await;
        world.limits.idle = Duration::from_millis(500);
        let reply = world.ask().await.unwrap();
        assert_eq!((reply.text.as_str(), reply.usage), (TEXT, None), "{ending:?}");
    }
}

#[tokio::test]
async fn the_token_limit_shows_in_the_finish() {
    let answer = sse(&[
        "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n",
    ]);
    let reply = World::new([answer]).await.ask().await.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish), ("half", Finish::Length));
}

#[tokio::test]
async fn a_reply_over_the_limit_drops_the_connection() {
    let long = Answer::stream(&"many words ".repeat(500), USAGE).paced(Duration::from_millis(1));
    let mut world = World::new([long]).await;
    world.limits.reply_bytes = 100;
    assert_eq!(world.ask().await.unwrap_err(), ModelError::TooLong { limit: 100 });
    world.server.abandoned(1).await;
    assert!(world.streamed().len() <= 100);
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a_whole_answer_over_the_limit_is_refused() {
    let mut world = World::new([Answer::whole(&"x".repeat(500), USAGE)]).await;
    world.limits.reply_bytes = 100;
    assert_eq!(world.ask().await.unwrap_err(), ModelError::TooLong { limit: 100 });
    let endless = Answer::raw(200, vec!["{\"a\":\"".into(), "x".repeat(200_000).into()]);
    let mut world = World::new([endless]).await;
    world.limits.reply_bytes = 100;
    assert_eq!(world.ask().await.unwrap_err(), ModelError::TooLong { limit: 100 });
}

#[tokio::test]
async fn cancelling_in_the_middle_drops_the_connection() {
    let long = Answer::stream(&"many words ".repeat(500), USAGE).paced(Duration::from_millis(1));
    let world = World::new([long]).await;
    let cancel = CancellationToken::new();
    let mut pieces = 0;
    let mut note = |event| {
        if let Event::Text { .. } = event {
            pieces += 1;
            if pieces == 3 {
                cancel.cancel();
            }
        }
    };
    let prompt = Prompt::new("s", "u");
    let outcome = complete(&world.endpoint, &prompt, &world.limits, &mut note, &cancel).await;
    assert_eq!(outcome, Err(ModelError::Cancelled));
    world.server.abandoned(1).await;
    assert!(pieces < 100, "{pieces}");
}

#[tokio::test]
async fn cancelling_ends_a_wait_too() {
    let world = World::new([Answer::error(503, "no").header("retry-after", "25")]).await;
    let cancel = CancellationToken::new();
    let mut note = |event| {
        if let Event::Retrying { .. } = event {
            cancel.cancel();
        }
    };
    let prompt = Prompt::new("s", "u");
    let outcome = complete(&world.endpoint, &prompt, &world.limits, &mut note, &cancel).await;
    assert_eq!(outcome, Err(ModelError::Cancelled));
}

#[tokio::test]
async fn silence_in_the_middle_of_a_reply_ends_it() {
    let mut world = World::new([good().stopped(6, Ending::Hang)]).await;
    world.limits.idle = Duration::from_millis(30);
    let error = world.ask().await.unwrap_err();
    assert!(matches!(error, ModelError::Timeout { .. }), "{error:?}");
    assert_eq!(world.asked(), 1);
    world.server.abandoned(1).await;
}

#[tokio::test]
async fn silence_before_the_reply_is_asked_again() {
    let mut world = World::new([good().stopped(0, Ending::Hang), good()]).await;
    world.limits.first_text = Duration::from_millis(200);
    let reply = world.ask().await.unwrap();
    assert_eq!(reply.text, TEXT);
    // A busy machine may be too slow for the second attempt too.
    assert!(reply.attempts >= 2 && world.asked() >= 2);
}

#[tokio::test]
async fn everything_together_has_an_end() {
    let slow = Answer::stream(&"word ".repeat(1000), USAGE).paced(Duration::from_millis(20));
    let mut world = World::new([slow]).await;
    world.limits.total = Duration::from_millis(100);
    let waited = world.limits.total;
    let endpoint = world.endpoint.shown();
    assert_eq!(world.ask().await, Err(ModelError::Timeout { endpoint, waited }));
}

#[tokio::test]
async fn an_error_in_the_stream_is_an_error() {
    let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n";
    let overloaded = "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n";
    let mut world = World::new([sse(&[piece, overloaded])]).await;
    let error = world.ask().await.unwrap_err();
    assert!(matches!(error, ModelError::Failing { status: 503, .. }), "{error:?}");
    assert_eq!(world.asked(), 1);

    let mut world = World::new([sse(&[overloaded]), good()]).await;
    assert_eq!(world.ask().await.unwrap().attempts, 2);

    let vague = "event: error\ndata: {\"error\":\"out of memory\"}\n\n";
    let error = World::new([sse(&[vague])]).await.ask().await.unwrap_err();
    assert!(error.to_string().contains("out of memory"), "{error}");
}

#[tokio::test]
async fn what_is_no_completion_is_called_so() {
    let page = Answer::raw(200, vec!["<html>\nwelcome\n</html>\n".into()]).typed("text/html");
    let other = Answer::raw(200, vec![r#"{"hello":"world"}"#.into()]);
    let garbled = sse(&["data: this is not JSON\n\n"]);
    for answer in [page, other, garbled] {
        let mut world = World::new([answer]).await;
        let error = world.ask().await.unwrap_err();
        assert!(matches!(error, ModelError::Malformed { .. }), "{error:?}");
        assert_eq!(world.asked(), 1);
    }
}

#[tokio::test]
async fn a_reply_without_text_is_an_error() {
    let thought = sse(&[
        "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n",
    ]);
    let error = World::new([thought]).await.ask().await.unwrap_err();
    assert_eq!(error, ModelError::Empty { model: "test-model".into() });

    let refused = sse(&[
        "data: {\"choices\":[{\"delta\":{\"refusal\":\"I would rather not\"}}]}\n\ndata: [DONE]\n\n",
    ]);
    let error = World::new([refused]).await.ask().await.unwrap_err();
    assert_eq!(error, ModelError::Declined { message: "I would rather not".into() });
}

#[tokio::test]
async fn a_field_that_the_server_refuses_is_left_out() {
    let refuses = Answer::error(400, "Unsupported parameter: 'stream_options'");
    let mut world = World::new([refuses, good()]).await;
    assert_eq!(world.ask().await.unwrap().attempts, 1);
    let requests = world.server.requests();
    assert!(requests[1].body.get("stream_options").is_some());
    assert!(requests[2].body.get("stream_options").is_none());
}

#[tokio::test]
async fn connections_are_used_again() {
    // The body's end comes a moment after `[DONE]`, as it does from afar.
    let short = Answer::stream("ok", None).paced(Duration::from_millis(1));
    let mut world = World::new([short]).await;
    for _ in 0..20 {
        world.ask().await.unwrap();
        // It is read in the background; without that no connection is kept.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(world.asked(), 20);
    assert!(world.server.connections() < 15, "{}", world.server.connections());
}

#[tokio::test]
async fn a_server_that_reports_no_usage_is_counted_for() {
    let mut world = World::new([Answer::stream(TEXT, None)]).await;
    let reply = world.ask().await.unwrap();
    assert_eq!(reply.usage, None);
    assert_eq!(reply.counted, Usage { sent: 4, received: codegend::model::count_tokens(TEXT) });
}

#[tokio::test]
async fn the_key_is_nowhere_to_be_read() {
    let world = World::new([good()]).await;
    assert!(!format!("{:?}", world.endpoint).contains(KEY));
}
