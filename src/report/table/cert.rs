//! Certificates that were made or judged, for people.

use chrono::{DateTime, Utc};
use comfy_table::Color;

use super::{Page, cell, coloured, line, lines, listed, table};
use crate::domain::certificate::inspect::{Admission, Inspection};
use crate::domain::certificate::{Certificate, RevocationList};
use crate::report::IssuedRow;
use crate::text;
use crate::text::Text;

fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// `cert new-ca`.
pub fn new_ca(ca: &Certificate, files: &[String], page: Page) -> String {
    let mut table = table(page, &[]);
    table.add_row(vec![cell("Client CA"), cell(&ca.subject)]);
    table.add_row(vec![cell("Until"), cell(&day(ca.not_after))]);
    table.add_row(vec![cell("SHA-256"), cell(&ca.sha256)]);
    table.add_row(vec![cell("Files"), listed(files)]);
    lines(&[table.to_string()])
}

/// `cert issue`.
pub fn issued(rows: &[IssuedRow], page: Page) -> String {
    let mut table = table(page, &["User", "Until", "Serial", "Files"]);
    for row in rows {
        table.add_row(vec![
            cell(&row.user),
            cell(&day(row.certificate.not_after)),
            cell(&row.certificate.serial),
            listed(&row.files),
        ]);
    }
    let mut parts = vec![table.to_string()];
    for row in rows {
        parts.push(line(&row.connection_string));
        parts.push(line(&row.jdbc));
    }
    lines(&parts)
}

/// `cert revoke`.
pub fn revoked(serial: &str, user: &str, at: DateTime<Utc>, page: Page) -> String {
    let mut table = table(page, &[]);
    table.add_row(vec![cell("Revoked"), cell(serial)]);
    table.add_row(vec![cell("User"), cell(user)]);
    table.add_row(vec![cell("At"), cell(&day(at))]);
    lines(&[table.to_string()])
}

/// `cert crl`.
pub fn new_crl(lists: &[RevocationList], file: &str, page: Page) -> String {
    let mut table = table(page, &[]);
    table.add_row(vec![cell("File"), cell(file)]);
    for list in lists {
        table.add_row(vec![cell("Issuer"), cell(&list.issuer)]);
        let number = list.number.as_deref().unwrap_or("none");
        table.add_row(vec![cell("Number"), cell(number)]);
        table.add_row(vec![cell("Revoked"), cell(&list.revoked.to_string())]);
        let due = list.next_update.map_or("never".to_owned(), day);
        table.add_row(vec![cell("Next due"), cell(&due)]);
    }
    lines(&[table.to_string()])
}

/// `cert inspect`.
pub fn inspection(inspection: &Inspection, page: Page) -> String {
    let certificate = &inspection.certificate;
    let mut table = table(page, &[]);
    table.add_row(vec![cell("Certificate"), cell(&certificate.subject)]);
    table.add_row(vec![cell("Issuer"), cell(&certificate.issuer)]);
    table.add_row(vec![cell("Serial"), cell(&certificate.serial)]);
    let valid = format!(
        "{} to {}",
        day(certificate.not_before),
        day(certificate.not_after)
    );
    table.add_row(vec![cell("Valid"), cell(&valid)]);
    table.add_row(vec![
        cell("Version"),
        cell(&format!("X.509 v{}", certificate.version)),
    ]);
    let whom = match &inspection.user {
        Some(user) => format!("{} as {user}", inspection.mode),
        None => inspection.mode.to_string(),
    };
    table.add_row(vec![cell("Mode"), cell(&whom)]);
    let say = |text: &Text| text.say(page.language);
    let answer = match &inspection.admission {
        Admission::Admitted => coloured(page, &say(&text!("cert-inspect-admitted")), Color::Green),
        Admission::Refused(reasons) => {
            let reasons = Text::clauses(reasons.iter().map(|reason| reason.message.clone()));
            let answer = text!("cert-inspect-refused", reasons = reasons);
            coloured(page, &say(&answer), Color::Red)
        }
        Admission::NotKnown(what) => {
            let answer = text!("cert-inspect-not-known", what = what);
            coloured(page, &say(&answer), Color::Yellow)
        }
    };
    table.add_row(vec![cell("Answer"), answer]);
    lines(&[table.to_string()])
}
