//! The report that the formats are tested on: one instance of every verdict, and hostile texts.

use super::document::{Document, read};

/// The text of the report.
pub(super) const MIXED: &str = include_str!("../../tests/data/report_mixed.json");

pub(super) fn mixed() -> Document {
    read(MIXED).unwrap()
}
