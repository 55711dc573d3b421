//! `-o html`: one page for auditors, complete in itself.
//!
//! Invariant: nothing is fetched, no untrusted text is markup, and the page says all it says
//! without script and without colour. The content security policy allows the page's own style and
//! script by their digests and nothing else.

mod expiry;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::document::{Document, HbaRow, LiveProof, NotChecked, ProofResult, Row};
use super::rules::{help, title};
use super::verdicts::{meaning, worst_first};
use super::{printable, stamp};
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::proof::Demand;
use crate::domain::verdict::Verdict;
use crate::text::Text;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report as a page.
pub(super) fn html(document: &Document) -> String {
    let at = document
        .generated_at
        .format("%Y-%m-%d %H:%M UTC")
        .to_string();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "SSL enforcement, " (at) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#instances" { "Skip to the instances" }
                header {
                    h1 { "SSL enforcement report" }
                    p.meta {
                        "ApsaraDB RDS for PostgreSQL · " time datetime=(stamp(document.generated_at)) { (at) }
                        " · " (printable(&document.tool.name)) " " (printable(&document.tool.version))
                    }
                }
                main {
                    (not_checked(&document.not_checked))
                    (summary(document))
                    (expiry::section(document))
                    (worst(document))
                    (instances(document))
                    (meanings())
                }
                footer { p { "Made by " (printable(&document.tool.name)) ". The page is complete in itself: it loads nothing and sends nothing." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn digest(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text.as_bytes()))
}

const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Enforced => "✔",
        Verdict::Partly => "◐",
        Verdict::Open => "✘",
        Verdict::Unsupported => "–",
        Verdict::Unknown => "?",
    }
}

fn badge(verdict: Verdict) -> Markup {
    html! {
        span class={ "badge " (verdict.as_str()) } {
            span aria-hidden="true" { (mark(verdict)) } " " (verdict.as_str())
        }
    }
}

fn count_of(document: &Document, verdict: Verdict) -> usize {
    document
        .summary
        .counts()
        .into_iter()
        .find_map(|(other, count)| (other == verdict).then_some(count))
        .unwrap_or_default()
}

/// What is missing comes first: without it the page would look complete.
fn not_checked(not_checked: &NotChecked) -> Markup {
    let gaps = not_checked.gaps();
    html! {
        @if !gaps.is_empty() {
            section.gaps aria-labelledby="not-checked" {
                h2 #not-checked { "This report is not complete" }
                ul { @for gap in &gaps { li { (printable(&gap.english())) } } }
            }
        }
    }
}

fn summary(document: &Document) -> Markup {
    let total = document.summary.total();
    let parts: Vec<(Verdict, usize)> = Verdict::WORST_FIRST
        .into_iter()
        .map(|verdict| (verdict, count_of(document, verdict)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let label: Vec<String> = parts
        .iter()
        .map(|(verdict, count)| format!("{count} {}", verdict.as_str()))
        .collect();
    let mut before = 0;
    html! {
        section aria-labelledby="summary" {
            h2 #summary { "Verdicts" }
            p.lead {
                strong { (document.summary.enforced) " of " (total) }
                @if total == 1 { " instance refuses" } @else { " instances refuse" }
                " every client without SSL."
            }
            svg.bar role="img" aria-label=(label.join(", ")) height="34" {
                @for (verdict, count) in &parts {
                    @let start = before;
                    @let () = before += *count;
                    rect class=(verdict.as_str()) x=(percent(start, total)) width=(percent(*count, total)) height="34" {
                        title { (count) " " (verdict.as_str()) }
                    }
                }
            }
            ul.legend {
                @for verdict in Verdict::WORST_FIRST {
                    li { (badge(verdict)) " " strong { (count_of(document, verdict)) } span.why { (meaning(verdict).english()) } }
                }
            }
            @if let Some(skipped) = document.not_checked.skipped() { p.meta { (skipped.english()) "." } }
        }
    }
}

/// A share of a whole as a length of SVG.
fn percent(part: usize, whole: usize) -> String {
    let tenths = part.saturating_mul(1000) / whole.max(1);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What is wrong, the worst first, with how many instances have it.
fn worst(document: &Document) -> Markup {
    let mut counted: Vec<(FindingId, usize)> = FindingId::ALL
        .into_iter()
        .map(|id| {
            let has = |row: &&Row| row.findings.iter().any(|finding| finding.id == id);
            (id, document.instances.iter().filter(has).count())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    counted.sort_by_key(|(id, count)| std::cmp::Reverse((id.severity(), *count)));
    html! {
        section aria-labelledby="findings" {
            h2 #findings { "Findings" }
            @if counted.is_empty() {
                p { "There are none." }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="findings" {
                    table.findings {
                        thead { tr { th scope="col" { "Severity" } th scope="col" { "Finding" } th.number scope="col" { "Instances" } th scope="col" { "What it means, and what to do" } } }
                        tbody {
                            @for (id, count) in counted {
                                tr {
                                    td { (severity(id.severity())) }
                                    td { strong { (title(id)) } br; code { (id.as_str()) } }
                                    td.number { (count) }
                                    td {
                                        (help(id))
                                        @if !id.references().is_empty() {
                                            small { (id.references().join("; ")) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn severity(severity: Severity) -> Markup {
    let mark = if severity == Severity::High { "! " } else { "" };
    html! { span class={ "severity " (severity.as_str()) } { (mark) (severity.as_str()) } }
}

/// A column that can be sorted by.
fn column(name: &str, key: &str) -> Markup {
    html! {
        th scope="col" data-key=(key) { span.plain { (name) } button type="button" hidden { (name) } }
    }
}

fn instances(document: &Document) -> Markup {
    let mut regions: Vec<&str> = document.instances.iter().map(Row::region_text).collect();
    regions.sort_unstable();
    regions.dedup();
    html! {
        section aria-labelledby="instances" {
            h2 #instances { "Instances" }
            form #filter hidden {
                label { "Search " input #search type="search" placeholder="id, name, reason" autocomplete="off"; }
                label { "Verdict "
                    select #verdict {
                        option value="" { "all" }
                        @for verdict in Verdict::WORST_FIRST { option value=(verdict.as_str()) { (verdict.as_str()) } }
                    }
                }
                label { "Region "
                    select #region {
                        option value="" { "all" }
                        @for region in &regions { option value=(region) { (region) } }
                    }
                }
                button type="reset" { "Show all" }
                output #shown role="status" { (document.instances.len()) " shown" }
            }
            div.scroll tabindex="0" role="region" aria-labelledby="instances" {
                table #table {
                    thead { tr {
                        (column("Instance", "id")) (column("Region", "region")) (column("Verdict", "verdict"))
                        (column("SSL", "ssl")) (column("ACL", "acl")) (column("Live test", "proof"))
                        (column("Certificate until", "expiry")) (column("Worst finding", "severity"))
                    } }
                    @for row in worst_first(&document.instances) { (instance(row, document.has_accounts())) }
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

fn instance(row: &Row, with_account: bool) -> Markup {
    let ssl = row.ssl.as_ref();
    let switch = match ssl.and_then(|ssl| ssl.enabled) {
        Some(true) => "on",
        Some(false) => "off",
        None => "not known",
    };
    let proof = row.proof.as_ref().map_or_else(
        || "not tried".to_owned(),
        |proof| proof.result.text().english(),
    );
    let expiry = ssl
        .and_then(|ssl| ssl.expires_at)
        .map(|at| at.format("%Y-%m-%d").to_string());
    let worst = row.worst();
    let order = worst.map_or(9, |worst| {
        Severity::ALL
            .iter()
            .position(|severity| *severity == worst)
            .unwrap_or(9)
    });
    let id = row.instance_id.as_str();
    let named = row.description.as_deref();
    html! {
        tbody.instance data-verdict=(row.verdict.as_str()) data-region=(row.region_text()) {
            tr {
                th scope="row" data-value=(id) {
                    code { (id) }
                    @if let Some(name) = named.filter(|name| !name.is_empty() && *name != id) { span.name { (printable(name)) } }
                    @if with_account { span.name { "account " (printable(row.account_id.as_deref().unwrap_or("not known"))) } }
                }
                td.region data-value=(row.region_text()) { (row.region_text()) }
                td data-value=(rank(row.verdict)) { (badge(row.verdict)) }
                td data-value=(switch) { (switch) }
                td data-value=(row.acl.map_or("", Acl::as_str)) { (row.acl.map_or("–", Acl::as_str)) }
                td data-value=(proof) { (proof) }
                td.date data-value=(expiry.as_deref().unwrap_or("9999")) { (expiry.as_deref().unwrap_or("–")) }
                td data-value=(order) { @if let Some(worst) = worst { (severity(worst)) } @else { "none" } }
            }
            tr.more {
                td colspan="8" {
                    details {
                        summary { (printable(&row.reason.english())) }
                        (detail(row))
                    }
                }
            }
        }
    }
}

fn detail(row: &Row) -> Markup {
    let version = match (&row.engine, &row.engine_version) {
        (Some(engine), Some(version)) => format!("{engine} {version}"),
        (engine, version) => engine
            .clone()
            .or_else(|| version.clone())
            .unwrap_or_default(),
    };
    let role = match (row.role, &row.primary_id) {
        (Some(role), Some(primary)) => format!("{} of {primary}", role.as_str()),
        (Some(role), None) => role.as_str().to_owned(),
        (None, _) => String::new(),
    };
    let facts = [
        ("Account", row.account_id.clone().unwrap_or_default()),
        ("Engine", version),
        ("Role", role),
        ("Status", row.status.clone().unwrap_or_default()),
        ("Looked at", row.seen_at.map(stamp).unwrap_or_default()),
        (
            "Replication ACL",
            row.replication_acl.map_or("", Acl::as_str).to_owned(),
        ),
        (
            "Client CA",
            row.client_ca
                .as_ref()
                .map(|ca| {
                    let each = ca.certificates.iter().map(|ca| {
                        format!("{}, until {}", ca.subject, ca.not_after.format("%Y-%m-%d"))
                    });
                    each.collect::<Vec<_>>().join("; ")
                })
                .unwrap_or_default(),
        ),
        (
            "Revocation list until",
            row.crl
                .as_ref()
                .and_then(|crl| crl.next_update)
                .map(stamp)
                .unwrap_or_default(),
        ),
        (
            "Could not be read",
            row.error
                .as_ref()
                .map(|error| error.text().english())
                .unwrap_or_default(),
        ),
    ];
    html! {
        dl {
            @for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
                div { dt { (name) } dd { (printable(value)) } }
            }
        }
        @if !row.proofs.is_empty() {
            h3 { "Live tests" }
            ul { @for proof in &row.proofs {
                li { (live(proof)) }
                @if let Some(replication) = &proof.replication { li { "replication: " (live(replication)) } }
            } }
        }
        @if !row.findings.is_empty() {
            h3 { "Findings" }
            ul { @for finding in &row.findings { li { (found(finding)) } } }
        }
        @if let Some(records) = &row.hba { (record_table(records)) }
    }
}

fn live(proof: &LiveProof) -> Markup {
    let why = proof.reason.as_ref().map(Text::english);
    let why = why.as_deref();
    let text = match proof.result {
        ProofResult::Proven if proof.demands == Some(Demand::ClientCertificate) => {
            "a client certificate is demanded"
        }
        ProofResult::Proven => "the same login with SSL is accepted",
        ProofResult::Refuted | ProofResult::NotProven => why.unwrap_or("no reason given"),
    };
    html! {
        strong { (proof.result.text().english()) } " at " code { (printable(&proof.host)) ":" (proof.port) }
        ": " (printable(text)) ", " (stamp(proof.at))
    }
}

fn found(finding: &Finding) -> Markup {
    html! {
        (severity(finding.severity)) " " (printable(&finding.message.english())) " " code.id { (finding.id.as_str()) }
        @if let Some(remedy) = &finding.remedy { div { "Next: " code { (printable(remedy)) } } }
    }
}

fn record_table(records: &[HbaRow]) -> Markup {
    html! {
        h3 { "pg_hba records, the first that matches decides" }
        table.records {
            thead { tr { th scope="col" { "Priority" } th scope="col" { "Record" } th scope="col" { "Without SSL" } } }
            tbody {
                @for record in records {
                    tr {
                        td.number { (record.priority) }
                        td { code { (printable(&record.line())) } }
                        td { @match record.admits_plaintext {
                            Some(true) => { span.admitted { "✘ admitted" } }
                            Some(false) => { "✔ no" }
                            None => { "–" }
                        } }
                    }
                }
            }
        }
    }
}

fn meanings() -> Markup {
    html! {
        section aria-labelledby="method" {
            h2 #method { "How this was found" }
            p {
                "The SSL settings, both client ACLs and every pg_hba record in force were read through the service's API. "
                "Where an endpoint could be reached, a plaintext and an SSL connection were tried with the same login and without a password: "
                "the proof is that plaintext stops at pg_hba and SSL passes it. SSL that is only available is not counted as enforced."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(html(&crate::report::sample::mixed()));
    }

    #[test]
    fn nothing_is_fetched_and_nothing_is_inline_but_what_the_policy_names() {
        let page = html(&crate::report::sample::mixed());
        for from_elsewhere in [
            "http:",
            "https:",
            " src=",
            "@import",
            "url(",
            " style=\"",
            " onclick",
        ] {
            assert!(!page.contains(from_elsewhere), "{from_elsewhere}");
        }
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("<style>").count(), 1);
        assert!(page.contains(&digest(SCRIPT)) && page.contains(&digest(STYLE)));
        // Either would end its element early.
        assert!(!SCRIPT.contains("</") && !STYLE.contains("</"));
    }

    #[test]
    fn an_empty_report_is_a_page() {
        let page = html(&Document::new(
            vec![],
            NotChecked::default(),
            chrono::DateTime::UNIX_EPOCH,
        ));
        assert!(page.contains("0 of 0") && page.ends_with("</html>"));
    }

    proptest! {
        #[test]
        fn no_text_is_markup(text in "[a-c<>&\"'/=\u{1b}\u{202e}\n-]{0,16}") {
            let shape = |page: &str| (page.matches('<').count(), page.matches('"').count());
            let mut document = crate::report::sample::mixed();
            let mut plain = document.clone();
            for (row, plain) in document.instances.iter_mut().zip(&mut plain.instances) {
                row.description = Some(format!("x{text}"));
                row.reason = text.as_str().into();
                plain.description = Some("x".to_owned() + "yz");
                plain.reason = "plain".into();
            }
            let page = html(&document);
            prop_assert_eq!(shape(&page), shape(&html(&plain)));
            let drives = page.contains(['\u{1b}', '\u{202e}']);
            prop_assert!(!drives);
        }
    }
}
