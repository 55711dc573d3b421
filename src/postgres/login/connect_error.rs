//! Why a login did not succeed.

use std::error::Error as _;
use std::io;

use crate::text::{Text, text};
use thiserror::Error;
use tokio_postgres::error::SqlState;

/// Why a login did not succeed. Never holds a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().english())]
pub enum ConnectError {
    /// No connection to the host.
    Unreachable(Text),
    /// The connection broke, or what answered is no PostgreSQL server.
    Broken(Text),
    /// No answer in time.
    TimedOut,
    /// SSL is demanded, and the server has none.
    NoSsl,
    /// The TLS handshake failed, or one side does not believe the other's certificate.
    Tls(Text),
    /// The server wants a password and none was given.
    NoPassword,
    /// The server wants a password in clear or as MD5 over a connection without TLS.
    ClearPassword,
    /// The server binds passwords to its certificate, which has no digest to do so.
    NoBinding,
    /// The server did not ask for the client certificate that has to be presented.
    NotPresented,
    /// It is another kind of server than `target_session_attrs` wants.
    OtherTarget,
    /// The server sends more than there is room for.
    TooMuch,
    /// The server said no.
    Refused {
        /// Its code.
        sqlstate: String,
        /// Its words.
        message: String,
    },
}

impl ConnectError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Unreachable(what) | Self::Broken(what) => what.clone(),
            Self::TimedOut => text!("login-timed-out"),
            Self::NoSsl => text!("login-no-ssl"),
            Self::Tls(what) => text!("login-tls", what = what),
            Self::NoPassword => text!("login-no-password"),
            Self::ClearPassword => text!("login-clear-password"),
            Self::NoBinding => text!("login-no-binding"),
            Self::NotPresented => text!("login-not-presented"),
            Self::OtherTarget => text!("login-other-target"),
            Self::TooMuch => text!("login-too-much"),
            Self::Refused { sqlstate, message } => {
                text!("login-refused", message = message, sqlstate = sqlstate)
            }
        }
    }

    /// Whether the next server is worth a try.
    ///
    /// Source: PostgreSQL, chapter 34.1.1.3; libpq goes on after a failed connection, a server that
    /// starts up or stops, and one of another kind.
    pub(super) fn leads_on(&self) -> bool {
        let code = SqlState::CANNOT_CONNECT_NOW.code();
        matches!(
            self,
            Self::Unreachable(_) | Self::TimedOut | Self::OtherTarget
        ) || matches!(self, Self::Refused { sqlstate, .. } if sqlstate == code)
    }

    /// From the database library.
    pub(in crate::postgres) fn of(error: &tokio_postgres::Error) -> Self {
        if let Some(refused) = error.as_db_error() {
            return Self::Refused {
                sqlstate: refused.code().code().to_owned(),
                message: refused.message().to_owned(),
            };
        }
        let cause = error.source();
        let system = cause.and_then(|cause| cause.downcast_ref::<io::Error>());
        let inner = system.and_then(io::Error::get_ref);
        if let Some(own) = inner.and_then(|inner| inner.downcast_ref::<Self>()) {
            return own.clone();
        }
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Self::Tls(Text::reported(&tls.to_string()));
        }
        let reason = match (system, cause) {
            (Some(system), _) => system.into(),
            (None, Some(cause)) => Text::reported(&cause.to_string()),
            (None, None) => Text::reported(&error.to_string()),
        };
        if reason == "password missing" {
            Self::NoPassword
        } else {
            Self::Broken(reason)
        }
    }
}
