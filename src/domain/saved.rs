//! The state of an instance before a change, as it is kept on disk to be put back, with what was sent.
//!
//! Holds no secret: there is no private key in it, and passwords in pg_hba options are redacted.
//! Putting such a record back takes the password from what the service still knows; a slow, salted hash
//! tells which one it was.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::slice;

use aws_lc_rs::pbkdf2;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::acl::Acl;
use super::basis::Basis;
use super::failure::Ending;
use super::hba::{HbaLogItem, HbaState, Provenance, Record, canonical};
use super::instance::{InstanceId, RequestId};
use super::plan::{Change, Plan};
use super::policy::{CrlCare, HbaGoal, Policy, SwitchGoal};
use super::posture::{Cause, Posture, Reading};
use super::ssl::{CaType, Pem, Replace, SslState};
use super::wait::Mark;
use crate::text::{Text, text};

/// Version of the shape; a file of another version is refused.
pub const SCHEMA_VERSION: u32 = 1;

/// Rounds of the hash of a secret, so that a saved file is no help in guessing it.
const ROUNDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(99_999);

/// Hashes of the secrets of redacted records, by priority.
type Secrets = BTreeMap<u32, String>;

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
    /// What it asked for; a file of an older version does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// What became of it; `None` while that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<WriteEnd>,
}

impl Sent {
    /// What became of it by the service's own log, which has the changes of records only; `None` where it does not
    /// tell. It counts as refused where the log has later changes and not this one.
    pub fn logged(&self, log: &[HbaLogItem]) -> Option<WriteEnd> {
        let Change::Hba { after, .. } = &self.change else {
            return None;
        };
        let since = self.before.modified();
        let later = || {
            log.iter()
                .filter(move |item| since.is_none_or(|since| item.at > since))
        };
        let ours = later().filter(|item| canonical(&redacted(&item.after)) == canonical(after));
        match ours.min_by_key(|item| item.at) {
            Some(item) if item.took_effect() => Some(WriteEnd::Done),
            Some(item) if item.status.is_running() => None,
            Some(_) => Some(WriteEnd::Failed),
            None => later().next().map(|_| WriteEnd::Refused),
        }
    }
}

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteEnd {
    /// It took effect.
    Done,
    /// The service took it and says that it failed.
    Failed,
    /// The service refused it, and no later look showed the instance as before.
    Refused,
}

/// The parts of an instance that changes were about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Touched {
    /// The SSL settings, the client CA, the revocation list or the ACLs.
    pub ssl: bool,
    /// The pg_hba records.
    pub records: bool,
}

impl Touched {
    /// Everything that a saved state holds.
    pub const ALL: Self = Self {
        ssl: true,
        records: true,
    };

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            ssl: self.ssl || other.ssl,
            records: self.records || other.records,
        }
    }
}

/// What a write asked for, and what stood there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The mark of the last change right before.
    pub before: Mark,
    /// The change, its secrets hidden and without the records it was made on.
    pub change: Change,
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    secrets: Secrets,
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
    /// Its id, which counts up: see [`next_id`].
    pub id: String,
    /// Which instance.
    pub instance_id: InstanceId,
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
    /// How it ended; `None` while it runs, and when it was cut off.
    pub ended: Option<Ended>,
}

const ID: &str = "%Y%m%dT%H%M%S%6fZ";

/// The id of a state that is saved now: the time to the microsecond, or one more than the last one where
/// the clock has stepped back, so that ids order states as they were made.
pub fn next_id(now: DateTime<Utc>, last: Option<&str>) -> String {
    let id = now.format(ID).to_string();
    let after = |last: &str| {
        let last = NaiveDateTime::parse_from_str(last, ID).ok()?;
        let next = last.checked_add_signed(TimeDelta::microseconds(1))?;
        Some(next.format(ID).to_string())
    };
    match last {
        Some(last) if last >= id.as_str() => after(last).unwrap_or(id),
        _ => id,
    }
}

/// Whether a text is the id of a saved state.
pub fn is_id(text: &str) -> bool {
    NaiveDateTime::parse_from_str(text, ID).is_ok()
}

impl Saved {
    /// The state in a posture, before this plan is carried out; `None` when the SSL settings or the
    /// records could not be read: then there is nothing that could be put back.
    pub fn new(posture: &Posture, plan: &Plan, now: DateTime<Utc>) -> Option<Self> {
        let hba = match &posture.hba {
            Reading::Known(hba) => Some(hba),
            Reading::NotAsked => None,
            Reading::Unreadable(why) if why.cause == Cause::Unsupported => None,
            Reading::Unreadable(_) => return None,
        };
        let records = hba.map(HbaState::records);
        let steps = plan.steps.iter();
        Some(Self {
            schema_version: SCHEMA_VERSION,
            instance_id: plan.instance_id.clone(),
            saved_at: now,
            planned: steps.map(|step| step.summary.clone()).collect(),
            restores: None,
            ssl: posture.ssl.known()?.clone(),
            records: records.map(redacted),
            provenance: hba.map(HbaState::provenance),
            secrets: hashed(records.unwrap_or_default(), &plan.instance_id),
            writes: vec![],
            ended: None,
            id: next_id(now, None),
        })
    }

    /// Notes a write that is about to be sent on this mark.
    pub fn sending(&mut self, step: &str, before: Mark, change: &Change, at: DateTime<Utc>) {
        let (mut change, mut secrets) = (change.clone(), Secrets::new());
        if let Change::Hba { before, after } = &mut change {
            secrets = hashed(after, &self.instance_id);
            *after = redacted(after);
            before.clear();
        }
        let sent = Sent {
            before,
            change,
            secrets,
        };
        self.writes.push(Write {
            step: step.to_owned(),
            at,
            request_id: None,
            sent: Some(sent),
            end: None,
        });
    }

    /// The writes that the service took, or may have taken.
    pub fn sent(&self) -> impl Iterator<Item = &Write> {
        let writes = self.writes.iter();
        writes.filter(|write| write.end != Some(WriteEnd::Refused))
    }

    /// The writes that took effect, as far as is known; also those of which nothing is known.
    pub fn landed(&self) -> impl Iterator<Item = &Write> {
        let writes = self.writes.iter();
        writes.filter(|write| matches!(write.end, None | Some(WriteEnd::Done)))
    }

    /// What those were about; a file of an older version does not tell.
    pub fn touched(&self) -> Touched {
        let about = |write: &Write| match write.sent.as_ref().map(|sent| &sent.change) {
            None => Touched::ALL,
            Some(Change::Ssl(_)) => Touched {
                ssl: true,
                records: false,
            },
            Some(Change::Hba { .. }) => Touched {
                ssl: false,
                records: true,
            },
        };
        self.landed()
            .map(about)
            .fold(Touched::default(), Touched::and)
    }

    /// Notes how it ended.
    pub fn end(&mut self, at: DateTime<Utc>, ending: Ending) {
        let ending = ending.as_str().to_owned();
        self.ended = Some(Ended { at, ending });
    }

    /// Whether the change came to its end.
    pub fn is_done(&self) -> bool {
        let ended = self.ended.as_ref();
        ended.is_some_and(|ended| ended.ending == Ending::Done.as_str())
    }

    /// What the instance looked like before the writes.
    pub fn before(&self, known: &[Record]) -> Basis {
        let records = self.records.as_ref();
        let records = records.map(|records| self.all_told(records, &self.secrets, known));
        Basis::at_rest(Some(self.ssl.clone()), records)
    }

    /// These records, with the secrets that are known.
    fn all_told(&self, records: &[Record], secrets: &Secrets, known: &[Record]) -> Vec<Record> {
        let told = |record: &Record| self.told(record, secrets, known);
        let told = |record| told(record).unwrap_or_else(|_| record.clone());
        records.iter().map(told).collect()
    }

    /// What the instance is to look like after the writes; `None` when that is not noted. `known` are
    /// records whose secrets the service still tells.
    pub fn left(&self, known: &[Record]) -> Option<Basis> {
        let mut basis = self.before(known);
        for write in self.landed() {
            let sent = write.sent.as_ref()?;
            let mut change = sent.change.clone();
            if let Change::Hba { after, .. } = &mut change {
                *after = self.all_told(after, &sent.secrets, known);
            }
            basis = basis.after(&change);
        }
        Some(basis)
    }

    /// What of this state cannot be put back from where the instance is now.
    pub fn lost(&self, now: &SslState) -> Option<Text> {
        let custom = |ssl: &SslState| {
            let on = ssl.enabled == Some(true) && ssl.ca_type == Some(CaType::Custom);
            on.then(|| ssl.server_certificate.clone())
        };
        let before = custom(&self.ssl);
        (before.is_some() && before != custom(now)).then(|| text!("saved-lost-certificate"))
    }

    /// The policy that puts these parts of the state back, and leaves the others alone. `known` are records whose
    /// secrets the service still tells: those in force and those of its log.
    ///
    /// # Errors
    /// The priority of a record whose password is not known any more.
    pub fn policy(&self, parts: Touched, known: &[Record]) -> Result<Policy, u32> {
        let records = self.records.as_ref().filter(|_| parts.records);
        let told = |record| self.told(record, &self.secrets, known);
        let records = records.map(|records| records.iter().map(told).collect());
        let policy = Policy {
            hba: records.transpose()?.map(HbaGoal::Exactly),
            crl_care: CrlCare::AsItIs,
            any_priorities: true,
            ..Policy::default()
        };
        if !parts.ssl {
            return Ok(policy);
        }
        let on = self.ssl.enabled == Some(true);
        let back = |pem: &Option<Pem>| Some(pem.clone().map_or(Replace::Clear, Replace::Set));
        // Without a client CA an empty ACL is the same as `prefer`.
        let none = self.ssl.client_ca.is_none().then_some(Acl::Prefer);
        let acl = |acl: Option<Acl>| acl.or(none).filter(|_| on);
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

    /// The record with its secrets, from a known record that reads the same when redacted. Without a
    /// hash to tell it by there must be only one.
    fn told(&self, record: &Record, secrets: &Secrets, known: &[Record]) -> Result<Record, u32> {
        if !holds_secret(record) {
            return Ok(record.clone());
        }
        let wanted = canonical(slice::from_ref(record));
        let same = known
            .iter()
            .filter(|other| canonical(&[other.redacted()]) == wanted);
        let mut same: Vec<&Record> = same.collect();
        same.sort_by_key(|other| &other.option);
        same.dedup_by_key(|other| &other.option);
        let found = match (secrets.get(&record.priority), &*same) {
            (Some(hash), same) => same
                .iter()
                .find(|other| digest(other, &self.instance_id) == *hash),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        Ok(Record {
            option: found.ok_or(record.priority)?.option.clone(),
            ..record.clone()
        })
    }
}

fn redacted(records: &[Record]) -> Vec<Record> {
    records.iter().map(Record::redacted).collect()
}

fn hashed(records: &[Record], salt: &InstanceId) -> Secrets {
    let secret = records
        .iter()
        .filter(|record| holds_secret(&record.redacted()));
    let hash = |record: &Record| (record.priority, digest(record, salt));
    secret.map(hash).collect()
}

/// The hash of the options of a record, which hold its secret.
fn digest(record: &Record, salt: &InstanceId) -> String {
    let mut records = canonical(slice::from_ref(record)).into_iter();
    let text = records.find_map(|record| record.option).unwrap_or_default();
    let (salt, text) = (salt.as_str().as_bytes(), text.as_bytes());
    let mut hash = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, text, &mut hash);
    HEXLOWER.encode(&hash)
}

/// Whether something in the options was redacted.
fn holds_secret(record: &Record) -> bool {
    let option = record.option.as_deref();
    option.is_some_and(|option| option.contains("***"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
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
            saved.policy(Touched::ALL, &[harder]),
            Err(0),
            "another record has another password"
        );
        let back = saved.policy(Touched::ALL, &[ldap()]).unwrap();
        assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![ldap()])));
    }

    #[test]
    fn the_password_of_then_is_told_from_the_one_of_today() {
        let with = |password: &str| Record {
            option: Some(format!("ldapserver=x ldapbindpasswd={password}")),
            ..ldap()
        };
        let mut saved = saved(&posture(ssl(true), vec![with("old")]));
        let known = [with("new"), with("old"), with("older")];
        let back = saved.policy(Touched::ALL, &known).unwrap();
        assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![with("old")])));
        assert_eq!(saved.policy(Touched::ALL, &[with("new")]), Err(0));
        // A file of an older version has no hash to tell it by.
        saved.secrets.clear();
        assert_eq!(saved.policy(Touched::ALL, &known), Err(0));
        let back = saved
            .policy(Touched::ALL, &[with("new"), with("new")])
            .unwrap();
        assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![with("new")])));
    }

    #[test]
    fn what_a_change_left_behind_is_compared_with_today() {
        let before = posture(ssl(true), vec![ldap()]);
        let mut saved = saved(&before);
        let after = vec![Record {
            kind: RecordType::HostSsl,
            ..ldap()
        }];
        let change = Change::Hba {
            before: vec![ldap()],
            after: after.clone(),
        };
        let mark = Mark::from(&ssl(true));
        saved.sending("pg-hba", mark, &change, before.seen_at);
        assert!(!serde_json::to_string(&saved).unwrap().contains("hunter2"));
        let differences = |now: &Posture| {
            let known = now.hba.known().unwrap().records();
            let left = saved.left(known).unwrap();
            left.differences(&Basis::of(now)).len()
        };
        assert_eq!(differences(&posture(ssl(true), after.clone())), 0);
        assert_eq!(differences(&before), 1);
        let mut other = after;
        other[0].option = Some("ldapserver=x ldapbindpasswd=theirs".into());
        assert_eq!(differences(&posture(ssl(true), other)), 1);
    }

    #[test]
    fn what_could_not_be_read_is_not_saved() {
        let mut seen = posture(ssl(true), Record::factory());
        let made = plan(&seen, &Policy::default());
        let mut unreadable = |cause| {
            seen.hba = Reading::Unreadable(crate::domain::posture::Unreadable {
                cause,
                action: None,
                code: None,
                message: Text::verbatim(""),
                request_id: None,
                next: None,
            });
            Saved::new(&seen, &made, seen.seen_at)
        };
        assert_eq!(unreadable(Cause::Failed), None);
        assert_eq!(unreadable(Cause::Access), None);
        assert_eq!(unreadable(Cause::Unsupported).unwrap().records, None);
    }

    #[test]
    fn a_custom_certificate_cannot_be_put_back() {
        let custom = SslState {
            ca_type: Some(CaType::Custom),
            server_certificate: Some(pem("ours")),
            ..ssl(true)
        };
        let before = saved(&posture(custom.clone(), Record::factory()));
        assert_eq!(before.lost(&custom), None);
        assert!(before.lost(&ssl(true)).is_some());
        assert!(before.lost(&ssl(false)).is_some());
        let issued = saved(&posture(ssl(true), Record::factory()));
        assert_eq!(issued.lost(&custom), None);
        assert_eq!(
            issued.policy(Touched::ALL, &[]).unwrap().ca_type,
            Some(CaType::Aliyun)
        );
    }

    #[test]
    fn ids_count_up() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let id = next_id(now, None);
        assert!(is_id(&id) && !is_id("notes") && !is_id(""));
        let later = next_id(now, Some(&id));
        assert!(later > id && is_id(&later));
        assert_eq!(
            next_id(now - TimeDelta::hours(3), Some(&later)),
            next_id(now, Some(&later))
        );
        assert_eq!(
            next_id(now + TimeDelta::hours(1), Some(&later)),
            next_id(now + TimeDelta::hours(1), None)
        );
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
        let back = plan(&now, &saved.policy(Touched::ALL, &[]).unwrap());
        let names: Vec<&str> = back.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["pg-hba", "acl+client-ca-clear+ssl-off"]);
        let parts: Vec<&str> = back.steps[1]
            .fallback
            .iter()
            .map(|step| step.name.as_str())
            .collect();
        assert_eq!(parts, ["acl", "client-ca-clear", "ssl-off"]);
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
            let back = plan(&enforced, &saved.policy(Touched::ALL, &[]).unwrap());
            // A state that let nobody in is not put back.
            prop_assume!(back.blockers.iter().all(|one| one.id != "nobody-gets-in"));
            prop_assert!(back.blockers.is_empty(), "{:?}", back.blockers);
            let undone = back.steps.iter().fold(enforced, |p, step| after(p, &step.change));
            prop_assert_eq!(normal(undone.clone()), normal(before.clone()));
            let names = |plan: &Plan| plan.steps.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
            prop_assert_eq!(names(&plan(&undone, &policy)), names(&made));
        }
    }
}
