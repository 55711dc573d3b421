//! The policy file: what is wanted of which instances, and which gaps are accepted until when.
//!
//! Invariants: what is not understood is refused, never skipped; a waiver ends on its day, and
//! what it covered counts again.
//! Deliberately absent: files, certificates, and reading instances.

mod rules;
mod text;

pub use rules::{Certificates, EnforceBy, Facts, Resolved, starter};
pub use text::PolicyRefused;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::acl::Acl;
use super::finding::{FindingId, Severity};
use super::hba::{Record, Strategy};
use super::ssl::Pem;

/// The only version there is.
const VERSION: u32 = 1;

/// How the reader of TOML says that a list has nothing in it.
const EMPTY: &str = "empty list";

/// A list that names something; an empty one would stand for everything, or for a default.
fn filled<'de, D: Deserializer<'de>, C: Deserialize<'de>>(given: D) -> Result<C, D::Error>
where
    for<'a> &'a C: IntoIterator,
{
    let list = C::deserialize(given)?;
    let is_empty = (&list).into_iter().next().is_none();
    if is_empty {
        return Err(serde::de::Error::custom(EMPTY));
    }
    Ok(list)
}

fn some_filled<'de, D: Deserializer<'de>, C: Deserialize<'de>>(
    given: D,
) -> Result<Option<C>, D::Error>
where
    for<'a> &'a C: IntoIterator,
{
    filled(given).map(Some)
}

/// A policy file, read and checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Version of the shape.
    pub version: u32,
    /// What holds where no rule says anything else.
    #[serde(default)]
    pub defaults: PolicySettings,
    /// Rules; where several fit, a later one overrides an earlier one, setting by setting.
    #[serde(default)]
    pub rules: Vec<PolicyRule>,
    /// Gaps that are accepted.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// What is in the files that settings name.
    #[serde(skip)]
    pub declared: Declared,
}

/// What is in the files that settings name, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// Certificates and revocation lists.
    pub pems: BTreeMap<String, Pem>,
    /// Lists of records.
    pub records: BTreeMap<String, Vec<Record>>,
}

/// What can be wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySettings {
    /// The ways to force SSL.
    #[serde(default, deserialize_with = "some_filled")]
    pub via: Option<Vec<EnforceBy>>,
    /// ACL mode of ordinary connections.
    pub mode: Option<Acl>,
    /// ACL mode of replication connections.
    pub replication: Option<Acl>,
    /// How plaintext is closed in the records.
    pub strategy: Option<Strategy>,
    /// File with the client CA that is to be installed, from the folder of the policy.
    pub client_ca: Option<String>,
    /// File with the revocation list that is to be installed.
    pub crl: Option<String>,
    /// File with the pg_hba records that are to be in force.
    pub records: Option<String>,
    /// Days before an expiry is a finding.
    pub expiry_days: Option<i64>,
    /// Severities that count as a gap.
    #[serde(default, deserialize_with = "some_filled")]
    pub fail_on: Option<Vec<Severity>>,
}

/// Which instances something is for; all parts that are there must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceMatch {
    /// Ids; `*` stands for any text.
    #[serde(default, deserialize_with = "filled")]
    pub id: Vec<String>,
    /// Regions; `*` stands for any text.
    #[serde(default, deserialize_with = "filled")]
    pub region: Vec<String>,
    /// Tags, all of them.
    #[serde(default, deserialize_with = "filled")]
    pub tag: BTreeMap<String, String>,
}

/// Settings for some instances.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// Its name, to show.
    pub name: String,
    /// For which instances.
    pub r#match: InstanceMatch,
    /// What is wanted of them.
    pub set: PolicySettings,
}

/// A gap that is accepted for a while.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// On which instances.
    pub r#match: InstanceMatch,
    /// Which findings.
    #[serde(deserialize_with = "filled")]
    pub findings: Vec<FindingId>,
    /// User column of a record that is left open on purpose; with any of these three columns the waiver
    /// covers findings on records with them alone.
    pub user: Option<String>,
    /// Database column of that record.
    pub database: Option<String>,
    /// Address column of that record.
    pub address: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day it holds, in UTC.
    pub until: NaiveDate,
}
