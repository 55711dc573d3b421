//! A client that asks in raw bytes and tells what the server said, up to the first decision.
//!
//! It shares nothing with the code under test.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme, SupportedProtocolVersion};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::domain::certificate::sample::Pair;

/// How long the tests wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What one attempt to get in came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// `N` to the `SSLRequest`.
    NoSsl,
    /// A TLS alert.
    Alert(u8),
    /// An error before any authentication request.
    Refused {
        sqlstate: String,
        routine: String,
        message: String,
    },
    /// An authentication request and its mechanisms.
    Asked { code: u32, mechanisms: Vec<String> },
    /// Logged in: `AuthenticationOk`, then `ReadyForQuery`.
    In,
    /// `AuthenticationOk`, then an error.
    InThenError { sqlstate: String },
    /// Closed without a word.
    Closed,
}

/// How the client comes.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    Plaintext,
    Ssl(&'static SupportedProtocolVersion, Option<&'a Pair>),
}

/// What the client asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) user: &'a str,
    pub(super) database: &'a str,
    pub(super) replication: Option<&'a str>,
}

/// What the TLS handshake showed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) server_certificate: Vec<u8>,
    /// The names in the `CertificateRequest`; `None` when there was none.
    pub(super) requested: Option<Vec<Vec<u8>>>,
}

pub(super) async fn attempt(to: (IpAddr, u16), way: Way<'_>, ask: Ask<'_>) -> (Outcome, Seen) {
    let stream = TcpStream::connect(to).await.unwrap();
    tokio::time::timeout(PATIENCE, run(stream, way, ask))
        .await
        .expect("the server does not answer")
}

/// An attempt from one of this machine's addresses to a port of loopback.
pub(super) async fn attempt_from(from: IpAddr, port: u16, way: Way<'_>, ask: Ask<'_>) -> Outcome {
    let (socket, to) = if from.is_ipv4() {
        (TcpSocket::new_v4(), IpAddr::V4(Ipv4Addr::LOCALHOST))
    } else {
        (TcpSocket::new_v6(), IpAddr::V6(Ipv6Addr::LOCALHOST))
    };
    let socket = socket.unwrap();
    socket.bind((from, 0).into()).unwrap();
    let stream = socket.connect((to, port).into()).await.unwrap();
    tokio::time::timeout(PATIENCE, run(stream, way, ask))
        .await
        .expect("the server does not answer")
        .0
}

async fn run(mut stream: TcpStream, way: Way<'_>, ask: Ask<'_>) -> (Outcome, Seen) {
    stream.set_nodelay(true).unwrap();
    let Way::Ssl(version, presented) = way else {
        return (
            talk(&mut stream, &start_up(ask)).await.unwrap(),
            Seen::default(),
        );
    };
    stream
        .write_all(&[0, 0, 0, 8, 4, 210, 22, 47])
        .await
        .unwrap();
    match stream.read_u8().await.unwrap() {
        b'S' => {}
        b'N' => return (Outcome::NoSsl, Seen::default()),
        other => panic!("answer {other} to SSLRequest"),
    }
    let witness = Arc::new(Witness::new(presented));
    let mut config = ClientConfig::builder_with_provider(Arc::new(
        rustls::crypto::aws_lc_rs::default_provider(),
    ))
    .with_protocol_versions(&[version])
    .unwrap()
    .dangerous()
    .with_custom_certificate_verifier(witness.clone())
    .with_client_cert_resolver(witness.clone());
    config.resumption = Resumption::disabled();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let name = ServerName::try_from("localhost").unwrap();
    let outcome = match connector.connect(name, stream).await {
        Ok(mut stream) => talk(&mut stream, &start_up(ask)).await,
        Err(e) => Err(e),
    };
    let outcome = outcome.unwrap_or_else(|e| alert(&e));
    let seen = std::mem::take(&mut *witness.seen.lock().unwrap());
    (outcome, seen)
}

fn alert(error: &std::io::Error) -> Outcome {
    let inner = error
        .get_ref()
        .and_then(|e| e.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::AlertReceived(alert)) => Outcome::Alert(u8::from(*alert)),
        _ => panic!("no alert: {error:?}"),
    }
}

fn start_up(ask: Ask<'_>) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    let mut texts = vec!["user", ask.user, "database", ask.database];
    texts.extend(
        ask.replication
            .into_iter()
            .flat_map(|value| ["replication", value]),
    );
    for text in texts {
        body.extend(text.as_bytes());
        body.push(0);
    }
    body.push(0);
    let mut packet = u32::try_from(body.len() + 4)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    packet.extend(body);
    packet
}

/// Sends the start-up packet and reads to the first decision.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    packet: &[u8],
) -> std::io::Result<Outcome> {
    // A refused certificate may close the connection first; the reason is then there to be read.
    let _closed = stream.write_all(packet).await;
    let _closed = stream.flush().await;
    let mut logged_in = false;
    loop {
        let mut head = [0; 5];
        match stream.read_exact(&mut head).await {
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(Outcome::Closed),
            read => read?,
        };
        let length = u32::from_be_bytes(head[1..].try_into().unwrap());
        let mut body = vec![0; usize::try_from(length).unwrap().checked_sub(4).unwrap()];
        stream.read_exact(&mut body).await?;
        match head[0] {
            b'R' => {
                let code = u32::from_be_bytes(body[..4].try_into().unwrap());
                if code != 0 {
                    let mechanisms = if code == 10 {
                        texts(&body[4..])
                    } else {
                        Vec::new()
                    };
                    return Ok(Outcome::Asked { code, mechanisms });
                }
                logged_in = true;
            }
            b'E' => {
                let fields = texts(&body);
                let field = |kind: char| {
                    let found = fields.iter().find_map(|field| field.strip_prefix(kind));
                    found.unwrap_or_default().to_owned()
                };
                assert_eq!(field('S'), "FATAL");
                assert_eq!(field('V'), "FATAL");
                return Ok(if logged_in {
                    Outcome::InThenError {
                        sqlstate: field('C'),
                    }
                } else {
                    Outcome::Refused {
                        sqlstate: field('C'),
                        routine: field('R'),
                        message: field('M'),
                    }
                });
            }
            b'Z' => {
                assert!(logged_in, "ReadyForQuery before AuthenticationOk");
                stream.write_all(&[b'X', 0, 0, 0, 4]).await?;
                return Ok(Outcome::In);
            }
            b'S' | b'K' | b'N' => assert!(logged_in, "session data before AuthenticationOk"),
            other => panic!("unexpected message {:?}", char::from(other)),
        }
    }
}

/// Reads messages until `ReadyForQuery`; the kinds of those before it.
pub(super) async fn read_to_ready(stream: &mut TcpStream) -> String {
    let mut kinds = String::new();
    loop {
        let kind = char::from(stream.read_u8().await.unwrap());
        let length = usize::try_from(stream.read_u32().await.unwrap()).unwrap();
        let mut body = vec![0; length - 4];
        stream.read_exact(&mut body).await.unwrap();
        if kind == 'Z' {
            return kinds;
        }
        kinds.push(kind);
    }
}

fn texts(bytes: &[u8]) -> Vec<String> {
    bytes
        .split(|byte| *byte == 0)
        .filter(|text| !text.is_empty())
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect()
}

/// Takes any server certificate, presents what it was given, notes what it saw.
#[derive(Debug)]
struct Witness {
    presented: Option<Arc<CertifiedKey>>,
    seen: Mutex<Seen>,
}

impl Witness {
    fn new(presented: Option<&Pair>) -> Self {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let presented = presented.map(|issued| {
            let key = provider
                .key_provider
                .load_private_key(issued.key())
                .unwrap();
            Arc::new(CertifiedKey::new(issued.chain(), key))
        });
        Self {
            presented,
            seen: Mutex::default(),
        }
    }
}

impl ResolvesClientCert for Witness {
    fn resolve(&self, names: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.seen.lock().unwrap().requested = Some(names.iter().map(|n| n.to_vec()).collect());
        self.presented.clone()
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.seen.lock().unwrap().server_certificate = end_entity.to_vec();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::aws_lc_rs::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
