//! The steps that give protection up: in one call, or one by one in the order that locks nobody out.

use super::super::steps::{MissingParts, acl_step, client_ca_step, combined, crl_step, ssl_step};
use super::Draft;
use crate::domain::acl::Acl;
use crate::domain::hba::RecordType;
use crate::domain::ssl::{SslChange, SslState, Switch};
use crate::text;

impl Draft<'_> {
    /// ACL first, SSL last, so that no ACL ever stands without its client CA.
    pub(super) fn weaken(&mut self, ssl: &SslState, wanted: &MissingParts) {
        let endpoint = self.endpoint(ssl).unwrap_or_default();
        let off = wanted.switch == Some(Switch::Off);
        let lower = |acl: Option<Acl>, goal: Option<Acl>| {
            goal.or((off && acl.is_some_and(Acl::forces_ssl)).then_some(Acl::Prefer))
        };
        let all = SslChange {
            switch: wanted.switch,
            ca_type: wanted.ca_type.clone(),
            server_certificate: wanted.server_certificate.clone(),
            client_ca: wanted.client_ca.clone(),
            crl: wanted.crl.clone(),
            acl: lower(ssl.acl, wanted.acl),
            replication_acl: lower(ssl.replication_acl, wanted.replication_acl),
            ..SslChange::new(endpoint)
        };
        if off {
            self.check_nobody_needs_ssl();
        }
        let parts = in_order(&all);
        if parts.len() <= 1 || self.policy.stepwise {
            self.steps.extend(parts);
        } else {
            self.steps.push(combined(parts, all));
        }
    }

    fn check_nobody_needs_ssl(&mut self) {
        let hostssl = self
            .records_after()
            .iter()
            .any(|record| record.kind == RecordType::HostSsl && !record.rejects());
        if hostssl {
            self.block(
                "hostssl-without-ssl",
                text!("plan-hostssl-without-ssl"),
                Some(text!("plan-hostssl-without-ssl-next")),
            );
        }
    }
}

/// The parts of a call, each in a call of its own.
fn in_order(all: &SslChange) -> Vec<super::Step> {
    let endpoint = all.endpoint.as_str();
    let mut parts = Vec::new();
    if all.acl.is_some() || all.replication_acl.is_some() {
        parts.push(acl_step(endpoint, all.acl, all.replication_acl));
    }
    if let Some(crl) = &all.crl {
        parts.push(crl_step(endpoint, crl));
    }
    if let Some(client_ca) = &all.client_ca {
        parts.push(client_ca_step(endpoint, client_ca, None));
    }
    let (name, summary) = match all.switch {
        Some(Switch::Off) => ("ssl-off", text!("step-ssl-off")),
        Some(Switch::On) => ("ssl-renew", text!("step-ssl-renew", endpoint = endpoint)),
        None => return parts,
    };
    let switch = SslChange {
        client_ca: None,
        crl: None,
        acl: None,
        replication_acl: None,
        ..all.clone()
    };
    parts.push(ssl_step(name, summary, switch));
    parts
}
