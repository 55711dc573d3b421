//! What stands in the way of a plan: the instance itself, and wishes that do not fit what is set.

use chrono::TimeDelta;

use super::super::steps::acl_after;
use super::super::{Blocker, CERTIFICATE_GONE, CHANGING, NOT_RUNNING};
use super::Draft;
use crate::domain::acl::Acl;
use crate::domain::basis::BasisPart;
use crate::domain::certificate::inspect::Reason;
use crate::domain::certificate::{self, Admission, Certificate, CrlFault, CrlFaultKind, JudgedCa};
use crate::domain::instance::{Instance, Status};
use crate::domain::policy::{AclGoal, CaCare, CrlCare};
use crate::domain::ssl::{CaType, Pem, Replace, SslChange, SslState, install_own};
use crate::domain::verdict::unsupported;
use crate::text::{Text, text};

impl Draft<'_> {
    /// Blocks what cannot be planned at all, such as what a running change of SSL or records may leave behind. Gives
    /// what stands in the way of sending only: an instance that is as wanted may be locked, or busy with anything else.
    pub(super) fn check_instance(&mut self) -> Vec<Blocker> {
        let id = &self.posture.id;
        let Some(instance) = self.instance() else {
            let what = text!("plan-unread-instance");
            self.block("unreadable", what, Some(self.look()));
            return vec![];
        };
        if let Some(reason) = unsupported(instance) {
            let what = text!("plan-unsupported", reason = reason);
            self.block("unsupported", what, None);
            return vec![];
        }
        if instance.is_postgresql().is_none() {
            self.block("unsupported", text!("plan-unsaid-engine"), None);
        }
        let wait = Some(text!("plan-wait-next", instance = id));
        let is_gone = matches!(instance.status, Status::Gone(_));
        let is_changing = self.posture.is_changing() && !is_gone;
        if is_changing {
            self.block(CHANGING, text!("plan-changing"), wait.clone());
        }
        let mut found = Vec::new();
        let mut stop = |id, message, next| found.push(Blocker::new(id, message, next));
        if instance.is_locked() == Some(true) {
            let mode = instance.lock_mode.as_deref().unwrap_or_default();
            stop("locked", text!("plan-locked", mode = mode), None);
        }
        match &instance.status {
            Status::Busy(_) if is_changing => {}
            Status::Busy(text) => stop(NOT_RUNNING, text!("plan-busy", status = text), wait),
            Status::Running => {}
            Status::Gone(text) => stop("gone", text!("plan-gone", status = text), None),
        }
        found
    }

    fn check_acls(&mut self, ssl: &SslState) {
        let goals = [self.policy.acl, self.policy.replication_acl];
        let after = |goal, acl| acl_after(ssl, goal, acl).unwrap_or(Acl::Prefer);
        let (acl, other) = (
            after(goals[0], ssl.acl),
            after(goals[1], ssl.replication_acl),
        );
        // Sets both as they are wanted.
        let mut by_itself = format!("forcessl acl set {} {acl}", self.posture.id);
        if other != acl {
            by_itself = format!("{by_itself} --replication {other}");
        }
        let ordinary = (goals[0], ssl.demanding(ssl.acl));
        let replication = (goals[1], ssl.demanding(ssl.replication_acl));
        self.check_acl(BasisPart::Acl, ordinary, &by_itself);
        // What holds for both is said once.
        if replication != ordinary {
            self.check_acl(BasisPart::ReplicationAcl, replication, &by_itself);
        }
    }

    /// Blocks a mode that a change which only hardens may not set over the one in force, and says which one stays and
    /// whom a stricter one leaves out.
    fn check_acl(&mut self, part: BasisPart, acl: (Option<AclGoal>, Option<Acl>), by_itself: &str) {
        let (Some(goal), Some(now)) = acl else { return };
        let (acl, mode, after) = (part.text(), goal.mode(), goal.after(Some(now)));
        if goal.is_barred_by(now) {
            let what = text!("plan-acl-barred", acl = acl, now = now, mode = mode);
            let next = text!("plan-acl-barred-next", command = by_itself);
            return self.block("acl-opens", what, Some(next));
        }
        if after != mode && goal != AclGoal::Forcing {
            let what = text!("plan-acl-kept", acl = acl, now = now, mode = mode);
            self.warn("acl-stricter", what);
        }
        if now.forces_ssl() && now.admits_more_than(after) {
            let what = if now == Acl::Cert {
                text!("plan-acl-password")
            } else {
                text!("plan-acl-name", mode = after)
            };
            self.warn("acl-locks-out", what);
        }
        if after == Acl::Cert && now != Acl::Cert {
            self.warn("no-password", text!("plan-acl-cert"));
        }
    }

    pub(super) fn check_wanted(&mut self, ssl: &SslState, wanted: &SslChange) {
        let ca_after = wanted
            .client_ca
            .as_ref()
            .map_or(ssl.client_ca.as_ref(), Replace::after);
        let demands = ssl.after(wanted).forces_ssl();
        let (on_after, off) = (self.is_on_after(ssl), self.turns_off());
        if !on_after && !off && wanted.changes_demands() {
            self.block("ssl-off", text!("plan-ssl-off"), Some(self.turn_on()));
        }
        self.check_acls(ssl);
        self.check_server_certificate(ssl, wanted);
        let id = &self.posture.id;
        // Only what hardens takes a client CA along.
        let hardens = matches!(
            self.policy.acl,
            Some(AclGoal::Forcing | AclGoal::AtLeast(_))
        );
        let add_ca = Some(if hardens {
            text!("plan-add-client-ca", instance = id)
        } else {
            text!("ca-set-next", instance = id)
        });
        if wanted.forces_ssl() && ca_after.is_none() {
            self.block(
                "acl-without-ca",
                text!("plan-acl-without-ca"),
                add_ca.clone(),
            );
        }
        if wanted.client_ca == Some(Replace::Clear) && !off && demands {
            let lower = format!("forcessl acl set {} prefer", self.posture.id);
            let what = text!("plan-acl-still-demands");
            self.block("acl-without-ca", what, Some(Text::verbatim(lower)));
        }
        let revokes = matches!(wanted.crl, Some(Replace::Set(_)));
        if revokes && ca_after.is_none() {
            self.block("crl-without-ca", text!("plan-crl-without-ca"), add_ca);
        }
        if let Some(client_ca) = ca_after {
            self.check_client_ca(ssl, wanted, client_ca);
            if on_after {
                self.check_crl(ssl, wanted, client_ca);
            }
            self.warn_about_exchange(ssl, wanted, client_ca);
        }
        let wants = |acl: Acl| [wanted.acl, wanted.replication_acl].contains(&Some(acl));
        let full = wants(Acl::VerifyFull);
        match self.instance().and_then(Instance::major) {
            Some(major) if full && major < 12 => {
                let what = text!("plan-version", version = major);
                self.block("version", what, Some(text!("plan-version-next")));
            }
            None if full => self.warn("version", text!("plan-version-not-known")),
            _ => {}
        }
        let pooler = self.instance().and_then(|instance| instance.pooler) == Some(true);
        if pooler && (full || wants(Acl::VerifyCa) || revokes) {
            let next = text!("plan-pooler-breaks-next");
            self.block("pooler", text!("plan-pooler-breaks"), Some(next));
        }
    }

    /// A custom server certificate goes with its private key in every call that turns SSL on.
    fn check_server_certificate(&mut self, ssl: &SslState, wanted: &SslChange) {
        let id = &self.posture.id;
        let is_own = wanted.ca_type == Some(CaType::Custom);
        if is_own && wanted.server_certificate.is_none() {
            let mut commands = [
                install_own(id),
                format!("forcessl ssl renew {id} --ca-type aliyun"),
            ];
            if let Some(host) = &self.policy.endpoint {
                for command in &mut commands {
                    *command = format!("{command} --connection-string {host}");
                }
            }
            let [own, aliyun] = commands;
            let next = text!(
                "plan-certificate-missing-next",
                command = own,
                aliyun = aliyun
            );
            let what = text!("plan-certificate-missing");
            self.block("server-certificate", what, Some(next));
        } else if ssl.loses_certificate(wanted) {
            let what = text!("plan-certificate-gone", command = install_own(id));
            self.warn(CERTIFICATE_GONE, what);
        }
    }

    /// Client CAs of which no client is let in, or of which nobody knows whether one is: a blocker when no other is
    /// there and somebody may be locked out. A saved state is put back as it was, unless that locks out for sure.
    fn check_client_ca(&mut self, ssl: &SslState, wanted: &SslChange, client_ca: &Pem) {
        let (text, now) = (client_ca.as_str(), self.posture.seen_at);
        let after = ssl.after(wanted);
        let crl = after.crl.as_ref().map(Pem::as_str);
        let judged = certificate::judge_installed_cas(text, crl, now);
        let admission = certificate::admission_by(text, crl, now);
        // A list alone changes nothing about CAs that it does not revoke, but may revoke the last one of use.
        let is_revoked = wanted.crl.is_some() && judged.iter().any(JudgedCa::is_revoked);
        let is_set = wanted.client_ca.is_some() || is_revoked;
        let is_restored = self.policy.restores.is_some();
        let demands = self.is_on_after(ssl) && after.forces_ssl();
        let locks_out = demands && (is_set || wanted.forces_ssl());
        let (id, what, next) = match admission {
            Admission::Refused(reasons) if locks_out || is_set && !is_restored => {
                let what = text!("plan-client-ca-refused", why = first(reasons));
                let next = if judged.iter().any(JudgedCa::is_revoked) {
                    text!("plan-client-ca-revoked-next")
                } else {
                    text!("change-client-ca-next")
                };
                ("client-ca", what, next)
            }
            Admission::NotKnown(why) if locks_out && !self.is_proven(ssl, &judged) => {
                let what = text!("plan-client-ca-not-known", why = why);
                let next = text!("plan-client-ca-not-known-next");
                ("client-ca-not-known", what, next)
            }
            Admission::Admitted | Admission::Refused(_) | Admission::NotKnown(_) => {
                let comes = |one: &JudgedCa| wanted.client_ca.is_some() || one.is_revoked();
                let judged = judged.into_iter().filter(|one| is_set && comes(one));
                return judged.for_each(|one| self.warn_about_client_ca(one));
            }
        };
        self.block(id, what, Some(next));
    }

    fn warn_about_client_ca(&mut self, JudgedCa { ca, clients }: JudgedCa) {
        match clients {
            Admission::Admitted => {}
            Admission::NotKnown(why) => self.warn("client-ca-not-known", why),
            Admission::Refused(reasons) => {
                let (ca, why) = (ca.subject, first(reasons));
                let what = text!("plan-client-ca-of-no-use", ca = ca, why = why);
                self.warn("client-ca-of-no-use", what);
            }
        }
    }

    /// Whether clients of one of these CAs, all not known, get in all the same: those that an ACL asks for a
    /// certificate already keep their CA, or a live login shows it at the end. A saved state was in force once.
    fn is_proven(&self, ssl: &SslState, after: &[JudgedCa]) -> bool {
        let installed = ssl.client_ca.as_ref().filter(|_| ssl.demands());
        let installed = installed.and_then(|pem| certificate::parse_chain(pem.as_str()).ok());
        let installed = installed.unwrap_or_default();
        let stays = |one: &JudgedCa| {
            let is_same = |ca: &Certificate| ca.sha256 == one.ca.sha256;
            one.refused().is_none() && installed.iter().any(is_same)
        };
        self.policy.restores.is_some()
            || self.policy.ca_care == CaCare::Tried
            || after.iter().any(stays)
    }

    /// A first client CA, installed client CAs that would not be there any more, and those that come beside or instead of them. They are
    /// named and not counted as openings: the file with them was given on purpose, and an ordinary rotation lets a CA in.
    fn warn_about_exchange(&mut self, ssl: &SslState, wanted: &SslChange, client_ca: &Pem) {
        let read = |pem: &Pem| certificate::parse_chain(pem.as_str()).unwrap_or_default();
        let Some(installed) = ssl.asked_ca() else {
            let all = read(client_ca);
            let names: Vec<&str> = all.iter().map(|ca| ca.subject.as_str()).collect();
            let ca = names.join(", ");
            if self.is_on_after(ssl) && wanted.client_ca.is_none() {
                self.warn("client-ca-comes", text!("plan-client-ca-back", ca = ca));
            } else if self.is_on_after(ssl) && !ssl.after(wanted).forces_ssl() {
                // Where certificates are demanded of everybody, that is said of everybody.
                self.warn("client-ca-comes", text!("plan-client-ca-first", ca = ca));
            }
            return;
        };
        let (before, after) = (read(installed), read(client_ca));
        let is_in =
            |all: &[Certificate], ca: &Certificate| all.iter().any(|one| one.sha256 == ca.sha256);
        let lists = ssl.after(wanted).crl;
        let lists = lists.as_ref().map(Pem::as_str);
        let judged = certificate::judge_client_cas(client_ca.as_str(), lists, self.posture.seen_at);
        let mut refused = judged.unwrap_or_default();
        refused.retain(|one| one.refused().is_some());
        let lets_in = |ca: &&Certificate| refused.iter().all(|one| one.ca.sha256 != ca.sha256);
        let comes = after
            .iter()
            .filter(|ca| ca.subject == ca.issuer && !is_in(&before, ca));
        for ca in comes.filter(lets_in) {
            let what = text!(
                "plan-client-ca-comes",
                ca = &ca.subject,
                sha256 = &ca.sha256
            );
            self.warn("client-ca-comes", what);
        }
        let is_at_once = !after.iter().any(|ca| is_in(&before, ca));
        for ca in before.iter().filter(|ca| !is_in(&after, ca)) {
            let (ca, sha256) = (&ca.subject, &ca.sha256);
            let what = if is_at_once {
                text!("plan-client-ca-goes-at-once", ca = ca, sha256 = sha256)
            } else {
                text!("plan-client-ca-goes", ca = ca, sha256 = sha256)
            };
            self.warn("client-ca-goes", what);
        }
    }

    /// A list that the server would not use, or one that lets revoked certificates in again. That of a saved state is
    /// put back as it was, unless it locks out for sure.
    fn check_crl(&mut self, ssl: &SslState, wanted: &SslChange, client_ca: &Pem) {
        let Some(crl) = ssl.after(wanted).crl else {
            return;
        };
        let is_restored = self.policy.restores.is_some();
        let installed = ssl.crl.as_ref().map(Pem::as_str);
        let (now, soon) = (self.posture.seen_at, TimeDelta::days(7));
        let faults = certificate::judge_crl(crl.as_str(), client_ca.as_str(), installed, now, soon);
        let faults = faults.unwrap_or_else(|error| {
            // A list that a server has runs there, in whatever form it is told here.
            let kind = if wanted.crl.is_some() && !is_restored {
                CrlFaultKind::Unusable
            } else {
                CrlFaultKind::Remark
            };
            let message = text!("crl-unreadable", error = error.text());
            vec![CrlFault { kind, message }]
        });
        // What only weakens the ACL helps those that such a list has locked out.
        let changes = wanted.client_ca.is_some()
            || wanted.crl.is_some()
            || self.policy.hba.is_some() && !is_restored
            || wanted.forces_ssl();
        let id = &self.posture.id;
        for CrlFault { kind, message } in faults {
            let (id, allowed, next) = match kind {
                CrlFaultKind::Remark => ("crl", true, None),
                CrlFaultKind::Unusable | CrlFaultKind::Foreign => {
                    let next = text!("plan-crl-current", instance = id);
                    (
                        "crl",
                        is_restored && kind == CrlFaultKind::Foreign,
                        Some(next),
                    )
                }
                CrlFaultKind::Uncovered => (
                    "crl-uncovered",
                    is_restored || self.policy.crl_care == CrlCare::UncoveredAllowed,
                    Some(text!("plan-crl-uncovered-next")),
                ),
                CrlFaultKind::Older => {
                    let next = text!("plan-crl-older-next", instance = id);
                    ("crl-older", is_restored, Some(next))
                }
                CrlFaultKind::Unrevoking => {
                    let next = text!("plan-crl-unrevoking-next", instance = id);
                    let allowed = is_restored || self.policy.allow_unrevoking;
                    ("crl-unrevoking", allowed, Some(next))
                }
            };
            if allowed || !changes {
                self.warn(id, message);
            } else {
                self.block(id, message, next);
            }
        }
    }
}

/// The first of some reasons.
fn first(reasons: Vec<Reason>) -> Text {
    let first = reasons.into_iter().next();
    first.map_or_else(|| Text::list([]), |reason| reason.message)
}
