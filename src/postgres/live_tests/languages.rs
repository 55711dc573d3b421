//! The outcomes do not depend on the language of the server's messages.

#![expect(clippy::disallowed_methods, reason = "compiles a locale")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use tempfile::TempDir;

use super::{CLIENT_CA, SSL, Server, Site, asks};
use crate::domain::proof::Outcome;
use crate::postgres::handshake::{StartupLogin, startup_message};

const GERMAN: &str = "de_DE.UTF-8";

/// A folder with the German locale, compiled for this test: few machines have one.
fn locales() -> TempDir {
    let folder = tempfile::Builder::new()
        .prefix("pg")
        .tempdir_in("/tmp")
        .unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new("localedef")
        .args(["-i", "de_DE", "-f", "UTF-8"])
        .arg(folder.path().join(GERMAN))
        .output()
        .expect("localedef is installed; tests/run does it");
    assert!(
        output.status.success(),
        "the locale is not compiled; tests/run installs its sources: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    folder
}

/// What the server says to a plaintext attempt until it closes the connection.
fn refusal(server: &Server) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let login = StartupLogin {
        user: "app",
        database: "app",
        replication: false,
    };
    stream.write_all(&startup_message(login)).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The outcome and SQLSTATE of every attempt, for every way a server can say no before a password.
fn answers(site: &Site, language: &str) -> Vec<(String, Outcome, Option<String>)> {
    let (right, other) = (site.client("app"), site.client("other"));
    let mut told = Vec::new();
    for (hba, settings) in [
        ("", CLIENT_CA),
        ("host all all 0.0.0.0/0 reject", CLIENT_CA),
        ("host all all 0.0.0.0/0 ident", CLIENT_CA),
        ("host all all 0.0.0.0/0 trust", CLIENT_CA),
        ("hostssl all all 0.0.0.0/0 scram-sha-256", CLIENT_CA),
        ("hostnossl all all 0.0.0.0/0 scram-sha-256", CLIENT_CA),
        (
            "hostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-full",
            CLIENT_CA,
        ),
        ("hostssl all all 0.0.0.0/0 cert", CLIENT_CA),
        ("hostssl all all 0.0.0.0/0 cert", ""),
        (
            "hostssl replication all 0.0.0.0/0 cert\nhost replication all 0.0.0.0/0 reject",
            CLIENT_CA,
        ),
    ] {
        site.server
            .apply(hba, &format!("{SSL}{settings}lc_messages = '{language}'\n"));
        for identity in [&right, &other] {
            for (user, replication) in [("app", false), ("nobody", false), ("app", true)] {
                let report = site.ask(Some(identity), |asked| {
                    asked.login.user = user.into();
                    asked.login.replication = replication;
                });
                told.extend(report.runs.into_iter().map(|run| {
                    let asked = format!("{hba} {user} {replication} {:?}", run.question);
                    (asked, run.outcome, run.sqlstate)
                }));
            }
        }
    }
    told
}

#[test]
fn outcomes_are_the_same_in_another_language() {
    let locales = locales();
    let site = Site::on(Server::installed(locales.path()));
    let english = answers(&site, "C");
    assert!(site.server.log().contains("requires a valid client cert"));
    site.server.apply("", "lc_messages = 'C'\n");
    let words = refusal(&site.server);
    assert!(words.contains("no pg_hba.conf entry for host"), "{words}");
    let before = site.server.log().len();

    let german = answers(&site, GERMAN);
    // What letters beyond ASCII become is the server's `lc_ctype`'s matter.
    let log = site.server.log().split_off(before);
    assert!(log.contains("Verbindung erfordert ein g"), "{log}");
    assert!(!log.contains("requires a valid client cert"), "{log}");
    site.server
        .apply("", &format!("lc_messages = '{GERMAN}'\n"));
    let words = refusal(&site.server);
    assert!(words.contains("kein pg_hba.conf-Eintrag"), "{words}");
    assert!(!words.contains("no pg_hba.conf entry"), "{words}");

    assert_eq!(german, english);
    for expected in [
        asks("scram-sha-256"),
        Outcome::AcceptedNoAuth,
        Outcome::RefusedByHba,
        Outcome::CertificateRequired,
        Outcome::CertificateUserMismatch,
        Outcome::Misconfigured,
        Outcome::OtherError,
    ] {
        assert!(
            german.iter().any(|(_, outcome, _)| *outcome == expected),
            "{expected:?} was not met"
        );
    }
}
