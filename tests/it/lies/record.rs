//! pg_hba records in the words of the API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A record in the words of the API; those of two answers are compared by [`Record::said`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub kind: String,
    pub database: String,
    pub user: String,
    pub address: String,
    pub mask: Option<String>,
    pub method: String,
    pub option: Option<String>,
}

impl Record {
    /// From `host all app 10.0.0.0/8 md5 option…`; a mask stands behind a `~`.
    pub fn parse(line: &str) -> Self {
        let mut words = line.splitn(6, ' ').map(str::to_owned);
        let mut next = || words.next().unwrap();
        let (kind, database, user, address, method) = (next(), next(), next(), next(), next());
        let (address, mask) = match address.split_once('~') {
            Some((address, mask)) => (address.to_owned(), Some(mask.to_owned())),
            None => (address, None),
        };
        let option = words.next();
        Self {
            kind,
            database,
            user,
            address,
            mask,
            method,
            option,
        }
    }

    /// From the `HbaItem.N.*` of a call, or an item of an answer or of a saved state.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let must = |name: &str| get(name).unwrap_or_else(|| panic!("a record without {name}"));
        Self {
            kind: must("Type"),
            database: must("Database"),
            user: must("User").trim_matches('"').to_owned(),
            address: must("Address"),
            mask: get("Mask"),
            method: must("Method"),
            option: get("Option"),
        }
    }

    /// The length of the prefix.
    pub fn prefix(&self) -> u32 {
        let bits = |mask: &str| {
            let parts = mask
                .split('.')
                .map(|part| part.parse::<u32>().unwrap().count_ones());
            parts.sum()
        };
        match (&self.mask, self.address.split_once('/')) {
            (Some(mask), _) if mask.contains('.') => bits(mask),
            (Some(mask), _) => mask.parse().unwrap(),
            (None, Some((_, prefix))) => prefix.parse().unwrap(),
            (None, None) => 32,
        }
    }

    /// What it says, whatever way it is written; without the password in its options.
    pub fn said(&self) -> String {
        let address = self.address.split('/').next().unwrap();
        let prefix = self.prefix();
        let Self {
            kind,
            database,
            user,
            method,
            ..
        } = self;
        format!("{kind} {database} {user} {address}/{prefix} {method}")
    }

    pub fn item(&self, priority: usize) -> Value {
        json!({
            "Type": self.kind, "Database": self.database, "User": self.user, "Address": self.address,
            "Mask": self.mask, "Method": self.method, "Option": self.option, "PriorityId": priority,
        })
    }
}

pub fn items(records: &[Record]) -> Value {
    let items = records.iter().enumerate();
    items
        .map(|(priority, record)| record.item(priority))
        .collect()
}

/// The records that a call carries.
pub fn sent(call: &BTreeMap<String, String>) -> Vec<Record> {
    (1..100)
        .take_while(|number| call.contains_key(&format!("HbaItem.{number}.PriorityId")))
        .map(|number| Record::of(|name| call.get(&format!("HbaItem.{number}.{name}")).cloned()))
        .collect()
}
