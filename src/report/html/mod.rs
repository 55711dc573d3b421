//! `-o html`: one page for auditors, complete in itself.
//!
//! Invariant: nothing is fetched, no untrusted text is markup, and the page says all it says
//! without script and without colour. The content security policy allows the page's own style and
//! script by their digests and nothing else.

mod expiry;
mod instances;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::document::{Document, NotChecked, Row};
use super::rules::{help, title};
use super::verdicts::meaning;
use super::{printable, stamp};
use crate::domain::finding::{FindingId, Severity};
use crate::domain::verdict::Verdict;
use crate::text::time::minute;
use crate::text::{Language, text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report as a page.
pub(super) fn html(document: &Document, language: Language) -> String {
    let at = minute(document.generated_at);
    let title = text!("page-head", at = &at).say(language);
    let body = html! {
        a.skip href="#instances" { (text!("page-skip").say(language)) }
        header {
            h1 { (text!("page-title").say(language)) }
            p.meta {
                "ApsaraDB RDS for PostgreSQL · " time datetime=(stamp(document.generated_at)) { (at) }
                " · " (printable(&document.tool.name)) " " (printable(&document.tool.version))
                @if let Some(id) = document.account() { " · " (printable(&text!("page-account", id = id).say(language))) }
            }
        }
        main {
            (not_checked(&document.not_checked, language))
            (summary(document, language))
            (expiry::section(document, language))
            (worst(document, language))
            (instances::section(document, language))
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
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The style puts a mark before the word.
fn badge(verdict: Verdict, language: Language) -> Markup {
    html! { span class={ "badge " (verdict.as_str()) } { (verdict.text().say(language)) } }
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
    html! { span class={ "severity " (severity.as_str()) } { (severity.text().say(language)) } }
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
    use crate::text::Text;
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
