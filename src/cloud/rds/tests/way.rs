//! Proxies, certificate authorities and protocols, against local servers.

use std::io;
use std::net::SocketAddr;

use axum::http::{StatusCode, Version};
use axum::response::IntoResponse;
use rcgen::SanType;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::*;
use crate::cloud::rpc::transport::ProxyAddress;
use crate::cloud::rpc::transport::ServerTransport;
use crate::domain::certificate::sample::{Authority, NOW, params};

/// A name that resolves nowhere: whoever answers for it was reached through the proxy.
const NAME: &str = "rds.forcessl.invalid";

/// A TLS listener for axum.
struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            if let Ok((stream, from)) = self.listener.accept().await
                && let Ok(stream) = self.acceptor.accept(stream).await
            {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// An API at [`NAME`] and 127.0.0.1 that says SSL is on, and notes the HTTP versions it is asked in.
struct Api {
    address: SocketAddr,
    versions: Arc<Mutex<Vec<Version>>>,
    ca: tempfile::NamedTempFile,
}

async fn api() -> Api {
    let ca = Authority::new("API CA");
    let mut leaf = params("API", NOW);
    leaf.subject_alt_names = vec![
        SanType::DnsName(NAME.try_into().unwrap()),
        SanType::IpAddress([127, 0, 0, 1].into()),
    ];
    let pair = ca.issue(&leaf);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(pair.chain(), pair.key())
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let versions = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&versions);
    let router = axum::Router::new().fallback(move |request: axum::extract::Request| {
        seen.lock().unwrap().push(request.version());
        async { (StatusCode::OK, SSL_ON).into_response() }
    });
    let tls = Tls {
        listener,
        acceptor: TlsAcceptor::from(Arc::new(config)),
    };
    tokio::spawn(async move { axum::serve(tls, router).await });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), ca.pem).unwrap();
    Api {
        address,
        versions,
        ca: file,
    }
}

/// A proxy that answers CONNECT by a tunnel to `target`, wherever it was asked for; notes the
/// heads of the requests.
async fn proxy(target: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(client.read_u8().await?);
                }
                seen.lock().unwrap().push(String::from_utf8(head).unwrap());
                let mut server = TcpStream::connect(target).await?;
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                tokio::io::copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    (address, heads)
}

fn calling(endpoint: &str, transport: ServerTransport) -> OpenApi {
    let mut settings = ApiSettings::new(ApiEndpoint::parse(endpoint).unwrap(), credentials());
    settings.transport = transport;
    OpenApi::new(settings, Arc::new(FakeClock::at(noon())), None)
}

/// One read there.
async fn ask(endpoint: &str, transport: &ServerTransport) -> Result<SslState, ApiError> {
    calling(endpoint, transport.clone()).ssl(&id()).await
}

fn trusting(api: &Api) -> ServerTransport {
    ServerTransport {
        ca_bundle: Some(api.ca.path().to_owned()),
        ..ServerTransport::default()
    }
}

#[tokio::test]
async fn a_ca_bundle_is_trusted() {
    let server = api().await;
    let endpoint = format!("https://{}", server.address);
    ask(&endpoint, &trusting(&server)).await.unwrap();
    assert_eq!(*server.versions.lock().unwrap(), [Version::HTTP_11]);
    let untrusting = ServerTransport::default();
    let error = ask(&endpoint, &untrusting).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreachable, "{error}");
    assert_eq!(server.versions.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_ca_bundle_that_is_none_is_told_and_nothing_is_sent() {
    let server = api().await;
    let transport = ServerTransport {
        ca_bundle: Some("/nowhere/ca.pem".into()),
        ..ServerTransport::default()
    };
    let endpoint = format!("https://{}", server.address);
    let error = ask(&endpoint, &transport).await.unwrap_err();
    let said = error.message.english();
    assert!(said.contains("CA bundle /nowhere/ca.pem"), "{said}");
    assert!(server.versions.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_proxy_carries_what_is_elsewhere_and_sees_no_request() {
    let server = api().await;
    let (address, heads) = proxy(server.address).await;
    let mut transport = trusting(&server);
    let proxy = format!("http://me:sec-proxy@{address}");
    transport.proxy = Some(ProxyAddress::parse(&proxy, "--proxy").unwrap());
    let api = calling(&format!("https://{NAME}"), transport);
    api.ssl(&id()).await.unwrap();
    assert!(!format!("{:?}", api.settings()).contains("sec-proxy"));
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 1);
    let connect = format!("CONNECT {NAME}:443 HTTP/1.1\r\n");
    assert!(heads[0].starts_with(&connect), "{heads:?}");
    // base64 of me:sec-proxy
    assert!(heads[0].contains("Basic bWU6c2VjLXByb3h5"), "{heads:?}");
    assert!(!heads[0].contains("Signature"));
}

#[tokio::test]
async fn no_proxy_and_this_machine_go_around_it() {
    let server = api().await;
    let (address, heads) = proxy(server.address).await;
    let mut transport = trusting(&server);
    transport.proxy = Some(ProxyAddress::parse(&address.to_string(), "--proxy").unwrap());
    let here = format!("https://{}", server.address);
    ask(&here, &transport).await.unwrap();
    let plain = Server::start(vec![answer(200, SSL_ON)]).await;
    ask(plain.endpoint.url().as_str(), &transport)
        .await
        .unwrap();
    transport.no_proxy = Some("example.com, forcessl.invalid".to_owned());
    let named = format!("https://{NAME}");
    let error = ask(&named, &transport).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreachable);
    assert!(heads.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_star_leads_every_name_and_address_around_the_proxy() {
    let server = api().await;
    let (address, heads) = proxy(server.address).await;
    let mut transport = trusting(&server);
    transport.proxy = Some(ProxyAddress::parse(&address.to_string(), "--proxy").unwrap());
    transport.no_proxy = Some("*".to_owned());
    // An address that nobody can connect to.
    for host in [NAME, "240.0.0.1", "[ff0e::1]"] {
        let endpoint = format!("https://{host}");
        let error = ask(&endpoint, &transport).await.unwrap_err();
        assert_eq!(error.kind, ApiErrorKind::Unreachable, "{host}");
    }
    assert!(heads.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_proxy_that_is_away_is_told() {
    let proxy = format!("http://me:sec-proxy@{}", nobody().await);
    let transport = ServerTransport {
        proxy: Some(ProxyAddress::parse(&proxy, "HTTPS_PROXY").unwrap()),
        ..ServerTransport::default()
    };
    let named = format!("https://{NAME}");
    let error = ask(&named, &transport).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreachable);
    assert!(!error.to_string().contains("sec-proxy"), "{error}");
}

#[tokio::test]
async fn compressed_answers_are_read() {
    // gzip of {"Code":"Forbidden.RAM","Message":"no"}, by gzip(1).
    let body = data_encoding::BASE64.decode(GZIP.as_bytes()).unwrap();
    let mut reply = format!(
        "HTTP/1.1 403 X\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    reply.extend(body);
    let server = Server::start(vec![Reply::Raw(reply)]).await;
    let (api, _clock) = client(&server, |_| {});
    assert!(api.ssl(&id()).await.unwrap_err().has_code("Forbidden.RAM"));
    let arrived = server.arrived.lock().unwrap();
    assert!(arrived[0].headers["accept-encoding"].contains("gzip"));
}

const GZIP: &str = "H4sIAAAAAAAAA6tWcs5PSVWyUnLLL0rKTElJzdMLcvRV0lHyTS0uTkwHyeTlK9UCADOXX24nAAAA";
