//! Which record a connection meets, and what that record then does.
//!
//! Invariant: the first record that matches decides; a record of which that cannot be told makes
//! the verdict undecided, together with what the records after it would do.
//! Deliberately absent: the server's certificate store, the passwords, and what the service may
//! put before the records it shows.
//!
//! Source: PostgreSQL, chapter 21.1 and `check_hba` of `hba.c`.

use core::net::IpAddr;

use super::connection::{Connection, Encryption, Knowledge};
use super::effect::{CertificateDemand, RecordEffect, effect};
use super::name_match::NameMatch;
use super::names::{Column, DatabaseToken, UserToken};
use crate::domain::hba::syntax::address::{Address, Network};
use crate::domain::hba::syntax::record::{Record, RecordType};
use crate::text::{Text, text};

/// The two transports `pg_hba` tells apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Without SSL.
    Plaintext,
    /// With SSL.
    Ssl,
}

/// A record made ready to be compared with connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedRule {
    pub(in crate::domain::hba) kind: RecordType,
    pub(in crate::domain::hba) users: Column<UserToken>,
    pub(in crate::domain::hba) databases: Column<DatabaseToken>,
    pub(in crate::domain::hba) address: Address,
    pub(in crate::domain::hba) effect: RecordEffect,
}

/// Makes records ready, in the order of the slice, which must be that of the file.
///
/// Shape: the n-th rule is the n-th record; verdicts name records by that index.
pub fn compile(records: &[Record], server_major: Option<u16>) -> Vec<PreparedRule> {
    records
        .iter()
        .map(|record| PreparedRule {
            kind: record.kind.clone(),
            users: Column::users(&record.user, server_major),
            databases: Column::databases(&record.database, server_major),
            address: Address::parse(&record.address, record.mask.as_deref()),
            effect: effect(record, server_major),
        })
        .collect()
}

impl PreparedRule {
    /// Why the server would refuse the record, or why it cannot be told what the record does;
    /// `None` when that is clear.
    pub fn fault(&self) -> Option<&Text> {
        match &self.effect {
            RecordEffect::Unclear(why) => Some(why),
            RecordEffect::Reject { .. } | RecordEffect::Admit { .. } => None,
        }
    }

    /// Whether the record matches this transport.
    pub(in crate::domain::hba) fn speaks_of(&self, transport: Transport) -> NameMatch {
        match (&self.kind, transport) {
            (RecordType::HostSsl, Transport::Plaintext)
            | (RecordType::HostNoSsl, Transport::Ssl) => NameMatch::No,
            (RecordType::Host, _)
            | (RecordType::HostSsl, Transport::Ssl)
            | (RecordType::HostNoSsl, Transport::Plaintext) => NameMatch::Yes,
            (RecordType::Other(kind), _) => NameMatch::Maybe(text!("doubt-type", kind = kind)),
        }
    }

    /// The networks of the address column; `None` when they cannot be told.
    pub(in crate::domain::hba) fn networks(&self, knowledge: &Knowledge) -> Option<Vec<Network>> {
        self.address.networks(knowledge.server_addresses.as_deref())
    }

    fn speaks_of_address(&self, peer: IpAddr, knowledge: &Knowledge) -> NameMatch {
        match self.networks(knowledge) {
            Some(networks) if networks.iter().any(|network| network.contains(peer)) => {
                NameMatch::Yes
            }
            Some(_) => NameMatch::No,
            None => NameMatch::Maybe(self.address.doubt().unwrap_or_default()),
        }
    }

    /// Whether the user and database columns match a connection.
    pub(in crate::domain::hba) fn speaks_of_names(
        &self,
        connection: &Connection,
        knowledge: &Knowledge,
    ) -> NameMatch {
        let memberships = knowledge.memberships.as_ref();
        self.databases
            .matches(connection, memberships)
            .and(|| self.users.matches(&connection.user, memberships))
    }

    /// Whether a connection meets the record, were it the first.
    pub(in crate::domain::hba) fn matches(
        &self,
        connection: &Connection,
        knowledge: &Knowledge,
    ) -> NameMatch {
        let transport = match connection.encryption {
            Encryption::None => Transport::Plaintext,
            Encryption::Ssl { .. } => Transport::Ssl,
        };
        self.speaks_of(transport)
            .and(|| self.speaks_of_address(connection.address, knowledge))
            .and(|| self.speaks_of_names(connection, knowledge))
    }
}

/// A record that may or may not decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Which record.
    pub index: usize,
    /// Why it cannot be told.
    pub why: Text,
    /// Whether the connection could get in by it.
    pub could_admit: bool,
}

/// What `pg_hba` makes of a connection.
///
/// Shape: `index` counts the records from 0, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HbaDecision {
    /// The record lets it go on to the authentication method.
    Admit {
        /// Which record.
        index: usize,
        /// What it demands of the client certificate.
        demand: CertificateDemand,
        /// Method.
        method: String,
        /// Whether a `map` or `clientname` option compares something else than CN and user.
        mapped: bool,
    },
    /// The record turns it away.
    Reject {
        /// Which record.
        index: usize,
    },
    /// No record matches it, which turns it away too.
    NoRecord,
    /// It cannot be told.
    Undecided {
        /// The records that may decide, in order; never empty.
        doubts: Vec<Doubt>,
        /// What happens when none of them does; never undecided itself, and `None` when the last
        /// of them is met for sure and only what it does is unclear.
        otherwise: Option<Box<HbaDecision>>,
    },
}

impl HbaDecision {
    /// Whether the connection gets past `pg_hba`, or could.
    pub fn could_admit(&self) -> bool {
        match self {
            Self::Admit { .. } => true,
            Self::Reject { .. } | Self::NoRecord => false,
            Self::Undecided { doubts, otherwise } => {
                doubts.iter().any(|doubt| doubt.could_admit)
                    || otherwise
                        .as_ref()
                        .is_some_and(|verdict| verdict.could_admit())
            }
        }
    }

    /// The record that decides, or the first that may.
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::Admit { index, .. } | Self::Reject { index } => Some(*index),
            Self::NoRecord => None,
            Self::Undecided { doubts, .. } => doubts.first().map(|doubt| doubt.index),
        }
    }
}

/// The record a connection meets.
pub fn first_match(
    rules: &[PreparedRule],
    connection: &Connection,
    knowledge: &Knowledge,
) -> HbaDecision {
    let mut doubts: Vec<Doubt> = Vec::new();
    let mut settled = Some(HbaDecision::NoRecord);
    for (index, rule) in rules.iter().enumerate() {
        match (rule.matches(connection, knowledge), &rule.effect) {
            (NameMatch::No, _) => continue,
            (NameMatch::Maybe(why), effect) => {
                doubts.push(Doubt {
                    index,
                    why,
                    could_admit: effect.could_admit(),
                });
                continue;
            }
            (NameMatch::Yes, RecordEffect::Unclear(why)) => {
                doubts.push(Doubt {
                    index,
                    why: why.clone(),
                    could_admit: true,
                });
                settled = None;
            }
            (NameMatch::Yes, RecordEffect::Reject { .. }) => {
                settled = Some(HbaDecision::Reject { index });
            }
            (
                NameMatch::Yes,
                RecordEffect::Admit {
                    method,
                    demand,
                    mapped,
                },
            ) => {
                settled = Some(HbaDecision::Admit {
                    index,
                    demand: *demand,
                    method: method.clone(),
                    mapped: *mapped,
                });
            }
        }
        break;
    }
    match settled {
        Some(verdict) if doubts.is_empty() => verdict,
        otherwise => HbaDecision::Undecided {
            doubts,
            otherwise: otherwise.map(Box::new),
        },
    }
}

#[cfg(test)]
mod tests;
