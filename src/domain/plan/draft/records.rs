//! The step that replaces the pg_hba records.
//!
//! Invariant: every list that a plan leaves in force passes [`Draft::check_records`], whichever command
//! asked for it.

use super::super::steps::{QUICK, acl_after};
use super::super::{Change, EXCEPTION, Step};
use super::Draft;
use super::record_checks::said;
use crate::domain::hba::{self, ExposureScope, HardenError, Provenance, Record, Strategy};
use crate::domain::instance::Instance;
use crate::domain::policy::HbaGoal;
use crate::domain::ssl::{SslChange, SslState};
use crate::domain::verdict::{HBA_KERNEL, knowledge};
use crate::text::{Text, text};

impl Draft<'_> {
    pub(super) fn plan_hba(&mut self, ssl: &SslState, wanted: &SslChange) {
        match (self.posture.hba.known(), &self.policy.hba) {
            (Some(hba), Some(goal)) => {
                let before = hba.records().to_vec();
                if let Some(after) = self.records_wanted(&before, goal) {
                    self.check_records(ssl, wanted, &before, &after);
                    self.plan_records(&before, after, hba.provenance());
                }
            }
            (Some(hba), None) => self.check_records(ssl, wanted, hba.records(), hba.records()),
            (None, Some(_)) => {
                let what = text!("plan-unread-records");
                self.block("unreadable", what, Some(self.look()));
            }
            (None, None) => {}
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
            Some(HbaGoal::Declared(_)) => return,
            Some(HbaGoal::Exactly(_)) | None => &self.policy.waived,
        };
        let acls = [
            acl_after(ssl, self.policy.acl, ssl.acl),
            acl_after(ssl, self.policy.replication_acl, ssl.replication_acl),
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
            let id = &self.posture.id;
            let next = text!("plan-kept-under-acl-next", instance = id);
            self.block("exception-acl", message, Some(next));
        }
    }

    /// Blocks a waiver for logins that get in today and have no record among those that the policy declares.
    fn check_waivers_kept(&mut self, before: &[Record], declared: &[Record]) {
        let waived = &self.policy.waived;
        if waived.is_empty() {
            return;
        }
        let known: Vec<Vec<Record>> = declared.iter().map(said).collect();
        let is_lost = |kept: &&hba::KeptRecord| !known.contains(&said(kept.record()));
        let why = match hba::harden(before, Strategy::Convert, waived, &knowledge(self.posture)) {
            Ok(hardened) if !hardened.kept.iter().any(|kept| is_lost(&kept)) => return,
            Ok(hardened) => {
                let lost = hardened.kept.iter().filter(is_lost);
                Text::list(lost.map(hba::KeptRecord::text))
            }
            Err(_) if self.is_same(before, declared) => return,
            Err(error) => error.text(),
        };
        let next = text!("plan-waiver-not-kept-next");
        let what = text!("plan-waiver-not-kept", kept = why);
        self.block("waiver", what, Some(next));
    }

    /// Blocks a plan that keeps a login open by a waiver of which the last day is over at the time of the look.
    fn check_waivers_hold(&mut self, kept: &[hba::KeptRecord]) {
        let today = self.posture.seen_at.date_naive();
        for one in kept {
            if let Some(until) = one.until().filter(|until| *until < today) {
                let until = until.to_string();
                let what = text!("plan-waiver-over", until = until, kept = one.text());
                self.block("waiver", what, None);
            }
        }
    }

    /// The records that are wanted; `None` when they cannot be made.
    fn records_wanted(&mut self, before: &[Record], goal: &HbaGoal) -> Option<Vec<Record>> {
        match goal {
            HbaGoal::Exactly(records) => Some(records.clone()),
            HbaGoal::Declared(records) => {
                self.check_waivers_kept(before, records);
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
                    self.check_waivers_hold(&hardened.kept);
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
    pub(super) fn is_same(&self, before: &[Record], after: &[Record]) -> bool {
        let in_place = || {
            let priority = |record: &Record| record.priority;
            after.iter().map(priority).eq(before.iter().map(priority))
        };
        let says_same = || hba::canonical(after) == hba::canonical(before);
        after == before || (self.policy.any_priorities || in_place()) && says_same()
    }

    fn plan_records(&mut self, before: &[Record], after: Vec<Record>, provenance: Provenance) {
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
        let assumed = match provenance {
            Provenance::Listed => None,
            Provenance::Factory => Some(text!("plan-records-assumed")),
            Provenance::FactoryUnlogged => Some(text!("plan-records-assumed-unlogged")),
        };
        if let Some(assumed) = assumed {
            self.warn("records-assumed", assumed);
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
}
