//! Many looks as one: clients that come and go between two looks leave a trace here.

use core::net::IpAddr;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Hidden, Session, SessionsSnapshot};

/// What sessions of one client have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientKey {
    /// User.
    pub user: String,
    /// Database.
    pub database: Option<String>,
    /// Address.
    pub address: IpAddr,
    /// `application_name`.
    pub application: String,
    /// Whether the sessions use SSL.
    pub ssl: bool,
}

impl ClientKey {
    /// The client of a session.
    pub fn of(session: &Session) -> Self {
        Self {
            user: session.user.clone(),
            database: session.database.clone(),
            address: session.address,
            application: session.application.clone(),
            ssl: !session.is_plaintext(),
        }
    }
}

/// What was seen of one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSeen {
    /// The first look that showed it.
    pub first: DateTime<Utc>,
    /// The last look that showed it.
    pub last: DateTime<Utc>,
    /// Its sessions, by process and start.
    sessions: BTreeSet<(i32, DateTime<Utc>)>,
}

impl ClientSeen {
    /// How many sessions it was seen with.
    pub fn sessions(&self) -> usize {
        self.sessions.len()
    }
}

/// What a time of looking showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionsWatch {
    /// Looks that showed something.
    pub looks: usize,
    /// Looks that failed.
    pub missed: usize,
    /// The clients, but the own one.
    pub clients: BTreeMap<ClientKey, ClientSeen>,
    /// The most hidden sessions that one look met, by user and database.
    hidden: BTreeMap<(String, Option<String>), usize>,
}

impl SessionsWatch {
    /// Takes a look in.
    pub fn add(&mut self, look: &SessionsSnapshot) {
        self.looks = self.looks.saturating_add(1);
        for session in look.sessions.iter().filter(|session| !session.own) {
            let seen = self
                .clients
                .entry(ClientKey::of(session))
                .or_insert_with(|| ClientSeen {
                    first: look.at,
                    last: look.at,
                    sessions: BTreeSet::new(),
                });
            seen.last = look.at;
            seen.sessions.insert((session.pid, session.started));
        }
        for hidden in &look.hidden {
            let most = self
                .hidden
                .entry((hidden.user.clone(), hidden.database.clone()))
                .or_default();
            *most = (*most).max(hidden.count);
        }
    }

    /// Takes in that a look failed.
    pub fn miss(&mut self) {
        self.missed = self.missed.saturating_add(1);
    }

    /// Whether every look showed every session.
    pub fn is_complete(&self) -> bool {
        self.missed == 0 && self.hidden.is_empty()
    }

    /// Whether a client without SSL was seen.
    pub fn found_plaintext(&self) -> bool {
        self.clients.keys().any(|client| !client.ssl)
    }

    /// The most hidden sessions that one look met, by user and database.
    pub fn hidden(&self) -> Vec<Hidden> {
        self.hidden
            .iter()
            .map(|((user, database), count)| Hidden {
                user: user.clone(),
                database: database.clone(),
                count: *count,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{look, session, ssl};
    use super::super::{Session, SessionEncryption};
    use super::*;

    #[test]
    fn clients_that_come_and_go_are_kept() {
        let mut watch = SessionsWatch::default();
        let plain = |pid| session(pid, "app", SessionEncryption::Plaintext);
        let own = Session {
            own: true,
            ..plain(9)
        };
        let mut later = look(vec![plain(2), session(3, "app", ssl(None)), own], vec![]);
        later.at = DateTime::from_timestamp(1_800_000_200, 0).unwrap();
        watch.add(&look(vec![plain(1), plain(2)], vec![]));
        watch.add(&later);
        watch.add(&look(vec![], vec![]));
        assert_eq!((watch.looks, watch.clients.len()), (3, 2));
        assert!(watch.is_complete() && watch.found_plaintext());
        let seen = &watch.clients[&ClientKey::of(&plain(1))];
        assert_eq!(seen.sessions(), 2, "the own session does not count");
        assert_eq!((seen.last - seen.first).num_seconds(), 100);
    }

    #[test]
    fn a_look_that_failed_or_hid_something_makes_it_incomplete() {
        let mut missed = SessionsWatch::default();
        missed.miss();
        assert!(!missed.is_complete());
        let mut hid = SessionsWatch::default();
        let hidden = |count| {
            vec![Hidden {
                user: "app".to_owned(),
                database: None,
                count,
            }]
        };
        hid.add(&look(vec![], hidden(3)));
        hid.add(&look(vec![], hidden(1)));
        hid.add(&look(vec![], vec![]));
        assert!(!hid.is_complete());
        assert_eq!(hid.hidden(), hidden(3));
    }
}
