//! One `pg_hba` record as the API carries it, its text kept byte for byte.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::text::{self, Shown};
use crate::domain::ssl::LastChange;

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
/// Shape: the texts are the API's own, byte for byte; `None` is "no value" however the API wrote
/// it (JSON null, the word `null`, empty text, absent). Lower `priority` stands earlier in the
/// file, and the first record that matches a connection decides.
///
/// Source: `HbaItem` of `DescribePGHbaConfig`, API version 2014-08-15; PostgreSQL, chapter 21.1.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl fmt::Debug for Record {
    /// Shows the record as a line of `pg_hba.conf`, its secrets left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = text::line(self, Shown::Redacted);
        write!(f, "Record({}: {line})", self.priority)
    }
}

impl Record {
    /// Whether a connection that meets this record is turned away whatever it presents.
    pub fn rejects(&self) -> bool {
        self.method == "reject"
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

/// The `pg_hba` records of one instance.
///
/// Source: `DescribePGHbaConfig`, API version 2014-08-15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HbaState {
    /// The records in force, in the order of their priority; `None` when the API gave no list,
    /// which is how it answers for an instance whose records were never touched.
    pub running: Option<Vec<Record>>,
    /// The factory records as the API names them.
    pub default: Vec<Record>,
    /// When they were last changed.
    pub modified: Option<DateTime<Utc>>,
    /// The last change.
    pub last_change: LastChange,
}

impl HbaState {
    /// The records that decide, in order, and whether they had to be assumed from the factory
    /// records because the API listed none in force.
    pub fn in_force(&self) -> (Vec<Record>, bool) {
        let (mut records, assumed) = match (&self.running, self.default.is_empty()) {
            (Some(running), _) => (running.clone(), false),
            (None, false) => (self.default.clone(), true),
            (None, true) => (Record::factory(), true),
        };
        records.sort_by_key(|record| record.priority);
        (records, assumed)
    }
}
