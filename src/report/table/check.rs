//! `check` for people: one block for one instance, one row each for several.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use comfy_table::Table;

use super::settings::record_table;
use super::{
    Page, cell, coloured, lines, on_off, severity_colour, table, verdict_colour, verdict_text,
};
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::proof::{Demand, ProbeReport};
use crate::report::document::{ClientCa, Document, LiveProof, ProofResult, Row, RowRole, Summary};
use crate::report::printable;

/// The report of `check`.
pub fn check(document: &Document, page: Page) -> String {
    let mut text = match document.instances.as_slice() {
        [one] => detail(one, page),
        _ => overview(document, page),
    };
    for gap in document.not_checked.gaps() {
        text.push_str(&lines(&[format!("? not checked: {gap}")]));
    }
    if document.not_checked.other_engines > 0 {
        let count = document.not_checked.other_engines;
        text.push_str(&lines(&[format!(
            "{count} of other engines were not judged"
        )]));
    }
    text
}

/// One row an instance; of several accounts each has a table of its own, which leaves the columns
/// their width.
fn overview(document: &Document, page: Page) -> String {
    let mut accounts: BTreeMap<Option<&str>, Vec<&Row>> = BTreeMap::new();
    for row in &document.instances {
        let account = row
            .account_id
            .as_deref()
            .filter(|_| document.has_accounts());
        accounts.entry(account).or_default().push(row);
    }
    let mut parts = Vec::new();
    for (account, rows) in &accounts {
        if document.has_accounts() {
            let account = account.unwrap_or("not known");
            parts.push(format!("Account {}:", printable(account)));
        }
        parts.push(one_each(rows, page).to_string());
    }
    if accounts.is_empty() {
        parts.push(one_each(&[], page).to_string());
    }
    parts.push(tally(&document.summary));
    parts.extend(undecided(&document.instances));
    lines(&parts)
}

/// What was not decided, of how many instances.
fn undecided(rows: &[Row]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        let findings = row.findings.iter().map(|finding| finding.id);
        let ids: BTreeSet<&str> = findings
            .filter(|id| id.is_undecided())
            .map(FindingId::as_str)
            .collect();
        for id in ids {
            *counts.entry(id).or_default() += 1;
        }
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(id, count)| format!("{id} {count}"))
        .collect();
    (!counts.is_empty()).then(|| {
        format!(
            "? not decided: {}; forcessl check INSTANCE says more",
            counts.join(", ")
        )
    })
}

fn one_each(rows: &[&Row], page: Page) -> Table {
    let mut table = table(page, &["Instance", "Verdict", "SSL", "ACL", "Proof", "Why"]);
    for row in rows {
        table.add_row(vec![
            cell(row.instance_id.as_str()),
            coloured(
                page,
                &verdict_text(row.verdict),
                verdict_colour(row.verdict),
            ),
            cell(row.ssl.as_ref().map_or("–", |ssl| on_off(ssl.enabled))),
            cell(row.acl.map_or("–", Acl::as_str)),
            cell(proof_word(&row.proofs)),
            cell(&row.reason),
        ]);
    }
    table
}

/// How many instances have each verdict, in words.
pub(super) fn tally(summary: &Summary) -> String {
    let counts: Vec<String> = summary
        .counts()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{count} {}", verdict.as_str()))
        .collect();
    format!("{} instances: {}", summary.total(), counts.join(", "))
}

fn detail(row: &Row, page: Page) -> String {
    let mut facts = table(page, &[]);
    fact(&mut facts, "Instance", &title(row));
    facts.add_row(vec![
        cell("Verdict"),
        coloured(
            page,
            &format!("{}: {}", verdict_text(row.verdict), row.reason),
            verdict_colour(row.verdict),
        ),
    ]);
    if let Some(ssl) = &row.ssl {
        let mut text = on_off(ssl.enabled).to_owned();
        if let Some(expires) = ssl.expires_at {
            let _ = write!(text, ", certificate until {}", expires.format("%Y-%m-%d"));
        }
        let endpoint = ssl.connection_string.as_deref();
        if let Some(endpoint) = endpoint.filter(|text| !text.is_empty()) {
            let _ = write!(text, ", made for {endpoint}");
        }
        fact(&mut facts, "SSL", &text);
        let acl = |acl: Option<Acl>| acl.map_or("none", Acl::as_str);
        fact(
            &mut facts,
            "Client ACL",
            &format!(
                "{}, for replication {}",
                acl(row.acl),
                acl(row.replication_acl)
            ),
        );
        fact(&mut facts, "Client CA", &client_ca(row.client_ca.as_ref()));
    }
    for proof in &row.proofs {
        fact(&mut facts, "Live", &live_text(proof));
        if let Some(replication) = &proof.replication {
            fact(&mut facts, "Live, replication", &live_text(replication));
        }
    }
    let mut parts = vec![facts.to_string()];
    if let Some(records) = &row.hba {
        parts.push("pg_hba records, the first that matches decides:".to_owned());
        parts.push(record_table(records, page).to_string());
    }
    if !row.findings.is_empty() {
        parts.push("Findings:".to_owned());
        parts.push(findings(&row.findings, page).to_string());
    }
    lines(&parts)
}

/// One row of a table of facts.
pub(super) fn fact(table: &mut Table, name: &str, value: &str) {
    table.add_row(vec![cell(name), cell(value)]);
}

fn title(row: &Row) -> String {
    let id = row.instance_id.as_str();
    let mut parts = vec![id.to_owned()];
    let named = row.description.as_deref();
    if let Some(description) = named.filter(|text| !text.is_empty() && *text != id) {
        parts.push(format!("“{description}”"));
    }
    if let (Some(engine), Some(version)) = (&row.engine, &row.engine_version) {
        parts.push(format!("{engine} {version}"));
    }
    match (row.role, &row.primary_id) {
        (Some(RowRole::Replica), Some(primary)) => parts.push(format!("replica of {primary}")),
        (Some(RowRole::Replica), None) => parts.push("replica".to_owned()),
        (Some(RowRole::Primary) | None, _) => {}
    }
    parts.extend(row.status.clone());
    parts.join(", ")
}

fn client_ca(ca: Option<&ClientCa>) -> String {
    let Some(ca) = ca else {
        return "none".to_owned();
    };
    if ca.certificates.is_empty() {
        return "set, but not readable".to_owned();
    }
    let each = ca
        .certificates
        .iter()
        .map(|ca| format!("{}, until {}", ca.subject, ca.not_after.format("%Y-%m-%d")));
    each.collect::<Vec<_>>().join("; ")
}

fn findings(findings: &[Finding], page: Page) -> Table {
    let mut table = table(page, &["Severity", "Finding", "What", "Remedy"]);
    for finding in findings {
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

fn proof_word(proofs: &[LiveProof]) -> &'static str {
    let has = |result| {
        proofs
            .iter()
            .flat_map(|proof| std::iter::once(proof).chain(proof.replication.as_deref()))
            .any(|proof| proof.result == result)
    };
    if proofs.is_empty() {
        "not tried"
    } else if has(ProofResult::Refuted) {
        "refuted"
    } else if has(ProofResult::Proven) {
        "proven"
    } else {
        "not proven"
    }
}

/// One live proof of a report in a sentence.
fn live_text(proof: &LiveProof) -> String {
    let place = format!("{}:{}", proof.host, proof.port);
    let why = proof.reason.as_deref().unwrap_or("no reason given");
    match (proof.result, proof.demands) {
        (ProofResult::Proven, Some(Demand::ClientCertificate)) => {
            format!("proven at {place}: plaintext refused, a client certificate is demanded")
        }
        (ProofResult::Proven, Some(Demand::Ssl) | None) => {
            format!("proven at {place}: plaintext refused, SSL let in")
        }
        (ProofResult::Refuted, _) => format!("refuted at {place}: {why}"),
        (ProofResult::NotProven, _) => format!("not proven at {place}: {why}"),
    }
}

/// One live proof in a sentence.
pub(super) fn proof_text(probe: &ProbeReport) -> String {
    live_text(&LiveProof::of(probe))
}
