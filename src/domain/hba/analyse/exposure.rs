//! Who can still come in without SSL.
//!
//! Invariant: no opening is overlooked. What cannot be told counts as open and is marked
//! [`Certainty::Possible`]; what is marked [`Certainty::Certain`] is open.
//! Deliberately absent: the ACL, which the service lays over the records in a way it does not
//! document, and passwords: "comes in" means "gets as far as the authentication method".

use serde::{Deserialize, Serialize};

use super::coverage::{Coverage, Opening, Reach, prepared};
use super::hardest::Fresh;
use super::ranges::Ranges;
use super::rejections::{MOST_EXCEPTIONS, Rejections};
use super::words::{LISTED, addresses, databases, users};
use crate::domain::hba::evaluate::connection::{Knowledge, Replication};
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport, compile};
use crate::domain::hba::syntax::address::Family;
use crate::domain::hba::syntax::record::{Record, RecordType};
use crate::domain::hba::syntax::text::{Shown, line};
use crate::text::{Text, text};

/// How sure an opening is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It hangs on what is not known.
    Possible,
    /// Some connection without SSL gets in here, or at a record before this one of which it is not
    /// known whether it matches, and which would let it in as well.
    Certain,
}

/// A record that lets connections in without SSL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExposedRecord {
    /// Which record, counted from 0 in their order.
    pub index: usize,
    /// Its `PriorityId`.
    pub priority: u32,
    /// The record as a line, secrets left out.
    pub record: String,
    /// Whether replication comes in here, or ordinary sessions.
    pub replication: bool,
    /// Whom it matches, in words.
    pub users: Text,
    /// Which databases, in words; `replication` for replication.
    pub databases: Text,
    /// From where, in words.
    pub addresses: Text,
    /// Priorities of the records before it that turn some of these connections away, in order: what
    /// comes in is what the columns say, less what these records match.
    pub except: Vec<u32>,
    /// Whether there are more such records than are listed.
    pub except_more: bool,
    /// How sure it is.
    pub certainty: Certainty,
}

impl ExposedRecord {
    /// One sentence, without the full stop.
    pub fn text(&self) -> Text {
        let Self {
            priority, record, ..
        } = self;
        let (users, from) = (&self.users, &self.addresses);
        let certain = self.certainty == Certainty::Certain;
        let admits = match (self.replication, certain) {
            (true, true) => text!(
                "hba-admits-replication",
                priority = *priority,
                record = record,
                users = users,
                addresses = from
            ),
            (true, false) => text!(
                "hba-may-admit-replication",
                priority = *priority,
                record = record,
                users = users,
                addresses = from
            ),
            (false, true) => text!(
                "hba-admits",
                priority = *priority,
                record = record,
                users = users,
                databases = &self.databases,
                addresses = from
            ),
            (false, false) => text!(
                "hba-may-admit",
                priority = *priority,
                record = record,
                users = users,
                databases = &self.databases,
                addresses = from
            ),
        };
        let shown: Vec<String> = self
            .except
            .iter()
            .take(LISTED)
            .map(u32::to_string)
            .collect();
        let shown = shown.join(", ");
        match self.except.len() {
            0 => admits,
            1 if !self.except_more => text!("hba-except-one", admits = admits, record = shown),
            count if self.except_more || count > LISTED => {
                text!("hba-except-more", admits = admits, records = shown)
            }
            _ => text!("hba-except", admits = admits, records = shown),
        }
    }
}

/// How far the records stand open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposureScope {
    /// Nothing comes in without SSL.
    Closed,
    /// Some user, database, address or replication does, or may.
    Partly,
    /// Users in general reach databases in general from every IPv4 address; carve-outs for named
    /// users, databases or addresses before that do not change it.
    Open,
}

/// The openings for connections without SSL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Exposure {
    /// Records that admit ordinary sessions, in their order.
    pub ordinary: Vec<ExposedRecord>,
    /// Records that admit physical replication, in their order.
    pub replication: Vec<ExposedRecord>,
    /// Whether certain gaps for users and databases in general span every IPv4 address.
    pub everywhere: bool,
}

impl Exposure {
    /// How far the records stand open.
    pub const fn scope(&self) -> ExposureScope {
        if self.everywhere {
            ExposureScope::Open
        } else if self.ordinary.is_empty() && self.replication.is_empty() {
            ExposureScope::Closed
        } else {
            ExposureScope::Partly
        }
    }

    /// Every gap, ordinary sessions first.
    pub fn gaps(&self) -> impl Iterator<Item = &ExposedRecord> {
        self.ordinary.iter().chain(&self.replication)
    }

    /// A sentence for every gap; empty when closed.
    pub fn text(&self) -> Text {
        Text::clauses(self.gaps().map(ExposedRecord::text))
    }
}

/// The gaps that are left when each record takes what it matches, in the order of the slice.
pub fn exposure(records: &[Record], knowledge: &Knowledge) -> Exposure {
    let mut found = Exposure::default();
    let mut general = Ranges::default();
    let rules = compile(records, knowledge.server_major);
    let fresh = fresh(&rules, knowledge);
    let openings = openings(&rules, Transport::Plaintext, knowledge, &fresh);
    let rejections = Rejections::new(&rules, knowledge);
    for (index, replication, opening) in openings {
        let (Some(record), Some(rule)) = (records.get(index), rules.get(index)) else {
            continue;
        };
        let names = &opening.connection;
        if opening.certain
            && replication == Replication::No
            && (&names.user, &names.database) == (&fresh.user, &fresh.database)
        {
            rule.networks(knowledge)
                .iter()
                .flatten()
                .filter(|network| network.contains(names.address) && network.is_contiguous())
                .for_each(|network| general.insert(network));
        }
        let mut gap = gap(index, record, rule, replication, opening.certain);
        let before = rejections.before(index, rule, replication, knowledge);
        gap.except_more = before.len() > MOST_EXCEPTIONS;
        gap.except = before
            .into_iter()
            .take(MOST_EXCEPTIONS)
            .filter_map(|index| records.get(index).map(|record| record.priority))
            .collect();
        match replication {
            Replication::Physical => found.replication.push(gap),
            Replication::No | Replication::Database => found.ordinary.push(gap),
        }
    }
    found.everywhere = general.end_of(Family::V4, 0) == Some(Family::V4.last());
    found
}

/// The records that no connection at all can reach, by their index.
///
/// A record that matches nobody (a role without members) is not among them, nor is one of an
/// unknown type.
pub fn shadowed(records: &[Record], knowledge: &Knowledge) -> Vec<usize> {
    let rules = compile(records, knowledge.server_major);
    let fresh = fresh(&rules, knowledge);
    let prepared = prepared(&rules, knowledge);
    let mut coverages = [Transport::Plaintext, Transport::Ssl]
        .map(|transport| (transport, Coverage::new(transport, knowledge, &fresh)));
    let mut found = Vec::new();
    for (index, record) in prepared.iter().enumerate() {
        let reaches: Vec<Reach> = coverages
            .iter_mut()
            .filter(|(transport, _)| record.rule.speaks_of(*transport).may())
            .map(|(_, coverage)| coverage.reach(record, None))
            .collect();
        if !matches!(record.rule.kind, RecordType::Other(_))
            && reaches.contains(&Reach::Covered)
            && !reaches.iter().any(|reach| matches!(reach, Reach::Open(_)))
        {
            found.push(index);
        }
        for (_, coverage) in &mut coverages {
            coverage.add(record);
        }
    }
    found
}

/// Every opening over a transport: record, kind of session, connection.
pub(super) fn openings(
    rules: &[PreparedRule],
    transport: Transport,
    knowledge: &Knowledge,
    fresh: &Fresh,
) -> Vec<(usize, Replication, Opening)> {
    let prepared = prepared(rules, knowledge);
    let mut coverage = Coverage::new(transport, knowledge, fresh);
    let mut found = Vec::new();
    for (index, record) in prepared.iter().enumerate() {
        if record.rule.speaks_of(transport).may() && record.rule.effect.could_admit() {
            for replication in [Replication::No, Replication::Physical] {
                if let Reach::Open(opening) = coverage.reach(record, Some(replication)) {
                    found.push((index, replication, opening));
                }
            }
        }
        coverage.add(record);
    }
    found
}

/// Names that occur neither in the rules nor among the known roles.
pub(super) fn fresh(rules: &[PreparedRule], knowledge: &Knowledge) -> Fresh {
    let users = rules.iter().flat_map(|rule| rule.users.texts());
    let databases = rules.iter().flat_map(|rule| rule.databases.texts());
    let roles = knowledge
        .memberships
        .iter()
        .flat_map(crate::domain::hba::evaluate::connection::Memberships::roles);
    Fresh::unlike(users.chain(databases).chain(roles))
}

fn gap(
    index: usize,
    record: &Record,
    rule: &PreparedRule,
    replication: Replication,
    certain: bool,
) -> ExposedRecord {
    let replication = replication == Replication::Physical;
    ExposedRecord {
        index,
        priority: record.priority,
        record: line(record, Shown::Redacted),
        replication,
        users: users(&rule.users, &record.user),
        databases: if replication {
            text!("hba-replication")
        } else {
            databases(&rule.databases, &record.database)
        },
        addresses: addresses(&rule.address, record),
        except: Vec::new(),
        except_more: false,
        certainty: if certain {
            Certainty::Certain
        } else {
            Certainty::Possible
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::domain::hba::sample::records;

    fn said(found: &Exposure) -> Vec<String> {
        found.gaps().map(|gap| gap.text().english()).collect()
    }

    fn judge(lines: &[&str]) -> Exposure {
        exposure(&records(lines), &Knowledge::default())
    }

    #[test]
    fn the_factory_records_stand_open_twice() {
        let found = exposure(&Record::factory(), &Knowledge::default());
        assert_eq!(found.scope(), ExposureScope::Open);
        let expected = [
            "record 0 (host all all 0.0.0.0/0 md5) still admits connections without SSL for every user to every database from any IPv4 address",
            "record 1 (host replication all 0.0.0.0/0 md5) still admits replication without SSL for every user from any IPv4 address",
        ];
        assert_eq!(said(&found), expected);
    }

    #[test]
    fn the_vendors_page_leaves_replication_open() {
        let found = judge(&[
            "hostssl all all 0.0.0.0/0 md5",
            "host replication all 0.0.0.0/0 md5",
        ]);
        assert_eq!(found.scope(), ExposureScope::Partly);
        assert!(found.ordinary.is_empty());
        assert_eq!(found.replication.len(), 1);
    }

    #[test]
    fn a_guard_closes_both_families() {
        let guard = "hostnossl all,replication all 0.0.0.0/0 reject";
        let rest = [
            "host all all 0.0.0.0/0 md5",
            "host replication all 0.0.0.0/0 md5",
        ];
        let guarded = judge(&[guard, rest[0], rest[1]]);
        assert_eq!(guarded.scope(), ExposureScope::Closed);
        let found = judge(&[guard, "host all all all md5"]);
        assert_eq!(found.scope(), ExposureScope::Partly);
        assert_eq!(found.ordinary[0].addresses, "any address");
    }

    #[test]
    fn halves_add_up() {
        let halves = ["host all all 0.0.0.0/1 md5", "host all all 128.0.0.0/1 md5"];
        assert_eq!(judge(&halves).scope(), ExposureScope::Open);
        assert_eq!(judge(&halves[..1]).scope(), ExposureScope::Partly);
        let rejected = [
            "host all all 0.0.0.0/1 reject",
            "host all all 128.0.0.0/1 reject",
            "host all all 0.0.0.0/0 md5",
        ];
        assert_eq!(judge(&rejected).scope(), ExposureScope::Closed);
    }

    #[test]
    fn a_named_carve_out_does_not_close_the_rest() {
        let found = judge(&[
            "host all app 0.0.0.0/0 reject",
            "host sameuser all 0.0.0.0/0 reject",
            "host all all 0.0.0.0/0 md5",
        ]);
        assert_eq!(found.scope(), ExposureScope::Open);
        assert_eq!(found.ordinary[0].index, 2);
        let expected = "record 2 (host all all 0.0.0.0/0 md5) still admits connections without SSL for every user to every database from any IPv4 address, except what records 0, 1 turn away";
        assert_eq!(said(&found), [expected]);
    }

    #[test]
    fn only_rejections_that_matter_are_named() {
        let found = judge(&[
            "host all app 10.0.0.0/8 reject",
            "host replication all 0.0.0.0/0 reject",
            "hostssl all all 0.0.0.0/0 reject",
            "host shop other 0.0.0.0/0 reject",
            "host app app,more 10.1.0.0/16 md5",
            "host app app 11.1.0.0/16 md5",
        ]);
        let except: Vec<&[u32]> = found.gaps().map(|gap| gap.except.as_slice()).collect();
        assert_eq!(except, [&[0][..], &[]]);
        assert!(said(&found)[0].ends_with(", except what record 0 turns away"));
    }

    #[test]
    fn doubts_are_possible_gaps() {
        let found = judge(&["host all all db.example.com md5"]);
        assert_eq!(found.scope(), ExposureScope::Partly);
        assert!(found.gaps().all(|gap| gap.certainty == Certainty::Possible));
        let found = judge(&[
            "host all +staff 0.0.0.0/0 reject",
            "host all +staff 0.0.0.0/0 md5",
        ]);
        let expected = "record 1 (host all +staff 0.0.0.0/0 md5) may still admit connections without SSL for members of role staff to every database from any IPv4 address";
        assert_eq!(said(&found), [expected]);
    }

    #[test]
    fn words_for_people_name_the_few_and_count_the_many() {
        let found = judge(&["host a,b,sameuser,c u1,u2,u3,u4,u5,u6,u7,+r 10.0.0.0/8 md5"]);
        let users = "users u1, u2, u3, u4, u5 and 2 more and members of role r";
        assert_eq!(found.ordinary[0].users, users);
        assert_eq!(found.ordinary[0].databases, "databases a,b,sameuser,c");
        assert_eq!(found.ordinary[0].addresses, "10.0.0.0/8");
    }

    #[test]
    fn shadowed_records_are_named() {
        let lines = records(&[
            "hostssl all all 10.0.0.0/8 md5",
            "host all all 10.1.0.0/16 md5",
            "hostssl all app 10.0.0.1/32 md5",
            "host all all 0.0.0.0/0 md5",
            "hostssl sameuser app 11.0.0.1/32 cert",
            "host replication app 11.0.0.1/32 md5",
        ]);
        assert_eq!(shadowed(&lines, &Knowledge::default()), [2, 4]);
    }

    /// Ten thousand records of the usual shapes, judged in a debug build.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the time taken is what is tested"
    )]
    fn many_records_are_judged_quickly() {
        let shapes: [fn(u32) -> String; 5] = [
            |n| format!("host all all 10.0.{}.{}/32 md5", n >> 8, n & 255),
            |n| format!("host all user{n} 0.0.0.0/0 md5"),
            |n| format!("host all +role{n} 0.0.0.0/0 md5"),
            |n| format!("host db{n} user{n} 10.0.{}.0/24 md5", n % 200),
            |n| format!("host sameuser all 10.{}.{}.1/32 reject", n >> 8, n & 255),
        ];
        for shape in shapes {
            let mut lines: Vec<String> = (0..10_000).map(shape).collect();
            lines.push("host all all 0.0.0.0/0 md5".to_owned());
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let records = records(&lines);
            let start = Instant::now();
            let found = exposure(&records, &Knowledge::default());
            let dead = shadowed(&records, &Knowledge::default());
            let took = start.elapsed();
            assert!(took < Duration::from_secs(5), "{took:?}");
            assert_eq!(found.scope(), ExposureScope::Open);
            assert!(dead.is_empty());
        }
    }
}
