//! The records that let nobody in without SSL, made from those in force.
//!
//! Invariant: what comes out has no gap but those of the exceptions, and hardening it again
//! changes nothing. Connections with SSL meet what they met before.
//! Deliberately absent: whether SSL is on, and whether the service takes the records.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::address::Address;
use super::connection::Knowledge;
use super::coverage::Coverage;
use super::diff::{Row, diff};
use super::effect::Effect;
use super::exposure::{exposure, fresh};
use super::matching::{Rule, Transport, compile};
use super::names::Match;
use super::record::{Record, RecordType};
use super::tokens;
use crate::domain::instance::Malformed;

/// The highest `PriorityId`.
///
/// Source: `HbaItem.N.PriorityId` of `ModifyPGHbaConfig`, API version 2014-08-15.
pub const LAST_PRIORITY: u32 = 10_000;

/// How the records are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Every `host` record that admits becomes `hostssl`, every `hostnossl` record that admits
    /// goes. All other columns, the priorities and the order stay.
    Convert,
    /// One `hostnossl` record that rejects everything is put in front; a second one for IPv6 only
    /// where records admit from there, since whether the service takes IPv6 is not documented.
    Guard,
}

/// A hole that is left on purpose.
///
/// Shape: the texts of the three columns, as `pg_hba` writes them. It admits all it names, also what
/// a record further down turns away today.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exception {
    /// User column.
    pub user: String,
    /// Database column.
    pub database: String,
    /// Address column.
    pub address: String,
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            user,
            database,
            address,
        } = self;
        write!(f, "user={user},database={database},address={address}")
    }
}

impl FromStr for Exception {
    type Err = Malformed;

    /// Reads `user=…,database=…,address=…`. A user or database left out is `all`, an address left
    /// out is every IPv4 address; at least one must be there, each at most once. A comma without a
    /// key behind it belongs to the value, so that lists can be written.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed {
            text: text.to_owned(),
            expected: "user=NAME,database=NAME,address=CIDR, at least one of them",
        };
        let keys = ["user", "database", "address"];
        let mut values: [Option<String>; 3] = [None, None, None];
        let mut last: Option<usize> = None;
        for part in text.split(',') {
            let keyed = part.split_once('=').and_then(|(key, value)| {
                let key = key.trim();
                let slot = keys.iter().position(|known| *known == key)?;
                Some((slot, value.trim()))
            });
            match (keyed, last) {
                (Some((slot, value)), _) => {
                    let place = values.get_mut(slot).filter(|place| place.is_none());
                    *place.ok_or_else(malformed)? = Some(value.to_owned());
                    last = Some(slot);
                }
                (None, Some(slot)) => {
                    let value = values.get_mut(slot).and_then(Option::as_mut);
                    let value = value.ok_or_else(malformed)?;
                    value.push(',');
                    value.push_str(part.trim());
                }
                (None, None) => return Err(malformed()),
            }
        }
        let [user, database, address] = values;
        if [&user, &database, &address]
            .into_iter()
            .flatten()
            .any(String::is_empty)
        {
            return Err(malformed());
        }
        Ok(Self {
            user: user.unwrap_or_else(|| "all".to_owned()),
            database: database.unwrap_or_else(|| "all".to_owned()),
            address: address.unwrap_or_else(|| "0.0.0.0/0".to_owned()),
        })
    }
}

/// Why the records cannot be hardened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Obstacle {
    /// A record of an unknown type could admit, and there is no type to turn it into.
    #[error(
        "record {priority} is of type {kind}, which cannot be turned into hostssl; the guard strategy can close it"
    )]
    UnknownType {
        /// Its priority.
        priority: u32,
        /// Its type.
        kind: String,
    },
    /// The priorities do not suffice.
    #[error("{records} records do not fit into the priorities 0 to {LAST_PRIORITY}")]
    DoesNotFit {
        /// How many there would be.
        records: usize,
    },
    /// An exception is not a record.
    #[error("the exception {exception} cannot be read: {why}")]
    Unreadable {
        /// Which.
        exception: Exception,
        /// Why.
        why: String,
    },
    /// No record admits what the exception asks for, so there is no method to give it.
    #[error("no record admits the exception {exception} today, so there is no method to give it")]
    NeverAdmitted {
        /// Which.
        exception: Exception,
    },
}

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hardened {
    /// The records, in order.
    pub records: Vec<Record>,
    /// What became of each record.
    pub rows: Vec<Row>,
}

impl Hardened {
    /// Whether there is nothing to do.
    pub fn is_unchanged(&self) -> bool {
        self.rows.iter().all(Row::is_kept)
    }
}

/// Closes the records to connections without SSL.
///
/// Records that have no gap already come back as they are. An exception is a `hostnossl` record in
/// front of all others, with method and option of the first record that admits it today; connections
/// with SSL do not see it, so none of them meets a weaker record than before. What is put in front
/// takes the priorities from 0; if they are not free, all other records move down by as much as
/// that needs, or, where the last would pass 10000, close the distances between them.
///
/// # Errors
/// [`Obstacle`], naming the record or the exception.
pub fn harden(
    records: &[Record],
    strategy: Strategy,
    exceptions: &[Exception],
    knowledge: &Knowledge,
) -> Result<Hardened, Obstacle> {
    let mut today = records.to_vec();
    today.sort_by_key(|record| record.priority);
    let (mut front, rest) = exempt(&today, exceptions, knowledge)?;
    let exempted = front.len();
    let gap = |front: &[Record], rest: &[Record]| {
        let list = [front, rest].concat();
        let index = exposure(&list, knowledge)
            .gaps()
            .map(|gap| gap.index)
            .find(|index| *index >= exempted)?;
        list.into_iter().nth(index)
    };
    let rest = if gap(&front, &rest).is_none() {
        rest
    } else {
        match strategy {
            Strategy::Convert => rest.into_iter().filter_map(converted).collect(),
            Strategy::Guard => {
                let rest: Vec<Record> = rest
                    .into_iter()
                    .filter(|record| !guards().iter().any(|guard| same_text(guard, record)))
                    .collect();
                let [ipv4, ipv6] = guards();
                front.push(ipv4);
                if gap(&front, &rest).is_some() {
                    front.push(ipv6);
                }
                rest
            }
        }
    };
    if let Some(record) = gap(&front, &rest) {
        return Err(Obstacle::UnknownType {
            priority: record.priority,
            kind: record.kind.into(),
        });
    }
    let records = placed(front, rest)?;
    Ok(Hardened {
        rows: diff(&today, &records),
        records,
    })
}

/// What stands for a priority that is still to be given; no record of the API has it.
const UNPLACED: u32 = u32::MAX;

fn guards() -> [Record; 2] {
    ["0.0.0.0/0", "::/0"].map(|address| Record {
        priority: UNPLACED,
        kind: RecordType::HostNoSsl,
        database: "all,replication".to_owned(),
        user: "all".to_owned(),
        address: address.to_owned(),
        mask: None,
        method: "reject".to_owned(),
        option: None,
    })
}

fn same_text(one: &Record, other: &Record) -> bool {
    Record {
        priority: other.priority,
        ..one.clone()
    } == *other
}

/// The record without plaintext; `None` when it is for nothing else.
fn converted(record: Record) -> Option<Record> {
    if record.rejects() {
        return Some(record);
    }
    match record.kind {
        RecordType::Host => Some(Record {
            kind: RecordType::HostSsl,
            ..record
        }),
        RecordType::HostNoSsl => None,
        RecordType::HostSsl | RecordType::Other(_) => Some(record),
    }
}

/// The records of the exceptions, those that stand already among them, and all others.
fn exempt(
    today: &[Record],
    exceptions: &[Exception],
    knowledge: &Knowledge,
) -> Result<(Vec<Record>, Vec<Record>), Obstacle> {
    let rules = compile(today, knowledge.server_major);
    let mut rest = today.to_vec();
    let mut front: Vec<Record> = Vec::new();
    for exception in exceptions {
        let is_it = |record: &Record| {
            record.kind == RecordType::HostNoSsl
                && !record.rejects()
                && (&record.user, &record.database, &record.address)
                    == (&exception.user, &exception.database, &exception.address)
                && record.mask.is_none()
        };
        if front.iter().any(is_it) {
            continue;
        }
        let hole = hole(exception, knowledge)?;
        front.push(match rest.iter().position(is_it) {
            Some(standing) => rest.remove(standing),
            None => admitting(today, &rules, hole, exception, knowledge)?,
        });
    }
    Ok((front, rest))
}

/// The record of an exception, its method still open.
fn hole(exception: &Exception, knowledge: &Knowledge) -> Result<Record, Obstacle> {
    let record = Record {
        priority: UNPLACED,
        kind: RecordType::HostNoSsl,
        database: exception.database.clone(),
        user: exception.user.clone(),
        address: exception.address.clone(),
        mask: None,
        method: "trust".to_owned(),
        option: None,
    };
    let why = match compile(std::slice::from_ref(&record), knowledge.server_major).as_slice() {
        [rule] => match (&rule.users.0, &rule.databases.0, &rule.address) {
            (Err(why), _, _) | (_, Err(why), _) | (_, _, Address::Unreadable(why)) => {
                Some(why.clone())
            }
            (Ok(_), Ok(_), _) => None,
        },
        _ => None,
    };
    match why {
        None => Ok(record),
        Some(why) => Err(Obstacle::Unreadable {
            exception: exception.clone(),
            why,
        }),
    }
}

/// The hole with method and option of the first record that admits it without SSL, or else of the
/// first that admits it with SSL.
fn admitting(
    today: &[Record],
    rules: &[Rule],
    hole: Record,
    exception: &Exception,
    knowledge: &Knowledge,
) -> Result<Record, Obstacle> {
    let asked = compile(std::slice::from_ref(&hole), knowledge.server_major);
    let every: Vec<Rule> = rules.iter().chain(&asked).cloned().collect();
    let fresh = fresh(&every, knowledge);
    let from = |transport| {
        let coverage = Coverage::new(transport, knowledge, &fresh);
        let asked = asked.first()?;
        let networks = asked.networks(knowledge);
        let connections = coverage.hardest(asked);
        today.iter().zip(rules).find_map(|(record, rule)| {
            let Effect::Admit { method, .. } = &rule.effect else {
                return None;
            };
            let meets = match (&networks, rule.networks(knowledge)) {
                (Some(asked), Some(networks)) => asked
                    .iter()
                    .any(|one| networks.iter().any(|other| one.meets(other))),
                (None, _) | (_, None) => true,
            };
            let admits = method != "cert"
                && meets
                && rule.speaks_of(transport) == Match::Yes
                && connections
                    .iter()
                    .any(|(one, _)| rule.speaks_of_names(one, knowledge).may());
            admits.then_some(record)
        })
    };
    let Some(model) = from(Transport::Plaintext).or_else(|| from(Transport::Ssl)) else {
        return Err(Obstacle::NeverAdmitted {
            exception: exception.clone(),
        });
    };
    Ok(Record {
        method: model.method.clone(),
        option: model.option.as_deref().and_then(without_certificates),
        ..hole
    })
}

/// An option text without what only `hostssl` records may have.
fn without_certificates(option: &str) -> Option<String> {
    let kept: Vec<&str> = tokens::read(option)
        .fields
        .into_iter()
        .filter(|field| {
            !field.words.iter().any(|word| {
                word.text.starts_with("clientcert=") || word.text.starts_with("clientname=")
            })
        })
        .filter_map(|field| option.get(field.span))
        .collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Gives everything its priority.
fn placed(front: Vec<Record>, mut rest: Vec<Record>) -> Result<Vec<Record>, Obstacle> {
    let lowest = rest.first().map_or(UNPLACED, |record| record.priority);
    let stands = front
        .iter()
        .map(|record| record.priority)
        .chain([lowest])
        .is_sorted_by(|one, next| one < next);
    if stands {
        return Ok([front, rest].concat());
    }
    let records = front.len().saturating_add(rest.len());
    let does_not_fit = Obstacle::DoesNotFit { records };
    let Ok(needed) = u32::try_from(front.len()) else {
        return Err(does_not_fit);
    };
    let shift = needed.saturating_sub(lowest);
    let highest = rest.last().map_or(0, |record| record.priority);
    if highest.saturating_add(shift) <= LAST_PRIORITY {
        for record in &mut rest {
            record.priority = record.priority.saturating_add(shift);
        }
    } else {
        for (record, priority) in rest.iter_mut().zip(needed..) {
            record.priority = priority;
        }
    }
    let mut all = front;
    for (record, priority) in all.iter_mut().zip(0..) {
        record.priority = priority;
    }
    all.append(&mut rest);
    if all.iter().any(|record| record.priority > LAST_PRIORITY) {
        return Err(does_not_fit);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::exposure::Scope;
    use super::super::properties::records;
    use super::super::text::{Shown, line};
    use super::*;

    fn lines(records: &[Record]) -> Vec<String> {
        records
            .iter()
            .map(|record| format!("{} {}", record.priority, line(record, Shown::Raw)))
            .collect()
    }

    fn hardened(records: &[Record], strategy: Strategy, exceptions: &[&str]) -> Vec<String> {
        let exceptions: Vec<Exception> = exceptions
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        let once = harden(records, strategy, &exceptions, &Knowledge::default()).unwrap();
        lines(&once.records)
    }

    #[test]
    fn converting_changes_the_type_alone() {
        let before = records(&[
            "hostnossl all all 10.0.0.0/8 md5",
            "host all bad 0.0.0.0/0 reject",
            "host  all 10.0.0.0|255.0.0.0 ldap ldapserver=\"a b\"",
            "hostssl all all 0.0.0.0/0 cert",
            "hostnossl all all 0.0.0.0/0 reject",
            "host replication all 0.0.0.0/0 md5",
        ]);
        let after = harden(&before, Strategy::Convert, &[], &Knowledge::default()).unwrap();
        let mut expected = before.clone();
        expected[2].kind = RecordType::HostSsl;
        expected[5].kind = RecordType::HostSsl;
        expected.remove(0);
        assert_eq!(after.records, expected);
        assert!(!after.is_unchanged());
    }

    #[test]
    fn the_guard_goes_in_front_and_the_rest_moves_down() {
        assert_eq!(
            hardened(&Record::factory(), Strategy::Guard, &[]),
            [
                "0 hostnossl all,replication all 0.0.0.0/0 reject",
                "1 host all all 0.0.0.0/0 md5",
                "2 host replication all 0.0.0.0/0 md5",
            ]
        );
        let mut low = Record::factory();
        low[0].priority = 5;
        low[1].priority = 10_000;
        assert_eq!(
            hardened(&low, Strategy::Guard, &[])[1..],
            [
                "5 host all all 0.0.0.0/0 md5",
                "10000 host replication all 0.0.0.0/0 md5"
            ]
        );
        low[0].priority = 0;
        low[1].address = "::/0".to_owned();
        assert_eq!(
            hardened(&low, Strategy::Guard, &[]),
            [
                "0 hostnossl all,replication all 0.0.0.0/0 reject",
                "1 hostnossl all,replication all ::/0 reject",
                "2 host all all 0.0.0.0/0 md5",
                "3 host replication all ::/0 md5"
            ]
        );
    }

    #[test]
    fn closed_records_stay_as_they_are() {
        let closed = records(&["hostssl all all 0.0.0.0/0 md5"]);
        for strategy in [Strategy::Convert, Strategy::Guard] {
            let after = harden(&closed, strategy, &[], &Knowledge::default()).unwrap();
            assert!(after.is_unchanged());
        }
    }

    #[test]
    fn an_exception_stands_in_front_with_the_method_of_today() {
        let before = records(&[
            "host all all 10.0.0.0/8 scram-sha-256",
            "host all all 0.0.0.0/0 md5",
        ]);
        let exception = "user=old,address=10.0.0.5/32";
        assert_eq!(
            hardened(&before, Strategy::Convert, &[exception]),
            [
                "0 hostnossl all old 10.0.0.5/32 scram-sha-256",
                "1 hostssl all all 10.0.0.0/8 scram-sha-256",
                "2 hostssl all all 0.0.0.0/0 md5",
            ]
        );
        assert_eq!(
            hardened(&before, Strategy::Guard, &[exception]),
            [
                "0 hostnossl all old 10.0.0.5/32 scram-sha-256",
                "1 hostnossl all,replication all 0.0.0.0/0 reject",
                "2 host all all 10.0.0.0/8 scram-sha-256",
                "3 host all all 0.0.0.0/0 md5",
            ]
        );
        let ssl = records(&["hostssl all all 0.0.0.0/0 md5 clientcert=verify-full map=m"]);
        let exception = [exception.parse().unwrap()];
        let known = Knowledge {
            server_major: Some(15),
            ..Knowledge::default()
        };
        let after = harden(&ssl, Strategy::Convert, &exception, &known).unwrap();
        assert_eq!(
            lines(&after.records)[0],
            "0 hostnossl all old 10.0.0.5/32 md5 map=m"
        );
    }

    #[test]
    fn obstacles_are_named() {
        let knowledge = Knowledge::default();
        let odd = records(&["hostgssenc all all 0.0.0.0/0 gss"]);
        assert_eq!(
            harden(&odd, Strategy::Convert, &[], &knowledge),
            Err(Obstacle::UnknownType {
                priority: 0,
                kind: "hostgssenc".to_owned()
            })
        );
        let guarded = harden(&odd, Strategy::Guard, &[], &knowledge).unwrap();
        assert_eq!(
            exposure(&guarded.records, &knowledge).scope(),
            Scope::Closed
        );
        let full: Vec<Record> = (0..=LAST_PRIORITY)
            .map(|priority| Record {
                priority,
                ..Record::factory().remove(0)
            })
            .collect();
        assert_eq!(
            harden(&full, Strategy::Guard, &[], &knowledge),
            Err(Obstacle::DoesNotFit { records: 10_002 })
        );
        let asks = |text: &str| {
            let exception: Exception = text.parse().unwrap();
            harden(
                &records(&["host all app 10.0.0.0/8 md5"]),
                Strategy::Convert,
                &[exception],
                &knowledge,
            )
        };
        assert!(matches!(
            asks("user=bob"),
            Err(Obstacle::NeverAdmitted { .. })
        ));
        assert!(matches!(asks("user=a b"), Err(Obstacle::Unreadable { .. })));
        assert!(matches!(
            asks("address=10.0.0.0/40"),
            Err(Obstacle::Unreadable { .. })
        ));
        assert!(asks("user=app,address=10.0.0.0/9").is_ok());
    }

    #[test]
    fn exceptions_are_read() {
        let read = |text: &str| {
            text.parse::<Exception>()
                .map(|exception| exception.to_string())
        };
        assert_eq!(
            read("user=a,b,database=d"),
            Ok("user=a,b,database=d,address=0.0.0.0/0".to_owned())
        );
        assert_eq!(
            read("address=10.0.0.0/8"),
            Ok("user=all,database=all,address=10.0.0.0/8".to_owned())
        );
        for text in ["", "app", "user=", "user=a,user=b", "name=a"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
