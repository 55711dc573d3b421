//! No false "proven": thousands of made-up set-ups of which the test knows whether plaintext is
//! refused by `pg_hba`, and whether SSL gets past it.
//!
//! Servers of four kinds: the embedded front door with made-up records, a few real PostgreSQL
//! servers with such records, both behind something that spoils the connection or ends its TLS, and servers that say what a script tells them.
//! `FORCESSL_SEED` repeats a run, `FORCESSL_SETUPS` is how many set-ups there are.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::support::{PATIENCE, campaign};
use forcessl::clock::SystemClock;
use forcessl::domain::acl::Acl;
use forcessl::domain::hba::{
    CertificateClaim, Connection, Decision, Encryption, Interface, Knowledge, Memberships, Record,
    Replication, compile, decide, file,
};
use forcessl::domain::proof::{ProbeEndpoint, ProbeLogin, ProbeReport, Proof};
use forcessl::domain::ssl::Pem;
use forcessl::postgres::probe::NetworkProber;
use forcessl::postgres::tls::identity;
use forcessl::postgres::{ClientIdentity, ProbeRequest, Prober};
use forcessl::sandbox::database::embedded;
use forcessl::sandbox::database::server::{self, Binaries};
use forcessl::sandbox::database::{Database, Desired, SandboxAccount, ServerIdentity};

/// Set-ups without `FORCESSL_SETUPS`.
const SETUPS: usize = 1_000;

/// How many set-ups are probed at the same time.
const AT_ONCE: usize = 16;

/// The time limit of an attempt that is made to wait, where nothing can be known.
const SHORT: Duration = Duration::from_millis(150);

/// The same where the other attempt is answered, and that is enough.
const HALF: Duration = Duration::from_secs(10);

const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// What is true of a set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    /// Plaintext stops at `pg_hba` and SSL, or a client certificate, gets past it.
    Enforced,
    /// Plaintext gets in.
    Open,
    /// Neither can be known from outside.
    Neither,
}

/// What spoils a connection on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoiler {
    /// Nothing does.
    None,
    /// The server's words end after so many bytes.
    CutsAfter(usize),
    /// Nothing comes back.
    Swallows,
    /// Bytes that are not the server's come first.
    Prepends(&'static [u8]),
    /// One byte at a time.
    Drips,
    /// TLS ends here; the server sees plaintext.
    EndsTls,
}

/// What a script says to plaintext, or to the question for SSL.
#[derive(Debug, Clone)]
enum Said {
    /// Bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// Bytes, then silence.
    BytesAndSilence(Vec<u8>),
    /// A good TLS handshake, and bytes inside it.
    Tls(Vec<u8>),
}

#[derive(Debug, Clone)]
enum Setup {
    Door {
        records: Vec<Record>,
        ssl: bool,
        client_ca: bool,
        presents: bool,
        replication: bool,
        spoiler: Spoiler,
        /// A PostgreSQL server in place of the front door.
        real: bool,
    },
    Script {
        plaintext: Said,
        ssl: Said,
        truth: Truth,
    },
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind], &length.to_be_bytes()[..], body].concat()
}

fn error(code: &str, text: &str, routine: &str) -> Vec<u8> {
    let body = format!("SFATAL\0VFATAL\0C{code}\0M{text}\0Fauth.c\0L1\0R{routine}\0\0");
    message(b'E', body.as_bytes())
}

/// Refusals by `pg_hba`, in two languages.
fn refusals() -> Vec<Vec<u8>> {
    [
        "no pg_hba.conf entry for host \"127.0.0.1\", user \"app\", database \"appdb\", no encryption",
        "pg_hba.conf rejects connection for host \"127.0.0.1\", user \"app\", database \"appdb\", no encryption",
        "没有用于主机 \"127.0.0.1\", 用户 \"app\", 数据库 \"appdb\" 的记录",
    ]
    .map(|text| error("28000", text, "ClientAuthentication"))
    .into()
}

/// Answers that get past `pg_hba`.
fn passes() -> Vec<Vec<u8>> {
    vec![
        message(b'R', b"\0\0\0\x0aSCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"),
        message(b'R', b"\0\0\0\x05salt"),
        message(b'R', b"\0\0\0\x03"),
        [message(b'R', b"\0\0\0\0"), message(b'Z', b"I")].concat(),
        [
            message(b'R', b"\0\0\0\0"),
            error(
                "28000",
                "role \"app\" does not exist",
                "InitializeSessionUserId",
            ),
        ]
        .concat(),
    ]
}

/// Answers that say nothing of the records.
fn excuses() -> Vec<Vec<u8>> {
    vec![
        error("53300", "sorry, too many clients already", "InitProcess"),
        error(
            "57P03",
            "the database system is starting up",
            "ProcessStartupPacket",
        ),
        error(
            "57P03",
            "the database system is shutting down",
            "ProcessStartupPacket",
        ),
        error("08P01", "SSL required", ""),
        error(
            "28000",
            "no PostgreSQL user name specified in startup packet",
            "ProcessStartupPacket",
        ),
        error(
            "28P01",
            "password authentication failed for user \"app\"",
            "auth_failed",
        ),
        error(
            "28000",
            "Ident authentication failed for user \"app\"",
            "auth_failed",
        ),
        error("3D000", "database \"appdb\" does not exist", "InitPostgres"),
        b"Ecould not fork new process for connection: Cannot allocate memory\n\0".to_vec(),
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec(),
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        b"+PONG\r\n".to_vec(),
        vec![0; 64],
        vec![0xff; 64],
        Vec::new(),
        b"E\0\0\0\x04".to_vec(),
        b"E\xff\xff\xff\xff".to_vec(),
        b"R\0\0\0\x08\0\0\0".to_vec(),
    ]
}

fn one<T: Clone>(dice: &mut StdRng, all: &[T]) -> T {
    all.choose(dice).unwrap().clone()
}

/// A proper start of a message; never all of it.
fn part(dice: &mut StdRng, whole: &[u8]) -> Vec<u8> {
    whole[..dice.random_range(0..whole.len())].to_vec()
}

/// Something that is no evidence, whatever the other attempt says.
fn nothing(dice: &mut StdRng, ssl: bool) -> Said {
    let whole = if dice.random_bool(0.5) {
        one(dice, &refusals())
    } else {
        one(dice, &passes())
    };
    match dice.random_range(0..6) {
        0 if ssl => Said::Bytes(b"N".to_vec()),
        1 if ssl => {
            let garbage: Vec<u8> = (0..40).map(|_| dice.random()).collect();
            Said::Bytes([b"S".to_vec(), garbage].concat())
        }
        2 if ssl => Said::Tls(one(dice, &excuses())),
        3 => {
            let half = part(dice, &whole);
            // The rest of a login that was told is not needed.
            if half.starts_with(b"R\0\0\0\x08\0\0\0\0") {
                Said::Bytes(Vec::new())
            } else if dice.random_bool(0.3) {
                Said::BytesAndSilence(half)
            } else if ssl {
                Said::Tls(half)
            } else {
                Said::Bytes(half)
            }
        }
        4 => Said::BytesAndSilence(Vec::new()),
        _ => Said::Bytes(one(dice, &excuses())),
    }
}

fn script(dice: &mut StdRng) -> Setup {
    let refused = one(dice, &refusals());
    let passed = one(dice, &passes());
    let demand = error(
        "28000",
        "connection requires a valid client certificate",
        "ClientAuthentication",
    );
    let gets_past = if dice.random_bool(0.3) {
        demand
    } else {
        passed.clone()
    };
    let (plaintext, ssl, truth) = match dice.random_range(0..10) {
        0 => (Said::Bytes(refused), Said::Tls(gets_past), Truth::Enforced),
        1 => (Said::Bytes(passed), Said::Tls(gets_past), Truth::Open),
        2 => (Said::Bytes(passed), nothing(dice, true), Truth::Open),
        3..=5 => (Said::Bytes(refused), nothing(dice, true), Truth::Neither),
        6 => {
            let again = one(dice, &refusals());
            (Said::Bytes(refused), Said::Tls(again), Truth::Neither)
        }
        7 | 8 => (nothing(dice, false), Said::Tls(gets_past), Truth::Neither),
        _ => (nothing(dice, false), nothing(dice, true), Truth::Neither),
    };
    Setup::Script {
        plaintext,
        ssl,
        truth,
    }
}

fn door(dice: &mut StdRng) -> Setup {
    let lines = [
        "host all all 0.0.0.0/0 scram-sha-256",
        "host all all all trust",
        "hostssl all all all scram-sha-256",
        "hostssl all all 127.0.0.0/8 md5",
        "hostssl all all all trust",
        "hostssl all all all cert",
        "hostssl all all all scram-sha-256 clientcert=verify-ca",
        "hostssl all all all trust clientcert=verify-full",
        "hostnossl all all all reject",
        "host all all all reject",
        "hostssl all all all reject",
        "hostssl all all all reject clientcert=verify-ca",
        "hostssl replication all all md5",
        "host replication all all md5",
        "host all all 10.0.0.0/8 md5",
        "hostssl all all 10.0.0.0/8 md5",
        "hostnossl all all all password",
        "host all other all md5",
        "hostssl appdb app samehost password",
        "host all +rds_superuser all reject",
    ];
    let text: Vec<&str> = (0..dice.random_range(0..4))
        .map(|_| *lines.choose(dice).unwrap())
        .collect();
    let spoiler = match dice.random_range(0..12) {
        0 => Spoiler::CutsAfter(dice.random_range(0..150)),
        1 => Spoiler::Swallows,
        2 => Spoiler::Prepends(one(
            dice,
            &[&b"X"[..], b"\0", b"HTTP/1.1 200 OK\r\n\r\n", b"N"],
        )),
        3 => Spoiler::Drips,
        4 | 5 => Spoiler::EndsTls,
        _ => Spoiler::None,
    };
    Setup::Door {
        records: file::parse_conf(&text.join("\n")).unwrap(),
        ssl: dice.random_bool(0.85),
        client_ca: dice.random_bool(0.7),
        presents: dice.random_bool(0.3),
        replication: dice.random_bool(0.15),
        spoiler,
        real: dice.random_bool(0.02),
    }
}

/// Certificates of the servers and of the client.
struct Site {
    identity: ServerIdentity,
    ca: Pem,
    client: ClientIdentity,
    acceptor: TlsAcceptor,
}

impl Site {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let own = parameters.self_signed(&key).unwrap();
        let issuer = Issuer::new(parameters, key);
        let client_key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters
            .distinguished_name
            .push(DnType::CommonName, "app");
        let client = parameters.signed_by(&client_key, &issuer).unwrap();
        let configuration = rustls::ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(own.pem().as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(issuer.key().serialize_pem().as_bytes()).unwrap(),
        )
        .unwrap();
        Self {
            identity: ServerIdentity {
                certificate: Pem::new(&own.pem()).unwrap(),
                key: issuer.key().serialize_pem().into(),
            },
            ca: Pem::new(&own.pem()).unwrap(),
            client: identity(
                client.pem().as_bytes(),
                client_key.serialize_pem().as_bytes(),
            )
            .ok()
            .unwrap(),
            acceptor: TlsAcceptor::from(Arc::new(configuration)),
        }
    }
}

async fn ask(
    port: u16,
    identity: Option<&ClientIdentity>,
    replication: bool,
    timeout: Duration,
) -> ProbeReport {
    let prober = NetworkProber::new(Arc::new(SystemClock::new()));
    prober
        .probe(ProbeRequest {
            place: &ProbeEndpoint::named("127.0.0.1".to_owned(), port),
            addresses: Ok(&[SocketAddr::from(([127, 0, 0, 1], port))]),
            login: &ProbeLogin {
                user: "app".to_owned(),
                database: "appdb".to_owned(),
                replication,
            },
            identity,
            timeout,
        })
        .await
}

/// What the records make of plaintext, of SSL, and of SSL with the client's certificate.
fn decisions(records: &[Record], client_ca: bool, replication: bool) -> [Decision; 3] {
    let knowledge = Knowledge {
        memberships: Some(Memberships::new(
            ["app".to_owned(), "rds_superuser".to_owned()],
            [("rds_superuser".to_owned(), "app".to_owned())],
        )),
        server_addresses: Some(vec![Interface {
            address: [127, 0, 0, 1].into(),
            prefix: 8,
        }]),
        server_major: Some(16),
    };
    let rules = compile(records, Some(16));
    let certificate = if client_ca {
        CertificateClaim::Verified {
            common_name: Some("app".to_owned()),
        }
    } else {
        CertificateClaim::None
    };
    [
        Encryption::None,
        Encryption::SSL,
        Encryption::Ssl { certificate },
    ]
    .map(|encryption| {
        let connection = Connection {
            encryption,
            user: "app".to_owned(),
            database: "appdb".to_owned(),
            address: [127, 0, 0, 1].into(),
            replication: if replication {
                Replication::Physical
            } else {
                Replication::No
            },
        };
        decide(&rules, &connection, &knowledge)
    })
}

const fn passes_hba(decision: &Decision) -> bool {
    matches!(
        decision,
        Decision::Accept { .. } | Decision::Authenticate { .. }
    )
}

/// What is true of a front door that nothing spoils, and then of the spoiled one.
fn truth(setup: &Setup) -> Truth {
    let Setup::Door {
        records,
        ssl,
        client_ca,
        presents,
        replication,
        spoiler,
        ..
    } = setup
    else {
        let Setup::Script { truth, .. } = setup else {
            unreachable!()
        };
        return *truth;
    };
    let [plaintext, with_ssl, with_certificate] = decisions(records, *client_ca, *replication);
    let refused = matches!(plaintext, Decision::NoRecord | Decision::Rejected { .. });
    let ssl_passes = *ssl
        && (passes_hba(&with_ssl)
            || (*client_ca && matches!(with_ssl, Decision::CertificateMissing { .. }))
            || (*presents && *client_ca && passes_hba(&with_certificate)));
    match spoiler {
        // SSL is no SSL to the server, so the two attempts are the same.
        Spoiler::EndsTls if passes_hba(&plaintext) => Truth::Open,
        Spoiler::EndsTls | Spoiler::Swallows | Spoiler::Prepends(_) => Truth::Neither,
        _ if passes_hba(&plaintext) => Truth::Open,
        _ if refused && ssl_passes => Truth::Enforced,
        _ => Truth::Neither,
    }
}

/// Takes connections until it is dropped; the port, and the task.
async fn listen<F, R>(serve: F) -> (u16, tokio::task::JoinHandle<()>)
where
    F: Fn(TcpStream) -> R + Send + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            tokio::spawn(serve(stream));
        }
    });
    (port, task)
}

/// Reads the client's first message, or its question for SSL.
async fn first_message<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<Vec<u8>> {
    let length = usize::try_from(stream.read_u32().await?).unwrap();
    let mut body = vec![0; length.saturating_sub(4).min(10_000)];
    stream.read_exact(&mut body).await?;
    Ok([&u32::try_from(length).unwrap().to_be_bytes()[..], &body].concat())
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8], stay: bool) {
    let _gone = stream.write_all(bytes).await;
    let _gone = stream.flush().await;
    if !stay {
        let _gone = stream.shutdown().await;
    }
    let mut heard = [0; 512];
    while let Ok(1..) = stream.read(&mut heard).await {}
}

async fn play(mut stream: TcpStream, plaintext: Said, ssl: Said, acceptor: TlsAcceptor) {
    let Ok(first) = first_message(&mut stream).await else {
        return;
    };
    let said = if first == SSL_REQUEST { ssl } else { plaintext };
    match said {
        Said::Bytes(bytes) => say(&mut stream, &bytes, false).await,
        Said::BytesAndSilence(bytes) => say(&mut stream, &bytes, true).await,
        Said::Tls(bytes) => {
            let _gone = stream.write_all(b"S").await;
            if let Ok(mut secured) = acceptor.accept(stream).await
                && first_message(&mut secured).await.is_ok()
            {
                say(&mut secured, &bytes, false).await;
            }
        }
    }
}

async fn spoil(mut client: TcpStream, port: u16, spoiler: Spoiler, acceptor: TlsAcceptor) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    server.set_nodelay(true).unwrap();
    match spoiler {
        Spoiler::None => drop(copy_bidirectional(&mut client, &mut server).await),
        Spoiler::Swallows => say(&mut client, b"", true).await,
        Spoiler::Prepends(bytes) => {
            let _gone = client.write_all(bytes).await;
            let _gone = copy_bidirectional(&mut client, &mut server).await;
        }
        Spoiler::CutsAfter(limit) => {
            let (mut from_client, mut to_client) = client.split();
            let (from_server, mut to_server) = server.split();
            let mut some = from_server.take(u64::try_from(limit).unwrap());
            tokio::select! {
                _ = tokio::io::copy(&mut some, &mut to_client) => {}
                () = async {
                    let _gone = tokio::io::copy(&mut from_client, &mut to_server).await;
                    std::future::pending::<()>().await;
                } => {}
            }
        }
        Spoiler::Drips => {
            let (mut from_client, mut to_client) = client.split();
            let (mut from_server, mut to_server) = server.split();
            let drip = async {
                while let Ok(byte) = from_server.read_u8().await {
                    if to_client.write_u8(byte).await.is_err() {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
                let _gone = to_client.shutdown().await;
            };
            let up = tokio::io::copy(&mut from_client, &mut to_server);
            let _both = tokio::join!(drip, up);
        }
        Spoiler::EndsTls => {
            let Ok(first) = first_message(&mut client).await else {
                return;
            };
            if first == SSL_REQUEST {
                let _gone = client.write_all(b"S").await;
                if let Ok(mut secured) = acceptor.accept(client).await {
                    let _gone = copy_bidirectional(&mut secured, &mut server).await;
                }
            } else {
                let _gone = server.write_all(&first).await;
                let _gone = copy_bidirectional(&mut client, &mut server).await;
            }
        }
    }
}

async fn probe(site: &Site, setup: &Setup) -> Proof {
    match setup {
        Setup::Script { plaintext, ssl, .. } => {
            let waits = [plaintext, ssl]
                .iter()
                .any(|said| matches!(said, Said::BytesAndSilence(_)));
            let (plaintext, ssl) = (plaintext.clone(), ssl.clone());
            let acceptor = site.acceptor.clone();
            let (port, server) = listen(move |stream| {
                play(stream, plaintext.clone(), ssl.clone(), acceptor.clone())
            })
            .await;
            let timeout = match truth(setup) {
                _ if !waits => PATIENCE,
                Truth::Neither => SHORT,
                Truth::Enforced | Truth::Open => HALF,
            };
            let report = ask(port, None, false, timeout).await;
            server.abort();
            report.proof()
        }
        Setup::Door {
            records,
            ssl,
            client_ca,
            presents,
            replication,
            spoiler,
            real,
        } => {
            let desired = Desired {
                ssl: ssl.then(|| site.identity.clone()),
                client_ca: client_ca.then(|| site.ca.clone()),
                crl: None,
                acl: Acl::Prefer,
                replication_acl: Acl::Prefer,
                records: records.clone(),
            };
            let accounts = [SandboxAccount {
                name: "app".to_owned(),
                password: String::new().into(),
                replication: true,
            }];
            let door: Box<dyn Database> = if *real {
                let found = Binaries::discover(None).await;
                let binaries = found.expect("this test needs PostgreSQL; tests/run installs it");
                let server = server::start(&binaries, &accounts, "appdb", &desired).await;
                Box::new(server.unwrap())
            } else {
                let door = embedded::start(&accounts, "appdb", &desired, 16).await;
                Box::new(door.unwrap())
            };
            let (inner, spoiler, acceptor) = (door.port(), *spoiler, site.acceptor.clone());
            let (port, proxy) =
                listen(move |stream| spoil(stream, inner, spoiler, acceptor.clone())).await;
            let timeout = if spoiler == Spoiler::Swallows {
                SHORT
            } else {
                PATIENCE
            };
            let client = presents.then_some(&site.client);
            let report = ask(port, client, *replication, timeout).await;
            proxy.abort();
            door.stop().await;
            report.proof()
        }
    }
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "what was tried, for who asks for it")]
async fn no_made_up_set_up_is_proven_wrongly() {
    let seed = campaign::seed();
    let count: usize = campaign::number("FORCESSL_SETUPS").unwrap_or(SETUPS);
    let site = Site::new();
    let mut dice = StdRng::seed_from_u64(seed);
    let setups: Vec<Setup> = (0..count)
        .map(|_| {
            if dice.random_bool(0.5) {
                door(&mut dice)
            } else {
                script(&mut dice)
            }
        })
        .collect();
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut told = stream::iter(&setups)
        .map(|setup| {
            let site = &site;
            async move { (setup, probe(site, setup).await) }
        })
        .buffer_unordered(AT_ONCE);
    while let Some((setup, proof)) = told.next().await {
        let truth = truth(setup);
        let whole = match setup {
            Setup::Door { spoiler, .. } => !matches!(spoiler, Spoiler::CutsAfter(_)),
            Setup::Script { .. } => true,
        };
        let right = match &proof {
            Proof::Proven(_) => truth == Truth::Enforced,
            Proof::Refuted(_) => truth == Truth::Open,
            // What is cut off may leave too little; what is whole may not.
            Proof::NotProven(_) => truth == Truth::Neither || !whole,
        };
        assert!(
            right,
            "FORCESSL_SEED={seed}: {proof:?} where it is {truth:?}: {setup:#?}"
        );
        let word = match proof {
            Proof::Proven(_) => "proven",
            Proof::Refuted(_) => "refuted",
            Proof::NotProven(_) => "not proven",
        };
        *found.entry(format!("{truth:?}: {word}")).or_default() += 1;
    }
    println!("{count} set-ups, seed {seed}: {found:?}");
    // Nothing of this is a matter of luck over a thousand set-ups.
    for (expected, least) in [
        ("Enforced: proven", 60),
        ("Open: refuted", 60),
        ("Neither: not proven", 300),
    ] {
        let share = found.get(expected).copied().unwrap_or_default() * 1000 / count;
        assert!(share >= least || count < SETUPS, "{expected}: {found:?}");
    }
}
