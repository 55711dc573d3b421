//! A connection as `pg_hba` sees it, and what is known of the server beside its records.
//!
//! Deliberately absent: passwords, and certificates the server does not trust.

use core::net::IpAddr;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::hba::syntax::address::Interface;

/// The client certificate a connection presented.
///
/// A certificate the server does not trust ends the handshake and never gets here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CertificateClaim {
    /// None.
    None,
    /// One that the server's client CA issued.
    Verified {
        /// Its CN.
        common_name: Option<String>,
    },
}

/// How a connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// Not at all.
    None,
    /// By SSL.
    Ssl {
        /// What the client presented.
        certificate: CertificateClaim,
    },
}

impl Encryption {
    /// SSL without a client certificate.
    pub const SSL: Self = Self::Ssl {
        certificate: CertificateClaim::None,
    };

    /// SSL with a client certificate of this common name that the server has verified.
    pub fn verified(common_name: &str) -> Self {
        Self::Ssl {
            certificate: CertificateClaim::Verified {
                common_name: Some(common_name.to_owned()),
            },
        }
    }
}

/// What the start-up packet's `replication` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Replication {
    /// An ordinary session.
    No,
    /// `replication=true`: meets the word `replication` only.
    Physical,
    /// `replication=database`: meets the records of its database like an ordinary session.
    Database,
}

/// A connection as `pg_hba` sees it.
///
/// Shape: names as the start-up packet carries them, case kept; the server cuts them to 63 bytes
/// before it compares. Without a database in the packet, the user's name stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Connection {
    /// Encryption.
    pub encryption: Encryption,
    /// User.
    pub user: String,
    /// Database; not looked at for physical replication.
    pub database: String,
    /// The peer's address, as the server's socket names it.
    pub address: IpAddr,
    /// Replication.
    pub replication: Replication,
}

/// The roles of a server and who belongs to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memberships {
    /// The roles each role was granted.
    granted: BTreeMap<String, BTreeSet<String>>,
    /// The roles each role was granted to.
    members: BTreeMap<String, BTreeSet<String>>,
}

impl Memberships {
    /// All roles of a server, and the pairs (role, direct member).
    pub fn new<R, G>(roles: R, grants: G) -> Self
    where
        R: IntoIterator<Item = String>,
        G: IntoIterator<Item = (String, String)>,
    {
        let mut known = Self::default();
        for role in roles {
            known.granted.entry(role).or_default();
        }
        for (role, member) in grants {
            known.granted.entry(role.clone()).or_default();
            known
                .members
                .entry(role.clone())
                .or_default()
                .insert(member.clone());
            known.granted.entry(member).or_default().insert(role);
        }
        known
    }

    /// Every role, by name.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.granted.keys().map(String::as_str)
    }

    /// Every role the user belongs to, itself among them; empty when there is no such user.
    pub fn roles_of(&self, user: &str) -> BTreeSet<&str> {
        self.all_from(user, &self.granted)
    }

    /// Every role that belongs to this one, itself among them; empty when there is no such role.
    pub fn members_of(&self, role: &str) -> BTreeSet<&str> {
        self.all_from(role, &self.members)
    }

    fn all_from<'a>(
        &'a self,
        start: &str,
        edges: &'a BTreeMap<String, BTreeSet<String>>,
    ) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let start = self.granted.get_key_value(start);
        let mut next: Vec<&str> = start.map(|(name, _)| name.as_str()).into_iter().collect();
        while let Some(role) = next.pop() {
            if found.insert(role) {
                next.extend(edges.get(role).into_iter().flatten().map(String::as_str));
            }
        }
        found
    }

    /// Whether the user is the role or belongs to it, directly or through others.
    ///
    /// Both must exist, and a superuser belongs to nothing it was not granted.
    ///
    /// Source: `is_member` of `hba.c`.
    pub fn is_member(&self, user: &str, role: &str) -> bool {
        self.roles_of(user).contains(role)
    }
}

/// What is known beside the records. What is not known makes the records that need it undecided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// For `+role` and `samerole`.
    pub memberships: Option<Memberships>,
    /// For `samehost` and `samenet`.
    pub server_addresses: Option<Vec<Interface>>,
    /// PostgreSQL's major version, for regular expressions and `clientcert`.
    pub server_major: Option<u16>,
}
