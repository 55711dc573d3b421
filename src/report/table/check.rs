//! `check` for people: one instance in detail, several worst first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::settings::record_table;
use super::{
    Grid, Page, cell, coloured, count, line, lines, listed, listing, on_off, severity_colour,
    table, verdict_colour, verdict_text,
};
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::proof::{Demand, ProbeReport};
use crate::domain::verdict::Verdict;
use crate::report::document::{
    ClientCa, Document, LiveProof, ProofResult, Row, RowRole, SslRow, Summary,
};
use crate::report::printable;
use crate::report::verdicts::{meaning, worst_first};

/// The report of `check`: the answer first, then what it rests on.
pub fn check(document: &Document, page: Page) -> String {
    let mut parts = match document.instances.as_slice() {
        [one] => vec![detail(one, page)],
        _ => overview(document, page),
    };
    let gaps = document.not_checked.gaps();
    parts.extend(gaps.iter().map(|gap| line(format!("? not checked: {gap}"))));
    parts.extend(document.not_checked.skipped());
    lines(&parts)
}

/// Worst first, a line an instance; of several accounts one after the other.
fn overview(document: &Document, page: Page) -> Vec<String> {
    let mut accounts: BTreeMap<Option<&str>, Vec<&Row>> = BTreeMap::new();
    for row in worst_first(&document.instances) {
        let account = row
            .account_id
            .as_deref()
            .filter(|_| document.has_accounts());
        accounts.entry(account).or_default().push(row);
    }
    let mut parts = vec![tally(&document.summary)];
    for (account, rows) in &accounts {
        if document.has_accounts() {
            let account = account.unwrap_or("not known");
            parts.push(line(format!("\nAccount {account}:")));
        }
        parts.extend(listing::groups(rows, page));
    }
    parts.extend(undecided(&document.instances).map(|text| format!("\n{text}")));
    parts
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
        .map(|(id, instances)| format!("{id} ({})", count(*instances, "instance")))
        .collect();
    (!counts.is_empty()).then(|| {
        format!(
            "? not decided: {}; details: forcessl check INSTANCE",
            counts.join(", ")
        )
    })
}

/// How many instances have each verdict, in words.
pub(super) fn tally(summary: &Summary) -> String {
    let counts: Vec<String> = Verdict::WORST_FIRST
        .into_iter()
        .filter_map(|verdict| {
            let mut counts = summary.counts().into_iter();
            counts.find(|(one, count)| *one == verdict && *count > 0)
        })
        .map(|(verdict, count)| format!("{count} {}", verdict.as_str()))
        .collect();
    let total = count(summary.total(), "instance");
    match counts.as_slice() {
        [] => total,
        _ => format!("{total}: {}", counts.join(", ")),
    }
}

/// Verdict, why, what to do next; then findings, settings and records.
fn detail(row: &Row, page: Page) -> String {
    let verdict = format!("{}: {}", verdict_text(row.verdict), meaning(row.verdict));
    let mut head = table(page, &[]);
    fact(&mut head, "Instance", &title(row));
    head.add_row(vec![
        cell("Verdict"),
        coloured(page, &verdict, verdict_colour(row.verdict)),
    ]);
    // What could not be read for one cause is the whole answer.
    let missing = match row.findings.as_slice() {
        [only] if only.id == FindingId::Unreadable => Some(only),
        _ => None,
    };
    let more = missing.filter(|missing| !missing.message.ends_with(&row.reason));
    let why = more.map_or(&row.reason, |missing| &missing.message);
    fact(&mut head, "Why", why);
    for proof in &row.proofs {
        fact(&mut head, "Live test", &live_text(proof));
        if let Some(replication) = &proof.replication {
            fact(&mut head, "Live test, replication", &live_text(replication));
        }
    }
    let worst = row
        .findings
        .first()
        .filter(|_| missing.is_none())
        .filter(|worst| worst.severity >= Severity::Medium);
    let next = worst.and_then(|worst| worst.remedy.as_deref());
    if let Some(next) = next {
        fact(&mut head, "Next", next);
    }
    let mut parts = vec![head.to_string()];
    if !row.findings.is_empty() && missing.is_none() {
        parts.push("\nFindings:".to_owned());
        parts.push(findings(&row.findings, next, page).to_string());
    }
    if let Some(ssl) = &row.ssl {
        parts.push("\nSettings:".to_owned());
        parts.push(settings(row, ssl, page).to_string());
    }
    if let Some(records) = &row.hba {
        parts.push("\npg_hba records, the first that matches decides:".to_owned());
        parts.push(record_table(records, page).to_string());
    }
    lines(&parts)
}

fn settings(row: &Row, ssl: &SslRow, page: Page) -> Grid {
    let mut facts = table(page, &[]);
    let mut text = on_off(ssl.enabled).to_owned();
    if let Some(expires) = ssl.expires_at {
        let _ = write!(text, ", certificate until {}", expires.format("%Y-%m-%d"));
    }
    let endpoint = ssl.connection_string.as_deref();
    if let Some(endpoint) = endpoint.filter(|text| !text.is_empty()) {
        let _ = write!(text, ", issued for {endpoint}");
    }
    fact(&mut facts, "SSL", &text);
    let acl = |acl: Option<Acl>| acl.map_or("none", Acl::as_str);
    let (ordinary, replication) = (acl(row.acl), acl(row.replication_acl));
    let acls = format!("{ordinary}, for replication {replication}");
    fact(&mut facts, "Client ACL", &acls);
    fact(&mut facts, "Client CA", &client_ca(row.client_ca.as_ref()));
    facts
}

/// One row of a table of facts.
pub(super) fn fact(table: &mut Grid, name: &str, value: &str) {
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

/// The findings, those of one kind together; `next` is the remedy that stands above already.
fn findings(findings: &[Finding], next: Option<&str>, page: Page) -> Grid {
    let mut table = table(page, &["Severity", "Finding", "What"]);
    for same in findings.chunk_by(|one, other| one.id == other.id) {
        let Some(first) = same.first() else { continue };
        let mark = if first.severity == Severity::High {
            "! "
        } else {
            ""
        };
        let mut what: Vec<String> = Vec::new();
        for finding in same {
            what.push(printable(&finding.message));
            let remedy = finding
                .remedy
                .as_deref()
                .filter(|remedy| Some(*remedy) != next);
            what.extend(remedy.map(|remedy| format!("→ {}", printable(remedy))));
        }
        table.add_row(vec![
            coloured(
                page,
                &format!("{mark}{}", first.severity.as_str()),
                severity_colour(first.severity),
            ),
            cell(first.id.as_str()),
            listed(&what),
        ]);
    }
    table
}

/// One live proof of a report in a sentence.
fn live_text(proof: &LiveProof) -> String {
    let place = format!("{}:{}", proof.host, proof.port);
    let why = proof.reason.as_deref().unwrap_or("no reason given");
    match (proof.result, proof.demands) {
        (ProofResult::Proven, Some(Demand::ClientCertificate)) => {
            format!("plaintext REFUSED at {place}; a client certificate is demanded")
        }
        (ProofResult::Proven, Some(Demand::Ssl) | None) => {
            format!("plaintext REFUSED at {place}; the same login with SSL is accepted")
        }
        (ProofResult::Refuted, _) => format!("plaintext ACCEPTED at {place}: {why}"),
        (ProofResult::NotProven, _) => format!("not proven at {place}: {why}"),
    }
}

/// One live proof in a sentence.
pub(super) fn proof_text(probe: &ProbeReport) -> String {
    live_text(&LiveProof::of(probe))
}
