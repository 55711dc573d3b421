//! The report that the formats are tested on: one instance of every verdict, and hostile texts.

use super::document::{Document, read};

/// The text of the report.
pub(super) const MIXED: &str = include_str!("../../tests/data/report_mixed.json");

pub(super) fn mixed() -> Document {
    read(MIXED).unwrap().document
}

/// The same, of a run that was interrupted with seven instances found and not looked at.
pub(super) fn interrupted() -> Document {
    let mut document = mixed();
    document.not_checked.interrupted = true;
    document.not_checked.instances = 7;
    document
}
