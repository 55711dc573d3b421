//! How a sandbox is to be.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::faults::Fault;
use super::state_file::StateFile;

/// What stands behind instances that name nothing themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DatabaseChoice {
    /// A PostgreSQL server where the programs are found, else the embedded front door.
    #[default]
    Auto,
    /// A PostgreSQL server.
    Postgres,
    /// The embedded front door.
    Embedded,
    /// Nothing: their ports are closed.
    None,
}

/// How a sandbox is to be.
#[derive(Clone)]
pub struct SandboxOptions {
    /// Where the gateway listens; loopback only. Port 0 lets the system choose.
    pub listen: SocketAddr,
    /// How many instances, when `state` does not name them.
    pub instances: usize,
    /// What stands behind them.
    pub database: DatabaseChoice,
    /// The folder of the PostgreSQL programs, when it is to be that one.
    pub postgres_bin: Option<PathBuf>,
    /// How long a change takes.
    pub change_time: Duration,
    /// How long the status stays as it was after a write was accepted.
    pub status_lag: Duration,
    /// How long every answer takes.
    pub latency: Duration,
    /// How many requests the gateway takes in any second.
    pub qps: Option<u32>,
    /// Faults from the start.
    pub faults: Vec<Fault>,
    /// The instances to start with.
    pub state: Option<StateFile>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            instances: 1,
            database: DatabaseChoice::Auto,
            postgres_bin: None,
            change_time: Duration::from_secs(2),
            status_lag: Duration::ZERO,
            latency: Duration::ZERO,
            qps: None,
            faults: Vec::new(),
            state: None,
        }
    }
}
