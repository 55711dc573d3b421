//! Makes a plan: checks the instance and the wish, then lays out steps and warnings.

use std::time::Duration;

use chrono::TimeDelta;

use super::steps::{QUICK, Wanted, acl_step, client_ca_step, crl_step, kept, ssl_step};
use super::{Blocker, Change, NO_ENDPOINT, Step, Warning};
use crate::domain::acl::Acl;
use crate::domain::certificate::{self, Crl, CrlWarning};
use crate::domain::hba::{self, HbaState, Record};
use crate::domain::instance::{EndpointKind, Instance, InstanceId, Role, Status};
use crate::domain::policy::{CrlCare, HbaGoal, Policy, SwitchGoal};
use crate::domain::posture::{Posture, Reading};
use crate::domain::ssl::{CaType, Pem, Replace, SslChange, SslState, Switch};
use crate::domain::verdict::{HBA_KERNEL, knowledge, unsupported};

/// A plan in the making.
pub(super) struct Draft<'a> {
    pub(super) posture: &'a Posture,
    pub(super) policy: &'a Policy,
    pub(super) steps: Vec<Step>,
    pub(super) blockers: Vec<Blocker>,
    pub(super) warnings: Vec<Warning>,
    pub(super) accepted: Vec<String>,
}

impl Draft<'_> {
    pub(super) fn block(&mut self, id: &str, message: String, next: Option<String>) {
        self.blockers.push(Blocker {
            id: id.to_owned(),
            message,
            next,
        });
    }

    fn warn(&mut self, id: &str, message: impl Into<String>) {
        self.warnings.push(Warning {
            id: id.to_owned(),
            message: message.into(),
        });
    }

    fn instance(&self) -> Option<&Instance> {
        self.posture.instance.known()
    }

    fn major(&self) -> Option<u16> {
        self.instance()?.engine_version.as_ref()?.major
    }

    pub(super) fn check_instance(&mut self) {
        let id = &self.posture.id;
        let Some(instance) = self.instance().cloned() else {
            return self.block(
                "unreadable",
                "the instance could not be read, so nothing can be planned".to_owned(),
                Some(format!("forcessl check -v {id}")),
            );
        };
        if let Some(reason) = unsupported(&instance) {
            self.block(
                "unsupported",
                format!("SSL cannot be enforced: {reason}"),
                None,
            );
            return;
        }
        if instance.is_postgresql().is_none() {
            self.block(
                "unsupported",
                "the API did not tell the engine".to_owned(),
                None,
            );
        }
        if instance.is_locked() == Some(true) {
            let mode = instance.lock_mode.as_deref().unwrap_or_default();
            self.block("locked", format!("the instance is locked ({mode})"), None);
        }
        let wait = Some(format!("forcessl wait {id}, or add --wait-ready"));
        match &instance.status {
            Status::Running => {}
            Status::Busy(text) => self.block(
                "not-running",
                format!(
                    "the instance is busy ({text}); the API refuses changes until it is Running"
                ),
                wait.clone(),
            ),
            Status::Gone(text) => {
                self.block("gone", format!("the instance is {text}"), None);
            }
        }
        let running = |known: Option<bool>| known == Some(true);
        let ssl_runs = self
            .posture
            .ssl
            .known()
            .map(|ssl| ssl.last_change.is_running());
        let hba_runs = self
            .posture
            .hba
            .known()
            .map(|hba| hba.last_change.is_running());
        if instance.status == Status::Running && (running(ssl_runs) || running(hba_runs)) {
            self.block(
                "change-running",
                "another change is still running".to_owned(),
                wait,
            );
        }
    }

    pub(super) fn plan_with(&mut self, ssl: &SslState) {
        if ssl.enabled.is_none() {
            return self.block(
                "unreadable",
                "the API did not say whether SSL is on, so nothing can be planned".to_owned(),
                Some(format!("forcessl check -v {}", self.posture.id)),
            );
        }
        let wanted = Wanted::new(ssl, self.policy);
        self.check_wanted(ssl, &wanted);
        if self.policy.switch == Some(SwitchGoal::Off) || wanted.client_ca == Some(Replace::Clear) {
            self.plan_hba(ssl);
            self.weaken(ssl, &wanted);
        } else {
            self.strengthen(ssl, &wanted);
            self.plan_hba(ssl);
        }
    }

    fn check_wanted(&mut self, ssl: &SslState, wanted: &Wanted) {
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
            self.check_crl(ssl, wanted, client_ca);
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

    /// A list the server would choke on, or one that lets revoked certificates in again.
    fn check_crl(&mut self, ssl: &SslState, wanted: &Wanted, client_ca: &Pem) {
        if self.policy.crl_care == CrlCare::AsItIs {
            return;
        }
        match (&wanted.crl, &ssl.crl) {
            (Some(Replace::Set(crl)), installed) => {
                let soon = TimeDelta::days(7);
                let now = self.posture.seen_at;
                match certificate::check_crl(crl.as_str(), client_ca.as_str(), now, soon) {
                    Ok(check) => {
                        self.check_crl_follows(&check.crls, installed.as_ref());
                        for warning in check.warnings {
                            match warning {
                                CrlWarning::Uncovered { ca } => self.uncovered(&ca),
                                CrlWarning::ExpiresSoon { .. }
                                | CrlWarning::NoNextUpdate { .. }
                                | CrlWarning::SignatureUnchecked { .. } => {
                                    self.warn("crl", warning.to_string());
                                }
                            }
                        }
                    }
                    Err(error) => self.block(
                        "crl",
                        error.to_string(),
                        Some("make a current list with the client CA that is set".to_owned()),
                    ),
                }
            }
            (None, Some(kept)) if wanted.client_ca.is_some() => {
                match certificate::uncovered(kept.as_str(), client_ca.as_str()) {
                    Ok(lacking) => {
                        for ca in lacking {
                            self.uncovered(&ca);
                        }
                    }
                    Err(error) => self.warn(
                        "crl",
                        format!("the installed revocation list cannot be read: {error}"),
                    ),
                }
            }
            (Some(Replace::Clear) | None, _) => {}
        }
    }

    fn check_crl_follows(&mut self, offered: &[Crl], installed: Option<&Pem>) {
        // An installed list that cannot be read forbids nothing.
        let before = installed
            .and_then(|pem| certificate::parse_crls(pem.as_str()).ok())
            .unwrap_or_default();
        if let Err(error) = certificate::check_crl_follows(offered, &before) {
            self.block(
                "crl-older",
                error.to_string(),
                Some(format!(
                    "make a new list, or clear the installed one: forcessl crl clear {}",
                    self.posture.id
                )),
            );
        }
    }

    fn uncovered(&mut self, ca: &str) {
        let message = format!(
            "there is no revocation list of `{ca}`: the server would refuse every client certificate that CA signed"
        );
        if self.policy.crl_care == CrlCare::UncoveredAllowed {
            self.warn("crl-uncovered", message);
        } else {
            self.block(
                "crl-uncovered",
                message,
                Some(
                    "put a list of every CA into one file (--crl), or add --allow-uncovered"
                        .to_owned(),
                ),
            );
        }
    }

    /// SSL on, client CA, CRL and ACL: one call and one restart, or step by step.
    fn strengthen(&mut self, ssl: &SslState, wanted: &Wanted) {
        let Some(endpoint) = self.endpoint(ssl) else {
            if wanted.is_something() {
                let message = match &self.posture.endpoints {
                    Reading::Unreadable(why) => format!("its endpoints could not be read: {why}"),
                    Reading::Known(_) | Reading::NotAsked => {
                        "the instance has no endpoint that a server certificate could be made for"
                            .to_owned()
                    }
                };
                let next = "name one with --connection-string".to_owned();
                self.block(NO_ENDPOINT, message, Some(next));
            }
            return;
        };
        let parts = wanted.parts(ssl, &endpoint);
        if parts.len() <= 1 || self.policy.stepwise {
            self.steps.extend(parts);
            return;
        }
        let mut all = SslChange::new(endpoint.clone());
        all.switch = wanted.switch;
        all.ca_type.clone_from(&wanted.ca_type);
        all.server_certificate
            .clone_from(&wanted.server_certificate);
        let keep = wanted.switch.is_some();
        all.client_ca = wanted
            .client_ca
            .clone()
            .or_else(|| kept(keep, ssl.client_ca.as_ref()));
        all.crl = wanted.crl.clone().or_else(|| kept(keep, ssl.crl.as_ref()));
        all.acl = wanted
            .acl
            .or(ssl.acl.filter(|_| keep && ssl.client_ca.is_some()));
        all.replication_acl = wanted.replication_acl.or(ssl
            .replication_acl
            .filter(|_| keep && ssl.client_ca.is_some()));
        let name = parts
            .iter()
            .map(|step| step.name.as_str())
            .collect::<Vec<_>>()
            .join("+");
        let summary = parts
            .iter()
            .map(|step| step.summary.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        self.steps.push(Step {
            fallback: parts,
            ..ssl_step(&name, summary, all)
        });
    }

    /// The safe reverse order: ACL first, SSL last, each in a call of its own.
    fn weaken(&mut self, ssl: &SslState, wanted: &Wanted) {
        let endpoint = self.endpoint(ssl).unwrap_or_default();
        let off = wanted.switch == Some(Switch::Off);
        let lower = |acl: Option<Acl>, goal: Option<Acl>| {
            goal.or((off && acl.is_some_and(Acl::forces_ssl)).then_some(Acl::Prefer))
        };
        let acl = lower(ssl.acl, wanted.acl);
        let replication = lower(ssl.replication_acl, wanted.replication_acl);
        if acl.is_some() || replication.is_some() {
            self.steps.push(acl_step(&endpoint, acl, replication));
        }
        if let Some(crl) = &wanted.crl {
            self.steps.push(crl_step(&endpoint, crl));
        }
        if let Some(client_ca) = &wanted.client_ca {
            self.steps.push(client_ca_step(&endpoint, client_ca, None));
        }
        if off {
            let hostssl = self
                .records_after()
                .iter()
                .any(|record| record.kind == hba::RecordType::HostSsl && !record.rejects());
            if hostssl {
                self.block(
                    "hostssl-without-ssl",
                    "hostssl records are in force: with SSL off nobody they name could log in"
                        .to_owned(),
                    Some("change these records back to host first".to_owned()),
                );
            }
            let change = SslChange {
                switch: Some(Switch::Off),
                ..SslChange::new(endpoint)
            };
            self.steps
                .push(ssl_step("ssl-off", "switch SSL off".to_owned(), change));
        }
    }

    fn records_after(&self) -> Vec<Record> {
        let planned = self.steps.iter().rev().find_map(|step| match &step.change {
            Change::Hba { after, .. } => Some(after.clone()),
            Change::Ssl(_) => None,
        });
        planned
            .or_else(|| self.posture.hba.known().map(|hba| hba.in_force().0))
            .unwrap_or_default()
    }

    fn plan_hba(&mut self, ssl: &SslState) {
        let Some(goal) = &self.policy.hba else { return };
        match &self.posture.hba {
            Reading::Known(hba) => self.plan_records(ssl, hba, goal),
            Reading::NotAsked | Reading::Unreadable(_) => self.block(
                "unreadable",
                "the pg_hba records could not be read, so they cannot be changed".to_owned(),
                Some(format!("forcessl check -v {}", self.posture.id)),
            ),
        }
    }

    fn plan_records(&mut self, ssl: &SslState, hba: &HbaState, goal: &HbaGoal) {
        let (before, assumed) = hba.in_force();
        let after = match goal {
            HbaGoal::Exactly(records) => records.clone(),
            HbaGoal::Hardened {
                strategy,
                exceptions,
            } => {
                self.accepted
                    .extend(exceptions.iter().map(ToString::to_string));
                let known = knowledge(self.posture);
                match hba::harden(&before, *strategy, exceptions, &known) {
                    Ok(hardened) => hardened.records,
                    Err(error) => return self.block("records", error.to_string(), None),
                }
            }
        };
        if after == before {
            return;
        }
        let ssl_comes_on = matches!(self.policy.switch, Some(SwitchGoal::On | SwitchGoal::Renew));
        let needs_ssl = after
            .iter()
            .any(|record| record.kind == hba::RecordType::HostSsl);
        if needs_ssl && ssl.enabled != Some(true) && !ssl_comes_on {
            self.block(
                "ssl-off",
                "SSL is off; hostssl records need it".to_owned(),
                Some(format!("forcessl ssl enable {}", self.posture.id)),
            );
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
        let changed = hba::diff(&before, &after)
            .iter()
            .filter(|row| !row.is_kept())
            .count();
        let summary = if matches!(goal, HbaGoal::Exactly(_)) && before.len() != after.len() {
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
            change: Change::Hba { before, after },
            restarts: false,
            expected: QUICK,
            fallback: vec![],
        });
    }

    /// The endpoint to name in a call: the one asked for, the protected one, else the internal one.
    fn endpoint(&self, ssl: &SslState) -> Option<String> {
        let asked = self.policy.endpoint.clone();
        let protected = ssl.endpoint.clone().filter(|endpoint| !endpoint.is_empty());
        let endpoints = self
            .posture
            .endpoints
            .known()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let first = |kind| {
            endpoints
                .iter()
                .find(|endpoint| endpoint.kind == kind)
                .map(|endpoint| endpoint.host.clone())
        };
        asked
            .or(protected)
            .or_else(|| first(EndpointKind::Internal))
            .or_else(|| first(EndpointKind::Public))
    }

    pub(super) fn warn_about_surroundings(&mut self) {
        let restarts = self.steps.iter().filter(|step| step.restarts).count();
        let expected: Duration = self.steps.iter().map(|step| step.expected).sum();
        if restarts > 0 {
            let minutes = expected.as_secs().div_ceil(60);
            let times = if restarts == 1 {
                "once".to_owned()
            } else {
                format!("{restarts} times")
            };
            self.warn(
                "restart",
                format!("the instance restarts {times}: every session ends; about {minutes} minutes in all"),
            );
        }
        if restarts == 0 {
            self.warn(
                "open-sessions",
                "sessions that are open now keep their connection until they reconnect",
            );
        }
        let demands = self.steps.iter().any(|step| match &step.change {
            Change::Ssl(change) => change.acl.is_some_and(Acl::forces_ssl),
            Change::Hba { .. } => false,
        });
        if demands {
            self.warn(
                "client-certificates",
                "every client will need a certificate of the client CA; who has none is cut off (clients were not checked)",
            );
        }
        let records = self.steps.iter().find_map(|step| match &step.change {
            Change::Hba { before, after } => Some((before, after)),
            Change::Ssl(_) => None,
        });
        let known = knowledge(self.posture);
        let opened = records.is_some_and(|(before, after)| hba::opens(before, after, &known));
        if opened && matches!(self.policy.hba, Some(HbaGoal::Exactly(_))) {
            self.warn(
                "plaintext-opened",
                "connections without SSL that are refused now may get in afterwards",
            );
        } else if records.is_some() && !demands {
            self.warn(
                "plaintext-clients",
                "clients that connect without SSL will be refused (clients were not checked)",
            );
        }
        let Some(instance) = self.instance().cloned() else {
            return;
        };
        if !instance.replicas.is_empty() {
            let ids = instance
                .replicas
                .iter()
                .map(InstanceId::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            self.warn(
                "replicas",
                format!("replicas have settings of their own and are not covered: {ids}"),
            );
        }
        if let Role::Replica(Some(primary)) = &instance.role {
            self.warn(
                "replicas",
                format!("this is a replica; its primary {primary} is not covered"),
            );
        }
        if instance.pooler == Some(true) {
            self.warn(
                "pooler",
                "PgBouncer is on: whether its port refuses plaintext is not documented",
            );
        }
        if self
            .posture
            .proxy
            .known()
            .is_some_and(|proxy| proxy.running)
        {
            self.warn("proxy", "a database proxy is on: whether its own connections use SSL is not documented, so they may break");
        }
        self.warn_about_certificate();
    }

    fn warn_about_certificate(&mut self) {
        let Some(ssl) = self.posture.ssl.known() else {
            return;
        };
        let Some(name) = self.endpoint(ssl) else {
            return;
        };
        let custom =
            self.policy.ca_type == Some(CaType::Custom) || ssl.ca_type == Some(CaType::Custom);
        let others: Vec<String> = self
            .posture
            .endpoints
            .known()
            .into_iter()
            .flatten()
            .filter(|endpoint| !endpoint.host.eq_ignore_ascii_case(&name))
            .map(|endpoint| endpoint.host.clone())
            .collect();
        let own = self
            .policy
            .server_certificate
            .as_ref()
            .and_then(|pem| certificate::parse_chain(pem.as_str()).ok())
            .and_then(|chain| chain.into_iter().next());
        if let Some(leaf) = own {
            let endpoints = self.posture.endpoints.known().into_iter().flatten();
            let lacking: Vec<String> = endpoints
                .map(|endpoint| endpoint.host.clone())
                .filter(|host| !certificate::name_matches(&leaf, host))
                .collect();
            if !lacking.is_empty() {
                self.warn(
                    "certificate-name",
                    format!(
                        "the server certificate does not cover {}; clients with sslmode=verify-full fail there",
                        lacking.join(", ")
                    ),
                );
            }
        } else if !others.is_empty() && !custom {
            self.warn(
                "certificate-name",
                format!(
                    "the server certificate covers {name} only; clients with sslmode=verify-full fail at {}",
                    others.join(", ")
                ),
            );
        }
        let soon = self.posture.seen_at + TimeDelta::days(30);
        if ssl.enabled == Some(true) && ssl.expires.is_some_and(|at| at <= soon) {
            self.warn("expiry", "the server certificate expires within 30 days");
        }
    }
}
