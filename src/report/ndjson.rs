//! `-o ndjson`: one instance a line, so that a run can be followed and cut off.

use super::document::{Document, Line, Row};
use super::json::SCHEMA_VERSION;

/// One instance as one line, its line end included.
///
/// Shape: `schema_version`, then the keys of one of the `instances[]` of `check -o json`.
pub fn line(row: &Row) -> String {
    let line = Line {
        schema_version: SCHEMA_VERSION,
        row,
    };
    // Rows hold no map with keys that are no text, so there is nothing that could fail.
    let mut text = serde_json::to_string(&line).unwrap_or_default();
    text = super::json::quiet(text);
    text.push('\n');
    text
}

/// Every instance of a report, one a line.
pub fn lines(document: &Document) -> String {
    document.instances.iter().map(line).collect()
}
