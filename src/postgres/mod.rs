//! The database side: what a PostgreSQL server says before a password, and what it says about its
//! sessions after one.
//!
//! A probe never sends a password and never answers an authentication request. A password is sent
//! by [`login`] alone, where a login was asked for.

mod attempt;
pub mod client_hello;
mod dial;
pub mod handshake;
mod identity;
pub mod login;
pub mod probe;
pub mod sessions;
pub mod tls;
mod transports;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod live_tests;

use core::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rustls::sign::CertifiedKey;

use crate::domain::certificate::Certificate;
use crate::domain::proof::{ProbeEndpoint, ProbeLogin, ProbeReport, TlsVersion, Transports};
use crate::text::Text;

/// A client certificate with its chain, leaf first, and what signs with its private key.
pub struct ClientIdentity(Arc<CertifiedKey>);

impl ClientIdentity {
    /// The CN of the certificate; `None` where it has none.
    pub fn common_name(&self) -> Option<String> {
        Certificate::from_der(self.0.cert.first()?)
            .ok()?
            .common_name
    }
}

/// One endpoint and login to ask about.
#[derive(Clone, Copy)]
pub struct ProbeRequest<'a> {
    /// The endpoint.
    pub place: &'a ProbeEndpoint,
    /// Its addresses, the first that can be reached is taken; or why there are none.
    pub addresses: Result<&'a [SocketAddr], &'a Text>,
    /// Whom to name.
    pub login: &'a ProbeLogin,
    /// Presented in the third run; without it there is no third run.
    pub identity: Option<&'a ClientIdentity>,
    /// Limit for each connection attempt.
    pub timeout: Duration,
}

/// What to ask about the transport of an endpoint.
#[derive(Debug, Clone, Default)]
pub struct TransportQuestions {
    /// Versions of TLS, each asked on a connection of its own.
    pub tls_versions: Vec<TlsVersion>,
    /// SSL from the first byte.
    pub direct_ssl: bool,
    /// GSS encryption.
    pub gss: bool,
}

/// Asks a server what it demands.
#[async_trait]
pub trait Prober: Send + Sync {
    /// The addresses of a host, IPv4 before IPv6.
    ///
    /// # Errors
    /// Why there are none, for people.
    async fn resolve(
        &self,
        host: &str,
        port: u16,
        limit: Duration,
    ) -> Result<Vec<SocketAddr>, Text>;

    /// Runs plaintext, SSL and, with an identity, client-certificate attempts, one after another,
    /// each on its own connection, politely closed. Never fails: what went wrong is an outcome.
    async fn probe(&self, request: ProbeRequest<'_>) -> ProbeReport;

    /// Asks what the transport is capable of, one question after another, each on its own
    /// connection. Never fails: what went wrong is an answer.
    async fn transports(
        &self,
        request: ProbeRequest<'_>,
        questions: &TransportQuestions,
    ) -> Transports;
}
