//! What stands in `pg_hba.conf`: the one place where the records and the two ACLs of an instance
//! become the rules a server follows.
//!
//! Invariant: both backends follow the list [`effective`] returns and nothing else, so how the
//! ACLs and the records are merged can be put right here alone.
//!
//! **How the cloud merges the two is not documented.** What is known is the outcome: with an ACL
//! other than `prefer` a client without SSL is refused and a certificate of the client CA is
//! demanded. The rule here is the smallest change of the records that has this outcome: the
//! records keep their order, and each one that admits is narrowed to SSL with a client
//! certificate. `ForceEncryption` is absent.
//!
//! No record is invented: the factory records name `0.0.0.0/0` only, so a client on IPv6 meets no
//! record and is refused.

use super::Desired;
use crate::domain::acl::Acl;
use crate::domain::hba::{Record, RecordType};

/// The oldest PostgreSQL whose `clientcert` option takes a mode.
///
/// Source: PostgreSQL 12 release notes, "clientcert=verify-full"; PostgreSQL 11 reads the word
/// without complaint as "off".
const FIRST_WITH_MODES: u16 = 12;

/// Merges the records and the ACLs of `desired` into the records a PostgreSQL of `server_major`
/// follows, in order.
///
/// Shape: an ACL counts when SSL is on, there is a client CA and it is not `prefer`; else the
/// records stand as they are. Where it counts, a `host` or `hostssl` record that admits becomes
/// `hostssl` with `clientcert` (under [`Acl::Cert`]: method `cert`, options dropped), a `hostnossl`
/// record that admits goes, and `reject` stays. A record with `replication` in its database column
/// follows the replication ACL; one that lists databases beside it is split in two when the ACLs
/// differ. A demand of the record that is the stronger one stays.
///
/// The texts come back in the syntax of the file: a name that it would read as something else (one
/// with blanks or `#`, `@file`) is in quotes. The option stays as it is, since the API takes it in
/// that syntax.
///
/// # Errors
/// `verify-full` below PostgreSQL 12, a record type other than `host`, `hostssl` and `hostnossl`,
/// and a record with a control character.
///
/// Source: `ACL` and `ReplicationACL` of `ModifyDBInstanceSSL`; PostgreSQL, chapter 21.1 and
/// `next_token` of `hba.c`.
pub fn effective(desired: &Desired, server_major: u16) -> Result<Vec<Record>, String> {
    let counts = desired.ssl.is_some() && desired.client_ca.is_some();
    let [ordinary, replication] =
        [desired.acl, desired.replication_acl].map(|acl| if counts { acl } else { Acl::Prefer });
    if server_major < FIRST_WITH_MODES && [ordinary, replication].contains(&Acl::VerifyFull) {
        return Err(format!(
            "ACL verify-full needs PostgreSQL {FIRST_WITH_MODES}, this is {server_major}"
        ));
    }

    let mut records = desired.records.clone();
    records.sort_by_key(|record| record.priority);
    let mut merged = Vec::with_capacity(records.len());
    for record in records {
        let record = checked(record)?;
        let elements = list(&record.database);
        let (streams, databases): (Vec<&str>, Vec<&str>) = elements
            .iter()
            .partition(|element| **element == "replication");
        match (streams.is_empty(), databases.is_empty()) {
            (true, _) => merged.extend(harden(record, ordinary, server_major)),
            (false, true) => merged.extend(harden(record, replication, server_major)),
            (false, false) if ordinary == replication => {
                merged.extend(harden(record, ordinary, server_major));
            }
            (false, false) => {
                for (database, acl) in [
                    (databases.join(","), ordinary),
                    ("replication".to_owned(), replication),
                ] {
                    merged.extend(harden(
                        Record {
                            database,
                            ..record.clone()
                        },
                        acl,
                        server_major,
                    ));
                }
            }
        }
    }
    Ok(merged)
}

/// The record with its texts in the syntax of the file.
///
/// Refuses what would change the meaning of the lines around it, and the record types that the API
/// does not have.
fn checked(record: Record) -> Result<Record, String> {
    let priority = record.priority;
    if let RecordType::Other(kind) = &record.kind {
        let kind = kind.escape_debug();
        return Err(format!(
            "invalid connection type \"{kind}\" in the record with priority {priority}"
        ));
    }
    let texts = [
        &record.database,
        &record.user,
        &record.address,
        &record.method,
    ];
    let more = [&record.mask, &record.option];
    let mut texts = texts.into_iter().chain(more.into_iter().flatten());
    if texts.any(|text| text.chars().any(|c| c.is_control() && c != '\t')) {
        return Err(format!(
            "control character in the record with priority {priority}"
        ));
    }
    Ok(Record {
        database: names(&record.database),
        user: names(&record.user),
        address: quoted(record.address.trim()),
        mask: record.mask.as_deref().map(|mask| quoted(mask.trim())),
        method: quoted(record.method.trim()),
        option: record
            .option
            .as_deref()
            .map(|option| option.trim().to_owned()),
        ..record
    })
}

/// Narrows one record to what `acl` demands; `None` when nothing of it is left.
fn harden(record: Record, acl: Acl, server_major: u16) -> Option<Record> {
    if acl == Acl::Prefer || record.rejects() {
        return Some(record);
    }
    if record.kind == RecordType::HostNoSsl {
        return None;
    }
    let record = Record {
        kind: RecordType::HostSsl,
        ..record
    };
    // Method cert demands a certificate whose CN is the user already, and of the `clientcert`
    // modes it takes `verify-full` alone.
    if record.method == "cert" {
        return Some(record);
    }
    if acl == Acl::Cert {
        return Some(Record {
            method: "cert".to_owned(),
            option: None,
            ..record
        });
    }

    let option = record.option.as_deref().unwrap_or_default();
    let bound = words(option).any(|word| unquoted(word) == "clientcert=verify-full");
    let demand = match (acl.binds_user() || bound, server_major < FIRST_WITH_MODES) {
        (_, true) => "clientcert=1",
        (true, false) => "clientcert=verify-full",
        (false, false) => "clientcert=verify-ca",
    };
    let option = words(option)
        .filter(|word| !unquoted(word).starts_with("clientcert="))
        .chain([demand])
        .collect::<Vec<_>>()
        .join(" ");
    Some(Record {
        option: Some(option),
        ..record
    })
}

/// Writes records that [`effective`] gave as lines of `pg_hba.conf`, in their order.
pub fn render(records: &[Record]) -> String {
    records.iter().map(line).collect()
}

/// One record as a line.
fn line(record: &Record) -> String {
    let Record {
        kind,
        database,
        user,
        address,
        mask,
        method,
        option,
        ..
    } = record;
    let columns = [kind.as_str(), database, user, address];
    let more = [mask.as_deref(), Some(method), option.as_deref()];
    let columns: Vec<&str> = columns
        .into_iter()
        .chain(more.into_iter().flatten())
        .collect();
    let mut line = columns.join(" ");
    // A backslash at the very end would join the next record to this one.
    if line.ends_with('\\') {
        line.push(' ');
    }
    line.push('\n');
    line
}

/// A list of names, each in quotes where it needs them.
fn names(text: &str) -> String {
    match list(text).as_slice() {
        [] => quoted(""),
        elements => elements
            .iter()
            .map(|name| quoted(name))
            .collect::<Vec<_>>()
            .join(","),
    }
}

/// One token, in quotes when it would not reach the server as one token otherwise.
fn quoted(token: &str) -> String {
    let whole = token.matches('"').count().is_multiple_of(2) && words(token).count() == 1;
    let mut outside = token.split('"').step_by(2);
    let plain = !token.starts_with('@') && !outside.any(|part| part.contains(['#', ',']));
    if whole && plain {
        token.to_owned()
    } else {
        format!("\"{}\"", token.replace('"', "\"\""))
    }
}

/// The elements of a comma-separated column; a comma inside quotes separates nothing.
fn list(text: &str) -> Vec<&str> {
    split(text, |c| c == ',')
        .map(str::trim)
        .filter(|element| !element.is_empty())
        .collect()
}

/// The blank-separated words of a text; a blank inside quotes separates nothing.
fn words(text: &str) -> impl Iterator<Item = &str> {
    split(text, char::is_whitespace).filter(|word| !word.is_empty())
}

/// Splits at the separators outside of double quotes.
fn split(text: &str, separates: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split(move |c| {
        inside ^= c == '"';
        !inside && separates(c)
    })
}

/// A word without its quotes.
fn unquoted(word: &str) -> String {
    word.replace('"', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::sample::{record, records};
    use crate::domain::ssl::Pem;
    use crate::sandbox::database::ServerIdentity;

    fn desired(acl: Acl, replication_acl: Acl, lines: &[&str]) -> Desired {
        let identity = || ServerIdentity {
            certificate: Pem::new("certificate").unwrap(),
            key: "key".to_owned().into(),
        };
        Desired {
            ssl: Some(identity()),
            client_ca: Pem::new("ca"),
            crl: None,
            acl,
            replication_acl,
            records: records(lines),
        }
    }

    #[track_caller]
    fn check(acl: Acl, replication: Acl, major: u16, given: &[&str], want: &[&str]) {
        let records = effective(&desired(acl, replication, given), major).unwrap();
        let text = render(&records);
        assert_eq!(text.lines().collect::<Vec<_>>(), want);
    }

    const FACTORY: [&str; 2] = [
        "host all all 0.0.0.0/0 md5",
        "host replication all 0.0.0.0/0 md5",
    ];

    #[test]
    fn prefer_leaves_the_records_alone() {
        let all = [
            "hostnossl all all 10.0.0.0/8 md5",
            "host all,replication all 0.0.0.0/0 scram-sha-256",
            "hostssl all all 0.0.0.0/0 cert clientcert=verify-full",
        ];
        check(Acl::Prefer, Acl::Prefer, 15, &all, &all);
    }

    #[test]
    fn each_acl_narrows_the_records_of_its_own_stream() {
        let wants = [
            (Acl::VerifyCa, 15, "md5 clientcert=verify-ca"),
            (Acl::VerifyFull, 15, "md5 clientcert=verify-full"),
            (Acl::Cert, 15, "cert"),
            (Acl::VerifyCa, 11, "md5 clientcert=1"),
            (Acl::Cert, 11, "cert"),
        ];
        for (acl, major, method) in wants {
            let ordinary = format!("hostssl all all 0.0.0.0/0 {method}");
            let stream = format!("hostssl replication all 0.0.0.0/0 {method}");
            check(acl, Acl::Prefer, major, &FACTORY, &[&ordinary, FACTORY[1]]);
            check(Acl::Prefer, acl, major, &FACTORY, &[FACTORY[0], &stream]);
            check(acl, acl, major, &FACTORY, &[&ordinary, &stream]);
        }
    }

    #[test]
    fn a_record_of_both_streams_is_split_when_the_acls_differ() {
        let given = ["host app,replication,\"b,c\" all 0.0.0.0/0 md5"];
        let ordinary = "hostssl app,\"b,c\" all 0.0.0.0/0 cert";
        let split = [ordinary, "host replication all 0.0.0.0/0 md5"];
        check(Acl::Cert, Acl::Prefer, 15, &given, &split);
        let both = ["hostssl app,replication,\"b,c\" all 0.0.0.0/0 cert"];
        check(Acl::Cert, Acl::Cert, 15, &given, &both);
    }

    #[test]
    fn a_database_named_replication_in_quotes_is_a_database() {
        let given = ["host \"replication\" all 0.0.0.0/0 md5"];
        let want = ["hostssl \"replication\" all 0.0.0.0/0 cert"];
        check(Acl::Cert, Acl::Prefer, 15, &given, &want);
    }

    #[test]
    fn reject_stays_and_plaintext_only_records_go() {
        let given = [
            "hostnossl all all 0.0.0.0/0 reject",
            "host all bad 0.0.0.0/0 reject",
            "hostnossl all all 10.0.0.0/8 md5",
            "hostssl all all 0.0.0.0/0 scram-sha-256",
        ];
        let narrowed = "hostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-ca";
        let want = [given[0], given[1], narrowed];
        check(Acl::VerifyCa, Acl::VerifyCa, 15, &given, &want);
    }

    #[test]
    fn the_stronger_demand_of_a_record_stays_and_other_options_too() {
        let given = [
            "hostssl all all 0.0.0.0/0 md5 clientcert=verify-full",
            "hostssl all a 0.0.0.0/0 ldap ldapserver=l \"ldapprefix=cn= \" clientcert=\"verify-ca\"",
            "hostssl all b 0.0.0.0/0 cert map=m",
            "host all c 0.0.0.0/0 cert",
        ];
        let want = [
            given[0],
            "hostssl all a 0.0.0.0/0 ldap ldapserver=l \"ldapprefix=cn= \" clientcert=verify-ca",
            given[2],
            "hostssl all c 0.0.0.0/0 cert",
        ];
        check(Acl::VerifyCa, Acl::VerifyCa, 15, &given, &want);
    }

    #[test]
    fn an_acl_without_client_ca_or_ssl_does_not_count() {
        let mut without_ca = desired(Acl::VerifyFull, Acl::Cert, &FACTORY);
        without_ca.client_ca = None;
        let mut without_ssl = desired(Acl::Cert, Acl::Cert, &FACTORY);
        without_ssl.ssl = None;
        for desired in [without_ca, without_ssl] {
            assert_eq!(effective(&desired, 11).unwrap(), desired.records);
        }
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let refused = |acl, line: &str, major| {
            effective(&desired(acl, Acl::Prefer, &[line]), major).unwrap_err()
        };
        let plain = "host all all 0.0.0.0/0 md5";
        assert!(refused(Acl::VerifyFull, plain, 11).contains("needs PostgreSQL 12"));
        assert!(refused(Acl::Prefer, "include all all x md5", 16).contains("connection type"));
        for line in [
            "host a\nhost all 0.0.0.0/0 md5",
            "host all all 0.0.0.0/0 md5 a=b\nlocal",
        ] {
            assert!(refused(Acl::Prefer, line, 15).contains("control character"));
        }
    }

    #[test]
    fn records_stand_in_the_order_of_their_priority() {
        let mut desired = desired(Acl::Prefer, Acl::Prefer, &FACTORY);
        desired.records.reverse();
        let text = render(&effective(&desired, 15).unwrap());
        assert_eq!(text.lines().collect::<Vec<_>>(), FACTORY);
    }

    #[test]
    fn names_reach_the_server_as_one_column() {
        let lines = |record: Record| {
            let desired = Desired {
                records: vec![record],
                ..desired(Acl::Prefer, Acl::Prefer, &[])
            };
            render(&effective(&desired, 15).unwrap())
        };
        let base = record("host all all 0.0.0.0/0 md5");
        let database = |text: &str| Record {
            database: text.to_owned(),
            ..base.clone()
        };
        let odd = "+\"a b\",c\"#,\"d";
        let bare = record("host all all 192.168.126.3|0 md5");
        let masked = record("host all all 10.0.0.0|255.0.0.0 md5");
        let option = record("host all all 0.0.0.0/0 md5 a=b\\");
        let wants = [
            (database("my db"), "host \"my db\" all 0.0.0.0/0 md5\n"),
            (database("a, b"), "host a,b all 0.0.0.0/0 md5\n"),
            (database("a#b"), "host \"a#b\" all 0.0.0.0/0 md5\n"),
            (database("@/etc"), "host \"@/etc\" all 0.0.0.0/0 md5\n"),
            (database("a\"b"), "host \"a\"\"b\" all 0.0.0.0/0 md5\n"),
            (database("\"all\""), "host \"all\" all 0.0.0.0/0 md5\n"),
            (database(odd), "host +\"a b\",c\"#,\"d all 0.0.0.0/0 md5\n"),
            (database(""), "host \"\" all 0.0.0.0/0 md5\n"),
            (bare, "host all all 192.168.126.3 0 md5\n"),
            (masked, "host all all 10.0.0.0 255.0.0.0 md5\n"),
            (option, "host all all 0.0.0.0/0 md5 a=b\\ \n"),
        ];
        for (record, want) in wants {
            assert_eq!(lines(record), want);
        }
    }
}
