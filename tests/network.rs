//! Between here and a provider: a proxy, and a certificate authority of one's own, by the variables
//! that other programs read too.

#![allow(clippy::unwrap_used, reason = "the helpers of a test are part of it")]

mod cli;

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;

use cli::Bench;
use codegend::model::Usage;
use codegend::model::replay::{Answer, Script, Server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

const SITE: &str = "body {\n  color: red;\n}\n";
const GREEN: &str = "```css\nbody {\n  color: green;\n}\n```\n";

fn bench() -> Bench {
    Bench::repository(&[("site.css", SITE)])
}

fn replay(runtime: &Runtime) -> Server {
    let script = Script::new("m").then(Answer::stream(GREEN, Usage { sent: 1, received: 2 }));
    runtime.block_on(Server::start(script)).unwrap()
}

#[test]
fn requests_go_through_the_proxy_that_the_environment_names() {
    let runtime = Runtime::new().unwrap();
    let proxy = replay(&runtime);
    let mut bench = bench();
    // Of all hosts only the proxy can be reached.
    bench.env("CODEGEN_BASE_URL", "http://model.invalid/v1");
    bench.env("CODEGEN_MODEL", "m");
    bench.env("http_proxy", proxy.base_url().trim_end_matches("/v1"));
    let run = bench.ctl(&["edit", "site.css", "x", "--dry-run"]).succeeds();
    assert!(run.text().contains("+  color: green;"), "{run:?}");
    let seen = proxy.requests().pop().unwrap();
    assert_eq!(seen.headers["host"], "model.invalid");
}

#[test]
fn no_proxy_stands_between_here_and_here() {
    let runtime = Runtime::new().unwrap();
    let server = replay(&runtime);
    let mut bench = bench();
    bench.env("CODEGEN_BASE_URL", &server.base_url());
    bench.env("http_proxy", "http://127.0.0.1:9");
    bench.env("all_proxy", "http://127.0.0.1:9");
    bench.ctl(&["edit", "site.css", "x", "--dry-run"]).succeeds();
}

/// A port that speaks TLS by a new authority's certificate, before a plain server. The authority's
/// own certificate comes with it, as PEM.
fn tls_before(server: &Server, runtime: &Runtime) -> (SocketAddr, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = names.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let plain: SocketAddr = {
        let url = server.base_url();
        url.trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap()
    };
    runtime.spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust us leaves in the middle.
                let Ok(mut secure) = acceptor.accept(socket).await else { return };
                let mut plain = TcpStream::connect(plain).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut secure, &mut plain).await;
            });
        }
    });
    (address, authority.pem())
}

#[test]
fn an_authority_of_ones_own_is_trusted_where_it_is_named() {
    let runtime = Runtime::new().unwrap();
    let server = replay(&runtime);
    let (address, authority) = tls_before(&server, &runtime);
    let mut bench = bench();
    bench.env("CODEGEN_BASE_URL", &format!("https://localhost:{}/v1", address.port()));
    bench.env("CODEGEN_MODEL", "m");
    let args = ["edit", "site.css", "x", "--dry-run", "--config", "limits.attempts=1"];
    let run = bench.ctl(&args);
    run.refuses(5, "certificate");
    assert!(run.err.contains("hint: ") && run.err.contains("SSL_CERT_FILE"), "{run:?}");
    assert!(server.requests().is_empty());
    // The daemon has the environment of its start.
    bench.ctl(&["stop"]).succeeds();
    let file = bench.dir().join("../home/authority.pem");
    fs::write(&file, authority).unwrap();
    bench.env("SSL_CERT_FILE", file.to_str().unwrap());
    let run = bench.ctl(&args).succeeds();
    assert!(run.text().contains("+  color: green;"), "{run:?}");
}
