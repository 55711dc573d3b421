//! `probe -o json`, and the proof that other documents carry.

use serde_json::{Value, json};

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::certificate::Certificate;
use crate::domain::proof::{Demand, Outcome, ProbeReport, Proof, Question, Run};

/// The document of `probe`.
pub fn probes(reports: &[ProbeReport]) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "probes": reports.iter().map(report).collect::<Vec<_>>(),
    }))
}

/// The evidence in short: the ordinary report of the first endpoint that could be reached, its
/// replication report inside; `null` when nothing was tried.
pub(super) fn proof(reports: &[ProbeReport]) -> Option<Value> {
    let ordinary: Vec<&ProbeReport> = reports
        .iter()
        .filter(|report| !report.replication)
        .collect();
    // One endpoint that lets plaintext in says more than any that refuses it.
    let first = ordinary
        .iter()
        .find(|report| matches!(report.proof(), Proof::Refuted(_)))
        .or_else(|| ordinary.iter().find(|report| !report.unreachable()))
        .or_else(|| ordinary.first())?;
    let mut value = short(first);
    let replication = reports.iter().find(|report| {
        report.replication && report.host == first.host && report.port == first.port
    });
    if let Some(object) = value.as_object_mut() {
        object.insert(
            "replication".to_owned(),
            replication.map_or(Value::Null, short),
        );
    }
    Some(value)
}

fn short(report: &ProbeReport) -> Value {
    let plaintext = report.run(Question::Plaintext);
    let proof = report.proof();
    let (result, demands, reason) = judged(&proof);
    json!({
        "result": result,
        "plaintext": plaintext_word(plaintext),
        "sqlstate": plaintext.and_then(|run| run.sqlstate.as_deref()),
        "demands": demands,
        "reason": reason,
        "host": report.host,
        "port": report.port,
        "user": report.user,
        "database": report.database,
        "at": stamp(report.at),
    })
}

fn plaintext_word(run: Option<&Run>) -> &'static str {
    match run.map(|run| &run.outcome) {
        None => "not_tried",
        Some(outcome) if outcome.passed_hba() => "admitted",
        Some(Outcome::RefusedByHba) => "refused",
        Some(Outcome::Unreachable { .. } | Outcome::TimedOut) => "unreachable",
        Some(_) => "inconclusive",
    }
}

fn judged(proof: &Proof) -> (&'static str, Option<&'static str>, Option<&str>) {
    match proof {
        Proof::Proven(Demand::Ssl) => ("proven", Some("ssl"), None),
        Proof::Proven(Demand::ClientCertificate) => ("proven", Some("client_certificate"), None),
        Proof::Refuted(reason) => ("refuted", None, Some(reason)),
        Proof::NotProven(reason) => ("not_proven", None, Some(reason)),
    }
}

/// One report in full.
pub(super) fn report(report: &ProbeReport) -> Value {
    let proof = report.proof();
    let (result, demands, reason) = judged(&proof);
    let chain = report.tls.as_ref().map(|tls| {
        tls.chain
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
            .map(|certificate| {
                json!({
                    "subject": certificate.subject,
                    "issuer": certificate.issuer,
                    "not_after": stamp(certificate.not_after),
                    "sha256": certificate.sha256,
                    "dns_names": certificate.dns_names,
                })
            })
            .collect::<Vec<_>>()
    });
    json!({
        "host": report.host,
        "port": report.port,
        "user": report.user,
        "database": report.database,
        "replication": report.replication,
        "at": stamp(report.at),
        "result": result,
        "demands": demands,
        "reason": reason,
        "runs": report.runs.iter().map(|run| json!({
            "question": run.question,
            "outcome": run.outcome.word(),
            "detail": run.outcome.describe(),
            "sqlstate": run.sqlstate,
            "address": run.address.map(|address| address.to_string()),
            "seconds": run.took.as_secs_f64(),
        })).collect::<Vec<_>>(),
        "tls": report.tls.as_ref().map(|tls| json!({
            "version": tls.version,
            "cipher": tls.cipher,
            "client_cas": tls.client_cas,
            "channel_binding": tls.channel_binding,
            "chain": chain,
        })),
    })
}
