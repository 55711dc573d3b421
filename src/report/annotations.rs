//! What CI systems show beside a run: GitHub workflow commands and the GitLab code quality report.

use std::fmt::Write as _;

use serde_json::json;

use super::document::{Document, Row, Unlisted};
use super::json::{self, Each};
use super::printable;
use super::rules::{digest, fingerprint, title};
use super::table::tally;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::text::{Language, Text, text};

/// GitHub workflow commands, one a finding: people read them beside a run, in their language.
///
/// Source: GitHub, "Workflow commands for GitHub Actions", `::error title=…::…`.
pub(super) fn github(document: &Document, language: Language) -> String {
    let mut out = String::new();
    let mut write = |command: &str, title: &str, text: &Text| {
        let (title, text) = (property(title), message(&text.say(language)));
        let _ = writeln!(out, "::{command} title={title}::{text}");
    };
    for (row, finding) in findings(document) {
        let command = match (finding.id, finding.severity) {
            (FindingId::Unreadable, _) | (_, Severity::High) => "error",
            (_, Severity::Medium) => "warning",
            (_, Severity::Low | Severity::Note) => "notice",
        };
        let title = format!("{}: {}", row.place(), title(finding.id, language));
        write(command, &title, &with_remedy(finding));
    }
    let not_checked = text!("report-annotation-not-checked").say(language);
    for gap in document.not_checked.gaps() {
        write("error", &not_checked, &gap);
    }
    write("notice", "forcessl", &tally(&document.summary));
    out
}

fn with_remedy(finding: &Finding) -> Text {
    let message = &finding.message;
    finding.remedy.as_ref().map_or_else(
        || message.clone(),
        |remedy| text!("report-annotation", finding = message, remedy = remedy),
    )
}

/// A text after the second `::`.
///
/// Source: actions/toolkit, packages/core/src/command.ts, `escapeData`.
fn message(text: &str) -> String {
    printable(text).replace('%', "%25")
}

/// A text of a property.
///
/// Source: actions/toolkit, packages/core/src/command.ts, `escapeProperty`.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

/// The GitLab code quality report, one entry a finding.
///
/// Source: GitLab, "Code Quality report format".
pub(super) fn gitlab(document: &Document) -> String {
    let unlisted = |place: &Unlisted| {
        json!({
            "description": printable(&format!("{}: {}", place.what().english(), place.error.text().english())),
            "check_name": FindingId::Unreadable.as_str(),
            "fingerprint": digest(&[&place.name().english(), "not listed"]),
            "severity": "major",
            "location": { "path": printable(&place.name().english()), "lines": { "begin": 1 } },
        })
    };
    json::text(&Each(|| {
        let found = findings(document).map(|(row, finding)| {
            let severity = match finding.severity {
                Severity::High => "critical",
                Severity::Medium => "major",
                Severity::Low => "minor",
                Severity::Note => "info",
            };
            json!({
                "description": printable(&format!("{}: {}", row.place(), with_remedy(finding).english())),
                "check_name": finding.id.as_str(),
                "fingerprint": fingerprint(row, finding),
                "severity": severity,
                "location": {
                    "path": row.place().to_string(),
                    "lines": { "begin": 1 },
                },
            })
        });
        let interrupted = document.not_checked.interruption().map(|why| {
            json!({
                "description": why,
                "check_name": FindingId::Unreadable.as_str(),
                "fingerprint": digest(&["forcessl", "interrupted"]),
                "severity": "major",
                "location": { "path": "forcessl", "lines": { "begin": 1 } },
            })
        });
        found
            .chain(document.not_checked.places.iter().map(unlisted))
            .chain(interrupted)
    }))
}

fn findings(document: &Document) -> impl Iterator<Item = (&Row, &Finding)> {
    document
        .instances
        .iter()
        .flat_map(|row| row.findings.iter().map(move |finding| (row, finding)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn github(document: &Document) -> String {
        super::github(document, Language::English)
    }

    #[test]
    fn a_mixed_fleet_on_github() {
        insta::assert_snapshot!(github(&crate::report::sample::mixed()));
    }

    #[test]
    fn a_mixed_fleet_on_gitlab() {
        insta::assert_snapshot!(gitlab(&crate::report::sample::mixed()));
    }

    #[test]
    fn an_interrupt_is_an_entry_of_gitlab() {
        let text = gitlab(&crate::report::sample::interrupted());
        let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let told = entries.last().unwrap()["description"].as_str().unwrap();
        assert!(told.starts_with("interrupted: 7 instances"), "{told}");
    }

    #[test]
    fn no_text_starts_a_command_of_its_own() {
        let mut document = crate::report::sample::mixed();
        for row in &mut document.instances {
            for finding in &mut row.findings {
                finding.message = Text::verbatim("x\n::set-output name=a::b\r::error::%0A");
            }
        }
        let text = github(&document);
        assert!(text.lines().all(|line| {
            ["::error title=", "::warning title=", "::notice title="]
                .iter()
                .any(|start| line.starts_with(start))
        }));
        assert!(text.contains("%250A"), "{text}");
    }
}
