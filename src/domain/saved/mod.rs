//! The state of an instance before a change, as it is kept on disk to be put back, with what was sent.
//!
//! Holds no secret: there is no private key in it, and passwords in pg_hba options are redacted.
//! Putting such a record back takes the password from what the service still knows; a slow, salted hash
//! tells which one it was.

mod origin;
mod review;
mod secrets;
#[cfg(test)]
mod tests;
mod write;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::acl::Acl;
use super::basis::{Basis, Difference};
use super::failure::{Ending, Failure};
use super::hba::{HbaState, Provenance, Record};
use super::instance::InstanceId;
use super::plan::{Change, Plan, Step};
use super::policy::{AclGoal, CaExchange, HbaGoal, Policy, Restored, SwitchGoal};
use super::posture::Posture;
use super::ssl::{CaType, Pem, Replace, SslState};
use super::verdict::unreadable;
use super::wait::Mark;
use crate::text::Text;
pub use origin::Origin;
pub use review::{Findings, Review};
use secrets::Secrets;
pub use write::{Part, Sent, Write, WriteEnd};

/// Version of the shape; a file of another version is refused.
pub const SCHEMA_VERSION: u32 = 1;

/// How the change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ended {
    at: DateTime<Utc>,
    ending: Ending,
}

/// A saved state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Version of this shape.
    pub schema_version: u32,
    /// Its id, which counts up: see [`next_id`].
    pub id: String,
    /// Which instance.
    pub instance_id: InstanceId,
    /// Where it was made; a file of an older version does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// When it was saved, by the clock of this machine.
    pub saved_at: DateTime<Utc>,
    /// The steps that were planned, for people.
    pub planned: Vec<Text>,
    /// The id of the saved state that the change puts back, where it is a rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<String>,
    /// SSL settings before.
    pub ssl: SslState,
    /// pg_hba records before, in order and redacted; `None` where the instance has none.
    pub records: Option<Vec<Record>>,
    /// How the records became known; a file of an older version does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    secrets: Secrets,
    /// What was sent.
    pub writes: Vec<Write>,
    /// The steps that the latest write leaves to be sent; a file of an older version does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsent: Vec<String>,
    /// How the run that noted the end last saw it.
    ended: Option<Ended>,
}

/// A file of a saved state: the id that its name tells, and what it holds, or why it cannot be used.
pub type SavedState = (String, Result<Saved, Failure>);

const ID: &str = "%Y%m%dT%H%M%S%6fZ";

/// The id of a state that is saved now: the time to the microsecond, or one more than the last one where
/// the clock has stepped back, so that ids order states as they were made.
pub fn next_id(now: DateTime<Utc>, last: Option<&str>) -> String {
    let id = now.format(ID).to_string();
    let last = last.filter(|last| *last >= id.as_str());
    let last = last.and_then(|last| NaiveDateTime::parse_from_str(last, ID).ok());
    let next = last.and_then(|last| last.checked_add_signed(TimeDelta::microseconds(1)));
    next.map_or(id, |next| next.format(ID).to_string())
}

/// Whether a text is the id of a saved state.
pub fn is_id(text: &str) -> bool {
    NaiveDateTime::parse_from_str(text, ID).is_ok()
}

impl Saved {
    /// The state in a posture, before this plan is carried out; `None` when the SSL settings or the
    /// records could not be read: then there is nothing that could be put back.
    pub fn new(posture: &Posture, plan: &Plan, now: DateTime<Utc>) -> Option<Self> {
        if unreadable(posture).is_some() {
            return None;
        }
        let hba = posture.hba.known();
        let mut records = hba.map(|hba| hba.records().to_vec());
        let hidden = records.as_deref_mut().unwrap_or_default();
        let secrets = Secrets::hide(hidden, &plan.instance_id);
        let steps = plan.steps.iter();
        let restores = plan.policy.restores.as_ref();
        Some(Self {
            schema_version: SCHEMA_VERSION,
            instance_id: plan.instance_id.clone(),
            origin: None,
            saved_at: now,
            planned: steps.clone().map(|step| step.summary.clone()).collect(),
            restores: restores.and_then(Restored::state).map(str::to_owned),
            ssl: posture.ssl.known()?.clone(),
            records,
            provenance: hba.map(HbaState::provenance),
            secrets,
            writes: vec![],
            unsent: steps.map(|step| step.name.clone()).collect(),
            ended: None,
            id: next_id(now, None),
        })
    }

    /// Notes a write that is about to be sent on this mark, and the steps that are left then.
    pub fn sending(&mut self, step: &Step, left: Vec<String>, before: Mark, at: DateTime<Utc>) {
        self.unsent = left;
        self.writes.push(Write {
            step: step.name.clone(),
            at,
            request_id: None,
            sent: Some(Sent::new(before, &step.change, &self.instance_id)),
            end: None,
        });
    }

    /// The writes that the service took, or may have taken.
    pub fn sent(&self) -> impl Iterator<Item = &Write> {
        let is_sent = |write: &&Write| write.end != Some(WriteEnd::Refused);
        self.writes.iter().filter(is_sent)
    }

    /// The writes that took effect, as far as is known; also those of which nothing is known.
    pub fn landed(&self) -> impl Iterator<Item = &Write> {
        let is_landed = |write: &&Write| matches!(write.end, None | Some(WriteEnd::Done));
        self.writes.iter().filter(is_landed)
    }

    /// What those were about; a file of an older version does not tell.
    pub fn touched(&self) -> impl Iterator<Item = Part> {
        let parts = |write: &Write| match write.sent.as_ref().map(|sent| &sent.change) {
            None => Part::ALL.as_slice(),
            Some(Change::Ssl(_)) => &[Part::Ssl],
            Some(Change::Hba { .. }) => &[Part::Records],
        };
        self.landed().flat_map(parts).copied()
    }

    /// What the change made of the client CA; `None` where it left it alone.
    pub fn ca_exchange(&self) -> Option<CaExchange> {
        let set = |write: &Write| match &write.sent.as_ref()?.change {
            Change::Ssl(change) => change.client_ca.clone(),
            Change::Hba { .. } => None,
        };
        let last = self.landed().filter_map(set).last()?;
        Some(CaExchange {
            before: self.ssl.client_ca.clone(),
            after: last.after().cloned(),
        })
    }

    /// Notes how it ended.
    pub fn end(&mut self, at: DateTime<Utc>, ending: Ending) {
        self.ended = Some(Ended { at, ending });
    }

    /// How the change ended; `None` while it runs, and when it was interrupted. It is done when everything
    /// that was planned was sent, and not when one write of it is.
    pub fn ending(&self) -> Option<Ending> {
        let is_whole = self.unsent.is_empty() && self.landed().count() >= self.planned.len();
        let ending = self.ended.as_ref()?.ending;
        (is_whole || ending != Ending::Done).then_some(ending)
    }

    /// What the instance looked like before the writes.
    ///
    /// # Errors
    /// As [`Self::records_before`].
    pub fn before(&self, known: &[Record]) -> Result<Basis, u32> {
        let records = self.records_before(known)?;
        Ok(Basis::at_rest(Some(self.ssl.clone()), records))
    }

    /// In what the instance later differs from what the writes left; `None` when that is not noted. A write of which
    /// nothing is known left what it asked for, or what was there before.
    ///
    /// # Errors
    /// As [`Self::records_before`], of the records before or of those that were sent.
    pub fn drift(&self, now: &Basis, known: &[Record]) -> Result<Option<Vec<Difference>>, u32> {
        let (mut basis, mut possible) = (self.before(known)?, vec![]);
        for write in self.landed() {
            let Some(sent) = &write.sent else {
                return Ok(None);
            };
            let after = basis.after(&sent.revealed(&self.instance_id, known)?);
            possible.extend(write.end.is_none().then_some(basis));
            basis = after;
        }
        possible.push(basis);
        let drifts = possible.iter().map(|left| left.differences(now));
        Ok(drifts.min_by_key(Vec::len))
    }

    /// The records before, with their secrets from those that are known: records in force, and of the service's log.
    ///
    /// # Errors
    /// The priority of a record whose secret is not among them.
    pub fn records_before(&self, known: &[Record]) -> Result<Option<Vec<Record>>, u32> {
        let reveal = |records| self.secrets.reveal(records, &self.instance_id, known);
        self.records.as_deref().map(reveal).transpose()
    }

    /// The policy that puts these parts of the state back, and leaves the others alone.
    ///
    /// # Errors
    /// As [`Self::records_before`].
    pub fn policy(&self, parts: &[Part], known: &[Record]) -> Result<Policy, u32> {
        let mut policy = Policy {
            restores: Some(Restored::State(self.id.clone())),
            any_priorities: true,
            ..Policy::default()
        };
        if parts.contains(&Part::Records) {
            policy.hba = self.records_before(known)?.map(HbaGoal::Exactly);
        }
        if !parts.contains(&Part::Ssl) {
            return Ok(policy);
        }
        let on = self.ssl.enabled == Some(true);
        let back = |pem: &Option<Pem>| Some(pem.clone().map_or(Replace::Clear, Replace::Set));
        // Without a client CA an empty ACL is the same as `prefer`.
        let none = self.ssl.client_ca.is_none().then_some(Acl::Prefer);
        let acl = |acl: Option<Acl>| acl.or(none).filter(|_| on).map(AclGoal::Exactly);
        let endpoint = self.ssl.endpoint.clone();
        Ok(Policy {
            switch: Some(if on { SwitchGoal::On } else { SwitchGoal::Off }),
            endpoint: endpoint.filter(|endpoint| on && !endpoint.is_empty()),
            ca_type: (on && self.ssl.ca_type == Some(CaType::Aliyun)).then_some(CaType::Aliyun),
            client_ca: back(&self.ssl.client_ca),
            crl: back(&self.ssl.crl),
            acl: acl(self.ssl.acl),
            replication_acl: acl(self.ssl.replication_acl),
            ..policy
        })
    }
}
