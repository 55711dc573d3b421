//! The settings of one instance as JSON: SSL, client CA, revocation list, ACL, pg_hba records.

use serde_json::{Value, json};

use super::{SCHEMA_VERSION, text};
use crate::domain::failure::Failure;
use crate::domain::hba::{Exposure, HbaState, Record};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::SslState;
use crate::report::document::{ClientCa, CrlRow, SslRow, hba_rows};
use crate::report::failure;

pub(super) use crate::report::stamp;

/// Records as the other documents carry them.
pub(super) fn record_values(records: &[Record], exposure: Option<&Exposure>) -> Vec<Value> {
    hba_rows(records, exposure)
        .iter()
        .map(|row| json!(row))
        .collect()
}

fn document(id: &InstanceId, key: &str, value: Value) -> String {
    let mut document = json!({ "schema_version": SCHEMA_VERSION, "instance_id": id });
    if let Some(object) = document.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
    text(&document)
}

/// A text in the format of another program, such as a `pg_hba.conf`.
pub fn document_text(id: &InstanceId, key: &str, value: &str) -> String {
    document(id, key, Value::String(value.to_owned()))
}

/// `ssl show -o json`.
pub fn ssl(id: &InstanceId, ssl: &SslState) -> String {
    document(id, "ssl", json!(SslRow::of(ssl)))
}

/// `ca show -o json`.
pub fn client_ca(id: &InstanceId, ssl: &SslState) -> String {
    document(id, "client_ca", json!(ClientCa::of(ssl)))
}

/// `crl show -o json`.
pub fn crl(id: &InstanceId, ssl: &SslState) -> String {
    document(id, "crl", json!(CrlRow::of(ssl)))
}

/// `acl show -o json`.
pub fn acl(id: &InstanceId, ssl: &SslState) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": id,
        "acl": ssl.acl,
        "replication_acl": ssl.replication_acl,
    }))
}

/// `hba list -o json`.
pub fn records(id: &InstanceId, hba: &HbaState, exposure: &Exposure) -> String {
    let (records, _) = hba.in_force();
    document(
        id,
        "hba",
        Value::Array(record_values(&records, Some(exposure))),
    )
}

/// `wait -o json`: one row an instance.
pub fn waited(rows: &[(InstanceId, Option<Failure>)]) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(id, failed)| {
            json!({
                "schema_version": SCHEMA_VERSION,
                "instance_id": id,
                "ready": failed.is_none(),
                "error": failed.as_ref().map(failure::value),
            })
        })
        .collect();
    super::one_or_list(rows, None)
}
