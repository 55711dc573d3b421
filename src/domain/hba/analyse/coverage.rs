//! What a list of records leaves for the records after it: the search for a connection that meets
//! a given record and none before it. The names are those of its hardest connections, so only the
//! addresses are searched.
//!
//! Invariant: what cannot be told never covers anything, so no opening is overlooked. An opening
//! is certain only if nothing before it that could turn the connection away may match.

use std::borrow::Cow;
use std::collections::HashMap;

use super::hardest::{Fresh, hardest};
use super::ranges::{RangeSearch, Ranges, uncovered};
use crate::domain::hba::evaluate::connection::{Connection, Knowledge, Replication};
use crate::domain::hba::evaluate::effect::RecordEffect;
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport};
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::evaluate::names::{DatabaseToken, UserToken};
use crate::domain::hba::syntax::address::{Family, Network};

/// Comparisons that one question may spend on masks that are not contiguous.
const BUDGET: usize = 4_000_000;

/// A record with more pairs of words than this is compared as a whole instead of being indexed.
const INDEXED_PAIRS: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum UserKey<'a> {
    All,
    Name(&'a str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum DatabaseKey<'a> {
    All,
    SameUser,
    Replication,
    Name(&'a str),
}

/// A record, and the networks of its address column if they can be told.
#[derive(Debug, Clone)]
pub(super) struct Prepared<'a> {
    pub(in crate::domain::hba) rule: &'a PreparedRule,
    pub(in crate::domain::hba) networks: Option<Vec<Network>>,
}

/// A connection that gets to a record, and whether that is certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    pub(in crate::domain::hba) connection: Connection,
    pub(in crate::domain::hba) certain: bool,
}

/// Whether a record can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nobody is spoken of: a role without members, no own address.
    Nobody,
    /// Records before it take every connection it matches.
    Covered,
    /// It can.
    Open(Opening),
}

/// The connections of one transport that the records so far take.
#[derive(Debug, Clone)]
pub(super) struct Coverage<'a> {
    transport: Transport,
    knowledge: &'a Knowledge,
    fresh: &'a Fresh,
    indexed: HashMap<(UserKey<'a>, DatabaseKey<'a>), Ranges>,
    others: Vec<&'a Prepared<'a>>,
    budget: usize,
}

impl<'a> Coverage<'a> {
    pub(in crate::domain::hba) fn new(
        transport: Transport,
        knowledge: &'a Knowledge,
        fresh: &'a Fresh,
    ) -> Self {
        Self {
            transport,
            knowledge,
            fresh,
            indexed: HashMap::new(),
            others: Vec::new(),
            budget: BUDGET,
        }
    }

    /// Takes in one more record.
    pub(in crate::domain::hba) fn add(&mut self, record: &'a Prepared<'a>) {
        let transport = record.rule.speaks_of(self.transport);
        let sure = transport == NameMatch::Yes && can_be_sure(record, self.knowledge);
        let indexed = if sure {
            pairs(record.rule, self.knowledge).zip(contiguous(record))
        } else {
            None
        };
        if let Some((pairs, networks)) = indexed {
            for pair in pairs {
                let ranges = self.indexed.entry(pair).or_default();
                for network in &networks {
                    ranges.insert(network);
                }
            }
        } else if sure || (transport.may() && record.rule.effect.could_refuse()) {
            self.others.push(record);
        }
    }

    /// Looks for a connection that gets to a record, a certain one if there is one; of the one
    /// kind of session, or of any.
    pub(super) fn reach(&mut self, record: &Prepared<'_>, only: Option<Replication>) -> Reach {
        let whole = [Family::V4, Family::V6].map(Network::whole);
        let networks = record.networks.as_deref().unwrap_or(&whole);
        let sure = record.networks.is_some()
            && record.rule.speaks_of(self.transport) == NameMatch::Yes
            && matches!(
                record.rule.effect,
                RecordEffect::Admit { .. } | RecordEffect::Reject { .. }
            );
        let mut reach = Reach::Nobody;
        if networks.is_empty() {
            return reach;
        }
        for (connection, named) in self.hardest(record.rule) {
            if only.is_some_and(|kind| kind != connection.replication) {
                continue;
            }
            if sure
                && named
                && let Some(connection) = self.search(&connection, networks, true)
            {
                return Reach::Open(Opening {
                    connection,
                    certain: true,
                });
            }
            if matches!(reach, Reach::Open(_)) {
                continue;
            }
            reach = match self.search(&connection, networks, false) {
                Some(connection) => Reach::Open(Opening {
                    connection,
                    certain: false,
                }),
                None => Reach::Covered,
            };
        }
        reach
    }

    /// The hardest connections of a record, as [`hardest`].
    pub(super) fn hardest(&self, rule: &PreparedRule) -> Vec<(Connection, bool)> {
        hardest(rule, self.transport, self.knowledge, self.fresh)
    }

    /// An address from which the connection gets past every record so far; with `strict`, past
    /// those too that could turn it away and of which it cannot be told whether they match.
    fn search(
        &mut self,
        connection: &Connection,
        networks: &[Network],
        strict: bool,
    ) -> Option<Connection> {
        let mut extra = Ranges::default();
        let mut odd = Vec::new();
        for record in &self.others {
            let meets = |network: &Network| networks.iter().any(|asked| asked.meets(network));
            let taken: Cow<'_, [Network]> = match &record.networks {
                Some(taken) if !taken.iter().any(meets) => continue,
                Some(taken) => Cow::Borrowed(taken),
                None => Cow::Owned([Family::V4, Family::V6].map(Network::whole).to_vec()),
            };
            let takes = record
                .rule
                .speaks_of(self.transport)
                .and(|| record.rule.speaks_of_names(connection, self.knowledge));
            let sure = takes == NameMatch::Yes && record.networks.is_some();
            let may = strict && takes != NameMatch::No && record.rule.effect.could_refuse();
            if sure || may {
                for network in taken.iter() {
                    if network.is_contiguous() {
                        extra.insert(network);
                    } else {
                        odd.push(*network);
                    }
                }
            }
        }
        let user = connection.user.as_str();
        let database = connection.database.as_str();
        let databases = match connection.replication {
            Replication::Physical => [Some(DatabaseKey::Replication), None, None],
            Replication::No | Replication::Database => [
                Some(DatabaseKey::All),
                Some(DatabaseKey::Name(database)),
                (user == database).then_some(DatabaseKey::SameUser),
            ],
        };
        let mut ranges = vec![&extra];
        for user in [UserKey::All, UserKey::Name(user)] {
            for database in databases.into_iter().flatten() {
                ranges.extend(self.indexed.get(&(user, database)));
            }
        }
        networks.iter().find_map(|network| {
            let number = match uncovered(network, &ranges, &odd, &mut self.budget) {
                RangeSearch::Covered => return None,
                RangeSearch::Found(number) => number,
                // Not proven covered, and not proven open either.
                RangeSearch::GaveUp if strict => return None,
                RangeSearch::GaveUp => network.bounds().0,
            };
            Some(Connection {
                address: network.family().address(number),
                ..connection.clone()
            })
        })
    }
}

/// The pairs of words of a record, when every word is a name, a plain keyword or a role whose
/// members are known.
fn pairs<'a>(
    rule: &'a PreparedRule,
    knowledge: &'a Knowledge,
) -> Option<Vec<(UserKey<'a>, DatabaseKey<'a>)>> {
    let words = rule.users.0.as_ref().ok()?;
    let databases = rule.databases.0.as_ref().ok()?;
    let mut users = Vec::new();
    for word in words {
        match word {
            UserToken::All => users.push(UserKey::All),
            UserToken::Name(name) => users.push(UserKey::Name(name)),
            UserToken::Member(role) => {
                let members = knowledge.memberships.as_ref()?.members_of(role);
                users.extend(members.into_iter().map(UserKey::Name));
            }
            UserToken::Pattern(_) | UserToken::Unsure(_) => return None,
        }
    }
    if users.len().saturating_mul(databases.len()) > INDEXED_PAIRS {
        return None;
    }
    let mut found = Vec::new();
    for database in databases {
        let database = match database {
            DatabaseToken::All => DatabaseKey::All,
            DatabaseToken::SameUser => DatabaseKey::SameUser,
            DatabaseToken::Replication => DatabaseKey::Replication,
            DatabaseToken::Name(name) => DatabaseKey::Name(name),
            DatabaseToken::SameRole
            | DatabaseToken::Pattern(_)
            | DatabaseToken::File(_)
            | DatabaseToken::Unsure(_) => return None,
        };
        found.extend(users.iter().map(|user| (*user, database)));
    }
    Some(found)
}

/// Whether it can be told of some connection that it meets the record.
fn can_be_sure(record: &Prepared<'_>, knowledge: &Knowledge) -> bool {
    let known = knowledge.memberships.is_some();
    let users = record.rule.users.0.iter().flatten().any(|word| match word {
        UserToken::All | UserToken::Name(_) | UserToken::Pattern(_) => true,
        UserToken::Member(_) => known,
        UserToken::Unsure(_) => false,
    });
    let databases = record
        .rule
        .databases
        .0
        .iter()
        .flatten()
        .any(|word| match word {
            DatabaseToken::SameRole => known,
            DatabaseToken::File(_) | DatabaseToken::Unsure(_) => false,
            DatabaseToken::All
            | DatabaseToken::SameUser
            | DatabaseToken::Replication
            | DatabaseToken::Name(_)
            | DatabaseToken::Pattern(_) => true,
        });
    record.networks.is_some() && users && databases
}

fn contiguous(record: &Prepared<'_>) -> Option<Vec<Network>> {
    let networks = record.networks.as_ref()?;
    networks
        .iter()
        .all(Network::is_contiguous)
        .then(|| networks.clone())
}

/// The rules with the networks that each matches.
pub(super) fn prepared<'a>(rules: &'a [PreparedRule], knowledge: &Knowledge) -> Vec<Prepared<'a>> {
    rules
        .iter()
        .map(|rule| Prepared {
            rule,
            networks: rule.networks(knowledge),
        })
        .collect()
}
