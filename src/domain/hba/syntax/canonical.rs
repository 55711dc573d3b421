//! Records in one form, so that two lists can be compared by what they say.
//!
//! The service may renumber priorities, write a mask as a prefix, and drop blanks and quotes that
//! mean nothing. What cannot be read here is kept as it is and compared as text.

use super::address::Address;
use super::record::Record;
use super::tokens::{self, TextEnd, Word};

/// The records in one form: numbered from 0, networks with a prefix, columns without blanks or quotes
/// that mean nothing. Two lists say the same exactly when this gives the same.
///
/// Meant to be compared and shown, never to be sent.
#[must_use]
pub fn canonical(records: &[Record]) -> Vec<Record> {
    (0..)
        .zip(records)
        .map(|(priority, record)| {
            let (address, mask) = address(record);
            Record {
                priority,
                kind: record.kind.clone(),
                database: column(&record.database),
                user: column(&record.user),
                address,
                mask,
                method: record.method.trim().to_owned(),
                option: record.option.as_deref().map(options),
            }
        })
        .collect()
}

fn address(record: &Record) -> (String, Option<String>) {
    match Address::parse(&record.address, record.mask.as_deref()) {
        Address::Network(network) => (network.to_string(), None),
        Address::All
        | Address::SameHost
        | Address::SameNet
        | Address::HostName(_)
        | Address::Unreadable(_) => (
            column(&record.address),
            record.mask.as_deref().map(str::trim).map(str::to_owned),
        ),
    }
}

/// A column as its words.
fn column(text: &str) -> String {
    let words = tokens::column(text).ok();
    words
        .and_then(|words| joined(&words))
        .unwrap_or_else(|| text.trim().to_owned())
}

fn options(text: &str) -> String {
    let line = tokens::read(text);
    let fields: Option<Vec<String>> = (line.ending == TextEnd::Clean)
        .then(|| line.fields.iter().map(|field| joined(&field.words)))
        .and_then(Iterator::collect);
    fields.map_or_else(|| text.trim().to_owned(), |fields| fields.join(" "))
}

/// The words with commas between them; `None` where a word would not be read back as it is.
fn joined(words: &[Word]) -> Option<String> {
    let word = |word: &Word| match word {
        Word { text, quoted: true } => Some(format!("\"{}\"", text.replace('"', "\"\""))),
        Word { text, .. } => {
            let plain = !text.contains(|c: char| matches!(c, ',' | '"' | '#') || c.is_whitespace());
            plain.then(|| text.clone())
        }
    };
    let words: Option<Vec<String>> = words.iter().map(word).collect();
    Some(words?.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::sample::{record, records};

    /// Whether two records count as the same, each without type and database.
    fn same(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|line| record(&format!("host all {line}")));
        canonical(&[one]) == canonical(&[other])
    }

    #[test]
    fn what_a_service_may_normalise_is_the_same() {
        for (one, other) in [
            ("all 10.0.0.0/8 md5", "all 10.0.0.0|255.0.0.0 md5"),
            ("all 10.0.0.0/8 md5", "all 10.1.2.3/8 md5"),
            ("all 10.0.0.1 md5", "all 10.0.0.1/32 md5"),
            ("a,~b 10.0.0.0/8 md5", "a,b 10.0.0.0/8 md5"),
            ("all all ldap a=l  b=1 ", "all all ldap a=l b=1"),
        ] {
            assert!(same(one, other), "{one}, {other}");
        }
        let plain = record("host all all 10.0.0.0/8 md5");
        let moved = Record {
            priority: 30,
            ..plain.clone()
        };
        assert_eq!(canonical(&[plain]), canonical(&[moved]));
    }

    #[test]
    fn what_means_something_else_is_not() {
        for (one, other) in [
            ("all 10.0.0.0/8 md5", "all 10.0.0.0/9 md5"),
            ("all 10.0.0.0/8 md5", "all 10.0.0.0|255.0.0.1 md5"),
            ("all 10.0.0.0/8 md5", "all all md5"),
            ("all all md5", "\"all\" all md5"),
            ("a\",b\" all md5", "a,b all md5"),
            ("ab all md5", "AB all md5"),
            (
                "all all ldap ldapbindpasswd=old",
                "all all ldap ldapbindpasswd=new",
            ),
            (
                "all all ldap ldapbinddn=\"a  b\"",
                "all all ldap ldapbinddn=\"a b\"",
            ),
        ] {
            assert!(!same(one, other), "{one}, {other}");
        }
    }

    #[test]
    fn the_order_counts() {
        let [one, other] = ["host all all 10.0.0.0/8 md5", "host all all all md5"];
        let [first, last] = [[one, other], [other, one]].map(|lines| canonical(&records(&lines)));
        assert_ne!(first, last);
    }
}
