//! Which record a connection meets, and what that record then does.
//!
//! Invariant: the first record that matches decides; a record of which that cannot be told makes
//! the verdict undecided, together with what the records after it would do.
//! Deliberately absent: the server's certificate store, the passwords, and what the service may
//! put before the records it shows.
//!
//! Source: PostgreSQL, chapter 21.1 and `check_hba` of `hba.c`.

use core::net::IpAddr;

use super::address::{Address, Network};
use super::connection::{Connection, Encryption, Knowledge};
use super::names::{Column, DatabaseToken, Match, UserToken};
use super::record::{Record, RecordType};
use super::tokens::{self, Ending};

/// What a record demands of the client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateDemand {
    /// Nothing.
    None,
    /// One that the client CA issued.
    VerifyCa,
    /// One that the client CA issued, with CN = user.
    VerifyFull,
}

/// What a record does with a connection that meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    Reject {
        /// Looked at before the rejection, which decides what a client without one is told.
        demand: CertificateDemand,
    },
    Admit {
        method: String,
        demand: CertificateDemand,
        /// A `map` or `clientname` compares something else than CN and user.
        mapped: bool,
    },
    /// The server would not take the record, or reads it in a way that is not known.
    Unclear(String),
}

impl Effect {
    /// Whether a connection that meets the record could get in.
    pub(super) const fn could_admit(&self) -> bool {
        !matches!(self, Self::Reject { .. })
    }

    /// Whether a connection that meets the record could be turned away.
    pub(super) const fn could_refuse(&self) -> bool {
        !matches!(self, Self::Admit { .. })
    }
}

/// The two transports `pg_hba` tells apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    Plaintext,
    Ssl,
}

/// A record made ready to be compared with connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(super) kind: RecordType,
    pub(super) users: Column<UserToken>,
    pub(super) databases: Column<DatabaseToken>,
    pub(super) address: Address,
    pub(super) effect: Effect,
}

/// Makes records ready, in the order of the slice, which must be that of the file.
///
/// Shape: the n-th rule is the n-th record; verdicts name records by that index.
pub fn compile(records: &[Record], server_major: Option<u16>) -> Vec<Rule> {
    records
        .iter()
        .map(|record| Rule {
            kind: record.kind.clone(),
            users: Column::users(&record.user, server_major),
            databases: Column::databases(&record.database, server_major),
            address: Address::parse(&record.address, record.mask.as_deref()),
            effect: effect(record, server_major),
        })
        .collect()
}

/// The methods a network record may name.
///
/// Source: PostgreSQL, chapter 21.1, "auth-method"; `peer` is for Unix sockets only.
pub(super) const METHODS: [&str; 13] = [
    "trust",
    "reject",
    "scram-sha-256",
    "md5",
    "password",
    "gss",
    "sspi",
    "ident",
    "ldap",
    "radius",
    "cert",
    "pam",
    "bsd",
];

fn effect(record: &Record, server_major: Option<u16>) -> Effect {
    let method = match tokens::column(&record.method).as_deref() {
        Ok([word]) if METHODS.contains(&word.text.as_str()) => word.text.clone(),
        Ok(_) | Err(_) => {
            return Effect::Unclear(format!("the method {} is not known", record.method));
        }
    };
    let reject = method == "reject";
    let options = match record.option.as_deref().map(tokens::read) {
        None => Vec::new(),
        Some(line) if matches!(line.ending, Ending::Clean | Ending::Comment) => line.fields,
        // What hides in the text of a record that rejects lets nobody in.
        Some(_) if reject => Vec::new(),
        Some(_) => return Effect::Unclear("the option cannot be read".to_owned()),
    };
    let options: Vec<(&str, &str)> = options
        .iter()
        .flat_map(|field| &field.words)
        .filter_map(|word| word.text.split_once('='))
        .collect();
    let cert = method == "cert";
    let clientcert = options
        .iter()
        .rev()
        .find_map(|(name, value)| (*name == "clientcert").then_some(*value));
    if record.kind != RecordType::HostSsl && (cert || clientcert.is_some()) {
        return Effect::Unclear(
            "client certificates are for hostssl records, so the server refuses this one"
                .to_owned(),
        );
    }
    let demand = match clientcert.map(|value| (value, demand(value, server_major))) {
        Some((_, Err(_))) if reject && server_major.is_none() => CertificateDemand::None,
        Some((_, Err(why))) => return Effect::Unclear(why),
        Some((value, Ok(demand))) if cert && !goes_with_cert(demand, server_major) => {
            return Effect::Unclear(format!(
                "clientcert={value} does not go with the method cert"
            ));
        }
        _ if cert => CertificateDemand::VerifyFull,
        Some((_, Ok(demand))) => demand,
        None => CertificateDemand::None,
    };
    if reject {
        return Effect::Reject { demand };
    }
    Effect::Admit {
        demand,
        mapped: options
            .iter()
            .any(|(name, value)| *name == "map" || (*name == "clientname" && *value != "CN")),
        method,
    }
}

/// What a `clientcert` value demands; its meaning changed with 12 and again with 14.
///
/// Source: PostgreSQL 11 to 18, chapter 21.1, measured: 11 takes `verify-ca` and `verify-full`
/// without complaint and demands nothing.
fn demand(value: &str, server_major: Option<u16>) -> Result<CertificateDemand, String> {
    match (value, server_major) {
        ("1", Some(..=13)) | ("verify-ca", Some(12..)) => Ok(CertificateDemand::VerifyCa),
        ("verify-full", Some(12..)) => Ok(CertificateDemand::VerifyFull),
        ("0" | "no-verify", Some(12..=13)) | (_, Some(..=11)) => Ok(CertificateDemand::None),
        (_, Some(major)) => Err(format!(
            "clientcert={value} is no value of PostgreSQL {major}, which refuses it"
        )),
        (_, None) => Err(format!(
            "what clientcert={value} demands depends on the version, which is not known"
        )),
    }
}

/// Whether the server takes a `clientcert` of this strength beside the method `cert`.
fn goes_with_cert(demand: CertificateDemand, server_major: Option<u16>) -> bool {
    match demand {
        CertificateDemand::VerifyFull => true,
        CertificateDemand::VerifyCa => matches!(server_major, Some(12..=13)),
        CertificateDemand::None => false,
    }
}

impl Rule {
    /// Why the server would refuse the record, or why it cannot be told what the record does;
    /// `None` when that is clear.
    pub fn fault(&self) -> Option<&str> {
        match &self.effect {
            Effect::Unclear(why) => Some(why),
            Effect::Reject { .. } | Effect::Admit { .. } => None,
        }
    }

    /// Whether the record speaks of this transport.
    pub(super) fn speaks_of(&self, transport: Transport) -> Match {
        match (&self.kind, transport) {
            (RecordType::HostSsl, Transport::Plaintext)
            | (RecordType::HostNoSsl, Transport::Ssl) => Match::No,
            (RecordType::Host, _)
            | (RecordType::HostSsl, Transport::Ssl)
            | (RecordType::HostNoSsl, Transport::Plaintext) => Match::Yes,
            (RecordType::Other(kind), _) => {
                Match::Maybe(format!("records of type {kind} are not known"))
            }
        }
    }

    /// The networks of the address column; `None` when they cannot be told.
    pub(super) fn networks(&self, knowledge: &Knowledge) -> Option<Vec<Network>> {
        self.address.networks(knowledge.server_addresses.as_deref())
    }

    fn speaks_of_address(&self, peer: IpAddr, knowledge: &Knowledge) -> Match {
        match self.networks(knowledge) {
            Some(networks) if networks.iter().any(|network| network.contains(peer)) => Match::Yes,
            Some(_) => Match::No,
            None => Match::Maybe(self.address.doubt()),
        }
    }

    /// Whether the user and database columns speak of a connection.
    pub(super) fn speaks_of_names(&self, connection: &Connection, knowledge: &Knowledge) -> Match {
        let memberships = knowledge.memberships.as_ref();
        self.databases
            .matches(connection, memberships)
            .and(|| self.users.matches(&connection.user, memberships))
    }

    /// Whether a connection meets the record, were it the first.
    pub(super) fn matches(&self, connection: &Connection, knowledge: &Knowledge) -> Match {
        let transport = match connection.encryption {
            Encryption::None => Transport::Plaintext,
            Encryption::Ssl { .. } => Transport::Ssl,
        };
        self.speaks_of(transport)
            .and(|| self.speaks_of_address(connection.address, knowledge))
            .and(|| self.speaks_of_names(connection, knowledge))
    }
}

/// A record that may or may not decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Which record.
    pub index: usize,
    /// Why it cannot be told.
    pub why: String,
    /// Whether the connection could get in by it.
    pub could_admit: bool,
}

/// What `pg_hba` makes of a connection.
///
/// Shape: `index` counts the records from 0, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The record lets it go on to the authentication method.
    Admit {
        /// Which record.
        index: usize,
        /// What it demands of the client certificate.
        demand: CertificateDemand,
        /// Method.
        method: String,
        /// Whether a `map` or `clientname` option compares something else than CN and user.
        mapped: bool,
    },
    /// The record turns it away.
    Reject {
        /// Which record.
        index: usize,
    },
    /// No record speaks of it, which turns it away too.
    NoRecord,
    /// It cannot be told.
    Undecided {
        /// The records that may decide, in order; never empty.
        doubts: Vec<Doubt>,
        /// What happens when none of them does; never undecided itself, and `None` when the last
        /// of them is met for sure and only what it does is unclear.
        otherwise: Option<Box<Verdict>>,
    },
}

impl Verdict {
    /// Whether the connection gets past `pg_hba`, or could.
    pub fn could_admit(&self) -> bool {
        match self {
            Self::Admit { .. } => true,
            Self::Reject { .. } | Self::NoRecord => false,
            Self::Undecided { doubts, otherwise } => {
                doubts.iter().any(|doubt| doubt.could_admit)
                    || otherwise
                        .as_ref()
                        .is_some_and(|verdict| verdict.could_admit())
            }
        }
    }

    /// The record that decides, or the first that may.
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::Admit { index, .. } | Self::Reject { index } => Some(*index),
            Self::NoRecord => None,
            Self::Undecided { doubts, .. } => doubts.first().map(|doubt| doubt.index),
        }
    }
}

/// The record a connection meets.
pub fn first_match(rules: &[Rule], connection: &Connection, knowledge: &Knowledge) -> Verdict {
    let mut doubts: Vec<Doubt> = Vec::new();
    let mut settled = Some(Verdict::NoRecord);
    for (index, rule) in rules.iter().enumerate() {
        match (rule.matches(connection, knowledge), &rule.effect) {
            (Match::No, _) => continue,
            (Match::Maybe(why), effect) => {
                doubts.push(Doubt {
                    index,
                    why,
                    could_admit: effect.could_admit(),
                });
                continue;
            }
            (Match::Yes, Effect::Unclear(why)) => {
                doubts.push(Doubt {
                    index,
                    why: why.clone(),
                    could_admit: true,
                });
                settled = None;
            }
            (Match::Yes, Effect::Reject { .. }) => settled = Some(Verdict::Reject { index }),
            (
                Match::Yes,
                Effect::Admit {
                    method,
                    demand,
                    mapped,
                },
            ) => {
                settled = Some(Verdict::Admit {
                    index,
                    demand: *demand,
                    method: method.clone(),
                    mapped: *mapped,
                });
            }
        }
        break;
    }
    match settled {
        Some(verdict) if doubts.is_empty() => verdict,
        otherwise => Verdict::Undecided {
            doubts,
            otherwise: otherwise.map(Box::new),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::Interface;
    use super::super::connection::{CertificateClaim, Memberships, Replication};
    use super::super::decision::{Decision, decide};
    use super::*;

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

    fn verdict(lines: &[&str], connection: &Connection) -> Verdict {
        first_match(
            &compile(&records(lines), Some(15)),
            connection,
            &Knowledge::default(),
        )
    }

    fn admitted(line: &str, connection: &Connection) -> bool {
        match verdict(&[line], connection) {
            Verdict::Admit { .. } => true,
            Verdict::NoRecord => false,
            other @ (Verdict::Reject { .. } | Verdict::Undecided { .. }) => {
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
            Verdict::Reject { index: 1 }
        );
        assert_eq!(
            verdict(&lines, &plaintext("bob", "app", "10.0.0.1")).index(),
            Some(2)
        );
        assert_eq!(
            verdict(&lines, &plaintext("bob", "app", "::1")),
            Verdict::NoRecord
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
        let Verdict::Undecided { doubts, otherwise } =
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
            Verdict::Admit { .. }
        ));
        assert!(matches!(
            first_match(&rules, &connection, &Knowledge::default()),
            Verdict::Undecided { .. }
        ));
    }

    #[test]
    fn types_that_are_not_known_could_admit() {
        let verdict = verdict(
            &["hostgssenc all all 0.0.0.0/0 gss"],
            &plaintext("app", "app", "10.0.0.1"),
        );
        assert!(verdict.could_admit());
        assert!(matches!(verdict, Verdict::Undecided { .. }));
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
        assert_eq!(judge(line, Some(15), "app_1"), Verdict::NoRecord);
        assert!(matches!(
            judge(line, Some(16), "app_1"),
            Verdict::Admit { .. }
        ));
        assert_eq!(judge(line, Some(16), "bob"), Verdict::NoRecord);
        assert!(matches!(
            judge(line, None, "bob"),
            Verdict::Undecided { .. }
        ));
        assert!(matches!(
            judge("host all \"/^app$\" 0.0.0.0/0 md5", Some(16), "app"),
            Verdict::Admit { .. }
        ));
        assert!(matches!(
            judge("host all /^(app|bob)$ 0.0.0.0/0 md5", Some(16), "bob"),
            Verdict::Undecided { .. }
        ));
        assert!(matches!(
            judge("host /^db.*$ all 0.0.0.0/0 md5", Some(16), "bob"),
            Verdict::Admit { .. }
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
                Verdict::Admit { demand, .. } => Some(demand),
                Verdict::Undecided { .. } => None,
                other @ (Verdict::Reject { .. } | Verdict::NoRecord) => {
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
                matches!(verdict, Verdict::Undecided { .. }),
                "{line}: {verdict:?}"
            );
        }
    }
}
