//! What people should know before the steps of a plan run: sessions, clients, and what is beside the
//! instance.

use chrono::TimeDelta;

use super::Draft;
use super::openings::OPENED;
use crate::domain::acl::Acl;
use crate::domain::certificate;
use crate::domain::hba::ExposureScope;
use crate::domain::ssl::{CaType, SslChange, SslState};
use crate::domain::verdict::{Thresholds, Verdict, judge};
use crate::text;

impl Draft<'_> {
    pub(super) fn warn_about_surroundings(&mut self) {
        let restarts = self.plan.restarts();
        if restarts > 0 {
            let minutes = self.plan.expected().as_secs().div_ceil(60);
            let what = text!("plan-restart", count = restarts, minutes = minutes);
            self.warn("restart", what);
        } else {
            self.warn("open-sessions", text!("plan-open-sessions"));
        }
        let demanded = |acl_of: fn(&SslState) -> Option<Acl>| {
            let ssl = self.posture.ssl.known();
            let now = ssl.and_then(|ssl| ssl.demanding(acl_of(ssl)));
            now.is_some_and(Acl::forces_ssl)
        };
        let forces = |acl_of: fn(&SslChange) -> Option<Acl>| {
            let mut acls = self.plan.ssl_changes().filter_map(acl_of);
            acls.any(Acl::forces_ssl)
        };
        let demands = forces(|call| call.acl);
        let replication_demands = forces(|call| call.replication_acl);
        if demands && !demanded(|ssl| ssl.acl) {
            self.warn("client-certificates", text!("plan-client-certificates"));
        } else if replication_demands && !demanded(|ssl| ssl.replication_acl) {
            let what = text!("plan-client-certificates-replication");
            self.warn("client-certificates", what);
        }
        let opened = self.plan.warnings.iter().any(|one| one.id == OPENED);
        if self.plan.records().is_some() && !opened && !demands && self.admits_plaintext() {
            self.warn("plaintext-clients", text!("plan-plaintext-clients"));
        }
        let Some(instance) = self.instance() else {
            return;
        };
        if instance.pooler == Some(true) {
            self.warn("pooler", text!("plan-pooler"));
        }
        let proxy = self.posture.proxy.known();
        if proxy.is_some_and(|proxy| proxy.running) {
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
        let custom = [&self.policy.ca_type, &ssl.ca_type].contains(&&Some(CaType::Custom));
        let endpoints = self.posture.endpoints.known().into_iter().flatten();
        let hosts: Vec<&str> = endpoints.map(|one| one.host.as_str()).collect();
        let lacking = |covers: &dyn Fn(&str) -> bool| -> Vec<&str> {
            hosts.iter().copied().filter(|host| !covers(host)).collect()
        };
        let own = self.policy.server_certificate.as_ref();
        let chain = own.and_then(|pem| certificate::parse_chain(pem.as_str()).ok());
        if let Some(leaf) = chain.and_then(|chain| chain.into_iter().next()) {
            let lacking = lacking(&|host| certificate::name_matches(&leaf, host));
            if !lacking.is_empty() {
                let what = text!("plan-certificate-lacks", hosts = lacking.join(", "));
                self.warn("certificate-name", what);
            }
        } else if !custom {
            let others = lacking(&|host| host.eq_ignore_ascii_case(&name)).join(", ");
            if !others.is_empty() {
                let what = text!("plan-certificate-only", host = name, others = others);
                self.warn("certificate-name", what);
            }
        }
        let soon = self.posture.seen_at + TimeDelta::days(30);
        if ssl.enabled == Some(true) && ssl.expires.is_some_and(|at| at <= soon) {
            self.warn("expiry", text!("plan-expiry"));
        }
    }
}
