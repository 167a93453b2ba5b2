//! The HTTP clients: one for servers on this machine, one for the rest of the world.
//!
//! Both live as long as the process, so that connections (and TLS handshakes) are used again.
//! Neither follows redirects: a key goes where the settings say, and nowhere else.

use std::error::Error as _;
use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Response, Url, redirect};

use super::ModelError;
use super::error::one_line;

/// How long a connection may take, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

static LOCAL: OnceLock<Client> = OnceLock::new();
static REMOTE: OnceLock<Client> = OnceLock::new();

/// The client for `url`.
pub(super) fn client(url: &Url) -> Result<Client, ModelError> {
    let plain = url.scheme() == "http";
    if plain && is_loopback(url) {
        return cached(&LOCAL, || without_roots(base().no_proxy()).build());
    }
    cached(&REMOTE, || {
        // reqwest has no cryptography of its own as we build it. An error here only says that the
        // process has chosen a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let built = base().build();
        // A machine without root certificates can still talk to a plain HTTP server.
        if built.is_err() && plain { without_roots(base()).build() } else { built }
    })
}

fn cached(
    cell: &'static OnceLock<Client>,
    build: impl FnOnce() -> reqwest::Result<Client>,
) -> Result<Client, ModelError> {
    match cell.get() {
        Some(client) => Ok(client.clone()),
        None => {
            let client = build().map_err(|error| ModelError::Client { why: innermost(&error) })?;
            Ok(cell.get_or_init(|| client).clone())
        }
    }
}

fn base() -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("codegend/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
}

/// For plain HTTP: TLS that trusts nobody, which spares reading the system's certificates.
fn without_roots(builder: ClientBuilder) -> ClientBuilder {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|config| config.with_root_certificates(rustls::RootCertStore::empty()))
        .map(|config| config.with_no_client_auth());
    match config {
        Ok(config) => builder.tls_backend_preconfigured(config),
        Err(_) => builder,
    }
}

/// True for `localhost` and loopback addresses: no proxy stands between us and those.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The cause at the bottom of an error, which says most: `Connection refused (os error 111)`.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = None;
    while let Some(inner) = cause {
        text = Some(inner.to_string());
        cause = inner.source();
    }
    // The outermost text holds the URL, and a URL may hold what is nobody's business.
    one_line(
        &text.unwrap_or_else(|| if error.is_timeout() { "timed out" } else { "failed" }.into()),
    )
}

/// At most `limit` bytes of a body; what could be read where the connection breaks.
pub(super) async fn read_up_to(mut response: Response, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < limit {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    body.truncate(limit);
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_this_machine() {
        for url in
            ["http://localhost:1/v1", "http://127.0.0.1/", "http://[::1]:80/", "http://127.9.9.9/"]
        {
            assert!(is_loopback(&url.parse().unwrap()), "{url}");
        }
        for url in ["http://example.com/", "http://localhost.example.com/", "http://10.0.0.1/"] {
            assert!(!is_loopback(&url.parse().unwrap()), "{url}");
        }
    }

    #[test]
    fn both_clients_can_be_built() {
        client(&"http://127.0.0.1:9/".parse().unwrap()).unwrap();
        client(&"http://example.com/".parse().unwrap()).unwrap();
    }
}
