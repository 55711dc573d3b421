//! A saved plan: its policy and the state it was made on.
//!
//! Holds no secret: of the records it keeps the redacted texts and a hash. Applying makes the plan
//! anew from a fresh look, and only when that look equals the saved plan.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Plan, fingerprint, plan};
use crate::domain::basis::Basis;
use crate::domain::hba::Record;
use crate::domain::instance::{InstanceId, Region};
use crate::domain::policy::Policy;
use crate::domain::posture::Posture;
use crate::domain::ssl::SslState;
use crate::text::{Text, text};

/// Version of the shape of a saved plan, of its policy too; raised with each change after which the other could not be read.
pub const SAVED_PLAN_VERSION: u32 = 2;

/// The saved plan of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPlan {
    /// Version of the shape.
    pub schema_version: u32,
    /// When what it was made on was seen.
    pub made_at: DateTime<Utc>,
    /// The arguments of the `forcessl plan` that made it, which make it anew: no secret, and not where it was saved.
    pub made_by: Vec<String>,
    /// Which instance.
    pub instance_id: InstanceId,
    /// Where it is; `None` when the API did not say.
    pub region: Option<Region>,
    /// The wanted end state.
    pub policy: Policy,
    /// Hash of what was seen and of everything else in this plan, so that nothing of it can be another and count for nothing.
    pub fingerprint: String,
    /// The SSL settings that were seen.
    pub ssl: Option<SslState>,
    /// The records that were seen, redacted.
    pub records: Option<Vec<Record>>,
    /// Names of the steps.
    pub steps: Vec<String>,
}

impl SavedPlan {
    /// Makes the saved form of a plan that this command made.
    pub fn new(posture: &Posture, made: &Plan, made_by: &[String]) -> Self {
        let saved = Self {
            schema_version: SAVED_PLAN_VERSION,
            made_at: posture.seen_at,
            made_by: made_by.to_vec(),
            instance_id: made.instance_id.clone(),
            region: posture.instance.known().and_then(|one| one.region.clone()),
            policy: made.policy.clone(),
            fingerprint: String::new(),
            ssl: posture.ssl.known().cloned(),
            records: redacted(posture),
            steps: step_names(made),
        };
        Self {
            fingerprint: saved.fingerprint(posture),
            ..saved
        }
    }

    /// What its fingerprint is where this is seen.
    fn fingerprint(&self, seen: &Posture) -> String {
        let unsigned = Self {
            fingerprint: fingerprint(seen),
            ..self.clone()
        };
        HEXLOWER.encode(&Sha256::digest(json!(unsigned).to_string()))
    }

    /// What to do where it holds no more: make it anew, by a command to paste.
    pub fn next(&self) -> Text {
        text!("plan-again", given = shell_words::join(&self.made_by))
    }

    /// The steps of which a plan made now has nothing any more, not a part of a combined one either.
    pub fn in_force(&self, now: &Posture) -> Vec<&str> {
        let again = plan(now, &self.policy);
        // What cannot be planned now is not in force for that.
        if !again.blockers.is_empty() {
            return vec![];
        }
        let left = step_names(&again);
        let is_left = |part: &str| {
            left.iter()
                .any(|step| step.split('+').any(|one| one == part))
        };
        let is_done = |step: &&str| !step.split('+').any(is_left);
        let steps = self.steps.iter().map(String::as_str);
        steps.filter(is_done).collect()
    }

    /// In what the instance now differs from the saved plan; empty when the plan still holds.
    pub fn differences(&self, now: &Posture) -> Vec<Text> {
        let again = plan(now, &self.policy);
        let steps = step_names(&again);
        if self.fingerprint(now) == self.fingerprint && steps == self.steps {
            return vec![];
        }
        let seen = |ssl: Option<&SslState>, records: Option<Vec<Record>>| {
            Basis::at_rest(ssl.cloned(), records)
        };
        let before = seen(self.ssl.as_ref(), self.records.clone());
        let mut found: Vec<Text> = before
            .differences(&seen(now.ssl.known(), redacted(now)))
            .into_iter()
            .map(|difference| difference.text)
            .collect();
        if found.is_empty() && steps != self.steps {
            let [before, after] = [&self.steps, &steps].map(|steps| steps.join(", "));
            found.push(text!("plan-steps-changed", before = before, after = after));
        }
        if found.is_empty() {
            found.push(text!("plan-secret-changed"));
        }
        found
    }
}

fn step_names(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| step.name.clone()).collect()
}

fn redacted(posture: &Posture) -> Option<Vec<Record>> {
    let hba = posture.hba.known()?;
    Some(hba.in_force().0.iter().map(Record::redacted).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::acl::Acl;
    use crate::domain::hba::Strategy;
    use crate::domain::policy::{AclGoal, HbaGoal, Restored, SwitchGoal};
    use crate::domain::sample::{any_policy, any_state, posture, ssl};
    use crate::domain::ssl::Replace;

    #[test]
    fn a_step_of_which_a_part_is_left_is_not_in_force() {
        let client_ca = crate::domain::sample::pem("CA");
        let policy = Policy {
            switch: Some(SwitchGoal::On),
            client_ca: Some(Replace::Set(client_ca.clone())),
            acl: Some(AclGoal::Exactly(Acl::Cert)),
            ..Policy::default()
        };
        let seen = posture(ssl(false), Record::factory());
        let saved = SavedPlan::new(&seen, &plan(&seen, &policy), &[]);
        let [step] = &saved.steps[..] else {
            panic!("one combined step: {:?}", saved.steps)
        };
        let with = |client_ca, acl| {
            let ssl = SslState {
                client_ca,
                acl,
                ..ssl(true)
            };
            posture(ssl, Record::factory())
        };
        assert_eq!(saved.in_force(&seen), [""; 0]);
        assert_eq!(saved.in_force(&with(None, None)), [""; 0]);
        let done = with(Some(client_ca), Some(Acl::Cert));
        assert_eq!(saved.in_force(&done), [step]);
    }

    /// What a plan keeps of its policy. Who has to change this raises `SAVED_PLAN_VERSION`.
    #[test]
    fn a_plan_that_is_written_differently_is_of_another_version() {
        let policy = Policy {
            switch: Some(SwitchGoal::On),
            client_ca: Some(Replace::Clear),
            restores: Some(Restored::State("s".to_owned())),
            acl: Some(AclGoal::Exactly(Acl::Cert)),
            replication_acl: Some(AclGoal::Forcing),
            hba: Some(HbaGoal::Hardened {
                strategy: Strategy::Convert,
                exceptions: vec![],
            }),
            ..Policy::default()
        };
        let written = serde_json::to_value(&policy).unwrap();
        let expected = json!({
            "switch": "on", "endpoint": null, "ca_type": null, "server_certificate": null, "client_ca": "clear",
            "crl": null, "crl_care": "checked", "restores": {"state": "s"}, "allow_unrevoking": false,
            "acl": {"exactly": "cert"}, "replication_acl": "forcing",
            "hba": {"hardened": {"strategy": "convert", "exceptions": []}},
            "waived": [], "any_priorities": false, "stepwise": false,
        });
        assert_eq!((SAVED_PLAN_VERSION, written), (2, expected));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_plan_of_which_a_field_is_another_holds_no_more(seen in any_state(), policy in any_policy()) {
            let saved = SavedPlan::new(&seen, &plan(&seen, &policy), &["pgm-a".to_owned()]);
            prop_assert_eq!(saved.differences(&seen), [""; 0]);
            let whole = serde_json::to_value(&saved).unwrap();
            let fields = ["policy", "ssl"].into_iter().flat_map(|part| {
                let keys = whole[part].as_object().unwrap().keys();
                keys.map(move |key| format!("/{part}/{key}"))
            });
            let top = whole.as_object().unwrap().keys().map(|key| format!("/{key}"));
            for at in top.chain(fields) {
                for other in [json!("x"), json!(true), json!(null), json!(["x"]), json!([]), json!("2026-01-01T00:00:00Z")] {
                    let mut edited = whole.clone();
                    *edited.pointer_mut(&at).unwrap() = other.clone();
                    let Ok(edited) = serde_json::from_value::<SavedPlan>(edited) else { continue };
                    if edited != saved {
                        prop_assert!(!edited.differences(&seen).is_empty(), "{} = {}", at, other);
                    }
                }
            }
        }
    }

    #[test]
    fn every_difference_is_named() {
        let seen = posture(ssl(true), Record::factory());
        let saved = SavedPlan::new(&seen, &plan(&seen, &Policy::default()), &[]);
        assert_eq!(saved.differences(&seen), [""; 0]);
        let mut other = Record::factory();
        other.remove(1);
        let changed = SslState {
            acl: Some(Acl::Cert),
            endpoint: None,
            ..ssl(true)
        };
        assert_eq!(
            saved.differences(&posture(changed, other)),
            [
                "protected endpoint: pgm-a.pg.rds.aliyuncs.com → none",
                "ACL: prefer → cert",
                "record removed: host replication all 0.0.0.0/0 md5",
            ]
        );
    }
}
