//! One `pg_hba` record as the API carries it, its text kept byte for byte.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ssl::LastChange;
use crate::text::{Text, text};

/// The methods a network record may name.
///
/// Source: PostgreSQL, chapter 21.1, "auth-method"; `peer` is for Unix sockets only.
pub(in crate::domain::hba) const METHODS: [&str; 13] = [
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

/// The highest `PriorityId`.
///
/// Source: `HbaItem.N.PriorityId` of `ModifyPGHbaConfig`, API version 2014-08-15.
pub const LAST_PRIORITY: u32 = 10_000;

/// The first column of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum RecordType {
    /// With or without SSL.
    Host,
    /// With SSL only.
    HostSsl,
    /// Without SSL only.
    HostNoSsl,
    /// Anything else; it counts as "could admit".
    Other(String),
}

impl RecordType {
    /// The word as `pg_hba.conf` spells it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Host => "host",
            Self::HostSsl => "hostssl",
            Self::HostNoSsl => "hostnossl",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for RecordType {
    fn from(text: String) -> Self {
        match text.as_str() {
            "host" => Self::Host,
            "hostssl" => Self::HostSsl,
            "hostnossl" => Self::HostNoSsl,
            _ => Self::Other(text),
        }
    }
}

impl From<RecordType> for String {
    fn from(kind: RecordType) -> Self {
        kind.as_str().to_owned()
    }
}

/// One `pg_hba` record.
///
/// Shape: the texts are the API's own, byte for byte, but for [`Self::returned`]; `None` is "no value" however the API wrote
/// it (JSON null, the word `null`, empty text, absent). Lower `priority` stands earlier in the
/// file, and the first record that matches a connection decides.
///
/// Source: `HbaItem` of `DescribePGHbaConfig`, API version 2014-08-15; PostgreSQL, chapter 21.1.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// `PriorityId`, 0 to 10000; unique.
    pub priority: u32,
    /// Type.
    #[serde(rename = "type")]
    pub kind: RecordType,
    /// Database column: `all`, `replication`, `sameuser`, `samerole`, names, lists.
    pub database: String,
    /// User column: `all`, names, `+role`, lists.
    pub user: String,
    /// Address column: CIDR, a bare IP with a mask, `all`, `samehost`, `samenet`, a host name.
    pub address: String,
    /// Mask column, only beside a bare IP.
    pub mask: Option<String>,
    /// Authentication method.
    pub method: String,
    /// Options after the method; may hold a bind password, so it is shown redacted.
    pub option: Option<String>,
}

impl Record {
    /// Whether a connection that meets this record is turned away whatever it presents.
    pub fn rejects(&self) -> bool {
        self.method == "reject"
    }

    /// This record as the service gave it back. It may write type and method in capitals or quotes, which can mean only
    /// the words of PostgreSQL, since no other is in force there.
    #[must_use]
    pub fn returned(mut self) -> Self {
        let known = |text: &str, words: &[&str]| {
            let word = text.trim().trim_matches('"').to_ascii_lowercase();
            words.contains(&word.as_str()).then_some(word)
        };
        let types = ["host", "hostssl", "hostnossl"];
        if let Some(word) = known(self.kind.as_str(), &types) {
            self.kind = RecordType::from(word);
        }
        self.method = known(&self.method, &METHODS).unwrap_or(self.method);
        self
    }

    /// The two records every instance starts with.
    ///
    /// Source: `DefaultHbaItems` of `DescribePGHbaConfig`.
    pub fn factory() -> Vec<Self> {
        ["all", "replication"]
            .into_iter()
            .zip(0..)
            .map(|(database, priority)| Self {
                priority,
                kind: RecordType::Host,
                database: database.to_owned(),
                user: "all".to_owned(),
                address: "0.0.0.0/0".to_owned(),
                mask: None,
                method: "md5".to_owned(),
                option: None,
            })
            .collect()
    }
}

/// How the records in force became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The service listed them.
    Listed,
    /// The service says that they were never changed, its log has no change either, and it lists none: they are the
    /// documented factory records.
    Factory,
    /// The same, without the log, which may not be read.
    FactoryUnlogged,
}

/// The `pg_hba` records of one instance.
///
/// Invariant: the records are the ones that were read; there is at least one, in the order of their
/// priorities, and no two share a priority. What is no such list has no value of this type.
///
/// Source: `DescribePGHbaConfig`, API version 2014-08-15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HbaState {
    records: Vec<Record>,
    provenance: Provenance,
    /// When they were last changed.
    pub modified: Option<DateTime<Utc>>,
    /// The last change.
    pub last_change: LastChange,
}

impl HbaState {
    /// The records that the service lists as in force.
    ///
    /// # Errors
    /// Why the list cannot be what is in force: it is empty, or two records share a priority, so
    /// that nobody knows which one comes first.
    pub fn listed(mut records: Vec<Record>) -> Result<Self, Text> {
        records.sort_by_key(|record| record.priority);
        if records.is_empty() {
            return Err(text!("records-empty"));
        }
        let twice = |pair: &[Record]| matches!(pair, [a, b] if a.priority == b.priority);
        if records.windows(2).any(twice) {
            return Err(text!("records-same-priority"));
        }
        Ok(Self {
            records,
            provenance: Provenance::Listed,
            modified: None,
            last_change: LastChange::Never,
        })
    }

    /// The records of an instance on which they were never changed, as far as one answer tells.
    pub fn factory() -> Self {
        Self {
            records: Record::factory(),
            provenance: Provenance::FactoryUnlogged,
            modified: None,
            last_change: LastChange::Never,
        }
    }

    /// The same where the service's log of changes says so too.
    #[must_use]
    pub fn unchanged_by_log(self) -> Self {
        let provenance = match self.provenance {
            Provenance::Listed => Provenance::Listed,
            Provenance::FactoryUnlogged | Provenance::Factory => Provenance::Factory,
        };
        Self { provenance, ..self }
    }

    /// The records in force, in order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// How they became known.
    pub const fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// The records that decide, in order, and whether they are the documented factory records
    /// because the API listed none in force.
    pub fn in_force(&self) -> (Vec<Record>, bool) {
        let factory = self.provenance != Provenance::Listed;
        (self.records.clone(), factory)
    }
}
