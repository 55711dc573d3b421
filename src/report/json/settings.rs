//! The settings of one instance as JSON: SSL, client CA, revocation list, ACL, pg_hba records.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::{SCHEMA_VERSION, text};
use crate::domain::certificate;
use crate::domain::failure::Failure;
use crate::domain::hba::text::{self as record_text, Shown};
use crate::domain::hba::{Exposure, HbaState, Record};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::{CaType, SslState};
use crate::report::failure;

pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(super) fn ssl_value(ssl: &SslState) -> Value {
    json!({
        "enabled": ssl.enabled,
        "ca_type": ssl.ca_type.as_ref().map(CaType::as_str),
        "connection_string": ssl.endpoint,
        "expires_at": ssl.expires.map(stamp),
        "requires_update": ssl.requires_update,
    })
}

/// The first certificate of the client CA. One that cannot be read still shows that there is one.
pub(super) fn client_ca_value(ssl: &SslState) -> Option<Value> {
    let pem = ssl.client_ca.as_ref()?;
    let chain = certificate::parse_chain(pem.as_str()).unwrap_or_default();
    let first = chain.first();
    let all: Vec<Value> = chain
        .iter()
        .map(|ca| {
            json!({ "subject": ca.subject, "not_after": stamp(ca.not_after), "sha256": ca.sha256 })
        })
        .collect();
    Some(json!({
        "subject": first.map(|ca| ca.subject.as_str()),
        "not_after": first.map(|ca| stamp(ca.not_after)),
        "sha256": first.map(|ca| ca.sha256.as_str()),
        "certificates": all,
    }))
}

pub(super) fn crl_value(ssl: &SslState) -> Option<Value> {
    let pem = ssl.crl.as_ref()?;
    let lists: Vec<Value> = certificate::parse_crls(pem.as_str())
        .unwrap_or_default()
        .iter()
        .map(|list| {
            json!({
                "issuer": list.issuer,
                "number": list.number,
                "this_update": stamp(list.this_update),
                "next_update": list.next_update.map(stamp),
                "revoked": list.revoked,
                "sha256": list.sha256,
            })
        })
        .collect();
    Some(json!({
        "next_update": certificate::crl_next_update(pem.as_str()).map(stamp),
        "lists": lists,
    }))
}

pub(super) fn record_values(records: &[Record], exposure: Option<&Exposure>) -> Vec<Value> {
    records
        .iter()
        .enumerate()
        .map(|(index, record)| {
            let admits = exposure.map(|exposure| exposure.admits(index));
            json!({
                "priority": record.priority,
                "type": record.kind.as_str(),
                "database": record.database,
                "user": record.user,
                "address": record.address,
                "mask": record.mask,
                "method": record.method,
                "option": record.option.as_deref().map(|text| record_text::option(text, Shown::Redacted)),
                "admits_plaintext": admits,
            })
        })
        .collect()
}

fn document(id: &InstanceId, key: &str, value: Value) -> String {
    let mut document = json!({ "schema_version": SCHEMA_VERSION, "instance_id": id });
    if let Some(object) = document.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
    text(&document)
}

/// `ssl show -o json`.
pub fn ssl(id: &InstanceId, ssl: &SslState) -> String {
    document(id, "ssl", ssl_value(ssl))
}

/// `ca show -o json`.
pub fn client_ca(id: &InstanceId, ssl: &SslState) -> String {
    document(id, "client_ca", client_ca_value(ssl).unwrap_or(Value::Null))
}

/// `crl show -o json`.
pub fn crl(id: &InstanceId, ssl: &SslState) -> String {
    document(id, "crl", crl_value(ssl).unwrap_or(Value::Null))
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
    super::one_or_list(rows)
}
