//! `-o junit`: one test case an instance, one suite a region.
//!
//! A gap is a failure, an instance that could not be judged an error, one that cannot enforce SSL is
//! skipped. A region or an account that could not be listed is an error too, and so is an interrupt.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::document::{Document, Row, Unlisted};
use super::printable;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;

/// The suite of what could not be listed.
const NOT_LISTED: &str = "not listed";
/// The suite of an interrupt.
const INTERRUPTED: &str = "interrupted";

/// The report as `JUnit` XML.
///
/// # Errors
/// `Bug` when the library cannot write it.
pub(super) fn junit(document: &Document) -> Result<String, Failure> {
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for row in &document.instances {
        let region = row.region_text();
        let suite = suites.entry(region).or_insert_with(|| {
            let mut suite = TestSuite::new(region);
            suite.set_timestamp(document.generated_at);
            suite
        });
        suite.add_test_case(case(row));
    }
    if !document.not_checked.places.is_empty() {
        let mut suite = TestSuite::new(NOT_LISTED);
        suite.set_timestamp(document.generated_at);
        suite.add_test_cases(document.not_checked.places.iter().map(unlisted));
        suites.insert(NOT_LISTED, suite);
    }
    if let Some(why) = document.not_checked.interruption() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(INTERRUPTED);
        status.set_message(why);
        let mut case = TestCase::new(INTERRUPTED, status);
        case.set_classname("forcessl");
        let mut suite = TestSuite::new(INTERRUPTED);
        suite.set_timestamp(document.generated_at);
        suite.add_test_case(case);
        suites.insert(INTERRUPTED, suite);
    }
    let mut report = Report::new(document.tool.name.clone());
    report.set_timestamp(document.generated_at);
    report.add_test_suites(suites.into_values());
    report.to_string().map_err(|error| {
        Failure::new(Ending::Bug, "could not write the report as junit").because(error.to_string())
    })
}

fn unlisted(place: &Unlisted) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(printable(place.error.code.as_deref().unwrap_or("unknown")));
    status.set_message(printable(&place.what()));
    status.set_description(printable(&place.error.to_string()));
    let mut case = TestCase::new(printable(&place.name()), status);
    case.set_classname("forcessl");
    case
}

fn case(row: &Row) -> TestCase {
    let gap = row.worst() == Some(Severity::High);
    let status = match row.verdict {
        Verdict::Enforced if !gap => TestCaseStatus::success(),
        Verdict::Enforced | Verdict::Partly | Verdict::Open => {
            stopped(NonSuccessKind::Failure, row.verdict.as_str(), row)
        }
        Verdict::Unknown => {
            let code = row.error.as_ref().and_then(|error| error.code.as_deref());
            stopped(NonSuccessKind::Error, code.unwrap_or("unknown"), row)
        }
        Verdict::Unsupported => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(printable(&row.reason));
            status
        }
    };
    let mut case = TestCase::new(row.instance_id.as_str(), status);
    case.set_classname(format!("forcessl.{}", row.region_text()));
    for (name, value) in [
        ("verdict", Some(row.verdict.as_str().to_owned())),
        ("account_id", row.account_id.clone()),
        ("description", row.description.clone()),
        ("engine_version", row.engine_version.clone()),
    ] {
        if let Some(value) = value {
            case.add_property(Property::new(name, printable(&value)));
        }
    }
    if !row.findings.is_empty() {
        case.set_system_out(findings(row));
    }
    case
}

fn stopped(kind: NonSuccessKind, what: &str, row: &Row) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let error = row.error.as_ref().map(ToString::to_string);
    status.set_type(printable(what));
    status.set_message(printable(&row.reason));
    status.set_description(format!(
        "{}{}",
        findings(row),
        printable(&error.unwrap_or_default())
    ));
    status
}

/// The findings, one a line.
fn findings(row: &Row) -> String {
    row.findings
        .iter()
        .map(|finding| {
            let next = finding
                .remedy
                .as_deref()
                .map(|remedy| format!("; next: {remedy}"))
                .unwrap_or_default();
            let line = format!(
                "{} {}: {}{next}",
                finding.severity.as_str(),
                finding.id.as_str(),
                finding.message
            );
            printable(&line) + "\n"
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(junit(&crate::report::sample::mixed()).unwrap());
    }

    #[test]
    fn an_interrupt_is_an_error() {
        let text = junit(&crate::report::sample::interrupted()).unwrap();
        let read = roxmltree::Document::parse(&text).unwrap();
        let suite = read
            .descendants()
            .find(|node| {
                node.has_tag_name("testsuite") && node.attribute("name") == Some(INTERRUPTED)
            })
            .unwrap();
        assert_eq!(suite.attribute("errors"), Some("1"));
        assert!(text.contains("interrupted: 7 instances"), "{text}");
    }

    #[test]
    fn each_verdict_has_its_element() {
        let document = crate::report::sample::mixed();
        let text = junit(&document).unwrap();
        let read = roxmltree::Document::parse(&text).unwrap();
        let cases: Vec<_> = read
            .descendants()
            .filter(|node| node.has_tag_name("testcase"))
            .collect();
        let places = document.not_checked.places.len();
        assert_eq!(cases.len(), document.instances.len() + places);
        let unlisted = read
            .descendants()
            .find(|node| node.attribute("name") == Some(NOT_LISTED));
        assert_eq!(
            unlisted.unwrap().attribute("errors"),
            Some(places.to_string().as_str())
        );
        for row in &document.instances {
            let case = cases
                .iter()
                .find(|case| case.attribute("name") == Some(row.instance_id.as_str()))
                .unwrap();
            let has = |name| case.children().any(|node| node.has_tag_name(name));
            let gap = matches!(row.verdict, Verdict::Open | Verdict::Partly)
                || (row.verdict == Verdict::Enforced && row.worst() == Some(Severity::High));
            assert_eq!(has("error"), row.verdict == Verdict::Unknown, "{row:?}");
            assert_eq!(has("failure"), gap, "{row:?}");
            assert_eq!(has("skipped"), row.verdict == Verdict::Unsupported);
        }
    }
}
