//! The difference between what is wanted and what is so, as calls.

use std::time::Duration;

use super::{Change, Step};
use crate::domain::acl::Acl;
use crate::domain::policy::{Policy, SwitchGoal};
use crate::domain::ssl::{CaType, Pem, Replace, SslChange, SslState, Switch};
use crate::text;
use crate::text::Text;

/// About how long the service takes for a change that restarts the instance.
///
/// Source: the vendor's pages on SSL settings ("about 3 minutes").
const RESTARTING: Duration = Duration::from_secs(180);
/// About how long the service takes for a change of the ACL or of pg_hba records.
pub(super) const QUICK: Duration = Duration::from_secs(60);

/// What is wanted and not so yet.
pub(super) struct MissingParts {
    pub(super) switch: Option<Switch>,
    pub(super) ca_type: Option<CaType>,
    pub(super) server_certificate: Option<Pem>,
    pub(super) client_ca: Option<Replace>,
    pub(super) crl: Option<Replace>,
    pub(super) acl: Option<Acl>,
    pub(super) replication_acl: Option<Acl>,
}

impl MissingParts {
    pub(super) fn new(ssl: &SslState, policy: &Policy) -> Self {
        let on = ssl.enabled == Some(true);
        let moves = policy.endpoint.as_ref().is_some_and(|wanted| {
            !ssl.endpoint
                .as_ref()
                .is_some_and(|now| now.eq_ignore_ascii_case(wanted))
        });
        let new_certificate = policy.server_certificate.is_some()
            && policy.server_certificate != ssl.server_certificate;
        let retyped = policy.ca_type.is_some() && policy.ca_type != ssl.ca_type;
        let switch = match policy.switch {
            Some(SwitchGoal::Off) if ssl.enabled != Some(false) => Some(Switch::Off),
            Some(SwitchGoal::Off) | None => None,
            Some(SwitchGoal::Renew) => Some(Switch::On),
            Some(SwitchGoal::On) => {
                (!on || moves || new_certificate || retyped).then_some(Switch::On)
            }
        };
        let certificate_goes_along = switch == Some(Switch::On);
        // Without a client CA an empty ACL is the same as `prefer`.
        let reads = |acl: Option<Acl>| acl.or(ssl.client_ca.is_none().then_some(Acl::Prefer));
        let replaced = |goal: &Option<Replace>, now: Option<&Pem>| {
            goal.clone().filter(|goal| goal.after() != now)
        };
        Self {
            switch,
            ca_type: certificate_goes_along.then(|| {
                policy
                    .ca_type
                    .clone()
                    .or_else(|| ssl.ca_type.clone())
                    .unwrap_or(CaType::Aliyun)
            }),
            server_certificate: policy
                .server_certificate
                .clone()
                .filter(|_| certificate_goes_along),
            client_ca: replaced(&policy.client_ca, ssl.client_ca.as_ref()),
            crl: replaced(&policy.crl, ssl.crl.as_ref()),
            acl: policy.acl.filter(|goal| reads(ssl.acl) != Some(*goal)),
            replication_acl: policy
                .replication_acl
                .filter(|goal| reads(ssl.replication_acl) != Some(*goal)),
        }
    }

    pub(super) fn touches_certificates(&self) -> bool {
        self.client_ca.is_some()
            || self.crl.is_some()
            || self.acl.is_some()
            || self.replication_acl.is_some()
    }

    pub(super) fn is_something(&self) -> bool {
        self.switch.is_some() || self.touches_certificates()
    }

    /// The same as one step a setting, in the order the API demands: SSL before the client CA,
    /// the client CA before the revocation list and the ACL.
    pub(super) fn parts(&self, ssl: &SslState, endpoint: &str) -> Vec<Step> {
        let mut parts = Vec::new();
        if self.switch.is_some() {
            let change = SslChange {
                switch: self.switch,
                ca_type: self.ca_type.clone(),
                server_certificate: self.server_certificate.clone(),
                // Whether the service keeps what a call that switches SSL on leaves out is not
                // documented, so everything that is set goes along.
                client_ca: kept(true, ssl.client_ca.as_ref()),
                crl: kept(true, ssl.crl.as_ref()),
                acl: ssl.acl.filter(|_| ssl.client_ca.is_some()),
                replication_acl: ssl.replication_acl.filter(|_| ssl.client_ca.is_some()),
                ..SslChange::new(endpoint)
            };
            let (name, summary) = if ssl.enabled == Some(true) {
                ("ssl-renew", text!("step-ssl-renew", endpoint = endpoint))
            } else {
                ("ssl-on", text!("step-ssl-on", endpoint = endpoint))
            };
            parts.push(ssl_step(name, summary, change));
        }
        if let Some(client_ca) = &self.client_ca {
            // A revocation list of the old client CA would lock everyone out under the new one.
            let stale = ssl.crl.is_some() && matches!(self.crl, Some(Replace::Set(_)));
            parts.push(client_ca_step(
                endpoint,
                client_ca,
                stale.then_some(Replace::Clear),
            ));
        }
        if let Some(crl) = &self.crl {
            parts.push(crl_step(endpoint, crl));
        }
        if self.acl.is_some() || self.replication_acl.is_some() {
            parts.push(acl_step(endpoint, self.acl, self.replication_acl));
        }
        parts
    }
}

pub(super) fn kept(keep: bool, pem: Option<&Pem>) -> Option<Replace> {
    pem.filter(|_| keep).cloned().map(Replace::Set)
}

pub(super) fn ssl_step(name: &str, summary: Text, change: SslChange) -> Step {
    let restarts = change.switch.is_some() || change.client_ca.is_some() || change.crl.is_some();
    Step {
        name: name.to_owned(),
        summary,
        change: Change::Ssl(change),
        restarts,
        expected: if restarts { RESTARTING } else { QUICK },
        fallback: vec![],
    }
}

/// One call for several steps, which are sent one by one when the API refuses it.
pub(super) fn combined(parts: Vec<Step>, all: SslChange) -> Step {
    let names: Vec<&str> = parts.iter().map(|step| step.name.as_str()).collect();
    let name = names.join("+");
    let summary = Text::phrases(parts.iter().map(|step| step.summary.clone()));
    Step {
        fallback: parts,
        ..ssl_step(&name, summary, all)
    }
}

pub(super) fn client_ca_step(endpoint: &str, client_ca: &Replace, crl: Option<Replace>) -> Step {
    let (name, summary) = match client_ca {
        Replace::Set(_) => ("client-ca", text!("step-client-ca")),
        Replace::Clear => ("client-ca-clear", text!("step-client-ca-clear")),
    };
    let change = SslChange {
        client_ca: Some(client_ca.clone()),
        crl,
        ..SslChange::new(endpoint)
    };
    ssl_step(name, summary, change)
}

pub(super) fn crl_step(endpoint: &str, crl: &Replace) -> Step {
    let (name, summary) = match crl {
        Replace::Set(_) => ("crl", text!("step-crl")),
        Replace::Clear => ("crl-clear", text!("step-crl-clear")),
    };
    let change = SslChange {
        crl: Some(crl.clone()),
        ..SslChange::new(endpoint)
    };
    ssl_step(name, summary, change)
}

pub(super) fn acl_step(endpoint: &str, acl: Option<Acl>, replication_acl: Option<Acl>) -> Step {
    let summary = match (acl, replication_acl) {
        (Some(acl), Some(replication)) if acl == replication => {
            text!("step-acl-both", acl = acl)
        }
        (Some(acl), Some(replication)) => {
            text!("step-acl-each", acl = acl, replication = replication)
        }
        (Some(acl), None) => text!("step-acl", acl = acl),
        (None, replication) => {
            let acl = replication.map_or("prefer", Acl::as_str);
            text!("step-replication-acl", acl = acl)
        }
    };
    ssl_step(
        "acl",
        summary,
        SslChange {
            acl,
            replication_acl,
            ..SslChange::new(endpoint)
        },
    )
}
