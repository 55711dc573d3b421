//! The table of the instances in the page, and what is known of each.

use std::collections::HashMap;

use maud::{Markup, html};

use super::super::document::{Document, HbaRow, LiveProof, ProofResult, Row, RowRole};
use super::super::verdicts::{in_brief, worst_first};
use super::super::{printable, stamp};
use super::severity;
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, Severity};
use crate::domain::proof::Demand;
use crate::domain::verdict::Verdict;
use crate::text::time::day;
use crate::text::{Language, Text, text};

/// A column that can be sorted by: by its texts, or by where they stand in `order`.
fn column(name: &Text, key: &str, order: &[Text], language: Language) -> Markup {
    let name = name.say(language);
    let order: Vec<String> = order.iter().map(|text| text.say(language)).collect();
    html! {
        th scope="col" data-key=(key) data-order=[(!order.is_empty()).then(|| order.join("|"))] {
            span.plain { (name) } button type="button" hidden { (name) }
        }
    }
}

/// The section with a row of each instance, the worst first, and the form that narrows it.
pub(super) fn section(document: &Document, language: Language) -> Markup {
    let all = document.instances.iter();
    let mut regions: Vec<_> = all.map(|row| row.region_text(language)).collect();
    regions.sort_unstable();
    regions.dedup();
    let (rows, all) = settings(worst_first(&document.instances), language);
    let with_account = document.has_accounts();
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
                output #shown role="status" data-of=(text!("page-shown-of", shown = "{}", all = document.instances.len()).say(language)) data-first=(text!("page-shown-first", shown = "{}", fit = "{fit}").say(language)) { (text!("page-shown", count = document.instances.len()).say(language)) }
            }
            div.scroll tabindex="0" role="region" aria-labelledby="instances" {
                table #table {
                    thead { tr {
                        (column(&text!("page-instance"), "id", &[], language))
                        (column(&text!("page-region"), "region", &[], language))
                        (column(&text!("page-verdict"), "verdict", &Verdict::WORST_FIRST.map(Verdict::text), language))
                        (column(&text!("page-ssl"), "ssl", &[], language))
                        (column(&text!("page-acl"), "acl", &[], language))
                        (column(&text!("page-live-test"), "proof", &[], language))
                        (column(&text!("page-until"), "expiry", &[], language))
                        (column(&text!("page-worst"), "severity", &Severity::ALL.map(Severity::text), language))
                    } }
                    @for (row, place) in &rows { @if let Some(settings) = all.get(*place) { (instance(row, (*place, settings), with_account, language)) } }
                }
            }
            button #more type="button" hidden { (text!("page-show-more").say(language)) }
        }
        (shared(&all, language))
    }
}

/// What instances have in common word for word: why, the findings, the records. Said once for all that share it.
struct Settings {
    said: Markup,
    instances: usize,
}

/// Each row with the number of its settings, and all settings.
fn settings(rows: Vec<&Row>, language: Language) -> (Vec<(&Row, usize)>, Vec<Settings>) {
    let mut places = HashMap::new();
    let mut all: Vec<Settings> = Vec::new();
    let placed = rows.into_iter().map(|row| {
        let said = said_of(row, language);
        let next = all.len();
        let place = *places.entry(said.0.clone()).or_insert(next);
        match all.get_mut(place) {
            Some(known) => known.instances += 1,
            None => all.push(Settings { said, instances: 1 }),
        }
        (row, place)
    });
    let placed = placed.collect();
    (placed, all)
}

/// Where the settings with this number stand in the page.
fn anchor(place: usize) -> String {
    format!("settings-{}", place + 1)
}

/// The settings that several instances share.
fn shared(all: &[Settings], language: Language) -> Markup {
    let shared = || all.iter().enumerate().filter(|(_, one)| one.instances > 1);
    html! {
        @if shared().next().is_some() {
            section aria-labelledby="settings" {
                h2 #settings { (text!("page-settings").say(language)) }
                @for (place, one) in shared() {
                    article #(anchor(place)) {
                        h3 { (text!("page-settings-of", number = place + 1, count = one.instances).say(language)) }
                        div { (one.said) }
                    }
                }
            }
        }
    }
}

fn instance(
    row: &Row,
    settings: (usize, &Settings),
    with_account: bool,
    language: Language,
) -> Markup {
    let ssl = row.ssl.as_ref();
    let switch = match ssl.and_then(|ssl| ssl.enabled) {
        Some(true) => text!("word-on"),
        Some(false) => text!("word-off"),
        None => text!("word-not-known"),
    };
    let proof = row
        .proof
        .as_ref()
        .map_or_else(|| text!("page-not-tried"), |proof| proof.result.text());
    let expiry = ssl.and_then(|ssl| ssl.expires_at).map(day);
    let worst = row.worst();
    let unknown = text!("word-not-known").say(language);
    let account = row.account_id.as_deref().unwrap_or(&unknown);
    let id = row.instance_id.as_str();
    let named = row.description.as_deref();
    html! {
        tbody class={ "instance " (row.verdict.as_str()) } {
            tr {
                th scope="row" {
                    code { (id) }
                    @if let Some(name) = named.filter(|name| !name.is_empty() && *name != id) { small { (printable(name)) } }
                    @if with_account { small { (printable(&text!("page-account", id = account).say(language))) } }
                }
                td { (row.region_text(language)) }
                td { em { (row.verdict.text().say(language)) } }
                td { (switch.say(language)) }
                td { (row.acl.map_or("–", Acl::as_str)) }
                td { (proof.say(language)) }
                td data-value=[expiry.is_none().then_some("9999")] { (expiry.as_deref().unwrap_or("–")) }
                td { @if let Some(worst) = worst { (severity(worst, language)) } @else { (text!("word-none").say(language)) } }
            }
            tr {
                td colspan="8" {
                    details {
                        summary { (printable(&in_brief(row).say(language))) }
                        (detail(row, settings, language))
                    }
                }
            }
        }
    }
}

fn detail(row: &Row, (place, settings): (usize, &Settings), language: Language) -> Markup {
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
    let looked_at = row
        .seen_at
        .map(|at| text!("page-looked-at", at = stamp(at)).say(language));
    let replication_acl = row
        .replication_acl
        .map(|acl| text!("page-replication-acl", acl = acl.as_str()).say(language));
    let known = [
        version,
        role,
        row.status.clone().unwrap_or_default(),
        looked_at.unwrap_or_default(),
        replication_acl.unwrap_or_default(),
    ];
    let known: Vec<String> = known
        .iter()
        .filter(|fact| !fact.is_empty())
        .map(|fact| printable(fact))
        .collect();
    let facts = [
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
    let told: Vec<_> = facts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let mut remedies: Vec<&str> = Vec::new();
    for remedy in row.findings.iter().filter_map(|one| one.remedy.as_deref()) {
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    html! {
        p { (known.join(" · ")) }
        @if !told.is_empty() {
            dl { @for (name, value) in told { div { dt { (name.say(language)) } dd { (printable(value)) } } } }
        }
        @for remedy in remedies { p { (text!("page-next").say(language)) code { (printable(remedy)) } } }
        @if !row.proofs.is_empty() {
            h3 { (text!("page-live-tests").say(language)) }
            ul { @for proof in &row.proofs {
                li { (live(proof, language)) }
                @if let Some(replication) = &proof.replication { li { (text!("page-replication").say(language)) (live(replication, language)) } }
            } }
        }
        @if settings.instances > 1 {
            a href={ "#" (anchor(place)) } { (text!("page-settings-link", number = place + 1).say(language)) }
        } @else { (settings.said) }
    }
}

/// Why, the findings and the records: all that can be the same for another instance.
fn said_of(row: &Row, language: Language) -> Markup {
    html! {
        p { (printable(&row.reason.say(language))) }
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
