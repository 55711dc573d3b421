//! Why a sandbox does not start.

use std::net::SocketAddr;

use crate::text::{Text, text};

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text().english())]
pub enum SandboxError {
    /// The address is not one of loopback.
    NotLoopback(SocketAddr),
    /// No socket.
    Listen(#[source] std::io::Error),
    /// No certificate could be made.
    Certificate(#[from] rcgen::Error),
    /// The state document is wrong.
    State(Text),
    /// A PostgreSQL server is wanted and there is none.
    NoPostgres(Text),
    /// A database does not start.
    Database {
        /// The instance.
        instance_id: String,
        /// The reason.
        reason: String,
    },
}

impl SandboxError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::NotLoopback(address) => {
                text!("sandbox-not-loopback", address = address.to_string())
            }
            Self::Listen(_) => text!("sandbox-not-listening"),
            Self::Certificate(_) => text!("sandbox-no-certificate"),
            Self::State(why) => text!("sandbox-state", why = why),
            Self::NoPostgres(why) => text!("sandbox-no-postgres", why = why),
            Self::Database {
                instance_id,
                reason,
            } => text!("sandbox-database", instance = instance_id, reason = reason),
        }
    }
}
