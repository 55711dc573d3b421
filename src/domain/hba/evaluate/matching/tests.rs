//! Which record a connection matches first.

use super::*;
use crate::domain::hba::evaluate::connection::{CertificateClaim, Memberships, Replication};
use crate::domain::hba::evaluate::decision::{Decision, decide};
use crate::domain::hba::syntax::address::Interface;

/// Columns: type, database, user, address, method, and the option as the rest.
fn record(line: &str) -> Record {
    let mut columns = line.splitn(6, ' ').map(|text| text.replace('~', " "));
    let mut next = || columns.next().unwrap();
    Record {
        priority: 0,
        kind: next().into(),
        database: next(),
        user: next(),
        address: next(),
        mask: None,
        method: next(),
        option: columns.next(),
    }
}

fn records(lines: &[&str]) -> Vec<Record> {
    lines.iter().map(|line| record(line)).collect()
}

fn plaintext(user: &str, database: &str, address: &str) -> Connection {
    Connection {
        encryption: Encryption::None,
        user: user.to_owned(),
        database: database.to_owned(),
        address: address.parse().unwrap(),
        replication: Replication::No,
    }
}

fn verdict(lines: &[&str], connection: &Connection) -> HbaDecision {
    first_match(
        &compile(&records(lines), Some(15)),
        connection,
        &Knowledge::default(),
    )
}

fn admitted(line: &str, connection: &Connection) -> bool {
    match verdict(&[line], connection) {
        HbaDecision::Admit { .. } => true,
        HbaDecision::NoRecord => false,
        other @ (HbaDecision::Reject { .. } | HbaDecision::Undecided { .. }) => {
            panic!("{line}: {other:?}")
        }
    }
}

/// Each row was put to a PostgreSQL 15 server by hand: the same line, the same client, and
/// whether the server answered with an authentication request or with "no entry".
#[test]
fn a_server_of_version_15_agrees() {
    let rows = [
        ("host all all 127.0.0.1/32 trust", "app", "app", true),
        ("host \"all\" all 127.0.0.1/32 trust", "app", "app", false),
        ("host \"all\" all 127.0.0.1/32 trust", "app", "all", true),
        ("host a\"ll\" all 127.0.0.1/32 trust", "app", "app", true),
        ("host all \"all\" 127.0.0.1/32 trust", "app", "app", false),
        ("host other,~app all 127.0.0.1/32 trust", "app", "app", true),
        ("host other,,app all 127.0.0.1/32 trust", "app", "app", true),
        ("host all other,~app 127.0.0.1/32 trust", "app", "app", true),
        ("host sameuser all 127.0.0.1/32 trust", "app", "app", true),
        (
            "host sameuser all 127.0.0.1/32 trust",
            "app",
            "other",
            false,
        ),
        (
            "host \"sameuser\" all 127.0.0.1/32 trust",
            "app",
            "app",
            false,
        ),
        ("host all App 127.0.0.1/32 trust", "app", "app", false),
        ("host all App 127.0.0.1/32 trust", "App", "app", true),
        ("host ALL all 127.0.0.1/32 trust", "app", "app", false),
        (
            "host replication all 127.0.0.1/32 trust",
            "app",
            "app",
            false,
        ),
        (
            "host replication all 127.0.0.1/32 trust",
            "app",
            "replication",
            false,
        ),
        (
            "host \"replication\" all 127.0.0.1/32 trust",
            "app",
            "replication",
            true,
        ),
        (
            "host all all ::ffff:127.0.0.1/128 trust",
            "app",
            "app",
            false,
        ),
        ("host all all ::/0 trust", "app", "app", false),
        ("host all all all trust", "app", "app", true),
        ("host all /^app 127.0.0.1/32 trust", "app", "app", false),
        ("hostssl all all 127.0.0.1/32 trust", "app", "app", false),
        ("hostnossl all all 127.0.0.1/32 trust", "app", "app", true),
    ];
    for (line, user, database, expected) in rows {
        assert_eq!(
            admitted(line, &plaintext(user, database, "127.0.0.1")),
            expected,
            "{line}: {user}, {database}"
        );
    }
}

#[test]
fn physical_replication_meets_its_own_word_only() {
    let mut connection = plaintext("app", "app", "127.0.0.1");
    connection.replication = Replication::Physical;
    for (line, expected) in [
        ("host all all 127.0.0.1/32 trust", false),
        ("host replication all 127.0.0.1/32 trust", true),
        ("host \"replication\" all 127.0.0.1/32 trust", false),
        ("host sameuser all 127.0.0.1/32 trust", false),
        ("host all,replication all 127.0.0.1/32 trust", true),
    ] {
        assert_eq!(admitted(line, &connection), expected, "{line}");
    }
    connection.replication = Replication::Database;
    assert!(admitted("host all all 127.0.0.1/32 trust", &connection));
    assert!(!admitted(
        "host replication all 127.0.0.1/32 trust",
        &connection
    ));
}

#[test]
fn the_first_record_decides() {
    let lines = [
        "hostssl all all 10.0.0.0/8 md5",
        "host all app 0.0.0.0/0 reject",
        "host all all 0.0.0.0/0 md5",
    ];
    assert_eq!(
        verdict(&lines, &plaintext("app", "app", "10.0.0.1")),
        HbaDecision::Reject { index: 1 }
    );
    assert_eq!(
        verdict(&lines, &plaintext("bob", "app", "10.0.0.1")).index(),
        Some(2)
    );
    assert_eq!(
        verdict(&lines, &plaintext("bob", "app", "::1")),
        HbaDecision::NoRecord
    );
}

fn family() -> Memberships {
    Memberships::new(
        ["app", "readers", "staff", "lone"].map(str::to_owned),
        [("readers", "app"), ("staff", "readers")]
            .map(|(role, member)| (role.to_owned(), member.to_owned())),
    )
}

#[test]
fn membership_is_followed_and_includes_oneself() {
    let known = Knowledge {
        memberships: Some(family()),
        ..Knowledge::default()
    };
    let judge = |line: &str, user: &str, database: &str| {
        first_match(
            &compile(&[record(line)], Some(15)),
            &plaintext(user, database, "10.0.0.1"),
            &known,
        )
        .could_admit()
    };
    assert!(judge("host all +staff 0.0.0.0/0 md5", "app", "x"));
    assert!(judge("host all +staff 0.0.0.0/0 md5", "staff", "x"));
    assert!(!judge("host all +staff 0.0.0.0/0 md5", "lone", "x"));
    assert!(!judge("host all +ghost 0.0.0.0/0 md5", "ghost", "x"));
    assert!(!judge("host all \"+staff\" 0.0.0.0/0 md5", "app", "x"));
    assert!(judge("host samerole all 0.0.0.0/0 md5", "app", "readers"));
    assert!(judge("host samegroup all 0.0.0.0/0 md5", "app", "app"));
    assert!(!judge("host samerole all 0.0.0.0/0 md5", "app", "x"));
}

#[test]
fn what_is_not_known_is_undecided_and_the_search_goes_on() {
    let lines = [
        "host all +staff 0.0.0.0/0 reject",
        "host all all db.example.com reject",
        "host all all 0.0.0.0/0 md5",
    ];
    let HbaDecision::Undecided { doubts, otherwise } =
        verdict(&lines, &plaintext("app", "app", "10.0.0.1"))
    else {
        panic!("decided");
    };
    let indexes: Vec<usize> = doubts.iter().map(|doubt| doubt.index).collect();
    assert_eq!(indexes, [0, 1]);
    assert!(doubts.iter().all(|doubt| !doubt.could_admit));
    assert_eq!(otherwise.unwrap().index(), Some(2));
    let own = Knowledge {
        server_addresses: Some(vec![Interface {
            address: "10.0.0.9".parse().unwrap(),
            prefix: 8,
        }]),
        ..Knowledge::default()
    };
    let rules = compile(&records(&["host all all samenet md5"]), Some(15));
    let connection = plaintext("app", "app", "10.0.0.1");
    assert!(matches!(
        first_match(&rules, &connection, &own),
        HbaDecision::Admit { .. }
    ));
    assert!(matches!(
        first_match(&rules, &connection, &Knowledge::default()),
        HbaDecision::Undecided { .. }
    ));
}

#[test]
fn types_that_are_not_known_could_admit() {
    let verdict = verdict(
        &["hostgssenc all all 0.0.0.0/0 gss"],
        &plaintext("app", "app", "10.0.0.1"),
    );
    assert!(verdict.could_admit());
    assert!(matches!(verdict, HbaDecision::Undecided { .. }));
}

#[test]
fn patterns_are_read_from_version_16_on() {
    let judge = |line: &str, major: Option<u16>, user: &str| {
        first_match(
            &compile(&[record(line)], major),
            &plaintext(user, "db1", "10.0.0.1"),
            &Knowledge::default(),
        )
    };
    let line = "host all /^app 0.0.0.0/0 md5";
    assert_eq!(judge(line, Some(15), "app_1"), HbaDecision::NoRecord);
    assert!(matches!(
        judge(line, Some(16), "app_1"),
        HbaDecision::Admit { .. }
    ));
    assert_eq!(judge(line, Some(16), "bob"), HbaDecision::NoRecord);
    assert!(matches!(
        judge(line, None, "bob"),
        HbaDecision::Undecided { .. }
    ));
    assert!(matches!(
        judge("host all \"/^app$\" 0.0.0.0/0 md5", Some(16), "app"),
        HbaDecision::Admit { .. }
    ));
    assert!(matches!(
        judge("host all /^(app|bob)$ 0.0.0.0/0 md5", Some(16), "bob"),
        HbaDecision::Undecided { .. }
    ));
    assert!(matches!(
        judge("host /^db.*$ all 0.0.0.0/0 md5", Some(16), "bob"),
        HbaDecision::Admit { .. }
    ));
}

#[test]
fn clientcert_means_what_the_version_says() {
    use CertificateDemand::{None as Nothing, VerifyCa, VerifyFull};
    let rows = [
        ("scram-sha-256 clientcert=1", Some(11), Some(VerifyCa)),
        ("scram-sha-256 clientcert=1", Some(13), Some(VerifyCa)),
        ("scram-sha-256 clientcert=1", Some(14), None),
        (
            "scram-sha-256 clientcert=verify-ca",
            Some(11),
            Some(Nothing),
        ),
        (
            "scram-sha-256 clientcert=verify-full",
            Some(11),
            Some(Nothing),
        ),
        (
            "scram-sha-256 clientcert=verify-ca",
            Some(12),
            Some(VerifyCa),
        ),
        (
            "scram-sha-256 clientcert=verify-full",
            Some(15),
            Some(VerifyFull),
        ),
        (
            "scram-sha-256 clientcert=no-verify",
            Some(13),
            Some(Nothing),
        ),
        ("scram-sha-256 clientcert=no-verify", Some(15), None),
        ("scram-sha-256 clientcert=verify-ca", None, None),
        ("cert", Some(11), Some(VerifyFull)),
        ("cert", None, Some(VerifyFull)),
        ("cert clientcert=verify-ca", Some(11), None),
        ("cert clientcert=verify-ca", Some(12), Some(VerifyFull)),
        ("cert clientcert=verify-ca", Some(15), None),
        ("cert clientcert=verify-full", Some(15), Some(VerifyFull)),
    ];
    for (end, major, expected) in rows {
        let rules = compile(
            &[record(&format!("hostssl all all 0.0.0.0/0 {end}"))],
            major,
        );
        let mut connection = plaintext("app", "app", "10.0.0.1");
        connection.encryption = Encryption::SSL;
        let demand = match first_match(&rules, &connection, &Knowledge::default()) {
            HbaDecision::Admit { demand, .. } => Some(demand),
            HbaDecision::Undecided { .. } => None,
            other @ (HbaDecision::Reject { .. } | HbaDecision::NoRecord) => {
                panic!("{end} on {major:?}: {other:?}")
            }
        };
        assert_eq!(demand, expected, "{end} on {major:?}");
    }
}

#[test]
fn certificates_are_weighed_as_the_server_does() {
    let verified = |name: &str| Encryption::Ssl {
        certificate: CertificateClaim::Verified {
            common_name: Some(name.to_owned()),
        },
    };
    let judge = |end: &str, encryption: Encryption| {
        let rules = compile(
            &[record(&format!("hostssl all all 0.0.0.0/0 {end}"))],
            Some(15),
        );
        let mut connection = plaintext("app", "app", "10.0.0.1");
        connection.encryption = encryption;
        decide(&rules, &connection, &Knowledge::default())
    };
    let asks = |method: &str, certificate_fits| Decision::Authenticate {
        index: 0,
        method: method.to_owned(),
        certificate_fits,
    };
    let full = "scram-sha-256 clientcert=verify-full";
    assert_eq!(judge("md5", Encryption::None), Decision::NoRecord);
    assert_eq!(judge("md5", Encryption::SSL), asks("md5", true));
    assert_eq!(
        judge(full, Encryption::SSL),
        Decision::CertificateMissing { index: 0 }
    );
    assert_eq!(judge(full, verified("app")), asks("scram-sha-256", true));
    assert_eq!(judge(full, verified("APP")), asks("scram-sha-256", false));
    assert_eq!(
        judge("scram-sha-256 clientcert=verify-ca", verified("bob")),
        asks("scram-sha-256", true)
    );
    assert_eq!(
        judge("cert", verified("app")),
        Decision::Accept { index: 0 }
    );
    assert_eq!(
        judge("cert", verified("bob")),
        Decision::CertificateOfAnother {
            index: 0,
            method: "cert".into()
        }
    );
    assert_eq!(
        judge("trust clientcert=verify-full", verified("bob")),
        Decision::CertificateOfAnother {
            index: 0,
            method: "trust".into()
        }
    );
    assert!(matches!(
        judge("cert map=m", verified("bob")),
        Decision::Undecided { .. }
    ));
    assert_eq!(
        judge("reject", verified("app")),
        Decision::Rejected { index: 0 }
    );
}

#[test]
fn records_the_server_would_refuse_are_unclear() {
    for line in [
        "host all all 0.0.0.0/0 cert",
        "host all all 0.0.0.0/0 md5 clientcert=verify-ca",
        "host all all 0.0.0.0/0 peer",
        "host all all 0.0.0.0/0 MD5",
        "host a~b all 0.0.0.0/0 md5",
        "host all @users 0.0.0.0/0 md5",
    ] {
        let verdict = verdict(&[line], &plaintext("app", "app", "10.0.0.1"));
        assert!(verdict.could_admit(), "{line}: {verdict:?}");
        assert!(
            matches!(verdict, HbaDecision::Undecided { .. }),
            "{line}: {verdict:?}"
        );
    }
}

/// Measured on PostgreSQL 16.14 and 18.4: the server cuts the names of a login, not those of a record.
#[test]
fn names_of_a_login_are_cut_to_63_bytes() {
    let [kept, long] = [63, 64].map(|length| "x".repeat(length));
    for (line, user, database, expected) in [
        (format!("host all {kept} all md5"), &kept, "d", true),
        (format!("host all {kept} all md5"), &long, "d", true),
        (format!("host all {long} all md5"), &kept, "d", false),
        (format!("host all {long} all md5"), &long, "d", false),
        (
            format!("host {kept} all all md5"),
            &kept,
            long.as_str(),
            true,
        ),
        (
            "host sameuser all all md5".to_owned(),
            &long,
            kept.as_str(),
            true,
        ),
    ] {
        let connection = plaintext(user, database, "10.0.0.1");
        assert_eq!(admitted(&line, &connection), expected, "{line}");
    }
    let never = crate::domain::hba::exposure(
        &records(&[&format!("host all {long} all md5")]),
        &Knowledge::default(),
    );
    assert_eq!(never.gaps().count(), 0);
}
