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
use crate::text;
use crate::text::Text;

impl Draft<'_> {
    /// Blocks what cannot be planned at all. Gives what stands in the way of sending only: an instance
    /// that is as wanted may be locked or busy.
    pub(in crate::domain::plan) fn check_instance(&mut self) -> Vec<Blocker> {
        let id = &self.posture.id;
        let Some(instance) = self.instance().cloned() else {
            self.block(
                "unreadable",
                text!("plan-unread-instance"),
                Some(Text::verbatim(format!("forcessl check -v {id}"))),
            );
            return vec![];
        };
        if let Some(reason) = unsupported(&instance) {
            self.block(
                "unsupported",
                text!("plan-unsupported", reason = reason),
                None,
            );
            return vec![];
        }
        if instance.is_postgresql().is_none() {
            self.block("unsupported", text!("plan-unsaid-engine"), None);
        }
        let mut found = Vec::new();
        let mut stop = |id: &str, message: Text, next: Option<Text>| {
            found.push(Blocker {
                id: id.to_owned(),
                message,
                next,
            });
        };
        if instance.is_locked() == Some(true) {
            let mode = instance.lock_mode.as_deref().unwrap_or_default();
            stop("locked", text!("plan-locked", mode = mode), None);
        }
        let wait = Some(text!("plan-wait-next", instance = id));
        let ssl = self.posture.ssl.known().map(|ssl| &ssl.last_change);
        let hba = self.posture.hba.known().map(|hba| &hba.last_change);
        let running = [ssl, hba].into_iter().flatten().any(LastChange::is_running);
        match &instance.status {
            Status::Busy(text) => stop(NOT_RUNNING, text!("plan-busy", status = text), wait),
            Status::Running if running => {
                stop(CHANGING, text!("plan-changing"), wait);
            }
            Status::Running => {}
            Status::Gone(text) => stop("gone", text!("plan-gone", status = text), None),
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
                text!("plan-ssl-off"),
                Some(Text::verbatim(format!("forcessl ssl enable {id}"))),
            );
        }
        let acl_wanted = forces(wanted.acl) || forces(wanted.replication_acl);
        if acl_wanted && ca_after.is_none() {
            self.block(
                "acl-without-ca",
                text!("plan-acl-without-ca"),
                Some(text!("plan-add-client-ca")),
            );
        }
        if wanted.client_ca == Some(Replace::Clear)
            && !off
            && (forces(acl_after) || forces(replication_after))
        {
            self.block(
                "acl-without-ca",
                text!("plan-acl-still-demands"),
                Some(Text::verbatim(format!("forcessl acl set {id} prefer"))),
            );
        }
        if matches!(wanted.crl, Some(Replace::Set(_))) && ca_after.is_none() {
            self.block(
                "crl-without-ca",
                text!("plan-crl-without-ca"),
                Some(text!("plan-add-client-ca")),
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
                text!("plan-version", version = major),
                Some(text!("plan-version-next")),
            ),
            None if full => self.warn("version", text!("plan-version-not-known")),
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
                text!("plan-pooler-breaks"),
                Some(text!("plan-pooler-breaks-next")),
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
                    text!("plan-client-ca-goes", ca = &ca.subject),
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
            let message = text!("crl-unreadable", error = error.text());
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
                CrlFaultKind::Remark => ("crl", true, None),
                CrlFaultKind::Unusable => ("crl", false, Some(text!("plan-crl-current"))),
                CrlFaultKind::Uncovered => (
                    "crl-uncovered",
                    self.policy.crl_care == CrlCare::UncoveredAllowed,
                    Some(text!("plan-crl-uncovered-next")),
                ),
                CrlFaultKind::Older => (
                    "crl-older",
                    false,
                    Some(text!("plan-crl-older-next", instance = &self.posture.id)),
                ),
                CrlFaultKind::Unrevoking => (
                    "crl-unrevoking",
                    self.policy.allow_unrevoking,
                    Some(text!(
                        "plan-crl-unrevoking-next",
                        instance = &self.posture.id
                    )),
                ),
            };
            if allowed || !changes {
                self.warn(id, message);
            } else {
                self.block(id, message, next);
            }
        }
    }
}
