//! Why a connection gets in or not: the record it matches, and why each record before it was skipped.
//!
//! Deliberately absent: passwords and the IP whitelist, which the service asks before the records.

use serde::Serialize;

use super::connection::{Connection, Encryption, Knowledge, Replication};
use super::decision::{Decision, decide};
use super::matching::{HbaDecision, PreparedRule, Transport, compile, first_match};
use super::name_match::NameMatch;
use super::names::{LONGEST_NAME, cut};
use crate::domain::acl::Acl;
use crate::domain::hba::syntax::record::Record;
use crate::domain::ssl::SslState;

/// What a record did with the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordPart {
    /// It does not match the connection.
    PassedOver {
        /// Why not.
        why: String,
    },
    /// It may decide.
    Undecided {
        /// Why that cannot be told.
        why: String,
    },
    /// It decides.
    Met,
    /// A record before it decides.
    NotReached,
}

/// How the connection ends, before any password is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionEnd {
    /// Turned away.
    Refused,
    /// A client certificate is demanded that it does not present.
    CertificateDemanded,
    /// Asked for what the method needs.
    Asked,
    /// Let in without a password.
    LetIn,
    /// It cannot be told.
    Unknown,
}

/// The way of one connection through the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Every record with its part, in order.
    pub parts: Vec<(Record, RecordPart)>,
    /// How it ends.
    pub end: ConnectionEnd,
    /// The same in a sentence, without the full stop.
    pub sentence: String,
    /// What else bears on it: SSL that is off, the ACL.
    pub notes: Vec<String>,
}

impl Explained {
    /// The record that decides, where that is certain.
    pub fn met(&self) -> Option<&Record> {
        self.parts
            .iter()
            .find(|(_, part)| *part == RecordPart::Met)
            .map(|(record, _)| record)
    }
}

/// Follows a connection through the records, which are in the order of their priority.
///
/// `ssl` is the state of the instance, for what the ACL adds; `None` when it is not known.
pub fn explain(
    records: &[Record],
    connection: &Connection,
    knowledge: &Knowledge,
    ssl: Option<&SslState>,
) -> Explained {
    let rules = compile(records, knowledge.server_major);
    let verdict = first_match(&rules, connection, knowledge);
    let met = certain(&verdict);
    let parts = records
        .iter()
        .zip(&rules)
        .enumerate()
        .map(|(index, (record, rule))| {
            (
                record.clone(),
                part(index, rule, &verdict, met, connection, knowledge),
            )
        })
        .collect();
    let (end, sentence) = end(records, &decide(&rules, connection, knowledge), connection);
    let (end, sentence, mut notes) = with_acl(end, sentence, connection, ssl);
    for name in [&connection.user, &connection.database] {
        if name.len() > LONGEST_NAME {
            notes.push(format!(
                "the server cuts `{name}` to {LONGEST_NAME} bytes before it compares: `{}`",
                cut(name)
            ));
        }
    }
    Explained {
        parts,
        end,
        sentence,
        notes,
    }
}

/// Where the search ends for sure.
fn certain(verdict: &HbaDecision) -> Option<usize> {
    match verdict {
        HbaDecision::Admit { index, .. } | HbaDecision::Reject { index } => Some(*index),
        HbaDecision::NoRecord => None,
        HbaDecision::Undecided { doubts, otherwise } => match otherwise {
            Some(verdict) => certain(verdict),
            None => doubts.last().map(|doubt| doubt.index),
        },
    }
}

fn part(
    index: usize,
    rule: &PreparedRule,
    verdict: &HbaDecision,
    met: Option<usize>,
    connection: &Connection,
    knowledge: &Knowledge,
) -> RecordPart {
    if met.is_some_and(|met| index > met) {
        return RecordPart::NotReached;
    }
    let doubts = match verdict {
        HbaDecision::Undecided { doubts, .. } => doubts.as_slice(),
        HbaDecision::Admit { .. } | HbaDecision::Reject { .. } | HbaDecision::NoRecord => &[],
    };
    if let Some(doubt) = doubts.iter().find(|doubt| doubt.index == index) {
        return RecordPart::Undecided {
            why: doubt.why.clone(),
        };
    }
    match (met == Some(index), doubts.is_empty()) {
        (true, true) => RecordPart::Met,
        (true, false) => RecordPart::Undecided {
            why: "it decides unless one of the undecided records before it does".to_owned(),
        },
        (false, _) => RecordPart::PassedOver {
            why: mismatch(rule, connection, knowledge),
        },
    }
}

/// Which column does not match the connection.
fn mismatch(rule: &PreparedRule, connection: &Connection, knowledge: &Knowledge) -> String {
    let (transport, manner) = match connection.encryption {
        Encryption::None => (Transport::Plaintext, "without SSL"),
        Encryption::Ssl { .. } => (Transport::Ssl, "with SSL"),
    };
    if rule.speaks_of(transport) == NameMatch::No {
        return format!("{} is not for connections {manner}", rule.kind.as_str());
    }
    let memberships = knowledge.memberships.as_ref();
    if rule.databases.matches(connection, memberships) == NameMatch::No {
        return match connection.replication {
            Replication::Physical => "the database column does not say replication".to_owned(),
            Replication::No | Replication::Database => {
                format!("the database column does not match {}", connection.database)
            }
        };
    }
    if rule.users.matches(&connection.user, memberships) == NameMatch::No {
        return format!("the user column does not match {}", connection.user);
    }
    format!("the address column does not match {}", connection.address)
}

fn end(
    records: &[Record],
    decision: &Decision,
    connection: &Connection,
) -> (ConnectionEnd, String) {
    let name = |index: &usize| {
        records
            .get(*index)
            .map_or_else(String::new, |record| format!("record {}", record.priority))
    };
    match decision {
        Decision::NoRecord => (
            ConnectionEnd::Refused,
            "refused: no record matches (no pg_hba.conf entry)".to_owned(),
        ),
        Decision::Rejected { index } => (
            ConnectionEnd::Refused,
            format!("refused: {} rejects it", name(index)),
        ),
        Decision::Accept { index } => (
            ConnectionEnd::LetIn,
            format!("let in without a password by {}", name(index)),
        ),
        Decision::CertificateMissing { index } => (
            ConnectionEnd::CertificateDemanded,
            format!(
                "refused: {} demands a client certificate of the client CA",
                name(index)
            ),
        ),
        Decision::CertificateOfAnother { index, .. } => (
            ConnectionEnd::Refused,
            format!(
                "refused: {} demands a certificate with the CN {}",
                name(index),
                connection.user
            ),
        ),
        Decision::Authenticate {
            index,
            method,
            certificate_fits: true,
        } => (
            ConnectionEnd::Asked,
            match method.as_str() {
                "scram-sha-256" | "md5" | "password" | "ldap" | "radius" | "pam" | "bsd" => {
                    format!("asked for a password by {} ({method})", name(index))
                }
                _ => format!("goes on to the method {method} by {}", name(index)),
            },
        ),
        Decision::Authenticate { index, method, .. } => (
            ConnectionEnd::Refused,
            format!(
                "asked by {} ({method}), then refused: the certificate's CN is not {}",
                name(index),
                connection.user
            ),
        ),
        Decision::Undecided { index, why } => (
            ConnectionEnd::Unknown,
            format!("it cannot be told: {} is undecided: {why}", name(index)),
        ),
    }
}

/// What the SSL switch and the ACL add to what the records say.
fn with_acl(
    end: ConnectionEnd,
    sentence: String,
    connection: &Connection,
    ssl: Option<&SslState>,
) -> (ConnectionEnd, String, Vec<String>) {
    let mut notes = Vec::new();
    let Some(ssl) = ssl else {
        notes.push("the SSL settings are not known, so what they add is not told".to_owned());
        return (end, sentence, notes);
    };
    let encrypted = connection.encryption != Encryption::None;
    match ssl.enabled {
        Some(true) => {}
        Some(false) if encrypted => {
            return (
                ConnectionEnd::Refused,
                "refused: SSL is off, so the server takes no SSL connection".to_owned(),
                vec!["a client with sslmode=prefer goes on without SSL then; ask again without --ssl".to_owned()],
            );
        }
        Some(false) => return (end, sentence, notes),
        None => notes.push("whether SSL is on is not known".to_owned()),
    }
    let (name, acl) = match connection.replication {
        Replication::Physical | Replication::Database => ("replication ACL", ssl.replication_acl),
        Replication::No => ("ACL", ssl.acl),
    };
    let Some(acl) = acl.filter(|acl| acl.forces_ssl() && ssl.client_ca.is_some()) else {
        return (end, sentence, notes);
    };
    if matches!(
        end,
        ConnectionEnd::Refused | ConnectionEnd::CertificateDemanded
    ) {
        return (end, sentence, notes);
    }
    let combine = format!(
        "the {name} is {acl}; how an ACL and a record combine is not documented, so only a live connection shows it"
    );
    notes.push(combine);
    let presented = matches!(
        connection.encryption,
        Encryption::Ssl {
            certificate: super::connection::CertificateClaim::Verified { .. }
        }
    );
    match (encrypted, presented) {
        (false, _) => (
            ConnectionEnd::Unknown,
            format!(
                "by the records {sentence}; the {name} {acl} is expected to refuse it, because it is without SSL"
            ),
            notes,
        ),
        (true, false) => (
            ConnectionEnd::CertificateDemanded,
            format!(
                "by the records {sentence}; the {name} {acl} is expected to demand a client certificate"
            ),
            notes,
        ),
        (true, true) if acl == Acl::Cert => (
            end,
            format!(
                "by the records {sentence}; under the {name} cert the certificate is expected to replace the password"
            ),
            notes,
        ),
        (true, true) => (end, sentence, notes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::evaluate::connection::CertificateClaim;
    use crate::domain::hba::syntax::file::parse_conf;
    use crate::domain::sample::{pem, ssl};

    fn connection(user: &str, encryption: Encryption) -> Connection {
        Connection {
            encryption,
            user: user.to_owned(),
            database: "db".to_owned(),
            address: "10.0.0.1".parse().unwrap(),
            replication: Replication::No,
        }
    }

    fn told(conf: &str, connection: &Connection, state: &SslState) -> Explained {
        let records = parse_conf(conf).unwrap();
        explain(&records, connection, &Knowledge::default(), Some(state))
    }

    fn why(explained: &Explained, index: usize) -> &str {
        match &explained.parts[index].1 {
            RecordPart::PassedOver { why } | RecordPart::Undecided { why } => why,
            RecordPart::Met => "met",
            RecordPart::NotReached => "not reached",
        }
    }

    const CONF: &str = "hostssl all all all md5\n\
                        host other all all md5\n\
                        host all bob all md5\n\
                        host replication all all md5\n\
                        host all all 192.168.0.0/16 md5\n\
                        host db all 10.0.0.0/8 scram-sha-256\n\
                        host all all all reject";

    #[test]
    fn each_record_says_why_it_was_passed_over() {
        let told = told(CONF, &connection("app", Encryption::None), &ssl(true));
        assert!(why(&told, 0).contains("hostssl"));
        assert!(why(&told, 1).contains("database"));
        assert!(why(&told, 2).contains("user"));
        assert!(why(&told, 3).contains("database"));
        assert!(why(&told, 4).contains("address"));
        assert_eq!((why(&told, 5), why(&told, 6)), ("met", "not reached"));
        assert_eq!(told.met().unwrap().priority, 5);
        assert_eq!(told.end, ConnectionEnd::Asked);
        assert!(told.sentence.contains("record 5 (scram-sha-256)"));
    }

    #[test]
    fn the_switch_and_the_acl_are_told() {
        let app = |encryption| connection("app", encryption);
        let off = told(CONF, &app(Encryption::SSL), &ssl(false));
        assert_eq!(off.end, ConnectionEnd::Refused);
        let forced = SslState {
            client_ca: Some(pem("ca")),
            acl: Some(Acl::VerifyCa),
            ..ssl(true)
        };
        let plain = told(CONF, &app(Encryption::None), &forced);
        assert_eq!(plain.end, ConnectionEnd::Unknown);
        assert!(plain.notes[0].contains("not documented"));
        let bare = told(CONF, &app(Encryption::SSL), &forced);
        assert_eq!(bare.end, ConnectionEnd::CertificateDemanded);
        let verified = Encryption::Ssl {
            certificate: CertificateClaim::Verified {
                common_name: Some("app".to_owned()),
            },
        };
        assert_eq!(
            told(CONF, &app(verified), &forced).end,
            ConnectionEnd::Asked
        );
    }

    #[test]
    fn what_cannot_be_told_names_the_records() {
        let conf = "host all +ops all trust\nhost all all all reject";
        let told = told(conf, &connection("app", Encryption::None), &ssl(true));
        assert_eq!(told.end, ConnectionEnd::Unknown);
        assert!(why(&told, 0).contains("member"));
        assert!(why(&told, 1).contains("unless"));
        assert_eq!(told.met(), None);
    }

    #[test]
    fn certificates_and_empty_lists() {
        let cert = "hostssl all all all cert";
        let app = |encryption| connection("app", encryption);
        assert_eq!(
            told(cert, &app(Encryption::SSL), &ssl(true)).end,
            ConnectionEnd::CertificateDemanded
        );
        let of = |name: &str| Encryption::Ssl {
            certificate: CertificateClaim::Verified {
                common_name: Some(name.to_owned()),
            },
        };
        assert_eq!(
            told(cert, &app(of("app")), &ssl(true)).end,
            ConnectionEnd::LetIn
        );
        assert_eq!(
            told(cert, &app(of("bob")), &ssl(true)).end,
            ConnectionEnd::Refused
        );
        assert_eq!(
            told("", &app(Encryption::None), &ssl(true)).end,
            ConnectionEnd::Refused
        );
    }
}
