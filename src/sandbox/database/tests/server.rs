//! Real servers.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use rustix::process::{Pid, test_kill_process};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::client::read_to_ready;
use super::*;
use crate::domain::certificate::sample::{NOW, PAST, self_signed};
use crate::sandbox::database::server::{Server, start};

async fn started(binaries: &Binaries, desired: &Desired) -> Server {
    start(binaries, &accounts(), "appdb", desired)
        .await
        .unwrap_or_else(|e| panic!("PostgreSQL {}: {e}", binaries.version()))
}

/// Runs psql against a server.
async fn psql(server: &Server, connection: &str, sql: &str) -> Output {
    let connection = format!(
        "host=127.0.0.1 port={} dbname=appdb user=app connect_timeout=20 {connection}",
        server.port()
    );
    let mut command = tokio::process::Command::new("psql");
    command
        .args(["-X", "-A", "-t", "-c", sql, &connection])
        .env("PGPASSWORD", PASSWORD);
    command.env("HOME", "/nonexistent");
    command.output().await.expect("these tests need psql")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

#[tokio::test]
async fn clients_are_told_what_the_matrix_says() {
    let world = World::new();
    for binaries in installations().await {
        let server = started(&binaries, &world.desired(&[])).await;
        for (lines, want) in rows(binaries.major()) {
            server.apply(&world.desired(&lines), false).await.unwrap();
            let told = labels(&server, &world, APP).await;
            assert_eq!(told, *want, "PostgreSQL {}: {lines:?}", binaries.version());
        }
    }
}

#[tokio::test]
async fn each_acl_has_its_effect_on_ordinary_and_replication_connections() {
    let world = World::new();
    let factory = [
        "host all all 0.0.0.0/0 md5",
        "host replication all 0.0.0.0/0 md5",
    ];
    let stream = Ask {
        replication: Some("true"),
        ..APP
    };
    for binaries in installations().await {
        let server = started(&binaries, &world.desired(&factory)).await;
        let open = ["R10", "R10+", "R10+", "R10+"];
        assert_eq!(labels(&server, &world, APP).await, open);
        assert_eq!(labels(&server, &world, stream).await, open);
        for (acl, want) in [
            (Acl::VerifyCa, ["none", "demand", "R10+", "R10+"]),
            (Acl::VerifyFull, ["none", "demand", "R10+", "R10+"]),
            (Acl::Cert, ["none", "demand", "in", "mismatch"]),
        ] {
            let desired = world.with_acl(acl, &factory);
            let version = binaries.version();
            if acl == Acl::VerifyFull && binaries.major() < 12 {
                let refused = server.apply(&desired, false).await.unwrap_err();
                assert!(refused.contains("needs PostgreSQL 12"), "{refused}");
                let told = labels(&server, &world, APP).await;
                assert_eq!(told[0], "none", "{version} {acl}");
                continue;
            }
            let ordinary = Desired {
                replication_acl: Acl::Prefer,
                ..desired.clone()
            };
            for (desired, of_stream) in [(&ordinary, open), (&desired, want)] {
                server.apply(desired, false).await.unwrap();
                let told = labels(&server, &world, APP).await;
                assert_eq!(told, want, "{version} {acl}");
                let told = labels(&server, &world, stream).await;
                assert_eq!(told, of_stream, "{version} {acl}");
            }
        }
    }
}

#[tokio::test]
async fn ssl_off_and_no_client_ca() {
    let world = World::new();
    let ssl_only = ["hostssl all all 0.0.0.0/0 scram-sha-256"];
    let demand = ["hostssl all all 0.0.0.0/0 cert"];
    for binaries in installations().await {
        let off = Desired {
            ssl: None,
            ..world.desired(&ssl_only)
        };
        let server = started(&binaries, &off).await;
        assert_eq!(labels(&server, &world, APP).await, ["none", "N", "N", "N"]);

        let without_ca = Desired {
            client_ca: None,
            ..world.desired(&ssl_only)
        };
        server.apply(&without_ca, false).await.unwrap();
        let told = labels(&server, &world, APP).await;
        assert_eq!(told, ["none", "R10+", "R10+", "R10+"]);
        let way = Way::Ssl(&TLS13, None);
        let (_, seen) = attempt((LOCAL, server.port()), way, APP).await;
        let own = certificate_of(&world.identity);
        assert_eq!(seen.server_certificate, own);
        assert_eq!(seen.requested, None);

        server
            .apply(&world.desired(&ssl_only), false)
            .await
            .unwrap();
        let (_, seen) = attempt((LOCAL, server.port()), way, APP).await;
        assert_eq!(seen.server_certificate, own);
        assert_eq!(seen.requested.map(|names| names.len()), Some(1));

        let nothing_to_check_with = Desired {
            client_ca: None,
            ..world.desired(&demand)
        };
        server.apply(&nothing_to_check_with, false).await.unwrap();
        let told = labels(&server, &world, APP).await;
        assert_eq!(told, ["none", "store", "store", "store"]);
    }
}

fn certificate_of(identity: &ServerIdentity) -> Vec<u8> {
    let pem = identity.certificate.as_str().as_bytes();
    CertificateDer::from_pem_slice(pem).unwrap().to_vec()
}

#[tokio::test]
async fn psql_logs_in_where_the_rules_allow_it() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        path
    };
    let with = |issued: &Pair, name: &str| {
        format!(
            "sslmode=require sslcert={} sslkey={}",
            write(&format!("{name}.crt"), &issued.certificate).display(),
            write(&format!("{name}.key"), &issued.key).display()
        )
    };
    let app = with(&world.app, "app");
    let other = with(&world.other_name, "other");
    let factory = [
        "host all all 0.0.0.0/0 md5",
        "host replication all 0.0.0.0/0 md5",
    ];
    let plain = "sslmode=disable".to_owned();
    let ssl = "sslmode=require sslcert=/nonexistent/a".to_owned();
    for binaries in installations().await {
        let server = started(&binaries, &world.desired(&factory)).await;
        for (acl, may) in [
            (Acl::Prefer, [true, true, true, true]),
            (Acl::VerifyCa, [false, false, true, true]),
            (Acl::VerifyFull, [false, false, true, false]),
            (Acl::Cert, [false, false, true, false]),
        ] {
            if acl == Acl::VerifyFull && binaries.major() < 12 {
                continue;
            }
            server
                .apply(&world.with_acl(acl, &factory), false)
                .await
                .unwrap();
            for (connection, may) in [&plain, &ssl, &app, &other].into_iter().zip(may) {
                let output = psql(&server, connection, "SELECT 1").await;
                let said = text(&output.stderr);
                let version = binaries.version();
                let let_in = output.status.success();
                assert_eq!(let_in, may, "{version} {acl} {connection}: {said}");
            }
        }

        server.apply(&world.desired(&factory), false).await.unwrap();
        let rights = "SELECT r.rolsuper, r.rolreplication, pg_has_role('rds_superuser', 'MEMBER'), \
                      pg_has_role('pg_monitor', 'USAGE'), pg_has_role('pg_signal_backend', 'USAGE'), \
                      left(a.rolpassword, 6), d.datdba::regrole FROM pg_roles r, \
                      pg_database d, (SELECT 'SCRAM-' AS rolpassword) a \
                      WHERE r.rolname = current_user AND d.datname = current_database()";
        let output = psql(&server, &plain, rights).await;
        let said = text(&output.stderr);
        assert_eq!(text(&output.stdout), "f|t|t|t|t|SCRAM-|app", "{said}");
    }
}

#[tokio::test]
async fn bad_client_certificates_end_in_the_alert_of_their_kind() {
    let world = World::new();
    let ca = &world.ca;
    let trust = ["host all all 0.0.0.0/0 trust"];
    let intermediate = ca.intermediate("intermediate");
    let below = intermediate.client("app", Flaw::None);
    let chain = Pair {
        certificate: format!("{}{}", below.certificate, intermediate.pem),
        key: below.key.clone(),
    };
    let other = world.other_ca.client("app", Flaw::None);
    let own = self_signed(&certificates::leaf("app", Flaw::None));
    let of = |flaw| ca.client("app", flaw);
    let cases = [
        ("good", of(Flaw::None), "in"),
        ("other CA", other, "alert 48"),
        ("self-signed", own, "alert 48"),
        ("expired", of(Flaw::Expired), "alert 45"),
        ("not yet valid", of(Flaw::NotYetValid), "alert 42"),
        ("for servers only", of(Flaw::ServerOnly), "alert 43"),
        ("with its intermediate", chain, "in"),
        ("without its intermediate", below, "alert 48"),
    ];
    for binaries in installations().await {
        let server = started(&binaries, &world.desired(&trust)).await;
        let told = async |issued: &Pair| {
            let mut told = Vec::new();
            for version in [&TLS12, &TLS13] {
                let way = Way::Ssl(version, Some(issued));
                told.push(label(&attempt((LOCAL, server.port()), way, APP).await.0));
            }
            told
        };
        let version = binaries.version();
        for (name, issued, want) in &cases {
            assert_eq!(told(issued).await, [*want; 2], "{version}: {name}");
        }

        let revoked = of(Flaw::Revoked);
        let of_another = world.other_ca.revoke(NOW);
        for (name, crl, good, bad) in [
            ("revoked", ca.revoke(NOW), "in", "alert 44"),
            ("out of date", ca.revoke(PAST), "alert 45", "alert 45"),
            ("of another CA", of_another, "alert 48", "alert 48"),
        ] {
            let desired = Desired {
                crl,
                ..world.desired(&trust)
            };
            server.apply(&desired, false).await.unwrap();
            assert_eq!(told(&world.app).await, [good; 2], "{version}: {name}");
            assert_eq!(told(&revoked).await, [bad; 2], "{version}: {name}");
            // Who presents none is not concerned.
            assert_eq!(labels(&server, &world, APP).await[..2], ["in", "in"]);
        }
    }
}

#[tokio::test]
async fn refused_change_leaves_the_old_rules_in_force() {
    let world = World::new();
    let good = world.desired(&["hostssl all all 0.0.0.0/0 scram-sha-256"]);
    let want = ["none", "R10+", "R10+", "R10+"];
    let bad_method = world.desired(&["host all all 0.0.0.0/0 trust", "host all all 0.0.0.0/0 foo"]);
    let bad_ca = Desired {
        client_ca: Pem::new("no certificate"),
        ..good.clone()
    };
    let mut bad_key = good.clone();
    bad_key.ssl.as_mut().unwrap().key = world.app.key.clone().into();
    for binaries in installations().await {
        let server = started(&binaries, &good).await;
        for restart in [false, true] {
            for (desired, word) in [
                (&bad_method, "invalid authentication method \"foo\""),
                (&bad_ca, "client-ca.crt"),
                (&bad_key, "private key"),
            ] {
                let reason = server.apply(desired, restart).await.unwrap_err();
                let version = binaries.version();
                assert!(reason.contains(word), "{version}: {reason}");
                assert!(!reason.contains("forcessl-"), "{version}: {reason}");
                let told = labels(&server, &world, APP).await;
                assert_eq!(told, want, "{version}: {word}");
            }
        }
        let open = world.desired(&["host all all 0.0.0.0/0 trust"]);
        server.apply(&open, false).await.unwrap();
        assert_eq!(labels(&server, &world, APP).await, ["in"; 4]);
        let refused = start(&binaries, &accounts(), "appdb", &bad_method)
            .await
            .unwrap_err();
        assert!(refused.contains("foo"), "{refused}");
    }
}

#[tokio::test]
async fn names_and_masks_reach_the_server_as_meant() {
    let world = World::new();
    let mut desired = world.desired(&["host all all 0.0.0.0/0 reject"]);
    let special = Record {
        database: "my db,@x,\"all\"".to_owned(),
        user: "a#b".to_owned(),
        address: "192.168.126.3".to_owned(),
        mask: Some("0".to_owned()),
        option: Some("a=b\\".to_owned()),
        ..record("host all all 0.0.0.0/0 trust")
    };
    desired.records.insert(
        0,
        Record {
            option: None,
            ..special.clone()
        },
    );
    let told = async |server: &Server, user, database| {
        let ask = Ask {
            user,
            database,
            replication: None,
        };
        label(&attempt((LOCAL, server.port()), Way::Plaintext, ask).await.0)
    };
    for binaries in installations().await {
        let server = started(&binaries, &desired).await;
        for database in ["my db", "@x", "all"] {
            // The role does not exist, which is only said to those the rules let in.
            let told = told(&server, "a#b", database).await;
            assert_eq!(told, "in 28000", "{database}");
        }
        let others = [("a#b", "my"), ("a#b", "appdb"), ("a", "my db")];
        for (user, database) in others.into_iter().chain([("app", "appdb")]) {
            let told = told(&server, user, database).await;
            assert_eq!(told, "reject", "{user} {database}");
        }
        // An option that ends in a backslash does not swallow the next record.
        let mut joined = desired.clone();
        joined.records[0] = special.clone();
        let reason = server.apply(&joined, false).await.unwrap_err();
        let unknown = "unrecognized authentication option name";
        assert!(reason.contains(unknown), "{reason}");
    }
}

#[tokio::test]
async fn ipv6_clients_meet_the_records_as_they_are() {
    let world = World::new();
    let six = IpAddr::V6(std::net::Ipv6Addr::LOCALHOST);
    for binaries in installations().await {
        let server = started(&binaries, &world.desired(&["host all all 0.0.0.0/0 trust"])).await;
        let there = (six, server.port());
        assert_eq!(label(&attempt(there, Way::Plaintext, APP).await.0), "none");
        server
            .apply(&world.desired(&["host all all ::/0 trust"]), false)
            .await
            .unwrap();
        assert_eq!(label(&attempt(there, Way::Plaintext, APP).await.0), "in");
    }
}

/// Opens a session by `trust` and returns it when the server is ready for a query.
async fn session(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect((LOCAL, server.port())).await.unwrap();
    let packet = b"\0\0\0\x21\0\x03\0\0user\0app\0database\0appdb\0\0";
    stream.write_all(packet).await.unwrap();
    read_to_ready(&mut stream).await;
    stream
}

#[tokio::test]
async fn reload_keeps_sessions_and_restart_ends_them() {
    let world = World::new();
    let trust = world.desired(&["host all all 0.0.0.0/0 trust"]);
    let closed = world.desired(&["hostssl all all 0.0.0.0/0 trust"]);
    for binaries in installations().await {
        let server = started(&binaries, &trust).await;
        let port = server.port();
        let mut open = session(&server).await;
        server.apply(&closed, false).await.unwrap();
        let told = labels(&server, &world, APP).await;
        assert_eq!(told, ["none", "in", "in", "in"]);
        open.write_all(b"Q\0\0\0\x0dSELECT 1\0").await.unwrap();
        // From 14 on the session is told of settings first.
        assert!(read_to_ready(&mut open).await.ends_with("TDC"));

        server.apply(&closed, true).await.unwrap();
        assert_eq!(server.port(), port);
        let mut rest = Vec::new();
        let _reset = open.read_to_end(&mut rest).await;
        let rest = text(&rest);
        assert!(rest.contains("57P01"), "{}: {rest}", binaries.version());
        let told = labels(&server, &world, APP).await;
        assert_eq!(told, ["none", "in", "in", "in"]);
    }
}

/// The processes, files and sockets of a server that has to be gone afterwards.
struct Traces {
    pid: Pid,
    folder: PathBuf,
    port: u16,
}

impl Traces {
    async fn of(server: &Server) -> Self {
        let (pid, folder) = server.whereabouts().await.unwrap();
        let traces = Self {
            pid,
            folder,
            port: server.port(),
        };
        assert!(test_kill_process(traces.pid).is_ok());
        assert!(traces.folder.join("data").join("server.key").exists());
        traces
    }

    fn assert_gone(&self) {
        assert!(
            test_kill_process(self.pid).is_err(),
            "the process is still there"
        );
        assert!(!self.folder.exists(), "the folder is still there");
        let refused = std::net::TcpStream::connect_timeout(
            &(LOCAL, self.port).into(),
            Duration::from_secs(5),
        );
        assert!(refused.is_err(), "somebody still listens");
    }
}

#[tokio::test]
async fn nothing_is_left_behind() {
    let world = World::new();
    let desired = world.desired(&["host all all 0.0.0.0/0 trust"]);
    for binaries in installations().await {
        let dropped = started(&binaries, &desired).await;
        let traces = Traces::of(&dropped).await;
        let _session = session(&dropped).await;
        drop(dropped);
        traces.assert_gone();

        let stopped = started(&binaries, &desired).await;
        let traces = Traces::of(&stopped).await;
        let _session = session(&stopped).await;
        stopped.stop().await;
        traces.assert_gone();
        stopped.stop().await;
        assert!(stopped.apply(&desired, false).await.is_err());

        let panicking = started(&binaries, &desired).await;
        let traces = Traces::of(&panicking).await;
        let task = tokio::spawn(async move {
            let _server = panicking;
            panic!("a test fails");
        });
        assert!(task.await.is_err());
        traces.assert_gone();
    }
}

#[tokio::test]
async fn server_that_died_comes_back_with_the_next_change() {
    let world = World::new();
    let desired = world.desired(&["host all all 0.0.0.0/0 trust"]);
    for binaries in installations().await {
        let server = started(&binaries, &desired).await;
        let (pid, _) = server.whereabouts().await.unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::QUIT).unwrap();
        let (server, world) = (&server, &world);
        while std::net::TcpStream::connect((LOCAL, server.port())).is_ok() {
            tokio::task::yield_now().await;
        }
        server.apply(&desired, false).await.unwrap();
        assert_eq!(labels(server, world, APP).await, ["in"; 4]);
    }
}

#[tokio::test]
async fn server_does_not_run_as_root_and_its_files_are_private() {
    let world = World::new();
    for binaries in installations().await {
        let server = started(&binaries, &world.desired(&[])).await;
        let (_, folder) = server.whereabouts().await.unwrap();
        let key = std::fs::metadata(folder.join("data").join("server.key")).unwrap();
        let socket = folder.join("s").join(format!(".s.PGSQL.{}", server.port()));
        let process = std::fs::metadata(socket).unwrap();
        assert_ne!(process.uid(), 0);
        assert_eq!(key.uid(), process.uid());
        assert_eq!(key.mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    }
}

#[tokio::test]
async fn several_servers_run_side_by_side() {
    let world = World::new();
    let desired = world.desired(&["host all all 0.0.0.0/0 trust"]);
    for binaries in installations().await {
        let (accounts, desired) = (&accounts(), &desired);
        let one = || start(&binaries, accounts, "postgres", desired);
        let (a, b, c) = tokio::join!(one(), one(), one());
        let ports = [a, b, c].map(|server| server.map(|server| (server.port(), server)).unwrap());
        assert_ne!(ports[0].0, ports[1].0);
        assert_ne!(ports[1].0, ports[2].0);
        let ask = Ask {
            database: "postgres",
            ..APP
        };
        for (_, server) in &ports {
            assert_eq!(labels(server, &world, ask).await, ["in"; 4]);
        }
    }
}
