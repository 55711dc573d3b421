//! pg_hba records for people: what changed, and which record a login meets.

use comfy_table::Color;

use super::{Grid, Page, cell, coloured, lines, table};
use crate::domain::hba::evaluate::explain::{ConnectionEnd, RecordPart};
use crate::domain::hba::{
    CertificateClaim, Connection, DiffRow, Encryption, Explained, HbaLogItem, Record, Replication,
    Shown, diff, text,
};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::LastChange;

/// The rows of a change; all of them, or only those that differ.
pub(super) fn record_diff(before: &[Record], after: &[Record], all: bool, page: Page) -> String {
    let mut table = table(page, &["", "Priority", "Record"]);
    for row in diff(before, after) {
        match &row {
            DiffRow::Kept { record } if all => add(&mut table, page, " ", None, record, None),
            DiffRow::Kept { .. } => {}
            DiffRow::Added { record } => {
                add(&mut table, page, "+", None, record, Some(Color::Green));
            }
            DiffRow::Removed { record } => {
                add(&mut table, page, "-", None, record, Some(Color::Red));
            }
            DiffRow::Moved { record, from } => {
                add(
                    &mut table,
                    page,
                    ">",
                    Some(*from),
                    record,
                    Some(Color::Yellow),
                );
            }
            DiffRow::Changed { before, after, .. } => {
                add(&mut table, page, "-", None, before, Some(Color::Red));
                add(&mut table, page, "+", None, after, Some(Color::Green));
            }
        }
    }
    table.to_string()
}

fn add(
    table: &mut Grid,
    page: Page,
    mark: &str,
    from: Option<u32>,
    record: &Record,
    colour: Option<Color>,
) {
    let paint = |text: &str| match colour {
        Some(colour) => coloured(page, text, colour),
        None => cell(text),
    };
    let priority = match from {
        Some(from) => format!("{from} → {}", record.priority),
        None => record.priority.to_string(),
    };
    table.add_row(vec![
        paint(mark),
        paint(&priority),
        paint(&text::line(record, Shown::Redacted)),
    ]);
}

/// `hba history`.
pub fn history(id: &InstanceId, log: &[HbaLogItem], page: Page) -> String {
    if log.is_empty() {
        return lines(&[format!(
            "The service has no log of changes of the pg_hba records of {id}."
        )]);
    }
    let mut parts = vec![format!(
        "Changes of the pg_hba records of {id}, newest first:"
    )];
    for item in log {
        let status = match &item.status {
            LastChange::Never => "? status not known".to_owned(),
            LastChange::Setting => "… running".to_owned(),
            LastChange::Succeeded => "✔ in force".to_owned(),
            LastChange::Failed(reason) => format!("✘ not in force: {}", super::printable(reason)),
            LastChange::Other(text) => format!("? {}", super::printable(text)),
        };
        parts.push(String::new());
        parts.push(format!(
            "{}  {status}",
            item.at.format("%Y-%m-%d %H:%M:%S UTC")
        ));
        if item.before == item.after {
            parts.push("no record differs".to_owned());
        } else {
            parts.push(record_diff(&item.before, &item.after, false, page));
        }
    }
    lines(&parts)
}

/// `hba explain`.
pub fn login(
    id: &InstanceId,
    connection: &Connection,
    explained: &Explained,
    page: Page,
) -> String {
    let manner = match &connection.encryption {
        Encryption::None => "without SSL".to_owned(),
        Encryption::Ssl {
            certificate:
                CertificateClaim::Verified {
                    common_name: Some(name),
                },
        } => format!(
            "with SSL and a client certificate of {}",
            super::printable(name)
        ),
        Encryption::Ssl { .. } => "with SSL".to_owned(),
    };
    let target = match connection.replication {
        Replication::Physical => "for replication".to_owned(),
        Replication::No | Replication::Database => {
            format!("to {}", super::printable(&connection.database))
        }
    };
    let mut table = table(page, &["Priority", "Record", "Result"]);
    for (record, part) in &explained.parts {
        let result = match part {
            RecordPart::PassedOver { why } => cell(&format!("skipped: {why}")),
            RecordPart::Undecided { why } => coloured(page, &format!("? {why}"), Color::Yellow),
            RecordPart::Met => coloured(page, "◀ matched", Color::Cyan),
            RecordPart::NotReached => cell("not reached"),
        };
        table.add_row(vec![
            cell(&record.priority.to_string()),
            cell(&text::line(record, Shown::Redacted)),
            result,
        ]);
    }
    let mark = match explained.end {
        ConnectionEnd::Refused => "✘",
        ConnectionEnd::CertificateDemanded | ConnectionEnd::Unknown => "?",
        ConnectionEnd::Asked | ConnectionEnd::LetIn => "→",
    };
    let mut parts = vec![
        format!(
            "{} {target} of {id} from {} {manner}:",
            super::printable(&connection.user),
            connection.address
        ),
        table.to_string(),
        format!("{mark} {}", super::printable(&explained.sentence)),
    ];
    parts.extend(
        explained
            .notes
            .iter()
            .map(|note| format!("! {}", super::printable(note))),
    );
    lines(&parts)
}
