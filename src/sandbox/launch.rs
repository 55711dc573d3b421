//! Starts what stands behind the instances.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpSocket;

use super::database::server::Binaries;
use super::database::{Database, SandboxAccount, embedded, server};
use super::error::SandboxError;
use super::options::DatabaseChoice;
use super::state::entry::Backing;
use super::state::instance::SandboxInstance;
use super::state_file::DATABASE;

/// The version that an instance without a PostgreSQL server says it has.
const VERSION: &str = "15.0";

/// What can be started on this machine.
pub(crate) struct Launcher {
    usual: Backing,
    binaries: Option<Binaries>,
    /// Bound and never listening, so that a connection to it is refused and no one else gets it.
    closed: TcpSocket,
}

impl Launcher {
    /// Looks for what is needed; `demanded` tells whether some instance names a real server.
    ///
    /// # Errors
    /// [`SandboxError::NoPostgres`] when a real server is demanded and none is found.
    pub(crate) async fn new(
        choice: DatabaseChoice,
        folder: Option<&Path>,
        demanded: bool,
    ) -> Result<Self, SandboxError> {
        let binaries = match (choice, demanded) {
            (DatabaseChoice::Embedded | DatabaseChoice::None, false) => None,
            (DatabaseChoice::Auto, false) => match (Binaries::discover(folder).await, folder) {
                (Ok(found), _) => Some(found),
                // A folder that was named is not skipped silently.
                (Err(reason), Some(_)) => return Err(SandboxError::NoPostgres(reason)),
                (Err(_), None) => None,
            },
            (DatabaseChoice::Postgres, _) | (_, true) => Some(
                Binaries::discover(folder)
                    .await
                    .map_err(SandboxError::NoPostgres)?,
            ),
        };
        let usual = match (choice, &binaries) {
            (DatabaseChoice::None, _) => Backing::None,
            (DatabaseChoice::Embedded, _) | (_, None) => Backing::Embedded,
            (DatabaseChoice::Auto | DatabaseChoice::Postgres, Some(_)) => Backing::Postgres,
        };
        let closed = TcpSocket::new_v4().map_err(SandboxError::Listen)?;
        closed
            .bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .map_err(SandboxError::Listen)?;
        Ok(Self {
            usual,
            binaries,
            closed,
        })
    }

    /// What stands behind an instance that says so, or says nothing.
    pub(crate) fn backing(&self, said: Option<Backing>) -> Backing {
        said.unwrap_or(self.usual)
    }

    /// The engine version of such an instance: `15.0`.
    pub(crate) fn version(&self, backing: Backing) -> String {
        match (&self.binaries, backing) {
            (Some(binaries), Backing::Postgres) => format!("{}.0", binaries.major()),
            _ => VERSION.to_owned(),
        }
    }

    /// A port of loopback that refuses connections.
    pub(crate) fn closed_port(&self) -> Result<u16, SandboxError> {
        Ok(self
            .closed
            .local_addr()
            .map_err(SandboxError::Listen)?
            .port())
    }

    /// Starts one; `None` when nothing is to stand behind it.
    ///
    /// # Errors
    /// [`SandboxError::Database`] with the reason.
    pub(crate) async fn open(
        &self,
        backing: Backing,
        instance: &SandboxInstance,
        accounts: &[SandboxAccount],
    ) -> Result<Option<Arc<dyn Database>>, SandboxError> {
        let failed = |reason| SandboxError::Database {
            instance_id: instance.id.clone(),
            reason,
        };
        let desired = instance.desired();
        Ok(match (backing, &self.binaries) {
            (Backing::None, _) => None,
            (Backing::Postgres, Some(binaries)) => {
                let started = server::start(binaries, accounts, DATABASE, &desired).await;
                Some(Arc::new(started.map_err(failed)?))
            }
            (Backing::Embedded, _) | (Backing::Postgres, None) => {
                let started = embedded::start(accounts, DATABASE, &desired, instance.major()).await;
                Some(Arc::new(started.map_err(failed)?))
            }
        })
    }
}
