//! Connects and logs in, as `sslmode` says.

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls_pki_types::ServerName;
use secrecy::ExposeSecret;
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::SslMode as Negotiated;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config};

use super::trust::{Connector, configuration};
use super::{Login, Place, SslMode};
use crate::domain::proof::OtherNameLogin;
use crate::postgres::ClientIdentity;

/// Why a login did not succeed. Never holds a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConnectError {
    /// No connection to the host.
    #[error("{0}")]
    Unreachable(String),
    /// The connection broke, or what answered is no PostgreSQL server.
    #[error("{0}")]
    Broken(String),
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// SSL is demanded, and the server has none.
    #[error("the server takes no SSL connection, and sslmode demands one")]
    NoSsl,
    /// The TLS handshake failed, or one side does not believe the other's certificate.
    #[error("SSL failed: {0}")]
    Tls(String),
    /// The server wants a password and none was given.
    #[error("the server asks for a password, and none was given")]
    NoPassword,
    /// The server said no.
    #[error("{message} (SQLSTATE {sqlstate})")]
    Refused {
        /// Its code.
        sqlstate: String,
        /// Its words.
        message: String,
    },
}

impl ConnectError {
    /// Whether another address of the same server may still answer.
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TimedOut)
    }

    /// From the database library.
    pub(in crate::postgres) fn of(error: &tokio_postgres::Error) -> Self {
        if let Some(refused) = error.as_db_error() {
            return Self::Refused {
                sqlstate: refused.code().code().to_owned(),
                message: refused.message().to_owned(),
            };
        }
        let mut reasons = Vec::new();
        let mut source = error.source();
        let mut tls = None;
        while let Some(cause) = source {
            let inner = cause
                .downcast_ref::<io::Error>()
                .and_then(io::Error::get_ref)
                .and_then(|inner| inner.downcast_ref::<rustls::Error>())
                .or_else(|| cause.downcast_ref());
            tls = tls.or(inner);
            reasons.push(cause.to_string());
            source = cause.source();
        }
        let reason = reasons
            .first()
            .cloned()
            .unwrap_or_else(|| error.to_string());
        match (tls, reason.as_str()) {
            (Some(tls), _) => Self::Tls(tls.to_string()),
            (None, "password missing") => Self::NoPassword,
            (None, "server does not support TLS") => Self::NoSsl,
            (None, _) if error.to_string().contains("TLS handshake") => Self::Tls(reason),
            (None, _) => Self::Broken(reason),
        }
    }
}

/// A connection that is logged in.
pub struct Database {
    pub(in crate::postgres) client: Client,
    connection: JoinHandle<()>,
    /// Where.
    pub(in crate::postgres) place: Place,
    /// As whom.
    pub(in crate::postgres) user: String,
    /// In which database.
    pub(in crate::postgres) dbname: String,
    /// Limit for one question.
    pub(in crate::postgres) limit: std::time::Duration,
}

impl Database {
    /// Says good-bye to the server.
    pub async fn close(self) {
        let Self {
            client,
            connection,
            limit,
            ..
        } = self;
        drop(client);
        // A server that does not listen any more is left to itself.
        let _ = timeout(limit, connection).await;
    }
}

/// How one login is tried.
struct Attempt<'a> {
    database: &'a str,
    mode: Negotiated,
    identity: Option<&'a ClientIdentity>,
    /// Is set when the server proves by SCRAM that it took the password.
    password_taken: Arc<AtomicBool>,
}

impl Login {
    /// Connects and logs in. `allow` and `prefer` try the other way when the first is refused, but
    /// not after a wrong password.
    ///
    /// # Errors
    /// [`ConnectError`] of the attempt with SSL, where there was one.
    pub async fn connect(&self, place: &Place) -> Result<Database, ConnectError> {
        match self.ssl.mode {
            SslMode::Disable => self.attempt(place, Negotiated::Disable).await,
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => {
                self.attempt(place, Negotiated::Require).await
            }
            SslMode::Prefer => match self.attempt(place, Negotiated::Prefer).await {
                Err(error) if is_worth_another_way(&error) => self
                    .attempt(place, Negotiated::Disable)
                    .await
                    .map_err(|_| error),
                ended => ended,
            },
            SslMode::Allow => match self.attempt(place, Negotiated::Disable).await {
                Err(error) if is_worth_another_way(&error) => {
                    match self.attempt(place, Negotiated::Require).await {
                        Err(ConnectError::NoSsl) => Err(error),
                        ended => ended,
                    }
                }
                ended => ended,
            },
        }
    }

    /// Logs in over SSL, once, with a certificate whose name is not the user's, and leaves again.
    /// The server certificate is judged as `sslmode` says.
    pub async fn with_other_name(
        &self,
        place: &Place,
        database: &str,
        identity: &ClientIdentity,
    ) -> OtherNameLogin {
        let taken = Arc::new(AtomicBool::new(false));
        let attempt = Attempt {
            database,
            mode: Negotiated::Require,
            identity: Some(identity),
            password_taken: Arc::clone(&taken),
        };
        let login = self.log_in(place, attempt);
        match timeout(self.timeout, login).await {
            Ok(Ok(database)) => {
                database.close().await;
                OtherNameLogin::LoggedIn
            }
            Ok(Err(ConnectError::Refused { sqlstate, .. })) => OtherNameLogin::Refused {
                password_taken: taken.load(Ordering::Relaxed),
                as_wrong_password: sqlstate == SqlState::INVALID_PASSWORD.code(),
            },
            Ok(Err(_)) | Err(_) => OtherNameLogin::NoAnswer,
        }
    }

    async fn attempt(&self, place: &Place, mode: Negotiated) -> Result<Database, ConnectError> {
        let attempt = Attempt {
            database: &self.database,
            mode,
            identity: self.ssl.identity.as_ref(),
            password_taken: Arc::default(),
        };
        timeout(self.timeout, self.log_in(place, attempt))
            .await
            .unwrap_or(Err(ConnectError::TimedOut))
    }

    async fn log_in(&self, place: &Place, attempt: Attempt<'_>) -> Result<Database, ConnectError> {
        let stream = dial(place, self.timeout).await?;
        let name = ServerName::try_from(place.host.clone())
            .or_else(|_| stream.peer_addr().map(|peer| ServerName::from(peer.ip())))
            .map_err(|error| ConnectError::Broken(error.to_string()))?;
        let connector = Connector {
            configuration: configuration(&self.ssl, attempt.identity, &place.host)
                .map_err(|error| ConnectError::Tls(error.to_string()))?,
            name,
            password_taken: attempt.password_taken,
        };
        let mut config = Config::new();
        config
            .user(&self.user)
            .dbname(attempt.database)
            .application_name(&self.application)
            .channel_binding(self.channel_binding)
            .ssl_mode(attempt.mode);
        if let Some(options) = &self.options {
            config.options(options);
        }
        if let Some(password) = self.password_for(place) {
            config.password(password.expose_secret());
        }
        let (client, connection) = config
            .connect_raw(stream, connector)
            .await
            .map_err(|error| ConnectError::of(&error))?;
        // How it ended shows in the answer to the question that was under way.
        let connection = tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Database {
            client,
            connection,
            place: place.clone(),
            user: self.user.clone(),
            dbname: attempt.database.to_owned(),
            limit: self.timeout,
        })
    }
}

fn is_worth_another_way(error: &ConnectError) -> bool {
    match error {
        ConnectError::Refused { sqlstate, .. } => *sqlstate != *SqlState::INVALID_PASSWORD.code(),
        ConnectError::Tls(_) | ConnectError::Broken(_) => true,
        ConnectError::Unreachable(_)
        | ConnectError::TimedOut
        | ConnectError::NoSsl
        | ConnectError::NoPassword => false,
    }
}

/// Connects to the first address that answers; each gets an equal share of the time.
async fn dial(place: &Place, limit: std::time::Duration) -> Result<TcpStream, ConnectError> {
    let host = place.host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<SocketAddr> = match place.address {
        Some(address) => vec![SocketAddr::new(address, place.port)],
        None => lookup_host((host, place.port))
            .await
            .map_err(|error| {
                ConnectError::Unreachable(format!("the name does not resolve: {error}"))
            })?
            .collect(),
    };
    let share = u32::try_from(addresses.len())
        .ok()
        .and_then(|count| limit.checked_div(count))
        .unwrap_or(limit);
    let mut reason = "the name has no address".to_owned();
    for address in addresses {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it small writes wait for an acknowledgement; still correct.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => reason = format!("{address}: {error}"),
            Err(_) => reason = format!("{address}: no connection in time"),
        }
    }
    Err(ConnectError::Unreachable(reason))
}
