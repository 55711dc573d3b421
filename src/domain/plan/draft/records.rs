//! The step that replaces the pg_hba records, and what keeps any list of records from being sent.
//!
//! Invariant: every list that a plan leaves in force passes [`Draft::check_records`], whichever command
//! asked for it.

use super::super::steps::{MissingParts, QUICK};
use super::super::{Change, EXCEPTION, Step};
use super::Draft;
use crate::domain::hba::{
    self, ExposureScope, HardenError, Lockout, LockoutSetting, Record, RecordType, Replication,
};
use crate::domain::instance::Instance;
use crate::domain::policy::{HbaGoal, SwitchGoal};
use crate::domain::posture::Reading;
use crate::domain::ssl::{Replace, SslState};
use crate::domain::verdict::{HBA_KERNEL, knowledge};

/// How many groups of logins a plan names before the rest is counted.
const NAMED: usize = 5;

impl Draft<'_> {
    pub(super) fn plan_hba(&mut self, ssl: &SslState, wanted: &MissingParts) {
        let unreadable = |draft: &mut Self| {
            draft.block(
                "unreadable",
                "the pg_hba records could not be read, so they cannot be changed".to_owned(),
                Some(format!("forcessl check -v {}", draft.posture.id)),
            );
        };
        match (&self.posture.hba, &self.policy.hba) {
            (Reading::Known(hba), Some(goal)) => {
                let (before, assumed) = hba.in_force();
                if let Some(after) = self.records_wanted(&before, goal) {
                    self.check_records(ssl, wanted, &before, &after);
                    self.plan_records(&before, after, assumed, goal);
                }
            }
            (Reading::Known(hba), None) => {
                let (records, _) = hba.in_force();
                self.check_records(ssl, wanted, &records, &records);
            }
            (Reading::NotAsked | Reading::Unreadable(_), Some(_)) => unreadable(self),
            (Reading::NotAsked | Reading::Unreadable(_), None) => {}
        }
    }

    /// The records that are wanted; `None` when they cannot be made.
    fn records_wanted(&mut self, before: &[Record], goal: &HbaGoal) -> Option<Vec<Record>> {
        match goal {
            HbaGoal::Exactly(records) => Some(records.clone()),
            HbaGoal::Declared(records) => {
                let open = hba::exposure(records, &knowledge(self.posture));
                if open.scope() != ExposureScope::Closed {
                    let gaps = open.describe().join("; ");
                    let message =
                        format!("the records that the policy declares let plaintext in: {gaps}");
                    self.block("records-open", message, None);
                }
                Some(records.clone())
            }
            HbaGoal::Hardened {
                strategy,
                exceptions,
            } => match hba::harden(before, *strategy, exceptions, &knowledge(self.posture)) {
                Ok(hardened) => {
                    let kept = hardened.kept.iter().map(ToString::to_string);
                    self.accepted.extend(kept);
                    Some(hardened.records)
                }
                Err(error) => {
                    let (id, next) = match &error {
                        HardenError::Unreadable { .. } => {
                            (EXCEPTION, Some("correct the exception".to_owned()))
                        }
                        HardenError::NotAdmitted { .. } | HardenError::Undecided { .. } => {
                            let list = format!("forcessl hba list {}", self.posture.id);
                            let next = format!("see what gets in without SSL today: {list}");
                            (EXCEPTION, Some(next))
                        }
                        HardenError::UnknownType { .. } | HardenError::DoesNotFit { .. } => {
                            ("records", None)
                        }
                    };
                    self.block(id, error.to_string(), next);
                    None
                }
            },
        }
    }

    fn plan_records(
        &mut self,
        before: &[Record],
        after: Vec<Record>,
        assumed: bool,
        goal: &HbaGoal,
    ) {
        let same = || hba::canonical(&after) == hba::canonical(before);
        if after == before || (self.policy.any_priorities && same()) {
            return;
        }
        match self.instance().and_then(Instance::kernel_date) {
            Some(date) if date < HBA_KERNEL => self.block(
                "kernel",
                format!("pg_hba records need minor engine version {HBA_KERNEL} or later, and this is {date}"),
                Some("update the minor engine version, or use --via acl".to_owned()),
            ),
            Some(_) => {}
            None => self.warn(
                "kernel",
                format!("the minor engine version is not known; pg_hba records need {HBA_KERNEL} or later"),
            ),
        }
        if assumed {
            self.warn(
                "records-assumed",
                "the API lists no records in force; the factory records are taken for them",
            );
        }
        let changed = hba::diff(before, &after)
            .iter()
            .filter(|row| !row.is_kept())
            .count();
        let summary = if !matches!(goal, HbaGoal::Hardened { .. }) && before.len() != after.len() {
            format!(
                "put {} pg_hba records in place of {}",
                after.len(),
                before.len()
            )
        } else {
            format!("change {changed} of {} pg_hba records", before.len())
        };
        self.steps.push(Step {
            name: "pg-hba".to_owned(),
            summary,
            change: Change::Hba {
                before: before.to_vec(),
                after,
            },
            restarts: false,
            expected: QUICK,
            fallback: vec![],
        });
    }

    /// Holds a list of records against the settings that it will meet: whether the server loads it,
    /// whether anybody gets in, and who does not get in any more.
    fn check_records(
        &mut self,
        ssl: &SslState,
        wanted: &MissingParts,
        before: &[Record],
        after: &[Record],
    ) {
        let knowledge = knowledge(self.posture);
        let on_after = match self.policy.switch {
            Some(SwitchGoal::On | SwitchGoal::Renew) => true,
            Some(SwitchGoal::Off) => false,
            None => ssl.enabled == Some(true),
        };
        let ca_after = match &wanted.client_ca {
            Some(change) => change.after().is_some(),
            None => ssl.client_ca.is_some() && self.policy.switch != Some(SwitchGoal::Off),
        };
        let setting = LockoutSetting {
            knowledge: &knowledge,
            ssl_before: ssl.enabled,
            ssl: on_after,
            client_ca: ca_after,
        };
        let is_turned_on = ssl.enabled == Some(false) && on_after;
        let same = after == before;
        let one_by_one = matches!(self.policy.hba, Some(HbaGoal::Exactly(_)));
        let declared = matches!(self.policy.hba, Some(HbaGoal::Declared(_)));
        if is_turned_on || (one_by_one || declared) && !same {
            let on = ssl.enabled != Some(false);
            let admitted = hba::admitted(before, after, on, on_after, &knowledge);
            self.check_admitted(admitted, is_turned_on && !one_by_one);
        }
        let loses_ca = ssl.client_ca.is_some() && !ca_after;
        if same && !(loses_ca || ssl.enabled == Some(true) && !on_after) {
            return;
        }
        let is_new = |record: &Record| {
            let as_before = |known: &Record| {
                Record {
                    priority: record.priority,
                    ..known.clone()
                } == *record
            };
            !before.iter().any(as_before)
        };
        let new: Vec<&Record> = after.iter().filter(|record| is_new(record)).collect();
        for record in &new {
            if let Some(why) = hba::refused_by(record, knowledge.server_major) {
                self.block(
                    "record-not-loaded",
                    format!("the server would not load record {}: {why}", named(record)),
                    Some("correct the record".to_owned()),
                );
            } else if let Some(why) = hba::without_effect(record, knowledge.server_major) {
                self.warn("clientcert", format!("record {}: {why}", named(record)));
            }
        }
        let needs_ssl = |record: &Record| record.kind == RecordType::HostSsl;
        let off = self.policy.switch == Some(SwitchGoal::Off);
        if !on_after && after.iter().any(needs_ssl) {
            // Switching SSL off over such records is refused where the steps are laid out.
            if off
                && after
                    .iter()
                    .any(|record| needs_ssl(record) && !record.rejects())
            {
                return;
            }
            if !off {
                return self.block(
                    "ssl-off",
                    "SSL is off; hostssl records need it".to_owned(),
                    Some(format!("forcessl ssl enable {}", self.posture.id)),
                );
            }
        }
        let demanding: Vec<&Record> = after
            .iter()
            .filter(|record| hba::demands_certificate(record, knowledge.server_major))
            .collect();
        if let (Some(first), false) = (demanding.first(), ca_after || !on_after) {
            let message = format!(
                "record {} demands a client certificate, and no client CA is set: the server would refuse every login that meets it",
                named(first)
            );
            if loses_ca || demanding.iter().any(|record| is_new(record)) {
                self.block(
                    "clientcert-without-ca",
                    message,
                    Some(if wanted.client_ca == Some(Replace::Clear) {
                        format!(
                            "change this record first: forcessl hba apply {} FILE",
                            self.posture.id
                        )
                    } else {
                        format!("forcessl ca set {} CA.pem", self.posture.id)
                    }),
                );
            } else {
                self.warn("clientcert-without-ca", message);
            }
        }
        let lets_in = |records: &[Record], ssl, ca, only| {
            hba::lets_somebody_in(records, ssl, ca, only, &knowledge)
        };
        let ordinary = Some(Replication::No);
        let ordinary_goes = lets_in(before, ssl.enabled != Some(false), true, ordinary)
            && !lets_in(after, on_after, ca_after, ordinary);
        if ordinary_goes || !lets_in(after, on_after, ca_after, None) {
            let (state, next) = match (on_after, off) {
                (true, _) => (
                    "with SSL on",
                    "keep a record that lets clients in".to_owned(),
                ),
                (false, true) => (
                    "with SSL off",
                    "change the records first, so that clients get in without SSL".to_owned(),
                ),
                (false, false) => (
                    "with SSL off",
                    format!("forcessl ssl enable {}", self.posture.id),
                ),
            };
            return self.block(
                "nobody-gets-in",
                format!("no client could log in any more: none of the records lets one in {state}"),
                Some(next),
            );
        }
        let lost = hba::lockouts(before, after, setting);
        if !lost.complete {
            self.warn(
                "lockouts-not-looked-for",
                "there are too many records to say who would not get in any more",
            );
        }
        self.warn_about_lockouts(&lost.found);
        self.lockouts = lost.found;
    }

    /// Names who would get in anew. Records that are named one by one may let them in, and the question
    /// says so; turning SSL on may not: while it is off every client is one without SSL, and once it is on
    /// `hostnossl` records hold nobody back who uses SSL, and `hostssl` records count.
    fn check_admitted(&mut self, admitted: hba::Admitted, by_ssl: bool) {
        let hba::Admitted {
            openly,
            perhaps,
            complete,
        } = admitted;
        if let (Some(first), true) = (openly.first(), by_ssl) {
            let others = match openly.len() {
                1 => String::new(),
                count => format!(" ({count} groups of logins in all)"),
            };
            self.block(
                "ssl-opens",
                format!("turning SSL on would let in who is refused today: {first}{others}"),
                Some(format!(
                    "write the record that decides today as `host` first: forcessl hba apply {} FILE",
                    self.posture.id
                )),
            );
        }
        let shown = if by_ssl { &[][..] } else { &openly };
        for one in shown.iter().chain(&perhaps).take(NAMED) {
            self.warn("admits-more", one.clone());
        }
        self.admits = openly;
        if !complete {
            let what = "there are too many records to say who would get in anew";
            self.warn("admits-more", what);
            self.admits.push(what.to_owned());
        }
    }

    fn warn_about_lockouts(&mut self, lost: &[Lockout]) {
        for one in lost.iter().take(NAMED) {
            self.warn("lockout", one.to_string());
        }
        if lost.len() > NAMED {
            self.warn(
                "lockout",
                format!(
                    "{} groups of logins in all would or may not get in any more",
                    lost.len()
                ),
            );
        }
    }
}

fn named(record: &Record) -> String {
    let line = hba::syntax::text::line(record, hba::Shown::Redacted);
    format!("{} ({line})", record.priority)
}
