//! What people should know before the steps of a plan run: sessions, clients, and what is beside the
//! instance.

use std::time::Duration;

use chrono::TimeDelta;

use super::super::Change;
use super::Draft;
use crate::domain::acl::Acl;
use crate::domain::certificate;
use crate::domain::hba::{self, ExposureScope};
use crate::domain::instance::{InstanceId, Role};
use crate::domain::policy::HbaGoal;
use crate::domain::ssl::CaType;
use crate::domain::verdict::{Thresholds, Verdict, judge, knowledge};
use crate::text;

impl Draft<'_> {
    pub(in crate::domain::plan) fn warn_about_surroundings(&mut self) {
        let restarts = self.steps.iter().filter(|step| step.restarts).count();
        let expected: Duration = self.steps.iter().map(|step| step.expected).sum();
        if restarts > 0 {
            let minutes = expected.as_secs().div_ceil(60);
            self.warn(
                "restart",
                text!("plan-restart", count = restarts, minutes = minutes),
            );
        }
        if restarts == 0 {
            self.warn("open-sessions", text!("plan-open-sessions"));
        }
        let demands = self.steps.iter().any(|step| match &step.change {
            Change::Ssl(change) => change.acl.is_some_and(Acl::forces_ssl),
            Change::Hba { .. } => false,
        });
        if demands {
            self.warn("client-certificates", text!("plan-client-certificates"));
        }
        let releases = self.steps.iter().any(|step| match &step.change {
            Change::Ssl(change) => change.acl == Some(Acl::Prefer),
            Change::Hba { .. } => false,
        });
        let forced = self.posture.ssl.known().and_then(|ssl| ssl.acl);
        if releases && forced.is_some_and(Acl::forces_ssl) {
            self.warn("acl-weakened", text!("plan-acl-weakened"));
        }
        let records = self.steps.iter().find_map(|step| match &step.change {
            Change::Hba { before, after } => Some((before, after)),
            Change::Ssl(_) => None,
        });
        let known = knowledge(self.posture);
        let opened = records.is_some_and(|(before, after)| hba::opens(before, after, &known));
        if opened && matches!(self.policy.hba, Some(HbaGoal::Exactly(_))) {
            self.warn("plaintext-opened", text!("plan-plaintext-opened"));
        } else if records.is_some() && !demands && self.admits_plaintext() {
            self.warn("plaintext-clients", text!("plan-plaintext-clients"));
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
            self.warn("replicas", text!("plan-replicas", instances = ids));
        }
        if let Role::Replica(Some(primary)) = &instance.role {
            self.warn("replicas", text!("plan-replica", primary = primary));
        }
        if instance.pooler == Some(true) {
            self.warn("pooler", text!("plan-pooler"));
        }
        if self
            .posture
            .proxy
            .known()
            .is_some_and(|proxy| proxy.running)
        {
            self.warn("proxy", text!("plan-proxy"));
        }
        self.warn_about_certificate();
    }

    /// Whether anybody gets in without SSL today, as far as that is known.
    fn admits_plaintext(&self) -> bool {
        let judgement = judge(self.posture, Thresholds::default());
        let exposure = judgement.exposure.as_ref();
        exposure.is_none_or(|left| left.scope() != ExposureScope::Closed)
            || judgement.verdict != Verdict::Enforced
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
                    text!("plan-certificate-lacks", hosts = lacking.join(", ")),
                );
            }
        } else if !others.is_empty() && !custom {
            self.warn(
                "certificate-name",
                text!(
                    "plan-certificate-only",
                    host = name,
                    others = others.join(", ")
                ),
            );
        }
        let soon = self.posture.seen_at + TimeDelta::days(30);
        if ssl.enabled == Some(true) && ssl.expires.is_some_and(|at| at <= soon) {
            self.warn("expiry", text!("plan-expiry"));
        }
    }
}
