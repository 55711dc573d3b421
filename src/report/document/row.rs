//! One instance of the report.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::hba::{HbaRow, hba_rows};
use super::proof::LiveProof;
use super::seconds;
use super::ssl::{ClientCa, CrlRow, SslRow};
use crate::domain::acl::Acl;
use crate::domain::failure::Ending;
use crate::domain::finding::{Finding, Severity};
use crate::domain::instance::{InstanceId, Region, RequestId, Role};
use crate::domain::outcome::Audited;
use crate::domain::posture::coded;
use crate::domain::proof::WitnessCount;
use crate::domain::verdict::{Standing, Verdict};
use crate::text::{Language, Text, text};

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
    /// Logins of the records that were tried beside those that were named; `None` when there were none.
    #[serde(default)]
    pub record_logins: Option<WitnessCount>,
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
    /// The severity from which findings are a gap, by the run or its policy. Absent in reports of older versions.
    #[serde(default = "Row::usual")]
    pub fail_on: Severity,
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

/// A read that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRead {
    /// How a run ends for it. Absent in reports of older versions.
    #[serde(default = "FailedRead::unsaid")]
    pub kind: Ending,
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

    /// How a run ends for it; what no failure has is taken for a failure of the API.
    pub fn ending(&self) -> Ending {
        let is_failure = [Ending::Access, Ending::Api, Ending::Blocked, Ending::Usage];
        let known = is_failure.contains(&self.kind).then_some(self.kind);
        known.unwrap_or(Self::unsaid())
    }

    /// The deciding part that could not be read, of the instance or of a replica.
    fn of(audited: &Audited) -> Option<Self> {
        audited.unread().map(|(_, part)| Self {
            kind: part.cause.ending(),
            code: part.code.clone(),
            message: part.message.clone(),
            request_id: part.request_id.clone(),
        })
    }

    const fn unsaid() -> Ending {
        Ending::Api
    }
}

impl Default for FailedRead {
    fn default() -> Self {
        Self {
            kind: Self::unsaid(),
            code: None,
            message: Text::default(),
            request_id: None,
        }
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

impl InstanceKey {
    /// Whether both may be the same place: an account or region that one of them does not know makes no difference.
    pub fn may_be(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        self.instance_id == other.instance_id
            && same(self.account_id.as_ref(), other.account_id.as_ref())
            && same(self.region.as_ref(), other.region.as_ref())
    }
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
            Some(Role::NotTold) | None => (None, None),
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
            record_logins: posture.tried(),
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
            fail_on: Self::usual(),
            error: FailedRead::of(audited),
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

    /// Whether it is a gap.
    pub fn standing(&self) -> Standing {
        Standing::of(self.verdict, &self.findings, self.fail_on)
    }

    /// How a run ends that could not read or judge it; `None` when it is judged.
    pub fn unjudged(&self) -> Option<Ending> {
        let unknown = self.standing() == Standing::Unknown;
        let failed = self.error.as_ref().map(FailedRead::ending);
        failed.or_else(|| unknown.then_some(Ending::Api))
    }

    /// What it means for the exit code of a run, or of whoever reads its report.
    pub fn ending(&self) -> Ending {
        let gap = (self.standing() == Standing::Gap).then_some(Ending::Gaps);
        gap.max(self.unjudged()).unwrap_or(Ending::Done)
    }

    const fn usual() -> Severity {
        Severity::High
    }

    /// The region, or a word for none.
    pub fn region_text(&self, language: Language) -> Cow<'_, str> {
        match &self.region {
            Some(region) => Cow::Borrowed(region.as_str()),
            None => Cow::Owned(text!("word-not-known").say(language)),
        }
    }
}
