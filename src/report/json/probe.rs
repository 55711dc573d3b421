//! `probe -o json`.

use serde_json::{Value, json};

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::certificate::Certificate;
use crate::domain::proof::{Demand, ProbeReport, Proof};

/// The document of `probe`.
pub fn probes(reports: &[ProbeReport]) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "probes": reports.iter().map(report).collect::<Vec<_>>(),
    }))
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
