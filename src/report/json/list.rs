//! `list -o json`.

use serde_json::{Value, json};

use super::SCHEMA_VERSION;
use crate::domain::outcome::ListedRow;
use crate::report::stamp;

/// The instances of a listing.
pub fn list(rows: &[ListedRow]) -> String {
    let instances: Vec<Value> = rows.iter().map(row).collect();
    super::text(&json!({ "schema_version": SCHEMA_VERSION, "instances": instances }))
}

fn row(row: &ListedRow) -> Value {
    let instance = &row.instance;
    json!({
        "instance_id": instance.id,
        "region": instance.region,
        "description": instance.description,
        "engine_version": instance.engine_version.as_ref().map(|version| &version.text),
        "status": instance.status.as_str(),
        "last_verdict": row.last_verdict.map(|(verdict, _)| verdict.as_str()),
        "judged_at": row.last_verdict.map(|(_, at)| stamp(at)),
    })
}
