//! Records in one form, so that two lists can be compared by what they say.
//!
//! The service may renumber priorities, write a mask as a prefix, list names and options in an order of its own, and drop
//! or add blanks and quotes that mean nothing. What cannot be read here is kept as it is and compared as text.

use std::collections::BTreeSet;

use super::address::Address;
use super::record::Record;
use super::text::is_option_name;
use super::tokens::{self, TextEnd, Word};

/// What quotes take the meaning from in a column.
struct Special {
    words: &'static [&'static str],
    beginnings: &'static [char],
}

/// Source: `check_db` of `hba.c`.
const IN_DATABASES: Special = Special {
    words: &["all", "sameuser", "samerole", "samegroup", "replication"],
    beginnings: &['@'],
};
/// Source: `check_role` of `hba.c`.
const IN_USERS: Special = Special {
    words: &["all"],
    beginnings: &['@', '+'],
};
/// Source: `parse_hba_line` of `hba.c`.
const IN_ADDRESSES: Special = Special {
    words: &["all", "samehost", "samenet"],
    beginnings: &['@'],
};
const ELSEWHERE: Special = Special {
    words: &[],
    beginnings: &['@'],
};

/// The options as version 0.1.0 compared them, whose saved states hold hashes of that: in their order, without quotes
/// inside a word; the trimmed text where a word would not be read back.
pub(in crate::domain) fn options_in_order(text: &str) -> String {
    let line = tokens::read(text);
    let word = |word: &Word| match word {
        Word { text, quoted: true } => Some(format!("\"{}\"", text.replace('"', "\"\""))),
        Word { text, .. } => {
            let is_odd = |c: char| matches!(c, ',' | '"' | '#') || c.is_whitespace();
            (!text.contains(is_odd)).then(|| text.clone())
        }
    };
    let words = line.fields.iter().map(|field| {
        let words: Option<Vec<String>> = field.words.iter().map(word).collect();
        Some(words?.join(","))
    });
    let is_clean = line.ending == TextEnd::Clean;
    let fields: Option<Vec<String>> = words.collect();
    fields
        .filter(|_| is_clean)
        .map_or_else(|| text.trim().to_owned(), |fields| fields.join(" "))
}

/// The records in one form: numbered from 0, networks with a prefix where they have one, names and options sorted, columns
/// without blanks or quotes that mean nothing. Two lists say the same exactly when this gives the same, and a server reads
/// it as it reads them.
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
                database: column(&record.database, &IN_DATABASES),
                user: column(&record.user, &IN_USERS),
                address,
                mask,
                method: column(&record.method, &ELSEWHERE),
                option: record.option.as_deref().and_then(options),
            }
        })
        .collect()
}

fn address(record: &Record) -> (String, Option<String>) {
    let mask = record.mask.as_deref();
    match Address::parse(&record.address, mask) {
        Address::Network(network) => network.as_columns(),
        // The server compares the names of hosts in any case, and keywords in their own.
        Address::HostName(_) => {
            let lower = column(&record.address, &IN_ADDRESSES).to_ascii_lowercase();
            let is_keyword = IN_ADDRESSES.words.contains(&lower.as_str());
            (
                if is_keyword {
                    format!("\"{lower}\"")
                } else {
                    lower
                },
                None,
            )
        }
        Address::All | Address::SameHost | Address::SameNet | Address::Unreadable(_) => {
            let mask = mask.map(|mask| mask.trim().to_owned());
            (column(&record.address, &IN_ADDRESSES), mask)
        }
    }
}

/// A column as the set of its words.
fn column(text: &str, special: &Special) -> String {
    let Ok(words) = tokens::column(text) else {
        return text.trim().to_owned();
    };
    let words: BTreeSet<String> = words.iter().map(|word| special.spelled(word)).collect();
    Vec::from_iter(words).join(",")
}

/// Options, sorted by their names where their order means nothing; `None` without any.
fn options(text: &str) -> Option<String> {
    let line = tokens::read(text);
    if line.ending != TextEnd::Clean {
        return Some(text.trim().to_owned());
    }
    let name = |words: &[Word]| match words {
        [word] => word.text.split_once('=').map(|(name, _)| name.to_owned()),
        _ => None,
    };
    let written = line.fields.iter().map(|field| {
        let words: Vec<String> = field
            .words
            .iter()
            .map(|word| ELSEWHERE.spelled(word))
            .collect();
        (name(&field.words), words.join(","))
    });
    let mut options: Vec<(Option<String>, String)> = written.collect();
    // A URL sets what other options set too, and in a text that is no list of options nobody knows what belongs together.
    let is_free = |name: &String| is_option_name(name) && name != "ldapurl";
    if options
        .iter()
        .all(|(name, _)| name.as_ref().is_some_and(is_free))
    {
        // Of one that stands there twice the last counts.
        options.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    let options: Vec<String> = options.into_iter().map(|(_, option)| option).collect();
    (!options.is_empty()).then(|| options.join(" "))
}

impl Special {
    /// A word with the quotes that it needs to be read back as it is.
    fn spelled(&self, Word { text, quoted }: &Word) -> String {
        let is_special = self.words.contains(&text.as_str()) || text.starts_with(self.beginnings);
        let breaks = |c: char| matches!(c, ',' | '"' | '#') || c.is_whitespace();
        if is_special && *quoted || !is_special && (text.is_empty() || text.contains(breaks)) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else if text.contains(breaks) {
            // Quotes behind its first character leave its meaning.
            let mut rest = text.chars();
            let first = rest.next().unwrap_or_default();
            format!("{first}\"{}\"", rest.as_str().replace('"', "\"\""))
        } else {
            text.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::sample::{record, records};

    #[test]
    fn saved_states_of_the_first_version_compared_options_as_they_stood() {
        for (text, form) in [
            (
                r#"ldapserver=h  ldapbindpasswd="p""#,
                "ldapserver=h ldapbindpasswd=p",
            ),
            (r#" ldapbasedn="CN=a,DC=b" "#, r#"ldapbasedn="CN=a,DC=b""#),
        ] {
            assert_eq!(options_in_order(text), form);
        }
    }

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
            ("all all ldap b=1 a=l", "all all ldap a=l \"b=1\""),
            ("all all ldap a=\"l~m\"", "all all ldap \"a=l~m\""),
            ("all all md5", "all all \"md5\""),
            ("\"a\",+\"g\" all md5", "+g,a all md5"),
            ("\"sameuser\",\"/x\" all md5", "/x,sameuser all md5"),
            ("all \"10.0.0.0/8\" md5", "all 10.0.0.0/8 md5"),
            ("all Host.example md5", "all host.EXAMPLE md5"),
            ("all ::/0 md5", "all 0:0::0/0 md5"),
            ("all 2001:DB8::/32 md5", "all 2001:db8:0::1|ffff:ffff:: md5"),
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
            ("+g all md5", "\"+g\" all md5"),
            ("@f all md5", "\"@f\" all md5"),
            ("a all md5", "a,all all md5"),
            ("all samenet md5", "all \"samenet\" md5"),
            ("all ALL md5", "all all md5"),
            ("all 0.0.0.0/0 md5", "all all md5"),
            ("all ::ffff:a00:0/104 md5", "all 10.0.0.0/8 md5"),
            ("all all ldap map=a map=b", "all all ldap map=b map=a"),
            (
                "all all ldap ldapurl=u ldapport=1",
                "all all ldap ldapport=1 ldapurl=u",
            ),
            ("all all ldap a=b c d=e", "all all ldap d=e a=b c"),
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
    fn a_keyword_of_the_database_column_is_one_there_only() {
        for word in ["all", "sameuser", "samerole", "replication"] {
            let [one, other] = [word.to_owned(), format!("\"{word}\"")]
                .map(|database| record(&format!("host {database} a all md5")));
            assert_ne!(canonical(&[one]), canonical(&[other]), "{word}");
        }
        let [one, other] = ["+g", "\"+g\""].map(|name| record(&format!("host {name} a all md5")));
        assert_eq!(canonical(&[one]), canonical(&[other]));
    }

    #[test]
    fn the_order_counts() {
        let [one, other] = ["host all all 10.0.0.0/8 md5", "host all all all md5"];
        let [first, last] = [[one, other], [other, one]].map(|lines| canonical(&records(&lines)));
        assert_ne!(first, last);
    }
}
