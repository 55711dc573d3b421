//! The embedded front door, beside a real server.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::client::read_to_ready;
use super::*;
use crate::domain::certificate::sample::NOW;
use crate::sandbox::database::embedded::{self, EmbeddedServer};
use crate::sandbox::database::server;

const NEWEST: u16 = 18;

async fn opened(desired: &Desired, major: u16) -> EmbeddedServer {
    embedded::start(&accounts(), "appdb", desired, major)
        .await
        .unwrap()
}

#[tokio::test]
async fn clients_are_told_what_the_matrix_says() {
    let world = World::new();
    for major in 11..=NEWEST {
        let door = opened(&world.desired(&[]), major).await;
        for (lines, want) in rows(major) {
            door.apply(&world.desired(&lines), false).await.unwrap();
            let told = labels(&door, &world, APP).await;
            assert_eq!(told, *want, "as {major}: {lines:?}");
        }
    }
}

/// Who asks for what: known and unknown names, and both kinds of replication.
const ASKS: [Ask<'_>; 9] = [
    APP,
    asks("Other \"one\"", "appdb", None),
    asks("nobody at all", "appdb", None),
    asks("app", "no such database", None),
    asks("app", "replication", None),
    asks("app", "appdb", Some("true")),
    asks("app", "appdb", Some("database")),
    asks("Other \"one\"", "appdb", Some("on")),
    asks("app", "appdb", Some("sideways")),
];

const fn asks(
    user: &'static str,
    database: &'static str,
    replication: Option<&'static str>,
) -> Ask<'static> {
    Ask {
        user,
        database,
        replication,
    }
}

/// Records of every kind, each set put before every client.
const RECORDS: [&str; 14] = [
    "host all all 127.0.0.1/32 trust; host replication all all trust",
    "host all all ::1/128 trust; host replication app 10.0.0.0/8 trust",
    "hostssl all,replication all 0.0.0.0/0 cert; hostnossl all all 0.0.0.0/0 reject",
    "host replication all 0.0.0.0/0 reject; hostnossl all all samehost scram-sha-256",
    "host appdb app 0.0.0.0/0 password; host all all 0.0.0.0/0 md5",
    "host \"replication\",sameuser all 0.0.0.0/0 trust",
    "host all +rds_superuser 0.0.0.0/0 trust",
    "host all +app 0.0.0.0/0 trust; host all \"Other \"\"one\"\"\" 0.0.0.0/0 md5",
    "host samerole all samenet trust",
    "host all app,nobody 0.0.0.0/0 trust; hostssl appdb2,appdb all all md5",
    "host all all 127.0.0.0/8 reject; host all all 0.0.0.0/0 trust",
    "host all all 128.0.0.0/1 trust; host all all 0.0.0.0/1 scram-sha-256",
    "hostssl all all 0.0.0.0/0 trust; hostssl replication all 0.0.0.0/0 trust",
    "",
];

#[tokio::test]
async fn every_client_is_told_the_same_as_by_a_real_server() {
    let world = World::new();
    let unsuitable = world.ca.client("app", Flaw::ServerOnly);
    let revoked = world.ca.client("app", Flaw::Revoked);
    let mut compared = 0;
    let mut differences = BTreeMap::new();
    for binaries in installations().await {
        let major = binaries.major();
        let mut cases: Vec<(String, Desired)> = Vec::new();
        for lines in RECORDS {
            let lines = lines.split("; ").filter(|line| !line.is_empty());
            let lines = &lines.collect::<Vec<_>>()[..];
            for acl in Acl::ALL {
                if acl == Acl::VerifyFull && major < 12 {
                    continue;
                }
                let both = world.with_acl(acl, lines);
                let ordinary = Desired {
                    replication_acl: Acl::Prefer,
                    ..both.clone()
                };
                cases.push((format!("{acl} {lines:?}"), both));
                if acl == Acl::Cert {
                    cases.push((format!("{acl}, replication prefer {lines:?}"), ordinary));
                }
            }
            let on = world.desired(lines);
            let off = Desired {
                ssl: None,
                ..on.clone()
            };
            cases.push((format!("off {lines:?}"), off));
            let without_ca = Desired {
                client_ca: None,
                ..on.clone()
            };
            cases.push((format!("no CA {lines:?}"), without_ca));
            let crl = world.ca.revoke(NOW);
            cases.push((format!("CRL {lines:?}"), Desired { crl, ..on }));
        }
        for (lines, _) in rows(major) {
            cases.push((format!("{lines:?}"), world.desired(&lines)));
        }

        let real = server::start(&binaries, &accounts(), "appdb", &cases[0].1)
            .await
            .unwrap();
        let door = opened(&cases[0].1, major).await;
        let ways = [
            Way::Plaintext,
            Way::Ssl(&TLS13, None),
            Way::Ssl(&TLS12, Some(&world.app)),
            Way::Ssl(&TLS13, Some(&world.other_name)),
            Way::Ssl(&TLS12, Some(&unsuitable)),
            Way::Ssl(&TLS13, Some(&revoked)),
        ];
        for (name, desired) in &cases {
            let taken = real.apply(desired, false).await;
            let version = binaries.version();
            let by_door = door.apply(desired, false).await;
            assert_eq!(by_door.is_ok(), taken.is_ok(), "{version} {name}");
            for (number, way) in ways.into_iter().enumerate() {
                // Without a certificate all names are tried, with one every second.
                let step = if number < 2 { 1 } else { 2 };
                for ask in ASKS.into_iter().step_by(step) {
                    let by_server = attempt((LOCAL, real.port()), way, ask).await;
                    let by_door = attempt((LOCAL, door.port()), way, ask).await;
                    if by_door != by_server {
                        let (door, server) = (by_door.0, &by_server.0);
                        let example = format!("{name}: way {number}, {ask:?}");
                        differences.insert(format!("{major}: {door:?}, not {server:?}"), example);
                    }
                    compared += 1;
                    // A refused certificate does not get as far as the names.
                    if matches!(by_server.0, Outcome::Alert(_) | Outcome::NoSsl) {
                        break;
                    }
                }
            }
        }
        real.stop().await;
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(compared > 1500, "{compared}");
}

/// What is said to raw bytes until the connection is closed: the fields of errors, without the
/// places in the server's source.
async fn said(port: u16, bytes: &[u8]) -> Vec<String> {
    let mut stream = TcpStream::connect((LOCAL, port)).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let closed =
        tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    let sent = String::from_utf8_lossy(bytes);
    let _reset = closed.unwrap_or_else(|_| panic!("not closed after {sent:?}: {answer:?}"));
    let mut said = Vec::new();
    for text in answer.split(|byte| *byte == 0) {
        let text = String::from_utf8_lossy(text);
        // The length of an error differs with the places in the source.
        match text.find("SFATAL") {
            Some(_) => said.push("SFATAL".to_owned()),
            None if text.is_empty() || text.starts_with(['F', 'L']) => {}
            None => said.push(text.into_owned()),
        }
    }
    said
}

#[tokio::test]
async fn odd_packets_end_as_they_do_at_a_real_server() {
    let world = World::new();
    let desired = Desired {
        ssl: None,
        ..world.desired(&["host all all 0.0.0.0/0 reject"])
    };
    let packets: [&[u8]; 14] = [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0\0\0\x04",
        b"\0\0\0\x00",
        b"\0\0\0\x07\0\x03\0",
        b"\0\0\x27\x15\0\x03\0\0user\0app\0\0",
        b"\0\0\0\x09\0\x03\0\0\0",
        b"\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\x01\0\0\0\x02",
        b"\0\0\0\x12\0\x03\0\0user\0app\0\0",
        b"\0\0\0\x12\0\x03\0\0user\0app\0x",
        b"\0\0\0\x11\0\x03\0\0user\0app\0",
        b"\0\0\0\x12\0\x04\0\0user\0app\0\0",
        b"\0\0\0\x12\0\x03\0\x03user\0app\0\0",
        b"\0\0\0\x1b\0\x03\0\0user\0app\0_pq_.x\0y\0\0",
        b"\0\0\0\x08\x04\xd2\x16\x2f\0\0\0\x08\x04\xd2\x16\x2f",
    ];
    let mut differences = Vec::new();
    for binaries in installations().await {
        let real = server::start(&binaries, &accounts(), "appdb", &desired)
            .await
            .unwrap();
        let door = opened(&desired, binaries.major()).await;
        for packet in packets {
            let by_door = said(door.port(), packet).await;
            let by_server = said(real.port(), packet).await;
            if by_door != by_server {
                let version = binaries.version();
                let packet = String::from_utf8_lossy(packet);
                differences.push(format!(
                    "{version} {packet:?}: {by_door:?}, not {by_server:?}"
                ));
            }
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[tokio::test]
async fn bad_states_are_refused_and_the_old_one_stays() {
    let world = World::new();
    let good = world.desired(&["hostssl all all 0.0.0.0/0 scram-sha-256"]);
    let door = opened(&good, 15).await;
    let pem = Pem::new;
    let mut other_key = good.clone();
    other_key.ssl.as_mut().unwrap().key = world.app.key.clone().into();
    let by = |method: &str| world.desired(&[&format!("host all all 0.0.0.0/0 {method}")]);
    let bad = [
        (by("foo"), "method foo"),
        (by("sspi"), "not supported by this build"),
        (by("cert"), "hostssl"),
        (
            Desired {
                client_ca: pem("no certificate"),
                ..good.clone()
            },
            "client-ca.crt",
        ),
        (
            Desired {
                crl: pem("no list"),
                ..good.clone()
            },
            "client.crl",
        ),
        (other_key, "key values mismatch"),
    ];
    for (desired, word) in bad {
        let reason = door.apply(&desired, true).await.unwrap_err();
        assert!(reason.contains(word), "{reason}");
        let told = labels(&door, &world, APP).await;
        assert_eq!(told, ["none", "R10+", "R10+", "R10+"]);
    }
    let full = world.with_acl(Acl::VerifyFull, &[]);
    let old = embedded::start(&accounts(), "appdb", &full, 11).await;
    assert!(old.unwrap_err().contains("needs PostgreSQL 12"));
}

#[tokio::test]
async fn what_cannot_be_told_never_lets_in() {
    let world = World::new();
    let lines = [
        "host all all some.host.example trust",
        "host all all 0.0.0.0/0 trust",
    ];
    let door = opened(&world.desired(&lines), 15).await;
    let (outcome, _) = attempt((LOCAL, door.port()), Way::Plaintext, APP).await;
    let Outcome::Refused {
        sqlstate, message, ..
    } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(sqlstate, "0A000");
    assert!(message.contains("cannot tell"), "{message}");
}

#[tokio::test]
async fn any_password_is_wrong() {
    let world = World::new();
    let door = opened(&world.desired(&["host all all 0.0.0.0/0 password"]), 15).await;
    let packet = b"\0\0\0\x12\0\x03\0\0user\0app\0\0p\0\0\0\x0bsecret\0";
    let texts = said(door.port(), packet).await.concat();
    assert!(texts.contains("C28P01"), "{texts}");
    let refusal = "password authentication failed for user \"app\"";
    assert!(texts.contains(refusal), "{texts}");
}

/// Logs in by `trust` and reads to `ReadyForQuery`.
async fn shell(door: &EmbeddedServer) -> TcpStream {
    let mut stream = TcpStream::connect((LOCAL, door.port())).await.unwrap();
    stream
        .write_all(b"\0\0\0\x21\0\x03\0\0user\0app\0database\0appdb\0\0")
        .await
        .unwrap();
    read_to_ready(&mut stream).await;
    stream
}

#[tokio::test]
async fn shell_answers_each_query_and_a_restart_ends_it() {
    let world = World::new();
    let desired = world.desired(&["host all all 0.0.0.0/0 trust"]);
    let door = opened(&desired, 15).await;
    let mut stream = shell(&door).await;
    stream.write_all(b"Q\0\0\0\x0dSELECT 1\0").await.unwrap();
    assert_eq!(read_to_ready(&mut stream).await, "E");
    stream.write_all(b"Q\0\0\0\x06;\0").await.unwrap();
    assert_eq!(read_to_ready(&mut stream).await, "I");
    stream
        .write_all(b"P\0\0\0\x08\0\0\0\0B\0\0\0\x04S\0\0\0\x04")
        .await
        .unwrap();
    assert_eq!(read_to_ready(&mut stream).await, "E");

    door.apply(&world.desired(&[]), false).await.unwrap();
    stream.write_all(b"Q\0\0\0\x06;\0").await.unwrap();
    assert_eq!(read_to_ready(&mut stream).await, "I");

    door.apply(&world.desired(&[]), true).await.unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(String::from_utf8_lossy(&rest).contains("57P01"));
}

#[tokio::test]
async fn clients_beyond_the_limit_are_told_so() {
    let world = World::new();
    let door = opened(&world.desired(&["host all all 0.0.0.0/0 trust"]), 15).await;
    let mut sessions = Vec::new();
    for _ in 0..100 {
        sessions.push(shell(&door).await);
    }
    let (outcome, _) = attempt((LOCAL, door.port()), Way::Plaintext, APP).await;
    let Outcome::Refused { sqlstate, .. } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(sqlstate, "53300");
    sessions
        .pop()
        .unwrap()
        .write_all(b"X\0\0\0\x04")
        .await
        .unwrap();
    let again = async {
        while label_or_full(&door).await != "in" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), again)
        .await
        .unwrap();
}

async fn label_or_full(door: &EmbeddedServer) -> String {
    let (outcome, _) = attempt((LOCAL, door.port()), Way::Plaintext, APP).await;
    if let Outcome::Refused { sqlstate, .. } = outcome {
        sqlstate
    } else {
        label(&outcome)
    }
}

#[tokio::test]
async fn open_sessions_end_with_the_door() {
    let world = World::new();
    let desired = world.desired(&["host all all 0.0.0.0/0 trust"]);
    let door = opened(&desired, 15).await;
    let mut session = shell(&door).await;
    door.stop().await;
    let mut rest = Vec::new();
    assert_eq!(session.read_to_end(&mut rest).await.unwrap_or(0), 0);
    door.stop().await;
    assert!(door.apply(&desired, false).await.is_err());
}
