//! The pg_hba records of an instance in the report, each with what it still admits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::hba::syntax::text::{self as record_text, Shown};
use crate::domain::hba::{Certainty, ExposedRecord, Exposure, Record, RecordType};
use crate::text::Text;

/// One pg_hba record, without secrets, and what it still admits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HbaRow {
    /// Priority.
    pub priority: u32,
    /// Type.
    #[serde(rename = "type")]
    pub kind: RecordType,
    /// Database column.
    pub database: String,
    /// User column.
    pub user: String,
    /// Address column.
    pub address: String,
    /// Mask column.
    pub mask: Option<String>,
    /// Method.
    pub method: String,
    /// Options, redacted.
    pub option: Option<String>,
    /// Whether it lets something in without SSL; `None` when that was not asked.
    pub admits_plaintext: Option<bool>,
    /// What it lets in; `None` when that was not asked.
    pub plaintext: Option<Vec<OpeningRow>>,
}

/// What a pg_hba record lets in without SSL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRow {
    /// Replication, or ordinary sessions.
    pub replication: bool,
    /// Whom it matches, in words.
    pub users: Text,
    /// Which databases, in words.
    pub databases: Text,
    /// From where, in words.
    pub addresses: Text,
    /// Priorities of the records before it that turn some of these away.
    pub except: Vec<u32>,
    /// Whether there are more such records.
    pub except_more: bool,
    /// How sure it is.
    pub certainty: Certainty,
    /// All of it in one sentence.
    pub sentence: Text,
}

impl From<&ExposedRecord> for OpeningRow {
    fn from(gap: &ExposedRecord) -> Self {
        Self {
            replication: gap.replication,
            users: gap.users.clone(),
            databases: gap.databases.clone(),
            addresses: gap.addresses.clone(),
            except: gap.except.clone(),
            except_more: gap.except_more,
            certainty: gap.certainty,
            sentence: gap.text(),
        }
    }
}

/// These records, with what each still admits.
pub fn hba_rows(records: &[Record], exposure: Option<&Exposure>) -> Vec<HbaRow> {
    let mut openings: BTreeMap<usize, Vec<OpeningRow>> = BTreeMap::new();
    for gap in exposure.into_iter().flat_map(Exposure::gaps) {
        openings.entry(gap.index).or_default().push(gap.into());
    }
    records
        .iter()
        .enumerate()
        .map(|(index, record)| HbaRow {
            priority: record.priority,
            kind: record.kind.clone(),
            database: record.database.clone(),
            user: record.user.clone(),
            address: record.address.clone(),
            mask: record.mask.clone(),
            method: record.method.clone(),
            option: record
                .option
                .as_deref()
                .map(|text| record_text::option(text, Shown::Redacted)),
            admits_plaintext: exposure.map(|_| openings.contains_key(&index)),
            plaintext: exposure.map(|_| openings.remove(&index).unwrap_or_default()),
        })
        .collect()
}

impl HbaRow {
    /// The record, its options redacted.
    pub fn record(&self) -> Record {
        Record {
            priority: self.priority,
            kind: self.kind.clone(),
            database: self.database.clone(),
            user: self.user.clone(),
            address: self.address.clone(),
            mask: self.mask.clone(),
            method: self.method.clone(),
            option: self.option.clone(),
        }
    }

    /// The record as a line of `pg_hba.conf`.
    pub fn line(&self) -> String {
        record_text::line(&self.record(), Shown::Redacted)
    }
}
