//! `check` for people: one instance in detail, several worst first.

use std::collections::{BTreeMap, BTreeSet};

use super::settings::record_table;
use super::{
    Grid, Page, cell, coloured, headed, line, lines, listed, listing, on_off, severity_colour,
    table, verdict_colour, verdict_text,
};
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::proof::{Demand, ProbeReport, WitnessCount};
use crate::domain::verdict::Verdict;
use crate::report::document::{
    ClientCa, Document, LiveProof, ProofResult, Row, RowRole, SslRow, Summary,
};
use crate::report::printable;
use crate::report::verdicts::{meaning, worst_first};
use crate::text::time::day;
use crate::text::{Text, text};

/// The report of `check`: the answer first, then what it rests on.
pub fn check(document: &Document, page: Page) -> String {
    let mut parts = match document.instances.as_slice() {
        [one] => vec![detail(one, page)],
        _ => overview(document, page),
    };
    let gaps = document.not_checked.gaps();
    let gaps = gaps.iter().map(|gap| text!("check-gap", gap = gap));
    let skipped = document.not_checked.skipped();
    parts.extend(gaps.chain(skipped).map(|text| line(page.say(&text))));
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
    let mut parts = vec![page.say(&tally(&document.summary))];
    for (account, rows) in &accounts {
        if document.has_accounts() {
            let account = account.map_or_else(|| text!("word-not-known"), Text::verbatim);
            parts.push(String::new());
            parts.push(line(page.say(&text!("check-account", account = account))));
        }
        parts.extend(listing::groups(rows, page));
    }
    parts.extend(undecided(&document.instances).map(|text| format!("\n{}", page.say(&text))));
    parts
}

/// What was not decided, of how many instances.
fn undecided(rows: &[Row]) -> Option<Text> {
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
    let counted = counts
        .iter()
        .map(|(id, instances)| text!("check-counted", id = *id, count = *instances));
    (!counts.is_empty()).then(|| text!("check-undecided", findings = Text::list(counted)))
}

/// How many instances have each verdict, in words.
pub(in crate::report) fn tally(summary: &Summary) -> Text {
    let counts: Vec<Text> = Verdict::WORST_FIRST
        .into_iter()
        .filter_map(|verdict| {
            let mut counts = summary.counts().into_iter();
            counts.find(|(one, count)| *one == verdict && *count > 0)
        })
        .map(|(verdict, count)| text!("check-count", count = count, verdict = verdict.text()))
        .collect();
    let total = text!("count-instances", count = summary.total());
    if counts.is_empty() {
        total
    } else {
        text!("check-tally", total = total, counts = Text::list(counts))
    }
}

/// Verdict, why, what to do next; then findings, settings and records.
fn detail(row: &Row, page: Page) -> String {
    let verdict = page.say(&text!(
        "check-verdict",
        verdict = verdict_text(page, row.verdict),
        meaning = meaning(row.verdict)
    ));
    let mut head = table(page, &[]);
    head.add_fact(&text!("column-instance"), &page.say(&title(row)));
    head.add_row(vec![
        cell(&page.say(&text!("column-verdict"))),
        coloured(page, &verdict, verdict_colour(row.verdict)),
    ]);
    // What could not be read for one cause is the whole answer.
    let missing = match row.findings.as_slice() {
        [only] if only.id == FindingId::Unreadable => Some(only),
        _ => None,
    };
    let more =
        missing.filter(|missing| !missing.message.english().ends_with(&row.reason.english()));
    let why = more.map_or(&row.reason, |missing| &missing.message);
    head.add_fact(&text!("column-why"), &page.say(why));
    let replication = row
        .proofs
        .iter()
        .filter_map(|one| one.replication.as_deref());
    for (name, tests) in [
        (text!("check-live"), row.proofs.iter().collect::<Vec<_>>()),
        (text!("check-live-replication"), replication.collect()),
    ] {
        let tests: Vec<String> = tests
            .into_iter()
            .map(|test| page.say(&live_text(test)))
            .collect();
        if !tests.is_empty() {
            head.add_row(vec![cell(&page.say(&name)), listed(&tests)]);
        }
    }
    if let Some(tried) = &row.record_logins {
        head.add_fact(
            &text!("check-live-records"),
            &page.say(&witness_text(tried)),
        );
    }
    let worst = row
        .findings
        .first()
        .filter(|_| missing.is_none())
        .filter(|worst| worst.severity >= Severity::Medium);
    let next = worst.and_then(|worst| worst.remedy.as_deref());
    if let Some(next) = next {
        head.add_fact(&text!("check-next"), next);
    }
    let mut parts = vec![head.to_string()];
    if !row.findings.is_empty() && missing.is_none() {
        parts.push(format!("\n{}", page.say(&text!("check-findings"))));
        parts.push(findings(&row.findings, next, page).to_string());
    }
    if let Some(ssl) = &row.ssl {
        parts.push(format!("\n{}", page.say(&text!("check-settings"))));
        parts.push(settings(row, ssl, page).to_string());
    }
    if let Some(records) = &row.hba {
        parts.push(format!("\n{}", page.say(&text!("check-records"))));
        parts.push(record_table(records, page).to_string());
    }
    lines(&parts)
}

fn settings(row: &Row, ssl: &SslRow, page: Page) -> Grid {
    let mut facts = table(page, &[]);
    let mut texts = vec![on_off(ssl.enabled)];
    texts.extend(
        ssl.expires_at
            .map(|at| text!("check-certificate-until", day = day(at))),
    );
    let endpoint = ssl.connection_string.as_deref();
    let endpoint = endpoint.filter(|text| !text.is_empty());
    texts.extend(endpoint.map(|host| text!("check-issued-for", host = host)));
    facts.add_fact(&text!("column-ssl"), &page.say(&Text::list(texts)));
    let acl = |acl: Option<Acl>| acl.map_or_else(|| text!("word-none"), Text::from);
    let acls = text!(
        "check-acls",
        ordinary = acl(row.acl),
        replication = acl(row.replication_acl)
    );
    facts.add_fact(&text!("column-client-acl"), &page.say(&acls));
    let ca = client_ca(row.client_ca.as_ref());
    facts.add_fact(&text!("column-client-ca"), &page.say(&ca));
    facts
}

fn title(row: &Row) -> Text {
    let id = row.instance_id.as_str();
    let mut parts = vec![Text::verbatim(id)];
    let named = row.description.as_deref();
    if let Some(description) = named.filter(|text| !text.is_empty() && *text != id) {
        parts.push(Text::verbatim(format!("“{description}”")));
    }
    if let (Some(engine), Some(version)) = (&row.engine, &row.engine_version) {
        parts.push(Text::verbatim(format!("{engine} {version}")));
    }
    match (row.role, &row.primary_id) {
        (Some(RowRole::Replica), Some(primary)) => {
            parts.push(text!("check-replica-of", primary = primary));
        }
        (Some(RowRole::Replica), None) => parts.push(text!("check-replica")),
        (Some(RowRole::Primary) | None, _) => {}
    }
    parts.extend(row.status.as_deref().map(Text::verbatim));
    Text::list(parts)
}

fn client_ca(ca: Option<&ClientCa>) -> Text {
    let Some(ca) = ca else {
        return text!("word-none");
    };
    if ca.certificates.is_empty() {
        return text!("settings-not-readable");
    }
    let certificates = ca.certificates.iter();
    Text::clauses(certificates.map(|ca| {
        let day = day(ca.not_after);
        text!("settings-ca-until", ca = &ca.subject, day = day)
    }))
}

/// The findings, those of one kind together; `next` is the remedy that stands above already.
fn findings(findings: &[Finding], next: Option<&str>, page: Page) -> Grid {
    let header = [
        text!("column-severity"),
        text!("column-finding"),
        text!("column-what"),
    ];
    let mut table = headed(page, header);
    for same in findings.chunk_by(|one, other| one.id == other.id) {
        let Some(first) = same.first() else { continue };
        let mark = if first.severity == Severity::High {
            "! "
        } else {
            ""
        };
        let mut what: Vec<String> = Vec::new();
        for finding in same {
            what.push(printable(&finding.message.say(page.language)));
            let remedy = finding
                .remedy
                .as_deref()
                .filter(|remedy| Some(*remedy) != next);
            what.extend(remedy.map(|remedy| format!("→ {}", printable(remedy))));
        }
        table.add_row(vec![
            coloured(
                page,
                &format!("{mark}{}", page.say(&first.severity.text())),
                severity_colour(first.severity),
            ),
            cell(first.id.as_str()),
            listed(&what),
        ]);
    }
    table
}

/// One live proof of a report in a sentence.
fn live_text(proof: &LiveProof) -> Text {
    let place = format!("{}:{}", proof.host, proof.port);
    let why = proof
        .reason
        .clone()
        .unwrap_or_else(|| text!("live-no-reason"));
    match (proof.result, proof.demands) {
        (ProofResult::Proven, Some(Demand::ClientCertificate)) => {
            text!("live-refused-certificate", place = place)
        }
        (ProofResult::Proven, Some(Demand::Ssl) | None) => {
            text!("live-refused-ssl", place = place)
        }
        (ProofResult::Refuted, _) => text!("live-accepted-at", place = place, why = why),
        (ProofResult::NotProven, _) => text!("live-not-proven-at", place = place, why = why),
    }
}

/// What logins of the records showed, in a sentence.
pub(super) fn witness_text(count: &WitnessCount) -> Text {
    let WitnessCount {
        tried,
        accepted,
        left_out,
    } = *count;
    let logins = text!("count-logins", count = tried);
    let tried = text!("live-records", logins = logins, accepted = accepted);
    if left_out == 0 {
        tried
    } else {
        text!("live-records-more", tried = tried, more = left_out)
    }
}

/// One live proof in a sentence.
pub(super) fn proof_text(probe: &ProbeReport) -> Text {
    live_text(&LiveProof::of(probe))
}
