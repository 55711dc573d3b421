//! Sessions that are open on a server: what one look shows, what it cannot show, and what it means.
//!
//! Invariant: a session that the account may not see is counted as hidden, never as encrypted, so
//! that an account without rights cannot make a server look clean. Deliberately absent: sessions
//! over Unix sockets and background processes, which `pg_hba` records of hosts do not match, and
//! GSS encryption, which the service does not offer.

mod peer;
mod watch;

use core::net::IpAddr;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use peer::{CommonName, PeerCertificate};
pub use watch::{ClientKey, ClientSeen, SessionsWatch};

use super::hba::{CertificateClaim, Encryption, Memberships, Replication};
use crate::text::Text;

/// How a session is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEncryption {
    /// Not at all.
    Plaintext,
    /// By SSL.
    Ssl {
        /// Protocol, such as `TLSv1.3`.
        version: Option<String>,
        /// Cipher, as OpenSSL names it.
        cipher: Option<String>,
        /// The client certificate that was presented.
        certificate: Option<PeerCertificate>,
    },
}

/// One session over the network.
///
/// Source: `pg_stat_activity` and `pg_stat_ssl`, PostgreSQL, chapter 28.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Process of the server; used again once the session has ended.
    pub pid: i32,
    /// When the session began; with `pid` it names the session for good. Microseconds.
    pub started: DateTime<Utc>,
    /// User.
    pub user: String,
    /// Database; none for physical replication.
    pub database: Option<String>,
    /// `application_name`; may be empty.
    pub application: String,
    /// The client's address, as the server sees it.
    pub address: IpAddr,
    /// The client's port.
    pub port: Option<u16>,
    /// `backend_type`, such as `client backend` or `walsender`.
    pub backend_type: String,
    /// `state`, such as `idle`.
    pub state: Option<String>,
    /// Encryption.
    pub encryption: SessionEncryption,
    /// Whether it is the very session that looked.
    pub own: bool,
}

impl Session {
    /// Whether it is not encrypted.
    pub fn is_plaintext(&self) -> bool {
        self.encryption == SessionEncryption::Plaintext
    }

    /// Whether the two are the same session.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.pid, self.started) == (other.pid, other.started)
    }

    /// What its start-up packet asked for. A walsender with a database decodes changes
    /// (`replication=database`); one without streams the log.
    pub fn replication(&self) -> Replication {
        match (self.backend_type.as_str(), &self.database) {
            ("walsender", None) => Replication::Physical,
            ("walsender", Some(_)) => Replication::Database,
            _ => Replication::No,
        }
    }

    /// How `pg_hba` saw it when it logged in.
    pub fn hba_encryption(&self) -> Encryption {
        match &self.encryption {
            SessionEncryption::Plaintext => Encryption::None,
            SessionEncryption::Ssl { certificate, .. } => Encryption::Ssl {
                certificate: match certificate {
                    None => CertificateClaim::None,
                    Some(certificate) => CertificateClaim::Verified {
                        common_name: match certificate.common_name() {
                            CommonName::Known(name) => Some(name),
                            CommonName::Absent | CommonName::CutOff => None,
                        },
                    },
                },
            },
        }
    }
}

/// Sessions that the account may not look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Their user, which everyone may see.
    pub user: String,
    /// Their database.
    pub database: Option<String>,
    /// How many.
    pub count: usize,
}

/// What one look at a server shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionsSnapshot {
    /// When, by the clock of this machine.
    pub at: DateTime<Utc>,
    /// Sessions over the network, oldest first.
    pub sessions: Vec<Session>,
    /// Sessions that may be over the network and cannot be looked into, by user and database.
    pub hidden: Vec<Hidden>,
}

impl SessionsSnapshot {
    /// The sessions but the one that looks, which ends with the look.
    pub fn others(&self) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(|session| !session.own)
    }

    /// Those of the others that are without encryption.
    pub fn plaintext(&self) -> impl Iterator<Item = &Session> {
        self.others().filter(|session| session.is_plaintext())
    }
}

/// The account that looks, and its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observer {
    /// Host that was connected to.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User.
    pub user: String,
    /// Database.
    pub database: String,
    /// The server's version, such as `15.4`.
    pub server_version: String,
    /// Its first part.
    pub server_major: Option<u16>,
}

/// What a server told about itself for a judgement on its sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Who looked, and where.
    pub account: Observer,
    /// The sessions.
    pub look: SessionsSnapshot,
    /// Roles and who belongs to them.
    pub memberships: Memberships,
}

/// What a look means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionsJudgement {
    /// No session is without SSL, and none is hidden.
    Clean,
    /// Sessions without SSL.
    Plaintext,
    /// None was seen without SSL, and not every one could be seen.
    Unknown,
}

impl SessionsJudgement {
    /// From what was found and what could not be seen. Something found is certain, whatever else
    /// is hidden.
    pub const fn of(plaintext: bool, complete: bool) -> Self {
        match (plaintext, complete) {
            (true, _) => Self::Plaintext,
            (false, true) => Self::Clean,
            (false, false) => Self::Unknown,
        }
    }

    /// The word that JSON writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "none",
            Self::Plaintext => "plaintext",
            Self::Unknown => "unknown",
        }
    }
}

/// What became of the wish to end a session.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SessionEnd {
    /// The server was told to end it, and it was seen to be gone.
    Ended,
    /// The server was told to end it, and it is still there.
    Lingers,
    /// It had ended before.
    Gone,
    /// The account may not end it, or the server failed to.
    Refused {
        /// SQLSTATE, where the server gave one.
        sqlstate: Option<String>,
        /// What it said.
        message: Text,
    },
    /// A replication session, which is not ended unless this is asked for.
    ReplicationKept,
}

impl SessionEnd {
    /// The word that JSON writes.
    pub fn as_str(&self) -> &'static str {
        self.into()
    }
}

/// The result of `sessions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionReport {
    /// Who looked, and where.
    pub account: Observer,
    /// The last look.
    pub look: SessionsSnapshot,
    /// What was seen over a time, when this was asked for.
    pub watch: Option<SessionsWatch>,
    /// The sessions that were to be ended, when this was asked for.
    pub ended: Option<Vec<(Session, SessionEnd)>>,
}

impl SessionReport {
    /// What it means.
    pub fn judgement(&self) -> SessionsJudgement {
        let found = self.look.plaintext().next().is_some();
        match &self.watch {
            None => SessionsJudgement::of(found, self.look.hidden.is_empty()),
            Some(watch) => SessionsJudgement::of(
                found || watch.found_plaintext(),
                self.look.hidden.is_empty() && watch.is_complete(),
            ),
        }
    }
}

/// The sessions a termination matches: those without SSL but the own one, and whether each is to
/// be ended.
pub fn to_end(look: &SessionsSnapshot, include_replication: bool) -> Vec<(Session, bool)> {
    look.plaintext()
        .map(|session| {
            let streams = session.replication() != Replication::No;
            (session.clone(), include_replication || !streams)
        })
        .collect()
}

/// Counts hidden sessions by user and database.
pub fn hidden(rows: impl IntoIterator<Item = (String, Option<String>)>) -> Vec<Hidden> {
    let mut counts: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for row in rows {
        let count = counts.entry(row).or_default();
        *count = count.saturating_add(1);
    }
    counts
        .into_iter()
        .map(|((user, database), count)| Hidden {
            user,
            database,
            count,
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn session(pid: i32, user: &str, encryption: SessionEncryption) -> Session {
        Session {
            pid,
            started: DateTime::from_timestamp(1_800_000_000 + i64::from(pid), 0).unwrap(),
            user: user.to_owned(),
            database: Some("shop".to_owned()),
            application: "psql".to_owned(),
            address: "10.0.0.7".parse().unwrap(),
            port: Some(40_000),
            backend_type: "client backend".to_owned(),
            state: Some("idle".to_owned()),
            encryption,
            own: false,
        }
    }

    pub(crate) fn ssl(dn: Option<&str>) -> SessionEncryption {
        SessionEncryption::Ssl {
            version: Some("TLSv1.3".to_owned()),
            cipher: Some("TLS_AES_256_GCM_SHA384".to_owned()),
            certificate: dn.map(|dn| PeerCertificate {
                subject: dn.to_owned(),
                serial: Some("7".to_owned()),
                issuer: Some("/CN=client CA".to_owned()),
            }),
        }
    }

    pub(crate) fn look(sessions: Vec<Session>, hidden: Vec<Hidden>) -> SessionsSnapshot {
        SessionsSnapshot {
            at: DateTime::from_timestamp(1_800_000_100, 0).unwrap(),
            sessions,
            hidden,
        }
    }

    #[test]
    fn what_is_hidden_is_never_clean() {
        assert_eq!(SessionsJudgement::of(false, true), SessionsJudgement::Clean);
        assert_eq!(
            SessionsJudgement::of(false, false),
            SessionsJudgement::Unknown
        );
        assert_eq!(
            SessionsJudgement::of(true, false),
            SessionsJudgement::Plaintext
        );
        let counted = hidden([
            ("app".to_owned(), Some("shop".to_owned())),
            ("app".to_owned(), Some("shop".to_owned())),
            ("app".to_owned(), None),
        ]);
        assert_eq!(
            counted.iter().map(|row| row.count).collect::<Vec<_>>(),
            [1, 2]
        );
    }

    #[test]
    fn the_own_session_is_never_ended_and_replication_only_when_asked() {
        let own = Session {
            own: true,
            ..session(1, "dba", SessionEncryption::Plaintext)
        };
        let standby = Session {
            backend_type: "walsender".to_owned(),
            database: None,
            ..session(2, "standby", SessionEncryption::Plaintext)
        };
        let decoder = Session {
            backend_type: "walsender".to_owned(),
            ..session(3, "cdc", SessionEncryption::Plaintext)
        };
        let app = session(4, "app", SessionEncryption::Plaintext);
        let safe = session(5, "app", ssl(None));
        assert_eq!(standby.replication(), Replication::Physical);
        assert_eq!(decoder.replication(), Replication::Database);
        let look = look(vec![own, standby, decoder, app, safe], vec![]);
        let pids = |include| -> Vec<(i32, bool)> {
            to_end(&look, include)
                .into_iter()
                .map(|(session, end)| (session.pid, end))
                .collect()
        };
        assert_eq!(pids(false), [(2, false), (3, false), (4, true)]);
        assert_eq!(pids(true), [(2, true), (3, true), (4, true)]);
    }
}
