//! `probe -o json`.

use serde_json::{Value, json};

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::certificate::inspect::Admission;
use crate::domain::certificate::{Certificate, Peer};
use crate::domain::proof::{
    Demand, GssAnswer, LogLines, LoginOrigin, ProbeReport, Proof, Run, TargetReport, Unprobed,
    WitnessCount,
};
use crate::report::Judged;
use crate::text::Text;

/// The document of `probe`.
pub fn targets(judged: &Judged<'_>) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "probes": judged.targets.iter().flat_map(|one| &one.logins).map(report).collect::<Vec<_>>(),
        "targets": judged.targets.iter().map(|one| target(judged, one)).collect::<Vec<_>>(),
        "unprobed": judged.unprobed.iter().map(unprobed).collect::<Vec<_>>(),
    }))
}

/// What could not be tried.
pub(in crate::report) fn unprobed(one: &Unprobed) -> Value {
    json!({ "instance_id": one.instance, "reason": one.why })
}

/// Whether the chain is trusted in a word, and why not.
fn trust(peer: &Peer) -> (&'static str, Value) {
    match &peer.trust {
        None => ("not_checked", json!([])),
        Some(Admission::Admitted) => ("trusted", json!([])),
        Some(Admission::Refused(reasons)) => ("untrusted", json!(reasons)),
        Some(Admission::NotKnown(what)) => {
            ("not_known", json!([{ "id": "not-known", "message": what }]))
        }
    }
}

/// One target: what does not depend on the login.
pub(in crate::report) fn target(judged: &Judged<'_>, target: &TargetReport) -> Value {
    let lines = LogLines::of_target(target);
    let peer = target.logins.iter().find_map(|report| judged.peer(report));
    let transports = &target.transports;
    json!({
        "host": target.place.host,
        "port": target.place.port,
        "instance_id": target.place.instance,
        "endpoint": target.place.kind.word(),
        "family": target.family,
        "reached": !target.unreachable(),
        "not_asked": target.not_asked,
        "record_logins": WitnessCount::of(&target.logins, target.left_out),
        "certificate": peer.map(|peer| json!({
            "validity": peer.validity.word(),
            "days_left": peer.days_left,
            "name_matches": peer.name_matches,
            "self_signed": peer.chain.first().map(|leaf| leaf.self_signed),
            "x509_version": peer.chain.first().map(|leaf| leaf.version),
            "trust": trust(&peer).0,
            "distrusted_for": trust(&peer).1,
        })),
        "tls_versions": transports.tls_versions.iter().map(|(version, answer)| json!({
            "version": version,
            "answer": answer.word(),
            "alert": answer.alert(),
        })).collect::<Vec<_>>(),
        "direct_ssl": transports.direct_ssl.as_ref().map(run),
        "gss": transports.gss.map(GssAnswer::word),
        "log_lines": {
            "refusals": lines.refusals,
            "handshakes": lines.handshakes,
            "sessions": lines.sessions,
        },
    })
}

fn run(run: &Run) -> Value {
    json!({
        "question": run.question,
        "outcome": run.outcome.word(),
        "detail": run.outcome.text(),
        "sqlstate": run.sqlstate,
        "address": run.address.map(|address| address.to_string()),
        "from": run.from.map(|address| address.ip().to_string()),
        "seconds": run.took.as_secs_f64(),
    })
}

fn judged(proof: &Proof) -> (&'static str, Option<&'static str>, Option<&Text>) {
    match proof {
        Proof::Proven(Demand::Ssl) => ("proven", Some("ssl"), None),
        Proof::Proven(Demand::ClientCertificate) => ("proven", Some("client_certificate"), None),
        Proof::Refuted(reason) => ("refuted", None, Some(reason)),
        Proof::NotProven(reason) => ("not_proven", None, Some(reason)),
    }
}

/// One report in full.
pub(in crate::report) fn report(report: &ProbeReport) -> Value {
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
        "host": report.place.host,
        "port": report.place.port,
        "user": report.user,
        "database": report.database,
        "replication": report.replication,
        "of_records": report.origin == LoginOrigin::Records,
        "at": stamp(report.at),
        "result": result,
        "demands": demands,
        "reason": reason,
        "runs": report.runs.iter().map(run).collect::<Vec<_>>(),
        "client_certificate_name": report.name_check(),
        "ssl_ended_in_front": report.ended_in_front(),
        "tls": report.tls.as_ref().map(|tls| json!({
            "version": tls.version,
            "cipher": tls.cipher,
            "client_cas": tls.client_cas,
            "channel_binding": tls.channel_binding,
            "chain": chain,
        })),
    })
}
