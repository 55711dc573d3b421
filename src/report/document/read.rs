//! Reads a report back: the document of `-o json`, or the lines of `-o ndjson`.
//!
//! Invariant: a value that this version does not know is refused, so that no gap is lost on the way from one
//! report to another. A key that it does not know comes from a newer version, which may add some; it is left out by name.

use std::collections::BTreeSet;

use chrono::DateTime;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SCHEMA_VERSION;
use super::{Document, NotChecked, Row, Tool};
use crate::domain::known_keys;
use crate::text::{Text, text};

/// Why a text is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub enum Unusable {
    /// There is nothing in it.
    Empty,
    /// Not JSON, or not the keys of a report.
    Malformed(Text),
    /// It was written by a version that knows more.
    Newer {
        /// The version it has.
        found: u64,
    },
    /// Its counts do not fit its rows, so some are missing.
    Torn {
        /// How many the summary counts.
        counted: usize,
        /// How many there are.
        rows: usize,
    },
}

impl Unusable {
    /// What is wrong with it.
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => text!("report-empty"),
            Self::Malformed(why) => why.clone(),
            Self::Newer { found } => text!(
                "report-newer",
                found = found,
                version = env!("CARGO_PKG_VERSION"),
                known = SCHEMA_VERSION
            ),
            Self::Torn { counted, rows } => {
                text!("report-torn", counted = counted, rows = rows)
            }
        }
    }
}

/// A report that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReport {
    /// The report.
    pub document: Document,
    /// Keys that this version does not know and left out, such as `instances.colour`; sorted, each once.
    pub ignored: Vec<String>,
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
pub(crate) struct Rest {
    #[serde(skip_deserializing)]
    pub(crate) schema_version: u32,
    pub(crate) not_checked: NotChecked,
}

/// Reads the document of `check -o json` or the lines of `check -o ndjson`.
///
/// # Errors
/// When it is neither, has a value that this version does not know, or a key that it should know, since
/// it was written by this version.
pub fn read(text: &str) -> Result<ReadReport, Unusable> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Head>();
    let head = match values.next() {
        None => return Err(Unusable::Empty),
        Some(head) => head.map_err(|error| malformed(&error))?,
    };
    check_version(&head)?;
    let mut ignored = BTreeSet::new();
    let document = if head.instances.is_some() {
        whole(text, head.tool, &mut ignored)?
    } else if head.instance_id.is_some() || head.not_checked.is_some() {
        lines(text, &mut ignored)?
    } else {
        return Err(Unusable::Malformed(text!("report-no-rows")));
    };
    Ok(ReadReport {
        document,
        ignored: ignored.into_iter().collect(),
    })
}

fn whole(
    text: &str,
    tool: Option<Tool>,
    ignored: &mut BTreeSet<String>,
) -> Result<Document, Unusable> {
    let other = tool.filter(|tool| tool.version != env!("CARGO_PKG_VERSION"));
    let mut json = serde_json::Deserializer::from_str(text);
    let document: Document = known_keys::read(&mut json, ignored)
        .and_then(|document| json.end().map(|()| document))
        .map_err(|error| match &other {
            Some(tool) => Unusable::Malformed(text!(
                "report-of-other-version",
                why = &error,
                name = &tool.name,
                version = &tool.version
            )),
            None => malformed(&error),
        })?;
    if let (Some(key), None) = (ignored.first(), &other) {
        return Err(Unusable::Malformed(text!("report-unknown-key", key = key)));
    }
    let rows = document.instances.len();
    let counted = document.summary.total();
    if counted != rows {
        return Err(Unusable::Torn { counted, rows });
    }
    Ok(document)
}

fn lines(text: &str, ignored: &mut BTreeSet<String>) -> Result<Document, Unusable> {
    let mut rows = Vec::new();
    let mut not_checked = NotChecked::default();
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let at = |error: serde_json::Error| {
            Unusable::Malformed(text!("report-line", number = number, why = &error))
        };
        let head: Head = serde_json::from_str(line).map_err(at)?;
        check_version(&head)?;
        let mut value: Value = serde_json::from_str(line).map_err(at)?;
        if let Some(object) = value.as_object_mut() {
            object.shift_remove("schema_version");
        }
        if head.instance_id.is_none() && head.not_checked.is_some() {
            let rest: Rest = known_keys::read(value, ignored).map_err(at)?;
            not_checked.add(rest.not_checked);
        } else {
            rows.push(known_keys::read(value, ignored).map_err(at)?);
        }
    }
    let newest = rows.iter().filter_map(|row: &Row| row.seen_at).max();
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
        Some(found) => Err(Unusable::Malformed(text!(
            "report-no-such-version",
            found = found
        ))),
        None => Err(Unusable::Malformed(text!("report-no-version"))),
    }
}

fn malformed(error: &serde_json::Error) -> Unusable {
    Unusable::Malformed(Text::from(error))
}
