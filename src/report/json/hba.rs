//! `hba explain -o json` and `hba history -o json`.

use serde_json::{Value, json};

use super::settings::{record_values, stamp};
use super::{SCHEMA_VERSION, text};
use crate::domain::hba::evaluate::explain::RecordPart;
use crate::domain::hba::{
    CertificateClaim, Connection, DiffRow, Encryption, Explained, HbaLogItem, Record, Replication,
    diff,
};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::LastChange;

/// The rows that differ between two lists, without secrets.
pub(super) fn row_values(before: &[Record], after: &[Record]) -> Vec<DiffRow> {
    diff(before, after)
        .iter()
        .filter(|row| !row.is_kept())
        .map(DiffRow::redacted)
        .collect()
}

/// `hba history -o json`.
pub fn history(id: &InstanceId, log: &[HbaLogItem]) -> String {
    let items: Vec<Value> = log
        .iter()
        .map(|item| {
            let (status, reason) = match &item.status {
                LastChange::Never => (None, None),
                LastChange::Setting => (Some("setting"), None),
                LastChange::Succeeded => (Some("success"), None),
                LastChange::Failed(reason) => (Some("failed"), Some(reason.as_str())),
                LastChange::Other(text) => (Some(text.as_str()), None),
            };
            json!({
                "at": stamp(item.at),
                "status": status,
                "reason": reason,
                "rows": row_values(&item.before, &item.after),
                "before": record_values(&item.before, None),
                "after": record_values(&item.after, None),
            })
        })
        .collect();
    text(&json!({ "schema_version": SCHEMA_VERSION, "instance_id": id, "history": items }))
}

/// `hba explain -o json`.
pub fn login(id: &InstanceId, connection: &Connection, explained: &Explained) -> String {
    let certificate = match &connection.encryption {
        Encryption::Ssl {
            certificate: CertificateClaim::Verified { common_name },
        } => common_name.as_deref(),
        Encryption::Ssl {
            certificate: CertificateClaim::None,
        }
        | Encryption::None => None,
    };
    let records: Vec<Record> = explained
        .parts
        .iter()
        .map(|(record, _)| record.clone())
        .collect();
    let mut rows = record_values(&records, None);
    for (row, (_, part)) in rows.iter_mut().zip(&explained.parts) {
        let (result, why) = match part {
            RecordPart::PassedOver { why } => ("passed_over", Some(why)),
            RecordPart::Undecided { why } => ("undecided", Some(why)),
            RecordPart::Met => ("met", None),
            RecordPart::NotReached => ("not_reached", None),
        };
        if let Some(row) = row.as_object_mut() {
            row.remove("admits_plaintext");
            row.remove("plaintext");
            row.insert("result".to_owned(), json!(result));
            row.insert("why".to_owned(), json!(why));
        }
    }
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": id,
        "login": {
            "user": connection.user,
            "database": connection.database,
            "from": connection.address,
            "ssl": connection.encryption != Encryption::None,
            "certificate": certificate,
            "replication": connection.replication != Replication::No,
        },
        "end": explained.end,
        "sentence": explained.sentence,
        "met": explained.met().map(|record| record.priority),
        "records": rows,
        "notes": explained.notes,
    }))
}
