//! What a client is told, in the words of each PostgreSQL version.
//!
//! Source: `ClientAuthentication` and `auth_failed` of `auth.c`, `InitializeSessionUserId` of
//! `miscinit.c`, `InitPostgres` of `postinit.c`; a test compares with real servers of 11 to 18.

use super::InForce;
use super::packet::{self, ConnectionRefusal};
use crate::domain::hba::{Connection, Encryption, Replication};

/// A request for encryption that came a second time reads as a version nobody speaks.
pub(super) fn unsupported_again(packet: &[u8], major: u16) -> ConnectionRefusal {
    let low = if packet.ends_with(&[48]) { 5680 } else { 5679 };
    let oldest = if major >= 14 { "3.0" } else { "2.0" };
    let newest = if major >= 18 { "3.2" } else { "3.0" };
    let message =
        format!("unsupported frontend protocol 1234.{low}: server supports {oldest} to {newest}");
    ConnectionRefusal::of_packet("0A000", message, major)
}

/// The request of method scram-sha-256, and of md5 where the stored password is a SCRAM one.
pub(super) fn sasl(encryption: &Encryption) -> Vec<u8> {
    let mechanisms: &[u8] = match encryption {
        Encryption::None => b"SCRAM-SHA-256\0\0",
        Encryption::Ssl { .. } => b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0",
    };
    packet::authentication(10, mechanisms)
}

/// A login that failed.
pub(super) fn auth_failed(sqlstate: &'static str, what: &str, user: &str) -> ConnectionRefusal {
    let message = format!("{what} authentication failed for user \"{user}\"");
    ConnectionRefusal::new(sqlstate, message, ("auth.c", "auth_failed"))
}

impl InForce {
    /// `no pg_hba.conf entry` or `pg_hba.conf rejects connection`.
    pub(super) fn by_hba(&self, connection: &Connection, rejected: bool) -> ConnectionRefusal {
        let encryption = match (&connection.encryption, self.major >= 14) {
            (Encryption::None, true) => "no encryption",
            (Encryption::Ssl { .. }, true) => "SSL encryption",
            (Encryption::None, false) => "SSL off",
            (Encryption::Ssl { .. }, false) => "SSL on",
        };
        // Up to 13 the words for physical replication were used for both kinds.
        let physical = match connection.replication {
            Replication::No => false,
            Replication::Physical => true,
            Replication::Database => self.major <= 13,
        };
        let what = match (rejected, physical) {
            (true, true) => "pg_hba.conf rejects replication connection for",
            (true, false) => "pg_hba.conf rejects connection for",
            (false, true) => "no pg_hba.conf entry for replication connection from",
            (false, false) => "no pg_hba.conf entry for",
        };
        let Connection {
            address,
            user,
            database,
            ..
        } = connection;
        let database = if physical {
            String::new()
        } else {
            format!(" database \"{database}\",")
        };
        let message = format!("{what} host \"{address}\", user \"{user}\",{database} {encryption}");
        ConnectionRefusal::new("28000", message, ("auth.c", "ClientAuthentication"))
    }

    /// What a record that demands a certificate says to somebody without one.
    pub(super) fn demand(&self) -> ConnectionRefusal {
        let (sqlstate, message) = if self.has_client_ca {
            ("28000", "connection requires a valid client certificate")
        } else {
            let text =
                "client certificates can only be checked if a root certificate store is available";
            ("F0000", text)
        };
        ConnectionRefusal::new(sqlstate, message, ("auth.c", "ClientAuthentication"))
    }

    /// What is said after the login to a user, or about a database, that does not exist.
    pub(super) fn stranger(&self, connection: &Connection) -> Option<ConnectionRefusal> {
        let Connection {
            user,
            database,
            replication,
            ..
        } = connection;
        let Some(may_replicate) = self.users.get(user) else {
            let message = format!("role \"{user}\" does not exist");
            let source = ("miscinit.c", "InitializeSessionUserId");
            return Some(ConnectionRefusal::new("28000", message, source));
        };
        let source = ("postinit.c", "InitPostgres");
        if *replication != Replication::No && !may_replicate {
            let message = if self.major >= 16 {
                "permission denied to start WAL sender"
            } else {
                "must be superuser or replication role to start walsender"
            };
            return Some(ConnectionRefusal::new("42501", message, source));
        }
        if *replication != Replication::Physical && !self.databases.contains(database) {
            let message = format!("database \"{database}\" does not exist");
            return Some(ConnectionRefusal::new("3D000", message, source));
        }
        None
    }

    /// What follows a login: settings, a key for cancelling, and that queries may come.
    pub(super) fn greeting(&self, connection: &Connection) -> Vec<u8> {
        let version = format!("{}.0", self.major);
        let settings = [
            ("application_name", ""),
            ("client_encoding", "UTF8"),
            ("DateStyle", "ISO, MDY"),
            ("integer_datetimes", "on"),
            ("IntervalStyle", "postgres"),
            ("is_superuser", "off"),
            ("server_encoding", "UTF8"),
            ("server_version", &version),
            ("session_authorization", &connection.user),
            ("standard_conforming_strings", "on"),
            ("TimeZone", "Etc/UTC"),
        ];
        let mut greeting = Vec::new();
        for (name, value) in settings {
            let body = [name.as_bytes(), b"\0", value.as_bytes(), b"\0"].concat();
            greeting.extend(packet::message_of(b'S', &body));
        }
        let key: [u8; 8] = rand::random();
        greeting.extend(packet::message_of(b'K', &key));
        greeting.extend(packet::message_of(b'Z', b"I"));
        greeting
    }
}
