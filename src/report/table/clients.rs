//! `clients` for people: facts in a table, strings as lines that can be copied whole.

use super::{Page, line, lines, table};
use crate::domain::clients::{ClientCertificate, ClientGuide};
use crate::text::{Text, text};

/// `clients`.
pub fn clients(guide: &ClientGuide, page: Page) -> String {
    let mut facts = table(page, &[]);
    for (name, value) in rows(guide) {
        facts.add_fact(&name, &page.say(&value));
    }
    let mut parts = vec![facts.to_string()];
    for string in &guide.strings {
        parts.push(String::new());
        parts.push(line(format!("{}:", string.name)));
        parts.extend(string.text.lines().map(line));
    }
    if !guide.notes.is_empty() {
        parts.push(String::new());
        let notes = guide.notes.iter();
        parts.extend(notes.map(|note| line(format!("! {}", page.say(note)))));
    }
    parts.push(String::new());
    parts.push(page.say(&text!("clients-checklist")));
    parts.extend(
        guide
            .checklist
            .iter()
            .map(|task| line(format!("[ ] {}", page.say(task)))),
    );
    lines(&parts)
}

/// What the strings rest on, by name.
pub(in crate::report) fn rows(guide: &ClientGuide) -> Vec<(Text, Text)> {
    let settings = &guide.settings;
    let certificate = match &guide.certificate {
        ClientCertificate::NotUsed => text!("clients-not-used"),
        ClientCertificate::Optional => text!("clients-optional"),
        ClientCertificate::Demanded(by) => text!(
            "clients-required",
            by = by,
            certificate = &settings.certificate,
            key = &settings.key
        ),
    };
    let password = if guide.password {
        text!("clients-password")
    } else {
        text!("clients-no-password")
    };
    vec![
        (
            text!("column-instance"),
            Text::verbatim(guide.id.to_string()),
        ),
        (
            text!("column-server"),
            Text::verbatim(format!("{}:{}", guide.host, guide.port)),
        ),
        (
            text!("column-server-ca"),
            Text::verbatim(settings.server_ca.clone()),
        ),
        (text!("column-client-certificate"), certificate),
        (text!("column-password"), password),
    ]
}
