//! `check` for people: one block for one instance, one row each for several.

use comfy_table::Table;
use std::fmt::Write as _;

use super::settings::record_table;
use super::{
    Page, cell, coloured, lines, on_off, severity_colour, table, verdict_colour, verdict_text,
};
use crate::domain::acl::Acl;
use crate::domain::finding::Severity;
use crate::domain::instance::Role;
use crate::domain::outcome::Audited;
use crate::domain::proof::{Demand, ProbeReport, Proof};
use crate::domain::verdict::Verdict;

/// The report of `check`.
pub fn check(rows: &[Audited], page: Page) -> String {
    match rows {
        [one] => detail(one, page),
        rows => overview(rows, page),
    }
}

fn overview(rows: &[Audited], page: Page) -> String {
    let mut table = table(page, &["Instance", "Verdict", "SSL", "ACL", "Proof", "Why"]);
    for row in rows {
        let verdict = row.judgement.verdict;
        let ssl = row.posture.ssl.known();
        table.add_row(vec![
            cell(row.posture.id.as_str()),
            coloured(page, &verdict_text(verdict), verdict_colour(verdict)),
            cell(ssl.map_or("–", |ssl| on_off(ssl.enabled))),
            cell(ssl.and_then(|ssl| ssl.acl).map_or("–", Acl::as_str)),
            cell(proof_word(&row.posture.probes)),
            cell(&row.judgement.reason),
        ]);
    }
    lines(&[table.to_string(), tally(rows)])
}

fn tally(rows: &[Audited]) -> String {
    let counts: Vec<String> = [
        Verdict::Enforced,
        Verdict::Partly,
        Verdict::Open,
        Verdict::Unsupported,
        Verdict::Unknown,
    ]
    .into_iter()
    .filter_map(|verdict| {
        let count = rows
            .iter()
            .filter(|row| row.judgement.verdict == verdict)
            .count();
        (count > 0).then(|| format!("{count} {}", verdict.as_str()))
    })
    .collect();
    format!("{} instances: {}", rows.len(), counts.join(", "))
}

fn detail(row: &Audited, page: Page) -> String {
    let Audited { posture, judgement } = row;
    let verdict = judgement.verdict;
    let mut facts = table(page, &[]);
    fact(&mut facts, "Instance", &title(row));
    facts.add_row(vec![
        cell("Verdict"),
        coloured(
            page,
            &format!("{}: {}", verdict_text(verdict), judgement.reason),
            verdict_colour(verdict),
        ),
    ]);
    if let Some(ssl) = posture.ssl.known() {
        let mut text = on_off(ssl.enabled).to_owned();
        if let Some(expires) = ssl.expires {
            let _ = write!(text, ", certificate until {}", expires.format("%Y-%m-%d"));
        }
        if let Some(endpoint) = ssl.endpoint.as_deref().filter(|text| !text.is_empty()) {
            let _ = write!(text, ", made for {endpoint}");
        }
        fact(&mut facts, "SSL", &text);
        let acl = |acl: Option<Acl>| acl.map_or("none", Acl::as_str);
        fact(
            &mut facts,
            "Client ACL",
            &format!(
                "{}, for replication {}",
                acl(ssl.acl),
                acl(ssl.replication_acl)
            ),
        );
        fact(
            &mut facts,
            "Client CA",
            &super::settings::client_ca_text(ssl),
        );
    }
    for probe in &posture.probes {
        let kind = if probe.replication {
            "Live, replication"
        } else {
            "Live"
        };
        fact(&mut facts, kind, &proof_text(probe));
    }
    let mut parts = vec![facts.to_string()];
    if let Some(hba) = posture.hba.known() {
        parts.push("pg_hba records, the first that matches decides:".to_owned());
        parts.push(record_table(&hba.in_force().0, judgement.exposure.as_ref(), page).to_string());
    }
    if !judgement.findings.is_empty() {
        parts.push("Findings:".to_owned());
        parts.push(findings(row, page).to_string());
    }
    lines(&parts)
}

/// One row of a table of facts.
pub(super) fn fact(table: &mut Table, name: &str, value: &str) {
    table.add_row(vec![cell(name), cell(value)]);
}

fn title(row: &Audited) -> String {
    let mut parts = vec![row.posture.id.to_string()];
    if let Some(instance) = row.posture.instance.known() {
        if !instance.description.is_empty() && instance.description != row.posture.id.as_str() {
            parts.push(format!("“{}”", instance.description));
        }
        if let (Some(engine), Some(version)) = (&instance.engine, &instance.engine_version) {
            parts.push(format!("{engine} {}", version.text));
        }
        if let Role::Replica(primary) = &instance.role {
            parts.push(match primary {
                Some(primary) => format!("replica of {primary}"),
                None => "replica".to_owned(),
            });
        }
        parts.push(instance.status.as_str().to_owned());
    }
    parts.join(", ")
}

fn findings(row: &Audited, page: Page) -> Table {
    let mut table = table(page, &["Severity", "Finding", "What", "Remedy"]);
    for finding in &row.judgement.findings {
        let severity = finding.severity;
        let mark = if severity == Severity::High { "! " } else { "" };
        table.add_row(vec![
            coloured(
                page,
                &format!("{mark}{}", severity.as_str()),
                severity_colour(severity),
            ),
            cell(finding.id.as_str()),
            cell(&finding.message),
            cell(finding.remedy.as_deref().unwrap_or("")),
        ]);
    }
    table
}

fn proof_word(probes: &[ProbeReport]) -> &'static str {
    let refuted = probes
        .iter()
        .any(|probe| matches!(probe.proof(), Proof::Refuted(_)));
    let proven = probes
        .iter()
        .any(|probe| matches!(probe.proof(), Proof::Proven(_)));
    match (probes.is_empty(), refuted, proven) {
        (true, ..) => "not tried",
        (_, true, _) => "refuted",
        (_, _, true) => "proven",
        _ => "not proven",
    }
}

/// One live proof in a sentence.
pub(super) fn proof_text(probe: &ProbeReport) -> String {
    let place = format!("{}:{}", probe.host, probe.port);
    match probe.proof() {
        Proof::Proven(Demand::Ssl) => format!("proven at {place}: plaintext refused, SSL let in"),
        Proof::Proven(Demand::ClientCertificate) => {
            format!("proven at {place}: plaintext refused, a client certificate is demanded")
        }
        Proof::Refuted(why) => format!("refuted at {place}: {why}"),
        Proof::NotProven(why) => format!("not proven at {place}: {why}"),
    }
}
