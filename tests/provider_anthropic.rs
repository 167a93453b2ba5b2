//! Anthropic's messages over real sockets, against the replay server.

#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

use std::time::Duration;

use codegend::model::replay::{Answer, Ending, Recorded, Script, Server};
use codegend::model::{
    Event, Finish, Flow, Limits, ModelError, Prompt, Reply, Round, Usage, complete, complete_until,
    locate,
};
use codegend::protocol::{ModelSettings, Wire};
use serde_json::json;
use tokio_util::sync::CancellationToken;

const TEXT: &str = "```css\n/* ... unchanged code ... */\n\nbody { content: 'é 中文 😀'; }\n```\n";
const USAGE: Usage = Usage { sent: 321, received: 42 };

async fn server(answers: impl IntoIterator<Item = Answer>) -> Server {
    let script = answers.into_iter().fold(Script::new("claude-x"), Script::then);
    Server::start(script).await.unwrap()
}

fn limits() -> Limits {
    Limits { first_wait: Duration::from_millis(1), ..Limits::default() }
}

fn prompt() -> Prompt {
    Prompt { context: "the file ".into(), ..Prompt::new("the rules", "the wish") }
}

async fn ask(server: &Server, prompt: &Prompt) -> Result<Reply, ModelError> {
    let settings = ModelSettings {
        base_url: Some(server.base_url()),
        api_key: Some("sk-1".into()),
        wire: Some(Wire::Anthropic),
        ..ModelSettings::default()
    };
    let endpoint = locate(&settings).await?;
    let cancel = CancellationToken::new();
    complete(&endpoint, prompt, &limits(), &mut |_| {}, &cancel).await
}

fn last(server: &Server) -> Recorded {
    server.requests().pop().unwrap()
}

#[tokio::test]
async fn a_reply_streams() {
    for answer in [Answer::stream(TEXT, USAGE), Answer::stream(TEXT, USAGE).reframed(3)] {
        let server = server([answer]).await;
        let reply = ask(&server, &prompt()).await.unwrap();
        assert_eq!((reply.text.as_str(), reply.usage), (TEXT, Some(USAGE)));
        assert_eq!((reply.finish, reply.model.as_str()), (Finish::Stop, "replay"));
    }
}

#[tokio::test]
async fn the_request_is_as_documented() {
    let server = server([Answer::whole(TEXT, USAGE)]).await;
    let earlier = Round { reply: "a sketch".into(), question: "which one?".into() };
    let asked = Prompt { later: vec![earlier], ..prompt() };
    assert_eq!(ask(&server, &asked).await.unwrap().text, TEXT);
    let [models, chat] = server.requests().try_into().unwrap();
    assert_eq!(models.line, "GET /v1/models");
    assert_eq!(chat.line, "POST /v1/messages");
    assert_eq!((chat.headers["x-api-key"].as_str(), chat.authorization), ("sk-1", None));
    assert_eq!(chat.headers["anthropic-version"], "2023-06-01");
    let marked = |text: &str| json!({ "type": "text", "text": text, "cache_control": { "type": "ephemeral" } });
    assert_eq!(
        chat.body,
        json!({
            "model": "claude-x",
            "max_tokens": limits().max_tokens,
            "temperature": 0.0,
            "stream": true,
            "system": [marked("the rules")],
            "messages": [
                { "role": "user", "content": [marked("the file "), { "type": "text", "text": "the wish" }] },
                { "role": "assistant", "content": "a sketch" },
                { "role": "user", "content": "which one?" },
            ],
        })
    );
}

#[tokio::test]
async fn a_bound_that_is_too_high_is_lowered() {
    let most = "max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens";
    let server = server([Answer::error(400, most), Answer::stream(TEXT, USAGE)]).await;
    assert_eq!(ask(&server, &prompt()).await.unwrap().attempts, 1);
    assert_eq!(last(&server).body["max_tokens"], 8192);
}

#[tokio::test]
async fn an_overloaded_server_is_asked_again() {
    let body = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
    let overloaded = Answer::raw(200, vec![body.into()]).typed("text/event-stream");
    let server = server([overloaded, Answer::stream(TEXT, USAGE)]).await;
    assert_eq!(ask(&server, &prompt()).await.unwrap().attempts, 2);
    let broke = Answer::error(400, "Your credit balance is too low to access the API");
    let broke = self::server([broke]).await;
    assert!(matches!(ask(&broke, &prompt()).await, Err(ModelError::OutOfCredit { .. })));
}

#[tokio::test]
async fn a_stream_cut_in_the_middle_is_an_error() {
    let cut = Answer::stream(TEXT, USAGE).stopped(12, Ending::Abort);
    let error = ask(&server([cut]).await, &prompt()).await.unwrap_err();
    assert!(matches!(error, ModelError::Cut { .. }), "{error:?}");
}

#[tokio::test]
async fn who_has_enough_ends_the_stream() {
    let long = "many words ".repeat(500);
    for wire in [Wire::Openai, Wire::Anthropic] {
        let slow = Answer::stream(&long, USAGE).paced(Duration::from_millis(1));
        let server = server([slow]).await;
        let settings = ModelSettings {
            base_url: Some(server.base_url()),
            wire: Some(wire),
            model: Some("m".into()),
            ..ModelSettings::default()
        };
        let endpoint = locate(&settings).await.unwrap();
        let mut so_far = String::new();
        let mut events = |event| {
            if let Event::Text { text, .. } = event {
                so_far.push_str(&text);
            }
            if so_far.len() > 50 { Flow::Enough } else { Flow::More }
        };
        let (cancel, asked, limits) = (CancellationToken::new(), prompt(), limits());
        let reply = complete_until(&endpoint, &asked, &limits, &mut events, &cancel);
        let reply = reply.await.unwrap();
        assert_eq!((reply.finish, reply.usage), (Finish::Enough, None));
        assert!(reply.text.len() < 100 && reply.text == so_far, "{}", reply.text);
        server.abandoned(1).await;
    }
}
