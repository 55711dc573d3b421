//! `clients -o json`.

use serde_json::json;

use super::{SCHEMA_VERSION, text};
use crate::domain::clients::{ClientCertificate, ClientGuide};
use crate::report::stamp;

/// `clients`.
pub fn clients(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let (need, by) = match &guide.certificate {
        ClientCertificate::NotUsed => ("not_used", None),
        ClientCertificate::Optional => ("optional", None),
        ClientCertificate::Demanded(by) => ("required", Some(by)),
    };
    let strings: Vec<_> = guide
        .strings
        .iter()
        .map(|string| json!({ "id": string.id, "name": string.name, "text": string.text }))
        .collect();
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": guide.id,
        "host": guide.host,
        "port": guide.port,
        "database": settings.database,
        "user": settings.user,
        "sslmode": guide.mode.as_str(),
        "server_ca": { "file": settings.server_ca, "source": guide.server_ca_source },
        "server_certificate_expires_at": guide.server_certificate_expires.map(stamp),
        "client_certificate": {
            "need": need,
            "by": by,
            "certificate": settings.certificate,
            "key": settings.key,
            "java_key": settings.java_key,
        },
        "password": guide.password,
        "strings": strings,
        "notes": guide.notes,
        "checklist": guide.checklist,
    }))
}
