//! Exceptions: logins that keep their way in without SSL while the records are hardened.
//!
//! Invariant: a [`KeptRecord`] record is the part of one record of today that an exception names, with that
//! record's method and options. Only [`KeptRecord::part_of`] makes one, so no record that is written for an
//! exception lets in a login that today's records refuse.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::columns::{Columns, Common, common, is_part};
use crate::domain::hba::evaluate::connection::Knowledge;
use crate::domain::hba::evaluate::matching::{PreparedRule, compile};
use crate::domain::hba::syntax::address::Address;
use crate::domain::hba::syntax::record::{Record, RecordType};
use crate::domain::hba::syntax::text::{Shown, line};
use crate::domain::hba::syntax::{file, tokens};
use crate::domain::instance::Malformed;
use crate::domain::nearest::nearest;
use crate::text::{Text, text};

/// The logins that may keep their way in without SSL.
///
/// Shape: the texts of the three columns, as `pg_hba` writes them; an address alone is that one
/// address. What the logins may do is not part of it: that is what today's records let them do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exception {
    /// User column.
    pub user: String,
    /// Database column; `all` does not include replication.
    pub database: String,
    /// Address column.
    pub address: String,
    /// The last day in UTC of the waiver that it comes from. Where no such login gets in without SSL today, it is then
    /// left out instead of being an error.
    #[serde(default)]
    pub waiver: Option<NaiveDate>,
}

/// The keys of an exception, in the order of its columns.
const KEYS: [&str; 3] = ["user", "database", "address"];

/// Refuses what no record takes over the API, and words that look like another column of the exception.
fn check_words(name: &str, column: &str) -> Result<(), Text> {
    let signs: &[char] = if name == "address" {
        &['=', ';']
    } else {
        &['=', ';', ':']
    };
    let words = tokens::column(column).unwrap_or_default();
    file::check_words(&words)?;
    let bare = words.iter().filter(|word| !word.quoted);
    for word in bare.map(|word| word.text.as_str()) {
        if !word.starts_with('/') && word.contains(signs) {
            return Err(text!("exception-sign", name = name, word = word));
        }
    }
    Ok(())
}

impl Exception {
    /// Checks what can be checked without an instance: every column names something and can be read.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), Text> {
        for (name, column) in [
            ("user", &self.user),
            ("database", &self.database),
            ("address", &self.address),
        ] {
            if column.trim().is_empty() {
                return Err(text!("exception-empty", name = name));
            }
            check_words(name, column)?;
        }
        ReadyException::read(self, &Knowledge::default()).map(drop)
    }

    /// Whether every login that a record matches is one of these.
    pub fn holds(&self, record: &Record) -> bool {
        let knowledge = Knowledge::default();
        let Ok(ready) = ReadyException::read(self, &knowledge) else {
            return false;
        };
        let rules = compile(std::slice::from_ref(record), knowledge.server_major);
        rules
            .first()
            .is_some_and(|rule| is_part(record, rule, &ready.record, &ready.rule, &knowledge))
    }
}

crate::text::words!(Exception);

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            user,
            database,
            address,
            waiver: _,
        } = self;
        write!(f, "user={user},database={database},address={address}")
    }
}

impl FromStr for Exception {
    type Err = Malformed;

    /// Reads `user=…,database=…,address=…`. What is left out is `all`; at least one must be there, each
    /// at most once. What follows a comma without a key belongs to the value, so that lists can be written; a word
    /// before `=` that is no key is an error, as it would widen the exception by the column that was meant.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed(text!("malformed-exception", text = text));
        let refused = |why: Text| Malformed(text!("exception-refused", text = text, why = why));
        let mut values: [Option<String>; 3] = [None, None, None];
        let mut last: Option<usize> = None;
        let mut quoted = false;
        let is_end = |c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        };
        for part in text.split(is_end).map(str::trim) {
            let is_keyed = !part.starts_with(['"', '/']);
            if let Some((key, value)) = part.split_once('=').filter(|_| is_keyed) {
                let key = key.trim();
                let slot = KEYS.iter().position(|known| *known == key);
                let slot = slot.ok_or_else(|| refused(unknown_key(key)))?;
                let value_of_key = values.get_mut(slot).filter(|value| value.is_none());
                *value_of_key.ok_or_else(malformed)? = Some(value.trim().to_owned());
                last = Some(slot);
            } else {
                let value = last.and_then(|slot| values.get_mut(slot)?.as_mut());
                let value = value.ok_or_else(malformed)?;
                value.push(',');
                value.push_str(part);
            }
        }
        if values.iter().flatten().any(String::is_empty) {
            return Err(malformed());
        }
        for (name, value) in KEYS.iter().zip(&values) {
            let value = value.as_deref().unwrap_or_default();
            check_words(name, value).map_err(refused)?;
        }
        let [user, database, address] = values.map(|value| value.unwrap_or("all".to_owned()));
        Ok(Self {
            user,
            database,
            address,
            waiver: None,
        })
    }
}

fn unknown_key(key: &str) -> Text {
    let message = text!("exception-key", key = key);
    match nearest(key, KEYS) {
        Some(name) => text!("policy-did-you-mean", message = message, name = name),
        None => message,
    }
}

/// An exception that is ready to be compared with records.
#[derive(Debug)]
pub(super) struct ReadyException<'a> {
    pub(in crate::domain::hba) exception: &'a Exception,
    /// A `hostnossl` record with its columns; never written.
    pub(in crate::domain::hba) record: Record,
    pub(in crate::domain::hba) rule: PreparedRule,
}

impl<'a> ReadyException<'a> {
    /// Reads the columns.
    ///
    /// # Errors
    /// Why a column cannot be read.
    pub(in crate::domain::hba) fn read(
        exception: &'a Exception,
        knowledge: &Knowledge,
    ) -> Result<Self, Text> {
        let columns = Columns {
            user: exception.user.clone(),
            database: exception.database.clone(),
            address: exception.address.clone(),
            mask: None,
        };
        let record = columns.record(RecordType::HostNoSsl, "trust", None);
        let rule = compile(std::slice::from_ref(&record), knowledge.server_major)
            .pop()
            .ok_or_else(Text::default)?;
        let unreadable = match (&rule.users.0, &rule.databases.0, &rule.address) {
            (Err(why), _, _) | (_, Err(why), _) | (_, _, Address::Unreadable(why)) => {
                Some(why.clone())
            }
            (Ok(_), Ok(_), _) => None,
        };
        match unreadable {
            None => Ok(Self {
                exception,
                record,
                rule,
            }),
            Some(why) => Err(why),
        }
    }
}

/// A record that keeps an exception: the `hostnossl` part of a record of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecord {
    record: Record,
    from: u32,
    until: Option<NaiveDate>,
}

impl KeptRecord {
    /// The part of a record that an exception names; `None` when they share no login.
    ///
    /// # Errors
    /// Why the part cannot be told.
    pub(super) fn part_of(
        record: &Record,
        rule: &PreparedRule,
        asked: &ReadyException<'_>,
        knowledge: &Knowledge,
    ) -> Result<Option<Self>, Text> {
        match common((record, rule), (&asked.record, &asked.rule), knowledge) {
            Common::Nothing => Ok(None),
            Common::Unclear(why) => Err(why),
            Common::This(part) => Ok(Some(Self {
                record: part.record(
                    RecordType::HostNoSsl,
                    &record.method,
                    record.option.as_ref(),
                ),
                from: record.priority,
                until: asked.exception.waiver,
            })),
        }
    }

    /// The record to write, its priority still open.
    pub const fn record(&self) -> &Record {
        &self.record
    }
}

impl KeptRecord {
    /// The last day in UTC of the waiver that keeps it; `None` for an exception without end.
    pub const fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// The record as a line, and the record of today that it is a part of.
    pub fn text(&self) -> Text {
        let record = line(&self.record, Shown::Redacted);
        match self.until {
            None => text!("hba-kept", record = record, from = self.from),
            Some(until) => text!(
                "hba-kept-until",
                record = record,
                from = self.from,
                until = until.to_string()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_read() {
        let read = |text: &str| text.parse::<Exception>().map(|read| read.to_string());
        for (text, whole) in [
            ("user=a,b,database=d", "user=a,b,database=d,address=all"),
            ("address=::/8", "user=all,database=all,address=::/8"),
        ] {
            assert_eq!(read(text), Ok(whole.to_owned()));
        }
        for text in [
            "user=\"a=b\"",
            "user=\"a,address=10.0.0.0/8\",database=d",
            "user=x,/^a=b",
            "user = a , database = d",
            "address=fd00::/8",
        ] {
            read(text).unwrap();
        }
        for text in [
            "",
            "app",
            "user=",
            "user=a,user=b",
            "user=a,database=",
            "user=a=b",
            "user=a;address=10.0.0.0/8",
            "database=appdb,user:etl",
            "user=@file",
            "user=etl,@file",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        for (text, key) in [
            ("database=appdb,adress=10.0.0.0/8", "`address`"),
            ("database=appdb,USER=etl", "`user`"),
            ("database=appdb, Address =10.0.0.0/8", "`address`"),
            ("db=appdb,user=etl", "`db`"),
            ("user=etl,database=appdb,network=10.0.0.0/8", "`network`"),
        ] {
            let refused = read(text).unwrap_err().to_string();
            assert!(refused.contains(key), "{text}: {refused}");
        }
    }
}
