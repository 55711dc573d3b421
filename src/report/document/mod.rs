//! The report of `check` as a value: made from what was found, or read back from a file.
//!
//! Every format of `check` is a view of this value alone, so a report that was read back looks like
//! the one that was written. Within a schema version keys are only added; docs/json.md describes
//! them and docs/schema/check.json is their schema.
//! Deliberately absent: files, and any judgement of its own.

mod hba;
mod not_checked;
mod proof;
mod read;
mod row;
mod ssl;

pub use hba::{HbaRow, OpeningRow, hba_rows};
pub use not_checked::{NotChecked, Unlisted};
pub use proof::{LiveProof, Plaintext, ProofResult};
pub(crate) use read::{Line, Rest};
pub use read::{ReadReport, Unusable, read};
pub use row::{FailedRead, InstanceKey, Row, RowRole};
pub use ssl::{CaCertificate, ClientCa, CrlList, CrlRow, SslRow};

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::failure::Ending;
use crate::domain::outcome::Audited;
use crate::domain::verdict::Verdict;

/// Version of every document.
pub const SCHEMA_VERSION: u32 = 1;

/// The report of `check` on any number of instances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Version of the schema.
    pub schema_version: u32,
    /// Who made it.
    pub tool: Tool,
    /// When; whole seconds.
    pub generated_at: DateTime<Utc>,
    /// How many instances have each verdict.
    pub summary: Summary,
    /// One row for every instance asked for.
    pub instances: Vec<Row>,
    /// What was not looked at. Absent in reports of older versions.
    #[serde(default)]
    pub not_checked: NotChecked,
}

/// The program that made a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// How many instances have each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Every client without SSL is refused.
    pub enforced: usize,
    /// Some still get in.
    pub partly: usize,
    /// Clients without SSL get in.
    pub open: usize,
    /// SSL cannot be enforced.
    pub unsupported: usize,
    /// It could not be told.
    pub unknown: usize,
}

impl Summary {
    /// Counts one more instance.
    pub const fn add(&mut self, verdict: Verdict) {
        let count = match verdict {
            Verdict::Enforced => &mut self.enforced,
            Verdict::Partly => &mut self.partly,
            Verdict::Open => &mut self.open,
            Verdict::Unsupported => &mut self.unsupported,
            Verdict::Unknown => &mut self.unknown,
        };
        *count += 1;
    }

    /// Every verdict with its count, in the order of the document.
    pub const fn counts(&self) -> [(Verdict, usize); 5] {
        [
            (Verdict::Enforced, self.enforced),
            (Verdict::Partly, self.partly),
            (Verdict::Open, self.open),
            (Verdict::Unsupported, self.unsupported),
            (Verdict::Unknown, self.unknown),
        ]
    }

    /// How many instances there are.
    pub const fn total(&self) -> usize {
        self.enforced + self.partly + self.open + self.unsupported + self.unknown
    }
}

impl Document {
    /// The report of what was found, made by this program.
    pub fn of(audited: &[Audited], generated_at: DateTime<Utc>) -> Self {
        let rows = audited.iter().map(Row::of).collect();
        Self::new(rows, NotChecked::default(), generated_at)
    }

    /// A report of these rows, made by this program.
    pub fn new(instances: Vec<Row>, not_checked: NotChecked, generated_at: DateTime<Utc>) -> Self {
        let mut summary = Summary::default();
        for row in &instances {
            summary.add(row.verdict);
        }
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            generated_at: generated_at.trunc_subsecs(0),
            summary,
            instances,
            not_checked,
        }
    }

    /// How a run ends that found this: the worst of its instances, and of what was not looked at.
    pub fn ending(&self) -> Ending {
        let rows = self.instances.iter().map(Row::ending);
        rows.chain(self.not_checked.ending())
            .max()
            .unwrap_or(Ending::Done)
    }

    /// Whether instances of several accounts are in it.
    pub fn has_accounts(&self) -> bool {
        let mut accounts = self.accounts();
        let first = accounts.next();
        accounts.any(|account| Some(account) != first)
    }

    /// The one account of all instances, where it is known.
    pub fn account(&self) -> Option<&str> {
        self.accounts().next().filter(|_| !self.has_accounts())
    }

    fn accounts(&self) -> impl Iterator<Item = &str> {
        let rows = self.instances.iter();
        rows.filter_map(|row| row.account_id.as_deref())
    }
}

/// Whole seconds, which is how every document writes times.
fn seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(0)
}
