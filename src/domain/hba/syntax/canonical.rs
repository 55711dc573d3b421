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

    fn record(address: &str, mask: Option<&str>, option: Option<&str>) -> Record {
        Record {
            priority: 7,
            address: address.to_owned(),
            mask: mask.map(str::to_owned),
            option: option.map(str::to_owned),
            ..Record::factory().remove(0)
        }
    }

    #[track_caller]
    fn same(a: Record, b: Record, expected: bool) {
        assert_eq!(canonical(&[a]) == canonical(&[b]), expected);
    }

    #[test]
    fn what_a_service_may_normalise_is_the_same() {
        let plain = || record("10.0.0.0/8", None, None);
        same(
            plain(),
            Record {
                priority: 30,
                ..plain()
            },
            true,
        );
        same(plain(), record("10.0.0.0", Some("255.0.0.0"), None), true);
        same(plain(), record("10.1.2.3/8", None, None), true);
        same(
            record("10.0.0.1", None, None),
            record("10.0.0.1/32", None, None),
            true,
        );
        let users = |user: &str| Record {
            user: user.to_owned(),
            ..plain()
        };
        same(users("a, b"), users("a,b"), true);
        let with = |option| record("10.0.0.0/8", None, Some(option));
        same(
            with("ldapserver=l  ldaptls=1 "),
            with("ldapserver=l ldaptls=1"),
            true,
        );
    }

    #[test]
    fn what_means_something_else_is_not() {
        let plain = || record("10.0.0.0/8", None, None);
        same(plain(), record("10.0.0.0/9", None, None), false);
        same(plain(), record("10.0.0.0", Some("255.0.0.1"), None), false);
        same(plain(), record("all", None, None), false);
        let users = |user: &str| Record {
            user: user.to_owned(),
            ..plain()
        };
        same(users("all"), users("\"all\""), false);
        same(users("a\",b\""), users("a,b"), false);
        same(users("ab"), users("AB"), false);
        let with = |option| record("10.0.0.0/8", None, Some(option));
        same(
            with("ldapbindpasswd=old"),
            with("ldapbindpasswd=new"),
            false,
        );
        same(
            with("ldapbinddn=\"a  b\""),
            with("ldapbinddn=\"a b\""),
            false,
        );
    }

    #[test]
    fn the_order_counts() {
        let (a, b) = (record("10.0.0.0/8", None, None), record("all", None, None));
        assert_ne!(canonical(&[a.clone(), b.clone()]), canonical(&[b, a]));
    }
}
