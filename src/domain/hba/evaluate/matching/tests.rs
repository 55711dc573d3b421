//! Which record a connection matches first.

use super::*;
use crate::domain::hba::evaluate::connection::{Memberships, Replication};
use crate::domain::hba::evaluate::decision::{Decision, decide};
use crate::domain::hba::sample::{over, plaintext, records};
use crate::domain::hba::syntax::address::Interface;

fn verdict(lines: &[&str], connection: &Connection) -> HbaDecision {
    let rules = compile(&records(lines), Some(15));
    first_match(&rules, connection, &Knowledge::default())
}

fn is_undecided(decision: &HbaDecision) -> bool {
    matches!(decision, HbaDecision::Undecided { .. })
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
    let everywhere = "127.0.0.1/32 trust";
    for (names, user, database, expected) in [
        ("all all", "app", "app", true),
        ("\"all\" all", "app", "app", false),
        ("\"all\" all", "app", "all", true),
        ("a\"ll\" all", "app", "app", true),
        ("all \"all\"", "app", "app", false),
        ("other,~app all", "app", "app", true),
        ("other,,app all", "app", "app", true),
        ("all other,~app", "app", "app", true),
        ("sameuser all", "app", "app", true),
        ("sameuser all", "app", "other", false),
        ("\"sameuser\" all", "app", "app", false),
        ("all App", "app", "app", false),
        ("all App", "App", "app", true),
        ("ALL all", "app", "app", false),
        ("replication all", "app", "app", false),
        ("replication all", "app", "replication", false),
        ("\"replication\" all", "app", "replication", true),
        ("all /^app", "app", "app", false),
    ] {
        let connection = plaintext(user, database, "127.0.0.1");
        let line = format!("host {names} {everywhere}");
        assert_eq!(
            admitted(&line, &connection),
            expected,
            "{line}: {user}, {database}"
        );
    }
    for (line, expected) in [
        ("host all all ::ffff:127.0.0.1/128 trust", false),
        ("host all all ::/0 trust", false),
        ("host all all all trust", true),
        ("hostssl all all 127.0.0.1/32 trust", false),
        ("hostnossl all all 127.0.0.1/32 trust", true),
    ] {
        let connection = plaintext("app", "app", "127.0.0.1");
        assert_eq!(admitted(line, &connection), expected, "{line}");
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
    let physical = "host replication all 127.0.0.1/32 trust";
    assert!(!admitted(physical, &connection));
}

#[test]
fn the_first_record_decides() {
    let lines = [
        "hostssl all all 10.0.0.0/8 md5",
        "host all app 0.0.0.0/0 reject",
        "host all all 0.0.0.0/0 md5",
    ];
    let told = |user, address| verdict(&lines, &plaintext(user, "app", address));
    assert_eq!(told("app", "10.0.0.1"), HbaDecision::Reject { index: 1 });
    assert_eq!(told("bob", "10.0.0.1").index(), Some(2));
    assert_eq!(told("bob", "::1"), HbaDecision::NoRecord);
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
        let rules = compile(&records(&[line]), Some(15));
        first_match(&rules, &plaintext(user, database, "10.0.0.1"), &known).could_admit()
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
    let known = first_match(&rules, &connection, &own);
    assert!(matches!(known, HbaDecision::Admit { .. }));
    let unknown = first_match(&rules, &connection, &Knowledge::default());
    assert!(is_undecided(&unknown));
}

#[test]
fn types_that_are_not_known_could_admit() {
    let app = plaintext("app", "app", "10.0.0.1");
    let verdict = verdict(&["hostgssenc all all 0.0.0.0/0 gss"], &app);
    assert!(verdict.could_admit());
    assert!(is_undecided(&verdict));
}

#[test]
fn patterns_are_read_from_version_16_on() {
    let app = "host all /^app 0.0.0.0/0 md5";
    for (line, major, user, expected) in [
        (app, Some(15), "app_1", "none"),
        (app, Some(16), "app_1", "in"),
        (app, Some(16), "bob", "none"),
        (app, None, "bob", "undecided"),
        ("host all \"/^app$\" 0.0.0.0/0 md5", Some(16), "app", "in"),
        (
            "host all /^(app|bob)$ 0.0.0.0/0 md5",
            Some(16),
            "bob",
            "undecided",
        ),
        ("host /^db.*$ all 0.0.0.0/0 md5", Some(16), "bob", "in"),
    ] {
        let rules = compile(&records(&[line]), major);
        let connection = plaintext(user, "db1", "10.0.0.1");
        let told = match first_match(&rules, &connection, &Knowledge::default()) {
            HbaDecision::Admit { .. } => "in",
            HbaDecision::Reject { .. } => "rejected",
            HbaDecision::NoRecord => "none",
            HbaDecision::Undecided { .. } => "undecided",
        };
        assert_eq!(told, expected, "{line} on {major:?}: {user}");
    }
}

#[test]
fn clientcert_means_what_the_version_says() {
    use CertificateDemand::{None as Nothing, VerifyCa, VerifyFull};
    let rows = [
        ("md5 clientcert=1", Some(11), Some(VerifyCa)),
        ("md5 clientcert=1", Some(13), Some(VerifyCa)),
        ("md5 clientcert=1", Some(14), None),
        ("md5 clientcert=verify-ca", Some(11), Some(Nothing)),
        ("md5 clientcert=verify-full", Some(11), Some(Nothing)),
        ("md5 clientcert=verify-ca", Some(12), Some(VerifyCa)),
        ("md5 clientcert=verify-full", Some(15), Some(VerifyFull)),
        ("md5 clientcert=no-verify", Some(13), Some(Nothing)),
        ("md5 clientcert=no-verify", Some(15), None),
        ("md5 clientcert=verify-ca", None, None),
        ("cert", Some(11), Some(VerifyFull)),
        ("cert", None, Some(VerifyFull)),
        ("cert clientcert=verify-ca", Some(11), None),
        ("cert clientcert=verify-ca", Some(12), Some(VerifyFull)),
        ("cert clientcert=verify-ca", Some(15), None),
        ("cert clientcert=verify-full", Some(15), Some(VerifyFull)),
    ];
    for (end, major, expected) in rows {
        let line = format!("hostssl all all 0.0.0.0/0 {end}");
        let rules = compile(&records(&[&line]), major);
        let connection = over(Encryption::SSL, plaintext("app", "app", "10.0.0.1"));
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
    let verified = Encryption::verified;
    let judge = |end: &str, encryption: Encryption| {
        let line = format!("hostssl all all 0.0.0.0/0 {end}");
        let rules = compile(&records(&[&line]), Some(15));
        let connection = over(encryption, plaintext("app", "app", "10.0.0.1"));
        decide(&rules, &connection, &Knowledge::default())
    };
    let asks = |method: &str, certificate_fits| Decision::Authenticate {
        index: 0,
        method: method.to_owned(),
        certificate_fits,
    };
    let of_another = |method: &str| Decision::CertificateOfAnother {
        index: 0,
        method: method.to_owned(),
    };
    let missing = Decision::CertificateMissing { index: 0 };
    let full = "md5 clientcert=verify-full";
    let ca = "md5 clientcert=verify-ca";
    let trust = "trust clientcert=verify-full";
    for (end, encryption, expected) in [
        ("md5", Encryption::None, Decision::NoRecord),
        ("md5", Encryption::SSL, asks("md5", true)),
        (full, Encryption::SSL, missing),
        (full, verified("app"), asks("md5", true)),
        (full, verified("APP"), asks("md5", false)),
        (ca, verified("bob"), asks("md5", true)),
        ("cert", verified("app"), Decision::Accept { index: 0 }),
        ("cert", verified("bob"), of_another("cert")),
        (trust, verified("bob"), of_another("trust")),
        ("reject", verified("app"), Decision::Rejected { index: 0 }),
    ] {
        assert_eq!(judge(end, encryption), expected, "{end}");
    }
    let mapped = judge("cert map=m", verified("bob"));
    assert!(matches!(mapped, Decision::Undecided { .. }));
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
        assert!(is_undecided(&verdict), "{line}: {verdict:?}");
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
        (format!("host {kept} all all md5"), &kept, &*long, true),
        ("host sameuser all all md5".into(), &long, &*kept, true),
    ] {
        let connection = plaintext(user, database, "10.0.0.1");
        assert_eq!(admitted(&line, &connection), expected, "{line}");
    }
    let never = records(&[&format!("host all {long} all md5")]);
    let never = crate::domain::hba::exposure(&never, &Knowledge::default());
    assert_eq!(never.gaps().count(), 0);
}
