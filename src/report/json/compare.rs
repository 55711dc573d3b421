//! `report diff -o json`.

use serde_json::{Map, Value, json};

use super::{SCHEMA_VERSION, text};
use crate::report::review::{Comparison, Movement};

/// The instances that did not stay as they were, and how many took each course.
pub fn comparison(comparison: &Comparison) -> String {
    let summary: Map<String, Value> = Movement::ALL
        .into_iter()
        .map(|course| {
            let word = course.as_str().replace(' ', "_");
            (word, json!(comparison.count(course)))
        })
        .collect();
    let instances: Vec<Value> = comparison
        .instances
        .iter()
        .filter(|compared| compared.course != Movement::Same)
        .map(|compared| {
            json!({
                "instance_id": compared.place.instance_id,
                "region": compared.place.region,
                "account_id": compared.place.account_id,
                "course": compared.course,
                "before": compared.before,
                "after": compared.after,
                "appeared": compared.appeared,
                "cleared": compared.cleared,
            })
        })
        .collect();
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "summary": summary,
        "complete": comparison.is_complete(),
        "instances": instances,
    }))
}
