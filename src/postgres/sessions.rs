//! Asks a server for its open sessions and ends some of them.
//!
//! Every question is one simple query, which poolers pass on too. Names are looked up in
//! `pg_catalog` alone, so that nobody can put a function of their own in the way.
//!
//! Source: PostgreSQL, chapter 28.2 (`pg_stat_activity`, `pg_stat_ssl`) and 9.28.2
//! (`pg_terminate_backend`).

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;
use tokio_postgres::{SimpleQueryMessage, SimpleQueryRow};

use super::login::{ConnectError, Database};
use crate::domain::hba::Memberships;
use crate::domain::sessions::{
    Observer, PeerCertificate, Session, SessionEncryption, SessionsSnapshot, hidden,
};

/// How long one question may take.
const LIMIT: Duration = Duration::from_secs(30);

/// What became of one wish to end a session, as the server answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signalled {
    /// The server told the session to end.
    Sent,
    /// There is no such session any more.
    Gone,
    /// The server refused.
    Refused(ConnectError),
}

impl Database {
    /// Who is logged in where.
    ///
    /// # Errors
    /// [`ConnectError`] when the server does not answer.
    pub async fn account(&self) -> Result<Observer, ConnectError> {
        self.ask("SET search_path = pg_catalog").await?;
        let rows = self.ask("SHOW server_version").await?;
        let version = rows.first().and_then(|row| text(row, 0));
        let rows = self.ask("SHOW server_version_num").await?;
        let number = rows.first().and_then(|row| text(row, 0));
        // The server may have cut the names of the login.
        let rows = self.ask("SELECT session_user, current_database()").await?;
        let name = |column| rows.first().and_then(|row| text(row, column));
        Ok(Observer {
            host: self.server.host.clone(),
            port: self.server.port,
            user: name(0).unwrap_or_default(),
            database: name(1).unwrap_or_default(),
            server_version: version.unwrap_or_default(),
            server_major: number
                .and_then(|number| number.parse::<u32>().ok())
                .and_then(|number| u16::try_from(number / 10_000).ok()),
        })
    }

    /// The sessions that are open at `now`.
    ///
    /// # Errors
    /// [`ConnectError`] when the server does not answer.
    pub async fn look(
        &self,
        account: &Observer,
        now: DateTime<Utc>,
    ) -> Result<SessionsSnapshot, ConnectError> {
        // Before 12 the column is called otherwise, and serial and issuer are not told.
        let certificate = if account.server_major.is_some_and(|major| major >= 12) {
            "s.client_dn, s.client_serial, s.issuer_dn"
        } else {
            "s.clientdn, NULL, NULL"
        };
        let rows = self
            .ask(&format!(
                "SELECT a.pid, coalesce(a.usename, a.usesysid::text), a.datname, \
                 a.application_name, host(a.client_addr), a.client_port, a.backend_type, \
                 round(extract(epoch FROM a.backend_start) * 1000000)::bigint, a.state, s.ssl, \
                 s.version, s.cipher, a.pid = pg_backend_pid(), {certificate} \
                 FROM pg_stat_activity a LEFT JOIN pg_stat_ssl s USING (pid) \
                 ORDER BY a.backend_start, a.pid"
            ))
            .await?;
        let mut sessions = Vec::new();
        let mut unseen = Vec::new();
        for row in &rows {
            match read(row) {
                Row::Session(session) => sessions.push(*session),
                Row::Hidden { user, database } => unseen.push((user, database)),
                Row::Local => {}
            }
        }
        Ok(SessionsSnapshot {
            at: now,
            sessions,
            hidden: hidden(unseen),
        })
    }

    /// All roles, and who belongs to them.
    ///
    /// # Errors
    /// [`ConnectError`] when the server does not answer.
    pub async fn memberships(&self) -> Result<Memberships, ConnectError> {
        let roles = self.ask("SELECT rolname FROM pg_roles").await?;
        let grants = self
            .ask(
                "SELECT r.rolname, m.rolname FROM pg_auth_members g \
                 JOIN pg_roles r ON r.oid = g.roleid JOIN pg_roles m ON m.oid = g.member",
            )
            .await?;
        Ok(Memberships::new(
            roles.iter().filter_map(|row| text(row, 0)),
            grants
                .iter()
                .filter_map(|row| Some((text(row, 0)?, text(row, 1)?))),
        ))
    }

    /// Tells the server to end a session, when it is still that session: the number of a process
    /// is used again, so its start is compared in the same statement.
    pub async fn terminate(&self, session: &Session) -> Signalled {
        let question = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE pid = {} AND pid <> pg_backend_pid() \
             AND round(extract(epoch FROM backend_start) * 1000000)::bigint = {}",
            session.pid,
            session.started.timestamp_micros()
        );
        match self.ask(&question).await {
            Ok(rows) => match rows.first().and_then(|row| text(row, 0)) {
                Some(sent) if sent == "t" => Signalled::Sent,
                Some(_) | None => Signalled::Gone,
            },
            Err(error) => Signalled::Refused(error),
        }
    }

    pub(in crate::postgres) async fn ask(
        &self,
        question: &str,
    ) -> Result<Vec<SimpleQueryRow>, ConnectError> {
        self.progress.make_room();
        let messages = timeout(LIMIT.max(self.limit), self.client.simple_query(question))
            .await
            .map_err(|_| ConnectError::TimedOut)?
            .map_err(|error| ConnectError::of(&error))?;
        Ok(messages
            .into_iter()
            .filter_map(|message| {
                if let SimpleQueryMessage::Row(row) = message {
                    Some(row)
                } else {
                    None
                }
            })
            .collect())
    }
}

/// What a row of the activity is.
enum Row {
    Session(Box<Session>),
    /// The account may not see into it; it may be over the network.
    Hidden {
        user: String,
        database: Option<String>,
    },
    /// A background process, or a session over a Unix socket.
    Local,
}

fn read(row: &SimpleQueryRow) -> Row {
    let Some(user) = text(row, 1) else {
        // Processes without a user belong to the server itself.
        return Row::Local;
    };
    let database = text(row, 2);
    let Some(backend_type) = text(row, 6) else {
        return Row::Hidden { user, database };
    };
    let Some(address) = text(row, 4) else {
        return Row::Local;
    };
    let certificate = text(row, 13)
        .filter(|dn| !dn.is_empty())
        .map(|subject| PeerCertificate {
            subject,
            serial: text(row, 14),
            issuer: text(row, 15),
        });
    let encryption = match text(row, 9).as_deref() {
        Some("t") => SessionEncryption::Ssl {
            version: text(row, 10),
            cipher: text(row, 11),
            certificate,
        },
        Some("f") => SessionEncryption::Plaintext,
        // It ended between the two views, or the server does not tell.
        Some(_) | None => return Row::Hidden { user, database },
    };
    let session = (|| {
        Some(Session {
            pid: text(row, 0)?.parse().ok()?,
            started: DateTime::from_timestamp_micros(text(row, 7)?.parse().ok()?)?,
            user: user.clone(),
            database: database.clone(),
            application: text(row, 3).unwrap_or_default(),
            address: address.parse().ok()?,
            port: text(row, 5).and_then(|port| port.parse().ok()),
            backend_type,
            state: text(row, 8),
            encryption,
            own: text(row, 12).as_deref() == Some("t"),
        })
    })();
    session.map_or(Row::Hidden { user, database }, |session| {
        Row::Session(Box::new(session))
    })
}

fn text(row: &SimpleQueryRow, column: usize) -> Option<String> {
    row.try_get(column).ok().flatten().map(ToOwned::to_owned)
}
