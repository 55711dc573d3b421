//! `clients` for people: facts in a table, strings as lines that can be copied whole.

use super::{Page, cell, line, lines, table};
use crate::domain::clients::{ClientCertificate, ClientGuide};

/// `clients`.
pub fn clients(guide: &ClientGuide, page: Page) -> String {
    let mut facts = table(page, &[]);
    for (name, value) in rows(guide) {
        facts.add_row(vec![cell(name), cell(&value)]);
    }
    let mut parts = vec![facts.to_string()];
    for string in &guide.strings {
        parts.push(String::new());
        parts.push(line(format!("{}:", string.name)));
        parts.extend(string.text.lines().map(line));
    }
    if !guide.notes.is_empty() {
        parts.push(String::new());
        parts.extend(guide.notes.iter().map(|note| line(format!("! {note}"))));
    }
    parts.push(String::new());
    parts.push("Checklist:".to_owned());
    parts.extend(
        guide
            .checklist
            .iter()
            .map(|task| line(format!("[ ] {task}"))),
    );
    lines(&parts)
}

/// What the strings rest on, by name.
pub(in crate::report) fn rows(guide: &ClientGuide) -> Vec<(&'static str, String)> {
    let settings = &guide.settings;
    let certificate = match &guide.certificate {
        ClientCertificate::NotUsed => "not used".to_owned(),
        ClientCertificate::Optional => "optional".to_owned(),
        ClientCertificate::Demanded(by) => {
            format!(
                "required ({by}): {}, {}",
                settings.certificate, settings.key
            )
        }
    };
    let password = if guide.password {
        "from PGPASSWORD, ~/.pgpass or the secret store of the client"
    } else {
        "none: the certificate replaces it"
    };
    vec![
        ("Instance", guide.id.to_string()),
        ("Server", format!("{}:{}", guide.host, guide.port)),
        (
            "Server CA",
            format!("{}, from {}", settings.server_ca, guide.server_ca_source),
        ),
        ("Client certificate", certificate),
        ("Password", password.to_owned()),
    ]
}
