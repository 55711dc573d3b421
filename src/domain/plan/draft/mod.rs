//! Makes a plan: checks the instance and the wish, then lays out steps and warnings.

mod checks;
mod records;
mod surroundings;
mod weaken;

use super::steps::{MissingParts, combined, kept};
use super::{Blocker, Change, NO_ENDPOINT, Step, Warning};
use crate::domain::hba::{Lockout, Record};
use crate::domain::instance::{Instance, default_endpoint};
use crate::domain::policy::{Policy, SwitchGoal};
use crate::domain::posture::{Posture, Reading};
use crate::domain::ssl::{Replace, SslChange, SslState};
use crate::text;
use crate::text::Text;

/// A plan in the making.
pub(super) struct Draft<'a> {
    pub(super) posture: &'a Posture,
    pub(super) policy: &'a Policy,
    pub(super) steps: Vec<Step>,
    pub(super) blockers: Vec<Blocker>,
    pub(super) warnings: Vec<Warning>,
    pub(super) accepted: Vec<Text>,
    pub(super) lockouts: Vec<Lockout>,
    pub(super) admits: Vec<Text>,
}

impl Draft<'_> {
    pub(super) fn block(&mut self, id: &str, message: Text, next: Option<Text>) {
        self.blockers.push(Blocker {
            id: id.to_owned(),
            message,
            next,
        });
    }

    fn warn(&mut self, id: &str, message: Text) {
        self.warnings.push(Warning {
            id: id.to_owned(),
            message,
        });
    }

    /// The command that shows what could not be read.
    pub(super) fn look(&self) -> Text {
        Text::verbatim(format!("forcessl check -v {}", self.posture.id))
    }

    fn instance(&self) -> Option<&Instance> {
        self.posture.instance.known()
    }

    fn major(&self) -> Option<u16> {
        self.instance()?.engine_version.as_ref()?.major
    }

    pub(super) fn plan_with(&mut self, ssl: &SslState) {
        if ssl.enabled.is_none() {
            return self.block("unreadable", text!("plan-unsaid-ssl"), Some(self.look()));
        }
        // Settings that may be another instance's are no ground for a change but the one that renews them.
        if let Some(host) = self.posture.stray_endpoint()
            && self.policy.switch != Some(SwitchGoal::Renew)
        {
            let id = &self.posture.id;
            return self.block(
                "stray-endpoint",
                text!("plan-stray", host = host, instance = id),
                Some(text!("plan-stray-next", instance = id)),
            );
        }
        let wanted = MissingParts::new(ssl, self.policy);
        // What is not known cannot be put back.
        let is_told =
            ssl.client_ca.is_none() || (ssl.acl.is_some() && ssl.replication_acl.is_some());
        if wanted.is_something() && !is_told {
            return self.block("unreadable", text!("plan-unsaid-acl"), Some(self.look()));
        }
        self.check_wanted(ssl, &wanted);
        if self.policy.switch == Some(SwitchGoal::Off) || wanted.client_ca == Some(Replace::Clear) {
            self.plan_hba(ssl, &wanted);
            self.weaken(ssl, &wanted);
        } else {
            self.strengthen(ssl, &wanted);
            self.plan_hba(ssl, &wanted);
        }
    }

    /// SSL on, client CA, CRL and ACL: one call and one restart, or step by step.
    fn strengthen(&mut self, ssl: &SslState, wanted: &MissingParts) {
        let Some(endpoint) = self.endpoint(ssl) else {
            if wanted.is_something() {
                let message = match &self.posture.endpoints {
                    Reading::Unreadable(why) => text!("plan-unread-endpoints", why = why.text()),
                    Reading::Known(_) | Reading::NotAsked => text!("plan-no-endpoint"),
                };
                self.block(NO_ENDPOINT, message, Some(text!("plan-no-endpoint-next")));
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
        self.steps.push(combined(parts, all));
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
        asked
            .or(protected)
            .or_else(|| default_endpoint(endpoints).map(|endpoint| endpoint.host.clone()))
    }
}
