//! The table of the instances in the page, and what is known of each.

use maud::{Markup, html};

use super::super::document::{Document, HbaRow, LiveProof, ProofResult, Row, RowRole};
use super::super::verdicts::worst_first;
use super::super::{printable, stamp};
use super::{badge, severity};
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, Severity};
use crate::domain::proof::Demand;
use crate::domain::verdict::Verdict;
use crate::text::time::day;
use crate::text::{Language, Text, text};

/// A column that can be sorted by.
fn column(name: &Text, key: &str, language: Language) -> Markup {
    let name = name.say(language);
    html! {
        th scope="col" data-key=(key) { span.plain { (name) } button type="button" hidden { (name) } }
    }
}

/// The section with a row of each instance, the worst first, and the form that narrows it.
pub(super) fn section(document: &Document, language: Language) -> Markup {
    let all = document.instances.iter();
    let mut regions: Vec<_> = all.map(|row| row.region_text(language)).collect();
    regions.sort_unstable();
    regions.dedup();
    html! {
        section aria-labelledby="instances" {
            h2 #instances { (text!("page-instances").say(language)) }
            form #filter hidden {
                label { (text!("page-search").say(language)) " " input #search type="search" placeholder=(text!("page-search-hint").say(language)) autocomplete="off"; }
                label { (text!("page-verdict").say(language)) " "
                    select #verdict {
                        option value="" { (text!("page-all").say(language)) }
                        @for verdict in Verdict::WORST_FIRST { option value=(verdict.as_str()) { (verdict.text().say(language)) } }
                    }
                }
                label { (text!("page-region").say(language)) " "
                    select #region {
                        option value="" { (text!("page-all").say(language)) }
                        @for region in &regions { option value=(region) { (region) } }
                    }
                }
                button type="reset" { (text!("page-show-all").say(language)) }
                output #shown role="status" data-of=(text!("page-shown-of", shown = "{}", all = document.instances.len()).say(language)) { (text!("page-shown", count = document.instances.len()).say(language)) }
            }
            div.scroll tabindex="0" role="region" aria-labelledby="instances" {
                table #table {
                    thead { tr {
                        (column(&text!("page-instance"), "id", language))
                        (column(&text!("page-region"), "region", language))
                        (column(&text!("page-verdict"), "verdict", language))
                        (column(&text!("page-ssl"), "ssl", language))
                        (column(&text!("page-acl"), "acl", language))
                        (column(&text!("page-live-test"), "proof", language))
                        (column(&text!("page-until"), "expiry", language))
                        (column(&text!("page-worst"), "severity", language))
                    } }
                    @for row in worst_first(&document.instances) { (instance(row, document.has_accounts(), language)) }
                }
            }
        }
    }
}

/// Where a verdict stands when sorted, the worst first.
fn rank(verdict: Verdict) -> usize {
    let mut all = Verdict::WORST_FIRST.into_iter();
    all.position(|one| one == verdict).unwrap_or_default()
}

fn instance(row: &Row, with_account: bool, language: Language) -> Markup {
    let ssl = row.ssl.as_ref();
    let switch = match ssl.and_then(|ssl| ssl.enabled) {
        Some(true) => text!("word-on"),
        Some(false) => text!("word-off"),
        None => text!("word-not-known"),
    };
    let switch = switch.say(language);
    let proof = row.proof.as_ref().map_or_else(
        || text!("page-not-tried").say(language),
        |proof| proof.result.text().say(language),
    );
    let expiry = ssl.and_then(|ssl| ssl.expires_at).map(day);
    let worst = row.worst();
    let order = worst.map_or(9, |worst| {
        Severity::ALL
            .iter()
            .position(|severity| *severity == worst)
            .unwrap_or(9)
    });
    let unknown = text!("word-not-known").say(language);
    let region = row.region_text(language);
    let account = row.account_id.as_deref().unwrap_or(&unknown);
    let id = row.instance_id.as_str();
    let named = row.description.as_deref();
    html! {
        tbody.instance data-verdict=(row.verdict.as_str()) data-region=(region) {
            tr {
                th scope="row" data-value=(id) {
                    code { (id) }
                    @if let Some(name) = named.filter(|name| !name.is_empty() && *name != id) { span.name { (printable(name)) } }
                    @if with_account { span.name { (printable(&text!("page-account", id = account).say(language))) } }
                }
                td.region data-value=(region) { (region) }
                td data-value=(rank(row.verdict)) { (badge(row.verdict, language)) }
                td data-value=(switch) { (switch) }
                td data-value=(row.acl.map_or("", Acl::as_str)) { (row.acl.map_or("–", Acl::as_str)) }
                td data-value=(proof) { (proof) }
                td.date data-value=(expiry.as_deref().unwrap_or("9999")) { (expiry.as_deref().unwrap_or("–")) }
                td data-value=(order) { @if let Some(worst) = worst { (severity(worst, language)) } @else { (text!("word-none").say(language)) } }
            }
            tr.more {
                td colspan="8" {
                    details {
                        summary { (printable(&row.reason.say(language))) }
                        (detail(row, language))
                    }
                }
            }
        }
    }
}

fn detail(row: &Row, language: Language) -> Markup {
    let version = match (&row.engine, &row.engine_version) {
        (Some(engine), Some(version)) => format!("{engine} {version}"),
        (engine, version) => engine
            .clone()
            .or_else(|| version.clone())
            .unwrap_or_default(),
    };
    let role = match (row.role, &row.primary_id) {
        (Some(RowRole::Replica), Some(primary)) => {
            text!("page-replica-of", primary = primary).say(language)
        }
        (Some(RowRole::Replica), None) => text!("page-replica").say(language),
        (Some(RowRole::Primary), _) => text!("page-primary").say(language),
        (None, _) => String::new(),
    };
    let facts = [
        (
            text!("page-fact-account"),
            row.account_id.clone().unwrap_or_default(),
        ),
        (text!("page-fact-engine"), version),
        (text!("page-fact-role"), role),
        (
            text!("page-fact-status"),
            row.status.clone().unwrap_or_default(),
        ),
        (
            text!("page-fact-looked-at"),
            row.seen_at.map(stamp).unwrap_or_default(),
        ),
        (
            text!("page-fact-replication-acl"),
            row.replication_acl.map_or("", Acl::as_str).to_owned(),
        ),
        (
            text!("page-fact-client-ca"),
            row.client_ca
                .as_ref()
                .map(|ca| {
                    let each = ca.certificates.iter().map(|ca| {
                        let day = day(ca.not_after);
                        text!("page-until-day", name = &ca.subject, day = day).say(language)
                    });
                    each.collect::<Vec<_>>().join("; ")
                })
                .unwrap_or_default(),
        ),
        (
            text!("page-fact-crl"),
            row.crl
                .as_ref()
                .and_then(|crl| crl.next_update)
                .map(stamp)
                .unwrap_or_default(),
        ),
        (
            text!("page-fact-unread"),
            row.error
                .as_ref()
                .map(|error| error.text().say(language))
                .unwrap_or_default(),
        ),
    ];
    html! {
        dl {
            @for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
                div { dt { (name.say(language)) } dd { (printable(value)) } }
            }
        }
        @if !row.proofs.is_empty() {
            h3 { (text!("page-live-tests").say(language)) }
            ul { @for proof in &row.proofs {
                li { (live(proof, language)) }
                @if let Some(replication) = &proof.replication { li { (text!("page-replication").say(language)) (live(replication, language)) } }
            } }
        }
        @if !row.findings.is_empty() {
            h3 { (text!("page-findings").say(language)) }
            ul { @for finding in &row.findings { li { (found(finding, language)) } } }
        }
        @if let Some(records) = &row.hba { (record_table(records, language)) }
    }
}

fn live(proof: &LiveProof, language: Language) -> Markup {
    let why = match proof.result {
        ProofResult::Proven if proof.demands == Some(Demand::ClientCertificate) => {
            text!("page-certificate-demanded")
        }
        ProofResult::Proven => text!("page-ssl-accepted"),
        ProofResult::Refuted | ProofResult::NotProven => proof
            .reason
            .clone()
            .unwrap_or_else(|| text!("page-no-reason")),
    };
    let rest = text!("page-live", why = why, at = stamp(proof.at)).say(language);
    html! {
        strong { (proof.result.text().say(language)) } (text!("page-at").say(language))
        code { (printable(&proof.host)) ":" (proof.port) } (printable(&rest))
    }
}

fn found(finding: &Finding, language: Language) -> Markup {
    html! {
        (severity(finding.severity, language)) " " (printable(&finding.message.say(language))) " " code.id { (finding.id.as_str()) }
        @if let Some(remedy) = &finding.remedy { div { (text!("page-next").say(language)) code { (printable(remedy)) } } }
    }
}

fn record_table(records: &[HbaRow], language: Language) -> Markup {
    html! {
        h3 { (text!("page-records").say(language)) }
        table.records {
            thead { tr { th scope="col" { (text!("page-priority").say(language)) } th scope="col" { (text!("page-record").say(language)) } th scope="col" { (text!("page-without-ssl").say(language)) } } }
            tbody {
                @for record in records {
                    tr {
                        td.number { (record.priority) }
                        td { code { (printable(&record.line())) } }
                        td { @match record.admits_plaintext {
                            Some(true) => { span.admitted { "✘ " (text!("page-admitted").say(language)) } }
                            Some(false) => { "✔ " (text!("word-no").say(language)) }
                            None => { "–" }
                        } }
                    }
                }
            }
        }
    }
}
