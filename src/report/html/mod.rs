//! `-o html`: one page for auditors, complete in itself.
//!
//! Invariant: nothing is fetched, no untrusted text is markup, and the page says all it says
//! without script and without colour. The content security policy allows the page's own style and
//! script by their digests and nothing else.

mod expiry;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::document::{Document, HbaRow, LiveProof, NotChecked, ProofResult, Row, RowRole};
use super::rules::{help, title};
use super::verdicts::{meaning, worst_first};
use super::{printable, stamp};
use crate::domain::acl::Acl;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::proof::Demand;
use crate::domain::verdict::Verdict;
use crate::text;
use crate::text::{Language, Text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report as a page.
pub(super) fn html(document: &Document, language: Language) -> String {
    let at = document
        .generated_at
        .format("%Y-%m-%d %H:%M UTC")
        .to_string();
    let title = text!("page-head", at = &at).say(language);
    let body = html! {
        a.skip href="#instances" { (text!("page-skip").say(language)) }
        header {
            h1 { (text!("page-title").say(language)) }
            p.meta {
                "ApsaraDB RDS for PostgreSQL · " time datetime=(stamp(document.generated_at)) { (at) }
                " · " (printable(&document.tool.name)) " " (printable(&document.tool.version))
            }
        }
        main {
            (not_checked(&document.not_checked, language))
            (summary(document, language))
            (expiry::section(document, language))
            (worst(document, language))
            (instances(document, language))
            (meanings(language))
        }
        footer { p { (printable(&text!("page-foot", tool = &document.tool.name).say(language))) } }
    };
    frame(&title, language, &body, Some(SCRIPT))
}

/// A page complete in itself: `body`, and the script where there is one. Nothing else may run or be fetched.
pub(super) fn frame(
    title: &str,
    language: Language,
    body: &Markup,
    script: Option<&str>,
) -> String {
    let script_policy = script
        .map(|script| format!(" script-src 'sha256-{}';", digest(script)))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}';{script_policy} base-uri 'none'; form-action 'none'",
        digest(STYLE)
    );
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (body)
                @if let Some(script) = script { script { (PreEscaped(script)) } }
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

fn badge(verdict: Verdict, language: Language) -> Markup {
    html! {
        span class={ "badge " (verdict.as_str()) } {
            span aria-hidden="true" { (mark(verdict)) } " " (verdict.text().say(language))
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
fn not_checked(not_checked: &NotChecked, language: Language) -> Markup {
    let gaps = not_checked.gaps();
    html! {
        @if !gaps.is_empty() {
            section.gaps aria-labelledby="not-checked" {
                h2 #not-checked { (text!("page-incomplete").say(language)) }
                ul { @for gap in &gaps { li { (printable(&gap.say(language))) } } }
            }
        }
    }
}

fn summary(document: &Document, language: Language) -> Markup {
    let total = document.summary.total();
    let parts: Vec<(Verdict, usize)> = Verdict::WORST_FIRST
        .into_iter()
        .map(|verdict| (verdict, count_of(document, verdict)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let label: Vec<String> = parts
        .iter()
        .map(|(verdict, count)| format!("{count} {}", verdict.text().say(language)))
        .collect();
    let mut before = 0;
    html! {
        section aria-labelledby="summary" {
            h2 #summary { (text!("page-verdicts").say(language)) }
            p.lead {
                (PreEscaped(
                    text!("page-lead", enforced = document.summary.enforced, total = total)
                        .say(language)
                ))
            }
            svg.bar role="img" aria-label=(label.join(", ")) height="34" {
                @for (verdict, count) in &parts {
                    @let start = before;
                    @let () = before += *count;
                    rect class=(verdict.as_str()) x=(percent(start, total)) width=(percent(*count, total)) height="34" {
                        title { (count) " " (verdict.text().say(language)) }
                    }
                }
            }
            ul.legend {
                @for verdict in Verdict::WORST_FIRST {
                    li { (badge(verdict, language)) " " strong { (count_of(document, verdict)) } span.why { (meaning(verdict).say(language)) } }
                }
            }
            @if let Some(skipped) = document.not_checked.skipped() { p.meta { (text!("page-sentence", what = skipped).say(language)) } }
        }
    }
}

/// A share of a whole as a length of SVG.
fn percent(part: usize, whole: usize) -> String {
    let tenths = part.saturating_mul(1000) / whole.max(1);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What is wrong, the worst first, with how many instances have it.
fn worst(document: &Document, language: Language) -> Markup {
    let mut counted: Vec<(FindingId, usize)> = FindingId::ALL
        .iter()
        .map(|&id| {
            let has = |row: &&Row| row.findings.iter().any(|finding| finding.id == id);
            (id, document.instances.iter().filter(has).count())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    counted.sort_by_key(|(id, count)| std::cmp::Reverse((id.severity(), *count)));
    html! {
        section aria-labelledby="findings" {
            h2 #findings { (text!("page-findings").say(language)) }
            @if counted.is_empty() {
                p { (text!("page-no-findings").say(language)) }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="findings" {
                    table.findings {
                        thead { tr { th scope="col" { (text!("page-severity").say(language)) } th scope="col" { (text!("page-finding").say(language)) } th.number scope="col" { (text!("page-instances").say(language)) } th scope="col" { (text!("page-what-to-do").say(language)) } } }
                        tbody {
                            @for (id, count) in counted {
                                tr {
                                    td { (severity(id.severity(), language)) }
                                    td { strong { (title(id, language)) } br; code { (id.as_str()) } }
                                    td.number { (count) }
                                    td {
                                        (help(id, language))
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

fn severity(severity: Severity, language: Language) -> Markup {
    let mark = if severity == Severity::High { "! " } else { "" };
    html! { span class={ "severity " (severity.as_str()) } { (mark) (severity.text().say(language)) } }
}

/// A column that can be sorted by.
fn column(name: &Text, key: &str, language: Language) -> Markup {
    let name = name.say(language);
    html! {
        th scope="col" data-key=(key) { span.plain { (name) } button type="button" hidden { (name) } }
    }
}

fn instances(document: &Document, language: Language) -> Markup {
    let mut regions: Vec<&str> = document.instances.iter().map(Row::region_text).collect();
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
    let unknown = text!("word-not-known").say(language);
    let account = row.account_id.as_deref().unwrap_or(&unknown);
    let id = row.instance_id.as_str();
    let named = row.description.as_deref();
    html! {
        tbody.instance data-verdict=(row.verdict.as_str()) data-region=(row.region_text()) {
            tr {
                th scope="row" data-value=(id) {
                    code { (id) }
                    @if let Some(name) = named.filter(|name| !name.is_empty() && *name != id) { span.name { (printable(name)) } }
                    @if with_account { span.name { (printable(&text!("page-account", id = account).say(language))) } }
                }
                td.region data-value=(row.region_text()) { (row.region_text()) }
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
                        let day = ca.not_after.format("%Y-%m-%d").to_string();
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

fn meanings(language: Language) -> Markup {
    html! {
        section aria-labelledby="method" {
            h2 #method { (text!("page-method").say(language)) }
            p { (text!("page-method-text").say(language)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(document: &Document) -> String {
        super::html(document, Language::English)
    }

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
                row.reason = Text::verbatim(text.as_str());
                plain.description = Some("x".to_owned() + "yz");
                plain.reason = Text::verbatim("plain");
            }
            let page = html(&document);
            prop_assert_eq!(shape(&page), shape(&html(&plain)));
            let drives = page.contains(['\u{1b}', '\u{202e}']);
            prop_assert!(!drives);
        }
    }
}
