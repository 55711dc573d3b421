//! The database side: what a PostgreSQL server says before a password, and what it says about its
//! sessions after one.
//!
//! A probe never sends a password and never answers an authentication request. A password is sent
//! by [`login`] alone, where a login was asked for.

pub mod handshake;
mod identity;
pub mod login;
pub mod probe;
pub mod sessions;
pub mod tls;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod live_tests;

use std::time::Duration;

use async_trait::async_trait;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::domain::proof::ProbeReport;

/// A client certificate with its chain and private key.
pub struct ClientIdentity {
    /// The chain, leaf first.
    pub chain: Vec<CertificateDer<'static>>,
    /// The private key; its Debug form is masked by its type.
    pub key: PrivateKeyDer<'static>,
}

/// One endpoint and login to ask about.
pub struct ProbeRequest<'a> {
    /// Host name or address.
    pub host: &'a str,
    /// Port.
    pub port: u16,
    /// User to name; need not exist.
    pub user: &'a str,
    /// Database to name; need not exist.
    pub database: &'a str,
    /// Ask as a physical replication client.
    pub replication: bool,
    /// Presented in the third run; without it there is no third run.
    pub identity: Option<&'a ClientIdentity>,
    /// Limit for each connection attempt, name resolution included.
    pub timeout: Duration,
}

/// Asks a server what it demands.
#[async_trait]
pub trait Prober: Send + Sync {
    /// Runs plaintext, SSL and, with an identity, client-certificate attempts, one after another,
    /// each on its own connection, politely closed. Never fails: what went wrong is an outcome.
    async fn probe(&self, request: ProbeRequest<'_>) -> ProbeReport;
}
