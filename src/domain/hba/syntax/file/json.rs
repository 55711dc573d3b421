//! Records as JSON: a list, or the document of `hba list -o json`.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{FileRefused, connection_type, fault};
use crate::domain::hba::syntax::record::{LAST_PRIORITY, Record};
use crate::text::{Text, text};

/// What is read of a document: its records.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    hba: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    priority: Option<u32>,
    r#type: String,
    database: String,
    user: String,
    address: String,
    #[serde(default)]
    mask: Option<String>,
    method: String,
    #[serde(default)]
    option: Option<String>,
    /// What `hba list` says of the record; it follows from the others.
    #[serde(default, rename = "admits_plaintext")]
    _admits_plaintext: Option<bool>,
    #[serde(default, rename = "plaintext")]
    _plaintext: Option<serde::de::IgnoredAny>,
}

/// Reads the records, in the order of priority; without priorities, in the order of the list.
pub(super) fn parse(text: &str) -> Result<Vec<Record>, FileRefused> {
    let items: Vec<&RawValue> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text)
    } else {
        serde_json::from_str::<Document<'_>>(text).map(|document| document.hba)
    }
    .map_err(|error| FileRefused {
        line: error.line().max(1),
        column: error.column().max(1),
        why: reason(&error),
    })?;
    let mut records: Vec<Record> = Vec::new();
    let mut numbered = None;
    let mut priorities = BTreeSet::new();
    for (position, raw) in (0..).zip(items) {
        let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
        let refuse = |why: Text| {
            let (line, column) = place(text, start);
            FileRefused { line, column, why }
        };
        let item: Item = serde_json::from_str(raw.get()).map_err(|error| {
            let (line, column) = place(text, start);
            FileRefused {
                line: line + error.line().saturating_sub(1),
                column: if error.line() <= 1 {
                    column + error.column().saturating_sub(1)
                } else {
                    // What ends with a line is told at column 0 of the next.
                    error.column().max(1)
                },
                why: reason(&error),
            }
        })?;
        if *numbered.get_or_insert(item.priority.is_some()) != item.priority.is_some() {
            return Err(refuse(text!("record-priorities-mixed")));
        }
        let record = record(item, position).map_err(&refuse)?;
        if record.priority > LAST_PRIORITY {
            return Err(refuse(text!("record-priority-large", last = LAST_PRIORITY)));
        }
        if !priorities.insert(record.priority) {
            return Err(refuse(text!(
                "record-priority-twice",
                priority = record.priority
            )));
        }
        records.push(record);
    }
    records.sort_by_key(|record| record.priority);
    Ok(records)
}

fn record(item: Item, position: u32) -> Result<Record, Text> {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let record = Record {
        priority: item.priority.unwrap_or(position),
        kind: connection_type(&item.r#type)?,
        database: item.database,
        user: item.user,
        address: item.address,
        mask: filled(item.mask),
        method: item.method,
        option: filled(item.option),
    };
    fault(&record).map_or(Ok(record), Err)
}

/// What serde says, without the place, which is told beside it.
fn reason(error: &serde_json::Error) -> Text {
    let said = error.to_string();
    Text::reported(said.rsplit_once(" at line ").map_or(&said, |(why, _)| why))
}

/// Line and column of a byte of the text, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        line,
        before.get(start..).unwrap_or_default().chars().count() + 1,
    )
}
