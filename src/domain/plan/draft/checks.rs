//! What stands in the way of a plan: the instance itself, and wishes that do not fit what is set.

use chrono::TimeDelta;

use super::super::steps::MissingParts;
use super::super::{Blocker, CHANGING, NOT_RUNNING};
use super::Draft;
use crate::domain::acl::Acl;
use crate::domain::certificate::{self, CrlFault, CrlFaultKind};
use crate::domain::instance::Status;
use crate::domain::policy::{CrlCare, SwitchGoal};
use crate::domain::ssl::{LastChange, Pem, Replace, SslState};
use crate::domain::verdict::unsupported;

impl Draft<'_> {
    /// Blocks what cannot be planned at all. Gives what stands in the way of sending only: an instance
    /// that is as wanted may be locked or busy.
    pub(in crate::domain::plan) fn check_instance(&mut self) -> Vec<Blocker> {
        let id = &self.posture.id;
        let Some(instance) = self.instance().cloned() else {
            self.block(
                "unreadable",
                "the instance could not be read, so nothing can be planned".to_owned(),
                Some(format!("forcessl check -v {id}")),
            );
            return vec![];
        };
        if let Some(reason) = unsupported(&instance) {
            self.block(
                "unsupported",
                format!("SSL cannot be enforced: {reason}"),
                None,
            );
            return vec![];
        }
        if instance.is_postgresql().is_none() {
            self.block(
                "unsupported",
                "the API did not tell the engine".to_owned(),
                None,
            );
        }
        let mut found = Vec::new();
        let mut stop = |id: &str, message: String, next: Option<String>| {
            found.push(Blocker {
                id: id.to_owned(),
                message,
                next,
            });
        };
        if instance.is_locked() == Some(true) {
            let mode = instance.lock_mode.as_deref().unwrap_or_default();
            stop("locked", format!("the instance is locked ({mode})"), None);
        }
        let wait = Some(format!("forcessl wait {id}, or add --wait-ready"));
        let ssl = self.posture.ssl.known().map(|ssl| &ssl.last_change);
        let hba = self.posture.hba.known().map(|hba| &hba.last_change);
        let running = [ssl, hba].into_iter().flatten().any(LastChange::is_running);
        match &instance.status {
            Status::Busy(text) => stop(
                NOT_RUNNING,
                format!(
                    "the instance is busy ({text}); the API refuses changes until it is Running"
                ),
                wait,
            ),
            Status::Running if running => {
                stop(CHANGING, "another change is still running".to_owned(), wait);
            }
            Status::Running => {}
            Status::Gone(text) => stop("gone", format!("the instance is {text}"), None),
        }
        found
    }

    pub(super) fn check_wanted(&mut self, ssl: &SslState, wanted: &MissingParts) {
        let ca_after = wanted
            .client_ca
            .as_ref()
            .map_or(ssl.client_ca.as_ref(), Replace::after);
        let acl_after = wanted.acl.or(ssl.acl);
        let replication_after = wanted.replication_acl.or(ssl.replication_acl);
        let forces = |acl: Option<Acl>| acl.is_some_and(Acl::forces_ssl);
        let (id, off) = (
            self.posture.id.clone(),
            self.policy.switch == Some(SwitchGoal::Off),
        );
        let on_after = match self.policy.switch {
            Some(SwitchGoal::On | SwitchGoal::Renew) => true,
            Some(SwitchGoal::Off) => false,
            None => ssl.enabled == Some(true),
        };
        if !on_after && !off && wanted.touches_certificates() {
            self.block(
                "ssl-off",
                "SSL is off; a client CA, a revocation list and an ACL need it".to_owned(),
                Some(format!("forcessl ssl enable {id}")),
            );
        }
        let acl_wanted = forces(wanted.acl) || forces(wanted.replication_acl);
        if acl_wanted && ca_after.is_none() {
            self.block(
                "acl-without-ca",
                "an ACL that demands certificates needs a client CA, and none is set".to_owned(),
                Some("add --client-ca FILE".to_owned()),
            );
        }
        if wanted.client_ca == Some(Replace::Clear)
            && !off
            && (forces(acl_after) || forces(replication_after))
        {
            self.block(
                "acl-without-ca",
                "the ACL still demands certificates of the client CA that would be cleared"
                    .to_owned(),
                Some(format!("forcessl acl set {id} prefer")),
            );
        }
        if matches!(wanted.crl, Some(Replace::Set(_))) && ca_after.is_none() {
            self.block(
                "crl-without-ca",
                "a revocation list needs a client CA, and none is set".to_owned(),
                Some("add --client-ca FILE".to_owned()),
            );
        }
        if let Some(client_ca) = ca_after {
            if wanted.client_ca.is_some() {
                for message in certificate::unjudged(client_ca.as_str()) {
                    self.warn("client-ca-not-known", message);
                }
            }
            if on_after {
                self.check_crl(ssl, wanted, client_ca);
            }
            self.warn_about_leaving(ssl, client_ca);
        }
        let full = [wanted.acl, wanted.replication_acl].contains(&Some(Acl::VerifyFull));
        match self.major() {
            Some(major) if full && major < 12 => self.block(
                "version",
                format!("verify-full needs PostgreSQL 12 or later, and this is {major}"),
                Some("use --mode verify-ca or --mode cert".to_owned()),
            ),
            None if full => self.warn(
                "version",
                "the PostgreSQL version is not known; verify-full needs 12 or later",
            ),
            _ => {}
        }
        let pooler = self.instance().and_then(|instance| instance.pooler) == Some(true);
        let breaks_pooler = [wanted.acl, wanted.replication_acl]
            .iter()
            .any(|acl| matches!(acl, Some(Acl::VerifyCa | Acl::VerifyFull)))
            || matches!(wanted.crl, Some(Replace::Set(_)));
        if pooler && breaks_pooler {
            self.block(
                "pooler",
                "PgBouncer is on, and it does not support the ACL modes verify-ca and verify-full or a revocation list".to_owned(),
                Some("use --mode cert or --via hba, or switch PgBouncer off".to_owned()),
            );
        }
    }

    /// Client CAs that are installed and would not be any more.
    fn warn_about_leaving(&mut self, ssl: &SslState, client_ca: &Pem) {
        let read = |pem: &Pem| certificate::parse_chain(pem.as_str()).unwrap_or_default();
        let after = read(client_ca);
        for ca in ssl.client_ca.as_ref().map(read).unwrap_or_default() {
            if !after.iter().any(|remains| remains.sha256 == ca.sha256) {
                self.warn(
                    "client-ca-goes",
                    format!(
                        "clients with certificates of `{}` are refused afterwards (`forcessl ca rotate` lets in old and new ones first)",
                        ca.subject
                    ),
                );
            }
        }
    }

    /// A list that the server would not use, or one that lets revoked certificates in again.
    fn check_crl(&mut self, ssl: &SslState, wanted: &MissingParts, client_ca: &Pem) {
        let crl = wanted.crl.as_ref().map_or(ssl.crl.as_ref(), Replace::after);
        let (Some(crl), false) = (crl, self.policy.crl_care == CrlCare::AsItIs) else {
            return;
        };
        let installed = ssl.crl.as_ref().map(Pem::as_str);
        let (now, soon) = (self.posture.seen_at, TimeDelta::days(7));
        let faults = certificate::judge_crl(crl.as_str(), client_ca.as_str(), installed, now, soon);
        let faults = faults.unwrap_or_else(|error| {
            // A list that a server has runs there, in whatever form it is told here.
            let kind = match wanted.crl {
                Some(_) => CrlFaultKind::Unusable,
                None => CrlFaultKind::Remark,
            };
            let message = format!("the revocation list cannot be read: {error}");
            vec![CrlFault { kind, message }]
        });
        // What only weakens the ACL helps those that such a list has locked out.
        let forces = |acl: Option<Acl>| acl.is_some_and(Acl::forces_ssl);
        let changes = wanted.client_ca.is_some()
            || wanted.crl.is_some()
            || self.policy.hba.is_some()
            || forces(wanted.acl)
            || forces(wanted.replication_acl);
        for CrlFault { kind, message } in faults {
            let (id, allowed, next) = match kind {
                CrlFaultKind::Remark => ("crl", true, String::new()),
                CrlFaultKind::Unusable => (
                    "crl",
                    false,
                    "make a current list with the client CA that is set".to_owned(),
                ),
                CrlFaultKind::Uncovered => (
                    "crl-uncovered",
                    self.policy.crl_care == CrlCare::UncoveredAllowed,
                    "give the list of that CA too, or add --allow-uncovered; `forcessl cert crl --ca FOLDER` makes one, and `forcessl ca rotate` takes it with --crl".to_owned(),
                ),
                CrlFaultKind::Older => (
                    "crl-older",
                    false,
                    format!(
                        "make a new list, or clear the installed one: forcessl crl clear {}",
                        self.posture.id
                    ),
                ),
                CrlFaultKind::Unrevoking => (
                    "crl-unrevoking",
                    self.policy.allow_unrevoking,
                    format!(
                        "make the list with `forcessl cert crl --installed FILE`, or set it by itself: forcessl crl set {} FILE --allow-unrevoking",
                        self.posture.id
                    ),
                ),
            };
            if allowed || !changes {
                self.warn(id, message);
            } else {
                self.block(id, message, Some(next));
            }
        }
    }
}
