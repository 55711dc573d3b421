//! A record as a line of `pg_hba.conf`.
//!
//! Invariant: the line holds exactly the columns of the record, whatever its texts hold, and
//! redacted it holds no secret.
//! Deliberately absent: reading whole files.

use std::fmt;

use crate::domain::characters::is_display_unsafe;

use super::record::Record;
use super::tokens::{self, TextEnd};

/// Whether secrets are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// `***` stands for whatever may be a secret.
    Redacted,
    /// As it is.
    Raw,
}

/// What stands for a secret.
const HIDDEN: &str = "***";

/// Options whose value is no secret. Any other option, known to hold one (`ldapbindpasswd`,
/// `radiussecrets`) or unknown, is hidden.
///
/// Source: PostgreSQL 10 to 18, chapters 21.1 and 21.4 to 21.15.
const OPEN_OPTIONS: [&str; 26] = [
    "clientcert",
    "clientname",
    "compat_realm",
    "delegate_ident_mapping",
    "include_realm",
    "issuer",
    "krb_realm",
    "ldapbasedn",
    "ldapbinddn",
    "ldapport",
    "ldapprefix",
    "ldapscheme",
    "ldapsearchattribute",
    "ldapsearchfilter",
    "ldapserver",
    "ldapsuffix",
    "ldaptls",
    "ldapurl",
    "map",
    "pam_use_hostname",
    "pamservice",
    "radiusidentifiers",
    "radiusports",
    "radiusservers",
    "scope",
    "upn_username",
];

/// A record as one line, without the line break.
///
/// A column whose text would not stay in its column (a blank, a `#`) is put in quotes, which makes
/// it one name.
pub fn line(record: &Record, shown: Shown) -> String {
    let mut columns = vec![
        column(record.kind.as_str()),
        column(&record.database),
        column(&record.user),
        column(&record.address),
    ];
    columns.extend(record.mask.as_deref().map(column));
    columns.push(column(&record.method));
    columns.extend(record.option.as_deref().map(|text| option(text, shown)));
    columns.join(" ")
}

/// The text of an option column, fit to be shown.
pub fn option(text: &str, shown: Shown) -> String {
    match shown {
        Shown::Raw => printable(text),
        Shown::Redacted => redacted(text),
    }
}

impl fmt::Debug for Record {
    /// Shows the record as a line of `pg_hba.conf`, its secrets left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Record({}: {})",
            self.priority,
            line(self, Shown::Redacted)
        )
    }
}

impl Record {
    /// The record with its secrets hidden, to be shown and never to be sent.
    #[must_use]
    pub fn redacted(&self) -> Self {
        Self {
            option: self
                .option
                .as_deref()
                .map(|text| option(text, Shown::Redacted)),
            ..self.clone()
        }
    }
}

fn column(text: &str) -> String {
    let text = printable(text);
    match tokens::column(&text) {
        Ok(_) => text,
        Err(_) => format!("\"{}\"", text.replace('"', "\"\"")),
    }
}

/// The text without characters that would break the line or steer a terminal.
pub(in crate::domain::hba) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if is_display_unsafe(c) && c != '\t' {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

fn redacted(text: &str) -> String {
    let text = printable(text);
    let line = tokens::read(&text);
    let mut parts: Vec<String> = Vec::new();
    for field in &line.fields {
        let word = match field.words.as_slice() {
            [word] => word.text.as_str(),
            _ => "",
        };
        match word.split_once('=') {
            // The password part of a URL, and any other secret, would stand around an @.
            Some(("ldapurl", value)) if value.contains('@') => {
                parts.push(format!("ldapurl={HIDDEN}"));
            }
            Some((name, _)) if OPEN_OPTIONS.contains(&name) => {
                parts.push(text.get(field.span.clone()).unwrap_or(HIDDEN).to_owned());
            }
            Some((name, _)) if is_option_name(name) => parts.push(format!("{name}={HIDDEN}")),
            // Part of a list or of a value that was not quoted: from here on nothing is sure.
            Some(_) | None => {
                parts.push(HIDDEN.to_owned());
                return parts.join(" ");
            }
        }
    }
    if line.ending != TextEnd::Clean {
        parts.push(HIDDEN.to_owned());
    }
    parts.join(" ")
}

pub(super) fn is_option_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(database: &str, option: Option<&str>) -> Record {
        Record {
            priority: 3,
            kind: "hostssl".to_owned().into(),
            database: database.to_owned(),
            user: "app".to_owned(),
            address: "10.0.0.0".to_owned(),
            mask: Some("255.0.0.0".to_owned()),
            method: "ldap".to_owned(),
            option: option.map(str::to_owned),
        }
    }

    #[test]
    fn a_record_is_one_line() {
        let end = "app 10.0.0.0 255.0.0.0 ldap";
        let listed = line(&record("a,\"b c\"", None), Shown::Raw);
        assert_eq!(listed, format!("hostssl a,\"b c\" {end}"));
        let quoted = line(&record("my \"db\"", Some("map=m")), Shown::Raw);
        assert_eq!(quoted, format!("hostssl \"my \"\"db\"\"\" {end} map=m"));
        let broken = line(&record("a\nhost all", None), Shown::Raw);
        assert!(!broken.contains('\n'));
        assert_eq!(tokens::read(&broken).fields.len(), 6);
    }

    #[test]
    fn secrets_are_hidden_however_they_are_written() {
        let radius = "radiussecrets=\"s3cret\"\",\"\"s3cret\"";
        let unknown = "ldapbindpasswd=a s3cret=b map=s3cret";
        for (written, shown) in [
            (
                "ldapbindpasswd=\"s3cret x\" map=m",
                "ldapbindpasswd=*** map=m",
            ),
            (radius, "radiussecrets=***"),
            ("\"ldapbindpasswd=s3cret\"", "ldapbindpasswd=***"),
            ("ldapbindpasswd=s3cret,s3cret", "***"),
            ("ldapbindpasswd = s3cret", "***"),
            (unknown, "ldapbindpasswd=*** ***"),
            ("ldapbindpasswd=a#s3cret", "ldapbindpasswd=*** ***"),
            ("ldapbindpasswd=\"s3cret", "ldapbindpasswd=*** ***"),
            ("ldapurl=ldap://u:s3cret@h/", "ldapurl=***"),
            ("newoption=s3cret", "newoption=***"),
        ] {
            assert_eq!(option(written, Shown::Redacted), shown, "{written}");
            assert_eq!(option(written, Shown::Raw), written);
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", record("all", Some("ldapbindpasswd=s3cret")));
        let expected = "Record(3: hostssl all app 10.0.0.0 255.0.0.0 ldap ldapbindpasswd=***)";
        assert_eq!(shown, expected);
    }
}
