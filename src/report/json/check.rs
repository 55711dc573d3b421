//! `check -o json`.

use super::text;
use crate::report::document::Document;

/// The document of `check`.
pub fn check(document: &Document) -> String {
    text(document)
}
