//! The data plane: the PostgreSQL endpoint that stands behind one sandbox instance.

pub mod effective;
pub mod embedded;
pub mod server;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::domain::acl::Acl;
use crate::domain::hba::Record;
use crate::domain::ssl::Pem;

/// The server certificate and key of an instance whose SSL is on.
#[derive(Clone)]
pub struct ServerIdentity {
    /// Certificate, PEM, chain after it.
    pub certificate: Pem,
    /// Private key, PEM PKCS#8.
    pub key: SecretString,
}

/// What the control plane wants the endpoint to be.
#[derive(Clone)]
pub struct Desired {
    /// SSL on with this certificate, or off.
    pub ssl: Option<ServerIdentity>,
    /// Client CA.
    pub client_ca: Option<Pem>,
    /// Revocation list.
    pub crl: Option<Pem>,
    /// ACL for ordinary connections.
    pub acl: Acl,
    /// ACL for replication connections.
    pub replication_acl: Acl,
    /// `pg_hba` records, in order.
    pub records: Vec<Record>,
}

/// A login that exists on the instance from the start.
#[derive(Clone)]
pub struct SandboxAccount {
    /// Role name.
    pub name: String,
    /// Password.
    pub password: SecretString,
    /// May open replication connections.
    pub replication: bool,
}

/// One running endpoint on loopback.
#[async_trait]
pub trait Database: Send + Sync {
    /// The port it listens on, on 127.0.0.1 and, where the machine has it, `::1`.
    fn port(&self) -> u16;
    /// `postgres` or `embedded`.
    fn backend(&self) -> &'static str;
    /// Puts the wanted state into force for new connections; with `restart`, open sessions end.
    ///
    /// # Errors
    /// The reason, when the server does not take it; the state before stays in force.
    async fn apply(&self, desired: &Desired, restart: bool) -> Result<(), String>;
    /// Stops it and removes every file.
    async fn stop(&self);
}
