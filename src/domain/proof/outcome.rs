//! One connection attempt: what it asks, how it ended, what its handshake told.

use std::time::Duration;

use core::net::SocketAddr;
use serde::Serialize;

use crate::text::{Text, text};

/// What one connection attempt asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// A start-up message without SSL.
    Plaintext,
    /// SSL without a client certificate.
    Ssl,
    /// SSL with a client certificate.
    ClientCertificate,
    /// SSL from the first byte, without a request for it before; PostgreSQL 17 and later.
    DirectSsl,
}

/// How one connection attempt ended. Decided from bytes and codes only, never from English text.
///
/// Source: PostgreSQL, chapters 55.2 (message flow), 55.8 (error fields) and 21.1 (`pg_hba.conf`).
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// An authentication request came: `pg_hba` let the connection pass.
    AcceptedToAuth {
        /// `md5`, `password`, `scram-sha-256` or the number of the request.
        method: String,
    },
    /// `AuthenticationOk` came without a password: logged in.
    AcceptedNoAuth,
    /// 28000 before any authentication request: no record, or a `reject` record.
    RefusedByHba,
    /// 28000 over SSL that asks for a client certificate.
    CertificateRequired,
    /// The server refused the certificate that was presented, by this TLS alert (or a reset right
    /// after it, then without a number).
    CertificateRejected {
        /// TLS alert number.
        alert: Option<u8>,
    },
    /// The certificate is good and its CN is not this user.
    CertificateUserMismatch,
    /// The server wants to check certificates and has no client CA (SQLSTATE F0000).
    Misconfigured,
    /// All slots are taken (53300): no evidence.
    Busy,
    /// Starting up or shutting down (57P03): no evidence.
    NotReady,
    /// The server answered `N`: SSL is off.
    NoSsl,
    /// The TLS handshake failed for a reason that is not a client certificate.
    TlsFailed {
        /// What the TLS library said.
        reason: Text,
    },
    /// The server's error has another SQLSTATE before authentication; often a pooler or proxy.
    OtherError,
    /// The bytes are not PostgreSQL's.
    NotPostgres,
    /// The connection was closed without an answer.
    Closed,
    /// No answer in time.
    TimedOut,
    /// No TCP connection, or the name did not resolve.
    Unreachable {
        /// What the system said.
        reason: Text,
    },
}

impl Outcome {
    /// Whether `pg_hba` let the connection pass.
    pub const fn passed_hba(&self) -> bool {
        matches!(self, Self::AcceptedToAuth { .. } | Self::AcceptedNoAuth)
    }

    /// One stable word for machines.
    pub fn word(&self) -> &'static str {
        self.into()
    }

    /// A few words for people.
    pub fn text(&self) -> Text {
        match self {
            Self::AcceptedToAuth { method } => match method.as_str() {
                "md5" | "password" | "scram-sha-256" => text!("outcome-password", method = method),
                _ => text!("outcome-authenticate", method = method),
            },
            Self::AcceptedNoAuth => text!("outcome-no-password"),
            Self::RefusedByHba => text!("outcome-refused"),
            Self::CertificateRequired => text!("outcome-certificate-required"),
            Self::CertificateRejected { alert: Some(alert) } => {
                text!("outcome-certificate-alert", alert = *alert)
            }
            Self::CertificateRejected { alert: None } => text!("outcome-certificate-reset"),
            Self::CertificateUserMismatch => text!("outcome-certificate-user"),
            Self::Misconfigured => text!("outcome-no-client-ca"),
            Self::Busy => text!("outcome-busy"),
            Self::NotReady => text!("outcome-not-ready"),
            Self::NoSsl => text!("outcome-ssl-off"),
            Self::TlsFailed { reason } => text!("outcome-handshake", reason = reason),
            Self::OtherError => text!("outcome-other"),
            Self::NotPostgres => text!("outcome-not-postgres"),
            Self::Closed => text!("outcome-closed"),
            Self::TimedOut => text!("outcome-timeout"),
            Self::Unreachable { reason } => text!("outcome-unreachable", reason = reason),
        }
    }
}

/// One connection attempt and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What was asked.
    pub question: Question,
    /// How it ended.
    pub outcome: Outcome,
    /// The server's SQLSTATE, where an error came.
    pub sqlstate: Option<String>,
    /// The address that answered.
    pub address: Option<SocketAddr>,
    /// The address the attempt came from, as this machine sees it.
    pub from: Option<SocketAddr>,
    /// Duration of the attempt.
    pub took: Duration,
}

/// What the TLS handshake told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// Cipher suite.
    pub cipher: String,
    /// The server's chain, DER, leaf first.
    pub chain: Vec<Vec<u8>>,
    /// Names of the client CAs the server accepts; `None` when it asked for no certificate.
    pub client_cas: Option<Vec<String>>,
    /// Whether SCRAM-SHA-256-PLUS was offered; `None` when SCRAM was not.
    pub channel_binding: Option<bool>,
}
