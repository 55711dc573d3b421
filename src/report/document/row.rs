//! One instance of the report.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use super::proof::LiveProof;
use crate::domain::acl::Acl;
use crate::domain::certificate;
use crate::domain::finding::{Finding, Severity};
use crate::domain::hba::syntax::text::{self as record_text, Shown};
use crate::domain::hba::{Certainty, ExposedRecord, Exposure, Record, RecordType};
use crate::domain::instance::{InstanceId, Region, RequestId, Role};
use crate::domain::outcome::Audited;
use crate::domain::posture::{Posture, Reading, Unreadable, coded};
use crate::domain::ssl::{CaType, SslState};
use crate::domain::verdict::Verdict;
use crate::text::Text;

/// One instance, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its region.
    pub region: Option<Region>,
    /// The account that owns it, where that was asked for.
    pub account_id: Option<String>,
    /// The name its owner gave it.
    pub description: Option<String>,
    /// `PostgreSQL`, or what else it is.
    pub engine: Option<String>,
    /// Engine version.
    pub engine_version: Option<String>,
    /// Status as the API spells it.
    pub status: Option<String>,
    /// Primary or replica.
    pub role: Option<RowRole>,
    /// The primary of a replica.
    pub primary_id: Option<InstanceId>,
    /// When it was looked at; whole seconds. Absent in reports of older versions.
    pub seen_at: Option<DateTime<Utc>>,
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence: why.
    pub reason: Text,
    /// The live proof that says most; `None` when nothing was tried.
    pub proof: Option<LiveProof>,
    /// The live proof at every endpoint that was tried.
    #[serde(default)]
    pub proofs: Vec<LiveProof>,
    /// SSL settings; `None` when they were not read.
    pub ssl: Option<SslRow>,
    /// The client CA; `None` when there is none.
    pub client_ca: Option<ClientCa>,
    /// The revocation list; `None` when there is none.
    pub crl: Option<CrlRow>,
    /// What is demanded of ordinary connections.
    pub acl: Option<Acl>,
    /// What is demanded of replication connections.
    pub replication_acl: Option<Acl>,
    /// The records in force; `None` when they were not read.
    pub hba: Option<Vec<HbaRow>>,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// The read that failed.
    pub error: Option<FailedRead>,
}

/// Primary or replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowRole {
    /// A primary.
    Primary,
    /// A read-only instance.
    Replica,
}

impl RowRole {
    /// The word every format writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Replica => "replica",
        }
    }
}

/// The SSL switch and the server certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SslRow {
    /// Whether SSL is on.
    pub enabled: Option<bool>,
    /// Who made the server certificate, as the API spells it.
    pub ca_type: Option<String>,
    /// The endpoint that the server certificate is made for.
    pub connection_string: Option<String>,
    /// When the server certificate expires.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether the service asks for a renewal.
    pub requires_update: Option<bool>,
}

impl SslRow {
    /// The SSL settings of an instance.
    pub fn of(ssl: &SslState) -> Self {
        Self {
            enabled: ssl.enabled,
            ca_type: ssl.ca_type.as_ref().map(|ca| CaType::as_str(ca).to_owned()),
            connection_string: ssl.endpoint.clone(),
            expires_at: ssl.expires.map(seconds),
            requires_update: ssl.requires_update,
        }
    }
}

/// The client CA. One that cannot be read still shows that there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientCa {
    /// Subject of the first certificate.
    pub subject: Option<String>,
    /// Its expiry.
    pub not_after: Option<DateTime<Utc>>,
    /// Its SHA-256 fingerprint.
    pub sha256: Option<String>,
    /// Every certificate; empty when they cannot be read.
    pub certificates: Vec<CaCertificate>,
}

/// One certificate of the client CA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaCertificate {
    /// Subject.
    pub subject: String,
    /// Expiry.
    pub not_after: DateTime<Utc>,
    /// SHA-256 fingerprint.
    pub sha256: String,
}

impl ClientCa {
    /// The client CA of an instance; `None` when there is none.
    pub fn of(ssl: &SslState) -> Option<Self> {
        let pem = ssl.client_ca.as_ref()?;
        let certificates: Vec<CaCertificate> = certificate::parse_chain(pem.as_str())
            .unwrap_or_default()
            .into_iter()
            .map(|ca| CaCertificate {
                subject: ca.subject,
                not_after: seconds(ca.not_after),
                sha256: ca.sha256,
            })
            .collect();
        let first = certificates.first();
        Some(Self {
            subject: first.map(|ca| ca.subject.clone()),
            not_after: first.map(|ca| ca.not_after),
            sha256: first.map(|ca| ca.sha256.clone()),
            certificates,
        })
    }
}

/// The revocation lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlRow {
    /// When the first of them runs out.
    pub next_update: Option<DateTime<Utc>>,
    /// Every list; empty when they cannot be read.
    pub lists: Vec<CrlList>,
}

/// One revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlList {
    /// Issuer.
    pub issuer: String,
    /// Its number, decimal.
    pub number: Option<String>,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When it runs out.
    pub next_update: Option<DateTime<Utc>>,
    /// How many certificates it revokes.
    pub revoked: usize,
    /// SHA-256 of the list.
    pub sha256: String,
}

impl CrlRow {
    /// The revocation lists of an instance; `None` when there are none.
    pub fn of(ssl: &SslState) -> Option<Self> {
        let pem = ssl.crl.as_ref()?;
        let lists = certificate::parse_crls(pem.as_str())
            .unwrap_or_default()
            .into_iter()
            .map(|list| CrlList {
                issuer: list.issuer,
                number: list.number,
                this_update: seconds(list.this_update),
                next_update: list.next_update.map(seconds),
                revoked: list.revoked.len(),
                sha256: list.sha256,
            })
            .collect();
        Some(Self {
            next_update: certificate::crl_next_update(pem.as_str()).map(seconds),
            lists,
        })
    }
}

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
    /// The record as a line of `pg_hba.conf`.
    pub fn line(&self) -> String {
        let record = Record {
            priority: self.priority,
            kind: self.kind.clone(),
            database: self.database.clone(),
            user: self.user.clone(),
            address: self.address.clone(),
            mask: self.mask.clone(),
            method: self.method.clone(),
            option: self.option.clone(),
        };
        record_text::line(&record, Shown::Redacted)
    }
}

/// A read that failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRead {
    /// The API's code.
    pub code: Option<String>,
    /// What went wrong.
    pub message: Text,
    /// The request id.
    pub request_id: Option<RequestId>,
}

impl FailedRead {
    /// Code, message and request id.
    pub fn text(&self) -> Text {
        coded(
            self.code.as_deref(),
            &self.message,
            self.request_id.as_ref(),
        )
    }
}

impl FailedRead {
    /// The deciding part that could not be read.
    fn of(posture: &Posture) -> Option<Self> {
        fn part<T>(reading: &Reading<T>) -> Option<&Unreadable> {
            match reading {
                Reading::Unreadable(unreadable) => Some(unreadable),
                Reading::Known(_) | Reading::NotAsked => None,
            }
        }
        let unreadable = part(&posture.instance)
            .or_else(|| part(&posture.ssl))
            .or_else(|| part(&posture.hba))?;
        Some(Self {
            code: unreadable.code.clone(),
            message: unreadable.message.clone(),
            request_id: unreadable.request_id.clone(),
        })
    }
}

/// Where an instance is: what tells two rows of the same id apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceKey {
    /// The account.
    pub account_id: Option<String>,
    /// The region.
    pub region: Option<Region>,
    /// The instance.
    pub instance_id: InstanceId,
}

impl std::fmt::Display for InstanceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(account) = &self.account_id {
            write!(f, "{account}/")?;
        }
        if let Some(region) = &self.region {
            write!(f, "{region}/")?;
        }
        write!(f, "{}", self.instance_id)
    }
}

impl Row {
    /// What was found on one instance.
    pub fn of(audited: &Audited) -> Self {
        let Audited { posture, judgement } = audited;
        let instance = posture.instance.known();
        let ssl = posture.ssl.known();
        let (role, primary_id) = match instance.map(|instance| &instance.role) {
            Some(Role::Primary) => (Some(RowRole::Primary), None),
            Some(Role::Replica(primary)) => (Some(RowRole::Replica), primary.clone()),
            None => (None, None),
        };
        let proofs = LiveProof::all(&posture.probes);
        Self {
            instance_id: posture.id.clone(),
            region: instance.and_then(|instance| instance.region.clone()),
            account_id: None,
            description: instance.map(|instance| instance.description.clone()),
            engine: instance.and_then(|instance| instance.engine.clone()),
            engine_version: instance
                .and_then(|instance| instance.engine_version.as_ref())
                .map(|version| version.text.clone()),
            status: instance.map(|instance| instance.status.as_str().to_owned()),
            role,
            primary_id,
            seen_at: Some(seconds(posture.seen_at)),
            verdict: judgement.verdict,
            reason: judgement.reason.clone(),
            proof: LiveProof::decisive(proofs.clone()),
            proofs,
            ssl: ssl.map(SslRow::of),
            client_ca: ssl.and_then(ClientCa::of),
            crl: ssl.and_then(CrlRow::of),
            acl: ssl.and_then(|ssl| ssl.acl),
            replication_acl: ssl.and_then(|ssl| ssl.replication_acl),
            hba: posture
                .hba
                .known()
                .map(|hba| hba_rows(&hba.in_force().0, judgement.exposure.as_ref())),
            findings: judgement.findings.clone(),
            error: FailedRead::of(posture),
        }
    }

    /// Where it is.
    pub fn place(&self) -> InstanceKey {
        InstanceKey {
            account_id: self.account_id.clone(),
            region: self.region.clone(),
            instance_id: self.instance_id.clone(),
        }
    }

    /// How bad its worst finding is.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// The region, or a word for none.
    pub fn region_text(&self) -> &str {
        self.region.as_ref().map_or("not known", Region::as_str)
    }
}

/// Whole seconds, which is how every document writes times.
fn seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(0)
}
