//! `-o junit`: one test case an instance, one suite a region.
//!
//! A gap is a failure, an instance that could not be judged an error, one that cannot enforce SSL is
//! skipped. A region or an account that could not be listed is an error too, and so is an interrupt.
//!
//! Source: what the schemas of Jenkins (`junit-10.xsd` of its xunit plugin) and of Windy Road
//! (`JUnit.xsd`, the output of Ant) both take: facts about an instance stand in the output of its suite.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::document::{Document, Row, Unlisted};
use super::printable;
use crate::domain::verdict::{Standing, Verdict};
use crate::text::Language;

/// The suite of what could not be listed.
const NOT_LISTED: &str = "not listed";
/// The suite of an interrupt.
const INTERRUPTED: &str = "interrupted";

/// How a test case ended.
enum Status {
    Passed,
    Skipped(String),
    Stopped(Stopped),
}

/// A failure or an error.
struct Stopped {
    element: &'static str,
    kind: String,
    message: String,
    text: String,
}

/// The test cases of one suite, and what is told beside them.
#[derive(Default)]
struct Suite {
    cases: Vec<(String, String, Status)>,
    output: String,
}

/// The report as `JUnit` XML.
pub(super) fn junit(document: &Document) -> String {
    let mut suites: BTreeMap<Cow<'_, str>, Suite> = BTreeMap::new();
    for row in &document.instances {
        let region = row.region_text(Language::English);
        let class = format!("forcessl.{region}");
        let suite = suites.entry(region).or_default();
        let name = row.instance_id.as_str().to_owned();
        suite.cases.push((name, class, status(row)));
        suite.output.push_str(&output(row));
    }
    let alone = |name: String, stopped| (name, "forcessl".to_owned(), Status::Stopped(stopped));
    for place in &document.not_checked.places {
        let suite = suites.entry(NOT_LISTED.into()).or_default();
        suite
            .cases
            .push(alone(place.name().english(), unlisted(place)));
    }
    if let Some(why) = document.not_checked.interruption() {
        let stopped = Stopped {
            element: "error",
            kind: INTERRUPTED.to_owned(),
            message: why.english(),
            text: String::new(),
        };
        let suite = suites.entry(INTERRUPTED.into()).or_default();
        suite.cases.push(alone(INTERRUPTED.to_owned(), stopped));
    }
    let at = document
        .generated_at
        .format("%Y-%m-%dT%H:%M:%S")
        .to_string();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for ((name, suite), id) in suites.iter().zip(0..) {
        write_suite(&mut xml, (name, id), suite, &at);
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn write_suite(xml: &mut String, (name, id): (&str, usize), suite: &Suite, at: &str) {
    let count = |element: &str| {
        let is = |status: &Status| match status {
            Status::Passed => false,
            Status::Skipped(_) => element == "skipped",
            Status::Stopped(stopped) => stopped.element == element,
        };
        suite
            .cases
            .iter()
            .filter(|(_, _, status)| is(status))
            .count()
    };
    let name = escaped(name);
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{name}\" package=\"forcessl\" id=\"{id}\" hostname=\"localhost\" timestamp=\"{at}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">\n    <properties/>",
        suite.cases.len(),
        count("failure"),
        count("error"),
        count("skipped"),
    );
    for (name, class, status) in &suite.cases {
        let (name, class) = (escaped(name), escaped(class));
        let _ = write!(
            xml,
            "    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\""
        );
        match status {
            Status::Passed => xml.push_str("/>\n"),
            Status::Skipped(why) => {
                let why = escaped(why);
                let _ = writeln!(xml, "><skipped message=\"{why}\"/></testcase>");
            }
            Status::Stopped(Stopped {
                element,
                kind,
                message,
                text,
            }) => {
                let _ = writeln!(
                    xml,
                    "><{element} type=\"{}\" message=\"{}\">{}</{element}></testcase>",
                    escaped(kind),
                    escaped(message),
                    lines(text)
                );
            }
        }
    }
    let _ = writeln!(
        xml,
        "    <system-out>{}</system-out>\n    <system-err/>\n  </testsuite>",
        lines(&suite.output)
    );
}

fn unlisted(place: &Unlisted) -> Stopped {
    Stopped {
        element: "error",
        kind: place.error.code.clone().unwrap_or("unknown".to_owned()),
        message: place.what().english(),
        text: place.error.text().english(),
    }
}

fn status(row: &Row) -> Status {
    let stopped = |element, kind: &str| {
        let error = row.error.as_ref().map(|error| error.text().english());
        Status::Stopped(Stopped {
            element,
            kind: kind.to_owned(),
            message: row.reason.english(),
            text: findings(row) + &error.unwrap_or_default(),
        })
    };
    match row.standing() {
        Standing::Gap => stopped("failure", row.verdict.as_str()),
        Standing::Unknown => {
            let code = row.error.as_ref().and_then(|error| error.code.as_deref());
            stopped("error", code.unwrap_or("unknown"))
        }
        Standing::Accepted if row.verdict == Verdict::Enforced => Status::Passed,
        // Not enforced and accepted: neither a pass nor a failure.
        Standing::Accepted => Status::Skipped(row.reason.english()),
    }
}

/// What is known of an instance, one fact a line, and its findings.
fn output(row: &Row) -> String {
    let id = row.instance_id.as_str();
    let facts = [
        ("verdict", Some(row.verdict.as_str())),
        ("account_id", row.account_id.as_deref()),
        ("description", row.description.as_deref()),
        ("engine_version", row.engine_version.as_deref()),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{id}: {name}: {}\n", printable(value?))));
    let findings = findings(row);
    facts
        .chain(findings.lines().map(|line| format!("{id}: {line}\n")))
        .collect()
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
                finding.message.english()
            );
            printable(&line) + "\n"
        })
        .collect()
}

/// A text of one line as XML, in an attribute or between tags.
fn escaped(text: &str) -> String {
    printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A text of several lines as XML between tags.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escaped).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(junit(&crate::report::sample::mixed()));
    }

    #[test]
    fn an_interrupt_is_an_error() {
        let text = junit(&crate::report::sample::interrupted());
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
        let text = junit(&document);
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
            let is_judged = row.verdict != Verdict::Unknown;
            let gap = row.standing() == Standing::Gap;
            assert_eq!(has("error"), !is_judged, "{row:?}");
            assert_eq!(has("failure"), gap, "{row:?}");
            let accepted = is_judged && !gap && row.verdict != Verdict::Enforced;
            assert_eq!(has("skipped"), accepted, "{row:?}");
        }
    }

    /// The attributes and children that both schemas take, in their order.
    #[test]
    fn both_schemas_take_it() {
        let text = junit(&crate::report::sample::interrupted());
        let read = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(read.root_element().attributes().count(), 0);
        for (suite, id) in read
            .root_element()
            .children()
            .filter(roxmltree::Node::is_element)
            .zip(0..)
        {
            let names: Vec<&str> = suite.attributes().map(|one| one.name()).collect();
            assert_eq!(
                names,
                [
                    "name",
                    "package",
                    "id",
                    "hostname",
                    "timestamp",
                    "tests",
                    "failures",
                    "errors",
                    "skipped",
                    "time"
                ]
            );
            assert_eq!(suite.attribute("id"), Some(id.to_string().as_str()));
            assert_eq!(suite.attribute("timestamp").unwrap().len(), 19);
            let children: Vec<&str> = suite
                .children()
                .filter(roxmltree::Node::is_element)
                .map(|one| one.tag_name().name())
                .filter(|name| *name != "testcase")
                .collect();
            assert_eq!(children, ["properties", "system-out", "system-err"]);
            for case in suite.children().filter(|one| one.has_tag_name("testcase")) {
                let names: Vec<&str> = case.attributes().map(|one| one.name()).collect();
                assert_eq!(names, ["name", "classname", "time"]);
                assert!(case.children().filter(roxmltree::Node::is_element).count() <= 1);
            }
        }
    }

    #[test]
    fn text_from_elsewhere_stays_text() {
        let mut document = crate::report::sample::mixed();
        for row in &mut document.instances {
            row.reason = Text::verbatim("</error>\"&amp;\u{1b}\u{feff}<x>");
            row.description = Some("]]>\n<!--".to_owned());
        }
        let text = junit(&document);
        let read = roxmltree::Document::parse(&text).unwrap();
        let message = read
            .descendants()
            .find_map(|one| one.attribute("message"))
            .unwrap();
        assert_eq!(message, "</error>\"&amp;??<x>");
        assert!(
            !read
                .descendants()
                .any(|one| one.has_tag_name("x") || one.is_comment())
        );
    }
}
