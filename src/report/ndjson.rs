//! `-o ndjson`: one instance a line, so that a run can be followed and cut off; a last line says what
//! was not looked at, where there is something to say.

use super::document::{Document, Line, NotChecked, Rest, Row};
use super::json::SCHEMA_VERSION;

/// One instance as one line, its line end included.
///
/// Shape: `schema_version`, then the keys of one of the `instances[]` of `check -o json`.
pub fn line(row: &Row) -> String {
    one(&Line {
        schema_version: SCHEMA_VERSION,
        row,
    })
}

/// The last line; empty when there is nothing to say.
///
/// Shape: `schema_version` and `not_checked` as in `check -o json`.
pub fn rest(not_checked: &NotChecked) -> String {
    if not_checked.is_empty() {
        return String::new();
    }
    one(&Rest {
        schema_version: SCHEMA_VERSION,
        not_checked: not_checked.clone(),
    })
}

fn one(line: &impl serde::Serialize) -> String {
    // Neither holds a map with keys that are no text, so there is nothing that could fail.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text = super::json::quiet(text);
    text.push('\n');
    text
}

/// A whole report in lines.
pub fn lines(document: &Document) -> String {
    let rows = document.instances.iter().map(line);
    rows.chain([rest(&document.not_checked)]).collect()
}
