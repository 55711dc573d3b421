//! The live state as HCL for the resources of the Terraform provider `aliyun/alicloud`.
//!
//! Invariant: the text is as `terraform fmt` writes it, and what it says is what was read; what the
//! provider cannot express is a comment.
//! Deliberately absent: what the resource needs beside SSL and pg_hba (class, storage, network).
//!
//! Source: `alicloud_db_instance` and `alicloud_db_readonly_instance` of the provider, and what its
//! code sends.

use std::fmt::Write as _;

use super::printable;
use crate::domain::acl::Acl;
use crate::domain::characters::is_display_unsafe;
use crate::domain::hba::{Record, Shown};
use crate::domain::instance::Role;
use crate::domain::posture::Posture;
use crate::domain::ssl::{CaType, Pem, SslState};
use crate::text::time::second;
use crate::text::{Language, Text, text};

/// What is written, with comments in a language.
struct Hcl {
    text: String,
    language: Language,
}

impl Hcl {
    fn comment(&mut self, indent: &str, line: &Text) {
        let line = line.say(self.language);
        let _ = writeln!(self.text, "{indent}# {}", printable(&line));
    }
}

/// Lines that stand together, so that their equal signs stand below each other.
struct Group(Vec<(&'static str, String)>);

impl Group {
    fn write(&self, hcl: &mut Hcl, indent: &str) {
        let width = self.0.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in &self.0 {
            let _ = writeln!(hcl.text, "{indent}{name:width$} = {value}");
        }
    }
}

/// The resource block of an instance; an option with a secret is a variable, unless it is shown.
pub fn terraform(posture: &Posture, shown: Shown, language: Language) -> String {
    let id = posture.id.as_str();
    let replica = posture
        .instance
        .known()
        .is_some_and(|instance| matches!(instance.role, Role::Replica(_)));
    let kind = if replica {
        "alicloud_db_readonly_instance"
    } else {
        "alicloud_db_instance"
    };
    let mut hcl = Hcl {
        text: String::new(),
        language,
    };
    hcl.comment(
        "",
        &text!("terraform-lead", id = id, at = second(posture.seen_at)),
    );
    hcl.comment("", &text!("terraform-put"));
    hcl.comment("", &text!("terraform-rest"));
    let _ = writeln!(hcl.text, "resource \"{kind}\" \"{}\" {{", name(id));
    match posture.ssl.known() {
        Some(ssl) => write_ssl(&mut hcl, ssl, replica),
        None => hcl.comment("  ", &text!("terraform-ssl-unread")),
    }
    if replica {
        hcl.text.push('\n');
        hcl.comment("  ", &text!("terraform-replica"));
    } else {
        write_records(&mut hcl, posture, shown);
    }
    hcl.text.push_str("}\n");
    hcl.text
}

/// The two resources call the switch otherwise, and that of replicas has no endpoint for it.
fn write_ssl(hcl: &mut Hcl, ssl: &SslState, replica: bool) {
    let switch = |on: bool| match (replica, on) {
        (true, on) => ("ssl_enabled", u8::from(on).to_string()),
        (false, true) => ("ssl_action", text("Open")),
        (false, false) => ("ssl_action", text("Close")),
    };
    if ssl.enabled != Some(true) {
        if ssl.enabled.is_none() {
            return hcl.comment("  ", &text!("terraform-ssl-unknown"));
        }
        hcl.comment("  ", &text!("terraform-ssl-off"));
        return Group(vec![switch(false)]).write(hcl, "  ");
    }
    let forced = |acl: Option<Acl>| acl.filter(|_| ssl.client_ca.is_some());
    if !replica {
        hcl.comment("  ", &text!("terraform-together"));
        hcl.comment("  ", &text!("terraform-alone"));
    }
    let mut first = vec![switch(true)];
    if let Some(ca_type) = &ssl.ca_type {
        first.push(("ca_type", text(ca_type.as_str())));
    }
    let endpoint = ssl.endpoint.as_deref().filter(|_| !replica);
    if let Some(endpoint) = endpoint.filter(|text| !text.is_empty()) {
        first.push(("ssl_connection_string", text(endpoint)));
    }
    // Without a client CA the service fills in `prefer` by itself, and takes no ACL.
    if let Some(acl) = forced(ssl.acl) {
        first.push(("acl", text(acl.as_str())));
    }
    if let Some(acl) = forced(ssl.replication_acl) {
        first.push(("replication_acl", text(acl.as_str())));
    }
    Group(first).write(hcl, "  ");
    if ssl.ca_type == Some(CaType::Custom) {
        hcl.text.push('\n');
        hcl.comment("  ", &text!("terraform-server-key"));
        if let Some(certificate) = &ssl.server_certificate {
            heredoc(&mut hcl.text, "server_cert", certificate);
        }
    }
    for (enabled, attribute, pem, none) in [
        (
            "client_ca_enabled",
            "client_ca_cert",
            &ssl.client_ca,
            text!("terraform-no-client-ca", enabled = "client_ca_enabled"),
        ),
        (
            "client_crl_enabled",
            "client_cert_revocation_list",
            &ssl.crl,
            text!("terraform-no-crl", enabled = "client_crl_enabled"),
        ),
    ] {
        hcl.text.push('\n');
        match pem {
            Some(pem) => {
                Group(vec![(enabled, "1".to_owned())]).write(hcl, "  ");
                heredoc(&mut hcl.text, attribute, pem);
            }
            None => hcl.comment("  ", &none),
        }
    }
}

fn write_records(hcl: &mut Hcl, posture: &Posture, shown: Shown) {
    hcl.text.push('\n');
    let Some(hba) = posture.hba.known() else {
        return hcl.comment("  ", &text!("terraform-records-unread"));
    };
    let (records, assumed) = hba.in_force();
    if assumed {
        return hcl.comment("  ", &text!("terraform-records-factory"));
    }
    hcl.comment("  ", &text!("terraform-compares"));
    if records
        .iter()
        .any(|record| record.option.is_some() && record.mask.is_none())
    {
        hcl.comment("  ", &text!("terraform-option"));
    }
    for record in records.iter().filter(|record| hides(record, shown)) {
        let hidden = record.redacted().option.unwrap_or_default();
        let variable = variable(record);
        hcl.comment(
            "  ",
            &text!("terraform-hidden", variable = variable, hidden = hidden),
        );
    }
    for (record, place) in records.iter().zip(0..) {
        if place > 0 {
            hcl.text.push('\n');
        }
        hcl.text.push_str("  pg_hba_conf {\n");
        columns(record, shown).write(hcl, "    ");
        hcl.text.push_str("  }\n");
    }
}

fn columns(record: &Record, shown: Shown) -> Group {
    let mut columns = vec![
        ("priority_id", record.priority.to_string()),
        ("type", text(record.kind.as_str())),
        ("database", text(&record.database)),
        ("user", text(&record.user)),
        ("address", text(&record.address)),
    ];
    columns.extend(record.mask.as_deref().map(|mask| ("mask", text(mask))));
    columns.push(("method", text(&record.method)));
    if let Some(option) = &record.option {
        let value = if hides(record, shown) {
            variable(record)
        } else {
            text(option)
        };
        columns.push(("option", value));
    }
    Group(columns)
}

/// Whether the option holds a secret that is not to be shown.
fn hides(record: &Record, shown: Shown) -> bool {
    shown == Shown::Redacted && record.redacted() != *record
}

/// The variable for an option with a secret. Until it is declared, Terraform takes nothing.
fn variable(record: &Record) -> String {
    format!("var.pg_hba_option_{}", record.priority)
}

/// A PEM text. `chomp` takes the last newline of the heredoc off, which the service has not either.
fn heredoc(hcl: &mut String, name: &str, pem: &Pem) {
    let pem = pem.as_str();
    let ends_it = |line: &str| line.trim() == "EOT";
    let steered = pem.chars().any(|c| c != '\n' && is_display_unsafe(c));
    // Text around the blocks can be anything; in quotes it stays a text.
    if steered || pem.lines().any(ends_it) {
        let _ = writeln!(hcl, "  {name} = {}", text(pem));
        return;
    }
    let body = template(pem);
    let _ = write!(hcl, "  {name} = chomp(<<EOT\n{body}\nEOT\n  )\n");
}

/// A text in quotes.
fn text(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in template(value).chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if is_display_unsafe(c) => {
                // Beyond four digits HCL has an escape of its own.
                let _ = match u32::from(c) {
                    code @ 0..=0xffff => write!(quoted, "\\u{code:04x}"),
                    code => write!(quoted, "\\U{code:08x}"),
                };
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text in which nothing is taken for a template.
fn template(value: &str) -> String {
    value.replace("${", "$${").replace("%{", "%%{")
}

/// A name for the resource.
fn name(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_a_certificate_cannot_end_its_heredoc() {
        for pem in [
            "note\nEOT\n  )\n}\nresource \"evil\" \"x\" {",
            "note\n  EOT\nmore",
            "note \u{202e}\u{1b}[2J ${file(\"/etc/passwd\")} EOT",
        ] {
            let mut hcl = String::new();
            heredoc(&mut hcl, "client_ca_cert", &Pem::new(pem).unwrap());
            assert_eq!(hcl.lines().count(), 1, "{hcl}");
            assert!(
                !hcl.contains("<<EOT") && !hcl.trim_end().chars().any(is_display_unsafe),
                "{hcl}"
            );
            assert!(!hcl.replace("$${", "").contains("${"), "{hcl}");
        }
        let mut hcl = String::new();
        heredoc(
            &mut hcl,
            "crl",
            &Pem::new("-----BEGIN X-----\nAA==\n-----END X-----").unwrap(),
        );
        assert!(hcl.contains("chomp(<<EOT\n-----BEGIN"), "{hcl}");
    }
}
