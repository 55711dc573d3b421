//! Why a sandbox does not start.

use std::net::SocketAddr;

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address is not one of loopback.
    #[error("the sandbox listens on loopback only, and {0} is not loopback")]
    NotLoopback(SocketAddr),
    /// No socket.
    #[error("could not listen")]
    Listen(#[source] std::io::Error),
    /// No certificate could be made.
    #[error("could not make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The state document is wrong.
    #[error("the state document cannot be used: {0}")]
    State(String),
    /// A PostgreSQL server is wanted and there is none.
    #[error("no PostgreSQL server can be started: {0}")]
    NoPostgres(String),
    /// A database does not start.
    #[error("could not start the database of `{instance_id}`: {reason}")]
    Database {
        /// The instance.
        instance_id: String,
        /// The reason.
        reason: String,
    },
}
