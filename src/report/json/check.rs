//! `check -o json`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::probe::proof;
use super::settings::{client_ca_value, crl_value, record_values, ssl_value, stamp};
use super::{SCHEMA_VERSION, text};
use crate::domain::instance::Role;
use crate::domain::outcome::Audited;
use crate::domain::posture::{Reading, Unreadable};
use crate::domain::verdict::Verdict;

/// The document of `check`.
pub fn check(rows: &[Audited], generated_at: DateTime<Utc>) -> String {
    let count = |verdict| {
        rows.iter()
            .filter(|row| row.judgement.verdict == verdict)
            .count()
    };
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "generated_at": stamp(generated_at),
        "summary": {
            "enforced": count(Verdict::Enforced),
            "partly": count(Verdict::Partly),
            "open": count(Verdict::Open),
            "unsupported": count(Verdict::Unsupported),
            "unknown": count(Verdict::Unknown),
        },
        "instances": rows.iter().map(instance).collect::<Vec<_>>(),
    }))
}

/// One instance of the document.
pub(super) fn instance(row: &Audited) -> Value {
    let Audited { posture, judgement } = row;
    let instance = posture.instance.known();
    let ssl = posture.ssl.known();
    let (role, primary) = match instance.map(|instance| &instance.role) {
        Some(Role::Primary) => (Some("primary"), None),
        Some(Role::Replica(primary)) => (Some("replica"), primary.as_ref()),
        None => (None, None),
    };
    json!({
        "instance_id": posture.id,
        "region": instance.and_then(|instance| instance.region.as_ref()),
        "description": instance.map(|instance| instance.description.as_str()),
        "engine_version": instance
            .and_then(|instance| instance.engine_version.as_ref())
            .map(|version| version.text.as_str()),
        "status": instance.map(|instance| instance.status.as_str()),
        "role": role,
        "primary_id": primary,
        "verdict": judgement.verdict.as_str(),
        "reason": judgement.reason,
        "proof": proof(&posture.probes),
        "ssl": ssl.map(ssl_value),
        "client_ca": ssl.and_then(client_ca_value),
        "crl": ssl.and_then(crl_value),
        "acl": ssl.and_then(|ssl| ssl.acl),
        "replication_acl": ssl.and_then(|ssl| ssl.replication_acl),
        "hba": posture.hba.known().map(|hba| record_values(&hba.in_force().0, judgement.exposure.as_ref())),
        "findings": judgement.findings.iter().map(|finding| json!({
            "id": finding.id.as_str(),
            "severity": finding.severity.as_str(),
            "message": finding.message,
            "remedy": finding.remedy,
            "references": finding.references,
        })).collect::<Vec<_>>(),
        "error": error(row),
    })
}

fn error(row: &Audited) -> Option<Value> {
    fn part<T>(reading: &Reading<T>) -> Option<&Unreadable> {
        match reading {
            Reading::Unreadable(unreadable) => Some(unreadable),
            Reading::Known(_) | Reading::NotAsked => None,
        }
    }
    let posture = &row.posture;
    let unreadable = part(&posture.instance)
        .or_else(|| part(&posture.ssl))
        .or_else(|| part(&posture.hba))?;
    Some(json!({
        "code": unreadable.code,
        "message": unreadable.message,
        "request_id": unreadable.request_id,
    }))
}
