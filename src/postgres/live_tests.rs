//! Every outcome, from a real PostgreSQL server.

#[cfg(target_os = "linux")]
mod languages;
mod server;

use core::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{ExtendedKeyUsagePurpose, SerialNumber};
use server::Server;

use super::probe::NetworkProber;
use super::tls::identity;
use super::{ClientIdentity, ProbeRequest, Prober, TransportQuestions};
use crate::clock::SystemClock;
use crate::domain::certificate::inspect::Admission;
use crate::domain::certificate::sample::{AHEAD, Authority, NOW, PAST, Pair, params, self_signed};
use crate::domain::certificate::{Certificate, Peer, name_matches, parse_chain};
use crate::domain::proof::{
    Demand, GssAnswer, Outcome, ProbeEndpoint, ProbeLogin, ProbeReport, Proof, Question,
    TlsVersion, Transports, VersionAnswer,
};

const SSL: &str = "ssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\n";
const CLIENT_CA: &str = "ssl_ca_file = 'client-ca.crt'\n";
const SCRAM: &str = "password_encryption = 'scram-sha-256'\n";

/// A server with a server certificate, a client CA, and the role `app`.
struct Site {
    server: Server,
    ca: Authority,
}

impl Site {
    fn start() -> Self {
        Self::on(Server::start("", "ready"))
    }

    fn on(server: Server) -> Self {
        let ca = Authority::new("Client CA");
        let mut leaf = params("server", NOW);
        leaf.subject_alt_names = vec![rcgen::SanType::DnsName("localhost".try_into().unwrap())];
        let pair = Authority::new("Server CA").issue(&leaf);
        server.write("server.crt", &pair.certificate);
        server.write("server.key", &pair.key);
        server.write("client-ca.crt", &ca.pem);
        // The default is `md5` up to 13.
        server.sql("SET password_encryption = 'scram-sha-256'; CREATE ROLE app LOGIN PASSWORD 'x'");
        server.sql("CREATE DATABASE app");
        Self { server, ca }
    }

    /// Server with client CA, and these records.
    fn records(&self, hba: &str) {
        self.server.apply(hba, &format!("{SSL}{CLIENT_CA}{SCRAM}"));
    }

    /// How a record demands a certificate and a password besides: 11 reads `verify-full` as "off".
    fn clientcert(&self) -> &'static str {
        if self.server.major() == 11 {
            "clientcert=1"
        } else {
            "clientcert=verify-full"
        }
    }

    fn client(&self, name: &str) -> ClientIdentity {
        client(&self.ca.issue(&params(name, NOW)))
    }

    fn probe(&self, identity: Option<&ClientIdentity>) -> ProbeReport {
        self.ask(identity, |_| ())
    }

    fn ask(
        &self,
        identity: Option<&ClientIdentity>,
        change: impl FnOnce(&mut Asked),
    ) -> ProbeReport {
        let mut asked = Asked::at("localhost", self.server.port);
        change(&mut asked);
        probe(&asked, identity)
    }

    /// The outcome of the run that presents this identity.
    fn presents(&self, identity: &ClientIdentity) -> Outcome {
        outcome(&self.probe(Some(identity)), Question::ClientCertificate)
    }
}

fn client(pair: &Pair) -> ClientIdentity {
    identity(pair.certificate.as_bytes(), pair.key.as_bytes())
        .ok()
        .unwrap()
}

/// Whom a test asks about, and where.
struct Asked {
    place: ProbeEndpoint,
    login: ProbeLogin,
}

impl Asked {
    fn at(host: &str, port: u16) -> Self {
        Self {
            place: ProbeEndpoint::named(host.into(), port),
            login: ProbeLogin {
                user: "app".into(),
                database: "app".into(),
                replication: false,
            },
        }
    }

    fn request<'a>(
        &'a self,
        addresses: &'a [SocketAddr],
        identity: Option<&'a ClientIdentity>,
    ) -> ProbeRequest<'a> {
        ProbeRequest {
            place: &self.place,
            addresses: Ok(addresses),
            login: &self.login,
            identity,
            timeout: LIMIT,
        }
    }
}

const LIMIT: Duration = Duration::from_secs(20);

fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

fn prober() -> NetworkProber {
    NetworkProber::new(Arc::new(SystemClock::new()))
}

fn probe(asked: &Asked, identity: Option<&ClientIdentity>) -> ProbeReport {
    let address = [([127, 0, 0, 1], asked.place.port).into()];
    run(prober().probe(asked.request(&address, identity)))
}

fn transports(asked: &Asked) -> Transports {
    let address = [([127, 0, 0, 1], asked.place.port).into()];
    let questions = TransportQuestions {
        tls_versions: TlsVersion::ALL.to_vec(),
        direct_ssl: true,
        gss: true,
    };
    run(prober().transports(asked.request(&address, None), &questions))
}

fn outcome(report: &ProbeReport, question: Question) -> Outcome {
    report
        .run(question)
        .expect("the question was asked")
        .outcome
        .clone()
}

fn pair(report: &ProbeReport) -> (Outcome, Outcome) {
    (
        outcome(report, Question::Plaintext),
        outcome(report, Question::Ssl),
    )
}

fn asks(method: &str) -> Outcome {
    Outcome::AcceptedToAuth {
        method: method.into(),
    }
}

fn rejected(alert: u8) -> Outcome {
    Outcome::CertificateRejected { alert: Some(alert) }
}

#[test]
fn methods_without_and_with_ssl() {
    let site = Site::start();
    site.server
        .sql("SET password_encryption = md5; CREATE ROLE old LOGIN PASSWORD 'x'");
    let elsewhere = "host all app 192.0.2.0/24 trust".to_owned();
    let everybody = |method: &str| format!("host all all 0.0.0.0/0 {method}");
    for (hba, user, expected) in [
        (everybody("scram-sha-256"), "app", asks("scram-sha-256")),
        (everybody("md5"), "app", asks("scram-sha-256")),
        (everybody("md5"), "old", asks("md5")),
        (everybody("password"), "app", asks("password")),
        (everybody("trust"), "app", Outcome::AcceptedNoAuth),
        (everybody("trust"), "nobody", Outcome::AcceptedNoAuth),
        (everybody("scram-sha-256"), "nobody", asks("scram-sha-256")),
        (everybody("reject"), "app", Outcome::RefusedByHba),
        (String::new(), "app", Outcome::RefusedByHba),
        (elsewhere, "app", Outcome::RefusedByHba),
        (everybody("ident"), "app", Outcome::OtherError),
    ] {
        site.records(&hba);
        let report = site.ask(None, |request| request.login.user = user.into());
        let both = (expected.clone(), expected.clone());
        assert_eq!(pair(&report), both, "{hba} {user}");
        let as_expected = match report.proof() {
            Proof::Refuted(_) => expected.passed_hba(),
            Proof::NotProven(_) => !expected.passed_hba(),
            Proof::Proven(_) => false,
        };
        assert!(as_expected, "{hba} {user}");
    }
}

#[test]
fn sqlstate_of_a_session_that_was_let_in_is_kept() {
    let site = Site::start();
    site.records("host all all 0.0.0.0/0 trust");
    let run = |report: ProbeReport| report.run(Question::Plaintext).unwrap().clone();
    let unknown = run(site.ask(None, |request| request.login.user = "nobody".into()));
    assert_eq!(unknown.sqlstate.as_deref(), Some("28000"));
    let unknown = run(site.ask(None, |request| request.login.database = "nothing".into()));
    assert_eq!(unknown.outcome, Outcome::AcceptedNoAuth);
    assert_eq!(unknown.sqlstate.as_deref(), Some("3D000"));
    assert_eq!(run(site.probe(None)).sqlstate, None);
}

#[test]
fn records_that_demand_ssl_prove_ssl() {
    let site = Site::start();
    let proven = Proof::Proven(Demand::Ssl);
    let scram = asks("scram-sha-256");
    let rejecting = "hostnossl all all 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 scram-sha-256";
    for (hba, expected) in [
        ("hostssl all all 0.0.0.0/0 scram-sha-256", scram.clone()),
        ("hostssl all all 0.0.0.0/0 trust", Outcome::AcceptedNoAuth),
        (rejecting, scram.clone()),
    ] {
        site.records(hba);
        let report = site.probe(Some(&site.client("app")));
        let told = (Outcome::RefusedByHba, expected.clone());
        assert_eq!(pair(&report), told, "{hba}");
        let certificate = outcome(&report, Question::ClientCertificate);
        assert_eq!(certificate, expected, "{hba}");
        assert_eq!(report.proof(), proven, "{hba}");
        let plaintext = report.run(Question::Plaintext).unwrap();
        assert_eq!(plaintext.sqlstate.as_deref(), Some("28000"));
    }
    site.records("hostnossl all all 0.0.0.0/0 scram-sha-256");
    let report = site.probe(None);
    assert_eq!(pair(&report), (scram, Outcome::RefusedByHba));
    assert!(matches!(report.proof(), Proof::Refuted(_)));
}

#[test]
fn records_that_demand_certificates_prove_client_certificates() {
    let site = Site::start();
    let (right, other) = (site.client("app"), site.client("other"));
    let scram = asks("scram-sha-256");
    let mismatch = Outcome::CertificateUserMismatch;
    let mut cases = vec![("cert", Outcome::AcceptedNoAuth, mismatch.clone())];
    if site.server.major() == 11 {
        cases.push(("scram-sha-256 clientcert=1", scram.clone(), scram.clone()));
    } else {
        for mode in [
            "scram-sha-256 clientcert=verify-ca",
            "scram-sha-256 clientcert=verify-full",
        ] {
            cases.push((mode, scram.clone(), scram.clone()));
        }
        let trust = "trust clientcert=verify-full";
        cases.push((trust, Outcome::AcceptedNoAuth, mismatch));
    }
    for (method, with_right, with_other) in cases {
        site.records(&format!("hostssl all all 0.0.0.0/0 {method}"));
        let report = site.probe(Some(&right));
        let told = (Outcome::RefusedByHba, Outcome::CertificateRequired);
        assert_eq!(pair(&report), told, "{method}");
        let certificate = outcome(&report, Question::ClientCertificate);
        assert_eq!(certificate, with_right, "{method}");
        let proven = Proof::Proven(Demand::ClientCertificate);
        assert_eq!(report.proof(), proven, "{method}");
        assert_eq!(site.presents(&other), with_other, "{method}");
        assert_eq!(site.probe(None).proof(), proven, "{method}");
    }
}

#[test]
fn version_11_takes_verify_ca_and_verify_full_for_off() {
    let site = Site::start();
    for value in ["verify-ca", "verify-full"] {
        site.records(&format!(
            "hostssl all all 0.0.0.0/0 scram-sha-256 clientcert={value}"
        ));
        let expected = if site.server.major() == 11 {
            (asks("scram-sha-256"), Demand::Ssl)
        } else {
            (Outcome::CertificateRequired, Demand::ClientCertificate)
        };
        let report = site.probe(Some(&site.client("app")));
        assert_eq!(outcome(&report, Question::Ssl), expected.0, "{value}");
        assert_eq!(report.proof(), Proof::Proven(expected.1), "{value}");
    }
}

#[test]
fn bad_certificates_are_rejected_by_their_alert_in_both_protocol_versions() {
    let site = Site::start();
    site.server.write("client.crl", &site.ca.crl(NOW, &[4711]));
    let issue = |change: &dyn Fn(&mut rcgen::CertificateParams)| {
        let mut leaf = params("app", NOW);
        change(&mut leaf);
        client(&site.ca.issue(&leaf))
    };
    let expired = client(&site.ca.issue(&params("app", PAST)));
    let ahead = client(&site.ca.issue(&params("app", AHEAD)));
    let revoked = issue(&|leaf| leaf.serial_number = Some(SerialNumber::from(4711)));
    let server_only =
        issue(&|leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]);
    let foreign = client(&Authority::new("Client CA 2").issue(&params("app", NOW)));
    let twin = client(&Authority::new("Client CA").issue(&params("app", NOW)));
    let self_signed = client(&self_signed(&params("app", NOW)));
    let good = site.client("app");
    let version_1 = client(&site.ca.issue_version_1(&params("app", NOW)));
    let parsed = Certificate::from_der(&version_1.0.cert[0]).unwrap();
    assert_eq!(parsed.version, 1);
    // 11 has no setting for the version: the best is taken.
    let versions: &[&str] = match site.server.major() {
        11 => &["TLSv1.3"],
        _ => &["TLSv1.2", "TLSv1.3"],
    };
    for version in versions {
        let only = match site.server.major() {
            11 => String::new(),
            _ => format!(
                "ssl_min_protocol_version = '{version}'\nssl_max_protocol_version = '{version}'\n"
            ),
        };
        site.server.apply(
            "host all all 0.0.0.0/0 trust",
            &format!("{SSL}{CLIENT_CA}ssl_crl_file = 'client.crl'\n{only}"),
        );
        assert_eq!(site.probe(None).tls.unwrap().version, *version);
        for (identity, expected) in [
            (&good, Outcome::AcceptedNoAuth),
            (&version_1, Outcome::AcceptedNoAuth),
            (&expired, rejected(45)),
            (&ahead, rejected(42)),
            (&revoked, rejected(44)),
            (&server_only, rejected(43)),
            (&foreign, rejected(48)),
            (&self_signed, rejected(48)),
        ] {
            assert_eq!(site.presents(identity), expected, "{version}");
        }
        let twin = site.presents(&twin);
        assert!(
            matches!(twin, Outcome::CertificateRejected { alert: Some(_) }),
            "{version} {twin:?}"
        );
    }
}

#[test]
fn a_leaf_below_an_intermediate_needs_it_in_the_chain() {
    let site = Site::start();
    site.records("hostssl all all 0.0.0.0/0 cert");
    let intermediate = site.ca.intermediate("Intermediate");
    let Pair { certificate, key } = intermediate.issue(&params("app", NOW));
    let chain = format!("{certificate}{}", intermediate.pem);
    let whole = identity(chain.as_bytes(), key.as_bytes()).ok().unwrap();
    assert_eq!(site.presents(&whole), Outcome::AcceptedNoAuth);
    let cut = client(&Pair { certificate, key });
    assert_eq!(site.presents(&cut), rejected(48));
}

#[test]
fn a_server_without_client_ca_is_misconfigured_or_ignores_certificates() {
    let site = Site::start();
    site.server.apply("hostssl all all 0.0.0.0/0 cert", SSL);
    let report = site.probe(Some(&site.client("app")));
    let told = (Outcome::RefusedByHba, Outcome::Misconfigured);
    assert_eq!(pair(&report), told);
    let certificate = outcome(&report, Question::ClientCertificate);
    assert_eq!(certificate, Outcome::Misconfigured);
    let ssl = report.run(Question::Ssl).unwrap();
    assert_eq!(ssl.sqlstate.as_deref(), Some("F0000"));
    assert!(matches!(report.proof(), Proof::NotProven(_)));
    assert_eq!(report.tls.unwrap().client_cas, None);
    site.server.apply("hostssl all all 0.0.0.0/0 trust", SSL);
    let foreign = client(&Authority::new("Foreign").issue(&params("app", PAST)));
    assert_eq!(site.presents(&foreign), Outcome::AcceptedNoAuth);
}

#[test]
fn a_server_without_ssl_says_so() {
    let site = Site::start();
    site.server
        .apply("hostssl all all 0.0.0.0/0 trust", "ssl = off\n");
    let report = site.probe(Some(&site.client("app")));
    assert_eq!(pair(&report), (Outcome::RefusedByHba, Outcome::NoSsl));
    let certificate = outcome(&report, Question::ClientCertificate);
    assert_eq!(certificate, Outcome::NoSsl);
    assert!(matches!(report.proof(), Proof::NotProven(_)));
    assert_eq!(report.tls, None);
}

#[test]
fn replication_takes_its_own_records() {
    let site = Site::start();
    let all = "hostssl all all 0.0.0.0/0 scram-sha-256";
    let replication = |site: &Site| site.ask(None, |request| request.login.replication = true);
    site.records(all);
    assert_eq!(site.probe(None).proof(), Proof::Proven(Demand::Ssl));
    let refused = (Outcome::RefusedByHba, Outcome::RefusedByHba);
    assert_eq!(pair(&replication(&site)), refused);
    let stream = "host replication all 0.0.0.0/0 scram-sha-256";
    site.records(&format!("{all}\n{stream}"));
    assert_eq!(site.probe(None).proof(), Proof::Proven(Demand::Ssl));
    let asked = (asks("scram-sha-256"), asks("scram-sha-256"));
    assert_eq!(pair(&replication(&site)), asked);
    site.records(&format!("{all}\nhostssl replication all 0.0.0.0/0 cert"));
    let proven = Proof::Proven(Demand::ClientCertificate);
    assert_eq!(replication(&site).proof(), proven);
}

#[test]
fn the_handshake_tells_chain_and_client_cas() {
    let site = Site::start();
    site.records("hostssl all all 0.0.0.0/0 scram-sha-256");
    let report = site.probe(None);
    let facts = report.tls.unwrap();
    assert_eq!(facts.client_cas, Some(vec!["CN=Client CA".to_owned()]));
    assert_eq!(facts.channel_binding, Some(true));
    assert_eq!(facts.version, "TLSv1.3");
    assert!(facts.cipher.starts_with("TLS13_"), "{}", facts.cipher);
    let leaf = Certificate::from_der(&facts.chain[0]).unwrap();
    assert!(name_matches(&leaf, "localhost") && !name_matches(&leaf, "127.0.0.1"));
    let addresses: Vec<_> = report.runs.iter().map(|run| run.address.unwrap()).collect();
    let here = ([127, 0, 0, 1], site.server.port).into();
    assert_eq!(addresses, [here; 2]);
}

#[test]
fn server_certificates_that_libraries_refuse_are_still_seen() {
    let site = Site::start();
    let ca = Authority::new("Server CA");
    for pair in [
        ca.issue_version_1(&params("db", NOW)),
        self_signed(&params("db", PAST)),
    ] {
        site.server.write("server.crt", &pair.certificate);
        site.server.write("server.key", &pair.key);
        site.records("hostssl all all 0.0.0.0/0 scram-sha-256");
        let report = site.probe(None);
        assert_eq!(report.proof(), Proof::Proven(Demand::Ssl));
        let chain = report.tls.unwrap().chain;
        let leaf = Certificate::from_der(&chain[0]).unwrap();
        assert_eq!(leaf.common_name.as_deref(), Some("db"));
    }
}

#[test]
fn names_match_exactly_when_libpq_says_so() {
    let site = Site::start();
    let ca = Authority::new("Server CA");
    site.server.write("root.crt", &ca.pem);
    let root = site.server.data().join("root.crt");
    // Common name, other names, and hosts that are compared with them.
    let cases = [
        "x | db.example.com | db.example.com DB.Example.COM x a.db.example.com",
        "x | *.example.com | db.example.com a.db.example.com example.com x",
        "x | d*.example.com db.*.com * | db.example.com localhost",
        "db.example.com | | db.example.com DB.example.com other.example.com",
        "*.example.com | | db.example.com a.db.example.com",
        "db.example.com | 192.0.2.1 | db.example.com 192.0.2.1 192.0.2.2",
        "192.0.2.1 | db.example.com | 192.0.2.1 192.0.2.2 db.example.com",
        "192.0.2.1 | 192.0.2.2 2001:db8::1 | 192.0.2.1 192.0.2.2 2001:DB8:0::1",
    ];
    let (mut taken, mut refused) = (0, 0);
    for case in cases {
        let columns = case
            .split('|')
            .map(|words| words.split_whitespace().collect());
        let columns: Vec<Vec<&str>> = columns.collect();
        let (common_name, names, hosts) = (columns[0][0], &columns[1], &columns[2]);
        let mut leaf = params(common_name, NOW);
        let san = |name: &&str| match name.parse() {
            Ok(address) => rcgen::SanType::IpAddress(address),
            Err(_) => rcgen::SanType::DnsName((*name).try_into().unwrap()),
        };
        leaf.subject_alt_names = names.iter().map(san).collect();
        let pair = ca.issue(&leaf);
        site.server.write("server.crt", &pair.certificate);
        site.server.write("server.key", &pair.key);
        site.records("host all all 0.0.0.0/0 trust");
        let certificate = parse_chain(&pair.certificate).unwrap().remove(0);
        for host in hosts {
            let connection = format!(
                "host={host} hostaddr=127.0.0.1 user=app dbname=app sslmode=verify-full sslrootcert={}",
                root.display()
            );
            let answer = site.server.libpq(&connection);
            if let Err(message) = &answer {
                assert!(message.contains("does not match host name"), "{message}");
                refused += 1;
            } else {
                taken += 1;
            }
            let ours = name_matches(&certificate, host);
            let about = format!("{common_name} {names:?} {host} {answer:?}");
            assert_eq!(ours, answer.is_ok(), "{about}");
        }
    }
    assert!(taken >= 10 && refused >= 10, "{taken} {refused}");
}

#[test]
fn a_full_server_is_no_evidence() {
    // Up to 11 the places of WAL senders count among `max_connections`.
    let settings = "max_connections = 3\nsuperuser_reserved_connections = 0\nmax_wal_senders = 0\n";
    let server = Server::start(settings, "ready");
    server.apply("host all all 0.0.0.0/0 scram-sha-256", "");
    let login = super::handshake::StartupLogin {
        user: "app",
        database: "app",
        replication: false,
    };
    // Each holds a slot with an authentication request that nobody answers.
    let held: Vec<std::net::TcpStream> = (0..3)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
            let message = super::handshake::startup_message(login);
            std::io::Write::write_all(&mut stream, &message).unwrap();
            std::io::Read::read_exact(&mut stream, &mut [0]).unwrap();
            stream
        })
        .collect();
    let report = probe(&Asked::at("127.0.0.1", server.port), None);
    drop(held);
    let run = report.run(Question::Plaintext).unwrap();
    assert_eq!(run.outcome, Outcome::Busy);
    assert_eq!(run.sqlstate.as_deref(), Some("53300"));
    assert!(matches!(report.proof(), Proof::NotProven(_)));
}

#[test]
fn a_server_that_does_not_accept_connections_is_no_evidence() {
    let server = Server::start("hot_standby = off\n", "standby");
    let report = probe(&Asked::at("127.0.0.1", server.port), None);
    let run = report.run(Question::Plaintext).unwrap();
    assert_eq!(run.outcome, Outcome::NotReady);
    assert_eq!(run.sqlstate.as_deref(), Some("57P03"));
    assert!(matches!(report.proof(), Proof::NotProven(_)));
}

#[test]
fn three_questions_are_answered_the_same_every_time() {
    let site = Site::start();
    let demand = site.clientcert();
    site.records(&format!("hostssl all all 0.0.0.0/0 scram-sha-256 {demand}"));
    let identity = site.client("app");
    let reports: Vec<ProbeReport> = (0..10).map(|_| site.probe(Some(&identity))).collect();
    for report in &reports {
        assert_eq!(report.runs.len(), 3);
        assert_eq!(report.proof(), Proof::Proven(Demand::ClientCertificate));
    }
}

#[test]
fn a_polite_close_leaves_no_complaint_in_the_server_log() {
    let site = Site::start();
    for method in ["scram-sha-256", "trust"] {
        site.records(&format!("host all all 0.0.0.0/0 {method}"));
        let report = site.probe(Some(&site.client("app")));
        assert!(report.runs.iter().all(|run| run.outcome.passed_hba()));
    }
    // A new backend is forked after the earlier ones have ended or had their say.
    site.server.sql("SELECT 1");
    let log = site.server.log();
    for word in [
        "could not",
        "reset",
        "FATAL",
        "unexpected EOF",
        "incomplete",
    ] {
        assert!(!log.contains(word), "{word} in {log}");
    }
}

#[test]
fn transports_are_told_by_their_answers() {
    let site = Site::start();
    let asked = Asked::at("127.0.0.1", site.server.port);
    let answers = |settings: &str| {
        site.server.apply(
            "hostssl all all 0.0.0.0/0 scram-sha-256",
            &format!("{SSL}{settings}"),
        );
        transports(&asked)
    };
    let word = |told: &Transports| -> Vec<&str> {
        told.tls_versions
            .iter()
            .map(|(_, answer)| answer.word())
            .collect()
    };
    let major = site.server.major();
    let told = answers("");
    if major <= 12 {
        // Versions from 1.0 are on by default; whether the library has a cipher for 1.0 and 1.1
        // depends on its security level.
        assert_eq!(word(&told)[2..], ["accepted"; 2]);
        for (version, answer) in &told.tls_versions[..2] {
            assert!(
                !matches!(answer, VersionAnswer::Refused { .. }),
                "{version:?} {answer:?}"
            );
        }
    } else {
        assert_eq!(word(&told), ["refused", "refused", "accepted", "accepted"]);
        assert_eq!(
            told.tls_versions[0].1,
            VersionAnswer::Refused { alert: Some(70) }
        );
    }
    let direct = told.direct_ssl.unwrap().outcome;
    if major >= 17 {
        assert_eq!(direct, asks("scram-sha-256"));
    } else {
        assert!(
            matches!(direct, Outcome::TlsFailed { .. } | Outcome::Closed),
            "{direct:?}"
        );
    }
    if major == 11 {
        assert_eq!(told.gss, Some(GssAnswer::Unknown));
    } else {
        assert!(matches!(
            told.gss,
            Some(GssAnswer::Offered | GssAnswer::NotOffered)
        ));
        // 11 has no settings for the versions; 12 has 1.0 for the lowest.
        let told =
            answers("ssl_min_protocol_version = 'TLSv1.2'\nssl_max_protocol_version = 'TLSv1.2'\n");
        assert_eq!(word(&told), ["refused", "refused", "accepted", "refused"]);
        let told = answers("ssl_min_protocol_version = 'TLSv1.3'\n");
        assert_eq!(word(&told), ["refused", "refused", "refused", "accepted"]);
        let old = "ssl_min_protocol_version = 'TLSv1'\nssl_ciphers = 'ALL:@SECLEVEL=0'\n";
        assert_eq!(word(&answers(old)), ["accepted"; 4]);
    }
    site.server.apply("", "ssl = off\n");
    assert_eq!(word(&transports(&asked)), ["no_ssl"; 4]);
}

#[test]
fn plaintext_and_ssl_are_refused_in_different_words_by_a_server_itself() {
    let site = Site::start();
    for hba in ["", "host all all 0.0.0.0/0 reject"] {
        site.records(hba);
        let report = site.probe(None);
        let refused = (Outcome::RefusedByHba, Outcome::RefusedByHba);
        assert_eq!(pair(&report), refused);
        assert!(!report.same_refusal, "{hba}");
        assert_eq!(report.ended_in_front(), None);
    }
}

#[test]
fn chains_are_trusted_exactly_when_libpq_says_so() {
    let site = Site::start();
    let ca = Authority::new("Server CA");
    let middle = ca.intermediate("Middle");
    let usage = |usage: ExtendedKeyUsagePurpose| {
        let mut leaf = params("db", NOW);
        leaf.extended_key_usages = vec![usage];
        ca.issue(&leaf)
    };
    let below = middle.issue(&params("db", NOW));
    let own = self_signed(&params("db", NOW));
    let whole = Pair {
        certificate: format!("{}{}", below.certificate, middle.pem),
        key: below.key.clone(),
    };
    let foreign = Authority::new("Foreign CA").pem;
    let twin = Authority::new("Server CA").pem;
    let leaf = |years| ca.issue(&params("db", years));
    let again = || Pair {
        certificate: own.certificate.clone(),
        key: own.key.clone(),
    };
    let version_1 = ca.issue_version_1(&params("db", NOW));
    let client_only = usage(ExtendedKeyUsagePurpose::ClientAuth);
    let server_only = usage(ExtendedKeyUsagePurpose::ServerAuth);
    let cases = [
        ("good", leaf(NOW), &ca.pem, true),
        ("foreign", leaf(NOW), &foreign, false),
        ("twin", leaf(NOW), &twin, false),
        ("expired", leaf(PAST), &ca.pem, false),
        ("ahead", leaf(AHEAD), &ca.pem, false),
        ("version 1", version_1, &ca.pem, true),
        ("client only", client_only, &ca.pem, false),
        ("server only", server_only, &ca.pem, true),
        ("own, pinned", again(), &own.certificate, true),
        ("own, not pinned", again(), &ca.pem, false),
        ("whole chain", whole, &ca.pem, true),
        ("cut chain", below, &ca.pem, false),
    ];
    for (name, pair, trusted, expected) in cases {
        site.server.write("server.crt", &pair.certificate);
        site.server.write("server.key", &pair.key);
        site.server.write("root.crt", trusted);
        site.records("host all all 0.0.0.0/0 trust");
        let connection = format!(
            "host=127.0.0.1 user=app dbname=app sslmode=verify-ca sslrootcert={}",
            site.server.data().join("root.crt").display()
        );
        let answer = site.server.libpq(&connection);
        assert_eq!(answer.is_ok(), expected, "{name}: {answer:?}");
        let chain = site.probe(None).tls.unwrap().chain;
        let now = crate::clock::Clock::now(&SystemClock::new());
        let peer = Peer::judge(&chain, "db", Some(trusted), None, now).unwrap();
        let trusted = peer.trust == Some(Admission::Admitted);
        assert_eq!(trusted, expected, "{name}: {:?}", peer.trust);
    }
}
