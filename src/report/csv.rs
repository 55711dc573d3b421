//! `-o csv`: one row an instance, for spreadsheets; and one without an instance for what could not be
//! listed, and for an interrupt.
//!
//! Invariant: no cell is a formula, whatever the API or a certificate says.

use chrono::{DateTime, Utc};

use super::document::{Document, Row, Unlisted};
use super::printable;
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;
use crate::text::{Text, text};

const HEADER: [&str; 22] = [
    "account_id",
    "region",
    "instance_id",
    "description",
    "engine",
    "engine_version",
    "role",
    "primary_id",
    "status",
    "verdict",
    "reason",
    "proof",
    "ssl_enabled",
    "certificate_expires_at",
    "client_ca_expires_at",
    "crl_next_update",
    "acl",
    "replication_acl",
    "worst_severity",
    "findings",
    "error",
    "seen_at",
];

/// The report as RFC 4180 text with a header.
///
/// # Errors
/// `Bug` when the library cannot write it.
pub(super) fn csv(document: &Document) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(Ending::Bug, text!("report-unwritable", format = "csv"))
            .because(Text::reported(&error.to_string()))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(HEADER)
        .map_err(|error| failed(&error))?;
    for row in &document.instances {
        writer
            .write_record(cells(row).map(|text| cell(&text)))
            .map_err(|error| failed(&error))?;
    }
    for place in &document.not_checked.places {
        writer
            .write_record(unlisted(place).map(|text| cell(&text)))
            .map_err(|error| failed(&error))?;
    }
    if let Some(why) = document.not_checked.interruption() {
        writer
            .write_record(interrupted(&why.english()))
            .map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn unlisted(place: &Unlisted) -> [String; 22] {
    HEADER.map(|column| match column {
        "account_id" => place.account_id.clone().unwrap_or_default(),
        "region" => place
            .region
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        "verdict" => Verdict::Unknown.as_str().to_owned(),
        "reason" => place.what().english(),
        "error" => place.error.text().english(),
        _ => String::new(),
    })
}

fn interrupted(why: &str) -> [String; 22] {
    HEADER.map(|column| match column {
        "verdict" => Verdict::Unknown.as_str().to_owned(),
        "reason" | "error" => why.to_owned(),
        _ => String::new(),
    })
}

fn cells(row: &Row) -> [String; 22] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let time = |at: Option<DateTime<Utc>>| at.map(super::stamp).unwrap_or_default();
    let ids: Vec<&str> = row
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect();
    let ssl = row.ssl.as_ref();
    [
        text(&row.account_id),
        row.region
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        row.instance_id.to_string(),
        text(&row.description),
        text(&row.engine),
        text(&row.engine_version),
        row.role
            .map(|role| role.as_str().to_owned())
            .unwrap_or_default(),
        row.primary_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        text(&row.status),
        row.verdict.as_str().to_owned(),
        row.reason.english(),
        row.proof
            .as_ref()
            .map_or("not tried", |proof| proof.result.as_str())
            .to_owned(),
        ssl.and_then(|ssl| ssl.enabled)
            .map(|on| on.to_string())
            .unwrap_or_default(),
        time(ssl.and_then(|ssl| ssl.expires_at)),
        time(
            row.client_ca
                .iter()
                .flat_map(|ca| &ca.certificates)
                .map(|ca| ca.not_after)
                .min(),
        ),
        time(row.crl.as_ref().and_then(|crl| crl.next_update)),
        row.acl.map_or("", Acl::as_str).to_owned(),
        row.replication_acl.map_or("", Acl::as_str).to_owned(),
        row.worst().map_or("", Severity::as_str).to_owned(),
        ids.join(" "),
        row.error
            .as_ref()
            .map(|error| error.text().english())
            .unwrap_or_default(),
        time(row.seen_at),
    ]
}

/// A text that no spreadsheet takes for a formula.
///
/// Source: OWASP, "CSV Injection": a leading `=`, `+`, `-`, `@`, tab or carriage return.
fn cell(text: &str) -> String {
    let printed = printable(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{printed}")
    } else {
        printed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_row_has_every_column_and_is_read_back() {
        let document = crate::report::sample::mixed();
        let text = csv(&document).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), HEADER.to_vec());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let places = document.not_checked.places.len();
        assert_eq!(rows.len(), document.instances.len() + places);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn an_interrupt_is_a_row_without_an_instance() {
        let text = csv(&crate::report::sample::interrupted()).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let last = reader.records().map(Result::unwrap).last().unwrap();
        let of = |name| last[HEADER.iter().position(|one| *one == name).unwrap()].to_owned();
        assert_eq!(
            (of("instance_id"), of("verdict")),
            (String::new(), "unknown".to_owned())
        );
        assert!(
            of("reason").starts_with("interrupted: 7 instances"),
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_or_drives_a_terminal(text in "[=+@\t\r\n\u{1b}\u{9b}\"',;a-z-]{0,12}") {
            let mut document = crate::report::sample::mixed();
            for row in &mut document.instances {
                row.description = Some(text.clone());
                row.reason = Text::verbatim(text.as_str());
            }
            let written = csv(&document).unwrap();
            prop_assert!(!written.chars().any(|c| c.is_control() && c != '\n'));
            let mut reader = csv::Reader::from_reader(written.as_bytes());
            for record in reader.records() {
                for cell in &record.unwrap() {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell:?}");
                    prop_assert!(!cell.contains('\n'));
                }
            }
        }
    }
}
