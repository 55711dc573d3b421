//! The settings of one instance for people.

use comfy_table::Color;

use super::{Grid, Page, cell, headed, line, lines, marked, on_off, table, yes_no};
use crate::domain::acl::Acl;
use crate::domain::certificate;
use crate::domain::failure::Failure;
use crate::domain::hba::{ExposedRecord, Exposure, HbaState};
use crate::domain::instance::InstanceId;
use crate::domain::posture::Posture;
use crate::domain::ssl::{CaType, SslState};
use crate::report::document::{HbaRow, hba_rows};
use crate::text::time::{day, minute};
use crate::text::{Text, text};

/// The client CA in one line.
fn client_ca_text(ssl: &SslState) -> Text {
    let Some(pem) = &ssl.client_ca else {
        return text!("word-none");
    };
    match certificate::parse_chain(pem.as_str()) {
        Ok(chain) => Text::clauses(chain.iter().map(|ca| {
            let day = day(ca.not_after);
            text!("settings-ca-until", ca = &ca.subject, day = day)
        })),
        Err(error) => text!("settings-not-readable-why", why = error.to_string()),
    }
}

/// The narrowest page on which a record gets a column for each of its columns.
const COLUMNS_WIDTH: u16 = 90;

/// The records, with what each still admits.
pub(super) fn record_table(records: &[HbaRow], page: Page) -> Grid {
    let wide = page.width >= COLUMNS_WIDTH;
    let (priority, last) = (text!("column-priority"), text!("column-without-ssl"));
    let mut table = if wide {
        let header = [
            priority,
            text!("column-type"),
            text!("column-database"),
            text!("column-user"),
            text!("column-address"),
            text!("column-method"),
            text!("column-options"),
            last,
        ];
        headed(page, header)
    } else {
        headed(page, [priority, text!("column-record"), last])
    };
    for record in records {
        let mut row = vec![cell(&record.priority.to_string())];
        if wide {
            row.extend(record_columns(record).iter().map(|text| cell(text)));
        } else {
            row.push(cell(&record.line()));
        }
        row.push(match record.admits_plaintext {
            Some(true) => marked(page, "✘", &text!("settings-admitted"), Color::DarkRed),
            Some(false) => marked(page, "✔", &text!("settings-not-admitted"), Color::DarkGreen),
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

fn facts(page: Page, id: &InstanceId, rows: &[(Text, Text)]) -> String {
    let mut table = table(page, &[]);
    table.add_fact(&text!("column-instance"), id.as_str());
    for (name, value) in rows {
        table.add_fact(name, &page.say(value));
    }
    lines(&[table.to_string()])
}

/// Words of the service, or a dash.
fn word(word: Option<&str>) -> Text {
    Text::verbatim(word.filter(|word| !word.is_empty()).unwrap_or("–"))
}

/// What `ssl show` says.
pub fn ssl(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    let expires = ssl.expires.map(minute);
    let renewal = ssl
        .requires_update
        .map_or_else(|| text!("word-not-known"), yes_no);
    facts(
        page,
        id,
        &[
            (text!("column-ssl"), on_off(ssl.enabled)),
            (
                text!("column-certificate-issuer"),
                word(ssl.ca_type.as_ref().map(CaType::as_str)),
            ),
            (text!("column-endpoint"), word(ssl.endpoint.as_deref())),
            (text!("column-expires"), word(expires.as_deref())),
            (text!("column-renewal-requested"), renewal),
            (
                text!("column-server-ca"),
                word(ssl.server_ca_url.as_deref()),
            ),
            (text!("column-client-ca"), client_ca_text(ssl)),
        ],
    )
}

/// What `ca show` says.
pub fn client_ca(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    facts(
        page,
        id,
        &[(text!("column-client-ca"), client_ca_text(ssl))],
    )
}

/// What `crl show` says.
pub fn crl(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    let name = || text!("column-revocation-list");
    let Some(pem) = &ssl.crl else {
        return facts(page, id, &[(name(), text!("word-none"))]);
    };
    let lists = match certificate::parse_crls(pem.as_str()) {
        Ok(lists) => lists,
        Err(error) => {
            let text = text!("settings-not-readable-why", why = error.to_string());
            return facts(page, id, &[(name(), text)]);
        }
    };
    let rows: Vec<(Text, Text)> = lists
        .iter()
        .map(|list| {
            let due = list.next_update.map_or_else(
                || text!("settings-never"),
                |due| Text::verbatim(minute(due)),
            );
            let number = list.number.clone();
            let text = text!(
                "settings-crl",
                issuer = &list.issuer,
                number = number.map_or_else(|| text!("word-none"), Text::verbatim),
                count = list.revoked.len(),
                due = due
            );
            (name(), text)
        })
        .collect();
    facts(page, id, &rows)
}

/// What `acl show` says.
pub fn acl(id: &InstanceId, ssl: &SslState, page: Page) -> String {
    let said = |acl: Option<Acl>| acl.map_or_else(|| text!("word-none"), Text::from);
    facts(
        page,
        id,
        &[
            (text!("column-acl"), said(ssl.acl)),
            (text!("column-replication-acl"), said(ssl.replication_acl)),
        ],
    )
}

/// `hba list`.
pub fn records(posture: &Posture, hba: &HbaState, exposure: &Exposure, page: Page) -> String {
    let (records, assumed) = hba.in_force();
    let version = posture
        .instance
        .known()
        .and_then(|instance| instance.engine_version.as_ref());
    let head = match version {
        Some(version) => text!(
            "settings-records-version",
            instance = &posture.id,
            version = &version.text
        ),
        None => text!("settings-records", instance = &posture.id),
    };
    let mut parts = vec![
        line(page.say(&head)),
        record_table(&hba_rows(&records, Some(exposure)), page).to_string(),
    ];
    let mut gaps: Vec<Text> = exposure.gaps().map(ExposedRecord::text).collect();
    if gaps.is_empty() {
        gaps.push(text!("settings-closed"));
    }
    parts.extend(gaps.iter().map(|gap| line(page.say(gap))));
    parts.extend(
        posture
            .ssl
            .known()
            .and_then(effect)
            .map(|text| page.say(&text)),
    );
    if assumed {
        parts.push(page.say(&text!("settings-assumed")));
    }
    lines(&parts)
}

/// What the SSL switch and the client ACL do to the records.
fn effect(ssl: &SslState) -> Option<Text> {
    if ssl.enabled == Some(false) {
        return Some(text!("settings-ssl-off"));
    }
    let forces = |acl: Option<Acl>| acl.filter(|acl| acl.forces_ssl());
    match (forces(ssl.acl), forces(ssl.replication_acl)) {
        (None, None) => None,
        (Some(acl), Some(_)) => Some(text!("settings-acl-both", acl = acl)),
        (Some(acl), None) => Some(text!("settings-acl-ordinary", acl = acl)),
        (None, Some(acl)) => Some(text!("settings-acl-replication", acl = acl)),
    }
}

/// `wait`.
pub fn waited(rows: &[(InstanceId, Option<Failure>)], page: Page) -> String {
    let mut table = headed(page, [text!("column-instance"), text!("column-state")]);
    for (id, failed) in rows {
        let state = match failed {
            None => marked(page, "✔", &text!("settings-quiet"), Color::DarkGreen),
            Some(failure) => marked(page, "✘", &failure.what, Color::DarkRed),
        };
        table.add_row(vec![cell(id.as_str()), state]);
    }
    lines(&[table.to_string()])
}
