//! Entries of the error catalogue as JSON.

use serde_json::{Value, json};

use super::{SCHEMA_VERSION, text};
use crate::domain::catalogue::Entry;
use crate::text::Language;

/// `explain -o json`: one row a code, in the language of the page.
pub fn explained(codes: &[(String, &Entry)], language: Language) -> String {
    let codes: Vec<Value> = codes
        .iter()
        .map(|(code, entry)| {
            json!({
                "code": code,
                "cause": entry.cause(language),
                "next": entry.next(language, None, None),
            })
        })
        .collect();
    text(&json!({ "schema_version": SCHEMA_VERSION, "codes": codes }))
}
