//! Why a login did not succeed.

use std::error::Error as _;
use std::io;

use thiserror::Error;
use tokio_postgres::error::SqlState;

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
    /// The server wants a password in clear or as MD5 over a connection without TLS.
    #[error(
        "the server asks for the password in clear or as MD5 over a connection without SSL, and whoever listens could use it"
    )]
    ClearPassword,
    /// The server binds passwords to its certificate, which has no digest to do so.
    #[error("the password cannot be bound to a server certificate with this kind of signature")]
    NoBinding,
    /// The server did not ask for the client certificate that has to be presented.
    #[error("the server did not ask for the client certificate, and sslcertmode demands it")]
    NotPresented,
    /// It is another kind of server than `target_session_attrs` wants.
    #[error("the server is not what target_session_attrs asks for")]
    OtherTarget,
    /// The server sends more than there is room for.
    #[error("the server sends more than a PostgreSQL server would")]
    TooMuch,
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
    /// Whether the next server is worth a try.
    ///
    /// Source: PostgreSQL, chapter 34.1.1.3; libpq goes on after a failed connection, a server that
    /// starts up or stops, and one of another kind.
    pub(super) fn leads_on(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TimedOut | Self::OtherTarget => true,
            Self::Refused { sqlstate, .. } => *sqlstate == *SqlState::CANNOT_CONNECT_NOW.code(),
            Self::Broken(_)
            | Self::NoSsl
            | Self::Tls(_)
            | Self::NoPassword
            | Self::ClearPassword
            | Self::NoBinding
            | Self::NotPresented
            | Self::TooMuch => false,
        }
    }

    /// From the database library.
    pub(in crate::postgres) fn of(error: &tokio_postgres::Error) -> Self {
        if let Some(refused) = error.as_db_error() {
            return Self::Refused {
                sqlstate: refused.code().code().to_owned(),
                message: refused.message().to_owned(),
            };
        }
        let mut reason = error.to_string();
        let mut source = error.source();
        let mut first = true;
        while let Some(cause) = source {
            let inner = cause
                .downcast_ref::<io::Error>()
                .and_then(io::Error::get_ref);
            if let Some(own) = inner.and_then(|inner| inner.downcast_ref::<Self>()) {
                return own.clone();
            }
            if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                return Self::Tls(tls.to_string());
            }
            if std::mem::take(&mut first) {
                reason = cause.to_string();
            }
            source = cause.source();
        }
        match reason.as_str() {
            "password missing" => Self::NoPassword,
            _ => Self::Broken(reason),
        }
    }
}
