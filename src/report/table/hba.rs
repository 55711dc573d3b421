//! pg_hba records for people: what changed, and which record a login meets.

use comfy_table::Color;

use super::{Grid, Page, cell, coloured, headed, line, lines, marked};
use crate::domain::hba::evaluate::explain::{ConnectionEnd, RecordPart};
use crate::domain::hba::syntax::text::line as record_line;
use crate::domain::hba::{
    CertificateClaim, Connection, DiffRow, Encryption, Explained, HbaLogItem, Record, Replication,
    Shown, diff,
};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::LastChange;
use crate::text::time::second;
use crate::text::{Text, text};

/// The rows of a change; all of them, or only those that differ.
pub(super) fn record_diff(before: &[Record], after: &[Record], all: bool, page: Page) -> String {
    let mut table = headed(
        page,
        [
            Text::verbatim(""),
            text!("column-priority"),
            text!("column-record"),
        ],
    );
    for row in diff(before, after) {
        match &row {
            DiffRow::Kept { record } if all => add(&mut table, page, " ", None, record, None),
            DiffRow::Kept { .. } => {}
            DiffRow::Added { record } => {
                add(&mut table, page, "+", None, record, Some(Color::DarkGreen));
            }
            DiffRow::Removed { record } => {
                add(&mut table, page, "-", None, record, Some(Color::DarkRed));
            }
            DiffRow::Moved { record, from } => {
                add(
                    &mut table,
                    page,
                    ">",
                    Some(*from),
                    record,
                    Some(Color::DarkYellow),
                );
            }
            DiffRow::Changed { before, after, .. } => {
                add(&mut table, page, "-", None, before, Some(Color::DarkRed));
                add(&mut table, page, "+", None, after, Some(Color::DarkGreen));
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
        paint(&record_line(record, Shown::Redacted)),
    ]);
}

/// `hba history`.
pub fn history(id: &InstanceId, log: &[HbaLogItem], page: Page) -> String {
    if log.is_empty() {
        return lines(&[page.say(&text!("hba-no-log", instance = id))]);
    }
    let mut parts = vec![page.say(&text!("hba-log", instance = id))];
    for item in log {
        let status = match &item.status {
            LastChange::Never => text!("hba-log-not-known"),
            LastChange::Setting => text!("hba-log-running"),
            LastChange::Succeeded => text!("hba-log-in-force"),
            LastChange::Failed(reason) => text!("hba-log-failed", reason = reason),
            LastChange::Other(text) => text!("hba-log-other", status = text),
        };
        parts.push(String::new());
        let status = line(page.say(&status));
        let at = second(item.at);
        parts.push(format!("{at}  {status}"));
        if item.before == item.after {
            parts.push(page.say(&text!("hba-log-same")));
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
        Encryption::None => text!("hba-without-ssl"),
        Encryption::Ssl {
            certificate:
                CertificateClaim::Verified {
                    common_name: Some(name),
                },
        } => text!("hba-with-certificate", name = name),
        Encryption::Ssl { .. } => text!("hba-with-ssl"),
    };
    let (user, address) = (&connection.user, connection.address.to_string());
    let asked = match connection.replication {
        Replication::Physical => text!(
            "hba-asked-replication",
            user = user,
            instance = id,
            address = address,
            manner = manner
        ),
        Replication::No | Replication::Database => text!(
            "hba-asked",
            user = user,
            database = &connection.database,
            instance = id,
            address = address,
            manner = manner
        ),
    };
    let mut table = headed(
        page,
        [
            text!("column-priority"),
            text!("column-record"),
            text!("column-result"),
        ],
    );
    for (record, part) in &explained.parts {
        let result = match part {
            RecordPart::PassedOver { why } => cell(&page.say(&text!("hba-skipped", why = why))),
            RecordPart::Undecided { why } => marked(page, "?", why, Color::DarkYellow),
            RecordPart::Met => marked(page, "◀", &text!("hba-matched"), Color::DarkCyan),
            RecordPart::NotReached => cell(&page.say(&text!("hba-not-reached"))),
        };
        table.add_row(vec![
            cell(&record.priority.to_string()),
            cell(&record_line(record, Shown::Redacted)),
            result,
        ]);
    }
    let mark = match explained.end {
        ConnectionEnd::Refused => "✘",
        ConnectionEnd::CertificateDemanded | ConnectionEnd::Unknown => "?",
        ConnectionEnd::Asked | ConnectionEnd::LetIn => "→",
    };
    let mut parts = vec![
        line(page.say(&asked)),
        table.to_string(),
        line(format!("{mark} {}", page.say(&explained.sentence))),
    ];
    parts.extend(
        explained
            .notes
            .iter()
            .map(|note| line(format!("! {}", page.say(note)))),
    );
    lines(&parts)
}
