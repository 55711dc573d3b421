//! `-o ocsf`: Compliance Findings (class 2003) of the Open Cybersecurity Schema Framework, for data
//! lakes and security information systems.
//!
//! One event an instance for the verdict, and one for each finding beside it. An instance that could
//! not be judged has the status `Unknown`, and so has a region or an account that could not be listed, and
//! a run that was interrupted.
//!
//! Source: OCSF 1.5.0, class `compliance_finding`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::document::{Document, Row, Unlisted};
use super::json::{Each, text};
use super::printable;
use super::rules::{digest, fingerprint, instance_fingerprint, title};
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::verdict::{Standing, Verdict};
use crate::text::Language;

const VERSION: &str = "1.5.0";

/// What a check of one thing came to.
struct Checked {
    uid: String,
    title: String,
    detail: String,
    control: String,
    severity: (u8, &'static str),
    status: (u8, &'static str),
    remedy: Option<String>,
    references: Vec<String>,
}

/// The report as an array of events.
pub(super) fn ocsf(document: &Document) -> String {
    text(&Each(|| {
        let judged = document.instances.iter().flat_map(|row| {
            let rest = row
                .findings
                .iter()
                .filter(|finding| {
                    let beside = finding.id == FindingId::Unreadable;
                    !finding.id.is_verdict() || (beside && row.verdict != Verdict::Unknown)
                })
                .map(|finding| beside(row, finding));
            std::iter::once(verdict(row))
                .chain(rest)
                .map(|checked| event(document, row, checked))
        });
        let places = document.not_checked.places.iter();
        judged
            .chain(places.map(|place| unlisted(document, place)))
            .chain(interrupted(document))
    }))
}

const fn severity(severity: Severity) -> (u8, &'static str) {
    match severity {
        Severity::Note => (1, "Informational"),
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
    }
}

fn verdict(row: &Row) -> Checked {
    let (status, severity) = match (row.verdict, row.standing()) {
        (Verdict::Enforced, _) => ((1, "Pass"), (1, "Informational")),
        // Open, and every opening is waived.
        (Verdict::Partly | Verdict::Open, Standing::Accepted) => {
            ((2, "Warning"), (1, "Informational"))
        }
        (Verdict::Partly | Verdict::Open, _) => ((3, "Fail"), (4, "High")),
        (Verdict::Unsupported, _) => ((99, "Not applicable"), (3, "Medium")),
        (Verdict::Unknown, _) => ((0, "Unknown"), (0, "Unknown")),
    };
    let deciding = || {
        row.findings
            .iter()
            .filter(|finding| finding.id.is_verdict())
    };
    let mut references: Vec<String> = deciding()
        .flat_map(|finding| finding.references.clone())
        .collect();
    references.dedup();
    Checked {
        uid: instance_fingerprint(row),
        title: format!("SSL is {} on {}", row.verdict.as_str(), row.instance_id),
        detail: row.reason.english(),
        control: "ssl-enforced".to_owned(),
        severity,
        status,
        remedy: deciding().find_map(|finding| finding.remedy.clone()),
        references,
    }
}

fn beside(row: &Row, finding: &Finding) -> Checked {
    Checked {
        uid: fingerprint(row, finding),
        title: title(finding.id, Language::English),
        detail: finding.message.english(),
        control: finding.id.as_str().to_owned(),
        severity: severity(finding.severity),
        status: if finding.severity >= row.fail_on {
            (3, "Fail")
        } else {
            (2, "Warning")
        },
        remedy: finding.remedy.clone(),
        references: finding.references.clone(),
    }
}

/// What a run did not come to judge.
fn unknown(uid: String, title: String, detail: String) -> Checked {
    Checked {
        uid,
        title,
        detail,
        control: "ssl-enforced".to_owned(),
        severity: (0, "Unknown"),
        status: (0, "Unknown"),
        remedy: None,
        references: vec![],
    }
}

/// What a check is about.
struct About<'a> {
    uid: String,
    name: &'a str,
    kind: &'static str,
    region: Option<String>,
    account: Option<&'a String>,
    at: DateTime<Utc>,
}

fn unlisted(document: &Document, place: &Unlisted) -> Value {
    let name = place.name().english();
    let (what, why) = (place.what().english(), place.error.text().english());
    let checked = unknown(
        digest(&[&name, "not listed"]),
        format!("{name} could not be listed"),
        format!("{what}: {why}"),
    );
    let about = About {
        uid: name,
        name: "",
        kind: "Region",
        region: place.region.as_ref().map(ToString::to_string),
        account: place.account_id.as_ref(),
        at: document.generated_at,
    };
    record(document, &about, checked)
}

fn interrupted(document: &Document) -> Option<Value> {
    let detail = document.not_checked.interruption()?.english();
    let checked = unknown(
        digest(&["forcessl", "interrupted"]),
        "The run was interrupted".to_owned(),
        detail,
    );
    let about = About {
        uid: "forcessl".to_owned(),
        name: "",
        kind: "Run",
        region: None,
        account: None,
        at: document.generated_at,
    };
    Some(record(document, &about, checked))
}

fn event(document: &Document, row: &Row, checked: Checked) -> Value {
    let about = About {
        uid: row.instance_id.to_string(),
        name: row.description.as_deref().unwrap_or_default(),
        kind: "RDS for PostgreSQL instance",
        region: row.region.as_ref().map(ToString::to_string),
        account: row.account_id.as_ref(),
        at: row.seen_at.unwrap_or(document.generated_at),
    };
    record(document, &about, checked)
}

fn record(document: &Document, about: &About<'_>, checked: Checked) -> Value {
    let time = about.at.timestamp_millis();
    let (severity_id, severity) = checked.severity;
    let (status_id, status) = checked.status;
    let standards: Vec<&String> = if checked.references.is_empty() {
        vec![]
    } else {
        checked.references.iter().collect()
    };
    let mut event = json!({
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "category_uid": 2,
        "category_name": "Findings",
        "activity_id": 1,
        "activity_name": "Create",
        "type_uid": 200_301,
        "type_name": "Compliance Finding: Create",
        "time": time,
        "severity_id": severity_id,
        "severity": severity,
        "message": printable(&format!("{}: {}", about.uid, checked.detail)),
        "metadata": {
            "version": VERSION,
            "product": {
                "name": document.tool.name,
                "vendor_name": document.tool.name,
                "version": document.tool.version,
            },
        },
        "finding_info": {
            "uid": checked.uid,
            "title": printable(&checked.title),
            "desc": printable(&checked.detail),
        },
        "compliance": {
            "control": checked.control,
            "standards": if standards.is_empty() { json!(["forcessl"]) } else { json!(standards) },
            "status_id": status_id,
            "status": status,
            "status_detail": printable(&checked.detail),
        },
        "resources": [{
            "uid": about.uid,
            "name": printable(about.name),
            "type": about.kind,
            "region": about.region,
        }],
        "cloud": {
            "provider": "Alibaba Cloud",
            "region": about.region,
            "account": about.account.map(|uid| json!({ "uid": uid })),
        },
    });
    if let (Some(remedy), Some(event)) = (checked.remedy, event.as_object_mut()) {
        event.insert(
            "remediation".to_owned(),
            json!({ "desc": printable(&remedy) }),
        );
    }
    without_nulls(&mut event);
    event
}

/// OCSF knows no null: what is not known is left out.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(without_nulls);
        }
        Value::Array(values) => values.iter_mut().for_each(without_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(ocsf(&crate::report::sample::mixed()));
    }

    #[test]
    fn an_interrupt_is_an_unknown_event() {
        let text = ocsf(&crate::report::sample::interrupted());
        let events: Vec<Value> = serde_json::from_str(&text).unwrap();
        let last = events.last().unwrap();
        assert_eq!(last["compliance"]["status_id"], 0);
        let detail = last["compliance"]["status_detail"].as_str().unwrap();
        assert!(detail.starts_with("interrupted: 7 instances"), "{detail}");
    }

    #[test]
    fn every_instance_has_one_verdict_and_unknown_is_neither_pass_nor_fail() {
        let document = crate::report::sample::mixed();
        let events: Vec<Value> = serde_json::from_str(&ocsf(&document)).unwrap();
        for row in &document.instances {
            let of_row: Vec<&Value> = events
                .iter()
                .filter(|event| event["resources"][0]["uid"] == row.instance_id.as_str())
                .filter(|event| event["compliance"]["control"] == "ssl-enforced")
                .collect();
            assert_eq!(of_row.len(), 1);
            let wanted = match row.verdict {
                Verdict::Enforced => 1,
                Verdict::Partly | Verdict::Open => 3,
                Verdict::Unsupported => 99,
                Verdict::Unknown => 0,
            };
            assert_eq!(of_row[0]["compliance"]["status_id"], wanted);
        }
    }
}
