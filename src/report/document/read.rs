//! Reads a report back: the document of `-o json`, or the lines of `-o ndjson`.
//!
//! Invariant: what this version does not know is refused, never left out, so that no gap is lost on
//! the way from one report to another.

use chrono::DateTime;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SCHEMA_VERSION;
use super::{Document, NotChecked, Row, Tool};

/// Why a text is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// Not JSON, or not the keys of a report.
    #[error("{0}")]
    Malformed(String),
    /// It was written by a version that knows more.
    #[error("its schema version is {found}; this is forcessl {this}, which reads {SCHEMA_VERSION}", this = env!("CARGO_PKG_VERSION"))]
    Newer {
        /// The version it has.
        found: u64,
    },
    /// Its counts do not fit its rows, so some are missing.
    #[error("its summary counts {counted} instances, and it has {rows}")]
    Torn {
        /// How many the summary counts.
        counted: usize,
        /// How many there are.
        rows: usize,
    },
}

/// As much as tells what a text is, whatever else is in it.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<u64>,
    tool: Option<Tool>,
    instances: Option<IgnoredAny>,
    instance_id: Option<IgnoredAny>,
    not_checked: Option<IgnoredAny>,
}

/// One line of `-o ndjson`.
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    pub(crate) schema_version: u32,
    #[serde(flatten)]
    pub(crate) row: &'a Row,
}

/// The last line of `-o ndjson`, where there is something to say.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rest {
    pub(crate) schema_version: u32,
    pub(crate) not_checked: NotChecked,
}

/// Reads the document of `check -o json` or the lines of `check -o ndjson`.
///
/// # Errors
/// When it is neither, or was written by a version that knows more.
pub fn read(text: &str) -> Result<Document, Unusable> {
    let text = text.trim_start_matches('\u{feff}');
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Head>();
    let head = match values.next() {
        None => return Err(Unusable::Empty),
        Some(head) => head.map_err(|error| malformed(&error))?,
    };
    check_version(&head)?;
    if head.instances.is_some() {
        let document: Document = serde_json::from_str(text).map_err(|error| {
            // A later version of the tool may know more keys under the same schema.
            match &head.tool {
                Some(tool) if tool.version != env!("CARGO_PKG_VERSION") => Unusable::Malformed(
                    format!("{error}; it was written by {} {}", tool.name, tool.version),
                ),
                _ => malformed(&error),
            }
        })?;
        let rows = document.instances.len();
        let counted = document.summary.total();
        if counted != rows {
            return Err(Unusable::Torn { counted, rows });
        }
        return Ok(document);
    }
    if head.instance_id.is_none() && head.not_checked.is_none() {
        return Err(Unusable::Malformed(
            "it has neither `instances` nor `instance_id`".to_owned(),
        ));
    }
    lines(text)
}

fn lines(text: &str) -> Result<Document, Unusable> {
    let mut rows = Vec::new();
    let mut not_checked = NotChecked::default();
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let at = |error: &serde_json::Error| Unusable::Malformed(format!("line {number}: {error}"));
        let head: Head = serde_json::from_str(line).map_err(|error| at(&error))?;
        check_version(&head)?;
        if head.instance_id.is_none() && head.not_checked.is_some() {
            let rest: Rest = serde_json::from_str(line).map_err(|error| at(&error))?;
            not_checked.add(rest.not_checked);
            continue;
        }
        let mut value: Value = serde_json::from_str(line).map_err(|error| at(&error))?;
        if let Some(object) = value.as_object_mut() {
            object.shift_remove("schema_version");
        }
        rows.push(serde_json::from_value::<Row>(value).map_err(|error| at(&error))?);
    }
    let newest = rows.iter().filter_map(|row| row.seen_at).max();
    Ok(Document::new(
        rows,
        not_checked,
        newest.unwrap_or(DateTime::UNIX_EPOCH),
    ))
}

fn check_version(head: &Head) -> Result<(), Unusable> {
    match head.schema_version {
        Some(found) if found > u64::from(SCHEMA_VERSION) => Err(Unusable::Newer { found }),
        Some(found) if found == u64::from(SCHEMA_VERSION) => Ok(()),
        Some(found) => Err(Unusable::Malformed(format!(
            "schema version {found} was never written"
        ))),
        None => Err(Unusable::Malformed(
            "it has no `schema_version`, as every report of forcessl has".to_owned(),
        )),
    }
}

fn malformed(error: &serde_json::Error) -> Unusable {
    Unusable::Malformed(error.to_string())
}
