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
use crate::text::{Text, text};

/// What a record did with the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordPart {
    /// It does not match the connection.
    PassedOver {
        /// Why not.
        why: Text,
    },
    /// It may decide.
    Undecided {
        /// Why that cannot be told.
        why: Text,
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
    pub sentence: Text,
    /// What else bears on it: SSL that is off, the ACL.
    pub notes: Vec<Text>,
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
            notes.push(text!(
                "explain-cut",
                name = name,
                bytes = LONGEST_NAME,
                cut = cut(name)
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
            why: text!("explain-decides-unless"),
        },
        (false, _) => RecordPart::PassedOver {
            why: mismatch(rule, connection, knowledge),
        },
    }
}

/// Which column does not match the connection.
fn mismatch(rule: &PreparedRule, connection: &Connection, knowledge: &Knowledge) -> Text {
    let kind = rule.kind.as_str();
    let (transport, not_for) = match connection.encryption {
        Encryption::None => (
            Transport::Plaintext,
            text!("explain-not-without-ssl", kind = kind),
        ),
        Encryption::Ssl { .. } => (Transport::Ssl, text!("explain-not-with-ssl", kind = kind)),
    };
    if rule.speaks_of(transport) == NameMatch::No {
        return not_for;
    }
    let memberships = knowledge.memberships.as_ref();
    if rule.databases.matches(connection, memberships) == NameMatch::No {
        return match connection.replication {
            Replication::Physical => text!("explain-no-replication"),
            Replication::No | Replication::Database => {
                text!("explain-database", database = &connection.database)
            }
        };
    }
    if rule.users.matches(&connection.user, memberships) == NameMatch::No {
        return text!("explain-user", user = &connection.user);
    }
    text!("explain-address", address = connection.address.to_string())
}

fn end(records: &[Record], decision: &Decision, connection: &Connection) -> (ConnectionEnd, Text) {
    let priority = |index: &usize| {
        let record = records.get(*index);
        record.map_or(0, |record| record.priority)
    };
    let user = &connection.user;
    match decision {
        Decision::NoRecord => (ConnectionEnd::Refused, text!("explain-no-record")),
        Decision::Rejected { index } => (
            ConnectionEnd::Refused,
            text!("explain-rejected", record = priority(index)),
        ),
        Decision::Accept { index } => (
            ConnectionEnd::LetIn,
            text!("explain-let-in", record = priority(index)),
        ),
        Decision::CertificateMissing { index } => (
            ConnectionEnd::CertificateDemanded,
            text!("explain-demands", record = priority(index)),
        ),
        Decision::CertificateOfAnother { index, .. } => (
            ConnectionEnd::Refused,
            text!(
                "explain-demands-name",
                record = priority(index),
                user = user
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
                    text!("explain-asked", record = priority(index), method = method)
                }
                _ => text!("explain-goes-on", record = priority(index), method = method),
            },
        ),
        Decision::Authenticate { index, method, .. } => (
            ConnectionEnd::Refused,
            text!(
                "explain-asked-then-refused",
                record = priority(index),
                method = method,
                user = user
            ),
        ),
        Decision::Undecided { index, why } => (
            ConnectionEnd::Unknown,
            text!("explain-undecided", record = priority(index), why = why),
        ),
    }
}

/// What the SSL switch and the ACL add to what the records say.
fn with_acl(
    end: ConnectionEnd,
    sentence: Text,
    connection: &Connection,
    ssl: Option<&SslState>,
) -> (ConnectionEnd, Text, Vec<Text>) {
    let mut notes = Vec::new();
    let Some(ssl) = ssl else {
        notes.push(text!("explain-no-settings"));
        return (end, sentence, notes);
    };
    let encrypted = connection.encryption != Encryption::None;
    match ssl.enabled {
        Some(true) => {}
        Some(false) if encrypted => {
            return (
                ConnectionEnd::Refused,
                text!("explain-ssl-off"),
                vec![text!("explain-ssl-off-note")],
            );
        }
        Some(false) => return (end, sentence, notes),
        None => notes.push(text!("explain-unsaid-ssl")),
    }
    let (name, acl) = match connection.replication {
        Replication::Physical | Replication::Database => {
            (text!("basis-part-replication-acl"), ssl.replication_acl)
        }
        Replication::No => (text!("basis-part-acl"), ssl.acl),
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
    notes.push(text!("explain-combine", name = &name, acl = acl));
    let presented = matches!(
        connection.encryption,
        Encryption::Ssl {
            certificate: super::connection::CertificateClaim::Verified { .. }
        }
    );
    match (encrypted, presented) {
        (false, _) => (
            ConnectionEnd::Unknown,
            text!(
                "explain-acl-refuses",
                sentence = sentence,
                name = name,
                acl = acl
            ),
            notes,
        ),
        (true, false) => (
            ConnectionEnd::CertificateDemanded,
            text!(
                "explain-acl-demands",
                sentence = sentence,
                name = name,
                acl = acl
            ),
            notes,
        ),
        (true, true) if acl == Acl::Cert => (
            end,
            text!("explain-acl-replaces", sentence = sentence, name = name),
            notes,
        ),
        (true, true) => (end, sentence, notes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::sample::{over, plaintext};
    use crate::domain::hba::syntax::file::parse_conf;
    use crate::domain::sample::{pem, ssl};

    fn app(encryption: Encryption) -> Connection {
        over(encryption, plaintext("app", "db", "10.0.0.1"))
    }

    fn told(conf: &str, connection: &Connection, state: &SslState) -> Explained {
        let records = parse_conf(conf).unwrap();
        explain(&records, connection, &Knowledge::default(), Some(state))
    }

    fn why(explained: &Explained, index: usize) -> String {
        match &explained.parts[index].1 {
            RecordPart::PassedOver { why } | RecordPart::Undecided { why } => why.english(),
            RecordPart::Met => "met".to_owned(),
            RecordPart::NotReached => "not reached".to_owned(),
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
        let told = told(CONF, &app(Encryption::None), &ssl(true));
        assert!(why(&told, 0).contains("hostssl"));
        assert!(why(&told, 1).contains("database"));
        assert!(why(&told, 2).contains("user"));
        assert!(why(&told, 3).contains("database"));
        assert!(why(&told, 4).contains("address"));
        assert_eq!([why(&told, 5), why(&told, 6)], ["met", "not reached"]);
        assert_eq!(told.met().unwrap().priority, 5);
        assert_eq!(told.end, ConnectionEnd::Asked);
        assert!(told.sentence.english().contains("record 5 (scram-sha-256)"));
    }

    #[test]
    fn the_switch_and_the_acl_are_told() {
        let off = told(CONF, &app(Encryption::SSL), &ssl(false));
        assert_eq!(off.end, ConnectionEnd::Refused);
        let forced = SslState {
            client_ca: Some(pem("ca")),
            acl: Some(Acl::VerifyCa),
            ..ssl(true)
        };
        let plain = told(CONF, &app(Encryption::None), &forced);
        assert_eq!(plain.end, ConnectionEnd::Unknown);
        assert!(plain.notes[0].english().contains("not documented"));
        let bare = told(CONF, &app(Encryption::SSL), &forced);
        assert_eq!(bare.end, ConnectionEnd::CertificateDemanded);
        let verified = told(CONF, &app(Encryption::verified("app")), &forced);
        assert_eq!(verified.end, ConnectionEnd::Asked);
    }

    #[test]
    fn what_cannot_be_told_names_the_records() {
        let conf = "host all +ops all trust\nhost all all all reject";
        let told = told(conf, &app(Encryption::None), &ssl(true));
        assert_eq!(told.end, ConnectionEnd::Unknown);
        assert!(why(&told, 0).contains("member"));
        assert!(why(&told, 1).contains("unless"));
        assert_eq!(told.met(), None);
    }

    #[test]
    fn certificates_and_empty_lists() {
        let cert = "hostssl all all all cert";
        let verified = Encryption::verified;
        for (conf, encryption, expected) in [
            (cert, Encryption::SSL, ConnectionEnd::CertificateDemanded),
            (cert, verified("app"), ConnectionEnd::LetIn),
            (cert, verified("bob"), ConnectionEnd::Refused),
            ("", Encryption::None, ConnectionEnd::Refused),
        ] {
            let told = told(conf, &app(encryption), &ssl(true));
            assert_eq!(told.end, expected, "{conf}");
        }
    }
}
