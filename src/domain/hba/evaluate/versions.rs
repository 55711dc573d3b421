//! What the server's version decides about a record: whether it loads, and whether a demand counts.
//!
//! Deliberately absent: what every version refuses; see `file::check`.
//!
//! Source: PostgreSQL 11 to 18, `parse_hba_line` and `parse_hba_auth_opt` of `hba.c`.

use super::effect::{demand, goes_with_cert};
use super::names::{Column, DatabaseToken, UserToken};
use crate::domain::hba::syntax::record::Record;
use crate::domain::hba::syntax::tokens;
use crate::text::{Text, text};

/// Why a server of this version would not load the record; `None` when it would, or when the version
/// is not known and matters.
pub fn refused_by(record: &Record, server_major: Option<u16>) -> Option<Text> {
    let major = server_major?;
    let options = options(record);
    let has = |names: &[&str]| {
        options
            .iter()
            .any(|(name, _)| names.contains(&name.as_str()))
    };
    for (_, value) in options.iter().filter(|(name, _)| name == "clientcert") {
        match demand(value, server_major) {
            Err(why) => return Some(why),
            Ok(demand) if record.method == "cert" && !goes_with_cert(demand, server_major) => {
                return Some(text!(
                    "version-cert-clientcert",
                    value = value,
                    version = major
                ));
            }
            Ok(_) => {}
        }
    }
    if major < 14 && has(&["clientname"]) {
        return Some(text!("version-clientname", version = major));
    }
    if major < 12 && record.method == "ldap" && !has(&["ldapserver", "ldapurl"]) {
        return Some(text!("version-ldap", version = major));
    }
    let users = Column::<UserToken>::users(&record.user, server_major);
    let databases = Column::<DatabaseToken>::databases(&record.database, server_major);
    users
        .broken_pattern()
        .or_else(|| databases.broken_pattern())
}

/// What a record asks for that a server of this version does not do.
pub fn without_effect(record: &Record, server_major: Option<u16>) -> Option<Text> {
    let options = options(record);
    let (_, value) = options
        .iter()
        .find(|(name, value)| name == "clientcert" && *value != "0" && *value != "no-verify")?;
    match server_major {
        Some(major @ ..=11) if value != "1" => Some(text!(
            "version-clientcert-nothing",
            version = major,
            value = value
        )),
        Some(_) => None,
        None => Some(text!("doubt-clientcert-version", value = value)),
    }
}

fn options(record: &Record) -> Vec<(String, String)> {
    let line = tokens::read(record.option.as_deref().unwrap_or_default());
    let words = line.fields.into_iter().flat_map(|field| field.words);
    words
        .filter_map(|word| {
            let (name, value) = word.text.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
}
