//! The settings of one instance for people.

use comfy_table::Color;

use super::{Grid, Page, cell, coloured, line, lines, on_off, table};
use crate::domain::acl::Acl;
use crate::domain::certificate;
use crate::domain::failure::Failure;
use crate::domain::hba::{Exposure, HbaState};
use crate::domain::instance::InstanceId;
use crate::domain::posture::Posture;
use crate::domain::ssl::{CaType, SslState};
use crate::report::document::{HbaRow, hba_rows};

/// The client CA in one line.
fn client_ca_text(ssl: &SslState) -> String {
    let Some(pem) = &ssl.client_ca else {
        return "none".to_owned();
    };
    match certificate::parse_chain(pem.as_str()) {
        Ok(chain) => chain
            .iter()
            .map(|ca| format!("{}, until {}", ca.subject, ca.not_after.format("%Y-%m-%d")))
            .collect::<Vec<_>>()
            .join("; "),
        Err(error) => format!("set, but not readable: {error}"),
    }
}

/// The narrowest page on which a record gets a column for each of its columns.
const COLUMNS_WIDTH: u16 = 90;

/// The records, with what each still admits.
pub(super) fn record_table(records: &[HbaRow], page: Page) -> Grid {
    let wide = page.width >= COLUMNS_WIDTH;
    let header: &[&str] = if wide {
        &[
            "Priority",
            "Type",
            "Database",
            "User",
            "Address",
            "Method",
            "Options",
            "Without SSL",
        ]
    } else {
        &["Priority", "Record", "Without SSL"]
    };
    let mut table = table(page, header);
    for record in records {
        let mut row = vec![cell(&record.priority.to_string())];
        if wide {
            row.extend(record_columns(record).iter().map(|text| cell(text)));
        } else {
            row.push(cell(&record.line()));
        }
        row.push(match record.admits_plaintext {
            Some(true) => coloured(page, "✘ admitted", Color::Red),
            Some(false) => coloured(page, "✔ no", Color::Green),
            None => cell("–"),
        });
        table.add_row(row);
    }
    table
}

fn record_columns(record: &HbaRow) -> [String; 6] {
    let address = match &record.mask {
        Some(mask) => format!("{} {mask}", record.address),
        None => record.address.clone(),
    };
    [
        record.kind.as_str().to_owned(),
        record.database.clone(),
        record.user.clone(),
        address,
        record.method.clone(),
        record.option.clone().unwrap_or_default(),
    ]
}

fn facts(page: Page, id: &InstanceId, rows: &[(&str, String)]) -> String {
    let mut table = table(page, &[]);
    table.add_row(vec![cell("Instance"), cell(id.as_str())]);
    for (name, value) in rows {
        table.add_row(vec![cell(name), cell(value)]);
    }
    lines(&[table.to_string()])
}

/// `ssl show`.
pub fn ssl(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    let expires = ssl.expires.map_or("–".to_owned(), |at| {
        at.format("%Y-%m-%d %H:%M UTC").to_string()
    });
    facts(
        page,
        id,
        &[
            ("SSL", on_off(ssl.enabled).to_owned()),
            (
                "Certificate issuer",
                ssl.ca_type.as_ref().map_or("–", CaType::as_str).to_owned(),
            ),
            (
                "Endpoint",
                ssl.endpoint
                    .clone()
                    .filter(|e| !e.is_empty())
                    .unwrap_or("–".to_owned()),
            ),
            ("Expires", expires),
            (
                "Renewal requested",
                match ssl.requires_update {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "not known",
                }
                .to_owned(),
            ),
            (
                "Server CA",
                ssl.server_ca_url.clone().unwrap_or("–".to_owned()),
            ),
            ("Client CA", client_ca_text(ssl)),
        ],
    )
}

/// `ca show`.
pub fn client_ca(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    facts(page, id, &[("Client CA", client_ca_text(ssl))])
}

/// `crl show`.
pub fn crl(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    let Some(pem) = &ssl.crl else {
        return facts(page, id, &[("Revocation list", "none".to_owned())]);
    };
    let lists = match certificate::parse_crls(pem.as_str()) {
        Ok(lists) => lists,
        Err(error) => {
            let text = format!("set, but not readable: {error}");
            return facts(page, id, &[("Revocation list", text)]);
        }
    };
    let rows: Vec<(&str, String)> = lists
        .iter()
        .map(|list| {
            let due = list.next_update.map_or("never".to_owned(), |due| {
                due.format("%Y-%m-%d %H:%M UTC").to_string()
            });
            let text = format!(
                "{}, number {}, {} revoked, next due {due}",
                list.issuer,
                list.number.as_deref().unwrap_or("none"),
                list.revoked
            );
            ("Revocation list", text)
        })
        .collect();
    facts(page, id, &rows)
}

/// `acl show`.
pub fn acl(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    let text = |acl: Option<Acl>| acl.map_or("none", Acl::as_str).to_owned();
    facts(
        page,
        id,
        &[
            ("ACL", text(ssl.acl)),
            ("Replication ACL", text(ssl.replication_acl)),
        ],
    )
}

/// `hba list`.
pub fn records(posture: &Posture, hba: &HbaState, exposure: &Exposure, page: Page) -> String {
    let (records, assumed) = hba.in_force();
    let version = posture.instance.known().and_then(|instance| {
        let version = instance.engine_version.as_ref()?;
        Some(format!(" (PostgreSQL {})", version.text))
    });
    let version = version.unwrap_or_default();
    let mut parts = vec![
        line(format!(
            "pg_hba records of {}{version}, the first that matches decides:",
            posture.id
        )),
        record_table(&hba_rows(&records, Some(exposure)), page).to_string(),
        match exposure.describe() {
            gaps if gaps.is_empty() => "No connection without SSL is admitted.".to_owned(),
            gaps => gaps.iter().map(line).collect::<Vec<_>>().join("\n"),
        },
    ];
    parts.extend(posture.ssl.known().and_then(effect));
    if assumed {
        parts.push("The API lists no records in force; these are the factory records.".to_owned());
    }
    lines(&parts)
}

/// What the SSL switch and the client ACL do to the records.
fn effect(ssl: &SslState) -> Option<String> {
    if ssl.enabled == Some(false) {
        return Some("SSL is off: every connection is without SSL.".to_owned());
    }
    let forces = |acl: Option<Acl>| acl.filter(|acl| acl.forces_ssl());
    match (forces(ssl.acl), forces(ssl.replication_acl)) {
        (None, None) => None,
        (Some(acl), Some(_)) => Some(format!(
            "The client ACL is {}: host records admit connections with SSL only.",
            acl.as_str()
        )),
        (Some(acl), None) => Some(format!(
            "The client ACL is {}: host records admit ordinary connections with SSL only; replication is not covered.",
            acl.as_str()
        )),
        (None, Some(acl)) => Some(format!(
            "The replication ACL is {}: host records admit replication with SSL only.",
            acl.as_str()
        )),
    }
}

/// `wait`.
pub fn waited(rows: &[(InstanceId, Option<Failure>)], page: Page) -> String {
    let mut table = table(page, &["Instance", "State"]);
    for (id, failed) in rows {
        let state = match failed {
            None => coloured(page, "✔ Running, no change in progress", Color::Green),
            Some(failure) => coloured(
                page,
                &format!("✘ {}", failure.what.say(page.language)),
                Color::Red,
            ),
        };
        table.add_row(vec![cell(id.as_str()), state]);
    }
    lines(&[table.to_string()])
}
