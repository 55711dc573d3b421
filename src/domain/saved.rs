//! The state of an instance before a change, as it is kept on disk to be put back.
//!
//! Holds no secret: there is no private key in it, and passwords in pg_hba options are redacted.
//! Putting such a record back takes the password from what the service still knows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::failure::Ending;
use super::hba::{HbaState, Record};
use super::instance::{InstanceId, RequestId};
use super::plan::Plan;
use super::policy::{CrlCare, HbaGoal, Policy, SwitchGoal};
use super::posture::Posture;
use super::ssl::{Replace, SslState};

/// Version of the shape; a file of another version is refused.
pub const SCHEMA_VERSION: u32 = 1;

/// A write that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The step.
    pub step: String,
    /// When it was about to be sent.
    pub at: DateTime<Utc>,
    /// The request id, once the answer came.
    pub request_id: Option<RequestId>,
}

/// How the change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// When.
    pub at: DateTime<Utc>,
    /// The word of its ending: `done`, `api`, `pending`, …
    pub ending: String,
}

/// A saved state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Version of this shape.
    pub schema_version: u32,
    /// Its id: the time it was saved, to the microsecond.
    pub id: String,
    /// Which instance.
    pub instance_id: InstanceId,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// The steps that were planned, for people.
    pub planned: Vec<String>,
    /// The id of the saved state that the change puts back, where it is a rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<String>,
    /// SSL settings before.
    pub ssl: SslState,
    /// pg_hba records before, in order and redacted; `None` when they could not be read.
    pub records: Option<Vec<Record>>,
    /// What was sent.
    pub writes: Vec<Write>,
    /// How it ended; `None` while it runs, and when it was cut off.
    pub ended: Option<Ended>,
}

impl Saved {
    /// The state in a posture, before this plan is carried out; `None` when the SSL settings are
    /// not known.
    pub fn new(posture: &Posture, plan: &Plan, now: DateTime<Utc>) -> Option<Self> {
        let redacted = |hba: &HbaState| hba.in_force().0.iter().map(Record::redacted).collect();
        Some(Self {
            schema_version: SCHEMA_VERSION,
            id: now.format("%Y%m%dT%H%M%S%6fZ").to_string(),
            instance_id: plan.instance_id.clone(),
            saved_at: now,
            planned: plan.steps.iter().map(|step| step.summary.clone()).collect(),
            restores: None,
            ssl: posture.ssl.known()?.clone(),
            records: posture.hba.known().map(redacted),
            writes: vec![],
            ended: None,
        })
    }

    /// Whether the change came to its end.
    pub fn is_done(&self) -> bool {
        self.ended
            .as_ref()
            .is_some_and(|ended| ended.ending == Ending::Done.as_str())
    }

    /// The policy that puts this state back. `known` are records whose secrets the service still
    /// tells: those in force and those of its log.
    ///
    /// # Errors
    /// The priority of a record whose password is not known any more.
    pub fn policy(&self, known: &[Record]) -> Result<Policy, u32> {
        let on = self.ssl.enabled == Some(true);
        let back =
            |pem: &Option<super::ssl::Pem>| Some(pem.clone().map_or(Replace::Clear, Replace::Set));
        let records = self
            .records
            .as_ref()
            .map(|records| {
                records
                    .iter()
                    .map(|record| unredacted(record, known))
                    .collect()
            })
            .transpose()?;
        Ok(Policy {
            switch: Some(if on { SwitchGoal::On } else { SwitchGoal::Off }),
            endpoint: self
                .ssl
                .endpoint
                .clone()
                .filter(|endpoint| on && !endpoint.is_empty()),
            client_ca: back(&self.ssl.client_ca),
            crl: back(&self.ssl.crl),
            acl: self.ssl.acl.filter(|_| on),
            replication_acl: self.ssl.replication_acl.filter(|_| on),
            hba: records.map(HbaGoal::Exactly),
            crl_care: CrlCare::AsItIs,
            ..Policy::default()
        })
    }
}

/// The record with its secrets, from a record that reads the same when redacted.
fn unredacted(record: &Record, known: &[Record]) -> Result<Record, u32> {
    let same = |other: &&Record| {
        other.redacted()
            == Record {
                priority: other.priority,
                ..record.clone()
            }
    };
    match known.iter().find(same) {
        Some(other) => Ok(Record {
            priority: record.priority,
            ..other.clone()
        }),
        None if holds_secret(record) => Err(record.priority),
        None => Ok(record.clone()),
    }
}

/// Whether something in the options was redacted.
fn holds_secret(record: &Record) -> bool {
    record
        .option
        .as_deref()
        .is_some_and(|option| option.contains("***"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::acl::Acl;
    use crate::domain::hba::RecordType;
    use crate::domain::plan::{Change, plan};
    use crate::domain::posture::Reading;
    use crate::domain::sample::{after, any_policy, any_state, pem, posture, ssl};

    fn ldap() -> Record {
        Record {
            method: "ldap".into(),
            option: Some("ldapserver=x ldapbindpasswd=hunter2".into()),
            ..Record::factory().remove(0)
        }
    }

    fn saved(seen: &Posture) -> Saved {
        Saved::new(seen, &plan(seen, &Policy::default()), seen.seen_at).unwrap()
    }

    #[test]
    fn no_password_is_saved_and_it_comes_back_from_the_service() {
        let seen = posture(ssl(true), vec![ldap()]);
        let saved = saved(&seen);
        assert!(!serde_json::to_string(&saved).unwrap().contains("hunter2"));
        let harder = Record {
            kind: RecordType::HostSsl,
            ..ldap()
        };
        assert_eq!(
            saved.policy(&[harder]),
            Err(0),
            "another record has another password"
        );
        let back = saved.policy(&[ldap()]).unwrap();
        assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![ldap()])));
    }

    #[test]
    fn what_was_off_goes_off_last_and_the_records_go_back_first() {
        let before = posture(ssl(false), Record::factory());
        let saved = saved(&before);
        let now = posture(
            SslState {
                client_ca: Some(pem("ca")),
                acl: Some(Acl::VerifyFull),
                replication_acl: Some(Acl::VerifyFull),
                ..ssl(true)
            },
            Record::factory()
                .into_iter()
                .map(|record| Record {
                    kind: RecordType::HostSsl,
                    ..record
                })
                .collect(),
        );
        let back = plan(&now, &saved.policy(&[]).unwrap());
        let names: Vec<&str> = back.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["pg-hba", "acl", "client-ca-clear", "ssl-off"]);
        assert!(back.blockers.is_empty(), "{:?}", back.blockers);
        let Change::Hba { after, .. } = &back.steps[0].change else {
            panic!("pg_hba comes first")
        };
        assert_eq!(*after, Record::factory());
    }

    /// The states that a service gives back: without SSL it remembers nothing of it, and without
    /// a client CA there is no list and no demand.
    fn normal(mut posture: Posture) -> Posture {
        if let Reading::Known(ssl) = &mut posture.ssl {
            ssl.last_change = crate::domain::ssl::LastChange::Never;
            if ssl.client_ca.is_none() {
                ssl.acl = ssl.acl.filter(|_| ssl.enabled == Some(true));
                ssl.replication_acl = ssl.replication_acl.filter(|_| ssl.enabled == Some(true));
            }
        }
        posture
    }

    proptest! {
        #[test]
        fn rollback_after_any_enforce_gives_back_the_state(before in any_state(), policy in any_policy()) {
            let made = plan(&before, &policy);
            let saved = Saved::new(&before, &made, before.seen_at).unwrap();
            let enforced = made.steps.iter().fold(before.clone(), |p, step| after(p, &step.change));
            let back = plan(&enforced, &saved.policy(&[]).unwrap());
            prop_assert!(back.blockers.is_empty(), "{:?}", back.blockers);
            let undone = back.steps.iter().fold(enforced, |p, step| after(p, &step.change));
            prop_assert_eq!(normal(undone.clone()), normal(before.clone()));
            let names = |plan: &Plan| plan.steps.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
            prop_assert_eq!(names(&plan(&undone, &policy)), names(&made));
        }
    }
}
