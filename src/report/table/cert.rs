//! Certificates that were made or judged, for people.

use chrono::{DateTime, Utc};
use comfy_table::Color;

use super::{Page, cell, coloured, headed, line, lines, listed, table};
use crate::domain::certificate::inspect::{Admission, Inspection};
use crate::domain::certificate::{Certificate, RevocationList};
use crate::report::IssuedRow;
use crate::text::time::minute;
use crate::text::{Text, text};

/// `cert new-ca`.
pub fn new_ca(ca: &Certificate, files: &[String], page: Page) -> String {
    let mut table = table(page, &[]);
    table.add_fact(&text!("column-client-ca"), &ca.subject);
    table.add_fact(&text!("column-until"), &minute(ca.not_after));
    table.add_fact(&text!("column-sha256"), &ca.sha256);
    table.add_row(vec![cell(&page.say(&text!("column-files"))), listed(files)]);
    lines(&[table.to_string()])
}

/// `cert issue`.
pub fn issued(rows: &[IssuedRow], page: Page) -> String {
    let mut table = headed(
        page,
        [
            text!("column-user"),
            text!("column-until"),
            text!("column-serial"),
            text!("column-files"),
        ],
    );
    for row in rows {
        table.add_row(vec![
            cell(&row.user),
            cell(&minute(row.certificate.not_after)),
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
    table.add_fact(&text!("column-revoked"), serial);
    table.add_fact(&text!("column-user"), user);
    table.add_fact(&text!("column-at"), &minute(at));
    lines(&[table.to_string()])
}

/// `cert crl`.
pub fn new_crl(lists: &[RevocationList], file: &str, page: Page) -> String {
    let mut table = table(page, &[]);
    table.add_fact(&text!("column-file"), file);
    for list in lists {
        table.add_fact(&text!("column-issuer"), &list.issuer);
        let none = page.say(&text!("word-none"));
        let number = list.number.as_deref().unwrap_or(&none);
        table.add_fact(&text!("column-number"), number);
        table.add_fact(&text!("column-revoked"), &list.revoked.len().to_string());
        let due = list
            .next_update
            .map_or_else(|| page.say(&text!("settings-never")), minute);
        table.add_fact(&text!("column-next-due"), &due);
    }
    lines(&[table.to_string()])
}

/// `cert inspect`.
pub fn inspection(inspection: &Inspection, page: Page) -> String {
    let certificate = &inspection.certificate;
    let mut table = table(page, &[]);
    table.add_fact(&text!("column-certificate"), &certificate.subject);
    table.add_fact(&text!("column-issuer"), &certificate.issuer);
    table.add_fact(&text!("column-serial"), &certificate.serial);
    let valid = text!(
        "cert-valid",
        from = minute(certificate.not_before),
        until = minute(certificate.not_after)
    );
    table.add_fact(&text!("column-valid"), &page.say(&valid));
    let version = format!("X.509 v{}", certificate.version);
    table.add_fact(&text!("column-version"), &version);
    let mode = inspection.mode;
    let whom = match &inspection.user {
        Some(user) => text!("cert-mode-as", mode = mode, user = user),
        None => mode.into(),
    };
    table.add_fact(&text!("column-mode"), &page.say(&whom));
    let say = |text: &Text| text.say(page.language);
    let answer = match &inspection.admission {
        Admission::Admitted => coloured(
            page,
            &say(&text!("cert-inspect-admitted")),
            Color::DarkGreen,
        ),
        Admission::Refused(reasons) => {
            let reasons = Text::clauses(reasons.iter().map(|reason| reason.message.clone()));
            let answer = text!("cert-inspect-refused", reasons = reasons);
            coloured(page, &say(&answer), Color::DarkRed)
        }
        Admission::NotKnown(what) => {
            let answer = text!("cert-inspect-not-known", what = what);
            coloured(page, &say(&answer), Color::DarkYellow)
        }
    };
    table.add_row(vec![cell(&page.say(&text!("column-judgement"))), answer]);
    lines(&[table.to_string()])
}
