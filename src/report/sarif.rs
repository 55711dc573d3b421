//! `-o sarif`: SARIF 2.1.0, for code scanning.
//!
//! Invariant: an instance that could not be judged is a notification, never a result, so that no
//! consumer takes it for a pass or a failure.
//!
//! Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{Document, Row, Unlisted};
use super::json::{Each, text};
use super::rules::{fingerprint, help, title};
use super::{printable, stamp};
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::verdict::Verdict;
use crate::text::Language;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A log with one run.
#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Value,
    invocations: Value,
    column_kind: &'static str,
    results: R,
}

/// The report as one SARIF log with one run.
pub(super) fn sarif(document: &Document) -> String {
    let not_checked = &document.not_checked;
    let notifications: Vec<Value> = document
        .instances
        .iter()
        .filter(|row| row.verdict == Verdict::Unknown)
        .map(notification)
        .chain(not_checked.places.iter().map(unlisted))
        .chain(not_checked.interruption().map(|why| untold(&why.english())))
        .collect();
    let results = Each(|| {
        document.instances.iter().flat_map(|row| {
            row.findings
                .iter()
                .filter(|finding| finding.id != FindingId::Unreadable)
                .map(|finding| result(row, finding))
        })
    });
    text(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: json!({ "driver": {
                "name": document.tool.name,
                "version": document.tool.version,
                "semanticVersion": document.tool.version,
                "rules": FindingId::ALL.iter().map(|id| rule(*id)).collect::<Vec<_>>(),
            }}),
            invocations: json!([{
                "executionSuccessful": notifications.is_empty() && not_checked.is_complete(),
                "endTimeUtc": stamp(document.generated_at),
                "toolExecutionNotifications": notifications,
            }]),
            column_kind: "unicodeCodePoints",
            results,
        }],
    })
}

fn rule(id: FindingId) -> Value {
    let severity = id.severity();
    let mut properties = json!({ "tags": ["security", "postgresql", "ssl"] });
    let score = match severity {
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("3.0"),
        Severity::Note => None,
    };
    if let (Some(score), Some(properties)) = (score, properties.as_object_mut()) {
        properties.insert("security-severity".to_owned(), json!(score));
    }
    let more = if id.references().is_empty() {
        String::new()
    } else {
        format!("\n\nReferences:\n\n- {}", id.references().join("\n- "))
    };
    json!({
        "id": id.as_str(),
        "name": pascal(id.as_str()),
        "shortDescription": { "text": title(id, Language::English) },
        "fullDescription": { "text": help(id, Language::English) },
        "help": {
            "text": format!("{}{more}", help(id, Language::English)),
            "markdown": format!("{}{more}", help(id, Language::English)),
        },
        "defaultConfiguration": { "level": level(severity) },
        "properties": properties,
    })
}

/// `ssl-off` as `SslOff`.
fn pascal(id: &str) -> String {
    id.split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        })
        .collect()
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Note => "note",
    }
}

fn result(row: &Row, finding: &Finding) -> Value {
    // A result that is no failure has no level: SARIF 2.1.0, 3.27.9 and 3.27.10.
    let (kind, level) = if finding.id == FindingId::Unsupported {
        ("notApplicable", "none")
    } else {
        ("fail", level(finding.severity))
    };
    let index = FindingId::ALL.iter().position(|id| *id == finding.id);
    let next = finding
        .remedy
        .as_deref()
        .map(|remedy| format!(". Next: {remedy}"))
        .unwrap_or_default();
    json!({
        "ruleId": finding.id.as_str(),
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": { "text": printable(&format!("{}: {}{next}", row.instance_id, finding.message.english())) },
        "locations": [location(row)],
        "partialFingerprints": { "forcesslFinding/v1": fingerprint(row, finding) },
        "properties": { "verdict": row.verdict.as_str(), "severity": finding.severity.as_str() },
    })
}

/// An instance has no file; code scanning wants one, so its place stands for it.
fn location(row: &Row) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": row.place().to_string() },
            "region": { "startLine": 1 },
        },
        "logicalLocations": [{
            "name": row.instance_id,
            "fullyQualifiedName": row.place().to_string(),
            "kind": "resource",
        }],
    })
}

fn notification(row: &Row) -> Value {
    let why = row
        .error
        .as_ref()
        .map_or_else(|| row.reason.english(), |error| error.text().english());
    json!({
        "descriptor": { "id": FindingId::Unreadable.as_str() },
        "level": "error",
        "message": { "text": printable(&format!("{}: could not be judged: {why}", row.instance_id)) },
        "locations": [location(row)],
    })
}

/// A place that could not be listed: what is missing there is no pass.
fn unlisted(place: &Unlisted) -> Value {
    untold(&format!(
        "{}: {}",
        place.what().english(),
        place.error.text().english()
    ))
}

/// What the report cannot tell, and why.
fn untold(why: &str) -> Value {
    json!({
        "descriptor": { "id": FindingId::Unreadable.as_str() },
        "level": "error",
        "message": { "text": printable(why) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(sarif(&crate::report::sample::mixed()));
    }

    #[test]
    fn unknown_is_a_notification_and_the_index_is_the_rule() {
        let document = crate::report::sample::mixed();
        let log: Value = serde_json::from_str(&sarif(&document)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let told = run["invocations"][0]["toolExecutionNotifications"]
            .as_array()
            .unwrap();
        let unlisted = document.not_checked.places.len();
        assert!(unlisted > 0);
        assert_eq!(told.len(), document.summary.unknown + unlisted);
        for result in run["results"].as_array().unwrap() {
            assert_ne!(result["ruleId"], "unreadable");
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(
                run["tool"]["driver"]["rules"][index]["id"],
                result["ruleId"]
            );
        }
    }

    #[test]
    fn fingerprints_are_all_different_and_stay() {
        let log = || -> Vec<String> {
            let log: Value = serde_json::from_str(&sarif(&crate::report::sample::mixed())).unwrap();
            let results = log["runs"][0]["results"].as_array().unwrap().clone();
            results
                .iter()
                .map(|result| result["partialFingerprints"].to_string())
                .collect()
        };
        let unique: std::collections::BTreeSet<String> = log().into_iter().collect();
        assert_eq!(unique.len(), log().len());
        assert_eq!(log(), log());
    }
}
