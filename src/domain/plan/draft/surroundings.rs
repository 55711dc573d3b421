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

impl Draft<'_> {
    pub(in crate::domain::plan) fn warn_about_surroundings(&mut self) {
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
                "every client will need a certificate of the client CA; clients without one are cut off (clients were not checked)",
            );
        }
        let releases = self.steps.iter().any(|step| match &step.change {
            Change::Ssl(change) => change.acl == Some(Acl::Prefer),
            Change::Hba { .. } => false,
        });
        let forced = self.posture.ssl.known().and_then(|ssl| ssl.acl);
        if releases && forced.is_some_and(Acl::forces_ssl) {
            self.warn(
                "acl-weakened",
                "this weakens the instance: without the client ACL, clients without SSL get in wherever a pg_hba record admits them",
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
        } else if records.is_some() && !demands && self.admits_plaintext() {
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
