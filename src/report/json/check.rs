//! `check -o json`.

use super::quiet;
use crate::report::document::Document;

/// The document of `check`.
pub fn check(document: &Document) -> String {
    // The document holds no map with keys that are no text, so there is nothing that could fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    quiet(text)
}
