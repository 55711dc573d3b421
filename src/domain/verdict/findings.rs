//! What is wrong beside the verdict itself: certificates, the last change, records, surroundings.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::known::{are_replicas_untold, knowledge, unreadable_parts};
use super::whitelist::lets_everyone_in;
use crate::domain::certificate;
use crate::domain::finding::{Finding, FindingId};
use crate::domain::hba;
use crate::domain::instance::{Endpoint, EndpointKind};
use crate::domain::posture::{Cause, Posture, Unreadable};
use crate::domain::ssl::{LastChange, Pem, SslState};
use crate::text::time::day;
use crate::text::{Text, text};

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
    let mut find = |id, what, remedy| findings.push(Finding::new(id, what, remedy));
    if ssl.enabled == Some(true) {
        let renew = Some(ssl.renewal(id));
        match ssl.expires {
            Some(at) if at <= now => {
                let what = text!("finding-server-cert-expired", day = day(at));
                find(FindingId::ServerCertExpired, what, renew);
            }
            Some(at) if at <= soon => {
                let what = text!("finding-server-cert-expiring", day = day(at));
                find(FindingId::ServerCertExpiring, what, renew);
            }
            _ if ssl.requires_update == Some(true) => {
                let what = match &ssl.renewal {
                    Some(why) => text!("finding-renewal-why", why = why),
                    None => text!("finding-renewal"),
                };
                find(FindingId::ServerCertExpiring, what, renew);
            }
            _ => {}
        }
    }
    let cas = ssl.client_ca.as_ref();
    let lists = ssl.crl.as_ref().map(Pem::as_str);
    let cas = cas.map(|pem| certificate::judge_installed_cas(pem.as_str(), lists, now));
    for judged in cas.unwrap_or_default() {
        let ca = &judged.ca;
        let (name, day) = (&ca.subject, day(ca.not_after));
        let replace = Some(format!("forcessl ca set {id} NEW-CA.pem"));
        // One of a CA that has expired is a finding of that CA.
        let unfit = judged.refused().filter(|why| why.id != "expired");
        let finding = if ca.not_after <= now {
            let what = text!("finding-client-ca-expired", ca = name, day = day);
            Finding::new(FindingId::ClientCaExpired, what, replace)
        } else if let Some(why) = unfit {
            let what = text!("finding-client-ca-unfit", ca = name, why = &why.message);
            Finding::new(FindingId::ClientCaUnfit, what, replace)
        } else if ca.not_after <= soon {
            let what = text!("finding-client-ca-expiring", ca = name, day = day);
            let rotate = Some(format!("forcessl ca rotate {id} NEW-CA.pem"));
            Finding::new(FindingId::ClientCaExpiring, what, rotate)
        } else {
            continue;
        };
        findings.push(finding.of(ca.sha256.as_str()));
    }
    let mut find = |id, what, remedy| findings.push(Finding::new(id, what, remedy));
    let crl = ssl.crl.as_ref();
    match crl.and_then(|crl| certificate::crl_next_update(crl.as_str())) {
        Some(at) if at <= now => {
            let what = text!("finding-crl-expired", day = day(at));
            find(FindingId::CrlExpired, what, None);
        }
        Some(at) if at <= soon => {
            let what = text!("finding-crl-expiring", day = day(at));
            find(FindingId::CrlExpiring, what, None);
        }
        Some(_) | None => {}
    }
    if ssl.enabled == Some(true) {
        judge_server_names(posture, ssl, findings);
    }
}

fn judge_server_names(posture: &Posture, ssl: &SslState, findings: &mut Vec<Finding>) {
    let own = ssl.server_certificate.as_ref();
    let chain = own.and_then(|pem| certificate::parse_chain(pem.as_str()).ok());
    let leaf = chain.as_ref().and_then(|chain| chain.first());
    for endpoint in posture.endpoints.known().into_iter().flatten() {
        let covered = match (leaf, &ssl.endpoint) {
            (Some(leaf), _) => certificate::name_matches(leaf, &endpoint.host),
            (None, Some(protected)) => protected.eq_ignore_ascii_case(&endpoint.host),
            (None, None) => continue,
        };
        if !covered && endpoint.kind != EndpointKind::ReadWriteSplitting {
            let what = text!("finding-server-cert-name", host = &endpoint.host);
            let finding = Finding::new(FindingId::ServerCertName, what, None);
            findings.push(finding.of(endpoint.host.as_str()));
        }
    }
}

/// What a change was of.
#[derive(Clone, Copy, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
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
    let finding = match change {
        LastChange::Setting | LastChange::Other(_) => {
            let what = match (what, change) {
                (Changed::Ssl, LastChange::Other(word)) => {
                    text!("finding-change-unknown-ssl", word = word)
                }
                (Changed::Records, LastChange::Other(word)) => {
                    text!("finding-change-unknown-records", word = word)
                }
                (Changed::Ssl, _) => text!("finding-change-running-ssl"),
                (Changed::Records, _) => text!("finding-change-running-records"),
            };
            let wait = format!("forcessl wait {}", posture.id);
            Finding::new(FindingId::ChangeRunning, what, Some(wait))
        }
        LastChange::Failed(reason) => {
            let what = match what {
                Changed::Ssl => text!("finding-change-failed-ssl", reason = reason),
                Changed::Records => text!("finding-change-failed-records", reason = reason),
            };
            Finding::new(FindingId::ChangeFailed, what, None)
        }
        LastChange::Never | LastChange::Succeeded => return,
    };
    findings.push(finding.of(<&str>::from(what)));
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
        let what = text!("finding-shadowed", record = record.priority);
        let finding = Finding::new(FindingId::ShadowedRecord, what, None);
        findings.push(finding.about(record.priority));
    }
}

pub(super) fn judge_surroundings(posture: &Posture, findings: &mut Vec<Finding>) {
    let mut find = |id, what, remedy| findings.push(Finding::new(id, what, remedy));
    let instance = posture.instance.known();
    let endpoints = || posture.endpoints.known().into_iter().flatten();
    let is_pooled = instance.is_some_and(|instance| instance.pooler == Some(true));
    if is_pooled || endpoints().any(|endpoint| endpoint.pooler_port.is_some()) {
        find(FindingId::PoolerUnproven, text!("finding-pooler"), None);
    }
    if let Some(proxy) = posture.proxy.known().filter(|proxy| proxy.running) {
        let what = match proxy.status.as_deref() {
            Some(status) => text!("finding-proxy-status", status = status),
            None => text!("finding-proxy"),
        };
        find(FindingId::ProxyUnproven, what, None);
    }
    let splits = |one: &&Endpoint| one.kind == EndpointKind::ReadWriteSplitting;
    for Endpoint { host, .. } in endpoints().filter(splits) {
        let what = text!("finding-splitting", host = host);
        findings.push(Finding::new(FindingId::ProxyUnproven, what, None).of(host.as_str()));
    }
    let mut find = |id, what, remedy| findings.push(Finding::new(id, what, remedy));
    if let Some(what) = babelfish(posture) {
        find(FindingId::BabelfishUnproven, what, None);
    }
    for id in instance.iter().flat_map(|instance| &instance.companions) {
        let what = text!("finding-companion", instance = id);
        let look = format!("forcessl check --find {id}");
        findings
            .push(Finding::new(FindingId::CompanionNotChecked, what, Some(look)).of(id.as_str()));
    }
    let garbled = garbled(posture);
    if !garbled.is_empty() {
        let (parts, why) = (Text::list(garbled), text!("unreadable-garbled"));
        let what = text!("finding-unreadable", parts = &parts, why = why);
        let look = format!("forcessl check -v {}", posture.id);
        findings.push(Finding::new(FindingId::Unreadable, what, Some(look)).of_words(&parts));
    }
    let whitelist = posture.whitelist.known();
    if whitelist.is_some_and(|list| lets_everyone_in(list)) {
        let what = text!("finding-whitelist");
        findings.push(Finding::new(FindingId::WhitelistOpen, what, None));
    }
}

/// Members of the answers that are there and could not be understood.
fn garbled(posture: &Posture) -> Vec<Text> {
    let instance = posture.instance.known().map(|one| &one.garbled);
    let of_instance = instance
        .into_iter()
        .flatten()
        .map(|name| Text::verbatim(*name));
    let endpoints = posture.endpoints.known().into_iter().flatten();
    let of_endpoints = endpoints.flat_map(|endpoint| {
        let names = endpoint.garbled.iter();
        names.map(|name| text!("part-of-endpoint", part = *name, host = &endpoint.host))
    });
    let of_ssl = posture.ssl.known().into_iter().flat_map(|ssl| {
        let is_on = ssl.enabled == Some(true) && ssl.client_ca.is_some();
        let acl = (is_on && ssl.acl.is_none()).then(|| text!("basis-part-acl"));
        let replication = is_on && ssl.replication_acl.is_none();
        let replication = replication.then(|| text!("basis-part-replication-acl"));
        let switch = ssl.enabled.is_none().then(|| text!("basis-part-switch"));
        let is_ca = |pem: &Pem| certificate::parse_chain(pem.as_str()).is_ok();
        let is_list = |pem: &Pem| certificate::parse_crls(pem.as_str()).is_ok();
        let unread_ca = !ssl.client_ca.as_ref().is_none_or(is_ca);
        let unread_list = !ssl.crl.as_ref().is_none_or(is_list);
        let ca = unread_ca.then(|| text!("basis-part-client-ca"));
        let list = unread_list.then(|| text!("basis-part-crl"));
        let all = [switch, acl, replication, ca, list];
        all.into_iter().flatten()
    });
    let of_instance = of_instance.chain(of_ssl);
    let untold = are_replicas_untold(posture);
    let of_replicas = untold.then(|| text!("part-replicas"));
    of_instance.chain(of_replicas).chain(of_endpoints).collect()
}

/// Babelfish speaks another protocol on a port of its own; what the SSL settings and the records mean
/// there is not documented.
fn babelfish(posture: &Posture) -> Option<Text> {
    let endpoints = posture.endpoints.known().into_iter().flatten();
    let ports: BTreeSet<u16> = endpoints
        .filter_map(|endpoint| endpoint.babelfish_port)
        .collect();
    let instance = posture.instance.known();
    let enabled = instance.is_some_and(|instance| instance.babelfish == Some(true));
    if ports.is_empty() {
        return enabled.then(|| text!("finding-babelfish"));
    }
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    Some(text!("finding-babelfish-port", port = ports.join(", ")))
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
        let (parts, message) = (Text::list(parts), &why.message);
        let what = match &why.code {
            Some(code) => {
                text!(
                    "finding-unreadable-coded",
                    parts = &parts,
                    code = code,
                    why = message
                )
            }
            None => text!("finding-unreadable", parts = &parts, why = message),
        };
        let look = format!("forcessl check -v {}", posture.id);
        findings.push(Finding::new(FindingId::Unreadable, what, Some(look)).of_words(&parts));
    }
}
