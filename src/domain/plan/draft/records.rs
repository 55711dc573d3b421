//! The step that replaces the pg_hba records, and what keeps any list of records from being sent.
//!
//! Invariant: every list that a plan leaves in force passes [`Draft::check_records`], whichever command
//! asked for it.

use super::super::steps::QUICK;
use super::super::{Change, EXCEPTION, Step};
use super::Draft;
use crate::domain::hba::{
    self, ExposureScope, HardenError, LockoutCause, LockoutSetting, Record, RecordType,
    Replication, Strategy,
};
use crate::domain::instance::Instance;
use crate::domain::policy::{CrlCare, HbaGoal};
use crate::domain::posture::Reading;
use crate::domain::ssl::{Replace, SslChange, SslState};
use crate::domain::verdict::{HBA_KERNEL, knowledge};
use crate::text::{Text, text};

/// How many groups of logins a plan names before the rest is counted.
const NAMED: usize = 5;

impl Draft<'_> {
    pub(super) fn plan_hba(&mut self, ssl: &SslState, wanted: &SslChange) {
        match (&self.posture.hba, &self.policy.hba) {
            (Reading::Known(hba), Some(goal)) => {
                let (before, assumed) = hba.in_force();
                if let Some(after) = self.records_wanted(&before, goal) {
                    self.check_records(ssl, wanted, &before, &after);
                    self.plan_records(&before, after, assumed);
                }
            }
            (Reading::Known(hba), None) => {
                let (records, _) = hba.in_force();
                self.check_records(ssl, wanted, &records, &records);
            }
            (Reading::NotAsked | Reading::Unreadable(_), Some(_)) => {
                let what = text!("plan-unread-records");
                self.block("unreadable", what, Some(self.look()));
            }
            (Reading::NotAsked | Reading::Unreadable(_), None) => {}
        }
    }

    /// Blocks an exception or a waiver for logins that get in today, where an ACL forces SSL after the plan: how it
    /// combines with a record for plaintext is not documented, so nothing can be promised to them.
    pub(super) fn check_kept(&mut self) {
        let (Some(ssl), Some(hba)) = (self.posture.ssl.known(), self.posture.hba.known()) else {
            return;
        };
        let exceptions = match &self.policy.hba {
            Some(HbaGoal::Hardened { exceptions, .. }) => exceptions,
            Some(HbaGoal::Exactly(_) | HbaGoal::Declared(_)) | None => &self.policy.waived,
        };
        let acls = [
            self.policy.acl.or(ssl.acl),
            self.policy.replication_acl.or(ssl.replication_acl),
        ];
        let Some(acl) = acls.into_iter().flatten().find(|acl| acl.forces_ssl()) else {
            return;
        };
        let (before, _) = hba.in_force();
        let knowledge = knowledge(self.posture);
        // One that cannot be kept at all is refused where the records are made.
        if let Ok(hardened) = hba::harden(&before, Strategy::Convert, exceptions, &knowledge)
            && !hardened.kept.is_empty()
        {
            let kept = Text::list(hardened.kept.iter().map(hba::KeptRecord::text));
            let message = text!("plan-kept-under-acl", acl = acl.as_str(), kept = kept);
            self.block(
                "exception-acl",
                message,
                Some(text!("plan-kept-under-acl-next")),
            );
        }
    }

    /// The records that are wanted; `None` when they cannot be made.
    fn records_wanted(&mut self, before: &[Record], goal: &HbaGoal) -> Option<Vec<Record>> {
        match goal {
            HbaGoal::Exactly(records) => Some(records.clone()),
            HbaGoal::Declared(records) => {
                let open = hba::exposure(records, &knowledge(self.posture));
                if open.scope() != ExposureScope::Closed {
                    let message = text!("plan-records-open", gaps = open.text());
                    self.block("records-open", message, None);
                }
                Some(records.clone())
            }
            HbaGoal::Hardened {
                strategy,
                exceptions,
            } => match hba::harden(before, *strategy, exceptions, &knowledge(self.posture)) {
                Ok(hardened) => {
                    let kept = hardened.kept.iter().map(hba::KeptRecord::text);
                    self.plan.accepted.extend(kept);
                    Some(hardened.records)
                }
                Err(error) => {
                    let (id, next) = match &error {
                        HardenError::Unreadable { .. } => {
                            (EXCEPTION, Some(text!("plan-exception-next")))
                        }
                        HardenError::NotAdmitted { .. } | HardenError::Undecided { .. } => {
                            let id = &self.posture.id;
                            (EXCEPTION, Some(text!("plan-exception-look", instance = id)))
                        }
                        HardenError::UnknownType { .. } | HardenError::DoesNotFit { .. } => {
                            ("records", None)
                        }
                    };
                    self.block(id, error.text(), next);
                    None
                }
            },
        }
    }

    /// Whether nothing has to be sent for these records.
    fn is_same(&self, before: &[Record], after: &[Record]) -> bool {
        let says_same = || hba::canonical(after) == hba::canonical(before);
        after == before || self.policy.any_priorities && says_same()
    }

    fn plan_records(&mut self, before: &[Record], after: Vec<Record>, assumed: bool) {
        if self.is_same(before, &after) {
            return;
        }
        match self.instance().and_then(Instance::kernel_date) {
            Some(date) if date < HBA_KERNEL => {
                let what = text!("plan-kernel", needed = HBA_KERNEL, version = date);
                self.block("kernel", what, Some(text!("plan-kernel-next")));
            }
            Some(_) => {}
            None => {
                let what = text!("plan-kernel-not-known", needed = HBA_KERNEL);
                self.warn("kernel", what);
            }
        }
        if assumed {
            self.warn("records-assumed", text!("plan-records-assumed"));
        }
        let (all, put) = (before.len(), after.len());
        let summary = if all == put {
            let rows = hba::diff(before, &after);
            let kept = rows.iter().filter(|row| row.is_kept()).count();
            text!("step-records-change", count = all - kept, all = all)
        } else {
            text!("step-records-put", count = put, before = all)
        };
        self.plan.steps.push(Step {
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
        wanted: &SslChange,
        before: &[Record],
        after: &[Record],
    ) {
        let knowledge = knowledge(self.posture);
        let (on_after, off) = (self.is_on_after(ssl), self.turns_off());
        let ca_after = match &wanted.client_ca {
            Some(change) => change.after().is_some(),
            None => ssl.client_ca.is_some() && !off,
        };
        let setting = LockoutSetting {
            knowledge: &knowledge,
            ssl_before: ssl.enabled,
            ssl: on_after,
            client_ca_before: ssl.client_ca.is_some(),
            client_ca: ca_after,
        };
        let is_turned_on = ssl.enabled == Some(false) && on_after;
        let same = self.is_same(before, after);
        let one_by_one = matches!(self.policy.hba, Some(HbaGoal::Exactly(_)));
        let declared = matches!(self.policy.hba, Some(HbaGoal::Declared(_)));
        if is_turned_on || (one_by_one || declared) && !same {
            let on = ssl.enabled != Some(false);
            let admitted = hba::admitted(before, after, on, on_after, &knowledge);
            self.check_admitted(admitted, is_turned_on && !one_by_one);
        }
        let loses_ca = ssl.client_ca.is_some() && !ca_after;
        if same && !loses_ca && ssl.enabled == Some(on_after) {
            return;
        }
        let alike = |record: &Record| hba::canonical(std::slice::from_ref(record));
        let known: Vec<Vec<Record>> = before.iter().map(alike).collect();
        let is_new = |record: &Record| !known.contains(&alike(record));
        let new: Vec<&Record> = after.iter().filter(|record| is_new(record)).collect();
        for record in &new {
            if let Some(why) = hba::refused_by(record, knowledge.server_major) {
                let what = text!("plan-record-not-loaded", record = named(record), why = why);
                self.block(
                    "record-not-loaded",
                    what,
                    Some(text!("plan-correct-record")),
                );
            } else if let Some(why) = hba::without_effect(record, knowledge.server_major) {
                let what = text!("plan-record-remark", record = named(record), why = why);
                self.warn("clientcert", what);
            }
        }
        let needs_ssl = |record: &Record| record.kind == RecordType::HostSsl;
        let lets_in_by_ssl = |record: &Record| needs_ssl(record) && !record.rejects();
        // Switching SSL off over such records is refused where the steps are laid out.
        if off && after.iter().any(lets_in_by_ssl) {
            return;
        }
        if !on_after && !off && after.iter().any(needs_ssl) {
            let what = text!("plan-hostssl-needs-ssl");
            return self.block("ssl-off", what, Some(self.turn_on()));
        }
        let lost = hba::lockouts(before, after, setting);
        if !ca_after && on_after {
            let is_worse = |record: &Record| {
                let cause = LockoutCause::CertificateWithoutCa(record.priority);
                loses_ca
                    || is_new(record)
                    || !same && record.method == "cert"
                    || !lost.complete
                    || lost.found.iter().any(|one| one.cause == cause)
            };
            self.check_without_ca(ssl, wanted, after, &is_worse);
        }
        let lets_in = |records: &[Record], ssl, ca, only| {
            hba::lets_somebody_in(records, ssl, ca, only, &knowledge)
        };
        let ordinary = Some(Replication::No);
        let let_in = |only| {
            lets_in(
                before,
                ssl.enabled == Some(true),
                setting.client_ca_before,
                only,
            )
        };
        let lets_in = |only| lets_in(after, on_after, ca_after, only);
        let stays_shut = same && !let_in(None);
        if !stays_shut && (let_in(ordinary) && !lets_in(ordinary) || !lets_in(None)) {
            let message = if on_after {
                text!("plan-nobody-with-ssl")
            } else {
                text!("plan-nobody-without-ssl")
            };
            let next = if self.policy.crl_care == CrlCare::AsItIs {
                text!("plan-another-state", instance = &self.posture.id)
            } else if on_after {
                text!("plan-keep-a-record")
            } else if off {
                text!("plan-change-records-first")
            } else {
                self.turn_on()
            };
            return self.block("nobody-gets-in", message, Some(next));
        }
        if !lost.complete {
            let what = text!("plan-lockouts-not-looked-for");
            self.warn("lockouts-not-looked-for", what);
        }
        for one in lost.found.iter().take(NAMED) {
            self.warn("lockout", one.text());
        }
        if lost.found.len() > NAMED {
            let what = text!("plan-lockouts", count = lost.found.len());
            self.warn("lockout", what);
        }
        self.plan.lockouts = lost.found;
    }

    /// Records that demand client certificates while no client CA is set: the server loads them and refuses
    /// everyone who meets them. Those that stood there and take the way in from nobody who has one today
    /// are no reason not to close plaintext for all others; the service takes no record of the method `cert`.
    fn check_without_ca(
        &mut self,
        ssl: &SslState,
        wanted: &SslChange,
        after: &[Record],
        is_worse: &dyn Fn(&Record) -> bool,
    ) {
        let major = knowledge(self.posture).server_major;
        let demands = |record: &&Record| hba::demands_certificate(record, major);
        let mut demanding = after.iter().filter(demands);
        let worse = demanding.clone().find(|record| is_worse(record));
        let Some(record) = worse.or_else(|| demanding.next()) else {
            return;
        };
        let message = text!("plan-clientcert-without-ca", record = named(record));
        if worse.is_none() {
            return self.warn("clientcert-without-ca", message);
        }
        let id = &self.posture.id;
        let next = if wanted.client_ca == Some(Replace::Clear) {
            text!("plan-change-record-first", instance = id)
        } else if ssl.enabled == Some(true) {
            Text::verbatim(format!("forcessl ca set {id} CA.pem"))
        } else {
            Text::verbatim(format!("forcessl enforce {id} --client-ca CA.pem"))
        };
        self.block("clientcert-without-ca", message, Some(next));
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
            let message = match openly.len() {
                1 => text!("plan-ssl-opens", who = first),
                count => text!("plan-ssl-opens-more", who = first, count = count),
            };
            let next = text!("plan-ssl-opens-next", instance = &self.posture.id);
            self.block("ssl-opens", message, Some(next));
        }
        let shown = if by_ssl { &[][..] } else { &openly };
        for one in shown.iter().chain(&perhaps).take(NAMED) {
            self.warn("admits-more", one.clone());
        }
        self.plan.admits = openly;
        if !complete {
            let what = text!("plan-admits-not-looked-for");
            self.warn("admits-more", what.clone());
            self.plan.admits.push(what);
        }
    }
}

fn named(record: &Record) -> String {
    let line = hba::syntax::text::line(record, hba::Shown::Redacted);
    format!("{} ({line})", record.priority)
}
