//! What is wrong beside the verdict itself: certificates, the last change, records, surroundings.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::known::{knowledge, unreadable_parts};
use crate::domain::certificate::{self, Certificate};
use crate::domain::finding::{Finding, FindingId};
use crate::domain::hba;
use crate::domain::instance::EndpointKind;
use crate::domain::posture::{Cause, Posture, Unreadable};
use crate::domain::ssl::{LastChange, SslState};
use crate::text;
use crate::text::Text;

/// From when on an expiry is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Days before a certificate or revocation list runs out.
    pub expiry_days: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { expiry_days: 30 }
    }
}

pub(super) fn judge_certificates(
    posture: &Posture,
    ssl: &SslState,
    now: DateTime<Utc>,
    thresholds: Thresholds,
    findings: &mut Vec<Finding>,
) {
    let soon = now + TimeDelta::days(thresholds.expiry_days);
    let id = &posture.id;
    if ssl.enabled == Some(true) {
        let renew = Some(format!("forcessl ssl renew {id}"));
        match ssl.expires {
            Some(expires) if expires <= now => findings.push(Finding::new(
                FindingId::ServerCertExpired,
                text!("finding-server-cert-expired", day = day(expires)),
                renew,
            )),
            Some(expires) if expires <= soon => findings.push(Finding::new(
                FindingId::ServerCertExpiring,
                text!("finding-server-cert-expiring", day = day(expires)),
                renew,
            )),
            _ if ssl.requires_update == Some(true) => findings.push(Finding::new(
                FindingId::ServerCertExpiring,
                match &ssl.renewal {
                    Some(why) => text!("finding-renewal-why", why = why),
                    None => text!("finding-renewal"),
                },
                renew,
            )),
            _ => {}
        }
        judge_server_names(posture, ssl, findings);
    }
    let cas = ssl
        .client_ca
        .as_ref()
        .and_then(|pem| certificate::parse_chain(pem.as_str()).ok())
        .unwrap_or_default();
    for ca in &cas {
        let finding = match ca.not_after {
            at if at <= now => FindingId::ClientCaExpired,
            at if at <= soon => FindingId::ClientCaExpiring,
            _ => continue,
        };
        let (ca, day) = (&ca.subject, day(ca.not_after));
        let message = if finding == FindingId::ClientCaExpired {
            text!("finding-client-ca-expired", ca = ca, day = day)
        } else {
            text!("finding-client-ca-expiring", ca = ca, day = day)
        };
        findings.push(Finding::new(
            finding,
            message,
            Some(format!("forcessl ca set {id} NEW-CA.pem")),
        ));
    }
    if let Some(next) = ssl
        .crl
        .as_ref()
        .and_then(|crl| certificate::crl_next_update(crl.as_str()))
    {
        let finding = match next {
            at if at <= now => Some((
                FindingId::CrlExpired,
                text!("finding-crl-expired", day = day(next)),
            )),
            at if at <= soon => Some((
                FindingId::CrlExpiring,
                text!("finding-crl-expiring", day = day(next)),
            )),
            _ => None,
        };
        if let Some((finding, message)) = finding {
            findings.push(Finding::new(finding, message, None));
        }
    }
}

fn judge_server_names(posture: &Posture, ssl: &SslState, findings: &mut Vec<Finding>) {
    let leaf: Option<Certificate> = ssl
        .server_certificate
        .as_ref()
        .and_then(|pem| certificate::parse_chain(pem.as_str()).ok())
        .and_then(|chain| chain.into_iter().next());
    for endpoint in posture.endpoints.known().into_iter().flatten() {
        let covered = match (&leaf, &ssl.endpoint) {
            (Some(leaf), _) => certificate::name_matches(leaf, &endpoint.host),
            (None, Some(protected)) => protected.eq_ignore_ascii_case(&endpoint.host),
            (None, None) => continue,
        };
        if !covered && endpoint.kind != EndpointKind::ReadWriteSplitting {
            findings.push(Finding::new(
                FindingId::ServerCertName,
                text!("finding-server-cert-name", host = &endpoint.host),
                None,
            ));
        }
    }
}

/// What a change was of.
#[derive(Clone, Copy)]
pub(super) enum Changed {
    Ssl,
    Records,
}

pub(super) fn judge_last_change(
    posture: &Posture,
    what: Changed,
    change: &LastChange,
    findings: &mut Vec<Finding>,
) {
    match change {
        LastChange::Setting | LastChange::Other(_) => findings.push(Finding::new(
            FindingId::ChangeRunning,
            match what {
                Changed::Ssl => text!("finding-change-running-ssl"),
                Changed::Records => text!("finding-change-running-records"),
            },
            Some(format!("forcessl wait {}", posture.id)),
        )),
        LastChange::Failed(reason) => findings.push(Finding::new(
            FindingId::ChangeFailed,
            match what {
                Changed::Ssl => text!("finding-change-failed-ssl", reason = reason),
                Changed::Records => text!("finding-change-failed-records", reason = reason),
            },
            None,
        )),
        LastChange::Never | LastChange::Succeeded => {}
    }
}

pub(super) fn judge_records(posture: &Posture, findings: &mut Vec<Finding>) {
    let Some(hba) = posture.hba.known() else {
        return;
    };
    judge_last_change(posture, Changed::Records, &hba.last_change, findings);
    let (records, _) = hba.in_force();
    for record in &records {
        let message = match record.method.as_str() {
            "trust" => text!("finding-method-trust", record = record.priority),
            "password" => text!("finding-method-password", record = record.priority),
            "md5" => text!("finding-method-md5", record = record.priority),
            _ => continue,
        };
        let finding = Finding::new(FindingId::WeakMethod, message, None);
        findings.push(finding.about(record.priority));
    }
    for index in hba::shadowed(&records, &knowledge(posture)) {
        let Some(record) = records.get(index) else {
            continue;
        };
        let finding = Finding::new(
            FindingId::ShadowedRecord,
            text!("finding-shadowed", record = record.priority),
            None,
        );
        findings.push(finding.about(record.priority));
    }
}

pub(super) fn judge_surroundings(posture: &Posture, findings: &mut Vec<Finding>) {
    if posture
        .instance
        .known()
        .is_some_and(|instance| instance.pooler == Some(true))
    {
        findings.push(Finding::new(
            FindingId::PoolerUnproven,
            text!("finding-pooler"),
            None,
        ));
    }
    if let Some(proxy) = posture.proxy.known().filter(|proxy| proxy.running) {
        let status = proxy.status.as_deref();
        findings.push(Finding::new(
            FindingId::ProxyUnproven,
            match status {
                Some(status) => text!("finding-proxy-status", status = status),
                None => text!("finding-proxy"),
            },
            None,
        ));
    }
    judge_babelfish(posture, findings);
    let companions = posture
        .instance
        .known()
        .map(|instance| &instance.companions);
    for id in companions.into_iter().flatten() {
        findings.push(Finding::new(
            FindingId::CompanionNotChecked,
            text!("finding-companion", instance = id),
            Some(format!("forcessl check --find {id}")),
        ));
    }
    let anywhere = |cidr: &String| matches!(cidr.as_str(), "0.0.0.0/0" | "::/0" | "%");
    if posture
        .whitelist
        .known()
        .is_some_and(|list| list.iter().any(anywhere))
    {
        findings.push(Finding::new(
            FindingId::WhitelistOpen,
            text!("finding-whitelist"),
            None,
        ));
    }
}

/// Babelfish speaks another protocol on a port of its own; what the SSL settings and the records mean
/// there is not documented.
fn judge_babelfish(posture: &Posture, findings: &mut Vec<Finding>) {
    let endpoints = posture.endpoints.known().into_iter().flatten();
    let ports: BTreeSet<u16> = endpoints
        .filter_map(|endpoint| endpoint.babelfish_port)
        .collect();
    let instance = posture.instance.known();
    let enabled = instance.is_some_and(|instance| instance.babelfish == Some(true));
    if !enabled && ports.is_empty() {
        return;
    }
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    let message = if ports.is_empty() {
        text!("finding-babelfish")
    } else {
        text!("finding-babelfish-port", port = ports.join(", "))
    };
    findings.push(Finding::new(FindingId::BabelfishUnproven, message, None));
}

/// What could not be read, one finding for each cause.
pub(super) fn judge_unreadable(posture: &Posture, findings: &mut Vec<Finding>) {
    let parts = unreadable_parts(posture);
    let failed = parts
        .into_iter()
        .filter_map(|(what, why)| Some((what, why?)))
        .filter(|(_, why)| why.cause != Cause::Unsupported);
    let mut causes: Vec<(&Unreadable, Vec<Text>)> = Vec::new();
    for (what, why) in failed {
        let missing = |one: &Unreadable| one.cause == Cause::NotFound;
        let same = |other: &Unreadable| match (&other.code, &why.code) {
            _ if missing(other) && missing(why) => true,
            (None, None) => other.message == why.message,
            (one, other) => one == other,
        };
        match causes.iter_mut().find(|(cause, _)| same(cause)) {
            Some((_, parts)) => parts.push(what),
            None => causes.push((why, vec![what])),
        }
    }
    for (why, parts) in causes {
        let parts = Text::list(parts);
        findings.push(Finding::new(
            FindingId::Unreadable,
            match &why.code {
                Some(code) => {
                    text!(
                        "finding-unreadable-coded",
                        parts = parts,
                        code = code,
                        why = &why.message
                    )
                }
                None => text!("finding-unreadable", parts = parts, why = &why.message),
            },
            Some(format!("forcessl check -v {}", posture.id)),
        ));
    }
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}
