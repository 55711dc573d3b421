//! Certificates that were made or judged, as JSON.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::certificate::inspect::{Admission, Inspection};
use crate::domain::certificate::{Certificate, RevocationList};
use crate::report::IssuedRow;

fn certificate(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "not_before": stamp(certificate.not_before),
        "not_after": stamp(certificate.not_after),
        "sha256": certificate.sha256,
        "version": certificate.version,
    })
}

/// `cert new-ca -o json`.
pub fn new_ca(ca: &Certificate, files: &[String]) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "certificate": certificate(ca),
        "files": files,
    }))
}

/// `cert issue -o json`.
pub fn issued(rows: &[IssuedRow]) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "user": row.user,
                "certificate": certificate(&row.certificate),
                "files": row.files,
                "connection_string": row.connection_string,
                "jdbc": row.jdbc,
            })
        })
        .collect();
    text(&json!({ "schema_version": SCHEMA_VERSION, "issued": rows }))
}

/// `cert revoke -o json`.
pub fn revoked(serial: &str, user: &str, at: DateTime<Utc>) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "serial": serial,
        "user": user,
        "revoked_at": stamp(at),
    }))
}

/// `cert crl -o json`.
pub fn new_crl(lists: &[RevocationList], file: &str) -> String {
    let list = lists.first();
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "file": file,
        "issuer": list.map(|list| list.issuer.as_str()),
        "number": list.and_then(|list| list.number.as_deref()),
        "next_update": list.and_then(|list| list.next_update).map(stamp),
        "revoked": list.map(|list| list.revoked.len()),
    }))
}

/// `cert inspect -o json`.
pub fn inspection(inspection: &Inspection) -> String {
    let (answer, reasons) = match &inspection.admission {
        Admission::Admitted => ("admitted", Value::Array(vec![])),
        Admission::Refused(reasons) => ("refused", json!(reasons)),
        Admission::NotKnown(what) => ("not_known", json!([{ "id": "not-known", "message": what }])),
    };
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "result": answer,
        "mode": inspection.mode,
        "user": inspection.user,
        "reasons": reasons,
        "certificate": certificate(&inspection.certificate),
    }))
}
