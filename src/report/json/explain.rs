//! Entries of the error catalogue as JSON.

use serde_json::{Value, json};

use super::{SCHEMA_VERSION, text};
use crate::domain::catalogue::Entry;

/// `explain -o json`: one row a code.
pub fn explained(codes: &[(&str, &Entry)]) -> String {
    let codes: Vec<Value> = codes
        .iter()
        .map(|(code, entry)| {
            json!({
                "code": code,
                "cause": entry.cause(),
                "next": entry.next(None, None),
            })
        })
        .collect();
    text(&json!({ "schema_version": SCHEMA_VERSION, "codes": codes }))
}
