//! What the server would refuse in a record, column by column.
//!
//! Deliberately absent: what depends on how the server was built, and the meaning of option values
//! but `clientcert`.
//!
//! Source: PostgreSQL 10 to 18, chapter 21.1; `parse_hba_line` and `parse_hba_auth_opt` of `hba.c`.

use super::ldap;
use crate::domain::hba::syntax::address::Address;
use crate::domain::hba::syntax::record::{METHODS, Record, RecordType};
use crate::domain::hba::syntax::tokens::{self, TextEnd, Word};
use crate::text::{Text, text};

/// A column of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordColumn {
    Database,
    User,
    Address,
    Mask,
    Method,
    /// The option with this position among the fields behind the method.
    Option(usize),
}

const LDAP: &[&str] = &["ldap"];
const RADIUS: &[&str] = &["radius"];

/// The options, each with the methods it goes with.
const OPTIONS: [(&str, &[&str]); 27] = [
    ("map", &["ident", "gss", "sspi", "cert"]),
    ("clientcert", &METHODS),
    ("clientname", &METHODS),
    ("pamservice", &["pam"]),
    ("pam_use_hostname", &["pam"]),
    ("ldapurl", LDAP),
    ("ldaptls", LDAP),
    ("ldapserver", LDAP),
    ("ldapport", LDAP),
    ("ldapscheme", LDAP),
    ("ldapbinddn", LDAP),
    ("ldapbindpasswd", LDAP),
    ("ldapsearchattribute", LDAP),
    ("ldapsearchfilter", LDAP),
    ("ldapbasedn", LDAP),
    ("ldapprefix", LDAP),
    ("ldapsuffix", LDAP),
    ("krb_realm", &["gss", "sspi"]),
    ("include_realm", &["gss", "sspi"]),
    ("compat_realm", &["sspi"]),
    ("upn_username", &["sspi"]),
    ("radiusservers", RADIUS),
    ("radiussecrets", RADIUS),
    ("radiusports", RADIUS),
    ("radiusidentifiers", RADIUS),
    ("radiusserver", &[]),
    ("radiussecret", &[]),
];

/// Methods of PostgreSQL that no instance has: those of Unix sockets, of the client's own machine and of other systems.
///
/// Source: `Method` of `ModifyPGHbaConfig`; it lists `sspi`, which PostgreSQL has on Windows alone (chapter 21.7).
const NOT_OFFERED: [&str; 4] = ["peer", "ident", "bsd", "sspi"];

/// Longest word the server reads.
///
/// Source: `MAX_TOKEN` of `hba.c`, 10240 with the byte that ends it.
const LONGEST_WORD: usize = 10_239;

/// Refuses words that name another file, and those that the server cuts.
pub(in crate::domain::hba) fn check_words(words: &[Word]) -> Result<(), Text> {
    let is_file = |word: &&Word| !word.quoted && word.text.starts_with('@') && word.text.len() > 1;
    if let Some(word) = words.iter().find(is_file) {
        return Err(text!("record-other-file", word = &word.text));
    }
    if words.iter().any(|word| word.text.len() > LONGEST_WORD) {
        return Err(text!("record-word-long"));
    }
    Ok(())
}

/// Refuses a record that the server would refuse, or that holds a redacted secret.
pub(super) fn check(record: &Record) -> Result<(), (RecordColumn, Text)> {
    let databases = tokens::column(&record.database).map_err(|why| {
        let why = text!("doubt-database-column", why = why);
        (RecordColumn::Database, why)
    })?;
    let users = tokens::column(&record.user)
        .map_err(|why| (RecordColumn::User, text!("doubt-user-column", why = why)))?;
    check_words(&databases).map_err(|why| (RecordColumn::Database, why))?;
    check_words(&users).map_err(|why| (RecordColumn::User, why))?;
    match Address::parse(&record.address, record.mask.as_deref()) {
        Address::Unreadable(why) => {
            let alone = Address::parse(&record.address, None);
            let column = match alone {
                Address::Unreadable(_) => RecordColumn::Address,
                Address::All
                | Address::Network(_)
                | Address::SameHost
                | Address::SameNet
                | Address::HostName(_) => RecordColumn::Mask,
            };
            return Err((column, why));
        }
        Address::All
        | Address::Network(_)
        | Address::SameHost
        | Address::SameNet
        | Address::HostName(_) => {}
    }
    let method = record.method.as_str();
    if NOT_OFFERED.contains(&method) {
        let why = text!("record-method-not-offered", method = method);
        return Err((RecordColumn::Method, why));
    }
    if !METHODS.contains(&method) {
        return Err((
            RecordColumn::Method,
            text!("record-method", method = method),
        ));
    }
    if method == "cert" && record.kind != RecordType::HostSsl {
        return Err((RecordColumn::Method, text!("record-cert")));
    }
    options(record)
}

fn options(record: &Record) -> Result<(), (RecordColumn, Text)> {
    let line = tokens::read(record.option.as_deref().unwrap_or_default());
    if !matches!(line.ending, TextEnd::Clean | TextEnd::Comma) {
        return Err((RecordColumn::Option(0), text!("doubt-option")));
    }
    let mut given: Vec<Word> = Vec::new();
    for (position, field) in line.fields.iter().enumerate() {
        let refuse = |why: Text| Err((RecordColumn::Option(position), why));
        for word in &field.words {
            let Some((name, value)) = word.text.split_once('=') else {
                return refuse(text!("record-option-form"));
            };
            if value == "***" || word.text.ends_with("***") {
                return refuse(text!("record-hidden", option = name));
            }
            option(record, name, value).or_else(refuse)?;
            given.push(word.clone());
        }
    }
    needed(record, &given).map_err(|why| (RecordColumn::Method, why))
}

fn option(record: &Record, name: &str, value: &str) -> Result<(), Text> {
    let method = record.method.as_str();
    match OPTIONS.iter().find(|(known, _)| *known == name) {
        None => return Err(text!("record-option", option = name)),
        Some((_, methods)) if !methods.contains(&method) => {
            return Err(text!(
                "record-option-method",
                option = name,
                method = method
            ));
        }
        Some(_) => {}
    }
    if matches!(name, "clientcert" | "clientname") && record.kind != RecordType::HostSsl {
        return Err(text!("record-option-hostssl", option = name));
    }
    let good = match name {
        // What the values mean, and whether one is gone, depends on the version.
        "clientcert" if method == "cert" => value == "verify-full",
        "clientcert" => ["verify-full", "verify-ca", "1", "0", "no-verify"].contains(&value),
        "clientname" => ["CN", "DN"].contains(&value),
        "ldapscheme" if !["ldap", "ldaps"].contains(&value) => {
            return Err(text!("record-ldapscheme", value = value));
        }
        "ldapport" if !value.parse::<u16>().is_ok_and(|port| port > 0) => {
            return Err(text!("record-ldapport", value = value));
        }
        _ => true,
    };
    if good {
        Ok(())
    } else {
        Err(text!("record-value", option = name, value = value))
    }
}

/// What a method must have, and must not have together.
fn needed(record: &Record, words: &[Word]) -> Result<(), Text> {
    let given = |name: &str| {
        let mut names = words.iter().filter_map(|word| word.text.split_once('='));
        names.any(|(known, _)| known == name)
    };
    match record.method.as_str() {
        "ldap" => ldap::check(words),
        "radius" if !(given("radiusservers") && given("radiussecrets")) => {
            Err(text!("record-radius"))
        }
        _ => Ok(()),
    }
}
