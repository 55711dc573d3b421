//! Servers that mean harm, or speak something else: every attempt ends in time and tells nothing.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::handshake::{self, SSL_REQUEST, startup_message};
use super::probe::NetworkProber;
use super::tls::identity;
use super::{ClientIdentity, ProbeRequest, Prober, TransportQuestions};
use crate::clock::SystemClock;
use crate::clock::fake::FakeClock;
use crate::domain::certificate::sample::{Authority, NOW, params};
use crate::domain::proof::{
    GssAnswer, Outcome, ProbeEndpoint, ProbeLogin, ProbeReport, Proof, Question, TlsVersion,
    VersionAnswer,
};
use crate::text::Text;

/// The time limit of an attempt in these tests.
const LIMIT: Duration = Duration::from_millis(400);

/// What a server does with one connection after it has read the client's first message.
#[derive(Clone, Copy)]
enum Manner {
    /// Sends this, then closes.
    Says(&'static [u8]),
    /// Sends this, then keeps silent.
    SaysAndWaits(&'static [u8]),
    /// Sends this a byte at a time, slowly, then zeros for ever.
    Drips(&'static [u8]),
    /// Sends this over and over.
    Repeats(&'static [u8]),
}

impl Manner {
    /// How long an answer to it may take. A flood is to be ended by its bytes, on a busy machine too,
    /// so its time must not run out first.
    const fn limit(self) -> Duration {
        match self {
            Self::Repeats(_) => Duration::from_secs(20),
            Self::Says(_) | Self::SaysAndWaits(_) | Self::Drips(_) => LIMIT,
        }
    }
}

async fn serve(stream: &mut TcpStream, manner: Manner) -> std::io::Result<()> {
    let mut first = [0; 8];
    stream.read_exact(&mut first).await?;
    match manner {
        Manner::Says(bytes) => stream.write_all(bytes).await?,
        Manner::SaysAndWaits(bytes) => {
            stream.write_all(bytes).await?;
            while stream.read(&mut [0; 1024]).await? > 0 {}
        }
        Manner::Drips(bytes) => {
            let mut slow = tokio::time::interval(LIMIT / 20);
            for byte in bytes.iter().copied().chain(std::iter::repeat(0)) {
                slow.tick().await;
                stream.write_u8(byte).await?;
            }
        }
        Manner::Repeats(bytes) => loop {
            stream.write_all(bytes).await?;
        },
    }
    Ok(())
}

/// Whom these tests name.
fn login() -> ProbeLogin {
    ProbeLogin {
        user: "app".into(),
        database: "app".into(),
        replication: false,
    }
}

/// Probes this port of loopback.
async fn probe(port: u16, identity: Option<&ClientIdentity>, timeout: Duration) -> ProbeReport {
    let request = async |request: ProbeRequest<'_>| prober().probe(request).await;
    requested(port, identity, timeout, request).await
}

/// Asks about this port of loopback.
async fn requested<T>(
    port: u16,
    identity: Option<&ClientIdentity>,
    timeout: Duration,
    ask: impl AsyncFnOnce(ProbeRequest<'_>) -> T,
) -> T {
    let (place, login) = (ProbeEndpoint::named("127.0.0.1".into(), port), login());
    let addresses = [([127, 0, 0, 1], port).into()];
    ask(ProbeRequest {
        place: &place,
        addresses: Ok(&addresses),
        login: &login,
        identity,
        timeout,
    })
    .await
}

/// A listener on loopback and its port.
async fn listening() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// Asks a server that always has this manner, by its port.
fn asked<T>(manner: Manner, ask: impl AsyncFnOnce(u16) -> T) -> T {
    run(async {
        let (listener, port) = listening().await;
        let server = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                tokio::spawn(async move { serve(&mut stream, manner).await });
            }
        });
        let told = ask(port).await;
        server.abort();
        told
    })
}

fn prober() -> NetworkProber {
    NetworkProber::new(Arc::new(SystemClock::new()))
}

fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

/// Asks a server that always has this manner.
fn ask(manner: Manner) -> ProbeReport {
    asked(manner, async |port| probe(port, None, manner.limit()).await)
}

#[test]
fn each_ends_in_time_with_its_own_outcome_and_proves_nothing() {
    use Manner::{Drips, Repeats, Says, SaysAndWaits};
    use Outcome::{Closed, NoSsl, NotPostgres, OtherError, TimedOut};

    let tls_failed = || Outcome::TlsFailed {
        reason: Text::default(),
    };
    let http = b"HTTP/1.1 400 Bad Request\r\n\r\n";
    let fork = b"Ecould not fork new process for connection: Cannot allocate memory\n\0";
    let stuffed = b"SR\0\0\0\x08\0\0\0\0Z\0\0\0\x05I";
    let record = &[0x16, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff];
    let slow = b"S\x16\x03\x03\x40\0";
    let (request, error) = (b"R\xff\xff\xff\xff", b"E\x7f\xff\xff\xff");
    let (notice, garbage) = (b"N\0\0\0\x05\0", b"Sgarbage garbage");
    let cases = [
        ("silence", SaysAndWaits(b""), TimedOut, TimedOut),
        ("close", Says(b""), Closed, Closed),
        ("drip", Drips(b"E\0\0\x7f\xff"), TimedOut, TimedOut),
        ("slow SSL", Drips(slow), NotPostgres, TimedOut),
        ("garbage", Says(b"\xff\xfe\xfd"), NotPostgres, NotPostgres),
        ("HTTP", Says(http), NotPostgres, NotPostgres),
        (
            "huge request",
            SaysAndWaits(request),
            NotPostgres,
            NotPostgres,
        ),
        ("huge error", SaysAndWaits(error), NotPostgres, NotPostgres),
        (
            "endless text",
            Repeats(&[b'E'; 16]),
            NotPostgres,
            NotPostgres,
        ),
        ("endless notices", Repeats(notice), NotPostgres, NoSsl),
        ("old error", Says(fork), OtherError, OtherError),
        ("no SSL", SaysAndWaits(b"N"), TimedOut, NoSsl),
        ("SSL silence", SaysAndWaits(b"S"), TimedOut, TimedOut),
        ("SSL close", Says(b"S"), Closed, tls_failed()),
        ("SSL garbage", Says(garbage), NotPostgres, tls_failed()),
        (
            "SSL stuffed",
            SaysAndWaits(stuffed),
            NotPostgres,
            tls_failed(),
        ),
        (
            "endless SSL",
            Repeats(&[b'S'; 16]),
            NotPostgres,
            tls_failed(),
        ),
        ("endless records", Repeats(record), NotPostgres, NotPostgres),
    ];
    for (name, manner, plaintext, ssl) in cases {
        let report = ask(manner);
        let blank = |outcome: &Outcome| {
            if matches!(outcome, Outcome::TlsFailed { .. }) {
                tls_failed()
            } else {
                outcome.clone()
            }
        };
        let outcomes: Vec<Outcome> = report.runs.iter().map(|run| blank(&run.outcome)).collect();
        let expected = [plaintext, ssl];
        assert_eq!(outcomes, expected, "{name}");
        for run in &report.runs {
            assert!(run.took < manner.limit() * 3, "{name} took {:?}", run.took);
        }
        assert!(matches!(report.proof(), Proof::NotProven(_)), "{name}");
        assert_eq!(report.tls, None, "{name}");
    }
}

#[test]
fn a_login_is_kept_when_the_server_falls_silent_or_mad_after_it() {
    let silent = Manner::SaysAndWaits(b"R\0\0\0\x08\0\0\0\0");
    let mad = Manner::Repeats(b"R\0\0\0\x08\0\0\0\0");
    for manner in [silent, mad] {
        let report = ask(manner);
        let run = report.run(Question::Plaintext).unwrap();
        assert_eq!(run.outcome, Outcome::AcceptedNoAuth);
        assert!(matches!(report.proof(), Proof::Refuted(_)));
    }
}

#[test]
fn nothing_is_sent_before_the_answer_and_no_password_after_it() {
    let seen = run(async {
        let (listener, port) = listening().await;
        let server = tokio::spawn(async move {
            let mut seen = Vec::new();
            for answer in [b"R\0\0\0\x08\0\0\0\x03".as_slice(), b"N"] {
                let (mut stream, _) = listener.accept().await.unwrap();
                stream.write_all(answer).await.unwrap();
                let mut bytes = Vec::new();
                stream.read_to_end(&mut bytes).await.unwrap();
                seen.push(bytes);
            }
            seen
        });
        probe(port, None, LIMIT).await;
        server.await.unwrap()
    });
    let login = handshake::StartupLogin {
        user: "app",
        database: "app",
        replication: false,
    };
    assert_eq!(seen, [startup_message(login), SSL_REQUEST.to_vec()]);
}

#[test]
fn a_port_that_nobody_listens_on_is_unreachable_and_is_tried_once() {
    let report = run(async {
        let (listener, port) = listening().await;
        drop(listener);
        probe(port, None, LIMIT).await
    });
    assert!(report.unreachable());
    assert_eq!(report.runs.len(), 1);
    assert!(matches!(report.proof(), Proof::NotProven(_)));
}

#[test]
fn a_name_that_is_none_does_not_resolve() {
    for host in ["no-such-host.invalid", "", "not a name", "a\0b"] {
        let found = run(async { prober().resolve(host, 5432, Duration::from_secs(20)).await });
        assert!(found.is_err(), "{host:?}: {found:?}");
    }
}

#[test]
fn a_name_without_addresses_is_unreachable_and_dated_by_the_clock() {
    let clock = Arc::new(FakeClock::at(DateTime::UNIX_EPOCH));
    let prober = NetworkProber::new(Arc::<FakeClock>::clone(&clock));
    let (place, login) = (ProbeEndpoint::named("db".into(), 5432), login());
    let request = ProbeRequest {
        place: &place,
        addresses: Err(&Text::verbatim("gone")),
        login: &login,
        identity: None,
        timeout: LIMIT,
    };
    let report = run(prober.probe(request));
    assert!(report.unreachable());
    assert_eq!(report.at, DateTime::UNIX_EPOCH);
    assert_eq!(
        (report.runs[0].took, clock.slept()),
        (Duration::ZERO, Vec::new())
    );
}

#[test]
fn hostile_answers_about_the_transport_are_no_answers() {
    let record = &[0x53, 0x16, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff];
    for manner in [
        Manner::SaysAndWaits(b""),
        Manner::Says(b""),
        Manner::Says(b"\xff"),
        Manner::SaysAndWaits(b"S"),
        Manner::Says(b"S\x15\x03\x03\x00"),
        Manner::Says(b"Sgarbage garbage"),
        Manner::Drips(b"S\x16\x03\x03\x40\0"),
        Manner::Repeats(b"SSSSSSSSSSSSSSSS"),
        Manner::Repeats(b"S\x16\x03\x03\x00\x01\x02"),
        Manner::Repeats(record),
    ] {
        let questions = TransportQuestions {
            tls_versions: TlsVersion::ALL.to_vec(),
            direct_ssl: true,
            gss: true,
        };
        let ask = async |request: ProbeRequest<'_>| prober().transports(request, &questions).await;
        let told = asked(manner, async |port| requested(port, None, LIMIT, ask).await);
        for (version, answer) in &told.tls_versions {
            assert_eq!(*answer, VersionAnswer::NoAnswer, "{version:?}");
        }
        assert_eq!(told.gss, Some(GssAnswer::NoAnswer));
        let direct = told.direct_ssl.unwrap();
        assert!(!direct.outcome.passed_hba(), "{direct:?}");
        assert!(direct.took < LIMIT * 3, "{direct:?}");
    }
}

#[test]
fn a_reset_right_after_the_certificate_is_a_probable_rejection() {
    let ca = Authority::new("Client CA");
    let server = Authority::new("Server CA").issue(&params("server", NOW));
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca.pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .allow_unauthenticated()
            .build()
            .unwrap();
    let configuration = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(server.chain(), server.key())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(configuration));
    let leaf = ca.issue(&params("app", NOW));
    let identity = identity(leaf.certificate.as_bytes(), leaf.key.as_bytes())
        .ok()
        .unwrap();
    let report = run(async move {
        let (listener, port) = listening().await;
        let server = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut first = [0; 8];
                stream.read_exact(&mut first).await.unwrap();
                if first == SSL_REQUEST {
                    stream.write_all(b"S").await.unwrap();
                    let tls = acceptor.accept(stream).await.unwrap();
                    tls.get_ref().0.set_zero_linger().unwrap();
                }
            }
        });
        let report = probe(port, Some(&identity), LIMIT).await;
        server.abort();
        report
    });
    let outcomes: Vec<&Outcome> = report.runs.iter().map(|run| &run.outcome).collect();
    let rejected = Outcome::CertificateRejected { alert: None };
    assert_eq!(outcomes, [&Outcome::Closed, &Outcome::Closed, &rejected]);
    assert!(matches!(report.proof(), Proof::NotProven(_)));
}
